/* test_level.c - statistics weighted by time. */
#include "sim/level.h"
#include "tests/sim/support.h"
#include "tests/suites.h"

static void the_mean_is_weighted_by_time(void)
{
    SimLevel level;

    sim_level_init(&level, -10, 2);
    sim_level_set(&level, 0, 5);   /* 2 for 10 ns */
    sim_level_add(&level, 30, -4); /* 5 for 30 ns */

    CU_ASSERT(sim_level_area(&level, 40) == 2 * 10 + 5 * 30 + 1 * 10);
    CU_ASSERT_DOUBLE_EQUAL(sim_level_mean(&level, 40), 180.0 / 50, 1e-15);
    CU_ASSERT_EQUAL(level.value, 1);
    CU_ASSERT_EQUAL(level.max, 5);
}

static void an_empty_window_has_mean_0(void)
{
    SimLevel level;

    sim_level_init(&level, 7, 3);

    CU_ASSERT_EQUAL(sim_level_mean(&level, 7), 0);
    CU_ASSERT_DOUBLE_EQUAL(sim_level_mean(&level, 8), 3, 0);
}

static void a_restart_forgets_the_past_but_not_the_value(void)
{
    SimLevel level;

    sim_level_init(&level, 0, 9);
    sim_level_set(&level, 10, 4);
    sim_level_restart(&level, 20);
    CU_ASSERT_EQUAL(level.max, 4);
    CU_ASSERT(sim_level_area(&level, 20) == 0);
    sim_level_set(&level, 25, 6);

    CU_ASSERT_DOUBLE_EQUAL(sim_level_mean(&level, 30), 5, 1e-15);
    CU_ASSERT_EQUAL(level.max, 6);
}

static void an_area_beyond_64_bits_is_exact(void)
{
    SimLevel level;
    __int128 expected = (__int128)INT64_C(4000000000) * INT64_C(9000000000000000000);

    sim_level_init(&level, 0, INT64_C(4000000000));

    CU_ASSERT(sim_level_area(&level, INT64_C(9000000000000000000)) == expected);
    CU_ASSERT_DOUBLE_EQUAL(sim_level_mean(&level, INT64_C(9000000000000000000)), 4e9, 1e-3);
}

/* Beside a sum over every single nanosecond. */
static void a_random_walk_agrees_with_counting_nanoseconds(void)
{
    SimStream stream = test_stream(1);
    SimLevel level;
    int64_t now_ns = -500, value = 0, area = 0, max = 0;

    sim_level_init(&level, now_ns, value);
    for (int i = 0; i < 5000; i++) {
        int64_t until_ns = now_ns + (int64_t)sim_stream_below(&stream, 5);

        for (; now_ns < until_ns; now_ns++)
            area += value;
        value += (int64_t)sim_stream_below(&stream, 7) - 3;
        max = value > max ? value : max;
        if (i % 2 == 0)
            sim_level_set(&level, now_ns, value);
        else
            sim_level_add(&level, now_ns, value - level.value);
        CU_ASSERT(sim_level_area(&level, now_ns) == area);
        CU_ASSERT_EQUAL(level.max, max);
    }
}

CU_TestInfo level_tests[] = {
    TEST(the_mean_is_weighted_by_time),
    TEST(an_empty_window_has_mean_0),
    TEST(a_restart_forgets_the_past_but_not_the_value),
    TEST(an_area_beyond_64_bits_is_exact),
    TEST(a_random_walk_agrees_with_counting_nanoseconds),
    CU_TEST_INFO_NULL,
};
