#!/usr/bin/env bats
# trace on the command line: what is written where, and what is refused. What is in it: test_trace.c.

setup() {
    IISSIM=${IISSIM:-build/iissim}
    cd "$BATS_TEST_TMPDIR"
    [[ $IISSIM == /* ]] || IISSIM=$BATS_TEST_DIRNAME/../../$IISSIM
    SCENARIO=$BATS_TEST_DIRNAME/../../scenarios/quickstart.ini
    export G_DEBUG=fatal-criticals
}

# One line on stderr, the status, nothing on stdout, no file.
refused() {
    local expected=$1 words=$2
    shift 2
    status=0
    output=$("$@" 2>errors) || status=$?
    echo "status $status: $(cat errors)"
    [ "$status" -eq "$expected" ]
    [ -z "$output" ]
    [[ $(cat errors) == *"$words"* ]]
    [ "$(wc -l <errors)" -eq 1 ]
    rm errors
    [ -z "$(ls | grep -v -e '^out' -e '^old.json$')" ]
}

@test "a file has both variants, and stdout the same bytes" {
    "$IISSIM" trace "$SCENARIO" --to 2s -o t.json 2>errors
    grep -qE "^iissim: t.json: .*, [0-9]+ requests; open it in https://ui.perfetto.dev$" errors
    grep -q '"name":"w3wp:shop #1 (iis6)"' t.json
    grep -q '"name":"aspnet_wp #1 (iis5)"' t.json
    [ "$(head -c 1 t.json)" = "[" ]
    [ "$(tail -c 2 t.json)" = "]" ]
    "$IISSIM" trace "$SCENARIO" --to 2s -o - >u.json 2>errors
    [ ! -s errors ]
    cmp t.json u.json
}

@test "one variant, one request, one stretch of time" {
    "$IISSIM" trace "$SCENARIO" --variant iis6 --requests 17 --quiet -o t.json
    [ "$(grep -c iis5 t.json)" -eq 0 ]
    [ "$(grep -c '"request":17,"app"' t.json)" -eq 1 ]
    [ "$(grep -c '"ph":"b".*"span"' t.json)" -eq 1 ]
    "$IISSIM" trace "$SCENARIO" --models iis6 --from 299s --to 301s --quiet -o t.json
    grep -q '"s":"g".*"name":"fault: staff-crash"' t.json
    [ "$(grep -cE '"ts":298[0-9]{6}[.,]' t.json)" -eq 0 ]
    "$IISSIM" trace "$SCENARIO" --models iis6 --from -1s --to 1s --quiet -o t.json
    [ "$(grep -c '"ts":-' t.json)" -eq 0 ]
}

@test "a file that is there is replaced whole, or left alone" {
    echo old >old.json
    "$IISSIM" trace "$SCENARIO" --to 1s --quiet -o old.json
    [ "$(head -c 1 old.json)" = "[" ]
    echo old >old.json
    refused 2 "no request 999999" "$IISSIM" trace "$SCENARIO" --requests 999999 -o old.json
    [ "$(cat old.json)" = old ]
}

@test "a full disk leaves no file" {
    refused 1 "/dev/full: cannot write: No space left on device" \
        "$IISSIM" trace "$SCENARIO" --to 1s -o /dev/full
    (
        ulimit -f 100
        refused 1 "t.json: cannot write: File too large" \
            "$IISSIM" trace "$SCENARIO" --to 20s -o t.json
    )
    refused 1 "no/t.json: cannot create: No such file" \
        "$IISSIM" trace "$SCENARIO" --to 1s -o no/t.json
    refused 1 ": cannot create: Is a directory" "$IISSIM" trace "$SCENARIO" --to 1s -o .
}

@test "interrupted: no file" {
    "$IISSIM" trace "$SCENARIO" --set scenario.duration=10000h -o t.json 2>errors &
    pid=$!
    for _ in $(seq 100); do [ -z "$(ls t.json.* 2>/dev/null)" ] || break; sleep 0.05; done
    sleep 0.1
    kill -INT $pid
    status=0
    wait $pid || status=$?
    cat errors
    [ "$status" -eq 130 ]
    grep -q "interrupted: no trace is written" errors
    [ -z "$(ls | grep json)" ]
}

@test "what cannot be traced is refused" {
    refused 2 "no file to write given" "$IISSIM" trace "$SCENARIO"
    refused 2 "no scenario given" "$IISSIM" trace -o t.json
    refused 2 "--from 5: " "$IISSIM" trace "$SCENARIO" --from 5 -o t.json
    refused 2 "is not after --from" "$IISSIM" trace "$SCENARIO" --from 5s --to 5s -o t.json
    refused 2 "the warm-up begins 1 min before" "$IISSIM" trace "$SCENARIO" --from -2min -o t.json
    refused 2 "the run of iis5 ends at" "$IISSIM" trace "$SCENARIO" --from 20min -o t.json
    refused 2 "--requests 0: " "$IISSIM" trace "$SCENARIO" --requests 0 -o t.json
    refused 2 "the first is after the last" "$IISSIM" trace "$SCENARIO" --requests 5..4 -o t.json
    refused 2 "give one or the other" "$IISSIM" trace "$SCENARIO" --requests 5 --to 1s -o t.json
    refused 2 "there is iis5, iis6" "$IISSIM" trace "$SCENARIO" --variant iis7 -o t.json
    refused 2 "--replication x: " "$IISSIM" trace "$SCENARIO" --replication x -o t.json
}

@test "memory does not grow with the run" {
    command -v /usr/bin/time >/dev/null || skip "no /usr/bin/time"
    for duration in 100s 1000s; do
        /usr/bin/time -f %M -o "out$duration" "$IISSIM" trace "$SCENARIO" --models iis6 --quiet \
            --set scenario.duration=$duration -o /dev/null
    done
    echo "$(cat out100s) $(cat out1000s) kB"
    [ "$(cat out1000s)" -lt $(($(cat out100s) + 2000)) ]
}
