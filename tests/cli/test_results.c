/* test_results.c - the JSON of results against its schema, and what is in it. */
#include "cli/results/results.h"
#include "tests/cli/fake.h"
#include "tests/cli/schema.h"
#include "tests/models/support.h"

#include <math.h>
#include <string.h>

static const char *const one[] = {"alone", NULL};
static const char *const two[] = {"old", "new", NULL};

static char *schema_text(void)
{
    char *text = NULL;

    if (!g_file_get_contents("docs/results.schema.json", &text, NULL, NULL))
        CU_FAIL("docs/results.schema.json cannot be read; run the tests where the project is");
    return text;
}

static void assert_valid(const char *json, const char *what)
{
    g_autofree char *schema = schema_text();
    g_autofree char *complaint = schema != NULL ? schema_complaint(schema, json) : NULL;

    if (complaint != NULL)
        fprintf(stderr, "%s: %s\n", what, complaint);
    CU_ASSERT_PTR_NULL(complaint);
}

static char *json_of(const Experiment *experiment, bool compares)
{
    g_autoptr(SloOutcomes) slos = slo_outcomes_new(experiment);
    g_autoptr(Verdicts) verdicts = compares ? verdicts_new(experiment) : NULL;

    return results_json(experiment, verdicts, slos);
}

static void results_of_every_scenario_are_valid(void)
{
    g_autoptr(GDir) directory = g_dir_open("scenarios", 0, NULL);
    const char *name;
    int scenarios = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(directory);
    while ((name = g_dir_read_name(directory)) != NULL) {
        g_autofree char *path = g_build_filename("scenarios", name, NULL);
        g_autoptr(GPtrArray) problems = scenario_problems_new();
        g_autoptr(Scenario) scenario = NULL;
        g_autoptr(Experiment) experiment = NULL;
        g_autofree char *json = NULL;
        char *const models_list[] = {(char *)"iis5", (char *)"iis6", (char *)"i5m", NULL};

        if (!g_str_has_suffix(name, ".ini"))
            continue;
        scenario = scenario_load(
            path, &(ScenarioOverrides){.replications = "2", .models = models_list}, problems);
        if (scenario == NULL) /* it has variants of its own */
            scenario = scenario_load(path, &(ScenarioOverrides){.replications = "2"}, problems);
        CU_ASSERT_PTR_NOT_NULL_FATAL(scenario);
        for (uint32_t i = 0; i < scenario->variant_count; i++) /* as long as the sanitizers allow */
            scenario->variants[i].config->duration_ns /= SUPPORT_IS_SANITIZED ? 50 : 1;
        experiment = experiment_run(scenario, &(ExperimentOptions){0}, NULL);
        CU_ASSERT_PTR_NOT_NULL_FATAL(experiment);
        json = json_of(experiment, scenario->variant_count > 1);
        assert_valid(json, path);
        scenarios++;
    }
    CU_ASSERT_TRUE(scenarios >= 7);
}

static void values_that_do_not_exist_are_null_and_still_valid(void)
{
    const double none[] = {NAN, NAN, NAN, NAN};
    g_autoptr(Scenario) scenario = fake_scenario(two);
    g_autoptr(Experiment) experiment = fake_experiment(scenario, "latency.p99", none, 2);
    g_autofree char *json = json_of(experiment, true);

    CU_ASSERT_PTR_NOT_NULL(
        strstr(json, "\"latency.p99\": {\"mean\": null, \"lo\": null, \"hi\": null, \"n\": 0}"));
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"verdict\": \"indistinguishable\""));
    assert_valid(json, "nothing");
}

static void one_replication_has_a_mean_and_no_interval(void)
{
    const double single[] = {0.25};
    g_autoptr(Scenario) scenario = fake_scenario(one);
    g_autoptr(Experiment) experiment = fake_experiment(scenario, "loss", single, 1);
    g_autofree char *json = json_of(experiment, false);

    CU_ASSERT_PTR_NOT_NULL(
        strstr(json, "\"loss\": {\"mean\": 0.25, \"lo\": null, \"hi\": null, \"n\": 1}"));
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"comparisons\": []"));
    assert_valid(json, "one replication");
}

static void every_scope_has_its_place(void)
{
    g_autoptr(Scenario) scenario = fake_scenario(one);
    g_autoptr(Experiment) experiment = experiment_new(scenario);
    ModelResult *result = fake_result();
    g_autofree char *json = NULL;

    fake_value(result, RESULT_RUN, NULL, "queue.pool:a.mean", 1);
    fake_value(result, RESULT_APP, "a \"b\"", "loss", 2);
    fake_value(result, RESULT_PAGE, "p", "loss", 3);
    fake_value(result, RESULT_POOL, "q", "loss", 4);
    fake_value(result, RESULT_CLIENTS, "c", "loss", 5);
    fake_value(result, RESULT_PROCESS, "w3wp:q", "memory.max", 6);
    fake_value(result, RESULT_STAGE, "work.db", "wait", 7);
    fake_value(result, RESULT_STAGE, "work.db", "service", 8);
    fake_value(result, RESULT_COUNTER, NULL, "ASP.NET\\Requests Queued", 9);
    CU_ASSERT_TRUE(fake_take_in(experiment, &result, NULL));
    json = json_of(experiment, false);

    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"a \\\"b\\\"\": {\n          \"metrics\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"ASP.NET\\\\Requests Queued\": {\"mean\": 9"));
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"work.db\": {\n          \"wait\": {\"mean\": 7"));
    assert_valid(json, "all scopes");
}

static void a_name_outside_the_lists_is_not_valid(void)
{
    static const struct {
        ResultScope scope;
        const char *entity;
        const char *metric;
    } strangers[] = {
        {RESULT_RUN, NULL, "latency.p98"}, {RESULT_RUN, NULL, "queue.lobby.mean"},
        {RESULT_APP, "a", "speed"},        {RESULT_PROCESS, "svchost", "memory.max"},
        {RESULT_STAGE, "limbo", "wait"},   {RESULT_COUNTER, NULL, "Requests Queued"},
    };
    g_autofree char *schema = schema_text();

    for (size_t i = 0; i < G_N_ELEMENTS(strangers); i++) {
        g_autoptr(Scenario) scenario = fake_scenario(one);
        g_autoptr(Experiment) experiment = experiment_new(scenario);
        ModelResult *result = fake_result();
        g_autofree char *json = NULL;
        g_autofree char *complaint = NULL;

        fake_value(result, strangers[i].scope, strangers[i].entity, strangers[i].metric, 1);
        CU_ASSERT_TRUE(fake_take_in(experiment, &result, NULL));
        json = json_of(experiment, false);
        complaint = schema_complaint(schema, json);
        CU_ASSERT_PTR_NOT_NULL(complaint);
    }
}

static void the_stopping_rule_is_told(void)
{
    const double values[] = {1, 2};
    g_autoptr(Scenario) scenario = fake_scenario(one);
    g_autoptr(Experiment) experiment = fake_experiment(scenario, "latency.p95", values, 2);
    g_autofree char *fixed = json_of(experiment, false);
    g_autofree char *precise = NULL;

    scenario->precision = 0.05;
    scenario->precision_metric = g_strdup("latency.p95");
    experiment->reached = false;
    experiment->is_partial = true;
    precise = json_of(experiment, false);

    CU_ASSERT_PTR_NOT_NULL(strstr(fixed, "\"rule\": \"fixed\",\n    \"target\": null,\n    "
                                         "\"reached\": true"));
    CU_ASSERT_PTR_NOT_NULL(strstr(precise, "\"rule\": \"precision\",\n    \"target\": "
                                           "\"5% of latency.p95\",\n    \"reached\": false"));
    CU_ASSERT_PTR_NOT_NULL(strstr(precise, "\"partial\": true"));
    assert_valid(precise, "partial");
}

static void service_levels_are_held_against_the_mean(void)
{
    const double values[] = {1, 3}; /* the mean is 2 */
    g_autoptr(Scenario) scenario = fake_scenario(one);
    g_autoptr(Experiment) experiment = fake_experiment(scenario, "latency.p95", values, 2);
    g_autoptr(SloOutcomes) slos = NULL;
    g_autofree char *json = NULL;
    ScenarioSlo cases[] = {
        {.metric = (char *)"latency.p95", .at_most = true, .strict = true, .bound = 2.1},
        {.metric = (char *)"latency.p95", .at_most = true, .strict = true, .bound = 2},
        {.metric = (char *)"latency.p95", .at_most = true, .bound = 2},
        {.metric = (char *)"latency.p95", .bound = 2},
        {.metric = (char *)"latency.p95", .strict = true, .bound = 2},
        {.metric = (char *)"latency.p95", .bound = 2.5},
        {.metric = (char *)"absent", .at_most = true, .bound = 1e9},
    };
    static const bool expected[] = {true, false, true, true, false, false, false};

    scenario->slo_count = G_N_ELEMENTS(cases);
    scenario->slos = g_new0(ScenarioSlo, G_N_ELEMENTS(cases));
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        scenario->slos[i] = cases[i];
        scenario->slos[i].name = g_strdup("s");
        scenario->slos[i].metric = g_strdup(cases[i].metric);
    }
    slos = slo_outcomes_new(experiment);
    json = json_of(experiment, false);

    CU_ASSERT_EQUAL_FATAL(slos->count, G_N_ELEMENTS(cases));
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        CU_ASSERT_EQUAL(slos->outcomes[i].is_met, expected[i]);
    CU_ASSERT_FALSE(slo_outcomes_are_met(slos));
    assert_valid(json, "slos");
}

CU_TestInfo results_tests[] = {
    TEST(results_of_every_scenario_are_valid),
    TEST(values_that_do_not_exist_are_null_and_still_valid),
    TEST(one_replication_has_a_mean_and_no_interval),
    TEST(every_scope_has_its_place),
    TEST(a_name_outside_the_lists_is_not_valid),
    TEST(the_stopping_rule_is_told),
    TEST(service_levels_are_held_against_the_mean),
    CU_TEST_INFO_NULL,
};
