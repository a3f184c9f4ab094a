/* sensitivity.c - verdicts at every point, set against those of the base. */
#include "cli/results/sensitivity.h"
#include <math.h>
#include <string.h>

const double sensitivity_factors[SENSITIVITY_ENDS] = {0.3, 3};

static SensitivityOutcome outcome_of(const VerdictMetric *varied, const VerdictMetric *base)
{
    return (SensitivityOutcome){
        .difference = varied->paired.difference,
        .p_holm = varied->p_holm,
        .verdict = varied->verdict,
        .flips = varied->verdict != base->verdict,
    };
}

/* A difference that is there at one end only has moved out of sight. */
static double move(const SensitivityOutcome *outcome, const VerdictMetric *base)
{
    double from = base->paired.difference.mean, to = outcome->difference.mean;

    if (isnan(from) || isnan(to))
        return isnan(from) && isnan(to) ? 0 : INFINITY;
    return fabs(to - from);
}

static void take_end(Sensitivity *sensitivity, const SensitivityPoint *point, uint32_t index,
                     int end)
{
    g_autoptr(Verdicts) varied = verdicts_new(point->at[end]);
    uint32_t abreast = varied->comparisons[0].metric_count;

    for (uint32_t i = 0; i < sensitivity->metric_count; i++) {
        const VerdictMetric *base = sensitivity->metrics[i].metric;
        SensitivityEffect *effect = &sensitivity->metrics[i].effects[index];

        effect->cost = point->cost->key->name;
        effect->at[end] = outcome_of(&varied->comparisons[i / abreast].metrics[i % abreast], base);
        effect->swing = fmax(effect->swing, move(&effect->at[end], base));
    }
}

/* The order of the key table among equals: the sort is stable. */
static int by_swing(const void *left, const void *right, void *data)
{
    double a = ((const SensitivityEffect *)left)->swing;
    double b = ((const SensitivityEffect *)right)->swing;

    (void)data;
    return (a < b) - (a > b);
}

static const char **names_of_flips(const SensitivityMetric *metric, uint32_t count)
{
    const char **names = g_new0(const char *, count + 1);
    uint32_t found = 0;

    for (uint32_t i = 0; i < count; i++)
        if (metric->effects[i].at[0].flips || metric->effects[i].at[1].flips)
            names[found++] = metric->effects[i].cost;
    return names;
}

static Sensitivity *sensitivity_of(const Verdicts *verdicts, uint32_t count)
{
    Sensitivity *sensitivity = g_new0(Sensitivity, 1);
    uint32_t abreast = verdicts->comparisons[0].metric_count;

    sensitivity->cost_count = count;
    sensitivity->metric_count = verdicts->count * abreast;
    sensitivity->metrics = g_new0(SensitivityMetric, sensitivity->metric_count + 1);
    for (uint32_t i = 0; i < sensitivity->metric_count; i++) {
        SensitivityMetric *metric = &sensitivity->metrics[i];

        metric->comparison = &verdicts->comparisons[i / abreast];
        metric->metric = &metric->comparison->metrics[i % abreast];
        metric->effects = g_new0(SensitivityEffect, count + 1);
    }
    return sensitivity;
}

/* Those that should have been varied and are at no point. */
static void mark_untried(Sensitivity *sensitivity, const SensitivityPoint *points, uint32_t count)
{
    for (guint i = 0; i < sensitivity->costs->len; i++) {
        ScenarioAssumedCost *cost = &g_array_index(sensitivity->costs, ScenarioAssumedCost, i);
        bool is_tried = cost->use != ASSUMED_PAID;

        for (uint32_t k = 0; k < count; k++)
            is_tried |= points[k].cost->key == cost->key;
        if (is_tried)
            continue;
        cost->use = ASSUMED_UNTRIED;
        sensitivity->is_partial = true;
    }
}

void sensitivity_add(Verdicts *verdicts, const SensitivityPoint *points, uint32_t count,
                     GArray *costs, char **numbers)
{
    Sensitivity *sensitivity = sensitivity_of(verdicts, count);
    uint32_t abreast = verdicts->comparisons[0].metric_count;

    sensitivity->costs = costs;
    sensitivity->numbers = numbers;
    mark_untried(sensitivity, points, count);
    for (uint32_t i = 0; i < count; i++)
        for (int end = 0; end < SENSITIVITY_ENDS; end++)
            take_end(sensitivity, &points[i], i, end);
    for (uint32_t i = 0; i < sensitivity->metric_count; i++) {
        SensitivityMetric *metric = &sensitivity->metrics[i];

        g_qsort_with_data(metric->effects, (int)count, sizeof *metric->effects, by_swing, NULL);
        verdicts->comparisons[i / abreast].metrics[i % abreast].hangs_on =
            names_of_flips(metric, count);
    }
    verdicts->sensitivity = sensitivity;
}

void sensitivity_free(Sensitivity *sensitivity)
{
    if (sensitivity == NULL)
        return;
    for (uint32_t i = 0; i < sensitivity->metric_count; i++)
        g_free(sensitivity->metrics[i].effects);
    g_free(sensitivity->metrics);
    g_array_unref(sensitivity->costs);
    g_strfreev(sensitivity->numbers);
    g_free(sensitivity);
}

bool sensitivity_is_worth_showing(const SensitivityMetric *metric, uint32_t cost_count)
{
    if (cost_count == 0 || !(metric->effects[0].swing > 0))
        return false;
    return metric->metric->verdict != VERDICT_INDISTINGUISHABLE ||
           metric->metric->hangs_on[0] != NULL || metric->metric->paired.difference.n < 2;
}

bool sensitivity_has_effect(const Sensitivity *sensitivity, const char *cost)
{
    for (uint32_t i = 0; i < sensitivity->metric_count; i++)
        for (uint32_t k = 0; k < sensitivity->cost_count; k++) {
            const SensitivityEffect *effect = &sensitivity->metrics[i].effects[k];

            if (strcmp(effect->cost, cost) == 0 && effect->swing > 0)
                return true;
        }
    return false;
}
