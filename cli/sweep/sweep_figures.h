/* sweep_figures.h - the data that the figures of a sweep are drawn from, as tables for gnuplot.
 *
 * knee-KEY.tsv, one for each setting that has several values: latency and throughput over it, a block
 * for each variant and each combination of the other settings. heat.tsv, when two settings are
 * combined: both over the two. The lines of a head, '# WORD<TAB>..', say how to draw what follows.
 */
#pragma once
#include "cli/results/outdir.h"
#include "cli/sweep/collect.h"

#define SWEEP_LINES_MAX 6 /* of a knee: more would be a tangle */

bool sweep_figures_write(Outdir *outdir, const SweepCollection *collection, GError **error);
