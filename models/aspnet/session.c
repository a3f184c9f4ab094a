#include "models/aspnet/session.h"
#include "models/aspnet/runtime.h"
#include "models/web/client.h"
#include "models/web/counters.h"

#define POLL_APART_NS (250 * SIM_MS) /* the least between two looks [RS:SessionStateModule.cs] */

static void try_lock(void *self);

/* ---- where state lives ---- */

static bool is_outside(const AspnetRequest *extra)
{
    WebSessionMode mode = web_request_app(extra->request)->session_mode;

    return mode == SESSION_STATE_SERVER || mode == SESSION_SQL_SERVER;
}

static WebSessionStore *store_of(const AspnetRequest *extra)
{
    if (is_outside(extra))
        return &extra->runtime->shared->session_stores[extra->request->app];
    return &extra->domain->sessions;
}

static WebCookie *cookie_of(const AspnetRequest *extra)
{
    WebRequest *request = extra->request;

    return web_cookie_of(request->run, &request->owner->cookies, request->app);
}

/* ---- a visit to a store outside ---- */

static void visit_timed_out(void *self)
{
    AspnetRequest *extra = self;
    WebSession *session = extra->session.session;

    extra->session.event = (SimEventId){0};
    web_task_cancel(&extra->request->task);
    if (session != NULL) { /* it could not be unlocked either */
        session->locked_by = NULL;
        extra->session.session = NULL;
    }
    aspnet_finish(extra, OUTCOME_ERROR, 500);
}

static void visit_done(void *self)
{
    AspnetRequest *extra = aspnet_request(self);

    sim_engine_cancel(&extra->runtime->run->engine, &extra->session.event);
    extra->session.visited(self);
}

/* On the request's thread. */
static void visit(AspnetRequest *extra, WebCost cost, SimHandler next)
{
    WebRequest *request = extra->request;
    const ModelConfig *config = request->run->config;
    bool is_sql = web_request_app(request)->session_mode == SESSION_SQL_SERVER;
    const WebWork *work =
        is_sql ? &config->costs.session_sql_server : &config->costs.session_state_server;
    int64_t timeout_ns =
        is_sql ? config->aspnet.sql_command_timeout_ns : config->aspnet.state_network_timeout_ns;

    if (work->count == 0) {
        next(request);
        return;
    }
    if (timeout_ns != SIM_NEVER)
        extra->session.event =
            sim_engine_after(&request->run->engine, timeout_ns, visit_timed_out, extra);
    extra->session.visited = next;
    web_task_run_cost(&request->task, work, cost, STAGE_SESSION, visit_done, request);
}

/* ---- waiting for the lock ---- */

/* It executes all the while: Requests Queued leaves it out. */
static void note_looks(AspnetRequest *extra, bool looks)
{
    if (extra->session.looks != looks)
        web_counters_inner(extra->request->run, looks ? 1 : -1);
    extra->session.looks = looks;
}

static void look_again(void *self)
{
    WebRequest *request = self;
    AspnetRequest *extra = aspnet_request(request);

    note_looks(extra, false);
    extra->thread = &extra->runtime->workers;
    if (WEB_WATCHED(request->run))
        web_watch_thread(extra->thread, request, true);
    web_task_switch(&request->task);
    request->task.kernel_pending_ns += web_threads_creation_ns(extra->thread);
    if (is_outside(extra))
        visit(extra, COST_SESSION_ACQUIRE, try_lock);
    else
        try_lock(request);
}

/* The timer's call-back needs a thread of the CLR's pool. */
static void look_due(void *self)
{
    AspnetRequest *extra = self;

    extra->session.event = (SimEventId){0};
    web_session_wait_no_more(&extra->session.waiter);
    note_looks(extra, true); /* before: it may run at once, and be gone */
    web_threads_post(&extra->runtime->workers, &extra->request->item, look_again, extra->request);
}

static void lock_free(void *self)
{
    AspnetRequest *extra = self;
    SimEngine *engine = &extra->runtime->run->engine;

    sim_engine_cancel(engine, &extra->session.event);
    extra->session.event = sim_engine_after(engine, 0, look_due, extra);
}

/* Ticks are a period apart since the wait began; one that comes too soon after a look is skipped. */
static int64_t next_tick_ns(const AspnetRequest *extra, int64_t period_ns)
{
    int64_t now_ns = extra->runtime->run->engine.now_ns;
    int64_t waited_ns = now_ns - extra->session.waits_since_ns;
    int64_t next_ns = now_ns + period_ns - waited_ns % period_ns;

    while (waited_ns > 0 && next_ns - now_ns < POLL_APART_NS)
        next_ns += period_ns;
    return next_ns;
}

/* With session-poll = 0 who waits is woken by the lock, or when the lock or the wait has become too
 * old. */
static void arm_look(AspnetRequest *extra, WebSession *session)
{
    WebRun *run = extra->runtime->run;
    int64_t period_ns = run->config->aspnet.session_poll_ns;
    int64_t limit_ns = extra->domain->execution_timeout_ns;

    if (period_ns > 0) {
        extra->session.event =
            sim_engine_at(&run->engine, next_tick_ns(extra, period_ns), look_due, extra);
        return;
    }
    extra->session.waiter.wake = lock_free;
    extra->session.waiter.self = extra;
    web_session_wait(session, &extra->session.waiter);
    if (limit_ns != SIM_NEVER)
        extra->session.event =
            sim_engine_at(&run->engine,
                          MIN(MAX(session->locked_ns + limit_ns, run->engine.now_ns),
                              extra->began_ns + limit_ns + 1),
                          look_due, extra);
}

/* Whoever held the lock finds that out when it would save the session. */
static void steal(WebSession *session)
{
    if (session->locked_by != NULL)
        aspnet_request(session->locked_by)->session.session = NULL;
    web_session_unlock(session);
}

/* It holds no thread, but it is still executing: it counts, and what ends waits for it. */
static void wait_for_lock(AspnetRequest *extra, WebSession *session)
{
    AspnetRuntime *runtime = extra->runtime;
    int64_t now_ns = runtime->run->engine.now_ns;
    int64_t limit_ns = extra->domain->execution_timeout_ns;
    WebThreads *thread = extra->thread;

    if (!extra->session.is_waiting)
        extra->session.waits_since_ns = now_ns;
    if (limit_ns != SIM_NEVER && now_ns - extra->began_ns > limit_ns) {
        aspnet_finish(extra, OUTCOME_ERROR, 500);
        return;
    }
    aspnet_execution_pauses(extra);
    extra->session.is_waiting = true;
    web_request_stage(extra->request, STAGE_SESSION);
    if (WEB_WATCHED(runtime->run))
        web_watch_waits(extra->request, "the lock of its session", session->locked_by,
                        "RS:SessionStateModule.cs");
    arm_look(extra, session);
    if (limit_ns != SIM_NEVER && now_ns - session->locked_ns >= limit_ns)
        steal(session);
    extra->thread = NULL;
    if (WEB_WATCHED(runtime->run))
        web_watch_thread(thread, extra->request, false);
    web_threads_release_quietly(thread);
    web_threads_poke(thread);
}

/* ---- AcquireRequestState ---- */

/* A page that only reads makes no session where there is none. */
static void enter_session(AspnetRequest *extra, WebCookie *cookie, WebSession *session)
{
    WebRequest *request = extra->request;

    request->session_gone |= web_session_is_gone(request->run, cookie, session);
    if (web_request_page(request)->session == SESSION_READWRITE) {
        if (session == NULL)
            session = web_session_new(store_of(extra), cookie);
        web_session_lock(session, request);
        extra->session.session = session;
    } else if (session != NULL) {
        web_session_touch(session);
    }
    if (extra->session.is_waiting) {
        extra->session.is_waiting = false;
        aspnet_execution_goes_on(extra);
    }
    aspnet_execute_handler(request);
}

static void try_lock(void *self)
{
    AspnetRequest *extra = aspnet_request(self);
    WebCookie *cookie = cookie_of(extra);
    WebSession *session = web_session_find(cookie, store_of(extra));

    if (session != NULL && session->is_locked)
        wait_for_lock(extra, session);
    else
        enter_session(extra, cookie, session);
}

static void keep_alive(void *self)
{
    AspnetRequest *extra = aspnet_request(self);
    WebSession *session = web_session_find(cookie_of(extra), store_of(extra));

    if (session != NULL)
        web_session_touch(session);
    aspnet_execute_handler(self);
}

/* Without a cookie from before there is nothing to fetch. */
void aspnet_session_acquire(AspnetRequest *extra)
{
    WebRequest *request = extra->request;
    bool is_known = web_cookie_find(request->owner->cookies, request->app) != NULL;
    SimHandler next = web_request_page(request)->session == SESSION_NONE ? keep_alive : try_lock;

    if (web_request_app(request)->session_mode == SESSION_OFF || (next == keep_alive && !is_known))
        aspnet_execute_handler(request);
    else if (is_known && is_outside(extra))
        visit(extra, COST_SESSION_ACQUIRE, next);
    else
        next(request);
}

/* ---- ReleaseRequestState ---- */

static void saved(void *self)
{
    AspnetRequest *extra = aspnet_request(self);
    WebSession *session = extra->session.session;
    WebCookie *cookie;

    if (session != NULL) { /* else it was stolen while it was being stored */
        cookie = session->cookie;
        cookie->has_state = true;
        cookie->is_timed_out = false;
        cookie->current = session;
        extra->session.session = NULL;
        web_session_unlock(session);
    }
    extra->session.after_release(self);
}

void aspnet_session_release(AspnetRequest *extra, SimHandler next)
{
    WebRequest *request = extra->request;

    extra->session.after_release = next;
    if (request->owner != NULL) {
        if (extra->session.session == NULL)
            next(request);
        else if (is_outside(extra))
            visit(extra, COST_SESSION_RELEASE, saved);
        else
            saved(request);
        return;
    }
    switch (extra->runtime->shared->session_ends[request->page]) {
    case SESSION_END_NOTHING:
    case SESSION_END_COUNT: /* nothing that takes time: the caller's */
        break;
    case SESSION_END_KEEP:
        web_session_new(&extra->domain->sessions, NULL);
        next(request);
        break;
    case SESSION_END_STORE:
        web_session_pass(store_of(extra));
        visit(extra, COST_SESSION_RELEASE, next);
        break;
    }
}

/* ---- other ends ---- */

void aspnet_session_drop(AspnetRequest *extra)
{
    WebSession *session = extra->session.session;

    extra->session.session = NULL;
    web_session_unlock(session);
}

/* Who still has one locked, or waits for it, finds another AppDomain's, or none. */
void aspnet_session_lose_all(WebSessionStore *store)
{
    for (WebSession *session = store->first; session != NULL; session = session->next) {
        if (session->is_locked)
            steal(session);
    }
    web_session_store_lose(store);
}

/* Where its process has died, a lock outside stays: nobody is left to take it away. What was in the
 * process goes with it. */
void aspnet_session_stop(AspnetRequest *extra)
{
    WebSession *session = extra->session.session;

    sim_engine_cancel(&extra->runtime->run->engine, &extra->session.event);
    web_session_wait_no_more(&extra->session.waiter);
    note_looks(extra, false);
    if (session == NULL || extra->request->process->state != PROCESS_DEAD)
        return;
    session->locked_by = NULL;
    extra->session.session = NULL;
}
