/* stage_table.h - where the time of a request went, by stage, in two variants beside each other: exact to
 * the nanosecond, with bars, and with the sums that are the latencies. */
#pragma once
#include "cli/explain/journey.h"

/* The heading for such a table. Static. */
const char *stage_table_title(const Journey *left, const Journey *right);

/* right NULL: of one alone. */
void stage_table_append(GString *out, const Journey *left, const Journey *right);
