/* gnuplot_rows.c - reads data files of figures; the settings of a figure of panels. */
#include "cli/results/gnuplot_rows.h"
#include "cli/results/gnuplot_text.h"
#include <math.h>
#include <string.h>

bool gnuplot_rows_load(GnuplotRows *rows, const char *folder, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *data = NULL;
    g_auto(GStrv) lines = NULL;

    rows->rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    if (!g_file_get_contents(path, &data, NULL, error))
        return false;
    lines = g_strsplit(data, "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        if (**line != '\0')
            g_ptr_array_add(rows->rows, g_strsplit(*line, "\t", GNUPLOT_COLUMNS_MAX));
    return true;
}

void gnuplot_rows_clear(GnuplotRows *rows)
{
    g_ptr_array_unref(rows->rows);
}

char **gnuplot_rows_head(const GnuplotRows *rows, const char *word, guint n)
{
    for (guint i = 0; i < rows->rows->len; i++) {
        char **cells = g_ptr_array_index(rows->rows, i);

        if (g_str_has_prefix(cells[0], "# ") && g_str_equal(cells[0] + 2, word) && n-- == 0)
            return cells + 1;
    }
    return NULL;
}

guint gnuplot_rows_count(const GnuplotRows *rows, const char *word)
{
    guint count = 0;

    for (guint i = 0; i < rows->rows->len; i++) {
        char **cells = g_ptr_array_index(rows->rows, i);

        count += g_str_has_prefix(cells[0], "# ") && g_str_equal(cells[0] + 2, word) ? 1 : 0;
    }
    return count;
}

const char *gnuplot_cell(char **cells, guint index)
{
    return cells != NULL && index < g_strv_length(cells) ? cells[index] : "";
}

double gnuplot_cell_number(char **cells, guint index)
{
    const char *text = gnuplot_cell(cells, index);
    char *end = NULL;
    double value = g_ascii_strtod(text, &end);

    return end != text && *end == '\0' ? value : NAN;
}

void gnuplot_rows_add_ticks(GString *text, const GnuplotRows *rows, const char *which)
{
    g_autofree char *tick = g_strconcat(which, "-tick", NULL);
    g_autofree char *places = g_strconcat(which, "_tick", NULL);
    g_autofree char *texts = g_strconcat(which, "_tick_text", NULL);
    guint count = gnuplot_rows_count(rows, tick);

    g_string_append_printf(text, "%s_ticks = %u\narray %s[%u]\narray %s[%u]\n", which, count,
                           places, MAX(count, 1), texts, MAX(count, 1));
    for (guint i = 0; i < count; i++) {
        char **cells = gnuplot_rows_head(rows, tick, i);

        gnuplot_add_number_element(text, places, i + 1, gnuplot_cell_number(cells, 0));
        gnuplot_add_element(text, texts, i + 1, gnuplot_cell(cells, 1));
    }
}

/* ---- panels ---- */

/* Of the longest block. */
static guint most_points(const GnuplotRows *rows, guint blocks)
{
    guint points = 0;

    for (guint i = 0; i < rows->rows->len; i++) {
        char **cells = g_ptr_array_index(rows->rows, i);

        points += cells[0][0] != '#' ? 1 : 0;
    }
    return blocks > 0 ? points / blocks : 0;
}

static void add_lines(GString *text, const GnuplotRows *rows, guint lines)
{
    g_string_append_printf(
        text, "lines = %u\narray line_text[%u]\narray line_colour[%u]\narray line_dash[%u]\n",
        lines, MAX(lines, 1), MAX(lines, 1), MAX(lines, 1));
    for (guint i = 0; i < lines; i++) {
        char **cells = gnuplot_rows_head(rows, "line", i);

        gnuplot_add_element(text, "line_text", i + 1, gnuplot_cell(cells, 0));
        gnuplot_add_number_element(text, "line_colour", i + 1, gnuplot_cell_number(cells, 1));
        gnuplot_add_number_element(text, "line_dash", i + 1, gnuplot_cell_number(cells, 2));
    }
}

static void add_panels(GString *text, const GnuplotRows *rows, guint panels)
{
    static const char *const extents[] = {"panel_min", "panel_max", "panel_reach"};

    g_string_append_printf(text,
                           "panels = %u\narray panel_title[%u]\narray panel_unit[%u]\n"
                           "array panel_min[%u]\narray panel_max[%u]\narray panel_reach[%u]\n"
                           "array panel_nothing[%u]\n",
                           panels, MAX(panels, 1), MAX(panels, 1), MAX(panels, 1), MAX(panels, 1),
                           MAX(panels, 1), MAX(panels, 1));
    for (guint i = 0; i < panels; i++) {
        char **cells = gnuplot_rows_head(rows, "panel", i);

        gnuplot_add_element(text, "panel_title", i + 1, gnuplot_cell(cells, 0));
        gnuplot_add_element(text, "panel_unit", i + 1, gnuplot_cell(cells, 1));
        for (guint e = 0; e < G_N_ELEMENTS(extents); e++)
            gnuplot_add_number_element(text, extents[e], i + 1, gnuplot_cell_number(cells, 2 + e));
        gnuplot_add_element(text, "panel_nothing", i + 1, gnuplot_cell(cells, 5));
    }
}

static bool is_plain(const char *name)
{
    static const char *const names[] = {"queues", "resources", "heat", "capacity", NULL};

    for (const char *c = name; *c != '\0'; c++)
        if (!g_ascii_isalnum(*c) && strchr("-_.", *c) == NULL)
            return false;
    return g_str_has_prefix(name, "plot-") || g_str_has_prefix(name, "knee-") ||
           g_strv_contains(names, name);
}

char **gnuplot_rows_figures(const char *folder, const char *list, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    GnuplotRows rows;
    bool is_loaded = gnuplot_rows_load(&rows, folder, list, error);

    for (guint i = 0; is_loaded && i < gnuplot_rows_count(&rows, "figure"); i++) {
        const char *name = gnuplot_cell(gnuplot_rows_head(&rows, "figure", i), 0);

        if (is_plain(name))
            g_ptr_array_add(names, g_strdup(name));
    }
    gnuplot_rows_clear(&rows);
    g_ptr_array_add(names, NULL);
    return is_loaded ? (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE) : NULL;
}

static void add_settings(GString *text, const GnuplotRows *rows)
{
    static const struct {
        const char *name, *word;
    } texts[] = {
        {"panels_heading", "heading"}, {"panels_kind", "kind"},    {"panels_note", "note"},
        {"panels_nothing", "nothing"}, {"x_scale", "scale"},       {"x_name", "x-name"},
        {"x_unit", "x-unit"},          {"values_scale", "values"}, {"panels_colours", "colours"},
    };
    guint lines = gnuplot_rows_count(rows, "line"), panels = gnuplot_rows_count(rows, "panel");

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        gnuplot_add_string(text, texts[i].name,
                           gnuplot_cell(gnuplot_rows_head(rows, texts[i].word, 0), 0));
    g_string_append(text, "range_from = ");
    gnuplot_add_number(text, gnuplot_cell_number(gnuplot_rows_head(rows, "range", 0), 0));
    g_string_append(text, "range_to = ");
    gnuplot_add_number(text, gnuplot_cell_number(gnuplot_rows_head(rows, "range", 0), 1));
    g_string_append_printf(text, "points_most = %u\n", most_points(rows, lines * panels));
    gnuplot_rows_add_ticks(text, rows, "x");
    add_lines(text, rows, lines);
    add_panels(text, rows, panels);
}

bool gnuplot_panels_settings(GString *text, const char *folder, const char *figure, GError **error)
{
    g_autofree char *file = g_strconcat(figure, ".tsv", NULL);
    GnuplotRows rows;
    bool is_loaded = gnuplot_rows_load(&rows, folder, file, error);

    if (is_loaded) {
        g_string_append_printf(text, "if (figure eq '%s') {\n", figure);
        add_settings(text, &rows);
        g_string_append(text, "}\n");
    }
    gnuplot_rows_clear(&rows);
    return is_loaded;
}
