/* test_http_sys.c - limits of the kernel listener, and the reasons in its error log. */
#include "tests/models/support.h"

#define FREE SUPPORT_WINDOW SUPPORT_FREE

/* One request at a time leaves the kernel queue: of IIS 6 into w3wp, of i5m into inetinfo. */
#define ONE_AT_A_TIME                                                                              \
    "[iis5]\naccepts-posted = 1\nMaxPoolThreads = 1\nPoolThreadLimit = 1\n"                        \
    "[pool:p]\nheld-requests = 1\n[app:a]\npool = p\nstart = warm\nmemory = 0B\nAppIsolated = 0\n"

static const char *const kernel_models[] = {"iis6", "i5m"};

static const char *reason_of(const GArray *records, uint64_t ordinal)
{
    return support_find(records, "c", ordinal)->reason;
}

/* [CC781253] [CC759448]: what waits in a kernel queue for longer than ConnectionTimeout is reset.
 * Five at 0 s, each served for 50 s: begun at 0, 50, 100; the other two are dropped at 120 s. On i5m
 * one executes, one has been accepted, two of the three in the kernel are begun too late. */
static void what_waits_in_a_kernel_queue_for_longer_than_ConnectionTimeout_is_reset(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kernel_models); i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            FREE ONE_AT_A_TIME "[page:g]\napp = a\nurl = /a/x.dll\nwait = 50s\n"
                               "[clients:c]\npages = g\narrivals = at(0s x 5, 10s)\n",
            kernel_models[i], 1, &result);
        uint32_t served = i == 0 ? 3 : 4;

        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), served);
        CU_ASSERT_EQUAL(support_count(records, "c", "reset"), 6 - served);
        SUPPORT_NEAR(support_end_s(records, "c", 4), 120);
        SUPPORT_NEAR(support_end_s(records, "c", 5), 130);
        CU_ASSERT_EQUAL(support_find(records, "c", 5)->status, 0);
        CU_ASSERT_STRING_EQUAL(reason_of(records, 5), "Timer_AppPool");
    }
}

/* [CC781893] has 503 for it: app-pool-timer = 503. Entries of the log are counted in the window. */
static void app_pool_timer_503_answers_instead(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kernel_models); i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            FREE "[httpsys]\nConnectionTimeout = 5\napp-pool-timer = 503\n" ONE_AT_A_TIME
                 "[page:g]\napp = a\nurl = /a/x.dll\nwait = 20s\n"
                 "[clients:c]\npages = g\narrivals = at(0s x 5, 58s x 5)\n",
            kernel_models[i], 1, &result);
        uint32_t held = i == 0 ? 1 : 2;

        CU_ASSERT_EQUAL(support_count(records, "c", "rejected"), 2 * (5 - held));
        CU_ASSERT_EQUAL(support_find(records, "c", 4)->status, 503);
        SUPPORT_NEAR(support_end_s(records, "c", 4), 5);
        SUPPORT_NEAR(support_end_s(records, "c", 9), 63); /* after the window */
        CU_ASSERT_EQUAL(support_value(result, "httperr.Timer_AppPool"), 5 - held);
        CU_ASSERT_EQUAL(support_value(result, "httperr.Timer_AppPool(pool:p)"), 5 - held);
    }
}

/* The timer belongs to documented limits; who has left is not looked for any more. */
static void without_limits_a_request_waits_in_the_kernel_for_ever(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kernel_models); i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_TEXTBOOK ONE_AT_A_TIME
                            "[page:g]\napp = a\nurl = /a/x.dll\nwait = 150s\n"
                            "[clients:c]\npages = g\narrivals = at(0s x 5)\n"
                            "[clients:d]\npages = g\narrivals = at(1s x 5)\npatience = 30s\n",
                            kernel_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 5);
        CU_ASSERT_EQUAL(support_count(records, "d", "abandoned"), 5);
    }
}

/* [KB820729]: Client_Reset is a client that closes before its request is given to a worker; such a
 * request still fills the queue [CC739759]. */
static void a_client_that_leaves_the_kernel_queue_is_a_Client_Reset(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kernel_models); i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            FREE "[httpsys]\ni5m-queue-length = 3\n"
                 "[iis5]\naccepts-posted = 1\nMaxPoolThreads = 1\nPoolThreadLimit = 1\n"
                 "[pool:p]\nheld-requests = 1\nAppPoolQueueLength = 3\n"
                 "[app:a]\npool = p\nstart = warm\nmemory = 0B\nAppIsolated = 0\n"
                 "[page:g]\napp = a\nurl = /a/x.dll\nwait = 20s\n"
                 "[clients:c]\npages = g\narrivals = at(0s x 7, 8s)\ntimeout = 7s\n",
            kernel_models[i], 1, &result);
        uint32_t held = i == 0 ? 1 : 2;

        CU_ASSERT_EQUAL(support_value(result, "httperr.Client_Reset"), 3);
        CU_ASSERT_EQUAL(support_value(result, "httperr.QueueFull"), 7 - held - 3 + 1);
        CU_ASSERT_STRING_EQUAL(reason_of(records, 0), "");
        CU_ASSERT_STRING_EQUAL(reason_of(records, 7), "QueueFull");
        SUPPORT_NEAR(support_end_s(records, "c", 7), 8);
    }
}

/* [CC781893] [KB820729]: why it was a 503, or a reset. One crash; a stop; three crashes more. */
static void the_error_log_tells_why_a_pool_does_not_answer(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(
        FREE "[pool:p]\nRapidFailProtectionMaxCrashes = 3\n"
             "[app:a]\npool = p\nstart = warm\nmemory = 0B\n"
             "[page:g]\napp = a\nwait = 1s\n[clients:c]\npages = g\narrivals = every(1s)\n"
             "[fault:stop]\nkind = pool-stop\npool = p\nat = 10500ms\nfor = 5s\n"
             "[fault:crash]\nkind = crash\napp = a\nat = 20500ms, 30500ms, 40500ms\n",
        "iis6", 1, &result);

    CU_ASSERT_EQUAL(support_value(result, "httperr.Disabled"), 5);
    CU_ASSERT_EQUAL(support_value(result, "httperr.Connection_Abandoned_By_AppPool"), 3);
    CU_ASSERT_EQUAL(support_value(result, "httperr.AppOffline(pool:p)"), 19);
    CU_ASSERT_EQUAL(support_value(result, "httperr.QueueFull"), 0);
    CU_ASSERT_STRING_EQUAL(reason_of(records, 10), "Disabled"); /* issued at 11 s */
    CU_ASSERT_STRING_EQUAL(reason_of(records, 19), "Connection_Abandoned_By_AppPool");
    CU_ASSERT_STRING_EQUAL(reason_of(records, 45), "AppOffline");
}

/* IIS 5 has no kernel listener and no such log. */
static void on_iis_5_there_is_no_error_log(void)
{
    g_autoptr(ModelResult) result =
        support_run(FREE SUPPORT_APP "[page:g]\napp = a\nwait = 1s\n"
                                     "[clients:c]\npages = g\narrivals = at(1s)\n",
                    "iis5", 1);

    for (uint32_t i = 0; i < result->value_count; i++)
        CU_ASSERT(!g_str_has_prefix(result->values[i].metric, "httperr."));
}

/* ---- what is answered before it is served ---- */

/* [KB820129] [KB820729]: 400 from http.sys, with its reason; IIS 5 has no such limits here. */
static void urls_and_headers_beyond_the_limits_are_answered_400(void)
{
    static const struct {
        const char *limit, *clients, *reason;
    } cases[] = {
        {"UrlSegmentMaxLength = 4\n", "", "URL"},
        {"UrlSegmentMaxLength = 5\n", "", ""},
        {"UrlSegmentMaxCount = 2\n", "", "URL"},
        {"UrlSegmentMaxCount = 3\n", "", ""},
        {"", "header-field = 16385B\n", "FieldLength"},
        {"", "header-field = 16384B\n", ""},
        {"MaxFieldLength = 100\n", "header-field = 101B\n", "FieldLength"},
        {"", "request-header = 16385B\n", "RequestLength"},
        {"MaxRequestBytes = 20000\n", "request-header = 16385B\n", ""},
    };

    for (size_t c = 0; c < G_N_ELEMENTS(cases); c++) {
        for (size_t i = 0; i < SUPPORT_MODELS; i++) {
            bool is_bad = i != 1 && *cases[c].reason != '\0';
            g_autofree char *text = g_strdup_printf(
                FREE
                "[httpsys]\n%s" SUPPORT_APP "[page:g]\napp = a\nurl = /a/b/c.gif?some=query\n"
                "[clients:c]\npages = g\narrivals = users(1, think=10s)\nkeep-alive = true\n%s",
                cases[c].limit, cases[c].clients);
            g_autoptr(GArray) records = support_records(text, support_models[i], 1, NULL);

            CU_ASSERT_EQUAL(support_find(records, "c", 0)->status, is_bad ? 400 : 200);
            CU_ASSERT_STRING_EQUAL(reason_of(records, 0), is_bad ? cases[c].reason : "");
            CU_ASSERT_EQUAL(support_count(records, "c", is_bad ? "error" : "ok"), 5);
        }
    }
}

/* [MAKHAN]: 404.2 by the list of web service extensions, new in IIS 6. */
static void a_prohibited_extension_is_answered_404_on_iis_6(void)
{
    static const char *const extensions[] = {"aspx", "asp", "dll", "xyz"};
    static const char *const handlers[] = {"aspnet", "asp", "isapi", "static"};

    for (size_t e = 0; e < G_N_ELEMENTS(extensions); e++) {
        for (size_t i = 0; i < SUPPORT_MODELS; i++) {
            g_autofree char *text =
                g_strdup_printf(FREE "[scriptmap]\n.%s = %s prohibited\n" SUPPORT_APP
                                     "[page:g]\napp = a\nurl = /a/g.%s\nwait = 1s\n"
                                     "[clients:c]\npages = g\narrivals = at(0s)\n",
                                extensions[e], handlers[e], extensions[e]);
            g_autoptr(GArray) records = support_records(text, support_models[i], 1, NULL);
            const RequestRecord *record = support_find(records, "c", 0);

            CU_ASSERT_STRING_EQUAL(record->outcome, i == 1 ? "ok" : "error");
            CU_ASSERT_EQUAL(record->status, i == 1 ? 200 : 404);
            SUPPORT_NEAR(support_end_s(records, "c", 0), i == 1);
        }
    }
}

/* ---- worker processes ---- */

/* [AA720391]: two processes in turn; a kept connection stays with the one that had it first. Each of
 * four visitors asks four times. */
static void a_kept_connection_sticks_to_its_process_of_a_web_garden(void)
{
    static const char *const kept[] = {"false", "true"};

    for (size_t k = 0; k < 2; k++) {
        g_autofree char *text =
            g_strdup_printf(FREE "[pool:p]\nMaxProcesses = 2\nPeriodicRestartRequests = 8\n"
                                 "[app:a]\npool = p\nstart = warm\nmemory = 0B\n[page:g]\napp = a\n"
                                 "[clients:odd]\npath = g*4\nthink = 10s\narrivals = at(1s, 3s)\n"
                                 "keep-alive = %s\n"
                                 "[clients:even]\npath = g*%s\nthink = 10s\narrivals = at(2s)\n"
                                 "keep-alive = %s\n",
                            kept[k], "2", kept[k]);
        g_autoptr(ModelResult) result = support_run(text, "iis6", 1);

        /* in turn: 5 and 5 of ten; kept: the first visitor and the third are with one: 8 */
        CU_ASSERT_EQUAL(support_value(result, "workers.recycled"), (double)k);
    }
}

/* [PROCGATE] [CC782108]: two processes may run. The third pool's request waits in the kernel until
 * one has ended, here of idleness, 10 s after its last request. */
static void DemandStartThreshold_keeps_a_pool_waiting_until_a_process_ends(void)
{
    static const char *const limits[] = {"", "[httpsys]\nDemandStartThreshold = 2\n"};

    for (size_t k = 0; k < 2; k++) {
        g_autofree char *text = g_strdup_printf(
            FREE "process-start = wait 1s\n%s[pool:p]\ncount = 3\nIdleTimeout = 10s\n"
                 "[app:a]\ncount = 3\npool = p{i}\nmemory = 0B\n[page:g]\ncount = 3\napp = a{i}\n"
                 "[clients:x]\npages = g1\narrivals = at(0s)\n"
                 "[clients:y]\npages = g2\narrivals = at(2s)\n"
                 "[clients:z]\npages = g3\narrivals = at(4s)\n",
            limits[k]);
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(text, "iis6", 1, &result);

        SUPPORT_NEAR(support_end_s(records, "x", 0), 1);
        SUPPORT_NEAR(support_end_s(records, "y", 0), 3);
        SUPPORT_NEAR(support_end_s(records, "z", 0), k == 0 ? 5 : 12);
        CU_ASSERT_EQUAL(support_value(result, "workers.started"), 3);
    }
}

/* [PROCGATE] [WIN32-DEMAND]: the one process that may run is that of pool p until it crashes at 10 s;
 * then that of q is started, which fails until 24.5 s. Where failing takes no time the next request
 * tries again, those of 20 s and 30 s; where it takes a second it is tried again at once, each second
 * until 25 s. */
static void a_start_that_fails_at_the_threshold_is_not_repeated_without_end(void)
{
    static const struct {
        const char *start;
        double failures, served_s;
    } cases[] = {{"none", 2, 30}, {"wait 1s", 15, 26}};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            FREE "process-start = %s\n[httpsys]\nDemandStartThreshold = 1\n[pool:p]\n"
                 "[pool:q]\nRapidFailProtection = false\n"
                 "[app:a]\npool = p\nstart = warm\n[page:g]\napp = a\n"
                 "[app:b]\npool = q\n[page:h]\napp = b\n"
                 "[clients:a]\npages = g\narrivals = at(1s)\n"
                 "[clients:b]\npages = h\narrivals = at(2s, 20s, 30s)\n"
                 "[fault:start]\nkind = start-failure\napp = b\nat = 0s\nfor = 24500ms\n"
                 "[fault:crash]\nkind = crash\napp = a\nat = 10s\nrestart-on = request\n",
            cases[i].start);
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(text, "iis6", 1, &result);

        CU_ASSERT_EQUAL(support_value(result, "workers.crashed(process:w3wp:q)"),
                        cases[i].failures);
        SUPPORT_NEAR(support_end_s(records, "b", 0), cases[i].served_s);
        CU_ASSERT_EQUAL(support_count(records, "b", "ok"), 3);
    }
}

CU_TestInfo http_sys_tests[] = {
    TEST(urls_and_headers_beyond_the_limits_are_answered_400),
    TEST(a_prohibited_extension_is_answered_404_on_iis_6),
    TEST(a_kept_connection_sticks_to_its_process_of_a_web_garden),
    TEST(DemandStartThreshold_keeps_a_pool_waiting_until_a_process_ends),
    TEST(a_start_that_fails_at_the_threshold_is_not_repeated_without_end),
    TEST(what_waits_in_a_kernel_queue_for_longer_than_ConnectionTimeout_is_reset),
    TEST(app_pool_timer_503_answers_instead),
    TEST(without_limits_a_request_waits_in_the_kernel_for_ever),
    TEST(a_client_that_leaves_the_kernel_queue_is_a_Client_Reset),
    TEST(the_error_log_tells_why_a_pool_does_not_answer),
    TEST(on_iis_5_there_is_no_error_log),
    CU_TEST_INFO_NULL,
};

const TestBehaviour http_sys_behaviours[] = {
    {AREA_HTTPSYS, "waiting too long in a kernel queue", "iis6, i5m",
     "after ConnectionTimeout the connection is closed without an answer, Timer_AppPool",
     "CC759448 "
     "CC781253 KB820729",
     "httpsys.ConnectionTimeout",
     "what_waits_in_a_kernel_queue_for_longer_than_ConnectionTimeout_is_reset"},
    {AREA_HTTPSYS, "or a 503 instead (sources disagree)", "iis6, i5m",
     "app-pool-timer = 503 answers", "CC781893", "httpsys.app-pool-timer",
     "app_pool_timer_503_answers_instead"},
    {AREA_HTTPSYS, "one queue per pool, each with its limit", "iis6",
     "503 QueueFull beyond AppPoolQueueLength", "CC783070 CC781893 MS524493",
     "pool.AppPoolQueueLength", "a_full_pool_queue_answers_503"},
    {AREA_HTTPSYS, "a pool's full queue is nobody else's", "iis6", "routed by application",
     "S0 DOM1", NULL, "each_pool_has_a_queue_of_its_own"},
    {AREA_LOGS, "HTTPERR reason Client_Reset", "iis6, i5m",
     "the client closes before its request is given to a worker; the request keeps its place in "
     "the "
     "queue",
     "KB820729 CC739759", NULL, "a_client_that_leaves_the_kernel_queue_is_a_Client_Reset"},
    {AREA_LOGS, "HTTPERR reasons of a pool that does not answer", "iis6",
     "QueueFull, AppOffline (rapid-fail protection), Disabled (an administrator), "
     "Connection_Abandoned_By_AppPool (its process died)",
     "CC781893 KB820729 CC787273", NULL, "the_error_log_tells_why_a_pool_does_not_answer"},
    {AREA_CLIENT, "bad request line or header", "iis6, i5m",
     "400 from http.sys for segments of the URL and headers beyond its limits: URL, FieldLength, "
     "RequestLength; the connection is closed",
     "KB820129 KB820729",
     "httpsys.MaxFieldLength httpsys.MaxRequestBytes httpsys.UrlSegmentMaxLength "
     "httpsys.UrlSegmentMaxCount",
     "urls_and_headers_beyond_the_limits_are_answered_400"},
    {AREA_CLIENT, "bad request line or header", "iis5",
     "no source has the limits of inetinfo; malformed requests are not simulated", "KB820729", NULL,
     NULL},
    {AREA_CLIENT, "extension not in the list of web service extensions", "iis6, i5m",
     "404.2 where the script map says prohibited", "MAKHAN", "scriptmap..EXT",
     "a_prohibited_extension_is_answered_404_on_iis_6"},
    {AREA_POOLS, "a kept connection sticks to its process of a web garden", "iis6",
     "else the next available process has it; round robin is by connection", "AA720391", NULL,
     "a_kept_connection_sticks_to_its_process_of_a_web_garden"},
    {AREA_POOLS, "cap of worker processes on the machine", "iis6",
     "what would need one more waits in the kernel queue until one ends",
     "CC782108 MS525763 PROCGATE", "httpsys.DemandStartThreshold",
     "DemandStartThreshold_keeps_a_pool_waiting_until_a_process_ends"},
    {AREA_POOLS, "a worker that fails to start where the cap has just made room", "iis6",
     "is started again by the next request of its pool, as ever, or, where starting takes time, at "
     "once "
     "(assumption)",
     "PROCGATE WIN32-DEMAND", "httpsys.DemandStartThreshold",
     "a_start_that_fails_at_the_threshold_is_not_repeated_without_end"},
    {AREA_HTTPSYS, "Timer_HeaderWait, HeaderWaitTimeout", "iis6, i5m",
     "a client sends its request in one piece", "KB820729", NULL, NULL},
    {AREA_HTTPSYS, "MaxConnections of http.sys itself, computed from memory", "iis6, i5m",
     "no formula is published; nonpaged-pool sets a limit", "KB820129", NULL, NULL},
    {AREA_HTTPSYS, "SSL: crypto in lsass or inetinfo, Timer_SslRenegotiation", "all",
     "no requests are encrypted: no published cost", "TBL24", NULL, NULL},
    {AREA_LOGS, "no error log of a kernel listener", "iis5", "httperr.* is absent", "CC781893",
     NULL, "on_iis_5_there_is_no_error_log"},
    {AREA_HTTPSYS, "events 1041 and 1074 to 1117 of the System log", "iis6",
     "events are not results; what they are about is counted", "KB820729", NULL, NULL},
    {.what = NULL},
};
