/* test_http_sys.c - limits of the kernel listener, and the reasons in its error log. */
#include "tests/models/support.h"

#define FREE SUPPORT_WINDOW SUPPORT_FREE

/* One request at a time leaves the kernel queue: of IIS 6 into w3wp, of i5m into inetinfo. */
#define ONE_AT_A_TIME                                                                              \
    "[iis5]\naccepts-posted = 1\nMaxPoolThreads = 1\nPoolThreadLimit = 1\n"                        \
    "[pool:p]\nheld-requests = 1\n[app:a]\npool = p\nstart = warm\nmemory = 0B\nAppIsolated = 0\n"

static const char *const kernel_models[] = {"iis6", "i5m"};

static const char *reason_of(const GArray *records, uint64_t ordinal)
{
    return support_find(records, "c", ordinal)->reason;
}

/* [CC781253] [CC759448]: what waits in a kernel queue for longer than ConnectionTimeout is reset.
 * Five at 0 s, each served for 50 s: begun at 0, 50, 100; the other two are dropped at 120 s. On i5m
 * one executes, one has been accepted, two of the three in the kernel are begun too late. */
static void what_waits_in_a_kernel_queue_for_longer_than_ConnectionTimeout_is_reset(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kernel_models); i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            FREE ONE_AT_A_TIME "[page:g]\napp = a\nurl = /a/x.dll\nwait = 50s\n"
                               "[clients:c]\npages = g\narrivals = at(0s x 5, 10s)\n",
            kernel_models[i], 1, &result);
        uint32_t served = i == 0 ? 3 : 4;

        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), served);
        CU_ASSERT_EQUAL(support_count(records, "c", "reset"), 6 - served);
        SUPPORT_NEAR(support_end_s(records, "c", 4), 120);
        SUPPORT_NEAR(support_end_s(records, "c", 5), 130);
        CU_ASSERT_EQUAL(support_find(records, "c", 5)->status, 0);
        CU_ASSERT_STRING_EQUAL(reason_of(records, 5), "Timer_AppPool");
    }
}

/* [CC781893] has 503 for it: app-pool-timer = 503. Entries of the log are counted in the window. */
static void app_pool_timer_503_answers_instead(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kernel_models); i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            FREE "[httpsys]\nConnectionTimeout = 5\napp-pool-timer = 503\n" ONE_AT_A_TIME
                 "[page:g]\napp = a\nurl = /a/x.dll\nwait = 20s\n"
                 "[clients:c]\npages = g\narrivals = at(0s x 5, 58s x 5)\n",
            kernel_models[i], 1, &result);
        uint32_t held = i == 0 ? 1 : 2;

        CU_ASSERT_EQUAL(support_count(records, "c", "rejected"), 2 * (5 - held));
        CU_ASSERT_EQUAL(support_find(records, "c", 4)->status, 503);
        SUPPORT_NEAR(support_end_s(records, "c", 4), 5);
        SUPPORT_NEAR(support_end_s(records, "c", 9), 63); /* after the window */
        CU_ASSERT_EQUAL(support_value(result, "httperr.Timer_AppPool"), 5 - held);
        CU_ASSERT_EQUAL(support_value(result, "httperr.Timer_AppPool(pool:p)"), 5 - held);
    }
}

/* The timer belongs to documented limits; who has left is not looked for any more. */
static void without_limits_a_request_waits_in_the_kernel_for_ever(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kernel_models); i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_TEXTBOOK ONE_AT_A_TIME
                            "[page:g]\napp = a\nurl = /a/x.dll\nwait = 150s\n"
                            "[clients:c]\npages = g\narrivals = at(0s x 5)\n"
                            "[clients:d]\npages = g\narrivals = at(1s x 5)\npatience = 30s\n",
                            kernel_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 5);
        CU_ASSERT_EQUAL(support_count(records, "d", "abandoned"), 5);
    }
}

/* [KB820729]: Client_Reset is a client that closes before its request is given to a worker; such a
 * request still fills the queue [CC739759]. */
static void a_client_that_leaves_the_kernel_queue_is_a_Client_Reset(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kernel_models); i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            FREE "[httpsys]\ni5m-queue-length = 3\n"
                 "[iis5]\naccepts-posted = 1\nMaxPoolThreads = 1\nPoolThreadLimit = 1\n"
                 "[pool:p]\nheld-requests = 1\nAppPoolQueueLength = 3\n"
                 "[app:a]\npool = p\nstart = warm\nmemory = 0B\nAppIsolated = 0\n"
                 "[page:g]\napp = a\nurl = /a/x.dll\nwait = 20s\n"
                 "[clients:c]\npages = g\narrivals = at(0s x 7, 8s)\ntimeout = 7s\n",
            kernel_models[i], 1, &result);
        uint32_t held = i == 0 ? 1 : 2;

        CU_ASSERT_EQUAL(support_value(result, "httperr.Client_Reset"), 3);
        CU_ASSERT_EQUAL(support_value(result, "httperr.QueueFull"), 7 - held - 3 + 1);
        CU_ASSERT_STRING_EQUAL(reason_of(records, 0), "");
        CU_ASSERT_STRING_EQUAL(reason_of(records, 7), "QueueFull");
        SUPPORT_NEAR(support_end_s(records, "c", 7), 8);
    }
}

/* [CC781893] [KB820729]: why it was a 503, or a reset. One crash; a stop; three crashes more. */
static void the_error_log_tells_why_a_pool_does_not_answer(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(
        FREE "[pool:p]\nRapidFailProtectionMaxCrashes = 3\n"
             "[app:a]\npool = p\nstart = warm\nmemory = 0B\n"
             "[page:g]\napp = a\nwait = 1s\n[clients:c]\npages = g\narrivals = every(1s)\n"
             "[fault:stop]\nkind = pool-stop\npool = p\nat = 10500ms\nfor = 5s\n"
             "[fault:crash]\nkind = crash\napp = a\nat = 20500ms, 30500ms, 40500ms\n",
        "iis6", 1, &result);

    CU_ASSERT_EQUAL(support_value(result, "httperr.Disabled"), 5);
    CU_ASSERT_EQUAL(support_value(result, "httperr.Connection_Abandoned_By_AppPool"), 3);
    CU_ASSERT_EQUAL(support_value(result, "httperr.AppOffline(pool:p)"), 19);
    CU_ASSERT_EQUAL(support_value(result, "httperr.QueueFull"), 0);
    CU_ASSERT_STRING_EQUAL(reason_of(records, 10), "Disabled"); /* issued at 11 s */
    CU_ASSERT_STRING_EQUAL(reason_of(records, 19), "Connection_Abandoned_By_AppPool");
    CU_ASSERT_STRING_EQUAL(reason_of(records, 45), "AppOffline");
}

/* IIS 5 has no kernel listener and no such log. */
static void on_iis_5_there_is_no_error_log(void)
{
    g_autoptr(ModelResult) result =
        support_run(FREE SUPPORT_APP "[page:g]\napp = a\nwait = 1s\n"
                                     "[clients:c]\npages = g\narrivals = at(1s)\n",
                    "iis5", 1);

    for (uint32_t i = 0; i < result->value_count; i++)
        CU_ASSERT(!g_str_has_prefix(result->values[i].metric, "httperr."));
}

CU_TestInfo http_sys_tests[] = {
    TEST(what_waits_in_a_kernel_queue_for_longer_than_ConnectionTimeout_is_reset),
    TEST(app_pool_timer_503_answers_instead),
    TEST(without_limits_a_request_waits_in_the_kernel_for_ever),
    TEST(a_client_that_leaves_the_kernel_queue_is_a_Client_Reset),
    TEST(the_error_log_tells_why_a_pool_does_not_answer),
    TEST(on_iis_5_there_is_no_error_log),
    CU_TEST_INFO_NULL,
};

const TestBehaviour http_sys_behaviours[] = {
    {AREA_HTTPSYS, "waiting too long in a kernel queue", "iis6, i5m",
     "after ConnectionTimeout the connection is closed without an answer, Timer_AppPool",
     "CC759448 "
     "CC781253 KB820729",
     "httpsys.ConnectionTimeout",
     "what_waits_in_a_kernel_queue_for_longer_than_ConnectionTimeout_is_reset"},
    {AREA_HTTPSYS, "or a 503 instead (sources disagree)", "iis6, i5m",
     "app-pool-timer = 503 answers", "CC781893", "httpsys.app-pool-timer",
     "app_pool_timer_503_answers_instead"},
    {AREA_HTTPSYS, "one queue per pool, each with its limit", "iis6",
     "503 QueueFull beyond AppPoolQueueLength", "CC783070 CC781893 MS524493",
     "pool.AppPoolQueueLength", "a_full_pool_queue_answers_503"},
    {AREA_HTTPSYS, "a pool's full queue is nobody else's", "iis6", "routed by application",
     "S0 DOM1", NULL, "each_pool_has_a_queue_of_its_own"},
    {AREA_LOGS, "HTTPERR reason Client_Reset", "iis6, i5m",
     "the client closes before its request is given to a worker; the request keeps its place in "
     "the "
     "queue",
     "KB820729 CC739759", NULL, "a_client_that_leaves_the_kernel_queue_is_a_Client_Reset"},
    {AREA_LOGS, "HTTPERR reasons of a pool that does not answer", "iis6",
     "QueueFull, AppOffline (rapid-fail protection), Disabled (an administrator), "
     "Connection_Abandoned_By_AppPool (its process died)",
     "CC781893 KB820729 CC787273", NULL, "the_error_log_tells_why_a_pool_does_not_answer"},
    {AREA_LOGS, "no error log of a kernel listener", "iis5", "httperr.* is absent", "CC781893",
     NULL, "on_iis_5_there_is_no_error_log"},
    {AREA_HTTPSYS, "events 1041 and 1074 to 1117 of the System log", "iis6",
     "events are not results; what they are about is counted", "KB820729", NULL, NULL},
    {.what = NULL},
};
