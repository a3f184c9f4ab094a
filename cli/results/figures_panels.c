/* figures_panels.c - queues, what is in use over time, and what the compared metrics came to. */
#include "cli/results/figures_panels.h"
#include "cli/results/figures.h"
#include "cli/results/panels.h"
#include "cli/results/table_internal.h"
#include <math.h>
#include <string.h>

#define QUEUES_SHOWN_MAX 6
#define QUEUE_SHOWN_MIN  0.001 /* requests waiting, mean over the window */

void figures_add_variants(Panels *panels, const Experiment *experiment)
{
    for (uint32_t v = 0; v < experiment->variant_count; v++)
        panels_add_line(panels, experiment->variants[v].source->name, v + 1, v + 1);
}

void figures_add_series(Panels *panels, uint32_t line, const Experiment *experiment, uint32_t v,
                        const char *name)
{
    const ExperimentVariant *variant = &experiment->variants[v];
    uint32_t series = experiment_find_series(variant, name);

    for (uint32_t bucket = 0; series != MODEL_NONE && bucket < variant->bucket_count; bucket++)
        panels_add_point(panels, line, (bucket + 0.5) * sim_seconds(variant->bucket_ns),
                         experiment_series_estimate(experiment, variant, series, bucket), NULL);
}

bool figures_write_one(Outdir *outdir, const char *name, Panels *panels, GString *list,
                       GError **error)
{
    g_autofree char *file = g_strdup_printf(FIGURES_FOLDER "/%s.tsv", name);
    g_autofree char *text = panels_text(panels);

    g_string_append_printf(list, "# figure\t%s\n", name);
    return outdir_write(outdir, file, text, -1, error);
}

static QuantityKind series_kind(const char *name)
{
    return g_str_equal(name, "memory") ? QUANTITY_BYTES : quantity_kind(name);
}

/* ---- queues over time ---- */

typedef struct {
    const char *name;
    double mean; /* the largest of the variants' */
} Queue;

static int by_length(const void *left, const void *right)
{
    const Queue *a = left, *b = right;

    if (a->mean != b->mean)
        return a->mean < b->mean ? 1 : -1;
    return strcmp(a->name, b->name);
}

static double series_mean(const Experiment *experiment, const ExperimentVariant *variant,
                          uint32_t index)
{
    double sum = 0;

    for (uint32_t bucket = 0; bucket < variant->bucket_count; bucket++)
        sum += experiment_series(experiment, variant, index, bucket);
    return variant->bucket_count > 0 ? sum / variant->bucket_count : 0;
}

/* All queues that anyone ever waited in, the longest first. */
static GArray *collect_queues(const Experiment *experiment)
{
    GArray *queues = g_array_new(FALSE, TRUE, sizeof(Queue));

    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        const ExperimentVariant *variant = &experiment->variants[v];

        for (uint32_t i = 0; i < variant->series_count; i++) {
            Queue queue = {.name = variant->series_names[i],
                           .mean = series_mean(experiment, variant, i)};
            Queue *known = NULL;

            if (!g_str_has_prefix(queue.name, "queue.") || !(queue.mean > 0))
                continue;
            for (guint k = 0; k < queues->len && known == NULL; k++)
                if (g_array_index(queues, Queue, k).name == queue.name)
                    known = &g_array_index(queues, Queue, k);
            if (known != NULL)
                known->mean = MAX(known->mean, queue.mean);
            else
                g_array_append_val(queues, queue);
        }
    }
    g_array_sort(queues, by_length);
    return queues;
}

static bool write_queues(Outdir *outdir, const Experiment *experiment, GString *list,
                         GError **error)
{
    g_autoptr(GArray) queues = collect_queues(experiment);
    uint32_t shown = 0;
    g_autofree char *heading = NULL;
    g_autoptr(Panels) panels = NULL;

    while (shown < MIN(queues->len, QUEUES_SHOWN_MAX) &&
           g_array_index(queues, Queue, shown).mean >= QUEUE_SHOWN_MIN)
        shown++;
    heading = shown < queues->len && shown > 0
                  ? g_strdup_printf("Requests waiting in queues over time (the %u longest of %u)",
                                    shown, queues->len)
                  : g_strdup("Requests waiting in queues over time");
    panels = panels_new(heading, PANELS_LINES, PANELS_OVER_TIME);
    panels_set_nothing(panels, "Hardly any request waited in any queue.");
    figures_add_variants(panels, experiment);
    for (uint32_t q = 0; q < shown; q++) {
        const char *name = g_array_index(queues, Queue, q).name;

        panels_add_panel(panels, name + strlen("queue."), QUANTITY_COUNT, "no such queue");
        for (uint32_t v = 0; v < experiment->variant_count; v++)
            figures_add_series(panels, v, experiment, v, name);
    }
    return figures_write_one(outdir, "queues", panels, list, error);
}

/* ---- what is in use over time ---- */

static bool write_resources(Outdir *outdir, const Experiment *experiment, GString *list,
                            GError **error)
{
    static const struct {
        const char *name, *title;
    } series[] = {{"threads.busy", "threads, busy"},
                  {"threads.all", "threads, all that exist"},
                  {"cpu.utilisation", "processor, busy"},
                  {"memory", "memory, in use"}};
    g_autoptr(Panels) panels =
        panels_new("What is in use over time", PANELS_LINES, PANELS_OVER_TIME);

    figures_add_variants(panels, experiment);
    for (size_t i = 0; i < G_N_ELEMENTS(series); i++) {
        panels_add_panel(panels, series[i].title, series_kind(series[i].name),
                         "no time series was kept");
        for (uint32_t v = 0; v < experiment->variant_count; v++)
            figures_add_series(panels, v, experiment, v, series[i].name);
    }
    return figures_write_one(outdir, "resources", panels, list, error);
}

/* ---- the answer: the compared metrics of all variants ---- */

static const VerdictMetric *find_verdict(const Verdicts *verdicts, const ExperimentVariant *variant,
                                         const char *metric)
{
    for (uint32_t i = 0; verdicts != NULL && i < verdicts->count; i++)
        for (uint32_t m = 0; m < verdicts->comparisons[i].metric_count; m++)
            if (verdicts->comparisons[i].candidate == variant &&
                g_str_equal(verdicts->comparisons[i].metrics[m].metric, metric))
                return &verdicts->comparisons[i].metrics[m];
    return NULL;
}

static void add_answers(Panels *panels, const Experiment *experiment, const Verdicts *verdicts,
                        const char *metric)
{
    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        const ExperimentVariant *variant = &experiment->variants[v];
        const VerdictMetric *verdict = find_verdict(verdicts, variant, metric);

        panels_add_point(
            panels, 0, v + 1,
            experiment_estimate(experiment, variant, experiment_find_reference(variant, metric)),
            verdict != NULL ? table_verdict_words(verdict->verdict, &verdict->paired.difference)
                            : NULL);
    }
}

bool figures_write_answer(Outdir *outdir, const Experiment *experiment, const Verdicts *verdicts,
                          GError **error)
{
    char *const *metrics = experiment->scenario->compare_metrics;
    g_autoptr(GString) list = g_string_new(NULL); /* it has a place of its own */
    g_autoptr(Panels) panels =
        panels_new("What the variants came to", PANELS_BARS, PANELS_OVER_NAMES);

    if (verdicts != NULL && verdicts->count > 0) {
        g_autofree char *note = g_strdup_printf("verdicts: against %s",
                                                verdicts->comparisons[0].baseline->source->name);

        panels_set_note(panels, note);
    }
    panels_set_coloured(panels);
    for (uint32_t v = 0; v < experiment->variant_count; v++)
        panels_add_tick(panels, v + 1, experiment->variants[v].source->name);
    panels_add_line(panels, "", 1, 1);
    for (uint32_t m = 0; m < PANELS_MAX && metrics[m] != NULL; m++) {
        panels_add_panel(panels, metrics[m], quantity_kind(metrics[m]), "no variant has a value");
        add_answers(panels, experiment, verdicts, metrics[m]);
    }
    return figures_write_one(outdir, "answer", panels, list, error);
}

bool figures_write_panels(Outdir *outdir, const Experiment *experiment, GError **error)
{
    g_autoptr(GString) list = g_string_new(NULL);

    return write_queues(outdir, experiment, list, error) &&
           write_resources(outdir, experiment, list, error) &&
           figures_write_declared(outdir, experiment, list, error) &&
           outdir_write(outdir, FIGURES_FOLDER "/" FIGURES_PANELS, list->str, -1, error);
}
