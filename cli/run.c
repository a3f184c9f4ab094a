/* run.c - iissim run FILE: every variant of a scenario by itself. */
#include "cli/command.h"
#include "cli/experiment_verb.h"

static int run(int argc, char **argv)
{
    static const ExperimentVerb verb = {
        .name = "run",
        .summary = "Runs the variants of a scenario and prints what came of each. FILE may be\n"
                   "-, standard input.",
    };

    (void)argc;
    return experiment_verb_run(&verb, argv);
}

const CliCommand cli_run = {
    .name = "run",
    .synopsis = "run FILE",
    .summary = "runs a scenario's variants: a table, --json, --csv, -o DIR",
    .run = run,
};
