/* test_verify.c - the judgement of the theory suite, its table of cases, and its JSON. */
#include "cli/verify/suite.h"
#include "tests/cli/schema.h"
#include "tests/suites.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#define NEAR(value, expected) CU_ASSERT_DOUBLE_EQUAL(value, expected, 1e-9)

static const VerifyTruth truth = {.metric = "latency.mean", .value = 10};

/* Mean 11, variance 2.5, five of them: a standard error of sqrt(1/2). */
static void z_is_the_distance_in_standard_errors(void)
{
    const double values[] = {9, 10, 11, 12, 13};
    VerifyRow row = verify_judge(&truth, "iis6", values, 5);

    NEAR(row.z, 1 / sqrt(0.5));
    NEAR(row.p, 2 * gsl_cdf_tdist_Q(row.z, 4));
    NEAR(row.estimate.mean, 11);
}

static void a_value_below_the_exact_one_has_a_negative_z(void)
{
    const double values[] = {7, 8, 9, 10, 11};
    VerifyRow row = verify_judge(&truth, "iis6", values, 5);

    NEAR(row.z, -1 / sqrt(0.5));
}

/* A tenth of a percent of 10 is taken off. */
static void a_quantile_is_allowed_the_width_of_a_bucket(void)
{
    const VerifyTruth quantile = {.metric = "latency.p95", .value = 10};
    const double values[] = {9, 10, 11, 12, 13}, close[] = {10.0, 10.005, 10.01};

    NEAR(verify_judge(&quantile, "iis6", values, 5).z, 0.99 / sqrt(0.5));
    NEAR(verify_judge(&quantile, "iis6", close, 3).z, 0);
    CU_ASSERT(verify_judge(&truth, "iis6", close, 3).z > 1);
}

/* One lost request in one replication of many is no chance where nothing can be lost. */
static void what_is_certain_is_missed_by_one_replication(void)
{
    const VerifyTruth nothing = {.metric = "loss", .value = 0, .is_certain = true};
    const double clean[] = {0, 0, 0, 0}, one[] = {0, 0, 1e-6, 0}, absent[] = {0, NAN, 0, 0};

    CU_ASSERT_EQUAL(verify_judge(&nothing, "iis6", clean, 4).p, 1);
    CU_ASSERT_EQUAL(verify_judge(&nothing, "iis6", one, 4).p, 0);
    CU_ASSERT_EQUAL(verify_judge(&nothing, "iis6", absent, 4).p, 0);
    CU_ASSERT(isnan(verify_judge(&nothing, "iis6", one, 4).z));
}

static void what_has_no_value_deviates(void)
{
    const double values[] = {NAN, NAN, NAN}, one[] = {10, NAN, NAN};

    CU_ASSERT_EQUAL(verify_judge(&truth, "iis6", values, 3).p, 0);
    CU_ASSERT_EQUAL(verify_judge(&truth, "iis6", one, 3).p, 0);
}

/* ---- the family ---- */

static VerifyReport *report_of(const double *p, guint count, uint32_t replications)
{
    static const VerifyCase about = {.id = "about", .title = "t", .question = "q", .source = "s"};
    VerifyReport *report = g_new0(VerifyReport, 1);
    VerifyOutcome *outcome = g_new0(VerifyOutcome, 1);

    report->outcomes = g_ptr_array_new();
    outcome->of = &about;
    outcome->replications = replications;
    outcome->rows = g_array_new(FALSE, FALSE, sizeof(VerifyRow));
    for (guint i = 0; i < count; i++) {
        VerifyRow row = {.truth = truth,
                         .model = "iis6",
                         .estimate = {.mean = 10, .low = 9, .high = 11, .n = replications},
                         .z = gsl_cdf_tdist_Qinv(p[i] / 2, replications - 1.0),
                         .p = p[i]};

        g_array_append_val(outcome->rows, row);
    }
    g_ptr_array_add(report->outcomes, outcome);
    verify_conclude(report);
    return report;
}

static void free_report(VerifyReport *report)
{
    VerifyOutcome *outcome = g_ptr_array_index(report->outcomes, 0);

    g_array_unref(outcome->rows);
    g_free(outcome);
    verify_report_free(report);
}

/* Alone 0.0009 deviates, as one of two it does not. */
static void rows_are_judged_as_one_family(void)
{
    const double alone[] = {0.0009}, both[] = {0.0009, 0.5}, bad[] = {0.0004, 0.5};
    VerifyReport *first = report_of(alone, 1, 40), *second = report_of(both, 2, 40),
                 *third = report_of(bad, 2, 40);

    CU_ASSERT_EQUAL(first->deviations, 1);
    CU_ASSERT_EQUAL(second->deviations, 0);
    CU_ASSERT_EQUAL(third->deviations, 1);
    NEAR(second->bound_z, gsl_cdf_tdist_Qinv(0.00025, 39));
    NEAR(second->expected_beyond_two, 4 * gsl_cdf_tdist_Q(2, 39));
    CU_ASSERT_EQUAL(second->beyond_two, 1);
    free_report(first);
    free_report(second);
    free_report(third);
}

/* The bound is that of the replications that there were, and there is none where nothing has a z. */
static void few_replications_have_a_wider_bound(void)
{
    const double p[] = {0.5, 0.5};
    VerifyReport *few = report_of(p, 2, 20), *none = report_of(p, 0, 20);

    NEAR(few->bound_z, gsl_cdf_tdist_Qinv(0.00025, 19));
    CU_ASSERT(isnan(none->bound_z));
    free_report(few);
    free_report(none);
}

/* ---- the cases ---- */

static void every_case_is_a_scenario_with_truths_and_a_question(void)
{
    const VerifyEffort effort = VERIFY_USUAL;

    for (const VerifyGroup *group = verify_groups; group->title != NULL; group++) {
        for (const VerifyCase *one = group->cases; one->id != NULL; one++) {
            g_autofree char *text = verify_case_text(one, &effort);
            g_autoptr(GPtrArray) problems = scenario_problems_new();
            g_autoptr(Scenario) scenario =
                scenario_load(one->id, &(ScenarioOverrides){.text = text}, problems);
            g_auto(GStrv) names = g_strsplit(one->models, " ", -1);

            CU_ASSERT_PTR_NOT_NULL(scenario);
            CU_ASSERT_EQUAL(scenario->variant_count, g_strv_length(names));
            CU_ASSERT_STRING_EQUAL(scenario->title, one->title);
            CU_ASSERT(g_str_has_suffix(one->question, "?"));
            CU_ASSERT_PTR_EQUAL(verify_case_find(one->id), one);
            CU_ASSERT_PTR_NULL(verify_missing_find(one->id));
        }
    }
    CU_ASSERT_PTR_NULL(verify_case_find("mm1"));
}

static void longer_runs_have_longer_windows_and_the_same_warm_up(void)
{
    VerifyEffort effort = VERIFY_QUICK;
    const VerifyCase *queue = verify_case_find("mm1_r80");
    const VerifyCase *filling = verify_case_find("mm1_transient");
    g_autofree char *quick = verify_case_text(queue, &effort);
    g_autofree char *fewer = verify_case_text(filling, &effort);
    g_autofree char *users = verify_case_text(verify_case_find("mva3_n20"), &effort);
    g_autofree char *full = NULL;

    CU_ASSERT_PTR_NOT_NULL(strstr(users, "warmup = 30.8")); /* a tenth of its usual window */
    CU_ASSERT_PTR_NOT_NULL(strstr(quick, "duration = 312.5s\nwarmup = 25s\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(quick, "replications = 20\nseed = 1\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(fewer, "duration = 0.5s\nwarmup = 0s\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(fewer, "replications = 625\n"));
    effort = (VerifyEffort)VERIFY_USUAL;
    effort.is_full = true;
    effort.seed = "7";
    full = verify_case_text(queue, &effort);
    CU_ASSERT_PTR_NOT_NULL(strstr(full, "duration = 6250s\nwarmup = 25s\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(full, "replications = 40\nseed = 7\n"));
}

/* ---- JSON ---- */

static void json_is_what_its_schema_says(void)
{
    static const VerifyMissing *missing = verify_missing;
    const VerifyCase *const cases[] = {verify_case_find("hop_iis5"),
                                       verify_case_find("inject_burst_short"), NULL};
    VerifyOptions options = {.effort = VERIFY_QUICK, .cases = cases, .threads = 2};
    g_autoptr(VerifyReport) report = NULL;
    g_autofree char *schema = NULL, *json = NULL, *complaint = NULL;

    options.effort.longer = 0.01;
    report = verify_run(&options, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(report);
    json = verify_json(report, &options.effort);
    CU_ASSERT(g_file_get_contents("docs/verify.schema.json", &schema, NULL, NULL));
    complaint = schema_complaint(schema, json);
    if (complaint != NULL)
        fprintf(stderr, "%s\n", complaint);
    CU_ASSERT_PTR_NULL(complaint);
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"id\": \"hop_iis5\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(json, missing->reason));
}

CU_TestInfo verify_tests[] = {
    TEST(z_is_the_distance_in_standard_errors),
    TEST(a_value_below_the_exact_one_has_a_negative_z),
    TEST(a_quantile_is_allowed_the_width_of_a_bucket),
    TEST(what_is_certain_is_missed_by_one_replication),
    TEST(what_has_no_value_deviates),
    TEST(rows_are_judged_as_one_family),
    TEST(few_replications_have_a_wider_bound),
    TEST(every_case_is_a_scenario_with_truths_and_a_question),
    TEST(longer_runs_have_longer_windows_and_the_same_warm_up),
    TEST(json_is_what_its_schema_says),
    CU_TEST_INFO_NULL,
};
