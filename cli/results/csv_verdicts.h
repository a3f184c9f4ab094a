/* csv_verdicts.h - comparisons, and what they hang on, as comma-separated values: one row each, with
 * the run's identity. What does not exist is an empty field. */
#pragma once
#include "cli/results/verdict.h"

/* scenario_sha256, iissim, seed, baseline, candidate, metric, difference, lo, hi, n, relative, p,
 * p_holm, verdict, pairing, correlation, survivors_only, hangs_on (names parted by blanks). */
void csv_append_comparisons(GString *text, const Experiment *experiment, const Verdicts *verdicts);

/* scenario_sha256, iissim, seed, baseline, candidate, metric, cost, factor, difference, lo, hi, n,
 * p_holm, verdict, flips; the rows with factor 1 and no cost are those of the base. */
void csv_append_sensitivity(GString *text, const Experiment *experiment, const Verdicts *verdicts);
