/* scenario_calls.h - what calls from page to page add up to. */
#pragma once
#include "models/config.h"

#define SCENARIO_CALLS_MAX 10000 /* that a request may make on average, those of its callees too */

/* by page: own[i] plus, for each call of page i, the sum of what it calls. False, and some sums are
 * above most, when they come to more than that. The sums may be own. */
bool scenario_calls_sum(const ModelConfig *config, const double *own, double *sums, double most);

/* by page: rates[i] and the rate at which others call it. */
void scenario_calls_add_rates(const ModelConfig *config, double *rates);
