/* truth.h - what queueing theory says, by formula, and the check that a model says the same.
 *
 * Times are in seconds, rates per second.
 */
#pragma once
#include "tests/models/support.h"

/* ---- formulas ---- */

/* The probability of waiting in M/M/c, load = arrival rate x mean service (Erlang 1917). */
double truth_erlang_c(int servers, double load);

/* The mean response time of M/M/c. */
double truth_mmc(int servers, double rate, double service_s);

/* The loss of M/G/c/c, whatever the distribution (Erlang 1917). */
double truth_erlang_b(int servers, double load);

/* M/M/c with room for capacity requests, those in service included. */
typedef struct {
    double response_s; /* of those served */
    double loss;
} TruthFinite;
TruthFinite truth_mmck(int servers, int capacity, double rate, double service_s);

/* M/G/1, first come first served, scv = variance / mean^2 of the service (Pollaczek-Khinchine). */
double truth_mg1(double rate, double service_s, double scv);

/* GI/M/1: sigma solves sigma = A*((1 - sigma) / service), A* the transform of the gaps. */
typedef double (*TruthTransform)(double s, const double *parameters);
double truth_gim1(TruthTransform transform, const double *parameters, double service_s);

/* M/M/c whose waiting customers leave after exponential patience (Palm; Erlang-A). */
TruthFinite truth_erlang_a(int servers, double rate, double service_s, double patience_s);

/* Users who think and then visit single-server stations in turn: the mean response by exact mean
 * value analysis (Reiser and Lavenberg 1980). */
double truth_mva(int users, double think_s, int stations, const double *demands_s);

/* The same for two classes; responses of each. stations at most 8. */
void truth_mva_two(const int users[2], const double think_s[2], int stations,
                   const double *const demands_s[2], double responses_s[2]);

/* M/M/1 that is empty at time 0: the mean number in the system over [0, until]. */
double truth_mm1_filling(double rate, double service_s, double until_s);

/* ---- the check ---- */

typedef struct {
    const char *metric; /* of support_value() */
    double value;
    double precision; /* the half-width asked in the usual suite, relative; 0: 1% */
} Truth;

#define TRUTH(name, exact)                                                                         \
    {                                                                                              \
        .metric = name, .value = exact                                                             \
    }
#define TRUTH_WITHIN(name, exact, half_width)                                                      \
    {                                                                                              \
        .metric = name, .value = exact, .precision = half_width                                    \
    }

typedef struct {
    const char *models; /* 'iis6 iis5 i5m': those that the usual suite runs first */
    int usual;          /* how many of them it runs; 0: one */
    const char *text;   /* without [scenario] */
    double requests;    /* per replication, about */
    double rate;        /* of arrivals, to turn requests into a duration */
    double full;        /* how many times as many in the long suite; 0: five */
    Truth truths[6];    /* ended by a NULL metric */
} TruthCase;

/* Replications 1..40: at 95% the half-width is at most 1% of the truth, or what the truth says, and
 * the mean is within 4 standard errors of it. With IISSIM_TEST_FULL in the environment every model
 * runs five times as long, or as long as the case says, and 1% is asked of all. Under sanitizers
 * runs are a hundredth as long and only the invariants are checked. IISSIM_TEST_TRUTHS prints all
 * estimates. */
void truth_reproduced(const TruthCase *check);
