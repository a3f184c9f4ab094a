/* measure.h - what a run counts and how it becomes a ModelResult.
 *
 * The cohort is the requests first issued in the window [0, duration); counts and latencies are
 * over it, rates and levels over the window. Conservation is checked in every run, exactly, in
 * whole nanoseconds:
 * - the time that requests spent at the server during the window, from their stamps, equals the
 *   area under the occupancy of all processes and outside queues (Little's law for a finite window,
 *   edges included);
 * - every request of the cohort has exactly one outcome.
 */
#pragma once
#include "models/result.h"
#include "models/web/request.h"

WebMeasure *web_measure_new(WebRun *run);
void web_measure_free(WebMeasure *measure);

/* Schedules the ends of the warm-up, of the window and of each piece of the time series: before
 * anything else, so that they come first among equal times. */
void web_measure_start(WebMeasure *measure);

void web_measure_issued(const WebRequest *request);
void web_measure_entered(const WebRequest *request);
void web_measure_left(const WebRequest *request);
void web_measure_late(const WebRequest *request);
void web_measure_resolved(WebRequest *request, WebOutcome outcome);
void web_measure_freed(const WebRequest *request); /* nobody will hear of it again */

/* An AppDomain was made; or one began to end though its process lives on: Application Restarts. */
void web_measure_appdomain(WebRun *run, bool is_restart);

/* A client has found that its session is gone. */
void web_measure_session_lost(WebRun *run, uint32_t app);

/* Rapid-fail protection has switched a pool off; the first time counts. */
void web_measure_tripped(WebRun *run, uint32_t pool);

/* what is copied. reason: static or NULL; event: its number in the system's event log, 0: none. */
void web_measure_mark(WebRun *run, ResultMarkKind kind, const char *what);
void web_measure_event(WebRun *run, ResultMarkKind kind, const char *what, const char *reason,
                       int event);

/* Of a process, with its end_reason and end_event. */
void web_measure_process_mark(const WebProcess *process, ResultMarkKind kind);

/* If from has broken a law and to has not, it is to's violation now. */
void web_measure_pass_on_violation(const WebRun *from, WebRun *to);

/* After the run. The result takes over run->strings. */
ModelResult *web_measure_result(WebRun *run);
