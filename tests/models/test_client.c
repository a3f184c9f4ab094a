/* test_client.c - who asks for what, when, how often, and how long they wait for it. */
#include "tests/models/support.h"

#include <math.h>
#include <string.h>

#define PAGE  SUPPORT_TEXTBOOK SUPPORT_UNLIMITED SUPPORT_APP "[page:g]\napp = a\n"
#define GROUP "[clients:c]\npages = g\n"

/* The number of requests issued in [from, to) seconds. */
static double issued_between(const GArray *records, const char *group, double from_s, double to_s)
{
    double count = 0;

    for (guint i = 0; i < records->len; i++) {
        const RequestRecord *record = &g_array_index(records, RequestRecord, i);
        double time_s = sim_seconds(record->issued_ns);

        count += strcmp(record->group, group) == 0 && time_s >= from_s && time_s < to_s;
    }
    return count;
}

/* Counts that ought to be Poisson: within four standard deviations. One in 16,000 is not. */
#define POISSON_LIKE(count, mean) CU_ASSERT(fabs((count) - (mean)) <= 4 * sqrt(mean))

static GArray *issue(const char *run, const char *arrivals)
{
    g_autofree char *text = g_strdup_printf(
        "[scenario]\nwarmup = 0s\n%s" PAGE "work = none\n" GROUP "arrivals = %s\n", run, arrivals);

    return support_records(text, "iis6", 1, NULL);
}

/* ---- arrivals ---- */

static void poisson_arrivals_have_their_rate_and_exponential_gaps(void)
{
    g_autoptr(GArray) records = issue("duration = 1000s\n", "poisson(20/s)");
    double squares = 0, last_s = 0;

    POISSON_LIKE(records->len, 20000.0);
    POISSON_LIKE(issued_between(records, "c", 0, 500), 10000.0);
    support_sort(records);
    for (guint i = 0; i < records->len; i++) {
        double gap_s = sim_seconds(g_array_index(records, RequestRecord, i).issued_ns) - last_s;

        last_s += gap_s;
        squares += gap_s * gap_s;
    }
    /* E[gap^2] = 2 / 20^2, its standard deviation sqrt(20) / 20^2 */
    CU_ASSERT_DOUBLE_EQUAL(squares / records->len, 0.005, 4 * 0.01118 / sqrt(records->len));
}

static void constant_gaps_are_exact_and_count_from_the_beginning_of_the_run(void)
{
    g_autoptr(GArray) records = issue("duration = 10s\n", "every(1s)");
    g_autoptr(GArray) warmed = support_records(
        "[scenario]\nduration = 10s\nwarmup = 4500ms\n" PAGE GROUP "arrivals = every(1s)\n", "iis6",
        1, NULL);

    CU_ASSERT_EQUAL(records->len, 9);
    CU_ASSERT_EQUAL(support_find(records, "c", 3)->issued_ns, 4 * SIM_S);
    CU_ASSERT_EQUAL(warmed->len, 10);
    CU_ASSERT_EQUAL(g_array_index(warmed, RequestRecord, 0).issued_ns, SIM_S / 2);
}

static void batches_come_together_with_the_size_that_is_drawn(void)
{
    g_autoptr(GArray) constant = issue("duration = 1000s\n", "batches(every(10s), size=5)");
    g_autoptr(GArray) geometric =
        issue("duration = 1000s\n", "batches(poisson(2/s), size=geometric(mean=5))");

    CU_ASSERT_EQUAL(constant->len, 99 * 5);
    CU_ASSERT_EQUAL(issued_between(constant, "c", 10, 10.1), 5);
    /* variance of the sum: 2000 batches x E[size^2] = 2 x 5^2 - 5 */
    CU_ASSERT(fabs(geometric->len - 10000.0) <= 4 * sqrt(2000 * 45.0));
}

/* Its integral: 10 to 50 per second over 100 s, then 50. */
static void a_ramp_has_the_integral_of_its_rate(void)
{
    g_autoptr(GArray) records = issue("duration = 200s\n", "ramp(0s 10/s, 100s 50/s)");

    POISSON_LIKE(issued_between(records, "c", 0, 50), 10 * 50 + 0.2 * 50 * 50);
    POISSON_LIKE(issued_between(records, "c", 50, 100), 30 * 50 + 0.2 * 50 * 50);
    POISSON_LIKE(issued_between(records, "c", 100, 200), 5000.0);
}

static void a_ramp_may_fall_to_nothing(void)
{
    g_autoptr(GArray) records = issue("duration = 200s\n", "ramp(0s 50/s, 100s 50/s, 101s 0/s)");

    POISSON_LIKE(issued_between(records, "c", 0, 101), 5025.0);
    CU_ASSERT_EQUAL(issued_between(records, "c", 101, 200), 0);
}

/* Half a period above the mean: mean x (1 + 2 amplitude / pi). */
static void a_sine_is_above_its_mean_in_the_first_half_of_its_period(void)
{
    g_autoptr(GArray) records =
        issue("duration = 1000s\n", "sine(mean=20/s, amplitude=0.8, period=100s)");
    double high = 0;

    for (int period = 0; period < 10; period++)
        high += issued_between(records, "c", period * 100, period * 100 + 50);
    POISSON_LIKE(records->len, 20000.0);
    POISSON_LIKE(high, 10000 * (1 + 0.8 * 2 / 3.14159265358979));
}

/* Constant phases: the rate of each shows in its own stretches of time. */
static void an_mmpp_has_the_rate_of_each_phase_while_it_lasts(void)
{
    g_autoptr(GArray) records = issue("duration = 1000s\n", "mmpp(40/s for 2s, 5/s for 8s)");
    g_autoptr(GArray) random =
        issue("duration = 20000s\n", "mmpp(14/s for exp(5s), 0/s for exp(2s))");
    double high = 0;

    for (int cycle = 0; cycle < 100; cycle++)
        high += issued_between(records, "c", cycle * 10, cycle * 10 + 2);
    POISSON_LIKE(high, 8000.0);
    POISSON_LIKE(records->len - high, 4000.0);
    /* 10/s on average; share of time on: variance 2 p (1-p) / (1/5 + 1/2) per second */
    CU_ASSERT(fabs(random->len / 20000.0 - 10) <=
              4 * sqrt((10 + 14 * 14 * 2 * (5 / 7.0) * (2 / 7.0) / 0.7) / 20000));
}

static void bursts_come_at_their_times(void)
{
    g_autoptr(GArray) records = issue("duration = 60s\n", "at(0s x 100, 10s x 50, 10s, 20s)");

    CU_ASSERT_EQUAL(records->len, 152);
    CU_ASSERT_EQUAL(support_find(records, "c", 0)->issued_ns, 0);
    CU_ASSERT_EQUAL(support_find(records, "c", 149)->issued_ns, 10 * SIM_S);
    CU_ASSERT_EQUAL(support_find(records, "c", 151)->issued_ns, 20 * SIM_S);
}

static void load_multiplies_rates_users_and_bursts(void)
{
    g_autoptr(GArray) open = issue("duration = 1000s\nload = 2.5\n", "poisson(4/s)");
    g_autoptr(GArray) bursts = issue("duration = 10s\nload = 2.5\n", "at(0s x 3)");
    g_autoptr(GArray) users = issue("duration = 1000s\nload = 2.5\n", "users(4, think=10s)");

    POISSON_LIKE(open->len, 10000.0);
    CU_ASSERT_EQUAL(bursts->len, 8); /* 7.5, rounded */
    CU_ASSERT_EQUAL(users->len, 10 * 99);
}

/* Time, page and client of each line; load divides the times. */
static void a_replay_issues_each_line_at_its_time(void)
{
    static const char format[] = "[scenario]\nwarmup = 0s\nduration = 60s\nload = %s\n" PAGE
                                 "[page:h]\napp = a\n[clients:c]\narrivals = replay(inline)\n"
                                 "[replay:c]\n0.5,g,7\n2.25,h,8\n2.25,g,7\n40,g,9\n";
    g_autofree char *plain = g_strdup_printf(format, "1");
    g_autofree char *faster = g_strdup_printf(format, "2");
    g_autoptr(GArray) records = support_records(plain, "iis6", 1, NULL);
    g_autoptr(GArray) twice = support_records(faster, "iis6", 1, NULL);

    CU_ASSERT_EQUAL(records->len, 4);
    SUPPORT_NEAR(sim_seconds(support_find(records, "c", 0)->issued_ns), 0.5);
    SUPPORT_NEAR(sim_seconds(support_find(records, "c", 1)->issued_ns), 2.25);
    SUPPORT_NEAR(sim_seconds(support_find(records, "c", 3)->issued_ns), 40);
    CU_ASSERT_STRING_EQUAL(support_find(records, "c", 1)->page, "h");
    CU_ASSERT_STRING_EQUAL(support_find(records, "c", 2)->page, "g");
    CU_ASSERT_EQUAL(support_find(records, "c", 1)->user, 8);
    SUPPORT_NEAR(sim_seconds(support_find(twice, "c", 3)->issued_ns), 20);
}

/* ---- users and paths ---- */

/* Nobody has two requests at a time: think 2 s, wait 1 s, from the beginning of the run. */
static void a_user_thinks_before_each_request_and_has_one_at_a_time(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records("[scenario]\nduration = 60s\nwarmup = 0s\n" PAGE "wait = 1s\n" GROUP
                            "arrivals = users(5, think=2s)\n",
                            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(records->len, 5 * 20);
        CU_ASSERT_EQUAL(support_count_started(records, "c", 2), 5);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 6), 5);
        CU_ASSERT_EQUAL(support_max_executing(records, "c"), 5);
    }
}

/* 19 of a hundred find neither a thread nor room to wait, again and again. */
static void users_who_neither_think_nor_wait_take_a_millisecond(void)
{
    g_autoptr(ModelResult) result = support_run(
        "[scenario]\nduration = 10s\nwarmup = 0s\n[costs]\npreset = zero\n"
        "[iis5]\nMaxPoolThreads = 1\nPoolThreadLimit = 1\n" SUPPORT_APP
        "[page:g]\napp = a\nurl = /a/slow.dll\nwait = 20s\n" GROUP "arrivals = users(100)\n",
        "iis5", 1);
    g_autoptr(GArray) thinking = issue("duration = 10s\n", "users(3)");

    CU_ASSERT_EQUAL(support_value(result, "requests.refused"), 19 * 10000);
    CU_ASSERT_EQUAL(thinking->len, 3 * 10000);
}

/* The n-th request of everybody on the path, by page. */
static const char *const path[] = {"login", "browse", "browse", "browse", "cart"};

#define PATH                                                                                       \
    "[page:login]\napp = a\nwait = 1s\n[page:browse]\napp = a\n"                                   \
    "[page:cart]\napp = a\n[clients:c]\npath = login > browse*3 > cart\n"

static void visitors_walk_the_path_with_its_think_time(void)
{
    g_autoptr(GArray) records =
        support_records("[scenario]\nduration = 100s\nwarmup = 0s\n" PAGE PATH
                        "think = 2s\narrivals = every(10s)\n",
                        "iis6", 1, NULL);
    uint32_t begun = 0;

    support_sort(records);
    for (guint i = 0; i < records->len; i++) {
        const RequestRecord *record = &g_array_index(records, RequestRecord, i);
        double since_s = sim_seconds(record->issued_ns) - 10.0 * (record->user + 1);

        CU_ASSERT_FATAL(record->ordinal < G_N_ELEMENTS(path));
        CU_ASSERT_STRING_EQUAL(record->page, path[record->ordinal]);
        SUPPORT_NEAR(since_s, record->ordinal == 0 ? 0 : 1 + 2 * (double)record->ordinal);
        begun += record->ordinal == 0;
    }
    CU_ASSERT_EQUAL(begun, 9);
    CU_ASSERT_EQUAL(records->len, 9 * 5);
}

static void users_walk_the_path_over_and_over(void)
{
    g_autoptr(GArray) records = support_records(
        "[scenario]\nduration = 100s\nwarmup = 0s\n" PAGE PATH "arrivals = users(2, think=4s)\n",
        "iis5", 1, NULL);

    for (guint i = 0; i < records->len; i++) {
        const RequestRecord *record = &g_array_index(records, RequestRecord, i);

        CU_ASSERT_STRING_EQUAL(record->page, path[record->ordinal % G_N_ELEMENTS(path)]);
    }
    CU_ASSERT_EQUAL(support_find(records, "c", 5)->issued_ns, 25 * SIM_S); /* 4+1+4+4+4+4+4 */
}

static void a_visitor_goes_on_after_an_answer_that_is_an_error(void)
{
    g_autoptr(GArray) records = support_records(
        "[scenario]\nduration = 100s\nwarmup = 0s\n" SUPPORT_TEXTBOOK SUPPORT_UNLIMITED
        "executionTimeout = 500ms\n" SUPPORT_APP PATH "arrivals = at(10s)\n",
        "iis6", 1, NULL);

    CU_ASSERT_EQUAL(support_count(records, "c", "error"), 1);
    CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 4);
}

/* chi-square with 2 degrees of freedom beyond 18.4: one in 10,000. */
static void pages_are_drawn_by_their_weights(void)
{
    static const struct {
        const char *metric;
        double share;
    } pages[] = {{"requests.offered(page:g)", 0.6},
                 {"requests.offered(page:h)", 0.3},
                 {"requests.offered(page:i)", 0.1}};
    g_autoptr(ModelResult) result =
        support_run("[scenario]\nduration = 1000s\nwarmup = 0s\n" PAGE "[page:h]\napp = a\n"
                    "[page:i]\napp = a\n"
                    "[clients:c]\npages = g:6, h:3, i\narrivals = poisson(20/s)\n",
                    "iis6", 1);
    double chi_square = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(pages); i++) {
        double expected = pages[i].share * (double)result->requests_offered;
        double difference = support_value(result, pages[i].metric) - expected;

        chi_square += difference * difference / expected;
    }
    CU_ASSERT(chi_square < 18.4);
}

CU_TestInfo client_tests[] = {
    TEST(poisson_arrivals_have_their_rate_and_exponential_gaps),
    TEST(constant_gaps_are_exact_and_count_from_the_beginning_of_the_run),
    TEST(batches_come_together_with_the_size_that_is_drawn),
    TEST(a_ramp_has_the_integral_of_its_rate),
    TEST(a_ramp_may_fall_to_nothing),
    TEST(a_sine_is_above_its_mean_in_the_first_half_of_its_period),
    TEST(an_mmpp_has_the_rate_of_each_phase_while_it_lasts),
    TEST(bursts_come_at_their_times),
    TEST(load_multiplies_rates_users_and_bursts),
    TEST(a_replay_issues_each_line_at_its_time),
    TEST(a_user_thinks_before_each_request_and_has_one_at_a_time),
    TEST(users_who_neither_think_nor_wait_take_a_millisecond),
    TEST(visitors_walk_the_path_with_its_think_time),
    TEST(users_walk_the_path_over_and_over),
    TEST(a_visitor_goes_on_after_an_answer_that_is_an_error),
    TEST(pages_are_drawn_by_their_weights),
    CU_TEST_INFO_NULL,
};
