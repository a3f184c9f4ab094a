#!/usr/bin/env bats
# Every figure of every shipped scenario, drawn by the real gnuplot without a word of it; and figures of
# what can hardly be drawn.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_DIRNAME/../.."
    IISSIM=$(realpath "${IISSIM:-build/iissim}")
    export IISSIM_PLOTS=$PWD/plots
    scenario=$BATS_TEST_TMPDIR/small.ini
    out=$BATS_TEST_TMPDIR/out
    cat > "$scenario" <<'END_OF_SCENARIO'
[scenario]
title = A small one
models = iis5, iis6
duration = 10s
warmup = 0s
replications = 2
[costs]
preset = zero
[limits]
preset = none
[app:shop]
start = warm
[page:home]
app = shop
work = wait 10ms
[clients:public]
pages = home
arrivals = every(1s)
[plot:declared]
x = time
y = throughput, failed, memory, queue.clr
[plot:bars]
x = page
y = latency.p95, loss
END_OF_SCENARIO
}

# Without a word of gnuplot, and all figures there.
assert_drawn() {
    run --separate-stderr "$IISSIM" plot "$1"
    [ "$status" -eq 0 ] || { echo "$1: $stderr"; return 1; }
    [ -z "$output$stderr" ] || { echo "$1: $output$stderr"; return 1; }
    for data in "$1"/figures/*.tsv; do
        case $data in */marks.tsv | */panels.tsv | */sweep.tsv) continue ;; esac
        [ -s "${data%.tsv}.svg" ] || { echo "$data: not drawn"; return 1; }
    done
}

@test "every figure of every shipped scenario is drawn without a warning" {
    for file in scenarios/*.ini; do
        name=$(basename "$file" .ini)
        verb=run
        ! grep -q '^\[sweep\]' "$file" || verb=sweep
        "$IISSIM" $verb "$file" --replications 2 --set scenario.duration=2s --set scenario.warmup=1s \
            --set scenario.drain=2s --no-plots --quiet -o "$BATS_TEST_TMPDIR/$name" > /dev/null 2>&1 || [[ $? == @(4|99) ]]
        assert_drawn "$BATS_TEST_TMPDIR/$name"
        for plot in $(sed -n 's/^\[plot:\([^]]*\)\].*/\1/p' "$file"); do
            grep -q '</svg>' "$BATS_TEST_TMPDIR/$name/figures/plot-$plot.svg"
        done
    done
    "$IISSIM" capacity scenarios/capacity.ini --replications 2 --set scenario.duration=2s --tolerance 50% \
        --no-plots --quiet -o "$BATS_TEST_TMPDIR/load" > /dev/null 2>&1 || [[ $? == @(4|99) ]]
    assert_drawn "$BATS_TEST_TMPDIR/load"
    grep -q '</svg>' "$BATS_TEST_TMPDIR/load/figures/capacity.svg"
    xmllint --noout "$BATS_TEST_TMPDIR"/*/figures/*.svg
}

@test "what verdicts hang on is drawn without a warning" {
    "$IISSIM" compare scenarios/quickstart.ini --models iis5,iis6 --sensitivity --replications 2 \
        --set scenario.duration=10s --set scenario.warmup=1s --set fault:staff-crash.at=2s --no-isolation \
        --no-plots --quiet -o "$out" > /dev/null
    [ -s "$out/figures/tornado.tsv" ]
    run --separate-stderr "$IISSIM" plot "$out" --format svg,png,pdf
    [ "$status" -eq 0 ] || { echo "$stderr"; false; }
    xmllint --noout "$out"/figures/*.svg
    "$IISSIM" plot "$out" --terminal | grep -q 'as it is'
}

@test "no completed request, one of them, and equal ones" {
    "$IISSIM" run "$scenario" --set page:home.work='wait 1h' --no-plots --quiet -o "$out" > /dev/null
    assert_drawn "$out"
    grep -q 'No request ended ok' "$out/figures/latency.svg"
    grep -q 'no variant has a value' "$out/figures/answer.svg"
    grep -q 'there is no value of it' "$out/figures/plot-bars.svg"
    rm -rf "$out"
    "$IISSIM" run "$scenario" --set clients:public.arrivals='at(5s x 1)' --replications 1 --no-plots --quiet -o "$out" > /dev/null
    assert_drawn "$out"
    rm -rf "$out"
    "$IISSIM" run "$scenario" --no-plots --quiet -o "$out" > /dev/null
    assert_drawn "$out"
    grep -q 'no request failed' "$out/figures/throughput.svg"
    "$IISSIM" plot "$out" --terminal > "$BATS_TEST_TMPDIR/text"
    grep -q '10.00' "$BATS_TEST_TMPDIR/text"
}

@test "one point of a sweep, and as many as a sweep may have" {
    "$IISSIM" sweep "$scenario" --sweep load=2 --no-plots --quiet -o "$out" > /dev/null
    assert_drawn "$out"
    grep -q '</svg>' "$out/figures/knee-load.svg"
    "$IISSIM" sweep "$scenario" --sweep machine.cores=1,2 --set plot:bars.x=machine.cores --no-plots --quiet -o "$out.two" > /dev/null
    assert_drawn "$out.two"
    rm -rf "$out"
    "$IISSIM" run "$scenario" --no-plots --quiet -o "$out" > /dev/null
    awk 'BEGIN {
        print "# heading\tmany\n# kind\tlines\n# scale\ttime\n# range\t0\t10\n# line\ta\t1\t1"
        print "# panel\tp\t\t1\t99\t99\tnothing\n# place\tmean\tlo\thi\ttext"
        for (i = 0; i < 100000; i++) printf "%.5f\t%d\t%d\t%d\t\n", i / 1e4, i % 97, i % 97, i % 99 }' > "$out/figures/plot-declared.tsv"
    run --separate-stderr "$IISSIM" plot "$out" --format png
    [ "$status" -eq 0 ]
    [ -z "$stderr" ]
    [ "$(head -c 4 "$out/figures/plot-declared.png" | tail -c 3)" = PNG ]
}

@test "damaged data of a figure are an error or a figure, never a picture that is not whole" {
    "$IISSIM" run "$scenario" --no-plots --quiet -o "$out" > /dev/null
    cp -r "$out" "$out.kept"
    for damage in ': > answer.tsv' 'printf "# panel\t\n# line\n" > answer.tsv' 'truncate -s 20 latency.tsv' \
        'rm stages.tsv' ': > marks.tsv' 'echo "# figure	../../etc/passwd" > panels.tsv' ': > panels.tsv' \
        'sed -i "s/[0-9]/x/g" throughput.tsv' 'sed -i "s/NaN/1e400/; s/^# scale.*/# scale\tnowhere/" queues.tsv'; do
        rm -rf "$out"
        cp -r "$out.kept" "$out"
        (cd "$out/figures" && eval "$damage")
        run --separate-stderr "$IISSIM" plot "$out"
        [ "$status" -le 1 ]
        [ "$status" -eq 0 ] || [[ "$stderr" == "iissim: "* ]] || { echo "$damage: $stderr"; false; }
        [ -z "$(ls -A "$out/figures" | grep new)" ]
        for picture in "$out"/figures/*.svg; do
            [ ! -e "$picture" ] || xmllint --noout "$picture"
        done
    done
}
