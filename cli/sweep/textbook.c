/* textbook.c - one reason after the other why a configuration might not be a queue of the textbook. */
#include "cli/sweep/textbook.h"
#include "sim/units.h"
#include <string.h>

/* The struct of a section that is there once or, of a repeated one, of the only one. */
static const void *target_of(const ModelConfig *config, const char *section)
{
    const struct {
        const char *name;
        const void *target;
    } targets[] = {
        {"machine", &config->machine}, {"aspnet", &config->aspnet}, {"iis5", &config->iis5},
        {"httpsys", &config->httpsys}, {"pool", config->pools},     {"app", config->apps},
        {"costs", &config->costs},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(targets); i++)
        if (strcmp(targets[i].name, section) == 0)
            return targets[i].target;
    return NULL;
}

static bool takes_no_time(const WebWork *work)
{
    for (uint32_t i = 0; i < work->count; i++)
        if (!sim_variate_is_zero(&work->steps[i].demand))
            return false;
    return true;
}

/* A limit of plain type is off, but for the one on how many are inside; a cost is nothing. Rows of other sections and kinds do not ask. */
static bool is_out_of_the_way(const ModelConfig *config, const ModelKey *key)
{
    const char *target = target_of(config, key->section);
    const char *field = target != NULL ? target + key->offset : NULL;
    int64_t whole;

    if (strcmp(key->section, "costs") == 0 && key->type == KEY_WORK)
        return takes_no_time((const WebWork *)(const void *)field);
    if ((key->flags & KEY_LIMIT) == 0 || key->type == KEY_SPECIAL)
        return true;
    if (field == NULL)
        return false;
    if (field == (const char *)&config->aspnet.request_queue_limit)
        return true;
    memcpy(&whole, field, sizeof whole);
    return whole == SIM_NEVER;
}

static bool has_no_costs_and_limits(const ModelConfig *config)
{
    if (!config->costs.preset_zero || !config->limits.preset_none)
        return false;
    for (const ModelKey *key = model_key_first(); key != NULL; key = model_key_next(key))
        if (!is_out_of_the_way(config, key))
            return false;
    return true;
}

static bool has_one_of_each(const ModelConfig *config)
{
    return config->pool_count == 1 && config->app_count == 1 && config->page_count == 1 &&
           config->client_count == 1 && config->fault_count == 0 && config->site_count == 0;
}

static bool is_aspnet(const ModelConfig *config)
{
    const char *dot = strrchr(config->pages[0].url, '.');

    for (uint32_t i = 0; dot != NULL && i < config->scriptmap_count; i++)
        if (g_ascii_strcasecmp(config->scriptmap[i].extension, dot) == 0)
            return config->scriptmap[i].handler == HANDLER_ASPNET &&
                   !config->scriptmap[i].is_prohibited;
    return false;
}

static bool is_simple_server(const ModelConfig *config)
{
    const WebAppConfig *app = &config->apps[0];
    const AspnetConfig *aspnet = &config->aspnet;

    return config->pools[0].max_processes == 1 && config->iis5.enable && !config->iis5.web_garden &&
           app->is_warm && app->is_enabled && app->http_runtime.min_free_threads == 0 &&
           app->http_runtime.min_local_request_free_threads == 0 &&
           app->http_runtime.app_request_queue_limit == SIM_NEVER &&
           app->http_runtime.execution_timeout_ns == SIM_NEVER &&
           app->session_mode == SESSION_IN_PROC &&
           aspnet->max_worker_threads == aspnet->max_io_threads &&
           aspnet->max_worker_threads == aspnet->min_worker_threads &&
           aspnet->max_worker_threads == aspnet->min_io_threads;
}

static bool has_one_step(const WebPageConfig *page)
{
    return page->work.count == 1 && page->work.steps[0].probability == 1 &&
           page->output_cache_ns == 0 && page->leak_bytes == 0 && page->url_count == 1;
}

static bool is_plain(const WebClientsConfig *clients)
{
    return !clients->is_path && clients->timeout_ns == SIM_NEVER && clients->retry_times == 0 &&
           !clients->keep_alive && clients->bandwidth_bytes_per_s == 0;
}

/* ---- what kind of queue ---- */

/* More than 2^32 - 1, and none, are that. */
static uint32_t count_of(double count)
{
    return count < UINT32_MAX ? (uint32_t)count : UINT32_MAX;
}

static bool take_arrivals(Textbook *textbook, const ModelConfig *config)
{
    const WebClientsConfig *clients = &config->clients[0];
    const ClientArrivals *arrivals = &clients->arrivals;
    TheoryStation *station = &textbook->station;

    textbook->load = config->load;
    if (arrivals->kind == ARRIVALS_POISSON) {
        station->rate = arrivals->rate_per_s * config->load;
    } else if (arrivals->kind == ARRIVALS_USERS && arrivals->think.kind == SIM_EXPONENTIAL) {
        textbook->users = arrivals->users;
        station->users = count_of((double)arrivals->users * config->load + 0.5);
        station->rate = 1e9 / arrivals->think.a;
    } else {
        return false;
    }
    if (clients->has_patience && clients->patience.kind != SIM_EXPONENTIAL)
        return false;
    station->patience_s = clients->has_patience ? clients->patience.a / 1e9 : 0;
    return station->rate > 0;
}

static bool take_service(Textbook *textbook, const SimVariate *demand)
{
    double mean = sim_variate_mean(demand);

    if (!(mean > 0) || demand->kind == SIM_NORMAL) /* which is cut off at 0 */
        return false;
    textbook->station.service_s = mean / 1e9;
    textbook->service = demand->kind;
    textbook->scv = sim_variate_variance(demand) / mean / mean;
    textbook->shape = demand->b;
    return true;
}

static bool take_servers(Textbook *textbook, const ModelConfig *config)
{
    const WebStep *step = &config->pages[0].work.steps[0];
    const WebBackendConfig *backend =
        step->kind == STEP_BACKEND ? &config->backends[step->backend] : NULL;
    double servers = textbook->threads;

    if (step->kind == STEP_CPU) {
        textbook->servers = TEXTBOOK_CORES;
        textbook->is_shared = true;
        servers = (double)config->machine.cores;
    } else if (backend != NULL && backend->connections != SIM_NEVER) {
        textbook->servers = TEXTBOOK_CONNECTIONS;
        textbook->is_shared = backend->discipline == BACKEND_PS;
        servers = (double)backend->connections;
    } else if (step->kind != STEP_WAIT && backend == NULL) {
        return false;
    }
    if (textbook->threads <= servers) { /* a server for each that is inside: nothing is shared */
        textbook->servers = TEXTBOOK_THREADS;
        textbook->is_shared = false;
        servers = textbook->threads;
    }
    textbook->station.servers = count_of(servers);
    return true;
}

bool textbook_of(const ModelConfig *config, Textbook *textbook)
{
    int64_t limit = config->aspnet.request_queue_limit;
    Textbook found = {0};
    int specials;

    if (!has_one_of_each(config) || !has_no_costs_and_limits(config) || !is_aspnet(config) ||
        !is_simple_server(config) || !has_one_step(&config->pages[0]) ||
        !is_plain(&config->clients[0]))
        return false;
    found.threads =
        count_of((double)config->aspnet.max_worker_threads * (double)config->machine.cores);
    found.station.capacity = limit == SIM_NEVER ? 0 : count_of((double)limit);
    if (!take_arrivals(&found, config) ||
        !take_service(&found, &config->pages[0].work.steps[0].demand) ||
        !take_servers(&found, config))
        return false;
    specials =
        (found.station.capacity > 0) + (found.station.users > 0) + (found.station.patience_s > 0);
    if (specials > 1 || (limit != SIM_NEVER && limit < 1) || !textbook_is_solved(&found))
        return false;
    *textbook = found;
    return true;
}
