/* call.c - the life of a call: it waits for a connection, then for its threads, is issued, is
 * answered.
 *
 * Whatever others see of a call happens in an event of its own, so that no code of another request
 * is ever on the stack below: what is called may end the process that calls.
 *
 * Invariant: the open connections of a service point are the calls that have one; at most
 * maxconnection.
 */
#include "models/web/call.h"
#include "models/web/counters.h"

struct WebCalls {
    const WebCallHost *host;
    SimPool *pool;
    WebQueueStatistics waiting; /* not among the results: those that wait execute */
    SimDeadlineList timeouts;
};

struct WebCall {
    WebTask *task; /* of the caller */
    WebServicePoint *point;
    WebRequest *callee; /* NULL: not issued yet, or answered */
    uint32_t page;
    bool has_connection;
    bool waits_for_thread;
    bool failed;
    int64_t io_held, workers_held;
    int64_t service_ns;  /* of the callee */
    WebThreadItem item;  /* in the service point's queue, then in that of a thread pool */
    SimEventId event;    /* the next thing to do, at this instant */
    SimDeadline timeout; /* HttpWebRequest.Timeout */
};

/* ---- its request ---- */

/* Murmur3's finaliser: every bit of the caller's key counts in every bit of the callee's. */
static uint64_t mix(uint64_t bits)
{
    bits = (bits ^ bits >> 33) * UINT64_C(0xFF51AFD7ED558CCD);
    bits = (bits ^ bits >> 33) * UINT64_C(0xC4CEB9FE1A85EC53);
    return bits ^ bits >> 33;
}

static void issue(void *self)
{
    WebCall *call = self;
    const WebTask *task = call->task;
    uint64_t source = mix(mix(task->key[0] ^ mix(task->key[2])) + task->step + 1);

    call->event = (SimEventId){0};
    call->callee = web_request_new_call(task->request, call, call->page, source);
    web_request_enter(call->callee);
}

/* ---- connections and threads ---- */

static void on_thread(void *self);

/* Its page executes all the while: Requests Queued leaves it out. */
static void note_waits(WebCall *call, bool waits)
{
    if (call->waits_for_thread != waits)
        web_counters_inner(call->task->run, waits ? 1 : -1);
    call->waits_for_thread = waits;
}

/* One thread after another, the I/O threads first; a pool may have to make it. */
static void take_thread(void *self)
{
    WebCall *call = self;
    int64_t wanted = call->task->run->config->aspnet.call_threads;

    call->event = (SimEventId){0};
    if (WEB_WATCHED(call->task->run) &&
        !web_threads_can_take(call->io_held < wanted ? call->point->io : call->point->workers))
        web_watch_waits(call->task->request, "a thread to call with", NULL, "KB821268");
    note_waits(call, true); /* before: it may run at once, and be gone */
    web_threads_post(call->io_held < wanted ? call->point->io : call->point->workers, &call->item,
                     on_thread, call);
}

/* The last thread that it needs besides the page's own lets it begin. */
static void on_thread(void *self)
{
    WebCall *call = self;
    WebTask *task = call->task;
    int64_t wanted = task->run->config->aspnet.call_threads;
    WebThreads *pool = call->io_held < wanted ? call->point->io : call->point->workers;

    note_waits(call, false);
    pool->aside++;
    task->kernel_pending_ns += web_threads_creation_ns(pool);
    if (call->io_held < wanted)
        call->io_held++;
    else
        call->workers_held++;
    call->event = sim_engine_after(
        &task->run->engine, 0,
        call->io_held + call->workers_held < 2 * wanted - 1 ? take_thread : issue, call);
}

/* Those of calls that are over: quietly, so that whoever stops a request need not fear others. */
static void give_threads(WebServicePoint *point)
{
    point->io->aside -= point->io_over;
    for (; point->io_over > 0; point->io_over--)
        web_threads_release_quietly(point->io);
    point->workers->aside -= point->workers_over;
    for (; point->workers_over > 0; point->workers_over--)
        web_threads_release_quietly(point->workers);
}

/* In an event of its own. */
static void look(void *self)
{
    WebServicePoint *point = self;
    int64_t most = point->run->config->aspnet.max_connection;
    WebCall *call;

    point->look = (SimEventId){0};
    give_threads(point);
    while (point->open < most && (call = web_queue_pop(&point->waiting)) != NULL) {
        point->open++;
        call->has_connection = true;
        take_thread(call);
    }
    web_threads_poke(point->io);
    web_threads_poke(point->workers);
}

static void look_soon(WebServicePoint *point)
{
    SimEngine *engine = &point->run->engine;

    if (!sim_calendar_is_pending(engine->calendar, point->look))
        point->look = sim_engine_after(engine, 0, look, point);
}

/* Gives back what the call has, and forgets it. */
static void call_free(WebCall *call)
{
    WebRun *run = call->task->run;
    WebServicePoint *point = call->point;

    sim_engine_cancel(&run->engine, &call->event);
    sim_deadline_disarm(&run->calls->timeouts, &call->timeout);
    web_queue_remove(&call->item.node);
    note_waits(call, false);
    point->io_over += call->io_held;
    point->workers_over += call->workers_held;
    if (call->has_connection)
        point->open--;
    if (call->callee != NULL)
        web_request_caller_left(call->callee);
    if (!point->io->closed)
        look_soon(point);
    call->task->call = NULL;
    sim_pool_give(run->calls->pool, call);
}

/* ---- its end ---- */

/* What is executed next is the caller's: its thread runs again. */
static void over(WebCall *call)
{
    WebTask *task = call->task;
    SimHandler threw = task->run->calls->host->threw;
    bool throws = call->failed && !web_request_page(task->request)->catches_calls;
    int64_t service_ns = call->service_ns;

    call_free(call);
    web_task_call_over(task, service_ns, throws ? threw : NULL);
}

static void over_now(void *self)
{
    WebCall *call = self;

    call->event = (SimEventId){0};
    over(call);
}

static void timed_out(void *self)
{
    WebCall *call = self;

    call->failed = true;
    over(call);
}

void web_call_answered(WebRequest *callee, WebOutcome outcome, int32_t status)
{
    WebCall *call = callee->call;
    WebRun *run = callee->run;

    callee->call = NULL;
    call->callee = NULL;
    call->failed = outcome != OUTCOME_OK || status >= 400;
    for (uint32_t i = 0; i < run->stage_count; i++)
        call->service_ns += callee->service_ns[i];
    call->event = sim_engine_after(&run->engine, 0, over_now, call);
}

void web_call_cancel(WebTask *task)
{
    call_free(task->call);
}

/* ---- its beginning ---- */

static bool lacks_threads(const WebServicePoint *point)
{
    int64_t least = point->run->config->aspnet.call_free_threads;

    return point->workers->max - point->workers->busy < least ||
           point->io->max - point->io->busy < least;
}

static void begin(void *self)
{
    WebCall *call = self;

    call->event = (SimEventId){0};
    if (lacks_threads(call->point)) {
        WEB_WATCH_RULE(call->task->request, "call-free-threads",
                       MIN(call->point->workers->max - call->point->workers->busy,
                           call->point->io->max - call->point->io->busy),
                       call->task->run->config->aspnet.call_free_threads, "KB821268");
        call->failed = true;
        over(call);
        return;
    }
    if (call->point->open + call->point->waiting.length >=
        call->task->run->config->aspnet.max_connection)
        WEB_WATCH_RULE(call->task->request, "maxconnection",
                       call->point->open + call->point->waiting.length,
                       call->task->run->config->aspnet.max_connection, "KB821268");
    web_queue_push(&call->point->waiting, &call->item.node, call);
    look_soon(call->point);
}

void web_call_begin(WebTask *task, uint32_t page)
{
    WebRun *run = task->run;
    WebCalls *calls = run->calls;
    WebCall *call = sim_pool_take(calls->pool);

    *call = (WebCall){.task = task, .page = page};
    call->point = calls->host->service_point(task->request);
    task->call = call;
    sim_deadline_arm(&calls->timeouts, &call->timeout, call);
    call->event = sim_engine_after(&run->engine, 0, begin, call);
}

/* ---- set-up ---- */

static bool any_page_calls(const ModelConfig *config)
{
    for (uint32_t i = 0; i < config->page_count; i++) {
        const WebWork *work = &config->pages[i].work;

        for (uint32_t j = 0; j < work->count; j++) {
            if (work->steps[j].kind == STEP_CALL)
                return true;
        }
    }
    return false;
}

WebCalls *web_calls_new(WebRun *run)
{
    WebCalls *calls;

    if (!any_page_calls(run->config))
        return NULL;
    calls = g_new0(WebCalls, 1);
    calls->pool = sim_pool_new(sizeof(WebCall));
    sim_level_init(&calls->waiting.length, run->engine.now_ns, 0);
    sim_deadline_list_init(&calls->timeouts, &run->engine, run->config->aspnet.call_timeout_ns,
                           timed_out);
    return calls;
}

void web_calls_free(WebCalls *calls)
{
    if (calls == NULL)
        return;
    sim_pool_free(calls->pool);
    g_free(calls);
}

void web_calls_set_host(WebCalls *calls, const WebCallHost *host)
{
    if (calls != NULL)
        calls->host = host;
}

void web_service_point_init(WebServicePoint *point, WebRun *run, WebThreads *workers,
                            WebThreads *io)
{
    *point = (WebServicePoint){.run = run, .workers = workers, .io = io};
    if (run->calls != NULL)
        web_queue_init(&point->waiting, &run->engine, &run->calls->waiting);
}

void web_service_point_clear(WebServicePoint *point)
{
    give_threads(point);
    while (web_queue_pop(&point->waiting) != NULL)
        ;
    sim_engine_cancel(&point->run->engine, &point->look);
}
