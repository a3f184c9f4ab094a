#!/usr/bin/env bats
# iissim verify: the models against queueing theory, as a user runs it.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_DIRNAME/../.."
    IISSIM=$(realpath "${IISSIM:-build/iissim}")
}

@test "--list has every case with its title, question and models, and runs nothing" {
    run --separate-stderr "$IISSIM" verify --list
    [ "$status" -eq 0 ]
    [ -z "$stderr" ]
    [[ "$output" == *"One queue"*"mm1_r80 "*"M/M/1 at load 0.8"*"(iis6 iis5 i5m)"* ]]
    [ "$(grep -cE '^  [a-zA-Z0-9_]+ ' <<< "$output")" -ge 36 ]
}

@test "--list with --models or --case has only what these are about" {
    run "$IISSIM" verify --list --models i5m
    [[ "$output" == *"mm1_r80"* ]]
    [[ "$output" != *"hop_iis5"* && "$output" != *"garden_shared"* ]]
    run "$IISSIM" verify --list --case md1_r80
    [ "$(grep -cE '^  [a-zA-Z0-9_]+ ' <<< "$output")" -eq 1 ]
}

@test "every case of the list is in docs/verify.md, and no other" {
    "$IISSIM" verify --list | sed -nE 's/^  ([a-zA-Z0-9_]+) +(.*)/| `\1` | \2 |/p' | sort > "$BATS_TEST_TMPDIR/cases"
    grep -oE '^\| `[a-zA-Z0-9_]+` \| [^|]* \| (all|i[^|]*) \|' docs/verify.md | sed -E 's/ [^|]* \|$//' | sort > "$BATS_TEST_TMPDIR/documented"
    diff "$BATS_TEST_TMPDIR/cases" "$BATS_TEST_TMPDIR/documented"
}

@test "one case: simulated beside exact, a verdict, totals, what cannot be expressed" {
    run --separate-stderr "$IISSIM" verify --case mm1_r50 --quick
    [ "$status" -eq 0 ]
    [ -z "$stderr" ]
    [[ "$output" == *"mm1_r50: M/M/1 at load 0.5"* ]]
    [[ "${output//$'\n  '/ }" == *"arrivals see time averages (Wolff 1982): exponential with mean 1/(mu - lambda)."* ]]
    [[ "$output" == *"latency.p99 "*"iis6 iis5 i5m"*"92.1"*" ok"* ]]
    [[ "$output" == *"What the models cannot express exactly, and why"*"mm1_breakdown_any"* ]]
    [[ "$output" == *"1 case, 30 rows, 3 of them certain, 0 deviate. Largest |z|"*"0.10%"* ]]
    [ "$(sed 's/±/+/' <<< "$output" | wc -L)" -le 100 ]
}

@test "every group has the heads of its columns; what is certain has no chance of a failure" {
    run --separate-stderr "$IISSIM" verify --case mm1_transient --case inject_burst_short --case recycle_burst --quick
    [ "$status" -eq 0 ]
    [ "$(grep -cE '^---- .* ----$' <<< "$output")" -eq 2 ]
    [ "$(grep -A1 -E '^---- ' <<< "$output" | grep -cE '^  metric +models +simulated')" -eq 2 ]
    [ "$(grep -cE '^  metric ' <<< "$output")" -eq 2 ]
    run "$IISSIM" verify --case inject_burst_short --quick
    [[ "$output" == *"1 case, 12 rows, 12 of them certain, 0 deviate. "[0-9.]*" s." ]]
}

@test "--json is the same, for programs, whatever the number of threads" {
    "$IISSIM" verify --case hop_iis6 --case mva3_n20 --quick --json -j1 > "$BATS_TEST_TMPDIR/one"
    "$IISSIM" verify --case mva3_n20 --case hop_iis6 --quick --json -j3 > "$BATS_TEST_TMPDIR/three"
    cmp "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/three"
    grep -q '"format": "iissim-verify/1"' "$BATS_TEST_TMPDIR/one"
    [ "$(grep -oE '"id": "(mva3_n20|hop_iis6)"' "$BATS_TEST_TMPDIR/one" | tr '\n' ' ')" = '"id": "mva3_n20" "id": "hop_iis6" ' ]
    [ "$(grep -cE '"model": "i.*"verdict": "ok"' "$BATS_TEST_TMPDIR/one")" -eq 18 ]
    grep -q '"rows": 18,' "$BATS_TEST_TMPDIR/one"
    grep -q '"deviations": 0,' "$BATS_TEST_TMPDIR/one"
}

@test "--seed draws other numbers" {
    "$IISSIM" verify --case hop_iis6 --quick --json > "$BATS_TEST_TMPDIR/one"
    "$IISSIM" verify --case hop_iis6 --quick --json --seed 2 > "$BATS_TEST_TMPDIR/two"
    ! cmp -s "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/two"
}

@test "--scenario prints what run takes, to the same numbers" {
    "$IISSIM" verify --case mva3_n20 --scenario --quick > "$BATS_TEST_TMPDIR/case.ini"
    "$IISSIM" run "$BATS_TEST_TMPDIR/case.ini" --json > "$BATS_TEST_TMPDIR/run.json" 2> /dev/null
    "$IISSIM" verify --case mva3_n20 --quick --json > "$BATS_TEST_TMPDIR/verify.json"
    compared=0
    while read -r row; do # '"latency.mean": {"mean": 0.104, "lo": .., "hi": .., "n": 20}'
        grep -qF "$row" "$BATS_TEST_TMPDIR/run.json" || { echo "not in run.json: $row"; false; }
        compared=$((compared + 1))
    done < <(sed -nE 's/.*"metric": ("[^"]*"), "simulated": (\{[^}]*\}).*/\1: \2/p' "$BATS_TEST_TMPDIR/verify.json")
    [ "$compared" -eq 15 ]
}

@test "--scenario has the models that are asked for" {
    run "$IISSIM" verify --case mm1_r80 --scenario --models iis5
    [ "$status" -eq 0 ]
    [[ "$output" == *"models = iis5"$'\n'* ]]
    [[ "$output" == "# what do three tenths more load do to the wait?"* ]]
}

@test "an unknown case is a mistake, and which is near is said" {
    run --separate-stderr "$IISSIM" verify --case mm1_r8O
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    [[ "$stderr" == *"--case mm1_r8O: no such case; did you mean mm1_r80?"* ]]
    run --separate-stderr "$IISSIM" verify --case nonsense-altogether
    [ "$status" -eq 2 ]
    [[ "$stderr" == *"'iissim verify --list' has them"* ]]
}

@test "a system that no model expresses is said to be one" {
    run --separate-stderr "$IISSIM" verify --case mm1_breakdown_any
    [ "$status" -eq 2 ]
    [[ "$stderr" == *"no model expresses that exactly: no fault does that"* ]]
}

@test "models that are unknown, or that leave nothing, are a mistake" {
    run --separate-stderr "$IISSIM" verify --models iis7
    [ "$status" -eq 2 ]
    [[ "$stderr" == *"--models iis7: no such model"* ]]
    run --separate-stderr "$IISSIM" verify --models ""
    [ "$status" -eq 2 ]
    run --separate-stderr "$IISSIM" verify --case hop_iis5 --models iis6
    [ "$status" -eq 2 ]
    [[ "$stderr" == *"hop_iis5 is a matter of iis5 alone"* ]]
}

@test "options that make no sense together are mistakes" {
    for options in "--quick --full" "--list --json" "--list --scenario --case mm1_r80" "--scenario" \
        "--scenario --case mm1_r80 --case mm1_r50" "--scenario --json --case mm1_r80" "some-file" \
        "--seed x" "--seed -1" "-j many" "--replications 3"; do
        run --separate-stderr "$IISSIM" verify $options
        [ "$status" -eq 2 ] || { echo "$options: $status"; false; }
        [ -z "$output" ]
        [[ "$stderr" == "iissim: verify: "* ]]
    done
}

@test "an interruption keeps what is finished" {
    # to leave at the first case that lasts: the second of the list is a long one
    "$IISSIM" verify --case inject_burst_short --case crash_shared_iis5 --full --json -j1 \
        > "$BATS_TEST_TMPDIR/json" 2> "$BATS_TEST_TMPDIR/errors" &
    pid=$!
    sleep 2
    kill -INT $pid
    status=0
    wait $pid || status=$?
    [ "$status" -eq 130 ]
    grep -q "interrupted" "$BATS_TEST_TMPDIR/errors"
    grep -q '"partial": true' "$BATS_TEST_TMPDIR/json"
}

@test "verify can be found in the help" {
    run "$IISSIM" --help
    [[ "$output" == *"verify"*"the models against exact answers of queueing theory"* ]]
    run "$IISSIM" verify --help
    [[ "$output" == *"--case=ID"*"--full"* ]]
}
