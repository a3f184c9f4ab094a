/* cases_queues.c - one page of one application is one queue: requests wait for a thread, a thread is
 * held for the page's work.
 */
#include "cli/verify/cases.h"
#include "cli/verify/cases_text.h"
#include <stddef.h>

static void mm1_r50(VerifyTruths *truths)
{
    verify_add_station(truths, &(TheoryStation){.rate = 50, .service_s = 0.01, .servers = 1}, 0.02);
}

static void mm1_r80(VerifyTruths *truths)
{
    verify_add_station(truths, &(TheoryStation){.rate = 80, .service_s = 0.01, .servers = 1}, 0.02);
}

static void mmc_c4_r80(VerifyTruths *truths)
{
    verify_add_station(truths, &(TheoryStation){.rate = 320, .service_s = 0.01, .servers = 4},
                       0.02);
}

/* What all open queues with one server and nothing lost share. */
static void add_one_server(VerifyTruths *truths, const TheoryTimes *times, double rate,
                           double service_s, double precision)
{
    verify_add_times(truths, times, precision);
    verify_add_within(truths, "wait.mean", times->mean_s - service_s, precision);
    verify_add_within(truths, "in_system", rate * times->mean_s, precision);
    verify_add(truths, "threads.busy", rate * service_s);
    verify_add_certain(truths, "loss", 0);
}

static void md1_r80(VerifyTruths *truths)
{
    TheoryTimes times = theory_md1(80, 0.01);

    add_one_server(truths, &times, 80, 0.01, 0.02);
}

static void mek1_e4_r80(VerifyTruths *truths)
{
    TheoryTimes times = theory_mek1(80, 0.01, 4);

    add_one_server(truths, &times, 80, 0.01, 0.02);
}

static void mlogn1_scv225_r70(VerifyTruths *truths)
{
    TheoryTimes times = theory_m_lognormal_1(70, 0.01, 1.5);

    add_one_server(truths, &times, 70, 0.01, 0.02);
}

static void h2m1_scv4_r80(VerifyTruths *truths)
{
    const double gaps[] = {0.0125, 4};
    double sigma = theory_sigma(theory_hyperexponential, gaps, 0.01);
    TheoryTimes times = theory_times_of_exponential(0.01 / (1 - sigma));

    add_one_server(truths, &times, 80, 0.01, 0.04);
}

static void dm1_r80(VerifyTruths *truths)
{
    const double gaps[] = {0.0125};
    double sigma = theory_sigma(theory_constant, gaps, 0.01);
    TheoryTimes times = theory_times_of_exponential(0.01 / (1 - sigma));

    add_one_server(truths, &times, 80, 0.01, 0.02);
}

static void batches_m1_r60(VerifyTruths *truths)
{
    TheoryTimes times = theory_batches(12, 5, 0.01);

    add_one_server(truths, &times, 60, 0.01, 0.03);
}

static void mmpp2_m1(VerifyTruths *truths)
{
    const double rates[] = {120, 30}, stay_s[] = {0.2, 0.4};
    TheoryAnswer answer = theory_mmpp2(rates, stay_s, 0.01);

    add_one_server(truths, &answer.response, answer.served_per_s, 0.01, 0.03);
}

static void mminf(VerifyTruths *truths)
{
    TheoryTimes times = theory_times_of_exponential(0.5);

    verify_add_times(truths, &times, 0.02);
    verify_add(truths, "in_system", 100 * 0.5);
    verify_add_certain(truths, "wait.mean", 0);
    verify_add_certain(truths, "loss", 0);
}

static void mm1_transient(VerifyTruths *truths)
{
    verify_add_within(truths, "in_system", theory_filling_until(80, 0.01, 0.5), 0.03);
}

const VerifyCase verify_queues[] = {
    {
        .id = "mm1_r50",
        .title = "M/M/1 at load 0.5: one thread",
        .question = "how long does a request take that waits for the one thread?",
        .source = BIRTH_DEATH ": exponential with mean 1/(mu - lambda)",
        .models = EVERY_MODEL,
        .text = TEXTBOOK THREADS("1") POOL APP PAGE "wait = exp(10ms)\n" ARRIVALS "poisson(50/s)\n",
        .requests = 12500,
        .rate = 50,
        .exact = mm1_r50,
    },
    {
        .id = "mm1_r80",
        .title = "M/M/1 at load 0.8: one thread, busier",
        .question = "what do three tenths more load do to the wait?",
        .source = BIRTH_DEATH ": exponential with mean 1/(mu - lambda)",
        .models = EVERY_MODEL,
        .text = TEXTBOOK THREADS("1") POOL APP PAGE "wait = exp(10ms)\n" ARRIVALS "poisson(80/s)\n",
        .requests = 100000,
        .rate = 80,
        .exact = mm1_r80,
    },
    {
        .id = "mmc_c4_r80",
        .title = "M/M/4 at load 0.8: four threads",
        .question = "what do four threads make of the same load per thread?",
        .source = BIRTH_DEATH ": Erlang 1917, C",
        .models = EVERY_MODEL,
        .text =
            TEXTBOOK THREADS("4") POOL APP PAGE "wait = exp(10ms)\n" ARRIVALS "poisson(320/s)\n",
        .requests = 45000,
        .rate = 320,
        .full = 6,
        .exact = mmc_c4_r80,
    },
    {
        .id = "mminf",
        .title = "M/M/infinity: a thread for everybody",
        .question = "does a request with a thread of its own ever wait?",
        .source = "nobody waits; the number inside is Poisson",
        .models = EVERY_MODEL,
        .text = TEXTBOOK UNLIMITED POOL APP PAGE "wait = exp(500ms)\n" ARRIVALS "poisson(100/s)\n",
        .requests = 5000,
        .rate = 100,
        .exact = mminf,
    },
    {
        .id = "md1_r80",
        .title = "M/D/1 at load 0.8: every request takes 10 ms",
        .question = "how much of the wait is due to requests that differ?",
        .source = "mean: Pollaczek 1930 and Khinchine 1932; quantiles: Crommelin 1932",
        .models = "iis5 iis6 i5m",
        .text = TEXTBOOK THREADS("1") POOL APP PAGE "wait = 10ms\n" ARRIVALS "poisson(80/s)\n",
        .requests = 30000,
        .rate = 80,
        .exact = md1_r80,
    },
    {
        .id = "mek1_e4_r80",
        .title = "M/Erlang-4/1 at load 0.8: requests that differ little",
        .question = "and when requests differ a little?",
        .source = "chain of phases, one customer is four; arrivals see time averages",
        .models = EVERY_MODEL,
        .text = TEXTBOOK THREADS("1") POOL APP PAGE "wait = erlang(k=4, mean=10ms)\n" ARRIVALS
                                                    "poisson(80/s)\n",
        .requests = 43000,
        .rate = 80,
        .exact = mek1_e4_r80,
    },
    {
        .id = "mlogn1_scv225_r70",
        .title = "M/lognormal/1 at load 0.7: requests that differ much",
        .question = "and when a few requests take very long?",
        .source = "mean: Pollaczek-Khinchine; quantiles: its transform, inverted (Abate and Whitt "
                  "1995)",
        .models = EVERY_MODEL,
        .text = TEXTBOOK THREADS("1") POOL APP PAGE "wait = lognormal(mean=10ms, cv=1.5)\n" ARRIVALS
                                                    "poisson(70/s)\n",
        .requests = 120000,
        .rate = 70,
        .exact = mlogn1_scv225_r70,
    },
    {
        .id = "h2m1_scv4_r80",
        .title = "H2/M/1 at load 0.8: arrivals that bunch",
        .question = "what do irregular arrivals cost?",
        .source = "GI/M/1, the root sigma of its equation (Kendall 1953)",
        .models = "iis5 iis6 i5m",
        .text = TEXTBOOK THREADS("1") POOL APP PAGE "wait = exp(10ms)\n" ARRIVALS
                                                    "every(hyperexp(mean=12.5ms, cv=2))\n",
        .requests = 70000,
        .rate = 80,
        .exact = h2m1_scv4_r80,
    },
    {
        .id = "dm1_r80",
        .title = "D/M/1 at load 0.8: one request every 12.5 ms",
        .question = "what do evenly paced arrivals save?",
        .source = "GI/M/1, the root sigma of its equation (Kendall 1953)",
        .models = EVERY_MODEL,
        .text = TEXTBOOK THREADS("1") POOL APP PAGE "wait = exp(10ms)\n" ARRIVALS "every(12.5ms)\n",
        .requests = 30000,
        .rate = 80,
        .exact = dm1_r80,
    },
    {
        .id = "batches_m1_r60",
        .title = "M^X/M/1 at load 0.6: arrivals in batches of five, on average",
        .question = "what if browsers ask for five things at once?",
        .source = "geometric batches: a batch is served in an exponential time, M/M/1 of batches",
        .models = EVERY_MODEL,
        .text = TEXTBOOK THREADS("1") POOL APP PAGE
        "wait = exp(10ms)\n" ARRIVALS "batches(poisson(12/s), size=geometric(mean=5))\n",
        .requests = 60000,
        .rate = 60,
        .exact = batches_m1_r60,
    },
    {
        .id = "mmpp2_m1",
        .title = "MMPP/M/1: bursts of overload that last 0.2 s on average",
        .question = "what do bursts cost when the mean load is 0.6?",
        .source = "quasi-birth-death chain (Neuts 1981); an arrival finds each state by its rate",
        .models = EVERY_MODEL,
        .text = TEXTBOOK THREADS("1") POOL APP PAGE
        "wait = exp(10ms)\n" ARRIVALS "mmpp(120/s for exp(200ms), 30/s for exp(400ms))\n",
        .requests = 60000,
        .rate = 60,
        .exact = mmpp2_m1,
    },
    {
        .id = "mm1_transient",
        .title = "M/M/1 from empty: the first half second",
        .question = "how fast does an empty server fill?",
        .source = "the chain of M/M/1, uniformized (Jensen 1953)",
        .models = EVERY_MODEL,
        .text = TEXTBOOK THREADS("1") POOL APP PAGE "wait = exp(10ms)\n" ARRIVALS "poisson(80/s)\n",
        .requests = 40,
        .rate = 80,
        .replications = 5000,
        .exact = mm1_transient,
    },
    {.id = NULL},
};
