/* source.h - a result directory as the report reads it. Nothing in it is trusted: somebody else may have
 * written it. */
#pragma once
#include "cli/scenario/scenario.h"
#include <json-glib/json-glib.h>

typedef enum { REPORT_RUN, REPORT_SWEEP, REPORT_CAPACITY } ReportKind;

typedef struct {
    const char *directory; /* borrowed */
    ReportKind kind;
    JsonParser *parser;
    JsonObject *root;     /* of results.json; kept by the parser */
    Scenario *scenario;   /* of scenario.ini, NULL where it cannot be read: then */
    char *scenario_error; /* says why */
} ReportSource;

/* NULL with *error set: 'file: what: why; what to write'. G_IO_ERROR_INVALID_DATA where the directory or what is in
 * it is wrong; any other code: it cannot be read. */
ReportSource *report_source_load(const char *directory, GError **error);
void report_source_free(ReportSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReportSource, report_source_free)
