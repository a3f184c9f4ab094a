/* session.h - AcquireRequestState and ReleaseRequestState of the pipeline: a request takes its
 * client's session before its page runs and gives it back after.
 *
 * Modelled:   a page with session = readwrite has the session's lock from one to the other; readonly
 *             waits while it is locked and takes no lock, none never waits; who waits holds no thread
 *             and looks again every 500 ms, on a worker thread, so that a lock is handed over after 0
 *             to 500 ms and not in order; a lock older than executionTimeout is released by who finds
 *             it so and taken at the look after that; who has waited longer than its own executionTimeout
 *             is answered 500 'Request timed out.' [RS:SessionStateModule.cs]; a session that could
 *             not be saved (exception, abort) is only unlocked; state in the process, which goes with
 *             the AppDomain or process [KB324772], or outside, one visit to fetch and one to store,
 *             each with the time-out of its store [WMI-SS]; a lock in a store outside stays when the
 *             process of who holds it dies; any request of a client lets its sessions live on.
 * Simplified: a session exists from the first request of its client on, not from the first answer
 *             (the first requests of a client that come at once are of one session); every page that
 *             is readwrite writes to its session; an error unlocks a session outside without a visit;
 *             a hit in the output cache does not prolong the session.
 * Left out:   Session.Abandon; Session_Start and Session_End; a state server that is a process of this
 *             machine and may die; cookieless sessions; the limit of 50 requests per session (4.7).
 */
#pragma once
#include "models/web/session.h"

struct AspnetRequest;

/* What a request has to do with its session. */
typedef struct {
    WebSession *session; /* that it has locked; NULL: none */
    SimEventId event;    /* the next look at the lock, or the time-out of a visit */
    SimHandler visited;  /* what comes after the visit under way */
    SimHandler after_release;
    WebSessionWaiter waiter; /* session-poll = 0 */
    int64_t waits_since_ns;
    bool looks; /* it is due to look again and has no thread yet */
    bool is_waiting;
} AspnetSessionUse;

/* What the end of a page does about a session that nobody comes back for, by page. */
typedef enum {
    SESSION_END_NOTHING,
    SESSION_END_COUNT, /* InProc, takes no memory */
    SESSION_END_KEEP,  /* InProc: until it times out */
    SESSION_END_STORE, /* outside: a visit */
} AspnetSessionEnd;

/* The request, on its thread, is of a client that comes back. Goes on to its page, now or later. */
void aspnet_session_acquire(struct AspnetRequest *extra);

/* The page has run, and there is something to do about its session. Goes on to next(request), now or when the state is stored. */
void aspnet_session_release(struct AspnetRequest *extra, SimHandler next);

/* The request, which has a lock, ends some other way: nothing is saved. */
void aspnet_session_drop(struct AspnetRequest *extra);

/* The AppDomain has gone, and with it what was in its store. */
void aspnet_session_lose_all(WebSessionStore *store);

/* Whatever it waits for in vain. */
void aspnet_session_stop(struct AspnetRequest *extra);
