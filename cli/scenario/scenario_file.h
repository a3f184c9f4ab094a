/* scenario_file.h - the whole text of a scenario, an include, or a file of values. */
#pragma once
#include <glib.h>

#define SCENARIO_FILE_MAX_BYTES (64u << 20)

/* path '-' is stdin if directory is NULL; otherwise a relative path is looked for in directory.
 * NULL with *error set (its message 'why; what to do') for what cannot be read, is larger than the
 * limit, or is not UTF-8 text. The caller owns the result; length may be NULL. */
char *scenario_file_read(const char *directory, const char *path, gsize *length, GError **error);

/* path as seen from directory, which may be NULL. The caller owns the result. */
char *scenario_file_join(const char *directory, const char *path);
