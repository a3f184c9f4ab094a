/* fixture.h - one browser for a suite, and checks that say what was wrong.
 *
 * A suite lists fixture_begin and fixture_end as its first and last step: CUnit calls fixture_end also when
 * tests fail. Under sanitizers no browser is started: fixture_browser() is NULL and the tests of pages
 * return at once, because what is tested there is C.
 */
#pragma once
#include "tests/browser/browser.h"
#include <CUnit/CUnit.h>

int fixture_begin(void);
int fixture_end(void);

/* NULL under sanitizers; where it does not start, too, and then the test has failed and said why. */
Browser *fixture_browser(void);

/* Fails the test with the error's message where there is one, and clears it. */
void fixture_check(bool is_right, GError **error, const char *file, unsigned int line);

/* CHECK(browser_open(browser, path, &error)): there is a GError *error. */
#define CHECK(is_right) fixture_check((is_right), &error, __FILE__, __LINE__)

/* A JavaScript expression that has to be true, such as "document.title === 'x'". */
#define CHECK_THAT(browser, expression)                                                            \
    fixture_check_that((browser), (expression), __FILE__, __LINE__)
void fixture_check_that(Browser *browser, const char *expression, const char *file,
                        unsigned int line);

/* The page has said nothing on the console and asked for nothing beside itself. */
#define CHECK_QUIET(browser) fixture_check_quiet((browser), __FILE__, __LINE__)
void fixture_check_quiet(Browser *browser, const char *file, unsigned int line);

/* The suite of the report (test_report.c) makes its page first. */
int report_begin(void);
int report_end(void);
