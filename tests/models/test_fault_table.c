/* test_fault_table.c - every kind of fault with every target and timing; requests that hang or lock
 * each other out; how a server runs out of threads. */
#include "tests/models/support.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FREE SUPPORT_WINDOW SUPPORT_FREE
#define PAGE SUPPORT_APP "[page:g]\napp = a\n"

static GArray *records_of(const char *text, size_t model)
{
    return support_records(text, support_models[model], 1, NULL);
}

/* ---- every kind, target and timing ---- */

static const char *const targets[] = {"app = a", "pool = p", "page = g", "backend = db",
                                      "machine = true"};
static const char *const timings[] = {"at = 1s", "every = 2s", "per-request = 50%"};
static const char *const endings[] = {"", "for = 1s\n", "restart-on = request\n"};

/* A fault that does what it means shows in a metric that is not above a bound without it. */
typedef struct {
    const char *kind;
    const char *more;
    const char *targets; /* y or n, in the order above */
    const char *timings; /* at, every, per-request; the same with 'for'; with 'restart-on' */
    const char *metric;  /* NULL: none, alone */
    double above;
    bool is_of_iis6; /* nothing in the other models */
} Allowed;

static const Allowed allowed[] = {
    {"crash", "", "yyyny", "yyyyyyyyy", "workers.crashed", 0, false},
    {"stack-overflow", "", "yyyny", "yyyyyyyyy", "workers.crashed", 0, false},
    {"exception", "", "yyyny", "nnynnnnnn", "requests.error", 0, false},
    {"exception-off-request", "", "yyyny", "yynyynyyn", "workers.crashed", 0, false},
    {"hang", "", "yyyny", "yyyyynnnn", "in_system", 1.55, false},
    {"deadlock", "", "yyyny", "yyyyynnnn", "in_system", 1.55, false},
    {"leak", "leak = 1MB\n", "yyyny", "yyyyynnnn", "memory.max", 0, false},
    {"spin", "", "yyyny", "yynyynnnn", "cpu.utilisation", 0, false},
    {"slow-backend", "factor = 2\n", "nnnyn", "yynyynnnn", "in_system", 1.55, false},
    {"backend-outage", "", "nnnyn", "yynyynnnn", "in_system", 1.55, false},
    {"pool-stop", "", "nynnn", "yynyynnnn", "requests.rejected", 0, true},
    {"operator-restart", "", "nynnn", "yynnnnnnn", NULL, 0, false},
    {"start-failure", "[fault:k]\nkind = crash\nmachine = true\nat = 1.5s, 2.5s\n", "yyyny",
     "yynyynnnn", "workers.crashed", 2, false},
    {"recycle", "", "yyyny", "yynnnnnnn", "workers.recycled", 0, false},
    {"iisreset", "", "nnnny", "yynnnnnnn", "requests.reset", 0, false},
    {"config-change", "", "yyyny", "yynnnnnnn", "appdomains.restarted", 0, false},
    {"config-storm", "", "yyyny", "yynyynnnn", "appdomains.restarted", 1, false},
    {"compile-storm", "", "yyyny", "yynyynnnn",
     "ASP.NET Applications(__Total__)\\Compilations Total", 0, false},
    {"recycle-appdomain", "", "yyyny", "yynnnnnnn", "appdomains.restarted", 0, false},
};

static const Allowed *allowed_find(const char *kind)
{
    for (size_t i = 0; i < G_N_ELEMENTS(allowed); i++) {
        if (strcmp(allowed[i].kind, kind) == 0)
            return &allowed[i];
    }
    return NULL;
}

/* NULL, and a reason was given, when the reader refuses it. */
static Scenario *try_load(const char *text)
{
    GPtrArray *problems = scenario_problems_new();
    char *path = NULL;
    int file = g_file_open_tmp("iissim-test-XXXXXX.ini", &path, NULL);
    Scenario *scenario;
    bool has_reason = false;

    CU_ASSERT_FATAL(file >= 0);
    close(file);
    CU_ASSERT_FATAL(g_file_set_contents(path, text, -1, NULL));
    scenario = scenario_load(path, &(ScenarioOverrides){0}, problems);
    remove(path);
    g_free(path);
    for (guint i = 0; i < problems->len; i++) {
        const ScenarioProblem *problem = g_ptr_array_index(problems, i);

        has_reason |= problem->is_error && strchr(problem->text, ';') != NULL;
    }
    CU_ASSERT_EQUAL(scenario == NULL, has_reason);
    g_ptr_array_unref(problems);
    return scenario;
}

static double value_of(const ModelResult *result, const char *metric)
{
    bool is_counter = strchr(metric, '\\') != NULL;

    return model_result_get(result, is_counter ? RESULT_COUNTER : RESULT_RUN, NULL, metric);
}

/* Every page takes 300 ms, five come each second, and nothing else takes time or memory. */
static char *text_of(const Allowed *row, size_t target, size_t timing, size_t ending)
{
    return g_strdup_printf("[scenario]\nmodels = iis5, iis6, i5m\nduration = 10s\n"
                           "warmup = 0s\n" SUPPORT_FREE SUPPORT_READY_THREADS
                           "version = 2.0\nautoConfig = false\n[backend:db]\n" PAGE
                           "work = db 300ms\n[clients:c]\npages = g\n"
                           "arrivals = every(200ms)\n[fault:f]\nkind = %s\n%s\n%s\n%s%s",
                           row->kind, targets[target], timings[timing], endings[ending], row->more);
}

static void try_one(const Allowed *row, size_t target, size_t timing, size_t ending)
{
    g_autofree char *text = text_of(row, target, timing, ending);
    g_autoptr(Scenario) scenario = try_load(text);
    bool expected = row->targets[target] == 'y' && row->timings[timing + 3 * ending] == 'y';

    if ((scenario != NULL) != expected)
        printf("\n    %s: %s, %s%s", row->kind, targets[target], timings[timing], endings[ending]);
    CU_ASSERT_EQUAL(scenario != NULL, expected);
    for (uint32_t i = 0; scenario != NULL && i < scenario->variant_count; i++) {
        const ScenarioVariant *variant = &scenario->variants[i];
        RunObserver observer = {.isolation = true};
        g_autoptr(ModelResult) result = model_run(variant->model, variant->config, 1, &observer);

        support_check(result, text);
        CU_ASSERT(support_marks(result, MARK_FAULT) > 0);
        if (row->metric == NULL || (row->is_of_iis6 && strcmp(variant->model->name, "iis6") != 0))
            continue;
        if (!(value_of(result, row->metric) > row->above))
            printf("\n    %s, %s: %s, %s%s", variant->model->name, row->kind, targets[target],
                   timings[timing], endings[ending]);
        CU_ASSERT(value_of(result, row->metric) > row->above);
    }
}

/* Every kind: whatever is accepted runs and shows, whatever is refused says why. */
static void a_fault_works_or_is_refused_with_a_reason(void)
{
    for (size_t kind = 0; web_fault_kind_names[kind] != NULL; kind++) {
        const Allowed *row = allowed_find(web_fault_kind_names[kind]);

        CU_ASSERT_PTR_NOT_NULL_FATAL(row);
        for (size_t i = 0; i < G_N_ELEMENTS(targets) * G_N_ELEMENTS(timings) * 3; i++)
            try_one(row, i % 5, i / 5 % 3, i / 15);
    }
}

/* None of these metrics is above its bound without a fault. */
static void without_a_fault_nothing_shows(void)
{
    g_autofree char *text = text_of(&allowed[0], 0, 0, 0);

    strstr(text, "[fault:f]")[0] = '\0';
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(text, support_models[i], 1);

        for (size_t kind = 0; kind < G_N_ELEMENTS(allowed); kind++)
            if (allowed[kind].metric != NULL)
                CU_ASSERT(value_of(result, allowed[kind].metric) <= allowed[kind].above);
    }
}

/* ---- requests that lock each other out ---- */

/* Below the ceiling nobody notices but executionTimeout; a request of another page goes by. */
static void a_deadlock_below_the_ceiling_is_ended_by_the_execution_timeout(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = records_of(
            FREE SUPPORT_READY_THREADS
            "executionTimeout = 10\nexecution-check = 0s\n" PAGE "[page:h]\napp = a\nwait = 2s\n"
            "[clients:c]\npages = g\narrivals = at(1s x 2, 4s)\n[clients:d]\npages = h\n"
            "arrivals = at(1s)\n[fault:f]\nkind = deadlock\npage = g\nat = 500ms\nfor = 2s\n",
            i);

        CU_ASSERT_EQUAL(support_count_ended(records, "c", 11), 2);
        CU_ASSERT_EQUAL(support_count(records, "c", "error"), 2);
        SUPPORT_NEAR(support_end_s(records, "c", 2), 4);
        SUPPORT_NEAR(support_end_s(records, "d", 0), 3);
    }
}

/* [WMI-PM] [KB821268b]: all that may execute do, one more waits, and nothing is answered for 180 s.
 * aspnet_wp is restarted then; w3wp calls itself unhealthy at its next ping, every 30 s. */
static void a_deadlock_at_the_ceiling_has_the_process_replaced(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(
            "[scenario]\nduration = 300s\nwarmup = 0s\n" SUPPORT_FREE SUPPORT_READY_THREADS
            "executionTimeout = 1000\n" PAGE "[clients:c]\npages = g\narrivals = at(0s x 13)\n"
            "[fault:f]\nkind = deadlock\npage = g\nper-request = 100%\n",
            support_models[i], 1);

        CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), 1);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_RECYCLE, 180), 1);
    }
}

/* ---- running out of threads ---- */

/* From one thread to the twelve that may execute: one more every half second. */
static void executing_climbs_to_the_ceiling_by_two_a_second(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            records_of(FREE PAGE "wait = 30s\n[clients:c]\npages = g\narrivals = at(1s x 12)\n", i);

        for (uint64_t k = 0; k < 12; k++)
            SUPPORT_NEAR(support_start_s(records, "c", k), 1 + 0.5 * (double)k);
    }
}

/* Each waits at least for one to end; no processor is used, and the kernel queue stays empty. */
static void beyond_the_ceiling_requests_wait_in_the_queue_of_their_application(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(FREE SUPPORT_READY_THREADS PAGE
                            "wait = 10s\n[clients:c]\npages = g\narrivals = at(1s x 17)\n",
                            support_models[i], 1, &result);

        CU_ASSERT_EQUAL(support_count_started(records, "c", 1), 12);
        CU_ASSERT_EQUAL(support_count_started(records, "c", 11), 5);
        SUPPORT_NEAR(support_value(result, "queue.app:a.mean") * 60, 5 * 10);
        CU_ASSERT_EQUAL(support_value(result, "cpu.utilisation"), 0);
        if (i == 0)
            CU_ASSERT_EQUAL(support_value(result, "queue.pool:p.mean"), 0);
    }
}

CU_TestInfo fault_table_tests[] = {
    TEST(a_fault_works_or_is_refused_with_a_reason),
    TEST(without_a_fault_nothing_shows),
    TEST(a_deadlock_below_the_ceiling_is_ended_by_the_execution_timeout),
    TEST(a_deadlock_at_the_ceiling_has_the_process_replaced),
    TEST(executing_climbs_to_the_ceiling_by_two_a_second),
    TEST(beyond_the_ceiling_requests_wait_in_the_queue_of_their_application),
    CU_TEST_INFO_NULL,
};

const TestBehaviour starvation_behaviours[] = {
    {AREA_FAULTS, "a request that hangs, below the ceiling", "all",
     "executionTimeout aborts it, looked at every 15 s; native code is never aborted",
     "RS:RequestTimeoutManager.cs", "aspnet.executionTimeout aspnet.execution-check",
     "a_request_that_hangs_is_aborted_by_the_execution_timeout"},
    {AREA_FAULTS, "a request that hangs outside managed code", "all",
     "holds its thread until the process ends (assumption)", "RS:RequestTimeoutManager.cs", NULL,
     "a_request_that_hangs_outside_managed_code_ends_with_its_process"},
    {AREA_FAULTS, "requests that lock each other out, below the ceiling", "all",
     "executionTimeout aborts them; that the abort of one lets the other go on is left out",
     "RS:RequestTimeoutManager.cs", "aspnet.executionTimeout",
     "a_deadlock_below_the_ceiling_is_ended_by_the_execution_timeout"},
    {AREA_FAULTS, "requests that lock each other out, at the ceiling", "all",
     "after responseDeadlockInterval aspnet_wp is restarted, w3wp found unhealthy by a ping",
     "WMI-PM KB821268b", "aspnet.responseDeadlockInterval",
     "a_deadlock_at_the_ceiling_has_the_process_replaced"},
    {AREA_FAULTS, "hung requests take the ceiling from others", "all",
     "of the server on IIS 5, of the pool on IIS 6", "KB821268", NULL,
     "requests_that_hang_hold_their_threads"},
    {AREA_FAULTS, "threads that spin", "all",
     "share the processors with everybody until they or their process end; nothing limits them",
     "MSDN-TP", NULL, "threads_that_spin_take_the_cores_until_they_end_or_their_process_does"},
    {AREA_FAULTS, "spinning at another priority", "all",
     "threads have no priorities; the documents compared give none", "MSDN-TP", NULL, NULL},
    {AREA_FAULTS, "a slow backend", "all",
     "its users' threads starve: all applications on IIS 5, those of the pool on IIS 6",
     "KB821268 CC757130", NULL, "a_slow_backend_starves_those_who_share_its_users_threads"},
    {AREA_GATE, "starvation: the climb", "all",
     "executing requests climb by two a second from the minimum to the ceiling", "ERICEIL MSDN-TP",
     "aspnet.thread-injection aspnet.minWorkerThreads",
     "executing_climbs_to_the_ceiling_by_two_a_second"},
    {AREA_GATE, "starvation: the queue", "all",
     "then the application's queue grows, each request waits at least for one to end, and no "
     "processor is busy; http.sys's queue is no sign of it",
     "RS:RequestQueue.cs CC757130", "aspnet.minFreeThreads aspnet.maxWorkerThreads",
     "beyond_the_ceiling_requests_wait_in_the_queue_of_their_application"},
    {.what = NULL},
};
