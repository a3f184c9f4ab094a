/* table_stages.c - where the time of a mean ok request goes, in numbers and bars. */
#include "cli/results/spark.h"
#include "cli/results/stages.h"
#include "cli/results/table_internal.h"
#include <math.h>

typedef struct {
    const Experiment *experiment;
    const ExperimentVariant *variants;
    uint32_t count;
    QuantityFormat format;
    double longest_s;   /* of all stages and variants: a full bar */
    uint32_t bar_width; /* beside the numbers; 0: there is no room but below them */
} Stages;

/* One unit for the whole block of stages, so that they can be added up by eye: of latencies of
 * seconds, too, parts of a millisecond are told. */
static QuantityFormat format_of(double largest_s)
{
    if (largest_s >= 10)
        return (QuantityFormat){.unit = "s", .factor = 1, .decimals = 3};
    if (largest_s >= 1e-3)
        return (QuantityFormat){.unit = "ms", .factor = 1e3, .decimals = largest_s < 1 ? 2 : 1};
    return (QuantityFormat){.unit = "us", .factor = 1e6, .decimals = 1};
}

static double mean_latency_s(const Stages *stages, uint32_t v)
{
    const ExperimentVariant *variant = &stages->variants[v];

    return experiment_estimate(stages->experiment, variant,
                               experiment_find(variant, RESULT_RUN, NULL, "latency.mean"))
        .mean;
}

/* ---- rows ---- */

static char *bar_of(const Table *table, const Stages *stages, StageTime time)
{
    return spark_bar(time.wait_s, time.service_s, stages->longest_s,
                     stages->bar_width > 0 ? stages->bar_width : TABLE_SPARK_WIDTH,
                     table->has_blocks);
}

/* Of Markdown all of it is one cell: a column for each variant is what its head has. */
static void add_numbers(Table *table, const Stages *stages, StageTime time, bool has_bar)
{
    g_autofree char *wait = quantity_text(&stages->format, time.wait_s);
    g_autofree char *service = quantity_text(&stages->format, time.service_s);
    g_autofree char *bar = has_bar ? bar_of(table, stages, time) : g_strdup("");
    g_autofree char *all = g_strdup_printf("%s %s", bar, wait);

    table_add_cell(table, table->format == TABLE_MARKDOWN ? all : wait, "+", service);
}

static void add_bars(Table *table, const Stages *stages, const StageTime *times)
{
    if (stages->bar_width == 0) {
        table_end_line(table);
        table_add_label(table, "", "");
    }
    for (uint32_t v = 0; v < stages->count; v++) {
        g_autofree char *bar = bar_of(table, stages, times[v]);

        if (stages->bar_width > 0)
            table_add_left(table, bar, (int)stages->bar_width + 1);
        else
            table_add_picture(table, bar);
    }
}

static void add_row(Table *table, const Stages *stages, const char *label, const StageTime *times,
                    bool has_bars)
{
    table_add_label(table, label, stages->format.unit);
    for (uint32_t v = 0; v < stages->count; v++)
        add_numbers(table, stages, times[v], has_bars);
    if (has_bars && table->format == TABLE_PLAIN)
        add_bars(table, stages, times);
    table_end_line(table);
}

/* ---- which ---- */

/* Times of a stage in all variants; true when one of them is worth a row. */
static bool look_at(const Stages *stages, const char *stage, StageTime *times)
{
    bool is_shown = false;

    for (uint32_t v = 0; v < stages->count; v++) {
        times[v] = stages_time(stages->experiment, &stages->variants[v], stage);
        is_shown |= stages_sum(times[v]) > STAGES_SHOWN_MIN * mean_latency_s(stages, v);
    }
    return is_shown;
}

static void measure(Stages *stages, const GPtrArray *names)
{
    double largest_s = 0;

    for (uint32_t v = 0; v < stages->count; v++) {
        largest_s = fmax(largest_s, mean_latency_s(stages, v)); /* fmax passes over a NaN */
        for (guint i = 0; i < names->len; i++)
            stages->longest_s = fmax(
                stages->longest_s,
                stages_sum(stages_time(stages->experiment, &stages->variants[v], names->pdata[i])));
    }
    stages->format = format_of(largest_s);
    if (stages->count < TABLE_VARIANTS_ABREAST)
        stages->bar_width = (TABLE_WIDTH - TABLE_LABEL_WIDTH - TABLE_UNIT_WIDTH -
                             stages->count * TABLE_CELL_WIDTH) /
                                stages->count -
                            1;
}

void table_add_stages(Table *table, const Experiment *experiment, const ExperimentVariant *variants,
                      uint32_t count)
{
    g_autoptr(GPtrArray) names = stages_collect(variants, count);
    Stages stages = {.experiment = experiment, .variants = variants, .count = count};
    StageTime rest[TABLE_VARIANTS_ABREAST] = {{0}}, total[TABLE_VARIANTS_ABREAST] = {{0}};
    bool has_rest = false;

    measure(&stages, names);
    table_add_heading(table, "Where the time goes: waiting + service, mean of ok requests");
    for (guint i = 0; i < names->len; i++) {
        StageTime times[TABLE_VARIANTS_ABREAST] = {{0}};
        bool is_shown = look_at(&stages, names->pdata[i], times);

        if (is_shown)
            add_row(table, &stages, names->pdata[i], times, stages.longest_s > 0);
        for (uint32_t v = 0; v < count; v++) {
            total[v].wait_s += times[v].wait_s;
            total[v].service_s += times[v].service_s;
            rest[v].wait_s += is_shown ? 0 : times[v].wait_s;
            rest[v].service_s += is_shown ? 0 : times[v].service_s;
            has_rest |= !is_shown && stages_sum(times[v]) > 0;
        }
    }
    if (has_rest)
        add_row(table, &stages, "all others", rest, stages.longest_s > 0);
    add_row(table, &stages, "together", total, false);
}
