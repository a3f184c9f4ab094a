#include "models/web/native.h"
#include "models/web/fault.h"

void web_native_init(WebNative *native, WebProcess *process, const WebNativeSetting *setting)
{
    WebRun *run = process->run;
    int64_t asp_threads = web_run_per_cpu(run, setting->asp_processor_thread_max);
    WebThreadsSetting atq = {
        .name = "ATQ",
        .process = process,
        .growth = GROW_WHEN_BLOCKED,
        .min = MAX(web_run_per_cpu(run, setting->max_pool_threads), 1),
        .max = MAX(setting->pool_thread_limit, 1),
        .retirement_ns = SIM_NEVER,
    };
    WebThreadsSetting asp = {
        .name = "ASP",
        .process = process,
        .growth = GROW_NEVER,
        .min = MAX(asp_threads, 1),
        .max = MAX(asp_threads, 1),
        .retirement_ns = SIM_NEVER,
    };

    *native = (WebNative){.run = run, .process = process};
    native->host = setting->host;
    native->static_work = setting->static_work;
    native->asp_queue_max = setting->asp_request_queue_max;
    if (run->config->costs.isapi_load.count > 0)
        native->not_loaded = 1u << HANDLER_ASPNET | 1u << HANDLER_ASP | 1u << HANDLER_ISAPI;
    native->asp_queue_connection_test_ns = setting->asp_queue_connection_test_ns;
    process->native = native;
    native->files = web_file_cache_new(process, setting->files, setting->files_activity_period_ns);
    web_threads_init(&native->atq, run, setting->queue, &atq);
    web_threads_init(&native->asp, run, setting->queue, &asp);
}

void web_native_stop(WebNative *native)
{
    if (native->atq.closed)
        return;
    web_threads_clear(&native->atq);
    web_threads_clear(&native->asp);
    web_file_cache_free(g_steal_pointer(&native->files));
}

/* ---- handlers ---- */

static void done(WebRequest *request, WebOutcome outcome, int32_t status)
{
    request->task.threads = NULL;
    request->process->native->host->done(request, outcome, status);
}

static void leave_memory(WebRequest *request)
{
    const WebPageConfig *page = web_request_page(request);

    if (page->memory_bytes != 0 || page->leak_bytes != 0)
        web_process_add_memory(request->process, page->leak_bytes - page->memory_bytes);
}

/* Native code may hang as well as crash: no time-out ends it, and its thread is blocked. True: the
 * handler goes on. */
static bool begins(WebRequest *request,
                   void (*answer)(WebRequest *request, WebOutcome outcome, int32_t status))
{
    const WebPageConfig *page = web_request_page(request);

    web_request_begin(request);
    if (page->memory_bytes != 0)
        web_process_add_memory(request->process, page->memory_bytes);
    switch (web_faults_at_execution(request)) {
    case FAULT_EFFECT_NONE:
        return true;
    case FAULT_EFFECT_EXCEPTION:
        leave_memory(request);
        answer(request, OUTCOME_ERROR,
               request->run->page_handlers[request->page] == HANDLER_CGI ? 502 : 500);
        break;
    case FAULT_EFFECT_HANGS:
    case FAULT_EFFECT_HANGS_NATIVE:
        web_request_stage(request, STAGE_WORK_WAIT);
        if (request->task.threads != NULL)
            web_threads_blocked(request->task.threads);
        break;
    case FAULT_EFFECT_GONE:
        break;
    }
    return false;
}

static void page_done(void *self)
{
    WebRequest *request = self;

    leave_memory(request);
    done(request, OUTCOME_OK, (int32_t)web_request_page(request)->status);
}

/* On the thread that took the request [SF68777]. */
static void run_here(void *self)
{
    WebRequest *request = self;

    if (request->withdrawn) { /* its client has left since it was taken from a queue */
        done(request, OUTCOME_ABANDONED, 0);
        return;
    }
    request->task.threads = &request->process->native->atq;
    if (begins(request, done))
        web_task_run_page(&request->task, &web_request_page(request)->work, page_done, request);
}

static void serve_file(void *self)
{
    WebRequest *request = self;

    web_task_run_cost(&request->task, request->process->native->static_work, COST_NATIVE_OUT,
                      STAGE_FRONT_END, run_here, request);
}

static void keep_file(void *self)
{
    WebRequest *request = self;

    web_file_cache_put(request->process->native->files, request);
    serve_file(request);
}

/* On the thread that took the request, which is blocked as long as it is read. */
static void read_file(WebNative *native, WebRequest *request)
{
    WebFileAnswer answer = web_file_cache_ask(native->files, request);

    if (answer == FILE_IS_THERE) {
        serve_file(request);
        return;
    }
    request->task.threads = &native->atq;
    web_task_run_cost(&request->task, &native->run->config->costs.file_read, COST_FILE_READ,
                      STAGE_FRONT_END, answer == FILE_TO_KEEP ? keep_file : serve_file, request);
}

/* The thread waits for the process: to ATQ it is busy, not blocked. */
static void run_cgi(void *self)
{
    WebRequest *request = self;

    if (begins(request, done))
        web_task_run_page(&request->task, &web_request_page(request)->work, page_done, request);
}

static void start_cgi(WebRequest *request)
{
    if (request->withdrawn) {
        done(request, OUTCOME_ABANDONED, 0);
        return;
    }
    web_task_run_cost(&request->task, &request->run->config->costs.cgi_start, COST_NATIVE_OUT,
                      STAGE_FRONT_END, run_cgi, request);
}

static void asp_done(WebRequest *request, WebOutcome outcome, int32_t status)
{
    WebNative *native = request->process->native;

    if (WEB_WATCHED(request->run))
        web_watch_thread(&native->asp, request, false);
    web_threads_release_quietly(&native->asp);
    native->host->asp_done(request, outcome, status);
    web_threads_poke(&native->asp);
}

static void asp_page_done(void *self)
{
    WebRequest *request = self;

    leave_memory(request);
    asp_done(request, OUTCOME_OK, (int32_t)web_request_page(request)->status);
}

static bool is_found_gone(const WebRequest *request)
{
    int64_t waited_ns = request->run->engine.now_ns - request->queued_ns;

    return request->client_gone &&
           waited_ns > request->process->native->asp_queue_connection_test_ns;
}

static void run_asp(void *self)
{
    WebRequest *request = self;

    if (WEB_WATCHED(request->run))
        web_watch_thread(&request->process->native->asp, request, true);
    if (request->withdrawn || is_found_gone(request)) {
        asp_done(request, OUTCOME_ABANDONED, 0);
        return;
    }
    web_task_switch(&request->task);
    if (begins(request, asp_done))
        web_task_run_page(&request->task, &web_request_page(request)->work, asp_page_done, request);
}

static void post_asp(WebNative *native, WebRequest *request)
{
    if (!web_threads_can_take(&native->asp) && native->asp.queue.length >= native->asp_queue_max) {
        WEB_WATCH_RULE(request, "AspRequestQueueMax", native->asp.queue.length,
                       native->asp_queue_max, "KB253146");
        done(request, OUTCOME_REJECTED, 500);
        return;
    }
    native->host->free_thread(request);
    web_request_stage(request, STAGE_FRONT_END);
    request->queued_ns = request->run->engine.now_ns;
    web_threads_post(&native->asp, &request->item, run_asp, request);
    native->host->thread_is_free(native);
}

void web_native_run(WebNative *native, WebRequest *request, WebHandler handler)
{
    switch (handler) {
    case HANDLER_ASP:
        post_asp(native, request);
        break;
    case HANDLER_STATIC:
        if (native->files != NULL)
            read_file(native, request);
        else
            serve_file(request);
        break;
    case HANDLER_ISAPI:
        run_here(request);
        break;
    case HANDLER_CGI:
        start_cgi(request);
        break;
    case HANDLER_PROHIBITED: /* 404.2 [MAKHAN] */
        done(request, OUTCOME_ERROR, 404);
        break;
    case HANDLER_ASPNET:
        g_assert_not_reached();
    }
}
