/* observe.h - what is learned from single requests while a run goes on: one CSV row for each, and
 * the share that ended ok within a bound that an [slo:*] names.
 *
 * A run keeps no request after its end, so both are taken from it as they pass. The shares are
 * exact counts, not read off the histogram.
 */
#pragma once
#include "cli/scenario.h"
#include <stdio.h>

typedef struct {
    const ScenarioSlo *slo; /* borrowed; its metric is 'within(T)' */
    int64_t bound_ns;
    uint64_t offered;
    uint64_t ok_within;
} ObservedShare;

typedef struct {
    const Scenario *scenario; /* borrowed */
    const ScenarioVariant *variant;
    uint64_t replication;
    ObservedShare *shares;
    uint32_t share_count;
    FILE *rows; /* NULL: not wanted; a file without a name otherwise */
} Observation;

#define OBSERVATION_ROWS_HEADER                                                                    \
    "replication,variant,group,user,ordinal,app,page,issued_s,started_s,ended_s,attempts,"         \
    "outcome,status,process\n"

/* NULL without *error when there is nothing to look at; with it when no temporary file can be had.
 */
Observation *observation_new(const Scenario *scenario, const ScenarioVariant *variant,
                             uint64_t replication, bool wants_rows, GError **error);
void observation_free(Observation *observation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Observation, observation_free)

/* A RunObserver.request; self is the Observation. */
void observation_request(void *self, const RequestRecord *record);

double observation_share(const ObservedShare *share); /* NaN when nothing was offered */

/* Is this the name of a share within a bound? Then *bound_s is the bound. */
bool observation_is_within(const char *metric, double *bound_s);

/* A temporary file without a name. */
FILE *observation_spool_new(GError **error);

/* Appends all of from, from its beginning. */
bool observation_spool_append(FILE *to, FILE *from, GError **error);
