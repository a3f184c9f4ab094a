/* inetinfo.h - the front process of IIS 5 and of IIS 5.0 isolation mode, and aspnet_wp behind it.
 *
 * A connection is accepted by one of a number of posted accepts, waits in the one queue of the
 * server for an ATQ thread, is dispatched by the script map, and for ASP.NET crosses the named pipe
 * to aspnet_wp; the answer comes back over the pipe and is sent by an ATQ thread again.
 *
 * Modelled:   one queue for the server [S0]; ATQ threads (native.h); script map [S0]; aspnet_isapi
 *             in inetinfo, which gives its thread back once the message is written [PM11];
 *             requestQueueLimit over all requests that it knows [UITRANS]; the pipe as ASP.NET's
 *             process-level queue [CC757130]; synchronous callbacks over SyncPipesPerCPU pipes per
 *             CPU [KB835680]; response messages below 31 kB [RS:ISAPIWorkerRequest.cs]; one
 *             aspnet_wp or a web garden (aspnet_wp.h), replaced by age, requests, memory or
 *             idleness, overlapping [S0] [PM11];
 *             restartQueueLimit after an abnormal end [WMI-PM].
 *             inetinfo dies of a handler that runs in it: every connection is reset, all that IIS
 *             has started ends, new connections are refused (IIS 5) or wait in http.sys (i5m) until
 *             the Service Control Manager has restarted it [BB742502] [DEVX]; iisreset does the
 *             same, and http.sys answers 503 meanwhile [CNB-RESET]. With enable = false it hosts
 *             ASP.NET itself (in_inetinfo.c).
 * Assumption: aspnet_wp ends with inetinfo: its pipes are gone, and what it holds has no connection
 *             to be answered on (no source says what it does). The first request starts another.
 * Simplified: accepts-posted bounds what is accepted and waits (an assumption: no source says how
 *             many accepts are posted); the messages of one answer are handled in one go.
 * Left out:   FTP, SMTP and NNTP, which share inetinfo's fate.
 */
#pragma once
#include "models/iis5/aspnet_wp.h"
#include "models/iis5/dllhost.h"
#include "models/web/native.h"
#include "models/web/server.h"

/* What is in front of inetinfo: the TCP backlog, or http.sys. */
typedef struct {
    WebRequest *(*take)(WebRun *run); /* the next connection, in no process; NULL: none waits */
    void (*send)(WebRequest *request, WebOutcome outcome, int32_t status); /* in no process */
    void (*lose)(WebRequest *request); /* in no process: its connection is gone with inetinfo */
    void (*down)(WebRun *run, bool is_reset); /* inetinfo has ended: by itself, or by iisreset */
    void (*up)(WebRun *run);                  /* it is back */
    bool transmits_itself;                    /* it sends; else inetinfo does, on its thread */
} InetinfoListener;

struct Inetinfo {
    WebRun *run;
    const InetinfoListener *listener;
    const Iis5Config *config;
    WebProcess *process; /* NULL: it has died, and another has not begun to start */
    WebNative native;
    AspnetShared *shared;
    AspnetRuntime *runtime;       /* of enable = false; NULL: aspnet_wp has it, or it is down */
    AspnetRuntime *ended_runtime; /* of the process that is about to be freed */
    int64_t accepted;             /* connections that wait for an ATQ thread */
    int64_t accepts_posted;       /* 0: it is down */
    bool is_reset;                /* it is down because of an iisreset */
    SimEventId restart;

    /* aspnet_isapi */
    int64_t current;     /* Requests Current: every ASP.NET request until its answer is out */
    WebQueue sync_queue; /* threads of aspnet_wp that wait for a synchronous pipe */
    WebQueueStatistics sync_statistics; /* not among the results: those that wait execute */
    int64_t sync_free;
    bool sync_dispatching;
    int64_t
        *page_callbacks; /* by page: callbacks of a request, further reads of its body among them */
    AspnetSlot *slots;   /* one, or those of a web garden */
    uint32_t slot_count;
    uint32_t turn; /* of a web garden: whose it is */

    DllhostSlot *dllhosts;
    uint32_t dllhost_count;
    uint32_t *dllhost_of; /* by page; MODEL_NONE: inetinfo itself; NULL: no page has another */
    WebWork dllhost_send, dllhost_transit, dllhost_receive;

    WebWork in, out, static_work;
    SimHandler answered;            /* what follows the cost of sending an answer */
    SimHandler dispatch;            /* what is done first with a request that has been read */
    WebWork send, transit, receive; /* a message over the pipe, by who pays */
};

/* The first part of IIS 5's and i5m's data beside a request. */
typedef struct {
    AspnetRequest aspnet; /* first: runtime.h */
    Inetinfo *inetinfo;   /* NULL: not in its hands yet */
    AspnetSlot *slot;     /* whose pipe it was given to */
    AspnetWp *worker;     /* that has it; NULL: none */
    WebOutcome outcome;   /* of the answer that is on its way back */
    int32_t status;
    WebHttpError refusal; /* why it is not to be served */
    bool is_accepted;     /* counted in inetinfo->accepted */
    bool is_current;      /* counted in inetinfo->current */
    int64_t callbacks;    /* synchronous callbacks still to make */
    int64_t messages;     /* of the answer, still to cross */
    bool holds_pipe;      /* a synchronous pipe */
    bool holds_atq;       /* an ATQ thread */
    SimHandler after_callbacks;
} Iis5Request;

/* What every request costs, whoever serves it. */
typedef struct {
    const WebWork *in, *out; /* inetinfo, each way; copied */
    double listener_ns;      /* what is in front of it, both ways together */
} InetinfoCosts;

/* One in a run: inetinfo_of(). The model frees it. */
Inetinfo *inetinfo_new(WebRun *run, const InetinfoListener *listener, const InetinfoCosts *costs);
void inetinfo_free(Inetinfo *inetinfo);

static inline Inetinfo *inetinfo_of(const WebRun *run)
{
    return run->front;
}

static inline bool inetinfo_is_up(const Inetinfo *inetinfo)
{
    return inetinfo->process != NULL && inetinfo->process->state == PROCESS_READY;
}

bool inetinfo_can_accept(const Inetinfo *inetinfo);
void inetinfo_accept(Inetinfo *inetinfo, WebRequest *request);  /* in no process */
void inetinfo_receive(Inetinfo *inetinfo, WebRequest *request); /* over a connection that is open */

/* The functions of WebServer that are the same in every model with inetinfo: models/web/server.h. */
void inetinfo_stop_work(WebRequest *request);
void inetinfo_withdrawn(WebRequest *request);
WebProcess *inetinfo_process_of(WebRun *run, uint32_t app, uint32_t page);
void inetinfo_recycle(WebRun *run, uint32_t app); /* every aspnet_wp, whatever the application */
void inetinfo_app_changed(WebRun *run, uint32_t app, WebChange change);
void inetinfo_page_changed(WebRun *run, uint32_t page);
void inetinfo_check(WebRun *run);
void inetinfo_reset(WebRun *run); /* iisreset: harmless while it is down */

/* ---- between inetinfo.c, pipe.c and aspnet_wp.c ---- */

/* The answer to a request that is in no process: an ATQ thread sends it. */
void inetinfo_answer(WebRequest *request, WebOutcome outcome, int32_t status);

/* On an ATQ thread, which it frees: the answer is sent. */
void inetinfo_answer_here(WebRequest *request, WebOutcome outcome, int32_t status);
void inetinfo_take_atq(WebRequest *request); /* it runs on one from now on */
void inetinfo_release_atq(WebRequest *request);

/* Of the native threads of inetinfo, and of any dllhost. */
WebNativeSetting inetinfo_native_setting(Inetinfo *inetinfo, const WebNativeHost *host);
void inetinfo_take_more(Inetinfo *inetinfo);

void pipe_init(Inetinfo *inetinfo);
void pipe_clear(Inetinfo *inetinfo);
void pipe_reset(Inetinfo *inetinfo);     /* inetinfo has ended: what waits in the pipe is lost */
void pipe_send(WebRequest *request);     /* on an ATQ thread: aspnet_isapi has accepted it */
void pipe_worker_died(AspnetSlot *slot); /* what waits in the pipe: some stay, some do not */
void pipe_stop_work(WebRequest *request);
void pipe_freed(Inetinfo *inetinfo); /* after pipe_stop_work(): others may wait for the pipe */

/* ---- in_inetinfo.c: for enable = false ---- */

void in_inetinfo_begin(Inetinfo *inetinfo); /* its process is ready */
void in_inetinfo_begin_warm(Inetinfo *inetinfo);
void in_inetinfo_end(Inetinfo *inetinfo); /* it has died */
void in_inetinfo_free(Inetinfo *inetinfo, const WebProcess *process);
void in_inetinfo_post(WebRequest *request); /* on an ATQ thread: aspnet_isapi has accepted it */
void in_inetinfo_stuck(WebRequest *request, bool is_stuck);

WebThreadSource pipe_source(AspnetWp *worker);
extern const AspnetHost aspnet_wp_host;

static inline Iis5Request *iis5_request(WebRequest *request)
{
    return web_request_extra(request);
}
