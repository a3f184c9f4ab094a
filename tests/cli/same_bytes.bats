#!/usr/bin/env bats
# The same scenario and seed give the same bytes: for any -j, either compiler, any processor.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_DIRNAME/../.."
    IISSIM=${IISSIM:-build/iissim}
    scenario=$BATS_TEST_TMPDIR/all.ini
    # every distribution, every kind of arrival, crash and slow backend, on all three models
    cat > "$scenario" <<'END'
[scenario]
models = iis5, iis6, i5m
duration = 40s
warmup = 5s
replications = 4
[machine]
cores = 2
[pool:one]
MaxProcesses = 2
dispatch = random
PeriodicRestartRequests = 500
[app:shop]
pool = one
start = warm
[app:cold]
[backend:db]
connections = 3
[backend:files]
connections = 2
discipline = ps
[page:a]
app = shop
work = cpu lognormal(mean=3ms, cv=1.5), db exp(9ms) with 80%, wait uniform(1ms,2ms), cpu normal(1ms, 0.2ms)
size = 100KB
[page:b]
app = shop
work = cpu erlang(k=3, mean=2ms), files gamma(mean=5ms, shape=0.5), cpu weibull(mean=1ms, shape=0.7)
[page:c]
app = cold
work = cpu hyperexp(mean=2ms, cv=2), wait pareto(alpha=1.5, min=1ms, max=1s), cpu triangular(0ms,1ms,3ms)
[page:d]
app = shop
url = /shop/d.gif
work = disk exp(1ms)
[clients:open]
pages = a:3, b:2, d
arrivals = poisson(40/s)
timeout = 2s
retry = exp(1s) x 2 on rejected, refused, reset
[clients:waves]
pages = c
arrivals = sine(mean=10/s, amplitude=0.8, period=20s)
patience = exp(1s)
[clients:bursts]
pages = b
arrivals = batches(poisson(2/s), size=geometric(mean=4))
[clients:phases]
pages = d
arrivals = mmpp(40/s for exp(1s), 2/s for exp(2s))
[clients:ramp]
pages = a
arrivals = ramp(0s 1/s, 40s 10/s)
[clients:users]
path = a > b*2 > c
arrivals = users(10, think=exp(2s))
[fault:crash]
kind = crash
app = shop
every = exp(10s)
[fault:slow]
kind = slow-backend
backend = db
at = 10s
for = exp(5s)
factor = 5
END
    "$IISSIM" run "$scenario" --json -j 1 > "$BATS_TEST_TMPDIR/j1.json"
}

@test "-j 1 and -j 2 give the same bytes, requests one by one included" {
    "$IISSIM" run "$scenario" --json -j 2 > "$BATS_TEST_TMPDIR/j2.json"
    cmp "$BATS_TEST_TMPDIR/j1.json" "$BATS_TEST_TMPDIR/j2.json"
    "$IISSIM" run "$scenario" --requests -j 1 > "$BATS_TEST_TMPDIR/j1.csv"
    "$IISSIM" run "$scenario" --requests -j 2 > "$BATS_TEST_TMPDIR/j2.csv"
    cmp "$BATS_TEST_TMPDIR/j1.csv" "$BATS_TEST_TMPDIR/j2.csv"
    [ "$(wc -l < "$BATS_TEST_TMPDIR/j1.csv")" -gt 10000 ]
}

@test "another seed gives other bytes" {
    "$IISSIM" run "$scenario" --json --seed 2 > "$BATS_TEST_TMPDIR/seed2.json"
    ! cmp -s "$BATS_TEST_TMPDIR/j1.json" "$BATS_TEST_TMPDIR/seed2.json"
}

@test "a processor without AVX2 and FMA gives the same bytes" {
    GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA "$IISSIM" run "$scenario" --json \
        > "$BATS_TEST_TMPDIR/old.json"
    cmp "$BATS_TEST_TMPDIR/j1.json" "$BATS_TEST_TMPDIR/old.json"
}

@test "clang gives the same bytes" {
    [ -n "$IISSIM_CLANG" ] || skip "IISSIM_CLANG does not name a binary that clang has built"
    "$IISSIM_CLANG" run "$scenario" --json > "$BATS_TEST_TMPDIR/clang.json"
    cmp "$BATS_TEST_TMPDIR/j1.json" "$BATS_TEST_TMPDIR/clang.json"
}
