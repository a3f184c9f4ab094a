/* capacities.c - the main parts of a report on a capacity: how much each variant takes, what holds it up, and the loads
 * that were looked at. */
#include "cli/report/fields.h"
#include "cli/report/parts.h"
#include "cli/report/words.h"
#include "cli/results/gnuplot_text.h"
#include <math.h>

static JsonObject *variant_of(const Report *report, guint index)
{
    return gnuplot_object(report->variants, report->names[index]);
}

static const char *name_of(const Report *report, guint index)
{
    return words_variant(report->variants, report->names[index]);
}

/* {"value", "lo", "hi"}: a capacity, not a mean. */
static SimEstimate level_of(JsonObject *variant, const char *name)
{
    JsonObject *level = gnuplot_object(variant, name);

    return (SimEstimate){.mean = gnuplot_number(level, "value"),
                         .low = gnuplot_number(level, "lo"),
                         .high = gnuplot_number(level, "hi"),
                         .n = 2};
}

static const char *outcome_words(const char *outcome)
{
    return g_str_equal(outcome, "unlimited") ? "keeps every level at any load that was looked at"
           : g_str_equal(outcome, "never")   ? "keeps them at no load"
                                             : "cannot be told: too few requests";
}

static void add_variant_answer(const Report *report, guint index)
{
    JsonObject *variant = variant_of(report, index);
    const char *outcome = gnuplot_string(variant, "outcome");
    const char *limit = gnuplot_string(gnuplot_object(variant, "limit"), "first");
    g_autofree char *load = words_with_interval(QUANTITY_COUNT, level_of(variant, "load"));
    g_autofree char *rate =
        words_with_interval(QUANTITY_PER_SECOND, level_of(variant, "throughput"));

    if (!g_str_equal(outcome, "found")) {
        report_add(report->page, "%s %s. ", name_of(report, index), outcome_words(outcome));
        return;
    }
    report_add(report->page,
               "%s keeps every service level up to <b>%s</b> times the load, <b>%s</b>",
               name_of(report, index), load, rate);
    if (*limit != '\0')
        report_add(report->page, "; then <b>%s</b> is what is missing", limit);
    report_add_raw(report->page, ". ");
}

static void add_answer(const Report *report)
{
    report_open_section(report->page, "answer", "Answer");
    report_add_raw(report->page, "<p class=\"answer\">");
    for (guint v = 0; v < report->count; v++)
        add_variant_answer(report, v);
    report_add_raw(report->page, "</p>\n");
    if (fields_is_true(report->root, "partial"))
        report_add_raw(report->page, "<p class=\"notice\"><strong>Unfinished:</strong> the search "
                                     "was interrupted.</p>\n");
    report_close_section(report->page);
}

/* ---- limits ---- */

static void add_candidate(const Report *report, guint index, JsonObject *candidate)
{
    const char *first = gnuplot_string(gnuplot_object(variant_of(report, index), "limit"), "first");
    const char *name = gnuplot_string(candidate, "name");
    double progress = gnuplot_number(candidate, "progress");
    QuantityFormat format = {.unit = "", .factor = 1, .decimals = 2};
    g_autofree char *text = words_number(&format, progress);

    report_add(report->page,
               "<tr><th scope=\"row\">%s</th><td>%s</td><td class=\"n\">%s</td><td>%s</td></tr>\n",
               name_of(report, index), name, text,
               g_str_equal(name, first) ? "\xe2\x97\x80 the limit" : "");
}

static void add_limits(const Report *report)
{
    report_open_section(report->page, "limits", "What holds it up");
    report_add_raw(
        report->page,
        "<p>The load above the capacity was simulated again with twice of one thing at a "
        "time. Progress is how far that brings the service level that fails first back to "
        "its bound: 0 is nowhere, 1 is there.</p>\n<div class=\"scroll\" tabindex=\"0\" "
        "role=\"group\" aria-label=\"Limits\"><table>\n<thead><tr><th "
        "scope=\"col\">variant</th><th scope=\"col\">twice of</th><th scope=\"col\" "
        "class=\"n\">progress</th><th scope=\"col\">verdict</th></tr></thead>\n<tbody>\n");
    for (guint v = 0; v < report->count; v++) {
        JsonArray *candidates =
            fields_array(gnuplot_object(variant_of(report, v), "limit"), "candidates");

        for (guint i = 0; i < fields_length(candidates); i++)
            add_candidate(report, v, fields_at(candidates, i));
    }
    report_add_raw(report->page, "</tbody></table></div>\n");
    report_close_section(report->page);
}

/* ---- looks ---- */

static void add_look(const Report *report, guint index, JsonObject *look)
{
    SimEstimate throughput = words_estimate(look, "throughput");
    g_autofree char *rate = words_with_interval(QUANTITY_PER_SECOND, throughput);
    JsonArray *slos = fields_array(report->root, "slo");

    report_add(report->page,
               "<tr><th scope=\"row\">%s</th><td class=\"n\">%.6g</td><td class=\"n\">%s</td>",
               name_of(report, index), gnuplot_number(look, "load"), rate);
    for (guint i = 0; i < fields_length(slos); i++) {
        JsonObject *outcome =
            gnuplot_object(gnuplot_object(look, "slo"), gnuplot_string(fields_at(slos, i), "name"));
        QuantityKind kind = quantity_kind(gnuplot_string(fields_at(slos, i), "metric"));
        g_autofree char *value = words_with_interval(kind, words_estimate(outcome, "value"));
        const char *met = gnuplot_string(outcome, "met");

        report_add(report->page, "<td class=\"n\">%s %s</td>", value,
                   g_str_equal(met, "yes")  ? "\xe2\x9c\x93"
                   : g_str_equal(met, "no") ? "\xe2\x9c\x97"
                                            : "?");
    }
    report_add_raw(report->page, "</tr>\n");
}

static void add_looks(const Report *report)
{
    JsonArray *slos = fields_array(report->root, "slo");

    report_open_section(report->page, "looks", "The loads that were looked at");
    report_add_raw(
        report->page,
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Loads\"><table>"
        "\n<thead><tr><th scope=\"col\">variant</th><th scope=\"col\" "
        "class=\"n\">load</th><th scope=\"col\" class=\"n\">ok per second</th>");
    for (guint i = 0; i < fields_length(slos); i++) {
        JsonObject *slo = fields_at(slos, i);
        g_autofree char *bound =
            words_value(quantity_kind(gnuplot_string(slo, "metric")), gnuplot_number(slo, "bound"));

        report_add(report->page, "<th scope=\"col\" class=\"n\">%s: %s %s %s</th>",
                   gnuplot_string(slo, "name"), gnuplot_string(slo, "metric"),
                   gnuplot_string(slo, "relation"), bound);
    }
    report_add_raw(report->page, "</tr></thead>\n<tbody>\n");
    for (guint v = 0; v < report->count; v++) {
        JsonArray *looks = fields_array(variant_of(report, v), "looks");

        for (guint i = 0; i < fields_length(looks); i++)
            add_look(report, v, fields_at(looks, i));
    }
    report_add_raw(report->page, "</tbody></table></div>\n<p class=\"note\">\xe2\x9c\x93 met, "
                                 "\xe2\x9c\x97 not met, ? too few requests to tell.</p>\n");
    report_close_section(report->page);
}

void report_capacity(const Report *report)
{
    add_answer(report);
    report_other_figures(report);
    add_limits(report);
    add_looks(report);
}
