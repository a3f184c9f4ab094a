/* report.c - iissim report DIR|FILE: one self-contained HTML page of a result directory, or of a scenario
 * that is run first. */
#include "cli/command.h"
#include "cli/report/parts.h"
#include "cli/results/outdir.h"
#include "cli/results/outdir_files.h"
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define PAGE_NAME "report.html"

typedef struct {
    char *page; /* NULL: DIR/report.html */
    gboolean quiet;
    char **targets;
} ReportOptions;

static void clear_options(ReportOptions *options)
{
    g_free(options->page);
    g_strfreev(options->targets);
}

static bool parse_options(ReportOptions *options, char **arguments, GError **error)
{
    const GOptionEntry entries[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options->page,
         "write the page there (default: DIR/" PAGE_NAME ")", "PAGE.html"},
        {"quiet", 0, 0, G_OPTION_ARG_NONE, &options->quiet,
         "say nothing on stderr but warnings and errors", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->targets, NULL, "DIR"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);

    g_option_context_set_summary(
        context, "Makes one HTML page of a result directory (-o DIR of run, compare, "
                 "sweep\nand capacity), which needs nothing but a browser.");
    g_option_context_add_main_entries(context, entries, NULL);
    return g_option_context_parse_strv(context, &arguments, error);
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

static bool write_page(const char *path, const char *text, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *fresh_name = g_strdup_printf(".%s.new", name);
    g_autofree char *fresh = g_build_filename(folder, fresh_name, NULL);

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

static int report_directory(const char *directory, const ReportOptions *options)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *own = g_build_filename(directory, PAGE_NAME, NULL);
    const char *path = options->page != NULL ? options->page : own;
    g_autoptr(ReportSource) source = report_source_load(directory, &error);
    g_autofree char *text = source != NULL ? report_build(source, &error) : NULL;

    if (text == NULL || !write_page(path, text, &error) ||
        (options->page == NULL && !enter_in_manifest(directory, &error)))
        return fail(error);
    if (!options->quiet)
        fprintf(stderr, "iissim: the report is %s\n", path);
    return EXIT_DONE;
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
        cli_error("report: name one result directory; 'iissim report --help' says more");
    else
        status = report_directory(options.targets[0], &options);
    clear_options(&options);
    return status;
}

const CliCommand cli_report = {
    .name = "report",
    .synopsis = "report DIR",
    .summary = "makes one HTML page of a result directory",
    .run = run,
};
