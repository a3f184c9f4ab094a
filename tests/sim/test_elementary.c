/* test_elementary.c - own elementary functions, beside the C library's in long double.
 *
 * long double carries at least 11 bits more, so that an error of 1 ulp is seen to a thousandth.
 * Where long double is no wider than double there is nothing to compare with.
 */
#include "sim/elementary.h"
#include "sim/elementary_tables.h"
#include "tests/sim/support.h"
#include "tests/suites.h"
#include <float.h>
#include <glib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define SAMPLES 200000

/* The distance in units of the last place that the exact value would have as a double. */
static double error_ulp(double value, long double exact)
{
    double nearest = (double)exact;
    int exponent;

    if (!isfinite(nearest) || !isfinite(value))
        return nearest == value ? 0 : INFINITY;
    frexp(nearest, &exponent);
    return (double)(fabsl((long double)value - exact) /
                    ldexpl(1, MAX(exponent, DBL_MIN_EXP) - DBL_MANT_DIG));
}

static double uniform(SimStream *stream, double low, double high)
{
    return low + (high - low) * sim_stream_uniform(stream);
}

/* Any positive number, every exponent as likely as another, subnormal ones included. */
static double any_magnitude(SimStream *stream)
{
    double mantissa = 1 + sim_stream_uniform(stream);

    return ldexp(mantissa, (int)sim_stream_below(stream, 2096) - 1073);
}

typedef double Function(double x);
typedef long double Reference(long double x);

static double worst_between(Function *function, Reference *reference, double low, double high)
{
    SimStream stream = test_stream(1);
    double worst = 0;

    for (int i = 0; i < SAMPLES; i++) {
        double x = uniform(&stream, low, high);

        worst = fmax(worst, error_ulp(function(x), reference(x)));
    }
    return worst;
}

static double worst_of_magnitudes(Function *function, Reference *reference, double sign,
                                  double limit)
{
    SimStream stream = test_stream(2);
    double worst = 0;

    for (int i = 0; i < SAMPLES; i++) {
        double x = sign * any_magnitude(&stream);

        if (fabs(x) < limit)
            worst = fmax(worst, error_ulp(function(x), reference(x)));
    }
    return worst;
}

static void log_is_within_1_ulp(void)
{
    CU_ASSERT(worst_of_magnitudes(sim_log, logl, 1, INFINITY) <= 1);
    CU_ASSERT(worst_between(sim_log, logl, 0.5, 2) <= 1);
    CU_ASSERT(worst_between(sim_log, logl, 0.98, 1.02) <= 1);
    CU_ASSERT(worst_between(sim_log, logl, 1 - 1e-9, 1 + 1e-9) <= 1);
}

static void log1p_is_within_1_ulp(void)
{
    CU_ASSERT(worst_of_magnitudes(sim_log1p, log1pl, 1, INFINITY) <= 1);
    CU_ASSERT(worst_of_magnitudes(sim_log1p, log1pl, -1, 1) <= 1);
    CU_ASSERT(worst_between(sim_log1p, log1pl, -1, 1) <= 1);
    CU_ASSERT(worst_between(sim_log1p, log1pl, -0.02, 0.02) <= 1);
}

static void exp_is_within_1_ulp(void)
{
    CU_ASSERT(worst_between(sim_exp, expl, -746, 710) <= 1);
    CU_ASSERT(worst_between(sim_exp, expl, -1, 1) <= 1);
    CU_ASSERT(worst_between(sim_exp, expl, -746, -707) <= 1); /* subnormal results */
    CU_ASSERT(worst_of_magnitudes(sim_exp, expl, 1, 800) <= 1);
    CU_ASSERT(worst_of_magnitudes(sim_exp, expl, -1, 800) <= 1);
}

static void sin_and_cos_are_within_1_ulp(void)
{
    CU_ASSERT(worst_between(sim_sin, sinl, -4, 4) <= 1);
    CU_ASSERT(worst_between(sim_cos, cosl, -4, 4) <= 1);
    CU_ASSERT(worst_between(sim_sin, sinl, -1e9, 1e9) <= 1);
    CU_ASSERT(worst_between(sim_cos, cosl, -1e9, 1e9) <= 1);
    CU_ASSERT(worst_of_magnitudes(sim_sin, sinl, 1, 1e9) <= 1);
    CU_ASSERT(worst_of_magnitudes(sim_cos, cosl, -1, 1e9) <= 1);
}

/* Doubles next to multiples of a quarter turn, where nearly all of the argument cancels. */
static void sin_and_cos_are_within_1_ulp_beside_their_zeros(void)
{
    double worst = 0;

    for (double k = 1; k < 6e8; k = ceil(k * 1.0007)) {
        double x = (double)((long double)k * acosl(0));

        worst = fmax(worst, error_ulp(sim_sin(x), sinl(x)));
        worst = fmax(worst, error_ulp(sim_cos(x), cosl(x)));
    }
    CU_ASSERT(worst <= 1);
}

static void pow_is_within_1_ulp(void)
{
    SimStream stream = test_stream(3);
    double worst = 0;

    for (int i = 0; i < SAMPLES; i++) {
        double x = any_magnitude(&stream);
        double exponent = uniform(&stream, -746, 710); /* of the result, by e */
        double y = i % 2 == 0 ? exponent / log(x) : uniform(&stream, -4, 4);

        worst = fmax(worst, error_ulp(sim_pow(x, y), powl(x, y)));
        x = uniform(&stream, 0.99, 1.01);
        worst = fmax(worst, error_ulp(sim_pow(x, exponent * 70), powl(x, exponent * 70)));
        x = uniform(&stream, 0, 1);
        worst = fmax(worst, error_ulp(sim_pow(x, y), powl(x, y)));
    }
    CU_ASSERT(worst <= 1);
}

static void pow_of_whole_numbers_is_exact(void)
{
    CU_ASSERT_EQUAL(sim_pow(2, 10), 1024);
    CU_ASSERT_EQUAL(sim_pow(2, -1074), 0x1p-1074);
    CU_ASSERT_EQUAL(sim_pow(10, 15), 1e15);
    CU_ASSERT_EQUAL(sim_pow(3, 20), 3486784401);
    CU_ASSERT_EQUAL(sim_pow(9, 0.5), 3);
}

static void log_gamma_is_within_1e_12(void)
{
    SimStream stream = test_stream(4);
    double worst = 0;

    for (int i = 0; i < SAMPLES; i++) {
        double x = i % 3 == 0   ? uniform(&stream, 0, 12)
                   : i % 3 == 1 ? uniform(&stream, 0.999, 1.001) + (i / 3) % 2
                                : fabs(any_magnitude(&stream));
        long double exact = lgammal(x);

        if (isfinite((double)exact) && exact != 0)
            worst = fmax(worst, (double)fabsl((sim_log_gamma(x) - exact) / exact));
    }
    CU_ASSERT(worst < 1e-12);
    CU_ASSERT_EQUAL(sim_log_gamma(1), 0);
    CU_ASSERT_EQUAL(sim_log_gamma(2), 0);
}

static void the_ends_of_the_range_are_as_promised(void)
{
    CU_ASSERT_EQUAL(sim_log(0), -INFINITY);
    CU_ASSERT_EQUAL(sim_log(1), 0);
    CU_ASSERT_EQUAL(sim_log(INFINITY), INFINITY);
    CU_ASSERT(isnan(sim_log(-1)));
    CU_ASSERT(isnan(sim_log(NAN)));
    CU_ASSERT_EQUAL(sim_log1p(-1), -INFINITY);
    CU_ASSERT_EQUAL(sim_log1p(0), 0);
    CU_ASSERT_EQUAL(sim_log1p(1e-300), 1e-300);
    CU_ASSERT_EQUAL(sim_log1p(INFINITY), INFINITY);
    CU_ASSERT(isnan(sim_log1p(-1.5)));
    CU_ASSERT_EQUAL(sim_exp(0), 1);
    CU_ASSERT_EQUAL(sim_exp(709.8), INFINITY);
    CU_ASSERT_EQUAL(sim_exp(-746), 0);
    CU_ASSERT_EQUAL(sim_exp(-INFINITY), 0);
    CU_ASSERT_EQUAL(sim_exp(INFINITY), INFINITY);
    CU_ASSERT(isnan(sim_exp(NAN)));
    CU_ASSERT_EQUAL(sim_exp(0x1.62e42fefa39efp+9), 0x1.fffffffffff2ap+1023);
    CU_ASSERT_EQUAL(sim_exp(0x1.62e42fefa39f0p+9), INFINITY);
    CU_ASSERT_EQUAL(sim_exp(-0x1.74910d52d3051p+9), 0x1p-1074);
    CU_ASSERT_EQUAL(sim_exp(-0x1.74910d52d3052p+9), 0);
    CU_ASSERT_EQUAL(sim_sin(0), 0);
    CU_ASSERT_EQUAL(sim_cos(0), 1);
    CU_ASSERT(isnan(sim_sin(2e9)));
    CU_ASSERT(isnan(sim_cos(INFINITY)));
    CU_ASSERT_EQUAL(sim_sqrt(2), 0x1.6a09e667f3bcdp+0);
    CU_ASSERT_EQUAL(sim_log_gamma(0), INFINITY);
    CU_ASSERT_EQUAL(sim_log_gamma(INFINITY), INFINITY);
}

static void the_ends_of_the_range_of_pow_are_as_promised(void)
{
    CU_ASSERT_EQUAL(sim_pow(0, 0), 1);
    CU_ASSERT_EQUAL(sim_pow(0, 2), 0);
    CU_ASSERT_EQUAL(sim_pow(0, -2), INFINITY);
    CU_ASSERT_EQUAL(sim_pow(INFINITY, 2), INFINITY);
    CU_ASSERT_EQUAL(sim_pow(INFINITY, -2), 0);
    CU_ASSERT_EQUAL(sim_pow(1, INFINITY), 1);
    CU_ASSERT_EQUAL(sim_pow(2, INFINITY), INFINITY);
    CU_ASSERT_EQUAL(sim_pow(2, -INFINITY), 0);
    CU_ASSERT_EQUAL(sim_pow(0.5, INFINITY), 0);
    CU_ASSERT_EQUAL(sim_pow(0.5, 1e308), 0);
    CU_ASSERT_EQUAL(sim_pow(0.5, -1e308), INFINITY);
    CU_ASSERT_EQUAL(sim_pow(2, 1024), INFINITY);
    CU_ASSERT_EQUAL(sim_pow(2, -1076), 0);
    CU_ASSERT_EQUAL(sim_pow(2, 1e-320), 1);
    CU_ASSERT(isnan(sim_pow(-1, 2)));
    CU_ASSERT(isnan(sim_pow(NAN, 2)));
    CU_ASSERT(isnan(sim_pow(2, NAN)));
}

/* ---- the tables, recomputed with 113 bits from + - * / alone ---- */

#if LDBL_MANT_DIG == 113
typedef long double Quad;
#else
typedef __float128 Quad;
#endif

/* 2 artanh((x - 1) / (x + 1)) */
static Quad quad_log(Quad x)
{
    Quad t = (x - 1) / (x + 1), power = t, sum = 0;

    for (int n = 1; n < 120; n += 2) {
        sum += power / n;
        power *= t * t;
    }
    return 2 * sum;
}

static Quad quad_exp(Quad x)
{
    Quad term = 1, sum = 0;

    for (int n = 1; n < 60; n++) {
        sum += term;
        term *= x / n;
    }
    return sum;
}

static bool is_multiple_of_2_to_minus_42(double x)
{
    return x * 0x1p42 == floor(x * 0x1p42);
}

static void the_table_of_logarithms_is_right(void)
{
    for (int i = 0; i < 128; i++) {
        double inverse = LOG_TABLE[i].inverse;
        Quad low = -quad_log((Quad)inverse) - (Quad)LOG_TABLE[i].log_high;

        CU_ASSERT_EQUAL(inverse * 1024, floor(inverse * 1024));
        CU_ASSERT(is_multiple_of_2_to_minus_42(LOG_TABLE[i].log_high));
        CU_ASSERT_EQUAL(LOG_TABLE[i].log_low, (double)low);
    }
    CU_ASSERT(is_multiple_of_2_to_minus_42(LN2_HIGH));
    CU_ASSERT_EQUAL(LN2_LOW, (double)(quad_log(2) - (Quad)LN2_HIGH));
}

static void the_table_of_powers_is_right(void)
{
    for (int i = 0; i < 128; i++) {
        Quad power = quad_exp(quad_log(2) * i / 128);

        CU_ASSERT_EQUAL(EXP_TABLE[i].high, (double)power);
        CU_ASSERT(fabs(EXP_TABLE[i].low - (double)(power - (Quad)EXP_TABLE[i].high)) < 0x1p-105);
    }
}

/* ---- golden bits: another compiler or processor that differs is seen here ---- */

typedef enum { LOG, LOG1P, EXP, POW, SIN, COS, LOG_GAMMA, FUNCTIONS } FunctionIndex;

static double call(FunctionIndex function, SimStream *stream)
{
    double x = uniform(stream, 0, 9); /* no two draws in one expression: their order is open */

    switch (function) {
    case LOG:
        return sim_log(any_magnitude(stream));
    case LOG1P:
        return sim_log1p(uniform(stream, -1, 3));
    case EXP:
        return sim_exp(uniform(stream, -740, 700));
    case POW:
        return sim_pow(x, uniform(stream, -99, 99));
    case SIN:
        return sim_sin(uniform(stream, -1e9, 1e9));
    case COS:
        return sim_cos(uniform(stream, -9, 9));
    case LOG_GAMMA:
        return sim_log_gamma(uniform(stream, 0, 20));
    case FUNCTIONS:
        break;
    }
    g_assert_not_reached();
}

static void the_bits_are_the_same_everywhere(void)
{
    static const uint64_t GOLDEN[FUNCTIONS] = {
        [LOG] = UINT64_C(0xd96b0a4916880658),       [LOG1P] = UINT64_C(0x8cfc8ffab133c372),
        [EXP] = UINT64_C(0x45f6fdff8e26b3d9),       [POW] = UINT64_C(0x606cafada9edb57e),
        [SIN] = UINT64_C(0x7676f91cffb6096e),       [COS] = UINT64_C(0xe5f37b89f4283fd6),
        [LOG_GAMMA] = UINT64_C(0x091500c580643e42),
    };

    for (FunctionIndex function = 0; function < FUNCTIONS; function++) {
        SimStream stream = test_stream(100 + function);
        uint64_t hash = 0;

        for (int i = 0; i < 10000; i++)
            hash = hash_bits(hash, call(function, &stream));
        if (hash != GOLDEN[function])
            printf("\n    function %d has the bits 0x%016" PRIx64 "\n", (int)function, hash);
        CU_ASSERT_EQUAL(hash, GOLDEN[function]);
    }
}

CU_TestInfo elementary_tests[] = {
    TEST(log_is_within_1_ulp),
    TEST(log1p_is_within_1_ulp),
    TEST(exp_is_within_1_ulp),
    TEST(pow_is_within_1_ulp),
    TEST(pow_of_whole_numbers_is_exact),
    TEST(sin_and_cos_are_within_1_ulp),
    TEST(sin_and_cos_are_within_1_ulp_beside_their_zeros),
    TEST(log_gamma_is_within_1e_12),
    TEST(the_ends_of_the_range_are_as_promised),
    TEST(the_ends_of_the_range_of_pow_are_as_promised),
    TEST(the_table_of_logarithms_is_right),
    TEST(the_table_of_powers_is_right),
    TEST(the_bits_are_the_same_everywhere),
    CU_TEST_INFO_NULL,
};
