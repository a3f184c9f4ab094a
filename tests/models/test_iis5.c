/* test_iis5.c - inetinfo, the pipe and aspnet_wp: what only IIS 5 does, by exact times. */
#include "tests/models/support.h"

#define PAGE SUPPORT_APP "[page:g]\napp = a\n"

/* ---- accepting ---- */

#define ONE_THREAD "MaxPoolThreads = 1\nPoolThreadLimit = 1\n"
#define ISAPI                                                                                      \
    SUPPORT_APP "[page:isapi]\napp = a\nurl = /a/slow.dll\nwait = 10s\n"                           \
                "[page:picture]\napp = a\nurl = /a/logo.gif\n"

/* [W2KRK] [CC739048]: one runs, five are accepted, five are in the backlog, the rest are
 * refused.
 */
static void connections_beyond_accepts_and_backlog_are_refused(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW SUPPORT_FREE "[iis5]\nServerListenBacklog = 5\n" ONE_THREAD ISAPI
                                    "[clients:c]\npages = isapi\narrivals = at(0s x 20)\n",
        "iis5", 1, &result);

    CU_ASSERT_EQUAL(support_count(records, "c", "refused"), 9);
    CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 11);
    CU_ASSERT_EQUAL(support_count_ended(records, "c", 0), 9);
    CU_ASSERT_EQUAL(support_find(records, "c", 19)->status, 0);
    CU_ASSERT_EQUAL(support_value(result, "queue.backlog.max"), 5);
    CU_ASSERT_EQUAL(support_value(result, "queue.frontend.max"), 5);
}

static void the_accepts_posted_may_differ_from_the_backlog(void)
{
    g_autoptr(GArray) records =
        support_records(SUPPORT_WINDOW SUPPORT_FREE
                        "[iis5]\nServerListenBacklog = 5\naccepts-posted = 2\n" ONE_THREAD ISAPI
                        "[clients:c]\npages = isapi\narrivals = at(0s x 20)\n",
                        "iis5", 1, NULL);

    CU_ASSERT_EQUAL(support_count(records, "c", "refused"), 20 - 1 - 2 - 5);
}

/* ---- ATQ ---- */

/* [EXBPA]: a synchronous slow ISAPI ties up ATQ threads; static content starves. */
static void static_files_wait_while_slow_isapi_holds_every_atq_thread(void)
{
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW SUPPORT_FREE "[iis5]\nMaxPoolThreads = 2\nPoolThreadLimit = 2\n" ISAPI
                                    "[clients:slow]\npages = isapi\narrivals = at(0s x 2)\n"
                                    "[clients:c]\npages = picture\narrivals = at(1s)\n",
        "iis5", 1, NULL);

    SUPPORT_NEAR(support_end_s(records, "c", 0), 10);
}

/* Assumption: a thread is added at once when all are blocked, up to
 * PoolThreadLimit; a thread that computes is not blocked. */
static void atq_grows_when_all_its_threads_are_blocked_but_not_when_they_compute(void)
{
    g_autoptr(GArray) blocked = support_records(
        SUPPORT_WINDOW SUPPORT_FREE "[iis5]\nMaxPoolThreads = 2\nPoolThreadLimit = 3\n" ISAPI
                                    "[clients:slow]\npages = isapi\narrivals = at(0s x 2)\n"
                                    "[clients:c]\npages = picture\narrivals = at(1s)\n",
        "iis5", 1, NULL);
    g_autoptr(GArray) computing = support_records(
        SUPPORT_WINDOW SUPPORT_FREE "[iis5]\nMaxPoolThreads = 2\n" SUPPORT_APP
                                    "[page:isapi]\napp = a\nurl = /a/busy.dll\ncpu = 5s\n"
                                    "[page:picture]\napp = a\nurl = /a/logo.gif\n"
                                    "[clients:busy]\npages = isapi\narrivals = at(0s x 2)\n"
                                    "[clients:c]\npages = picture\narrivals = at(1s)\n",
        "iis5", 1, NULL);

    SUPPORT_NEAR(support_end_s(blocked, "c", 0), 1);
    SUPPORT_NEAR(support_end_s(computing, "c", 0), 10);
}

/* [PM11] [TMARQ]: aspnet_isapi gives the one ATQ thread back once its message is written, though the
 * message is on its way until 3 s. */
static void an_aspnet_request_does_not_hold_an_atq_thread(void)
{
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW SUPPORT_FREE "pipe-oneway = wait 3s\n" SUPPORT_READY_THREADS
                                    "[iis5]\ncallbacks = 0\n" ONE_THREAD PAGE
                                    "wait = 10s\n[page:picture]\napp = a\nurl = /a/logo.gif\n"
                                    "[clients:slow]\npages = g\narrivals = at(0s x 5)\n"
                                    "[clients:c]\npages = picture\narrivals = at(1s)\n",
        "iis5", 1, NULL);

    SUPPORT_NEAR(support_end_s(records, "c", 0), 1);
    CU_ASSERT_EQUAL(support_count_ended(records, "slow", 3 + 10 + 3), 5);
}

/* [KB253146]: AspProcessorThreadMax threads, a queue of AspRequestQueueMax, then 500.13. */
static void classic_asp_has_its_own_threads_and_queue(void)
{
    static const char *const models_with_asp[] = {"iis5", "iis6", "i5m"};

    for (size_t i = 0; i < G_N_ELEMENTS(models_with_asp); i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_FREE
                            "[iis5]\nAspProcessorThreadMax = 2\nAspRequestQueueMax = 3\n"
                            "[pool:p]\nAspProcessorThreadMax = 2\nAspRequestQueueMax = 3\n"
                            "[app:a]\npool = p\n[page:g]\napp = a\nurl = /a/old.asp\nwait = 10s\n"
                            "[clients:c]\npages = g\narrivals = at(0s x 10)\n",
                            models_with_asp[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count(records, "c", "rejected"), 5);
        CU_ASSERT_EQUAL(support_find(records, "c", 9)->status, 500);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 10), 2);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 30), 1);
    }
}

/* [S0] [S1]: the script map picks the handler, and that the process. */
static void static_files_are_served_by_inetinfo_and_pages_by_aspnet_wp(void)
{
    g_autoptr(GArray) records =
        support_records(SUPPORT_WINDOW SUPPORT_FREE ISAPI
                        "[page:g]\napp = a\n[page:old]\napp = a\nurl = /a/old.asp\n"
                        "[clients:aspnet]\npages = g\narrivals = at(1s)\n"
                        "[clients:static]\npages = picture\narrivals = at(1s)\n"
                        "[clients:isapi]\npages = isapi\narrivals = at(1s)\n"
                        "[clients:asp]\npages = old\narrivals = at(1s)\n",
                        "iis5", 1, NULL);

    CU_ASSERT_STRING_EQUAL(support_find(records, "aspnet", 0)->process, "aspnet_wp");
    CU_ASSERT_STRING_EQUAL(support_find(records, "static", 0)->process, "inetinfo");
    CU_ASSERT_STRING_EQUAL(support_find(records, "isapi", 0)->process, "inetinfo");
    CU_ASSERT_STRING_EQUAL(support_find(records, "asp", 0)->process, "inetinfo");
}

/* What inetinfo costs every request is part of the cost of a static file. */
static void a_static_file_costs_static_inetinfo_in_all(void)
{
    g_autoptr(GArray) records =
        support_records(SUPPORT_WINDOW SUPPORT_FREE
                        "inetinfo-in = cpu 1ms\ninetinfo-out = cpu 2ms\n"
                        "static-inetinfo = cpu 10ms\n" SUPPORT_APP
                        "[page:s]\napp = a\nurl = /a/x.gif\n[page:i]\napp = a\nurl = /a/x.dll\n"
                        "[clients:s]\npages = s\narrivals = at(1s)\n"
                        "[clients:i]\npages = i\narrivals = at(2s)\n",
                        "iis5", 1, NULL);

    SUPPORT_NEAR(support_end_s(records, "s", 0), 1.010);
    SUPPORT_NEAR(support_end_s(records, "i", 0), 2.003);
}

/* ---- the pipe ---- */

/* [RS:ISAPIWorkerRequest.cs]: answers are cut below 31 kB. A message costs 10 ms, and there is one
 * towards aspnet_wp. */
static void an_answer_costs_a_pipe_message_for_each_31_kB(void)
{
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW SUPPORT_FREE "pipe-oneway = cpu 10ms\n[iis5]\ncallbacks = 0\n" SUPPORT_APP
                                    "[page:none]\napp = a\n[page:one]\napp = a\nsize = 31KB\n"
                                    "[page:two]\napp = a\nsize = 31745B\n"
                                    "[page:three]\napp = a\nsize = 93KB\n"
                                    "[clients:none]\npages = none\narrivals = at(1s)\n"
                                    "[clients:one]\npages = one\narrivals = at(2s)\n"
                                    "[clients:two]\npages = two\narrivals = at(3s)\n"
                                    "[clients:three]\npages = three\narrivals = at(4s)\n",
        "iis5", 1, NULL);

    SUPPORT_NEAR(support_end_s(records, "none", 0), 1.020);
    SUPPORT_NEAR(support_end_s(records, "one", 0), 2.020);
    SUPPORT_NEAR(support_end_s(records, "two", 0), 3.030);
    SUPPORT_NEAR(support_end_s(records, "three", 0), 4.040);
}

/* [KB835680]: a synchronous callback is one round trip. */
static void a_callback_costs_two_messages(void)
{
    static const double latencies[] = {0.020, 0.040, 0.060, 0.080};

    for (int callbacks = 0; callbacks < 4; callbacks++) {
        g_autofree char *text =
            g_strdup_printf(SUPPORT_WINDOW SUPPORT_FREE
                            "pipe-oneway = cpu 10ms\n[iis5]\ncallbacks = %d\n" SUPPORT_APP
                            "[page:g]\napp = a\n[clients:c]\npages = g\narrivals = at(1s)\n",
                            callbacks);
        g_autoptr(ModelResult) result = support_run(text, "iis5", 1);

        SUPPORT_NEAR(support_value(result, "latency.max"), latencies[callbacks]);
        SUPPORT_NEAR(support_value(result, "service(stage:pipe)"), latencies[callbacks]);
    }
}

/* [KB835680]: SyncPipesPerCPU pipes; who finds none blocks. A message is 1 s on its way: to
 * aspnet_wp by 1 s, two callbacks at a time of 2 s each, the answer 1 s. */
static void callbacks_wait_for_one_of_SyncPipesPerCPU_pipes(void)
{
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW SUPPORT_FREE "pipe-oneway = wait 1s\n" SUPPORT_READY_THREADS
                                    "[iis5]\ncallbacks = 1\nSyncPipesPerCPU = 2\n" PAGE
                                    "wait = 0s\n[clients:c]\npages = g\narrivals = at(0s x 6)\n",
        "iis5", 1, NULL);

    CU_ASSERT_EQUAL(support_count_ended(records, "c", 4), 2);
    CU_ASSERT_EQUAL(support_count_ended(records, "c", 6), 2);
    CU_ASSERT_EQUAL(support_count_ended(records, "c", 8), 2);
}

/* The pipes are per CPU; no limit at all stays no limit however many CPUs there are. */
static void sync_pipes_are_counted_per_cpu_and_unlimited_without_limits(void)
{
    static const struct {
        const char *limits;
        uint32_t after_4_s;
    } cases[] = {
        {"[limits]\npreset = none\n[iis5]\ncallbacks = 1\nSyncPipesPerCPU = 1\n", 2},
        {"[limits]\npreset = none\n[iis5]\ncallbacks = 1\n", 6},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            SUPPORT_WINDOW "[machine]\ncores = 2\n[costs]\npreset = zero\npipe-oneway = wait "
                           "1s\n" SUPPORT_READY_THREADS "%s" PAGE
                           "wait = 0s\n[clients:c]\npages = g\narrivals = at(0s x 6)\n",
            cases[i].limits);
        g_autoptr(GArray) records = support_records(text, "iis5", 1, NULL);

        CU_ASSERT_EQUAL(support_count_ended(records, "c", 4), cases[i].after_4_s);
        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 6);
    }
}

/* [KB835680]: a callback needs an ATQ thread too, so that static content may stop. */
static void callbacks_starve_where_slow_isapi_holds_every_atq_thread(void)
{
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW SUPPORT_FREE "[iis5]\ncallbacks = 1\n" ONE_THREAD ISAPI
                                    "[page:g]\napp = a\nwork = none\n"
                                    "[clients:c]\npages = g\narrivals = at(0s)\n"
                                    "[clients:slow]\npages = isapi\narrivals = at(0s)\n",
        "iis5", 1, NULL);

    SUPPORT_NEAR(support_end_s(records, "c", 0), 0);
    g_autoptr(GArray) behind =
        support_records(SUPPORT_WINDOW SUPPORT_FREE
                        "pipe-oneway = wait 1s\n[iis5]\ncallbacks = 1\n" ONE_THREAD ISAPI
                        "[page:g]\napp = a\nwork = none\n"
                        "[clients:c]\npages = g\narrivals = at(0s)\n"
                        "[clients:slow]\npages = isapi\narrivals = at(500ms)\n",
                        "iis5", 1, NULL);

    /* at 2 s the callback asks for the thread that is held from 0.5 to 10.5 s */
    SUPPORT_NEAR(support_end_s(behind, "c", 0), 10.5 + 1 + 1);
}

/* [RS:RequestQueue.cs]: who was queued longer than clientConnectedCheck costs one
 * callback more on IIS 5. */
static void looking_for_the_client_of_a_late_request_is_a_callback(void)
{
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW "[machine]\ncores = 2\n" SUPPORT_FREE "pipe-oneway = cpu 10ms\n"
                       "[aspnet]\nmaxWorkerThreads = 3\nmaxIoThreads = 3\nminIoThreads = 3\n"
                       "minWorkerThreads = 3\nminFreeThreads = 5\n[iis5]\ncallbacks = 0\n" PAGE
                       "wait = 6s\n[clients:c]\npages = g\narrivals = at(0s, 500ms, 11s)\n",
        "iis5", 1, NULL);

    SUPPORT_NEAR(support_end_s(records, "c", 0), 6.020);
    SUPPORT_NEAR(support_start_s(records, "c", 1), 6.010);
    SUPPORT_NEAR(support_start_s(records, "c", 2), 12.030);
}

/* Four callbacks hold the four ATQ threads from 9 s on and are aborted at 9.5 s. */
static void an_aborted_callback_gives_its_atq_thread_to_who_waits_for_one(void)
{
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW "[machine]\ncores = 4\n" SUPPORT_TEXTBOOK "pipe-oneway = cpu 2s, wait 3s\n"
                       "[aspnet]\nexecutionTimeout = 4500ms\n[iis5]\ncallbacks = 1\n"
                       "MaxPoolThreads = 1\nPoolThreadLimit = 4\n" PAGE
                       "work = none\n[page:picture]\napp = a\nurl = /a/x.gif\n"
                       "[clients:c]\npages = g\narrivals = at(0s x 4)\n"
                       "[clients:d]\npages = picture\narrivals = at(9200ms)\n",
        "iis5", 1, NULL);

    CU_ASSERT_EQUAL(support_count(records, "c", "error"), 4);
    SUPPORT_NEAR(support_end_s(records, "d", 0), 9.5);
}

/* [CC757130]: the pipe is the process-level queue; it grows when I/O threads run short. */
static void the_pipe_fills_when_aspnet_wp_is_short_of_io_threads(void)
{
    g_autoptr(ModelResult) result =
        support_run(SUPPORT_WINDOW SUPPORT_FREE
                    "[aspnet]\nmaxIoThreads = 5\nmaxWorkerThreads = 5\nminIoThreads = 5\n"
                    "minFreeThreads = 0\nminLocalRequestFreeThreads = 0\n" PAGE
                    "wait = 10s\n[clients:c]\npages = g\narrivals = at(0s x 20)\n",
                    "iis5", 1);

    CU_ASSERT_EQUAL(support_value(result, "queue.pipe.max"), 15);
    CU_ASSERT_EQUAL(support_value(result, "queue.app:a.max"), 0);
    SUPPORT_NEAR(support_value(result, "latency.mean"), (10 + 20 + 30 + 40) / 4.0);
}

CU_TestInfo iis5_tests[] = {
    TEST(connections_beyond_accepts_and_backlog_are_refused),
    TEST(the_accepts_posted_may_differ_from_the_backlog),
    TEST(static_files_wait_while_slow_isapi_holds_every_atq_thread),
    TEST(atq_grows_when_all_its_threads_are_blocked_but_not_when_they_compute),
    TEST(an_aspnet_request_does_not_hold_an_atq_thread),
    TEST(classic_asp_has_its_own_threads_and_queue),
    TEST(static_files_are_served_by_inetinfo_and_pages_by_aspnet_wp),
    TEST(a_static_file_costs_static_inetinfo_in_all),
    TEST(an_answer_costs_a_pipe_message_for_each_31_kB),
    TEST(a_callback_costs_two_messages),
    TEST(callbacks_wait_for_one_of_SyncPipesPerCPU_pipes),
    TEST(sync_pipes_are_counted_per_cpu_and_unlimited_without_limits),
    TEST(callbacks_starve_where_slow_isapi_holds_every_atq_thread),
    TEST(looking_for_the_client_of_a_late_request_is_a_callback),
    TEST(an_aborted_callback_gives_its_atq_thread_to_who_waits_for_one),
    TEST(the_pipe_fills_when_aspnet_wp_is_short_of_io_threads),
    CU_TEST_INFO_NULL,
};
