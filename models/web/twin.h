/* twin.h - who else is hurt: a run beside its twin, in which one fault does nothing.
 *
 * The twin has the same seed, configuration and draws; only the action of one fault is left out.
 * The two advance together, and each request of one is matched with the same request of the other
 * (client group, user, ordinal). What differs between the two is what the fault did, to whomever. A
 * pair is dropped once both are resolved, so that memory stays flat.
 *
 * Counted are the requests of the cohort issued at or after the fault's first occurrence. Whose
 * application the fault does not name is a bystander.
 */
#pragma once
#include "models/result.h"
#include "models/web/request.h"

typedef struct WebTwin WebTwin; /* one fault: the actual run against the one without it */

typedef enum { TWIN_ACTUAL, TWIN_WITHOUT } WebTwinSide;

/* named: by application, whether the fault names it; borrowed. */
WebTwin *web_twin_new(const ModelConfig *config, uint32_t fault, const bool *named);
void web_twin_free(WebTwin *twin);

/* The fault has occurred in the actual run. */
void web_twin_occurred(WebTwin *twin, int64_t now_ns);
void web_twin_resolved(WebTwin *twin, WebTwinSide side, const WebRequest *request,
                       WebOutcome outcome);

/* After both runs: appends RESULT_ISOLATION values to values (ResultValue). Entity: the fault;
 * metric: 'failed', or 'APP/failed' for a bystander. Strings are run's. */
void web_twin_report(WebTwin *twin, WebRun *run, GArray *values);
