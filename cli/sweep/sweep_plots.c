/* sweep_plots.c - [plot:*] over a setting: a panel for each metric and a line for each variant, or the
 * other way round; and for some combinations of the other settings. */
#include "cli/sweep/sweep_plots.h"
#include "cli/results/figures.h"
#include "cli/results/figures_panels.h"
#include "cli/results/number.h"
#include "cli/scenario/scenario_plot.h"
#include "cli/sweep/sweep_figures.h"
#include "cli/sweep/sweep_knee.h"
#include <string.h>

typedef struct {
    SweepKnee knee;
    const Scenario *scenario;
    const ScenarioPlot *plot;
    uint32_t index;        /* of the plot */
    uint32_t combinations; /* that are shown */
    Panels *panels;
} Drawing;

static uint32_t key_of(const ScenarioSweep *sweep, const char *path)
{
    for (uint32_t k = 0; k < sweep->key_count; k++)
        if (g_str_equal(sweep->keys[k].path, path))
            return k;
    return MODEL_NONE;
}

/* 'iis5, cores = 2' */
static char *name_of(const Drawing *drawing, const char *first, uint32_t combination)
{
    const char *others = g_ptr_array_index(
        drawing->knee.names, sweep_knee_chosen(&drawing->knee, combination, drawing->combinations));

    return g_strdup_printf("%s%s%s", first, *others != '\0' ? ", " : "", others);
}

static void add_points(const Drawing *drawing, uint32_t line, uint32_t v, uint32_t y,
                       uint32_t combination)
{
    const Scenario *scenario = drawing->scenario;
    g_autoptr(GArray) places = sweep_knee_places(
        &drawing->knee, sweep_knee_chosen(&drawing->knee, combination, drawing->combinations));

    for (guint i = 0; i < places->len; i++) {
        const SweepPlace *place = &g_array_index(places, SweepPlace, i);

        panels_add_point(drawing->panels, line, place->place,
                         place->outcome->plotted[sweep_plotted_index(scenario, drawing->index, y) *
                                                     scenario->variant_count +
                                                 v],
                         NULL);
    }
}

static void begin_panel(const Drawing *drawing, const char *title, uint32_t y)
{
    panels_add_panel(drawing->panels, title, scenario_plot_kind(drawing->plot, y),
                     "there is no value of it");
}

static void draw_variant_lines(const Drawing *drawing)
{
    uint32_t variants = drawing->scenario->variant_count;

    for (uint32_t c = 0; c < drawing->combinations; c++)
        for (uint32_t v = 0; v < variants; v++) {
            g_autofree char *name = name_of(drawing, drawing->scenario->variants[v].name, c);

            panels_add_line(drawing->panels, name, v + 1,
                            drawing->combinations > 1 ? c + 1 : v + 1);
        }
    for (uint32_t y = 0; drawing->plot->y[y] != NULL; y++) {
        begin_panel(drawing, drawing->plot->y[y], y);
        for (uint32_t c = 0; c < drawing->combinations; c++)
            for (uint32_t v = 0; v < variants; v++)
                add_points(drawing, c * variants + v, v, y, c);
    }
}

static void draw_metric_lines(const Drawing *drawing)
{
    uint32_t variants = drawing->scenario->variant_count, panels = 0;

    panels_set_one_scale(drawing->panels);
    for (uint32_t y = 0; drawing->plot->y[y] != NULL; y++)
        panels_add_line(drawing->panels, drawing->plot->y[y], y + 1, y + 1);
    for (uint32_t c = 0; c < drawing->combinations; c++)
        for (uint32_t v = 0; v < variants && panels++ < PANELS_MAX; v++) {
            g_autofree char *name = name_of(drawing, drawing->scenario->variants[v].name, c);

            begin_panel(drawing, name, 0);
            for (uint32_t y = 0; drawing->plot->y[y] != NULL; y++)
                add_points(drawing, y, v, y, c);
        }
}

static void add_axis(const Drawing *drawing)
{
    const SweepAxis *axis = &drawing->knee.axis;
    const ScenarioSweepKey *key = &axis->sweep->keys[axis->key];

    panels_set_axis(drawing->panels, sweep_label(axis->sweep, axis->key), axis->unit);
    for (uint32_t i = 0; i < key->value_count; i++) {
        double place = key->is_number ? key->values[i].number * axis->factor : i + 1.0;
        NumberText number;

        panels_add_tick(drawing->panels, place,
                        key->is_number ? number_text(&number, place) : key->values[i].text);
    }
    if (drawing->combinations < drawing->knee.names->len) {
        g_autofree char *note = g_strdup_printf("%u of %u combinations", drawing->combinations,
                                                drawing->knee.names->len);

        panels_set_note(drawing->panels, note);
    }
}

static char *draw(const SweepCollection *collection, uint32_t index, uint32_t key)
{
    const Scenario *scenario = collection->scenario;
    bool is_number = scenario->sweep->keys[key].is_number;
    Drawing drawing = {.knee = sweep_knee_new(collection, key),
                       .scenario = scenario,
                       .plot = &scenario->plots[index],
                       .index = index};
    uint32_t most = MAX(SWEEP_LINES_MAX / scenario->variant_count, 1);
    char *text;

    drawing.combinations = MIN(most, drawing.knee.names->len);
    drawing.panels =
        figures_declared_panels(drawing.plot, !is_number                 ? PANELS_OVER_NAMES
                                              : drawing.knee.axis.is_log ? PANELS_OVER_RATIOS
                                                                         : PANELS_OVER_NUMBERS);
    add_axis(&drawing);
    if (drawing.plot->has_metric_lines)
        draw_metric_lines(&drawing);
    else
        draw_variant_lines(&drawing);
    text = panels_text(drawing.panels);
    panels_free(drawing.panels);
    g_string_free(drawing.knee.text, TRUE);
    sweep_knee_clear(&drawing.knee);
    return text;
}

bool sweep_plots_write(Outdir *outdir, const SweepCollection *collection, GString *all,
                       GError **error)
{
    const Scenario *scenario = collection->scenario;

    for (uint32_t i = 0; i < scenario->plot_count; i++) {
        const ScenarioPlot *plot = &scenario->plots[i];
        uint32_t key =
            plot->axis == SCENARIO_PLOT_SETTING ? key_of(scenario->sweep, plot->x) : MODEL_NONE;
        g_autofree char *file = g_strdup_printf(FIGURES_FOLDER "/plot-%s.tsv", plot->name);
        g_autofree char *text = NULL;

        if (key == MODEL_NONE)
            continue;
        g_string_append_printf(all, "# figure\tplot-%s\n", plot->name);
        text = draw(collection, i, key);
        if (!outdir_write(outdir, file, text, -1, error))
            return false;
    }
    return true;
}
