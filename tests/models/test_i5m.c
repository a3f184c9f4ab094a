/* test_i5m.c - IIS 6 in IIS 5.0 isolation mode: the kernel queue of one, the processes of the
 * other.
 */
#include "tests/models/support.h"

#define PAGE  SUPPORT_APP "[page:g]\napp = a\n"
#define CRASH "[fault:f]\nkind = crash\napp = a\nat = 5s\n"

/* Inference from [DOM2] [TBL24]: what inetinfo has not taken waits in the kernel, up to the queue's
 * limit; beyond it 503. One runs, 40 are accepted, 20 wait in the kernel. */
static void one_kernel_queue_serves_all_pools_and_its_limit_answers_503(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(SUPPORT_WINDOW SUPPORT_FREE
                                                "[iis5]\nMaxPoolThreads = 1\nPoolThreadLimit = 1\n"
                                                "[httpsys]\ni5m-queue-length = 20\n" SUPPORT_APP
                                                "[pool:q]\n[app:b]\npool = q\n"
                                                "[page:g]\napp = a\nurl = /a/slow.dll\nwait = 1s\n"
                                                "[page:h]\napp = b\nurl = /b/slow.dll\nwait = 1s\n"
                                                "[clients:a]\npages = g\narrivals = at(0s x 50)\n"
                                                "[clients:b]\npages = h\narrivals = at(0s x 50)\n",
                                                "i5m", 1, &result);

    CU_ASSERT_EQUAL(support_count(records, "a", "ok"), 50);
    CU_ASSERT_EQUAL(support_count(records, "b", "ok"), 11);
    CU_ASSERT_EQUAL(support_count(records, "b", "rejected"), 39);
    CU_ASSERT_EQUAL(support_find(records, "b", 49)->status, 503);
    CU_ASSERT_EQUAL(support_value(result, "queue.backlog.max"), 20);
}

/* [PM11]: aspnet_wp is that of IIS 5. */
static void a_crash_of_aspnet_wp_is_that_of_iis5(void)
{
    static const char text[] = SUPPORT_WINDOW SUPPORT_FREE
        "process-start = wait 10s\n" SUPPORT_READY_THREADS PAGE
        "wait = 2s\n[clients:c]\npages = g\narrivals = at(4s x 20, 6s x 30, 17s x 5)\n" CRASH;
    g_autoptr(GArray) here = support_records(text, "i5m", 1, NULL);
    g_autoptr(GArray) there = support_records(text, "iis5", 1, NULL);

    CU_ASSERT_EQUAL(support_count_ended(here, "c", 5), 20);
    CU_ASSERT_EQUAL(support_count(here, "c", "error"), 20 + 20);
    CU_ASSERT_EQUAL(support_count(here, "c", "ok"), 10 + 5);
    support_sort(here);
    support_sort(there);
    for (guint i = 0; i < here->len; i++) {
        const RequestRecord *left = &g_array_index(here, RequestRecord, i);
        const RequestRecord *right = &g_array_index(there, RequestRecord, i);

        CU_ASSERT(left->started_ns == right->started_ns && left->ended_ns == right->ended_ns &&
                  left->status == right->status);
    }
}

/* [DOM2] [B6FC78]: no recycling, no pools: what an application pool says means nothing. */
static void the_settings_of_application_pools_mean_nothing(void)
{
    g_autoptr(ModelResult) result =
        support_run(SUPPORT_WINDOW SUPPORT_FREE
                    "[pool:p]\nPeriodicRestartRequests = 2\nMaxProcesses = 4\n"
                    "AppPoolQueueLength = 10\n"
                    "IdleTimeout = 1s\n[app:a]\npool = p\nstart = warm\n[page:g]\napp = a\n"
                    "[clients:c]\npages = g\narrivals = every(3s)\n",
                    "i5m", 1);

    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW SUPPORT_FREE
        "[iis5]\nMaxPoolThreads = 1\nPoolThreadLimit = 1\n[pool:p]\nAppPoolQueueLength = 10\n"
        "[app:a]\npool = p\nstart = warm\nAppIsolated = 0\n[page:g]\napp = a\n"
        "url = /a/slow.dll\nwait = 1s\n[clients:c]\npages = g\narrivals = at(0s x 60)\n",
        "i5m", 1, NULL);

    CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 60); /* 19 of them waited in the kernel */
    CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), 0);
    CU_ASSERT_EQUAL(support_marks(result, MARK_STOP), 0);
    CU_ASSERT_EQUAL(support_value(result, "processes.alive"), 2); /* inetinfo and aspnet_wp */
    CU_ASSERT_EQUAL(support_value(result, "processes.alive(process:aspnet_wp)"), 1);
}

/* [TBL24]: http.sys listens and sends, inetinfo's part and the pipe are in between. */
static void a_request_pays_for_http_sys_and_for_the_pipe(void)
{
    g_autoptr(ModelResult) result = support_run(
        SUPPORT_WINDOW SUPPORT_FREE
        "http-cache-hit = kernel 2ms\nhttp-dispatch = kernel 4ms\n"
        "i5m-native = cpu 6ms\n"
        "pipe-oneway = cpu 10ms\npipeline = cpu 1ms\ninetinfo-in = cpu 1s\n"
        "w3wp-native = cpu 1s\n"
        "[iis5]\ncallbacks = 0\n" PAGE "cpu = 1ms\n[clients:c]\npages = g\narrivals = every(1s)\n",
        "i5m", 1);

    SUPPORT_NEAR(support_value(result, "latency.mean"), 0.002 + 0.004 + 0.006 + 0.020 + 0.002);
    SUPPORT_NEAR(support_value(result, "service(stage:listener)"), 0.003);
    SUPPORT_NEAR(support_value(result, "service(stage:front-end)"), 0.003);
    SUPPORT_NEAR(support_value(result, "service(stage:pipe)"), 0.020);
    SUPPORT_NEAR(support_value(result, "service(stage:response)"), 0.006);
    SUPPORT_NEAR(support_value(result, "cpu.kernel") * 60, 59 * 0.006);
}

CU_TestInfo i5m_tests[] = {
    TEST(one_kernel_queue_serves_all_pools_and_its_limit_answers_503),
    TEST(a_crash_of_aspnet_wp_is_that_of_iis5),
    TEST(the_settings_of_application_pools_mean_nothing),
    TEST(a_request_pays_for_http_sys_and_for_the_pipe),
    CU_TEST_INFO_NULL,
};
