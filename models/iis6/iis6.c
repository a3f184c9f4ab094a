#include "models/iis6/iis6.h"
#include "models/iis6/was.h"
#include "models/web/counters.h"

static HttpQueue *route(WebRequest *request)
{
    Iis6Server *server = request->run->server_state;

    return &server->pools[web_request_app(request)->pool].queue;
}

/* costs static-w3wp is the whole cost of a static file: what http.sys and the native part of w3wp
 * already cost is taken off. */
static WebWork static_work(const ModelCosts *costs)
{
    double rest_ns = web_work_mean(&costs->static_w3wp) - web_work_mean(&costs->http_cache_hit) -
                     web_work_mean(&costs->http_dispatch) - web_work_mean(&costs->w3wp_native);

    return web_work_constant(rest_ns > 0.5 ? rest_ns : 0);
}

static void *create(WebRun *run)
{
    Iis6Server *server = g_new0(Iis6Server, 1);
    const ModelConfig *config = run->config;

    run->server_state = server;
    http_sys_init(&server->http, run, route, offsetof(Iis6Request, http), true);
    server->native_queue = web_run_queue_statistics(run, "frontend", false);
    server->shared = aspnet_shared_new(run);
    server->native_work = web_work_copy(&config->costs.w3wp_native, 1);
    server->static_work = static_work(&config->costs);
    server->pools = g_new0(Iis6Pool, config->pool_count);
    for (uint32_t i = 0; i < config->pool_count; i++)
        iis6_pool_init(&server->pools[i], server, run, i);
    return server;
}

static void destroy(WebRun *run)
{
    Iis6Server *server = run->server_state;

    http_sys_clear(&server->http);
    aspnet_shared_free(server->shared);
    web_work_clear(&server->native_work);
    web_work_clear(&server->static_work);
    for (uint32_t i = 0; i < run->config->pool_count; i++)
        iis6_pool_clear(&server->pools[i]);
    g_free(server->pools);
    g_free(server);
}

static void arrive(WebRequest *request)
{
    http_sys_receive(request->run->server_state, request);
}

static void stop_work(WebRequest *request)
{
    aspnet_request_stop(aspnet_request(request));
}

/* Out of the kernel queue, or out of a queue inside w3wp, where no thread holds it. */
static void withdrawn(WebRequest *request)
{
    Iis6Request *extra = iis6_request(request);

    Iis6Worker *worker = extra->worker;

    if (worker == NULL)
        return;
    if (extra->is_current) {
        worker->current--;
        web_counters_current(request->run, -1);
    }
    extra->is_current = false;
    extra->worker = NULL;
    aspnet_request_withdrawn(&extra->aspnet);
    web_process_release(request);
    iis6_pool_pump(worker->pool);
}

static WebProcess *process_of(WebRun *run, uint32_t app, uint32_t page)
{
    Iis6Server *server = run->server_state;
    Iis6Worker *worker = iis6_pool_ready_worker(&server->pools[run->config->apps[app].pool]);

    (void)page; /* a worker runs any content */
    return worker != NULL ? worker->process : NULL;
}

static void recycle(WebRun *run, uint32_t app)
{
    Iis6Server *server = run->server_state;

    iis6_recycle_all(&server->pools[run->config->apps[app].pool], 0);
}

static void config_changed(WebRun *run, uint32_t pool)
{
    Iis6Server *server = run->server_state;

    iis6_recycle_config_changed(&server->pools[pool]);
}

static void switch_pool(WebRun *run, uint32_t pool, bool on)
{
    Iis6Server *server = run->server_state;

    if (on)
        iis6_was_start_pool(&server->pools[pool]);
    else
        iis6_was_stop_pool(&server->pools[pool]);
}

static void app_changed(WebRun *run, uint32_t app, WebChange change)
{
    Iis6Server *server = run->server_state;

    aspnet_changed(server->shared, app, change);
}

static void page_changed(WebRun *run, uint32_t page)
{
    Iis6Server *server = run->server_state;

    aspnet_page_changed(server->shared, page);
}

static void check(WebRun *run)
{
    Iis6Server *server = run->server_state;

    for (uint32_t i = 0; i < run->config->pool_count; i++)
        iis6_pool_check(&server->pools[i]);
}

static void reset(WebRun *run)
{
    iis6_reset(run->server_state);
}

static void content_changed(WebRun *run, uint32_t app)
{
    Iis6Server *server = run->server_state;

    kernel_cache_flush_app(&server->http.cache, app);
}

const WebServer iis6_server = {
    .request_extra_bytes = sizeof(Iis6Request),
    .create = create,
    .destroy = destroy,
    .arrive = arrive,
    .refuse = http_sys_refuse,
    .logs_http_errors = true,
    .content_changed = content_changed,
    .stop_work = stop_work,
    .withdrawn = withdrawn,
    .process_of = process_of,
    .recycle = recycle,
    .config_changed = config_changed,
    .app_changed = app_changed,
    .page_changed = page_changed,
    .switch_pool = switch_pool,
    .check = check,
    .reset = reset,
};
