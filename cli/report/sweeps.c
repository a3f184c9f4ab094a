/* sweeps.c - the main parts of a report on a sweep: what it went through, its figures, its points. */
#include "cli/report/fields.h"
#include "cli/report/parts.h"
#include "cli/report/words.h"
#include "cli/results/gnuplot_text.h"
#include <math.h>
#include <string.h>

#define POINTS_SHOWN_MAX 120

static const char *const shown_metrics[] = {"latency.mean", "latency.p95", "throughput", "loss"};

static JsonArray *points_of(const Report *report)
{
    return fields_array(report->root, "points");
}

/* 'load = 2, machine.cores = 4' */
static char *parameters_text(JsonObject *point)
{
    JsonObject *parameters = gnuplot_object(point, "parameters");
    g_autoptr(GList) names = fields_names(parameters);
    GString *text = g_string_new(NULL);

    for (GList *item = names; item != NULL; item = item->next) {
        double number = gnuplot_number(parameters, item->data);

        g_string_append_printf(text, "%s%s = ", text->len > 0 ? ", " : "", (char *)item->data);
        if (isnan(number))
            g_string_append(text, gnuplot_string(parameters, item->data));
        else
            g_string_append_printf(text, "%.10g", number);
    }
    return g_string_free(text, FALSE);
}

static JsonObject *metrics_at(JsonObject *point, const char *variant)
{
    return gnuplot_object(gnuplot_object(gnuplot_object(point, "variants"), variant), "metrics");
}

static QuantityFormat format_of(JsonArray *points, const char *variant, const char *metric)
{
    guint count = MIN(fields_length(points), POINTS_SHOWN_MAX);
    g_autofree SimEstimate *values = g_new(SimEstimate, MAX(count, 1));

    for (guint i = 0; i < count; i++)
        values[i] = words_estimate(metrics_at(fields_at(points, i), variant), metric);
    return quantity_format(quantity_kind(metric), values, count);
}

static void add_points(const Report *report, const char *variant, const char *name)
{
    JsonArray *points = points_of(report);
    guint count = MIN(fields_length(points), POINTS_SHOWN_MAX);
    QuantityFormat formats[G_N_ELEMENTS(shown_metrics)];

    report_add(
        report->page,
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Points of %s\"><table>"
        "\n<caption>%s</caption>\n<thead><tr><th scope=\"col\">point</th>",
        name, name);
    for (size_t m = 0; m < G_N_ELEMENTS(shown_metrics); m++) {
        g_autofree char *words = words_metric(shown_metrics[m]);

        formats[m] = format_of(points, variant, shown_metrics[m]);
        report_add(report->page, "<th scope=\"col\" class=\"n\">%s (%s)</th>", words,
                   words_unit(&formats[m]));
    }
    report_add_raw(report->page, "</tr></thead>\n<tbody>\n");
    for (guint i = 0; i < count; i++) {
        g_autofree char *parameters = parameters_text(fields_at(points, i));

        report_add(report->page, "<tr><th scope=\"row\">%s</th>", parameters);
        for (size_t m = 0; m < G_N_ELEMENTS(shown_metrics); m++)
            words_add_cell(
                report->page, &formats[m],
                words_estimate(metrics_at(fields_at(points, i), variant), shown_metrics[m]));
        report_add_raw(report->page, "</tr>\n");
    }
    report_add_raw(report->page, "</tbody></table></div>\n");
    if (fields_length(points) > count)
        report_add(report->page,
                   "<p class=\"note\">Shown are the first %u of %u points; sweep.csv has "
                   "all.</p>\n",
                   count, fields_length(points));
}

/* 'from 12 ms at load = 0.5 to 3.1 s at load = 3' */
static void add_variant_answer(const Report *report, const char *variant, const char *name)
{
    JsonArray *points = points_of(report);
    const char *metric = "latency.p95";
    guint least = 0, most = 0;
    double low = INFINITY, high = -INFINITY;

    for (guint i = 0; i < fields_length(points); i++) {
        double value = words_estimate(metrics_at(fields_at(points, i), variant), metric).mean;

        if (value < low) {
            low = value;
            least = i;
        }
        if (value > high) {
            high = value;
            most = i;
        }
    }
    if (low > high) {
        report_add(report->page, "No point of %s has enough ok requests for a p95 latency. ", name);
    } else {
        g_autofree char *from = words_with_interval(
            QUANTITY_SECONDS,
            words_estimate(metrics_at(fields_at(points, least), variant), metric));
        g_autofree char *to = words_with_interval(
            QUANTITY_SECONDS, words_estimate(metrics_at(fields_at(points, most), variant), metric));
        g_autofree char *at_least = parameters_text(fields_at(points, least));
        g_autofree char *at_most = parameters_text(fields_at(points, most));

        report_add(report->page,
                   "The p95 latency of %s goes from <b>%s</b> (%s) to <b>%s</b> (%s). ", name, from,
                   at_least, to, at_most);
    }
}

void report_sweep(const Report *report)
{
    JsonArray *variants = fields_array(report->root, "variants");

    report_open_section(report->page, "answer", "Answer");
    report_add_raw(report->page, "<p class=\"answer\">");
    for (guint v = 0; v < fields_length(variants); v++) {
        const char *name = gnuplot_string(fields_at(variants, v), "name");
        const char *model = gnuplot_string(fields_at(variants, v), "model");

        add_variant_answer(report, name, g_str_equal(name, model) ? words_model(model) : name);
    }
    report_add_raw(report->page, "</p>\n");
    if (fields_is_true(report->root, "partial"))
        report_add_raw(report->page,
                       "<p class=\"notice\"><strong>Unfinished:</strong> the sweep was "
                       "interrupted; these are the points that were finished.</p>\n");
    report_close_section(report->page);
    report_other_figures(report);
    report_open_section(report->page, "points", "The points");
    for (guint v = 0; v < fields_length(variants); v++) {
        const char *name = gnuplot_string(fields_at(variants, v), "name");
        const char *model = gnuplot_string(fields_at(variants, v), "model");

        add_points(report, name, g_str_equal(name, model) ? words_model(model) : name);
    }
    report_close_section(report->page);
}
