/* suite.h - runs cases of the theory suite and judges every (case, model, metric).
 *
 * z is the distance from the exact value in standard errors of the mean of n independent
 * replications; under the hypothesis that the model is right it has Student's t distribution with
 * n - 1 degrees of freedom, and p is the chance of one as far off, on either side. The rows that were
 * run are one family: by Holm's procedure the chance that any row deviates by bad luck is at most
 * VERIFY_FALSE_ALARMS for the whole run, however the rows depend on each other. That level is nominal:
 * it holds where means of replications are normal. docs/verify.md says what was measured.
 *
 * A quantile comes from a histogram whose buckets are 0.1% wide: of its distance so much is taken off
 * before it is judged. A certain value has no z: every replication must give it.
 */
#pragma once
#include "cli/experiment/experiment.h"
#include "cli/verify/cases.h"

#define VERIFY_FALSE_ALARMS    0.001 /* nominal */
#define VERIFY_HISTOGRAM_ERROR 0.001

typedef struct {
    VerifyTruth truth;
    const char *model; /* borrowed from the table of models */
    SimEstimate estimate;
    double z;      /* NaN: certain, or without a value */
    double p;      /* 0 for a certain value that was missed, and for what has no value */
    double p_holm; /* adjusted for the family */
    bool deviates;
} VerifyRow;

/* Model by model, in the order of the case's list. */
typedef struct {
    const VerifyCase *of;
    uint32_t replications;
    double requests; /* per replication, mean over the models */
    double window_s;
    GArray *rows; /* VerifyRow */
} VerifyOutcome;

typedef struct {
    GPtrArray *outcomes; /* VerifyOutcome *, in the order of the table */
    bool is_partial;     /* interrupted: what is here is whole */
    uint32_t rows, deviations;
    uint32_t certain;           /* rows without a z */
    uint32_t beyond_two;        /* rows with |z| > 2 */
    double expected_beyond_two; /* of them, by chance */
    double largest_z;           /* by its size */
    /* Of |z|: beyond it a row deviates, even one with the fewest replications of any; NaN when no row
     * has a z. */
    double bound_z;
} VerifyReport;

typedef struct {
    VerifyEffort effort;
    const VerifyCase *const *cases; /* ended by NULL */
    uint32_t threads;               /* 0: one for each core */
    bool shows_progress;
} VerifyOptions;

/* NULL on failure, which is an internal error: a run broke a conservation law, or a case is no
 * scenario. */
VerifyReport *verify_run(const VerifyOptions *options, GError **error);
void verify_report_free(VerifyReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VerifyReport, verify_report_free)

/* The judgement of one column of replications, but for the family. */
VerifyRow verify_judge(const VerifyTruth *truth, const char *model, const double *values,
                       uint32_t count);

/* Adjusts all rows for their family, and counts. */
void verify_conclude(VerifyReport *report);

/* For people: by case, at most 100 columns. seconds: of wall clock. */
void verify_table(GString *text, const VerifyReport *report, bool has_colour, double seconds);

/* 'iissim-verify/1', docs/verify.schema.json. The same cases and seed give the same bytes. The caller
 * frees the text. */
#define VERIFY_FORMAT "iissim-verify/1"
char *verify_json(const VerifyReport *report, const VerifyEffort *effort);
