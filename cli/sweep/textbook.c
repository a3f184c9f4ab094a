/* textbook.c - one reason after the other why a configuration might not be M/M/c. */
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

/* A limit of plain type is off; a cost is nothing. Rows of other sections and kinds do not ask. */
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

    return config->machine.cores == 1 && config->pools[0].max_processes == 1 &&
           config->iis5.enable && !config->iis5.web_garden && app->is_warm && app->is_enabled &&
           app->http_runtime.min_free_threads == 0 &&
           app->http_runtime.min_local_request_free_threads == 0 &&
           app->http_runtime.app_request_queue_limit == SIM_NEVER &&
           app->http_runtime.execution_timeout_ns == SIM_NEVER &&
           app->session_mode == SESSION_IN_PROC &&
           aspnet->max_worker_threads == aspnet->max_io_threads &&
           aspnet->max_worker_threads == aspnet->min_worker_threads &&
           aspnet->max_worker_threads == aspnet->min_io_threads;
}

static bool is_exponential_wait(const WebPageConfig *page)
{
    return page->work.count == 1 && page->work.steps[0].kind == STEP_WAIT &&
           page->work.steps[0].demand.kind == SIM_EXPONENTIAL &&
           page->work.steps[0].probability == 1 && page->output_cache_ns == 0 &&
           page->leak_bytes == 0 && page->url_count == 1;
}

static bool is_poisson(const WebClientsConfig *clients)
{
    return clients->arrivals.kind == ARRIVALS_POISSON && !clients->is_path &&
           clients->timeout_ns == SIM_NEVER && !clients->has_patience &&
           clients->retry_times == 0 && !clients->keep_alive && clients->bandwidth_bytes_per_s == 0;
}

bool textbook_station(const ModelConfig *config, TheoryStation *station)
{
    if (!has_one_of_each(config) || !has_no_costs_and_limits(config) || !is_aspnet(config) ||
        !is_simple_server(config) || !is_exponential_wait(&config->pages[0]) ||
        !is_poisson(&config->clients[0]))
        return false;
    *station = (TheoryStation){
        .rate = config->clients[0].arrivals.rate_per_s * config->load,
        .service_s = config->pages[0].work.steps[0].demand.a / 1e9,
        .servers = (uint32_t)config->aspnet.max_worker_threads,
    };
    return true;
}
