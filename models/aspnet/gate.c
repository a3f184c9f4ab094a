/* gate.c - who may execute now.
 *
 * Invariants: executing requests of a process, none of them local, never exceed
 * maxWorkerThreads x CPUs - minFreeThreads once their AppDomains exist; at most two work items of
 * an AppDomain are outstanding.
 */
#include "models/aspnet/gate.h"
#include "models/web/counters.h"

/* The documented ceiling rules in every host: in aspnet_wp, where requests arrive on I/O threads
 * and dequeued ones run on worker threads, both kinds count together, as far as they run requests.
 * The published code takes the lesser of the two kinds' free threads, which lets twice as many
 * execute: gate-counts = code. */
static int64_t free_threads(const AspnetRuntime *runtime)
{
    const WebThreads *workers = &runtime->workers;
    const WebThreads *io = &runtime->io;

    if (!runtime->host->runs_on_io_threads)
        return workers->max - workers->busy;
    if (runtime->run->config->aspnet.gate_counts == GATE_COUNTS_CODE)
        return MIN(workers->max - workers->busy, io->max - io->busy);
    return MIN(workers->max, io->max) - (workers->busy - workers->aside) - (io->busy - io->aside);
}

static int64_t queue_length(const AspnetDomain *domain)
{
    return domain->local.length + domain->external.length;
}

static bool is_local(const AspnetRequest *extra)
{
    return extra->request->is_local;
}

/* Local requests first; external ones only while enough threads are free. A client that has been
 * gone while its request waited longer than clientConnectedCheck is noticed now: the request is
 * dropped without an answer (Requests Disconnected). */
static AspnetRequest *dequeue(AspnetDomain *domain)
{
    const AspnetRuntime *runtime = domain->runtime;
    const WebRun *run = runtime->run;
    int64_t check_ns = run->config->aspnet.client_connected_check_ns;

    for (;;) {
        int64_t free = free_threads(runtime);
        WebRequest *request = NULL;
        AspnetRequest *extra;

        if (free >= domain->config->min_local_request_free_threads)
            request = web_queue_pop(&domain->local);
        if (request == NULL && free >= domain->config->min_free_threads)
            request = web_queue_pop(&domain->external);
        if (request == NULL)
            return NULL;
        extra = aspnet_request(request);
        if (run->engine.now_ns - extra->queued_ns <= check_ns)
            return extra;
        extra->was_checked = true;
        if (!request->client_gone)
            return extra;
        aspnet_finish(extra, OUTCOME_ABANDONED, 0);
    }
}

static void run_on(AspnetRequest *extra, WebThreads *thread)
{
    extra->thread = thread;
    if (WEB_WATCHED(extra->request->run))
        web_watch_thread(thread, extra->request, true);
    web_task_switch(&extra->request->task);
    extra->request->task.kernel_pending_ns += web_threads_creation_ns(thread);
    aspnet_execute(extra);
}

static void work_item_run(void *self);

/* A work item is no request: Requests Queued leaves it out. */
static void note_waits(AspnetWorkItem *work, bool waits)
{
    if (work->waits != waits)
        web_counters_inner(work->domain->runtime->run, waits ? 1 : -1);
    work->waits = waits;
}

static void schedule_work(AspnetDomain *domain)
{
    WebThreads *workers = &domain->runtime->workers;

    if (queue_length(domain) == 0 || workers->closed ||
        workers->max - workers->busy < domain->config->min_local_request_free_threads)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(domain->work_items); i++) {
        AspnetWorkItem *work = &domain->work_items[i];

        if (work->outstanding)
            continue;
        work->outstanding = true;
        web_threads_post(workers, &work->item, work_item_run, work);
        if (work->item.node.queue != NULL)
            note_waits(work, true);
        return;
    }
}

/* On a worker thread. The pool's dispatch loop is under way: a thread released here is used by it.
 */
static void work_item_run(void *self)
{
    AspnetWorkItem *work = self;
    AspnetDomain *domain = work->domain;
    AspnetRuntime *runtime = domain->runtime;
    AspnetRequest *extra;

    work->outstanding = false;
    note_waits(work, false);
    extra = dequeue(domain);
    if (runtime->process->state == PROCESS_DEAD)
        return;
    if (extra == NULL) {
        web_threads_release_quietly(&runtime->workers);
        return;
    }
    schedule_work(domain);
    run_on(extra, &runtime->workers);
}

static void gate_timer_fired(void *self);

/* Each AppDomain's queue has a timer of its own: were the ticks of all of them one instant, the first
 * few would take all free threads at each. */
static void arm_timer(AspnetDomain *domain)
{
    WebRun *run = domain->runtime->run;
    uint64_t instance = domain->runtime->process->generation << 32 | domain->app;
    int64_t period_ns = run->config->aspnet.gate_timer_ns;
    int64_t phase_ns;

    if (period_ns == SIM_NEVER || sim_calendar_is_pending(run->engine.calendar, domain->gate_timer))
        return;
    phase_ns = web_run_timer_phase(run, "gate-timer", instance, period_ns);
    domain->gate_timer = sim_engine_at(&run->engine, aspnet_next_tick_ns(run, phase_ns, period_ns),
                                       gate_timer_fired, domain);
}

/* Nobody tells an AppDomain that threads became free in another one: only this timer finds out. */
static void gate_timer_fired(void *self)
{
    AspnetDomain *domain = self;

    domain->gate_timer = (SimEventId){0};
    if (queue_length(domain) == 0)
        return;
    arm_timer(domain);
    schedule_work(domain);
}

void aspnet_gate_arrive(AspnetRequest *extra)
{
    AspnetDomain *domain = extra->domain;
    AspnetRuntime *runtime = domain->runtime;
    const AspnetHttpRuntimeConfig *config = domain->config;
    int64_t free = free_threads(runtime);
    bool may_run = free >= config->min_free_threads ||
                   (is_local(extra) && free >= config->min_local_request_free_threads);
    WebThreads *thread = extra->thread;

    extra->passed_gate = true;
    if (may_run && queue_length(domain) == 0) {
        aspnet_execute(extra);
        return;
    }
    if (may_run)
        WEB_WATCH_RULE(extra->request, "others wait already", 0, SIM_NEVER, "RS:RequestQueue.cs");
    else
        WEB_WATCH_RULE(
            extra->request, is_local(extra) ? "minLocalRequestFreeThreads" : "minFreeThreads", free,
            is_local(extra) ? config->min_local_request_free_threads : config->min_free_threads,
            "RS:RequestQueue.cs");
    if (queue_length(domain) >= config->app_request_queue_limit) {
        WEB_WATCH_RULE(extra->request, "appRequestQueueLimit", queue_length(domain),
                       config->app_request_queue_limit, "RS:RequestQueue.cs");
        aspnet_finish(extra, OUTCOME_REJECTED, 503);
        return;
    }
    if (WEB_WATCHED(extra->request->run))
        web_watch_thread(thread, extra->request, false);
    extra->thread = NULL;
    extra->queued_ns = runtime->run->engine.now_ns;
    web_request_stage(extra->request, STAGE_APP_QUEUE);
    web_queue_push(is_local(extra) ? &domain->local : &domain->external, &extra->request->item.node,
                   extra->request);
    arm_timer(domain);
    extra = dequeue(domain);
    if (runtime->process->state == PROCESS_DEAD)
        return;
    if (extra != NULL) {
        run_on(extra, thread);
        return;
    }
    web_threads_release_quietly(thread);
    if (free < config->min_local_request_free_threads)
        schedule_work(domain);
    web_threads_poke(thread);
}

void aspnet_gate_trigger(AspnetDomain *domain)
{
    schedule_work(domain);
}

void aspnet_gate_init(AspnetDomain *domain)
{
    AspnetRuntime *runtime = domain->runtime;
    WebQueueStatistics *statistics = runtime->shared->app_queues[domain->app];

    web_queue_init(&domain->local, &runtime->run->engine, statistics);
    web_queue_init(&domain->external, &runtime->run->engine, statistics);
    for (size_t i = 0; i < G_N_ELEMENTS(domain->work_items); i++)
        domain->work_items[i].domain = domain;
}

/* They wait no longer: the AppDomain ends. */
void aspnet_gate_reject_all(AspnetDomain *domain)
{
    const WebProcess *process = domain->runtime->process;
    WebRequest *request;

    while (process->state != PROCESS_DEAD &&
           ((request = web_queue_pop(&domain->local)) != NULL ||
            (request = web_queue_pop(&domain->external)) != NULL)) {
        WEB_WATCH_RULE(request, "shutdownTimeout", 0, SIM_NEVER, "RS:HttpRuntime.cs");
        aspnet_finish(aspnet_request(request), OUTCOME_REJECTED, 503);
    }
}

void aspnet_gate_clear(AspnetDomain *domain)
{
    for (size_t i = 0; i < G_N_ELEMENTS(domain->work_items); i++) {
        web_queue_remove(&domain->work_items[i].item.node);
        note_waits(&domain->work_items[i], false);
    }
    while (web_queue_pop(&domain->local) != NULL || web_queue_pop(&domain->external) != NULL)
        ;
    sim_engine_cancel(&domain->runtime->run->engine, &domain->gate_timer);
}
