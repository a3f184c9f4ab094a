/* call.h - a page that calls a page of its own server: through the front end, as a local client.
 *
 * The page's thread waits for the answer. Meanwhile the call holds one of the connections that its
 * AppDomain may have to the server's address, and threads of the pool for the callback.
 *
 * Modelled:   maxconnection, per remote address and AppDomain; what is beyond waits, first come
 *             first served [KB821268]; a call uses one worker thread, the page's own, and one I/O
 *             thread, with redirection or authentication up to two of each [KB821268]; the client's
 *             address is the server's own, so that minLocalRequestFreeThreads rules [WMI-HR]; with
 *             too few free threads it throws at once [KB821268] [RS:Internal.cs]; its own time-out
 *             [HWR-TIMEOUT]; an answer of 400 or more, none, or a time-out throws.
 * Simplified: the I/O thread is held from the connection to the end of the answer, where really the
 *             callbacks of the answer use one; every call makes a connection of its own.
 * Assumption: the address is that of the server by name: maxconnection does not apply to loopback.
 * Left out:   calls to other machines: a backend.
 *
 * A call is a WebRequest without a client: it is in processes and queues, not in the cohort. What
 * it draws is named by its caller and the step that made it.
 */
#pragma once
#include "models/web/request.h"

/* What an AppDomain has towards the server's own address. */
typedef struct {
    WebRun *run;
    WebThreads *workers, *io;      /* of the process */
    WebQueue waiting;              /* for a connection */
    int64_t open;                  /* connections */
    int64_t io_over, workers_over; /* threads of calls that are over: free at this instant */
    SimEventId look;               /* something came free at this instant */
} WebServicePoint;

/* What the runtime that executes pages does for those that call. */
typedef struct {
    WebServicePoint *(*service_point)(WebRequest *caller);
    SimHandler threw; /* given the caller: its call did, and the page does not catch it */
} WebCallHost;

/* NULL when no page calls. */
WebCalls *web_calls_new(WebRun *run);
void web_calls_free(WebCalls *calls);
void web_calls_set_host(WebCalls *calls, const WebCallHost *host); /* calls may be NULL */

void web_service_point_init(WebServicePoint *point, WebRun *run, WebThreads *workers,
                            WebThreads *io);
void web_service_point_clear(WebServicePoint *point); /* before its threads are */

/* ---- for task.c and request.c ---- */

/* A step of the caller's task; web_task_call_over() ends it. */
void web_call_begin(WebTask *task, uint32_t page);

/* The caller waits no longer; what it called goes on without it. */
void web_call_cancel(WebTask *task);

/* The answer to a call. The request ends here. */
void web_call_answered(WebRequest *callee, WebOutcome outcome, int32_t status);
