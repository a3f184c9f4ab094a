/* theory.h - what queueing theory says, by formula or by solving a small Markov chain.
 *
 * Times are in seconds, rates per second, loads are arrival rate x mean service. Each comment names
 * the result and where it comes from; docs/verify.md lists the sources. Systems are stable where they
 * are endless: a load below one per server, or an abort.
 */
#pragma once
#include "cli/verify/chain.h"

/* A response time: its mean and its quantiles; what has no exact answer is NaN. */
typedef struct {
    double mean_s;
    double p50_s, p90_s, p95_s, p99_s;
} TheoryTimes;

TheoryTimes theory_times_of_exponential(double mean_s);
TheoryTimes theory_times_of_chain(const ChainTime *time);

/* ---- one station (theory_queues.c) ---- */

/* The loss of M/G/c/c, whatever the distribution, and the chance to wait in M/M/c (Erlang 1917). */
double theory_erlang_b(uint32_t servers, double load);
double theory_erlang_c(uint32_t servers, double load);

/* Exponential service, first come first served: a birth and death chain. */
typedef struct {
    double rate;       /* of arrivals; with users, of each that thinks */
    double service_s;  /* mean */
    uint32_t servers;  /* at least 1 */
    uint32_t capacity; /* with those in service; 0: endless */
    uint32_t users;    /* who come again after thinking; 0: arrivals are Poisson */
    double patience_s; /* mean; who has not begun by then leaves; 0: endless */
} TheoryStation;

typedef struct {
    TheoryTimes response; /* of those served */
    double loss;          /* share of arrivals that are not served */
    double in_system;     /* mean number */
    double busy;          /* mean number of servers at work */
    double served_per_s;
} TheoryAnswer;

TheoryAnswer theory_station(const TheoryStation *station);

/* The same without the quantiles and, with patience, without the mean of the response: cheap however
 * many states there are. */
TheoryAnswer theory_station_means(const TheoryStation *station);

/* P(response <= time_s), of those served. */
double theory_station_within(const TheoryStation *station, double time_s);

/* M/G/1: the mean; scv = variance / mean^2 of the service (Pollaczek 1930, Khinchine 1932). */
double theory_mg1_mean(double rate, double service_s, double scv);

TheoryTimes theory_md1(double rate, double service_s);                   /* Crommelin 1932 */
TheoryTimes theory_mek1(double rate, double service_s, uint32_t phases); /* Erlang-k service */
TheoryTimes theory_m_lognormal_1(double rate, double service_s, double cv);

/* GI/M/1: sigma solves sigma = A*((1 - sigma) / service), A* the transform of the gaps; the response
 * is exponential with mean service / (1 - sigma) (Kendall 1953). */
typedef double (*TheoryTransform)(double s, const double *parameters);
double theory_sigma(TheoryTransform gaps, const double *parameters, double service_s);
double theory_constant(double s, const double *parameters);         /* {value} */
double theory_hyperexponential(double s, const double *parameters); /* {mean, scv > 1}: balanced */

/* Batches of geometric size arrive at a rate; exponential service by one server. */
TheoryTimes theory_batches(double rate, double size, double service_s);

/* Arrivals at rates[i] while a background is in state i, for an exponential time of mean stay_s[i];
 * one exponential server. */
TheoryAnswer theory_mmpp2(const double rates[2], const double stay_s[2], double service_s);

/* No room to wait: who finds the one server busy asks again after an exponential pause until it is
 * free (Falin and Templeton 1997). The mean time from the first attempt to the end of service. */
double theory_retrial_mean(double rate, double service_s, double pause_s);

/* The server stops when it has had nothing to do for off_after_s, and takes setup_s to start for the
 * next customer (Welch 1964). */
TheoryTimes theory_setup(double rate, double service_s, double setup_s, double off_after_s);

/* M/M/1 that is empty at time 0: the mean number in the system at a time, and over [0, until]. */
double theory_filling_at(double rate, double service_s, double time_s);
double theory_filling_until(double rate, double service_s, double time_s);

/* ---- a processor that is shared (theory_sharing.c) ---- */

/* M/M/1, at most threads customers share the server, the others wait in order; 0: all share it
 * (Coffman, Muntz and Trotter 1970). */
TheoryTimes theory_sharing(double rate, double service_s, uint32_t threads);

/* ---- networks (theory_networks.c) ---- */

/* Users who think and then visit single-server stations in turn: the mean response by exact mean
 * value analysis (Reiser and Lavenberg 1980). */
double theory_mva(uint32_t users, double think_s, uint32_t stations, const double *demands_s);

/* The same for two classes on at most 8 shared stations; responses of each. */
void theory_mva_two(const uint32_t users[2], const double think_s[2], uint32_t stations,
                    const double *const demands_s[2], double responses_s[2]);

/* M/M/c stations in a row; only the first and the last may have several servers, or the times at them
 * are not independent (Jackson 1957, Burke 1969). */
TheoryTimes theory_tandem(double rate, uint32_t stations, const double *services_s,
                          const uint32_t *servers);

/* Simultaneous possession: a thread is held for own work, for the wait for one of the connections,
 * and for the work on it. */
typedef struct {
    double rate, own_s, connection_s;
    uint32_t threads, connections;
} TheoryPossession;
typedef struct {
    double response_s, connection_wait_s; /* means */
    double busy_threads, busy_connections;
} TheoryPossessed;
TheoryPossessed theory_possession(const TheoryPossession *possession);

/* ---- processes that end (theory_processes.c) ---- */

/* M/M/1 that stops for an exponential outage after every so many customers; nobody is lost. */
TheoryAnswer theory_recycling(double rate, double service_s, uint32_t every, double outage_s);

/* M/M/c/K that crashes: everybody inside is lost, and who comes until it is restarted. All times are
 * exponential. */
TheoryAnswer theory_crash(const TheoryStation *station, double up_s, double down_s);

/* The share of time that a process is up which crashes after up_s and restarts in down_s (means). */
double theory_availability(double crashes_per_s, double down_s);

/* Crashes are Poisson; protection trips at the third within a window that slides: the mean time from
 * the start until then. */
double theory_rapid_fail_mean(double crashes_per_s, double window_s);

/* A process ends after so many requests and takes a constant time to start; who comes meanwhile is
 * lost (renewal reward). */
double theory_renewal_loss(double rate, double requests, double restart_s);

/* ---- others (theory_processes.c) ---- */

/* The share of requests that find their URL held: one of rate r is, with the chance that somebody
 * asked for it within the period. Popularity is Zipf's with exponent s. */
double theory_idle_hits(uint32_t urls, double s, double rate, double period_s);

/* A burst of requests on threads, one more of which is injected every interval while some wait; a
 * finished request frees its thread before one is injected. All times are multiples of interval_s.
 * Starts, in seconds from the burst: GArray of double, which the caller unrefs. */
GArray *theory_burst_starts(uint32_t requests, uint32_t threads, double interval_s,
                            double service_s);
