/* table_isolation.c - what each fault did, and to whom: the run against its twin without the fault. */
#include "cli/results/table_internal.h"
#include <math.h>

#define APPS_SHOWN_MAX 12

typedef struct {
    const char *label;
    const char *metric;
    QuantityKind kind;
} Row;

static const Row rows[] = {
    {"requests lost", "net", QUANTITY_COUNT},
    {"  of bystanders", "blast_requests", QUANTITY_COUNT},
    {"requests delayed", "delayed", QUANTITY_COUNT},
    {"bystanders hurt", "blast_radius", QUANTITY_FRACTION},
    {"over after", "recovery_s", QUANTITY_SECONDS},
    {"not over in time", "recovery_censored", QUANTITY_COUNT},
};

static void add_row(Table *table, const Experiment *experiment, const ExperimentVariant *variants,
                    uint32_t count, const char *fault, const Row *row)
{
    g_autofree SimEstimate *estimates = g_new(SimEstimate, count);
    QuantityFormat format;
    bool is_censoring = g_str_equal(row->metric, "recovery_censored");
    bool has_value = false;

    for (uint32_t v = 0; v < count; v++) {
        uint32_t index = experiment_find(&variants[v], RESULT_ISOLATION, fault, row->metric);

        estimates[v] = experiment_estimate(experiment, &variants[v], index);
        has_value |= is_censoring ? estimates[v].mean > 0 : !isnan(estimates[v].mean);
    }
    if (!has_value)
        return;
    format = quantity_format(row->kind, estimates, count);
    table_add_label(table, row->label, format.unit);
    for (uint32_t v = 0; v < count; v++)
        table_add_estimate(table, &format, estimates[v]);
    table_end_line(table);
}

/* The row of the isolation matrix: whose requests were failed or delayed, and what share of them. */
static void add_hurt(Table *table, const Experiment *experiment, const ExperimentVariant *variants,
                     uint32_t count, const char *fault)
{
    g_autofree SimEstimate *estimates = g_new(SimEstimate, count);
    const ModelConfig *config = variants[0].source->config;

    if (config->app_count < 2 || config->app_count > APPS_SHOWN_MAX)
        return;
    for (uint32_t app = 0; app < config->app_count; app++) {
        g_autofree char *metric = g_strdup_printf("%s/hurt", config->apps[app].name);
        g_autofree char *label = g_strdup_printf("hit: %s", config->apps[app].name);
        QuantityFormat format;

        for (uint32_t v = 0; v < count; v++)
            estimates[v] =
                experiment_estimate(experiment, &variants[v],
                                    experiment_find(&variants[v], RESULT_ISOLATION, fault, metric));
        format = quantity_format(QUANTITY_FRACTION, estimates, count);
        table_add_label(table, label, format.unit);
        for (uint32_t v = 0; v < count; v++)
            table_add_estimate(table, &format, estimates[v]);
        table_end_line(table);
    }
}

void table_add_isolation(Table *table, const Experiment *experiment,
                         const ExperimentVariant *variants, uint32_t count)
{
    for (uint32_t i = 0; i < variants[0].key_count; i++) {
        const ExperimentKey *key = &variants[0].keys[i];
        g_autofree char *heading = NULL;

        if (key->scope != RESULT_ISOLATION || !g_str_equal(key->metric, "failed"))
            continue;
        heading = g_strdup_printf("What %s did, against a twin run without it", key->entity);
        table_add_heading(table, heading);
        for (size_t r = 0; r < G_N_ELEMENTS(rows); r++)
            add_row(table, experiment, variants, count, key->entity, &rows[r]);
        add_hurt(table, experiment, variants, count, key->entity);
    }
}
