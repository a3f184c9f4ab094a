/* test_native.c - what is neither ASP.NET nor its host: ASP's queue, CGI. Which behaviours of the IIS 5
 * front end are simulated, and which are not. */
#include "tests/models/support.h"

#define FREE SUPPORT_WINDOW SUPPORT_FREE "inetinfo-restart = wait 10s\n"

/* [KB253146]: before it runs a request that waited longer than 3 s ASP looks whether its client is
 * still there. Of three on one thread, 5 s each, the third has waited 10 s, its client 6. */
static void asp_drops_what_waited_long_and_whose_client_has_gone(void)
{
    static const struct {
        const char *test; /* none: it is not looked at */
        double last_start_s;
    } cases[] = {{"3", 10}, {"none", 15}, {"9500ms", 10}, {"11s", 15}};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        const char *test = cases[i / SUPPORT_MODELS].test;
        g_autofree char *text = g_strdup_printf(
            FREE "[iis5]\nAspProcessorThreadMax = 1\nAspQueueConnectionTestTime = %s\n"
                 "[pool:p]\nAspProcessorThreadMax = 1\nAspQueueConnectionTestTime = %s\n"
                 "[app:a]\npool = p\n[page:g]\napp = a\nurl = /a/x.asp\nwait = 5s\n"
                 "[clients:c]\npages = g\narrivals = at(0s x 2)\n"
                 "[clients:d]\npages = g\narrivals = at(0s)\ntimeout = 6s\n"
                 "[clients:e]\npages = g\narrivals = at(100ms)\n",
            test, test);
        g_autoptr(GArray) records =
            support_records(text, support_models[i % SUPPORT_MODELS], 1, NULL);

        CU_ASSERT_STRING_EQUAL(support_find(records, "d", 0)->outcome, "abandoned");
        SUPPORT_NEAR(support_start_s(records, "e", 0), cases[i / SUPPORT_MODELS].last_start_s);
    }
}

#define CGI(pool_keys)                                                                             \
    "[scriptmap]\n.exe = cgi\n[iis5]\nMaxPoolThreads = 2\n[pool:p]\nMaxPoolThreads = "             \
    "2\n" pool_keys "[app:a]\npool = p\n[page:g]\napp = a\nurl = /a/x.exe\nwait = 5s\n"            \
    "[page:gif]\napp = a\nurl = /a/x.gif\n"

/* [SF68777] [POOLTHR]: a process a request, which takes 1 s to start, holding its thread: two at a
 * time, and ATQ does not grow for them. */
static void a_cgi_is_a_process_a_request_and_holds_its_thread(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            FREE "cgi-start = wait 1s\n" CGI("") "[clients:c]\npages = g\narrivals = at(1s x 4)\n"
                                                 "[clients:d]\npages = gif\narrivals = at(2s)\n",
            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count_ended(records, "c", 7), 2);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 13), 2);
        SUPPORT_NEAR(support_end_s(records, "d", 0), 13);
    }
}

/* It is its own process that dies: 502 for its client, nothing for anybody else. */
static void a_cgi_that_dies_hurts_nobody_else(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(FREE CGI("") "[clients:c]\npages = g\narrivals = at(1s, 2s)\n"
                                         "[clients:d]\npages = gif\narrivals = at(1s, 2s, 20s)\n"
                                         "[fault:f]\nkind = crash\npage = g\nper-request = 100%\n"
                                         "[fault:g]\nkind = crash\npage = g\nat = 10s\n",
                            support_models[i], 1, &result);

        CU_ASSERT_EQUAL(support_count(records, "c", "error"), 2);
        CU_ASSERT_EQUAL(support_find(records, "c", 0)->status, 502);
        CU_ASSERT_EQUAL(support_count(records, "d", "ok"), 3);
        CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), 0);
    }
}

CU_TestInfo native_tests[] = {
    TEST(asp_drops_what_waited_long_and_whose_client_has_gone),
    TEST(a_cgi_is_a_process_a_request_and_holds_its_thread),
    TEST(a_cgi_that_dies_hurts_nobody_else),
    CU_TEST_INFO_NULL,
};

const TestBehaviour native_behaviours[] = {
    /* accepting */
    {AREA_FRONT5, "one listener and one queue for the whole server", "iis5",
     "inetinfo accepts; what it has accepted waits in one queue for an ATQ thread", "S0 S1",
     "iis5.accepts-posted", "the_accepts_posted_may_differ_from_the_backlog"},
    {AREA_FRONT5, "ServerListenBacklog, or ListenBackLog", "iis5",
     "beyond what is accepted so many connections wait; more are refused at TCP, with no answer "
     "and "
     "no log line. Which of the two numbers rules HTTP is open: 40 by default, ListenBackLog = 15 "
     "sets the other",
     "W2KRK CC739048 IIS5HELP", "iis5.ServerListenBacklog",
     "connections_beyond_accepts_and_backlog_are_refused"},
    {AREA_CLIENT, "listen backlog full", "iis5", "refused, without a status", "W2KRK", NULL,
     "connections_beyond_accepts_and_backlog_are_refused"},
    {AREA_FRONT5, "ServerSize", "iis5",
     "it says what ServerListenBacklog is worked out from, by a rule that is not "
     "published; write the backlog itself",
     "CC739798", NULL, NULL},
    /* ATQ */
    {AREA_FRONT5, "MaxPoolThreads: I/O threads per CPU", "iis5, i5m",
     "ATQ begins with so many; a synchronous ISAPI holds one", "POOLTHR CC786830 EXBPA",
     "iis5.MaxPoolThreads", "static_files_wait_while_slow_isapi_holds_every_atq_thread"},
    {AREA_FRONT5, "PoolThreadLimit and the growth of ATQ", "iis5, i5m",
     "a thread more at once when all are blocked, up to the limit (assumption: no source has the "
     "rule)",
     "EXBPA POOLTHR", "iis5.PoolThreadLimit",
     "atq_grows_when_all_its_threads_are_blocked_but_not_when_they_compute"},
    {AREA_NATIVE, "the native threads of w3wp", "iis6", "the same, of each worker process",
     "POOLTHR EXBPA", "pool.MaxPoolThreads pool.PoolThreadLimit",
     "a_hanging_isapi_holds_its_native_thread_for_ever"},
    {AREA_FRONT5, "MaxConcurrency", "iis5, i5m",
     "by default the system decides how many threads run at once, and processors are "
     "shared anyway",
     "IIS5HELP", NULL, NULL},
    {AREA_FRONT5, "aspnet_isapi does not hold the thread that it is called on", "iis5, i5m",
     "until the message is written to the pipe", "PM11 TMARQ", NULL,
     "an_aspnet_request_does_not_hold_an_atq_thread"},
    /* content */
    {AREA_NATIVE, "the script map", "all",
     "the extension picks the handler, and that the process; what is not in the map is static",
     "S0 S1", "scriptmap..EXT", "static_files_are_served_by_inetinfo_and_pages_by_aspnet_wp"},
    {AREA_MODELS, "static files", "iis5, i5m",
     "served by inetinfo, on the thread that took the request", "S0", NULL,
     "static_files_are_served_by_inetinfo_and_pages_by_aspnet_wp"},
    {AREA_NATIVE, "ASP's own threads and queue", "all",
     "AspProcessorThreadMax per CPU; 500.13 when AspRequestQueueMax wait", "KB253146 MS525044",
     "iis5.AspProcessorThreadMax iis5.AspRequestQueueMax pool.AspProcessorThreadMax "
     "pool.AspRequestQueueMax",
     "classic_asp_has_its_own_threads_and_queue"},
    {AREA_CLIENT, "ASP queue full", "all", "500 (500.13)", "KB253146", NULL,
     "classic_asp_has_its_own_threads_and_queue"},
    {AREA_NATIVE, "AspQueueConnectionTestTime", "all",
     "what waited longer is dropped when its client has gone", "KB253146",
     "iis5.AspQueueConnectionTestTime pool.AspQueueConnectionTestTime",
     "asp_drops_what_waited_long_and_whose_client_has_gone"},
    {AREA_CLIENT, "ASP application shutting down or restarting: 500.11, 500.12", "all",
     "an ASP application ends with its process only, and nothing else restarts it", "KB253146",
     NULL, NULL},
    {AREA_NATIVE, "CGI", "all",
     "a process a request, its thread held; at most MaxPoolThreads x CPUs at a time",
     "SF68777 POOLTHR", NULL, "a_cgi_is_a_process_a_request_and_holds_its_thread"},
    {AREA_NATIVE, "a CGI that dies", "all", "502 for its request (assumption), nobody else is hurt",
     "SF68777", NULL, "a_cgi_that_dies_hurts_nobody_else"},
    {AREA_NATIVE, "AspScriptTimeout, AspQueueTimeout, CGITimeout", "all",
     "what hangs outside ASP.NET hangs until its process ends", "KB253146", NULL, NULL},
    {AREA_NATIVE, "WebDAV (httpext.dll)", "all",
     "it serves verbs, and requests have none here; give such a page an extension that "
     "maps to isapi",
     "S0", NULL, NULL},
    {AREA_NATIVE, "ISAPI filters, raw read filters", "all",
     "what a filter does to each request is not published; inetinfo-in, inetinfo-out and "
     "w3wp-native can carry its cost",
     "CC775512", NULL, NULL},
    {.what = NULL},
};
