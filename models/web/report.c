/* report.c - from counts to a ModelResult. */
#include "models/web/availability.h"
#include "models/web/backend.h"
#include "models/web/client.h"
#include "models/web/counters.h"
#include "models/web/exposure.h"
#include "models/web/connection.h"
#include "models/web/machine.h"
#include "models/web/measure_private.h"
#include "models/web/twin.h"

#include <math.h>

/* ---- values ---- */

typedef struct {
    WebRun *run;
    GArray *values;
    ResultScope scope;
    const char *entity;
} Writer;

static void put(const Writer *writer, const char *metric, double value)
{
    ResultValue row = {
        .scope = writer->scope,
        .entity = writer->entity,
        .metric = web_run_string(writer->run, metric),
        .value = value,
    };

    g_array_append_val(writer->values, row);
}

static double ratio(double numerator, double denominator)
{
    return denominator > 0 ? numerator / denominator : NAN;
}

/* Fewer than 10 / (1 - q) observations say nothing about quantile q. */
static double quantile_s(const SimHistogram *latency, double q)
{
    if ((double)sim_histogram_count(latency) < 10 / (1 - q) - 1e-6)
        return NAN;
    return sim_histogram_quantile(latency, q) / 1e9;
}

static void put_latency(const Writer *writer, const WebMeasureGroup *group)
{
    double ok = (double)group->outcomes[OUTCOME_OK];

    put(writer, "latency.mean", ratio((double)group->latency_ns / 1e9, ok));
    put(writer, "latency.p50", quantile_s(group->latency, 0.5));
    put(writer, "latency.p90", quantile_s(group->latency, 0.9));
    put(writer, "latency.p95", quantile_s(group->latency, 0.95));
    put(writer, "latency.p99", quantile_s(group->latency, 0.99));
    put(writer, "latency.p999", quantile_s(group->latency, 0.999));
    put(writer, "latency.max", ok > 0 ? sim_seconds(sim_histogram_max(group->latency)) : NAN);
    put(writer, "wait.mean", ratio((double)group->wait_ns / 1e9, ok));
}

static void put_group(const Writer *writer, const WebMeasureGroup *group)
{
    const ModelConfig *config = writer->run->config;
    double duration_s = sim_seconds(config->duration_ns);
    double offered = (double)group->offered;

    put(writer, "requests.offered", offered);
    for (int outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
        g_autofree char *name =
            g_strdup_printf("requests.%s", web_outcome_name((WebOutcome)outcome));

        put(writer, name, (double)group->outcomes[outcome]);
    }
    put(writer, "requests.attempts", (double)group->attempts);
    put(writer, "rate.offered", offered / duration_s);
    put(writer, "throughput", (double)group->ok_in_window / duration_s);
    put(writer, "loss", ratio(offered - (double)group->outcomes[OUTCOME_OK], offered));
    put(writer, "availability.requests", ratio((double)group->outcomes[OUTCOME_OK], offered));
    if (writer->run->has_kernel_cache)
        put(writer, "cache.hits", ratio((double)group->cache_hits, (double)group->cacheable));
    put_latency(writer, group);
    for (uint32_t i = 0; i < config->within_count; i++) {
        g_autofree char *name = g_strdup_printf("within(%.9g)", sim_seconds(config->within_ns[i]));

        put(writer, name, ratio((double)group->within[i], offered));
    }
}

static void put_late(const Writer *writer, const WebMeasureGroup *group)
{
    double accepted = (double)group->offered - (double)group->outcomes[OUTCOME_REJECTED] -
                      (double)group->outcomes[OUTCOME_REFUSED];

    put(writer, "late", ratio((double)group->late, accepted));
}

static void put_stages(Writer *writer)
{
    const WebMeasure *measure = writer->run->measure;
    double ok = (double)measure->all.outcomes[OUTCOME_OK];

    writer->scope = RESULT_STAGE;
    for (uint32_t i = 0; i < writer->run->stage_count; i++) {
        writer->entity = web_run_stage_name(writer->run, i);
        put(writer, "wait", ratio((double)measure->stage_wait_ns[i] / 1e9, ok));
        put(writer, "service", ratio((double)measure->stage_service_ns[i] / 1e9, ok));
    }
}

/* ---- what is over the window ---- */

/* The other side of Little's law: how many left the server, and how long each had been there, the
 * time before the window included. */
static void put_visits(const Writer *writer)
{
    const WebMeasure *measure = writer->run->measure;
    __int128 time_ns = measure->stamps_ns + measure->before_ns;

    for (const WebRequest *request = writer->run->live; request != NULL; request = request->next)
        if (request->at_server && request->entered_ns < 0)
            time_ns += request->entered_ns; /* it has not left */
    put(writer, "visits.rate",
        (double)measure->left / sim_seconds(writer->run->config->duration_ns));
    put(writer, "visits.time", ratio((double)time_ns / 1e9, (double)measure->left));
}

static void put_queue(const Writer *writer, const char *queue, double mean, double max)
{
    g_autofree char *mean_name = g_strdup_printf("queue.%s.mean", queue);
    g_autofree char *max_name = g_strdup_printf("queue.%s.max", queue);

    put(writer, mean_name, mean);
    put(writer, max_name, max);
}

static void put_queues(const Writer *writer)
{
    WebRun *run = writer->run;
    int64_t now_ns = run->engine.now_ns;
    const SimLevel *jobs = sim_processor_jobs(run->machine->processor);

    for (guint i = 0; i < run->queue_statistics->len; i++) {
        const WebQueueStatistics *queue = g_ptr_array_index(run->queue_statistics, i);

        put_queue(writer, queue->name, sim_level_mean(&queue->length, now_ns),
                  (double)queue->length.max);
    }
    for (uint32_t i = 0; i < run->config->backend_count; i++) {
        g_autofree char *name = g_strdup_printf("backend:%s", run->config->backends[i].name);

        put_queue(writer, name, web_backend_queue_mean(&run->backends[i], now_ns),
                  (double)web_backend_queue_max(&run->backends[i]));
    }
    put_queue(writer, "cpu", sim_level_mean(jobs, now_ns), (double)jobs->max);
}

static void put_connections(const Writer *writer)
{
    const WebRun *run = writer->run;
    const WebConnections *all = run->connections;

    if (all == NULL)
        return;
    put(writer, "connections.mean", sim_level_mean(&all->open, run->engine.now_ns));
    put(writer, "connections.max", (double)all->open.max);
    for (uint32_t i = 0; i < run->config->site_count; i++) {
        const char *site = run->config->sites[i].name;
        g_autofree char *mean = g_strdup_printf("connections.site:%s.mean", site);
        g_autofree char *max = g_strdup_printf("connections.site:%s.max", site);

        put(writer, mean, sim_level_mean(&all->sites[i].open, run->engine.now_ns));
        put(writer, max, (double)all->sites[i].open.max);
    }
}

static void put_machine(const Writer *writer)
{
    WebRun *run = writer->run;
    WebMachine *machine = run->machine;
    int64_t now_ns = run->engine.now_ns;
    SimProcessorUse use = sim_processor_use(machine->processor);
    double duration_ns = (double)run->config->duration_ns;
    double capacity_ns = duration_ns * (double)run->config->machine.cores;

    put(writer, "cpu.utilisation", (use.kernel_core_ns + use.user_core_ns) / capacity_ns);
    put(writer, "cpu.kernel", use.kernel_core_ns / capacity_ns);
    put(writer, "cpu.switches", (double)machine->switches / (duration_ns / 1e9));
    put(writer, "memory.mean", sim_level_mean(&machine->memory, now_ns) * 1024);
    put(writer, "memory.max", (double)machine->memory.max * 1024);
    put(writer, "threads.busy", sim_level_mean(&machine->threads_busy, now_ns));
    put(writer, "threads.max", (double)machine->threads.max);
    put(writer, "in_system", sim_level_mean(&run->measure->at_server, now_ns));
    put_visits(writer);
}

static void put_processes(Writer *writer)
{
    WebRun *run = writer->run;
    int64_t now_ns = run->engine.now_ns;

    writer->scope = RESULT_PROCESS;
    for (guint i = 0; i < run->process_statistics->len; i++) {
        const WebProcessStatistics *process = g_ptr_array_index(run->process_statistics, i);

        if (process == run->kernel->statistics)
            continue;
        writer->entity = process->name;
        put(writer, "processes.alive", sim_level_mean(&process->alive, now_ns));
        put(writer, "workers.started", (double)process->started);
        put(writer, "workers.recycled", (double)process->recycled);
        put(writer, "workers.crashed", (double)process->crashed);
        put(writer, "in_system", sim_level_mean(&process->held, now_ns));
        put(writer, "memory.mean", sim_level_mean(&process->memory, now_ns) * 1024);
        put(writer, "memory.max", (double)process->memory.max * 1024);
    }
}

static void put_process_totals(const Writer *writer)
{
    WebRun *run = writer->run;
    double alive = 0, started = 0, recycled = 0, crashed = 0;

    for (guint i = 0; i < run->process_statistics->len; i++) {
        const WebProcessStatistics *process = g_ptr_array_index(run->process_statistics, i);

        if (process == run->kernel->statistics)
            continue;
        alive += sim_level_mean(&process->alive, run->engine.now_ns);
        started += (double)process->started;
        recycled += (double)process->recycled;
        crashed += (double)process->crashed;
    }
    put(writer, "processes.alive", alive);
    put(writer, "workers.started", started);
    put(writer, "workers.recycled", recycled);
    put(writer, "workers.crashed", crashed);
    put(writer, "appdomains.started", (double)run->measure->appdomains_started);
    put(writer, "appdomains.restarted", (double)run->measure->appdomains_restarted);
}

void web_measure_snapshot(WebMeasure *measure)
{
    Writer writer = {.run = measure->run, .values = measure->timed, .scope = RESULT_RUN};

    put_machine(&writer);
    put_process_totals(&writer);
    put_queues(&writer);
    put_connections(&writer);
    put_processes(&writer);
    web_counters_report(measure->run, measure->timed);
}

/* ---- the result ---- */

static void check_outcomes(WebMeasure *measure)
{
    uint64_t sum = 0;

    for (int i = 0; i < OUTCOME_COUNT; i++)
        sum += measure->all.outcomes[i];
    if ((sum != measure->all.offered || measure->unresolved != 0) && measure->violation == NULL)
        measure->violation =
            g_strdup_printf("%" G_GUINT64_FORMAT " requests were offered, %" G_GUINT64_FORMAT
                            " have an outcome, %" G_GUINT64_FORMAT " are unresolved",
                            measure->all.offered, sum, measure->unresolved);
}

/* Over all: the mean of the applications. */
static double mean_availability(const WebRun *run)
{
    double sum = 0;

    for (uint32_t i = 0; i < run->config->app_count; i++)
        sum += web_availability_share(run, i);
    return sum / (double)run->config->app_count;
}

static void put_all(Writer *writer)
{
    WebMeasure *measure = writer->run->measure;
    const ModelConfig *config = writer->run->config;

    writer->scope = RESULT_RUN;
    put_group(writer, &measure->all);
    put_late(writer, &measure->all);
    put(writer, "sessions.lost", (double)measure->all.sessions_lost);
    put(writer, "availability", mean_availability(writer->run));
    g_array_append_vals(writer->values, measure->timed->data, measure->timed->len);
    writer->scope = RESULT_APP;
    for (uint32_t i = 0; i < config->app_count; i++) {
        writer->entity = web_run_string(writer->run, config->apps[i].name);
        put_group(writer, &measure->apps[i]);
        put_late(writer, &measure->apps[i]);
        put(writer, "sessions.lost", (double)measure->apps[i].sessions_lost);
        put(writer, "availability", web_availability_share(writer->run, i));
    }
    writer->scope = RESULT_PAGE;
    for (uint32_t i = 0; i < config->page_count; i++) {
        writer->entity = web_run_string(writer->run, config->pages[i].name);
        put_group(writer, &measure->pages[i]);
    }
    writer->scope = RESULT_POOL;
    for (uint32_t i = 0; i < config->pool_count; i++) {
        writer->entity = web_run_string(writer->run, config->pools[i].name);
        put_group(writer, &measure->pools[i]);
        put(writer, "rapid-fail.trip_s",
            measure->pools[i].tripped_ns == SIM_NEVER ? NAN
                                                      : sim_seconds(measure->pools[i].tripped_ns));
    }
    writer->scope = RESULT_CLIENTS;
    for (uint32_t i = 0; i < config->client_count; i++) {
        writer->entity = web_run_string(writer->run, config->clients[i].name);
        put_group(writer, &measure->clients[i]);
    }
    web_http_errors_report(writer->run, writer->values);
    put_stages(writer);
    web_exposure_report(writer->run, writer->values);
}

ModelResult *web_measure_result(WebRun *run)
{
    WebMeasure *measure = run->measure;
    ModelResult *result = g_new0(ModelResult, 1);
    Writer writer = {.run = run};

    writer.values = g_array_new(FALSE, FALSE, sizeof(ResultValue));
    web_measure_sum_up(measure);
    check_outcomes(measure);
    put_all(&writer);
    for (uint32_t i = 0; run->twins != NULL && i < run->config->fault_count; i++)
        web_twin_report(run->twins[i], run, writer.values);
    result->value_count = writer.values->len;
    result->values = (ResultValue *)(void *)g_array_free(writer.values, FALSE);
    result->latency = g_steal_pointer(&measure->all.latency);
    result->series = (ResultSeries){
        .name_count = measure->series_names->len,
        .bucket_count = measure->bucket_count,
        .bucket_ns = measure->bucket_ns,
        .values = g_steal_pointer(&measure->series),
    };
    result->series.names =
        (const char **)g_ptr_array_free(g_steal_pointer(&measure->series_names), FALSE);
    result->mark_count = measure->marks->len;
    result->marks = (ResultMark *)(void *)g_array_free(g_steal_pointer(&measure->marks), FALSE);
    result->marks_dropped = measure->marks_dropped;
    result->requests_offered = measure->all.offered;
    result->events = run->engine.events_fired;
    result->violation = g_steal_pointer(&measure->violation);
    result->strings = g_steal_pointer(&run->strings);
    return result;
}
