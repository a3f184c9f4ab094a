/* sentence.h - one sentence on what makes the difference between two variants.
 *
 * Losses come first where they differ: a latency of survivors says little beside them. Then mean
 * latency, and the stages that the difference comes from; the stages add up to the latency, so
 * that the sentence accounts for it.
 */
#pragma once
#include "cli/results/verdict.h"

/* The caller frees the sentence. */
char *sentence_new(const Experiment *experiment, const VerdictComparison *comparison);
