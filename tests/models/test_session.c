/* test_session.c - session state: its lock, where it lives, how it is lost, and what clients make of
 * that.
 *
 * Times are exact: nothing costs anything but what a test gives a cost.
 */
#include "tests/models/support.h"

#include <string.h>

#define READY SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS

/* Requests of one client: the lines of a replay that name it. */
#define REPLAY "[clients:c]\narrivals = replay(inline)\n[replay:c]\n"

/* A session that is used for ten seconds at a time. */
#define SLOW_PAGE SUPPORT_APP "[page:g]\napp = a\nwait = 10s\n"

/* [RS:SessionStateModule.cs]: who waits looks at 1.1, 1.6 .. 10.1 s, the lock is free at 10 s; the next
 * one, which looks at 2.3, 2.8 .. 20.3 s, at 20.1 s. */
static void requests_of_one_session_run_one_after_another_and_poll_every_500_ms(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            READY SLOW_PAGE REPLAY "0,g,1\n0.6,g,1\n1.8,g,1\n", support_models[i], 1, &result);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 10);
        SUPPORT_NEAR(support_end_s(records, "c", 1), 20.1);
        SUPPORT_NEAR(support_end_s(records, "c", 2), 30.3);
        /* from 0.6 to 10.1 and from 1.8 to 20.3, of three requests */
        SUPPORT_NEAR(support_value(result, "wait(stage:session)"), (9.5 + 18.5) / 3);
        CU_ASSERT_EQUAL(support_value(result, "sessions.lost"), 0);
    }
}

/* Free at 10 s: the third looks at 10.1 s, the second, who came first, at 10.4 s. */
static void a_lock_goes_to_who_looks_first_not_to_who_came_first(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            READY SLOW_PAGE REPLAY "0,g,1\n0.4,g,1\n1.1,g,1\n", support_models[i], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 2), 20.1);
        SUPPORT_NEAR(support_end_s(records, "c", 1), 30.4);
    }
}

/* readonly waits for a lock and takes none: both at once; none never waits. */
static void readonly_pages_wait_and_do_not_lock_others_never_wait(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(READY SLOW_PAGE "[page:r]\napp = a\nwait = 10s\nsession = readonly\n"
                                            "[page:n]\napp = a\nwait = 10s\nsession = none\n" REPLAY
                                            "0,g,1\n1,n,1\n2.2,r,1\n3.2,r,1\n12,g,1\n",
                            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 1), 11);
        SUPPORT_NEAR(support_end_s(records, "c", 2), 20.2);
        SUPPORT_NEAR(support_end_s(records, "c", 3), 20.2);
        SUPPORT_NEAR(support_end_s(records, "c", 4), 22); /* readers keep nobody out */
    }
}

static void requests_of_different_clients_and_applications_do_not_wait_for_each_other(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(READY SLOW_PAGE "[app:b]\npool = p\nstart = warm\nmemory = 0B\n"
                                            "[page:h]\napp = b\nwait = 10s\n" REPLAY
                                            "0,g,1\n0,g,2\n0,g\n0,g\n0,h,1\n",
                            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count_ended(records, "c", 10), 5);
    }
}

/* One thread in all: while a request of the session waits, another client's executes. */
static void who_waits_for_a_lock_holds_no_thread(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            SUPPORT_WINDOW SUPPORT_FREE
            "[aspnet]\nminFreeThreads = 18\nminLocalRequestFreeThreads = 18\n"
            "minWorkerThreads = 20\nminIoThreads = 20\n" SLOW_PAGE REPLAY "0,g,1\n1,g,1\n2,g,2\n",
            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_start_s(records, "c", 2), 2);
        SUPPORT_NEAR(support_end_s(records, "c", 2), 12);
    }
}

/* A look needs a worker thread: there are two. From 3.2 s one page has one, the next waits for the
 * other, which is free at 4 s, and the look of 3.5 s waits behind it until 13.2 s. */
static void a_look_at_the_lock_waits_for_a_thread_of_the_pool(void)
{
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW SUPPORT_FREE
        "[aspnet]\nmaxWorkerThreads = 2\nminWorkerThreads = 2\nminFreeThreads = 0\n"
        "minLocalRequestFreeThreads = 0\n" SUPPORT_APP "[page:g]\napp = a\nwait = 4s\n"
        "[page:h]\napp = a\nwait = 10s\n" REPLAY "0,g,1\n1,g,1\n3.2,h\n3.3,h\n",
        "iis6", 1, NULL);

    SUPPORT_NEAR(support_end_s(records, "c", 0), 4);
    SUPPORT_NEAR(support_end_s(records, "c", 3), 14);
    SUPPORT_NEAR(support_end_s(records, "c", 1), 17.2);
}

CU_TestInfo session_tests[] = {
    TEST(requests_of_one_session_run_one_after_another_and_poll_every_500_ms),
    TEST(a_lock_goes_to_who_looks_first_not_to_who_came_first),
    TEST(readonly_pages_wait_and_do_not_lock_others_never_wait),
    TEST(requests_of_different_clients_and_applications_do_not_wait_for_each_other),
    TEST(who_waits_for_a_lock_holds_no_thread),
    TEST(a_look_at_the_lock_waits_for_a_thread_of_the_pool),
    CU_TEST_INFO_NULL,
};
