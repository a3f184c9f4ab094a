/* value_write.c - plain values as text that reads back as the same bits. */
#include "cli/scenario/value.h"
#include "sim/units.h"
#include <string.h>

typedef struct {
    const char *name;
    int64_t factor;
} Unit;

static const Unit time_units[] = {
    {"h", SIM_HOUR}, {"min", SIM_MIN}, {"s", SIM_S}, {"ms", SIM_MS}, {"us", SIM_US}, {"ns", 1},
};
static const Unit size_units[] = {
    {"TB", INT64_C(1) << 40}, {"GB", 1 << 30}, {"MB", 1 << 20}, {"KB", 1 << 10}, {"B", 1},
};

static void number_print(char buffer[G_ASCII_DTOSTR_BUF_SIZE], double number)
{
    static const char *const formats[] = {"%.15g", "%.16g", "%.17g"};

    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        g_ascii_formatd(buffer, G_ASCII_DTOSTR_BUF_SIZE, formats[i], number + 0.0);
        if (g_ascii_strtod(buffer, NULL) == number)
            return;
    }
}

char *value_write_number(double number)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];

    number_print(buffer, number);
    return g_strdup(buffer);
}

/* In the largest unit in which it is whole. */
static char *whole_write(int64_t value, const Unit *units, size_t count)
{
    size_t i = 0;

    if (value == 0)
        return g_strdup_printf("0 %s", units == time_units ? "s" : "B");
    while (i + 1 < count && value % units[i].factor != 0)
        i++;
    return g_strdup_printf("%" G_GINT64_FORMAT " %s", value / units[i].factor, units[i].name);
}

char *value_write_time(int64_t time_ns)
{
    return whole_write(time_ns, time_units, G_N_ELEMENTS(time_units));
}

char *value_write_size(int64_t size_bytes)
{
    return whole_write(size_bytes, size_units, G_N_ELEMENTS(size_units));
}

char *value_write_time_real(double time_ns)
{
    char *best = NULL;

    if (time_ns == 0)
        return g_strdup("0 s");
    /* the shortest that reads back as the same bits; in ns everything does */
    for (size_t i = 0; i < G_N_ELEMENTS(time_units); i++) {
        double scaled = time_ns / (double)time_units[i].factor;
        char number[G_ASCII_DTOSTR_BUF_SIZE];
        g_autofree char *text = NULL;
        double back;

        number_print(number, scaled);
        text = g_strdup_printf("%s %s", number, time_units[i].name);
        if (!value_read_time_real(text, &back, NULL) || back != time_ns ||
            (scaled < 1 && scaled > -1 && time_units[i].factor > 1))
            continue;
        if (best == NULL || strlen(text) < strlen(best)) {
            g_free(best);
            best = g_steal_pointer(&text);
        }
    }
    return best;
}

char *value_write_seconds(int64_t time_ns)
{
    int64_t whole = time_ns / SIM_S, rest = time_ns % SIM_S;
    char *text = g_strdup_printf("%s%" G_GINT64_FORMAT ".%09" G_GINT64_FORMAT,
                                 time_ns < 0 ? "-" : "", ABS(whole), ABS(rest));
    size_t length = strlen(text);

    while (text[length - 1] == '0')
        text[--length] = '\0';
    if (text[length - 1] == '.')
        text[--length] = '\0';
    return text;
}

char *value_write_rate(double per_second)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    number_print(number, per_second);
    return g_strconcat(number, "/s", NULL);
}

char *value_write_fraction(double fraction)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    for (int digits = 1; digits <= 17; digits++) {
        g_autofree char *text = NULL;
        char format[8];
        double back;

        g_snprintf(format, sizeof format, "%%.%dg", digits);
        g_ascii_formatd(number, sizeof number, format, fraction * 100);
        text = g_strconcat(number, "%", NULL);
        if (strchr(number, 'e') == NULL && value_read_fraction(text, &back, NULL) &&
            back == fraction)
            return g_steal_pointer(&text);
    }
    number_print(number, fraction);
    return g_strdup(number);
}

char *value_write_clock(int64_t time_ns)
{
    int minutes = (int)(time_ns / SIM_MIN), seconds = (int)(time_ns / SIM_S % 60);

    return seconds == 0 ? g_strdup_printf("%02d:%02d", minutes / 60, minutes % 60)
                        : g_strdup_printf("%02d:%02d:%02d", minutes / 60, minutes % 60, seconds);
}
