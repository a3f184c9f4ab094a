/* experiment_verb.h - what the verbs that run have in common: options, running, writing results. */
#pragma once
#include <stdbool.h>

typedef struct {
    const char *name;    /* 'run' */
    const char *summary; /* for --help */
    bool compares;       /* verdicts on differences; needs two variants */
    bool sweeps;         /* many points, and no rows of single requests; cli/sweep.c runs it */
    bool seeks;          /* one load among many, and no single requests; cli/capacity.c runs it */
    bool
        is_silent; /* prints no results, and not where they are: whoever asked goes on from there */
} ExperimentVerb;

/* argv[0] is the verb. Returns a CliExit. */
int experiment_verb_run(const ExperimentVerb *verb, char **argv);
