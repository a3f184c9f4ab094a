/* inetinfo.c - accepting, dispatching by the script map, sending.
 *
 * Invariant: accepted counts the requests in ATQ's queue that no ATQ thread has seen yet, and is at
 * most accepts-posted, which is nothing while inetinfo is down.
 */
#include "models/iis5/inetinfo.h"
#include "models/web/availability.h"
#include "models/web/counters.h"
#include "models/web/fault.h"
#include "models/web/network.h"

/* ---- ATQ threads ---- */

void inetinfo_take_atq(WebRequest *request)
{
    Iis5Request *extra = iis5_request(request);

    extra->holds_atq = true;
    if (WEB_WATCHED(request->run))
        web_watch_thread(&extra->inetinfo->native.atq, request, true);
    web_task_switch(&request->task);
    request->task.kernel_pending_ns += web_threads_creation_ns(&extra->inetinfo->native.atq);
}

void inetinfo_release_atq(WebRequest *request)
{
    Iis5Request *extra = iis5_request(request);

    extra->holds_atq = false;
    request->task.threads = NULL;
    if (WEB_WATCHED(request->run))
        web_watch_thread(&extra->inetinfo->native.atq, request, false);
    web_threads_release_quietly(&extra->inetinfo->native.atq);
}

/* ---- the way out ---- */

/* In 1.0 Request Execution Time ends here, and began when the process received the request
 * [CC757130]. */
static void session_done(Inetinfo *inetinfo, const Iis5Request *extra)
{
    WebRun *run = inetinfo->run;

    inetinfo->current--;
    web_counters_current(run, -1);
    if (run->config->aspnet.version == ASPNET_1_0 && extra->aspnet.request != NULL)
        run->counters->execution_ns = run->engine.now_ns - extra->aspnet.received_ns;
}

static void leave_inetinfo(WebRequest *request)
{
    Iis5Request *extra = iis5_request(request);
    Inetinfo *inetinfo = extra->inetinfo;

    if (extra->is_current)
        session_done(inetinfo, extra);
    extra->is_current = false;
    web_process_release(request);
    inetinfo->listener->send(request, extra->outcome, extra->status);
    web_threads_poke(&inetinfo->native.atq);
    inetinfo_take_more(inetinfo);
}

static void answer_sent(void *self)
{
    inetinfo_release_atq(self);
    leave_inetinfo(self);
}

/* ---- where the network takes time: a file goes by itself (TransmitFile), anything else holds the
 * thread that sends it, an assumption ---- */

static void set_lost(WebRequest *request)
{
    iis5_request(request)->outcome = OUTCOME_RESET;
    iis5_request(request)->status = 0;
}

static void file_transmitted(WebRequest *request, bool is_sent)
{
    if (!is_sent)
        set_lost(request);
    leave_inetinfo(request);
}

static void transmitted(WebRequest *request, bool is_sent)
{
    web_threads_unblocked(&iis5_request(request)->inetinfo->native.atq);
    if (!is_sent)
        set_lost(request);
    answer_sent(request);
}

static void transmit(void *self)
{
    WebRequest *request = self;
    const Iis5Request *extra = iis5_request(request);
    Inetinfo *inetinfo = extra->inetinfo;

    if (!web_network_takes_time(request, extra->outcome)) {
        answer_sent(request);
    } else if (request->run->page_handlers[request->page] == HANDLER_STATIC) {
        inetinfo_release_atq(request);
        web_network_send(request, file_transmitted);
        web_threads_poke(&inetinfo->native.atq);
    } else {
        web_network_send(request, transmitted);
        web_threads_blocked(&inetinfo->native.atq); /* last: who goes on now may end the process */
    }
}

void inetinfo_answer_here(WebRequest *request, WebOutcome outcome, int32_t status)
{
    Iis5Request *extra = iis5_request(request);

    extra->outcome = outcome;
    extra->status = status;
    web_request_stage(request, STAGE_RESPONSE);
    web_task_run_cost(&request->task, &extra->inetinfo->out, COST_NATIVE_OUT, STAGE_RESPONSE,
                      extra->inetinfo->answered, request);
}

static void answer_on_atq(void *self)
{
    WebRequest *request = self;
    Iis5Request *extra = iis5_request(request);

    inetinfo_take_atq(request);
    inetinfo_answer_here(request, extra->outcome, extra->status);
}

void inetinfo_answer(WebRequest *request, WebOutcome outcome, int32_t status)
{
    Iis5Request *extra = iis5_request(request);

    if (!inetinfo_is_up(extra->inetinfo)) { /* with its connections */
        extra->inetinfo->listener->lose(request);
        return;
    }
    extra->outcome = outcome;
    extra->status = status;
    web_process_hold(extra->inetinfo->process, request);
    web_request_stage(request, STAGE_FRONT_END);
    web_threads_post(&extra->inetinfo->native.atq, &request->item, answer_on_atq, request);
}

/* ---- handlers that run in inetinfo itself ---- */

static void asp_done(WebRequest *request, WebOutcome outcome, int32_t status)
{
    web_process_release(request);
    inetinfo_answer(request, outcome, status);
}

static void thread_is_free(WebNative *native)
{
    web_threads_poke(&native->atq);
}

static const WebNativeHost native_host = {
    .done = inetinfo_answer_here,
    .asp_done = asp_done,
    .free_thread = inetinfo_release_atq,
    .thread_is_free = thread_is_free,
};

/* The process is taken to misbehave [PM11]; on whose account is not known: all of a web garden. */
static void recycle_all(Inetinfo *inetinfo)
{
    for (uint32_t i = 0; i < inetinfo->slot_count; i++)
        if (inetinfo->slots[i].worker != NULL)
            aspnet_wp_recycle(inetinfo->slots[i].worker, "RequestQueueLimit");
}

/* aspnet_isapi: every ASP.NET request that it knows of counts against requestQueueLimit, not only
 * those that wait [UITRANS]. */
static void post_aspnet(WebRequest *request)
{
    Iis5Request *extra = iis5_request(request);
    Inetinfo *inetinfo = extra->inetinfo;

    if (inetinfo->current >= inetinfo->run->config->aspnet.request_queue_limit) {
        if (inetinfo->config->rql_recycles)
            recycle_all(inetinfo);
        WEB_WATCH_RULE(request, "requestQueueLimit", inetinfo->current,
                       inetinfo->run->config->aspnet.request_queue_limit, "UITRANS");
        inetinfo->run->counters->rejected++;
        inetinfo_answer_here(request, OUTCOME_REJECTED, 503);
        return;
    }
    inetinfo->current++;
    extra->is_current = true;
    extra->aspnet.since_ns = inetinfo->run->engine.now_ns;
    web_counters_current(inetinfo->run, 1);
    if (inetinfo->runtime != NULL) {
        in_inetinfo_post(request);
        return;
    }
    extra->callbacks = inetinfo->page_callbacks[request->page];
    pipe_send(request);
}

static void find_handler(void *self)
{
    WebRequest *request = self;
    Inetinfo *inetinfo = iis5_request(request)->inetinfo;
    WebHandler handler = request->run->page_handlers[request->page];
    DllhostSlot *dllhost = handler != HANDLER_ASPNET ? dllhost_of(inetinfo, request->page) : NULL;

    if (dllhost != NULL)
        dllhost_call(dllhost, request);
    else if (web_native_must_load(&inetinfo->native, handler))
        web_task_run_cost(&request->task, &request->run->config->costs.isapi_load, COST_ISAPI_LOAD,
                          STAGE_FRONT_END, find_handler, request);
    else if (handler == HANDLER_ASPNET)
        post_aspnet(request);
    else
        web_native_run(&inetinfo->native, request, handler);
}

/* Where connections are limited or led astray: 403.9 over a limit [GAFVERT], 404 for no site
 * [KB199806]. */
static void refuse_or_find_handler(void *self)
{
    WebRequest *request = self;
    WebHttpError refusal = iis5_request(request)->refusal;

    if (refusal == HTTPERR_NONE)
        find_handler(request);
    else if (refusal == HTTPERR_CONN_LIMIT)
        inetinfo_answer_here(request, OUTCOME_REJECTED, 403);
    else
        inetinfo_answer_here(request, OUTCOME_ERROR, 404);
}

/* ---- the way in ---- */

static void read_request(WebRequest *request)
{
    const Inetinfo *inetinfo = iis5_request(request)->inetinfo;

    web_task_run_cost(&request->task, &inetinfo->in, COST_NATIVE_IN, STAGE_FRONT_END,
                      inetinfo->dispatch, request);
}

static void accepted_on_atq(void *self)
{
    WebRequest *request = self;
    Iis5Request *extra = iis5_request(request);
    Inetinfo *inetinfo = extra->inetinfo;

    extra->is_accepted = false;
    inetinfo->accepted--;
    inetinfo_take_atq(request);
    inetinfo_take_more(inetinfo);
    read_request(request);
}

static void received_on_atq(void *self)
{
    inetinfo_take_atq(self);
    read_request(self);
}

void inetinfo_receive(Inetinfo *inetinfo, WebRequest *request)
{
    iis5_request(request)->inetinfo = inetinfo;
    web_process_hold(inetinfo->process, request);
    web_request_stage(request, STAGE_FRONT_END);
    web_threads_post(&inetinfo->native.atq, &request->item, received_on_atq, request);
}

bool inetinfo_can_accept(const Inetinfo *inetinfo)
{
    return inetinfo->accepted < inetinfo->accepts_posted;
}

void inetinfo_accept(Inetinfo *inetinfo, WebRequest *request)
{
    Iis5Request *extra = iis5_request(request);

    extra->inetinfo = inetinfo;
    extra->is_accepted = true;
    inetinfo->accepted++;
    web_process_hold(inetinfo->process, request);
    web_request_stage(request, STAGE_FRONT_END);
    web_threads_post(&inetinfo->native.atq, &request->item, accepted_on_atq, request);
}

/* An accept has been posted again: it takes the next connection that waits outside. */
void inetinfo_take_more(Inetinfo *inetinfo)
{
    WebRequest *request;

    while (inetinfo_can_accept(inetinfo) &&
           (request = inetinfo->listener->take(inetinfo->run)) != NULL)
        inetinfo_accept(inetinfo, request);
}

/* ---- for the models ---- */

/* The runtime last: whoever takes over in it may end the process, and this request with it. */
void inetinfo_stop_work(WebRequest *request)
{
    if (iis5_request(request)->inetinfo != NULL)
        pipe_stop_work(request);
    aspnet_request_stop(aspnet_request(request));
}

void inetinfo_withdrawn(WebRequest *request)
{
    Iis5Request *extra = iis5_request(request);
    Inetinfo *inetinfo = extra->inetinfo;

    if (inetinfo == NULL)
        return;
    if (extra->is_accepted)
        inetinfo->accepted--;
    if (extra->is_current) {
        inetinfo->current--;
        web_counters_current(inetinfo->run, -1);
    }
    extra->is_accepted = extra->is_current = false;
    aspnet_request_withdrawn(&extra->aspnet);
    web_process_release(request);
    inetinfo_take_more(inetinfo);
}

void inetinfo_recycle(WebRun *run, uint32_t app)
{
    const Inetinfo *inetinfo = inetinfo_of(run);

    (void)app;
    for (uint32_t i = 0; i < inetinfo->slot_count; i++) {
        if (inetinfo->slots[i].worker != NULL)
            aspnet_wp_recycle(inetinfo->slots[i].worker, NULL);
    }
}

void inetinfo_app_changed(WebRun *run, uint32_t app, WebChange change)
{
    aspnet_changed(inetinfo_of(run)->shared, app, change);
}

void inetinfo_page_changed(WebRun *run, uint32_t page)
{
    aspnet_page_changed(inetinfo_of(run)->shared, page);
}

WebProcess *inetinfo_process_of(WebRun *run, uint32_t app, uint32_t page)
{
    const Inetinfo *inetinfo = inetinfo_of(run);
    const DllhostSlot *dllhost;

    (void)app;
    if (page == MODEL_NONE || run->page_handlers[page] == HANDLER_ASPNET)
        return !inetinfo->config->enable ? inetinfo->process : aspnet_slots_process(inetinfo);
    dllhost = dllhost_of(inetinfo, page);
    if (dllhost == NULL)
        return inetinfo->process;
    return dllhost->current != NULL ? dllhost->current->process : NULL;
}

/* ---- the process ---- */

WebNativeSetting inetinfo_native_setting(Inetinfo *inetinfo, const WebNativeHost *host)
{
    const Iis5Config *config = inetinfo->config;

    return (WebNativeSetting){
        .max_pool_threads = config->max_pool_threads,
        .pool_thread_limit = config->pool_thread_limit,
        .asp_processor_thread_max = config->asp_processor_thread_max,
        .asp_request_queue_max = config->asp_request_queue_max,
        .asp_queue_connection_test_ns = config->asp_queue_connection_test_ns,
        .queue = web_run_queue_statistics(inetinfo->run, "frontend", false),
        .static_work = &inetinfo->static_work,
        .host = host,
    };
}

static void start_threads(Inetinfo *inetinfo)
{
    WebNativeSetting setting = inetinfo_native_setting(inetinfo, &native_host);
    const WebRun *run = inetinfo->run;

    setting.files = &inetinfo->config->files;
    if (run->server->logs_http_errors) /* IIS 6 */
        setting.files_activity_period_ns = run->config->httpsys.activity_period_ns;
    web_native_init(&inetinfo->native, inetinfo->process, &setting);
    inetinfo->accepts_posted = inetinfo->config->accepts_posted;
}

static void new_process(Inetinfo *inetinfo);

/* The Service Control Manager starts it again [BB742502]. */
static void restart(void *self)
{
    Inetinfo *inetinfo = self;
    const ModelCosts *costs = &inetinfo->run->config->costs;

    inetinfo->restart = (SimEventId){0};
    inetinfo->process->is_spared = true;
    web_process_start(inetinfo->process, &costs->inetinfo_restart, costs->memory_inetinfo_bytes);
}

static void inetinfo_ready(WebProcess *process)
{
    Inetinfo *inetinfo = process->owner;

    start_threads(inetinfo);
    if (!inetinfo->config->enable)
        in_inetinfo_begin(inetinfo);
    inetinfo->is_reset = false;
    web_availability_listener(inetinfo->run, true);
    inetinfo->listener->up(inetinfo->run);
    inetinfo_take_more(inetinfo);
}

/* In an event of its own it starts again, so that nothing that still runs in the old one meets the
 * new one. */
static void inetinfo_died(WebProcess *process)
{
    Inetinfo *inetinfo = process->owner;
    WebRun *run = inetinfo->run;

    web_availability_listener(run, false);
    web_counters_current(run, -inetinfo->current);
    inetinfo->accepts_posted = inetinfo->accepted = inetinfo->current = 0;
    inetinfo->process = NULL;
    inetinfo->restart =
        sim_engine_after(&run->engine, web_faults_outage_ns(run), restart, inetinfo);
    web_native_stop(&inetinfo->native);
    if (inetinfo->runtime != NULL)
        in_inetinfo_end(inetinfo);
    aspnet_slots_end(inetinfo);
    dllhosts_end(inetinfo);
    pipe_reset(inetinfo);
    inetinfo->listener->down(run, inetinfo->is_reset);
    new_process(inetinfo); /* that has not started: the old one is about to be freed */
}

/* It counts nowhere any more: its client may come again. */
static void inetinfo_lost(WebRequest *request)
{
    Iis5Request *extra = iis5_request(request);

    extra->is_accepted = extra->is_current = false;
    WEB_WATCH_RULE(request, "its process ended", 0, SIM_NEVER, "BB742502");
    aspnet_request_lost(&extra->aspnet);
    extra->inetinfo->listener->lose(request);
}

/* Until the next one starts there is none. */
static void inetinfo_destroy(WebProcess *process)
{
    Inetinfo *inetinfo = process->owner;

    in_inetinfo_free(inetinfo, process);
    if (inetinfo->process == process)
        inetinfo->process = NULL;
}

static const WebProcessFunctions inetinfo_functions = {
    .ready = inetinfo_ready,
    .died = inetinfo_died,
    .lost = inetinfo_lost,
    .destroy = inetinfo_destroy,
    .stuck = in_inetinfo_stuck,
};

static void new_process(Inetinfo *inetinfo)
{
    inetinfo->process = web_process_new(inetinfo->run, "inetinfo", &inetinfo_functions, inetinfo);
    if (!inetinfo->config->enable)
        inetinfo->process->hosts = PROCESS_HOSTS_ASPNET;
}

void inetinfo_reset(WebRun *run)
{
    Inetinfo *inetinfo = inetinfo_of(run);

    if (!inetinfo_is_up(inetinfo))
        return;
    inetinfo->is_reset = true;
    web_process_kill(inetinfo->process, false);
}

/* ---- set-up ---- */

static bool has_warm_app(const ModelConfig *config)
{
    for (uint32_t i = 0; i < config->app_count; i++) {
        if (config->apps[i].is_warm)
            return true;
    }
    return false;
}

/* costs static-inetinfo is the whole cost of a static file: what the listener and inetinfo cost every
 * request is taken off. */
static WebWork static_work(const ModelCosts *costs, const InetinfoCosts *own)
{
    double rest_ns = web_work_mean(&costs->static_inetinfo) - web_work_mean(own->in) -
                     web_work_mean(own->out) - own->listener_ns;

    return web_work_constant(rest_ns > 0.5 ? rest_ns : 0);
}

/* What of a body does not come with the request is read on demand, piece by piece, and a page is taken
 * to read all of it [RS:ISAPIWorkerRequest.cs]. */
static int64_t *page_callbacks(const ModelConfig *config)
{
    int64_t *callbacks = g_new0(int64_t, config->page_count);
    const Iis5Config *iis5 = &config->iis5;

    for (uint32_t i = 0; i < config->page_count; i++) {
        const WebPageConfig *page = &config->pages[i];
        int64_t more_bytes = MAX(page->request_bytes - iis5->body_preload_bytes, 0);

        if (page->request_bytes > config->apps[page->app].domain.max_request_length_bytes)
            more_bytes = 0; /* it is answered 500 instead */
        callbacks[i] = iis5->callbacks +
                       (more_bytes + iis5->pipe_message_bytes - 1) / iis5->pipe_message_bytes;
    }
    return callbacks;
}

Inetinfo *inetinfo_new(WebRun *run, const InetinfoListener *listener, const InetinfoCosts *costs)
{
    Inetinfo *inetinfo = g_new0(Inetinfo, 1);

    run->front = inetinfo;
    inetinfo->run = run;
    inetinfo->listener = listener;
    inetinfo->config = &run->config->iis5;
    inetinfo->answered =
        run->network != NULL && !listener->transmits_itself ? transmit : answer_sent;
    inetinfo->dispatch = run->connections != NULL ? refuse_or_find_handler : find_handler;
    inetinfo->in = web_work_copy(costs->in, 1);
    inetinfo->out = web_work_copy(costs->out, 1);
    inetinfo->static_work = static_work(&run->config->costs, costs);
    new_process(inetinfo);
    run->front_process = inetinfo->process->statistics;
    web_process_start_warm(inetinfo->process, run->config->costs.memory_inetinfo_bytes);
    start_threads(inetinfo);
    inetinfo->page_callbacks = page_callbacks(run->config);
    aspnet_slots_init(inetinfo);
    dllhosts_init(inetinfo);
    pipe_init(inetinfo);
    inetinfo->shared = aspnet_shared_new(run);
    if (!inetinfo->config->enable)
        in_inetinfo_begin_warm(inetinfo);
    else
        web_process_statistics(run, "aspnet_wp");
    if (inetinfo->config->enable && has_warm_app(run->config))
        aspnet_slots_start_warm(inetinfo);
    return inetinfo;
}

void inetinfo_free(Inetinfo *inetinfo)
{
    sim_engine_cancel(&inetinfo->run->engine, &inetinfo->restart);
    web_native_stop(&inetinfo->native);
    aspnet_slots_clear(inetinfo);
    g_free(inetinfo->page_callbacks);
    dllhosts_clear(inetinfo);
    pipe_clear(inetinfo);
    aspnet_shared_free(inetinfo->shared);
    web_work_clear(&inetinfo->in);
    web_work_clear(&inetinfo->out);
    web_work_clear(&inetinfo->static_work);
    g_free(inetinfo);
}
