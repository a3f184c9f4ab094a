/* csv_verdicts.c - two tidy tables of a comparison. */
#include "cli/results/csv_verdicts.h"
#include "cli/results/csv.h"
#include "cli/results/sensitivity.h"
#include "cli/version.h"
#include <math.h>

static void append_identity(GString *text, const Experiment *experiment,
                            const VerdictComparison *comparison, const VerdictMetric *metric)
{
    const Scenario *scenario = experiment->scenario;

    g_string_append_printf(text, "%s,%s,%" G_GUINT64_FORMAT, scenario->sha256, IISSIM_VERSION,
                           scenario->seed);
    csv_append_text(text, comparison->baseline->source->name);
    csv_append_text(text, comparison->candidate->source->name);
    csv_append_text(text, metric->metric);
}

static void append_estimate(GString *text, SimEstimate estimate)
{
    csv_append_number(text, estimate.mean);
    csv_append_number(text, estimate.low);
    csv_append_number(text, estimate.high);
    g_string_append_printf(text, ",%u", estimate.n);
}

static void append_comparison(GString *text, const VerdictMetric *metric)
{
    g_autofree char *hangs_on =
        metric->hangs_on != NULL ? g_strjoinv(" ", (char **)metric->hangs_on) : g_strdup("");

    append_estimate(text, metric->paired.difference);
    csv_append_number(text, metric->paired.relative);
    csv_append_number(text, metric->paired.p);
    csv_append_number(text, metric->p_holm);
    csv_append_text(text, verdict_name(metric->verdict));
    csv_append_number(text, metric->paired.pairing);
    csv_append_number(text, metric->paired.correlation);
    csv_append_text(text, metric->is_survivors_only ? "true" : "false");
    csv_append_text(text, hangs_on);
    g_string_append_c(text, '\n');
}

void csv_append_comparisons(GString *text, const Experiment *experiment, const Verdicts *verdicts)
{
    g_string_append(text, "scenario_sha256,iissim,seed,baseline,candidate,metric,difference,lo,hi,"
                          "n,relative,p,p_holm,verdict,pairing,correlation,survivors_only,"
                          "hangs_on\n");
    for (uint32_t i = 0; i < verdicts->count; i++)
        for (uint32_t m = 0; m < verdicts->comparisons[i].metric_count; m++) {
            const VerdictMetric *metric = &verdicts->comparisons[i].metrics[m];

            append_identity(text, experiment, &verdicts->comparisons[i], metric);
            append_comparison(text, metric);
        }
}

static void append_outcome(GString *text, const char *cost, double factor,
                           const SensitivityOutcome *outcome)
{
    csv_append_text(text, cost);
    csv_append_number(text, factor);
    append_estimate(text, outcome->difference);
    csv_append_number(text, outcome->p_holm);
    csv_append_text(text, verdict_name(outcome->verdict));
    csv_append_text(text, outcome->flips ? "true" : "false");
    g_string_append_c(text, '\n');
}

static void append_metric(GString *text, const Experiment *experiment, const SensitivityMetric *of,
                          uint32_t costs)
{
    const SensitivityOutcome base = {.difference = of->metric->paired.difference,
                                     .p_holm = of->metric->p_holm,
                                     .verdict = of->metric->verdict};

    append_identity(text, experiment, of->comparison, of->metric);
    append_outcome(text, "", 1, &base);
    for (uint32_t i = 0; i < costs; i++)
        for (int end = 0; end < SENSITIVITY_ENDS; end++) {
            append_identity(text, experiment, of->comparison, of->metric);
            append_outcome(text, of->effects[i].cost, sensitivity_factors[end],
                           &of->effects[i].at[end]);
        }
}

void csv_append_sensitivity(GString *text, const Experiment *experiment, const Verdicts *verdicts)
{
    const Sensitivity *sensitivity = verdicts->sensitivity;

    g_string_append(text, "scenario_sha256,iissim,seed,baseline,candidate,metric,cost,factor,"
                          "difference,lo,hi,n,p_holm,verdict,flips\n");
    for (uint32_t i = 0; i < sensitivity->metric_count; i++)
        append_metric(text, experiment, &sensitivity->metrics[i], sensitivity->cost_count);
}
