/* task.h - carrying out a WebWork: its steps in order, one after another.
 *
 * A task does one thing at a time: runs on the machine's cores, waits, visits a backend, or calls a page. It is
 * what a request does on its thread and what a starting process does. The time of a request's task
 * is charged to a stage: for costs one that the caller names, for a page's own work the stage of
 * each step.
 */
#pragma once
#include "models/web/run.h"
#include "sim/processor.h"
#include "sim/station.h"

/* Which cost a draw is for; the order is part of the results. */
typedef enum {
    COST_LISTENER_IN,
    COST_LISTENER_OUT,
    COST_NATIVE_IN,
    COST_NATIVE_OUT,
    COST_PIPE_SEND,
    COST_PIPE_TRANSIT,
    COST_PIPE_RECEIVE,
    COST_REPLY_SEND,
    COST_REPLY_TRANSIT,
    COST_REPLY_RECEIVE,
    COST_CALLBACK,
    COST_PIPELINE,
    COST_PROCESS_START,
    COST_CLR_LOAD,
    COST_APPDOMAIN_CREATE,
    COST_COMPILE,
    COST_JIT,
    COST_APPLICATION_INSTANCE,
    COST_PAGE_FAULT,
    COST_CALLBACK_WORK,
    COST_SESSION_ACQUIRE,
    COST_SESSION_RELEASE,
    COST_REMOTING_CALL,
    COST_PAGE_LIFE_CYCLE,
    COST_ISAPI_LOAD,
    COST_FILE_READ,
} WebCost;

typedef enum {
    TASK_IDLE,
    TASK_CPU,
    TASK_WAIT,
    TASK_STATION,
    TASK_SHARED,
    TASK_CALL,
} WebTaskActivity;

typedef struct WebTask {
    WebRun *run;
    WebRequest *request; /* whose stages are charged; NULL: nobody's */
    uint64_t key[3]; /* source, ordinal, purpose without the draw: names every draw of the task */
    const WebWork *work;
    SimHandler done;
    void *self;
    uint32_t step;
    uint32_t draw; /* DRAW_WORK or DRAW_COST + cost */
    WebStage stage;
    WebTaskActivity activity;
    bool is_page_work;
    uint32_t backend;
    int64_t demand_ns;
    int64_t kernel_pending_ns;  /* switches and such, put ahead of the next run on a core */
    struct WebThreads *threads; /* the pool whose thread it holds, if that pool wants to know when
                                   a thread blocks; else NULL */
    SimProcessorJob job;        /* TASK_CPU, TASK_SHARED */
    SimStationJob visit;        /* TASK_STATION */
    union {
        SimEventId event; /* TASK_WAIT */
        WebCall *call;    /* TASK_CALL */
    };
    WebProcess *process; /* whose start it is; NULL: that of the request */
} WebTask;

/* key: of the request, or of whatever the task is for. */
void web_task_init(WebTask *task, WebRun *run, WebRequest *request, uint64_t source,
                   uint64_t ordinal, uint64_t purpose);

/* done is called when the last step has ended: at once if there is nothing to do. */
void web_task_run_cost(WebTask *task, const WebWork *work, WebCost cost, WebStage stage,
                       SimHandler done, void *self);
void web_task_run_page(WebTask *task, const WebWork *work, SimHandler done, void *self);

/* TASK_CALL: the call is over, of which service_ns was service. The next step is due; unless threw is
 * given, which is called in place of done and the steps that are left. */
void web_task_call_over(WebTask *task, int64_t service_ns, SimHandler threw);

/* Stops whatever is under way, without calling done. Harmless when idle. */
void web_task_cancel(WebTask *task);

/* The thread of this task was blocked and runs again: a switch before the next run on a core. */
void web_task_switch(WebTask *task);

/* A step on the machine's cores is over: for the machine (machine.h). */
void web_task_step_done(void *self);
void web_task_metered_step_done(void *self);

/* What the step that is under way has had of the machine's cores so far. */
int64_t web_task_cpu_ns(const WebTask *task);

/* Sums of parts of works, made once per run: see WebCosts in server code. The result owns nothing
 * of its sources; free with web_work_clear(). */
WebWork web_work_copy(const WebWork *work, double factor);
void web_work_append(WebWork *work, const WebWork *more, double factor);
void web_work_merge(WebWork *work); /* neighbouring constant steps of one kind become one */
void web_work_clear(WebWork *work);
WebWork web_work_only(const WebWork *work, bool on_cores, double factor); /* its cpu and kernel
                                                                             steps, or the others */
double web_work_mean(const WebWork *work);                                /* ns, all steps */
/* A single user-mode step of that many ns; nothing at all for 0. */
WebWork web_work_constant(double user_ns);
