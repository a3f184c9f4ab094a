/* client.h - who issues requests, and when.
 *
 * Modelled:   open arrivals of every kind, closed users, visits along a path of pages, replay.
 *             Arrivals of open groups never depend on what the server does. A step of a path may be
 *             several pages at once (frames). Who finds the session gone goes on, begins the path
 *             anew, or leaves.
 * Draws:      the times of a group's arrivals come from one sequential stream of the group; what
 *             belongs to a request (its page, its demands, the user's think time after it) is keyed
 *             by group, user and ordinal.
 */
#pragma once
#include "models/web/request.h"
#include "models/web/session.h"

/* Somebody who comes back, with the same session: a user of a closed group, a visitor on a path, a
 * client that a replay names. The first two issue one request at a time, or those of a step. */
struct WebUser {
    WebClients *group;
    WebCookie *cookies; /* session.h */
    uint64_t ordinal;   /* of the next request */
    int64_t issued_ns;  /* the last one; INT64_MIN before the first */
    uint32_t number;
    uint32_t path_index;
    uint32_t path_done; /* requests done of this entry of the path */
    uint32_t awaited;   /* requests of this step of the path that have no outcome yet */
    uint32_t requests;  /* of this user that have not been freed */
    uint32_t restarts;  /* of the path, after a session was lost */
    bool is_visitor;    /* leaves at the end of the path */
    bool has_left;
    bool has_lost;                    /* the session, says an answer of this step */
    bool is_replayed;                 /* waits for no answer */
    struct WebConnection *connection; /* that is open between its requests */
};

struct WebClients {
    WebRun *run;
    const WebClientsConfig *config;
    uint32_t index;
    uint64_t source;         /* the hash of the group's name */
    SimStream arrivals;      /* sequential */
    double *weights;         /* running sums of the pages' weights */
    uint64_t ordinal;        /* of the next arrival */
    double peak_rate_per_ns; /* ramp, sine: the rate that is thinned */
    uint32_t phase;          /* mmpp */
    int64_t phase_end_ns;
    uint32_t replay_index;
    uint32_t burst_index;
    int64_t last_ns;        /* of the last arrival that was drawn, before thinning */
    WebUser *users;         /* closed, or those that a replay names */
    uint32_t *replay_users; /* by entry: the index of its client in users, or MODEL_NONE */
    SimPool *visitors;
    SimDeadlineList timeouts;
};

void web_clients_init(WebClients *clients, WebRun *run, uint32_t index);
void web_clients_start(WebClients *clients); /* schedules the first arrival */
void web_clients_clear(WebClients *clients);

/* The user's request has its outcome. */
void web_clients_resolved(WebClients *clients, WebUser *user, const WebRequest *request);

/* Nobody has that request of the user any more. */
void web_clients_freed(WebClients *clients, WebUser *user);

/* request.c: the client stops waiting; self is the request. */
void web_request_timed_out(void *self);

/* The part of a draw's key that tells a request's user and attempt. */
static inline uint64_t web_request_purpose(const WebRequest *request)
{
    return (uint64_t)request->user_number << 32 | (uint64_t)(request->attempts & 0xff) << 24;
}
