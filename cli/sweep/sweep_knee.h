/* sweep_knee.h - the points of a sweep sorted into lines over one of its settings: one for each
 * combination of the other settings. */
#pragma once
#include "cli/sweep/collect.h"
#include "cli/sweep/sweep_axis.h"

typedef struct {
    const SweepCollection *collection; /* borrowed */
    const ScenarioSweep *sweep;
    SweepAxis axis;
    GPtrArray *names;  /* of the combinations of the other settings: 'cores = 2' */
    GArray *of_points; /* by point: the index of its combination */
    GString *text;     /* of the figure; whoever draws it takes it */
} SweepKnee;

typedef struct {
    double place;
    const SweepOutcome *outcome;
} SweepPlace;

SweepKnee sweep_knee_new(const SweepCollection *collection, uint32_t key);
void sweep_knee_clear(SweepKnee *knee); /* all but the text */

/* The points of a combination, SweepPlace, from left to right. The caller frees them. */
GArray *sweep_knee_places(const SweepKnee *knee, uint32_t combination);

/* Which of all combinations is shown as the i-th of 'count': the first, the last, some between. */
uint32_t sweep_knee_chosen(const SweepKnee *knee, uint32_t i, uint32_t count);
