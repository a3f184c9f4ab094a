/* invariants.c - what must be true of an application pool between any two events.
 *
 * The kernel queue is never longer than AppPoolQueueLength [CC783070]; nothing waits in it while a
 * ready worker could take it; a pool has at most MaxProcesses ready workers, those that are being
 * replaced apart.
 */
#include "models/aspnet/invariants.h"
#include "models/iis6/pool.h"
#include "models/web/invariants.h"

static void check_queue(WebRun *run, const Iis6Pool *pool, const char *name)
{
    WEB_EXPECT(run, pool->queue.queue.length <= pool->queue.limit, "pool %s: its queue is too long",
               name);
    WEB_EXPECT(run, !pool->queue.is_off || pool->queue.queue.first == NULL,
               "pool %s is off and requests wait", name);
    if (pool->queue.queue.first == NULL)
        return;
    for (const Iis6Worker *worker = pool->workers; worker != NULL; worker = worker->next)
        WEB_EXPECT(run, !iis6_worker_can_take(worker),
                   "pool %s: a request waits and a worker could take it", name);
}

static void check_worker(WebRun *run, Iis6Worker *worker, const char *name)
{
    int64_t current = 0;

    for (WebRequest *request = worker->process->held; request != NULL; request = request->held_next)
        current += iis6_request(request)->is_current;
    WEB_EXPECT(run, current == worker->current,
               "pool %s: %" G_GINT64_FORMAT " requests in ASP.NET, %" G_GINT64_FORMAT " counted",
               name, current, worker->current);
    WEB_EXPECT(run, worker->process->held_count <= worker->pool->config->held_requests,
               "pool %s: a worker holds more than held-requests", name);
    web_invariants_threads(run, &worker->native.atq, "threads of w3wp");
    web_invariants_threads(run, &worker->native.asp, "ASP threads");
    aspnet_invariants_check(worker->runtime, 0);
}

void iis6_pool_check(Iis6Pool *pool)
{
    WebRun *run = pool->run;
    const char *name = pool->config->name;
    int64_t ready = 0;
    int64_t starting = 0;

    check_queue(run, pool, name);
    for (Iis6Worker *worker = pool->workers; worker != NULL; worker = worker->next) {
        check_worker(run, worker, name);
        ready += worker->process->state == PROCESS_READY && !worker->is_replaced;
        starting += worker->process->state == PROCESS_STARTING;
    }
    WEB_EXPECT(run, ready <= pool->config->max_processes,
               "pool %s: %" G_GINT64_FORMAT " workers of at most %" G_GINT64_FORMAT, name, ready,
               pool->config->max_processes);
    WEB_EXPECT(run, starting == pool->starting, "pool %s: starting workers are miscounted", name);
}
