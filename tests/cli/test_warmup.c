/* test_warmup.c - MSER against its definition; pilots that settle, that need more, that never do.
 *
 * False alarms: none of the draws; every number of a run here is fixed by its seed, and what is
 * asked of it holds by wide margins.
 */
#include "cli/experiment/warmup.h"
#include "tests/cli/fake.h"
#include "tests/models/support.h"

#include <math.h>
#include <string.h>

/* ---- MSER ---- */

/* As it is written in the paper, term by term. */
static uint32_t mser_by_hand(const double *values, uint32_t count)
{
    uint32_t best = 0;
    double least = INFINITY;

    for (uint32_t d = 0; d <= count - count / 10; d++) {
        double mean = 0, sum = 0;

        for (uint32_t i = d; i < count; i++)
            mean += values[i] / (count - d);
        for (uint32_t i = d; i < count; i++)
            sum += (values[i] - mean) * (values[i] - mean);
        if (sum / ((double)(count - d) * (count - d)) < least) {
            least = sum / ((double)(count - d) * (count - d));
            best = d;
        }
    }
    return best;
}

static void mser_is_what_its_definition_says(void)
{
    SimStream stream = sim_stream((SimSeed){.seed = 1}, 1, 1, 1);
    uint32_t answers_seen = 0, before = UINT32_MAX;

    for (uint32_t round = 0; round < 100; round++) {
        double values[60];

        for (uint32_t i = 0; i < 60; i++) /* a start-up of some length, and noise */
            values[i] = 5 * exp(-(double)i / (1 + round % 20)) + sim_stream_uniform(&stream);

        CU_ASSERT_EQUAL(warmup_mser(values, 60), mser_by_hand(values, 60));
        answers_seen += warmup_mser(values, 60) != before;
        before = warmup_mser(values, 60);
    }
    CU_ASSERT_TRUE(answers_seen > 20);
}

static void mser_leaves_out_what_is_unlike_the_rest(void)
{
    const double steps[] = {0, 0, 0, 9, 10, 9, 10, 9, 10, 9, 10, 9, 10, 9, 10, 9, 10, 9, 10, 9};
    const double same[] = {4, 4, 4, 4, 4, 4, 4, 4, 4, 4};
    const double rising[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19};

    CU_ASSERT_EQUAL(warmup_mser(steps, 20), 3);
    CU_ASSERT_EQUAL(warmup_mser(same, 10), 0); /* no more than needed */
    CU_ASSERT_TRUE(warmup_mser(rising, 20) > 10);
    CU_ASSERT_TRUE(warmup_mser(rising, 20) <= 18); /* a tenth stays */
}

/* ---- pilots ---- */

#define AUTO(duration) "[scenario]\nduration = " duration "\nwarmup = auto\nreplications = 2\n"
#define PAGE           SUPPORT_APP "[page:g]\napp = a\nwork = "
#define GROUP          "[clients:c]\npages = g\narrivals = "

static Scenario *fixed(const char *text, uint32_t threads)
{
    g_autoptr(Scenario) scenario = support_load(text, NULL);

    CU_ASSERT_TRUE(scenario->warmup.is_auto);
    CU_ASSERT_TRUE(warmup_fix(
        &scenario, 1, &(CampaignOptions){.threads = threads, .wants_isolation = true}, NULL));
    return g_steal_pointer(&scenario);
}

/* Every second one that stays for 20 s: after that there are always 20. No latency before 20 s. */
static void what_fills_up_is_left_out(void)
{
    g_autoptr(Scenario) scenario = fixed(
        AUTO("100s") SUPPORT_TEXTBOOK SUPPORT_UNLIMITED PAGE "wait 20s\n" GROUP "every(1s)\n", 2);
    double warmup_s = sim_seconds(scenario->variants[0].config->warmup_ns);
    g_autofree char *text = warmup_text(scenario);

    CU_ASSERT_TRUE(scenario->warmup.has_settled);
    CU_ASSERT_EQUAL(scenario->warmup.pilots, WARMUP_PILOTS);
    CU_ASSERT_EQUAL(scenario->warmup.pilot_ns, 100 * SIM_S);
    CU_ASSERT_TRUE(warmup_s >= 17 && warmup_s <= 22);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "of each run are left out, by MSER-5 on 10 pilot runs"));
}

/* Two variants, one of them slow to fill: both get its warm-up. */
static void the_warm_up_is_the_longest_of_all_variants(void)
{
    g_autoptr(Scenario) scenario =
        fixed(AUTO("100s") SUPPORT_TEXTBOOK SUPPORT_UNLIMITED PAGE
              "wait 1s\n" GROUP "every(1s)\n[variant:quick]\nmodel = iis6\n[variant:slow]\n"
              "model = iis6\npage:g.work = wait 20s\n",
              2);

    CU_ASSERT_EQUAL(scenario->variants[0].config->warmup_ns,
                    scenario->variants[1].config->warmup_ns);
    CU_ASSERT_TRUE(scenario->variants[0].config->warmup_ns > 17 * SIM_S);
}

/* 70 s to fill a window of 100 s: pilots of twice that show it. */
static void pilots_that_are_too_short_are_doubled(void)
{
    g_autoptr(Scenario) scenario = fixed(
        AUTO("100s") SUPPORT_TEXTBOOK SUPPORT_UNLIMITED PAGE "wait 70s\n" GROUP "every(1s)\n", 2);

    CU_ASSERT_TRUE(scenario->warmup.has_settled);
    CU_ASSERT_EQUAL(scenario->warmup.pilot_ns, 200 * SIM_S);
    CU_ASSERT_TRUE(scenario->variants[0].config->warmup_ns > 65 * SIM_S);
}

/* One thread for 1 s of work a second and a half: what comes in 400 s is never done. */
static void pilots_that_never_settle_say_so(void)
{
    g_autoptr(Scenario) scenario = fixed(AUTO("100s") SUPPORT_TEXTBOOK SUPPORT_ONE_THREAD PAGE
                                         "wait 1500ms\n" GROUP "every(1s)\n",
                                         2);
    g_autofree char *text = warmup_text(scenario);

    CU_ASSERT_FALSE(scenario->warmup.has_settled);
    CU_ASSERT_EQUAL(scenario->warmup.pilot_ns, 400 * SIM_S);
    CU_ASSERT_EQUAL(scenario->variants[0].config->warmup_ns, 200 * SIM_S);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "had not settled"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "lengthen duration"));
}

/* A server that is down from the first second on would leave nothing to see. */
static void pilots_have_no_faults(void)
{
    static const char text[] =
        AUTO("100s") SUPPORT_TEXTBOOK SUPPORT_UNLIMITED PAGE "wait 20s\n" GROUP "every(1s)\n";
    g_autofree char *faulty = g_strconcat(
        text, "[fault:f]\nkind = hang\napp = a\nper-request = 50%\n[backend:db]\n", NULL);
    g_autoptr(Scenario) without = fixed(text, 1);
    g_autoptr(Scenario) with = fixed(faulty, 1);

    CU_ASSERT_EQUAL(with->variants[0].config->warmup_ns, without->variants[0].config->warmup_ns);
    CU_ASSERT_EQUAL(with->variants[0].config->fault_count, 1); /* the runs have them */
}

#define RANDOM                                                                                     \
    AUTO("30s")                                                                                    \
    SUPPORT_TEXTBOOK SUPPORT_ONE_THREAD PAGE "wait exp(10ms)\n" GROUP "poisson(60/s)\n"

static void neither_threads_nor_neighbours_change_the_warm_up(void)
{
    g_autoptr(Scenario) alone = fixed(RANDOM, 1);
    g_autoptr(Scenario) many = fixed(RANDOM, 5);
    g_autoptr(Scenario) first = support_load(RANDOM, NULL);
    g_autoptr(Scenario) second = fixed(RANDOM, 3); /* is fixed already: nothing happens to it */
    g_autoptr(Scenario) third = support_load(RANDOM, NULL);
    Scenario *scenarios[] = {first, second, third};

    CU_ASSERT_TRUE(warmup_fix(scenarios, 3, &(CampaignOptions){.threads = 2}, NULL));

    CU_ASSERT_TRUE(alone->variants[0].config->warmup_ns > 0);
    CU_ASSERT_EQUAL(alone->variants[0].config->warmup_ns, many->variants[0].config->warmup_ns);
    for (size_t i = 0; i < G_N_ELEMENTS(scenarios); i++)
        CU_ASSERT_EQUAL(alone->variants[0].config->warmup_ns,
                        scenarios[i]->variants[0].config->warmup_ns);
}

#define FILLING                                                                                    \
    AUTO("30s")                                                                                    \
    SUPPORT_TEXTBOOK SUPPORT_UNLIMITED PAGE "wait uniform(0s, 4s)\n" GROUP "poisson(60/s)\n"

static const double *series(const ModelResult *result, const char *name)
{
    uint32_t i = 0;

    while (!g_str_equal(result->series.names[i], name))
        i++;
    return &result->series.values[(size_t)i * result->series.bucket_count];
}

/* Replications that no run uses, without a warm-up, averaged, five slices at a time. */
static void by_hand(Scenario *scenario, uint32_t *by_number, uint32_t *by_latency)
{
    double inside[1000] = {0}, ok[1000] = {0}, latency[1000] = {0};
    ModelConfig *config = scenario->variants[0].config;

    config->warmup_ns = config->drain_ns = 0;
    config->series_pieces = 5000;
    for (uint64_t pilot = 1; pilot <= 10; pilot++) {
        g_autoptr(ModelResult) result =
            model_run(scenario->variants[0].model, config, (UINT64_C(1) << 32) + pilot, NULL);

        for (uint32_t i = 0; i < 5000; i++) {
            inside[i / 5] += series(result, "in_system")[i];
            ok[i / 5] += series(result, "rate.ok")[i];
            latency[i / 5] += series(result, "latency")[i];
        }
    }
    for (uint32_t i = 0; i < 1000; i++)
        latency[i] = ok[i] > 0 ? latency[i] / ok[i] : i > 0 ? latency[i - 1] : 0;
    *by_number = mser_by_hand(inside, 1000);
    *by_latency = mser_by_hand(latency, 1000);
}

static void the_whole_of_it_is_what_one_gets_by_hand(void)
{
    uint32_t number_decides = 0, latency_decides = 0;

    for (uint64_t seed = 1; seed <= (SUPPORT_IS_SANITIZED ? 2 : 8); seed++) {
        const char *text = seed % 2 == 0 ? RANDOM : FILLING;
        g_autoptr(Scenario) scenario = support_load(text, "iis6");
        g_autoptr(Scenario) again = support_load(text, "iis6");
        uint32_t by_number, by_latency;

        scenario->variants[0].config->seed = again->variants[0].config->seed = seed;
        by_hand(again, &by_number, &by_latency);
        CU_ASSERT_TRUE(warmup_fix(&scenario, 1, &(CampaignOptions){.threads = 2}, NULL));
        if (MAX(by_number, by_latency) > 500) /* longer pilots decided */
            continue;

        CU_ASSERT_EQUAL(scenario->warmup.pilot_ns, 30 * SIM_S);
        CU_ASSERT_EQUAL(scenario->variants[0].config->warmup_ns,
                        MAX(by_number, by_latency) * 30 * SIM_MS);
        number_decides += by_number > by_latency;
        latency_decides += by_latency > by_number;
    }
    if (!SUPPORT_IS_SANITIZED)
        CU_ASSERT_TRUE(number_decides > 0 && latency_decides > 0); /* each case */
}

static void the_resolved_scenario_keeps_auto(void)
{
    g_autoptr(Scenario) scenario = fixed(RANDOM, 2);

    CU_ASSERT_PTR_NOT_NULL(strstr(scenario->resolved, "\nwarmup = auto\n"));
}

CU_TestInfo warmup_tests[] = {
    TEST(mser_is_what_its_definition_says),
    TEST(mser_leaves_out_what_is_unlike_the_rest),
    TEST(what_fills_up_is_left_out),
    TEST(the_warm_up_is_the_longest_of_all_variants),
    TEST(pilots_that_are_too_short_are_doubled),
    TEST(pilots_that_never_settle_say_so),
    TEST(pilots_have_no_faults),
    TEST(neither_threads_nor_neighbours_change_the_warm_up),
    TEST(the_whole_of_it_is_what_one_gets_by_hand),
    TEST(the_resolved_scenario_keeps_auto),
    CU_TEST_INFO_NULL,
};
