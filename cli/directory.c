/* directory.c - may it be written, is it free, and what is there already. */
#include "cli/directory.h"
#include "cli/command.h"
#include "cli/experiment/experiment.h"
#include "cli/results/plots.h"
#include "cli/shards.h"
#include "cli/version.h"

OutdirIdentity directory_identity(const Scenario *scenario)
{
    return (OutdirIdentity){
        .version = IISSIM_VERSION, .scenario_sha256 = scenario->sha256, .seed = scenario->seed};
}

DirectoryClaim directory_claim_of(const ExperimentArguments *arguments, const char *verb,
                                  const Scenario *scenario)
{
    return (DirectoryClaim){.path = arguments->directory,
                            .verb = verb,
                            .identity = directory_identity(scenario),
                            .wants_isolation = !arguments->no_isolation,
                            .wants_request_rows = arguments->requests,
                            .is_quiet = arguments->quiet,
                            .shard = arguments->shard,
                            .merged = arguments->merged};
}

char *directory_options(const DirectoryClaim *claim)
{
    GString *options = g_string_new(claim->verb);

    if (claim->wants_isolation)
        g_string_append(options, " isolation");
    if (claim->wants_request_rows)
        g_string_append(options, " rows");
    if (claim->shard.count > 0)
        g_string_append_printf(options, " shard %u/%u", claim->shard.index, claim->shard.count);
    return g_string_free(options, FALSE);
}

/* The journal is closed when it fails. */
static bool attach_shards(const DirectoryClaim *claim, Journal *journal, GError **error)
{
    if (journal_count(journal) > 0) {
        journal_close(journal, false);
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                    "%s: holds unfinished results; name another directory", claim->path);
        return false;
    }
    if (shards_attach(journal, claim, error))
        return true;
    journal_close(journal, true);
    return false;
}

Journal *directory_claim(const DirectoryClaim *claim, GError **error)
{
    g_autofree char *options = directory_options(claim);
    uint64_t dropped = 0;
    Journal *journal;

    if (!outdir_check(claim->path, &claim->identity, error))
        return NULL;
    journal = journal_open(claim->path,
                           &(JournalIdentity){.version = claim->identity.version,
                                              .sha256 = claim->identity.scenario_sha256,
                                              .options = options},
                           &dropped, error);
    if (journal == NULL)
        return NULL;
    outdir_clear_up(claim->path);
    if (dropped > 0)
        cli_warning("%s: its last %" G_GUINT64_FORMAT " bytes were damaged and are dropped; the "
                    "runs that they held are run again",
                    journal_path(journal), dropped);
    if (claim->merged != NULL)
        return attach_shards(claim, journal, error) ? journal : NULL;
    if (journal_count(journal) > 0 && !claim->is_quiet)
        fprintf(stderr, "iissim: %s: going on: %u run%s had been finished before\n", claim->path,
                journal_count(journal), journal_count(journal) == 1 ? "" : "s");
    return journal;
}

int directory_failure(const GError *error)
{
    cli_error("%s", error->message);
    return error->domain == EXPERIMENT_ERROR ? error->code : EXIT_IO;
}

int directory_take(const DirectoryClaim *claim, Journal **journal)
{
    g_autoptr(GError) error = NULL;

    if (claim->path == NULL)
        return EXIT_DONE;
    *journal = directory_claim(claim, &error);
    return *journal != NULL ? EXIT_DONE : directory_failure(error);
}

void directory_draw(const Outdir *outdir, bool no_plots)
{
    static const char *const formats[] = {"svg", NULL};
    g_autoptr(GError) error = NULL;

    if (!plots_keep_templates(outdir_staging(outdir), &error) ||
        (!no_plots && !plots_draw(outdir_staging(outdir), formats, &error)))
        cli_warning("no figures: %s", error->message);
}
