/* experiment_verb.c - from the command line to results: load, run, judge, write, print.
 *
 * Nothing is printed on stdout before the result directory is in place, so that a failure leaves
 * no half of an answer.
 */
#include "cli/experiment_verb.h"
#include "cli/command.h"
#include "cli/directory.h"
#include "cli/results/csv.h"
#include "cli/results/csv_verdicts.h"
#include "cli/experiment_options.h"
#include "cli/results/figures.h"
#include "cli/experiment/experiment_internal.h"
#include "cli/experiment/observe.h"
#include "cli/experiment/stability.h"
#include "cli/experiment/warmup.h"
#include "cli/results/results.h"
#include "cli/results/table.h"
#include "cli/scenario/scenario_file.h"
#include "cli/sensitivity.h"
#include "cli/shards.h"
#include "cli/terminal.h"
#include <math.h>
#include <unistd.h>

#define IN_FLIGHT_SHARE_MAX 0.001

typedef struct {
    const ExperimentVerb *verb;
    ExperimentArguments arguments;
    ScenarioOverrides overrides;
    char *text; /* of the scenario, where it is read more than once: there is one standard input */
    Scenario *scenario;
    Journal *journal; /* NULL without a directory */
    bool is_whole;    /* all that was asked for is finished */
    bool is_in_place; /* and is in the directory */
    Experiment *experiment;
    Verdicts *verdicts; /* NULL when nothing is compared */
    SloOutcomes *slos;
    bool is_unstable; /* some variant */
    char *json;
} Session;

static void clear_session(Session *session)
{
    journal_close(session->journal, session->is_in_place);
    g_free(session->json);
    g_free(session->text);
    g_clear_pointer(&session->slos, slo_outcomes_free);
    g_clear_pointer(&session->verdicts, verdicts_free);
    g_clear_pointer(&session->experiment, experiment_free);
    g_clear_pointer(&session->scenario, scenario_free);
    experiment_arguments_clear(&session->arguments);
}

/* ---- before ---- */

static DirectoryClaim claim_of(const Session *session)
{
    return directory_claim_of(&session->arguments, "run", session->scenario);
}

static int claim_directory(Session *session)
{
    DirectoryClaim claim = claim_of(session);

    return directory_take(&claim, &session->journal);
}

/* How many replications a precision asks for is known to whoever has them all. */
static bool check_divisible(const Session *session)
{
    if (session->arguments.shard.count == 0 || session->scenario->precision_metric == NULL)
        return true;
    cli_error("--shard: %s asks for a precision of %s, so that the number of replications is only "
              "known when they are finished; divide a fixed number, e.g. --set scenario.precision= "
              "--replications 100, or take mpirun",
              session->scenario->file, session->scenario->precision_metric);
    return false;
}

static int load(Session *session, char **argv)
{
    g_autoptr(GError) error = NULL;
    ExperimentArguments *arguments = &session->arguments;
    int status = EXIT_DONE;

    if (!experiment_arguments_parse(arguments, argv, session->verb, &error)) {
        cli_error("%s: %s; 'iissim %s --help' lists the options", session->verb->name,
                  error->message, session->verb->name);
        return EXIT_USAGE;
    }
    if (arguments->sensitivity) {
        session->text = scenario_file_read(NULL, arguments->file, NULL, &error);
        if (session->text == NULL) {
            fprintf(stderr, "%s: %s\n",
                    g_str_equal(arguments->file, "-") ? "(stdin)" : arguments->file,
                    error->message);
            return EXIT_INVALID;
        }
    }
    session->overrides = (ScenarioOverrides){.models = arguments->models,
                                             .sets = arguments->sets,
                                             .seed = arguments->seed,
                                             .replications = arguments->replications,
                                             .baseline = arguments->baseline,
                                             .text = session->text};
    session->scenario = scenario_load_or_complain(arguments->file, &session->overrides, &status);
    if (session->scenario == NULL)
        return status;
    if (session->verb->compares && session->scenario->variant_count < 2) {
        cli_error("%s: one variant alone cannot be compared; name a second model, e.g. --models "
                  "iis5,iis6, or write [variant:NAME] sections",
                  session->scenario->file);
        return EXIT_USAGE;
    }
    if (session->verb->compares && session->scenario->baseline_index == MODEL_NONE) {
        cli_error("%s: the baseline %s is left out by --models; name another with --baseline",
                  session->scenario->file, session->scenario->baseline);
        return EXIT_USAGE;
    }
    if (arguments->sensitivity && !cli_sensitivity_is_possible(session->scenario))
        return EXIT_USAGE;
    return check_divisible(session) ? claim_directory(session) : EXIT_USAGE;
}

/* ---- after ---- */

/* Requests that the drain did not resolve are in no latency: many of them spoil it. */
static void warn_of_in_flight(const Experiment *experiment)
{
    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        const ExperimentVariant *variant = &experiment->variants[v];
        double in_flight =
            experiment_estimate(experiment, variant,
                                experiment_find(variant, RESULT_RUN, NULL, "requests.in_flight"))
                .mean;
        double offered =
            experiment_estimate(experiment, variant,
                                experiment_find(variant, RESULT_RUN, NULL, "requests.offered"))
                .mean;

        if (in_flight > IN_FLIGHT_SHARE_MAX * offered)
            cli_warning("%s: %.2g%% of the requests were still in flight at the end of the drain "
                        "and are in no latency; a longer drain in [scenario] would resolve them",
                        variant->source->name, 100 * in_flight / offered);
    }
}

/* True when some variant is unstable: said even with --quiet, as the status tells it. */
static bool warn_of_instability(const Experiment *experiment)
{
    bool is_unstable = false;

    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        const ExperimentVariant *variant = &experiment->variants[v];
        Stability stability = stability_of(experiment, variant);
        g_autofree char *text = NULL;

        if (!stability.is_unstable)
            continue;
        is_unstable = true;
        text = stability_text(variant, &stability);
        cli_warning("%s", text);
    }
    return is_unstable;
}

/* How far it came: half of the interval over the estimate is to be g / (1 + g), or at least f / (1 + f)
 * for the f that was reached. */
static void warn_of_precision(const Experiment *experiment)
{
    const Scenario *scenario = experiment->scenario;
    double worst = experiment_worst_half_width(experiment);
    g_autofree char *why = NULL;

    if (isnan(worst))
        why = g_strdup("some of them have no value of it, or one alone has no interval; lengthen "
                       "duration, or ask for another metric");
    else if (worst < 1)
        why = g_strdup_printf("they came to %.2g%%; ask for more, or for less precision",
                              100 * worst / (1 - worst));
    else
        why = g_strdup("the interval is wider than the value; ask for more, or longer ones");
    cli_warning("the precision of %.10g%% of %s was not reached in %u replication%s: %s",
                scenario->precision * 100, scenario->precision_metric, experiment->replications,
                experiment->replications == 1 ? "" : "s", why);
}

static void say_what_is_missing(Session *session)
{
    const Experiment *experiment = session->experiment;
    const Scenario *scenario = session->scenario;

    if (experiment->is_partial)
        cli_warning("interrupted: the %u of %u replications that were finished are reported, "
                    "marked partial",
                    experiment->replications, scenario->replications_max);
    else if (!experiment->reached)
        warn_of_precision(experiment);
    session->is_unstable = warn_of_instability(experiment);
    if (!session->arguments.quiet)
        warn_of_in_flight(experiment);
}

static bool write_verdicts(const Session *session, Outdir *outdir, GError **error)
{
    g_autoptr(GString) comparisons = g_string_new(NULL);
    g_autoptr(GString) sensitivity = g_string_new(NULL);

    if (session->verdicts == NULL)
        return true;
    csv_append_comparisons(comparisons, session->experiment, session->verdicts);
    if (!outdir_write(outdir, "comparisons.csv", comparisons->str, (gssize)comparisons->len, error))
        return false;
    if (session->verdicts->sensitivity == NULL)
        return true;
    csv_append_sensitivity(sensitivity, session->experiment, session->verdicts);
    return outdir_write(outdir, "sensitivity.csv", sensitivity->str, (gssize)sensitivity->len,
                        error) &&
           figures_write_tornado(outdir, session->verdicts->sensitivity, error);
}

static bool write_files(Session *session, Outdir *outdir, GError **error)
{
    const Experiment *experiment = session->experiment;
    g_autoptr(GString) summary = g_string_new(NULL);
    g_autoptr(GString) series = g_string_new(NULL);
    g_autoptr(GString) events = g_string_new(NULL);

    csv_append_replications(summary, experiment);
    csv_append_series(series, experiment);
    csv_append_events(events, experiment);
    return outdir_write(outdir, "results.json", session->json, -1, error) &&
           outdir_write(outdir, "summary.csv", summary->str, (gssize)summary->len, error) &&
           outdir_write(outdir, "timeseries.csv", series->str, (gssize)series->len, error) &&
           outdir_write(outdir, "events.csv", events->str, (gssize)events->len, error) &&
           outdir_write(outdir, "scenario.ini", session->scenario->resolved, -1, error) &&
           (experiment->request_rows == NULL ||
            outdir_write_rows(outdir, "requests.csv", OBSERVATION_ROWS_HEADER,
                              experiment->request_rows, error)) &&
           write_verdicts(session, outdir, error) && figures_write(outdir, experiment, error) &&
           figures_write_answer(outdir, experiment, session->verdicts, error);
}

static bool write_directory(Session *session, GError **error)
{
    const char *directory = session->arguments.directory;
    OutdirIdentity identity = directory_identity(session->scenario);
    g_autoptr(Outdir) outdir = outdir_new(directory, &identity, error);

    if (outdir == NULL || !write_files(session, outdir, error))
        return false;
    directory_draw(outdir, session->arguments.no_plots);
    if (!outdir_commit(outdir, !session->is_whole, error))
        return false;
    session->is_in_place = session->is_whole;
    if (!session->arguments.quiet && !session->verb->is_silent)
        fprintf(stderr, "iissim: results are in %s\n", directory);
    return true;
}

static void print_table(const Session *session)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(Logged) logged = logged_load(session->arguments.file);
    Table table = {.text = text,
                   .has_colour = cli_has_colour(),
                   .has_blocks = cli_has_utf8(),
                   .format = session->arguments.markdown ? TABLE_MARKDOWN : TABLE_PLAIN};

    table_add_head(&table, session->experiment);
    table_add_variants(&table, session->experiment);
    table_add_laws(&table, session->experiment);
    table_add_logged(&table, session->experiment, logged);
    table_add_slos(&table, session->slos);
    if (session->verdicts != NULL)
        table_add_verdicts(&table, session->experiment, session->verdicts);
    fputs(text->str, stdout);
}

static bool print_rows(FILE *rows, GError **error)
{
    fputs(OBSERVATION_ROWS_HEADER, stdout);
    return observation_spool_append(stdout, rows, error);
}

static bool print(const Session *session, GError **error)
{
    const ExperimentArguments *arguments = &session->arguments;

    if (session->verb->is_silent) {
        return true;
    } else if (arguments->json) {
        fputs(session->json, stdout);
    } else if (arguments->csv) {
        g_autoptr(GString) text = g_string_new(NULL);

        csv_append_estimates(text, session->experiment);
        fputs(text->str, stdout);
    } else if (arguments->requests && arguments->directory == NULL) {
        return print_rows(session->experiment->request_rows, error);
    } else {
        print_table(session);
    }
    return true;
}

/* What was asked for besides may fail, or be interrupted, without taking the rest with it. */
static int vary_costs(Session *session)
{
    const ExperimentArguments *arguments = &session->arguments;
    const CampaignOptions options = {.threads = arguments->threads,
                                     .journal = session->journal,
                                     .shows_progress = !arguments->quiet && isatty(STDERR_FILENO)};
    g_autoptr(GError) error = NULL;

    if (!arguments->sensitivity || session->experiment->is_partial ||
        cli_sensitivity_run(session->experiment, session->verdicts, &session->overrides, &options,
                            &error))
        return EXIT_DONE;
    if (error == NULL) {
        cli_warning("interrupted: not all assumed costs were varied; the rest is reported");
        return EXIT_INTERRUPTED;
    }
    cli_error("--sensitivity: %s", error->message);
    return error->domain == EXPERIMENT_ERROR ? error->code : EXIT_IO;
}

static int status_of(const Session *session)
{
    if (session->experiment->is_partial)
        return EXIT_INTERRUPTED;
    if (!session->experiment->reached || session->is_unstable)
        return EXIT_PRECISION;
    return slo_outcomes_are_met(session->slos) ? EXIT_DONE : EXIT_SLO;
}

static int report(Session *session)
{
    g_autoptr(GError) error = NULL;
    int varied = EXIT_DONE;

    say_what_is_missing(session);
    session->slos = slo_outcomes_new(session->experiment);
    if (session->verb->compares) {
        session->verdicts = verdicts_new(session->experiment);
        varied = vary_costs(session);
    }
    session->is_whole = !session->experiment->is_partial && varied == EXIT_DONE;
    session->json = results_json(session->experiment, session->verdicts, session->slos);
    if ((session->arguments.directory != NULL && !write_directory(session, &error)) ||
        !print(session, &error)) {
        cli_error("%s", error->message);
        return session->experiment->is_partial ? EXIT_INTERRUPTED : EXIT_IO;
    }
    return varied != EXIT_DONE ? varied : status_of(session);
}

/* warmup = auto: fixed by pilots before anything else. Returns a CliExit. */
static int fix_warmup(Session *session, const ExperimentOptions *options)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;

    if (!session->scenario->warmup.is_auto)
        return EXIT_DONE;
    if (!warmup_fix(&session->scenario, 1,
                    &(CampaignOptions){.threads = options->threads,
                                       .shows_progress = options->shows_progress,
                                       .journal = options->journal},
                    &error)) {
        if (error == NULL) {
            cli_error("interrupted before the pilots had fixed the warm-up: nothing to report");
            return EXIT_INTERRUPTED;
        }
        return directory_failure(error);
    }
    text = warmup_text(session->scenario);
    if (!session->scenario->warmup.has_settled)
        cli_warning("%s", text);
    else if (!session->arguments.quiet)
        fprintf(stderr, "iissim: %s\n", text);
    return EXIT_DONE;
}

static int run_and_report(Session *session)
{
    const ExperimentArguments *arguments = &session->arguments;
    const ExperimentOptions options = {
        .threads = arguments->threads,
        .wants_request_rows = arguments->requests,
        .wants_isolation = !arguments->no_isolation,
        .shows_progress = !arguments->quiet && isatty(STDERR_FILENO),
        .journal = session->journal,
        .shard = arguments->shard,
        .metrics = session->verb->compares ? session->scenario->compare_metrics : NULL,
    };
    g_autoptr(GError) error = NULL;
    int status = fix_warmup(session, &options);

    if (status != EXIT_DONE)
        return status;
    session->experiment = experiment_run(session->scenario, &options, &error);
    if (session->experiment == NULL) {
        return directory_failure(error);
    }
    if (arguments->shard.count > 0) {
        DirectoryClaim claim = claim_of(session);

        return shards_finish(&claim, session->journal, arguments->as_given,
                             session->scenario->resolved, session->experiment->is_partial);
    }
    if (session->experiment->replications == 0) {
        cli_error("interrupted before any replication was finished: nothing to report");
        return EXIT_INTERRUPTED;
    }
    return report(session);
}

int experiment_verb_run(const ExperimentVerb *verb, char **argv)
{
    Session session = {.verb = verb};
    int status = load(&session, argv);

    if (status == EXIT_DONE)
        status = run_and_report(&session);
    clear_session(&session);
    return status;
}
