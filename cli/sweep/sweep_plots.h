/* sweep_plots.h - the figures that a scenario declares over a setting that is stepped through. */
#pragma once
#include "cli/results/outdir.h"
#include "cli/sweep/collect.h"

/* figures/plot-NAME.tsv for each; their lines are added to the list of the sweep's figures. */
bool sweep_plots_write(Outdir *outdir, const SweepCollection *collection, GString *all,
                       GError **error);
