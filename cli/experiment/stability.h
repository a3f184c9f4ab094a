/* stability.h - does more come than the server can do, for ever?
 *
 * Then the number of requests at the server grows without end, and every mean depends on how long
 * the window is. The window is cut into quarters; of each replication the mean number inside is
 * kept for each. A variant is unstable when, by Student's t over the replications at 95%,
 * - the number grows from every quarter to the next, and
 * - from the first to the last by more than 1% of what is offered in that time: what a server that
 *   is busy to 99% can leave behind at the most, while one that is asked for 105% of what it can do
 *   leaves 4.8%.
 * A queue that is bounded and full does not grow: what it turns away is in the loss.
 *
 * By chance alone the first condition holds in less than 2.5% of the variants whose number neither
 * grows nor falls on average, as each of its three parts does; in fact in far less, see
 * docs/method.md.
 *
 * One replication alone has no other to be compared with. It is judged by the mean numbers in 40 pieces
 * of its window: unstable when the number grows by more than 1% of what is offered and by more than a
 * walk would get by chance whose steps are those between the pieces, which happens in one run of 1,000
 * at the most, and in both halves of the window. It sees less: a load of 1.05 takes ten times the window.
 */
#pragma once
#include "cli/experiment/experiment.h"

#define STABILITY_QUARTERS 4

typedef struct {
    const char *not_judged; /* NULL, or why nothing can be told; static */
    bool is_unstable;
    SimEstimate growth;     /* requests per second, from the first quarter to the last */
    SimEstimate of_offered; /* the same as a share of the requests offered per second */
} Stability;

Stability stability_of(const Experiment *experiment, const ExperimentVariant *variant);

/* Adds STABILITY_QUARTERS doubles for a replication; NaN where the series does not tell. */
void stability_take(GArray *quarters, const ResultSeries *series);

/* What is to be said of an unstable variant. The caller frees it. */
char *stability_text(const ExperimentVariant *variant, const Stability *stability);
