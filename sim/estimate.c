/* estimate.c - Student t by GSL.
 *
 * GSL's answers depend in their last bits on the C library, and that on the processor; they are
 * rounded to 40 bits, far finer than anything printed, so that results do not.
 */
#include "sim/estimate.h"
#include "sim/tally.h"
#include <glib.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

/* Rounds to 40 significant bits: what is added pushes the 13 others out. */
static double to_40_bits(double value)
{
    double pushed = value * 0x1p13;

    return isfinite(pushed) ? (value + pushed) - pushed : value;
}

/* Half of an interval is so many standard errors; degrees may be a fraction. */
static double standard_errors(double degrees, double confidence)
{
    return to_40_bits(gsl_cdf_tdist_Pinv((1 + confidence) / 2, degrees));
}

static SimEstimate interval_of(double mean, double variance, uint32_t count, double confidence)
{
    SimEstimate estimate = {.mean = count > 0 ? mean : NAN, .low = NAN, .high = NAN, .n = count};
    double half_width;

    if (count < 2)
        return estimate;
    half_width = standard_errors(count - 1, confidence) * sqrt(variance / count);
    estimate.low = mean - half_width;
    estimate.high = mean + half_width;
    return estimate;
}

static SimEstimate interval(const SimTally *tally, double confidence)
{
    return interval_of(tally->mean, tally->count < 2 ? 0 : sim_tally_variance(tally),
                       (uint32_t)tally->count, confidence);
}

SimEstimate sim_estimate_of_sums(double sum, double squares, uint32_t count, double confidence)
{
    g_assert(confidence > 0 && confidence < 1);
    return interval_of(sum / count, count < 2 ? 0 : squares / (count - 1), count, confidence);
}

SimEstimate sim_estimate(const double *values, uint32_t count, double confidence)
{
    SimTally tally;

    g_assert(confidence > 0 && confidence < 1);
    sim_tally_init(&tally);
    for (uint32_t i = 0; i < count; i++)
        if (!isnan(values[i]))
            sim_tally_add(&tally, values[i]);
    return interval(&tally, confidence);
}

/* Two-sided, of the hypothesis that the mean is 0. */
static double p_of_zero_mean(const SimTally *tally)
{
    double t;

    if (tally->count < 2)
        return tally->count == 0 ? NAN : 1;
    if (tally->min == tally->max) /* no variance: the sign decides */
        return tally->min == 0 ? 1 : 0;
    t = fabs(tally->mean) / sqrt(sim_tally_variance(tally) / (double)tally->count);
    return to_40_bits(2 * gsl_cdf_tdist_Q(t, (double)(tally->count - 1)));
}

typedef struct {
    SimTally differences, baselines, candidates; /* of the same pairs */
} Pairs;

static void look_at_pairing(SimPairedDifference *paired, const Pairs *pairs, double confidence)
{
    double degrees = (double)(pairs->differences.count - 1);
    double of_difference, of_baseline, sum, share;

    paired->pairing = NAN;
    paired->correlation = NAN;
    if (pairs->differences.count < 2)
        return;
    of_difference = sim_tally_variance(&pairs->differences);
    of_baseline = sim_tally_variance(&pairs->baselines);
    sum = of_baseline + sim_tally_variance(&pairs->candidates);
    if (!(sum > 0))
        return;
    share = of_baseline / sum;
    if (share > 0 && share < 1)
        paired->correlation =
            CLAMP((1 - of_difference / sum) / (2 * sqrt(share * (1 - share))), -1, 1);
    if (pairs->differences.min == pairs->differences.max) {
        paired->pairing = INFINITY;
        return;
    }
    /* Welch's degrees of freedom, for samples of the same size */
    paired->pairing =
        standard_errors(degrees / (share * share + (1 - share) * (1 - share)), confidence) /
        standard_errors(degrees, confidence) * sqrt(sum / of_difference);
}

SimPairedDifference sim_estimate_paired(const double *baseline, const double *candidate,
                                        uint32_t count, double confidence)
{
    Pairs pairs;
    SimPairedDifference paired;

    g_assert(confidence > 0 && confidence < 1);
    sim_tally_init(&pairs.differences);
    sim_tally_init(&pairs.baselines);
    sim_tally_init(&pairs.candidates);
    for (uint32_t i = 0; i < count; i++) {
        if (isnan(baseline[i]) || isnan(candidate[i]))
            continue;
        sim_tally_add(&pairs.differences, candidate[i] - baseline[i]);
        sim_tally_add(&pairs.baselines, baseline[i]);
        sim_tally_add(&pairs.candidates, candidate[i]);
    }
    paired.difference = interval(&pairs.differences, confidence);
    paired.relative = pairs.baselines.count == 0 || pairs.baselines.mean == 0
                          ? NAN
                          : paired.difference.mean / pairs.baselines.mean;
    paired.p = p_of_zero_mean(&pairs.differences);
    look_at_pairing(&paired, &pairs, confidence);
    return paired;
}

static int by_value(const void *left, const void *right, void *values)
{
    double a = ((const double *)values)[*(const uint32_t *)left];
    double b = ((const double *)values)[*(const uint32_t *)right];

    return (a > b) - (a < b);
}

void sim_estimate_holm(double *p, uint32_t count)
{
    g_autofree uint32_t *order = g_new(uint32_t, MAX(count, 1));
    uint32_t family = 0;
    double highest = 0;

    for (uint32_t i = 0; i < count; i++)
        if (!isnan(p[i]))
            order[family++] = i;
    g_qsort_with_data(order, (int)family, sizeof *order, by_value, p);
    for (uint32_t i = 0; i < family; i++) {
        double adjusted = p[order[i]] * (double)(family - i);

        highest = MAX(highest, MIN(adjusted, 1)); /* never below one that is more significant */
        p[order[i]] = highest;
    }
}
