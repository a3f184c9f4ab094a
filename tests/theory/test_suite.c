/* test_suite.c - the theory suite of 'iissim verify', in the tests: the same table, with a bound on
 * the width of the intervals besides.
 *
 * Replications at 95%: the half-width is at most 1% of the truth, or what the truth says, and the mean
 * is within 4 standard errors of it. With IISSIM_TEST_FULL in the environment every model runs five
 * times as long, or as long as the case says, and 1% is asked of all but quantiles. Under sanitizers
 * runs are a hundredth as long, a tenth as many, and only the invariants are checked.
 * IISSIM_TEST_TRUTHS prints all estimates.
 *
 * False alarms: a check fails by bad luck when its mean is more than 4 standard errors off, with 39
 * degrees of freedom one in 3,700. As the draws are the same in every model, about 250 checks are
 * different ones, many of them alike: together they would fail once in about 20 changes of the draws.
 * With the draws as they are they pass, every time.
 */
#include "cli/verify/suite.h"
#include "tests/models/support.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The usual tests run the first model of each case; of these, so many. */
static const struct {
    const char *id;
    guint models;
} more[] = {
    {"mm1_r50", 3},       {"mm1_r80", 2},        {"mmc_c4_r80", 2},
    {"mm1_ps_r80", 2},    {"mm1_ps_limited", 2}, {"mlogn1_scv225_r70", 2},
    {"mva3_n20", 3},      {"mrepair_n50_c1", 2}, {"simposs_open", 2},
    {"mm1k_k10_r120", 3}, {"cache_ttl_idle", 2}, {"inject_burst_short", 3},
};

static bool is_full(void)
{
    return g_getenv("IISSIM_TEST_FULL") != NULL;
}

static char **models_of(const VerifyCase *of)
{
    char **names = g_strsplit(of->models, " ", -1);
    guint count = 1;

    for (size_t i = 0; i < G_N_ELEMENTS(more); i++)
        if (strcmp(more[i].id, of->id) == 0)
            count = more[i].models;
    for (guint i = count; !is_full() && !SUPPORT_IS_SANITIZED && names[i] != NULL; i++)
        g_clear_pointer(&names[i], g_free);
    return names;
}

static double precision_of(const VerifyTruth *truth)
{
    bool is_quantile = g_str_has_prefix(truth->metric, "latency.p");

    return is_full() && !is_quantile ? MIN(0.01, truth->precision) : truth->precision;
}

static void check_row(const VerifyCase *of, const VerifyRow *row, uint32_t replications)
{
    const VerifyTruth *truth = &row->truth;
    double half_width = (row->estimate.high - row->estimate.low) / 2;
    bool is_good = row->estimate.n == replications;

    if (isnan(row->z))
        is_good = is_good && row->p > 0;
    else
        is_good = is_good && half_width <= precision_of(truth) * truth->value && fabs(row->z) <= 4;
    if (!is_good || g_getenv("IISSIM_TEST_TRUTHS") != NULL)
        fprintf(stderr, "  %s %s %s: %.9g, exact %.9g, half-width %.2f%%, z %+.2f\n", of->id,
                row->model, truth->metric, row->estimate.mean, truth->value,
                100 * half_width / truth->value, row->z);
    CU_ASSERT(is_good);
}

static void check_case(const VerifyCase *of)
{
    g_auto(GStrv) names = models_of(of);
    const VerifyCase *const cases[] = {of, NULL};
    VerifyOptions options = {.effort = VERIFY_USUAL, .cases = cases, .threads = 2};
    g_autoptr(GError) error = NULL;
    g_autoptr(VerifyReport) report = NULL;
    const VerifyOutcome *outcome;

    options.effort.is_full = is_full();
    options.effort.models = names;
    if (SUPPORT_IS_SANITIZED) {
        options.effort.longer = 0.01;
        options.effort.fewer = 0.1;
    }
    report = verify_run(&options, &error);
    if (error != NULL)
        fprintf(stderr, "%s\n", error->message);
    CU_ASSERT_PTR_NOT_NULL(report);
    if (report == NULL || SUPPORT_IS_SANITIZED)
        return;
    outcome = g_ptr_array_index(report->outcomes, 0);
    CU_ASSERT(outcome->rows->len > 0);
    for (guint i = 0; i < outcome->rows->len; i++)
        check_row(of, &g_array_index(outcome->rows, VerifyRow, i), outcome->replications);
}

static void check_all(const VerifyCase *cases)
{
    for (const VerifyCase *one = cases; one->id != NULL; one++)
        check_case(one);
}

static void queues_of_one_page_are_those_of_the_textbook(void)
{
    check_all(verify_queues);
}

static void limits_and_shared_processors_are_those_of_the_textbook(void)
{
    check_all(verify_limits);
}

static void networks_are_those_of_the_textbook(void)
{
    check_all(verify_networks);
}

static void processes_that_come_and_go_are_those_of_the_textbook(void)
{
    check_all(verify_processes);
}

/* Beside what the case sees of it: each of the hundred. */
static void a_burst_starts_as_threads_are_freed_and_injected(void)
{
    g_autoptr(GArray) expected = theory_burst_starts(100, 2, 0.5, 2);
    const VerifyEffort effort = VERIFY_USUAL;
    g_autofree char *text = verify_case_text(verify_case_find("inject_burst_short"), &effort);

    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(text, support_models[i], 1, NULL);

        for (uint64_t k = 0; k < 100; k++)
            SUPPORT_NEAR(support_start_s(records, "c", k), g_array_index(expected, double, k));
    }
}

CU_TestInfo theory_tests[] = {
    TEST(queues_of_one_page_are_those_of_the_textbook),
    TEST(limits_and_shared_processors_are_those_of_the_textbook),
    TEST(networks_are_those_of_the_textbook),
    TEST(processes_that_come_and_go_are_those_of_the_textbook),
    TEST(a_burst_starts_as_threads_are_freed_and_injected),
    CU_TEST_INFO_NULL,
};
