/* test_fault_kinds.c - what each kind of fault does, in every model. */
#include "tests/models/support.h"

/* Two pages of an application, each with clients of its own. */
#define PAGES SUPPORT_APP "[page:g]\napp = a\n%s\n[page:h]\napp = a\n%s\n"
#define FREE  SUPPORT_WINDOW SUPPORT_FREE

static GArray *records_of(const char *text, size_t model, ModelResult **result)
{
    return support_records(text, support_models[model], 1, result);
}

/* ---- exceptions ---- */

/* [KB911816]: whatever the version. The page has done nothing by then. */
static void an_exception_in_a_request_is_answered_500_and_the_process_lives(void)
{
    static const char *const versions[] = {"1.1", "2.0"};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(versions); i++) {
        g_autofree char *text = g_strdup_printf(
            FREE SUPPORT_ONE_THREAD "version = %s\nautoConfig = false\n" PAGES
                                    "[clients:c]\npages = g\narrivals = at(1s x 20)\n"
                                    "[clients:d]\npages = h\narrivals = at(1s, 2s)\n"
                                    "[fault:f]\nkind = exception\npage = g\n"
                                    "per-request = 100%%\n",
            versions[i / SUPPORT_MODELS], "wait = 5s", "work = none");
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = records_of(text, i % SUPPORT_MODELS, &result);

        CU_ASSERT_EQUAL(support_count(records, "c", "error"), 20);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 1), 20);
        CU_ASSERT_EQUAL(support_find(records, "c", 0)->status, 500);
        CU_ASSERT_EQUAL(support_count(records, "d", "ok"), 2);
        CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), 0);
        CU_ASSERT_EQUAL(support_marks(result, MARK_FAULT), 20);
    }
}

/* [KB911816] [MSDN-TP] */
static void an_exception_off_a_request_ends_the_process_in_2_0_alone(void)
{
    static const struct {
        const char *version;
        int crashes;
    } cases[] = {{"1.0", 0}, {"1.1", 0}, {"2.0", 1}};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            FREE "[aspnet]\nversion = %s\n" PAGES "[clients:c]\npages = g\narrivals = at(1s)\n"
                 "[fault:f]\nkind = exception-off-request\napp = a\nat = 3s\n",
            cases[i / SUPPORT_MODELS].version, "wait = 5s", "");
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = records_of(text, i % SUPPORT_MODELS, &result);

        CU_ASSERT_EQUAL(support_value(result, "workers.crashed"),
                        cases[i / SUPPORT_MODELS].crashes);
        SUPPORT_NEAR(support_end_s(records, "c", 0), cases[i / SUPPORT_MODELS].crashes > 0 ? 3 : 6);
    }
}

/* The process dies; on IIS 6 that counts for rapid-fail protection [CC787273], on
 * IIS 5 there is no brake. */
static void a_stack_overflow_is_the_end_of_the_process(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autofree char *text =
            g_strdup_printf(FREE PAGES "[clients:c]\npages = g\narrivals = every(1s)\n"
                                       "[fault:f]\nkind = stack-overflow\npage = g\n"
                                       "per-request = 100%%\n",
                            "", "");
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = records_of(text, i, &result);

        CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), i == 0 ? 5 : 59);
        CU_ASSERT_EQUAL(support_marks(result, MARK_DISABLED), i == 0);
        CU_ASSERT_EQUAL(support_count(records, "c", i == 0 ? "reset" : "error"), i == 0 ? 5 : 59);
        CU_ASSERT_EQUAL(support_count(records, "c", "rejected"), i == 0 ? 54 : 0);
    }
}

/* ---- requests that never end ---- */

#define HANG                                                                                       \
    PAGES "[clients:c]\npages = g\narrivals = at(1s, 3s)\n"                                        \
          "[clients:d]\npages = h\narrivals = at(1s)\n"                                            \
          "[fault:f]\nkind = hang\npage = g\nat = 500ms\nfor = 2s\n"

/* [RS:RequestTimeoutManager.cs]: looked at every 15 s, from when it began. Who begins after the
 * fault has ended does not hang. */
static void a_request_that_hangs_is_aborted_by_the_execution_timeout(void)
{
    static const struct {
        const char *check;
        double end_s;
    } cases[] = {{"0s", 11}, {"15s", 16}};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            FREE SUPPORT_READY_THREADS "executionTimeout = 10\nexecution-check = %s\n" HANG,
            cases[i / SUPPORT_MODELS].check, "wait = 2s", "wait = 2s");
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = records_of(text, i % SUPPORT_MODELS, &result);

        SUPPORT_NEAR(support_end_s(records, "c", 0), cases[i / SUPPORT_MODELS].end_s);
        CU_ASSERT_STRING_EQUAL(support_find(records, "c", 0)->outcome, "error");
        CU_ASSERT_EQUAL(support_find(records, "c", 0)->status, 500);
        SUPPORT_NEAR(support_end_s(records, "c", 1), 5);
        SUPPORT_NEAR(support_end_s(records, "d", 0), 3);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_FAULT_END, 2.5), 1);
    }
}

/* Assumption: only managed code is aborted; the end of the process frees it. */
static void a_request_that_hangs_outside_managed_code_ends_with_its_process(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autofree char *text = g_strdup_printf(FREE SUPPORT_READY_THREADS
                                                "executionTimeout = 10\n" HANG "native = true\n"
                                                "[fault:k]\nkind = crash\napp = a\nat = 50s\n",
                                                "wait = 2s", "wait = 2s");
        g_autoptr(GArray) records = records_of(text, i, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 50);
        CU_ASSERT_STRING_EQUAL(support_find(records, "c", 0)->outcome, i == 0 ? "reset" : "error");
        SUPPORT_NEAR(support_end_s(records, "c", 1), 5);
    }
}

/* The younger one is looked at although an older one cannot be aborted. */
static void a_native_hang_does_not_keep_others_from_being_aborted(void)
{
    static const char *const checks[] = {"0s", "15s"};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(checks); i++) {
        g_autofree char *text =
            g_strdup_printf(FREE SUPPORT_READY_THREADS
                            "executionTimeout = 10\nexecution-check = %s\n" PAGES
                            "[clients:c]\npages = g\narrivals = at(1s)\n"
                            "[clients:d]\npages = h\narrivals = at(1s)\n"
                            "[fault:f]\nkind = hang\npage = g\nper-request = 100%%\nnative = true\n"
                            "[fault:m]\nkind = hang\npage = h\nper-request = 100%%\n",
                            checks[i / SUPPORT_MODELS], "", "");
        g_autoptr(GArray) records = records_of(text, i % SUPPORT_MODELS, NULL);

        CU_ASSERT_EQUAL(support_count(records, "c", "in_flight"), 1);
        SUPPORT_NEAR(support_end_s(records, "d", 0), i < SUPPORT_MODELS ? 11 : 16);
    }
}

/* Those that hang take the ceiling, 12, from the others: of the server on IIS 5, of
 * the pool on IIS 6. */
static void requests_that_hang_hold_their_threads(void)
{
    static const char text[] = FREE SUPPORT_READY_THREADS
        "responseDeadlockInterval = Infinite\n" SUPPORT_APP
        "[page:g]\napp = a\n[pool:q]\n[app:b]\npool = q\nstart = warm\nmemory = 0B\n"
        "[page:h]\napp = b\n[clients:c]\npages = g\narrivals = at(1s x 12)\n"
        "[clients:d]\npages = h\narrivals = at(2s)\n"
        "[fault:f]\nkind = hang\napp = a\nat = 0s\nnative = true\n";

    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = records_of(text, i, NULL);

        CU_ASSERT_EQUAL(support_count(records, "c", "in_flight"), 12);
        CU_ASSERT_EQUAL(support_count(records, "d", "ok"), i == 0);
        CU_ASSERT_EQUAL(support_count(records, "d", "in_flight"), i != 0);
    }
}

/* ---- backends that are away ---- */

#define DATABASE                                                                                   \
    FREE SUPPORT_READY_THREADS "[backend:db]\n%s" SUPPORT_APP "[page:g]\napp = a\nwork = db 1s\n"  \
                               "[clients:c]\npages = g\narrivals = at(9500ms, 11s, 29s, 31s)\n"    \
                               "[fault:f]\nkind = backend-outage\nbackend = db\nat = %s\n%s"

/* Whoever was inside is not touched; whoever comes waits until the end, then has his demand. */
static void visits_wait_until_an_outage_is_over(void)
{
    static const struct {
        const char *backend, *at, *lasts;
        double end_s[4];
    } cases[] = {
        {"", "10s", "for = 20s\n", {10.5, 31, 31, 32}},
        {"connections = 1\n", "10s", "for = 20s\n", {10.5, 31, 32, 33}},
        {"connections = 1\ndiscipline = ps\n", "10s", "for = 20s\n", {10.5, 32.5, 32.5, 33}},
        {"", "10s, 20s", "for = 20s\n", {10.5, 41, 41, 41}},
    };

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            g_strdup_printf(DATABASE, cases[i / SUPPORT_MODELS].backend,
                            cases[i / SUPPORT_MODELS].at, cases[i / SUPPORT_MODELS].lasts);
        g_autoptr(GArray) records = records_of(text, i % SUPPORT_MODELS, NULL);

        for (uint64_t k = 0; k < 4; k++)
            SUPPORT_NEAR(support_end_s(records, "c", k), cases[i / SUPPORT_MODELS].end_s[k]);
    }
}

static void an_outage_without_an_end_is_left_by_the_execution_timeout_alone(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autofree char *text = g_strdup_printf(DATABASE, "", "10s", "");
        g_autoptr(GArray) records = records_of(text, i, NULL);

        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 1);
        SUPPORT_NEAR(support_end_s(records, "c", 1), 114.5); /* the first tick from 101 s on */
        SUPPORT_NEAR(support_end_s(records, "c", 3), 129.5);
        CU_ASSERT_EQUAL(support_find(records, "c", 3)->status, 500);
    }
}

/* ---- memory ---- */

static double most_memory_mb(size_t model, const char *faults)
{
    g_autofree char *text = g_strdup_printf(
        FREE PAGES "[clients:c]\npages = g\narrivals = every(1s)\n%s", "", "", faults);
    g_autoptr(ModelResult) result = support_run(text, support_models[model], 1);

    return support_value(result, model == 0 ? "memory.max(process:w3wp:p)"
                                            : "memory.max(process:aspnet_wp)") /
           (1024 * 1024);
}

/* Each of the 10 executions within; all 59; those of one generation of the process. */
static void what_is_leaked_stays_until_the_process_dies(void)
{
    static const char leak[] = "[fault:f]\nkind = leak\npage = g\nleak = 1MB\n";
    g_autofree char *some = g_strconcat(leak, "at = 500ms\nfor = 10s\n", NULL);
    g_autofree char *all = g_strconcat(leak, "per-request = 100%\n", NULL);
    g_autofree char *other =
        g_strconcat("[fault:f]\nkind = leak\npage = h\nleak = 1MB\n", "per-request = 100%\n", NULL);
    g_autofree char *crash =
        g_strconcat(all, "[fault:k]\nkind = crash\napp = a\nat = 40500ms\n", NULL);

    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        double none_mb = most_memory_mb(i, "");

        SUPPORT_NEAR(most_memory_mb(i, some) - none_mb, 10);
        SUPPORT_NEAR(most_memory_mb(i, all) - none_mb, 59);
        SUPPORT_NEAR(most_memory_mb(i, other) - none_mb, 0);
        SUPPORT_NEAR(most_memory_mb(i, crash) - none_mb, 40);
    }
}

/* ---- the processor ---- */

/* A spinning process starves everything on the machine: threads share its cores. */
static void threads_that_spin_take_the_cores_until_they_end_or_their_process_does(void)
{
    static const struct {
        const char *machine, *fault;
        double first_s, second_s;
    } cases[] = {
        {"cores = 1", "threads = 1\nfor = 20s\n", 2, 1},
        {"cores = 1", "threads = 3\nfor = 20s\n", 4, 1},
        {"cores = 2", "threads = 1\nfor = 20s\n", 1, 1},
        {"cores = 2", "threads = 3\nfor = 20s\n", 2, 1},
        {"cores = 1", "threads = 3\n", 4, 4},
        {"cores = 1", "[fault:k]\nkind = crash\napp = a\nat = 20s\n", 2, 1},
    };

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            FREE "[machine]\n%s\n" SUPPORT_APP "[pool:q]\n[app:b]\npool = q\nstart = warm\n"
                 "[page:g]\napp = b\nwork = cpu 1s\n"
                 "[clients:c]\npages = g\narrivals = at(10s, 40s)\n"
                 "[fault:f]\nkind = spin\napp = a\nat = 9s\n%s",
            cases[i / SUPPORT_MODELS].machine, cases[i / SUPPORT_MODELS].fault);
        g_autoptr(GArray) records = records_of(text, i % SUPPORT_MODELS, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 10 + cases[i / SUPPORT_MODELS].first_s);
        SUPPORT_NEAR(support_end_s(records, "c", 1), 40 + cases[i / SUPPORT_MODELS].second_s);
    }
}

/* ---- pools ---- */

#define EVERY_5_S "[clients:c]\npages = g\narrivals = at(5s, 10s, 15s, 20s, 25s, 30s)\n"

/* The pool's worker ends what it holds; new requests are refused. Nothing has failed, so nothing
 * has tripped. */
static void a_stopped_pool_refuses_and_its_workers_drain(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autofree char *text = g_strdup_printf(
            FREE PAGES EVERY_5_S "[fault:f]\nkind = pool-stop\npool = p\nat = 12s\nfor = 10s\n",
            "wait = 4s", "");
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = records_of(text, i, &result);

        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), i == 0 ? 4 : 6);
        CU_ASSERT_EQUAL(support_count(records, "c", "rejected"), i == 0 ? 2 : 0);
        SUPPORT_NEAR(support_end_s(records, "c", 1), 14);
        SUPPORT_NEAR(support_end_s(records, "c", 2), i == 0 ? 15 : 19);
        SUPPORT_NEAR(support_end_s(records, "c", 4), 29);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_STOP, 14), i == 0);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_DISABLED, 12), i == 0);
        CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), 0);
        if (i == 0)
            CU_ASSERT_EQUAL(support_find(records, "c", 2)->status, 503);
    }
}

/* [CC787273]: a pool that was stopped, or that rapid-fail protection disabled, stays so until an
 * operator starts it. */
static void an_operator_starts_a_pool_again(void)
{
    static const char *const causes[] = {
        "[fault:f]\nkind = pool-stop\npool = p\nat = 12s\n",
        "[fault:f]\nkind = crash\npool = p\nat = 11s, 11100ms, 11200ms, 11300ms, 11400ms\n",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(causes); i++) {
        g_autofree char *closed = g_strdup_printf(FREE PAGES EVERY_5_S "%s", "", "", causes[i]);
        g_autofree char *opened =
            g_strconcat(closed,
                        "[fault:o]\nkind = operator-restart\npool = p\nat = 22s\n"
                        "[fault:once]\nkind = crash\npool = p\nat = 26s\n",
                        NULL); /* which is one failure, not one more */
        g_autoptr(GArray) without = records_of(closed, 0, NULL);
        g_autoptr(GArray) with = records_of(opened, 0, NULL);

        CU_ASSERT_EQUAL(support_count(without, "c", "ok"), 2);
        CU_ASSERT_EQUAL(support_count(without, "c", "rejected"), 4);
        CU_ASSERT_EQUAL(support_count(with, "c", "ok"), 4);
        SUPPORT_NEAR(support_end_s(with, "c", 4), 25);
    }
}

/* ---- processes that do not come up ---- */

#define COLD                                                                                       \
    FREE "process-start = wait 1s\n[pool:p]\n%s[app:a]\npool = p\nmemory = 0B\n"                   \
         "[page:g]\napp = a\n[clients:c]\npages = g\narrivals = at(%s)\n"                          \
         "[fault:f]\nkind = start-failure\napp = a\nat = 0s\nfor = 10s\n"

/* [CC787273]: a worker that does not start is a failure. */
static void failed_starts_count_for_rapid_fail_protection(void)
{
    g_autofree char *text = g_strdup_printf(COLD, "", "1500ms, 20s");
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = records_of(text, 0, &result);

    CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), 5);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_DISABLED, 6.5), 1);
    CU_ASSERT_EQUAL(support_count(records, "c", "rejected"), 2);
    SUPPORT_NEAR(support_end_s(records, "c", 0), 6.5);
}

/* [WIN32-DEMAND]: what waits in the kernel asks for the next worker at once. */
static void without_that_brake_a_worker_is_started_until_one_comes_up(void)
{
    g_autofree char *text = g_strdup_printf(COLD, "RapidFailProtection = false\n", "1500ms, 20s");
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = records_of(text, 0, &result);

    CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), 9);
    SUPPORT_NEAR(support_start_s(records, "c", 0), 11.5);
    SUPPORT_NEAR(support_start_s(records, "c", 1), 20);
}

/* Each request restarts aspnet_wp; [WMI-PM]: restartQueueLimit, 10, wait for it. */
static void on_iis_5_the_next_request_starts_the_next_process(void)
{
    for (size_t i = 1; i < SUPPORT_MODELS; i++) {
        g_autofree char *text = g_strdup_printf(COLD, "", "1500ms x 15, 20s");
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = records_of(text, i, &result);

        CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), 1);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 2.5), 5);
        CU_ASSERT_EQUAL(support_count(records, "c", "error"), 5 + 1); /* the one that starts it */
        CU_ASSERT_EQUAL(support_count_started(records, "c", 21), 10);
    }
}

/* On IIS 6 a pool's workers are its own; aspnet_wp is everybody's. */
static void starts_fail_where_an_application_that_is_named_lives(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run(FREE "process-start = wait 1s\n[pool:p]\n[pool:q]\n[app:a]\npool = p\n"
                             "[app:b]\npool = q\n[page:g]\napp = a\n[page:h]\napp = b\n"
                             "[clients:c]\npages = g\narrivals = at(1s)\n"
                             "[fault:f]\nkind = start-failure\napp = b\nat = 0s\nfor = 10s\n",
                        support_models[i], 1);

        CU_ASSERT_EQUAL(support_value(result, "workers.started"), i == 0);
        CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), i != 0);
    }
}

/* The old one goes on; where starting takes no time the clock goes on too. */
static void a_successor_that_does_not_come_up_leaves_the_old_process_in_place(void)
{
    static const char *const starts[] = {"wait 1s", "none"};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(starts); i++) {
        g_autofree char *text = g_strdup_printf(
            FREE "process-start = %s\n[iis5]\nrequestLimit = 5\n"
                 "[pool:p]\nPeriodicRestartRequests = 5\nRapidFailProtection = false\n"
                 "[app:a]\npool = p\nstart = warm\nmemory = 0B\n[page:g]\napp = a\n"
                 "[clients:c]\npages = g\narrivals = every(1s)\n"
                 "[fault:f]\nkind = start-failure\nmachine = true\nat = 0s\nfor = 20s\n",
            starts[i / SUPPORT_MODELS]);
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = records_of(text, i % SUPPORT_MODELS, &result);

        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 59);
        CU_ASSERT(support_value(result, "workers.crashed") >= 7);
        CU_ASSERT(support_value(result, "workers.started") >= 5);
    }
}

/* ---- against the twin without it ---- */

/* What is left out there does nothing, and draws all the same: who is lost is lost by the fault. */
static void each_kind_does_nothing_in_the_twin_without_it(void)
{
    static const struct {
        const char *fault;
        double lost;
    } cases[] = {
        {"kind = exception\npage = g\nper-request = 100%\n", 59},
        {"kind = hang\npage = g\nat = 10500ms\nfor = 5s\n", 5},
        {"kind = hang\npage = g\nper-request = 100%\n", 59},
        {"kind = backend-outage\nbackend = db\nat = 10500ms\nfor = 5s\n", 0},
        {"kind = start-failure\napp = a\nat = 0s\n", 0},
        {"kind = leak\nleak = 1MB\napp = a\nat = 0s\n", 0},
    };

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            FREE SUPPORT_UNLIMITED "executionTimeout = 10\n[backend:db]\n" SUPPORT_APP
                                   "[page:g]\napp = a\nwork = db 1ms\n"
                                   "[clients:c]\npages = g\narrivals = every(1s)\n[fault:f]\n%s",
            cases[i / SUPPORT_MODELS].fault);
        g_autoptr(Scenario) scenario = support_load(text, support_models[i % SUPPORT_MODELS]);
        RunObserver observer = {.isolation = true};
        g_autoptr(ModelResult) result =
            model_run(scenario->variants[0].model, scenario->variants[0].config, 1, &observer);

        support_check(result, text);
        CU_ASSERT_EQUAL(model_result_get(result, RESULT_ISOLATION, "f", "failed"),
                        cases[i / SUPPORT_MODELS].lost);
        CU_ASSERT_EQUAL(model_result_get(result, RESULT_ISOLATION, "f", "unmatched"), 0);
    }
}

CU_TestInfo fault_kinds_tests[] = {
    TEST(an_exception_in_a_request_is_answered_500_and_the_process_lives),
    TEST(an_exception_off_a_request_ends_the_process_in_2_0_alone),
    TEST(a_stack_overflow_is_the_end_of_the_process),
    TEST(a_request_that_hangs_is_aborted_by_the_execution_timeout),
    TEST(a_request_that_hangs_outside_managed_code_ends_with_its_process),
    TEST(a_native_hang_does_not_keep_others_from_being_aborted),
    TEST(requests_that_hang_hold_their_threads),
    TEST(visits_wait_until_an_outage_is_over),
    TEST(an_outage_without_an_end_is_left_by_the_execution_timeout_alone),
    TEST(what_is_leaked_stays_until_the_process_dies),
    TEST(threads_that_spin_take_the_cores_until_they_end_or_their_process_does),
    TEST(a_stopped_pool_refuses_and_its_workers_drain),
    TEST(an_operator_starts_a_pool_again),
    TEST(failed_starts_count_for_rapid_fail_protection),
    TEST(without_that_brake_a_worker_is_started_until_one_comes_up),
    TEST(on_iis_5_the_next_request_starts_the_next_process),
    TEST(starts_fail_where_an_application_that_is_named_lives),
    TEST(a_successor_that_does_not_come_up_leaves_the_old_process_in_place),
    TEST(each_kind_does_nothing_in_the_twin_without_it),
    CU_TEST_INFO_NULL,
};

const TestBehaviour fault_kinds_behaviours[] = {
    {AREA_FAULTS, "unhandled exception in a request", "all",
     "the request is answered 500, the process lives", "KB911816", NULL,
     "an_exception_in_a_request_is_answered_500_and_the_process_lives"},
    {AREA_FAULTS, "unhandled exception off a request", "all",
     "1.0 and 1.1 swallow it, 2.0 does not survive it", "KB911816 MSDN-TP", "aspnet.version",
     "an_exception_off_a_request_ends_the_process_in_2_0_alone"},
    {AREA_FAULTS, "stack overflow", "all",
     "the process dies, in every version (assumption for 1.0 and 1.1)", "KB911816", NULL,
     "a_stack_overflow_is_the_end_of_the_process"},
    {.what = NULL},
};
