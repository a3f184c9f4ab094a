/* coverage.h - how often a 95% interval holds the truth, counted: many independent experiments on
 * systems whose truth is known, through the reader, the models and the estimation as they are.
 */
#pragma once
#include "tests/models/support.h"

typedef struct {
    const char *metric; /* of the whole run */
    double truth;
} CoverageTruth;

#define COVERAGE_TRUTHS 4

typedef struct {
    const char *name;
    char *text;                            /* the scenario, without models */
    CoverageTruth truths[COVERAGE_TRUTHS]; /* ended by a NULL metric */
} CoverageCase;

typedef struct {
    uint32_t held[COVERAGE_TRUTHS];    /* how many of the intervals held the truth */
    SimEstimate mean[COVERAGE_TRUTHS]; /* of all estimates */
    uint32_t unstable;
    double replications; /* mean number */
    double warmup_s;     /* mean */
} CoverageCount;

/* Seeds 1..count. */
CoverageCount coverage_count(const CoverageCase *of, uint32_t count);

/* M/M/1 at load 0.5; requests per replication. The caller frees the text. */
CoverageCase coverage_mm1(uint32_t requests);

/* All cases, 1,000 experiments each, on stdout; 1 when a count is outside of its band. */
int test_coverage(void);
