/* progress.h - whether anything that executes in a process can go on, for availability.
 *
 * An application is stuck in a process when every request that executes there hangs, or waits for a
 * backend in an outage, and no further one may begin: the free-thread gate is shut for those that
 * come from outside. (Threads that the CLR has yet to make count as there: they come by and by.)
 */
#pragma once
#include "models/aspnet/runtime.h"

/* The request cannot go on, or can again; harmless when it does not execute. */
void aspnet_progress_stuck(AspnetRequest *extra, bool is_stuck);

/* The request executes no more. */
void aspnet_progress_left(AspnetRequest *extra);

/* Some other one executes now, or none does. */
void aspnet_progress_look(AspnetRuntime *runtime);
