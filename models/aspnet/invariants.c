/* invariants.c - threads, the gate's ceiling, sessions and HttpApplications, counted anew from the
 * requests that are in the process.
 *
 * A thread is in one AppDomain at a time [S0]: so many threads are busy as requests hold one, and a
 * request is in one AppDomain. An HttpApplication serves one request at a time [S2]: instances =
 * free + those in use. One that waits for its session's lock has no thread; a lock has one owner
 * [RS:SessionStateModule.cs]. The documented ceiling [KB821268]: requests that came through the gate
 * never execute on more than maxWorkerThreads x CPUs - minFreeThreads threads, local ones and they on no
 * more than maxWorkerThreads x CPUs - minLocalRequestFreeThreads.
 */
#include "models/aspnet/invariants.h"
#include "models/web/invariants.h"

typedef struct {
    int64_t workers, io;  /* threads held */
    int64_t executing;    /* requests */
    int64_t through_gate; /* of those, that passed it */
    int64_t through_gate_remote;
    int64_t min_free, min_local_free; /* the least that a request that passed had to leave */
} Counts;

static void count_request(WebRun *run, const AspnetRuntime *runtime, const AspnetRequest *extra,
                          Counts *counts)
{
    counts->workers += extra->thread == &runtime->workers;
    counts->io += extra->thread == &runtime->io;
    WEB_EXPECT(run, !extra->executing || extra->thread != NULL || extra->session.is_waiting,
               "a request executes without a thread");
    WEB_EXPECT(run,
               extra->session.session == NULL ||
                   (extra->executing && extra->session.session->is_locked &&
                    extra->session.session->locked_by == extra->request),
               "two requests have a session locked, or one that does not execute");
    WEB_EXPECT(run, !extra->executing || extra->domain->runtime == runtime,
               "a request executes in an AppDomain of another process");
    if (!extra->executing)
        return;
    counts->executing++;
    if (!extra->passed_gate)
        return;
    counts->through_gate++;
    counts->min_local_free =
        MIN(counts->min_local_free, extra->domain->config->min_local_request_free_threads);
    if (extra->request->is_local)
        return;
    counts->through_gate_remote++;
    counts->min_free = MIN(counts->min_free, extra->domain->config->min_free_threads);
}

static void check_ceiling(WebRun *run, const AspnetRuntime *runtime, const Counts *counts)
{
    bool is_code =
        runtime->host->runs_on_io_threads && run->config->aspnet.gate_counts == GATE_COUNTS_CODE;
    int64_t most = is_code                             ? runtime->workers.max + runtime->io.max
                   : runtime->host->runs_on_io_threads ? MIN(runtime->workers.max, runtime->io.max)
                                                       : runtime->workers.max;
    int64_t least_free = MIN(counts->min_free, counts->min_local_free);

    WEB_EXPECT(run,
               counts->through_gate_remote == 0 ||
                   counts->through_gate_remote <= MAX(most - counts->min_free, 0),
               "%" G_GINT64_FORMAT " remote requests execute, the ceiling is %" G_GINT64_FORMAT
               " - %" G_GINT64_FORMAT,
               counts->through_gate_remote, most, counts->min_free);
    WEB_EXPECT(run, counts->through_gate == 0 || counts->through_gate <= MAX(most - least_free, 0),
               "%" G_GINT64_FORMAT
               " requests execute, the ceiling of local ones is %" G_GINT64_FORMAT
               " - %" G_GINT64_FORMAT,
               counts->through_gate, most, least_free);
}

/* maxconnection [KB821268]; who waits for a connection waits because there is none. */
static void check_service_point(WebRun *run, const WebServicePoint *point)
{
    int64_t most = run->config->aspnet.max_connection;
    bool looks = sim_calendar_is_pending(run->engine.calendar, point->look);

    WEB_EXPECT(run, point->open >= 0 && point->open <= most,
               "%" G_GINT64_FORMAT " calls have a connection, of %" G_GINT64_FORMAT, point->open,
               most);
    WEB_EXPECT(run, point->waiting.first == NULL || point->open == most || looks,
               "a call waits and a connection is free");
    WEB_EXPECT(run, (point->io_over == 0 && point->workers_over == 0) || looks,
               "threads of a call that is over are not given back");
}

static void check_domain(WebRun *run, const AspnetDomain *domain)
{
    int64_t executing = 0;
    int64_t in_use = 0;
    int64_t inside = 0;

    check_service_point(run, &domain->service_point);
    for (const WebRequest *request = domain->runtime->process->held; request != NULL;
         request = request->held_next) {
        const AspnetRequest *extra = aspnet_request((WebRequest *)request);

        inside += extra->runtime == domain->runtime && extra->domain == domain;
        in_use += extra->runtime == domain->runtime && extra->domain == domain &&
                  (extra->has_instance || extra->makes_instance);
    }
    WEB_EXPECT(run, inside == domain->inside,
               "application %s: %" G_GINT64_FORMAT
               " are inside an AppDomain that counts %" G_GINT64_FORMAT,
               run->config->apps[domain->app].name, inside, domain->inside);
    WEB_EXPECT(
        run, (domain->state == DOMAIN_SERVES) == (domain->runtime->domains[domain->app] == domain),
        "application %s: requests are routed to an AppDomain that ends",
        run->config->apps[domain->app].name);
    for (const AspnetRequest *extra = domain->executing_first; extra != NULL;
         extra = extra->executing_next) {
        WEB_EXPECT(run, extra->executing && extra->domain == domain,
                   "an AppDomain lists a request that is elsewhere");
        executing++;
    }
    WEB_EXPECT(run, domain->free_instances >= 0 && in_use >= 0,
               "application %s: %" G_GINT64_FORMAT " HttpApplications in use of %" G_GINT64_FORMAT,
               run->config->apps[domain->app].name, in_use, domain->instances);
    WEB_EXPECT(run, domain->free_instances + in_use == domain->instances,
               "application %s: an HttpApplication is free and in use, or neither",
               run->config->apps[domain->app].name);
}

void aspnet_invariants_check(AspnetRuntime *runtime, int64_t arriving)
{
    WebRun *run = runtime->run;
    Counts counts = {.min_free = SIM_NEVER, .min_local_free = SIM_NEVER};

    if (runtime->process->state == PROCESS_DEAD)
        return;
    for (WebRequest *request = runtime->process->held; request != NULL;
         request = request->held_next) {
        const AspnetRequest *extra = aspnet_request(request);

        if (extra->runtime == runtime)
            count_request(run, runtime, extra, &counts);
    }
    counts.workers += runtime->workers.aside; /* callbacks */
    counts.io += runtime->io.aside;
    *(runtime->home == &runtime->io ? &counts.io : &counts.workers) += arriving;
    web_invariants_threads(run, &runtime->workers, "worker threads");
    web_invariants_threads(run, &runtime->io, "I/O threads");
    WEB_EXPECT(run, counts.workers == runtime->workers.busy,
               "%" G_GINT64_FORMAT " requests hold the %" G_GINT64_FORMAT " busy worker threads",
               counts.workers, runtime->workers.busy);
    WEB_EXPECT(run, counts.io == runtime->io.busy,
               "%" G_GINT64_FORMAT " requests hold the %" G_GINT64_FORMAT " busy I/O threads",
               counts.io, runtime->io.busy);
    WEB_EXPECT(run, counts.executing == runtime->executing,
               "%" G_GINT64_FORMAT " requests execute, %" G_GINT64_FORMAT " are counted",
               counts.executing, runtime->executing);
    check_ceiling(run, runtime, &counts);
    for (const AspnetDomain *domain = runtime->first_domain; domain != NULL; domain = domain->next)
        check_domain(run, domain);
}
