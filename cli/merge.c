/* merge.c - iissim merge DIR..: the shards of a job array become the results of one process.
 *
 * The verb of the shards is run as it was, but for --shard: it finds every run in their journals, and
 * simulates nothing.
 */
#include "cli/command.h"
#include "cli/experiment/experiment.h"
#include "cli/shards.h"

typedef struct {
    char **directories;
    char *into;
    gchar *format;
    gboolean json;
    gboolean csv;
    gboolean no_plots;
    gboolean quiet;
} Arguments;

static void clear_arguments(Arguments *arguments)
{
    g_strfreev(arguments->directories);
    g_free(arguments->into);
    g_free(arguments->format);
}

static bool parse(Arguments *arguments, char **argv, GError **error)
{
    const GOptionEntry entries[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &arguments->into,
         "write results, time series and figures into DIR", "DIR"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &arguments->json, "print results as JSON", NULL},
        {"csv", 0, 0, G_OPTION_ARG_NONE, &arguments->csv, "print a summary as CSV", NULL},
        {"format", 0, 0, G_OPTION_ARG_STRING, &arguments->format,
         "print table (default), md (Markdown, for a report), csv or json", "FORMAT"},
        {"no-plots", 0, 0, G_OPTION_ARG_NONE, &arguments->no_plots, "no figures", NULL},
        {"quiet", 0, 0, G_OPTION_ARG_NONE, &arguments->quiet,
         "say nothing on stderr but warnings and errors", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments->directories, NULL,
         "SHARD.."},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_auto(GStrv) copy = g_strdupv(argv);

    g_option_context_set_summary(context,
                                 "Joins what --shard 1/N to N/N of one run, compare or sweep have\n"
                                 "left, SHARD.., and gives the results of a single process. The\n"
                                 "scenario is read again from where the shards' command names it.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse_strv(context, &copy, error))
        return false;
    if (arguments->directories != NULL && arguments->into != NULL)
        return true;
    g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                        arguments->into == NULL
                            ? "no directory for the results given; add -o DIR"
                            : "no shards given; name the directories that --shard has left");
    return false;
}

/* The command line of the shards, with more. */
static char **command_line(const Arguments *arguments, char *const *of_shard)
{
    GStrvBuilder *builder = g_strv_builder_new();
    char **line;

    g_strv_builder_add_many(builder, of_shard[0], "--merge-into", arguments->into, NULL);
    for (char **directory = arguments->directories; *directory != NULL; directory++)
        g_strv_builder_add_many(builder, "--merge-from", *directory, NULL);
    if (arguments->json)
        g_strv_builder_add(builder, "--json");
    if (arguments->csv)
        g_strv_builder_add(builder, "--csv");
    if (arguments->format != NULL)
        g_strv_builder_add_many(builder, "--format", arguments->format, NULL);
    if (arguments->no_plots)
        g_strv_builder_add(builder, "--no-plots");
    if (arguments->quiet)
        g_strv_builder_add(builder, "--quiet");
    g_strv_builder_addv(builder, (const char **)(void *)(of_shard + 1));
    line = g_strv_builder_end(builder);
    g_strv_builder_unref(builder);
    return line;
}

static int merge(const Arguments *arguments)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) manifests = shards_load(arguments->directories, &error);
    const CliCommand *command;
    g_auto(GStrv) line = NULL;

    if (manifests == NULL) {
        cli_error("%s", error->message);
        return error->code;
    }
    line = command_line(arguments, ((ShardManifest *)manifests->pdata[0])->arguments);
    command = cli_command_find(line[0]);
    if (command == NULL) {
        cli_error("%s: was made by '%s', which is no verb", arguments->directories[0], line[0]);
        return EXIT_INVALID;
    }
    return command->run((int)g_strv_length(line), line);
}

static int run(int argc, char **argv)
{
    Arguments arguments = {0};
    g_autoptr(GError) error = NULL;
    int status = EXIT_USAGE;

    (void)argc;
    if (parse(&arguments, argv, &error))
        status = merge(&arguments);
    else
        cli_error("merge: %s; 'iissim merge --help' lists the options", error->message);
    clear_arguments(&arguments);
    return status;
}

const CliCommand cli_merge = {
    .name = "merge",
    .synopsis = "merge SHARD.. -o DIR",
    .summary = "joins what --shard 1/N to N/N have left",
    .run = run,
};
