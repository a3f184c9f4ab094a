/* gnuplot.h - draws the figures of a result directory by running gnuplot on the templates.
 *
 * What a template needs to know (title, caption, names) is read from results.json and the heads of
 * the data files and handed over as gnuplot text in which every name is quoted. Nothing in a result
 * directory is ever executed: it may come from somebody else.
 */
#pragma once
#include <gio/gio.h>
#include <stdbool.h>

/* The figures of a result by name ('latency', 'knee-load'), ended by NULL; folder: where their data
 * are. NULL with *error set. The caller frees them. */
char **gnuplot_figures(const char *folder, GError **error);

/* The file that draws it: 'knee.gp' draws every 'knee-..'. The caller frees it. */
char *gnuplot_template(const char *figure);

/* The folder of the templates. NULL with *error set when there is none. The caller frees it. */
char *gnuplot_templates(GError **error);

/* The settings of a result directory's figures as gnuplot text. NULL with *error set when it is no
 * result directory. The caller frees it. */
char *gnuplot_settings(const char *directory, GError **error);

typedef struct {
    const char *templates;
    const char *folder;   /* where the data are and the figures go */
    const char *settings; /* a file with the text of gnuplot_settings() */
    bool wants_axes; /* beside FIGURE.FORMAT also FIGURE.axes, a line for each panel with axes of
                           * numbers: left, right, top, bottom in the figure's units, from and to of x, of
                           * y, whether x, whether y is logarithmic */
} GnuplotJob;

/* Draws FIGURE.FORMAT into the folder, whole or not at all. What gnuplot says is an error. */
bool gnuplot_draw(const GnuplotJob *job, const char *figure, const char *format, GError **error);

/* The figure in characters; has_colour: with the escapes of a terminal. NULL with *error set. The caller
 * frees it. */
char *gnuplot_draw_text(const GnuplotJob *job, const char *figure, bool has_colour, GError **error);
