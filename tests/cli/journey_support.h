/* journey_support.h - journeys for tests, and scenarios that more than one file of them looks at. */
#pragma once
#include "cli/explain/choose.h"
#include "tests/models/support.h"

/* One thread; a native page has another. Three long requests at 1 s, two short ones at 1.001 s. */
extern const char journey_ten_at_once[];

/* Twelve at once for a process that holds one and a queue of ten. */
extern const char journey_refused[];

/* Of the N-th request of the window, in replication 1. The caller owns it. */
Journey *journey_of(const Scenario *scenario, uint32_t variant, uint64_t number);

/* The index of the first step of the kind, and of that name unless NULL; fails where there is none. */
guint journey_find(const Journey *journey, WatchKind kind, const char *name);
bool journey_has(const Journey *journey, WatchKind kind, const char *name);
