/* runtime.c - the runtime of one process: its threads, its AppDomains, how a request gets in. */
#include "models/aspnet/runtime.h"
#include "models/aspnet/appdomain.h"
#include "models/aspnet/compile.h"
#include "models/aspnet/gate.h"
#include "models/web/counters.h"
#include "models/web/machine.h"
#include "models/web/measure.h"

/* ---- shared by all processes of a run ---- */

static AspnetSessionEnd session_end(const ModelConfig *config, uint32_t page)
{
    const WebAppConfig *app = &config->apps[config->pages[page].app];

    if (config->pages[page].session != SESSION_READWRITE || app->session_mode == SESSION_OFF)
        return SESSION_END_NOTHING;
    if (app->session_mode != SESSION_IN_PROC)
        return SESSION_END_STORE;
    return app->session_memory_bytes > 0 ? SESSION_END_KEEP : SESSION_END_COUNT;
}

AspnetShared *aspnet_shared_new(WebRun *run)
{
    AspnetShared *shared = g_new0(AspnetShared, 1);
    const ModelConfig *config = run->config;

    shared->run = run;
    web_calls_set_host(run->calls, &aspnet_call_host);
    shared->is_offline = g_new0(bool, config->app_count);
    shared->has_page_life_cycle = config->costs.page_life_cycle.count > 0;
    shared->has_remoting_call =
        config->costs.remoting_call.count > 0 && config->aspnet.version == ASPNET_2_0;
    shared->page_slot = g_new0(uint32_t, config->page_count);
    shared->page_count = g_new0(uint32_t, config->app_count);
    shared->app_queues = g_new0(WebQueueStatistics *, config->app_count);
    shared->session_ends = g_new0(AspnetSessionEnd, config->page_count);
    shared->session_stores = g_new0(WebSessionStore, config->app_count);
    sim_level_init(&shared->instance_statistics.length, run->engine.now_ns, 0);
    shared->clr_queue = web_run_queue_statistics(run, "clr", false);
    for (uint32_t i = 0; i < config->page_count; i++) {
        if (run->page_handlers[i] == HANDLER_ASPNET)
            shared->page_slot[i] = shared->page_count[config->pages[i].app]++;
        shared->session_ends[i] = session_end(config, i);
    }
    for (uint32_t i = 0; i < config->app_count; i++) {
        g_autofree char *name = g_strdup_printf("app:%s", config->apps[i].name);

        shared->app_queues[i] = web_run_queue_statistics(run, name, false);
        web_session_store_init(&shared->session_stores[i], run, i, NULL);
    }
    aspnet_compile_init(shared);
    return shared;
}

void aspnet_shared_free(AspnetShared *shared)
{
    for (uint32_t i = 0; i < shared->run->config->app_count; i++)
        web_session_store_clear(&shared->session_stores[i]);
    g_free(shared->session_stores);
    g_free(shared->session_ends);
    aspnet_compile_clear(shared);
    g_free(shared->is_offline);
    g_free(shared->page_slot);
    g_free(shared->page_count);
    g_free(shared->app_queues);
    g_free(shared);
}

/* ---- set-up ---- */

int64_t aspnet_next_tick_ns(const WebRun *run, int64_t phase_ns, int64_t period_ns)
{
    int64_t now_ns = run->engine.now_ns;
    int64_t since_ns;

    if (run->config->limits.timer_phases == TIMER_PHASES_ARMED)
        return now_ns + period_ns;
    since_ns = (now_ns - phase_ns) % period_ns;
    return now_ns + period_ns - (since_ns < 0 ? since_ns + period_ns : since_ns);
}

static void init_threads(AspnetRuntime *runtime, WebThreads *threads, const char *name, int64_t min,
                         int64_t max)
{
    const AspnetConfig *config = &runtime->run->config->aspnet;
    int64_t cpus = web_machine_cpus(&runtime->run->config->machine);
    WebThreadsSetting setting = {
        .name = name,
        .process = runtime->process,
        .growth = GROW_BY_TIMER,
        .min = MAX(min * cpus, 1),
        .max = MAX(max * cpus, 1),
        .injection_ns = config->thread_injection_ns,
        .retirement_ns = config->thread_retirement_ns,
        .instance = runtime->process->generation,
    };

    web_threads_init(threads, runtime->run, runtime->shared->clr_queue, &setting);
    threads->create_ns = (int64_t)(web_work_mean(&runtime->run->config->costs.thread_create) + 0.5);
}

static int64_t phase(const AspnetRuntime *runtime, const char *name, int64_t period_ns)
{
    if (period_ns <= 0 || period_ns == SIM_NEVER)
        return 0;
    return web_run_timer_phase(runtime->run, name, runtime->process->generation, period_ns);
}

AspnetRuntime *aspnet_runtime_new(WebProcess *process, const AspnetHost *host, AspnetShared *shared,
                                  WebThreadSource home_source)
{
    AspnetRuntime *runtime = g_new0(AspnetRuntime, 1);
    const ModelConfig *config = process->run->config;
    const AspnetConfig *aspnet = &config->aspnet;

    runtime->run = process->run;
    runtime->process = process;
    runtime->host = host;
    runtime->shared = shared;
    init_threads(runtime, &runtime->workers, "worker", aspnet->min_worker_threads,
                 aspnet->max_worker_threads);
    init_threads(runtime, &runtime->io, "I/O", aspnet->min_io_threads, aspnet->max_io_threads);
    runtime->home = host->runs_on_io_threads ? &runtime->io : &runtime->workers;
    runtime->home->source = home_source;
    runtime->timeout_phase_ns = phase(runtime, "execution-check", aspnet->execution_check_ns);
    runtime->trim_phase_ns = phase(runtime, "application-trim", aspnet->application_trim_ns);
    runtime->last_response_ns = INT64_MIN;
    runtime->idle_phase_ns = phase(runtime, "idle-check", aspnet->idle_check_ns);
    runtime->domains = g_new0(AspnetDomain *, config->app_count);
    runtime->next = shared->runtimes;
    if (shared->runtimes != NULL)
        shared->runtimes->previous = runtime;
    shared->runtimes = runtime;
    return runtime;
}

static void unlist(AspnetRuntime *runtime)
{
    if (runtime->previous != NULL)
        runtime->previous->next = runtime->next;
    else
        runtime->shared->runtimes = runtime->next;
    if (runtime->next != NULL)
        runtime->next->previous = runtime->previous;
}

void aspnet_runtime_stop(AspnetRuntime *runtime)
{
    SimEngine *engine = &runtime->run->engine;

    if (runtime->workers.closed)
        return;
    unlist(runtime);
    for (AspnetDomain *domain = runtime->first_domain; domain != NULL; domain = domain->next)
        aspnet_domain_stop(domain);
    web_threads_clear(&runtime->workers);
    web_threads_clear(&runtime->io);
    sim_engine_cancel(engine, &runtime->timeout_timer);
    sim_engine_cancel(engine, &runtime->trim_timer);
    sim_engine_cancel(engine, &runtime->idle_timer);
}

void aspnet_runtime_free(AspnetRuntime *runtime)
{
    AspnetDomain *next;

    aspnet_runtime_stop(runtime);
    for (AspnetDomain *domain = runtime->first_domain; domain != NULL; domain = next) {
        next = domain->next;
        aspnet_domain_free(domain);
    }
    g_free(runtime->domains);
    g_free(runtime);
}

/* ---- the CLR and the AppDomain ---- */

static void clr_loaded(AspnetRuntime *runtime)
{
    web_process_add_memory(runtime->process, runtime->run->config->costs.memory_clr_bytes);
}

void aspnet_runtime_warm(AspnetRuntime *runtime, uint32_t app)
{
    AspnetDomain *domain;

    if (!runtime->run->config->apps[app].is_enabled || !aspnet_domain_has_place(runtime))
        return;
    domain = aspnet_domain_of(runtime, app);
    if (runtime->clr.state != ONCE_DONE)
        clr_loaded(runtime);
    runtime->clr.state = ONCE_DONE;
    domain->created.state = ONCE_DONE;
    aspnet_domain_made(domain);
    domain->left_ns = runtime->run->engine.now_ns; /* its first request is over */
    aspnet_compile_warm(domain);
}

/* In 2.0 an object comes with it that takes no time of its own: one Application Manager for a process,
 * one Hosting Environment for an AppDomain [S2]. */
static void watch_made(const WebRequest *request, const char *what, const char *source,
                       const char *beside)
{
    web_watch_made(request, WATCH_MADE, what, source);
    if (request->run->config->aspnet.version == ASPNET_2_0)
        web_watch_made(request, WATCH_MADE, beside, "S2");
}

static void enter_domain(void *self);
static void come_in(AspnetRequest *extra);

static void after_clr_load(void *self)
{
    WebRequest *request = self;
    AspnetRequest *extra = aspnet_request(request);
    WebProcess *process = request->process; /* one that is resumed may end it, and this request */

    clr_loaded(extra->runtime);
    if (WEB_WATCHED(request->run))
        watch_made(request, "CLR", "S0", "Application Manager");
    aspnet_once_done(&extra->waiter);
    if (process->state != PROCESS_DEAD)
        enter_domain(request);
}

static void after_domain_create(void *self)
{
    WebRequest *request = self;
    AspnetRequest *extra = aspnet_request(request);
    WebProcess *process = request->process;

    aspnet_domain_made(extra->domain);
    if (WEB_WATCHED(request->run))
        watch_made(request, "AppDomain", "RS:HttpRuntime.cs", "Hosting Environment");
    aspnet_once_done(&extra->waiter);
    if (process->state != PROCESS_DEAD)
        come_in(extra);
}

/* Those that come before the AppDomain exists block on its creation, each with its thread; as no
 * queue exists yet they then execute without passing the gate [RS:HttpRuntime.cs]. */
static void enter_domain(void *self)
{
    WebRequest *request = self;
    AspnetRequest *extra = aspnet_request(request);
    const ModelCosts *costs = &request->run->config->costs;
    AspnetEntry entry =
        aspnet_once_enter(&extra->runtime->clr, &extra->waiter, request, enter_domain);

    if (entry != ENTER_DONE && WEB_WATCHED(request->run))
        web_watch_made(request, aspnet_once_watch(entry), "CLR", "S0");
    if (entry == ENTER_DO_IT) {
        web_task_run_cost(&request->task, &costs->clr_load, COST_CLR_LOAD, STAGE_APP_INIT,
                          after_clr_load, request);
        return;
    }
    if (entry == ENTER_DONE) {
        entry = aspnet_once_enter(&extra->domain->created, &extra->waiter, request, enter_domain);
        if (entry != ENTER_DONE && WEB_WATCHED(request->run))
            web_watch_made(request, aspnet_once_watch(entry), "AppDomain", "RS:HttpRuntime.cs");
    }
    if (entry == ENTER_DONE)
        come_in(extra);
    else if (entry == ENTER_DO_IT)
        web_task_run_cost(&request->task, &costs->appdomain_create, COST_APPDOMAIN_CREATE,
                          STAGE_APP_INIT, after_domain_create, request);
    else
        web_request_stage(request, STAGE_APP_INIT);
}

/* It exists: those that have waited for it execute, unless it lets nobody in. */
static void come_in(AspnetRequest *extra)
{
    WebOutcome outcome;
    int32_t status;

    if (aspnet_domain_refuses(extra->domain, &outcome, &status))
        aspnet_finish(extra, outcome, status);
    else
        aspnet_execute(extra);
}

/* ---- the way in ---- */

/* The AppDomain does not exist yet, or lets nobody in. What has no place for another is not
 * documented: an assumption. */
static void enter_closed(AspnetRequest *extra)
{
    WebOutcome outcome;
    int32_t status;

    if (aspnet_domain_refuses(extra->domain, &outcome, &status))
        aspnet_finish(extra, outcome, status);
    else if (extra->domain->created.state == ONCE_NOT_YET &&
             !aspnet_domain_has_place(extra->runtime)) {
        WEB_WATCH_RULE(extra->request, "maxAppDomains", extra->runtime->made_count,
                       extra->runtime->run->config->aspnet.max_app_domains, "RS:HttpRuntime.cs");
        aspnet_finish(extra, OUTCOME_REJECTED, 503);
    } else
        enter_domain(extra->request);
}

static void called_across(void *self)
{
    AspnetRequest *extra = aspnet_request(self);

    if (extra->domain->is_open)
        aspnet_gate_arrive(extra);
    else
        enter_closed(extra);
}

/* The Application Manager hands the request to the AppDomain's Hosting Environment. */
static void enter(AspnetRequest *extra)
{
    extra->thread = extra->runtime->home;
    if (extra->runtime->shared->has_remoting_call)
        web_task_run_cost(&extra->request->task, &extra->runtime->run->config->costs.remoting_call,
                          COST_REMOTING_CALL, STAGE_PIPELINE, called_across, extra->request);
    else
        called_across(extra->request);
}

static void on_thread(void *self)
{
    WebRequest *request = self;
    AspnetRequest *extra = aspnet_request(request);

    if (WEB_WATCHED(request->run))
        web_watch_thread(extra->runtime->home, request, true);
    web_task_switch(&request->task);
    request->task.kernel_pending_ns += web_threads_creation_ns(extra->runtime->home);
    enter(extra);
}

static void attach(AspnetRuntime *runtime, WebRequest *request)
{
    AspnetRequest *extra = aspnet_request(request);

    extra->runtime = runtime;
    extra->domain = aspnet_domain_of(runtime, request->app);
    extra->domain->inside++;
    extra->request = request;
    extra->received_ns = runtime->run->engine.now_ns;
    web_counters_received(request);
}

void aspnet_runtime_post(AspnetRuntime *runtime, WebRequest *request)
{
    attach(runtime, request);
    web_request_stage(request, STAGE_CLR_QUEUE);
    web_threads_post(runtime->home, &request->item, on_thread, request);
}

void aspnet_runtime_on_thread(AspnetRuntime *runtime, WebRequest *request)
{
    attach(runtime, request);
    enter(aspnet_request(request));
}
