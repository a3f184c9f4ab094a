/* table_verdicts.c - the differences from the first variant, one block per other variant. */
#include "cli/results/sentence.h"
#include "cli/results/table_internal.h"
#include <math.h>

#define METRIC_WIDTH 24 /* with the indent of two */
#define UNIT_WIDTH   4
#define NUMBER_WIDTH 10
#define P_SHOWN_MIN  0.0001

static void add_relative(Table *table, double relative)
{
    g_autofree char *share = isnan(relative) ? g_strdup("-") : quantity_percent(relative);
    g_autofree char *text = g_strdup_printf("%s%s", relative > 0 ? "+" : "", share);

    table_add_right(table, text, NUMBER_WIDTH);
}

static void add_p(Table *table, double p)
{
    g_autofree char *text = isnan(p)          ? g_strdup("-")
                            : p < P_SHOWN_MIN ? g_strdup("<0.0001")
                                              : g_strdup_printf("%.4f", p);

    table_add_right(table, text, NUMBER_WIDTH - 1);
}

static void add_metric(Table *table, const VerdictMetric *metric)
{
    QuantityFormat format =
        quantity_format(quantity_kind(metric->metric), &metric->paired.difference, 1);

    table_add_name(table, metric->metric, METRIC_WIDTH - 2 - UNIT_WIDTH);
    table_add_right(table, format.unit, UNIT_WIDTH);
    table_add_estimate(table, &format, metric->paired.difference);
    add_relative(table, metric->paired.relative);
    add_p(table, metric->p_holm);
    g_string_append(table->text, "  ");
    if (metric->verdict != VERDICT_INDISTINGUISHABLE)
        table_begin_bold(table);
    g_string_append(table->text, metric->verdict == VERDICT_INDISTINGUISHABLE
                                     ? "no difference"
                                     : verdict_name(metric->verdict));
    if (metric->verdict != VERDICT_INDISTINGUISHABLE)
        table_end_style(table);
    g_string_append(table->text, metric->is_survivors_only ? " *" : "");
    table_end_line(table);
}

static void add_notes(Table *table, const Experiment *experiment, const Verdicts *verdicts)
{
    uint32_t family = verdicts->count * verdicts->comparisons[0].metric_count;
    double margin = experiment->scenario->margin;
    g_autofree char *note = g_strdup_printf(
        "Paired by replication. Each interval (95%%) stands for itself; the verdicts hold together "
        "at 5%% (Holm over %u).",
        family);
    bool has_survivors_only = false;

    for (uint32_t i = 0; i < verdicts->count; i++)
        for (uint32_t m = 0; m < verdicts->comparisons[i].metric_count; m++)
            has_survivors_only |= verdicts->comparisons[i].metrics[m].is_survivors_only;
    g_string_append_c(table->text, '\n');
    table_begin_dim(table);
    table_add_paragraph(table, note);
    if (margin > 0) {
        g_autofree char *asked = g_strdup_printf(
            "A verdict also asks that the interval lie beyond the margin of %.10g%%.",
            margin * 100);

        table_add_paragraph(table, asked);
    }
    if (has_survivors_only)
        table_add_paragraph(table, "* survivors only: the losses differ, so that these latencies "
                                   "are not of the same requests.");
    table_end_style(table);
}

void table_add_verdicts(Table *table, const Experiment *experiment, const Verdicts *verdicts)
{
    for (uint32_t i = 0; i < verdicts->count; i++) {
        const VerdictComparison *comparison = &verdicts->comparisons[i];
        g_autofree char *heading = g_strdup_printf(
            "%s minus %s", comparison->candidate->source->name, comparison->baseline->source->name);

        table_add_heading(table, heading);
        table_begin_dim(table);
        table_add_left(table, "", METRIC_WIDTH);
        table_add_right(table, "difference", NUMBER_WIDTH);
        table_add_right(table, "relative", TABLE_CELL_WIDTH);
        table_add_right(table, "p, Holm", NUMBER_WIDTH - 1);
        g_string_append(table->text, "  verdict");
        table_end_style(table);
        table_end_line(table);
        for (uint32_t m = 0; m < comparison->metric_count; m++)
            add_metric(table, &comparison->metrics[m]);
    }
    add_notes(table, experiment, verdicts);
    for (uint32_t i = 0; i < verdicts->count; i++) {
        g_autofree char *sentence = sentence_new(experiment, &verdicts->comparisons[i]);

        g_string_append_c(table->text, '\n');
        table_begin_bold(table);
        table_add_paragraph(table, sentence);
        table_end_style(table);
    }
}
