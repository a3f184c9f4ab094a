/* test_was.c - the WWW service: workers started in time, ended, replaced, disabled. */
#include "tests/models/support.h"
#include <string.h>

/* [CC779944]: Network Service unless something else is written; the metabase's numbers are read. */
static void a_pool_runs_as_NetworkService_unless_its_AppPoolIdentityType_says_otherwise(void)
{
    static const struct {
        const char *written, *identity;
    } cases[] = {
        {"", "NetworkService"},
        {"AppPoolIdentityType = 0\n", "LocalSystem"},
        {"AppPoolIdentityType = localservice\n", "LocalService"},
        {"AppPoolIdentityType = 2\n", "NetworkService"},
        {"AppPoolIdentityType = SHOP\\web\n", "SHOP\\web"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            "[pool:p]\n%s[app:a]\npool = p\n[page:g]\napp = a\n[clients:c]\npages = g\n"
            "arrivals = every(1s)\n",
            cases[i].written);
        g_autoptr(Scenario) scenario = support_load(text, "iis6");

        CU_ASSERT_STRING_EQUAL(scenario->variants[0].config->pools[0].identity, cases[i].identity);
    }
}

/* An application pool whose keys a test writes itself; one application, warm. */
#define WINDOW       "[scenario]\nduration = 300s\nwarmup = 0s\ndrain = 1h\n"
#define APP          "[app:a]\npool = p\nstart = warm\nmemory = 0B\n[page:g]\napp = a\n"
#define COLD_APP     "[app:a]\npool = p\nmemory = 0B\n[page:g]\napp = a\n"
#define EVERY_SECOND "[clients:c]\npages = g\narrivals = every(1s)\n"

/* How many marks of the kind there are at that second with that number in the event log. */
static uint32_t events_at(const ModelResult *result, ResultMarkKind kind, double time_s, int event)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < result->mark_count; i++)
        count += result->marks[i].kind == kind && result->marks[i].event == event &&
                 result->marks[i].time_ns == (int64_t)(time_s * 1e9);
    return count;
}

/* ---- limits for starting and ending ---- */

/* [MS524792] [CC787273]: not ready in time: ended, another one is started; each counts for
 * rapid-fail protection, and the fifth switches the pool off. */
static void a_worker_that_misses_StartupTimeLimit_has_failed(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records =
        support_records(SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 3s\n"
                                                    "[pool:p]\nStartupTimeLimit = 2\n" COLD_APP
                                                    "work = none\n" EVERY_SECOND,
                        "iis6", 1, &result);

    for (int i = 1; i <= 5; i++)
        CU_ASSERT_EQUAL(events_at(result, MARK_STOP, 1 + 2 * i, 1012), 1);
    CU_ASSERT_EQUAL(events_at(result, MARK_DISABLED, 11, 1002), 1);
    CU_ASSERT_EQUAL(support_marks(result, MARK_START), 0);
    CU_ASSERT_EQUAL(support_count(records, "c", "rejected"), 59);
    CU_ASSERT_EQUAL(support_find(records, "c", 0)->status, 503);
    SUPPORT_NEAR(support_end_s(records, "c", 0), 11);
}

static void a_worker_that_starts_within_StartupTimeLimit_serves(void)
{
    static const char *const limits[] = {"StartupTimeLimit = 3001ms", "StartupTimeLimit = none",
                                         ""};

    for (size_t i = 0; i < G_N_ELEMENTS(limits); i++) {
        g_autofree char *text = g_strdup_printf(SUPPORT_WINDOW SUPPORT_FREE
                                                "process-start = wait 3s\n[pool:p]\n%s\n" COLD_APP
                                                "work = none\n" EVERY_SECOND,
                                                limits[i]);
        g_autoptr(ModelResult) result = support_run(text, "iis6", 1);

        CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 4), 1);
        CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 59);
    }
}

/* The one that was to be replaced goes on, and is to be replaced again. */
static void a_successor_that_misses_StartupTimeLimit_leaves_the_old_worker_in_place(void)
{
    g_autoptr(ModelResult) result = support_run(
        SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 3s\n"
                                    "[pool:p]\nPeriodicRestartRequests = 10\n"
                                    "RapidFailProtection = false\n"
                                    "StartupTimeLimit = 2500ms\n" APP "work = none\n" EVERY_SECOND,
        "iis6", 1);

    CU_ASSERT_EQUAL(support_marks_at(result, MARK_RECYCLE, 10), 1);
    CU_ASSERT_EQUAL(events_at(result, MARK_STOP, 12.5, 1012), 1);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_RECYCLE, 13), 1);
    CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 59);
    SUPPORT_NEAR(support_value(result, "processes.alive"), 1);
}

/* [CC787273]; event 1013. */
static void a_missed_ShutdownTimeLimit_counts_for_rapid_fail_protection(void)
{
    g_autoptr(ModelResult) result =
        support_run(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS
                    "executionTimeout = Infinite\n[pool:p]\nPeriodicRestartRequests = 1\n"
                    "ShutdownTimeLimit = 20\nRapidFailProtectionMaxCrashes = 1\n" APP
                    "wait = 200s\n[page:h]\napp = a\nwork = none\n"
                    "[clients:long]\npages = g\narrivals = at(0s)\n"
                    "[clients:c]\npages = h\narrivals = at(1s, 50s)\n",
                    "iis6", 1);

    CU_ASSERT_EQUAL(events_at(result, MARK_RECYCLE, 1, 1075), 1);
    CU_ASSERT_EQUAL(events_at(result, MARK_STOP, 21, 1013), 1);
    CU_ASSERT_EQUAL(events_at(result, MARK_DISABLED, 21, 1002), 1);
    CU_ASSERT_EQUAL(support_value(result, "requests.reset"), 1);
    CU_ASSERT_EQUAL(support_value(result, "requests.rejected"), 1); /* the one of 50 s */
}

/* ---- pings ---- */

/* Two native threads, and an ISAPI extension that holds one for each request. */
#define TWO_THREADS "MaxPoolThreads = 1\nPoolThreadLimit = 2\n"
#define ISAPI       "url = /a/x.dll\n"
#define PAGE_H      "[page:h]\napp = a\nwork = none\n"

/* [CC782153] [CC782596]: no thread is free to answer the ping of 30 s within 90 s. */
static void a_worker_without_a_free_native_thread_fails_its_ping(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records =
        support_records(WINDOW SUPPORT_FREE "process-start = wait 1s\n[pool:p]\n" TWO_THREADS APP
                                            "work = wait 200s\n" ISAPI PAGE_H
                                            "[clients:isapi]\npages = g\narrivals = at(5s x 2)\n"
                                            "[clients:c]\npages = h\narrivals = at(50s)\n",
                        "iis6", 1, &result);

    CU_ASSERT_EQUAL(events_at(result, MARK_STOP, 120, 1010), 1);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 121), 1);
    CU_ASSERT_EQUAL(support_count(records, "isapi", "reset"), 2);
    SUPPORT_NEAR(support_end_s(records, "isapi", 0), 120);
    SUPPORT_NEAR(support_end_s(records, "c", 0), 121); /* waited in the kernel */
    CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), 0);
}

static void a_worker_that_can_answer_or_is_not_asked_goes_on(void)
{
    static const char *const pools[] = {
        "MaxPoolThreads = 1\nPoolThreadLimit = 3\n", /* one thread more could be made */
        TWO_THREADS "PingingEnabled = false\n",
        TWO_THREADS "PingInterval = none\n",
        TWO_THREADS "PingResponseTime = none\n",
        TWO_THREADS "PingResponseTime = 176\n", /* 30 s + 176 s: just too late */
        TWO_THREADS "PingInterval = 240\n",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(pools); i++) {
        g_autofree char *text =
            g_strdup_printf(WINDOW SUPPORT_FREE
                            "process-start = wait 1s\n[pool:p]\n%s" APP "work = wait 200s\n" ISAPI
                            "[clients:isapi]\npages = g\narrivals = at(5s x 2)\n",
                            pools[i]);
        g_autoptr(ModelResult) result = support_run(text, "iis6", 1);

        CU_ASSERT_EQUAL(support_marks(result, MARK_STOP), 0);
        CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 2);
        SUPPORT_NEAR(support_value(result, "latency.max"), 200);
    }
}

/* The ping of 30 s is answered when the thread comes free at 65 s, the next one is sent at 95 s. */
static void a_ping_waits_for_a_thread_and_the_next_is_counted_from_its_answer(void)
{
    g_autoptr(ModelResult) result = support_run(
        WINDOW SUPPORT_FREE "process-start = wait 1s\n[pool:p]\n" TWO_THREADS APP
                            "work = wait 60s\n" ISAPI "[page:for-ever]\napp = a\nurl = /a/y.dll\n"
                            "work = wait 1000s\n"
                            "[clients:isapi]\npages = g\narrivals = at(5s x 2)\n"
                            "[clients:worse]\npages = for-ever\narrivals = at(70s x 2)\n",
        "iis6", 1);

    CU_ASSERT_EQUAL(events_at(result, MARK_STOP, 95 + 90, 1010), 1);
    CU_ASSERT_EQUAL(support_marks(result, MARK_STOP), 1);
    CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 2);
    CU_ASSERT_EQUAL(support_value(result, "requests.reset"), 2);
}

/* The only thread runs when the ping of 30 s comes; it blocks at 55 s, and another may be made. */
static void a_ping_is_answered_when_a_thread_blocks_and_another_may_be_made(void)
{
    g_autoptr(ModelResult) result = support_run(
        WINDOW SUPPORT_FREE "[pool:p]\n" TWO_THREADS APP "work = cpu 50s, wait 200s\n" ISAPI
                            "[clients:isapi]\npages = g\narrivals = at(5s)\n",
        "iis6", 1);

    CU_ASSERT_EQUAL(support_marks(result, MARK_STOP), 0);
    CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 1);
}

/* Inferred from [TMARQ] and [CC782153]: managed code hangs on threads of the CLR. */
static void a_hang_in_managed_code_does_not_fail_pings(void)
{
    g_autoptr(ModelResult) result =
        support_run(WINDOW SUPPORT_FREE SUPPORT_ONE_THREAD
                    "executionTimeout = Infinite\nresponseDeadlockInterval = Infinite\n"
                    "[pool:p]\n" TWO_THREADS APP "work = none\n"
                    "[clients:c]\npages = g\narrivals = at(5s x 8)\n"
                    "[fault:f]\nkind = hang\napp = a\nat = 0s\n",
                    "iis6", 1);

    CU_ASSERT_EQUAL(support_marks(result, MARK_STOP), 0);
    CU_ASSERT_EQUAL(support_value(result, "requests.in_flight"), 8);
}

/* [CC787273] */
static void a_ping_without_an_answer_counts_for_rapid_fail_protection(void)
{
    g_autoptr(ModelResult) result = support_run(
        WINDOW SUPPORT_FREE "[pool:p]\nRapidFailProtectionMaxCrashes = 1\n" TWO_THREADS APP
                            "work = wait 200s\n" ISAPI
                            "[clients:isapi]\npages = g\narrivals = at(5s x 2)\n",
        "iis6", 1);

    CU_ASSERT_EQUAL(events_at(result, MARK_DISABLED, 120, 1002), 1);
}

/* A thread that blocks makes room for another one, up to PoolThreadLimit: what waits in the kernel
 * is taken in at once. */
static void a_native_thread_that_blocks_makes_room_for_the_next_request(void)
{
    g_autoptr(GArray) records = support_records(
        WINDOW SUPPORT_FREE "[pool:p]\n" TWO_THREADS APP "work = cpu 1s, wait 10s\n" ISAPI
                            "[clients:c]\npages = g\narrivals = at(1s x 3)\n",
        "iis6", 1, NULL);

    SUPPORT_NEAR(support_start_s(records, "c", 0), 1);
    SUPPORT_NEAR(support_start_s(records, "c", 1), 2);
    SUPPORT_NEAR(support_start_s(records, "c", 2), 12);
}

/* ---- orphans ---- */

/* [MS525700] [CC739430]: replaced, not ended. */
static void an_orphan_is_replaced_and_keeps_what_it_has(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records =
        support_records(WINDOW SUPPORT_FREE "process-start = wait 1s\n[pool:p]\n"
                                            "OrphanWorkerProcess = true\n" TWO_THREADS APP
                                            "work = wait 200s\n" ISAPI PAGE_H
                                            "[clients:isapi]\npages = g\narrivals = at(5s x 2)\n"
                                            "[clients:c]\npages = h\narrivals = at(50s, 250s)\n",
                        "iis6", 1, &result);

    CU_ASSERT_EQUAL(events_at(result, MARK_ORPHAN, 120, 1010), 1);
    CU_ASSERT_EQUAL(support_marks(result, MARK_STOP), 0);
    SUPPORT_NEAR(support_end_s(records, "isapi", 0), 205);
    SUPPORT_NEAR(support_end_s(records, "isapi", 1), 205);
    SUPPORT_NEAR(support_end_s(records, "c", 0), 121);
    CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 4);
    SUPPORT_NEAR(support_value(result, "processes.alive") * 300, 300 + 300 - 121);
}

static void a_worker_that_misses_a_time_limit_is_orphaned_too(void)
{
    g_autoptr(ModelResult) result =
        support_run(SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 3s\n"
                                                "[pool:p]\nStartupTimeLimit = 2\n"
                                                "RapidFailProtectionMaxCrashes = 2\n"
                                                "OrphanWorkerProcess = true\n" COLD_APP
                                                "work = none\n" EVERY_SECOND,
                    "iis6", 1);

    CU_ASSERT_EQUAL(events_at(result, MARK_ORPHAN, 3, 1012), 1);
    CU_ASSERT_EQUAL(events_at(result, MARK_ORPHAN, 5, 1012), 1);
    CU_ASSERT_EQUAL(events_at(result, MARK_DISABLED, 5, 1002), 1);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 4), 1); /* but nobody's any more */
    CU_ASSERT_EQUAL(support_value(result, "requests.rejected"), 59);
}

/* ---- extensions that find themselves unhealthy ---- */

/* One ASP thread since 5 s with one request, and a queue that is full: noticed by the ping of 120 s,
 * the first after asp-hung-after. [CC781632] [CC782153] [ASHISHS] */
static void asp_that_finds_itself_unhealthy_is_recycled_at_the_next_ping(void)
{
    static const struct {
        const char *pool;
        double at_s; /* 0: never */
        const char *arrivals;
        int requests;
    } cases[] = {
        {"", 120, "5s x 3", 3},
        {"PingingEnabled = false\n", 0, "5s x 3", 3},
        {"asp-hung-after = none\n", 0, "5s x 3", 3},
        {"asp-hung-after = 116s\n", 150, "5s x 3", 3},
        {"AspProcessorThreadMax = 2\n", 0, "5s x 3", 3},         /* one queued, of two */
        {"AspProcessorThreadMax = 2\n", 210, "5s, 100s x 3", 4}, /* the second hangs by then too */
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            WINDOW SUPPORT_FREE "process-start = wait 1s\n[pool:p]\n%s%s"
                                "AspRequestQueueMax = 2\n" APP "work = wait 400s\n"
                                "url = /a/x.asp\n[clients:c]\npages = g\narrivals = at(%s)\n",
            strstr(cases[i].pool, "AspProc") != NULL ? "" : "AspProcessorThreadMax = 1\n",
            cases[i].pool, cases[i].arrivals);
        g_autoptr(ModelResult) result = support_run(text, "iis6", 1);

        double at_s = cases[i].at_s;
        uint32_t once = at_s > 0;

        CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), once);
        CU_ASSERT_EQUAL(events_at(result, MARK_RECYCLE, at_s, 1078), once);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, at_s + 1), once);
        CU_ASSERT_EQUAL(events_at(result, MARK_STOP, at_s + 91, 1013), once);
        CU_ASSERT_EQUAL(support_value(result, "requests.reset"), cases[i].requests * (double)once);
    }
}

/* [KB821268b] [CC782153]: all threads that may execute do so since 5 s, requests are queued and no
 * response is sent: a deadlock from 185 s on; the ping of 210 s hears of it. The old process may have
 * 90 s more. */
static void a_deadlock_in_managed_code_is_recycled_at_the_next_ping(void)
{
    static const struct {
        const char *aspnet, *pool;
        double at_s; /* 0: never */
    } cases[] = {
        {"", "", 210},
        {"responseDeadlockInterval = 00:00:20\n", "", 30},
        {"", "PingInterval = 100\n", 200},
        {"", "PingingEnabled = false\n", 0},
        {"responseDeadlockInterval = Infinite\n", "", 0},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            WINDOW SUPPORT_FREE "process-start = wait 1s\n" SUPPORT_ONE_THREAD
                                "executionTimeout = Infinite\n%s[pool:p]\n%s" APP "work = none\n"
                                "[clients:c]\npages = g\narrivals = at(5s x 3)\n"
                                "[clients:later]\npages = g\narrivals = at(280s)\n"
                                "[fault:f]\nkind = hang\napp = a\nat = 0s\nfor = 10s\n",
            cases[i].aspnet, cases[i].pool);
        g_autoptr(ModelResult) result = support_run(text, "iis6", 1);
        double at_s = cases[i].at_s;
        uint32_t once = at_s > 0;

        CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), once);
        CU_ASSERT_EQUAL(events_at(result, MARK_RECYCLE, at_s, 1078), once);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, at_s + 1), once);
        CU_ASSERT_EQUAL(events_at(result, MARK_STOP, at_s + 91, 1013), once);
        CU_ASSERT_EQUAL(support_value(result, "requests.reset"), 3 * once);
        CU_ASSERT_EQUAL(support_value(result, "requests.ok"), once);
    }
}

/* ---- by hand ---- */

static void an_administrator_recycles_the_process_of_an_application(void)
{
    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run(SUPPORT_WINDOW SUPPORT_FREE
                        "process-start = wait 1s\n" SUPPORT_READY_THREADS SUPPORT_APP
                        "[app:b]\npool = p\nstart = warm\n[page:h]\napp = b\n"
                        "[page:g]\napp = a\nwait = 1500ms\n" EVERY_SECOND
                        "[fault:f]\nkind = recycle\npool = p\nat = 10500ms\n",
                        support_models[i], 1);

        CU_ASSERT_EQUAL(support_marks_at(result, MARK_RECYCLE, 10.5), 1);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 11.5), 1);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_STOP, 12.5), 1); /* the one of 11 s */
        CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), 1);
        CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 59);
        SUPPORT_NEAR(support_value(result, "latency.max"), 1.5);
    }
}

/* All workers of the pool; their successors, ready at once here, are not meant. */
static void recycling_by_hand_replaces_each_worker_of_a_web_garden_once(void)
{
    g_autoptr(ModelResult) result = support_run(
        SUPPORT_WINDOW SUPPORT_FREE
        "[pool:p]\nMaxProcesses = 3\n[app:b]\npool = p\nstart = warm\n" APP "work = none\n"
        "[clients:c]\npages = g\narrivals = every(7s)\n"
        "[fault:f]\nkind = recycle\nmachine = true\nat = 10s\n",
        "iis6", 1);

    CU_ASSERT_EQUAL(support_marks_at(result, MARK_RECYCLE, 10), 3);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 10), 3);
    CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), 3);
}

/* [CC737909] [MS525764]: a change of the metabase rotates the workers of the pool, each once, unless
 * it is set that it does not. */
static void a_change_of_its_settings_rotates_the_workers_of_a_pool(void)
{
    static const char *const pools[] = {"", "DisallowRotationOnConfigChange = true\n"};

    for (uint32_t i = 0; i < G_N_ELEMENTS(pools); i++) {
        g_autofree char *text =
            g_strdup_printf(SUPPORT_WINDOW SUPPORT_FREE
                            "process-start = wait 1s\n" SUPPORT_READY_THREADS
                            "[pool:p]\nMaxProcesses = 2\n%s[pool:q]\n"
                            "[app:b]\npool = q\nstart = warm\n" APP "work = none\n" EVERY_SECOND
                            "[fault:f]\nkind = config-change\nwhat = metabase\n"
                            "pool = p\nat = 10500ms\n",
                            pools[i]);
        g_autoptr(ModelResult) result = support_run(text, "iis6", 1);
        uint32_t rotated = i == 0 ? 2 : 0;

        CU_ASSERT_EQUAL(support_marks_at(result, MARK_RECYCLE, 10.5), rotated);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 11.5), rotated);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_STOP, 11.5), rotated);
        CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), rotated);
        CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 59);
    }
}

/* ---- age and idleness ---- */

/* [MS525914]: an age below the idle time-out: both are what they are by default, 29 h and 20 min. */
static void PeriodicRestartTime_below_IdleTimeout_is_ignored_with_it(void)
{
    static const struct {
        const char *pool;
        int64_t age_min, idle_min;
    } cases[] = {
        {"PeriodicRestartTime = 10\nIdleTimeout = 15\n", 1740, 20},
        {"PeriodicRestartTime = 10\n", 1740, 20},
        {"PeriodicRestartTime = 15\nIdleTimeout = 15\n", 15, 15},
        {"PeriodicRestartTime = 0\nIdleTimeout = 15\n", SIM_NEVER, 15},
        {"PeriodicRestartTime = 10\nIdleTimeout = 0\n", 10, SIM_NEVER},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            g_strdup_printf("[pool:p]\n%s" COLD_APP EVERY_SECOND, cases[i].pool);
        g_autoptr(Scenario) scenario = support_load(text, "iis6");
        const Iis6PoolConfig *pool = &scenario->variants[0].config->pools[0];
        int64_t age_min = cases[i].age_min, idle_min = cases[i].idle_min;

        CU_ASSERT_EQUAL(pool->periodic_restart_time_ns,
                        age_min == SIM_NEVER ? SIM_NEVER : age_min * 60 * SIM_S);
        CU_ASSERT_EQUAL(pool->idle_timeout_ns,
                        idle_min == SIM_NEVER ? SIM_NEVER : idle_min * 60 * SIM_S);
    }
}

CU_TestInfo was_tests[] = {
    TEST(a_pool_runs_as_NetworkService_unless_its_AppPoolIdentityType_says_otherwise),
    TEST(a_worker_that_misses_StartupTimeLimit_has_failed),
    TEST(a_worker_that_starts_within_StartupTimeLimit_serves),
    TEST(a_successor_that_misses_StartupTimeLimit_leaves_the_old_worker_in_place),
    TEST(a_missed_ShutdownTimeLimit_counts_for_rapid_fail_protection),
    TEST(a_worker_without_a_free_native_thread_fails_its_ping),
    TEST(a_worker_that_can_answer_or_is_not_asked_goes_on),
    TEST(a_ping_waits_for_a_thread_and_the_next_is_counted_from_its_answer),
    TEST(a_ping_is_answered_when_a_thread_blocks_and_another_may_be_made),
    TEST(a_hang_in_managed_code_does_not_fail_pings),
    TEST(a_ping_without_an_answer_counts_for_rapid_fail_protection),
    TEST(a_native_thread_that_blocks_makes_room_for_the_next_request),
    TEST(an_orphan_is_replaced_and_keeps_what_it_has),
    TEST(a_worker_that_misses_a_time_limit_is_orphaned_too),
    TEST(asp_that_finds_itself_unhealthy_is_recycled_at_the_next_ping),
    TEST(a_deadlock_in_managed_code_is_recycled_at_the_next_ping),
    TEST(an_administrator_recycles_the_process_of_an_application),
    TEST(recycling_by_hand_replaces_each_worker_of_a_web_garden_once),
    TEST(a_change_of_its_settings_rotates_the_workers_of_a_pool),
    TEST(PeriodicRestartTime_below_IdleTimeout_is_ignored_with_it),
    CU_TEST_INFO_NULL,
};

const TestBehaviour was_behaviours[] = {
    {AREA_POOLS, "the account of a pool's workers", "iis6",
     "read for the measure of exposure; Network Service by default; rights are not simulated",
     "CC779944", "pool.AppPoolIdentityType",
     "a_pool_runs_as_NetworkService_unless_its_AppPoolIdentityType_says_otherwise"},
    {AREA_POOLS, "a worker that is not ready in time is ended and another one started", "iis6",
     "StartupTimeLimit; a missed one counts for rapid-fail protection; event 1012",
     "MS524792 CC787273", "pool.StartupTimeLimit",
     "a_worker_that_misses_StartupTimeLimit_has_failed"},
    {AREA_POOLS, "a successor that is not ready in time", "iis6",
     "the worker that it was to replace goes on, and is to be replaced again (assumption)",
     "MS524792", "pool.StartupTimeLimit",
     "a_successor_that_misses_StartupTimeLimit_leaves_the_old_worker_in_place"},
    {AREA_HEALTH, "a missed shutdown limit counts for rapid-fail protection", "iis6",
     "the process is ended with what it holds; event 1013", "CC787273 MS525974",
     "pool.ShutdownTimeLimit pool.RapidFailProtectionMaxCrashes",
     "a_missed_ShutdownTimeLimit_counts_for_rapid_fail_protection"},
    {AREA_HEALTH, "a worker is pinged, and ended when it does not answer in time", "iis6",
     "answered by a native thread that is free or can be made; else the process is ended, what it "
     "holds is reset, another one is started; event 1010",
     "CC782153 CC757820 CC782596 CC759791",
     "pool.PingingEnabled pool.PingInterval pool.PingResponseTime",
     "a_worker_without_a_free_native_thread_fails_its_ping"},
    {AREA_HEALTH, "no ping, or one that can be answered", "iis6", "nothing happens",
     "CC782153 CC782739 MS525149 MS525499",
     "pool.PingingEnabled pool.PingInterval pool.PingResponseTime",
     "a_worker_that_can_answer_or_is_not_asked_goes_on"},
    {AREA_HEALTH, "when the next ping is sent", "iis6",
     "PingInterval after the last answer (assumption); the first a seeded part of it after the "
     "start",
     "MS525149", "pool.PingInterval",
     "a_ping_waits_for_a_thread_and_the_next_is_counted_from_its_answer"},
    {AREA_HEALTH, "a deadlock in managed code does not fail pings", "iis6",
     "it holds threads of the CLR, native ones are free (inferred)", "TMARQ CC782153",
     "pool.PingingEnabled", "a_hang_in_managed_code_does_not_fail_pings"},
    {AREA_HEALTH, "a ping without an answer counts for rapid-fail protection", "iis6", "as a crash",
     "CC787273", "pool.RapidFailProtectionMaxCrashes",
     "a_ping_without_an_answer_counts_for_rapid_fail_protection"},
    {AREA_HEALTH, "a worker starved of processors and its pings", "iis6",
     "answering costs no processor time: no published figure says how starved a worker must be",
     "CC782153", NULL, NULL},
    {AREA_HEALTH, "OrphanWorkerProcess: a failed worker is left running", "iis6",
     "it is replaced; keeps its memory, threads and requests, whose clients still get their "
     "answers "
     "(assumption), to the end of the run",
     "MS525700 CC739430", "pool.OrphanWorkerProcess",
     "an_orphan_is_replaced_and_keeps_what_it_has"},
    {AREA_HEALTH, "a worker that misses a time limit is orphaned too", "iis6",
     "of whatever failure it is given up (WINITPRO says so of the shutdown limit)", "CC739430",
     "pool.OrphanWorkerProcess", "a_worker_that_misses_a_time_limit_is_orphaned_too"},
    {AREA_HEALTH, "OrphanActionExe is run for an orphan", "iis6",
     "what a debugger does to an orphan is outside the model", "MS525365", NULL, NULL},
    {AREA_HEALTH, "ASP finds itself unhealthy", "iis6",
     "its queue full and each thread with one request for asp-hung-after (assumption); the next "
     "ping is answered by asking to be replaced, if pinging is on; event 1078",
     "CC781632 CC782153 ASHISHS", "pool.PingingEnabled",
     "asp_that_finds_itself_unhealthy_is_recycled_at_the_next_ping"},
    {AREA_HEALTH, "ASP.NET reports a deadlock", "iis6",
     "the worker answers the next ping by asking to be replaced, if pinging is on; the old process "
     "has ShutdownTimeLimit more; event 1078",
     "KB821268b CC782153 CC781632", "pool.PingingEnabled pool.PingInterval",
     "a_deadlock_in_managed_code_is_recycled_at_the_next_ping"},
    {AREA_NATIVE, "ATQ makes another thread when all are blocked", "iis6",
     "what waits in the kernel is taken in at once", "EXBPA POOLTHR",
     "pool.MaxPoolThreads pool.PoolThreadLimit",
     "a_native_thread_that_blocks_makes_room_for_the_next_request"},
    {AREA_POOLS, "recycling on demand", "all",
     "fault recycle: an administrator has the process replaced; on IIS 5 as by processModel "
     "(assumption)",
     "IIS-WAS", NULL, "an_administrator_recycles_the_process_of_an_application"},
    {AREA_POOLS, "recycling on demand, of a web garden", "iis6", "each worker of now, once",
     "IIS-WAS", NULL, "recycling_by_hand_replaces_each_worker_of_a_web_garden_once"},
    {AREA_POOLS, "a change of a pool's settings rotates its workers", "iis6",
     "unless DisallowRotationOnConfigChange; fault config-change of the metabase",
     "CC737909 MS525764", "pool.DisallowRotationOnConfigChange",
     "a_change_of_its_settings_rotates_the_workers_of_a_pool"},
    {AREA_POOLS, "PeriodicRestartTime below IdleTimeout", "iis6",
     "both are what they are by default, with a warning", "MS525914",
     "pool.PeriodicRestartTime pool.IdleTimeout",
     "PeriodicRestartTime_below_IdleTimeout_is_ignored_with_it"},
    {AREA_FAULTS, "an operator ends a worker process by force", "all",
     "the same as a crash: kind = crash", "KB820729", NULL, NULL},
    {.what = NULL},
};
