/* test_scenario_echo.c - the resolved text: complete, canonical, and it reads back as itself. */
#include "tests/cli/scenario_support.h"
#include "tests/suites.h"
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

static void a_resolved_scenario_reads_back_as_itself(void)
{
    g_autoptr(Loaded) loaded = loaded_new_good(scenario_everything);

    loaded_check_reads_back(loaded);
}

static void every_grammar_is_written_in_its_canonical_form(void)
{
    static const char *const expected[] = {
        "[page:p1]\napp = customer1\nurl = /c1/p1.aspx\nwork = cpu erlang(k=3, mean=1.1 ms), "
        "kernel "
        "gamma(mean=2 ms, shape=0.5), db exp(3.7 ms) with 33.3%, wait empirical(1 ms, 2.5 ms, 7 "
        "us), disk pareto(alpha=1.1, min=1 ms, max=9 s)\nsize = 4300 B\n",
        "output-cache = off\nurls = zipf(100, 0.8)\n",
        "url = /c1/report.aspx?year=2004\nwork = cpu 2 ms, call page:p1 with 25%, call page:logo\n",
        "output-cache = 90 s\nurls = 40\n",
        "scavenger = periodic\n",
        "pages = p1:0.1, p2:3\narrivals = every(erlang(k=2, mean=333.3333 ms))\n",
        "patience = exp(2 s)\nretry = 1 s x 2 on error, reset\nlocal = false\n",
        "path = p1 > p2*5 > p3\narrivals = users(200, think=exp(7 s))\nthink = exp(1 s)\n",
        "local = true\n",
        "arrivals = ramp(0 s 10/s, 1 min 1.6666666666666667/s)\n",
        "arrivals = sine(mean=100/s, amplitude=0.7, period=1 h)\n",
        "arrivals = mmpp(140/s for exp(500 ms), 30/s for exp(1 s))\n",
        "arrivals = batches(poisson(10/s), size=geometric(mean=5))\n",
        "arrivals = batches(every(1 s), size=zipf(100, 0.8))\n",
        "arrivals = at(0 s x 100, 10 s x 50, 11 s x 1)\n",
        "arrivals = replay(inline)\n",
        "[replay:replay2]\n0.001,p3\n0.25,p1\n12345.678901234,p3,1\n",
        "PeriodicRestartSchedule = 03:00, 15:30\nIdleTimeout = none\n",
        ("kind = slow-backend\nbackend = db\nat = 10 s, 1 min\nfor = exp(20 s)\nfactor = 3.7\n"
         "delay = uniform(1 ms, 2 ms)\n"),
        "kind = crash\npage = p2\nper-request = 0.1%\nfor = none\n",
        "restart-on = request\n",
        "precision = 2.5% of within(0.3)\n",
        "replications = 10..200\n",
        "require = within(0.25) >= 99.9%\n",
        "require = throughput(clients:users) > 0.5/s\n",
        "metrics = latency.p99(app:customer1), loss, queue.clr.max\nmargin = 2%\n",
        "[sweep]\nload = 0.5, 1, 2..6 step 1\n",
        "clock = 23:15\n",
        "page:p2.work = wait 3 ms\n",
        "clients:ramp.path = p1 > p2*5\n",
        "fault:slow.every = 5 min\n",
    };
    g_autoptr(Loaded) loaded = loaded_new_good(scenario_everything);

    for (size_t i = 0; loaded->scenario != NULL && i < G_N_ELEMENTS(expected); i++) {
        bool is_there = strstr(loaded->scenario->resolved, expected[i]) != NULL;

        CU_ASSERT_TRUE(is_there);
        if (!is_there)
            printf("\n    not in the resolved text: %s", expected[i]);
    }
}

static void a_resolved_scenario_reads_back_as_itself_under_every_preset_and_version(void)
{
    static const char *const sets[] = {
        "limits.preset=none",
        "costs.preset=zero",
        "aspnet.version=2.0",
        "aspnet.version=1.0",
        "machine.cores=8",
        "load=1.7",
        "page:p2.cpu=1.23ms",
        "pool:customer.count=5",
        "scenario.seed=18446744073709551615",
        "backend:db.connections=unlimited",
        "iis5.ListenBackLog=20",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(sets); i++) {
        g_autoptr(Loaded) loaded = loaded_new_set(scenario_everything, sets[i]);

        loaded_check_reads_back(loaded);
    }
}

static void documented_names_are_echoed_in_readable_units(void)
{
    g_autoptr(Loaded) loaded = loaded_new_good("[pool:front]\nPeriodicRestartTime = 1740\n"
                                               "PeriodicRestartMemory = 512000\n" SCENARIO_REST);
    const char *resolved = loaded->scenario != NULL ? loaded->scenario->resolved : "";

    CU_ASSERT_PTR_NOT_NULL(strstr(resolved, "\nPeriodicRestartTime = 29 h\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(resolved, "\nPeriodicRestartMemory = 500 MB\n"));
}

static void the_hash_is_of_the_resolved_text(void)
{
    g_autoptr(Loaded) plain = loaded_new_good(SCENARIO_REST);
    g_autoptr(Loaded) spaced =
        loaded_new_good("# a comment\n[machine]\ncores   =  1 # one\n" SCENARIO_REST);
    g_autoptr(Loaded) seeded = loaded_new_set(SCENARIO_REST, "seed=2");

    CU_ASSERT_EQUAL(strlen(plain->scenario->sha256), 64);
    CU_ASSERT_STRING_EQUAL(plain->scenario->sha256, spaced->scenario->sha256);
    CU_ASSERT_STRING_NOT_EQUAL(plain->scenario->sha256, seeded->scenario->sha256);
}

CU_TestInfo scenario_echo_tests[] = {
    TEST(a_resolved_scenario_reads_back_as_itself),
    TEST(every_grammar_is_written_in_its_canonical_form),
    TEST(a_resolved_scenario_reads_back_as_itself_under_every_preset_and_version),
    TEST(documented_names_are_echoed_in_readable_units),
    TEST(the_hash_is_of_the_resolved_text),
    CU_TEST_INFO_NULL,
};
