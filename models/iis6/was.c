/* was.c - workers started, ended, and missed when they have died.
 *
 * Invariant: starting counts the workers in PROCESS_STARTING.
 */
#include "models/iis6/was.h"
#include "models/web/availability.h"
#include "models/web/fault.h"
#include "models/web/measure.h"

static const char *why(int event)
{
    switch (event) {
    case W3SVC_DISABLED:
        return "RapidFailProtection";
    case W3SVC_NO_ANSWER:
        return "PingFailed";
    case W3SVC_START_LIMIT:
        return "StartupTimeLimit";
    case W3SVC_SHUTDOWN_LIMIT:
        return "ShutdownTimeLimit";
    case W3SVC_AGE:
        return "PeriodicRestartTime";
    case W3SVC_REQUESTS:
        return "PeriodicRestartRequests";
    case W3SVC_SCHEDULE:
        return "PeriodicRestartSchedule";
    case W3SVC_MEMORY:
        return "PeriodicRestartMemory";
    case W3SVC_UNHEALTHY:
        return "Unhealthy";
    case W3SVC_PRIVATE_MEMORY:
        return "PeriodicRestartPrivateMemory";
    default:
        return NULL;
    }
}

void iis6_was_say_why(Iis6Worker *worker, int event)
{
    worker->process->end_event = event;
    worker->process->end_reason = why(event);
}

/* ---- the pool's list ---- */

static void list_worker(Iis6Worker *worker)
{
    Iis6Worker **link = &worker->pool->workers;

    while (*link != NULL)
        link = &(*link)->next;
    *link = worker;
}

/* ---- DemandStartThreshold: a pool that would need one process too many waits, its requests with
 * it, until some process has ended [PROCGATE] ---- */

static bool is_gated(Iis6Pool *pool)
{
    Iis6Server *server = pool->server;
    const ModelConfig *config = pool->run->config;
    int64_t most = config->httpsys.demand_start_threshold;
    int64_t count = 0;

    if (most == SIM_NEVER)
        return false;
    for (uint32_t i = 0; i < config->pool_count; i++) {
        for (const Iis6Worker *worker = server->pools[i].workers; worker != NULL;
             worker = worker->next)
            count++;
    }
    pool->is_gated |= count >= most;
    server->has_gated |= count >= most;
    return count >= most;
}

/* The pool whose first request has waited longest goes first; one process has come free. One that
 * could not start waits for its next request, as ever: it was not held back. */
static void gate_opens(void *self)
{
    Iis6Server *server = self;
    uint32_t count = server->http.run->config->pool_count;
    Iis6Pool *longest = NULL;
    int64_t since_ns = INT64_MAX;

    for (uint32_t i = 0; i < count; i++) {
        Iis6Pool *pool = &server->pools[i];
        WebRequest *first = pool->queue.queue.first != NULL ? pool->queue.queue.first->self : NULL;

        if (!pool->is_gated || first == NULL || iis6_pool_count_ready(pool) > 0 ||
            pool->starting > 0 || iis6_request(first)->http.queued_ns >= since_ns)
            continue;
        longest = pool;
        since_ns = iis6_request(first)->http.queued_ns;
    }
    if (longest == NULL)
        return;
    longest->is_gated = false;
    iis6_was_demand_start(longest);
}

static void unlist_worker(Iis6Worker *worker)
{
    Iis6Worker **link = &worker->pool->workers;
    Iis6Server *server = worker->pool->server;
    uint32_t index = 0;

    if (server->has_gated)
        sim_engine_after(&worker->pool->run->engine, 0, gate_opens, server);
    iis6_cpu_limit_worker_gone(worker);
    for (; *link != NULL && *link != worker; index++)
        link = &(*link)->next;
    if (*link != NULL)
        *link = worker->next;
    if (index < worker->pool->turn) /* whose turn it is has moved up */
        worker->pool->turn--;
    worker->next = NULL;
    for (Iis6Worker *other = worker->pool->workers; other != NULL; other = other->next) {
        if (other->replaces == worker)
            other->replaces = NULL;
    }
}

/* ---- starting ---- */

static void start_limit_over(void *self)
{
    Iis6Worker *worker = self;

    worker->time_limit = (SimEventId){0};
    iis6_was_give_up(worker, W3SVC_START_LIMIT);
}

void iis6_was_start_worker(Iis6Pool *pool, Iis6Worker *replaces)
{
    Iis6Worker *worker = iis6_worker_new(pool);
    const ModelCosts *costs = &pool->run->config->costs;

    worker->replaces = replaces;
    list_worker(worker);
    pool->starting++;
    if (pool->config->startup_time_limit_ns != SIM_NEVER)
        worker->time_limit = sim_engine_after(
            &pool->run->engine, pool->config->startup_time_limit_ns, start_limit_over, worker);
    web_process_start(worker->process, &costs->process_start, costs->memory_w3wp_bytes);
}

static void delayed_start_due(void *self)
{
    Iis6Pool *pool = self;

    pool->delayed_start = (SimEventId){0};
    iis6_was_start_worker(pool, NULL);
}

/* One notification is outstanding at a time: it is over when the process that it asked for is
 * ready. */
void iis6_was_demand_start(Iis6Pool *pool)
{
    WebRun *run = pool->run;

    if (pool->queue.is_off || pool->starting > 0 ||
        iis6_pool_count_ready(pool) >= pool->config->max_processes ||
        sim_calendar_is_pending(run->engine.calendar, pool->delayed_start) || is_gated(pool))
        return;
    if (pool->no_start_before_ns > run->engine.now_ns)
        pool->delayed_start =
            sim_engine_at(&run->engine, pool->no_start_before_ns, delayed_start_due, pool);
    else
        iis6_was_start_worker(pool, NULL);
}

static void become_ready(Iis6Worker *worker)
{
    worker->is_started = true;
    sim_engine_cancel(&worker->pool->run->engine, &worker->time_limit);
    iis6_recycle_arm(worker);
    iis6_health_arm(worker);
}

void iis6_was_start_warm(Iis6Pool *pool)
{
    const ModelConfig *config = pool->run->config;

    for (int64_t i = 0; i < pool->config->max_processes && !is_gated(pool); i++) {
        Iis6Worker *worker = iis6_worker_new(pool);

        list_worker(worker);
        web_process_start_warm(worker->process, config->costs.memory_w3wp_bytes);
        for (uint32_t app = 0; app < config->app_count; app++) {
            if (config->apps[app].pool == pool->index && config->apps[app].is_warm)
                aspnet_runtime_warm(worker->runtime, app);
        }
        become_ready(worker);
    }
}

/* ---- ending ---- */

void iis6_was_disarm(Iis6Worker *worker)
{
    SimEngine *engine = &worker->pool->run->engine;

    sim_engine_cancel(engine, &worker->age);
    sim_engine_cancel(engine, &worker->idle);
    sim_engine_cancel(engine, &worker->ping);
    sim_engine_cancel(engine, &worker->time_limit);
    worker->ping_waits = false;
}

static void shutdown_limit_over(void *self)
{
    Iis6Worker *worker = self;

    worker->time_limit = (SimEventId){0};
    iis6_was_give_up(worker, W3SVC_SHUTDOWN_LIMIT);
}

void iis6_was_end_worker(Iis6Worker *worker)
{
    iis6_was_disarm(worker);
    if (worker->pool->config->shutdown_time_limit_ns != SIM_NEVER)
        worker->time_limit = sim_engine_after(&worker->pool->run->engine,
                                              worker->pool->config->shutdown_time_limit_ns,
                                              shutdown_limit_over, worker);
    web_process_drain(worker->process);
}

void iis6_was_worker_ready(Iis6Worker *worker)
{
    Iis6Pool *pool = worker->pool;
    Iis6Worker *old = worker->replaces;

    if (worker->is_orphan) {
        web_process_let_go(worker->process);
        return;
    }
    pool->starting--;
    worker->replaces = NULL;
    become_ready(worker);
    if (pool->queue.is_off) {
        iis6_was_end_worker(worker);
        return;
    }
    if (iis6_pool_count_ready(pool) == 1)
        http_queue_set_stage(&pool->queue, STAGE_POOL_QUEUE);
    if (old != NULL && old->process->state == PROCESS_READY)
        iis6_was_end_worker(old);
    iis6_pool_pump(pool);
}

/* What a crash, or the end of a worker that may not overlap with its successor, leaves to do. */
static void after_end(Iis6Pool *pool, bool replace)
{
    bool is_waiting = pool->queue.queue.first != NULL;

    if (iis6_pool_count_ready(pool) == 0 && is_waiting)
        http_queue_set_stage(&pool->queue, STAGE_PROCESS_START);
    if (replace || (is_waiting && iis6_pool_count_ready(pool) == 0))
        iis6_was_demand_start(pool);
}

void iis6_was_worker_emptied(Iis6Worker *worker)
{
    Iis6Pool *pool = worker->pool;
    bool replace = worker->is_replaced && pool->config->disallow_overlapping_rotation;

    if (worker->is_orphan)
        return;
    iis6_worker_stop(worker);
    unlist_worker(worker);
    web_process_stop(worker->process);
    after_end(pool, replace);
}

/* The pool is disabled or stopped: http.sys refuses for it, its workers end what they hold. */
static void switch_off(Iis6Pool *pool, WebHttpError reason, int event)
{
    Iis6Worker *next;

    web_measure_event(pool->run, MARK_DISABLED, pool->process_name, why(event), event);
    sim_engine_cancel(&pool->run->engine, &pool->delayed_start);
    web_availability_pool(pool->run, pool->index, false); /* first: its workers end as asked */
    for (Iis6Worker *worker = pool->workers; worker != NULL; worker = next) {
        next = worker->next;
        if (worker->process->state == PROCESS_READY)
            iis6_was_end_worker(worker);
    }
    http_queue_switch_off(&pool->queue, reason);
}

void iis6_was_shut_down(Iis6Pool *pool)
{
    switch_off(pool, HTTPERR_APP_SHUTDOWN, 0);
    while (pool->workers != NULL) {
        pool->workers->process->end_reason = "CPULimit";
        web_process_kill(pool->workers->process, false);
    }
}

void iis6_was_stop_pool(Iis6Pool *pool)
{
    pool->is_stopped = true;
    pool->cpu.is_off = false; /* it is not for the end of an interval to start it again */
    if (!pool->queue.is_off)
        switch_off(pool, HTTPERR_DISABLED, 0);
}

/* The worker did not come to be. Where it was to replace another that one goes on. Requests that
 * wait have the next one started at once [WIN32-DEMAND]; after a start that took no time that is
 * left to the next request, so that the clock moves on. */
static void start_failed(Iis6Pool *pool, Iis6Worker *replaces, const WebProcess *process)
{
    if (replaces != NULL)
        replaces->is_replaced = false;
    if (process->began_ns < pool->run->engine.now_ns)
        after_end(pool, false);
}

/* A worker has died or has been given up. A crash counts as a failure, and so do a missed limit for
 * starting or ending and a ping without an answer [CC787273]. */
static void worker_failed(Iis6Worker *worker)
{
    Iis6Pool *pool = worker->pool;
    WebRun *run = pool->run;
    Iis6Worker *replaces = worker->replaces;
    int64_t outage_ns = web_faults_outage_ns(run);
    bool replace = worker->is_replaced ? pool->config->disallow_overlapping_rotation
                                       : !web_faults_restart_on_request(run);

    unlist_worker(worker);
    if (pool->server->is_resetting)
        return;
    pool->starting -= !worker->is_started;
    if (outage_ns > 0)
        pool->no_start_before_ns = run->engine.now_ns + outage_ns;
    if (!pool->queue.is_off &&
        iis6_rapid_fail_count(&pool->rapid_fail, pool->config, run->engine.now_ns)) {
        web_measure_tripped(run, pool->index);
        switch_off(pool, HTTPERR_APP_OFFLINE, W3SVC_DISABLED);
    } else if (!worker->is_started) {
        start_failed(pool, replaces, worker->process);
    } else {
        after_end(pool, replace);
    }
}

void iis6_was_worker_died(Iis6Worker *worker)
{
    if (!worker->is_orphan)
        worker_failed(worker);
}

/* An orphan's process stays; an administrator looks at it with a debugger, or forgets it. */
void iis6_was_give_up(Iis6Worker *worker, int event)
{
    Iis6Pool *pool = worker->pool;

    iis6_was_say_why(worker, event);
    if (!pool->config->orphan_worker_process) {
        web_process_kill(worker->process, false);
        return;
    }
    worker->is_orphan = true;
    iis6_was_disarm(worker);
    web_measure_process_mark(worker->process, MARK_ORPHAN);
    if (worker->process->state == PROCESS_READY)
        web_process_let_go(worker->process);
    else if (worker->process->state == PROCESS_STARTING)
        web_availability_not_started(worker->process);
    worker_failed(worker);
}

static void switch_on(Iis6Pool *pool)
{
    http_queue_switch_on(&pool->queue);
    web_availability_pool(pool->run, pool->index, true);
}

/* An operator starts the pool again: its workers start with the next request. */
void iis6_was_start_pool(Iis6Pool *pool)
{
    pool->is_stopped = false;
    if (!pool->queue.is_off || pool->server->is_resetting)
        return;
    pool->cpu.is_off = false;
    iis6_rapid_fail_forget(&pool->rapid_fail);
    switch_on(pool);
}

void iis6_was_reopen(Iis6Pool *pool)
{
    if (pool->queue.is_off && !pool->server->is_resetting)
        switch_on(pool);
}
