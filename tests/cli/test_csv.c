/* test_csv.c - tidy tables for other programs. */
#include "cli/results/csv.h"
#include "tests/cli/fake.h"

#include <math.h>
#include <string.h>

static const char *const odd[] = {"a, \"b\"", NULL};

static void fields_are_quoted_where_they_must_be(void)
{
    g_autoptr(GString) text = g_string_new(NULL);

    csv_append_field(text, "plain");
    g_string_append_c(text, '|');
    csv_append_field(text, "a,b");
    g_string_append_c(text, '|');
    csv_append_field(text, "say \"it\"\n");
    g_string_append_c(text, '|');
    csv_append_field(text, "");

    CU_ASSERT_STRING_EQUAL(text->str, "plain|\"a,b\"|\"say \"\"it\"\"\n\"|");
}

static void estimates_and_replications_have_one_row_each_and_gaps_where_there_is_no_value(void)
{
    const double values[] = {0.5, NAN};
    g_autoptr(Scenario) scenario = fake_scenario(odd);
    g_autoptr(Experiment) experiment = fake_experiment(scenario, "loss", values, 2);
    g_autoptr(GString) estimates = g_string_new(NULL);
    g_autoptr(GString) replications = g_string_new(NULL);
    g_autofree char *expected = NULL;

    csv_append_estimates(estimates, experiment);
    csv_append_replications(replications, experiment);
    expected = g_strdup_printf(
        "scenario_sha256,iissim,seed,variant,model,scope,entity,metric,replication,value\n"
        "%s,0.1.0,7,\"a, \"\"b\"\"\",iis5,run,,loss,1,0.5\n"
        "%s,0.1.0,7,\"a, \"\"b\"\"\",iis5,run,,loss,2,\n",
        scenario->sha256, scenario->sha256);

    CU_ASSERT_STRING_EQUAL(estimates->str, "variant,scope,entity,metric,mean,lo,hi,n\n"
                                           "\"a, \"\"b\"\"\",run,,loss,0.5,,,1\n");
    CU_ASSERT_STRING_EQUAL(replications->str, expected);
}

static void series_have_a_row_for_each_piece(void)
{
    g_autoptr(Scenario) scenario = fake_scenario(odd);
    g_autoptr(Experiment) experiment = experiment_new(scenario);
    ModelResult *result = fake_result();
    g_autoptr(GString) text = g_string_new(NULL);

    fake_series(result, 1.5);
    CU_ASSERT_TRUE(fake_take_in(experiment, &result, NULL));
    csv_append_series(text, experiment);

    CU_ASSERT_PTR_NOT_NULL(strstr(text->str, "\"a, \"\"b\"\"\",queue.pipe,20,10,1.5\n"));
}

CU_TestInfo csv_tests[] = {
    TEST(fields_are_quoted_where_they_must_be),
    TEST(estimates_and_replications_have_one_row_each_and_gaps_where_there_is_no_value),
    TEST(series_have_a_row_for_each_piece),
    CU_TEST_INFO_NULL,
};
