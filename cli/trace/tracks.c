/* tracks.c - processes, threads and counters: made when first heard of, named in the trace when it is
 * open, freed when the instant in which the process ended is over. */
#include "cli/trace/trace_internal.h"

#define SORT_POOL 100000u /* threads of a pool that come before those of the next */

/* ---- counters ---- */

TraceCounter *trace_counter_new(Trace *trace, const TraceTrack *track, TraceText name,
                                const char *first, const char *second)
{
    TraceCounter *counter = g_new0(TraceCounter, 1);

    counter->track = *track;
    counter->name = name;
    counter->series[counter->count++] = trace_text_name(first);
    if (second != NULL)
        counter->series[counter->count++] = trace_text_name(second);
    counter->next = trace->counters;
    if (counter->next != NULL)
        counter->next->previous = counter;
    trace->counters = counter;
    return counter;
}

static void be_due(Trace *trace, TraceCounter *counter)
{
    counter->is_due = true;
    counter->next_due = trace->due;
    trace->due = counter;
}

void trace_counter_add(Trace *trace, TraceCounter *counter, uint32_t series, int64_t more)
{
    counter->values[series] += more;
    if (trace->is_open && !counter->is_due)
        be_due(trace, counter);
}

/* Not between an event of the instant and trace_counters_write(). */
void trace_counter_remove(Trace *trace, TraceCounter *counter)
{
    if (counter->previous != NULL)
        counter->previous->next = counter->next;
    else
        trace->counters = counter->next;
    if (counter->next != NULL)
        counter->next->previous = counter->previous;
    trace_text_clear(&counter->name);
    for (uint32_t i = 0; i < counter->count; i++)
        trace_text_clear(&counter->series[i]);
    g_free(counter);
}

void trace_counters_open(Trace *trace)
{
    for (TraceCounter *counter = trace->counters; counter != NULL; counter = counter->next)
        be_due(trace, counter);
}

void trace_counters_write(Trace *trace)
{
    for (TraceCounter *counter = trace->due; counter != NULL; counter = counter->next_due) {
        counter->is_due = false;
        if (counter->is_written &&
            memcmp(counter->values, counter->written, sizeof counter->values) == 0)
            continue;
        counter->is_written = true;
        memcpy(counter->written, counter->values, sizeof counter->values);
        trace_write_counter(trace->writer, &counter->track, trace->now_ns, &counter->name,
                            counter->series, counter->values, counter->count);
    }
    trace->due = NULL;
}

/* ---- processes ---- */

#define STATE_ROOM(text) (char *)text "                                                "

static const struct {
    WatchKind kind;
    TraceText name;
} states[] = {
    {WATCH_STARTS, {STATE_ROOM("\"starting\""), 10}},
    {WATCH_READY, {STATE_ROOM("\"ready\""), 7}},
    {WATCH_DRAINS, {STATE_ROOM("\"draining\""), 10}},
    {WATCH_ENDS, {NULL, 0}},
};

static const TraceText *state_after(WatchKind kind)
{
    size_t i = 0;

    while (states[i].kind != kind)
        i++;
    return states[i].name.text != NULL ? &states[i].name : NULL;
}

static void name_process(Trace *trace, TraceProcess *process)
{
    g_autofree char *name = NULL;

    if (process->is_named)
        return;
    process->is_named = true;
    name = g_strdup_printf("%s (%s)", process->label, trace->variant->name);
    trace_write_process(trace->writer, process->track.pid, name, NULL);
    trace_write_thread(trace->writer, &process->track, "process", 0);
}

static void pool_free(void *self)
{
    GPtrArray *threads = self;

    for (guint i = 0; i < threads->len; i++) {
        TraceThread *thread = g_ptr_array_index(threads, i);

        if (thread == NULL)
            continue;
        trace_text_clear(&thread->place);
        g_free(thread);
    }
    g_ptr_array_unref(threads);
}

static void count_process(Trace *trace, TraceProcess *process)
{
    process->load =
        trace_counter_new(trace, &process->track, trace_text_name("load"), "requests", "threads");
    process->memory =
        trace_counter_new(trace, &process->track, trace_text_name("memory"), "bytes", NULL);
}

static TraceProcess *process_new(Trace *trace, const WatchProcess *watched)
{
    TraceProcess *process = g_new0(TraceProcess, 1);
    bool is_kernel = g_str_equal(watched->name, "kernel");
    uint64_t number = ++trace->writer->tracks;

    process->track = trace_track(number, number);
    process->label =
        is_kernel ? g_strdup(watched->name)
                  : g_strdup_printf("%s #%" G_GUINT64_FORMAT, watched->name, watched->generation);
    process->pools = g_ptr_array_new_with_free_func(pool_free);
    process->ended_ns = INT64_MAX;
    if (!is_kernel) /* every request goes through it twice, in no time */
        count_process(trace, process);
    process->next = trace->processes;
    if (process->next != NULL)
        process->next->previous = process;
    trace->processes = process;
    if (trace->is_open)
        name_process(trace, process);
    return process;
}

TraceProcess *trace_process(Trace *trace, const WatchProcess *process)
{
    if (G_UNLIKELY(*process->kept == NULL))
        *process->kept = process_new(trace, process);
    return *process->kept;
}

void trace_process_bury(Trace *trace, TraceProcess *process)
{
    if (process->previous != NULL)
        process->previous->next = process->next;
    else
        trace->processes = process->next;
    if (process->next != NULL)
        process->next->previous = process->previous;
    if (process->load != NULL) {
        trace_counter_remove(trace, process->load);
        trace_counter_remove(trace, process->memory);
    }
    g_ptr_array_unref(process->pools);
    g_free(process->label);
    g_free(process);
}

void trace_process_open(Trace *trace, TraceProcess *process)
{
    name_process(trace, process);
    if (process->state != NULL)
        trace_write_begin(trace->writer, &process->track, trace->now_ns, process->state, NULL);
}

void trace_process_close(Trace *trace, TraceProcess *process)
{
    if (process->state != NULL)
        trace_write_end(trace->writer, &process->track, trace->now_ns);
    process->state = NULL;
}

static void enter_state(Trace *trace, TraceProcess *process, const WatchEvent *event)
{
    if (trace->is_open)
        trace_process_close(trace, process);
    process->state = state_after(event->kind);
    if (trace->is_open && process->state != NULL)
        trace_process_open(trace, process);
    if (event->kind != WATCH_ENDS)
        return;
    process->ended_ns = event->time_ns;
    trace->has_ended_processes = true;
    if (trace->is_open && event->name != NULL) {
        TraceText name = trace_text_printf("ends: %s", event->name);

        trace_write_instant(trace->writer, &process->track, 'p', trace->now_ns, &name, NULL);
        trace_text_clear(&name);
    }
}

static void appdomain(Trace *trace, const TraceProcess *process, const WatchEvent *event)
{
    TraceText name;

    if (!trace->is_open)
        return;
    name = trace_text_printf("AppDomain of %s is %s", trace->variant->config->apps[event->app].name,
                             event->kind == WATCH_APPDOMAIN_IN ? "there" : "gone");
    trace_write_instant(trace->writer, &process->track, 'p', trace->now_ns, &name, NULL);
    trace_text_clear(&name);
}

void trace_process_event(Trace *trace, const WatchEvent *event)
{
    TraceProcess *process = trace_process(trace, &event->process);

    switch (event->kind) {
    case WATCH_MEMORY:
        if (process->memory == NULL)
            break;
        trace_counter_add(trace, process->memory, 0, event->number - process->memory->values[0]);
        break;
    case WATCH_APPDOMAIN_IN:
    case WATCH_APPDOMAIN_OUT:
        appdomain(trace, process, event);
        break;
    default:
        enter_state(trace, process, event);
        break;
    }
}

/* ---- threads ---- */

/* A process has two or three pools, whose names are static. */
static GPtrArray *pool_of(TraceProcess *process, const char *name, guint *index)
{
    for (*index = 0; *index < process->pools->len; ++*index) {
        GPtrArray *threads = g_ptr_array_index(process->pools, *index);
        const TraceThread *first = g_ptr_array_index(threads, 0);

        if (first->pool == name)
            return threads;
    }
    g_ptr_array_add(process->pools, g_ptr_array_new());
    return g_ptr_array_index(process->pools, *index);
}

static TraceThread *thread_new(Trace *trace, TraceProcess *process, const char *pool, guint index,
                               uint32_t number)
{
    TraceThread *thread = g_new0(TraceThread, 1);

    thread->process = process;
    thread->track = trace_track(process->track.pid, ++trace->writer->tracks);
    thread->pool = pool;
    thread->number = number;
    thread->sort_index = (index + 1) * (uint64_t)SORT_POOL + number;
    return thread;
}

/* The lowest that is free is taken, so that each number comes after the ones below it. */
TraceThread *trace_thread(Trace *trace, const WatchEvent *event)
{
    TraceProcess *process = trace_process(trace, &event->process);
    guint index;
    GPtrArray *threads = pool_of(process, event->name, &index);

    while (threads->len < event->thread)
        g_ptr_array_add(threads, thread_new(trace, process, event->name, index, threads->len + 1));
    return g_ptr_array_index(threads, event->thread - 1);
}

static void name_thread(Trace *trace, TraceThread *thread)
{
    g_autofree char *name = g_strdup_printf("%s %u", thread->pool, thread->number);

    name_process(trace, thread->process);
    trace_write_thread(trace->writer, &thread->track, name, thread->sort_index);
    thread->place = trace_text_printf("%s, %s", thread->process->label, name);
}

void trace_thread_open(Trace *trace, TraceThread *thread, const TraceText *name,
                       const TraceText *args)
{
    if (G_UNLIKELY(thread->place.text == NULL))
        name_thread(trace, thread);
    thread->is_drawn = true;
    thread->drawn_ns = trace->now_ns;
    trace_write_begin(trace->writer, &thread->track, trace->now_ns, name, args);
}

void trace_thread_close(Trace *trace, TraceThread *thread)
{
    if (!thread->is_drawn)
        return;
    thread->is_drawn = false;
    trace_write_end(trace->writer, &thread->track, trace->now_ns);
}
