/* gnuplot_settings.c - what the templates need to know of a result directory, as gnuplot text.
 *
 * Read from results.json and the data files, of which nothing is trusted: names and titles become
 * quoted strings, the rest numbers.
 */
#include "cli/results/figures.h"
#include "cli/results/figures_panels.h"
#include "cli/results/gnuplot.h"
#include "cli/results/gnuplot_rows.h"
#include "cli/results/gnuplot_sweep.h"
#include "cli/results/gnuplot_text.h"
#include "cli/results/json_text.h"
#include "cli/results/quantity.h"
#include "cli/results/results.h"
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

static double metric_mean(JsonObject *variant, const char *metric)
{
    return gnuplot_number(gnuplot_object(gnuplot_object(variant, "metrics"), metric), "mean");
}

/* 'p50 12.3 ms, p95 45 ms, p99 80 ms' */
static char *quantiles_text(JsonObject *variant)
{
    static const char *const names[] = {"p50", "p95", "p99"};
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *metric = g_strconcat("latency.", names[i], NULL);
        double seconds = metric_mean(variant, metric);
        g_autofree char *value = quantity_text_with_unit(QUANTITY_SECONDS, seconds);

        if (!isnan(seconds))
            g_string_append_printf(text, "%s%s %s", text->len > 0 ? ", " : "", names[i], value);
    }
    return g_string_free(text, FALSE);
}

/* p95[], p95_low[] and p95_high[]: the ends are the mean where there is no interval. */
static void add_metric(GString *text, JsonObject *variant, const char *metric, const char *name,
                       guint index)
{
    static const char *const parts[] = {"mean", "lo", "hi"};
    static const char *const suffixes[] = {"", "_low", "_high"};
    double mean = metric_mean(variant, metric);

    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *array = g_strconcat(name, suffixes[i], NULL);
        double value =
            gnuplot_number(gnuplot_object(gnuplot_object(variant, "metrics"), metric), parts[i]);

        gnuplot_add_number_element(text, array, index, isnan(value) ? mean : value);
    }
}

/* '20.13 ± 0.35 ms' */
static char *mean_latency_text(JsonObject *variant)
{
    JsonObject *latency = gnuplot_object(gnuplot_object(variant, "metrics"), "latency.mean");
    const SimEstimate estimate = {.mean = gnuplot_number(latency, "mean"),
                                  .low = gnuplot_number(latency, "lo"),
                                  .high = gnuplot_number(latency, "hi")};
    QuantityFormat format = quantity_format(QUANTITY_SECONDS, &estimate, 1);
    g_autofree char *mean = quantity_text(&format, estimate.mean);
    g_autofree char *half = quantity_text(&format, (estimate.high - estimate.low) / 2);

    return estimate.high > estimate.low ? g_strdup_printf("%s ± %s %s", mean, half, format.unit)
                                        : g_strdup_printf("%s %s", mean, format.unit);
}

static void add_variants(GString *text, JsonObject *variants)
{
    static const char *const metrics[][2] = {{"latency.mean", "latency_mean"},
                                             {"latency.p50", "p50"},
                                             {"latency.p95", "p95"},
                                             {"latency.p99", "p99"}};
    g_autoptr(GList) names = json_object_get_members(variants);
    guint count = g_list_length(names), index = 0;

    g_string_append_printf(text,
                           "variants = %u\narray name[%u]\narray quantiles[%u]\n"
                           "array latency_text[%u]\n",
                           count, count, count, count);
    for (size_t m = 0; m < G_N_ELEMENTS(metrics); m++)
        g_string_append_printf(text, "array %s[%u]\narray %s_low[%u]\narray %s_high[%u]\n",
                               metrics[m][1], count, metrics[m][1], count, metrics[m][1], count);
    for (GList *item = names; item != NULL; item = item->next) {
        JsonObject *variant = gnuplot_object(variants, item->data);
        g_autofree char *latencies = quantiles_text(variant);
        g_autofree char *mean = mean_latency_text(variant);

        index++;
        gnuplot_add_element(text, "name", index, item->data);
        gnuplot_add_element(text, "quantiles", index, latencies);
        gnuplot_add_element(text, "latency_text", index, mean);
        for (size_t m = 0; m < G_N_ELEMENTS(metrics); m++)
            add_metric(text, variant, metrics[m][0], metrics[m][1], index);
    }
}

static void add_caption(GString *text, JsonObject *root)
{
    double replications = gnuplot_number(root, "replications");
    double duration_s = gnuplot_number(root, "duration_s");
    g_autofree char *duration = quantity_duration(llround(duration_s * 1e9));
    g_autofree char *seed = gnuplot_seed_text(root);
    g_autofree char *caption = g_strdup_printf("n = %.0f replication%s of %s, seed %s, iissim %s",
                                               replications, replications == 1 ? "" : "s", duration,
                                               seed, gnuplot_string(root, "iissim"));

    gnuplot_add_string(text, "caption", caption);
}

/* Each applies when 'figure' is its name; by hand: gnuplot -e "figure = 'queues'" settings.gp .. */
static bool add_panels(GString *text, const char *folder, GError **error)
{
    g_auto(GStrv) names = gnuplot_rows_figures(folder, FIGURES_PANELS, NULL);
    g_autofree char *answer = g_build_filename(folder, "answer.tsv", NULL);

    g_string_append(text, "if (!exists(\"figure\")) { figure = 'answer' }\n");
    if (g_file_test(answer, G_FILE_TEST_EXISTS) &&
        !gnuplot_panels_settings(text, folder, "answer", error))
        return false;
    for (char **name = names; name != NULL && *name != NULL; name++)
        if (!gnuplot_panels_settings(text, folder, *name, error))
            return false;
    return true;
}

typedef struct {
    guint rows;
    double smallest, largest; /* of all numbers after the first column; NaN when there is none */
} DataExtent;

static void measure_row(DataExtent *extent, const char *line)
{
    g_auto(GStrv) cells = g_strsplit(line, "\t", -1);

    extent->rows++;
    for (guint i = 1; cells[0] != NULL && cells[i] != NULL; i++) {
        char *end = NULL;
        double value = g_ascii_strtod(cells[i], &end);

        if (end == cells[i] || *end != '\0' || !isfinite(value))
            continue;
        extent->smallest = fmin(extent->smallest, value); /* fmin passes over a NaN */
        extent->largest = fmax(extent->largest, value);
    }
}

/* latency_rows, latency_min, latency_max: what a template cannot find out without stumbling over
 * empty data. */
static bool add_extent(GString *text, const char *directory, const char *figure, GError **error)
{
    g_autofree char *file = g_strconcat(figure, ".tsv", NULL);
    g_autofree char *path = g_build_filename(directory, FIGURES_FOLDER, file, NULL);
    g_autofree char *data = NULL;
    g_auto(GStrv) lines = NULL;
    DataExtent extent = {.smallest = NAN, .largest = NAN};

    if (!g_file_get_contents(path, &data, NULL, error))
        return false;
    lines = g_strsplit(data, "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        if (**line != '#' && **line != '\0')
            measure_row(&extent, *line);
    g_string_append_printf(text, "%s_rows = %u\n%s_min = ", figure, extent.rows, figure);
    gnuplot_add_number(text, extent.smallest);
    g_string_append_printf(text, "%s_max = ", figure);
    gnuplot_add_number(text, extent.largest);
    return true;
}

#define MARK_KINDS       12  /* more than ResultMarkKind has: one that is added is no error */
#define FAULTS_SHOWN_MAX 100 /* lines; more would be a grey wall */

/* How many marks of each kind there are, and when faults began and ended: kinds without a mark must
 * not be drawn, and faults are lines. */
static bool add_marks(GString *text, const char *directory, GError **error)
{
    g_autofree char *path = g_build_filename(directory, FIGURES_FOLDER, "marks.tsv", NULL);
    g_autofree char *data = NULL;
    g_auto(GStrv) lines = NULL;
    guint counts[MARK_KINDS] = {0};

    if (!g_file_get_contents(path, &data, NULL, error))
        return false;
    g_string_append_printf(text, "array marks_of_kind[%d]\n", MARK_KINDS);
    g_string_append_printf(text, "array fault_s[%d]\narray fault_end_s[%d]\n", FAULTS_SHOWN_MAX,
                           FAULTS_SHOWN_MAX);
    lines = g_strsplit(data, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        g_auto(GStrv) cells = g_strsplit(*line, "\t", -1);
        guint64 kind;

        if (**line == '#' || g_strv_length(cells) < 3 ||
            !g_ascii_string_to_unsigned(cells[2], 10, 0, MARK_KINDS - 1, &kind, NULL))
            continue;
        counts[kind]++;
        if (kind <= MARK_FAULT_END && counts[kind] <= FAULTS_SHOWN_MAX)
            gnuplot_add_number_element(text, kind == MARK_FAULT ? "fault_s" : "fault_end_s",
                                       counts[kind], g_ascii_strtod(cells[1], NULL));
    }
    for (guint kind = 0; kind < MARK_KINDS; kind++)
        g_string_append_printf(text, "marks_of_kind[%u] = %u\n", kind + 1,
                               kind <= MARK_FAULT_END ? MIN(counts[kind], FAULTS_SHOWN_MAX)
                                                      : counts[kind]);
    return true;
}

/* The names of the faults and applications of the matrix, and how many there are. */
static bool add_isolation(GString *text, const char *directory, GError **error)
{
    g_autofree char *path = g_build_filename(directory, FIGURES_FOLDER, "isolation.tsv", NULL);
    g_autofree char *data = NULL;
    g_auto(GStrv) lines = NULL;
    g_autoptr(GString) names = g_string_new(NULL);
    guint64 faults = 0, apps = 0, all = 0, row, column;

    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return true; /* no fault was compared with its absence */
    if (!g_file_get_contents(path, &data, NULL, error))
        return false;
    lines = g_strsplit(data, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        g_auto(GStrv) cells = g_strsplit(*line, "\t", -1);

        if (g_str_has_prefix(*line, "# applications: "))
            all = g_ascii_strtoull(*line + strlen("# applications: "), NULL, 10);
        if (**line == '#' || g_strv_length(cells) < 5 ||
            !g_ascii_string_to_unsigned(cells[0], 10, 1, 1000, &row, NULL) ||
            !g_ascii_string_to_unsigned(cells[1], 10, 1, 1000, &column, NULL))
            continue;
        if (column == 1)
            gnuplot_add_element(names, "isolation_fault", (guint)row, cells[2]);
        if (row == 1)
            gnuplot_add_element(names, "isolation_app", (guint)column, cells[3]);
        faults = MAX(faults, row);
        apps = MAX(apps, column);
    }
    g_string_append_printf(text,
                           "isolation_faults = %u\nisolation_apps = %u\n"
                           "isolation_apps_in_all = %u\n",
                           (guint)faults, (guint)apps, (guint)all);
    g_string_append_printf(text, "array isolation_fault[%u]\narray isolation_app[%u]\n%s",
                           (guint)faults, (guint)apps, names->str);
    return true;
}

#define TORNADO_CELLS 16

/* The panels: how many rows each has, its title, its unit. */
static bool add_tornado(GString *text, const char *directory, GError **error)
{
    g_autofree char *path = g_build_filename(directory, FIGURES_FOLDER, "tornado.tsv", NULL);
    g_autofree char *data = NULL;
    g_auto(GStrv) lines = NULL;
    g_autoptr(GString) panels = g_string_new(NULL);
    guint64 count = 0, all = 0, panel, row;

    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return true; /* no cost was varied, or none moves anything */
    if (!g_file_get_contents(path, &data, NULL, error))
        return false;
    lines = g_strsplit(data, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        g_auto(GStrv) cells = g_strsplit(*line, "\t", -1);

        if (g_str_has_prefix(*line, "# panels in all: "))
            all = g_ascii_strtoull(*line + strlen("# panels in all: "), NULL, 10);
        if (**line == '#' || g_strv_length(cells) < TORNADO_CELLS ||
            !g_ascii_string_to_unsigned(cells[0], 10, 1, 1000, &panel, NULL) ||
            !g_ascii_string_to_unsigned(cells[1], 10, 1, 1000, &row, NULL))
            continue;
        count = MAX(count, panel);
        gnuplot_add_number_element(panels, "tornado_rows", (guint)panel, (double)row);
        if (row == 1) {
            gnuplot_add_element(panels, "tornado_title", (guint)panel, cells[14]);
            gnuplot_add_element(panels, "tornado_unit", (guint)panel, cells[15]);
        }
    }
    g_string_append_printf(text, "tornado_panels = %u\ntornado_panels_in_all = %u\n", (guint)count,
                           (guint)all);
    if (count > 0)
        g_string_append_printf(text,
                               "array tornado_rows[%u]\narray tornado_title[%u]\n"
                               "array tornado_unit[%u]\n%s",
                               (guint)count, (guint)count, (guint)count, panels->str);
    return true;
}

/* The root of results.json, which the parser keeps. */
static JsonObject *load_results(JsonParser *parser, const char *directory, GError **error)
{
    g_autofree char *path = g_build_filename(directory, "results.json", NULL);
    g_autoptr(GError) wrong = NULL;
    JsonObject *root = NULL;

    if (!json_text_load(parser, path, &wrong)) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                    wrong->domain == G_FILE_ERROR
                        ? "%s: cannot be read as results; name a directory that -o has written"
                        : "%s: is no whole JSON: it was cut off or changed after iissim wrote it; "
                          "give the command that wrote it again",
                    path);
        return NULL;
    }
    if (json_parser_get_root(parser) != NULL &&
        JSON_NODE_HOLDS_OBJECT(json_parser_get_root(parser)))
        root = json_node_get_object(json_parser_get_root(parser));
    if (g_str_equal(gnuplot_string(root, "format"), RESULTS_FORMAT) &&
        gnuplot_object(root, "variants") != NULL &&
        json_object_get_size(gnuplot_object(root, "variants")) > 0)
        return root;
    g_set_error(
        error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
        "%s: holds no results of this format (%s); run the scenario again with this program", path,
        RESULTS_FORMAT);
    return NULL;
}

char *gnuplot_settings(const char *directory, GError **error)
{
    static const char *const data[] = {"latency", "throughput", "marks", "stages"};
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autoptr(GString) text = g_string_new("# What the figures show; made from results.json.\n");
    g_autofree char *folder = g_build_filename(directory, FIGURES_FOLDER, NULL);
    JsonObject *root;
    JsonObject *scenario;

    if (gnuplot_is_sweep(folder))
        return gnuplot_sweep_settings(folder, error);
    root = load_results(parser, directory, error);
    if (root == NULL)
        return NULL;
    scenario = gnuplot_object(root, "scenario");
    gnuplot_add_string(text, "title_text",
                       *gnuplot_string(scenario, "title") != '\0'
                           ? gnuplot_string(scenario, "title")
                           : gnuplot_string(scenario, "file"));
    add_caption(text, root);
    g_string_append(text, "duration_s = ");
    gnuplot_add_number(text, gnuplot_number(root, "duration_s"));
    add_variants(text, gnuplot_object(root, "variants"));
    for (size_t i = 0; i < G_N_ELEMENTS(data); i++)
        if (!add_extent(text, directory, data[i], error))
            return NULL;
    if (!add_panels(text, folder, error) || !add_marks(text, directory, error) ||
        !add_isolation(text, directory, error) || !add_tornado(text, directory, error))
        return NULL;
    return g_string_free(g_steal_pointer(&text), FALSE);
}
