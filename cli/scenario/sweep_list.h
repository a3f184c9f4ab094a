/* sweep_list.h - the values that a line of [sweep] steps a setting through: '0.5, 1, 2..6 step 1'.
 *
 * Elements are parted by commas outside parentheses and quotes. One is a value as the setting would
 * have it; a value in "double quotes", which may hold commas; FROM..TO step BY; or FROM..TO x BY,
 * each BY times the one before. The end is a value when the steps meet it. Steps are exact: 0.1..0.3
 * step 0.1 is 0.1, 0.2, 0.3.
 */
#pragma once
#include <glib.h>

#define SWEEP_VALUES_MAX 100000u

/* NULL with *error set ('why; what to write'). At least one value; free with g_strfreev(). */
char **sweep_list_read(const char *text, GError **error);
