/* cases_networks.c - several stations: users who think, backends, the hops of each model, gardens. */
#include "cli/verify/cases.h"
#include "cli/verify/cases_text.h"
#include <stddef.h>

#define REPAIR_S 0.083333333 /* as the scenario has it: whole nanoseconds */

static void mrepair_n50_c1(VerifyTruths *truths)
{
    TheoryAnswer answer = theory_station(
        &(TheoryStation){.rate = 1 / 5.0, .users = 50, .service_s = REPAIR_S, .servers = 1});

    verify_add_times(truths, &answer.response, 0.02);
    verify_add(truths, "throughput", answer.served_per_s);
    verify_add_within(truths, "in_system", answer.in_system, 0.02);
    verify_add(truths, "threads.busy", answer.busy);
    verify_add_certain(truths, "loss", 0);
}

static void mva3_n20(VerifyTruths *truths)
{
    const double demands_s[] = {0.030, 0.012, 0.045};
    double response_s = theory_mva(20, 4, 3, demands_s);
    double throughput = 20 / (4 + response_s);

    verify_add(truths, "latency.mean", response_s);
    verify_add(truths, "throughput", throughput);
    verify_add_within(truths, "in_system", throughput * response_s, 0.02);
    verify_add_within(truths, "cpu.utilisation", throughput * demands_s[0], 0.02);
    verify_add_certain(truths, "loss", 0);
}

static void mva_2class(VerifyTruths *truths)
{
    const double browser_s[] = {0.02, 0.005, 0.01}, buyer_s[] = {0.035, 0.06, 0.08};
    double responses_s[2];

    theory_mva_two((const uint32_t[]){40, 30}, (const double[]){3, 8}, 3,
                   (const double *const[]){browser_s, buyer_s}, responses_s);
    verify_add(truths, "latency.mean(clients:c)", responses_s[0]);
    verify_add(truths, "latency.mean(clients:d)", responses_s[1]);
    verify_add(truths, "throughput(clients:c)", 40 / (3 + responses_s[0]));
    verify_add(truths, "throughput(clients:d)", 30 / (8 + responses_s[1]));
    verify_add(truths, "cpu.utilisation",
               40 / (3 + responses_s[0]) * browser_s[0] + 30 / (8 + responses_s[1]) * buyer_s[0]);
}

static void simposs_open(VerifyTruths *truths)
{
    TheoryPossessed answer = theory_possession(&(TheoryPossession){
        .rate = 40, .own_s = 0.05, .connection_s = 0.06, .threads = 8, .connections = 3});

    verify_add(truths, "latency.mean", answer.response_s);
    verify_add(truths, "threads.busy", answer.busy_threads);
    verify_add_within(truths, "wait(stage:work.db)", answer.connection_wait_s, 0.02);
    verify_add_certain(truths, "loss", 0);
}

static void tandem_2_1_4(VerifyTruths *truths)
{
    const double services_s[] = {0.016666667, 0.008333333, 0.04};
    const uint32_t servers[] = {2, 1, 4};
    TheoryTimes times = theory_tandem(80, 3, services_s, servers);

    verify_add_times(truths, &times, 0.02);
    verify_add_within(truths, "wait(stage:work.two)",
                      theory_tandem(80, 1, services_s, servers).mean_s - services_s[0], 0.03);
    verify_add_within(truths, "wait(stage:work.one)",
                      theory_tandem(80, 1, services_s + 1, servers + 1).mean_s - services_s[1],
                      0.03);
    verify_add_within(truths, "wait(stage:work.four)",
                      theory_tandem(80, 1, services_s + 2, servers + 2).mean_s - services_s[2],
                      0.03);
    verify_add_certain(truths, "loss", 0);
}

static double mean_of_mm2(double rate)
{
    return theory_station(&(TheoryStation){.rate = rate, .service_s = 0.01, .servers = 2})
        .response.mean_s;
}

static void hop_iis5(VerifyTruths *truths)
{
    verify_add(truths, "latency.mean", 2 / (2000.0 - 300) + 2 * 0.0003 + mean_of_mm2(150));
    verify_add_certain(truths, "service(stage:pipe)", 2 * 0.0003);
    verify_add(truths, "cpu.utilisation", 300 / 2000.0);
    verify_add_certain(truths, "loss", 0);
}

static void hop_iis6(VerifyTruths *truths)
{
    verify_add(truths, "latency.mean", 2 / (20000.0 - 300) + mean_of_mm2(150));
    verify_add(truths, "cpu.kernel", 300 / 20000.0);
    verify_add_certain(truths, "loss", 0);
}

static void garden_shared(VerifyTruths *truths)
{
    TheoryAnswer answer =
        theory_station(&(TheoryStation){.rate = 160, .service_s = 0.01, .servers = 2});

    verify_add_times(truths, &answer.response, 0.02);
    verify_add_within(truths, "in_system", answer.in_system, 0.02);
    verify_add_certain(truths, "loss", 0);
}

static void garden_random(VerifyTruths *truths)
{
    TheoryTimes times = theory_times_of_exponential(1 / (100.0 - 80));

    verify_add_times(truths, &times, 0.03);
    verify_add_within(truths, "in_system", 160 * times.mean_s, 0.02);
    verify_add_certain(truths, "loss", 0);
}

const VerifyCase verify_networks[] = {
    {
        .id = "mrepair_n50_c1",
        .title = "M/M/1//50: fifty users of one thread",
        .question = "how does a server slow its own users down?",
        .source =
            "machine repair (Palm 1947); users see the others alone (Sevcik and Mitrani 1981)",
        .models = EVERY_MODEL,
        .text = TEXTBOOK THREADS("1") POOL APP PAGE "wait = exp(83333333ns)\n" ARRIVALS
                                                    "users(50, think=exp(5s))\n",
        .requests = 22000,
        .rate = 9.4,
        .exact = mrepair_n50_c1,
    },
    {
        .id = "mva3_n20",
        .title = "Closed network: twenty users of processor, disk and database",
        .question = "which station do twenty users wait for?",
        .source = "exact mean value analysis (Reiser and Lavenberg 1980)",
        .models = EVERY_MODEL,
        .text = TEXTBOOK UNLIMITED "[backend:db]\nconnections = 1\n" POOL APP PAGE
                                   "work = cpu exp(30ms), disk exp(12ms), db exp(45ms)\n" ARRIVALS
                                   "users(20, think=exp(4s))\n",
        .requests = 1500,
        .rate = 4.87,
        .exact = mva3_n20,
    },
    {
        .id = "mva_2class",
        .title = "Closed network: forty browsers and thirty buyers",
        .question = "what do two kinds of users do to each other?",
        .source = "exact mean value analysis of two classes (Baskett et al. 1975, Reiser and "
                  "Lavenberg 1980)",
        .models = EVERY_MODEL,
        .text = TEXTBOOK UNLIMITED
        "[backend:drive]\nconnections = 1\ndiscipline = ps\n"
        "[backend:db]\nconnections = 1\ndiscipline = ps\n" POOL APP PAGE
        "work = cpu exp(20ms), drive exp(5ms), db exp(10ms)\n"
        "[page:h]\napp = a\nwork = cpu exp(35ms), drive exp(60ms), db exp(80ms)\n" ARRIVALS
        "users(40, think=exp(3s))\n"
        "[clients:d]\npages = h\narrivals = users(30, think=exp(8s))\n",
        .requests = 7000,
        .rate = 16.7,
        .exact = mva_2class,
    },
    {
        .id = "simposs_open",
        .title = "Simultaneous possession: eight threads, three connections",
        .question = "what does a thread cost that is held while its request waits for a database?",
        .source = "two-dimensional Markov chain, solved",
        .models = EVERY_MODEL,
        .text = TEXTBOOK THREADS("8") "[backend:db]\nconnections = 3\n" POOL APP PAGE
                                      "work = wait exp(50ms), db exp(60ms)\n" ARRIVALS
                                      "poisson(40/s)\n",
        .requests = 30000,
        .rate = 40,
        .exact = simposs_open,
    },
    {
        .id = "tandem_2_1_4",
        .title = "Tandem of M/M/2, M/M/1 and M/M/4",
        .question = "how long does a request take through three stations in a row?",
        .source = "Jackson 1957; the times at the stations are independent (Burke 1969)",
        .models = "iis5 iis6 i5m",
        .text = TEXTBOOK UNLIMITED
        "[backend:two]\nconnections = 2\n[backend:one]\nconnections = 1\n"
        "[backend:four]\nconnections = 4\n" POOL APP PAGE
        "work = two exp(16666667ns), one exp(8333333ns), four exp(40ms)\n" ARRIVALS
        "poisson(80/s)\n",
        .requests = 32000,
        .rate = 80,
        .full = 10,
        .exact = tandem_2_1_4,
    },
    {
        .id = "hop_iis5",
        .title = "The two hops of IIS 5: inetinfo, pipe, aspnet_wp with two threads",
        .question = "what does the way through inetinfo and the pipe cost?",
        .source = "open product-form network (Baskett et al. 1975): inetinfo is visited twice",
        .models = "iis5",
        .text = TEXTBOOK
        "inetinfo-in = cpu exp(500us)\ninetinfo-out = cpu exp(500us)\n"
        "pipe-oneway = wait 300us\n" THREADS("2") "[iis5]\ncallbacks = 0\n" POOL APP PAGE
                                                  "wait = exp(10ms)\n" ARRIVALS "poisson(150/s)\n",
        .requests = 38000,
        .rate = 150,
        .exact = hop_iis5,
    },
    {
        .id = "hop_iis6",
        .title = "The one hop of IIS 6: http.sys, w3wp with two threads",
        .question = "and the way through http.sys?",
        .source = "open product-form network (Baskett et al. 1975): http.sys is visited twice",
        .models = "iis6",
        .text = TEXTBOOK "http-cache-hit = kernel exp(100us)\n" THREADS("2") POOL APP PAGE
        "wait = exp(10ms)\n" ARRIVALS "poisson(150/s)\n",
        .requests = 44000,
        .rate = 150,
        .exact = hop_iis6,
    },
    {
        .id = "garden_shared",
        .title = "Web garden that pulls from one queue: M/M/2",
        .question = "what are two worker processes worth that share a queue?",
        .source = "birth-death chain: Erlang 1917, C",
        .models = "iis6",
        .text = TEXTBOOK THREADS("1") POOL
        "MaxProcesses = 2\ndispatch = pull\nheld-requests = 1\n" APP PAGE
        "wait = exp(10ms)\n" ARRIVALS "poisson(160/s)\n",
        .requests = 76000,
        .rate = 160,
        .exact = garden_shared,
    },
    {
        .id = "garden_random",
        .title = "Web garden that splits at random: two M/M/1",
        .question = "and with a queue each?",
        .source = "a Poisson stream that is split is two; exponential with mean 1/(mu - lambda)",
        .models = "iis6",
        .text = TEXTBOOK THREADS("1") POOL "MaxProcesses = 2\ndispatch = random\n" APP PAGE
                                           "wait = exp(10ms)\n" ARRIVALS "poisson(160/s)\n",
        .requests = 50000,
        .rate = 160,
        .exact = garden_random,
    },
    {.id = NULL},
};
