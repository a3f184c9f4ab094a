/* limit.h - which limit was hit first? For each that could be: what the metrics say of it at the
 * capacity and above, and what its relief (relief.h) brings there. */
#pragma once
#include "cli/capacity/look.h"
#include "cli/results/quantity.h"

#define LIMIT_EVIDENCE_MAX 3

typedef struct {
    const char *metric; /* of the results, or what it is called; static or the limit's own */
    QuantityKind kind;
    double at, above; /* NaN: no such thing */
} LimitEvidence;

typedef struct {
    Relief relief;
    char *name; /* 'cpu', 'backend:db' */
    char *own;  /* the name of a metric, or NULL */
    LimitEvidence evidence[LIMIT_EVIDENCE_MAX];
    uint32_t evidence_count;
    bool is_suspect;      /* something waits for it or was turned away by it, so it was relieved */
    const Look *relieved; /* at the load above; NULL: not tried, or not finished */
    double progress;      /* how far its relief brings the slo back to its bound: 1 is there; NaN */
} Limit;

/* What may have been hit, by the looks at the capacity and above (Limit; the array owns them). */
GArray *limits_of(const Look *at, const Look *above);

/* Of the binding slo; by the growth of the number of requests when slo is NULL. */
void limit_take_relief(Limit *limit, const ScenarioSlo *slo, uint32_t slo_index, const Look *above,
                       const Look *relieved);

/* Puts the one whose relief brings most first. How many at the beginning stand out: 0 when none
 * does, 2 when there is a runner-up. */
uint32_t limits_rank(GArray *limits);
