/* checks.h - checks.js, asked of the page that is open. */
#pragma once
#include "tests/browser/fixture.h"

/* Every time a page was opened, before the first check. */
void checks_load(Browser *browser);

/* A check of checks.js by its name, such as "headings": fails the test with what it says. */
#define CHECK_PAGE(browser, check) checks_run((browser), (check), __FILE__, __LINE__)
void checks_run(Browser *browser, const char *check, const char *file, unsigned int line);

/* No scroll bar, no overlap, nothing outside at 400, 1000 and 1600 pixels, and contrast. */
void checks_layout(Browser *browser, BrowserMedia media);
