/* config.c - a configuration's life: empty, then filled by the scenario reader, then freed. */
#include "models/config.h"
#include "models/keys.h"

#include <string.h>

static void work_clear(WebWork *work)
{
    for (uint32_t i = 0; i < work->count; i++)
        sim_variate_clear(&work->steps[i].demand);
    g_free(work->steps);
}

static void binding_clear(WebBinding *binding)
{
    g_free(binding->ip);
    g_free(binding->host);
}

static void site_clear(WebSiteConfig *site)
{
    for (uint32_t i = 0; i < site->binding_count; i++)
        binding_clear(&site->bindings[i]);
    g_free(site->bindings);
    g_free(site->name);
}

static void clients_clear(WebClientsConfig *clients)
{
    ClientArrivals *arrivals = &clients->arrivals;

    for (uint32_t i = 0; i < arrivals->phase_count; i++)
        sim_variate_clear(&arrivals->phases[i].holding);
    g_free(arrivals->phases);
    g_free(arrivals->ramp);
    g_free(arrivals->bursts);
    g_free(arrivals->replay);
    sim_variate_clear(&arrivals->interval);
    sim_variate_clear(&arrivals->think);
    sim_variate_clear(&arrivals->size);
    sim_variate_clear(&clients->think);
    sim_variate_clear(&clients->patience);
    sim_variate_clear(&clients->retry_delay);
    if (clients->host != NULL)
        binding_clear(clients->host);
    g_free(clients->host);
    g_free(clients->pages);
    g_free(clients->name);
}

const char *const web_fault_kind_names[] = {
    [FAULT_CRASH] = "crash",
    [FAULT_SLOW_BACKEND] = "slow-backend",
    [FAULT_STACK_OVERFLOW] = "stack-overflow",
    [FAULT_EXCEPTION] = "exception",
    [FAULT_EXCEPTION_OFF_REQUEST] = "exception-off-request",
    [FAULT_HANG] = "hang",
    [FAULT_DEADLOCK] = "deadlock",
    [FAULT_BACKEND_OUTAGE] = "backend-outage",
    [FAULT_LEAK] = "leak",
    [FAULT_SPIN] = "spin",
    [FAULT_POOL_STOP] = "pool-stop",
    [FAULT_OPERATOR_RESTART] = "operator-restart",
    [FAULT_START_FAILURE] = "start-failure",
    [FAULT_RECYCLE] = "recycle",
    [FAULT_IISRESET] = "iisreset",
    [FAULT_CONFIG_CHANGE] = "config-change",
    [FAULT_CONFIG_STORM] = "config-storm",
    [FAULT_COMPILE_STORM] = "compile-storm",
    [FAULT_RECYCLE_APPDOMAIN] = "recycle-appdomain",
    [FAULT_KINDS] = NULL,
};

static void fault_clear(WebFaultConfig *fault)
{
    sim_variate_clear(&fault->every);
    sim_variate_clear(&fault->lasts);
    sim_variate_clear(&fault->delay);
    sim_variate_clear(&fault->interval);
    g_free(fault->at_ns);
    g_free(fault->name);
}

/* Every cost that is a work has a row in the key table. */
static void costs_clear(ModelCosts *costs)
{
    for (const ModelKey *key = model_key_first(); key != NULL; key = model_key_next(key)) {
        if (strcmp(key->section, "costs") == 0 && key->type == KEY_WORK)
            work_clear((WebWork *)(void *)((char *)costs + key->offset));
    }
}

ModelConfig *model_config_new(void)
{
    ModelConfig *config = g_new0(ModelConfig, 1);

    config->load = 1;
    config->machine.cores = 1;
    return config;
}

void model_config_free(ModelConfig *config)
{
    if (config == NULL)
        return;
    costs_clear(&config->costs);
    for (uint32_t i = 0; i < config->scriptmap_count; i++)
        g_free(config->scriptmap[i].extension);
    for (uint32_t i = 0; i < config->backend_count; i++)
        g_free(config->backends[i].name);
    for (uint32_t i = 0; i < config->site_count; i++)
        site_clear(&config->sites[i]);
    for (uint32_t i = 0; i < config->pool_count; i++) {
        g_free(config->pools[i].name);
        g_free(config->pools[i].identity);
        g_free(config->pools[i].periodic_restart_schedule_ns);
    }
    for (uint32_t i = 0; i < config->app_count; i++) {
        g_free(config->apps[i].name);
        g_free(config->apps[i].path);
    }
    for (uint32_t i = 0; i < config->page_count; i++) {
        g_free(config->pages[i].name);
        g_free(config->pages[i].url);
        work_clear(&config->pages[i].work);
        sim_variate_clear(&config->pages[i].urls);
    }
    for (uint32_t i = 0; i < config->client_count; i++)
        clients_clear(&config->clients[i]);
    for (uint32_t i = 0; i < config->fault_count; i++)
        fault_clear(&config->faults[i]);
    g_free(config->within_ns);
    g_free(config->scriptmap);
    g_free(config->backends);
    g_free(config->sites);
    g_free(config->pools);
    g_free(config->apps);
    g_free(config->pages);
    g_free(config->clients);
    g_free(config->faults);
    g_free(config);
}
