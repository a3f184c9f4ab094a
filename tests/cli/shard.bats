#!/usr/bin/env bats
# The shards of a job array, run one by one and merged, give the bytes of one process; whatever is not
# exactly one whole is refused.

bats_require_minimum_version 1.5.0

setup_file() {
    cd "$BATS_TEST_DIRNAME/../.." || return
    export IISSIM_PLOTS=$PWD/plots scenario=$BATS_FILE_TMPDIR/small.ini shards=$BATS_FILE_TMPDIR/shard
    IISSIM=$(realpath "${IISSIM:-build/iissim}")
    export IISSIM
    cat > "$scenario" <<'END'
[scenario]
models = iis5, iis6
duration = 20s
warmup = 1s
replications = 6
[app:shop]
start = warm
[page:home]
app = shop
work = cpu exp(5ms)
[clients:public]
pages = home
arrivals = poisson(100/s)
[fault:crash]
kind = crash
app = shop
at = 10s
END
    for i in 1 2 3; do
        "$IISSIM" compare "$scenario" --requests --no-plots --quiet --shard "$i/3" -o "$shards$i" \
            > "$shards$i.stdout" || return
    done
}

setup() {
    cd "$BATS_TEST_TMPDIR"
    for i in 1 2 3; do cp -r "$shards$i" "s$i"; done
}

refused() { # STATUS TEXT SHARD..
    local expected=$1 text=$2
    shift 2
    run --separate-stderr "$IISSIM" merge "$@" -o out
    [ "$status" -eq "$expected" ]
    [ -z "$output" ]
    [[ "$stderr" == *"$text"* ]]
    [ ! -e out ]
}

@test "shards merge into the bytes of one process, rows of requests included" {
    "$IISSIM" compare "$scenario" --requests --no-plots -o whole > whole.txt 2> /dev/null
    run --separate-stderr "$IISSIM" merge s3 s1 s2 -o out
    [ "$status" -eq 0 ]
    diff -r whole out
    [ "$output" = "$(cat whole.txt)" ]
    [ "$(wc -l < out/requests.csv)" -gt 10000 ]
}

@test "a shard says what it is, prints nothing, and has its part of each variant" {
    for i in 1 2 3; do
        grep -q "\"shard\": $i,"  "s$i/shard.json"
        grep -q '"of": 3,' "s$i/shard.json"
        grep -q '"runs": 4,' "s$i/shard.json"
        grep -q shard.json "s$i/manifest.json"
        [ ! -s "$shards$i.stdout" ]
        [ ! -e "s$i/results.json" ]
    done
    # the journal of each holds two runs of either variant: the word that a record begins with, then it
    for i in 1 2 3; do
        for variant in 0 1; do
            runs=$(LC_ALL=C grep -aob task "s$i/journal" | cut -d: -f1 | while read -r at; do
                tail -c +$((at + 5)) "s$i/journal" | head -c 4 | od -An -tu4 | tr -d ' '
            done | grep -cx "$variant")
            [ "$runs" -eq 2 ]
        done
    done
}

@test "more shards than runs: some have nothing to do, and the whole is the same" {
    "$IISSIM" run "$scenario" --replications 1 --no-plots --json -o whole > whole.json 2> /dev/null
    for i in 1 2 3 4; do
        "$IISSIM" run "$scenario" --replications 1 --no-plots --shard "$i/4" -o "few$i"
    done
    grep -q '"runs": 0' few3/shard.json
    "$IISSIM" merge few1 few2 few3 few4 --json -o out > out.json
    diff -r whole out
    cmp whole.json out.json
}

@test "a sweep in shards: tasks one by one, but points with a precision as a whole" {
    steps=(--no-plots --sweep load=0.5,1,1.5 --sweep machine.cores=1,2)
    "$IISSIM" sweep "$scenario" "${steps[@]}" --replications 2 --quiet -o whole > whole.txt
    for i in 1 2 3 4 5; do
        "$IISSIM" sweep "$scenario" "${steps[@]}" --replications 2 --quiet --shard "$i/5" -o "p$i"
        grep -qE '"runs": [45],' "p$i/shard.json" # of 24
    done
    "$IISSIM" merge p* --quiet -o out > out.txt
    diff -r whole out
    cmp whole.txt out.txt

    steps+=(--replications 2..8 --set scenario.precision='15% of latency.mean' --models iis6)
    "$IISSIM" sweep "$scenario" "${steps[@]}" --quiet -o precise > whole.txt || [ "$?" -eq 4 ]
    for i in 1 2; do
        "$IISSIM" sweep "$scenario" "${steps[@]}" --quiet --shard "$i/2" -o "q$i"
    done
    "$IISSIM" merge q1 q2 --quiet -o joined > out.txt || [ "$?" -eq 4 ]
    diff -r precise joined
    cmp whole.txt out.txt
    # the number of replications differs between points: it was found, not given
    [ "$(grep -o '"replications": [0-9]*' joined/results.json | sort -u | wc -l)" -ge 3 ]
}

@test "warmup = auto: every shard has all pilots, and the whole is the same" {
    sed 's/^warmup.*/warmup = auto/; s/^duration.*/duration = 5s/; /^\[fault/,$d' "$scenario" > auto.ini
    for verb in "run --models iis6 --replications 3" "sweep --sweep load=0.5,1 --models iis6 --replications 3"; do
        for i in 1 2; do
            # shellcheck disable=SC2086 # a verb and its options
            "$IISSIM" $verb auto.ini --no-plots --quiet --shard "$i/2" -o "auto$i"
        done
        # shellcheck disable=SC2086
        "$IISSIM" $verb auto.ini --no-plots --quiet -o whole > whole.txt
        "$IISSIM" merge auto2 auto1 --quiet -o out > out.txt
        diff -r whole out
        cmp whole.txt out.txt
        grep -q 'MSER-5 on 10 pilots' out.txt
        rm -r auto1 auto2 whole out
    done
}

@test "what is missing, there twice, or of something else is named" {
    refused 3 "of 3 shards 2 is missing" s1 s3
    refused 3 "of 3 shards 1, 2 are missing" s3
    cp -r s1 copy
    refused 3 "shard 1/3 is there twice, in s1 and in copy" s1 s2 s3 copy
    mkdir empty
    refused 3 "empty: is not the directory of a shard" s1 s2 empty
    refused 3 "absent: there is no such directory" s1 s2 absent
    "$IISSIM" run "$scenario" --replications 1 --no-plots --quiet -o whole > /dev/null
    refused 3 "whole: holds results, not a shard" s1 s2 whole
    "$IISSIM" compare "$scenario" --requests --seed 2 --quiet --shard 3/3 -o other
    refused 3 "other: is a shard of another scenario, or of other settings than s1" s1 s2 other
    "$IISSIM" compare "$scenario" --quiet --shard 3/3 -o plain
    refused 3 "plain: is a shard of other options than s1 is ('run isolation', shard 3/3; 'run isol" \
        s1 s2 plain
    "$IISSIM" compare "$scenario" --requests --quiet --shard 4/4 -o four
    refused 3 "four: is a shard of another number of shards than s1" s1 s2 four
    "$IISSIM" run "$scenario" --requests --quiet --shard 3/3 -o single
    refused 3 "single: is a shard of another verb than s1" s1 s2 single
    sed -i 's/"iissim": "[^"]*"/"iissim": "0.0.0"/' s3/shard.json
    refused 3 "s3: was made by iissim 0.0.0, this is" s1 s2 s3
}

@test "what is damaged, unfinished or changed is named" {
    cp s3/journal journal
    head -c -1 journal > s3/journal
    refused 3 "s3/journal: is damaged or cut off" s1 s2 s3
    cp journal s3/journal
    printf 'x' | dd of=s3/journal bs=1 seek=5000 conv=notrunc 2> /dev/null
    refused 3 "s3/journal: is damaged or cut off" s1 s2 s3
    cp s2/journal s3/journal
    refused 3 "s3/journal: does not begin as the journal of this shard does" s1 s2 s3
    rm s3/journal
    refused 1 "s3/journal: cannot be opened" s1 s2 s3
    cp journal s3/journal
    echo '{' > s3/shard.json
    refused 3 "s3/shard.json: is damaged" s1 s2 s3
    rm s3/shard.json s3/manifest.json s3/scenario.ini
    refused 3 "s3: is not finished; begin its command again" s1 s2 s3
    "$IISSIM" compare "$scenario" --requests --no-plots --quiet --shard 3/3 -o s3
    "$IISSIM" merge s1 s2 s3 --quiet -o out > /dev/null
    mv out before
    cp "$scenario" kept.ini
    sed -i 's/exp(5ms)/exp(6ms)/' "$scenario"
    run --separate-stderr "$IISSIM" merge s1 s2 s3 -o out
    cp kept.ini "$scenario"
    [ "$status" -eq 3 ]
    [[ "$stderr" == *"s1: is a shard of another scenario than its command reads now"* ]]
    [ ! -e out ]
}

@test "a shard goes on where it was, and nothing else takes its place" {
    "$IISSIM" compare "$scenario" --requests --set scenario.duration=200s --quiet --no-plots \
        --shard 1/3 -o long > /dev/null 2> stderr &
    pid=$!
    until [ "$(stat -c %s long/journal 2> /dev/null || echo 0)" -ge 1000000 ]; do
        kill -0 "$pid"
        sleep 0.01
    done
    kill -INT "$pid"
    status=0
    wait "$pid" || status=$?
    [ "$status" -eq 130 ]
    grep -q "of shard 1/3 that .* kept in long; the same command goes on" stderr
    run --separate-stderr "$IISSIM" compare "$scenario" --requests --set scenario.duration=200s \
        --no-plots --shard 1/3 -o long
    [ "$status" -eq 0 ]
    [[ "$stderr" == *"long: going on: "*"shard 1/3 is in long: 4 runs; 'iissim merge' joins all 3"* ]]
    run --separate-stderr "$IISSIM" compare "$scenario" --requests --set scenario.duration=200s \
        --no-plots -o long
    [ "$status" -eq 1 ]
    [[ "$stderr" == *"'run isolation rows shard 1/3', this is 'run isolation rows'"* ]]
}

@test "what cannot be divided is said" {
    usage() {
        local text=$1
        shift
        run --separate-stderr "$IISSIM" "$@"
        [ "$status" -eq 2 ]
        [[ "$stderr" == *"$text"* ]]
        [ ! -e out ]
    }
    for part in 0/3 4/3 1/0 x 1 1/ /3 -1/3 1/3/3 1/1000000; do
        usage "--shard $part: is not the i-th of n shards" run "$scenario" --shard "$part" -o out
    done
    usage "add -o DIR" run "$scenario" --shard 1/3
    usage "leave --json" run "$scenario" --shard 1/3 --json -o out
    usage "name a file" run - --shard 1/3 -o out
    usage "--sensitivity" compare "$scenario" --sensitivity --shard 1/3 -o out
    usage "the number of replications is only known when they are finished" run "$scenario" \
        --replications 2..9 --set scenario.precision='5% of latency.mean' --shard 1/3 -o out
    usage "Unknown option --shard" capacity "$scenario" --shard 1/3 -o out
    usage "add -o DIR" merge s1 s2 s3
    usage "name the directories that --shard has left" merge -o out
}
