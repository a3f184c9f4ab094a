/* test_gate.c - the free-thread gate and the CLR's thread pool, step by step as they are published, and
 * what follows from them when threads run short. More of it in test_aspnet.c.
 */
#include "tests/models/support.h"

#include <math.h>

#define PAGE      SUPPORT_APP "[page:g]\napp = a\n"
#define SLOW_PAGE PAGE "wait = 10s\n"

/* Two applications of one process; twelve requests of a hold all threads from 0 to 25 s, one of b has
 * been queued since 1 s. */
#define NEIGHBOURS                                                                                 \
    SUPPORT_APP "[app:b]\npool = p\nstart = warm\nmemory = 0B\n[page:hog]\napp = a\nwait = 25s\n"  \
                "[page:h]\napp = b\nwait = 1s\n"                                                   \
                "[clients:hogs]\npages = hog\narrivals = at(0s x 12)\n"

/* ---- the gate ---- */

/* [RS:RequestQueue.cs]: one that comes while others wait is queued, and the head of the queue runs on
 * its thread; the end of that one triggers the next. */
static void an_arrival_runs_the_head_of_the_queue_on_its_thread(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS NEIGHBOURS
                            "[clients:c]\npages = h\narrivals = at(1s, 27s)\n",
                            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_start_s(records, "c", 0), 27);
        SUPPORT_NEAR(support_start_s(records, "c", 1), 28);
    }
}

/* Of one process, that dies at 60 s: from 0 and from 100 s on twelve requests of a hold all threads for
 * 25 s, and one of b and one of e have been queued since the next second. */
#define QUEUED_TWICE                                                                               \
    "[scenario]\nduration = 150s\nwarmup = 0s\ndrain = 1h\n[costs]\n"                              \
    "preset = zero\n" SUPPORT_READY_THREADS SUPPORT_APP                                            \
    "[app:b]\npool = p\nstart = warm\nmemory = 0B\n[app:e]\npool = p\nstart = warm\nmemory = 0B\n" \
    "[page:hog]\napp = a\nwait = 25s\n[page:g]\napp = b\nwait = 1s\n[page:h]\napp = e\nwait = "    \
    "1s\n"                                                                                         \
    "[clients:hogs]\npages = hog\narrivals = at(0s x 12, 100s x 12)\n"                             \
    "[clients:c]\npages = g\narrivals = at(1s, 90s, 101s)\n"                                       \
    "[clients:d]\npages = h\narrivals = at(1s, 90s, 101s)\n"                                       \
    "[fault:crash]\nkind = crash\napp = a\nat = 60s\n"

/* [RS:RequestQueue.cs]: the timer is a member of the queue, and each AppDomain has a queue. Its ticks
 * fall on an offset of the application in that process, the same in every model. */
static void the_timer_of_a_queue_is_its_appdomains_own(void)
{
    double ticks[SUPPORT_MODELS][4];

    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(QUEUED_TWICE, support_models[i], 1, NULL);

        for (size_t j = 0; j < 4; j++) {
            ticks[i][j] = support_start_s(records, j % 2 == 0 ? "c" : "d", j / 2 * 2);
            ticks[i][j] -= j < 2 ? 25 : 125;
            CU_ASSERT(ticks[i][j] > 0 && ticks[i][j] <= 10);
            SUPPORT_NEAR(ticks[i][j], ticks[0][j]);
            for (size_t k = 0; k < j; k++)
                CU_ASSERT(fabs(ticks[i][j] - ticks[i][k]) > 1e-3);
        }
    }
}

/* Thirty applications whose clients all come at each full second: the first twelve have the threads,
 * and the queues of the others have nothing but their timers. At its tick each finds all threads free
 * and empties itself: nobody waits longer than from tick to tick, and the few requests of 1 ms that
 * were there before it. Were the ticks of all one, the same six would be too late at each. */
static void queues_of_clients_in_lockstep_do_not_shut_each_other_out(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records("[scenario]\nduration = 60s\nwarmup = 0s\ndrain = 2min\n[costs]\n"
                            "preset = zero\n" SUPPORT_READY_THREADS
                            "[pool:p]\n[app:a]\ncount = 30\npool = p\nstart = warm\nmemory = 0B\n"
                            "[page:g]\ncount = 30\napp = a{i}\nwait = 1ms\n"
                            "[clients:c]\ncount = 30\npages = g{i}\narrivals = every(1s)\n",
                            support_models[i], 1, &result);

        CU_ASSERT_EQUAL(support_count(records, NULL, "ok"), records->len);
        CU_ASSERT(support_value(result, "latency.max") > 9);
        CU_ASSERT(support_value(result, "latency.max") < 10 + 11 * 0.001);
    }
}

/* [RS:RequestQueue.cs]: two work items of an AppDomain are outstanding at most. In aspnet_wp only
 * they wait for a worker thread: of ten that are queued when twelve end at once, two items do. */
static void at_most_two_work_items_of_an_appdomain_wait_for_threads(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(SUPPORT_WINDOW SUPPORT_FREE
                                                "[aspnet]\nminIoThreads = 20\n" SLOW_PAGE
                                                "[clients:c]\npages = g\narrivals = at(0s x 22)\n",
                                                "iis5", 1, &result);

    CU_ASSERT_EQUAL(support_value(result, "queue.app:a.max"), 10);
    CU_ASSERT_EQUAL(support_value(result, "queue.clr.max"), 2);
    CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 22);
}

/* [RS:RequestQueue.cs]: the limit is on both lists together. */
static void local_and_remote_requests_count_together_against_appRequestQueueLimit(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS
            "appRequestQueueLimit = 5\n" SLOW_PAGE
            "[clients:c]\npages = g\narrivals = at(0s x 12, 1s x 3)\n"
            "[clients:l]\npages = g\narrivals = at(500ms x 4, 2s x 4)\nlocal = true\n",
            support_models[i], 1, NULL);

        /* 12 remote and 4 local ones execute; 3 remote and 2 local ones fit in the queue */
        CU_ASSERT_EQUAL(support_count_started(records, "l", 0.5), 4);
        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 15);
        CU_ASSERT_EQUAL(support_count(records, "l", "rejected"), 2);
        CU_ASSERT_EQUAL(support_count_ended(records, "l", 2), 2);
    }
}

/* [KB821268]: autoConfig: 100 threads less 88 and less 76, per CPU. */
static void autoConfig_lets_12_remote_and_24_local_requests_execute_per_cpu(void)
{
    static const struct {
        const char *local;
        int64_t ceiling;
    } cases[] = {{"false", 24}, {"true", 48}};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            SUPPORT_WINDOW "[machine]\ncores = 2\n" SUPPORT_FREE
                           "[aspnet]\nversion = 2.0\nminWorkerThreads = 50\nminIoThreads = 50\n"
                           "[iis5]\nServerListenBacklog = 200\n" SLOW_PAGE
                           "[clients:c]\npages = g\narrivals = at(0s x 150)\nlocal = %s\n",
            cases[i / SUPPORT_MODELS].local);
        g_autoptr(GArray) records =
            support_records(text, support_models[i % SUPPORT_MODELS], 1, NULL);

        CU_ASSERT_EQUAL(support_max_executing(records, "c"), cases[i / SUPPORT_MODELS].ceiling);
    }
}

/* 25 - 8 in 1.0, 20 - 8 in 1.1, 100 - 88 in 2.0, on one CPU. */
static void how_many_execute_depends_on_the_version(void)
{
    static const struct {
        const char *version;
        int64_t ceiling;
    } cases[] = {{"1.0", 17}, {"1.1", 12}, {"2.0", 12}, {"2.0\nautoConfig = false", 12}};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(SUPPORT_WINDOW SUPPORT_FREE
                                                "[aspnet]\nversion = %s\nminIoThreads = 18\n"
                                                "minWorkerThreads = 18\n" SLOW_PAGE
                                                "[clients:c]\npages = g\narrivals = at(0s x 40)\n",
                                                cases[i].version);
        g_autoptr(GArray) records = support_records(text, "iis5", 1, NULL);

        CU_ASSERT_EQUAL(support_max_executing(records, "c"), cases[i].ceiling);
    }
}

/* [KB893660] [RS:HttpRuntimeSection.cs]: 90 s, in 2.0 110 s; looked at every 15 s. */
static void executionTimeout_depends_on_the_version(void)
{
    static const struct {
        const char *version;
        double end_s;
    } cases[] = {{"1.0", 105}, {"1.1", 105}, {"2.0", 120}};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            g_strdup_printf(SUPPORT_WINDOW SUPPORT_FREE "[aspnet]\nversion = %s\n" PAGE
                                                        "wait = 1h\n[clients:c]\npages = g\n"
                                                        "arrivals = at(0s)\n",
                            cases[i / SUPPORT_MODELS].version);
        g_autoptr(GArray) records =
            support_records(text, support_models[i % SUPPORT_MODELS], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 0), cases[i / SUPPORT_MODELS].end_s);
    }
}

/* ---- the CLR's thread pool ---- */

/* [MSDN-TP] [SUJIT]: as many threads as there are CPUs start at once. */
static void the_minimum_of_the_pool_is_one_thread_per_cpu(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW "[machine]\ncores = 3\n" SUPPORT_FREE SLOW_PAGE
                                           "[clients:c]\npages = g\narrivals = at(0s x 5)\n",
                            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count_started(records, "c", 0), 3);
        CU_ASSERT_EQUAL(support_count_started(records, "c", 0.5), 1);
        CU_ASSERT_EQUAL(support_count_started(records, "c", 1), 1);
    }
}

/* Arithmetic on [ERICEIL]: from one thread to twelve at two a second. */
static void twelve_blocked_requests_all_execute_after_five_and_a_half_seconds(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_FREE SLOW_PAGE
                            "[clients:c]\npages = g\narrivals = at(0s x 12)\n",
                            support_models[i], 1, &result);

        SUPPORT_NEAR(support_start_s(records, "c", 11), 5.5);
        CU_ASSERT_EQUAL(support_max_executing(records, "c"), 12);
        CU_ASSERT_EQUAL(support_value(result, "cpu.utilisation"), 0); /* nothing to be seen */
    }
}

static void the_pool_never_has_more_threads_than_its_maximum(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_FREE
                            "[aspnet]\nmaxWorkerThreads = 5\nmaxIoThreads = 5\nminFreeThreads = 0\n"
                            "minLocalRequestFreeThreads = 0\n" SLOW_PAGE
                            "[clients:c]\npages = g\narrivals = at(0s x 8)\n",
                            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_start_s(records, "c", 4), 2);
        SUPPORT_NEAR(support_start_s(records, "c", 5), 10);
        CU_ASSERT_EQUAL(support_max_executing(records, "c"), 5);
    }
}

/* [S0]: one pool per process, shared by all its AppDomains: a ceiling of twelve for both. */
static void the_applications_of_a_process_share_its_threads(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS SLOW_PAGE
            "[app:b]\npool = p\nstart = warm\nmemory = 0B\n[page:h]\napp = b\nwait = 10s\n"
            "[clients:c]\npages = g\narrivals = at(0s x 8)\n"
            "[clients:d]\npages = h\narrivals = at(1s x 8)\n",
            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_max_executing(records, NULL), 12);
        CU_ASSERT_EQUAL(support_count_started(records, "d", 1), 4);
    }
}

/* [TMARQ]: in w3wp the post to the pool is a queue before the gate; [CC757130]: on IIS 5 that is the
 * pipe. Eleven wait for the second thread. */
static void a_request_waits_for_its_first_thread_before_the_gate(void)
{
    static const char *const queues[] = {"queue.clr.max", "queue.pipe.max", "queue.pipe.max"};

    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run(SUPPORT_WINDOW SUPPORT_FREE SLOW_PAGE
                        "[clients:c]\npages = g\narrivals = at(0s x 12)\n",
                        support_models[i], 1);

        CU_ASSERT_EQUAL(support_value(result, queues[i]), 11);
        CU_ASSERT_EQUAL(support_value(result, "queue.app:a.max"), 0);
    }
}

/* ---- when threads run short ---- */

/* At the ceiling each further request waits at least as long as one is served; nothing computes. */
static void past_the_ceiling_a_request_waits_for_a_whole_service_time(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS SLOW_PAGE
                            "[clients:c]\npages = g\narrivals = at(0s x 36)\n",
                            support_models[i], 1, &result);

        for (uint64_t k = 0; k < 36; k++)
            SUPPORT_NEAR(support_start_s(records, "c", k), 10 * (double)(k / 12));
        CU_ASSERT_EQUAL(support_value(result, "cpu.utilisation"), 0);
    }
}

/* Inference from [TMARQ]: the kernel queue stays empty, as w3wp hands its requests over at once. */
static void starvation_shows_in_the_application_queue_not_in_the_kernel(void)
{
    g_autoptr(ModelResult) result = support_run(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS
                                                "appRequestQueueLimit = 5000\n" SLOW_PAGE
                                                "[clients:c]\npages = g\narrivals = at(0s x 900)\n",
                                                "iis6", 1);

    CU_ASSERT_EQUAL(support_value(result, "queue.app:a.max"), 888);
    CU_ASSERT(support_value(result, "queue.pool:p.max") <= 1); /* on its way through */
    CU_ASSERT_EQUAL(support_value(result, "requests.rejected"), 0);
}

/* [CC757130] [UITRANS]: without free threads to queue them on, requests wait in the pipe until
 * Requests Current is 5000: twenty of them execute. */
static void on_iis_5_the_pipe_fills_until_requestQueueLimit(void)
{
    static const char *const one_process[] = {"iis5", "i5m"};

    for (size_t i = 0; i < G_N_ELEMENTS(one_process); i++) {
        g_autoptr(ModelResult) result = support_run(
            SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS
            "minFreeThreads = 0\nminLocalRequestFreeThreads = 0\n"
            "[iis5]\nServerListenBacklog = none\n[httpsys]\ni5m-queue-length = 9000\n" PAGE
            "wait = 1h\n[clients:c]\npages = g\narrivals = at(0s x 6000)\n",
            one_process[i], 1);

        CU_ASSERT_EQUAL(support_value(result, "requests.rejected"), 1000);
        CU_ASSERT_EQUAL(support_value(result, "queue.pipe.max"), 4980);
        CU_ASSERT_EQUAL(support_value(result, "queue.app:a.max"), 0);
    }
}

CU_TestInfo gate_tests[] = {
    TEST(an_arrival_runs_the_head_of_the_queue_on_its_thread),
    TEST(the_timer_of_a_queue_is_its_appdomains_own),
    TEST(queues_of_clients_in_lockstep_do_not_shut_each_other_out),
    TEST(at_most_two_work_items_of_an_appdomain_wait_for_threads),
    TEST(local_and_remote_requests_count_together_against_appRequestQueueLimit),
    TEST(autoConfig_lets_12_remote_and_24_local_requests_execute_per_cpu),
    TEST(how_many_execute_depends_on_the_version),
    TEST(executionTimeout_depends_on_the_version),
    TEST(the_minimum_of_the_pool_is_one_thread_per_cpu),
    TEST(twelve_blocked_requests_all_execute_after_five_and_a_half_seconds),
    TEST(the_pool_never_has_more_threads_than_its_maximum),
    TEST(the_applications_of_a_process_share_its_threads),
    TEST(a_request_waits_for_its_first_thread_before_the_gate),
    TEST(past_the_ceiling_a_request_waits_for_a_whole_service_time),
    TEST(starvation_shows_in_the_application_queue_not_in_the_kernel),
    TEST(on_iis_5_the_pipe_fills_until_requestQueueLimit),
    CU_TEST_INFO_NULL,
};

const TestBehaviour gate_behaviours[] = {
    {AREA_GATE, "free threads: worker threads in w3wp, the lesser of both kinds in aspnet_wp",
     "all",
     "the published code's reading lets twice as many execute in aspnet_wp: gate-counts = code; by "
     "default the documented ceiling rules there too (assumption)",
     "RS:RequestQueue.cs KB821268", "aspnet.maxWorkerThreads aspnet.maxIoThreads",
     "the_published_code_lets_twice_as_many_execute_in_aspnet_wp_alone"},
    {AREA_GATE, "the ceiling of executing requests", "all",
     "maxWorkerThreads x CPUs - minFreeThreads: 12 on one CPU", "KB821268 RS:RequestQueue.cs",
     "aspnet.maxWorkerThreads aspnet.minFreeThreads", "twelve_requests_execute_at_once_on_one_cpu"},
    {AREA_GATE, "the numbers of threads are per CPU, minFreeThreads is not", "all",
     "two CPUs: 2 x 20 - 8 = 32", "KB821268", "aspnet.minFreeThreads",
     "thirty_two_requests_execute_at_once_on_two_cpus"},
    {AREA_GATE, "local requests may leave fewer threads free", "all",
     "minLocalRequestFreeThreads 4: 16 of them execute", "WMI-HR RS:RequestQueue.cs",
     "aspnet.minLocalRequestFreeThreads", "sixteen_local_requests_execute_at_once"},
    {AREA_GATE, "two lists, the local one first", "all",
     "a queued local request goes before older remote ones", "RS:RequestQueue.cs", NULL,
     "a_queued_local_request_goes_before_older_remote_ones"},
    {AREA_GATE, "the queue is full", "all", "503 'Server Too Busy', counted as rejected",
     "RS:RequestQueue.cs RS:HttpRuntime.cs MSDN-HR20", "aspnet.appRequestQueueLimit",
     "the_hundred_and_first_in_the_application_queue_gets_503"},
    {AREA_GATE, "the limit of the queue is on both lists", "all", "together", "RS:RequestQueue.cs",
     "aspnet.appRequestQueueLimit",
     "local_and_remote_requests_count_together_against_appRequestQueueLimit"},
    {AREA_GATE, "one that comes while others wait", "all",
     "is queued, and the head of the queue runs on its thread", "RS:RequestQueue.cs", NULL,
     "an_arrival_runs_the_head_of_the_queue_on_its_thread"},
    {AREA_GATE, "work items of a queue", "all", "at most two outstanding for each AppDomain",
     "RS:RequestQueue.cs", NULL, "at_most_two_work_items_of_an_appdomain_wait_for_threads"},
    {AREA_GATE, "no AppDomain is told of threads that another one freed", "all",
     "only its own ends, arrivals and a timer of 10 s trigger a queue", "RS:RequestQueue.cs", NULL,
     "a_queue_learns_of_threads_that_others_freed_at_its_10_s_timer"},
    {AREA_GATE, "each AppDomain's queue has a timer of its own", "all",
     "made with the queue; its ticks fall on a seeded offset of the application in that process",
     "RS:RequestQueue.cs RS:HttpRuntime.cs", "aspnet.gate-timer",
     "the_timer_of_a_queue_is_its_appdomains_own"},
    {AREA_GATE, "clients in lockstep", "all",
     "of queues whose timers tick apart none shuts the others out of the free threads",
     "RS:RequestQueue.cs", "aspnet.gate-timer",
     "queues_of_clients_in_lockstep_do_not_shut_each_other_out"},
    {AREA_GATE, "the client of a request that was queued for long is looked for", "all",
     "after clientConnectedCheck; if it has gone, the request is dropped",
     "RS:RequestQueue.cs WMI-PM", "aspnet.clientConnectedCheck",
     "a_request_whose_client_has_gone_is_dropped_when_it_leaves_the_queue"},
    {AREA_GATE, "no queue before the AppDomain exists", "all",
     "those that come block on its creation, each with its thread, and bypass the gate",
     "RS:HttpRuntime.cs", NULL, "those_who_wait_for_an_appdomain_hold_threads_and_bypass_the_gate"},
    {AREA_GATE, "autoConfig (2.0)", "all",
     "100 threads of each kind per CPU, minFreeThreads 88 and minLocalRequestFreeThreads 76 per "
     "CPU",
     "KB821268 WMI-PM", "aspnet.autoConfig aspnet.version",
     "autoConfig_lets_12_remote_and_24_local_requests_execute_per_cpu"},
    {AREA_GATE, "defaults differ by version", "all", "threads, queue limits, time-outs",
     "PM11 KB821268 MSDN-HR20", "aspnet.version aspnet.maxWorkerThreads",
     "how_many_execute_depends_on_the_version"},
    {AREA_GATE, "executionTimeout by version", "all", "90 s, in 2.0 110 s",
     "KB893660 RS:HttpRuntimeSection.cs", "aspnet.executionTimeout",
     "executionTimeout_depends_on_the_version"},
    {AREA_GATE, "requestQueueLimit is compared with Requests Current", "all",
     "queued and executing together, of the server on IIS 5, of a w3wp on IIS 6 (assumption)",
     "UITRANS MSDN-RQL", "aspnet.requestQueueLimit",
     "requestQueueLimit_counts_queued_and_executing_requests"},
    {AREA_GATE, "one thread pool per process, for all its AppDomains", "all",
     "they share its ceiling", "S0 MSDN-TP", NULL,
     "the_applications_of_a_process_share_its_threads"},
    {AREA_GATE, "the pool's minimum", "all", "a thread per CPU, made at once", "MSDN-TP",
     "aspnet.minWorkerThreads aspnet.minIoThreads",
     "the_minimum_of_the_pool_is_one_thread_per_cpu"},
    {AREA_GATE, "minWorkerThreads, minIoThreads", "all", "threads up to them start without delay",
     "KB821268", "aspnet.minWorkerThreads aspnet.minIoThreads",
     "threads_up_to_the_minimum_start_without_delay"},
    {AREA_GATE, "above the minimum", "all", "at most one new thread per 500 ms while work waits",
     "ERICEIL INFOQ CORECLR", NULL, "a_thread_more_comes_every_500_ms"},
    {AREA_GATE, "from one to twelve blocked requests", "all", "takes 5.5 s", "ERICEIL KB821268",
     NULL, "twelve_blocked_requests_all_execute_after_five_and_a_half_seconds"},
    {AREA_GATE, "the pool's maximum", "all", "what processModel sets", "PM11 WMI-PM",
     "aspnet.maxWorkerThreads aspnet.maxIoThreads",
     "the_pool_never_has_more_threads_than_its_maximum"},
    {AREA_GATE, "idle threads end", "all", "after 40 s (assumption)", "MSDN-TP", NULL,
     "idle_threads_above_the_minimum_end"},
    {AREA_GATE,
     "2.0 SP1 starts threads late even below the minimum when they are asked for in a "
     "burst",
     "all", "a bug of one service pack, mended in the next; how late is not published", "ERICEIL",
     NULL, NULL},
    {AREA_GATE, "25 worker threads per CPU by the plain CLR, 250 from 2.0 SP1; 1000 I/O threads",
     "all", "ASP.NET's processModel sets its own maxima", "MSDN-TP INFOQ", NULL, NULL},
    {AREA_GATE, "a request waits for its first thread before the gate", "all",
     "in w3wp in the CLR's queue, on IIS 5 in the pipe", "TMARQ CC757130", NULL,
     "a_request_waits_for_its_first_thread_before_the_gate"},
    {AREA_GATE, "starvation on IIS 6", "iis6",
     "the application's queue grows, the kernel's stays empty", "TMARQ", NULL,
     "starvation_shows_in_the_application_queue_not_in_the_kernel"},
    {AREA_GATE, "starvation on IIS 5", "iis5, i5m",
     "the application's queue is full first (1.x); without I/O threads the pipe fills until "
     "Requests Current passes requestQueueLimit",
     "CC757130 UITRANS", "aspnet.requestQueueLimit",
     "on_iis_5_the_pipe_fills_until_requestQueueLimit"},
    {.what = NULL},
};
