/* figures_panels.h - the figures of a run that are made of panels, and the list of them.
 *
 * figures/panels.tsv names them in order, '# figure<TAB>NAME'; NAME.tsv is as panels.h says.
 */
#pragma once
#include "cli/experiment/experiment.h"
#include "cli/results/outdir.h"
#include "cli/results/verdict.h"

#define FIGURES_PANELS "panels.tsv" /* in the folder of figures */

/* All but the answer, and the list. */
bool figures_write_panels(Outdir *outdir, const Experiment *experiment, GError **error);
