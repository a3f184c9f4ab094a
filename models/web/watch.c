#include "models/web/watch.h"
#include "models/web/client.h"
#include "models/web/request.h"

/* Of threads that somebody has had. */
typedef struct WebWatchPool {
    WebThreads *threads;
    GPtrArray *holders; /* the requests that have them, by number; NULL: a free one */
    guint low;          /* nobody below it is free */
} Pool;

struct WebWatch {
    WebRun *run;
    const RunWatch *out;
    uint64_t requests; /* issued so far */
    GPtrArray *pools;  /* Pool *, owned */
    const char **stages;
    bool has_stopped;
    WatchEvent event; /* that is being told */
};

static void pool_free(void *self)
{
    Pool *pool = self;

    pool->threads->watched = NULL;
    g_ptr_array_unref(pool->holders);
    g_free(pool);
}

WebWatch *web_watch_new(WebRun *run, const RunWatch *out)
{
    WebWatch *watch;

    if (out == NULL)
        return NULL;
    watch = g_new0(WebWatch, 1);
    watch->run = run;
    watch->out = out;
    watch->pools = g_ptr_array_new();
    watch->stages = g_new0(const char *, run->stage_count);
    for (uint32_t i = 0; i < run->stage_count; i++)
        watch->stages[i] = web_run_stage_name(run, i);
    return watch;
}

void web_watch_free(WebWatch *watch)
{
    if (watch == NULL)
        return;
    g_ptr_array_unref(watch->pools); /* empty: every process has ended its threads */
    g_free(watch->stages);
    g_free(watch);
}

bool web_watch_has_stopped(const WebWatch *watch)
{
    return watch != NULL && watch->has_stopped;
}

static inline void tell(WebWatch *watch, WatchEvent *event)
{
    if (watch->has_stopped)
        return;
    event->time_ns = watch->run->engine.now_ns;
    if (watch->out->event(watch->out->self, event))
        return;
    watch->has_stopped = true;
    watch->run->engine.stop = true;
}

/* Member by member into the same room: to clear and copy it as a whole takes longer than most of what
 * is told. */
static inline WatchEvent *fresh(WebWatch *watch, WatchKind kind)
{
    WatchEvent *event = &watch->event;

    event->kind = kind;
    event->request = 0;
    event->app = MODEL_NONE;
    event->page = MODEL_NONE;
    event->thread = 0;
    event->in_cohort = false;
    event->other = 0;
    event->kept = NULL;
    event->kept_by_other = NULL;
    event->name = NULL;
    event->source = NULL;
    event->process.name = NULL;
    event->process.generation = 0;
    event->process.kept = NULL;
    event->since_ns = 0;
    event->stage = 0;
    event->number = 0;
    event->limit = 0;
    event->group = 0;
    event->user = 0;
    event->ordinal = 0;
    return event;
}

static inline void set_process(WatchEvent *event, const WebProcess *process)
{
    if (process == NULL)
        return;
    event->process.name = process->statistics->name;
    event->process.generation = process->generation;
    event->process.kept = (void **)&process->kept;
}

static inline WatchEvent *of_request(const WebRequest *request, WatchKind kind)
{
    WatchEvent *event = fresh(request->run->watch, kind);

    event->request = request->number;
    event->app = request->app;
    event->page = request->page;
    event->in_cohort = request->in_cohort;
    event->kept = (void **)&request->kept;
    set_process(event, request->process);
    return event;
}

/* ---- requests ---- */

void web_watch_issued(WebRequest *request, const WebRequest *caller)
{
    WebWatch *watch = request->run->watch;
    WatchEvent *event;

    request->number = ++watch->requests;
    event = of_request(request, WATCH_ISSUED);
    if (caller != NULL) {
        event->other = caller->number;
        event->kept_by_other = caller->kept;
    }
    event->group = request->group->index;
    event->user = request->user_number;
    event->ordinal = request->ordinal;
    tell(watch, event);
}

static void tell_stage(const WebRequest *request, uint32_t stage)
{
    WebWatch *watch = request->run->watch;
    WatchEvent *event = of_request(request, WATCH_STAGE);

    event->name = watch->stages[stage];
    event->stage = stage;
    tell(watch, event);
}

void web_watch_attempt(const WebRequest *request)
{
    WatchEvent *event = of_request(request, WATCH_ATTEMPT);

    event->number = request->attempts;
    tell(request->run->watch, event);
    if (request->stage == STAGE_LISTENER)
        tell_stage(request, STAGE_LISTENER);
}

void web_watch_span(const WebRequest *request, int64_t demand_ns)
{
    WebWatch *watch = request->run->watch;
    WatchEvent *event;

    if (request->stage_since_ns == watch->run->engine.now_ns)
        return;
    event = of_request(request, WATCH_SPAN);
    event->name = watch->stages[request->stage];
    event->stage = request->stage;
    event->since_ns = request->stage_since_ns;
    event->number = MIN(demand_ns, watch->run->engine.now_ns - request->stage_since_ns);
    tell(watch, event);
}

void web_watch_stage(const WebRequest *request, uint32_t stage)
{
    web_watch_span(request, 0);
    if (request->stage != stage)
        tell_stage(request, stage);
}

void web_watch_place(const WebRequest *request, const WebProcess *process, bool enters)
{
    WatchEvent *event = of_request(request, enters ? WATCH_ENTERS : WATCH_LEAVES);

    set_process(event, process);
    tell(request->run->watch, event);
}

void web_watch_begins(const WebRequest *request)
{
    WatchEvent *event = of_request(request, WATCH_BEGINS);

    tell(request->run->watch, event);
}

void web_watch_answered(const WebRequest *request, const char *outcome, int32_t status)
{
    WatchEvent *event = of_request(request, WATCH_ANSWERED);

    event->name = outcome;
    event->number = status;
    tell(request->run->watch, event);
}

void web_watch_resolved(const WebRequest *request, const char *outcome)
{
    WatchEvent *event = of_request(request, WATCH_RESOLVED);

    event->name = outcome;
    tell(request->run->watch, event);
}

void web_watch_made(const WebRequest *request, WatchKind kind, const char *name, const char *source)
{
    WatchEvent *event = of_request(request, kind);

    event->name = name;
    event->source = source;
    tell(request->run->watch, event);
}

void web_watch_waits(const WebRequest *request, const char *name, const WebRequest *other,
                     const char *source)
{
    WatchEvent *event = of_request(request, WATCH_WAITS_FOR);

    event->name = name;
    event->source = source;
    event->other = other != NULL ? other->number : 0;
    tell(request->run->watch, event);
}

void web_watch_rule_seen(const WebRequest *request, const char *rule, int64_t number, int64_t limit,
                         const char *source)
{
    WatchEvent *event = of_request(request, WATCH_RULE);

    event->name = rule;
    event->source = source;
    event->number = number;
    event->limit = limit;
    tell(request->run->watch, event);
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
    WatchEvent *event;

    if (node->request == NULL)
        return;
    event = of_request(node->request, WATCH_QUEUED);
    event->name = queue->statistics->name;
    event->kept = &queue->statistics->kept;
    event->number = queue->length - 1;
    event->other = number_before(node);
    tell(queue->statistics->watch, event);
}

void web_watch_unqueued(const WebQueue *queue, const WebQueueNode *node)
{
    WatchEvent *event;

    if (node->request == NULL)
        return;
    event = of_request(node->request, WATCH_UNQUEUED);
    event->name = queue->statistics->name;
    event->kept = &queue->statistics->kept;
    event->number = queue->length;
    tell(queue->statistics->watch, event);
}

/* ---- threads: a pool only counts them; who has which is made up here ---- */

static Pool *pool_of(WebWatch *watch, WebThreads *threads)
{
    if (threads->watched == NULL) {
        threads->watched = g_new0(Pool, 1);
        threads->watched->threads = threads;
        threads->watched->holders = g_ptr_array_new();
        g_ptr_array_add(watch->pools, threads->watched);
    }
    return threads->watched;
}

/* Its number in the pool, less one; one that it does not have: none is that of holders->len. */
static guint index_of(const GPtrArray *holders, const WebRequest *request)
{
    guint i = request->thread_told - 1;

    if (i < holders->len && g_ptr_array_index(holders, i) == request)
        return i;
    for (i = 0; i < holders->len && g_ptr_array_index(holders, i) != request;)
        i++;
    return i;
}

static guint lowest_free(Pool *pool)
{
    while (pool->low < pool->holders->len && g_ptr_array_index(pool->holders, pool->low) != NULL)
        pool->low++;
    if (pool->low == pool->holders->len)
        g_ptr_array_add(pool->holders, NULL);
    return pool->low;
}

static void tell_thread(const WebThreads *threads, const WebRequest *request, guint index,
                        bool takes)
{
    WatchEvent *event = of_request(request, takes ? WATCH_THREAD : WATCH_THREAD_BACK);

    set_process(event, threads->process);
    event->name = threads->name;
    event->thread = index + 1;
    event->number = threads->count;
    event->limit = threads->max;
    tell(request->run->watch, event);
}

static void take(Pool *pool, WebRequest *request)
{
    guint index = lowest_free(pool);

    g_ptr_array_index(pool->holders, index) = request;
    request->threads_told++;
    request->thread_told = index + 1;
    tell_thread(pool->threads, request, index, true);
}

static void give_back(Pool *pool, WebRequest *request, guint index)
{
    g_ptr_array_index(pool->holders, index) = NULL;
    pool->low = MIN(pool->low, index);
    request->threads_told--;
    tell_thread(pool->threads, request, index, false);
}

void web_watch_thread(WebThreads *threads, WebRequest *request, bool takes)
{
    Pool *pool = pool_of(request->run->watch, threads);
    guint index;

    if (takes) {
        take(pool, request);
        return;
    }
    index = index_of(pool->holders, request);
    if (index < pool->holders->len) /* else the pool has ended, and it with the pool */
        give_back(pool, request, index);
}

void web_watch_threads_end(WebThreads *threads)
{
    Pool *pool = threads->watched;

    if (pool == NULL)
        return;
    for (guint i = 0; i < pool->holders->len; i++) {
        if (g_ptr_array_index(pool->holders, i) != NULL)
            give_back(pool, g_ptr_array_index(pool->holders, i), i);
    }
    g_ptr_array_remove(threads->run->watch->pools, pool);
    pool_free(pool);
}

/* Only at the end of the run does one go that has any, or is in a queue. */
static void give_back_all(WebRequest *request)
{
    WebWatch *watch = request->run->watch;

    for (guint i = 0; i < watch->pools->len && request->threads_told > 0; i++) {
        Pool *pool = g_ptr_array_index(watch->pools, i);
        guint index = index_of(pool->holders, request);

        if (index < pool->holders->len)
            give_back(pool, request, index);
    }
}

void web_watch_gone(WebRequest *request)
{
    WebQueueNode *node = &request->item.node;

    give_back_all(request);
    if (node->queue != NULL && node->queue->statistics->watch != NULL)
        web_watch_unqueued(node->queue, node);
    node->request = NULL; /* its queue is emptied later */
    tell(request->run->watch, of_request(request, WATCH_GONE));
}

/* ---- processes and the run ---- */

void web_watch_process(const WebProcess *process, WatchKind kind)
{
    WatchEvent *event = fresh(process->run->watch, kind);

    set_process(event, process);
    if (kind == WATCH_MEMORY)
        event->number = process->memory_kib * 1024;
    else if (kind == WATCH_ENDS)
        event->name = process->end_reason;
    tell(process->run->watch, event);
}

void web_watch_appdomain(const WebProcess *process, uint32_t app, bool enters)
{
    WatchEvent *event =
        fresh(process->run->watch, enters ? WATCH_APPDOMAIN_IN : WATCH_APPDOMAIN_OUT);

    event->app = app;
    set_process(event, process);
    tell(process->run->watch, event);
}

void web_watch_mark(WebRun *run, int kind, const char *what, const char *reason)
{
    WatchEvent *event = fresh(run->watch, WATCH_MARK);

    event->number = kind;
    event->name = what;
    event->source = reason;
    tell(run->watch, event);
}
