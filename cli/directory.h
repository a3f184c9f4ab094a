/* directory.h - a verb takes its result directory (-o DIR) for itself.
 */
#pragma once
#include "cli/experiment/journal.h"
#include "cli/experiment_options.h"
#include "cli/results/outdir.h"
#include "cli/scenario/scenario.h"

typedef struct {
    const char *path; /* as the user gave it */
    const char *verb; /* 'run' stands for compare too: their tasks are the same */
    OutdirIdentity identity;
    bool wants_isolation;
    bool wants_request_rows;
    bool is_quiet;
    Shard shard;         /* of what it is about */
    char *const *merged; /* NULL, or the directories of shards that have all of it (shards.h) */
} DirectoryClaim;

OutdirIdentity directory_identity(const Scenario *scenario);

/* By the command line; verb as above. Everything is borrowed. */
DirectoryClaim directory_claim_of(const ExperimentArguments *arguments, const char *verb,
                                  const Scenario *scenario);

/* What else than the scenario decides what is in the journal: 'run isolation shard 2/8'. The caller
 * frees it. */
char *directory_options(const DirectoryClaim *claim);

/* From here on only this process writes there, until the journal is closed. Says on stderr what an
 * earlier start had finished. NULL with *error set (EXPERIMENT_ERROR: its code is the CliExit) when results
 * cannot be put there, or somebody is at work there, or what is unfinished there is of something else. */
Journal *directory_claim(const DirectoryClaim *claim, GError **error);

/* The same for a verb: a CliExit, what is wrong is said. Without a path there is nothing to do. */
int directory_take(const DirectoryClaim *claim, Journal **journal);

/* Says what is wrong; returns the CliExit of it. */
int directory_failure(const GError *error);

/* Puts the templates of the figures beside their data, and draws them unless no_plots. A result without
 * its pictures is still a result, gnuplot may be missing: what goes wrong is a warning. */
void directory_draw(const Outdir *outdir, bool no_plots);
