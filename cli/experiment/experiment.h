/* experiment.h - all variants of a scenario, each run some number of times, and what came of it.
 *
 * campaign.h says how. A finished run is reduced at once to its row of values; the variant keeps one merged histogram,
 * one sum of series and the marks of replication 1, so that memory grows by a row per replication.
 */
#pragma once
#include "cli/experiment/shard.h"
#include "cli/scenario/scenario.h"
#include "sim/estimate.h"
#include <stdio.h>

#define EXPERIMENT_CONFIDENCE 0.95
#define EXPERIMENT_FAILED     "rate.failed"

/* GError codes of this domain are CliExit statuses. */
#define EXPERIMENT_ERROR experiment_error_quark()
GQuark experiment_error_quark(void);

typedef struct {
    ResultScope scope;
    const char *entity; /* NULL for the whole run */
    const char *metric;
} ExperimentKey;

typedef struct {
    const ScenarioVariant *source; /* borrowed */
    ExperimentKey *keys;
    uint32_t key_count;
    GArray *rows;          /* double: key_count values for each replication */
    SimHistogram *latency; /* of all replications */
    GArray *quarters;      /* double: requests inside, STABILITY_QUARTERS for each replication */
    const char **series_names;
    uint32_t series_count;
    uint32_t bucket_count;
    int64_t bucket_ns;
    /* [name * bucket_count + bucket], over replications; after the last name comes one row more, of
     * all requests that did not end ok (EXPERIMENT_FAILED), which no series has */
    double *series_sums;
    double *series_squares; /* of the distances from the mean */
    ResultMark *marks;      /* of replication 1 */
    uint32_t mark_count;
    uint64_t marks_dropped;
} ExperimentVariant;

typedef struct {
    const Scenario *scenario; /* borrowed */
    ExperimentVariant *variants;
    uint32_t variant_count;
    uint32_t replications; /* finished, the same for all variants */
    bool is_partial;       /* interrupted before all were finished */
    bool reached;          /* as many as asked, or the asked precision */
    FILE *request_rows;    /* NULL unless asked for; without a header */
    GStringChunk *strings;
} Experiment;

struct Journal;

typedef struct {
    uint32_t threads; /* 0: one for each core */
    bool wants_request_rows;
    bool wants_isolation; /* a twin run beside each, without each fault */
    bool shows_progress;
    char *const *metrics;    /* NULL, or what must exist beside the scenario's own, as in
                             experiment_find(); a name that does not is EXIT_INVALID */
    struct Journal *journal; /* NULL: what is finished is not kept on the way (journal.h) */
    Shard shard;             /* divided: what is run is in the journal, and not in the result */
} ExperimentOptions;

/* NULL on failure. An interruption is no failure: is_partial is set, and replications may be 0. */
Experiment *experiment_run(const Scenario *scenario, const ExperimentOptions *options,
                           GError **error);
void experiment_free(Experiment *experiment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Experiment, experiment_free)

/* The index of a value of the variant, MODEL_NONE when it has none such. */
uint32_t experiment_find(const ExperimentVariant *variant, ResultScope scope, const char *entity,
                         const char *metric);

/* The same by the way it is written: 'latency.p95', 'latency.p95(app:shop)', 'within(0.3)'. */
uint32_t experiment_find_reference(const ExperimentVariant *variant, const char *reference);

/* The index of what an [slo:*] is about. */
uint32_t experiment_find_slo(const ExperimentVariant *variant, const ScenarioSlo *slo);

/* One value per replication; NaN in all for index MODEL_NONE. The caller frees it with g_free(). */
double *experiment_column(const Experiment *experiment, const ExperimentVariant *variant,
                          uint32_t index);

/* With the interval left out where the design of the results has none (latency.max). */
SimEstimate experiment_estimate(const Experiment *experiment, const ExperimentVariant *variant,
                                uint32_t index);

/* The mean over replications of one bucket of a series. */
double experiment_series(const Experiment *experiment, const ExperimentVariant *variant,
                         uint32_t name, uint32_t bucket);

/* The index of a series by its name, EXPERIMENT_FAILED included; MODEL_NONE when there is none. */
uint32_t experiment_find_series(const ExperimentVariant *variant, const char *name);

/* The same with its interval. NaN in all for name MODEL_NONE, or a bucket that is not there. */
SimEstimate experiment_series_estimate(const Experiment *experiment,
                                       const ExperimentVariant *variant, uint32_t name,
                                       uint32_t bucket);

/* 'run', 'app', ...: as summaries write a scope. */
const char *experiment_scope_name(ResultScope scope);
