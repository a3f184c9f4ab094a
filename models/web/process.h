/* process.h - an operating-system process: inetinfo, aspnet_wp, w3wp are instances.
 *
 * It owns a state, memory, threads and the requests that are inside it. Crash and kill act here, so
 * that a fault means the same in every model. A process stays allocated until the event in which
 * it ended is over, so that code that was running in it may still look at it.
 */
#pragma once
#include "models/web/run.h"
#include "models/web/task.h"

typedef enum {
    PROCESS_STARTING,
    PROCESS_READY,
    PROCESS_DRAINING, /* takes nothing new, finishes what it has */
    PROCESS_DEAD,
} WebProcessState;

/* Whose requests a process serves, as far as availability is concerned. */
typedef enum {
    PROCESS_HOSTS_NOTHING,
    PROCESS_HOSTS_POOL,   /* every application of its pool: w3wp */
    PROCESS_HOSTS_ASPNET, /* every application that has pages of ASP.NET: aspnet_wp */
} WebProcessHosts;

/* The end_reason that is no failure: the next request has a process started. */
#define PROCESS_END_IDLE "IdleTimeout"

/* Of all processes of one name, old and new together. */
struct WebProcessStatistics {
    const char *name;                             /* inetinfo, aspnet_wp, w3wp:POOL */
    SimLevel alive;                               /* ready or draining */
    SimLevel held;                                /* requests inside */
    SimLevel memory;                              /* kB */
    uint64_t started, recycled, crashed, stopped; /* since the window began */
    uint64_t generations;                         /* since the run began */
};

typedef struct {
    void (*ready)(WebProcess *process);   /* it has started */
    void (*emptied)(WebProcess *process); /* draining, and the last request has left */
    void (*died)(WebProcess *process);    /* after its requests were given to lost, one by one */
    void (*lost)(WebRequest *request);    /* it was inside when the process died; everything that it
                                             was doing has been stopped, it is in no process now */
    void (*destroy)(WebProcess *process); /* free what owner holds for it */

    /* A request that executes cannot go on, or can again; NULL: nobody wants to know. */
    void (*stuck)(WebRequest *request, bool is_stuck);
} WebProcessFunctions;

struct WebProcess {
    WebRun *run;
    WebProcess *next, *previous; /* in run->processes */
    const WebProcessFunctions *functions;
    void *owner;              /* the model's own part */
    struct WebNative *native; /* its native threads; NULL: no handler runs in it */
    WebProcessStatistics *statistics;
    uint64_t generation; /* 1, 2, .. of this name */
    WebProcessState state;
    WebRequest *held; /* requests inside */
    int64_t held_count;
    int64_t memory_kib;
    int64_t cpu_ns;         /* of the cores, where that is metered: steps that are over */
    int64_t limit_kib;      /* of memory_kib: what cannot be had is out of memory */
    int64_t leaked_bytes;   /* less than 1 kB, not yet in memory_kib */
    int64_t ready_ns;       /* when it became ready */
    int64_t last_active_ns; /* when a request last came or went */
    uint64_t requests_done;
    WebTask start;
    int64_t began_ns; /* when it began to start */
    uint32_t pool;    /* whose applications it hosts; MODEL_NONE: everybody's */
    WebProcessHosts hosts;
    uint8_t
        *stuck; /* by application: why nothing of it can go on here; NULL: none (availability.c) */
    uint32_t *appdomains;       /* by application: how many it holds; NULL: none (exposure.c) */
    bool start_fails;           /* a fault: its start work will have been in vain */
    bool is_spared;             /* no such fault concerns it: it is no worker process */
    WebSpin *spins;             /* threads of it that run without end: fault_kinds.c */
    const char *end_reason;     /* why it is replaced or ended, a static name as in
                               ProcessShutdownReason: whoever decides it says so; NULL: nobody has */
    void *kept;                 /* by the one who watches */
    int end_event, crash_event; /* the numbers that such an end, or a crash, has in the system's
                                   event log; 0: none */
};

/* name is kept. The process is not started. */
WebProcess *web_process_new(WebRun *run, const char *name, const WebProcessFunctions *functions,
                            void *owner);

/* Starts: runs the work, then is ready. warm: is ready now, nothing is called. */
void web_process_start(WebProcess *process, const WebWork *work, int64_t memory_bytes);
void web_process_start_warm(WebProcess *process, int64_t memory_bytes);

/* A ready process takes nothing new from now on; emptied is called when it is empty, maybe now. */
void web_process_drain(WebProcess *process);

/* A ready process takes nothing new from now on; nobody waits for its end. */
void web_process_let_go(WebProcess *process);

/* It ends as asked: must be empty, or not have been ready yet. died is not called. */
void web_process_stop(WebProcess *process);

/* It dies with everything that is in it: of itself (a crash), or ended because it did not stop in
 * time. */
void web_process_kill(WebProcess *process, bool is_crash);

/* What it has had of the cores; only where the machine meters that. */
int64_t web_process_cpu_ns(const WebProcess *process);

void web_process_hold(WebProcess *process, WebRequest *request);
void web_process_release(WebRequest *request);                   /* harmless when it is in none */
void web_process_add_memory(WebProcess *process, int64_t bytes); /* may be negative */
void web_process_stuck(WebRequest *request, bool is_stuck);      /* harmless when it is in none */

static inline bool web_process_has_room(const WebProcess *process, int64_t bytes)
{
    return process->memory_kib + bytes / 1024 <= process->limit_kib;
}

static inline bool web_process_is_alive(const WebProcess *process)
{
    return process->state == PROCESS_READY || process->state == PROCESS_DRAINING;
}

WebProcessStatistics *web_process_statistics(WebRun *run, const char *name);
void web_process_free_all(WebRun *run); /* the end of the run */
