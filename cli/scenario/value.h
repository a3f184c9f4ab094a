/* value.h - the plain values of a scenario: numbers with units, read and written.
 *
 * Reading is strict (whole text, known unit, in range, finite) and exact: 4.35ms is 4,350,000 ns,
 * not the nearest product of doubles. Writing gives the shortest text that reads back as the same
 * bits. Nothing here depends on the locale. An error's message is 'why; what to write'.
 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define VALUE_ERROR (value_error_quark())
GQuark value_error_quark(void);
/* Sets *error and returns false, so that a reader can end with 'return value_fail(..)'. */
bool value_fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* A number and the unit after it, which may be empty; blanks around both. */
typedef enum { VALUE_TIME, VALUE_SIZE } ValueFamily;

/* A bare number is in bare_unit; NULL: only 0 may be bare. */
bool value_read_time(const char *text, const char *bare_unit, int64_t *time_ns, GError **error);
bool value_read_size(const char *text, const char *bare_unit, int64_t *size_bytes, GError **error);
bool value_read_time_real(const char *text, double *time_ns,
                          GError **error);                   /* for distributions */
bool value_read_seconds(const char *text, int64_t *time_ns); /* a bare decimal: a column of a CSV */
bool value_read_rate(const char *text, double *per_second, GError **error); /* 120/s */
bool value_read_number(const char *text, double *number, GError **error);
bool value_read_whole(const char *text, int64_t *number, GError **error);
bool value_read_unsigned(const char *text, uint64_t *number, GError **error);
bool value_read_fraction(const char *text, double *fraction, GError **error); /* 80% or 0.8 */
bool value_read_bool(const char *text, bool *truth, GError **error);
bool value_read_clock(const char *text, int64_t *time_ns, GError **error); /* hh:mm[:ss] of a day */
bool value_read_span(const char *text, int64_t *time_ns, GError **error);  /* [d.]hh:mm:ss */
bool value_is_never(const char *text); /* none, Infinite, unlimited, off, 4294967295 */

/* The caller owns what these return. */
char *value_write_time(int64_t time_ns); /* 29 h */
char *value_write_time_real(double time_ns);
char *value_write_seconds(int64_t time_ns); /* 0.25 */
char *value_write_size(int64_t size_bytes);
char *value_write_rate(double per_second);
char *value_write_number(double number);
char *value_write_fraction(double fraction);
char *value_write_clock(int64_t time_ns);

/* The parts of a list at separators outside parentheses, blanks stripped; an empty text has none.
 * Free with g_strfreev(). */
char **value_split(const char *text, char separator);
