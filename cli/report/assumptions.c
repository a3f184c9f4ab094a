/* assumptions.c - which verdicts hang on costs that nobody has measured. */
#include "cli/report/fields.h"
#include "cli/report/parts.h"
#include "cli/report/words.h"
#include "cli/results/gnuplot_text.h"
#include "cli/scenario/scenario_assumed.h"
#include <string.h>

#define ROWS_SHOWN_MAX 24

/* ---- what was computed ---- */

static char *hanging_verdicts(JsonArray *effects)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < fields_length(effects); i++) {
        JsonObject *effect = fields_at(effects, i);
        g_autofree char *metric = words_metric(gnuplot_string(effect, "metric"));
        g_autofree char *item =
            g_strdup_printf("%s of %s on %s", metric, gnuplot_string(effect, "candidate"),
                            gnuplot_string(effect, "cost"));

        /* Both factors of a cost may flip it. */
        if (fields_is_true(effect, "flips") && strstr(text->str, item) == NULL)
            g_string_append_printf(text, "%s%s", text->len > 0 ? "; " : "", item);
    }
    return g_string_free(text, FALSE);
}

static void add_effect(const Report *report, JsonObject *effect)
{
    const char *metric = gnuplot_string(effect, "metric");
    g_autofree char *name = words_metric(metric);
    g_autofree char *difference =
        words_signed_with_interval(quantity_kind(metric), words_estimate(effect, "difference"));
    bool flips = fields_is_true(effect, "flips");

    report_add(report->page,
               "<tr><th scope=\"row\">%s</th><td>%s, %s</td><td class=\"n\">\xc3\x97 %g</td><td "
               "class=\"n\">%s</td><td>",
               gnuplot_string(effect, "cost"), name,
               words_variant(report->variants, gnuplot_string(effect, "candidate")),
               gnuplot_number(effect, "factor"), difference);
    report_add(report->page,
               flips ? "<span class=\"bad\">? %s</span></td></tr>\n" : "%s</td></tr>\n",
               gnuplot_string(effect, "verdict"));
}

/* Those that flip a verdict first; within a metric the largest come first already. */
static void add_effects(const Report *report, JsonArray *effects)
{
    guint shown = 0;

    report_add_raw(report->page,
                   "<details><summary>The numbers: differences with one cost changed</summary>\n"
                   "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Sensitivity\">"
                   "<table>\n<thead><tr><th scope=\"col\">cost</th><th scope=\"col\">difference "
                   "of</th><th scope=\"col\" class=\"n\">factor</th><th scope=\"col\" "
                   "class=\"n\">difference then</th><th scope=\"col\">verdict "
                   "then</th></tr></thead>\n<tbody>\n");
    for (int flipping = 1; flipping >= 0; flipping--) {
        for (guint i = 0; i < fields_length(effects) && shown < ROWS_SHOWN_MAX; i++) {
            JsonObject *effect = fields_at(effects, i);

            if (effect == NULL || fields_is_true(effect, "flips") != (flipping == 1))
                continue;
            add_effect(report, effect);
            shown++;
        }
    }
    report_add_raw(report->page, "</tbody></table></div>\n");
    if (fields_length(effects) > shown)
        report_add(report->page,
                   "<p class=\"note\">Shown are %u of %u; sensitivity.csv has all.</p>\n", shown,
                   fields_length(effects));
    report_add_raw(report->page, "</details>\n");
}

static void add_computed(const Report *report, JsonObject *sensitivity)
{
    JsonArray *effects = fields_array(sensitivity, "effects");
    g_autofree char *hanging = hanging_verdicts(effects);

    if (fields_is_true(sensitivity, "partial"))
        report_add_raw(report->page, "<p class=\"notice\"><strong>Unfinished:</strong> interrupted "
                                     "before every cost was varied.</p>\n");
    if (*hanging != '\0')
        report_add(report->page,
                   "<p><strong>These verdicts hang on an assumed cost:</strong> %s.</p>\n",
                   hanging);
    else
        report_add_raw(report->page,
                       "<p><strong>No verdict hangs on any one assumed cost</strong>, "
                       "varied by 0.3 and by 3.</p>\n");
    report_figure(report->page, report->figures,
                  &(ReportCaption){"tornado",
                                   "What each assumed cost, at 0.3 and at 3 times, does to the "
                                   "differences. The table below has the numbers.",
                                   "The dashed line is the difference as it is, a bar what it is "
                                   "with the cost at 0.3 and at 3 times; the full line is 0."});
    add_effects(report, effects);
}

/* ---- what was not ---- */

static void add_assumed_costs(const Report *report, const Scenario *scenario)
{
    g_autoptr(GArray) costs = scenario_assumed_costs(scenario);
    guint paid = 0;

    for (guint i = 0; i < costs->len; i++) {
        const ScenarioAssumedCost *cost = &g_array_index(costs, ScenarioAssumedCost, i);

        if (cost->use != ASSUMED_PAID)
            continue;
        report_add_raw(report->page, paid++ > 0 ? ", " : "<p>Assumed costs here: ");
        report_add(report->page, "<code>%s</code> = %s", cost->key->name, cost->value);
    }
    report_add_raw(report->page,
                   paid > 0 ? ".</p>\n" : "<p>No variant pays a cost that is an assumption.</p>\n");
}

void report_assumptions(const Report *report)
{
    JsonObject *sensitivity = gnuplot_object(report->root, "sensitivity");
    const Scenario *scenario = report->source->scenario;

    report_open_section(report->page, "assumptions", "What hangs on assumptions");
    if (sensitivity != NULL)
        add_computed(report, sensitivity);
    else
        report_add_raw(report->page,
                       "<p>Nobody has published what every step of the path costs; some costs are "
                       "assumptions. <strong>Whether a verdict hangs on one of them was not "
                       "computed for these results</strong>: <code>iissim compare FILE "
                       "--sensitivity</code> does it.</p>\n");
    if (sensitivity == NULL && scenario != NULL)
        add_assumed_costs(report, scenario);
    report_close_section(report->page);
}
