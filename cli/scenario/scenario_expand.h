/* scenario_expand.h - from the text of a scenario to the document of one variant: overrides are
 * applied, and sections with 'count' become many.
 *
 * An override of [app:customer] that has 'count = 40' means all forty (and its {i} is their
 * number); one of [app:customer7] means that one.
 */
#pragma once
#include "cli/scenario/scenario_text.h"

typedef struct {
    const char *section; /* 'pool:shop', 'aspnet' */
    const char *key;
    const char *value;
    ScenarioPlace place;
} ScenarioOverride;

/* Splits 'pool:shop.MaxProcesses'; a key alone is of [scenario]. False when it is neither; the
 * texts live as long as the source. */
bool scenario_override_split(ScenarioSource *source, const char *path, ScenarioOverride *override);

/* overrides: ScenarioOverride, the later ones win. Problems go to the source's report. */
ScenarioDocument *scenario_expand(ScenarioSource *source, const GArray *overrides);
