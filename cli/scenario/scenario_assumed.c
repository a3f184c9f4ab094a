/* scenario_assumed.c - follows the labels of the key table. */
#include "cli/scenario/scenario_assumed.h"
#include "cli/scenario/scenario_reader.h"
#include <math.h>
#include <string.h>

static bool is_assumed(const ModelKey *key)
{
    return key->label != NULL && strcmp(key->label, "assumption") == 0;
}

static WebWork *work_of(ModelConfig *config, const ModelKey *key)
{
    return G_STRUCT_MEMBER_P(&config->costs, key->offset);
}

static int64_t *size_of(ModelConfig *config, const ModelKey *key)
{
    return G_STRUCT_MEMBER_P(&config->costs, key->offset);
}

static bool is_nothing(ModelConfig *config, const ModelKey *key)
{
    const WebWork *work;

    if (key->type == KEY_SIZE)
        return *size_of(config, key) == 0;
    work = work_of(config, key);
    for (uint32_t i = 0; i < work->count; i++)
        if (!sim_variate_is_zero(&work->steps[i].demand) && work->steps[i].probability > 0)
            return false;
    return true;
}

static void look(const Scenario *scenario, ScenarioAssumedCost *cost)
{
    cost->use = ASSUMED_NOT_READ;
    for (uint32_t v = 0; v < scenario->variant_count; v++) {
        const ScenarioVariant *variant = &scenario->variants[v];

        if ((cost->key->reads & model_key_reader(variant->model->name)) == 0)
            continue;
        if (cost->use == ASSUMED_NOT_READ)
            cost->use = ASSUMED_NOTHING;
        if (is_nothing(variant->config, cost->key) || cost->use == ASSUMED_PAID)
            continue;
        cost->use = ASSUMED_PAID;
        cost->value = scenario_key_write(variant->config, cost->key, &variant->config->costs);
    }
}

static void cost_clear(gpointer data)
{
    g_free(((ScenarioAssumedCost *)data)->value);
}

GArray *scenario_assumed_costs(const Scenario *scenario)
{
    GArray *costs = g_array_new(FALSE, TRUE, sizeof(ScenarioAssumedCost));

    g_array_set_clear_func(costs, cost_clear);
    for (const ModelKey *key = model_key_first(); key != NULL; key = model_key_next(key)) {
        ScenarioAssumedCost cost = {.key = key};

        if (strcmp(key->section, "costs") != 0 || !is_assumed(key))
            continue;
        g_assert(key->type == KEY_WORK || key->type == KEY_SIZE);
        look(scenario, &cost);
        g_array_append_val(costs, cost);
    }
    return costs;
}

static bool is_number(const ModelKey *key)
{
    return key->type == KEY_COUNT || key->type == KEY_NUMBER || key->type == KEY_DURATION ||
           key->type == KEY_SIZE || key->type == KEY_PERCENT || key->type == KEY_VARIATE;
}

char **scenario_assumed_numbers(const Scenario *scenario)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    unsigned int readers = 0;

    for (uint32_t v = 0; v < scenario->variant_count; v++)
        readers |= model_key_reader(scenario->variants[v].model->name);
    for (const ModelKey *key = model_key_first(); key != NULL; key = model_key_next(key))
        if (is_assumed(key) && is_number(key) && strcmp(key->section, "costs") != 0 &&
            (key->reads & readers) != 0)
            g_ptr_array_add(names, g_strconcat(key->section, ".", key->name, NULL));
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

void scenario_cost_scale(ModelConfig *config, const ModelKey *key, double factor)
{
    const WebWork *work;

    if (key->type == KEY_SIZE) {
        int64_t *size = size_of(config, key);

        *size = llround((double)*size * factor);
        return;
    }
    work = work_of(config, key);
    for (uint32_t i = 0; i < work->count; i++)
        sim_variate_scale(&work->steps[i].demand, factor);
}
