/* test_report.c - the page of a report, as people have it: in a browser. */
#include "cli/command.h"
#include "cli/results/outdir_files.h"
#include "tests/browser/checks.h"
#include "tests/models/support.h"
#include "tests/suites.h"
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* A title and a question that are no HTML, whatever they look like. */
#define HOSTILE_TITLE                                                                              \
    "A \"shop\" & <script>document.title = 'run'</script> 'x' </script></title> &lt;<!--"
#define HOSTILE_QUESTION "Is <b>this</b> & that \"safe\"? </style></script>"

static const char scenario_text[] = "# " HOSTILE_QUESTION "\n"
                                    "[scenario]\n"
                                    "title = " HOSTILE_TITLE "\n"
                                    "models = iis5, iis6\n"
                                    "duration = 40s\n"
                                    "warmup = 5s\n"
                                    "drain = 20s\n"
                                    "replications = 3\n"
                                    "seed = 7\n"
                                    "[pool:shop]\n[pool:staff]\n"
                                    "[app:shop]\npool = shop\nstart = warm\n"
                                    "[app:staff]\npool = staff\nstart = warm\n"
                                    "[page:home]\napp = shop\nwork = cpu exp(5ms)\n"
                                    "[page:list]\napp = staff\nwork = cpu exp(5ms)\n"
                                    "[clients:customers]\npages = home\narrivals = poisson(40/s)\n"
                                    "[clients:employees]\npages = list\narrivals = poisson(5/s)\n"
                                    "[fault:staff-crash]\nkind = crash\napp = staff\nat = 20s\n"
                                    "[slo:fast]\nrequire = latency.p95 < 1s\n";

static char *folder; /* of the suite */

static char *path_of(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

static int make_report(void)
{
    g_autofree char *scenario = path_of("scenario.ini");
    g_autofree char *results = path_of("results");
    g_autofree char *page = path_of("page.html");
    const char *arguments[] = {"report", scenario, "--results", results,
                               "-o",     page,     "--quiet",   NULL};

    return g_file_set_contents(scenario, scenario_text, -1, NULL) &&
                   cli_command_find("report")->run(7, (char **)arguments) == EXIT_DONE
               ? 0
               : 1;
}

int report_begin(void)
{
    if (SUPPORT_IS_SANITIZED)
        return 0;
    folder = g_dir_make_tmp("iissim-page-XXXXXX", NULL);
    return folder == NULL || make_report() != 0 || fixture_begin() != 0;
}

int report_end(void)
{
    if (folder != NULL)
        files_remove_tree(folder);
    g_clear_pointer(&folder, g_free);
    return fixture_end();
}

/* The page, open and quiet; NULL where there is no browser. */
static Browser *open_page(void)
{
    Browser *browser = fixture_browser();
    g_autoptr(GError) error = NULL;
    g_autofree char *page = folder != NULL ? path_of("page.html") : NULL;

    if (browser == NULL)
        return NULL;
    CHECK(browser_viewport(browser, 1000, 900, &error));
    CHECK(browser_open(browser, page, &error));
    checks_load(browser);
    return browser;
}

static void the_page_says_nothing_on_the_console_and_asks_for_nothing(void)
{
    Browser *browser = open_page();

    if (browser == NULL)
        return;
    CHECK_QUIET(browser);
}

/* In texts a quote is escaped, so that what is found stands in a tag. */
static void the_page_has_nothing_that_its_policy_would_have_to_let_through(void)
{
    g_autofree char *page = folder != NULL ? path_of("page.html") : NULL;
    g_autofree char *text = NULL;
    g_autofree char *rest = NULL;
    g_autoptr(GRegex) scripts = g_regex_new("<script[ >].*?</script>", G_REGEX_DOTALL, 0, NULL);

    if (folder == NULL)
        return;
    CU_ASSERT_TRUE_FATAL(g_file_get_contents(page, &text, NULL, NULL));
    rest = g_regex_replace_literal(scripts, text, -1, 0, "", 0, NULL);
    CU_ASSERT_FALSE(g_regex_match_simple("\\s(style|on[a-z]+)=\"", rest, 0, 0));
    CU_ASSERT_FALSE(g_regex_match_simple("(src|href)=\"(?!#|data:)", rest, 0, 0));
}

static void a_title_is_text_whatever_is_in_it(void)
{
    Browser *browser = open_page();
    g_autofree char *title = NULL, *heading = NULL, *question = NULL;

    if (browser == NULL)
        return;
    title = browser_text(browser, "document.title", NULL);
    heading = browser_text(browser, "document.querySelector('h1').textContent", NULL);
    question = browser_text(browser, "document.querySelector('.question').textContent", NULL);
    CU_ASSERT_EQUAL(g_strcmp0(title, HOSTILE_TITLE), 0);
    CU_ASSERT_EQUAL(g_strcmp0(heading, HOSTILE_TITLE), 0);
    CU_ASSERT_EQUAL(g_strcmp0(question, HOSTILE_QUESTION), 0);
    CHECK_THAT(browser, "document.querySelector('header b') === null");
}

static void headings_are_in_order_and_the_contents_lead_to_them(void)
{
    Browser *browser = open_page();

    if (browser == NULL)
        return;
    CHECK_PAGE(browser, "headings");
    CHECK_THAT(browser, "document.querySelectorAll('nav a').length >= 10");
    CHECK_THAT(browser, "[...document.querySelectorAll('nav a')].every(a => "
                        "document.querySelector(a.getAttribute('href')).tagName === 'SECTION')");
}

static void nothing_overlaps_or_scrolls_sideways_and_all_text_can_be_read(void)
{
    Browser *browser = open_page();
    g_autoptr(GError) error = NULL;

    if (browser == NULL)
        return;
    /* A cell of every shade, whatever the matrix has. As it opens, in light; with all that is folded
     * open, in the dark. */
    CHECK_THAT(browser,
               "[...Array(12).keys()].forEach(i => document.querySelector('.matrix tr:last-"
               "child').insertAdjacentHTML('beforeend', `<td class=\"h${i}\">30</td>`)), "
               "true");
    checks_layout(browser, (BrowserMedia){.is_dark = false});
    CHECK_THAT(browser,
               "document.querySelectorAll('details').forEach(d => { d.open = true; }), true");
    checks_layout(browser, (BrowserMedia){.is_dark = true});
    CHECK(browser_media(browser, (BrowserMedia){.is_dark = false}, &error));
    CHECK_PAGE(browser, "contrast");
}

static void every_figure_is_whole_says_what_it_shows_and_follows_the_scheme(void)
{
    Browser *browser = open_page();

    if (browser == NULL)
        return;
    CHECK_THAT(browser, "document.querySelectorAll('figure .picture svg').length >= 4");
    CHECK_PAGE(browser, "svgs");
    CHECK_PAGE(browser, "fixed");
}

static void the_keyboard_reaches_everything_and_shows_where_it_is(void)
{
    Browser *browser = open_page();
    g_autoptr(GError) error = NULL;

    if (browser == NULL)
        return;
    CHECK(browser_key(browser, "Tab", &error));
    CHECK_THAT(browser, "document.activeElement.className === 'skip' && "
                        "document.activeElement.getBoundingClientRect().left >= 0");
    CHECK(browser_key(browser, "Enter", &error));
    CHECK_THAT(browser, "location.hash === '#answer'");
    CHECK_THAT(browser, "document.querySelector('#stages summary').focus(), true");
    CHECK(browser_key(browser, "Enter", &error));
    CHECK_THAT(browser, "document.querySelector('#stages details').open");
    CHECK_PAGE(browser, "focus");
    /* A table that is wider than the window scrolls, and is a stop; one that fits is none. */
    CHECK(browser_viewport(browser, 400, 900, &error));
    CHECK(browser_wait(browser, "document.querySelector('#comparison .scroll').tabIndex === 0", 5,
                       &error));
    CHECK(browser_viewport(browser, 1600, 900, &error));
    CHECK(browser_wait(browser, "document.querySelector('#comparison .scroll').tabIndex === -1", 5,
                       &error));
}

static void on_paper_it_is_black_on_white_without_what_a_screen_needs(void)
{
    Browser *browser = open_page();
    g_autoptr(GError) error = NULL;
    g_autofree char *document = folder != NULL ? path_of("page.pdf") : NULL;
    g_autofree char *bytes = NULL;
    gsize length = 0;

    if (browser == NULL)
        return;
    CHECK(browser_media(browser, (BrowserMedia){.is_print = true, .is_dark = true}, &error));
    CHECK_THAT(browser,
               "getComputedStyle(document.body).backgroundColor === 'rgb(255, 255, 255)' && "
               "getComputedStyle(document.body).color === 'rgb(0, 0, 0)'");
    CHECK_THAT(browser, "getComputedStyle(document.querySelector('nav')).display === 'none'");
    CHECK_PAGE(browser, "contrast");
    CHECK_PAGE(browser, "scroll");
    CHECK(browser_pdf(browser, document, &error));
    CHECK(g_file_get_contents(document, &bytes, &length, &error));
    CU_ASSERT_TRUE(length > 20000 && g_str_has_prefix(bytes, "%PDF-"));
    CHECK(browser_media(browser, (BrowserMedia){.is_print = false}, &error));
    CHECK_QUIET(browser);
}

/* ---- the numbers ---- */

static JsonObject *load_results(JsonParser *parser)
{
    g_autofree char *path = path_of("results/results.json");

    CU_ASSERT_TRUE_FATAL(json_parser_load_from_file(parser, path, NULL));
    return json_node_get_object(json_parser_get_root(parser));
}

static JsonObject *member(JsonObject *object, const char *path)
{
    g_auto(GStrv) names = g_strsplit(path, "/", -1);

    for (char **name = names; *name != NULL; name++)
        object = json_object_get_object_member(object, *name);
    return object;
}

/* The n-th number of a text; NaN where there is none. */
static double number_in(Browser *browser, const char *selector, guint n)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *expression = g_strdup_printf(
        "+(document.querySelector('%s').textContent.replaceAll(',', '').replaceAll('\\u2212', '-')"
        ".match(/-?[0-9]+(\\.[0-9]+)?/g)[%u])",
        selector, n);
    double value = NAN;

    CHECK(browser_number(browser, expression, &value, &error));
    return value;
}

static void check_near(double shown, double real)
{
    CU_ASSERT_TRUE(fabs(shown - real) <= 0.006 * fabs(real) + 1e-12);
}

static void the_answer_and_the_cards_are_the_numbers_of_the_results(void)
{
    Browser *browser = open_page();
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonObject *root, *blast, *latency;

    if (browser == NULL)
        return;
    root = load_results(parser);
    blast = member(root, "variants/iis5/isolation/staff-crash/blast_requests");
    latency = member(root, "variants/iis6/metrics/latency.mean");
    CU_ASSERT_TRUE(json_object_get_double_member(blast, "mean") > 0);
    CHECK_THAT(browser, "/^IIS 6 loses no requests of other applications when "
                        "staff-crash happens; IIS 5 loses [0-9.]+ \\[/"
                        ".test(document.querySelector('.answer').textContent)");
    check_near(number_in(browser, ".answer b:nth-of-type(2)", 0),
               json_object_get_double_member(blast, "mean"));
    check_near(number_in(browser, ".card:nth-of-type(2) .m", 0),
               json_object_get_double_member(latency, "mean") * 1e3);
    CHECK_THAT(browser, "document.querySelector('#reproduce').textContent.includes('SHA-256')");
}

static void the_settings_that_were_changed_are_told_from_those_that_were_not(void)
{
    Browser *browser = open_page();

    if (browser == NULL)
        return;
    CHECK_THAT(browser, "[...document.querySelectorAll('#settings table')[0].rows].some(r => "
                        "r.cells[0].textContent === 'app:staff.start' && "
                        "r.cells[1].textContent === 'warm' && r.cells[2].textContent === 'cold')");
    CHECK_THAT(browser, "![...document.querySelectorAll('#settings table')[0].rows].some(r => "
                        "r.cells[0].textContent === 'iis5.restartQueueLimit')");
    CHECK_THAT(browser, "[...document.querySelectorAll('#settings details tr')].some(r => "
                        "r.cells[0].textContent === 'iis5.restartQueueLimit' && "
                        "r.cells[2].textContent === 'default')");
    CHECK_THAT(browser, "document.querySelectorAll('#settings details .mark').length > 10");
}

/* ---- figures that answer ---- */

/* All in the colour of the first variant goes and comes, and what is of the second stays. */
static void check_switch(Browser *browser, const char *figure)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *name = g_strdup_printf("#figure-%s .plot [role=button]", figure);
    g_autofree char *seen = g_strdup_printf(
        "(colour => [...document.querySelectorAll('#figure-%s .plot *')].filter(e => "
        "e.classList.contains('s-' + colour) || e.classList.contains('f-' + colour))"
        ".filter(e => e.checkVisibility({visibilityProperty: true})).length)",
        figure);
    g_autofree char *all =
        g_strdup_printf("globalThis.seen = %s, globalThis.first = seen('v1'), "
                        "globalThis.second = seen('v2'), first > 2 && second > 2",
                        seen);
    g_autofree char *pressed = g_strdup_printf(
        "document.querySelector('%s').getAttribute('aria-pressed') === 'false'", name);
    g_autofree char *focus = g_strdup_printf("document.querySelector('%s').focus(), true", name);
    const char *is_off = "seen('v1') === 0 && seen('v2') === second";

    CHECK_THAT(browser, all);
    CHECK(browser_click(browser, name, &error));
    CHECK_THAT(browser, is_off);
    CHECK_THAT(browser, pressed);
    CHECK(browser_click(browser, name, &error));
    CHECK_THAT(browser, "seen('v1') === first && seen('v2') === second");
    CHECK_THAT(browser, focus);
    CHECK(browser_key(browser, " ", &error));
    CHECK_THAT(browser, is_off);
    CHECK(browser_key(browser, "Enter", &error));
    CHECK_THAT(browser, "seen('v1') === first && seen('v2') === second");
}

static void a_line_of_a_figure_goes_and_comes_by_its_name_in_the_key(void)
{
    Browser *browser = open_page();

    if (browser == NULL)
        return;
    check_switch(browser, "latency");
    check_switch(browser, "throughput");
    /* Bars with numbers beside them stay. */
    CHECK_THAT(browser, "document.querySelector('#figure-stages [role=button]') === null");
    CHECK_PAGE(browser, "svgs");
    CHECK_PAGE(browser, "focus");
    CHECK_QUIET(browser);
}

/* Of latency the median of the first variant is marked by a point, and stands in the results. */
static void the_pointer_is_told_where_it_is_in_the_units_of_the_axes(void)
{
    Browser *browser = open_page();
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonObject *p50;
    double x, y, per_pixel = NAN;

    if (browser == NULL)
        return;
    p50 = member(load_results(parser), "variants/iis5/metrics/latency.p50");
    CHECK(browser_number(browser,
                         "(([l, r, , , from, to]) => Math.log(to / from) / (r - l))(document."
                         "querySelector('#figure-latency .picture').dataset.axes.split(' '))",
                         &per_pixel, &error));
    CHECK(browser_click(browser, "#figure-latency .plot use", &error));
    x = number_in(browser, "#figure-latency .readout", 0);
    y = number_in(browser, "#figure-latency .readout", 1);
    CU_ASSERT_TRUE(fabs(log(x / (json_object_get_double_member(p50, "mean") * 1e3))) <
                   1.5 * per_pixel);
    CU_ASSERT_TRUE(fabs(log(y / 50)) < 1.5 * log(100 / 0.014) / 316);
    CHECK_PAGE(browser, "tics");
    /* Elsewhere nothing is said. */
    CHECK(browser_click(browser, "h1", &error));
    CHECK_THAT(browser, "document.querySelector('#figure-latency .readout').value === ''");
    /* By the keyboard from the corner of the upper panel, a unit to the right and up. */
    CHECK_THAT(browser, "document.querySelector('#figure-throughput .readout').focus(), true");
    CHECK_THAT(browser, "/^x 0[.0]*, y 0[.0]*$/.test(document.activeElement.value)");
    CHECK(browser_key(browser, "ArrowRight", &error));
    CHECK(browser_key(browser, "ArrowUp", &error));
    x = number_in(browser, "#figure-throughput .readout", 0);
    CU_ASSERT_TRUE(fabs(x - 40.0 / 616) <= 0.006);
    CU_ASSERT_TRUE(number_in(browser, "#figure-throughput .readout", 1) > 0.5);
    CHECK_THAT(browser, "document.activeElement.blur(), "
                        "document.querySelector('#figure-throughput .readout').value === ''");
}

CU_TestInfo report_page_tests[] = {
    TEST(the_page_says_nothing_on_the_console_and_asks_for_nothing),
    TEST(the_page_has_nothing_that_its_policy_would_have_to_let_through),
    TEST(a_title_is_text_whatever_is_in_it),
    TEST(headings_are_in_order_and_the_contents_lead_to_them),
    TEST(nothing_overlaps_or_scrolls_sideways_and_all_text_can_be_read),
    TEST(every_figure_is_whole_says_what_it_shows_and_follows_the_scheme),
    TEST(the_keyboard_reaches_everything_and_shows_where_it_is),
    TEST(on_paper_it_is_black_on_white_without_what_a_screen_needs),
    TEST(the_answer_and_the_cards_are_the_numbers_of_the_results),
    TEST(the_settings_that_were_changed_are_told_from_those_that_were_not),
    TEST(a_line_of_a_figure_goes_and_comes_by_its_name_in_the_key),
    TEST(the_pointer_is_told_where_it_is_in_the_units_of_the_axes),
    CU_TEST_INFO_NULL,
};
