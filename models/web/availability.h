/* availability.h - whether an application could be served, at every instant of the window.
 *
 * Modelled:   an application is up while the listener accepts, its pool is enabled, a process serves
 *             it or was ended as asked and can be started on demand, its AppDomain is there or can be
 *             created (httpRuntime enable, App_Offline.htm, maxAppDomains), the dllhost that it needs
 *             has not crashed, and some thread that executes can go on. Starting after a failure is down.
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
    DOWN_LISTENER = 1 << 0, /* nobody accepts: the front process is not there */
    DOWN_POOL = 1 << 1,     /* its pool is disabled or stopped */
    DOWN_PROCESS = 1 << 2,  /* no process serves it, and the last one did not end as asked */
    DOWN_DISABLED = 1 << 3, /* httpRuntime enable = false: it never has an AppDomain */
    DOWN_OFFLINE = 1 << 4,  /* its AppDomain lets nobody in: App_Offline.htm is there */
    DOWN_DLLHOST = 1 << 5,  /* some page of it needs a dllhost, and the last one has crashed */
    DOWN_STUCK = 1 << 6,    /* in no process that serves it can anything of it be executed */
} WebDownCause;

/* Why nothing of an application can be executed in a process: bits too. */
typedef enum {
    STUCK_THREADS = 1 << 0,  /* all that execute there cannot go on, and no other may begin */
    STUCK_NO_PLACE = 1 << 1, /* its AppDomain is not there, and is one too many */
} WebStuckCause;

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

/* App_Offline.htm comes or goes; that is nothing to an application without pages of ASP.NET. */
void web_availability_offline(WebRun *run, uint32_t app, bool is_offline);

/* Whether the application can be executed in this process, as far as the cause goes. */
void web_availability_stuck(WebProcess *process, uint32_t app, WebStuckCause cause, bool is_stuck);
