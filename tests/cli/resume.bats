#!/usr/bin/env bats
# What is finished is kept: a run that is killed at any moment and begun again ends in the same bytes.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_DIRNAME/../.."
    IISSIM=$(realpath "${IISSIM:-build/iissim}")
    export IISSIM_PLOTS=$PWD/plots
    scenario=$BATS_TEST_TMPDIR/small.ini
    out=$BATS_TEST_TMPDIR/out
    cat > "$scenario" <<'END'
[scenario]
models = iis5, iis6
duration = 60s
warmup = 1s
replications = 24
[app:shop]
start = warm
[app:staff]
start = warm
[page:home]
app = shop
work = cpu exp(5ms)
[page:desk]
app = staff
work = cpu exp(2ms)
[clients:public]
pages = home:3, desk
arrivals = poisson(100/s)
[fault:crash]
kind = crash
app = shop
at = 20s
END
}

# Waits until the journal of $1 has at least $2 bytes; fails when process $3 has ended before.
until_journal() {
    until [ "$(stat -c %s "$1/journal" 2> /dev/null || echo 0)" -ge "$2" ]; do
        kill -0 "$3" 2> /dev/null || return 1
        sleep 0.01
    done
}

@test "killed again and again, a run goes on where it was and ends in the same bytes" {
    "$IISSIM" compare "$scenario" --requests --no-plots --quiet -o "$out.whole" \
        > "$BATS_TEST_TMPDIR/whole"
    killed=0
    for bytes in 300 4000000 9000000; do # of some 30 million
        "$IISSIM" compare "$scenario" --requests --no-plots -j 2 -o "$out" > /dev/null 2>&1 &
        pid=$!
        if until_journal "$out" "$bytes" "$pid"; then
            kill -KILL "$pid"
            killed=$((killed + 1))
        fi
        wait "$pid" || true
    done
    [ "$killed" -ge 2 ]
    before=$(stat -c %s "$out/journal")
    printf 'half a record' >> "$out/journal"
    run --separate-stderr "$IISSIM" compare "$scenario" --requests --no-plots -j 1 -o "$out"
    [ "$status" -eq 0 ]
    [[ "$stderr" == *"bytes were damaged and are dropped"* ]]
    [[ "$stderr" =~ going\ on:\ ([0-9]+)\ run ]]
    [ "${BASH_REMATCH[1]}" -ge 2 ]
    diff -r "$out.whole" "$out"
    [ "$output" = "$(cat "$BATS_TEST_TMPDIR/whole")" ]
    [ "$before" -gt 4000000 ]
}

@test "what Ctrl-C left unfinished goes on" {
    "$IISSIM" run "$scenario" --no-plots --quiet -o "$out.whole" > /dev/null
    "$IISSIM" run "$scenario" --no-plots -o "$out" > /dev/null 2>&1 &
    pid=$!
    until_journal "$out" 40000 "$pid"
    kill -INT "$pid"
    status=0
    wait "$pid" || status=$?
    [ "$status" -eq 130 ]
    grep -q '"partial": true' "$out/results.json"
    [ -s "$out/journal" ]
    run --separate-stderr "$IISSIM" run "$scenario" --no-plots -o "$out"
    [ "$status" -eq 0 ]
    [[ "$stderr" == *"going on"* ]]
    diff -r "$out.whole" "$out"
}

@test "two at once on one directory exclude each other" {
    "$IISSIM" run "$scenario" --no-plots -o "$out" > /dev/null 2>&1 &
    pid=$!
    until_journal "$out" 1 "$pid"
    run --separate-stderr "$IISSIM" run "$scenario" --no-plots -o "$out"
    kill -KILL "$pid"
    wait "$pid" || true
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    [[ "$stderr" == *"$out: another iissim is at work on it; wait until"* ]]
}

@test "a journal of another scenario, other options or another version is left alone" {
    "$IISSIM" run "$scenario" --no-plots -o "$out" > /dev/null 2>&1 &
    pid=$!
    until_journal "$out" 40000 "$pid"
    kill -KILL "$pid"
    wait "$pid" || true
    before=$(sha256sum < "$out/journal")
    run --separate-stderr "$IISSIM" run "$scenario" --seed 2 --no-plots -o "$out"
    [ "$status" -eq 1 ]
    [[ "$stderr" == *"unfinished results of another scenario"*"name another directory"* ]]
    run --separate-stderr "$IISSIM" run "$scenario" --no-isolation --no-plots -o "$out"
    [ "$status" -eq 1 ]
    [[ "$stderr" == *"unfinished results of 'run isolation', this is 'run'"* ]]
    [ "$(sha256sum < "$out/journal")" = "$before" ]
    sed -i '2s/.*/version 0.0.0/' "$out/journal"
    run --separate-stderr "$IISSIM" run "$scenario" --no-plots -o "$out"
    [ "$status" -eq 1 ]
    [[ "$stderr" == *"version 0.0.0"* ]]
}

@test "a full disk loses nothing that is finished" {
    "$IISSIM" run "$scenario" --no-plots --quiet -o "$out.whole" > /dev/null
    run --separate-stderr bash -c "ulimit -f 100; '$IISSIM' run '$scenario' --no-plots -o '$out'"
    [ "$status" -eq 1 ]
    [[ "$stderr" == *"$out/journal: cannot write"* ]]
    run --separate-stderr "$IISSIM" run "$scenario" --no-plots -o "$out"
    [ "$status" -eq 0 ]
    [[ "$stderr" == *"going on"* ]]
    diff -r "$out.whole" "$out"
}

@test "a directory in which one stands is filled in place, killed or not" {
    "$IISSIM" run "$scenario" --no-plots --quiet -o "$out.whole" > /dev/null
    mkdir "$out"
    cd "$out"
    "$IISSIM" run "$scenario" --no-plots -o . > /dev/null 2>&1 &
    pid=$!
    until_journal . 40000 "$pid"
    kill -KILL "$pid"
    wait "$pid" || true
    mkdir -p .iissim-out-ABCDEF/figures # as a process leaves it that is killed while it writes
    echo half > .iissim-out-ABCDEF/results.json
    run --separate-stderr "$IISSIM" run "$scenario" --no-plots -o .
    [ "$status" -eq 0 ]
    diff -r "$out.whole" "$out"
}
