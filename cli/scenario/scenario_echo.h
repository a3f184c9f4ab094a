/* scenario_echo.h - a configuration as lines: every key of every entity with its value in effect.
 */
#pragma once
#include "cli/scenario/scenario.h"
#include <glib.h>

typedef struct {
    const char *title; /* of the section: 'pool:shop'; lives as long as the echo */
    const char *key;   /* NULL: value is the body of a [replay:NAME] */
    const char *value;
} ScenarioEchoLine;

typedef struct {
    GArray *lines; /* ScenarioEchoLine, the lines of a section together */
    GStringChunk *texts;
} ScenarioEcho;

ScenarioEcho *scenario_echo_new(const ModelConfig *config);
void scenario_echo_free(ScenarioEcho *echo);

/* Appends the sections. scenario_lines go first into [scenario], whose own lines follow. */
void scenario_echo_print(const ScenarioEcho *echo, const char *scenario_lines, GString *text);

/* Appends 'SECTION.KEY = VALUE' for every line of echo that is otherwise, or not at all, in base.
 */
void scenario_echo_print_difference(const ScenarioEcho *echo, const ScenarioEcho *base,
                                    GString *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScenarioEcho, scenario_echo_free)
