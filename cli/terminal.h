/* terminal.h - what verbs that run things share on the command line: threads, and colour. */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* '-j4' made '-j 4', the way make and others take it; GOption knows only the second. The caller frees
 * the list. */
char **cli_split_attached(char **argv);

/* The number of -j, 0: all cores. NULL leaves *threads at 0. False with *error set, a message for the
 * user. */
bool cli_read_threads(const char *text, guint *threads, GError **error);

/* Whether stdout is a terminal that wants colour: NO_COLOR is not set, TERM not dumb. */
bool cli_has_colour(void);

/* Whether the locale writes UTF-8: otherwise pictures are made of ASCII. */
bool cli_has_utf8(void);
