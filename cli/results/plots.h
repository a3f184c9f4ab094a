/* plots.h - all figures of a result directory at once. */
#pragma once
#include <glib.h>
#include <stdbool.h>

bool plots_is_format(const char *format); /* svg, png, pdf */

/* Beside the data: the templates and settings, so that a figure can be drawn again by hand. */
bool plots_keep_templates(const char *directory, GError **error);

/* Draws all figures in every format (ended by NULL). A directory with a manifest gets them entered
 * there. */
bool plots_draw(const char *directory, const char *const *formats, GError **error);

/* All figures in characters; has_colour: with the escapes of a terminal. NULL with *error set. The caller
 * frees it. */
char *plots_text(const char *directory, bool has_colour, GError **error);
