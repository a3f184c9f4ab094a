/* was.h - what the WWW service does for an application pool: it starts workers when requests wait
 * for one, replaces those that are to be recycled or have died, and ends those that are idle or not
 * wanted any more; a pool whose workers keep failing it switches off.
 *
 * Modelled:   demand start, one notification outstanding per queue, so that a web garden grows by
 *             one process at a time [WIN32-DEMAND]; recycling by age, requests, memory and schedule
 *             [MS525914] [MS525851] [MS525539] [MS525009] [MS525145], overlapped or not [CC757757]:
 *             the old process finishes what it holds, at most ShutdownTimeLimit [IIS-WAS]; idle
 *             shutdown [MS525537]; a crashed worker is replaced, what is in the kernel queue waits
 *             for the new one [S0] [DOM1]; a worker that is not ready within StartupTimeLimit
 *             [MS524792], does not answer a ping (health.c) or does not end in time [MS525974] has
 *             failed: it is ended, or with OrphanWorkerProcess left running [MS525700] [CC739430];
 *             rapid-fail protection (rapid_fail.h).
 * Simplified: memory limits are looked at when a request ends.
 * Assumption: an orphan takes nothing new, goes on with the requests that it holds, whose answers
 *             their clients still get, and keeps its memory and threads to the end of the run.
 * Left out:   OrphanActionExe; processor affinity.
 */
#pragma once
#include "models/iis6/pool.h"

/* Numbers of the events that the service writes to the system log (source W3SVC). */
enum {
    W3SVC_DISABLED = 1002,
    W3SVC_DIED = 1009,
    W3SVC_NO_ANSWER = 1010,
    W3SVC_START_LIMIT = 1012,
    W3SVC_SHUTDOWN_LIMIT = 1013,
    W3SVC_AGE = 1074,
    W3SVC_REQUESTS = 1075,
    W3SVC_SCHEDULE = 1076,
    W3SVC_MEMORY = 1077,
    W3SVC_UNHEALTHY = 1078,
    W3SVC_PRIVATE_MEMORY = 1117,
};

/* ---- was.c ---- */

/* Requests wait and too few workers are there or on their way: one is started. */
void iis6_was_demand_start(Iis6Pool *pool);

/* The pool has its processes from the beginning, its warm applications their AppDomains. */
void iis6_was_start_warm(Iis6Pool *pool);

void iis6_was_start_worker(Iis6Pool *pool, Iis6Worker *replaces);
void iis6_was_end_worker(Iis6Worker *worker); /* as asked: it finishes what it holds */

/* The worker is replaced or ended for that. */
void iis6_was_say_why(Iis6Worker *worker, int event);

/* It has failed: it is ended with what it holds, or left running; the event says why. */
void iis6_was_give_up(Iis6Worker *worker, int event);

/* Nothing is asked of the worker any more. */
void iis6_was_disarm(Iis6Worker *worker);

/* An administrator stops the pool or starts it; its workers then start with the next request. */
void iis6_was_stop_pool(Iis6Pool *pool);
void iis6_was_start_pool(Iis6Pool *pool);

/* The pool is off, its workers are ended with what they hold: no failure of theirs. */
void iis6_was_shut_down(Iis6Pool *pool);
void iis6_was_reopen(Iis6Pool *pool); /* and it is over; what has failed is not forgotten */

/* Of a worker process. */
void iis6_was_worker_ready(Iis6Worker *worker);
void iis6_was_worker_emptied(Iis6Worker *worker);
void iis6_was_worker_died(Iis6Worker *worker);

/* ---- reset.c ---- */

void iis6_reset(Iis6Server *server);

/* ---- recycle.c ---- */

/* The worker is to be replaced; nothing happens if it is being replaced already. */
void iis6_recycle(Iis6Worker *worker, int event);

/* An administrator recycles the pool's workers; or its settings have changed, which has the same
 * effect unless DisallowRotationOnConfigChange. */
void iis6_recycle_all(Iis6Pool *pool, int event);
void iis6_recycle_config_changed(Iis6Pool *pool);

void iis6_recycle_arm(Iis6Worker *worker);          /* it is ready */
void iis6_recycle_arm_schedule(Iis6Pool *pool);     /* times of day */
void iis6_recycle_request_done(Iis6Worker *worker); /* a request that it held has left it */

/* ---- health.c ---- */

void iis6_health_arm(Iis6Worker *worker);         /* it is ready */
void iis6_health_thread_free(Iis6Worker *worker); /* while ping_waits: one that can answer */

/* ---- cpu_limit.c ---- */

void iis6_cpu_limit_init(Iis6Pool *pool);
void iis6_cpu_limit_worker_gone(Iis6Worker *worker); /* it leaves the pool's list */
