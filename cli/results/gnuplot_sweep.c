/* gnuplot_sweep.c - the heads of the data files of a sweep, or of a search for capacity, as gnuplot text: what all figures share, then for
 * each a block that applies when 'figure' is its name.
 *
 * Nothing in the files is trusted: texts are quoted, the rest are numbers.
 */
#include "cli/results/gnuplot_sweep.h"
#include "cli/results/gnuplot_text.h"
#include <math.h>
#include <string.h>

#define COLUMNS_MAX 256

/* The lines of a file, in cells. */
typedef struct {
    GPtrArray *rows; /* char **: cells */
} Rows;

static bool load_rows(Rows *rows, const char *folder, const char *name, GError **error)
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
            g_ptr_array_add(rows->rows, g_strsplit(*line, "\t", COLUMNS_MAX));
    return true;
}

static void clear_rows(Rows *rows)
{
    g_ptr_array_unref(rows->rows);
}

/* The cells after '# WORD' in its n-th line, from 0; NULL when there is none. */
static char **head_line(const Rows *rows, const char *word, guint n)
{
    for (guint i = 0; i < rows->rows->len; i++) {
        char **cells = g_ptr_array_index(rows->rows, i);

        if (g_str_has_prefix(cells[0], "# ") && g_str_equal(cells[0] + 2, word) && n-- == 0)
            return cells + 1;
    }
    return NULL;
}

static guint count_lines(const Rows *rows, const char *word)
{
    guint count = 0;

    while (head_line(rows, word, count) != NULL)
        count++;
    return count;
}

static const char *cell(char **cells, guint index)
{
    return cells != NULL && index < g_strv_length(cells) ? cells[index] : "";
}

static double number_in(char **cells, guint index)
{
    const char *text = cell(cells, index);
    char *end = NULL;
    double value = g_ascii_strtod(text, &end);

    return end != text && *end == '\0' ? value : NAN;
}

/* ---- what all figures share ---- */

bool gnuplot_is_sweep(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, GNUPLOT_SWEEP, NULL);

    return g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

/* A name that is part of a command line of gnuplot and of a path. */
static bool is_plain(const char *name)
{
    for (const char *c = name; *c != '\0'; c++)
        if (!g_ascii_isalnum(*c) && strchr("-_.", *c) == NULL)
            return false;
    return g_str_has_prefix(name, "knee-") || g_str_equal(name, "heat") ||
           g_str_equal(name, "capacity");
}

char **gnuplot_sweep_figures(const char *folder, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    Rows rows;
    bool is_loaded = load_rows(&rows, folder, GNUPLOT_SWEEP, error);

    for (guint i = 0; is_loaded && i < count_lines(&rows, "figure"); i++) {
        const char *name = cell(head_line(&rows, "figure", i), 0);

        if (is_plain(name))
            g_ptr_array_add(names, g_strdup(name));
    }
    clear_rows(&rows);
    g_ptr_array_add(names, NULL);
    return is_loaded ? (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE) : NULL;
}

static bool add_shared(GString *text, const char *folder, GError **error)
{
    Rows rows;
    bool is_loaded = load_rows(&rows, folder, GNUPLOT_SWEEP, error);
    guint variants = is_loaded ? count_lines(&rows, "variant") : 0;

    gnuplot_add_string(text, "title_text", cell(head_line(&rows, "title", 0), 0));
    gnuplot_add_string(text, "caption", cell(head_line(&rows, "caption", 0), 0));
    g_string_append_printf(text, "variants = %u\narray name[%u]\n", variants, MAX(variants, 1));
    for (guint v = 0; v < variants; v++)
        gnuplot_add_element(text, "name", v + 1, cell(head_line(&rows, "variant", v), 0));
    clear_rows(&rows);
    return is_loaded;
}

/* ---- a figure ---- */

/* x_name, x_scale, x_unit, x_ticks, x_tick[], x_tick_text[]. */
static void add_axis(GString *text, const Rows *rows, const char *which)
{
    static const char *const parts[] = {"name", "scale", "unit"};
    g_autofree char *axis = g_strconcat(which, "-axis", NULL);
    g_autofree char *tick = g_strconcat(which, "-tick", NULL);
    g_autofree char *places = g_strconcat(which, "_tick", NULL);
    g_autofree char *texts = g_strconcat(which, "_tick_text", NULL);
    guint count = count_lines(rows, tick);

    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *name = g_strdup_printf("%s_%s", which, parts[i]);

        gnuplot_add_string(text, name, cell(head_line(rows, axis, 0), i));
    }
    g_string_append_printf(text, "%s_ticks = %u\narray %s[%u]\narray %s[%u]\n", which, count,
                           places, MAX(count, 1), texts, MAX(count, 1));
    for (guint i = 0; i < count; i++) {
        char **cells = head_line(rows, tick, i);

        gnuplot_add_number_element(text, places, i + 1, number_in(cells, 0));
        gnuplot_add_element(text, texts, i + 1, cell(cells, 1));
    }
}

/* The least above 0 and the largest of some columns: first, first + by, .. up to before 'end'. */
static void add_extent(GString *text, const Rows *rows, const char *name, guint first, guint by,
                       guint end)
{
    double least = NAN, largest = NAN;

    for (guint i = 0; i < rows->rows->len; i++) {
        char **cells = g_ptr_array_index(rows->rows, i);

        for (guint c = first; cells[0][0] != '#' && c < MIN(end, g_strv_length(cells)); c += by) {
            double value = number_in(cells, c);

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

static void add_knee(GString *text, const Rows *rows)
{
    guint lines = count_lines(rows, "line");

    gnuplot_add_string(text, "note", cell(head_line(rows, "note", 0), 0));
    gnuplot_add_string(text, "theory", cell(head_line(rows, "theory", 0), 0));
    g_string_append_printf(text, "theories = %u\nlines = %u\n", count_lines(rows, "theory"), lines);
    g_string_append_printf(text,
                           "array line_variant[%u]\narray line_dash[%u]\narray line_text[%u]\n",
                           MAX(lines, 1), MAX(lines, 1), MAX(lines, 1));
    for (guint i = 0; i < lines; i++) {
        char **cells = head_line(rows, "line", i);

        gnuplot_add_number_element(text, "line_variant", i + 1, number_in(cells, 0));
        gnuplot_add_number_element(text, "line_dash", i + 1, number_in(cells, 1));
        gnuplot_add_element(text, "line_text", i + 1, cell(cells, 2));
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

static void add_heat(GString *text, const Rows *rows)
{
    add_axis(text, rows, "x");
    add_axis(text, rows, "y");
    add_extent(text, rows, "p95", 2, 2, COLUMNS_MAX);
    add_extent(text, rows, "ok", 3, 2, COLUMNS_MAX);
}

/* Of the slos what they are about and their bounds, of the variants their capacities. */
static void add_capacity(GString *text, const Rows *rows)
{
    guint slos = count_lines(rows, "slo"), variants = count_lines(rows, "capacity");

    g_string_append_printf(
        text,
        "slos = %u\narray slo_axis[%u]\narray slo_text[%u]\narray slo_bound[%u]\n"
        "array slo_at_most[%u]\n",
        slos, MAX(slos, 1), MAX(slos, 1), MAX(slos, 1), MAX(slos, 1));
    for (guint i = 0; i < slos; i++) {
        char **cells = head_line(rows, "slo", i);

        gnuplot_add_element(text, "slo_axis", i + 1, cell(cells, 0));
        gnuplot_add_element(text, "slo_text", i + 1, cell(cells, 1));
        gnuplot_add_number_element(text, "slo_bound", i + 1, number_in(cells, 2));
        gnuplot_add_number_element(text, "slo_at_most", i + 1, number_in(cells, 3));
    }
    g_string_append_printf(
        text, "array capacity_load[%u]\narray capacity_low[%u]\narray capacity_high[%u]\n",
        MAX(variants, 1), MAX(variants, 1), MAX(variants, 1));
    for (guint i = 0; i < variants; i++) {
        char **cells = head_line(rows, "capacity", i);

        gnuplot_add_number_element(text, "capacity_load", i + 1, number_in(cells, 0));
        gnuplot_add_number_element(text, "capacity_low", i + 1, number_in(cells, 1));
        gnuplot_add_number_element(text, "capacity_high", i + 1, number_in(cells, 2));
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
    Rows rows;
    bool is_loaded = load_rows(&rows, folder, file, error);

    g_string_append_printf(text, "if (figure eq '%s') {\n", figure);
    if (g_str_equal(figure, "heat"))
        add_heat(text, &rows);
    else if (g_str_equal(figure, "capacity"))
        add_capacity(text, &rows);
    else
        add_knee(text, &rows);
    g_string_append(text, "}\n");
    clear_rows(&rows);
    return is_loaded;
}

char *gnuplot_sweep_settings(const char *folder, GError **error)
{
    g_autoptr(GString) text = g_string_new("# What the figures show; made from their data.\n");
    g_auto(GStrv) figures = gnuplot_sweep_figures(folder, error);

    if (figures == NULL || !add_shared(text, folder, error))
        return NULL;
    if (figures[0] != NULL) /* by hand: gnuplot -e "figure = 'knee-load'" settings.gp .. */
        g_string_append_printf(text, "if (!exists(\"figure\")) { figure = '%s' }\n", figures[0]);
    for (char **figure = figures; *figure != NULL; figure++)
        if (!add_figure(text, folder, *figure, error))
            return NULL;
    return g_string_free(g_steal_pointer(&text), FALSE);
}
