/* request.h - what a client wants once, with all its attempts.
 *
 * Client's view: issued, attempts, one outcome. Server's view: each attempt enters and leaves. The
 * two part when the client gives up: the outcome is then decided, and the server may work on.
 */
#pragma once
#include "models/web/httperr.h"
#include "models/web/process.h"
#include "models/web/task.h"
#include "models/web/threads.h"
#include "models/web/watch.h"
#include "sim/deadline.h"

typedef enum {
    OUTCOME_OK,
    OUTCOME_ERROR,
    OUTCOME_REJECTED,
    OUTCOME_REFUSED,
    OUTCOME_RESET,
    OUTCOME_ABANDONED,
    OUTCOME_IN_FLIGHT,
    OUTCOME_COUNT
} WebOutcome;

/* Whether the kernel's response cache had the answer to the last attempt. */
typedef enum { KERNEL_CACHE_UNUSED, KERNEL_CACHE_HAD_NOT, KERNEL_CACHE_HAD } WebKernelCacheUse;

typedef struct WebUser WebUser;
struct WebConnection;

struct WebRequest {
    WebRun *run;
    WebRequest *next, *previous; /* in run->live */

    /* client */
    WebClients *group;
    WebUser *user;  /* NULL: nobody waits for the answer to do something else */
    WebUser *owner; /* whose session it is of, as long as it exists; NULL: of a client seen once */
    uint32_t user_number;
    uint32_t page;
    uint32_t url; /* which of the page's URLs, from 0 */
    uint32_t app;
    uint32_t attempts;
    uint64_t ordinal;
    uint64_t number;       /* for the one who watches: in order of issue, from 1 */
    void *kept;            /* by him */
    uint32_t threads_told; /* that he has been told it has */
    uint32_t thread_told;  /* the last of them, in its pool, from 1 */
    int64_t issued_ns;
    int64_t started_ns;      /* first execution; INT64_MIN before */
    int32_t status;          /* of the last answer; 0: none */
    WebHttpError http_error; /* of the last attempt */
    bool in_cohort;
    bool is_local; /* its client is on the server itself */
    WebCall *call; /* that it is; NULL: a client's request, or nobody waits for the call any more */
    bool client_gone;  /* the outcome is decided */
    bool session_gone; /* its client finds that what was in the session is gone */
    SimDeadline timeout;
    SimEventId patience; /* or, between attempts, the next attempt */

    /* server */
    bool at_server;
    WebTransfer *transfer;            /* its response is on its way; else NULL */
    struct WebConnection *connection; /* that it came over; NULL: nobody counts, or it is closed */
    bool withdrawn; /* the client left before execution: the server drops it when it looks */
    WebKernelCacheUse kernel_cache;
    bool executing;      /* began in this attempt: patience no longer matters */
    int64_t entered_ns;  /* this attempt */
    int64_t queued_ns;   /* when ASP put it into its queue */
    WebProcess *process; /* that it is in */
    WebRequest *held_next, *held_previous;
    const char *last_process; /* where it last executed */
    WebThreadItem item;       /* its place in whatever queue it waits in */
    WebTask task;             /* its key names all that is drawn for the request */

    WebStage stage;
    int64_t stage_since_ns;
    int64_t *wait_ns; /* by stage, run->stage_count of them */
    int64_t *service_ns;
};

/* Made and given to the server: the client issues it now. user may be NULL. */
void web_request_issue(WebClients *group, WebUser *user, uint32_t user_number, uint64_t ordinal,
                       uint32_t page);

/* The request of a call, as yet nowhere; then it reaches the server. */
WebRequest *web_request_new_call(const WebRequest *caller, WebCall *call, uint32_t page,
                                 uint64_t source);
void web_request_enter(WebRequest *request);

/* Nobody waits for the call any more: it goes on by itself. */
void web_request_caller_left(WebRequest *request);

/* The server's answer to this attempt, or how it failed. status 0: no HTTP answer. The request may
 * be gone afterwards. */
void web_request_finish(WebRequest *request, WebOutcome outcome, int32_t status);

/* Execution of the page begins. */
void web_request_begin(WebRequest *request);

/* Stops its task, takes it out of its queue, and asks the server to forget it. */
void web_request_stop_work(WebRequest *request);

/* Every live request that is unresolved becomes in_flight: the end of the run. */
void web_request_free_all(WebRun *run);

const char *web_outcome_name(WebOutcome outcome);

static inline void *web_request_extra(WebRequest *request)
{
    return (char *)request + request->run->request_extra_offset;
}

/* The same two for who has told the one who watches, or whom nobody watches. */
static inline void web_request_stage_quietly(WebRequest *request, WebStage stage)
{
    int64_t now_ns = request->run->engine.now_ns;

    request->wait_ns[request->stage] += now_ns - request->stage_since_ns;
    request->stage_since_ns = now_ns;
    request->stage = stage;
}

static inline void web_request_charge_quietly(WebRequest *request, int64_t demand_ns)
{
    int64_t now_ns = request->run->engine.now_ns;
    int64_t elapsed_ns = now_ns - request->stage_since_ns;
    int64_t service_ns = MIN(demand_ns, elapsed_ns);

    request->service_ns[request->stage] += service_ns;
    request->wait_ns[request->stage] += elapsed_ns - service_ns;
    request->stage_since_ns = now_ns;
}

/* From now on its time is charged to that stage; until then to the stage before, as waiting. */
static inline void web_request_stage(WebRequest *request, WebStage stage)
{
    if (WEB_WATCHED(request->run))
        web_watch_stage(request, stage);
    web_request_stage_quietly(request, stage);
}

/* Of the time since the last change, demand_ns was service and the rest waiting. */
static inline void web_request_charge(WebRequest *request, int64_t demand_ns)
{
    if (WEB_WATCHED(request->run))
        web_watch_span(request, demand_ns);
    web_request_charge_quietly(request, demand_ns);
}

static inline const WebPageConfig *web_request_page(const WebRequest *request)
{
    return &request->run->config->pages[request->page];
}

static inline const WebAppConfig *web_request_app(const WebRequest *request)
{
    return &request->run->config->apps[request->app];
}
