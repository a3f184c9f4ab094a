/* requests.c - what a request does, as slices.
 *
 * A stage is told when it is over, with what of it was service; meanwhile the request may have come to
 * a thread, or left one. So those changes are kept until the stage is told, and then it is drawn piece
 * by piece. Events reach the file later than their time says, by no more than a stage: viewers sort
 * them, and those of one instant are in the order in which they nest.
 */
#include "cli/results/json_text.h"
#include "cli/trace/trace_internal.h"

static const TraceTrack *track_of(const Trace *trace, const TraceRequest *request)
{
    return &trace->apps[request->app];
}

static void write_async(Trace *trace, char phase, const TraceRequest *request, int64_t time_ns,
                        const TraceText *name, const TraceText *args)
{
    trace_write_async(trace->writer, phase, track_of(trace, request), &request->span, time_ns, name,
                      args);
}

static const TraceStage *stage_of(const Trace *trace, uint32_t stage)
{
    return &g_array_index(trace->stages, TraceStage, stage);
}

/* ---- pieces of stages ---- */

/* Its span says on which thread it is from then on. */
static G_GNUC_NO_INLINE void follow(Trace *trace, TraceRequest *request, TraceThread *place,
                                    int64_t time_ns)
{
    if (request->drawn == place)
        return;
    if (request->drawn != NULL)
        write_async(trace, 'e', request, time_ns, &request->drawn->place, NULL);
    if (place != NULL)
        write_async(trace, 'b', request, time_ns, &place->place, NULL);
    request->drawn = place;
}

static void draw(Trace *trace, TraceRequest *request, TraceThread *place, int64_t since_ns,
                 int64_t until_ns, const TraceText *name)
{
    since_ns = MAX(since_ns, trace->begin_ns);
    if (since_ns >= until_ns)
        return;
    if (!request->is_over)
        follow(trace, request, place, since_ns);
    if (place != NULL) {
        trace_write_slice(trace->writer, &place->track, since_ns, until_ns, name);
    } else if (!request->is_over) {
        write_async(trace, 'b', request, since_ns, name, NULL);
        write_async(trace, 'e', request, until_ns, name, NULL);
    }
}

/* Waiting comes first. */
static void draw_split(Trace *trace, TraceRequest *request, TraceThread *place, int64_t since_ns,
                       int64_t until_ns, int64_t served_ns)
{
    const TraceStage *stage = stage_of(trace, request->stage);

    draw(trace, request, place, since_ns, MIN(until_ns, served_ns), &stage->wait);
    draw(trace, request, place, MAX(since_ns, served_ns), until_ns, &stage->service);
}

/* All up to until_ns; of that it was served since served_ns. */
static void settle(Trace *trace, TraceRequest *request, int64_t until_ns, int64_t served_ns)
{
    bool is_drawn = trace->is_open && request->id != 0;
    int64_t since_ns = request->since_ns;
    uint32_t i = 0;

    for (; i < request->change_count && request->changes[i].time_ns < until_ns; i++) {
        int64_t change_ns = MAX(request->changes[i].time_ns, since_ns);

        if (is_drawn)
            draw_split(trace, request, request->place, since_ns, change_ns, served_ns);
        since_ns = change_ns;
        request->place = request->changes[i].to;
    }
    if (is_drawn)
        draw_split(trace, request, request->place, since_ns, until_ns, served_ns);
    for (; i < request->change_count; i++) /* those of the instant until_ns */
        request->place = request->changes[i].to;
    request->change_count = 0;
    request->since_ns = until_ns;
}

/* What was service of it nobody has said. */
static void settle_untold(Trace *trace, TraceRequest *request)
{
    settle(trace, request, trace->now_ns, trace->now_ns);
}

static void change_place(Trace *trace, TraceRequest *request)
{
    TraceChange change = {.time_ns = trace->now_ns, .to = request->held};

    if (!trace->is_open || request->since_ns == trace->now_ns) {
        request->place = request->held;
        return;
    }
    if (request->change_count == TRACE_CHANGES_MAX) {
        settle_untold(trace, request);
        request->place = request->held;
        return;
    }
    request->changes[request->change_count++] = change;
}

/* ---- the span of a request ---- */

/* '{"request":17', or of a call '{"call_of":4' */
static char *put_identity(char *at, const TraceRequest *request)
{
    at = TRACE_PUT(at, "{\"span\":");
    at = trace_put_number(at, request->id);
    if (request->number != 0)
        at = trace_put_number(TRACE_PUT(at, ",\"request\":"), request->number);
    if (request->is_call)
        at = trace_put_number(TRACE_PUT(at, ",\"call_of\":"), request->caller);
    return at;
}

static void write_args(const Trace *trace, TraceRequest *request)
{
    const TraceText *names =
        &trace->args[request->app * trace->variant->config->client_count + request->group];
    char *at;

    if (request->args.text == NULL) {
        request->args.text =
            g_malloc(trace->names_max + 6 * TRACE_NUMBER_MAX + 2 * TRACE_TEXT_ROOM);
        request->thread_args.text = g_malloc(4 * TRACE_NUMBER_MAX + 2 * TRACE_TEXT_ROOM);
    }
    at = put_identity(request->args.text, request);
    request->thread_args.length = (size_t)(at - request->args.text) + 1;
    trace_put(request->thread_args.text, request->args.text, request->thread_args.length);
    request->thread_args.text[request->thread_args.length - 1] = '}';
    at = trace_put(at, names->text, names->length);
    at = trace_put_number(TRACE_PUT(at, ",\"user\":"), request->user);
    at = TRACE_PUT(trace_put_number(TRACE_PUT(at, ",\"ordinal\":"), request->ordinal), "}");
    request->args.length = (size_t)(at - request->args.text);
}

static void begin(Trace *trace, TraceRequest *request)
{
    request->id = ++trace->writer->ids;
    request->span = trace_span(request->id);
    trace->summary.requests++;
    trace->live_shown++;
    write_args(trace, request);
    write_async(trace, 'b', request, trace->now_ns, &trace->pages[request->page], &request->args);
}

/* Most end alike. */
static const TraceText *ending_of(Trace *trace, const TraceRequest *request, const char *outcome)
{
    GString *json;

    if (trace->ending_outcome == outcome && trace->ending_status == request->status)
        return &trace->ending;
    trace->ending_outcome = outcome;
    trace->ending_status = request->status;
    json = g_string_new(NULL);
    g_string_printf(json, "{\"outcome\":\"%s\",\"status\":%d}", outcome, request->status);
    trace_text_clear(&trace->ending);
    trace->ending = trace_text_take(json);
    return &trace->ending;
}

static void end(Trace *trace, TraceRequest *request, const char *outcome)
{
    if (request->id == 0 || request->is_over)
        return;
    if (request->drawn != NULL)
        write_async(trace, 'e', request, trace->now_ns, &request->drawn->place, NULL);
    request->drawn = NULL;
    request->is_over = true;
    trace->live_shown--;
    write_async(trace, 'e', request, trace->now_ns, &trace->pages[request->page],
                ending_of(trace, request, outcome));
}

/* Something that happened to it, without length; text: what has been said about it so far, or "". */
static void note(Trace *trace, const TraceRequest *request, TraceText name, const TraceText *args)
{
    if (trace->is_open && request->id != 0 && !request->is_over)
        write_async(trace, 'n', request, trace->now_ns, &name, args);
    trace_text_clear(&name);
}

static G_GNUC_NO_INLINE void note_rule(Trace *trace, const TraceRequest *request,
                                       const WatchEvent *event)
{
    GString *text = trace->text;
    TraceText args;

    g_string_assign(text, "{\"value\":");
    g_string_append_printf(text, "%" G_GINT64_FORMAT, event->number);
    if (event->limit != SIM_NEVER)
        g_string_append_printf(text, ",\"limit\":%" G_GINT64_FORMAT, event->limit);
    else
        g_string_assign(text, "{\"limit\":null");
    if (event->source != NULL) {
        g_string_append(text, ",\"source\":");
        json_text_append_quoted(text, event->source);
    }
    g_string_append_c(text, '}');
    args = trace_text_of(text);
    note(trace, request, trace_text_name(event->name), &args);
}

/* ---- threads ---- */

/* An arrow from the stay before, in another process, to this one. */
static G_GNUC_NO_INLINE void draw_hop(Trace *trace, TraceRequest *request,
                                      const TraceThread *thread)
{
    uint64_t id;

    if (!request->has_hop || request->hop_track.pid == thread->track.pid ||
        request->hop_ns <= request->hop_since_ns)
        return;
    id = ++trace->writer->ids;
    trace_write_flow(trace->writer, 's', &request->hop_track, id, request->hop_ns - 1);
    trace_write_flow(trace->writer, 'f', &thread->track, id, trace->now_ns);
}

static void take_thread(Trace *trace, TraceRequest *request, const WatchEvent *event)
{
    TraceThread *thread = trace_thread(trace, event);

    thread->next_held = request->held;
    request->held = thread;
    trace_counter_add(trace, thread->process->load, 1, 1);
    if (trace->is_open && request->id != 0) {
        trace_thread_open(trace, thread, &trace->pages[request->page], &request->thread_args);
        draw_hop(trace, request, thread);
    }
    change_place(trace, request);
}

static void give_thread_back(Trace *trace, TraceRequest *request, const WatchEvent *event)
{
    TraceThread *thread = trace_thread(trace, event);
    TraceThread **at = &request->held;

    while (*at != NULL && *at != thread)
        at = &(*at)->next_held;
    g_assert(*at != NULL);
    *at = thread->next_held;
    trace_counter_add(trace, thread->process->load, 1, -1);
    request->has_hop = thread->is_drawn;
    request->hop_track = thread->track;
    request->hop_since_ns = thread->drawn_ns;
    request->hop_ns = trace->now_ns;
    trace_thread_close(trace, thread);
    change_place(trace, request);
}

/* ---- requests come and go ---- */

static bool is_asked_for(const Trace *trace, const TraceRequest *request,
                         const TraceRequest *caller)
{
    const TraceOptions *options = trace->options;

    if (options->first == 0)
        return true;
    if (caller != NULL)
        return caller->is_shown;
    return request->number >= options->first && request->number <= options->last;
}

static TraceRequest *request_new(Trace *trace)
{
    TraceRequest *request = trace->spare;
    TraceText args, thread_args;

    if (request == NULL)
        request = g_new0(TraceRequest, 1);
    else
        trace->spare = request->next;
    args = request->args;
    thread_args = request->thread_args;
    *request = (TraceRequest){.args = args, .thread_args = thread_args, .next = trace->live};
    if (trace->live != NULL)
        trace->live->previous = request;
    trace->live = request;
    return request;
}

static void request_give(Trace *trace, TraceRequest *request)
{
    if (request->previous != NULL)
        request->previous->next = request->next;
    else
        trace->live = request->next;
    if (request->next != NULL)
        request->next->previous = request->previous;
    request->next = trace->spare;
    trace->spare = request;
}

static G_GNUC_NO_INLINE void issued(Trace *trace, const WatchEvent *event)
{
    TraceRequest *request = request_new(trace);
    const TraceRequest *caller = event->kept_by_other;

    *event->kept = request;
    request->app = event->app;
    request->page = event->page;
    request->group = event->group;
    request->user = event->user;
    request->ordinal = event->ordinal;
    request->since_ns = event->time_ns;
    request->outcome = "none";
    request->is_call = event->other != 0;
    request->caller = caller != NULL ? caller->id : 0;
    if (event->in_cohort && !request->is_call)
        request->number = ++trace->summary.offered;
    request->is_shown = is_asked_for(trace, request, caller);
    if (trace->is_open && request->is_shown)
        begin(trace, request);
}

static void span(Trace *trace, TraceRequest *request, const WatchEvent *event)
{
    settle(trace, request, event->time_ns, event->time_ns - event->number);
}

static void gone(Trace *trace, TraceRequest *request)
{
    if (request->since_ns < trace->now_ns && trace->is_open && !request->is_over)
        settle_untold(trace, request);
    end(trace, request, request->outcome);
    request_give(trace, request);
}

static G_GNUC_NO_INLINE void notes(Trace *trace, TraceRequest *request, const WatchEvent *event)
{
    if (!trace->is_open || request->id == 0)
        return;
    switch (event->kind) {
    case WATCH_ATTEMPT:
        request->has_hop = false;
        if (event->number > 1)
            note(trace, request, trace_text_printf("attempt %" G_GINT64_FORMAT, event->number),
                 NULL);
        break;
    case WATCH_RULE:
        note_rule(trace, request, event);
        break;
    case WATCH_MAKES:
        note(trace, request, trace_text_printf("makes %s", event->name), NULL);
        break;
    case WATCH_MADE:
        note(trace, request, trace_text_printf("made %s", event->name), NULL);
        break;
    case WATCH_WAITS_FOR:
        note(trace, request, trace_text_printf("waits for %s", event->name), NULL);
        break;
    default:
        break;
    }
}

static void inside(Trace *trace, const WatchEvent *event)
{
    TraceProcess *process = trace_process(trace, &event->process);

    if (process->load != NULL)
        trace_counter_add(trace, process->load, 0, event->kind == WATCH_ENTERS ? 1 : -1);
}

/* The stages are named when first met. */
static void enter_stage(Trace *trace, TraceRequest *request, const WatchEvent *event)
{
    request->stage = event->stage;
    if (G_UNLIKELY(event->stage >= trace->stages->len))
        g_array_set_size(trace->stages, event->stage + 1);
    if (G_UNLIKELY(stage_of(trace, event->stage)->service.text == NULL)) {
        TraceStage *stage = &g_array_index(trace->stages, TraceStage, event->stage);

        stage->service = trace_text_name(event->name);
        stage->wait = trace_text_printf("%s, waiting", event->name);
    }
}

void trace_request_event(Trace *trace, const WatchEvent *event)
{
    TraceRequest *request;

    if (event->kind == WATCH_ISSUED) {
        issued(trace, event);
        return;
    }
    request = *event->kept;
    switch (event->kind) {
    case WATCH_STAGE:
        enter_stage(trace, request, event);
        break;
    case WATCH_SPAN:
        span(trace, request, event);
        break;
    case WATCH_ENTERS:
    case WATCH_LEAVES:
        inside(trace, event);
        break;
    case WATCH_THREAD:
        take_thread(trace, request, event);
        break;
    case WATCH_THREAD_BACK:
        give_thread_back(trace, request, event);
        break;
    case WATCH_ANSWERED:
        request->outcome = event->name;
        request->status = (int32_t)event->number;
        break;
    case WATCH_RESOLVED:
        if (request->since_ns < trace->now_ns && trace->is_open)
            settle_untold(trace, request);
        end(trace, request, event->name);
        break;
    case WATCH_GONE:
        gone(trace, request);
        break;
    default:
        notes(trace, request, event);
        break;
    }
}

/* ---- the trace begins, or ends ---- */

/* In the order of held, the last thread that it was given first: any order will do. */
void trace_request_open(Trace *trace, TraceRequest *request)
{
    request->since_ns = MAX(request->since_ns, trace->now_ns);
    request->place = request->held;
    if (!request->is_shown || request->is_over)
        return;
    begin(trace, request);
    for (TraceThread *thread = request->held; thread != NULL; thread = thread->next_held)
        trace_thread_open(trace, thread, &trace->pages[request->page], &request->thread_args);
}

void trace_request_close(Trace *trace, TraceRequest *request)
{
    if (request->id == 0)
        return;
    settle_untold(trace, request);
    end(trace, request, "unfinished");
    for (TraceThread *thread = request->held; thread != NULL; thread = thread->next_held)
        trace_thread_close(trace, thread);
}

static bool is_of(const TraceThread *thread, const TraceProcess *process)
{
    return thread != NULL && thread->process == process;
}

/* The threads of the process are no more. */
void trace_request_forget(Trace *trace, TraceRequest *request, const TraceProcess *process)
{
    bool is_concerned = is_of(request->place, process) || is_of(request->drawn, process);

    for (uint32_t i = 0; i < request->change_count; i++)
        is_concerned |= is_of(request->changes[i].to, process);
    if (!is_concerned)
        return;
    settle_untold(trace, request);
    request->place = request->held;
    if (is_of(request->drawn, process))
        follow(trace, request, NULL, trace->now_ns);
}
