/* checks.c - loads the script, and asks. */
#include "tests/browser/checks.h"
#include <gio/gio.h>

void checks_load(Browser *browser)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *script = NULL;
    bool is_loaded = false;

    CHECK(g_file_get_contents("tests/browser/checks.js", &script, NULL, &error));
    if (script != NULL)
        CHECK(browser_is(browser, script, &is_loaded, &error));
}

void checks_run(Browser *browser, const char *check, const char *file, unsigned int line)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *expression = g_strdup_printf("checks.%s()", check);
    g_autofree char *wrong = browser_text(browser, expression, &error);

    if (wrong != NULL && *wrong != '\0')
        g_set_error(&error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", check, wrong);
    fixture_check(wrong != NULL && *wrong == '\0', &error, file, line);
}

void checks_layout(Browser *browser, BrowserMedia media)
{
    static const int widths[] = {400, 1000, 1600};
    g_autoptr(GError) error = NULL;

    CHECK(browser_media(browser, media, &error));
    for (size_t i = 0; i < G_N_ELEMENTS(widths); i++) {
        CHECK(browser_viewport(browser, widths[i], 900, &error));
        CHECK_PAGE(browser, "scroll");
        CHECK_PAGE(browser, "overlaps");
        CHECK_PAGE(browser, "spills");
    }
    CHECK_PAGE(browser, "contrast");
}
