/* pool.c - an application pool and what the WWW service does for it.
 *
 * Invariants: starting counts the workers in PROCESS_STARTING; requests wait in the kernel queue
 * only while no ready worker can take one.
 */
#include "models/iis6/pool.h"
#include "models/web/fault.h"
#include "models/web/measure.h"

static void start_worker(Iis6Pool *pool, Iis6Worker *replaces);

/* ---- workers ---- */

static void list_worker(Iis6Worker *worker)
{
    Iis6Worker **link = &worker->pool->workers;

    while (*link != NULL)
        link = &(*link)->next;
    *link = worker;
}

static void unlist_worker(Iis6Worker *worker)
{
    Iis6Worker **link = &worker->pool->workers;

    while (*link != NULL && *link != worker)
        link = &(*link)->next;
    if (*link != NULL)
        *link = worker->next;
    worker->next = NULL;
    for (Iis6Worker *other = worker->pool->workers; other != NULL; other = other->next) {
        if (other->replaces == worker)
            other->replaces = NULL;
    }
}

Iis6Worker *iis6_pool_ready_worker(const Iis6Pool *pool)
{
    for (Iis6Worker *worker = pool->workers; worker != NULL; worker = worker->next) {
        if (worker->process->state == PROCESS_READY)
            return worker;
    }
    return NULL;
}

static int64_t count_ready(const Iis6Pool *pool)
{
    int64_t count = 0;

    for (const Iis6Worker *worker = pool->workers; worker != NULL; worker = worker->next)
        count += worker->process->state == PROCESS_READY;
    return count;
}

/* ---- giving requests to workers ---- */

static Iis6Worker *next_in_turn(Iis6Pool *pool)
{
    Iis6Worker *first = NULL;
    uint32_t index = 0;

    for (Iis6Worker *worker = pool->workers; worker != NULL; worker = worker->next, index++) {
        if (!iis6_worker_can_take(worker))
            continue;
        if (index >= pool->turn) {
            pool->turn = index + 1;
            return worker;
        }
        if (first == NULL)
            first = worker;
    }
    if (first != NULL)
        pool->turn = 1;
    return first;
}

/* The one that has waited longest for something to do is the one that holds least. */
static Iis6Worker *first_to_pull(const Iis6Pool *pool)
{
    Iis6Worker *best = NULL;

    for (Iis6Worker *worker = pool->workers; worker != NULL; worker = worker->next) {
        if (iis6_worker_can_take(worker) &&
            (best == NULL || worker->process->held_count < best->process->held_count))
            best = worker;
    }
    return best;
}

static Iis6Worker *random_worker(Iis6Pool *pool)
{
    SimStream stream = sim_stream(pool->run->seed, sim_stream_source(pool->config->name),
                                  pool->dispatched, DRAW_DISPATCH);
    uint64_t able = 0;
    uint64_t chosen;

    for (Iis6Worker *worker = pool->workers; worker != NULL; worker = worker->next)
        able += iis6_worker_can_take(worker);
    if (able == 0)
        return NULL;
    pool->dispatched++;
    chosen = sim_stream_below(&stream, able);
    for (Iis6Worker *worker = pool->workers; worker != NULL; worker = worker->next) {
        if (iis6_worker_can_take(worker) && chosen-- == 0)
            return worker;
    }
    return NULL;
}

static Iis6Worker *choose_worker(Iis6Pool *pool)
{
    Iis6Worker *only = pool->workers;

    if (only == NULL)
        return NULL;
    if (only->next == NULL)
        return iis6_worker_can_take(only) ? only : NULL;
    switch (pool->config->dispatch) {
    case DISPATCH_ROUND_ROBIN:
        return next_in_turn(pool);
    case DISPATCH_PULL:
        return first_to_pull(pool);
    case DISPATCH_RANDOM:
        break;
    }
    return random_worker(pool);
}

static void delayed_start_due(void *self)
{
    Iis6Pool *pool = self;

    pool->delayed_start = (SimEventId){0};
    start_worker(pool, NULL);
}

/* One notification is outstanding at a time: it is over when the process that it asked for is
 * ready. */
static void demand_start(Iis6Pool *pool)
{
    WebRun *run = pool->run;

    if (pool->queue.is_off || pool->starting > 0 ||
        count_ready(pool) >= pool->config->max_processes ||
        sim_calendar_is_pending(run->engine.calendar, pool->delayed_start))
        return;
    if (pool->no_start_before_ns > run->engine.now_ns)
        pool->delayed_start =
            sim_engine_at(&run->engine, pool->no_start_before_ns, delayed_start_due, pool);
    else
        start_worker(pool, NULL);
}

/* True while an old worker must end before a new one may start. */
static bool waits_for_old(const Iis6Pool *pool)
{
    for (const Iis6Worker *worker = pool->workers; worker != NULL; worker = worker->next) {
        if (worker->process->state == PROCESS_DRAINING && worker->is_replaced &&
            pool->config->disallow_overlapping_rotation)
            return true;
    }
    return false;
}

void iis6_pool_pump(Iis6Pool *pool)
{
    Iis6Worker *worker;

    if (pool->pumping)
        return;
    pool->pumping = true;
    while (pool->queue.queue.first != NULL && (worker = choose_worker(pool)) != NULL)
        iis6_worker_take(worker, http_queue_take(&pool->queue));
    pool->pumping = false;
}

static void request_arrived(void *owner)
{
    Iis6Pool *pool = owner;

    if (count_ready(pool) < pool->config->max_processes && !waits_for_old(pool))
        demand_start(pool);
    if (count_ready(pool) > 0)
        iis6_pool_pump(pool);
    else if (pool->queue.queue.last != NULL) /* else one was started and has died of it */
        web_request_stage(pool->queue.queue.last->self, STAGE_PROCESS_START);
}

/* ---- recycling ---- */

static void shutdown_limit_over(void *self)
{
    Iis6Worker *worker = self;

    worker->shutdown_limit = (SimEventId){0};
    web_process_kill(worker->process, false);
}

static void end_worker(Iis6Worker *worker)
{
    SimEngine *engine = &worker->pool->run->engine;

    sim_engine_cancel(engine, &worker->age);
    sim_engine_cancel(engine, &worker->idle);
    if (worker->pool->config->shutdown_time_limit_ns != SIM_NEVER)
        worker->shutdown_limit = sim_engine_after(
            engine, worker->pool->config->shutdown_time_limit_ns, shutdown_limit_over, worker);
    web_process_drain(worker->process);
}

static void recycle(Iis6Worker *worker)
{
    Iis6Pool *pool = worker->pool;

    if (worker->is_replaced || worker->process->state != PROCESS_READY || pool->queue.is_off)
        return;
    worker->is_replaced = true;
    web_measure_mark(pool->run, MARK_RECYCLE, pool->process_name);
    if (pool->config->disallow_overlapping_rotation)
        end_worker(worker);
    else
        start_worker(pool, worker);
}

static void too_old(void *self)
{
    Iis6Worker *worker = self;

    worker->age = (SimEventId){0};
    recycle(worker);
}

/* Looked at when it could have come to be true at the earliest, so that requests need not touch a
 * timer. */
static void maybe_idle(void *self)
{
    Iis6Worker *worker = self;
    WebProcess *process = worker->process;
    SimEngine *engine = &worker->pool->run->engine;
    int64_t timeout_ns = worker->pool->config->idle_timeout_ns;
    int64_t due_ns = process->last_active_ns + timeout_ns;

    worker->idle = (SimEventId){0};
    if (process->held_count > 0)
        due_ns = engine->now_ns + timeout_ns;
    if (due_ns > engine->now_ns)
        worker->idle = sim_engine_at(engine, due_ns, maybe_idle, worker);
    else if (!worker->is_replaced)
        end_worker(worker);
}

static bool over_limit(int64_t value, int64_t limit)
{
    return limit != SIM_NEVER && limit > 0 && value >= limit;
}

void iis6_pool_request_done(Iis6Worker *worker)
{
    const Iis6PoolConfig *config = worker->pool->config;
    WebProcess *process = worker->process;
    int64_t memory_bytes = process->memory_kib * 1024;

    process->requests_done++;
    if (process->state == PROCESS_READY &&
        (over_limit((int64_t)process->requests_done, config->periodic_restart_requests) ||
         over_limit(memory_bytes, config->periodic_restart_memory_bytes) ||
         over_limit(memory_bytes, config->periodic_restart_private_memory_bytes)))
        recycle(worker);
    iis6_pool_pump(worker->pool);
}

static void schedule_due(void *self);

/* The next of the times of day at which the pool recycles. */
static void arm_schedule(Iis6Pool *pool)
{
    const Iis6PoolConfig *config = pool->config;
    int64_t day_ns = 24 * SIM_HOUR;
    int64_t best_ns = SIM_NEVER;
    int64_t now_ns = pool->run->engine.now_ns;

    for (uint32_t i = 0; i < config->periodic_restart_schedule_count; i++) {
        int64_t offset_ns =
            (config->periodic_restart_schedule_ns[i] - pool->run->config->clock_ns - now_ns) %
            day_ns;

        if (offset_ns <= 0)
            offset_ns += day_ns;
        best_ns = MIN(best_ns, offset_ns);
    }
    if (best_ns != SIM_NEVER)
        pool->schedule = sim_engine_after(&pool->run->engine, best_ns, schedule_due, pool);
}

static void schedule_due(void *self)
{
    Iis6Pool *pool = self;
    uint64_t newest = web_process_statistics(pool->run, pool->process_name)->generations;
    Iis6Worker *next;

    /* A successor may be ready at once and be in the list already: it is not meant. */
    for (Iis6Worker *worker = pool->workers; worker != NULL; worker = next) {
        next = worker->next;
        if (worker->process->generation <= newest)
            recycle(worker);
    }
    arm_schedule(pool);
}

/* ---- starting and ending ---- */

static void arm_worker_timers(Iis6Worker *worker)
{
    const Iis6PoolConfig *config = worker->pool->config;
    SimEngine *engine = &worker->pool->run->engine;

    if (config->periodic_restart_time_ns != SIM_NEVER && config->periodic_restart_time_ns > 0)
        worker->age = sim_engine_after(engine, config->periodic_restart_time_ns, too_old, worker);
    if (config->idle_timeout_ns != SIM_NEVER && config->idle_timeout_ns > 0)
        worker->idle = sim_engine_after(engine, config->idle_timeout_ns, maybe_idle, worker);
}

static void start_worker(Iis6Pool *pool, Iis6Worker *replaces)
{
    Iis6Worker *worker = iis6_worker_new(pool);
    const ModelCosts *costs = &pool->run->config->costs;

    worker->replaces = replaces;
    list_worker(worker);
    pool->starting++;
    web_process_start(worker->process, &costs->process_start, costs->memory_w3wp_bytes);
}

void iis6_pool_worker_ready(Iis6Worker *worker)
{
    Iis6Pool *pool = worker->pool;
    Iis6Worker *old = worker->replaces;

    pool->starting--;
    worker->replaces = NULL;
    if (pool->queue.is_off) {
        end_worker(worker);
        return;
    }
    arm_worker_timers(worker);
    if (count_ready(pool) == 1)
        http_queue_set_stage(&pool->queue, STAGE_POOL_QUEUE);
    if (old != NULL && old->process->state == PROCESS_READY)
        end_worker(old);
    iis6_pool_pump(pool);
}

/* What a crash, or the end of a worker that may not overlap with its successor, leaves to do. */
static void after_end(Iis6Pool *pool, bool replace)
{
    bool is_waiting = pool->queue.queue.first != NULL;

    if (count_ready(pool) == 0 && is_waiting)
        http_queue_set_stage(&pool->queue, STAGE_PROCESS_START);
    if (replace || (is_waiting && count_ready(pool) == 0))
        demand_start(pool);
}

void iis6_pool_worker_emptied(Iis6Worker *worker)
{
    Iis6Pool *pool = worker->pool;
    bool replace = worker->is_replaced && pool->config->disallow_overlapping_rotation;

    iis6_worker_stop(worker);
    unlist_worker(worker);
    web_process_stop(worker->process);
    after_end(pool, replace);
}

/* The pool is disabled or stopped: http.sys refuses for it, its workers end what they hold. */
static void switch_off(Iis6Pool *pool)
{
    Iis6Worker *next;

    web_measure_mark(pool->run, MARK_DISABLED, pool->process_name);
    sim_engine_cancel(&pool->run->engine, &pool->delayed_start);
    for (Iis6Worker *worker = pool->workers; worker != NULL; worker = next) {
        next = worker->next;
        if (worker->process->state == PROCESS_READY)
            end_worker(worker);
    }
    http_queue_switch_off(&pool->queue);
}

void iis6_pool_stop(Iis6Pool *pool)
{
    if (!pool->queue.is_off)
        switch_off(pool);
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

/* A crash counts as a failure, and so do a shutdown limit that was missed and a start that failed
 * [CC787273]. */
void iis6_pool_worker_died(Iis6Worker *worker)
{
    Iis6Pool *pool = worker->pool;
    WebRun *run = pool->run;
    Iis6Worker *replaces = worker->replaces;
    int64_t outage_ns = web_faults_outage_ns(run);
    bool replace = worker->is_replaced ? pool->config->disallow_overlapping_rotation
                                       : !web_faults_restart_on_request(run);

    unlist_worker(worker);
    pool->starting -= worker->process->start_fails;
    if (outage_ns > 0)
        pool->no_start_before_ns = run->engine.now_ns + outage_ns;
    if (!pool->queue.is_off &&
        iis6_rapid_fail_count(&pool->rapid_fail, pool->config, run->engine.now_ns)) {
        web_measure_tripped(run, pool->index);
        switch_off(pool);
    } else if (worker->process->start_fails) {
        start_failed(pool, replaces, worker->process);
    } else {
        after_end(pool, replace);
    }
}

/* An operator starts the pool again: its workers start with the next request. */
void iis6_pool_switch_on(Iis6Pool *pool)
{
    if (!pool->queue.is_off)
        return;
    iis6_rapid_fail_forget(&pool->rapid_fail);
    http_queue_switch_on(&pool->queue);
}

/* ---- set-up ---- */

/* start = warm: the pool has its processes, its applications their AppDomains. */
static bool is_warm(const Iis6Pool *pool)
{
    const ModelConfig *config = pool->run->config;

    for (uint32_t i = 0; i < config->app_count; i++) {
        if (config->apps[i].pool == pool->index && config->apps[i].is_warm)
            return true;
    }
    return false;
}

static void start_warm(Iis6Pool *pool)
{
    const ModelConfig *config = pool->run->config;

    for (int64_t i = 0; i < pool->config->max_processes; i++) {
        Iis6Worker *worker = iis6_worker_new(pool);

        list_worker(worker);
        web_process_start_warm(worker->process, config->costs.memory_w3wp_bytes);
        for (uint32_t app = 0; app < config->app_count; app++) {
            if (config->apps[app].pool == pool->index && config->apps[app].is_warm)
                aspnet_runtime_warm(worker->runtime, app);
        }
        arm_worker_timers(worker);
    }
}

void iis6_pool_init(Iis6Pool *pool, Iis6Server *server, WebRun *run, uint32_t index)
{
    g_autofree char *queue_name = NULL;
    g_autofree char *process_name = NULL;

    *pool = (Iis6Pool){.server = server, .run = run, .index = index};
    pool->no_start_before_ns = INT64_MIN; /* not 0: a warm-up is before time 0 */
    pool->config = &run->config->pools[index];
    queue_name = g_strdup_printf("pool:%s", pool->config->name);
    process_name = g_strdup_printf("w3wp:%s", pool->config->name);
    pool->process_name = web_run_string(run, process_name);
    web_process_statistics(run, process_name);
    http_queue_init(&pool->queue, run, queue_name, pool->config->app_pool_queue_length);
    pool->queue.refusal_status = pool->config->load_balancer_capabilities == 1 ? 0 : 503;
    pool->queue.arrived = request_arrived;
    pool->queue.owner = pool;
    if (is_warm(pool))
        start_warm(pool);
    arm_schedule(pool);
}

void iis6_pool_clear(Iis6Pool *pool)
{
    iis6_rapid_fail_clear(&pool->rapid_fail);
}
