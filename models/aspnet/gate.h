/* gate.h - the free-thread gate and the queue of an AppDomain [RS:RequestQueue.cs].
 *
 * The algorithm is that of the published class, step by step; thread counts are of the process.
 */
#pragma once
#include "models/aspnet/runtime.h"

void aspnet_gate_init(AspnetDomain *domain);
void aspnet_gate_clear(AspnetDomain *domain);

/* What waits in its queue is answered 503. */
void aspnet_gate_reject_all(AspnetDomain *domain);

/* A request has come on a thread: it executes, waits, or is rejected. */
void aspnet_gate_arrive(AspnetRequest *extra);

/* A request of this AppDomain has ended and freed its thread. */
void aspnet_gate_trigger(AspnetDomain *domain);
