/* reset.c - iisreset: the services stop, every worker process ends with what it holds, http.sys goes
 * on without them; after a while the services are back and processes start as requests come.
 *
 * Modelled:   connections whose request a worker holds are closed; sessions and all that processes
 *             keep are gone [CNB-RESET]; a pool that rapid-fail protection had switched off is on
 *             again, one that an administrator has stopped is not.
 * Assumption: http.sys answers 503 to what waits and to what comes meanwhile, but for what its
 *             response cache holds (the source says only that sites are unavailable); it takes as
 *             long as a restart of inetinfo.
 */
#include "models/iis6/was.h"
#include "models/web/measure.h"

static void reset_over(void *self)
{
    Iis6Server *server = self;

    server->is_resetting = false;
    for (uint32_t i = 0; i < server->http.run->config->pool_count; i++) {
        if (!server->pools[i].is_stopped)
            iis6_was_start_pool(&server->pools[i]);
    }
}

static void end_pool(Iis6Pool *pool)
{
    sim_engine_cancel(&pool->run->engine, &pool->delayed_start);
    http_queue_switch_off(&pool->queue, HTTPERR_DISABLED);
    while (pool->workers != NULL)
        web_process_kill(pool->workers->process, false);
    pool->starting = 0;
}

void iis6_reset(Iis6Server *server)
{
    WebRun *run = server->http.run;

    if (server->is_resetting)
        return;
    server->is_resetting = true;
    for (uint32_t i = 0; i < run->config->pool_count; i++)
        end_pool(&server->pools[i]);
    web_task_init(&server->reset, run, NULL, sim_stream_source("inetinfo-restart"),
                  ++server->resets, 0);
    web_task_run_cost(&server->reset, &run->config->costs.inetinfo_restart, COST_PROCESS_START,
                      STAGE_PROCESS_START, reset_over, server);
}
