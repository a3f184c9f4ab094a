/* theory_sharing.c - customers who share one server equally.
 *
 * A customer is followed together with all that changes how much of the server it gets: who is in
 * service with it, who waits ahead of it, who has come behind it.
 */
#include "cli/verify/theory.h"
#include <math.h>

#define CHANCE_LEFT_OUT 1e-13

static uint32_t states_of(double utilisation)
{
    g_assert_cmpfloat(utilisation, <, 1);
    return (uint32_t)ceil(log(CHANCE_LEFT_OUT) / log(utilisation));
}

/* In service, with others in the system: state others, 0..most - 1. */
static void add_in_service(Chain *chain, double rate, double service_s, uint32_t threads,
                           uint32_t most)
{
    for (uint32_t others = 0; others < most; others++) {
        double share = 1.0 / (threads == 0 ? others + 1 : MIN(others + 1, threads));

        chain_add(chain, others, CHAIN_DONE, share / service_s);
        if (others > 0)
            chain_add(chain, others, others - 1, (1 - share) / service_s);
        if (others + 1 < most)
            chain_add(chain, others, others + 1, rate);
    }
}

/* Waiting, with ahead others before it, those in service included, and behind others after it: states
 * from most on. */
static void add_waiting(Chain *chain, double rate, double service_s, uint32_t threads,
                        uint32_t most)
{
    for (uint32_t ahead = threads; ahead < most; ahead++) {
        for (uint32_t behind = 0; behind < most; behind++) {
            uint32_t state = most + (ahead - threads) * most + behind;

            if (behind + 1 < most)
                chain_add(chain, state, state + 1, rate);
            chain_add(chain, state,
                      ahead > threads ? state - most : MIN(threads - 1 + behind, most - 1),
                      1 / service_s);
        }
    }
}

TheoryTimes theory_sharing(double rate, double service_s, uint32_t threads)
{
    double utilisation = rate * service_s;
    uint32_t most = states_of(utilisation) + threads;
    uint32_t states = most + (threads > 0 ? (most - threads) * most : 0);
    g_autoptr(Chain) chain = chain_new(states);
    g_autofree double *start = g_new0(double, states);
    g_autoptr(ChainTime) time = NULL;

    add_in_service(chain, rate, service_s, threads, most);
    if (threads > 0)
        add_waiting(chain, rate, service_s, threads, most);
    for (uint32_t n = 0; n < most; n++) /* it is busy whenever anybody is there: as M/M/1 */
        start[threads == 0 || n < threads ? n : most + (n - threads) * most] = pow(utilisation, n);
    time = chain_time_new(chain, start);
    return theory_times_of_chain(time);
}
