/* test_progress.c - what the live line says. */
#include "cli/experiment/progress.h"
#include "sim/units.h"
#include "tests/cli/fake.h"

static const char *const one[] = {"alone", NULL};

static void the_line_says_how_far_how_fast_and_how_long(void)
{
    Progress progress = {.began_us = 5 * G_USEC_PER_SEC,
                         .done = 30,
                         .begun_with = 10,
                         .known = 80,
                         .simulated_ns = 4000 * SIM_S};
    g_autofree char *line = progress_line(&progress, NULL, 15 * G_USEC_PER_SEC);

    /* 20 runs in 10 s: 50 more take 25 s */
    CU_ASSERT_STRING_EQUAL(line, "iissim: 30/80 runs, 25 s left, 400 sim s/s");
    progress.known = 30 + 20 * 36;
    g_free(line);
    line = progress_line(&progress, NULL, 15 * G_USEC_PER_SEC);
    CU_ASSERT_STRING_EQUAL(line, "iissim: 30/750 runs, 6 min left, 400 sim s/s");
    progress.known = 30 + 20 * 390;
    g_free(line);
    line = progress_line(&progress, NULL, 15 * G_USEC_PER_SEC);
    CU_ASSERT_STRING_EQUAL(line, "iissim: 30/7830 runs, 1 h 05 min left, 400 sim s/s");
}

static void nothing_is_said_of_speed_before_there_is_any(void)
{
    Progress progress = {.done = 3, .begun_with = 3, .known = 4};
    g_autofree char *line = progress_line(&progress, NULL, G_USEC_PER_SEC);

    CU_ASSERT_STRING_EQUAL(line, "iissim: 3/4 runs");
    progress.begun_with = 4; /* one that was found is on its way */
    g_free(line);
    line = progress_line(&progress, NULL, G_USEC_PER_SEC);
    CU_ASSERT_STRING_EQUAL(line, "iissim: 3/4 runs");
}

static void the_interval_stands_beside_what_was_asked(void)
{
    const double values[] = {0.9, 1.1, 1.0, 1.0};
    g_autoptr(Scenario) scenario = fake_scenario(one);
    g_autoptr(Experiment) experiment = fake_experiment(scenario, "latency.mean", values, 4);
    Progress progress = {.known = 9};
    g_autofree char *line = NULL;

    scenario->precision = 0.05;
    scenario->precision_metric = g_strdup("latency.mean");
    line = progress_line(&progress, experiment, G_USEC_PER_SEC);
    /* t(3, 0.975) = 3.182, s = 0.0816, half-width 0.1299; 5% asked of the truth is 4.8% here */
    CU_ASSERT_STRING_EQUAL(line, "iissim: 0/9 runs, latency.mean +-13%, asked 4.8%");
}

CU_TestInfo progress_tests[] = {
    TEST(the_line_says_how_far_how_fast_and_how_long),
    TEST(nothing_is_said_of_speed_before_there_is_any),
    TEST(the_interval_stands_beside_what_was_asked),
    CU_TEST_INFO_NULL,
};
