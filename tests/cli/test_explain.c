/* test_explain.c - which request is meant, what made the difference, and what is printed. */
#include "cli/explain/columns.h"
#include "cli/explain/difference.h"
#include "cli/explain/explain_text.h"
#include "tests/cli/journey_support.h"
#include "tests/cli/schema.h"
#include "tests/models/random.h"
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define SCENARIOS (SUPPORT_IS_SANITIZED ? 6 : 24)

/* ---- the choice ---- */

static void the_slowest_and_the_first_that_failed_are_found(void)
{
    g_autoptr(Scenario) scenario = support_load(journey_refused, "iis6");
    Choice choice = {.by = CHOOSE_SLOWEST, .page = MODEL_NONE, .app = MODEL_NONE};
    Chosen slowest = choose_request(&scenario->variants[0], 1, &choice);
    Chosen failed, beyond;

    choice.by = CHOOSE_FIRST_FAILED;
    failed = choose_request(&scenario->variants[0], 1, &choice);
    choice.by = CHOOSE_NUMBER;
    choice.number = 13;
    beyond = choose_request(&scenario->variants[0], 1, &choice);
    CU_ASSERT_EQUAL(slowest.counted, 12);
    CU_ASSERT_EQUAL(slowest.key.ordinal, 10); /* from 0: the last of those that wait */
    CU_ASSERT_EQUAL(failed.key.ordinal, 11);
    CU_ASSERT_FALSE(beyond.is_found);
    CU_ASSERT_EQUAL(beyond.counted, 12);
}

static void a_choice_of_a_page_counts_only_its_requests(void)
{
    g_autoptr(Scenario) scenario = support_load(journey_ten_at_once, "iis6");
    Choice choice = {.by = CHOOSE_NUMBER, .number = 2, .page = 1, .app = MODEL_NONE};
    Chosen chosen = choose_request(&scenario->variants[0], 1, &choice);

    CU_ASSERT_TRUE(chosen.is_found);
    CU_ASSERT_STRING_EQUAL(chosen.key.group, "second");
    CU_ASSERT_EQUAL(chosen.key.ordinal, 1);
    choice.number = 3;
    chosen = choose_request(&scenario->variants[0], 1, &choice);
    CU_ASSERT_FALSE(chosen.is_found);
    CU_ASSERT_EQUAL(chosen.counted, 2);
}

/* ---- the difference ---- */

static void the_difference_names_the_stages_that_made_it(void)
{
    g_autoptr(Scenario) scenario = support_load(
        SUPPORT_WINDOW "models = iis5, iis6\n" SUPPORT_TEXTBOOK
                       "pipe-oneway = cpu 3ms\n" SUPPORT_APP "[page:x]\napp = a\nwork = wait 10ms\n"
                       "[clients:c]\npages = x\narrivals = at(1s x 1)\n",
        NULL);
    g_autoptr(Journey) left = journey_of(scenario, 0, 1);
    g_autoptr(Journey) right = journey_of(scenario, 1, 1);
    g_autofree char *text = difference_text(left, right);
    int64_t saved_ns = journey_latency_ns(left) - journey_latency_ns(right);

    CU_ASSERT_EQUAL(journey_latency_ns(right), 10 * SIM_MS);
    CU_ASSERT_TRUE(saved_ns >= 6 * SIM_MS);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "iis6 answered it "));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, " sooner than iis5"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, " less in pipe."));
}

static void a_client_that_did_not_come_so_far_is_said(void)
{
    g_autoptr(Scenario) scenario = support_load(journey_ten_at_once, "iis6");
    const JourneyKey key = {.group = "second", .ordinal = 7};
    g_autoptr(Journey) journey = journey_new(&scenario->variants[0], 1, &key);
    g_autofree char *text = difference_text(journey, journey);

    CU_ASSERT_FALSE(journey->is_found);
    CU_ASSERT_EQUAL(journey->issued_by_client, 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "has no such request: the same client issued 2 there"));
}

/* ---- text and JSON ---- */

static int widest(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    int most = 0;

    for (char **line = lines; *line != NULL; line++)
        most = MAX(most, (int)g_utf8_strlen(*line, -1));
    return most;
}

/* Read back, the stages are whole nanoseconds that add up to the latency. */
static void check_sums(const char *json, const Journey *journey)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    int64_t sum_ns = 0;
    JsonObject *variant;
    JsonArray *stages;

    CU_ASSERT_TRUE_FATAL(json_parser_load_from_data(parser, json, -1, NULL));
    variant = json_object_get_object_member(
        json_object_get_object_member(json_node_get_object(json_parser_get_root(parser)),
                                      "variants"),
        journey->variant->name);
    stages = json_object_get_array_member(variant, "stages");
    for (guint i = 0; i < json_array_get_length(stages); i++) {
        JsonObject *stage = json_array_get_object_element(stages, i);

        sum_ns += llround(1e9 * json_object_get_double_member(stage, "wait_s"));
        sum_ns += llround(1e9 * json_object_get_double_member(stage, "service_s"));
    }
    CU_ASSERT_EQUAL(llround(1e9 * json_object_get_double_member(variant, "issued_s")),
                    journey->issued_ns);
    if (journey_latency_ns(journey) >= 0)
        CU_ASSERT_EQUAL(sum_ns, journey_latency_ns(journey));
}

static void check_width(const Explanation *explanation)
{
    g_autofree char *text = explain_text(explanation);

    CU_ASSERT_TRUE(widest(text) <= 80);
}

static void check_output(const Explanation *explanation, const char *schema)
{
    g_autofree char *text = explain_text(explanation), *again = explain_text(explanation);
    g_autofree char *json = explain_json(explanation);
    g_autofree char *complaint = schema_complaint(schema, json);

    CU_ASSERT_TRUE(widest(text) <= 80);
    CU_ASSERT_STRING_EQUAL(text, again);
    CU_ASSERT_PTR_NULL(complaint);
    if (complaint != NULL)
        g_printerr("explain: %s\n", complaint);
}

static void what_is_printed_fits_the_terminal_and_its_schema(void)
{
    g_autofree char *schema = NULL;

    CU_ASSERT_TRUE_FATAL(g_file_get_contents("docs/explain.schema.json", &schema, NULL, NULL));
    for (uint64_t s = 0; s < SCENARIOS / 2; s++) {
        g_autofree char *text = random_scenario(100 + s);
        g_autoptr(Scenario) scenario = support_load(text, support_models[s % SUPPORT_MODELS]);
        g_autoptr(Journey) first = journey_of(scenario, 0, 1);
        const JourneyKey missing = {.group = scenario->variants[0].config->clients[0].name,
                                    .ordinal = UINT64_MAX};
        g_autoptr(Journey) none = journey_new(&scenario->variants[0], 1, &missing);
        Journey *journeys[] = {first, none, first};
        g_autofree char *json = NULL;
        Explanation explanation = {
            .scenario = scenario, .replication = 1, .journeys = journeys, .count = 1};

        check_output(&explanation, schema);
        json = explain_json(&explanation);
        check_sums(json, first);
        explanation.count = G_N_ELEMENTS(journeys);
        check_output(&explanation, schema);
        first->stage_wait_ns +=
            100 * 86400 * SIM_S; /* a hundred days: the widest that is possible */
        check_width(&explanation);
    }
}

static void that_there_is_none_fits_the_schema(void)
{
    g_autoptr(Scenario) scenario = support_load(journey_refused, "iis6");
    const Explanation explanation = {.scenario = scenario, .replication = 1};
    g_autofree char *json = explain_json_nothing(&explanation, "None \"at\" all.");
    g_autofree char *schema = NULL, *complaint = NULL;

    CU_ASSERT_TRUE_FATAL(g_file_get_contents("docs/explain.schema.json", &schema, NULL, NULL));
    complaint = schema_complaint(schema, json);
    CU_ASSERT_PTR_NULL(complaint);
}

static void a_long_word_is_cut_and_never_lost(void)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) joined = g_string_new(NULL);

    columns_wrap(lines, "12 ", "a \xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc-longer b", 8);
    for (guint i = 0; i < lines->len; i++) {
        const char *line = g_ptr_array_index(lines, i);

        CU_ASSERT_TRUE(g_utf8_strlen(line, -1) <= 8);
        g_string_append(joined, line + 3);
    }
    CU_ASSERT_STRING_EQUAL(joined->str,
                           "a\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc-longer b");
}

CU_TestInfo explain_tests[] = {
    TEST(the_slowest_and_the_first_that_failed_are_found),
    TEST(a_choice_of_a_page_counts_only_its_requests),
    TEST(the_difference_names_the_stages_that_made_it),
    TEST(a_client_that_did_not_come_so_far_is_said),
    TEST(what_is_printed_fits_the_terminal_and_its_schema),
    TEST(that_there_is_none_fits_the_schema),
    TEST(a_long_word_is_cut_and_never_lost),
    CU_TEST_INFO_NULL,
};
