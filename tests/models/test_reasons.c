/* test_reasons.c - why processes and AppDomains ended, as events.csv tells it: under the documented
 * names and numbers. Those of aspnet_wp: test_process_model.c; of what changes: test_appdomain.c. */
#include "tests/models/support.h"

/* How many marks there are of the kind, of that reason or what, with that number. */
static uint32_t told(const ModelResult *result, ResultMarkKind kind, const char *why, int event)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < result->mark_count; i++) {
        const ResultMark *mark = &result->marks[i];

        count += mark->kind == kind && mark->event == event &&
                 (g_strcmp0(mark->reason, why) == 0 || g_strcmp0(mark->what, why) == 0);
    }
    return count;
}

/* The numbers of the source W3SVC. Two requests, at 1 and 2 s, each leaks 1 MB. */
static void the_end_of_a_worker_has_its_number_in_the_event_log(void)
{
    static const struct {
        const char *pool, *fault, *reason;
        ResultMarkKind kind;
        int event;
    } cases[] = {
        {"PeriodicRestartTime = 30s\nIdleTimeout = 0\n", "", "PeriodicRestartTime", MARK_RECYCLE,
         1074},
        {"PeriodicRestartRequests = 2\n", "", "PeriodicRestartRequests", MARK_RECYCLE, 1075},
        {"PeriodicRestartSchedule = 00:01\n", "", "PeriodicRestartSchedule", MARK_RECYCLE, 1076},
        {"PeriodicRestartMemory = 1MB\n", "", "PeriodicRestartMemory", MARK_RECYCLE, 1077},
        {"PeriodicRestartPrivateMemory = 1MB\n", "", "PeriodicRestartPrivateMemory", MARK_RECYCLE,
         1117},
        {"IdleTimeout = 30s\n", "", "IdleTimeout", MARK_STOP, 0},
        {"", "[fault:f]\nkind = crash\napp = a\nat = 5s\n", "Unexpected", MARK_CRASH, 1009},
        {"RapidFailProtectionMaxCrashes = 1\n", "[fault:f]\nkind = crash\napp = a\nat = 5s\n",
         "RapidFailProtection", MARK_DISABLED, 1002},
        {"ShutdownTimeLimit = 1s\n",
         "[fault:f]\nkind = hang\napp = a\nat = 1500ms\n[fault:r]\nkind = recycle\napp = a\n"
         "at = 5s\n",
         "ShutdownTimeLimit", MARK_STOP, 1013},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            "[scenario]\nduration = 90s\nwarmup = 0s\n" SUPPORT_FREE
            "[pool:p]\n%s[app:a]\npool = p\nstart = warm\nmemory = 0B\n[page:g]\napp = a\n"
            "leak = 1MB\n[clients:c]\npages = g\narrivals = at(1s, 2s)\n%s",
            cases[i].pool, cases[i].fault);
        g_autoptr(ModelResult) result = support_run(text, "iis6", 1);

        CU_ASSERT(told(result, cases[i].kind, cases[i].reason, cases[i].event) >= 1);
    }
}

/* [RS:HttpRuntime.cs]. The second page that is compiled anew is the last. */
static void an_AppDomain_that_was_idle_or_compiled_too_often_ends_for_that_reason(void)
{
    static const struct {
        const char *settings, *what;
    } cases[] = {
        {"[aspnet]\nversion = 2.0\nhostingIdleTimeout = 10s\n", "a: IdleTimeout"},
        {"[aspnet]\nnumRecompilesBeforeAppRestart = 2\n[fault:f]\nkind = compile-storm\napp = a\n"
         "at = 500ms\nfor = 15s\n",
         "a: MaxRecompilationsReached"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases) * SUPPORT_MODELS; i++) {
        g_autofree char *text = g_strdup_printf(SUPPORT_WINDOW SUPPORT_FREE
                                                "%s" SUPPORT_APP "[page:g]\napp = a\n[clients:c]\n"
                                                "pages = g\narrivals = at(1s, 6s, 11s, 16s)\n",
                                                cases[i / SUPPORT_MODELS].settings);
        g_autoptr(ModelResult) result = support_run(text, support_models[i % SUPPORT_MODELS], 1);

        CU_ASSERT_EQUAL(told(result, MARK_APPDOMAIN, cases[i / SUPPORT_MODELS].what, 0), 1);
    }
}

CU_TestInfo reasons_tests[] = {
    TEST(the_end_of_a_worker_has_its_number_in_the_event_log),
    TEST(an_AppDomain_that_was_idle_or_compiled_too_often_ends_for_that_reason),
    CU_TEST_INFO_NULL,
};
