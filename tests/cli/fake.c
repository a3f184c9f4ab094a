/* fake.c - see fake.h. */
#include "tests/cli/fake.h"
#include "cli/results/outdir_files.h"

Scenario *fake_scenario(const char *const *names)
{
    Scenario *scenario = g_new0(Scenario, 1);
    uint32_t count = g_strv_length((char **)names);

    scenario->title = g_strdup("A fake");
    scenario->file = g_strdup("fake.ini");
    memset(scenario->sha256, 'a', 64);
    scenario->seed = 7;
    scenario->replications_min = scenario->replications_max = 1;
    scenario->variants = g_new0(ScenarioVariant, count);
    scenario->variant_count = count;
    for (uint32_t v = 0; v < count; v++) {
        ScenarioVariant *variant = &scenario->variants[v];

        variant->name = g_strdup(names[v]);
        variant->model = &models[v % 3];
        variant->config = model_config_new();
        variant->config->duration_ns = 100 * SIM_S;
        variant->config->warmup_ns = 10 * SIM_S;
    }
    scenario->compare_metrics = g_strsplit("latency.mean,latency.p95,throughput,loss", ",", -1);
    scenario->resolved = g_strdup("[scenario]\n");
    return scenario;
}

ModelResult *fake_result(void)
{
    ModelResult *result = g_new0(ModelResult, 1);

    result->latency = sim_histogram_new();
    result->strings = g_string_chunk_new(64);
    result->series.bucket_ns = 10 * SIM_S;
    return result;
}

void fake_value(ModelResult *result, ResultScope scope, const char *entity, const char *metric,
                double value)
{
    result->values = g_renew(ResultValue, result->values, result->value_count + 1);
    result->values[result->value_count++] =
        (ResultValue){.scope = scope, .entity = entity, .metric = metric, .value = value};
}

void fake_series(ModelResult *result, double value)
{
    static const char *const names[] = {"rate.ok", "queue.pipe"};

    result->series.names = g_memdup2(names, sizeof names);
    result->series.name_count = G_N_ELEMENTS(names);
    result->series.bucket_count = 3;
    result->series.values = g_new(double, 6);
    for (int i = 0; i < 6; i++)
        result->series.values[i] = value;
}

void fake_mark(ModelResult *result, int64_t time_ns, ResultMarkKind kind, const char *what)
{
    result->marks = g_renew(ResultMark, result->marks, result->mark_count + 1);
    result->marks[result->mark_count++] =
        (ResultMark){.time_ns = time_ns, .kind = kind, .what = what};
}

bool fake_take_in(Experiment *experiment, ModelResult *const *results, GError **error)
{
    g_autofree ExperimentRun *runs = g_new0(ExperimentRun, experiment->variant_count);
    bool is_taken;

    for (uint32_t v = 0; v < experiment->variant_count; v++)
        runs[v].result = results[v];
    is_taken = experiment_take_in(experiment, runs, error);
    for (uint32_t v = 0; v < experiment->variant_count; v++)
        model_result_free(results[v]);
    return is_taken;
}

Experiment *fake_experiment(const Scenario *scenario, const char *metric, const double *values,
                            uint32_t count)
{
    Experiment *experiment = experiment_new(scenario);

    for (uint32_t r = 0; r < count; r++) {
        g_autofree ModelResult **results = g_new0(ModelResult *, scenario->variant_count);

        for (uint32_t v = 0; v < scenario->variant_count; v++) {
            results[v] = fake_result();
            fake_value(results[v], RESULT_RUN, NULL, metric, values[v * count + r]);
        }
        CU_ASSERT_TRUE(fake_take_in(experiment, results, NULL));
    }
    experiment->reached = true;
    return experiment;
}

char *fake_directory(void)
{
    g_autofree char *parent = g_dir_make_tmp("iissim-test-XXXXXX", NULL);

    return g_build_filename(parent, "out", NULL);
}

void fake_remove(const char *directory)
{
    g_autofree char *parent = g_path_get_dirname(directory);

    files_remove_tree(parent);
}

char *fake_read(const char *directory, const char *name)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);
    char *text = NULL;

    return g_file_get_contents(path, &text, NULL, NULL) ? text : NULL;
}
