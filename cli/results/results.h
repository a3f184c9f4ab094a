/* results.h - the results of an experiment as one JSON object, 'iissim-results/1'.
 *
 * docs/results.schema.json is its grammar, docs/results.md its meaning. The same experiment gives
 * the same bytes. What this version does not measure is absent, never zero.
 */
#pragma once
#include "cli/results/json_text.h"
#include "cli/results/slo.h"
#include "cli/results/verdict.h"

#define RESULTS_FORMAT "iissim-results/1"

/* verdicts is NULL when nothing was compared. The caller frees the text with g_free(). */
char *results_json(const Experiment *experiment, const Verdicts *verdicts, const SloOutcomes *slos);

/* What every object of results begins with: format, version, partial, scenario, seed. */
void results_add_identity(JsonText *json, const char *format, const Scenario *scenario,
                          bool is_partial);

/* 'warmup': how the warm-up came about. */
void results_add_warmup(JsonText *json, const Scenario *scenario);

/* What differs between the points of a sweep, in the grammar of the above: replications, duration_s,
 * warmup_s, warmup, stopping, variants, slo. An object must be open. */
void results_add_outcome(JsonText *json, const Experiment *experiment, const SloOutcomes *slos);
