/* cases.h - the theory suite: scenarios that are textbook systems, with their exact answers.
 *
 * With costs and limits off and everything warm, a scenario is a textbook queue: so the models
 * themselves are checked, not a toy beside them. One table; 'iissim verify' runs it, the tests run it,
 * and docs/verify.md lists it.
 */
#pragma once
#include "cli/verify/theory.h"
#include <stdbool.h>

#define VERIFY_TRUTHS_MAX   24
#define VERIFY_REPLICATIONS 40

typedef struct {
    const char *metric; /* as in results: 'latency.mean', 'loss(app:a)' */
    double value;
    double precision; /* relative half-width that the usual length reaches for any seed */
    bool is_certain;  /* no chance in it: every run must give this value */
} VerifyTruth;

typedef struct {
    VerifyTruth truths[VERIFY_TRUTHS_MAX];
    uint32_t count;
} VerifyTruths;

typedef struct {
    const char *id;       /* 'mm1_r80' */
    const char *title;    /* 'M/M/1 at load 0.8' */
    const char *question; /* what it answers */
    const char *source;   /* of the exact answer */
    const char *models;   /* that express it: 'iis6 iis5 i5m' */
    const char *text;     /* the scenario, without [scenario] */
    double requests;      /* in the window of one replication, about */
    double rate;          /* of requests, to turn them into a window */
    double full;          /* how many times as long in the full run; 0: five */
    /* 0: VERIFY_REPLICATIONS of any length. Otherwise so many, and the window is what the case is
     * about: it begins at an empty server, and a longer run has more replications instead. */
    uint32_t replications;
    void (*exact)(VerifyTruths *truths);
} VerifyCase;

typedef struct {
    const char *title;
    const VerifyCase *cases; /* ended by a NULL id */
} VerifyGroup;

/* Ended by a NULL title. */
extern const VerifyGroup verify_groups[];

/* What the models cannot express exactly, and why; ended by a NULL id. */
typedef struct {
    const char *id; /* a system, in the manner of a case */
    const char *what;
    const char *reason;
} VerifyMissing;
extern const VerifyMissing verify_missing[];

/* NULL when there is none. */
const VerifyCase *verify_case_find(const char *id);
const VerifyGroup *verify_group_of(const VerifyCase *of);
const VerifyMissing *verify_missing_find(const char *id);

bool verify_case_has_model(const VerifyCase *found, const char *model);

/* How long to run. */
typedef struct {
    double longer;       /* windows, in usual ones; of cases from empty: replications */
    double fewer;        /* replications, in usual ones */
    bool is_full;        /* longer is what each case says */
    const char *seed;    /* NULL: 1 */
    char *const *models; /* NULL: all that express it */
} VerifyEffort;

#define VERIFY_USUAL                                                                               \
    {                                                                                              \
        .longer = 1, .fewer = 1                                                                    \
    }
#define VERIFY_QUICK                                                                               \
    {                                                                                              \
        .longer = 0.25, .fewer = 0.5                                                               \
    }

/* The case as a scenario that 'iissim run' takes, the question as its comment. The caller frees it. */
char *verify_case_text(const VerifyCase *of, const VerifyEffort *effort);

/* ---- for the tables ---- */

void verify_add(VerifyTruths *truths, const char *metric, double value);
void verify_add_within(VerifyTruths *truths, const char *metric, double value, double precision);
void verify_add_certain(VerifyTruths *truths, const char *metric, double value);

/* The quantiles to a precision, p99 to one and a half of it, latency.mean to half of it. */
void verify_add_times(VerifyTruths *truths, const TheoryTimes *times, double precision);

/* All that is known of one station: latency, wait, loss, level, busy threads, throughput; precision as
 * above, what waits to one and a half of it. */
void verify_add_station(VerifyTruths *truths, const TheoryStation *station, double precision);

extern const VerifyCase verify_queues[];    /* cases_queues.c */
extern const VerifyCase verify_limits[];    /* cases_limits.c */
extern const VerifyCase verify_networks[];  /* cases_networks.c */
extern const VerifyCase verify_processes[]; /* cases_processes.c */
