/* stage.h - where a request's time goes.
 *
 * At any instant between its issue and its outcome a request is in exactly one stage, waiting or
 * being served, so that the stages of a request add up to its latency to the nanosecond. A backend
 * has a stage of its own: STAGE_BACKENDS plus its index. Where pages call pages, what they wait for
 * those is a stage behind the last backend.
 */
#pragma once

typedef enum {
    STAGE_CLIENT_RETRY,  /* between attempts */
    STAGE_NETWORK,       /* a response on its way to the client */
    STAGE_LISTENER,      /* accepting: TCP backlog, or http.sys receiving */
    STAGE_POOL_QUEUE,    /* in a kernel request queue, a worker being there */
    STAGE_PROCESS_START, /* waiting for a process to start */
    STAGE_FRONT_END,     /* inetinfo, or native w3wp: waiting for a thread, ISAPI dispatch */
    STAGE_PIPE,          /* the named pipe between inetinfo and aspnet_wp */
    STAGE_CLR_QUEUE,     /* waiting for a thread of the CLR's pool */
    STAGE_APP_INIT,      /* CLR load, AppDomain creation, compilation, JIT, HttpApplication */
    STAGE_APP_QUEUE,     /* in the AppDomain's queue, behind the free-thread gate */
    STAGE_SESSION,       /* waiting for the session's lock, fetching and storing its state */
    STAGE_PIPELINE,      /* the managed pipeline but for the page's own work */
    STAGE_WORK_CPU,
    STAGE_WORK_WAIT,
    STAGE_RESPONSE, /* sending */
    STAGE_BACKENDS  /* first of the backends */
} WebStage;

/* 'pool-queue'; not for backends. */
const char *web_stage_name(WebStage stage);
