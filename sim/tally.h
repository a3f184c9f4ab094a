/* tally.h - statistics of single observations: count, mean, variance (Welford), extremes. */
#pragma once
#include <stdint.h>

typedef struct {
    uint64_t count;
    double mean;
    double sum_of_squares; /* of the deviations from the mean */
    double min;            /* +infinity and -infinity while there is none */
    double max;
} SimTally;

void sim_tally_init(SimTally *tally);
void sim_tally_merge(SimTally *tally, const SimTally *other);
double sim_tally_variance(const SimTally *tally); /* of a sample; NaN below two observations */

static inline void sim_tally_add(SimTally *tally, double value)
{
    double before = value - tally->mean;

    tally->count++;
    tally->mean += before / (double)tally->count;
    tally->sum_of_squares += before * (value - tally->mean);
    tally->min = value < tally->min ? value : tally->min;
    tally->max = value > tally->max ? value : tally->max;
}
