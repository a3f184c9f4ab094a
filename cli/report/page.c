/* page.c - puts the page together: head, contents, sections, scripts. */
#include "cli/report/page.h"
#include "cli/results/assets.h"
#include "cli/version.h"
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

ReportPage *report_page_new(void)
{
    ReportPage *page = g_new0(ReportPage, 1);

    page->body = g_string_new(NULL);
    page->contents = g_ptr_array_new_with_free_func(g_free);
    page->assets = g_ptr_array_new();
    report_use(page, "page.css");
    report_use(page, "page.js");
    return page;
}

void report_page_free(ReportPage *page)
{
    if (page == NULL)
        return;
    g_string_free(page->body, TRUE);
    g_ptr_array_unref(page->contents);
    g_ptr_array_unref(page->assets);
    g_free(page);
}

void report_add(ReportPage *page, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = g_markup_vprintf_escaped(format, arguments);
    va_end(arguments);
    g_string_append(page->body, text);
}

void report_add_raw(ReportPage *page, const char *html)
{
    g_string_append(page->body, html);
}

void report_open_section(ReportPage *page, const char *id, const char *title)
{
    g_ptr_array_add(page->contents, g_strdup(id));
    g_ptr_array_add(page->contents, g_strdup(title));
    report_add(page, "\n<section id=\"%s\" aria-labelledby=\"%s-h\">\n<h2 id=\"%s-h\">%s</h2>\n",
               id, id, id, title);
}

void report_close_section(ReportPage *page)
{
    report_add_raw(page, "</section>\n");
}

void report_use(ReportPage *page, const char *file)
{
    for (guint i = 0; i < page->assets->len; i++)
        if (g_str_equal(page->assets->pdata[i], file))
            return;
    g_ptr_array_add(page->assets, (gpointer)file);
}

/* In a string of JSON '<' may be written by its number, and '</script>' ends no element then. */
void report_add_data(ReportPage *page, const char *id, const char *json)
{
    report_add(page, "<script type=\"application/json\" id=\"%s\">", id);
    for (const char *c = json; *c != '\0'; c++) {
        if (*c == '<')
            g_string_append(page->body, "\\u003c");
        else
            g_string_append_c(page->body, *c);
    }
    report_add_raw(page, "</script>\n");
}

/* ---- the document ---- */

typedef struct {
    GString *sheets; /* elements, ready to be put in */
    GString *scripts;
    GString *sheet_hashes; /* as the policy writes them */
    GString *script_hashes;
} Embedded;

static void append_hash(GString *hashes, const char *text)
{
    guint8 digest[32];
    gsize length = sizeof digest;
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *encoded = NULL;

    g_checksum_update(checksum, (const guchar *)text, -1);
    g_checksum_get_digest(checksum, digest, &length);
    encoded = g_base64_encode(digest, length);
    g_string_append_printf(hashes, " 'sha256-%s'", encoded);
}

static bool embed(Embedded *embedded, const char *folder, const char *file, GError **error)
{
    g_autofree char *path = g_build_filename(folder, file, NULL);
    g_autofree char *text = NULL;
    bool is_script = g_str_has_suffix(file, ".js");

    if (!g_file_get_contents(path, &text, NULL, error))
        return false;
    append_hash(is_script ? embedded->script_hashes : embedded->sheet_hashes, text);
    g_string_append_printf(is_script ? embedded->scripts : embedded->sheets,
                           is_script ? "<script>%s</script>\n" : "<style>%s</style>\n", text);
    return true;
}

static bool embed_all(const ReportPage *page, Embedded *embedded, GError **error)
{
    g_autofree char *folder = assets_folder("page", "page.css", "IISSIM_PAGE", error);

    for (guint i = 0; folder != NULL && i < page->assets->len; i++)
        if (!embed(embedded, folder, page->assets->pdata[i], error))
            return false;
    return folder != NULL;
}

static void append_contents(GString *text, const ReportPage *page)
{
    g_string_append(text, "<nav aria-label=\"Contents\">\n<ol>\n");
    for (guint i = 0; i + 1 < page->contents->len; i += 2) {
        g_autofree char *item = g_markup_printf_escaped("<li><a href=\"#%s\">%s</a></li>\n",
                                                        (char *)page->contents->pdata[i],
                                                        (char *)page->contents->pdata[i + 1]);

        g_string_append(text, item);
    }
    g_string_append(text, "</ol>\n</nav>\n");
}

static char *document(const ReportPage *page, const Embedded *embedded, const char *title,
                      const char *head)
{
    GString *text = g_string_new("<!doctype html>\n<html lang=\"en\">\n<head>\n"
                                 "<meta charset=\"utf-8\">\n");
    g_autofree char *escaped = g_markup_escape_text(title, -1);

    g_string_append_printf(
        text,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
        "style-src%s; script-src%s; base-uri 'none'; form-action 'none'\">\n",
        embedded->sheet_hashes->str, embedded->script_hashes->str);
    g_string_append_printf(text,
                           "<meta name=\"generator\" content=\"iissim %s\">\n"
                           "<meta name=\"viewport\" content=\"width=device-width, "
                           "initial-scale=1\">\n"
                           "<meta name=\"color-scheme\" content=\"light dark\">\n"
                           "<link rel=\"icon\" href=\"data:,\">\n<title>%s</title>\n%s</head>\n",
                           IISSIM_VERSION, escaped, embedded->sheets->str);
    g_string_append_printf(
        text, "<body>\n<a class=\"skip\" href=\"#answer\">Skip to the answer</a>\n%s", head);
    append_contents(text, page);
    g_string_append_printf(text, "<main>\n%s</main>\n%s</body>\n</html>\n", page->body->str,
                           embedded->scripts->str);
    return g_string_free(text, FALSE);
}

char *report_page_finish(ReportPage *page, const char *title, const char *head, GError **error)
{
    Embedded embedded = {g_string_new(NULL), g_string_new(NULL), g_string_new(NULL),
                         g_string_new(NULL)};
    char *text = NULL;

    if (embed_all(page, &embedded, error))
        text = document(page, &embedded, title, head);
    g_string_free(embedded.sheets, TRUE);
    g_string_free(embedded.scripts, TRUE);
    g_string_free(embedded.sheet_hashes, TRUE);
    g_string_free(embedded.script_hashes, TRUE);
    return text;
}
