/* experiment_options.h - the command line of run, compare and sweep. */
#pragma once
#include "cli/experiment/shard.h"
#include "cli/experiment_verb.h"
#include <glib.h>

typedef struct {
    char *file;    /* the scenario; '-' is stdin */
    char **models; /* NULL: as the file says */
    char **sets;
    char **sweeps; /* sweep; NULL: as the file says */
    char *seed;
    char *replications;
    char *baseline;  /* compare; NULL: as the file says */
    char *tolerance; /* capacity; NULL: its default */
    guint threads;   /* 0: all cores */
    char *directory; /* NULL: none */
    gboolean json;
    gboolean csv;
    gboolean markdown; /* --format md; table is none of the three */
    gboolean requests;
    gboolean quiet;
    gboolean no_isolation; /* no twin runs */
    gboolean no_plots;
    gboolean sensitivity; /* compare */
    Shard shard;
    char **merged;   /* directories of shards whose results are joined; NULL: nothing is */
    char **as_given; /* the whole command line, for a shard to be merged later */
} ExperimentArguments;

/* False with *error set, a message for the user. '--help' prints and exits. */
bool experiment_arguments_parse(ExperimentArguments *arguments, char **argv,
                                const ExperimentVerb *verb, GError **error);
void experiment_arguments_clear(ExperimentArguments *arguments);
