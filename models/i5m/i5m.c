/* i5m.c - the two wired together.
 *
 * Modelled:   one kernel queue with a limit of its own, beyond it 503 (INFERENCE); inetinfo pulls
 *             from it as its accepts come free (INFERENCE); http.sys still serves its response
 *             cache, which static pages enter [DOM2] [CC781368]; all the rest as in IIS 5.
 * Assumption: inetinfo's native part costs as much as w3wp's (i5m-native), half each way, as
 * http.sys does the rest.
 */
#include "models/i5m/i5m.h"
#include "models/iis5/inetinfo.h"
#include "models/iis6/http_sys.h"

typedef struct {
    HttpSys http; /* first: http_sys.h */
    HttpQueue queue;
    Inetinfo *inetinfo;
} I5mServer;

typedef struct {
    Iis5Request iis5; /* first: inetinfo.h */
    HttpRequest http;
} I5mRequest;

static HttpQueue *route(WebRequest *request)
{
    I5mServer *server = request->run->server_state;

    return &server->queue;
}

static WebRequest *take(WebRun *run)
{
    I5mServer *server = run->server_state;

    return http_queue_take(&server->queue);
}

static void send_answer(WebRequest *request, WebOutcome outcome, int32_t status)
{
    http_sys_send(request->run->server_state, request, outcome, status);
}

static const InetinfoListener http_sys_listener = {.take = take, .send = send_answer};

static void request_arrived(void *owner)
{
    inetinfo_take_more(owner);
}

static void *create(WebRun *run)
{
    I5mServer *server = g_new0(I5mServer, 1);
    WebWork half = web_work_copy(&run->config->costs.i5m_native, 0.5);
    InetinfoCosts costs = {
        .in = &half,
        .out = &half,
        .listener_ns = web_work_mean(&run->config->costs.http_cache_hit) +
                       web_work_mean(&run->config->costs.http_dispatch),
    };

    run->server_state = server;
    http_sys_init(&server->http, run, route, offsetof(I5mRequest, http), false);
    http_queue_init(&server->queue, run, "backlog", run->config->httpsys.i5m_queue_length);
    server->inetinfo = inetinfo_new(run, &http_sys_listener, &costs);
    server->queue.arrived = request_arrived;
    server->queue.owner = server->inetinfo;
    web_work_clear(&half);
    return server;
}

static void destroy(WebRun *run)
{
    I5mServer *server = run->server_state;

    inetinfo_free(server->inetinfo);
    http_sys_clear(&server->http);
    g_free(server);
}

static void arrive(WebRequest *request)
{
    http_sys_receive(request->run->server_state, request);
}

static WebProcess *process_of(WebRun *run, uint32_t app)
{
    I5mServer *server = run->server_state;

    (void)app; /* one process for all */
    return inetinfo_process_of(server->inetinfo);
}

static void check(WebRun *run)
{
    I5mServer *server = run->server_state;

    inetinfo_check(server->inetinfo);
}

static void recycle(WebRun *run, uint32_t app)
{
    I5mServer *server = run->server_state;

    (void)app;
    inetinfo_recycle(server->inetinfo);
}

const WebServer i5m_server = {
    .request_extra_bytes = sizeof(I5mRequest),
    .create = create,
    .destroy = destroy,
    .arrive = arrive,
    .refuse = http_sys_refuse,
    .logs_http_errors = true,
    .stop_work = inetinfo_stop_work,
    .withdrawn = inetinfo_withdrawn,
    .process_of = process_of,
    .check = check,
    .recycle = recycle,
};
