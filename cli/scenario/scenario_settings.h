/* scenario_settings.h - what a scenario says of its run rather than of a server: [scenario] itself,
 * [slo:*], [compare], [sweep]. */
#pragma once
#include "cli/scenario/scenario_expand.h"
#include "cli/scenario/scenario_resolve.h"

/* 'latency.p95(app:shop)' taken apart and checked. On success the caller owns the three texts;
 * scope and entity are NULL for the whole run. */
typedef struct {
    char *metric; /* as the results name it: within(300ms) is within(0.3) */
    char *scope;
    char *entity;
    int64_t within_ns; /* of within(T), else -1 */
} ScenarioMetric;

bool scenario_metric_read(ScenarioReader *reader, const char *text, ScenarioMetric *metric,
                          GError **error);
void scenario_metric_clear(ScenarioMetric *metric);
char *scenario_metric_write(const char *metric, const char *scope, const char *entity);

/* Fills the fields of the scenario from the document of the reader. within_ns (int64_t) gets the T
 * of every within(T), rising. */
void scenario_settings_read(ScenarioReader *reader, Scenario *scenario, GArray *within_ns);

/* Puts a time among them; below 0 there is none. */
void scenario_settings_note_within(GArray *within_ns, int64_t time_ns);

/* Which variant the baseline is; they must be known. A name that is none is a problem, unless
 * has_choice: then the variant may be one that the command line has left out. */
void scenario_settings_find_baseline(ScenarioReader *reader, Scenario *scenario, bool has_choice);

/* The lines of [scenario] that no ModelConfig holds, and the sections, as text that reads back. */
void scenario_settings_write_head(const Scenario *scenario, const char *plain_models,
                                  GString *text);
void scenario_settings_write(const Scenario *scenario, const ScenarioDocument *document,
                             GString *text);
