/* svg.h - an SVG of gnuplot made part of a page.
 *
 * Elements and attributes that a figure needs are kept, all others left out; ids get a prefix, so that many figures
 * share a page; the colours of plots/common.gp become classes, which the page's style gives values for
 * light and for dark: class 'f-NAME' for a fill, 's-NAME' for a stroke, 'k-NAME' for currentColor, NAME one
 * of ink, grey, faint, paper, v1 to v6 (the variants). What belongs to one line, and its entry in the key, is
 * a group of class 'plot'.
 */
#pragma once
#include <glib.h>

/* label: what a reader who does not see it is told. NULL with *error set where it is no SVG. The caller frees
 * it. */
char *svg_inline(const char *svg, const char *prefix, const char *label, GError **error);
