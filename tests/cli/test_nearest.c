/* test_nearest.c - what did they mean? */
#include "cli/nearest.h"
#include "tests/suites.h"

static const char *const verbs[] = {"run", "compare", "check", "keys", "import", NULL};

static void a_slip_finds_the_name_that_was_meant(void)
{
    CU_ASSERT_STRING_EQUAL(cli_nearest("comapre", verbs), "compare"); /* swapped */
    CU_ASSERT_STRING_EQUAL(cli_nearest("chek", verbs), "check");      /* left out */
    CU_ASSERT_STRING_EQUAL(cli_nearest("kesy", verbs), "keys");
    CU_ASSERT_STRING_EQUAL(cli_nearest("runn", verbs), "run"); /* put in */
    CU_ASSERT_STRING_EQUAL(cli_nearest("IMPORT", verbs), "import");
    CU_ASSERT_STRING_EQUAL(cli_nearest("inport", verbs), "import"); /* changed */
}

static void letters_that_changed_places_are_one_slip(void)
{
    static const char *const pair[] = {"from", "form", NULL};

    CU_ASSERT_STRING_EQUAL(cli_nearest("fomr", pair), "form");
}

static void another_word_finds_nothing(void)
{
    CU_ASSERT_PTR_NULL(cli_nearest("simulate", verbs));
    CU_ASSERT_PTR_NULL(cli_nearest("x", verbs));
    CU_ASSERT_PTR_NULL(cli_nearest("", verbs));
    CU_ASSERT_PTR_NULL(
        cli_nearest("a-word-that-is-far-longer-than-any-name-that-could-be-meant-by-it", verbs));
}

static void the_first_of_equally_near_names_wins(void)
{
    static const char *const pair[] = {"pool", "pole", NULL};

    CU_ASSERT_STRING_EQUAL(cli_nearest("pol", pair), "pool");
}

CU_TestInfo nearest_tests[] = {
    TEST(a_slip_finds_the_name_that_was_meant),
    TEST(letters_that_changed_places_are_one_slip),
    TEST(another_word_finds_nothing),
    TEST(the_first_of_equally_near_names_wins),
    CU_TEST_INFO_NULL,
};
