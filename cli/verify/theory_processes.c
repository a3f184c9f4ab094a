/* theory_processes.c - servers that end and start again, and what else is not a queue. */
#include "cli/verify/theory.h"
#include <math.h>
#include <stdbool.h>

#define RECYCLING_MAX 400 /* customers; the chance of more is beyond the digits that are compared */

/* ---- recycling ---- */

/* State (n, i): n customers, i served since the last outage; i = every: down. */
static Chain *recycling_chain(double rate, double service_s, uint32_t every, double outage_s)
{
    uint32_t width = every + 1;
    Chain *chain = chain_new((RECYCLING_MAX + 1) * width);

    for (uint32_t n = 0; n <= RECYCLING_MAX; n++) {
        for (uint32_t i = 0; i < width; i++) {
            uint32_t state = n * width + i;

            if (n < RECYCLING_MAX)
                chain_add(chain, state, state + width, rate);
            if (i == every)
                chain_add(chain, state, n * width, 1 / outage_s);
            else if (n > 0)
                chain_add(chain, state, state - width + 1, 1 / service_s);
        }
    }
    return chain;
}

/* One customer with n ahead of it. */
static Chain *recycled_customer(double service_s, uint32_t every, double outage_s)
{
    uint32_t width = every + 1;
    Chain *chain = chain_new((RECYCLING_MAX + 1) * width);

    for (uint32_t n = 0; n <= RECYCLING_MAX; n++) {
        for (uint32_t i = 0; i < width; i++) {
            uint32_t state = n * width + i;

            if (i == every)
                chain_add(chain, state, n * width, 1 / outage_s);
            else
                chain_add(chain, state, n == 0 ? CHAIN_DONE : state - width + 1, 1 / service_s);
        }
    }
    return chain;
}

/* The state (0, every) of an empty server that is down leads to (0, 0), as every state must. */
TheoryAnswer theory_recycling(double rate, double service_s, uint32_t every, double outage_s)
{
    g_autoptr(Chain) station = recycling_chain(rate, service_s, every, outage_s);
    g_autofree double *chances = chain_stationary(station);
    g_autoptr(Chain) own = recycled_customer(service_s, every, outage_s);
    g_autoptr(ChainTime) time = chain_time_new(own, chances);

    return (TheoryAnswer){
        .response = theory_times_of_chain(time),
        .in_system = rate * chain_time_mean(time),
        .busy = rate * service_s,
        .served_per_s = rate,
    };
}

/* ---- crashes ---- */

/* State n: up with n customers; the last one: down. */
static double *crash_stationary(const TheoryStation *station, double up_s, double down_s)
{
    uint32_t capacity = station->capacity, down = capacity + 1;
    g_autoptr(Chain) chain = chain_new(capacity + 2);

    for (uint32_t n = 0; n <= capacity; n++) {
        if (n < capacity)
            chain_add(chain, n, n + 1, station->rate);
        if (n > 0)
            chain_add(chain, n, n - 1, MIN(n, station->servers) / station->service_s);
        chain_add(chain, n, down, 1 / up_s);
    }
    chain_add(chain, down, 0, 1 / down_s);
    return chain_stationary(chain);
}

/* One that got in and is lost when the process crashes before it is served. State 0: served, k: k - 1
 * wait ahead of it. */
static ChainTime *crash_time(const TheoryStation *station, const double *chances, double up_s)
{
    uint32_t servers = station->servers, states = 2 + station->capacity - servers;
    g_autoptr(Chain) chain = chain_new(states);
    g_autofree double *start = g_new0(double, states);

    for (uint32_t k = 0; k < states; k++) {
        chain_add(chain, k, k == 0 ? CHAIN_DONE : k - 1,
                  (k == 0 ? 1 : servers) / station->service_s);
        chain_add(chain, k, CHAIN_LOST, 1 / up_s);
    }
    for (uint32_t n = 0; n < station->capacity; n++)
        start[n < servers ? 0 : n - servers + 1] += chances[n];
    return chain_time_new(chain, start);
}

TheoryAnswer theory_crash(const TheoryStation *station, double up_s, double down_s)
{
    g_autofree double *chances = crash_stationary(station, up_s, down_s);
    g_autoptr(ChainTime) time = crash_time(station, chances, up_s);
    TheoryAnswer answer = {.response = theory_times_of_chain(time)};

    for (uint32_t n = 0; n <= station->capacity; n++) {
        answer.in_system += chances[n] * n;
        answer.busy += chances[n] * MIN(n, station->servers);
    }
    answer.served_per_s = answer.busy / station->service_s;
    answer.loss = 1 - answer.served_per_s / station->rate;
    return answer;
}

double theory_availability(double crashes_per_s, double down_s)
{
    return 1 / (1 + crashes_per_s * down_s);
}

/* v(g) is the mean time until the trip, just after a crash that came g after the one before it:
 *
 *     v(g) = 1 / r + integral over x > max(0, w - g) of r e^(-r x) v(x) dx,
 *
 * as the next crash trips unless it comes more than w after the last but one. For g >= w it is
 * constant. By the trapezoid rule, iterated until nothing changes. */
static double rapid_fail(double r, double window_s, uint32_t steps)
{
    g_autofree double *v = g_new0(double, steps + 1), *tail = g_new0(double, steps + 1);
    double step_s = window_s / steps, change = 1;

    while (change > 1e-13) {
        double beyond = exp(-r * window_s) * v[steps];

        change = 0;
        tail[steps] = 0; /* tail[i]: the integral from i to the window's end */
        for (uint32_t i = steps; i > 0; i--) {
            double near_s = (i - 1) * step_s, far_s = i * step_s;

            tail[i - 1] =
                tail[i] + step_s / 2 * r * (exp(-r * near_s) * v[i - 1] + exp(-r * far_s) * v[i]);
        }
        for (uint32_t i = 0; i <= steps; i++) {
            double next = 1 / r + tail[steps - i] + beyond;

            change = MAX(change, fabs(next - v[i]) / next);
            v[i] = next;
        }
    }
    return 1 / r + v[steps]; /* the first crash has none before it */
}

/* The error of the rule falls with the square of the step: two step sizes take it out. */
double theory_rapid_fail_mean(double crashes_per_s, double window_s)
{
    double coarse = rapid_fail(crashes_per_s, window_s, 500);
    double fine = rapid_fail(crashes_per_s, window_s, 1000);

    return fine + (fine - coarse) / 3;
}

double theory_renewal_loss(double rate, double requests, double restart_s)
{
    double lost = rate * restart_s;

    return lost / (requests + lost);
}

/* ---- others ---- */

double theory_idle_hits(uint32_t urls, double s, double rate, double period_s)
{
    double sum = 0, hits = 0;

    for (uint32_t i = 1; i <= urls; i++)
        sum += pow(i, -s);
    for (uint32_t i = 1; i <= urls; i++)
        hits += pow(i, -s) / sum * (1 - exp(-rate * pow(i, -s) / sum * period_s));
    return hits;
}

GArray *theory_burst_starts(uint32_t requests, uint32_t threads, double interval_s,
                            double service_s)
{
    GArray *starts = g_array_new(FALSE, FALSE, sizeof(double));
    long served_ticks = lround(service_s / interval_s);
    uint32_t freed = threads;

    for (long tick = 0; starts->len < requests; tick++) {
        double now_s = (double)tick * interval_s;

        for (guint i = 0; i < starts->len; i++)
            freed += lround(g_array_index(starts, double, i) / interval_s) + served_ticks == tick;
        for (; freed > 0 && starts->len < requests; freed--)
            g_array_append_val(starts, now_s);
        if (tick > 0 && starts->len < requests)
            g_array_append_val(starts, now_s); /* on a new thread */
    }
    return starts;
}
