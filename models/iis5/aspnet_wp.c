/* aspnet_wp.c - the one ASP.NET worker process of IIS 5 and its process model: aspnet_isapi starts
 * it, watches it, replaces it.
 *
 * Modelled:   start at the first request; age, requests, memory and idleness as in processModel, the
 *             replacement started first, the old one ending what it has for at most shutdownTimeout
 *             [S0] [PM11] [WMI-PM]; what has not been taken from the pipe goes to the new one; after
 *             an abnormal end a new one starts, with no brake.
 * Assumption: age, memory and idleness are looked at every monitor-period, 2 s (no source).
 */
#include "models/aspnet/health.h"
#include "models/iis5/inetinfo.h"
#include "models/web/fault.h"
#include "models/web/measure.h"

static void arm_monitor(Inetinfo *inetinfo);
static void arm_deadlock_watch(Inetinfo *inetinfo);

static AspnetWp *aspnet_wp_new(Inetinfo *inetinfo);

static void start(Inetinfo *inetinfo)
{
    const ModelCosts *costs = &inetinfo->run->config->costs;

    inetinfo->starting = aspnet_wp_new(inetinfo);
    web_process_start(inetinfo->starting->process, &costs->process_start,
                      costs->memory_aspnet_wp_bytes);
}

static void delayed_start_due(void *self)
{
    Inetinfo *inetinfo = self;

    inetinfo->delayed_start = (SimEventId){0};
    aspnet_wp_needed(inetinfo);
}

void aspnet_wp_needed(Inetinfo *inetinfo)
{
    SimEngine *engine = &inetinfo->run->engine;

    if (inetinfo->worker != NULL || inetinfo->starting != NULL ||
        sim_calendar_is_pending(engine->calendar, inetinfo->delayed_start))
        return;
    if (inetinfo->no_start_before_ns > engine->now_ns)
        inetinfo->delayed_start =
            sim_engine_at(engine, inetinfo->no_start_before_ns, delayed_start_due, inetinfo);
    else
        start(inetinfo);
}

/* ---- replacing ---- */

static void shutdown_over(void *self)
{
    AspnetWp *worker = self;

    worker->shutdown_limit = (SimEventId){0};
    web_process_kill(worker->process, false);
}

static void end_worker(AspnetWp *worker)
{
    Inetinfo *inetinfo = worker->inetinfo;
    SimEngine *engine = &inetinfo->run->engine;

    if (inetinfo->worker == worker)
        inetinfo->worker = NULL;
    sim_engine_cancel(engine, &worker->age);
    if (inetinfo->config->shutdown_timeout_ns != SIM_NEVER)
        worker->shutdown_limit =
            sim_engine_after(engine, inetinfo->config->shutdown_timeout_ns, shutdown_over, worker);
    web_process_drain(worker->process);
}

static void recycle(AspnetWp *worker, const char *reason)
{
    Inetinfo *inetinfo = worker->inetinfo;

    if (worker->is_replaced || inetinfo->worker != worker || inetinfo->starting != NULL)
        return;
    worker->is_replaced = true;
    worker->process->end_reason = reason;
    web_measure_process_mark(worker->process, MARK_RECYCLE);
    start(inetinfo);
}

static bool is_too_big(const AspnetWp *worker)
{
    const Inetinfo *inetinfo = worker->inetinfo;
    double used_bytes = (double)worker->process->memory_kib * 1024;
    double physical_bytes = (double)inetinfo->run->config->machine.memory_bytes;
    int64_t limit_percent = inetinfo->config->memory_limit_percent;

    return limit_percent != SIM_NEVER && used_bytes * 100 > (double)limit_percent * physical_bytes;
}

static bool is_idle(const AspnetWp *worker)
{
    const WebProcess *process = worker->process;
    int64_t limit_ns = worker->inetinfo->config->idle_timeout_ns;

    return limit_ns != SIM_NEVER && process->held_count == 0 &&
           process->run->engine.now_ns - process->last_active_ns >= limit_ns;
}

static bool is_too_old(const AspnetWp *worker)
{
    int64_t limit_ns = worker->inetinfo->config->timeout_ns;

    return limit_ns != SIM_NEVER &&
           worker->process->run->engine.now_ns - worker->process->ready_ns >= limit_ns;
}

/* ---- watching ---- */

static void look_at(AspnetWp *worker)
{
    if (is_idle(worker) && !worker->is_replaced) {
        worker->process->end_reason = "IdleTimeout";
        end_worker(worker);
    } else if (is_too_old(worker)) {
        recycle(worker, "Timeout");
    } else if (is_too_big(worker)) {
        recycle(worker, "MemoryLimitExceeded");
    }
}

static void monitor_fired(void *self)
{
    Inetinfo *inetinfo = self;

    inetinfo->monitor = (SimEventId){0};
    if (inetinfo->worker == NULL)
        return;
    look_at(inetinfo->worker);
    arm_monitor(inetinfo);
}

/* When, at the latest, something that is looked at could have come true: with monitor-period = 0
 * the monitor looks just then. */
static int64_t next_look_ns(const Inetinfo *inetinfo)
{
    const AspnetWp *worker = inetinfo->worker;
    const WebProcess *process = worker->process;
    int64_t now_ns = inetinfo->run->engine.now_ns;
    int64_t best_ns = SIM_NEVER;

    if (inetinfo->config->timeout_ns != SIM_NEVER && !worker->is_replaced)
        best_ns = MAX(process->ready_ns + inetinfo->config->timeout_ns, now_ns + 1);
    if (inetinfo->config->idle_timeout_ns != SIM_NEVER && !worker->is_replaced) {
        int64_t since_ns = process->held_count > 0 ? now_ns : process->last_active_ns;

        best_ns = MIN(best_ns, MAX(since_ns + inetinfo->config->idle_timeout_ns, now_ns + 1));
    }
    return best_ns;
}

static void arm_monitor(Inetinfo *inetinfo)
{
    const Iis5Config *config = inetinfo->config;
    WebRun *run = inetinfo->run;
    int64_t next_ns;

    if (inetinfo->worker == NULL ||
        sim_calendar_is_pending(run->engine.calendar, inetinfo->monitor))
        return;
    if (config->timeout_ns == SIM_NEVER && config->idle_timeout_ns == SIM_NEVER &&
        config->memory_limit_percent == SIM_NEVER)
        return;
    if (config->monitor_ns > 0)
        next_ns = aspnet_next_tick_ns(
            run, web_run_timer_phase(run, "monitor", 0, config->monitor_ns), config->monitor_ns);
    else
        next_ns = next_look_ns(inetinfo);
    if (next_ns != SIM_NEVER)
        inetinfo->monitor = sim_engine_at(&run->engine, next_ns, monitor_fired, inetinfo);
}

/* ---- deadlocks ---- */

/* After a restart for this reason the next one has to wait; 2.0 has the setting for compatibility
 * alone [WMI-PM]. */
static bool may_restart_again(const Inetinfo *inetinfo)
{
    const ModelConfig *config = inetinfo->run->config;

    return config->aspnet.version == ASPNET_2_0 || inetinfo->deadlock_restart_ns == INT64_MIN ||
           inetinfo->run->engine.now_ns - inetinfo->deadlock_restart_ns >=
               config->iis5.restart_deadlock_interval_ns;
}

static void look_for_deadlock(void *self)
{
    Inetinfo *inetinfo = self;

    inetinfo->deadlock_watch = (SimEventId){0};
    if (inetinfo->worker == NULL)
        return;
    if (may_restart_again(inetinfo) && inetinfo->starting == NULL &&
        aspnet_runtime_suspects_deadlock(inetinfo->worker->runtime)) {
        inetinfo->deadlock_restart_ns = inetinfo->run->engine.now_ns;
        recycle(inetinfo->worker, "DeadlockSuspected");
    }
    arm_deadlock_watch(inetinfo);
}

static void arm_deadlock_watch(Inetinfo *inetinfo)
{
    WebRun *run = inetinfo->run;
    int64_t period_ns = inetinfo->config->deadlock_check_ns;

    if (run->config->aspnet.response_deadlock_interval_ns == SIM_NEVER ||
        sim_calendar_is_pending(run->engine.calendar, inetinfo->deadlock_watch))
        return;
    inetinfo->deadlock_watch =
        sim_engine_at(&run->engine,
                      aspnet_next_tick_ns(
                          run, web_run_timer_phase(run, "deadlock-check", 0, period_ns), period_ns),
                      look_for_deadlock, inetinfo);
}

void aspnet_wp_stop_monitor(Inetinfo *inetinfo)
{
    sim_engine_cancel(&inetinfo->run->engine, &inetinfo->deadlock_watch);
    sim_engine_cancel(&inetinfo->run->engine, &inetinfo->monitor);
    sim_engine_cancel(&inetinfo->run->engine, &inetinfo->delayed_start);
}

/* PeriodicRestartRequests of IIS 6 has its like here: requestLimit counts completions. */
void aspnet_wp_request_done(AspnetWp *worker)
{
    const Iis5Config *config = worker->inetinfo->config;

    worker->process->requests_done++;
    if (worker->process->state != PROCESS_READY)
        return;
    if (config->request_limit != SIM_NEVER &&
        (int64_t)worker->process->requests_done >= config->request_limit)
        recycle(worker, "RequestsLimit");
    else if (config->monitor_ns == 0 && is_too_big(worker))
        recycle(worker, "MemoryLimitExceeded");
}

/* ---- the process ---- */

static void stop_runtime(AspnetWp *worker)
{
    SimEngine *engine = &worker->inetinfo->run->engine;

    sim_engine_cancel(engine, &worker->age);
    sim_engine_cancel(engine, &worker->shutdown_limit);
    aspnet_runtime_stop(worker->runtime);
}

static void become_current(AspnetWp *worker)
{
    Inetinfo *inetinfo = worker->inetinfo;

    inetinfo->worker = worker;
    inetinfo->is_restarting = false;
    for (WebQueueNode *node = inetinfo->pipe.first; node != NULL; node = node->next)
        web_request_stage(node->self, STAGE_PIPE);
    sim_engine_cancel(&inetinfo->run->engine, &inetinfo->monitor);
    arm_monitor(inetinfo);
    arm_deadlock_watch(inetinfo);
}

static void wp_ready(WebProcess *process)
{
    AspnetWp *worker = process->owner;
    Inetinfo *inetinfo = worker->inetinfo;
    AspnetWp *old = inetinfo->worker;

    inetinfo->starting = NULL;
    become_current(worker);
    if (old != NULL)
        end_worker(old);
    web_threads_poke(worker->runtime->home);
}

static void wp_emptied(WebProcess *process)
{
    AspnetWp *worker = process->owner;

    stop_runtime(worker);
    web_process_stop(process);
    if (worker->inetinfo->pipe.first != NULL)
        aspnet_wp_needed(worker->inetinfo);
}

/* A successor did not come to be: the next request starts another. Where one still serves it goes on
 * and is looked at again by the monitor; one that looks all the time would not let the clock move
 * on. */
static void start_failed(Inetinfo *inetinfo)
{
    inetinfo->starting = NULL;
    if (inetinfo->worker != NULL) {
        inetinfo->worker->is_replaced = inetinfo->config->monitor_ns == 0;
        return;
    }
    inetinfo->is_restarting = true;
    pipe_worker_died(inetinfo);
}

/* The one that serves now died: what waits in the pipe is thinned out, a successor starts at once
 * or with the next request. An old one that was draining leaves no gap. */
static void wp_died(WebProcess *process)
{
    AspnetWp *worker = process->owner;
    Inetinfo *inetinfo = worker->inetinfo;
    WebRun *run = inetinfo->run;
    int64_t outage_ns = web_faults_outage_ns(run);

    stop_runtime(worker);
    if (process->start_fails) {
        start_failed(inetinfo);
        return;
    }
    pipe_freed(inetinfo);
    if (inetinfo->worker != worker)
        return;
    inetinfo->worker = NULL;
    inetinfo->is_restarting = true;
    if (outage_ns > 0)
        inetinfo->no_start_before_ns = run->engine.now_ns + outage_ns;
    pipe_worker_died(inetinfo);
    if (!web_faults_restart_on_request(run) || inetinfo->pipe.first != NULL)
        aspnet_wp_needed(inetinfo);
}

/* inetinfo still has the connection: the client gets the 'Server Application Unavailable' page. */
static void wp_lost(WebRequest *request)
{
    Iis5Request *extra = iis5_request(request);

    aspnet_request_lost(&extra->aspnet);
    extra->worker = NULL;
    inetinfo_answer(request, OUTCOME_ERROR, 503);
}

static void wp_destroy(WebProcess *process)
{
    AspnetWp *worker = process->owner;

    aspnet_runtime_free(worker->runtime);
    g_free(worker);
}

static const WebProcessFunctions wp_functions = {
    .ready = wp_ready,
    .emptied = wp_emptied,
    .died = wp_died,
    .lost = wp_lost,
    .destroy = wp_destroy,
};

static AspnetWp *aspnet_wp_new(Inetinfo *inetinfo)
{
    AspnetWp *worker = g_new0(AspnetWp, 1);

    worker->inetinfo = inetinfo;
    worker->process = web_process_new(inetinfo->run, "aspnet_wp", &wp_functions, worker);
    worker->runtime =
        aspnet_runtime_new(worker->process, &aspnet_wp_host, inetinfo->shared, pipe_source(worker));
    return worker;
}

void aspnet_wp_start_warm(Inetinfo *inetinfo)
{
    const ModelConfig *config = inetinfo->run->config;
    AspnetWp *worker = aspnet_wp_new(inetinfo);

    web_process_start_warm(worker->process, config->costs.memory_aspnet_wp_bytes);
    for (uint32_t app = 0; app < config->app_count; app++) {
        if (config->apps[app].is_warm)
            aspnet_runtime_warm(worker->runtime, app);
    }
    become_current(worker);
}
