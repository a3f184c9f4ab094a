/* points.h - the points of a sweep as scenarios: each is the file read again with the point's values
 * set. */
#pragma once
#include "cli/scenario/scenario.h"

typedef struct {
    const char *file;                   /* as the user gave it */
    const ScenarioOverrides *overrides; /* as for the scenario itself; with its text for stdin */
    const ScenarioSweep *sweep;         /* of the scenario itself */
} SweepPoints;

/* What is in the scenario's file, for ScenarioOverrides.text: a point is read from what its scenario was
 * read from, be it standard input or a file that somebody edits meanwhile. NULL, with a problem, when
 * it cannot be read. The caller owns it. */
char *sweep_read_text(const char *file, GPtrArray *problems);

/* NULL when the point's values make the scenario invalid; problems as from scenario_load(). The
 * caller owns it. */
Scenario *sweep_points_load(const SweepPoints *points, uint32_t point, GPtrArray *problems);

/* Reads every point. False when one is invalid. Appends to problems what only points have, once
 * each, and says at which: known is what the scenario itself has. */
bool sweep_points_check(const SweepPoints *points, const GPtrArray *known, GPtrArray *problems);
