/* compare.c - iissim compare FILE: the variants against one of them, on the same random numbers. */
#include "cli/command.h"
#include "cli/experiment_verb.h"

static int run(int argc, char **argv)
{
    static const ExperimentVerb verb = {
        .name = "compare",
        .summary = "Runs the variants of a scenario on the same arrivals and demands and says how\n"
                   "each differs from the baseline, with intervals and verdicts. FILE may be -,\n"
                   "standard input.",
        .compares = true,
    };

    (void)argc;
    return experiment_verb_run(&verb, argv);
}

const CliCommand cli_compare = {
    .name = "compare",
    .synopsis = "compare FILE",
    .summary = "the same, and how each variant differs from the baseline, and why",
    .run = run,
};
