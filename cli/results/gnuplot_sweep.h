/* gnuplot_sweep.h - what the templates need to know of a sweep, as gnuplot text. */
#pragma once
#include <gio/gio.h>
#include <stdbool.h>

#define GNUPLOT_SWEEP "sweep.tsv" /* in the folder of figures: title, caption, variants, figures */

bool gnuplot_is_sweep(const char *folder);

/* NULL with *error set. The caller frees it. */
char *gnuplot_sweep_settings(const char *folder, GError **error);
