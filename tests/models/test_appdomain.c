/* test_appdomain.c - AppDomains begin and end: what restarts one, how its end goes, what those get
 * who are inside or come meanwhile.
 *
 * Times are exact: nothing costs anything but what a test gives a cost, and timers start when they
 * are needed.
 */
#include "tests/models/support.h"

#include <string.h>

#define FREE   SUPPORT_WINDOW SUPPORT_FREE
#define LONG   "[scenario]\nduration = 400s\nwarmup = 0s\ndrain = 1h\n" SUPPORT_FREE
#define CHANGE "[fault:f]\nkind = config-change\napp = a\n"

/* As many threads as there need be, 2.0's time-outs but no executionTimeout. */
#define VERSION_2                                                                                  \
    "[aspnet]\nversion = 2.0\nminWorkerThreads = 100\nminIoThreads = 100\n"                        \
    "executionTimeout = Infinite\n"

static bool is_told(const ModelResult *result, const char *what)
{
    for (uint32_t i = 0; i < result->mark_count; i++) {
        if (result->marks[i].kind == MARK_APPDOMAIN && strcmp(result->marks[i].what, what) == 0)
            return true;
    }
    return false;
}

/* ---- generations ---- */

/* [S2] [DEBUGGURU]: what is inside goes on in the old one, new requests go to a new one, which is
 * made and JITted anew. */
static void requests_inside_go_on_in_the_old_AppDomain_and_new_ones_go_to_a_new_one(void)
{
    static const char *const versions[] = {"1.0", "1.1", "2.0"};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(versions); i++) {
        g_autofree char *text = g_strdup_printf(
            FREE "appdomain-create = wait 2s\njit = wait 1s\n"
                 "compile-batch = wait 50s\nclr-load = wait 50s\n"
                 "[aspnet]\nversion = %s\nminWorkerThreads = 5\nminIoThreads = 5\n" SUPPORT_APP
                 "[page:g]\napp = a\nwait = 10s\n"
                 "[clients:c]\npages = g\narrivals = at(0s, 5s, 6s, 30s)\n" CHANGE "at = 4s\n",
            versions[i / SUPPORT_MODELS]);
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(text, support_models[i % SUPPORT_MODELS], 1, &result);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 10);
        SUPPORT_NEAR(support_start_s(records, "c", 1), 7);
        SUPPORT_NEAR(support_end_s(records, "c", 1), 18);
        SUPPORT_NEAR(support_start_s(records, "c", 2), 7);
        SUPPORT_NEAR(support_end_s(records, "c", 2), 18);
        SUPPORT_NEAR(support_end_s(records, "c", 3), 40);
        CU_ASSERT_EQUAL(support_value(result, "appdomains.started"), 1);
        CU_ASSERT_EQUAL(support_value(result, "appdomains.restarted"), 1);
        CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), 0);
        CU_ASSERT(is_told(result, "a: ConfigurationChange"));
    }
}

/* [RS:HttpRuntime.cs] [RS:HostingEnvironment.cs]: 90 s, those queued get 503, 15 s, the others are
 * aborted, 250 ms. With registered objects hostingEnvironment's 30 s come first, at most. */
static void an_unload_of_2_0_waits_90_s_rejects_the_queue_waits_15_s_and_aborts(void)
{
    static const struct {
        const char *stop;
        double drained_s;
    } cases[] = {{"0s", 100}, {"20s", 120}, {"40s", 130}};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            LONG "memory-appdomain = 10MB\n" VERSION_2 SUPPORT_APP
                 "registered-object-stop = %s\n[page:g]\napp = a\nwait = 1000s\n"
                 "[clients:c]\npages = g\narrivals = at(0s x 15)\n" CHANGE "at = 10s\n",
            cases[i / SUPPORT_MODELS].stop);
        double drained_s = cases[i / SUPPORT_MODELS].drained_s;
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(text, support_models[i % SUPPORT_MODELS], 1, &result);

        CU_ASSERT_EQUAL(support_count(records, "c", "rejected"), 3);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", drained_s), 3);
        CU_ASSERT_EQUAL(support_find(records, "c", 14)->status, 503);
        CU_ASSERT_EQUAL(support_count(records, "c", "error"), 12);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", drained_s + 15), 12);
        CU_ASSERT_EQUAL(support_find(records, "c", 0)->status, 500);
        CU_ASSERT_DOUBLE_EQUAL(support_value(result, "memory.mean") / (10 << 20),
                               (drained_s + 15.25) / 400, 1e-6);
    }
}

/* An assumption: 1.x waits as long as executionTimeout, here 40 s, and a sixth of it. */
static void an_unload_of_1_1_waits_for_executionTimeout(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            LONG SUPPORT_READY_THREADS
            "executionTimeout = 42\ndebug = true\n" SUPPORT_APP "registered-object-stop = 20s\n"
            "[page:g]\napp = a\nwait = 1000s\n"
            "[clients:c]\npages = g\narrivals = at(0s x 15)\n" CHANGE "at = 10s\n",
            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count_ended(records, "c", 52), 3);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 59), 12);
    }
}

/* The end comes as soon as nobody is inside, at the next look: every 250 ms, from the change on. */
static void an_AppDomain_that_is_empty_goes_at_the_next_look(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run(FREE "memory-appdomain = 10MB\n" VERSION_2 SUPPORT_APP
                             "[page:g]\napp = a\nwait = 10600ms\n"
                             "[clients:c]\npages = g\narrivals = at(0s)\n" CHANGE "at = 10s\n",
                        support_models[i], 1);

        /* changed at 10, empty at 10.6, seen at 10.75, gone at 11 */
        CU_ASSERT_DOUBLE_EQUAL(support_value(result, "memory.mean") / (10 << 20), 11.0 / 60, 1e-6);
    }
}

/* [S0]: one pool of threads for all AppDomains of a process; the old one's requests keep the new
 * one's waiting, which no end of theirs wakes up but its own timer of 10 s [RS:RequestQueue.cs]. */
static void old_and_new_AppDomain_compete_for_the_same_threads(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(LONG VERSION_2 SUPPORT_APP
                            "[page:g]\napp = a\nwait = 1000s\n[page:h]\napp = a\nwait = 1s\n"
                            "[clients:c]\npages = g\narrivals = at(0s x 12)\n"
                            "[clients:d]\npages = h\narrivals = at(20s, 22s)\n" CHANGE "at = 10s\n",
                            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_start_s(records, "d", 0), 20); /* no queue yet: past the gate */
        SUPPORT_NEAR(support_start_s(records, "d", 1), 122);
    }
}

/* Both are in memory until the old one is gone. */
static void old_and_new_AppDomain_are_in_memory_together(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(
            FREE "memory-appdomain = 10MB\n" VERSION_2 SUPPORT_APP "[page:g]\napp = a\nwait = 20s\n"
                 "[clients:c]\npages = g\narrivals = at(0s, 11s)\n" CHANGE "at = 10s\n",
            support_models[i], 1);

        CU_ASSERT_EQUAL(support_value(result, "memory.max"), 20 << 20);
    }
}

/* [RS:HttpRuntime.cs]: on its way to an AppDomain that has given up waiting. In w3wp a request is
 * routed before it waits for a thread; in aspnet_wp only once it has one. */
static void who_comes_late_to_an_AppDomain_that_ends_gets_503(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            LONG "[aspnet]\nversion = 2.0\nautoConfig = false\nmaxWorkerThreads = 2\n"
                 "maxIoThreads = 2\nminWorkerThreads = 2\nminIoThreads = 2\nminFreeThreads = 0\n"
                 "minLocalRequestFreeThreads = 0\nexecutionTimeout = Infinite\n" SUPPORT_APP
                 "[page:g]\napp = a\nwait = 1000s\n[page:h]\napp = a\n"
                 "[clients:c]\npages = g\narrivals = at(0s x 2)\n"
                 "[clients:d]\npages = h\narrivals = at(5s)\n" CHANGE "at = 10s\n",
            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "d", 0), 115);
        CU_ASSERT_STRING_EQUAL(support_find(records, "d", 0)->outcome, i == 0 ? "rejected" : "ok");
        CU_ASSERT_EQUAL(support_find(records, "d", 0)->status, i == 0 ? 503 : 200);
    }
}

/* Native code cannot be aborted: its AppDomain goes when it has ended, here with the process. */
static void what_hangs_in_native_code_keeps_its_AppDomain(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            LONG "memory-appdomain = 10MB\n" VERSION_2 SUPPORT_APP
                 "[page:g]\napp = a\n[clients:c]\npages = g\narrivals = at(1s)\n" CHANGE
                 "at = 10s\n[fault:h]\nkind = hang\nnative = true\npage = g\nper-request = 100%\n"
                 "[fault:k]\nkind = crash\napp = a\nat = 300s\n",
            support_models[i], 1, &result);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 300);
        CU_ASSERT_DOUBLE_EQUAL(support_value(result, "memory.mean") / (10 << 20), 300.0 / 400,
                               1e-6);
    }
}

/* ---- what restarts one ---- */

/* [OWSCOTT] [ITPROTODAY] [RS:HttpRuntime.cs] */
static void what_restarts_an_AppDomain_depends_on_the_version_and_has_a_reason(void)
{
    static const struct {
        const char *what;
        const char *reason; /* 2.0 */
        bool in_1_1;
    } cases[] = {
        {"web.config", "a: ConfigurationChange", true},
        {"machine.config", "a: ConfigurationChange", true},
        {"global.asax", "a: ChangeInGlobalAsax", true},
        {"bin", "a: BinDirChangeOrDirectoryRename", true},
        {"directory", "a: BinDirChangeOrDirectoryRename", false},
        {"App_Code", "a: CodeDirChangeOrDirectoryRename", false},
        {"security-policy", "a: ChangeInSecurityPolicyFile", true},
        {"physical-path", "a: PhysicalApplicationPathChanged", true},
    };

    for (size_t i = 0; i < 2 * SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        size_t which = i / 2 / SUPPORT_MODELS;
        bool is_new = i % 2 == 0;
        bool restarts = is_new || cases[which].in_1_1;
        g_autofree char *text = g_strdup_printf(
            FREE "[aspnet]\nversion = %s\n" SUPPORT_APP "[page:g]\napp = a\n"
                 "[clients:c]\npages = g\narrivals = at(1s, 20s)\n" CHANGE "what = %s\nat = 10s\n",
            is_new ? "2.0" : "1.1", cases[which].what);
        g_autoptr(ModelResult) result =
            support_run(text, support_models[i / 2 % SUPPORT_MODELS], 1);

        CU_ASSERT_EQUAL(support_value(result, "appdomains.restarted"), restarts);
        CU_ASSERT_EQUAL(is_told(result, cases[which].reason), restarts);
    }
}

/* machine.config is everybody's; web.config is the application's own. */
static void machine_config_restarts_every_AppDomain_on_the_machine(void)
{
    static const struct {
        const char *what;
        int restarts;
    } cases[] = {{"machine.config", 3}, {"security-policy", 3}, {"web.config", 1}};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            FREE SUPPORT_APP "[app:b]\npool = p\nstart = warm\n[pool:q]\n[app:d]\npool = q\n"
                             "start = warm\n[page:g]\napp = a\n"
                             "[clients:c]\npages = g\narrivals = at(1s)\n" CHANGE
                             "what = %s\nat = 10s\n",
            cases[i / SUPPORT_MODELS].what);
        g_autoptr(ModelResult) result = support_run(text, support_models[i % SUPPORT_MODELS], 1);

        CU_ASSERT_EQUAL(support_value(result, "appdomains.restarted"),
                        cases[i / SUPPORT_MODELS].restarts);
    }
}

/* An AppDomain that nobody has asked for, or whose process has gone, cannot restart. */
static void a_change_where_no_AppDomain_is_restarts_nothing(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run(FREE "appdomain-create = wait 5s\n[pool:p]\n[app:a]\npool = p\n"
                             "[page:g]\napp = a\n[clients:c]\npages = g\n"
                             "arrivals = at(20s)\n" CHANGE "at = 10s, 22s\n",
                        support_models[i], 1);

        CU_ASSERT_EQUAL(support_value(result, "appdomains.restarted"), 0);
        CU_ASSERT_EQUAL(support_value(result, "appdomains.started"), 1);
    }
}

/* [KB324772] [S2]: what is cached goes with the AppDomain: the next one executes the page again. */
static void the_output_cache_goes_with_its_AppDomain(void)
{
    for (size_t i = 1; i < SUPPORT_MODELS; i++) { /* iis6's kernel cache would answer */
        g_autoptr(GArray) records = support_records(
            FREE SUPPORT_APP "[page:g]\napp = a\nwait = 1s\noutput-cache = 1h\n"
                             "[clients:c]\npages = g\narrivals = at(1s, 5s, 20s, 25s)\n" CHANGE
                             "at = 10s\n",
            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 1), 5);
        SUPPORT_NEAR(support_end_s(records, "c", 2), 21);
        SUPPORT_NEAR(support_end_s(records, "c", 3), 25);
    }
}

/* [RS:HttpRuntime.cs]: the AppDomain is unloaded, a new one says 503 to all; when the file is gone
 * that one goes too. 1.x does not know the file. */
static void App_Offline_keeps_everybody_out_of_2_0_while_it_is_there(void)
{
    for (size_t i = 0; i < 2 * SUPPORT_MODELS; i++) {
        bool is_new = i % 2 == 0;
        g_autofree char *text = g_strdup_printf(
            FREE "appdomain-create = wait 2s\n[aspnet]\nversion = %s\n" SUPPORT_APP
                 "[page:g]\napp = a\nwait = 1s\n"
                 "[clients:c]\npages = g\narrivals = at(9500ms, 15s, 18s, 35s)\n" CHANGE
                 "what = app-offline\nat = 10s\nfor = 20s\n",
            is_new ? "2.0" : "1.1");
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(text, support_models[i / 2], 1, &result);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 10.5);
        SUPPORT_NEAR(support_end_s(records, "c", 1), is_new ? 17 : 16);
        SUPPORT_NEAR(support_end_s(records, "c", 2), is_new ? 18 : 19);
        SUPPORT_NEAR(support_end_s(records, "c", 3), is_new ? 38 : 36);
        CU_ASSERT_EQUAL(support_count(records, "c", "rejected"), is_new ? 2 : 0);
        CU_ASSERT_EQUAL(support_find(records, "c", 2)->status, is_new ? 503 : 200);
        CU_ASSERT_EQUAL(support_value(result, "appdomains.restarted"), is_new ? 2 : 0);
    }
}

/* [MSDN-HR11]: httpRuntime enable=false: it is not loaded, clients get 404. */
static void an_application_that_is_not_enabled_is_not_loaded_and_answers_404(void)
{
    static const char *const starts[] = {"cold", "warm"};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(starts); i++) {
        g_autofree char *text = g_strdup_printf(
            FREE "appdomain-create = wait 5s\n[pool:p]\n[app:a]\npool = p\nenable = false\n"
                 "start = %s\n[page:g]\napp = a\n[clients:c]\npages = g\n"
                 "arrivals = at(1s, 2s)\n",
            starts[i / SUPPORT_MODELS]);
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(text, support_models[i % SUPPORT_MODELS], 1, &result);

        CU_ASSERT_EQUAL(support_count(records, "c", "error"), 2);
        CU_ASSERT_EQUAL(support_find(records, "c", 0)->status, 404);
        SUPPORT_NEAR(support_end_s(records, "c", 0), 1);
        CU_ASSERT_EQUAL(support_value(result, "appdomains.started"), 0);
        CU_ASSERT_EQUAL(
            model_result_get(result, RESULT_COUNTER, NULL, "ASP.NET\\Applications Running"), 0);
    }
}

/* [RS:HttpRuntime.cs]: notifications that follow each other within waitChangeNotification are one,
 * maxWaitChangeNotification at most; looked at every 250 ms. */
static void changes_that_follow_closely_restart_once_where_that_is_asked_for(void)
{
    static const struct {
        const char *settings;
        double made_s; /* when the next AppDomain is asked for; a request comes every 100 ms */
        int restarts;
    } cases[] = {
        {"", 10, 5},
        {"waitChangeNotification = 3\nmaxWaitChangeNotification = 60\n", 17.25, 1},
        {"waitChangeNotification = 3\nmaxWaitChangeNotification = 2\n", 12, 2},
        {"waitChangeNotification = 3\n", 10, 5},
    };

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            g_strdup_printf(FREE "[aspnet]\n%s" SUPPORT_APP "[page:g]\napp = a\n"
                                 "[clients:c]\npages = g\narrivals = every(100ms)\n" CHANGE
                                 "at = 10s, 11s, 12500ms, 13s, 14100ms\n",
                            cases[i / SUPPORT_MODELS].settings);
        g_autoptr(ModelResult) result = support_run(text, support_models[i % SUPPORT_MODELS], 1);

        CU_ASSERT_EQUAL(support_value(result, "appdomains.restarted"),
                        cases[i / SUPPORT_MODELS].restarts);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_APPDOMAIN, cases[i / SUPPORT_MODELS].made_s),
                        1);
    }
}

/* [MSDN-HR20] [RS:HttpRuntime.cs]: 5 s after the first request began, while it is not finished. */
static void changes_are_ignored_while_the_first_request_is_under_way(void)
{
    static const struct {
        const char *settings;
        const char *at;
        int restarts;
    } cases[] = {
        {"version = 2.0\n", "4s", 0},
        {"version = 2.0\n", "6500ms", 1},
        {"version = 2.0\ndelayNotificationTimeout = 0\n", "4s", 1},
        {"version = 1.1\n", "4s", 1},
        {"version = 2.0\n", "4s\nwhat = app-offline", 1},
    };

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            FREE "[aspnet]\n%s[pool:p]\n[app:a]\npool = p\n[page:g]\napp = a\nwait = 10s\n"
                 "[clients:c]\npages = g\narrivals = at(1s)\n" CHANGE "at = %s\n",
            cases[i / SUPPORT_MODELS].settings, cases[i / SUPPORT_MODELS].at);
        g_autoptr(ModelResult) result = support_run(text, support_models[i % SUPPORT_MODELS], 1);

        CU_ASSERT_EQUAL(support_value(result, "appdomains.restarted"),
                        cases[i / SUPPORT_MODELS].restarts);
    }
}

/* [RS:IdleTimeoutMonitor.cs]: looked at every 30 s, ended when nothing has been inside for the
 * time-out; never by default. */
static void an_idle_AppDomain_ends_where_a_time_out_is_set(void)
{
    for (size_t i = 0; i < 2 * SUPPORT_MODELS; i++) {
        g_autofree char *text = g_strdup_printf(LONG "[aspnet]\nversion = 2.0\n%s" SUPPORT_APP
                                                     "[page:g]\napp = a\nwait = 10s\n"
                                                     "[clients:c]\npages = g\narrivals = at(55s)\n",
                                                i % 2 == 0 ? "hostingIdleTimeout = 1\n" : "");
        g_autoptr(ModelResult) result = support_run(text, support_models[i / 2], 1);

        /* busy to 65 s, looked at at 30, 60, 90, 120, 150 */
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_APPDOMAIN, 150), i % 2 == 0);
        CU_ASSERT_EQUAL(support_marks(result, MARK_APPDOMAIN), i % 2 == 0);
        CU_ASSERT_EQUAL(is_told(result, "a: IdleTimeout"), i % 2 == 0);
    }
}

/* [RS:ProcessModelSection.cs]; what one too many gets is an assumption. */
static void an_AppDomain_too_many_is_refused(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(FREE "[aspnet]\nmaxAppDomains = 1\n" SUPPORT_APP
                                 "[app:b]\npool = p\n[page:g]\napp = a\n[page:h]\napp = b\n"
                                 "[clients:c]\npages = g\narrivals = at(1s)\n"
                                 "[clients:d]\npages = h\narrivals = at(2s)\n",
                            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 1);
        CU_ASSERT_EQUAL(support_count(records, "d", "rejected"), 1);
        CU_ASSERT_EQUAL(support_find(records, "d", 0)->status, 503);
    }
}

/* An administrator: in all processes of the application, whatever the file system says. */
static void an_AppDomain_is_recycled_by_hand_in_every_process(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run(FREE "[pool:p]\nMaxProcesses = 3\n[app:a]\npool = p\nstart = warm\n"
                             "[app:b]\npool = p\nstart = warm\n[page:g]\napp = a\n"
                             "[clients:c]\npages = g\narrivals = at(1s)\n"
                             "[fault:f]\nkind = recycle-appdomain\napp = a\nat = 10s\n",
                        support_models[i], 1);

        CU_ASSERT_EQUAL(support_value(result, "appdomains.restarted"), i == 0 ? 3 : 1);
        CU_ASSERT(is_told(result, "a: UnloadAppDomainCalled"));
    }
}

/* A storm: one restart for each change that finds an AppDomain, each JITs anew, old ones overlap. */
static void a_configuration_storm_restarts_over_and_over(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            FREE "jit = wait 300ms\nmemory-appdomain = 10MB\n" SUPPORT_READY_THREADS SUPPORT_APP
                 "[page:g]\napp = a\nwait = 3200ms\n"
                 "[clients:c]\npages = g\narrivals = every(1s)\n"
                 "[fault:f]\nkind = config-storm\napp = a\nat = 10500ms\nfor = 4200ms\n",
            support_models[i], 1, &result);

        /* at 10.5, 11.5 .. 14.5 */
        CU_ASSERT_EQUAL(support_value(result, "appdomains.restarted"), 5);
        CU_ASSERT_EQUAL(support_value(result, "appdomains.started"), 5);
        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 59);
        SUPPORT_NEAR(support_end_s(records, "c", 8), 9 + 3.2);
        SUPPORT_NEAR(support_end_s(records, "c", 10), 11 + 3.5);
        CU_ASSERT(support_value(result, "memory.max") >= 40 << 20);
    }
    for (size_t i = 0; i < SUPPORT_MODELS; i++) { /* of the metabase: the workers of the pool */
        g_autoptr(ModelResult) result =
            support_run(FREE SUPPORT_APP "[page:g]\napp = a\n[clients:c]\npages = g\n"
                                         "arrivals = every(1s)\n[fault:f]\nkind = config-storm\n"
                                         "what = metabase\napp = a\nat = 10500ms\nfor = 4200ms\n",
                        support_models[i], 1);

        CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), i == 0 ? 5 : 0);
        CU_ASSERT_EQUAL(support_value(result, "appdomains.restarted"), 0);
    }
}

CU_TestInfo appdomain_tests[] = {
    TEST(requests_inside_go_on_in_the_old_AppDomain_and_new_ones_go_to_a_new_one),
    TEST(an_unload_of_2_0_waits_90_s_rejects_the_queue_waits_15_s_and_aborts),
    TEST(an_unload_of_1_1_waits_for_executionTimeout),
    TEST(an_AppDomain_that_is_empty_goes_at_the_next_look),
    TEST(old_and_new_AppDomain_compete_for_the_same_threads),
    TEST(old_and_new_AppDomain_are_in_memory_together),
    TEST(who_comes_late_to_an_AppDomain_that_ends_gets_503),
    TEST(what_hangs_in_native_code_keeps_its_AppDomain),
    TEST(what_restarts_an_AppDomain_depends_on_the_version_and_has_a_reason),
    TEST(machine_config_restarts_every_AppDomain_on_the_machine),
    TEST(a_change_where_no_AppDomain_is_restarts_nothing),
    TEST(the_output_cache_goes_with_its_AppDomain),
    TEST(App_Offline_keeps_everybody_out_of_2_0_while_it_is_there),
    TEST(an_application_that_is_not_enabled_is_not_loaded_and_answers_404),
    TEST(changes_that_follow_closely_restart_once_where_that_is_asked_for),
    TEST(changes_are_ignored_while_the_first_request_is_under_way),
    TEST(an_idle_AppDomain_ends_where_a_time_out_is_set),
    TEST(an_AppDomain_too_many_is_refused),
    TEST(an_AppDomain_is_recycled_by_hand_in_every_process),
    TEST(a_configuration_storm_restarts_over_and_over),
    CU_TEST_INFO_NULL,
};

const TestBehaviour appdomain_behaviours[] = {
    {AREA_APPDOMAINS, "an AppDomain per application and process", "all",
     "made at the first request for the application", "S0 S2", NULL,
     "each_application_creates_its_own_appdomain_at_its_first_request"},
    {AREA_APPDOMAINS, "old and new AppDomain overlap", "all",
     "what is inside goes on in the old one, new requests go to a new one, made and JITted anew",
     "S2 DEBUGGURU", NULL,
     "requests_inside_go_on_in_the_old_AppDomain_and_new_ones_go_to_a_new_one"},
    {AREA_APPDOMAINS, "both compete for the threads of the process", "all",
     "one pool, one count of free threads", "S0 MSDN-TP", NULL,
     "old_and_new_AppDomain_compete_for_the_same_threads"},
    {AREA_APPDOMAINS, "both are in memory", "all", "until the old one has gone", "S2", NULL,
     "old_and_new_AppDomain_are_in_memory_together"},
    {AREA_APPDOMAINS, "the unload sequence of 2.0", "all",
     "registered objects, at most 30 s; 90 s for what is inside; 503 for what is queued; 15 s; "
     "aborts; caches; 250 ms",
     "RS:HostingEnvironment.cs RS:HttpRuntime.cs",
     "aspnet.shutdownTimeout aspnet.hostingShutdownTimeout",
     "an_unload_of_2_0_waits_90_s_rejects_the_queue_waits_15_s_and_aborts"},
    {AREA_APPDOMAINS, "the unload sequence of 1.x", "all",
     "the same, executionTimeout in place of shutdownTimeout (assumption)", "S2 RS:HttpRuntime.cs",
     NULL, "an_unload_of_1_1_waits_for_executionTimeout"},
    {AREA_APPDOMAINS, "how an unload waits", "all", "it looks every 250 ms", "RS:HttpRuntime.cs",
     "aspnet.unload-poll", "an_AppDomain_that_is_empty_goes_at_the_next_look"},
    {AREA_APPDOMAINS, "hung requests are cut off by an unload", "all",
     "managed ones are aborted; one in native code keeps its AppDomain until it ends",
     "S2 RS:HttpRuntime.cs", NULL, "what_hangs_in_native_code_keeps_its_AppDomain"},
    {AREA_CLIENT, "a late arrival at an AppDomain that ends", "all",
     "503, outcome rejected; in aspnet_wp requests are routed once they have a thread, so that "
     "they go to the new one",
     "RS:HttpRuntime.cs", NULL, "who_comes_late_to_an_AppDomain_that_ends_gets_503"},
    {AREA_APPDOMAINS, "what restarts an AppDomain, and the reason that is told", "all",
     "web.config, machine.config, global.asax, bin, security policy, physical path; in 2.0 folders "
     "and App_Code too; the reason is in the marks of the time series",
     "OWSCOTT ITPROTODAY RS:HttpRuntime.cs KB324772", "fault.what",
     "what_restarts_an_AppDomain_depends_on_the_version_and_has_a_reason"},
    {AREA_APPDOMAINS, "machine.config", "all", "restarts every AppDomain on the machine", "OWSCOTT",
     "fault.what", "machine_config_restarts_every_AppDomain_on_the_machine"},
    {AREA_COUNTERS, "Application Restarts", "all",
     "unloads begun, not AppDomains made: metric appdomains.restarted", "RS:HttpRuntime.cs", NULL,
     "a_change_where_no_AppDomain_is_restarts_nothing"},
    {AREA_CACHE, "the output cache goes with its AppDomain", "all", "the next one executes anew",
     "KB324772", NULL, "the_output_cache_goes_with_its_AppDomain"},
    {AREA_CLIENT, "App_Offline.htm", "all",
     "2.0: 503 to everybody, outcome rejected; the AppDomain is unloaded when the file comes and "
     "when it goes",
     "RS:HttpRuntime.cs OWSCOTT", "fault.what",
     "App_Offline_keeps_everybody_out_of_2_0_while_it_is_there"},
    {AREA_CLIENT, "httpRuntime enable=false", "all", "not loaded; 404, outcome error", "MSDN-HR11",
     "app.enable", "an_application_that_is_not_enabled_is_not_loaded_and_answers_404"},
    {AREA_APPDOMAINS, "changes that follow closely are one", "all",
     "waitChangeNotification, at most maxWaitChangeNotification, looked at every 250 ms",
     "RS:HttpRuntime.cs WMI-HR",
     "aspnet.waitChangeNotification aspnet.maxWaitChangeNotification app.waitChangeNotification "
     "app.maxWaitChangeNotification",
     "changes_that_follow_closely_restart_once_where_that_is_asked_for"},
    {AREA_APPDOMAINS, "delayNotificationTimeout", "all",
     "2.0: changes are ignored while the first request is under way, so long",
     "MSDN-HR20 WMI-HR RS:HttpRuntime.cs",
     "aspnet.delayNotificationTimeout app.delayNotificationTimeout",
     "changes_are_ignored_while_the_first_request_is_under_way"},
    {AREA_APPDOMAINS, "idle AppDomains end", "all",
     "where a time-out is set; looked at every 30 s, never while something is inside",
     "RS:HostingEnvironmentSection.cs RS:IdleTimeoutMonitor.cs",
     "aspnet.hostingIdleTimeout app.hostingIdleTimeout aspnet.idle-check",
     "an_idle_AppDomain_ends_where_a_time_out_is_set"},
    {AREA_APPDOMAINS, "maxAppDomains", "all", "one too many is answered 503 (assumption)",
     "RS:ProcessModelSection.cs", "aspnet.maxAppDomains", "an_AppDomain_too_many_is_refused"},
    {AREA_APPDOMAINS, "an AppDomain recycled by hand", "all",
     "in every process of the application; reason UnloadAppDomainCalled", "RS:HttpRuntime.cs", NULL,
     "an_AppDomain_is_recycled_by_hand_in_every_process"},
    {AREA_FAULTS, "configuration-change storm", "all",
     "a restart for each change, each JITs anew, old ones overlap; in IIS 6 a change of the "
     "metabase rotates the workers besides",
     "KB324772 OWSCOTT", NULL, "a_configuration_storm_restarts_over_and_over"},
    {AREA_APPDOMAINS, "a burst of changes that overwhelms the monitor", "all",
     "depends on buffers of the file system's notifications, whose sizes and load are not modelled",
     "RS:FileChangesMonitor.cs", NULL, NULL},
    {AREA_APPDOMAINS, "changes of file attributes", "all",
     "no source says that they restart an AppDomain", "RS:FileChangesMonitor.cs", NULL, NULL},
    {.what = NULL},
};
