/* variate.h - the distributions that a scenario can name.
 *
 * A SimVariate is a value without allocation, but for zipf and empirical, which own a table: clear
 * with sim_variate_clear(). It has no unit: the caller says what a draw means (the models keep
 * durations in nanoseconds). Constructors do not check their arguments beyond assertions: what a
 * user can get wrong is checked by sim_variate_problem().
 *
 * Methods: inverse transform, but for exponential and normal (ziggurat: Marsaglia and Tsang 2000),
 * gamma (Marsaglia and Tsang 2000). A rejecting method draws more of its own stream only.
 */
#pragma once
#include "sim/stream.h"
#include "sim/ziggurat.h"
#include <stdbool.h>
#include <string.h>

typedef enum {
    SIM_CONSTANT,    /* a */
    SIM_EXPONENTIAL, /* a = mean */
    SIM_UNIFORM,     /* a = low, b = high */
    SIM_NORMAL,      /* a = mean, b = standard deviation */
    SIM_LOGNORMAL,   /* a = mean, b = coefficient of variation */
    SIM_ERLANG,      /* a = mean, b = k, a whole number */
    SIM_GAMMA,       /* a = mean, b = shape */
    SIM_WEIBULL,     /* a = mean, b = shape */
    SIM_HYPEREXP,    /* a = mean, b = coefficient of variation >= 1; two branches, balanced means */
    SIM_PARETO,      /* a = min, b = max, c = alpha: bounded */
    SIM_TRIANGULAR,  /* a = low, b = mode, c = high */
    SIM_GEOMETRIC,   /* a = mean >= 1: 1, 2, 3 ... */
    SIM_ZIPF,        /* a = n, b = s: ranks 1 .. n */
    SIM_EMPIRICAL,   /* each of the values of a table with the same chance */
    SIM_VARIATE_KINDS
} SimVariateKind;

typedef struct {
    SimVariateKind kind;
    double a, b, c;
    double derived[4]; /* set-up done once, by sim_variate() */
    double *table;     /* owned; zipf: alias probabilities; empirical: values */
    uint32_t *alias;   /* owned; zipf */
    uint32_t table_size;
} SimVariate;

/* Why these parameters make no distribution, as a phrase for a message ('cv must be above 0'), or
 * NULL if they do. */
const char *sim_variate_problem(SimVariateKind kind, double a, double b, double c);

/* Parameters that sim_variate_problem() accepts; not for empirical. */
SimVariate sim_variate(SimVariateKind kind, double a, double b, double c);
SimVariate sim_variate_empirical(const double *values, uint32_t count); /* copies; count >= 1 */
SimVariate sim_variate_copy(const SimVariate *variate);                 /* owns its own tables */
void sim_variate_clear(SimVariate *variate);

/* The same distribution stretched: a draw is factor times as large, the same numbers are drawn.
 * Not for geometric and zipf. Takes over the tables of *variate. */
void sim_variate_scale(SimVariate *variate, double factor);

double sim_variate_draw(const SimVariate *variate, SimStream *stream);

/* For a number that does not lie inside its layer; called by sim_exponential_draw. */
double sim_exponential_beside(uint64_t number, SimStream *stream);

/* With mean 1. A layer by the low 8 bits of one number, a place in it by the upper 53; 98.9% of all
 * lie inside their layer. */
static inline double sim_exponential_draw(SimStream *stream)
{
    uint64_t number = sim_stream_next(stream);
    const ZigguratLayer *layer = &EXPONENTIAL_LAYERS[number & 255];

    if (__builtin_expect(number >> 11 < layer->inside, 1))
        return (double)(int64_t)(number >> 11) * layer->width;
    return sim_exponential_beside(number, stream);
}

/* Rounded to nearest, half to even, 0 if negative, at most INT64_MAX / 2: adding 2^52 leaves the
 * nearest whole number in the low bits. */
static inline int64_t sim_variate_whole(double x)
{
    double shifted = x + 0x1p52;
    int64_t bits;

    if (!(x > 0))
        return 0;
    if (__builtin_expect(x >= 0x1p52, 0))
        return x < (double)(INT64_MAX / 2) ? (int64_t)x : INT64_MAX / 2;
    memcpy(&bits, &shifted, sizeof bits);
    return bits - INT64_C(0x4330000000000000); /* of 2^52 */
}

/* A draw as a duration or count: rounded so. */
static inline int64_t sim_variate_draw_whole(const SimVariate *variate, SimStream *stream)
{
    return sim_variate_whole(variate->kind == SIM_EXPONENTIAL
                                 ? variate->a * sim_exponential_draw(stream)
                                 : sim_variate_draw(variate, stream));
}

double sim_variate_mean(const SimVariate *variate);
double sim_variate_variance(const SimVariate *variate); /* of the untruncated distribution */

static inline bool sim_variate_is_zero(const SimVariate *variate)
{
    return variate->kind == SIM_CONSTANT && variate->a == 0;
}
