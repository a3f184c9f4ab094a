/* count.h - what the runtime counts for the performance counters. */
#pragma once
#include "models/aspnet/runtime.h"
#include "models/web/counters.h"

static inline void aspnet_count_executing(const AspnetRequest *extra, int64_t change)
{
    sim_level_add(&web_counters_app(extra->request)->executing, extra->request->run->engine.now_ns,
                  change);
}

/* HttpApplications: Pipeline Instance Count. */
static inline void aspnet_count_instances(const AspnetDomain *domain, int64_t change)
{
    const WebRun *run = domain->runtime->run;

    sim_level_add(&run->counters->apps[domain->app].instances, run->engine.now_ns, change);
}

/* A client that has left while its request waited is told nothing; 503 and 500 are failures. */
static inline void aspnet_count_end(const AspnetRequest *extra, WebOutcome outcome)
{
    const WebRequest *request = extra->request;
    WebCounters *counters = request->run->counters;

    if (extra->executing)
        counters->execution_ns = request->run->engine.now_ns - extra->began_ns;
    if (outcome == OUTCOME_OK) {
        counters->pages[request->page].executed_ok++;
        return;
    }
    counters->disconnected += outcome == OUTCOME_ABANDONED;
    counters->rejected += outcome == OUTCOME_REJECTED;
    counters->apps[request->app].failed += outcome != OUTCOME_ABANDONED;
}
