/* test_availability.c - for how much of the window an application could be served, and for how much
 * applications were in reach of each other. Times are fixed, so that each share is known. */
#include "tests/models/support.h"

#include <math.h>
#include <string.h>

#define THREE_SECONDS "process-start = wait 3s\n"
#define TWO_POOLS                                                                                  \
    "[pool:p]\n[pool:q]\n[app:a]\npool = p\nstart = warm\n[app:b]\npool = q\nstart = warm\n"       \
    "[page:x]\napp = a\n[page:y]\napp = b\n"                                                       \
    "[clients:xs]\npages = x\narrivals = every(1s)\n"                                              \
    "[clients:ys]\npages = y\narrivals = every(1s)\n"

static double availability(const ModelResult *result, const char *app)
{
    return model_result_get(result, app != NULL ? RESULT_APP : RESULT_RUN, app, "availability");
}

/* How long app a was down, of the minute. */
static double down_s(const char *text, const char *model)
{
    g_autoptr(ModelResult) result = support_run(text, model, 1);

    return 60 * (1 - availability(result, "a"));
}

/* ---- processes ---- */

static void an_application_is_down_from_a_crash_until_its_process_is_ready_again(void)
{
    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run(SUPPORT_WINDOW SUPPORT_FREE THREE_SECONDS TWO_POOLS
                        "[fault:f]\nkind = crash\napp = a\nat = 10500ms\n",
                        support_models[i], 1);
        bool is_alone = strcmp(support_models[i], "iis6") == 0; /* in its process */

        SUPPORT_NEAR(availability(result, "a"), 57 / 60.0);
        SUPPORT_NEAR(availability(result, "b"), is_alone ? 1 : 57 / 60.0);
        SUPPORT_NEAR(availability(result, NULL), is_alone ? 58.5 / 60 : 57 / 60.0);
    }
}

static void what_is_down_when_the_window_ends_is_down_to_its_end(void)
{
    for (int i = 0; i < SUPPORT_MODELS; i++)
        SUPPORT_NEAR(down_s(SUPPORT_WINDOW SUPPORT_FREE THREE_SECONDS TWO_POOLS
                            "[fault:f]\nkind = crash\napp = a\nat = 59s\n",
                            support_models[i]),
                     1);
}

/* Nothing of the application runs in aspnet_wp: it need not be there. */
static void the_death_of_aspnet_wp_does_not_take_a_static_application_down(void)
{
    g_autoptr(ModelResult) result =
        support_run(SUPPORT_WINDOW SUPPORT_FREE THREE_SECONDS TWO_POOLS
                    "[app:c]\npool = p\nstart = warm\n[page:z]\napp = c\nurl = /c/z.gif\n"
                    "[fault:f]\nkind = crash\napp = a\nat = 10500ms\n",
                    "iis5", 1);

    SUPPORT_NEAR(availability(result, "b"), 57 / 60.0);
    CU_ASSERT_EQUAL(availability(result, "c"), 1);
}

/* [MS525537] [PM11]: it went for want of requests, and the next one has it started. */
static void an_application_whose_process_was_stopped_idle_is_up(void)
{
    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(
            SUPPORT_WINDOW SUPPORT_FREE THREE_SECONDS
            "[iis5]\nidleTimeout = 5s\n[pool:p]\nIdleTimeout = 5s\n[app:a]\npool = p\n"
            "start = warm\n[page:x]\napp = a\n[clients:xs]\npages = x\narrivals = at(1s, 30s)\n",
            support_models[i], 1);

        CU_ASSERT_EQUAL(support_marks(result, MARK_STOP), 2);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 33), 1);
        CU_ASSERT_EQUAL(availability(result, "a"), 1);
    }
}

/* [CC757757]: nobody takes requests from the end of the old process until the new one is ready, three
 * seconds in thirteen: at 10, 23, 36 and 49 s. Overlapped, there is always one. */
static void a_rotation_without_overlap_is_down_one_with_overlap_is_not(void)
{
    static const char text[] = SUPPORT_WINDOW SUPPORT_FREE THREE_SECONDS
        "[pool:p]\nPeriodicRestartTime = 10s\nIdleTimeout = 9s\n%s[app:a]\npool = p\nstart = "
        "warm\n[page:x]\n"
        "app = a\n[clients:xs]\npages = x\narrivals = every(700ms)\n";
    g_autofree char *alone = g_strdup_printf(text, "DisallowOverlappingRotation = true\n");
    g_autofree char *overlapped = g_strdup_printf(text, "");

    SUPPORT_NEAR(down_s(alone, "iis6"), 12);
    CU_ASSERT_EQUAL(down_s(overlapped, "iis6"), 0);
}

/* A crash at 10.5 s, starts that fail at 13.5, 16.5 .. until 30 s have passed: the one that is under
 * way then has been doomed from its beginning at 28.5 s, the next is ready at 34.5 s. */
static void starts_that_fail_after_a_failure_are_down(void)
{
    SUPPORT_NEAR(down_s(SUPPORT_WINDOW SUPPORT_FREE THREE_SECONDS
                        "[pool:p]\nRapidFailProtection = false\n[pool:q]\n[app:a]\npool = p\n"
                        "start = warm\n[page:x]\napp = a\n[clients:xs]\npages = x\n"
                        "arrivals = every(1s)\n[fault:f]\nkind = crash\napp = a\nat = 10500ms\n"
                        "[fault:g]\nkind = start-failure\napp = a\nat = 10s\nfor = 20s\n",
                        "iis6"),
                 34.5 - 10.5);
}

/* [BB742502]: inetinfo is started again, and aspnet_wp with the next request of a page of its own. */
static void applications_are_down_while_inetinfo_is(void)
{
    for (int i = 1; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run(SUPPORT_WINDOW SUPPORT_FREE THREE_SECONDS
                        "inetinfo-restart = wait 10s\n" TWO_POOLS
                        "[app:c]\npool = p\nstart = warm\n[page:z]\napp = c\nurl = /c/z.gif\n"
                        "[fault:f]\nkind = crash\npage = z\nat = 10500ms\n",
                        support_models[i], 1);

        SUPPORT_NEAR(availability(result, "c"), 50 / 60.0);
        /* what waits in the kernel of i5m asks for aspnet_wp at once, a connection comes at 21 s */
        SUPPORT_NEAR(availability(result, "a"),
                     strcmp(support_models[i], "i5m") == 0 ? 47 / 60.0 : 46.5 / 60);
        SUPPORT_NEAR(model_result_get(result, RESULT_EXPOSURE, "a", "front-process/b"), 50 / 60.0);
    }
}

/* ---- pools ---- */

static void an_application_is_down_while_its_pool_is_stopped(void)
{
    static const char text[] = SUPPORT_WINDOW SUPPORT_FREE THREE_SECONDS TWO_POOLS
        "[fault:f]\nkind = pool-stop\npool = p\nat = 10500ms\nfor = 5s\n";

    /* then its process is started on demand, which takes 3 s: that is up */
    SUPPORT_NEAR(down_s(text, "iis6"), 5);
    CU_ASSERT_EQUAL(down_s(text, "iis5"), 0);
    CU_ASSERT_EQUAL(down_s(text, "i5m"), 0);
}

/* [CC787273]: down from the second crash on, as nobody starts the pool again; with an operator at 40
 * s until then, and not while it starts. The first crash costs 3 s. */
static void a_pool_that_rapid_fail_protection_disabled_is_down_until_it_is_started(void)
{
    static const char text[] = SUPPORT_WINDOW SUPPORT_FREE THREE_SECONDS
        "[pool:p]\nRapidFailProtectionMaxCrashes = 2\n[pool:q]\n[app:a]\npool = p\nstart = warm\n"
        "[page:x]\napp = a\n[clients:xs]\npages = x\narrivals = every(1s)\n"
        "[fault:f]\nkind = crash\napp = a\nat = 10s, 20s\n%s";
    g_autofree char *alone = g_strdup_printf(text, "");
    g_autofree char *restarted =
        g_strdup_printf(text, "[fault:g]\nkind = operator-restart\npool = p\nat = 40s\n");

    static const char stopped[] = /* no process that could be missed has ever been there */
        SUPPORT_WINDOW SUPPORT_FREE "[pool:p]\n[app:a]\npool = p\n[page:x]\napp = a\n"
                                    "[clients:xs]\npages = x\narrivals = at(30s)\n[fault:f]\n"
                                    "kind = pool-stop\npool = p\nat = 10s\nfor = 7s\n";

    SUPPORT_NEAR(down_s(alone, "iis6"), 3 + 40);
    SUPPORT_NEAR(down_s(restarted, "iis6"), 3 + 20);
    SUPPORT_NEAR(down_s(stopped, "iis6"), 7);
}

/* [MS525700]: the ping of 10 s is not answered by 11 s, as two pages of native code have both threads.
 * What is then left running serves nobody; the replacement is ready at 14 s. */
static void an_orphan_serves_nobody(void)
{
    static const char text[] = SUPPORT_WINDOW SUPPORT_FREE THREE_SECONDS
        "[pool:p]\nOrphanWorkerProcess = %s\nPingInterval = 10s\nPingResponseTime = 1s\n"
        "PoolThreadLimit = 2\nMaxPoolThreads = 2\n[app:a]\npool = p\nstart = warm\n[page:x]\n"
        "app = a\nurl = /a/x.dll\nwait = 200s\n[clients:xs]\npages = x\narrivals = at(5s x 2)\n";
    g_autofree char *orphaned = g_strdup_printf(text, "true");
    g_autofree char *ended = g_strdup_printf(text, "false");

    SUPPORT_NEAR(down_s(ended, "iis6"), 3);
    SUPPORT_NEAR(down_s(orphaned, "iis6"), 3);
}

/* StartupTimeLimit: none that is started from 1 s on is there within 2 s; each is nobody's when it is. */
static void an_orphan_that_was_late_serves_nobody(void)
{
    SUPPORT_NEAR(down_s(SUPPORT_WINDOW SUPPORT_FREE THREE_SECONDS
                        "[pool:p]\nOrphanWorkerProcess = true\nStartupTimeLimit = 2\n"
                        "RapidFailProtection = false\n[app:a]\npool = p\n[page:x]\napp = a\n"
                        "[clients:xs]\npages = x\narrivals = every(1s)\n",
                        "iis6"),
                 60 - 3);
}

/* ---- dllhost ---- */

/* [POPPA]: it crashes at 10.5 s; the request of 20 s has another started, ready at 23 s. The first
 * one starts on demand, which is no failure. What runs in inetinfo needs none. */
static void an_application_is_down_from_a_crash_of_its_dllhost_until_the_next_is_ready(void)
{
    static const char text[] = SUPPORT_WINDOW SUPPORT_FREE THREE_SECONDS
        "inetinfo-restart = wait 4s\n"
        "[app:a]\nAppIsolated = 1\n%s[page:x]\napp = a\nurl = /a/x.asp\n"
        "[app:b]\nAppIsolated = %d\n[page:y]\napp = b\nurl = /b/y.asp\n"
        "[clients:xs]\npages = x, y\narrivals = at(1s, 1s, 1s, 1s, 1s, 1s, 20s, 20s, 20s, 20s)\n"
        "[fault:f]\nkind = crash\napp = a\nat = 10500ms\n";
    for (int i = 1; i < SUPPORT_MODELS; i++) {
        g_autofree char *once = g_strdup_printf(text, "", 1);
        g_autofree char *for_good = g_strdup_printf(text, "AppOopRecoverLimit = 0\n", 1);
        g_autofree char *beside = g_strdup_printf(text, "", 0);
        g_autofree char *reset =
            g_strconcat(for_good, "[fault:g]\nkind = iisreset\nmachine = true\nat = 15s\n", NULL);
        g_autoptr(ModelResult) result = support_run(beside, support_models[i], 1);

        SUPPORT_NEAR(down_s(once, support_models[i]), 23 - 10.5);
        SUPPORT_NEAR(down_s(for_good, support_models[i]), 60 - 10.5);
        SUPPORT_NEAR(down_s(reset, support_models[i]), 15 + 4 - 10.5); /* forgets the crash */
        CU_ASSERT_EQUAL(availability(result, "b"), 1);
    }
}

/* ---- AppDomains ---- */

/* [MSDN-HR11] [RS:HttpRuntime.cs]. */
static void an_application_is_down_while_its_AppDomain_lets_nobody_in(void)
{
    static const char text[] = SUPPORT_WINDOW SUPPORT_FREE
        "[aspnet]\nversion = %s\n" SUPPORT_APP "enable = %s\n"
        "[page:x]\napp = a\n[app:b]\npool = p\nenable = false\n[page:y]\napp = b\n"
        "url = /b/y.gif\n[clients:xs]\npages = x, y\narrivals = every(1s)\n"
        "[fault:f]\nkind = config-change\npool = p\nwhat = app-offline\nat = 10s\nfor = 20s\n";
    g_autofree char *disabled = g_strdup_printf(text, "2.0", "false");
    g_autofree char *offline = g_strdup_printf(text, "2.0", "true");
    g_autofree char *unwatched = g_strdup_printf(text, "1.1", "true");

    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(offline, support_models[i], 1);

        SUPPORT_NEAR(down_s(disabled, support_models[i]), 60);
        SUPPORT_NEAR(60 * (1 - availability(result, "a")), 20);
        CU_ASSERT_EQUAL(availability(result, "b"), 1); /* it has only static files */
        CU_ASSERT_EQUAL(down_s(unwatched, support_models[i]), 0);
    }
}

/* There is place for one, b's comes first, at 5 s; at 25.5 s it goes, and is in the way for 250 ms more
 * [RS:HttpRuntime.cs]; at 40 s comes a's, at 50.5 s the process dies. */
static void an_application_is_down_while_there_is_no_place_for_its_AppDomain(void)
{
    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(
            SUPPORT_WINDOW SUPPORT_FREE
            "[aspnet]\nmaxAppDomains = 1\n[pool:p]\n[app:a]\npool = p\n[page:x]\napp = a\n"
            "[app:b]\npool = p\n[page:y]\napp = b\n[app:c]\npool = p\n[page:z]\napp = c\n"
            "url = /c/z.gif\n[clients:xs]\npages = x\narrivals = at(20s, 40s)\n"
            "[clients:ys]\npages = y\narrivals = at(5s, 45s)\n"
            "[fault:f]\nkind = recycle-appdomain\napp = b\nat = 25500ms\n"
            "[fault:g]\nkind = crash\napp = b\nat = 50500ms\n",
            support_models[i], 1);

        SUPPORT_NEAR(60 * (1 - availability(result, "a")), 25.75 - 5);
        SUPPORT_NEAR(60 * (1 - availability(result, "b")), 0.25 + 50.5 - 40);
        CU_ASSERT_EQUAL(availability(result, "c"), 1);
    }
}

/* ---- threads ---- */

/* Two requests a second want a second each of the one thread. */
static void saturation_is_up(void)
{
    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_ONE_THREAD
                        "requestQueueLimit = 10\n" SUPPORT_APP "[page:x]\napp = a\nwork = wait 1s\n"
                        "[clients:xs]\npages = x\n"
                        "arrivals = every(500ms)\n",
                        support_models[i], 1);

        CU_ASSERT(support_value(result, "loss") > 0.4);
        CU_ASSERT_EQUAL(availability(result, "a"), 1);
    }
}

/* The request of 10 s hangs until executionTimeout ends it: nothing else could execute. */
static void an_application_is_down_while_all_that_could_execute_hangs(void)
{
    static const char text[] = SUPPORT_WINDOW SUPPORT_TEXTBOOK
        "[aspnet]\nmaxWorkerThreads = %d\nmaxIoThreads = %d\n"
        "minFreeThreads = 1\nminLocalRequestFreeThreads = 0\n"
        "executionTimeout = 20\n" SUPPORT_APP "[page:x]\napp = a\n[clients:xs]\npages = x\n"
        "arrivals = every(1s)\n"
        "[fault:f]\nkind = hang\napp = a\nat = 9500ms\nfor = 1s\n";
    g_autofree char *one = g_strdup_printf(text, 2, 2);
    g_autofree char *two = g_strdup_printf(text, 3, 3);
    static const char beside[] = SUPPORT_WINDOW SUPPORT_TEXTBOOK
        "[aspnet]\nmaxWorkerThreads = 3\nmaxIoThreads = 3\nminWorkerThreads = 3\nminIoThreads = 3\n"
        "minFreeThreads = 1\nminLocalRequestFreeThreads = 0\n" SUPPORT_APP
        "[page:x]\napp = a\n[page:y]\napp = a\nwait = 20s\n[clients:xs]\npages = x\n"
        "arrivals = at(10s)\n[clients:ys]\npages = y\narrivals = at(12s, 12s)\n"
        "[fault:f]\nkind = hang\npage = x\nper-request = 100%\n";

    for (int i = 0; i < SUPPORT_MODELS; i++) {
        SUPPORT_NEAR(down_s(one, support_models[i]), 20);
        CU_ASSERT_EQUAL(down_s(two, support_models[i]), 0);
        CU_ASSERT_EQUAL(down_s(beside, support_models[i]), 0); /* one of the two goes on */
    }
}

/* The one that hangs is in one process of two. */
static void a_web_garden_is_up_while_one_of_its_processes_can_go_on(void)
{
    static const char text[] = SUPPORT_WINDOW SUPPORT_TEXTBOOK SUPPORT_ONE_THREAD
        "[pool:p]\nMaxProcesses = %d\n[app:a]\npool = p\nstart = warm\nmemory = 0B\n[page:x]\n"
        "app = a\n[clients:xs]\npages = x\narrivals = every(1s)\n"
        "[fault:f]\nkind = hang\napp = a\nat = 9500ms\nfor = 1s\n";
    g_autofree char *one = g_strdup_printf(text, 1);
    g_autofree char *two = g_strdup_printf(text, 2);

    SUPPORT_NEAR(down_s(one, "iis6"), 50);
    CU_ASSERT_EQUAL(down_s(two, "iis6"), 0);
}

/* A process that dies takes what hangs in it with it: up again when the next one is ready. */
static void a_new_process_ends_a_hang(void)
{
    for (int i = 0; i < SUPPORT_MODELS; i++)
        SUPPORT_NEAR(
            down_s(SUPPORT_WINDOW SUPPORT_TEXTBOOK THREE_SECONDS SUPPORT_ONE_THREAD SUPPORT_APP
                   "[page:x]\napp = a\n[clients:xs]\npages = x\n"
                   "arrivals = every(1s)\n"
                   "[fault:f]\nkind = hang\napp = a\nat = 9500ms\n"
                   "for = 1s\n"
                   "[fault:g]\nkind = crash\napp = a\nat = 20s\n",
                   support_models[i]),
            10 + 3);
}

/* The only request that may execute visits a backend that is away from 9.5 to 14.5 s. */
static void
an_application_is_down_while_all_that_could_execute_waits_for_a_backend_that_is_away(void)
{
    for (int i = 0; i < SUPPORT_MODELS; i++)
        SUPPORT_NEAR(down_s(SUPPORT_WINDOW SUPPORT_TEXTBOOK SUPPORT_ONE_THREAD
                            "[backend:db]\n" SUPPORT_APP
                            "[page:x]\napp = a\nwork = db 1ms\n[clients:xs]\npages = x\n"
                            "arrivals = every(1s)\n"
                            "[fault:f]\nkind = backend-outage\nbackend = db\nat = 9500ms\n"
                            "for = 5s\n",
                            support_models[i]),
                     4.5);
}

/* ---- exposure ---- */

static double shares(const ModelResult *result, const char *what)
{
    g_autofree char *metric = g_strdup_printf("%s/b", what);

    return model_result_get(result, RESULT_EXPOSURE, "a", metric);
}

static void applications_share_aspnet_wp_but_not_the_processes_of_their_pools(void)
{
    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run(SUPPORT_WINDOW SUPPORT_FREE TWO_POOLS, support_models[i], 1);
        bool is_iis6 = strcmp(support_models[i], "iis6") == 0;

        CU_ASSERT_EQUAL(shares(result, "process"), is_iis6 ? 0 : 1);
        CU_ASSERT_EQUAL(shares(result, "identity"), 1); /* Network Service, or ASPNET */
        CU_ASSERT(is_iis6 ? isnan(shares(result, "front-process"))
                          : shares(result, "front-process") == 1);
    }
}

static void pools_under_different_accounts_do_not_share_an_identity(void)
{
    g_autoptr(ModelResult) result = support_run(
        SUPPORT_WINDOW SUPPORT_FREE
        "[pool:p]\nAppPoolIdentityType = LocalService\n[pool:q]\n[app:a]\npool = p\n"
        "start = warm\n[app:b]\npool = q\nstart = warm\n[app:c]\npool = q\nstart = warm\n"
        "[page:x]\napp = a\n[clients:xs]\npages = x\narrivals = every(1s)\n",
        "iis6", 1);

    CU_ASSERT_EQUAL(shares(result, "identity"), 0);
    CU_ASSERT_EQUAL(model_result_get(result, RESULT_EXPOSURE, "b", "identity/c"), 1);
}

#define ONE_POOL_OF_TWO                                                                            \
    "[pool:p]\n[app:a]\npool = p\nstart = warm\n[app:b]\npool = p\n%s[page:x]\napp = a\n"          \
    "[page:y]\napp = b\n[clients:xs]\npages = x\narrivals = every(10s)\n"                          \
    "[clients:ys]\npages = y\narrivals = at(20s, 40s)\n"

/* The other AppDomain is created by its first request, at 20 s. */
static void applications_share_a_process_while_it_holds_both_appdomains(void)
{
    g_autofree char *text = g_strdup_printf(SUPPORT_WINDOW SUPPORT_FREE ONE_POOL_OF_TWO, "");

    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(text, support_models[i], 1);

        SUPPORT_NEAR(shares(result, "process"), 40 / 60.0);
        SUPPORT_NEAR(shares(result, "identity"), 40 / 60.0);
    }
}

/* The process dies at 30.5 s and is there again at 33.5; the requests of 40 s bring both AppDomains
 * back. The front process lives all the time. */
static void the_end_of_a_process_parts_its_applications_until_their_next_requests(void)
{
    g_autofree char *text =
        g_strdup_printf(SUPPORT_WINDOW SUPPORT_FREE THREE_SECONDS ONE_POOL_OF_TWO
                        "[fault:f]\nkind = crash\napp = a\nat = 30500ms\n",
                        "start = warm\n");

    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(text, support_models[i], 1);

        SUPPORT_NEAR(shares(result, "process"), 50.5 / 60);
        SUPPORT_NEAR(shares(result, "identity"), 50.5 / 60);
    }
}

CU_TestInfo availability_tests[] = {
    TEST(an_application_is_down_from_a_crash_until_its_process_is_ready_again),
    TEST(what_is_down_when_the_window_ends_is_down_to_its_end),
    TEST(the_death_of_aspnet_wp_does_not_take_a_static_application_down),
    TEST(an_application_whose_process_was_stopped_idle_is_up),
    TEST(a_rotation_without_overlap_is_down_one_with_overlap_is_not),
    TEST(starts_that_fail_after_a_failure_are_down),
    TEST(applications_are_down_while_inetinfo_is),
    TEST(an_application_is_down_while_its_pool_is_stopped),
    TEST(a_pool_that_rapid_fail_protection_disabled_is_down_until_it_is_started),
    TEST(an_orphan_serves_nobody),
    TEST(an_orphan_that_was_late_serves_nobody),
    TEST(an_application_is_down_from_a_crash_of_its_dllhost_until_the_next_is_ready),
    TEST(an_application_is_down_while_its_AppDomain_lets_nobody_in),
    TEST(an_application_is_down_while_there_is_no_place_for_its_AppDomain),
    TEST(saturation_is_up),
    TEST(an_application_is_down_while_all_that_could_execute_hangs),
    TEST(a_web_garden_is_up_while_one_of_its_processes_can_go_on),
    TEST(a_new_process_ends_a_hang),
    TEST(an_application_is_down_while_all_that_could_execute_waits_for_a_backend_that_is_away),
    TEST(applications_share_aspnet_wp_but_not_the_processes_of_their_pools),
    TEST(pools_under_different_accounts_do_not_share_an_identity),
    TEST(applications_share_a_process_while_it_holds_both_appdomains),
    TEST(the_end_of_a_process_parts_its_applications_until_their_next_requests),
    CU_TEST_INFO_NULL,
};
