/* gnuplot_rows.h - a data file of a figure as cells, and what its head says: lines '# WORD<TAB>..'.
 *
 * Anybody may have written it: a cell that is not there is '', one that is no number is NaN.
 */
#pragma once
#include <gio/gio.h>
#include <stdbool.h>

#define GNUPLOT_COLUMNS_MAX 256

typedef struct {
    GPtrArray *rows; /* char **: cells */
} GnuplotRows;

/* Clear it, whatever came of it. */
bool gnuplot_rows_load(GnuplotRows *rows, const char *folder, const char *name, GError **error);
void gnuplot_rows_clear(GnuplotRows *rows);

/* The cells after '# WORD' in its n-th line, from 0; NULL when there is none. */
char **gnuplot_rows_head(const GnuplotRows *rows, const char *word, guint n);
guint gnuplot_rows_count(const GnuplotRows *rows, const char *word);

const char *gnuplot_cell(char **cells, guint index);
double gnuplot_cell_number(char **cells, guint index);

/* WHICH_ticks, WHICH_tick[], WHICH_tick_text[] of the lines '# WHICH-tick'. */
void gnuplot_rows_add_ticks(GString *text, const GnuplotRows *rows, const char *which);

/* The names that a list of figures has, '# figure<TAB>NAME', ended by NULL: only such as can be a part of a
 * command line of gnuplot and of a path. NULL with *error set. The caller frees them. */
char **gnuplot_rows_figures(const char *folder, const char *list, GError **error);

/* What plots/panels.gp needs to know of a table of panels.h, while 'figure' is its name. */
bool gnuplot_panels_settings(GString *text, const char *folder, const char *figure, GError **error);
