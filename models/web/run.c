/* run.c - setting a run up, running it, taking it down. */
#include "models/web/run.h"
#include "models/web/availability.h"
#include "models/web/backend.h"
#include "models/web/call.h"
#include "models/web/client.h"
#include "models/web/counters.h"
#include "models/web/exposure.h"
#include "models/web/connection.h"
#include "models/web/fault.h"
#include "models/web/httperr.h"
#include "models/web/invariants.h"
#include "models/web/machine.h"
#include "models/web/measure.h"
#include "models/web/network.h"
#include "models/web/scriptmap.h"
#include "models/web/server.h"
#include "models/web/session.h"
#include "models/web/twin.h"

const char *web_stage_name(WebStage stage)
{
    static const char *const names[STAGE_BACKENDS] = {
        [STAGE_CLIENT_RETRY] = "client.retry",
        [STAGE_NETWORK] = "network",
        [STAGE_LISTENER] = "listener",
        [STAGE_POOL_QUEUE] = "pool-queue",
        [STAGE_PROCESS_START] = "process-start",
        [STAGE_FRONT_END] = "front-end",
        [STAGE_PIPE] = "pipe",
        [STAGE_CLR_QUEUE] = "clr-queue",
        [STAGE_APP_INIT] = "app-init",
        [STAGE_APP_QUEUE] = "app-queue",
        [STAGE_SESSION] = "session",
        [STAGE_PIPELINE] = "pipeline",
        [STAGE_WORK_CPU] = "work.cpu",
        [STAGE_WORK_WAIT] = "work.wait",
        [STAGE_RESPONSE] = "response",
    };

    return names[stage];
}

const char *web_run_string(WebRun *run, const char *text)
{
    return g_string_chunk_insert_const(run->strings, text);
}

const char *web_run_stage_name(WebRun *run, uint32_t stage)
{
    g_autofree char *name = NULL;

    if (stage < STAGE_BACKENDS)
        return web_stage_name((WebStage)stage);
    if (stage - STAGE_BACKENDS == run->config->backend_count)
        return "work.call";
    name = g_strdup_printf("work.%s", run->config->backends[stage - STAGE_BACKENDS].name);
    return web_run_string(run, name);
}

WebQueueStatistics *web_run_queue_statistics(WebRun *run, const char *name, bool is_outside)
{
    WebQueueStatistics *statistics;

    for (guint i = 0; i < run->queue_statistics->len; i++) {
        statistics = g_ptr_array_index(run->queue_statistics, i);
        if (g_str_equal(statistics->name, name))
            return statistics;
    }
    statistics = g_new0(WebQueueStatistics, 1);
    statistics->name = web_run_string(run, name);
    statistics->is_outside = is_outside;
    statistics->watch = run->watch;
    sim_level_init(&statistics->length, run->engine.now_ns, 0);
    g_ptr_array_add(run->queue_statistics, statistics);
    return statistics;
}

int64_t web_run_timer_phase(WebRun *run, const char *name, uint64_t instance, int64_t period_ns)
{
    SimStream stream = sim_stream(run->seed, sim_stream_source(name), instance, DRAW_TIMER);

    if (run->config->limits.timer_phases == TIMER_PHASES_ARMED)
        return period_ns;
    return 1 + (int64_t)(sim_stream_uniform(&stream) * (double)(period_ns - 1));
}

static const WebProcessFunctions kernel_functions = {0};

static WebRun *run_new(const WebServer *server, const ModelConfig *config, uint64_t replication,
                       const RunObserver *observer)
{
    WebRun *run = g_new0(WebRun, 1);
    size_t request_bytes;

    g_assert(config->warmup_ns != SIM_NEVER);
    run->config = config;
    run->observer = observer;
    run->server = server;
    run->arrive = server->arrive;
    run->fault_left_out = MODEL_NONE;
    run->seed = (SimSeed){.seed = config->seed, .replication = replication};
    sim_engine_init(&run->engine, -config->warmup_ns, 1024);
    run->calls = web_calls_new(run);
    run->stage_count = (uint32_t)STAGE_BACKENDS + config->backend_count + (run->calls != NULL);
    run->strings = g_string_chunk_new(4096);
    run->watch = web_watch_new(run, observer != NULL ? observer->watch : NULL);
    run->process_statistics = g_ptr_array_new_with_free_func(g_free);
    run->queue_statistics = g_ptr_array_new_with_free_func(g_free);
    request_bytes = sizeof(WebRequest) + 2 * sizeof(int64_t) * run->stage_count;
    run->request_extra_offset = (request_bytes + 15) & ~(size_t)15;
    run->requests = sim_pool_new(run->request_extra_offset + server->request_extra_bytes);
    run->machine = web_machine_new(run);
    run->measure = web_measure_new(run);
    web_measure_start(run->measure);
    run->backends = g_new0(WebBackend, config->backend_count);
    for (uint32_t i = 0; i < config->backend_count; i++)
        web_backend_init(&run->backends[i], run, &config->backends[i]);
    run->sessions = web_sessions_new(run);
    run->page_handlers = g_new0(WebHandler, config->page_count);
    for (uint32_t i = 0; i < config->page_count; i++)
        run->page_handlers[i] =
            server->logs_http_errors && web_scriptmap_is_prohibited(config, config->pages[i].url)
                ? HANDLER_PROHIBITED
                : web_scriptmap_handler(config, config->pages[i].url);
    run->availability = web_availability_new(run);
    run->exposure = web_exposure_new(run);
    run->counters = web_counters_new(run);
    run->kernel = web_process_new(run, "kernel", &kernel_functions, NULL);
    web_process_start_warm(run->kernel, 0);
    run->faults = web_faults_new(run);
    if (server->logs_http_errors)
        run->http_errors = web_http_errors_new(run);
    web_connections_new(run);
    run->network = web_network_new(run);
    run->server_state = server->create(run);
    run->clients = g_new0(WebClients, config->client_count);
    for (uint32_t i = 0; i < config->client_count; i++)
        web_clients_init(&run->clients[i], run, i);
#if SIM_CHECKED
    run->engine.check = web_invariants_check;
    run->engine.check_self = run;
#endif
    return run;
}

static void run_free(WebRun *run)
{
    run->twins = NULL;
    web_request_free_all(run);
    web_process_free_all(run);
    run->server->destroy(run);
    for (uint32_t i = 0; i < run->config->client_count; i++)
        web_clients_clear(&run->clients[i]);
    g_free(run->clients);
    web_sessions_free(run->sessions);
    web_connections_free(run);
    web_network_free(run->network);
    for (uint32_t i = 0; i < run->config->backend_count; i++)
        web_backend_clear(&run->backends[i]);
    g_free(run->backends);
    web_faults_free(run->faults);
    web_calls_free(run->calls);
    g_free(run->page_handlers);
    web_http_errors_free(run->http_errors);
    web_measure_free(run->measure);
    web_availability_free(run->availability);
    web_exposure_free(run->exposure);
    web_counters_free(run->counters);
    web_machine_free(run->machine);
    sim_pool_free(run->requests);
    g_ptr_array_unref(run->queue_statistics);
    g_ptr_array_unref(run->process_statistics);
    g_clear_pointer(&run->strings, g_string_chunk_free);
    web_watch_free(run->watch);
    sim_engine_clear(&run->engine);
    g_free(run);
}

static void start(WebRun *run)
{
    for (uint32_t i = 0; i < run->config->client_count; i++)
        web_clients_start(&run->clients[i]);
    web_faults_start(run->faults);
}

/* ---- a run and its twins, one without each fault ---- */

#define TWIN_STEP_NS                                                                               \
    SIM_S /* they advance together by this much, so that few requests are unmatched */

typedef struct {
    WebRun *actual;
    WebRun **without; /* by fault */
    WebTwin **twins;
    uint32_t count;
    RunObserver observer; /* of the twins: nobody looks at their requests */
} RunFamily;

static void family_new(RunFamily *family, WebRun *actual, const RunObserver *observer)
{
    const ModelConfig *config = actual->config;

    *family = (RunFamily){.actual = actual};
    if (observer == NULL || !observer->isolation || config->fault_count == 0)
        return;
    family->count = config->fault_count;
    family->observer.cancelled = observer->cancelled;
    family->without = g_new0(WebRun *, family->count);
    family->twins = g_new0(WebTwin *, family->count);
    actual->twins = family->twins;
    for (uint32_t i = 0; i < family->count; i++) {
        family->twins[i] = web_twin_new(config, i, web_faults_named(actual->faults, i));
        family->without[i] =
            run_new(actual->server, config, actual->seed.replication, &family->observer);
        family->without[i]->fault_left_out = i;
        family->without[i]->twins = family->twins;
        start(family->without[i]);
    }
}

static void family_run(RunFamily *family, int64_t end_ns)
{
    int64_t until_ns = family->count > 0 ? family->actual->engine.now_ns : end_ns;
    bool goes_on = true;

    while (goes_on) {
        goes_on = false;
        if (!family->actual->engine.stop)
            sim_engine_run(&family->actual->engine, until_ns);
        goes_on |= !family->actual->engine.stop;
        for (uint32_t i = 0; i < family->count; i++) {
            if (!family->without[i]->engine.stop)
                sim_engine_run(&family->without[i]->engine, until_ns);
            goes_on |= !family->without[i]->engine.stop;
        }
        goes_on &= until_ns < end_ns;
        until_ns = MIN(until_ns + TWIN_STEP_NS, end_ns);
    }
}

/* What a twin breaks is as wrong as what the run itself breaks. */
static void family_resolve(RunFamily *family)
{
    web_request_free_all(family->actual);
    for (uint32_t i = 0; i < family->count; i++) {
        web_request_free_all(family->without[i]);
        web_measure_pass_on_violation(family->without[i], family->actual);
    }
}

static void family_free(RunFamily *family)
{
    run_free(family->actual);
    for (uint32_t i = 0; i < family->count; i++) {
        run_free(family->without[i]);
        web_twin_free(family->twins[i]);
    }
    g_free(family->without);
    g_free(family->twins);
}

ModelResult *model_run(const Model *model, const ModelConfig *config, uint64_t replication,
                       const RunObserver *observer)
{
    WebRun *run = run_new(model->server, config, replication, observer);
    ModelResult *result = NULL;
    RunFamily family;
    int64_t begin_us;
    double seconds;

    start(run);
    family_new(&family, run, observer);
    begin_us = g_get_monotonic_time();
    family_run(&family, config->duration_ns + config->drain_ns);
    seconds = (double)(g_get_monotonic_time() - begin_us) / 1e6;
    if (!web_watch_has_stopped(run->watch) &&
        (observer == NULL || observer->cancelled == NULL || !*observer->cancelled)) {
        family_resolve(&family);
        result = web_measure_result(run);
        result->loop_seconds = seconds;
    }
    family_free(&family);
    return result;
}
