/* test_experiment.c - taking in replications, finding values again, running on threads. */
#define _POSIX_C_SOURCE 200809L
#include "cli/command.h"
#include "cli/results/results.h"
#include "tests/cli/fake.h"
#include "tests/models/support.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static const char *const one[] = {"alone", NULL};
static const char *const two[] = {"old", "new", NULL};

/* A queue that is quickly simulated and whose results vary. */
#define SMALL                                                                                      \
    "[scenario]\nmodels = iis5, iis6\nduration = 20s\nwarmup = 2s\nseed = 4\n"                     \
    "[app:a]\nstart = warm\n[page:p]\napp = a\nwork = cpu exp(20ms)\n"                             \
    "[clients:c]\npages = p\narrivals = poisson(30/s)\n"

static void values_are_found_by_scope_entity_and_name(void)
{
    g_autoptr(Scenario) scenario = fake_scenario(one);
    g_autoptr(Experiment) experiment = experiment_new(scenario);
    ModelResult *result = fake_result();
    const ExperimentVariant *variant = &experiment->variants[0];

    fake_value(result, RESULT_RUN, NULL, "loss", 0.5);
    fake_value(result, RESULT_APP, "shop", "loss", 0.25);
    fake_value(result, RESULT_PAGE, "shop", "loss", 0.125);
    CU_ASSERT_TRUE(fake_take_in(experiment, &result, NULL));

    CU_ASSERT_EQUAL(experiment_find(variant, RESULT_RUN, NULL, "loss"), 0);
    CU_ASSERT_EQUAL(experiment_find(variant, RESULT_APP, "shop", "loss"), 1);
    CU_ASSERT_EQUAL(experiment_find_reference(variant, "loss"), 0);
    CU_ASSERT_EQUAL(experiment_find_reference(variant, "loss(app:shop)"), 1);
    CU_ASSERT_EQUAL(experiment_find_reference(variant, "loss(page:shop)"), 2);
    CU_ASSERT_EQUAL(experiment_find_reference(variant, "loss(app:hr)"), MODEL_NONE);
    CU_ASSERT_EQUAL(experiment_find_reference(variant, "loss(shop)"), MODEL_NONE);
    CU_ASSERT_EQUAL(experiment_find_reference(variant, "loss(town:shop)"), MODEL_NONE);
}

static void an_estimate_counts_the_replications_that_have_a_value(void)
{
    const double values[] = {1, NAN, 3};
    g_autoptr(Scenario) scenario = fake_scenario(one);
    g_autoptr(Experiment) experiment = fake_experiment(scenario, "latency.p99", values, 3);
    SimEstimate estimate = experiment_estimate(experiment, &experiment->variants[0], 0);

    CU_ASSERT_EQUAL(estimate.n, 2);
    CU_ASSERT_DOUBLE_EQUAL(estimate.mean, 2, 1e-12);
    CU_ASSERT_TRUE(estimate.low < 2 && estimate.high > 2);
    CU_ASSERT_EQUAL(experiment_estimate(experiment, &experiment->variants[0], MODEL_NONE).n, 0);
}

static void the_largest_latency_is_that_of_all_replications_and_has_no_interval(void)
{
    const double values[] = {NAN, 4, 9, 2};
    g_autoptr(Scenario) scenario = fake_scenario(one);
    g_autoptr(Experiment) experiment = fake_experiment(scenario, "latency.max", values, 4);
    SimEstimate estimate = experiment_estimate(experiment, &experiment->variants[0], 0);

    CU_ASSERT_EQUAL(estimate.mean, 9);
    CU_ASSERT_EQUAL(estimate.n, 3);
    CU_ASSERT_TRUE(isnan(estimate.low) && isnan(estimate.high));
}

static void series_are_means_and_marks_those_of_the_first_replication(void)
{
    g_autoptr(Scenario) scenario = fake_scenario(one);
    g_autoptr(Experiment) experiment = experiment_new(scenario);
    const ExperimentVariant *variant = &experiment->variants[0];

    for (int r = 0; r < 2; r++) {
        ModelResult *result = fake_result();

        fake_series(result, r == 0 ? 2 : 6);
        fake_mark(result, SIM_S * (r + 1), MARK_CRASH, "w3wp:a");
        CU_ASSERT_TRUE(fake_take_in(experiment, &result, NULL));
    }

    CU_ASSERT_EQUAL(variant->series_count, 2);
    CU_ASSERT_DOUBLE_EQUAL(experiment_series(experiment, variant, 1, 2), 4, 1e-12);
    CU_ASSERT_EQUAL(variant->mark_count, 1);
    CU_ASSERT_EQUAL(variant->marks[0].time_ns, SIM_S);
    CU_ASSERT_STRING_EQUAL(variant->marks[0].what, "w3wp:a");
}

static void a_broken_conservation_law_is_an_internal_error(void)
{
    g_autoptr(Scenario) scenario = fake_scenario(two);
    g_autoptr(Experiment) experiment = experiment_new(scenario);
    ModelResult *results[] = {fake_result(), fake_result()};
    g_autoptr(GError) error = NULL;

    results[1]->violation = g_strdup("Little's law is off by 3");

    CU_ASSERT_FALSE(fake_take_in(experiment, results, &error));
    CU_ASSERT_TRUE(g_error_matches(error, EXPERIMENT_ERROR, EXIT_IO));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "new, replication 1: Little's law is off by 3"));
    CU_ASSERT_EQUAL(experiment->replications, 0);
}

static void a_replication_with_other_values_than_the_first_is_refused(void)
{
    const double values[] = {1};
    g_autoptr(Scenario) scenario = fake_scenario(one);
    g_autoptr(Experiment) experiment = fake_experiment(scenario, "loss", values, 1);
    ModelResult *result = fake_result();
    g_autoptr(GError) error = NULL;

    fake_value(result, RESULT_RUN, NULL, "throughput", 1);

    CU_ASSERT_FALSE(fake_take_in(experiment, &result, &error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "not those of replication 1"));
    CU_ASSERT_EQUAL(experiment->replications, 1);
}

static void a_metric_that_no_run_yields_makes_the_scenario_invalid(void)
{
    g_autoptr(Scenario) scenario = support_load(SMALL, NULL);
    char *const metrics[] = {(char *)"latency.mean", (char *)"loss(app:nobody)", NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(Experiment) experiment =
        experiment_run(scenario, &(ExperimentOptions){.metrics = metrics}, &error);

    CU_ASSERT_PTR_NULL(experiment);
    CU_ASSERT_TRUE(g_error_matches(error, EXPERIMENT_ERROR, EXIT_INVALID));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "loss(app:nobody)"));
}

static char *json_with_threads(uint32_t threads)
{
    g_autoptr(Scenario) scenario = support_load(SMALL, NULL);
    g_autoptr(Experiment) experiment = NULL;
    g_autoptr(SloOutcomes) slos = NULL;

    g_free(scenario->file);
    scenario->file = g_strdup("small.ini"); /* not the temporary one */
    scenario->replications_min = scenario->replications_max = 7;
    experiment = experiment_run(scenario, &(ExperimentOptions){.threads = threads}, NULL);
    CU_ASSERT_EQUAL(experiment->replications, 7);
    slos = slo_outcomes_new(experiment);
    return results_json(experiment, NULL, slos);
}

static void the_number_of_threads_changes_no_byte(void)
{
    g_autofree char *single = json_with_threads(1);
    g_autofree char *many = json_with_threads(5);

    CU_ASSERT_STRING_EQUAL(single, many);
}

static uint32_t replications_for(double precision, bool *reached)
{
    g_autoptr(Scenario) scenario = support_load(SMALL, NULL);
    g_autoptr(Experiment) experiment = NULL;

    scenario->replications_min = 3;
    scenario->replications_max = 9;
    scenario->precision = precision;
    scenario->precision_metric = g_strdup("latency.mean");
    experiment = experiment_run(
        scenario, &(ExperimentOptions){.threads = 1 + (uint32_t)(precision * 50) % 5}, NULL);
    *reached = experiment->reached;
    return experiment->replications;
}

#define REPLICATIONS_MAX 9

/* latency.mean of every variant and replication, each run by itself. */
static void run_by_hand(double values[2][REPLICATIONS_MAX])
{
    g_autoptr(Scenario) scenario = support_load(SMALL, NULL);

    for (uint32_t v = 0; v < 2; v++) {
        const ScenarioVariant *variant = &scenario->variants[v];

        for (uint32_t r = 0; r < REPLICATIONS_MAX; r++) {
            g_autoptr(ModelResult) result = model_run(variant->model, variant->config, r + 1, NULL);

            values[v][r] = model_result_get(result, RESULT_RUN, NULL, "latency.mean");
        }
    }
}

/* The first of 3, 5, 8, 9 replications that is precise in both; 0 when none is. */
static uint32_t look_by_hand(double values[2][REPLICATIONS_MAX], double precision)
{
    static const uint32_t looks[] = {3, 5, 8, 9};

    for (size_t i = 0; i < G_N_ELEMENTS(looks); i++) {
        bool is_precise = true;

        for (uint32_t v = 0; v < 2; v++) {
            SimEstimate estimate = sim_estimate(values[v], looks[i], 0.95);

            is_precise &=
                (estimate.high - estimate.low) / 2 / estimate.mean <= precision / (1 + precision);
        }
        if (is_precise)
            return looks[i];
    }
    return 0;
}

static void precision_is_looked_for_at_the_lower_bound_and_half_again_as_many_each_time(void)
{
    double values[2][REPLICATIONS_MAX];
    uint32_t looks_seen = 0; /* a bit for each */

    run_by_hand(values);
    for (double precision = 0.02; precision < 1.5; precision += 0.02) {
        uint32_t by_hand = look_by_hand(values, precision);
        bool reached;

        CU_ASSERT_EQUAL(replications_for(precision, &reached), by_hand > 0 ? by_hand : 9);
        CU_ASSERT_EQUAL(reached, by_hand > 0);
        looks_seen |= 1u << by_hand;
    }
    CU_ASSERT_EQUAL(looks_seen, 1u << 0 | 1u << 3 | 1u << 5 | 1u << 8 | 1u << 9); /* each case */
}

/* There is nothing to be narrowed: the same in every replication, 0 included. */
static void what_is_the_same_in_every_replication_is_precise_at_the_first_look(void)
{
    const double zeros[] = {0, 0, 0}, once[] = {0, 0, 1e-3}, missing[] = {NAN, 1, 1};
    const double *const cases[] = {zeros, once, missing};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Scenario) scenario = fake_scenario(one);
        g_autoptr(Experiment) experiment = NULL;

        scenario->replications_min = 3;
        scenario->replications_max = 100;
        scenario->precision = 0.05;
        scenario->precision_metric = g_strdup("loss");
        experiment = fake_experiment(scenario, "loss", cases[i], 3);

        CU_ASSERT_EQUAL(experiment_next_look(experiment), cases[i] == zeros ? 0 : 5);
        CU_ASSERT_EQUAL(experiment->reached, cases[i] == zeros);
    }
}

static gpointer interrupt_soon(gpointer unused)
{
    (void)unused;
    g_usleep(150 * 1000);
    kill(getpid(), SIGINT);
    return NULL;
}

static void an_interruption_keeps_the_replications_that_all_variants_have_finished(void)
{
    g_autoptr(Scenario) scenario = support_load(SMALL, NULL);
    g_autoptr(Experiment) experiment = NULL;
    GThread *thread = g_thread_new("interrupt", interrupt_soon, NULL);

    scenario->replications_min = scenario->replications_max = 100000;
    experiment = experiment_run(scenario, &(ExperimentOptions){.threads = 2}, NULL);
    g_thread_join(thread);

    CU_ASSERT_TRUE(experiment->is_partial);
    CU_ASSERT_FALSE(experiment->reached);
    CU_ASSERT_TRUE(experiment->replications < 100000);
    for (uint32_t v = 0; v < experiment->variant_count; v++)
        CU_ASSERT_EQUAL(experiment->variants[v].rows->len,
                        experiment->replications * experiment->variants[v].key_count);
    signal(SIGINT, SIG_DFL);
}

CU_TestInfo experiment_tests[] = {
    TEST(values_are_found_by_scope_entity_and_name),
    TEST(an_estimate_counts_the_replications_that_have_a_value),
    TEST(the_largest_latency_is_that_of_all_replications_and_has_no_interval),
    TEST(series_are_means_and_marks_those_of_the_first_replication),
    TEST(a_broken_conservation_law_is_an_internal_error),
    TEST(a_replication_with_other_values_than_the_first_is_refused),
    TEST(a_metric_that_no_run_yields_makes_the_scenario_invalid),
    TEST(the_number_of_threads_changes_no_byte),
    TEST(precision_is_looked_for_at_the_lower_bound_and_half_again_as_many_each_time),
    TEST(what_is_the_same_in_every_replication_is_precise_at_the_first_look),
    TEST(an_interruption_keeps_the_replications_that_all_variants_have_finished),
    CU_TEST_INFO_NULL,
};
