/* sweep_axis.c - which scale and which unit suit the values. */
#include "cli/sweep/sweep_axis.h"
#include "cli/results/quantity.h"
#include <math.h>
#include <string.h>

static const char *last_part(const char *path)
{
    const char *dot = strrchr(path, '.');

    return dot != NULL ? dot + 1 : path;
}

const char *sweep_label(const ScenarioSweep *sweep, uint32_t key)
{
    const char *label = last_part(sweep->keys[key].path);

    for (uint32_t k = 0; k < sweep->key_count; k++)
        if (k != key && g_str_equal(last_part(sweep->keys[k].path), label))
            return sweep->keys[key].path;
    return label;
}

static int by_number(const void *left, const void *right)
{
    const double *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

/* The spread of the gaps between rising values, relative to the mean gap. */
static double unevenness(const double *values, uint32_t count, bool in_ratios)
{
    double sum = 0, squares = 0, n = count - 1;

    for (uint32_t i = 1; i < count; i++) {
        double gap = in_ratios ? log(values[i] / values[i - 1]) : values[i] - values[i - 1];

        sum += gap;
        squares += gap * gap;
    }
    return squares / n / (sum / n * (sum / n));
}

static bool is_geometric(const ScenarioSweepKey *key)
{
    uint32_t count = 0;
    g_autofree double *values = g_new(double, key->value_count);

    for (uint32_t i = 0; i < key->value_count; i++)
        values[i] = key->values[i].number;
    qsort(values, key->value_count, sizeof *values, by_number);
    for (uint32_t i = 0; i < key->value_count; i++)
        if (count == 0 || values[i] > values[count - 1])
            values[count++] = values[i];
    return count >= 3 && values[0] > 0 &&
           unevenness(values, count, true) < unevenness(values, count, false) * (1 - 1e-9);
}

static void choose_unit(SweepAxis *axis, const ScenarioSweepKey *key)
{
    SweepDimension dimension = key->values[0].dimension;
    QuantityKind kind = sweep_dimension_is(dimension, (SweepDimension){1, 0}) ? QUANTITY_SECONDS
                        : sweep_dimension_is(dimension, (SweepDimension){-1, 0})
                            ? QUANTITY_PER_SECOND
                            : QUANTITY_COUNT;
    static const struct {
        double from;
        const char *unit;
    } sizes[] = {{1ull << 30, "GB"}, {1 << 20, "MB"}, {1 << 10, "KB"}, {1, "B"}};
    double largest = 0;

    for (uint32_t i = 0; i < key->value_count; i++)
        largest = fmax(largest, fabs(key->values[i].number));
    if (sweep_dimension_is(dimension, (SweepDimension){0, 1})) {
        size_t i = 0;

        while (i + 1 < G_N_ELEMENTS(sizes) && largest < sizes[i].from)
            i++;
        axis->unit = sizes[i].unit;
        axis->factor = 1 / sizes[i].from;
    } else {
        QuantityFormat format = quantity_format_plain(kind, largest);

        axis->unit = format.unit;
        axis->factor = format.factor;
    }
}

SweepAxis sweep_axis_of(const ScenarioSweep *sweep, uint32_t key)
{
    SweepAxis axis = {.sweep = sweep, .key = key, .unit = "", .factor = 1};

    if (sweep->keys[key].is_number) {
        axis.is_log = is_geometric(&sweep->keys[key]);
        choose_unit(&axis, &sweep->keys[key]);
    }
    return axis;
}

double sweep_axis_place(const SweepAxis *axis, uint32_t point)
{
    const ScenarioSweep *sweep = axis->sweep;
    const SweepValue *value = scenario_sweep_value(sweep, point, axis->key);

    if (sweep->keys[axis->key].is_number)
        return value->number * axis->factor;
    return (double)(value - sweep->keys[axis->key].values) + 1;
}
