/* recycle.c - when a worker is to be replaced, or ended because nobody needs it. */
#include "models/iis6/was.h"
#include "models/web/measure.h"

void iis6_recycle(Iis6Worker *worker, int event)
{
    Iis6Pool *pool = worker->pool;

    if (worker->is_replaced || worker->process->state != PROCESS_READY || pool->queue.is_off)
        return;
    worker->is_replaced = true;
    iis6_was_say_why(worker, event);
    web_measure_process_mark(worker->process, MARK_RECYCLE);
    if (pool->config->disallow_overlapping_rotation)
        iis6_was_end_worker(worker);
    else
        iis6_was_start_worker(pool, worker);
}

static void too_old(void *self)
{
    Iis6Worker *worker = self;

    worker->age = (SimEventId){0};
    iis6_recycle(worker, W3SVC_AGE);
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
    if (due_ns > engine->now_ns) {
        worker->idle = sim_engine_at(engine, due_ns, maybe_idle, worker);
    } else if (!worker->is_replaced) {
        process->end_reason = PROCESS_END_IDLE;
        iis6_was_end_worker(worker);
    }
}

void iis6_recycle_arm(Iis6Worker *worker)
{
    const Iis6PoolConfig *config = worker->pool->config;
    SimEngine *engine = &worker->pool->run->engine;

    if (config->periodic_restart_time_ns != SIM_NEVER && config->periodic_restart_time_ns > 0)
        worker->age = sim_engine_after(engine, config->periodic_restart_time_ns, too_old, worker);
    if (config->idle_timeout_ns != SIM_NEVER && config->idle_timeout_ns > 0)
        worker->idle = sim_engine_after(engine, config->idle_timeout_ns, maybe_idle, worker);
}

static bool over_limit(int64_t value, int64_t limit)
{
    return limit != SIM_NEVER && limit > 0 && value >= limit;
}

void iis6_recycle_request_done(Iis6Worker *worker)
{
    const Iis6PoolConfig *config = worker->pool->config;
    WebProcess *process = worker->process;
    int64_t memory_bytes = process->memory_kib * 1024;

    process->requests_done++;
    if (process->state != PROCESS_READY)
        return;
    if (over_limit((int64_t)process->requests_done, config->periodic_restart_requests))
        iis6_recycle(worker, W3SVC_REQUESTS);
    else if (over_limit(memory_bytes, config->periodic_restart_memory_bytes))
        iis6_recycle(worker, W3SVC_MEMORY);
    else if (over_limit(memory_bytes, config->periodic_restart_private_memory_bytes))
        iis6_recycle(worker, W3SVC_PRIVATE_MEMORY);
}

static void schedule_due(void *self);

/* The next of the times of day at which the pool recycles. */
void iis6_recycle_arm_schedule(Iis6Pool *pool)
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

    iis6_recycle_all(pool, W3SVC_SCHEDULE);
    iis6_recycle_arm_schedule(pool);
}

/* A successor may be ready at once and be in the list already: it is not meant. */
void iis6_recycle_all(Iis6Pool *pool, int event)
{
    uint64_t newest = web_process_statistics(pool->run, pool->process_name)->generations;
    Iis6Worker *next;

    for (Iis6Worker *worker = pool->workers; worker != NULL; worker = next) {
        next = worker->next;
        if (worker->process->generation <= newest)
            iis6_recycle(worker, event);
    }
}

/* [CC737909]: the worker reads its settings when it starts. */
void iis6_recycle_config_changed(Iis6Pool *pool)
{
    if (!pool->config->disallow_rotation_on_config_change)
        iis6_recycle_all(pool, 0);
}
