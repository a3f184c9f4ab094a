/* histogram.h - quantiles of non-negative whole numbers (nanoseconds) in bounded memory.
 *
 * Log-linear: values below 2048 are exact, above that each doubling is cut into 1024 equal parts,
 * so that a quantile is wrong by at most 0.1% of its value; within a part it is interpolated. Parts
 * are allocated by the doubling, when the first value falls there: memory is bounded (0.5 MB) and
 * in practice a few tens of kB. Values up to 2^62.
 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct SimHistogram SimHistogram;

SimHistogram *sim_histogram_new(void);
void sim_histogram_free(SimHistogram *histogram);
void sim_histogram_add(SimHistogram *histogram, int64_t value); /* value >= 0 */
void sim_histogram_merge(SimHistogram *histogram, const SimHistogram *other);
uint64_t sim_histogram_count(const SimHistogram *histogram);
int64_t sim_histogram_min(const SimHistogram *histogram); /* exact; 0 while empty */
int64_t sim_histogram_max(const SimHistogram *histogram); /* exact; 0 while empty */

/* q in [0, 1]: the value below which a share q of all lie, the ceil(q x count)-th smallest within
 * the error; NaN while empty. Never outside [min, max]. */
double sim_histogram_quantile(const SimHistogram *histogram, double q);

/* The share of all that are at most value; NaN while empty. */
double sim_histogram_share_within(const SimHistogram *histogram, int64_t value);

/* To keep one and have it again: its rows of counters, NULL where one is empty, and back. What is
 * put back is added; false, without any effect, where row or count are not those of a histogram. */
#define SIM_HISTOGRAM_ROWS 53
const uint64_t *sim_histogram_row(const SimHistogram *histogram, uint32_t row, uint32_t *count);
bool sim_histogram_restore_row(SimHistogram *histogram, uint32_t row, const uint64_t *counters,
                               uint32_t count);

/* The exact extremes of what was put back, which rows do not have. */
void sim_histogram_restore_extremes(SimHistogram *histogram, int64_t min, int64_t max);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SimHistogram, sim_histogram_free)
