#include "models/web/watch.h"
#include "models/web/client.h"
#include "models/web/request.h"

typedef struct {
    WebThreads *threads;
    GPtrArray *holders; /* the requests that have them, by number; NULL: a free one */
} Pool;

struct WebWatch {
    WebRun *run;
    const RunWatch *out;
    uint64_t requests; /* issued so far */
    GArray *pools;     /* Pool, in order of first use */
    const char **stages;
    bool has_stopped;
};

WebWatch *web_watch_new(WebRun *run, const RunWatch *out)
{
    WebWatch *watch;

    if (out == NULL)
        return NULL;
    watch = g_new0(WebWatch, 1);
    watch->run = run;
    watch->out = out;
    watch->pools = g_array_new(FALSE, FALSE, sizeof(Pool));
    watch->stages = g_new0(const char *, run->stage_count);
    for (uint32_t i = 0; i < run->stage_count; i++)
        watch->stages[i] = web_run_stage_name(run, i);
    return watch;
}

void web_watch_free(WebWatch *watch)
{
    if (watch == NULL)
        return;
    for (guint i = 0; i < watch->pools->len; i++)
        g_ptr_array_unref(g_array_index(watch->pools, Pool, i).holders);
    g_array_unref(watch->pools);
    g_free(watch->stages);
    g_free(watch);
}

bool web_watch_has_stopped(const WebWatch *watch)
{
    return watch != NULL && watch->has_stopped;
}

static void tell(WebWatch *watch, WatchEvent *event)
{
    if (watch->has_stopped)
        return;
    event->time_ns = watch->run->engine.now_ns;
    if (watch->out->event(watch->out->self, event))
        return;
    watch->has_stopped = true;
    watch->run->engine.stop = true;
}

static WatchProcess name_of(const WebProcess *process)
{
    if (process == NULL)
        return (WatchProcess){0};
    return (WatchProcess){.name = process->statistics->name, .generation = process->generation};
}

static WatchEvent of_request(const WebRequest *request, WatchKind kind)
{
    return (WatchEvent){
        .kind = kind,
        .request = request->number,
        .app = request->app,
        .page = request->page,
        .in_cohort = request->in_cohort,
        .process = name_of(request->process),
    };
}

/* ---- requests ---- */

void web_watch_issued(WebRequest *request, uint64_t caller)
{
    WebWatch *watch = request->run->watch;
    WatchEvent event;

    request->number = ++watch->requests;
    event = of_request(request, WATCH_ISSUED);
    event.other = caller;
    event.group = request->group->index;
    event.user = request->user_number;
    event.ordinal = request->ordinal;
    tell(watch, &event);
}

static void tell_stage(const WebRequest *request, uint32_t stage)
{
    WebWatch *watch = request->run->watch;
    WatchEvent event = of_request(request, WATCH_STAGE);

    event.name = watch->stages[stage];
    tell(watch, &event);
}

void web_watch_attempt(const WebRequest *request)
{
    WatchEvent event = of_request(request, WATCH_ATTEMPT);

    event.number = request->attempts;
    tell(request->run->watch, &event);
    if (request->stage == STAGE_LISTENER)
        tell_stage(request, STAGE_LISTENER);
}

void web_watch_span(const WebRequest *request, int64_t demand_ns)
{
    WebWatch *watch = request->run->watch;
    WatchEvent event = of_request(request, WATCH_SPAN);

    if (request->stage_since_ns == watch->run->engine.now_ns)
        return;
    event.name = watch->stages[request->stage];
    event.since_ns = request->stage_since_ns;
    event.number = MIN(demand_ns, watch->run->engine.now_ns - request->stage_since_ns);
    tell(watch, &event);
}

void web_watch_stage(const WebRequest *request, uint32_t stage)
{
    web_watch_span(request, 0);
    if (request->stage != stage)
        tell_stage(request, stage);
}

void web_watch_place(const WebRequest *request, const WebProcess *process, bool enters)
{
    WatchEvent event = of_request(request, enters ? WATCH_ENTERS : WATCH_LEAVES);

    event.process = name_of(process);
    tell(request->run->watch, &event);
}

void web_watch_begins(const WebRequest *request)
{
    WatchEvent event = of_request(request, WATCH_BEGINS);

    tell(request->run->watch, &event);
}

void web_watch_answered(const WebRequest *request, const char *outcome, int32_t status)
{
    WatchEvent event = of_request(request, WATCH_ANSWERED);

    event.name = outcome;
    event.number = status;
    tell(request->run->watch, &event);
}

void web_watch_resolved(const WebRequest *request, const char *outcome)
{
    WatchEvent event = of_request(request, WATCH_RESOLVED);

    event.name = outcome;
    tell(request->run->watch, &event);
}

void web_watch_made(const WebRequest *request, WatchKind kind, const char *name, const char *source)
{
    WatchEvent event = of_request(request, kind);

    event.name = name;
    event.source = source;
    tell(request->run->watch, &event);
}

void web_watch_waits(const WebRequest *request, const char *name, const WebRequest *other,
                     const char *source)
{
    WatchEvent event = of_request(request, WATCH_WAITS_FOR);

    event.name = name;
    event.source = source;
    event.other = other != NULL ? other->number : 0;
    tell(request->run->watch, &event);
}

void web_watch_rule_seen(const WebRequest *request, const char *rule, int64_t number, int64_t limit,
                         const char *source)
{
    WatchEvent event = of_request(request, WATCH_RULE);

    event.name = rule;
    event.source = source;
    event.number = number;
    event.limit = limit;
    tell(request->run->watch, &event);
}

/* ---- queues ---- */

/* The nearest in front of it that is a request. */
static uint64_t number_before(const WebQueueNode *node)
{
    for (node = node->previous; node != NULL; node = node->previous) {
        if (node->request != NULL)
            return node->request->number;
    }
    return 0;
}

void web_watch_queued(const WebQueue *queue, const WebQueueNode *node)
{
    WatchEvent event;

    if (node->request == NULL)
        return;
    event = of_request(node->request, WATCH_QUEUED);
    event.name = queue->statistics->name;
    event.number = queue->length - 1;
    event.other = number_before(node);
    tell(queue->statistics->watch, &event);
}

void web_watch_unqueued(const WebQueue *queue, const WebQueueNode *node)
{
    WatchEvent event;

    if (node->request == NULL)
        return;
    event = of_request(node->request, WATCH_UNQUEUED);
    event.name = queue->statistics->name;
    event.number = queue->length;
    tell(queue->statistics->watch, &event);
}

/* ---- threads: a pool only counts them; who has which is made up here ---- */

static guint pool_index(const WebWatch *watch, const WebThreads *threads)
{
    guint i = 0;

    while (i < watch->pools->len && g_array_index(watch->pools, Pool, i).threads != threads)
        i++;
    return i;
}

static GPtrArray *holders_of(WebWatch *watch, WebThreads *threads)
{
    guint i = pool_index(watch, threads);

    if (i == watch->pools->len) {
        Pool pool = {.threads = threads, .holders = g_ptr_array_new()};

        g_array_append_val(watch->pools, pool);
    }
    return g_array_index(watch->pools, Pool, i).holders;
}

static guint index_of(const GPtrArray *holders, const WebRequest *request)
{
    guint i = 0;

    while (i < holders->len && g_ptr_array_index(holders, i) != request)
        i++;
    return i;
}

static void tell_thread(const WebThreads *threads, const WebRequest *request, guint index,
                        bool takes)
{
    WatchEvent event = of_request(request, takes ? WATCH_THREAD : WATCH_THREAD_BACK);

    event.process = name_of(threads->process);
    event.name = threads->name;
    event.thread = index + 1;
    event.number = threads->count;
    event.limit = threads->max;
    tell(request->run->watch, &event);
}

void web_watch_thread(WebThreads *threads, WebRequest *request, bool takes)
{
    GPtrArray *holders = holders_of(request->run->watch, threads);
    guint index = index_of(holders, takes ? NULL : request);

    if (index == holders->len) {
        if (!takes) /* the pool has ended, and it with the pool */
            return;
        g_ptr_array_add(holders, NULL);
    }
    g_ptr_array_index(holders, index) = takes ? request : NULL;
    tell_thread(threads, request, index, takes);
}

void web_watch_threads_end(WebThreads *threads)
{
    WebWatch *watch = threads->run->watch;
    guint index = pool_index(watch, threads);
    GPtrArray *holders;

    if (index == watch->pools->len)
        return;
    holders = g_array_index(watch->pools, Pool, index).holders;
    for (guint i = 0; i < holders->len; i++) {
        if (g_ptr_array_index(holders, i) != NULL)
            tell_thread(threads, g_ptr_array_index(holders, i), i, false);
    }
    g_ptr_array_unref(holders);
    g_array_remove_index(watch->pools, index);
}

/* Only at the end of the run does one go that has any, or is in a queue. */
static void give_back_all(const WebRequest *request)
{
    WebWatch *watch = request->run->watch;

    for (guint i = 0; i < watch->pools->len; i++) {
        const Pool *pool = &g_array_index(watch->pools, Pool, i);
        guint index = index_of(pool->holders, request);

        if (index == pool->holders->len)
            continue;
        g_ptr_array_index(pool->holders, index) = NULL;
        tell_thread(pool->threads, request, index, false);
    }
}

void web_watch_gone(WebRequest *request)
{
    WebQueueNode *node = &request->item.node;
    WatchEvent event = of_request(request, WATCH_GONE);

    give_back_all(request);
    if (node->queue != NULL && node->queue->statistics->watch != NULL)
        web_watch_unqueued(node->queue, node);
    node->request = NULL; /* its queue is emptied later */
    tell(request->run->watch, &event);
}

/* ---- processes and the run ---- */

void web_watch_process(const WebProcess *process, WatchKind kind)
{
    WatchEvent event = {.kind = kind, .app = MODEL_NONE, .page = MODEL_NONE};

    event.process = name_of(process);
    if (kind == WATCH_MEMORY)
        event.number = process->memory_kib * 1024;
    else if (kind == WATCH_ENDS)
        event.name = process->end_reason;
    tell(process->run->watch, &event);
}

void web_watch_appdomain(const WebProcess *process, uint32_t app, bool enters)
{
    WatchEvent event = {.kind = enters ? WATCH_APPDOMAIN_IN : WATCH_APPDOMAIN_OUT, .app = app};

    event.page = MODEL_NONE;
    event.process = name_of(process);
    tell(process->run->watch, &event);
}

void web_watch_mark(WebRun *run, int kind, const char *what, const char *reason)
{
    WatchEvent event = {.kind = WATCH_MARK, .app = MODEL_NONE, .page = MODEL_NONE};

    event.number = kind;
    event.name = what;
    event.source = reason;
    tell(run->watch, &event);
}
