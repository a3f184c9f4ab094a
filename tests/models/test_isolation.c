/* test_isolation.c - a run against its twin without a fault: who is hurt, by how much, for how long.
 *
 * Everything is fixed, so that each number is known: arrivals every 100 ms, 1 ms of work, a worker
 * that dies at 10 s and takes 3 s to come back.
 */
#include "tests/models/support.h"

#include <math.h>

#define WINDOW "[scenario]\nduration = 10min\nwarmup = 0s\n"
#define TWO_APPS                                                                                   \
    SUPPORT_UNLIMITED "[pool:p]\n[pool:q]\n"                                                       \
                      "[app:a]\npool = p\nstart = warm\n[app:b]\npool = q\nstart = warm\n"         \
                      "[page:x]\napp = a\nwork = wait 1ms\n[page:y]\napp = b\nwork = wait 1ms\n"   \
                      "[clients:xs]\npages = x\narrivals = every(100ms)\n"                         \
                      "[clients:ys]\npages = y\narrivals = every(100ms)\n"
#define CRASH "[fault:crash]\nkind = crash\napp = a\nat = 10s\n"

static ModelResult *run_with_twins(const char *text, const char *model)
{
    g_autoptr(Scenario) scenario = support_load(text, model);
    RunObserver observer = {.isolation = true};
    ModelResult *result =
        model_run(scenario->variants[0].model, scenario->variants[0].config, 1, &observer);

    CU_ASSERT_PTR_NULL(result->violation);
    return result;
}

static double harm(const ModelResult *result, const char *metric)
{
    return model_result_get(result, RESULT_ISOLATION, "crash", metric);
}

/* Each page takes 3 s: thirty are left at the end of the window, none 3 s later, in the run and in its
 * twin. The rest of the hour would bring 36,000 more. */
static void a_run_with_twins_ends_when_no_request_of_its_window_is_left(void)
{
    static const char *const drains[] = {"10s", "1h"};
    uint64_t events[2];

    for (size_t i = 0; i < G_N_ELEMENTS(drains); i++) {
        g_autofree char *text = g_strdup_printf(
            "[scenario]\nduration = 1min\nwarmup = 0s\ndrain = %s\n" SUPPORT_TEXTBOOK
            "process-start = wait 3s\n" SUPPORT_UNLIMITED SUPPORT_APP "[page:x]\napp = a\n"
            "wait = 3s\n[clients:xs]\npages = x\narrivals = every(100ms)\n" CRASH,
            drains[i]);
        g_autoptr(ModelResult) result = run_with_twins(text, "iis6");

        CU_ASSERT_EQUAL(support_value(result, "requests.in_flight"), 0);
        events[i] = result->events;
    }
    CU_ASSERT_EQUAL(events[0], events[1]);
}

static void a_crash_of_aspnet_wp_loses_the_requests_of_every_application(void)
{
    g_autoptr(ModelResult) result =
        run_with_twins(WINDOW SUPPORT_TEXTBOOK
                       "process-start = wait 3s\n[iis5]\nrestartQueueLimit = 0\n" TWO_APPS CRASH,
                       "iis5");

    /* those that come from 10.0 to 12.9 s */
    CU_ASSERT_DOUBLE_EQUAL(harm(result, "failed"), 60, 0);
    CU_ASSERT_DOUBLE_EQUAL(harm(result, "b/failed"), 30, 0);
    CU_ASSERT_DOUBLE_EQUAL(harm(result, "net"), 60, 0);
    CU_ASSERT_DOUBLE_EQUAL(harm(result, "rescued"), 0, 0);
    CU_ASSERT_DOUBLE_EQUAL(harm(result, "delayed"), 0, 0);
    CU_ASSERT_DOUBLE_EQUAL(harm(result, "blast_radius"), 1, 0);
    CU_ASSERT_DOUBLE_EQUAL(harm(result, "blast_requests"), 30, 0);
    CU_ASSERT_DOUBLE_EQUAL(harm(result, "recovery_s"), 2.9, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(harm(result, "recovery_censored"), 0, 0);
    CU_ASSERT(isnan(harm(result, "a/failed")));        /* the fault names it: no bystander */
    SUPPORT_NEAR(harm(result, "a/hurt"), 30 / 5900.0); /* of 10.0 to 599.9 s */
    SUPPORT_NEAR(harm(result, "b/hurt"), 30 / 5900.0);
}

static void a_crash_of_a_pool_delays_its_own_requests_and_nobody_elses(void)
{
    g_autoptr(ModelResult) result =
        run_with_twins(WINDOW SUPPORT_TEXTBOOK "process-start = wait 3s\n" TWO_APPS CRASH, "iis6");

    CU_ASSERT_DOUBLE_EQUAL(harm(result, "failed"), 0, 0);
    CU_ASSERT_DOUBLE_EQUAL(harm(result, "delayed"), 30, 0);
    CU_ASSERT_DOUBLE_EQUAL(harm(result, "b/delayed"), 0, 0);
    SUPPORT_NEAR(harm(result, "a/hurt"), 30 / 5900.0);
    CU_ASSERT_EQUAL(harm(result, "b/hurt"), 0);
    CU_ASSERT_DOUBLE_EQUAL(harm(result, "b/extra_latency"), 0, 0);
    CU_ASSERT_DOUBLE_EQUAL(harm(result, "blast_radius"), 0, 0);
    CU_ASSERT_DOUBLE_EQUAL(harm(result, "recovery_s"), 2.9, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(harm(result, "unmatched"), 0, 0);
}

/* 30 requests wait 3.0, 2.9 .. 0.1 s; 5,900 are issued from 10.0 to 599.9 s for each
 * application. */
static void extra_latency_is_the_mean_difference_over_pairs_that_are_ok_in_both(void)
{
    g_autoptr(ModelResult) result =
        run_with_twins(WINDOW SUPPORT_TEXTBOOK "process-start = wait 3s\n" TWO_APPS CRASH, "iis6");
    double waited_s = 0;

    for (int i = 1; i <= 30; i++)
        waited_s += 0.1 * i;
    CU_ASSERT_DOUBLE_EQUAL(harm(result, "extra_latency"), waited_s / 11800, 1e-9);
}

static void a_fault_on_the_machine_has_no_bystander_and_no_blast_radius(void)
{
    g_autoptr(ModelResult) result = run_with_twins(
        WINDOW SUPPORT_TEXTBOOK "process-start = wait 3s\n" TWO_APPS
                                "[fault:crash]\nkind = crash\nmachine = true\nat = 10s\n",
        "iis6");

    CU_ASSERT(isnan(harm(result, "blast_radius")));
    CU_ASSERT(isnan(harm(result, "blast_requests")));
    CU_ASSERT_DOUBLE_EQUAL(harm(result, "delayed"), 60, 0);
}

static void an_occurrence_whose_harm_reaches_the_next_one_is_censored(void)
{
    g_autoptr(ModelResult) result = run_with_twins(
        WINDOW SUPPORT_TEXTBOOK "process-start = wait 3s\n" TWO_APPS
                                "[fault:crash]\nkind = crash\napp = a\nat = 10s, 20s\n",
        "iis6");

    CU_ASSERT_DOUBLE_EQUAL(harm(result, "recovery_censored"), 1, 0);
    CU_ASSERT_DOUBLE_EQUAL(harm(result, "recovery_s"), 2.9, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(harm(result, "delayed"), 60, 0);
}

static void twins_change_nothing_in_the_run_itself(void)
{
    static const char *const text =
        SUPPORT_WINDOW TWO_APPS "[fault:crash]\nkind = crash\napp = a\nevery = exp(10s)\n";

    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) alone = support_run(text, support_models[i], 1);
        g_autoptr(ModelResult) observed = run_with_twins(text, support_models[i]);

        CU_ASSERT(observed->value_count > alone->value_count);
        for (uint32_t v = 0; v < alone->value_count; v++)
            CU_ASSERT(memcmp(&alone->values[v].value, &observed->values[v].value, sizeof(double)) ==
                      0);
    }
}

/* ---- rapid-fail protection [CC787273] ---- */

#define ONE_POOL                                                                                   \
    "[pool:p]\n%s[app:a]\npool = p\nstart = warm\n[page:x]\napp = a\nwork = wait 1ms\n"            \
    "[clients:xs]\npages = x\narrivals = every(100ms)\n"                                           \
    "[fault:crash]\nkind = crash\napp = a\nevery = 10s\n"

static ModelResult *run_pool(const char *keys)
{
    g_autofree char *text = g_strdup_printf(SUPPORT_WINDOW SUPPORT_TEXTBOOK ONE_POOL, keys);

    return support_run(text, "iis6", 1);
}

static double trip_s(const ModelResult *result)
{
    return model_result_get(result, RESULT_POOL, "p", "rapid-fail.trip_s");
}

static void the_third_crash_of_three_within_the_interval_switches_the_pool_off(void)
{
    g_autoptr(ModelResult) result = run_pool("RapidFailProtectionMaxCrashes = 3\n");

    CU_ASSERT_DOUBLE_EQUAL(trip_s(result), 30, 1e-9);
    /* issued from 30.0 to 59.9 s */
    CU_ASSERT_DOUBLE_EQUAL(model_result_get(result, RESULT_RUN, NULL, "requests.rejected"), 300, 0);
    CU_ASSERT_DOUBLE_EQUAL(model_result_get(result, RESULT_RUN, NULL, "workers.crashed"), 3, 0);
}

static void crashes_further_apart_than_the_interval_do_not_switch_the_pool_off(void)
{
    g_autoptr(ModelResult) result =
        run_pool("RapidFailProtectionMaxCrashes = 3\nRapidFailProtectionInterval = 20s\n");

    CU_ASSERT(isnan(trip_s(result)));
    CU_ASSERT_DOUBLE_EQUAL(model_result_get(result, RESULT_RUN, NULL, "requests.rejected"), 0, 0);
}

static void without_protection_a_pool_crashes_for_ever(void)
{
    g_autoptr(ModelResult) result =
        run_pool("RapidFailProtection = false\nRapidFailProtectionMaxCrashes = 3\n");

    CU_ASSERT(isnan(trip_s(result)));
    CU_ASSERT(model_result_get(result, RESULT_RUN, NULL, "workers.crashed") >= 5);
}

CU_TestInfo isolation_tests[] = {
    TEST(a_run_with_twins_ends_when_no_request_of_its_window_is_left),
    TEST(a_crash_of_aspnet_wp_loses_the_requests_of_every_application),
    TEST(a_crash_of_a_pool_delays_its_own_requests_and_nobody_elses),
    TEST(extra_latency_is_the_mean_difference_over_pairs_that_are_ok_in_both),
    TEST(a_fault_on_the_machine_has_no_bystander_and_no_blast_radius),
    TEST(an_occurrence_whose_harm_reaches_the_next_one_is_censored),
    TEST(twins_change_nothing_in_the_run_itself),
    TEST(the_third_crash_of_three_within_the_interval_switches_the_pool_off),
    TEST(crashes_further_apart_than_the_interval_do_not_switch_the_pool_off),
    TEST(without_protection_a_pool_crashes_for_ever),
    CU_TEST_INFO_NULL,
};
