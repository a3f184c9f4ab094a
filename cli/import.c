/* import.c - iissim import LOG...: a real log as a scenario. */
#include "cli/command.h"
#include "cli/import/import_text.h"
#include "cli/results/outdir.h"
#include "cli/scenario/scenario_file.h"
#include "cli/import/stamp.h"
#include "cli/scenario/value.h"
#include "cli/version.h"
#include "models/keys.h"
#include <stdio.h>
#include <string.h>

#define APP_NAME_MAX  40u
#define PAGES_DEFAULT 200
#define PAGES_MAX     5000
#define SCENARIO_FILE "scenario.ini"
#define REPLAY_FILE   "replay.csv"

typedef struct { /* as the user wrote them */
    char **apps;
    char **files;
    char *window;
    char *from;
    char *to;
    char *seed;
    char *title;
    char *version;
    char *directory;
    int pages_max;
    gboolean is_quiet;
} Flags;

typedef struct {
    GArray *apps; /* of WorkloadApp, owned */
    W3cWindow window;
    WorkloadOptions options;
    char *title;
} Settings;

static void flags_clear(Flags *flags)
{
    g_strfreev(flags->apps);
    g_strfreev(flags->files);
    g_free(flags->window);
    g_free(flags->from);
    g_free(flags->to);
    g_free(flags->seed);
    g_free(flags->title);
    g_free(flags->version);
    g_free(flags->directory);
}

static void settings_clear(Settings *settings)
{
    for (uint32_t i = 0; i < settings->apps->len; i++) {
        WorkloadApp *app = &g_array_index(settings->apps, WorkloadApp, i);

        g_free(app->prefix);
        g_free(app->name);
    }
    g_array_unref(settings->apps);
    g_free(settings->title);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Flags, flags_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Settings, settings_clear)

/* ---- options ---- */

static bool usage(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* False, so that a reader of options can end with 'return usage(..)'. */
static bool usage(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);

    g_autofree char *text = g_strdup_vprintf(format, arguments);

    va_end(arguments);
    cli_error("%s", text);
    return false;
}

static bool parse_flags(int argc, char **argv, Flags *flags)
{
    const GOptionEntry entries[] = {
        {"app", 0, 0, G_OPTION_ARG_STRING_ARRAY, &flags->apps,
         "Which URLs belong to which application (default: one, 'site')", "/PATH=NAME,.."},
        {"window", 0, 0, G_OPTION_ARG_STRING, &flags->window,
         "Only requests stamped in it (UTC): 2020-12-03T08:00..2020-12-03T12:00", "START..END"},
        {"from", 0, 0, G_OPTION_ARG_STRING, &flags->from, "The same, without an end", "START"},
        {"to", 0, 0, G_OPTION_ARG_STRING, &flags->to, "The same, without a start", "END"},
        {"max-pages", 0, 0, G_OPTION_ARG_INT, &flags->pages_max,
         "URL paths with a page of their own, the rest share pages (default 200)", "N"},
        {"version", 0, 0, G_OPTION_ARG_STRING, &flags->version,
         "Of ASP.NET in the scenario: 1.0, 1.1 (default) or 2.0", "V"},
        {"title", 0, 0, G_OPTION_ARG_STRING, &flags->title, "Of the scenario", "TEXT"},
        {"seed", 0, 0, G_OPTION_ARG_STRING, &flags->seed,
         "Spreads the requests of a second over it; and the scenario's seed (default 1)", "N"},
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &flags->directory,
         "Write " SCENARIO_FILE " and " REPLAY_FILE " there, not one file to stdout", "DIR"},
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &flags->is_quiet,
         "Do not tell on stderr what was read, assumed and skipped", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &flags->files, NULL, NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new("LOG.. > FILE.ini");
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary(context,
                                 "Turns W3C extended logs of IIS into a scenario that replays "
                                 "their requests.\nLOG '-' is stdin; several logs are merged.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error))
        return usage("import: %s; 'iissim import --help' lists the options", error->message);
    return true;
}

static bool is_name(const char *text)
{
    const size_t length = strlen(text);

    for (const char *c = text; *c; c++)
        if (!g_ascii_isalnum(*c) && *c != '-' && *c != '_')
            return false;
    return length > 0 && length <= APP_NAME_MAX;
}

static bool is_path(const char *text)
{
    for (const char *c = text; *c; c++)
        if (!g_ascii_isalnum(*c) && !strchr("/._-~", *c))
            return false;
    return text[0] == '/' && !strstr(text, "//") && strlen(text) <= 200;
}

/* One '/PATH=NAME'. */
static bool add_app(const char *text, GArray *apps)
{
    const char *equals = strchr(text, '=');
    g_autofree char *prefix = equals ? g_ascii_strdown(text, equals - text) : NULL;

    if (!equals || !is_path(prefix) || !is_name(equals + 1))
        return usage("--app %s: is not /PATH=NAME; write for instance --app /shop=shop,/hr=hr "
                     "(a name has up to 40 letters, digits, '-' and '_')",
                     text);
    while (strlen(prefix) > 1 && g_str_has_suffix(prefix, "/"))
        prefix[strlen(prefix) - 1] = '\0';
    if (strcmp(equals + 1, "site") == 0 && strcmp(prefix, "/") != 0)
        return usage("--app %s: 'site' is the application of all other URLs; name it otherwise, "
                     "or write /=site",
                     text);
    for (uint32_t i = 0; i < apps->len; i++) {
        const WorkloadApp *other = &g_array_index(apps, WorkloadApp, i);

        if (strcmp(other->prefix, prefix) == 0 || strcmp(other->name, equals + 1) == 0)
            return usage("--app %s: %s=%s is there already; give each path and each name once",
                         text, other->prefix, other->name);
    }

    const WorkloadApp app = {.prefix = g_steal_pointer(&prefix), .name = g_strdup(equals + 1)};

    g_array_append_val(apps, app);
    return true;
}

static bool parse_apps(char *const *lists, GArray *apps)
{
    for (char *const *list = lists; list && *list; list++) {
        g_auto(GStrv) items = g_strsplit(*list, ",", -1);

        for (char **item = items; *item; item++)
            if (!add_app(g_strstrip(*item), apps))
                return false;
    }
    return true;
}

static bool parse_stamp(const char *option, const char *text, int64_t *stamp_s)
{
    return !text || stamp_parse(text, stamp_s) ||
           usage("%s %s: is no date and time; write it as 2020-12-03T08:00:00 (UTC)", option, text);
}

static bool parse_window(const Flags *flags, W3cWindow *window)
{
    g_autofree char *start = NULL;
    const char *dots = flags->window ? strstr(flags->window, "..") : NULL;

    *window = (W3cWindow){.from_s = INT64_MIN, .to_s = INT64_MAX};
    if (flags->window && (flags->from || flags->to))
        return usage("--window: says what --from and --to say; give one or the other");
    if (flags->window && !dots)
        return usage("--window %s: is not START..END; write for instance "
                     "2020-12-03T08:00..2020-12-03T12:00",
                     flags->window);
    if (dots)
        start = g_strndup(flags->window, (size_t)(dots - flags->window));
    if (!parse_stamp(dots ? "--window" : "--from", dots ? start : flags->from, &window->from_s) ||
        !parse_stamp(dots ? "--window" : "--to", dots ? dots + 2 : flags->to, &window->to_s))
        return false;
    return window->from_s < window->to_s ||
           usage("--window: ends before it begins; write the earlier time first");
}

/* One line without what a scenario would take for a comment or a line end. */
static bool make_title(const Flags *flags, char **title)
{
    g_autofree char *base = NULL;

    if (flags->title) {
        for (const char *c = flags->title; *c; c++)
            if (g_ascii_iscntrl(*c) || *c == '#')
                return usage("--title: has a line end or '#'; write one plain line");
        if (!g_utf8_validate(flags->title, -1, NULL))
            return usage("--title: is not UTF-8; write it in UTF-8");
        *title = g_strdup(flags->title);
        return true;
    }
    base = g_path_get_basename(flags->files[0]);
    *title = strcmp(base, "-") == 0 ? g_strdup("Imported log")
                                    : g_strdup_printf("Imported from %s%s", base,
                                                      flags->files[1] ? " and others" : "");

    g_autofree char *valid = g_utf8_make_valid(*title, -1);

    for (char *c = valid; *c; c++)
        if (g_ascii_iscntrl(*c) || *c == '#')
            *c = '_';
    g_free(*title);
    *title = g_steal_pointer(&valid);
    return true;
}

/* The sum of the default costs of those names, s: what the simulator adds to each request. */
static double default_costs_s(const char *const *names)
{
    double total_ns = 0;

    for (; *names; names++) {
        g_auto(GStrv) steps =
            g_strsplit(model_key_default(model_key_find("costs", *names), ASPNET_1_1), ",", -1);

        for (char **step = steps; *step; step++) {
            double step_ns = 0;
            const bool is_read = value_read_time_real(strrchr(*step, ' ') + 1, &step_ns, NULL);

            g_assert(is_read); /* the key table's own defaults, all 'KIND DURATION' */
            total_ns += step_ns;
        }
    }
    return total_ns / 1e9;
}

static bool parse_settings(const Flags *flags, Settings *settings)
{
    static const char *const dynamic_costs[] = {"http-cache-hit", "http-dispatch", "w3wp-native",
                                                "pipeline", NULL};
    static const char *const static_costs[] = {"static-w3wp", NULL};
    g_autoptr(GError) error = NULL;

    settings->options.seed = 1;
    settings->options.pages_max = (uint32_t)CLAMP(flags->pages_max, 0, PAGES_MAX);
    if (!flags->files)
        return usage("import: no log given; write iissim import LOG.. > FILE.ini");
    for (char **file = flags->files; *file; file++)
        for (char **other = flags->files; other < file; other++)
            if (strcmp(*file, *other) == 0)
                return usage("import: %s is given twice; its requests would count twice", *file);
    if (flags->seed && !value_read_unsigned(flags->seed, &settings->options.seed, &error))
        return usage("--seed: %s", error->message);
    if (flags->pages_max < 1 || flags->pages_max > PAGES_MAX)
        return usage("--max-pages %d: is not from 1 to %d", flags->pages_max, PAGES_MAX);
    if (flags->version && strcmp(flags->version, "1.0") != 0 &&
        strcmp(flags->version, "1.1") != 0 && strcmp(flags->version, "2.0") != 0)
        return usage("--version %s: is not a version of ASP.NET; write 1.0, 1.1 or 2.0",
                     flags->version);
    if (!parse_apps(flags->apps, settings->apps) || !parse_window(flags, &settings->window) ||
        !make_title(flags, &settings->title))
        return false;
    settings->options.apps = (const WorkloadApp *)(const void *)settings->apps->data;
    settings->options.app_count = settings->apps->len;
    settings->options.dynamic_own_s = default_costs_s(dynamic_costs);
    settings->options.static_own_s = default_costs_s(static_costs);
    return true;
}

/* ---- the work ---- */

/* There is no request in the log: says why, in one line. */
static void complain_of_nothing(const W3cLog *log, const char *file)
{
    g_autoptr(GString) why = g_string_new(NULL);

    if (log->outside > 0) {
        cli_error("%s: all %" G_GUINT64_FORMAT " requests are outside the window; choose another "
                  "one",
                  file, log->outside);
        return;
    }
    for (W3cNoteKind kind = 0; kind < W3C_DOUBTS; kind++)
        if (log->notes[kind].count > 0)
            g_string_append_printf(why, "%s%" G_GUINT64_FORMAT " x line %s (first: %s)",
                                   why->len > 0 ? ", " : ": ", log->notes[kind].count,
                                   w3c_note_text(kind), log->notes[kind].where);
    cli_error("%s: %s%s; give a log with some", file,
              log->lines == 0 ? "is empty: it holds no request"
                              : "holds no request that can be used",
              why->str);
}

/* The logs as one, or NULL with *status set. */
static W3cLog *read_logs(char **files, W3cWindow window, int *status)
{
    g_autoptr(W3cLog) log = w3c_log_new(window);

    for (char **file = files; *file; file++) {
        g_autoptr(GError) error = NULL;

        if (!w3c_log_read(log, *file, &error)) {
            cli_error("%s", error->message);
            *status = g_error_matches(error, W3C_ERROR, W3C_ERROR_IO) ? EXIT_IO : EXIT_INVALID;
            return NULL;
        }
    }
    if (log->records->len == 0) {
        complain_of_nothing(log, files[0]);
        *status = EXIT_INVALID;
        return NULL;
    }
    w3c_log_finish(log);
    return g_steal_pointer(&log);
}

static int write_directory(const char *path, const GString *scenario, const GString *replay,
                           uint64_t seed)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autoptr(Outdir) outdir = NULL;
    g_autoptr(GError) error = NULL;
    OutdirIdentity identity = {.version = IISSIM_VERSION, .seed = seed};

    g_checksum_update(checksum, (const guchar *)scenario->str, (gssize)scenario->len);
    g_checksum_update(checksum, (const guchar *)replay->str, (gssize)replay->len);
    identity.scenario_sha256 = g_checksum_get_string(checksum);
    if (outdir_check(path, &identity, &error))
        outdir = outdir_new(path, &identity, &error);
    if (!outdir ||
        !outdir_write(outdir, SCENARIO_FILE, scenario->str, (gssize)scenario->len, &error) ||
        !outdir_write(outdir, REPLAY_FILE, replay->str, (gssize)replay->len, &error) ||
        !outdir_commit(outdir, false, &error)) {
        cli_error("%s", error->message);
        return EXIT_IO;
    }
    return EXIT_DONE;
}

static int write_all(const ImportSource *source, const GPtrArray *account, const Flags *flags)
{
    g_autoptr(GString) scenario = g_string_new(NULL);
    g_autoptr(GString) replay = g_string_new(NULL);

    if (source->workload->duration_s > WORKLOAD_SPAN_DAYS * INT64_C(86400)) {
        cli_error("%s: the requests span more than a century; cut a piece with --window "
                  "START..END",
                  flags->files[0]);
        return EXIT_INVALID;
    }
    import_append_scenario(scenario, source, account, flags->directory ? REPLAY_FILE : "inline");
    import_append_replay(replay, source->workload);
    if (scenario->len + replay->len > SCENARIO_FILE_MAX_BYTES) {
        cli_error("%s: %u requests make a scenario of %" G_GSIZE_FORMAT " MB, more than the %u MB "
                  "that can be read back; cut a piece with --window START..END",
                  flags->files[0], source->workload->arrival_count,
                  (scenario->len + replay->len) >> 20, SCENARIO_FILE_MAX_BYTES >> 20);
        return EXIT_INVALID;
    }
    if (flags->directory)
        return write_directory(flags->directory, scenario, replay, source->options->seed);
    fwrite(scenario->str, 1, scenario->len, stdout); /* main looks whether all of it arrived */
    fwrite(replay->str, 1, replay->len, stdout);
    return EXIT_DONE;
}

/* An application that no request belongs to is most often a misspelt path. */
static void warn_of_empty_apps(const Workload *workload, const GArray *apps)
{
    for (uint32_t i = 0; i < apps->len; i++) {
        bool has_pages = false;

        for (uint32_t page = 0; page < workload->page_count; page++)
            has_pages = has_pages || workload->pages[page].app == i;
        if (!has_pages)
            cli_warning("--app %s=%s: no request is for a URL below %s; it is left out",
                        workload->apps[i].prefix, workload->apps[i].name, workload->apps[i].prefix);
    }
}

static int run(int argc, char **argv)
{
    g_auto(Flags) flags = {.pages_max = PAGES_DEFAULT};
    g_auto(Settings) settings = {.apps = g_array_new(FALSE, FALSE, sizeof(WorkloadApp))};
    g_autoptr(W3cLog) log = NULL;
    g_autoptr(Workload) workload = NULL;
    g_autoptr(GPtrArray) account = NULL;
    int status = EXIT_USAGE;

    if (!parse_flags(argc, argv, &flags) || !parse_settings(&flags, &settings))
        return EXIT_USAGE;
    log = read_logs(flags.files, settings.window, &status);
    if (!log)
        return status;
    workload = workload_new(log, &settings.options);

    const ImportSource source = {
        .log = log,
        .workload = workload,
        .options = &settings.options,
        .title = settings.title,
        .version = flags.version ? flags.version : "1.1",
    };

    account = import_account(&source);
    status = write_all(&source, account, &flags);
    if (status != EXIT_DONE)
        return status;
    warn_of_empty_apps(workload, settings.apps);
    for (uint32_t i = 0; !flags.is_quiet && i < account->len; i++)
        fprintf(stderr, "%s\n", (char *)g_ptr_array_index(account, i));
    return EXIT_DONE;
}

const CliCommand cli_import = {
    .name = "import",
    .synopsis = "import LOG.. > FILE.ini",
    .summary = "turns IIS logs into a scenario that replays their requests",
    .run = run,
};
