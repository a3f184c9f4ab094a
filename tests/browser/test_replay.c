/* test_replay.c - the running picture: it moves as it is told, and what it says is what the run was like. */
#include "cli/report/replay_choose.h"
#include "tests/browser/replay_page.h"
#include "tests/models/support.h"
#include <string.h>

#define WINDOW "[scenario]\nduration = 40s\nwarmup = 5s\n"
#define TWO_APPS                                                                                   \
    "[machine]\ncores = 1\nmemory = 1GB\n[pool:shop]\n[pool:staff]\n"                              \
    "[app:shop]\npool = shop\nstart = warm\n[app:staff]\npool = staff\nstart = warm\n"             \
    "[backend:db]\nconnections = 2\n"                                                              \
    "[page:home]\napp = shop\nwork = cpu exp(3ms), db exp(30ms), cpu 1ms\n"                        \
    "[page:list]\napp = staff\nwork = cpu exp(5ms)\n"                                              \
    "[clients:all]\npages = home:4, list:1\narrivals = poisson(60/s)\n"

/* One application takes its process down, and on IIS 5 the other with it. */
static const char crash[] = WINDOW "models = iis5, iis6, i5m\n" TWO_APPS
                                   "[fault:boom]\nkind = crash\napp = staff\nat = 10s\n";

/* ---- the truth ---- */

static char *expect_row(GHashTable *truth, JsonArray *row)
{
    const char *key = json_array_get_string_element(row, 0);
    const char *value = json_array_get_string_element(row, 1);
    const char *expected = g_hash_table_lookup(truth, key);
    bool is_life = g_str_has_prefix(key, "process ");

    if (expected == NULL && g_str_has_prefix(value, "0")) /* nothing was ever there */
        return NULL;
    if (expected != NULL &&
        (is_life ? g_str_has_prefix(value, expected) : g_str_equal(value, expected)))
        return NULL;
    return g_strdup_printf("'%s' is '%s', not '%s'", key, value,
                           expected != NULL ? expected : "there");
}

/* And what there is stands in the table. */
static char *expect_all(GHashTable *truth, JsonArray *rows)
{
    g_autoptr(GHashTable) keys = g_hash_table_new(g_str_hash, g_str_equal);
    GHashTableIter each;
    gpointer key, value;

    for (guint i = 0; i < json_array_get_length(rows); i++)
        g_hash_table_add(keys, (gpointer)json_array_get_string_element(
                                   json_array_get_array_element(rows, i), 0));
    g_hash_table_iter_init(&each, truth);
    while (g_hash_table_iter_next(&each, &key, &value)) {
        bool is_counted = !g_str_has_prefix(key, "process ") && strtoll(value, NULL, 10) != 0;

        if (is_counted && !g_hash_table_contains(keys, key))
            return g_strdup_printf("'%s' is not there, which is %s", (char *)key, (char *)value);
    }
    return NULL;
}

static void compare(Browser *browser, const ScenarioVariant *variant, int64_t from_ns,
                    int64_t time_us)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *ask = g_strdup_printf(
        "(Replay.player.show([Replay.player.replay.variants.findIndex(v => v.name === '%s')]), "
        "Replay.player.seek(%" G_GINT64_FORMAT "), "
        "[...document.querySelectorAll('#replay tbody tr')].map(row => [row.dataset.key, "
        "row.cells[1].textContent]))",
        variant->name, time_us);
    g_autoptr(GHashTable) truth =
        replay_page_truth(variant, from_ns, from_ns + (time_us + 1) * SIM_US);
    g_autoptr(JsonNode) rows = browser_evaluate(browser, ask, &error);
    JsonArray *array;

    CHECK(rows != NULL);
    if (rows == NULL)
        return;
    array = json_node_get_array(rows);
    CU_ASSERT_TRUE(json_array_get_length(array) > 5);
    for (guint i = 0; i <= json_array_get_length(array); i++) {
        g_autofree char *wrong = i < json_array_get_length(array)
                                     ? expect_row(truth, json_array_get_array_element(array, i))
                                     : expect_all(truth, array);

        if (wrong != NULL)
            g_set_error(&error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s at %" G_GINT64_FORMAT " us: %s",
                        variant->name, time_us, wrong);
        CHECK(wrong == NULL);
    }
}

static void the_text_is_what_the_run_was_like(void)
{
    static const double shares[] = {0, 0.04, 0.1177, 0.1301, 0.15, 0.21, 0.2345, 0.5, 1};
    Browser *browser = fixture_browser();
    g_autoptr(Scenario) scenario = support_load(crash, NULL);
    g_autoptr(GError) error = NULL;
    double from_s = 0, span_us = 0;

    if (browser == NULL)
        return;
    replay_page_open(browser, scenario);
    CHECK(browser_number(browser, "Replay.player.replay.from_s", &from_s, &error));
    CHECK(browser_number(browser, "Replay.player.span", &span_us, &error));
    CU_ASSERT_EQUAL(from_s, 8);
    for (uint32_t i = 0; i < scenario->variant_count; i++) {
        for (guint j = 0; j < G_N_ELEMENTS(shares); j++)
            compare(browser, &scenario->variants[i], (int64_t)(from_s * 1e9),
                    (int64_t)(shares[j] * span_us));
    }
    CHECK_QUIET(browser);
}

/* The crash of a variant is at the same microsecond as in the run: the instant itself and the one before. */
static void at_the_instant_of_a_crash_the_text_is_right_to_the_microsecond(void)
{
    Browser *browser = fixture_browser();
    g_autoptr(Scenario) scenario = support_load(crash, NULL);

    if (browser == NULL)
        return;
    replay_page_open(browser, scenario);
    for (uint32_t i = 0; i < scenario->variant_count; i++) {
        for (int64_t j = 0; j < 3; j++)
            compare(browser, &scenario->variants[i], 8 * SIM_S, 1999999 + j);
    }
}

/* ---- controls ---- */

#define TIME         "Replay.player.time"
#define WAIT_A_WHILE "new Promise(done => setTimeout(() => done(true), 120))"

static void play_moves_the_time_and_pause_stops_it(void)
{
    Browser *browser = fixture_browser();
    g_autoptr(Scenario) scenario = support_load(crash, NULL);
    g_autoptr(GError) error = NULL;

    if (browser == NULL)
        return;
    replay_page_open(browser, scenario);
    CHECK_THAT(browser, "!Replay.player.isPlaying"); /* nothing moves before somebody asks */
    CHECK(browser_click(browser, ".replay-play", &error));
    CHECK_THAT(browser, "Replay.player.isPlaying && (window.before = " TIME ", true)");
    CHECK(browser_wait(browser, TIME " > before", 5, &error));
    CHECK_THAT(browser, "document.querySelector('.replay-play').textContent === 'Pause'");
    CHECK(browser_click(browser, ".replay-play", &error));
    CHECK_THAT(browser, "(window.before = " TIME ", !Replay.player.isPlaying)");
    CHECK_THAT(browser, WAIT_A_WHILE);
    CHECK_THAT(browser, TIME " === before");
    CHECK_THAT(browser, "document.querySelector('.replay-play').textContent === 'Play'");
    CHECK_QUIET(browser);
}

static void steps_and_jumps_land_on_what_happens(void)
{
    Browser *browser = fixture_browser();
    g_autoptr(Scenario) scenario = support_load(crash, NULL);

    if (browser == NULL)
        return;
    replay_page_open(browser, scenario);
    CHECK_THAT(browser,
               "(Replay.player.seek(0), document.querySelector('button[title^=\"Next fault\"]')"
               ".click(), " TIME " === 2000000)");
    CHECK_THAT(
        browser,
        "document.querySelector('#replay [role=status]').textContent.includes('fault boom')");
    CHECK_THAT(browser, "(document.querySelector('button[title^=\"Step to\"]').click(), " TIME
                        " > 2000000 && " TIME " < 2100000)");
    CHECK_THAT(browser, "Replay.player.replay.times().includes(" TIME ")");
    CHECK_THAT(browser, "(document.querySelector('button[title^=\"Step back\"]').click(), " TIME
                        " === 2000000)");
    CHECK_THAT(browser, "(Replay.player.seek(9e6), "
                        "document.querySelector('button[title^=\"Previous fault\"]').click(), " TIME
                        " === 2000000)");
    CHECK_THAT(browser,
               "(Replay.player.seek(0), document.querySelector('button[title^=\"Next request\"]')"
               ".click(), Replay.player.views.some(view => view.last.ended.length === 1 || "
               "view.last.lost.size === 1))");
    CHECK_THAT(browser,
               "(() => { const range = document.querySelector('#replay input[type=range]'); "
               "range.value = 1234567; range.dispatchEvent(new Event('input')); return " TIME
               " === 1234567; })()");
    CHECK_THAT(browser, "document.querySelector('.replay-clock').textContent === '9.235 s'");
    CHECK_QUIET(browser);
}

static void the_keyboard_does_all_of_it(void)
{
    Browser *browser = fixture_browser();
    g_autoptr(Scenario) scenario = support_load(crash, NULL);
    g_autoptr(GError) error = NULL;

    if (browser == NULL)
        return;
    replay_page_open(browser, scenario);
    CHECK_THAT(browser, "(document.querySelector('.replay').focus(), Replay.player.seek(0), true)");
    CHECK(browser_key(browser, "n", &error));
    CHECK_THAT(browser, TIME " === 2000000");
    CHECK(browser_key(browser, "ArrowLeft", &error));
    CHECK_THAT(browser, TIME " < 2000000");
    CHECK(browser_key(browser, "ArrowRight", &error));
    CHECK_THAT(browser, TIME " === 2000000");
    CHECK(browser_key(browser, "End", &error));
    CHECK_THAT(browser, TIME " === Replay.player.span");
    CHECK(browser_key(browser, "p", &error));
    CHECK_THAT(browser, TIME " === 2000000");
    CHECK(browser_key(browser, "Home", &error));
    CHECK_THAT(browser, "(window.speed = Replay.player.speed, " TIME " === 0)");
    CHECK(browser_key(browser, "-", &error));
    CHECK_THAT(browser, "Replay.player.speed < speed");
    CHECK_QUIET(browser);
}

static void a_request_is_followed_through_both(void)
{
    Browser *browser = fixture_browser();
    g_autoptr(Scenario) scenario = support_load(crash, NULL);
    g_autoptr(GError) error = NULL;

    if (browser == NULL)
        return;
    replay_page_open(browser, scenario);
    CHECK_THAT(browser,
               "(document.querySelector('.replay').focus(), Replay.player.seek(1000000), true)");
    CHECK(browser_key(browser, "f", &error));
    CHECK_THAT(
        browser,
        "Replay.player.followed.first === " TIME " && Replay.player.views.every(view => "
        "[...view.shown.values()].filter(of => of.request.name === view.followed).length === 1)");
    CHECK_THAT(browser, "(Replay.player.seek(1900000), /Followed: a request of all for (home|list) "
                        ".*answered after "
                        "0\\.\\d+ s; .*answered after 0\\.\\d+ s\\./.test(document.querySelector("
                        "'#replay [role=status]').textContent))");
    CHECK_THAT(browser,
               "(Replay.player.seek(2500000), (() => { const view = Replay.player.views[0], all = "
               "[...view.shown.values()], one = all[all.length - 1]; "
               "return view.nearest(one.x, one.y) !== null; })())");
    CHECK_QUIET(browser);
}

static void who_wants_no_motion_gets_stills(void)
{
    Browser *browser = fixture_browser();
    g_autoptr(Scenario) scenario = support_load(crash, "iis6");
    g_autoptr(GError) error = NULL;

    if (browser == NULL)
        return;
    CHECK(browser_media(browser, (BrowserMedia){.has_reduced_motion = true}, &error));
    replay_page_open(browser, scenario);
    CHECK_THAT(browser, "!Replay.player.isPlaying");
    CHECK_THAT(browser,
               "(window.frames_ = [], Replay.player.draw = (draw => function (elapsed) { "
               "frames_.push(elapsed); return draw.call(this, elapsed); })(Replay.player.draw), "
               "Replay.player.play(), true)");
    CHECK_THAT(browser, WAIT_A_WHILE);
    CHECK_THAT(browser, "frames_.length <= 2 && frames_.every(elapsed => elapsed === null)");
    CHECK(browser_media(browser, (BrowserMedia){0}, &error));
}

/* ---- slices of any kind ---- */

static void open_quietly(const char *text, const char *condition)
{
    Browser *browser = fixture_browser();
    g_autoptr(Scenario) scenario = support_load(text, NULL);
    g_autoptr(GError) error = NULL;

    replay_page_open(browser, scenario); /* without a browser: that it can be made */
    if (browser == NULL)
        return;
    CHECK(browser_viewport(browser, 1000, 800, &error));
    CHECK_THAT(browser, condition);
    CHECK_THAT(browser, "(Replay.player.play(), Replay.player.advance(20), Replay.player.pause(), "
                        "Replay.player.step(1), Replay.player.step(-1), Replay.player.jump(1), "
                        "Replay.player.nextLoss(), Replay.player.seek(Replay.player.span), true)");
    CHECK_QUIET(browser);
}

static void few_requests_no_fault_and_only_refusals_are_pictures_too(void)
{
    static const char page[] = "[app:a]\nstart = warm\n[page:x]\napp = a\nwork = cpu 5ms\n";
    g_autofree char *none =
        g_strconcat("[scenario]\nduration = 1s\nwarmup = 0s\nmodels = iis5, iis6\n", page,
                    "[clients:c]\npages = x\narrivals = at(10min x 1)\n", NULL);
    g_autofree char *one =
        g_strconcat("[scenario]\nduration = 1s\nwarmup = 0s\nmodels = iis5, iis6\n", page,
                    "[clients:c]\npages = x\narrivals = at(100ms x 1)\n", NULL);
    g_autofree char *refused =
        g_strconcat("[scenario]\nduration = 5s\nwarmup = 0s\nmodels = iis5, iis6\n[aspnet]\n"
                    "requestQueueLimit = 1\n[app:a]\nstart = warm\nappRequestQueueLimit = 1\n"
                    "[page:x]\napp = a\nwork = wait 1min\n",
                    "[clients:c]\npages = x\narrivals = poisson(200/s)\ntimeout = 30s\n", NULL);

    open_quietly(none, "Replay.player.views.every(view => view.last.live.length === 0)");
    open_quietly(one, "Replay.player.replay.variants.every(v => v.requests.length === 1)");
    open_quietly(
        refused,
        "(Replay.player.seek(Replay.player.span), "
        "Replay.player.views.every(view => view.last.ok === 0 && view.last.ended.length > 100))");
    open_quietly(WINDOW TWO_APPS, "Replay.player.marks.length === 0");
}

/* A scenario's reader lets no such names in; the page need not rely on that. */
static void names_of_any_kind_are_text(void)
{
    static const char name[] = "</script><script>window.hit=1</script>\"'&\n\x01";
    Browser *browser = fixture_browser();
    g_autoptr(Scenario) scenario = support_load(crash, NULL);
    ModelConfig *config = scenario->variants[0].config;

    g_free(scenario->variants[0].name);
    scenario->variants[0].name = g_strdup(name);
    g_free(config->apps[0].name);
    config->apps[0].name = g_strdup(name);
    replay_page_open(browser, scenario);
    if (browser == NULL)
        return;
    CHECK_THAT(browser,
               "window.hit === undefined && "
               "document.querySelector('#replay h3').textContent.includes('</script><script>') && "
               "document.querySelector('#replay li').textContent.includes('</script><script>')");
    CHECK_QUIET(browser);
}

/* ---- how it looks and what it costs ---- */

/* Every box inside the canvas, every row inside its box, no two boxes in one place. */
#define BOXES_FIT                                                                                  \
    "Replay.player.views.every(({layout}) => { const boxes = layout.columns.flatMap(column => "    \
    "column.boxes); return boxes.every((a, i) => a.x >= 0 && a.y >= 0 && a.x + a.width <= "        \
    "layout.width && a.y + a.height <= layout.height && a.rows.every(row => row.top + "            \
    "row.grid.lines * row.grid.pitch <= a.y + a.height && row.left + row.grid.columns * "          \
    "row.grid.pitch <= a.x + a.width) && boxes.every((b, j) => i === j || a.x + a.width <= b.x "   \
    "|| "                                                                                          \
    "b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y)); })"

static const char many_pools[] = WINDOW
    "models = iis5, iis6\n[pool:p]\ncount = 15\n[app:a]\ncount = 15\npool = p{i}\nstart = warm\n"
    "[page:x]\ncount = 15\napp = a{i}\nwork = cpu 2ms\n"
    "[clients:c]\ncount = 15\npages = x{i}\narrivals = poisson(3/s)\n";

static void it_fits_at_any_width_and_is_sharp(void)
{
    static const int widths[] = {400, 1000, 1600};
    static const char *const texts[] = {crash, many_pools};
    Browser *browser = fixture_browser();
    g_autoptr(GError) error = NULL;

    for (guint i = 0; browser != NULL && i < G_N_ELEMENTS(widths) * G_N_ELEMENTS(texts); i++) {
        g_autoptr(Scenario) scenario = support_load(texts[i % G_N_ELEMENTS(texts)], NULL);

        CHECK(browser_viewport(browser, widths[i / G_N_ELEMENTS(texts)], 900, &error));
        replay_page_open(browser, scenario);
        CHECK(browser_wait(browser,
                           "Replay.player.views.every(view => view.layout.width === "
                           "Math.floor(view.figure.clientWidth))",
                           2, &error));
        CHECK_THAT(browser, "document.documentElement.scrollWidth <= innerWidth");
        CHECK_THAT(browser, "Replay.player.views.every(view => view.canvas.width === "
                            "Math.round(view.layout.width * devicePixelRatio))");
        CHECK_THAT(browser, BOXES_FIT);
        CHECK_THAT(browser, "(Replay.player.views.forEach(view => view.resize(500, 2)), "
                            "Replay.player.views.every(view => view.canvas.width === 1000))");
        CHECK_THAT(browser, "(Replay.player.views.forEach(view => view.resize(900, 1)), " BOXES_FIT
                            ")"); /* from left to right */
        CHECK_QUIET(browser);
    }
}

static void on_paper_stands_the_key_instant(void)
{
    Browser *browser = fixture_browser();
    g_autoptr(Scenario) scenario = support_load(crash, NULL);

    if (browser == NULL)
        return;
    replay_page_open(browser, scenario);
    CHECK_THAT(browser,
               "(Replay.player.seek(123456), dispatchEvent(new Event('beforeprint')), " TIME
               " === Replay.player.keyInstant() && " TIME " > 2000000 && "
               "Replay.player.views.every(view => view.ratio >= 2))");
    CHECK_THAT(browser, "(dispatchEvent(new Event('afterprint')), " TIME " === 123456)");
    CHECK_QUIET(browser);
}

/* The time of a frame: the state of both variants and all that is drawn. 5,000 requests a variant, of which thousands
 * wait. Each of 60 instants is drawn four times and the shortest is taken: a frame costs what it costs when nobody
 * else has the processor. */
static void a_frame_takes_less_than_a_sixtieth_of_a_second(void)
{
    Browser *browser = fixture_browser();
    g_autoptr(Scenario) scenario =
        support_load("[scenario]\nduration = 40s\nwarmup = 0s\nmodels = iis5, "
                     "iis6\n"
                     "[aspnet]\nrequestQueueLimit = 3000\n[pool:p]\nAppPoolQueueLength = "
                     "3000\n[app:a]\npool = p\nstart = warm\n"
                     "appRequestQueueLimit = 3000\n[page:x]\napp = a\nwork = cpu 5ms\n"
                     "[clients:c]\npages = x\narrivals = poisson(900/s)\n",
                     NULL);
    g_autoptr(GError) error = NULL;
    double median_ms = 0, late_ms = 0, requests = 0, live = 0;

    if (browser == NULL)
        return;
    CHECK(browser_viewport(browser, 1600, 1000, &error));
    replay_page_open(browser, scenario);
    CHECK(browser_number(browser,
                         "Math.min(...Replay.player.replay.variants.map(v => v.requests.length))",
                         &requests, &error));
    CHECK_THAT(browser,
               "(() => { const player = Replay.player, costs = window.costs = []; window.live = 0; "
               "for (let i = 0; i < 60; i++) { player.time = Math.floor(player.span * i / 60); let "
               "least = 1e9; "
               "for (let k = 0; k < 4; k++) { const begin = performance.now(); player.draw(16); "
               "least = Math.min(least, performance.now() - begin); } costs.push(least); "
               "live = Math.max(live, ...player.views.map(v => v.last.live.length)); } "
               "costs.sort((a, b) => a - b); return true; })()");
    CHECK(browser_number(browser, "costs[30]", &median_ms, &error));
    CHECK(browser_number(browser, "costs[59]", &late_ms, &error));
    CHECK(browser_number(browser, "live", &live, &error));
    CU_ASSERT_TRUE(requests > 0.99 * REPLAY_REQUESTS_MAX);
    CU_ASSERT_TRUE(live > 1000);
    CU_ASSERT_TRUE(median_ms < 1000.0 / 60);
    printf("(a frame of 2 x %.0f requests, %.0f at a time: median %.1f ms, longest %.1f ms) ",
           requests, live, median_ms, late_ms);
}

static void the_same_run_gives_the_same_bytes(void)
{
    g_autoptr(Scenario) scenario = support_load(crash, NULL);
    g_autofree char *one = replay_choose(scenario, NULL);
    g_autofree char *two = replay_choose(scenario, NULL);

    CU_ASSERT_STRING_EQUAL(one, two);
    CU_ASSERT_PTR_NOT_NULL(strstr(one, "\"what\": \"boom\""));
    CU_ASSERT_TRUE(strlen(one) < 2000000);
}

CU_TestInfo replay_tests[] = {
    TEST(the_text_is_what_the_run_was_like),
    TEST(at_the_instant_of_a_crash_the_text_is_right_to_the_microsecond),
    TEST(play_moves_the_time_and_pause_stops_it),
    TEST(steps_and_jumps_land_on_what_happens),
    TEST(the_keyboard_does_all_of_it),
    TEST(a_request_is_followed_through_both),
    TEST(who_wants_no_motion_gets_stills),
    TEST(few_requests_no_fault_and_only_refusals_are_pictures_too),
    TEST(names_of_any_kind_are_text),
    TEST(it_fits_at_any_width_and_is_sharp),
    TEST(on_paper_stands_the_key_instant),
    TEST(a_frame_takes_less_than_a_sixtieth_of_a_second),
    TEST(the_same_run_gives_the_same_bytes),
    CU_TEST_INFO_NULL,
};
