/* pipe.c - the named pipe between aspnet_isapi in inetinfo and aspnet_wp.
 *
 * Three kinds of traffic: a request message, from an ATQ thread to an I/O thread; the messages of
 * an answer, back to an ATQ thread; and synchronous callbacks, which a page's thread makes while it
 * executes, over a pipe of their own that it waits for [KB835680].
 *
 * A message costs its sender and its receiver half of pipe-oneway's processor time each; what of
 * pipe-oneway is not processor time passes while the message is on its way.
 *
 * Invariant: holds_pipe requests + sync_free == SyncPipesPerCPU x CPUs.
 */
#include "models/iis5/inetinfo.h"

static void dispatch_sync_pipes(Inetinfo *inetinfo);

/* ---- to aspnet_wp ---- */

static bool pipe_has_work(void *self)
{
    AspnetWp *worker = self;

    return worker->slot->pipe.first != NULL && worker->slot->worker == worker;
}

static void message_received(void *self)
{
    WebRequest *request = self;

    aspnet_runtime_on_thread(iis5_request(request)->worker->runtime, request);
}

/* On an I/O thread of aspnet_wp. */
static void pipe_run_next(void *self)
{
    AspnetWp *worker = self;
    Inetinfo *inetinfo = worker->slot->inetinfo;
    WebRequest *request = web_queue_pop(&worker->slot->pipe);

    iis5_request(request)->worker = worker;
    web_process_hold(worker->process, request);
    if (WEB_WATCHED(request->run))
        web_watch_thread(worker->runtime->home, request, true);
    web_request_stage(request, STAGE_PIPE);
    web_task_switch(&request->task);
    request->task.kernel_pending_ns += web_threads_creation_ns(worker->runtime->home);
    web_task_run_cost(&request->task, &inetinfo->receive, COST_PIPE_RECEIVE, STAGE_PIPE,
                      message_received, request);
}

WebThreadSource pipe_source(AspnetWp *worker)
{
    return (WebThreadSource){.has_work = pipe_has_work, .run_next = pipe_run_next, .self = worker};
}

/* After an abnormal end of aspnet_wp only so many requests are kept for its successor; the others
 * get the 'Server Application Unavailable' page [WMI-PM]. */
static void message_arrived(void *self)
{
    WebRequest *request = self;
    AspnetSlot *slot = iis5_request(request)->slot;

    web_process_release(request);
    if (slot->worker == NULL && slot->is_restarting &&
        slot->pipe.length >= slot->inetinfo->config->restart_queue_limit) {
        WEB_WATCH_RULE(request, "restartQueueLimit", slot->pipe.length,
                       slot->inetinfo->config->restart_queue_limit, "WMI-PM");
        inetinfo_answer(request, OUTCOME_ERROR, 503);
        aspnet_wp_needed(slot);
        return;
    }
    web_request_stage(request, slot->worker != NULL ? STAGE_PIPE : STAGE_PROCESS_START);
    web_queue_push(&slot->pipe, &request->item.node, request);
    if (slot->worker != NULL)
        web_threads_poke(slot->worker->runtime->home);
    else
        aspnet_wp_needed(slot);
}

/* The message is written: the ATQ thread goes back. */
static void message_sent(void *self)
{
    WebRequest *request = self;
    Inetinfo *inetinfo = iis5_request(request)->inetinfo;

    inetinfo_release_atq(request);
    web_task_run_cost(&request->task, &inetinfo->transit, COST_PIPE_TRANSIT, STAGE_PIPE,
                      message_arrived, request);
    web_threads_poke(&inetinfo->native.atq);
}

void pipe_send(WebRequest *request)
{
    Iis5Request *extra = iis5_request(request);
    Inetinfo *inetinfo = extra->inetinfo;

    extra->slot = inetinfo->slot_count == 1 ? inetinfo->slots : aspnet_slots_next(inetinfo);
    web_task_run_cost(&request->task, &inetinfo->send, COST_PIPE_SEND, STAGE_PIPE, message_sent,
                      request);
}

/* The first that is one too many, each time anew: an answer may set off anything. */
static WebRequest *first_beyond(const WebQueue *queue, int64_t limit)
{
    WebQueueNode *node = queue->first;

    if (queue->length <= limit)
        return NULL;
    while (limit-- > 0)
        node = node->next;
    return node->self;
}

void pipe_worker_died(AspnetSlot *slot)
{
    int64_t limit = slot->inetinfo->config->restart_queue_limit;
    int64_t kept = 0;
    WebRequest *request;

    for (WebQueueNode *node = slot->pipe.first; node != NULL && kept < limit; node = node->next) {
        web_request_stage(node->self, STAGE_PROCESS_START);
        kept++;
    }
    while ((request = first_beyond(&slot->pipe, limit)) != NULL) {
        web_queue_remove(&request->item.node);
        WEB_WATCH_RULE(request, "restartQueueLimit", slot->pipe.length, limit, "WMI-PM");
        inetinfo_answer(request, OUTCOME_ERROR, 503);
    }
}

void pipe_reset(Inetinfo *inetinfo)
{
    WebRequest *request;

    for (uint32_t i = 0; i < inetinfo->slot_count; i++)
        while ((request = web_queue_pop(&inetinfo->slots[i].pipe)) != NULL)
            inetinfo->listener->lose(request);
    inetinfo->sync_free = web_run_per_cpu(inetinfo->run, inetinfo->config->sync_pipes_per_cpu);
}

void pipe_freed(Inetinfo *inetinfo)
{
    dispatch_sync_pipes(inetinfo);
}

/* ---- back to inetinfo ---- */

static void receive_reply(void *self);

static void reply_received(void *self)
{
    WebRequest *request = self;
    Iis5Request *extra = iis5_request(request);

    extra->messages--;
    receive_reply(request);
}

static void receive_reply(void *self)
{
    WebRequest *request = self;
    Iis5Request *extra = iis5_request(request);
    const WebWork *receive = &extra->inetinfo->receive;

    if (extra->messages > 0 && receive->count > 0)
        web_task_run_cost(&request->task, receive, COST_REPLY_RECEIVE, STAGE_PIPE, reply_received,
                          request);
    else
        inetinfo_answer_here(request, extra->outcome, extra->status);
}

static void reply_on_atq(void *self)
{
    WebRequest *request = self;

    inetinfo_take_atq(request);
    receive_reply(request);
}

static void reply_arrived(void *self)
{
    WebRequest *request = self;
    Inetinfo *inetinfo = iis5_request(request)->inetinfo;

    web_request_stage(request, STAGE_FRONT_END);
    web_threads_post(&inetinfo->native.atq, &request->item, reply_on_atq, request);
}

static int64_t message_count(const WebRequest *request, const Inetinfo *inetinfo,
                             WebOutcome outcome)
{
    int64_t size_bytes = web_request_page(request)->size_bytes;
    int64_t message_bytes = inetinfo->config->pipe_message_bytes;

    if (outcome != OUTCOME_OK || size_bytes <= message_bytes)
        return 1;
    return (size_bytes + message_bytes - 1) / message_bytes;
}

static void send_reply(void *self);

static void reply_sent(void *self)
{
    WebRequest *request = self;

    iis5_request(request)->messages--;
    send_reply(request);
}

/* From aspnet_wp into inetinfo: aspnet_wp has done its part. */
static void reply_left(WebRequest *request)
{
    Iis5Request *extra = iis5_request(request);
    Inetinfo *inetinfo = extra->inetinfo;
    AspnetWp *worker = extra->worker;

    extra->messages = message_count(request, inetinfo, extra->outcome);
    extra->worker = NULL;
    web_process_release(request);
    web_process_hold(inetinfo->process, request);
    web_request_stage(request, STAGE_PIPE);
    web_task_run_cost(&request->task, &inetinfo->transit, COST_REPLY_TRANSIT, STAGE_PIPE,
                      reply_arrived, request);
    aspnet_wp_request_done(worker);
}

static void send_reply(void *self)
{
    WebRequest *request = self;
    Iis5Request *extra = iis5_request(request);
    const WebWork *send = &extra->inetinfo->send;

    if (extra->messages > 0 && send->count > 0)
        web_task_run_cost(&request->task, send, COST_REPLY_SEND, STAGE_PIPE, reply_sent, request);
    else
        reply_left(request);
}

/* The runtime is done, the thread is free: the answer crosses the pipe in its messages. If it was
 * aborted in the middle of a callback, others may have waited for what it held. */
static void reply(WebRequest *request, WebOutcome outcome, int32_t status)
{
    Iis5Request *extra = iis5_request(request);
    Inetinfo *inetinfo = extra->inetinfo;

    extra->outcome = outcome;
    extra->status = status;
    extra->messages = message_count(request, inetinfo, outcome);
    web_request_stage(request, STAGE_PIPE);
    send_reply(request);
    dispatch_sync_pipes(inetinfo);
    if (inetinfo->native.atq.queue.first != NULL)
        web_threads_poke(&inetinfo->native.atq);
}

/* ---- synchronous callbacks ---- */

static void callback_next(WebRequest *request);
static void callback_got_pipe(WebRequest *request);

/* Gives free pipes to those that wait. A callback may end at once: the loop that is under way then
 * carries on, so that the stack stays flat. */
static void dispatch_sync_pipes(Inetinfo *inetinfo)
{
    if (inetinfo->sync_dispatching)
        return;
    inetinfo->sync_dispatching = true;
    while (inetinfo->sync_free > 0 && inetinfo->sync_queue.first != NULL)
        callback_got_pipe(web_queue_pop(&inetinfo->sync_queue));
    inetinfo->sync_dispatching = false;
}

static void free_sync_pipe(Iis5Request *extra)
{
    if (!extra->holds_pipe)
        return;
    extra->holds_pipe = false;
    extra->inetinfo->sync_free++;
}

static void callback_over(void *self)
{
    WebRequest *request = self;
    Iis5Request *extra = iis5_request(request);
    Inetinfo *inetinfo = extra->inetinfo;
    SimHandler done = extra->after_callbacks;

    free_sync_pipe(extra);
    extra->callbacks--;
    if (extra->callbacks > 0)
        callback_next(request);
    else
        done(request);
    dispatch_sync_pipes(inetinfo);
}

/* The page's thread runs again with the answer. */
static void callback_back(void *self)
{
    WebRequest *request = self;

    web_task_switch(&request->task);
    web_task_run_cost(&request->task, &iis5_request(request)->inetinfo->receive, COST_CALLBACK,
                      STAGE_PIPE, callback_over, request);
}

static void callback_answered(void *self)
{
    WebRequest *request = self;
    Inetinfo *inetinfo = iis5_request(request)->inetinfo;

    inetinfo_release_atq(request);
    web_task_run_cost(&request->task, &inetinfo->transit, COST_REPLY_TRANSIT, STAGE_PIPE,
                      callback_back, request);
    web_threads_poke(&inetinfo->native.atq);
}

static void callback_worked(void *self)
{
    WebRequest *request = self;

    web_task_run_cost(&request->task, &iis5_request(request)->inetinfo->send, COST_CALLBACK,
                      STAGE_PIPE, callback_answered, request);
}

/* The ATQ thread is held, and ATQ does not count it among the blocked ones: it makes no more threads
 * for it (an assumption, by which static content stops once callbacks hold all [KB835680]). */
static void callback_received(void *self)
{
    WebRequest *request = self;

    web_task_run_cost(&request->task, &request->run->config->costs.callback_work,
                      COST_CALLBACK_WORK, STAGE_PIPE, callback_worked, request);
}

static void callback_on_atq(void *self)
{
    WebRequest *request = self;
    Iis5Request *extra = iis5_request(request);

    inetinfo_take_atq(request);
    web_task_run_cost(&request->task, &extra->inetinfo->receive, COST_CALLBACK, STAGE_PIPE,
                      callback_received, request);
}

static void callback_arrived(void *self)
{
    WebRequest *request = self;
    Inetinfo *inetinfo = iis5_request(request)->inetinfo;

    web_request_stage(request, STAGE_PIPE);
    web_threads_post(&inetinfo->native.atq, &request->item, callback_on_atq, request);
}

static void callback_sent(void *self)
{
    WebRequest *request = self;

    web_task_run_cost(&request->task, &iis5_request(request)->inetinfo->transit, COST_PIPE_TRANSIT,
                      STAGE_PIPE, callback_arrived, request);
}

static void callback_got_pipe(WebRequest *request)
{
    Iis5Request *extra = iis5_request(request);

    extra->inetinfo->sync_free--;
    extra->holds_pipe = true;
    web_task_run_cost(&request->task, &extra->inetinfo->send, COST_CALLBACK, STAGE_PIPE,
                      callback_sent, request);
}

static void callback_next(WebRequest *request)
{
    Inetinfo *inetinfo = iis5_request(request)->inetinfo;

    web_request_stage(request, STAGE_PIPE);
    web_queue_push(&inetinfo->sync_queue, &request->item.node, request);
    dispatch_sync_pipes(inetinfo);
}

/* A request that waited long in its AppDomain's queue had its client's connection looked at, which
 * is one callback more [RS:RequestQueue.cs]. */
static void prepare(WebRequest *request, SimHandler done)
{
    Iis5Request *extra = iis5_request(request);

    extra->callbacks += extra->aspnet.was_checked;
    extra->after_callbacks = done;
    if (extra->callbacks > 0)
        callback_next(request);
    else
        done(request);
}

const AspnetHost aspnet_wp_host = {
    .runs_on_io_threads = true,
    .prepare = prepare,
    .finished = reply,
};

/* ---- set-up and the end ---- */

/* In the middle of a callback, when its process dies or it is aborted: the pipe and the ATQ thread
 * that serves it are free again. */
void pipe_stop_work(WebRequest *request)
{
    Iis5Request *extra = iis5_request(request);

    if (extra->holds_atq)
        inetinfo_release_atq(request);
    free_sync_pipe(extra);
}

void pipe_init(Inetinfo *inetinfo)
{
    WebRun *run = inetinfo->run;
    const ModelCosts *costs = &run->config->costs;

    web_queue_init(&inetinfo->sync_queue, &run->engine, &inetinfo->sync_statistics);
    inetinfo->sync_statistics.name = "sync-pipe";
    inetinfo->sync_statistics.watch = run->watch;
    sim_level_init(&inetinfo->sync_statistics.length, run->engine.now_ns, 0);
    inetinfo->sync_free = web_run_per_cpu(run, inetinfo->config->sync_pipes_per_cpu);
    inetinfo->send = web_work_only(&costs->pipe_oneway, true, 0.5);
    inetinfo->receive = web_work_only(&costs->pipe_oneway, true, 0.5);
    inetinfo->transit = web_work_only(&costs->pipe_oneway, false, 1);
}

void pipe_clear(Inetinfo *inetinfo)
{
    web_work_clear(&inetinfo->send);
    web_work_clear(&inetinfo->receive);
    web_work_clear(&inetinfo->transit);
}
