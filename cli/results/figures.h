/* figures.h - the data that figures are drawn from, as small tables for gnuplot.
 *
 * One file per figure, in the folder 'figures' of a result directory; columns are separated by
 * tabs, the first line is a comment that names them, a value that does not exist is NaN. What a
 * figure needs is computed here; the templates in plots/ only draw.
 */
#pragma once
#include "cli/experiment/experiment.h"
#include "cli/results/outdir.h"
#include "cli/results/sensitivity.h"
#include "cli/results/verdict.h"

#define FIGURES_FOLDER "figures"

bool figures_write(Outdir *outdir, const Experiment *experiment, GError **error);

/* figures/answer.tsv: what the metrics of [compare] came to; verdicts are NULL of a run. */
bool figures_write_answer(Outdir *outdir, const Experiment *experiment, const Verdicts *verdicts,
                          GError **error);

/* figures/tornado.tsv: what assumed costs do to the differences; nothing where none moves any. */
bool figures_write_tornado(Outdir *outdir, const Sensitivity *sensitivity, GError **error);
