/* stamp.h - dates, times and whole numbers as logs write them: strict, in UTC, without locale. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define STAMP_DAY_S   86400
#define STAMP_UNKNOWN INT64_MIN

/* What a date begins with, 'YYYY-MM-DD': seconds from 1970 to its beginning; STAMP_UNKNOWN when
 * there is no such day in 1970 to 2199. What follows is not looked at. */
int64_t stamp_parse_date(const char *text);

/* 'HH:MM:SS' or, unless seconds are needed, 'HH:MM': the second of the day, or -1. */
int stamp_parse_time(const char *text, bool seconds_needed);

/* 'YYYY-MM-DD', with 'T' or a blank 'HH:MM' or 'HH:MM:SS' behind it or nothing, and an optional
 * 'Z': seconds since 1970; false when it is none. */
bool stamp_parse(const char *text, int64_t *stamp_s);

/* A whole number of at most 18 digits and nothing else, or -1. */
int64_t stamp_whole_number(const char *text);
