/* replay_choose.h - which piece of a scenario's runs the report shows in motion, and that piece.
 *
 * It is about the first fault of the window in replication 1 where the scenario has faults; otherwise about
 * whatever comes first, a crash, a process that is replaced, a request that is lost; where nothing of that
 * happens about the instant with the most requests. It begins
 * some seconds before, the same in all variants, and ends when the requests are as few again as they
 * were, but not at once, and not later than the limits of replay_slice.h allow.
 */
#pragma once
#include "cli/report/replay_slice.h"

#define REPLAY_VARIANTS_MAX 4 /* the baseline and the first candidates */

/* The data of the page's player. cancelled may be NULL. The caller frees it. */
char *replay_choose(const Scenario *scenario, const bool *cancelled);
