/* look.h - one variant at one load: what every [slo:*] came to.
 *
 * A look is an experiment of that variant alone, so that no other has to be run with it, on the same
 * arrivals and demands as at every other load. It may relieve the variant of a limit (relief.h).
 */
#pragma once
#include "cli/capacity/relief.h"
#include "cli/capacity/search.h"
#include "cli/experiment/campaign.h"

typedef struct {
    SimEstimate estimate;
    SearchAnswer answers[SEARCH_ENDS];
    bool is_lost; /* requests enough were offered, but too few of them ended ok for a value */
} LookValue;

typedef struct {
    double load;
    uint32_t variant;
    Relief relief;
    Experiment *experiment; /* NULL until it was run; of one variant */
    LookValue *values;      /* of every slo of the scenario */
    bool is_unstable; /* stability.h; fails, whatever the slos say: that depends on the window */
    SearchAnswer answers[SEARCH_ENDS];
} Look;

typedef struct Looks Looks;

/* All borrowed, and needed until looks_free(): overrides (with the scenario's text), the scenario
 * itself, and the campaign that runs them. */
Looks *looks_new(const Scenario *scenario, const ScenarioOverrides *overrides, Campaign *campaign);

/* After the campaign was freed. */
void looks_free(Looks *looks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Looks, looks_free)

/* Asks for a look. False when the scenario cannot have that load: looks_why_not() says why. */
bool looks_want(Looks *looks, uint32_t variant, double load, const Relief *relief);
const char *looks_why_not(const Looks *looks); /* NULL: every load so far was good */

/* Runs all that was asked for. False as campaign_run(). */
bool looks_run(Looks *looks, GError **error);

/* NULL: not looked at, or not finished. */
const Look *looks_find(const Looks *looks, uint32_t variant, double load, const Relief *relief);

/* Those of a variant without a relief, by load (Look *, borrowed). The caller owns the array. */
GPtrArray *looks_of(const Looks *looks, uint32_t variant);

/* What was run: of one variant, its warm-up fixed. */
const Scenario *look_scenario(const Look *look);

/* Its pilots, if it has any, had not settled, and yet it does not fail: nothing else says so. */
bool look_is_unsettled(const Look *look);

/* The mean of a metric of the whole run; NaN when it has none. */
double look_mean(const Look *look, const char *metric);
SimEstimate look_estimate(const Look *look, const char *metric);

/* The slo that misses its bound by most, as a share of the bound (*miss, infinite for one that is
 * lost); NULL when none fails. Those that the load is only too low for count when no other does. */
const ScenarioSlo *looks_worst_slo(const Looks *looks, const Look *look, double *miss);

/* For search.h. */
SearchLook look_for_search(const Looks *looks, const Look *look);
