/* runtime.h - the ASP.NET runtime inside one process: written once, hosted by aspnet_wp and w3wp.
 *
 * A request comes on a thread of the CLR's pool (home: worker threads in w3wp, I/O threads in
 * aspnet_wp), waits for its AppDomain to exist, passes the free-thread gate (gate.h), takes an
 * HttpApplication, goes through the pipeline (execute.c), and is given back to the host with its
 * outcome after its thread has been freed.
 *
 * Modelled:   CLR pool with minimum, maximum and injection [MSDN-TP] [ERICEIL]; CLR loaded at the
 *             first managed request; AppDomain created at the first request for it, later ones
 *             wait, each holding a thread [RS:HttpRuntime.cs]; compilation under a lock that all
 *             processes share [RS:CompilationLock.cs]; JIT; HttpApplications reused from a free
 *             list that is trimmed [RS:HttpApplicationFactory.cs] [RS:IdleTimeoutMonitor.cs];
 *             executionTimeout [RS:RequestTimeoutManager.cs]; output cache (output_cache.h);
 *             session state (session.h); pages that call pages (models/web/call.h).
 * Simplified: the pipeline's own cost is paid at its beginning, in one piece; every thread that
 *             executes can be aborted (all code is managed).
 * Left out:   asynchronous pages.
 * Elsewhere:  how AppDomains end (appdomain.h), compiling (compile.h), handlers (handler.h).
 */
#pragma once
#include "models/aspnet/handler.h"
#include "models/aspnet/once.h"
#include "models/aspnet/session.h"
#include "models/web/call.h"
#include "models/web/request.h"
#include "models/web/threads.h"

typedef struct AspnetRuntime AspnetRuntime;
typedef struct AspnetDomain AspnetDomain;

/* What the process that hosts the runtime does for it. */
typedef struct {
    bool runs_on_io_threads; /* aspnet_wp: free threads are counted over both kinds */

    /* Before the pipeline, on the request's thread (synchronous callbacks); calls done(request).
     * NULL: nothing to do. */
    void (*prepare)(WebRequest *request, SimHandler done);

    /* The runtime is done with the request; its thread is free, it is still in the process. */
    void (*finished)(WebRequest *request, WebOutcome outcome, int32_t status);
} AspnetHost;

/* Shared by all processes of a run: what is on disk. */
typedef struct {
    WebRun *run;
    AspnetRuntime *runtimes; /* of processes that live */
    AspnetOnce *compiling;   /* by application: the lock that all processes share */
    AspnetPage *pages;       /* by page */
    WebWork *compile_works;  /* by number of pages in the batch, from 1 */
    uint32_t compile_work_count;
    bool *is_offline;                            /* by application: App_Offline.htm is there */
    bool has_page_life_cycle, has_remoting_call; /* these cost something */
    uint32_t *page_slot;                         /* by page: its number within its application */
    uint32_t *page_count;                        /* by application */
    AspnetSessionEnd *session_ends;              /* by page */
    WebSessionStore *session_stores;             /* by application: outside the machine */
    WebQueueStatistics **app_queues;
    WebQueueStatistics *clr_queue;
    WebQueueStatistics instance_statistics; /* not among the results: those that wait execute */
} AspnetShared;

/* From the routing table to the end: appdomain.h. */
typedef enum {
    DOMAIN_SERVES,
    DOMAIN_STOPS,   /* out of the table; its registered objects stop */
    DOMAIN_DRAINS,  /* waits for what is inside */
    DOMAIN_REJECTS, /* has rejected what was queued, waits for what executes */
    DOMAIN_ENDS,    /* its caches are gone */
    DOMAIN_GOES,    /* as soon as nobody is inside */
} AspnetDomainState;

typedef struct { /* one of the at most two work items that an AppDomain's queue has outstanding */
    WebThreadItem item;
    AspnetDomain *domain;
    bool outstanding;
    bool waits; /* for a thread */
} AspnetWorkItem;

/* An AppDomain: one per application and process, and older ones that end. */
struct AspnetDomain {
    AspnetRuntime *runtime;
    AspnetDomain *next; /* of the runtime */
    uint32_t app;
    const AspnetHttpRuntimeConfig *config;
    int64_t execution_timeout_ns; /* SIM_NEVER under debug */
    AspnetDomainState state;
    bool is_watched; /* something waits for requests to leave */
    bool is_open;    /* lets requests in: it exists and does not refuse them */
    int64_t inside;  /* requests that were routed to it and have not left */
    int64_t made_ns; /* INT64_MIN: not yet */
    int64_t left_ns; /* when a request last left; INT64_MIN: none has */
    int64_t wait_until_ns;
    SimEventId ending;   /* the next step of its end */
    SimEventId settling; /* waits whether more changes follow */
    int64_t changed_ns, settle_by_ns;
    int change_reason; /* an AspnetReason */
    int64_t recompiles;
    AspnetOnce created;
    AspnetOnce *jitted;        /* by page slot: ready to execute; NULL before creation */
    int64_t **output_cache_ns; /* [page slot][url]: valid until then; output_cache.h */
    WebSessionStore sessions;  /* InProc; session.h */
    WebQueue local, external;  /* the gate's queue: two lists */
    AspnetWorkItem work_items[2];
    SimEventId gate_timer;
    int64_t free_instances; /* HttpApplications nobody uses */
    int64_t instances;      /* HttpApplications: Pipeline Instance Count */
    int64_t instances_max;  /* SIM_NEVER: no limit */
    WebQueue instance_queue;
    struct AspnetRequest *executing_first, *executing_last; /* in order of beginning */
    WebServicePoint service_point;                          /* calls to the server's own address */
    SimDeadlineList timeouts; /* when executionTimeout is enforced at once */
};

struct AspnetRuntime {
    AspnetRuntime *next, *previous; /* of shared->runtimes */
    WebRun *run;
    WebProcess *process;
    const AspnetHost *host;
    AspnetShared *shared;
    WebThreads workers, io;
    WebThreads *home; /* the pool that requests arrive on */
    AspnetOnce clr;
    AspnetDomain **domains;     /* by application; NULL: nothing has asked for it in this process */
    AspnetDomain *first_domain; /* of all, old ones included */
    int64_t made_count;         /* AppDomains that exist */
    bool is_full;               /* there were as many as may be when it was last looked */
    int64_t executing;
    int64_t stuck;            /* of those, the ones that cannot go on: progress.h */
    int64_t last_response_ns; /* of an execution: health.h */
    SimEventId timeout_timer, trim_timer, idle_timer;
    int64_t timeout_phase_ns, trim_phase_ns, idle_phase_ns;
};

/* The first part of every server's data beside a request. */
typedef struct AspnetRequest {
    AspnetRuntime *runtime; /* NULL: not in one */
    AspnetDomain *domain;
    WebRequest *request;
    WebThreads *thread; /* the pool whose thread it holds; NULL: none */
    AspnetWaiter waiter;
    struct AspnetRequest *executing_next, *executing_previous;
    bool executing;
    bool passed_gate; /* else it came before its AppDomain's queue existed */
    bool makes_instance;
    bool has_instance;
    bool has_memory;     /* what the page holds while it executes */
    bool cannot_abort;   /* it hangs outside managed code: executionTimeout does not reach it */
    bool is_cached;      /* its response is in the output cache, until cached_until_ns */
    bool is_stuck;       /* counted in runtime->stuck */
    bool was_checked;    /* dequeued late: the client's connection was looked at */
    int64_t since_ns;    /* aspnet_isapi has it */
    int64_t received_ns; /* the process has it */
    int64_t began_ns;    /* execution */
    int64_t queued_ns;   /* in the gate's queue */
    int64_t cached_until_ns;
    SimHandler compiled; /* what comes after compiling */
    SimDeadline timeout;
    AspnetSessionUse session;
} AspnetRequest;

AspnetShared *aspnet_shared_new(WebRun *run);
void aspnet_shared_free(AspnetShared *shared);

/* home_source: where the pool that requests arrive on pulls from when it has a free thread;
 * has_work NULL: requests are posted. */
AspnetRuntime *aspnet_runtime_new(WebProcess *process, const AspnetHost *host, AspnetShared *shared,
                                  WebThreadSource home_source);
void aspnet_runtime_free(AspnetRuntime *runtime);

/* The process has died or ends: threads and timers stop. Requests are given back by the process. */
void aspnet_runtime_stop(AspnetRuntime *runtime);

/* As if the application had been used: CLR loaded, AppDomain created, pages compiled and JITted. */
void aspnet_runtime_warm(AspnetRuntime *runtime, uint32_t app);

/* w3wp: the request, in the process already, is posted to the CLR's pool. */
void aspnet_runtime_post(AspnetRuntime *runtime, WebRequest *request);

/* The request, in the process already, holds a thread of the home pool: the caller has charged the
 * switch to it. */
void aspnet_runtime_on_thread(AspnetRuntime *runtime, WebRequest *request);

/* Undoes whatever the request has in the runtime but its thread: WebServer.stop_work. */
void aspnet_request_stop(AspnetRequest *extra);

/* Its client has left while it waited in a queue of the runtime, or in none: it is out of it. */
void aspnet_request_withdrawn(AspnetRequest *extra);

/* The process that it was in has died, and the request is out of it. */
void aspnet_request_lost(AspnetRequest *extra);

/* Something of the application changes on disk, or an administrator recycles its AppDomains, in all
 * processes: appdomain.c. */
void aspnet_changed(AspnetShared *shared, uint32_t app, WebChange change);

/* A page changes: it is compiled anew before it executes again, in all processes: compile.c. */
void aspnet_page_changed(AspnetShared *shared, uint32_t page);

/* ---- between the runtime's own files ---- */

extern const WebCallHost aspnet_call_host;   /* execute.c */
void aspnet_abort(void *extra);              /* execute.c: executionTimeout is over */
void aspnet_abort_all(AspnetDomain *domain); /* all that can be */
void aspnet_execute(AspnetRequest *extra);   /* execute.c: past the gate, on a thread */
void aspnet_execute_handler(void *request);  /* execute.c: past AcquireRequestState */
void aspnet_finish(AspnetRequest *extra, WebOutcome outcome, int32_t status);

/* execute.c: it leaves its thread and waits, out of reach of executionTimeout; it is back on a thread,
 * and its time begins anew. */
void aspnet_execution_pauses(AspnetRequest *extra);
void aspnet_execution_goes_on(AspnetRequest *extra);

/* The tick of a periodic timer after now. phase_ns SIM_NEVER: a whole period from now. */
int64_t aspnet_next_tick_ns(const WebRun *run, int64_t phase_ns, int64_t period_ns);

static inline AspnetRequest *aspnet_request(WebRequest *request)
{
    return web_request_extra(request);
}
