/* test_pipe.c - the named pipe between aspnet_isapi and aspnet_wp: messages, callbacks, threads. More
 * of it beside the tests of inetinfo, test_iis5.c.
 */
#include "tests/models/support.h"

#define PAGE SUPPORT_APP "[page:g]\napp = a\n"

static const char *const with_pipes[] = {"iis5", "i5m"};

/* [KB835680]: when all synchronous pipes are busy, static content may stop rendering. Four callbacks
 * hold the four pipes and with them the four ATQ threads from 0 to 10 s. */
static void static_content_stops_once_callbacks_hold_every_atq_thread(void)
{
    static const struct {
        const char *pipes;
        double picture_s;
    } cases[] = {{"", 10}, {"SyncPipesPerCPU = 3\n", 1}, {"MaxPoolThreads = 5\n", 1}};

    for (size_t i = 0; i < 2 * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            SUPPORT_WINDOW SUPPORT_FREE "callback-work = wait 10s\n" SUPPORT_READY_THREADS
                                        "[iis5]\ncallbacks = 1\n%s" PAGE
                                        "[page:picture]\napp = a\nurl = /a/x.gif\n"
                                        "[clients:c]\npages = g\narrivals = at(0s x 4)\n"
                                        "[clients:static]\npages = picture\narrivals = at(1s)\n",
            cases[i / 2].pipes);
        g_autoptr(GArray) records = support_records(text, with_pipes[i % 2], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "static", 0), cases[i / 2].picture_s);
        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 4);
    }
}

/* [KB835680]: other threads of aspnet_wp block, and requests queue: 12 execute, eight of them wait
 * for a pipe; those behind them wait for a thread, 10 s, so that their clients are looked for, which
 * is a second callback [RS:RequestQueue.cs]. */
static void who_finds_no_synchronous_pipe_holds_its_thread_and_others_queue(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(with_pipes); i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            SUPPORT_WINDOW SUPPORT_FREE "callback-work = wait 10s\n" SUPPORT_READY_THREADS
                                        "[iis5]\ncallbacks = 1\nMaxPoolThreads = 20\n" PAGE
                                        "[clients:c]\npages = g\narrivals = at(0s x 14)\n",
            with_pipes[i], 1, &result);

        CU_ASSERT_EQUAL(support_count_started(records, "c", 0), 12);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 10), 4);
        CU_ASSERT_EQUAL(support_count_started(records, "c", 10), 2);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 20), 4);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 30), 4);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 50), 2);
        CU_ASSERT_EQUAL(support_value(result, "queue.app:a.max"), 2);
    }
}

/* [PM11]: messages are asynchronous: while one is on its way neither side has a thread for it. */
static void a_message_on_its_way_holds_no_thread(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(with_pipes); i++) {
        g_autoptr(ModelResult) result = support_run(
            SUPPORT_WINDOW SUPPORT_FREE "pipe-oneway = wait 1s\n[iis5]\ncallbacks = 0\n" PAGE
                                        "[clients:c]\npages = g\narrivals = at(0s x 5)\n",
            with_pipes[i], 1);

        SUPPORT_NEAR(support_value(result, "latency.mean"), 2);
        CU_ASSERT_EQUAL(support_value(result, "threads.busy"), 0);
    }
}

/* [KB835680]: a callback waits for its answer: its thread is held for both ways. */
static void a_callback_on_its_way_holds_the_thread_of_its_page(void)
{
    g_autoptr(ModelResult) result = support_run(
        SUPPORT_WINDOW SUPPORT_FREE "pipe-oneway = wait 1s\n[iis5]\ncallbacks = 2\n" PAGE
                                    "[clients:c]\npages = g\narrivals = at(0s)\n",
        "iis5", 1);

    SUPPORT_NEAR(support_value(result, "latency.mean"), 2 + 4);
    SUPPORT_NEAR(support_value(result, "threads.busy") * 60, 4);
}

/* [RS:ISAPIWorkerRequest.cs]: part of a body comes with the request, the rest is asked for.
 * Assumption: 48 kB, and 31 kB at a time. */
static void a_long_request_body_is_read_by_callbacks(void)
{
    static const struct {
        const char *size;
        double latency_s;
    } cases[] = {{"48KB", 0.020}, {"49153B", 0.040}, {"79KB", 0.040}, {"110KB", 0.060}};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            SUPPORT_WINDOW SUPPORT_FREE "pipe-oneway = cpu 10ms\n[iis5]\ncallbacks = 0\n" PAGE
                                        "request-size = %s\n"
                                        "[clients:c]\npages = g\narrivals = at(0s)\n",
            cases[i].size);
        g_autoptr(ModelResult) result = support_run(text, "iis5", 1);

        SUPPORT_NEAR(support_value(result, "latency.mean"), cases[i].latency_s);
    }
}

/* [RS:HttpRuntimeSection.cs]: one byte more than maxRequestLength is answered 500, unread. */
static void of_a_body_above_maxRequestLength_nothing_more_is_read(void)
{
    static const struct {
        const char *size;
        int32_t status;
        double latency_s;
    } cases[] = {{"100KB", 200, 0.060}, {"102401B", 500, 0.020}};

    for (size_t i = 0; i < 2 * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            SUPPORT_WINDOW SUPPORT_FREE "pipe-oneway = cpu 10ms\n[aspnet]\nmaxRequestLength = 100\n"
                                        "[iis5]\ncallbacks = 0\n" PAGE "request-size = %s\n"
                                        "[clients:c]\npages = g\narrivals = at(0s)\n",
            cases[i / 2].size);
        g_autoptr(GArray) records = support_records(text, with_pipes[i % 2], 1, NULL);

        CU_ASSERT_EQUAL(support_find(records, "c", 0)->status, cases[i / 2].status);
        SUPPORT_NEAR(support_end_s(records, "c", 0), cases[i / 2].latency_s);
    }
}

/* [RS:RequestQueue.cs] [CC757130], inference: what comes runs on the I/O thread on which it came,
 * what was queued on a worker thread, of which one is there and one more comes every 500 ms. In w3wp
 * both are worker threads. */
static void a_request_that_was_queued_runs_on_a_worker_thread(void)
{
    static const struct {
        const char *model, *threads;
        double starts_s[3];
    } cases[] = {
        {"iis5", "minIoThreads = 20\n", {10, 10.5, 11}},
        {"i5m", "minIoThreads = 20\n", {10, 10.5, 11}},
        {"iis6", "minWorkerThreads = 20\n", {10, 10, 10}},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            SUPPORT_WINDOW SUPPORT_FREE
            "[aspnet]\n%s" PAGE "wait = 10s\n[clients:c]\npages = g\narrivals = at(0s x 15)\n",
            cases[i].threads);
        g_autoptr(GArray) records = support_records(text, cases[i].model, 1, NULL);

        CU_ASSERT_EQUAL(support_count_started(records, "c", 0), 12);
        for (uint64_t k = 0; k < 3; k++)
            SUPPORT_NEAR(support_start_s(records, "c", 12 + k), cases[i].starts_s[k]);
    }
}

/* Three of eight execute in the old process; the new one, from 3 s on, takes three. The last two wait for
 * those, though a thread of the old one is free at 5 s. */
static void a_process_that_is_replaced_takes_nothing_more_from_the_pipe(void)
{
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW "[machine]\nmemory = 100MB\n" SUPPORT_FREE
                       "process-start = wait 1s\n[aspnet]\nmaxIoThreads = 3\nmaxWorkerThreads = 3\n"
                       "minIoThreads = 3\nminFreeThreads = 0\nminLocalRequestFreeThreads = 0\n"
                       "[iis5]\nmemoryLimit = 16\n" PAGE
                       "wait = 5s\nmemory = 17MB\n[page:h]\napp = a\nwait = 20s\n"
                       "[clients:c]\npages = g\narrivals = at(0s)\n"
                       "[clients:d]\npages = h\narrivals = at(0s x 7)\n",
        "iis5", 1, NULL);

    SUPPORT_NEAR(support_end_s(records, "c", 0), 5);
    CU_ASSERT_EQUAL(support_count_started(records, "d", 0), 2);
    CU_ASSERT_EQUAL(support_count_started(records, "d", 3), 3);
    CU_ASSERT_EQUAL(support_count_started(records, "d", 23), 2);
    CU_ASSERT_EQUAL(support_count(records, "d", "ok"), 5);
}

CU_TestInfo pipe_tests[] = {
    TEST(a_process_that_is_replaced_takes_nothing_more_from_the_pipe),
    TEST(static_content_stops_once_callbacks_hold_every_atq_thread),
    TEST(who_finds_no_synchronous_pipe_holds_its_thread_and_others_queue),
    TEST(a_message_on_its_way_holds_no_thread),
    TEST(a_callback_on_its_way_holds_the_thread_of_its_page),
    TEST(a_long_request_body_is_read_by_callbacks),
    TEST(a_request_that_was_queued_runs_on_a_worker_thread),
    TEST(of_a_body_above_maxRequestLength_nothing_more_is_read),
    CU_TEST_INFO_NULL,
};

const TestBehaviour pipe_behaviours[] = {
    {AREA_PIPE, "the pipe is the process-level queue of ASP.NET", "iis5, i5m",
     "it grows when aspnet_wp is short of I/O threads", "CC757130", "aspnet.maxIoThreads",
     "the_pipe_fills_when_aspnet_wp_is_short_of_io_threads"},
    {AREA_PIPE, "requests and responses are asynchronous messages", "iis5, i5m",
     "each costs its sender and its receiver; on its way it holds no thread", "PM11 S0", NULL,
     "a_message_on_its_way_holds_no_thread"},
    {AREA_PIPE, "a response is sent in fragments below 31 kB", "iis5, i5m",
     "31 KB are one message, one byte more two; all of one answer in one go",
     "RS:ISAPIWorkerRequest.cs", "iis5.pipe-message",
     "an_answer_costs_a_pipe_message_for_each_31_kB"},
    {AREA_PIPE, "file fragments are sent by reference: inetinfo transmits the file", "iis5, i5m",
     "pages answer with what they made themselves: no page of a scenario sends a file",
     "RS:ISAPIWorkerRequest.cs", NULL, NULL},
    {AREA_PIPE, "server variables, mapping, the client's certificate: asked for when needed",
     "iis5, i5m",
     "so many synchronous callbacks a request (assumption: 1 of 0..3), each a round trip that "
     "holds "
     "the page's thread",
     "RS:ISAPIWorkerRequest.cs KB835680", NULL,
     "a_callback_on_its_way_holds_the_thread_of_its_page"},
    {AREA_PIPE, "a callback is a round trip", "iis5, i5m", "two messages", "KB835680", NULL,
     "a_callback_costs_two_messages"},
    {AREA_PIPE, "SyncPipesPerCPU", "iis5, i5m",
     "so many callbacks at a time, per CPU, for the server; others block", "KB835680",
     "iis5.SyncPipesPerCPU", "callbacks_wait_for_one_of_SyncPipesPerCPU_pipes"},
    {AREA_PIPE, "all synchronous pipes are busy: threads block and requests queue", "iis5, i5m",
     "who waits for a pipe holds its thread and executes", "KB835680", "iis5.SyncPipesPerCPU",
     "who_finds_no_synchronous_pipe_holds_its_thread_and_others_queue"},
    {AREA_PIPE, "all synchronous pipes are busy: static content may stop", "iis5, i5m",
     "callbacks hold ATQ threads, as many as there are; ATQ makes no more for them (assumption)",
     "KB835680", "iis5.SyncPipesPerCPU iis5.MaxPoolThreads",
     "static_content_stops_once_callbacks_hold_every_atq_thread"},
    {AREA_PIPE, "callbacks need ATQ threads", "iis5, i5m",
     "a slow ISAPI extension in inetinfo makes them wait", "KB835680", NULL,
     "callbacks_starve_where_slow_isapi_holds_every_atq_thread"},
    {AREA_PIPE, "looking for a client that may have gone is a callback", "iis5, i5m",
     "one more for each request that was queued longer than clientConnectedCheck",
     "RS:RequestQueue.cs", "aspnet.clientConnectedCheck",
     "looking_for_the_client_of_a_late_request_is_a_callback"},
    {AREA_PIPE, "a request carries the beginning of its body, the rest is read on demand",
     "iis5, i5m",
     "48 kB, then a callback for each 31 kB (assumption: both); a page reads all of it",
     "RS:ISAPIWorkerRequest.cs", "page.request-size", "a_long_request_body_is_read_by_callbacks"},
    {AREA_PIPE, "a body above maxRequestLength", "iis5, i5m",
     "is answered 500 without a callback for the rest of it (assumption)",
     "RS:HttpRuntimeSection.cs", "aspnet.maxRequestLength",
     "of_a_body_above_maxRequestLength_nothing_more_is_read"},
    {.what = NULL},
};
