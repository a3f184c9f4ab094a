/* charts.c - the figures of a run with what stands beside them: latency, stages, everything over time. */
#include "cli/report/data.h"
#include "cli/report/fields.h"
#include "cli/report/parts.h"
#include "cli/report/words.h"
#include "cli/results/gnuplot_text.h"
#include <math.h>
#include <string.h>

static JsonObject *metrics_of(const Report *report, guint variant)
{
    return gnuplot_object(gnuplot_object(report->variants, report->names[variant]), "metrics");
}

/* Where there are no figures at all, why. */
static void say_why_none(const Report *report)
{
    if (report->figures->why != NULL)
        report_add(report->page, "<p class=\"note\">The figures could not be drawn: %s</p>\n",
                   report->figures->why);
}

static char *names_in_a_row(const Report *report)
{
    GString *names = g_string_new(NULL);

    for (guint v = 0; v < report->count; v++)
        g_string_append_printf(names, "%s%s", v > 0 ? ", " : "",
                               words_variant(report->variants, report->names[v]));
    return g_string_free(names, FALSE);
}

static void open_table(const Report *report, const char *first, const char *label)
{
    report_add(report->page,
               "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"%s\"><table>\n"
               "<thead><tr><th scope=\"col\">%s</th>",
               label, first);
}

static void open_variants_table(const Report *report, const char *first, const char *label)
{
    open_table(report, first, label);
    for (guint v = 0; v < report->count; v++)
        report_add(report->page, "<th scope=\"col\" class=\"n\">%s</th>",
                   words_variant(report->variants, report->names[v]));
    report_add_raw(report->page, "</tr></thead>\n<tbody>\n");
}

static void close_table(const Report *report)
{
    report_add_raw(report->page, "</tbody></table></div>\n");
}

/* ---- latency ---- */

static void add_quantile(const Report *report, const char *metric)
{
    g_autofree SimEstimate *values = g_new(SimEstimate, report->count);
    g_autofree char *name = words_metric(metric);
    QuantityFormat format;

    for (guint v = 0; v < report->count; v++)
        values[v] = words_estimate(metrics_of(report, v), metric);
    format = quantity_format(QUANTITY_SECONDS, values, report->count);
    report_add(report->page, "<tr><th scope=\"row\">%s (%s)</th>", name, words_unit(&format));
    for (guint v = 0; v < report->count; v++)
        words_add_cell(report->page, &format, values[v]);
    report_add_raw(report->page, "</tr>\n");
}

void report_latency(const Report *report)
{
    static const char *const quantiles[] = {"latency.mean", "latency.p50", "latency.p90",
                                            "latency.p95",  "latency.p99", "latency.p999",
                                            "latency.max"};
    g_autofree char *names = names_in_a_row(report);
    g_autofree char *label =
        g_strdup_printf("Distribution of the latency of requests that ended ok: %s. The table "
                        "below has its quantiles.",
                        names);

    report_open_section(report->page, "latency", "Latency");
    say_why_none(report);
    report_figure(report->page, report->figures,
                  &(ReportCaption){"latency", label,
                                   "The share of requests that took longer: the further left and "
                                   "down a line, the better. One grid line down is ten times fewer "
                                   "requests."});
    open_variants_table(report, "requests that ended ok", "Quantiles of latency");
    for (size_t i = 0; i < G_N_ELEMENTS(quantiles); i++)
        add_quantile(report, quantiles[i]);
    close_table(report);
    report_close_section(report->page);
}

/* ---- stages ---- */

#define STAGE_SHOWN_MIN 0.001 /* of the mean latency, in some variant */

static SimEstimate part_of(const Report *report, guint variant, const char *stage, const char *part)
{
    JsonObject *stages =
        gnuplot_object(gnuplot_object(report->variants, report->names[variant]), "stages");

    return words_estimate(gnuplot_object(stages, stage), part);
}

static bool is_shown(const Report *report, const char *stage)
{
    for (guint v = 0; v < report->count; v++)
        if (part_of(report, v, stage, "wait").mean + part_of(report, v, stage, "service").mean >
            STAGE_SHOWN_MIN * words_estimate(metrics_of(report, v), "latency.mean").mean)
            return true;
    return false;
}

static void add_stage(const Report *report, const char *stage)
{
    const QuantityFormat format = {.unit = "ms", .factor = 1e3, .decimals = 3};

    report_add(report->page, "<tr><th scope=\"row\">%s</th>", stage);
    for (guint v = 0; v < report->count; v++) {
        words_add_cell(report->page, &format, part_of(report, v, stage, "wait"));
        words_add_cell(report->page, &format, part_of(report, v, stage, "service"));
    }
    report_add_raw(report->page, "</tr>\n");
}

/* All stages of all variants, in the order of the path; those of one model alone come where it has them. */
static GPtrArray *stages_of(const Report *report)
{
    GPtrArray *names = g_ptr_array_new();

    for (guint v = 0; v < report->count; v++) {
        JsonObject *stages =
            gnuplot_object(gnuplot_object(report->variants, report->names[v]), "stages");
        g_autoptr(GList) members = fields_names(stages);

        for (GList *item = members; item != NULL; item = item->next)
            if (!g_ptr_array_find_with_equal_func(names, item->data, g_str_equal, NULL))
                g_ptr_array_add(names, item->data);
    }
    return names;
}

static void add_stages_table(const Report *report)
{
    g_autoptr(GPtrArray) names = stages_of(report);

    report_add_raw(report->page, "<details><summary>The numbers: waiting and service at each "
                                 "stage</summary>\n");
    open_table(report, "mean per ok request (ms)", "Stages");
    for (guint v = 0; v < report->count; v++)
        report_add(report->page,
                   "<th scope=\"col\" class=\"n\">%s, waiting</th><th scope=\"col\" "
                   "class=\"n\">%s, service</th>",
                   words_variant(report->variants, report->names[v]),
                   words_variant(report->variants, report->names[v]));
    report_add_raw(report->page, "</tr></thead>\n<tbody>\n");
    for (guint i = 0; i < names->len; i++)
        if (is_shown(report, names->pdata[i]))
            add_stage(report, names->pdata[i]);
    close_table(report);
    report_add_raw(report->page, "</details>\n");
}

void report_stages(const Report *report)
{
    g_autofree char *names = names_in_a_row(report);
    g_autofree char *label = g_strdup_printf(
        "Bars: the mean time of an ok request at each stage of its path, waiting and service: %s. "
        "The table below has the numbers.",
        names);

    report_open_section(report->page, "stages", "Where the time goes");
    report_figure(report->page, report->figures,
                  &(ReportCaption){"stages", label,
                                   "A mean ok request, stage by stage: pale is waiting, full "
                                   "is service. The bars of a variant add up to its mean "
                                   "latency."});
    add_stages_table(report);
    report_close_section(report->page);
}

/* ---- over time ---- */

#define SERIES_ROWS_MAX 24

/* The mean of some rows of a column; NaN where none has a value. */
static double mean_of(const ReportData *data, guint first, guint count, guint column)
{
    double sum = 0;
    guint values = 0;

    for (guint row = first; row < MIN(first + count, data->rows->len); row++) {
        double value = report_data_number(data, row, column);

        if (isnan(value))
            continue;
        sum += value;
        values++;
    }
    return values > 0 ? sum / values : NAN;
}

static QuantityFormat column_format(const ReportData *data, guint column)
{
    double largest = 0;

    for (guint row = 1; row < data->rows->len; row++)
        largest = fmax(largest, fabs(report_data_number(data, row, column)));
    return (QuantityFormat){.unit = "",
                            .factor = 1,
                            .decimals = largest < 1     ? 3
                                        : largest < 100 ? 2
                                                        : 0};
}

/* Of an interval, which is in the picture: of pieces of the window it says little beside their mean. */
static bool is_interval(const ReportData *data, guint column)
{
    const char *head = report_data_cell(data, 0, column);

    return g_str_equal(head, "lo") || g_str_equal(head, "hi");
}

static void add_series_rows(const Report *report, const ReportData *data)
{
    guint rows = data->rows->len - 1;
    guint group = (rows + SERIES_ROWS_MAX - 1) / SERIES_ROWS_MAX;

    for (guint row = 1; row <= rows; row += group) {
        g_autofree char *time = words_value(QUANTITY_SECONDS, mean_of(data, row, group, 0));

        report_add(report->page, "<tr><th scope=\"row\">%s</th>", time);
        for (guint column = 1; column < data->columns; column++) {
            QuantityFormat format = column_format(data, column);
            g_autofree char *value = words_number(&format, mean_of(data, row, group, column));

            if (is_interval(data, column))
                continue;
            report_add(report->page, "<td class=\"n\">%s</td>", value);
        }
        report_add_raw(report->page, "</tr>\n");
    }
}

/* The head of a column: 'iis5_ok_per_s' is 'IIS 5, ok'. */
static char *head_text(const Report *report, const char *head)
{
    for (guint v = 0; v < report->count; v++) {
        const char *rest =
            g_str_has_prefix(head, report->names[v]) ? head + strlen(report->names[v]) : NULL;
        const char *what = g_strcmp0(rest, "_ok_per_s") == 0       ? "ok"
                           : g_strcmp0(rest, "_failed_per_s") == 0 ? "not ok"
                                                                   : NULL;

        if (what != NULL)
            return g_strdup_printf("%s, %s", words_variant(report->variants, report->names[v]),
                                   what);
    }
    return g_strdup(head);
}

static void add_throughput_table(const Report *report)
{
    g_autoptr(ReportData) data =
        report_data_tsv(report->source->directory, "figures/throughput.tsv");

    if (data == NULL)
        return;
    report_add_raw(report->page,
                   "<details><summary>The numbers: requests per second over time</summary>\n");
    open_table(report, "around", "Throughput and failures over time");
    for (guint column = 1; column < data->columns; column++) {
        g_autofree char *head = head_text(report, report_data_cell(data, 0, column));

        if (is_interval(data, column))
            continue;
        report_add(report->page, "<th scope=\"col\" class=\"n\">%s</th>", head);
    }
    report_add_raw(report->page, "</tr></thead>\n<tbody>\n");
    add_series_rows(report, data);
    close_table(report);
    report_add_raw(report->page, "</details>\n");
}

/* ---- what happened when ---- */

#define EVENTS_SHOWN_MAX 200
#define EVENTS_OPEN_MAX  12

static void add_event(const Report *report, const ReportData *events, guint row)
{
    QuantityFormat seconds = {.unit = "s", .factor = 1, .decimals = 2};
    g_autofree char *time = words_number(&seconds, report_data_number(events, row, 1));

    report_add(
        report->page,
        "<tr><th scope=\"row\" class=\"n\">%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td>"
        "<td class=\"n\">%s</td></tr>\n",
        time, words_variant(report->variants, report_data_cell(events, row, 0)),
        report_data_cell(events, row, 2), report_data_cell(events, row, 3),
        report_data_cell(events, row, 4), report_data_cell(events, row, 5));
}

/* Why there are no events: their head alone says that there were none. */
static const char *say_no_events(const char *path)
{
    static const char head[] = "variant,time_s,kind,what,reason,event\n";
    g_autofree char *text = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return "What happened when cannot be told: events.csv is missing.";
    return g_str_equal(text, head)
               ? "Nothing was started, recycled, disabled or crashed in replication 1."
               : "What happened when cannot be told: events.csv was cut off or changed.";
}

static void add_events(const Report *report)
{
    g_autofree char *path = g_build_filename(report->source->directory, "events.csv", NULL);
    g_autoptr(ReportData) events = report_data_csv(report->source->directory, "events.csv");
    guint count = events != NULL ? events->rows->len - 1 : 0;

    if (count == 0) {
        report_add(report->page, "<p class=\"note\">%s</p>\n", say_no_events(path));
        return;
    }
    report_add(report->page,
               "<details%s><summary>What happened when, in replication 1 (%u event%s)</summary>\n",
               count <= EVENTS_OPEN_MAX ? " open" : "", count, count == 1 ? "" : "s");
    report_add_raw(
        report->page,
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Events\"><table>"
        "\n<thead><tr><th scope=\"col\" class=\"n\">time (s)</th><th "
        "scope=\"col\">variant</th><th scope=\"col\">event</th><th "
        "scope=\"col\">of</th><th scope=\"col\">reason</th><th scope=\"col\" "
        "class=\"n\">event log</th></tr></thead>\n<tbody>\n");
    for (guint row = 1; row <= MIN(count, EVENTS_SHOWN_MAX); row++)
        add_event(report, events, row);
    close_table(report);
    if (count > EVENTS_SHOWN_MAX)
        report_add(report->page,
                   "<p class=\"note\">Shown are the first %d; events.csv has all.</p>\n",
                   EVENTS_SHOWN_MAX);
    report_add_raw(report->page, "</details>\n");
}

void report_over_time(const Report *report)
{
    g_autofree char *names = names_in_a_row(report);
    g_autofree char *throughput = g_strdup_printf(
        "Requests that ended ok and that did not, per second, over simulated time: %s; above them, "
        "marks for faults, starts, recycling, crashes and disablement. The tables below have the "
        "numbers.",
        names);
    g_autofree char *queues =
        g_strdup_printf("Requests waiting in the longest queues over simulated time: %s.", names);
    g_autofree char *resources =
        g_strdup_printf("Threads, processors and memory in use over simulated time: %s.", names);

    report_open_section(report->page, "over-time", "Over time");
    say_why_none(report);
    report_figure(
        report->page, report->figures,
        &(ReportCaption){"throughput", throughput,
                         "Means over the replications; the marks are those of replication "
                         "1, faults are lines through it all."});
    add_events(report);
    add_throughput_table(report);
    report_figure(report->page, report->figures,
                  &(ReportCaption){"queues", queues,
                                   "The queue that fills first is where the trouble starts."});
    report_panels(report, "queues", "The numbers: requests waiting over time");
    report_figure(report->page, report->figures, &(ReportCaption){"resources", resources, NULL});
    report_panels(report, "resources", "The numbers: what is in use over time");
    report_close_section(report->page);
}
