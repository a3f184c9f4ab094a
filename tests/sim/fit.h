/* fit.h - does a sample come from its distribution?
 *
 * Seeds are fixed, so that a test that passes passes for ever; 'false alarm' says how often a right
 * sampler would fail under another seed, which is how strict the test is.
 */
#pragma once
#include "sim/variate.h"
#include <glib.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

static inline int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

typedef double Cdf(const SimVariate *variate, double x);

/* Kolmogorov-Smirnov's distance between the sample, which is sorted, and the distribution function,
 * in units of 1 / sqrt(n). Above 2.2 is a false alarm in one of 8,000. */
static inline double distance(double *sample, int n, Cdf *cdf, const SimVariate *variate)
{
    double worst = 0;

    qsort(sample, (size_t)n, sizeof *sample, by_value);
    for (int i = 0; i < n; i++) {
        double expected = cdf(variate, sample[i]);

        worst = fmax(worst, fabs((i + 1.0) / n - expected));
        worst = fmax(worst, fabs((double)i / n - expected));
    }
    return worst * sqrt(n);
}

/* Chi-square; false alarm in one of 10,000. */
static inline bool counts_fit(const uint64_t *counts, const double *probabilities, unsigned cells,
                              uint64_t total)
{
    double sum = 0;

    for (unsigned i = 0; i < cells; i++) {
        double expected = probabilities[i] * (double)total;
        double apart = (double)counts[i] - expected;

        sum += apart * apart / expected;
    }
    return gsl_cdf_chisq_Q(sum, cells - 1) > 1e-4;
}
