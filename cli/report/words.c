/* words.c - on top of cli/results/quantity.h, which chooses units and digits. */
#include "cli/report/words.h"
#include "cli/results/gnuplot_text.h"
#include <math.h>
#include <stdbool.h>
#include <string.h>

#define MINUS "\xe2\x88\x92"
#define DASH  "\xe2\x80\x93"

SimEstimate words_estimate(JsonObject *of, const char *name)
{
    JsonObject *estimate = gnuplot_object(of, name);
    double n = gnuplot_number(estimate, "n");

    return (SimEstimate){.mean = gnuplot_number(estimate, "mean"),
                         .low = gnuplot_number(estimate, "lo"),
                         .high = gnuplot_number(estimate, "hi"),
                         .n = n > 0 && n < 1e9 ? (uint32_t)n : 0};
}

const char *words_unit(const QuantityFormat *format)
{
    return g_str_equal(format->unit, "us") ? "\xc2\xb5s" : format->unit;
}

const char *words_gap(const QuantityFormat *format)
{
    return strpbrk(format->unit, "%/") != NULL || *format->unit == '\0' ? "" : "\xc2\xa0";
}

/* '-1234567.5' as '−1,234,567.5'. */
static char *grouped(const char *digits)
{
    GString *text = g_string_new(NULL);
    size_t whole;

    if (*digits == '-') {
        g_string_append(text, MINUS);
        digits++;
    }
    whole = strspn(digits, "0123456789");
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            g_string_append_c(text, ',');
        g_string_append_c(text, digits[i]);
    }
    g_string_append(text, digits + whole);
    return g_string_free(text, FALSE);
}

/* '-0.00' is no negative number. */
static bool is_nothing(const char *digits)
{
    return strspn(digits, "-0.") == strlen(digits);
}

char *words_number(const QuantityFormat *format, double value)
{
    g_autofree char *digits = NULL;

    if (!isfinite(value))
        return g_strdup(DASH);
    digits = quantity_text(format, value);
    return grouped(is_nothing(digits) && *digits == '-' ? digits + 1 : digits);
}

char *words_signed(const QuantityFormat *format, double value)
{
    g_autofree char *number = words_number(format, value);
    g_autofree char *digits = isfinite(value) ? quantity_text(format, value) : g_strdup("-");

    return value > 0 && !is_nothing(digits) ? g_strconcat("+", number, NULL)
                                            : g_steal_pointer(&number);
}

static char *with_unit(const char *number, const QuantityFormat *format)
{
    return g_strconcat(number, words_gap(format), words_unit(format), NULL);
}

static char *with_interval(QuantityKind kind, SimEstimate estimate,
                           char *(*write)(const QuantityFormat *format, double value))
{
    QuantityFormat format = quantity_format(kind, &estimate, 1);
    g_autofree char *mean = estimate.mean == 0 ? g_strdup("0") : write(&format, estimate.mean);
    g_autofree char *low = write(&format, estimate.low);
    g_autofree char *high = write(&format, estimate.high);
    g_autofree char *value = isfinite(estimate.mean) ? with_unit(mean, &format) : g_strdup(DASH);

    if (!words_has_interval(estimate))
        return g_steal_pointer(&value);
    return g_strdup_printf("%s [%s,\xc2\xa0%s]", value, low, high);
}

char *words_with_interval(QuantityKind kind, SimEstimate estimate)
{
    return with_interval(kind, estimate, words_number);
}

char *words_signed_with_interval(QuantityKind kind, SimEstimate estimate)
{
    return with_interval(kind, estimate, words_signed);
}

char *words_value(QuantityKind kind, double value)
{
    QuantityFormat format = quantity_format_plain(kind, value);
    g_autofree char *number = words_number(&format, value);

    return isfinite(value) ? with_unit(number, &format) : g_steal_pointer(&number);
}

/* ---- names ---- */

char *words_metric(const char *metric)
{
    static const struct {
        const char *metric;
        const char *words;
    } names[] = {
        {"latency.mean", "mean latency"},
        {"latency.p50", "median latency"},
        {"latency.p90", "p90 latency"},
        {"latency.p95", "p95 latency"},
        {"latency.p99", "p99 latency"},
        {"latency.p999", "p99.9 latency"},
        {"latency.max", "largest latency"},
        {"throughput", "throughput"},
        {"loss", "share of requests lost"},
        {"availability", "availability"},
        {"cpu.utilisation", "processors busy"},
        {"memory.mean", "memory"},
        {"memory.max", "peak memory"},
        {"availability.requests", "share of requests served"},
        {"sessions.lost", "number of sessions lost"},
        {"wait.mean", "time spent waiting"},
        {"threads.busy", "threads busy"},
        {"in_system", "requests inside"},
        {"rate.offered", "offered"},
    };
    size_t length = strcspn(metric, "(");
    g_autofree char *plain = g_strndup(metric, length);

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_str_equal(names[i].metric, plain))
            return g_strconcat(names[i].words, metric[length] != '\0' ? " " : "", metric + length,
                               NULL);
    return g_strdup(metric);
}

const char *words_model(const char *model)
{
    return g_str_equal(model, "iis5")   ? "IIS 5"
           : g_str_equal(model, "iis6") ? "IIS 6"
           : g_str_equal(model, "i5m")  ? "IIS 6 in IIS 5.0 isolation mode"
                                        : model;
}

const char *words_variant(JsonObject *variants, const char *name)
{
    const char *model = gnuplot_string(gnuplot_object(variants, name), "model");

    return g_str_equal(model, name) ? words_model(model) : name;
}

char *words_head(const char *name, const QuantityFormat *format)
{
    return *format->unit == '\0' ? g_strdup(name)
                                 : g_strdup_printf("%s (%s)", name, words_unit(format));
}

bool words_has_interval(SimEstimate estimate)
{
    return isfinite(estimate.low) && isfinite(estimate.high) && estimate.low < estimate.high;
}

void words_add_cell(ReportPage *page, const QuantityFormat *format, SimEstimate estimate)
{
    g_autofree char *mean =
        estimate.mean == 0 ? g_strdup("0") : words_number(format, estimate.mean);
    g_autofree char *low = words_number(format, estimate.low);
    g_autofree char *high = words_number(format, estimate.high);

    report_add(page, "<td class=\"n\"><span class=\"m\">%s</span>", mean);
    if (words_has_interval(estimate))
        report_add(page, " <span class=\"i\">[%s, %s]</span>", low, high);
    report_add_raw(page, "</td>");
}
