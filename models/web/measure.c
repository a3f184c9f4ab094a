/* measure.c - counting while a run goes on. Elsewhere: the window and its laws (window.c), turning
 * counts into results (report.c, series.c). */
#include "models/web/measure_private.h"
#include "models/web/client.h"
#include "models/web/twin.h"

static void group_init(WebMeasureGroup *group, const WebRun *run)
{
    group->latency = sim_histogram_new();
    group->tripped_ns = SIM_NEVER;
    group->within = g_new0(uint64_t, run->config->within_count);
}

static void group_clear(WebMeasureGroup *group)
{
    g_clear_pointer(&group->latency, sim_histogram_free);
    g_free(group->within);
}

static WebMeasureGroup *groups_new(const WebRun *run, uint32_t count)
{
    WebMeasureGroup *groups = g_new0(WebMeasureGroup, count);

    for (uint32_t i = 0; i < count; i++)
        group_init(&groups[i], run);
    return groups;
}

static void groups_free(WebMeasureGroup *groups, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        group_clear(&groups[i]);
    g_free(groups);
}

WebMeasure *web_measure_new(WebRun *run)
{
    WebMeasure *measure = g_new0(WebMeasure, 1);
    const ModelConfig *config = run->config;
    int64_t pieces;

    measure->run = run;
    group_init(&measure->all, run);
    measure->apps = groups_new(run, config->app_count);
    measure->pages = groups_new(run, config->page_count);
    measure->pools = groups_new(run, config->pool_count);
    measure->clients = groups_new(run, config->client_count);
    measure->stage_wait_ns = g_new0(int64_t, run->stage_count);
    measure->stage_service_ns = g_new0(int64_t, run->stage_count);
    sim_level_init(&measure->at_server, run->engine.now_ns, 0);
    measure->marks = g_array_new(FALSE, FALSE, sizeof(ResultMark));
    measure->timed = g_array_new(FALSE, FALSE, sizeof(ResultValue));
    measure->series_names = g_ptr_array_new();
    pieces = config->series_pieces > 0 ? config->series_pieces : MEASURE_BUCKETS;
    measure->bucket_ns = MAX((config->duration_ns + pieces - 1) / pieces, 1);
    measure->bucket_count =
        (uint32_t)((config->duration_ns + measure->bucket_ns - 1) / measure->bucket_ns);
    return measure;
}

void web_measure_free(WebMeasure *measure)
{
    const ModelConfig *config;

    if (measure == NULL)
        return;
    config = measure->run->config;
    group_clear(&measure->all);
    groups_free(measure->apps, config->app_count);
    groups_free(measure->pages, config->page_count);
    groups_free(measure->pools, config->pool_count);
    groups_free(measure->clients, config->client_count);
    g_free(measure->stage_wait_ns);
    g_free(measure->stage_service_ns);
    g_free(measure->series);
    g_free(measure->series_before);
    g_clear_pointer(&measure->marks, g_array_unref);
    g_clear_pointer(&measure->timed, g_array_unref);
    g_clear_pointer(&measure->series_names, g_ptr_array_unref);
    g_free(measure->violation);
    g_free(measure);
}

/* Looked at after so many requests as well as after each piece of the time series, so that a run of
 * any size ends soon after it is given up. */
#define MEASURE_LOOK_EVERY 65536

bool web_measure_is_cancelled(const WebRun *run)
{
    return run->observer != NULL && run->observer->cancelled != NULL && *run->observer->cancelled;
}

/* ---- requests ---- */

void web_measure_issued(const WebRequest *request)
{
    WebMeasure *measure = request->run->measure;

    measure->issued++;
    if (measure->issued % MEASURE_LOOK_EVERY == 0 && web_measure_is_cancelled(request->run))
        request->run->engine.stop = true;
    if (!request->in_cohort)
        return;
    measure->unresolved++;
    measure->cohort_live++;
    measure->pages[request->page].offered++;
    measure->clients[request->group->index].offered++;
}

void web_measure_entered(const WebRequest *request)
{
    WebMeasure *measure = request->run->measure;

    sim_level_add(&measure->at_server, request->entered_ns, 1);
    if (!measure->window_over)
        measure->inside_since_ns += request->entered_ns;
}

/* Those that came before the window count from its beginning: inside_since_ns was set then. */
void web_measure_left(const WebRequest *request)
{
    WebMeasure *measure = request->run->measure;
    int64_t now_ns = request->run->engine.now_ns;
    int64_t since_ns = request->entered_ns;

    sim_level_add(&measure->at_server, now_ns, -1);
    if (measure->window_over)
        return;
    if (measure->in_window) {
        since_ns = MAX(since_ns, 0);
        measure->stamps_ns += now_ns - since_ns;
        measure->left++;
    }
    measure->inside_since_ns -= since_ns;
}

void web_measure_late(const WebRequest *request)
{
    WebMeasure *measure = request->run->measure;

    if (!request->in_cohort)
        return;
    measure->all.late++;
    measure->apps[request->app].late++;
}

static inline void count_latency(const WebRun *run, WebMeasureGroup *group, int64_t latency_ns,
                                 int64_t wait_ns)
{
    sim_histogram_add(group->latency, latency_ns);
    group->latency_ns += latency_ns;
    group->wait_ns += wait_ns;
    for (uint32_t i = 0; i < run->config->within_count; i++)
        group->within[i] += latency_ns <= run->config->within_ns[i];
}

/* What it is to have an outcome. */
static inline void count_outcome(const WebRequest *request, WebMeasureGroup *group,
                                 WebOutcome outcome, int64_t wait_ns)
{
    int64_t latency_ns = request->run->engine.now_ns - request->issued_ns;

    group->outcomes[outcome]++;
    group->attempts += request->attempts;
    if (request->kernel_cache != KERNEL_CACHE_UNUSED) {
        group->cacheable++;
        group->cache_hits += request->kernel_cache == KERNEL_CACHE_HAD;
    }
    if (outcome == OUTCOME_OK)
        count_latency(request->run, group, latency_ns, wait_ns);
}

static void add_group(WebMeasureGroup *sum, const WebMeasureGroup *part, uint32_t within_count)
{
    sum->offered += part->offered;
    for (int i = 0; i < OUTCOME_COUNT; i++)
        sum->outcomes[i] += part->outcomes[i];
    sum->attempts += part->attempts;
    sum->cacheable += part->cacheable;
    sum->cache_hits += part->cache_hits;
    sum->ok_in_window += part->ok_in_window;
    sum->latency_ns += part->latency_ns;
    sum->wait_ns += part->wait_ns;
    for (uint32_t i = 0; i < within_count; i++)
        sum->within[i] += part->within[i];
    sim_histogram_merge(sum->latency, part->latency);
}

void web_measure_sum_up(WebMeasure *measure)
{
    const ModelConfig *config = measure->run->config;

    for (uint32_t i = 0; i < config->page_count; i++)
        add_group(&measure->apps[config->pages[i].app], &measure->pages[i], config->within_count);
    for (uint32_t i = 0; i < config->app_count; i++) {
        add_group(&measure->pools[config->apps[i].pool], &measure->apps[i], config->within_count);
        add_group(&measure->all, &measure->apps[i], config->within_count);
    }
}

/* The stages of an ok request: their sum is its latency, or the run is broken. Returns what it
 * waited in queues: the time between attempts is not one. */
static int64_t count_stages(WebRequest *request)
{
    WebMeasure *measure = request->run->measure;
    uint32_t count = request->run->stage_count;
    const int64_t *wait = request->wait_ns, *service = request->service_ns;
    int64_t wait_ns = 0;
    int64_t service_ns = 0;

    for (uint32_t i = 0; i < count; i++) {
        wait_ns += wait[i];
        measure->stage_wait_ns[i] += wait[i];
    }
    for (uint32_t i = 0; i < count; i++) {
        service_ns += service[i];
        measure->stage_service_ns[i] += service[i];
    }
    if (wait_ns + service_ns != request->run->engine.now_ns - request->issued_ns &&
        measure->violation == NULL)
        measure->violation =
            g_strdup_printf("the stages of a request add up to %.9f s, its latency is %.9f s",
                            sim_seconds(wait_ns + service_ns),
                            sim_seconds(request->run->engine.now_ns - request->issued_ns));
    return wait_ns - request->wait_ns[STAGE_CLIENT_RETRY];
}

static void tell_observer(const WebRequest *request, WebOutcome outcome)
{
    const WebRun *run = request->run;
    RequestRecord record = {
        .group = request->group->config->name,
        .user = request->user_number,
        .ordinal = request->ordinal,
        .app = web_request_app(request)->name,
        .page = web_request_page(request)->name,
        .issued_ns = request->issued_ns,
        .started_ns = request->started_ns,
        .ended_ns = outcome == OUTCOME_IN_FLIGHT ? INT64_MIN : run->engine.now_ns,
        .attempts = request->attempts,
        .outcome = web_outcome_name(outcome),
        .status = request->status,
        .reason = web_http_error_name(request->http_error),
        .process = request->last_process,
    };

    run->observer->request(run->observer->self, &record);
}

/* The actual run tells every twin, a twin only the one that it is. */
static void tell_twins(const WebRequest *request, WebOutcome outcome)
{
    WebRun *run = request->run;

    if (run->fault_left_out != MODEL_NONE) {
        web_twin_resolved(run->twins[run->fault_left_out], TWIN_WITHOUT, request, outcome);
        return;
    }
    for (uint32_t i = 0; i < run->config->fault_count; i++)
        web_twin_resolved(run->twins[i], TWIN_ACTUAL, request, outcome);
}

void web_measure_resolved(WebRequest *request, WebOutcome outcome)
{
    WebMeasure *measure = request->run->measure;
    WebMeasureGroup *page = &measure->pages[request->page];
    WebMeasureGroup *clients = &measure->clients[request->group->index];
    int64_t wait_ns;

    measure->ended[outcome]++;
    if (measure->in_window && outcome == OUTCOME_OK) {
        page->ok_in_window++;
        clients->ok_in_window++;
    }
    if (!request->in_cohort)
        return;
    measure->unresolved--;
    wait_ns = outcome == OUTCOME_OK ? count_stages(request) : 0;
    count_outcome(request, page, outcome, wait_ns);
    count_outcome(request, clients, outcome, wait_ns);
    if (request->run->twins != NULL)
        tell_twins(request, outcome);
    if (request->run->observer != NULL && request->run->observer->request != NULL)
        tell_observer(request, outcome);
}

/* Once the window is over and the last of its requests is gone, nothing that the drain could bring
 * would change a result. */
void web_measure_freed(const WebRequest *request)
{
    WebMeasure *measure = request->run->measure;

    if (!request->in_cohort)
        return;
    measure->cohort_live--;
    if (measure->window_over && measure->cohort_live == 0)
        request->run->engine.stop = true;
}

void web_measure_pass_on_violation(const WebRun *from, WebRun *to)
{
    if (from->measure->violation != NULL && to->measure->violation == NULL)
        to->measure->violation = g_strdup(from->measure->violation);
}

void web_measure_appdomain(WebRun *run, bool is_restart)
{
    run->measure->appdomains_started += !is_restart;
    run->measure->appdomains_restarted += is_restart;
}

void web_measure_session_lost(WebRun *run, uint32_t app)
{
    if (!run->measure->in_window)
        return;
    run->measure->all.sessions_lost++;
    run->measure->apps[app].sessions_lost++;
}

void web_measure_tripped(WebRun *run, uint32_t pool)
{
    WebMeasureGroup *group = &run->measure->pools[pool];

    if (group->tripped_ns == SIM_NEVER && run->engine.now_ns >= 0)
        group->tripped_ns = run->engine.now_ns;
}

void web_measure_event(WebRun *run, ResultMarkKind kind, const char *what, const char *reason,
                       int event)
{
    WebMeasure *measure = run->measure;
    ResultMark mark = {
        .time_ns = run->engine.now_ns, .kind = kind, .reason = reason, .event = event};

    mark.what = web_run_string(run, what); /* the name of a fault is the configuration's */
    if (WEB_WATCHED(run))
        web_watch_mark(run, (int)kind, mark.what, reason);
    if (measure->marks->len < RESULT_MARKS_MAX)
        g_array_append_val(measure->marks, mark);
    else
        measure->marks_dropped++;
}

void web_measure_mark(WebRun *run, ResultMarkKind kind, const char *what)
{
    web_measure_event(run, kind, what, NULL, 0);
}

void web_measure_process_mark(const WebProcess *process, ResultMarkKind kind)
{
    web_measure_event(process->run, kind, process->statistics->name, process->end_reason,
                      process->end_event);
}
