/* check_load.h - what a variant's clients ask for, beside what it has: arithmetic on means, without
 * simulating anything. */
#pragma once
#include "cli/scenario/scenario.h"

/* Appends lines for a terminal; says 'overloaded' where more is asked than there is. */
void check_load_append(GString *out, const ScenarioVariant *variant);

/* What is overloaded most, '1.05 of 1 core of processors'; NULL when nothing is. The caller frees
 * it. */
char *check_load_overload(const ScenarioVariant *variant);

/* How many requests of ASP.NET may execute at once, in all worker processes together. */
double check_load_ceiling(const ScenarioVariant *variant);

/* Whether some requests may be answered by a cache: load is reckoned as if none were. */
bool check_load_has_caches(const ScenarioVariant *variant);

/* By page: the processor time, in seconds, that a request asks for, its calls included, context
 * switches not. The caller frees it with g_free(). */
double *check_load_page_cpu_s(const ScenarioVariant *variant);
