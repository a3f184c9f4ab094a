/* stages.h - the breakdown of mean latency by stage, as tables, figures and sentences use it. */
#pragma once
#include "cli/experiment/experiment.h"

#define STAGES_SHOWN_MIN 0.005 /* of latency.mean, in some variant; less is put with the rest */

typedef struct {
    double wait_s;
    double service_s;
} StageTime;

/* The stages of these variants, each once, in the order of the path: const char *, borrowed. */
GPtrArray *stages_collect(const ExperimentVariant *variants, uint32_t count);

/* Means over the replications; 0 for a stage that the variant does not have. */
StageTime stages_time(const Experiment *experiment, const ExperimentVariant *variant,
                      const char *stage);

static inline double stages_sum(StageTime time)
{
    return time.wait_s + time.service_s;
}
