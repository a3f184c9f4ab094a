/* sweep_list.c - lists and ranges. A range of steps is counted in whole multiples of its last decimal
 * place, so that no value carries the rounding of the ones before. */
#include "cli/scenario/sweep_list.h"
#include "cli/scenario/value.h"
#include <math.h>
#include <string.h>

#define DIGITS_MAX 15

/* mantissa / 10^places */
typedef struct {
    int64_t mantissa;
    int places;
} Decimal;

typedef struct {
    char *from, *to, *by; /* by: NULL when it is not written */
    char *unit;           /* of all three */
    bool is_ratio;        /* 'x' */
} Range;

static void clear_range(Range *range)
{
    g_free(range->from);
    g_free(range->to);
    g_free(range->by);
    g_free(range->unit);
}

/* ---- elements ---- */

/* The length of the first element of text: up to a comma outside parentheses and quotes. */
static size_t element_length(const char *text)
{
    bool is_quoted = false;
    int depth = 0;
    size_t i = 0;

    for (; text[i] != '\0' && (is_quoted || depth > 0 || text[i] != ','); i++) {
        is_quoted ^= text[i] == '"';
        if (!is_quoted)
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
    }
    return i;
}

static bool add_value(GPtrArray *values, char *value, GError **error)
{
    g_ptr_array_add(values, value);
    return values->len <= SWEEP_VALUES_MAX ||
           value_fail(error, "has more than %u values; write fewer, or a larger step",
                      SWEEP_VALUES_MAX);
}

/* ---- ranges ---- */

static bool read_decimal(const char *text, Decimal *decimal, GError **error)
{
    bool is_negative = *text == '-';
    bool has_point = false;
    int digits = 0;

    *decimal = (Decimal){0, 0};
    for (const char *at = text + is_negative; *at != '\0'; at++) {
        if (*at == '.') {
            has_point = true;
            continue;
        }
        decimal->mantissa = decimal->mantissa * 10 + (*at - '0');
        decimal->places += has_point;
        if (++digits > DIGITS_MAX)
            return value_fail(error, "'%.40s' has more than %d digits; write fewer", text,
                              DIGITS_MAX);
    }
    if (is_negative)
        decimal->mantissa = -decimal->mantissa;
    return true;
}

/* '2.5ms': without noughts at its end. */
static char *write_decimal(int64_t mantissa, int places, const char *unit)
{
    uint64_t size = mantissa < 0 ? (uint64_t)-mantissa : (uint64_t)mantissa;
    uint64_t whole = size, part = 0, scale = 1;

    for (int i = 0; i < places; i++)
        scale *= 10;
    whole = size / scale;
    part = size % scale;
    while (places > 0 && part % 10 == 0) {
        part /= 10;
        places--;
    }
    if (places == 0)
        return g_strdup_printf("%s%" G_GUINT64_FORMAT "%s", mantissa < 0 ? "-" : "", whole, unit);
    return g_strdup_printf("%s%" G_GUINT64_FORMAT ".%0*" G_GUINT64_FORMAT "%s",
                           mantissa < 0 ? "-" : "", whole, places, part, unit);
}

static bool scale_to(Decimal *decimal, int places, GError **error)
{
    for (; decimal->places < places; decimal->places++) {
        if (decimal->mantissa > INT64_MAX / 100 || decimal->mantissa < -(INT64_MAX / 100))
            return value_fail(error, "is a range of too many digits; write rounder numbers");
        decimal->mantissa *= 10;
    }
    return true;
}

static bool add_steps(GPtrArray *values, const Range *range, GError **error)
{
    Decimal from, to, by;
    int places;

    if (!read_decimal(range->from, &from, error) || !read_decimal(range->to, &to, error) ||
        !read_decimal(range->by, &by, error))
        return false;
    places = MAX(from.places, MAX(to.places, by.places));
    if (!scale_to(&from, places, error) || !scale_to(&to, places, error) ||
        !scale_to(&by, places, error))
        return false;
    if (by.mantissa == 0)
        return value_fail(error, "never ends with a step of 0; write 2..6 step 1");
    if ((to.mantissa > from.mantissa) != (by.mantissa > 0) && to.mantissa != from.mantissa)
        return value_fail(error, "does not lead from %s to %s by steps of %s; write %s..%s step %s",
                          range->from, range->to, range->by, range->from, range->to,
                          by.mantissa > 0 ? "-1" : "1");
    for (int64_t value = from.mantissa;
         by.mantissa > 0 ? value <= to.mantissa : value >= to.mantissa; value += by.mantissa)
        if (!add_value(values, write_decimal(value, places, range->unit), error))
            return false;
    return true;
}

/* Ten digits: what is asked for as 0.1 x 1.1 x 1.1 is written 0.121. */
static bool add_ratios(GPtrArray *values, const Range *range, GError **error)
{
    double from = g_ascii_strtod(range->from, NULL);
    double to = g_ascii_strtod(range->to, NULL);
    double by = g_ascii_strtod(range->by, NULL);
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    if (from <= 0 || to <= 0 || by <= 0)
        return value_fail(error, "multiplies, and needs numbers above 0; write 1..64 x 2");
    if (by == 1 || ((to > from) != (by > 1) && to != from))
        return value_fail(error, "does not lead from %s to %s by a factor of %s; write %s..%s x %s",
                          range->from, range->to, range->by, range->from, range->to,
                          to > from ? "2" : "0.5");
    for (double value = from; by > 1 ? value <= to * (1 + 1e-9) : value >= to * (1 - 1e-9);
         value *= by) {
        g_ascii_formatd(number, sizeof number, "%.10g", value);
        if (!add_value(values, g_strconcat(number, range->unit, NULL), error))
            return false;
    }
    return true;
}

/* One unit for all: a number without one takes that of the others. */
static bool take_units(Range *range, char *const units[3], GError **error)
{
    const char *unit = "";

    for (int i = 0; i < 3; i++) {
        if (units[i] == NULL || *units[i] == '\0')
            continue;
        if (*unit != '\0' && strcmp(unit, units[i]) != 0)
            return value_fail(error,
                              "mixes the units %s and %s; write one throughout, such as "
                              "10ms..50ms step 10ms",
                              unit, units[i]);
        unit = units[i];
    }
    range->unit = g_strdup(unit);
    return true;
}

/* '60/s' as it is; '10 ms' without its blank. A ratio has no unit of its own. */
static bool read_range(const GMatchInfo *match, Range *range, GError **error)
{
    g_autofree char *word = g_match_info_fetch(match, 5);
    g_autofree char *from_unit = g_match_info_fetch(match, 2);
    g_autofree char *to_unit = g_match_info_fetch(match, 4);
    g_autofree char *by_unit = g_match_info_fetch(match, 7);

    range->from = g_match_info_fetch(match, 1);
    range->to = g_match_info_fetch(match, 3);
    range->is_ratio = g_strcmp0(word, "x") == 0;
    if (word == NULL || *word == '\0')
        return value_fail(error,
                          "is a range that does not say its steps; write %s..%s step 1, or "
                          "1..64 x 2",
                          range->from, range->to);
    range->by = g_match_info_fetch(match, 6);
    if (range->is_ratio && *by_unit != '\0')
        return value_fail(error,
                          "multiplies by %s%s, and a factor has no unit; write 1ms..64ms x 2",
                          range->by, by_unit);
    return take_units(range, (char *[]){from_unit, to_unit, by_unit}, error);
}

#define NUMBER "(-?\\d+(?:\\.\\d+)?|-?\\.\\d+)"
#define UNIT   "\\s*([^\\s\\d.]*)"

static bool add_range(GPtrArray *values, const char *text, bool *is_range, GError **error)
{
    g_autoptr(GRegex) regex = g_regex_new("^" NUMBER UNIT "\\s*\\.\\.\\s*" NUMBER UNIT
                                          "(?:\\s+(step|x)\\s+" NUMBER UNIT ")?$",
                                          0, 0, NULL);
    g_autoptr(GRegex) begin = g_regex_new("^" NUMBER UNIT "\\s*\\.\\.", 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    Range range = {0};
    bool is_good;

    *is_range = g_regex_match(begin, text, 0, NULL);
    if (!*is_range)
        return true;
    if (!g_regex_match(regex, text, 0, &match))
        return value_fail(error, "'%.40s' is not a range; write 2..6 step 1, or 1..64 x 2", text);
    is_good =
        read_range(match, &range, error) &&
        (range.is_ratio ? add_ratios(values, &range, error) : add_steps(values, &range, error));
    clear_range(&range);
    return is_good;
}

/* ---- the list ---- */

static bool add_quoted(GPtrArray *values, const char *text, GError **error)
{
    size_t length = strlen(text);

    if (length < 2 || text[length - 1] != '"' || strchr(text + 1, '"') != text + length - 1)
        return value_fail(error,
                          "'%.40s' has a quote that is not closed or not at the end; write "
                          "\"VALUE\", \"VALUE\"",
                          text);
    return add_value(values, g_strstrip(g_strndup(text + 1, length - 2)), error);
}

static bool add_element(GPtrArray *values, const char *text, GError **error)
{
    bool is_range;

    if (*text == '\0')
        return value_fail(error, "has nothing between two commas or after one; write 0.5, 1, 2");
    if (*text == '"')
        return add_quoted(values, text, error);
    if (!add_range(values, text, &is_range, error))
        return false;
    return is_range || add_value(values, g_strdup(text), error);
}

char **sweep_list_read(const char *text, GError **error)
{
    g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);

    text += strspn(text, " \t");
    if (*text == '\0') {
        value_fail(error, "has no values; write 0.5, 1, 2..6 step 1");
        return NULL;
    }
    for (bool has_more = true; has_more;) {
        size_t length = element_length(text);
        g_autofree char *element = g_strstrip(g_strndup(text, length));

        if (!add_element(values, element, error))
            return NULL;
        has_more = text[length] == ',';
        text += length + has_more;
    }
    g_ptr_array_set_free_func(values, NULL);
    g_ptr_array_add(values, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&values), FALSE);
}
