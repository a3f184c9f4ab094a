/* test_calls.c - a page that calls a page of its own server, in every model. */
#include "tests/models/support.h"

#include <math.h>

#define FREE SUPPORT_WINDOW SUPPORT_FREE

/* 'g' of application a calls 'h' of application b, each in a pool of its own. More keys of h. */
#define CALLER "[pool:q]\n[app:b]\npool = q\nstart = warm\nmemory = 0B\n" SUPPORT_APP
#define CALLEE "[page:h]\napp = b\n"
#define G      "[page:g]\napp = a\nwork = "

static GArray *records_of(const char *text, size_t model, ModelResult **result)
{
    return support_records(text, support_models[model], 1, result);
}

/* ---- what a call is ---- */

/* Its time is its caller's, in work.call; it is at the server, and no request of a client. */
static void a_call_goes_through_the_front_end_while_its_caller_waits(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = records_of(FREE SUPPORT_READY_THREADS CALLER CALLEE
                                               "wait = 500ms\n" G "wait 1s, call page:h, wait 2s\n"
                                               "[clients:c]\npages = g\narrivals = at(1s)\n",
                                               i, &result);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 4.5);
        CU_ASSERT_EQUAL(records->len, 1);
        SUPPORT_NEAR(support_value(result, "service(stage:work.call)"), 0.5);
        SUPPORT_NEAR(support_value(result, "wait(stage:work.call)"), 0);
        SUPPORT_NEAR(support_value(result, "service(stage:work.wait)"), 3);
        SUPPORT_NEAR(support_value(result, "in_system"), 4.0 / 60);
        CU_ASSERT_EQUAL(support_value(result, "requests.offered"), 1);
        CU_ASSERT_EQUAL(support_value(result, "requests.offered(page:h)"), 0);
    }
}

/* A page that calls none has no such stage. */
static void nobody_else_has_a_stage_of_calls(void)
{
    g_autoptr(ModelResult) result =
        support_run(FREE CALLER CALLEE "[clients:c]\npages = h\narrivals = at(1s)\n", "iis6", 1);

    CU_ASSERT_TRUE(isnan(model_result_get(result, RESULT_STAGE, "work.call", "wait")));
    CU_ASSERT_FALSE(isnan(model_result_get(result, RESULT_STAGE, "work.wait", "wait")));
}

/* What waited for the callee in queues is waiting of the caller too: h has one thread. */
static void what_a_callee_waits_its_caller_waits(void)
{
    g_autoptr(ModelResult) result = support_run(
        FREE SUPPORT_READY_THREADS
        "call-free-threads = 0\nmaxconnection = 9\n[backend:db]\nconnections = 1\n" CALLER CALLEE
        "work = db 1s\n" G "call page:h\n[clients:c]\npages = g\narrivals = at(1s x 3)\n",
        "iis6", 1);

    SUPPORT_NEAR(support_value(result, "latency.mean"), 2);
    SUPPORT_NEAR(support_value(result, "service(stage:work.call)"), 1);
    SUPPORT_NEAR(support_value(result, "wait(stage:work.call)"), 1);
}

/* Each call draws by itself, whatever the model: the second of a page as well as the first. */
static void what_a_call_draws_is_named_by_its_caller_and_its_step(void)
{
    static const char *const works[] = {"call page:h", "call page:h, call page:h"};
    double took_s[SUPPORT_MODELS][G_N_ELEMENTS(works)];

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(works); i++) {
        size_t model = i % SUPPORT_MODELS, k = i / SUPPORT_MODELS;
        g_autofree char *text =
            g_strconcat(FREE SUPPORT_UNLIMITED CALLER CALLEE "wait = exp(1s)\n" G, works[k],
                        "\n[clients:c]\npages = g\narrivals = at(1s x 2)\n", NULL);
        g_autoptr(GArray) records = records_of(text, model, NULL);

        took_s[model][k] = support_end_s(records, "c", 0) - 1;
        CU_ASSERT_NOT_EQUAL(took_s[model][k], support_end_s(records, "c", 1) - 1);
        CU_ASSERT_EQUAL(took_s[model][k], took_s[0][k]);
    }
    CU_ASSERT(took_s[0][1] > took_s[0][0]);
    CU_ASSERT(fabs(took_s[0][1] - 2 * took_s[0][0]) > 1e-6);
}

/* A call with 50%, of itself: 2 executions on average, exactly geometric. 3,000 requests: the mean
 * of 2 ms has a standard error of 0.026 ms. */
static void a_page_may_call_itself_where_that_comes_to_an_end(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run(FREE SUPPORT_UNLIMITED "maxconnection = 10000\n" SUPPORT_APP G
                                               "wait 1ms, call page:g with 50%\n"
                                               "[clients:c]\npages = g\narrivals = poisson(50/s)\n",
                        support_models[i], 1);

        CU_ASSERT_DOUBLE_EQUAL(support_value(result, "latency.mean"), 0.002, 0.00012);
        CU_ASSERT_EQUAL(support_value(result, "loss"), 0);
    }
}

/* ---- connections [KB821268] ---- */

#define SIX_CALLS                                                                                  \
    CALLER CALLEE "wait = 1s\n" G "call page:h\n[page:k]\napp = b\nwork = call page:h\n"           \
                  "[clients:c]\npages = g\narrivals = at(1s x 6)\n"

static void an_appdomain_has_so_many_connections_to_an_address(void)
{
    static const struct {
        const char *aspnet;
        double end_s[6];
    } cases[] = {
        {"", {2, 2, 3, 3, 4, 4}},
        {"maxconnection = 1\n", {2, 3, 4, 5, 6, 7}},
        {"maxconnection = 5\ncall-free-threads = 0\n", {2, 2, 2, 2, 2, 3}},
        {"version = 1.0\nmaxWorkerThreads = 50\nmaxIoThreads = 50\n", {2, 2, 3, 3, 4, 4}},
    };

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        const double *end_s = cases[i / SUPPORT_MODELS].end_s;
        g_autofree char *text = g_strconcat(FREE SUPPORT_READY_THREADS,
                                            cases[i / SUPPORT_MODELS].aspnet, SIX_CALLS, NULL);
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = records_of(text, i % SUPPORT_MODELS, &result);
        double sum_s = 0;

        for (uint64_t k = 0; k < 6; k++) {
            SUPPORT_NEAR(support_end_s(records, "c", k), end_s[k]);
            sum_s += end_s[k] - 2;
        }
        SUPPORT_NEAR(support_value(result, "service(stage:work.call)"), 1);
        SUPPORT_NEAR(support_value(result, "wait(stage:work.call)"), sum_s / 6);
    }
}

/* 12 for each processor: all six at once on one. */
static void auto_config_gives_twelve_connections_for_each_processor(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = records_of(
            FREE "[aspnet]\nversion = 2.0\nminWorkerThreads = 50\nminIoThreads = 50\n" SIX_CALLS
                 "[clients:d]\npages = g\narrivals = at(10s x 12, 20s x 13)\n",
            i, NULL);
        g_autoptr(Scenario) two =
            support_load("[machine]\ncores = 2\n[aspnet]\nversion = 2.0\n" SIX_CALLS, "iis6");

        CU_ASSERT_EQUAL(support_count_ended(records, "c", 2), 6);
        CU_ASSERT_EQUAL(support_count_ended(records, "d", 11), 12);
        CU_ASSERT_EQUAL(support_count_ended(records, "d", 21), 12); /* and all that may execute */
        CU_ASSERT_EQUAL(two->variants[0].config->aspnet.max_connection, 24);
    }
}

/* The other application has its own two, in the same process (IIS 5) or in another. */
static void connections_are_counted_for_each_appdomain(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            records_of(FREE SUPPORT_READY_THREADS
                       "maxWorkerThreads = 50\nmaxIoThreads = 50\nminFreeThreads = 0\n"
                       "minLocalRequestFreeThreads = 0\n" SIX_CALLS
                       "[clients:d]\npages = k\narrivals = at(1s x 4)\n",
                       i, NULL);

        CU_ASSERT_EQUAL(support_count_ended(records, "c", 2), 2);
        CU_ASSERT_EQUAL(support_count_ended(records, "d", 2), 2);
        CU_ASSERT_EQUAL(support_count_ended(records, "d", 3), 2);
    }
}

/* The connections of an AppDomain are held by calls that wait for one themselves. */
static void nested_calls_of_one_appdomain_run_out_of_connections(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            records_of(FREE SUPPORT_READY_THREADS
                       "executionTimeout = 10\nexecution-check = 0s\n" SUPPORT_APP G
                       "call page:h\n[page:h]\napp = a\nwork = wait 1s, call page:k\n"
                       "[page:k]\napp = a\n"
                       "[clients:c]\npages = g\narrivals = at(1s x 2, 30s)\n",
                       i, NULL);

        CU_ASSERT_EQUAL(support_count_ended(records, "c", 11), 2);
        CU_ASSERT_EQUAL(support_count(records, "c", "error"), 2);
        SUPPORT_NEAR(support_end_s(records, "c", 2), 31);
    }
}

/* ---- threads ---- */

/* [KB821268]: a worker thread and an I/O thread, with redirection or authentication two of each. In
 * seconds of threads: the caller's and the callee's own, and what the call uses. */
static void a_call_uses_threads_beside_its_callers(void)
{
    static const double busy_s[] = {3, 5};

    for (size_t i = 0; i < 2 * SUPPORT_MODELS; i++) {
        g_autofree char *text =
            g_strdup_printf(FREE SUPPORT_READY_THREADS
                            "call-threads = %zu\n" CALLER CALLEE "wait = 1s\n" G "call page:h\n"
                            "[clients:c]\npages = g\narrivals = at(1s)\n",
                            i / SUPPORT_MODELS + 1);
        g_autoptr(ModelResult) result = support_run(text, support_models[i % SUPPORT_MODELS], 1);

        SUPPORT_NEAR(support_value(result, "threads.busy") * 60, busy_s[i / SUPPORT_MODELS]);
        SUPPORT_NEAR(support_value(result, "latency.mean"), 1);
    }
}

/* Above the minimum the pool makes an I/O thread every half second. */
static void a_call_waits_for_an_io_thread_to_be_made(void)
{
    g_autoptr(GArray) records =
        records_of(FREE "[aspnet]\nminWorkerThreads = 20\n" CALLER CALLEE "wait = 1s\n" G
                        "call page:h\n[clients:c]\npages = g\narrivals = at(1s x 2)\n",
                   0, NULL);

    SUPPORT_NEAR(support_end_s(records, "c", 0), 2);
    SUPPORT_NEAR(support_end_s(records, "c", 1), 2.5);
}

/* ---- the self-calling service ---- */

/* The page and what it calls in one application, 12 requests at once: the ceiling. */
#define SELF_CALLING                                                                               \
    SUPPORT_APP G "call page:h\n[page:h]\napp = a\nwait = 1s\n"                                    \
                  "[clients:c]\npages = g\narrivals = at(1s x 12)\n"

/* [WMI-HR]: calls are local, so that they find threads where remote requests do not: 8 are free, 4
 * must stay so. Two connections: two at a time. */
static void local_requests_find_threads_where_remote_ones_do_not(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = records_of(FREE SUPPORT_READY_THREADS SELF_CALLING, i, NULL);

        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 12);
        for (uint64_t k = 0; k < 12; k++)
            SUPPORT_NEAR(support_end_s(records, "c", k), (double)(2 + k / 2));
    }
}

/* With 8 to be left free by local ones too, nobody moves until executionTimeout aborts the callers:
 * nothing is left of it then. */
static void without_that_room_a_self_calling_service_deadlocks(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = records_of(
            FREE SUPPORT_READY_THREADS "minLocalRequestFreeThreads = 8\nexecutionTimeout = 10\n"
                                       "execution-check = 0s\n" SELF_CALLING
                                       "[clients:d]\npages = g\narrivals = at(5s, 30s)\n",
            i, NULL);

        CU_ASSERT_EQUAL(support_count_ended(records, "c", 11), 12);
        CU_ASSERT_EQUAL(support_count(records, "c", "error"), 12);
        CU_ASSERT_EQUAL(support_find(records, "c", 0)->status, 500);
        CU_ASSERT(support_start_s(records, "d", 0) >= 11);
        SUPPORT_NEAR(support_end_s(records, "d", 1), 31);
    }
}

/* [KB821268]: all threads wait for callbacks that need one. 1.1 throws at once when it finds fewer
 * than two free: two of four leave their threads to the others. */
static void when_every_thread_calls_none_is_left_for_the_answers(void)
{
    static const struct {
        const char *version;
        int callers;
        double end_s;
        guint end, fail;
    } cases[] = {
        {"2.0", 4, 11, 4, 4}, {"1.1", 4, 1, 2, 2}, {"1.1", 1, 2, 1, 0}, {"2.0", 1, 2, 1, 0}};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            FREE "[aspnet]\nversion = %s\nautoConfig = false\nmaxconnection = 12\n"
                 "maxWorkerThreads = 4\nmaxIoThreads = 4\nminWorkerThreads = 4\nminIoThreads = 4\n"
                 "minFreeThreads = 0\nminLocalRequestFreeThreads = 0\nexecutionTimeout = 10\n"
                 "execution-check = 0s\n" SUPPORT_APP G "call page:h\n[page:h]\napp = a\n"
                 "wait = 1s\n[clients:c]\npages = g\narrivals = at(1s x %d)\n",
            cases[i / SUPPORT_MODELS].version, cases[i / SUPPORT_MODELS].callers);
        g_autoptr(GArray) records = records_of(text, i % SUPPORT_MODELS, NULL);

        CU_ASSERT_EQUAL(support_count_ended(records, "c", cases[i / SUPPORT_MODELS].end_s),
                        cases[i / SUPPORT_MODELS].end);
        CU_ASSERT(support_count(records, "c", "error") >= cases[i / SUPPORT_MODELS].fail);
        CU_ASSERT(cases[i / SUPPORT_MODELS].fail > 0 || support_count(records, "c", "ok") == 1);
    }
}

/* ---- calls that fail ---- */

#define ONE_CALL                                                                                   \
    G "call page:h, wait 1s\n%s[page:h]\napp = b\n%s"                                              \
      "[clients:c]\npages = g\narrivals = at(1s)\n%s"

/* Whatever is not a good answer is thrown, and nobody catches it: 500. */
static void a_call_that_fails_is_an_unhandled_exception(void)
{
    static const struct {
        const char *page, *callee, *fault;
        double end_s;
    } cases[] = {
        {"", "", "[fault:f]\nkind = exception\npage = h\nper-request = 100%\n", 1},
        {"", "status = 404\n", "", 1},
        {"", "wait = 10s\n", "[fault:f]\nkind = crash\npage = h\nat = 3s\n", 3},
        {"", "wait = 10s\n", "", 5},
        {"catch-failed-calls = true\n", "status = 404\n", "", 2},
        {"catch-failed-calls = true\n", "wait = 10s\n", "", 6},
        {"", "status = 302\n", "", 2},
    };

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        size_t k = i / SUPPORT_MODELS;
        g_autofree char *text =
            g_strdup_printf(FREE SUPPORT_READY_THREADS "call-timeout = 4s\n" CALLER ONE_CALL,
                            cases[k].page, cases[k].callee, cases[k].fault);
        g_autoptr(GArray) records = records_of(text, i % SUPPORT_MODELS, NULL);
        const RequestRecord *record = support_find(records, "c", 0);

        SUPPORT_NEAR(support_end_s(records, "c", 0), cases[k].end_s);
        CU_ASSERT_STRING_EQUAL(record->outcome, k < 4 ? "error" : "ok");
        if (k != 2) /* on IIS 5 the process of both has died */
            CU_ASSERT_EQUAL(record->status, k < 4 ? 500 : 200);
    }
}

/* [HWR-TIMEOUT]: 100 s, waiting for a connection included. */
static void a_call_waits_a_hundred_seconds_for_its_answer(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = records_of(
            FREE SUPPORT_READY_THREADS "executionTimeout = 1000\nmaxconnection = 1\n" CALLER CALLEE
                                       "wait = 90s\n" G "call page:h\n[clients:c]\npages = g\n"
                                       "arrivals = at(1s x 2)\n",
            i, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 91);
        SUPPORT_NEAR(support_end_s(records, "c", 1), 101);
        CU_ASSERT_STRING_EQUAL(support_find(records, "c", 1)->outcome, "error");
    }
}

/* Who refuses the call is the kernel, for a pool that is off. */
static void a_call_is_refused_like_any_request(void)
{
    g_autoptr(GArray) records =
        records_of(FREE CALLER CALLEE G "call page:h\n[clients:c]\npages = g\narrivals = at(1s)\n"
                                        "[fault:f]\nkind = pool-stop\npool = q\nat = 0s\n",
                   0, NULL);

    CU_ASSERT_STRING_EQUAL(support_find(records, "c", 0)->outcome, "error");
    CU_ASSERT_EQUAL(support_find(records, "c", 0)->status, 500);
}

/* The page's thread is aborted and its connection free; what it called goes on: 30 s more at the
 * server. */
static void an_aborted_caller_leaves_its_callee_to_itself(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = records_of(
            FREE SUPPORT_READY_THREADS
            "executionTimeout = 5\nexecution-check = 0s\nmaxconnection = 1\n"
            "[pool:q]\n[app:b]\npool = q\nstart = warm\nexecutionTimeout = 1000\n" SUPPORT_APP
                CALLEE "wait = 30s\n[page:k]\napp = b\n" G "call page:h\n"
            "[page:l]\napp = a\nwork = call page:k\n"
            "[clients:c]\npages = g\narrivals = at(1s)\n"
            "[clients:d]\npages = l\narrivals = at(2s)\n",
            i, &result);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 6);
        CU_ASSERT_STRING_EQUAL(support_find(records, "c", 0)->outcome, "error");
        SUPPORT_NEAR(support_end_s(records, "d", 0), 6);
        CU_ASSERT_STRING_EQUAL(support_find(records, "d", 0)->outcome, "ok");
        SUPPORT_NEAR(support_value(result, "in_system") * 60, 5 + 30 + 4);
    }
}

/* The page is aborted at 2 s; what it called is queued from 1 s on, behind sixteen that leave at 4 s or
 * at 8 s. Then it executes for nobody, or has waited longer than clientConnectedCheck, 5 s, and is
 * dropped [RS:RequestQueue.cs]. */
static void what_an_aborted_caller_left_in_a_queue_begins_unless_it_waited_long(void)
{
    static const struct {
        const char *wait;
        double cpu_s;
    } cases[] = {{"3500ms", 1}, {"7500ms", 0}};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            g_strdup_printf(FREE SUPPORT_READY_THREADS
                            "executionTimeout = 2\nexecution-check = 0s\n[pool:q]\n[app:b]\n"
                            "pool = q\nstart = warm\nexecutionTimeout = 1000\n" SUPPORT_APP CALLEE
                            "cpu = 1s\n[page:k]\napp = b\nwait = %s\n" G "wait 1s, call page:h\n"
                            "[clients:c]\npages = g\narrivals = at(0s)\n"
                            "[clients:d]\npages = k\narrivals = at(500ms x 16)\nlocal = true\n",
                            cases[i / SUPPORT_MODELS].wait);
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = records_of(text, i % SUPPORT_MODELS, &result);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 2);
        CU_ASSERT_EQUAL(support_count(records, "d", "ok"), 16);
        SUPPORT_NEAR(support_value(result, "cpu.utilisation") * 60,
                     cases[i / SUPPORT_MODELS].cpu_s);
    }
}

CU_TestInfo calls_tests[] = {
    TEST(a_call_goes_through_the_front_end_while_its_caller_waits),
    TEST(nobody_else_has_a_stage_of_calls),
    TEST(what_a_callee_waits_its_caller_waits),
    TEST(what_a_call_draws_is_named_by_its_caller_and_its_step),
    TEST(a_page_may_call_itself_where_that_comes_to_an_end),
    TEST(an_appdomain_has_so_many_connections_to_an_address),
    TEST(auto_config_gives_twelve_connections_for_each_processor),
    TEST(connections_are_counted_for_each_appdomain),
    TEST(nested_calls_of_one_appdomain_run_out_of_connections),
    TEST(a_call_uses_threads_beside_its_callers),
    TEST(a_call_waits_for_an_io_thread_to_be_made),
    TEST(local_requests_find_threads_where_remote_ones_do_not),
    TEST(without_that_room_a_self_calling_service_deadlocks),
    TEST(when_every_thread_calls_none_is_left_for_the_answers),
    TEST(a_call_that_fails_is_an_unhandled_exception),
    TEST(a_call_waits_a_hundred_seconds_for_its_answer),
    TEST(a_call_is_refused_like_any_request),
    TEST(an_aborted_caller_leaves_its_callee_to_itself),
    TEST(what_an_aborted_caller_left_in_a_queue_begins_unless_it_waited_long),
    CU_TEST_INFO_NULL,
};

const TestBehaviour calls_behaviours[] = {
    {AREA_CALLS, "a page calls a page of its own server", "all",
     "the call is a request through the front end; the page's thread waits for it", "KB821268",
     NULL, "a_call_goes_through_the_front_end_while_its_caller_waits"},
    {AREA_CALLS, "maxconnection", "all",
     "2 calls under way for each AppDomain and address, the others wait in order (assumption: the "
     "address is not loopback, which has no limit)",
     "KB821268", "aspnet.maxconnection", "an_appdomain_has_so_many_connections_to_an_address"},
    {AREA_CALLS, "maxconnection by autoConfig", "all", "12 for each processor", "KB821268",
     "aspnet.autoConfig aspnet.maxconnection",
     "auto_config_gives_twelve_connections_for_each_processor"},
    {AREA_CALLS, "maxconnection of each AppDomain by itself", "all",
     "applications in one process do not share it", "KB821268", "aspnet.maxconnection",
     "connections_are_counted_for_each_appdomain"},
    {AREA_CALLS, "connections held by calls that need one themselves", "all",
     "they wait for each other until executionTimeout", "KB821268", "aspnet.maxconnection",
     "nested_calls_of_one_appdomain_run_out_of_connections"},
    {AREA_CALLS, "threads of a call", "all",
     "one worker and one I/O thread, with redirection or authentication two of each; held for the "
     "whole call (simplified)",
     "KB821268", "aspnet.call-threads", "a_call_uses_threads_beside_its_callers"},
    {AREA_CALLS, "callback threads above the minimum", "all",
     "one more every 500 ms, as for any work of the pool", "KB821268 ERICEIL",
     "aspnet.minIoThreads", "a_call_waits_for_an_io_thread_to_be_made"},
    {AREA_CALLS, "a call is a local request", "all",
     "minLocalRequestFreeThreads rules: a self-calling service finds threads", "WMI-HR KB821268",
     "aspnet.minLocalRequestFreeThreads", "local_requests_find_threads_where_remote_ones_do_not"},
    {AREA_CALLS, "a self-calling service deadlocks", "all",
     "with minLocalRequestFreeThreads = minFreeThreads nobody moves until executionTimeout",
     "WMI-HR KB821268", "aspnet.minLocalRequestFreeThreads aspnet.minFreeThreads",
     "without_that_room_a_self_calling_service_deadlocks"},
    {AREA_CALLS, "every thread waits for an answer that needs one", "all",
     "deadlock until executionTimeout", "KB821268", "aspnet.maxIoThreads aspnet.executionTimeout",
     "when_every_thread_calls_none_is_left_for_the_answers"},
    {AREA_CALLS, "'There were not enough free threads in the ThreadPool object'", "all",
     "1.0 and 1.1: a call fails at once with fewer than two threads of a kind free (assumption: as "
     "the published code outside ASP.NET)",
     "KB821268 RS:Internal.cs", "aspnet.call-free-threads",
     "when_every_thread_calls_none_is_left_for_the_answers"},
    {AREA_CALLS, "HttpWebRequest.Timeout", "all",
     "100 s, the wait for a connection included; then the call throws", "HWR-TIMEOUT",
     "aspnet.call-timeout", "a_call_waits_a_hundred_seconds_for_its_answer"},
    {AREA_CALLS, "a call that fails", "all",
     "an answer of 400 or more, or none, is an unhandled exception: 500, unless the page catches "
     "it",
     "KB911816", "page.catch-failed-calls", "a_call_that_fails_is_an_unhandled_exception"},
    {AREA_CALLS, "executionTimeout aborts a page that waits for an answer", "all",
     "its thread and its connection are free; the page that it called goes on",
     "RS:RequestTimeoutManager.cs", "aspnet.executionTimeout",
     "an_aborted_caller_leaves_its_callee_to_itself"},
    {AREA_CALLS, "a call waits in a queue when its caller is aborted", "all",
     "it executes for nobody; after clientConnectedCheck it is dropped instead",
     "RS:RequestQueue.cs", "aspnet.clientConnectedCheck",
     "what_an_aborted_caller_left_in_a_queue_begins_unless_it_waited_long"},
    {AREA_CALLS, "a page calls another machine", "all",
     "a backend stands for it, with its own number of connections", "KB821268", NULL, NULL},
    {.what = NULL},
};
