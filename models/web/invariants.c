/* invariants.c - counted anew from the requests, and compared with what the run keeps. */
#include "models/web/invariants.h"
#include "models/web/backend.h"
#include "models/web/client.h"
#include "models/web/counters.h"
#include "models/web/machine.h"
#include "models/web/measure_private.h"
#include "models/web/server.h"

#include <string.h>

void web_invariants_broken(WebRun *run, const char *format, ...)
{
    g_autofree char *what = NULL;
    va_list arguments;

    if (run->measure->violation != NULL)
        return;
    va_start(arguments, format);
    what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    run->measure->violation =
        g_strdup_printf("at %.9f s: %s", (double)run->engine.now_ns / 1e9, what);
}

/* What a long run does after so many requests it did before: without a bound the checks, whose cost
 * grows with what is alive, would take hours. */
#define CHECKED_REQUESTS 5000

/* ---- requests ---- */

static bool is_outside(const WebRequest *request)
{
    return request->item.node.queue != NULL && request->item.node.queue->statistics->is_outside;
}

static void check_request(WebRun *run, const WebRequest *request)
{
    int places = (request->process != NULL) + is_outside(request);

    WEB_EXPECT(run, places == (request->at_server ? 1 : 0),
               "a request of %s is in %d places and %s the server", request->group->config->name,
               places, request->at_server ? "at" : "not at");
    WEB_EXPECT(run, request->at_server || !request->client_gone,
               "a request that nobody has any more is not freed");
    WEB_EXPECT(run, request->stage_since_ns <= run->engine.now_ns,
               "a stage begins after the present");
    WEB_EXPECT(run, request->process == NULL || request->process->state != PROCESS_DEAD,
               "a request is in a process that has died");
    WEB_EXPECT(run, request->item.node.queue == NULL || request->task.activity == TASK_IDLE,
               "a request waits in %s and does something",
               request->item.node.queue->statistics->name);
}

/* arrivals = outcomes + those whose outcome is open */
static void check_requests(WebRun *run)
{
    const WebMeasure *measure = run->measure;
    uint64_t open = 0;
    uint64_t ended = 0;
    int64_t at_server = 0;

    for (const WebRequest *request = run->live; request != NULL; request = request->next) {
        check_request(run, request);
        open += !request->client_gone && request->call == NULL;
        at_server += request->at_server;
    }
    for (int i = 0; i < OUTCOME_COUNT; i++)
        ended += measure->ended[i];
    WEB_EXPECT(run, measure->issued == ended + open,
               "%" G_GUINT64_FORMAT " issued, %" G_GUINT64_FORMAT " ended, %" G_GUINT64_FORMAT
               " open",
               measure->issued, ended, open);
    WEB_EXPECT(run, measure->at_server.value == at_server,
               "%" G_GINT64_FORMAT " at the server, %" G_GINT64_FORMAT " are known",
               measure->at_server.value, at_server);
}

/* ---- queues ---- */

static void check_queues(WebRun *run)
{
    for (guint i = 0; i < run->queue_statistics->len; i++) {
        const WebQueueStatistics *queue = g_ptr_array_index(run->queue_statistics, i);
        int64_t waiting = 0;

        for (const WebRequest *request = run->live; request != NULL; request = request->next)
            waiting +=
                request->item.node.queue != NULL && request->item.node.queue->statistics == queue;
        /* what is no request may wait there too: a work item of an AppDomain's queue */
        WEB_EXPECT(run,
                   queue->is_outside ? queue->length.value == waiting
                                     : queue->length.value >= waiting,
                   "%" G_GINT64_FORMAT " in %s, %" G_GINT64_FORMAT " requests wait there",
                   queue->length.value, queue->name, waiting);
    }
}

/* ---- processes ---- */

static void check_process(WebRun *run, const WebProcess *process)
{
    const char *name = process->statistics->name;
    int64_t held = 0;

    for (const WebRequest *request = process->held; request != NULL; request = request->held_next) {
        WEB_EXPECT(run, request->process == process, "%s holds a request that is elsewhere", name);
        held++;
    }
    WEB_EXPECT(run, held == process->held_count,
               "%s holds %" G_GINT64_FORMAT " and counts otherwise", name, held);
    WEB_EXPECT(run, process->state != PROCESS_DEAD || held == 0, "%s is dead and holds requests",
               name);
    WEB_EXPECT(run, process->state != PROCESS_STARTING || held == 0,
               "%s is not ready and holds requests", name);
    WEB_EXPECT(run, process->memory_kib >= 0, "%s has negative memory", name);
}

static void check_processes(WebRun *run)
{
    int64_t memory_kib = 0;
    int64_t held = 0;

    for (const WebProcess *process = run->processes; process != NULL; process = process->next) {
        check_process(run, process);
        memory_kib += process->memory_kib;
    }
    WEB_EXPECT(run, memory_kib == run->machine->memory.value,
               "processes have %" G_GINT64_FORMAT " kB, the machine %" G_GINT64_FORMAT, memory_kib,
               run->machine->memory.value);
    for (guint i = 0; i < run->process_statistics->len; i++) {
        const WebProcessStatistics *statistics = g_ptr_array_index(run->process_statistics, i);
        int64_t alive = 0;

        held = 0;
        for (const WebProcess *process = run->processes; process != NULL; process = process->next) {
            if (process->statistics != statistics)
                continue;
            alive += web_process_is_alive(process);
            held += process->held_count;
        }
        WEB_EXPECT(run, alive == statistics->alive.value && held == statistics->held.value,
                   "%s: the sums over its processes are wrong", statistics->name);
    }
}

/* ---- threads, backends ---- */

void web_invariants_threads(WebRun *run, WebThreads *threads, const char *name)
{
    WEB_EXPECT(run,
               threads->blocked >= 0 && threads->blocked <= threads->busy &&
                   threads->busy <= threads->count && threads->count <= threads->max,
               "%s: %" G_GINT64_FORMAT " blocked of %" G_GINT64_FORMAT " busy of %" G_GINT64_FORMAT
               " threads of at most %" G_GINT64_FORMAT,
               name, threads->blocked, threads->busy, threads->count, threads->max);
    WEB_EXPECT(run,
               threads->closed || threads->queue.first == NULL || threads->count == threads->busy,
               "%s: work waits and a thread is idle", name);
#if SIM_CHECKED
    if (threads->growth == GROW_BY_TIMER && threads->count > threads->checked_count &&
        threads->count > threads->min) {
        int64_t grown = threads->count - MAX(threads->checked_count, threads->min);

        WEB_EXPECT(run, grown == 1 || threads->injection_ns == 0,
                   "%s: %" G_GINT64_FORMAT " threads above the minimum at once", name, grown);
        WEB_EXPECT(run,
                   !threads->has_grown ||
                       run->engine.now_ns - threads->grown_ns >= threads->injection_ns,
                   "%s: two threads above the minimum within a period", name);
        threads->grown_ns = run->engine.now_ns;
        threads->has_grown = true;
    }
    threads->checked_count = threads->count;
#endif
}

static void check_backends(WebRun *run)
{
    for (uint32_t i = 0; i < run->config->backend_count; i++) {
        const WebBackend *backend = &run->backends[i];

        WEB_EXPECT(run,
                   backend->processor != NULL || backend->config->connections == SIM_NEVER ||
                       backend->station.busy.value <= backend->config->connections,
                   "backend %s: more visits than connections", backend->config->name);
        WEB_EXPECT(run,
                   backend->processor != NULL || backend->station.waiting.value == 0 ||
                       backend->station.busy.value == backend->config->connections,
                   "backend %s: a visit waits and a connection is free", backend->config->name);
    }
}

/* Requests Current = queued + executing + being written [UITRANS]. */
static void check_counters(WebRun *run)
{
    const WebCounters *counters = run->counters;
    int64_t known = counters->current.value;
    int64_t queued = web_counters_queued(run);
    int64_t executing = 0;

    for (uint32_t i = 0; i < run->config->app_count; i++)
        executing += counters->apps[i].executing.value;
    WEB_EXPECT(run, queued >= 0 && executing >= 0 && queued + executing <= known,
               "Requests Queued is %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT
               " execute, Requests Current is %" G_GINT64_FORMAT,
               queued, executing, known);
}

void web_invariants_check(void *self)
{
    WebRun *run = self;

    if (run->measure->issued > CHECKED_REQUESTS)
        return;
    check_requests(run);
    check_queues(run);
    check_processes(run);
    check_backends(run);
    check_counters(run);
    if (run->server->check != NULL)
        run->server->check(run);
}
