#!/usr/bin/env bats
# iissim report: the page of a result directory or a scenario, whatever is in it.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_DIRNAME/../.."
    IISSIM=$(realpath "${IISSIM:-build/iissim}")
    export IISSIM_PLOTS=$PWD/plots IISSIM_PAGE=$PWD/page
    scenario=$BATS_TEST_TMPDIR/small.ini
    out=$BATS_TEST_TMPDIR/out
    page=$BATS_TEST_TMPDIR/page.html
    cat > "$scenario" <<'END'
# What happens to a small one?
[scenario]
title = A small one
models = iis5, iis6
duration = 5s
warmup = 0s
drain = 5s
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

# The text between two marks of the page.
said() { grep -o "<p class=\"$1\">.*" "$page"; }

# What a number that is none would look like, in the page's text.
assert_no_gap() {
    run ! grep -qE '>[^<]*\b(NaN|nan|inf|null|undefined)\b' <(sed '/<style>/,/<\/style>/d; /<script>/,/<\/script>/d; /<pre/,/<\/pre>/d' "$page")
    [ "$(grep -c '</html>' "$page")" -eq 1 ]
}

@test "a directory gets its page, which belongs to the results and goes with them" {
    "$IISSIM" compare "$scenario" -o "$out" --no-plots --quiet > /dev/null
    run --separate-stderr "$IISSIM" report "$out"
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    [ "$stderr" = "iissim: the report is $out/report.html" ]
    grep -q '"report.html"' "$out/manifest.json"
    grep -q 'What happens to a small one?' "$out/report.html"
    [ "$(wc -c < "$out/report.html")" -lt 3000000 ]
    run "$IISSIM" compare "$scenario" -o "$out" --no-plots --quiet
    [ "$status" -eq 0 ]
    [ ! -e "$out/report.html" ]
}

@test "a scenario is compared first, and leaves nothing but the page" {
    mkdir "$BATS_TEST_TMPDIR/here"
    mv "$scenario" "$BATS_TEST_TMPDIR/here"
    cd "$BATS_TEST_TMPDIR/here"
    run --separate-stderr "$IISSIM" report small.ini --set clients:public.arrivals='poisson(30/s)' -j1
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    [ "$(ls)" = "$(printf 'small.html\nsmall.ini')" ]
    grep -q 'id="comparison"' small.html
    "$IISSIM" report small.ini --set clients:public.arrivals='poisson(30/s)' --results out -o - --quiet > again.html
    cmp small.html again.html
    "$IISSIM" report out -o third.html --quiet
    cmp small.html third.html
}

@test "one variant alone is run; a level that is not met is the status" {
    printf '[slo:fast]\nrequire = latency.p95 < 1us\n' >> "$scenario"
    run --separate-stderr "$IISSIM" report "$scenario" --models iis6 -o "$page"
    [ "$status" -eq 99 ]
    run ! grep -q 'id="comparison"' "$page"
    grep -q 'not met' "$page"
    assert_no_gap
}

@test "what is there and is no report is left as it is" {
    "$IISSIM" run "$scenario" -o "$out" --no-plots --quiet > /dev/null
    echo mine > "$page"
    run --separate-stderr "$IISSIM" report "$out" -o "$page"
    [ "$status" -eq 1 ]
    [[ "$stderr" == "iissim: $page: is there and is no report of iissim"* ]]
    [ "$(cat "$page")" = mine ]
    : > "$BATS_TEST_TMPDIR/new.html"
    "$IISSIM" report "$out" -o "$BATS_TEST_TMPDIR/new.html" --quiet
    run "$IISSIM" report "$out" -o "$BATS_TEST_TMPDIR/none/new.html"
    [ "$status" -eq 1 ]
}

@test "a pipe is written into, never replaced; a directory and no name are refused" {
    "$IISSIM" run "$scenario" -o "$out" --no-plots --quiet > /dev/null
    mkfifo "$BATS_TEST_TMPDIR/pipe"
    timeout 20 cat "$BATS_TEST_TMPDIR/pipe" > "$page" &
    timeout 20 "$IISSIM" report "$out" -o "$BATS_TEST_TMPDIR/pipe" --quiet
    wait $!
    [ -p "$BATS_TEST_TMPDIR/pipe" ]
    assert_no_gap
    run --separate-stderr "$IISSIM" report "$out" -o "$BATS_TEST_TMPDIR"
    [ "$status" -eq 1 ]
    [ "$stderr" = "iissim: $BATS_TEST_TMPDIR: is a directory; name a file in it with -o" ]
    run "$IISSIM" report "$out" -o ''
    [ "$status" -eq 2 ]
}

@test "results nested without end are refused, not followed" {
    mkdir "$BATS_TEST_TMPDIR/deep"
    head -c 200000 /dev/zero | tr '\0' '[' > "$BATS_TEST_TMPDIR/deep/results.json"
    for verb in report plot; do
        run -3 "$IISSIM" "$verb" "$BATS_TEST_TMPDIR/deep"
        grep -q 'results.json: is no whole JSON' <<< "$output"
    done
}

@test "a scenario that was changed is not replayed, and events that were cut off are not none" {
    "$IISSIM" run "$scenario" -o "$out" --no-plots --quiet > /dev/null
    "$IISSIM" report "$out" -o "$page" --quiet
    run ! grep -q 'was changed after\|was cut off' "$page"
    sed -i 's/^work = .*/work = cpu 30ms/' "$out/scenario.ini"
    head -c 20 "$out/events.csv" > "$out/cut"
    mv "$out/cut" "$out/events.csv"
    "$IISSIM" report "$out" -o "$page" --quiet
    grep -q 'scenario.ini: was changed after these results were made of it' "$page"
    grep -q 'events.csv was cut off or changed' "$page"
    run ! grep -q 'id="replay-data"' "$page"
}

@test "what is no result is refused: status 3; a wrong command line: 2" {
    for bad in "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR/nothing"; do
        run --separate-stderr "$IISSIM" report "$bad" -o "$page"
        [ "$status" -eq 3 ]
        [[ "$stderr" == "iissim: $bad: "* ]]
    done
    "$IISSIM" run "$scenario" -o "$out" --no-plots --quiet > /dev/null
    run "$IISSIM" report "$out" --seed 2
    [ "$status" -eq 2 ]
    run "$IISSIM" report
    [ "$status" -eq 2 ]
    run "$IISSIM" report "$out" "$out"
    [ "$status" -eq 2 ]
    run "$IISSIM" report - < "$scenario"
    [ "$status" -eq 2 ]
    head -c 3000 "$out/results.json" > "$out/cut" && mv "$out/cut" "$out/results.json"
    run --separate-stderr "$IISSIM" report "$out" -o "$page"
    [ "$status" -eq 3 ]
    [[ "$stderr" == *"results.json: is no whole JSON"* ]]
    echo 'title' > "$scenario"
    run "$IISSIM" report "$scenario" -o "$page"
    [ "$status" -eq 3 ]
    [ ! -e "$page" ]
}

@test "no request, none that ended ok, one replication: the page says so" {
    "$IISSIM" report "$scenario" --set clients:public.arrivals='at(1h x 1)' -o "$page" --quiet
    said answer | grep -q 'No request came to IIS 5'
    assert_no_gap
    "$IISSIM" report "$scenario" --set clients:public.timeout=1ms --set page:home.work='cpu 1s' -o "$page" --quiet
    said answer | grep -q 'No request to IIS 6 ended ok: it lost <b>100%</b>'
    assert_no_gap
    "$IISSIM" report "$scenario" --replications 1 -o "$page" --quiet
    said answer | grep -q 'A request to IIS 5 takes'
    said notice | grep -q 'no intervals and no verdicts'
    assert_no_gap
}

@test "figures, events, settings that are missing are told, the rest is there" {
    "$IISSIM" compare "$scenario" -o "$out" --no-plots --quiet > /dev/null
    rm -r "$out/figures" "$out/events.csv" "$out/timeseries.csv" "$out/scenario.ini"
    run "$IISSIM" report "$out" -o "$page" --quiet
    [ "$status" -eq 0 ]
    said note | grep -q 'The figures could not be drawn'
    said note | grep -q 'events.csv is missing'
    said note | grep -q 'The settings cannot be told'
    grep -q 'id="comparison"' "$page"
    assert_no_gap
}

@test "a figure of too many points is left out, and the page says how to draw it" {
    "$IISSIM" run "$scenario" -o "$out" --no-plots --quiet > /dev/null
    head -n 1 "$out/figures/throughput.tsv" > "$BATS_TEST_TMPDIR/many"
    seq 0 0.00002 2.6 | sed 's/$/\t40\t39\t41\t0\t0\t0\t40\t39\t41\t0\t0\t0/' >> "$BATS_TEST_TMPDIR/many"
    mv "$BATS_TEST_TMPDIR/many" "$out/figures/throughput.tsv"
    run "$IISSIM" report "$out" -o "$page" --quiet
    [ "$status" -eq 0 ]
    said note | grep -q 'larger than 4 MB, too many points for a page'
    grep -q 'id="figure-latency"' "$page"
    [ "$(wc -c < "$page")" -lt 3000000 ]
}

@test "without gnuplot's templates or the page's files it says what is missing" {
    "$IISSIM" run "$scenario" -o "$out" --no-plots --quiet > /dev/null
    IISSIM_PLOTS=/nonexistent "$IISSIM" report "$out" -o "$page" --quiet
    said note | grep -q 'IISSIM_PLOTS'
    run --separate-stderr env IISSIM_PAGE=/nonexistent "$IISSIM" report "$out"
    [ "$status" -eq 1 ]
    [[ "$stderr" == *"/nonexistent: holds no page.css; set IISSIM_PAGE"* ]]
}

@test "verdicts that hang on assumed costs are told where they were looked for" {
    "$IISSIM" report "$scenario" --replications 1 -o "$page" --quiet
    grep -q 'Whether a verdict hangs on one of them was not' "$page"
    "$IISSIM" report "$scenario" --sensitivity --set scenario.duration=1s -o "$page" --quiet
    grep -qE 'These verdicts hang on an assumed cost|No verdict hangs on any one assumed cost' "$page"
    grep -q 'differences with one cost changed' "$page"
    assert_no_gap
}

@test "a sweep and a capacity have pages, too" {
    "$IISSIM" sweep "$scenario" --sweep load=1,2 -o "$out" --no-plots --quiet > /dev/null
    "$IISSIM" report "$out" -o "$page" --quiet
    said answer | grep -q 'The p95 latency of IIS 5 goes from <b>'
    grep -q 'load = 2' "$page"
    assert_no_gap
    printf '[slo:few]\nrequire = loss < 50%%\n[slo:fast]\nrequire = latency.mean < 50ms\n' >> "$scenario"
    "$IISSIM" capacity "$scenario" --models iis6 --tolerance 20% -o "$out-c" --no-plots --quiet > /dev/null
    "$IISSIM" report "$out-c" -o "$page" --quiet
    said answer | grep -q 'IIS 6 keeps every service level up to <b>'
    grep -q 'latency.mean &lt; 50' "$page"
    assert_no_gap
}
