/* server.h - what a model is: a struct of functions.
 *
 * The web layer gives a server each request as it reaches the machine; the server has it until it
 * calls web_request_finish(). In between the server says which stage the request is in
 * (web_request_stage) and keeps it in exactly one place: inside a process (web_process_hold) or in
 * an outside queue (the TCP backlog, a kernel queue, the pipe).
 */
#pragma once
#include "models/web/httperr.h"
#include "models/web/run.h"

struct WebServer {
    size_t request_extra_bytes; /* of the server's own data beside each request; zeroed before each
                                   attempt: web_request_extra() */
    void *(*create)(WebRun *run); /* registers every process and queue name it will ever use */
    void (*destroy)(WebRun *run); /* after all processes have been freed */

    void (*arrive)(WebRequest *request);
    /* The same over a connection that is open already. NULL: arrive does. */
    void (*arrive_open)(WebRequest *request);

    /* A request that is not to be served: over a limit of connections, or for no site that runs. */
    void (*refuse)(WebRequest *request, WebHttpError reason);
    bool logs_http_errors; /* has a kernel listener with an error log: httperr.h */

    /* The process that the request was in has died: forget what the model keeps for it (time-outs,
     * places in queues). Task and queue node are already stopped. */
    void (*stop_work)(WebRequest *request);

    /* The client leaves before execution and the request waits in a queue (request->item): it has
     * just been taken out of it; put counts right. The web layer finishes it. */
    void (*withdrawn)(WebRequest *request);

    /* For faults, the process that serves the page, or, page MODEL_NONE, has the application's
     * AppDomain; NULL when none is ready. */
    WebProcess *(*process_of)(WebRun *run, uint32_t app, uint32_t page);

    /* An administrator has the processes that host the application replaced. */
    void (*recycle)(WebRun *run, uint32_t app);

    /* A setting of an application pool has changed: its workers are replaced, unless it is set that
     * they are not. NULL: the model has no pools. */
    void (*config_changed)(WebRun *run, uint32_t pool);

    /* An administrator stops an application pool, or starts it; harmless when it is so already. NULL:
     * the model has no pools. */
    void (*switch_pool)(WebRun *run, uint32_t pool, bool on);

    /* Something of the application changes on disk; a page does. */
    void (*app_changed)(WebRun *run, uint32_t app, WebChange change);
    void (*page_changed)(WebRun *run, uint32_t page);

    /* The application's files change: what is cached in front of it goes. NULL: nothing is. */
    void (*content_changed)(WebRun *run, uint32_t app);

    /* Checked builds, after every event: the model's own invariants (models/web/invariants.h). */
    void (*check)(WebRun *run);
    /* iisreset: every process of IIS ends with what it holds, and after a while they may start
     * again. Harmless while that is under way. */
    void (*reset)(WebRun *run);

    /* Whether the server waits for the next request before it replaces a crashed process is asked
     * by the model of web_fault_restarts_on_request(). */
};
