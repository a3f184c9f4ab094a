/* test_figures.c - the tables that figures are drawn from, and what the templates are told. */
#include "cli/results/figures.h"
#include "cli/results/figures_marks.h"
#include "cli/results/gnuplot.h"
#include "cli/results/outdir_files.h"
#include "cli/results/results.h"
#include "tests/cli/fake.h"

#include <math.h>
#include <string.h>

static const char *const one[] = {"alone", NULL};
static const char *const two[] = {"old", "new", NULL};

/* The figures' data of an experiment and its results.json, in a new directory. */
static char *write_data(const Experiment *experiment)
{
    const OutdirIdentity identity = {.version = "1.0", .scenario_sha256 = "aaaa"};
    g_autofree char *path = fake_directory();
    g_autoptr(Outdir) outdir = outdir_new(path, &identity, NULL);
    g_autoptr(SloOutcomes) slos = slo_outcomes_new(experiment);
    g_autofree char *json = results_json(experiment, NULL, slos);

    CU_ASSERT_TRUE(figures_write(outdir, experiment, NULL));
    CU_ASSERT_TRUE(outdir_write(outdir, "results.json", json, -1, NULL));
    CU_ASSERT_TRUE(outdir_commit(outdir, false, NULL));
    return g_steal_pointer(&path);
}

/* The second column of the row that begins with this share; NaN when there is none. */
static double latency_at(char *const *lines, const char *share)
{
    for (; *lines != NULL; lines++) {
        g_auto(GStrv) cells = g_strsplit(*lines, "\t", 2);

        if (cells[0] != NULL && g_str_equal(cells[0], share))
            return g_ascii_strtod(cells[1], NULL);
    }
    return NAN;
}

static void the_latency_curve_starts_at_all_requests_and_ends_at_the_last(void)
{
    g_autoptr(Scenario) scenario = fake_scenario(one);
    g_autoptr(Experiment) experiment = experiment_new(scenario);
    ModelResult *result = fake_result();
    g_autofree char *path = NULL;
    g_autofree char *data = NULL;
    g_auto(GStrv) lines = NULL;

    for (int64_t i = 1; i <= 1000; i++)
        sim_histogram_add(result->latency, i * SIM_MS);
    CU_ASSERT_TRUE(fake_take_in(experiment, &result, NULL));
    path = write_data(experiment);
    data = fake_read(path, "figures/latency.tsv");
    lines = g_strsplit(data, "\n", -1);

    CU_ASSERT_STRING_EQUAL(lines[0], "# share_slower\talone_s");
    CU_ASSERT_TRUE(g_str_has_prefix(lines[1], "1\t0.001"));
    CU_ASSERT_DOUBLE_EQUAL(latency_at(lines, "0.5"), 0.5, 0.001);
    CU_ASSERT_DOUBLE_EQUAL(latency_at(lines, "0.05"), 0.95, 0.001);
    CU_ASSERT_PTR_NOT_NULL(strstr(data, "\n0.001\t"));
    CU_ASSERT_PTR_NULL(strstr(data, "\n0.0005\t")); /* half a request */
    fake_remove(path);
}

static void series_that_a_variant_lacks_are_nan_and_failures_are_added_up(void)
{
    g_autoptr(Scenario) scenario = fake_scenario(one);
    g_autoptr(Experiment) experiment = experiment_new(scenario);
    ModelResult *result = fake_result();
    static const char *const names[] = {"rate.error", "rate.reset"};
    static const double values[] = {1, 2, 3, 10, 20, 30};
    g_autofree char *path = NULL;
    g_autofree char *data = NULL;

    result->series.names = g_memdup2(names, sizeof names);
    result->series.name_count = 2;
    result->series.bucket_count = 3;
    result->series.values = g_memdup2(values, sizeof values);
    CU_ASSERT_TRUE(fake_take_in(experiment, &result, NULL));
    path = write_data(experiment);
    data = fake_read(path, "figures/throughput.tsv");

    CU_ASSERT_STRING_EQUAL(data, "# time_s\talone_ok_per_s\tlo\thi\talone_failed_per_s\tlo\thi\n"
                                 "5\tNaN\tNaN\tNaN\t11\t11\t11\n"
                                 "15\tNaN\tNaN\tNaN\t22\t22\t22\n"
                                 "25\tNaN\tNaN\tNaN\t33\t33\t33\n");
    fake_remove(path);
}

static ModelResult *with_rates(double error, double reset)
{
    static const char *const names[] = {"rate.error", "rate.ok", "rate.reset"};
    const double values[] = {error, 7, reset};
    ModelResult *result = fake_result();

    result->series.names = g_memdup2(names, sizeof names);
    result->series.name_count = 3;
    result->series.bucket_count = 1;
    result->series.values = g_memdup2(values, sizeof values);
    return result;
}

static void intervals_over_time_are_those_of_the_replications(void)
{
    static const double errors[] = {1, 2, 6}, resets[] = {0, 3, 3}, failures[] = {1, 5, 9};
    g_autoptr(Scenario) scenario = fake_scenario(one);
    g_autoptr(Experiment) experiment = experiment_new(scenario);
    SimEstimate expected = sim_estimate(failures, 3, EXPERIMENT_CONFIDENCE), found;
    const ExperimentVariant *variant = &experiment->variants[0];

    for (int i = 0; i < 3; i++) {
        ModelResult *result = with_rates(errors[i], resets[i]);

        CU_ASSERT_TRUE(fake_take_in(experiment, &result, NULL));
    }
    found = experiment_series_estimate(experiment, variant,
                                       experiment_find_series(variant, EXPERIMENT_FAILED), 0);
    CU_ASSERT_DOUBLE_EQUAL(found.mean, 5, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(found.low, expected.low, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(found.high, expected.high, 1e-12);
    found = experiment_series_estimate(experiment, variant,
                                       experiment_find_series(variant, "rate.ok"), 0);
    CU_ASSERT_EQUAL(found.low, 7);
    CU_ASSERT_EQUAL(found.high, 7);
    CU_ASSERT_EQUAL(experiment_find_series(variant, "rate.nothing"), MODEL_NONE);
    CU_ASSERT_TRUE(isnan(experiment_series_estimate(experiment, variant, MODEL_NONE, 0).mean));
}

static void the_answer_has_a_panel_for_each_compared_metric_and_the_verdicts(void)
{
    /* latency.mean: the new one is 10 ms lower in each replication, and 1% of chance */
    static const double values[] = {0.030, 0.031, 0.029, 0.0200, 0.0211, 0.0190};
    g_autoptr(Scenario) scenario = fake_scenario(two);
    g_autoptr(Experiment) experiment = fake_experiment(scenario, "latency.mean", values, 3);
    g_autoptr(Verdicts) verdicts = verdicts_new(experiment);
    const OutdirIdentity identity = {.version = "1.0", .scenario_sha256 = "aaaa"};
    g_autofree char *path = fake_directory();
    g_autoptr(Outdir) outdir = outdir_new(path, &identity, NULL);
    g_autofree char *data = NULL;

    CU_ASSERT_TRUE(figures_write_answer(outdir, experiment, verdicts, NULL));
    CU_ASSERT_TRUE(outdir_commit(outdir, false, NULL));
    data = fake_read(path, "figures/answer.tsv");
    CU_ASSERT_PTR_NOT_NULL(strstr(data, "# note\tverdicts: against old\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(data, "# x-tick\t2\tnew\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(data, "# panel\tlatency.mean\tms\t20.03333333\t30\t"));
    CU_ASSERT_PTR_NOT_NULL(strstr(data, "# panel\tloss\t%\tNaN\tNaN\tNaN\tno variant has"));
    CU_ASSERT_PTR_NOT_NULL(strstr(data, "\t30.0 ± 2.5\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(data, "\t20.0 ± 2.6  lower\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(data, "\tno value"));
    fake_remove(path);
}

static void only_queues_that_somebody_waited_in_are_shown(void)
{
    g_autoptr(Scenario) scenario = fake_scenario(one);
    g_autoptr(Experiment) experiment = experiment_new(scenario);
    ModelResult *result = fake_result();
    g_autofree char *path = NULL;
    g_autofree char *data = NULL;

    fake_series(result, 2);
    result->series.names[0] = "queue.clr";
    result->series.values[0] = result->series.values[1] = result->series.values[2] = 0;
    CU_ASSERT_TRUE(fake_take_in(experiment, &result, NULL));
    path = write_data(experiment);
    data = fake_read(path, "figures/queues.tsv");

    CU_ASSERT_PTR_NOT_NULL(strstr(data, "# panel\tpipe\t\t2\t2\t2\tno such queue\n"));
    CU_ASSERT_PTR_NULL(strstr(data, "clr"));
    CU_ASSERT_PTR_NOT_NULL(strstr(data, "\n5\t2\t2\t2\t\n15\t2\t2\t2\t\n25\t2\t2\t2\t\n"));
    fake_remove(path);
}

static void small_stages_are_put_together(void)
{
    g_autoptr(Scenario) scenario = fake_scenario(one);
    g_autoptr(Experiment) experiment = experiment_new(scenario);
    ModelResult *result = fake_result();
    g_autofree char *path = NULL;
    g_autofree char *data = NULL;

    fake_value(result, RESULT_RUN, NULL, "latency.mean", 1);
    fake_value(result, RESULT_STAGE, "pipe", "wait", 0.25);
    fake_value(result, RESULT_STAGE, "pipe", "service", 0.742);
    fake_value(result, RESULT_STAGE, "network", "wait", 0);
    fake_value(result, RESULT_STAGE, "network", "service", 0.004);
    fake_value(result, RESULT_STAGE, "response", "wait", 0.001);
    fake_value(result, RESULT_STAGE, "response", "service", 0.003);
    CU_ASSERT_TRUE(fake_take_in(experiment, &result, NULL));
    path = write_data(experiment);
    data = fake_read(path, "figures/stages.tsv");

    CU_ASSERT_STRING_EQUAL(data, "# row\tstage\talone_wait_s\talone_service_s\n"
                                 "1\tpipe\t0.25\t0.742\n2\tall others\t0.001\t0.007\n");
    fake_remove(path);
}

static void marks_at_one_place_share_a_label_and_repeated_ones_are_counted(void)
{
    g_autoptr(Scenario) scenario = fake_scenario(two);
    g_autoptr(Experiment) experiment = experiment_new(scenario);
    ModelResult *results[] = {fake_result(), fake_result()};
    g_autofree char *text = NULL;

    for (int v = 0; v < 2; v++)
        fake_mark(results[v], 10 * SIM_S, MARK_FAULT, "bang");
    fake_mark(results[0], 50 * SIM_S, MARK_FAULT_END, "bang");
    fake_mark(results[0], 10 * SIM_S, MARK_CRASH, "w3wp:a");
    fake_mark(results[0], 10 * SIM_S + SIM_MS, MARK_START, "w3wp:a");
    fake_mark(results[0], 60 * SIM_S, MARK_CRASH, "w3wp:a");
    fake_mark(results[0], 60 * SIM_S + SIM_MS, MARK_CRASH, "w3wp:a");
    fake_mark(results[0], 99 * SIM_S, MARK_STOP, "w3wp:a");
    fake_mark(results[0], 200 * SIM_S, MARK_STOP, "w3wp:a");
    CU_ASSERT_TRUE(fake_take_in(experiment, results, NULL));
    text = figures_marks(experiment);

    CU_ASSERT_STRING_EQUAL(text, "# row\ttime_s\tkind\tlabel\n"
                                 "0\t10\t0\tbang\n" /* of both variants, once */
                                 "0\t50\t1\tbang ends\n"
                                 "1\t10\t4\tw3wp:a\n"    /* for itself and the start */
                                 "1\t10.001\t2\t\n"      /* at the same place */
                                 "1\t60\t4\tw3wp:a ×2\n" /* two as one */
                                 "1\t99\t5\t\n");        /* no room; 200 s is outside */
}

static void a_title_cannot_leave_its_quotes(void)
{
    const double values[] = {0.5};
    g_autoptr(Scenario) scenario = fake_scenario(one);
    g_autoptr(Experiment) experiment = NULL;
    g_autofree char *path = NULL;
    g_autofree char *settings = NULL;

    g_free(scenario->title);
    scenario->title = g_strdup("it's'\n'; system('touch owned') #\\' \x01 \"`date`\"");
    experiment = fake_experiment(scenario, "latency.p50", values, 1);
    path = write_data(experiment);
    settings = gnuplot_settings(path, NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(settings);
    CU_ASSERT_PTR_NOT_NULL(strstr(settings, "title_text = 'it''s'' ''; system(''touch owned'') "
                                            "#\\''   \"`date`\"'\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(settings, "quantiles[1] = 'p50 500 ms'\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(settings, "p95[1] = NaN\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(settings, "latency_rows = 0\nlatency_min = NaN\n"));
    fake_remove(path);
}

static void what_is_no_result_directory_has_no_settings(void)
{
    static const char *const texts[] = {"",
                                        "[]",
                                        "{}",
                                        "{\"format\": \"iissim-results/1\"}",
                                        "{\"format\": \"iissim-results/1\", \"variants\": {}}",
                                        "{\"format\": 3, \"variants\": {\"a\": 1}}"};
    g_autofree char *path = fake_directory();

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *parent = g_path_get_dirname(path);
        g_autofree char *file = g_build_filename(parent, "results.json", NULL);
        g_autoptr(GError) error = NULL;

        CU_ASSERT_TRUE(g_file_set_contents(file, texts[i], -1, NULL));
        CU_ASSERT_PTR_NULL(gnuplot_settings(parent, &error));
        CU_ASSERT_PTR_NOT_NULL(error);
    }
    fake_remove(path);
}

CU_TestInfo figures_tests[] = {
    TEST(the_latency_curve_starts_at_all_requests_and_ends_at_the_last),
    TEST(series_that_a_variant_lacks_are_nan_and_failures_are_added_up),
    TEST(intervals_over_time_are_those_of_the_replications),
    TEST(the_answer_has_a_panel_for_each_compared_metric_and_the_verdicts),
    TEST(only_queues_that_somebody_waited_in_are_shown),
    TEST(small_stages_are_put_together),
    TEST(marks_at_one_place_share_a_label_and_repeated_ones_are_counted),
    TEST(a_title_cannot_leave_its_quotes),
    TEST(what_is_no_result_directory_has_no_settings),
    CU_TEST_INFO_NULL,
};
