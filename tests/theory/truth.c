/* truth.c - formulas in their textbook form; state spaces are summed until nothing is left. */
#include "tests/theory/truth.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define REPLICATIONS 40
#define STATES       100000

double truth_erlang_b(int servers, double load)
{
    double loss = 1;

    for (int c = 1; c <= servers; c++)
        loss = load * loss / (c + load * loss);
    return loss;
}

double truth_erlang_c(int servers, double load)
{
    double loss = truth_erlang_b(servers, load);
    double utilisation = load / servers;

    return loss / (1 - utilisation * (1 - loss));
}

double truth_mmc(int servers, double rate, double service_s)
{
    double load = rate * service_s;

    return service_s + truth_erlang_c(servers, load) * service_s / (servers - load);
}

/* A birth and death chain: births[n] from n to n + 1, deaths[n] from n to n - 1. */
static void stationary(int states, const double *births, const double *deaths, double *chances)
{
    double sum = 1;

    chances[0] = 1;
    for (int n = 1; n < states; n++) {
        chances[n] = chances[n - 1] * births[n - 1] / deaths[n];
        sum += chances[n];
    }
    for (int n = 0; n < states; n++)
        chances[n] /= sum;
}

TruthFinite truth_mmck(int servers, int capacity, double rate, double service_s)
{
    g_autofree double *births = g_new(double, (gsize)capacity + 1);
    g_autofree double *deaths = g_new(double, (gsize)capacity + 1);
    g_autofree double *chances = g_new(double, (gsize)capacity + 1);
    double mean = 0;

    for (int n = 0; n <= capacity; n++) {
        births[n] = rate;
        deaths[n] = MIN(n, servers) / service_s;
    }
    stationary(capacity + 1, births, deaths, chances);
    for (int n = 0; n <= capacity; n++)
        mean += n * chances[n];
    return (TruthFinite){.loss = chances[capacity],
                         .response_s = mean / (rate * (1 - chances[capacity]))};
}

double truth_mg1(double rate, double service_s, double scv)
{
    double utilisation = rate * service_s;

    return service_s + utilisation * service_s * (1 + scv) / (2 * (1 - utilisation));
}

double truth_gim1(TruthTransform transform, const double *parameters, double service_s)
{
    double sigma = 0.5;

    for (int i = 0; i < 100000; i++)
        sigma = transform((1 - sigma) / service_s, parameters);
    return service_s / (1 - sigma);
}

/* The mean wait of those served is that of all less what those who leave have waited: all wait
 * queue / rate, and those who leave leave at patience's rate. Served ones are followed instead: a
 * request that finds n > servers - 1 is served if it outlasts the n - servers + 1 departures ahead
 * of it, each by service or by patience; the time that takes is summed step by step. */
TruthFinite truth_erlang_a(int servers, double rate, double service_s, double patience_s)
{
    int states = 2000;
    g_autofree double *births = g_new(double, (gsize)states);
    g_autofree double *deaths = g_new(double, (gsize)states);
    g_autofree double *chances = g_new(double, (gsize)states);
    double served = 0, waited = 0;

    for (int n = 0; n < states; n++) {
        births[n] = rate;
        deaths[n] = MIN(n, servers) / service_s + MAX(n - servers, 0) / patience_s;
    }
    stationary(states, births, deaths, chances);
    for (int n = 0; n < states; n++) {
        double outlasts = 1, time_s = 0;

        /* k others wait ahead: one of them goes, or a server is free, before it loses patience */
        for (int k = n - servers; k >= 0; k--) {
            double ahead = servers / service_s + k / patience_s;

            outlasts *= ahead / (ahead + 1 / patience_s);
            time_s += 1 / (ahead + 1 / patience_s);
        }
        served += chances[n] * outlasts;
        waited += chances[n] * outlasts * time_s;
    }
    return (TruthFinite){.loss = 1 - served, .response_s = waited / served + service_s};
}

double truth_mva(int users, double think_s, int stations, const double *demands_s)
{
    g_autofree double *queue = g_new0(double, (gsize)stations);
    double response_s = 0;

    for (int n = 1; n <= users; n++) {
        double throughput;

        response_s = 0;
        for (int k = 0; k < stations; k++)
            response_s += demands_s[k] * (1 + queue[k]);
        throughput = n / (think_s + response_s);
        for (int k = 0; k < stations; k++)
            queue[k] = throughput * demands_s[k] * (1 + queue[k]);
    }
    return response_s;
}

void truth_mva_two(const int users[2], const double think_s[2], int stations,
                   const double *const demands_s[2], double responses_s[2])
{
    int width = users[1] + 1;
    g_autofree double *queue = g_new0(double, (gsize)(users[0] + 1) * (gsize)width * 8);

    for (int i = 0; i <= users[0]; i++) {
        for (int j = 0; j < width; j++) {
            double *here = &queue[(i * width + j) * 8];
            const int population[2] = {i, j};
            const int before[2] = {(i - 1) * width + j, i * width + j - 1};

            for (int c = 0; c < 2; c++) {
                double residence[8], sum = 0;

                if (population[c] == 0)
                    continue;
                for (int k = 0; k < stations; k++)
                    sum += residence[k] = demands_s[c][k] * (1 + queue[before[c] * 8 + k]);
                for (int k = 0; k < stations; k++)
                    here[k] += population[c] / (think_s[c] + sum) * residence[k];
                responses_s[c] = sum;
            }
        }
    }
}

#define FILLING_STATES 300

/* Kolmogorov's equations. */
static void flow(const double *chances, double up, double down, double *change)
{
    for (int n = 0; n < FILLING_STATES; n++) {
        bool is_last = n == FILLING_STATES - 1;

        change[n] = -chances[n] * ((is_last ? 0 : up) + (n > 0 ? down : 0));
        change[n] += n > 0 ? chances[n - 1] * up : 0;
        change[n] += is_last ? 0 : chances[n + 1] * down;
    }
}

double truth_mm1_filling(double rate, double service_s, double until_s)
{
    double chances[FILLING_STATES] = {1}, middle[FILLING_STATES], change[FILLING_STATES];
    int steps = 20000;
    double step_s = until_s / steps, area = 0;

    for (int i = 0; i < steps; i++) {
        double mean = 0;

        flow(chances, rate, 1 / service_s, change);
        for (int n = 0; n < FILLING_STATES; n++)
            middle[n] = chances[n] + change[n] * step_s / 2;
        flow(middle, rate, 1 / service_s, change);
        for (int n = 0; n < FILLING_STATES; n++) {
            mean += n * middle[n];
            chances[n] += change[n] * step_s;
        }
        area += mean * step_s;
    }
    return area / until_s;
}

/* ---- the check ---- */

static bool is_full(void)
{
    return g_getenv("IISSIM_TEST_FULL") != NULL;
}

static void check_truth(const Truth *truth, const char *model, ModelResult *const *results)
{
    SimEstimate estimate = support_estimate(results, REPLICATIONS, truth->metric);
    double half_width = (estimate.high - estimate.low) / 2;
    double standard_error = half_width / 2.0226909; /* t of 39 degrees of freedom at 97.5% */
    double precision = truth->precision > 0 && !is_full() ? truth->precision : 0.01;
    double off = estimate.mean - truth->value;
    double z = fabs(off) <= 1e-9 * truth->value ? 0 : off / standard_error; /* may have no error */
    bool is_good =
        estimate.n == REPLICATIONS && half_width <= precision * truth->value && fabs(z) <= 4;

    if (!is_good || g_getenv("IISSIM_TEST_TRUTHS") != NULL)
        fprintf(stderr, "  %s %s: %.9g, exact %.9g, half-width %.2f%%, z %+.2f\n", model,
                truth->metric, estimate.mean, truth->value, 100 * half_width / truth->value, z);
    CU_ASSERT(is_good);
}

static void check_model(const TruthCase *check, const char *model)
{
    double longer = !is_full() ? 1 : check->full > 0 ? check->full : 5;
    double requests = check->requests * longer / (SUPPORT_IS_SANITIZED ? 100 : 1);
    g_autofree char *text = g_strdup_printf(
        "[scenario]\nduration = %.9fs\nwarmup = %.9fs\ndrain = 10min\n%s", requests / check->rate,
        MIN(2000, requests / 10) / check->rate, check->text);
    g_autoptr(Scenario) scenario = support_load(text, model);
    ModelResult **results =
        support_replicate(scenario->variants[0].model, scenario->variants[0].config, REPLICATIONS);

    for (const Truth *truth = check->truths; truth->metric != NULL; truth++) {
        if (!SUPPORT_IS_SANITIZED)
            check_truth(truth, model, results);
    }
    support_results_free(results, REPLICATIONS);
}

void truth_reproduced(const TruthCase *check)
{
    g_auto(GStrv) named = g_strsplit(check->models, " ", -1);
    int usual = check->usual > 0 ? check->usual : 1;

    for (int i = 0; named[i] != NULL; i++) {
        if (i < usual || is_full() || SUPPORT_IS_SANITIZED)
            check_model(check, named[i]);
    }
}
