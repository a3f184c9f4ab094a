/* counters.c - names, and how each counter follows from what is counted. */
#include "models/web/counters.h"
#include "models/result.h"
#include "models/web/connection.h"
#include "models/web/exposure.h"
#include "models/web/measure_private.h"
#include "models/web/server.h"
#include "models/web/session.h"

#include <string.h>

WebCounters *web_counters_new(const WebRun *run)
{
    WebCounters *counters = g_new0(WebCounters, 1);
    int64_t now_ns = run->engine.now_ns;

    counters->apps = g_new0(WebAppCounters, run->config->app_count);
    counters->pages = g_new0(WebPageCounters, run->config->page_count);
    counters->sessions = g_new0(WebSessionCounts, run->config->app_count);
    sim_level_init(&counters->current, now_ns, 0);
    sim_level_init(&counters->inner, now_ns, 0);
    for (uint32_t i = 0; i < run->config->app_count; i++) {
        sim_level_init(&counters->apps[i].executing, now_ns, 0);
        sim_level_init(&counters->apps[i].instances, now_ns, 0);
    }
    return counters;
}

void web_counters_free(WebCounters *counters)
{
    if (counters == NULL)
        return;
    g_free(counters->apps);
    g_free(counters->pages);
    g_free(counters->sessions);
    g_free(counters);
}

/* Counts begin anew; levels and last values stay what they are. */
void web_counters_window_begins(WebRun *run)
{
    WebCounters *counters = run->counters;
    int64_t now_ns = run->engine.now_ns;

    sim_level_restart(&counters->current, now_ns);
    sim_level_restart(&counters->inner, now_ns);
    for (uint32_t i = 0; i < run->config->app_count; i++) {
        WebAppCounters fresh = {
            .executing = counters->apps[i].executing,
            .instances = counters->apps[i].instances,
        };

        sim_level_restart(&fresh.executing, now_ns);
        sim_level_restart(&fresh.instances, now_ns);
        counters->apps[i] = fresh;
    }
    memset(counters->pages, 0, run->config->page_count * sizeof *counters->pages);
    counters->rejected = counters->disconnected = counters->worker_restarts = 0;
    counters->kernel_hits = counters->kernel_misses = counters->kernel_flushes = 0;
    counters->file_hits = counters->file_misses = counters->file_flushes = 0;
    web_sessions_settle(run);
    memcpy(counters->sessions, run->sessions->counts,
           run->config->app_count * sizeof *counters->sessions);
}

/* ---- writing ---- */

typedef struct {
    WebRun *run;
    GArray *values;
    const char *object; /* with the instance */
} Writer;

static void put(const Writer *writer, const char *name, double value)
{
    g_autofree char *metric = g_strdup_printf("%s\\%s", writer->object, name);
    ResultValue row = {
        .scope = RESULT_COUNTER,
        .metric = web_run_string(writer->run, metric),
        .value = value,
    };

    g_array_append_val(writer->values, row);
}

static void put_count(const Writer *writer, const char *name, uint64_t count)
{
    put(writer, name, (double)count);
}

static void put_rate(const Writer *writer, const char *name, uint64_t count)
{
    put(writer, name, (double)count / sim_seconds(writer->run->config->duration_ns));
}

static double mean_of(const Writer *writer, const SimLevel *level)
{
    return sim_level_mean(level, writer->run->engine.now_ns);
}

/* ---- ASP.NET, the machine ---- */

/* A queue of ASP.NET's: the pipe, or the CLR's queue where requests are posted to it, and every
 * application's. (In aspnet_wp only work items wait for the CLR's threads, whose requests wait in the
 * queues of their applications.) */
static bool is_aspnet_queue(const WebRun *run, const char *name)
{
    return g_str_has_prefix(name, "app:") ||
           strcmp(name, run->front_process != NULL && run->config->iis5.enable ? "pipe" : "clr") ==
               0;
}

int64_t web_counters_queued(const WebRun *run)
{
    int64_t queued = is_aspnet_queue(run, "clr") ? -run->counters->inner.value : 0;

    for (guint i = 0; i < run->queue_statistics->len; i++) {
        const WebQueueStatistics *queue = g_ptr_array_index(run->queue_statistics, i);

        if (is_aspnet_queue(run, queue->name))
            queued += queue->length.value;
    }
    return queued;
}

static double queued_mean(const WebRun *run)
{
    double mean = is_aspnet_queue(run, "clr")
                      ? -sim_level_mean(&run->counters->inner, run->engine.now_ns)
                      : 0;

    for (guint i = 0; i < run->queue_statistics->len; i++) {
        const WebQueueStatistics *queue = g_ptr_array_index(run->queue_statistics, i);

        if (is_aspnet_queue(run, queue->name))
            mean += sim_level_mean(&queue->length, run->engine.now_ns);
    }
    return mean;
}

static double workers_mean(const WebRun *run)
{
    double mean = 0;

    for (guint i = 0; i < run->process_statistics->len; i++) {
        const WebProcessStatistics *process = g_ptr_array_index(run->process_statistics, i);

        if (g_str_has_prefix(process->name, "w3wp:") || strcmp(process->name, "aspnet_wp") == 0)
            mean += sim_level_mean(&process->alive, run->engine.now_ns);
    }
    return mean;
}

/* Those that exist now; of the others, what the window has added. */
static void add_sessions(const WebRun *run, uint32_t app, WebSessionCounts *sums)
{
    const WebSessionCounts *now = &run->sessions->counts[app];
    const WebSessionCounts *before = &run->counters->sessions[app];

    sums->active += now->active;
    sums->total += now->total - before->total;
    sums->timed_out += now->timed_out - before->timed_out;
}

/* Only where some application keeps its sessions there. */
static void put_state_server(const Writer *writer)
{
    const ModelConfig *config = writer->run->config;
    WebSessionCounts sums = {0};
    bool is_used = false;

    for (uint32_t i = 0; i < config->app_count; i++) {
        if (config->apps[i].session_mode != SESSION_STATE_SERVER)
            continue;
        is_used = true;
        add_sessions(writer->run, i, &sums);
    }
    if (!is_used)
        return;
    put_count(writer, "State Server Sessions Active", sums.active);
    put_count(writer, "State Server Sessions Timed Out", sums.timed_out);
    put_count(writer, "State Server Sessions Total", sums.total);
}

static void put_machine(const Writer *writer)
{
    const WebRun *run = writer->run;
    const WebCounters *counters = run->counters;

    put_count(writer, "Application Restarts", run->measure->appdomains_restarted);
    put(writer, "Applications Running", mean_of(writer, web_exposure_appdomains(run)));
    put(writer, "Request Execution Time", (double)counters->execution_ns / 1e6);
    put(writer, "Request Wait Time", (double)counters->wait_ns / 1e6);
    put(writer, "Requests Current", mean_of(writer, &counters->current));
    put_count(writer, "Requests Disconnected", counters->disconnected);
    put(writer, "Requests Queued", queued_mean(run));
    put_count(writer, "Requests Rejected", counters->rejected);
    put_state_server(writer);
    put_count(writer, "Worker Process Restarts", counters->worker_restarts);
    put(writer, "Worker Processes Running", workers_mean(run));
}

/* ---- ASP.NET Applications ---- */

/* What the counters of an application are put together from; of __Total__, their sums. */
typedef struct {
    double executing, instances, waiting, bytes_in, bytes_out;
    uint64_t total, succeeded, failed, not_found, not_authorized;
    uint64_t timed_out, unhandled, compilations, output_cache_hits, output_cache_misses;
    WebSessionCounts sessions;
} AppSums;

static void add_pages(const WebRun *run, uint32_t app, AppSums *sums)
{
    for (uint32_t i = 0; i < run->config->page_count; i++) {
        const WebPageConfig *page = &run->config->pages[i];
        uint64_t executed = run->counters->pages[i].executed_ok;

        if (page->app != app)
            continue;
        sums->total += run->counters->pages[i].total;
        sums->bytes_in += (double)run->counters->pages[i].total * (double)page->request_bytes;
        sums->bytes_out += (double)executed * (double)page->size_bytes;
        if (page->status >= 400)
            sums->failed += executed;
        else
            sums->succeeded += executed;
        if (page->status == 404 || page->status == 414)
            sums->not_found += executed;
        if (page->status == 401)
            sums->not_authorized += executed;
    }
}

static void add_app(const Writer *writer, uint32_t app, AppSums *sums)
{
    const WebRun *run = writer->run;
    const WebAppCounters *counters = &run->counters->apps[app];

    sums->executing += mean_of(writer, &counters->executing);
    sums->instances += mean_of(writer, &counters->instances);
    sums->failed += counters->failed;
    sums->timed_out += counters->timed_out;
    sums->unhandled += counters->unhandled;
    sums->compilations += counters->compilations;
    sums->output_cache_hits += counters->output_cache_hits;
    sums->output_cache_misses += counters->output_cache_misses;
    add_pages(run, app, sums);
    add_sessions(run, app, &sums->sessions);
    for (guint i = 0; i < run->queue_statistics->len; i++) {
        const WebQueueStatistics *queue = g_ptr_array_index(run->queue_statistics, i);

        if (g_str_has_prefix(queue->name, "app:") &&
            strcmp(queue->name + strlen("app:"), run->config->apps[app].name) == 0)
            sums->waiting += mean_of(writer, &queue->length);
    }
}

static void put_app(Writer *writer, const char *instance, const AppSums *sums)
{
    g_autofree char *object = g_strdup_printf("ASP.NET Applications(%s)", instance);

    writer->object = object;
    put_count(writer, "Anonymous Requests", sums->total);
    put_rate(writer, "Anonymous Requests/Sec", sums->total);
    put_count(writer, "Compilations Total", sums->compilations);
    put_count(writer, "Errors Total", sums->unhandled + sums->timed_out);
    put_rate(writer, "Errors Total/Sec", sums->unhandled + sums->timed_out);
    put_count(writer, "Errors Unhandled During Execution", sums->unhandled);
    put_count(writer, "Output Cache Hits", sums->output_cache_hits);
    put_count(writer, "Output Cache Misses", sums->output_cache_misses);
    put(writer, "Pipeline Instance Count", sums->instances);
    put(writer, "Request Bytes In Total", sums->bytes_in);
    put(writer, "Request Bytes Out Total", sums->bytes_out);
    put(writer, "Requests Executing", sums->executing);
    put_count(writer, "Requests Failed", sums->failed);
    put(writer, "Requests In Application Queue", sums->waiting);
    put_count(writer, "Requests Not Authorized", sums->not_authorized);
    put_count(writer, "Requests Not Found", sums->not_found);
    put_count(writer, "Requests Succeeded", sums->succeeded);
    put_count(writer, "Requests Timed Out", sums->timed_out);
    put_count(writer, "Requests Total", sums->total);
    put_rate(writer, "Requests/Sec", sums->total);
    put_count(writer, "Sessions Active", sums->sessions.active);
    put_count(writer, "Sessions Timed Out", sums->sessions.timed_out);
    put_count(writer, "Sessions Total", sums->sessions.total);
}

static void put_apps(Writer *writer)
{
    const ModelConfig *config = writer->run->config;
    AppSums all = {0};

    for (uint32_t i = 0; i < config->app_count; i++)
        add_app(writer, i, &all);
    put_app(writer, "__Total__", &all);
    for (uint32_t i = 0; i < config->app_count; i++) {
        AppSums sums = {0};

        add_app(writer, i, &sums);
        put_app(writer, config->apps[i].name, &sums);
    }
}

/* ---- Web Service ---- */

/* Where nothing keeps or limits connections there is one for each request, from its arrival until it
 * is answered. */
static const SimLevel *connections_of(const WebRun *run)
{
    return run->connections != NULL ? &run->connections->open : &run->measure->at_server;
}

static void put_web_service(Writer *writer)
{
    const WebRun *run = writer->run;
    uint64_t methods = 0, extensions = 0;

    for (uint32_t i = 0; i < run->config->page_count; i++) {
        const WebPageCounters *page = &run->counters->pages[i];

        methods += page->answered;
        if (run->page_handlers[i] != HANDLER_STATIC)
            extensions += page->answered - MIN(page->kernel_hits, page->answered);
    }
    writer->object = "Web Service(_Total)";
    put(writer, "Current Connections", mean_of(writer, connections_of(run)));
    put_count(writer, "Total Method Requests", methods);
    put_rate(writer, "Total Method Requests/sec", methods);
    put_rate(writer, "ISAPI Extension Requests/sec", extensions);
    writer->object = "Web Service Cache";
    if (run->config->costs.file_read.count > 0) {
        put_count(writer, "File Cache Flushes", run->counters->file_flushes);
        put_count(writer, "File Cache Hits", run->counters->file_hits);
        put_count(writer, "File Cache Misses", run->counters->file_misses);
    }
    if (!run->server->logs_http_errors) /* no http.sys */
        return;
    put_count(writer, "Kernel: URI Cache Flushes", run->counters->kernel_flushes);
    put_count(writer, "Kernel: URI Cache Hits", run->counters->kernel_hits);
    put_count(writer, "Kernel: URI Cache Misses", run->counters->kernel_misses);
}

void web_counters_report(WebRun *run, GArray *values)
{
    Writer writer = {.run = run, .values = values, .object = "ASP.NET"};

    web_sessions_settle(run);
    put_machine(&writer);
    put_apps(&writer);
    put_web_service(&writer);
}

/* ---- time series ---- */

static double area_of(const WebRun *run, const SimLevel *level)
{
    return (double)sim_level_area(level, run->engine.now_ns) / 1e9;
}

static double running_area(WebRun *run)
{
    return area_of(run, web_exposure_appdomains(run));
}

static double current_area(WebRun *run)
{
    return area_of(run, &run->counters->current);
}

static double queued_area(WebRun *run)
{
    double area = is_aspnet_queue(run, "clr") ? -area_of(run, &run->counters->inner) : 0;

    for (guint i = 0; i < run->queue_statistics->len; i++) {
        const WebQueueStatistics *queue = g_ptr_array_index(run->queue_statistics, i);

        if (is_aspnet_queue(run, queue->name))
            area += area_of(run, &queue->length);
    }
    return area;
}

static double execution_ms(WebRun *run)
{
    return (double)run->counters->execution_ns / 1e6;
}

static double wait_ms(WebRun *run)
{
    return (double)run->counters->wait_ns / 1e6;
}

static double rejected(WebRun *run)
{
    return (double)run->counters->rejected;
}

static double executing_area(WebRun *run)
{
    double area = 0;

    for (uint32_t i = 0; i < run->config->app_count; i++)
        area += area_of(run, &run->counters->apps[i].executing);
    return area;
}

static double total(WebRun *run)
{
    double sum = 0;

    for (uint32_t i = 0; i < run->config->page_count; i++)
        sum += (double)run->counters->pages[i].total;
    return sum;
}

const WebCounterSeries web_counter_series[] = {
    {"ASP.NET\\Applications Running", running_area, false},
    {"ASP.NET\\Request Execution Time", execution_ms, true},
    {"ASP.NET\\Request Wait Time", wait_ms, true},
    {"ASP.NET\\Requests Current", current_area, false},
    {"ASP.NET\\Requests Queued", queued_area, false},
    {"ASP.NET\\Requests Rejected", rejected, true},
    {"ASP.NET Applications(__Total__)\\Requests Executing", executing_area, false},
    {"ASP.NET Applications(__Total__)\\Requests/Sec", total, false},
    {NULL, NULL, false},
};
