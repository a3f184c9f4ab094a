/* test_keys.c - the key table agrees with itself. */
#include "models/keys.h"
#include "tests/suites.h"
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

static void expect(bool truth, const ModelKey *key, const char *what)
{
    if (!truth)
        printf("\n    %s.%s %s", key->section, key->name, what);
    CU_ASSERT_TRUE(truth);
}

static void every_key_is_in_a_section_and_only_once(void)
{
    for (const ModelKey *key = model_key_first(); key != NULL; key = model_key_next(key)) {
        expect(model_section_find(key->section) != NULL, key, "is in no section");
        expect(model_key_find(key->section, key->name) == key, key, "is there twice");
    }
}

static void the_keys_of_a_section_stand_together(void)
{
    for (const ModelKey *key = model_key_first(); key != NULL; key = model_key_next(key))
        for (const ModelKey *other = model_key_next(key), *before = key; other != NULL;
             before = other, other = model_key_next(other))
            if (strcmp(other->section, key->section) == 0)
                expect(strcmp(before->section, key->section) == 0, other, "stands apart");
}

static void every_key_says_what_it_means_and_where_that_is_from(void)
{
    static const char *const labels[] = {"cited", "derived", "assumption", "simulator", NULL};

    for (const ModelKey *key = model_key_first(); key != NULL; key = model_key_next(key)) {
        expect(key->meaning != NULL && *key->meaning != '\0', key, "has no meaning");
        expect(key->source != NULL && *key->source != '\0', key, "has no source");
        expect(key->label != NULL && g_strv_contains(labels, key->label), key, "has no label");
    }
}

static void an_assumption_says_that_it_is_one(void)
{
    for (const ModelKey *key = model_key_first(); key != NULL; key = model_key_next(key))
        if (key->label != NULL && strcmp(key->label, "assumption") == 0)
            expect(strstr(key->meaning, "assumption") != NULL, key, "does not say 'assumption'");
}

static void every_key_can_be_written(void)
{
    for (const ModelKey *key = model_key_first(); key != NULL; key = model_key_next(key)) {
        expect((key->type == KEY_SPECIAL) == (key->form != NULL), key, "lacks its form");
        expect((key->type == KEY_CHOICE) == (key->choices != NULL), key, "lacks its choices");
        if ((key->flags & (KEY_LIMIT | KEY_ZERO_OFF)) != 0)
            expect(key->never != NULL, key, "can be off but not be written so");
    }
}

static void ranges_are_ranges(void)
{
    for (const ModelKey *key = model_key_first(); key != NULL; key = model_key_next(key)) {
        expect(key->min <= key->max, key, "has no range");
        expect(key->documented_min <= key->documented_max, key, "has no documented range");
        if (key->documented_max != 0 && key->max != 0)
            expect(key->documented_max <= key->max, key, "is documented beyond its range");
    }
}

static void only_names_of_the_simulator_have_hyphens_and_those_are_lower_case(void)
{
    for (const ModelKey *key = model_key_first(); key != NULL; key = model_key_next(key))
        for (const char *at = key->name; strchr(key->name, '-') != NULL && *at != '\0'; at++)
            expect(!g_ascii_isupper(*at), key, "has a hyphen and a capital");
}

static void defaults_differ_by_version_where_that_is_documented(void)
{
    const ModelKey *queue = model_key_find("aspnet", "appRequestQueueLimit");
    const ModelKey *timeout = model_key_find("aspnet", "executionTimeout");

    CU_ASSERT_STRING_EQUAL(model_key_default(queue, ASPNET_1_0), "100");
    CU_ASSERT_STRING_EQUAL(model_key_default(queue, ASPNET_1_1), "100");
    CU_ASSERT_STRING_EQUAL(model_key_default(queue, ASPNET_2_0), "5000");
    CU_ASSERT_STRING_EQUAL(model_key_default(timeout, ASPNET_2_0), "110");
    CU_ASSERT_PTR_NULL(model_key_default(model_key_find("page", "app"), ASPNET_2_0));
}

static void what_is_not_in_the_table_is_not_found(void)
{
    CU_ASSERT_PTR_NULL(model_key_find("aspnet", "PeriodicRestartTime"));
    CU_ASSERT_PTR_NULL(model_key_find("nowhere", "cores"));
    CU_ASSERT_PTR_NULL(model_section_find("nowhere"));
}

CU_TestInfo keys_tests[] = {
    TEST(every_key_is_in_a_section_and_only_once),
    TEST(the_keys_of_a_section_stand_together),
    TEST(every_key_says_what_it_means_and_where_that_is_from),
    TEST(an_assumption_says_that_it_is_one),
    TEST(every_key_can_be_written),
    TEST(ranges_are_ranges),
    TEST(only_names_of_the_simulator_have_hyphens_and_those_are_lower_case),
    TEST(defaults_differ_by_version_where_that_is_documented),
    TEST(what_is_not_in_the_table_is_not_found),
    CU_TEST_INFO_NULL,
};
