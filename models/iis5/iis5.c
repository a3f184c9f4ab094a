/* iis5.c - the listener of IIS 5: Winsock in user mode, with its backlog.
 *
 * Modelled:   connections that no posted accept has taken wait in the backlog; a full backlog
 *             refuses, without an HTTP answer and without a log line [W2KRK] [CC739048].
 */
#include "models/iis5/iis5.h"
#include "models/iis5/inetinfo.h"

typedef struct {
    Inetinfo *inetinfo;
    WebQueue backlog;
} Iis5Server;

static WebRequest *take(WebRun *run)
{
    Iis5Server *server = run->server_state;

    return web_queue_pop(&server->backlog);
}

static const InetinfoListener tcp_listener = {.take = take, .send = web_request_finish};

static void *create(WebRun *run)
{
    Iis5Server *server = g_new0(Iis5Server, 1);
    InetinfoCosts costs = {
        .in = &run->config->costs.inetinfo_in,
        .out = &run->config->costs.inetinfo_out,
    };

    run->server_state = server;
    web_queue_init(&server->backlog, &run->engine, web_run_queue_statistics(run, "backlog", true));
    server->inetinfo = inetinfo_new(run, &tcp_listener, &costs);
    return server;
}

static void destroy(WebRun *run)
{
    Iis5Server *server = run->server_state;

    inetinfo_free(server->inetinfo);
    g_free(server);
}

static void arrive(WebRequest *request)
{
    Iis5Server *server = request->run->server_state;

    if (inetinfo_can_accept(server->inetinfo)) {
        inetinfo_accept(server->inetinfo, request);
        return;
    }
    if (server->backlog.length >= server->inetinfo->config->server_listen_backlog) {
        web_request_finish(request, OUTCOME_REFUSED, 0);
        return;
    }
    web_request_stage(request, STAGE_LISTENER);
    web_queue_push(&server->backlog, &request->item.node, request);
}

/* No accept is needed: ATQ hears of the request itself. */
static void arrive_open(WebRequest *request)
{
    const Iis5Server *server = request->run->server_state;

    inetinfo_receive(server->inetinfo, request);
}

static void refuse(WebRequest *request, WebHttpError reason)
{
    iis5_request(request)->refusal = reason;
    arrive(request);
}

static WebProcess *process_of(WebRun *run, uint32_t app)
{
    Iis5Server *server = run->server_state;

    (void)app; /* one process for all */
    return inetinfo_process_of(server->inetinfo);
}

static void check(WebRun *run)
{
    Iis5Server *server = run->server_state;

    inetinfo_check(server->inetinfo);
}

static void recycle(WebRun *run, uint32_t app)
{
    Iis5Server *server = run->server_state;

    (void)app;
    inetinfo_recycle(server->inetinfo);
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
    .process_of = process_of,
    .check = check,
    .recycle = recycle,
};
