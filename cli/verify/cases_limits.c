/* cases_limits.c - requests that are turned away, leave, ask again, or share the processor. */
#include "cli/verify/cases.h"
#include "cli/verify/cases_text.h"
#include <stddef.h>

static void mm1k_k10_r120(VerifyTruths *truths)
{
    verify_add_station(
        truths, &(TheoryStation){.rate = 120, .service_s = 0.01, .servers = 1, .capacity = 10},
        0.02);
}

static const TheoryStation overloaded = {
    .rate = 120, .service_s = 0.1, .servers = 10, .capacity = 110};

static void mmck_503_r120(VerifyTruths *truths)
{
    verify_add_station(truths, &overloaded, 0.02);
}

/* The server does what the clients no longer wait for: it is the station without a time-out. */
static void zombie_timeout_mmck(VerifyTruths *truths)
{
    TheoryAnswer answer = theory_station(&overloaded);
    double in_time = theory_station_within(&overloaded, 1);

    verify_add_within(truths, "late", 1 - in_time, 0.02);
    verify_add_within(truths, "throughput", answer.served_per_s * in_time, 0.035);
    verify_add_within(truths, "loss", 1 - (1 - answer.loss) * in_time, 0.02);
}

static void mgcc_erlangB(VerifyTruths *truths)
{
    double loss = theory_erlang_b(50, 45);

    verify_add_within(truths, "loss", loss, 0.021);
    verify_add(truths, "latency.mean", 1);
    verify_add_certain(truths, "wait.mean", 0);
    verify_add(truths, "in_system", 45 * (1 - loss));
    verify_add(truths, "throughput", 45 * (1 - loss));
}

/* Arrivals see time averages: both lose the same share. */
static void noisy_shared(VerifyTruths *truths)
{
    TheoryAnswer answer = theory_station(
        &(TheoryStation){.rate = 130, .service_s = 0.1, .servers = 8, .capacity = 58});

    verify_add_times(truths, &answer.response, 0.02);
    verify_add(truths, "loss(app:a)", answer.loss);
    verify_add(truths, "loss(app:b)", answer.loss);
    verify_add(truths, "throughput(app:a)", 30 * (1 - answer.loss));
    verify_add(truths, "throughput(app:b)", 100 * (1 - answer.loss));
}

static void erlangA_c10(VerifyTruths *truths)
{
    TheoryAnswer answer = theory_station(
        &(TheoryStation){.rate = 110, .service_s = 0.1, .servers = 10, .patience_s = 2});

    verify_add_times(truths, &answer.response, 0.04);
    verify_add_within(truths, "loss", answer.loss, 0.03);
    verify_add(truths, "throughput", answer.served_per_s);
    verify_add_within(truths, "in_system", answer.in_system, 0.02);
    verify_add(truths, "threads.busy", answer.busy);
}

static void mm1_retrial(VerifyTruths *truths)
{
    double mean_s = theory_retrial_mean(50, 0.01, 0.05);

    verify_add(truths, "latency.mean", mean_s);
    verify_add_certain(truths, "loss", 0);
    verify_add(truths, "threads.busy", 0.5);
}

static void mm1_ps_r80(VerifyTruths *truths)
{
    TheoryTimes times = theory_sharing(80, 0.01, 0);

    verify_add_times(truths, &times, 0.02);
    verify_add_within(truths, "in_system", 80 * times.mean_s, 0.02);
    verify_add(truths, "cpu.utilisation", 0.8);
    verify_add_certain(truths, "loss", 0);
}

static void mm1_ps_limited(VerifyTruths *truths)
{
    TheoryTimes times = theory_sharing(80, 0.01, 5);

    verify_add_times(truths, &times, 0.02);
    verify_add_within(truths, "in_system", 80 * times.mean_s, 0.02);
    verify_add(truths, "cpu.utilisation", 0.8);
    verify_add_certain(truths, "loss", 0);
}

/* As many inside as in M/M/2, whatever the distribution. */
static void mg2_ps_h2(VerifyTruths *truths)
{
    TheoryAnswer answer =
        theory_station(&(TheoryStation){.rate = 160, .service_s = 0.01, .servers = 2});

    verify_add_within(truths, "latency.mean", answer.response.mean_s, 0.02);
    verify_add_within(truths, "in_system", answer.in_system, 0.02);
    verify_add(truths, "cpu.utilisation", 0.8);
    verify_add_certain(truths, "loss", 0);
}

const VerifyCase verify_limits[] = {
    {
        .id = "mm1k_k10_r120",
        .title = "M/M/1/10 at load 1.2: requestQueueLimit = 10",
        .question = "what does a short queue do for those that get in?",
        .source = BIRTH_DEATH,
        .models = EVERY_MODEL,
        .text = TEXTBOOK THREADS("1") "requestQueueLimit = 10\n" POOL APP PAGE
                                      "wait = exp(10ms)\n" ARRIVALS "poisson(120/s)\n",
        .requests = 36000,
        .rate = 120,
        .exact = mm1k_k10_r120,
    },
    {
        .id = "mmck_503_r120",
        .title = "M/M/10/110 at load 1.2: ten threads, room for a hundred more",
        .question = "where is a request turned away when the server is overloaded for ever?",
        .source = BIRTH_DEATH,
        .models = "iis5 iis6 i5m",
        .text = TEXTBOOK THREADS("10") "requestQueueLimit = 110\n" POOL APP PAGE
                                       "wait = exp(100ms)\n" ARRIVALS "poisson(120/s)\n",
        .requests = 20000,
        .rate = 120,
        .exact = mmck_503_r120,
    },
    {
        .id = "zombie_timeout_mmck",
        .title = "M/M/10/110 whose clients hang up after 1 s and are served all the same",
        .question = "how much work is done for nobody?",
        .source = BIRTH_DEATH "; the share of responses within 1 s",
        .models = EVERY_MODEL,
        .text =
            TEXTBOOK THREADS("10") "requestQueueLimit = 110\n" POOL APP PAGE
                                   "wait = exp(100ms)\n" ARRIVALS "poisson(120/s)\ntimeout = 1s\n",
        .requests = 20000,
        .rate = 120,
        .full = 9,
        .exact = zombie_timeout_mmck,
    },
    {
        .id = "mgcc_erlangB",
        .title = "M/G/50/50: fifty threads and no room to wait",
        .question = "how many find everything taken, whatever the requests are like?",
        .source = "Erlang 1917, B; insensitive to the distribution (Sevastyanov 1957)",
        .models = "iis5 iis6 i5m",
        .text =
            TEXTBOOK THREADS("50") "requestQueueLimit = 50\n" POOL APP PAGE
                                   "wait = lognormal(mean=1s, cv=1.5)\n" ARRIVALS "poisson(45/s)\n",
        .requests = 50000,
        .rate = 45,
        .exact = mgcc_erlangB,
    },
    {
        .id = "noisy_shared",
        .title = "M/M/8/58, two applications in one process",
        .question = "what does a quiet application lose beside a noisy one?",
        .source = BIRTH_DEATH,
        .models = EVERY_MODEL,
        .text = TEXTBOOK THREADS("8") "requestQueueLimit = 58\n" POOL APP PAGE "wait = exp(100ms)\n"
                                      "[app:b]\npool = p\nstart = warm\n"
                                      "[page:h]\napp = b\nwait = exp(100ms)\n" ARRIVALS
                                      "poisson(30/s)\n"
                                      "[clients:d]\npages = h\narrivals = poisson(100/s)\n",
        .requests = 16000,
        .rate = 130,
        .exact = noisy_shared,
    },
    {
        .id = "erlangA_c10",
        .title = "M/M/10+M at load 1.1: clients leave after exp(2 s) of waiting",
        .question = "what do impatient clients do to an overloaded server?",
        .source =
            "Palm 1957, Erlang-A: birth-death chain, and one who is served followed through it",
        .models = "iis5 iis6 i5m",
        .text = TEXTBOOK THREADS("10") POOL APP PAGE "wait = exp(100ms)\n" ARRIVALS
                                                     "poisson(110/s)\npatience = exp(2s)\n",
        .requests = 30000,
        .rate = 110,
        .exact = erlangA_c10,
    },
    {
        .id = "mm1_retrial",
        .title = "M/M/1 with retrials: no room to wait, ask again after exp(50 ms)",
        .question = "what is it like when everybody who is turned away tries again?",
        .source = "Falin and Templeton 1997",
        .models = EVERY_MODEL,
        .text = TEXTBOOK THREADS("1") "requestQueueLimit = 1\n" POOL APP PAGE
                                      "wait = exp(10ms)\n" ARRIVALS
                                      "poisson(50/s)\nretry = exp(50ms) x 1000 on rejected\n",
        .requests = 30000,
        .rate = 50,
        .exact = mm1_retrial,
    },
    {
        .id = "mm1_ps_r80",
        .title = "M/M/1 processor sharing at load 0.8: one core for all",
        .question = "what if requests share a processor instead of waiting for a thread?",
        .source = "chain of one request and the others; mean: Coffman, Muntz and Trotter 1970",
        .models = EVERY_MODEL,
        .text = TEXTBOOK UNLIMITED POOL APP PAGE "cpu = exp(10ms)\n" ARRIVALS "poisson(80/s)\n",
        .requests = 100000,
        .rate = 80,
        .exact = mm1_ps_r80,
    },
    {
        .id = "mm1_ps_limited",
        .title = "M/M/1 limited processor sharing: at most five share the core",
        .question = "what do few threads change when they all want the processor?",
        .source = "chain of one request, who shares with it, who waits before and behind it",
        .models = EVERY_MODEL,
        .text = TEXTBOOK THREADS("5") POOL APP PAGE "cpu = exp(10ms)\n" ARRIVALS "poisson(80/s)\n",
        .requests = 100000,
        .rate = 80,
        .exact = mm1_ps_limited,
    },
    {
        .id = "mg2_ps_h2",
        .title = "M/H2/2 processor sharing: two cores, requests that differ much",
        .question = "does it matter to a shared processor that requests differ?",
        .source = "as many inside as in M/M/2: insensitive (Kelly 1979)",
        .models = "iis5 iis6 i5m",
        .text = "[machine]\ncores = 2\n" TEXTBOOK UNLIMITED POOL APP PAGE
                "cpu = hyperexp(mean=10ms, cv=2)\n" ARRIVALS "poisson(160/s)\n",
        .requests = 60000,
        .rate = 160,
        .exact = mg2_ps_h2,
    },
    {.id = NULL},
};
