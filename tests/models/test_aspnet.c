/* test_aspnet.c - the ASP.NET runtime: gate, threads, AppDomains, time-outs, in every host of it.
 *
 * Times are exact: nothing costs anything but what a test gives a cost, and timers start when they
 * are needed.
 */
#include "tests/models/support.h"

#include <math.h>

/* A page that holds its thread for ten seconds. */
#define SLOW_PAGE SUPPORT_APP "[page:g]\napp = a\nwait = 10s\n"

/* [RS:RequestQueue.cs] [KB821268]: maxWorkerThreads x CPUs - minFreeThreads = 20 - 8. */
static void twelve_requests_execute_at_once_on_one_cpu(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS SLOW_PAGE
                            "[clients:c]\npages = g\narrivals = at(0s x 50)\n",
                            support_models[i], 1, &result);

        CU_ASSERT_EQUAL(support_count_started(records, "c", 0), 12);
        CU_ASSERT_EQUAL(support_count_started(records, "c", 10), 12);
        CU_ASSERT_EQUAL(support_max_executing(records, "c"), 12);
        CU_ASSERT_EQUAL(support_value(result, "queue.app:a.max"), 38);
    }
}

/* The same ceiling is reached, and not passed, when threads come one by one. */
static void the_ceiling_holds_under_load_with_default_threads(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            "[scenario]\nduration = 200s\nwarmup = 0s\n[costs]\npreset = zero\n" SUPPORT_APP
            "[page:g]\napp = a\nwait = exp(10s)\n"
            "[clients:c]\npages = g\narrivals = poisson(3/s)\n",
            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_max_executing(records, "c"), 12);
    }
}

/* [RS:RequestQueue.cs]: the code takes the lesser of the free worker and free I/O threads. An arrival
 * that finds 7 of 20 I/O threads free schedules nothing; the queue's timer finds the worker threads,
 * at 10 s. */
static void the_published_code_lets_twice_as_many_execute_in_aspnet_wp_alone(void)
{
    static const int64_t ceilings[] = {12, 24, 24};

    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS
                            "gate-counts = code\n" SUPPORT_APP "[page:g]\napp = a\nwait = 30s\n"
                            "[clients:c]\npages = g\narrivals = at(0s x 50)\n",
                            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count_started(records, "c", 0), 12);
        CU_ASSERT_EQUAL(support_count_started(records, "c", 10), ceilings[i] - 12);
        CU_ASSERT_EQUAL(support_max_executing(records, "c"), ceilings[i]);
    }
}

/* [KB821268]: thread counts are per CPU, minFreeThreads is not: 2 x 20 - 8. */
static void thirty_two_requests_execute_at_once_on_two_cpus(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            SUPPORT_WINDOW "[machine]\ncores = 2\n" SUPPORT_FREE SUPPORT_READY_THREADS SLOW_PAGE
                           "[clients:c]\npages = g\narrivals = at(0s x 50)\n",
            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_max_executing(records, "c"), 32);
    }
}

/* [KB821268]: autoConfig of version 2.0 comes to the same 12 per CPU; its queue takes 5000
 * [MSDN-HR20]. */
static void version_2_0_executes_twelve_per_cpu_and_queues_thousands(void)
{
    for (size_t i = 0; i < 2; i++) {
        g_autoptr(GArray) records = support_records(
            SUPPORT_WINDOW
            "[machine]\ncores = 2\n" SUPPORT_FREE
            "[aspnet]\nversion = 2.0\nminWorkerThreads = 50\nminIoThreads = 50\n" SLOW_PAGE
            "[clients:c]\npages = g\narrivals = at(0s x 400)\n",
            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_max_executing(records, "c"), 24);
        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 400);
    }
}

/* [WMI-HR]: minLocalRequestFreeThreads 4 leaves local requests four threads more. */
static void sixteen_local_requests_execute_at_once(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS SLOW_PAGE
                            "[clients:c]\npages = g\narrivals = at(0s x 50)\nlocal = true\n",
                            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_max_executing(records, "c"), 16);
    }
}

/* [RS:RequestQueue.cs]: two lists, the local one first; a thread more for local requests here. */
static void a_queued_local_request_goes_before_older_remote_ones(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_FREE
                            "[aspnet]\nmaxWorkerThreads = 3\nmaxIoThreads = 3\n"
                            "minWorkerThreads = 3\nminIoThreads = 3\nminFreeThreads = 2\n"
                            "minLocalRequestFreeThreads = 1\n" SLOW_PAGE
                            "[clients:remote]\npages = g\narrivals = at(0s, 1s)\n"
                            "[clients:local]\npages = g\narrivals = at(2s, 3s)\nlocal = true\n",
                            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_start_s(records, "local", 0), 2);
        SUPPORT_NEAR(support_start_s(records, "local", 1), 10);
        SUPPORT_NEAR(support_start_s(records, "remote", 1), 20);
    }
    for (size_t i = 0; i < SUPPORT_MODELS; i++) { /* where the thread would do for either */
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_FREE
                            "[aspnet]\nmaxWorkerThreads = 2\nmaxIoThreads = 2\nminWorkerThreads = "
                            "2\nminIoThreads = 2\n"
                            "minFreeThreads = 1\nminLocalRequestFreeThreads = 1\n" SLOW_PAGE
                            "[clients:remote]\npages = g\narrivals = at(0s, 1s)\n"
                            "[clients:local]\npages = g\narrivals = at(2s)\nlocal = true\n",
                            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_start_s(records, "local", 0), 10);
        SUPPORT_NEAR(support_start_s(records, "remote", 1), 20);
    }
}

/* [MSDN-HR20]: 100 in 1.1; [RS:HttpRuntime.cs]: 503. */
static void the_hundred_and_first_in_the_application_queue_gets_503(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS SLOW_PAGE
                            "[clients:c]\npages = g\narrivals = at(0s x 200)\n",
                            support_models[i], 1, &result);

        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 112);
        CU_ASSERT_EQUAL(support_count(records, "c", "rejected"), 88);
        CU_ASSERT_EQUAL(support_find(records, "c", 150)->status, 503);
        CU_ASSERT_EQUAL(support_value(result, "queue.app:a.max"), 100);
    }
}

/* [UITRANS]: Requests Current, executing ones included, is what the limit is compared with. */
static void requestQueueLimit_counts_queued_and_executing_requests(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS
                            "requestQueueLimit = 30\n" SLOW_PAGE
                            "[clients:c]\npages = g\narrivals = at(0s x 50, 15s x 20)\n",
                            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count_ended(records, "c", 0), 20);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 15), 8);
        CU_ASSERT_EQUAL(support_count(records, "c", "rejected"), 28);
        CU_ASSERT_EQUAL(support_find(records, "c", 49)->status, 503);
    }
}

/* ---- threads ---- */

/* [ERICEIL] [CORECLR]: above the minimum one thread per 500 ms. */
static void a_thread_more_comes_every_500_ms(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            SUPPORT_WINDOW SUPPORT_FREE SLOW_PAGE "[clients:c]\npages = g\narrivals = at(0s x 5)\n",
            support_models[i], 1, NULL);

        for (uint64_t k = 0; k < 5; k++)
            SUPPORT_NEAR(support_start_s(records, "c", k), 0.5 * (double)k);
    }
}

/* A timer that runs by itself: the first thread comes within the period, the next a period later.
 */
static void the_first_injection_comes_at_a_seeded_part_of_the_period(void)
{
    double first[3];

    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW "[costs]\npreset = zero\n" SLOW_PAGE
                                           "[clients:c]\npages = g\narrivals = at(0s x 4)\n",
                            support_models[i], 1, NULL);

        first[i] = support_start_s(records, "c", 1);
        CU_ASSERT(first[i] > 0 && first[i] < 0.5);
        SUPPORT_NEAR(support_start_s(records, "c", 2), first[i] + 0.5);
        SUPPORT_NEAR(support_start_s(records, "c", 3), first[i] + 1);
    }
    SUPPORT_NEAR(first[0], first[1]); /* not keyed by the name of the model */
    SUPPORT_NEAR(first[0], first[2]);
}

/* [KB821268]: up to the minimum threads are made at once. */
static void threads_up_to_the_minimum_start_without_delay(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_FREE
                            "[aspnet]\nminWorkerThreads = 4\nminIoThreads = 4\n" SLOW_PAGE
                            "[clients:c]\npages = g\narrivals = at(0s x 6)\n",
                            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count_started(records, "c", 0), 4);
        CU_ASSERT_EQUAL(support_count_started(records, "c", 0.5), 1);
        CU_ASSERT_EQUAL(support_count_started(records, "c", 1), 1);
    }
}

static void an_interval_of_nothing_between_threads_is_no_limit(void)
{
    static const char *const phases[] = {"armed", "seeded"};

    for (size_t i = 0; i < G_N_ELEMENTS(phases); i++) {
        g_autofree char *text =
            g_strdup_printf(SUPPORT_WINDOW "[costs]\npreset = zero\n[limits]\ntimer-phases = %s\n"
                                           "[aspnet]\nthread-injection = 0s\n" SLOW_PAGE
                                           "[clients:c]\npages = g\narrivals = at(0s x 12)\n",
                            phases[i]);
        g_autoptr(GArray) records = support_records(text, "iis6", 1, NULL);

        CU_ASSERT_EQUAL(support_count_started(records, "c", 0), 12);
    }
}

/* An idle thread ends after thread-retirement; the next burst has to wait for new ones. */
static void idle_threads_above_the_minimum_end(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records =
        support_records("[scenario]\nduration = 200s\nwarmup = 0s\n" SUPPORT_FREE SUPPORT_APP
                        "[page:g]\napp = a\nwait = 2s\n"
                        "[clients:c]\npages = g\narrivals = at(0s x 4, 30s x 4, 75s x 4)\n",
                        "iis6", 1, &result);

    CU_ASSERT_EQUAL(support_count_started(records, "c", 30), 4);
    CU_ASSERT_EQUAL(support_count_started(records, "c", 75), 1);
    CU_ASSERT_EQUAL(support_count_started(records, "c", 75.5), 1);
}

/* ---- the first request ---- */

#define COLD                                                                                       \
    "[pool:p]\n[app:a]\npool = p\nmemory = 0B\n"                                                   \
    "[page:g]\napp = a\nwait = 1s\n"

/* [RS:HttpRuntime.cs]: first arrivals block on the lock, each with its thread, and then run
 * without passing the gate, as there is no queue yet. */
static void those_who_wait_for_an_appdomain_hold_threads_and_bypass_the_gate(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            SUPPORT_WINDOW SUPPORT_FREE "appdomain-create = wait 2s\n" SUPPORT_READY_THREADS COLD
                                        "[clients:c]\npages = g\narrivals = at(0s x 15, 1s)\n",
            support_models[i], 1, &result);

        CU_ASSERT_EQUAL(support_count_started(records, "c", 2), 16);
        SUPPORT_NEAR(support_value(result, "threads.busy") * 60, 15 * 3 + 2);
        CU_ASSERT_EQUAL(support_value(result, "appdomains.started"), 1);
        SUPPORT_NEAR(support_value(result, "wait(stage:app-init)") +
                         support_value(result, "service(stage:app-init)"),
                     (15 * 2 + 1) / 16.0);
    }
}

/* [S0]: one AppDomain per application, created at the first request for it; the CLR once per
 * process. */
static void each_application_creates_its_own_appdomain_at_its_first_request(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            SUPPORT_WINDOW SUPPORT_FREE "clr-load = wait 1s\nappdomain-create = wait 2s\n" COLD
                                        "[app:b]\npool = p\n[page:h]\napp = b\nwait = 1s\n"
                                        "[clients:first]\npages = g\narrivals = at(0s, 10s)\n"
                                        "[clients:second]\npages = h\narrivals = at(20s, 30s)\n",
            support_models[i], 1, &result);

        SUPPORT_NEAR(support_start_s(records, "first", 0), 3);
        SUPPORT_NEAR(support_start_s(records, "first", 1), 10);
        SUPPORT_NEAR(support_start_s(records, "second", 0), 22);
        SUPPORT_NEAR(support_start_s(records, "second", 1), 30);
        CU_ASSERT_EQUAL(support_value(result, "appdomains.started"), 2);
    }
}

/* [RS:CompilationLock.cs]: compiled pages are on disk and outlive the process; JIT does not. */
static void pages_are_compiled_once_and_jitted_in_each_process(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            SUPPORT_WINDOW SUPPORT_FREE
            "compile-batch = wait 3s\ncompile-page = wait 1s\njit = wait 500ms\n" COLD
            "[page:h]\napp = a\nwait = 1s\n[page:static]\napp = a\nurl = /a/x.gif\n"
            "[clients:g]\npages = g\narrivals = at(0s, 20s, 50s)\n"
            "[clients:h]\npages = h\narrivals = at(10s)\n"
            "[fault:f]\nkind = crash\napp = a\nat = 40s\n",
            support_models[i], 1, &result);

        SUPPORT_NEAR(support_end_s(records, "g", 0), 5 + 0.5 + 1);
        SUPPORT_NEAR(support_end_s(records, "h", 0), 10 + 0.5 + 1);
        SUPPORT_NEAR(support_end_s(records, "g", 1), 20 + 1);
        SUPPORT_NEAR(support_end_s(records, "g", 2), 50 + 0.5 + 1);
        SUPPORT_NEAR(support_value(result, "service(stage:app-init)"), (5.5 + 0.5 + 0.5) / 4);
    }
}

/* [RS:HttpApplicationFactory.cs]: a new instance only when none is free. */
static void an_HttpApplication_serves_one_request_at_a_time_and_is_used_again(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_FREE
                            "application-instance = wait 1s\n" SUPPORT_READY_THREADS
                            "application-trim = none\n" COLD
                            "[clients:c]\npages = g\narrivals = at(0s x 2, 10s x 2, 20s x 3)\n",
                            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count_ended(records, "c", 2), 2);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 11), 2);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 21), 2);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 22), 1);
    }
}

/* [RS:IdleTimeoutMonitor.cs]: every 30 s 3% and one more of the free ones go: 1 of 2. */
static void free_HttpApplications_are_trimmed_every_30_s(void)
{
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW SUPPORT_FREE "application-instance = wait 1s\n" SUPPORT_READY_THREADS COLD
                                    "[clients:c]\npages = g\narrivals = at(0s x 2, 40s x 2)\n",
        "iis6", 1, NULL);

    CU_ASSERT_EQUAL(support_count_ended(records, "c", 41), 1);
    CU_ASSERT_EQUAL(support_count_ended(records, "c", 42), 1);
}

/* ---- timers ---- */

/* [RS:RequestTimeoutManager.cs]: looked at every 15 s, so that 90 s can become 105. */
static void executionTimeout_is_enforced_at_the_15_s_tick_after_it(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS SUPPORT_APP
                            "[page:hung]\napp = a\nwait = 1h\n[page:slow]\napp = a\nwait = 89s\n"
                            "[clients:hung]\npages = hung\narrivals = at(0s, 20s)\n"
                            "[clients:slow]\npages = slow\narrivals = at(0s)\n",
                            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "hung", 0), 105);
        SUPPORT_NEAR(support_end_s(records, "hung", 1), 120);
        CU_ASSERT_STRING_EQUAL(support_find(records, "hung", 0)->outcome, "error");
        CU_ASSERT_EQUAL(support_find(records, "hung", 0)->status, 500);
        SUPPORT_NEAR(support_end_s(records, "slow", 0), 89);
        CU_ASSERT_STRING_EQUAL(support_find(records, "slow", 0)->outcome, "ok");
    }
}

static void executionTimeout_is_exact_where_limits_act_at_once(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            SUPPORT_WINDOW SUPPORT_TEXTBOOK "[aspnet]\nexecutionTimeout = 7\n" SLOW_PAGE
                                            "[clients:c]\npages = g\narrivals = at(0s, 20s)\n",
            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 7);
        SUPPORT_NEAR(support_end_s(records, "c", 1), 27);
        CU_ASSERT_EQUAL(support_count(records, "c", "error"), 2);
    }
}

/* [RS:HttpContext.cs]: the clock starts at execution; the thread of an aborted request is free. */
static void time_in_the_queue_does_not_count_against_executionTimeout(void)
{
    static const struct {
        const char *preset;
        double ended_s; /* at once, or when it is looked at */
    } cases[] = {{SUPPORT_TEXTBOOK, 20}, {SUPPORT_FREE, 30}};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        double ended_s = cases[i / SUPPORT_MODELS].ended_s;
        g_autofree char *text =
            g_strconcat(SUPPORT_WINDOW, cases[i / SUPPORT_MODELS].preset,
                        "[aspnet]\nmaxWorkerThreads = 1\nmaxIoThreads = 1\nminFreeThreads = 0\n"
                        "minLocalRequestFreeThreads = 0\nexecutionTimeout = 20\n" SUPPORT_APP
                        "[page:hung]\napp = a\nwait = 1h\n[page:g]\napp = a\nwait = 10s\n"
                        "[clients:hung]\npages = hung\narrivals = at(0s)\n"
                        "[clients:c]\npages = g\narrivals = at(0s x 3)\n",
                        NULL);
        g_autoptr(GArray) records =
            support_records(text, support_models[i % SUPPORT_MODELS], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "hung", 0), ended_s);
        SUPPORT_NEAR(support_end_s(records, "c", 0), ended_s + 10);
        SUPPORT_NEAR(support_end_s(records, "c", 1), ended_s + 20);
        SUPPORT_NEAR(support_end_s(records, "c", 2), ended_s + 30);
        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 3);
    }
}

/* The one who JITs is aborted; for the next in line JIT is nothing (half of the time), so that it
 * ends at once and frees a thread, on which a page begins that kills the process: with the one that
 * is being aborted in it. */
static void an_abort_may_set_off_the_death_of_its_process(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS * 8; i++) {
        g_autofree char *text =
            g_strdup_printf("[scenario]\nduration = 60s\nwarmup = 0s\nseed = %zu\n" SUPPORT_TEXTBOOK
                            "jit = wait 10s with 50%%\n"
                            "[aspnet]\nmaxWorkerThreads = 2\nmaxIoThreads = 2\n"
                            "minWorkerThreads = 2\n"
                            "minIoThreads = 2\nminFreeThreads = 0\nminLocalRequestFreeThreads = 0\n"
                            "executionTimeout = 5\n[pool:p]\n[app:a]\npool = p\n[page:g]\napp = a\n"
                            "[page:h]\napp = a\n[clients:c]\npages = g\narrivals = at(0s x 2)\n"
                            "[clients:d]\npages = h\narrivals = at(1s x 2)\n"
                            "[fault:f]\nkind = crash\npage = h\nper-request = 100%%\n",
                            i / SUPPORT_MODELS);
        g_autoptr(GArray) records =
            support_records(text, support_models[i % SUPPORT_MODELS], 1, NULL);

        CU_ASSERT(support_end_s(records, "c", 0) <= 5);
        CU_ASSERT_EQUAL(support_count(records, "d", "ok"), 0);
    }
}

/* Two applications of one process; the other one holds the threads from 0 to 25 s. */
#define NEIGHBOURS                                                                                 \
    SUPPORT_APP "[app:b]\npool = p\nstart = warm\nmemory = 0B\n"                                   \
                "[page:hog]\napp = a\nwait = 25s\n[page:h]\napp = b\nwait = 1s\n"                  \
                "[clients:hogs]\npages = hog\narrivals = at(0s x 12)\n"                            \
                "[clients:c]\npages = h\narrivals = at(1s)\n"

/* [RS:RequestQueue.cs]: no trigger from other AppDomains; a 10 s timer finds out. */
static void a_queue_learns_of_threads_that_others_freed_at_its_10_s_timer(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS NEIGHBOURS,
                            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "hogs", 11), 25);
        SUPPORT_NEAR(support_start_s(records, "c", 0), 31);
    }
}

static void without_its_timer_a_queue_never_learns_of_them(void)
{
    g_autoptr(GArray) records = support_records(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS
                                                "gate-timer = none\n" NEIGHBOURS,
                                                "iis6", 1, NULL);

    CU_ASSERT_EQUAL(support_count(records, "c", "in_flight"), 1);
}

/* The client of a request that is queued from 1 s to 10 s leaves at 4 s. */
#define IMPATIENT                                                                                  \
    SLOW_PAGE "[clients:hogs]\npages = g\narrivals = at(0s x 12)\n"                                \
              "[clients:c]\npages = g\narrivals = at(1s)\ntimeout = 3s\n"

/* [RS:RequestQueue.cs]: queued longer than clientConnectedCheck, 5 s: the client is looked for.
 */
static void a_request_whose_client_has_gone_is_dropped_when_it_leaves_the_queue(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS IMPATIENT,
                            support_models[i], 1, &result);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 4);
        CU_ASSERT_STRING_EQUAL(support_find(records, "c", 0)->outcome, "abandoned");
        SUPPORT_NEAR(support_value(result, "threads.busy") * 60, 120);
        CU_ASSERT_EQUAL(support_value(result, "late"), 0);
    }
}

static void before_clientConnectedCheck_it_is_executed_for_nobody(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS
                        "clientConnectedCheck = 0:00:09\n" IMPATIENT,
                        support_models[i], 1);

        SUPPORT_NEAR(support_value(result, "threads.busy") * 60, 130);
        SUPPORT_NEAR(support_value(result, "late"), 1 / 13.0);
    }
}

CU_TestInfo aspnet_tests[] = {
    TEST(twelve_requests_execute_at_once_on_one_cpu),
    TEST(the_ceiling_holds_under_load_with_default_threads),
    TEST(the_published_code_lets_twice_as_many_execute_in_aspnet_wp_alone),
    TEST(thirty_two_requests_execute_at_once_on_two_cpus),
    TEST(version_2_0_executes_twelve_per_cpu_and_queues_thousands),
    TEST(sixteen_local_requests_execute_at_once),
    TEST(a_queued_local_request_goes_before_older_remote_ones),
    TEST(the_hundred_and_first_in_the_application_queue_gets_503),
    TEST(requestQueueLimit_counts_queued_and_executing_requests),
    TEST(a_thread_more_comes_every_500_ms),
    TEST(the_first_injection_comes_at_a_seeded_part_of_the_period),
    TEST(threads_up_to_the_minimum_start_without_delay),
    TEST(an_interval_of_nothing_between_threads_is_no_limit),
    TEST(idle_threads_above_the_minimum_end),
    TEST(those_who_wait_for_an_appdomain_hold_threads_and_bypass_the_gate),
    TEST(each_application_creates_its_own_appdomain_at_its_first_request),
    TEST(pages_are_compiled_once_and_jitted_in_each_process),
    TEST(an_HttpApplication_serves_one_request_at_a_time_and_is_used_again),
    TEST(free_HttpApplications_are_trimmed_every_30_s),
    TEST(executionTimeout_is_enforced_at_the_15_s_tick_after_it),
    TEST(executionTimeout_is_exact_where_limits_act_at_once),
    TEST(time_in_the_queue_does_not_count_against_executionTimeout),
    TEST(an_abort_may_set_off_the_death_of_its_process),
    TEST(a_queue_learns_of_threads_that_others_freed_at_its_10_s_timer),
    TEST(without_its_timer_a_queue_never_learns_of_them),
    TEST(a_request_whose_client_has_gone_is_dropped_when_it_leaves_the_queue),
    TEST(before_clientConnectedCheck_it_is_executed_for_nobody),
    CU_TEST_INFO_NULL,
};
