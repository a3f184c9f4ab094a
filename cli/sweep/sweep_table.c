/* sweep_table.c - the columns of the settings as wide as their values; when they do not fit, each point
 * has a line of its own for them above its variants. */
#include "cli/sweep/sweep_table.h"
#include "cli/results/quantity.h"
#include "cli/results/table_internal.h"
#include "cli/sweep/sweep_axis.h"
#include "cli/version.h"
#include <math.h>
#include <string.h>

#define VARIANT_WIDTH_MAX 16
#define LATENCY_WIDTH     18
#define RATE_WIDTH        17
#define LOSS_WIDTH        8
#define UNMET_WIDTH       7 /* of the head; names of [slo:*] may be longer */
#define RESULTS_WIDTH     (2 * LATENCY_WIDTH + RATE_WIDTH + LOSS_WIDTH)

typedef struct {
    Table *table;
    const SweepCollection *collection;
    const ScenarioSweep *sweep;
    const char **labels; /* by key: 'MaxProcesses', in full where another ends like it */
    int *widths;         /* by key, with the blanks before it */
    int variant_width;
    bool has_settings_line; /* the settings do not fit beside the results */
} Layout;

static int width_of(const char *text)
{
    return (int)g_utf8_strlen(text, -1);
}

static void measure(Layout *layout)
{
    const Scenario *scenario = layout->collection->scenario;
    int width = 0;

    for (uint32_t k = 0; k < layout->sweep->key_count; k++) {
        const ScenarioSweepKey *key = &layout->sweep->keys[k];

        layout->labels[k] = sweep_label(layout->sweep, k);
        layout->widths[k] = width_of(layout->labels[k]);
        for (uint32_t i = 0; i < key->value_count; i++)
            layout->widths[k] = MAX(layout->widths[k], width_of(key->values[i].text));
        layout->widths[k] += 2;
        width += layout->widths[k];
    }
    layout->variant_width = (int)strlen("variant");
    for (uint32_t v = 0; v < scenario->variant_count; v++)
        layout->variant_width = MAX(layout->variant_width, width_of(scenario->variants[v].name));
    layout->variant_width = MIN(layout->variant_width, VARIANT_WIDTH_MAX) + 2;
    layout->has_settings_line = layout->table->format == TABLE_PLAIN &&
                                width + layout->variant_width + RESULTS_WIDTH +
                                        (scenario->slo_count > 0 ? UNMET_WIDTH : 0) >
                                    SWEEP_TABLE_WIDTH;
}

/* ---- the head ---- */

typedef struct {
    uint32_t least, most;
} Extent;

static Extent replications_of(const SweepCollection *collection)
{
    Extent extent = {UINT32_MAX, 0};

    for (guint i = 0; i < collection->outcomes->len; i++) {
        const SweepOutcome *outcome = collection->outcomes->pdata[i];

        extent.least = MIN(extent.least, outcome->replications);
        extent.most = MAX(extent.most, outcome->replications);
    }
    return extent;
}

/* key is one of [scenario]. */
static bool is_swept(const ScenarioSweep *sweep, const char *key)
{
    for (uint32_t k = 0; k < sweep->key_count; k++) {
        const char *path = sweep->keys[k].path;
        bool is_full = g_str_has_prefix(path, "scenario.");

        if (g_str_equal(path + (is_full ? strlen("scenario.") : 0), key))
            return true;
    }
    return false;
}

char *sweep_length_text(const Scenario *scenario)
{
    const ModelConfig *config = scenario->variants[0].config;
    g_autofree char *duration = quantity_duration(config->duration_ns);

    return is_swept(scenario->sweep, "duration") ? g_strdup("")
                                                 : g_strdup_printf(" of %s", duration);
}

/* ' of 30 s after 5 s of warm-up' */
static char *length_text(const SweepCollection *collection)
{
    const Scenario *scenario = collection->scenario;
    const ModelConfig *config = scenario->variants[0].config;
    g_autofree char *length = sweep_length_text(scenario);
    g_autofree char *warmup = quantity_duration(config->warmup_ns);
    g_autofree char *span = warmup_span_text(&collection->warmup);

    if (is_swept(scenario->sweep, "warmup") || config->warmup_ns == 0)
        return g_steal_pointer(&length);
    return collection->warmup.count > 0 ? g_strconcat(length, span, NULL)
                                        : g_strdup_printf("%s after %s of warm-up", length, warmup);
}

static void add_head(const Layout *layout)
{
    const SweepCollection *collection = layout->collection;
    const Scenario *scenario = collection->scenario;
    Extent replications = replications_of(collection);
    guint finished = collection->outcomes->len;
    g_autofree char *file = g_str_equal(scenario->file, "-") ? g_strdup("standard input")
                                                             : g_path_get_basename(scenario->file);
    g_autofree char *length = length_text(collection);
    g_autofree char *times =
        replications.least == replications.most
            ? g_strdup_printf("%u", replications.most)
            : g_strdup_printf("%u to %u", replications.least, replications.most);
    g_autofree char *points =
        finished < layout->sweep->point_count
            ? g_strdup_printf("%u of %u points (interrupted)", finished, layout->sweep->point_count)
            : g_strdup_printf("%u point%s", finished, finished == 1 ? "" : "s");
    g_autofree char *settings = g_strdup_printf(
        "%s, iissim %s, seed %" G_GUINT64_FORMAT ". %s, each of %s replication%s%s.%s", file,
        IISSIM_VERSION, scenario->seed, points, times, replications.most == 1 ? "" : "s", length,
        replications.most > 1 ? " Shown is their mean ± half of its 95% interval." : "");

    table_add_title(layout->table, scenario->title != NULL ? scenario->title : file);
    table_begin_dim(layout->table);
    table_add_paragraph(layout->table, settings);
    table_end_style(layout->table);
}

static bool has_slos(const Layout *layout)
{
    return layout->collection->scenario->slo_count > 0;
}

static void add_column_heads(const Layout *layout)
{
    Table *table = layout->table;

    table_add_empty_line(table);
    table_begin_header(table, true);
    for (uint32_t k = 0; k < layout->sweep->key_count && !layout->has_settings_line; k++)
        table_add_right(table, layout->labels[k], layout->widths[k]);
    table_add_gap(table, 2);
    table_add_left(table, "variant", layout->variant_width - 2);
    table_add_right(table, "mean latency", LATENCY_WIDTH);
    table_add_right(table, "p95", LATENCY_WIDTH);
    table_add_right(table, "throughput /s", RATE_WIDTH);
    table_add_right(table, "loss", LOSS_WIDTH);
    table_add_gap(table, 2);
    if (has_slos(layout) || table->format == TABLE_MARKDOWN) /* of a head every column is there */
        table_add_rest(table, has_slos(layout) ? "unmet" : "remarks");
    table_end_header(table);
}

/* ---- rows ---- */

/* '   12.34 ± 0.05 ms', right-aligned in width: a sweep spans decades, so each cell has a unit of its
 * own. */
static void add_cell(Table *table, QuantityKind kind, SimEstimate estimate, int width)
{
    QuantityFormat format = quantity_format(kind, &estimate, 1);
    g_autofree char *mean = quantity_text(&format, estimate.mean);
    g_autofree char *half = quantity_text(&format, (estimate.high - estimate.low) / 2);
    bool has_interval = !isnan(estimate.low) && estimate.high > estimate.low;
    const char *unit = kind == QUANTITY_PER_SECOND || isnan(estimate.mean) ? "" : format.unit;
    g_autofree char *text =
        g_strdup_printf("%s%s%s%s%s", mean, has_interval ? " ± " : "", has_interval ? half : "",
                        *unit != '\0' ? " " : "", unit);

    table_add_right(table, text, width);
}

static void add_values(const Layout *layout, const SweepOutcome *outcome, uint32_t v)
{
    const SimEstimate *values = &outcome->values[v * SWEEP_METRICS];
    Table *table = layout->table;
    g_autofree char *loss =
        isnan(values[SWEEP_LOSS].mean) ? g_strdup("-") : quantity_percent(values[SWEEP_LOSS].mean);
    g_autoptr(GString) remarks = g_string_new(NULL);

    add_cell(table, QUANTITY_SECONDS, values[SWEEP_LATENCY_MEAN], LATENCY_WIDTH);
    add_cell(table, QUANTITY_SECONDS, values[SWEEP_LATENCY_P95], LATENCY_WIDTH);
    add_cell(table, QUANTITY_PER_SECOND, values[SWEEP_THROUGHPUT], RATE_WIDTH);
    table_add_right(table, loss, LOSS_WIDTH);
    if (*outcome->unmet[v] != '\0')
        g_string_append_printf(remarks, "  %s", outcome->unmet[v]);
    if (outcome->is_unstable[v])
        g_string_append(remarks, "  (unstable)");
    if (outcome->is_partial)
        g_string_append_printf(remarks, "  (%u replications)", outcome->replications);
    else if (!outcome->reached && v == 0)
        g_string_append(remarks, "  (not precise)");
    table_add_rest(table, remarks->str);
    table_end_line(table);
}

static void add_settings(const Layout *layout, uint32_t point, bool is_first)
{
    for (uint32_t k = 0; k < layout->sweep->key_count; k++)
        table_add_right(layout->table,
                        is_first || layout->table->format == TABLE_MARKDOWN
                            ? scenario_sweep_value(layout->sweep, point, k)->text
                            : "",
                        layout->widths[k]);
}

static void add_point(const Layout *layout, const SweepOutcome *outcome)
{
    const Scenario *scenario = layout->collection->scenario;
    Table *table = layout->table;

    if (layout->has_settings_line) {
        g_autofree char *name = scenario_sweep_describe(layout->sweep, outcome->point);

        table_add_left(table, name, SWEEP_TABLE_WIDTH);
        table_end_line(table);
    }
    for (uint32_t v = 0; v < scenario->variant_count; v++) {
        if (!layout->has_settings_line)
            add_settings(layout, outcome->point, v == 0);
        table_add_gap(table, 2);
        table_add_left(table, scenario->variants[v].name, layout->variant_width - 2);
        add_values(layout, outcome, v);
    }
}

void sweep_table_add(Table *table, const SweepCollection *collection)
{
    const ScenarioSweep *sweep = collection->scenario->sweep;
    g_autofree const char **labels = g_new0(const char *, sweep->key_count);
    g_autofree int *widths = g_new0(int, sweep->key_count);
    Layout layout = {.table = table,
                     .collection = collection,
                     .sweep = sweep,
                     .labels = labels,
                     .widths = widths};

    measure(&layout);
    add_head(&layout);
    add_column_heads(&layout);
    for (guint i = 0; i < collection->outcomes->len; i++)
        add_point(&layout, collection->outcomes->pdata[i]);
}
