/* table.c - the head of a table, the variants side by side, the slos.
 *
 * More variants than fit into the width are shown in further blocks of rows.
 */
#include "cli/results/table.h"
#include "cli/results/spark.h"
#include "cli/results/table_internal.h"
#include "cli/version.h"
#include <math.h>
#include <string.h>

#define APPS_SHOWN_MAX 24

typedef enum {
    ROW_HEADING,
    ROW_VALUE,
    ROW_SHARE,      /* of the requests offered; left out where it is 0 everywhere */
    ROW_OCCURRENCE, /* left out where it is 0 everywhere */
    ROW_OVER_TIME,  /* a series as a line of characters; likewise */
    ROW_WITHIN,     /* a row for each within(T) that the scenario names */
} RowKind;

typedef struct {
    RowKind kind;
    const char *label;
    const char *metric;
} Row;

static const Row rows[] = {
    {ROW_HEADING, "Latency of ok requests", NULL},
    {ROW_VALUE, "mean", "latency.mean"},
    {ROW_VALUE, "median", "latency.p50"},
    {ROW_VALUE, "p95", "latency.p95"},
    {ROW_VALUE, "p99", "latency.p99"},
    {ROW_VALUE, "largest", "latency.max"},
    {ROW_HEADING, "Requests", NULL},
    {ROW_VALUE, "offered", "rate.offered"},
    {ROW_VALUE, "throughput, ok", "throughput"},
    {ROW_OVER_TIME, "  over time", "rate.ok"},
    {ROW_SHARE, "ok", "requests.ok"},
    {ROW_WITHIN, NULL, NULL},
    {ROW_SHARE, "error", "requests.error"},
    {ROW_SHARE, "rejected", "requests.rejected"},
    {ROW_SHARE, "refused", "requests.refused"},
    {ROW_SHARE, "reset", "requests.reset"},
    {ROW_SHARE, "abandoned", "requests.abandoned"},
    {ROW_SHARE, "in flight", "requests.in_flight"},
    {ROW_OVER_TIME, "  failures", EXPERIMENT_FAILED},
    {ROW_HEADING, "Server", NULL},
    {ROW_VALUE, "availability", "availability"},
    {ROW_VALUE, "processor busy", "cpu.utilisation"},
    {ROW_VALUE, "requests inside", "in_system"},
    {ROW_VALUE, "memory", "memory.mean"},
    {ROW_OCCURRENCE, "cache hits", "cache.hits"},
    {ROW_OCCURRENCE, "workers started", "workers.started"},
    {ROW_OCCURRENCE, "workers recycled", "workers.recycled"},
    {ROW_OCCURRENCE, "workers crashed", "workers.crashed"},
};

/* Some of the variants: those that stand side by side in one block. */
typedef struct {
    const Experiment *experiment;
    const ExperimentVariant *variants;
    uint32_t count;
} Block;

void table_add_head(Table *table, const Experiment *experiment)
{
    const Scenario *scenario = experiment->scenario;
    const ModelConfig *config = scenario->variants[0].config;
    g_autofree char *file = g_str_equal(scenario->file, "-") ? g_strdup("standard input")
                                                             : g_path_get_basename(scenario->file);
    g_autofree char *duration = quantity_duration(config->duration_ns);
    g_autofree char *warmup = quantity_duration(config->warmup_ns);
    g_autofree char *pilot = quantity_duration(scenario->warmup.pilot_ns);
    g_autofree char *method = NULL, *settings = NULL;

    if (scenario->warmup.pilots > 0)
        method = g_strdup_printf(" (MSER-5 on %u pilots of %s)", scenario->warmup.pilots, pilot);
    table_add_title(table, scenario->title != NULL ? scenario->title : file);
    settings = g_strdup_printf(
        "%s, iissim %s, seed %" G_GUINT64_FORMAT ". %u replication%s%s of %s%s%s%s%s.%s", file,
        IISSIM_VERSION, scenario->seed, experiment->replications,
        experiment->replications == 1 ? "" : "s", experiment->is_partial ? " (interrupted)" : "",
        duration, config->warmup_ns > 0 ? " after " : "", config->warmup_ns > 0 ? warmup : "",
        config->warmup_ns > 0 ? " of warm-up"
        : method != NULL      ? " without warm-up"
                              : "",
        method != NULL ? method : "",
        experiment->replications > 1 ? " Shown is their mean ± half of its 95% interval." : "");
    table_begin_dim(table);
    table_add_paragraph(table, settings);
    table_end_style(table);
}

static void add_header_cell(Table *table, uint32_t v, const char *text)
{
    if (v > 0)
        table_add_gap(table, 1);
    table_add_right(table, text, TABLE_CELL_WIDTH - 1);
}

static void add_variant_names(Table *table, const Block *block)
{
    table_add_empty_line(table);
    table_begin_header(table, true);
    table_add_label(table, "", "");
    for (uint32_t v = 0; v < block->count; v++)
        add_header_cell(table, v, block->variants[v].source->name);
    table_end_header(table);
    table_begin_dim(table);
    table_add_label(table, "", "");
    for (uint32_t v = 0; v < block->count; v++)
        add_header_cell(table, v, block->variants[v].source->model->title);
    table_end_style(table);
    table_end_line(table);
}

/* A count as a share of the requests offered in the same replication. */
static SimEstimate estimate_share(const Experiment *experiment, const ExperimentVariant *variant,
                                  const char *metric)
{
    uint32_t offered_index = experiment_find(variant, RESULT_RUN, NULL, "requests.offered");
    g_autofree double *share =
        experiment_column(experiment, variant, experiment_find(variant, RESULT_RUN, NULL, metric));
    g_autofree double *offered = experiment_column(experiment, variant, offered_index);

    for (uint32_t r = 0; r < experiment->replications; r++)
        share[r] = offered[r] > 0 ? share[r] / offered[r] : NAN;
    return sim_estimate(share, experiment->replications, EXPERIMENT_CONFIDENCE);
}

static void add_row(Table *table, const Block *block, const Row *row)
{
    SimEstimate estimates[TABLE_VARIANTS_ABREAST];
    bool has_value = false, has_occurrence = false;
    QuantityKind kind = row->kind == ROW_SHARE ? QUANTITY_FRACTION : quantity_kind(row->metric);
    QuantityFormat format;

    for (uint32_t v = 0; v < block->count; v++) {
        const ExperimentVariant *variant = &block->variants[v];
        uint32_t index = experiment_find(variant, RESULT_RUN, NULL, row->metric);

        estimates[v] = row->kind == ROW_SHARE
                           ? estimate_share(block->experiment, variant, row->metric)
                           : experiment_estimate(block->experiment, variant, index);
        has_value |= index != MODEL_NONE && !isnan(estimates[v].mean);
        has_occurrence |= estimates[v].mean > 0;
    }
    if (!has_value || (row->kind != ROW_VALUE && !has_occurrence))
        return;
    format = quantity_format(kind, estimates, block->count);
    table_add_label(table, row->label, format.unit);
    for (uint32_t v = 0; v < block->count; v++)
        table_add_estimate(table, &format, estimates[v]);
    table_end_line(table);
}

static void add_within(Table *table, const Block *block)
{
    const ModelConfig *config = block->variants[0].source->config;

    for (uint32_t i = 0; i < config->within_count; i++) {
        g_autofree char *time = quantity_duration(config->within_ns[i]);
        g_autofree char *label = g_strdup_printf("  within %s", time);
        g_autofree char *metric =
            g_strdup_printf("within(%.9g)", sim_seconds(config->within_ns[i]));

        add_row(table, block, &(Row){ROW_VALUE, label, metric});
    }
}

/* A series of a variant in at most TABLE_SPARK_WIDTH pieces; the largest of them goes into *largest. */
static GArray *pieces_of(const Block *block, uint32_t v, const char *name, double *largest)
{
    const ExperimentVariant *variant = &block->variants[v];
    uint32_t series = experiment_find_series(variant, name), count = variant->bucket_count;
    uint32_t pieces = MIN(count, TABLE_SPARK_WIDTH);
    GArray *values = g_array_new(FALSE, FALSE, sizeof(double));

    for (uint32_t i = 0; i < pieces; i++) {
        uint32_t first = i * count / pieces, end = (i + 1) * count / pieces;
        double mean = 0;

        for (uint32_t bucket = first; bucket < end; bucket++)
            mean +=
                series == MODEL_NONE
                    ? NAN
                    : experiment_series(block->experiment, variant, series, bucket) / (end - first);
        *largest = fmax(*largest, mean); /* fmax passes over a NaN */
        g_array_append_val(values, mean);
    }
    return values;
}

/* All variants of the block on one scale, from 0. */
static void add_over_time(Table *table, const Block *block, const Row *row)
{
    GArray *values[TABLE_VARIANTS_ABREAST];
    double largest = 0;

    for (uint32_t v = 0; v < block->count; v++)
        values[v] = pieces_of(block, v, row->metric, &largest);
    if (largest > 0)
        table_add_label(table, row->label, "");
    for (uint32_t v = 0; v < block->count; v++) {
        g_autofree char *line = spark_line((const double *)(void *)values[v]->data, values[v]->len,
                                           largest, table->has_blocks);

        g_array_unref(values[v]);
        if (largest > 0)
            table_add_picture(table, line);
    }
    if (largest > 0)
        table_end_line(table);
}

/* ---- by application ---- */

typedef struct {
    const char *name;
    double p95_s[TABLE_VARIANTS_ABREAST];
    double loss[TABLE_VARIANTS_ABREAST];
} AppRow;

/* What each application of the block's first variant gets from every variant. */
static GArray *collect_apps(const Block *block)
{
    const ExperimentVariant *first = &block->variants[0];
    GArray *apps = g_array_new(FALSE, TRUE, sizeof(AppRow));

    for (uint32_t i = 0; i < first->key_count; i++) {
        AppRow row = {.name = first->keys[i].entity};

        if (first->keys[i].scope != RESULT_APP || !g_str_equal(first->keys[i].metric, "loss"))
            continue;
        for (uint32_t v = 0; v < block->count; v++) {
            const ExperimentVariant *variant = &block->variants[v];
            uint32_t p95 = experiment_find(variant, RESULT_APP, row.name, "latency.p95");
            uint32_t loss = experiment_find(variant, RESULT_APP, row.name, "loss");

            row.p95_s[v] = experiment_estimate(block->experiment, variant, p95).mean;
            row.loss[v] = experiment_estimate(block->experiment, variant, loss).mean;
        }
        g_array_append_val(apps, row);
    }
    return apps;
}

/* One unit and as many decimals for all of them: they are there to be compared. */
static QuantityFormat app_format(const GArray *apps, uint32_t variants)
{
    double largest_s = 0;
    QuantityFormat format;

    for (guint i = 0; i < apps->len; i++)
        for (uint32_t v = 0; v < variants; v++)
            largest_s = fmax(largest_s, g_array_index(apps, AppRow, i).p95_s[v]);
    format = quantity_format_plain(QUANTITY_SECONDS, largest_s);
    format.decimals = CLAMP(format.decimals, 1, 2);
    return format;
}

static void add_app_cell(Table *table, const char *latency, const char *lost, bool has_loss)
{
    bool is_plain = table->format == TABLE_PLAIN;
    g_autofree char *text =
        g_strdup_printf("%*s%s%*s%s", is_plain ? 10 : 0, latency, is_plain ? "" : ", lost ",
                        is_plain ? TABLE_CELL_WIDTH - 10 - 2 : 0, lost, has_loss ? " %" : "");

    table_add_left(table, text, TABLE_CELL_WIDTH);
}

static void add_app_row(Table *table, const AppRow *row, uint32_t variants,
                        const QuantityFormat *p95_format)
{
    QuantityFormat loss_format = {.unit = "%", .factor = 100, .decimals = 2};

    table_add_label(table, row->name, p95_format->unit);
    for (uint32_t v = 0; v < variants; v++) {
        g_autofree char *latency = quantity_text(p95_format, row->p95_s[v]);
        g_autofree char *lost = quantity_text(&loss_format, row->loss[v]);

        add_app_cell(table, latency, lost, !isnan(row->loss[v]));
    }
    table_end_line(table);
}

/* Where the failure of one hurts another: the applications side by side. */
static void add_apps(Table *table, const Block *block)
{
    g_autoptr(GArray) apps = collect_apps(block);
    QuantityFormat format = app_format(apps, block->count);

    if (apps->len < 2)
        return;
    table_add_heading(table, "By application: p95 latency of ok requests, and what was lost");
    for (guint i = 0; i < MIN(apps->len, APPS_SHOWN_MAX); i++)
        add_app_row(table, &g_array_index(apps, AppRow, i), block->count, &format);
    if (apps->len > APPS_SHOWN_MAX)
        table_add_more(table, apps->len - APPS_SHOWN_MAX, "see --csv or --json");
}

void table_add_variants(Table *table, const Experiment *experiment)
{
    for (uint32_t first = 0; first < experiment->variant_count; first += TABLE_VARIANTS_ABREAST) {
        Block block = {
            .experiment = experiment,
            .variants = &experiment->variants[first],
            .count = MIN(experiment->variant_count - first, TABLE_VARIANTS_ABREAST),
        };

        add_variant_names(table, &block);
        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
            if (rows[i].kind == ROW_HEADING)
                table_add_heading(table, rows[i].label);
            else if (rows[i].kind == ROW_WITHIN)
                add_within(table, &block);
            else if (rows[i].kind == ROW_OVER_TIME)
                add_over_time(table, &block, &rows[i]);
            else
                add_row(table, &block, &rows[i]);
        }
        table_add_stages(table, experiment, block.variants, block.count);
        add_apps(table, &block);
        table_add_exposure(table, experiment, block.variants, block.count);
        table_add_isolation(table, experiment, block.variants, block.count);
    }
}

void table_add_slos(Table *table, const SloOutcomes *slos)
{
    if (slos->count == 0)
        return;
    table_add_heading(table, "What was required");
    for (uint32_t i = 0; i < slos->count; i++) {
        const SloOutcome *outcome = &slos->outcomes[i];
        const ScenarioSlo *slo = outcome->slo;
        QuantityKind kind = quantity_kind(slo->metric);
        g_autofree char *reference = slo_reference(slo);
        g_autofree char *bound = quantity_text_with_unit(kind, slo->bound);
        g_autofree char *value = quantity_text_with_unit(kind, outcome->value.mean);
        g_autofree char *line = g_strdup_printf(
            "  %s: %s %s%s %s; %s: %s - %s", slo->name, reference, slo->at_most ? "<" : ">",
            slo->strict ? "" : "=", bound, outcome->variant->source->name, value,
            outcome->is_met ? "met" : "NOT MET");

        if (!outcome->is_met)
            table_begin_bold(table);
        table_add_paragraph(table, line);
        if (!outcome->is_met)
            table_end_style(table);
    }
}
