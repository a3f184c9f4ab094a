#include "models/web/backend.h"

void web_backend_init(WebBackend *backend, WebRun *run, const WebBackendConfig *config)
{
    *backend = (WebBackend){.config = config, .slow = g_ptr_array_new(), .out_until_ns = INT64_MIN};
    sim_station_init(&backend->station, &run->engine, config->connections, SIM_NEVER);
    if (config->discipline == BACKEND_PS && config->connections != SIM_NEVER)
        backend->processor = sim_processor_new(&run->engine, (uint32_t)config->connections);
}

void web_backend_clear(WebBackend *backend)
{
    g_clear_pointer(&backend->processor, sim_processor_free);
    g_ptr_array_unref(backend->slow);
}

int64_t web_backend_demand(const WebBackend *backend, int64_t demand_ns, SimStream *stream)
{
    for (guint i = 0; i < backend->slow->len; i++) {
        const WebFaultConfig *fault = g_ptr_array_index(backend->slow, i);
        double slower_ns = (double)demand_ns * fault->factor;

        demand_ns = slower_ns < 1e18 ? (int64_t)(slower_ns + 0.5) : INT64_C(1000000000000000000);
        demand_ns += sim_variate_draw_whole(&fault->delay, stream);
    }
    return demand_ns;
}

/* Of a shared backend: those that run beyond the number of its connections are queueing in effect,
 * but none of them waits outright; what is reported is all that are there. */
double web_backend_queue_mean(const WebBackend *backend, int64_t now_ns)
{
    const SimLevel *level = backend->processor != NULL ? sim_processor_jobs(backend->processor)
                                                       : &backend->station.waiting;

    return sim_level_mean(level, now_ns);
}

int64_t web_backend_queue_max(const WebBackend *backend)
{
    return backend->processor != NULL ? sim_processor_jobs(backend->processor)->max
                                      : backend->station.waiting.max;
}

void web_backend_restart_statistics(WebBackend *backend)
{
    sim_station_restart_statistics(&backend->station);
    if (backend->processor != NULL)
        sim_processor_restart_statistics(backend->processor);
}
