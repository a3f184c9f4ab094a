/* test_histogram.c - quantiles, beside a sorted array of everything. */
#include "sim/histogram.h"
#include "tests/sim/support.h"
#include "tests/suites.h"
#include <math.h>
#include <stdlib.h>

static void an_empty_histogram_has_no_quantile(void)
{
    g_autoptr(SimHistogram) histogram = sim_histogram_new();

    CU_ASSERT(isnan(sim_histogram_quantile(histogram, 0.5)));
    CU_ASSERT(isnan(sim_histogram_share_within(histogram, 5)));
    CU_ASSERT_EQUAL(sim_histogram_count(histogram), 0);
    CU_ASSERT_EQUAL(sim_histogram_min(histogram), 0);
    CU_ASSERT_EQUAL(sim_histogram_max(histogram), 0);
}

static void values_below_2048_are_exact(void)
{
    g_autoptr(SimHistogram) histogram = sim_histogram_new();

    for (int64_t value = 2047; value >= 0; value--)
        sim_histogram_add(histogram, value);

    for (int rank = 1; rank <= 2048; rank++)
        CU_ASSERT_EQUAL(sim_histogram_quantile(histogram, rank / 2048.0), rank - 1);
    CU_ASSERT_EQUAL(sim_histogram_quantile(histogram, 0), 0);
    CU_ASSERT_EQUAL(sim_histogram_share_within(histogram, 511), 0.25);
}

/* 0.07 x 100 is a little above 7 in binary; the 7th is meant. */
static void a_decimal_quantile_is_not_moved_by_its_rounding(void)
{
    g_autoptr(SimHistogram) histogram = sim_histogram_new();

    for (int64_t value = 1; value <= 100; value++)
        sim_histogram_add(histogram, value);

    for (int percent = 1; percent <= 100; percent++)
        CU_ASSERT_EQUAL(sim_histogram_quantile(histogram, percent / 100.0), percent);
}

static void a_single_value_is_every_quantile(void)
{
    static const int64_t VALUES[] = {0, 1, 2047, 2048, 2049, 123456789, INT64_C(1) << 62};

    for (unsigned i = 0; i < G_N_ELEMENTS(VALUES); i++) {
        g_autoptr(SimHistogram) histogram = sim_histogram_new();

        sim_histogram_add(histogram, VALUES[i]);
        CU_ASSERT_EQUAL(sim_histogram_quantile(histogram, 0), (double)VALUES[i]);
        CU_ASSERT_EQUAL(sim_histogram_quantile(histogram, 0.5), (double)VALUES[i]);
        CU_ASSERT_EQUAL(sim_histogram_quantile(histogram, 1), (double)VALUES[i]);
        CU_ASSERT_EQUAL(sim_histogram_share_within(histogram, VALUES[i]), 1);
        CU_ASSERT_EQUAL(sim_histogram_share_within(histogram, VALUES[i] - 1), 0);
    }
}

static void a_quantile_is_interpolated_within_its_part(void)
{
    g_autoptr(SimHistogram) histogram = sim_histogram_new();

    for (int64_t value = 1 << 20; value < (1 << 20) + (1 << 10); value++) /* one part, filled */
        sim_histogram_add(histogram, value);

    CU_ASSERT_DOUBLE_EQUAL(sim_histogram_quantile(histogram, 0.25), (1 << 20) + 255, 1);
    CU_ASSERT_DOUBLE_EQUAL(sim_histogram_quantile(histogram, 0.75), (1 << 20) + 767, 1);
    CU_ASSERT_DOUBLE_EQUAL(sim_histogram_share_within(histogram, (1 << 20) + 99), 100.0 / 1024,
                           1e-12);
}

/* Two of four in one part: a quarter and three quarters of the way through its 1024 values. */
static void those_in_one_part_are_spread_evenly(void)
{
    g_autoptr(SimHistogram) histogram = sim_histogram_new();

    sim_histogram_add(histogram, 0);
    sim_histogram_add(histogram, 1 << 20);
    sim_histogram_add(histogram, 1 << 20);
    sim_histogram_add(histogram, 1 << 30);

    CU_ASSERT_EQUAL(sim_histogram_quantile(histogram, 0.5), (1 << 20) + 1023 * 0.25);
    CU_ASSERT_EQUAL(sim_histogram_quantile(histogram, 0.75), (1 << 20) + 1023 * 0.75);
}

static void add_a_negative_value(void)
{
    sim_histogram_add(sim_histogram_new(), -1);
}

static void a_negative_value_aborts(void)
{
    CU_ASSERT_TRUE(aborts(add_a_negative_value));
}

/* ---- random walks over all magnitudes ---- */

#define VALUES 3000

static int by_value(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

    return (a > b) - (a < b);
}

static int64_t any_magnitude(SimStream *stream, uint64_t bits)
{
    uint64_t value = sim_stream_next(stream) >> 2;

    return (int64_t)(value >> sim_stream_below(stream, bits));
}

static void compare(const SimHistogram *histogram, int64_t *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, by_value);
    for (int rank = 1; rank <= count; rank++) {
        double exact = (double)values[rank - 1];
        double found = sim_histogram_quantile(histogram, ((double)rank - 0.5) / count);

        CU_ASSERT(fabs(found - exact) <= 0.001 * exact);
        CU_ASSERT(found >= (double)values[0] && found <= (double)values[count - 1]);
    }
    CU_ASSERT_EQUAL(sim_histogram_quantile(histogram, 0), (double)values[0]);
    CU_ASSERT_EQUAL(sim_histogram_quantile(histogram, 1), (double)values[count - 1]);
    CU_ASSERT_EQUAL(sim_histogram_min(histogram), values[0]);
    CU_ASSERT_EQUAL(sim_histogram_max(histogram), values[count - 1]);
    CU_ASSERT_EQUAL(sim_histogram_count(histogram), (uint64_t)count);
}

/* Of all values, those that are more than 0.1% away from the value are on their side of it. */
static void compare_shares(const SimHistogram *histogram, const int64_t *values, int count)
{
    for (int i = 0; i < count; i += 7) {
        double value = (double)values[i], within = 0, beyond = 0;
        double share = sim_histogram_share_within(histogram, values[i]);

        for (int j = 0; j < count; j++) {
            within += (double)values[j] <= value * 0.999;
            beyond += (double)values[j] > value * 1.001;
        }
        CU_ASSERT(share >= within / count - 1e-12);
        CU_ASSERT(share <= 1 - beyond / count + 1e-12);
    }
}

static void quantiles_are_within_a_thousandth_of_a_sorted_array(void)
{
    static const uint64_t SPREADS[] = {2, 10, 40, 62};
    g_autofree int64_t *values = g_new(int64_t, VALUES);
    SimStream stream = test_stream(1);

    for (int walk = 0; walk < 12; walk++) {
        g_autoptr(SimHistogram) histogram = sim_histogram_new();

        for (int i = 0; i < VALUES; i++) {
            values[i] = any_magnitude(&stream, SPREADS[walk % 4]);
            sim_histogram_add(histogram, values[i]);
        }
        compare(histogram, values, VALUES);
        compare_shares(histogram, values, VALUES);
    }
}

static void a_narrow_crowd_far_from_0_is_within_a_thousandth_too(void)
{
    g_autofree int64_t *values = g_new(int64_t, VALUES);
    g_autoptr(SimHistogram) histogram = sim_histogram_new();
    SimStream stream = test_stream(2);

    for (int i = 0; i < VALUES; i++) {
        values[i] = 30 * 1000 * 1000 + (int64_t)sim_stream_below(&stream, 100000);
        sim_histogram_add(histogram, values[i]);
    }
    compare(histogram, values, VALUES);
}

static void merged_histograms_equal_one_of_all(void)
{
    g_autofree int64_t *values = g_new(int64_t, VALUES);
    g_autoptr(SimHistogram) merged = sim_histogram_new();
    g_autoptr(SimHistogram) whole = sim_histogram_new();
    SimStream stream = test_stream(3);

    for (int part = 0; part < 5; part++) {
        g_autoptr(SimHistogram) histogram = sim_histogram_new();

        for (int i = part; i < VALUES && part != 2; i += 5) { /* one stays empty */
            values[i] = any_magnitude(&stream, 62);
            sim_histogram_add(histogram, values[i]);
            sim_histogram_add(whole, values[i]);
        }
        sim_histogram_merge(merged, histogram);
    }

    CU_ASSERT_EQUAL(sim_histogram_count(merged), sim_histogram_count(whole));
    CU_ASSERT_EQUAL(sim_histogram_min(merged), sim_histogram_min(whole));
    CU_ASSERT_EQUAL(sim_histogram_max(merged), sim_histogram_max(whole));
    for (double q = 0; q <= 1; q += 0.001)
        CU_ASSERT_EQUAL(sim_histogram_quantile(merged, q), sim_histogram_quantile(whole, q));
}

CU_TestInfo histogram_tests[] = {
    TEST(an_empty_histogram_has_no_quantile),
    TEST(values_below_2048_are_exact),
    TEST(a_decimal_quantile_is_not_moved_by_its_rounding),
    TEST(a_single_value_is_every_quantile),
    TEST(a_quantile_is_interpolated_within_its_part),
    TEST(those_in_one_part_are_spread_evenly),
    TEST(a_negative_value_aborts),
    TEST(quantiles_are_within_a_thousandth_of_a_sorted_array),
    TEST(a_narrow_crowd_far_from_0_is_within_a_thousandth_too),
    TEST(merged_histograms_equal_one_of_all),
    CU_TEST_INFO_NULL,
};
