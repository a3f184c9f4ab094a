/* cpu_limit.c - what the workers of a pool may use of the processors in an interval.
 *
 * Modelled:   CPULimit of the processors' time in each CPUResetInterval [CC783617] [MS525330]; when
 *             it is used up an event is logged, or with CPUAction 1 the workers are ended with what
 *             they hold and the pool is off, 503 AppShutdown, until the interval ends [CC759791]
 *             [CC781893] [MS525681]; CPUAction 2: an event at 80% [CC786288].
 * Simplified: seen at most 1 ms late.
 * Assumption: of all processors together, user and kernel time; an orphan no longer counts; ending
 *             workers for it is no failure.
 *
 * Costs nothing where no pool has a limit. The next look is when the limit could be reached at the
 * earliest, with all cores.
 */
#include "models/iis6/was.h"
#include "models/web/machine.h"
#include "models/web/measure.h"

#define TRACE_SHARE 0.8

static void look(void *self);

static int64_t used_ns(const Iis6Pool *pool)
{
    int64_t cpu_ns = pool->cpu.ended_ns - pool->cpu.base_ns;

    for (const Iis6Worker *worker = pool->workers; worker != NULL; worker = worker->next)
        cpu_ns += web_process_cpu_ns(worker->process);
    return cpu_ns;
}

static void plan_look(Iis6Pool *pool, int64_t left_ns)
{
    int64_t cores = pool->run->config->machine.cores;

    pool->cpu.look = sim_engine_after(&pool->run->engine,
                                      MAX((left_ns + cores - 1) / cores, SIM_MS), look, pool);
}

static void used_up(Iis6Pool *pool)
{
    web_measure_event(pool->run, MARK_CPU, pool->process_name, "CPULimit", 0);
    pool->cpu.is_over = true;
    if (pool->config->cpu_action != CPU_ACTION_KILL || pool->queue.is_off)
        return;
    pool->cpu.is_off = true;
    iis6_was_shut_down(pool);
}

static void look(void *self)
{
    Iis6Pool *pool = self;
    int64_t left_ns = pool->cpu.limit_ns - used_ns(pool);

    pool->cpu.look = (SimEventId){0};
    if (left_ns <= 0)
        used_up(pool);
    else
        plan_look(pool, left_ns);
}

static void interval_over(void *self)
{
    Iis6Pool *pool = self;

    pool->cpu.interval = sim_engine_after(&pool->run->engine, pool->config->cpu_reset_interval_ns,
                                          interval_over, pool);
    pool->cpu.base_ns += used_ns(pool);
    pool->cpu.is_over = false;
    sim_engine_cancel(&pool->run->engine, &pool->cpu.look);
    plan_look(pool, pool->cpu.limit_ns);
    if (pool->cpu.is_off)
        iis6_was_reopen(pool);
    pool->cpu.is_off = false;
}

void iis6_cpu_limit_init(Iis6Pool *pool)
{
    const Iis6PoolConfig *config = pool->config;
    double share = (double)config->cpu_limit / 100000;

    pool->cpu.limit_ns = SIM_NEVER;
    if (config->cpu_limit == SIM_NEVER || config->cpu_reset_interval_ns == SIM_NEVER)
        return;
    if (config->cpu_action == CPU_ACTION_TRACE)
        share *= TRACE_SHARE;
    pool->cpu.limit_ns = (int64_t)(share * (double)config->cpu_reset_interval_ns *
                                   (double)pool->run->config->machine.cores);
    web_machine_meter_cpu(pool->run->machine);
    pool->cpu.interval =
        sim_engine_after(&pool->run->engine, config->cpu_reset_interval_ns, interval_over, pool);
    plan_look(pool, pool->cpu.limit_ns);
}

void iis6_cpu_limit_worker_gone(Iis6Worker *worker)
{
    if (worker->pool->cpu.limit_ns != SIM_NEVER)
        worker->pool->cpu.ended_ns += web_process_cpu_ns(worker->process);
}
