/* test_queues.c - with zero costs, no limits and everything warm, one page is one textbook queue:
 * the models themselves are checked, through the scenario reader, against exact answers.
 *
 * False alarms: a check fails by bad luck when its mean is more than 4 standard errors off, with
 * 39 degrees of freedom one in 3,700. As the draws are the same in every model, about 60 checks of
 * tests/theory are different ones: together they would fail once in about 60 changes of the draws.
 * With the draws as they are they pass, every time.
 */
#include "tests/theory/truth.h"

#include <math.h>

/* c threads, each of which executes one request. */
#define THREADS(c)                                                                                 \
    "[aspnet]\nmaxWorkerThreads = " c "\nmaxIoThreads = " c "\nminWorkerThreads = " c              \
    "\nminIoThreads = " c "\nminFreeThreads = 0\nminLocalRequestFreeThreads = 0\n"
#define PAGE  SUPPORT_APP "[page:g]\napp = a\n"
#define GROUP "[clients:c]\npages = g\narrivals = "

#define EVERY_MODEL   "iis6 iis5 i5m"
#define EVERY_MODEL_5 "iis5 iis6 i5m"

static void mm1_at_half_load(void)
{
    truth_reproduced(&(TruthCase){
        .models = EVERY_MODEL,
        .usual = 3,
        .text = SUPPORT_TEXTBOOK THREADS("1") PAGE "wait = exp(10ms)\n" GROUP "poisson(50/s)\n",
        .requests = 12500,
        .rate = 50,
        .truths = {TRUTH("latency.mean", 1 / (100.0 - 50)),
                   TRUTH_WITHIN("latency.p50", log(2) / 50, 0.02),
                   TRUTH_WITHIN("latency.p95", log(20) / 50, 0.02),
                   TRUTH_WITHIN("in_system", 1, 0.02), TRUTH("threads.busy", 0.5)},
    });
}

static void mm1_at_load_0_8(void)
{
    truth_reproduced(&(TruthCase){
        .models = EVERY_MODEL,
        .usual = 2,
        .text = SUPPORT_TEXTBOOK THREADS("1") PAGE "wait = exp(10ms)\n" GROUP "poisson(80/s)\n",
        .requests = 100000,
        .rate = 80,
        .truths = {TRUTH("latency.mean", 1 / (100.0 - 80))},
    });
}

static void mm4(void)
{
    truth_reproduced(&(TruthCase){
        .models = EVERY_MODEL,
        .usual = 2,
        .text = SUPPORT_TEXTBOOK THREADS("4") PAGE "wait = exp(10ms)\n" GROUP "poisson(320/s)\n",
        .requests = 45000,
        .rate = 320,
        .truths = {TRUTH("latency.mean", truth_mmc(4, 320, 0.01)), TRUTH("threads.busy", 3.2)},
    });
}

/* Rejected when Requests Current is 10: the one in service and nine that wait. */
static void mm1_with_room_for_ten(void)
{
    TruthFinite truth = truth_mmck(1, 10, 120, 0.01);

    truth_reproduced(&(TruthCase){
        .models = EVERY_MODEL,
        .usual = 3,
        .text = SUPPORT_TEXTBOOK THREADS("1") "requestQueueLimit = 10\n" PAGE
                                              "wait = exp(10ms)\n" GROUP "poisson(120/s)\n",
        .requests = 36000,
        .rate = 120,
        .truths = {TRUTH("latency.mean", truth.response_s), TRUTH("loss", truth.loss),
                   TRUTH("throughput", 120 * (1 - truth.loss))},
    });
}

static void mm10_with_room_for_110_overloaded(void)
{
    TruthFinite truth = truth_mmck(10, 110, 120, 0.1);

    truth_reproduced(&(TruthCase){
        .models = EVERY_MODEL_5,
        .text = SUPPORT_TEXTBOOK THREADS("10") "requestQueueLimit = 110\n" PAGE
                                               "wait = exp(100ms)\n" GROUP "poisson(120/s)\n",
        .requests = 20000,
        .rate = 120,
        .truths = {TRUTH("latency.mean", truth.response_s), TRUTH_WITHIN("loss", truth.loss, 0.02)},
    });
}

/* Clients stop waiting after 1 s, the server works on: constants of the birth-death chain with
 * phase-type responses. */
static void clients_that_give_up_leave_the_server_working_for_nobody(void)
{
    truth_reproduced(&(TruthCase){
        .models = EVERY_MODEL,
        .text = SUPPORT_TEXTBOOK THREADS("10") "requestQueueLimit = 110\n" PAGE
                                               "wait = exp(100ms)\n" GROUP
                                               "poisson(120/s)\ntimeout = 1s\n",
        .requests = 20000,
        .rate = 120,
        .full = 9,
        .truths = {TRUTH_WITHIN("late", 0.61258290303342, 0.02),
                   TRUTH_WITHIN("throughput", 38.74170965474508, 0.035)},
    });
}

/* Whatever the distribution of the service. */
static void mg50_without_room_to_wait(void)
{
    double loss = truth_erlang_b(50, 45);

    truth_reproduced(&(TruthCase){
        .models = EVERY_MODEL_5,
        .text = SUPPORT_TEXTBOOK THREADS("50") "requestQueueLimit = 50\n" PAGE
                                               "wait = lognormal(mean=1s, cv=1.5)\n" GROUP
                                               "poisson(45/s)\n",
        .requests = 50000,
        .rate = 45,
        .truths = {TRUTH_WITHIN("loss", loss, 0.021), TRUTH("latency.mean", 1),
                   TRUTH("in_system", 45 * (1 - loss))},
    });
}

/* Two applications in one process: each loses as much (arrivals see time averages). */
static void a_noisy_neighbour_in_one_process_takes_its_share_of_the_room(void)
{
    TruthFinite truth = truth_mmck(8, 58, 130, 0.1);

    truth_reproduced(&(TruthCase){
        .models = EVERY_MODEL,
        .text = SUPPORT_TEXTBOOK THREADS("8") "requestQueueLimit = 58\n" PAGE
                                              "wait = exp(100ms)\n[app:b]\npool = p\nstart = warm\n"
                                              "[page:h]\napp = b\nwait = exp(100ms)\n" GROUP
                                              "poisson(30/s)\n"
                                              "[clients:d]\npages = h\narrivals = poisson(100/s)\n",
        .requests = 16000,
        .rate = 130,
        .truths = {TRUTH("latency.mean", truth.response_s), TRUTH("loss(app:a)", truth.loss),
                   TRUTH("loss(app:b)", truth.loss),
                   TRUTH("throughput(app:a)", 30 * (1 - truth.loss)),
                   TRUTH("throughput(app:b)", 100 * (1 - truth.loss))},
    });
}

/* Many short runs from an empty server: the window begins at time 0 and nothing is before it. */
static void mm1_fills_from_empty(void)
{
    static const char text[] =
        "[scenario]\nduration = 500ms\nwarmup = 0s\n" SUPPORT_TEXTBOOK THREADS("1") PAGE
        "wait = exp(10ms)\n" GROUP "poisson(80/s)\n";
    bool is_full = g_getenv("IISSIM_TEST_FULL") != NULL;
    uint32_t count = SUPPORT_IS_SANITIZED ? 40 : is_full ? 50000 : 5000;
    g_autofree double *means = g_new(double, count);
    g_autoptr(Scenario) scenario = support_load(text, "iis6");
    double truth = truth_mm1_filling(80, 0.01, 0.5);
    SimEstimate estimate;

    for (uint32_t i = 0; i < count; i++) {
        const ScenarioVariant *variant = &scenario->variants[0];
        g_autoptr(ModelResult) result = model_run(variant->model, variant->config, i + 1, NULL);

        support_check(result, "iis6");
        means[i] = support_value(result, "in_system");
    }
    estimate = sim_estimate(means, count, 0.95);
    if (SUPPORT_IS_SANITIZED)
        return;
    CU_ASSERT(estimate.high - estimate.mean <= truth * (is_full ? 0.01 : 0.03));
    CU_ASSERT(fabs(estimate.mean - truth) <= 4 / 1.96 * (estimate.high - estimate.mean));
}

/* ---- service that is not exponential ---- */

static void md1(void)
{
    truth_reproduced(&(TruthCase){
        .models = EVERY_MODEL_5,
        .text = SUPPORT_TEXTBOOK THREADS("1") PAGE "wait = 10ms\n" GROUP "poisson(80/s)\n",
        .requests = 30000,
        .rate = 80,
        .truths = {TRUTH("latency.mean", truth_mg1(80, 0.01, 0))},
    });
}

static void m_erlang4_1(void)
{
    truth_reproduced(&(TruthCase){
        .models = EVERY_MODEL,
        .text = SUPPORT_TEXTBOOK THREADS("1") PAGE "wait = erlang(k=4, mean=10ms)\n" GROUP
                                                   "poisson(80/s)\n",
        .requests = 43000,
        .rate = 80,
        .truths = {TRUTH("latency.mean", truth_mg1(80, 0.01, 0.25))},
    });
}

static void m_lognormal_1(void)
{
    truth_reproduced(&(TruthCase){
        .models = EVERY_MODEL,
        .usual = 2,
        .text = SUPPORT_TEXTBOOK THREADS("1") PAGE "wait = lognormal(mean=10ms, cv=1.5)\n" GROUP
                                                   "poisson(70/s)\n",
        .requests = 120000,
        .rate = 70,
        .truths = {TRUTH("latency.mean", truth_mg1(70, 0.01, 2.25))},
    });
}

/* ---- arrivals that are not Poisson ---- */

/* Balanced means: both branches have the same share of the mean. */
static double hyperexponential(double s, const double *parameters)
{
    double mean_s = parameters[0], scv = parameters[1];
    double p = (1 + sqrt((scv - 1) / (scv + 1))) / 2;
    double fast = 2 * p / mean_s, slow = 2 * (1 - p) / mean_s;

    return p * fast / (fast + s) + (1 - p) * slow / (slow + s);
}

static void h2_m_1(void)
{
    const double gaps[] = {1 / 80.0, 4};

    truth_reproduced(&(TruthCase){
        .models = EVERY_MODEL_5,
        .text = SUPPORT_TEXTBOOK THREADS("1") PAGE "wait = exp(10ms)\n" GROUP
                                                   "every(hyperexp(mean=12.5ms, cv=2))\n",
        .requests = 70000,
        .rate = 80,
        .truths = {TRUTH_WITHIN("latency.mean", truth_gim1(hyperexponential, gaps, 0.01), 0.02)},
    });
}

static double constant(double s, const double *parameters)
{
    return exp(-s * parameters[0]);
}

static void d_m_1(void)
{
    const double gaps[] = {1 / 80.0};

    truth_reproduced(&(TruthCase){
        .models = EVERY_MODEL,
        .text = SUPPORT_TEXTBOOK THREADS("1") PAGE "wait = exp(10ms)\n" GROUP "every(12.5ms)\n",
        .requests = 30000,
        .rate = 80,
        .truths = {TRUTH("latency.mean", truth_gim1(constant, gaps, 0.01))},
    });
}

/* ---- impatience ---- */

static void erlang_a(void)
{
    TruthFinite truth = truth_erlang_a(10, 110, 0.1, 2);

    truth_reproduced(&(TruthCase){
        .models = EVERY_MODEL_5,
        .text = SUPPORT_TEXTBOOK THREADS("10") PAGE "wait = exp(100ms)\n" GROUP
                                                    "poisson(110/s)\npatience = exp(2s)\n",
        .requests = 30000,
        .rate = 110,
        .truths = {TRUTH_WITHIN("latency.mean", truth.response_s, 0.02),
                   TRUTH_WITHIN("loss", truth.loss, 0.03)},
    });
}

/* ---- one processor for all ---- */

static void mm1_processor_sharing(void)
{
    truth_reproduced(&(TruthCase){
        .models = EVERY_MODEL,
        .usual = 2,
        .text = SUPPORT_TEXTBOOK SUPPORT_UNLIMITED PAGE "cpu = exp(10ms)\n" GROUP "poisson(80/s)\n",
        .requests = 100000,
        .rate = 80,
        .truths = {TRUTH("latency.mean", 0.01 / (1 - 0.8)), TRUTH("cpu.utilisation", 0.8)},
    });
}

/* Two cores; insensitive: as many in the system as in M/M/2. */
static void m_h2_2_processor_sharing(void)
{
    truth_reproduced(&(TruthCase){
        .models = EVERY_MODEL_5,
        .text = "[machine]\ncores = 2\n" SUPPORT_TEXTBOOK SUPPORT_UNLIMITED PAGE
                "cpu = hyperexp(mean=10ms, cv=2)\n" GROUP "poisson(160/s)\n",
        .requests = 60000,
        .rate = 160,
        .truths = {TRUTH_WITHIN("latency.mean", truth_mmc(2, 160, 0.01), 0.02)},
    });
}

/* At most five share the core. It works whenever anybody is there, and demands are exponential: the
 * number in the system is that of M/M/1. */
static void processor_sharing_limited_to_five_threads(void)
{
    truth_reproduced(&(TruthCase){
        .models = EVERY_MODEL,
        .usual = 2,
        .text = SUPPORT_TEXTBOOK THREADS("5") PAGE "cpu = exp(10ms)\n" GROUP "poisson(80/s)\n",
        .requests = 100000,
        .rate = 80,
        .truths = {TRUTH("latency.mean", 0.01 / (1 - 0.8))},
    });
}

CU_TestInfo theory_tests[] = {
    TEST(mm1_at_half_load),
    TEST(mm1_at_load_0_8),
    TEST(mm4),
    TEST(mm1_with_room_for_ten),
    TEST(mm10_with_room_for_110_overloaded),
    TEST(clients_that_give_up_leave_the_server_working_for_nobody),
    TEST(mg50_without_room_to_wait),
    TEST(a_noisy_neighbour_in_one_process_takes_its_share_of_the_room),
    TEST(mm1_fills_from_empty),
    TEST(md1),
    TEST(m_erlang4_1),
    TEST(m_lognormal_1),
    TEST(h2_m_1),
    TEST(d_m_1),
    TEST(erlang_a),
    TEST(mm1_processor_sharing),
    TEST(m_h2_2_processor_sharing),
    TEST(processor_sharing_limited_to_five_threads),
    CU_TEST_INFO_NULL,
};
