/* test_verdict.c - from paired values to verdicts, and to the sentence on them. */
#include "cli/results/quantity.h"
#include "cli/results/sentence.h"
#include "cli/results/verdict.h"
#include "tests/cli/fake.h"

#include <math.h>
#include <string.h>

static const char *const two[] = {"old", "new", NULL};
static const char *const three[] = {"old", "new", "newer", NULL};

static void compare_by(Scenario *scenario, const char *metrics)
{
    g_strfreev(scenario->compare_metrics);
    scenario->compare_metrics = g_strsplit(metrics, ",", -1);
}

/* The verdict on one metric of two variants. */
static VerdictMetric verdict_on(const double *values, uint32_t count, double margin)
{
    g_autoptr(Scenario) scenario = fake_scenario(two);
    g_autoptr(Experiment) experiment = NULL;
    g_autoptr(Verdicts) verdicts = NULL;

    compare_by(scenario, "latency.mean");
    scenario->margin = margin;
    experiment = fake_experiment(scenario, "latency.mean", values, count);
    verdicts = verdicts_new(experiment);
    return verdicts->comparisons[0].metrics[0];
}

static void a_clear_difference_is_lower_or_higher(void)
{
    const double lower[] = {10, 11, 12, 8, 9.1, 9.9};
    const double higher[] = {8, 9.1, 9.9, 10, 11, 12};
    const double unclear[] = {10, 11, 12, 12, 9, 12.5};

    CU_ASSERT_EQUAL(verdict_on(lower, 3, 0).verdict, VERDICT_LOWER);
    CU_ASSERT_EQUAL(verdict_on(higher, 3, 0).verdict, VERDICT_HIGHER);
    CU_ASSERT_EQUAL(verdict_on(unclear, 3, 0).verdict, VERDICT_INDISTINGUISHABLE);
}

static void a_difference_without_variance_is_judged_by_its_sign(void)
{
    const double shifted[] = {10, 11, 12, 10.5, 11.5, 12.5};
    const double same[] = {10, 11, 12, 10, 11, 12};
    VerdictMetric zero = verdict_on(same, 3, 0);

    CU_ASSERT_EQUAL(verdict_on(shifted, 3, 0).verdict, VERDICT_HIGHER);
    CU_ASSERT_EQUAL(zero.verdict, VERDICT_INDISTINGUISHABLE);
    CU_ASSERT_EQUAL(zero.paired.p, 1);
}

static void one_replication_decides_nothing(void)
{
    const double values[] = {10, 5};
    VerdictMetric metric = verdict_on(values, 1, 0);

    CU_ASSERT_EQUAL(metric.verdict, VERDICT_INDISTINGUISHABLE);
    CU_ASSERT_TRUE(isnan(metric.paired.p) && isnan(metric.p_holm));
    CU_ASSERT_EQUAL(metric.paired.difference.mean, -5);
}

static void a_margin_asks_for_the_whole_interval_beyond_it(void)
{
    const double values[] = {100, 101, 99, 95, 96.1, 93.9}; /* -5 +- 0.25 */

    CU_ASSERT_EQUAL(verdict_on(values, 3, 0.04).verdict, VERDICT_LOWER);
    CU_ASSERT_EQUAL(verdict_on(values, 3, 0.049).verdict, VERDICT_INDISTINGUISHABLE);
    CU_ASSERT_EQUAL(verdict_on(values, 3, 0.06).verdict, VERDICT_INDISTINGUISHABLE);
}

static void the_family_is_all_metrics_times_all_candidates(void)
{
    g_autoptr(Scenario) scenario = fake_scenario(three);
    g_autoptr(Experiment) experiment = experiment_new(scenario);
    g_autoptr(Verdicts) verdicts = NULL;
    const VerdictMetric *smallest;

    compare_by(scenario, "latency.mean,loss");
    for (int r = 0; r < 4; r++) {
        ModelResult *results[] = {fake_result(), fake_result(), fake_result()};

        for (int v = 0; v < 3; v++) {
            fake_value(results[v], RESULT_RUN, NULL, "latency.mean", v + 0.01 * r * (v + 1));
            fake_value(results[v], RESULT_RUN, NULL, "loss", 0.1 + 0.05 * ((r * (v + 2)) % 3));
        }
        CU_ASSERT_TRUE(fake_take_in(experiment, results, NULL));
    }
    verdicts = verdicts_new(experiment);

    smallest = &verdicts->comparisons[1].metrics[0];
    for (int i = 0; i < 4; i++)
        if (verdicts->comparisons[i / 2].metrics[i % 2].paired.p < smallest->paired.p)
            smallest = &verdicts->comparisons[i / 2].metrics[i % 2];
    CU_ASSERT_EQUAL(verdicts->count, 2);
    CU_ASSERT_TRUE(smallest->paired.p > 0);
    CU_ASSERT_DOUBLE_EQUAL(smallest->p_holm, 4 * smallest->paired.p, 1e-15);
}

/* Three replications of latency and loss: the differences of the candidates from the baseline. */
static Verdicts *verdicts_by_hand(Scenario *scenario, Experiment **experiment)
{
    static const double latency[3][3] = {{100, 100, 100}, {109, 110, 111}, {104, 105, 106}};
    static const double loss[3][3] = {{10, 10, 10}, {11, 12, 13}, {9, 10, 11}};

    compare_by(scenario, "latency.mean,loss,latency.p99");
    *experiment = experiment_new(scenario);
    for (int r = 0; r < 3; r++) {
        ModelResult *results[] = {fake_result(), fake_result(), fake_result()};

        for (int v = 0; v < 3; v++) {
            fake_value(results[v], RESULT_RUN, NULL, "latency.mean", latency[v][r]);
            fake_value(results[v], RESULT_RUN, NULL, "loss", loss[v][r]);
            fake_value(results[v], RESULT_RUN, NULL, "latency.p99", NAN);
        }
        CU_ASSERT_TRUE(fake_take_in(*experiment, results, NULL));
    }
    return verdicts_new(*experiment);
}

/* With two degrees of freedom p = 1 - t / sqrt(t^2 + 2): differences of 10, 5, 2 and 0, each +- 1,
 * have t = 10, 5, 2 and 0 times sqrt(3). Holm takes the smallest p four times, the next three
 * times .. 5 would fail by Bonferroni (0.052), 2 without any adjustment passes nowhere. What has
 * no value is in no family. */
static void holm_over_two_candidates_gives_the_values_worked_out_by_hand(void)
{
    g_autoptr(Scenario) scenario = fake_scenario(three);
    g_autoptr(Experiment) experiment = NULL;
    g_autoptr(Verdicts) verdicts = verdicts_by_hand(scenario, &experiment);
    const VerdictMetric *new = verdicts->comparisons[0].metrics;
    const VerdictMetric *newer = verdicts->comparisons[1].metrics;

    CU_ASSERT_EQUAL(verdicts->family, 4);
    CU_ASSERT_DOUBLE_EQUAL(new[0].p_holm, 4 * (1 - sqrt(300 / 302.0)), 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(newer[0].p_holm, 3 * (1 - sqrt(75 / 77.0)), 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(new[1].p_holm, 2 * (1 - sqrt(12 / 14.0)), 1e-9);
    CU_ASSERT_EQUAL(newer[1].p_holm, 1);
    CU_ASSERT_EQUAL(new[0].verdict, VERDICT_HIGHER);
    CU_ASSERT_EQUAL(newer[0].verdict, VERDICT_HIGHER);
    CU_ASSERT_EQUAL(new[1].verdict, VERDICT_INDISTINGUISHABLE);
    CU_ASSERT_EQUAL(newer[1].verdict, VERDICT_INDISTINGUISHABLE);
    CU_ASSERT_TRUE(isnan(new[2].p_holm) && isnan(newer[2].p_holm));
    CU_ASSERT_EQUAL(new[2].verdict, VERDICT_INDISTINGUISHABLE);
}

static void any_variant_can_be_the_baseline(void)
{
    g_autoptr(Scenario) scenario = fake_scenario(three);
    g_autoptr(Experiment) experiment = NULL;
    g_autoptr(Verdicts) verdicts = NULL;

    scenario->baseline_index = 1;
    verdicts = verdicts_by_hand(scenario, &experiment);

    CU_ASSERT_EQUAL(verdicts->count, 2);
    CU_ASSERT_STRING_EQUAL(verdicts->comparisons[0].baseline->source->name, "new");
    CU_ASSERT_STRING_EQUAL(verdicts->comparisons[0].candidate->source->name, "old");
    CU_ASSERT_STRING_EQUAL(verdicts->comparisons[1].baseline->source->name, "new");
    CU_ASSERT_STRING_EQUAL(verdicts->comparisons[1].candidate->source->name, "newer");
    CU_ASSERT_EQUAL(verdicts->comparisons[0].metrics[0].paired.difference.mean, -10);
    CU_ASSERT_EQUAL(verdicts->comparisons[1].metrics[0].paired.difference.mean, -5);
}

static void one_sentence_tells_how_every_candidate_stands(void)
{
    g_autoptr(Scenario) scenario = fake_scenario(three);
    g_autoptr(Experiment) experiment = NULL;
    g_autoptr(Verdicts) verdicts = verdicts_by_hand(scenario, &experiment);
    g_autofree char *both = sentence_of_all(experiment, verdicts);
    g_autofree char *one = NULL;

    verdicts->comparisons[1].metrics[0].verdict = VERDICT_INDISTINGUISHABLE;
    verdicts->comparisons[0].metrics[1].verdict = VERDICT_HIGHER;
    one = sentence_of_all(experiment, verdicts);

    CU_ASSERT_STRING_EQUAL(both, "Against old: new is 10 s (10.0%) slower; newer is 5 s (5.00%) "
                                 "slower.");
    CU_ASSERT_STRING_EQUAL(one, "Against old: new loses more requests and is 10 s (10.0%) "
                                "slower; newer cannot be told apart from it.");
}

/* Latency and loss of two variants, and the time in two stages: the rest of a latency is in 'pipe'.
 */
static Experiment *experiment_on_loss(const Scenario *scenario, double loss_of_new)
{
    Experiment *experiment = experiment_new(scenario);

    for (int r = 0; r < 4; r++) {
        ModelResult *results[] = {fake_result(), fake_result()};

        for (int v = 0; v < 2; v++) {
            double latency_s = (v == 0 ? 0.030 : 0.020) + 0.0001 * r * (v + 1);

            fake_value(results[v], RESULT_RUN, NULL, "latency.mean", latency_s);
            fake_value(results[v], RESULT_RUN, NULL, "loss",
                       v == 0 ? 0.10 + 0.01 * (r % 2) : loss_of_new);
            fake_value(results[v], RESULT_RUN, NULL, "requests.rejected", v == 0 ? 40 : 10);
            fake_value(results[v], RESULT_STAGE, "front-end", "wait", 0);
            fake_value(results[v], RESULT_STAGE, "front-end", "service", 0.004 - 0.003 * v);
            fake_value(results[v], RESULT_STAGE, "pipe", "wait", latency_s - 0.009 + 0.001 * v);
            fake_value(results[v], RESULT_STAGE, "pipe", "service", 0);
            fake_value(results[v], RESULT_STAGE, "work.cpu", "wait", 0);
            fake_value(results[v], RESULT_STAGE, "work.cpu", "service", 0.005 + 0.002 * v);
        }
        CU_ASSERT_TRUE(fake_take_in(experiment, results, NULL));
    }
    return experiment;
}

static bool flags_survivors(const char *metrics, double loss_of_new)
{
    g_autoptr(Scenario) scenario = fake_scenario(two);
    g_autoptr(Experiment) experiment = NULL;
    g_autoptr(Verdicts) verdicts = NULL;

    compare_by(scenario, metrics);
    experiment = experiment_on_loss(scenario, loss_of_new);
    verdicts = verdicts_new(experiment);
    if (verdicts->comparisons[0].metric_count > 1)
        CU_ASSERT_FALSE(verdicts->comparisons[0].metrics[1].is_survivors_only);
    return verdicts->comparisons[0].metrics[0].is_survivors_only;
}

static void latencies_are_flagged_when_losses_differ_whether_or_not_loss_is_compared(void)
{
    CU_ASSERT_TRUE(flags_survivors("latency.mean,loss", 0.02));
    CU_ASSERT_TRUE(flags_survivors("latency.mean", 0.02));
    CU_ASSERT_FALSE(flags_survivors("latency.mean,loss", 0.105));
}

static char *sentence_on(double loss_of_new)
{
    g_autoptr(Scenario) scenario = fake_scenario(two);
    g_autoptr(Experiment) experiment = experiment_on_loss(scenario, loss_of_new);
    g_autoptr(Verdicts) verdicts = NULL;

    compare_by(scenario, "latency.mean,loss");
    verdicts = verdicts_new(experiment);
    return sentence_new(experiment, &verdicts->comparisons[0]);
}

static void the_sentence_names_the_stages_that_make_the_difference(void)
{
    g_autofree char *sentence = sentence_on(0.105);

    CU_ASSERT_STRING_EQUAL(sentence,
                           "new is 9.85 ms (32.7%) faster than old in the mean, mostly waiting in "
                           "pipe (-8.85 ms), against work.cpu (+2 ms).");
}

static void the_sentence_leads_with_losses_that_differ(void)
{
    g_autofree char *sentence = sentence_on(0.02);

    CU_ASSERT_TRUE(g_str_has_prefix(sentence, "new loses fewer requests than old (2.00% against "
                                              "10.5%; the difference is mostly rejections); of "
                                              "the requests that ended ok, new is 9.85 ms "));
}

static void a_metric_of_an_entity_has_the_unit_of_the_metric(void)
{
    CU_ASSERT_EQUAL(quantity_kind("loss"), QUANTITY_FRACTION);
    CU_ASSERT_EQUAL(quantity_kind("loss(page:picture)"), QUANTITY_FRACTION);
    CU_ASSERT_EQUAL(quantity_kind("within(0.3)"), QUANTITY_FRACTION);
    CU_ASSERT_EQUAL(quantity_kind("throughput(app:shop)"), QUANTITY_PER_SECOND);
    CU_ASSERT_EQUAL(quantity_kind("rapid-fail.trip_s(pool:p)"), QUANTITY_SECONDS);
    CU_ASSERT_EQUAL(quantity_kind("requests.ok(app:loss)"), QUANTITY_COUNT);
}

CU_TestInfo verdict_tests[] = {
    TEST(a_metric_of_an_entity_has_the_unit_of_the_metric),
    TEST(a_clear_difference_is_lower_or_higher),
    TEST(a_difference_without_variance_is_judged_by_its_sign),
    TEST(one_replication_decides_nothing),
    TEST(a_margin_asks_for_the_whole_interval_beyond_it),
    TEST(the_family_is_all_metrics_times_all_candidates),
    TEST(holm_over_two_candidates_gives_the_values_worked_out_by_hand),
    TEST(any_variant_can_be_the_baseline),
    TEST(one_sentence_tells_how_every_candidate_stands),
    TEST(latencies_are_flagged_when_losses_differ_whether_or_not_loss_is_compared),
    TEST(the_sentence_names_the_stages_that_make_the_difference),
    TEST(the_sentence_leads_with_losses_that_differ),
    CU_TEST_INFO_NULL,
};
