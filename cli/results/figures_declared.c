/* figures_declared.c - the points of the figures that a scenario declares, [plot:*]. */
#include "cli/results/figures_panels.h"
#include "cli/scenario/scenario_plot.h"
#include <math.h>
#include <string.h>

#define NAMES_SHOWN_MAX 30 /* rows of a panel; more would not fit on a page */

typedef struct {
    const Experiment *experiment;
    const ScenarioPlot *plot;
    Panels *panels;
    GPtrArray *parts; /* names of applications, .., where x goes over them; borrowed */
    uint32_t parts_in_all;
    uint32_t metrics;
} Drawing;

/* 'latency.p95 over time': the panels are told by their titles where there are several. */
static char *default_title(const ScenarioPlot *plot)
{
    g_autofree char *all = g_strjoinv(", ", plot->y);
    bool is_named = plot->axis == SCENARIO_PLOT_VARIANT || plot->axis == SCENARIO_PLOT_METRIC;

    return g_strdup_printf("%s%s%s", all, is_named ? "" : " over ",
                           is_named                              ? ""
                           : plot->axis == SCENARIO_PLOT_APP     ? "applications"
                           : plot->axis == SCENARIO_PLOT_PAGE    ? "pages"
                           : plot->axis == SCENARIO_PLOT_POOL    ? "pools"
                           : plot->axis == SCENARIO_PLOT_CLIENTS ? "groups of clients"
                                                                 : plot->x);
}

Panels *figures_declared_panels(const ScenarioPlot *plot, PanelsAxis axis)
{
    g_autofree char *title = plot->title != NULL ? g_strdup(plot->title) : default_title(plot);
    Panels *panels = panels_new(title, (PanelsKind)plot->kind, axis);

    if (plot->is_log)
        panels_set_log(panels);
    return panels;
}

/* ---- values ---- */

static ResultScope scope_of(const ScenarioPlot *plot)
{
    return plot->axis == SCENARIO_PLOT_APP    ? RESULT_APP
           : plot->axis == SCENARIO_PLOT_PAGE ? RESULT_PAGE
           : plot->axis == SCENARIO_PLOT_POOL ? RESULT_POOL
                                              : RESULT_CLIENTS;
}

static bool has_parts(const ScenarioPlot *plot)
{
    return plot->axis >= SCENARIO_PLOT_APP && plot->axis <= SCENARIO_PLOT_CLIENTS;
}

/* Of all variants: only some have pools. */
static void collect_parts(Drawing *drawing)
{
    const Experiment *experiment = drawing->experiment;

    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        const ExperimentVariant *variant = &experiment->variants[v];

        for (uint32_t i = 0; i < variant->key_count; i++)
            if (variant->keys[i].scope == scope_of(drawing->plot) &&
                !g_ptr_array_find_with_equal_func(drawing->parts, variant->keys[i].entity,
                                                  g_str_equal, NULL))
                g_ptr_array_add(drawing->parts, (gpointer)variant->keys[i].entity);
    }
    drawing->parts_in_all = drawing->parts->len;
    if (drawing->parts->len > NAMES_SHOWN_MAX)
        g_ptr_array_set_size(drawing->parts, NAMES_SHOWN_MAX);
}

static void add_value(const Drawing *drawing, uint32_t line, double place, uint32_t v,
                      uint32_t index)
{
    const ExperimentVariant *variant = &drawing->experiment->variants[v];

    panels_add_point(drawing->panels, line, place,
                     experiment_estimate(drawing->experiment, variant, index), NULL);
}

static const char *series_of(const char *name)
{
    return g_str_equal(name, "throughput") ? "rate.ok"
           : g_str_equal(name, "failed")   ? EXPERIMENT_FAILED
                                           : name;
}

/* What a variant has of a metric. */
static void add_points(const Drawing *drawing, uint32_t line, uint32_t v, uint32_t y)
{
    const ScenarioPlot *plot = drawing->plot;
    const ExperimentVariant *variant = &drawing->experiment->variants[v];

    if (plot->axis == SCENARIO_PLOT_TIME)
        figures_add_series(drawing->panels, line, drawing->experiment, v, series_of(plot->y[y]));
    else if (plot->axis == SCENARIO_PLOT_VARIANT || plot->axis == SCENARIO_PLOT_METRIC)
        add_value(drawing, line, 1 + (plot->axis == SCENARIO_PLOT_METRIC ? y : v), v,
                  experiment_find_reference(variant, plot->y[y]));
    for (guint i = 0; has_parts(plot) && i < drawing->parts->len; i++)
        add_value(drawing, line, i + 1, v,
                  experiment_find(variant, scope_of(plot), drawing->parts->pdata[i], plot->y[y]));
}

/* ---- panels and lines ---- */

static void begin_panel(const Drawing *drawing, const char *title, uint32_t y)
{
    panels_add_panel(drawing->panels, title, scenario_plot_kind(drawing->plot, y),
                     "there is no value of it");
}

static void add_metric_lines(const Drawing *drawing)
{
    for (uint32_t y = 0; y < drawing->metrics; y++)
        panels_add_line(drawing->panels, drawing->plot->y[y], y + 1, y + 1);
}

/* Names on the axis are the variants: panels, or bars beside each other, are the metrics. */
static void draw_over_variants(const Drawing *drawing)
{
    bool is_one = drawing->plot->has_metric_lines;

    if (is_one)
        add_metric_lines(drawing);
    else
        panels_add_line(drawing->panels, "", 1, 1);
    if (!is_one)
        panels_set_coloured(drawing->panels);
    for (uint32_t y = 0; y < drawing->metrics; y++) {
        if (y == 0 || !is_one)
            begin_panel(drawing, is_one ? "" : drawing->plot->y[y], y);
        for (uint32_t v = 0; v < drawing->experiment->variant_count; v++)
            add_points(drawing, is_one ? y : 0, v, y);
    }
}

static void draw_over_metrics(const Drawing *drawing)
{
    figures_add_variants(drawing->panels, drawing->experiment);
    begin_panel(drawing, "", 0);
    for (uint32_t y = 0; y < drawing->metrics; y++)
        for (uint32_t v = 0; v < drawing->experiment->variant_count; v++)
            add_points(drawing, v, v, y);
}

static void draw_metric_lines(const Drawing *drawing)
{
    add_metric_lines(drawing);
    panels_set_one_scale(drawing->panels);
    for (uint32_t v = 0; v < MIN(drawing->experiment->variant_count, PANELS_MAX); v++) {
        begin_panel(drawing, drawing->experiment->variants[v].source->name, 0);
        for (uint32_t y = 0; y < drawing->metrics; y++)
            add_points(drawing, y, v, y);
    }
}

static void draw_variant_lines(const Drawing *drawing)
{
    figures_add_variants(drawing->panels, drawing->experiment);
    for (uint32_t y = 0; y < drawing->metrics; y++) {
        begin_panel(drawing, drawing->plot->y[y], y);
        for (uint32_t v = 0; v < drawing->experiment->variant_count; v++)
            add_points(drawing, v, v, y);
    }
}

/* ---- the axis ---- */

static void add_axis(const Drawing *drawing)
{
    const Experiment *experiment = drawing->experiment;
    const ScenarioPlot *plot = drawing->plot;
    int64_t duration_ns = experiment->variants[0].source->config->duration_ns;

    if (plot->axis == SCENARIO_PLOT_TIME)
        panels_set_range(drawing->panels, sim_seconds(plot->from_ns),
                         sim_seconds(plot->to_ns == SIM_NEVER ? duration_ns : plot->to_ns));
    for (uint32_t v = 0; plot->axis == SCENARIO_PLOT_VARIANT && v < experiment->variant_count; v++)
        panels_add_tick(drawing->panels, v + 1, experiment->variants[v].source->name);
    for (uint32_t y = 0; plot->axis == SCENARIO_PLOT_METRIC && y < drawing->metrics; y++)
        panels_add_tick(drawing->panels, y + 1, plot->y[y]);
    for (guint i = 0; i < drawing->parts->len; i++)
        panels_add_tick(drawing->panels, i + 1, drawing->parts->pdata[i]);
    if (drawing->parts->len < drawing->parts_in_all) {
        g_autofree char *note =
            g_strdup_printf("the first %u of %u", drawing->parts->len, drawing->parts_in_all);

        panels_set_note(drawing->panels, note);
    }
}

static void draw(Drawing *drawing)
{
    if (has_parts(drawing->plot))
        collect_parts(drawing);
    add_axis(drawing);
    if (drawing->plot->axis == SCENARIO_PLOT_VARIANT)
        draw_over_variants(drawing);
    else if (drawing->plot->axis == SCENARIO_PLOT_METRIC)
        draw_over_metrics(drawing);
    else if (drawing->plot->has_metric_lines)
        draw_metric_lines(drawing);
    else
        draw_variant_lines(drawing);
}

bool figures_write_declared(Outdir *outdir, const Experiment *experiment, GString *list,
                            GError **error)
{
    for (uint32_t i = 0; i < experiment->scenario->plot_count; i++) {
        const ScenarioPlot *plot = &experiment->scenario->plots[i];
        g_autoptr(Panels) panels = figures_declared_panels(
            plot, plot->axis == SCENARIO_PLOT_TIME ? PANELS_OVER_TIME : PANELS_OVER_NAMES);
        g_autoptr(GPtrArray) parts = g_ptr_array_new();
        Drawing drawing = {.experiment = experiment,
                           .plot = plot,
                           .panels = panels,
                           .parts = parts,
                           .metrics = g_strv_length(plot->y)};
        g_autofree char *name = g_strconcat("plot-", plot->name, NULL);

        if (plot->axis == SCENARIO_PLOT_SETTING)
            continue;
        draw(&drawing);
        if (!figures_write_one(outdir, name, panels, list, error))
            return false;
    }
    return true;
}
