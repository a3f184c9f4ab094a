/* estimate.h - from one number per replication to an interval, a difference, a verdict.
 *
 * Replications are independent, so that Student's t holds for their mean. A replication without a
 * value is NaN here and left out; n says how many had one.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    double mean; /* NaN when n = 0 */
    double low;  /* NaN when n < 2 */
    double high;
    uint32_t n;
} SimEstimate;

/* confidence in (0, 1), usually 0.95. */
SimEstimate sim_estimate(const double *values, uint32_t count, double confidence);

/* Of count values, by their sum and the sum of the squares of their distances from the mean. */
SimEstimate sim_estimate_of_sums(double sum, double squares, uint32_t count, double confidence);

typedef struct {
    SimEstimate difference; /* candidate - baseline, over replications where both have a value */
    double relative;        /* mean difference / mean of the baseline; NaN when that is 0 */
    /* Two-sided. Where the difference has no variance: 1 if it is 0, else 0. One pair proves
     * nothing: 1; no pair: NaN. */
    double p;
    /* How many times wider the interval would be if the same values were of independent samples
     * (Welch): below 1 the pairing has widened it; infinite where the difference has no variance
     * but the values have; NaN where nothing varies, or with less than two pairs. */
    double pairing;
    double correlation; /* of the pairs; NaN where one side does not vary */
} SimPairedDifference;

SimPairedDifference sim_estimate_paired(const double *baseline, const double *candidate,
                                        uint32_t count, double confidence);

/* Holm's step-down adjustment in place: p[i] becomes the adjusted value. NaN entries are left out
 * of the family and stay NaN. */
void sim_estimate_holm(double *p, uint32_t count);
