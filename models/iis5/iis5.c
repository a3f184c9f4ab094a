/* iis5.c - the listener of IIS 5: Winsock in user mode, with its backlog.
 *
 * Modelled:   connections that no posted accept has taken wait in the backlog; a full backlog
 *             refuses, without an HTTP answer and without a log line [W2KRK] [CC739048].
 */
#include "models/iis5/iis5.h"
#include "models/iis5/inetinfo.h"
#include "models/web/connection.h"

typedef struct {
    WebQueue backlog;
    int64_t backlog_limit; /* 0: nobody listens */
} Iis5Server;

static WebRequest *take(WebRun *run)
{
    Iis5Server *server = run->server_state;

    return web_queue_pop(&server->backlog);
}

static void lose(WebRequest *request)
{
    web_request_finish(request, OUTCOME_RESET, 0);
}

/* The socket is gone: connections that wait are reset, new ones refused. */
static void down(WebRun *run, bool is_reset)
{
    Iis5Server *server = run->server_state;
    WebRequest *request;

    (void)is_reset;
    server->backlog_limit = 0;
    while ((request = web_queue_pop(&server->backlog)) != NULL)
        lose(request);
    web_connections_lost(run);
}

static void up(WebRun *run)
{
    Iis5Server *server = run->server_state;

    server->backlog_limit = run->config->iis5.server_listen_backlog;
}

static const InetinfoListener tcp_listener = {
    .take = take,
    .send = web_request_finish,
    .lose = lose,
    .down = down,
    .up = up,
};

static void *create(WebRun *run)
{
    Iis5Server *server = g_new0(Iis5Server, 1);
    InetinfoCosts costs = {
        .in = &run->config->costs.inetinfo_in,
        .out = &run->config->costs.inetinfo_out,
    };

    run->server_state = server;
    web_queue_init(&server->backlog, &run->engine, web_run_queue_statistics(run, "backlog", true));
    up(run);
    inetinfo_new(run, &tcp_listener, &costs);
    return server;
}

static void destroy(WebRun *run)
{
    inetinfo_free(inetinfo_of(run));
    g_free(run->server_state);
}

static void arrive(WebRequest *request)
{
    Iis5Server *server = request->run->server_state;
    Inetinfo *inetinfo = inetinfo_of(request->run);

    if (inetinfo_can_accept(inetinfo)) {
        inetinfo_accept(inetinfo, request);
        return;
    }
    if (server->backlog.length >= server->backlog_limit) {
        WEB_WATCH_RULE(request,
                       server->backlog_limit > 0 ? "ServerListenBacklog" : "nobody listens",
                       server->backlog.length, server->backlog_limit, "CC739048");
        web_request_finish(request, OUTCOME_REFUSED, 0);
        return;
    }
    web_request_stage(request, STAGE_LISTENER);
    web_queue_push(&server->backlog, &request->item.node, request);
}

/* No accept is needed: ATQ hears of the request itself. */
static void arrive_open(WebRequest *request)
{
    Inetinfo *inetinfo = inetinfo_of(request->run);

    if (inetinfo_is_up(inetinfo))
        inetinfo_receive(inetinfo, request);
    else /* the connection went with it, and there will be no other */
        web_request_finish(request, OUTCOME_REFUSED, 0);
}

static void refuse(WebRequest *request, WebHttpError reason)
{
    iis5_request(request)->refusal = reason;
    arrive(request);
}

const WebServer iis5_server = {
    .request_extra_bytes = sizeof(Iis5Request),
    .create = create,
    .destroy = destroy,
    .arrive = arrive,
    .arrive_open = arrive_open,
    .refuse = refuse,
    .stop_work = inetinfo_stop_work,
    .withdrawn = inetinfo_withdrawn,
    .process_of = inetinfo_process_of,
    .app_changed = inetinfo_app_changed,
    .page_changed = inetinfo_page_changed,
    .check = inetinfo_check,
    .recycle = inetinfo_recycle,
    .reset = inetinfo_reset,
};
