#!/usr/bin/env bats
# iissim plot: figures of a result directory, whatever is in it.

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
models = iis5, iis6
duration = 10s
replications = 2
[app:shop]
start = warm
[page:home]
app = shop
work = cpu exp(10ms)
[clients:public]
pages = home
arrivals = poisson(40/s)
END
}

# A result without figures, of the scenario as it is now.
result() {
    rm -rf "$out"
    "$IISSIM" run "$scenario" -o "$out" --no-plots --quiet "$@" > /dev/null
}

# All figures in all formats, without a word from gnuplot.
assert_drawn() {
    run --separate-stderr "$IISSIM" plot "$out" --format svg,png,pdf
    [ "$status" -eq 0 ] || { echo "$stderr"; false; }
    [ -z "$output$stderr" ]
    for figure in answer latency throughput stages queues resources; do
        [ "$(head -c 5 "$out/figures/$figure.svg")" = '<?xml' ]
        grep -q '</svg>' "$out/figures/$figure.svg"
        [ "$(head -c 4 "$out/figures/$figure.png" | tail -c 3)" = PNG ]
        [ "$(head -c 5 "$out/figures/$figure.pdf")" = '%PDF-' ]
    done
    run --separate-stderr "$IISSIM" plot "$out" --terminal
    [ "$status" -eq 0 ]
    [ -z "$stderr" ]
    [ "$(wc -L <<< "$output")" -le 79 ]
}

@test "all figures in all formats" {
    result
    assert_drawn
    grep -q 'iis5: p50 ' "$out/figures/latency.svg"
    grep -q 'n = 2 replications of 10 s, seed 1, iissim' "$out/figures/latency.svg"
    grep -q 'latency (ms)' "$out/figures/latency.svg"
    grep -q 'simulated time (s)' "$out/figures/throughput.svg"
    grep -q 'no request failed' "$out/figures/throughput.svg"
    grep -q '>latency.p95 (ms)<' "$out/figures/answer.svg"
    grep -q '>threads, all that exist<' "$out/figures/resources.svg"
}

@test "svg is the default, and what plot draws run draws, too" {
    result
    "$IISSIM" plot "$out"
    "$IISSIM" run "$scenario" -o "$BATS_TEST_TMPDIR/with" --quiet > /dev/null
    diff -r "$out" "$BATS_TEST_TMPDIR/with"
}

@test "new figures are entered in the manifest, so that the result can be replaced" {
    result
    "$IISSIM" plot "$out" --format png
    hash=$(sha256sum < "$out/figures/queues.png" | cut -d' ' -f1)
    grep -q "\"figures/queues.png\": \"$hash\"" "$out/manifest.json"
    "$IISSIM" run "$scenario" -o "$out" --no-plots --quiet > /dev/null
    [ ! -e "$out/figures/queues.png" ]
}

@test "faults and restarts are marked" {
    printf '[fault:bang]\nkind = crash\napp = shop\nat = 5s\n' >> "$scenario"
    result
    assert_drawn
    grep -q '>bang<' "$out/figures/throughput.svg"
    grep -q '>crash<' "$out/figures/throughput.svg"
    grep -q 'w3wp:' "$out/figures/throughput.svg"
    grep -q 'marks: replication 1' "$out/figures/throughput.svg"
}

@test "where there are faults the isolation matrix is drawn, elsewhere not" {
    result
    "$IISSIM" plot "$out" --format svg
    [ ! -e "$out/figures/isolation.svg" ]
    printf '[fault:bang]\nkind = crash\napp = shop\nat = 5s\n' >> "$scenario"
    rm -rf "$out"
    result
    "$IISSIM" plot "$out" --format svg,png,pdf 2> "$BATS_TEST_TMPDIR/said"
    [ ! -s "$BATS_TEST_TMPDIR/said" ]
    grep -q '>bang<' "$out/figures/isolation.svg"
    grep -q 'framed: applications that the fault names' "$out/figures/isolation.svg"
    "$IISSIM" plot "$out" --terminal | grep -q 'bang .*shop \*'
}

@test "figures that the scenario declares are drawn, over time, names and a setting" {
    cat >> "$scenario" <<'END'
[plot:levels]
title = It's "q" <script>alert(1)</script> \n{x} %d `touch owned` $HOME a_b^2
x = time
y = memory, threads.busy, failed, queue.clr
from = 2s
[plot:outcomes]
x = metric
y = requests.ok, requests.error, requests.refused
[plot:tail]
x = page
y = latency.p50, latency.p99
lines = metric
kind = points
[plot:over-load]
x = load
y = latency.p95, loss
[sweep]
load = 1, 2, 4
END
    result
    cd "$BATS_TEST_TMPDIR"
    assert_drawn
    [ "$(cut -f2 "$out/figures/panels.tsv" | tr '\n' ' ')" = "queues resources plot-levels plot-outcomes plot-tail " ]
    for format in svg png pdf; do
        for figure in levels outcomes tail; do [ -s "$out/figures/plot-$figure.$format" ]; done
    done
    grep -qF "It's \"q\" &lt;script>alert(1)&lt;/script> \n{x} %d \`touch owned\` \$HOME a_b^2" "$out/figures/plot-levels.svg"
    run ! grep -q '<script>' "$out"/figures/*.svg
    xmllint --noout "$out"/figures/*.svg
    [ -z "$(find . -name owned)" ]
    grep -q '>memory (MB)<' "$out/figures/plot-levels.svg"
    grep -q '>requests.refused<' "$out/figures/plot-outcomes.svg"
    grep -q '>home<' "$out/figures/plot-tail.svg"
    "$IISSIM" sweep "$scenario" -o swept --no-plots --quiet > /dev/null
    run --separate-stderr "$IISSIM" plot swept --format svg,png,pdf
    [ "$status" -eq 0 ]
    [ -z "$stderr" ]
    grep -q '>latency.p95, loss over load<' swept/figures/plot-over-load.svg
    [ ! -e swept/figures/plot-levels.svg ]
    "$IISSIM" plot swept --terminal | grep -q 'latency.p95, loss over load'
}

@test "no request at all gives figures that say so" {
    sed -i 's/poisson(40\/s)/at(1h x 1)/' "$scenario"
    result
    assert_drawn
    grep -q 'No request ended ok' "$out/figures/latency.svg"
    grep -q 'No request ended ok' "$out/figures/stages.svg"
    grep -q 'waited in any queue' "$out/figures/queues.svg"
    grep -q 'no request ended ok' "$out/figures/throughput.svg"
}

@test "a single request gives figures" {
    sed -i 's/poisson(40\/s)/at(5s x 1)/; s/replications = 2/replications = 1/' "$scenario"
    result
    assert_drawn
}

@test "every variant has its colour, dashes and place, up to seven" {
    sed -i '/^models/d' "$scenario"
    for i in 1 2 3 4 5 6 7; do
        printf '[variant:number-%d]\nmodel = iis6\nmachine.cores = %d\n' "$i" "$i" >> "$scenario"
    done
    result
    assert_drawn
    for i in 1 2 3 4 5 6 7; do
        grep -q "number-$i: p50" "$out/figures/latency.svg"
    done
}

@test "a title is text, whatever is in it" {
    sed -i "s|^title = .*|title = It's \"q\" <script>alert(1)</script> \& a_b^2 \\\\n{x} %d \`touch owned\` '; system('touch owned') |" "$scenario"
    result
    cd "$BATS_TEST_TMPDIR"
    assert_drawn
    run ! grep -q '<script>' "$out"/figures/*.svg
    grep -q "It's \"q\" &lt;script>" "$out/figures/latency.svg"
    grep -qF 'a_b^2 \n{x} %d' "$out/figures/latency.svg"
    [ -z "$(find "$BATS_TEST_TMPDIR" -name owned)" ]
}

@test "nothing in a result directory is executed" {
    result
    for file in common latency settings throughput; do
        echo "system('touch $BATS_TEST_TMPDIR/owned')" > "$out/figures/$file.gp"
    done
    assert_drawn
    [ ! -e "$BATS_TEST_TMPDIR/owned" ]
}

@test "a figure can be drawn again by hand" {
    result
    "$IISSIM" plot "$out"
    (cd "$out/figures" && gnuplot settings.gp common.gp stages.gp > again.svg)
    cmp "$out/figures/again.svg" "$out/figures/stages.svg"
    (cd "$out/figures" && gnuplot -e "figure = 'queues'" settings.gp common.gp panels.gp > again.svg)
    cmp "$out/figures/again.svg" "$out/figures/queues.svg"
    sed -i 's/#0072b2/#123456/' "$out/figures/common.gp"
    (cd "$out/figures" && gnuplot settings.gp common.gp stages.gp > again.svg)
    grep -qi 'rgb( 18, *52, *86)\|#123456' "$out/figures/again.svg"
}

@test "in a terminal figures have colours, unless NO_COLOR says no" {
    result
    coloured=$(TERM=xterm NO_COLOR= script -qec "'$IISSIM' plot '$out' --terminal" /dev/null)
    plain=$(TERM=xterm NO_COLOR=1 script -qec "'$IISSIM' plot '$out' --terminal" /dev/null)
    [[ "$coloured" == *$'\033[38;5;'* ]]
    [[ "$coloured" == *$'\033[0m'* ]]
    [[ "$plain" != *$'\033'* ]]
    [[ "$plain" == *"Latency of requests that ended ok"* ]]
    "$IISSIM" plot "$out" --terminal > "$BATS_TEST_TMPDIR/text"
    run ! grep -q $'\033' "$BATS_TEST_TMPDIR/text"
}

@test "mistakes are told and nothing is drawn" {
    result
    run --separate-stderr "$IISSIM" plot "$out" --format svg,gif
    [ "$status" -eq 2 ]
    [[ "$stderr" == *"--format gif: no such format"* ]]
    [ ! -e "$out/figures/latency.svg" ]
    run --separate-stderr "$IISSIM" plot
    [ "$status" -eq 2 ]
    run --separate-stderr "$IISSIM" plot "$out" --terminal --format svg
    [ "$status" -eq 2 ]
    mkdir "$BATS_TEST_TMPDIR/empty"
    for directory in "$BATS_TEST_TMPDIR/empty" "$BATS_TEST_TMPDIR/missing" "$scenario"; do
        run --separate-stderr "$IISSIM" plot "$directory"
        [ "$status" -eq 3 ]
        [ -z "$output" ]
        [[ "$stderr" == "iissim: "* ]]
    done
    head -c 3000 "$out/results.json" > "$BATS_TEST_TMPDIR/cut"
    mv "$BATS_TEST_TMPDIR/cut" "$out/results.json"
    run --separate-stderr "$IISSIM" plot "$out"
    [ "$status" -eq 3 ]
    [[ "$stderr" == "iissim: $out/results.json: is no whole JSON: it was cut off"* ]]
}

@test "figures are drawn in every locale" {
    result
    run env LC_ALL=C "$IISSIM" plot "$out"
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    [ -s "$out/figures/answer.svg" ]
}

@test "without gnuplot or templates plot fails and says why" {
    result
    run --separate-stderr env PATH=/nonexistent "$IISSIM" plot "$out"
    [ "$status" -eq 1 ]
    [[ "$stderr" == *gnuplot* ]]
    run --separate-stderr env IISSIM_PLOTS=/nonexistent "$IISSIM" plot "$out"
    [ "$status" -eq 1 ]
    [[ "$stderr" == *"IISSIM_PLOTS"* ]]
}

@test "an installed program finds its templates, wherever it was installed to" {
    result
    unset IISSIM_PLOTS
    prefix=$BATS_TEST_TMPDIR/prefix
    mkdir -p "$prefix/bin" "$prefix/share/iissim/plots"
    cp "$IISSIM" "$prefix/bin/iissim"
    cp plots/*.gp "$prefix/share/iissim/plots"
    cd /
    "$prefix/bin/iissim" plot "$out" --format svg
    [ -s "$out/figures/latency.svg" ]
}
