/* test_process_model.c - processModel: what aspnet_isapi watches in aspnet_wp, and why it ends. */
#include "models/keys.h"
#include "tests/models/support.h"

#define PAGE SUPPORT_APP "[page:g]\napp = a\n"

/* Twelve minutes and more: deadlock intervals are long. */
#define LONG_WINDOW "[scenario]\nduration = 20min\nwarmup = 0s\ndrain = 0s\n"

/* Executions of g never end, and executionTimeout does not reach them. */
#define HANGS "[fault:f]\nkind = hang\npage = g\nper-request = 1\nnative = true\n"

#define AT_ONCE "process-start = wait 1s\n" SUPPORT_READY_THREADS

static const char *const one_process[] = {"iis5", "i5m"};

/* The reason with which a process began to be replaced or ended at that second; NULL: none did. */
static const char *reason_at(const ModelResult *result, ResultMarkKind kind, double time_s)
{
    for (uint32_t i = 0; i < result->mark_count; i++)
        if (result->marks[i].kind == kind &&
            result->marks[i].time_ns == (int64_t)(time_s * SIM_S + 0.5))
            return result->marks[i].reason;
    return NULL;
}

static void expect_reason(const ModelResult *result, ResultMarkKind kind, double time_s,
                          const char *reason)
{
    const char *found = reason_at(result, kind, time_s);

    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    CU_ASSERT_STRING_EQUAL(found, reason);
}

/* ---- the deadlock detector ---- */

/* [WMI-PM] [RS:RequestQueue.cs]: 12 of 12 hang from 0 s on, one more is queued: at 180 s. The old
 * process gets shutdownTimeout, 5 s, from when the new one is ready. */
static void a_deadlock_is_suspected_after_responseDeadlockInterval(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(one_process); i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(LONG_WINDOW SUPPORT_FREE AT_ONCE PAGE
                            "[clients:c]\npages = g\narrivals = at(0s x 13)\n" HANGS,
                            one_process[i], 1, &result);

        expect_reason(result, MARK_RECYCLE, 180, "DeadlockSuspected");
        CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), 1);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 181), 1);
        expect_reason(result, MARK_STOP, 186, "DeadlockSuspected");
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 186), 13);
        CU_ASSERT_EQUAL(support_count(records, "c", "error"), 13);
    }
}

/* Nothing is queued; or others are, behind I/O threads that all hang, but fewer execute than the 20
 * that the detector is armed with: nobody calls it a deadlock. */
static void a_hang_below_the_ceiling_is_no_deadlock(void)
{
    static const struct {
        const char *arrivals, *threads;
    } cases[] = {
        {"at(0s x 12)", ""},
        {"at(0s x 2)", ""},
        {"at(0s x 30)", "maxIoThreads = 11\nminIoThreads = 11\nminFreeThreads = 0\n"
                        "minLocalRequestFreeThreads = 0\n"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            LONG_WINDOW SUPPORT_FREE "process-start = wait 1s\n[aspnet]\nminWorkerThreads = 20\n%s"
                                     "%s" PAGE "[clients:c]\npages = g\narrivals = %s\n" HANGS,
            cases[i].threads[0] == '\0' ? "minIoThreads = 20\n" : "", cases[i].threads,
            cases[i].arrivals);
        g_autoptr(ModelResult) result = support_run(text, "iis5", 1);

        CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), 0);
    }
}

/* A response within the interval starts it anew: 24 of 170 s are done at 340 s, 24 of 190 s are
 * not. */
static void slow_responses_are_no_deadlock_while_they_come(void)
{
    static const struct {
        const char *wait;
        uint32_t recycled;
    } cases[] = {{"170s", 0}, {"190s", 1}};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            g_strdup_printf(LONG_WINDOW SUPPORT_FREE AT_ONCE
                            "executionTimeout = Infinite\n" PAGE
                            "wait = %s\n[clients:c]\npages = g\narrivals = at(0s x 24)\n",
                            cases[i].wait);
        g_autoptr(ModelResult) result = support_run(text, "iis5", 1);

        CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), cases[i].recycled);
    }
}

/* One hangs for ever, the others are answered every 100 s while more wait. */
static void one_that_hangs_among_others_that_are_answered_is_no_deadlock(void)
{
    g_autoptr(ModelResult) result =
        support_run(LONG_WINDOW SUPPORT_FREE AT_ONCE
                    "executionTimeout = Infinite\n" PAGE
                    "[page:h]\napp = a\nwait = 100s\n[clients:c]\npages = g\narrivals = at(0s)\n"
                    "[clients:d]\npages = h\narrivals = at(0s x 90)\n" HANGS,
                    "iis5", 1);

    CU_ASSERT(support_value(result, "queue.app:a.max") > 70);
    CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), 0);
}

/* A process that had nothing to do for an hour is not suspected at its first requests. */
static void an_idle_process_is_not_in_a_deadlock(void)
{
    g_autoptr(ModelResult) result =
        support_run("[scenario]\nduration = 2h\nwarmup = 0s\ndrain = 0s\n" SUPPORT_FREE AT_ONCE PAGE
                    "[clients:c]\npages = g\narrivals = at(3595s x 13)\n" HANGS,
                    "iis5", 1);

    CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), 1);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_RECYCLE, 3780), 1); /* the tick after 3775 s */
}

/* [TELERIK]: nine minutes between two such restarts in 1.x; [WMI-PM]: 2.0 ignores the setting. */
static void the_next_deadlock_waits_for_responseRestartDeadlockInterval_in_1_x_alone(void)
{
    static const struct {
        const char *aspnet;
        double second_s;
    } cases[] = {
        {"version = 1.1\n", 180 + 540},
        {"version = 1.1\n[iis5]\nresponseRestartDeadlockInterval = 0:05:00\n", 180 + 300},
        {"version = 2.0\nautoConfig = false\n", 390},
        {"version = 2.0\nautoConfig = false\n[iis5]\nresponseRestartDeadlockInterval = 0:09:00\n",
         390},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            LONG_WINDOW SUPPORT_FREE AT_ONCE
            "%s" PAGE "[clients:c]\npages = g\narrivals = at(0s x 13, 200s x 13)\n" HANGS,
            cases[i].aspnet);
        g_autoptr(ModelResult) result = support_run(text, "iis5", 1);

        CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), 2);
        expect_reason(result, MARK_RECYCLE, 180, "DeadlockSuspected");
        expect_reason(result, MARK_RECYCLE, cases[i].second_s, "DeadlockSuspected");
    }
}

/* ---- pings ---- */

#define FIVE_THREADS                                                                               \
    "[aspnet]\nmaxIoThreads = 5\nmaxWorkerThreads = 5\nminIoThreads = 5\nminWorkerThreads = 5\n"   \
    "minFreeThreads = 0\nminLocalRequestFreeThreads = 0\nresponseDeadlockInterval = Infinite\n"

/* [WMI-PM]: no answer in pingTimeout, a restart; assumption: a ping needs a free I/O thread. */
static void a_ping_without_an_answer_replaces_aspnet_wp(void)
{
    static const struct {
        const char *wait, *pings;
        int count;
        bool fails;
    } cases[] = {
        {"1h", "pingFrequency = 0:00:10\npingTimeout = 0:00:05\n", 5, true},
        {"1h", "pingFrequency = 0:00:10\npingTimeout = 0:00:05\n", 4, false},
        {"12s", "pingFrequency = 0:00:10\npingTimeout = 0:00:05\n", 5, false}, /* in time */
        {"1h", "", 5, false}, /* Infinite, the default: nobody asks */
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            "[scenario]\nduration = 60s\nwarmup = 0s\n" SUPPORT_FREE
            "process-start = wait 1s\n" FIVE_THREADS "executionTimeout = Infinite\n[iis5]\n%s" PAGE
            "wait = %s\n[clients:c]\npages = g\narrivals = at(0s x %d)\n",
            cases[i].pings, cases[i].wait, cases[i].count);
        g_autoptr(ModelResult) result = support_run(text, "iis5", 1);

        CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), cases[i].fails);
        if (cases[i].fails) {
            expect_reason(result, MARK_RECYCLE, 15, "PingFailed");
            expect_reason(result, MARK_STOP, 15 + 1 + 5, "PingFailed");
        }
    }
}

/* ---- requestQueueLimit, memoryLimit ---- */

/* Three execute and two wait in the pipe when the sixth passes the limit. [MSDN-RQL]: it is
 * rejected; [PM11]: the process is replaced as well, and what waits goes to the new one. */
static void passing_requestQueueLimit_replaces_aspnet_wp_only_where_asked_to(void)
{
    for (int recycles = 0; recycles < 2; recycles++) {
        g_autofree char *text = g_strdup_printf(
            SUPPORT_WINDOW SUPPORT_FREE
            "process-start = wait 1s\n[aspnet]\nmaxIoThreads = 3\nmaxWorkerThreads = 3\n"
            "minIoThreads = 3\nminFreeThreads = 0\nminLocalRequestFreeThreads = 0\n"
            "requestQueueLimit = 5\n[iis5]\nrql-recycles = %s\n" PAGE
            "wait = 4s\n[clients:c]\npages = g\narrivals = at(0s x 6)\n",
            recycles ? "true" : "false");
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(text, "iis5", 1, &result);

        CU_ASSERT_EQUAL(support_count(records, "c", "rejected"), 1);
        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 5);
        CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), (uint32_t)recycles);
        CU_ASSERT_EQUAL(support_count_started(records, "c", recycles ? 1 : 4), 2);
        if (recycles)
            expect_reason(result, MARK_RECYCLE, 0, "RequestQueueLimit");
    }
}

/* [PM11]: a new process starts, existing requests are reassigned to it. Assumption: those that wait
 * in the pipe; the three that execute have shutdownTimeout from 3 s on. */
static void those_that_wait_in_the_pipe_are_reassigned_when_memoryLimit_is_passed(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW "[machine]\nmemory = 100MB\n" SUPPORT_FREE
                       "process-start = wait 1s\n[aspnet]\nmaxIoThreads = 3\nmaxWorkerThreads = 3\n"
                       "minIoThreads = 3\nminFreeThreads = 0\nminLocalRequestFreeThreads = 0\n"
                       "[iis5]\nmemoryLimit = 16\n" PAGE
                       "wait = 20s\nmemory = 6MB\n[clients:c]\npages = g\narrivals = at(0s x 5)\n",
        "iis5", 1, &result);

    expect_reason(result, MARK_RECYCLE, 2, "MemoryLimitExceeded");
    CU_ASSERT_EQUAL(support_count_started(records, "c", 3), 2);
    CU_ASSERT_EQUAL(support_count_ended(records, "c", 3 + 5), 3);
    CU_ASSERT_EQUAL(support_count(records, "c", "error"), 3);
    CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 2);
}

/* [RS:ProcessInfo.cs] [ASPPH-PSR]: the reasons of ProcessShutdownReason. */
static void the_end_of_a_process_has_its_documented_reason(void)
{
    static const struct {
        const char *settings, *reason;
        ResultMarkKind kind;
    } cases[] = {
        {"[iis5]\ntimeout = 0:00:10\n", "Timeout", MARK_STOP},
        {"[iis5]\nidleTimeout = 0:00:10\n", "IdleTimeout", MARK_STOP},
        {"[iis5]\nrequestLimit = 2\n", "RequestsLimit", MARK_STOP},
        {"[machine]\nmemory = 10MB\n[iis5]\nmemoryLimit = 10\n", "MemoryLimitExceeded", MARK_STOP},
        {"[fault:f]\nkind = crash\napp = a\nat = 5s\n", "Unexpected", MARK_CRASH},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            g_strdup_printf(SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 1s\n" PAGE
                                                        "leak = 1MB\n[clients:c]\npages = g\n"
                                                        "arrivals = at(1s x 2)\n%s",
                            cases[i].settings);
        g_autoptr(ModelResult) result = support_run(text, "iis5", 1);
        uint32_t found = 0;

        for (uint32_t k = 0; k < result->mark_count; k++)
            found += result->marks[k].kind == cases[i].kind &&
                     g_strcmp0(result->marks[k].reason, cases[i].reason) == 0;
        CU_ASSERT(found >= 1);
    }
}

/* ---- web gardens ---- */

#define GARDEN "[machine]\ncores = 2\n" SUPPORT_FREE

/* [PM11]: a process per set bit of cpuMask that is a processor; each has 4 x 20 - 8 executing. */
static void a_web_garden_has_a_process_for_each_processor_of_its_mask(void)
{
    static const struct {
        const char *settings;
        int64_t processes;
    } cases[] = {
        {"webGarden = true\n", 4},
        {"webGarden = true\ncpuMask = 0x5\n", 2},
        {"webGarden = true\ncpuMask = 0xf0000002\n", 1},
        {"webGarden = true\ncpuMask = 14\n", 3},
        {"webGarden = false\ncpuMask = 0x5\n", 1}, /* ignored */
        {"", 1},
    };

    for (size_t i = 0; i < 2 * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            SUPPORT_WINDOW "[machine]\ncores = 4\n" SUPPORT_FREE SUPPORT_READY_THREADS
                           "[iis5]\nServerListenBacklog = 500\n%s" PAGE
                           "wait = 10s\n[clients:c]\npages = g\narrivals = at(0s x 300)\n",
            cases[i / 2].settings);
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(text, one_process[i % 2], 1, &result);

        SUPPORT_NEAR(support_value(result, "processes.alive(process:aspnet_wp)"),
                     (double)cases[i / 2].processes);
        CU_ASSERT_EQUAL(support_max_executing(records, "c"), 72 * cases[i / 2].processes);
    }
}

/* Assumption: those that are ready take turns; the one that died is left out until its successor is
 * there. */
static void a_crash_in_a_web_garden_leaves_the_other_process_its_requests(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records =
        support_records(SUPPORT_WINDOW GARDEN "process-start = wait 10s\n" SUPPORT_READY_THREADS
                                              "[iis5]\nwebGarden = true\n" PAGE
                                              "wait = 3s\n[clients:c]\npages = g\n"
                                              "arrivals = at(4s x 4, 6s x 4, 20s x 4)\n"
                                              "[fault:f]\nkind = crash\napp = a\nat = 5s\n",
                        "iis5", 1, &result);

    CU_ASSERT_EQUAL(support_count_ended(records, "c", 5), 2);
    CU_ASSERT_EQUAL(support_count(records, "c", "error"), 2);
    CU_ASSERT_EQUAL(support_count_started(records, "c", 6), 4);
    CU_ASSERT_EQUAL(support_count_started(records, "c", 20), 4);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 15), 1);
}

/* Assumption: the one that nobody restarted starts when its turn comes; the request goes on. */
static void a_process_of_a_web_garden_starts_again_when_its_turn_comes(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records =
        support_records(SUPPORT_WINDOW GARDEN "process-start = wait 10s\n" SUPPORT_READY_THREADS
                                              "[iis5]\nwebGarden = true\n" PAGE
                                              "[clients:c]\npages = g\narrivals = at(6s, 7s)\n"
                                              "[fault:f]\nkind = crash\napp = a\nat = 5s\n"
                                              "restart-on = request\n",
                        "iis5", 1, &result);

    CU_ASSERT_EQUAL(support_count_started(records, "c", 6), 1);
    CU_ASSERT_EQUAL(support_count_started(records, "c", 7), 1);
    CU_ASSERT_EQUAL(support_marks(result, MARK_START), 1);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 16), 1);
}

/* Assumption: each starts when its turn first comes. */
static void the_first_requests_start_the_processes_of_a_web_garden_in_turn(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW GARDEN "process-start = wait 2s\n[iis5]\nwebGarden = true\n"
                              "[pool:p]\n[app:a]\npool = p\n[page:g]\napp = a\n"
                              "[clients:c]\npages = g\narrivals = at(0s, 500ms, 1s, 10s)\n",
        "iis5", 1, &result);

    SUPPORT_NEAR(support_start_s(records, "c", 0), 2);
    SUPPORT_NEAR(support_start_s(records, "c", 1), 2.5);
    SUPPORT_NEAR(support_start_s(records, "c", 2), 2);
    SUPPORT_NEAR(support_start_s(records, "c", 3), 10);
    CU_ASSERT_EQUAL(support_marks(result, MARK_START), 2);
}

/* The tenth request of one is that of 19 s, of the other that of 20 s. */
static void each_process_of_a_web_garden_is_replaced_by_itself(void)
{
    g_autoptr(ModelResult) result =
        support_run(SUPPORT_WINDOW GARDEN "process-start = wait 500ms\n[iis5]\nwebGarden = true\n"
                                          "requestLimit = 10\n" PAGE
                                          "[clients:c]\npages = g\narrivals = every(1s)\n",
                    "iis5", 1);

    CU_ASSERT_EQUAL(support_value(result, "requests.ok"),
                    support_value(result, "requests.offered"));
    expect_reason(result, MARK_RECYCLE, 19, "RequestsLimit");
    expect_reason(result, MARK_RECYCLE, 20, "RequestsLimit");
    CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), 5); /* and of 39, 40, 59 s */
}

/* Both die at 5 s; 15 of 30 go to each, and each keeps ten. */
static void restartQueueLimit_is_of_each_process_of_a_web_garden(void)
{
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW GARDEN "process-start = wait 10s\n" SUPPORT_READY_THREADS
                              "[iis5]\nwebGarden = true\n" PAGE "wait = 1s\n[page:h]\napp = a\n"
                              "[clients:killers]\npages = h\narrivals = at(5s x 2)\n"
                              "[clients:c]\npages = g\narrivals = at(6s x 30)\n"
                              "[fault:f]\nkind = crash\npage = h\nper-request = 1\n",
        "iis5", 1, NULL);

    CU_ASSERT_EQUAL(support_count_ended(records, "c", 6), 10);
    CU_ASSERT_EQUAL(support_count_started(records, "c", 15), 20);
}

/* Twenty for each: two are inside, eighteen in its pipe, of which ten are kept. One process dies a
 * millisecond after the other, as a fault finds one that is ready. */
static void restartQueueLimit_is_of_each_pipe_of_a_web_garden(void)
{
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW GARDEN "process-start = wait 10s\n" SUPPORT_ONE_THREAD
                              "[iis5]\nwebGarden = true\n" PAGE "wait = 1s\n"
                              "[clients:c]\npages = g\narrivals = at(5s x 40)\n"
                              "[fault:f]\nkind = crash\npage = g\nat = 5500ms, 5501ms\n",
        "iis5", 1, NULL);

    CU_ASSERT_EQUAL(support_count_ended(records, "c", 5.5), 2 + 8);
    CU_ASSERT_EQUAL(support_count_ended(records, "c", 5.501), 2 + 8);
    CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 20);
}

/* ---- defaults ---- */

/* [PM11] [WMI-PM] [RS:ProcessModelSection.cs] [RS:HttpRuntimeSection.cs] [KB821268] [MSDN-HR20]. */
static void the_defaults_of_processModel_and_httpRuntime_are_those_of_their_version(void)
{
    static const struct {
        const char *section, *name, *by_version[3];
    } rows[] = {
        {"iis5", "timeout", {"Infinite", "Infinite", "Infinite"}},
        {"iis5", "idleTimeout", {"Infinite", "Infinite", "Infinite"}},
        {"iis5", "shutdownTimeout", {"0:00:05", "0:00:05", "0:00:05"}},
        {"iis5", "requestLimit", {"Infinite", "Infinite", "Infinite"}},
        {"aspnet", "requestQueueLimit", {"5000", "5000", "5000"}},
        {"iis5", "restartQueueLimit", {"10", "10", "10"}},
        {"iis5", "memoryLimit", {"60", "60", "60"}},
        {"iis5", "webGarden", {"false", "false", "false"}},
        {"iis5", "cpuMask", {"0xffffffff", "0xffffffff", "0xffffffff"}},
        {"aspnet", "clientConnectedCheck", {"0:00:05", "0:00:05", "0:00:05"}},
        {"aspnet", "responseDeadlockInterval", {"0:03:00", "0:03:00", "0:03:00"}},
        {"iis5", "responseRestartDeadlockInterval", {"0:09:00", "0:09:00", "0:03:00"}},
        {"iis5", "pingFrequency", {"Infinite", "Infinite", "Infinite"}},
        {"iis5", "pingTimeout", {"Infinite", "Infinite", "Infinite"}},
        {"aspnet", "maxWorkerThreads", {"25", "20", "20"}},
        {"aspnet", "maxIoThreads", {"25", "20", "20"}},
        {"aspnet", "minWorkerThreads", {"1", "1", "1"}},
        {"aspnet", "minIoThreads", {"1", "1", "1"}},
        {"aspnet", "autoConfig", {"false", "false", "true"}},
        {"iis5", "SyncPipesPerCPU", {"4", "4", "4"}},
        {"aspnet", "executionTimeout", {"90", "90", "110"}},
        {"aspnet", "minFreeThreads", {"8", "8", "8"}},
        {"aspnet", "minLocalRequestFreeThreads", {"4", "4", "4"}},
        {"aspnet", "appRequestQueueLimit", {"100", "100", "5000"}},
    };

    for (size_t i = 0; i < 3 * G_N_ELEMENTS(rows); i++) {
        const ModelKey *key = model_key_find(rows[i / 3].section, rows[i / 3].name);

        CU_ASSERT_PTR_NOT_NULL_FATAL(key);
        CU_ASSERT_STRING_EQUAL(model_key_default(key, (AspnetVersion)(i % 3)),
                               rows[i / 3].by_version[i % 3]);
    }
}

CU_TestInfo process_model_tests[] = {
    TEST(a_deadlock_is_suspected_after_responseDeadlockInterval),
    TEST(a_hang_below_the_ceiling_is_no_deadlock),
    TEST(slow_responses_are_no_deadlock_while_they_come),
    TEST(one_that_hangs_among_others_that_are_answered_is_no_deadlock),
    TEST(an_idle_process_is_not_in_a_deadlock),
    TEST(the_next_deadlock_waits_for_responseRestartDeadlockInterval_in_1_x_alone),
    TEST(a_ping_without_an_answer_replaces_aspnet_wp),
    TEST(passing_requestQueueLimit_replaces_aspnet_wp_only_where_asked_to),
    TEST(those_that_wait_in_the_pipe_are_reassigned_when_memoryLimit_is_passed),
    TEST(the_end_of_a_process_has_its_documented_reason),
    TEST(a_web_garden_has_a_process_for_each_processor_of_its_mask),
    TEST(a_crash_in_a_web_garden_leaves_the_other_process_its_requests),
    TEST(the_first_requests_start_the_processes_of_a_web_garden_in_turn),
    TEST(a_process_of_a_web_garden_starts_again_when_its_turn_comes),
    TEST(each_process_of_a_web_garden_is_replaced_by_itself),
    TEST(restartQueueLimit_is_of_each_process_of_a_web_garden),
    TEST(restartQueueLimit_is_of_each_pipe_of_a_web_garden),
    TEST(the_defaults_of_processModel_and_httpRuntime_are_those_of_their_version),
    CU_TEST_INFO_NULL,
};

const TestBehaviour process_model_behaviours[] = {
    {AREA_PROCESS, "the deadlock detector", "iis5, i5m",
     "requests are queued, all that may execute do, and no response has come for 180 s: aspnet_wp "
     "is replaced, the old one gets shutdownTimeout; looked at every 30 s (assumption)",
     "WMI-PM RS:RequestQueue.cs", "aspnet.responseDeadlockInterval",
     "a_deadlock_is_suspected_after_responseDeadlockInterval"},
    {AREA_PROCESS, "a hang below the ceiling of executing requests is not called a deadlock",
     "iis5, i5m", "nothing is queued then, or the detector is not armed", "RS:RequestQueue.cs",
     NULL, "a_hang_below_the_ceiling_is_no_deadlock"},
    {AREA_PROCESS, "a response starts the deadlock interval anew", "iis5, i5m",
     "one that hangs among others that are answered is no deadlock", "WMI-PM",
     "aspnet.responseDeadlockInterval",
     "one_that_hangs_among_others_that_are_answered_is_no_deadlock"},
    {AREA_PROCESS, "the deadlock interval of a process that had nothing to do", "iis5, i5m",
     "begins with the oldest execution under way (assumption)", "WMI-PM",
     "aspnet.responseDeadlockInterval", "an_idle_process_is_not_in_a_deadlock"},
    {AREA_PROCESS, "least time between two restarts for a deadlock", "iis5, i5m",
     "nine minutes in 1.x; 2.0 has the attribute and ignores it", "TELERIK WMI-PM PM11",
     "iis5.responseRestartDeadlockInterval",
     "the_next_deadlock_waits_for_responseRestartDeadlockInterval_in_1_x_alone"},
    {AREA_PROCESS, "pings", "iis5, i5m",
     "every pingFrequency; aspnet_wp is replaced when one has no answer after pingTimeout; it "
     "needs "
     "a free I/O thread (assumption)",
     "WMI-PM PM11 CC757820", "iis5.pingFrequency iis5.pingTimeout",
     "a_ping_without_an_answer_replaces_aspnet_wp"},
    {AREA_PROCESS, "going over requestQueueLimit", "iis5, i5m",
     "503; that it also replaces the process, as one source says, is an option", "MSDN-RQL PM11",
     "aspnet.requestQueueLimit",
     "passing_requestQueueLimit_replaces_aspnet_wp_only_where_asked_to"},
    {AREA_PROCESS, "going over memoryLimit: a new process, existing requests reassigned",
     "iis5, i5m",
     "those that wait in the pipe go to the new one; those that execute have shutdownTimeout "
     "(assumption)",
     "PM11 WMI-PM", "iis5.memoryLimit iis5.shutdownTimeout",
     "those_that_wait_in_the_pipe_are_reassigned_when_memoryLimit_is_passed"},
    {AREA_PROCESS, "why a process ended", "all",
     "marks of a figure name the reason as ProcessShutdownReason does",
     "RS:ProcessInfo.cs ASPPH-PSR", NULL, "the_end_of_a_process_has_its_documented_reason"},
    {AREA_PROCESS,
     "a web garden of aspnet_wp: a process per set bit of cpuMask, for the whole server",
     "iis5, i5m",
     "one each, started and dispatched to in turn (assumption), each with its own pipe and thread "
     "pools; without webGarden the mask is ignored",
     "PM11", "iis5.webGarden iis5.cpuMask",
     "a_web_garden_has_a_process_for_each_processor_of_its_mask"},
    {AREA_PROCESS, "the processes of a web garden are bound to their processors", "iis5, i5m",
     "all processes share all processors: a bound one could only be slower, by no published amount",
     "PM11", NULL, NULL},
    {AREA_PROCESS, "a process of a web garden dies", "iis5, i5m",
     "the others go on and take its share until its successor is ready (assumption)", "PM11", NULL,
     "a_crash_in_a_web_garden_leaves_the_other_process_its_requests"},
    {AREA_PROCESS, "recycling within a web garden", "iis5, i5m",
     "each process has its own limits and is replaced by itself", "PM11", "iis5.requestLimit",
     "each_process_of_a_web_garden_is_replaced_by_itself"},
    {AREA_PROCESS,
     "logLevel, userName, password, serverErrorMessageFile, comAuthenticationLevel, "
     "comImpersonationLevel",
     "iis5, i5m", "they change no request's way or time: an event log, an identity, a text", "PM11",
     NULL, NULL},
    {AREA_PROCESS, "aspnet_wp starts at the first request", "iis5, i5m",
     "those that come meanwhile wait in the pipe", "S0 PM11", NULL,
     "an_idle_aspnet_wp_ends_and_the_next_request_starts_one"},
    {AREA_PROCESS, "idleTimeout", "iis5, i5m",
     "the process ends, nobody replaces it before the next request", "PM11", "iis5.idleTimeout",
     "an_idle_aspnet_wp_ends_and_the_next_request_starts_one"},
    {AREA_PROCESS, "timeout: age", "iis5, i5m",
     "a new process replaces the old one, which ends what it has; looked at every 2 s (assumption)",
     "S0 WMI-PM", "iis5.timeout", "age_is_looked_at_every_monitor_period"},
    {AREA_PROCESS, "requestLimit", "iis5, i5m", "counts completions; the replacement overlaps",
     "PM11 S0", "iis5.requestLimit", "a_replacement_by_requestLimit_costs_no_request_anything"},
    {AREA_PROCESS, "shutdownTimeout", "iis5, i5m", "a process that is to end is killed after it",
     "PM11", "iis5.shutdownTimeout", "a_draining_aspnet_wp_is_killed_after_shutdownTimeout"},
    {AREA_PROCESS, "memoryLimit is a share of physical memory", "iis5, i5m",
     "60% of it, per process", "PM11 WMI-PM", "iis5.memoryLimit",
     "a_leak_beyond_memoryLimit_replaces_aspnet_wp"},
    {AREA_PROCESS, "restartQueueLimit: requests kept during a restart after an abnormal end",
     "iis5, i5m",
     "ten of those in the pipe and of those that come; the others get the unavailable page "
     "(assumption)",
     "WMI-PM", "iis5.restartQueueLimit", "ten_of_those_that_come_during_a_restart_are_kept"},
    {AREA_PROCESS, "restartQueueLimit does not apply to a clean end", "iis5, i5m",
     "all that come wait for the new process", "WMI-PM", "iis5.restartQueueLimit",
     "restartQueueLimit_does_not_apply_after_a_clean_end"},
    {AREA_PROCESS, "restartQueueLimit in a web garden", "iis5, i5m", "of each process (assumption)",
     "WMI-PM PM11", "iis5.restartQueueLimit iis5.webGarden",
     "restartQueueLimit_is_of_each_process_of_a_web_garden"},
    {AREA_PROCESS, "a web garden starts its processes", "iis5, i5m",
     "each when its turn first comes (assumption)", "PM11", "iis5.webGarden",
     "the_first_requests_start_the_processes_of_a_web_garden_in_turn"},
    {AREA_PROCESS, "no age or idle limit by default", "iis5, i5m",
     "aspnet_wp lives for ever, unlike w3wp with 29 h and 20 min", "KB893660 WMI-PM",
     "iis5.timeout iis5.idleTimeout",
     "the_defaults_of_processModel_and_httpRuntime_are_those_of_their_version"},
    {AREA_FAULTS, "aspnet_wp dies: those inside and those in the pipe beyond ten", "iis5, i5m",
     "inetinfo has the connections: 503, the 'Server Application Unavailable' page",
     "WMI-PM RAHULSO", NULL, "those_inside_a_dying_aspnet_wp_get_the_unavailable_page"},
    {AREA_FAULTS, "aspnet_wp dies: those waiting for it", "iis5, i5m",
     "ten are kept and served by the next process", "WMI-PM", "iis5.restartQueueLimit",
     "ten_of_those_in_the_pipe_are_kept_for_the_next_process"},
    {AREA_FAULTS, "aspnet_wp dies: all applications are in it", "iis5, i5m",
     "one process for all, whatever their IIS 6 pools would be", "S0 TBL24", NULL,
     "a_crash_takes_every_application_of_the_server_down"},
    {AREA_FAULTS, "aspnet_wp dies: static content goes on", "iis5, i5m", "it is inetinfo's",
     "SF68777 S0", NULL, "static_content_survives_the_death_of_aspnet_wp"},
    {AREA_FAULTS, "a crash loop of aspnet_wp", "iis5, i5m",
     "no brake: each end is followed by a start", "CC787273 DOM2", NULL,
     "there_is_no_brake_on_restarts"},
    {.what = NULL},
};
