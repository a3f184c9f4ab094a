/* stages.c - finds the stages among a variant's values. */
#include "cli/results/stages.h"
#include <math.h>

GPtrArray *stages_collect(const ExperimentVariant *variants, uint32_t count)
{
    GPtrArray *stages = g_ptr_array_new();

    for (uint32_t v = 0; v < count; v++)
        for (uint32_t i = 0; i < variants[v].key_count; i++)
            if (variants[v].keys[i].scope == RESULT_STAGE &&
                !g_ptr_array_find(stages, variants[v].keys[i].entity, NULL)) /* interned */
                g_ptr_array_add(stages, (gpointer)variants[v].keys[i].entity);
    return stages;
}

static double part_s(const Experiment *experiment, const ExperimentVariant *variant,
                     const char *stage, const char *part)
{
    uint32_t index = experiment_find(variant, RESULT_STAGE, stage, part);
    double mean_s = experiment_estimate(experiment, variant, index).mean;

    return isnan(mean_s) ? 0 : mean_s;
}

StageTime stages_time(const Experiment *experiment, const ExperimentVariant *variant,
                      const char *stage)
{
    return (StageTime){.wait_s = part_s(experiment, variant, stage, "wait"),
                       .service_s = part_s(experiment, variant, stage, "service")};
}
