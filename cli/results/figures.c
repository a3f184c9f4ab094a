/* figures.c - reduces an experiment to the points of its figures. */
#include "cli/results/figures.h"
#include "cli/results/figures_marks.h"
#include "cli/results/figures_panels.h"
#include "cli/results/tsv.h"
#include "cli/results/stages.h"
#include <math.h>
#include <string.h>

#define REST_SHOWN_MIN 0.001 /* of latency.mean, in some variant */

/* ---- latency: the share of ok requests that took longer ---- */

static void add_latency_row(GString *text, const Experiment *experiment, double slower)
{
    bool has_value = false;
    g_autoptr(GString) row = g_string_new(NULL);

    tsv_begin(row, slower);
    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        const SimHistogram *latency = experiment->variants[v].latency;
        bool is_borne_out = slower * (double)sim_histogram_count(latency) >= 1;

        tsv_add_number(row, is_borne_out ? sim_histogram_quantile(latency, 1 - slower) / 1e9 : NAN);
        has_value |= is_borne_out;
    }
    if (has_value)
        g_string_append_printf(text, "%s\n", row->str);
}

static char *latency_data(const Experiment *experiment)
{
    GString *text = g_string_new("# share_slower");

    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        tsv_add_text(text, experiment->variants[v].source->name);
        g_string_append(text, "_s");
    }
    g_string_append_c(text, '\n');
    for (int percent = 100; percent > 10; percent--)
        add_latency_row(text, experiment, percent / 100.0);
    /* From there on by equal ratios, ten to a halving or so: 0.1, 0.09, .. 0.01, 0.009 .. */
    for (double decade = 0.01; decade > 0.5e-8; decade /= 10)
        for (int tenths = 100; tenths > 10; tenths -= 5)
            add_latency_row(text, experiment, decade * tenths / 10);
    return g_string_free(text, FALSE);
}

/* ---- throughput and failures over time ---- */

static uint32_t longest_series(const Experiment *experiment)
{
    uint32_t longest = 0;

    for (uint32_t v = 0; v < experiment->variant_count; v++)
        longest = MAX(longest, experiment->variants[v].bucket_count);
    return longest;
}

static void add_bucket_time(GString *text, const Experiment *experiment, uint32_t bucket)
{
    tsv_begin(text, (bucket + 0.5) * sim_seconds(experiment->variants[0].bucket_ns));
}

/* Mean, lo, hi. */
static void add_series_cells(GString *text, const Experiment *experiment,
                             const ExperimentVariant *variant, const char *name, uint32_t bucket)
{
    SimEstimate estimate = experiment_series_estimate(
        experiment, variant, experiment_find_series(variant, name), bucket);

    tsv_add_estimate(text, &estimate, 1);
}

static char *throughput_data(const Experiment *experiment)
{
    GString *text = g_string_new("# time_s");
    uint32_t buckets = longest_series(experiment);

    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        tsv_add_text(text, experiment->variants[v].source->name);
        g_string_append(text, "_ok_per_s\tlo\thi");
        tsv_add_text(text, experiment->variants[v].source->name);
        g_string_append(text, "_failed_per_s\tlo\thi");
    }
    g_string_append_c(text, '\n');
    for (uint32_t bucket = 0; bucket < buckets; bucket++) {
        add_bucket_time(text, experiment, bucket);
        for (uint32_t v = 0; v < experiment->variant_count; v++) {
            const ExperimentVariant *variant = &experiment->variants[v];

            add_series_cells(text, experiment, variant, "rate.ok", bucket);
            add_series_cells(text, experiment, variant, EXPERIMENT_FAILED, bucket);
        }
        g_string_append_c(text, '\n');
    }
    return g_string_free(text, FALSE);
}

/* ---- stages: where the time goes ---- */

typedef struct {
    const Experiment *experiment;
    GString *text;
    uint32_t rows;
    StageTime *rest; /* [variant]: of all stages that are not shown */
    bool has_rest;
} StagesText;

/* Its number, the stage, then wait and service of every variant. */
static void add_stage_row(StagesText *stages, const char *stage, const StageTime *times)
{
    tsv_begin(stages->text, ++stages->rows);
    tsv_add_text(stages->text, stage);
    for (uint32_t v = 0; v < stages->experiment->variant_count; v++) {
        tsv_add_number(stages->text, times[v].wait_s);
        tsv_add_number(stages->text, times[v].service_s);
    }
    g_string_append_c(stages->text, '\n');
}

static double mean_latency_s(const Experiment *experiment, uint32_t v)
{
    const ExperimentVariant *variant = &experiment->variants[v];

    return experiment_estimate(experiment, variant,
                               experiment_find(variant, RESULT_RUN, NULL, "latency.mean"))
        .mean;
}

static void add_stage(StagesText *stages, const char *stage)
{
    const Experiment *experiment = stages->experiment;
    g_autofree StageTime *times = g_new(StageTime, experiment->variant_count);
    bool is_shown = false;

    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        times[v] = stages_time(experiment, &experiment->variants[v], stage);
        is_shown |= stages_sum(times[v]) > STAGES_SHOWN_MIN * mean_latency_s(experiment, v);
    }
    if (is_shown)
        add_stage_row(stages, stage, times);
    for (uint32_t v = 0; v < experiment->variant_count && !is_shown; v++) {
        stages->rest[v].wait_s += times[v].wait_s;
        stages->rest[v].service_s += times[v].service_s;
        stages->has_rest |=
            stages_sum(stages->rest[v]) > REST_SHOWN_MIN * mean_latency_s(experiment, v);
    }
}

static char *stages_data(const Experiment *experiment)
{
    g_autoptr(GPtrArray) names = stages_collect(experiment->variants, experiment->variant_count);
    g_autofree StageTime *rest = g_new0(StageTime, experiment->variant_count);
    StagesText stages = {
        .experiment = experiment, .text = g_string_new("# row\tstage"), .rest = rest};

    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        tsv_add_text(stages.text, experiment->variants[v].source->name);
        g_string_append(stages.text, "_wait_s");
        tsv_add_text(stages.text, experiment->variants[v].source->name);
        g_string_append(stages.text, "_service_s");
    }
    g_string_append_c(stages.text, '\n');
    for (guint i = 0; i < names->len; i++)
        add_stage(&stages, names->pdata[i]);
    if (stages.has_rest)
        add_stage_row(&stages, "all others", rest);
    return g_string_free(stages.text, FALSE);
}

/* ---- isolation: who is hurt by which fault ---- */

#define MATRIX_APPS_MAX   12
#define MATRIX_FAULTS_MAX 10

/* Whether the fault names the application: then it is among no bystanders. */
static bool is_named(const ExperimentVariant *variant, const char *fault, const char *app)
{
    g_autofree char *metric = g_strdup_printf("%s/failed", app);

    return experiment_find(variant, RESULT_ISOLATION, fault, metric) == MODEL_NONE;
}

static void add_matrix_row(GString *text, const Experiment *experiment, const char *fault,
                           uint32_t row)
{
    const ExperimentVariant *variants = experiment->variants;
    const ModelConfig *config = variants[0].source->config;

    for (uint32_t app = 0; app < MIN(config->app_count, MATRIX_APPS_MAX); app++) {
        g_autofree char *metric = g_strdup_printf("%s/hurt", config->apps[app].name);

        g_string_append_printf(text, "%u\t%u", row, app + 1);
        tsv_add_text(text, fault);
        tsv_add_text(text, config->apps[app].name);
        g_string_append_printf(text, "\t%d",
                               is_named(&variants[0], fault, config->apps[app].name) ? 1 : 0);
        for (uint32_t v = 0; v < experiment->variant_count; v++) {
            SimEstimate share =
                experiment_estimate(experiment, &variants[v],
                                    experiment_find(&variants[v], RESULT_ISOLATION, fault, metric));

            tsv_add_estimate(text, &share, 1);
        }
        g_string_append_c(text, '\n');
    }
}

/* NULL: no fault was compared with its absence. */
static char *isolation_data(const Experiment *experiment)
{
    const ExperimentVariant *first = &experiment->variants[0];
    GString *text = g_string_new("# row\tcolumn\tfault\tapplication\tnamed");
    uint32_t rows = 0;

    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        tsv_add_text(text, experiment->variants[v].source->name);
        g_string_append(text, "\tlo\thi");
    }
    g_string_append_printf(text, "\n# applications: %u\n", first->source->config->app_count);
    for (uint32_t i = 0; i < first->key_count && rows < MATRIX_FAULTS_MAX; i++) {
        const ExperimentKey *key = &first->keys[i];

        if (key->scope == RESULT_ISOLATION && g_str_equal(key->metric, "failed"))
            add_matrix_row(text, experiment, key->entity, ++rows);
    }
    return g_string_free(text, rows == 0);
}

static bool write_isolation(Outdir *outdir, const Experiment *experiment, GError **error)
{
    g_autofree char *text = isolation_data(experiment);

    return text == NULL || outdir_write(outdir, FIGURES_FOLDER "/isolation.tsv", text, -1, error);
}

bool figures_write(Outdir *outdir, const Experiment *experiment, GError **error)
{
    static const struct {
        const char *name;
        char *(*data)(const Experiment *experiment);
    } files[] = {
        {FIGURES_FOLDER "/latency.tsv", latency_data},
        {FIGURES_FOLDER "/throughput.tsv", throughput_data},
        {FIGURES_FOLDER "/marks.tsv", figures_marks},
        {FIGURES_FOLDER "/stages.tsv", stages_data},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *text = files[i].data(experiment);

        if (!outdir_write(outdir, files[i].name, text, -1, error))
            return false;
    }
    return write_isolation(outdir, experiment, error) &&
           figures_write_panels(outdir, experiment, error);
}
