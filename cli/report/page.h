/* page.h - one self-contained HTML page: what is written into it is escaped, what it needs is embedded.
 *
 * The page asks for nothing: style and scripts (files of the folder page/) are embedded, and a
 * Content-Security-Policy allows just these by their hashes. So no element may have a style attribute or
 * an event handler.
 */
#pragma once
#include <glib.h>

typedef struct {
    GString *body;
    GPtrArray *contents; /* id, title, id, title ..: owned */
    GPtrArray *assets;   /* file names in page/: literals */
    guint last_id;
} ReportPage;

ReportPage *report_page_new(void);
void report_page_free(ReportPage *page);

/* printf into the page: every text (%s, %c) is escaped, the format is HTML as it is. */
void report_add(ReportPage *page, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* HTML as it is. */
void report_add_raw(ReportPage *page, const char *html);

/* A section with its heading (h2), which the contents list. Sections are not nested. */
void report_open_section(ReportPage *page, const char *id, const char *title);
void report_close_section(ReportPage *page);

/* Embeds page/FILE, a .js or .css, once however often it is asked for; a literal. */
void report_use(ReportPage *page, const char *file);

/* Data for a script: <script type="application/json" id="ID">, whatever texts the JSON holds. */
void report_add_data(ReportPage *page, const char *id, const char *json);

/* The whole document. head: the header of the page, HTML. NULL with *error set: an asset cannot be read. The
 * caller frees it. */
char *report_page_finish(ReportPage *page, const char *title, const char *head, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReportPage, report_page_free)
