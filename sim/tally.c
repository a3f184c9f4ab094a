/* tally.c - the parts of tally.h that are not called for every observation. */
#include "sim/tally.h"
#include <math.h>

void sim_tally_init(SimTally *tally)
{
    *tally = (SimTally){.min = INFINITY, .max = -INFINITY};
}

void sim_tally_merge(SimTally *tally, const SimTally *other)
{
    double count = (double)tally->count + (double)other->count;
    double apart = other->mean - tally->mean;
    double share;

    if (other->count == 0)
        return;
    share = (double)other->count / count;
    tally->sum_of_squares += other->sum_of_squares + apart * apart * share * (double)tally->count;
    tally->mean += apart * share;
    tally->count += other->count;
    tally->min = other->min < tally->min ? other->min : tally->min;
    tally->max = other->max > tally->max ? other->max : tally->max;
}

double sim_tally_variance(const SimTally *tally)
{
    if (tally->count < 2)
        return NAN;
    return tally->sum_of_squares / (double)(tally->count - 1);
}
