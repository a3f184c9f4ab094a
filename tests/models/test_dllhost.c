/* test_dllhost.c - application protection of IIS 5: which process runs ISAPI and ASP, and who is hurt
 * when it dies. */
#include "tests/models/support.h"

#define FREE SUPPORT_WINDOW SUPPORT_FREE "inetinfo-restart = wait 10s\n"

/* An application with a page of each kind, of that AppIsolated. */
#define APP(name, isolated)                                                                        \
    "[app:" name "]\nAppIsolated = " isolated "\n"                                                 \
    "[page:" name "i]\napp = " name "\nurl = /" name "/x.dll\nwait = 5s\n"                         \
    "[page:" name "asp]\napp = " name "\nurl = /" name "/x.asp\nwait = 5s\n"                       \
    "[page:" name "g]\napp = " name "\n"                                                           \
    "[page:" name "gif]\napp = " name "\nurl = /" name "/x.gif\n"

#define FOUR APP("low", "0") APP("pool", "2") APP("pool2", "2") APP("high", "1") APP("high2", "1")

static const char *const front_models[] = {"iis5", "i5m"};

/* [DEVX] [9CBS93485]: one DLLHOST.EXE for all pooled applications, one for each isolated one; low is
 * in inetinfo, and so are static files; aspnet_isapi leads to aspnet_wp from any. */
static void isapi_and_asp_run_where_AppIsolated_puts_them(void)
{
    static const struct {
        const char *page, *process;
        double dllhosts;
    } cases[] = {
        {"lowi", "inetinfo", 0},          {"lowasp", "inetinfo", 0},
        {"pooli", "dllhost", 1},          {"poolasp", "dllhost", 1},
        {"pooli, pool2i", "dllhost", 1},  {"highi", "dllhost", 1},
        {"highi, highasp", "dllhost", 1}, {"highi, high2i", "dllhost", 2},
        {"highi, pooli", "dllhost", 2},   {"highgif", "inetinfo", 0},
        {"highg", "aspnet_wp", 0},
    };

    for (size_t i = 0; i < 2 * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            FREE FOUR "[clients:c]\npages = %s\narrivals = at(1s x 20)\n", cases[i / 2].page);
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(text, front_models[i % 2], 1, &result);

        CU_ASSERT_STRING_EQUAL(support_find(records, "c", 0)->process, cases[i / 2].process);
        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 20);
        CU_ASSERT_EQUAL(support_value(result, "workers.started(process:dllhost)"),
                        cases[i / 2].dllhosts);
    }
}

/* [MSDN-ISOLATED]: 2 is the default. */
static void an_application_is_pooled_unless_it_says_otherwise(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records =
        support_records(FREE "[app:a]\n[page:g]\napp = a\nurl = /a/x.dll\n[app:b]\n[page:h]\n"
                             "app = b\nurl = /b/x.dll\n[clients:c]\npages = g\n"
                             "arrivals = at(1s)\n[clients:d]\npages = h\narrivals = at(1s)\n",
                        "iis5", 1, &result);

    CU_ASSERT_STRING_EQUAL(support_find(records, "c", 0)->process, "dllhost");
    CU_ASSERT_EQUAL(support_value(result, "workers.started(process:dllhost)"), 1);
}

/* [ISGU51]: what InProcessIsapiApps lists runs in inetinfo whatever the application's level. */
static void a_page_of_InProcessIsapiApps_runs_in_inetinfo(void)
{
    g_autoptr(GArray) records =
        support_records(FREE "[app:a]\nAppIsolated = 1\n[page:g]\napp = a\nurl = /a/x.dll\n"
                             "in-process = true\n[clients:c]\npages = g\narrivals = at(1s)\n",
                        "iis5", 1, NULL);

    CU_ASSERT_STRING_EQUAL(support_find(records, "c", 0)->process, "inetinfo");
}

/* [POPPA] [DEVX]: low takes the whole server, pooled all pooled applications, high itself alone. At
 * 10 s each application has a request in progress, which began at 8 s. */
static void a_bad_isapi_takes_down_all_that_share_its_process(void)
{
    static const struct {
        const char *page;
        const char *low, *pooled, *high;
    } cases[] = {
        {"lowi", "reset", "reset", "reset"},
        {"pooli", "ok", "error", "ok"},
        {"highi", "ok", "ok", "error"},
        {"high2i", "ok", "ok", "ok"},
    };

    for (size_t i = 0; i < 2 * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            g_strdup_printf(FREE FOUR "[clients:low]\npages = lowasp\narrivals = at(8s)\n"
                                      "[clients:pooled]\npages = pool2i\narrivals = at(8s, 12s)\n"
                                      "[clients:high]\npages = highi\narrivals = at(8s)\n"
                                      "[clients:high2]\npages = high2i\narrivals = at(1s)\n"
                                      "[fault:f]\nkind = crash\npage = %s\nat = 10s\n",
                            cases[i / 2].page);
        g_autoptr(GArray) records = support_records(text, front_models[i % 2], 1, NULL);

        CU_ASSERT_STRING_EQUAL(support_find(records, "low", 0)->outcome, cases[i / 2].low);
        CU_ASSERT_STRING_EQUAL(support_find(records, "pooled", 0)->outcome, cases[i / 2].pooled);
        CU_ASSERT_STRING_EQUAL(support_find(records, "high", 0)->outcome, cases[i / 2].high);
        if (i / 2 == 1) { /* the next request starts another */
            CU_ASSERT_EQUAL(support_find(records, "pooled", 0)->status, 500);
            SUPPORT_NEAR(support_end_s(records, "pooled", 0), 10);
            SUPPORT_NEAR(support_end_s(records, "pooled", 1), 17);
        }
    }
}

/* [MSDN-OOP]: with two restarts allowed the third crash is the last. */
static void after_AppOopRecoverLimit_restarts_an_application_is_served_no_more(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(
        FREE "[app:a]\nAppIsolated = 1\nAppOopRecoverLimit = 2\n[page:g]\napp = a\n"
             "url = /a/x.dll\n[clients:c]\npages = g\narrivals = at(1s, 2s, 3s, 4s, 5s, 25s)\n"
             "[fault:f]\nkind = crash\napp = a\nper-request = 100%\n"
             "[fault:r]\nkind = iisreset\nmachine = true\nat = 10s\n",
        "iis5", 1, &result);

    /* three times, and once more after IIS has been restarted */
    CU_ASSERT_EQUAL(support_value(result, "workers.crashed(process:dllhost)"), 3 + 1);
    CU_ASSERT_EQUAL(support_value(result, "workers.started(process:dllhost)"), 3 + 1);
    CU_ASSERT_EQUAL(support_count(records, "c", "error"), 6);
}

/* An assumption: 10 ms each way, half by each side; three of inetinfo's costs are 1 ms. */
static void a_call_to_dllhost_costs_its_two_ways_and_waits_for_its_start(void)
{
    g_autoptr(GArray) records = support_records(
        FREE "process-start = wait 1s\ndllhost-call = cpu 10ms\ninetinfo-in = cpu 1ms\n"
             "inetinfo-out = cpu 2ms\n[app:a]\n[page:g]\napp = a\nurl = /a/x.dll\n"
             "[page:h]\napp = a\nurl = /a/x.asp\n"
             "[clients:c]\npages = g\narrivals = at(1s, 3s)\n"
             "[clients:d]\npages = h\narrivals = at(4s)\n",
        "iis5", 1, NULL);

    SUPPORT_NEAR(support_end_s(records, "c", 0), 1 + 1 + 0.023);
    SUPPORT_NEAR(support_end_s(records, "c", 1), 3 + 0.023);
    SUPPORT_NEAR(support_end_s(records, "d", 0), 4 + 0.023);
}

/* Its threads are its own: those of inetinfo are free for static files, its ASP pool is not theirs. */
static void a_slow_isapi_in_dllhost_leaves_inetinfos_threads_alone(void)
{
    static const char *const isolated[] = {"0", "2"};
    static const double ends[] = {6, 2}; /* one of two threads, with growth at its end */

    for (size_t i = 0; i < 2; i++) {
        g_autofree char *text =
            g_strdup_printf(FREE "[iis5]\nMaxPoolThreads = 2\nPoolThreadLimit = 2\n"
                                 "[app:a]\nstart = warm\nAppIsolated = %s\n"
                                 "[page:slow]\napp = a\nurl = /a/x.dll\nwait = 5s\n"
                                 "[page:gif]\napp = a\nurl = /a/x.gif\n"
                                 "[clients:c]\npages = slow\narrivals = at(1s x 2)\n"
                                 "[clients:d]\npages = gif\narrivals = at(2s)\n",
                            isolated[i]);
        g_autoptr(GArray) records = support_records(text, "iis5", 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "d", 0), ends[i]);
    }
}

/* Pooled applications share one ASP pool, isolated ones have each their own. */
static void an_asp_pool_is_of_its_process(void)
{
    static const struct {
        const char *isolated;
        uint32_t at_once;
    } cases[] = {{"2", 2}, {"1", 4}};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            FREE "[iis5]\nAspProcessorThreadMax = 2\n[app:a]\nAppIsolated = %s\n"
                 "[app:b]\nAppIsolated = %s\n[page:g]\napp = a\nurl = /a/x.asp\nwait = 5s\n"
                 "[page:h]\napp = b\nurl = /b/x.asp\nwait = 5s\n"
                 "[clients:c]\npages = g\narrivals = at(1s x 2)\n"
                 "[clients:d]\npages = h\narrivals = at(1s x 2)\n",
            cases[i].isolated, cases[i].isolated);
        g_autoptr(GArray) records = support_records(text, "iis5", 1, NULL);

        CU_ASSERT_EQUAL(support_count_ended(records, NULL, 6), cases[i].at_once);
    }
}

/* An iisreset and the death of inetinfo end every dllhost, and give its application new chances. */
static void dllhosts_end_with_inetinfo(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records =
        support_records(FREE FOUR "[clients:c]\npages = highi\narrivals = at(8s, 25s)\n"
                                  "[fault:f]\nkind = iisreset\nmachine = true\nat = 10s\n",
                        "iis5", 1, &result);

    CU_ASSERT_STRING_EQUAL(support_find(records, "c", 0)->outcome, "reset");
    SUPPORT_NEAR(support_end_s(records, "c", 0), 10);
    SUPPORT_NEAR(support_end_s(records, "c", 1), 30);
    CU_ASSERT_EQUAL(support_value(result, "workers.started(process:dllhost)"), 2);
}

CU_TestInfo dllhost_tests[] = {
    TEST(isapi_and_asp_run_where_AppIsolated_puts_them),
    TEST(an_application_is_pooled_unless_it_says_otherwise),
    TEST(a_page_of_InProcessIsapiApps_runs_in_inetinfo),
    TEST(a_bad_isapi_takes_down_all_that_share_its_process),
    TEST(after_AppOopRecoverLimit_restarts_an_application_is_served_no_more),
    TEST(a_call_to_dllhost_costs_its_two_ways_and_waits_for_its_start),
    TEST(a_slow_isapi_in_dllhost_leaves_inetinfos_threads_alone),
    TEST(an_asp_pool_is_of_its_process),
    TEST(dllhosts_end_with_inetinfo),
    CU_TEST_INFO_NULL,
};

const TestBehaviour dllhost_behaviours[] = {
    {AREA_FRONT5, "application protection low, pooled, high", "iis5, i5m",
     "in inetinfo, in one dllhost for all, in a dllhost for each", "DEVX 9CBS93485 MSDN-ISOLATED",
     "app.AppIsolated", "isapi_and_asp_run_where_AppIsolated_puts_them"},
    {AREA_FRONT5, "medium is the default for new applications", "iis5, i5m", "AppIsolated = 2",
     "MSDN-ISOLATED DEVX", "app.AppIsolated", "an_application_is_pooled_unless_it_says_otherwise"},
    {AREA_FRONT5, "InProcessIsapiApps", "iis5, i5m", "a page says that its DLL is listed",
     "ISGU51 NETENC", "page.in-process", "a_page_of_InProcessIsapiApps_runs_in_inetinfo"},
    {AREA_FRONT5, "where aspnet_isapi.dll runs", "iis5, i5m",
     "in inetinfo, whatever the level (assumption: one source moves it to dllhost)", "S0", NULL,
     "isapi_and_asp_run_where_AppIsolated_puts_them"},
    {AREA_MODELS, "isolation unit of ISAPI and ASP", "iis5, i5m",
     "low: the server; medium: all pooled applications; high: the application", "POPPA DEVX NETENC",
     NULL, "a_bad_isapi_takes_down_all_that_share_its_process"},
    {AREA_FRONT5, "a dllhost that died is started again so often", "iis5, i5m",
     "by the next request; then its applications are answered 500 until IIS restarts",
     "MSDN-OOP CC776085", "app.AppOopRecoverLimit",
     "after_AppOopRecoverLimit_restarts_an_application_is_served_no_more"},
    {AREA_FRONT5, "ATQ and ASP threads of a dllhost", "iis5, i5m",
     "as many as inetinfo's, and its own (assumption)", "DEVX", NULL,
     "an_asp_pool_is_of_its_process"},
    {.what = NULL},
};
