/* trace_check.c - one pass over the file for the rules of single events, one over what is sorted by
 * time for those of nesting. */
#define _POSIX_C_SOURCE 200809L
#include "tests/cli/trace_check.h"
#include "tests/cli/trace_json.h"
#include <stdio.h>
#include <string.h>

#define SHOWN_MAX 8

typedef struct {
    TraceJson json;
    guint order;
} Event;

typedef struct {
    GHashTable *processes;       /* pid -> name */
    GHashTable *threads;         /* tid -> name */
    GHashTable *places;          /* 'w3wp:shop #1, worker 2' */
    GHashTable *slices, *asyncs; /* tid, id -> GArray of Open */
    GHashTable *flows;           /* ids that have begun */
    GHashTable *busy;            /* pid -> open slices on its pools' threads */
    GArray *events;              /* Event */
    TraceCheck *check;
    bool is_quiet;
    GStringChunk *strings; /* all names */
} Checker;

typedef struct {
    const char *name;
    int64_t since_ns, until_ns; /* INT64_MAX: open */
    uint64_t span;
} Open;

static void complain(Checker *checker, const TraceJson *event, const char *what)
{
    if (checker->check->complaints++ < SHOWN_MAX && !checker->is_quiet)
        g_printerr("trace: %c at %.3f us, pid %" G_GUINT64_FORMAT ", tid %" G_GUINT64_FORMAT
                   ", '%s': %s\n",
                   event->phase, (double)event->ts_ns / 1e3, event->pid, event->tid,
                   event->name != NULL ? event->name : "", what);
}

static gpointer key(uint64_t number)
{
    return GSIZE_TO_POINTER((gsize)number);
}

/* ---- one event by itself ---- */

static void metadata(Checker *checker, const TraceJson *event)
{
    const char *process = g_hash_table_lookup(checker->processes, key(event->pid));

    if (g_str_equal(event->name, "process_name")) {
        if (process != NULL)
            complain(checker, event, "a process with two names");
        g_hash_table_insert(checker->processes, key(event->pid), (void *)event->arg_name);
    } else if (g_str_equal(event->name, "thread_name")) {
        g_autofree char *place = NULL;
        g_autofree char *label = NULL;

        if (process == NULL || g_hash_table_contains(checker->threads, key(event->tid))) {
            complain(checker, event, "a thread with two names, or of no process");
            return;
        }
        g_hash_table_insert(checker->threads, key(event->tid), (void *)event->arg_name);
        label = g_strndup(process, (gsize)(strrchr(process, '(') - process - 1));
        place = g_strdup_printf("%s, %s", label, event->arg_name);
        g_hash_table_add(checker->places,
                         (void *)g_string_chunk_insert_const(checker->strings, place));
    }
}

static void needs(Checker *checker, const TraceJson *event, unsigned int fields)
{
    if ((event->fields & fields) != fields)
        complain(checker, event, "a field is missing");
}

static void alone(Checker *checker, const TraceJson *event)
{
    static const struct {
        char phase;
        unsigned int fields;
    } rules[] = {
        {'M', TRACE_NAME | TRACE_ARGS},
        {'B', TRACE_NAME},
        {'E', 0},
        {'X', TRACE_NAME | TRACE_DUR},
        {'b', TRACE_NAME | TRACE_CAT | TRACE_ID},
        {'e', TRACE_NAME | TRACE_CAT | TRACE_ID},
        {'n', TRACE_NAME | TRACE_CAT | TRACE_ID},
        {'C', TRACE_NAME | TRACE_ARGS},
        {'i', TRACE_NAME | TRACE_SCOPE},
        {'s', TRACE_NAME | TRACE_CAT | TRACE_ID},
        {'f', TRACE_NAME | TRACE_CAT | TRACE_ID},
    };
    bool is_known = false;

    checker->check->phases[(unsigned char)event->phase & 127]++;
    needs(checker, event, TRACE_PID | TRACE_TID | TRACE_TS);
    for (size_t i = 0; i < G_N_ELEMENTS(rules); i++) {
        if (rules[i].phase != event->phase)
            continue;
        is_known = true;
        needs(checker, event, rules[i].fields);
    }
    if (!is_known)
        complain(checker, event, "no such phase");
    if (event->ts_ns < 0 || event->dur_ns < 0)
        complain(checker, event, "a negative time");
    if (event->phase == 'C' && !event->args_are_numbers)
        complain(checker, event, "a counter that is no number, or negative");
    if (event->phase == 'i' && strchr("gpt", event->scope) == NULL)
        complain(checker, event, "no such scope");
    if (event->phase == 'M')
        metadata(checker, event);
    else if (!g_hash_table_contains(checker->processes, key(event->pid)))
        complain(checker, event, "in a process without a name");
    if (strchr("BXE", event->phase) != NULL &&
        !g_hash_table_contains(checker->threads, key(event->tid)))
        complain(checker, event, "on a thread without a name");
}

/* ---- in order of time ---- */

static int by_time(const void *left, const void *right)
{
    const Event *a = left;
    const Event *b = right;

    if (a->json.ts_ns != b->json.ts_ns)
        return a->json.ts_ns < b->json.ts_ns ? -1 : 1;
    return a->order < b->order ? -1 : 1;
}

static GArray *stack_of(GHashTable *stacks, uint64_t number)
{
    GArray *stack = g_hash_table_lookup(stacks, key(number));

    if (stack == NULL) {
        stack = g_array_new(FALSE, FALSE, sizeof(Open));
        g_hash_table_insert(stacks, key(number), stack);
    }
    return stack;
}

static Open *top_of(GArray *stack)
{
    return stack->len > 0 ? &g_array_index(stack, Open, stack->len - 1) : NULL;
}

static CheckedSpan *span_of(const Checker *checker, uint64_t id)
{
    return g_hash_table_lookup(checker->check->spans, key(id));
}

static void add_busy(Checker *checker, const TraceJson *event, int more)
{
    int busy = GPOINTER_TO_INT(g_hash_table_lookup(checker->busy, key(event->pid)));

    if (event->tid != event->pid) /* that is its life */
        g_hash_table_insert(checker->busy, key(event->pid), GINT_TO_POINTER(busy + more));
}

static void complete(Checker *checker, const TraceJson *event, const GArray *stack)
{
    const Open *outer = stack->len > 0 ? &g_array_index(stack, Open, stack->len - 1) : NULL;
    CheckedSpan *span;

    if (outer == NULL || outer->until_ns != INT64_MAX) {
        complain(checker, event, "a stage outside any request, or over another");
        return;
    }
    span = span_of(checker, outer->span);
    if (span == NULL)
        complain(checker, event, "of a request that has no span");
    else if (event->ts_ns < span->end_ns) /* known from the first pass */
        span->slices_ns += MIN(event->ts_ns + event->dur_ns, span->end_ns) - event->ts_ns;
}

static void slice(Checker *checker, const TraceJson *event)
{
    GArray *stack = stack_of(checker->slices, event->tid);
    Open open = {.name = event->name, .since_ns = event->ts_ns, .until_ns = INT64_MAX};

    while (top_of(stack) != NULL && top_of(stack)->until_ns <= event->ts_ns)
        g_array_set_size(stack, stack->len - 1);
    if (event->phase == 'E') {
        if (top_of(stack) == NULL || top_of(stack)->until_ns != INT64_MAX)
            complain(checker, event, "ends nothing, or what has something open in it");
        else
            g_array_set_size(stack, stack->len - 1);
        add_busy(checker, event, -1);
        return;
    }
    open.span = event->arg_span;
    if (event->phase == 'X') {
        complete(checker, event, stack);
        open.until_ns = event->ts_ns + event->dur_ns;
    } else {
        if (stack->len > 0)
            complain(checker, event, "two requests on one thread");
        add_busy(checker, event, 1);
    }
    g_array_append_val(stack, open);
}

static void async_end(Checker *checker, const TraceJson *event, GArray *stack)
{
    CheckedSpan *span = span_of(checker, event->id);
    Open *top = top_of(stack);

    if (top == NULL || top->name != event->name) {
        complain(checker, event, "does not end what was begun last");
        return;
    }
    if (stack->len == 2) {
        int64_t length_ns = event->ts_ns - top->since_ns;

        span->children_ns += length_ns;
        if (g_hash_table_contains(checker->places, event->name))
            span->places_ns += length_ns;
    }
    g_array_set_size(stack, stack->len - 1);
}

static void async(Checker *checker, const TraceJson *event)
{
    GArray *stack = stack_of(checker->asyncs, event->id);
    Open open = {.name = event->name, .since_ns = event->ts_ns, .until_ns = INT64_MAX};

    if (event->phase == 'e') {
        async_end(checker, event, stack);
        return;
    }
    if ((stack->len == 0) != (event->phase == 'b' && event->arg_span != 0))
        complain(checker, event, "outside a request, or a request in a request");
    if (stack->len > 1)
        if (event->phase == 'b')
            complain(checker, event, "deeper than a stage");
    if (event->phase == 'b')
        g_array_append_val(stack, open);
}

static void flow(Checker *checker, const TraceJson *event)
{
    GArray *stack = stack_of(checker->slices, event->tid);

    if (stack->len == 0)
        complain(checker, event, "an arrow from or to no slice");
    if (event->phase == 's' && !g_hash_table_add(checker->flows, key(event->id)))
        complain(checker, event, "the same arrow twice");
    if (event->phase == 'f' && !g_hash_table_remove(checker->flows, key(event->id)))
        complain(checker, event, "an arrow that has not begun");
}

static void counter(Checker *checker, const TraceJson *event)
{
    if (event->arg_threads < 0)
        return;
    checker->check->busy_checked++;
    if (event->arg_threads != GPOINTER_TO_INT(g_hash_table_lookup(checker->busy, key(event->pid))))
        checker->check->busy_wrong++;
}

static void in_order(Checker *checker)
{
    GHashTableIter iter;
    void *stack;

    g_array_sort(checker->events, by_time);
    for (guint i = 0; i < checker->events->len; i++) {
        const TraceJson *event = &g_array_index(checker->events, Event, i).json;

        if (strchr("BEX", event->phase) != NULL)
            slice(checker, event);
        else if (strchr("ben", event->phase) != NULL)
            async(checker, event);
        else if (event->phase == 'C')
            counter(checker, event);
        else if (event->phase == 's' || event->phase == 'f')
            flow(checker, event);
    }
    g_hash_table_iter_init(&iter, checker->slices);
    while (g_hash_table_iter_next(&iter, NULL, &stack))
        while (((GArray *)stack)->len > 0) { /* stages that end with the trace are closed by time */
            const Open *open = top_of(stack);

            if (open->until_ns == INT64_MAX)
                complain(checker, &(TraceJson){.name = open->name}, "a slice without an end");
            g_array_set_size(stack, ((GArray *)stack)->len - 1);
        }
    g_hash_table_iter_init(&iter, checker->asyncs);
    while (g_hash_table_iter_next(&iter, NULL, &stack))
        if (((GArray *)stack)->len > 0)
            complain(checker, &(TraceJson){.phase = 'b'}, "a span without an end");
    if (g_hash_table_size(checker->flows) > 0)
        complain(checker, &(TraceJson){.phase = 's'}, "an arrow without an end");
}

/* ---- the file ---- */

static void span_begins_or_ends(Checker *checker, const TraceJson *event)
{
    CheckedSpan *span = span_of(checker, event->id);

    if (event->phase == 'b' && event->arg_span != 0) {
        if (span != NULL || event->arg_span != event->id)
            complain(checker, event, "an id that was there already, or is another");
        span = g_new0(CheckedSpan, 1);
        *span = (CheckedSpan){.span = event->id,
                              .request = event->arg_request,
                              .group = g_strdup(event->arg_group),
                              .user = event->arg_user,
                              .ordinal = event->arg_ordinal,
                              .begin_ns = event->ts_ns,
                              .end_ns = INT64_MAX};
        g_hash_table_insert(checker->check->spans, key(event->id), span);
    } else if (event->phase == 'e' && event->arg_outcome != NULL && span != NULL) {
        span->end_ns = event->ts_ns;
        g_free(span->outcome);
        span->outcome = g_strdup(event->arg_outcome);
    }
}

static void span_free(void *self)
{
    CheckedSpan *span = self;

    g_free(span->group);
    g_free(span->outcome);
    g_free(span);
}

static void array_free(void *array)
{
    g_array_unref(array);
}

static void take(Checker *checker, const TraceJson *event)
{
    Event kept = {.json = *event, .order = checker->events->len};

    alone(checker, event);
    if (event->phase == 'b' || event->phase == 'e')
        span_begins_or_ends(checker, event);
    checker->check->events++;
    g_array_append_val(checker->events, kept);
}

static void read_lines(Checker *checker, FILE *file)
{
    const TraceJson nowhere = {.phase = '?'};
    g_autofree char *line = NULL;
    size_t room = 0;
    bool has_comma = true, is_open = false, is_closed = false;

    while (getline(&line, &room, file) > 0) {
        TraceJson event;
        size_t length = strcspn(line, "\n");

        line[length] = '\0';
        if (is_closed || (!is_open && strcmp(line, "[") != 0))
            complain(checker, &nowhere, "not one array");
        if (!is_open) {
            is_open = true;
            continue;
        }
        is_closed = strcmp(line, "]") == 0;
        if (is_closed == has_comma && checker->check->events > 0)
            complain(checker, &nowhere, "a comma too many, or too few");
        if (is_closed)
            continue;
        has_comma = length > 0 && line[length - 1] == ',';
        if (has_comma)
            line[length - 1] = '\0';
        if (trace_json_read(line, &event, checker->strings))
            take(checker, &event);
        else
            complain(checker, &nowhere, line);
    }
    if (!is_closed)
        complain(checker, &nowhere, "the array has no end");
}

TraceCheck *trace_check_file(const char *path, bool is_quiet)
{
    Checker checker = {
        .processes = g_hash_table_new(NULL, NULL),
        .threads = g_hash_table_new(NULL, NULL),
        .places = g_hash_table_new(NULL, NULL),
        .slices = g_hash_table_new_full(NULL, NULL, NULL, array_free),
        .asyncs = g_hash_table_new_full(NULL, NULL, NULL, array_free),
        .flows = g_hash_table_new(NULL, NULL),
        .busy = g_hash_table_new(NULL, NULL),
        .events = g_array_new(FALSE, FALSE, sizeof(Event)),
        .check = g_new0(TraceCheck, 1),
        .is_quiet = is_quiet,
        .strings = g_string_chunk_new(4096),
    };
    FILE *file = fopen(path, "r");

    checker.check->spans = g_hash_table_new_full(NULL, NULL, NULL, span_free);
    if (file == NULL) {
        complain(&checker, &(TraceJson){.phase = '?'}, "there is no file");
    } else {
        read_lines(&checker, file);
        fclose(file);
        in_order(&checker);
    }
    g_hash_table_unref(checker.processes);
    g_hash_table_unref(checker.threads);
    g_hash_table_unref(checker.places);
    g_hash_table_unref(checker.slices);
    g_hash_table_unref(checker.asyncs);
    g_hash_table_unref(checker.flows);
    g_hash_table_unref(checker.busy);
    g_array_unref(checker.events);
    g_string_chunk_free(checker.strings);
    return checker.check;
}

void trace_check_free(TraceCheck *check)
{
    g_hash_table_unref(check->spans);
    g_free(check);
}
