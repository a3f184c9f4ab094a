/* trace.c - iissim trace FILE -o T.json: a run for ui.perfetto.dev. */
#include "cli/trace/trace.h"
#include "cli/command.h"
#include "cli/experiment/experiment_internal.h"
#include "cli/experiment/warmup.h"
#include "cli/interrupt.h"
#include "cli/scenario/value.h"
#include <stdio.h>
#include <string.h>

typedef struct { /* as the user wrote them */
    char *models;
    char **variants;
    char **sets;
    char *seed;
    char *replication;
    char *from;
    char *to;
    char *requests;
    char *output;
    gboolean is_quiet;
    char **files;
} Flags;

static void flags_clear(Flags *flags)
{
    g_free(flags->models);
    g_strfreev(flags->variants);
    g_strfreev(flags->sets);
    g_free(flags->seed);
    g_free(flags->replication);
    g_free(flags->from);
    g_free(flags->to);
    g_free(flags->requests);
    g_free(flags->output);
    g_strfreev(flags->files);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Flags, flags_clear)

/* ---- options ---- */

static bool usage(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* False, so that a reader of options can end with 'return usage(..)'. */
static bool usage(const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    cli_error("trace: %s", text);
    return false;
}

static bool parse_flags(char **argv, Flags *flags)
{
    const GOptionEntry entries[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &flags->output,
         "the file to write; - is standard output", "T.json"},
        {"from", 0, 0, G_OPTION_ARG_STRING, &flags->from,
         "leave out what was before; 0 is the start of the window, -10s in the warm-up "
         "(default: 0s)",
         "TIME"},
        {"to", 0, 0, G_OPTION_ARG_STRING, &flags->to, "stop there (default: the end of the drain)",
         "TIME"},
        {"requests", 0, 0, G_OPTION_ARG_STRING, &flags->requests,
         "only these of the window, from 1 in order of issue, and the pages that they call",
         "N or N..M"},
        {"models", 0, 0, G_OPTION_ARG_STRING, &flags->models, "run these models: iis5,iis6,i5m",
         "LIST"},
        {"variant", 0, 0, G_OPTION_ARG_STRING_ARRAY, &flags->variants,
         "only this variant; may be repeated (default: all, side by side)", "NAME"},
        {"replication", 0, 0, G_OPTION_ARG_STRING, &flags->replication,
         "which replication (default: 1)", "N"},
        {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &flags->sets,
         "change a setting, e.g. pool:shop.MaxProcesses=2; may be repeated", "SECTION.KEY=VALUE"},
        {"seed", 0, 0, G_OPTION_ARG_STRING, &flags->seed, "where the random numbers start", "N"},
        {"quiet", 0, 0, G_OPTION_ARG_NONE, &flags->is_quiet,
         "say nothing on stderr but warnings and errors", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &flags->files, NULL, "FILE"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_auto(GStrv) arguments = g_strdupv(argv);
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary(
        context, "Writes one replication as Chrome Trace Event JSON, for https://ui.perfetto.dev:\n"
                 "threads with their requests and stages, the spans of the requests, queues,\n"
                 "processes, faults. FILE may be -, standard input.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse_strv(context, &arguments, &error))
        return usage("%s; 'iissim trace --help' lists the options", error->message);
    return true;
}

static bool check_flags(const Flags *flags)
{
    if (flags->files == NULL || flags->files[1] != NULL)
        return usage(flags->files == NULL
                         ? "no scenario given; name a file, or - for standard input"
                         : "more than one scenario given; name one file");
    if (flags->output == NULL || *flags->output == '\0')
        return usage("no file to write given; name one with -o T.json, or -o - for standard "
                     "output");
    if (flags->requests != NULL && (flags->from != NULL || flags->to != NULL))
        return usage("--requests: says what --from and --to say; give one or the other");
    return true;
}

static bool read_time(const char *option, const char *text, int64_t *time_ns)
{
    bool is_negative = text != NULL && text[0] == '-';
    g_autoptr(GError) error = NULL;

    if (text == NULL)
        return true;
    if (!value_read_time(text + is_negative, NULL, time_ns, &error))
        return usage("%s %s: %s", option, text, error->message);
    if (is_negative)
        *time_ns = -*time_ns;
    return true;
}

static bool read_number(const char *option, const char *text, uint64_t *number)
{
    if (!g_ascii_string_to_unsigned(text, 10, 1, UINT32_MAX, number, NULL))
        return usage("%s %s: must be a whole number from 1", option, text);
    return true;
}

/* 'N' or 'N..M' */
static bool read_requests(const char *text, TraceOptions *options)
{
    const char *dots = text != NULL ? strstr(text, "..") : NULL;
    g_autofree char *first = NULL;

    if (text == NULL)
        return true;
    first = dots != NULL ? g_strndup(text, (gsize)(dots - text)) : g_strdup(text);
    if (!read_number("--requests", first, &options->first) ||
        !read_number("--requests", dots != NULL ? dots + 2 : text, &options->last))
        return false;
    return options->first <= options->last ||
           usage("--requests %s: the first is after the last; turn them round", text);
}

static bool read_options(const Flags *flags, TraceOptions *options)
{
    uint64_t replication = 1;

    options->to_ns = INT64_MAX;
    if (!read_time("--from", flags->from, &options->from_ns) ||
        !read_time("--to", flags->to, &options->to_ns) ||
        !read_requests(flags->requests, options) ||
        (flags->replication != NULL &&
         !read_number("--replication", flags->replication, &replication)))
        return false;
    options->replication_number = (uint32_t)replication;
    return options->from_ns < options->to_ns ||
           usage("--to %s: is not after --from; nothing would be left", flags->to);
}

/* ---- what is to be traced ---- */

static Scenario *load(const Flags *flags, int *status)
{
    g_auto(GStrv) list = flags->models != NULL ? g_strsplit(flags->models, ",", -1) : NULL;
    ScenarioOverrides overrides = {.models = list, .sets = flags->sets, .seed = flags->seed};

    for (char **model = list; model != NULL && *model != NULL; model++)
        g_strstrip(*model);
    return scenario_load_or_complain(flags->files[0], &overrides, status);
}

static bool is_wanted(const Flags *flags, const ScenarioVariant *variant)
{
    return flags->variants == NULL ||
           g_strv_contains((const char *const *)flags->variants, variant->name);
}

static bool check_variants(const Flags *flags, const Scenario *scenario)
{
    for (char **name = flags->variants; name != NULL && *name != NULL; name++) {
        g_autoptr(GString) names = g_string_new(NULL);
        bool is_there = false;

        for (uint32_t i = 0; i < scenario->variant_count; i++) {
            is_there |= g_str_equal(scenario->variants[i].name, *name);
            g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", scenario->variants[i].name);
        }
        if (!is_there)
            return usage("--variant %s: no such variant; there is %s", *name, names->str);
    }
    return true;
}

static int fix_warmup(Scenario **scenario)
{
    g_autoptr(GError) error = NULL;

    if (!(*scenario)->warmup.is_auto || warmup_fix(scenario, 1, &(CampaignOptions){0}, &error))
        return EXIT_DONE;
    if (error == NULL) {
        cli_error("interrupted before the pilots had fixed the warm-up: no trace is written");
        return EXIT_INTERRUPTED;
    }
    cli_error("%s", error->message);
    return error->domain == EXPERIMENT_ERROR ? error->code : EXIT_IO;
}

static bool check_times(const Flags *flags, const TraceOptions *options, const Scenario *scenario)
{
    int64_t warmup_ns = scenario->variants[0].config->warmup_ns;

    if (options->from_ns < -warmup_ns) {
        g_autofree char *warmup = value_write_time(warmup_ns);

        return usage("--from %s: the warm-up begins %s before the window; write a later time",
                     flags->from, warmup);
    }
    return true;
}

/* ---- the trace ---- */

/* A CliExit. */
static int check_summary(const ScenarioVariant *variant, const TraceOptions *options,
                         const TraceSummary *summary)
{
    if (summary->is_interrupted) {
        cli_error("interrupted: no trace is written");
        return EXIT_INTERRUPTED;
    }
    if (summary->violation != NULL) {
        g_autoptr(GError) error = NULL;

        experiment_set_violation(&error, variant, options->replication_number, summary->violation);
        cli_error("%s", error->message);
        return EXIT_IO;
    }
    if (options->first > 0 && !summary->has_begun) {
        cli_error("trace: --requests: there is no request %" G_GUINT64_FORMAT
                  " in %s, which has %" G_GUINT64_FORMAT "; ask for one of those",
                  options->first, variant->name, summary->offered);
        return EXIT_USAGE;
    }
    if (!summary->has_begun) {
        g_autofree char *end = value_write_time(MAX(summary->end_ns, 0));

        cli_error("trace: --from: the run of %s ends at %s; write an earlier time", variant->name,
                  end);
        return EXIT_USAGE;
    }
    return EXIT_DONE;
}

typedef struct {
    const Flags *flags;
    TraceOptions options;
    Scenario *scenario;
    uint64_t requests;
} Session;

static int trace_variants(Session *session, TraceWriter *writer)
{
    const Scenario *scenario = session->scenario;
    int status = EXIT_DONE;

    for (uint32_t i = 0; i < scenario->variant_count && status == EXIT_DONE; i++) {
        const ScenarioVariant *variant = &scenario->variants[i];
        TraceSummary summary;

        if (!is_wanted(session->flags, variant))
            continue;
        summary = trace_run(writer, scenario, variant, &session->options);
        if (trace_out_has_failed(writer->out)) /* said when it is closed */
            return EXIT_IO;
        status = check_summary(variant, &session->options, &summary);
        session->requests += summary.requests;
        g_free(summary.violation);
    }
    return status;
}

static void say_what_is_there(const Session *session, uint64_t bytes)
{
    g_autofree char *size = NULL;

    if (session->flags->is_quiet || g_str_equal(session->flags->output, "-"))
        return;
    size = g_format_size(bytes);
    fprintf(stderr,
            "iissim: %s: %s, %" G_GUINT64_FORMAT " request%s; open it in https://ui.perfetto.dev\n",
            session->flags->output, size, session->requests, session->requests == 1 ? "" : "s");
}

static int write_trace(Session *session)
{
    g_autoptr(GError) error = NULL;
    TraceWriter writer = {.zero_ns = MIN(0, session->options.from_ns)};
    uint64_t bytes;
    int status;

    writer.out = trace_out_new(session->flags->output, &error);
    if (writer.out == NULL) {
        cli_error("%s", error->message);
        return EXIT_IO;
    }
    status = trace_variants(session, &writer);
    if (status == EXIT_DONE)
        trace_write_finish(&writer);
    bytes = trace_out_bytes(writer.out);
    if (!trace_out_close(writer.out, status == EXIT_DONE, &error)) {
        cli_error("%s", error->message);
        return EXIT_IO;
    }
    if (status == EXIT_DONE)
        say_what_is_there(session, bytes);
    return status;
}

static int trace(Session *session)
{
    const Scenario *scenario;
    int status = EXIT_DONE;

    session->scenario = load(session->flags, &status);
    if (session->scenario == NULL)
        return status;
    if (!check_variants(session->flags, session->scenario))
        return EXIT_USAGE;
    interrupt_watch();
    status = fix_warmup(&session->scenario);
    scenario = session->scenario;
    if (status != EXIT_DONE)
        return status;
    if (!check_times(session->flags, &session->options, scenario))
        return EXIT_USAGE;
    session->options.replication =
        warmup_replication(scenario, session->options.replication_number);
    session->options.is_interrupted = interrupt_came;
    return write_trace(session);
}

static int run(int argc, char **argv)
{
    g_auto(Flags) flags = {0};
    Session session = {.flags = &flags};
    int status;

    (void)argc;
    if (!parse_flags(argv, &flags) || !check_flags(&flags) ||
        !read_options(&flags, &session.options))
        return EXIT_USAGE;
    status = trace(&session);
    g_clear_pointer(&session.scenario, scenario_free);
    return status;
}

const CliCommand cli_trace = {
    .name = "trace",
    .synopsis = "trace FILE -o T.json",
    .summary = "writes a run for ui.perfetto.dev: threads, requests, queues, processes",
    .run = run,
};
