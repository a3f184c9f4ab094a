/* verdict.c - paired differences, Holm's adjustment, the rule that makes a verdict of them. */
#include "cli/results/verdict.h"
#include "cli/results/sensitivity.h"
#include <math.h>
#include <string.h>

const char *verdict_name(Verdict verdict)
{
    static const char *const names[] = {
        [VERDICT_INDISTINGUISHABLE] = "indistinguishable",
        [VERDICT_LOWER] = "lower",
        [VERDICT_HIGHER] = "higher",
    };

    return names[verdict];
}

static SimPairedDifference difference(const Experiment *experiment,
                                      const VerdictComparison *comparison, uint32_t baseline,
                                      uint32_t candidate)
{
    g_autofree double *before = experiment_column(experiment, comparison->baseline, baseline);
    g_autofree double *after = experiment_column(experiment, comparison->candidate, candidate);
    SimPairedDifference paired =
        sim_estimate_paired(before, after, experiment->replications, EXPERIMENT_CONFIDENCE);

    if (paired.difference.n < 2)
        paired.p = NAN; /* one pair has no variance to speak of, known or zero */
    return paired;
}

SimPairedDifference verdict_difference(const Experiment *experiment,
                                       const VerdictComparison *comparison, const char *reference)
{
    return difference(experiment, comparison,
                      experiment_find_reference(comparison->baseline, reference),
                      experiment_find_reference(comparison->candidate, reference));
}

SimPairedDifference verdict_stage_difference(const Experiment *experiment,
                                             const VerdictComparison *comparison, const char *stage,
                                             const char *part)
{
    return difference(experiment, comparison,
                      experiment_find(comparison->baseline, RESULT_STAGE, stage, part),
                      experiment_find(comparison->candidate, RESULT_STAGE, stage, part));
}

/* Is the whole interval further from 0 than the margin, a share of the baseline's mean? */
static bool is_beyond(const SimPairedDifference *paired, double margin)
{
    double mean = paired->difference.mean;
    double nearest = mean > 0 ? paired->difference.low : -paired->difference.high;

    if (margin <= 0 || isnan(paired->relative))
        return true;
    return nearest > margin * fabs(mean / paired->relative);
}

static Verdict judge(const VerdictMetric *metric, double margin)
{
    double mean = metric->paired.difference.mean;

    /* A p that is NaN is below nothing; that of a difference of exactly 0 is 1. */
    if (!(metric->p_holm < VERDICT_SIGNIFICANCE) || !is_beyond(&metric->paired, margin))
        return VERDICT_INDISTINGUISHABLE;
    return mean < 0 ? VERDICT_LOWER : VERDICT_HIGHER;
}

/* The verdict on loss where the family has it, otherwise its own p: whoever leaves loss out of the
 * family should be warned no later. */
static bool loss_differs(const Experiment *experiment, const VerdictComparison *comparison)
{
    for (uint32_t m = 0; m < comparison->metric_count; m++)
        if (g_str_equal(comparison->metrics[m].metric, "loss"))
            return comparison->metrics[m].verdict != VERDICT_INDISTINGUISHABLE;
    return verdict_difference(experiment, comparison, "loss").p < VERDICT_SIGNIFICANCE;
}

static void adjust(Verdicts *verdicts, uint32_t metric_count)
{
    uint32_t count = verdicts->count * metric_count;
    g_autofree double *p = g_new(double, count + 1);

    for (uint32_t i = 0; i < count; i++) {
        p[i] = verdicts->comparisons[i / metric_count].metrics[i % metric_count].paired.p;
        verdicts->family += isnan(p[i]) ? 0 : 1;
    }
    sim_estimate_holm(p, count);
    for (uint32_t i = 0; i < count; i++)
        verdicts->comparisons[i / metric_count].metrics[i % metric_count].p_holm = p[i];
}

/* Which variant the comparison of this number is about: all but the baseline, in order. */
static const ExperimentVariant *candidate_of(const Experiment *experiment, uint32_t comparison)
{
    return &experiment->variants[comparison +
                                 (comparison >= experiment->scenario->baseline_index ? 1 : 0)];
}

Verdicts *verdicts_new(const Experiment *experiment)
{
    const Scenario *scenario = experiment->scenario;
    uint32_t metric_count = g_strv_length(scenario->compare_metrics);
    Verdicts *verdicts = g_new0(Verdicts, 1);

    g_assert(scenario->baseline_index < experiment->variant_count);
    verdicts->count = experiment->variant_count - 1;
    verdicts->comparisons = g_new0(VerdictComparison, experiment->variant_count);
    for (uint32_t i = 0; i < verdicts->count; i++) {
        VerdictComparison *comparison = &verdicts->comparisons[i];

        comparison->baseline = &experiment->variants[scenario->baseline_index];
        comparison->candidate = candidate_of(experiment, i);
        comparison->metrics = g_new0(VerdictMetric, metric_count);
        comparison->metric_count = metric_count;
        for (uint32_t m = 0; m < metric_count; m++) {
            comparison->metrics[m].metric = scenario->compare_metrics[m];
            comparison->metrics[m].paired =
                verdict_difference(experiment, comparison, scenario->compare_metrics[m]);
        }
    }
    adjust(verdicts, metric_count);
    for (uint32_t i = 0; i < verdicts->count; i++) {
        VerdictComparison *comparison = &verdicts->comparisons[i];
        bool has_survivors_only;

        for (uint32_t m = 0; m < metric_count; m++)
            comparison->metrics[m].verdict = judge(&comparison->metrics[m], scenario->margin);
        has_survivors_only = loss_differs(experiment, comparison);
        for (uint32_t m = 0; m < metric_count; m++)
            comparison->metrics[m].is_survivors_only =
                has_survivors_only && g_str_has_prefix(comparison->metrics[m].metric, "latency.");
    }
    return verdicts;
}

void verdicts_free(Verdicts *verdicts)
{
    if (verdicts == NULL)
        return;
    for (uint32_t i = 0; i < verdicts->count; i++) {
        for (uint32_t m = 0; m < verdicts->comparisons[i].metric_count; m++)
            g_free(verdicts->comparisons[i].metrics[m].hangs_on);
        g_free(verdicts->comparisons[i].metrics);
    }
    g_free(verdicts->comparisons);
    sensitivity_free(verdicts->sensitivity);
    g_free(verdicts);
}
