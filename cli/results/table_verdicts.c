/* table_verdicts.c - the differences from the baseline, one block per other variant. */
#include "cli/results/sentence.h"
#include "cli/results/table_internal.h"
#include <math.h>

#define METRIC_WIDTH       23 /* with the indent of two */
#define UNIT_WIDTH         3
#define NUMBER_WIDTH       10
#define P_WIDTH            8
#define PAIRING_WIDTH      8
#define P_SHOWN_MIN        0.0001
#define PAIRING_SHOWN_MAX  999.5
#define PAIRING_SHOWN_AS_1 0.995 /* from here on: what stands in the table is not below 1 */

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

    table_add_right(table, text, P_WIDTH);
}

/* How many times narrower the pairing made the interval. */
static void add_pairing(Table *table, double pairing)
{
    g_autofree char *text = isnan(pairing)                  ? g_strdup("-")
                            : isinf(pairing)                ? g_strdup("exact")
                            : pairing >= PAIRING_SHOWN_MAX  ? g_strdup(">x999")
                            : pairing >= 9.95               ? g_strdup_printf("x%.0f", pairing)
                            : pairing >= PAIRING_SHOWN_AS_1 ? g_strdup_printf("x%.1f", pairing)
                                                            : g_strdup_printf("x%.2f", pairing);

    table_add_right(table, text, PAIRING_WIDTH);
}

const char *table_verdict_words(Verdict verdict, const SimEstimate *difference)
{
    if (verdict != VERDICT_INDISTINGUISHABLE)
        return verdict_name(verdict);
    if (difference->n == 0)
        return "no value";
    return difference->low == 0 && difference->high == 0 ? "same" : "unclear";
}

/* On an assumed cost. */
static bool hangs(const VerdictMetric *metric)
{
    return metric->hangs_on != NULL && metric->hangs_on[0] != NULL;
}

/* 'lower *?': the style, if there is one, ends with the word. */
static void add_verdict(Table *table, const VerdictMetric *metric)
{
    const char *words = table_verdict_words(metric->verdict, &metric->paired.difference);
    bool has_marks = metric->is_survivors_only || hangs(metric);
    g_autofree char *marks =
        g_strdup_printf("%s%s%s", has_marks ? " " : "", metric->is_survivors_only ? "*" : "",
                        hangs(metric) ? "?" : "");
    g_autofree char *all = g_strconcat(words, marks, NULL);

    if (table->format == TABLE_MARKDOWN) {
        table_add_rest(table, all);
        table_end_style(table);
        return;
    }
    table_add_rest(table, words);
    if (metric->verdict != VERDICT_INDISTINGUISHABLE)
        table_end_style(table);
    table_add_rest(table, marks);
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
    add_pairing(table, metric->paired.pairing);
    table_add_gap(table, 2);
    if (metric->verdict != VERDICT_INDISTINGUISHABLE)
        table_begin_bold(table);
    add_verdict(table, metric);
    table_end_line(table);
}

/* The pairs (metric, comparison) that something is to be said of. */
typedef struct {
    uint32_t survivors_only;
    uint32_t paired;  /* with a ratio to tell */
    uint32_t widened; /* by the pairing, as far as the table shows it */
} Noted;

static Noted look_for_notes(const Verdicts *verdicts)
{
    Noted noted = {0};

    for (uint32_t i = 0; i < verdicts->count; i++)
        for (uint32_t m = 0; m < verdicts->comparisons[i].metric_count; m++) {
            const VerdictMetric *metric = &verdicts->comparisons[i].metrics[m];

            noted.survivors_only += metric->is_survivors_only ? 1 : 0;
            noted.paired += isnan(metric->paired.pairing) ? 0 : 1;
            noted.widened += metric->paired.pairing < PAIRING_SHOWN_AS_1 ? 1 : 0;
        }
    return noted;
}

static void add_margin(Table *table, double margin)
{
    g_autofree char *asked = g_strdup_printf(
        "A verdict also asks that the interval lie beyond the margin of %.10g%%.", margin * 100);

    table_add_paragraph(table, asked);
}

static void add_notes(Table *table, const Experiment *experiment, const Verdicts *verdicts)
{
    g_autofree char *note = g_strdup_printf(
        "Paired by replication. Each interval (95%%) stands for itself; the verdicts hold together "
        "at 5%% (Holm over %u). unclear: neither a difference nor that there is none is shown.",
        verdicts->family);
    Noted noted = look_for_notes(verdicts);

    table_add_empty_line(table);
    table_begin_dim(table);
    table_add_paragraph(table, note);
    if (noted.paired > 0)
        table_add_paragraph(table, "pairing xN: independent runs would have given an interval N "
                                   "times as wide; exact: the difference does not vary.");
    if (noted.widened > 0)
        table_add_paragraph(table, "Below x1 the pairing has widened the interval: the two "
                                   "variants do not rise and fall together.");
    if (experiment->scenario->margin > 0)
        add_margin(table, experiment->scenario->margin);
    if (noted.survivors_only > 0)
        table_add_paragraph(table, "* survivors only: the losses differ, so that these latencies "
                                   "are not of the same requests.");
    table_end_style(table);
}

static void add_header(Table *table)
{
    table_begin_header(table, false);
    table_add_left(table, "", METRIC_WIDTH);
    if (table->format == TABLE_MARKDOWN)
        table_add_left(table, "", 0); /* units have a column of their own */
    table_add_right(table, "difference", NUMBER_WIDTH);
    table_add_right(table, "relative", TABLE_CELL_WIDTH);
    table_add_right(table, "p, Holm", P_WIDTH);
    table_add_right(table, "pairing", PAIRING_WIDTH);
    table_add_gap(table, 2);
    table_add_rest(table, "verdict");
    table_end_header(table);
}

static void add_sentence(Table *table, char *sentence)
{
    table_add_empty_line(table);
    table_begin_bold(table);
    table_add_paragraph(table, sentence);
    table_end_style(table);
    g_free(sentence);
}

void table_add_verdicts(Table *table, const Experiment *experiment, const Verdicts *verdicts)
{
    for (uint32_t i = 0; i < verdicts->count; i++) {
        const VerdictComparison *comparison = &verdicts->comparisons[i];
        g_autofree char *heading = g_strdup_printf(
            "%s minus %s", comparison->candidate->source->name, comparison->baseline->source->name);

        table_add_heading(table, heading);
        add_header(table);
        for (uint32_t m = 0; m < comparison->metric_count; m++)
            add_metric(table, &comparison->metrics[m]);
    }
    add_notes(table, experiment, verdicts);
    if (verdicts->sensitivity != NULL)
        table_add_sensitivity(table, experiment, verdicts->sensitivity);
    if (verdicts->count > 1)
        add_sentence(table, sentence_of_all(experiment, verdicts));
    for (uint32_t i = 0; i < verdicts->count; i++)
        add_sentence(table, sentence_new(experiment, &verdicts->comparisons[i]));
}
