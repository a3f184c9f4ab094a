/* test_fit.c - demands fitted to times whose true distribution is known. */
#include "cli/import/fit.h"
#include "sim/elementary.h"
#include "sim/stream.h"
#include "tests/suites.h"
#include <glib.h>
#include <math.h>

#define SAMPLE 2000u

static const FitRules dynamic = {.tick_s = 0.001};
static const FitRules fixed = {.tick_s = 0.001, .is_static = true};

static bool is_near(double value, double truth, double tolerance)
{
    return fabs(value - truth) <= tolerance * truth;
}

static double draw_normal(SimStream *stream)
{
    double sum = -6;

    for (int i = 0; i < 12; i++) /* near enough for what is tested here */
        sum += sim_stream_uniform(stream);
    return sum;
}

/* offset + lognormal(median, sigma) of them. */
static void draw_times(double *seconds, uint32_t count, double offset_s, double median_s,
                       double sigma)
{
    SimStream stream = sim_stream((SimSeed){.seed = 7}, 1, 2, 3);

    for (uint32_t i = 0; i < count; i++)
        seconds[i] = offset_s + median_s * sim_exp(sigma * draw_normal(&stream));
}

static double mean_of(const double *seconds, uint32_t count)
{
    double sum = 0;

    for (uint32_t i = 0; i < count; i++)
        sum += seconds[i];
    return sum / count;
}

static void a_lognormal_wait_above_a_fixed_time_is_found_again(void)
{
    double seconds[SAMPLE];

    draw_times(seconds, SAMPLE, 0.020, 0.100, 0.5);
    const double mean_s = mean_of(seconds, SAMPLE);
    const FitDemand demand = fit_demand(seconds, SAMPLE, &dynamic);

    CU_ASSERT(is_near(fit_mean_s(&demand), mean_s, 0.001));
    CU_ASSERT_EQUAL(demand.slow_fraction, 0);
    CU_ASSERT(demand.cpu_s > 0.060 && demand.cpu_s < 0.080); /* the fastest tenth */
    CU_ASSERT(demand.wait.cv > 0.6 && demand.wait.cv < 1.4);
}

static void a_slow_kind_of_request_gets_a_wait_and_a_probability_of_its_own(void)
{
    double seconds[SAMPLE];

    draw_times(seconds, SAMPLE, 0, 0.100, 0.2);
    draw_times(seconds, SAMPLE * 3 / 10, 1, 0.300, 0.4);
    const double mean_s = mean_of(seconds, SAMPLE);
    const FitDemand demand = fit_demand(seconds, SAMPLE, &dynamic);

    CU_ASSERT(is_near(demand.slow_fraction, 0.3, 0.01));
    CU_ASSERT(is_near(demand.slow.mean_s, 1.22, 0.05));
    CU_ASSERT(is_near(fit_mean_s(&demand), mean_s, 0.001));
}

static void the_simulators_own_cost_is_taken_off(void)
{
    const FitRules rules = {.tick_s = 0.001, .own_s = 0.040};
    double seconds[SAMPLE];

    draw_times(seconds, SAMPLE, 0.020, 0.050, 0.5);
    const double mean_s = mean_of(seconds, SAMPLE);
    const FitDemand demand = fit_demand(seconds, SAMPLE, &rules);

    CU_ASSERT(is_near(fit_mean_s(&demand), mean_s - 0.040, 0.001));
    CU_ASSERT_EQUAL(demand.slow_fraction, 0);
}

static void times_below_the_simulators_own_cost_leave_nothing_to_do(void)
{
    const FitRules rules = {.tick_s = 0.001, .own_s = 0.004};
    double seconds[30];

    for (uint32_t i = 0; i < 30; i++)
        seconds[i] = 0.002;
    const FitDemand demand = fit_demand(seconds, 30, &rules);

    CU_ASSERT_EQUAL(fit_mean_s(&demand), 0);
}

static void times_that_nearly_all_read_zero_leave_nothing_to_do(void)
{
    const FitRules rules = {.tick_s = 0.015625, .own_s = 0.0007};
    double seconds[30] = {0.015625}; /* the mean of the readings is below the own cost */
    const FitDemand demand = fit_demand(seconds, 30, &rules);

    CU_ASSERT_EQUAL(demand.used, 30);
    CU_ASSERT_EQUAL(fit_mean_s(&demand), 0);
}

static void a_coarse_clock_does_not_shift_the_mean(void)
{
    const FitRules coarse = {.tick_s = 0.015625};
    SimStream stream = sim_stream((SimSeed){.seed = 9}, 1, 2, 3);
    double seconds[SAMPLE];
    double read[SAMPLE];

    draw_times(seconds, SAMPLE, 0.002, 0.006, 0.4);
    for (uint32_t i = 0; i < SAMPLE; i++) { /* begin anywhere between two ticks */
        const double begin_s = 0.015625 * sim_stream_uniform(&stream);

        read[i] = 0.015625 * floor((begin_s + seconds[i]) / 0.015625);
    }
    const FitDemand demand = fit_demand(read, SAMPLE, &coarse);

    CU_ASSERT(is_near(fit_mean_s(&demand), mean_of(seconds, SAMPLE), 0.05));
}

static void slow_clients_do_not_make_a_static_file_slow(void)
{
    double seconds[100];

    draw_times(seconds, 100, 0, 0.050, 0.3);
    for (uint32_t i = 0; i < 8; i++)
        seconds[i] = 60 + i;
    const FitDemand demand = fit_demand(seconds, 100, &fixed);

    CU_ASSERT_EQUAL(demand.cpu_s, 0);
    CU_ASSERT(is_near(demand.wait.mean_s, 0.053, 0.15));
    CU_ASSERT(demand.wait.cv < 0.6);
}

static void the_median_of_a_static_file_rules_well_above_the_tick(void)
{
    double seconds[100];

    for (uint32_t i = 0; i < 100; i++)
        seconds[i] = i < 60 ? 0.050 : 0.090;
    const FitDemand demand = fit_demand(seconds, 100, &fixed);

    CU_ASSERT(is_near(demand.wait.mean_s, 0.055, 0.02)); /* their mean is 0.066 */
}

static void a_static_file_near_the_tick_keeps_its_mean_without_slow_clients(void)
{
    const FitRules coarse = {.tick_s = 0.015625, .is_static = true};
    double seconds[100];

    for (uint32_t i = 0; i < 100; i++)
        seconds[i] = i < 60 ? 0 : i < 95 ? 0.015625 : 40;
    const FitDemand demand = fit_demand(seconds, 100, &coarse);

    CU_ASSERT(is_near(demand.wait.mean_s, 0.015625 * 35 / 95, 1e-9));
}

static void times_that_no_page_executes_are_left_out(void)
{
    double seconds[40];

    for (uint32_t i = 0; i < 40; i++)
        seconds[i] = i < 38 ? 0.030 : 900;
    const FitDemand demand = fit_demand(seconds, 40, &dynamic);

    CU_ASSERT_EQUAL(demand.used, 38);
    CU_ASSERT(is_near(fit_mean_s(&demand), 0.030, 1e-9));
}

static void few_times_draw_the_class_towards_their_level_and_keep_its_form(void)
{
    const FitDemand class = {.cpu_s = 0.010, .wait = {.mean_s = 0.090, .cv = 2}, .used = 500};
    double seconds[5] = {0.3, 0.3, 0.3, 0.3, 0.3};
    const FitDemand demand = fit_few(class, seconds, 5, &dynamic);
    const FitDemand none = fit_few(class, seconds, 0, &dynamic);

    CU_ASSERT(is_near(fit_mean_s(&demand), 0.2, 1e-9)); /* half way: 5 times against 5 */
    CU_ASSERT_EQUAL(demand.wait.cv, 2);
    CU_ASSERT(is_near(fit_mean_s(&none), 0.1, 1e-9));
}

static void no_times_make_no_demand(void)
{
    const FitDemand demand = fit_demand(NULL, 0, &dynamic);

    CU_ASSERT_EQUAL(demand.used, 0);
    CU_ASSERT_EQUAL(fit_mean_s(&demand), 0);
}

static void equal_times_have_no_spread(void)
{
    double seconds[25];

    for (uint32_t i = 0; i < 25; i++)
        seconds[i] = 0.5;
    const FitDemand demand = fit_demand(seconds, 25, &dynamic);

    CU_ASSERT(is_near(fit_mean_s(&demand), 0.5, 1e-9));
    CU_ASSERT(is_near(demand.cpu_s, FIT_CPU_MAX_S, 1e-9));
    CU_ASSERT(demand.wait.cv < 0.001);
    CU_ASSERT_EQUAL(demand.slow_fraction, 0);
}

static void the_old_clock_is_known_by_its_multiples(void)
{
    static const int32_t old[] = {0, 15, 16, 31, 46, 62, 78, 93, 0, 109, 203, 1406};
    static const int32_t new[] = {1, 2, 0, 17, 24, 53, 15, 31, 62, 78, 40, 713};
    static const int32_t few[] = {15, 31};

    CU_ASSERT_DOUBLE_EQUAL(fit_tick_s(old, G_N_ELEMENTS(old)), 0.015625, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(fit_tick_s(new, G_N_ELEMENTS(new)), 0.001, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(fit_tick_s(few, G_N_ELEMENTS(few)), 0.001, 1e-12);
}

static void quantiles_are_interpolated(void)
{
    static const double sorted[] = {1, 2, 4, 8};

    CU_ASSERT_DOUBLE_EQUAL(fit_quantile(sorted, 4, 0), 1, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(fit_quantile(sorted, 4, 0.5), 3, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(fit_quantile(sorted, 4, 1), 8, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(fit_quantile(sorted, 1, 0.95), 1, 1e-12);
}

CU_TestInfo fit_tests[] = {
    TEST(a_lognormal_wait_above_a_fixed_time_is_found_again),
    TEST(a_slow_kind_of_request_gets_a_wait_and_a_probability_of_its_own),
    TEST(the_simulators_own_cost_is_taken_off),
    TEST(times_below_the_simulators_own_cost_leave_nothing_to_do),
    TEST(times_that_nearly_all_read_zero_leave_nothing_to_do),
    TEST(a_coarse_clock_does_not_shift_the_mean),
    TEST(slow_clients_do_not_make_a_static_file_slow),
    TEST(the_median_of_a_static_file_rules_well_above_the_tick),
    TEST(a_static_file_near_the_tick_keeps_its_mean_without_slow_clients),
    TEST(times_that_no_page_executes_are_left_out),
    TEST(few_times_draw_the_class_towards_their_level_and_keep_its_form),
    TEST(no_times_make_no_demand),
    TEST(equal_times_have_no_spread),
    TEST(the_old_clock_is_known_by_its_multiples),
    TEST(quantiles_are_interpolated),
    CU_TEST_INFO_NULL,
};
