/* command.h - a verb of the command line, exit statuses, and how messages are written. */
#pragma once
#include <glib.h>

/* When several apply the first wins: interrupted, failure, usage, invalid, deviation, unmet
 * precision, unmet slo. */
typedef enum {
    EXIT_DONE = 0,
    EXIT_IO = 1, /* internal or input/output error */
    EXIT_USAGE = 2,
    EXIT_INVALID = 3,   /* scenario or input file */
    EXIT_PRECISION = 4, /* asked precision not reached, or unstable */
    EXIT_DEVIATION = 5, /* verify */
    EXIT_SLO = 99,
    EXIT_INTERRUPTED = 130,
} CliExit;

typedef struct {
    const char *name;
    const char *synopsis;              /* 'run FILE [OPTION..]' */
    const char *summary;               /* one line */
    int (*run)(int argc, char **argv); /* argv[0] is the verb; returns a CliExit */
} CliCommand;

extern const CliCommand cli_capacity; /* capacity.c */
extern const CliCommand cli_check;    /* check.c */
extern const CliCommand cli_compare;  /* compare.c */
extern const CliCommand cli_explain;  /* explain.c */
extern const CliCommand cli_import;   /* import.c */
extern const CliCommand cli_keys;     /* keys.c */
extern const CliCommand cli_merge;    /* merge.c */
extern const CliCommand cli_new;      /* new.c */
extern const CliCommand cli_plot;     /* plot.c */
extern const CliCommand cli_report;   /* report.c */
extern const CliCommand cli_run;      /* run.c */
extern const CliCommand cli_sweep;    /* sweep.c */
extern const CliCommand cli_trace;    /* trace.c */
extern const CliCommand cli_verify;   /* verify.c */

const CliCommand *cli_command_find(const char *verb); /* NULL when there is none */

/* The whole program: returns a CliExit, or exits itself after '--help' of a verb. */
int cli_main(int argc, char **argv);

/* 'iissim: ' and the message to stderr, one line. */
void cli_error(const char *format, ...) G_GNUC_PRINTF(1, 2);
void cli_warning(const char *format, ...) G_GNUC_PRINTF(1, 2);
