/* test_json_text.c - what is written can be read, and says what was meant. */
#include "cli/results/json_text.h"
#include "cli/results/number.h"
#include "tests/suites.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

static void nested_values_are_separated_and_closed(void)
{
    JsonText json;
    g_autofree char *text = NULL;

    json_text_init(&json);
    json_text_open(&json, NULL, '{');
    json_text_integer(&json, "a", 1);
    json_text_open(&json, "b", '[');
    json_text_close(&json);
    json_text_open_inline(&json, "c", '{');
    json_text_boolean(&json, "d", true);
    json_text_open(&json, "e", '[');
    json_text_integer(&json, NULL, 2);
    json_text_integer(&json, NULL, 3);
    json_text_close(&json);
    json_text_close(&json);
    json_text_string(&json, "f", NULL);
    json_text_close(&json);
    text = json_text_finish(&json);

    CU_ASSERT_STRING_EQUAL(text, "{\n  \"a\": 1,\n  \"b\": [],\n  \"c\": {\"d\": true, \"e\": "
                                 "[2, 3]},\n  \"f\": null\n}\n");
}

/* What json-glib reads back from a text that was written as a string. */
static char *there_and_back(const char *value)
{
    JsonText json;
    g_autofree char *text = NULL;
    g_autoptr(JsonParser) parser = json_parser_new();

    json_text_init(&json);
    json_text_open(&json, NULL, '[');
    json_text_string(&json, NULL, value);
    json_text_close(&json);
    text = json_text_finish(&json);
    CU_ASSERT_TRUE_FATAL(json_parser_load_from_data(parser, text, -1, NULL));
    return g_strdup(
        json_array_get_string_element(json_node_get_array(json_parser_get_root(parser)), 0));
}

static void any_string_can_be_read_back(void)
{
    static const char *const values[] = {"", "a\"b\\c/d", "\n\t\r\x01\x1f\x7f", "é漢𝄞",
                                         "<script>'"};

    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autofree char *back = there_and_back(values[i]);

        CU_ASSERT_STRING_EQUAL(back, values[i]);
    }
}

static void text_that_is_not_utf8_becomes_so(void)
{
    g_autofree char *back = there_and_back("caf\xe9");

    CU_ASSERT_STRING_EQUAL(back, "caf\xef\xbf\xbd");
}

static void control_characters_are_escaped(void)
{
    JsonText json;
    g_autofree char *text = NULL;

    json_text_init(&json);
    json_text_string(&json, NULL, "\x01\t\x7f\n");
    text = json_text_finish(&json);

    CU_ASSERT_STRING_EQUAL(text, "\"\\u0001\\t\\u007f\\n\"\n");
}

static void what_is_not_a_number_is_null(void)
{
    const double values[] = {NAN, INFINITY, -INFINITY};

    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        JsonText json;
        g_autofree char *text = NULL;

        json_text_init(&json);
        json_text_number(&json, NULL, values[i]);
        text = json_text_finish(&json);
        CU_ASSERT_STRING_EQUAL(text, "null\n");
    }
}

static void numbers_have_ten_digits_and_no_negative_zero(void)
{
    NumberText number;

    CU_ASSERT_STRING_EQUAL(number_text(&number, 0.1), "0.1");
    CU_ASSERT_STRING_EQUAL(number_text(&number, 1.0 / 3), "0.3333333333");
    CU_ASSERT_STRING_EQUAL(number_text(&number, -0.0), "0");
    CU_ASSERT_STRING_EQUAL(number_text(&number, 123456789), "123456789");
    CU_ASSERT_STRING_EQUAL(number_text(&number, 1e-7), "1e-07");
}

static void seconds_are_exact_to_the_nanosecond(void)
{
    JsonText json;
    g_autofree char *text = NULL;

    json_text_init(&json);
    json_text_open_inline(&json, NULL, '[');
    json_text_seconds(&json, NULL, INT64_C(1234567890123456));
    json_text_seconds(&json, NULL, -500000000);
    json_text_seconds(&json, NULL, 0);
    json_text_close(&json);
    text = json_text_finish(&json);

    CU_ASSERT_STRING_EQUAL(text, "[1234567.890123456, -0.5, 0]\n");
}

CU_TestInfo json_text_tests[] = {
    TEST(nested_values_are_separated_and_closed),
    TEST(any_string_can_be_read_back),
    TEST(text_that_is_not_utf8_becomes_so),
    TEST(control_characters_are_escaped),
    TEST(what_is_not_a_number_is_null),
    TEST(numbers_have_ten_digits_and_no_negative_zero),
    TEST(seconds_are_exact_to_the_nanosecond),
    CU_TEST_INFO_NULL,
};
