/* session.h - session state: who has it, where it lives, who has it locked.
 *
 * A client (a user, a visitor on a path, a client of a replay) has one cookie per application, and
 * under it a session in every store where it has been: one store in a process for each AppDomain
 * (InProc), one outside for each application (StateServer, SQLServer). The session that was written
 * last is the current one: whoever finds another one, or none, has lost what was in it.
 *
 * A client who never comes back has no cookie: its sessions are only counted, or, where sessions take
 * memory, kept until they time out.
 *
 * Elsewhere: when a request takes and gives back its session, and how one waits for a lock
 * (models/aspnet/session.h).
 */
#pragma once
#include "models/web/process.h"
#include "sim/deadline.h"
#include "sim/pool.h"

typedef struct WebSession WebSession;
typedef struct WebCookie WebCookie;
typedef struct WebUser WebUser;

/* Of one application, since the run began, all its stores together: what the counters Sessions
 * Total, Active, Timed Out show, and the State Server Sessions of applications whose state lives
 * there. Settle them before reading: web_sessions_settle(). Sessions Abandoned (Session.Abandon) is
 * always 0: no page is said to do it. */
typedef struct WebSessionCounts {
    uint64_t total;     /* began */
    uint64_t active;    /* exist now */
    uint64_t timed_out; /* ended because nobody had asked for them for the time-out */
    uint64_t dropped;   /* went with their process or AppDomain, asked for again or not */
    uint64_t lost;      /* of clients who came back and found their state gone */
} WebSessionCounts;

#define WEB_SESSION_SLICES 64

/* Sessions of clients who never come back, counted by the slice of time in which they were last used:
 * they time out up to one slice early. */
typedef struct {
    int64_t slice_ns;
    int64_t ends_ns; /* the slice under way; SIM_NEVER: they never time out */
    uint64_t live;   /* in all slices, but for those that came since it was settled */
    uint64_t slices[WEB_SESSION_SLICES];
    uint32_t at;      /* the slice under way */
    uint64_t settled; /* of those in it */
} WebSessionsPassing;

typedef struct WebSessionStore {
    WebRun *run;
    struct WebSessionStore *next, *previous; /* of the run */
    WebSessionCounts *counts;
    WebProcess *process;    /* whose memory its sessions take; NULL: it is outside the machine */
    int64_t session_bytes;  /* of each; 0 in a store outside */
    WebSession *first;      /* of the sessions in it */
    SimDeadlineList expiry; /* of those that nobody has locked */
    WebSessionsPassing passing;
} WebSessionStore;

/* A request that waits for a session's lock without polling. */
typedef struct WebSessionWaiter {
    struct WebSessionWaiter *next, *previous;
    WebSession *session; /* NULL: it does not wait */
    SimHandler wake;     /* given self: the lock is free, for the first to come; only takes note */
    void *self;
} WebSessionWaiter;

struct WebSession { /* what one client has in one store */
    WebSessionStore *store;
    WebSession *next, *previous; /* of the store */
    WebCookie *cookie;           /* NULL: its client will not come back */
    WebSession *next_of_cookie;
    bool is_locked;
    WebRequest *locked_by; /* NULL: nobody, or one that died with its process and left the lock */
    int64_t locked_ns;     /* since then */
    WebSessionWaiter *first_waiting, *last_waiting;
    SimDeadline expiry;
};

struct WebCookie {   /* what one client has in one application */
    WebCookie *next; /* of the client */
    uint32_t app;
    bool has_state;       /* something has been put into the session, and is expected to be there */
    bool is_timed_out;    /* it was, and the session timed out */
    WebSession *current;  /* where it is; NULL: gone */
    WebSession *sessions; /* wherever it has been */
};

struct WebSessions {
    SimPool *cookies, *sessions;
    WebSessionCounts *counts; /* by application */
    WebSessionStore *stores;
};

WebSessions *web_sessions_new(WebRun *run);
void web_sessions_free(WebSessions *sessions); /* after every store has been cleared */
void web_sessions_settle(WebRun *run);         /* counts are as of now */

/* process NULL: outside the machine. */
void web_session_store_init(WebSessionStore *store, WebRun *run, uint32_t app, WebProcess *process);

/* All that is in it is gone: its process or AppDomain has ended. It may be used on. */
void web_session_store_lose(WebSessionStore *store);

/* Before its memory goes. Harmless on one that was never made. */
void web_session_store_clear(WebSessionStore *store);

/* The client's, made when it has none yet. */
WebCookie *web_cookie_of(WebRun *run, WebCookie **first, uint32_t app);
WebCookie *web_cookie_find(WebCookie *first, uint32_t app); /* NULL: none */

/* The client has gone for good: its sessions stay until they time out. */
void web_cookies_forget(WebRun *run, WebCookie **first);

/* NULL: the client has none there. */
WebSession *web_session_find(const WebCookie *cookie, const WebSessionStore *store);

/* cookie NULL: nobody comes back for it; it is left to time out. */
WebSession *web_session_new(WebSessionStore *store, WebCookie *cookie);

void web_session_lock(WebSession *session, WebRequest *request);
void web_session_unlock(WebSession *session); /* and it will time out; those that wait are woken */
void web_session_touch(WebSession *session);  /* it has been used: the time-out begins anew */

/* At the end of a list: the lock wakes all in order. */
void web_session_wait(WebSession *session, WebSessionWaiter *waiter);
void web_session_wait_no_more(WebSessionWaiter *waiter); /* harmless when it does not wait */

/* What was expected in the session is not there, as the client has it elsewhere or no longer: true,
 * once. It is counted as lost unless it has timed out. */
bool web_session_is_gone(WebRun *run, WebCookie *cookie, const WebSession *found);

void web_session_settle_passing(WebSessionStore *store);

/* A session that nobody comes back for, and that takes no memory, has begun. */
static inline void web_session_pass(WebSessionStore *store)
{
    if (store->run->engine.now_ns >= store->passing.ends_ns)
        web_session_settle_passing(store);
    store->passing.slices[store->passing.at]++;
}
