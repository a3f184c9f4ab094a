/* figures_panels.h - the figures of a run that are made of panels, and the list of them.
 *
 * figures/panels.tsv names them in order, '# figure<TAB>NAME'; NAME.tsv is as panels.h says.
 */
#pragma once
#include "cli/experiment/experiment.h"
#include "cli/results/outdir.h"
#include "cli/results/panels.h"
#include "cli/results/verdict.h"

#define FIGURES_PANELS "panels.tsv" /* in the folder of figures */

/* All but the answer, those that the scenario declares included, and the list. */
bool figures_write_panels(Outdir *outdir, const Experiment *experiment, GError **error);

/* figures_declared.c: the [plot:*] of the scenario that are not over a setting of a sweep; their names
 * are added to the list. */
bool figures_write_declared(Outdir *outdir, const Experiment *experiment, GString *list,
                            GError **error);

/* A [plot:*] without anything in it: what its heading, kind and scale say. The caller owns it. */
Panels *figures_declared_panels(const ScenarioPlot *plot, PanelsAxis axis);

/* figures/NAME.tsv, and its line in the list. */
bool figures_write_one(Outdir *outdir, const char *name, Panels *panels, GString *list,
                       GError **error);

/* A line for each variant, in its colour and dashes. */
void figures_add_variants(Panels *panels, const Experiment *experiment);

/* A series of a variant as the points of a line. */
void figures_add_series(Panels *panels, uint32_t line, const Experiment *experiment, uint32_t v,
                        const char *name);
