/* test_process_model.c - processModel: what aspnet_isapi watches in aspnet_wp, and why it ends. */
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

/* Nothing is queued, or the ceiling is not reached: nobody calls it a deadlock. */
static void a_hang_below_the_ceiling_is_no_deadlock(void)
{
    static const char *const arrivals[] = {"at(0s x 12)", "at(0s x 2)"};

    for (size_t i = 0; i < G_N_ELEMENTS(arrivals); i++) {
        g_autofree char *text = g_strdup_printf(LONG_WINDOW SUPPORT_FREE AT_ONCE PAGE
                                                "[clients:c]\npages = g\narrivals = %s\n" HANGS,
                                                arrivals[i]);
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

CU_TestInfo process_model_tests[] = {
    TEST(a_deadlock_is_suspected_after_responseDeadlockInterval),
    TEST(a_hang_below_the_ceiling_is_no_deadlock),
    TEST(slow_responses_are_no_deadlock_while_they_come),
    TEST(an_idle_process_is_not_in_a_deadlock),
    TEST(the_next_deadlock_waits_for_responseRestartDeadlockInterval_in_1_x_alone),
    CU_TEST_INFO_NULL,
};

const TestBehaviour process_model_behaviours[] = {
    {AREA_PROCESS, "the deadlock detector", "iis5, i5m",
     "requests are queued, all that may execute do, and no response has come for 180 s: aspnet_wp "
     "is replaced, the old one gets shutdownTimeout; looked at every 30 s (assumption)",
     "WMI-PM RS:RequestQueue.cs", "aspnet.responseDeadlockInterval",
     "a_deadlock_is_suspected_after_responseDeadlockInterval"},
    {AREA_PROCESS, "a hang below the ceiling of executing requests is not called a deadlock",
     "iis5, i5m", "nothing is queued then, and the detector is not armed", "RS:RequestQueue.cs",
     NULL, "a_hang_below_the_ceiling_is_no_deadlock"},
    {AREA_PROCESS, "a response starts the deadlock interval anew", "iis5, i5m",
     "from the last response, or the oldest execution under way if that began later (assumption)",
     "WMI-PM", "aspnet.responseDeadlockInterval", "slow_responses_are_no_deadlock_while_they_come"},
    {AREA_PROCESS, "least time between two restarts for a deadlock", "iis5, i5m",
     "nine minutes in 1.x; 2.0 has the attribute and ignores it", "TELERIK WMI-PM PM11",
     "iis5.responseRestartDeadlockInterval",
     "the_next_deadlock_waits_for_responseRestartDeadlockInterval_in_1_x_alone"},
    {.what = NULL},
};
