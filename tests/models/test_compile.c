/* test_compile.c - what a first request has to wait for, and what a file's extension means.
 *
 * Times are exact: nothing costs anything but what a test gives a cost.
 */
#include "tests/models/support.h"

#include <string.h>

#define FREE  SUPPORT_WINDOW SUPPORT_FREE
#define BATCH "compile-batch = wait 2s\ncompile-page = wait 1s\n"

/* Three pages of a cold application, two of them in one folder, each asked for by itself. */
#define FOLDERS                                                                                    \
    "[pool:p]\n[app:a]\npool = p\n[page:g]\napp = a\n[page:h]\napp = a\n"                          \
    "[page:k]\napp = a\nurl = /a/sub/k.aspx\n"                                                     \
    "[clients:c]\npages = g\narrivals = at(1s)\n[clients:d]\npages = h\narrivals = at(20s)\n"      \
    "[clients:e]\npages = k\narrivals = at(40s)\n"

/* ---- batches ---- */

/* [RS:CompilationSection.cs] [KB893660] */
static void a_batch_is_the_folder_unless_it_is_too_big_or_off_or_under_debug(void)
{
    static const struct {
        const char *settings;
        double took_s[3];
    } cases[] = {
        {"", {4, 0, 3}},
        {"maxBatchSize = 1\n", {3, 3, 3}},
        {"batch = false\n", {3, 3, 3}},
        {"debug = true\n", {3, 3, 3}},
    };

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        const double *took_s = cases[i / SUPPORT_MODELS].took_s;
        g_autofree char *text =
            g_strdup_printf(FREE BATCH "[aspnet]\n%s" FOLDERS, cases[i / SUPPORT_MODELS].settings);
        g_autoptr(GArray) records =
            support_records(text, support_models[i % SUPPORT_MODELS], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 1 + took_s[0]);
        SUPPORT_NEAR(support_end_s(records, "d", 0), 20 + took_s[1]);
        SUPPORT_NEAR(support_end_s(records, "e", 0), 40 + took_s[2]);
    }
}

/* [RS:CompilationLock.cs]: one lock for the application, whatever the page, the folder and the
 * process: those that compile do so one after another. */
static void pages_of_an_application_are_compiled_one_at_a_time_on_the_whole_machine(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            FREE BATCH SUPPORT_READY_THREADS
            "batch = false\n[pool:p]\nMaxProcesses = 2\n[app:a]\npool = p\n[page:g]\napp = a\n"
            "[page:h]\napp = a\n[page:x]\napp = a\nurl = /a/x.gif\n"
            "[app:b]\npool = p\n[page:k]\napp = b\n"
            "[clients:w]\npages = x\narrivals = at(0s, 0s)\n"
            "[clients:c]\npages = g\narrivals = at(1s)\n"
            "[clients:d]\npages = h\narrivals = at(1s)\n"
            "[clients:e]\npages = k\narrivals = at(1s)\n",
            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 4);
        SUPPORT_NEAR(support_end_s(records, "d", 0), 7);
        SUPPORT_NEAR(support_end_s(records, "e", 0), 4); /* another application */
        CU_ASSERT_EQUAL(support_count(records, "w", "ok"), 2);
    }
}

/* ---- changes ---- */

#define CHANGED                                                                                    \
    SUPPORT_APP "[page:g]\napp = a\n[page:h]\napp = a\n"                                           \
                "[clients:c]\npages = g\narrivals = at(1s, 20s)\n"                                 \
                "[clients:d]\npages = h\narrivals = at(2s, 30s)\n[fault:f]\nat = 10s\n"

/* An assumption: global.asax and bin are part of what pages are compiled from, web.config is not. */
static void global_asax_and_bin_make_all_pages_compile_anew(void)
{
    static const struct {
        const char *what;
        double took_s[2];
    } cases[] = {
        {"global.asax", {4 + 0.5, 0.5}}, {"bin", {4 + 0.5, 0.5}}, {"web.config", {0.5, 0.5}}};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            FREE BATCH "jit = wait 500ms\n" CHANGED "app = a\nkind = config-change\nwhat = %s\n",
            cases[i / SUPPORT_MODELS].what);
        g_autoptr(GArray) records =
            support_records(text, support_models[i % SUPPORT_MODELS], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 1);
        SUPPORT_NEAR(support_end_s(records, "c", 1), 20 + cases[i / SUPPORT_MODELS].took_s[0]);
        SUPPORT_NEAR(support_end_s(records, "d", 1), 30 + cases[i / SUPPORT_MODELS].took_s[1]);
    }
}

/* A page that changes is compiled by itself at its next request; the AppDomain stays. */
static void a_page_that_changes_is_compiled_and_JITted_anew_alone(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(FREE BATCH "jit = wait 500ms\n" CHANGED
                                       "page = g\nkind = compile-storm\ninterval = 1h\n",
                            support_models[i], 1, &result);

        SUPPORT_NEAR(support_end_s(records, "c", 1), 20 + 3.5);
        SUPPORT_NEAR(support_end_s(records, "d", 1), 30);
        CU_ASSERT_EQUAL(support_value(result, "appdomains.restarted"), 0);
    }
}

/* [ITPROTODAY] [RS:BuildResultCache.cs]: the fifteenth page that is compiled anew restarts the
 * AppDomain; the request that has it compiled goes on in the old one. */
static void fifteen_recompiles_restart_the_AppDomain(void)
{
    for (size_t i = 0; i < 2 * SUPPORT_MODELS; i++) {
        bool is_short = i % 2 == 0;
        g_autofree char *text = g_strdup_printf(
            FREE "[aspnet]\n%s" SUPPORT_APP "[page:g]\napp = a\n[page:h]\napp = a\n"
                 "[clients:c]\npages = g\narrivals = every(1s)\n"
                 "[clients:d]\npages = h\narrivals = every(1s)\n"
                 "[fault:f]\nkind = compile-storm\napp = a\nat = 500ms\nfor = 40s\n",
            is_short ? "numRecompilesBeforeAppRestart = 4\n" : "");
        g_autoptr(ModelResult) result = support_run(text, support_models[i / 2], 1);

        /* 4, 9, 13, 17 .. 37, or 15 and 30: which page is in use when the first change after a
         * restart comes depends on whose request set that off */
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_APPDOMAIN, is_short ? 4 : 15), 1);
        CU_ASSERT_EQUAL(support_value(result, "appdomains.restarted"), is_short ? 9 : 2);
    }
}

/* ---- handlers ---- */

/* [S1] [RS:HTTPNotFoundHandler.cs] [PAG]: what each of the ASP.NET extensions costs and answers. */
static void each_extension_of_ASP_NET_has_its_own_handler(void)
{
    static const struct {
        const char *extension;
        double took_s;
        int status;
    } cases[] = {
        {"aspx", 3 + 0.5 + 0.25 + 1, 200},
        {"ashx", 3 + 0.5 + 1, 200},
        {"asmx", 3 + 0.5 + 1, 200},
        {"axd", 1, 200},
        {"asax", 0, 403},
        {"ascx", 0, 403},
    };

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        size_t which = i / SUPPORT_MODELS;
        g_autofree char *text =
            g_strdup_printf(FREE BATCH "jit = wait 500ms\npage-life-cycle = wait 250ms\n"
                                       "[pool:p]\n[app:a]\npool = p\n"
                                       "[page:g]\napp = a\nurl = /a/g.%s\nwait = 1s\n"
                                       "[clients:c]\npages = g\narrivals = at(1s)\n",
                            cases[which].extension);
        g_autoptr(GArray) records =
            support_records(text, support_models[i % SUPPORT_MODELS], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 1 + cases[which].took_s);
        CU_ASSERT_EQUAL(support_find(records, "c", 0)->status, cases[which].status);
        CU_ASSERT_STRING_EQUAL(support_find(records, "c", 0)->outcome,
                               cases[which].status == 200 ? "ok" : "error");
    }
}

/* ok is the answer that a page is meant to give. */
static void a_refusal_that_is_meant_is_ok(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            FREE SUPPORT_APP "[page:g]\napp = a\nurl = /a/global.asax\n"
                             "status = 403\n[clients:c]\npages = g\narrivals = at(1s)\n",
            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 1);
    }
}

/* [RS:HttpApplication.cs]: a hit in the output cache leaves before the handler: no life cycle. */
static void a_hit_in_the_output_cache_has_no_page_life_cycle(void)
{
    for (size_t i = 1; i < SUPPORT_MODELS; i++) { /* iis6's kernel cache would answer */
        g_autoptr(GArray) records =
            support_records(FREE "page-life-cycle = wait 250ms\npipeline = wait 100ms\n" SUPPORT_APP
                                 "[page:g]\napp = a\noutput-cache = 1h\n"
                                 "[clients:c]\npages = g\narrivals = at(1s, 2s)\n",
                            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 1.35);
        SUPPORT_NEAR(support_end_s(records, "c", 1), 2.1);
    }
}

/* [RS:HttpRuntimeSection.cs]: 4096 kB. */
static void a_request_longer_than_maxRequestLength_is_an_error(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(FREE SUPPORT_APP "[app:b]\npool = p\nmaxRequestLength = 8192\n"
                                             "[page:g]\napp = a\nrequest-size = 4096KB\n"
                                             "[page:h]\napp = a\nrequest-size = 4097KB\n"
                                             "[page:k]\napp = b\nrequest-size = 4097KB\n"
                                             "[clients:c]\npages = g\narrivals = at(1s)\n"
                                             "[clients:d]\npages = h\narrivals = at(1s)\n"
                                             "[clients:e]\npages = k\narrivals = at(1s)\n",
                            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 1);
        CU_ASSERT_EQUAL(support_count(records, "d", "error"), 1);
        CU_ASSERT_EQUAL(support_find(records, "d", 0)->status, 500);
        CU_ASSERT_EQUAL(support_count(records, "e", "ok"), 1);
    }
}

/* [KB893660] [RS:HttpContext.cs] */
static void executionTimeout_is_not_enforced_under_debug(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            FREE SUPPORT_READY_THREADS
            "executionTimeout = 5\n" SUPPORT_APP
            "[app:b]\npool = p\ndebug = true\n[page:g]\napp = a\nwait = 40s\n"
            "[page:h]\napp = b\nwait = 40s\n[clients:c]\npages = g\narrivals = at(1s)\n"
            "[clients:d]\npages = h\narrivals = at(1s)\n",
            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count(records, "c", "error"), 1);
        SUPPORT_NEAR(support_end_s(records, "d", 0), 41);
    }
}

/* ---- what is loaded ---- */

/* [S0] [S1]: ISAPI extensions and the CLR come with the first request that needs them. */
static void a_process_loads_what_its_content_needs(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(FREE "isapi-load = wait 2s\nclr-load = wait 3s\nmemory-clr = 10MB\n"
                                 "[pool:p]\n[app:a]\npool = p\nmemory = 0B\n[page:g]\napp = a\n"
                                 "[page:s]\napp = a\nurl = /a/s.gif\n"
                                 "[clients:d]\npages = s\narrivals = at(1s, 2s)\n"
                                 "[page:i]\napp = a\nurl = /a/x.dll\n"
                                 "[clients:c]\npages = g\narrivals = at(30s, 40s)\n"
                                 "[clients:e]\npages = i\narrivals = at(50s, 55s)\n",
                            support_models[i], 1, &result);

        SUPPORT_NEAR(support_end_s(records, "d", 0), 1);
        SUPPORT_NEAR(support_end_s(records, "d", 1), 2);
        SUPPORT_NEAR(support_end_s(records, "c", 0), 35);
        SUPPORT_NEAR(support_end_s(records, "c", 1), 40);
        SUPPORT_NEAR(support_end_s(records, "e", 0), 52);
        SUPPORT_NEAR(support_end_s(records, "e", 1), 55);
        CU_ASSERT_DOUBLE_EQUAL(support_value(result, "memory.mean") / (10 << 20), 25.0 / 60, 0.01);
    }
}

/* [S2]: 2.0's Application Manager calls its Hosting Environments across AppDomains. */
static void a_request_is_handed_to_its_AppDomain_across_remoting_in_2_0(void)
{
    for (size_t i = 0; i < 2 * SUPPORT_MODELS; i++) {
        g_autofree char *text =
            g_strdup_printf(FREE "remoting-call = wait 1s\n[aspnet]\nversion = %s\n" SUPPORT_APP
                                 "[page:g]\napp = a\n[clients:c]\npages = g\narrivals = at(1s)\n",
                            i % 2 == 0 ? "2.0" : "1.1");
        g_autoptr(GArray) records = support_records(text, support_models[i / 2], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 0), i % 2 == 0 ? 2 : 1);
    }
}

/* [S2] sizes the pool of HttpApplications by maxWorkerThreads; by the code it has no bound. Where
 * the documented ceiling of executing requests is lower it makes no difference. */
static void HttpApplications_may_be_limited_to_maxWorkerThreads(void)
{
    static const char *const settings[] = {"unbounded", "maxWorkerThreads"};

    for (size_t i = 0; i < G_N_ELEMENTS(settings); i++) {
        g_autofree char *text = g_strdup_printf(
            FREE "[machine]\ncores = 2\n[aspnet]\nmaxWorkerThreads = 6\nmaxIoThreads = "
                 "6\nminWorkerThreads = 6\n"
                 "minIoThreads = 6\nminFreeThreads = 4\nminLocalRequestFreeThreads = 4\n"
                 "gate-counts = code\napplication-instances = %s\n" SUPPORT_APP
                 "[page:g]\napp = a\nwait = 10s\n[clients:c]\npages = g\narrivals = at(0s x 16)\n",
            settings[i]);
        g_autoptr(GArray) records = support_records(text, "iis5", 1, NULL);

        CU_ASSERT_EQUAL(support_count_ended(records, "c", 10), i == 0 ? 16 : 12);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 20), i == 0 ? 0 : 4);
    }
}

CU_TestInfo compile_tests[] = {
    TEST(a_batch_is_the_folder_unless_it_is_too_big_or_off_or_under_debug),
    TEST(pages_of_an_application_are_compiled_one_at_a_time_on_the_whole_machine),
    TEST(global_asax_and_bin_make_all_pages_compile_anew),
    TEST(a_page_that_changes_is_compiled_and_JITted_anew_alone),
    TEST(fifteen_recompiles_restart_the_AppDomain),
    TEST(each_extension_of_ASP_NET_has_its_own_handler),
    TEST(a_refusal_that_is_meant_is_ok),
    TEST(a_hit_in_the_output_cache_has_no_page_life_cycle),
    TEST(a_request_longer_than_maxRequestLength_is_an_error),
    TEST(executionTimeout_is_not_enforced_under_debug),
    TEST(a_process_loads_what_its_content_needs),
    TEST(a_request_is_handed_to_its_AppDomain_across_remoting_in_2_0),
    TEST(HttpApplications_may_be_limited_to_maxWorkerThreads),
    CU_TEST_INFO_NULL,
};

const TestBehaviour compile_behaviours[] = {
    {AREA_FIRST, "batch compilation", "all",
     "the first hit on a folder compiles all its pages that are not up to date, maxBatchSize of "
     "them; without batch or under debug one page at a time",
     "RS:CompilationSection.cs KB893660",
     "aspnet.batch aspnet.maxBatchSize aspnet.debug app.batch app.maxBatchSize app.debug",
     "a_batch_is_the_folder_unless_it_is_too_big_or_off_or_under_debug"},
    {AREA_FIRST, "the compilation lock", "all",
     "one per application, on the whole machine: who needs it waits, holding a thread",
     "RS:CompilationLock.cs", NULL,
     "pages_of_an_application_are_compiled_one_at_a_time_on_the_whole_machine"},
    {AREA_FIRST, "compiled pages outlive AppDomain and process, JIT does not", "all",
     "compiled once for the machine, JITted once per AppDomain", "RS:CompilationLock.cs", NULL,
     "pages_are_compiled_once_and_jitted_in_each_process"},
    {AREA_FIRST, "first arrivals block on the initialisation lock", "all",
     "each holds a thread, and then executes without passing the gate", "RS:HttpRuntime.cs", NULL,
     "those_who_wait_for_an_appdomain_hold_threads_and_bypass_the_gate"},
    {AREA_FIRST, "what a process loads", "all",
     "an ISAPI extension with the first request for it, the CLR with the first managed one; a "
     "process that serves static files never pays",
     "S0 S1", NULL, "a_process_loads_what_its_content_needs"},
    {AREA_FIRST, "a page that changes", "all",
     "compiled by itself and JITted at its next request; the AppDomain stays", "ITPROTODAY", NULL,
     "a_page_that_changes_is_compiled_and_JITted_anew_alone"},
    {AREA_FIRST, "recompiles restart an AppDomain", "all",
     "the one that reaches numRecompilesBeforeAppRestart does; reason MaxRecompilationsReached",
     "ITPROTODAY RS:BuildResultCache.cs",
     "aspnet.numRecompilesBeforeAppRestart app.numRecompilesBeforeAppRestart",
     "fifteen_recompiles_restart_the_AppDomain"},
    {AREA_FIRST, "what has to be compiled after a change", "all",
     "all pages after global.asax, bin and App_Code, none after web.config (assumption)",
     "OWSCOTT RS:BuildResultCache.cs", NULL, "global_asax_and_bin_make_all_pages_compile_anew"},
    {AREA_FIRST, "batchTimeout, maxBatchGeneratedFileSize", "all",
     "no simulated compilation comes near 15 minutes, and the size of generated sources is not "
     "modelled",
     "RS:CompilationSection.cs", NULL, NULL},
    {AREA_PIPELINE, "handlers by extension", "all",
     ".aspx has a page life cycle, .ashx and .asmx have none, .axd is internal and needs no "
     "compiler, .asax and .ascx are refused with 403 by HttpForbiddenHandler",
     "S1 RS:HTTPNotFoundHandler.cs PAG", NULL, "each_extension_of_ASP_NET_has_its_own_handler"},
    {AREA_CLIENT, "a file that is not served", "all",
     "403: error, or ok where the page says that this is the answer it is meant to give",
     "RS:HTTPNotFoundHandler.cs PAG", NULL, "a_refusal_that_is_meant_is_ok"},
    {AREA_PIPELINE, "an output-cache hit leaves the pipeline early", "all",
     "at ResolveRequestCache: no handler, no life cycle, no session", "RS:HttpApplication.cs", NULL,
     "a_hit_in_the_output_cache_has_no_page_life_cycle"},
    {AREA_PIPELINE, "maxRequestLength", "all",
     "a longer request is answered 500, outcome error; the reset that a client may see while it "
     "uploads is not simulated",
     "RS:HttpRuntimeSection.cs", "aspnet.maxRequestLength app.maxRequestLength",
     "a_request_longer_than_maxRequestLength_is_an_error"},
    {AREA_PIPELINE, "executionTimeout under debug", "all", "not enforced",
     "KB893660 KB2580348 RS:HttpContext.cs", "aspnet.debug app.debug",
     "executionTimeout_is_not_enforced_under_debug"},
    {AREA_PIPELINE, "events of the pipeline one by one", "all",
     "what happens between two stages that may wait is one cost; their order is that documented",
     "RS:HttpApplication.cs", NULL, NULL},
    {AREA_APPDOMAINS, "Application Manager and Hosting Environments", "all",
     "one manager per process, one environment per AppDomain; a call across costs remoting-call, "
     "in "
     "2.0",
     "S2 RS:AppDomainFactory.cs", NULL,
     "a_request_is_handed_to_its_AppDomain_across_remoting_in_2_0"},
    {AREA_APPDOMAINS, "how many HttpApplications there are", "all",
     "as many as execute at once; or at most maxWorkerThreads, as S2 has it",
     "S2 RS:HttpApplicationFactory.cs", "aspnet.application-instances",
     "HttpApplications_may_be_limited_to_maxWorkerThreads"},
    {AREA_APPDOMAINS, "free HttpApplications are trimmed", "all",
     "3% and one more every 30 s, the last one stays",
     "RS:HttpApplicationFactory.cs RS:IdleTimeoutMonitor.cs", "aspnet.application-trim",
     "free_HttpApplications_are_trimmed_every_30_s"},
    {.what = NULL},
};
