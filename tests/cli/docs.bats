#!/usr/bin/env bats
# The documents keep up with the program.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_DIRNAME/../.."
    IISSIM=${IISSIM:-build/iissim}
}

@test "every source key of the code is in the list of sources" {
    for key in $(grep -rhoE '\[(S[0-2]|RS:[A-Za-z]+\.cs|(KB|CC|MS|WMI-|MSDN-|WIN32-|IIS-|DOM|PM|TBL|SF)[0-9A-Z]+|ERICEIL|CORECLR|TMARQ|UITRANS|POOLTHR|EXBPA|W2KRK)\]' models | tr -d '[]' | sort -u); do
        grep -qF "| $key |" docs/sources.md || { echo "not in docs/sources.md: $key"; false; }
    done
}

@test "every scenario says what it asks and what to look for, and passes check without a warning" {
    for file in scenarios/*.ini; do
        head -n 1 "$file" | grep -qE '^# .*\?$' || { echo "$file does not open with its question"; false; }
        grep -qE '^# .*[Ll]ook (for|at)' "$file" || { echo "$file does not say what to look for"; false; }
        run --separate-stderr "$IISSIM" check "$file"
        [ "$status" -eq 0 ]
        [ -z "$stderr" ] || { echo "$file: $stderr"; false; }
    done
}

@test "every scenario of the README exists and the other way round" {
    for file in scenarios/*.ini; do
        grep -qF "| \`$(basename "$file" .ini)\` |" README.md || { echo "$file is not in the README"; false; }
    done
}
