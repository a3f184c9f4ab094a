/* elementary.c - argument reduction by tables, short series, and sums kept in two parts.
 *
 * Only + - * / and sqrt round, each correctly by IEEE 754, so that every machine gets the same
 * bits. Where a rounding would cost, the part rounded away is kept as the low half of a Pair. No
 * product may be fused with a sum: -ffp-contract=off.
 */
#include "sim/elementary.h"
#include "sim/elementary_tables.h"
#include <math.h>
#include <stdint.h>
#include <string.h>

/* An unevaluated sum; low is at most half a unit in the last place of high. */
typedef struct {
    double high, low;
} Pair;

static inline uint64_t to_bits(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double from_bits(uint64_t bits)
{
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

/* 2^exponent, for exponents of normal numbers. */
static inline double power_of_2(int exponent)
{
    return from_bits((uint64_t)(exponent + 1023) << 52);
}

/* a + b exactly. */
static inline Pair exact_sum(double a, double b)
{
    double sum = a + b;
    double b_taken = sum - a;

    return (Pair){sum, (a - (sum - b_taken)) + (b - b_taken)};
}

/* The same where |a| >= |b|. */
static inline Pair exact_sum_ordered(double a, double b)
{
    double sum = a + b;

    return (Pair){sum, b - (sum - a)};
}

/* x in two parts of 26 bits, whose products with such parts are exact. */
static inline Pair halves(double x)
{
    double pushed = x * 0x1.0000002p27;
    double high = pushed - (pushed - x);

    return (Pair){high, x - high};
}

/* a x b exactly, if nothing over- or underflows. */
static inline Pair exact_product(double a, double b)
{
    double product = a * b;
    Pair x = halves(a), y = halves(b);

    return (Pair){product,
                  ((x.high * y.high - product) + x.high * y.low + x.low * y.high) + x.low * y.low};
}

/* ---- logarithms ---- */

/* x = 2^k / inverse x (1 + r), |r| <= 2^-7; log(x) = k log(2) + log_high + log_low + log(1 + r).
 * r is a pair of two doubles and loses nothing. */
typedef struct {
    Pair r;
    double main; /* k log(2) + log_high, exact but for the low parts, which are in rest */
    double rest;
} LogParts;

#define LOG_FIRST_BITS UINT64_C(0x3fe6000000000000) /* of 11/16, where the table begins */

/* x > 0, normal; extra is a small part of the argument that x has no room for; k_extra is added to
 * the exponent. */
static inline LogParts log_parts(double x, double extra, int k_extra)
{
    uint64_t bits = to_bits(x);
    uint64_t above = bits - LOG_FIRST_BITS;
    int k = (int)((int64_t)above >> 52);
    uint64_t i = (above >> 45) & 127;
    double z = from_bits(bits - ((uint64_t)k << 52));
    double z_high = from_bits(to_bits(z) & ~UINT64_C(0x1fffff)); /* 32 bits; inverse has 11 */
    double inverse = LOG_TABLE[i].inverse;
    Pair r = exact_sum(z_high * inverse - 1, (z - z_high) * inverse);
    double exponent = k + k_extra;

    if (extra != 0)
        r = exact_sum_ordered(r.high, r.low + extra * power_of_2(-k) * inverse);
    return (LogParts){.r = r,
                      .main = exponent * LN2_HIGH + LOG_TABLE[i].log_high,
                      .rest = exponent * LN2_LOW + LOG_TABLE[i].log_low};
}

/* (log(1 + r) - r + r^2 / 2) / r^3 for |r| <= 2^-7. */
static inline double log_tail(double r)
{
    double tail = 1.0 / 9;

    tail = tail * r - 1.0 / 8;
    tail = tail * r + 1.0 / 7;
    tail = tail * r - 1.0 / 6;
    tail = tail * r + 1.0 / 5;
    tail = tail * r - 1.0 / 4;
    return tail * r + 1.0 / 3;
}

static inline double log_of_parts(LogParts parts)
{
    double r = parts.r.high;
    Pair sum = exact_sum(parts.main, r);

    return sum.high + (sum.low + (parts.r.low + parts.rest + r * r * (r * log_tail(r) - 0.5)));
}

/* To about 67 bits. */
static inline Pair log_pair_of_parts(LogParts parts)
{
    double r = parts.r.high;
    Pair square = exact_product(r, r);
    Pair sum = exact_sum(parts.main, r);
    Pair total = exact_sum(sum.high, -0.5 * square.high);
    double low = parts.rest + (parts.r.low - 0.5 * square.low - r * parts.r.low) +
                 r * square.high * log_tail(r);

    return exact_sum_ordered(total.high, total.low + sum.low + low);
}

/* Subnormal numbers are scaled up into the normal range. */
static inline LogParts log_parts_of(double x)
{
    return x < 0x1p-1022 ? log_parts(x * 0x1p52, 0, -52) : log_parts(x, 0, 0);
}

double sim_log(double x)
{
    if (!(x > 0 && x < INFINITY))
        return x == 0 ? -INFINITY : x < 0 ? NAN : x;
    return log_of_parts(log_parts_of(x));
}

double sim_log1p(double x)
{
    Pair argument;

    if (!(x > -1 && x < INFINITY))
        return x == -1 ? -INFINITY : x < -1 ? NAN : x;
    argument = exact_sum(1, x);
    return log_of_parts(log_parts(argument.high, argument.low, 0));
}

/* ---- powers ---- */

#define EXP_PARTS       128
#define EXP_PARTS_LN2   0x1.71547652b82fep+7 /* 128 / log(2) */
#define LN2_PART_HIGH   0x1.62e42fef8p-8     /* log(2) / 128 in 34 bits: x 2^18 exact */
#define LN2_PART_LOW    0x1.1cf79abc9e3b4p-43
#define ROUNDS_TO_WHOLE 0x1.8p52              /* what is added to it is rounded to a whole number */
#define EXP_OVERFLOW    0x1.62e42fefa39efp+9  /* the largest x whose exp is finite */
#define EXP_UNDERFLOW   -0x1.74910d52d3051p+9 /* the smallest x whose exp is not 0 */

/* exp(x + low), for x between the limits and a small low. */
static inline double exp_in_range(double x, double low)
{
    double shifted = x * EXP_PARTS_LN2 + ROUNDS_TO_WHOLE;
    double whole = shifted - ROUNDS_TO_WHOLE;
    int k = (int)whole;
    int exponent = k >> 7;
    int i = k & (EXP_PARTS - 1);
    double r = (x - whole * LN2_PART_HIGH) + (low - whole * LN2_PART_LOW);
    double tail = 1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120 + r * (1.0 / 720)));
    double p = r + r * r * (0.5 + r * tail);
    double value = EXP_TABLE[i].high + (EXP_TABLE[i].low + EXP_TABLE[i].high * p);

    if (exponent > 1022)
        return value * power_of_2(exponent - 1) * 2;
    if (exponent < -1021)
        return value * power_of_2(exponent + 200) * 0x1p-200;
    return value * power_of_2(exponent);
}

double sim_exp(double x)
{
    if (x > EXP_OVERFLOW)
        return INFINITY;
    if (x < EXP_UNDERFLOW)
        return 0;
    return x == x ? exp_in_range(x, 0) : x;
}

double sim_pow(double x, double y)
{
    Pair logarithm, product;
    double size;

    if (y == 0 || x == 1)
        return 1;
    if (!(x >= 0) || y != y)
        return NAN;
    if (x == 0 || x == INFINITY)
        return (x == 0) == (y > 0) ? 0 : INFINITY;
    logarithm = log_pair_of_parts(log_parts_of(x));
    size = y * logarithm.high;
    if (size > EXP_OVERFLOW + 1) /* the low parts decide up to the limit itself */
        return INFINITY;
    if (size < EXP_UNDERFLOW - 1)
        return 0;
    product = exact_product(y, logarithm.high);
    return exp_in_range(product.high, product.low + y * logarithm.low);
}

/* ---- angles ---- */

#define ANGLE_LIMIT 1e9
#define TWO_OVER_PI 0x1.45f306dc9c883p-1

/* pi / 2, cut into pieces of 22 bits so that a number of quarters, up to 2^30, times a piece is
 * exact; the last has a whole double. */
static const double HALF_PI[] = {0x1.921fbp+0,  0x1.5110bp-22, 0x1.184698p-44,
                                 0x1.3198ap-69, 0x1.701b8p-92, 0x1.cd129024e088ap-115};

/* x less a whole number of quarter turns, |r| <= pi / 4; returns that number modulo 4. */
static int reduce_angle(double x, Pair *r)
{
    double quarters = (x * TWO_OVER_PI + ROUNDS_TO_WHOLE) - ROUNDS_TO_WHOLE;
    double high = x, low = 0;

    for (unsigned i = 0; i < sizeof HALF_PI / sizeof *HALF_PI; i++) {
        Pair left = exact_sum(high, -(quarters * HALF_PI[i]));

        high = left.high;
        low += left.low;
    }
    *r = exact_sum(high, low);
    return (int)((int64_t)quarters & 3);
}

/* Taylor's series: with |r| <= pi / 4 the first term left out is below 2^-62. */
static double sin_of(Pair r)
{
    double s = r.high * r.high;
    double tail = 1.0 / 355687428096000.0; /* 1/17! */

    tail = tail * s - 1.0 / 1307674368000.0;
    tail = tail * s + 1.0 / 6227020800.0;
    tail = tail * s - 1.0 / 39916800;
    tail = tail * s + 1.0 / 362880;
    tail = tail * s - 1.0 / 5040;
    tail = tail * s + 1.0 / 120;
    tail = tail * s - 1.0 / 6;
    return r.high + (r.high * s * tail + r.low * (1 - 0.5 * s));
}

static double cos_of(Pair r)
{
    double s = r.high * r.high;
    Pair head = exact_sum_ordered(1, -0.5 * s);
    double tail = 1.0 / 20922789888000.0; /* 1/16! */

    tail = tail * s - 1.0 / 87178291200.0;
    tail = tail * s + 1.0 / 479001600;
    tail = tail * s - 1.0 / 3628800;
    tail = tail * s + 1.0 / 40320;
    tail = tail * s - 1.0 / 720;
    tail = tail * s + 1.0 / 24;
    return head.high + (head.low + (s * s * tail - r.high * r.low));
}

static double sine_of_quarter(int quarter, Pair r)
{
    double value = (quarter & 1) != 0 ? cos_of(r) : sin_of(r);

    return (quarter & 2) != 0 ? -value : value;
}

double sim_sin(double x)
{
    Pair r;
    int quarter;

    if (!(fabs(x) <= ANGLE_LIMIT))
        return NAN;
    quarter = reduce_angle(x, &r);
    return sine_of_quarter(quarter, r);
}

double sim_cos(double x)
{
    Pair r;
    int quarter;

    if (!(fabs(x) <= ANGLE_LIMIT))
        return NAN;
    quarter = reduce_angle(x, &r);
    return sine_of_quarter(quarter + 1, r);
}

double sim_sqrt(double x)
{
    return sqrt(x);
}

/* ---- the gamma function ---- */

#define ONE_LESS_EULER  0x1.b0ee6072093cep-2 /* 1 - Euler's constant */
#define HALF_LOG_TWO_PI 0x1.d67f1c864beb5p-1

/* log(gamma(2 + z)) for |z| <= 1/2: (1 - Euler) z + the sum of (-1)^n (zeta(n) - 1) / n z^n. */
static double log_gamma_at_2(double z)
{
    static const double COEFFICIENTS[] = {
        0x1.4a34cc4a60fa6p-2,   -0x1.13e001a557607p-4,  0x1.51322ac7d8483p-6,
        -0x1.e404fc218f5f2p-8,  0x1.7add6eadb6c30p-9,   -0x1.38ac5c2bf8e08p-10,
        0x1.0b36af86396e9p-11,  -0x1.d3fd4c76d2fc8p-13, 0x1.a127b0f17d65ap-14,
        -0x1.78de5bd7c81efp-15, 0x1.580dcee66eb02p-16,  -0x1.3cbc963ce2243p-17,
        0x1.2597a39f34aacp-18,  -0x1.11b2eb7679541p-19, 0x1.0064cdeb22f0fp-20,
        -0x1.e2600d93cfd2fp-22, 0x1.c76bbb3f07a4dp-23,  -0x1.af5a6cbbf8a97p-24,
        0x1.99b93c2070b0fp-25,  -0x1.862c734df3eacp-26, 0x1.7469daccfadcdp-27,
        -0x1.6434a8447aeadp-28, 0x1.555a877ffd2c3p-29,  -0x1.47b1679258d0ep-30,
        0x1.3b15d2b2fc10cp-31,  -0x1.2f69a9fabe3e0p-32, 0x1.24932a337434cp-33};
    double sum = 0;

    for (unsigned i = sizeof COEFFICIENTS / sizeof *COEFFICIENTS; i-- > 0;)
        sum = (sum + COEFFICIENTS[i]) * z;
    return (ONE_LESS_EULER + sum) * z;
}

/* Stirling's series, for x >= 10. */
static double log_gamma_large(double x)
{
    double inverse = 1 / x;
    double s = inverse * inverse;
    double tail = -3617.0 / 122400;

    tail = tail * s + 1.0 / 156;
    tail = tail * s - 691.0 / 360360;
    tail = tail * s + 1.0 / 1188;
    tail = tail * s - 1.0 / 1680;
    tail = tail * s + 1.0 / 1260;
    tail = tail * s - 1.0 / 360;
    tail = tail * s + 1.0 / 12;
    return (x - 0.5) * sim_log(x) - x + HALF_LOG_TWO_PI + tail * inverse;
}

/* Near 1 and 2, where it is 0, by a series without cancellation; elsewhere by stepping there. */
double sim_log_gamma(double x)
{
    double product = 1;

    if (!(x > 0 && x < INFINITY))
        return x == 0 || x == INFINITY ? INFINITY : NAN;
    if (x >= 10)
        return log_gamma_large(x);
    if (x < 0.5)
        return sim_log_gamma(x + 1) - sim_log(x);
    if (x < 1.5)
        return log_gamma_at_2(x - 1) - sim_log1p(x - 1);
    while (x > 2.5) {
        x -= 1;
        product *= x;
    }
    return log_gamma_at_2(x - 2) + sim_log(product);
}
