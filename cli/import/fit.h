/* fit.h - from the times that a log gives for one page to a demand that a scenario can state.
 *
 * The result is what one request needs on an empty server: a constant processor time, a wait and,
 * where the times fall into a fast and a slow kind, a further wait with a probability:
 *   cpu C, wait lognormal(mean, cv), wait lognormal(mean, cv) with P%
 * Means are kept, medians and 95th percentiles are matched as well as that form allows. How a time
 * divides into processor and waiting cannot be seen in a log: see docs/import.md for the rule.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define FIT_ENOUGH    20u /* fewer times than this do not make a distribution */
#define FIT_CPU_MAX_S 0.1 /* a longer shortest time is not taken for processor time alone */
#define FIT_SLOW_SEND_S                                                                            \
    125.0 /* no page executes longer: executionTimeout 110 s, looked at each 15 s */

typedef struct { /* lognormal; no such step when the mean is 0 */
    double mean_s;
    double cv;
} FitPart;

typedef struct {
    double cpu_s;
    FitPart wait;
    FitPart slow;
    double slow_fraction;
    uint32_t used; /* times that the fit rests on */
} FitDemand;

typedef struct {
    double tick_s;  /* a time is a whole number of these, 0 included */
    double own_s;   /* what the simulator adds to a request by itself: taken off */
    bool is_static; /* sent by a slow client as often as not: the median rules */
} FitRules;

/* seconds: as logged, in any order; they are sorted. All zero for count 0. */
FitDemand fit_demand(double *seconds, uint32_t count, const FitRules *rules);

/* The same form with every time multiplied. */
FitDemand fit_scaled(FitDemand demand, double factor);

/* What a class and few times of one page make together: the form of the class, its level drawn
 * towards that of the page, as if the class counted for five times. seconds as above. */
FitDemand fit_few(FitDemand shape, double *seconds, uint32_t count, const FitRules *rules);

double fit_mean_s(const FitDemand *demand);

/* Interpolated; sorted, count > 0. */
double fit_quantile(const double *sorted, uint32_t count, double q);

/* The clock tick behind whole milliseconds, s: 15.625 ms when nine of ten times above 0 and below
 * a second are multiples of it, else 1 ms. */
double fit_tick_s(const int32_t *times_ms, uint32_t count);
