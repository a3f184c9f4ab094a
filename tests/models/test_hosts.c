/* test_hosts.c - one scenario, three hosts of ASP.NET: how aspnet_wp and w3wp differ in their process,
 * their limits and what their death costs.
 */
#include "tests/models/support.h"

#define PAGE SUPPORT_APP "[page:g]\napp = a\n"

/* A second application, in a pool of its own. */
#define OTHER                                                                                      \
    "[pool:q]\n[app:b]\npool = q\nstart = warm\nmemory = 0B\n[page:h]\napp = b\nwait = 10s\n"      \
    "[clients:d]\npages = h\narrivals = at(1s x 30)\n"

static bool is_iis6(size_t model)
{
    return g_str_equal(support_models[model], "iis6");
}

/* [S0] [TBL24]: one aspnet_wp for all applications, a w3wp for each pool: so is the ceiling of 12. */
static void applications_share_one_aspnet_wp_or_have_a_w3wp_for_each_pool(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS PAGE
                            "wait = 10s\n[clients:c]\npages = g\narrivals = at(0s x 12)\n" OTHER,
                            support_models[i], 1, &result);

        CU_ASSERT_EQUAL(support_count_started(records, "d", 1), is_iis6(i) ? 12 : 0);
        CU_ASSERT_EQUAL(support_max_executing(records, NULL), is_iis6(i) ? 24 : 12);
    }
}

/* [WMI-PM] [KB820729]: inetinfo has the connections and answers 503; those of w3wp are closed. */
static void what_is_inside_at_a_crash_gets_a_page_from_inetinfo_or_a_reset(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS PAGE
                            "wait = 10s\n[clients:c]\npages = g\narrivals = at(0s x 5)\n"
                            "[fault:f]\nkind = crash\napp = a\nat = 5s\n",
                            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count_ended(records, "c", 5), 5);
        CU_ASSERT_EQUAL(support_count(records, "c", is_iis6(i) ? "reset" : "error"), 5);
        CU_ASSERT_EQUAL(support_find(records, "c", 0)->status, is_iis6(i) ? 0 : 503);
    }
}

/* [S0] [DOM1]: the kernel keeps all that wait; [WMI-PM]: the pipe keeps ten. */
static void what_comes_during_a_restart_is_kept_by_the_kernel_and_ten_by_the_pipe(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 10s\n" SUPPORT_READY_THREADS PAGE
                                        "[clients:c]\npages = g\narrivals = at(6s x 30)\n"
                                        "[fault:f]\nkind = crash\napp = a\nat = 5s\n",
            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), is_iis6(i) ? 30 : 10);
    }
}

/* [SF68777] [S0]: static files are inetinfo's on IIS 5; on IIS 6 they wait for the pool's new w3wp. */
static void static_files_of_a_pool_wait_for_its_w3wp_and_not_for_aspnet_wp(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_FREE
                            "process-start = wait 10s\ninetinfo-restart = wait 20s\n" PAGE
                            "[page:picture]\napp = a\nurl = /a/x.gif\n"
                            "[clients:c]\npages = picture\narrivals = at(6s)\n"
                            "[fault:f]\nkind = crash\napp = a\nat = 5s\n",
                            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_start_s(records, "c", 0), is_iis6(i) ? 15 : 6);
    }
}

/* [CC787273] [DOM2]: five failures in five minutes switch a pool off; aspnet_wp has no brake. */
static void a_crash_loop_has_a_brake_on_iis_6_alone(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(
            SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 100ms\n" PAGE
                                        "[clients:c]\npages = g\narrivals = every(1s)\n"
                                        "[fault:f]\nkind = crash\napp = a\nevery = 5s\n",
            support_models[i], 1);

        CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), is_iis6(i) ? 5 : 11);
        CU_ASSERT_EQUAL(support_marks(result, MARK_DISABLED), is_iis6(i));
        CU_ASSERT_EQUAL(support_value(result, "requests.rejected") > 30, is_iis6(i));
    }
}

/* [KB893660] [MS525537] [WMI-PM]: 29 h and 20 min; no such limits in processModel's defaults. */
static void by_default_age_and_idleness_end_a_w3wp_but_no_aspnet_wp(void)
{
    static const struct {
        const char *arrivals;
        double stop_s;
    } cases[] = {{"at(60s)", 60 + 20 * 60}, {"every(10min)", 29 * 3600}};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        size_t kind = i / SUPPORT_MODELS;
        g_autofree char *text = g_strdup_printf(
            "[scenario]\nduration = 30h\nwarmup = 0s\ndrain = 0s\n" SUPPORT_FREE PAGE
            "[clients:c]\npages = g\narrivals = %s\n",
            cases[kind].arrivals);
        g_autoptr(ModelResult) result = support_run(text, support_models[i % SUPPORT_MODELS], 1);

        CU_ASSERT_EQUAL(support_marks_at(result, MARK_STOP, cases[kind].stop_s),
                        is_iis6(i % SUPPORT_MODELS));
        CU_ASSERT_EQUAL(support_marks(result, MARK_STOP), is_iis6(i % SUPPORT_MODELS));
    }
}

/* [PM11] [CC787702]: shutdownTimeout 5 s, ShutdownTimeLimit 90 s; the answer is lost in w3wp alone. */
static void a_process_that_is_replaced_has_5_s_on_iis_5_and_90_s_on_iis_6(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 1s\n" SUPPORT_READY_THREADS
                                        "executionTimeout = Infinite\n[iis5]\nrequestLimit = 1\n"
                                        "[pool:p]\nPeriodicRestartRequests = 1\n"
                                        "[app:a]\npool = p\nstart = warm\nmemory = 0B\n"
                                        "[page:g]\napp = a\nwait = 1h\n[page:h]\napp = a\n"
                                        "[clients:long]\npages = g\narrivals = at(0s)\n"
                                        "[clients:c]\npages = h\narrivals = at(1s)\n",
            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "long", 0), 1 + 1 + (is_iis6(i) ? 90 : 5));
        CU_ASSERT_STRING_EQUAL(support_find(records, "long", 0)->outcome,
                               is_iis6(i) ? "reset" : "error");
    }
}

/* [CC780642] [CC778183]: of processModel a w3wp reads the numbers of threads and the deadlock
 * interval alone. */
static void a_w3wp_does_not_read_what_is_for_aspnet_wp(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(
            SUPPORT_WINDOW "[machine]\nmemory = 100MB\ncores = 2\n" SUPPORT_FREE
                           "[iis5]\ntimeout = 0:00:10\nidleTimeout = 0:00:20\nrequestLimit = 3\n"
                           "memoryLimit = 5\nwebGarden = true\npingFrequency = 0:00:10\n"
                           "pingTimeout = 0:00:10\n" PAGE
                           "leak = 1MB\n[clients:c]\npages = g\narrivals = every(1s)\n",
            support_models[i], 1);

        CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE) == 0, is_iis6(i));
        CU_ASSERT_EQUAL(support_value(result, "processes.alive") < 1.5, is_iis6(i));
    }
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run(SUPPORT_WINDOW SUPPORT_FREE "[iis5]\nidleTimeout = 0:00:05\n" PAGE
                                                    "[clients:c]\npages = g\narrivals = at(1s)\n",
                        support_models[i], 1);

        CU_ASSERT_EQUAL(support_marks(result, MARK_STOP) == 0, is_iis6(i));
    }
}

CU_TestInfo hosts_tests[] = {
    TEST(applications_share_one_aspnet_wp_or_have_a_w3wp_for_each_pool),
    TEST(what_is_inside_at_a_crash_gets_a_page_from_inetinfo_or_a_reset),
    TEST(what_comes_during_a_restart_is_kept_by_the_kernel_and_ten_by_the_pipe),
    TEST(static_files_of_a_pool_wait_for_its_w3wp_and_not_for_aspnet_wp),
    TEST(a_crash_loop_has_a_brake_on_iis_6_alone),
    TEST(by_default_age_and_idleness_end_a_w3wp_but_no_aspnet_wp),
    TEST(a_process_that_is_replaced_has_5_s_on_iis_5_and_90_s_on_iis_6),
    TEST(a_w3wp_does_not_read_what_is_for_aspnet_wp),
    CU_TEST_INFO_NULL,
};

const TestBehaviour hosts_behaviours[] = {
    {AREA_MODELS, "the host of ASP.NET", "all",
     "one aspnet_wp for all applications; a w3wp for each pool", "S0 TBL24 CC780642", NULL,
     "applications_share_one_aspnet_wp_or_have_a_w3wp_for_each_pool"},
    {AREA_MODELS, "the transport to the host", "all",
     "a named pipe and four synchronous pipes per CPU; a w3wp pulls from the kernel",
     "S0 KB835680 DOM1", "iis5.SyncPipesPerCPU",
     "static_content_stops_once_callbacks_hold_every_atq_thread"},
    {AREA_MODELS, "the thread that first runs a request", "all",
     "an I/O thread of aspnet_wp, on which its message came, a worker thread of w3wp; what was "
     "queued runs on a worker thread",
     "RS:RequestQueue.cs TMARQ CC757130", "aspnet.minIoThreads aspnet.minWorkerThreads",
     "a_request_that_was_queued_runs_on_a_worker_thread"},
    {AREA_MODELS, "the test for free threads", "all",
     "over both kinds of threads in aspnet_wp, worker threads alone in w3wp", "RS:RequestQueue.cs",
     "aspnet.maxIoThreads", "the_published_code_lets_twice_as_many_execute_in_aspnet_wp_alone"},
    {AREA_MODELS, "where settings of the process are read", "all",
     "processModel for aspnet_wp; a w3wp reads of it the threads, the deadlock interval and, by "
     "assumption, requestQueueLimit",
     "CC780642 CC778183", "iis5.timeout iis5.requestLimit iis5.memoryLimit",
     "a_w3wp_does_not_read_what_is_for_aspnet_wp"},
    {AREA_MODELS, "in flight when the host dies", "all",
     "inetinfo answers 503; a w3wp's connections are closed without a status", "WMI-PM KB820729",
     NULL, "what_is_inside_at_a_crash_gets_a_page_from_inetinfo_or_a_reset"},
    {AREA_MODELS, "waiting when the host dies", "all",
     "ten are kept at the pipe, all in the kernel", "WMI-PM S0 DOM1", "iis5.restartQueueLimit",
     "what_comes_during_a_restart_is_kept_by_the_kernel_and_ten_by_the_pipe"},
    {AREA_MODELS, "static files when the host of ASP.NET dies", "all",
     "inetinfo's on IIS 5; on IIS 6 they wait for the pool's new w3wp", "SF68777 S0 TBL24", NULL,
     "static_files_of_a_pool_wait_for_its_w3wp_and_not_for_aspnet_wp"},
    {AREA_MODELS, "the brake on crash loops", "all",
     "rapid-fail protection of a pool; none elsewhere", "CC787273 DOM2", NULL,
     "a_crash_loop_has_a_brake_on_iis_6_alone"},
    {AREA_MODELS, "age and idle limits by default", "all",
     "29 h and 20 min of a w3wp, none of aspnet_wp", "KB893660 MS525537 MS525914 WMI-PM",
     "iis5.timeout iis5.idleTimeout", "by_default_age_and_idleness_end_a_w3wp_but_no_aspnet_wp"},
    {AREA_MODELS, "how long a process that is replaced may go on", "all",
     "shutdownTimeout 5 s, ShutdownTimeLimit 90 s", "PM11 CC787702", "iis5.shutdownTimeout",
     "a_process_that_is_replaced_has_5_s_on_iis_5_and_90_s_on_iis_6"},
    {.what = NULL},
};
