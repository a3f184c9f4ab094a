/* capacity_text.h - what was found, as a table for people, and the sentences that say it. */
#pragma once
#include "cli/capacity/find.h"
#include "cli/results/table.h"

void capacity_table_add(Table *table, const Capacity *capacity);

/* 'latency.p95(app:shop) < 300 ms'. The caller frees it. */
char *capacity_requirement(const ScenarioSlo *slo);

/* '298.1 ± 2.3 ms'. The caller frees it. */
char *capacity_value(const char *metric, SimEstimate estimate);

/* In one sentence: 'capacity at load 1.516 (95% interval 1.493 to 1.542), 152.3 ok requests/s', or
 * why there is none. The caller frees it. */
char *capacity_sentence(const Capacity *capacity, const CapacityVariant *variant);
