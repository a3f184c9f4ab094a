/* verify.c - `iissim verify`: the models against queueing theory. */
#include "cli/command.h"
#include "cli/nearest.h"
#include "cli/terminal.h"
#include "cli/verify/suite.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    char **ids;
    char *models;
    char *seed;
    char *threads;
    char **rest;
    gboolean lists, scenario, json, quick, full, quiet;
} Arguments;

typedef struct {
    Arguments raw;
    GPtrArray *cases; /* const VerifyCase *, ended by NULL */
    char **models;    /* NULL: all */
    VerifyOptions options;
} Verify;

static void clear(Verify *verify)
{
    g_strfreev(verify->raw.ids);
    g_free(verify->raw.models);
    g_free(verify->raw.seed);
    g_free(verify->raw.threads);
    g_strfreev(verify->raw.rest);
    g_strfreev(verify->models);
    g_ptr_array_unref(verify->cases);
}

static bool fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
static bool fail(GError **error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (error != NULL)
        *error = g_error_new_valist(G_OPTION_ERROR, G_OPTION_ERROR_FAILED, format, arguments);
    va_end(arguments);
    return false;
}

/* ---- the command line ---- */

static bool parse(Arguments *raw, char **argv, GError **error)
{
    const GOptionEntry entries[] = {
        {"case", 0, 0, G_OPTION_ARG_STRING_ARRAY, &raw->ids,
         "this case alone, see --list; may be repeated", "ID"},
        {"models", 0, 0, G_OPTION_ARG_STRING, &raw->models, "these models: iis5,iis6,i5m", "LIST"},
        {"list", 0, 0, G_OPTION_ARG_NONE, &raw->lists, "say which cases there are, run nothing",
         NULL},
        {"scenario", 0, 0, G_OPTION_ARG_NONE, &raw->scenario,
         "print the scenario of one case, which 'iissim run' takes", NULL},
        {"quick", 0, 0, G_OPTION_ARG_NONE, &raw->quick, "an eighth as long", NULL},
        {"full", 0, 0, G_OPTION_ARG_NONE, &raw->full, "five times as long or longer", NULL},
        {"seed", 0, 0, G_OPTION_ARG_STRING, &raw->seed,
         "where the random numbers start (default 1)", "N"},
        {"threads", 'j', 0, G_OPTION_ARG_STRING, &raw->threads,
         "run N replications at a time (default and 0: one for each core)", "N"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &raw->json, "print " VERIFY_FORMAT, NULL},
        {"quiet", 0, 0, G_OPTION_ARG_NONE, &raw->quiet, "no line of progress", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &raw->rest, NULL, NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_auto(GStrv) split = cli_split_attached(argv);

    g_option_context_set_summary(
        context,
        "Runs the models as textbook queues, costs and limits off, and compares what they say\n"
        "with the exact answers of queueing theory. Exits 5 when one deviates; were means normal,\n"
        "right models would do that by bad luck in one run of a thousand at most.\n"
        "docs/verify.md has the method, and what was measured.");
    g_option_context_add_main_entries(context, entries, NULL);
    return g_option_context_parse_strv(context, &split, error);
}

static bool complain_of_case(const char *id, GError **error)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    const VerifyMissing *missing = verify_missing_find(id);
    const char *nearest;

    if (missing != NULL)
        return fail(error, "--case %s: no model expresses that exactly: %s", id, missing->reason);
    for (const VerifyGroup *group = verify_groups; group->title != NULL; group++)
        for (const VerifyCase *one = group->cases; one->id != NULL; one++)
            g_ptr_array_add(ids, (gpointer)one->id);
    g_ptr_array_add(ids, NULL);
    nearest = cli_nearest(id, (const char *const *)ids->pdata);
    if (nearest != NULL)
        return fail(error, "--case %s: no such case; did you mean %s?", id, nearest);
    return fail(error, "--case %s: no such case; 'iissim verify --list' has them", id);
}

static bool read_models(Verify *verify, GError **error)
{
    const char *names[] = {"iis5", "iis6", "i5m", NULL};

    if (verify->raw.models == NULL)
        return true;
    verify->models = g_strsplit(verify->raw.models, ",", -1);
    for (char **model = verify->models; *model != NULL; model++) {
        const char *nearest;

        g_strstrip(*model);
        if (model_find(*model) != NULL)
            continue;
        nearest = cli_nearest(*model, names);
        return fail(error, "--models %s: no such model; %s%s", *model,
                    nearest != NULL ? "did you mean " : "write iis5, iis6 or i5m",
                    nearest != NULL ? nearest : "");
    }
    return *verify->models != NULL || fail(error, "--models: no model given; write iis5,iis6,i5m");
}

static bool is_wanted(const Verify *verify, const VerifyCase *one)
{
    for (char **model = verify->models; model != NULL && *model != NULL; model++)
        if (verify_case_has_model(one, *model))
            return true;
    return verify->models == NULL;
}

static bool add_named(Verify *verify, GError **error)
{
    for (char **id = verify->raw.ids; *id != NULL; id++) {
        const VerifyCase *one = verify_case_find(*id);

        if (one == NULL)
            return complain_of_case(*id, error);
        if (!is_wanted(verify, one))
            return fail(error, "--models %s: %s is a matter of %s alone; name one of these",
                        verify->raw.models, one->id, one->models);
    }
    return true;
}

/* In the order of the table, each once. */
static void add_cases(Verify *verify)
{
    for (const VerifyGroup *group = verify_groups; group->title != NULL; group++)
        for (const VerifyCase *one = group->cases; one->id != NULL; one++)
            if (verify->raw.ids != NULL
                    ? g_strv_contains((const char *const *)verify->raw.ids, one->id)
                    : is_wanted(verify, one))
                g_ptr_array_add(verify->cases, (gpointer)one);
    g_ptr_array_add(verify->cases, NULL);
}

static bool check_combination(const Arguments *raw, GError **error)
{
    if (raw->rest != NULL)
        return fail(error, "%s: takes no file; write --case ID for one case", raw->rest[0]);
    if (raw->quick && raw->full)
        return fail(error, "--quick and --full exclude each other; keep one of the two");
    if (raw->lists && (raw->scenario || raw->json))
        return fail(error, "--list prints a list and nothing else; leave %s out",
                    raw->scenario ? "--scenario" : "--json");
    if (raw->scenario && raw->json)
        return fail(error, "--scenario prints a scenario and nothing else; leave --json out");
    if (raw->scenario && (raw->ids == NULL || raw->ids[1] != NULL))
        return fail(error, "--scenario prints one scenario; name one case with --case ID");
    return true;
}

static bool read_arguments(Verify *verify, char **argv, GError **error)
{
    Arguments *raw = &verify->raw;
    VerifyEffort effort = VERIFY_USUAL;
    const VerifyEffort quick = VERIFY_QUICK;

    if (!parse(raw, argv, error) || !check_combination(raw, error) || !read_models(verify, error) ||
        !cli_read_threads(raw->threads, &verify->options.threads, error) ||
        (raw->ids != NULL && !add_named(verify, error)))
        return false;
    if (raw->seed != NULL && !g_ascii_string_to_unsigned(raw->seed, 10, 0, G_MAXUINT64, NULL, NULL))
        return fail(error, "--seed %s: must be a whole number from 0 to %" G_GUINT64_FORMAT,
                    raw->seed, G_MAXUINT64);
    add_cases(verify);
    if (raw->quick)
        effort = quick;
    effort.is_full = raw->full;
    effort.seed = raw->seed;
    effort.models = verify->models;
    verify->options.effort = effort;
    verify->options.cases = (const VerifyCase *const *)verify->cases->pdata;
    verify->options.shows_progress = !raw->quiet && isatty(STDERR_FILENO);
    return true;
}

/* ---- what it does ---- */

static int list(const Verify *verify)
{
    const VerifyGroup *last = NULL;

    for (guint i = 0; i + 1 < verify->cases->len; i++) {
        const VerifyCase *one = g_ptr_array_index(verify->cases, i);
        const VerifyGroup *group = verify_group_of(one);

        if (group != last)
            printf("%s%s\n", last != NULL ? "\n" : "", group->title);
        last = group;
        printf("  %-20s %s\n%-22s %s (%s)\n", one->id, one->title, "", one->question, one->models);
    }
    return EXIT_DONE;
}

static int print_scenario(const Verify *verify)
{
    g_autofree char *text = verify_case_text(verify->options.cases[0], &verify->options.effort);

    fputs(text, stdout);
    return EXIT_DONE;
}

static int run_cases(const Verify *verify)
{
    gint64 begun_us = g_get_monotonic_time();
    g_autoptr(GError) error = NULL;
    g_autoptr(VerifyReport) report = verify_run(&verify->options, &error);
    g_autofree char *text = NULL;

    if (report == NULL) {
        cli_error("%s", error->message);
        return EXIT_IO;
    }
    if (verify->raw.json) {
        text = verify_json(report, &verify->options.effort);
    } else {
        GString *table = g_string_new(NULL);

        verify_table(table, report, cli_has_colour(),
                     (double)(g_get_monotonic_time() - begun_us) / 1e6);
        text = g_string_free(table, FALSE);
    }
    fputs(text, stdout);
    if (report->is_partial)
        cli_warning("interrupted: the %u of %u cases that were finished are reported",
                    report->outcomes->len, verify->cases->len - 1);
    return report->is_partial       ? EXIT_INTERRUPTED
           : report->deviations > 0 ? EXIT_DEVIATION
                                    : EXIT_DONE;
}

static int run(int argc, char **argv)
{
    Verify verify = {.cases = g_ptr_array_new()};
    g_autoptr(GError) error = NULL;
    int status = EXIT_USAGE;

    (void)argc;
    if (!read_arguments(&verify, argv, &error))
        cli_error("verify: %s; 'iissim verify --help' lists the options", error->message);
    else if (verify.raw.lists)
        status = list(&verify);
    else if (verify.raw.scenario)
        status = print_scenario(&verify);
    else
        status = run_cases(&verify);
    clear(&verify);
    return status;
}

const CliCommand cli_verify = {
    .name = "verify",
    .synopsis = "verify",
    .summary = "the models against exact answers of queueing theory",
    .run = run,
};
