/* figures.h - the figures of a result directory, drawn anew by gnuplot and put into the page.
 *
 * They are drawn from the directory's data in a folder of the program's own: nothing there is changed, and no
 * picture that lies there is taken over.
 */
#pragma once
#include "cli/report/page.h"
#include <stdbool.h>

typedef struct {
    char *name; /* 'latency', 'knee-load' */
    char *svg;  /* NULL: then why says why there is none */
    char *axes; /* of its panels, as in cli/results/gnuplot.h; NULL: none */
    char *why;
    bool is_used; /* by a section */
} ReportFigure;

typedef struct {
    ReportFigure *figures;
    guint count;
    char *why; /* NULL, or why there are none at all */
} ReportFigures;

ReportFigures *report_figures_draw(const char *directory);
void report_figures_free(ReportFigures *figures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReportFigures, report_figures_free)

/* Whether it was drawn. */
bool report_figures_has(const ReportFigures *figures, const char *name);

typedef struct {
    const char *name;
    const char *label;   /* what it shows, for who does not see it */
    const char *caption; /* how to read it; NULL: none */
} ReportCaption;

/* A <figure> with the picture, or with the words in its place, and its caption. False, nothing added, where the
 * result has no such figure. */
bool report_figure(ReportPage *page, ReportFigures *figures, const ReportCaption *caption);
