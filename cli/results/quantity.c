/* quantity.c - units and decimals. */
#include "cli/results/quantity.h"
#include "sim/units.h"
#include <math.h>
#include <string.h>

#define DIGITS_WITH_INTERVAL_MAX 6 /* of a mean, however narrow its interval */
#define DIGITS_WITHOUT_INTERVAL  4
#define DECIMALS_MAX             4
#define LONG_DURATION_NS         (2 * SIM_HOUR) /* odd seconds beyond this are told in hours */

typedef struct {
    double from; /* the smallest value that is shown in this unit */
    const char *unit;
    double factor;
} Scale;

static const Scale second_scales[] = {
    {1, "s", 1}, {1e-3, "ms", 1e3}, {0, "us", 1e6}, /* the last one takes what is left */
};
static const Scale byte_scales[] = {
    {1e9, "GB", 1e-9},
    {1e6, "MB", 1e-6},
    {1e3, "kB", 1e-3},
    {0, "B", 1},
};
static const Scale fraction_scales[] = {{0, "%", 100}};
static const Scale rate_scales[] = {{0, "/s", 1}};
static const Scale count_scales[] = {{0, "", 1}};

static const Scale *const scales[] = {
    [QUANTITY_COUNT] = count_scales,     [QUANTITY_SECONDS] = second_scales,
    [QUANTITY_PER_SECOND] = rate_scales, [QUANTITY_FRACTION] = fraction_scales,
    [QUANTITY_BYTES] = byte_scales,
};

static bool is_one_of(const char *metric, size_t length, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(names[i]) == length && strncmp(metric, names[i], length) == 0)
            return true;
    return false;
}

QuantityKind quantity_kind(const char *metric)
{
    static const char *const per_second[] = {"throughput", "cpu.switches", "visits.rate"};
    static const char *const seconds[] = {"wait", "service"}; /* of a stage */
    size_t length = strcspn(metric, "(");                     /* without the entity that it is of */
    static const char *const fractions[] = {"loss", "availability",    "cache.hits",
                                            "late", "cpu.utilisation", "cpu.kernel"};

    if (g_str_has_prefix(metric, "latency.") || g_str_has_prefix(metric, "wait.") ||
        g_str_has_prefix(metric, "visits.time") ||
        (length > 2 && strncmp(metric + length - 2, "_s", 2) == 0) ||
        is_one_of(metric, length, seconds, G_N_ELEMENTS(seconds)))
        return QUANTITY_SECONDS;
    if (g_str_has_prefix(metric, "within(") || g_str_has_prefix(metric, "availability"))
        return QUANTITY_FRACTION;
    if (g_str_has_prefix(metric, "rate.") ||
        is_one_of(metric, length, per_second, G_N_ELEMENTS(per_second)))
        return QUANTITY_PER_SECOND;
    if (g_str_has_prefix(metric, "memory."))
        return QUANTITY_BYTES;
    return is_one_of(metric, length, fractions, G_N_ELEMENTS(fractions)) ? QUANTITY_FRACTION
                                                                         : QUANTITY_COUNT;
}

static QuantityFormat unit_for(QuantityKind kind, double largest)
{
    const Scale *scale = scales[kind];

    while (scale->from > 0 && (largest < scale->from && largest > 0))
        scale++;
    if (largest == 0 && kind == QUANTITY_SECONDS)
        scale = &second_scales[1]; /* a latency of nothing reads best in ms */
    return (QuantityFormat){.unit = scale->unit, .factor = scale->factor};
}

/* The place of the first digit: 0 for units, 1 for tens, -1 for tenths. */
static int magnitude(double value)
{
    return value > 0 ? (int)floor(log10(value) + 1e-9) : 0;
}

typedef struct {
    double largest;           /* mean, by its size */
    double narrowest, widest; /* half of an interval; infinity and 0 when there is none */
} Extent;

static Extent extent_of(const SimEstimate *estimates, uint32_t count)
{
    Extent extent = {.narrowest = INFINITY};

    for (uint32_t i = 0; i < count; i++) {
        double half_width = (estimates[i].high - estimates[i].low) / 2;

        if (isnan(estimates[i].mean))
            continue;
        extent.largest = fmax(extent.largest, fabs(estimates[i].mean));
        if (half_width > fabs(estimates[i].mean) * 1e-12) { /* narrower is rounding, not chance */
            extent.narrowest = fmin(extent.narrowest, half_width);
            extent.widest = fmax(extent.widest, half_width);
        }
    }
    return extent;
}

/* Two digits of the narrowest interval, unless that gives the widest one more than three. */
static int decimals_for(Extent extent, double factor)
{
    int most = DIGITS_WITH_INTERVAL_MAX - 1 - magnitude(extent.largest * factor);
    double largest = extent.largest * factor;

    if (extent.largest == 0)
        return 0;
    if (extent.widest > 0)
        return MIN(most, MIN(1 - magnitude(extent.narrowest * factor),
                             2 - magnitude(extent.widest * factor)));
    if (largest >= 1 && largest == floor(largest))
        return 0; /* whole and certain: no row of noughts */
    return DIGITS_WITHOUT_INTERVAL - 1 - magnitude(largest);
}

QuantityFormat quantity_format(QuantityKind kind, const SimEstimate *estimates, uint32_t count)
{
    Extent extent = extent_of(estimates, count);
    QuantityFormat format = unit_for(kind, extent.largest);

    format.decimals = CLAMP(decimals_for(extent, format.factor), 0, DECIMALS_MAX);
    return format;
}

QuantityFormat quantity_format_plain(QuantityKind kind, double value)
{
    return quantity_format(kind, &(SimEstimate){.mean = value, .low = NAN, .high = NAN, .n = 1}, 1);
}

char *quantity_text(const QuantityFormat *format, double value)
{
    char pattern[16];
    char buffer[G_ASCII_DTOSTR_BUF_SIZE + 320];

    if (isnan(value))
        return g_strdup("-");
    g_snprintf(pattern, sizeof pattern, "%%.%df", format->decimals);
    g_ascii_formatd(buffer, (int)sizeof buffer, pattern, value * format->factor);
    if (buffer[0] == '-' && strspn(buffer, "-0.") == strlen(buffer))
        return g_strdup(buffer + 1); /* what rounds to nothing has no sign */
    return g_strdup(buffer);
}

char *quantity_text_with_unit(QuantityKind kind, double value)
{
    QuantityFormat format = quantity_format_plain(kind, value);
    g_autofree char *number = NULL;

    format.decimals = MIN(format.decimals, 2);
    number = quantity_text(&format, value);
    return g_strdup_printf("%s%s%s", number, *format.unit == '\0' || *format.unit == '%' ? "" : " ",
                           format.unit);
}

char *quantity_percent(double share)
{
    double percent = share * 100;
    int decimals = fabs(percent) >= 10     ? 1
                   : fabs(percent) >= 0.1  ? 2
                   : fabs(percent) >= 0.01 ? 3
                                           : 4;

    return g_strdup_printf("%.*f%%", share == 0 ? 0 : decimals, percent);
}

char *quantity_duration(int64_t duration_ns)
{
    static const struct {
        int64_t ns;
        const char *unit;
    } units[] = {{SIM_HOUR, "h"}, {SIM_MIN, "min"}, {SIM_S, "s"}, {SIM_MS, "ms"}, {SIM_US, "us"}};
    int64_t seconds = duration_ns / SIM_S;

    if (duration_ns == SIM_NEVER)
        return g_strdup("an automatic time");
    if (duration_ns % SIM_S == 0 && duration_ns % SIM_MIN != 0 && duration_ns > LONG_DURATION_NS)
        return g_strdup_printf("%" G_GINT64_FORMAT " h %" G_GINT64_FORMAT " min %" G_GINT64_FORMAT
                               " s",
                               seconds / 3600, seconds / 60 % 60, seconds % 60);
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
        if (duration_ns >= units[i].ns && duration_ns % units[i].ns == 0 &&
            (units[i].ns >= SIM_S || duration_ns < 10 * SIM_S))
            return g_strdup_printf("%" G_GINT64_FORMAT " %s", duration_ns / units[i].ns,
                                   units[i].unit);
    if (duration_ns == 0 || duration_ns >= SIM_MS)
        return g_strdup_printf("%.10g s", sim_seconds(duration_ns));
    return g_strdup_printf("%" G_GINT64_FORMAT " ns", duration_ns);
}
