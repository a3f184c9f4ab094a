/* plot.c - iissim plot DIR: the figures of a result directory, in other formats or in characters.
 */
#include "cli/command.h"
#include "cli/results/gnuplot.h"
#include "cli/results/outdir.h"
#include "cli/results/plots.h"
#include "cli/terminal.h"
#include <gio/gio.h>
#include <stdio.h>

typedef struct {
    gchar *formats;
    gboolean terminal;
    gchar **directories;
} PlotOptions;

static void clear_options(PlotOptions *options)
{
    g_free(options->formats);
    g_strfreev(options->directories);
}

static bool parse_options(PlotOptions *options, char **arguments, GError **error)
{
    const GOptionEntry entries[] = {
        {"format", 0, 0, G_OPTION_ARG_STRING, &options->formats,
         "svg, png, pdf, or several: svg,pdf (default: svg)", "LIST"},
        {"terminal", 0, 0, G_OPTION_ARG_NONE, &options->terminal,
         "print the figures in characters, 79 columns wide", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->directories, NULL, "DIR"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);

    g_option_context_set_summary(context,
                                 "Draws the figures of a result directory (-o DIR of run and\n"
                                 "compare) into DIR/figures.");
    g_option_context_add_main_entries(context, entries, NULL);
    return g_option_context_parse_strv(context, &arguments, error);
}

static int draw(const PlotOptions *options)
{
    g_auto(GStrv) formats =
        g_strsplit(options->formats != NULL ? options->formats : "svg", ",", -1);
    const char *directory = options->directories[0];
    g_autoptr(GError) error = NULL;

    for (char **format = formats; *format != NULL; format++) {
        if (!plots_is_format(*format)) {
            cli_error("--format %s: no such format; write svg, png or pdf, or several with commas",
                      *format);
            return EXIT_USAGE;
        }
    }
    if (options->terminal) {
        g_autofree char *text = plots_text(directory, cli_has_colour(), &error);

        if (text != NULL)
            fputs(text, stdout);
    } else {
        plots_draw(directory, (const char *const *)formats, &error);
    }
    if (error == NULL)
        return EXIT_DONE;
    cli_error("%s", error->message);
    return g_error_matches(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) ? EXIT_INVALID : EXIT_IO;
}

static int run(int argc, char **argv)
{
    PlotOptions options = {0};
    g_auto(GStrv) arguments = g_strdupv(argv);
    g_autoptr(GError) error = NULL;
    int status = EXIT_USAGE;

    (void)argc;
    if (!parse_options(&options, arguments, &error))
        cli_error("plot: %s; 'iissim plot --help' lists the options", error->message);
    else if (options.directories == NULL || options.directories[1] != NULL)
        cli_error("plot: name one result directory; 'iissim plot --help' says more");
    else if (options.terminal && options.formats != NULL)
        cli_error("plot: --terminal and --format exclude each other; keep one of the two");
    else
        status = draw(&options);
    clear_options(&options);
    return status;
}

const CliCommand cli_plot = {
    .name = "plot",
    .synopsis = "plot DIR",
    .summary = "draws the figures of a result directory: svg, png, pdf, or in characters",
    .run = run,
};
