/* figures_tornado.c - the points of the tornado figure: a panel for each metric of a comparison that
 * some assumed cost moves, a row in it for each of the costs that move it most. */
#include "cli/results/figures.h"
#include "cli/results/tsv.h"
#include "cli/results/quantity.h"
#include <math.h>

#define PANELS_MAX 6
#define ROWS_MAX   6

#define SWING_SEEN_MIN 0.01 /* of the largest of the panel */

/* 'higher', 'lower' or nothing at an end where the verdict is what it is: what flips is told. */
static const char *flip_of(const SensitivityOutcome *outcome)
{
    if (!outcome->flips)
        return "-";
    return outcome->verdict == VERDICT_INDISTINGUISHABLE ? "unclear"
                                                         : verdict_name(outcome->verdict);
}

/* The unit that fits all that a panel shows. */
static QuantityFormat format_of(const SensitivityMetric *metric, uint32_t rows)
{
    SimEstimate all[1 + ROWS_MAX * SENSITIVITY_ENDS] = {metric->metric->paired.difference};
    uint32_t count = 1;

    for (uint32_t i = 0; i < rows; i++)
        for (int end = 0; end < SENSITIVITY_ENDS; end++)
            all[count++] = metric->effects[i].at[end].difference;
    return quantity_format(quantity_kind(metric->metric->metric), all, count);
}

/* A bar from nowhere or to nowhere cannot be drawn, and one that is too short cannot be seen, unless a
 * verdict flips: they are in the table alone. The first effect is the largest. */
static bool has_bars(const SensitivityMetric *metric, uint32_t i)
{
    const SensitivityEffect *effect = &metric->effects[i];

    return effect->swing > 0 && isfinite(effect->swing) &&
           (!isfinite(metric->effects[0].swing) ||
            effect->swing >= SWING_SEEN_MIN * metric->effects[0].swing || effect->at[0].flips ||
            effect->at[1].flips);
}

static bool is_drawn(const Sensitivity *sensitivity, const SensitivityMetric *metric)
{
    bool is_some = false;

    for (uint32_t i = 0; i < MIN(sensitivity->cost_count, ROWS_MAX); i++)
        is_some |= has_bars(metric, i);
    return is_some && sensitivity_is_worth_showing(metric, sensitivity->cost_count);
}

static void add_panel(GString *text, const SensitivityMetric *metric, uint32_t costs,
                      uint32_t panel)
{
    const SimEstimate *base = &metric->metric->paired.difference;
    QuantityFormat format = format_of(metric, MIN(costs, ROWS_MAX));
    g_autofree char *title = g_strdup_printf("%s: %s minus %s", metric->metric->metric,
                                             metric->comparison->candidate->source->name,
                                             metric->comparison->baseline->source->name);
    uint32_t rows = 0;

    for (uint32_t i = 0; i < MIN(costs, ROWS_MAX); i++) {
        const SensitivityEffect *effect = &metric->effects[i];

        if (!has_bars(metric, i))
            continue;
        if (rows == 0 && panel > 1)
            g_string_append(text, "\n\n");
        g_string_append_printf(text, "%u\t%u", panel, ++rows);
        tsv_add_text(text, effect->cost);
        for (int end = 0; end < SENSITIVITY_ENDS; end++)
            tsv_add_estimate(text, &effect->at[end].difference, format.factor);
        tsv_add_estimate(text, base, format.factor);
        for (int end = 0; end < SENSITIVITY_ENDS; end++)
            tsv_add_text(text, flip_of(&effect->at[end]));
        tsv_add_text(text, title);
        tsv_add_text(text, *format.unit != '\0' ? format.unit : "-");
        g_string_append_c(text, '\n');
    }
}

/* Panels for the metrics whose verdict hangs on a cost, or for the others; *panels counts all of
 * them, more than are drawn. */
static void add_panels(GString *text, const Sensitivity *sensitivity, bool hanging,
                       uint32_t *panels)
{
    for (uint32_t i = 0; i < sensitivity->metric_count; i++) {
        const SensitivityMetric *metric = &sensitivity->metrics[i];

        if ((metric->metric->hangs_on[0] != NULL) == hanging && is_drawn(sensitivity, metric) &&
            ++*panels <= PANELS_MAX)
            add_panel(text, metric, sensitivity->cost_count, *panels);
    }
}

bool figures_write_tornado(Outdir *outdir, const Sensitivity *sensitivity, GError **error)
{
    g_autoptr(GString) text = g_string_new(
        "# panel\trow\tcost\tx0.3\tlo\thi\tx3\tlo\thi\tas it is\tlo\thi\tverdict x0.3\tverdict "
        "x3\ttitle\tunit\n");
    uint32_t panels = 0;

    add_panels(text, sensitivity, true, &panels);
    add_panels(text, sensitivity, false, &panels);
    g_string_append_printf(text, "# panels in all: %u\n", panels);
    return panels == 0 || outdir_write(outdir, FIGURES_FOLDER "/tornado.tsv", text->str, -1, error);
}
