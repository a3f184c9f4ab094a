/* scenario_plot.h - [plot:*] read: figures that a scenario asks for. */
#pragma once
#include "cli/results/quantity.h"
#include "cli/scenario/scenario_reader.h"

/* Fills scenario->plots; scenario->sweep is known. overrides may be NULL: with a sweep of their own an x
 * that is not in it is no mistake. within_ns gets the T of every within(T), as
 * scenario_settings_read() says. */
void scenario_plots_read(ScenarioReader *reader, Scenario *scenario,
                         const ScenarioOverrides *overrides, GArray *within_ns);
void scenario_plots_free(Scenario *scenario);

/* The quantity of y[index]. */
QuantityKind scenario_plot_kind(const ScenarioPlot *plot, uint32_t index);

/* The sections as text that reads back. */
void scenario_plots_write(const Scenario *scenario, const ScenarioDocument *document,
                          GString *text);
