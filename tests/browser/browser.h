/* browser.h - a headless Chromium that a test drives: opens a page from a file and asks it.
 *
 * The test starts the browser and speaks to it over two pipes (--remote-debugging-pipe); no port is
 * opened, and no name resolves to an address, so that a page cannot reach anything. One browser has one page.
 * Everything that the page says on the console (errors, warnings, exceptions that nobody caught, what its
 * Content-Security-Policy forbade) and everything that it asks for beside itself is kept.
 *
 * No call waits longer than BROWSER_TIMEOUT_S, or what browser_timeout() or browser_wait() is given. A browser
 * that does not answer, crashes or ends is an error that says so. browser_free() ends the browser, whatever
 * state it is in, and only that; it ends by itself when the test does.
 *
 * All functions that can fail set *error; texts and nodes that they return are the caller's.
 */
#pragma once
#include <json-glib/json-glib.h>
#include <stdbool.h>

#define BROWSER_TIMEOUT_S 20.0

typedef struct Browser Browser;

/* NULL with *error set: none is installed (the message says what to do), or it does not start. */
Browser *browser_start(GError **error);
void browser_free(Browser *browser);

/* How long every answer may take from now on. */
void browser_timeout(Browser *browser, double timeout_s);

/* Opens the file and waits until it is loaded; forgets what an earlier page said and asked for. */
bool browser_open(Browser *browser, const char *path, GError **error);

/* The value of a JavaScript expression, a promise awaited. A value that JSON does not have is null. An
 * exception is an error. */
JsonNode *browser_evaluate(Browser *browser, const char *expression, GError **error);

/* The same for expressions of which the type is known; another type is an error. */
bool browser_is(Browser *browser, const char *expression, bool *value, GError **error);
bool browser_number(Browser *browser, const char *expression, double *value, GError **error);
char *browser_text(Browser *browser, const char *expression, GError **error);

/* Asks until the condition is true. */
bool browser_wait(Browser *browser, const char *condition, double timeout_s, GError **error);

/* The window in CSS pixels. */
bool browser_viewport(Browser *browser, int width, int height, GError **error);

/* What the page's media queries see. */
typedef struct {
    bool is_print;
    bool is_dark;
    bool has_reduced_motion;
} BrowserMedia;
bool browser_media(Browser *browser, BrowserMedia media, GError **error);

/* Presses and lets go of a key: a character, or a name as in KeyboardEvent.key (Tab, ArrowLeft ..). */
bool browser_key(Browser *browser, const char *key, GError **error);

/* Clicks with the mouse into the middle of the first element that matches, scrolled into view. */
bool browser_click(Browser *browser, const char *selector, GError **error);

/* The whole page, as high as it is, or only what the window shows. */
bool browser_screenshot(Browser *browser, const char *path, bool is_whole, GError **error);
bool browser_pdf(Browser *browser, const char *path, GError **error);

/* Since the page was opened, borrowed: what was said on the console, and the addresses of requests other
 * than for the page itself; array of char *. Call after browser_evaluate(), which takes in what came. */
const GPtrArray *browser_complaints(const Browser *browser);
const GPtrArray *browser_requests(const Browser *browser);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Browser, browser_free)
