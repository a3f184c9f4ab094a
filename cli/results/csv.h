/* csv.h - results as comma-separated values for other programs: tidy, one value a row, fields
 * quoted where RFC 4180 asks for it. A value that does not exist is an empty field. */
#pragma once
#include "cli/experiment/experiment.h"

/* One field, quoted if need be. */
void csv_field(FILE *file, const char *text);
void csv_append_field(GString *text, const char *field);

/* The same after a comma, and a number, which is empty unless it is finite. */
void csv_append_text(GString *text, const char *field);
void csv_append_number(GString *text, double value);

#define CSV_ESTIMATE_COLUMNS    "variant,scope,entity,metric,mean,lo,hi,n"
#define CSV_REPLICATION_COLUMNS "variant,model,scope,entity,metric,replication,value"

/* What run --csv prints. */
void csv_append_estimates(GString *text, const Experiment *experiment);

/* The same tidy form with one row per replication, and the run's identity in each. */
void csv_append_replications(GString *text, const Experiment *experiment);

/* Rows without a head, each after this text, which ends with a comma if it is not empty; last: of
 * which scopes. */
void csv_append_estimate_rows(GString *text, const Experiment *experiment, const char *before);
void csv_append_replication_rows(GString *text, const Experiment *experiment, const char *before,
                                 ResultScope last);

/* variant, time_s, kind, what, reason, event: what happened when, in replication 1. */
void csv_append_events(GString *text, const Experiment *experiment);
const char *csv_event_kind(ResultMarkKind kind); /* 'fault ends' */

/* variant, series, start_s, length_s, mean. */
void csv_append_series(GString *text, const Experiment *experiment);
