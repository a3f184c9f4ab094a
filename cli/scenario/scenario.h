/* scenario.h - a scenario file, read, checked and resolved into one configuration per variant.
 *
 * The reader is strict: a section, key, unit or value that it does not know is a problem, and all
 * problems of a file are found in one pass. Nothing is run from a file with problems.
 */
#pragma once
#include "models/run.h"

typedef struct {
    char *name; /* the variant's, or the model's */
    const Model *model;
    ModelConfig *config;
    char **ignored; /* 'pool:shop.dispatch': keys that are written and that its model never reads;
                       NULL-terminated, in the order of the text */
} ScenarioVariant;

typedef struct {
    char *name;
    char *metric; /* 'latency.p95', 'loss', 'within(0.3)' */
    char *scope;  /* NULL: the whole run; else 'app', 'page', 'pool', 'clients' */
    char *entity; /* with a scope: its name */
    bool at_most; /* <, <=; otherwise >, >= */
    bool strict;  /* <, > */
    double bound; /* SI units */
} ScenarioSlo;

typedef struct {
    char *title;
    char *file;
    char sha256[65]; /* of the resolved text, lower-case hexadecimal */
    uint64_t seed;
    uint32_t replications_min; /* equal unless 'N..M' */
    uint32_t replications_max;
    double precision;          /* relative half-width asked, 0 when not asked */
    char *precision_metric;    /* NULL when not asked */
    ScenarioVariant *variants; /* at least one */
    uint32_t variant_count;
    ScenarioSlo *slos;
    uint32_t slo_count;
    char **compare_metrics;  /* NULL-terminated; [compare] metrics or the default family */
    double margin;           /* [compare] margin, 0 when not asked */
    char *baseline;          /* [compare] baseline, NULL when not asked: the first */
    uint32_t baseline_index; /* of the variant; MODEL_NONE when --models has left it out */
    char *resolved;          /* the resolved scenario: complete and runnable */
    char *logged;            /* NULL, or the file of an imported log's measured latency */
} Scenario;

typedef struct {
    char *const *models; /* NULL-terminated list, or NULL: as the file says */
    char *const *sets;   /* NULL-terminated 'SECTION.KEY=VALUE', or NULL */
    const char *seed;    /* texts as the user wrote them, NULL: as the file says */
    const char *replications;
    const char *baseline;
} ScenarioOverrides;

typedef struct {
    char *text; /* 'file:line: what: why; what to write' */
    bool is_error;
} ScenarioProblem;

/* path '-' is stdin. Returns NULL when any problem is an error; problems (ScenarioProblem *, owned
 * by the array, by file and line) is filled with errors and warnings either way. */
Scenario *scenario_load(const char *path, const ScenarioOverrides *overrides, GPtrArray *problems);
void scenario_free(Scenario *scenario);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scenario, scenario_free)

/* A new, empty list of problems for scenario_load(). */
GPtrArray *scenario_problems_new(void);

/* Loads for a verb that runs: prints the problems to stderr; NULL after an error, with *exit_status
 * set to the status to leave with. */
Scenario *scenario_load_or_complain(const char *path, const ScenarioOverrides *overrides,
                                    int *exit_status);
