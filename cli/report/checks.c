/* checks.c - laws that any such system obeys, both sides measured apart. */
#include "cli/report/fields.h"
#include "cli/report/parts.h"
#include "cli/report/words.h"
#include "cli/results/gnuplot_text.h"
#include <math.h>

static JsonObject *law_of(const Report *report, guint variant, const char *law)
{
    JsonObject *laws =
        gnuplot_object(gnuplot_object(report->variants, report->names[variant]), "laws");

    return gnuplot_object(laws, law);
}

static char *deviation_text(JsonObject *law)
{
    double deviation = words_estimate(law, "deviation").mean;
    QuantityFormat percent = {.unit = "%", .factor = 100, .decimals = 1};
    g_autofree char *text = words_signed(&percent, deviation);

    return isnan(deviation) ? g_strdup("\xe2\x80\x93") : g_strconcat(text, "%", NULL);
}

static void add_little(const Report *report, guint variant)
{
    JsonObject *law = law_of(report, variant, "little");
    g_autofree char *inside = words_value(QUANTITY_COUNT, words_estimate(law, "inside").mean);
    g_autofree char *product = words_value(QUANTITY_COUNT, words_estimate(law, "product").mean);
    g_autofree char *deviation = deviation_text(law);

    report_add(report->page,
               "<tr><th scope=\"row\">%s</th><td>requests inside (Little)</td><td "
               "class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td></tr>\n",
               words_variant(report->variants, report->names[variant]), inside, product, deviation);
}

static void add_utilisation(const Report *report, guint variant)
{
    JsonObject *law = law_of(report, variant, "utilisation");
    g_autofree char *busy = words_value(QUANTITY_FRACTION, words_estimate(law, "busy").mean);
    g_autofree char *demanded =
        words_value(QUANTITY_FRACTION, words_estimate(law, "demanded").mean);
    g_autofree char *deviation = deviation_text(law);

    report_add(report->page,
               "<tr><th scope=\"row\">%s</th><td>processors busy (utilisation)</td><td "
               "class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td></tr>\n",
               words_variant(report->variants, report->names[variant]), busy, demanded, deviation);
}

void report_checks(const Report *report)
{
    report_open_section(report->page, "checks", "Checks");
    report_add_raw(
        report->page,
        "<p>Two laws that hold for any such system, each side measured apart.</p>\n"
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Checks\"><table>"
        "\n<thead><tr><th scope=\"col\">variant</th><th scope=\"col\">law</th><th "
        "scope=\"col\" class=\"n\">counted</th><th scope=\"col\" class=\"n\">by the "
        "law</th><th scope=\"col\" class=\"n\">deviation</th></tr></thead>\n<tbody>\n");
    for (guint v = 0; v < report->count; v++) {
        add_little(report, v);
        add_utilisation(report, v);
    }
    report_add_raw(report->page, "</tbody></table></div>\n");
    report_close_section(report->page);
}
