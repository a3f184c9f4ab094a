#include "models/iis6/http_sys.h"
#include "models/web/network.h"

static HttpRequest *http_request(WebRequest *request)
{
    const HttpSys *http = request->run->server_state;

    return (HttpRequest *)(void *)((char *)web_request_extra(request) + http->extra_offset);
}

/* http-dispatch was measured with its context switches; where switches are simulated one by one
 * they are taken out of it, as far as they are constant. */
static WebWork kernel_work(const WebRun *run)
{
    const ModelCosts *costs = &run->config->costs;
    WebWork work = web_work_copy(&costs->http_cache_hit, 0.5);
    double switches_ns = HTTP_DISPATCH_SWITCHES * web_work_mean(&costs->context_switch);
    double dispatch_ns = web_work_mean(&costs->http_dispatch);
    double left = dispatch_ns > 0 ? MAX(1 - switches_ns / dispatch_ns, 0) : 0;

    web_work_append(&work, &costs->http_dispatch, left / 2);
    web_work_merge(&work);
    return work;
}

static void sent(void *self);
static void transmit(void *self);

void http_sys_init(HttpSys *http, WebRun *run, HttpQueue *(*route)(WebRequest *request),
                   size_t extra_offset, bool aspnet_enters_cache)
{
    *http = (HttpSys){.run = run, .route = route, .extra_offset = extra_offset};
    http->sent = run->network != NULL ? transmit : sent;
    http->receive = kernel_work(run);
    http->send = kernel_work(run);
    http->hit = web_work_copy(&run->config->costs.http_cache_hit, 0.5);
    kernel_cache_init(&http->cache, run, aspnet_enters_cache);
}

void http_sys_clear(HttpSys *http)
{
    web_work_clear(&http->receive);
    web_work_clear(&http->send);
    web_work_clear(&http->hit);
    kernel_cache_clear(&http->cache);
}

void http_queue_init(HttpQueue *queue, WebRun *run, const char *name, int64_t limit)
{
    *queue = (HttpQueue){.run = run, .limit = limit, .refusal_status = 503};
    queue->timeout_ns = run->config->httpsys.connection_timeout_ns;
    web_queue_init(&queue->queue, &run->engine, web_run_queue_statistics(run, name, true));
}

/* ---- Timer_AppPool: one event for a queue, however many wait in it, and none while nobody waits.
 * The first in the queue has waited longest. ---- */

static void timer_due(void *self);

static void arm_timer(HttpQueue *queue)
{
    const WebRequest *first = queue->queue.first != NULL ? queue->queue.first->self : NULL;

    if (first == NULL || queue->timeout_ns == SIM_NEVER || queue->timer.generation != 0)
        return;
    queue->timer = sim_engine_at(&queue->run->engine,
                                 http_request((WebRequest *)first)->queued_ns + queue->timeout_ns,
                                 timer_due, queue);
}

static void timer_due(void *self)
{
    HttpQueue *queue = self;
    WebRun *run = queue->run;
    int64_t since_ns = run->engine.now_ns - queue->timeout_ns;

    queue->timer = (SimEventId){0};
    while (queue->queue.first != NULL &&
           http_request(queue->queue.first->self)->queued_ns <= since_ns) {
        WebRequest *request = http_queue_take(queue);

        web_http_error(run, request, HTTPERR_TIMER_APP_POOL);
        if (run->config->httpsys.app_pool_timer == APP_POOL_TIMER_503)
            http_sys_send(run->server_state, request, OUTCOME_REJECTED, 503);
        else
            web_request_finish(request, OUTCOME_RESET, 0);
    }
    arm_timer(queue);
}

/* ---- the way in ---- */

static void refuse(HttpQueue *queue, WebRequest *request)
{
    if (!queue->is_off)
        WEB_WATCH_RULE(request, "AppPoolQueueLength", queue->queue.length, queue->limit,
                       "KB820729");
    web_http_error(queue->run, request, queue->is_off ? queue->off_reason : HTTPERR_QUEUE_FULL);
    http_sys_send(queue->run->server_state, request, OUTCOME_REJECTED, queue->refusal_status);
}

static void received(void *self)
{
    WebRequest *request = self;
    HttpSys *http = request->run->server_state;
    HttpQueue *queue;

    web_process_release(request);
    queue = http->route(request);
    if (queue == NULL)
        return;
    if (queue->is_off || queue->queue.length >= queue->limit) {
        refuse(queue, request);
        return;
    }
    http_request(request)->queued_ns = http->run->engine.now_ns;
    web_request_stage(request, STAGE_POOL_QUEUE);
    web_queue_push(&queue->queue, &request->item.node, request);
    queue->arrived(queue->owner);
    if (queue->queue.first != NULL)
        arm_timer(queue);
}

static void hit_received(void *self)
{
    WebRequest *request = self;
    HttpSys *http = request->run->server_state;
    HttpRequest *extra = http_request(request);

    extra->outcome = OUTCOME_OK;
    extra->status = (int32_t)web_request_page(request)->status;
    web_request_stage(request, STAGE_RESPONSE);
    web_task_run_cost(&request->task, &http->hit, COST_LISTENER_OUT, STAGE_RESPONSE, http->sent,
                      request);
}

/* True: the response cache has the answer, and the request is on its way back. */
static bool answered_from_cache(HttpSys *http, WebRequest *request)
{
    KernelCacheAnswer answer = kernel_cache_ask(&http->cache, request);
    HttpRequest *extra = http_request(request);

    if (answer != KERNEL_CACHE_HIT) {
        request->kernel_cache = KERNEL_CACHE_HAD_NOT;
        extra->is_kept = answer == KERNEL_CACHE_KEEP;
        extra->kept_until_ns = SIM_NEVER;
        return false;
    }
    request->kernel_cache = KERNEL_CACHE_HAD;
    WEB_WATCH_RULE(request, "kernel response cache", 0, SIM_NEVER, "S0");
    web_request_begin(request);
    web_task_run_cost(&request->task, &http->hit, COST_LISTENER_IN, STAGE_LISTENER, hit_received,
                      request);
    return true;
}

void http_sys_receive(HttpSys *http, WebRequest *request)
{
    web_process_hold(request->run->kernel, request);
    if (kernel_cache_concerns(&http->cache, request) && answered_from_cache(http, request))
        return;
    web_task_run_cost(&request->task, &http->receive, COST_LISTENER_IN, STAGE_LISTENER, received,
                      request);
}

static void refused(void *self)
{
    WebRequest *request = self;
    WebHttpError reason = http_request(request)->refusal;
    bool is_limit = reason == HTTPERR_CONN_LIMIT;

    web_http_error(request->run, request, reason);
    web_process_release(request);
    http_sys_send(request->run->server_state, request, is_limit ? OUTCOME_REJECTED : OUTCOME_ERROR,
                  is_limit ? 503 : 400);
}

void http_sys_refuse(WebRequest *request, WebHttpError reason)
{
    const HttpSys *http = request->run->server_state;

    http_request(request)->refusal = reason;
    web_process_hold(request->run->kernel, request);
    web_task_run_cost(&request->task, &http->receive, COST_LISTENER_IN, STAGE_LISTENER, refused,
                      request);
}

static void sent(void *self)
{
    WebRequest *request = self;
    HttpRequest *extra = http_request(request);

    web_request_finish(request, extra->outcome, extra->status);
}

/* ---- where the network takes time ---- */

static void transmitted(WebRequest *request, bool is_sent)
{
    if (is_sent)
        sent(request);
    else
        web_request_finish(request, OUTCOME_RESET, 0);
}

static void transmit(void *self)
{
    WebRequest *request = self;

    if (web_network_takes_time(request, http_request(request)->outcome))
        web_network_send(request, transmitted);
    else
        sent(request);
}

void http_sys_send(HttpSys *http, WebRequest *request, WebOutcome outcome, int32_t status)
{
    HttpRequest *extra = http_request(request);

    extra->outcome = outcome;
    extra->status = status;
    if (extra->is_kept && outcome == OUTCOME_OK)
        kernel_cache_put(&http->cache, request, extra->kept_until_ns);
    web_process_hold(request->run->kernel, request);
    web_request_stage(request, STAGE_RESPONSE);
    web_task_run_cost(&request->task, &http->send, COST_LISTENER_OUT, STAGE_RESPONSE, http->sent,
                      request);
}

WebRequest *http_queue_take(HttpQueue *queue)
{
    return web_queue_pop(&queue->queue);
}

void http_queue_set_stage(HttpQueue *queue, WebStage stage)
{
    for (WebQueueNode *node = queue->queue.first; node != NULL; node = node->next)
        web_request_stage(node->self, stage);
}

void http_queue_switch_off(HttpQueue *queue, WebHttpError reason)
{
    WebRequest *request;

    queue->is_off = true;
    queue->off_reason = reason;
    while ((request = http_queue_take(queue)) != NULL)
        refuse(queue, request);
}

void http_queue_switch_on(HttpQueue *queue)
{
    queue->is_off = false;
}
