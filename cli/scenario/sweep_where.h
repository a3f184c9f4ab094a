/* sweep_where.h - the constraint of a sweep: 'load * pool:shop.MaxProcesses <= 16 and cores > 1'.
 *
 * Operands are the swept settings by their names, or by what follows the last dot where that is
 * clear; numbers with or without a unit; texts in quotes. Operators, the loosest first: or; and; not;
 * = != < <= > >=; + -; * /; a sign; parentheses. Numbers are compared as numbers, in one unit, and
 * are equal when they differ by rounding alone; texts are equal or not.
 */
#pragma once
#include "cli/scenario/sweep_value.h"

typedef struct SweepWhere SweepWhere;

/* names ends with NULL: the swept settings. NULL with *error set ('why; what to write'). */
SweepWhere *sweep_where_read(const char *text, const char *const *names, GError **error);
void sweep_where_free(SweepWhere *where);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SweepWhere, sweep_where_free)

/* values[i] is that of names[i]. False with *error set when they cannot be put together so: a
 * duration and a size compared, a text multiplied. */
bool sweep_where_holds(const SweepWhere *where, const SweepValue *const *values, bool *holds,
                       GError **error);
