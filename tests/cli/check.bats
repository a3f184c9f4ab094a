#!/usr/bin/env bats
# check, keys and new, as a user meets them.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_DIRNAME/../.."
    IISSIM=$(realpath "${IISSIM:-build/iissim}")
    DIR=$(mktemp -d)
    cd "$DIR"
    cat > good.ini <<'INI'
[app:shop]
[page:cart]
app = shop
work = cpu 4ms, db exp(30ms)
[backend:db]
connections = 3
[clients:public]
pages = cart
arrivals = poisson(60/s)
INI
}

teardown() {
    rm -rf "$DIR"
}

@test "check says ok on stdout and nothing on stderr for a good scenario" {
    run --separate-stderr "$IISSIM" check good.ini
    [ "$status" -eq 0 ]
    [ "${lines[-1]}" = ok ]
    [ -z "$stderr" ]
}

@test "check shows the load against the capacity of every variant" {
    run "$IISSIM" check good.ini --set machine.cores=2
    [[ "$output" == *"iis5 (IIS 5.0)"*"iis6 (IIS 6.0)"* ]]
    [[ "$output" =~ shop\ +60\ requests/s ]]
    [[ "$output" =~ db\ +1.8\ of\ 3\ connections\ \(60%\) ]]
    [[ "$output" != *overloaded* ]]
}

@test "check says what is overloaded" {
    run "$IISSIM" check good.ini --set load=2
    [ "$status" -eq 0 ]
    [[ "$output" =~ db\ +3.6\ of\ 3\ connections\ \(120%\)\ +overloaded ]]
}

@test "check says what a model does not read" {
    run "$IISSIM" check good.ini --models iis5 --set iis5.callbacks=2 --set httpsys.i5m-queue-length=9
    [[ "$output" == *"does not read httpsys.i5m-queue-length"* ]]
    [[ "$output" != *iis5.callbacks* ]]
}

@test "check prints every problem as FILE:LINE: to stderr and exits 3" {
    printf '[machine]\ncoors = 2\nmemory = 1\n' >> good.ini
    run --separate-stderr "$IISSIM" check good.ini
    [ "$status" -eq 3 ]
    [ -z "$output" ]
    [ "${stderr_lines[0]}" = "good.ini:11: coors: no such key in [machine]; did you mean cores?" ]
    [[ "${stderr_lines[1]}" == "good.ini:12: memory = 1: 1 has no unit; write a size such as"* ]]
    [ "${#stderr_lines[@]}" -eq 2 ]
}

@test "check takes a scenario from standard input" {
    run --separate-stderr bash -c '"$0" check - < good.ini' "$IISSIM"
    [ "$status" -eq 0 ]
    run --separate-stderr bash -c 'echo "[nothing]" | "$0" check -' "$IISSIM"
    [ "$status" -eq 3 ]
    [[ "${stderr_lines[0]}" == "(stdin):1: [nothing]: no such section"* ]]
}

@test "files that are no scenario get one message and exit 3" {
    mkdir directory
    : > empty.ini
    printf 'a\0b' > binary.ini
    for file in missing.ini directory empty.ini binary.ini; do
        run --separate-stderr "$IISSIM" check "$file"
        [ "$status" -eq 3 ]
        [ -z "$output" ]
        [ "${#stderr_lines[@]}" -eq 1 ]
        [[ "$stderr" == "$file: "* ]]
    done
}

@test "a count of 10^12 is refused at once" {
    printf '[pool:p]\ncount = 1000000000000\n' >> good.ini
    run timeout 5 "$IISSIM" check good.ini
    [ "$status" -eq 3 ]
    [[ "$output" == *"good.ini:11: count = 1000000000000: "* ]]
}

@test "mistakes on the command line exit 2" {
    run "$IISSIM" check
    [ "$status" -eq 2 ]
    run "$IISSIM" check good.ini other.ini
    [ "$status" -eq 2 ]
    run "$IISSIM" check good.ini --no-such-option
    [ "$status" -eq 2 ]
    for option in "--set machine.cores" "--set machine.cores=0" "--set nowhere.x=1" "--seed x" \
                  "--replications 0" "--models iis9"; do
        run --separate-stderr "$IISSIM" check good.ini $option
        [ "$status" -eq 2 ]
        [ -z "$output" ]
        [[ "$stderr" == --* ]]
    done
}

@test "keys lists every key within 80 columns" {
    run "$IISSIM" keys
    [ "$status" -eq 0 ]
    [[ "$output" == *pool.PeriodicRestartTime*"default: 1740 min"* ]]
    [ -z "$(awk 'length > 80' <<< "$output")" ]
}

@test "keys shows defaults by version where they differ" {
    run "$IISSIM" keys aspnet.executionTimeout
    [[ "$output" == *"default: 90 s (1.0, 1.1), 110 s (2.0)"* ]]
    [[ "$output" == *"source:  cited: KB893660"* ]]
}

@test "keys takes a part of a name or a pattern, whatever the case" {
    run "$IISSIM" keys periodicrestartt
    [ "${lines[0]}" = pool.PeriodicRestartTime ]
    run "$IISSIM" keys 'iis5.*queue*'
    [ "$(grep -c '^iis5\.' <<< "$output")" -eq 3 ]
}

@test "keys with a name that is not there exits 2 and names the nearest" {
    run --separate-stderr "$IISSIM" keys MaxProcesess
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    [[ "$stderr" == *"did you mean MaxProcesses?"* ]]
}

@test "keys makes tables for documents" {
    run "$IISSIM" keys --format tsv
    [ -z "$(awk -F'\t' 'NF != 7' <<< "$output")" ]
    run "$IISSIM" keys --format md machine.cores
    [ "${#lines[@]}" -eq 3 ]
    [[ "${lines[2]}" == "| machine.cores | "* ]]
    run "$IISSIM" keys --format pdf
    [ "$status" -eq 2 ]
}

@test "new writes a scenario that passes check without a warning" {
    run --separate-stderr "$IISSIM" new "My lab" -o lab.ini
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    run --separate-stderr "$IISSIM" check lab.ini
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = "My lab" ]
    [ -z "$stderr" ]
    "$IISSIM" new "My lab" | cmp - lab.ini
}

@test "new does not overwrite a file" {
    run --separate-stderr "$IISSIM" new lab -o good.ini
    [ "$status" -eq 1 ]
    [[ "$stderr" == *"good.ini: is there already"* ]]
    grep -q 'app:shop' good.ini
}

@test "new needs a name that can be a title" {
    run "$IISSIM" new
    [ "$status" -eq 2 ]
    run "$IISSIM" new 'a # b'
    [ "$status" -eq 2 ]
    run "$IISSIM" new $'a\nb'
    [ "$status" -eq 2 ]
}

@test "every verb explains itself" {
    for verb in check keys new; do
        run --separate-stderr "$IISSIM" "$verb" --help
        [ "$status" -eq 0 ]
        [[ "$output" == *Usage:* ]]
        run "$IISSIM" "$verb" -h
        [ "$status" -eq 0 ]
    done
}
