/* replay_slice.h - a slice of a run as a picture of it needs it: where each request was and which threads it
 * had, from when on; the processes; what happened.
 *
 * Times are those of the run, ns; 'never' is INT64_MAX. Everything is by index into the arrays of the slice.
 * Steps that took no time are not in it, but the last of those of one microsecond is: the state at a
 * microsecond is that after everything that happened in it.
 */
#pragma once
#include "cli/scenario/scenario.h"

#define REPLAY_NEVER        INT64_MAX
#define REPLAY_THREADS_MAX  6 /* that one request has at a time; more are not shown */
#define REPLAY_REQUESTS_MAX 5000
#define REPLAY_MOVES_MAX    80000
#define REPLAY_NO_STATE     0 /* of a request: it is not there any more */

typedef enum {
    REPLAY_GONE,
    REPLAY_CLIENT,  /* the client has it: between two attempts, or it is over */
    REPLAY_NETWORK, /* under way, in no queue and no process */
    REPLAY_QUEUE,   /* name; process where it is a queue inside one */
    REPLAY_PROCESS, /* inside process, without a thread */
    REPLAY_THREAD,  /* thread */
    REPLAY_BACKEND, /* name */
} ReplayPlaceKind;

/* Places, states, pools, threads and rules are compared byte by byte: they have no padding. */
typedef struct {
    ReplayPlaceKind kind;
    uint32_t process; /* MODEL_NONE: of none */
    uint32_t thread;  /* MODEL_NONE: none */
    uint32_t unused;  /* 0 */
    const char *name;
} ReplayPlace;

typedef struct {
    uint32_t place;
    uint32_t thread_count;
    uint32_t threads[REPLAY_THREADS_MAX];
} ReplayState;

typedef struct {
    const char *name;
    uint64_t generation;
    int64_t starts_ns, ready_ns, drains_ns, ends_ns;
    const char *why; /* it ended, NULL: as asked */
} ReplayProcess;

typedef struct {
    uint32_t process, app;
    int64_t from_ns, to_ns;
} ReplayDomain;

typedef struct {
    uint32_t process;
    uint32_t unused; /* 0 */
    const char *name;
} ReplayPool;

typedef struct {
    uint32_t pool, number; /* from 1 */
} ReplayThread;

typedef struct {
    int64_t time_ns;
    ResultMarkKind kind;
    const char *what, *reason; /* reason may be NULL */
} ReplayMark;

typedef struct {
    const char *name;
    int64_t number, limit; /* SIM_NEVER: there is none behind it */
} ReplayRule;

typedef struct {
    int64_t time_ns;
    uint32_t state;
} ReplayMove;

typedef struct {
    uint32_t app, page, group, user;
    uint64_t ordinal;
    bool is_call;
    int64_t issued_ns;   /* may be before the slice */
    int64_t resolved_ns; /* for its client, may be before the slice; REPLAY_NEVER: not in it */
    const char *outcome; /* NULL: not resolved */
    uint32_t rule;       /* the last that decided something about it; MODEL_NONE: none */
    GArray *moves;       /* ReplayMove, by time */
} ReplayRequest;

typedef struct {
    const ScenarioVariant *variant; /* borrowed */
    int64_t from_ns, to_ns;         /* everything before to_ns is in it */
    int64_t calm_ns; /* when the requests were as few again as before; to_ns: not in it */
    GArray *places, *states, *processes, *domains, *pools, *threads, *marks, *rules;
    GArray *pool_max;    /* int64_t, by pool: as many threads may there be; 0: nobody knows */
    GPtrArray *requests; /* ReplayRequest *, by time at which they come into the slice */
    uint64_t moves;
    GStringChunk *names;
} ReplaySlice;

typedef struct {
    int64_t from_ns, key_ns; /* what it is about happens at key_ns */
    int64_t least_ns;        /* it goes on to there at least */
    int64_t most_ns;         /* and stops there at last, or when it holds as much as it may */
} ReplayWanted;

/* Runs replication 1 of the variant until the slice has been seen. cancelled may be NULL. The caller owns the
 * slice; it is empty when cancelled. */
ReplaySlice *replay_slice_record(const ScenarioVariant *variant, const ReplayWanted *wanted,
                                 const bool *cancelled);
void replay_slice_free(ReplaySlice *slice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReplaySlice, replay_slice_free)

/* What a scenario is about, by the run of one of its variants. */
typedef enum {
    REPLAY_BUSIEST, /* nothing happens: most requests at a time */
    REPLAY_LOSS,    /* a request of the window does not end ok */
    REPLAY_CHANGE,  /* a process or AppDomain is replaced, a pool switched off */
    REPLAY_FAULT,   /* a fault, a crash */
} ReplayMomentKind;

typedef struct {
    ReplayMomentKind kind;
    int64_t time_ns;
    char *what;        /* 'staff-crash'; the caller frees it */
    double rate_per_s; /* requests issued in the window until then */
} ReplayMoment;

/* The first of these in the window; where the scenario has faults the first of them, if any comes. Nothing after
 * until_ns is looked at. */
ReplayMoment replay_moment_find(const ScenarioVariant *variant, int64_t until_ns,
                                const bool *cancelled);

/* All slices, cut at to_ns, as one JSON object (replay_json.c says what is in it). The caller frees it. */
char *replay_slices_json(const GPtrArray *slices, const ReplayMoment *moment, int64_t to_ns);
