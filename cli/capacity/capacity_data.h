/* capacity_data.h - what was found, for programs: JSON and CSV. */
#pragma once
#include "cli/capacity/find.h"

#define CAPACITY_FORMAT "iissim-capacity/1"

/* docs/capacity.schema.json is its grammar. The caller frees it. */
char *capacity_json(const Capacity *capacity);

/* variant, load, slo, mean, lo, hi, n, met: a row for each look and slo, and one for its throughput;
 * the run's identity in each. The caller frees it. */
char *capacity_csv(const Capacity *capacity);
