/* variate.c - one switch per question: is it one, what does it derive, draw, mean, variance.
 *
 * derived[] by kind, all set by sim_variate():
 *   lognormal   [0] median, [1] sigma of the logarithm
 *   erlang, gamma: see GammaShape, [3] scale
 *   weibull     [0] scale, [1] 1 / shape
 *   hyperexp    [0] probability of the first branch, [1] and [2] the means of the two
 *   pareto      [0] 1 - (min / max)^alpha, [1] -1 / alpha
 *   triangular  [0] the share below the mode
 *   geometric   [0] 1 / log(1 - p)
 *   zipf        [0] mean, [1] variance
 */
#include "sim/variate.h"
#include "sim/elementary.h"
#include <glib.h>
#include <math.h>
#include <string.h>

#define ZIPF_RANKS_AT_MOST 10000000 /* a table of 12 bytes each */

/* ---- the two ziggurats ---- */

/* For a number that does not lie inside its layer; the first one that does is taken. */
double sim_exponential_beside(uint64_t number, SimStream *stream)
{
    double tail = 0;

    for (;; number = sim_stream_next(stream)) {
        uint64_t i = number & 255;
        double x = (double)(int64_t)(number >> 11) * EXPONENTIAL_LAYERS[i].width;
        double height;

        if (number >> 11 < EXPONENTIAL_LAYERS[i].inside)
            return tail + x;
        if (i == 0) { /* the tail is the same density again, further out */
            tail += EXPONENTIAL_TAIL;
            continue;
        }
        height = EXPONENTIAL_HEIGHTS[i] +
                 sim_stream_uniform(stream) * (EXPONENTIAL_HEIGHTS[i + 1] - EXPONENTIAL_HEIGHTS[i]);
        if (height < sim_exp(-x))
            return tail + x;
    }
}

/* Beyond the last layer, by two exponentials (Marsaglia 1964). */
static double draw_normal_tail(SimStream *stream)
{
    double x, y;

    do {
        x = sim_exponential_draw(stream) / NORMAL_TAIL;
        y = sim_exponential_draw(stream);
    } while (2 * y < x * x);
    return NORMAL_TAIL + x;
}

/* As above; bit 8 is the sign, below the 53 bits of the place only from bit 11 up. */
static double draw_normal(SimStream *stream)
{
    for (;;) {
        uint64_t number = sim_stream_next(stream);
        uint64_t i = number & 255;
        double sign = (number & 256) != 0 ? -1 : 1;
        double x = (double)(int64_t)(number >> 11) * NORMAL_LAYERS[i].width;
        double height;

        if (G_LIKELY(number >> 11 < NORMAL_LAYERS[i].inside))
            return sign * x;
        if (i == 0)
            return sign * draw_normal_tail(stream);
        height = NORMAL_HEIGHTS[i] +
                 sim_stream_uniform(stream) * (NORMAL_HEIGHTS[i + 1] - NORMAL_HEIGHTS[i]);
        if (height < sim_exp(-0.5 * x * x))
            return sign * x;
    }
}

/* ---- gamma ---- */

enum { GAMMA_D, GAMMA_C, GAMMA_POWER, GAMMA_SCALE }; /* of derived[] */

/* A shape below 1 is drawn as shape + 1 times a uniform number to the power 1 / shape. */
static void derive_gamma(SimVariate *variate, double mean, double shape)
{
    double at_least_1 = shape < 1 ? shape + 1 : shape;

    variate->derived[GAMMA_D] = at_least_1 - 1.0 / 3;
    variate->derived[GAMMA_C] = 1 / sim_sqrt(9 * variate->derived[GAMMA_D]);
    variate->derived[GAMMA_POWER] = shape < 1 ? 1 / shape : 0;
    variate->derived[GAMMA_SCALE] = mean / shape;
}

static double draw_gamma(const double derived[4], SimStream *stream)
{
    double d = derived[GAMMA_D], v;

    for (;;) {
        double x = draw_normal(stream);
        double u;

        v = 1 + derived[GAMMA_C] * x;
        if (v <= 0)
            continue;
        v = v * v * v;
        u = sim_stream_uniform_open(stream);
        if (u < 1 - 0.0331 * (x * x) * (x * x))
            break;
        if (sim_log(u) < 0.5 * x * x + d * (1 - v + sim_log(v)))
            break;
    }
    v *= d * derived[GAMMA_SCALE];
    if (derived[GAMMA_POWER] > 0)
        v *= sim_pow(sim_stream_uniform_open(stream), derived[GAMMA_POWER]);
    return v;
}

/* ---- zipf ---- */

/* The alias method (Walker 1977, set up as Vose 1991): a column is picked by the high half of
 * number x n, and the low half, a fraction, picks the column's own rank or its alias. Both work
 * lists are used from their ends, so that the table is the same everywhere. */
static void fill_alias(SimVariate *variate, double *weights)
{
    uint32_t n = variate->table_size, small = 0, large = n;
    g_autofree uint32_t *work = g_new(uint32_t, n); /* small ones from the left, large from right */

    for (uint32_t i = 0; i < n; i++) {
        if (weights[i] < 1)
            work[small++] = i;
        else
            work[--large] = i;
    }
    while (small > 0 && large < n) {
        uint32_t less = work[--small], more = work[large++];

        variate->table[less] = weights[less];
        variate->alias[less] = more;
        weights[more] -= 1 - weights[less];
        if (weights[more] < 1)
            work[small++] = more;
        else
            work[--large] = more;
    }
    while (small > 0) /* 1 but for rounding, as are those that follow */
        variate->table[work[--small]] = 1;
    while (large < n)
        variate->table[work[large++]] = 1;
}

static void derive_zipf(SimVariate *variate)
{
    uint32_t n = (uint32_t)variate->a;
    g_autofree double *weights = g_new(double, n);
    double sum = 0, first = 0, second = 0;

    for (uint32_t i = n; i-- > 0;) { /* the smallest first loses least */
        double rank = (double)i + 1;

        weights[i] = sim_pow(rank, -variate->b);
        sum += weights[i];
        first += rank * weights[i];
        second += rank * rank * weights[i];
    }
    variate->derived[0] = first / sum;
    variate->derived[1] = second / sum - variate->derived[0] * variate->derived[0];
    variate->table = g_new(double, n);
    variate->alias = g_new0(uint32_t, n);
    variate->table_size = n;
    for (uint32_t i = 0; i < n; i++)
        weights[i] *= n / sum;
    fill_alias(variate, weights);
}

static double draw_zipf(const SimVariate *variate, SimStream *stream)
{
    unsigned __int128 product = (unsigned __int128)sim_stream_next(stream) * variate->table_size;
    uint32_t column = (uint32_t)(product >> 64);
    double fraction = (double)((uint64_t)product >> 11) * 0x1p-53;

    return 1.0 + (fraction < variate->table[column] ? column : variate->alias[column]);
}

static double draw_empirical(const SimVariate *variate, SimStream *stream)
{
    return variate->table[sim_stream_below(stream, variate->table_size)];
}

/* ---- what makes a distribution ---- */

static bool is_whole(double x)
{
    return x == floor(x);
}

static const char *one_bound_problem(SimVariateKind kind, double a, double b)
{
    switch (kind) {
    case SIM_EXPONENTIAL:
        return a > 0 ? NULL : "mean must be above 0";
    case SIM_NORMAL:
        return b >= 0 ? NULL : "sd must be 0 or above";
    case SIM_LOGNORMAL:
        return !(a > 0) ? "mean must be above 0" : !(b > 0) ? "cv must be above 0" : NULL;
    case SIM_ERLANG:
        return !(a > 0)                   ? "mean must be above 0"
               : !(b >= 1 && is_whole(b)) ? "k must be a whole number from 1"
                                          : NULL;
    case SIM_GAMMA:
        return !(a > 0) ? "mean must be above 0" : !(b > 0) ? "shape must be above 0" : NULL;
    case SIM_WEIBULL:
        return !(a > 0)       ? "mean must be above 0"
               : !(b >= 0.02) ? "shape must be at least 0.02"
                              : NULL;
    case SIM_HYPEREXP:
        return !(a > 0) ? "mean must be above 0" : !(b >= 1) ? "cv must be at least 1" : NULL;
    case SIM_GEOMETRIC:
        return a >= 1 ? NULL : "mean must be at least 1";
    default:
        return NULL;
    }
}

static const char *range_problem(SimVariateKind kind, double a, double b, double c)
{
    switch (kind) {
    case SIM_UNIFORM:
        return a <= b ? NULL : "the low end must not be above the high end";
    case SIM_TRIANGULAR:
        return !(a <= b && b <= c) ? "the mode must lie between the low and the high end"
               : !(a < c)          ? "the low end must be below the high end"
                                   : NULL;
    case SIM_PARETO:
        return !(c > 0)   ? "alpha must be above 0"
               : !(a > 0) ? "min must be above 0"
               : !(a < b) ? "max must be above min"
                          : NULL;
    case SIM_ZIPF:
        return !(a >= 1 && a <= ZIPF_RANKS_AT_MOST && is_whole(a))
                   ? "n must be a whole number from 1 to 10000000"
               : !(b >= 0) ? "s must be 0 or above"
                           : NULL;
    default:
        return NULL;
    }
}

const char *sim_variate_problem(SimVariateKind kind, double a, double b, double c)
{
    const char *problem;

    if (!isfinite(a) || !isfinite(b) || !isfinite(c))
        return "every parameter must be a finite number";
    problem = one_bound_problem(kind, a, b);
    return problem != NULL ? problem : range_problem(kind, a, b, c);
}

/* ---- life ---- */

static void derive(SimVariate *variate)
{
    double a = variate->a, b = variate->b, c = variate->c;
    double *derived = variate->derived;
    double root;

    switch (variate->kind) {
    case SIM_LOGNORMAL:
        derived[0] = a / sim_sqrt(1 + b * b);
        derived[1] = sim_sqrt(sim_log1p(b * b));
        break;
    case SIM_ERLANG:
    case SIM_GAMMA:
        derive_gamma(variate, a, b);
        break;
    case SIM_WEIBULL:
        derived[0] = a / sim_exp(sim_log_gamma(1 + 1 / b));
        derived[1] = 1 / b;
        break;
    case SIM_HYPEREXP: /* p and 1 - p = (1 -+ root) / 2, the rarer one without cancellation */
        root = sim_sqrt((b * b - 1) / (b * b + 1));
        derived[0] = 1 / ((b * b + 1) * (1 + root));
        derived[1] = a / (2 * derived[0]);
        derived[2] = a / (1 + root);
        break;
    case SIM_PARETO:
        derived[0] = 1 - sim_pow(a / b, c);
        derived[1] = -1 / c;
        break;
    case SIM_TRIANGULAR:
        derived[0] = (b - a) / (c - a);
        break;
    case SIM_GEOMETRIC:
        derived[0] = 1 / sim_log1p(-1 / a); /* of mean 1: -0 */
        break;
    case SIM_ZIPF:
        derive_zipf(variate);
        break;
    default:
        break;
    }
}

SimVariate sim_variate(SimVariateKind kind, double a, double b, double c)
{
    SimVariate variate = {.kind = kind, .a = a, .b = b, .c = c};

    g_assert(kind < SIM_VARIATE_KINDS && kind != SIM_EMPIRICAL);
    g_assert_cmpstr(sim_variate_problem(kind, a, b, c), ==, NULL);
    derive(&variate);
    return variate;
}

SimVariate sim_variate_empirical(const double *values, uint32_t count)
{
    g_assert_cmpuint(count, >=, 1);
    return (SimVariate){.kind = SIM_EMPIRICAL,
                        .table = g_memdup2(values, count * sizeof *values),
                        .table_size = count};
}

SimVariate sim_variate_copy(const SimVariate *variate)
{
    SimVariate copy = *variate;

    copy.table = g_memdup2(copy.table, copy.table_size * sizeof *copy.table);
    copy.alias = g_memdup2(copy.alias, copy.table_size * sizeof *copy.alias);
    return copy;
}

void sim_variate_clear(SimVariate *variate)
{
    g_free(variate->table);
    g_free(variate->alias);
    *variate = (SimVariate){.kind = SIM_CONSTANT};
}

void sim_variate_scale(SimVariate *variate, double factor)
{
    g_assert(factor >= 0 && isfinite(factor));
    g_assert(variate->kind != SIM_GEOMETRIC && variate->kind != SIM_ZIPF);
    if (factor == 0) {
        sim_variate_clear(variate);
        return;
    }
    for (uint32_t i = 0; i < variate->table_size; i++)
        variate->table[i] *= factor;
    variate->a *= factor;
    switch (variate->kind) {
    case SIM_UNIFORM:
    case SIM_NORMAL:
    case SIM_PARETO:
        variate->b *= factor;
        break;
    case SIM_TRIANGULAR:
        variate->b *= factor;
        variate->c *= factor;
        break;
    case SIM_LOGNORMAL:
    case SIM_WEIBULL:
        variate->derived[0] *= factor;
        break;
    case SIM_ERLANG:
    case SIM_GAMMA:
        variate->derived[GAMMA_SCALE] *= factor;
        break;
    case SIM_HYPEREXP:
        variate->derived[1] *= factor;
        variate->derived[2] *= factor;
        break;
    default:
        break;
    }
}

/* ---- draws: no two in one expression, whose order the language leaves open ---- */

static double draw_hyperexponential(const double derived[4], SimStream *stream)
{
    double mean = sim_stream_uniform(stream) < derived[0] ? derived[1] : derived[2];

    return mean * sim_exponential_draw(stream);
}

static double draw_pareto(const SimVariate *variate, SimStream *stream)
{
    double below = 1 - sim_stream_uniform(stream) * variate->derived[0];
    double x = variate->a * sim_pow(below, variate->derived[1]);

    return CLAMP(x, variate->a, variate->b);
}

static double draw_triangular(const SimVariate *variate, SimStream *stream)
{
    double u = sim_stream_uniform(stream);
    double width = variate->c - variate->a;

    if (u < variate->derived[0])
        return variate->a + sim_sqrt(u * width * (variate->b - variate->a));
    return variate->c - sim_sqrt((1 - u) * width * (variate->c - variate->b));
}

double sim_variate_draw(const SimVariate *variate, SimStream *stream)
{
    const double *derived = variate->derived;

    switch (variate->kind) {
    case SIM_CONSTANT:
        return variate->a;
    case SIM_EXPONENTIAL:
        return variate->a * sim_exponential_draw(stream);
    case SIM_UNIFORM:
        return variate->a + (variate->b - variate->a) * sim_stream_uniform(stream);
    case SIM_NORMAL:
        return variate->a + variate->b * draw_normal(stream);
    case SIM_LOGNORMAL:
        return derived[0] * sim_exp(derived[1] * draw_normal(stream));
    case SIM_ERLANG:
    case SIM_GAMMA:
        return draw_gamma(derived, stream);
    case SIM_WEIBULL:
        return derived[0] * sim_pow(-sim_log(sim_stream_uniform_open(stream)), derived[1]);
    case SIM_HYPEREXP:
        return draw_hyperexponential(derived, stream);
    case SIM_PARETO:
        return draw_pareto(variate, stream);
    case SIM_TRIANGULAR:
        return draw_triangular(variate, stream);
    case SIM_GEOMETRIC:
        return 1 + floor(sim_log(sim_stream_uniform_open(stream)) * derived[0]);
    case SIM_ZIPF:
        return draw_zipf(variate, stream);
    case SIM_EMPIRICAL:
        return draw_empirical(variate, stream);
    case SIM_VARIATE_KINDS:
        break;
    }
    g_assert_not_reached();
}

/* ---- moments ---- */

/* (1 - (low / high)^power) / power, and its limit where power is near 0. */
static double pareto_share(double log_ratio, double power)
{
    double t = power * log_ratio;

    if (fabs(t) < 1e-5)
        return log_ratio * (1 - t / 2 + t * t / 6);
    return (1 - sim_exp(-t)) / power;
}

static double pareto_moment(const SimVariate *variate, int order)
{
    double low = variate->a, alpha = variate->c;
    double log_ratio = sim_log(variate->b / low);

    return sim_pow(low, order) * pareto_share(log_ratio, alpha - order) /
           pareto_share(log_ratio, alpha);
}

static double table_mean(const SimVariate *variate)
{
    double sum = 0;

    for (uint32_t i = 0; i < variate->table_size; i++)
        sum += variate->table[i];
    return sum / variate->table_size;
}

static double table_variance(const SimVariate *variate)
{
    double mean = table_mean(variate), sum = 0;

    for (uint32_t i = 0; i < variate->table_size; i++)
        sum += (variate->table[i] - mean) * (variate->table[i] - mean);
    return sum / variate->table_size;
}

double sim_variate_mean(const SimVariate *variate)
{
    switch (variate->kind) {
    case SIM_UNIFORM:
        return (variate->a + variate->b) / 2;
    case SIM_TRIANGULAR:
        return (variate->a + variate->b + variate->c) / 3;
    case SIM_PARETO:
        return pareto_moment(variate, 1);
    case SIM_ZIPF:
        return variate->derived[0];
    case SIM_EMPIRICAL:
        return table_mean(variate);
    default: /* all others are given by their mean */
        return variate->a;
    }
}

double sim_variate_variance(const SimVariate *variate)
{
    double a = variate->a, b = variate->b, c = variate->c;

    switch (variate->kind) {
    case SIM_CONSTANT:
        return 0;
    case SIM_EXPONENTIAL:
        return a * a;
    case SIM_UNIFORM:
        return (b - a) * (b - a) / 12;
    case SIM_NORMAL:
        return b * b;
    case SIM_LOGNORMAL:
    case SIM_HYPEREXP:
        return a * b * a * b;
    case SIM_ERLANG:
    case SIM_GAMMA:
        return a * a / b;
    case SIM_WEIBULL:
        return a * a * (sim_exp(sim_log_gamma(1 + 2 / b) - 2 * sim_log_gamma(1 + 1 / b)) - 1);
    case SIM_PARETO:
        return pareto_moment(variate, 2) - pareto_moment(variate, 1) * pareto_moment(variate, 1);
    case SIM_TRIANGULAR:
        return (a * a + b * b + c * c - a * b - a * c - b * c) / 18;
    case SIM_GEOMETRIC:
        return a * (a - 1);
    case SIM_ZIPF:
        return variate->derived[1];
    case SIM_EMPIRICAL:
        return table_variance(variate);
    case SIM_VARIATE_KINDS:
        break;
    }
    g_assert_not_reached();
}
