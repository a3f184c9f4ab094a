/* value_variate.h - distributions: exp(20ms), lognormal(mean=20ms, cv=1.5), uniform(1s, 2s) ... */
#pragma once
#include "cli/scenario/value.h"
#include "sim/variate.h"

/* What a draw is. */
typedef enum { VARIATE_TIME, VARIATE_COUNT } VariateUnit;

/* Where files of values are, and what may still be read from them: a section that is repeated a
 * hundred thousand times may name a large file. */
typedef struct {
    const char *directory;
    int64_t values_left;
    int64_t bytes_left;
} ValueFiles;

/* The text of a file, its bytes taken off files. */
char *value_file_read(ValueFiles *files, const char *path, GError **error);
/* Takes values off; false when there are none left. */
bool value_files_take(ValueFiles *files, int64_t values, GError **error);

/* A bare value is a constant. *variate is untouched on failure; the caller clears it otherwise. */
bool value_read_variate(const char *text, VariateUnit unit, ValueFiles *files, SimVariate *variate,
                        GError **error);

/* The caller owns the result. An empirical distribution is written with its values. */
char *value_write_variate(const SimVariate *variate, VariateUnit unit);
