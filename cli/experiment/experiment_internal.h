/* experiment_internal.h - what experiment.c (the data) and replicate.c (the threads) share. */
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

/* Does every variant yield what the scenario and the options refer to? Asked after replication 1.
 */
bool experiment_check_references(const Experiment *experiment, const ExperimentOptions *options,
                                 GError **error);

/* The threads, for as long as an experiment needs them. */
typedef struct Replicator Replicator;
Replicator *replicator_new(Experiment *experiment, const ExperimentOptions *options);

/* Goes on until replication 'until' has been taken in. False after a failure (*error set) or an
 * interruption (is_partial set). */
bool replicator_run(Replicator *replicator, uint32_t until, GError **error);
void replicator_free(Replicator *replicator);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Replicator, replicator_free)
