#!/usr/bin/env bats
# iissim sweep: points, files, figures, mistakes, going on after an interruption.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_DIRNAME/../.."
    IISSIM=$(realpath "${IISSIM:-build/iissim}")
    export IISSIM_PLOTS=$PWD/plots
    scenario=$BATS_TEST_TMPDIR/small.ini
    out=$BATS_TEST_TMPDIR/out
    cat > "$scenario" <<'END'
[scenario]
title = A small one
duration = 5s
warmup = 1s
replications = 2
[pool:front]
[app:shop]
pool = front
start = warm
[page:home]
app = shop
work = cpu exp(10ms)
[clients:public]
pages = home
arrivals = poisson(40/s)
[slo:fast]
require = latency.p95 < 1us
[sweep]
load = 0.5, 1, 2
pool:front.MaxProcesses = 1..4 x 2
where = load * MaxProcesses <= 4
END
}

@test "a table goes to stdout, in a hundred columns, and nothing to stderr; an slo fails nothing" {
    run --separate-stderr "$IISSIM" sweep "$scenario"
    [ "$status" -eq 0 ]
    [ -z "$stderr" ]
    [[ "${lines[0]}" == "A small one" ]]
    [[ "$output" == *"8 points, each of 2 replications of 5 s after"* ]]
    [ "$(grep -c 'iis[56] .*fast$' <<< "$output")" -eq 16 ]
    [ "$(wc -L <<< "$output")" -le 100 ]
}

@test "threads, standard input and the resolved scenario change no byte" {
    "$IISSIM" sweep "$scenario" -j 1 --quiet -o "$out" > /dev/null
    "$IISSIM" sweep "$scenario" -j 2 --quiet --no-plots -o "$out.two" > /dev/null
    for file in results.json sweep.csv replications.csv scenario.ini; do
        cmp "$out/$file" "$out.two/$file"
    done
    "$IISSIM" sweep - --csv < "$scenario" | cmp - "$out/sweep.csv"
    "$IISSIM" sweep "$out/scenario.ini" --csv 2> /dev/null | cmp - "$out/sweep.csv"
    "$IISSIM" sweep "$scenario" --json | cmp - "$out/results.json"
    grep -q '"format": "iissim-sweep/1"' "$out/results.json"
}

@test "sweep.csv has a row for each point and value, replications.csv one for each replication" {
    "$IISSIM" sweep "$scenario" --quiet --no-plots -o "$out" > /dev/null
    [[ "$(head -n 1 "$out/sweep.csv")" == "scenario_sha256,iissim,seed,point,load,pool:front.MaxProcesses,variant,scope,entity,metric,mean,lo,hi,n" ]]
    [ "$(grep -c ',run,,latency.mean,' "$out/sweep.csv")" -eq 16 ]
    [ "$(grep -c ',run,,latency.mean,' "$out/replications.csv")" -eq 32 ]
    grep -qE '^[0-9a-f]{64},[0-9.]+,1,8,2,2,iis6,app,shop,throughput,' "$out/sweep.csv"
    awk -F, 'NR == 1 { n = NF } NF != n { exit 1 }' "$out/sweep.csv"
    # The same point by hand.
    point=$("$IISSIM" run "$scenario" --set load=2 --set pool:front.MaxProcesses=2 --csv |
        grep '^iis6,run,,latency.mean,' | cut -d, -f5-) || true
    grep -q "^[^,]*,[^,]*,1,8,2,2,iis6,run,,latency.mean,$point\$" "$out/sweep.csv"
}

@test "all figures in all formats, drawn again by hand" {
    run --separate-stderr "$IISSIM" sweep "$scenario" -o "$out"
    [ "$status" -eq 0 ]
    [ "$stderr" = "iissim: results are in $out" ]
    run --separate-stderr "$IISSIM" plot "$out" --format svg,png,pdf
    [ "$status" -eq 0 ]
    [ -z "$output$stderr" ]
    for figure in knee-load knee-pool-front.MaxProcesses heat; do
        grep -q '</svg>' "$out/figures/$figure.svg"
        [ "$(head -c 4 "$out/figures/$figure.png" | tail -c 3)" = PNG ]
        [ "$(head -c 5 "$out/figures/$figure.pdf")" = '%PDF-' ]
        grep -q "\"figures/$figure.pdf\"" "$out/manifest.json"
    done
    grep -q 'Latency and throughput over load' "$out/figures/knee-load.svg"
    grep -q 'n = 2 replications of 5 s at each point, seed 1, iissim' "$out/figures/heat.svg"
    run --separate-stderr "$IISSIM" plot "$out" --terminal
    [ "$status" -eq 0 ]
    [ -z "$stderr" ]
    [[ "$output" == *"Latency and throughput over MaxProcesses"*"p95 of the latency, and throughput"* ]]
    [ "$(wc -L <<< "$output")" -le 79 ]
    cd "$out/figures"
    gnuplot -e "figure = 'knee-load'" settings.gp common.gp knee.gp 2>&1 | cmp - knee-load.svg
}

@test "names, times, one point, a point without an answer: every axis can be drawn" {
    "$IISSIM" sweep "$scenario" --quiet --no-plots -o "$out" --replications 1 \
        --sweep 'page:home.work="cpu 1ms, wait 2ms",wait exp(10ms),cpu 20s' \
        --sweep 'costs.pipe-oneway=0, 100us, 1ms' > /dev/null
    run --separate-stderr "$IISSIM" plot "$out" --format svg,png
    [ "$status" -eq 0 ]
    [ -z "$output$stderr" ]
    grep -q 'pipe-oneway (ms)' "$out/figures/knee-costs.pipe-oneway.svg"
    grep -q 'wait exp(10ms)' "$out/figures/knee-page-home.work.svg"
    "$IISSIM" sweep "$scenario" --quiet -o "$out.one" --sweep load=1 > /dev/null
    run --separate-stderr "$IISSIM" plot "$out.one"
    [ "$status" -eq 0 ]
    [ -z "$output$stderr" ]
}

@test "mistakes: what is wrong, where, and that nothing ran" {
    sed -i '/^\[sweep\]/,$d' "$scenario"
    run --separate-stderr "$IISSIM" sweep "$scenario" -o "$out"
    [ "$status" -eq 2 ]
    [[ "$stderr" == *"there is nothing to step through; write a [sweep] section"* ]]
    run --separate-stderr "$IISSIM" sweep "$scenario" --sweep 'load=1..3' -o "$out"
    [ "$status" -eq 2 ]
    [[ "$stderr" == "iissim: --sweep load=1..3: load: is a range that does not say its steps"* ]]
    run --separate-stderr "$IISSIM" sweep "$scenario" --sweep 'load=1,2' --sweep 'where=load>2'
    [ "$status" -eq 2 ]
    [[ "$stderr" == *"where: lets none of the 2 combinations through"* ]]
    run --separate-stderr "$IISSIM" sweep "$scenario" --sweep load=1 --requests
    [ "$status" -eq 2 ]
    printf '[sweep]\nload =\nmachine.coors = 2\n' >> "$scenario"
    run --separate-stderr "$IISSIM" sweep "$scenario" -o "$out"
    [ "$status" -eq 3 ]
    [[ "$stderr" == *"small.ini:19: load: has no values; write 0.5, 1, 2..6 step 1"* ]]
    [[ "$stderr" == *"small.ini:20: machine.coors: no such key in that section"* ]]
    [ ! -e "$out" ]
}

@test "values that are wrong at a point are told by sweep and by check before anything runs" {
    sed -i 's/^load = .*/load = 0.5, 1, many/' "$scenario"
    sed -i '/^where/d' "$scenario"
    for verb in sweep check; do
        run --separate-stderr "$IISSIM" $verb "$scenario"
        [ "$status" -eq 3 ]
        [ -z "$output" ]
        [ "${#stderr_lines[@]}" -eq 1 ]
        [[ "$stderr" == *"small.ini:19: load = many: 'many' is not a finite number; write a number such as 2 or 0.5 (at 3 points, the first of them 7: load = many, pool:front.MaxProcesses = 1)" ]]
    done
    run --separate-stderr "$IISSIM" check "$scenario" --sweep load=1,2
    [ "$status" -eq 0 ]
    [[ "$output" == *"sweep of 2 points: load (2 values)"* ]]
}

@test "a precision that is not reached at some point is exit 4, with all results" {
    sed -i 's/^replications.*/replications = 2..3\nprecision = 2% of latency.mean/' "$scenario"
    run --separate-stderr "$IISSIM" sweep "$scenario" --csv
    [ "$status" -eq 4 ]
    [[ "$stderr" == *"the precision of 2% of latency.mean was not reached at 8 points; ask"* ]]
    [ "$(grep -c ',run,,latency.mean,' <<< "$output")" -eq 16 ]
}

# Waits until the journal of $1 has at least $2 bytes; fails when process $3 has ended before.
until_journal() {
    until [ "$(stat -c %s "$1/journal" 2> /dev/null || echo 0)" -ge "$2" ]; do
        kill -0 "$3" 2> /dev/null || return 1
        sleep 0.01
    done
}

@test "killed and begun again, a sweep ends in the same bytes; interrupted, it keeps what is finished" {
    sed -i 's/^duration.*/duration = 600s/; s/^replications.*/replications = 6/' "$scenario"
    "$IISSIM" sweep "$scenario" --no-plots --quiet -o "$out.whole" > /dev/null
    "$IISSIM" sweep "$scenario" --no-plots -o "$out" > /dev/null 2>&1 &
    pid=$!
    until_journal "$out" 60000 "$pid"
    kill -KILL "$pid"
    wait "$pid" || true
    before=$(stat -c %s "$out/journal")
    "$IISSIM" sweep "$scenario" --no-plots -o "$out" > /dev/null 2>&1 &
    pid=$!
    until_journal "$out" $((before + 60000)) "$pid"
    kill -INT "$pid"
    status=0
    wait "$pid" || status=$?
    [ "$status" -eq 130 ]
    grep -q '^  "partial": true' "$out/results.json"
    [ "$(grep -c ',run,,latency.mean,' "$out/sweep.csv")" -lt 16 ]
    [ -s "$out/journal" ]
    run --separate-stderr "$IISSIM" sweep "$scenario" --no-plots -j 1 -o "$out"
    [ "$status" -eq 0 ]
    [[ "$stderr" =~ going\ on:\ ([0-9]+)\ run ]]
    [ "${BASH_REMATCH[1]}" -ge 2 ]
    diff -r "$out.whole" "$out"
    run --separate-stderr "$IISSIM" sweep "$scenario" --sweep load=1,2 --no-plots -o "$out"
    [ "$status" -eq 1 ]
    [[ "$stderr" == *"holds results of another scenario"* ]]
}

@test "a warm-up that is fixed by pilots says at which points they had not settled" {
    sed -i 's/^duration.*/duration = 20s/; s/^warmup.*/warmup = auto/' "$scenario"
    run --separate-stderr "$IISSIM" sweep "$scenario" --sweep load=0.5,4 --models iis6 --csv \
        --set limits.preset=none --replications 4
    [ "$status" -eq 4 ] # unstable at the second point, too
    [[ "$stderr" == *"warmup = auto: at 1 of 2 points, the first of them load = 4, the pilot runs had not settled"* ]]
    run --separate-stderr "$IISSIM" sweep "$scenario" --sweep load=0.25,0.5 --models iis6 --csv
    [ "$status" -eq 0 ]
    [[ "$stderr" != *"had not settled"* ]]
    run --separate-stderr "$IISSIM" sweep "$scenario" --sweep load=0.25,1 --models iis6
    flat=$(tr -s '\n ' ' ' <<< "$output")
    [[ "$flat" =~ "of 20 s after "[0-9a-z\ ]+" of warm-up (each by MSER-5 on 10 pilots)." ]]
}
