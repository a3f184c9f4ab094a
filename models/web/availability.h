/* availability.h - whether an application could be served, at every instant of the window.
 *
 * Modelled:   an application is up while the listener accepts, its pool is enabled, a process serves
 *             it or was ended as asked and can be started on demand, its AppDomain is there or can be
 *             created, and some thread that executes can go on. Starting after a failure is down.
 *             Saturation is up: it shows as loss.
 * Simplified: what cannot go on is a request that hangs, or that waits for a backend in an outage;
 *             one that waits for another request is taken to go on.
 *
 * Whoever changes one of these tells, when it changes; nothing is looked at by a timer or for each
 * request.
 */
#pragma once
#include "models/web/process.h"

/* Why an application is down: bits, as several may be true at a time. */
typedef enum {
    DOWN_LISTENER = 1 << 0,  /* nobody accepts: the front process is not there */
    DOWN_POOL = 1 << 1,      /* its pool is disabled or stopped */
    DOWN_PROCESS = 1 << 2,   /* no process serves it, and the last one did not end as asked */
    DOWN_APPDOMAIN = 1 << 3, /* its AppDomain is not there and cannot be created */
    DOWN_STUCK = 1 << 4,     /* in no process that serves it can any thread go on */
} WebDownCause;

WebAvailability *web_availability_new(WebRun *run);
void web_availability_free(WebAvailability *availability);
void web_availability_window_begins(WebRun *run);
void web_availability_window_ends(WebRun *run);

/* Share of the window in which the application was up; after the window. */
double web_availability_share(const WebRun *run, uint32_t app);

/* Harmless when it is so already. */
void web_availability_set(WebRun *run, uint32_t app, WebDownCause cause, bool is_down);
void web_availability_listener(WebRun *run, bool accepts);

/* A pool that is enabled again starts afresh: what failed before no longer counts. */
void web_availability_pool(WebRun *run, uint32_t pool, bool is_enabled);

/* Of a process that hosts applications (hosts): it takes requests from now on, it takes none any
 * more, it did not come to be. */
void web_availability_serves(WebProcess *process);
void web_availability_serves_no_more(WebProcess *process);
void web_availability_not_started(WebProcess *process);

/* Whether anything that executes for the application in this process can go on. */
void web_availability_stuck(WebProcess *process, uint32_t app, bool is_stuck);
