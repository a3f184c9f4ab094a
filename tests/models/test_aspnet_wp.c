/* test_aspnet_wp.c - the process model of IIS 5: replacing aspnet_wp, and what its death costs. */
#include "tests/models/support.h"

#define PAGE SUPPORT_APP "[page:g]\napp = a\n"

#define EVERY_SECOND "[clients:c]\npages = g\narrivals = every(1s)\n"

/* ---- an abnormal end ---- */

/* [WMI-PM], inference: inetinfo has the connections; clients get the 'Server Application
 * Unavailable' page. 12 execute at 5 s, 18 are in the application's queue. */
static void those_inside_a_dying_aspnet_wp_get_the_unavailable_page(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 10s\n" SUPPORT_READY_THREADS PAGE
                                    "wait = 20s\n[clients:c]\npages = g\narrivals = at(0s x 30)\n"
                                    "[fault:f]\nkind = crash\napp = a\nat = 5s\n",
        "iis5", 1, &result);

    CU_ASSERT_EQUAL(support_count_ended(records, "c", 5), 30);
    CU_ASSERT_EQUAL(support_count(records, "c", "error"), 30);
    CU_ASSERT_EQUAL(support_find(records, "c", 0)->status, 503);
    CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), 1);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_CRASH, 5), 1);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 15), 1);
}

/* [WMI-PM]: restartQueueLimit 10, for those in the pipe when it dies ... */
static void ten_of_those_in_the_pipe_are_kept_for_the_next_process(void)
{
    g_autoptr(GArray) records =
        support_records(SUPPORT_WINDOW SUPPORT_FREE
                        "process-start = wait 10s\n"
                        "[aspnet]\nmaxIoThreads = 5\nmaxWorkerThreads = 5\nminIoThreads = 5\n"
                        "minFreeThreads = 0\nminLocalRequestFreeThreads = 0\n" PAGE
                        "wait = 20s\n[clients:c]\npages = g\narrivals = at(0s x 30)\n"
                        "[fault:f]\nkind = crash\napp = a\nat = 5s\n",
                        "iis5", 1, NULL);

    CU_ASSERT_EQUAL(support_count_ended(records, "c", 5), 5 + 15);
    CU_ASSERT_EQUAL(support_count_started(records, "c", 15), 5);
    CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 10);
    CU_ASSERT_EQUAL(support_count(records, "c", "error"), 20);
    CU_ASSERT_EQUAL(support_find(records, "c", 29)->status, 503);
}

/* ... and for those that come while the next one starts. */
static void ten_of_those_that_come_during_a_restart_are_kept(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records =
        support_records(SUPPORT_WINDOW SUPPORT_FREE
                        "process-start = wait 10s\n" SUPPORT_READY_THREADS PAGE
                        "wait = 1s\n[clients:c]\npages = g\narrivals = at(6s x 30, 16s x 30)\n"
                        "[fault:f]\nkind = crash\napp = a\nat = 5s\n",
                        "iis5", 1, &result);

    CU_ASSERT_EQUAL(support_count_ended(records, "c", 6), 20);
    CU_ASSERT_EQUAL(support_count(records, "c", "error"), 20);
    CU_ASSERT_EQUAL(support_count_started(records, "c", 15), 10);
    CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 40);
    SUPPORT_NEAR(support_value(result, "wait(stage:process-start)"), 10 * 9 / 40.0);
}

static void restartQueueLimit_of_0_keeps_none(void)
{
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 10s\n[iis5]\nrestartQueueLimit = 0\n" PAGE
                                    "wait = 0s\n"
                                    "[clients:c]\npages = g\narrivals = at(4s, 6s x 5, 14s, 16s)\n"
                                    "[fault:f]\nkind = crash\napp = a\nat = 5s\n",
        "iis5", 1, NULL);

    CU_ASSERT_EQUAL(support_count(records, "c", "error"), 6);
    CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 2);
}

/* [WMI-PM]: it does not apply to a clean end: here idleness, after which 30 come at once. */
static void restartQueueLimit_does_not_apply_after_a_clean_end(void)
{
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 10s\n" SUPPORT_READY_THREADS
                                    "[iis5]\nidleTimeout = 0:00:04\nmonitor-period = 0s\n" PAGE
                                    "wait = 1s\n[clients:c]\npages = g\narrivals = at(6s x 30)\n",
        "iis5", 1, NULL);

    CU_ASSERT_EQUAL(support_count_started(records, "c", 16), 12);
    CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 30);
}

/* [SF68777]: static content lives in inetinfo. */
static void static_content_survives_the_death_of_aspnet_wp(void)
{
    g_autoptr(GArray) records =
        support_records(SUPPORT_WINDOW SUPPORT_FREE
                        "process-start = wait 10s\n" PAGE
                        "wait = 3s\n[page:picture]\napp = a\nurl = /a/x.gif\nwait = 3s\n"
                        "[clients:c]\npages = g\narrivals = at(4s)\n"
                        "[clients:static]\npages = picture\narrivals = at(4s, 6s)\n"
                        "[fault:f]\nkind = crash\nmachine = true\nat = 5s\n",
                        "iis5", 1, NULL);

    CU_ASSERT_STRING_EQUAL(support_find(records, "c", 0)->outcome, "error");
    SUPPORT_NEAR(support_end_s(records, "static", 0), 7);
    SUPPORT_NEAR(support_end_s(records, "static", 1), 9);
    CU_ASSERT_EQUAL(support_count(records, "static", "ok"), 2);
}

/* [S0]: all applications live in one aspnet_wp; IIS 6 pools mean nothing to it. */
static void a_crash_takes_every_application_of_the_server_down(void)
{
    static const char *const one_process[] = {"iis5", "i5m"};

    for (size_t i = 0; i < G_N_ELEMENTS(one_process); i++) {
        g_autoptr(GArray) records = support_records(
            SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 1s\n" PAGE
                                        "wait = 3s\n[pool:q]\n[app:b]\npool = q\nstart = warm\n"
                                        "[page:h]\napp = b\nwait = 3s\n"
                                        "[clients:a]\npages = g\narrivals = at(4s)\n"
                                        "[clients:b]\npages = h\narrivals = at(4s)\n"
                                        "[fault:f]\nkind = crash\napp = a\nat = 5s\n",
            one_process[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count(records, "a", "error"), 1);
        CU_ASSERT_EQUAL(support_count(records, "b", "error"), 1);
    }
}

/* Assumption: a crash loop has no brake: each occurrence is followed by a restart. */
static void there_is_no_brake_on_restarts(void)
{
    g_autoptr(ModelResult) result = support_run(
        SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 100ms\n" PAGE "wait = 0s\n" EVERY_SECOND
                                    "[fault:f]\nkind = crash\napp = a\nevery = 900ms\n",
        "iis5", 1);

    CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), 66);
    CU_ASSERT_EQUAL(support_value(result, "workers.started"), 66);
}

/* ---- replacing ---- */

/* [S0] [PM11]: the new one starts first, the old one serves until it is ready and then drains. */
static void a_replacement_by_requestLimit_costs_no_request_anything(void)
{
    g_autoptr(ModelResult) result =
        support_run(SUPPORT_WINDOW SUPPORT_FREE
                    "process-start = wait 2500ms\n" SUPPORT_READY_THREADS
                    "[iis5]\nrequestLimit = 10\n" PAGE "wait = 1500ms\n" EVERY_SECOND,
                    "iis5", 1);

    CU_ASSERT_EQUAL(support_value(result, "requests.ok"),
                    support_value(result, "requests.offered"));
    SUPPORT_NEAR(support_value(result, "latency.max"), 1.5);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_RECYCLE, 11.5), 1); /* the tenth of 1 s .. */
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 14), 1);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_STOP, 14.5), 1);
    CU_ASSERT_EQUAL(support_value(result, "workers.recycled"), 4);
    CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), 0);
}

/* [PM11]: shutdownTimeout, 5 s: then the ISAPI kills it with what it still has. */
static void a_draining_aspnet_wp_is_killed_after_shutdownTimeout(void)
{
    g_autoptr(GArray) records = support_records(SUPPORT_WINDOW SUPPORT_FREE
                                                "process-start = wait 1s\n" SUPPORT_READY_THREADS
                                                "[iis5]\nrequestLimit = 1\n" PAGE
                                                "wait = 30s\n[page:h]\napp = a\nwait = 4s\n"
                                                "[clients:long]\npages = g\narrivals = at(0s)\n"
                                                "[clients:c]\npages = h\narrivals = at(1s, 3s)\n",
                                                "iis5", 1, NULL);

    /* the first short one ends at 5 s; the successor is ready at 6 s */
    SUPPORT_NEAR(support_end_s(records, "long", 0), 6 + 5);
    CU_ASSERT_STRING_EQUAL(support_find(records, "long", 0)->outcome, "error");
    CU_ASSERT_EQUAL(support_find(records, "long", 0)->status, 503);
    CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 2);
}

/* Assumption: looked at every 2 s, or at once where the scenario says so. */
static void age_is_looked_at_every_monitor_period(void)
{
    g_autoptr(ModelResult) polled = support_run(
        SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 500ms\n[iis5]\ntimeout = 0:00:11\n" PAGE
                                    "wait = 0s\n" EVERY_SECOND,
        "iis5", 1);
    g_autoptr(ModelResult) at_once = support_run(
        SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 500ms\n"
                                    "[iis5]\ntimeout = 0:00:11\nmonitor-period = 0s\n" PAGE
                                    "wait = 0s\n" EVERY_SECOND,
        "iis5", 1);

    CU_ASSERT_EQUAL(support_marks_at(polled, MARK_RECYCLE, 12), 1);
    CU_ASSERT_EQUAL(support_marks_at(at_once, MARK_RECYCLE, 11), 1);
    CU_ASSERT_EQUAL(support_marks_at(at_once, MARK_RECYCLE, 11 + 0.5 + 11), 1);
    CU_ASSERT_EQUAL(support_marks_at(at_once, MARK_STOP, 11.5), 1);
    CU_ASSERT_EQUAL(support_value(at_once, "requests.ok"),
                    support_value(at_once, "requests.offered"));
}

/* [PM11]: ended after idleTimeout; nobody replaces it until a request comes. */
static void an_idle_aspnet_wp_ends_and_the_next_request_starts_one(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 2s\n"
                                    "[iis5]\nidleTimeout = 0:00:05\nmonitor-period = 0s\n" PAGE
                                    "wait = 7s\n[clients:c]\npages = g\narrivals = at(0s, 20s)\n",
        "iis5", 1, &result);

    CU_ASSERT_EQUAL(support_marks_at(result, MARK_STOP, 12), 1);
    SUPPORT_NEAR(support_start_s(records, "c", 1), 22);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_STOP, 34), 1);
    SUPPORT_NEAR(support_value(result, "processes.alive(process:aspnet_wp)") * 60, 12 + 12);
}

/* [PM11] [WMI-PM]: memoryLimit is a share of physical memory: above 60 of 100 MB, 1 MB a request.
 */
static void a_leak_beyond_memoryLimit_replaces_aspnet_wp(void)
{
    g_autoptr(ModelResult) result = support_run(
        "[scenario]\nduration = 100s\nwarmup = 0s\n[machine]\nmemory = 100MB\n" SUPPORT_FREE
        "process-start = wait 2500ms\n[iis5]\nmonitor-period = 0s\n" SUPPORT_APP
        "[page:g]\napp = a\nleak = 1MB\n" EVERY_SECOND,
        "iis5", 1);

    CU_ASSERT_EQUAL(support_marks_at(result, MARK_RECYCLE, 61), 1);
    CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), 1);
    CU_ASSERT_EQUAL(support_value(result, "memory.max(process:aspnet_wp)"), 63.0 * 1024 * 1024);
    CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 99);
}

/* Idle from 2.5 s on, while its successor starts until 2.5001 s: nobody looks every nanosecond. */
static void a_process_that_is_being_replaced_is_not_watched(void)
{
    g_autoptr(ModelResult) result =
        support_run(SUPPORT_WINDOW SUPPORT_FREE
                    "process-start = wait 500100us\n[iis5]\ntimeout = 2s\n"
                    "idleTimeout = 2s\nmonitor-period = 0s\n" SUPPORT_APP "[page:g]\napp = a\n"
                    "[clients:c]\npages = g\narrivals = at(500ms)\n",
                    "iis5", 1);

    CU_ASSERT(result->events < 1000);
}

CU_TestInfo aspnet_wp_tests[] = {
    TEST(those_inside_a_dying_aspnet_wp_get_the_unavailable_page),
    TEST(ten_of_those_in_the_pipe_are_kept_for_the_next_process),
    TEST(ten_of_those_that_come_during_a_restart_are_kept),
    TEST(restartQueueLimit_of_0_keeps_none),
    TEST(restartQueueLimit_does_not_apply_after_a_clean_end),
    TEST(static_content_survives_the_death_of_aspnet_wp),
    TEST(a_crash_takes_every_application_of_the_server_down),
    TEST(there_is_no_brake_on_restarts),
    TEST(a_replacement_by_requestLimit_costs_no_request_anything),
    TEST(a_draining_aspnet_wp_is_killed_after_shutdownTimeout),
    TEST(age_is_looked_at_every_monitor_period),
    TEST(an_idle_aspnet_wp_ends_and_the_next_request_starts_one),
    TEST(a_leak_beyond_memoryLimit_replaces_aspnet_wp),
    TEST(a_process_that_is_being_replaced_is_not_watched),
    CU_TEST_INFO_NULL,
};
