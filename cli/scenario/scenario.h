/* scenario.h - a scenario file, read, checked and resolved into one configuration per variant.
 *
 * The reader is strict: a section, key, unit or value that it does not know is a problem, and all
 * problems of a file are found in one pass. Nothing is run from a file with problems.
 */
#pragma once
#include "cli/scenario/sweep_value.h"
#include "models/keys.h"
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
    char *path;          /* 'load', 'pool:shop.MaxProcesses': as it is written */
    char *place;         /* 'FILE:LINE', or the option of the command line */
    const ModelKey *key; /* NULL for 'count' and the extensions of [scriptmap] */
    SweepValue *values;
    uint32_t value_count;
    bool is_number; /* all values are finite numbers in one unit: they can be an axis */
} ScenarioSweepKey;

typedef struct {
    ScenarioSweepKey *keys; /* at least one */
    uint32_t key_count;
    bool is_lockstep; /* the first values, the second, ..; otherwise every value with every other */
    char *where;      /* NULL: no constraint */
    uint32_t *points; /* [point * key_count + key]: the index of its value; at least one point */
    uint32_t point_count;
} ScenarioSweep;

const SweepValue *scenario_sweep_value(const ScenarioSweep *sweep, uint32_t point, uint32_t key);

/* 'load = 2, machine.cores = 4'. The caller owns it. */
char *scenario_sweep_describe(const ScenarioSweep *sweep, uint32_t point);
void scenario_sweep_free(ScenarioSweep *sweep);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScenarioSweep, scenario_sweep_free)

/* What a [plot:*] is drawn over; the order is that of the words of its x. */
typedef enum {
    SCENARIO_PLOT_TIME,
    SCENARIO_PLOT_VARIANT,
    SCENARIO_PLOT_METRIC,
    SCENARIO_PLOT_APP,
    SCENARIO_PLOT_PAGE,
    SCENARIO_PLOT_POOL,
    SCENARIO_PLOT_CLIENTS,
    SCENARIO_PLOT_SETTING, /* of the sweep */
} ScenarioPlotAxis;

typedef struct {
    char *name;
    char *title; /* NULL: none given */
    ScenarioPlotAxis axis;
    char *x;               /* as it is written: 'time', 'app', 'pool:shop.MaxProcesses' */
    char **y;              /* NULL-terminated: metrics, over time series; at least one */
    bool has_metric_lines; /* a line for each y; else for each variant, and a panel for each y */
    int kind;              /* a PanelsKind (cli/results/panels.h) */
    bool is_log;           /* the values */
    int64_t from_ns;       /* over time: what is shown of it; SIM_NEVER is the end of the window */
    int64_t to_ns;
} ScenarioPlot;

/* How warmup = auto was fixed (cli/experiment/warmup.h). */
typedef struct {
    bool is_auto;
    bool has_settled; /* the pilots, in their first half; else they were too short or grew */
    uint32_t pilots;  /* of each variant; 0: not fixed yet */
    int64_t pilot_ns; /* how long each was */
} ScenarioWarmup;

typedef struct {
    char *title;
    char *opening; /* the comment that the file opens with, as a rule its question; NULL: none */
    char *file;
    char sha256[65]; /* of the resolved text, lower-case hexadecimal */
    uint64_t seed;
    ScenarioWarmup warmup;
    int64_t pilot_ns;          /* above 0: it is no scenario but the pilots of that length of one */
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
    ScenarioSweep *sweep;    /* NULL: the scenario has none */
    ScenarioPlot *plots;
    uint32_t plot_count;
    char *resolved; /* the resolved scenario: complete and runnable */
    /* For a scenario that was made of another: */
    uint32_t text_variant; /* variants[0] is this one of those that 'resolved' has */
    bool is_beyond_text; /* its configuration is not what 'resolved' says: run it here, not there */
    char *logged;        /* NULL, or the file of an imported log's measured latency */
} Scenario;

/* A setting at a point of a sweep. */
typedef struct {
    const char *path;
    const char *value;
    const char *place; /* that its problems are reported at */
} ScenarioPointValue;

typedef struct {
    char *const *models; /* NULL-terminated list, or NULL: as the file says */
    char *const *sets;   /* NULL-terminated 'SECTION.KEY=VALUE', or NULL */
    const char *seed;    /* texts as the user wrote them, NULL: as the file says */
    const char *replications;
    const char *baseline;
    char *const *sweeps;             /* NULL-terminated 'KEY=LIST' in place of [sweep], or NULL */
    const ScenarioPointValue *point; /* NULL, or ended by a NULL path: the scenario is one point of
                                        its sweep, and has no [sweep] of its own */
    const ModelKey *scaled_cost;     /* NULL, or a cost that is multiplied, in every variant, by */
    double cost_factor;
    const char *text; /* NULL, or what is in the file, which is not read then */
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

/* Prints them to stderr, and returns the status to leave with when one is an error. */
int scenario_complain(const GPtrArray *problems);

/* Loads for a verb that runs: prints the problems to stderr; NULL after an error, with *exit_status
 * set to the status to leave with. */
Scenario *scenario_load_or_complain(const char *path, const ScenarioOverrides *overrides,
                                    int *exit_status);
