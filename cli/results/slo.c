/* slo.c - an estimate against a bound. */
#include "cli/results/slo.h"

char *slo_reference(const ScenarioSlo *slo)
{
    if (slo->scope == NULL)
        return g_strdup(slo->metric);
    return g_strdup_printf("%s(%s:%s)", slo->metric, slo->scope, slo->entity);
}

bool slo_is_met(const ScenarioSlo *slo, double value)
{
    if (value == slo->bound)
        return !slo->strict;
    return slo->at_most ? value < slo->bound : value > slo->bound;
}

SloOutcomes *slo_outcomes_new(const Experiment *experiment)
{
    const Scenario *scenario = experiment->scenario;
    SloOutcomes *slos = g_new0(SloOutcomes, 1);

    slos->outcomes = g_new0(SloOutcome, scenario->slo_count * experiment->variant_count + 1);
    for (uint32_t i = 0; i < scenario->slo_count; i++) {
        for (uint32_t v = 0; v < experiment->variant_count; v++) {
            const ExperimentVariant *variant = &experiment->variants[v];
            uint32_t index = experiment_find_slo(variant, &scenario->slos[i]);
            SimEstimate value = experiment_estimate(experiment, variant, index);

            slos->outcomes[slos->count++] = (SloOutcome){
                .slo = &scenario->slos[i],
                .variant = variant,
                .value = value,
                .is_met = slo_is_met(&scenario->slos[i], value.mean),
            };
        }
    }
    return slos;
}

void slo_outcomes_free(SloOutcomes *slos)
{
    if (slos == NULL)
        return;
    g_free(slos->outcomes);
    g_free(slos);
}

bool slo_outcomes_are_met(const SloOutcomes *slos)
{
    for (uint32_t i = 0; i < slos->count; i++)
        if (!slos->outcomes[i].is_met)
            return false;
    return true;
}
