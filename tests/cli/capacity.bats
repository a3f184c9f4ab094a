#!/usr/bin/env bats
# iissim capacity: what it prints and writes, its statuses, and that nothing but the scenario decides.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_DIRNAME/../.."
    IISSIM=$(realpath "${IISSIM:-build/iissim}")
    export IISSIM_PLOTS=$PWD/plots
    scenario=$BATS_TEST_TMPDIR/small.ini
    out=$BATS_TEST_TMPDIR/out
    cat > "$scenario" <<'END'
[scenario]
title = A small shop
models = iis5, iis6
duration = 10s
warmup = 1s
replications = 4
[app:shop]
start = warm
[page:home]
app = shop
work = cpu exp(5ms)
[clients:public]
pages = home
arrivals = poisson(50/s)
[slo:fast]
require = latency.mean < 20ms
[slo:few]
require = loss < 1%
END
}

@test "the capacity of each variant, its limit, and the loads that were looked at" {
    run --separate-stderr "$IISSIM" capacity "$scenario"
    [ "$status" -eq 0 ]
    [ -z "$stderr" ]
    flat=$(tr -s '\n ' ' ' <<< "$output")
    [[ "$flat" =~ iis5:\ capacity\ at\ load\ [0-9.]+\ \(95%\ interval\ [0-9.]+\ to\ [0-9.]+\) ]]
    [[ "$flat" == *"First to fail: at load "*"[slo:fast] latency.mean < 20 ms is not met"* ]]
    [ "$(grep -c '^Limit: cpu\.' <<< "$output")" -eq 2 ]
    [[ "$output" == *"cpu.utilisation "* ]]
    grep -Eq '^ +1 +[0-9.]+ +[0-9.]+ ± [0-9.]+ ms +0%$' <<< "$output"
    [ "$(LC_ALL=C.UTF-8 grep -E '^.{81,}' <<< "$output")" = "" ]
}

@test "a load that is printed gives the same numbers when it is run" {
    "$IISSIM" capacity "$scenario" --csv > "$out.csv"
    load=$(awk -F, '$4 == "iis6" && $6 == "fast" { print $5 }' "$out.csv" | tail -1)
    searched=$(awk -F, -v at="$load" '$4 == "iis6" && $6 == "fast" && $5 == at { print $8 $9 $10 }' \
        "$out.csv")
    run=$("$IISSIM" run "$scenario" --set scenario.load="$load" --csv --quiet 2> /dev/null |
        awk -F, '$1 == "iis6" && $2 == "run" && $4 == "latency.mean" { print $5 $6 $7 }')
    [ -n "$run" ]
    [ "$searched" = "$run" ]
}

@test "one thread or two, a file or standard input give the same bytes" {
    "$IISSIM" capacity "$scenario" --json -j 1 > "$out.1"
    "$IISSIM" capacity "$scenario" --json -j 2 > "$out.2"
    "$IISSIM" capacity - --json -j3 < "$scenario" | sed 's|"file": "-"|"file": "'"$scenario"'"|' \
        > "$out.3"
    cmp "$out.1" "$out.2"
    cmp "$out.1" "$out.3"
}

@test "killed again and again, it goes on where it was and ends in the same bytes" {
    "$IISSIM" capacity "$scenario" --no-plots --quiet -o "$out.whole" > "$BATS_TEST_TMPDIR/whole"
    killed=0
    for bytes in 300 200000 900000; do
        "$IISSIM" capacity "$scenario" --no-plots -j 2 -o "$out" > /dev/null 2>&1 &
        pid=$!
        until [ "$(stat -c %s "$out/journal" 2> /dev/null || echo 0)" -ge "$bytes" ]; do
            kill -0 "$pid" 2> /dev/null || break
            sleep 0.005
        done
        kill -KILL "$pid" 2> /dev/null && killed=$((killed + 1))
        wait "$pid" || true
    done
    [ "$killed" -ge 2 ]
    [ ! -e "$out/results.json" ]
    run --separate-stderr "$IISSIM" capacity "$scenario" --no-plots -j 1 -o "$out"
    [ "$status" -eq 0 ]
    [[ "$stderr" =~ going\ on:\ ([0-9]+)\ run ]]
    [ "${BASH_REMATCH[1]}" -ge 8 ]
    diff -r "$out.whole" "$out"
    [ "$output" = "$(cat "$BATS_TEST_TMPDIR/whole")" ]
}

@test "Ctrl-C keeps what is known, marked partial, and is status 130" {
    sed -i 's/duration = 10s/duration = 100s/; s/^warmup.*/warmup = auto/' "$scenario"
    "$IISSIM" capacity "$scenario" --no-plots -o "$out" > "$out.text" 2> "$out.said" &
    pid=$!
    # beyond the first load: among its pilots, most likely, or those of the next
    until [ "$(stat -c %s "$out/journal" 2> /dev/null || echo 0)" -ge 12000000 ]; do
        kill -0 "$pid"
        sleep 0.01
    done
    kill -INT "$pid"
    status=0
    wait "$pid" || status=$?
    [ "$status" -eq 130 ]
    grep -q interrupted "$out.said"
    grep -q '"partial": true' "$out/results.json"
    [ -s "$out/journal" ]
}

@test "what -o writes" {
    run --separate-stderr "$IISSIM" capacity "$scenario" --models iis6 -o "$out"
    [ "$status" -eq 0 ]
    "$IISSIM" capacity "$scenario" --models iis6 --json | cmp - "$out/results.json"
    [ "$(head -1 "$out/capacity.csv")" = \
        "scenario_sha256,iissim,seed,variant,load,slo,metric,mean,lo,hi,n,met" ]
    [ "$(cut -d, -f4 "$out/capacity.csv" | sort -u | tr '\n' ' ')" = "iis6 variant " ]
    grep -q '"capacity.csv"' "$out/manifest.json"
    grep -q 'latency.mean &lt; 20 ms' "$out/figures/capacity.svg"
    "$IISSIM" plot "$out" --terminal | grep -q 'What is kept at which load'
    "$IISSIM" check "$out/scenario.ini"
    [ ! -e "$out/journal" ]
}

@test "without an slo there is nothing to meet: status 3, and what to write" {
    sed -i '/slo/,$d' "$scenario"
    run --separate-stderr "$IISSIM" capacity "$scenario"
    [ "$status" -eq 3 ]
    [ -z "$output" ]
    [[ "$stderr" == *"small.ini: has no [slo:*]"*"[slo:fast]"* ]]
}

@test "an slo that no load meets is status 99; one that cannot be told is 4" {
    run --separate-stderr "$IISSIM" capacity "$scenario" --set slo:fast.require='latency.mean < 1ms'
    [ "$status" -eq 99 ]
    [[ "$output" == *"iis6: no load meets every slo"* ]]
    run --separate-stderr "$IISSIM" capacity "$scenario" --set slo:fast.require='latency.p999 < 6ms'
    [ "$status" -eq 4 ]
    [[ "$output" == *"too few requests"* ]]
    [[ "$stderr" == *"iis6: no capacity was found"* ]]
    run --separate-stderr "$IISSIM" capacity "$scenario" --models iis6 --replications 1
    [ "$status" -eq 4 ]
    [[ "$output" == *"no interval: one replication"* ]]
}

@test "an slo of what does not exist is status 3" {
    run --separate-stderr "$IISSIM" capacity "$scenario" --set slo:fast.require='cache.hits < 1'
    [ "$status" -eq 3 ]
    [ -z "$output" ]
    [[ "$stderr" == *"[slo:fast]: cache.hits"* ]]
}

@test "a command line that cannot be meant is status 2" {
    for option in --tolerance=0 --tolerance=60% --tolerance=x --tolerance=nan --requests; do
        run --separate-stderr "$IISSIM" capacity "$scenario" --quiet "$option"
        [ "$status" -eq 2 ]
        [ -z "$output" ]
        [[ "$stderr" == *"${option%=*}"* ]]
    done
    run --separate-stderr "$IISSIM" capacity
    [ "$status" -eq 2 ]
}

@test "warmup = auto: the head says what is left out, and of each load the JSON does" {
    sed -i 's/^warmup.*/warmup = auto/; $a [limits]\npreset = none' "$scenario"
    run --separate-stderr "$IISSIM" capacity "$scenario" --models iis6 --tolerance 10% --no-plots -o "$out"
    [ "$status" -eq 0 ]
    # beyond the capacity some never settle, of which nobody needs to be told
    grep -q '"settled": false' "$out/results.json"
    [ "$stderr" = "iissim: results are in $out" ]
    flat=$(tr -s '\n ' ' ' <<< "$output")
    span='of 10 s after [0-9]+ m?s to [0-9]+ m?s of warm-up \(each by MSER-5 on 10 pilots\)\.'
    [[ "$flat" =~ $span ]]
    load=$(grep -m1 -o '"value": [0-9.]*' "$out/results.json" | cut -d' ' -f2)
    left_out=$(grep -A5 "\"load\": $load,$" "$out/results.json" | grep -o '"warmup_s": .*,')
    [[ "$left_out" =~ [1-9] ]]
    "$IISSIM" run "$scenario" --models iis6 --set scenario.load="$load" --json --quiet | grep -q "$left_out"
}

@test "warmup = auto: a load that does not fail and whose pilots had not settled is named" {
    # what takes 30 s has not settled in four times 8 s
    sed -i 's/^warmup.*/warmup = auto/; s/^duration.*/duration = 8s/; s/cpu exp(5ms)/wait 30s/
        s/^arrivals.*/arrivals = every(1s)/; s/^require = latency.*/require = requests.offered < 13/' "$scenario"
    run --separate-stderr "$IISSIM" capacity "$scenario" --models iis6 --tolerance 20%
    [ "$status" -eq 0 ]
    said='iis6: warmup = auto: at ([0-9]+) of the ([0-9]+) loads that do not fail, the lowest of them ([0-9.]+),'
    [[ "$stderr" =~ $said ]]
    [ "${BASH_REMATCH[1]}" -ge 3 ]
    [ "${BASH_REMATCH[1]}" -eq "${BASH_REMATCH[2]}" ]
    grep -Eq "^ +${BASH_REMATCH[3]} " <<< "$output"
}
