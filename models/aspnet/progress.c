/* progress.c - looked at only while some request cannot go on. */
#include "models/aspnet/progress.h"
#include "models/web/availability.h"

/* With so many executing, no further request from outside may begin. gate-counts = code looks at
 * each kind of thread for itself. */
static int64_t ceiling(const AspnetDomain *domain)
{
    const AspnetRuntime *runtime = domain->runtime;
    int64_t workers = runtime->workers.max;
    int64_t io = runtime->io.max;
    int64_t spared = domain->config->min_free_threads;

    if (!runtime->host->runs_on_io_threads)
        return workers - spared;
    if (runtime->run->config->aspnet.gate_counts == GATE_COUNTS_CODE)
        return MAX(workers - spared, 0) + MAX(io - spared, 0);
    return MIN(workers, io) - spared;
}

void aspnet_progress_look(AspnetRuntime *runtime)
{
    bool none_goes_on = runtime->stuck > 0 && runtime->stuck == runtime->executing;

    for (const AspnetDomain *domain = runtime->first_domain; domain != NULL; domain = domain->next)
        web_availability_stuck(runtime->process, domain->app, STUCK_THREADS,
                               none_goes_on && runtime->executing >= ceiling(domain));
}

static void count(AspnetRequest *extra, bool is_stuck)
{
    extra->is_stuck = is_stuck;
    extra->runtime->stuck += is_stuck ? 1 : -1;
}

void aspnet_progress_stuck(AspnetRequest *extra, bool is_stuck)
{
    if (extra->runtime == NULL || !extra->executing || extra->is_stuck == is_stuck)
        return;
    count(extra, is_stuck);
    aspnet_progress_look(extra->runtime);
}

void aspnet_progress_left(AspnetRequest *extra)
{
    if (extra->is_stuck)
        count(extra, false);
    aspnet_progress_look(extra->runtime);
}
