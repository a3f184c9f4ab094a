/* sweep.c - iissim sweep FILE: a scenario at every point that its [sweep], or --sweep, spans.
 *
 * All points are read before the first is run, so that a mistake at the last one costs nothing. They
 * run as one campaign, some hundreds at a time: what is finished is written away, and memory does not
 * grow with their number.
 */
#define _POSIX_C_SOURCE 200809L
#include "cli/command.h"
#include "cli/experiment/campaign_internal.h"
#include "cli/experiment/warmup.h"
#include "cli/directory.h"
#include "cli/experiment/campaign.h"
#include "cli/experiment/observe.h"
#include "cli/experiment_options.h"
#include "cli/shards.h"
#include "cli/sweep/collect.h"
#include "cli/sweep/points.h"
#include "cli/sweep/sweep_figures.h"
#include "cli/sweep/sweep_table.h"
#include "cli/terminal.h"
#include <unistd.h>

#define POINTS_AT_A_TIME 256u

typedef struct {
    ExperimentArguments arguments;
    ScenarioOverrides overrides;
    char *text; /* of the scenario: whoever edits it meanwhile does not change the points */
    Scenario *scenario;
    SweepPoints points;
    Journal *journal; /* NULL without a directory */
    bool is_interrupted;
    bool is_in_place; /* whole results are in the directory */
    SweepCollection *collection;
    uint32_t unsettled; /* points whose pilots had not settled (warmup = auto) */
    uint32_t first_unsettled;
} Session;

static void clear_session(Session *session)
{
    journal_close(session->journal, session->is_in_place);
    g_clear_pointer(&session->collection, sweep_collection_free);
    g_clear_pointer(&session->scenario, scenario_free);
    g_free(session->text);
    experiment_arguments_clear(&session->arguments);
}

/* ---- before ---- */

static int parse(Session *session, char **argv)
{
    static const ExperimentVerb verb = {
        .name = "sweep",
        .summary =
            "Runs a scenario at every point of its [sweep], or of --sweep, on the same arrivals\n"
            "and demands. FILE may be -, standard input. For instance:\n"
            "    --sweep load='0.5, 1, 2..6 step 1' --sweep pool:shop.MaxProcesses='1..8 x 2'\n"
            "    --sweep where='load * MaxProcesses <= 16'    --sweep combine=lockstep",
        .sweeps = true,
    };
    g_autoptr(GError) error = NULL;

    if (experiment_arguments_parse(&session->arguments, argv, &verb, &error))
        return EXIT_DONE;
    cli_error("sweep: %s; 'iissim sweep --help' lists the options", error->message);
    return EXIT_USAGE;
}

static bool load_scenario(Session *session, GPtrArray *problems)
{
    const ExperimentArguments *arguments = &session->arguments;

    session->text = sweep_read_text(arguments->file, problems);
    if (session->text == NULL)
        return false;
    session->overrides = (ScenarioOverrides){.models = arguments->models,
                                             .sets = arguments->sets,
                                             .seed = arguments->seed,
                                             .replications = arguments->replications,
                                             .sweeps = arguments->sweeps,
                                             .text = session->text};
    session->scenario = scenario_load(arguments->file, &session->overrides, problems);
    return session->scenario != NULL;
}

/* The scenario, then every point; all that is wrong is said. */
static int load(Session *session)
{
    g_autoptr(GPtrArray) problems = scenario_problems_new();
    g_autoptr(GPtrArray) of_points = scenario_problems_new();
    bool is_good = load_scenario(session, problems);
    int complaint = scenario_complain(problems);

    if (!is_good)
        return complaint;
    if (session->scenario->sweep == NULL) {
        cli_error("%s: there is nothing to step through; write a [sweep] section with lines such "
                  "as load = 0.5, 1, 2..6 step 1, or --sweep load=0.5,1,2",
                  session->scenario->file);
        return EXIT_USAGE;
    }
    session->points = (SweepPoints){.file = session->arguments.file,
                                    .overrides = &session->overrides,
                                    .sweep = session->scenario->sweep};
    is_good = sweep_points_check(&session->points, problems, of_points);
    complaint = scenario_complain(of_points);
    return is_good ? EXIT_DONE : complaint;
}

static DirectoryClaim claim_of(const Session *session)
{
    return directory_claim_of(&session->arguments, "sweep", session->scenario);
}

static int claim_directory(Session *session)
{
    DirectoryClaim claim = claim_of(session);

    return directory_take(&claim, &session->journal);
}

/* ---- running ---- */

/* Adds points first..end - 1; none of them after an interruption (*error not set). */
static bool add_points(Session *session, Campaign *campaign, GPtrArray *scenarios, uint32_t first,
                       uint32_t end, GError **error)
{
    Scenario **points;

    for (uint32_t i = first; i < end; i++) {
        g_autoptr(GPtrArray) problems = scenario_problems_new();
        Scenario *scenario = sweep_points_load(&session->points, i, problems);

        if (scenario == NULL) { /* it was good before: an include was changed meanwhile */
            g_set_error(error, EXPERIMENT_ERROR, EXIT_INVALID, "%s",
                        ((ScenarioProblem *)problems->pdata[problems->len - 1])->text);
            return false;
        }
        g_ptr_array_add(scenarios, scenario);
    }
    points = (Scenario **)scenarios->pdata + scenarios->len - (end - first);
    if (!warmup_fix(points, end - first, campaign_options(campaign), error))
        return false;
    for (uint32_t i = 0; i < end - first; i++) {
        if (campaign_add(campaign, points[i], NULL, error) == NULL)
            return false;
        if (points[i]->warmup.is_auto && !points[i]->warmup.has_settled &&
            session->unsettled++ == 0)
            session->first_unsettled = first + i;
    }
    return true;
}

static bool collect(Session *session, Campaign *campaign, uint32_t first, uint32_t end,
                    GError **error)
{
    bool is_good = true;

    for (uint32_t i = first; i < end; i++) {
        g_autoptr(Experiment) experiment = campaign_steal(campaign, i);

        if (is_good && experiment->replications > 0)
            is_good = sweep_collect(session->collection, i, experiment, error);
    }
    return is_good;
}

/* False after a failure; an interruption is none. */
static bool run_points(Session *session, Campaign *campaign, GError **error)
{
    uint32_t count = session->scenario->sweep->point_count;

    for (uint32_t first = 0; first < count && !campaign_is_interrupted(campaign);
         first += POINTS_AT_A_TIME) {
        g_autoptr(GPtrArray) scenarios =
            g_ptr_array_new_with_free_func((GDestroyNotify)scenario_free);
        uint32_t end = MIN(first + POINTS_AT_A_TIME, count);

        if (!add_points(session, campaign, scenarios, first, end, error)) {
            if (*error != NULL)
                return false;
            session->is_interrupted = true;
            break;
        }
        if ((!campaign_run(campaign, error) && *error != NULL) ||
            !collect(session, campaign, first, end, error))
            return false;
    }
    session->is_interrupted |= campaign_is_interrupted(campaign);
    return sweep_collection_end(session->collection, error);
}

static bool run_all(Session *session, GError **error)
{
    const ExperimentArguments *arguments = &session->arguments;
    g_autoptr(Campaign) campaign = campaign_new(
        &(CampaignOptions){.threads = arguments->threads,
                           .wants_isolation = !arguments->no_isolation,
                           .shows_progress = !arguments->quiet && isatty(STDERR_FILENO),
                           .journal = session->journal,
                           .shard = arguments->shard});

    session->collection = sweep_collection_new(session->scenario, error);
    return session->collection != NULL && run_points(session, campaign, error);
}

/* ---- after ---- */

/* Said even with --quiet, as the status tells it. */
static bool warn_of_instability(const SweepCollection *collection)
{
    const Scenario *scenario = collection->scenario;
    uint32_t first = 0, variant = 0;
    uint32_t count = sweep_count_unstable(collection, &first, &variant);
    g_autofree char *name = NULL;

    if (count == 0)
        return false;
    name = scenario_sweep_describe(scenario->sweep, first);
    cli_warning("unstable in %u of %u rows, the first of them %s at point %u, %s: more comes than "
                "the server can do, and how long the window is decides what is measured",
                count, collection->outcomes->len * scenario->variant_count,
                scenario->variants[variant].name, first + 1, name);
    return true;
}

static void say_what_is_missing(const Session *session)
{
    const SweepCollection *collection = session->collection;
    const Scenario *scenario = session->scenario;
    uint32_t unreached = sweep_count_unreached(collection);

    if (sweep_is_partial(collection))
        cli_warning("interrupted: what was finished of %u of %u points is reported, marked partial",
                    collection->outcomes->len, scenario->sweep->point_count);
    if (unreached > 0)
        cli_warning("the precision of %.10g%% of %s was not reached at %u point%s; ask for more "
                    "replications, or for less precision",
                    scenario->precision * 100, scenario->precision_metric, unreached,
                    unreached == 1 ? "" : "s");
    if (session->unsettled > 0) {
        g_autofree char *first = scenario_sweep_describe(scenario->sweep, session->first_unsettled);

        cli_warning("warmup = auto: at %u of %u points, the first of them %s, the pilot runs had "
                    "not settled after half of their length: the load is unstable there, or "
                    "duration is too short; lengthen duration, or write a warmup",
                    session->unsettled, scenario->sweep->point_count, first);
    }
}

static bool write_files(Session *session, Outdir *outdir, GError **error)
{
    SweepCollection *collection = session->collection;
    g_autofree char *json = sweep_json_head(collection);
    g_autofree char *estimates = sweep_estimates_head(collection);
    g_autofree char *replications = sweep_replications_head(collection);

    return outdir_write_rows(outdir, "results.json", json, collection->points, error) &&
           outdir_write_rows(outdir, "sweep.csv", estimates, collection->estimates, error) &&
           outdir_write_rows(outdir, "replications.csv", replications, collection->replications,
                             error) &&
           outdir_write(outdir, "scenario.ini", session->scenario->resolved, -1, error) &&
           sweep_figures_write(outdir, collection, error);
}

static bool write_directory(Session *session, GError **error)
{
    const char *directory = session->arguments.directory;
    OutdirIdentity identity = directory_identity(session->scenario);
    bool is_partial = sweep_is_partial(session->collection);
    g_autoptr(Outdir) outdir = outdir_new(directory, &identity, error);

    if (outdir == NULL || !write_files(session, outdir, error))
        return false;
    directory_draw(outdir, session->arguments.no_plots);
    if (!outdir_commit(outdir, is_partial, error))
        return false;
    session->is_in_place = !is_partial;
    if (!session->arguments.quiet)
        fprintf(stderr, "iissim: results are in %s\n", directory);
    return true;
}

static bool print_rows(const char *head, FILE *rows, GError **error)
{
    fputs(head, stdout);
    return observation_spool_append(stdout, rows, error);
}

static bool print(const Session *session, GError **error)
{
    SweepCollection *collection = session->collection;
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *head = NULL;
    Table table = {.text = text,
                   .has_colour = cli_has_colour(),
                   .has_blocks = cli_has_utf8(),
                   .format = session->arguments.markdown ? TABLE_MARKDOWN : TABLE_PLAIN};

    if (session->arguments.json) {
        head = sweep_json_head(collection);
        return print_rows(head, collection->points, error);
    }
    if (session->arguments.csv) {
        head = sweep_estimates_head(collection);
        return print_rows(head, collection->estimates, error);
    }
    sweep_table_add(&table, collection);
    fputs(text->str, stdout);
    return true;
}

static int report(Session *session)
{
    bool is_partial = sweep_is_partial(session->collection);
    bool is_unstable;
    g_autoptr(GError) error = NULL;

    if (session->collection->outcomes->len == 0) {
        cli_error("interrupted before any replication was finished: nothing to report");
        return EXIT_INTERRUPTED;
    }
    say_what_is_missing(session);
    is_unstable = warn_of_instability(session->collection);
    if ((session->arguments.directory != NULL && !write_directory(session, &error)) ||
        !print(session, &error)) {
        cli_error("%s", error->message);
        return is_partial ? EXIT_INTERRUPTED : EXIT_IO;
    }
    if (is_partial)
        return EXIT_INTERRUPTED;
    return is_unstable || sweep_count_unreached(session->collection) > 0 ? EXIT_PRECISION
                                                                         : EXIT_DONE;
}

static int finish(Session *session)
{
    DirectoryClaim claim = claim_of(session);

    return claim.shard.count == 0
               ? report(session)
               : shards_finish(&claim, session->journal, session->arguments.as_given,
                               session->scenario->resolved, session->is_interrupted);
}

static int sweep(Session *session, char **argv)
{
    g_autoptr(GError) error = NULL;
    int status = parse(session, argv);

    if (status == EXIT_DONE)
        status = load(session);
    if (status == EXIT_DONE)
        status = claim_directory(session);
    if (status != EXIT_DONE)
        return status;
    if (run_all(session, &error))
        return finish(session);
    return directory_failure(error);
}

static int run(int argc, char **argv)
{
    Session session = {0};
    int status = sweep(&session, argv);

    (void)argc;
    clear_session(&session);
    return status;
}

const CliCommand cli_sweep = {
    .name = "sweep",
    .synopsis = "sweep FILE",
    .summary = "runs a scenario at every point of its [sweep] or --sweep",
    .run = run,
};
