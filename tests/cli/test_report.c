/* test_report.c - what a report makes of texts, numbers, pictures and directories that anybody may have
 * written. The page as a whole is looked at in a browser: tests/browser/test_report.c. */
#include "cli/report/page.h"
#include "cli/report/source.h"
#include "cli/report/svg.h"
#include "cli/report/words.h"
#include "cli/results/outdir_files.h"
#include "tests/cli/fake.h"
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* ---- numbers ---- */

#define MINUS "\xe2\x88\x92"
#define NBSP  "\xc2\xa0"

static void check_text(char *text, const char *expected)
{
    if (strcmp(text, expected) != 0)
        fprintf(stderr, "'%s' is not '%s'\n", text, expected);
    CU_ASSERT_STRING_EQUAL(text, expected);
    g_free(text);
}

static void numbers_have_groups_a_true_minus_and_a_dash_for_nothing(void)
{
    const QuantityFormat whole = {.unit = "", .factor = 1, .decimals = 0};
    const QuantityFormat fine = {.unit = "ms", .factor = 1e3, .decimals = 2};

    check_text(words_number(&whole, 1234567), "1,234,567");
    check_text(words_number(&whole, -999), MINUS "999");
    check_text(words_number(&whole, -1000), MINUS "1,000");
    check_text(words_number(&whole, -0.2), "0");
    check_text(words_number(&fine, 1.23456), "1,234.56");
    check_text(words_number(&fine, NAN), "\xe2\x80\x93");
    check_text(words_signed(&fine, 0.001), "+1.00");
    check_text(words_signed(&fine, 0), "0.00");
    check_text(words_signed(&fine, -0.001), MINUS "1.00");
}

static void an_interval_stands_behind_its_mean_where_there_is_one(void)
{
    const SimEstimate known = {.mean = 12, .low = 9, .high = 15, .n = 10};
    const SimEstimate single = {.mean = 12, .low = NAN, .high = NAN, .n = 1};
    const SimEstimate exact = {.mean = 0, .low = 0, .high = 0, .n = 10};
    const SimEstimate none = {.mean = NAN, .low = NAN, .high = NAN, .n = 0};

    check_text(words_with_interval(QUANTITY_COUNT, known), "12.0 [9.0," NBSP "15.0]");
    check_text(words_with_interval(QUANTITY_COUNT, single), "12");
    check_text(words_with_interval(QUANTITY_SECONDS, exact), "0" NBSP "ms");
    check_text(words_with_interval(QUANTITY_SECONDS, none), "\xe2\x80\x93");
}

/* ---- pictures ---- */

static void a_picture_keeps_what_is_drawn_and_nothing_that_runs(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *svg = svg_inline(
        "<svg viewBox='0 0 720 100' onload='run()'><script>run()</script><foreignObject><p>x</p>"
        "</foreignObject><g onclick='run()' stroke='rgb(  0, 114, 178)' fill = 'none'>"
        "<path d='M0,0 h1' style='x'/><image href='http://x/'/></g><g> </g>"
        "<text fill='#333333'>a &lt;b&gt; &amp;</text><text stroke='#123456'>c</text></svg>",
        "p-", "what \"it\" shows", &error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(svg);
    CU_ASSERT_STRING_EQUAL(
        svg,
        "<svg role=\"img\" aria-label=\"what &quot;it&quot; shows\" viewBox=\"12 0 708 100\">"
        "<g fill=\"none\" class=\"s-v1\"><path d=\"M0,0 h1\"></path></g>"
        "<text class=\"f-ink\">a &lt;b&gt; &amp;</text><text stroke=\"#123456\">c</text></svg>");
}

static void pictures_share_a_page_without_sharing_ids(void)
{
    g_autofree char *svg =
        svg_inline("<svg xmlns:xlink='x'><defs><circle id='dot'/></defs><use xlink:href='#dot'/>"
                   "<use xlink:href='http://x/#dot'/><g id='other'><path/></g>"
                   "<g id='gnuplot_plot_1a'><path/></g></svg>",
                   "g2-", "x", NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(svg);
    CU_ASSERT_PTR_NOT_NULL(strstr(svg, "<circle id=\"g2-dot\">"));
    CU_ASSERT_PTR_NOT_NULL(strstr(svg, "<use href=\"#g2-dot\">"));
    CU_ASSERT_PTR_NULL(strstr(svg, "http"));
    CU_ASSERT_PTR_NULL(strstr(svg, "other"));
    CU_ASSERT_PTR_NOT_NULL(strstr(svg, "<g class=\"plot\"><path>"));
}

static void what_is_no_picture_is_an_error(void)
{
    static const char *const texts[] = {"", "text", "<svg><g></svg>", "<html></html>", "<svg>"};

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;

        CU_ASSERT_PTR_NULL(svg_inline(texts[i], "p-", "x", &error));
        CU_ASSERT_PTR_NOT_NULL(error);
    }
}

/* ---- texts ---- */

static void texts_and_data_end_no_element(void)
{
    g_autoptr(ReportPage) page = report_page_new();

    report_add(page, "<p title=\"%s\">%s</p>", "a \"b\" 'c'", "</p><script>x & y</script>");
    report_add_data(page, "d", "{\"a\": \"</script><!-- <b>\"}");
    CU_ASSERT_STRING_EQUAL(
        page->body->str,
        "<p title=\"a &quot;b&quot; &apos;c&apos;\">&lt;/p&gt;&lt;script&gt;x &amp; "
        "y&lt;/script&gt;</p>"
        "<script type=\"application/json\" id=\"d\">{\"a\": \"\\u003c/script>\\u003c!-- "
        "\\u003cb>\"}</script>\n");
}

static void the_policy_allows_what_is_embedded_and_nothing_else(void)
{
    g_autoptr(ReportPage) page = report_page_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *text = report_page_finish(page, "t", "", &error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "default-src 'none'; img-src data:; style-src 'sha256-"));
    CU_ASSERT_PTR_NULL(strstr(text, "unsafe"));
    CU_ASSERT_PTR_NULL(strstr(text, "http://"));
    CU_ASSERT_PTR_NULL(strstr(text, "https://"));
}

/* ---- directories ---- */

typedef struct {
    const char *name; /* of the only file; NULL: none */
    const char *text;
    const char *said; /* what the message has to say */
} BadDirectory;

static void check_refused(const BadDirectory *bad)
{
    g_autofree char *path = g_dir_make_tmp("iissim-bad-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(path, bad->name != NULL ? bad->name : "x", NULL);
    g_autoptr(GError) error = NULL;
    ReportSource *source;

    if (bad->name != NULL)
        CU_ASSERT_TRUE(g_file_set_contents(file, bad->text, -1, NULL));
    source = report_source_load(path, &error);
    CU_ASSERT_PTR_NULL(source);
    CU_ASSERT_TRUE(g_error_matches(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA));
    CU_ASSERT_TRUE(error != NULL && g_str_has_prefix(error->message, path));
    if (error == NULL || strstr(error->message, bad->said) == NULL) {
        fprintf(stderr, "%s: %s\n", bad->said, error != NULL ? error->message : "no error");
        CU_FAIL("the message does not say what is wrong");
    }
    report_source_free(source);
    files_remove_tree(path);
}

static void a_directory_that_holds_no_results_is_refused_and_says_why(void)
{
    static const BadDirectory directories[] = {
        {NULL, NULL, "holds no results.json; name a directory"},
        {"journal", "x", "its run is not finished"},
        {"shard.json", "{}", "iissim merge"},
        {"results.json", "", "is empty"},
        {"results.json", "{\"format\": \"iissim-results/1\", \"variants\": {\"iis5\"",
         "is no whole JSON"},
        {"results.json", "[1, 2]", "holds no JSON object"},
        {"results.json", "{}", "says no format"},
        {"results.json", "{\"format\": 7}", "says no format"},
        {"results.json", "{\"format\": \"iissim-results/2\", \"iissim\": \"9.1\"}",
         "its format is 'iissim-results/2', written by iissim 9.1"},
        {"results.json", "{\"format\": \"iissim-results/1\"}", "there is no variant in it"},
        {"results.json", "{\"format\": \"iissim-results/1\", \"variants\": {}}",
         "there is no variant in it"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(directories); i++)
        check_refused(&directories[i]);
}

CU_TestInfo report_tests[] = {
    TEST(numbers_have_groups_a_true_minus_and_a_dash_for_nothing),
    TEST(an_interval_stands_behind_its_mean_where_there_is_one),
    TEST(a_picture_keeps_what_is_drawn_and_nothing_that_runs),
    TEST(pictures_share_a_page_without_sharing_ids),
    TEST(what_is_no_picture_is_an_error),
    TEST(texts_and_data_end_no_element),
    TEST(the_policy_allows_what_is_embedded_and_nothing_else),
    TEST(a_directory_that_holds_no_results_is_refused_and_says_why),
    CU_TEST_INFO_NULL,
};
