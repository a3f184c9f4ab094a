#!/usr/bin/env bats
# Four ranks under mpirun give the bytes that one process gives, killed or not. Skipped without Open MPI.

bats_require_minimum_version 1.5.0

LENGTH=(--set scenario.duration=200s --no-plots) # of those that are disturbed

setup_file() {
    [ -n "$IISSIM_MPI" ] || return 0
    export IISSIM=${IISSIM:-build/iissim} whole=$BATS_FILE_TMPDIR/whole
    export scenario=$BATS_FILE_TMPDIR/small.ini
    cat > "$scenario" <<'END'
[scenario]
models = iis5, iis6
duration = 60s
warmup = 1s
replications = 12
[app:shop]
start = warm
[page:home]
app = shop
work = cpu empirical(2ms, 7ms, 5ms)
[clients:public]
pages = home
arrivals = poisson(100/s)
[clients:logged]
arrivals = replay(inline)
[replay:logged]
0.5,home
1.25,home
[fault:crash]
kind = crash
app = shop
at = 20s
END
    "$IISSIM" run "$scenario" "${LENGTH[@]}" --quiet -o "$whole" > "$whole.txt"
}

setup() {
    cd "$BATS_TEST_DIRNAME/../.."
    [ -n "$IISSIM_MPI" ] || skip "IISSIM_MPI names no binary: 'make deps-mpi', then 'make test'"
    IISSIM=$(realpath "$IISSIM")
    IISSIM_MPI=$(realpath "$IISSIM_MPI")
    export IISSIM_PLOTS=$PWD/plots
    out=$BATS_TEST_TMPDIR/out
    cd "$BATS_TEST_TMPDIR"
}

mpi() { # RANKS ARGUMENT..
    local ranks=$1
    shift
    mpirun --allow-run-as-root --oversubscribe --quiet -n "$ranks" "$IISSIM_MPI" "$@"
}

# Begins a run as job $job; ranks[] are its processes, by rank, once the journal has $1 bytes.
begin() { # BYTES OPTION..
    local bytes=$1
    shift
    mpirun --allow-run-as-root --oversubscribe --quiet -n 4 "$IISSIM_MPI" run "$scenario" "$@" \
        -o "$out" > "$BATS_TEST_TMPDIR/stdout" 2> "$BATS_TEST_TMPDIR/stderr" 3>&- &
    job=$!
    until [ "$(stat -c %s "$out/journal" 2> /dev/null || echo 0)" -ge "$bytes" ]; do
        kill -0 "$job" || return 1
        sleep 0.01
    done
    ranks=()
    for pid in $(pgrep -P "$job"); do
        ranks[$(tr '\0' '\n' < "/proc/$pid/environ" | sed -n 's/^OMPI_COMM_WORLD_RANK=//p')]=$pid
    done
    [ "${#ranks[@]}" -eq 4 ]
}

# Twenty-four tasks, a few of them done.
begin_long() {
    begin 100000 "${LENGTH[@]}"
}

end_long() {
    status=0
    wait "$job" || status=$?
}

# What was left goes on, and ends as if nobody had disturbed it.
go_on() {
    run --separate-stderr mpi 4 run "$scenario" "${LENGTH[@]}" -o "$out"
    [ "$status" -eq 0 ]
    [[ "$stderr" == *"going on"* ]]
    diff -r "$whole" "$out"
    [ "$output" = "$(cat "$whole.txt")" ]
}

@test "four ranks give the bytes of one process, rows of requests included" {
    "$IISSIM" compare "$scenario" --requests -o "$out.local" > "$BATS_TEST_TMPDIR/local"
    run --separate-stderr mpi 4 compare "$scenario" --requests -o "$out"
    [ "$status" -eq 0 ]
    diff -r "$out.local" "$out"
    [ "$output" = "$(cat "$BATS_TEST_TMPDIR/local")" ]
    [ "$(wc -l < "$out/requests.csv")" -gt 100000 ]
}

@test "a sweep on four ranks, in shards too: every point reaches the ranks as rank 0 has it" {
    # settings on which others' defaults depend, one variant that differs, and a precision
    cat "$scenario" > sweep.ini
    printf '[variant:other]\nmodel = iis6\naspnet.requestQueueLimit = 50\n' >> sweep.ini
    printf '[plot:load]\nx = load\ny = throughput\n[plot:time]\nx = time\ny = in_system\n' >> sweep.ini
    steps=(--sweep load=0.5,1 --sweep aspnet.version=1.0,1.1,2.0 --set scenario.duration=20s
        --replications 2..5 --set scenario.precision='1% of latency.mean' --no-plots --quiet)
    "$IISSIM" sweep sweep.ini "${steps[@]}" -o local > local.txt || [ "$?" -eq 4 ]
    mpi 4 sweep sweep.ini "${steps[@]}" -o ranks > ranks.txt || [ "$?" -eq 4 ]
    diff -r local ranks
    cmp local.txt ranks.txt
    for i in 1 2; do mpi 2 sweep sweep.ini "${steps[@]}" --shard "$i/2" -o "part$i"; done
    "$IISSIM" merge part1 part2 -o merged > merged.txt || [ "$?" -eq 4 ]
    diff -r local merged
    cmp local.txt merged.txt
}

@test "one rank alone is the program as it is; other verbs and --help work under mpirun" {
    "$IISSIM" run - --replications 3 --json < "$scenario" > "$BATS_TEST_TMPDIR/local"
    mpi 1 run - --replications 3 --json < "$scenario" | cmp - "$BATS_TEST_TMPDIR/local"
    run --separate-stderr mpi 2 run --help
    [ "$status" -eq 0 ]
    [[ "$output" == *"--replications"* ]]
    run --separate-stderr mpi 2 check "$scenario"
    [ "$status" -eq 0 ]
    run --separate-stderr mpi 2 run "$BATS_TEST_TMPDIR/absent.ini"
    [ "$status" -eq 3 ]
    [[ "$stderr" == *"absent.ini: cannot be opened"* ]]
}

@test "a rank that is killed loses its task alone: the same command goes on" {
    begin_long
    kill -KILL "${ranks[2]}"
    end_long
    [ "$status" -ne 0 ]
    [ -s "$out/journal" ]
    [ ! -e "$out/results.json" ]
    go_on
}

@test "Ctrl-C: what is finished is reported and marked partial, nobody is left" {
    begin_long
    kill -INT "${ranks[0]}"
    end_long
    [ "$status" -eq 130 ]
    grep -q '"partial": true' "$out/results.json"
    grep -q "interrupted: the" "$BATS_TEST_TMPDIR/stderr"
    for pid in "${ranks[@]}"; do
        ! kill -0 "$pid" 2> /dev/null
    done
    go_on
}

@test "a worker that is asked to end ends all, in good order" {
    begin_long
    kill -TERM "${ranks[3]}"
    end_long
    [ "$status" -eq 130 ]
    grep -q '"partial": true' "$out/results.json"
}

@test "tasks that would take hours end with rank 0" {
    begin 1 --set scenario.duration=9000000s
    sleep 0.3
    kill -INT "${ranks[0]}"
    SECONDS=0
    end_long
    [ "$status" -eq 130 ]
    [ "$SECONDS" -lt 30 ]
    grep -q "interrupted before any replication was finished" "$BATS_TEST_TMPDIR/stderr"
}

@test "a result that the scenario asks for and does not have is said as by one process" {
    cat "$scenario" > "$out.ini"
    printf '[slo:none]\nrequire = queue.nothing.mean < 1\n' >> "$out.ini"
    run "$IISSIM" run "$out.ini"
    expected=$output
    [ "$status" -eq 3 ]
    run --separate-stderr mpi 3 run "$out.ini"
    [ "$status" -eq 3 ]
    [ "$stderr" = "$expected" ]
}

@test "ranks that have nothing to do sleep" {
    cpu() { # user and system milliseconds of a command
        local TIMEFORMAT='%U %S'
        { time "$@" > /dev/null 2>&1; } 2>&1 | awk '{printf "%d", 1000 * ($1 + $2)}'
    }
    one=(run "$scenario" --models iis6 --replications 1 --set scenario.duration=8000s)
    alone=$(cpu "$IISSIM" "${one[@]}")
    of_four=$(cpu mpi 4 "${one[@]}")
    echo "one process: $alone ms, four ranks: $of_four ms"
    [ "$alone" -ge 200 ]
    [ "$of_four" -lt $((alone + alone / 2 + 600)) ]
}

@test "pilots that fix the warm-up run on many ranks too, and give the same bytes" {
    local auto=$BATS_TEST_TMPDIR/auto.ini
    sed -e '/^\[clients:logged\]/,/^1.25,home/d' -e 's/^warmup = .*/warmup = auto/' "$scenario" > "$auto"
    "$IISSIM" run "$auto" --quiet --json > "$BATS_TEST_TMPDIR/one"
    mpi 3 run "$auto" --quiet --json > "$BATS_TEST_TMPDIR/many"
    grep -q '"rule": "auto"' "$BATS_TEST_TMPDIR/one"
    cmp "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/many"
}

@test "the loads of a capacity run on many ranks, each variant as it is; what was relieved on rank 0" {
    cat > limits.ini <<'END'
[scenario]
models = iis6, iis5
duration = 20s
warmup = 2s
replications = 3
[app:shop]
start = warm
[page:home]
app = shop
work = cpu exp(10ms)
[clients:public]
pages = home
arrivals = poisson(40/s)
[slo:fast]
require = latency.mean < 60ms
END
    "$IISSIM" capacity limits.ini --tolerance 5% --json --quiet > one
    mpi 3 capacity limits.ini --tolerance 5% --json --quiet > many
    cmp one many
    [ "$(grep -c '"relieved": true' one)" -ge 2 ]
}
