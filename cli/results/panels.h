/* panels.h - a figure of panels as a table for gnuplot: a panel for each quantity, the same lines in all
 * of them, over time, over a setting, or over names.
 *
 * The lines of the head, '# WORD<TAB>..', tell plots/panels.gp how to draw the blocks that follow: one
 * for each panel and line, with columns place, mean, lo, hi (in the unit of the panel) and the value as
 * a text. What does not exist is NaN.
 */
#pragma once
#include "cli/results/quantity.h"
#include <stdbool.h>

#define PANELS_MAX 12 /* of one figure; more would not fit on a page */

typedef enum { PANELS_LINES, PANELS_POINTS, PANELS_STEPS, PANELS_BARS } PanelsKind;

typedef enum {
    PANELS_OVER_TIME, /* places are seconds */
    PANELS_OVER_NUMBERS,
    PANELS_OVER_RATIOS, /* numbers on a logarithmic axis */
    PANELS_OVER_NAMES,  /* places are 1, 2, .. */
} PanelsAxis;

typedef struct Panels Panels;

/* The caller owns it. heading says what is seen. */
Panels *panels_new(const char *heading, PanelsKind kind, PanelsAxis axis);
void panels_free(Panels *panels);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Panels, panels_free)

void panels_set_axis(Panels *panels, const char *name, const char *unit);
void panels_set_note(Panels *panels, const char *note);       /* in the caption */
void panels_set_nothing(Panels *panels, const char *nothing); /* said where there is no panel */
void panels_set_coloured(Panels *panels); /* names are variants, with their colours */
void panels_set_log(Panels *panels);      /* the values, in all panels */

void panels_set_one_scale(Panels *panels); /* one unit and one extent for all panels: they are of
                                              one kind, and there to be compared */

/* Over time: what is shown of it, in seconds; otherwise all that has points is. */
void panels_set_range(Panels *panels, double from_s, double to_s);
void panels_add_tick(Panels *panels, double place, const char *text);

/* Colour and dashes count from 1. Lines are there before panels. A legend is drawn of more than one. */
void panels_add_line(Panels *panels, const char *text, uint32_t colour, uint32_t dashes);

/* nothing: what is said in place of values when there is none. */
void panels_add_panel(Panels *panels, const char *title, QuantityKind kind, const char *nothing);

/* To the line (from 0) of the panel begun last; places rise. remark: NULL, or after its text. */
void panels_add_point(Panels *panels, uint32_t line, double place, SimEstimate value,
                      const char *remark);

/* The table, once. The caller frees it. */
char *panels_text(Panels *panels);
