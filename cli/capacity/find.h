/* find.h - the capacity of every variant: searched, explained, judged. */
#pragma once
#include "cli/capacity/limit.h"

typedef struct {
    const ScenarioVariant *source; /* borrowed from the scenario */
    Search *search;
    SearchResult result;
    const Look *at;    /* at the capacity; NULL unless found */
    const Look *fails; /* the lowest that fails above it, or at all */
    const Look *above; /* a tenth above the capacity, where limits were looked for */
    const Look *low, *high;
    /* What fails there: the slo that misses its bound by most. NULL, with is_unstable, when it is
     * that the number of requests grows without end. */
    const ScenarioSlo *binding;
    bool is_unstable;
    GArray *limits;         /* NULL unless found; ranked */
    uint32_t limits_proven; /* that stand out: 0, 1, 2 */
    bool is_precise;        /* no look missed the precision that the scenario asks for */
} CapacityVariant;

typedef struct {
    const Scenario *scenario; /* borrowed */
    double tolerance;
    Looks *looks;
    CapacityVariant *variants;
    uint32_t variant_count;
    bool is_partial; /* interrupted: what is known so far */
} Capacity;

/* Everything is borrowed; campaign must be freed before capacity_free(). NULL after a failure; an
 * interruption is none. */
Capacity *capacity_find(const Scenario *scenario, const ScenarioOverrides *overrides,
                        Campaign *campaign, double tolerance, GError **error);
void capacity_free(Capacity *capacity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Capacity, capacity_free)

uint32_t capacity_slo_index(const Capacity *capacity, const ScenarioSlo *slo);
