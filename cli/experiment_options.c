/* experiment_options.c - GOption's table, and what it cannot check. */
#include "cli/experiment_options.h"
#include "cli/nearest.h"
#include "cli/terminal.h"
#include <gio/gio.h>

typedef struct {
    char *models;
    char *threads;
    char *format;
    char *shard;
    char *merge_into;
    char **files;
} RawOptions;

static void clear_raw(RawOptions *raw)
{
    g_free(raw->models);
    g_free(raw->threads);
    g_free(raw->format);
    g_free(raw->shard);
    g_free(raw->merge_into);
    g_strfreev(raw->files);
}

static bool fail(GError **error, const char *message)
{
    g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, message);
    return false;
}

/* What merge says beside the command line of a shard wins over it. */
static void take_merge(ExperimentArguments *arguments, RawOptions *raw)
{
    if (raw->merge_into == NULL)
        return;
    g_free(arguments->directory);
    arguments->directory = g_steal_pointer(&raw->merge_into);
    g_clear_pointer(&raw->shard, g_free);
}

static bool check_shard(ExperimentArguments *arguments, const RawOptions *raw, GError **error)
{
    if (raw->shard == NULL)
        return true;
    if (!shard_parse(raw->shard, &arguments->shard, error))
        return false;
    if (arguments->directory == NULL)
        return fail(error, "--shard: what a shard has finished is kept in a directory; add -o DIR");
    if (arguments->json || arguments->csv || arguments->markdown)
        return fail(error, "--shard: a shard has no results to print, 'iissim merge' has; leave "
                           "--json, --csv and --format out");
    if (arguments->sensitivity)
        return fail(error, "--sensitivity: goes on from finished results, and cannot be divided "
                           "into shards; leave one of the two out");
    if (g_str_equal(raw->files[0], "-"))
        return fail(error, "--shard: 'iissim merge' reads the scenario again; name a file");
    for (char **argument = arguments->as_given; *argument != NULL; argument++)
        if (!g_utf8_validate(*argument, -1, NULL))
            return fail(error, "--shard: the command line is kept for 'iissim merge', and must be "
                               "UTF-8; rename the file");
    return true;
}

/* --format json and csv are --json and --csv. */
static bool take_format(ExperimentArguments *arguments, const char *format, GError **error)
{
    static const char *const formats[] = {"table", "md", "csv", "json", NULL};
    const char *near = format != NULL ? cli_nearest(format, formats) : NULL;

    if (format == NULL)
        return true;
    if (!g_strv_contains(formats, format)) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--format %s: no such format; %s%s%s", format,
                    near != NULL ? "did you mean " : "write table, md, csv or json",
                    near != NULL ? near : "", near != NULL ? "? (table, md, csv, json)" : "");
        return false;
    }
    if (arguments->json || arguments->csv) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                    "--format %s and --%s exclude each other; keep one of the two", format,
                    arguments->json ? "json" : "csv");
        return false;
    }
    arguments->markdown = g_str_equal(format, "md");
    arguments->csv = g_str_equal(format, "csv");
    arguments->json = g_str_equal(format, "json");
    return true;
}

static bool check(ExperimentArguments *arguments, RawOptions *raw, GError **error)
{
    take_merge(arguments, raw);
    if (raw->files == NULL || raw->files[1] != NULL)
        return fail(error, raw->files == NULL
                               ? "no scenario given; name a file, or - for standard input"
                               : "more than one scenario given; name one file");
    if (!cli_read_threads(raw->threads, &arguments->threads, error))
        return false;
    if (arguments->json && arguments->csv)
        return fail(error, "--json and --csv exclude each other; keep one of the two");
    if (!take_format(arguments, raw->format, error))
        return false;
    if (arguments->requests && arguments->directory == NULL &&
        (arguments->json || arguments->csv || arguments->markdown))
        return fail(error, "--requests needs standard output for its rows; leave --json, --csv or "
                           "--format out, or add -o DIR");
    if (arguments->sensitivity && arguments->csv && arguments->directory == NULL)
        return fail(error, "--sensitivity is not in what --csv prints; add -o DIR for "
                           "DIR/sensitivity.csv, or take --json");
    if (arguments->directory != NULL && *arguments->directory == '\0')
        return fail(error, "-o: no directory given; name one");
    if (g_strcmp0(arguments->directory, "-") == 0)
        return fail(error, "-o -: results are a directory; name one, or print them with --json");
    if (!check_shard(arguments, raw, error))
        return false;
    arguments->file = g_strdup(raw->files[0]);
    if (raw->models != NULL)
        arguments->models = g_strsplit(raw->models, ",", -1);
    for (char **model = arguments->models; model != NULL && *model != NULL; model++)
        g_strstrip(*model);
    return true;
}

bool experiment_arguments_parse(ExperimentArguments *arguments, char **argv,
                                const ExperimentVerb *verb, GError **error)
{
    RawOptions raw = {0};
    const GOptionEntry entries[] = {
        {"models", 0, 0, G_OPTION_ARG_STRING, &raw.models, "run these models: iis5,iis6,i5m",
         "LIST"},
        {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments->sets,
         "change a setting, e.g. pool:shop.MaxProcesses=2; may be repeated", "SECTION.KEY=VALUE"},
        {"seed", 0, 0, G_OPTION_ARG_STRING, &arguments->seed, "where the random numbers start",
         "N"},
        {"replications", 0, 0, G_OPTION_ARG_STRING, &arguments->replications,
         "how often each variant is run; a range N..M together with a precision", "N"},
        {"threads", 'j', 0, G_OPTION_ARG_STRING, &raw.threads,
         "run N replications at a time (default and 0: one for each core)", "N"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &arguments->json, "print results as JSON", NULL},
        {"csv", 0, 0, G_OPTION_ARG_NONE, &arguments->csv, "print a summary as CSV", NULL},
        {"format", 0, 0, G_OPTION_ARG_STRING, &raw.format,
         "print table (default), md (Markdown, for a report), csv or json", "FORMAT"},
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &arguments->directory,
         "write results, time series and figures into DIR", "DIR"},
        {"no-plots", 0, 0, G_OPTION_ARG_NONE, &arguments->no_plots, "no figures with -o", NULL},
        {"no-isolation", 0, 0, G_OPTION_ARG_NONE, &arguments->no_isolation,
         "no twin runs, which tell whom each fault hurts: half the time", NULL},
        {"quiet", 0, 0, G_OPTION_ARG_NONE, &arguments->quiet,
         "say nothing on stderr but warnings and errors", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &raw.files, NULL, "FILE"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    const GOptionEntry compare_entries[] = {
        {"baseline", 0, 0, G_OPTION_ARG_STRING, &arguments->baseline,
         "the variant that the others are set against (default: the first)", "NAME"},
        {"sensitivity", 0, 0, G_OPTION_ARG_NONE, &arguments->sensitivity,
         "vary each assumed cost by 0.3 and 3: which verdicts hang on it? (two runs for each)",
         NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    const GOptionEntry shard_entries[] = {
        {"shard", 0, 0, G_OPTION_ARG_STRING, &raw.shard,
         "do the I-th of N parts of the work; 'iissim merge' joins their directories", "I/N"},
        {"merge-into", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &raw.merge_into, NULL, NULL},
        {"merge-from", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME_ARRAY, &arguments->merged,
         NULL, NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    const GOptionEntry sweep_entries[] = {
        {"sweep", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments->sweeps,
         "step a setting through values, in place of [sweep]; may be repeated; where= and "
         "combine= alone are added to [sweep]",
         "KEY=LIST"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    const GOptionEntry capacity_entries[] = {
        {"tolerance", 0, 0, G_OPTION_ARG_STRING, &arguments->tolerance,
         "how closely loads are told apart (default: 1%)", "SHARE"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    const GOptionEntry request_entries[] = {
        {"requests", 0, 0, G_OPTION_ARG_NONE, &arguments->requests,
         "one CSV row for each request: printed, or with -o in DIR/requests.csv", NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_auto(GStrv) split = cli_split_attached(argv);
    bool is_parsed;

    arguments->as_given = g_strdupv(argv);
    g_option_context_set_summary(context, verb->summary);
    g_option_context_add_main_entries(context, entries, NULL);
    if (!verb->seeks) /* what a search does next hangs on all before it */
        g_option_context_add_main_entries(context, shard_entries, NULL);
    if (verb->compares)
        g_option_context_add_main_entries(context, compare_entries, NULL);
    g_option_context_add_main_entries(context,
                                      verb->sweeps  ? sweep_entries
                                      : verb->seeks ? capacity_entries
                                                    : request_entries,
                                      NULL);
    is_parsed =
        g_option_context_parse_strv(context, &split, error) && check(arguments, &raw, error);
    clear_raw(&raw);
    return is_parsed;
}

void experiment_arguments_clear(ExperimentArguments *arguments)
{
    g_free(arguments->file);
    g_strfreev(arguments->models);
    g_strfreev(arguments->sets);
    g_strfreev(arguments->sweeps);
    g_free(arguments->seed);
    g_free(arguments->replications);
    g_free(arguments->baseline);
    g_free(arguments->tolerance);
    g_free(arguments->directory);
    g_strfreev(arguments->merged);
    g_strfreev(arguments->as_given);
}
