/* trace_json.h - one event of a trace: strict JSON, and of it what the checks look at. */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    TRACE_NAME = 1,
    TRACE_CAT = 2,
    TRACE_ID = 4,
    TRACE_TS = 8,
    TRACE_DUR = 16,
    TRACE_PID = 32,
    TRACE_TID = 64,
    TRACE_ARGS = 128,
    TRACE_SCOPE = 256,
};

typedef struct {
    char phase;
    char scope;
    unsigned int fields; /* that it has */
    int64_t ts_ns, dur_ns;
    uint64_t pid, tid, id;
    const char *name; /* of the strings: equal texts are one */
    bool args_are_numbers;
    const char *arg_name, *arg_group, *arg_outcome;
    uint64_t arg_span, arg_request, arg_user, arg_ordinal;
    int64_t arg_threads; /* -1: there are none */
} TraceJson;

/* False: it is no JSON object, or a field has another type. */
bool trace_json_read(const char *text, TraceJson *event, GStringChunk *strings);
