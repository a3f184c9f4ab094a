/* theory_networks.c - several stations: mean value analysis, Jackson, and a thread held across two. */
#include "cli/verify/theory.h"
#include <math.h>

#define CLASS_STATIONS_MAX 8
#define POSSESSION_MAX     400 /* customers; the chance of more is beyond the last digit */

/* ---- closed ---- */

double theory_mva(uint32_t users, double think_s, uint32_t stations, const double *demands_s)
{
    g_autofree double *queue = g_new0(double, stations);
    double response_s = 0;

    for (uint32_t n = 1; n <= users; n++) {
        double throughput;

        response_s = 0;
        for (uint32_t k = 0; k < stations; k++)
            response_s += demands_s[k] * (1 + queue[k]);
        throughput = n / (think_s + response_s);
        for (uint32_t k = 0; k < stations; k++)
            queue[k] = throughput * demands_s[k] * (1 + queue[k]);
    }
    return response_s;
}

void theory_mva_two(const uint32_t users[2], const double think_s[2], uint32_t stations,
                    const double *const demands_s[2], double responses_s[2])
{
    uint32_t width = users[1] + 1;
    g_autofree double *queue = g_new0(double, (gsize)(users[0] + 1) * width * CLASS_STATIONS_MAX);

    g_assert_cmpuint(stations, <=, CLASS_STATIONS_MAX);
    for (uint32_t i = 0; i <= users[0]; i++) {
        for (uint32_t j = 0; j < width; j++) {
            double *here = &queue[(i * width + j) * CLASS_STATIONS_MAX];
            const uint32_t population[2] = {i, j};
            const uint32_t one[2] = {width * CLASS_STATIONS_MAX, CLASS_STATIONS_MAX};

            for (uint32_t c = 0; c < 2; c++) {
                double residence[CLASS_STATIONS_MAX], sum = 0;

                if (population[c] == 0)
                    continue;
                for (uint32_t k = 0; k < stations; k++)
                    sum += residence[k] = demands_s[c][k] * (1 + *(here - one[c] + k));
                for (uint32_t k = 0; k < stations; k++)
                    here[k] += population[c] / (think_s[c] + sum) * residence[k];
                responses_s[c] = sum;
            }
        }
    }
}

/* ---- open ---- */

/* M/M/c: with Erlang C's chance an exponential wait, and the service. The times at the stations follow
 * each other: two states a station, waiting and being served. */
TheoryTimes theory_tandem(double rate, uint32_t stations, const double *services_s,
                          const uint32_t *servers)
{
    g_autoptr(Chain) chain = chain_new(2 * stations);
    g_autofree double *start = g_new0(double, 2 * stations);
    g_autoptr(ChainTime) time = NULL;

    for (uint32_t k = 0; k < stations; k++) {
        double waits = theory_erlang_c(servers[k], rate * services_s[k]);
        double next =
            k + 1 < stations ? theory_erlang_c(servers[k + 1], rate * services_s[k + 1]) : 0;

        g_assert(servers[k] == 1 || k == 0 || k + 1 == stations);
        chain_add(chain, 2 * k, 2 * k + 1, servers[k] / services_s[k] - rate);
        if (k + 1 == stations) {
            chain_add(chain, 2 * k + 1, CHAIN_DONE, 1 / services_s[k]);
        } else {
            chain_add(chain, 2 * k + 1, 2 * k + 2, next / services_s[k]);
            chain_add(chain, 2 * k + 1, 2 * k + 3, (1 - next) / services_s[k]);
        }
        if (k == 0) {
            start[0] = waits;
            start[1] = 1 - waits;
        }
    }
    time = chain_time_new(chain, start);
    return theory_times_of_chain(time);
}

/* State (n, j): n customers, min(n, threads) of them on threads, j of those at the connections. */
static Chain *possession_chain(const TheoryPossession *of)
{
    uint32_t width = of->threads + 1;
    Chain *chain = chain_new((POSSESSION_MAX + 1) * width);

    for (uint32_t n = 0; n <= POSSESSION_MAX; n++) {
        uint32_t running = MIN(n, of->threads);

        for (uint32_t j = 0; j < width; j++) {
            uint32_t state = n * width + j;

            if (j > running) { /* cannot be; leads to what can */
                chain_add(chain, state, state - 1, 1);
                continue;
            }
            if (n < POSSESSION_MAX)
                chain_add(chain, state, state + width, of->rate);
            if (j < running)
                chain_add(chain, state, state + 1, (running - j) / of->own_s);
            if (j > 0)
                chain_add(chain, state, state - width - 1,
                          MIN(j, of->connections) / of->connection_s);
        }
    }
    return chain;
}

TheoryPossessed theory_possession(const TheoryPossession *possession)
{
    uint32_t width = possession->threads + 1;
    g_autoptr(Chain) chain = possession_chain(possession);
    g_autofree double *chances = chain_stationary(chain);
    double in_system = 0, waiting = 0;
    TheoryPossessed answer = {0};

    for (uint32_t n = 0; n <= POSSESSION_MAX; n++) {
        for (uint32_t j = 0; j < width; j++) {
            double chance = chances[n * width + j];

            in_system += chance * n;
            answer.busy_threads += chance * MIN(n, possession->threads);
            answer.busy_connections += chance * MIN(j, possession->connections);
            waiting += chance * (j - MIN(j, possession->connections));
        }
    }
    answer.response_s = in_system / possession->rate; /* Little 1961 */
    answer.connection_wait_s = waiting / possession->rate;
    return answer;
}
