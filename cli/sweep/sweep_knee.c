/* sweep_knee.c - points by their values of the other settings. */
#include "cli/sweep/sweep_knee.h"
#include <string.h>

/* What a point has in the other settings; nothing in lockstep, where they all go together. */
static char *name_others(const SweepKnee *knee, uint32_t point)
{
    GString *name = g_string_new(NULL);

    for (uint32_t k = 0; k < knee->sweep->key_count && !knee->sweep->is_lockstep; k++)
        if (k != knee->axis.key && knee->sweep->keys[k].value_count > 1)
            g_string_append_printf(name, "%s%s = %s", name->len > 0 ? ", " : "",
                                   sweep_label(knee->sweep, k),
                                   scenario_sweep_value(knee->sweep, point, k)->text);
    return g_string_free(name, FALSE);
}

static void sort_points(SweepKnee *knee)
{
    g_autoptr(GHashTable) indexes = g_hash_table_new(g_str_hash, g_str_equal);

    for (uint32_t i = 0; i < knee->sweep->point_count; i++) {
        g_autofree char *name = name_others(knee, i);
        gpointer found = NULL;
        uint32_t index = knee->names->len;

        if (g_hash_table_lookup_extended(indexes, name, NULL, &found)) {
            index = GPOINTER_TO_UINT(found);
        } else {
            g_hash_table_insert(indexes, name, GUINT_TO_POINTER(index));
            g_ptr_array_add(knee->names, g_steal_pointer(&name));
        }
        g_array_append_val(knee->of_points, index);
    }
}

static int by_place(const void *left, const void *right)
{
    const SweepPlace *a = left, *b = right;

    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    return a->outcome->point < b->outcome->point ? -1 : 1;
}

GArray *sweep_knee_places(const SweepKnee *knee, uint32_t combination)
{
    GArray *places = g_array_new(FALSE, FALSE, sizeof(SweepPlace));

    for (uint32_t i = 0; i < knee->sweep->point_count; i++) {
        SweepPlace place = {sweep_axis_place(&knee->axis, i), sweep_outcome(knee->collection, i)};

        if (g_array_index(knee->of_points, uint32_t, i) == combination && place.outcome != NULL)
            g_array_append_val(places, place);
    }
    g_array_sort(places, by_place);
    return places;
}

uint32_t sweep_knee_chosen(const SweepKnee *knee, uint32_t i, uint32_t count)
{
    return count == 1 ? 0 : i * (knee->names->len - 1) / (count - 1);
}

SweepKnee sweep_knee_new(const SweepCollection *collection, uint32_t key)
{
    const ScenarioSweep *sweep = collection->scenario->sweep;
    SweepKnee knee = {.collection = collection,
                      .sweep = sweep,
                      .axis = sweep_axis_of(sweep, key),
                      .names = g_ptr_array_new_with_free_func(g_free),
                      .of_points = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                      .text = g_string_new(NULL)};

    sort_points(&knee);
    return knee;
}

void sweep_knee_clear(SweepKnee *knee)
{
    g_ptr_array_unref(knee->names);
    g_array_unref(knee->of_points);
}
