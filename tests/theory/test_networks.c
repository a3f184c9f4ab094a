/* test_networks.c - several stations, several processes, and processes that come and go, against
 * exact answers. As in test_queues.c.
 */
#include "tests/theory/truth.h"

#define THREADS(c)                                                                                 \
    "[aspnet]\nmaxWorkerThreads = " c "\nmaxIoThreads = " c "\nminWorkerThreads = " c              \
    "\nminIoThreads = " c "\nminFreeThreads = 0\nminLocalRequestFreeThreads = 0\n"
#define PAGE  SUPPORT_APP "[page:g]\napp = a\n"
#define GROUP "[clients:c]\npages = g\narrivals = "

#define EVERY_MODEL "iis6 iis5 i5m"

/* An application whose pool's keys come before it. */
#define APP "[app:a]\npool = p\nstart = warm\nmemory = 0B\n[page:g]\napp = a\n"

/* ---- closed networks ---- */

/* Twenty users; the processor, the disk and a database are stations with one server each. */
static void twenty_users_of_processor_disk_and_database(void)
{
    const double demands_s[] = {0.030, 0.012, 0.045};
    double response_s = truth_mva(20, 4, 3, demands_s);

    truth_reproduced(&(TruthCase){
        .models = EVERY_MODEL,
        .usual = 3,
        .text = SUPPORT_TEXTBOOK SUPPORT_UNLIMITED
        "[backend:db]\nconnections = 1\n" PAGE
        "work = cpu exp(30ms), disk exp(12ms), db exp(45ms)\n" GROUP "users(20, think=exp(4s))\n",
        .requests = 1500,
        .rate = 4.87,
        .truths = {TRUTH("latency.mean", response_s), TRUTH("throughput", 20 / (4 + response_s))},
    });
}

/* Fifty users of one thread: the machine repairman. */
static void fifty_users_of_one_thread(void)
{
    const double demands_s[] = {1 / 12.0};
    double response_s = truth_mva(50, 5, 1, demands_s);

    truth_reproduced(&(TruthCase){
        .models = EVERY_MODEL,
        .usual = 2,
        .text = SUPPORT_TEXTBOOK THREADS("1") PAGE "wait = exp(83333333ns)\n" GROUP
                                                   "users(50, think=exp(5s))\n",
        .requests = 22000,
        .rate = 9.4,
        .truths = {TRUTH("latency.mean", response_s), TRUTH("throughput", 50 / (5 + response_s))},
    });
}

/* Two classes on shared processors: BCMP. */
static void browsers_and_buyers_on_shared_stations(void)
{
    const double browser_s[] = {0.02, 0.005, 0.01}, buyer_s[] = {0.035, 0.06, 0.08};
    double responses_s[2];

    truth_mva_two((const int[]){40, 30}, (const double[]){3, 8}, 3,
                  (const double *const[]){browser_s, buyer_s}, responses_s);
    truth_reproduced(&(TruthCase){
        .models = EVERY_MODEL,
        .text = SUPPORT_TEXTBOOK SUPPORT_UNLIMITED
        "[backend:drive]\nconnections = 1\ndiscipline = ps\n"
        "[backend:db]\nconnections = 1\ndiscipline = ps\n" PAGE
        "work = cpu exp(20ms), drive exp(5ms), db exp(10ms)\n"
        "[page:h]\napp = a\nwork = cpu exp(35ms), drive exp(60ms), db exp(80ms)\n" GROUP
        "users(40, think=exp(3s))\n"
        "[clients:d]\npages = h\narrivals = users(30, think=exp(8s))\n",
        .requests = 7000,
        .rate = 16.7,
        .truths = {TRUTH("latency.mean(clients:c)", responses_s[0]),
                   TRUTH("latency.mean(clients:d)", responses_s[1]),
                   TRUTH("throughput(clients:d)", 30 / (8 + responses_s[1]))},
    });
}

/* ---- open networks ---- */

/* Eight threads, three connections: a thread is held while its request waits for a connection.
 * The constants are of the two-dimensional Markov chain, solved numerically. */
static void a_thread_is_held_while_its_request_waits_for_a_connection(void)
{
    truth_reproduced(&(TruthCase){
        .models = EVERY_MODEL,
        .usual = 2,
        .text = SUPPORT_TEXTBOOK THREADS("8") "[backend:db]\nconnections = 3\n" PAGE
                                              "work = wait exp(50ms), db exp(60ms)\n" GROUP
                                              "poisson(40/s)\n",
        .requests = 30000,
        .rate = 40,
        .truths = {TRUTH("latency.mean", 0.178579844384533),
                   TRUTH("threads.busy", 5.6465383567375165),
                   TRUTH_WITHIN("wait(stage:work.db)", 0.031163458918438004, 0.02)},
    });
}

/* Three stations in a row: Jackson. */
static void three_stations_in_a_row(void)
{
    truth_reproduced(&(TruthCase){
        .models = "iis5 iis6 i5m",
        .text = SUPPORT_TEXTBOOK SUPPORT_UNLIMITED
        "[backend:two]\nconnections = 2\n[backend:one]\nconnections = 1\n"
        "[backend:four]\nconnections = 4\n" PAGE
        "work = two exp(16666667ns), one exp(8333333ns), four exp(40ms)\n" GROUP "poisson(80/s)\n",
        .requests = 16000,
        .rate = 80,
        .truths = {TRUTH("latency.mean", truth_mmc(2, 80, 1 / 60.0) + truth_mmc(1, 80, 1 / 120.0) +
                                             truth_mmc(4, 80, 1 / 25.0))},
    });
}

/* inetinfo's core is visited twice, 0.5 ms each; a message is 0.3 ms on its way; aspnet_wp has two
 * threads of 10 ms (BCMP). */
static void the_two_hops_of_iis5(void)
{
    truth_reproduced(&(TruthCase){
        .models = "iis5",
        .text = SUPPORT_TEXTBOOK
        "inetinfo-in = cpu exp(500us)\ninetinfo-out = cpu exp(500us)\n"
        "pipe-oneway = wait 300us\n" THREADS("2") "[iis5]\ncallbacks = 0\n" PAGE
                                                  "wait = exp(10ms)\n" GROUP "poisson(150/s)\n",
        .requests = 38000,
        .rate = 150,
        .truths = {TRUTH("latency.mean", 2 / (2000.0 - 300) + 2 * 0.0003 + truth_mmc(2, 150, 0.01)),
                   TRUTH("service(stage:pipe)", 0.0006), TRUTH("cpu.utilisation", 0.15)},
    });
}

/* http.sys is visited twice, 0.05 ms each, in the kernel; no pipe. */
static void the_one_hop_of_iis6(void)
{
    truth_reproduced(&(TruthCase){
        .models = "iis6",
        .text = SUPPORT_TEXTBOOK "http-cache-hit = kernel exp(100us)\n" THREADS("2") PAGE
        "wait = exp(10ms)\n" GROUP "poisson(150/s)\n",
        .requests = 44000,
        .rate = 150,
        .truths = {TRUTH("latency.mean", 2 / (20000.0 - 300) + truth_mmc(2, 150, 0.01)),
                   TRUTH("cpu.kernel", 0.015)},
    });
}

/* ---- web gardens ---- */

/* Two processes that pull from one queue, a request each: M/M/2. */
static void a_web_garden_that_pulls_is_one_queue(void)
{
    truth_reproduced(&(TruthCase){
        .models = "iis6",
        .text = SUPPORT_TEXTBOOK THREADS("1") "[pool:p]\nMaxProcesses = 2\ndispatch = pull\n"
                                              "held-requests = 1\n" APP "wait = exp(10ms)\n" GROUP
                                              "poisson(160/s)\n",
        .requests = 76000,
        .rate = 160,
        .truths = {TRUTH("latency.mean", truth_mmc(2, 160, 0.01))},
    });
}

/* Two processes with queues of their own: two M/M/1. */
static void a_web_garden_that_splits_at_random_is_two_queues(void)
{
    truth_reproduced(&(TruthCase){
        .models = "iis6",
        .text = SUPPORT_TEXTBOOK THREADS("1") "[pool:p]\nMaxProcesses = 2\ndispatch = random\n" APP
                                              "wait = exp(10ms)\n" GROUP "poisson(160/s)\n",
        .requests = 50000,
        .rate = 160,
        .truths = {TRUTH_WITHIN("latency.mean", 1 / (100.0 - 80), 0.02)},
    });
}

/* ---- processes that end ---- */

/* After every 50 requests an outage of 0.2 s on average, the queue kept. The constants are of the
 * matrix-geometric solution; down a fifth of the time follows from 50 requests per 1 s. */
static void recycling_after_every_50_requests(void)
{
    truth_reproduced(&(TruthCase){
        .models = "iis6",
        .text = SUPPORT_TEXTBOOK "process-start = wait exp(200ms)\n" THREADS(
            "1") "[pool:p]\nPeriodicRestartRequests = 50\nDisallowOverlappingRotation = true\n"
                 "held-requests = 1\n" APP "wait = exp(10ms)\n" GROUP "poisson(50/s)\n",
        .requests = 70000,
        .rate = 50,
        .truths = {TRUTH_WITHIN("latency.mean", 0.12173094118055056, 0.0225),
                   TRUTH("processes.alive", 0.8)},
    });
}

/* A leak of 20 kB a request up to 60,000 kB: a cycle of 3,000 requests and 4 s in which nobody
 * waits: 200 of 3,200 are lost (renewal reward). As the cycle is nearly constant the window is a
 * whole number of cycles of 64 s. */
static void a_leak_costs_the_requests_of_each_restart(void)
{
    truth_reproduced(&(TruthCase){
        .models = "iis6",
        .text = SUPPORT_TEXTBOOK
        "process-start = wait 4s\n[pool:p]\n"
        "PeriodicRestartPrivateMemory = 60000\nDisallowOverlappingRotation = true\n" APP
        "leak = 20KB\n" GROUP "poisson(50/s)\npatience = 1us\n",
        .requests = 32000,
        .rate = 50,
        .truths = {TRUTH("loss", 0.0625)},
    });
}

/* One process for all, four threads, room for 104; a crash every 60 s on average kills everything
 * in it and in front of it, a restart takes 3 s in which arrivals are turned away. The constants
 * are of the Markov chain, solved numerically; loss needs more cycles than fit here. */
static void a_crash_of_the_shared_process_loses_what_is_in_it(void)
{
    truth_reproduced(&(TruthCase){
        .models = "iis5 i5m",
        .text = SUPPORT_TEXTBOOK "process-start = wait exp(3s)\n" THREADS(
            "4") "requestQueueLimit = 104\n[iis5]\nrestartQueueLimit = 0\n" PAGE
                 "wait = exp(100ms)\n" GROUP "poisson(36/s)\n"
                 "[fault:f]\nkind = crash\napp = a\nevery = exp(60s)\n",
        .requests = 70000,
        .rate = 36,
        .full = 70, /* some 90,000 crashes in all */
        .truths = {TRUTH_WITHIN("latency.mean", 0.28704027837789203, 0.0225),
                   TRUTH("availability.requests", 1 - 0.05217432570771385),
                   TRUTH_WITHIN("loss", 0.05217432570771385, 0.12),
                   TRUTH("throughput", 34.1217242745223)},
    });
}

/* ---- thread injection ---- */

/* The starts of a burst, by hand: a finished request frees its thread before one more comes. */
static GArray *burst_starts(int requests, int threads, double interval_s, double service_s)
{
    GArray *starts = g_array_new(FALSE, FALSE, sizeof(double));
    int freed = threads;

    for (int tick = 0; (int)starts->len < requests; tick++) {
        double now_s = tick * interval_s;

        for (guint i = 0; i < starts->len; i++)
            freed += g_array_index(starts, double, i) + service_s == now_s;
        for (; freed > 0 && (int)starts->len < requests; freed--)
            g_array_append_val(starts, now_s);
        if (tick > 0 && (int)starts->len < requests)
            g_array_append_val(starts, now_s); /* on a new thread */
    }
    return starts;
}

static void a_burst_starts_as_threads_are_freed_and_injected(void)
{
    g_autoptr(GArray) expected = burst_starts(100, 2, 0.5, 2);
    double sum = 0;

    for (guint i = 0; i < expected->len; i++)
        sum += g_array_index(expected, double, i) + 2;
    SUPPORT_NEAR(sum / 100, 9.74);
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            SUPPORT_WINDOW SUPPORT_TEXTBOOK
            "[aspnet]\nmaxWorkerThreads = 100\nmaxIoThreads = 100\nminWorkerThreads = 2\n"
            "minIoThreads = 2\nminFreeThreads = 0\nminLocalRequestFreeThreads = 0\n" PAGE
            "wait = 2s\n" GROUP "at(0s x 100)\n",
            support_models[i], 1, &result);

        for (uint64_t k = 0; k < 100; k++)
            SUPPORT_NEAR(support_start_s(records, "c", k), g_array_index(expected, double, k));
        SUPPORT_NEAR(support_value(result, "latency.mean"), 9.74);
    }
}

CU_TestInfo theory_network_tests[] = {
    TEST(twenty_users_of_processor_disk_and_database),
    TEST(fifty_users_of_one_thread),
    TEST(browsers_and_buyers_on_shared_stations),
    TEST(a_thread_is_held_while_its_request_waits_for_a_connection),
    TEST(three_stations_in_a_row),
    TEST(the_two_hops_of_iis5),
    TEST(the_one_hop_of_iis6),
    TEST(a_web_garden_that_pulls_is_one_queue),
    TEST(a_web_garden_that_splits_at_random_is_two_queues),
    TEST(recycling_after_every_50_requests),
    TEST(a_leak_costs_the_requests_of_each_restart),
    TEST(a_crash_of_the_shared_process_loses_what_is_in_it),
    TEST(a_burst_starts_as_threads_are_freed_and_injected),
    CU_TEST_INFO_NULL,
};
