/* value.c - reading of plain values. A decimal of up to 18 digits is kept as an exact mantissa and
 * a power of ten, and multiplied by its unit in 128 bits; only what is longer, or has an exponent,
 * goes through a double. */
#include "cli/scenario/value.h"
#include "sim/units.h"
#include <math.h>
#include <stdarg.h>
#include <string.h>

#define TIME_MAX_NS (INT64_C(100) * 365 * 24 * SIM_HOUR)

typedef struct {
    const char *name;
    int64_t factor;
} Unit;

static const Unit time_units[] = {
    {"ns", 1},
    {"us", SIM_US},
    {"\xc2\xb5s", SIM_US},
    {"ms", SIM_MS},
    {"s", SIM_S},
    {"sec", SIM_S},
    {"seconds", SIM_S},
    {"min", SIM_MIN},
    {"minutes", SIM_MIN},
    {"h", SIM_HOUR},
    {"hours", SIM_HOUR},
    {"d", 24 * SIM_HOUR},
    {"days", 24 * SIM_HOUR},
    {NULL, 0},
};
static const Unit size_units[] = {
    {"B", 1},        {"KB", 1 << 10},          {"kB", 1 << 10}, {"MB", 1 << 20},
    {"GB", 1 << 30}, {"TB", INT64_C(1) << 40}, {NULL, 0},
};

typedef struct {
    double value;
    bool is_exact; /* value is mantissa / 10^places */
    int64_t mantissa;
    int places;
} Decimal;

G_DEFINE_QUARK(iissim_value_error, value_error)

bool value_fail(GError **error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (error != NULL && *error == NULL)
        *error = g_error_new_valist(VALUE_ERROR, 0, format, arguments);
    va_end(arguments);
    return false;
}

/* Reads a decimal at *text and moves *text behind it; no sign but '-', no hexadecimal, no inf. */
static bool decimal_scan(const char **text, Decimal *decimal)
{
    const char *at = *text;
    const char *start = at;
    bool negative = *at == '-';
    int digits = 0;
    bool dot = false, exponent = false;
    char *end;

    *decimal = (Decimal){.is_exact = true};
    at += negative;
    for (; g_ascii_isdigit(*at) || (*at == '.' && !dot); at++) {
        if (*at == '.') {
            dot = true;
            continue;
        }
        digits++;
        decimal->places += dot;
        if (digits <= 18)
            decimal->mantissa = decimal->mantissa * 10 + (*at - '0');
    }
    if (digits == 0)
        return false;
    if ((*at == 'e' || *at == 'E') &&
        (g_ascii_isdigit(at[1]) || ((at[1] == '-' || at[1] == '+') && g_ascii_isdigit(at[2])))) {
        exponent = true;
        for (at += 2; g_ascii_isdigit(*at); at++)
            continue;
    }
    decimal->value = g_ascii_strtod(start, &end);
    decimal->is_exact = digits <= 18 && !exponent;
    if (negative)
        decimal->mantissa = -decimal->mantissa;
    *text = at;
    return isfinite(decimal->value);
}

static int64_t power_of_ten(int exponent)
{
    int64_t power = 1;

    for (int i = 0; i < exponent; i++)
        power *= 10;
    return power;
}

/* decimal x factor, rounded to nearest; false when that is beyond limit. */
static bool decimal_times(const Decimal *decimal, int64_t factor, int64_t limit, int64_t *product)
{
    if (fabs(decimal->value * (double)factor) > (double)limit)
        return false;
    if (decimal->is_exact) {
        __int128 exact = (__int128)decimal->mantissa * factor;
        int64_t divisor = power_of_ten(decimal->places);
        __int128 half = exact < 0 ? -(divisor / 2) : divisor / 2;

        *product = (int64_t)((exact + half) / divisor);
        return true;
    }
    *product = (int64_t)llrint(decimal->value * (double)factor);
    return true;
}

/* The same as a double with one rounding wherever both parts are exact in a double. */
static double decimal_times_real(const Decimal *decimal, int64_t factor)
{
    if (decimal->is_exact) {
        __int128 exact = (__int128)decimal->mantissa * factor;
        __int128 bound = (__int128)1 << 53;

        if (exact < bound && exact > -bound)
            return (double)(int64_t)exact / (double)power_of_ten(decimal->places);
    }
    return decimal->value * (double)factor;
}

/* The text of a value in a message. */
static bool not_a_number(const char *text, const char *example, GError **error)
{
    if (*text == '\0')
        return value_fail(error, "nothing is written; write %s", example);
    return value_fail(error, "'%.40s' is not a finite number; write %s", text, example);
}

static bool quantity_read(const char *text, const Unit *units, const char *bare_unit,
                          Decimal *decimal, int64_t *factor, GError **error)
{
    const char *example = units == time_units ? "a duration such as 20ms, 5s, 10min or 2h"
                                              : "a size such as 12KB, 500MB or 2GB";
    g_autofree char *unit_text = NULL;
    const char *at = text;

    while (g_ascii_isspace(*at))
        at++;
    if (!decimal_scan(&at, decimal))
        return not_a_number(text, example, error);
    unit_text = g_strstrip(g_strdup(at));
    if (*unit_text == '\0' && decimal->value == 0) {
        *factor = 1;
        return true;
    }
    if (*unit_text == '\0' && bare_unit == NULL)
        return value_fail(error, "%.40s has no unit; write %s", text, example);
    for (const Unit *unit = units; unit->name != NULL; unit++)
        if (strcmp(unit->name, *unit_text != '\0' ? unit_text : bare_unit) == 0) {
            *factor = unit->factor;
            return true;
        }
    return value_fail(error, "'%.20s' is not a unit here; write %s", unit_text, example);
}

bool value_read_time(const char *text, const char *bare_unit, int64_t *time_ns, GError **error)
{
    Decimal decimal;
    int64_t factor;

    if (!quantity_read(text, time_units, bare_unit, &decimal, &factor, error))
        return false;
    if (!decimal_times(&decimal, factor, TIME_MAX_NS, time_ns))
        return value_fail(error, "is longer than 100 years; write a shorter duration");
    return true;
}

bool value_read_time_real(const char *text, double *time_ns, GError **error)
{
    Decimal decimal;
    int64_t factor;

    if (!quantity_read(text, time_units, NULL, &decimal, &factor, error))
        return false;
    *time_ns = decimal_times_real(&decimal, factor);
    if (fabs(*time_ns) > (double)TIME_MAX_NS)
        return value_fail(error, "%.40s is longer than 100 years; write a shorter duration", text);
    return true;
}

bool value_read_seconds(const char *text, int64_t *time_ns)
{
    Decimal decimal;

    return decimal_scan(&text, &decimal) && *text == '\0' &&
           decimal_times(&decimal, SIM_S, TIME_MAX_NS, time_ns);
}

bool value_read_size(const char *text, const char *bare_unit, int64_t *size_bytes, GError **error)
{
    Decimal decimal;
    int64_t factor;

    if (!quantity_read(text, size_units, bare_unit, &decimal, &factor, error))
        return false;
    if (!decimal_times(&decimal, factor, INT64_C(1) << 60, size_bytes))
        return value_fail(error, "is beyond all memories; write a smaller size");
    return true;
}

bool value_read_rate(const char *text, double *per_second, GError **error)
{
    static const char example[] = "a rate such as 120/s, 90/min or 500/h";
    const char *at = text;
    Decimal decimal;

    while (g_ascii_isspace(*at))
        at++;
    if (!decimal_scan(&at, &decimal))
        return not_a_number(text, example, error);
    while (g_ascii_isspace(*at))
        at++;
    if (*at != '/')
        return value_fail(error, "%.40s is not a rate; write %s", text, example);
    for (at++; g_ascii_isspace(*at); at++)
        continue;
    for (const Unit *unit = time_units; unit->name != NULL; unit++)
        if (strcmp(unit->name, at) == 0) {
            /* one rounding: 90/min is exactly 1.5/s */
            *per_second = unit->factor >= SIM_S
                              ? decimal.value / ((double)unit->factor / (double)SIM_S)
                              : decimal.value * ((double)SIM_S / (double)unit->factor);
            if (decimal.value < 0 || *per_second > 1e9)
                return value_fail(error, "%.40s is not from 0 to 1e9/s; write %s", text, example);
            return true;
        }
    return value_fail(error, "'%.20s' is not a unit of time; write %s", at, example);
}

bool value_read_number(const char *text, double *number, GError **error)
{
    const char *at = text;
    Decimal decimal;

    if (!decimal_scan(&at, &decimal) || *at != '\0')
        return not_a_number(text, "a number such as 2 or 0.5", error);
    *number = decimal.value;
    return true;
}

bool value_read_whole(const char *text, int64_t *number, GError **error)
{
    const char *at = text;
    Decimal decimal;

    if (!decimal_scan(&at, &decimal) || *at != '\0')
        return not_a_number(text, "a whole number", error);
    if (!decimal_times(&decimal, 1, INT64_C(1) << 53, number))
        return value_fail(error, "%.40s is too large; write a smaller whole number", text);
    if ((double)*number != decimal.value)
        return value_fail(error, "%.40s is not a whole number; write one", text);
    return true;
}

bool value_read_unsigned(const char *text, uint64_t *number, GError **error)
{
    g_autoptr(GError) reason = NULL;

    if (!g_ascii_string_to_unsigned(text, 10, 0, UINT64_MAX, number, &reason))
        return value_fail(
            error, "'%.40s' is not a whole number from 0 to %" G_GUINT64_FORMAT "; write one", text,
            (uint64_t)UINT64_MAX);
    return true;
}

bool value_read_fraction(const char *text, double *fraction, GError **error)
{
    const char *at = text;
    Decimal decimal;

    if (!decimal_scan(&at, &decimal))
        return not_a_number(text, "a share such as 5% or 0.05", error);
    *fraction = decimal.value;
    while (g_ascii_isspace(*at))
        at++;
    if (*at == '%') {
        *fraction = decimal.is_exact && decimal.places <= 16
                        ? (double)decimal.mantissa / (double)power_of_ten(decimal.places + 2)
                        : decimal.value / 100;
        at++;
    }
    if (*at != '\0' || *fraction < 0 || *fraction > 1)
        return value_fail(error, "%.40s is not a share from 0 to 1; write one such as 5%% or 0.05",
                          text);
    return true;
}

bool value_read_bool(const char *text, bool *truth, GError **error)
{
    static const char *const words[] = {"false", "true", "no", "yes", "off", "on", "0", "1"};

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_ascii_strcasecmp(words[i], text) == 0) {
            *truth = i % 2 == 1;
            return true;
        }
    return value_fail(error, "is neither true nor false; write one of the two");
}

/* Two or more fields of digits with ':' between; false if there is anything else. */
static bool clock_fields(const char *text, int64_t fields[3], int *count)
{
    *count = 0;
    for (const char *at = text;; at++) {
        char *end;

        if (!g_ascii_isdigit(*at) || *count == 3)
            return false;
        fields[*count] = (int64_t)g_ascii_strtoull(at, &end, 10);
        if (end - at > 6)
            return false;
        (*count)++;
        at = end;
        if (*at == '\0')
            return true;
        if (*at != ':')
            return false;
    }
}

bool value_read_clock(const char *text, int64_t *time_ns, GError **error)
{
    int64_t fields[3] = {0, 0, 0};
    int count;

    if (!clock_fields(text, fields, &count) || count < 2 || fields[0] > 23 || fields[1] > 59 ||
        fields[2] > 59)
        return value_fail(error, "'%.40s' is not a time of day; write one such as 03:30", text);
    *time_ns = fields[0] * SIM_HOUR + fields[1] * SIM_MIN + fields[2] * SIM_S;
    return true;
}

bool value_read_span(const char *text, int64_t *time_ns, GError **error)
{
    int64_t fields[3] = {0, 0, 0}, days = 0;
    const char *dot = strchr(text, '.');
    int count;

    if (dot != NULL && g_ascii_isdigit(text[0])) {
        days = (int64_t)g_ascii_strtoull(text, NULL, 10);
        text = dot + 1;
    }
    if (!clock_fields(text, fields, &count) || count != 3 || fields[1] > 59 || fields[2] > 59 ||
        days < 0 || days > 36500 || fields[0] > 876000)
        return value_fail(error, "'%.40s' is not hh:mm:ss; write 0:05:00, or 5min", text);
    *time_ns =
        days * 24 * SIM_HOUR + fields[0] * SIM_HOUR + fields[1] * SIM_MIN + fields[2] * SIM_S;
    return *time_ns <= TIME_MAX_NS || value_fail(error, "is longer than 100 years; write less");
}

bool value_is_never(const char *text)
{
    /* the last is how the metabase writes 'unlimited' */
    static const char *const words[] = {"none", "Infinite", "unlimited", "off", "4294967295"};

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_ascii_strcasecmp(words[i], text) == 0)
            return true;
    return false;
}

char **value_split(const char *text, char separator)
{
    g_autoptr(GPtrArray) parts = g_ptr_array_new();
    const char *start;
    int depth = 0;

    while (g_ascii_isspace(*text))
        text++;
    start = text;
    for (const char *at = start; *text != '\0'; at++) {
        depth += *at == '(' ? 1 : *at == ')' ? -1 : 0;
        if (*at == '\0' || (*at == separator && depth <= 0)) {
            g_ptr_array_add(parts, g_strstrip(g_strndup(start, (gsize)(at - start))));
            start = at + 1;
        }
        if (*at == '\0')
            break;
    }
    g_ptr_array_add(parts, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&parts), FALSE);
}
