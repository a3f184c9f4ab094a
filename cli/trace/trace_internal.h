/* trace_internal.h - what is kept of a run while it is traced. */
#pragma once
#include "cli/trace/trace.h"

typedef struct TraceProcess TraceProcess;
typedef struct TraceThread TraceThread;
typedef struct TraceRequest TraceRequest;
typedef struct Trace Trace;

/* ---- counters: the values at the end of an instant are written, when they are others ---- */

#define TRACE_SERIES_MAX 2

typedef struct TraceCounter {
    struct TraceCounter *next, *previous; /* in trace->counters */
    struct TraceCounter *next_due;
    TraceTrack track;
    TraceText name;
    TraceText series[TRACE_SERIES_MAX];
    int64_t values[TRACE_SERIES_MAX], written[TRACE_SERIES_MAX];
    uint32_t count; /* of series */
    bool is_due, is_written;
} TraceCounter;

/* Owned by trace->counters. name is taken over. second NULL: one series. */
TraceCounter *trace_counter_new(Trace *trace, const TraceTrack *track, TraceText name,
                                const char *first, const char *second);
void trace_counter_add(Trace *trace, TraceCounter *counter, uint32_t series, int64_t more);
void trace_counter_remove(Trace *trace, TraceCounter *counter);
void trace_counters_open(Trace *trace);  /* all are due */
void trace_counters_write(Trace *trace); /* those that are due, at now_ns */

/* ---- processes and their threads: tracks.c ---- */

struct TraceThread {
    TraceProcess *process;
    TraceTrack track;
    uint32_t number;
    const char *pool; /* 'worker' */
    uint64_t sort_index;
    TraceText place;        /* 'w3wp:shop #2, worker 7'; empty before the first use */
    TraceThread *next_held; /* that the same request has, the one before */
    bool is_drawn;          /* a slice is open on it */
    int64_t drawn_ns;       /* since then */
};

struct TraceProcess {
    TraceProcess *next, *previous;
    TraceTrack track;   /* its life is drawn on the thread of its own number */
    char *label;        /* 'w3wp:shop #2' */
    GPtrArray *pools;   /* of their threads, owned */
    TraceCounter *load; /* its requests, its busy threads; NULL: of the kernel */
    TraceCounter *memory;
    const TraceText *state; /* NULL: not begun, or ended */
    bool is_named;          /* its metadata is written */
    int64_t ended_ns;       /* INT64_MAX while it is there */
};

TraceProcess *trace_process(Trace *trace, const WatchProcess *process);
TraceThread *trace_thread(Trace *trace, const WatchEvent *event);
void trace_process_event(Trace *trace, const WatchEvent *event);
void trace_process_open(Trace *trace, TraceProcess *process);  /* the trace begins */
void trace_process_close(Trace *trace, TraceProcess *process); /* or ends */
void trace_process_bury(Trace *trace, TraceProcess *process);
void trace_thread_open(Trace *trace, TraceThread *thread, const TraceText *name,
                       const TraceText *args);
void trace_thread_close(Trace *trace, TraceThread *thread);

/* ---- requests: requests.c ---- */

#define TRACE_CHANGES_MAX 8

typedef struct {
    int64_t time_ns;
    TraceThread *to; /* NULL: to none */
} TraceChange;

struct TraceRequest {
    TraceRequest *next, *previous;
    uint64_t id; /* of its span; 0: it is not in the trace */
    TraceSpan span;
    uint64_t number; /* in the cohort; 0: it is not of it */
    uint32_t app, page, group, user, stage;
    uint64_t ordinal, caller; /* the span of the caller; 0: a client's */
    TraceText args;           /* its room is used again */
    TraceText thread_args;    /* the same, for its slices on threads */
    bool is_call, is_shown;   /* asked for */
    bool is_over;             /* its span has ended */
    int32_t status;
    const char *outcome;
    TraceThread *held; /* the last that it was given and still has */

    /* What is drawn up to since_ns; what happened after, until the stage has been told. */
    int64_t since_ns;
    TraceThread *place; /* at since_ns */
    TraceThread *drawn; /* whose stay is open in its span */
    uint32_t change_count;
    TraceChange changes[TRACE_CHANGES_MAX];

    /* The end of its last stay on a thread. */
    TraceTrack hop_track;
    int64_t hop_since_ns, hop_ns;
    bool has_hop;
};

void trace_request_event(Trace *trace, const WatchEvent *event);
void trace_request_open(Trace *trace, TraceRequest *request);
void trace_request_close(Trace *trace, TraceRequest *request);
void trace_request_forget(Trace *trace, TraceRequest *request, const TraceProcess *process);

/* ---- the trace ---- */

typedef struct {
    TraceText service, wait; /* 'work.cpu', 'work.cpu, waiting' */
} TraceStage;

struct Trace {
    TraceWriter *writer;
    const TraceOptions *options;
    const ScenarioVariant *variant;
    int64_t now_ns;
    int64_t begin_ns; /* of what is drawn, once it is open */
    bool is_open, is_closed;
    TraceTrack server;
    TraceTrack *apps; /* by application: where the spans of its requests are */
    TraceText *pages;
    TraceText *args;  /* '"app":"shop","group":"customers",', by app * groups + group */
    size_t names_max; /* the longest of them */
    GArray *stages;   /* TraceStage, by number */
    TraceCounter *counters, *due;
    TraceText ending; /* the last '{"outcome":"ok","status":200}' */
    const char *ending_outcome;
    int32_t ending_status;
    GString *text; /* for what is said now and then */
    TraceProcess *processes;
    bool has_ended_processes;
    TraceRequest *live, *spare;
    uint64_t live_shown;
    TraceSummary summary;
};
