/* test_front.c - native content and the processes that run it: what a fault there ends, what becomes
 * of connections when the front process dies. */
#include "tests/models/support.h"

#define FREE SUPPORT_WINDOW SUPPORT_FREE "inetinfo-restart = wait 10s\n"
#define OF_P                                                                                       \
    "[app:a]\npool = p\nstart = warm\nmemory = 0B\nAppIsolated = 0\n"                              \
    "[page:g]\napp = a\nwait = 5s\n[page:quick]\napp = a\n"                                        \
    "[page:isapi]\napp = a\nurl = /a/x.dll\n[page:asp]\napp = a\nurl = /a/x.asp\n"                 \
    "[page:picture]\napp = a\nurl = /a/x.gif\n"
#define PAGES "[pool:p]\n" OF_P

static const char *const hosts[SUPPORT_MODELS] = {"w3wp:p", "inetinfo", "inetinfo"};

static double of_host(const ModelResult *result, const char *metric, size_t model)
{
    return model_result_get(result, RESULT_PROCESS, hosts[model], metric);
}

/* ---- faults of requests that ASP.NET does not handle ---- */

/* [POPPA] [DEVX]: an ISAPI in the front process ends that, one in a worker only that worker. */
static void a_crash_in_native_code_ends_the_process_that_runs_it(void)
{
    static const char *const pages[] = {"isapi", "asp", "picture"};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(pages); i++) {
        g_autofree char *text =
            g_strdup_printf(FREE PAGES "[clients:c]\npages = %s\narrivals = at(1s, 20s)\n"
                                       "[fault:f]\nkind = crash\npage = %s\nper-request = 100%%\n",
                            pages[i % 3], pages[i % 3]);
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(text, support_models[i / 3], 1, &result);

        CU_ASSERT_EQUAL(of_host(result, "workers.crashed", i / 3), 2);
        CU_ASSERT_EQUAL(support_count(records, "c", "reset"), 2);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 20), 1);
    }
}

/* A fault of an application is one of its code: its static files do not set it off. */
static void a_static_file_is_hit_by_no_fault_but_one_that_names_it(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run(FREE PAGES "[clients:c]\npages = picture\narrivals = at(1s, 2s)\n"
                                   "[fault:f]\nkind = crash\napp = a\nper-request = 100%\n"
                                   "[fault:g]\nkind = exception\nmachine = true\n"
                                   "per-request = 100%\n",
                        support_models[i], 1);

        CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 2);
    }
}

/* An exception costs the request; what is leaked stays in the process that runs the code. */
static void native_code_may_fail_or_leak_and_its_process_lives(void)
{
    static const char *const pages[] = {"isapi", "asp"};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(pages); i++) {
        g_autofree char *text = g_strdup_printf(
            FREE PAGES "[clients:c]\npages = %s\narrivals = at(1s x 3)\n"
                       "[fault:f]\nkind = exception\napp = a\nper-request = 100%%\n"
                       "[fault:l]\nkind = leak\nleak = 10MB\npage = %s\nper-request = 100%%\n",
            pages[i % 2], pages[i % 2]);
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(text, support_models[i / 2], 1, &result);

        CU_ASSERT_EQUAL(support_count(records, "c", "error"), 3);
        CU_ASSERT_EQUAL(support_find(records, "c", 0)->status, 500);
        CU_ASSERT_EQUAL(of_host(result, "memory.max", i / 2), 30 * 1024 * 1024);
    }
    for (size_t i = 0; i < SUPPORT_MODELS;
         i++) { /* what the page holds goes, what it leaks stays */
        g_autoptr(ModelResult) result = support_run(
            FREE SUPPORT_APP "[page:i]\napp = a\nurl = /a/x.dll\nmemory = 5MB\nleak = 1MB\n"
                             "[clients:c]\npages = i\narrivals = at(1s, 2s, 3s)\n"
                             "[fault:f]\nkind = exception\napp = a\nper-request = 100%\n",
            support_models[i], 1);

        CU_ASSERT_EQUAL(of_host(result, "memory.max", i), (2 + 5) * 1024 * 1024);
    }
}

/* [EXBPA] [SF68777]: it holds the thread that took it, which no time-out gives back; growth of ATQ
 * ends at PoolThreadLimit. */
static void a_hanging_isapi_holds_its_native_thread_for_ever(void)
{
    for (size_t i = 0; i < 2 * SUPPORT_MODELS; i++) {
        uint32_t hang = 2 + i % 2;
        g_autofree char *text = g_strdup_printf(
            FREE "[iis5]\nMaxPoolThreads = 1\nPoolThreadLimit = 3\n"
                 "[aspnet]\nexecutionTimeout = 1\nexecution-check = 0s\n"
                 "[pool:p]\nPingingEnabled = false\nMaxPoolThreads = 1\nPoolThreadLimit = 3\n" OF_P
                 "[clients:c]\npages = isapi\narrivals = at(1s x %u)\n"
                 "[clients:d]\npages = picture\narrivals = at(30s)\n"
                 "timeout = 10s\n[fault:f]\nkind = hang\npage = isapi\n"
                 "per-request = 100%%\n",
            hang);
        g_autoptr(GArray) records = support_records(text, support_models[i / 2], 1, NULL);

        CU_ASSERT_EQUAL(support_count(records, "c", "in_flight"), hang);
        CU_ASSERT_EQUAL(support_count(records, "d", "ok"), hang == 2);
    }
}

/* At given times too a fault finds the process that runs the code of what it names. */
static void a_timed_crash_takes_the_process_that_serves_the_page(void)
{
    static const struct {
        const char *page;
        double inetinfo, aspnet_wp;
    } cases[] = {{"picture", 1, 0}, {"isapi", 1, 0}, {"quick", 0, 1}};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            g_strdup_printf(FREE PAGES "[clients:c]\npages = quick\narrivals = at(1s)\n"
                                       "[fault:f]\nkind = crash\npage = %s\nat = 10s\n",
                            cases[i].page);
        g_autoptr(ModelResult) result = support_run(text, "iis5", 1);

        CU_ASSERT_EQUAL(support_value(result, "workers.crashed(process:inetinfo)"),
                        cases[i].inetinfo);
        CU_ASSERT_EQUAL(support_value(result, "workers.crashed(process:aspnet_wp)"),
                        cases[i].aspnet_wp);
    }
}

/* ---- the death of inetinfo ---- */

#define DEATH                                                                                      \
    "[clients:page]\npages = g\narrivals = at(8s, 12s, 19900ms, 30s)\n"                            \
    "[clients:picture]\npages = picture\narrivals = at(9s, 15s, 20s, 20100ms)\n"                   \
    "[fault:f]\nkind = crash\npage = isapi\nat = 10s\n"

/* [BB742502] [DEVX]: the page in aspnet_wp is reset with its connection, connections are refused
 * from 10 to 20 s, then all is as before, with another aspnet_wp. */
static void on_iis_5_the_death_of_inetinfo_resets_and_refuses_until_it_is_restarted(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(FREE PAGES DEATH, "iis5", 1, &result);

    CU_ASSERT_STRING_EQUAL(support_find(records, "page", 0)->outcome, "reset");
    SUPPORT_NEAR(support_end_s(records, "page", 0), 10);
    CU_ASSERT_STRING_EQUAL(support_find(records, "page", 1)->outcome, "refused");
    SUPPORT_NEAR(support_end_s(records, "page", 1), 12);
    CU_ASSERT_STRING_EQUAL(support_find(records, "page", 2)->outcome, "refused");
    SUPPORT_NEAR(support_end_s(records, "page", 3), 35);
    CU_ASSERT_EQUAL(support_count(records, "picture", "refused"), 1);
    CU_ASSERT_STRING_EQUAL(support_find(records, "picture", 3)->outcome, "ok");
    CU_ASSERT_EQUAL(support_value(result, "workers.started(process:inetinfo)"), 1);
    CU_ASSERT_EQUAL(support_value(result, "workers.started(process:aspnet_wp)"), 1);
    CU_ASSERT_EQUAL(support_value(result, "workers.crashed(process:aspnet_wp)"), 0);
}

/* [DOM2]: the kernel goes on accepting; what it has taken waits for the next inetinfo. */
static void behind_http_sys_requests_wait_for_the_next_inetinfo(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records =
        support_records(FREE SUPPORT_READY_THREADS PAGES DEATH, "i5m", 1, &result);

    CU_ASSERT_STRING_EQUAL(support_find(records, "page", 0)->outcome, "reset");
    SUPPORT_NEAR(support_end_s(records, "page", 1), 25);
    SUPPORT_NEAR(support_end_s(records, "page", 2), 25);
    SUPPORT_NEAR(support_end_s(records, "picture", 1), 20);
    CU_ASSERT_EQUAL(support_count(records, "picture", "ok"), 4);
    SUPPORT_NEAR(support_value(result, "wait(stage:process-start)"),
                 (8 + 0.1 + 5) / 7); /* of seven that are ok */
}

/* Assumption: up to the kernel queue's limit, then 503. */
static void what_waits_for_inetinfo_is_bounded_by_the_kernel_queue(void)
{
    g_autoptr(GArray) records =
        support_records(FREE "[httpsys]\ni5m-queue-length = 3\n" PAGES
                             "[clients:c]\npages = quick\narrivals = at(12s x 5)\n"
                             "[fault:f]\nkind = crash\npage = isapi\nat = 10s\n",
                        "i5m", 1, NULL);

    CU_ASSERT_EQUAL(support_count_ended(records, "c", 20), 3);
    CU_ASSERT_EQUAL(support_count(records, "c", "rejected"), 2);
    CU_ASSERT_EQUAL(support_find(records, "c", 4)->status, 503);
}

/* One in ATQ's thread, five accepted, five in the backlog: nobody's connection is left. */
static void the_backlog_goes_with_inetinfo(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(
        FREE "[iis5]\nMaxPoolThreads = 1\nPoolThreadLimit = 1\nServerListenBacklog = 5\n" PAGES
             "[page:slow]\napp = a\nurl = /a/slow.dll\nwait = 60s\n"
             "[clients:c]\npages = slow\narrivals = at(1s x 11)\n"
             "[fault:f]\nkind = crash\npage = isapi\nat = 10s\n",
        "iis5", 1, &result);

    CU_ASSERT_EQUAL(support_value(result, "queue.backlog.max"), 5);
    CU_ASSERT_EQUAL(support_count(records, "c", "reset"), 11);
    CU_ASSERT_EQUAL(support_count_ended(records, "c", 10), 11);
}

/* In IIS 6 only that worker dies, and another pool never hears of it. */
static void in_worker_process_isolation_mode_an_isapi_takes_its_pool_alone(void)
{
    g_autoptr(GArray) records = support_records(
        FREE "[pool:q]\n[app:b]\npool = q\nstart = warm\nmemory = 0B\n[page:h]\napp = b\n"
             "wait = 5s\n" PAGES "[clients:c]\npages = g\narrivals = at(8s, 11s)\n"
             "[clients:d]\npages = h\narrivals = at(8s, 11s)\n"
             "[fault:f]\nkind = crash\npage = isapi\nat = 10s\n",
        "iis6", 1, NULL);

    CU_ASSERT_STRING_EQUAL(support_find(records, "c", 0)->outcome, "reset");
    SUPPORT_NEAR(support_end_s(records, "c", 1), 16);
    CU_ASSERT_EQUAL(support_count(records, "d", "ok"), 2);
}

/* ---- iisreset ---- */

/* [CNB-RESET]: everything stops, and comes back 10 s later. */
static void an_iisreset_ends_every_process_and_closes_every_site_until_it_is_over(void)
{
    static const char *const meanwhile[SUPPORT_MODELS] = {"rejected", "refused", "rejected"};
    static const char *const workers[SUPPORT_MODELS] = {"w3wp:p", "aspnet_wp", "aspnet_wp"};

    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            FREE PAGES "[clients:c]\npages = g\narrivals = at(8s, 12s, 19900ms, 20100ms)\n"
                       "[fault:f]\nkind = iisreset\nmachine = true\nat = 10s, 11s\n",
            support_models[i], 1, &result);

        CU_ASSERT_STRING_EQUAL(support_find(records, "c", 0)->outcome, "reset");
        SUPPORT_NEAR(support_end_s(records, "c", 0), 10);
        CU_ASSERT_STRING_EQUAL(support_find(records, "c", 1)->outcome, meanwhile[i]);
        CU_ASSERT_STRING_EQUAL(support_find(records, "c", 2)->outcome, meanwhile[i]);
        SUPPORT_NEAR(support_end_s(records, "c", 2), 19.9);
        SUPPORT_NEAR(support_end_s(records, "c", 3), 25.1);
        CU_ASSERT_EQUAL(model_result_get(result, RESULT_PROCESS, workers[i], "workers.started"), 1);
        CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), 0);
    }
}

/* The services start again: a pool that rapid-fail protection had switched off is back, one that an
 * administrator stopped is not. */
static void an_iisreset_starts_a_disabled_pool_but_not_a_stopped_one(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(
        FREE "[pool:q]\nRapidFailProtectionMaxCrashes = 1\n[app:b]\npool = q\nstart = warm\n"
             "[page:h]\napp = b\n" PAGES "[clients:c]\npages = quick\narrivals = at(9s, 30s)\n"
             "[clients:d]\npages = h\narrivals = at(9s, 30s)\n"
             "[fault:stop]\nkind = pool-stop\npool = p\nat = 5s\n"
             "[fault:crash]\nkind = crash\npool = q\nat = 5s\n"
             "[fault:f]\nkind = iisreset\nmachine = true\nat = 10s\n",
        "iis6", 1, &result);

    CU_ASSERT_EQUAL(support_count(records, "c", "rejected"), 2);
    CU_ASSERT_EQUAL(support_count(records, "d", "rejected"), 1);
    CU_ASSERT_STRING_EQUAL(support_find(records, "d", 1)->outcome, "ok");
}

CU_TestInfo front_tests[] = {
    TEST(a_crash_in_native_code_ends_the_process_that_runs_it),
    TEST(a_static_file_is_hit_by_no_fault_but_one_that_names_it),
    TEST(native_code_may_fail_or_leak_and_its_process_lives),
    TEST(a_hanging_isapi_holds_its_native_thread_for_ever),
    TEST(a_timed_crash_takes_the_process_that_serves_the_page),
    TEST(on_iis_5_the_death_of_inetinfo_resets_and_refuses_until_it_is_restarted),
    TEST(behind_http_sys_requests_wait_for_the_next_inetinfo),
    TEST(what_waits_for_inetinfo_is_bounded_by_the_kernel_queue),
    TEST(the_backlog_goes_with_inetinfo),
    TEST(in_worker_process_isolation_mode_an_isapi_takes_its_pool_alone),
    TEST(an_iisreset_ends_every_process_and_closes_every_site_until_it_is_over),
    TEST(an_iisreset_starts_a_disabled_pool_but_not_a_stopped_one),
    CU_TEST_INFO_NULL,
};

const TestBehaviour front_behaviours[] = {
    {AREA_FAULTS, "bad ISAPI: what it ends", "all",
     "the process that runs it: inetinfo, or the w3wp of its pool alone", "POPPA DEVX S0", NULL,
     "a_crash_in_native_code_ends_the_process_that_runs_it"},
    {AREA_FAULTS, "faults of native code: exception, leak", "all",
     "the request is answered 500; what is leaked stays in its process", "POPPA", NULL,
     "native_code_may_fail_or_leak_and_its_process_lives"},
    {AREA_FAULTS, "an ISAPI that hangs", "all",
     "it holds its native thread until its process ends: executionTimeout is ASP.NET's", "EXBPA",
     NULL, "a_hanging_isapi_holds_its_native_thread_for_ever"},
    {AREA_FRONT5, "death of inetinfo: TCP resets, then the Service Control Manager restarts it",
     "iis5",
     "all connections are reset, new ones refused until inetinfo-restart is over; aspnet_wp ends "
     "with it (assumption)",
     "BB742502 DEVX JRDODDS", "costs.inetinfo-restart",
     "on_iis_5_the_death_of_inetinfo_resets_and_refuses_until_it_is_restarted"},
    {AREA_FRONT5, "death of inetinfo behind http.sys", "i5m",
     "the kernel accepts; requests wait up to i5m-queue-length, then 503 (assumption)", "DOM2",
     NULL, "behind_http_sys_requests_wait_for_the_next_inetinfo"},
    {AREA_CLIENT, "inetinfo is dead", "iis5", "refused, those that were in it reset", "DEVX", NULL,
     "the_backlog_goes_with_inetinfo"},
    {AREA_MODELS, "bad ISAPI in worker process isolation mode", "iis6", "only that pool's worker",
     "S0 TBL24", NULL, "in_worker_process_isolation_mode_an_isapi_takes_its_pool_alone"},
    {AREA_FAULTS, "iisreset", "all",
     "every process of IIS ends with what it holds; http.sys goes on, without sites (503, an "
     "assumption); IIS 5 refuses; sessions are gone; stopped pools stay stopped",
     "CNB-RESET FRIIS", NULL,
     "an_iisreset_ends_every_process_and_closes_every_site_until_it_is_over"},
    {AREA_FRONT5, "FTP, SMTP and NNTP die with inetinfo", "iis5, i5m",
     "only web requests are simulated", "JRDODDS", NULL, NULL},
    {.what = NULL},
};
