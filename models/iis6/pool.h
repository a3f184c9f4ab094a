/* pool.h - an application pool: its queue in http.sys, its worker processes, and the part of the
 * WWW service that starts, recycles and ends them.
 *
 * Modelled:   demand start, one notification outstanding per queue, so that a web garden grows by
 *             one process at a time [WIN32-DEMAND]; workers pull [DOM1]; recycling by age, requests,
 *             memory and schedule [MS525914] [MS525851] [MS525539] [MS525009] [MS525145], overlapped
 *             or not [CC757757]: the old process finishes what it holds, at most ShutdownTimeLimit
 *             [IIS-WAS]; idle shutdown [MS525537]; a crashed worker is replaced, what is in the
 *             kernel queue waits for the new one [S0] [DOM1].
 * Simplified: memory limits are looked at when a request ends.
 *             rapid-fail protection (rapid_fail.h).
 * Left out:   pings, start-up limit, CPU limits, orphaning.
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
    struct Iis6Worker *replaces; /* the worker that ends when this one is ready */
    SimEventId age, idle, shutdown_limit;
} Iis6Worker;

struct Iis6Pool {
    Iis6Server *server;
    WebRun *run;
    const Iis6PoolConfig *config;
    uint32_t index;
    const char *process_name; /* w3wp:NAME */
    HttpQueue queue;
    Iis6Worker *workers;
    int64_t starting;    /* processes */
    uint32_t turn;       /* round robin */
    uint64_t dispatched; /* numbers the draws of dispatch = random */
    bool pumping;
    int64_t no_start_before_ns; /* a fault keeps it down */
    SimEventId delayed_start;
    SimEventId schedule;
    Iis6RapidFail rapid_fail;
};

struct Iis6Server {
    HttpSys http; /* first: http_sys.h */
    AspnetShared *shared;
    Iis6Pool *pools; /* by index */
    WebWork native_work, static_work;
    WebQueueStatistics *native_queue;
};

typedef struct {
    AspnetRequest aspnet; /* first: runtime.h */
    HttpRequest http;
    Iis6Worker *worker;
    bool is_current; /* counted in worker->current */
} Iis6Request;

void iis6_pool_clear(Iis6Pool *pool);
void iis6_pool_switch_on(Iis6Pool *pool);
void iis6_pool_stop(Iis6Pool *pool); /* an administrator does */
void iis6_pool_init(Iis6Pool *pool, Iis6Server *server, WebRun *run, uint32_t index);

/* Gives waiting requests to workers that can take them; starts a worker if there is none. */
void iis6_pool_pump(Iis6Pool *pool);

/* A ready worker, the oldest; NULL: none. */
Iis6Worker *iis6_pool_ready_worker(const Iis6Pool *pool);

/* A request that the worker held has left it: limits are looked at. */
void iis6_pool_request_done(Iis6Worker *worker);

/* worker.c */
extern const WebProcessFunctions iis6_worker_functions;
Iis6Worker *iis6_worker_new(Iis6Pool *pool);
bool iis6_worker_can_take(const Iis6Worker *worker);
void iis6_worker_take(Iis6Worker *worker, WebRequest *request);
void iis6_worker_stop(Iis6Worker *worker); /* threads and timers, before the process ends */

/* pool.c, called by the worker's process functions. */
void iis6_pool_worker_ready(Iis6Worker *worker);
void iis6_pool_worker_emptied(Iis6Worker *worker);
void iis6_pool_worker_died(Iis6Worker *worker);

static inline Iis6Request *iis6_request(WebRequest *request)
{
    return web_request_extra(request);
}
