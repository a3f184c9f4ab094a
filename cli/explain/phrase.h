/* phrase.h - what a step is, in words. */
#pragma once
#include "cli/explain/journey.h"

/* NULL: a step that says nothing that those around it do not say. The caller frees it. */
char *step_phrase(const Journey *journey, guint step);

/* 'pages' of the counts, most first: '18 report in work.db, 2 home'. */
void phrase_append_counts(GString *text, const Journey *journey, const GArray *counts);

/* 'w3wp:shop #2', 'http.sys, in the kernel'. The caller frees it. */
char *phrase_process(WatchProcess process);

/* The kind of a step as programs read it: 'queued'. */
const char *step_kind_name(WatchKind kind);
