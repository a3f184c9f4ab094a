/* test_session_state.c - where the state of sessions lives, how it is lost, and what clients make of
 * that. Elsewhere: its lock (test_session.c).
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

/* ---- where state lives, and how it is lost ---- */

#define SHORT_PAGE "[page:g]\napp = a\nwait = 1s\n"

/* [KB324772]: a crash at 15 s; asked for again at 20 s and at 30 s. */
static void state_in_the_process_is_lost_with_it_state_outside_is_not(void)
{
    static const struct {
        const char *keys;
        double lost;
    } cases[] = {{"", 1},
                 {"session = InProc\n", 1},
                 {"session = StateServer\n", 0},
                 {"session = SQLServer\n", 0},
                 {"session = off\n", 0}};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            READY SUPPORT_APP "%s" SHORT_PAGE REPLAY "0,g,1\n10,g,1\n20,g,1\n30,g,1\n20,g,2\n"
                              "30,g\n\n[fault:f]\nkind = crash\napp = a\nat = 15s\n",
            cases[i / SUPPORT_MODELS].keys);
        g_autoptr(ModelResult) result = support_run(text, support_models[i % SUPPORT_MODELS], 1);

        CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), 1);
        CU_ASSERT_EQUAL(support_value(result, "sessions.lost"), cases[i / SUPPORT_MODELS].lost);
        CU_ASSERT_EQUAL(support_value(result, "sessions.lost(app:a)"),
                        cases[i / SUPPORT_MODELS].lost);
    }
}

/* [KB324772]: the AppDomain is replaced at 15 s while a request of the session is in it, until 20 s;
 * from the first request routed to the new one on, at 16 s, the session is empty, and not locked. */
static void a_restarted_appdomain_begins_with_empty_sessions(void)
{
    static const char *const stores[] = {"InProc", "StateServer"};

    for (size_t i = 0; i < SUPPORT_MODELS * 2; i++) {
        bool outside = i >= SUPPORT_MODELS;
        g_autofree char *text =
            g_strdup_printf(READY SUPPORT_APP "session = %s\n[page:g]\napp = a\nwait = 6s\n" REPLAY
                                              "0,g,1\n14,g,1\n16,g,1\n30,g,1\n\n[fault:f]\n"
                                              "kind = config-change\napp = a\nat = 15s\n",
                            stores[outside]);
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(text, support_models[i % SUPPORT_MODELS], 1, &result);

        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 4);
        CU_ASSERT_EQUAL(support_value(result, "sessions.lost"), outside ? 0 : 1);
        SUPPORT_NEAR(support_end_s(records, "c", 1), 20);
        SUPPORT_NEAR(support_end_s(records, "c", 2), outside ? 26 : 22);
    }
    for (size_t i = 0; i < SUPPORT_MODELS; i++) { /* the old one's lock holds: 14.6, 15.1 .. 20.1 */
        g_autoptr(GArray) records = support_records(
            READY SUPPORT_APP "[page:g]\napp = a\nwait = 6s\n" REPLAY "0,g,1\n14,g,1\n14.6,g,1\n\n"
                              "[fault:f]\nkind = config-change\napp = a\nat = 15s\n",
            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 2), 20.1 + 6);
    }
}

/* A page that only reads puts nothing into the session; one without never looks. */
static void only_what_was_written_can_be_lost(void)
{
    static const struct {
        const char *before, *after;
        double lost;
    } cases[] = {{"g", "g", 1}, {"g", "r", 1}, {"g", "n", 0}, {"r", "g", 0}, {"n", "g", 0}};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            READY SUPPORT_APP SHORT_PAGE "[page:r]\napp = a\nsession = readonly\n"
                                         "[page:n]\napp = a\nsession = none\n" REPLAY
                                         "0,%s,1\n20,%s,1\n\n[fault:f]\nkind = crash\napp = a\n"
                                         "at = 15s\n",
            cases[i / SUPPORT_MODELS].before, cases[i / SUPPORT_MODELS].after);
        g_autoptr(ModelResult) result = support_run(text, support_models[i % SUPPORT_MODELS], 1);

        CU_ASSERT_EQUAL(support_value(result, "sessions.lost"), cases[i / SUPPORT_MODELS].lost);
    }
}

/* One client in two applications of one process: what it puts into the session of one is not in the
 * other's, and does not take its place. b's is outside the process, which dies at 35 s. */
static void a_client_has_a_session_of_its_own_in_each_application(void)
{
    static const char *const stores[] = {"InProc", "StateServer"};

    for (size_t i = 0; i < SUPPORT_MODELS * 2; i++) {
        bool outside = i >= SUPPORT_MODELS;
        g_autofree char *text = g_strdup_printf(
            READY SUPPORT_APP SHORT_PAGE "[app:b]\npool = p\nstart = warm\nmemory = 0B\n"
                                         "session = %s\n[page:h]\napp = b\nwait = 1s\n" REPLAY
                                         "0,g,1\n10,h,1\n20,g,1\n30,h,1\n40,g,1\n50,h,1\n\n"
                                         "[fault:f]\nkind = crash\napp = a\nat = 35s\n",
            stores[outside]);
        g_autoptr(ModelResult) result = support_run(text, support_models[i % SUPPORT_MODELS], 1);

        CU_ASSERT_EQUAL(support_value(result, "sessions.lost(app:a)"), 1);
        CU_ASSERT_EQUAL(support_value(result, "sessions.lost(app:b)"), outside ? 0 : 1);
    }
}

/* [KB324772] [KB893660]: replaced at 15 s and at 30 s, without anybody's request failing; ended when
 * idle. */
static void recycling_and_idle_shutdown_lose_sessions_too(void)
{
    static const char *const keys[][2] = {
        {"PeriodicRestartTime = 15s\nIdleTimeout = 0\n", "IdleTimeout = 12s\n"},
        {"[iis5]\ntimeout = 0:00:15\n", "[iis5]\nidleTimeout = 0:00:12\n"},
        {"[iis5]\ntimeout = 0:00:15\n", "[iis5]\nidleTimeout = 0:00:12\n"}};

    for (size_t i = 0; i < SUPPORT_MODELS * 2; i++) {
        size_t model = i / 2;
        g_autofree char *text = g_strdup_printf(
            READY "[pool:p]\n%s[app:a]\npool = p\nstart = warm\nmemory = 0B\n" SHORT_PAGE REPLAY
                  "0,g,1\n10,g,1\n20,g,1\n25,g,1\n40,g,1\n",
            keys[model][i % 2]);
        g_autoptr(GArray) records = NULL;
        g_autoptr(ModelResult) result = NULL;

        records = support_records(text, support_models[model], 1, &result);
        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 5);
        /* replaced at about 15 and 30 s; idle for 12 s only from 26 s on */
        CU_ASSERT_EQUAL(support_value(result, "sessions.lost"), i % 2 == 0 ? 2 : 1);
    }
}

/* [PM11] [AA720391]: each request goes to the other process. */
static void a_web_garden_loses_sessions_in_the_process_at_every_turn(void)
{
    static const struct {
        const char *app;
        double lost;
    } cases[] = {{"", 5}, {"session = StateServer\n", 0}};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            READY "[pool:p]\nMaxProcesses = 2\n[app:a]\npool = p\nstart = warm\nmemory = 0B\n"
                  "%s" SHORT_PAGE REPLAY "0,g,1\n2,g,1\n4,g,1\n6,g,1\n8,g,1\n10,g,1\n",
            cases[i].app);
        g_autoptr(ModelResult) result = support_run(text, "iis6", 1);

        CU_ASSERT_EQUAL(support_value(result, "sessions.lost"), cases[i].lost);
    }
}

/* [PM11]: aspnet_wp of either processor. */
static void a_web_garden_of_aspnet_wp_loses_them_too(void)
{
    for (size_t i = 1; i < SUPPORT_MODELS; i++) {
        for (int outside = 0; outside < 2; outside++) {
            g_autofree char *text =
                g_strdup_printf(READY "[machine]\ncores = 2\n[iis5]\nwebGarden = true\n" SUPPORT_APP
                                      "%s" SHORT_PAGE "[page:n]\napp = a\nwait = 10s\n" REPLAY
                                      "0,g,1\n2,g,1\n3,n\n4,g,1\n5,g,1\n6,g,1\n8,g,1\n10,g,1\n",
                                outside ? "session = SQLServer\n" : "");
            g_autoptr(ModelResult) result = support_run(text, support_models[i], 1);

            CU_ASSERT_EQUAL(support_value(result, "sessions.lost") > 0, !outside);
        }
    }
}

/* [WMI-SS]: a visit to store it, of a client that comes back another to fetch it; who only reads does
 * not store, who has no session state lets it live on. */
static void state_outside_costs_a_visit_to_fetch_and_one_to_store(void)
{
    static const char *const stores[][2] = {{"StateServer", "session-state-server = wait 1s\n"},
                                            {"SQLServer", "session-sql-server = wait 1s\n"}};

    for (size_t i = 0; i < SUPPORT_MODELS * 2; i++) {
        g_autofree char *text = g_strdup_printf(
            SUPPORT_WINDOW SUPPORT_FREE "%s" SUPPORT_READY_THREADS SUPPORT_APP
                                        "session = %s\n[page:g]\napp = a\nwait = 5s\n"
                                        "[page:r]\napp = a\nwait = 5s\nsession = readonly\n"
                                        "[page:n]\napp = a\nwait = 5s\nsession = none\n" REPLAY
                                        "0,g\n0,g,1\n10,g,1\n20,r,1\n30,n,1\n40,n\n40,r\n",
            stores[i / SUPPORT_MODELS][1], stores[i / SUPPORT_MODELS][0]);
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(text, support_models[i % SUPPORT_MODELS], 1, &result);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 6);
        SUPPORT_NEAR(support_end_s(records, "c", 1), 6);
        SUPPORT_NEAR(support_end_s(records, "c", 2), 17);
        SUPPORT_NEAR(support_end_s(records, "c", 3), 26);
        SUPPORT_NEAR(support_end_s(records, "c", 4), 36);
        SUPPORT_NEAR(support_end_s(records, "c", 5), 45);
        SUPPORT_NEAR(support_end_s(records, "c", 6), 45);
        SUPPORT_NEAR(support_value(result, "service(stage:session)"), 6.0 / 7);
    }
}

/* [WMI-SS]: 10 s and 30 s after the page has run, at 5 s. */
static void a_visit_that_lasts_too_long_fails_the_request(void)
{
    static const char *const stores[] = {"StateServer", "SQLServer"};
    static const double ends_s[] = {15, 35};

    for (size_t i = 0; i < SUPPORT_MODELS * 2; i++) {
        g_autofree char *text = g_strdup_printf(
            SUPPORT_WINDOW SUPPORT_FREE "session-state-server = db 1s\nsession-sql-server = db 1s\n"
                                        "[backend:db]\n" SUPPORT_READY_THREADS SUPPORT_APP
                                        "session = %s\n[page:g]\napp = a\nwait = 5s\n"
                                        "[clients:c]\npages = g\narrivals = at(0s)\n"
                                        "[fault:f]\nkind = backend-outage\nbackend = db\nat = 1s\n"
                                        "for = 50s\n",
            stores[i / SUPPORT_MODELS]);
        g_autoptr(GArray) records =
            support_records(text, support_models[i % SUPPORT_MODELS], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 0), ends_s[i / SUPPORT_MODELS]);
        CU_ASSERT_EQUAL(support_find(records, "c", 0)->status, 500);
    }
}

/* The state cannot be stored from 5 s to 15 s, and neither can its lock be taken away: the next request,
 * which fetches for a second every 1.5 s from 17 s on, steals it at 90 s and has it at 91.5 s. */
static void a_visit_that_fails_leaves_the_lock(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            SUPPORT_WINDOW SUPPORT_FREE
            "session-state-server = db 1s\n[backend:db]\n" SUPPORT_READY_THREADS SUPPORT_APP
            "session = StateServer\n"
            "[page:g]\napp = a\nwait = 5s\n" REPLAY
            "0,g,1\n17,g,1\n\n[fault:f]\nkind = backend-outage\n"
            "backend = db\nat = 1s\nfor = 15s\n",
            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 15);
        SUPPORT_NEAR(support_end_s(records, "c", 1), 97.5);
    }
}

/* Two threads. One fetches state from 0.2 to 1.2 s and finds it locked: whoever waits for a thread has
 * that one at once. */
static void who_finds_a_lock_gives_its_thread_to_who_waits_for_one(void)
{
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW SUPPORT_FREE
        "session-state-server = wait 1s\n"
        "[aspnet]\nmaxWorkerThreads = 2\nminWorkerThreads = 2\n"
        "minFreeThreads = 0\nminLocalRequestFreeThreads = 0\n" SUPPORT_APP
        "session = StateServer\n[page:g]\napp = a\nwait = 10s\n"
        "[page:h]\napp = a\nsession = none\nwait = 1s\n" REPLAY "0,g,1\n0.2,g,1\n0.5,h\n",
        "iis6", 1, NULL);

    SUPPORT_NEAR(support_start_s(records, "c", 2), 1.2);
}

/* The process dies at 5 s. What it had locked outside stays so until the lock is as old as
 * executionTimeout, 90 s; in the new process there is nothing to wait for. */
static void a_lock_outside_outlives_the_process_of_who_holds_it(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        static const char fault[] = "\n[fault:f]\nkind = crash\napp = a\nat = 5s\n";
        g_autofree char *outside_text = g_strconcat(
            READY SUPPORT_APP "session = StateServer\n[page:g]\napp = a\nwait = 10s\n" REPLAY
                              "0,g,1\n6,g,1\n",
            fault, NULL);
        g_autofree char *inside_text =
            g_strconcat(READY SLOW_PAGE REPLAY "0,g,1\n6,g,1\n", fault, NULL);
        g_autoptr(GArray) outside = support_records(outside_text, support_models[i], 1, NULL);
        g_autoptr(GArray) inside = support_records(inside_text, support_models[i], 1, NULL);

        SUPPORT_NEAR(support_end_s(outside, "c", 1), 100.5);
        SUPPORT_NEAR(support_end_s(inside, "c", 1), 16);
    }
}

/* ---- time-out, memory ---- */

#define HOURS                                                                                      \
    "[scenario]\nduration = 3h\nwarmup = 0s\ndrain = 1h\n" SUPPORT_FREE                            \
    "[pool:p]\nIdleTimeout = 0\n[app:a]\npool = p\nstart = warm\nmemory = 0B\n" SHORT_PAGE

/* [WMI-SS]: 20 minutes after the last request, whatever it asked for. Who finds it gone leaves here. */
static void a_session_times_out_twenty_minutes_after_its_last_request(void)
{
    static const struct {
        const char *path, *think;
        uint32_t requests;
    } cases[] = {{"g*3", "1199s", 3},
                 {"g*3", "1201s", 2},
                 {"g > n > g*2", "1000s", 4},
                 {"g > r > g*2", "1000s", 4}};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            HOURS
            "[page:n]\napp = a\nsession = none\n[page:r]\napp = a\nsession = readonly\n"
            "[clients:c]\npath = %s\nthink = %s\narrivals = at(0s)\non-session-lost = leave\n",
            cases[i / SUPPORT_MODELS].path, cases[i / SUPPORT_MODELS].think);
        g_autoptr(ModelResult) result = support_run(text, support_models[i % SUPPORT_MODELS], 1);

        CU_ASSERT_EQUAL(result->requests_offered, cases[i / SUPPORT_MODELS].requests);
        CU_ASSERT_EQUAL(support_value(result, "sessions.lost"), 0);
    }
}

/* Ten sessions from 1 s to 11 s, then two of clients who come back at 21 s and keep theirs until 32 s;
 * nothing outside. */
static void sessions_in_the_process_take_memory_until_they_time_out(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        static const char keys[] =
            "sessionStateTimeout = 10s\n" SUPPORT_APP "session-memory = 1MB\n";
        static const char load[] =
            SHORT_PAGE "[clients:o]\npages = g\narrivals = at(0s x 10)\n" REPLAY "20,g,1\n20,g,2\n";
        g_autofree char *inside = g_strconcat(READY, keys, load, NULL);
        g_autofree char *outside = g_strconcat(READY, keys, "session = StateServer\n", load, NULL);
        g_autoptr(ModelResult) result = support_run(inside, support_models[i], 1);
        g_autoptr(ModelResult) none = support_run(outside, support_models[i], 1);
        const char *mean =
            i == 0 ? "memory.mean(process:w3wp:p)" : "memory.mean(process:aspnet_wp)";

        SUPPORT_NEAR(support_value(result, "memory.max") / 1048576, 10);
        /* ten for 10 s, two from when they are locked until 10 s after */
        SUPPORT_NEAR(support_value(result, mean) / 1048576, (10 * 10 + 2 * 11) / 60.0);
        SUPPORT_NEAR(support_value(none, "memory.max"), 0);
    }
}

/* ---- what clients make of it ---- */

/* The frames of a step are of one session: the second waits. The next step waits for both. */
static void frames_are_asked_for_at_once_and_awaited_together(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            READY SUPPORT_APP "[page:f]\napp = a\nwait = 10.2s\n[page:g]\napp = a\nwait = 10s\n"
                              "[page:n]\napp = a\nwait = 3s\nsession = none\n"
                              "[clients:c]\npath = n > f & g & n > n*2\nthink = 1s\n"
                              "arrivals = at(0s)\n",
            support_models[i], 1, NULL);
        static const double issued_s[] = {0, 4, 4, 4, 25.5, 29.5};
        static const double ended_s[] = {3, 14.2, 24.5, 7, 28.5, 32.5};

        support_sort(records);
        CU_ASSERT_EQUAL_FATAL(records->len, 6);
        for (guint j = 0; j < records->len; j++) {
            const RequestRecord *record = &g_array_index(records, RequestRecord, j);

            SUPPORT_NEAR(sim_seconds(record->issued_ns), issued_s[j]);
            SUPPORT_NEAR(sim_seconds(record->ended_ns), ended_s[j]);
        }
    }
}

/* The process dies at 5 s; the second page of the path, at 11 s, shows it. */
static void who_finds_the_session_gone_goes_on_or_begins_anew_or_leaves(void)
{
    static const struct {
        const char *what, *pages;
    } cases[] = {{"go-on", "xyz"}, {"leave", "xy"}, {"restart", "xyxyz"}};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        const char *pages = cases[i / SUPPORT_MODELS].pages;
        g_autofree char *text = g_strdup_printf(
            READY SUPPORT_APP "[page:x]\napp = a\nwait = 1s\n[page:y]\napp = a\nwait = 1s\n"
                              "[page:z]\napp = a\nwait = 1s\n[clients:c]\npath = x > y > z\n"
                              "think = 10s\narrivals = at(0s)\non-session-lost = %s\n"
                              "[fault:f]\nkind = crash\napp = a\nat = 5s\n",
            cases[i / SUPPORT_MODELS].what);
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(text, support_models[i % SUPPORT_MODELS], 1, &result);

        support_sort(records);
        CU_ASSERT_EQUAL_FATAL(records->len, strlen(pages));
        for (guint j = 0; j < records->len; j++)
            CU_ASSERT_EQUAL(g_array_index(records, RequestRecord, j).page[0], pages[j]);
        CU_ASSERT_EQUAL(support_value(result, "sessions.lost"), 1);
    }
}

/* Every request goes to the other process of the garden: the first, ten that begin anew, and one more. */
static void a_visitor_begins_anew_ten_times_at_most(void)
{
    g_autoptr(ModelResult) result = support_run(
        READY
        "[pool:p]\nMaxProcesses = 2\n[app:a]\npool = p\nstart = warm\nmemory = 0B\n" SHORT_PAGE
        "[clients:c]\npath = g*2\nthink = 1s\narrivals = at(0s)\non-session-lost = restart\n",
        "iis6", 1);

    CU_ASSERT_EQUAL(result->requests_offered, 12);
    CU_ASSERT_EQUAL(support_value(result, "sessions.lost"), 11);
}

/* Users keep theirs: a request that times out for its user still has the lock. */
static void a_user_whose_request_timed_out_waits_for_it_with_the_next_one(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(READY SLOW_PAGE "[clients:c]\npages = g\n"
                                            "arrivals = users(1, think=1.2s)\ntimeout = 5s\n",
                            support_models[i], 1, NULL);
        int64_t executing = support_max_executing(records, "c");

        CU_ASSERT(executing >= 1);
        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 0);
    }
}

CU_TestInfo session_state_tests[] = {
    TEST(state_in_the_process_is_lost_with_it_state_outside_is_not),
    TEST(a_restarted_appdomain_begins_with_empty_sessions),
    TEST(only_what_was_written_can_be_lost),
    TEST(a_client_has_a_session_of_its_own_in_each_application),
    TEST(recycling_and_idle_shutdown_lose_sessions_too),
    TEST(a_web_garden_loses_sessions_in_the_process_at_every_turn),
    TEST(a_web_garden_of_aspnet_wp_loses_them_too),
    TEST(state_outside_costs_a_visit_to_fetch_and_one_to_store),
    TEST(a_visit_that_lasts_too_long_fails_the_request),
    TEST(a_visit_that_fails_leaves_the_lock),
    TEST(who_finds_a_lock_gives_its_thread_to_who_waits_for_one),
    TEST(a_lock_outside_outlives_the_process_of_who_holds_it),
    TEST(a_session_times_out_twenty_minutes_after_its_last_request),
    TEST(sessions_in_the_process_take_memory_until_they_time_out),
    TEST(frames_are_asked_for_at_once_and_awaited_together),
    TEST(who_finds_the_session_gone_goes_on_or_begins_anew_or_leaves),
    TEST(a_visitor_begins_anew_ten_times_at_most),
    TEST(a_user_whose_request_timed_out_waits_for_it_with_the_next_one),
    CU_TEST_INFO_NULL,
};
