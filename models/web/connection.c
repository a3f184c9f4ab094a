/* connection.c - invariant: open counts, per site, per endpoint and in all, the connections that
 * exist; one is a request's, or waits with its time-out armed for its user's next one. */
#include "models/web/connection.h"
#include "models/web/client.h"
#include "models/web/server.h"

#define PROFESSIONAL_CONNECTIONS 10 /* of IIS 5.1 [TECHBABA] */

/* ---- opening and closing ---- */

static void count(WebRun *run, const WebConnection *connection, int64_t change)
{
    WebConnections *all = run->connections;

    sim_level_add(&all->open, run->engine.now_ns, change);
    sim_level_add(&all->sites[connection->site].open, run->engine.now_ns, change);
    all->endpoints[connection->endpoint].open += change;
}

static void set_idle(WebRun *run, WebConnection *connection)
{
    WebConnections *all = run->connections;

    connection->is_idle = true;
    connection->idle_previous = NULL;
    connection->idle_next = all->idle;
    if (all->idle != NULL)
        all->idle->idle_previous = connection;
    all->idle = connection;
    sim_deadline_arm(&all->sites[connection->site].idle, &connection->idle, connection);
}

static void set_busy(WebRun *run, WebConnection *connection)
{
    WebConnections *all = run->connections;

    if (!connection->is_idle)
        return;
    connection->is_idle = false;
    if (connection->idle_previous != NULL)
        connection->idle_previous->idle_next = connection->idle_next;
    else
        all->idle = connection->idle_next;
    if (connection->idle_next != NULL)
        connection->idle_next->idle_previous = connection->idle_previous;
    sim_deadline_disarm(&all->sites[connection->site].idle, &connection->idle);
}

static void close_it(WebRun *run, WebConnection *connection)
{
    WebConnections *all = run->connections;

    set_busy(run, connection);
    count(run, connection, -1);
    if (connection->user != NULL)
        connection->user->connection = NULL;
    sim_pool_give(all->pool, connection);
}

static void idle_too_long(void *self)
{
    WebConnection *connection = self;
    WebRun *run = connection->user->group->run;

    web_http_error(run, NULL, HTTPERR_TIMER_CONNECTION_IDLE);
    close_it(run, connection);
}

void web_connection_left(WebRequest *request)
{
    WebConnection *connection = request->connection;

    request->connection = NULL;
    if (connection != NULL)
        close_it(request->run, connection);
}

void web_connection_user_leaves(WebUser *user)
{
    if (user->connection != NULL)
        close_it(user->group->run, user->connection);
}

void web_connection_answered(WebRequest *request, WebOutcome outcome, int32_t status)
{
    WebConnection *connection = request->connection;
    bool is_answer = outcome != OUTCOME_RESET && outcome != OUTCOME_REFUSED && status != 0;

    if (connection->user == NULL || !is_answer || request->http_error != HTTPERR_NONE) {
        web_connection_left(request);
        return;
    }
    request->connection = NULL;
    set_idle(request->run, connection);
}

void web_connections_lost(WebRun *run)
{
    while (run->connections != NULL && run->connections->idle != NULL)
        close_it(run, run->connections->idle);
}

/* ---- a request comes ---- */

static void open_one(WebRequest *request, const WebTarget *target, uint32_t endpoint)
{
    WebRun *run = request->run;
    WebConnection *connection = sim_pool_take(run->connections->pool);

    *connection = (WebConnection){.site = target->site, .endpoint = endpoint};
    request->connection = connection;
    if (request->user != NULL && request->user->connection == NULL &&
        request->group->config->keep_alive) {
        connection->user = request->user;
        request->user->connection = connection;
    }
    count(run, connection, 1);
}

/* One too many: it gets its answer and is closed, whatever its client would like (an assumption for
 * IIS 5; http.sys closes on every error of its own [KB820729]). */
static void refuse_connection(WebRequest *request)
{
    WebConnection *connection = request->connection;

    if (connection->user != NULL)
        connection->user->connection = NULL;
    connection->user = NULL;
    WEB_WATCH_RULE(request, "MaxConnections",
                   request->run->connections->sites[connection->site].open.value,
                   request->run->connections->sites[connection->site].most, "GAFVERT");
    request->run->server->refuse(request, HTTPERR_CONN_LIMIT);
}

/* The connection comes to be, and is served or turned away. */
static void connect_it(WebRequest *request, const WebTarget *target, uint32_t endpoint)
{
    WebRun *run = request->run;
    WebConnections *all = run->connections;
    const WebEndpoint *at = &all->endpoints[endpoint];
    bool is_http_sys = run->server->logs_http_errors;

    if (target->kind == TARGET_CLOSED || at->open >= at->most) {
        WEB_WATCH_RULE(request,
                       target->kind == TARGET_CLOSED ? "nobody listens" : "MaxEndpointConnections",
                       at->open, at->most, "GAFVERT");
        web_request_finish(request, OUTCOME_REFUSED, 0);
        return;
    }
    if (is_http_sys && all->open.value >= all->most) {
        web_http_error(run, request, HTTPERR_CONNECTIONS_REFUSED);
        web_request_finish(request, OUTCOME_REFUSED, 0);
        return;
    }
    open_one(request, target, endpoint);
    if (target->refusal != HTTPERR_NONE)
        run->server->refuse(request, target->refusal);
    else if (all->sites[target->site].open.value > all->sites[target->site].most ||
             all->open.value > all->most)
        refuse_connection(request);
    else
        run->server->arrive(request);
}

static void arrive(WebRequest *request)
{
    WebRun *run = request->run;
    WebConnections *all = run->connections;
    uint32_t row = request->call == NULL ? request->group->index : run->config->client_count;
    uint32_t index = row * run->config->page_count + request->page;
    const WebTarget *target = &all->targets[index];
    WebConnection *open = request->user != NULL ? request->user->connection : NULL;

    if (open != NULL && !open->is_idle)
        open = NULL; /* by another request of the user */
    if (open != NULL && (open->site != target->site || open->endpoint != all->endpoint_of[index])) {
        close_it(run, open);
        open = NULL;
    }
    if (open == NULL) {
        connect_it(request, target, all->endpoint_of[index]);
        return;
    }
    set_busy(run, open);
    request->connection = open;
    if (target->refusal != HTTPERR_NONE)
        run->server->refuse(request, target->refusal);
    else if (run->server->arrive_open != NULL)
        run->server->arrive_open(request);
    else
        run->server->arrive(request);
}

/* ---- set-up ---- */

static uint32_t endpoint_of_port(WebConnections *all, int64_t port)
{
    uint32_t i = 0;

    while (i < all->endpoint_count && all->endpoints[i].port != port)
        i++;
    if (i == all->endpoint_count)
        all->endpoints[all->endpoint_count++] = (WebEndpoint){.port = port, .most = SIM_NEVER};
    return i;
}

/* Sites that share a port share its connections: the smallest limit counts. */
static void limit_endpoints(WebConnections *all, const ModelConfig *config)
{
    for (uint32_t i = 0; i < config->site_count; i++) {
        const WebSiteConfig *site = &config->sites[i];

        for (uint32_t j = 0; j < site->binding_count; j++) {
            WebEndpoint *endpoint = &all->endpoints[endpoint_of_port(all, site->bindings[j].port)];

            endpoint->most = MIN(endpoint->most, site->max_endpoint_connections);
        }
    }
}

static bool set_targets(WebConnections *all, const WebRun *run)
{
    const ModelConfig *config = run->config;
    uint32_t index = 0;
    bool all_found = true;

    for (uint32_t i = 0; i <= config->client_count; i++) {
        const WebClientsConfig *clients = i < config->client_count ? &config->clients[i] : NULL;

        for (uint32_t page = 0; page < config->page_count; page++, index++) {
            all->targets[index] =
                web_site_target(config, clients, page, run->server->logs_http_errors);
            all->endpoint_of[index] = endpoint_of_port(all, all->targets[index].port);
            all_found &= all->targets[index].kind == TARGET_FOUND &&
                         all->targets[index].refusal == HTTPERR_NONE;
        }
    }
    return all_found;
}

static void init_sites(WebConnections *all, WebRun *run)
{
    const ModelConfig *config = run->config;
    int64_t timeout_ns = run->server->logs_http_errors ? config->httpsys.connection_timeout_ns
                                                       : config->iis5.connection_timeout_ns;

    all->site_count = MAX(1, config->site_count);
    all->sites = g_new0(WebSite, all->site_count);
    for (uint32_t i = 0; i < all->site_count; i++) {
        const WebSiteConfig *site = i < config->site_count ? &config->sites[i] : NULL;
        bool has_own = site != NULL && site->has_connection_timeout;

        all->sites[i].most = site != NULL ? site->max_connections : SIM_NEVER;
        sim_deadline_list_init(&all->sites[i].idle, &run->engine,
                               has_own ? site->connection_timeout_ns : timeout_ns, idle_too_long);
        sim_level_init(&all->sites[i].open, run->engine.now_ns, 0);
    }
}

/* Of all sites together; SIM_NEVER: no limit. */
static int64_t most_of_all(const WebRun *run)
{
    const Iis6HttpSysConfig *config = &run->config->httpsys;
    int64_t reserve_bytes = config->aggressive_memory ? INT64_C(8) << 20 : INT64_C(20) << 20;

    if (!run->server->logs_http_errors)
        return run->config->iis5.edition == EDITION_PROFESSIONAL ? PROFESSIONAL_CONNECTIONS
                                                                 : SIM_NEVER;
    if (config->nonpaged_pool_bytes == SIM_NEVER)
        return SIM_NEVER;
    return MAX(config->nonpaged_pool_bytes - reserve_bytes, 0) / config->connection_memory_bytes;
}

static bool is_needed(const WebRun *run, const WebConnections *all, bool all_found)
{
    const ModelConfig *config = run->config;
    bool needed = !all_found || all->most != SIM_NEVER;

    for (uint32_t i = 0; i < config->client_count; i++)
        needed |= config->clients[i].keep_alive;
    for (uint32_t i = 0; i < config->site_count; i++)
        needed |= config->sites[i].max_connections != SIM_NEVER ||
                  config->sites[i].max_endpoint_connections != SIM_NEVER;
    return needed;
}

WebConnections *web_connections_new(WebRun *run)
{
    const ModelConfig *config = run->config;
    WebConnections *all = g_new0(WebConnections, 1);
    uint32_t targets = (config->client_count + 1) * config->page_count;
    uint32_t ports = targets;

    for (uint32_t i = 0; i < config->site_count; i++)
        ports += config->sites[i].binding_count;
    all->targets = g_new0(WebTarget, targets);
    all->endpoint_of = g_new0(uint32_t, targets);
    all->endpoints = g_new0(WebEndpoint, ports);
    all->most = most_of_all(run);
    run->connections = all;
    if (!is_needed(run, all, set_targets(all, run))) {
        web_connections_free(run);
        return NULL;
    }
    limit_endpoints(all, config);
    init_sites(all, run);
    sim_level_init(&all->open, run->engine.now_ns, 0);
    all->pool = sim_pool_new(sizeof(WebConnection));
    run->arrive = arrive;
    return all;
}

void web_connections_free(WebRun *run)
{
    WebConnections *all = run->connections;

    if (all == NULL)
        return;
    g_clear_pointer(&all->pool, sim_pool_free);
    g_free(all->targets);
    g_free(all->endpoint_of);
    g_free(all->endpoints);
    g_free(all->sites);
    g_clear_pointer(&run->connections, g_free);
}

void web_connections_restart_statistics(WebRun *run)
{
    WebConnections *all = run->connections;

    if (all == NULL)
        return;
    sim_level_restart(&all->open, run->engine.now_ns);
    for (uint32_t i = 0; i < all->site_count; i++)
        sim_level_restart(&all->sites[i].open, run->engine.now_ns);
}
