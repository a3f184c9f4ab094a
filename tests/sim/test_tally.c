/* test_tally.c - count, mean, variance and extremes of observations. */
#include "sim/tally.h"
#include "tests/sim/support.h"
#include "tests/suites.h"
#include <math.h>

static void an_empty_tally_has_no_extremes_and_no_variance(void)
{
    SimTally tally;

    sim_tally_init(&tally);

    CU_ASSERT_EQUAL(tally.count, 0);
    CU_ASSERT_EQUAL(tally.min, INFINITY);
    CU_ASSERT_EQUAL(tally.max, -INFINITY);
    CU_ASSERT(isnan(sim_tally_variance(&tally)));
}

static void one_observation_has_a_mean_but_no_variance(void)
{
    SimTally tally;

    sim_tally_init(&tally);
    sim_tally_add(&tally, -3);

    CU_ASSERT_EQUAL(tally.mean, -3);
    CU_ASSERT_EQUAL(tally.min, -3);
    CU_ASSERT_EQUAL(tally.max, -3);
    CU_ASSERT(isnan(sim_tally_variance(&tally)));
}

static void the_variance_is_that_of_a_sample(void)
{
    static const double VALUES[] = {2, 4, 4, 4, 5, 5, 7, 9};
    SimTally tally;

    sim_tally_init(&tally);
    for (int i = 0; i < 8; i++)
        sim_tally_add(&tally, VALUES[i]);

    CU_ASSERT_EQUAL(tally.count, 8);
    CU_ASSERT_DOUBLE_EQUAL(tally.mean, 5, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(sim_tally_variance(&tally), 32.0 / 7, 1e-14);
    CU_ASSERT_EQUAL(tally.min, 2);
    CU_ASSERT_EQUAL(tally.max, 9);
}

/* Where the sum of the squares would have lost every digit of the variance. */
static void a_small_variance_beside_a_large_mean_is_kept(void)
{
    SimTally tally;

    sim_tally_init(&tally);
    for (int i = 0; i < 1000; i++)
        sim_tally_add(&tally, 1e9 + i % 2);

    CU_ASSERT_DOUBLE_EQUAL(sim_tally_variance(&tally), 250.0 / 999, 1e-9);
}

/* However the observations are dealt out, the parts merged are the whole. */
static void merged_tallies_equal_one_of_all(void)
{
    enum { PARTS = 5 };
    SimTally whole, parts[PARTS], merged;
    SimStream stream = test_stream(1);

    sim_tally_init(&whole);
    sim_tally_init(&merged);
    for (int i = 0; i < PARTS; i++)
        sim_tally_init(&parts[i]);
    for (int i = 0; i < 10000; i++) {
        double value = sim_stream_uniform(&stream) * 100 - 20;

        sim_tally_add(&whole, value);
        sim_tally_add(&parts[sim_stream_below(&stream, PARTS - 1)], value); /* one stays empty */
    }
    for (int i = 0; i < PARTS; i++)
        sim_tally_merge(&merged, &parts[i]);

    CU_ASSERT_EQUAL(merged.count, whole.count);
    CU_ASSERT_DOUBLE_EQUAL(merged.mean, whole.mean, 1e-11);
    CU_ASSERT_DOUBLE_EQUAL(sim_tally_variance(&merged), sim_tally_variance(&whole), 1e-9);
    CU_ASSERT_EQUAL(merged.min, whole.min);
    CU_ASSERT_EQUAL(merged.max, whole.max);
}

static void two_empty_tallies_merge_into_an_empty_one(void)
{
    SimTally tally, other;

    sim_tally_init(&tally);
    sim_tally_init(&other);
    sim_tally_merge(&tally, &other);

    CU_ASSERT_EQUAL(tally.count, 0);
    CU_ASSERT_EQUAL(tally.mean, 0);
    CU_ASSERT_EQUAL(tally.sum_of_squares, 0);
}

CU_TestInfo tally_tests[] = {
    TEST(an_empty_tally_has_no_extremes_and_no_variance),
    TEST(one_observation_has_a_mean_but_no_variance),
    TEST(the_variance_is_that_of_a_sample),
    TEST(a_small_variance_beside_a_large_mean_is_kept),
    TEST(merged_tallies_equal_one_of_all),
    TEST(two_empty_tallies_merge_into_an_empty_one),
    CU_TEST_INFO_NULL,
};
