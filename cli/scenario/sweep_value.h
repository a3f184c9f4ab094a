/* sweep_value.h - one value of a swept setting: its text, and the number that it stands for. */
#pragma once
#include "models/keys.h"

/* What a number is of: a duration has one of time, a rate minus one, a size one of bytes. */
typedef struct {
    int time;
    int bytes;
} SweepDimension;

typedef struct {
    char *text;
    bool is_number;
    double number; /* SI units: s, bytes, per second, shares; infinity for a limit that is off */
    SweepDimension dimension;
} SweepValue;

/* What text stands for in that setting; key is NULL for one that the key table does not list. Not
 * its text, which it leaves NULL. A text that is no number, or that the setting would not take, is
 * a text. */
SweepValue sweep_value_of(const ModelKey *key, const char *text);

/* The same for a number of an expression: '10ms', '2GB', '60/s', '50%', '3'. */
SweepValue sweep_value_plain(const char *text);

bool sweep_dimension_is(SweepDimension a, SweepDimension b);
const char *sweep_dimension_name(SweepDimension dimension); /* 'a duration' */
