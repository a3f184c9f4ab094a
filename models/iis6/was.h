/* was.h - what the WWW service does for an application pool: it starts workers when requests wait
 * for one, replaces those that are to be recycled or have died, and ends those that are idle or not
 * wanted any more; a pool whose workers keep failing it switches off.
 *
 * Modelled:   demand start, one notification outstanding per queue, so that a web garden grows by
 *             one process at a time [WIN32-DEMAND]; recycling by age, requests, memory and schedule
 *             [MS525914] [MS525851] [MS525539] [MS525009] [MS525145], overlapped or not [CC757757]:
 *             the old process finishes what it holds, at most ShutdownTimeLimit [IIS-WAS]; idle
 *             shutdown [MS525537]; a crashed worker is replaced, what is in the kernel queue waits
 *             for the new one [S0] [DOM1]; rapid-fail protection (rapid_fail.h).
 * Simplified: memory limits are looked at when a request ends.
 * Left out:   pings, start-up limit, CPU limits, orphaning.
 */
#pragma once
#include "models/iis6/pool.h"

/* ---- was.c ---- */

/* Requests wait and too few workers are there or on their way: one is started. */
void iis6_was_demand_start(Iis6Pool *pool);

/* The pool has its processes from the beginning, its warm applications their AppDomains. */
void iis6_was_start_warm(Iis6Pool *pool);

void iis6_was_start_worker(Iis6Pool *pool, Iis6Worker *replaces);
void iis6_was_end_worker(Iis6Worker *worker); /* as asked: it finishes what it holds */

/* An administrator stops the pool or starts it; its workers then start with the next request. */
void iis6_was_stop_pool(Iis6Pool *pool);
void iis6_was_start_pool(Iis6Pool *pool);

/* Of a worker process. */
void iis6_was_worker_ready(Iis6Worker *worker);
void iis6_was_worker_emptied(Iis6Worker *worker);
void iis6_was_worker_died(Iis6Worker *worker);

/* ---- recycle.c ---- */

/* The worker is to be replaced; nothing happens if it is being replaced already. */
void iis6_recycle(Iis6Worker *worker);

void iis6_recycle_arm(Iis6Worker *worker);          /* it is ready */
void iis6_recycle_arm_schedule(Iis6Pool *pool);     /* times of day */
void iis6_recycle_request_done(Iis6Worker *worker); /* a request that it held has left it */
