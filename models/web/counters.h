/* counters.h - the documented performance counters of ASP.NET and of IIS, under their names.
 *
 * Counted are events since the window began, and levels; what exists already (queues, processes,
 * AppDomains) is not counted twice. At the end of the window each becomes a value: a level its mean, a
 * cumulative counter its count, a rate its count per second, a last-value counter (Request Execution
 * Time, Request Wait Time [CC757130]) its last value. docs/results.md says which is which.
 */
#pragma once
#include "models/web/request.h"

typedef struct {
    SimLevel executing;
    SimLevel instances; /* HttpApplications */
    uint64_t failed;    /* answered with 400 or above, other than as the page is meant to */
    uint64_t timed_out, unhandled, compilations;
    uint64_t output_cache_hits, output_cache_misses;
} WebAppCounters;

typedef struct {
    uint64_t total;       /* that reached managed code */
    uint64_t executed_ok; /* by ASP.NET */
    uint64_t answered;    /* by whomever: a request with a status */
    uint64_t kernel_hits;
} WebPageCounters;

struct WebCounters {
    WebAppCounters *apps;
    WebPageCounters *pages;
    SimLevel current; /* ASP.NET requests: queued, executing, being written */
    SimLevel inner; /* in the CLR's queue and yet no request that is queued: work items, calls, and
                         those who look again for their session's lock */
    uint64_t rejected, disconnected;
    uint64_t worker_restarts;
    uint64_t kernel_hits, kernel_misses, kernel_flushes;
    uint64_t file_hits, file_misses, file_flushes;
    struct WebSessionCounts *sessions; /* by application, when the window began */
    int64_t execution_ns, wait_ns;     /* of the last request that executed, that began to */
};

WebCounters *web_counters_new(const WebRun *run);
void web_counters_free(WebCounters *counters);
void web_counters_window_begins(WebRun *run);

/* Requests Queued, now. */
int64_t web_counters_queued(const WebRun *run);

/* At the end of the window: appends RESULT_COUNTER values (ResultValue) in a fixed order. */
void web_counters_report(WebRun *run, GArray *values);

/* Time series of the most telling ones. Which there are, in order; ended by a NULL name. What is
 * accumulated over time (a mean follows from it), or, is_last, the value itself. */
typedef struct {
    const char *name;
    double (*value)(WebRun *run);
    bool is_last;
} WebCounterSeries;
extern const WebCounterSeries web_counter_series[];

static inline void web_counters_current(WebRun *run, int64_t change)
{
    sim_level_add(&run->counters->current, run->engine.now_ns, change);
}

static inline void web_counters_inner(WebRun *run, int64_t change)
{
    sim_level_add(&run->counters->inner, run->engine.now_ns, change);
}

/* It reaches managed code. */
static inline void web_counters_received(const WebRequest *request)
{
    request->run->counters->pages[request->page].total++;
}

static inline WebAppCounters *web_counters_app(const WebRequest *request)
{
    return &request->run->counters->apps[request->app];
}
