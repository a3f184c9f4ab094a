/* test_in_inetinfo.c - processModel enable = false: ASP.NET inside inetinfo. */
#include "tests/cli/scenario_support.h"
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
        CU_ASSERT_EQUAL(support_marks(result, MARK_STOP), 0);
    }
}

/* Worker threads run the pages, one at a time here, and those that wait do so for a thread of the CLR;
 * aspnet_isapi knows of three at most. The one thread of ATQ needs a second for each on IIS 5 and goes back. */
static void pages_inside_inetinfo_run_on_worker_threads_below_requestQueueLimit(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(fronts); i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            FREE "inetinfo-in = wait 1s\n" OFF
                 "MaxPoolThreads = 1\nPoolThreadLimit = 1\n[aspnet]\nmaxWorkerThreads = 1\n"
                 "maxIoThreads = 3\nminIoThreads = 3\nminFreeThreads = 0\n"
                 "minLocalRequestFreeThreads = 0\nrequestQueueLimit = 3\n" PAGE
                 "[clients:c]\npages = g\narrivals = at(1s x 4)\n"
                 "[clients:d]\npages = picture\narrivals = at(2s)\n",
            fronts[i], 1, &result);
        double late = i == 0 ? 1 : 0;

        CU_ASSERT_EQUAL(support_count(records, "c", "rejected"), 1);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 6 + late), 1);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 11 + late), 1);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 16 + late), 1);
        SUPPORT_NEAR(support_end_s(records, "d", 0), i == 0 ? 6 : 2);
        CU_ASSERT_EQUAL(support_value(result, "queue.clr.max"), 2);
        CU_ASSERT_EQUAL(support_value(result, "queue.app:a.max"), 0);
    }
}

/* What starts, watches or replaces an aspnet_wp is written for nothing: each such line is told, and no
 * other, here restartQueueLimit. */
static void what_concerns_aspnet_wp_has_no_effect_and_is_warned_of(void)
{
    static const char *const lines[] = {
        "timeout = 1:00:00",     "idleTimeout = 0:20:00",
        "requestLimit = 100",    "webGarden = true",
        "rql-recycles = true",   "pingFrequency = 0:00:30\npingTimeout = 0:00:30",
        "restartQueueLimit = 5",
    };

    for (size_t i = 0; i < 2 * G_N_ELEMENTS(lines); i++) {
        bool is_off = i % 2 == 0;
        bool is_told = is_off && i / 2 + 1 < G_N_ELEMENTS(lines);
        g_autofree char *text =
            g_strdup_printf("[machine]\ncores = 2\n[iis5]\nenable = %s\n%s\n" SCENARIO_REST,
                            is_off ? "false" : "true", lines[i / 2]);
        g_autofree char *key = g_strndup(lines[i / 2], strcspn(lines[i / 2], " "));
        g_autofree char *warning =
            g_strdup_printf("s.ini:5: %s: has no effect with enable = false", key);
        g_autoptr(Loaded) loaded = loaded_new(text, NULL);

        CU_ASSERT_PTR_NOT_NULL(loaded->scenario);
        CU_ASSERT_EQUAL(loaded->warnings, is_told);
        CU_ASSERT_EQUAL(loaded_has(loaded, false, warning), is_told);
    }
}

CU_TestInfo in_inetinfo_tests[] = {
    TEST(ASP_NET_inside_inetinfo_needs_no_pipe_and_no_process),
    TEST(a_crash_of_an_application_inside_inetinfo_ends_inetinfo),
    TEST(nothing_of_processModel_replaces_inetinfo),
    TEST(pages_inside_inetinfo_run_on_worker_threads_below_requestQueueLimit),
    TEST(what_concerns_aspnet_wp_has_no_effect_and_is_warned_of),
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
    {AREA_PROCESS, "enable = false: settings of aspnet_wp", "iis5, i5m",
     "are read and mean nothing; check warns of those that would start, watch or replace one",
     "PM11", "iis5.enable", "what_concerns_aspnet_wp_has_no_effect_and_is_warned_of"},
    {.what = NULL},
};
