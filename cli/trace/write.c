/* write.c - an event is put together from prepared parts, straight into the room of the file. */
#include "cli/trace/write.h"
#include "cli/results/json_text.h"

#define FIXED_MAX                                                                                  \
    512 /* of an event, and what is touched beyond it: all but its name and arguments */

TraceText trace_text_take(GString *json)
{
    size_t length = json->len;

    if (length < TRACE_TEXT_ROOM)
        g_string_set_size(json, TRACE_TEXT_ROOM);
    return (TraceText){.text = g_string_free(json, FALSE), .length = length};
}

TraceText trace_text_of(GString *json)
{
    size_t length = json->len;

    if (json->allocated_len < TRACE_TEXT_ROOM) {
        g_string_set_size(json, TRACE_TEXT_ROOM);
        g_string_truncate(json, length);
    }
    return (TraceText){.text = json->str, .length = length};
}

/* TRACE_TEXT_ROOM bytes are touched. */
static inline char *put_text(char *at, const TraceText *text)
{
    if (G_LIKELY(text->length <= TRACE_TEXT_ROOM)) {
        memcpy(at, text->text, TRACE_TEXT_ROOM);
        return at + text->length;
    }
    return trace_put(at, text->text, text->length);
}

TraceText trace_text_name(const char *name)
{
    GString *json = g_string_new(NULL);

    json_text_append_quoted(json, name);
    return trace_text_take(json);
}

TraceText trace_text_printf(const char *format, ...)
{
    g_autofree char *name = NULL;
    va_list arguments;

    va_start(arguments, format);
    name = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return trace_text_name(name);
}

void trace_text_clear(TraceText *text)
{
    g_clear_pointer(&text->text, g_free);
    text->length = 0;
}

TraceTrack trace_track(uint64_t pid, uint64_t tid)
{
    TraceTrack track = {.pid = pid, .tid = tid};
    char *at = TRACE_PUT(track.head, "\"pid\":");

    at = TRACE_PUT(trace_put_number(at, pid), ",\"tid\":");
    at = TRACE_PUT(trace_put_number(at, tid), ",\"ts\":");
    track.length = (size_t)(at - track.head);
    return track;
}

/* '{"ph":"X","pid":12,"tid":345,"ts":12.345' */
static inline char *open_event(TraceWriter *writer, char phase, const TraceTrack *track,
                               int64_t time_ns, size_t bytes)
{
    char *at = trace_out_room(writer->out, FIXED_MAX + bytes);

    at = writer->events++ > 0 ? TRACE_PUT(at, ",\n{\"ph\":\"") : TRACE_PUT(at, "[\n{\"ph\":\"");
    *at++ = phase;
    at = TRACE_PUT(at, "\",");
    memcpy(at, track->head, sizeof track->head);
    return trace_put_clock(at + track->length, &writer->clock, time_ns - writer->zero_ns);
}

static inline char *put_name(char *at, const TraceText *name)
{
    at = TRACE_PUT(at, ",\"name\":");
    return put_text(at, name);
}

static inline char *put_args(char *at, const TraceText *args)
{
    if (args == NULL)
        return at;
    at = TRACE_PUT(at, ",\"args\":");
    return put_text(at, args);
}

static inline void close_event(TraceWriter *writer, char *at)
{
    *at++ = '}';
    writer->out->at = at;
}

static size_t length_of(const TraceText *text)
{
    return text != NULL ? text->length : 0;
}

static void write_metadata(TraceWriter *writer, const TraceTrack *track, const char *what,
                           TraceText args)
{
    TraceText name = trace_text_name(what);
    char *at = open_event(writer, 'M', track, writer->zero_ns, name.length + args.length);

    close_event(writer, put_args(put_name(at, &name), &args));
    trace_text_clear(&name);
    trace_text_clear(&args);
}

static TraceText args_of(const char *key, const char *value)
{
    GString *json = g_string_new("{");

    json_text_append_quoted(json, key);
    g_string_append_c(json, ':');
    json_text_append_quoted(json, value);
    g_string_append_c(json, '}');
    return trace_text_take(json);
}

static TraceText sort_args(uint64_t index)
{
    GString *json = g_string_new(NULL);

    g_string_append_printf(json, "{\"sort_index\":%" G_GUINT64_FORMAT "}", index);
    return trace_text_take(json);
}

void trace_write_process(TraceWriter *writer, uint64_t pid, const char *name, const char *labels)
{
    TraceTrack track = trace_track(pid, pid);

    write_metadata(writer, &track, "process_name", args_of("name", name));
    write_metadata(writer, &track, "process_sort_index", sort_args(pid));
    if (labels != NULL)
        write_metadata(writer, &track, "process_labels", args_of("labels", labels));
}

void trace_write_thread(TraceWriter *writer, const TraceTrack *track, const char *name,
                        uint64_t sort_index)
{
    write_metadata(writer, track, "thread_name", args_of("name", name));
    write_metadata(writer, track, "thread_sort_index", sort_args(sort_index));
}

void trace_write_begin(TraceWriter *writer, const TraceTrack *track, int64_t time_ns,
                       const TraceText *name, const TraceText *args)
{
    char *at = open_event(writer, 'B', track, time_ns, name->length + length_of(args));

    close_event(writer, put_args(put_name(at, name), args));
}

void trace_write_end(TraceWriter *writer, const TraceTrack *track, int64_t time_ns)
{
    close_event(writer, open_event(writer, 'E', track, time_ns, 0));
}

void trace_write_slice(TraceWriter *writer, const TraceTrack *track, int64_t since_ns,
                       int64_t until_ns, const TraceText *name)
{
    char *at = open_event(writer, 'X', track, since_ns, name->length);

    at = trace_put_us(TRACE_PUT(at, ",\"dur\":"), until_ns - since_ns);
    close_event(writer, put_name(at, name));
}

TraceSpan trace_span(uint64_t id)
{
    TraceSpan span;
    char *at = TRACE_PUT(span.head, ",\"cat\":\"request\",\"id\":");

    span.length = (size_t)(trace_put_number(at, id) - span.head);
    return span;
}

void trace_write_async(TraceWriter *writer, char phase, const TraceTrack *track,
                       const TraceSpan *span, int64_t time_ns, const TraceText *name,
                       const TraceText *args)
{
    char *at = open_event(writer, phase, track, time_ns, name->length + length_of(args));

    memcpy(at, span->head, sizeof span->head);
    at += span->length;
    close_event(writer, put_args(put_name(at, name), args));
}

void trace_write_instant(TraceWriter *writer, const TraceTrack *track, char scope, int64_t time_ns,
                         const TraceText *name, const TraceText *args)
{
    char *at = open_event(writer, 'i', track, time_ns, name->length + length_of(args));

    at = TRACE_PUT(at, ",\"s\":\"");
    *at++ = scope;
    *at++ = '"';
    close_event(writer, put_args(put_name(at, name), args));
}

void trace_write_flow(TraceWriter *writer, char phase, const TraceTrack *track, uint64_t id,
                      int64_t time_ns)
{
    char *at = open_event(writer, phase, track, time_ns, 0);

    at = TRACE_PUT(at, ",\"cat\":\"hop\",\"name\":\"hop\",\"id\":");
    at = trace_put_number(at, id);
    if (phase == 'f')
        at = TRACE_PUT(at, ",\"bp\":\"e\"");
    close_event(writer, at);
}

void trace_write_counter(TraceWriter *writer, const TraceTrack *track, int64_t time_ns,
                         const TraceText *name, const TraceText *series, const int64_t *values,
                         uint32_t count)
{
    size_t bytes = name->length;
    char *at;

    for (uint32_t i = 0; i < count; i++)
        bytes += series[i].length + TRACE_TEXT_ROOM + TRACE_NUMBER_MAX;
    at = put_name(open_event(writer, 'C', track, time_ns, bytes), name);
    at = TRACE_PUT(at, ",\"args\":{");
    for (uint32_t i = 0; i < count; i++) {
        at = put_text(at, &series[i]);
        *at++ = ':';
        if (G_LIKELY((uint64_t)values[i] < 10))
            *at++ = (char)('0' + values[i]);
        else
            at = trace_put_signed(at, values[i]);
        *at++ = i + 1 < count ? ',' : '}';
    }
    close_event(writer, at);
}

void trace_write_finish(TraceWriter *writer)
{
    char *at = trace_out_room(writer->out, FIXED_MAX);

    writer->out->at = TRACE_PUT(at, "\n]\n");
}
