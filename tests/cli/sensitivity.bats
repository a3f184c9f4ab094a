#!/usr/bin/env bats
# iissim compare --sensitivity: which verdicts hang on costs that nobody has measured.

bats_require_minimum_version 1.5.0

# One request at a time, without any other cost: iis6 takes 10 ms and w3wp-native, iis5 10 ms and
# inetinfo-in. What every difference must be can be worked out by hand.
setup() {
    cd "$BATS_TEST_DIRNAME/../.."
    IISSIM=$(realpath "${IISSIM:-build/iissim}")
    scenario=$BATS_TEST_TMPDIR/hang.ini
    cat > "$scenario" <<'END'
[scenario]
title = Which verdicts hang on assumptions?
models = iis5, iis6
duration = 5s
warmup = 0s
replications = 2
[app:shop]
start = warm
[page:home]
app = shop
work = cpu 10ms
[clients:public]
pages = home
arrivals = every(100ms)
[compare]
metrics = latency.mean, loss
[costs]
preset = zero
w3wp-native = cpu 2ms
inetinfo-in = cpu 3ms
END
}

@test "a verdict that another value of an assumed cost turns round is flagged, with every number" {
    out=$BATS_TEST_TMPDIR/out
    run --separate-stderr "$IISSIM" compare "$scenario" --sensitivity -o "$out" --quiet
    [ "$status" -eq 0 ]
    [ -z "$stderr" ]
    grep -qE '^  latency\.mean +ms +-1\.000 ± 0 .* lower \?$' <<< "$output"
    grep -qE '^  loss .* same$' <<< "$output"
    grep -qE '^  inetinfo-in +1\.100 ± 0 +higher \? +-7\.000 ± 0 +lower$' <<< "$output"
    grep -qE '^  w3wp-native +-2\.400 ± 0 +lower +3\.000 ± 0 +higher \?$' <<< "$output"
    [[ "$output" == *"? hangs on an assumed cost: latency.mean of iis6 (inetinfo-in, w3wp-native)."* ]]
    [[ "$output" == *"Left out, as they are nothing here: context-switch, inetinfo-out,"* ]]
    [[ "$output" == *"Left out, as no model here pays them: i5m-native."* ]]
    tr '\n' ' ' <<< "$output" | grep -q 'Assumed as well, .* iis5.accepts-posted,'
    [ "$(wc -L <<< "$output")" -le 80 ]
    diff - <(grep ',latency.mean,' "$out/sensitivity.csv" | cut -d, -f 7,8,9,13,14,15) <<'END'
,1,-0.001,0,lower,false
inetinfo-in,0.3,0.0011,0,higher,true
inetinfo-in,3,-0.007,0,lower,false
w3wp-native,0.3,-0.0024,0,lower,false
w3wp-native,3,0.003,0,higher,true
END
    grep -q '"hangs_on": \["inetinfo-in", "w3wp-native"\]' "$out/results.json"
    grep -q 'latency.mean,-0.001,.*,inetinfo-in w3wp-native$' "$out/comparisons.csv"
    [ "$(grep -c '<svg' "$out/figures/tornado.svg")" -eq 1 ]
    grep -q '→ higher' "$out/figures/tornado.svg"
    run "$IISSIM" plot "$out" --terminal
    [[ "$output" == *"  inetinfo-in                    1.1 higher          -1                 -7"* ]]
}

@test "a verdict that no value of an assumed cost turns round is not flagged" {
    sed -i 's/inetinfo-in = cpu 3ms/inetinfo-in = cpu 10ms/' "$scenario"
    run --separate-stderr "$IISSIM" compare "$scenario" --sensitivity
    [ "$status" -eq 0 ]
    grep -qE '^  latency\.mean .* lower$' <<< "$output"
    tr '\n' ' ' <<< "$output" |
        grep -q 'No verdict hangs on any one of the 2 assumed costs that were varied, by 0.3 and by 3\.'
    [[ "$output" != *" ?"* ]]
    run --separate-stderr "$IISSIM" compare "$scenario" --sensitivity --json
    grep -q '"hangs_on": \[\]' <<< "$output"
    [ "$(grep -c '"flips": true' <<< "$output")" -eq 0 ]
}

@test "each variant's own value of a cost is varied" {
    sed -i 's/^models = .*/models = iis5/; s/^w3wp-native.*//' "$scenario"
    printf '[variant:slow]\nmodel = iis5\ncosts.inetinfo-in = cpu 6ms\n' >> "$scenario"
    run --separate-stderr "$IISSIM" compare "$scenario" --sensitivity -o "$BATS_TEST_TMPDIR/out" --quiet
    [ "$status" -eq 0 ]
    diff - <(grep ',latency.mean,' "$BATS_TEST_TMPDIR/out/sensitivity.csv" | cut -d, -f 7,8,9) <<'END'
,1,0.003
inetinfo-in,0.3,0.0009
inetinfo-in,3,0.009
END
}

@test "standard input is read once and is as good as a file; -j changes no byte" {
    "$IISSIM" compare "$scenario" --sensitivity --json -j 1 > "$BATS_TEST_TMPDIR/file.json"
    "$IISSIM" compare - --sensitivity --json -j 3 < "$scenario" | sed "s|\"file\": \"-\"|\"file\": \"$scenario\"|" |
        diff "$BATS_TEST_TMPDIR/file.json" -
    for j in 1 2; do
        "$IISSIM" compare "$scenario" --sensitivity -j "$j" --quiet -o "$BATS_TEST_TMPDIR/out.$j" \
            > "$BATS_TEST_TMPDIR/table.$j"
    done
    cmp "$BATS_TEST_TMPDIR/table.1" "$BATS_TEST_TMPDIR/table.2"
    diff -r "$BATS_TEST_TMPDIR/out.1" "$BATS_TEST_TMPDIR/out.2"
}

@test "as many replications as the precision took are varied, whatever their own would take" {
    sed -i 's/^replications = 2/replications = 3..200\nprecision = 4% of latency.mean/
        s/^arrivals = .*/arrivals = poisson(60\/s)/; s/^inetinfo-in = .*/inetinfo-in = cpu 1ms/' "$scenario"
    run --separate-stderr "$IISSIM" compare "$scenario" --sensitivity --json
    [ "$status" -eq 0 ]
    n=$(sed -n 's/^  "replications": \([0-9]*\),$/\1/p' <<< "$output")
    [ "$n" -gt 3 ] && [ "$n" -lt 200 ]
    [ "$(grep '"metric": "latency.mean"' <<< "$output" | grep -c "\"n\": $n}")" -eq 4 ]
}

@test "where nothing is assumed there is nothing to vary, and that is said before anything is run" {
    sed -i '/^w3wp-native/d; /^inetinfo-in/d' "$scenario"
    run --separate-stderr "$IISSIM" compare "$scenario" --sensitivity -o "$BATS_TEST_TMPDIR/out"
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    [[ "$stderr" == *"nothing to vary ([costs] preset = zero); leave --sensitivity out" ]]
    [ ! -e "$BATS_TEST_TMPDIR/out" ]
}

@test "--sensitivity compares: one variant, run, and rows that --csv does not have are usage errors" {
    run --separate-stderr "$IISSIM" compare "$scenario" --sensitivity --models iis6
    [ "$status" -eq 2 ]
    [[ "$stderr" == *"one variant alone cannot be compared"* ]]
    run --separate-stderr "$IISSIM" run "$scenario" --sensitivity
    [ "$status" -eq 2 ]
    run --separate-stderr "$IISSIM" compare "$scenario" --sensitivity --csv
    [ "$status" -eq 2 ]
    [[ "$stderr" == *"add -o DIR for DIR/sensitivity.csv, or take --json"* ]]
    run --separate-stderr "$IISSIM" compare - --sensitivity < /dev/null
    [ "$status" -eq 3 ]
    [[ "$stderr" == *"is empty"* ]]
    run --separate-stderr "$IISSIM" compare "$BATS_TEST_TMPDIR/none.ini" --sensitivity
    [ "$status" -eq 3 ]
    [[ "$stderr" == *"none.ini: cannot be opened"* ]]
}

# Killed after about half of its records, those of the comparison itself and of some costs among them.
@test "a run that was killed while it varied costs is gone on with, to the same bytes" {
    sed -i 's/^duration = 5s/duration = 200s/' "$scenario"
    "$IISSIM" compare "$scenario" --sensitivity --quiet -o "$BATS_TEST_TMPDIR/whole" > "$BATS_TEST_TMPDIR/whole.txt"
    out=$BATS_TEST_TMPDIR/killed
    "$IISSIM" compare "$scenario" --sensitivity --quiet -j 1 -o "$out" > /dev/null &
    pid=$!
    until [ "$(stat -c %s "$out/journal" 2> /dev/null || echo 0)" -gt 60000 ] || [ -e "$out/manifest.json" ]; do
        sleep 0.01
    done
    kill -KILL "$pid" 2> /dev/null || true
    wait "$pid" || true
    "$IISSIM" compare "$scenario" --sensitivity --quiet -o "$out" > "$BATS_TEST_TMPDIR/killed.txt"
    cmp "$BATS_TEST_TMPDIR/whole.txt" "$BATS_TEST_TMPDIR/killed.txt"
    diff -r "$BATS_TEST_TMPDIR/whole" "$out"
}

@test "an interruption keeps what was varied, names what was not, and the next run goes on" {
    sed -i 's/^duration = 5s/duration = 2000s/' "$scenario"
    out=$BATS_TEST_TMPDIR/out
    "$IISSIM" compare "$scenario" --sensitivity --quiet -j 1 -o "$out" > "$BATS_TEST_TMPDIR/text" 2> "$BATS_TEST_TMPDIR/said" &
    pid=$!
    until [ "$(stat -c %s "$out/journal" 2> /dev/null || echo 0)" -gt 60000 ] || [ -e "$out/manifest.json" ]; do
        sleep 0.01
    done
    kill -INT "$pid" 2> /dev/null || true
    status=0
    wait "$pid" || status=$?
    [ "$status" -ne 0 ] || skip "it was finished before it could be interrupted"
    [ "$status" -eq 130 ]
    grep -q 'not all assumed costs were varied' "$BATS_TEST_TMPDIR/said"
    grep -q '^Interrupted before these were varied: .*inetinfo-in' "$BATS_TEST_TMPDIR/text"
    grep -q '"name": "inetinfo-in", "use": "untried"' "$out/results.json"
    [ -e "$out/journal" ]
    run --separate-stderr "$IISSIM" compare "$scenario" --sensitivity -o "$out"
    [ "$status" -eq 0 ]
    [[ "$stderr" == *"going on: "* ]]
    grep -q '"name": "inetinfo-in", "use": "varied"' "$out/results.json"
    [ ! -e "$out/journal" ]
}
