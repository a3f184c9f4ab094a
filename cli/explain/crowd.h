/* crowd.h - who else is there when a request has to wait: those in front of it, and those that have
 * the threads that it needs. */
#pragma once
#include "cli/explain/journey.h"

/* It comes into a queue: fills ahead, where all in front are requests, and pools. */
void crowd_in_front(Journey *journey, JourneyStep *step, const Live *live, const WatchEvent *event);

/* It comes into a stage: of a backend, fills ahead with all others there, and number with how many
 * they are, limit with how many can be served. */
void crowd_at_stage(Journey *journey, JourneyStep *step, const Live *live, const WatchEvent *event);
