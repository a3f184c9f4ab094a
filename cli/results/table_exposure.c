/* table_exposure.c - which applications are in reach of each other, as a share of the window: over
 * all pairs of applications, and pair by pair where these are few. */
#include "cli/results/table_internal.h"
#include <math.h>
#include <string.h>

#define PAIRS_SHOWN_MAX 10

typedef struct {
    const char *label;
    const char *prefix; /* of the metric */
} Row;

static const Row rows[] = {
    {"one process", "process/"},
    {"one identity", "identity/"},
    {"a front process", "front-process/"},
};

static bool is_of(const ExperimentKey *key, const char *prefix)
{
    return key->scope == RESULT_EXPOSURE && g_str_has_prefix(key->metric, prefix);
}

/* The mean over all pairs; what is not among the values is not shared. */
static SimEstimate mean_of_pairs(const Experiment *experiment, const ExperimentVariant *variant,
                                 const char *prefix, uint32_t pairs)
{
    g_autofree double *sums = g_new0(double, experiment->replications + 1);

    for (uint32_t i = 0; i < variant->key_count; i++) {
        g_autofree double *column = NULL;

        if (!is_of(&variant->keys[i], prefix))
            continue;
        column = experiment_column(experiment, variant, i);
        for (uint32_t r = 0; r < experiment->replications; r++)
            sums[r] += column[r] / pairs;
    }
    return sim_estimate(sums, experiment->replications, EXPERIMENT_CONFIDENCE);
}

static void add_row(Table *table, const char *label, const SimEstimate *estimates, uint32_t count)
{
    QuantityFormat format = quantity_format(QUANTITY_FRACTION, estimates, count);

    table_add_label(table, label, format.unit);
    for (uint32_t v = 0; v < count; v++)
        table_add_estimate(table, &format, estimates[v]);
    table_end_line(table);
}

/* Each pair in one process, where some pair is not as the others. */
static void add_pairs(Table *table, const Experiment *experiment, const ExperimentVariant *variants,
                      uint32_t count)
{
    g_autofree SimEstimate *estimates = g_new(SimEstimate, count);

    for (uint32_t i = 0; i < variants[0].key_count; i++) {
        const ExperimentKey *key = &variants[0].keys[i];
        g_autofree char *label = NULL;

        if (!is_of(key, rows[0].prefix))
            continue;
        for (uint32_t v = 0; v < count; v++)
            estimates[v] = experiment_estimate(
                experiment, &variants[v],
                experiment_find(&variants[v], RESULT_EXPOSURE, key->entity, key->metric));
        label = g_strdup_printf("  %s, %s", key->entity, key->metric + strlen(rows[0].prefix));
        add_row(table, label, estimates, count);
    }
}

void table_add_exposure(Table *table, const Experiment *experiment,
                        const ExperimentVariant *variants, uint32_t count)
{
    g_autofree SimEstimate *estimates = g_new(SimEstimate, count);
    uint32_t apps = variants[0].source->config->app_count;
    uint32_t pairs = apps * (apps - 1) / 2;

    if (apps < 2)
        return;
    table_add_heading(table, "Exposure: pairs of applications, and time, that share");
    for (size_t r = 0; r < G_N_ELEMENTS(rows); r++) {
        for (uint32_t v = 0; v < count; v++)
            estimates[v] = mean_of_pairs(experiment, &variants[v], rows[r].prefix, pairs);
        add_row(table, rows[r].label, estimates, count);
        if (r == 0 && pairs > 1 && pairs <= PAIRS_SHOWN_MAX)
            add_pairs(table, experiment, variants, count);
    }
}
