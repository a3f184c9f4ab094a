/* explain.c - `iissim explain`: what one request went through, in each variant. */
#include "cli/command.h"
#include "cli/experiment/warmup.h"
#include "cli/explain/choose.h"
#include "cli/explain/explain_text.h"
#include "cli/nearest.h"
#include "cli/scenario/value.h"
#include "cli/terminal.h"
#include <stdio.h>
#include <string.h>

#define REPLICATION_MAX 1000000

typedef struct {
    char *request;
    gboolean slowest, first_failed;
    char *page, *app;
    char *variant;
    char *replication;
    char *models, *seed;
    char **sets, **files;
    gboolean json;
} Options;

typedef struct {
    const Options *options;
    Scenario *scenario;
    uint64_t replication;
    uint32_t reference;
    Choice choice;
    GPtrArray *journeys;
} Session;

static void clear_options(Options *options)
{
    g_free(options->request);
    g_free(options->page);
    g_free(options->app);
    g_free(options->variant);
    g_free(options->replication);
    g_free(options->models);
    g_free(options->seed);
    g_strfreev(options->sets);
    g_strfreev(options->files);
}

static int usage(const char *format, ...) G_GNUC_PRINTF(1, 2);

static int usage(const char *format, ...)
{
    g_autofree char *message = NULL;
    va_list arguments;

    va_start(arguments, format);
    message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    cli_error("explain: %s", message);
    return EXIT_USAGE;
}

/* ---- which request ---- */

static int complain_of_name(const char *option, const char *name, const GPtrArray *names)
{
    const char *nearest = cli_nearest(name, (const char *const *)names->pdata);
    g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);

    if (nearest != NULL)
        return usage("--%s %s: the scenario has none of that name; did you mean %s?", option, name,
                     nearest);
    return usage("--%s %s: the scenario has none of that name; it has %s", option, name, all);
}

/* The index of the name in the list, which ends with NULL. */
static int find_name(const char *option, const char *name, GPtrArray *names, uint32_t *index)
{
    guint i;

    g_ptr_array_add(names, NULL);
    if (name == NULL)
        return EXIT_DONE;
    for (i = 0; i + 1 < names->len; i++) {
        if (g_str_equal(g_ptr_array_index(names, i), name)) {
            *index = i;
            return EXIT_DONE;
        }
    }
    return complain_of_name(option, name, names);
}

static int find_variant(Session *session)
{
    const Scenario *scenario = session->scenario;
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    session->reference = scenario->baseline_index == MODEL_NONE ? 0 : scenario->baseline_index;
    for (uint32_t v = 0; v < scenario->variant_count; v++)
        g_ptr_array_add(names, scenario->variants[v].name);
    return find_name("variant", session->options->variant, names, &session->reference);
}

static int find_page_and_app(Session *session)
{
    const ModelConfig *config = session->scenario->variants[session->reference].config;
    g_autoptr(GPtrArray) pages = g_ptr_array_new(), apps = g_ptr_array_new();
    Choice *choice = &session->choice;
    int status;

    for (uint32_t i = 0; i < config->page_count; i++)
        g_ptr_array_add(pages, config->pages[i].name);
    for (uint32_t i = 0; i < config->app_count; i++)
        g_ptr_array_add(apps, config->apps[i].name);
    choice->page = choice->app = MODEL_NONE;
    status = find_name("page", session->options->page, pages, &choice->page);
    if (status != EXIT_DONE)
        return status;
    status = find_name("app", session->options->app, apps, &choice->app);
    if (status == EXIT_DONE && choice->page != MODEL_NONE && choice->app != MODEL_NONE &&
        config->pages[choice->page].app != choice->app)
        return usage("--page %s --app %s: the page is of %s; leave --app out",
                     session->options->page, session->options->app,
                     config->apps[config->pages[choice->page].app].name);
    return status;
}

static int read_number(const char *option, const char *text, uint64_t most, uint64_t *number)
{
    g_autoptr(GError) error = NULL;

    if (!value_read_unsigned(text, number, &error))
        return usage("--%s %s: %s", option, text, error->message);
    if (*number == 0 || *number > most)
        return usage(
            "--%s %s: they are counted from 1; write a number from 1 to %" G_GUINT64_FORMAT, option,
            text, most);
    return EXIT_DONE;
}

static int read_choice(Session *session)
{
    const Options *options = session->options;
    int given = (options->request != NULL) + options->slowest + options->first_failed;
    int status = EXIT_DONE;

    if (given != 1)
        return usage("%s; write one of --request N, --slowest and --first-failed",
                     given == 0 ? "it is not said which request"
                                : "more than one request is asked for");
    session->choice.by = options->slowest        ? CHOOSE_SLOWEST
                         : options->first_failed ? CHOOSE_FIRST_FAILED
                                                 : CHOOSE_NUMBER;
    if (options->request != NULL)
        status = read_number("request", options->request, INT64_MAX, &session->choice.number);
    session->replication = 1;
    if (status == EXIT_DONE && options->replication != NULL)
        status = read_number("replication", options->replication, REPLICATION_MAX,
                             &session->replication);
    return status;
}

/* ' to page home', of whatever restricts the choice. The caller frees it. */
static char *restriction(const Session *session)
{
    const Options *options = session->options;

    if (options->page != NULL)
        return g_strdup_printf(" for page %s", options->page);
    return options->app != NULL ? g_strdup_printf(" for %s", options->app) : g_strdup("");
}

static char *choice_text(const Session *session, const Chosen *chosen)
{
    g_autofree char *which = restriction(session);

    if (session->choice.by == CHOOSE_SLOWEST)
        return g_strdup_printf("the slowest that ended ok of %" G_GUINT64_FORMAT "%s",
                               chosen->counted, which);
    if (session->choice.by == CHOOSE_FIRST_FAILED)
        return g_strdup_printf("the first of %" G_GUINT64_FORMAT "%s that did not end ok",
                               chosen->counted, which);
    return *which == '\0'
               ? NULL
               : g_strdup_printf("number %" G_GUINT64_FORMAT "%s", session->choice.number, which);
}

/* ---- the journeys ---- */

static Explanation explanation_of(const Session *session, const char *choice)
{
    return (Explanation){
        .scenario = session->scenario,
        .replication = session->replication,
        .choice = choice,
        .journeys = session->journeys != NULL ? (Journey *const *)session->journeys->pdata : NULL,
        .count = session->journeys != NULL ? session->journeys->len : 0,
        .reference = session->reference,
        .has_colour = cli_has_colour(),
    };
}

/* An answer as well: there is no such request. A number that there is not is a slip. */
static int say_nothing(const Session *session, const Chosen *chosen)
{
    const char *variant = session->scenario->variants[session->reference].name;
    g_autofree char *which = restriction(session), *why = NULL, *json = NULL;
    Explanation explanation = explanation_of(session, NULL);

    if (session->choice.by == CHOOSE_NUMBER && chosen->counted == 0)
        return usage("--request %" G_GUINT64_FORMAT ": %s issues no request%s in its window: there "
                     "is none to explain; choose another variant, page, application or replication",
                     session->choice.number, variant, which);
    if (session->choice.by == CHOOSE_NUMBER)
        return usage("--request %" G_GUINT64_FORMAT ": %s issues %" G_GUINT64_FORMAT
                     " requests%s in its window; write a number from 1 to that",
                     session->choice.number, variant, chosen->counted, which);
    why = g_strdup_printf(session->choice.by == CHOOSE_SLOWEST
                              ? "None of %" G_GUINT64_FORMAT " requests%s ended ok in %s."
                              : "Each of %" G_GUINT64_FORMAT " requests%s ended ok in %s.",
                          chosen->counted, which, variant);
    if (session->options->json) {
        json = explain_json_nothing(&explanation, why);
        fputs(json, stdout);
    } else {
        printf("%s\n", why);
    }
    return EXIT_DONE;
}

static void journey_free_it(void *self)
{
    journey_free(self);
}

static int explain(Session *session)
{
    const Scenario *scenario = session->scenario;
    Chosen chosen = choose_request(&scenario->variants[session->reference], session->replication,
                                   &session->choice);
    g_autofree char *choice = NULL, *text = NULL;
    Explanation explanation;

    if (!chosen.is_found)
        return say_nothing(session, &chosen);
    session->journeys = g_ptr_array_new_with_free_func(journey_free_it);
    for (uint32_t v = 0; v < scenario->variant_count; v++)
        g_ptr_array_add(session->journeys,
                        journey_new(&scenario->variants[v], session->replication, &chosen.key));
    choice = choice_text(session, &chosen);
    explanation = explanation_of(session, choice);
    text = session->options->json ? explain_json(&explanation) : explain_text(&explanation);
    fputs(text, stdout);
    return EXIT_DONE;
}

/* ---- the verb ---- */

/* As for the verbs that run: so that it is the same run. */
static int fix_warmup(Session *session)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;

    if (!session->scenario->warmup.is_auto)
        return EXIT_DONE;
    if (!warmup_fix(&session->scenario, 1, &(CampaignOptions){0}, &error)) {
        cli_error("%s", error != NULL ? error->message : "interrupted");
        return error != NULL ? EXIT_IO : EXIT_INTERRUPTED;
    }
    text = warmup_text(session->scenario);
    if (!session->scenario->warmup.has_settled)
        cli_warning("%s", text);
    return EXIT_DONE;
}

static int load(Session *session)
{
    const Options *options = session->options;
    g_auto(GStrv) chosen = options->models != NULL ? g_strsplit(options->models, ",", -1) : NULL;
    ScenarioOverrides overrides = {.models = chosen, .sets = options->sets, .seed = options->seed};
    int status = read_choice(session);

    if (status != EXIT_DONE)
        return status;
    for (char **model = chosen; model != NULL && *model != NULL; model++)
        g_strstrip(*model);
    session->scenario = scenario_load_or_complain(options->files[0], &overrides, &status);
    if (session->scenario == NULL)
        return status;
    status = find_variant(session);
    if (status == EXIT_DONE)
        status = find_page_and_app(session);
    return status == EXIT_DONE ? fix_warmup(session) : status;
}

static int run_with(const Options *options)
{
    Session session = {.options = options};
    int status;

    if (options->files == NULL || options->files[0] == NULL || options->files[1] != NULL)
        return usage("name one scenario, or - for standard input");
    status = load(&session);
    if (status == EXIT_DONE)
        status = explain(&session);
    g_clear_pointer(&session.journeys, g_ptr_array_unref);
    g_clear_pointer(&session.scenario, scenario_free);
    return status;
}

static int run(int argc, char **argv)
{
    Options options = {0};
    const GOptionEntry entries[] = {
        {"request", 0, 0, G_OPTION_ARG_STRING, &options.request,
         "the N-th request of the window, in order of issue, from 1", "N"},
        {"slowest", 0, 0, G_OPTION_ARG_NONE, &options.slowest,
         "the request with the largest latency of those that ended ok", NULL},
        {"first-failed", 0, 0, G_OPTION_ARG_NONE, &options.first_failed,
         "the first request that did not end ok", NULL},
        {"page", 0, 0, G_OPTION_ARG_STRING, &options.page, "count only requests for this page",
         "NAME"},
        {"app", 0, 0, G_OPTION_ARG_STRING, &options.app, "count only requests for this application",
         "NAME"},
        {"variant", 0, 0, G_OPTION_ARG_STRING, &options.variant,
         "count in this variant (default: the baseline, else the first)", "NAME"},
        {"replication", 0, 0, G_OPTION_ARG_STRING, &options.replication,
         "of this replication (default: 1)", "N"},
        {"models", 0, 0, G_OPTION_ARG_STRING, &options.models, "as for run", "LIST"},
        {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.sets, "as for run; may be repeated",
         "SECTION.KEY=VALUE"},
        {"seed", 0, 0, G_OPTION_ARG_STRING, &options.seed, "as for run", "N"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &options.json, "print the journeys as JSON", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.files, NULL, "FILE"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_auto(GStrv) arguments = g_strdupv(argv);
    g_autoptr(GError) error = NULL;
    int status;

    (void)argc;
    g_option_context_set_summary(
        context,
        "Follows one request through each variant: where it was, what it waited for, behind\n"
        "whom, which limit or rule decided, and what made the difference.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse_strv(context, &arguments, &error))
        status = usage("%s; 'iissim explain --help' lists the options", error->message);
    else
        status = run_with(&options);
    clear_options(&options);
    return status;
}

const CliCommand cli_explain = {
    .name = "explain",
    .synopsis = "explain FILE --request N",
    .summary = "one request's journey through each variant, side by side",
    .run = run,
};
