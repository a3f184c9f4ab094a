/* quantity.h - numbers as people read them: a unit of fitting size, and as many digits as the
 * interval bears out. */
#pragma once
#include "sim/estimate.h"
#include <glib.h>

typedef enum {
    QUANTITY_COUNT,
    QUANTITY_SECONDS,
    QUANTITY_PER_SECOND,
    QUANTITY_FRACTION, /* shown in percent */
    QUANTITY_BYTES,
} QuantityKind;

/* How a row of numbers is shown: the same for all of them, so that they can be compared. */
typedef struct {
    const char *unit; /* 'ms', '' */
    double factor;    /* shown = value x factor */
    int decimals;
} QuantityFormat;

/* The kind of a metric of the results by its name. */
QuantityKind quantity_kind(const char *metric);

/* A format for these estimates; those without a mean do not count. */
QuantityFormat quantity_format(QuantityKind kind, const SimEstimate *estimates, uint32_t count);

/* A format for one value without an interval. */
QuantityFormat quantity_format_plain(QuantityKind kind, double value);

/* '12.30'; '-' for NaN. The caller frees the text. */
char *quantity_text(const QuantityFormat *format, double value);

/* '12.3 ms', by its own format. The caller frees the text. */
char *quantity_text_with_unit(QuantityKind kind, double value);

/* A share as '12.3%', '0.13%', '0.0002%': with digits enough to tell it from nothing. The caller
 * frees the text. */
char *quantity_percent(double share);

/* '30 min', '1.5 s'. The caller frees the text. */
char *quantity_duration(int64_t duration_ns);
