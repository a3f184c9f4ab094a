/* textbook.h - is a variant exactly M/M/c, first come first served, in order? Then its latency is known.
 *
 * Recognised is one form: no costs, no limits, one warm application with one page of ASP.NET, whose
 * work is to wait an exponential time on its thread, one group of clients with Poisson arrivals, one
 * processor, c threads of each kind from the beginning. Whatever else is set makes it none: better no
 * answer than one that is not exact.
 */
#pragma once
#include "cli/scenario/scenario.h"
#include "cli/verify/theory.h"

/* False: it is none. */
bool textbook_station(const ModelConfig *config, TheoryStation *station);
