/* report.c - iissim report DIR|FILE: one self-contained HTML page of a result directory, or of a scenario
 * that is run first. */
#include "cli/command.h"
#include "cli/experiment_verb.h"
#include "cli/report/parts.h"
#include "cli/results/outdir.h"
#include "cli/results/outdir_files.h"
#include "cli/terminal.h"
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdbool.h>
#include <string.h>

#define PAGE_NAME "report.html"

typedef struct {
    char *page; /* NULL: DIR/report.html, or SCENARIO.html */
    char *results;
    char *models; /* what the run is told; NULL: nothing */
    char **sets;
    char *seed;
    char *replications;
    char *threads;
    char *baseline;
    gboolean no_isolation;
    gboolean sensitivity;
    gboolean quiet;
    char **targets;
} ReportOptions;

static void clear_options(ReportOptions *options)
{
    g_free(options->page);
    g_free(options->results);
    g_free(options->models);
    g_strfreev(options->sets);
    g_free(options->seed);
    g_free(options->replications);
    g_free(options->threads);
    g_free(options->baseline);
    g_strfreev(options->targets);
}

static bool parse_options(ReportOptions *options, char **arguments, GError **error)
{
    const GOptionEntry entries[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options->page,
         "write the page there, - is standard output (default: DIR/" PAGE_NAME
         "; of a scenario NAME.ini, NAME.html)",
         "PAGE.html"},
        {"quiet", 0, 0, G_OPTION_ARG_NONE, &options->quiet,
         "say nothing on stderr but warnings and errors", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->targets, NULL,
         "DIR|FILE"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    const GOptionEntry run_entries[] = {
        {"results", 0, 0, G_OPTION_ARG_FILENAME, &options->results,
         "keep the results in DIR, as -o of compare does (default: they are not kept)", "DIR"},
        {"models", 0, 0, G_OPTION_ARG_STRING, &options->models, "run these models: iis5,iis6,i5m",
         "LIST"},
        {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->sets,
         "change a setting, e.g. pool:shop.MaxProcesses=2; may be repeated", "SECTION.KEY=VALUE"},
        {"seed", 0, 0, G_OPTION_ARG_STRING, &options->seed, "where the random numbers start", "N"},
        {"replications", 0, 0, G_OPTION_ARG_STRING, &options->replications,
         "how often each variant is run", "N"},
        {"threads", 'j', 0, G_OPTION_ARG_STRING, &options->threads,
         "run N replications at a time (default and 0: one for each core)", "N"},
        {"baseline", 0, 0, G_OPTION_ARG_STRING, &options->baseline,
         "the variant that the others are set against (default: the first)", "NAME"},
        {"no-isolation", 0, 0, G_OPTION_ARG_NONE, &options->no_isolation,
         "no twin runs, which tell whom each fault hurts: half the time", NULL},
        {"sensitivity", 0, 0, G_OPTION_ARG_NONE, &options->sensitivity,
         "vary each assumed cost by 0.3 and 3: which verdicts hang on it?", NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_auto(GStrv) split = cli_split_attached(arguments);

    g_option_context_set_summary(
        context, "Makes one HTML page of a result directory (-o DIR of run, compare, "
                 "sweep\nand capacity), or of a scenario, whose variants are run and "
                 "compared first. The\npage needs nothing but a browser.");
    g_option_context_add_main_entries(context, entries, NULL);
    g_option_context_add_main_entries(context, run_entries, NULL);
    return g_option_context_parse_strv(context, &split, error);
}

/* ---- the page's file ---- */

/* What is there and is no report is somebody's: it stays. */
static bool may_replace(const char *path, GError **error)
{
    g_autofree char *text = NULL;
    gsize length;

    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return true;
    if (!g_file_get_contents(path, &text, &length, error))
        return false;
    if (length == 0 ||
        g_strstr_len(text, (gssize)MIN(length, 4096), "name=\"generator\" content=\"iissim "))
        return true;
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                "%s: is there and is no report of iissim: it is left as it is; name another file "
                "with -o",
                path);
    return false;
}

/* A device or a pipe is written into: to put a file in its place would take it from everybody. */
static bool write_into(const char *path, const char *text, GError **error)
{
    FILE *file = g_fopen(path, "we");
    bool is_written;

    if (file == NULL)
        return files_fail(error, path, "cannot open");
    is_written = fputs(text, file) != EOF && fflush(file) == 0;
    if (!is_written)
        files_fail(error, path, "cannot write");
    if (fclose(file) != 0 && is_written)
        is_written = files_fail(error, path, "cannot write");
    return is_written;
}

static bool write_page(const char *path, const char *text, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *fresh_name = g_strdup_printf(".%s.new", name);
    g_autofree char *fresh = g_build_filename(folder, fresh_name, NULL);

    if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY,
                    "%s: is a directory; name a file in it with -o", path);
        return false;
    }
    if (g_file_test(path, G_FILE_TEST_EXISTS) && !g_file_test(path, G_FILE_TEST_IS_REGULAR))
        return write_into(path, text, error);
    if (!may_replace(path, error))
        return false;
    g_unlink(fresh);
    if (!files_write(fresh, text, strlen(text), error)) {
        g_unlink(fresh);
        return false;
    }
    if (g_rename(fresh, path) == 0)
        return true;
    files_fail(error, path, "cannot be replaced");
    g_unlink(fresh);
    return false;
}

/* A page in its directory belongs to the results, and goes when they are replaced. */
static bool enter_in_manifest(const char *directory, GError **error)
{
    static const char *const names[] = {PAGE_NAME, NULL};
    g_autofree char *manifest = g_build_filename(directory, OUTDIR_MANIFEST, NULL);

    return !g_file_test(manifest, G_FILE_TEST_EXISTS) ||
           outdir_manifest_add(directory, names, error);
}

static int fail(const GError *error)
{
    cli_error("%s", error->message);
    return g_error_matches(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) ? EXIT_INVALID : EXIT_IO;
}

/* path: NULL stands for DIR/report.html. */
static int report_directory(const char *directory, const char *path, bool is_quiet)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *own = g_build_filename(directory, PAGE_NAME, NULL);
    g_autoptr(ReportSource) source = report_source_load(directory, &error);
    g_autofree char *text = source != NULL ? report_build(source, &error) : NULL;

    if (text != NULL && g_strcmp0(path, "-") == 0) {
        fputs(text, stdout);
        return EXIT_DONE;
    }
    if (text == NULL || !write_page(path != NULL ? path : own, text, &error) ||
        (path == NULL && !enter_in_manifest(directory, &error)))
        return fail(error);
    if (!is_quiet)
        fprintf(stderr, "iissim: the report is %s\n", path != NULL ? path : own);
    return EXIT_DONE;
}

/* ---- a scenario ---- */

static void add_option(GPtrArray *arguments, const char *name, const char *value)
{
    if (value == NULL)
        return;
    g_ptr_array_add(arguments, (gpointer)name);
    g_ptr_array_add(arguments, (gpointer)value);
}

static bool is_alone(const char *file, const ReportOptions *options)
{
    g_auto(GStrv) names = options->models != NULL ? g_strsplit(options->models, ",", -1) : NULL;
    const ScenarioOverrides overrides = {
        .models = names, .sets = options->sets, .baseline = options->baseline};
    g_autoptr(GPtrArray) problems = scenario_problems_new();
    g_autoptr(Scenario) scenario = scenario_load(file, &overrides, problems);

    if (scenario != NULL && scenario->sweep != NULL && !options->quiet)
        cli_warning("%s: its [sweep] is not in this report; 'iissim sweep %s -o DIR' and 'iissim "
                    "report DIR' show it",
                    file, file);
    return scenario != NULL && scenario->variant_count == 1;
}

/* Its variants are compared; one alone, which has nobody to be compared with, is run. */
static int run_scenario(const char *file, const char *directory, const ReportOptions *options)
{
    bool is_single = options->baseline == NULL && !options->sensitivity && is_alone(file, options);
    const ExperimentVerb verb = {
        .name = is_single ? "run" : "compare", .compares = !is_single, .is_silent = true};
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();

    g_ptr_array_add(arguments, (gpointer)verb.name);
    add_option(arguments, "-o", directory);
    add_option(arguments, "--models", options->models);
    for (char **set = options->sets; set != NULL && *set != NULL; set++)
        add_option(arguments, "--set", *set);
    add_option(arguments, "--seed", options->seed);
    add_option(arguments, "--replications", options->replications);
    add_option(arguments, "--threads", options->threads);
    add_option(arguments, "--baseline", options->baseline);
    g_ptr_array_add(arguments, (gpointer) "--no-plots"); /* the page has them */
    if (options->no_isolation)
        g_ptr_array_add(arguments, (gpointer) "--no-isolation");
    if (options->sensitivity)
        g_ptr_array_add(arguments, (gpointer) "--sensitivity");
    if (options->quiet)
        g_ptr_array_add(arguments, (gpointer) "--quiet");
    add_option(arguments, "--", file);
    g_ptr_array_add(arguments, NULL);
    return experiment_verb_run(&verb, (char **)arguments->pdata);
}

static bool has_results(const char *directory)
{
    g_autofree char *path = g_build_filename(directory, "results.json", NULL);

    return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* What the run has to say (a level that is not met, an interruption) is the status, unless there is no
 * page. */
static int report_scenario_in(const char *file, const char *directory, const ReportOptions *options)
{
    g_autofree char *name = g_path_get_basename(file);
    g_autofree char *stem = g_str_has_suffix(name, ".ini")
                                ? g_strndup(name, strlen(name) - strlen(".ini"))
                                : g_strdup(name);
    g_autofree char *own = g_strconcat(stem, ".html", NULL);
    int status = run_scenario(file, directory, options);
    int reported;

    if (status == EXIT_IO || status == EXIT_USAGE || status == EXIT_INVALID ||
        !has_results(directory))
        return status;
    reported =
        report_directory(directory, options->page != NULL ? options->page : own, options->quiet);
    return reported != EXIT_DONE && status != EXIT_INTERRUPTED ? reported : status;
}

static int report_scenario(const char *file, const ReportOptions *options)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = NULL;
    g_autofree char *directory = NULL;
    int status;

    if (g_str_equal(file, "-") && options->page == NULL) {
        cli_error("report: a scenario from standard input has no name for its page; name one with "
                  "-o");
        return EXIT_USAGE;
    }
    if (options->results != NULL)
        return report_scenario_in(file, options->results, options);
    folder = g_dir_make_tmp("iissim-run-XXXXXX", &error);
    if (folder == NULL)
        return fail(error);
    directory = g_build_filename(folder, "results", NULL);
    status = report_scenario_in(file, directory, options);
    files_remove_tree(folder);
    return status;
}

/* ---- the verb ---- */

static bool has_run_option(const ReportOptions *options)
{
    return options->results != NULL || options->models != NULL || options->sets != NULL ||
           options->seed != NULL || options->replications != NULL || options->threads != NULL ||
           options->baseline != NULL || options->no_isolation || options->sensitivity;
}

static int report(const ReportOptions *options)
{
    const char *target = options->targets[0];

    if (!g_file_test(target, G_FILE_TEST_IS_DIR) &&
        (g_str_equal(target, "-") || g_file_test(target, G_FILE_TEST_EXISTS)))
        return report_scenario(target, options);
    if (has_run_option(options)) {
        cli_error("report: %s is no scenario: what is run, and how, is only for a scenario; leave "
                  "those options out",
                  target);
        return EXIT_USAGE;
    }
    return report_directory(target, options->page, options->quiet);
}

static int run(int argc, char **argv)
{
    ReportOptions options = {0};
    g_auto(GStrv) arguments = g_strdupv(argv);
    g_autoptr(GError) error = NULL;
    int status = EXIT_USAGE;

    (void)argc;
    if (!parse_options(&options, arguments, &error))
        cli_error("report: %s; 'iissim report --help' lists the options", error->message);
    else if (options.targets == NULL || options.targets[1] != NULL)
        cli_error("report: name one result directory or one scenario; 'iissim report --help' says "
                  "more");
    else if (options.page != NULL && *options.page == '\0')
        cli_error("report: -o '': is no name; write -o PAGE.html, or -o - for standard output");
    else
        status = report(&options);
    clear_options(&options);
    return status;
}

const CliCommand cli_report = {
    .name = "report",
    .synopsis = "report DIR|FILE",
    .summary = "makes one HTML page of a result directory, or of a scenario",
    .run = run,
};
