/* pool.h - an application pool: its queue in http.sys and its worker processes.
 *
 * pool.c gives requests to workers; was.c starts, replaces and ends workers, recycle.c says when
 * one is to be replaced (was.h); worker.c is w3wp.
 *
 * Modelled:   workers pull from their pool's queue [DOM1]; among those of a web garden requests go
 *             round in turn (assumption: [AA720391] [IIS-WAS]) or as 'dispatch' says.
 */
#pragma once
#include "models/aspnet/runtime.h"
#include "models/iis6/http_sys.h"
#include "models/iis6/rapid_fail.h"
#include "models/web/native.h"

typedef struct Iis6Pool Iis6Pool;
typedef struct Iis6Server Iis6Server;

/* A worker process of the pool: w3wp. */
typedef struct Iis6Worker {
    struct Iis6Worker *next; /* of the pool's workers that are not dead, oldest first */
    Iis6Pool *pool;
    WebProcess *process;
    WebNative native;
    AspnetRuntime *runtime;
    int64_t current;             /* ASP.NET requests inside: Requests Current */
    bool is_replaced;            /* a successor has been asked for */
    bool is_started;             /* it has become ready */
    bool is_orphan;              /* given up and left running: nobody's any more */
    bool ping_waits;             /* for a thread that could answer it */
    struct Iis6Worker *replaces; /* the worker that ends when this one is ready */
    SimEventId age, idle;
    SimEventId ping;       /* the next one, or the end of the wait for an answer */
    SimEventId time_limit; /* for starting, or for ending */
} Iis6Worker;

/* What the pool's workers have had of the processors: cpu_limit.c. */
typedef struct {
    int64_t limit_ns; /* of an interval; SIM_NEVER: none */
    int64_t ended_ns; /* of workers that are no more */
    int64_t base_ns;  /* of all, when the interval began */
    bool is_over;     /* said so in this interval */
    bool is_off;      /* the pool is off for it */
    SimEventId look, interval;
} Iis6CpuLimit;

struct Iis6Pool {
    Iis6Server *server;
    WebRun *run;
    const Iis6PoolConfig *config;
    uint32_t index;
    const char *process_name; /* w3wp:NAME */
    HttpQueue queue;
    Iis6Worker *workers;
    int64_t starting;    /* processes */
    bool is_gated;       /* it would start one, and waits for DemandStartThreshold */
    uint32_t turn;       /* round robin */
    uint64_t dispatched; /* numbers the draws of dispatch = random */
    bool pumping;
    bool is_stopped;            /* by an administrator */
    int64_t no_start_before_ns; /* a fault keeps it down */
    SimEventId delayed_start;
    SimEventId schedule;
    Iis6RapidFail rapid_fail;
    Iis6CpuLimit cpu;
};

struct Iis6Server {
    HttpSys http; /* first: http_sys.h */
    AspnetShared *shared;
    Iis6Pool *pools; /* by index */
    bool has_gated;  /* some pool has waited for DemandStartThreshold */
    WebWork native_work, static_work;
    WebQueueStatistics *native_queue;
    bool is_resetting; /* reset.c: the services are stopped */
    WebTask reset;
    uint64_t resets;
};

typedef struct {
    AspnetRequest aspnet; /* first: runtime.h */
    HttpRequest http;
    Iis6Worker *worker;
    bool is_current; /* counted in worker->current */
} Iis6Request;

void iis6_pool_init(Iis6Pool *pool, Iis6Server *server, WebRun *run, uint32_t index);
void iis6_pool_clear(Iis6Pool *pool);

/* Checked builds: the pool's invariants, and those of its workers. */
void iis6_pool_check(Iis6Pool *pool);

/* Gives waiting requests to workers that can take them. */
void iis6_pool_pump(Iis6Pool *pool);

/* A ready worker, the oldest; NULL: none. */
Iis6Worker *iis6_pool_ready_worker(const Iis6Pool *pool);
int64_t iis6_pool_count_ready(const Iis6Pool *pool);

/* worker.c */
extern const WebProcessFunctions iis6_worker_functions;
Iis6Worker *iis6_worker_new(Iis6Pool *pool);
bool iis6_worker_can_take(const Iis6Worker *worker);
void iis6_worker_take(Iis6Worker *worker, WebRequest *request);
void iis6_worker_stop(Iis6Worker *worker); /* threads and timers, before the process ends */

static inline Iis6Request *iis6_request(WebRequest *request)
{
    return web_request_extra(request);
}
