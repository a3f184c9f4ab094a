/* connection.h - TCP connections: who keeps one open, and how many there may be.
 *
 * Modelled:   a client that keeps its connection (keep-alive) sends its next request over it, until
 *             it leaves or the server closes it, having heard nothing for ConnectionTimeout
 *             [CC781253] [IIS4-MB]; connections of a site beyond MaxConnections are answered 403.9 by
 *             IIS 5, 503 ConnLimit by http.sys [GAFVERT]; those of a port beyond
 *             MaxEndpointConnections [CC778471] are refused; IIS 5.1 serves 10 [TECHBABA]; http.sys
 *             takes none while free non-paged pool is below 20 MB [KB820129].
 * Simplified: a user keeps one connection, to one site; what it asks for beside that one (frames)
 *             has connections of its own. A client that gives up closes it, and
 *             the server knows at once. An answer of http.sys itself closes it (an assumption, but for
 *             400 [KB820729]). What is refused at TCP is not counted (INFERENCE).
 * Left out:   pipelining, several connections of one browser, time to connect.
 *
 * None of this exists, and no request looks at it, unless something of the scenario keeps, limits or
 * misdirects connections: run->arrive is then the server's own.
 */
#pragma once
#include "models/web/request.h"
#include "models/web/site.h"

typedef struct WebConnection {
    WebUser *user; /* who keeps it between requests; NULL: it closes with its request */
    uint32_t site;
    uint32_t endpoint;
    SimDeadline idle; /* armed while no request is on it */
    struct WebConnection *idle_next, *idle_previous;
    bool is_idle;
    uint32_t pool;       /* that it was last served by, and which of its processes */
    uint64_t generation; /* 0: none yet */
} WebConnection;

typedef struct {
    SimDeadlineList idle; /* its open connections without a request */
    SimLevel open;
    int64_t most;
} WebSite;

typedef struct {
    int64_t port;
    int64_t open;
    int64_t most;
} WebEndpoint;

struct WebConnections {
    SimPool *pool;
    SimLevel open;
    WebConnection *idle; /* those without a request */
    int64_t most;        /* IIS 5.1, non-paged pool */
    WebSite *sites;      /* at least one */
    uint32_t site_count;
    WebEndpoint *endpoints;
    uint32_t endpoint_count;
    WebTarget *targets;    /* [clients * page_count + page]; the last row is of calls */
    uint32_t *endpoint_of; /* as targets */
};

/* NULL when nothing needs it; else sets run->arrive. */
WebConnections *web_connections_new(WebRun *run);
void web_connections_free(WebRun *run);
void web_connections_restart_statistics(WebRun *run);

/* The server has answered the request, or failed to: its connection stays open or closes. */
void web_connection_answered(WebRequest *request, WebOutcome outcome, int32_t status);

/* The client closes it. */
void web_connection_left(WebRequest *request);
void web_connection_user_leaves(WebUser *user);

/* The listener has died, and all that nobody asks over right now with it. */
void web_connections_lost(WebRun *run);
