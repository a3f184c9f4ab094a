/* test_browser.c - the browser that other tests drive sees what they rely on it to see. */
#include "tests/browser/fixture.h"
#include "tests/suites.h"
#include <glib/gstdio.h>
#include <string.h>

/* Opens a page of this. */
static void open_page(Browser *browser, const char *body)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("iissim-page-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "a page.html", NULL);
    g_autofree char *text = g_strdup_printf(
        "<!doctype html><html lang=en><meta charset=utf-8><title>t</title>%s", body);

    CHECK(g_file_set_contents(path, text, -1, &error));
    CHECK(browser_open(browser, path, &error));
    g_unlink(path);
    g_rmdir(folder);
}

static void a_page_answers_questions(void)
{
    Browser *browser = fixture_browser();
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    double number = 0;
    bool is_true = false;

    if (browser == NULL)
        return;
    open_page(browser, "<p id=p>h\xc3\xa9 \"quoted\" \\ text</p>");
    text = browser_text(browser, "document.getElementById('p').textContent", &error);
    CHECK(text != NULL);
    CU_ASSERT_STRING_EQUAL(text, "h\xc3\xa9 \"quoted\" \\ text");
    CHECK(browser_number(browser, "Promise.resolve(6 * 7)", &number, &error));
    CU_ASSERT_EQUAL(number, 42);
    CHECK(browser_is(browser, "document.title === 't'", &is_true, &error));
    CU_ASSERT_TRUE(is_true);
    CU_ASSERT_FALSE(browser_is(browser, "'text'", &is_true, NULL));
    CU_ASSERT_FALSE(browser_is(browser, "missing.thing", &is_true, &error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "missing is not defined"));
    CHECK_QUIET(browser);
}

static void what_a_page_says_on_the_console_is_kept(void)
{
    Browser *browser = fixture_browser();
    const GPtrArray *said;

    if (browser == NULL)
        return;
    open_page(browser, "<script>console.error('first', 1); console.log('not this')</script>"
                       "<script>console.warn('second')</script><script>third()</script>");
    CHECK_THAT(browser, "true");
    said = browser_complaints(browser);
    CU_ASSERT_EQUAL(said->len, 3);
    for (guint i = 0; i < said->len; i++)
        CU_ASSERT_PTR_NOT_NULL(
            strstr(said->pdata[i], ((const char *[]){"first", "second", "third"})[MIN(i, 2)]));
    open_page(browser, "<p>quiet");
    CHECK_QUIET(browser);
}

static void what_the_content_security_policy_forbids_is_a_complaint(void)
{
    Browser *browser = fixture_browser();

    if (browser == NULL)
        return;
    open_page(browser, "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">"
                       "<script>document.title = 'run'</script>");
    CHECK_THAT(browser, "document.title === 't'");
    CU_ASSERT_EQUAL(browser_complaints(browser)->len, 1);
}

static void every_request_but_the_page_itself_is_recorded(void)
{
    Browser *browser = fixture_browser();
    const GPtrArray *requests;

    if (browser == NULL)
        return;
    open_page(browser,
              "<img alt='' src='http://example.com/x.png'><link rel=stylesheet href=no.css>");
    CHECK_THAT(browser, "true");
    requests = browser_requests(browser);
    CU_ASSERT_EQUAL(requests->len, 2);
    CU_ASSERT_STRING_EQUAL(requests->len > 0 ? requests->pdata[0] : "", "http://example.com/x.png");
}

static void keys_clicks_and_media_reach_the_page(void)
{
    Browser *browser = fixture_browser();
    g_autoptr(GError) error = NULL;

    if (browser == NULL)
        return;
    open_page(browser,
              "<button id=a>a</button><button id=b onclick='this.textContent=\"hit\"'>b</button>"
              "<input id=i>");
    CHECK(browser_viewport(browser, 400, 300, &error));
    CHECK_THAT(browser, "innerWidth === 400 && innerHeight === 300");
    CHECK(browser_key(browser, "Tab", &error));
    CHECK_THAT(browser, "document.activeElement.id === 'a'");
    CHECK(browser_click(browser, "#b", &error));
    CHECK_THAT(browser, "document.getElementById('b').textContent === 'hit'");
    CHECK(browser_key(browser, "Tab", &error));
    CHECK(browser_key(browser, "q", &error));
    CHECK_THAT(browser, "document.getElementById('i').value === 'q'");
    CHECK(browser_media(browser, (BrowserMedia){.is_dark = true, .has_reduced_motion = true},
                        &error));
    CHECK_THAT(browser, "matchMedia('(prefers-color-scheme: dark)').matches && "
                        "matchMedia('(prefers-reduced-motion: reduce)').matches");
    CHECK(browser_media(browser, (BrowserMedia){.is_print = true}, &error));
    CHECK_THAT(browser, "matchMedia('print').matches && "
                        "!matchMedia('(prefers-color-scheme: dark)').matches");
    CHECK(browser_media(browser, (BrowserMedia){.is_dark = false}, &error));
}

static void a_page_becomes_a_picture_and_a_document(void)
{
    Browser *browser = fixture_browser();
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("iissim-page-XXXXXX", NULL);
    g_autofree char *picture = g_build_filename(folder, "p.png", NULL);
    g_autofree char *document = g_build_filename(folder, "p.pdf", NULL);
    g_autofree char *bytes = NULL;
    gsize length = 0;

    if (browser != NULL) {
        open_page(browser, "<div style='height:900px'>high</div>");
        CHECK(browser_viewport(browser, 400, 300, &error));
        CHECK(browser_screenshot(browser, picture, true, &error));
        CHECK(g_file_get_contents(picture, &bytes, &length, &error));
        /* Width and height stand in a PNG's first chunk. */
        CU_ASSERT_TRUE(length > 24 && memcmp(bytes + 16, "\0\0\1\x90", 4) == 0);
        CU_ASSERT_TRUE(length > 24 && bytes[22] >= 3);
        g_clear_pointer(&bytes, g_free);
        CHECK(browser_pdf(browser, document, &error));
        CHECK(g_file_get_contents(document, &bytes, &length, &error));
        CU_ASSERT_TRUE(length > 100 && g_str_has_prefix(bytes, "%PDF-"));
    }
    g_unlink(picture);
    g_unlink(document);
    g_rmdir(folder);
}

/* With a browser of its own, which it leaves behind hanging. */
static void a_script_without_end_is_an_error_in_time(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Browser) browser = fixture_browser() != NULL ? browser_start(&error) : NULL;
    gint64 before_us = g_get_monotonic_time();
    JsonNode *value;

    if (browser == NULL)
        return;
    browser_timeout(browser, 0.2);
    value = browser_evaluate(browser, "(() => { for (;;); })()", &error);
    CU_ASSERT_PTR_NULL(value);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "hangs"));
    g_clear_pointer(&browser, browser_free);
    CU_ASSERT_TRUE(g_get_monotonic_time() - before_us < 3 * G_USEC_PER_SEC);
}

CU_TestInfo browser_tests[] = {
    TEST(a_page_answers_questions),
    TEST(what_a_page_says_on_the_console_is_kept),
    TEST(what_the_content_security_policy_forbids_is_a_complaint),
    TEST(every_request_but_the_page_itself_is_recorded),
    TEST(keys_clicks_and_media_reach_the_page),
    TEST(a_page_becomes_a_picture_and_a_document),
    TEST(a_script_without_end_is_an_error_in_time),
    CU_TEST_INFO_NULL,
};
