/* aspnet_wp.c - the ASP.NET worker process of IIS 5: aspnet_isapi starts it and replaces it.
 *
 * Modelled:   start at the first request; a process to be replaced stays until its successor is
 *             ready and then ends what it has, for at most shutdownTimeout [S0] [PM11] [WMI-PM]; what
 *             has not been taken from the pipe goes to the new one; after an abnormal end a new one
 *             starts, with no brake; requestLimit [PM11].
 */
#include "models/aspnet/progress.h"
#include "models/iis5/inetinfo.h"
#include "models/web/fault.h"
#include "models/web/measure.h"

static AspnetWp *aspnet_wp_new(AspnetSlot *slot);

static void start(AspnetSlot *slot)
{
    const ModelCosts *costs = &slot->inetinfo->run->config->costs;

    slot->starting = aspnet_wp_new(slot);
    web_process_start(slot->starting->process, &costs->process_start,
                      costs->memory_aspnet_wp_bytes);
}

static void delayed_start_due(void *self)
{
    AspnetSlot *slot = self;

    slot->delayed_start = (SimEventId){0};
    aspnet_wp_needed(slot);
}

void aspnet_wp_needed(AspnetSlot *slot)
{
    SimEngine *engine = &slot->inetinfo->run->engine;

    if (slot->worker != NULL || slot->starting != NULL || !inetinfo_is_up(slot->inetinfo) ||
        sim_calendar_is_pending(engine->calendar, slot->delayed_start))
        return;
    if (slot->no_start_before_ns > engine->now_ns)
        slot->delayed_start =
            sim_engine_at(engine, slot->no_start_before_ns, delayed_start_due, slot);
    else
        start(slot);
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
    AspnetSlot *slot = worker->slot;
    const Iis5Config *config = slot->inetinfo->config;

    if (slot->worker == worker)
        slot->worker = NULL;
    if (config->shutdown_timeout_ns != SIM_NEVER)
        worker->shutdown_limit = sim_engine_after(
            &slot->inetinfo->run->engine, config->shutdown_timeout_ns, shutdown_over, worker);
    web_process_drain(worker->process);
}

void aspnet_wp_end(AspnetWp *worker, const char *reason)
{
    worker->process->end_reason = reason;
    end_worker(worker);
}

void aspnet_wp_recycle(AspnetWp *worker, const char *reason)
{
    AspnetSlot *slot = worker->slot;

    if (worker->is_replaced || slot->worker != worker || slot->starting != NULL)
        return;
    worker->is_replaced = true;
    worker->process->end_reason = reason;
    web_measure_process_mark(worker->process, MARK_RECYCLE);
    start(slot);
}

/* PeriodicRestartRequests of IIS 6 has its like here: requestLimit counts completions. */
void aspnet_wp_request_done(AspnetWp *worker)
{
    const Iis5Config *config = worker->slot->inetinfo->config;

    worker->process->requests_done++;
    if (worker->process->state != PROCESS_READY)
        return;
    if (config->request_limit != SIM_NEVER &&
        (int64_t)worker->process->requests_done >= config->request_limit)
        aspnet_wp_recycle(worker, "RequestsLimit");
    else if (config->monitor_ns == 0 && aspnet_watch_is_too_big(worker))
        aspnet_wp_recycle(worker, "MemoryLimitExceeded");
}

/* ---- the process ---- */

static void stop_runtime(AspnetWp *worker)
{
    SimEngine *engine = &worker->process->run->engine;

    sim_engine_cancel(engine, &worker->shutdown_limit);
    sim_engine_cancel(engine, &worker->ping_limit);
    aspnet_runtime_stop(worker->runtime);
}

static void become_current(AspnetWp *worker)
{
    AspnetSlot *slot = worker->slot;

    slot->worker = worker;
    slot->is_restarting = false;
    for (WebQueueNode *node = slot->pipe.first; node != NULL; node = node->next)
        web_request_stage(node->self, STAGE_PIPE);
    aspnet_watch_begin(slot);
}

static void wp_ready(WebProcess *process)
{
    AspnetWp *worker = process->owner;
    AspnetSlot *slot = worker->slot;
    AspnetWp *old = slot->worker;

    slot->starting = NULL;
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
    if (worker->slot->pipe.first != NULL)
        aspnet_wp_needed(worker->slot);
}

/* A successor did not come to be: the next request starts another. Where one still serves it goes on
 * and is looked at again by the monitor; one that looks all the time would not let the clock move
 * on. */
static void start_failed(AspnetSlot *slot)
{
    slot->starting = NULL;
    if (slot->worker != NULL) {
        slot->worker->is_replaced = slot->inetinfo->config->monitor_ns == 0;
        return;
    }
    slot->is_restarting = true;
    pipe_worker_died(slot);
}

/* The one that serves now died: what waits in the pipe is thinned out, a successor starts at once
 * or with the next request. An old one that was draining leaves no gap. */
static void wp_died(WebProcess *process)
{
    AspnetWp *worker = process->owner;
    AspnetSlot *slot = worker->slot;
    WebRun *run = process->run;
    int64_t outage_ns = web_faults_outage_ns(run);

    stop_runtime(worker);
    if (!inetinfo_is_up(slot->inetinfo))
        return;
    if (process->start_fails) {
        start_failed(slot);
        return;
    }
    pipe_freed(slot->inetinfo);
    if (slot->worker != worker)
        return;
    slot->worker = NULL;
    slot->is_restarting = true;
    if (outage_ns > 0)
        slot->no_start_before_ns = run->engine.now_ns + outage_ns;
    pipe_worker_died(slot);
    if (!web_faults_restart_on_request(run) || slot->pipe.first != NULL)
        aspnet_wp_needed(slot);
}

/* inetinfo still has the connection: the client gets the 'Server Application Unavailable' page. */
static void wp_lost(WebRequest *request)
{
    Iis5Request *extra = iis5_request(request);

    aspnet_request_lost(&extra->aspnet);
    extra->worker = NULL;
    inetinfo_answer(request, OUTCOME_ERROR, 503);
}

static void wp_stuck(WebRequest *request, bool is_stuck)
{
    aspnet_progress_stuck(aspnet_request(request), is_stuck);
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
    .stuck = wp_stuck,
};

static AspnetWp *aspnet_wp_new(AspnetSlot *slot)
{
    Inetinfo *inetinfo = slot->inetinfo;
    AspnetWp *worker = g_new0(AspnetWp, 1);

    worker->slot = slot;
    worker->process = web_process_new(inetinfo->run, "aspnet_wp", &wp_functions, worker);
    worker->process->hosts = PROCESS_HOSTS_ASPNET;
    worker->runtime =
        aspnet_runtime_new(worker->process, &aspnet_wp_host, inetinfo->shared, pipe_source(worker));
    return worker;
}

/* ---- the slots ---- */

/* Those that serve, that start, and that drain. */
void aspnet_slots_end(Inetinfo *inetinfo)
{
    for (uint32_t i = 0; i < inetinfo->slot_count; i++) {
        AspnetSlot *slot = &inetinfo->slots[i];

        aspnet_watch_stop(slot);
        sim_engine_cancel(&inetinfo->run->engine, &slot->delayed_start);
        slot->worker = slot->starting = NULL;
        slot->is_restarting = false;
    }
    for (WebProcess *process = inetinfo->run->processes; process != NULL; process = process->next) {
        if (process->functions == &wp_functions && process->state != PROCESS_DEAD)
            web_process_kill(process, false);
    }
}

static void start_warm(AspnetSlot *slot)
{
    const ModelConfig *config = slot->inetinfo->run->config;
    AspnetWp *worker = aspnet_wp_new(slot);

    web_process_start_warm(worker->process, config->costs.memory_aspnet_wp_bytes);
    for (uint32_t app = 0; app < config->app_count; app++) {
        if (config->apps[app].is_warm)
            aspnet_runtime_warm(worker->runtime, app);
    }
    become_current(worker);
}

void aspnet_slots_start_warm(Inetinfo *inetinfo)
{
    for (uint32_t i = 0; i < inetinfo->slot_count; i++)
        start_warm(&inetinfo->slots[i]);
}

/* One whose process is away is started and left out this time; when all are, it has to wait. */
AspnetSlot *aspnet_slots_next(Inetinfo *inetinfo)
{
    AspnetSlot *first = &inetinfo->slots[inetinfo->turn];

    for (uint32_t i = 0; i < inetinfo->slot_count; i++) {
        AspnetSlot *slot = &inetinfo->slots[(first->index + i) % inetinfo->slot_count];

        if (slot->worker == NULL && i == 0)
            aspnet_wp_needed(slot);
        if (slot->worker == NULL)
            continue;
        inetinfo->turn = (slot->index + 1) % inetinfo->slot_count;
        return slot;
    }
    inetinfo->turn = (first->index + 1) % inetinfo->slot_count;
    return first;
}

WebProcess *aspnet_slots_process(const Inetinfo *inetinfo)
{
    for (uint32_t i = 0; i < inetinfo->slot_count; i++)
        if (inetinfo->slots[i].worker != NULL)
            return inetinfo->slots[i].worker->process;
    return NULL;
}

/* One process per set bit of cpuMask that stands for a processor of the machine. */
static uint32_t count_slots(const ModelConfig *config)
{
    uint32_t count = 0;

    if (!config->iis5.web_garden)
        return 1;
    for (int64_t cpu = 0; cpu < MIN(web_machine_cpus(&config->machine), 32); cpu++)
        count += (uint32_t)(config->iis5.cpu_mask >> cpu) & 1;
    return MAX(count, 1);
}

void aspnet_slots_init(Inetinfo *inetinfo)
{
    WebRun *run = inetinfo->run;
    WebQueueStatistics *statistics = web_run_queue_statistics(run, "pipe", true);

    inetinfo->slot_count = run->config->iis5.enable ? count_slots(run->config) : 0;
    inetinfo->slots = g_new0(AspnetSlot, inetinfo->slot_count);
    for (uint32_t i = 0; i < inetinfo->slot_count; i++) {
        AspnetSlot *slot = &inetinfo->slots[i];

        slot->inetinfo = inetinfo;
        slot->index = i;
        slot->no_start_before_ns = INT64_MIN; /* not 0: a warm-up is before time 0 */
        slot->deadlock_restart_ns = INT64_MIN;
        web_queue_init(&slot->pipe, &run->engine, statistics);
    }
}

void aspnet_slots_clear(Inetinfo *inetinfo)
{
    for (uint32_t i = 0; i < inetinfo->slot_count; i++) {
        aspnet_watch_stop(&inetinfo->slots[i]);
        sim_engine_cancel(&inetinfo->run->engine, &inetinfo->slots[i].delayed_start);
    }
    g_free(inetinfo->slots);
}
