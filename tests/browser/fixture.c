/* fixture.c - the browser of the suite that runs. */
#include "tests/browser/fixture.h"
#include "tests/models/support.h"
#include <gio/gio.h>

static Browser *the_browser;
static char *why_not; /* it did not start */

int fixture_begin(void)
{
    g_autoptr(GError) error = NULL;

    if (SUPPORT_IS_SANITIZED)
        return 0;
    the_browser = browser_start(&error);
    if (the_browser == NULL)
        why_not = g_strdup(error->message);
    return 0;
}

int fixture_end(void)
{
    g_clear_pointer(&the_browser, browser_free);
    g_clear_pointer(&why_not, g_free);
    return 0;
}

static void fail(const char *message, const char *file, unsigned int line)
{
    CU_assertImplementation(CU_FALSE, line, message, file, "", CU_FALSE);
}

Browser *fixture_browser(void)
{
    if (why_not != NULL)
        fail(why_not, __FILE__, __LINE__);
    else
        CU_PASS("the browser has started");
    return the_browser;
}

void fixture_check(bool is_right, GError **error, const char *file, unsigned int line)
{
    const char *message = *error != NULL ? (*error)->message : "not as it should be";

    CU_assertImplementation(is_right, line, message, file, "", CU_FALSE);
    g_clear_error(error);
}

void fixture_check_that(Browser *browser, const char *expression, const char *file,
                        unsigned int line)
{
    g_autoptr(GError) error = NULL;
    bool is_true = false;

    if (browser_is(browser, expression, &is_true, &error) && !is_true)
        g_set_error(&error, G_IO_ERROR, G_IO_ERROR_FAILED, "not true in the page: %s", expression);
    fixture_check(is_true, &error, file, line);
}

static void check_none(const GPtrArray *texts, const char *what, const char *file,
                       unsigned int line)
{
    for (guint i = 0; i < texts->len; i++) {
        g_autofree char *message = g_strdup_printf("%s: %s", what, (char *)texts->pdata[i]);

        fail(message, file, line);
    }
    CU_assertImplementation(texts->len == 0, line, what, file, "", CU_FALSE);
}

void fixture_check_quiet(Browser *browser, const char *file, unsigned int line)
{
    check_none(browser_complaints(browser), "the page said on the console", file, line);
    check_none(browser_requests(browser), "the page asked for", file, line);
}
