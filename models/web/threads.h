/* threads.h - a pool of threads and the queue of work items in front of it.
 *
 * One mechanism for every pool there is; what differs is how it grows above its minimum:
 * - GROW_NEVER: not at all (ASP's own pool).
 * - GROW_WHEN_BLOCKED: at once, when work waits and every thread is blocked. ATQ; an assumption,
 *   no document says how ATQ grows above MaxPoolThreads.
 * - GROW_BY_TIMER: one thread per period while work waits (the CLR's pool: 500 ms [ERICEIL]
 *   [CORECLR]). Up to the minimum threads are made at once.
 *
 * Work comes from the pool's own queue first, then from an outside source (a pipe, a kernel
 * queue) that is pulled from when a thread is free.
 *
 * An item that runs holds a thread until web_threads_release(). Items are intrusive.
 */
#pragma once
#include "models/web/process.h"
#include "models/web/queue.h"

typedef enum { GROW_NEVER, GROW_WHEN_BLOCKED, GROW_BY_TIMER } WebThreadsGrowth;

typedef struct WebThreadItem {
    WebQueueNode node;
    SimHandler run; /* called on a thread, now or later */
    void *self;
} WebThreadItem;

typedef struct {
    bool (*has_work)(void *self);
    void (*run_next)(void *self); /* takes one piece of work and runs it on the thread given */
    void (*room)(void *self);     /* NULL, or for one who takes threads itself (web_threads_take): a
                                 thread that blocked has made room for another */
    void *self;
} WebThreadSource;

typedef struct WebThreads {
    WebRun *run;
    const char *name;             /* 'ATQ', 'ASP', 'worker', 'I/O' */
    WebProcess *process;          /* whose they are */
    struct WebWatchPool *watched; /* NULL: nobody watches, or none was in use yet; watch.c */
    WebQueue queue;
    WebThreadSource source; /* has_work NULL: none */
    WebThreadsGrowth growth;
    int64_t min, max;
    int64_t count;          /* that exist */
    int64_t busy;           /* that run an item */
    int64_t blocked;        /* of those, waiting for something outside the processor */
    int64_t aside;          /* of those busy, with something else than requests: callbacks */
    int64_t injection_ns;   /* GROW_BY_TIMER */
    int64_t retirement_ns;  /* an idle thread above the minimum ends after this; SIM_NEVER: never */
    int64_t create_ns;      /* what making a thread costs its first item */
    int64_t created_for;    /* threads just made whose cost has not been charged yet: 0 or 1 */
    int64_t *idle_since_ns; /* a stack: the thread that became idle last is used first */
    int64_t idle_capacity;
    SimEventId injector;
    SimEventId retirement;
    int64_t injector_phase_ns; /* a tick of the timer falls on this; SIM_NEVER: armed when needed */
    bool dispatching;
    bool closed;
#if SIM_CHECKED
    int64_t checked_count, grown_ns; /* when the last thread above the minimum was made */
    bool has_grown;
#endif
} WebThreads;

typedef struct {
    const char *name; /* static */
    WebProcess *process;
    WebThreadsGrowth growth;
    int64_t min, max;
    int64_t injection_ns;
    int64_t retirement_ns;
    uint64_t instance; /* for the phase of the timer */
} WebThreadsSetting;

/* max >= 1; min may be above max, then max counts. No thread exists yet. */
void web_threads_init(WebThreads *threads, WebRun *run, WebQueueStatistics *statistics,
                      const WebThreadsSetting *setting);

/* Every thread and timer ends; queued items are forgotten. */
void web_threads_clear(WebThreads *threads);

void web_threads_post(WebThreads *threads, WebThreadItem *item, SimHandler run, void *self);
void web_threads_release(WebThreads *threads);

/* The thread is free, but nothing runs on it before web_threads_poke(): for one who has more to do
 * with what ran on it. */
void web_threads_release_quietly(WebThreads *threads);

/* Something waits for a thread, in the queue or outside. */
bool web_threads_has_work(const WebThreads *threads);

/* The outside source has work now. */
void web_threads_poke(WebThreads *threads);

/* A thread could take something now. */
bool web_threads_can_take(const WebThreads *threads);

/* Takes a thread without an item; only when web_threads_can_take(). */
void web_threads_take(WebThreads *threads);

/* The ns of processor time that the thread just given cost to make; asked once by its item. */
int64_t web_threads_creation_ns(WebThreads *threads);

/* A busy thread stopped running, or runs again. */
void web_threads_blocked(WebThreads *threads);
void web_threads_unblocked(WebThreads *threads);
