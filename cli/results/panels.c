/* panels.c - collects the points of a panel, finds the unit that fits them, writes them. */
#include "cli/results/panels.h"
#include "cli/results/number.h"
#include <math.h>

#define INTERVAL_SHOWN_MAX                                                                         \
    1.6 /* times the largest mean: one that would dwarf the rest is cut off */

typedef struct {
    uint32_t line;
    double place;
    SimEstimate value;
    const char *remark;
} Point;

struct Panels {
    PanelsAxis axis;
    GString *head, *body;
    GStringChunk *strings;
    uint32_t lines;
    bool is_open; /* a panel is */
    char *title, *nothing;
    QuantityKind kind;
    GArray *points; /* Point, of the panel that is open */
};

static void add_number(GString *text, double value)
{
    NumberText number;

    g_string_append_c(text, '\t');
    g_string_append(text, isfinite(value) ? number_text(&number, value) : "NaN");
}

/* A tab in a name would shift the columns. */
static void add_text(GString *text, const char *value)
{
    g_autofree char *clean = g_strdup(value);

    g_string_append_printf(text, "\t%s", g_strdelimit(clean, "\t\r\n", ' '));
}

static void add_word(Panels *panels, const char *word, const char *value)
{
    g_string_append_printf(panels->head, "# %s", word);
    add_text(panels->head, value);
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
    g_array_unref(panels->points);
    g_free(panels->title);
    g_free(panels->nothing);
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

void panels_set_log(Panels *panels)
{
    add_word(panels, "values", "log");
}

void panels_set_range(Panels *panels, double from_s, double to_s)
{
    g_string_append(panels->head, "# range");
    add_number(panels->head, from_s);
    add_number(panels->head, to_s);
    g_string_append_c(panels->head, '\n');
}

void panels_add_tick(Panels *panels, double place, const char *text)
{
    g_string_append(panels->head, "# x-tick");
    add_number(panels->head, place);
    add_text(panels->head, text);
    g_string_append_c(panels->head, '\n');
}

void panels_add_line(Panels *panels, const char *text, uint32_t colour, uint32_t dashes)
{
    panels->lines++;
    g_string_append(panels->head, "# line");
    add_text(panels->head, text);
    g_string_append_printf(panels->head, "\t%u\t%u\n", colour, dashes);
}

/* ---- a panel ---- */

static QuantityFormat format_of(const Panels *panels)
{
    g_autofree SimEstimate *values = g_new(SimEstimate, MAX(panels->points->len, 1));

    for (guint i = 0; i < panels->points->len; i++)
        values[i] = g_array_index(panels->points, Point, i).value;
    return quantity_format(panels->kind, values, panels->points->len);
}

/* Lines over time have too many points for texts, and none is wanted there. */
static void add_value_text(const Panels *panels, const Point *point, const QuantityFormat *format)
{
    g_autofree char *mean = quantity_text(format, point->value.mean);
    g_autofree char *half = quantity_text(format, (point->value.high - point->value.low) / 2);
    GString *text = g_string_new(mean);

    if (isnan(point->value.mean))
        g_string_assign(text, "no value");
    else if (point->value.high > point->value.low)
        g_string_append_printf(text, " ± %s", half);
    if (point->remark != NULL && *point->remark != '\0')
        g_string_append_printf(text, "  %s", point->remark);
    add_text(panels->body, panels->axis == PANELS_OVER_NAMES ? text->str : "");
    g_string_free(text, TRUE);
}

/* A block of its own: gnuplot counts them. One without a point would be none, so it gets one that is
 * nowhere. */
static void add_block(Panels *panels, uint32_t line, const QuantityFormat *format)
{
    uint32_t rows = 0;

    for (guint i = 0; i < panels->points->len; i++) {
        const Point *point = &g_array_index(panels->points, Point, i);
        const SimEstimate *value = &point->value;
        NumberText place;

        if (point->line != line)
            continue;
        g_string_append(panels->body, number_text(&place, point->place));
        add_number(panels->body, value->mean * format->factor);
        add_number(panels->body, (isnan(value->low) ? value->mean : value->low) * format->factor);
        add_number(panels->body, (isnan(value->high) ? value->mean : value->high) * format->factor);
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

static Extent extent_of(const Panels *panels)
{
    Extent extent = {.least = NAN, .largest = NAN, .reach = NAN};

    for (guint i = 0; i < panels->points->len; i++) {
        const SimEstimate *value = &g_array_index(panels->points, Point, i).value;

        if (value->mean > 0)
            extent.least = fmin(extent.least, value->mean); /* fmin passes over a NaN */
        extent.largest = fmax(extent.largest, value->mean);
        extent.reach = fmax(extent.reach, fmax(value->mean, value->high));
    }
    extent.reach = fmin(extent.reach, INTERVAL_SHOWN_MAX * extent.largest);
    return extent;
}

static void end_panel(Panels *panels)
{
    QuantityFormat format = format_of(panels);
    Extent extent = extent_of(panels);

    if (!panels->is_open)
        return;
    g_string_append(panels->head, "# panel");
    add_text(panels->head, panels->title);
    add_text(panels->head, format.unit);
    add_number(panels->head, extent.least * format.factor);
    add_number(panels->head, extent.largest * format.factor);
    add_number(panels->head, extent.reach * format.factor);
    add_text(panels->head, panels->nothing);
    g_string_append_c(panels->head, '\n');
    for (uint32_t line = 0; line < panels->lines; line++)
        add_block(panels, line, &format);
    g_array_set_size(panels->points, 0);
    panels->is_open = false;
}

void panels_add_panel(Panels *panels, const char *title, QuantityKind kind, const char *nothing)
{
    end_panel(panels);
    g_free(panels->title);
    g_free(panels->nothing);
    panels->title = g_strdup(title);
    panels->nothing = g_strdup(nothing);
    panels->kind = kind;
    panels->is_open = true;
}

void panels_add_point(Panels *panels, uint32_t line, double place, SimEstimate value,
                      const char *remark)
{
    Point point = {.line = line, .place = place, .value = value};

    g_assert(panels->is_open && line < panels->lines);
    if (remark != NULL)
        point.remark = g_string_chunk_insert_const(panels->strings, remark);
    g_array_append_val(panels->points, point);
}

char *panels_text(Panels *panels)
{
    end_panel(panels);
    return g_strconcat(panels->head->str, "# place\tmean\tlo\thi\ttext\n", panels->body->str, NULL);
}
