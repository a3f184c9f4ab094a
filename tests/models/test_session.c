/* test_session.c - the lock of a session: who has it, who waits for it, and how; the behaviours of
 * sessions. Elsewhere: where state lives, how it is lost (test_session_state.c).
 *
 * Times are exact: nothing costs anything but what a test gives a cost.
 */
#include "tests/models/support.h"

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

/* [RS:SessionStateModule.cs]: ticks count from when it began to wait, 0.6 s, and none comes within 250
 * ms of the last look, which needs a thread. Two threads: the one that the first request leaves is
 * taken from 1 s on. Held until 1.7 s the look of 1.1 s comes then, and the next ones at 2.1 s .. 10.1
 * s; held until 1.45 s the next but one is at 2.1 s, as 1.6 s is too soon. */
static void a_look_that_came_late_does_not_move_the_next_ones(void)
{
    static const struct {
        const char *used, *other;
        double start_s;
    } cases[] = {{"10s", "700ms", 10.1}, {"1550ms", "450ms", 2.1}};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            SUPPORT_WINDOW SUPPORT_FREE
            "[aspnet]\nmaxWorkerThreads = 2\nmaxIoThreads = 2\nminWorkerThreads = 2\n"
            "minFreeThreads = 0\nminLocalRequestFreeThreads = 0\n" SUPPORT_APP
            "[page:g]\napp = a\nwait = %s\n[page:h]\napp = a\nwait = %s\nsession = none\n" REPLAY
            "0,g,1\n0.6,g,1\n1,h,2\n",
            cases[i].used, cases[i].other);
        g_autoptr(GArray) records = support_records(text, "iis6", 1, NULL);
        double used_s = i == 0 ? 10 : 1.55;

        SUPPORT_NEAR(support_end_s(records, "c", 0), used_s);
        SUPPORT_NEAR(support_end_s(records, "c", 1), cases[i].start_s + used_s);
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

/* [RS:SessionStateModule.cs]: at 10 s the lock is as old as executionTimeout: who looks then takes it
 * away and has it at its next look, at 10.5 s, with its own time begun anew. Who held it does not
 * notice, and does not unlock it at 14 s: the third, which looks at 13.7, 14.2 .. 20.7 s, has it at
 * 21.2 s in the same way. */
static void a_lock_as_old_as_the_execution_timeout_is_stolen(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(READY "executionTimeout = 10\n" SUPPORT_APP
                                                          "[page:g]\napp = a\nwait = 14s\n" REPLAY
                                                          "0,g,1\n1,g,1\n13.2,g,1\n",
                                                    support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 3);
        SUPPORT_NEAR(support_end_s(records, "c", 0), 14);
        SUPPORT_NEAR(support_end_s(records, "c", 1), 24.5);
        SUPPORT_NEAR(support_end_s(records, "c", 2), 35.2);
    }
}

/* The second has the lock from 9.1 s; at 10.7 s the third has waited 10.5 s. The second executes for 9
 * s, from 9.1 s on, which the check at 15 s does not find too long. */
static void who_waits_longer_than_its_execution_timeout_is_answered_500(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(READY "executionTimeout = 10\n" SUPPORT_APP
                                                          "[page:g]\napp = a\nwait = 9s\n" REPLAY
                                                          "0,g,1\n0.1,g,1\n0.2,g,1\n",
                                                    support_models[i], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 1), 18.1);
        SUPPORT_NEAR(support_end_s(records, "c", 2), 10.7);
        CU_ASSERT_EQUAL(support_find(records, "c", 1)->status, 200);
        CU_ASSERT_EQUAL(support_find(records, "c", 2)->status, 500);
    }
}

/* Aborted at 15 s: who reads at 15.4 s finds no lock. */
static void an_aborted_request_unlocks_its_session(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            READY "executionTimeout = 12\n" SUPPORT_APP "[page:g]\napp = a\nwait = 100s\n"
                  "[page:r]\napp = a\nwait = 1s\nsession = readonly\n" REPLAY "0,g,1\n4.9,r,1\n",
            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 15);
        SUPPORT_NEAR(support_end_s(records, "c", 1), 13.9); /* stolen at 12.4, read at 12.9 */
    }
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            READY "executionTimeout = 12\n" SUPPORT_APP "[page:g]\napp = a\nwait = 100s\n"
                  "[page:r]\napp = a\nwait = 1s\nsession = readonly\n" REPLAY
                  "3,g,2\n5,g,1\n29.9,r,1\n",
            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 1), 18); /* armed at 3 s: looks at 18 and 33 s */
        SUPPORT_NEAR(support_end_s(records, "c", 2), 30.9);
    }
}

/* Nothing documented: the next in order has the lock at once; an old lock is stolen when it is old. */
static void without_polls_a_lock_is_handed_on_at_once_and_in_order(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_TEXTBOOK SUPPORT_UNLIMITED SLOW_PAGE REPLAY
                            "0,g,1\n0.4,g,1\n1.1,g,1\n",
                            support_models[i], 1, NULL);
        g_autoptr(GArray) stolen =
            support_records(READY "executionTimeout = 10\nsession-poll = 0s\n" SUPPORT_APP
                                  "[page:g]\napp = a\nwait = 14s\n" REPLAY "0,g,1\n1,g,1\n",
                            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 10);
        SUPPORT_NEAR(support_end_s(records, "c", 1), 20);
        SUPPORT_NEAR(support_end_s(records, "c", 2), 30);
        SUPPORT_NEAR(support_end_s(stolen, "c", 1), 24);
    }
}

/* It counts as executing: the old process, recycled at 5 s, waits for it until 20.2 s. */
static void who_waits_for_a_lock_keeps_its_process(void)
{
    static const char *const keys[] = {"[pool:p]\nPeriodicRestartTime = 5s\nIdleTimeout = 0\n",
                                       "[iis5]\ntimeout = 0:00:05\nshutdownTimeout = 0:01:00\n",
                                       "[iis5]\ntimeout = 0:00:05\nshutdownTimeout = 0:01:00\n"};

    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autofree char *text =
            g_strdup_printf(READY "%s%s[app:a]\npool = p\nstart = warm\nmemory = 0B\n"
                                  "[page:g]\napp = a\nwait = 10s\n" REPLAY "0,g,1\n1.2,g,1\n",
                            keys[i], i > 0 ? "[pool:p]\n" : "");
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(text, support_models[i], 1, &result);

        SUPPORT_NEAR(support_end_s(records, "c", 1), 20.2);
        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 2);
        CU_ASSERT(support_value(result, "workers.recycled") >= 1);
    }
}

CU_TestInfo session_tests[] = {
    TEST(requests_of_one_session_run_one_after_another_and_poll_every_500_ms),
    TEST(a_look_that_came_late_does_not_move_the_next_ones),
    TEST(a_lock_goes_to_who_looks_first_not_to_who_came_first),
    TEST(readonly_pages_wait_and_do_not_lock_others_never_wait),
    TEST(requests_of_different_clients_and_applications_do_not_wait_for_each_other),
    TEST(who_waits_for_a_lock_holds_no_thread),
    TEST(a_look_at_the_lock_waits_for_a_thread_of_the_pool),
    TEST(a_lock_as_old_as_the_execution_timeout_is_stolen),
    TEST(who_waits_longer_than_its_execution_timeout_is_answered_500),
    TEST(an_aborted_request_unlocks_its_session),
    TEST(without_polls_a_lock_is_handed_on_at_once_and_in_order),
    TEST(who_waits_for_a_lock_keeps_its_process),
    CU_TEST_INFO_NULL,
};

#define SESSION AREA_SESSIONS
#define RS      "RS:SessionStateModule.cs"

const TestBehaviour session_behaviours[] = {
    {SESSION, "requests of one read-write session run one after another", "all",
     "the lock is held from AcquireRequestState to ReleaseRequestState", RS,
     "page.session aspnet.session-poll",
     "requests_of_one_session_run_one_after_another_and_poll_every_500_ms"},
    {SESSION,
     "who waits for a lock looks again every 500 ms: 0 to 500 ms are lost at each hand-over", "all",
     "ticks count from when it began to wait; none within 250 ms of the last look", RS,
     "aspnet.session-poll", "requests_of_one_session_run_one_after_another_and_poll_every_500_ms"},
    {SESSION, "a lock is not handed over in order", "all", "whoever looks first has it", RS, NULL,
     "a_lock_goes_to_who_looks_first_not_to_who_came_first"},
    {SESSION,
     "read-only pages wait for a lock and take none; pages without session state never wait", "all",
     "as documented", RS, "page.session", "readonly_pages_wait_and_do_not_lock_others_never_wait"},
    {SESSION, "a session belongs to one client and one application", "all",
     "users, visitors on a path and clients that a replay names come back; others are seen once",
     RS, NULL, "requests_of_different_clients_and_applications_do_not_wait_for_each_other"},
    {SESSION, "a client of two applications has a session in each", "all",
     "neither is taken for the other's", RS, "app.session",
     "a_client_has_a_session_of_its_own_in_each_application"},
    {SESSION, "who waits for a lock holds no thread", "all",
     "its thread serves others; who was queued behind the gate is not told", RS, NULL,
     "who_waits_for_a_lock_holds_no_thread"},
    {SESSION, "a look at the lock is a timer's call-back on a pool thread", "all",
     "it waits for a worker thread like any work item", RS, NULL,
     "a_look_at_the_lock_waits_for_a_thread_of_the_pool"},
    {SESSION, "a lock older than executionTimeout is stolen", "all",
     "who finds it so releases it, and it is taken at the next look; the robbed one does not "
     "unlock",
     RS, "aspnet.executionTimeout", "a_lock_as_old_as_the_execution_timeout_is_stolen"},
    {SESSION, "a waiter past its own time-out: 500, 'Request timed out.'", "all",
     "looked at with each poll; the clock begins anew when it has the lock", RS,
     "aspnet.executionTimeout", "who_waits_longer_than_its_execution_timeout_is_answered_500"},
    {AREA_CLIENT, "session waiter past its time-out", "all", "500", RS, NULL,
     "who_waits_longer_than_its_execution_timeout_is_answered_500"},
    {SESSION, "an aborted request releases its lock without saving", "all", "at EndRequest", RS,
     NULL, "an_aborted_request_unlocks_its_session"},
    {SESSION, "a waiter counts as an active request", "all",
     "it executes, in no thread: a process that drains waits for it", RS, NULL,
     "who_waits_for_a_lock_keeps_its_process"},
    {SESSION, "InProc state is lost with its process; StateServer and SQLServer survive", "all",
     "a crash; counted in sessions.lost when the client comes back", "KB324772", "app.session",
     "state_in_the_process_is_lost_with_it_state_outside_is_not"},
    {SESSION,
     "a restart of the AppDomain loses InProc state from the first request routed to the new one",
     "all", "the old one keeps its own sessions and locks until it is gone", "KB324772",
     "app.session", "a_restarted_appdomain_begins_with_empty_sessions"},
    {SESSION, "recycling and idle shutdown lose InProc state without a failed request", "all",
     "by age and by idleness", "KB324772 KB893660", "app.session",
     "recycling_and_idle_shutdown_lose_sessions_too"},
    {SESSION, "what is lost is what was put in", "all",
     "a page that is readwrite writes to its session; readonly and none do not", RS, "page.session",
     "only_what_was_written_can_be_lost"},
    {SESSION, "a web garden must not use InProc", "iis6",
     "a request in another process finds an empty session: lost at every turn; check warns",
     "PM11 AA720391", "pool.MaxProcesses app.session",
     "a_web_garden_loses_sessions_in_the_process_at_every_turn"},
    {SESSION, "a web garden must not use InProc", "iis5, i5m", "the same among aspnet_wp", "PM11",
     "iis5.webGarden app.session", "a_web_garden_of_aspnet_wp_loses_them_too"},
    {SESSION, "check warns of InProc in a web garden", "all", "where clients come back", "PM11",
     "pool.MaxProcesses", "what_is_possible_but_doubtful_is_a_warning"},
    {SESSION, "StateServer and SQLServer: fetched before the page, stored after it", "all",
     "one visit each, of an assumed cost; a new client has nothing to fetch, a reader nothing to "
     "store",
     "RS:SessionStateModule.cs WMI-SS",
     "app.session costs.session-state-server costs.session-sql-server",
     "state_outside_costs_a_visit_to_fetch_and_one_to_store"},
    {SESSION, "stateNetworkTimeout 10 s, sqlCommandTimeout 30 s", "all", "the request fails: 500",
     "WMI-SS", "aspnet.stateNetworkTimeout aspnet.sqlCommandTimeout",
     "a_visit_that_lasts_too_long_fails_the_request"},
    {SESSION, "a lock outside outlives the process that took it", "all",
     "the next request of the session waits until it may steal it", RS, NULL,
     "a_lock_outside_outlives_the_process_of_who_holds_it"},
    {SESSION, "a session times out 20 minutes after its last request", "all",
     "exactly; any request of the client counts, but for hits in the output cache", "WMI-SS",
     "aspnet.sessionStateTimeout", "a_session_times_out_twenty_minutes_after_its_last_request"},
    {SESSION, "InProc sessions take memory of the process", "all",
     "a size for each, until it times out", "WMI-SS", "app.session-memory",
     "sessions_in_the_process_take_memory_until_they_time_out"},
    {SESSION, "a browser asks for several pages of one session at once", "all",
     "frames: path = login > left & right", RS, NULL,
     "frames_are_asked_for_at_once_and_awaited_together"},
    {SESSION, "a user in mid-session sees an empty session", "all",
     "who walks a path goes on, begins anew or leaves", "KB324772", NULL,
     "who_finds_the_session_gone_goes_on_or_begins_anew_or_leaves"},
    {SESSION, "a state server on this machine (aspnet_state) that dies", "all",
     "where state lives outside it is outside the machine; a backend named in "
     "session-state-server can be slow or out, but forgets nothing",
     "KB324772", NULL, NULL},
    {SESSION, "Session.Abandon, Session_Start, Session_End", "all",
     "what a page's code does; a page that is readwrite is taken to write", RS, NULL, NULL},
    {SESSION, "cookieless sessions, new identifiers for expired ones", "all",
     "a redirect more, no other effect on the path", RS, NULL, NULL},
    {SESSION, "at most 50 requests of one session (4.7)", "all", "came later", RS, NULL, NULL},
    {.what = NULL},
};
