/* test_coverage.c - the small version of 'make coverage': 200 experiments, a wider band.
 *
 * False alarms: of 200 intervals at 95% fewer than 176 or all 200 hold the truth once in 16,000
 * changes of the draws, and there are three counts, which depend on each other.
 */
#include "tests/theory/coverage.h"

#define EXPERIMENTS (SUPPORT_IS_SANITIZED ? 5 : 200)

static void nineteen_of_twenty_intervals_hold_the_truth(void)
{
    CoverageCase of = coverage_mm1(500);
    CoverageCount count = coverage_count(&of, EXPERIMENTS);

    for (uint32_t i = 0; of.truths[i].metric != NULL && !SUPPORT_IS_SANITIZED; i++)
        CU_ASSERT_TRUE(count.held[i] >= 176 && count.held[i] <= 199);
    CU_ASSERT_EQUAL(count.unstable, 0);
    CU_ASSERT_EQUAL(count.replications, 10);
    g_free(of.text);
}

CU_TestInfo coverage_tests[] = {
    TEST(nineteen_of_twenty_intervals_hold_the_truth),
    CU_TEST_INFO_NULL,
};
