/* health.c - asked every so often by whoever watches the process. */
#include "models/aspnet/health.h"

static bool anything_is_queued(const AspnetRuntime *runtime)
{
    if (web_threads_has_work(&runtime->workers) || web_threads_has_work(&runtime->io))
        return true;
    for (const AspnetDomain *domain = runtime->first_domain; domain != NULL; domain = domain->next)
        if (domain->local.length + domain->external.length > 0)
            return true;
    return false;
}

/* As the constructor of an AppDomain's queue sets it, for the whole process: the last one made
 * rules. The list of AppDomains begins with it. */
static int64_t executing_at_least(const AspnetRuntime *runtime)
{
    return MAX(runtime->workers.max - runtime->first_domain->config->min_free_threads, 1);
}

static int64_t oldest_began_ns(const AspnetRuntime *runtime)
{
    int64_t oldest_ns = INT64_MAX;

    for (const AspnetDomain *domain = runtime->first_domain; domain != NULL; domain = domain->next)
        if (domain->executing_first != NULL)
            oldest_ns = MIN(oldest_ns, domain->executing_first->began_ns);
    return oldest_ns;
}

bool aspnet_runtime_suspects_deadlock(const AspnetRuntime *runtime)
{
    int64_t interval_ns = runtime->run->config->aspnet.response_deadlock_interval_ns;
    int64_t silent_since_ns;

    if (interval_ns == SIM_NEVER || runtime->executing == 0 ||
        runtime->executing < executing_at_least(runtime) || !anything_is_queued(runtime))
        return false;
    silent_since_ns = MAX(runtime->last_response_ns, oldest_began_ns(runtime));
    return runtime->run->engine.now_ns - silent_since_ns >= interval_ns;
}
