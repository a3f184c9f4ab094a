/* result.h - what one replication of one variant yields.
 *
 * Values are a flat list of (scope, entity, metric): which there are, and in which order, depends
 * on the configuration alone, so that the i-th value of every replication of a variant is the same
 * quantity. A value that the replication does not have (a quantile of too few requests) is NaN.
 * SI units: seconds, bytes, per second, fractions. The names are those of docs/results.md.
 */
#pragma once
#include "models/config.h"
#include "sim/histogram.h"

typedef enum {
    RESULT_RUN, /* entity NULL */
    RESULT_APP, /* entity: the application's name, and so on */
    RESULT_PAGE,
    RESULT_POOL,
    RESULT_CLIENTS,
    RESULT_PROCESS,   /* inetinfo, aspnet_wp, w3wp:POOL: all generations together */
    RESULT_STAGE,     /* entity: the stage; metric 'wait' or 'service' */
    RESULT_COUNTER,   /* entity NULL; metric OBJECT(INSTANCE)\NAME */
    RESULT_ISOLATION, /* entity: the fault; metric: 'failed', of a bystander 'APP/failed' */
    RESULT_EXPOSURE,  /* entity: an application; metric: 'process/APP', APP a later one */
    RESULT_SCOPES
} ResultScope;

typedef struct {
    ResultScope scope;
    const char *entity; /* borrowed: lives as long as the result */
    const char *metric;
    double value;
} ResultValue;

typedef enum {
    MARK_FAULT, /* a fault began */
    MARK_FAULT_END,
    MARK_START,     /* a process became ready */
    MARK_RECYCLE,   /* a process began to be replaced */
    MARK_CRASH,     /* a process died */
    MARK_STOP,      /* a process ended as asked */
    MARK_DISABLED,  /* a pool was switched off */
    MARK_ORPHAN,    /* a process was given up and left running */
    MARK_CPU,       /* a pool has used its share of the processors */
    MARK_APPDOMAIN, /* an AppDomain began to end: 'shop: ConfigurationChange' */
} ResultMarkKind;

typedef struct {
    int64_t time_ns;
    ResultMarkKind kind;
    const char *what; /* 'crash', 'w3wp:front' */
    const char *
        reason; /* why a process is replaced or ended: 'IdleTimeout'; NULL: unsaid; lives as long as the result */
    int event; /* its number in the event log of Windows, source W3SVC; 0: none is documented */
} ResultMark;

/* Means over equal pieces of the window, for figures. Rates are per second of requests that ended
 * in the piece; levels are means over the piece. */
typedef struct {
    const char *
        *names; /* 'rate.ok', 'rate.failed', 'rate.error' .., 'queue.backlog', 'in_system' */
    uint32_t name_count;
    uint32_t bucket_count;
    int64_t bucket_ns;
    double *values; /* [name * bucket_count + bucket] */
} ResultSeries;

typedef struct {
    ResultValue *values;
    uint32_t value_count;
    SimHistogram *latency; /* ns, ok requests of the cohort */
    ResultSeries series;
    ResultMark *marks; /* by time; at most RESULT_MARKS_MAX, the first ones */
    uint32_t mark_count;
    uint64_t marks_dropped;
    uint64_t requests_offered;
    uint64_t events;
    double loop_seconds; /* wall clock of the event loop alone; never written to a result file */
    char *violation;     /* NULL, or which conservation law the run broke: an internal error */
    GStringChunk *strings;
} ModelResult;

#define RESULT_MARKS_MAX 2000

void model_result_free(ModelResult *result);

/* NaN when there is no such value. Linear: for tests and reports. */
double model_result_get(const ModelResult *result, ResultScope scope, const char *entity,
                        const char *metric);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ModelResult, model_result_free)
