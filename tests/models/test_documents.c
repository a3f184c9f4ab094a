/* test_documents.c - what the documents compared say of the whole, and rows for statements whose
 * tests stand in other files: the third model, the invariants, what no other table has. */
#include "tests/behaviours.h"
#include "tests/models/support.h"
#include "tests/suites.h"
#include <CUnit/CUnit.h>

#define FREE SUPPORT_WINDOW SUPPORT_FREE

/* [S0]: no pipe on IIS 6. A request crosses it twice: 10 ms of a processor each, half at either
 * end, and 20 ms on the way. */
static void only_where_aspnet_wp_is_the_host_does_a_request_pay_for_a_pipe(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(
            FREE "pipe-oneway = cpu 10ms, wait 20ms\n[iis5]\ncallbacks = 0\n" SUPPORT_APP
                 "[page:g]\napp = a\nwait = 1s\n"
                 "[clients:c]\npages = g\narrivals = every(2s)\n",
            support_models[i], 1);

        SUPPORT_NEAR(support_value(result, "latency.mean"), i == 0 ? 1 : 1.06);
    }
}

/* [S2]: AppDomains of one process. a's restarts at 10 s and JITs for 5 s; b's request of 11 s does
 * not see it, a's does. */
static void an_AppDomain_that_restarts_leaves_those_beside_it_alone(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            FREE "jit = wait 5s\n" SUPPORT_READY_THREADS SUPPORT_APP
                 "[app:b]\npool = p\nstart = warm\nmemory = 0B\n[page:g]\napp = a\n"
                 "[page:h]\napp = b\n[clients:a]\npages = g\narrivals = at(11s)\n"
                 "[clients:b]\npages = h\narrivals = at(11s)\n"
                 "[fault:f]\nkind = config-change\napp = a\nwhat = web.config\nat = 10s\n",
            support_models[i], 1, &result);

        SUPPORT_NEAR(support_end_s(records, "a", 0), 16);
        SUPPORT_NEAR(support_end_s(records, "b", 0), 11);
        CU_ASSERT_EQUAL(support_value(result, "appdomains.restarted"), 1);
    }
}

typedef struct {
    const char *setting; /* in the web.config of the application 'b' */
    const char *clients;
    double end_a[3], end_b[3]; /* of the three requests that each application gets at 0 s */
} WebConfig;

/* [MSDN-HR11]: 20 threads, and 8, 4, 90 s, 100 unless the application says otherwise. A page takes 10
 * s, 'slow' 100 s, which is cut off at the look after 90 s, or after 20 s. */
static void the_web_config_of_an_application_overrides_its_limits(void)
{
    static const WebConfig cases[] = {
        {"minFreeThreads = 18\n", "", {10, 10, 10}, {10, 10, 20}},
        {"minFreeThreads = 18\nminLocalRequestFreeThreads = 18\n",
         "local = true\n",
         {10, 10, 10},
         {10, 10, 20}},
        {"minFreeThreads = 18\nminLocalRequestFreeThreads = 17\n",
         "local = true\n",
         {10, 10, 10},
         {10, 10, 10}},
        {"minFreeThreads = 19\nappRequestQueueLimit = 1\n", "", {10, 10, 10}, {10, 20, 0}},
    };

    for (size_t n = 0; n < SUPPORT_MODELS * G_N_ELEMENTS(cases); n++) {
        const WebConfig *this = &cases[n / SUPPORT_MODELS];
        g_autofree char *text = g_strdup_printf(
            FREE SUPPORT_READY_THREADS
            "[pool:p]\n[app:a]\npool = p\nstart = warm\nmemory = 0B\n[pool:q]\n[app:b]\npool = q\n"
            "start = warm\nmemory = 0B\n%s[page:g]\napp = a\nwait = 10s\n[page:h]\napp = b\n"
            "wait = 10s\n[clients:a]\npages = g\narrivals = at(0s x 3)\n%s"
            "[clients:b]\npages = h\narrivals = at(30s x 3)\n%s",
            this->setting, this->clients, this->clients);
        g_autoptr(GArray) records =
            support_records(text, support_models[n % SUPPORT_MODELS], 1, NULL);

        for (uint64_t k = 0; k < 3; k++) {
            SUPPORT_NEAR(support_end_s(records, "a", k), this->end_a[k]);
            SUPPORT_NEAR(support_end_s(records, "b", k), 30 + this->end_b[k]);
        }
    }
}

static void the_web_config_of_an_application_overrides_executionTimeout(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(FREE SUPPORT_READY_THREADS SUPPORT_APP
                            "[app:b]\npool = p\nstart = warm\nmemory = 0B\nexecutionTimeout = 20\n"
                            "[page:g]\napp = a\nwait = 1h\n[page:h]\napp = b\nwait = 1h\n"
                            "[clients:a]\npages = g\narrivals = at(0s)\n[clients:b]\npages = "
                            "h\narrivals = at(0s)\n",
                            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "a", 0), 105);
        SUPPORT_NEAR(support_end_s(records, "b", 0), 30);
        CU_ASSERT_EQUAL(support_find(records, "b", 0)->status, 500);
    }
}

/* [IIS-FAIL]: 1 is a reset instead of the 503. One executes, ten wait, nine of twenty are too many. */
static void LoadBalancerCapabilities_1_resets_where_a_queue_is_full(void)
{
    g_autoptr(GArray) records = support_records(
        FREE "[pool:p]\nAppPoolQueueLength = 10\nheld-requests = 1\nLoadBalancerCapabilities = 1\n"
             "[app:a]\npool = p\nstart = warm\n[page:g]\napp = a\nwait = 2s\n"
             "[clients:c]\npages = g\narrivals = at(0s x 20)\n",
        "iis6", 1, NULL);

    CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 11);
    CU_ASSERT_EQUAL(support_count(records, "c", "rejected"), 9);
    CU_ASSERT_EQUAL(support_find(records, "c", 19)->status, 0);
}

/* [MSDN-HR20]: b's registered objects have 10 s of the 20 they want, its requests 30 s, and 5 more. */
static void the_web_config_of_an_application_overrides_how_long_it_takes_to_end(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            "[scenario]\nduration = 400s\nwarmup = 0s\ndrain = 1h\n" SUPPORT_FREE
            "[aspnet]\nversion = 2.0\nminWorkerThreads = 100\nminIoThreads = 100\n"
            "executionTimeout = Infinite\n[pool:p]\n[app:b]\npool = p\nstart = warm\n"
            "registered-object-stop = 20s\nhostingShutdownTimeout = 10\nshutdownTimeout = 30\n"
            "[page:h]\napp = b\nwait = 1000s\n[clients:b]\npages = h\narrivals = at(0s x 15)\n"
            "[fault:f]\nkind = config-change\napp = b\nat = 10s\n",
            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count(records, "b", "rejected"), 3);
        CU_ASSERT_EQUAL(support_count_ended(records, "b", 10 + 10 + 30), 3);
        CU_ASSERT_EQUAL(support_count_ended(records, "b", 10 + 10 + 30 + 5), 12);
    }
}

/* [W2KRK]: 15 wait where the registry's number rules; 1 executes and 15 are accepted. */
static void ListenBackLog_may_be_the_number_that_rules(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(
        FREE "[iis5]\nListenBackLog = 15\nMaxPoolThreads = 1\nPoolThreadLimit = 1\n" SUPPORT_APP
             "[page:i]\napp = a\nurl = /a/x.dll\nwait = 1s\n"
             "[clients:c]\npages = i\narrivals = at(0s x 40)\n",
        "iis5", 1, &result);

    CU_ASSERT_EQUAL(support_value(result, "queue.backlog.max"), 15);
    CU_ASSERT_EQUAL(support_count(records, "c", "refused"), 40 - 1 - 15 - 15);
}

CU_TestInfo documents_tests[] = {
    TEST(the_web_config_of_an_application_overrides_how_long_it_takes_to_end),
    TEST(ListenBackLog_may_be_the_number_that_rules),
    TEST(only_where_aspnet_wp_is_the_host_does_a_request_pay_for_a_pipe),
    TEST(an_AppDomain_that_restarts_leaves_those_beside_it_alone),
    TEST(the_web_config_of_an_application_overrides_its_limits),
    TEST(the_web_config_of_an_application_overrides_executionTimeout),
    TEST(LoadBalancerCapabilities_1_resets_where_a_queue_is_full),
    CU_TEST_INFO_NULL,
};

#define RANDOM_RUNS "random_scenarios_lose_nothing_in_any_model"

const TestBehaviour documents_behaviours[] = {
    /* the models as wholes */
    {AREA_MODELS, "who listens", "all",
     "inetinfo, in user mode, on IIS 5: while it is away connections are refused; http.sys, in the "
     "kernel, on IIS 6: it accepts whatever becomes of processes",
     "S0 DOM1 DOM2 IIS-ARCH", NULL,
     "an_iisreset_ends_every_process_and_closes_every_site_until_it_is_over"},
    {AREA_MODELS, "no pipe between http.sys and w3wp", "all",
     "a request pays for two messages where aspnet_wp is the host, for none in w3wp", "S0", NULL,
     "only_where_aspnet_wp_is_the_host_does_a_request_pay_for_a_pipe"},
    {AREA_MODELS, "the way of a request in IIS 5.0 isolation mode", "i5m",
     "http.sys, inetinfo, the pipe, aspnet_wp and back: it pays for each", "DOM2 TBL24", NULL,
     "a_request_pays_for_http_sys_and_for_the_pipe"},
    {AREA_MODELS, "one queue for the server in IIS 5.0 isolation mode", "i5m",
     "in the kernel, for all applications; beyond i5m-queue-length 503 (inferred from IIS 6)",
     "DOM2 TBL24", NULL, "one_kernel_queue_serves_all_pools_and_its_limit_answers_503"},
    {AREA_MODELS, "no application pools in IIS 5.0 isolation mode", "i5m",
     "their settings are read and mean nothing", "DOM2 B6FC78", NULL,
     "the_settings_of_application_pools_mean_nothing"},
    {AREA_MODELS, "ASP.NET in IIS 5.0 isolation mode", "i5m",
     "aspnet_wp with processModel, as on IIS 5, its death included", "CC780642 PM11", NULL,
     "a_crash_of_aspnet_wp_is_that_of_iis5"},
    {AREA_MODELS, "which version of ASP.NET runs where", "iis6, i5m",
     "1.0 needs IIS 5.0 isolation mode, 2.0 does not support it: warnings, as sources disagree",
     "CC775512 PM20", "aspnet.version", "what_is_possible_but_doubtful_is_a_warning"},
    {AREA_MODELS, "a slow ISAPI and static content of IIS 6", "iis6",
     "static files of its own pool wait for its threads, those of other pools do not", "EXBPA S0",
     "pool.MaxPoolThreads pool.PoolThreadLimit",
     "slow_isapi_starves_static_content_of_its_pool_alone"},
    {AREA_MODELS, "without faults the models differ by paths, queues and caches alone", "all",
     "the same request has the same demands in each model", "S0", NULL,
     "every_model_gives_the_same_request_the_same_demands"},
    {AREA_MODELS, "the two modes of IIS 6 cannot coexist; which is the default", "iis6, i5m",
     "a variant has one model, and a scenario names its models", "IIS-ARCH CC779944", NULL, NULL},
    {AREA_MODELS, "the accounts of inetinfo, aspnet_wp and dllhost", "iis5, i5m",
     "rights are not simulated; that applications share an account is measured as exposure",
     "CC779944 CC780642", NULL, NULL},
    {AREA_MODELS, "answers below 2048 bytes are flushed by the worker thread itself", "iis6",
     "the flush ends in a buffer of the kernel: it takes no time at any size",
     "RS:ISAPIWorkerRequest.cs", NULL, NULL},
    /* what holds in every run */
    {AREA_MEASURES, "no request is lost or counted twice", "all",
     "in each queue, process and application and in all: what came is what ended and what is "
     "there; "
     "counted anew in random scenarios",
     "S0", NULL, RANDOM_RUNS},
    {AREA_MEASURES, "documented ceilings hold at every instant", "all",
     "executing requests, threads, AppPoolQueueLength, synchronous pipes; one aspnet_wp or one for "
     "each processor of a web garden, older ones draining; one request in an HttpApplication, one "
     "owner of a session's lock: checked after every event of random scenarios",
     "KB821268 CC783070 KB835680 PM11 S0 S2", NULL, RANDOM_RUNS},
    {AREA_GATE, "the ceiling under load", "all", "12 execute, never 13, with default threads",
     "KB821268", NULL, "the_ceiling_holds_under_load_with_default_threads"},
    {AREA_GATE, "the timer of a queue", "all",
     "without it requests wait for ever for threads that others freed", "RS:RequestQueue.cs",
     "aspnet.gate-timer", "without_its_timer_a_queue_never_learns_of_them"},
    {AREA_GATE, "httpRuntime in the web.config of an application", "all",
     "free threads and the queue's limit are the application's own", "MSDN-HR11 WMI-HR",
     "app.minFreeThreads app.minLocalRequestFreeThreads app.appRequestQueueLimit",
     "the_web_config_of_an_application_overrides_its_limits"},
    {AREA_GATE, "contradictions among numbers of threads", "all",
     "a ceiling below one, a minimum above the maximum, numbers that autoConfig sets: errors",
     "KB821268 WMI-PM", NULL, "settings_that_contradict_each_other_are_errors"},
    {AREA_GATE, "documented ranges", "all",
     "what is outside (5 to 100 threads, 71582 minutes) is a warning, what is impossible an error",
     "WMI-PM MS525914 CC783070", NULL, "what_is_possible_but_doubtful_is_a_warning"},
    /* AppDomains and the pipeline */
    {AREA_APPDOMAINS, "httpRuntime and hostingEnvironment in the web.config of an application",
     "all", "its AppDomain has its own time to end", "MSDN-HR20 RS:HostingEnvironmentSection.cs",
     "app.shutdownTimeout app.hostingShutdownTimeout",
     "the_web_config_of_an_application_overrides_how_long_it_takes_to_end"},
    {AREA_APPDOMAINS, "AppDomains isolate applications in one process", "all",
     "one that restarts leaves those beside it alone", "S0 S2", NULL,
     "an_AppDomain_that_restarts_leaves_those_beside_it_alone"},
    {AREA_APPDOMAINS, "an HttpApplication serves one request at a time and is used again", "all",
     "a new one is made when none is free", "S2 RS:HttpApplicationFactory.cs", NULL,
     "an_HttpApplication_serves_one_request_at_a_time_and_is_used_again"},
    {AREA_APPDOMAINS, "20 HttpApplications for events without a context", "all",
     "Application_Start and its like are part of appdomain-create", "RS:HttpApplicationFactory.cs",
     NULL, NULL},
    {AREA_APPDOMAINS, "virus scanners and hidden attributes touch configuration files", "all",
     "write a fault config-change or config-storm; what sets it off is outside the model",
     "KB324772", NULL, NULL},
    {AREA_PIPELINE, "executionTimeout", "all",
     "looked at every 15 s: the thread is aborted, 500, up to 15 s late",
     "RS:RequestTimeoutManager.cs RS:HttpContext.cs",
     "aspnet.executionTimeout aspnet.execution-check",
     "executionTimeout_is_enforced_at_the_15_s_tick_after_it"},
    {AREA_PIPELINE, "executionTimeout begins with execution", "all",
     "time in queues does not count", "RS:HttpContext.cs", "aspnet.executionTimeout",
     "time_in_the_queue_does_not_count_against_executionTimeout"},
    {AREA_PIPELINE, "executionTimeout in the web.config of an application", "all",
     "rules for that application", "MSDN-HR11", "app.executionTimeout",
     "the_web_config_of_an_application_overrides_executionTimeout"},
    {AREA_PIPELINE, "legacyUnhandledExceptionPolicy", "all",
     "version 1.1 has the policy that it brings back", "KB911816", NULL, NULL},
    {AREA_PROCESS, "processModel is read when aspnet_wp starts", "iis5, i5m",
     "settings do not change during a run", "CODEIDOL PM20", NULL, NULL},
    {AREA_PROCESS, "events of the Application log, history of a hundred processes", "iis5, i5m",
     "marks of the time series tell each end and its reason", "PM11 RS:ProcessInfo.cs", NULL, NULL},
    {AREA_FRONT5, "ListenBackLog of the registry", "iis5",
     "rules in place of ServerListenBacklog where it is written", "IIS5HELP W2KRK",
     "iis5.ListenBackLog", "ListenBackLog_may_be_the_number_that_rules"},
    {AREA_FRONT5, "an ISAPI has one asynchronous I/O under way", "iis5, i5m",
     "an ISAPI works synchronously here, and sends one answer", "ISAPI5", NULL, NULL},
    {AREA_PIPE, "the user's token and the arrival's time cross with the request", "iis5, i5m",
     "part of the message: neither changes a time", "RS:ISAPIWorkerRequest.cs", NULL, NULL},
    {AREA_HTTPSYS, "the longest path wins", "all",
     "a page is of the application with the longest path that its URL begins with: anything else "
     "is "
     "an error",
     "WIN32-ROUTE", NULL, "settings_that_contradict_each_other_are_errors"},
    {AREA_CACHE, "FileAttributeCheckThreshold of UNC files", "all", "files are local here",
     "CC739652", NULL, NULL},
    {AREA_FAULTS, "a fault with every target and every timing", "all",
     "does what it means or is refused with a reason", "PM11 KB820729 CC787273", "fault.kind",
     "a_fault_works_or_is_refused_with_a_reason"},
    {AREA_FAULTS, "aspnet_wp does not start", "iis5, i5m",
     "those that wait beyond ten get the unavailable page; the next request starts it again",
     "WMI-PM RAHULSO", NULL, "on_iis_5_the_next_request_starts_the_next_process"},
    /* what the client gets */
    {AREA_CLIENT, "requestQueueLimit passed", "all",
     "503 that no managed code has seen; in w3wp by assumption", "CC757130 MSDN-RQL DD425294",
     "aspnet.requestQueueLimit", "requestQueueLimit_counts_queued_and_executing_requests"},
    {AREA_CLIENT, "the queue of an application is full", "all", "503, Requests Rejected",
     "RS:HttpRuntime.cs", "aspnet.appRequestQueueLimit",
     "the_hundred_and_first_in_the_application_queue_gets_503"},
    {AREA_CLIENT, "the queue of a pool is full", "iis6",
     "503 QueueFull; a reset where LoadBalancerCapabilities is 1", "CC781893 IIS-FAIL CC785398",
     "pool.LoadBalancerCapabilities", "LoadBalancerCapabilities_1_resets_where_a_queue_is_full"},
    {AREA_CLIENT, "aspnet_wp dies with the request", "iis5, i5m",
     "503, the 'Server Application Unavailable' page (assumption: some builds log 500)",
     "WMI-PM RAHULSO", NULL, "those_inside_a_dying_aspnet_wp_get_the_unavailable_page"},
    {AREA_CLIENT, "w3wp dies with the request", "iis6", "the connection is closed: no status",
     "KB820729", NULL, "a_crash_resets_what_the_worker_held_and_the_kernel_queue_survives"},
    {AREA_CLIENT, "execution takes too long", "all", "500, 'Request timed out.'",
     "RS:HttpContext.cs", "aspnet.executionTimeout",
     "executionTimeout_is_enforced_at_the_15_s_tick_after_it"},
    {AREA_CLIENT, "client gone while its request was queued", "all",
     "nothing is sent, nothing executed: Requests Disconnected", "RS:RequestQueue.cs",
     "aspnet.clientConnectedCheck",
     "a_request_whose_client_has_gone_is_dropped_when_it_leaves_the_queue"},
    {AREA_CLIENT, "http.sys is out of memory: 503, reason N/A", "iis6, i5m",
     "it refuses connections before that; other failures of the driver are not simulated",
     "KB820729", NULL, NULL},
    /* counters and logs */
    {AREA_COUNTERS, "Requests Executing, Requests In Application Queue, Requests Total", "all",
     "past the gate; behind it; all that reached managed code", "RS:PerfCounterEnum.cs CC757130",
     NULL, "the_queue_of_an_application_shows_in_its_counters"},
    {AREA_COUNTERS, "Total Method Requests, ISAPI Extension Requests", "all",
     "answers by whomever; those of extensions", "FLYLIB", NULL,
     "cumulative_counters_count_and_levels_are_means"},
    {AREA_COUNTERS, "a slow client in the execution time of 1.0", "iis5, i5m",
     "the time in which it takes its answer counts on IIS 5; behind http.sys it does not",
     "CC757130", "aspnet.version", "in_1_0_a_slow_client_is_in_the_execution_time"},
    {AREA_LOGS, "sc-win32-status, sc-substatus", "all",
     "of the W3C log, which is not in this version", "MS524906 CC786596", NULL, NULL},
    {.what = NULL},
};
