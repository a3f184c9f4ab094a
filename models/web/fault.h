/* fault.h - what goes wrong, when.
 *
 * A fault acts on the process abstraction or on a backend, so that it means the same in every
 * model. Timing: at given times; every so often, counted from the occurrence before; or with a
 * probability whenever one of its pages begins to execute. Draws are made whether or not the
 * fault can act.
 */
#pragma once
#include "models/web/request.h"

WebFaults *web_faults_new(WebRun *run);
void web_faults_start(WebFaults *faults);
void web_faults_free(WebFaults *faults);

/* A page begins to execute. True when a fault has killed the process that it was in: the request
 * may be gone, the caller returns. */
bool web_faults_at_execution(WebRequest *request);

/* By application: whether the fault names it. Borrowed. */
const bool *web_faults_named(const WebFaults *faults, uint32_t fault);

/* Whether the process that just crashed is to be replaced at the next request, not at once, and
 * how long (ns, 0 if not said) no replacement starts. Asked by a model while its died is called. */
bool web_faults_restart_on_request(const WebRun *run);
int64_t web_faults_outage_ns(const WebRun *run);
