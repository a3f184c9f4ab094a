/* test_spark.c - pictures made of characters. */
#include "cli/results/spark.h"
#include "tests/suites.h"

#include <glib.h>
#include <math.h>

static void assert_line(const double *values, uint32_t count, double largest, bool has_blocks,
                        const char *expected)
{
    g_autofree char *line = spark_line(values, count, largest, has_blocks);

    CU_ASSERT_STRING_EQUAL(line, expected);
}

static void assert_bar(double wait, double service, bool has_blocks, const char *expected)
{
    g_autofree char *bar = spark_bar(wait, service, 8, 8, has_blocks);

    CU_ASSERT_STRING_EQUAL(bar, expected);
}

static void only_nothing_is_as_low_as_nothing(void)
{
    const double values[] = {0, 0.001, 1, 1.01, 4, 7, NAN};

    assert_line(values, 7, 7, true, "▁▂▂▃▅█?");
    assert_line(values, 7, 7, false, "_..:=#?");
    assert_line(values, 0, 7, true, "");
    assert_line(values, 1, 0, true, "▁");
}

static void a_bar_is_pale_for_waiting_and_full_for_service(void)
{
    assert_bar(2, 3, true, "░░███");
    assert_bar(2, 3, false, "..###");
    assert_bar(8, 0, true, "░░░░░░░░");
    assert_bar(0, 2.5, true, "██▌");
    assert_bar(0, 2.5, false, "###");
    assert_bar(4, 40, true, "░░░░████"); /* cut at the width */
    assert_bar(40, 4, false, "........");
}

static void what_is_not_0_is_seen(void)
{
    assert_bar(0, 0, true, "");
    assert_bar(0, 0, false, "");
    assert_bar(0, 0.001, true, "▏");
    assert_bar(0.001, 0, true, "▏");
    assert_bar(0, 0.001, false, "|");
    assert_bar(NAN, NAN, true, "");
}

CU_TestInfo spark_tests[] = {
    TEST(only_nothing_is_as_low_as_nothing),
    TEST(a_bar_is_pale_for_waiting_and_full_for_service),
    TEST(what_is_not_0_is_seen),
    CU_TEST_INFO_NULL,
};
