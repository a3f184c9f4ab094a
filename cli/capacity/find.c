/* find.c - rounds of looks until every variant's search is over, then a round of reliefs.
 *
 * A round asks for all that all searches want next, so that a campaign has many tasks at once; what
 * is wanted depends on what was seen alone, never on how many threads there are.
 */
#include "cli/capacity/find.h"
#include "cli/command.h"
#include <math.h>

#define LOAD_MIN   1e-6 /* of scenario.load */
#define LOAD_MAX   1e6
#define TRIES_MAX  3    /* a scenario that refuses one load after the other */
#define WELL_ABOVE 1.05 /* the capacity: where a limit shows */

static const Relief no_relief = {RELIEF_NONE, 0};

void capacity_free(Capacity *capacity)
{
    if (capacity == NULL)
        return;
    for (uint32_t v = 0; v < capacity->variant_count; v++) {
        search_free(capacity->variants[v].search);
        g_clear_pointer(&capacity->variants[v].limits, g_array_unref);
    }
    g_free(capacity->variants);
    looks_free(capacity->looks);
    g_free(capacity);
}

uint32_t capacity_slo_index(const Capacity *capacity, const ScenarioSlo *slo)
{
    return (uint32_t)(slo - capacity->scenario->slos);
}

static const Look *look_at(const Capacity *capacity, uint32_t v, double load)
{
    return isnan(load) ? NULL : looks_find(capacity->looks, v, load, &no_relief);
}

/* ---- searching ---- */

/* Asks for what the search of a variant wants next. False: it is over. */
static bool want_more(Capacity *capacity, uint32_t v)
{
    Search *search = capacity->variants[v].search;
    double wanted[SEARCH_WANTED_MAX];
    uint32_t count, asked = 0, tries = 0;

    do {
        count = search_next(search, wanted);
        for (uint32_t i = 0; i < count; i++) {
            if (looks_want(capacity->looks, v, wanted[i], &no_relief))
                asked++;
            else
                search_forbid(search, wanted[i]);
        }
    } while (count > 0 && asked == 0 && ++tries < TRIES_MAX);
    return asked > 0;
}

static void take_in(Capacity *capacity, uint32_t v)
{
    CapacityVariant *variant = &capacity->variants[v];
    g_autoptr(GPtrArray) looks = looks_of(capacity->looks, v);

    for (guint i = 0; i < looks->len; i++) {
        const Look *look = g_ptr_array_index(looks, i);
        SearchLook seen = look_for_search(capacity->looks, look);

        if (search_find(variant->search, look->load) != NULL)
            continue;
        search_add(variant->search, &seen);
        variant->search->has_intervals &= look->experiment->replications > 1;
        variant->is_precise &= look->experiment->reached;
    }
}

/* False after a failure, or an interruption with *error not set. */
static bool search_all(Capacity *capacity, GError **error)
{
    for (;;) {
        bool wants = false, is_good;

        for (uint32_t v = 0; v < capacity->variant_count; v++)
            wants |= want_more(capacity, v);
        if (!wants)
            return true;
        is_good = looks_run(capacity->looks, error);
        for (uint32_t v = 0; v < capacity->variant_count; v++)
            take_in(capacity, v);
        if (!is_good)
            return false;
    }
}

/* ---- what was found ---- */

/* The lowest that fails well above the capacity. */
static const Look *find_above(const Capacity *capacity, uint32_t v)
{
    const CapacityVariant *variant = &capacity->variants[v];
    g_autoptr(GPtrArray) looks = looks_of(capacity->looks, v);

    for (guint i = 0; i < looks->len; i++) {
        const Look *look = g_ptr_array_index(looks, i);

        if (look->load >= WELL_ABOVE * variant->result.capacity &&
            look->answers[SEARCH_MEAN] != SEARCH_MET)
            return look;
    }
    return variant->fails;
}

static void describe(Capacity *capacity, uint32_t v)
{
    CapacityVariant *variant = &capacity->variants[v];
    double miss;

    variant->result = search_result(variant->search);
    variant->fails = look_at(capacity, v, variant->result.first_above);
    variant->low = look_at(capacity, v, variant->result.low);
    variant->high = look_at(capacity, v, variant->result.high);
    if (variant->fails != NULL) {
        variant->is_unstable = variant->fails->is_unstable;
        variant->binding = looks_worst_slo(capacity->looks, variant->fails, &miss);
    }
    if (variant->result.kind != SEARCH_FOUND)
        return;
    variant->at = look_at(capacity, v, variant->result.capacity);
    variant->above = find_above(capacity, v);
    variant->limits = limits_of(variant->at, variant->above);
}

/* ---- limits ---- */

static bool relieve_all(Capacity *capacity, GError **error)
{
    bool wants = false;

    for (uint32_t v = 0; v < capacity->variant_count; v++) {
        const CapacityVariant *variant = &capacity->variants[v];

        for (guint i = 0; variant->limits != NULL && i < variant->limits->len; i++) {
            const Limit *limit = &g_array_index(variant->limits, Limit, i);

            if (limit->is_suspect)
                wants |= looks_want(capacity->looks, v, variant->above->load, &limit->relief);
        }
    }
    return !wants || looks_run(capacity->looks, error);
}

static void judge_limits(const Capacity *capacity, uint32_t v)
{
    CapacityVariant *variant = &capacity->variants[v];
    const ScenarioSlo *slo = variant->binding;

    if (variant->limits == NULL)
        return;
    for (guint i = 0; i < variant->limits->len; i++) {
        Limit *limit = &g_array_index(variant->limits, Limit, i);
        const Look *relieved = looks_find(capacity->looks, v, variant->above->load, &limit->relief);

        if (relieved != NULL)
            limit_take_relief(limit, slo, slo != NULL ? capacity_slo_index(capacity, slo) : 0,
                              variant->above, relieved);
    }
    variant->limits_proven = limits_rank(variant->limits);
}

Capacity *capacity_find(const Scenario *scenario, const ScenarioOverrides *overrides,
                        Campaign *campaign, double tolerance, GError **error)
{
    g_autoptr(Capacity) capacity = g_new0(Capacity, 1);
    GError *failure = NULL;
    bool is_whole;

    capacity->scenario = scenario;
    capacity->tolerance = tolerance;
    capacity->looks = looks_new(scenario, overrides, campaign);
    capacity->variant_count = scenario->variant_count;
    capacity->variants = g_new0(CapacityVariant, scenario->variant_count);
    for (uint32_t v = 0; v < scenario->variant_count; v++) {
        CapacityVariant *variant = &capacity->variants[v];

        variant->source = &scenario->variants[v];
        variant->is_precise = true;
        variant->search = search_new(variant->source->config->load, LOAD_MIN, LOAD_MAX, tolerance);
    }
    is_whole = search_all(capacity, &failure);
    for (uint32_t v = 0; v < scenario->variant_count && failure == NULL; v++)
        describe(capacity, v);
    if (is_whole)
        is_whole = relieve_all(capacity, &failure);
    for (uint32_t v = 0; v < scenario->variant_count && failure == NULL; v++)
        judge_limits(capacity, v);
    if (failure != NULL) {
        g_propagate_error(error, failure);
        return NULL;
    }
    capacity->is_partial = !is_whole;
    return g_steal_pointer(&capacity);
}
