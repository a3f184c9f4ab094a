/* answer.c - the answer in one sentence: whom a fault hurts where there is one, else how the variants
 * stand to each other in what was compared first. */
#include "cli/report/parts.h"
#include "cli/report/fields.h"
#include "cli/report/words.h"
#include "cli/results/gnuplot_text.h"
#include <math.h>

#define NAMED_MAX 4 /* variants in the sentence; the table below has all */

static void append(GString *text, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void append(GString *text, const char *format, ...)
{
    g_autofree char *escaped = NULL;
    va_list arguments;

    va_start(arguments, format);
    escaped = g_markup_vprintf_escaped(format, arguments);
    va_end(arguments);
    g_string_append(text, escaped);
}

static JsonObject *variant_of(const Report *report, guint index)
{
    return gnuplot_object(report->variants, report->names[index]);
}

/* ---- faults ---- */

static SimEstimate harm_of(const Report *report, guint variant, const char *fault,
                           const char *measure)
{
    JsonObject *isolation = gnuplot_object(variant_of(report, variant), "isolation");

    return words_estimate(gnuplot_object(isolation, fault), measure);
}

/* The most that the fault does to any variant; NaN where it was not compared with its absence. */
static double worst_of(const Report *report, const char *fault, const char *measure)
{
    double worst = NAN;

    for (guint v = 0; v < report->count; v++)
        worst = fmax(worst, harm_of(report, v, fault, measure).mean);
    return worst;
}

/* The fault that does most; NULL when none does anything. */
static const char *worst_fault(const Report *report, const char *measure)
{
    JsonObject *isolation = gnuplot_object(variant_of(report, 0), "isolation");
    g_autoptr(GList) faults = fields_names(isolation);
    const char *worst = NULL;
    double most = 0;

    for (GList *item = faults; item != NULL; item = item->next) {
        double harm = worst_of(report, item->data, measure);

        if (harm > most) {
            most = harm;
            worst = item->data;
        }
    }
    return worst;
}

static void append_harm(GString *text, const Report *report, guint variant, const char *fault,
                        const char *measure, bool is_first)
{
    SimEstimate harm = harm_of(report, variant, fault, measure);
    g_autofree char *amount = words_with_interval(QUANTITY_COUNT, harm);
    const char *of_others = g_str_equal(measure, "blast_requests") ? " of other applications" : "";

    append(text, "%s%s loses <b>%s</b>", is_first ? "" : "; ",
           words_variant(report->variants, report->names[variant]),
           harm.mean != 0 ? amount
           : is_first     ? "no"
                          : "none");
    if (is_first)
        append(text, " request%s%s when <q>%s</q> happens", harm.mean == 1 ? "" : "s", of_others,
               fault);
}

static bool append_faults(GString *text, const Report *report)
{
    const char *measure = "blast_requests";
    const char *fault = worst_fault(report, measure);

    if (fault == NULL) {
        measure = "net";
        fault = worst_fault(report, measure);
    }
    if (fault == NULL)
        return false;
    /* The candidates first, the baseline, which stands first in a scenario, last. */
    for (guint i = 0; i < MIN(report->count, NAMED_MAX); i++)
        append_harm(text, report, MIN(report->count, NAMED_MAX) - 1 - i, fault, measure, i == 0);
    g_string_append(text, ". ");
    return true;
}

/* ---- differences ---- */

static void append_difference(GString *text, const Report *report, JsonObject *comparison,
                              const char *metric)
{
    JsonObject *result = gnuplot_object(gnuplot_object(comparison, "metrics"), metric);
    const char *verdict = gnuplot_string(result, "verdict");
    const char *candidate =
        words_variant(report->variants, gnuplot_string(comparison, "candidate"));
    const char *baseline = words_variant(report->variants, gnuplot_string(comparison, "baseline"));
    SimEstimate difference = words_estimate(result, "difference");
    double relative = gnuplot_number(result, "relative");
    g_autofree char *words = words_metric(metric);
    bool is_lower = g_str_equal(verdict, "lower");
    SimEstimate amount = {is_lower ? -difference.mean : difference.mean,
                          is_lower ? -difference.high : difference.low,
                          is_lower ? -difference.low : difference.high, difference.n};
    g_autofree char *size = words_with_interval(quantity_kind(metric), amount);

    if (!is_lower && !g_str_equal(verdict, "higher")) {
        g_autofree char *open = words_signed_with_interval(quantity_kind(metric), difference);

        if (difference.low == 0 && difference.high == 0)
            append(text, "%s and %s are <b>the same</b> in %s", candidate, baseline, words);
        else
            append(text, "%s and %s cannot be told apart in %s: the difference is <b>%s</b>",
                   candidate, baseline, words, open);
        return;
    }
    append(text, "The %s of %s is <b>%s</b>", words, candidate, size);
    if (isfinite(relative)) {
        g_autofree char *share = quantity_percent(fabs(relative));

        append(text, " (%s)", share);
    }
    append(text, " %s than that of %s", verdict, baseline);
}

/* One replication proves nothing, and where nothing ended ok there is no latency to compare. */
static bool has_interval(JsonObject *comparison, const char *metric)
{
    JsonObject *result = gnuplot_object(gnuplot_object(comparison, "metrics"), metric);

    return isfinite(words_estimate(result, "difference").low);
}

static bool has_verdict(JsonObject *comparison, const char *metric)
{
    JsonObject *result = gnuplot_object(gnuplot_object(comparison, "metrics"), metric);
    const char *verdict = gnuplot_string(result, "verdict");

    return g_str_equal(verdict, "lower") || g_str_equal(verdict, "higher");
}

/* The first of the compared metrics on which there is a verdict, else the first that was compared at all; NULL:
 * none. The verdicts hold together, so that taking one of them out takes nothing from it. */
static const char *telling_metric(JsonObject *comparison)
{
    g_autoptr(GList) names = fields_names(gnuplot_object(comparison, "metrics"));
    const char *first = NULL;

    for (GList *item = names; item != NULL; item = item->next) {
        if (!has_interval(comparison, item->data))
            continue;
        if (has_verdict(comparison, item->data))
            return item->data;
        first = first == NULL ? item->data : first;
    }
    return first;
}

static bool append_differences(GString *text, const Report *report)
{
    JsonArray *comparisons = fields_array(report->root, "comparisons");
    guint count = fields_length(comparisons);
    bool is_told = false;

    for (guint i = 0; i < MIN(count, NAMED_MAX - 1); i++) {
        JsonObject *comparison = fields_at(comparisons, i);
        const char *metric = telling_metric(comparison);

        if (metric == NULL)
            continue;
        append_difference(text, report, comparison, metric);
        g_string_append(text, ". ");
        is_told = true;
    }
    return is_told;
}

/* ---- one variant alone, or nothing to compare ---- */

static void append_variant(GString *text, const Report *report, guint index)
{
    JsonObject *metrics = gnuplot_object(variant_of(report, index), "metrics");
    SimEstimate loss = words_estimate(metrics, "loss");
    SimEstimate latency = words_estimate(metrics, "latency.mean");
    g_autofree char *lost = words_with_interval(QUANTITY_FRACTION, loss);
    g_autofree char *mean = words_with_interval(QUANTITY_SECONDS, latency);
    const char *name = words_variant(report->variants, report->names[index]);

    if (isnan(loss.mean))
        append(text, "No request came to %s in the measured window. ", name);
    else if (isnan(latency.mean))
        append(text, "No request to %s ended ok: it lost <b>%s</b> of them. ", name, lost);
    else
        append(text, "A request to %s takes <b>%s</b> in the mean; <b>%s</b> of them are lost. ",
               name, mean, lost);
}

static bool has_latency(const Report *report)
{
    for (guint v = 0; v < report->count; v++)
        if (isfinite(
                words_estimate(gnuplot_object(variant_of(report, v), "metrics"), "latency.mean")
                    .mean))
            return true;
    return false;
}

char *report_answer_run(const Report *report)
{
    GString *text = g_string_new(NULL);
    bool is_told = append_faults(text, report);

    if (has_latency(report))
        is_told |= append_differences(text, report);
    if (!is_told)
        for (guint i = 0; i < MIN(report->count, NAMED_MAX); i++)
            append_variant(text, report, i);
    if (text->len > 0)
        g_string_truncate(text, text->len - 1);
    return g_string_free(text, FALSE);
}
