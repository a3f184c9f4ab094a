/* relief.c - doubles what a limit is made of.
 *
 * Twice the cores would bring twice the threads wherever a limit is per CPU: those limits go on to count
 * the cores that there were.
 */
#include "cli/capacity/relief.h"

static void twice(int64_t *limit)
{
    if (*limit < SIM_NEVER / 2)
        *limit *= 2;
}

static void relieve_cpu(ModelConfig *config)
{
    config->machine.limits_cores = web_machine_cpus(&config->machine);
    twice(&config->machine.cores);
}

static void relieve_threads(RelievedConfig *relieved)
{
    ModelConfig *config = &relieved->config;

    twice(&config->aspnet.max_worker_threads);
    twice(&config->aspnet.max_io_threads);
    twice(&config->aspnet.min_worker_threads);
    twice(&config->aspnet.min_io_threads);
    twice(&config->iis5.max_pool_threads);
    twice(&config->iis5.pool_thread_limit);
    twice(&config->iis5.asp_processor_thread_max);
    for (uint32_t i = 0; i < config->pool_count; i++) {
        twice(&relieved->pools[i].max_pool_threads);
        twice(&relieved->pools[i].pool_thread_limit);
        twice(&relieved->pools[i].asp_processor_thread_max);
    }
}

static void relieve_queue(RelievedConfig *relieved)
{
    ModelConfig *config = &relieved->config;

    twice(&config->aspnet.request_queue_limit);
    twice(&config->aspnet.http_runtime.app_request_queue_limit);
    twice(&config->iis5.server_listen_backlog);
    twice(&config->iis5.accepts_posted);
    twice(&config->iis5.asp_request_queue_max);
    twice(&config->iis5.restart_queue_limit);
    twice(&config->httpsys.i5m_queue_length);
    for (uint32_t i = 0; i < config->pool_count; i++) {
        twice(&relieved->pools[i].app_pool_queue_length);
        twice(&relieved->pools[i].asp_request_queue_max);
    }
    for (uint32_t i = 0; i < config->app_count; i++)
        twice(&relieved->apps[i].http_runtime.app_request_queue_limit);
}

static void relieve_memory(RelievedConfig *relieved)
{
    ModelConfig *config = &relieved->config;

    twice(&config->machine.memory_bytes);
    twice(&config->machine.virtual_memory_limit_bytes);
    twice(&config->httpsys.nonpaged_pool_bytes);
    for (uint32_t i = 0; i < config->pool_count; i++) {
        twice(&relieved->pools[i].periodic_restart_memory_bytes);
        twice(&relieved->pools[i].periodic_restart_private_memory_bytes);
    }
}

static void relieve_connections(RelievedConfig *relieved)
{
    ModelConfig *config = &relieved->config;

    twice(&config->aspnet.max_connection);
    for (uint32_t i = 0; i < config->site_count; i++) {
        twice(&relieved->sites[i].max_connections);
        twice(&relieved->sites[i].max_endpoint_connections);
    }
}

void relief_apply(RelievedConfig *relieved, const ModelConfig *config, const Relief *relief)
{
    relieved->config = *config;
    relieved->pools = g_memdup2(config->pools, config->pool_count * sizeof *config->pools);
    relieved->apps = g_memdup2(config->apps, config->app_count * sizeof *config->apps);
    relieved->backends =
        g_memdup2(config->backends, config->backend_count * sizeof *config->backends);
    relieved->sites = g_memdup2(config->sites, config->site_count * sizeof *config->sites);
    relieved->config.pools = relieved->pools;
    relieved->config.apps = relieved->apps;
    relieved->config.backends = relieved->backends;
    relieved->config.sites = relieved->sites;
    switch (relief->kind) {
    case RELIEF_CPU:
        relieve_cpu(&relieved->config);
        break;
    case RELIEF_THREADS:
        relieve_threads(relieved);
        break;
    case RELIEF_QUEUE:
        relieve_queue(relieved);
        break;
    case RELIEF_MEMORY:
        relieve_memory(relieved);
        break;
    case RELIEF_PIPE:
        twice(&relieved->config.iis5.sync_pipes_per_cpu);
        twice(&relieved->config.aspnet.max_io_threads);
        twice(&relieved->config.aspnet.min_io_threads);
        break;
    case RELIEF_CONNECTIONS:
        relieve_connections(relieved);
        break;
    case RELIEF_BACKEND:
        twice(&relieved->backends[relief->backend].connections);
        break;
    case RELIEF_NONE:
    case RELIEFS:
        break;
    }
}

void relief_clear(RelievedConfig *relieved)
{
    g_clear_pointer(&relieved->pools, g_free);
    g_clear_pointer(&relieved->apps, g_free);
    g_clear_pointer(&relieved->backends, g_free);
    g_clear_pointer(&relieved->sites, g_free);
}

/* ---- names ---- */

static const struct {
    const char *name, *description;
} texts[RELIEFS] = {
    [RELIEF_NONE] = {"none", "nothing changed"},
    [RELIEF_CPU] = {"cpu", "twice the cores"},
    [RELIEF_THREADS] = {"threads", "twice the threads"},
    [RELIEF_QUEUE] = {"queue", "queues of twice the length"},
    [RELIEF_MEMORY] = {"memory", "twice the memory"},
    [RELIEF_PIPE] = {"pipe", "twice the pipes"},
    [RELIEF_CONNECTIONS] = {"connections", "twice the connections"},
    [RELIEF_BACKEND] = {"backend", "twice the connections to"},
};

char *relief_name(const Relief *relief, const ModelConfig *config)
{
    if (relief->kind != RELIEF_BACKEND)
        return g_strdup(texts[relief->kind].name);
    return g_strdup_printf("backend:%s", config->backends[relief->backend].name);
}

char *relief_describe(const Relief *relief, const ModelConfig *config)
{
    if (relief->kind != RELIEF_BACKEND)
        return g_strdup(texts[relief->kind].description);
    return g_strdup_printf("%s %s", texts[relief->kind].description,
                           config->backends[relief->backend].name);
}
