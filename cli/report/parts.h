/* parts.h - the sections of a report, each in a file of its own. A section that has nothing to say is left
 * out, or says why it has nothing. */
#pragma once
#include "cli/report/figures.h"
#include "cli/report/page.h"
#include "cli/report/source.h"

typedef struct {
    ReportPage *page;
    const ReportSource *source;
    ReportFigures *figures;
    JsonObject *root;     /* of results.json */
    JsonObject *variants; /* NULL of a sweep and of a capacity */
    char **names;         /* of the variants; ended by NULL */
    guint count;
} Report;

/* The whole page. NULL with *error set. The caller frees it. */
char *report_build(const ReportSource *source, GError **error);

/* One sentence, escaped HTML with the numbers marked, on what came out. The caller frees it. */
char *report_answer_run(const Report *report);

/* Of run and compare: */
void report_cards(const Report *report);
void report_comparison(const Report *report);
void report_latency(const Report *report);
void report_stages(const Report *report);
void report_over_time(const Report *report);
void report_isolation(const Report *report);
void report_exposure(const Report *report);
void report_assumptions(const Report *report);
void report_checks(const Report *report);
void report_slos(const Report *report);

/* The numbers of a figure of panels over time, folded; nothing of another. summary: of what is folded. */
void report_panels(const Report *report, const char *figure, const char *summary);

/* Of any kind: figures that no section has shown; settings; how to get the same again. */
void report_other_figures(const Report *report);
void report_settings(const Report *report);
void report_reproduce(const Report *report);

/* The main parts of a sweep and of a capacity; the answer is the first of them. */
void report_sweep(const Report *report);
void report_capacity(const Report *report);
