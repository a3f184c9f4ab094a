/* test_laws.c - Little's law and the utilisation law hold where they must, and tell where they do
 * not.
 *
 * False alarms: one check is statistical. It asks for less than 1% where the standard error is
 * 0.15%: by bad luck less than once in 10^9 changes of the draws.
 */
#include "cli/experiment/laws.h"
#include "cli/results/table.h"
#include "tests/cli/fake.h"
#include "tests/models/support.h"

#include <math.h>
#include <string.h>

#define PAGE  SUPPORT_APP "[page:g]\napp = a\nwork = "
#define GROUP "[clients:c]\npages = g\narrivals = every(1s)\n"

static Experiment *run(const Scenario *scenario)
{
    return experiment_run(scenario, &(ExperimentOptions){.threads = 2}, NULL);
}

static Law little(const char *text, SimEstimate *time_s)
{
    g_autoptr(Scenario) scenario = support_load(text, "iis6");
    g_autoptr(Experiment) experiment = run(scenario);
    Law law;

    CU_ASSERT_TRUE(law_of_little(experiment, &experiment->variants[0], &law, time_s));
    return law;
}

/* In the steady state both ends of the window cut off the same. */
static void the_number_inside_is_the_rate_times_the_time(void)
{
    SimEstimate time_s;
    Law law = little("[scenario]\nduration = 60s\nwarmup = 30s\nreplications = 2\n" SUPPORT_TEXTBOOK
                         SUPPORT_UNLIMITED PAGE "wait 5s\n" GROUP,
                     &time_s);

    SUPPORT_NEAR(law.measured.mean, 5);
    SUPPORT_NEAR(law.rate.mean, 1);
    SUPPORT_NEAR(time_s.mean, 5); /* what was before the window is of it */
    SUPPORT_NEAR(law.deviation.mean, 0);
    CU_ASSERT_EQUAL(law.deviation.n, 2);
}

/* Requests of 1 s to 54 s leave, 54 in all; those of 1 s to 59 s are inside, for 285 s. */
static void a_window_that_begins_empty_shows_it_in_the_deviation(void)
{
    SimEstimate time_s;
    Law law = little("[scenario]\nduration = 60s\nwarmup = 0s\nreplications = 2\n" SUPPORT_TEXTBOOK
                         SUPPORT_UNLIMITED PAGE "wait 5s\n" GROUP,
                     &time_s);

    SUPPORT_NEAR(law.measured.mean, 285 / 60.0);
    SUPPORT_NEAR(law.rate.mean, 54 / 60.0);
    SUPPORT_NEAR(time_s.mean, 5);
    SUPPORT_NEAR(law.deviation.mean, 270 / 285.0 - 1);
}

/* 30 are inside from the warm-up on and stay; of the others one is there at a time, for a second. */
static void who_has_not_left_is_in_no_time(void)
{
    static const char text[] =
        "[scenario]\nduration = 10s\nwarmup = 30s\nreplications = 2\n" SUPPORT_TEXTBOOK
            SUPPORT_UNLIMITED PAGE "wait 100s\n[page:h]\napp = a\nwork = wait 1s\n" GROUP;
    g_autofree char *both =
        g_strconcat(text, "[clients:d]\npages = h\narrivals = every(1s)\n", NULL);
    SimEstimate time_s;
    Law alone = little(text, &time_s), law;

    CU_ASSERT_EQUAL(alone.rate.mean, 0);
    CU_ASSERT_EQUAL(alone.product.mean, 0);
    CU_ASSERT_EQUAL(time_s.n, 0);
    SUPPORT_NEAR(alone.deviation.mean, -1);

    law = little(both, &time_s);
    SUPPORT_NEAR(law.rate.mean, 1);
    SUPPORT_NEAR(time_s.mean, 1);
}

/* A retry and a call are visits of their own. Of two that come at once to a queue for one, one is
 * rejected, waits for 10 s outside and comes again: 3 visits of 5 s, 0 s and 5 s. */
static void every_attempt_is_a_visit(void)
{
    SimEstimate time_s;
    Law law = little("[scenario]\nduration = 60s\nwarmup = 0s\nreplications = 2\n" SUPPORT_TEXTBOOK
                         SUPPORT_ONE_THREAD "requestQueueLimit = 1\n" PAGE
                     "wait 5s\n[clients:c]\npages = g\narrivals = at(0s x 2)\nretry = 10s x 1 on "
                     "rejected\n",
                     &time_s);

    SUPPORT_NEAR(law.rate.mean, 3 / 60.0);
    SUPPORT_NEAR(time_s.mean, 10 / 3.0);
    SUPPORT_NEAR(law.measured.mean, 10 / 60.0);
}

/* Work, static files, bodies and calls, at default costs, with the switches that they make. */
static const char mixed[] =
    "[scenario]\nduration = 60s\nwarmup = 30s\nreplications = 5\nmodels = iis5, iis6, i5m\n"
    "[machine]\ncores = 2\n[httpsys]\nUriEnableCache = 0\n[pool:p]\n[app:a]\npool = p\nstart = "
    "warm\n[backend:db]\n[page:g]\napp = a\nsize = 70KB\nwork = cpu exp(200us), db exp(5ms), cpu "
    "100us\n[page:h]\napp = a\nwork = call page:k, cpu 50us\n[page:k]\napp = a\nwork = cpu 100us\n"
    "[page:i]\napp = a\nurl = /a/x.gif\n[clients:c]\npages = g:3, h, i\narrivals = "
    "poisson(300/s)\n";

/* Sanitizers are slow, and look at other things. */
static Scenario *shortened(const char *text, const char *model)
{
    Scenario *scenario = support_load(text, model);

    for (uint32_t v = 0; SUPPORT_IS_SANITIZED && v < scenario->variant_count; v++) {
        scenario->replications_min = scenario->replications_max = 2;
        scenario->variants[v].config->duration_ns /= 20;
        scenario->variants[v].config->warmup_ns /= 20;
    }
    return scenario;
}

static void the_cores_are_as_busy_as_requests_and_switches_ask(void)
{
    g_autoptr(Scenario) scenario = shortened(mixed, NULL);
    g_autoptr(Experiment) experiment = run(scenario);

    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        Law law;

        CU_ASSERT_TRUE(law_of_utilisation(experiment, &experiment->variants[v], &law));
        CU_ASSERT_FALSE(law.is_without_caches);
        if (!SUPPORT_IS_SANITIZED)
            CU_ASSERT_TRUE(fabs(law.deviation.mean) < 0.01);
    }
}

/* What no request asks for shows: a thread that runs in circles on one of two cores. */
static void what_no_request_asks_for_is_in_the_deviation(void)
{
    g_autofree char *text = g_strconcat(
        mixed, "[fault:f]\nkind = spin\nthreads = 1\napp = a\nat = 0s\nfor = 60s\n", NULL);
    g_autoptr(Scenario) scenario = shortened(text, "iis6");
    g_autoptr(Experiment) experiment = run(scenario);
    Law law;

    CU_ASSERT_TRUE(law_of_utilisation(experiment, &experiment->variants[0], &law));
    CU_ASSERT_TRUE(law.deviation.mean < -0.25);
}

static void the_table_has_a_line_of_each_law_for_every_variant(void)
{
    g_autoptr(Scenario) scenario = support_load(
        "[scenario]\nduration = 60s\nwarmup = 30s\nreplications = 2\nmodels = iis5, iis6\n"
        "[machine]\ncores = 1\n" SUPPORT_TEXTBOOK SUPPORT_UNLIMITED PAGE
        "cpu 250ms, wait 250ms\n" GROUP,
        NULL);
    g_autoptr(Experiment) experiment = run(scenario);
    g_autoptr(GString) text = g_string_new(NULL);

    table_add_laws(&(Table){.text = text}, experiment);

    CU_ASSERT_PTR_NOT_NULL(
        strstr(text->str, "\n  iis5         inside 0.5; 1/s x 500 ms = 0.5 (+0.0%)\n"
                          "               busy 25%; 1/s x demand, switches: 25% (+0.0%)\n  iis6"));
}

/* Results of hand-made runs, which have none of it. */
static void where_nothing_was_measured_there_is_no_law(void)
{
    static const char *const one[] = {"alone", NULL};
    const double values[] = {1, 2};
    g_autoptr(Scenario) scenario = fake_scenario(one);
    g_autoptr(Experiment) experiment = fake_experiment(scenario, "loss", values, 2);
    g_autoptr(GString) text = g_string_new(NULL);
    SimEstimate time_s;
    Law law;

    table_add_laws(&(Table){.text = text}, experiment);

    CU_ASSERT_STRING_EQUAL(text->str, "");
    CU_ASSERT_FALSE(law_of_little(experiment, &experiment->variants[0], &law, &time_s));
    CU_ASSERT_FALSE(law_of_utilisation(experiment, &experiment->variants[0], &law));
}

CU_TestInfo laws_tests[] = {
    TEST(the_number_inside_is_the_rate_times_the_time),
    TEST(a_window_that_begins_empty_shows_it_in_the_deviation),
    TEST(who_has_not_left_is_in_no_time),
    TEST(every_attempt_is_a_visit),
    TEST(the_cores_are_as_busy_as_requests_and_switches_ask),
    TEST(what_no_request_asks_for_is_in_the_deviation),
    TEST(the_table_has_a_line_of_each_law_for_every_variant),
    TEST(where_nothing_was_measured_there_is_no_law),
    CU_TEST_INFO_NULL,
};
