/* test_iis6.c - http.sys, application pools and w3wp: what only IIS 6 does, by exact times. */
#include "tests/models/support.h"

#define PAGE SUPPORT_APP "[page:g]\napp = a\n"

/* An application pool whose keys a test writes itself. */
#define APP          "[app:a]\npool = p\nstart = warm\nmemory = 0B\n[page:g]\napp = a\n"
#define COLD_APP     "[app:a]\npool = p\nmemory = 0B\n[page:g]\napp = a\n"
#define EVERY_SECOND "[clients:c]\npages = g\narrivals = every(1s)\n"

/* ---- the kernel queue ---- */

/* [CC783070] [CC781893]: beyond AppPoolQueueLength 503, HTTPERR QueueFull. */
static void a_full_pool_queue_answers_503(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW SUPPORT_FREE "[pool:p]\nAppPoolQueueLength = 10\nheld-requests = 1\n" APP
                                    "wait = 2s\n[clients:c]\npages = g\narrivals = at(0s x 20)\n",
        "iis6", 1, &result);

    CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 11);
    CU_ASSERT_EQUAL(support_count(records, "c", "rejected"), 9);
    CU_ASSERT_EQUAL(support_find(records, "c", 19)->status, 503);
    SUPPORT_NEAR(support_end_s(records, "c", 19), 0);
    CU_ASSERT_EQUAL(support_value(result, "queue.pool:p.max"), 10);
    SUPPORT_NEAR(support_value(result, "latency.max"), 22);
}

/* Inferred from [TMARQ]: w3wp keeps taking requests in; starvation shows in the application's
 * queue. */
static void the_kernel_queue_stays_empty_while_a_worker_takes_all(void)
{
    g_autoptr(ModelResult) result =
        support_run(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS PAGE
                    "wait = 10s\n[clients:c]\npages = g\narrivals = at(0s x 60)\n",
                    "iis6", 1);

    CU_ASSERT_EQUAL(support_value(result, "queue.pool:p.mean"), 0);
    CU_ASSERT_EQUAL(support_value(result, "queue.app:a.max"), 48);
}

/* [S0] [DOM1]: routing is by application; a pool's full queue is nobody else's. */
static void each_pool_has_a_queue_of_its_own(void)
{
    g_autoptr(GArray) records =
        support_records(SUPPORT_WINDOW SUPPORT_FREE
                        "[pool:p]\nAppPoolQueueLength = 10\nheld-requests = 1\n[pool:q]\n"
                        "[app:b]\npool = q\nstart = warm\n[page:h]\napp = b\n" APP
                        "wait = 2s\n[clients:a]\npages = g\narrivals = at(0s x 50)\n"
                        "[clients:b]\npages = h\narrivals = at(0s x 50)\n",
                        "iis6", 1, NULL);

    CU_ASSERT_EQUAL(support_count(records, "a", "rejected"), 39);
    CU_ASSERT_EQUAL(support_count(records, "b", "ok"), 50);
    CU_ASSERT_STRING_EQUAL(support_find(records, "a", 0)->process, "w3wp:p");
    CU_ASSERT_STRING_EQUAL(support_find(records, "b", 0)->process, "w3wp:q");
}

/* [S0]: w3wp hosts any content. */
static void static_files_and_classic_asp_run_in_the_w3wp_of_their_pool(void)
{
    g_autoptr(GArray) records =
        support_records(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_APP
                        "[page:s]\napp = a\nurl = /a/x.gif\n[page:o]\napp = a\nurl = /a/x.asp\n"
                        "[page:i]\napp = a\nurl = /a/x.dll\n"
                        "[clients:s]\npages = s\narrivals = at(1s)\n"
                        "[clients:o]\npages = o\narrivals = at(1s)\n"
                        "[clients:i]\npages = i\narrivals = at(1s)\n",
                        "iis6", 1, NULL);

    CU_ASSERT_STRING_EQUAL(support_find(records, "s", 0)->process, "w3wp:p");
    CU_ASSERT_STRING_EQUAL(support_find(records, "o", 0)->process, "w3wp:p");
    CU_ASSERT_STRING_EQUAL(support_find(records, "i", 0)->process, "w3wp:p");
}

/* ATQ's rule holds in each w3wp, for itself: only its own pool's static content starves. */
static void slow_isapi_starves_static_content_of_its_pool_alone(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW SUPPORT_FREE
        "[pool:p]\nMaxPoolThreads = 1\nPoolThreadLimit = 1\n"
        "[pool:q]\nMaxPoolThreads = 1\nPoolThreadLimit = 1\n"
        "[app:b]\npool = q\nstart = warm\n[page:t]\napp = b\nurl = /b/x.gif\n" APP
        "work = none\n[page:s]\napp = a\nurl = /a/x.gif\n"
        "[page:i]\napp = a\nurl = /a/x.dll\nwait = 10s\n"
        "[clients:i]\npages = i\narrivals = at(0s)\n[clients:s]\npages = s\narrivals = at(1s)\n"
        "[clients:t]\npages = t\narrivals = at(1s)\n",
        "iis6", 1, &result);

    SUPPORT_NEAR(support_end_s(records, "s", 0), 10);
    SUPPORT_NEAR(support_end_s(records, "t", 0), 1);
    SUPPORT_NEAR(support_value(result, "queue.pool:p.mean") * 60, 9);
}

/* What http.sys and native w3wp cost is part of the cost of a static file; an ISAPI page pays just
 * that. */
static void a_static_file_costs_static_w3wp_in_all(void)
{
    g_autoptr(GArray) records =
        support_records(SUPPORT_WINDOW SUPPORT_FREE
                        "http-cache-hit = kernel 2ms\nhttp-dispatch = kernel 4ms\n"
                        "w3wp-native = cpu 1ms\n"
                        "static-w3wp = cpu 10ms\n" SUPPORT_APP "[page:s]\napp = a\nurl = /a/x.gif\n"
                        "[page:i]\napp = a\nurl = /a/x.dll\n"
                        "[clients:s]\npages = s\narrivals = at(1s)\n"
                        "[clients:i]\npages = i\narrivals = at(2s)\n",
                        "iis6", 1, NULL);

    SUPPORT_NEAR(support_end_s(records, "s", 0), 1.010);
    SUPPORT_NEAR(support_end_s(records, "i", 0), 2.007);
}

/* ---- starting ---- */

/* [DOM1] [IIS-ARCH]: no process listens: the first request has one started and waits. */
static void the_first_request_starts_a_worker_and_the_kernel_queue_keeps_it(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records =
        support_records(SUPPORT_WINDOW SUPPORT_FREE
                        "process-start = wait 3s\n" SUPPORT_READY_THREADS "[pool:p]\n" COLD_APP
                        "wait = 1s\n[clients:c]\npages = g\narrivals = at(10s x 5)\n",
                        "iis6", 1, &result);

    CU_ASSERT_EQUAL(support_count_started(records, "c", 13), 5);
    CU_ASSERT_EQUAL(support_value(result, "workers.started"), 1);
    SUPPORT_NEAR(support_value(result, "processes.alive") * 60, 60 - 13);
    SUPPORT_NEAR(support_value(result, "wait(stage:process-start)"), 3);
    CU_ASSERT_EQUAL(support_value(result, "queue.pool:p.max"), 5);
}

/* [WIN32-DEMAND]: one notification at a time: a web garden grows one process by one. */
static void a_web_garden_grows_by_one_process_at_a_time(void)
{
    g_autoptr(ModelResult) result = support_run(
        SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 2500ms\n"
                                    "[pool:p]\nMaxProcesses = 3\n" COLD_APP
                                    "work = none\n[clients:c]\npages = g\narrivals = every(1s)\n",
        "iis6", 1);

    /* asked for at 1 s, then at the first request after the one before is ready */
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 3.5), 1);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 4 + 2.5), 1);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 7 + 2.5), 1);
    CU_ASSERT_EQUAL(support_value(result, "workers.started"), 3);
}

/* Each worker has one thread; [AA720391] [IIS-WAS]: in turn. */
static void a_web_garden_serves_in_turn(void)
{
    static const struct {
        const char *pool;
        uint32_t at_once;
    } cases[] = {
        {"MaxProcesses = 1\n", 1},
        {"MaxProcesses = 2\n", 2},
        {"MaxProcesses = 3\ndispatch = round-robin\n", 3},
        {"MaxProcesses = 3\ndispatch = pull\n", 3},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            g_strdup_printf(SUPPORT_WINDOW SUPPORT_FREE
                            "[aspnet]\nmaxWorkerThreads = 1\nmaxIoThreads = 1\nminFreeThreads = 0\n"
                            "minLocalRequestFreeThreads = 0\n[pool:p]\n%s" APP
                            "wait = 10s\n[clients:c]\npages = g\narrivals = at(0s x 6)\n",
                            cases[i].pool);
        g_autoptr(GArray) records = support_records(text, "iis6", 1, NULL);

        CU_ASSERT_EQUAL(support_count_started(records, "c", 0), cases[i].at_once);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 60.0 / cases[i].at_once),
                        cases[i].at_once);
    }
}

/* ---- recycling ---- */

#define RECYCLED(result, time_s) support_marks_at(result, MARK_RECYCLE, time_s)

/* [S0] [IIS-WAS]: the new one first; the old one finishes what it has. */
static void overlapped_recycling_costs_no_request_anything(void)
{
    g_autoptr(ModelResult) result =
        support_run(SUPPORT_WINDOW SUPPORT_FREE
                    "process-start = wait 2500ms\n" SUPPORT_READY_THREADS
                    "[pool:p]\nPeriodicRestartRequests = 10\n" APP "wait = 1500ms\n" EVERY_SECOND,
                    "iis6", 1);

    CU_ASSERT_EQUAL(RECYCLED(result, 11.5), 1); /* when the tenth has ended */
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 14), 1);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_STOP, 14.5), 1);
    CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 59);
    SUPPORT_NEAR(support_value(result, "latency.max"), 1.5);
    CU_ASSERT_EQUAL(support_value(result, "workers.recycled"), 4);
}

/* [CC757757]: DisallowOverlappingRotation: requests wait in the kernel until the old one has ended
 * and the new one is up. */
static void without_overlap_requests_wait_in_the_kernel_and_none_is_lost(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records =
        support_records(SUPPORT_WINDOW SUPPORT_FREE
                        "process-start = wait 2500ms\n" SUPPORT_READY_THREADS
                        "[pool:p]\nPeriodicRestartRequests = 10\n"
                        "DisallowOverlappingRotation = true\n" APP "wait = 1500ms\n" EVERY_SECOND,
                        "iis6", 1, &result);

    /* at 11.5 s the tenth ends, the eleventh at 12.5 s: the old one is empty */
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_STOP, 12.5), 1);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 15), 1);
    SUPPORT_NEAR(support_start_s(records, "c", 11), 15); /* issued at 12 s */
    SUPPORT_NEAR(support_start_s(records, "c", 14), 15);
    CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 59);
}

/* A limit of two is passed by the second completion, not the second arrival. */
static void PeriodicRestartRequests_counts_completions(void)
{
    g_autoptr(ModelResult) result =
        support_run(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS
                    "[pool:p]\nPeriodicRestartRequests = 2\n" APP "wait = 10s\n"
                    "[clients:c]\npages = g\narrivals = at(0s, 1s, 2s, 3s)\n",
                    "iis6", 1);

    CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), 1);
    CU_ASSERT_EQUAL(RECYCLED(result, 11), 1);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_STOP, 13), 1);
}

/* [MS525914] in minutes. */
static void PeriodicRestartTime_is_the_age_of_a_worker(void)
{
    g_autoptr(ModelResult) result = support_run(
        "[scenario]\nduration = 10min\nwarmup = 0s\n" SUPPORT_FREE "process-start = wait 5s\n"
        "[pool:p]\nPeriodicRestartTime = 2\nIdleTimeout = 0\n" APP "work = none\n" EVERY_SECOND,
        "iis6", 1);

    CU_ASSERT_EQUAL(RECYCLED(result, 120), 1);
    CU_ASSERT_EQUAL(RECYCLED(result, 125 + 120), 1);
    CU_ASSERT_EQUAL(RECYCLED(result, 250 + 120), 1);
    CU_ASSERT_EQUAL(RECYCLED(result, 375 + 120), 1);
    CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), 4);
}

/* [MS525539] [MS525009] in kB: 1 MB a request, none at the start. */
static void a_leak_up_to_a_memory_limit_recycles_the_worker(void)
{
    static const char *const limits[] = {"PeriodicRestartMemory", "PeriodicRestartPrivateMemory"};

    for (size_t i = 0; i < G_N_ELEMENTS(limits); i++) {
        g_autofree char *text =
            g_strdup_printf("[scenario]\nduration = 100s\nwarmup = 0s\n" SUPPORT_FREE
                            "process-start = wait 1500ms\n[pool:p]\n%s = 40960\n" APP
                            "leak = 1MB\n[clients:c]\npages = g\narrivals = every(1s)\n",
                            limits[i]);
        g_autoptr(ModelResult) result = support_run(text, "iis6", 1);

        CU_ASSERT_EQUAL(RECYCLED(result, 40), 1);
        CU_ASSERT_EQUAL(RECYCLED(result, 41 + 40), 1);
        CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), 2);
        CU_ASSERT_EQUAL(support_value(result, "memory.max(process:w3wp:p)"), 41.0 * 1024 * 1024);
    }
}

/* [MS525145] local time; time 0 is at 'clock'. */
static void PeriodicRestartSchedule_recycles_at_times_of_day(void)
{
    g_autoptr(ModelResult) result = support_run(
        "[scenario]\nduration = 5min\nwarmup = 2min\nclock = 08:59\n" SUPPORT_FREE
        "process-start = wait 1s\n[pool:p]\nMaxProcesses = 2\n"
        "PeriodicRestartSchedule = 08:58, 09:00, 09:03\n" APP "work = none\n" EVERY_SECOND,
        "iis6", 1);

    CU_ASSERT_EQUAL(RECYCLED(result, -60), 2); /* both workers */
    CU_ASSERT_EQUAL(RECYCLED(result, 60), 2);
    CU_ASSERT_EQUAL(RECYCLED(result, 240), 2);
    CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), 6);
    CU_ASSERT_EQUAL(support_value(result, "workers.recycled"), 4);
}

/* Those that replace the ones of now are ready at once here: they are not recycled again. */
static void a_schedule_recycles_only_the_workers_of_that_time(void)
{
    g_autoptr(ModelResult) result =
        support_run("[scenario]\nduration = 2min\nwarmup = 0s\nclock = 23:59\n" SUPPORT_FREE
                    "[pool:p]\nMaxProcesses = 2\nPeriodicRestartSchedule = 00:00\n" APP
                    "work = none\n[clients:c]\npages = g\narrivals = every(7s)\n",
                    "iis6", 1);

    CU_ASSERT_EQUAL(RECYCLED(result, 60), 2);
    CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), 2);
    CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 17);
}

/* [MS525537] in minutes without a request; executing ones are not idle. */
static void an_idle_worker_ends_and_the_next_request_starts_one(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(
        "[scenario]\nduration = 5min\nwarmup = 0s\n" SUPPORT_FREE "process-start = wait 3s\n"
        "[pool:p]\nIdleTimeout = 1\n" APP "wait = 80s\n"
        "[clients:c]\npages = g\narrivals = at(10s, 200s)\n",
        "iis6", 1, &result);

    CU_ASSERT_EQUAL(support_marks_at(result, MARK_STOP, 10 + 80 + 60), 1);
    SUPPORT_NEAR(support_start_s(records, "c", 1), 203);
    CU_ASSERT_EQUAL(support_value(result, "workers.recycled"), 1);
    SUPPORT_NEAR(support_value(result, "processes.alive") * 300, 150 + 97);
}

/* [IIS-WAS] [KB821268b]: ShutdownTimeLimit, 90 s, then it is killed: the connection closes. */
static void a_draining_worker_is_killed_after_ShutdownTimeLimit(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records =
        support_records(SUPPORT_WINDOW SUPPORT_FREE
                        "process-start = wait 1s\n" SUPPORT_READY_THREADS
                        "executionTimeout = Infinite\n[pool:p]\nPeriodicRestartRequests = 1\n" APP
                        "wait = 200s\n[page:h]\napp = a\nwait = 4s\n"
                        "[clients:long]\npages = g\narrivals = at(0s)\n"
                        "[clients:c]\npages = h\narrivals = at(1s)\n",
                        "iis6", 1, &result);

    SUPPORT_NEAR(support_end_s(records, "long", 0), 6 + 90);
    CU_ASSERT_STRING_EQUAL(support_find(records, "long", 0)->outcome, "reset");
    CU_ASSERT_EQUAL(support_find(records, "long", 0)->status, 0);
    CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 1);
}

/* ---- crashes ---- */

/* [KB820729] [S0] [DOM1]: what was dequeued is reset, what is in the kernel survives. */
static void a_crash_resets_what_the_worker_held_and_the_kernel_queue_survives(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(SUPPORT_WINDOW SUPPORT_FREE
                                                "process-start = wait 1s\n" SUPPORT_READY_THREADS
                                                "[pool:p]\nheld-requests = 2\n" APP "wait = 10s\n"
                                                "[clients:c]\npages = g\narrivals = at(0s x 5)\n"
                                                "[fault:f]\nkind = crash\napp = a\nat = 5s\n",
                                                "iis6", 1, &result);

    CU_ASSERT_EQUAL(support_count(records, "c", "reset"), 2);
    CU_ASSERT_EQUAL(support_count_ended(records, "c", 5), 2);
    CU_ASSERT_EQUAL(support_find(records, "c", 0)->status, 0);
    CU_ASSERT_EQUAL(support_count_started(records, "c", 6), 2);
    CU_ASSERT_EQUAL(support_count_started(records, "c", 16), 1);
    CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 3);
    CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), 1);
    SUPPORT_NEAR(support_value(result, "wait(stage:process-start)"), 1);
}

/* [S0] [DOM1]: only that pool; but all applications of it. */
static void a_crash_stays_within_its_pool(void)
{
    g_autoptr(GArray) records =
        support_records(SUPPORT_WINDOW SUPPORT_FREE
                        "process-start = wait 1s\n" SUPPORT_READY_THREADS PAGE "wait = 3s\n"
                        "[app:b]\npool = p\nstart = warm\n[page:h]\napp = b\nwait = 3s\n"
                        "[pool:q]\n[app:c]\npool = q\nstart = warm\n"
                        "[page:i]\napp = c\nwait = 3s\n"
                        "[clients:a]\npages = g\narrivals = at(4s)\n"
                        "[clients:b]\npages = h\narrivals = at(4s)\n"
                        "[clients:c]\npages = i\narrivals = at(4s, 5s, 6s)\n"
                        "[fault:f]\nkind = crash\napp = a\nat = 5s\n",
                        "iis6", 1, NULL);

    CU_ASSERT_EQUAL(support_count(records, "a", "reset"), 1);
    CU_ASSERT_EQUAL(support_count(records, "b", "reset"), 1);
    CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 3);
    SUPPORT_NEAR(support_end_s(records, "c", 1), 8);
}

/* [S0]: static files of a pool die with its worker, and wait for the next one. */
static void static_content_goes_down_with_its_pool(void)
{
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 3s\n" PAGE
                                    "[page:picture]\napp = a\nurl = /a/x.gif\nwait = 3s\n"
                                    "[clients:static]\npages = picture\narrivals = at(4s, 6s)\n"
                                    "[fault:f]\nkind = crash\napp = a\nat = 5s\n",
        "iis6", 1, NULL);

    CU_ASSERT_STRING_EQUAL(support_find(records, "static", 0)->outcome, "reset");
    SUPPORT_NEAR(support_start_s(records, "static", 1), 8);
}

/* One of the processes of a garden dies; the others go on. */
static void a_crash_in_a_web_garden_takes_one_process_of_it(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 1s\n" SUPPORT_READY_THREADS
                                    "[pool:p]\nMaxProcesses = 3\n" APP
                                    "wait = 10s\n[clients:c]\npages = g\narrivals = at(0s x 12)\n"
                                    "[fault:f]\nkind = crash\napp = a\nat = 5s\n",
        "iis6", 1, &result);

    CU_ASSERT_EQUAL(support_count(records, "c", "reset"), 4);
    CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 8);
    SUPPORT_NEAR(support_value(result, "processes.alive") * 60, 3 * 60 - 1);
}

/* A cold pool, a worker that dies of its first request, and nothing that starts another. */
static void a_worker_that_dies_at_once_leaves_an_empty_pool(void)
{
    g_autoptr(ModelResult) result = support_run(
        SUPPORT_WINDOW SUPPORT_TEXTBOOK "[pool:p]\n" COLD_APP "work = none\n" EVERY_SECOND
                                        "[fault:f]\nkind = crash\napp = a\nper-request = 100%\n"
                                        "restart-on = request\n",
        "iis6", 1);

    CU_ASSERT_EQUAL(support_value(result, "requests.reset"), 59);
    CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), 59);
    CU_ASSERT_EQUAL(support_value(result, "processes.alive"), 0);
}

/* MaxPoolThreads = 1: the only thread is busy until 1 s, then blocked until 6 s; the second request
 * gets a thread of its own the moment that nobody runs (ATQ's growth, an assumption). */
static void a_request_in_the_kernel_queue_gets_a_thread_once_all_are_blocked(void)
{
    static const char text[] =
        SUPPORT_WINDOW SUPPORT_FREE "[pool:p]\nMaxPoolThreads = 1\n[app:a]\npool = p\n"
                                    "start = warm\nmemory = 0B\n"
                                    "[page:g]\napp = a\nurl = /a/g.dll\nwork = cpu 1s, wait 5s\n"
                                    "[clients:c]\npages = g\narrivals = at(0s, 500ms)\n";
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(text, "iis6", 1, &result);

    SUPPORT_NEAR(support_start_s(records, "c", 0), 0);
    SUPPORT_NEAR(support_start_s(records, "c", 1), 1);
    SUPPORT_NEAR(support_end_s(records, "c", 1), 7);
}

CU_TestInfo iis6_tests[] = {
    TEST(a_request_in_the_kernel_queue_gets_a_thread_once_all_are_blocked),
    TEST(a_full_pool_queue_answers_503),
    TEST(the_kernel_queue_stays_empty_while_a_worker_takes_all),
    TEST(each_pool_has_a_queue_of_its_own),
    TEST(static_files_and_classic_asp_run_in_the_w3wp_of_their_pool),
    TEST(slow_isapi_starves_static_content_of_its_pool_alone),
    TEST(a_static_file_costs_static_w3wp_in_all),
    TEST(the_first_request_starts_a_worker_and_the_kernel_queue_keeps_it),
    TEST(a_web_garden_grows_by_one_process_at_a_time),
    TEST(a_web_garden_serves_in_turn),
    TEST(overlapped_recycling_costs_no_request_anything),
    TEST(without_overlap_requests_wait_in_the_kernel_and_none_is_lost),
    TEST(PeriodicRestartRequests_counts_completions),
    TEST(PeriodicRestartTime_is_the_age_of_a_worker),
    TEST(a_leak_up_to_a_memory_limit_recycles_the_worker),
    TEST(PeriodicRestartSchedule_recycles_at_times_of_day),
    TEST(a_schedule_recycles_only_the_workers_of_that_time),
    TEST(an_idle_worker_ends_and_the_next_request_starts_one),
    TEST(a_draining_worker_is_killed_after_ShutdownTimeLimit),
    TEST(a_crash_resets_what_the_worker_held_and_the_kernel_queue_survives),
    TEST(a_crash_stays_within_its_pool),
    TEST(static_content_goes_down_with_its_pool),
    TEST(a_crash_in_a_web_garden_takes_one_process_of_it),
    TEST(a_worker_that_dies_at_once_leaves_an_empty_pool),
    CU_TEST_INFO_NULL,
};
