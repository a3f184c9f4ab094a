/* table_sensitivity.c - which verdicts hang on costs that nobody measured: a tornado table for each
 * metric that some cost moves, the largest effect first. */
#include "cli/results/sensitivity.h"
#include "cli/results/table_internal.h"
#include <math.h>
#include <string.h>

#define COST_WIDTH    22 /* with the indent of two */
#define VERDICT_WIDTH 9
#define ROWS_SHOWN    5    /* and every cost that flips the verdict */
#define SWING_SHOWN   0.05 /* of the largest swing */

static bool flips(const SensitivityEffect *effect)
{
    return effect->at[0].flips || effect->at[1].flips;
}

static double largest_swing(const SensitivityMetric *metric, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (isfinite(metric->effects[i].swing))
            return metric->effects[i].swing;
    return 0;
}

/* The effects with a row of their own: the first, as long as they are worth it, and those that
 * flip. */
static GPtrArray *effects_shown(const SensitivityMetric *metric, uint32_t count)
{
    GPtrArray *shown = g_ptr_array_new();

    for (uint32_t i = 0; i < count; i++) {
        SensitivityEffect *effect = &metric->effects[i];
        bool is_worth_it = effect->swing > 0 && i < ROWS_SHOWN &&
                           effect->swing >= SWING_SHOWN * largest_swing(metric, count);

        if (is_worth_it || flips(effect))
            g_ptr_array_add(shown, effect);
    }
    return shown;
}

/* One unit and as many decimals for the base and all that is shown beside it. */
static QuantityFormat format_of(const SensitivityMetric *metric, const GPtrArray *shown)
{
    g_autofree SimEstimate *estimates = g_new(SimEstimate, 1 + SENSITIVITY_ENDS * shown->len);
    uint32_t count = 0;

    estimates[count++] = metric->metric->paired.difference;
    for (guint i = 0; i < shown->len; i++)
        for (int end = 0; end < SENSITIVITY_ENDS; end++)
            estimates[count++] = ((const SensitivityEffect *)shown->pdata[i])->at[end].difference;
    return quantity_format(quantity_kind(metric->metric->metric), estimates, count);
}

/* The difference and, in a column of its own, the verdict. */
static void add_outcome(Table *table, const SensitivityOutcome *outcome,
                        const QuantityFormat *format)
{
    g_autofree char *words =
        g_strdup_printf("%s%s", table_verdict_words(outcome->verdict, &outcome->difference),
                        outcome->flips ? " ?" : "");

    table_add_estimate(table, format, outcome->difference);
    table_add_gap(table, 1);
    if (outcome->flips)
        table_begin_bold(table);
    table_add_rest(table, words);
    if (outcome->flips)
        table_end_style(table);
    table_add_gap(table, VERDICT_WIDTH - (int)strlen(words));
}

static void add_row(Table *table, const SensitivityEffect *effect, const QuantityFormat *format)
{
    table_add_name(table, effect->cost, COST_WIDTH - 2);
    for (int end = 0; end < SENSITIVITY_ENDS; end++)
        add_outcome(table, &effect->at[end], format);
    table_end_line(table);
}

static void add_base(Table *table, const SensitivityMetric *metric, const QuantityFormat *format)
{
    table_add_gap(table, 2);
    table_begin_dim(table);
    table_add_left(table, "as it is", COST_WIDTH - 2);
    table_end_style(table);
    table_add_estimate(table, format, metric->metric->paired.difference);
    table_add_gap(table, 1);
    table_add_rest(
        table, table_verdict_words(metric->metric->verdict, &metric->metric->paired.difference));
    table_end_line(table);
}

static void add_header(Table *table)
{
    table_begin_header(table, false);
    table_add_left(table, "", COST_WIDTH);
    table_add_right(table, "x 0.3", 10);
    if (table->format == TABLE_MARKDOWN)
        table_add_left(table, "verdict", 0);
    table_add_right(table, "x 3", TABLE_CELL_WIDTH + 1 + VERDICT_WIDTH);
    if (table->format == TABLE_MARKDOWN)
        table_add_left(table, "verdict", 0);
    table_end_header(table);
}

static void add_metric(Table *table, const SensitivityMetric *metric, uint32_t count)
{
    g_autoptr(GPtrArray) shown = effects_shown(metric, count);
    QuantityFormat format = format_of(metric, shown);
    g_autofree char *heading = NULL;

    heading = g_strdup_printf(
        "%s, %s minus %s%s%s%s", metric->metric->metric,
        metric->comparison->candidate->source->name, metric->comparison->baseline->source->name,
        *format.unit != '\0' ? " (" : "", format.unit, *format.unit != '\0' ? ")" : "");
    table_add_heading(table, heading);
    add_header(table);
    add_base(table, metric, &format);
    for (guint i = 0; i < shown->len; i++)
        add_row(table, shown->pdata[i], &format);
}

/* 'Text: a, b, c.', nothing without names. Takes the names over. */
static void add_list(Table *table, const char *text, GString *names)
{
    g_autofree char *line = g_strdup_printf("%s: %s.", text, names->str);

    if (names->len > 0)
        table_add_paragraph(table, line);
    g_string_free(names, TRUE);
}

static void append_name(GString *names, const char *name)
{
    g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
}

static GString *names_of_use(const Sensitivity *sensitivity, ScenarioAssumedUse use)
{
    GString *names = g_string_new(NULL);

    for (guint i = 0; i < sensitivity->costs->len; i++) {
        const ScenarioAssumedCost *cost =
            &g_array_index(sensitivity->costs, ScenarioAssumedCost, i);

        if (cost->use == use)
            append_name(names, cost->key->name);
    }
    return names;
}

static GString *names_without_effect(const Sensitivity *sensitivity)
{
    GString *names = g_string_new(NULL);

    for (guint i = 0; i < sensitivity->costs->len; i++) {
        const ScenarioAssumedCost *cost =
            &g_array_index(sensitivity->costs, ScenarioAssumedCost, i);

        if (cost->use == ASSUMED_PAID && !sensitivity_has_effect(sensitivity, cost->key->name))
            append_name(names, cost->key->name);
    }
    return names;
}

/* 'loss of i5m, throughput of iis6' */
static GString *metrics_not_shown(const Sensitivity *sensitivity)
{
    GString *names = g_string_new(NULL);

    for (uint32_t i = 0; i < sensitivity->metric_count; i++) {
        const SensitivityMetric *metric = &sensitivity->metrics[i];
        g_autofree char *name = g_strdup_printf("%s of %s", metric->metric->metric,
                                                metric->comparison->candidate->source->name);

        if (!sensitivity_is_worth_showing(metric, sensitivity->cost_count))
            append_name(names, name);
    }
    return names;
}

static void add_notes(Table *table, const Sensitivity *sensitivity)
{
    GString *numbers = g_string_new(NULL);

    for (char **number = sensitivity->numbers; *number != NULL; number++)
        append_name(numbers, *number);
    table_add_empty_line(table);
    table_begin_dim(table);
    add_list(table, "Interrupted before these were varied",
             names_of_use(sensitivity, ASSUMED_UNTRIED));
    add_list(table, "Without a verdict whatever the cost, or unmoved by all",
             metrics_not_shown(sensitivity));
    add_list(table, "Without any effect here", names_without_effect(sensitivity));
    add_list(table, "Left out, as they are nothing here",
             names_of_use(sensitivity, ASSUMED_NOTHING));
    add_list(table, "Left out, as no model here pays them",
             names_of_use(sensitivity, ASSUMED_NOT_READ));
    add_list(table, "Assumed as well, but no cost and not varied; try --set", numbers);
    table_end_style(table);
}

/* 'latency.mean of iis6 (w3wp-native, jit); loss of i5m (..)' */
static char *verdicts_that_hang(const Sensitivity *sensitivity)
{
    GString *text = g_string_new(NULL);

    for (uint32_t i = 0; i < sensitivity->metric_count; i++) {
        const SensitivityMetric *metric = &sensitivity->metrics[i];
        g_autofree char *names = g_strjoinv(", ", (char **)metric->metric->hangs_on);

        if (*names != '\0')
            g_string_append_printf(text, "%s%s of %s (%s)", text->len > 0 ? "; " : "",
                                   metric->metric->metric,
                                   metric->comparison->candidate->source->name, names);
    }
    return g_string_free(text, FALSE);
}

static void add_answer(Table *table, const Experiment *experiment, const Sensitivity *sensitivity)
{
    g_autofree char *hanging = verdicts_that_hang(sensitivity);
    g_autofree char *answer =
        experiment->replications < 2
            ? g_strdup("One replication gives no verdict that could hang on an assumed cost.")
        : *hanging == '\0'
            ? g_strdup_printf("No verdict hangs on any one of the %u assumed costs that were "
                              "varied, by 0.3 and by 3.",
                              sensitivity->cost_count)
            : g_strdup_printf("? hangs on an assumed cost: %s.", hanging);

    table_add_empty_line(table);
    table_begin_bold(table);
    table_add_paragraph(table, answer);
    table_end_style(table);
}

void table_add_sensitivity(Table *table, const Experiment *experiment,
                           const Sensitivity *sensitivity)
{
    table_add_empty_line(table);
    table_begin_dim(table);
    table_add_paragraph(table,
                        "What hangs on assumed costs: each varied alone, in all variants, on the "
                        "same draws; the difference then, and the verdict.");
    table_end_style(table);
    for (uint32_t i = 0; i < sensitivity->metric_count; i++)
        if (sensitivity_is_worth_showing(&sensitivity->metrics[i], sensitivity->cost_count))
            add_metric(table, &sensitivity->metrics[i], sensitivity->cost_count);
    add_notes(table, sensitivity);
    add_answer(table, experiment, sensitivity);
}
