/* health.h - whether a runtime looks as if it were in a deadlock, seen from outside: aspnet_isapi
 * restarts aspnet_wp then, and reports w3wp unhealthy.
 *
 * Suspected when requests are queued, no response has been sent for responseDeadlockInterval
 * [WMI-PM], and as many requests execute as ever do: max worker threads - minFreeThreads
 * [RS:RequestQueue.cs].
 * Assumption: the last condition holds in every version (the published code is later than 1.x); the
 *             interval counts from the last response or from the beginning of the oldest execution
 *             that is still under way, whichever is later, so that a process that had nothing to do
 *             is not suspected at its first request; a refusal by a full queue is no response.
 *
 * Costs nothing but one store per request: all else is looked up when somebody asks.
 */
#pragma once
#include "models/aspnet/runtime.h"

bool aspnet_runtime_suspects_deadlock(const AspnetRuntime *runtime);
