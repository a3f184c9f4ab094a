/* points.c - loads points, and tells their problems together: the same mistake at a thousand points is
 * one. */
#include "cli/sweep/points.h"
#include "cli/scenario/scenario_file.h"

#define PROBLEMS_MAX 1000 /* different ones; then nobody reads on */

typedef struct {
    char *text;
    bool is_error;
    uint32_t first; /* point */
    uint32_t count;
} PointProblem;

static void problem_free(gpointer data)
{
    PointProblem *problem = data;

    g_free(problem->text);
    g_free(problem);
}

char *sweep_read_text(const char *file, GPtrArray *problems)
{
    g_autoptr(GError) error = NULL;
    char *text = scenario_file_read(NULL, file, NULL, &error);
    ScenarioProblem *problem;

    if (text != NULL)
        return text;
    problem = g_new0(ScenarioProblem, 1);
    problem->is_error = true;
    problem->text =
        g_strdup_printf("%s: %s", g_str_equal(file, "-") ? "(stdin)" : file, error->message);
    g_ptr_array_add(problems, problem);
    return NULL;
}

Scenario *sweep_points_load(const SweepPoints *points, uint32_t point, GPtrArray *problems)
{
    const ScenarioSweep *sweep = points->sweep;
    g_autofree ScenarioPointValue *values = g_new0(ScenarioPointValue, sweep->key_count + 1);
    ScenarioOverrides overrides = *points->overrides;

    for (uint32_t k = 0; k < sweep->key_count; k++)
        values[k] = (ScenarioPointValue){.path = sweep->keys[k].path,
                                         .value = scenario_sweep_value(sweep, point, k)->text,
                                         .place = sweep->keys[k].place};
    overrides.point = values;
    return scenario_load(points->file, &overrides, problems);
}

/* Enters the problems of a point that are not known. */
static void enter(GHashTable *by_text, GPtrArray *found, uint32_t point, const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++) {
        const ScenarioProblem *problem = g_ptr_array_index(problems, i);
        gpointer entry = NULL;

        if (g_hash_table_lookup_extended(by_text, problem->text, NULL, &entry)) {
            if (entry != NULL)
                ((PointProblem *)entry)->count++;
            continue;
        }
        entry = g_new0(PointProblem, 1);
        *(PointProblem *)entry = (PointProblem){
            .text = g_strdup(problem->text), .is_error = problem->is_error, .first = point, 1};
        g_ptr_array_add(found, entry);
        g_hash_table_insert(by_text, ((PointProblem *)entry)->text, entry);
    }
}

/* 's.ini:12: load = 7x: is not a number; write one (at point 3: load = 7x, machine.cores = 2)' */
static void tell(const SweepPoints *points, const PointProblem *found, GPtrArray *problems)
{
    ScenarioProblem *problem = g_new0(ScenarioProblem, 1);
    g_autofree char *name = scenario_sweep_describe(points->sweep, found->first);

    problem->is_error = found->is_error;
    problem->text =
        found->count == 1
            ? g_strdup_printf("%s (at point %u: %s)", found->text, found->first + 1, name)
            : g_strdup_printf("%s (at %u points, the first of them %u: %s)", found->text,
                              found->count, found->first + 1, name);
    g_ptr_array_add(problems, problem);
}

bool sweep_points_check(const SweepPoints *points, const GPtrArray *known, GPtrArray *problems)
{
    g_autoptr(GHashTable) by_text = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(problem_free);
    bool is_good = true;

    for (guint i = 0; i < known->len; i++)
        g_hash_table_insert(by_text, ((ScenarioProblem *)known->pdata[i])->text, NULL);
    for (uint32_t i = 0; i < points->sweep->point_count && found->len < PROBLEMS_MAX; i++) {
        g_autoptr(GPtrArray) own = scenario_problems_new();
        g_autoptr(Scenario) scenario = sweep_points_load(points, i, own);

        is_good = is_good && scenario != NULL;
        enter(by_text, found, i, own);
    }
    for (guint i = 0; i < found->len; i++)
        tell(points, found->pdata[i], problems);
    return is_good;
}
