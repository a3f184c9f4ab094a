/* collect.h - what came of the points of a sweep: main figures kept, everything else written away as it
 * comes, so that memory does not grow with it.
 */
#pragma once
#include "cli/experiment/experiment.h"
#include "cli/experiment/warmup.h"
#include "cli/results/json_text.h"
#include "cli/sweep/textbook.h"
#include <stdio.h>

#define SWEEP_FORMAT "iissim-sweep/1"

typedef enum {
    SWEEP_LATENCY_MEAN,
    SWEEP_LATENCY_P95,
    SWEEP_THROUGHPUT,
    SWEEP_LOSS,
    SWEEP_METRICS
} SweepMetric;

extern const char *const sweep_metric_names[SWEEP_METRICS]; /* 'latency.mean', .. */

typedef struct {
    uint32_t point;        /* of the sweep, from 0 */
    uint32_t replications; /* that were finished, at least 1 */
    bool is_partial;
    bool reached;
    SimEstimate *values;  /* [variant * SWEEP_METRICS + metric] */
    SimEstimate *plotted; /* [(sweep_plotted_index() * variants) + variant] */
    char **unmet;         /* [variant]: names of the [slo:*] that it does not meet; '': none */
    bool *is_unstable;    /* [variant] */
    Textbook *textbooks;  /* [variant]: what it is; station.servers is 0: nothing */
} SweepOutcome;

/* Files without a name; rows only, their heads are below. */
typedef struct {
    const Scenario *scenario; /* borrowed; it has a sweep */
    WarmupSpan warmup;        /* of all points that leave it to pilots */
    GPtrArray *outcomes;      /* SweepOutcome, by point; one without a replication is not there */
    FILE *estimates;
    FILE *replications;
    FILE *points;     /* JSON */
    JsonText pending; /* of points, not yet in the file */
} SweepCollection;

/* NULL, with *error set, when no temporary files can be had. */
SweepCollection *sweep_collection_new(const Scenario *scenario, GError **error);
void sweep_collection_free(SweepCollection *collection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SweepCollection, sweep_collection_free)

/* Takes a point in; points come in their order. Nothing of the experiment is kept. */
bool sweep_collect(SweepCollection *collection, uint32_t point, const Experiment *experiment,
                   GError **error);

/* After the last point, once. */
bool sweep_collection_end(SweepCollection *collection, GError **error);

/* What comes before the rows of each file. The caller owns them. */
char *sweep_estimates_head(const SweepCollection *collection);
char *sweep_replications_head(const SweepCollection *collection);
char *sweep_json_head(const SweepCollection *collection);

bool sweep_is_partial(const SweepCollection *collection);

/* How many points missed the precision that was asked for. */
uint32_t sweep_count_unreached(const SweepCollection *collection);

/* Of how many points and variants more came than the server could do; *first and *variant get the first
 * of them. */
uint32_t sweep_count_unstable(const SweepCollection *collection, uint32_t *first,
                              uint32_t *variant);

/* The place in SweepOutcome.plotted of a metric of a [plot:*] of the scenario. */
uint32_t sweep_plotted_index(const Scenario *scenario, uint32_t plot, uint32_t y);

/* NULL: it did not come to that point. */
const SweepOutcome *sweep_outcome(const SweepCollection *collection, uint32_t point);
