/* backend.h - what requests wait for outside the machine (a database), and the machine's disk.
 *
 * Modelled:   a number of connections; a request waits for one, first come first served, holding
 *             its thread (fifo), or all share them (ps). A slow-backend fault stretches demands;
 *             while a backend-outage lasts visits wait outside, and then come in order.
 */
#pragma once
#include "models/web/run.h"
#include "sim/processor.h"
#include "sim/station.h"

struct WebBackend {
    const WebBackendConfig *config;
    SimStation station;      /* fifo */
    SimProcessor *processor; /* ps; else NULL */
    GPtrArray *slow;         /* const WebFaultConfig *: the slow-backend faults now on it */
    int64_t out_until_ns;    /* an outage: visits wait until then; SIM_NEVER: for ever */
    bool is_faulty;          /* slow, or out since some time */
};

void web_backend_init(WebBackend *backend, WebRun *run, const WebBackendConfig *config);
void web_backend_clear(WebBackend *backend);

/* The demand of a visit, as the faults that are on the backend stretch it. */
int64_t web_backend_demand(const WebBackend *backend, int64_t demand_ns, SimStream *stream);
double web_backend_queue_mean(const WebBackend *backend, int64_t now_ns);
int64_t web_backend_queue_max(const WebBackend *backend);
void web_backend_restart_statistics(WebBackend *backend);
