/* scenario_sweep.h - [sweep] read: the settings, their values, and the points that they span. */
#pragma once
#include "cli/scenario/scenario_reader.h"
#include "cli/scenario/sweep_value.h"

/* Replaces the [sweep] of a document: by the lines 'KEY=LIST' of --sweep, ended by NULL, or, for
 * NULL, by nothing. 'where' and 'combine' without a setting beside them replace only those of the
 * section. The document is one of the source's. */
void scenario_sweep_replace(ScenarioSource *source, ScenarioDocument *document,
                            char *const *sweeps);

/* The sweep of the document; NULL when there is none, or after a problem that the report has. */
ScenarioSweep *scenario_sweep_read(ScenarioReader *reader);
