/* panels.c - collects the points of a panel, finds the unit that fits them, writes them. */
#include "cli/results/panels.h"
#include "cli/results/tsv.h"
#include <math.h>

#define INTERVAL_SHOWN_MAX                                                                         \
    1.6 /* times the largest mean: one that would dwarf the rest is cut off */

typedef struct {
    uint32_t panel, line;
    double place;
    SimEstimate value;
    const char *remark;
} Point;

typedef struct {
    const char *title, *nothing;
    QuantityKind kind;
} Panel;

struct Panels {
    PanelsAxis axis;
    GString *head, *body;
    GStringChunk *strings;
    uint32_t lines;
    bool has_one_scale;
    GArray *panels; /* Panel */
    GArray *points; /* Point, of all panels */
};

static void add_word(Panels *panels, const char *word, const char *value)
{
    g_string_append_printf(panels->head, "# %s", word);
    tsv_add_text(panels->head, value);
    g_string_append_c(panels->head, '\n');
}

Panels *panels_new(const char *heading, PanelsKind kind, PanelsAxis axis)
{
    static const char *const kinds[] = {"lines", "points", "steps", "bars"};
    static const char *const axes[] = {"time", "linear", "log", "names"};
    Panels *panels = g_new0(Panels, 1);

    panels->axis = axis;
    panels->head = g_string_new(NULL);
    panels->body = g_string_new(NULL);
    panels->strings = g_string_chunk_new(256);
    panels->panels = g_array_new(FALSE, FALSE, sizeof(Panel));
    panels->points = g_array_new(FALSE, FALSE, sizeof(Point));
    add_word(panels, "heading", heading);
    add_word(panels, "kind", kinds[kind]);
    add_word(panels, "scale", axes[axis]);
    return panels;
}

void panels_free(Panels *panels)
{
    if (panels == NULL)
        return;
    g_string_free(panels->head, TRUE);
    g_string_free(panels->body, TRUE);
    g_string_chunk_free(panels->strings);
    g_array_unref(panels->panels);
    g_array_unref(panels->points);
    g_free(panels);
}

void panels_set_axis(Panels *panels, const char *name, const char *unit)
{
    add_word(panels, "x-name", name);
    add_word(panels, "x-unit", unit);
}

void panels_set_note(Panels *panels, const char *note)
{
    add_word(panels, "note", note);
}

void panels_set_nothing(Panels *panels, const char *nothing)
{
    add_word(panels, "nothing", nothing);
}

void panels_set_coloured(Panels *panels)
{
    add_word(panels, "colours", "names");
}

void panels_set_one_scale(Panels *panels)
{
    panels->has_one_scale = true;
}

void panels_set_log(Panels *panels)
{
    add_word(panels, "values", "log");
}

void panels_set_range(Panels *panels, double from_s, double to_s)
{
    g_string_append(panels->head, "# range");
    tsv_add_number(panels->head, from_s);
    tsv_add_number(panels->head, to_s);
    g_string_append_c(panels->head, '\n');
}

void panels_add_tick(Panels *panels, double place, const char *text)
{
    g_string_append(panels->head, "# x-tick");
    tsv_add_number(panels->head, place);
    tsv_add_text(panels->head, text);
    g_string_append_c(panels->head, '\n');
}

void panels_add_line(Panels *panels, const char *text, uint32_t colour, uint32_t dashes)
{
    panels->lines++;
    g_string_append(panels->head, "# line");
    tsv_add_text(panels->head, text);
    g_string_append_printf(panels->head, "\t%u\t%u\n", colour, dashes);
}

/* ---- a panel ---- */

/* Does the unit and the extent of a panel hang on the point? */
static bool counts(const Panels *panels, const Point *point, uint32_t panel)
{
    return panels->has_one_scale || point->panel == panel;
}

static QuantityFormat format_of(const Panels *panels, uint32_t panel)
{
    g_autofree SimEstimate *values = g_new(SimEstimate, MAX(panels->points->len, 1));
    uint32_t count = 0;

    for (guint i = 0; i < panels->points->len; i++) {
        const Point *point = &g_array_index(panels->points, Point, i);

        if (counts(panels, point, panel))
            values[count++] = point->value;
    }
    return quantity_format(g_array_index(panels->panels, Panel, panel).kind, values, count);
}

/* The decimals of the panel, unless they would make nothing of an interval. */
static char *value_text(const Point *point, const QuantityFormat *of_panel)
{
    const SimEstimate *value = &point->value;
    double half_width = (value->high - value->low) / 2 * of_panel->factor;
    QuantityFormat format = *of_panel;
    g_autofree char *mean = NULL;
    g_autofree char *half = NULL;

    if (half_width > 0 && half_width < 0.5 * pow(10, -format.decimals)) {
        SimEstimate scaled = {.mean = value->mean * format.factor,
                              .low = value->low * format.factor,
                              .high = value->high * format.factor,
                              .n = value->n};

        format.decimals = quantity_format(QUANTITY_COUNT, &scaled, 1).decimals;
    }
    mean = quantity_text(&format, value->mean);
    half = quantity_text(&format, half_width / format.factor);
    if (isnan(value->mean))
        return g_strdup("no value");
    if (half_width > 0)
        return g_strdup_printf("%s ± %s", mean, half);
    return g_strdup(value->mean == 0 ? "0" : mean);
}

/* Over time there are too many points for texts, and nobody wants them. */
static void add_value_text(const Panels *panels, const Point *point, const QuantityFormat *format)
{
    bool has_remark = point->remark != NULL && *point->remark != '\0';
    g_autofree char *value = value_text(point, format);
    g_autofree char *text =
        g_strdup_printf("%s%s%s", value, has_remark ? "  " : "", has_remark ? point->remark : "");

    tsv_add_text(panels->body, panels->axis == PANELS_OVER_NAMES ? text : "");
}

/* A block of its own: gnuplot counts them. One without a point would be none, so it gets one that is
 * nowhere. */
static void add_block(Panels *panels, uint32_t panel, uint32_t line, const QuantityFormat *format)
{
    uint32_t rows = 0;

    for (guint i = 0; i < panels->points->len; i++) {
        const Point *point = &g_array_index(panels->points, Point, i);
        const SimEstimate *value = &point->value;

        if (point->panel != panel || point->line != line)
            continue;
        tsv_begin(panels->body, point->place);
        tsv_add_estimate(panels->body, value, format->factor);
        add_value_text(panels, point, format);
        g_string_append_c(panels->body, '\n');
        rows++;
    }
    g_string_append(panels->body, rows == 0 ? "NaN\tNaN\tNaN\tNaN\t\n\n\n" : "\n\n");
}

typedef struct {
    double least;   /* above 0 */
    double largest; /* of the means */
    double reach;   /* and of the intervals, as far as they are shown */
} Extent;

static Extent extent_of(const Panels *panels, uint32_t panel)
{
    Extent extent = {.least = NAN, .largest = NAN, .reach = NAN};

    for (guint i = 0; i < panels->points->len; i++) {
        const Point *point = &g_array_index(panels->points, Point, i);
        const SimEstimate *value = &point->value;

        if (!counts(panels, point, panel))
            continue;
        if (value->mean > 0)
            extent.least = fmin(extent.least, value->mean); /* fmin passes over a NaN */
        extent.largest = fmax(extent.largest, value->mean);
        extent.reach = fmax(extent.reach, fmax(value->mean, value->high));
    }
    extent.reach = fmin(extent.reach, INTERVAL_SHOWN_MAX * extent.largest);
    if (g_array_index(panels->panels, Panel, panel).kind == QUANTITY_FRACTION &&
        extent.largest <= 1)
        extent.reach = fmin(extent.reach, 1); /* of 100% no more is possible */
    return extent;
}

static void add_panel(Panels *panels, uint32_t index)
{
    const Panel *panel = &g_array_index(panels->panels, Panel, index);
    QuantityFormat format = format_of(panels, index);
    Extent extent = extent_of(panels, index);

    g_string_append(panels->head, "# panel");
    tsv_add_text(panels->head, panel->title);
    tsv_add_text(panels->head, format.unit);
    tsv_add_number(panels->head, extent.least * format.factor);
    tsv_add_number(panels->head, extent.largest * format.factor);
    tsv_add_number(panels->head, extent.reach * format.factor);
    tsv_add_text(panels->head, panel->nothing);
    g_string_append_c(panels->head, '\n');
    for (uint32_t line = 0; line < panels->lines; line++)
        add_block(panels, index, line, &format);
}

void panels_add_panel(Panels *panels, const char *title, QuantityKind kind, const char *nothing)
{
    Panel panel = {.title = g_string_chunk_insert(panels->strings, title),
                   .nothing = g_string_chunk_insert(panels->strings, nothing),
                   .kind = kind};

    g_array_append_val(panels->panels, panel);
}

void panels_add_point(Panels *panels, uint32_t line, double place, SimEstimate value,
                      const char *remark)
{
    Point point = {.panel = panels->panels->len - 1, .line = line, .place = place, .value = value};

    g_assert(panels->panels->len > 0 && line < panels->lines);
    if (remark != NULL)
        point.remark = g_string_chunk_insert_const(panels->strings, remark);
    g_array_append_val(panels->points, point);
}

char *panels_text(Panels *panels)
{
    for (uint32_t i = 0; i < panels->panels->len; i++)
        add_panel(panels, i);
    return g_strconcat(panels->head->str, "# place\tmean\tlo\thi\ttext\n", panels->body->str, NULL);
}
