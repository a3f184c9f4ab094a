/* observe.h - one CSV row for each request, taken while a run goes on: a run keeps no request after
 * its end.
 */
#pragma once
#include "cli/scenario/scenario.h"
#include <stdio.h>

typedef struct {
    const ScenarioVariant *variant; /* borrowed */
    uint64_t replication;
    FILE *rows; /* a file without a name */
} Observation;

#define OBSERVATION_ROWS_HEADER                                                                    \
    "replication,variant,group,user,ordinal,app,page,issued_s,started_s,ended_s,attempts,"         \
    "outcome,status,process\n"

/* NULL, with *error set, when no temporary file can be had. */
Observation *observation_new(const ScenarioVariant *variant, uint64_t replication, GError **error);
void observation_free(Observation *observation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Observation, observation_free)

/* A RunObserver.request; self is the Observation. */
void observation_request(void *self, const RequestRecord *record);

/* A temporary file without a name. */
FILE *observation_spool_new(GError **error);

/* Appends all of from, from its beginning. */
bool observation_spool_append(FILE *to, FILE *from, GError **error);
