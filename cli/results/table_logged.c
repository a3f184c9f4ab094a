/* table_logged.c - measured beside simulated, page by page: how far the model can be believed. */
#include "cli/results/table_internal.h"
#include <math.h>

#define NAME_WIDTH      21
#define COUNT_WIDTH     8
#define NUMBER_WIDTH    8
#define PAGES_SHOWN_MAX 30

typedef struct {
    double mean_s, p50_s, p95_s;
} Latency;

static double estimate_of(const Experiment *experiment, const ExperimentVariant *variant,
                          const char *page, const char *metric)
{
    ResultScope scope = page != NULL ? RESULT_PAGE : RESULT_RUN;

    return experiment_estimate(experiment, variant, experiment_find(variant, scope, page, metric))
        .mean;
}

static void add_latency(Table *table, const Latency *latency)
{
    const double seconds[] = {latency->mean_s, latency->p50_s, latency->p95_s};

    for (size_t i = 0; i < G_N_ELEMENTS(seconds); i++) {
        QuantityFormat format = {
            .unit = "ms", .factor = 1e3, .decimals = seconds[i] < 0.01 ? 2 : 1};
        g_autofree char *text = quantity_text(&format, seconds[i]);

        table_add_right(table, text, NUMBER_WIDTH);
    }
}

static void add_page(Table *table, const Experiment *experiment, const ExperimentVariant *variant,
                     const LoggedLatency *logged)
{
    g_autofree char *n = g_strdup_printf("%" G_GUINT64_FORMAT, logged->n);
    Latency measured = {logged->mean_s, logged->p50_s, logged->p95_s};
    Latency simulated = {
        estimate_of(experiment, variant, logged->page, "latency.mean"),
        estimate_of(experiment, variant, logged->page, "latency.p50"),
        estimate_of(experiment, variant, logged->page, "latency.p95"),
    };

    table_add_name(table, logged->page != NULL ? logged->page : "all pages", NAME_WIDTH);
    table_add_right(table, n, COUNT_WIDTH);
    add_latency(table, &measured);
    table_add_gap(table, 1);
    add_latency(table, &simulated);
    table_end_line(table);
}

void table_add_logged(Table *table, const Experiment *experiment, const Logged *logged)
{
    static const char *const columns[] = {"mean", "p50", "p95", "mean", "p50", "p95"};

    if (logged->count == 0)
        return;
    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        const ExperimentVariant *variant = &experiment->variants[v];
        g_autofree char *heading =
            g_strdup_printf("Logged beside simulated latency (ms), %s", variant->source->name);

        table_add_heading(table, heading);
        table_begin_header(table, false);
        table_add_left(table, "  page", 2 + NAME_WIDTH);
        table_add_right(table, "logged", COUNT_WIDTH);
        for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
            table_add_right(table, columns[i], i == 3 ? NUMBER_WIDTH + 1 : NUMBER_WIDTH);
        table_end_header(table);
        for (uint32_t i = 0; i < MIN(logged->count, PAGES_SHOWN_MAX); i++)
            add_page(table, experiment, variant, &logged->latencies[i]);
        if (logged->count > PAGES_SHOWN_MAX)
            table_add_more(table, (guint)logged->count - PAGES_SHOWN_MAX, "see the log");
    }
    table_add_paragraph(table, "Logged times are the log's time-taken, which includes waiting and "
                               "sending; '-' is a quantile of too few requests.");
}
