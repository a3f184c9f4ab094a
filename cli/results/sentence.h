/* sentence.h - one sentence on what makes the difference between two variants.
 *
 * Losses come first where they differ: a latency of survivors says little beside them. Then mean
 * latency, and the stages that the difference comes from; the stages add up to the latency, so
 * that the sentence accounts for it.
 *
 * Of several candidates one sentence tells how each stands to the baseline, those that cannot be
 * told apart from it last; among each other they are not compared.
 */
#pragma once
#include "cli/results/verdict.h"

/* The caller frees the sentence. */
char *sentence_new(const Experiment *experiment, const VerdictComparison *comparison);

char *sentence_of_all(const Experiment *experiment, const Verdicts *verdicts);
