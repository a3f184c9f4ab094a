/* gnuplot_sweep.c - the heads of the data files of a sweep, or of a search for capacity, as gnuplot text: what all figures share, then for
 * each a block that applies when 'figure' is its name.
 *
 * Nothing in the files is trusted: texts are quoted, the rest are numbers.
 */
#include "cli/results/gnuplot_sweep.h"
#include "cli/results/gnuplot_rows.h"
#include "cli/results/gnuplot_text.h"
#include <math.h>
#include <string.h>

/* ---- what all figures share ---- */

bool gnuplot_is_sweep(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, GNUPLOT_SWEEP, NULL);

    return g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

static bool add_shared(GString *text, const char *folder, GError **error)
{
    GnuplotRows rows;
    bool is_loaded = gnuplot_rows_load(&rows, folder, GNUPLOT_SWEEP, error);
    guint variants = is_loaded ? gnuplot_rows_count(&rows, "variant") : 0;

    gnuplot_add_string(text, "title_text", gnuplot_cell(gnuplot_rows_head(&rows, "title", 0), 0));
    gnuplot_add_string(text, "caption", gnuplot_cell(gnuplot_rows_head(&rows, "caption", 0), 0));
    g_string_append_printf(text, "variants = %u\narray name[%u]\n", variants, MAX(variants, 1));
    for (guint v = 0; v < variants; v++)
        gnuplot_add_element(text, "name", v + 1,
                            gnuplot_cell(gnuplot_rows_head(&rows, "variant", v), 0));
    gnuplot_rows_clear(&rows);
    return is_loaded;
}

/* ---- a figure ---- */

/* x_name, x_scale, x_unit, x_ticks, x_tick[], x_tick_text[]. */
static void add_axis(GString *text, const GnuplotRows *rows, const char *which)
{
    static const char *const parts[] = {"name", "scale", "unit"};
    g_autofree char *axis = g_strconcat(which, "-axis", NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *name = g_strdup_printf("%s_%s", which, parts[i]);

        gnuplot_add_string(text, name, gnuplot_cell(gnuplot_rows_head(rows, axis, 0), (guint)i));
    }
    gnuplot_rows_add_ticks(text, rows, which);
}

/* The least above 0 and the largest of some columns: first, first + by, .. up to before 'end'. */
static void add_extent(GString *text, const GnuplotRows *rows, const char *name, guint first,
                       guint by, guint end)
{
    double least = NAN, largest = NAN;

    for (guint i = 0; i < rows->rows->len; i++) {
        char **cells = g_ptr_array_index(rows->rows, i);

        for (guint c = first; cells[0][0] != '#' && c < MIN(end, g_strv_length(cells)); c += by) {
            double value = gnuplot_cell_number(cells, c);

            if (value > 0)
                least = fmin(least, value); /* fmin passes over a NaN */
            largest = fmax(largest, value);
        }
    }
    g_string_append_printf(text, "%s_min = ", name);
    gnuplot_add_number(text, least);
    g_string_append_printf(text, "%s_max = ", name);
    gnuplot_add_number(text, largest);
}

static void add_knee(GString *text, const GnuplotRows *rows)
{
    guint lines = gnuplot_rows_count(rows, "line");

    gnuplot_add_string(text, "note", gnuplot_cell(gnuplot_rows_head(rows, "note", 0), 0));
    gnuplot_add_string(text, "theory", gnuplot_cell(gnuplot_rows_head(rows, "theory", 0), 0));
    g_string_append_printf(text, "theories = %u\nlines = %u\n", gnuplot_rows_count(rows, "theory"),
                           lines);
    g_string_append_printf(text,
                           "array line_variant[%u]\narray line_dash[%u]\narray line_text[%u]\n",
                           MAX(lines, 1), MAX(lines, 1), MAX(lines, 1));
    for (guint i = 0; i < lines; i++) {
        char **cells = gnuplot_rows_head(rows, "line", i);

        gnuplot_add_number_element(text, "line_variant", i + 1, gnuplot_cell_number(cells, 0));
        gnuplot_add_number_element(text, "line_dash", i + 1, gnuplot_cell_number(cells, 1));
        gnuplot_add_element(text, "line_text", i + 1, gnuplot_cell(cells, 2));
    }
    add_axis(text, rows, "x");
    add_extent(text, rows, "mean", 1, 1, 2);
    add_extent(text, rows, "mean_low", 2, 1, 3);
    add_extent(text, rows, "mean_high", 3, 1, 4);
    add_extent(text, rows, "p95", 4, 1, 5);
    add_extent(text, rows, "p95_high", 6, 1, 7);
    add_extent(text, rows, "ok", 7, 1, 8);
    add_extent(text, rows, "ok_high", 9, 1, 10);
}

static void add_heat(GString *text, const GnuplotRows *rows)
{
    add_axis(text, rows, "x");
    add_axis(text, rows, "y");
    add_extent(text, rows, "p95", 2, 2, GNUPLOT_COLUMNS_MAX);
    add_extent(text, rows, "ok", 3, 2, GNUPLOT_COLUMNS_MAX);
}

/* Of the slos what they are about and their bounds, of the variants their capacities. */
static void add_capacity(GString *text, const GnuplotRows *rows)
{
    guint slos = gnuplot_rows_count(rows, "slo"), variants = gnuplot_rows_count(rows, "capacity");

    g_string_append_printf(
        text,
        "slos = %u\narray slo_axis[%u]\narray slo_text[%u]\narray slo_bound[%u]\n"
        "array slo_at_most[%u]\n",
        slos, MAX(slos, 1), MAX(slos, 1), MAX(slos, 1), MAX(slos, 1));
    for (guint i = 0; i < slos; i++) {
        char **cells = gnuplot_rows_head(rows, "slo", i);

        gnuplot_add_element(text, "slo_axis", i + 1, gnuplot_cell(cells, 0));
        gnuplot_add_element(text, "slo_text", i + 1, gnuplot_cell(cells, 1));
        gnuplot_add_number_element(text, "slo_bound", i + 1, gnuplot_cell_number(cells, 2));
        gnuplot_add_number_element(text, "slo_at_most", i + 1, gnuplot_cell_number(cells, 3));
    }
    g_string_append_printf(
        text, "array capacity_load[%u]\narray capacity_low[%u]\narray capacity_high[%u]\n",
        MAX(variants, 1), MAX(variants, 1), MAX(variants, 1));
    for (guint i = 0; i < variants; i++) {
        char **cells = gnuplot_rows_head(rows, "capacity", i);

        gnuplot_add_number_element(text, "capacity_load", i + 1, gnuplot_cell_number(cells, 0));
        gnuplot_add_number_element(text, "capacity_low", i + 1, gnuplot_cell_number(cells, 1));
        gnuplot_add_number_element(text, "capacity_high", i + 1, gnuplot_cell_number(cells, 2));
    }
    add_extent(text, rows, "load", 0, 1, 1);
    for (guint i = 0; i < slos; i++) {
        g_autofree char *name = g_strdup_printf("slo%u", i + 1);

        add_extent(text, rows, name, 1 + 3 * i, 1, 2 + 3 * i);
    }
    g_string_append_printf(text, "array slo_largest[%u]\n", MAX(slos, 1));
    for (guint i = 1; i <= slos; i++)
        g_string_append_printf(text, "slo_largest[%u] = slo%u_max\n", i, i);
}

static bool add_figure(GString *text, const char *folder, const char *figure, GError **error)
{
    g_autofree char *file = g_strconcat(figure, ".tsv", NULL);
    GnuplotRows rows;
    bool is_loaded = gnuplot_rows_load(&rows, folder, file, error);

    g_string_append_printf(text, "if (figure eq '%s') {\n", figure);
    if (g_str_equal(figure, "heat"))
        add_heat(text, &rows);
    else if (g_str_equal(figure, "capacity"))
        add_capacity(text, &rows);
    else
        add_knee(text, &rows);
    g_string_append(text, "}\n");
    gnuplot_rows_clear(&rows);
    return is_loaded;
}

char *gnuplot_sweep_settings(const char *folder, GError **error)
{
    g_autoptr(GString) text = g_string_new("# What the figures show; made from their data.\n");
    g_auto(GStrv) figures = gnuplot_rows_figures(folder, GNUPLOT_SWEEP, error);

    if (figures == NULL || !add_shared(text, folder, error))
        return NULL;
    if (figures[0] != NULL) /* by hand: gnuplot -e "figure = 'knee-load'" settings.gp .. */
        g_string_append_printf(text, "if (!exists(\"figure\")) { figure = '%s' }\n", figures[0]);
    for (char **figure = figures; *figure != NULL; figure++)
        if (!(g_str_has_prefix(*figure, "plot-")
                  ? gnuplot_panels_settings(text, folder, *figure, error)
                  : add_figure(text, folder, *figure, error)))
            return NULL;
    return g_string_free(g_steal_pointer(&text), FALSE);
}
