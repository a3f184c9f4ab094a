#!/usr/bin/env bats
# iissim explain: what it prints, how it is asked, how it fails.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_DIRNAME/../.."
    IISSIM=${IISSIM:-build/iissim}
    scenario=$BATS_TEST_TMPDIR/small.ini
    cat > "$scenario" <<'END_OF_SCENARIO'
[scenario]
title = A small one
models = iis5, iis6
duration = 10s
warmup = 1s
[aspnet]
maxWorkerThreads = 5
maxIoThreads = 5
minFreeThreads = 4
appRequestQueueLimit = 2
[app:shop]
start = warm
[page:home]
app = shop
work = cpu exp(20ms)
[page:cart]
app = shop
work = wait 50ms
[clients:public]
pages = home:3, cart
arrivals = poisson(60/s)
END_OF_SCENARIO
}

@test "the quick start's slowest request, in 80 columns and whatever the locale, the same twice" {
    run --separate-stderr "$IISSIM" explain scenarios/quickstart.ini --slowest
    [ "$status" -eq 0 ]
    [ -z "$stderr" ]
    [ "$(LC_ALL=C.UTF-8 wc -L <<< "$output")" -le 80 ]
    [[ "$output" == *"Request "*" of iis5, the slowest that ended ok of "* ]]
    [[ "$output" == *"What made the difference"* ]]
    [ "$(LC_ALL=C LANG=C "$IISSIM" explain scenarios/quickstart.ini --slowest)" = "$output" ]
}

@test "in every shipped scenario the first request is explained in 80 columns" {
    for file in scenarios/*.ini; do
        "$IISSIM" explain "$file" --request 1 > "$BATS_TEST_TMPDIR/out"
        [ "$(LC_ALL=C.UTF-8 wc -L < "$BATS_TEST_TMPDIR/out")" -le 80 ] || { echo "$file"; false; }
        grep -q '^= ' "$BATS_TEST_TMPDIR/out"
    done
}

@test "the latency is that of the request's row of run --requests" {
    "$IISSIM" run "$scenario" --requests --replications 1 --quiet --no-isolation > "$BATS_TEST_TMPDIR/rows"
    for variant in iis5 iis6; do
        said=$("$IISSIM" explain "$scenario" --slowest --variant $variant --models $variant | sed -n 's/^= ok after \(.*\) ms$/\1/p')
        awk -F, -v v=$variant -v said="$said" '
            $2 == v && $12 == "ok" && $10 - $8 > most { most = $10 - $8 }
            END { exit !(said > 0 && (most * 1000 - said) ^ 2 < 1e-10) }' "$BATS_TEST_TMPDIR/rows"
    done
}

@test "--json is one object, with the limit that decided" {
    run --separate-stderr "$IISSIM" explain "$scenario" --first-failed --json
    [ "$status" -eq 0 ]
    [ -z "$stderr" ]
    [ "${lines[0]}" = "{" ]
    [[ "$output" == *'"format": "iissim-explain/1"'* ]]
    [[ "$output" == *'"outcome": "rejected"'* ]]
    [[ "$output" == *'"setting": "aspnet.appRequestQueueLimit"'* ]]
    [ "$("$IISSIM" explain "$scenario" --first-failed --json)" = "$output" ]
}

@test "a title is text, no command to the terminal" {
    sed $'s/^title = .*/title = A \033[31m red one/' "$scenario" > "$BATS_TEST_TMPDIR/red.ini"
    grep -q $'\033' "$BATS_TEST_TMPDIR/red.ini"
    for verb in 'explain --request 1' check run; do
        run "$IISSIM" $verb "$BATS_TEST_TMPDIR/red.ini"
        [ "$status" -eq 0 ]
        [[ "$output" == *'A ?[31m red one'* ]]
        [[ "$output" != *$'\033'* ]]
    done
}

@test "--page and --app restrict the choice, --set and --seed change the run" {
    run "$IISSIM" explain "$scenario" --request 1 --page cart
    [[ "$output" == *"number 1 for page cart: page cart of shop"* ]]
    [ "$("$IISSIM" explain "$scenario" --request 1)" != "$("$IISSIM" explain "$scenario" --request 1 --seed 2)" ]
    [ "$("$IISSIM" explain "$scenario" --request 1)" != "$("$IISSIM" explain "$scenario" --request 1 --replication 2)" ]
    run "$IISSIM" explain - --request 1 --set machine.cores=2 --models iis6 < "$scenario"
    [ "$status" -eq 0 ]
    [[ "$output" == *"standard input"* ]]
}

@test "that there is none to choose is an answer, too" {
    run --separate-stderr "$IISSIM" explain "$scenario" --first-failed --set clients:public.arrivals='at(1s x 1)'
    [ "$status" -eq 0 ]
    [ "$output" = "Each of 1 requests ended ok in iis5." ]
    run "$IISSIM" explain "$scenario" --slowest --json --set clients:public.arrivals='at(20s x 1)'
    [ "$status" -eq 0 ]
    run --separate-stderr "$IISSIM" explain "$scenario" --request 1 --set clients:public.arrivals='at(20s x 1)'
    [ "$status" -eq 2 ]
    [[ "$stderr" == *'--request 1: iis5 issues no request in its window: there is none to explain'* ]]
    run "$IISSIM" explain "$scenario" --slowest --json --set clients:public.arrivals='at(20s x 1)'
    [[ "$output" == *'"answer": "None of 0 requests ended ok in iis5."'* ]]
}

@test "what cannot be done is said, with what to write instead" {
    fails_with() {
        run --separate-stderr "$IISSIM" explain "${@:3}"
        [ "$status" -eq "$1" ] || { echo "${*:3}: $status"; false; }
        [ -z "$output" ]
        [[ "$stderr" == *"$2"* ]] || { echo "$stderr"; false; }
    }
    fails_with 2 "write one of --request N, --slowest and --first-failed" "$scenario"
    fails_with 2 "more than one request is asked for" "$scenario" --slowest --request 1
    fails_with 2 "name one scenario" --slowest
    fails_with 2 "requests in its window; write a number from 1" "$scenario" --request 100000
    fails_with 2 "counted from 1" "$scenario" --request 0
    fails_with 2 "--request 1.5" "$scenario" --request 1.5
    fails_with 2 "--request -3" "$scenario" --request=-3
    fails_with 2 "counted from 1" "$scenario" --slowest --replication 0
    fails_with 2 "did you mean cart?" "$scenario" --slowest --page crat
    fails_with 2 "did you mean shop?" "$scenario" --slowest --app shpo
    fails_with 2 "it has home, cart" "$scenario" --slowest --page zzzzzzzz
    fails_with 2 "did you mean iis6?" "$scenario" --slowest --variant iss6
    fails_with 2 "iissim explain --help" "$scenario" --sloowest
    fails_with 3 "no-such.ini" no-such.ini --slowest
    fails_with 2 "--set" "$scenario" --slowest --set shop=1
}
