/* columns.h - text set in columns beside each other, for a terminal. */
#pragma once
#include <glib.h>

/* Breaks text at blanks into lines of at most width characters, and appends them to lines (char *,
 * owned), the first behind first, the others behind as many blanks. A word that is too long is cut into
 * pieces. */
void columns_wrap(GPtrArray *lines, const char *first, const char *text, int width);

/* Sets two columns of lines beside each other; right NULL: one alone. */
void columns_append(GString *out, const GPtrArray *left, const GPtrArray *right, int width);

/* text, blanks up to width characters. */
void columns_pad(GString *out, const char *text, int width);
