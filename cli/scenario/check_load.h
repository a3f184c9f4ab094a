/* check_load.h - what a variant's clients ask for, beside what it has: arithmetic on means, without
 * simulating anything. */
#pragma once
#include "cli/scenario/scenario.h"

/* Appends lines for a terminal; says 'overloaded' where more is asked than there is. */
void check_load_append(GString *out, const ScenarioVariant *variant);
