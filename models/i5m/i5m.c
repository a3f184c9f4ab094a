/* i5m.c - the two wired together.
 *
 * Modelled:   one kernel queue with a limit of its own, beyond it 503 (INFERENCE); inetinfo pulls
 *             from it as its accepts come free (INFERENCE); http.sys still serves its response
 *             cache, which static pages enter [DOM2] [CC781368]; all the rest as in IIS 5.
 * Assumption: while inetinfo is dead requests wait in the kernel, up to the limit; during an iisreset
 *             http.sys answers 503, but for what its response cache holds. inetinfo's native part
 *             costs as much as w3wp's (i5m-native), half each way, as http.sys does the rest.
 */
#include "models/i5m/i5m.h"
#include "models/iis5/inetinfo.h"
#include "models/iis6/http_sys.h"

typedef struct {
    HttpSys http; /* first: http_sys.h */
    HttpQueue queue;
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

static void request_arrived(void *owner)
{
    inetinfo_take_more(owner);
}

static void arrived_while_down(void *owner)
{
    I5mServer *server = ((Inetinfo *)owner)->run->server_state;

    web_request_stage(server->queue.queue.last->self, STAGE_PROCESS_START);
}

/* Requests wait in the kernel, up to its limit, for an inetinfo that has died; with the services
 * stopped, the sites are unavailable. */
static void down(WebRun *run, bool is_reset)
{
    I5mServer *server = run->server_state;

    if (is_reset)
        http_queue_switch_off(&server->queue, HTTPERR_DISABLED);
    http_queue_set_stage(&server->queue, STAGE_PROCESS_START);
    server->queue.arrived = arrived_while_down;
}

static void up(WebRun *run)
{
    I5mServer *server = run->server_state;

    http_queue_switch_on(&server->queue);
    http_queue_set_stage(&server->queue, STAGE_POOL_QUEUE);
    server->queue.arrived = request_arrived;
}

static void lose(WebRequest *request)
{
    web_http_error(request->run, request, HTTPERR_ABANDONED);
    web_request_finish(request, OUTCOME_RESET, 0);
}

static const InetinfoListener http_sys_listener = {
    .take = take,
    .send = send_answer,
    .transmits_itself = true,
    .lose = lose,
    .down = down,
    .up = up,
};

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
    server->queue.owner = inetinfo_new(run, &http_sys_listener, &costs);
    server->queue.arrived = request_arrived;
    web_work_clear(&half);
    return server;
}

static void destroy(WebRun *run)
{
    I5mServer *server = run->server_state;

    inetinfo_free(inetinfo_of(run));
    http_sys_clear(&server->http);
    g_free(server);
}

static void arrive(WebRequest *request)
{
    http_sys_receive(request->run->server_state, request);
}

static void content_changed(WebRun *run, uint32_t app)
{
    I5mServer *server = run->server_state;

    kernel_cache_flush_app(&server->http.cache, app);
}

const WebServer i5m_server = {
    .request_extra_bytes = sizeof(I5mRequest),
    .create = create,
    .destroy = destroy,
    .arrive = arrive,
    .refuse = http_sys_refuse,
    .logs_http_errors = true,
    .content_changed = content_changed,
    .stop_work = inetinfo_stop_work,
    .withdrawn = inetinfo_withdrawn,
    .process_of = inetinfo_process_of,
    .app_changed = inetinfo_app_changed,
    .page_changed = inetinfo_page_changed,
    .check = inetinfo_check,
    .recycle = inetinfo_recycle,
    .reset = inetinfo_reset,
};
