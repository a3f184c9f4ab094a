/* test_estimate.c - intervals, paired differences and Holm's adjustment, by textbook values. */
#include "sim/estimate.h"
#include "tests/sim/support.h"
#include "tests/suites.h"
#include <math.h>

static void an_interval_uses_students_t(void)
{
    static const double VALUES[] = {1, 2, 3, 4, 5};
    SimEstimate narrow = sim_estimate(VALUES, 5, 0.95);
    SimEstimate wide = sim_estimate(VALUES, 5, 0.99);
    double error = sqrt(2.5 / 5); /* sample variance 2.5 */

    CU_ASSERT_DOUBLE_EQUAL(narrow.mean, 3, 1e-15);
    CU_ASSERT_EQUAL(narrow.n, 5);
    CU_ASSERT_DOUBLE_EQUAL(narrow.high - 3, 2.7764451052 * error, 1e-9); /* t, 4 degrees, 0.975 */
    CU_ASSERT_DOUBLE_EQUAL(3 - narrow.low, 2.7764451052 * error, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(wide.high - 3, 4.6040948713 * error, 1e-9); /* 0.995 */
}

static void two_values_are_enough_for_an_interval(void)
{
    static const double VALUES[] = {4, 6};
    SimEstimate estimate = sim_estimate(VALUES, 2, 0.95);

    CU_ASSERT_DOUBLE_EQUAL(estimate.high - 5, 12.7062047362, 1e-8); /* t, 1 degree; error 1 */
}

static void one_value_has_a_mean_and_no_interval(void)
{
    static const double VALUES[] = {4};
    SimEstimate estimate = sim_estimate(VALUES, 1, 0.95);

    CU_ASSERT_EQUAL(estimate.mean, 4);
    CU_ASSERT(isnan(estimate.low) && isnan(estimate.high));
    CU_ASSERT_EQUAL(estimate.n, 1);
}

static void no_value_has_nothing(void)
{
    SimEstimate estimate = sim_estimate(NULL, 0, 0.95);

    CU_ASSERT(isnan(estimate.mean) && isnan(estimate.low) && isnan(estimate.high));
    CU_ASSERT_EQUAL(estimate.n, 0);
}

static void a_replication_without_a_value_is_left_out(void)
{
    static const double VALUES[] = {1, NAN, 2, 3, NAN, 4, 5};
    static const double PLAIN[] = {1, 2, 3, 4, 5};
    SimEstimate estimate = sim_estimate(VALUES, 7, 0.95), plain = sim_estimate(PLAIN, 5, 0.95);

    CU_ASSERT_EQUAL(estimate.n, 5);
    CU_ASSERT_EQUAL(estimate.mean, plain.mean);
    CU_ASSERT_EQUAL(estimate.low, plain.low);
}

static void equal_values_have_an_interval_without_width(void)
{
    static const double VALUES[] = {0.1, 0.1, 0.1};
    SimEstimate estimate = sim_estimate(VALUES, 3, 0.95);

    CU_ASSERT_EQUAL(estimate.low, 0.1);
    CU_ASSERT_EQUAL(estimate.high, 0.1);
}

/* Student's own example (1908): the hours of sleep that two drugs gave to ten patients. */
static void students_sleep_data_give_his_answer(void)
{
    static const double FIRST[] = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
    static const double SECOND[] = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
    SimPairedDifference paired = sim_estimate_paired(FIRST, SECOND, 10, 0.95);

    CU_ASSERT_DOUBLE_EQUAL(paired.difference.mean, 1.58, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(paired.difference.low, 0.7001142, 1e-6);
    CU_ASSERT_DOUBLE_EQUAL(paired.difference.high, 2.4598858, 1e-6);
    CU_ASSERT_DOUBLE_EQUAL(paired.p, 0.00283289, 1e-7);
    CU_ASSERT_DOUBLE_EQUAL(paired.relative, 1.58 / 0.75, 1e-12);
}

/* The same data taken as two groups of ten: Welch's interval is known, too. */
static void pairing_narrows_by_welchs_interval_over_the_paired(void)
{
    static const double FIRST[] = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
    static const double SECOND[] = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
    SimPairedDifference paired = sim_estimate_paired(FIRST, SECOND, 10, 0.95);

    CU_ASSERT_DOUBLE_EQUAL(paired.pairing, 1.7854832 / 0.8798858, 1e-6);
    CU_ASSERT_DOUBLE_EQUAL(paired.correlation, 0.7951702, 1e-6);
}

static void pairs_that_go_against_each_other_widen_the_interval(void)
{
    static const double A[] = {1, 2, 3, 4}, B[] = {8, 7, 6, 5};
    SimPairedDifference paired = sim_estimate_paired(A, B, 4, 0.95);

    /* Variances 5/3 each, of the differences 20/3; t at 0.975 of 6 and of 3 degrees. */
    CU_ASSERT_DOUBLE_EQUAL(paired.pairing, sqrt(0.5) * 2.4469118511 / 3.1824463053, 1e-9);
    CU_ASSERT_EQUAL(paired.correlation, -1);
}

static void pairing_tells_nothing_where_nothing_varies_and_all_where_the_difference_does_not(void)
{
    static const double A[] = {1, 2, 3}, B[] = {2, 3, 4}, FLAT[] = {5, 5, 5};
    SimPairedDifference exact = sim_estimate_paired(A, B, 3, 0.95);
    SimPairedDifference half = sim_estimate_paired(FLAT, A, 3, 0.95);

    CU_ASSERT(isinf(exact.pairing) && exact.pairing > 0);
    CU_ASSERT_EQUAL(exact.correlation, 1);
    CU_ASSERT_DOUBLE_EQUAL(half.pairing, 1, 1e-12); /* one side alone: Welch is Student */
    CU_ASSERT(isnan(half.correlation));
    CU_ASSERT(isnan(sim_estimate_paired(FLAT, FLAT, 3, 0.95).pairing));
    CU_ASSERT(isnan(sim_estimate_paired(A, B, 1, 0.95).pairing));
}

static void a_pair_without_one_value_is_left_out(void)
{
    static const double BASELINE[] = {1, NAN, 3, 4, 10};
    static const double CANDIDATE[] = {2, 5, 5, NAN, 11};
    SimPairedDifference paired = sim_estimate_paired(BASELINE, CANDIDATE, 5, 0.95);

    CU_ASSERT_EQUAL(paired.difference.n, 3);
    CU_ASSERT_DOUBLE_EQUAL(paired.difference.mean, 4.0 / 3, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(paired.relative, (4.0 / 3) / (14.0 / 3), 1e-15);
}

static void the_sign_of_a_difference_does_not_matter_for_p(void)
{
    static const double A[] = {1, 2, 4, 3}, B[] = {2, 2.5, 6, 3};
    SimPairedDifference up = sim_estimate_paired(A, B, 4, 0.95);
    SimPairedDifference down = sim_estimate_paired(B, A, 4, 0.95);

    CU_ASSERT_EQUAL(up.p, down.p);
    CU_ASSERT_EQUAL(up.difference.mean, -down.difference.mean);
    CU_ASSERT(up.p > 0 && up.p < 1);
}

static void a_difference_without_variance_is_judged_by_its_sign(void)
{
    static const double A[] = {1, 2, 3}, B[] = {2, 3, 4};

    CU_ASSERT_EQUAL(sim_estimate_paired(A, B, 3, 0.95).p, 0);
    CU_ASSERT_EQUAL(sim_estimate_paired(B, A, 3, 0.95).p, 0);
    CU_ASSERT_EQUAL(sim_estimate_paired(A, A, 3, 0.95).p, 1);
}

static void one_pair_proves_nothing(void)
{
    static const double A[] = {1, NAN}, B[] = {2, 5};

    CU_ASSERT_EQUAL(sim_estimate_paired(A, B, 2, 0.95).p, 1);
    CU_ASSERT(isnan(sim_estimate_paired(A, B, 0, 0.95).p));
    CU_ASSERT(isnan(sim_estimate_paired(A, B, 0, 0.95).relative));
}

static void a_baseline_of_mean_0_has_no_relative_difference(void)
{
    static const double A[] = {-1, 1}, B[] = {2, 3};

    CU_ASSERT(isnan(sim_estimate_paired(A, B, 2, 0.95).relative));
}

static void holm_multiplies_by_the_hypotheses_left(void)
{
    double p[] = {0.01, 0.04, 0.03, 0.005};

    sim_estimate_holm(p, 4);

    CU_ASSERT_DOUBLE_EQUAL(p[0], 0.03, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(p[1], 0.06, 1e-15); /* 0.04 alone, but not below the one before it */
    CU_ASSERT_DOUBLE_EQUAL(p[2], 0.06, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(p[3], 0.02, 1e-15);
}

static void holm_never_exceeds_1(void)
{
    double p[] = {0.9, 0.6, 0};

    sim_estimate_holm(p, 3);

    CU_ASSERT_EQUAL(p[0], 1);
    CU_ASSERT_EQUAL(p[1], 1);
    CU_ASSERT_EQUAL(p[2], 0);
}

static void holm_leaves_out_what_has_no_value(void)
{
    double p[] = {NAN, 0.02, NAN, 0.5};

    sim_estimate_holm(p, 4);
    sim_estimate_holm(p, 0);

    CU_ASSERT(isnan(p[0]) && isnan(p[2]));
    CU_ASSERT_DOUBLE_EQUAL(p[1], 0.04, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(p[3], 0.5, 1e-15);
}

/* Intervals of normal samples hold the true mean as often as they say: 95% of 4,000, within four
 * standard deviations. */
static void intervals_cover_the_mean_as_often_as_they_say(void)
{
    enum { TRIALS = 4000, SIZE = 6 };
    SimStream stream = test_stream(1);
    int covered = 0;

    for (int trial = 0; trial < TRIALS; trial++) {
        double values[SIZE];
        SimEstimate estimate;

        for (int i = 0; i < SIZE; i++) { /* twelve uniform numbers are normal enough */
            values[i] = -6;
            for (int j = 0; j < 12; j++)
                values[i] += sim_stream_uniform(&stream);
        }
        estimate = sim_estimate(values, SIZE, 0.95);
        covered += estimate.low <= 0 && estimate.high >= 0;
    }
    CU_ASSERT(fabs(covered / (double)TRIALS - 0.95) < 4 * sqrt(0.95 * 0.05 / TRIALS));
}

static void sums_give_the_interval_of_their_values(void)
{
    const double values[] = {3, 5, 10};
    SimEstimate of_values = sim_estimate(values, 3, 0.95);
    SimEstimate of_sums = sim_estimate_of_sums(18, 9 + 1 + 16, 3, 0.95);
    SimEstimate of_one = sim_estimate_of_sums(18, 0, 1, 0.95);

    CU_ASSERT_EQUAL(of_sums.mean, of_values.mean);
    CU_ASSERT_DOUBLE_EQUAL(of_sums.low, of_values.low, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(of_sums.high, of_values.high, 1e-12);
    CU_ASSERT_EQUAL(of_sums.n, 3);
    CU_ASSERT_EQUAL(of_one.mean, 18);
    CU_ASSERT_TRUE(isnan(of_one.low) && isnan(of_one.high));
    CU_ASSERT_TRUE(isnan(sim_estimate_of_sums(0, 0, 0, 0.95).mean));
}

CU_TestInfo estimate_tests[] = {
    TEST(sums_give_the_interval_of_their_values),
    TEST(an_interval_uses_students_t),
    TEST(two_values_are_enough_for_an_interval),
    TEST(one_value_has_a_mean_and_no_interval),
    TEST(no_value_has_nothing),
    TEST(a_replication_without_a_value_is_left_out),
    TEST(equal_values_have_an_interval_without_width),
    TEST(students_sleep_data_give_his_answer),
    TEST(pairing_narrows_by_welchs_interval_over_the_paired),
    TEST(pairs_that_go_against_each_other_widen_the_interval),
    TEST(pairing_tells_nothing_where_nothing_varies_and_all_where_the_difference_does_not),
    TEST(a_pair_without_one_value_is_left_out),
    TEST(the_sign_of_a_difference_does_not_matter_for_p),
    TEST(a_difference_without_variance_is_judged_by_its_sign),
    TEST(one_pair_proves_nothing),
    TEST(a_baseline_of_mean_0_has_no_relative_difference),
    TEST(holm_multiplies_by_the_hypotheses_left),
    TEST(holm_never_exceeds_1),
    TEST(holm_leaves_out_what_has_no_value),
    TEST(intervals_cover_the_mean_as_often_as_they_say),
    CU_TEST_INFO_NULL,
};
