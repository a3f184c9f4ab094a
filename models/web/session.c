/* session.c - cookies, sessions and their stores.
 *
 * Invariants: a session is in its store's list; it is in its cookie's list unless its client has
 * gone; its time-out is armed unless it is locked. A cookie's current session is one of its own.
 */
#include "models/web/session.h"
#include "models/web/measure.h"

/* ---- the run's ---- */

WebSessions *web_sessions_new(WebRun *run)
{
    WebSessions *sessions = g_new0(WebSessions, 1);

    sessions->cookies = sim_pool_new(sizeof(WebCookie));
    sessions->sessions = sim_pool_new(sizeof(WebSession));
    sessions->counts = g_new0(WebSessionCounts, run->config->app_count);
    return sessions;
}

void web_sessions_free(WebSessions *sessions)
{
    g_assert(sessions->stores == NULL);
    sim_pool_free(sessions->cookies);
    sim_pool_free(sessions->sessions);
    g_free(sessions->counts);
    g_free(sessions);
}

void web_sessions_settle(WebRun *run)
{
    for (WebSessionStore *store = run->sessions->stores; store != NULL; store = store->next)
        web_session_settle_passing(store);
}

/* ---- one after another goes ---- */

static void leave_cookie(WebSession *session)
{
    WebCookie *cookie = session->cookie;
    WebSession **link = &cookie->sessions;

    while (*link != session)
        link = &(*link)->next_of_cookie;
    *link = session->next_of_cookie;
    if (cookie->current == session)
        cookie->current = NULL;
    session->cookie = NULL;
}

static void session_free(WebSession *session)
{
    WebSessionStore *store = session->store;

    sim_deadline_disarm(&store->expiry, &session->expiry);
    if (session->cookie != NULL)
        leave_cookie(session);
    if (session->previous != NULL)
        session->previous->next = session->next;
    else
        store->first = session->next;
    if (session->next != NULL)
        session->next->previous = session->previous;
    store->counts->active--;
    sim_pool_give(store->run->sessions->sessions, session);
}

static void timed_out(void *self)
{
    WebSession *session = self;
    WebSessionStore *store = session->store;
    WebCookie *cookie = session->cookie;

    g_assert(!session->is_locked && session->first_waiting == NULL);
    if (cookie != NULL && cookie->current == session) {
        cookie->is_timed_out = cookie->has_state;
        cookie->has_state = false;
    }
    store->counts->timed_out++;
    if (store->session_bytes > 0)
        web_process_add_memory(store->process, -store->session_bytes);
    session_free(session);
}

/* ---- stores ---- */

void web_session_store_init(WebSessionStore *store, WebRun *run, uint32_t app, WebProcess *process)
{
    WebSessions *sessions = run->sessions;
    int64_t timeout_ns = run->config->aspnet.session_timeout_ns;

    *store = (WebSessionStore){.run = run, .counts = &sessions->counts[app], .process = process};
    if (process != NULL)
        store->session_bytes = run->config->apps[app].session_memory_bytes;
    sim_deadline_list_init(&store->expiry, &run->engine, timeout_ns, timed_out);
    store->passing.ends_ns = SIM_NEVER;
    if (timeout_ns != SIM_NEVER) {
        store->passing.slice_ns = MAX(timeout_ns / WEB_SESSION_SLICES, 1);
        store->passing.ends_ns = run->engine.now_ns + store->passing.slice_ns;
    }
    store->next = sessions->stores;
    if (sessions->stores != NULL)
        sessions->stores->previous = store;
    sessions->stores = store;
}

/* The slices before the one under way end; those as old as the time-out have timed out. */
void web_session_settle_passing(WebSessionStore *store)
{
    WebSessionsPassing *passing = &store->passing;
    int64_t now_ns = store->run->engine.now_ns;
    uint64_t fresh = passing->slices[passing->at] - passing->settled;

    passing->settled += fresh;
    passing->live += fresh;
    store->counts->total += fresh;
    store->counts->active += fresh;
    while (now_ns >= passing->ends_ns) {
        uint64_t gone;

        if (passing->live == 0) { /* nothing to wait for: on to the present */
            passing->ends_ns = now_ns + passing->slice_ns;
            return;
        }
        passing->settled = 0;
        passing->at = (passing->at + 1) % WEB_SESSION_SLICES;
        gone = passing->slices[passing->at];
        passing->slices[passing->at] = 0;
        passing->live -= gone;
        store->counts->active -= gone;
        store->counts->timed_out += gone;
        passing->ends_ns += passing->slice_ns;
    }
}

void web_session_store_lose(WebSessionStore *store)
{
    WebSessionsPassing *passing = &store->passing;
    uint64_t dropped;

    if (store->run == NULL)
        return;
    web_session_settle_passing(store);
    dropped = passing->live;
    store->counts->active -= dropped;
    store->counts->dropped += dropped;
    passing->live = passing->settled = 0;
    memset(passing->slices, 0, sizeof passing->slices);
    for (; store->first != NULL; store->counts->dropped++) {
        if (store->session_bytes > 0 && store->process->state != PROCESS_DEAD)
            web_process_add_memory(store->process, -store->session_bytes);
        session_free(store->first);
    }
}

void web_session_store_clear(WebSessionStore *store)
{
    if (store->run == NULL)
        return;
    web_session_store_lose(store);
    sim_deadline_list_clear(&store->expiry);
    if (store->previous != NULL)
        store->previous->next = store->next;
    else
        store->run->sessions->stores = store->next;
    if (store->next != NULL)
        store->next->previous = store->previous;
    store->run = NULL;
}

/* ---- cookies ---- */

WebCookie *web_cookie_find(WebCookie *first, uint32_t app)
{
    while (first != NULL && first->app != app)
        first = first->next;
    return first;
}

WebCookie *web_cookie_of(WebRun *run, WebCookie **first, uint32_t app)
{
    WebCookie *cookie = web_cookie_find(*first, app);

    if (cookie != NULL)
        return cookie;
    cookie = sim_pool_take(run->sessions->cookies);
    *cookie = (WebCookie){.next = *first, .app = app};
    *first = cookie;
    return cookie;
}

void web_cookies_forget(WebRun *run, WebCookie **first)
{
    while (*first != NULL) {
        WebCookie *cookie = *first;

        while (cookie->sessions != NULL)
            leave_cookie(cookie->sessions);
        *first = cookie->next;
        sim_pool_give(run->sessions->cookies, cookie);
    }
}

/* ---- sessions ---- */

WebSession *web_session_find(const WebCookie *cookie, const WebSessionStore *store)
{
    WebSession *session = cookie->sessions;

    while (session != NULL && session->store != store)
        session = session->next_of_cookie;
    return session;
}

WebSession *web_session_new(WebSessionStore *store, WebCookie *cookie)
{
    WebSession *session = sim_pool_take(store->run->sessions->sessions);

    *session = (WebSession){.store = store, .cookie = cookie, .next = store->first};
    if (store->first != NULL)
        store->first->previous = session;
    store->first = session;
    if (cookie != NULL) {
        session->next_of_cookie = cookie->sessions;
        cookie->sessions = session;
    }
    store->counts->total++;
    store->counts->active++;
    if (store->session_bytes > 0)
        web_process_add_memory(store->process, store->session_bytes);
    sim_deadline_arm(&store->expiry, &session->expiry, session);
    return session;
}

void web_session_touch(WebSession *session)
{
    if (session->is_locked)
        return;
    sim_deadline_disarm(&session->store->expiry, &session->expiry);
    sim_deadline_arm(&session->store->expiry, &session->expiry, session);
}

void web_session_lock(WebSession *session, WebRequest *request)
{
    g_assert(!session->is_locked);
    sim_deadline_disarm(&session->store->expiry, &session->expiry);
    session->is_locked = true;
    session->locked_by = request;
    session->locked_ns = session->store->run->engine.now_ns;
}

/* Only those that wait now are woken: they may wait again. */
void web_session_unlock(WebSession *session)
{
    WebSessionWaiter *last = session->last_waiting;
    bool more = last != NULL;

    g_assert(session->is_locked);
    session->is_locked = false;
    session->locked_by = NULL;
    sim_deadline_arm(&session->store->expiry, &session->expiry, session);
    while (more) {
        WebSessionWaiter *waiter = session->first_waiting;

        more = waiter != last;
        web_session_wait_no_more(waiter);
        waiter->wake(waiter->self);
    }
}

void web_session_wait(WebSession *session, WebSessionWaiter *waiter)
{
    waiter->session = session;
    waiter->next = NULL;
    waiter->previous = session->last_waiting;
    if (session->last_waiting != NULL)
        session->last_waiting->next = waiter;
    else
        session->first_waiting = waiter;
    session->last_waiting = waiter;
}

void web_session_wait_no_more(WebSessionWaiter *waiter)
{
    WebSession *session = waiter->session;

    if (session == NULL)
        return;
    if (waiter->previous != NULL)
        waiter->previous->next = waiter->next;
    else
        session->first_waiting = waiter->next;
    if (waiter->next != NULL)
        waiter->next->previous = waiter->previous;
    else
        session->last_waiting = waiter->previous;
    waiter->session = NULL;
}

bool web_session_is_gone(WebRun *run, WebCookie *cookie, const WebSession *found)
{
    if (cookie->is_timed_out) {
        cookie->is_timed_out = false;
        return true;
    }
    if (!cookie->has_state || (found != NULL && found == cookie->current))
        return false;
    cookie->has_state = false;
    run->sessions->counts[cookie->app].lost++;
    web_measure_session_lost(run, cookie->app);
    return true;
}
