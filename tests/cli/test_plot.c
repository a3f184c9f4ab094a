/* test_plot.c - figures that a scenario declares: [plot:*] read, and the tables they are drawn from. */
#include "cli/results/figures.h"
#include "cli/results/figures_panels.h"
#include "cli/results/panels.h"
#include "tests/cli/fake.h"
#include "tests/cli/scenario_support.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void what_a_figure_shows_is_read(void)
{
    g_autoptr(Loaded) loaded = loaded_new_good("[plot:all]\n"
                                               "title = It's \"mine\" <b>\n"
                                               "x = time\n"
                                               "y = failed, memory, queue.app:shop, "
                                               "ASP.NET\\Requests Queued\n"
                                               "kind = steps\n"
                                               "from = 1min\n"
                                               "to = 2min\n"
                                               "[plot:tail]\n"
                                               "x = load\n"
                                               "y = latency.p95(app:shop), within(300ms)\n"
                                               "values = log\n"
                                               "[plot:apps]\n"
                                               "x = app\n"
                                               "y = latency.p50, latency.p99\n"
                                               "lines = metric\n"
                                               "[sweep]\n"
                                               "load = 1, 2\n" SCENARIO_REST);
    const Scenario *scenario = loaded->scenario;

    CU_ASSERT_EQUAL_FATAL(scenario->plot_count, 3);
    CU_ASSERT_STRING_EQUAL(scenario->plots[0].title, "It's \"mine\" <b>");
    CU_ASSERT_EQUAL(scenario->plots[0].axis, SCENARIO_PLOT_TIME);
    CU_ASSERT_EQUAL(g_strv_length(scenario->plots[0].y), 4);
    CU_ASSERT_EQUAL(scenario->plots[0].kind, PANELS_STEPS);
    CU_ASSERT_EQUAL(scenario->plots[0].from_ns, 60 * SIM_S);
    CU_ASSERT_EQUAL(scenario->plots[0].to_ns, 120 * SIM_S);
    CU_ASSERT_EQUAL(scenario->plots[1].axis, SCENARIO_PLOT_SETTING);
    CU_ASSERT_STRING_EQUAL(scenario->plots[1].y[1], "within(0.3)");
    CU_ASSERT_TRUE(scenario->plots[1].is_log);
    CU_ASSERT_EQUAL(scenario->variants[0].config->within_count, 1);
    CU_ASSERT_EQUAL(scenario->plots[2].axis, SCENARIO_PLOT_APP);
    CU_ASSERT_TRUE(scenario->plots[2].has_metric_lines);
    CU_ASSERT_EQUAL(scenario->plots[2].kind, PANELS_BARS);
    loaded_check_reads_back(loaded);
}

static void every_mistake_in_a_figure_is_told_with_what_to_write(void)
{
    static const struct {
        const char *text, *problem;
    } mistakes[] = {
        {"[plot:p]", "s.ini:1: [plot:p]: draws nothing; write y = latency.p95"},
        {"[plot:p]\ny = latency.p59", "y = latency.p59: 'latency.p59' is not a metric; did you "
                                      "mean latency.p50?"},
        {"[plot:p]\ny = loss(app:shp)", "y = loss(app:shp): "},
        {"[plot:p]\nx = time\ny = memroy", "'memroy' is not kept over time; did you mean memory?"},
        {"[plot:p]\nx = time\ny = queue.pool:nobody", "'queue.pool:nobody' is not kept over time"},
        {"[plot:p]\nx = time\ny = latency.p95", "'latency.p95' is not kept over time"},
        {"[plot:p]\nx = tiem\ny = memory.max", "x = tiem: is nothing to draw over; did you mean "
                                               "time?"},
        {"[plot:p]\nx = somewhere else\ny = loss", "write time, variant, metric, app"},
        {"[plot:p]\nx = machine.cores\ny = loss", "x = machine.cores: is not stepped through; give "
                                                  "it a line in [sweep]"},
        {"[sweep]\nload = 1, 2\n[plot:p]\nx = laod\ny = loss", "did you mean load?"},
        {"[plot:p]\nx = app\ny = loss(app:shop)", "is of one app, and x goes over all of a kind; "
                                                  "write loss"},
        {"[plot:p]\nx = metric\ny = loss, latency.p95",
         "loss and latency.p95 have different units and cannot share an axis"},
        {"[plot:p]\nx = app\ny = loss, throughput\nlines = metric", "different units"},
        {"[plot:p]\nx = variant\ny = loss\nlines = variant", "that is what x goes over already"},
        {"[plot:p]\nx = metric\ny = loss\nlines = metric", "that is what x goes over already"},
        {"[plot:p]\ny = loss\nkind = line", "kind = line: is none of lines, points, steps, bars; "
                                            "did you mean lines?"},
        {"[plot:p]\ny = loss\nkind = lines", "there is no line from one name to the next"},
        {"[plot:p]\nx = time\ny = memory\nkind = bars", "bars stand over names"},
        {"[plot:p]\ny = loss\nvalues = log", "over names the values begin at 0"},
        {"[plot:p]\ny = loss\nfrom = 1min", "is a time, and x is variant"},
        {"[plot:p]\nx = time\ny = memory\nfrom = 2min\nto = 1min", "to = 1min: is not after from"},
        {"[plot:p]\nx = time\ny = memory\nfrom = soon", "from = soon: "},
        {"[plot:p]\ny = loss\ncolour = red", "colour: no such key in [plot:p]"},
        {"[plot:p]\ny = loss\ntitel = x", "titel: no such key in [plot:p]; did you mean title?"},
        {"[plot]\ny = loss", "[plot]: has no name; write [plot:NAME]"},
        {"[plot:p]\ny = httperr.QueueFull, httperr.AppOffline, httperr.Disabled, queue.a.mean, "
         "queue.b.mean, queue.c.mean, queue.d.mean, queue.e.mean, queue.f.mean, queue.g.mean, "
         "queue.h.mean, queue.i.mean, queue.j.mean",
         "13 at once cannot be told apart"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(mistakes); i++) {
        g_autofree char *text = g_strconcat(mistakes[i].text, "\n", SCENARIO_REST, NULL);
        g_autoptr(Loaded) loaded = loaded_new(text, NULL);
        bool is_told = loaded->errors == 1 && loaded_has(loaded, true, mistakes[i].problem);

        CU_ASSERT_TRUE(is_told);
        for (guint k = 0; k < loaded->problems->len && !is_told; k++)
            printf("\n    expected %s\n    found    %s", mistakes[i].problem,
                   ((ScenarioProblem *)g_ptr_array_index(loaded->problems, k))->text);
    }
}

/* With --sweep another setting than the file's may be stepped through. */
static void a_figure_over_a_setting_may_stand_beside_another_sweep(void)
{
    char *const sweeps[] = {"machine.cores=1,2", NULL};
    const ScenarioOverrides overrides = {.sweeps = sweeps};
    g_autoptr(Loaded) loaded = loaded_new(
        "[sweep]\nload = 1, 2\n[plot:p]\nx = load\ny = loss\n" SCENARIO_REST, &overrides);

    CU_ASSERT_PTR_NOT_NULL(loaded->scenario);
    CU_ASSERT_EQUAL(loaded->errors, 0);
}

/* ---- tables ---- */

static SimEstimate value(double mean, double half_width)
{
    return (SimEstimate){.mean = mean, .low = mean - half_width, .high = mean + half_width, .n = 5};
}

static void values_are_written_in_the_unit_of_their_panel(void)
{
    g_autoptr(Panels) panels = panels_new("h\n1", PANELS_BARS, PANELS_OVER_NAMES);
    const SimEstimate none = {.mean = NAN, .low = NAN, .high = NAN};
    g_autofree char *text = NULL;

    panels_add_line(panels, "a\tb", 1, 1);
    panels_add_panel(panels, "t", QUANTITY_SECONDS, "nothing");
    panels_add_point(panels, 0, 1, value(0.0200, 0.0011), NULL);
    panels_add_point(panels, 0, 2, value(0.0004, 0.00001), "lower");
    panels_add_point(panels, 0, 3, none, NULL);
    panels_add_point(panels, 0, 4, value(0, 0), NULL);
    text = panels_text(panels);

    CU_ASSERT_PTR_NOT_NULL(strstr(text, "# heading\th 1\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "# line\ta b\t1\t1\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "# panel\tt\tms\t0.4\t20\t21.1\tnothing\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n1\t20\t18.9\t21.1\t20.00 ± 1.10\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n2\t0.4\t0.39\t0.41\t0.40 ± 0.01  lower\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n3\tNaN\tNaN\tNaN\tno value\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n4\t0\t0\t0\t0\n"));
}

static void one_scale_is_that_of_all_panels_and_a_block_is_never_empty(void)
{
    g_autoptr(Panels) panels = panels_new("h", PANELS_LINES, PANELS_OVER_NUMBERS);
    g_autofree char *text = NULL;

    panels_set_one_scale(panels);
    panels_add_line(panels, "a", 1, 1);
    panels_add_line(panels, "b", 2, 2);
    panels_add_panel(panels, "small", QUANTITY_SECONDS, "");
    panels_add_point(panels, 0, 1, value(0.25, 0), NULL);
    panels_add_panel(panels, "large", QUANTITY_SECONDS, "");
    panels_add_point(panels, 1, 1, value(10, 9), NULL);
    text = panels_text(panels);

    CU_ASSERT_PTR_NOT_NULL(strstr(text, "# panel\tsmall\ts\t0.25\t10\t16\t\n"
                                        "# panel\tlarge\ts\t0.25\t10\t16\t\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "text\n1\t0.25\t0.25\t0.25\t\n\n\n"
                                        "NaN\tNaN\tNaN\tNaN\t\n\n\n"
                                        "NaN\tNaN\tNaN\tNaN\t\n\n\n1\t10\t1\t19\t\n"));
}

CU_TestInfo plot_tests[] = {
    TEST(what_a_figure_shows_is_read),
    TEST(every_mistake_in_a_figure_is_told_with_what_to_write),
    TEST(a_figure_over_a_setting_may_stand_beside_another_sweep),
    TEST(values_are_written_in_the_unit_of_their_panel),
    TEST(one_scale_is_that_of_all_panels_and_a_block_is_never_empty),
    CU_TEST_INFO_NULL,
};
