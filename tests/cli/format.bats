#!/usr/bin/env bats
# --format of run, compare, sweep and capacity; the pictures in characters.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_DIRNAME/../.."
    IISSIM=$(realpath "${IISSIM:-build/iissim}")
    scenario=$BATS_TEST_TMPDIR/small.ini
    cat > "$scenario" <<'END'
[scenario]
title = A | small *one* <script>alert(1)</script>
models = iis5, iis6
duration = 10s
replications = 3
[app:shop]
start = warm
[app:hr]
start = warm
[page:home]
app = shop
work = cpu exp(10ms)
[page:pay]
app = hr
work = cpu exp(2ms)
[clients:public]
pages = home:4, pay
arrivals = poisson(40/s)
[fault:bang]
kind = crash
app = hr
at = 5s
[slo:fast]
require = latency.p95 < 10s
END
}

# Every table of GitHub's: a head, a line of dashes, rows of as many cells; an empty line before and
# after. Prints how many there are.
tables() {
    awk '
        /^\|/ {
            line = $0
            gsub(/\\./, "", line)
            cells = gsub(/\|/, "", line)
            if (!inside) {
                if (NR > 1 && before != "") { print "no empty line before " NR; bad = 1 }
                inside = 1; rows = 0; want = cells; count++
            }
            rows++
            if (cells != want) { print "line " NR " has " cells " bars, not " want ": " $0; bad = 1 }
            if (rows == 2 && $0 !~ /^\|( ---:? \|)+$/) { print "no dashes in line " NR ": " $0; bad = 1 }
        }
        !/^\|/ {
            if (inside && $0 != "") { print "no empty line after the table at " NR; bad = 1 }
            if (inside && rows < 3) { print "a head alone before " NR; bad = 1 }
            inside = 0
        }
        { before = $0 }
        END { print count + 0; exit bad }' "$1"
}

# Each number with its interval that the table shows is in the Markdown, too.
assert_says_all() {
    grep -oE -- '-?[0-9.]+ [±+] [0-9.]+' "$1" | sort -u > "$BATS_TEST_TMPDIR/numbers"
    [ -s "$BATS_TEST_TMPDIR/numbers" ]
    while read -r number; do
        grep -qF -- "$number" "$2" || { echo "missing: $number"; return 1; }
    done < "$BATS_TEST_TMPDIR/numbers"
}

@test "csv and json are --csv and --json, and table is what is printed anyway" {
    "$IISSIM" run "$scenario" --no-isolation --quiet > "$BATS_TEST_TMPDIR/plain"
    for format in csv json; do
        "$IISSIM" run "$scenario" --no-isolation --quiet --$format > "$BATS_TEST_TMPDIR/option"
        "$IISSIM" run "$scenario" --no-isolation --quiet --format $format > "$BATS_TEST_TMPDIR/format"
        cmp "$BATS_TEST_TMPDIR/option" "$BATS_TEST_TMPDIR/format"
    done
    "$IISSIM" run "$scenario" --no-isolation --quiet --format table | cmp - "$BATS_TEST_TMPDIR/plain"
}

@test "a format that there is not is told, with those that there are" {
    run --separate-stderr "$IISSIM" run "$scenario" --format mdd
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    [[ "$stderr" == *"--format mdd: no such format; did you mean md? (table, md, csv, json)"* ]]
    run --separate-stderr "$IISSIM" sweep "$scenario" --sweep load=1,2 --format spreadsheet
    [ "$status" -eq 2 ]
    [[ "$stderr" == *"write table, md, csv or json"* ]]
    run --separate-stderr "$IISSIM" capacity "$scenario" --format md --csv
    [ "$status" -eq 2 ]
    [[ "$stderr" == *"--format md and --csv exclude each other"* ]]
    run --separate-stderr "$IISSIM" compare "$scenario" --format json --json
    [ "$status" -eq 2 ]
}

@test "Markdown of compare is tables that GitHub shows, with all that the table says" {
    md=$BATS_TEST_TMPDIR/report.md table=$BATS_TEST_TMPDIR/table
    "$IISSIM" compare "$scenario" --quiet --format md > "$md"
    "$IISSIM" compare "$scenario" --quiet > "$table"
    run tables "$md"
    echo "$output"
    [ "$status" -eq 0 ]
    [ "$output" -ge 8 ]
    assert_says_all "$table" "$md"
    head -1 "$md" | grep -qF '## A \| small \*one\* \<script\>alert(1)\</script\>'
    grep -q '^| | | difference | relative | p, Holm | pairing | verdict |$' "$md"
    grep -q '^### What bang did' "$md"
    grep -q 'fast: latency.p95 \\< 10 s; iis5: .* - met' "$md"
    run ! grep -q $'\033' "$md"
}

@test "Markdown of sweep and capacity" {
    md=$BATS_TEST_TMPDIR/report.md table=$BATS_TEST_TMPDIR/table
    "$IISSIM" sweep "$scenario" --sweep load=1,2 --sweep machine.cores=1,2 --quiet --no-isolation --format md > "$md"
    "$IISSIM" sweep "$scenario" --sweep load=1,2 --sweep machine.cores=1,2 --quiet --no-isolation > "$table"
    [ "$(tables "$md")" -eq 1 ]
    [ "$(grep -c '^| [12] | [12] | iis[56] |' "$md")" -eq 8 ]
    assert_says_all "$table" "$md"
    sed -i 's/< 10s/< 100ms/; /^\[fault/,/^at/d' "$scenario"
    "$IISSIM" capacity "$scenario" --models iis6 --tolerance 20% --quiet --format md > "$md" || [ $? -eq 4 ]
    run tables "$md"
    echo "$output"
    [ "$status" -eq 0 ]
    [ "$output" -eq 2 ]
    grep -q '^| load | ok/s | slo:fast | | remarks |$' "$md"
}

@test "pictures are blocks where the locale has them, else ASCII, and fit into 80 columns" {
    blocks=$BATS_TEST_TMPDIR/blocks letters=$BATS_TEST_TMPDIR/letters
    for models in iis6 iis5,iis6 iis5,i5m,iis6; do
        LC_ALL=C.UTF-8 "$IISSIM" run "$scenario" --models $models --quiet --no-isolation > "$blocks"
        LC_ALL=C "$IISSIM" run "$scenario" --models $models --quiet --no-isolation > "$letters"
        [ "$(LC_ALL=C.UTF-8 wc -L < "$blocks")" -le 80 ]
        [ "$(LC_ALL=C.UTF-8 wc -L < "$letters")" -le 80 ]
        LC_ALL=C.UTF-8 grep -qE '^    over time +[▁▂▃▄▅▆▇█]{17}' "$blocks"
        LC_ALL=C.UTF-8 grep -qE '^    over time +[_.:=+*#-]{17}' "$letters"
        grep -q '█' "$blocks"
        run ! grep -q '[▁▂▃▄▅▆▇█░▏▎▍▌▋▊▉]' "$letters"
    done
}
