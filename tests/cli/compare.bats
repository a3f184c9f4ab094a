#!/usr/bin/env bats
# iissim compare: differences, verdicts, and the sentence on what makes the difference.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_DIRNAME/../.."
    IISSIM=$(realpath "${IISSIM:-build/iissim}")
    scenario=$BATS_TEST_TMPDIR/pair.ini
    cat > "$scenario" <<'END'
[scenario]
title = One core or two
duration = 20s
warmup = 2s
replications = 5
[variant:one-core]
model = iis6
[variant:two-cores]
model = iis6
machine.cores = 2
[app:shop]
start = warm
[page:home]
app = shop
work = cpu exp(10ms)
[clients:public]
pages = home
arrivals = poisson(60/s)
END
}

@test "a clear difference has a verdict and the sentence names its stage" {
    run --separate-stderr "$IISSIM" compare "$scenario"
    [ "$status" -eq 0 ]
    [ -z "$stderr" ]
    [[ "$output" == *"two-cores minus one-core"* ]]
    grep -qE '^  latency\.mean +ms +-[0-9.]+ ± [0-9.]+ +-[0-9.]+% .* lower$' <<< "$output"
    grep -qE '^  loss .* no difference$' <<< "$output"
    flat=$(tr '\n' ' ' <<< "$output")
    [[ "$flat" == *"two-cores is "*" faster than one-core in the mean, mostly waiting in work.cpu (-"* ]]
    [[ "$flat" == *"the verdicts hold together at 5% (Holm over 4)."* ]]
    [ "$(wc -L <<< "$output")" -le 80 ]
}

@test "the same in JSON, with everything that run prints" {
    run --separate-stderr "$IISSIM" compare "$scenario" --json
    [ "$status" -eq 0 ]
    [[ "$output" == *'"baseline": "one-core",'*'"candidate": "two-cores",'* ]]
    grep -A 5 '"latency.mean": {$' <<< "$output" | grep -q '"verdict": "lower"'
    grep -A 5 '"loss": {$' <<< "$output" | grep -q '"verdict": "indistinguishable"'
    without() { sed -e '/^  "comparisons": \[$/,/^  \],$/d' -e '/^  "comparisons": \[\],$/d'; }
    diff <(without <<< "$output") <("$IISSIM" run "$scenario" --json | without)
}

@test "a variant that differs in nothing cannot be told apart" {
    sed -i 's/machine.cores = 2/machine.cores = 1/' "$scenario"
    run --separate-stderr "$IISSIM" compare "$scenario"
    [ "$status" -eq 0 ]
    [ "$(grep -c 'no difference$' <<< "$output")" -eq 4 ]
    tr '\n' ' ' <<< "$output" | grep -q 'two-cores and one-core cannot be told apart in mean latency or in loss with 5 replications'
}

@test "a margin and a choice of metrics are taken from the scenario" {
    printf '[compare]\nmetrics = latency.mean, latency.p95(app:shop)\nmargin = 90%%\n' >> "$scenario"
    run --separate-stderr "$IISSIM" compare "$scenario"
    [ "$status" -eq 0 ]
    grep -qx '  latency.p95(app:shop)' <<< "$output"
    [[ "$output" == *"margin of 90%"* ]]
    [[ "$output" == *"Holm over 2"* ]]
    ! grep -qE ' lower$' <<< "$output"
}

@test "latencies of survivors are marked when the losses differ" {
    cat >> "$scenario" <<'END'
timeout = 100ms
END
    run --separate-stderr "$IISSIM" compare "$scenario"
    [ "$status" -eq 0 ]
    grep -qE '^  latency\.mean .* lower \*$' <<< "$output"
    [[ "$output" == *"* survivors only"* ]]
    tr '\n' ' ' <<< "$output" | grep -q 'two-cores loses fewer requests than one-core'
}

@test "every variant is set against the first" {
    printf '[variant:four-cores]\nmodel = iis6\nmachine.cores = 4\n' >> "$scenario"
    run --separate-stderr "$IISSIM" compare "$scenario"
    [ "$status" -eq 0 ]
    [[ "$output" == *"two-cores minus one-core"*"four-cores minus one-core"*"Holm over 8"* ]]
}

@test "one variant alone is a usage error" {
    run --separate-stderr "$IISSIM" compare scenarios/quickstart.ini --models iis6
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    [[ "$stderr" == *"cannot be compared"* ]]
}

@test "-j changes no byte of table, JSON or files" {
    for j in 1 2 3; do
        "$IISSIM" compare "$scenario" -j "$j" > "$BATS_TEST_TMPDIR/table.$j"
        "$IISSIM" compare "$scenario" -j "$j" --json -o "$BATS_TEST_TMPDIR/out.$j" --quiet > "$BATS_TEST_TMPDIR/json.$j"
        cmp "$BATS_TEST_TMPDIR/table.1" "$BATS_TEST_TMPDIR/table.$j"
        cmp "$BATS_TEST_TMPDIR/json.1" "$BATS_TEST_TMPDIR/json.$j"
        diff -r "$BATS_TEST_TMPDIR/out.1" "$BATS_TEST_TMPDIR/out.$j"
    done
}
