/* health.c - is a worker still able to serve: pings, and what ISAPI extensions say of themselves.
 *
 * Modelled:   a ping every PingInterval, answered by a native thread that is free [CC782153]
 *             [CC757820]; none within PingResponseTime: the worker has failed [CC782596] [CC759791];
 *             ASP.NET's or ASP's extension finds itself unhealthy: the worker answers the next ping
 *             by asking to be replaced [CC781632] [CC782153] [KB821268b]. What hangs in managed code holds none
 *             of these threads, so that pings are answered.
 * Simplified: answering takes no time of a processor, however busy that is (an assumption): a worker
 *             that spins is healthy. The next ping is sent PingInterval after the last answer (an
 *             assumption), only to a worker that has started and is not to end.
 * Assumption: ASP is unhealthy while its queue is full and every thread of its pool has been with
 *             one request for asp-hung-after: the published message speaks of hung requests and a
 *             full queue [ASHISHS], [CC781632] of too many blocked threads, neither of how many.
 */
#include "models/aspnet/health.h"
#include "models/iis6/was.h"

static void send_ping(void *self);

static void arm(Iis6Worker *worker, int64_t delay_ns)
{
    worker->ping = sim_engine_after(&worker->pool->run->engine, delay_ns, send_ping, worker);
}

void iis6_health_arm(Iis6Worker *worker)
{
    const Iis6PoolConfig *config = worker->pool->config;
    uint64_t instance = sim_stream_source(worker->pool->process_name) + worker->process->generation;

    if (config->pinging_enabled && config->ping_interval_ns != SIM_NEVER)
        arm(worker,
            web_run_timer_phase(worker->pool->run, "ping", instance, config->ping_interval_ns));
}

/* ---- what extensions say ---- */

static bool asp_is_unhealthy(const Iis6Worker *worker)
{
    const WebThreads *asp = &worker->native.asp;
    const WebRun *run = worker->pool->run;
    int64_t limit_ns = worker->pool->config->asp_hung_after_ns;
    int64_t hung = 0;

    if (limit_ns == SIM_NEVER || asp->queue.length < worker->native.asp_queue_max)
        return false;
    for (const WebRequest *request = worker->process->held; request != NULL;
         request = request->held_next) {
        int64_t since_ns = MAX(request->started_ns, request->entered_ns);

        if (run->page_handlers[request->page] == HANDLER_ASP && request->executing)
            hung += run->engine.now_ns - since_ns >= limit_ns;
    }
    return hung >= asp->max;
}

/* ---- pings ---- */

static void answered(void *self)
{
    Iis6Worker *worker = self;

    worker->ping = (SimEventId){0};
    worker->ping_waits = false;
    if (aspnet_runtime_suspects_deadlock(worker->runtime) || asp_is_unhealthy(worker))
        iis6_recycle(worker, W3SVC_UNHEALTHY);
    if (worker->process->state == PROCESS_READY)
        arm(worker, worker->pool->config->ping_interval_ns);
}

static void unanswered(void *self)
{
    Iis6Worker *worker = self;

    worker->ping = (SimEventId){0};
    worker->ping_waits = false;
    iis6_was_give_up(worker, W3SVC_NO_ANSWER);
}

static void send_ping(void *self)
{
    Iis6Worker *worker = self;
    int64_t patience_ns = worker->pool->config->ping_response_time_ns;

    if (web_threads_can_take(&worker->native.atq)) {
        answered(worker);
        return;
    }
    worker->ping = (SimEventId){0};
    worker->ping_waits = true;
    if (patience_ns != SIM_NEVER)
        worker->ping =
            sim_engine_after(&worker->pool->run->engine, patience_ns, unanswered, worker);
}

/* Not here and now: whoever frees the thread is in the middle of something. */
void iis6_health_thread_free(Iis6Worker *worker)
{
    SimEngine *engine = &worker->pool->run->engine;

    worker->ping_waits = false;
    sim_engine_cancel(engine, &worker->ping);
    worker->ping = sim_engine_after(engine, 0, answered, worker);
}
