/* test_in_inetinfo.c - processModel enable = false: ASP.NET inside inetinfo. */
#include "tests/models/support.h"

#define FREE SUPPORT_WINDOW SUPPORT_FREE "inetinfo-restart = wait 10s\n"
#define OFF  "[iis5]\nenable = false\n"
#define PAGE SUPPORT_APP "[page:g]\napp = a\nwait = 5s\n[page:picture]\napp = a\nurl = /a/x.gif\n"
#define ASKED                                                                                      \
    "[clients:c]\npages = g\narrivals = at(1s)\n[clients:late]\npages = g\narrivals = at(30s)\n"

static const char *const fronts[] = {"iis5", "i5m"};

static double of(const ModelResult *result, const char *process, const char *metric)
{
    return model_result_get(result, RESULT_PROCESS, process, metric);
}

/* [CODEIDOL]: no message takes a second each way, nothing has to start, and the memory of the CLR and of
 * the page is inetinfo's. */
static void ASP_NET_inside_inetinfo_needs_no_pipe_and_no_process(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(fronts); i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            FREE "pipe-oneway = wait 1s\nprocess-start = wait 3s\nmemory-clr = 3MB\n" OFF
                 "[pool:p]\n[app:a]\npool = p\nmemory = 0B\n"
                 "[page:g]\napp = a\nwait = 5s\nmemory = 1MB\n" ASKED,
            fronts[i], 1, &result);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 6);
        CU_ASSERT_EQUAL(support_find(records, "c", 0)->status, 200);
        CU_ASSERT_EQUAL(of(result, "inetinfo", "memory.max"), 4 * 1024 * 1024);
        CU_ASSERT(isnan(of(result, "aspnet_wp", "memory.max")));
    }
}

/* Every connection is gone, those of pictures too, until inetinfo is back at 13 s. */
static void a_crash_of_an_application_inside_inetinfo_ends_inetinfo(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(fronts); i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            FREE OFF PAGE ASKED "[clients:d]\npages = picture\narrivals = at(5s, 14s)\n"
                                "[fault:f]\nkind = crash\napp = a\nat = 3s\n",
            fronts[i], 1, &result);

        CU_ASSERT_STRING_EQUAL(support_find(records, "c", 0)->outcome, "reset");
        SUPPORT_NEAR(support_end_s(records, "c", 0), 3);
        CU_ASSERT_STRING_EQUAL(support_find(records, "d", 0)->outcome, i == 0 ? "refused" : "ok");
        SUPPORT_NEAR(support_end_s(records, "d", 0), i == 0 ? 5 : 13);
        CU_ASSERT_EQUAL(support_count(records, "late", "ok"), 1);
        CU_ASSERT_EQUAL(of(result, "inetinfo", "workers.crashed"), 1);
        SUPPORT_NEAR(support_value(result, "availability(app:a)"), 50.0 / 60);
    }
}

/* [PM11]: age, requests, idleness and an administrator's recycling concern an aspnet_wp. */
static void nothing_of_processModel_replaces_inetinfo(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(fronts); i++) {
        g_autoptr(ModelResult) result = support_run(
            FREE OFF "timeout = 2s\nrequestLimit = 1\nidleTimeout = 2s\nmonitor-period = 0s\n"
                     "webGarden = true\n" PAGE ASKED
                     "[fault:f]\nkind = recycle\nmachine = true\nat = 3s\n",
            fronts[i], 1);

        CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 2);
        CU_ASSERT_EQUAL(support_value(result, "workers.recycled"), 0);
    }
}

/* Worker threads run the pages, one at a time here, and aspnet_isapi knows of three at most; the thread of
 * ATQ goes back. */
static void pages_inside_inetinfo_run_on_worker_threads_below_requestQueueLimit(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(fronts); i++) {
        g_autoptr(GArray) records =
            support_records(FREE OFF "MaxPoolThreads = 1\nPoolThreadLimit = 1\n" SUPPORT_ONE_THREAD
                                     "requestQueueLimit = 3\n" PAGE
                                     "[clients:c]\npages = g\narrivals = at(1s x 4)\n"
                                     "[clients:d]\npages = picture\narrivals = at(2s)\n",
                            fronts[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count(records, "c", "rejected"), 1);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 6), 1);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 11), 1);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 16), 1);
        SUPPORT_NEAR(support_end_s(records, "d", 0), 2);
    }
}

CU_TestInfo in_inetinfo_tests[] = {
    TEST(ASP_NET_inside_inetinfo_needs_no_pipe_and_no_process),
    TEST(a_crash_of_an_application_inside_inetinfo_ends_inetinfo),
    TEST(nothing_of_processModel_replaces_inetinfo),
    TEST(pages_inside_inetinfo_run_on_worker_threads_below_requestQueueLimit),
    CU_TEST_INFO_NULL,
};

const TestBehaviour in_inetinfo_behaviours[] = {
    {AREA_PROCESS, "enable = false: ASP.NET inside inetinfo", "iis5, i5m",
     "no pipe, no aspnet_wp, memory in inetinfo; worker threads as in w3wp (assumption)",
     "CODEIDOL PM11", "iis5.enable", "ASP_NET_inside_inetinfo_needs_no_pipe_and_no_process"},
    {AREA_FAULTS, "enable = false: an application crashes", "iis5, i5m",
     "inetinfo ends with every connection, static content included", "CODEIDOL BB742502",
     "iis5.enable", "a_crash_of_an_application_inside_inetinfo_ends_inetinfo"},
    {AREA_PROCESS, "enable = false: recycling", "iis5, i5m",
     "nothing of processModel replaces inetinfo", "PM11", "iis5.enable",
     "nothing_of_processModel_replaces_inetinfo"},
    {.what = NULL},
};
