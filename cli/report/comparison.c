/* comparison.c - the paired differences with their verdicts, a table for each candidate. */
#include "cli/report/parts.h"
#include "cli/report/fields.h"
#include "cli/report/words.h"
#include "cli/results/gnuplot_text.h"
#include <math.h>

static JsonObject *result_of(JsonObject *comparison, const char *metric)
{
    return gnuplot_object(gnuplot_object(comparison, "metrics"), metric);
}

/* What the variant has of a metric such as 'latency.p95(app:shop)'; NaN where it is not looked up. */
static SimEstimate value_of(const Report *report, const char *variant, const char *metric)
{
    return words_estimate(gnuplot_object(gnuplot_object(report->variants, variant), "metrics"),
                          metric);
}

static const char *verdict_words(const char *verdict)
{
    return g_str_equal(verdict, "lower")    ? "\xe2\x96\xbc lower"
           : g_str_equal(verdict, "higher") ? "\xe2\x96\xb2 higher"
                                            : "\xe2\x97\x87 unclear";
}

static void add_verdict(ReportPage *page, JsonObject *result)
{
    const char *verdict = gnuplot_string(result, "verdict");

    report_add(page, "<td><span class=\"verdict\">%s</span>",
               *verdict != '\0' ? verdict_words(verdict) : "\xe2\x80\x93");
    if (fields_is_true(result, "survivors_only"))
        report_add_raw(page, "<sup>*</sup>");
    if (fields_length(fields_array(result, "hangs_on")) > 0)
        report_add_raw(page, " <span class=\"bad\">? hangs on an assumed cost</span>");
    report_add_raw(page, "</td>");
}

static void add_row(const Report *report, JsonObject *comparison, const char *metric)
{
    JsonObject *result = result_of(comparison, metric);
    SimEstimate values[] = {value_of(report, gnuplot_string(comparison, "baseline"), metric),
                            value_of(report, gnuplot_string(comparison, "candidate"), metric)};
    SimEstimate difference = words_estimate(result, "difference");
    double relative = gnuplot_number(result, "relative"), p = gnuplot_number(result, "p_holm");
    QuantityFormat format = quantity_format(quantity_kind(metric), values, 2);
    g_autofree char *name = words_metric(metric);
    g_autofree char *head = isfinite(values[0].mean) ? words_head(name, &format) : g_strdup(name);
    g_autofree char *change = words_signed_with_interval(quantity_kind(metric), difference);
    QuantityFormat percent = {.unit = "%", .factor = 100, .decimals = fabs(relative) < 0.1 ? 2 : 1};
    g_autofree char *share = words_signed(&percent, relative);
    g_autofree char *probability = isnan(p)     ? g_strdup("\xe2\x80\x93")
                                   : p < 0.0001 ? g_strdup("<0.0001")
                                                : g_strdup_printf("%.4f", p);

    report_add(report->page, "<tr><th scope=\"row\">%s</th>", head);
    words_add_cell(report->page, &format, values[0]);
    words_add_cell(report->page, &format, values[1]);
    report_add(report->page,
               "<td class=\"n\">%s</td><td class=\"n\">%s%s</td><td class=\"n\">%s</td>", change,
               share, isfinite(relative) ? "%" : "", probability);
    add_verdict(report->page, result);
    report_add_raw(report->page, "</tr>\n");
}

static void add_table(const Report *report, JsonObject *comparison)
{
    const char *baseline = words_variant(report->variants, gnuplot_string(comparison, "baseline"));
    const char *candidate =
        words_variant(report->variants, gnuplot_string(comparison, "candidate"));
    g_autoptr(GList) names = fields_names(gnuplot_object(comparison, "metrics"));

    report_add(
        report->page,
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"%s minus %s\">"
        "<table>\n<caption>%s minus %s</caption>\n<thead><tr><th scope=\"col\">metric</th><th "
        "scope=\"col\" class=\"n\">%s</th><th scope=\"col\" class=\"n\">%s</th><th "
        "scope=\"col\" class=\"n\">difference</th><th scope=\"col\" "
        "class=\"n\">relative</th><th scope=\"col\" class=\"n\"><i>p</i>, Holm</th><th "
        "scope=\"col\">verdict</th></tr></thead>\n<tbody>\n",
        candidate, baseline, candidate, baseline, baseline, candidate);
    for (GList *item = names; item != NULL; item = item->next)
        if (result_of(comparison, item->data) != NULL)
            add_row(report, comparison, item->data);
    report_add_raw(report->page, "</tbody></table></div>\n");
}

static bool has_survivors(JsonArray *comparisons)
{
    for (guint i = 0; i < fields_length(comparisons); i++) {
        JsonObject *comparison = fields_at(comparisons, i);
        g_autoptr(GList) names = fields_names(gnuplot_object(comparison, "metrics"));

        for (GList *item = names; item != NULL; item = item->next)
            if (fields_is_true(result_of(comparison, item->data), "survivors_only"))
                return true;
    }
    return false;
}

void report_comparison(const Report *report)
{
    JsonArray *comparisons = fields_array(report->root, "comparisons");

    if (fields_length(comparisons) == 0)
        return;
    report_open_section(report->page, "comparison", "The comparison");
    for (guint i = 0; i < fields_length(comparisons); i++)
        if (fields_at(comparisons, i) != NULL)
            add_table(report, fields_at(comparisons, i));
    report_add_raw(
        report->page,
        "<p class=\"note\">Paired by replication: both have the same arrivals and demands. Each "
        "interval (95%) stands for itself; the verdicts hold together at 5% (Holm). "
        "<i>Unclear</i>: neither a difference nor that there is none is shown.</p>\n");
    if (has_survivors(comparisons))
        report_add_raw(report->page,
                       "<p class=\"note\">* Survivors only: the losses differ, so that these "
                       "latencies are not of the same requests.</p>\n");
    report_close_section(report->page);
}
