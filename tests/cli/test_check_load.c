/* test_check_load.c - what check finds overloaded, and that the simulation then does as much as check
 * says that there is, and no more.
 *
 * Nothing here is random: arrivals are evenly spaced and every request takes as long.
 */
#include "cli/scenario/check_load.h"
#include "tests/models/support.h"

#include <string.h>

#define WINDOW     "[scenario]\nduration = 60s\nwarmup = 30s\n"
#define FRONT      "[pool:p]\n%s\n[app:a]\npool = p\nstart = warm\nAppIsolated = %s\n"
#define CLIENTS    "[clients:c]\npages = g\narrivals = every(%s)\n%s\n"
#define WAITS(url) "[page:g]\napp = a\nurl = /a/" url "\nwork = wait 1s\n"

typedef struct {
    const char *model;
    const char *front;    /* more keys of the pool */
    const char *isolated; /* AppIsolated */
    const char *page;
    const char *every, *client;
    const char *more;
    const char *overload; /* what check says; NULL: nothing */
    double throughput;    /* of the simulation, per second */
} Case;

static char *text_of(const Case *one)
{
    g_autofree char *front = g_strdup_printf(FRONT, one->front, one->isolated);
    g_autofree char *clients = g_strdup_printf(CLIENTS, one->every, one->client);

    return g_strconcat(WINDOW SUPPORT_FREE, one->more, front, one->page, clients, NULL);
}

static void check_case(const Case *one)
{
    g_autofree char *text = text_of(one);
    g_autoptr(Scenario) scenario = support_load(text, one->model);
    g_autofree char *overload = check_load_overload(&scenario->variants[0]);
    g_autoptr(GString) printed = g_string_new(NULL);
    g_autoptr(ModelResult) result = NULL;
    double throughput;

    check_load_append(printed, &scenario->variants[0]);
    CU_ASSERT_EQUAL(g_strcmp0(overload, one->overload), 0);
    CU_ASSERT_EQUAL(strstr(printed->str, "overloaded") != NULL, one->overload != NULL);
    if (g_strcmp0(overload, one->overload) != 0)
        fprintf(stderr, "%s:\n%s\n", overload, printed->str);
    if (SUPPORT_IS_SANITIZED)
        return;
    result = support_run(text, one->model, 1);
    throughput = support_value(result, "throughput");
    CU_ASSERT_DOUBLE_EQUAL(throughput, one->throughput, 0.02 * one->throughput);
    if (!(throughput > 0.98 * one->throughput && throughput < 1.02 * one->throughput))
        fprintf(stderr, "%s: %g instead of %g\n", text, throughput, one->throughput);
}

#define LIMIT32 "[iis5]\nPoolThreadLimit = 32\n"
#define CORES2  "[machine]\ncores = 2\n"
#define ISAPI   WAITS("g.dll")
#define ASP     WAITS("g.asp")
#define CGI     "[scriptmap]\n.exe = cgi\n" WAITS("g.exe")
#define SLOW    "[page:g]\napp = a\nurl = /a/g.aspx\nwork = cpu 1ms\nsize = 100000B\n"
#define SLOWLY  "bandwidth = 10000B/s"

static void native_threads_that_cannot_do_what_is_asked_are_overloaded(void)
{
    static const Case cases[] = {
        {"iis6", "PoolThreadLimit = 32", "0", ISAPI, "25ms", "", "",
         "40 of 32 threads of w3wp:p, ATQ", 32},
        {"iis6", "PoolThreadLimit = 32", "0", ISAPI, "40ms", "", "", NULL, 25},
        {"iis6", "PoolThreadLimit = 16\nMaxProcesses = 2", "0", ISAPI, "25ms", "", "",
         "40 of 32 threads of w3wp:p, ATQ", 32},
        {"iis5", "", "0", ISAPI, "25ms", "", LIMIT32, "40 of 32 threads of inetinfo, ATQ", 32},
        {"i5m", "", "0", ISAPI, "25ms", "", LIMIT32, "40 of 32 threads of inetinfo, ATQ", 32},
        {"iis5", "", "2", ISAPI, "25ms", "", LIMIT32, "40 of 32 threads of dllhost, ATQ", 32},
        {"iis5", "", "1", ISAPI, "25ms", "", LIMIT32, "40 of 32 threads of dllhost:a, ATQ", 32},
        {"iis6", "", "0", ASP, "16ms", "", CORES2, "62.5 of 50 threads of w3wp:p, ASP", 50},
        {"iis5", "", "0", ASP, "32ms", "", "", "31.2 of 25 threads of inetinfo, ASP", 25},
        {"iis5", "", "2", ASP, "32ms", "", "", "31.2 of 25 threads of dllhost, ASP", 25},
        {"iis5", "", "2", ASP, "50ms", "", "", NULL, 20},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        check_case(&cases[i]);
}

/* A thread that waits for a CGI is busy, not blocked: no other is made in its place. */
static void cgi_has_as_many_threads_as_there_are_without_growing(void)
{
    static const Case cases[] = {
        {"iis6", "", "0", CGI, "200ms", "", "", "5 of 4 threads of w3wp:p, ATQ", 4},
        {"iis5", "", "2", CGI, "100ms", "", CORES2, "10 of 8 threads of inetinfo, ATQ", 8},
        {"iis5", "", "2", ISAPI, "200ms", "", "", NULL, 5},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        check_case(&cases[i]);
}

/* 10 s for each response; http.sys sends by itself. */
static void a_thread_of_inetinfo_that_sends_to_a_slow_client_is_not_free(void)
{
    static const Case cases[] = {
        {"iis5", "", "0", SLOW, "320ms", SLOWLY, LIMIT32, NULL, 3.125},
        {"iis5", "", "0", SLOW, "250ms", SLOWLY, LIMIT32, "40 of 32 threads of inetinfo, ATQ", 3.2},
        {"iis6", "PoolThreadLimit = 32", "0", SLOW, "250ms", SLOWLY, "", NULL, 4},
        {"i5m", "", "0", SLOW, "250ms", SLOWLY, LIMIT32, NULL, 4},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        check_case(&cases[i]);
}

/* Nobody reads of threads that only pass requests on. */
static void aspnet_alone_has_no_line_for_native_threads(void)
{
    g_autoptr(Scenario) scenario = support_load(
        SUPPORT_APP
        "[page:g]\napp = a\nwork = cpu 5ms\n[clients:c]\npages = g\narrivals = every(1s)\n",
        NULL);

    for (uint32_t v = 0; v < scenario->variant_count; v++) {
        g_autoptr(GString) printed = g_string_new(NULL);

        check_load_append(printed, &scenario->variants[v]);
        CU_ASSERT_PTR_NULL(strstr(printed->str, "ATQ"));
        CU_ASSERT_PTR_NULL(strstr(printed->str, "ASP\n"));
    }
}

CU_TestInfo check_load_tests[] = {
    TEST(native_threads_that_cannot_do_what_is_asked_are_overloaded),
    TEST(cgi_has_as_many_threads_as_there_are_without_growing),
    TEST(a_thread_of_inetinfo_that_sends_to_a_slow_client_is_not_free),
    TEST(aspnet_alone_has_no_line_for_native_threads),
    CU_TEST_INFO_NULL,
};
