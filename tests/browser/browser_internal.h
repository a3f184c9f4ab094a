/* browser_internal.h - what browser.c, the process and its messages, offers browser_page.c. */
#pragma once
#include "tests/browser/browser.h"

/* Sends a command to the page ('parameters': a JSON object as text) and waits for its answer, the object
 * under 'result'. NULL with *error set. Takes in events that come meanwhile. */
JsonObject *browser_call(Browser *browser, const char *method, const char *parameters,
                         GError **error);

/* Takes in what comes until the page that was last navigated to has loaded. */
bool browser_await_load(Browser *browser, GError **error);

/* Forgets complaints and requests; 'address' is the page that may be asked for from now on. */
void browser_forget(Browser *browser, const char *address);

/* A text as a JSON string, quotes included. */
char *browser_quoted(const char *text);
