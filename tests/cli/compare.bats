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
    grep -qE '^  loss .* same$' <<< "$output"
    flat=$(tr '\n' ' ' <<< "$output")
    [[ "$flat" == *"two-cores is "*" faster than one-core in the mean, mostly waiting in work.cpu (-"* ]]
    [[ "$flat" == *"the verdicts hold together at 5% (Holm over 4)"* ]]
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
    [ "$(grep -c ' same$' <<< "$output")" -eq 4 ]
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

@test "every variant is set against the first, or against the baseline" {
    printf '[variant:four-cores]\nmodel = iis6\nmachine.cores = 4\n' >> "$scenario"
    run --separate-stderr "$IISSIM" compare "$scenario"
    [ "$status" -eq 0 ]
    [[ "$output" == *"two-cores minus one-core"*"four-cores minus one-core"*"Holm over 8"* ]]
    [[ "$output" == *"Against one-core: two-cores is "*" faster; four-cores is "*" faster."* ]]
    [ "$(wc -L <<< "$output")" -le 80 ]

    run --separate-stderr "$IISSIM" compare "$scenario" --baseline two-cores
    [ "$status" -eq 0 ]
    [[ "$output" == *"one-core minus two-cores"*"four-cores minus two-cores"* ]]
    "$IISSIM" compare "$scenario" --baseline two-cores --json > "$BATS_TEST_TMPDIR/option.json"
    printf '[compare]\nbaseline = two-cores\n' >> "$scenario"
    "$IISSIM" compare "$scenario" --json | diff "$BATS_TEST_TMPDIR/option.json" -
    [ "$("$IISSIM" compare "$scenario" --json | grep -c '"baseline": "two-cores"')" -eq 2 ]
}

@test "a baseline that is no variant, or is left out, is a usage error that names what there is" {
    run --separate-stderr "$IISSIM" compare "$scenario" --baseline one-cor
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    [[ "$stderr" == *"--baseline: baseline = one-cor: there is no such variant; did you mean one-core?" ]]
    run --separate-stderr "$IISSIM" compare "$scenario" --baseline x
    [ "$status" -eq 2 ]
    [[ "$stderr" == *"there is no such variant; write one of one-core, two-cores" ]]
    run --separate-stderr "$IISSIM" compare scenarios/quickstart.ini --models i5m,iis6 --baseline iis5
    [ "$status" -eq 2 ]
    [[ "$stderr" == *"the baseline iis5 is left out by --models; name another with --baseline" ]]

    printf '[compare]\nbaseline = three\nmetrics = latencie.mean, latency.max\n' >> "$scenario"
    run --separate-stderr "$IISSIM" compare "$scenario"
    [ "$status" -eq 3 ]
    [[ "$stderr" == *"pair.ini:20: baseline = three: there is no such variant"* ]]
    [[ "$stderr" == *"is not a metric; did you mean latency.mean?"* ]]
    [[ "$stderr" == *"latency.max is one extreme and has no interval; write latency.p999"* ]]
}

@test "how much the pairing narrowed each interval stands beside it" {
    run --separate-stderr "$IISSIM" compare "$scenario"
    grep -qE '^  latency\.mean .* x[0-9.]+  lower$' <<< "$output"
    [[ "$output" == *"independent runs would have given an interval N"* ]]
    "$IISSIM" compare "$scenario" --json | grep -A 12 '"latency.mean": {$' > "$BATS_TEST_TMPDIR/json"
    grep -qE '"pairing": [0-9.]+,$' "$BATS_TEST_TMPDIR/json"
    grep -qE '"correlation": 0\.[0-9]+$' "$BATS_TEST_TMPDIR/json"
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

@test "within(T) is the share of the offered that ended ok by then, in every output and scope" {
    cat >> "$scenario" <<'END'
timeout = 60ms
[app:hr]
start = warm
[page:staff]
app = hr
work = cpu exp(4ms)
[clients:staff]
pages = staff
arrivals = poisson(10/s)
[slo:fast]
require = within(20ms)(app:hr) > 50%
[compare]
metrics = within(30ms), within(0.02s)(app:shop)
END
    run --separate-stderr "$IISSIM" compare "$scenario" --requests -o "$BATS_TEST_TMPDIR/out" --quiet
    [ "$status" -eq 0 ]
    grep -qE '^    within 20 ms +% +[0-9.]+ ± ' <<< "$output"
    grep -qE '^    within 30 ms +% +[0-9.]+ ± ' <<< "$output"
    [[ "$output" == *"fast: within(0.02)(app:hr) > 50%; two-cores: "*"% - met"* ]]
    grep -qE '^  within\(0\.03\) +% .* higher$' <<< "$output"
    grep -qx '  within(0.02)(app:shop)' <<< "$output"
    counted=$(awk -F, 'NR > 1 && $2 == "one-core" && $1 == 1 {
            offered++; of_shop += $6 == "shop"; of_hr += $6 == "hr"
            if ($12 == "ok") { late = $10 - $8; all += late <= 0.03
                shop += $6 == "shop" && late <= 0.02; hr += $6 == "hr" && late <= 0.02 } }
        END { printf "%.6f %.6f %.6f", all / offered, shop / of_shop, hr / of_hr }' \
        "$BATS_TEST_TMPDIR/out/requests.csv")
    told=$(awk -F, '$4 == "one-core" && $9 == 1 {
            if ($6 == "run" && $8 == "within(0.03)") all = $10
            if ($6 == "app" && $7 == "shop" && $8 == "within(0.02)") shop = $10
            if ($6 == "app" && $7 == "hr" && $8 == "within(0.02)") hr = $10 }
        END { printf "%.6f %.6f %.6f", all, shop, hr }' "$BATS_TEST_TMPDIR/out/summary.csv")
    echo "counted $counted, told $told"
    [ "$counted" = "$told" ]
    json=$BATS_TEST_TMPDIR/out/results.json
    [ "$(grep -cE '^ +"within\(0\.0[23]\)": \{"mean"' "$json")" -eq 32 ]
    [ "$(grep -cE '^ +"within\(0\.0(3\)|2\)\(app:shop\))": \{$' "$json")" -eq 2 ]
    [ "$("$IISSIM" run "$scenario" --csv | grep -cE ',app,(shop|hr),within\(0\.0[23]\),0\.')" -eq 8 ]
}
