/* verdict.h - which variant is better, and how sure one may be.
 *
 * Every other variant is set against the baseline, replication by replication: the same seed gives
 * all of them the same arrivals and demands, so that the differences are those of the variants.
 * The family that Holm's adjustment covers is all metrics times all candidates, as far as they
 * have a p. Intervals are marginal. A margin asks that the difference be of practical size: the interval must then lie
 * beyond it, too.
 */
#pragma once
#include "cli/experiment/experiment.h"

#define VERDICT_SIGNIFICANCE (1 - EXPERIMENT_CONFIDENCE)

typedef enum { VERDICT_INDISTINGUISHABLE, VERDICT_LOWER, VERDICT_HIGHER } Verdict;

typedef struct {
    const char *metric; /* as the scenario writes it; borrowed */
    SimPairedDifference paired;
    double p_holm; /* NaN where there is no p */
    Verdict verdict;
    bool is_survivors_only; /* about latency, while the losses differ: of other requests */
    const char **hangs_on; /* NULL: nobody looked; else the assumed costs that flip the verdict when
                               varied alone, ended by NULL. The names are borrowed */
} VerdictMetric;

typedef struct {
    const ExperimentVariant *baseline;
    const ExperimentVariant *candidate;
    VerdictMetric *metrics;
    uint32_t metric_count;
} VerdictComparison;

typedef struct {
    VerdictComparison *comparisons; /* all variants but the baseline, in order */
    uint32_t count;
    uint32_t family;                 /* how many hypotheses Holm's adjustment covers */
    struct Sensitivity *sensitivity; /* NULL: nobody looked (sensitivity.h) */
} Verdicts;

Verdicts *verdicts_new(const Experiment *experiment);
void verdicts_free(Verdicts *verdicts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Verdicts, verdicts_free)

/* 'lower', ... */
const char *verdict_name(Verdict verdict);

/* Candidate minus baseline of any one value, outside of every family. */
SimPairedDifference verdict_difference(const Experiment *experiment,
                                       const VerdictComparison *comparison, const char *reference);
SimPairedDifference verdict_stage_difference(const Experiment *experiment,
                                             const VerdictComparison *comparison, const char *stage,
                                             const char *part);
