/* watch.h - what a run tells somebody who watches it: each step of each request, each process and each
 * thing that is made, as it happens.
 *
 * For pictures of a run, not for its results: what is told changes nothing, and a run that nobody
 * watches pays one branch a step for it. Events come in order of time; those of one instant in the
 * order in which they happened. They begin with the warm-up, before time 0.
 *
 * A request has a number from 1 in order of issue, of the run and not of its cohort; a call of a page
 * to a page is a request of its own. Names are borrowed: of the configuration, static, or of the run,
 * until the end of model_run(); keep copies.
 *
 * Requests, processes and queues have a place each in which the one who watches may keep what he
 * knows of them: NULL at first, and in every event of the same thing. It is his to free.
 */
#pragma once
#include "models/config.h"

typedef enum {
    /* ---- of a request: request, app and page are set in each ---- */

    WATCH_ISSUED, /* a client wants it: group, user, ordinal, in_cohort; of a call: other is the caller */
    WATCH_ATTEMPT, /* it goes to the server; number: which attempt, from 1 */
    WATCH_STAGE,   /* it is in stage name from now on */
    WATCH_SPAN, /* from since_ns until now it was in stage name; of that time number ns were service and
                      the rest waiting, which came first where it was a backend's */
    WATCH_QUEUED, /* into queue name, behind number others, of which the nearest request is other (0: none
                      is a request) */
    WATCH_UNQUEUED, /* out of queue name, however that came */
    WATCH_ENTERS,   /* it is inside process */
    WATCH_LEAVES,   /* it is no more inside process */
    WATCH_THREAD,   /* it has thread number thread of pool name of process, which has number threads
                          and may have limit */
    WATCH_THREAD_BACK, /* it has it no more */
    WATCH_BEGINS,      /* its page begins to execute, in process */
    WATCH_RULE,        /* what name says decided what becomes of it: number stood against limit
                          (SIM_NEVER: no number is behind it); source */
    WATCH_MAKES,       /* it begins to make name in process, others wait for it; source */
    WATCH_MADE,        /* that is there now */
    WATCH_WAITS_FOR,   /* it waits for name, made in process or let go by other (0: nobody says by
                          whom); source */
    WATCH_ANSWERED,    /* the attempt is over: outcome name, HTTP status number, 0: none */
    WATCH_RESOLVED,    /* for the client it is over: outcome name; the server may work on */
    WATCH_GONE,        /* nobody will hear of it again */

    /* ---- of a process: process is set ---- */

    WATCH_STARTS,        /* it begins to start */
    WATCH_READY,         /* it is there */
    WATCH_DRAINS,        /* it takes nothing new from now on */
    WATCH_ENDS,          /* it is gone; name: why, 'Unexpected' for a crash, or NULL */
    WATCH_MEMORY,        /* it has number bytes now */
    WATCH_APPDOMAIN_IN,  /* the AppDomain of app is in process */
    WATCH_APPDOMAIN_OUT, /* one of them is in it no more */

    /* ---- of the run ---- */

    WATCH_MARK, /* number is the ResultMarkKind, name of what, source the reason or NULL */
} WatchKind;

/* One of its name: process names are those of the results, inetinfo, w3wp:POOL, 'kernel' for http.sys. */
typedef struct {
    const char *name;
    uint64_t generation; /* 1, 2, .. of the name */
    void **kept;         /* with this process, until the end of the instant of WATCH_ENDS */
} WatchProcess;

typedef struct {
    WatchKind kind;
    int64_t time_ns;
    uint64_t request; /* 0: of none */
    uint32_t app;     /* MODEL_NONE: of none */
    uint32_t page;
    uint32_t thread; /* from 1 in its pool: the lowest that is free */
    bool in_cohort;
    uint64_t other;
    void **kept;         /* with the request, or queue of WATCH_QUEUED and WATCH_UNQUEUED */
    void *kept_by_other; /* WATCH_ISSUED of a call: what is kept with the caller */
    const char *name;
    const char *source; /* key of the sources in docs/sources.md */
    WatchProcess process;
    int64_t since_ns;
    uint32_t stage; /* WATCH_STAGE, WATCH_SPAN: the number of the stage, from 0 */
    int64_t number;
    int64_t limit;
    uint32_t group; /* index of the client group */
    uint32_t user;
    uint64_t ordinal;
} WatchEvent;

typedef struct {
    /* False: nothing more is wanted, and the run ends at once without a result. */
    bool (*event)(void *self, const WatchEvent *event);
    void *self;
} RunWatch;
