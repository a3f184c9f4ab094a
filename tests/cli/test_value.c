/* test_value.c - plain values and distributions: exact reading, writing that reads back. */
#include "cli/scenario/value.h"
#include "cli/scenario/value_variate.h"
#include "sim/units.h"
#include "tests/suites.h"
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

#define ROUNDS 20000

static int64_t time_of(const char *text)
{
    int64_t time_ns = -1;

    return value_read_time(text, NULL, &time_ns, NULL) ? time_ns : -1;
}

static void times_are_exact_products_of_a_decimal_and_a_unit(void)
{
    CU_ASSERT_EQUAL(time_of("20ms"), 20 * SIM_MS);
    CU_ASSERT_EQUAL(time_of("4.35ms"), 4350000);
    CU_ASSERT_EQUAL(time_of("29 h"), 29 * SIM_HOUR);
    CU_ASSERT_EQUAL(time_of("0.1us"), 100);
    CU_ASSERT_EQUAL(time_of("123456789.123456789s"), INT64_C(123456789123456789));
    CU_ASSERT_EQUAL(time_of("1e-3 s"), SIM_MS);
    CU_ASSERT_EQUAL(time_of("2d"), 48 * SIM_HOUR);
}

static void times_are_rounded_to_the_nearest_nanosecond(void)
{
    CU_ASSERT_EQUAL(time_of("1.4ns"), 1);
    CU_ASSERT_EQUAL(time_of("1.5ns"), 2);
}

static void a_bare_number_is_in_the_documented_unit_or_an_error(void)
{
    int64_t time_ns = 0;

    CU_ASSERT_TRUE(value_read_time("1740", "min", &time_ns, NULL));
    CU_ASSERT_EQUAL(time_ns, 29 * SIM_HOUR);
    CU_ASSERT_TRUE(value_read_time("90s", "min", &time_ns, NULL));
    CU_ASSERT_EQUAL(time_ns, 90 * SIM_S);
    CU_ASSERT_EQUAL(time_of("1740"), -1);
    CU_ASSERT_EQUAL(time_of("0"), 0);
}

static void what_is_no_finite_decimal_is_refused(void)
{
    static const char *const texts[] = {"",       "s",    "nan s", "inf s", "0x10s",
                                        "1e400s", "--1s", "1..s",  "1 2 s", "1s s",
                                        "+1s",    ".s",   "1e s"};

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        CU_ASSERT_EQUAL(time_of(texts[i]), -1);
}

static void a_hundred_years_is_the_longest_time(void)
{
    CU_ASSERT_EQUAL(time_of("36500d"), INT64_C(36500) * 24 * SIM_HOUR);
    CU_ASSERT_EQUAL(time_of("36501d"), -1);
    CU_ASSERT_EQUAL(time_of("1e300h"), -1);
    CU_ASSERT_EQUAL(time_of("9999999999999999999s"), -1);
}

static void sizes_are_in_powers_of_two(void)
{
    int64_t size = 0;

    CU_ASSERT_TRUE(value_read_size("31KB", NULL, &size, NULL));
    CU_ASSERT_EQUAL(size, 31 * 1024);
    CU_ASSERT_TRUE(value_read_size("1.5 GB", NULL, &size, NULL));
    CU_ASSERT_EQUAL(size, 1536 << 20);
    CU_ASSERT_TRUE(value_read_size("512000", "KB", &size, NULL));
    CU_ASSERT_EQUAL(size, INT64_C(512000) * 1024);
    CU_ASSERT_FALSE(value_read_size("3 m", NULL, &size, NULL));
    CU_ASSERT_FALSE(value_read_size("1e30 TB", NULL, &size, NULL));
}

static void rates_are_per_second_whatever_they_are_written_per(void)
{
    double rate = 0;

    CU_ASSERT_TRUE(value_read_rate("90/min", &rate, NULL));
    CU_ASSERT_EQUAL(rate, 1.5);
    CU_ASSERT_TRUE(value_read_rate("2 / ms", &rate, NULL));
    CU_ASSERT_EQUAL(rate, 2000);
    CU_ASSERT_FALSE(value_read_rate("90", &rate, NULL));
    CU_ASSERT_FALSE(value_read_rate("-1/s", &rate, NULL));
    CU_ASSERT_FALSE(value_read_rate("1/parsec", &rate, NULL));
}

static void shares_are_percent_or_fractions_from_0_to_1(void)
{
    double share = 0;

    CU_ASSERT_TRUE(value_read_fraction("80%", &share, NULL));
    CU_ASSERT_EQUAL(share, 0.8);
    CU_ASSERT_TRUE(value_read_fraction("0.25", &share, NULL));
    CU_ASSERT_EQUAL(share, 0.25);
    CU_ASSERT_FALSE(value_read_fraction("101%", &share, NULL));
    CU_ASSERT_FALSE(value_read_fraction("-1%", &share, NULL));
    CU_ASSERT_FALSE(value_read_fraction("5%x", &share, NULL));
}

static void whole_numbers_have_no_fraction_and_fit_a_double(void)
{
    int64_t whole = 0;

    CU_ASSERT_TRUE(value_read_whole("5000", &whole, NULL));
    CU_ASSERT_EQUAL(whole, 5000);
    CU_ASSERT_TRUE(value_read_whole("1e6", &whole, NULL));
    CU_ASSERT_EQUAL(whole, 1000000);
    CU_ASSERT_FALSE(value_read_whole("2.5", &whole, NULL));
    CU_ASSERT_FALSE(value_read_whole("1e300", &whole, NULL));
    CU_ASSERT_FALSE(value_read_whole("3 threads", &whole, NULL));
}

static void clocks_and_spans_have_colons(void)
{
    int64_t time_ns = 0;

    CU_ASSERT_TRUE(value_read_clock("23:15", &time_ns, NULL));
    CU_ASSERT_EQUAL(time_ns, 23 * SIM_HOUR + 15 * SIM_MIN);
    CU_ASSERT_FALSE(value_read_clock("24:00", &time_ns, NULL));
    CU_ASSERT_FALSE(value_read_clock("3", &time_ns, NULL));
    CU_ASSERT_TRUE(value_read_span("0:00:05", &time_ns, NULL));
    CU_ASSERT_EQUAL(time_ns, 5 * SIM_S);
    CU_ASSERT_TRUE(value_read_span("1.02:00:00", &time_ns, NULL));
    CU_ASSERT_EQUAL(time_ns, 26 * SIM_HOUR);
    CU_ASSERT_FALSE(value_read_span("0:60:00", &time_ns, NULL));
    CU_ASSERT_FALSE(value_read_span("5:00", &time_ns, NULL));
}

static void times_are_written_in_the_largest_unit_in_which_they_are_whole(void)
{
    static const struct {
        int64_t time_ns;
        const char *text;
    } cases[] = {
        {1740 * SIM_MIN, "29 h"}, {90 * SIM_S, "90 s"},       {SIM_MIN, "1 min"},
        {500 * SIM_MS, "500 ms"}, {1500 * SIM_NS, "1500 ns"}, {0, "0 s"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = value_write_time(cases[i].time_ns);

        CU_ASSERT_STRING_EQUAL(text, cases[i].text);
    }
}

/* A double with an exponent that a time can have, from all its bits. */
static double any_time(GRand *random)
{
    double scale = g_rand_double_range(random, 0, 18);
    double value = g_rand_double(random);

    for (int i = 0; i < (int)scale; i++)
        value *= 10;
    return g_rand_boolean(random) ? value : (double)(int64_t)value;
}

static void every_time_reads_back_as_the_same_bits(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    int wrong = 0;

    for (int i = 0; i < ROUNDS; i++) {
        double real = any_time(random), real_back = -1;
        int64_t whole = (int64_t)real, whole_back = -1, seconds_back = -1;
        g_autofree char *real_text = value_write_time_real(real);
        g_autofree char *whole_text = value_write_time(whole);
        g_autofree char *seconds_text = value_write_seconds(whole);

        wrong += !value_read_time_real(real_text, &real_back, NULL) || real_back != real;
        wrong += !value_read_time(whole_text, NULL, &whole_back, NULL) || whole_back != whole;
        wrong += !value_read_seconds(seconds_text, &seconds_back) || seconds_back != whole;
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static void every_number_rate_and_share_reads_back_as_the_same_bits(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(8);
    int wrong = 0;

    for (int i = 0; i < ROUNDS; i++) {
        double number = any_time(random), share = g_rand_double(random), back = -1;
        g_autofree char *number_text = value_write_number(number);
        g_autofree char *rate_text = value_write_rate(share * 1000);
        g_autofree char *share_text = value_write_fraction(share);

        wrong += !value_read_number(number_text, &back, NULL) || back != number;
        wrong += !value_read_rate(rate_text, &back, NULL) || back != share * 1000;
        wrong += !value_read_fraction(share_text, &back, NULL) || back != share;
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static void shares_are_written_as_people_write_them(void)
{
    static const struct {
        double share;
        const char *text;
    } cases[] = {{0.8, "80%"}, {0.05, "5%"}, {0.999, "99.9%"},
                 {0, "0%"},    {1, "100%"},  {0.07, "7%"}};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = value_write_fraction(cases[i].share);

        CU_ASSERT_STRING_EQUAL(text, cases[i].text);
    }
}

static void lists_are_split_outside_parentheses(void)
{
    g_auto(GStrv) parts = value_split(" a(1, 2), b ,c(d(3,4))", ',');
    g_auto(GStrv) none = value_split("  ", ',');
    g_auto(GStrv) open = value_split("a,", ',');

    CU_ASSERT_EQUAL(g_strv_length(parts), 3);
    CU_ASSERT_STRING_EQUAL(parts[0], "a(1, 2)");
    CU_ASSERT_STRING_EQUAL(parts[1], "b");
    CU_ASSERT_STRING_EQUAL(parts[2], "c(d(3,4))");
    CU_ASSERT_EQUAL(g_strv_length(none), 0);
    CU_ASSERT_EQUAL(g_strv_length(open), 2);
}

/* ---- distributions ---- */

static bool read_variate(const char *text, VariateUnit unit, SimVariate *variate)
{
    ValueFiles files = {.directory = NULL, .values_left = 1000, .bytes_left = 1 << 20};

    return value_read_variate(text, unit, &files, variate, NULL);
}

static void every_distribution_of_times_reads_and_writes_itself(void)
{
    static const struct {
        const char *text;
        SimVariateKind kind;
        double a, b, c;
    } cases[] = {
        {"20 ms", SIM_CONSTANT, 2e7, 0, 0},
        {"exp(20 ms)", SIM_EXPONENTIAL, 2e7, 0, 0},
        {"uniform(10 ms, 1 s)", SIM_UNIFORM, 1e7, 1e9, 0},
        {"normal(20 ms, 5 ms)", SIM_NORMAL, 2e7, 5e6, 0},
        {"lognormal(mean=20 ms, cv=1.5)", SIM_LOGNORMAL, 2e7, 1.5, 0},
        {"erlang(k=3, mean=20 ms)", SIM_ERLANG, 2e7, 3, 0},
        {"gamma(mean=20 ms, shape=2)", SIM_GAMMA, 2e7, 2, 0},
        {"weibull(mean=20 ms, shape=0.7)", SIM_WEIBULL, 2e7, 0.7, 0},
        {"hyperexp(mean=20 ms, cv=2)", SIM_HYPEREXP, 2e7, 2, 0},
        {"pareto(alpha=1.5, min=1 ms, max=10 s)", SIM_PARETO, 1e6, 1e10, 1.5},
        {"triangular(10 ms, 12 ms, 30 ms)", SIM_TRIANGULAR, 1e7, 1.2e7, 3e7},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        SimVariate variate;
        g_autofree char *text = NULL;

        CU_ASSERT_TRUE(read_variate(cases[i].text, VARIATE_TIME, &variate));
        CU_ASSERT_EQUAL(variate.kind, cases[i].kind);
        CU_ASSERT_EQUAL(variate.a, cases[i].a);
        CU_ASSERT_EQUAL(variate.b, cases[i].b);
        CU_ASSERT_EQUAL(variate.c, cases[i].c);
        text = value_write_variate(&variate, VARIATE_TIME);
        CU_ASSERT_STRING_EQUAL(text, cases[i].text);
        sim_variate_clear(&variate);
    }
}

static void distributions_of_counts_have_no_unit(void)
{
    static const char *const texts[] = {"5", "geometric(mean=5)", "zipf(1000, 0.8)",
                                        "uniform(1, 9)"};

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        SimVariate variate;
        g_autofree char *text = NULL;

        CU_ASSERT_TRUE(read_variate(texts[i], VARIATE_COUNT, &variate));
        text = value_write_variate(&variate, VARIATE_COUNT);
        CU_ASSERT_STRING_EQUAL(text, texts[i]);
        sim_variate_clear(&variate);
    }
}

static void parameters_may_be_named_in_any_order_but_not_twice(void)
{
    SimVariate variate;

    CU_ASSERT_TRUE(read_variate("lognormal( cv = 1.5 , mean = 20ms )", VARIATE_TIME, &variate));
    CU_ASSERT_EQUAL(variate.a, 2e7);
    CU_ASSERT_EQUAL(variate.b, 1.5);
    sim_variate_clear(&variate);
    CU_ASSERT_FALSE(read_variate("lognormal(mean=1ms, mean=2ms)", VARIATE_TIME, &variate));
    CU_ASSERT_FALSE(read_variate("lognormal(20ms, 1.5)", VARIATE_TIME, &variate));
}

static void distributions_that_make_no_sense_are_refused(void)
{
    static const char *const texts[] = {
        "exp()",
        "exp(20)",
        "exp(20ms",
        "exp(20ms))",
        "exp(-1ms)",
        "exp(nan)",
        "exp(1ms, 2ms)",
        "gauss(1ms)",
        "uniform(2s, 1s)",
        "-5ms",
        "geometric(mean=5)",
        "erlang(k=0, mean=1ms)",
        "exp((1ms))",
        "erlang(k=2.5, mean=1ms)",
        "hyperexp(mean=1ms, cv=0.5)",
        "zipf(10, 1)",
        "exp(200 years)",
        "exp(1e300h)",
        "normal(20ms)",
        "uniform(-1ms, 1ms)",
        "normal(-1ms, 1ms)",
        "uniform(low=1ms, low=2ms, high=3ms)",
        "empirical()",
        "empirical(1ms, 2)",
        "empirical(no-such-file)",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        SimVariate variate;

        if (!read_variate(texts[i], VARIATE_TIME, &variate))
            continue;
        printf("\n    accepted: %s", texts[i]);
        CU_FAIL("accepted");
        sim_variate_clear(&variate);
    }
}

static void files_of_values_have_a_budget(void)
{
    ValueFiles files = {.directory = NULL, .values_left = 5, .bytes_left = 100};
    SimVariate variate;

    CU_ASSERT_TRUE(
        value_read_variate("empirical(1ms, 2ms, 3ms)", VARIATE_TIME, &files, &variate, NULL));
    CU_ASSERT_EQUAL(variate.table_size, 3);
    sim_variate_clear(&variate);
    CU_ASSERT_FALSE(
        value_read_variate("empirical(1ms, 2ms, 3ms)", VARIATE_TIME, &files, &variate, NULL));
}

CU_TestInfo value_tests[] = {
    TEST(times_are_exact_products_of_a_decimal_and_a_unit),
    TEST(times_are_rounded_to_the_nearest_nanosecond),
    TEST(a_bare_number_is_in_the_documented_unit_or_an_error),
    TEST(what_is_no_finite_decimal_is_refused),
    TEST(a_hundred_years_is_the_longest_time),
    TEST(sizes_are_in_powers_of_two),
    TEST(rates_are_per_second_whatever_they_are_written_per),
    TEST(shares_are_percent_or_fractions_from_0_to_1),
    TEST(whole_numbers_have_no_fraction_and_fit_a_double),
    TEST(clocks_and_spans_have_colons),
    TEST(times_are_written_in_the_largest_unit_in_which_they_are_whole),
    TEST(every_time_reads_back_as_the_same_bits),
    TEST(every_number_rate_and_share_reads_back_as_the_same_bits),
    TEST(shares_are_written_as_people_write_them),
    TEST(lists_are_split_outside_parentheses),
    TEST(every_distribution_of_times_reads_and_writes_itself),
    TEST(distributions_of_counts_have_no_unit),
    TEST(parameters_may_be_named_in_any_order_but_not_twice),
    TEST(distributions_that_make_no_sense_are_refused),
    TEST(files_of_values_have_a_budget),
    CU_TEST_INFO_NULL,
};
