/* experiment_internal.h - what experiment.c (the data) and campaign.c (who runs it) share. */
#pragma once
#include "cli/experiment/experiment.h"
#include "cli/experiment/observe.h"

typedef struct {
    ModelResult *result;
    Observation *observation; /* NULL when nobody looked at single requests */
} ExperimentRun;

/* Without any replication. */
Experiment *experiment_new(const Scenario *scenario);

/* Takes in the next replication: runs[v] for every variant. False, with *error set, when a run
 * broke an invariant, when its values are not those of the runs before, or rows cannot be kept. */
bool experiment_take_in(Experiment *experiment, const ExperimentRun *runs, GError **error);

/* What is said of a run that broke an invariant. */
void experiment_set_violation(GError **error, const ScenarioVariant *variant, uint32_t replication,
                              const char *violation);

/* Does every variant yield what the scenario and metrics refer to? Asked after replication 1. */
bool experiment_check_references(const Experiment *experiment, char *const *metrics,
                                 GError **error);

/* How many replications there must be before one looks again; 0: it is finished, and 'reached'
 * says how. */
uint32_t experiment_next_look(Experiment *experiment);

/* Of the scenario's precision metric: half the interval over the estimate, the widest of all
 * variants; NaN while there is none. */
double experiment_worst_half_width(const Experiment *experiment);
