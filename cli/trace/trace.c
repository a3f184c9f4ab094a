/* trace.c - the watcher: opens the trace when what is asked for begins, hands each event on, and closes
 * it. What is open at its edges is begun and ended there, so that everything is balanced. */
#include "cli/trace/trace.h"
#include "cli/results/csv.h"
#include "cli/results/json_text.h"
#include "cli/trace/trace_internal.h"

/* ---- queues: their lengths, of all of one name together ---- */

static void queue(Trace *trace, const WatchEvent *event)
{
    TraceCounter *counter = *event->kept;

    if (G_UNLIKELY(counter == NULL)) {
        counter = trace_counter_new(trace, &trace->server,
                                    trace_text_printf("queue %s", event->name), "waiting", NULL);
        *event->kept = counter;
    }
    trace_counter_add(trace, counter, 0, event->kind == WATCH_QUEUED ? 1 : -1);
}

/* ---- marks ---- */

static TraceText reason_of(Trace *trace, const char *reason)
{
    g_string_assign(trace->text, "{\"reason\":");
    json_text_append_quoted(trace->text, reason);
    g_string_append_c(trace->text, '}');
    return trace_text_of(trace->text);
}

static G_GNUC_NO_INLINE void mark(Trace *trace, const WatchEvent *event)
{
    ResultMarkKind kind = (ResultMarkKind)event->number;
    bool is_global = kind == MARK_FAULT || kind == MARK_FAULT_END || kind == MARK_DISABLED;
    TraceText name;
    TraceText args = {0};

    if (!trace->is_open)
        return;
    name = trace_text_printf("%s: %s", csv_event_kind(kind), event->name);
    if (event->source != NULL)
        args = reason_of(trace, event->source);
    trace_write_instant(trace->writer, &trace->server, is_global ? 'g' : 'p', trace->now_ns, &name,
                        args.text != NULL ? &args : NULL);
    trace_text_clear(&name);
}

/* ---- its edges ---- */

static void name_server(Trace *trace, const Scenario *scenario)
{
    const ScenarioVariant *variant = trace->variant;
    g_autofree char *name = g_strdup_printf("server (%s): faults, queues", variant->name);
    g_autofree char *labels =
        g_strdup_printf("%s, seed %" G_GUINT64_FORMAT ", replication %u",
                        scenario->title != NULL ? scenario->title : scenario->file, scenario->seed,
                        trace->options->replication_number);

    trace_write_process(trace->writer, trace->server.pid, name, labels);
    trace_write_thread(trace->writer, &trace->server, "events", 0);
    for (uint32_t i = 0; i < variant->config->app_count; i++) {
        g_autofree char *app =
            g_strdup_printf("requests of %s (%s)", variant->config->apps[i].name, variant->name);

        trace_write_process(trace->writer, trace->apps[i].pid, app, NULL);
    }
}

static G_GNUC_NO_INLINE void open_trace(Trace *trace)
{
    trace->is_open = true;
    trace->summary.has_begun = true;
    trace->begin_ns = trace->now_ns;
    for (TraceProcess *process = trace->processes; process != NULL; process = process->next)
        trace_process_open(trace, process);
    trace_counters_open(trace);
    for (TraceRequest *request = trace->live; request != NULL; request = request->next)
        trace_request_open(trace, request);
}

static G_GNUC_NO_INLINE void close_trace(Trace *trace)
{
    if (trace->is_closed)
        return;
    trace->is_closed = true;
    if (!trace->is_open)
        return;
    trace_counters_write(trace);
    for (TraceRequest *request = trace->live; request != NULL; request = request->next)
        trace_request_close(trace, request);
    for (TraceProcess *process = trace->processes; process != NULL; process = process->next)
        trace_process_close(trace, process);
}

/* ---- the watcher ---- */

static G_GNUC_NO_INLINE void bury_ended(Trace *trace)
{
    TraceProcess *next;

    trace->has_ended_processes = false;
    for (TraceProcess *process = trace->processes; process != NULL; process = next) {
        next = process->next;
        if (process->ended_ns == INT64_MAX)
            continue;
        for (TraceRequest *request = trace->live; request != NULL; request = request->next)
            trace_request_forget(trace, request, process);
        trace_process_bury(trace, process);
    }
}

/* False: it is after the end of what is asked for. */
static G_GNUC_NO_INLINE bool advance(Trace *trace, int64_t time_ns)
{
    const TraceOptions *options = trace->options;

    if (trace->is_open)
        trace_counters_write(trace);
    if (trace->has_ended_processes)
        bury_ended(trace);
    trace->now_ns = MIN(time_ns, options->to_ns);
    if (!trace->is_open && options->first == 0 && time_ns >= options->from_ns) {
        trace->now_ns = options->from_ns;
        open_trace(trace);
        if (time_ns > options->from_ns)
            trace_counters_write(trace);
        trace->now_ns = MIN(time_ns, options->to_ns);
    }
    trace->summary.end_ns = time_ns;
    return time_ns <= options->to_ns;
}

/* Requests that are asked for by number have no other beginning than the first of them. */
static G_GNUC_NO_INLINE void look_for_first(Trace *trace, const WatchEvent *event)
{
    const TraceOptions *options = trace->options;

    if (options->first > 0 && !trace->is_open && event->in_cohort && event->other == 0 &&
        trace->summary.offered + 1 >= options->first)
        open_trace(trace);
}

/* False: there is no sense in going on. */
static G_GNUC_NO_INLINE bool begins_request(Trace *trace, const WatchEvent *event)
{
    const TraceOptions *options = trace->options;

    look_for_first(trace, event);
    trace->summary.is_interrupted = options->is_interrupted != NULL && options->is_interrupted();
    return !trace->summary.is_interrupted && !trace_out_has_failed(trace->writer->out);
}

static bool has_all(const Trace *trace)
{
    const TraceOptions *options = trace->options;

    return options->first > 0 && trace->summary.offered >= options->last && trace->live_shown == 0;
}

/* Nothing that is asked for can come any more. */
static bool ends_with(Trace *trace)
{
    if (!has_all(trace))
        return false;
    close_trace(trace);
    return true;
}

static void of_server(Trace *trace, const WatchEvent *event)
{
    if (event->kind < WATCH_MARK)
        trace_process_event(trace, event);
    else
        mark(trace, event);
}

static bool watch(void *self, const WatchEvent *event)
{
    Trace *trace = self;

    if (event->time_ns != trace->now_ns && !advance(trace, event->time_ns)) {
        close_trace(trace);
        return false;
    }
    if (event->kind == WATCH_ISSUED) {
        if (!begins_request(trace, event))
            return false;
    }
    if (event->kind > WATCH_GONE)
        of_server(trace, event);
    else if (event->kind == WATCH_QUEUED || event->kind == WATCH_UNQUEUED)
        queue(trace, event);
    else
        trace_request_event(trace, event);
    return event->kind != WATCH_GONE || !ends_with(trace);
}

/* ---- the whole ---- */

static TraceText names_of(const ModelConfig *config, uint32_t app, uint32_t group)
{
    GString *json = g_string_new(",\"app\":");

    json_text_append_quoted(json, config->apps[app].name);
    g_string_append(json, ",\"group\":");
    json_text_append_quoted(json, config->clients[group].name);
    return trace_text_take(json);
}

static void trace_init(Trace *trace, const Scenario *scenario)
{
    const ModelConfig *config = trace->variant->config;

    trace->now_ns = trace->summary.end_ns = INT64_MIN;
    trace->text = g_string_sized_new(TRACE_TEXT_ROOM);
    trace->stages = g_array_new(FALSE, TRUE, sizeof(TraceStage));
    trace->writer->tracks++;
    trace->server = trace_track(trace->writer->tracks, trace->writer->tracks);
    trace->apps = g_new0(TraceTrack, config->app_count);
    trace->args = g_new0(TraceText, (gsize)config->app_count * config->client_count);
    trace->pages = g_new0(TraceText, config->page_count);
    for (uint32_t i = 0; i < config->app_count; i++) {
        trace->writer->tracks++;
        trace->apps[i] = trace_track(trace->writer->tracks, trace->writer->tracks);
        for (uint32_t k = 0; k < config->client_count; k++) {
            TraceText *names = &trace->args[i * config->client_count + k];

            *names = names_of(config, i, k);
            trace->names_max = MAX(trace->names_max, names->length);
        }
    }
    for (uint32_t i = 0; i < config->page_count; i++)
        trace->pages[i] = trace_text_name(config->pages[i].name);
    name_server(trace, scenario);
}

static void free_requests(TraceRequest *request)
{
    TraceRequest *next;

    for (; request != NULL; request = next) {
        next = request->next;
        trace_text_clear(&request->args);
        trace_text_clear(&request->thread_args);
        g_free(request);
    }
}

static void trace_clear(Trace *trace)
{
    const ModelConfig *config = trace->variant->config;

    free_requests(trace->live);
    free_requests(trace->spare);
    while (trace->processes != NULL)
        trace_process_bury(trace, trace->processes);
    for (guint i = 0; i < trace->stages->len; i++) {
        trace_text_clear(&g_array_index(trace->stages, TraceStage, i).service);
        trace_text_clear(&g_array_index(trace->stages, TraceStage, i).wait);
    }
    g_array_unref(trace->stages);
    for (uint32_t i = 0; i < config->page_count; i++)
        trace_text_clear(&trace->pages[i]);
    for (uint32_t i = 0; i < config->app_count * config->client_count; i++)
        trace_text_clear(&trace->args[i]);
    g_free(trace->pages);
    g_free(trace->args);
    g_free(trace->apps);
    g_string_free(trace->text, TRUE);
    trace_text_clear(&trace->ending);
    while (trace->counters != NULL)
        trace_counter_remove(trace, trace->counters);
}

TraceSummary trace_run(TraceWriter *writer, const Scenario *scenario,
                       const ScenarioVariant *variant, const TraceOptions *options)
{
    Trace trace = {.writer = writer, .options = options, .variant = variant};
    RunWatch out = {.event = watch, .self = &trace};
    RunObserver observer = {.watch = &out};
    g_autoptr(ModelResult) result = NULL;

    trace_init(&trace, scenario);
    result = model_run(variant->model, variant->config, options->replication, &observer);
    close_trace(&trace);
    if (result != NULL && result->violation != NULL)
        trace.summary.violation = g_strdup(result->violation);
    trace_clear(&trace);
    return trace.summary;
}
