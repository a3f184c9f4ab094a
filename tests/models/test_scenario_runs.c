/* test_scenario_runs.c - whole scenarios, ours and random ones: whatever they do, nothing is lost.
 */
#include "tests/models/random.h"
#include "tests/models/support.h"

#include <stdio.h>

#define RANDOM_SCENARIOS (SUPPORT_IS_SANITIZED ? 60 : 150)

static void say_which(unsigned int failures_before, const char *what, const char *model)
{
    if (CU_get_number_of_failures() > failures_before)
        fprintf(stderr, "%s on %s\n", what, model);
}

static void random_scenarios_lose_nothing_in_any_model(void)
{
    for (uint64_t i = 0; i < RANDOM_SCENARIOS; i++) {
        g_autofree char *text = random_scenario(i);

        for (size_t m = 0; m < SUPPORT_MODELS; m++) {
            unsigned int failures = CU_get_number_of_failures();

            model_result_free(support_run(text, support_models[m], 1 + i));
            say_which(failures, text, support_models[m]);
        }
    }
}

/* The same texts again, each run twice and in the observer's sight: the same bytes. */
static void random_scenarios_give_the_same_bytes_twice(void)
{
    for (uint64_t i = 0; i < RANDOM_SCENARIOS / 3; i++) {
        g_autofree char *text = random_scenario(i);

        for (size_t m = 0; m < SUPPORT_MODELS; m++) {
            unsigned int failures = CU_get_number_of_failures();
            g_autoptr(ModelResult) first = support_run(text, support_models[m], 2);
            g_autoptr(ModelResult) watched = NULL;

            g_array_unref(support_records(text, support_models[m], 2, &watched));
            CU_ASSERT(support_same(first, watched));
            say_which(failures, text, support_models[m]);
        }
    }
}

/* ---- the scenarios that come with the program ---- */

static void run_variants(const char *path)
{
    GPtrArray *problems = scenario_problems_new();
    g_autoptr(Scenario) scenario = scenario_load(path, NULL, problems);

    g_ptr_array_unref(problems);
    CU_ASSERT_PTR_NOT_NULL_FATAL(scenario);
    for (uint32_t i = 0; i < scenario->variant_count; i++) {
        ScenarioVariant *variant = &scenario->variants[i];
        unsigned int failures = CU_get_number_of_failures();
        ModelResult **results;

        variant->config->duration_ns /= SUPPORT_IS_SANITIZED ? 100 : 10;
        results = support_replicate(variant->model, variant->config, 2);
        CU_ASSERT(results[0]->requests_offered > 0);
        say_which(failures, path, variant->name);
        support_results_free(results, 2);
    }
}

static void every_scenario_that_is_shipped_loses_nothing(void)
{
    GDir *directory = g_dir_open("scenarios", 0, NULL);
    const char *name;
    int count = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(directory);
    while ((name = g_dir_read_name(directory)) != NULL) {
        g_autofree char *path = g_build_filename("scenarios", name, NULL);

        if (!g_str_has_suffix(name, ".ini"))
            continue;
        run_variants(path);
        count++;
    }
    g_dir_close(directory);
    CU_ASSERT(count >= 7);
}

CU_TestInfo scenario_run_tests[] = {
    TEST(random_scenarios_lose_nothing_in_any_model),
    TEST(random_scenarios_give_the_same_bytes_twice),
    TEST(every_scenario_that_is_shipped_loses_nothing),
    CU_TEST_INFO_NULL,
};
