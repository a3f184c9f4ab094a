/* test_sensitivity.c - which costs are varied, how, and which verdicts hang on them. */
#include "cli/results/csv_verdicts.h"
#include "cli/results/figures.h"
#include "cli/results/gnuplot.h"
#include "cli/results/results.h"
#include "cli/results/sensitivity.h"
#include "cli/results/table.h"
#include "tests/cli/fake.h"
#include "tests/cli/scenario_support.h"
#include "tests/cli/schema.h"

#include <math.h>
#include <string.h>

static const char *const three[] = {"old", "new", "newer", NULL};

/* ---- the costs of a scenario ---- */

static const ScenarioAssumedCost *find_cost(const GArray *costs, const char *name)
{
    for (guint i = 0; i < costs->len; i++)
        if (g_str_equal(g_array_index(costs, ScenarioAssumedCost, i).key->name, name))
            return &g_array_index(costs, ScenarioAssumedCost, i);
    return NULL;
}

static void costs_that_no_model_here_reads_or_that_are_nothing_are_told_apart_from_those_paid(void)
{
    g_autoptr(Loaded) loaded =
        loaded_new_good("[scenario]\nmodels = iis6\n[costs]\njit = cpu 0ms\n" SCENARIO_REST);
    g_autoptr(GArray) costs = scenario_assumed_costs(loaded->scenario);

    CU_ASSERT_EQUAL(find_cost(costs, "w3wp-native")->use, ASSUMED_PAID);
    CU_ASSERT_STRING_EQUAL(find_cost(costs, "w3wp-native")->value, "cpu 80 us");
    CU_ASSERT_EQUAL(find_cost(costs, "pipe-oneway")->use, ASSUMED_NOT_READ);
    CU_ASSERT_EQUAL(find_cost(costs, "memory-inetinfo")->use, ASSUMED_NOT_READ);
    CU_ASSERT_EQUAL(find_cost(costs, "file-read")->use, ASSUMED_NOTHING);
    CU_ASSERT_EQUAL(find_cost(costs, "jit")->use, ASSUMED_NOTHING);
    CU_ASSERT_PTR_NULL(find_cost(costs, "pipeline"));    /* derived */
    CU_ASSERT_PTR_NULL(find_cost(costs, "memory-w3wp")); /* cited */
}

static void without_costs_only_what_is_written_is_left_to_vary(void)
{
    g_autoptr(Loaded) loaded = loaded_new_good(
        "[scenario]\nmodels = iis5, iis6\n[costs]\npreset = zero\njit = cpu 7ms\n" SCENARIO_REST);
    g_autoptr(GArray) costs = scenario_assumed_costs(loaded->scenario);
    uint32_t paid = 0;

    for (guint i = 0; i < costs->len; i++)
        paid += g_array_index(costs, ScenarioAssumedCost, i).use == ASSUMED_PAID ? 1 : 0;
    CU_ASSERT_EQUAL(paid, 1);
    CU_ASSERT_STRING_EQUAL(find_cost(costs, "jit")->value, "cpu 7 ms");
}

static void numbers_that_are_assumptions_but_no_costs_are_named_for_the_models_that_read_them(void)
{
    g_autoptr(Loaded) both = loaded_new_good("[scenario]\nmodels = iis5, iis6\n" SCENARIO_REST);
    g_autoptr(Loaded) six = loaded_new_good("[scenario]\nmodels = iis6\n" SCENARIO_REST);
    g_auto(GStrv) of_both = scenario_assumed_numbers(both->scenario);
    g_auto(GStrv) of_six = scenario_assumed_numbers(six->scenario);

    CU_ASSERT_TRUE(g_strv_contains((const char *const *)of_both, "iis5.accepts-posted"));
    CU_ASSERT_TRUE(g_strv_contains((const char *const *)of_both, "aspnet.thread-retirement"));
    CU_ASSERT_FALSE(g_strv_contains((const char *const *)of_six, "iis5.accepts-posted"));
    CU_ASSERT_FALSE(g_strv_contains((const char *const *)of_both, "aspnet.gate-counts"));
    CU_ASSERT_FALSE(g_strv_contains((const char *const *)of_both, "costs.jit"));
}

/* A cost of which a variant has its own value, and one that is memory. */
#define TWO_VARIANTS                                                                               \
    "[variant:plain]\nmodel = iis5\n[variant:own]\nmodel = iis5\n"                                 \
    "costs.process-start = cpu 10ms, disk exp(100ms)\n" SCENARIO_REST

static Loaded *scaled(const char *cost, double factor)
{
    return loaded_new(
        TWO_VARIANTS,
        &(ScenarioOverrides){.scaled_cost = model_key_find("costs", cost), .cost_factor = factor});
}

static void a_varied_cost_is_multiplied_in_every_variant_step_by_step(void)
{
    g_autoptr(Loaded) plain = loaded_new_good(TWO_VARIANTS);
    g_autoptr(Loaded) loaded = scaled("process-start", 3);
    g_autoptr(Loaded) memory = scaled("memory-inetinfo", 0.3);
    const WebWork *of_plain = &loaded_config(loaded, "plain")->costs.process_start;
    const WebWork *of_own = &loaded_config(loaded, "own")->costs.process_start;

    CU_ASSERT_EQUAL_FATAL(loaded->errors + memory->errors, 0);
    CU_ASSERT_EQUAL(sim_variate_mean(&of_plain->steps[0].demand), 1200e6);
    CU_ASSERT_EQUAL(sim_variate_mean(&of_plain->steps[1].demand), 1800e6);
    CU_ASSERT_EQUAL(sim_variate_mean(&of_own->steps[0].demand), 30e6);
    CU_ASSERT_EQUAL(sim_variate_mean(&of_own->steps[1].demand), 300e6);
    CU_ASSERT_EQUAL(of_own->steps[1].demand.kind, SIM_EXPONENTIAL);
    CU_ASSERT_EQUAL(loaded_config(memory, "own")->costs.memory_inetinfo_bytes,
                    llround(0.3 * 5 * 1024 * 1024));
    CU_ASSERT_EQUAL(loaded_config(memory, "own")->costs.memory_dllhost_bytes, 5 * 1024 * 1024);
    CU_ASSERT_STRING_NOT_EQUAL(loaded->scenario->sha256, plain->scenario->sha256);
    loaded_check_reads_back(loaded);
}

/* ---- what hangs on them ---- */

static const ModelKey *key_of_point(uint32_t index)
{
    static const char *const names[] = {"w3wp-native", "pipe-oneway", "jit"};

    return model_key_find("costs", names[index]);
}

/* Three replications: the mean latencies of the three variants, each a little more every time. */
static Experiment *experiment_at(const Scenario *scenario, double old, double new, double newer)
{
    const double means[] = {old, new, newer};
    double values[9];

    for (int v = 0; v < 3; v++)
        for (int r = 0; r < 3; r++)
            values[v * 3 + r] = means[v] + 0.01 * r * (v + 1);
    return fake_experiment(scenario, "latency.mean", values, 3);
}

typedef struct {
    Scenario *scenario;
    Experiment *base;
    Experiment *varied[6];
    Verdicts *verdicts;
} Case;

/* 10, 9 and 10.5 as it is; w3wp-native x 3 lets 'new' be slower; pipe-oneway moves 'newer' far, but
 * not to another verdict; jit moves nothing. count of them are finished. */
static Case case_new(uint32_t count)
{
    Case made = {.scenario = fake_scenario(three)};
    ScenarioAssumedCost costs[3];
    SensitivityPoint points[3];
    GArray *all = g_array_new(FALSE, TRUE, sizeof(ScenarioAssumedCost));
    g_autofree char *metrics = g_strdup("latency.mean");

    g_strfreev(made.scenario->compare_metrics);
    made.scenario->compare_metrics = g_strsplit(metrics, ",", -1);
    made.base = experiment_at(made.scenario, 10, 9, 10.5);
    made.varied[0] = experiment_at(made.scenario, 10, 8.5, 10.5);
    made.varied[1] = experiment_at(made.scenario, 10, 11, 10.5);
    made.varied[2] = experiment_at(made.scenario, 10, 9.5, 10.4);
    made.varied[3] = experiment_at(made.scenario, 10, 9.25, 14);
    made.varied[4] = experiment_at(made.scenario, 10, 9, 10.5);
    made.varied[5] = experiment_at(made.scenario, 10, 9, 10.5);
    for (uint32_t i = 0; i < 3; i++) {
        costs[i] = (ScenarioAssumedCost){.key = key_of_point(i)};
        g_array_append_val(all, costs[i]);
        points[i] = (SensitivityPoint){&costs[i], {made.varied[2 * i], made.varied[2 * i + 1]}};
    }
    made.verdicts = verdicts_new(made.base);
    sensitivity_add(made.verdicts, points, count, all, g_strsplit("iis5.accepts-posted", ",", -1));
    return made;
}

static void case_clear(Case *made)
{
    verdicts_free(made->verdicts);
    for (int i = 0; i < 6; i++)
        experiment_free(made->varied[i]);
    experiment_free(made->base);
    scenario_free(made->scenario);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Case, case_clear)

static void a_verdict_hangs_on_the_costs_that_make_it_another_at_either_end(void)
{
    g_auto(Case) made = case_new(3);
    const VerdictMetric *of_new = &made.verdicts->comparisons[0].metrics[0];
    const VerdictMetric *of_newer = &made.verdicts->comparisons[1].metrics[0];
    const SensitivityMetric *effects = made.verdicts->sensitivity->metrics;

    CU_ASSERT_EQUAL(of_new->verdict, VERDICT_LOWER);
    CU_ASSERT_STRING_EQUAL(of_new->hangs_on[0], "w3wp-native");
    CU_ASSERT_PTR_NULL(of_new->hangs_on[1]);
    CU_ASSERT_EQUAL(of_newer->verdict, VERDICT_HIGHER);
    CU_ASSERT_PTR_NULL(of_newer->hangs_on[0]);
    CU_ASSERT_FALSE(effects[0].effects[0].at[0].flips);
    CU_ASSERT_TRUE(effects[0].effects[0].at[1].flips);
    CU_ASSERT_EQUAL(effects[0].effects[0].at[1].verdict, VERDICT_HIGHER);
}

static void the_cost_that_moves_the_difference_most_comes_first(void)
{
    g_auto(Case) made = case_new(3);
    const SensitivityMetric *metrics = made.verdicts->sensitivity->metrics;

    CU_ASSERT_EQUAL(made.verdicts->sensitivity->metric_count, 2);
    CU_ASSERT_STRING_EQUAL(metrics[0].effects[0].cost, "w3wp-native");
    CU_ASSERT_STRING_EQUAL(metrics[0].effects[1].cost, "pipe-oneway");
    CU_ASSERT_DOUBLE_EQUAL(metrics[0].effects[0].swing, 2, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(metrics[0].effects[1].swing, 0.5, 1e-12);
    CU_ASSERT_EQUAL(metrics[0].effects[2].swing, 0);
    CU_ASSERT_STRING_EQUAL(metrics[1].effects[0].cost, "pipe-oneway");
    CU_ASSERT_DOUBLE_EQUAL(metrics[1].effects[0].swing, 3.5, 1e-12);
    CU_ASSERT_STRING_EQUAL(metrics[1].effects[1].cost, "w3wp-native"); /* equals: as in the table */
    CU_ASSERT_TRUE(sensitivity_has_effect(made.verdicts->sensitivity, "pipe-oneway"));
    CU_ASSERT_FALSE(sensitivity_has_effect(made.verdicts->sensitivity, "jit"));
    CU_ASSERT_FALSE(made.verdicts->sensitivity->is_partial);
}

static void a_metric_without_a_verdict_anywhere_is_not_shown(void)
{
    g_auto(Case) made = case_new(3);
    SensitivityMetric *of_newer = &made.verdicts->sensitivity->metrics[1];
    VerdictMetric *metric = &made.verdicts->comparisons[1].metrics[0];

    CU_ASSERT_TRUE(sensitivity_is_worth_showing(of_newer, 3));
    metric->verdict = VERDICT_INDISTINGUISHABLE;
    CU_ASSERT_FALSE(sensitivity_is_worth_showing(of_newer, 3));
    metric->hangs_on[0] = "jit";
    CU_ASSERT_TRUE(sensitivity_is_worth_showing(of_newer, 3));
    of_newer->effects[0].swing = 0;
    CU_ASSERT_FALSE(sensitivity_is_worth_showing(of_newer, 3));
}

static void a_cost_that_was_not_finished_makes_it_partial(void)
{
    g_auto(Case) made = case_new(2);

    CU_ASSERT_TRUE(made.verdicts->sensitivity->is_partial);
    CU_ASSERT_EQUAL(made.verdicts->sensitivity->cost_count, 2);
    CU_ASSERT_EQUAL(find_cost(made.verdicts->sensitivity->costs, "jit")->use, ASSUMED_UNTRIED);
    CU_ASSERT_EQUAL(find_cost(made.verdicts->sensitivity->costs, "pipe-oneway")->use, ASSUMED_PAID);
}

static void the_table_tells_what_hangs_on_what_within_80_columns(void)
{
    g_auto(Case) made = case_new(3);
    g_autoptr(GString) text = g_string_new(NULL);
    Table table = {.text = text};
    g_auto(GStrv) lines = NULL;

    table_add_verdicts(&table, made.base, made.verdicts);
    lines = g_strsplit(text->str, "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        CU_ASSERT_TRUE(g_utf8_strlen(*line, -1) <= TABLE_WIDTH && !g_str_has_suffix(*line, " "));
    CU_ASSERT_PTR_NOT_NULL(strstr(text->str, "  lower ?\n"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(text->str, "\n  w3wp-native             -1.490 ± 0.025  lower         1.010 ± 0.025"
                          "  higher ?\n"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(text->str, "? hangs on an assumed cost: latency.mean of new (w3wp-native).\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text->str, "Without any effect here: jit.\n"));
}

static uint32_t rows_of(const Case *made, const char *cost)
{
    g_autofree char *row = g_strdup_printf("\n  %s ", cost);
    g_autoptr(GString) text = g_string_new(NULL);
    Table table = {.text = text};
    uint32_t rows = 0;

    table_add_verdicts(&table, made->base, made->verdicts);
    for (const char *at = strstr(text->str, row); at != NULL; at = strstr(at + 1, row))
        rows++;
    return rows;
}

static void a_cost_that_moves_little_beside_the_first_has_no_row_unless_it_flips(void)
{
    g_auto(Case) made = case_new(3);
    SensitivityEffect *second = &made.verdicts->sensitivity->metrics[0].effects[1];

    CU_ASSERT_STRING_EQUAL(second->cost, "pipe-oneway");
    CU_ASSERT_EQUAL(rows_of(&made, "pipe-oneway"), 2);
    second->swing = 0.04 * made.verdicts->sensitivity->metrics[0].effects[0].swing;
    CU_ASSERT_EQUAL(rows_of(&made, "pipe-oneway"), 1);
    second->at[0].flips = true;
    CU_ASSERT_EQUAL(rows_of(&made, "pipe-oneway"), 2);
}

static void all_of_it_is_in_json_as_the_schema_says_and_in_csv(void)
{
    g_auto(Case) made = case_new(3);
    g_autoptr(SloOutcomes) slos = slo_outcomes_new(made.base);
    g_autofree char *json = results_json(made.base, made.verdicts, slos);
    g_autoptr(GString) rows = g_string_new(NULL);
    g_autoptr(GString) comparisons = g_string_new(NULL);
    g_autofree char *schema = NULL, *complaint = NULL;
    g_auto(GStrv) lines = NULL;

    CU_ASSERT_TRUE_FATAL(g_file_get_contents("docs/results.schema.json", &schema, NULL, NULL));
    complaint = schema_complaint(schema, json);
    if (complaint != NULL)
        fprintf(stderr, "%s\n", complaint);
    CU_ASSERT_PTR_NULL(complaint);
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"hangs_on\": [\"w3wp-native\"]"));
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"not_varied\": [\"iis5.accepts-posted\"]"));

    csv_append_sensitivity(rows, made.base, made.verdicts);
    lines = g_strsplit(rows->str, "\n", -1);
    CU_ASSERT_EQUAL(g_strv_length(lines), 1 + 2 * (1 + 3 * 2) + 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(lines[1], ",old,new,latency.mean,,1,-0.99,"));
    CU_ASSERT_PTR_NOT_NULL(strstr(lines[3], ",old,new,latency.mean,w3wp-native,3,1.01,"));
    CU_ASSERT_TRUE(g_str_has_suffix(lines[3], ",higher,true"));
    csv_append_comparisons(comparisons, made.base, made.verdicts);
    CU_ASSERT_PTR_NOT_NULL(strstr(comparisons->str, ",false,w3wp-native\n"));
}

static void the_figure_has_a_panel_for_each_metric_with_a_verdict_those_that_hang_first(void)
{
    const OutdirIdentity identity = {.version = "1.0", .scenario_sha256 = "aaaa"};
    g_auto(Case) made = case_new(3);
    g_autofree char *path = fake_directory();
    g_autoptr(Outdir) outdir = outdir_new(path, &identity, NULL);
    g_autoptr(SloOutcomes) slos = slo_outcomes_new(made.base);
    g_autofree char *json = results_json(made.base, made.verdicts, slos);
    g_autofree char *data = NULL, *settings = NULL;

    made.verdicts->comparisons[0].metrics[0].hangs_on[0] = NULL;
    made.verdicts->comparisons[1].metrics[0].hangs_on[0] = "pipe-oneway";
    CU_ASSERT_TRUE(figures_write(outdir, made.base, NULL));
    CU_ASSERT_TRUE(figures_write_tornado(outdir, made.verdicts->sensitivity, NULL));
    CU_ASSERT_TRUE(outdir_write(outdir, "results.json", json, -1, NULL));
    CU_ASSERT_TRUE(outdir_commit(outdir, false, NULL));
    data = fake_read(path, "figures/tornado.tsv");
    settings = gnuplot_settings(path, NULL);

    CU_ASSERT_PTR_NOT_NULL(strstr(data, "\n2\t1\tw3wp-native\t-1.49\t"));
    CU_ASSERT_PTR_NOT_NULL(strstr(data, "\n\n\n2\t1\t")); /* a block each, for gnuplot */
    CU_ASSERT_PTR_NOT_NULL(strstr(data, "\t-\thigher\tlatency.mean: new minus old\ts\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(data, "unit\n1\t1\tpipe-oneway\t"));
    CU_ASSERT_PTR_NOT_NULL(strstr(data, "\n# panels in all: 2\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(settings, "tornado_panels = 2\ntornado_panels_in_all = 2\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(settings, "tornado_rows[2] = 2\n"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(settings, "tornado_title[1] = 'latency.mean: newer minus old'\n"));
    fake_remove(path);
}

CU_TestInfo sensitivity_tests[] = {
    TEST(costs_that_no_model_here_reads_or_that_are_nothing_are_told_apart_from_those_paid),
    TEST(without_costs_only_what_is_written_is_left_to_vary),
    TEST(numbers_that_are_assumptions_but_no_costs_are_named_for_the_models_that_read_them),
    TEST(a_varied_cost_is_multiplied_in_every_variant_step_by_step),
    TEST(a_verdict_hangs_on_the_costs_that_make_it_another_at_either_end),
    TEST(the_cost_that_moves_the_difference_most_comes_first),
    TEST(a_metric_without_a_verdict_anywhere_is_not_shown),
    TEST(a_cost_that_was_not_finished_makes_it_partial),
    TEST(the_table_tells_what_hangs_on_what_within_80_columns),
    TEST(a_cost_that_moves_little_beside_the_first_has_no_row_unless_it_flips),
    TEST(all_of_it_is_in_json_as_the_schema_says_and_in_csv),
    TEST(the_figure_has_a_panel_for_each_metric_with_a_verdict_those_that_hang_first),
    CU_TEST_INFO_NULL,
};
