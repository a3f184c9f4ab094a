/* test_sweep_grammar.c - [sweep]: lists, constraints, points, and what each mistake is told. */
#include "cli/scenario/sweep_list.h"
#include "cli/scenario/sweep_where.h"
#include "tests/cli/scenario_support.h"
#include "tests/suites.h"
#include <stdio.h>
#include <string.h>

/* ---- lists ---- */

typedef struct {
    const char *text;
    const char *expected; /* values joined by '|', or a part of the message */
} Case;

static bool reads_as(const Case *one)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) values = sweep_list_read(one->text, &error);
    g_autofree char *joined = values != NULL ? g_strjoinv("|", values) : g_strdup(error->message);
    bool is_expected = g_str_equal(joined, one->expected);

    if (!is_expected)
        printf("\n    '%s' gives '%s'", one->text, joined);
    return is_expected;
}

static bool is_refused(const Case *one)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) values = sweep_list_read(one->text, &error);

    if (values == NULL && strstr(error->message, one->expected) != NULL)
        return true;
    printf("\n    '%s' gives '%s'", one->text, error != NULL ? error->message : values[0]);
    return false;
}

static void a_list_is_values_and_ranges(void)
{
    static const Case cases[] = {
        {"1", "1"},
        {" 0.5 , 1,2 ", "0.5|1|2"},
        {"0.5, 1, 1.5, 2..6 step 1", "0.5|1|1.5|2|3|4|5|6"},
        {"2..6 step 1.5", "2|3.5|5"},
        {"6..2 step -2", "6|4|2"},
        {"3..3 step 1", "3"},
        {"-1..1 step 1", "-1|0|1"},
        {".5..1.5 step .5", "0.5|1|1.5"},
        {"1..64 x 2", "1|2|4|8|16|32|64"},
        {"100..1 x 0.1", "100|10|1"},
        {"0.1..0.9 x 3", "0.1|0.3|0.9"},
        {"1..2 x 1.1", "1|1.1|1.21|1.331|1.4641|1.61051|1.771561|1.9487171"},
        {"10ms..50ms step 20ms", "10ms|30ms|50ms"},
        {"10..50 ms step 20", "10ms|30ms|50ms"},
        {"1 KB..4 KB x 2, 1MB", "1KB|2KB|4KB|1MB"},
        {"60/s..180/s step 60/s", "60/s|120/s|180/s"},
        {"10%..30% step 10%", "10%|20%|30%"},
        {"poisson(60/s), users(20, think=exp(7s))", "poisson(60/s)|users(20, think=exp(7s))"},
        {"\"cpu 1ms, db exp(3ms)\", \"cpu 2ms\"", "cpu 1ms, db exp(3ms)|cpu 2ms"},
        {"\"a ( b\", c", "a ( b|c"},
        {"\"1..4 x 2\"", "1..4 x 2"},
        {"replay(../a.csv)", "replay(../a.csv)"},
        {"none, true", "none|true"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        CU_ASSERT_TRUE(reads_as(&cases[i]));
}

static void steps_do_not_carry_the_rounding_of_the_ones_before(void)
{
    g_auto(GStrv) values = sweep_list_read("0..1 step 0.1", NULL);
    g_auto(GStrv) fine = sweep_list_read("0.001..0.9 step 0.001", NULL);

    CU_ASSERT_EQUAL_FATAL(g_strv_length(values), 11);
    CU_ASSERT_STRING_EQUAL(values[3], "0.3");
    CU_ASSERT_STRING_EQUAL(values[10], "1");
    CU_ASSERT_EQUAL_FATAL(g_strv_length(fine), 900);
    CU_ASSERT_STRING_EQUAL(fine[899], "0.9");
}

static void every_mistake_in_a_list_is_told(void)
{
    static const Case cases[] = {
        {"", "has no values; write 0.5, 1, 2..6 step 1"},
        {"  ", "has no values"},
        {"1,,2", "has nothing between two commas"},
        {"1,", "has nothing between two commas or after one"},
        {"1..4", "does not say its steps; write 1..4 step 1, or 1..64 x 2"},
        {"1..4 step", "does not say its steps"},
        {"1..4 by 2", "'1..4 by 2' is not a range; write 2..6 step 1"},
        {"1..x step 1", "is not a range"},
        {"1..4 step 0", "never ends with a step of 0"},
        {"4..1 step 1", "does not lead from 4 to 1 by steps of 1; write 4..1 step -1"},
        {"1..4 step -1", "does not lead from 1 to 4 by steps of -1; write 1..4 step 1"},
        {"1..4 x 1", "does not lead from 1 to 4 by a factor of 1; write 1..4 x 2"},
        {"4..1 x 2", "write 4..1 x 0.5"},
        {"0..4 x 2", "needs numbers above 0; write 1..64 x 2"},
        {"1..4 x -2", "needs numbers above 0"},
        {"1ms..4s step 1ms", "mixes the units ms and s; write one throughout"},
        {"1ms..4ms x 2ms", "a factor has no unit"},
        {"0..1e3 step 1", "is not a range"},
        {"0..100000 step 1", "has more than 100000 values; write fewer, or a larger step"},
        {"0..1 step 0.0000000000000001", "has more than 15 digits"},
        {"0.00000000000001..99999999999999 step 1", "too many digits; write rounder numbers"},
        {"\"a, b", "a quote that is not closed"},
        {"\"a\" b", "a quote that is not closed or not at the end"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        CU_ASSERT_TRUE(is_refused(&cases[i]));
}

/* ---- constraints ---- */

static const char *const names[] = {"load",
                                    "machine.cores",
                                    "costs.pipe-oneway",
                                    "app:shop.pool",
                                    "pool:a.MaxProcesses",
                                    "pool:b.MaxProcesses",
                                    NULL};

/* 2, 4 cores, 50 us, 'front', 1 and 8: 'true', 'false', or the message. */
static char *outcome_of(const char *text)
{
    SweepValue values[] = {
        sweep_value_of(model_key_find("scenario", "load"), "2"),
        sweep_value_of(model_key_find("machine", "cores"), "4"),
        sweep_value_of(model_key_find("costs", "pipe-oneway"), "50us"),
        {.text = (char *)"front"},
        sweep_value_of(model_key_find("pool", "MaxProcesses"), "1"),
        sweep_value_of(model_key_find("pool", "MaxProcesses"), "8"),
    };
    const SweepValue *of_names[G_N_ELEMENTS(values)];
    g_autoptr(GError) error = NULL;
    g_autoptr(SweepWhere) where = sweep_where_read(text, names, &error);
    bool holds = false;

    for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
        of_names[i] = &values[i];
    if (where == NULL || !sweep_where_holds(where, of_names, &holds, &error))
        return g_strdup(error->message);
    return g_strdup(holds ? "true" : "false");
}

static void check_outcomes(const Case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        g_autofree char *outcome = outcome_of(cases[i].text);
        bool is_expected = strstr(outcome, cases[i].expected) != NULL;

        CU_ASSERT_TRUE(is_expected);
        if (!is_expected)
            printf("\n    '%s' gives '%s'", cases[i].text, outcome);
    }
}

static void a_constraint_calculates_and_compares(void)
{
    static const Case cases[] = {
        {"load <= 2", "true"},
        {"load<2", "false"},
        {"load * cores = 8", "true"},
        {"machine.cores / load == 2", "true"},
        {"load + 2 * cores - 1 = 9", "true"},
        {"(load + 2) * cores != 16", "false"},
        {"cores - 1 - 1 = 2", "true"},
        {"8 / cores / load = 1", "true"},
        {"-load < -1", "true"},
        {"0.1 * 3 = 0.3", "true"},
        {"costs.pipe-oneway >= 50us", "true"},
        {"pipe-oneway < 0.05 ms", "false"},
        {"pipe-oneway > 0", "true"},
        {"pipe-oneway * 60/s = 0.003", "true"},
        {"pipe-oneway / 1ms = 50 / 1000", "true"},
        {"60/min = 1/s", "true"},
        {"1KB + 1KB = 2 KB", "true"},
        {"50% * load = 1", "true"},
        {"app:shop.pool = 'front'", "true"},
        {"pool != \"front\"", "false"},
        {"load > 1 and cores > 5", "false"},
        {"load > 1 or cores > 5", "true"},
        {"not load > 3", "true"},
        {"not (load > 1 && cores = 4) || load = 2", "true"},
        {"load > 3 and load > 3 or cores = 4", "true"},
        {"cores = 4 or load > 3 and load > 3", "true"},
        {"!(load = 2)", "false"},
        {"pool:a.MaxProcesses < pool:b.MaxProcesses", "true"},
    };

    check_outcomes(cases, G_N_ELEMENTS(cases));
}

static void every_mistake_in_a_constraint_is_told(void)
{
    static const Case cases[] = {
        {"", "ends where a setting or a number should be; write load * cores <= 16"},
        {"load <", "ends where a setting or a number should be"},
        {"load < < 2", "has '< 2' where a setting or a number should be"},
        {"load", "has a number where a comparison should be"},
        {"load + 1 and cores > 2", "has a number where a comparison should be"},
        {"not cores", "has a number where a comparison should be"},
        {"load < 2 < 3", "has '< 3' left over"},
        {"load < 2 cores > 1", "has 'cores > 1' left over"},
        {"(load < 2) = (cores > 1)", "compares a comparison; write 'and' between them"},
        {"(load < 2", "a parenthesis that is not closed; write one more ')'"},
        {"load < 2)", "has ')' left over"},
        {"lod < 2", "'lod' is not swept; did you mean load?"},
        {"load-1 < 2", "'load-1' is not swept; did you mean load?"},
        {"zzzzzz < 2", "'zzzzzz' is not swept; write settings of [sweep], blanks around '-'"},
        {"MaxProcesses < 2", "could be several of the swept settings; write SECTION.KEY in full"},
        {"load < 1ms", "compares a number and a duration; write both in the same unit"},
        {"load + 1ms < 3", "adds a number and a duration"},
        {"pipe-oneway < 3", "compares a duration and a number"},
        {"pipe-oneway * pipe-oneway < 1s", "compares a product of units and a duration"},
        {"1KB < 60/s", "compares a size and a rate"},
        {"pool = 1", "compares a text and a number"},
        {"pool < 'x'", "asks which of two texts is larger; write = or !="},
        {"pool * 2 < 3", "calculates with a text"},
        {"-pool = 3", "calculates with a text"},
        {"load / 0 < 3", "divides by 0"},
        {"pool = 'front", "a quote that is not closed"},
        {"load < 2x", "'2x' is not a number; write one such as 2, 0.5, 10ms or 60/s"},
        {"load < 1.2.3", "is not a number"},
    };
    g_autofree char *deep = g_strnfill(100, '(');
    g_autofree char *nots = g_strnfill(100, '!');
    g_autofree char *deep_message = outcome_of(deep);
    g_autofree char *nots_message = outcome_of(nots);

    check_outcomes(cases, G_N_ELEMENTS(cases));
    CU_ASSERT_PTR_NOT_NULL(strstr(deep_message, "is nested too deep"));
    CU_ASSERT_PTR_NOT_NULL(strstr(nots_message, "is nested too deep"));
}

/* ---- the section ---- */

#define TWO_POOLS "[pool:a]\n[pool:b]\n" SCENARIO_REST

/* 'load = 1, machine.cores = 2; load = ..': all points. */
static char *list_points(const Loaded *loaded)
{
    GString *points = g_string_new(NULL);

    for (uint32_t i = 0; loaded->scenario != NULL && i < loaded->scenario->sweep->point_count;
         i++) {
        g_autofree char *point = scenario_sweep_describe(loaded->scenario->sweep, i);

        g_string_append_printf(points, "%s%s", i > 0 ? "; " : "", point);
    }
    return g_string_free(points, FALSE);
}

static char *points_of(const char *text)
{
    g_autoptr(Loaded) loaded = loaded_new_good(text);

    return list_points(loaded);
}

static void a_product_is_every_value_with_every_other_the_last_setting_innermost(void)
{
    g_autofree char *points = points_of("[sweep]\nload = 1, 2\nmachine.cores = 1..4 x 2\n"
                                        "where = load * cores < 8\n" SCENARIO_REST);

    CU_ASSERT_STRING_EQUAL(points, "load = 1, machine.cores = 1; load = 1, machine.cores = 2; "
                                   "load = 1, machine.cores = 4; load = 2, machine.cores = 1; "
                                   "load = 2, machine.cores = 2");
}

static void in_lockstep_go_the_first_values_then_the_second(void)
{
    g_autofree char *points = points_of("[sweep]\ncombine = lockstep\nload = 1, 1, 2\n"
                                        "machine.cores = 1, 2, 2\n" SCENARIO_REST);

    CU_ASSERT_STRING_EQUAL(points, "load = 1, machine.cores = 1; load = 1, machine.cores = 2; "
                                   "load = 2, machine.cores = 2");
}

static void numbers_in_one_unit_are_an_axis(void)
{
    static const struct {
        const char *line;
        bool is_number;
        double last;
    } cases[] = {
        {"load = 1, 2", true, 2},
        {"costs.pipe-oneway = 0, 50us", true, 50e-6},
        {"pool:a.PeriodicRestartTime = 60, 2h", true, 7200},
        {"pool:a.PeriodicRestartTime = 60, none", false, 0},
        {"machine.memory = 512MB, 1GB", true, 1 << 30},
        {"app:shop.pool = a, b", false, 0},
        {"aspnet.version = 1.1, 2.0", false, 0},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf("[sweep]\n%s\n" TWO_POOLS, cases[i].line);
        g_autoptr(Loaded) loaded = loaded_new_good(text);
        const ScenarioSweepKey *key = &loaded->scenario->sweep->keys[0];

        CU_ASSERT_EQUAL(key->is_number, cases[i].is_number);
        if (cases[i].is_number)
            CU_ASSERT_DOUBLE_EQUAL(key->values[1].number, cases[i].last, 1e-12);
    }
}

static void every_mistake_in_the_section_is_told_with_its_line(void)
{
    static const Case cases[] = {
        {"", "s.ini:1: [sweep]: steps through nothing; write a setting and its values"},
        {"combine = product", "s.ini:1: [sweep]: steps through nothing"},
        {"load =", "s.ini:2: load: has no values; write 0.5, 1, 2..6 step 1"},
        {"load = 1, 1.0", "s.ini:2: load: has 1.0 twice; keep one of the two"},
        {"load = 1\nscenario.load = 2", "s.ini:3: scenario.load: is there already; keep one"},
        {"lod = 1", "s.ini:2: lod: no such key in [scenario]; write load, or SECTION.KEY"},
        {"nope.x = 1", "s.ini:2: nope.x: there is no such section; 'iissim keys' lists them"},
        {"pool:nope.MaxProcesses = 1", "s.ini:2: pool:nope.MaxProcesses: there is no section of"},
        {"machine.coors = 1", "s.ini:2: machine.coors: no such key in that section"},
        {"seed = 1, 2", "s.ini:2: seed: is of the whole sweep, the same at every point; write"},
        {"replications = 1, 2", "s.ini:2: replications: is of the whole sweep"},
        {"compare.margin = 1%", "s.ini:2: compare.margin: is the same at every point"},
        {"combine = zip\nload = 1", "s.ini:2: combine = zip: is not a way to combine; write prod"},
        {"combine = lockstep\nload = 1, 2\nmachine.cores = 1",
         "s.ini:4: machine.cores: has 1 value and load has 2, and lockstep takes one of each"},
        {"combine = lockstep\nload = 1, 1\nmachine.cores = 2, 2",
         "s.ini:3: load: makes the point load = 1, machine.cores = 2 twice; keep one"},
        {"load = 1, 2\nwhere = load > 2",
         "s.ini:3: where: lets none of the 2 combinations through; write a constraint that some"},
        {"load = 1\nwhere = lod > 2", "s.ini:3: where: 'lod' is not swept; did you mean load?"},
        {"load = 1, 3\nwhere = load < 2ms", "s.ini:3: where: compares a number and a duration; "
                                            "write both in the same unit, such as 10ms (at load = "
                                            "1)"},
        {"load = 1..1000 step 1\nmachine.cores = 1..101 step 1",
         "s.ini:3: machine.cores: makes more than 100000 points; write fewer values, larger steps, "
         "or a constraint, where = .."},
        {"load = 1..1000 step 1\nmachine.cores = 1..101 step 1\nwhere = load > 0",
         "s.ini:4: where: lets more than 100000 points through; write fewer values"},
        {"load = 1..50000 step 1\nmachine.cores = 1..101 step 1\nwhere = load > 0",
         "s.ini:3: machine.cores: makes more than 5000000 combinations to choose from"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf("[sweep]\n%s\n" SCENARIO_REST, cases[i].text);
        g_autoptr(Loaded) loaded = loaded_new(text, NULL);
        bool is_told = loaded_has(loaded, true, cases[i].expected);

        CU_ASSERT_TRUE(is_told);
        CU_ASSERT_EQUAL(loaded->errors, 1);
        if (!is_told || loaded->errors != 1)
            for (guint k = 0; k < loaded->problems->len; k++)
                printf("\n    %s", ((ScenarioProblem *)loaded->problems->pdata[k])->text);
    }
}

static void a_setting_of_a_variant_that_is_swept_too_is_a_warning(void)
{
    g_autoptr(Loaded) loaded = loaded_new("[variant:two]\nmodel = iis6\nmachine.cores = 2\n"
                                          "[sweep]\nmachine.cores = 1, 2\n" SCENARIO_REST,
                                          NULL);

    CU_ASSERT_EQUAL(loaded->errors, 0);
    CU_ASSERT_TRUE(loaded_has(loaded, false, "s.ini:5: machine.cores: [variant:two] sets it, too"));
}

static void the_option_takes_the_place_of_the_section(void)
{
    char *const sweeps[] = {(char *)"machine.cores=1,2,4", (char *)"where=cores < 4", NULL};
    char *const bad[] = {(char *)"load=1..3", (char *)"load", (char *)"load=2", NULL};
    static const char text[] = "[sweep]\nload = 1, 2\n" SCENARIO_REST;
    g_autoptr(Loaded) loaded = loaded_new(text, &(ScenarioOverrides){.sweeps = sweeps});
    g_autoptr(Loaded) refused = loaded_new(text, &(ScenarioOverrides){.sweeps = bad});

    CU_ASSERT_PTR_NOT_NULL_FATAL(loaded->scenario);
    CU_ASSERT_EQUAL(loaded->scenario->sweep->point_count, 2);
    CU_ASSERT_STRING_EQUAL(loaded->scenario->sweep->keys[0].path, "machine.cores");
    CU_ASSERT_PTR_NOT_NULL(
        strstr(loaded->scenario->resolved, "[sweep]\nmachine.cores = 1,2,4\nwhere = cores < 4\n"));
    CU_ASSERT_TRUE(loaded_has(refused, true, "--sweep load=1..3: load: is a range that does not"));
    CU_ASSERT_TRUE(loaded_has(refused, true, "--sweep load: is not KEY=LIST on one line; write"));
    CU_ASSERT_TRUE(loaded_has(refused, true, "--sweep load=2: is there already; give it once"));
}

/* They say nothing of what is stepped through: the settings of the section stay. */
static void a_constraint_or_lockstep_alone_is_for_the_section(void)
{
    static const char text[] =
        "[sweep]\nload = 1, 2\nwhere = load < 2\nmachine.cores = 1, 2\n" SCENARIO_REST;
    char *const where[] = {(char *)"where = cores = 2", NULL};
    char *const both[] = {(char *)"combine=lockstep", (char *)"where=load > 1", NULL};
    g_autoptr(Loaded) constrained = loaded_new(text, &(ScenarioOverrides){.sweeps = where});
    g_autoptr(Loaded) combined = loaded_new(text, &(ScenarioOverrides){.sweeps = both});
    g_autoptr(Loaded) bare = loaded_new(SCENARIO_REST, &(ScenarioOverrides){.sweeps = where});
    g_autofree char *of_constrained = list_points(constrained);
    g_autofree char *of_combined = list_points(combined);

    CU_ASSERT_STRING_EQUAL(of_constrained,
                           "load = 1, machine.cores = 2; load = 2, machine.cores = 2");
    CU_ASSERT_STRING_EQUAL(of_combined, "load = 2, machine.cores = 2");
    CU_ASSERT_TRUE(loaded_has(bare, true, "[sweep]: steps through nothing"));
}

static void a_point_is_the_scenario_with_its_values_set(void)
{
    const ScenarioPointValue point[] = {{"load", "1.5", "s.ini:2"}, {NULL, NULL, NULL}};
    const ScenarioPointValue bad[] = {{"load", "x", "s.ini:2"}, {NULL, NULL, NULL}};
    static const char text[] = "[sweep]\nload = 1, 1.5, x\n" SCENARIO_REST;
    g_autoptr(Loaded) loaded = loaded_new(text, &(ScenarioOverrides){.point = point});
    g_autoptr(Loaded) set = loaded_new_set(SCENARIO_REST, "load=1.5");
    g_autoptr(Loaded) refused = loaded_new(text, &(ScenarioOverrides){.point = bad});

    CU_ASSERT_PTR_NOT_NULL_FATAL(loaded->scenario);
    CU_ASSERT_PTR_NULL(loaded->scenario->sweep);
    CU_ASSERT_STRING_EQUAL(loaded->scenario->resolved, set->scenario->resolved);
    CU_ASSERT_TRUE(loaded_has(refused, true, "s.ini:2: load = x: 'x' is not a finite number"));
}

CU_TestInfo sweep_grammar_tests[] = {
    TEST(a_list_is_values_and_ranges),
    TEST(steps_do_not_carry_the_rounding_of_the_ones_before),
    TEST(every_mistake_in_a_list_is_told),
    TEST(a_constraint_calculates_and_compares),
    TEST(every_mistake_in_a_constraint_is_told),
    TEST(a_product_is_every_value_with_every_other_the_last_setting_innermost),
    TEST(in_lockstep_go_the_first_values_then_the_second),
    TEST(numbers_in_one_unit_are_an_axis),
    TEST(every_mistake_in_the_section_is_told_with_its_line),
    TEST(a_setting_of_a_variant_that_is_swept_too_is_a_warning),
    TEST(the_option_takes_the_place_of_the_section),
    TEST(a_constraint_or_lockstep_alone_is_for_the_section),
    TEST(a_point_is_the_scenario_with_its_values_set),
    CU_TEST_INFO_NULL,
};
