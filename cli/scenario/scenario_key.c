/* scenario_key.c - keys of plain types, as the key table describes them. */
#include "cli/scenario/scenario_reader.h"
#include "cli/scenario/value_variate.h"
#include "sim/units.h"
#include <string.h>

_Static_assert(sizeof(AspnetVersion) == sizeof(unsigned int), "choices are stored as one");

/* A field of the struct, by the type that the key says it has. */
#define FIELD(type, target, key) ((type *)(void *)((char *)(target) + (key)->offset))
#define CONST_FIELD(type, target, key)                                                             \
    ((const type *)(const void *)((const char *)(target) + (key)->offset))

static bool is_whole(const ModelKey *key)
{
    return key->type == KEY_COUNT || key->type == KEY_DURATION || key->type == KEY_SIZE ||
           key->type == KEY_PERCENT || key->type == KEY_CLOCK;
}

static char *number_write(const ModelKey *key, double value)
{
    switch (key->type) {
    case KEY_DURATION:
        return value >= 3e18 ? g_strdup("100 years") : value_write_time((int64_t)value);
    case KEY_SIZE:
        return value_write_size((int64_t)value);
    case KEY_PERCENT:
        return g_strdup_printf("%.0f%%", value);
    default:
        return value_write_number(value);
    }
}

char *scenario_key_range(const ModelKey *key)
{
    g_autofree char *low = NULL, *high = NULL;

    if (key->min == 0 && key->max == 0)
        return NULL;
    low = number_write(key, key->min);
    high = number_write(key, key->max);
    return g_strdup_printf("%s to %s", low, high);
}

char *scenario_key_documented_range(const ModelKey *key)
{
    g_autofree char *low = NULL, *high = NULL;

    if (key->documented_max == 0)
        return NULL;
    low = number_write(key, key->documented_min);
    high = number_write(key, key->documented_max);
    return g_strdup_printf("%s to %s", low, high);
}

static bool check_range(const ModelKey *key, double value, GError **error)
{
    g_autofree char *range = scenario_key_range(key);

    if ((key->flags & KEY_POLL) != 0 && key->type == KEY_DURATION && value > 0 &&
        value < (double)SIM_MS) /* a run would do nothing else */
        return value_fail(error, "is too often; write 0, at once, or at least 1 ms");
    if (range == NULL || (value >= key->min && value <= key->max))
        return true;
    return value_fail(error, "is out of range; write %s%s%s", range,
                      key->never != NULL ? ", or " : "", key->never != NULL ? key->never : "");
}

static bool read_bare_percent(const char *text, int64_t *percent, GError **error)
{
    g_autofree char *bare = g_strdup(text);
    size_t length = strlen(bare);

    if (length > 0 && bare[length - 1] == '%')
        bare[length - 1] = '\0';
    return value_read_whole(g_strchomp(bare), percent, error);
}

static bool read_duration(const ModelKey *key, const char *text, int64_t *time_ns, GError **error)
{
    bool is_span = key->unit != NULL && strcmp(key->unit, "hh:mm:ss") == 0;

    if (is_span && strchr(text, ':') != NULL)
        return value_read_span(text, time_ns, error);
    return value_read_time(text, is_span ? NULL : key->unit, time_ns, error);
}

static bool read_whole(const ModelKey *key, const char *text, int64_t *value, GError **error)
{
    if (key->never != NULL &&
        (strcmp(text, key->never) == 0 || (value_is_never(key->never) && value_is_never(text)))) {
        *value = SIM_NEVER;
        return true;
    }
    if (!(key->type == KEY_COUNT      ? value_read_whole(text, value, error)
          : key->type == KEY_DURATION ? read_duration(key, text, value, error)
          : key->type == KEY_SIZE     ? value_read_size(text, key->unit, value, error)
          : key->type == KEY_PERCENT  ? read_bare_percent(text, value, error)
                                      : value_read_clock(text, value, error)))
        return false;
    if (*value == 0 && (key->flags & KEY_ZERO_OFF) != 0) {
        *value = SIM_NEVER;
        return true;
    }
    return check_range(key, (double)*value, error);
}

static bool read_choice(const ModelKey *key, const char *text, unsigned int *choice, GError **error)
{
    g_autofree char *list = NULL;

    for (unsigned int i = 0; key->choices[i] != NULL; i++)
        if (strcmp(key->choices[i], text) == 0) {
            *choice = i;
            return true;
        }
    list = g_strjoinv(", ", (char **)key->choices);
    return value_fail(error, "is not a choice here; write one of %s", list);
}

static bool read_variate(ScenarioReader *reader, const char *text, SimVariate *variate,
                         GError **error)
{
    SimVariate value;

    if (!value_read_variate(text, VARIATE_TIME, reader->files, &value, error))
        return false;
    sim_variate_clear(variate);
    *variate = value;
    return true;
}

bool scenario_key_read(ScenarioReader *reader, const ModelKey *key, const char *text, void *target,
                       GError **error)
{
    int64_t whole;
    double number;

    if (is_whole(key)) {
        if (!read_whole(key, text, &whole, error))
            return false;
        *FIELD(int64_t, target, key) = whole;
        return true;
    }
    switch (key->type) {
    case KEY_NUMBER:
        if (!value_read_number(text, &number, error) || !check_range(key, number, error))
            return false;
        *FIELD(double, target, key) = number;
        return true;
    case KEY_BOOL:
        return value_read_bool(text, FIELD(bool, target, key), error);
    case KEY_CHOICE:
        return read_choice(key, text, FIELD(unsigned int, target, key), error);
    case KEY_VARIATE:
        return read_variate(reader, text, FIELD(SimVariate, target, key), error);
    case KEY_WORK:
        return scenario_work_read(reader, text, strcmp(key->section, "costs") == 0,
                                  FIELD(WebWork, target, key), error);
    default:
        g_assert_not_reached();
    }
}

void scenario_key_copy(const ModelKey *from_key, const void *from, const ModelKey *to_key, void *to)
{
    if (is_whole(to_key))
        *FIELD(int64_t, to, to_key) = *CONST_FIELD(int64_t, from, from_key);
    else if (to_key->type == KEY_BOOL)
        *FIELD(bool, to, to_key) = *CONST_FIELD(bool, from, from_key);
    else if (to_key->type == KEY_CHOICE)
        *FIELD(unsigned int, to, to_key) = *CONST_FIELD(unsigned int, from, from_key);
    else
        g_assert_not_reached();
}

static char *whole_write(const ModelKey *key, int64_t value)
{
    if (value == SIM_NEVER)
        return g_strdup(key->never);
    if (key->type == KEY_CLOCK)
        return value_write_clock(value);
    if (key->type == KEY_COUNT)
        return g_strdup_printf("%" G_GINT64_FORMAT, value);
    return number_write(key, (double)value);
}

char *scenario_key_write(const ModelConfig *config, const ModelKey *key, const void *target)
{
    if (key->type == KEY_DURATION && *CONST_FIELD(int64_t, target, key) != SIM_NEVER)
        return value_write_time(*CONST_FIELD(int64_t, target, key));
    if (key->type == KEY_SIZE && *CONST_FIELD(int64_t, target, key) != SIM_NEVER)
        return value_write_size(*CONST_FIELD(int64_t, target, key));
    if (is_whole(key))
        return whole_write(key, *CONST_FIELD(int64_t, target, key));
    switch (key->type) {
    case KEY_NUMBER:
        return value_write_number(*CONST_FIELD(double, target, key));
    case KEY_BOOL:
        return g_strdup(*CONST_FIELD(bool, target, key) ? "true" : "false");
    case KEY_CHOICE:
        return g_strdup(key->choices[*CONST_FIELD(unsigned int, target, key)]);
    case KEY_VARIATE:
        return value_write_variate(CONST_FIELD(SimVariate, target, key), VARIATE_TIME);
    case KEY_WORK:
        return scenario_work_write(config, CONST_FIELD(WebWork, target, key));
    default:
        g_assert_not_reached();
    }
}

char *scenario_key_doubt(const ModelKey *key, const void *target)
{
    g_autofree char *range = scenario_key_documented_range(key);
    int64_t value;

    if (range == NULL || !is_whole(key))
        return NULL;
    value = *CONST_FIELD(int64_t, target, key);
    if (value == SIM_NEVER ||
        ((double)value >= key->documented_min && (double)value <= key->documented_max))
        return NULL;
    return g_strdup_printf("is outside the documented range %s; it is simulated all the same",
                           range);
}
