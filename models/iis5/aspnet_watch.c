/* aspnet_watch.c - aspnet_isapi watches each aspnet_wp: age, idleness, memory, deadlocks, pings.
 *
 * Modelled:   timeout, idleTimeout, memoryLimit [PM11] [WMI-PM]; responseDeadlockInterval and
 *             responseRestartDeadlockInterval [WMI-PM] [TELERIK] (health.h); pingFrequency and
 *             pingTimeout [WMI-PM].
 * Assumption: age, memory and idleness are looked at every monitor-period, 2 s, deadlocks every
 *             deadlock-check, 30 s; a ping needs a free I/O thread of aspnet_wp, as every message
 *             does, and comes before waiting requests (no source for any of these).
 */
#include "models/aspnet/health.h"
#include "models/iis5/inetinfo.h"

static void arm_monitor(AspnetSlot *slot);
static void arm_deadlock_watch(AspnetSlot *slot);
static void arm_ping(AspnetSlot *slot);

static int64_t next_tick_ns(const AspnetSlot *slot, const char *name, int64_t period_ns)
{
    WebRun *run = slot->inetinfo->run;

    return aspnet_next_tick_ns(run, web_run_timer_phase(run, name, slot->index, period_ns),
                               period_ns);
}

/* ---- age, idleness, memory ---- */

bool aspnet_watch_is_too_big(const AspnetWp *worker)
{
    const Inetinfo *inetinfo = worker->slot->inetinfo;
    double used_bytes = (double)worker->process->memory_kib * 1024;
    double physical_bytes = (double)inetinfo->run->config->machine.memory_bytes;
    int64_t limit_percent = inetinfo->config->memory_limit_percent;

    return limit_percent != SIM_NEVER && used_bytes * 100 > (double)limit_percent * physical_bytes;
}

static bool is_idle(const AspnetWp *worker)
{
    const WebProcess *process = worker->process;
    int64_t limit_ns = worker->slot->inetinfo->config->idle_timeout_ns;

    return limit_ns != SIM_NEVER && process->held_count == 0 &&
           process->run->engine.now_ns - process->last_active_ns >= limit_ns;
}

static bool is_too_old(const AspnetWp *worker)
{
    int64_t limit_ns = worker->slot->inetinfo->config->timeout_ns;

    return limit_ns != SIM_NEVER &&
           worker->process->run->engine.now_ns - worker->process->ready_ns >= limit_ns;
}

static void look_at(AspnetWp *worker)
{
    if (is_idle(worker) && !worker->is_replaced)
        aspnet_wp_end(worker, PROCESS_END_IDLE);
    else if (is_too_old(worker))
        aspnet_wp_recycle(worker, "Timeout");
    else if (aspnet_watch_is_too_big(worker))
        aspnet_wp_recycle(worker, "MemoryLimitExceeded");
}

static void monitor_fired(void *self)
{
    AspnetSlot *slot = self;

    slot->monitor = (SimEventId){0};
    if (slot->worker == NULL)
        return;
    look_at(slot->worker);
    arm_monitor(slot);
}

/* When, at the latest, something that is looked at could have come true: with monitor-period = 0
 * the monitor looks just then. */
static int64_t next_look_ns(const AspnetSlot *slot)
{
    const AspnetWp *worker = slot->worker;
    const WebProcess *process = worker->process;
    const Iis5Config *config = slot->inetinfo->config;
    int64_t now_ns = slot->inetinfo->run->engine.now_ns;
    int64_t best_ns = SIM_NEVER;

    if (config->timeout_ns != SIM_NEVER && !worker->is_replaced)
        best_ns = MAX(process->ready_ns + config->timeout_ns, now_ns + 1);
    if (config->idle_timeout_ns != SIM_NEVER && !worker->is_replaced) {
        int64_t since_ns = process->held_count > 0 ? now_ns : process->last_active_ns;

        best_ns = MIN(best_ns, MAX(since_ns + config->idle_timeout_ns, now_ns + 1));
    }
    return best_ns;
}

static void arm_monitor(AspnetSlot *slot)
{
    const Iis5Config *config = slot->inetinfo->config;
    SimEngine *engine = &slot->inetinfo->run->engine;
    int64_t next_ns;

    if (slot->worker == NULL || sim_calendar_is_pending(engine->calendar, slot->monitor))
        return;
    if (config->timeout_ns == SIM_NEVER && config->idle_timeout_ns == SIM_NEVER &&
        config->memory_limit_percent == SIM_NEVER)
        return;
    if (config->monitor_ns > 0)
        next_ns = next_tick_ns(slot, "monitor", config->monitor_ns);
    else
        next_ns = next_look_ns(slot);
    if (next_ns != SIM_NEVER)
        slot->monitor = sim_engine_at(engine, next_ns, monitor_fired, slot);
}

/* ---- deadlocks ---- */

/* After a restart for this reason the next one has to wait; 2.0 has the setting for compatibility
 * alone [WMI-PM]. */
static bool may_restart_again(const AspnetSlot *slot)
{
    const ModelConfig *config = slot->inetinfo->run->config;

    return config->aspnet.version == ASPNET_2_0 || slot->deadlock_restart_ns == INT64_MIN ||
           slot->inetinfo->run->engine.now_ns - slot->deadlock_restart_ns >=
               config->iis5.restart_deadlock_interval_ns;
}

static void look_for_deadlock(void *self)
{
    AspnetSlot *slot = self;

    slot->deadlock_watch = (SimEventId){0};
    if (slot->worker == NULL)
        return;
    if (may_restart_again(slot) && slot->starting == NULL &&
        aspnet_runtime_suspects_deadlock(slot->worker->runtime)) {
        slot->deadlock_restart_ns = slot->inetinfo->run->engine.now_ns;
        aspnet_wp_recycle(slot->worker, "DeadlockSuspected");
    }
    arm_deadlock_watch(slot);
}

static void arm_deadlock_watch(AspnetSlot *slot)
{
    WebRun *run = slot->inetinfo->run;

    if (run->config->aspnet.response_deadlock_interval_ns == SIM_NEVER ||
        sim_calendar_is_pending(run->engine.calendar, slot->deadlock_watch))
        return;
    slot->deadlock_watch = sim_engine_at(
        &run->engine,
        next_tick_ns(slot, "deadlock-check", slot->inetinfo->config->deadlock_check_ns),
        look_for_deadlock, slot);
}

/* ---- pings ---- */

static void ping_answered(void *self)
{
    AspnetWp *worker = self;

    worker->ping_is_out = false;
    sim_engine_cancel(&worker->process->run->engine, &worker->ping_limit);
    web_threads_release_quietly(worker->runtime->home);
}

static void ping_failed(void *self)
{
    AspnetWp *worker = self;

    worker->ping_limit = (SimEventId){0};
    aspnet_wp_recycle(worker, "PingFailed");
}

static void send_ping(AspnetWp *worker)
{
    const Iis5Config *config = worker->slot->inetinfo->config;
    SimEngine *engine = &worker->process->run->engine;

    if (worker->ping_is_out || worker->is_replaced)
        return;
    worker->ping_is_out = true;
    if (config->ping_timeout_ns != SIM_NEVER)
        worker->ping_limit = sim_engine_after(engine, config->ping_timeout_ns, ping_failed, worker);
    web_threads_post(worker->runtime->home, &worker->ping, ping_answered, worker);
}

static void ping_due(void *self)
{
    AspnetSlot *slot = self;

    slot->ping = (SimEventId){0};
    if (slot->worker == NULL)
        return;
    send_ping(slot->worker);
    arm_ping(slot);
}

static void arm_ping(AspnetSlot *slot)
{
    int64_t period_ns = slot->inetinfo->config->ping_frequency_ns;
    SimEngine *engine = &slot->inetinfo->run->engine;

    if (period_ns == SIM_NEVER || sim_calendar_is_pending(engine->calendar, slot->ping))
        return;
    slot->ping = sim_engine_at(engine, next_tick_ns(slot, "ping", period_ns), ping_due, slot);
}

/* ---- all of it ---- */

void aspnet_watch_begin(AspnetSlot *slot)
{
    sim_engine_cancel(&slot->inetinfo->run->engine, &slot->monitor);
    arm_monitor(slot);
    arm_deadlock_watch(slot);
    arm_ping(slot);
}

void aspnet_watch_stop(AspnetSlot *slot)
{
    SimEngine *engine = &slot->inetinfo->run->engine;

    sim_engine_cancel(engine, &slot->deadlock_watch);
    sim_engine_cancel(engine, &slot->monitor);
    sim_engine_cancel(engine, &slot->ping);
}
