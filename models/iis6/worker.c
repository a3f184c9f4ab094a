/* worker.c - w3wp: takes a request from the kernel queue on a native thread, finds its handler,
 * runs it there (static, ISAPI), in ASP's pool, or hands it to the ASP.NET runtime and lets the
 * thread go [TMARQ].
 *
 * Modelled:   any content in the pool's own process [S0]; native threads (native.h); the bound of
 *             requests in ASP.NET (that requestQueueLimit applies under w3wp is an assumption:
 *             CC780642 says no, DD425294 yes).
 */
#include "models/aspnet/progress.h"
#include "models/iis6/was.h"
#include "models/web/counters.h"

/* ---- the way out ---- */

static void leave(WebRequest *request, WebOutcome outcome, int32_t status)
{
    Iis6Request *extra = iis6_request(request);
    Iis6Worker *worker = extra->worker;

    if (extra->is_current) {
        worker->current--;
        web_counters_current(request->run, -1);
    }
    extra->is_current = false;
    web_process_release(request);
    extra->worker = NULL;
    http_sys_send(&worker->pool->server->http, request, outcome, status);
    iis6_recycle_request_done(worker);
    iis6_pool_pump(worker->pool);
}

/* A response with an entry in the output cache enters http.sys's too, where it may, for as long. */
static void keep_in_kernel(WebRequest *request)
{
    const AspnetRequest *aspnet = aspnet_request(request);
    Iis6Request *extra = iis6_request(request);

    extra->http.is_kept = aspnet->is_cached && request->kernel_cache != KERNEL_CACHE_UNUSED;
    extra->http.kept_until_ns = aspnet->cached_until_ns;
}

static void aspnet_finished(WebRequest *request, WebOutcome outcome, int32_t status)
{
    if (aspnet_request(request)->is_cached)
        keep_in_kernel(request);
    leave(request, outcome, status);
}

static const AspnetHost w3wp_host = {.finished = aspnet_finished};

/* ---- on a native thread ---- */

static void free_native_thread(WebRequest *request)
{
    Iis6Worker *worker = iis6_request(request)->worker;

    if (WEB_WATCHED(request->run))
        web_watch_thread(&worker->native.atq, request, false);
    web_threads_release_quietly(&worker->native.atq);
    if (G_UNLIKELY(worker->ping_waits))
        iis6_health_thread_free(worker);
}

static void native_done(WebRequest *request, WebOutcome outcome, int32_t status)
{
    free_native_thread(request);
    leave(request, outcome, status);
}

static void native_thread_is_free(WebNative *native)
{
    const Iis6Worker *worker = native->process->owner;

    iis6_pool_pump(worker->pool);
}

static const WebNativeHost native_host = {
    .done = native_done,
    .asp_done = leave,
    .free_thread = free_native_thread,
    .thread_is_free = native_thread_is_free,
};

/* The thread goes back at once: the request is the runtime's now. */
static void post_aspnet(Iis6Worker *worker, WebRequest *request)
{
    Iis6Request *extra = iis6_request(request);

    free_native_thread(request);
    if (worker->current >= worker->pool->run->config->aspnet.request_queue_limit) {
        WEB_WATCH_RULE(request, "requestQueueLimit", worker->current,
                       worker->pool->run->config->aspnet.request_queue_limit, "DD425294");
        request->run->counters->rejected++;
        leave(request, OUTCOME_REJECTED, 503);
        return;
    }
    worker->current++;
    extra->is_current = true;
    extra->aspnet.since_ns = request->run->engine.now_ns;
    web_counters_current(request->run, 1);
    aspnet_runtime_post(worker->runtime, request);
    iis6_pool_pump(worker->pool);
}

static void find_handler(void *self)
{
    WebRequest *request = self;
    Iis6Worker *worker = iis6_request(request)->worker;
    WebHandler handler = request->run->page_handlers[request->page];

    if (web_native_must_load(&worker->native, handler))
        web_task_run_cost(&request->task, &request->run->config->costs.isapi_load, COST_ISAPI_LOAD,
                          STAGE_FRONT_END, find_handler, request);
    else if (handler == HANDLER_ASPNET)
        post_aspnet(worker, request);
    else
        web_native_run(&worker->native, request, handler);
}

bool iis6_worker_can_take(const Iis6Worker *worker)
{
    return worker->process->state == PROCESS_READY &&
           worker->process->held_count < worker->pool->config->held_requests &&
           web_threads_can_take(&worker->native.atq);
}

void iis6_worker_take(Iis6Worker *worker, WebRequest *request)
{
    Iis6Request *extra = iis6_request(request);

    extra->worker = worker;
    web_process_hold(worker->process, request);
    web_threads_take(&worker->native.atq);
    if (WEB_WATCHED(request->run))
        web_watch_thread(&worker->native.atq, request, true);
    web_request_stage(request, STAGE_FRONT_END);
    web_task_switch(&request->task);
    web_task_run_cost(&request->task, &worker->pool->server->native_work, COST_NATIVE_IN,
                      STAGE_FRONT_END, find_handler, request);
}

/* ---- the process ---- */

static void worker_ready(WebProcess *process)
{
    iis6_was_worker_ready(process->owner);
}

static void worker_emptied(WebProcess *process)
{
    iis6_was_worker_emptied(process->owner);
}

static void worker_died(WebProcess *process)
{
    iis6_worker_stop(process->owner);
    iis6_was_worker_died(process->owner);
}

/* The connection is closed without an answer: Connection_Abandoned_By_AppPool [KB820729]. */
static void worker_lost(WebRequest *request)
{
    aspnet_request_lost(aspnet_request(request));
    if (iis6_request(request)->is_current)
        web_counters_current(request->run, -1);
    iis6_request(request)->is_current = false;
    WEB_WATCH_RULE(request, "its process ended", 0, SIM_NEVER, "KB820729");
    web_http_error(request->run, request, HTTPERR_ABANDONED);
    web_request_finish(request, OUTCOME_RESET, 0);
}

static void worker_stuck(WebRequest *request, bool is_stuck)
{
    aspnet_progress_stuck(aspnet_request(request), is_stuck);
}

static void worker_destroy(WebProcess *process)
{
    Iis6Worker *worker = process->owner;

    aspnet_runtime_free(worker->runtime);
    web_native_stop(&worker->native);
    g_free(worker);
}

const WebProcessFunctions iis6_worker_functions = {
    .ready = worker_ready,
    .emptied = worker_emptied,
    .died = worker_died,
    .lost = worker_lost,
    .destroy = worker_destroy,
    .stuck = worker_stuck,
};

/* All its threads are blocked: another may be made for what waits in the kernel queue. */
static void worker_has_room(void *self)
{
    Iis6Worker *worker = self;

    if (worker->ping_waits)
        iis6_health_thread_free(worker);
    iis6_pool_pump(worker->pool);
}

Iis6Worker *iis6_worker_new(Iis6Pool *pool)
{
    Iis6Worker *worker = g_new0(Iis6Worker, 1);
    WebNativeSetting setting = {
        .max_pool_threads = pool->config->max_pool_threads,
        .pool_thread_limit = pool->config->pool_thread_limit,
        .asp_processor_thread_max = pool->config->asp_processor_thread_max,
        .asp_request_queue_max = pool->config->asp_request_queue_max,
        .asp_queue_connection_test_ns = pool->config->asp_queue_connection_test_ns,
        .queue = pool->server->native_queue,
        .static_work = &pool->server->static_work,
        .files = &pool->config->files,
        .files_activity_period_ns = pool->run->config->httpsys.activity_period_ns,
        .host = &native_host,
    };

    worker->pool = pool;
    worker->process =
        web_process_new(pool->run, pool->process_name, &iis6_worker_functions, worker);
    worker->process->pool = pool->index;
    worker->process->crash_event = W3SVC_DIED;
    worker->process->hosts = PROCESS_HOSTS_POOL;
    web_native_init(&worker->native, worker->process, &setting);
    worker->native.atq.source = (WebThreadSource){.room = worker_has_room, .self = worker};
    worker->runtime =
        aspnet_runtime_new(worker->process, &w3wp_host, pool->server->shared, (WebThreadSource){0});
    return worker;
}

void iis6_worker_stop(Iis6Worker *worker)
{
    iis6_was_disarm(worker);
    web_native_stop(&worker->native);
    aspnet_runtime_stop(worker->runtime);
}
