/* capacity.c - iissim capacity FILE: the highest load that meets every [slo:*], per variant. */
#define _POSIX_C_SOURCE 200809L
#include "cli/capacity/capacity_data.h"
#include "cli/capacity/capacity_figure.h"
#include "cli/capacity/capacity_text.h"
#include "cli/command.h"
#include "cli/directory.h"
#include "cli/experiment_options.h"
#include "cli/scenario/scenario_file.h"
#include "cli/terminal.h"
#include <math.h>
#include <unistd.h>

#define TOLERANCE_DEFAULT 0.01
#define TOLERANCE_MIN     1e-4
#define TOLERANCE_MAX     0.5

typedef struct {
    ExperimentArguments arguments;
    double tolerance;
    ScenarioOverrides overrides;
    char *text; /* of the scenario: whoever edits it meanwhile does not change the search */
    Scenario *scenario;
    Journal *journal; /* NULL without a directory */
    bool is_in_place; /* whole results are in the directory */
    Capacity *capacity;
    char *json;
} Session;

static void clear_session(Session *session)
{
    journal_close(session->journal, session->is_in_place);
    g_free(session->json);
    g_clear_pointer(&session->capacity, capacity_free);
    g_clear_pointer(&session->scenario, scenario_free);
    g_free(session->text);
    experiment_arguments_clear(&session->arguments);
}

/* ---- before ---- */

/* '1%' or '0.01'. */
static bool read_tolerance(const char *text, double *tolerance)
{
    char *end = NULL;

    *tolerance = TOLERANCE_DEFAULT;
    if (text == NULL)
        return true;
    *tolerance = g_ascii_strtod(text, &end);
    if (end != text && *end == '%') {
        *tolerance /= 100;
        end++;
    }
    return end != text && *end == '\0' && *tolerance >= TOLERANCE_MIN &&
           *tolerance <= TOLERANCE_MAX;
}

static int parse(Session *session, char **argv)
{
    static const ExperimentVerb verb = {
        .name = "capacity",
        .summary = "Finds the highest scenario.load at which every [slo:*] of a scenario is met,\n"
                   "for each variant, and says which limit is hit there. FILE may be -, standard\n"
                   "input.",
        .seeks = true,
    };
    ExperimentArguments *arguments = &session->arguments;
    g_autoptr(GError) error = NULL;

    if (!experiment_arguments_parse(arguments, argv, &verb, &error)) {
        cli_error("capacity: %s; 'iissim capacity --help' lists the options", error->message);
        return EXIT_USAGE;
    }
    if (!read_tolerance(arguments->tolerance, &session->tolerance)) {
        cli_error("--tolerance %s: must be a share from 0.01%% to 50%%, for instance 1%%",
                  arguments->tolerance);
        return EXIT_USAGE;
    }
    return EXIT_DONE;
}

static int load(Session *session)
{
    const ExperimentArguments *arguments = &session->arguments;
    g_autoptr(GError) error = NULL;
    int status;

    session->text = scenario_file_read(NULL, arguments->file, NULL, &error);
    if (session->text == NULL) {
        fprintf(stderr, "%s: %s\n", g_str_equal(arguments->file, "-") ? "(stdin)" : arguments->file,
                error->message);
        return EXIT_INVALID;
    }
    session->overrides = (ScenarioOverrides){.models = arguments->models,
                                             .sets = arguments->sets,
                                             .seed = arguments->seed,
                                             .replications = arguments->replications,
                                             .text = session->text};
    session->scenario = scenario_load_or_complain(arguments->file, &session->overrides, &status);
    if (session->scenario != NULL && session->scenario->slo_count == 0) {
        fprintf(stderr,
                "%s: has no [slo:*]: nothing says how much is too much; write for instance\n"
                "[slo:fast]\nrequire = latency.p95 < 300ms\n",
                session->scenario->file);
        return EXIT_INVALID;
    }
    return status;
}

static int claim_directory(Session *session)
{
    DirectoryClaim claim = directory_claim_of(&session->arguments, "capacity", session->scenario);

    claim.wants_isolation = false; /* it never does */
    return directory_take(&claim, &session->journal);
}

static bool find(Session *session, GError **error)
{
    const ExperimentArguments *arguments = &session->arguments;
    g_autoptr(Campaign) campaign = campaign_new(
        &(CampaignOptions){.threads = arguments->threads,
                           .shows_progress = !arguments->quiet && isatty(STDERR_FILENO),
                           .journal = session->journal});

    session->capacity =
        capacity_find(session->scenario, &session->overrides, campaign, session->tolerance, error);
    return session->capacity != NULL;
}

/* ---- after ---- */

static bool has_looked(const Capacity *capacity)
{
    for (uint32_t v = 0; v < capacity->variant_count; v++)
        if (capacity->variants[v].search->looks->len > 0)
            return true;
    return false;
}

/* Beyond the capacity a load may never settle; what is said of the others rests on those that did. */
static void warn_of_unsettled(const Capacity *capacity, const CapacityVariant *variant)
{
    g_autoptr(GPtrArray) looks =
        looks_of(capacity->looks, (uint32_t)(variant - capacity->variants));
    uint32_t count = 0, kept = 0;
    double first = NAN;

    for (guint i = 0; i < looks->len; i++) {
        const Look *look = g_ptr_array_index(looks, i);

        kept += look->answers[SEARCH_MEAN] != SEARCH_NOT;
        if (look_is_unsettled(look) && count++ == 0)
            first = look->load;
    }
    if (count > 0)
        cli_warning("%s: warmup = auto: at %u of the %u loads that do not fail, the lowest of them "
                    "%.6g, the pilot runs had not settled after half of their length; lengthen "
                    "duration, or write a warmup",
                    variant->source->name, count, kept, first);
}

/* Why the status is what it is: for those who do not read the table. */
static int status_of_variant(const CapacityVariant *variant)
{
    const char *name = variant->source->name;
    const SearchResult *result = &variant->result;

    if (!variant->is_precise)
        cli_warning("%s: the asked precision was not reached at every load; ask for more "
                    "replications, or for less precision",
                    name);
    switch (result->kind) {
    case SEARCH_FOUND:
        if (!isnan(result->island))
            cli_warning("%s: load %.6g fails although load %.6g, above it, meets; the capacity is "
                        "below the first failure",
                        name, result->gap, result->island);
        if (!isnan(result->low) && !isnan(result->high))
            return variant->is_precise ? EXIT_DONE : EXIT_PRECISION;
        cli_warning("%s: the interval of the capacity is open; more replications would close it",
                    name);
        return EXIT_PRECISION;
    case SEARCH_UNLIMITED:
        return variant->is_precise ? EXIT_DONE : EXIT_PRECISION;
    case SEARCH_NEVER:
        cli_warning("%s: no load meets every slo", name);
        return variant->is_precise ? EXIT_SLO : EXIT_PRECISION;
    case SEARCH_UNKNOWN:
        break;
    }
    cli_warning("%s: no capacity was found", name);
    return EXIT_PRECISION;
}

static int status_of(const Capacity *capacity)
{
    int status = EXIT_DONE;

    if (capacity->is_partial) {
        cli_warning("interrupted: what was known by then is reported, marked partial");
        return EXIT_INTERRUPTED;
    }
    for (uint32_t v = 0; v < capacity->variant_count; v++)
        warn_of_unsettled(capacity, &capacity->variants[v]);
    for (uint32_t v = 0; v < capacity->variant_count; v++) {
        int own = status_of_variant(&capacity->variants[v]);

        if (own == EXIT_PRECISION || status == EXIT_DONE)
            status = own;
    }
    return status;
}

static bool write_directory(Session *session, GError **error)
{
    const char *directory = session->arguments.directory;
    OutdirIdentity identity = directory_identity(session->scenario);
    g_autoptr(Outdir) outdir = outdir_new(directory, &identity, error);
    g_autofree char *csv = capacity_csv(session->capacity);

    if (outdir == NULL || !outdir_write(outdir, "results.json", session->json, -1, error) ||
        !outdir_write(outdir, "capacity.csv", csv, -1, error) ||
        !outdir_write(outdir, "scenario.ini", session->scenario->resolved, -1, error) ||
        !capacity_figure_write(outdir, session->capacity, error))
        return false;
    directory_draw(outdir, session->arguments.no_plots);
    if (!outdir_commit(outdir, session->capacity->is_partial, error))
        return false;
    session->is_in_place = !session->capacity->is_partial;
    if (!session->arguments.quiet)
        fprintf(stderr, "iissim: results are in %s\n", directory);
    return true;
}

static void print(const Session *session)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Table table = {.text = text,
                   .has_colour = cli_has_colour(),
                   .has_blocks = cli_has_utf8(),
                   .format = session->arguments.markdown ? TABLE_MARKDOWN : TABLE_PLAIN};

    if (session->arguments.json) {
        g_string_append(text, session->json);
    } else if (session->arguments.csv) {
        g_autofree char *csv = capacity_csv(session->capacity);

        g_string_append(text, csv);
    } else {
        capacity_table_add(&table, session->capacity);
    }
    fputs(text->str, stdout);
}

static int report(Session *session)
{
    g_autoptr(GError) error = NULL;
    int status;

    if (!has_looked(session->capacity)) {
        cli_error("interrupted before any load was looked at: nothing to report");
        return EXIT_INTERRUPTED;
    }
    status = status_of(session->capacity);
    session->json = capacity_json(session->capacity);
    if (session->arguments.directory != NULL && !write_directory(session, &error)) {
        cli_error("%s", error->message);
        return status == EXIT_INTERRUPTED ? status : EXIT_IO;
    }
    print(session);
    return status;
}

static int capacity(Session *session, char **argv)
{
    g_autoptr(GError) error = NULL;
    int status = parse(session, argv);

    if (status == EXIT_DONE)
        status = load(session);
    if (status == EXIT_DONE)
        status = claim_directory(session);
    if (status != EXIT_DONE)
        return status;
    if (find(session, &error))
        return report(session);
    return directory_failure(error);
}

static int run(int argc, char **argv)
{
    Session session = {0};
    int status = capacity(&session, argv);

    (void)argc;
    clear_session(&session);
    return status;
}

const CliCommand cli_capacity = {
    .name = "capacity",
    .synopsis = "capacity FILE",
    .summary = "the highest load that meets every [slo:*], and which limit is hit there",
    .run = run,
};
