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
            "executionTimeout = 42\ndebug = true\n" SUPPORT_APP "[page:g]\napp = a\nwait = 1000s\n"
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
    for (size_t i = 0; i < 2 * SUPPORT_MODELS; i++) {
        g_autofree char *text = g_strdup_printf(
            FREE SUPPORT_APP "[app:b]\npool = p\nstart = warm\n[pool:q]\n[app:d]\npool = q\n"
                             "start = warm\n[page:g]\napp = a\n"
                             "[clients:c]\npages = g\narrivals = at(1s)\n" CHANGE
                             "what = %s\nat = 10s\n",
            i % 2 == 0 ? "machine.config" : "web.config");
        g_autoptr(ModelResult) result = support_run(text, support_models[i / 2], 1);

        CU_ASSERT_EQUAL(support_value(result, "appdomains.restarted"), i % 2 == 0 ? 3 : 1);
    }
}

/* An AppDomain that nobody has asked for, or whose process has gone, cannot restart. */
static void a_change_where_no_AppDomain_is_restarts_nothing(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run(FREE "[pool:p]\n[app:a]\npool = p\n[page:g]\napp = a\n"
                             "[clients:c]\npages = g\narrivals = at(20s)\n" CHANGE "at = 10s\n",
                        support_models[i], 1);

        CU_ASSERT_EQUAL(support_value(result, "appdomains.restarted"), 0);
        CU_ASSERT_EQUAL(support_value(result, "appdomains.started"), 1);
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
    CU_TEST_INFO_NULL,
};
