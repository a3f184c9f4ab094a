/* sweep_table.h - a sweep for people: a row for each point and variant. */
#pragma once
#include "cli/results/table.h"
#include "cli/sweep/collect.h"

#define SWEEP_TABLE_WIDTH 100

/* ' of 30 s'; nothing when that differs from point to point. The caller owns it. */
char *sweep_length_text(const Scenario *scenario);

void sweep_table_add(Table *table, const SweepCollection *collection);
