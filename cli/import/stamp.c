/* stamp.c - the proleptic Gregorian calendar by hand: strptime() takes too much for a date, and
 * mktime() knows of time zones, which logs in UTC have not. */
#include "cli/import/stamp.h"
#include <glib.h>
#include <string.h>

/* The number that exactly `digits` digits make, or -1. */
static int digits_of(const char *text, int digits)
{
    int value = 0;

    for (int i = 0; i < digits; i++) {
        if (!g_ascii_isdigit(text[i]))
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

int64_t stamp_whole_number(const char *text)
{
    int64_t value = 0;
    size_t length = strlen(text);

    if (length == 0 || length > 18)
        return -1;
    for (size_t i = 0; i < length; i++) {
        if (!g_ascii_isdigit(text[i]))
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Seconds from 1970 to the beginning of a day, or STAMP_UNKNOWN when there is no such day. */
static int64_t day_start(int year, int month, int day)
{
    static const int days_before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

    if (year < 1970 || year > 2199 || month < 1 || month > 12 || day < 1)
        return STAMP_UNKNOWN;

    const int leap_day = is_leap(year) && month == 2 ? 1 : 0;

    if (day > days_before[month] - days_before[month - 1] + leap_day)
        return STAMP_UNKNOWN;

    const int past = year - 1;
    const int leaps = past / 4 - past / 100 + past / 400 - (1969 / 4 - 1969 / 100 + 1969 / 400);
    const int this_year = days_before[month - 1] + (is_leap(year) && month > 2 ? 1 : 0) + day - 1;

    return ((int64_t)(year - 1970) * 365 + leaps + this_year) * STAMP_DAY_S;
}

int64_t stamp_parse_date(const char *text)
{
    if (strlen(text) < 10 || text[4] != '-' || text[7] != '-')
        return STAMP_UNKNOWN;
    return day_start(digits_of(text, 4), digits_of(text + 5, 2), digits_of(text + 8, 2));
}

int stamp_parse_time(const char *text, bool seconds_needed)
{
    const size_t length = strlen(text);

    if ((length != 8 && (seconds_needed || length != 5)) || text[2] != ':' ||
        (length == 8 && text[5] != ':'))
        return -1;

    const int hour = digits_of(text, 2);
    const int minute = digits_of(text + 3, 2);
    const int second = length == 8 ? digits_of(text + 6, 2) : 0;

    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return -1;
    return hour * 3600 + minute * 60 + second;
}

bool stamp_parse(const char *text, int64_t *stamp_s)
{
    g_autofree char *copy = g_strdup(text);
    const size_t length = strlen(copy);
    int second = 0;

    if (length > 10 && (copy[length - 1] == 'Z' || copy[length - 1] == 'z'))
        copy[length - 1] = '\0';

    const int64_t day_s = stamp_parse_date(copy);

    if (day_s == STAMP_UNKNOWN)
        return false;
    if (copy[10] != '\0') {
        if (copy[10] != 'T' && copy[10] != 't' && copy[10] != ' ')
            return false;
        second = stamp_parse_time(copy + 11, false);
        if (second < 0)
            return false;
    }
    *stamp_s = day_s + second;
    return true;
}
