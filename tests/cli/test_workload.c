/* test_workload.c - from a log to applications, pages and arrivals. */
#include "cli/import/urlkind.h"
#include "cli/import/workload.h"
#include "tests/suites.h"
#include <glib/gstdio.h>
#include <string.h>

#define FIELDS "#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status time-taken\n"

static const WorkloadOptions plain = {.pages_max = 200, .seed = 1};

/* One record of 2004-03-15. */
static void add(GString *text, int second, const char *path, int status, int taken_ms)
{
    g_string_append_printf(text, "2004-03-15 10:%02d:%02d 192.0.2.1 GET %s - %d %d\n", second / 60,
                           second % 60, path, status, taken_ms);
}

static W3cLog *log_of(const char *text)
{
    W3cLog *log = w3c_log_new((W3cWindow){.from_s = INT64_MIN, .to_s = INT64_MAX});
    g_autofree char *path = NULL;
    const int descriptor = g_file_open_tmp("iissim-test-XXXXXX.log", &path, NULL);

    g_assert(descriptor >= 0);
    g_assert(g_file_set_contents(path, text, -1, NULL));
    g_assert(w3c_log_read(log, path, NULL));
    g_unlink(path);
    g_close(descriptor, NULL);
    w3c_log_finish(log);
    return log;
}

static Workload *workload_of(const GString *text, const WorkloadOptions *options)
{
    g_autoptr(W3cLog) log = log_of(text->str);

    return workload_new(log, options);
}

static const WorkloadPage *page(const Workload *workload, const char *name)
{
    for (uint32_t i = 0; i < workload->page_count; i++)
        if (strcmp(workload->pages[i].name, name) == 0)
            return &workload->pages[i];
    return NULL;
}

static void a_request_arrives_its_time_taken_before_its_stamp(void)
{
    g_autoptr(GString) text = g_string_new(FIELDS);

    add(text, 10, "/quick.aspx", 200, 0);
    add(text, 20, "/slow.aspx", 200, 14500);
    g_autoptr(Workload) workload = workload_of(text, &plain);

    /* slow: stamped within [20, 21), so it came within [5.5, 6.5) */
    CU_ASSERT_EQUAL_FATAL(workload->arrival_count, 2);
    CU_ASSERT_STRING_EQUAL(workload->pages[workload->arrivals[0].page].name, "slow-aspx");
    CU_ASSERT(workload->origin_s == 1079344805 || workload->origin_s == 1079344806);
    CU_ASSERT(workload->arrivals[0].time_us >= 0 && workload->arrivals[0].time_us < 1000000);
    CU_ASSERT_EQUAL(workload->duration_s, 1079344821 - workload->origin_s);
}

static void requests_of_one_second_are_spread_over_it_in_the_order_of_the_log(void)
{
    g_autoptr(GString) text = g_string_new(FIELDS);

    for (int i = 0; i < 50; i++) {
        char path[20];

        g_snprintf(path, sizeof path, "/p%02d.aspx", i);
        add(text, 10, path, 200, 0);
    }
    g_autoptr(Workload) workload = workload_of(text, &plain);
    int64_t largest_gap_us = 0;

    for (uint32_t i = 0; i < 50; i++) {
        char name[20];

        g_snprintf(name, sizeof name, "p%02u-aspx", i);
        CU_ASSERT_STRING_EQUAL(workload->pages[workload->arrivals[i].page].name, name);
        CU_ASSERT(workload->arrivals[i].time_us >= 0 && workload->arrivals[i].time_us < 1000000);
        if (i > 0)
            largest_gap_us = MAX(largest_gap_us,
                                 workload->arrivals[i].time_us - workload->arrivals[i - 1].time_us);
    }
    CU_ASSERT(largest_gap_us < 300000);
}

static void the_seed_moves_arrivals_and_the_same_seed_does_not(void)
{
    const WorkloadOptions other = {.pages_max = 200, .seed = 2};
    g_autoptr(GString) text = g_string_new(FIELDS);

    for (int i = 0; i < 20; i++)
        add(text, i, "/a.aspx", 200, 15);
    g_autoptr(Workload) first = workload_of(text, &plain);
    g_autoptr(Workload) again = workload_of(text, &plain);
    g_autoptr(Workload) moved = workload_of(text, &other);

    CU_ASSERT_EQUAL(memcmp(first->arrivals, again->arrivals, 20 * sizeof *first->arrivals), 0);
    CU_ASSERT_NOT_EQUAL(memcmp(first->arrivals, moved->arrivals, 20 * sizeof *first->arrivals), 0);
}

static void a_page_answers_what_it_usually_answered(void)
{
    g_autoptr(GString) text = g_string_new(FIELDS);

    for (int i = 0; i < 30; i++)
        add(text, i, "/login.aspx", i < 29 ? 302 : 500, 15);
    for (int i = 0; i < 10; i++)
        add(text, 30 + i, "/favicon.ico", 404, 0);
    g_autoptr(Workload) workload = workload_of(text, &plain);

    CU_ASSERT_EQUAL_FATAL(workload->page_count, 2);
    CU_ASSERT_EQUAL(workload->pages[0].status, 302);
    CU_ASSERT_EQUAL(workload->pages[0].usual, 29);
    CU_ASSERT_EQUAL(workload->pages[1].status, 404);
    CU_ASSERT_EQUAL(workload->odd, 1);
}

static void a_path_that_often_answers_in_two_ways_is_two_pages(void)
{
    g_autoptr(GString) text = g_string_new(FIELDS);

    for (int i = 0; i < 40; i++)
        add(text, i, "/logo.gif", i % 4 == 0 ? 304 : 200, i % 4 == 0 ? 0 : 200);
    g_autoptr(Workload) workload = workload_of(text, &plain);

    CU_ASSERT_EQUAL_FATAL(workload->page_count, 2);
    CU_ASSERT_STRING_EQUAL(workload->pages[0].name, "logo-gif");
    CU_ASSERT_EQUAL(workload->pages[0].requests, 30);
    CU_ASSERT_STRING_EQUAL(workload->pages[1].name, "logo-gif-304");
    CU_ASSERT_EQUAL(workload->pages[1].status, 304);
    CU_ASSERT_EQUAL(workload->pages[1].requests, 10);
    CU_ASSERT_EQUAL(workload->odd, 0);
    CU_ASSERT(workload->pages[1].times.mean_s < workload->pages[0].times.mean_s);
}

static void a_rare_second_answer_makes_no_page(void)
{
    g_autoptr(GString) text = g_string_new(FIELDS);

    for (int i = 0; i < 10; i++) /* often enough, but too few */
        add(text, i, "/a.gif", i < 4 ? 304 : 200, 15);
    for (int i = 0; i < 100; i++) /* enough, but too seldom */
        add(text, i, "/b.gif", i < 9 ? 304 : 200, 15);
    g_autoptr(Workload) workload = workload_of(text, &plain);

    CU_ASSERT_EQUAL(workload->page_count, 2);
    CU_ASSERT_EQUAL(workload->odd, 13);
}

static void paths_go_to_the_application_with_the_longest_prefix(void)
{
    const WorkloadApp apps[] = {{"/shop", "shop"}, {"/shop/admin", "admin"}};
    const WorkloadOptions options = {.apps = apps, .app_count = 2, .pages_max = 200, .seed = 1};
    g_autoptr(GString) text = g_string_new(FIELDS);

    add(text, 1, "/Shop/a.aspx", 200, 15);
    add(text, 2, "/shop/ADMIN/b.aspx", 200, 15);
    add(text, 3, "/shopping/c.aspx", 200, 15);
    g_autoptr(Workload) workload = workload_of(text, &options);

    CU_ASSERT_EQUAL_FATAL(workload->app_count, 3);
    CU_ASSERT_STRING_EQUAL(workload->apps[page(workload, "shop-a-aspx")->app].name, "shop");
    CU_ASSERT_STRING_EQUAL(workload->apps[page(workload, "shop-admin-b-aspx")->app].name, "admin");
    CU_ASSERT_STRING_EQUAL(workload->apps[page(workload, "shopping-c-aspx")->app].name, "site");
}

static void rare_paths_share_a_page_for_each_handler(void)
{
    const WorkloadOptions options = {.pages_max = 1, .seed = 1};
    g_autoptr(GString) text = g_string_new(FIELDS);

    for (int i = 0; i < 5; i++)
        add(text, i, "/often.aspx", 200, 15);
    add(text, 6, "/x.aspx", 200, 15);
    add(text, 7, "/y.aspx", 200, 15);
    add(text, 8, "/z.gif", 200, 15);
    add(text, 9, "/z.asp", 200, 15);
    add(text, 10, "/zz.aspx", 200, 15);
    g_autoptr(Workload) workload = workload_of(text, &options);

    CU_ASSERT_EQUAL_FATAL(workload->page_count, 4);
    CU_ASSERT_STRING_EQUAL(workload->pages[0].name, "often-aspx");
    CU_ASSERT_EQUAL(page(workload, "other-dynamic")->paths, 3);
    CU_ASSERT_EQUAL(page(workload, "other-dynamic")->requests, 3);
    CU_ASSERT_EQUAL(page(workload, "other-static")->handler, HANDLER_STATIC);
    CU_ASSERT_EQUAL(page(workload, "other-asp")->handler, HANDLER_ASP);
}

static void what_answers_without_an_extension_is_code_and_what_redirects_is_not(void)
{
    g_autoptr(GString) text = g_string_new(FIELDS);

    add(text, 1, "/Order", 200, 15);
    add(text, 2, "/images", 301, 0);
    add(text, 3, "/gone", 404, 0);
    add(text, 4, "/", 200, 15);
    g_autoptr(Workload) dynamic = workload_of(text, &plain);

    CU_ASSERT_EQUAL(page(dynamic, "order")->handler, HANDLER_ASPNET);
    CU_ASSERT_STRING_EQUAL(page(dynamic, "order")->url, "/order.aspx");
    CU_ASSERT_EQUAL(page(dynamic, "images")->handler, HANDLER_STATIC);
    CU_ASSERT_EQUAL(page(dynamic, "gone")->handler, HANDLER_STATIC);
    CU_ASSERT_EQUAL(page(dynamic, "root")->handler, HANDLER_ASPNET);

    g_string_assign(text, FIELDS);
    add(text, 1, "/", 200, 15);
    add(text, 2, "/a.htm", 200, 15);
    g_autoptr(Workload) only_files = workload_of(text, &plain);

    CU_ASSERT_EQUAL(page(only_files, "root")->handler, HANDLER_STATIC);
}

/* Six requests, half an hour from one to the next. */
static Workload *seldom_asked(int taken_ms)
{
    g_autoptr(GString) text = g_string_new(FIELDS);

    for (int i = 0; i < 6; i++)
        g_string_append_printf(text, "2004-03-15 %02d:%02d:00 192.0.2.1 GET /a.aspx - 200 %d\n",
                               10 + i / 2, i % 2 * 30, taken_ms);
    return workload_of(text, &plain);
}

static void quick_answers_after_long_pauses_show_that_workers_stay(void)
{
    g_autoptr(Workload) quick = seldom_asked(100);
    g_autoptr(Workload) slow = seldom_asked(1500);
    g_autoptr(GString) text = g_string_new(FIELDS);

    for (int i = 0; i < 20; i++)
        add(text, i, "/a.aspx", 200, 15);
    g_autoptr(Workload) busy = workload_of(text, &plain);

    CU_ASSERT_EQUAL(quick->idle_gaps, 5);
    CU_ASSERT(quick->stays_warm);
    CU_ASSERT_EQUAL(slow->idle_gaps, 5);
    CU_ASSERT_FALSE(slow->stays_warm);
    CU_ASSERT_EQUAL(busy->idle_gaps, 0);
    CU_ASSERT_FALSE(busy->stays_warm);
}

static void without_times_demands_are_assumed(void)
{
    g_autoptr(GString) text = g_string_new("#Fields: date time cs-uri-stem\n"
                                           "2004-03-15 10:00:00 /a.aspx\n"
                                           "2004-03-15 10:00:00 /b.gif\n");
    g_autoptr(Workload) workload = workload_of(text, &plain);

    CU_ASSERT_EQUAL(workload->timed, 0);
    CU_ASSERT_EQUAL(workload->times.count, 0);
    CU_ASSERT_EQUAL(page(workload, "a-aspx")->demand_kind, DEMAND_ASSUMED);
    CU_ASSERT_EQUAL(page(workload, "a-aspx")->status, 200);
    CU_ASSERT(fit_mean_s(&page(workload, "a-aspx")->demand) > 0);
    CU_ASSERT_EQUAL(fit_mean_s(&page(workload, "b-gif")->demand), 0);
}

static void urls_keep_to_characters_that_a_scenario_can_hold(void)
{
    static const struct {
        const char *path;
        WebHandler handler;
        const char *url;
        const char *name;
    } cases[] = {
        {"/shop/cart.aspx", HANDLER_ASPNET, "/shop/cart.aspx", "shop-cart-aspx"},
        {"/a # b/{i}.gif", HANDLER_STATIC, "/a%20%23%20b/%7bi%7d.gif", "a-b-i-gif"},
        {"/\xc3\xbc.htm", HANDLER_STATIC, "/%c3%bc.htm", "htm"},
        {"//a///b//", HANDLER_STATIC, "/a/b/", "a-b"},
        {"//a//b.aspx", HANDLER_ASPNET, "/a/b.aspx", "a-b-aspx"},
        {"/", HANDLER_ASPNET, "/default.aspx", "root"},
        {"/", HANDLER_STATIC, "/", "root"},
        {"/x.dll/path", HANDLER_ISAPI, "/x.dll/path.dll", "x-dll-path"},
        {"/api/v1.0/orders", HANDLER_ASPNET, "/api/v1.0/orders.aspx", "api-v1-0-orders"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *url = urlkind_url(cases[i].path, cases[i].handler);
        g_autofree char *name = urlkind_page_name(cases[i].path);

        CU_ASSERT_STRING_EQUAL(url, cases[i].url);
        CU_ASSERT_STRING_EQUAL(name, cases[i].name);
    }
}

static void the_extension_tells_the_handler_also_before_further_path(void)
{
    WebHandler handler;

    CU_ASSERT_EQUAL(urlkind_of("/a/b.aspx", &handler), URLKIND_BY_EXTENSION);
    CU_ASSERT_EQUAL(handler, HANDLER_ASPNET);
    CU_ASSERT_EQUAL(urlkind_of("/a.dll/b/c", &handler), URLKIND_BY_EXTENSION);
    CU_ASSERT_EQUAL(handler, HANDLER_ISAPI);
    CU_ASSERT_EQUAL(urlkind_of("/a.b/c", &handler), URLKIND_BARE);
    CU_ASSERT_EQUAL(urlkind_of("/a/", &handler), URLKIND_DIRECTORY);
    CU_ASSERT_EQUAL(urlkind_of("/a.gif", &handler), URLKIND_BY_EXTENSION);
    CU_ASSERT_EQUAL(handler, HANDLER_STATIC);
    CU_ASSERT_PTR_NULL(urlkind_scriptmap("/a.aspx"));
    CU_ASSERT_STRING_EQUAL(urlkind_scriptmap("/a.svc"), ".svc");
}

static void pages_of_one_name_are_told_apart_by_a_number(void)
{
    g_autoptr(GString) text = g_string_new(FIELDS);

    add(text, 1, "/a-b.aspx", 200, 15);
    add(text, 2, "/a/b.aspx", 200, 15);
    g_autoptr(Workload) workload = workload_of(text, &plain);

    CU_ASSERT_EQUAL_FATAL(workload->page_count, 2);
    CU_ASSERT_PTR_NOT_NULL(page(workload, "a-b-aspx"));
    CU_ASSERT_PTR_NOT_NULL(page(workload, "a-b-aspx-2"));
}

CU_TestInfo workload_tests[] = {
    TEST(a_request_arrives_its_time_taken_before_its_stamp),
    TEST(requests_of_one_second_are_spread_over_it_in_the_order_of_the_log),
    TEST(the_seed_moves_arrivals_and_the_same_seed_does_not),
    TEST(a_page_answers_what_it_usually_answered),
    TEST(a_path_that_often_answers_in_two_ways_is_two_pages),
    TEST(a_rare_second_answer_makes_no_page),
    TEST(paths_go_to_the_application_with_the_longest_prefix),
    TEST(rare_paths_share_a_page_for_each_handler),
    TEST(what_answers_without_an_extension_is_code_and_what_redirects_is_not),
    TEST(quick_answers_after_long_pauses_show_that_workers_stay),
    TEST(without_times_demands_are_assumed),
    TEST(urls_keep_to_characters_that_a_scenario_can_hold),
    TEST(the_extension_tells_the_handler_also_before_further_path),
    TEST(pages_of_one_name_are_told_apart_by_a_number),
    CU_TEST_INFO_NULL,
};
