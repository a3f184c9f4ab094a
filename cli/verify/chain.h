/* chain.h - Markov chains in continuous time, solved without sampling: what is exact where no formula
 * is.
 *
 * A chain is a list of moves between numbered states. Of an irreducible one the stationary
 * probabilities are found by elimination without subtractions (Grassmann, Taksar and Heyman 1985),
 * which loses no digits; the cost is states x band^2, band being the farthest move. Of one that ends,
 * the distribution of the time until then is found by uniformization (Jensen 1953): moves become a
 * Poisson process with some moves that change nothing. Endless spaces are cut off by the caller, where
 * what lies beyond is less likely than the last digit.
 */
#pragma once
#include <glib.h>
#include <stdint.h>

#define CHAIN_DONE (UINT32_MAX)     /* as a target: what is waited for happened */
#define CHAIN_LOST (UINT32_MAX - 1) /* as a target: it never will */

typedef struct Chain Chain;

Chain *chain_new(uint32_t states);
void chain_free(Chain *chain);

/* rate >= 0, per second. Several moves between the same states add up; one to the own state is no
 * move. */
void chain_add(Chain *chain, uint32_t from, uint32_t to, double rate);

/* One probability for each state, which the caller frees. Every state must lead to state 0; none may
 * lead to CHAIN_DONE or CHAIN_LOST. */
double *chain_stationary(const Chain *chain);

/* ---- until the end ---- */

/* The time from a start until CHAIN_DONE, given that it comes. */
typedef struct ChainTime ChainTime;

/* start: a weight for each state; they need not add up to 1. Every state must lead to an end. */
ChainTime *chain_time_new(const Chain *chain, const double *start);
void chain_time_free(ChainTime *time);

double chain_time_chance(const ChainTime *time); /* that it comes at all */
double chain_time_mean(const ChainTime *time);
double chain_time_within(const ChainTime *time, double time_s); /* P(time <= time_s) */
double chain_time_quantile(const ChainTime *time, double q);    /* 0 < q < 1 */

/* ---- on the way ---- */

/* The expected value of a reward that each state is worth, from a start of weights that add up to 1:
 * at time_s, or (mean_until) as a mean over [0, time_s]. */
double chain_reward_at(const Chain *chain, const double *start, const double *rewards,
                       double time_s);
double chain_reward_until(const Chain *chain, const double *start, const double *rewards,
                          double time_s);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Chain, chain_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ChainTime, chain_time_free)
