/* write.h - the events of the Chrome Trace Event format (JSON array form), one function a phase.
 *
 * One event a line. Names, arguments and tracks are prepared as JSON text beforehand, so that an event
 * is a few copies and numbers; nothing is allocated for one. Times are ns of the run; in the file they
 * are microseconds since zero_ns.
 */
#pragma once
#include "cli/trace/out.h"

typedef struct {
    TraceOut *out;
    uint64_t events;
    uint64_t tracks; /* pids and tids given so far: none is given twice */
    uint64_t ids;    /* of async spans and flows */
    int64_t zero_ns;
    TraceClock clock; /* of the last event */
} TraceWriter;

/* JSON: a quoted name, or an object of arguments. The room has TRACE_TEXT_ROOM bytes at least, so
 * that short ones are copied as a whole. */
#define TRACE_TEXT_ROOM 48u

typedef struct {
    char *text;
    size_t length;
} TraceText;

TraceText trace_text_name(const char *name); /* quoted and escaped; owned by the caller */
TraceText trace_text_printf(const char *format, ...) G_GNUC_PRINTF(1, 2); /* quoted and escaped */
TraceText trace_text_take(GString *json);
TraceText trace_text_of(GString *json); /* borrowed: until it is changed */
void trace_text_clear(TraceText *text);

/* Where events are drawn: '"pid":12,"tid":345,"ts":' */
typedef struct {
    uint64_t pid, tid;
    size_t length;
    char head[64];
} TraceTrack;

TraceTrack trace_track(uint64_t pid, uint64_t tid);

/* Metadata: before anything else on that track. */
void trace_write_process(TraceWriter *writer, uint64_t pid, const char *name, const char *labels);
void trace_write_thread(TraceWriter *writer, const TraceTrack *track, const char *name,
                        uint64_t sort_index);

/* Slices of a thread: args NULL: none. */
void trace_write_begin(TraceWriter *writer, const TraceTrack *track, int64_t time_ns,
                       const TraceText *name, const TraceText *args);
void trace_write_end(TraceWriter *writer, const TraceTrack *track, int64_t time_ns);
void trace_write_slice(TraceWriter *writer, const TraceTrack *track, int64_t since_ns,
                       int64_t until_ns, const TraceText *name);

/* Nestable async events of a span; phase b, e or n. args NULL: none. */
typedef struct {
    size_t length;
    char head[64]; /* ',"cat":"request","id":123' */
} TraceSpan;

TraceSpan trace_span(uint64_t id);
void trace_write_async(TraceWriter *writer, char phase, const TraceTrack *track,
                       const TraceSpan *span, int64_t time_ns, const TraceText *name,
                       const TraceText *args);

/* The end of the array. */
void trace_write_finish(TraceWriter *writer);

/* scope: g, p or t. */
void trace_write_instant(TraceWriter *writer, const TraceTrack *track, char scope, int64_t time_ns,
                         const TraceText *name, const TraceText *args);

/* phase s: begins in the slice that is there, f: ends in it. */
void trace_write_flow(TraceWriter *writer, char phase, const TraceTrack *track, uint64_t id,
                      int64_t time_ns);

/* Each of count values has a series, a quoted name. */
void trace_write_counter(TraceWriter *writer, const TraceTrack *track, int64_t time_ns,
                         const TraceText *name, const TraceText *series, const int64_t *values,
                         uint32_t count);
