/* source.c - reads results.json and scenario.ini, and says what is wrong with them. */
#include "cli/report/source.h"
#include "cli/capacity/capacity_data.h"
#include "cli/results/gnuplot_text.h"
#include "cli/results/json_text.h"
#include "cli/results/outdir_files.h"
#include "cli/results/results.h"
#include "cli/sweep/collect.h"
#include <gio/gio.h>
#include <string.h>

#define RESULTS_MAX_BYTES (256 << 20)

static bool refuse(GError **error, const char *path, const char *why)
{
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: %s", path, why);
    return false;
}

/* ---- what is there in place of results ---- */

static bool has_file(const char *directory, const char *name)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);

    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static bool check_directory(const char *directory, GError **error)
{
    if (!g_file_test(directory, G_FILE_TEST_EXISTS))
        return refuse(error, directory,
                      "no such directory; name one that -o of run, compare, sweep or capacity has "
                      "written, or a scenario");
    if (has_file(directory, "results.json"))
        return true;
    if (has_file(directory, "shard.json"))
        return refuse(error, directory,
                      "is a shard, a part of a run without results of its own; join all of them: "
                      "iissim merge SHARD.. -o DIR");
    if (has_file(directory, "journal"))
        return refuse(error, directory,
                      "its run is not finished: there is a journal, but no results.json; give the "
                      "command that wrote it again, it goes on where it was");
    return refuse(error, directory,
                  "holds no results.json; name a directory that -o of run, compare, sweep or "
                  "capacity has written");
}

/* ---- results.json ---- */

static const struct {
    const char *format;
    ReportKind kind;
} kinds[] = {
    {RESULTS_FORMAT, REPORT_RUN},
    {SWEEP_FORMAT, REPORT_SWEEP},
    {CAPACITY_FORMAT, REPORT_CAPACITY},
};

static bool refuse_format(const ReportSource *source, const char *path, GError **error)
{
    const char *format = gnuplot_string(source->root, "format");
    g_autofree char *why = NULL;

    if (*format == '\0')
        return refuse(error, path,
                      "says no format: it is no result of iissim; name a directory that -o has "
                      "written");
    why = g_strdup_printf("its format is '%s', written by iissim %s; this program reads %s, %s and "
                          "%s; run the scenario again with this program: iissim compare "
                          "scenario.ini -o NEW",
                          format, gnuplot_string(source->root, "iissim"), RESULTS_FORMAT,
                          SWEEP_FORMAT, CAPACITY_FORMAT);
    return refuse(error, path, why);
}

static bool find_kind(ReportSource *source, const char *path, GError **error)
{
    const char *format = gnuplot_string(source->root, "format");

    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (!g_str_equal(format, kinds[i].format))
            continue;
        source->kind = kinds[i].kind;
        return true;
    }
    return refuse_format(source, path, error);
}

static bool check_variants(const ReportSource *source, const char *path, GError **error)
{
    JsonObject *variants = gnuplot_object(source->root, "variants");
    JsonNode *list = json_object_get_member(source->root, "variants");

    if ((variants != NULL && json_object_get_size(variants) > 0) ||
        (list != NULL && JSON_NODE_HOLDS_ARRAY(list) &&
         json_array_get_length(json_node_get_array(list)) > 0))
        return true;
    return refuse(error, path,
                  "there is no variant in it; it was changed after iissim wrote it: run again");
}

static bool check_size(const char *path, GError **error)
{
    g_autoptr(GFile) file = g_file_new_for_path(path);
    g_autoptr(GFileInfo) info = g_file_query_info(file, G_FILE_ATTRIBUTE_STANDARD_SIZE,
                                                  G_FILE_QUERY_INFO_NONE, NULL, error);

    if (info == NULL)
        return false;
    if (g_file_info_get_size(info) <= RESULTS_MAX_BYTES)
        return true;
    return refuse(error, path,
                  "is larger than 256 MB, too much for a page that people read; report fewer "
                  "points or applications");
}

static bool load_results(ReportSource *source, GError **error)
{
    g_autofree char *path = g_build_filename(source->directory, "results.json", NULL);
    g_autoptr(GError) wrong = NULL;
    JsonNode *root;

    if (!check_size(path, error))
        return false;
    if (!json_text_load(source->parser, path, &wrong)) {
        g_autofree char *why = NULL;

        if (wrong->domain == G_FILE_ERROR) {
            g_propagate_error(error, g_steal_pointer(&wrong));
            return false;
        }
        why = g_strdup_printf("is no whole JSON: %s; it was cut off or changed after iissim wrote "
                              "it: give the command that wrote it again",
                              g_str_has_prefix(wrong->message, path)
                                  ? wrong->message + strlen(path) +
                                        strspn(wrong->message + strlen(path), ":")
                                  : wrong->message);
        return refuse(error, path, why);
    }
    root = json_parser_get_root(source->parser);
    if (root == NULL)
        return refuse(error, path, "is empty; give the command that wrote it again");
    if (!JSON_NODE_HOLDS_OBJECT(root))
        return refuse(error, path, "holds no JSON object: it is no result of iissim");
    source->root = json_node_get_object(root);
    return find_kind(source, path, error) && check_variants(source, path, error);
}

/* ---- scenario.ini ---- */

/* What would be run from it is not what the results are of. */
static bool is_changed(const ReportSource *source, const char *path)
{
    const char *expected = gnuplot_string(gnuplot_object(source->root, "scenario"), "sha256");
    g_autofree char *found = files_sha256(path, NULL);

    return *expected != '\0' && found != NULL && !g_str_equal(found, expected);
}

static void load_scenario(ReportSource *source)
{
    g_autofree char *path = g_build_filename(source->directory, "scenario.ini", NULL);
    g_autoptr(GPtrArray) problems = scenario_problems_new();

    source->scenario = scenario_load(path, NULL, problems);
    if (source->scenario != NULL && is_changed(source, path)) {
        g_clear_pointer(&source->scenario, scenario_free);
        source->scenario_error =
            g_strdup_printf("%s: was changed after these results were made of it: its SHA-256 is "
                            "not theirs; run it again to report what it says now",
                            path);
        return;
    }
    for (guint i = 0; source->scenario == NULL && i < problems->len; i++) {
        const ScenarioProblem *problem = problems->pdata[i];

        if (problem->is_error && source->scenario_error == NULL)
            source->scenario_error = g_strdup(problem->text);
    }
}

ReportSource *report_source_load(const char *directory, GError **error)
{
    g_autoptr(ReportSource) source = g_new0(ReportSource, 1);

    source->directory = directory;
    source->parser = json_parser_new();
    if (!check_directory(directory, error) || !load_results(source, error))
        return NULL;
    load_scenario(source);
    return g_steal_pointer(&source);
}

void report_source_free(ReportSource *source)
{
    if (source == NULL)
        return;
    g_clear_object(&source->parser);
    g_clear_pointer(&source->scenario, scenario_free);
    g_free(source->scenario_error);
    g_free(source);
}
