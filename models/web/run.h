/* run.h - the struct that is a run: everything that one replication of one variant changes.
 *
 * There is no other mutable state in the models, so that any number of runs share a process. The
 * web layer owns the clients, the machine, what is outside it, and the measuring; a server (iis5,
 * iis6, i5m: server.h) owns what is between accepting a request and answering it.
 */
#pragma once
#include "models/run.h"
#include "models/web/queue.h"
#include "models/web/stage.h"
#include "sim/engine.h"
#include "sim/pool.h"
#include "sim/stream.h"

typedef struct WebRequest WebRequest;
typedef struct WebProcess WebProcess;
typedef struct WebProcessStatistics WebProcessStatistics;
typedef struct WebMachine WebMachine;
typedef struct WebBackend WebBackend;
typedef struct WebClients WebClients;
typedef struct WebFaults WebFaults;
typedef struct WebMeasure WebMeasure;
typedef struct WebAvailability WebAvailability;
typedef struct WebExposure WebExposure;
typedef struct WebCounters WebCounters;
typedef struct WebServer WebServer;
typedef struct WebSessions WebSessions;
typedef struct WebSpin WebSpin;
typedef struct WebTwin WebTwin;
typedef struct WebHttpErrors WebHttpErrors;
typedef struct WebCall WebCall;
typedef struct WebCalls WebCalls;
typedef struct WebConnections WebConnections;
typedef struct WebNetwork WebNetwork;
typedef struct WebTransfer WebTransfer;
typedef struct WebWatch WebWatch;

typedef struct WebRun {
    const ModelConfig *config;
    const RunObserver *observer; /* NULL: nobody looks */
    WebWatch *watch;             /* NULL: nobody watches; watch.h */
    SimSeed seed;
    SimEngine engine;

    WebMachine *machine;
    WebBackend *backends; /* as many as config->backend_count */
    WebClients *clients;  /* as many as config->client_count */
    WebSessions *sessions;
    WebFaults *faults;
    WebCalls *calls; /* NULL: no page calls a page */
    WebMeasure *measure;
    WebAvailability *availability;
    WebExposure *exposure;
    WebCounters *counters;
    WebTwin **twins;         /* by fault; NULL: nobody compares */
    uint32_t fault_left_out; /* this run is a twin: this fault does nothing; else MODEL_NONE */

    const WebServer *server;
    void (*arrive)(WebRequest *request); /* the server's, or by way of the connections */
    WebNetwork *network;                 /* NULL: responses take no time on it */
    WebConnections *connections;         /* NULL: nobody keeps or limits any */
    void *server_state;                  /* owned by the server */
    void *front; /* inetinfo, in models that have one; owned by the server */
    size_t request_extra_offset;
    WebHandler *page_handlers;  /* by page: what the script map says of its URL */
    bool has_kernel_cache;      /* some page may be answered by a response cache in the kernel */
    WebHttpErrors *http_errors; /* counts of http.sys's error log; NULL: the model has none */

    SimPool *requests;
    WebRequest *live;              /* every request that has not been freed */
    WebProcess *processes;         /* every process that has not been freed */
    WebProcess *kernel;            /* the pseudo-process of what the operating system does itself */
    GPtrArray *process_statistics; /* WebProcessStatistics *, owned */
    const WebProcessStatistics *front_process; /* that sees every request; NULL: the kernel does */
    GPtrArray *queue_statistics;               /* WebQueueStatistics *, owned */
    GStringChunk *strings;
    uint32_t stage_count;
} WebRun;

/* What a draw is for: the low bits of its key, so that two causes never share a number. The order
 * is part of the results; add at the end. */
typedef enum {
    DRAW_ARRIVAL,
    DRAW_PAGE,
    DRAW_THINK,
    DRAW_PATIENCE,
    DRAW_RETRY,
    DRAW_WORK,
    DRAW_WORK_TAKEN,
    DRAW_PAGE_FAULT,
    DRAW_FAULT,
    DRAW_TIMER,
    DRAW_DISPATCH,
    DRAW_COST,      /* + WebCost */
    DRAW_URL = 255, /* the last that fits: the costs have room to grow */
} WebDraw;

/* The shared statistics of the queues of one name; made at the first call. The pointer stays. */
WebQueueStatistics *web_run_queue_statistics(WebRun *run, const char *name, bool is_outside);

/* The first instant of a periodic timer that becomes needed now: a seeded part of a period away
 * (timer-phases = seeded) or a whole period (armed). instance tells timers of one name apart. */
int64_t web_run_timer_phase(WebRun *run, const char *name, uint64_t instance, int64_t period_ns);

/* A setting that is per CPU, for the machine; SIM_NEVER, no limit, stays that. */
static inline int64_t web_run_per_cpu(const WebRun *run, int64_t per_cpu)
{
    return per_cpu == SIM_NEVER ? SIM_NEVER : per_cpu * web_machine_cpus(&run->config->machine);
}

/* 'pool-queue', 'work.db', 'work.call': of any stage below run->stage_count. */
const char *web_run_stage_name(WebRun *run, uint32_t stage);

/* A string that lives as long as the run's result. */
const char *web_run_string(WebRun *run, const char *text);
