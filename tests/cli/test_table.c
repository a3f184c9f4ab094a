/* test_table.c - tables for people: digits, units, width, logged latencies. */
#include "cli/results/quantity.h"
#include "cli/results/table.h"
#include "tests/cli/fake.h"

#include <math.h>
#include <string.h>

static const char *const one[] = {"alone", NULL};

static SimEstimate estimate(double mean, double half_width)
{
    return (SimEstimate){.mean = mean, .low = mean - half_width, .high = mean + half_width, .n = 5};
}

static char *shown(QuantityKind kind, const SimEstimate *estimates, uint32_t count)
{
    QuantityFormat format = quantity_format(kind, estimates, count);
    g_autofree char *mean = quantity_text(&format, estimates[0].mean);

    return g_strdup_printf("%s %s", mean, format.unit);
}

static void assert_shown(QuantityKind kind, SimEstimate first, SimEstimate second,
                         const char *expected)
{
    const SimEstimate estimates[] = {first, second};
    g_autofree char *text = shown(kind, estimates, 2);

    CU_ASSERT_STRING_EQUAL(text, expected);
}

static void numbers_have_the_digits_that_their_intervals_bear_out(void)
{
    const SimEstimate none = {.mean = NAN, .low = NAN, .high = NAN};
    const SimEstimate plain = {.mean = 0.0123456, .low = NAN, .high = NAN, .n = 1};

    assert_shown(QUANTITY_SECONDS, estimate(0.0123456, 0.00012), none, "12.35 ms");
    assert_shown(QUANTITY_SECONDS, estimate(0.0123456, 0.0012), none, "12.3 ms");
    assert_shown(QUANTITY_SECONDS, plain, none, "12.35 ms");
    assert_shown(QUANTITY_SECONDS, estimate(0.0123456, 0.0012), estimate(4.2, 0.1), "0.012 s");
    assert_shown(QUANTITY_FRACTION, estimate(0.25, 0), none, "25 %");
    assert_shown(QUANTITY_FRACTION, estimate(1, 0), estimate(0.99, 0.0012), "100.00 %");
    assert_shown(QUANTITY_BYTES, estimate(2.5e8, 1e6), none, "250.0 MB");
    assert_shown(QUANTITY_COUNT, estimate(0, 0), none, "0 ");
    assert_shown(QUANTITY_PER_SECOND, estimate(1234.5678, 12), none, "1235 /s");
}

static void what_rounds_to_nothing_has_no_sign(void)
{
    QuantityFormat format = {.unit = "ms", .factor = 1e3, .decimals = 1};
    g_autofree char *tiny = quantity_text(&format, -1e-6);
    g_autofree char *negative = quantity_text(&format, -1e-3);
    g_autofree char *missing = quantity_text(&format, NAN);

    CU_ASSERT_STRING_EQUAL(tiny, "0.0");
    CU_ASSERT_STRING_EQUAL(negative, "-1.0");
    CU_ASSERT_STRING_EQUAL(missing, "-");
}

static void durations_are_told_in_the_largest_unit_that_is_exact(void)
{
    static const struct {
        int64_t ns;
        const char *text;
    } cases[] = {{2 * SIM_HOUR, "2 h"},       {90 * SIM_MIN, "90 min"},
                 {90 * SIM_S, "90 s"},        {86341 * SIM_S, "23 h 59 min 1 s"},
                 {1500 * SIM_MS, "1500 ms"},  {41400 * SIM_MS, "41.4 s"},
                 {SIM_S + 1, "1.000000001 s"}};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = quantity_duration(cases[i].ns);

        CU_ASSERT_STRING_EQUAL(text, cases[i].text);
    }
}

/* The tables of an experiment with names and numbers that are as long as they may be. */
static char *long_table(uint32_t variants)
{
    static const char *const names[] = {"a-variant-with-a-very-long-name-indeed",
                                        "b",
                                        "another-variant-with-a-long-name",
                                        "d",
                                        "e",
                                        NULL};
    const char *chosen[6] = {NULL};
    g_autoptr(Scenario) scenario = NULL;
    g_autoptr(Experiment) experiment = NULL;
    g_autoptr(SloOutcomes) slos = NULL;
    g_autoptr(Verdicts) verdicts = NULL;
    GString *text = g_string_new(NULL);
    Table table = {.text = text};

    memcpy(chosen, names, variants * sizeof *names);
    scenario = fake_scenario(chosen);
    g_free(scenario->title);
    scenario->title = g_strnfill(100, 'x');
    memcpy(scenario->title + 40, " long ", 6);
    experiment = experiment_new(scenario);
    for (int r = 0; r < 3; r++) {
        g_autofree ModelResult **results = g_new0(ModelResult *, variants);

        for (uint32_t v = 0; v < variants; v++) {
            double factor = 1 + 0.37 * r + 0.11 * v;

            results[v] = fake_result();
            fake_value(results[v], RESULT_RUN, NULL, "latency.mean", 123456.789 * factor);
            fake_value(results[v], RESULT_RUN, NULL, "latency.max", 9e6 * factor);
            fake_value(results[v], RESULT_RUN, NULL, "rate.offered", 987654321 * factor);
            fake_value(results[v], RESULT_RUN, NULL, "requests.offered", 1000);
            fake_value(results[v], RESULT_RUN, NULL, "requests.ok", 1000 / factor);
            fake_value(results[v], RESULT_RUN, NULL, "loss", 1 - 1 / factor);
            fake_value(results[v], RESULT_STAGE, "work.a-backend-with-a-long-name", "wait",
                       123456 * factor);
            fake_value(results[v], RESULT_APP, "an-application-with-a-long-name", "loss", 0.5);
            fake_value(results[v], RESULT_APP, "b", "loss", NAN);
        }
        CU_ASSERT_TRUE(fake_take_in(experiment, results, NULL));
    }
    slos = slo_outcomes_new(experiment);
    table_add_head(&table, experiment);
    table_add_variants(&table, experiment);
    table_add_slos(&table, slos);
    if (variants > 1) {
        verdicts = verdicts_new(experiment);
        table_add_verdicts(&table, experiment, verdicts);
    }
    return g_string_free(text, FALSE);
}

static void tables_keep_to_80_columns_and_end_no_line_with_a_blank(void)
{
    for (uint32_t variants = 1; variants <= 5; variants++) {
        g_autofree char *text = long_table(variants);
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

        CU_ASSERT_TRUE(g_utf8_validate(text, -1, NULL));
        for (char **line = lines; *line != NULL; line++) {
            if (g_utf8_strlen(*line, -1) > TABLE_WIDTH)
                fprintf(stderr, "%ld columns: %s\n", g_utf8_strlen(*line, -1), *line);
            CU_ASSERT_TRUE(g_utf8_strlen(*line, -1) <= TABLE_WIDTH);
            CU_ASSERT_FALSE(g_str_has_suffix(*line, " "));
        }
    }
}

static void what_is_cut_ends_in_an_ellipsis(void)
{
    g_autofree char *text = long_table(2);

    CU_ASSERT_PTR_NOT_NULL(strstr(text, "a-variant-with-a-…"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "  work.a-backend-…"));
}

static void logged_lines_are_read_and_others_are_not(void)
{
    g_autoptr(Logged) logged = logged_parse("#! logged all n=10 mean=0.5 p50=0.25 p95=1.5\r\n"
                                            "#! logged page=home n=7 mean=0.125 p50=1e-3\n"
                                            "# ! logged page=other n=1\n"
                                            "#! logged page=bad n=x mean=1\n"
                                            "#! logged page=none mean=1\n"
                                            "#! logged page=odd n=1 colour=red\n"
                                            "[scenario]\n");

    CU_ASSERT_EQUAL_FATAL(logged->count, 2);
    CU_ASSERT_PTR_NULL(logged->latencies[0].page);
    CU_ASSERT_EQUAL(logged->latencies[0].n, 10);
    CU_ASSERT_EQUAL(logged->latencies[0].p95_s, 1.5);
    CU_ASSERT_STRING_EQUAL(logged->latencies[1].page, "home");
    CU_ASSERT_EQUAL(logged->latencies[1].p50_s, 0.001);
    CU_ASSERT_TRUE(isnan(logged->latencies[1].p95_s));
}

static void logged_latencies_stand_beside_the_simulated(void)
{
    g_autoptr(Scenario) scenario = fake_scenario(one);
    g_autoptr(Experiment) experiment = experiment_new(scenario);
    g_autoptr(Logged) logged =
        logged_parse("#! logged page=home n=7 mean=0.125 p50=0.1 p95=0.3\n"
                     "#! logged page=a-page-with-quite-a-long-name n=8 mean=0.25\n");
    g_autoptr(GString) text = g_string_new(NULL);
    Table table = {.text = text};
    ModelResult *result = fake_result();

    fake_value(result, RESULT_PAGE, "home", "latency.mean", 0.0125);
    fake_value(result, RESULT_PAGE, "home", "latency.p50", 0.0025);
    CU_ASSERT_TRUE(fake_take_in(experiment, &result, NULL));
    table_add_logged(&table, experiment, logged);

    CU_ASSERT_PTR_NOT_NULL(strstr(
        text->str,
        "\n  home                        7   125.0   100.0   300.0     12.5    2.50       -\n"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(text->str, "\n  a-page-with-quite-a-long-name\n                              8   "
                          "250.0       -       -        -       -       -\n"));
}

static char *verdicts_with_pairing(const Experiment *experiment, double pairing)
{
    g_autoptr(Verdicts) verdicts = verdicts_new(experiment);
    GString *text = g_string_new(NULL);
    Table table = {.text = text};

    for (uint32_t i = 0; i < verdicts->comparisons[0].metric_count; i++)
        verdicts->comparisons[0].metrics[i].paired.pairing = pairing;
    table_add_verdicts(&table, experiment, verdicts);
    return g_string_free(text, FALSE);
}

static void a_pairing_that_rounds_to_1_is_not_told_to_have_widened_the_interval(void)
{
    static const char *const two[] = {"old", "new", NULL};
    static const double values[] = {1, 2, 3, 2, 3, 5};
    g_autoptr(Scenario) scenario = fake_scenario(two);
    g_autoptr(Experiment) experiment = fake_experiment(scenario, "latency.mean", values, 3);
    g_autofree char *rounded = verdicts_with_pairing(experiment, 0.997);
    g_autofree char *below = verdicts_with_pairing(experiment, 0.994);

    CU_ASSERT_PTR_NOT_NULL(strstr(rounded, " x1.0 "));
    CU_ASSERT_PTR_NULL(strstr(rounded, "Below x1"));
    CU_ASSERT_PTR_NOT_NULL(strstr(below, " x0.99 "));
    CU_ASSERT_PTR_NOT_NULL(strstr(below, "Below x1"));
}

CU_TestInfo table_tests[] = {
    TEST(a_pairing_that_rounds_to_1_is_not_told_to_have_widened_the_interval),
    TEST(numbers_have_the_digits_that_their_intervals_bear_out),
    TEST(what_rounds_to_nothing_has_no_sign),
    TEST(durations_are_told_in_the_largest_unit_that_is_exact),
    TEST(tables_keep_to_80_columns_and_end_no_line_with_a_blank),
    TEST(what_is_cut_ends_in_an_ellipsis),
    TEST(logged_lines_are_read_and_others_are_not),
    TEST(logged_latencies_stand_beside_the_simulated),
    CU_TEST_INFO_NULL,
};
