/* http_sys.h - the kernel listener of IIS 6: receives, routes to a request queue, sends.
 *
 * Modelled:   one queue per application pool, or one in all (i5m), each with its limit: beyond it
 *             503, HTTPERR QueueFull [CC783070] [CC781893]; what waits in the kernel survives the
 *             death of every process [S0] [DOM1]; receiving and sending cost kernel time; what
 *             waits in a queue longer than ConnectionTimeout is reset, Timer_AppPool [CC759448], or
 *             answered 503 [CC781893] (sources disagree: app-pool-timer); the reasons of the error
 *             log (httperr.h).
 * Simplified: the cost of receiving and sending is half of http-cache-hit and http-dispatch each
 *             way (an assumption: only sums were measured); a response is sent at once.
 *             responses that the kernel holds are answered at once (kernel_cache.h), at the cost of
 *             http-cache-hit alone and without user mode.
 */
#pragma once
#include "models/iis6/kernel_cache.h"

#define HTTP_DISPATCH_SWITCHES 1.88 /* context switches a request, measured with http-dispatch */

typedef struct {
    WebRun *run;
    WebQueue queue;
    int64_t limit;
    bool is_off;                  /* the pool is disabled: everything is refused */
    WebHttpError off_reason;      /* why it is */
    int32_t refusal_status;       /* 503; 0: the connection is reset instead */
    int64_t timeout_ns;           /* Timer_AppPool; SIM_NEVER: none */
    SimEventId timer;             /* no later than when the first that waits is due */
    void (*arrived)(void *owner); /* something was put into it */
    void *owner;
} HttpQueue;

/* The first part of a server's state: run->server_state points at it. */
typedef struct {
    WebRun *run;
    WebWork receive, send;
    SimHandler sent; /* what follows the cost of sending */
    WebWork hit;     /* each way, when the answer is in the kernel */
    KernelCache cache;
    size_t extra_offset; /* of the HttpRequest in the server's data beside a request */
    /* Which queue the request belongs in; NULL: it has been answered. */
    HttpQueue *(*route)(WebRequest *request);
} HttpSys;

void http_sys_init(HttpSys *http, WebRun *run, HttpQueue *(*route)(WebRequest *request),
                   size_t extra_offset, bool aspnet_enters_cache);
void http_sys_clear(HttpSys *http);
void http_queue_init(HttpQueue *queue, WebRun *run, const char *name, int64_t limit);

/* A request has reached the machine. */
void http_sys_receive(HttpSys *http, WebRequest *request);

/* A request that has reached the machine and is not to be served: 503, or 400. */
void http_sys_refuse(WebRequest *request, WebHttpError reason);

/* Sends the answer: the request must be in no process and no queue. */
void http_sys_send(HttpSys *http, WebRequest *request, WebOutcome outcome, int32_t status);

/* The next request that waits, in no process; NULL: none. */
WebRequest *http_queue_take(HttpQueue *queue);

/* Refuses all that come, and those that wait already [CC787273]. */
void http_queue_switch_off(HttpQueue *queue, WebHttpError reason);
void http_queue_switch_on(HttpQueue *queue);

/* What those that wait, wait for: a worker (pool-queue) or that one starts (process-start). */
void http_queue_set_stage(HttpQueue *queue, WebStage stage);

/* http.sys's own data beside a request; the model says where among its own (extra_offset). */
typedef struct {
    WebOutcome outcome;
    int32_t status;
    bool is_kept; /* the response, if it is good, enters the response cache */
    int64_t kept_until_ns;
    WebHttpError refusal; /* why it is not to be served */
    int64_t queued_ns;    /* when it entered its queue */
} HttpRequest;
