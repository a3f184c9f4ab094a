/* figures_marks.h - what happened when, in replication 1, as rows of marks for a figure. */
#pragma once
#include "cli/experiment/experiment.h"

/* row, time_s, kind (a ResultMarkKind), label: row 0 is faults, row v the v-th variant's processes.
 * The caller frees the text. */
char *figures_marks(const Experiment *experiment);
