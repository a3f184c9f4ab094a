/* scenario_report.h - collects the problems of a scenario, wherever they are found.
 *
 * Several variants read the same lines, so the same problem may be found more than once: it is
 * reported once. Only the first REPORT_PROBLEMS_MAX problems are kept.
 */
#pragma once
#include "cli/scenario/scenario.h"

#define REPORT_PROBLEMS_MAX 1000u

typedef struct {
    uint32_t file; /* from scenario_report_file() */
    uint32_t line; /* 0: the file as a whole, or an option of the command line */
} ScenarioPlace;

typedef struct ScenarioReport ScenarioReport;

ScenarioReport *scenario_report_new(void);
void scenario_report_free(ScenarioReport *report);

/* A file, or an option such as '--seed', that lines can belong to. */
uint32_t scenario_report_file(ScenarioReport *report, const char *name);

/* 'FILE:LINE'. The caller owns the result. */
char *scenario_report_place(const ScenarioReport *report, ScenarioPlace place);

/* The message is 'what: why; what to write'. */
void scenario_report_error(ScenarioReport *report, ScenarioPlace place, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
void scenario_report_warning(ScenarioReport *report, ScenarioPlace place, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
bool scenario_report_has_error(const ScenarioReport *report);

/* Appends what was found, by file and line. */
void scenario_report_finish(ScenarioReport *report, GPtrArray *problems);

/* text for a message: on one line, printable, not too long. The caller owns the result. */
char *scenario_report_quote(const char *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScenarioReport, scenario_report_free)
