/* sweep_value.c - numbers out of texts, by the type that the key table gives the setting. */
#include "cli/scenario/sweep_value.h"
#include "cli/scenario/value.h"
#include "sim/units.h"
#include <math.h>
#include <string.h>

static const SweepDimension plain = {0, 0}, duration = {1, 0}, rate = {-1, 0}, size = {0, 1};

static SweepValue number_of(double number, SweepDimension dimension)
{
    return (SweepValue){.is_number = true, .number = number, .dimension = dimension};
}

SweepValue sweep_value_plain(const char *text)
{
    double number;
    int64_t whole;

    if (value_read_number(text, &number, NULL) || value_read_fraction(text, &number, NULL))
        return number_of(number, plain);
    if (value_read_time(text, NULL, &whole, NULL))
        return number_of(sim_seconds(whole), duration);
    if (value_read_rate(text, &number, NULL))
        return number_of(number, rate);
    if (value_read_size(text, NULL, &whole, NULL))
        return number_of((double)whole, size);
    return (SweepValue){.is_number = false};
}

static bool read_duration(const ModelKey *key, const char *text, int64_t *time_ns)
{
    bool is_span = key->unit != NULL && strcmp(key->unit, "hh:mm:ss") == 0;

    return value_read_time(text, is_span ? NULL : key->unit, time_ns, NULL) ||
           (is_span && value_read_span(text, time_ns, NULL));
}

SweepValue sweep_value_of(const ModelKey *key, const char *text)
{
    g_autofree char *bare = NULL;
    double number;
    int64_t whole;

    if (key == NULL || key->type == KEY_SPECIAL)
        return sweep_value_plain(text);
    if (key->type == KEY_VARIATE || key->type == KEY_WORK) {
        SweepValue value = sweep_value_plain(text);

        if (value.is_number && value.number == 0) /* no time needs no unit */
            value.dimension = duration;
        return value;
    }
    if (key->never != NULL && value_is_never(text))
        return number_of(INFINITY, key->type == KEY_DURATION ? duration
                                   : key->type == KEY_SIZE   ? size
                                                             : plain);
    switch (key->type) {
    case KEY_COUNT:
        if (value_read_whole(text, &whole, NULL))
            return number_of((double)whole, plain);
        break;
    case KEY_NUMBER:
        if (value_read_number(text, &number, NULL))
            return number_of(number, plain);
        break;
    case KEY_DURATION:
        if (read_duration(key, text, &whole))
            return number_of(sim_seconds(whole), duration);
        break;
    case KEY_SIZE:
        if (value_read_size(text, key->unit, &whole, NULL))
            return number_of((double)whole, size);
        break;
    case KEY_PERCENT:
        bare = g_strdup(text);
        if (g_str_has_suffix(bare, "%"))
            bare[strlen(bare) - 1] = '\0';
        if (value_read_whole(g_strchomp(bare), &whole, NULL))
            return number_of((double)whole / 100, plain);
        break;
    default: /* a choice, true or false, a time of day */
        break;
    }
    return (SweepValue){.is_number = false};
}

bool sweep_dimension_is(SweepDimension a, SweepDimension b)
{
    return a.time == b.time && a.bytes == b.bytes;
}

const char *sweep_dimension_name(SweepDimension dimension)
{
    return sweep_dimension_is(dimension, plain)      ? "a number"
           : sweep_dimension_is(dimension, duration) ? "a duration"
           : sweep_dimension_is(dimension, rate)     ? "a rate"
           : sweep_dimension_is(dimension, size)     ? "a size"
                                                     : "a product of units";
}
