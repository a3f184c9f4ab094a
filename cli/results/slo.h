/* slo.h - did each variant meet what each [slo:*] requires? The estimate is held against the bound;
 * a value that does not exist meets nothing. */
#pragma once
#include "cli/experiment/experiment.h"

typedef struct {
    const ScenarioSlo *slo;           /* borrowed */
    const ExperimentVariant *variant; /* borrowed */
    SimEstimate value;
    bool is_met;
} SloOutcome;

typedef struct {
    SloOutcome *outcomes; /* by slo, then by variant */
    uint32_t count;
} SloOutcomes;

SloOutcomes *slo_outcomes_new(const Experiment *experiment);
void slo_outcomes_free(SloOutcomes *slos);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SloOutcomes, slo_outcomes_free)

/* NaN is on neither side of a bound. */
bool slo_is_met(const ScenarioSlo *slo, double value);

bool slo_outcomes_are_met(const SloOutcomes *slos);

/* 'latency.p95(app:shop)'. The caller frees it. */
char *slo_reference(const ScenarioSlo *slo);
