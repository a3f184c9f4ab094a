/* invariants.h - what must be true of the runtime of a process between any two events. */
#pragma once
#include "models/aspnet/runtime.h"

/* Checked builds only; see models/web/invariants.h. arriving: threads of the home pool that requests
 * hold which are not in the runtime yet. */
void aspnet_invariants_check(AspnetRuntime *runtime, int64_t arriving);
