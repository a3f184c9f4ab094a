/* trace_check.h - the rules of the Chrome Trace Event format, held against a file, and what the file
 * must say of a run.
 *
 * The file is read event by event with a JSON reader of its own: only what nests is kept, to be sorted
 * by time as a viewer does, ties in the order of the file.
 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A request, as its span tells. */
typedef struct {
    uint64_t span, request; /* request 0: not of the cohort */
    char *group;
    uint64_t user, ordinal;
    char *outcome;
    int64_t begin_ns, end_ns;
    int64_t children_ns; /* of what is directly under it: stages, and stays on threads */
    int64_t places_ns;   /* of those, the stays on threads */
    int64_t slices_ns;   /* of the stages on threads, until its end */
} CheckedSpan;

typedef struct {
    uint64_t events;
    uint64_t phases[128];
    uint64_t complaints;
    GHashTable *spans;     /* id -> CheckedSpan */
    uint64_t busy_checked; /* counters of busy threads */
    uint64_t busy_wrong; /* of those, not as many as are drawn: fine where only some requests are */
} TraceCheck;

/* Complaints go to stderr, the first few, unless is_quiet. */
TraceCheck *trace_check_file(const char *path, bool is_quiet);
void trace_check_free(TraceCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TraceCheck, trace_check_free)
