/* cards.c - a card for each variant with its key figures, and the service levels. */
#include "cli/report/parts.h"
#include "cli/report/fields.h"
#include "cli/report/words.h"
#include "cli/results/gnuplot_text.h"
#include <math.h>

static const char *const key_figures[] = {"latency.mean", "latency.p95",     "throughput", "loss",
                                          "availability", "cpu.utilisation", "memory.mean"};

#define APART 20 /* times: one unit is for both no longer */

/* Cards show a figure in the same unit, with as many decimals, where they are not worlds apart. */
static QuantityFormat format_of(const Report *report, const char *metric, SimEstimate own)
{
    g_autofree SimEstimate *estimates = g_new(SimEstimate, report->count);
    double least = INFINITY, most = 0;

    for (guint v = 0; v < report->count; v++) {
        estimates[v] = words_estimate(
            gnuplot_object(gnuplot_object(report->variants, report->names[v]), "metrics"), metric);
        least = estimates[v].mean > 0 ? fmin(least, estimates[v].mean) : least;
        most = fmax(most, estimates[v].mean);
    }
    if (most > APART * least)
        return quantity_format(quantity_kind(metric), &own, 1);
    return quantity_format(quantity_kind(metric), estimates, report->count);
}

static void add_figure(const Report *report, JsonObject *metrics, const char *metric)
{
    SimEstimate estimate = words_estimate(metrics, metric);
    QuantityFormat format = format_of(report, metric, estimate);
    g_autofree char *name = words_metric(metric);
    g_autofree char *mean =
        estimate.mean == 0 ? g_strdup("0") : words_number(&format, estimate.mean);
    g_autofree char *low = words_number(&format, estimate.low);
    g_autofree char *high = words_number(&format, estimate.high);

    report_add(report->page, "<div><dt>%s</dt><dd><span class=\"m\">%s</span>", name, mean);
    if (isfinite(estimate.mean))
        report_add(report->page, "<span class=\"u\">%s%s</span>", words_gap(&format),
                   words_unit(&format));
    if (words_has_interval(estimate))
        report_add(report->page, " <span class=\"i\">[%s, %s]</span>", low, high);
    report_add_raw(report->page, "</dd></div>\n");
}

/* Said on the card, because every figure on it hangs on it. */
static void add_instability(ReportPage *page, JsonObject *variant)
{
    if (fields_is_true(gnuplot_object(variant, "stability"), "unstable"))
        report_add_raw(page, "<p class=\"notice\"><strong>Unstable:</strong> more comes than can "
                             "be served; the figures grow with the length of the run.</p>\n");
}

static const char *path_of(const char *model)
{
    return g_str_equal(model, "iis5")   ? "inetinfo, named pipe, one aspnet_wp for all applications"
           : g_str_equal(model, "iis6") ? "http.sys, a w3wp for each application pool"
           : g_str_equal(model, "i5m")  ? "http.sys, inetinfo, named pipe, one aspnet_wp"
                                        : model;
}

static void add_card(const Report *report, guint index)
{
    JsonObject *variant = gnuplot_object(report->variants, report->names[index]);
    JsonObject *metrics = gnuplot_object(variant, "metrics");
    const char *model = gnuplot_string(variant, "model");

    report_add(
        report->page,
        "<article class=\"card\">\n<h3><svg class=\"swatch\" viewBox=\"0 0 28 10\" "
        "aria-hidden=\"true\"><path class=\"s-v%u d%u\" d=\"M0,5H28\"></path></svg> %s</h3>\n",
        index % 6 + 1, index % 5 + 1, words_variant(report->variants, report->names[index]));
    report_add(report->page, "<p class=\"sub\">%s</p>\n<dl>\n", path_of(model));
    for (size_t i = 0; i < G_N_ELEMENTS(key_figures); i++)
        add_figure(report, metrics, key_figures[i]);
    report_add_raw(report->page, "</dl>\n");
    add_instability(report->page, variant);
    report_add_raw(report->page, "</article>\n");
}

void report_cards(const Report *report)
{
    report_open_section(report->page, "variants",
                        report->count == 1 ? "What was simulated" : "The variants");
    report_add_raw(report->page, "<div class=\"cards\">\n");
    for (guint i = 0; i < report->count; i++)
        add_card(report, i);
    report_add_raw(report->page, "</div>\n");
    report_figure(report->page, report->figures,
                  &(ReportCaption){"answer",
                                   "Bars: what each variant came to, with intervals. The cards and "
                                   "the comparison have the numbers.",
                                   NULL});
    report_close_section(report->page);
}

/* ---- service levels ---- */

static void add_slo(const Report *report, JsonObject *slo)
{
    const char *name = gnuplot_string(slo, "name");
    SimEstimate value = words_estimate(slo, "value");
    bool is_met = fields_is_true(slo, "met");
    const ScenarioSlo *known = NULL;
    g_autofree char *text = NULL;

    for (uint32_t i = 0; report->source->scenario != NULL && known == NULL &&
                         i < report->source->scenario->slo_count;
         i++)
        if (g_str_equal(report->source->scenario->slos[i].name, name))
            known = &report->source->scenario->slos[i];
    text =
        words_with_interval(known != NULL ? quantity_kind(known->metric) : QUANTITY_COUNT, value);
    report_add(report->page,
               "<tr><th scope=\"row\">%s</th><td>%s</td><td class=\"n\">%s</td>"
               "<td><span class=\"%s\">%s</span></td></tr>\n",
               name, words_variant(report->variants, gnuplot_string(slo, "variant")), text,
               is_met ? "good" : "bad", is_met ? "\xe2\x9c\x93 met" : "\xe2\x9c\x97 not met");
}

void report_slos(const Report *report)
{
    JsonArray *slos = fields_array(report->root, "slo");

    if (fields_length(slos) == 0)
        return;
    report_open_section(report->page, "service-levels", "Service levels");
    report_add_raw(report->page,
                   "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Service "
                   "levels\"><table>\n<thead><tr><th scope=\"col\">level</th><th "
                   "scope=\"col\">variant</th><th scope=\"col\" class=\"n\">value</th><th "
                   "scope=\"col\">verdict</th></tr></thead>\n<tbody>\n");
    for (guint i = 0; i < fields_length(slos); i++)
        if (fields_at(slos, i) != NULL)
            add_slo(report, fields_at(slos, i));
    report_add_raw(report->page, "</tbody></table></div>\n");
    report_close_section(report->page);
}
