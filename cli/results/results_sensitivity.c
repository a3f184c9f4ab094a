/* results_sensitivity.c - what was varied, what was not and why, and what came of it. */
#include "cli/results/results_sensitivity.h"

static void add_costs(JsonText *json, const Sensitivity *sensitivity)
{
    static const char *const uses[] = {
        [ASSUMED_PAID] = "varied",
        [ASSUMED_NOTHING] = "nothing",
        [ASSUMED_NOT_READ] = "not read",
        [ASSUMED_UNTRIED] = "untried",
    };

    json_text_open(json, "costs", '[');
    for (guint i = 0; i < sensitivity->costs->len; i++) {
        const ScenarioAssumedCost *cost =
            &g_array_index(sensitivity->costs, ScenarioAssumedCost, i);

        json_text_open_inline(json, NULL, '{');
        json_text_string(json, "name", cost->key->name);
        json_text_string(json, "use", uses[cost->use]);
        json_text_string(json, "value", cost->value);
        json_text_close(json);
    }
    json_text_close(json);
}

static void add_numbers(JsonText *json, char *const *numbers)
{
    json_text_open_inline(json, "not_varied", '[');
    for (; *numbers != NULL; numbers++)
        json_text_string(json, NULL, *numbers);
    json_text_close(json);
}

static void add_effect(JsonText *json, const SensitivityMetric *of, const SensitivityEffect *effect,
                       int end)
{
    const SensitivityOutcome *outcome = &effect->at[end];

    json_text_open_inline(json, NULL, '{');
    json_text_string(json, "baseline", of->comparison->baseline->source->name);
    json_text_string(json, "candidate", of->comparison->candidate->source->name);
    json_text_string(json, "metric", of->metric->metric);
    json_text_string(json, "cost", effect->cost);
    json_text_number(json, "factor", sensitivity_factors[end]);
    results_add_estimate(json, "difference", outcome->difference);
    json_text_number(json, "p_holm", outcome->p_holm);
    json_text_string(json, "verdict", verdict_name(outcome->verdict));
    json_text_boolean(json, "flips", outcome->flips);
    json_text_close(json);
}

void results_add_sensitivity(JsonText *json, const Sensitivity *sensitivity)
{
    json_text_open(json, "sensitivity", '{');
    json_text_boolean(json, "partial", sensitivity->is_partial);
    add_costs(json, sensitivity);
    add_numbers(json, sensitivity->numbers);
    json_text_open(json, "effects", '[');
    for (uint32_t i = 0; i < sensitivity->metric_count; i++)
        for (uint32_t k = 0; k < sensitivity->cost_count; k++)
            for (int end = 0; end < SENSITIVITY_ENDS; end++)
                add_effect(json, &sensitivity->metrics[i], &sensitivity->metrics[i].effects[k],
                           end);
    json_text_close(json);
    json_text_close(json);
}
