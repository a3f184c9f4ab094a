/* test_scenario_runs.c - whole scenarios, ours and random ones: whatever they do, nothing is lost. In
 * checked builds (sim/checked.h) every invariant is looked at after every event of them. */
#include "tests/models/random.h"
#include "tests/models/support.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>

#define RANDOM_SCENARIOS 300
#define RANDOM_REQUESTS  2000 /* of each, at most, whatever the random scenario says */

static void say_which(unsigned int failures_before, const char *what, const char *model)
{
    if (CU_get_number_of_failures() > failures_before)
        fprintf(stderr, "%s on %s\n", what, model);
}

static void say_number(unsigned int failures_before, uint64_t number, const char *model)
{
    g_autofree char *what = g_strdup_printf(
        "random scenario %" G_GUINT64_FORMAT " (run-tests --random prints it)", number);

    say_which(failures_before, what, model);
}

static void random_scenarios_lose_nothing_in_any_model(void)
{
    for (uint64_t i = 0; i < RANDOM_SCENARIOS; i++) {
        g_autofree char *text = random_scenario(i);

        for (size_t m = 0; m < SUPPORT_MODELS; m++) {
            unsigned int failures = CU_get_number_of_failures();
            g_autoptr(ModelResult) result = support_run(text, support_models[m], 1 + i);

            CU_ASSERT(result->requests_offered <= RANDOM_REQUESTS);
            say_number(failures, i, support_models[m]);
        }
    }
}

typedef struct {
    uint64_t number; /* of the random scenario */
    const char *model;
    uint32_t broken;
} Soak;

static void G_GNUC_PRINTF(2, 3) complain(Soak *soak, const char *format, ...)
{
    g_autofree char *what = NULL;
    va_list arguments;

    va_start(arguments, format);
    what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    printf("random scenario %" G_GUINT64_FORMAT " on %s: %s\n", soak->number, soak->model, what);
    fflush(stdout);
    soak->broken++;
}

/* Without assertions: outside a run of CUnit. Every fourth with a twin without each fault, every
 * fourth once more. */
static void soak_one(Soak *soak, const char *text, const char *path)
{
    char *names[] = {(char *)soak->model, NULL};
    ScenarioOverrides overrides = {.models = names};
    GPtrArray *problems = scenario_problems_new(); /* warnings are to be expected */
    RunObserver observer = {.isolation = soak->number % 4 == 0};
    g_autoptr(Scenario) scenario = NULL;
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(ModelResult) again = NULL;
    const ScenarioVariant *variant;

    if (g_file_set_contents(path, text, -1, NULL))
        scenario = scenario_load(path, &overrides, problems);
    g_ptr_array_unref(problems);
    if (scenario == NULL) {
        complain(soak, "is not valid");
        return;
    }
    variant = &scenario->variants[0];
    for (;;) {
        result = model_run(variant->model, variant->config, 1 + soak->number, &observer);
        if (result->violation != NULL)
            complain(soak, "%s", result->violation);
        if (result->requests_offered <= RANDOM_REQUESTS)
            break;
        variant->config->duration_ns /= 2; /* chance made a long one of it */
        g_clear_pointer(&result, model_result_free);
    }
    if (soak->number % 4 != 1)
        return;
    again = model_run(variant->model, variant->config, 1 + soak->number, NULL);
    if (!support_same(result, again))
        complain(soak, "not the same bytes twice");
}

int test_soak(uint64_t first, uint64_t end)
{
    g_autofree char *path = NULL;
    int file = g_file_open_tmp("iissim-soak-XXXXXX.ini", &path, NULL);
    uint32_t broken = 0;

    if (file < 0)
        return 1;
    close(file);
    for (uint64_t i = first; i < end; i++) {
        g_autofree char *text = random_scenario(i);

        for (size_t m = 0; m < SUPPORT_MODELS; m++) {
            Soak soak = {.number = i, .model = support_models[m]};

            soak_one(&soak, text, path);
            broken += soak.broken;
        }
    }
    g_unlink(path);
    printf("random scenarios %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT
           " on %d models: %u complaints\n",
           first, end - 1, SUPPORT_MODELS, broken);
    return broken == 0 ? 0 : 1;
}

int test_random_print(uint64_t number)
{
    g_autofree char *text = random_scenario(number);

    fputs(text, stdout);
    return 0;
}

/* The same texts again, each run twice and in the observer's sight: the same bytes. */
static void random_scenarios_give_the_same_bytes_twice(void)
{
    for (uint64_t i = 0; i < RANDOM_SCENARIOS / 6; i++) {
        g_autofree char *text = random_scenario(i);

        for (size_t m = 0; m < SUPPORT_MODELS; m++) {
            unsigned int failures = CU_get_number_of_failures();
            g_autoptr(ModelResult) first = support_run(text, support_models[m], 2);
            g_autoptr(ModelResult) watched = NULL;

            g_array_unref(support_records(text, support_models[m], 2, &watched));
            CU_ASSERT(support_same(first, watched));
            say_number(failures, i, support_models[m]);
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

static void quick_start_for(const char *model, int64_t duration_ns, double *requests,
                            double *events)
{
    char *names[] = {(char *)model, NULL};
    ScenarioOverrides overrides = {.models = names};
    g_autoptr(Scenario) scenario = NULL;
    g_autoptr(ModelResult) result = NULL;
    int status = 0;

    scenario = scenario_load_or_complain("scenarios/quickstart.ini", &overrides, &status);
    CU_ASSERT_PTR_NOT_NULL_FATAL(scenario);
    scenario->variants[0].config->warmup_ns = 0;
    scenario->variants[0].config->duration_ns = duration_ns;
    result = model_run(scenario->variants[0].model, scenario->variants[0].config, 1, NULL);
    *requests = (double)result->requests_offered;
    *events = (double)result->events;
}

/* One arrival, an end for each burst on the cores, one for each visit to the database, which 55 of 100
 * requests make: docs/performance.md. Who adds an event to the path of a request says so here. */
static void a_request_of_the_quick_start_takes_few_events(void)
{
    static const double most[SUPPORT_MODELS] = {7.25, 14.25, 16.25};

    for (size_t m = 0; m < SUPPORT_MODELS; m++) {
        double requests[2], events[2], each;

        quick_start_for(support_models[m], 10 * SIM_S, &requests[0], &events[0]);
        quick_start_for(support_models[m], 70 * SIM_S, &requests[1], &events[1]);
        each = (events[1] - events[0]) / (requests[1] - requests[0]);

        CU_ASSERT(each <= most[m]);
        CU_ASSERT(each > most[m] - 0.5); /* or the bound is to be lowered */
    }
}

CU_TestInfo scenario_run_tests[] = {
    TEST(a_request_of_the_quick_start_takes_few_events),
    TEST(random_scenarios_lose_nothing_in_any_model),
    TEST(random_scenarios_give_the_same_bytes_twice),
    TEST(every_scenario_that_is_shipped_loses_nothing),
    CU_TEST_INFO_NULL,
};
