/* test_cache.c - the response cache of http.sys and the output cache of ASP.NET: who answers, by
 * exact times, and what published and exact figures say.
 */
#include "tests/models/support.h"

#include <math.h>
#include <string.h>

/* A static page whose work takes a second: who answers shows in its latency. */
#define STATIC_APP                                                                                 \
    "[pool:p]\n[app:a]\npool = p\nstart = warm\nmemory = 0B\n"                                     \
    "[page:s]\napp = a\nurl = /a/x.gif\nwait = 1s\n"
#define GROUP "[clients:c]\npages = s\narrivals = "

/* One line for each request of the group: 'k' when the kernel answered, 'u' when user mode did. */
static char *answered_by(const GArray *records)
{
    GString *text = g_string_new(NULL);

    for (uint64_t i = 0; support_find(records, "c", i) != NULL; i++) {
        const RequestRecord *record = support_find(records, "c", i);

        CU_ASSERT_STRING_EQUAL(record->outcome, "ok");
        g_string_append_c(text, strcmp(record->process, "kernel") == 0 ? 'k' : 'u');
    }
    return g_string_free(text, FALSE);
}

static void expect_answers(const char *model, const char *settings, const char *page,
                           const char *expected)
{
    g_autofree char *text = g_strconcat(SUPPORT_WINDOW SUPPORT_FREE, settings, page, NULL);
    g_autoptr(GArray) records = support_records(text, model, 1, NULL);
    g_autofree char *answers = answered_by(records);

    CU_ASSERT_STRING_EQUAL(answers, expected);
}

/* ---- the kernel cache: what enters ---- */

/* [CC781368] [DWANG]: two requests within 10 s, and the third comes from the cache. */
static void two_requests_within_ActivityPeriod_put_a_static_response_into_the_kernel(void)
{
    static const char *const cached[] = {"iis6", "i5m"};

    for (size_t i = 0; i < G_N_ELEMENTS(cached); i++) {
        expect_answers(cached[i], "", STATIC_APP GROUP "at(0s, 9s, 18s, 27s)\n", "uukk");
        expect_answers(cached[i], "", STATIC_APP GROUP "at(0s, 11s, 22s, 33s)\n", "uuuu");
        expect_answers(cached[i], "", STATIC_APP GROUP "at(0s, 11s, 20s, 40s)\n", "uuuk");
        expect_answers(cached[i], "[httpsys]\nActivityPeriod = 5\n",
                       STATIC_APP GROUP "at(0s, 9s, 13s, 21s)\n", "uuuk");
    }
    expect_answers("iis5", "", STATIC_APP GROUP "at(0s, 9s, 18s, 27s)\n", "uuuu");
}

/* [CC781368]: 0 = always. The response is there once it has been made, not before. */
static void with_ActivityPeriod_0_the_first_response_is_kept_once_it_is_made(void)
{
    expect_answers("iis6", "[httpsys]\nActivityPeriod = 0\n",
                   STATIC_APP GROUP "at(0s, 0.5s, 1.5s, 50s)\n", "uukk");
}

/* [KB820129] [KB817445]: static pages that answer 200, no query, not too big. */
static void what_the_kernel_may_not_keep_goes_to_user_mode_every_time(void)
{
    static const struct {
        const char *page;
        const char *expected;
    } cases[] = {
        {"", "uukk"},
        {"size = 256KB\n", "uukk"},
        {"size = 262145B\n", "uuuu"},
        {"status = 404\n", "uuuu"},
        {"urls = 1000000\n", "uuuu"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *page =
            g_strconcat(STATIC_APP, cases[i].page, GROUP "at(0s, 2s, 4s, 6s)\n", NULL);

        expect_answers("iis6", "", page, cases[i].expected);
        expect_answers("iis6", "[httpsys]\nUriEnableCache = false\n", page, "uuuu");
    }
    expect_answers("iis6", "[httpsys]\nUriMaxUriBytes = 4096\n",
                   STATIC_APP "size = 5KB\n" GROUP "at(0s, 2s, 4s, 6s)\n", "uuuu");
    expect_answers("iis6", "[scriptmap]\n.gif = asp\n", STATIC_APP GROUP "at(0s, 2s, 4s, 6s)\n",
                   "uuuu");
    expect_answers("iis6", "",
                   "[pool:p]\n[app:a]\npool = p\n[page:s]\napp = a\nurl = /a/x.gif?size=2\n" GROUP
                   "at(0s, 2s, 4s, 6s)\n",
                   "uuuu");
}

/* ---- the kernel cache: what leaves ---- */

#define IDLE_20_S  "[httpsys]\nUriScavengerPeriod = 20\nscavenger = idle\n"
#define EVERY_20_S "[httpsys]\nUriScavengerPeriod = 20\n"

/* In between only one request: two would put the response in again. */
static void with_an_idle_scavenger_a_response_lives_until_nobody_has_asked_for_a_period(void)
{
    expect_answers("iis6", IDLE_20_S, STATIC_APP GROUP "at(0s, 1s, 21s, 40s, 59s)\n", "uukkk");
    expect_answers("iis6", IDLE_20_S, STATIC_APP GROUP "at(0s, 1s, 21s, 42s, 59s)\n", "uukuu");
}

/* [CC781368]: the timer is armed at 2 s, when something is first kept: it comes at 22, 42, 62 s. */
static void the_periodic_scavenger_flushes_what_nobody_asked_for_since_its_last_time(void)
{
    expect_answers("iis6", EVERY_20_S, STATIC_APP GROUP "at(0s, 1s, 41s)\n", "uuk");
    expect_answers("iis6", EVERY_20_S, STATIC_APP GROUP "at(0s, 1s, 43s)\n", "uuu");
    expect_answers("iis6", EVERY_20_S, STATIC_APP GROUP "at(0s, 1s, 23s, 59s)\n", "uukk");
}

/* Inference: the pictures of a crashed worker still come, from the kernel. */
static void what_the_kernel_holds_survives_the_worker_that_made_it(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records =
        support_records(SUPPORT_WINDOW SUPPORT_FREE
                        "process-start = wait 30s\n" STATIC_APP GROUP "at(0s, 2s, 10.5s, 20s)\n"
                        "[page:t]\napp = a\nurl = /a/y.gif\nwait = 1s\n"
                        "[clients:d]\npages = t\narrivals = at(10s, 20s)\n"
                        "[fault:f]\nkind = crash\napp = a\nat = 10.2s\n",
                        "iis6", 1, &result);
    g_autofree char *answers = answered_by(records);

    CU_ASSERT_STRING_EQUAL(answers, "uukk");
    SUPPORT_NEAR(support_end_s(records, "c", 2), 10.5);
    SUPPORT_NEAR(support_end_s(records, "c", 3), 20);
    CU_ASSERT_EQUAL(support_count(records, "d", "reset"), 1);
    SUPPORT_NEAR(support_end_s(records, "d", 1), 41.2); /* 10.2 + 30 + 1 */
}

/* ---- the kernel cache: what it costs, and how it is counted ---- */

/* [P1]: a hit costs http-cache-hit and nothing else; it is in no queue of a pool. */
static void a_kernel_hit_costs_http_cache_hit_alone(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW "[costs]\nhttp-cache-hit = kernel 100ms\nhttp-dispatch = kernel 60ms\n"
                       "context-switch = none\nw3wp-native = cpu 200ms\nstatic-w3wp = none\n"
                       "[pool:p]\n[app:a]\npool = p\nstart = warm\n"
                       "[page:s]\napp = a\nurl = /a/x.gif\n" GROUP "at(0s, 2s, 4s)\n",
        "iis6", 1, &result);

    SUPPORT_NEAR(support_end_s(records, "c", 1), 2.36);
    SUPPORT_NEAR(support_end_s(records, "c", 2), 4.1);
    SUPPORT_NEAR(support_value(result, "service(stage:listener)"), (0.08 + 0.08 + 0.05) / 3);
    SUPPORT_NEAR(support_value(result, "service(stage:response)"), (0.08 + 0.08 + 0.05) / 3);
}

/* Of four that the cache could have had it had two; requests of other pages do not count. */
static void cache_hits_is_the_share_of_requests_that_the_kernel_answered(void)
{
    g_autoptr(ModelResult) result =
        support_run(SUPPORT_WINDOW SUPPORT_FREE STATIC_APP GROUP "at(0s, 2s, 4s, 6s)\n"
                                                                 "[page:t]\napp = a\n"
                                                                 "[clients:d]\npages = t\n"
                                                                 "arrivals = every(1s)\n",
                    "iis6", 1);

    SUPPORT_NEAR(support_value(result, "cache.hits"), 0.5);
    SUPPORT_NEAR(support_value(result, "cache.hits(page:s)"), 0.5);
    SUPPORT_NEAR(support_value(result, "cache.hits(clients:c)"), 0.5);
    CU_ASSERT(isnan(support_value(result, "cache.hits(page:t)")));
}

/* Classic ASP never enters; ASP.NET behind inetinfo does not, nor anything on IIS 5. */
static void cache_hits_is_absent_where_no_page_can_be_held(void)
{
    static const struct {
        const char *model;
        const char *url;
    } cases[] = {{"iis6", "/a/x.asp"}, {"i5m", "/a/x.aspx"}, {"iis5", "/a/x.aspx"}};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            g_strconcat(SUPPORT_WINDOW SUPPORT_FREE "[pool:p]\n[app:a]\npool = p\nstart = warm\n"
                                                    "[page:s]\napp = a\noutput-cache = 10s\nurl = ",
                        cases[i].url, "\n" GROUP "every(1s)\n", NULL);
        g_autoptr(ModelResult) result = support_run(text, cases[i].model, 1);

        for (uint32_t v = 0; v < result->value_count; v++)
            CU_ASSERT_STRING_NOT_EQUAL(result->values[v].metric, "cache.hits");
    }
}

/* ---- urls ---- */

/* With 2 URLs each needs two requests of its own; which one a request asks for is its own affair:
 * another group changes nothing. */
static void each_url_is_kept_by_itself_and_drawn_for_the_request(void)
{
    const char *const page = STATIC_APP "urls = 2\n" GROUP "every(1s)\n";
    g_autofree char *more = g_strconcat(
        page, "[page:t]\napp = a\nurls = 7\n[clients:d]\npages = t\narrivals = every(1s)\n", NULL);
    g_autofree char *one_text = g_strconcat(SUPPORT_WINDOW SUPPORT_FREE, page, NULL);
    g_autofree char *two_text = g_strconcat(SUPPORT_WINDOW SUPPORT_FREE, more, NULL);
    g_autoptr(GArray) one = support_records(one_text, "iis6", 1, NULL);
    g_autoptr(GArray) two = support_records(two_text, "iis6", 1, NULL);
    g_autofree char *one_answers = answered_by(one);
    g_autofree char *two_answers = answered_by(two);
    size_t user = 0;

    for (const char *at = one_answers; *at != '\0'; at++)
        user += *at == 'u';
    CU_ASSERT(user >= 4 && user <= 6); /* two for each, more while a response is being made */
    CU_ASSERT_STRING_EQUAL(one_answers, two_answers);
}

/* ---- the output cache ---- */

#define CACHED_APP                                                                                 \
    "[pool:p]\n[app:a]\npool = p\nstart = warm\nmemory = 0B\n"                                     \
    "[page:s]\napp = a\nwait = 1s\noutput-cache = 10s\n"
#define USER_MODE "[httpsys]\nUriEnableCache = false\n"

static void expect_ends(const char *model, const char *settings, const char *page,
                        const double *ends_s, uint64_t count)
{
    g_autofree char *text = g_strconcat(SUPPORT_WINDOW SUPPORT_FREE, settings, page, NULL);
    g_autoptr(GArray) records = support_records(text, model, 1, NULL);

    for (uint64_t i = 0; i < count; i++)
        SUPPORT_NEAR(support_end_s(records, "c", i), ends_s[i]);
}

/* [RS:HttpApplication.cs]: made at 1 s, valid until 11 s; those that overlap execute. */
static void an_output_cache_hit_skips_the_work_of_the_page_until_it_expires(void)
{
    static const double ends_s[] = {1, 1.5, 2, 10.9, 13, 14};
    const char *page = CACHED_APP GROUP "at(0s, 0.5s, 2s, 10.9s, 12s, 14s)\n";

    for (size_t i = 0; i < SUPPORT_MODELS; i++)
        expect_ends(support_models[i], SUPPORT_READY_THREADS USER_MODE, page, ends_s,
                    G_N_ELEMENTS(ends_s));
}

static void only_the_page_that_asks_for_it_is_output_cached(void)
{
    static const double ends_s[] = {1, 3, 5};
    static const char *const pages[] = {"output-cache = off\n", "",
                                        "output-cache = 10s\nstatus = 500\n",
                                        "output-cache = 10s\nurls = 1000000\n"};

    for (size_t i = 0; i < G_N_ELEMENTS(pages); i++) {
        g_autofree char *page =
            g_strconcat("[pool:p]\n[app:a]\npool = p\nstart = warm\nmemory = 0B\n"
                        "[page:s]\napp = a\nwait = 1s\n",
                        pages[i], GROUP "at(0s, 2s, 4s)\n", NULL);

        expect_ends("iis6", "", page, ends_s, G_N_ELEMENTS(ends_s));
    }
}

/* The pipeline is what is left: [P1] derives its cost from just this. */
static void an_output_cache_hit_costs_the_pipeline(void)
{
    static const double ends_s[] = {1.3, 2.3};
    g_autofree char *page = g_strconcat(CACHED_APP, GROUP "at(0s, 2s)\n", NULL);

    expect_ends("iis6", "pipeline = wait 300ms\n" USER_MODE, page, ends_s, G_N_ELEMENTS(ends_s));
}

/* Each process has an AppDomain of its own, and a new one starts empty. */
static void the_output_cache_dies_with_its_process(void)
{
    static const double ends_s[] = {1, 2, 5, 6};
    const char *page =
        CACHED_APP "[fault:f]\nkind = crash\napp = a\nat = 3s\n" GROUP "at(0s, 2s, 4s, 6s)\n";

    for (size_t i = 0; i < SUPPORT_MODELS; i++)
        expect_ends(support_models[i], USER_MODE, page, ends_s, G_N_ELEMENTS(ends_s));
}

/* ---- from the output cache into the kernel ---- */

/* [WMI-HR]: with an expiry, from the first response on; gone when it expires, not a period later. */
static void an_output_cached_page_enters_the_kernel_until_it_expires(void)
{
    expect_answers("iis6", "", CACHED_APP GROUP "at(0s, 2s, 10.9s, 11.1s, 14s)\n", "ukkuk");
    expect_answers("i5m", "", CACHED_APP GROUP "at(0s, 2s, 10.9s, 11.1s, 14s)\n", "uuuuu");
    expect_answers("iis5", "", CACHED_APP GROUP "at(0s, 2s, 10.9s, 11.1s, 14s)\n", "uuuuu");
}

/* [MSDN-HR11] [KB817445] [RS:ISAPIWorkerRequest.cs] */
static void enableKernelOutputCache_and_a_query_keep_it_out(void)
{
    expect_answers("iis6", "[aspnet]\nenableKernelOutputCache = false\n",
                   CACHED_APP GROUP "at(0s, 2s, 4s)\n", "uuu");
    expect_answers("iis6", "",
                   "[pool:p]\n[app:a]\npool = p\nstart = warm\nenableKernelOutputCache = false\n"
                   "[page:s]\napp = a\noutput-cache = 10s\n" GROUP "at(0s, 2s, 4s)\n",
                   "uuu");
    expect_answers("iis6", "", CACHED_APP "url = /a/x.aspx?id=1\n" GROUP "at(0s, 2s, 4s)\n", "uuu");
    expect_answers("iis6", USER_MODE, CACHED_APP GROUP "at(0s, 2s, 4s)\n", "uuu");
}

/* Flushed at 22 s at the latest, its output-cache entry still good: user mode puts it in again. */
static void what_the_scavenger_flushed_enters_again_from_the_output_cache(void)
{
    g_autoptr(GArray) records = support_records(
        SUPPORT_WINDOW SUPPORT_FREE IDLE_20_S
        "[pool:p]\n[app:a]\npool = p\nstart = warm\nmemory = 0B\n"
        "[page:s]\napp = a\nwait = 1s\noutput-cache = 50s\n" GROUP "at(0s, 2s, 30s, 40s, 52s)\n",
        "iis6", 1, NULL);
    g_autofree char *answers = answered_by(records);

    CU_ASSERT_STRING_EQUAL(answers, "ukuku");
    SUPPORT_NEAR(support_end_s(records, "c", 2), 30);
    SUPPORT_NEAR(support_end_s(records, "c", 4), 53);
}

/* The AppDomain and its output cache are gone, the kernel's entry is not. */
static void the_kernels_copy_survives_the_AppDomain_that_made_it(void)
{
    expect_answers("iis6", "",
                   CACHED_APP "[fault:f]\nkind = crash\napp = a\nat = 3s\n" GROUP
                              "at(0s, 2s, 4s, 10s, 12s)\n",
                   "ukkku");
}

/* ---- what is published, and what is exact ---- */

/* [P1]: 100 connections, one output-cached page of 4.4 KB: 1,394 and 15,416 requests/s. */
static void the_published_throughputs_with_and_without_the_kernel_cache_come_out(void)
{
    static const struct {
        const char *setting;
        double per_s;
    } cases[] = {
        {"UriEnableCache = false\n", 1394},
        {"UriEnableCache = true\n", 15416},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            g_strconcat("[scenario]\nduration = 10s\nwarmup = 20s\n[httpsys]\n", cases[i].setting,
                        "[pool:p]\n[app:a]\npool = p\nstart = warm\n"
                        "[page:g]\napp = a\ncpu = 20ms\nsize = 4400B\noutput-cache = 1h\n"
                        "[clients:c]\npages = g\narrivals = users(100, think=0ms)\n",
                        NULL);
        g_autoptr(ModelResult) result = support_run(text, "iis6", 1);
        double throughput = support_value(result, "throughput");

        CU_ASSERT_DOUBLE_EQUAL(throughput, cases[i].per_s, 0.1 * cases[i].per_s);
        CU_ASSERT_EQUAL(support_value(result, "loss"), 0);
    }
}

/* [KB817445]: what nobody gets anonymously, and what anything else keeps out. */
static void what_is_authenticated_or_marked_is_not_kept_by_the_kernel(void)
{
    static const char *const settings[] = {"", "authenticated = true\n", "kernel-cache = false\n"};

    for (size_t s = 0; s < G_N_ELEMENTS(settings); s++) {
        g_autofree char *text = g_strdup_printf(SUPPORT_WINDOW SUPPORT_FREE
                                                "[httpsys]\nActivityPeriod = 0\n" SUPPORT_APP
                                                "[page:s]\napp = a\nurl = /a/x.gif\n%s"
                                                "[clients:c]\npages = s\narrivals = at(1s, 2s)\n",
                                                settings[s]);
        g_autoptr(GArray) records = support_records(text, "iis6", 1, NULL);

        CU_ASSERT_STRING_EQUAL(support_find(records, "c", 1)->process,
                               s == 0 ? "kernel" : "w3wp:p");
    }
}

/* [CC781368] [KB820129]: a change flushes what is of that application. */
static void a_change_of_an_application_flushes_what_the_kernel_holds_of_it(void)
{
    static const char text[] =
        SUPPORT_WINDOW SUPPORT_FREE "[httpsys]\nActivityPeriod = 0\n[pool:p]\n"
                                    "[app:a]\npool = p\nstart = warm\n"
                                    "[app:b]\npool = p\nstart = warm\n"
                                    "[page:s]\napp = a\nurl = /a/x.gif\n"
                                    "[page:t]\napp = b\nurl = /b/x.gif\n"
                                    "[clients:c]\npages = s\narrivals = at(1s, 2s, 4s)\n"
                                    "[clients:d]\npages = t\narrivals = at(1s, 2s, 4s)\n"
                                    "[fault:f]\nkind = config-change\nwhat = web.config\n"
                                    "app = a\nat = 3s\n";
    g_autoptr(ModelResult) result = support_run(text, "iis6", 1);

    SUPPORT_NEAR(support_value(result, "cache.hits(page:s)"), 1.0 / 3);
    SUPPORT_NEAR(support_value(result, "cache.hits(page:t)"), 2.0 / 3);
}

CU_TestInfo cache_tests[] = {
    TEST(what_is_authenticated_or_marked_is_not_kept_by_the_kernel),
    TEST(a_change_of_an_application_flushes_what_the_kernel_holds_of_it),
    TEST(two_requests_within_ActivityPeriod_put_a_static_response_into_the_kernel),
    TEST(with_ActivityPeriod_0_the_first_response_is_kept_once_it_is_made),
    TEST(what_the_kernel_may_not_keep_goes_to_user_mode_every_time),
    TEST(with_an_idle_scavenger_a_response_lives_until_nobody_has_asked_for_a_period),
    TEST(the_periodic_scavenger_flushes_what_nobody_asked_for_since_its_last_time),
    TEST(what_the_kernel_holds_survives_the_worker_that_made_it),
    TEST(a_kernel_hit_costs_http_cache_hit_alone),
    TEST(cache_hits_is_the_share_of_requests_that_the_kernel_answered),
    TEST(cache_hits_is_absent_where_no_page_can_be_held),
    TEST(each_url_is_kept_by_itself_and_drawn_for_the_request),
    TEST(an_output_cache_hit_skips_the_work_of_the_page_until_it_expires),
    TEST(only_the_page_that_asks_for_it_is_output_cached),
    TEST(an_output_cache_hit_costs_the_pipeline),
    TEST(the_output_cache_dies_with_its_process),
    TEST(an_output_cached_page_enters_the_kernel_until_it_expires),
    TEST(enableKernelOutputCache_and_a_query_keep_it_out),
    TEST(what_the_scavenger_flushed_enters_again_from_the_output_cache),
    TEST(the_kernels_copy_survives_the_AppDomain_that_made_it),
    TEST(the_published_throughputs_with_and_without_the_kernel_cache_come_out),
    CU_TEST_INFO_NULL,
};

const TestBehaviour cache_behaviours[] = {
    {AREA_CACHE, "two requests within ActivityPeriod", "iis6, i5m",
     "put a static response into the kernel's cache; later ones never enter user mode",
     "CC781368 DWANG", "httpsys.ActivityPeriod",
     "two_requests_within_ActivityPeriod_put_a_static_response_into_the_kernel"},
    {AREA_CACHE, "no kernel response cache", "iis5", "static files come from inetinfo", "DOM2",
     NULL, "cache_hits_is_absent_where_no_page_can_be_held"},
    {AREA_CACHE, "the scavenger", "iis6, i5m", "flushes what nobody asked for since its last time",
     "CC781368 KB820129", "httpsys.UriScavengerPeriod httpsys.scavenger",
     "the_periodic_scavenger_flushes_what_nobody_asked_for_since_its_last_time"},
    {AREA_CACHE, "size, query, switched off", "iis6, i5m",
     "bigger than UriMaxUriBytes, with a query, or with UriEnableCache = false nothing is kept",
     "KB817445 KB820129", "httpsys.UriMaxUriBytes httpsys.UriEnableCache",
     "what_the_kernel_may_not_keep_goes_to_user_mode_every_time"},
    {AREA_CACHE, "not anonymous, MD_VR_NO_CACHE, dynamic compression, footer, UNC", "iis6, i5m",
     "a page that is authenticated, or whose kernel-cache is false, is not kept", "KB817445",
     "page.authenticated page.kernel-cache",
     "what_is_authenticated_or_marked_is_not_kept_by_the_kernel"},
    {AREA_CACHE, "flush on file and configuration change", "iis6, i5m",
     "all that is held of the application goes", "CC781368 KB820129", NULL,
     "a_change_of_an_application_flushes_what_the_kernel_holds_of_it"},
    {AREA_CACHE, "ASP.NET's output cache enters the kernel's", "iis6", "until its entry expires",
     "WMI-HR RS:ISAPIWorkerRequest.cs", "page.output-cache",
     "an_output_cached_page_enters_the_kernel_until_it_expires"},
    {AREA_CACHE, "what keeps the output cache out of the kernel's", "iis6",
     "enableKernelOutputCache = false, of all or of an application, or a query in the URL",
     "WMI-HR MSDN-HR11", "aspnet.enableKernelOutputCache app.enableKernelOutputCache",
     "enableKernelOutputCache_and_a_query_keep_it_out"},
    {AREA_CACHE, "what the kernel holds survives a worker", "iis6",
     "a crash of the worker that made it changes nothing (inference)", "CC781368", NULL,
     "what_the_kernel_holds_survives_the_worker_that_made_it"},
    {AREA_CACHE, "output cache", "all", "a hit skips the page's own work until it expires",
     "RS:HttpApplication.cs", "page.output-cache",
     "an_output_cache_hit_skips_the_work_of_the_page_until_it_expires"},
    {AREA_CACHE, "cache flag of other ISAPIs (HSE_REQ_VECTOR_SEND)", "iis6",
     "no page of an ISAPI says that it asks for it", "DWANG", NULL, NULL},
    {.what = NULL},
};
