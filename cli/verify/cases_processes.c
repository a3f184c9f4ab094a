/* cases_processes.c - worker processes that end and are replaced, threads that are injected, responses
 * that the kernel keeps.
 */
#include "cli/verify/cases.h"
#include "cli/verify/cases_text.h"
#include <stddef.h>

static void recycle_every_50(VerifyTruths *truths)
{
    TheoryAnswer answer = theory_recycling(50, 0.01, 50, 0.2);

    verify_add_times(truths, &answer.response, 0.04);
    verify_add_within(truths, "in_system", answer.in_system, 0.03);
    verify_add(truths, "processes.alive", 0.8); /* an outage of 0.2 s for 50 requests in 1 s */
    verify_add_certain(truths, "loss", 0);
}

/* A worker grows by 20 kB a request up to 60,000 kB; who comes during the start is not waited for. */
static void leak_det(VerifyTruths *truths)
{
    verify_add(truths, "loss", theory_renewal_loss(50, 60000 / 20.0, 4));
}

static void crash_shared_iis5(VerifyTruths *truths)
{
    TheoryAnswer answer = theory_crash(
        &(TheoryStation){.rate = 36, .service_s = 0.1, .servers = 4, .capacity = 104}, 60, 3);

    verify_add_times(truths, &answer.response, 0.04);
    verify_add(truths, "availability.requests", 1 - answer.loss);
    verify_add_within(truths, "loss", answer.loss, 0.12);
    verify_add(truths, "throughput", answer.served_per_s);
    verify_add(truths, "availability", theory_availability(1 / 60.0, 3));
}

#define SECONDS_A_DAY 86400.0

/* Five applications that crash once an hour, once, once, twice and twelve times a day. */
static const double crashes_per_s[] = {1 / 3600.0, 1 / SECONDS_A_DAY, 1 / SECONDS_A_DAY,
                                       2 / SECONDS_A_DAY, 12 / SECONDS_A_DAY};
static const char *const apps_availability[] = {"availability(app:a)", "availability(app:b)",
                                                "availability(app:c)", "availability(app:d)",
                                                "availability(app:e)"};

static void avail_shared(VerifyTruths *truths)
{
    double together = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(crashes_per_s); i++)
        together += crashes_per_s[i];
    for (size_t i = 0; i < G_N_ELEMENTS(crashes_per_s); i++)
        verify_add_within(truths, apps_availability[i], theory_availability(together, 20), 0.001);
}

static void avail_isolated(VerifyTruths *truths)
{
    for (size_t i = 0; i < G_N_ELEMENTS(crashes_per_s); i++)
        verify_add_within(truths, apps_availability[i], theory_availability(crashes_per_s[i], 20),
                          0.001);
}

static void rfp_m3(VerifyTruths *truths)
{
    verify_add_within(truths, "rapid-fail.trip_s(pool:p)", theory_rapid_fail_mean(1 / 120.0, 300),
                      0.03);
}

/* The textbook's seconds are thousands of seconds here: so that the one second for which IdleTimeout
 * keeps an idle worker is next to nothing. */
static void mm1_setup_det(VerifyTruths *truths)
{
    TheoryTimes times = theory_setup(0.04, 10, 2000, 1);

    verify_add_times(truths, &times, 0.02);
    verify_add_within(truths, "in_system", 0.04 * times.mean_s, 0.02);
    verify_add_certain(truths, "loss", 0);
}

#define RECYCLED_BURST 1020

/* One after another, 10 ms each; 50 to a process, 0.2 s from one to the next. */
static void recycle_burst(VerifyTruths *truths)
{
    double sum_s = 0, last_s = 0;

    for (uint32_t i = 0; i < RECYCLED_BURST; i++) {
        last_s = 0.01 * (i + 1) + 0.2 * (i / 50);
        sum_s += last_s;
    }
    verify_add_certain(truths, "latency.mean", sum_s / RECYCLED_BURST);
    verify_add_certain(truths, "latency.max", last_s);
    verify_add_certain(truths, "wait.mean", sum_s / RECYCLED_BURST - 0.01);
    verify_add_certain(truths, "workers.recycled", RECYCLED_BURST / 50);
    verify_add_certain(truths, "loss", 0);
}

#define BURST 100

static void inject_burst_short(VerifyTruths *truths)
{
    g_autoptr(GArray) starts = theory_burst_starts(BURST, 2, 0.5, 2);
    double sum_s = 0, last_s = 0;

    for (guint i = 0; i < starts->len; i++) {
        sum_s += g_array_index(starts, double, i);
        last_s = MAX(last_s, g_array_index(starts, double, i));
    }
    verify_add_certain(truths, "latency.mean", sum_s / BURST + 2);
    verify_add_certain(truths, "latency.max", last_s + 2);
    verify_add_certain(truths, "wait.mean", sum_s / BURST);
    verify_add_certain(truths, "loss", 0);
}

static void cache_ttl_idle(VerifyTruths *truths)
{
    verify_add(truths, "cache.hits", theory_idle_hits(1000, 0.8, 5, 120));
    verify_add_certain(truths, "loss", 0);
}

#define FIVE_APPS(pools, p1, p2, p3, p4, p5)                                                       \
    pools "[app:a]\npool = " p1 "\nstart = warm\n[app:b]\npool = " p2                              \
          "\nstart = warm\n[app:c]\npool = " p3 "\nstart = warm\n[app:d]\npool = " p4              \
          "\nstart = warm\n[app:e]\npool = " p5 "\nstart = warm\n"                                 \
          "[page:pa]\napp = a\nwait = 1ms\n[page:pb]\napp = b\nwait = 1ms\n"                       \
          "[page:pc]\napp = c\nwait = 1ms\n[page:pd]\napp = d\nwait = 1ms\n"                       \
          "[page:pe]\napp = e\nwait = 1ms\n"                                                       \
          "[clients:all]\npages = pa, pb, pc, pd, pe\narrivals = poisson(60/h)\n"                  \
          "[fault:a]\nkind = crash\napp = a\nevery = exp(1h)\n"                                    \
          "[fault:b]\nkind = crash\napp = b\nevery = exp(24h)\n"                                   \
          "[fault:c]\nkind = crash\napp = c\nevery = exp(24h)\n"                                   \
          "[fault:d]\nkind = crash\napp = d\nevery = exp(12h)\n"                                   \
          "[fault:e]\nkind = crash\napp = e\nevery = exp(2h)\n"

const VerifyCase verify_processes[] = {
    {
        .id = "recycle_every_50",
        .title = "M/M/1 that recycles after every 50 requests, without overlap",
        .question = "what do recycled workers cost those that wait?",
        .source = "quasi-birth-death chain (Neuts 1981); alive: 50 requests come in 1 s",
        .models = "iis6",
        .text = TEXTBOOK "process-start = wait exp(200ms)\n" THREADS("1") POOL
        "PeriodicRestartRequests = 50\nDisallowOverlappingRotation = true\n"
        "held-requests = 1\n" APP PAGE "wait = exp(10ms)\n" ARRIVALS "poisson(50/s)\n",
        .requests = 70000,
        .rate = 50,
        .exact = recycle_every_50,
    },
    {
        .id = "recycle_burst",
        .title = "A burst of 1,020 on one thread that recycles after every 50 requests",
        .question = "after which request exactly does a worker recycle?",
        .source = "by hand: request i begins after i x 10 ms, and 0.2 s for each 50 before it",
        .models = "iis6",
        .text = TEXTBOOK "process-start = wait 200ms\n" THREADS("1") POOL
        "PeriodicRestartRequests = 50\nDisallowOverlappingRotation = true\n"
        "held-requests = 1\n" APP PAGE "wait = 10ms\n" ARRIVALS "at(0s x 1020)\n",
        .requests = RECYCLED_BURST,
        .rate = 51,
        .replications = 2,
        .exact = recycle_burst,
    },
    {
        .id = "leak_det",
        .title = "A leak of 20 kB a request, recycled at 60,000 kB",
        .question = "how much does a leak lose when each restart takes 4 s?",
        .source = "renewal reward: of 3,000 + 200 requests a cycle 200 are lost",
        .models = "iis6",
        .text = TEXTBOOK "process-start = wait 4s\n" POOL "PeriodicRestartPrivateMemory = 60000\n"
                         "DisallowOverlappingRotation = true\n" APP PAGE "leak = 20KB\n" ARRIVALS
                         "poisson(50/s)\npatience = 1us\n",
        .requests = 38400, /* twelve cycles of 64 s; three in a quick run */
        .rate = 50,
        .exact = leak_det,
    },
    {
        .id = "crash_shared_iis5",
        .title = "M/M/4/104 in a process that crashes every exp(60 s)",
        .question = "what does a crash of the shared process cost everybody?",
        .source = "Markov chain with a state for down, and one who is served followed through it",
        .models = "iis5 i5m",
        .text = TEXTBOOK "process-start = wait exp(3s)\n" THREADS(
            "4") "requestQueueLimit = 104\n[iis5]\nrestartQueueLimit = 0\n" POOL APP PAGE
                 "wait = exp(100ms)\n" ARRIVALS "poisson(36/s)\n"
                 "[fault:f]\nkind = crash\napp = a\nevery = exp(60s)\n",
        .requests = 70000,
        .rate = 36,
        .full = 70, /* some 90,000 crashes in all: loss has few in the usual length */
        .exact = crash_shared_iis5,
    },
    {
        .id = "avail_shared",
        .title = "Five applications in one process",
        .question = "how much is an application down whose neighbours crash?",
        .source = "alternating renewal: 1 / (1 + sum of rates x restart)",
        .models = "iis5 iis6 i5m",
        .text = TEXTBOOK
        "process-start = wait exp(20s)\n" FIVE_APPS("[pool:p]\n", "p", "p", "p", "p", "p"),
        .requests = 1440 * 10, /* ten days */
        .rate = 60 / 3600.0,
        .exact = avail_shared,
    },
    {
        .id = "avail_isolated",
        .title = "Five applications in a pool each",
        .question = "and when each has a process of its own?",
        .source = "alternating renewal: 1 / (1 + rate x restart), each by itself",
        .models = "iis6",
        .text = TEXTBOOK "process-start = wait exp(20s)\n" FIVE_APPS(
            "[pool:pa]\n[pool:pb]\n[pool:pc]\n[pool:pd]\n[pool:pe]\n", "pa", "pb", "pc", "pd",
            "pe"),
        .requests = 1440 * 10,
        .rate = 60 / 3600.0,
        .exact = avail_isolated,
    },
    {
        .id = "rfp_m3",
        .title = "Rapid-fail protection: three crashes within five minutes",
        .question = "how long until a pool is switched off that crashes every exp(2 min)?",
        .source = "integral equation on the last gap between crashes",
        .models = "iis6",
        .text = TEXTBOOK POOL "RapidFailProtectionMaxCrashes = 3\n"
                              "RapidFailProtectionInterval = 5\n" APP PAGE "wait = 1ms\n" ARRIVALS
                              "poisson(60/h)\n"
                              "[fault:f]\nkind = crash\npool = p\nevery = exp(2min)\n",
        .requests = 240, /* four hours: the chance not to trip is below 1e-12 */
        .rate = 60 / 3600.0,
        .replications = 5000,
        .exact = rfp_m3,
    },
    {
        .id = "mm1_setup_det",
        .title = "M/M/1 that stops when idle and takes a constant time to start",
        .question = "what does IdleTimeout cost a pool that is seldom asked?",
        .source = "Welch 1964: the response of M/M/1, and the setup or the rest of it",
        .models = "iis6",
        .text = TEXTBOOK "process-start = wait 2000s\n" THREADS("1") POOL
        "IdleTimeout = 1s\n" APP PAGE "wait = exp(10s)\n" ARRIVALS "poisson(144/h)\n",
        .requests = 24000,
        .rate = 0.04,
        .exact = mm1_setup_det,
    },
    {
        .id = "inject_burst_short",
        .title = "A burst of 100 on two threads, one more every half second",
        .question = "how fast do injected threads work a burst off?",
        .source = "by hand: a finished request frees its thread before one more is injected",
        .models = EVERY_MODEL,
        .text = TEXTBOOK
        "[aspnet]\nmaxWorkerThreads = 100\nmaxIoThreads = 100\nminWorkerThreads = 2\n"
        "minIoThreads = 2\nminFreeThreads = 0\nminLocalRequestFreeThreads = 0\n" POOL APP PAGE
        "wait = 2s\n" ARRIVALS "at(0s x 100)\n",
        .requests = BURST,
        .rate = 2,
        .replications = 2,
        .exact = inject_burst_short,
    },
    {
        .id = "cache_ttl_idle",
        .title = "The kernel's response cache: what nobody asks for in 120 s goes",
        .question = "how many requests does the kernel answer when a few pages are popular?",
        .source = "a URL is held if it was asked for within the period: 1 - exp(-rate x period)",
        .models = "iis6 i5m",
        .text = TEXTBOOK "[httpsys]\nActivityPeriod = 0\nscavenger = idle\n"
                         "UriScavengerPeriod = 120\n[pool:p]\n[app:a]\npool = p\nstart = warm\n"
                         "[page:s]\napp = a\nurl = /a/x.gif\nurls = zipf(1000, 0.8)\n"
                         "[clients:c]\npages = s\narrivals = poisson(5/s)\n",
        .requests = 20000,
        .rate = 5,
        .exact = cache_ttl_idle,
    },
    {.id = NULL},
};
