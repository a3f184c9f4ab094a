/* sensitivity.c - a scenario for each assumed cost and factor, all run in one campaign.
 *
 * Each has as many replications as the base came to, whatever its own precision would ask: pairs of
 * the same draws are compared.
 */
#include "cli/sensitivity.h"
#include "cli/command.h"
#include "cli/experiment/warmup.h"
#include "cli/results/sensitivity.h"

typedef struct {
    GPtrArray *scenarios; /* Scenario, two for each cost */
    GArray *points;       /* SensitivityPoint */
    Campaign *campaign;
} Plan;

static bool is_varied(const GArray *costs, guint index)
{
    return g_array_index(costs, ScenarioAssumedCost, index).use == ASSUMED_PAID;
}

bool cli_sensitivity_is_possible(const Scenario *scenario)
{
    g_autoptr(GArray) costs = scenario_assumed_costs(scenario);

    for (guint i = 0; i < costs->len; i++)
        if (is_varied(costs, i))
            return true;
    cli_error("--sensitivity: %s: no variant pays a cost that is an assumption, so that there is "
              "nothing to vary%s; leave --sensitivity out",
              scenario->file,
              scenario->variants[0].config->costs.preset_zero ? " ([costs] preset = zero)" : "");
    return false;
}

/* The base's scenario with one cost multiplied. NULL with *error set: the first problem. */
static Scenario *load(const Experiment *base, const ScenarioOverrides *overrides,
                      const ModelKey *cost, double factor, GError **error)
{
    g_autoptr(GPtrArray) problems = scenario_problems_new();
    g_autofree char *replications = g_strdup_printf("%u", base->replications);
    ScenarioOverrides varied = *overrides;
    Scenario *scenario;

    varied.scaled_cost = cost;
    varied.cost_factor = factor;
    varied.replications = replications;
    scenario = scenario_load(base->scenario->file, &varied, problems);
    for (guint i = 0; scenario == NULL && i < problems->len; i++) {
        const ScenarioProblem *problem = g_ptr_array_index(problems, i);

        if (!problem->is_error)
            continue;
        g_set_error(error, EXPERIMENT_ERROR, EXIT_INVALID, "%s (with costs.%s x %g)", problem->text,
                    cost->name, factor);
        break;
    }
    return scenario;
}

static bool add_point(Plan *plan, const Experiment *base, const ScenarioOverrides *overrides,
                      const ScenarioAssumedCost *cost, GError **error)
{
    SensitivityPoint point = {.cost = cost};

    for (int end = 0; end < SENSITIVITY_ENDS; end++) {
        Scenario *scenario = load(base, overrides, cost->key, sensitivity_factors[end], error);

        if (scenario == NULL)
            return false;
        g_ptr_array_add(plan->scenarios, scenario);
        warmup_copy(scenario, base->scenario);
        point.at[end] =
            campaign_add(plan->campaign, scenario, base->scenario->compare_metrics, error);
        if (point.at[end] == NULL)
            return false;
    }
    g_array_append_val(plan->points, point);
    return true;
}

static bool add_points(Plan *plan, const Experiment *base, const ScenarioOverrides *overrides,
                       const GArray *costs, GError **error)
{
    for (guint i = 0; i < costs->len; i++)
        if (is_varied(costs, i) &&
            !add_point(plan, base, overrides, &g_array_index(costs, ScenarioAssumedCost, i), error))
            return false;
    return true;
}

/* Of an interrupted campaign a cost counts when both its ends are whole. */
static void drop_unfinished(GArray *points)
{
    for (guint i = points->len; i-- > 0;) {
        const SensitivityPoint *point = &g_array_index(points, SensitivityPoint, i);

        if (point->at[0]->is_partial || point->at[1]->is_partial)
            g_array_remove_index(points, i);
    }
}

static bool run(Plan *plan, const Experiment *base, Verdicts *verdicts,
                const ScenarioOverrides *overrides, GError **error)
{
    g_autoptr(GArray) costs = scenario_assumed_costs(base->scenario);
    bool is_whole;

    if (!add_points(plan, base, overrides, costs, error))
        return false;
    is_whole = campaign_run(plan->campaign, error);
    if (!is_whole && !campaign_is_interrupted(plan->campaign))
        return false;
    drop_unfinished(plan->points);
    sensitivity_add(verdicts, (const SensitivityPoint *)plan->points->data, plan->points->len,
                    g_array_ref(costs), scenario_assumed_numbers(base->scenario));
    return is_whole;
}

bool cli_sensitivity_run(const Experiment *base, Verdicts *verdicts,
                         const ScenarioOverrides *overrides, const CampaignOptions *options,
                         GError **error)
{
    CampaignOptions plain = *options;
    Plan plan = {
        .scenarios = g_ptr_array_new_with_free_func((GDestroyNotify)scenario_free),
        .points = g_array_new(FALSE, FALSE, sizeof(SensitivityPoint)),
    };
    bool is_whole;

    plain.wants_request_rows = false;
    plain.wants_isolation = false; /* no verdict is about it */
    plan.campaign = campaign_new(&plain);
    is_whole = run(&plan, base, verdicts, overrides, error);
    campaign_free(plan.campaign);
    g_array_unref(plan.points);
    g_ptr_array_unref(plan.scenarios);
    return is_whole;
}
