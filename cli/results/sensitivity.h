/* sensitivity.h - what becomes of the verdicts when a cost that nobody measured is another.
 *
 * Each assumed cost that some variant may pay is varied alone, to 0.3 and to 3 times what it is, in
 * all variants, on the same draws; the whole comparison is made again. A verdict hangs on a cost
 * when it is another at either end. What several costs do together is not looked at.
 */
#pragma once
#include "cli/results/verdict.h"
#include "cli/scenario/scenario_assumed.h"

#define SENSITIVITY_ENDS 2
extern const double sensitivity_factors[SENSITIVITY_ENDS]; /* 0.3, 3 */

/* One cost varied: two experiments like the base, with as many replications. */
typedef struct {
    const ScenarioAssumedCost *cost; /* borrowed */
    const Experiment *at[SENSITIVITY_ENDS];
} SensitivityPoint;

typedef struct {
    SimEstimate difference;
    double p_holm;
    Verdict verdict;
    bool flips; /* it is not the verdict of the base */
} SensitivityOutcome;

typedef struct {
    const char *cost; /* its name, of the key table */
    SensitivityOutcome at[SENSITIVITY_ENDS];
    double swing; /* how far the mean difference moves, at most; infinite where it vanishes */
} SensitivityEffect;

/* Of one metric of one comparison. */
typedef struct {
    const VerdictComparison *comparison; /* of the base; borrowed */
    const VerdictMetric *metric;
    SensitivityEffect *effects; /* one for each point; the largest swing first */
} SensitivityMetric;

typedef struct Sensitivity {
    SensitivityMetric *metrics; /* all of the family, comparison by comparison */
    uint32_t metric_count;
    uint32_t cost_count; /* varied */
    bool is_partial;     /* interrupted: not all costs that should be are varied */
    GArray *costs;       /* ScenarioAssumedCost: all, with why some were left out */
    char **numbers;      /* scenario_assumed_numbers() */
} Sensitivity;

/* Names what each verdict hangs on (VerdictMetric.hangs_on) and gives the whole to verdicts, which
 * must be of the base and live as long. costs and numbers are taken over. */
void sensitivity_add(Verdicts *verdicts, const SensitivityPoint *points, uint32_t count,
                     GArray *costs, char **numbers);
void sensitivity_free(Sensitivity *sensitivity);

/* Is there something to show of this metric: does some cost move it, and is there a verdict on it, as
 * it is or then? With one replication, where there is no verdict at all, the first is enough. */
bool sensitivity_is_worth_showing(const SensitivityMetric *metric, uint32_t cost_count);

/* Does this cost move anything? */
bool sensitivity_has_effect(const Sensitivity *sensitivity, const char *cost);
