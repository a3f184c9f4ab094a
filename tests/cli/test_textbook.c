/* test_textbook.c - which scenario is which queue of the textbook, that the simulation of it comes to
 * the answer, and that one more setting makes it none.
 *
 * The seed is fixed. With another an estimate would be further off than twice half of its 95% interval
 * in two cases of a thousand (t with 9 degrees of freedom).
 */
#include "cli/experiment/experiment.h"
#include "cli/sweep/textbook.h"
#include "tests/models/support.h"

#include <math.h>
#include <string.h>

#define THREADS(n)                                                                                 \
    "[aspnet]\nmaxWorkerThreads = " n "\nmaxIoThreads = " n "\nminWorkerThreads = " n              \
    "\nminIoThreads = " n "\nminFreeThreads = 0\nminLocalRequestFreeThreads = 0\n"
#define POISSON(rate) "poisson(" rate ")\n"

typedef struct {
    const char *name;    /* NULL: it is none */
    const char *aspnet;  /* threads, limits */
    const char *more;    /* other sections */
    const char *page;    /* keys of the page */
    const char *clients; /* 'arrivals = ' goes before */
} Queue;

static char *text_of(const Queue *queue)
{
    return g_strdup_printf(
        "[scenario]\nmodels = iis6\nduration = 40s\nwarmup = 5s\nseed = 4\n" //
        SUPPORT_TEXTBOOK "%s%s[pool:p]\n[app:a]\npool = p\nstart = warm\n"
        "memory = 0B\n[page:g]\napp = a\n%s[clients:c]\npages = g\narrivals = %s",
        queue->aspnet, queue->more, queue->page, queue->clients);
}

#define MANY   THREADS("2000")
#define CORES2 "[machine]\ncores = 2\n"

static const Queue queues[] = {
    {"M/M/c, c = threads", THREADS("5"), "", "wait = exp(20ms)\n", POISSON("200/s")},
    {"M/M/c, c = threads", THREADS("5"), CORES2, "wait = exp(20ms)\n", POISSON("430/s")},
    {"M/M/c, c = threads", THREADS("1"), CORES2, "cpu = exp(10ms)\n", POISSON("160/s")},
    {"M/M/c/K, c = threads", THREADS("5") "requestQueueLimit = 8\n", "", "wait = exp(20ms)\n",
     POISSON("300/s")},
    {"M/M/c+M, c = threads", THREADS("5"), "", "wait = exp(20ms)\n",
     POISSON("300/s") "patience = exp(50ms)\n"},
    {"M/M/c//N, c = threads", THREADS("5"), "", "wait = exp(20ms)\n",
     "users(20, think=exp(50ms))\n"},
    {"M/G/c, c = threads", THREADS("1"), "", "wait = lognormal(mean=5ms, cv=1.5)\n",
     POISSON("120/s")},
    {"M/G/c, c = threads", THREADS("1"), "", "wait = 5ms\n", POISSON("150/s")},
    {"M/G/c, c = threads", MANY, "", "wait = lognormal(mean=100ms, cv=1.5)\n", POISSON("300/s")},
    {"M/G/c, c = threads", MANY, "", "wait = erlang(k=3, mean=100ms)\n", POISSON("300/s")},
    {"M/G/c/K, c = threads", THREADS("5") "requestQueueLimit = 5\n", "",
     "wait = uniform(10ms, 30ms)\n", POISSON("250/s")},
    {"M/M/c-PS, c = cores", MANY, "", "cpu = exp(5ms)\n", POISSON("140/s")},
    {"M/M/c-PS, c = cores", MANY, CORES2, "cpu = exp(10ms)\n", POISSON("160/s")},
    {"M/G/c-PS, c = cores", MANY, CORES2, "cpu = hyperexp(mean=10ms, cv=2)\n", POISSON("120/s")},
    {"M/M/c-PS, c = cores", THREADS("5"), "", "cpu = exp(5ms)\n", POISSON("140/s")},
    {"M/G/c/K-PS, c = cores", MANY "requestQueueLimit = 6\n", "", "cpu = 5ms\n", POISSON("200/s")},
    {"M/G/c//N-PS, c = cores", MANY, "", "cpu = uniform(5ms, 15ms)\n",
     "users(12, think=exp(100ms))\n"},
    {"M/M/c, c = connections", MANY, "[backend:db]\nconnections = 3\n", "work = db exp(20ms)\n",
     POISSON("120/s")},
    {"M/G/c-PS, c = connections", MANY, "[backend:db]\nconnections = 3\ndiscipline = ps\n",
     "work = db erlang(k=2, mean=20ms)\n", POISSON("120/s")},
};

static bool is_near(double exact, SimEstimate simulated)
{
    double twice = simulated.high - simulated.low;

    return isnan(exact) || (!isnan(simulated.mean) && fabs(simulated.mean - exact) <= twice + 1e-9);
}

static void check_answer(const Queue *queue, const Scenario *scenario, const Textbook *textbook)
{
    static const char *const metrics[] = {"latency.mean", "latency.p95", "throughput", "loss"};
    TextbookAnswer answer = textbook_answer(textbook);
    const double exact[] = {answer.mean_s, answer.p95_s, answer.served_per_s, answer.loss};
    g_autoptr(Experiment) experiment =
        experiment_run(scenario, &(ExperimentOptions){.threads = 2}, NULL);
    const ExperimentVariant *variant = &experiment->variants[0];

    for (size_t i = 0; i < G_N_ELEMENTS(metrics); i++) {
        uint32_t index = experiment_find(variant, RESULT_RUN, NULL, metrics[i]);
        SimEstimate simulated = experiment_estimate(experiment, variant, index);
        bool is_good = is_near(exact[i], simulated);

        CU_ASSERT_TRUE(is_good);
        if (!is_good)
            fprintf(stderr, "%s, %s%s: %s: exact %g, simulated %g (%g to %g)\n", queue->name,
                    queue->page, queue->clients, metrics[i], exact[i], simulated.mean,
                    simulated.low, simulated.high);
    }
    CU_ASSERT_FALSE(isnan(answer.mean_s) || isnan(answer.served_per_s) || isnan(answer.loss));
}

static void the_simulation_comes_to_the_answer_of_the_textbook(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(queues); i++) {
        g_autofree char *text = text_of(&queues[i]);
        g_autoptr(Scenario) scenario = support_load(text, NULL);
        g_autofree char *name = NULL;
        Textbook textbook = {0};

        CU_ASSERT_TRUE_FATAL(textbook_of(scenario->variants[0].config, &textbook));
        name = textbook_name(&textbook);
        CU_ASSERT_STRING_EQUAL(name, queues[i].name);
        if (!SUPPORT_IS_SANITIZED)
            check_answer(&queues[i], scenario, &textbook);
    }
}

static bool is_textbook(const Queue *queue)
{
    g_autofree char *text = text_of(queue);
    g_autoptr(Scenario) scenario = support_load(text, NULL);
    Textbook textbook = {0};

    return textbook_of(scenario->variants[0].config, &textbook);
}

static void what_has_no_exact_answer_is_none(void)
{
    static const Queue others[] = {
        /* G, and more than one server that somebody may have to wait for */
        {NULL, THREADS("5"), "", "wait = 20ms\n", POISSON("200/s")},
        {NULL, THREADS("5") "requestQueueLimit = 6\n", "", "wait = 20ms\n", POISSON("200/s")},
        {NULL, THREADS("1"), "", "wait = 20ms\n", "users(20, think=exp(50ms))\n"},
        {NULL, THREADS("1"), "", "wait = normal(mean=5ms, sd=2ms)\n", POISSON("100/s")},
        /* not all share, and it matters */
        {NULL, THREADS("5"), "", "cpu = 5ms\n", POISSON("140/s")},
        {NULL, THREADS("5"), "", "cpu = 5ms\n", "users(12, think=exp(100ms))\n"},
        /* two things at once */
        {NULL, THREADS("5") "requestQueueLimit = 8\n", "", "wait = exp(20ms)\n",
         POISSON("300/s") "patience = exp(50ms)\n"},
        {NULL, THREADS("5") "requestQueueLimit = 8\n", "", "wait = exp(20ms)\n",
         "users(20, think=exp(50ms))\n"},
        {NULL, MANY, "", "cpu = exp(5ms)\n", POISSON("140/s") "patience = exp(50ms)\n"},
        /* others of the same kind */
        {NULL, THREADS("5"), "", "wait = exp(20ms)\n", POISSON("300/s") "patience = 50ms\n"},
        {NULL, THREADS("5"), "", "wait = exp(20ms)\n", "users(20, think=50ms)\n"},
        {NULL, THREADS("5"), "", "wait = exp(20ms) with 50%\n", POISSON("100/s")},
        {NULL, MANY, "", "work = cpu exp(1ms), wait exp(1ms)\n", POISSON("100/s")},
        /* chains that would take minutes */
        {NULL, THREADS("5"), "", "wait = exp(1s)\n", POISSON("6/s") "patience = exp(1us)\n"},
        {NULL, THREADS("1") "requestQueueLimit = 1000000\n", "", "wait = exp(20ms)\n",
         POISSON("100/s")},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        bool is_taken = is_textbook(&others[i]);

        CU_ASSERT_FALSE(is_taken);
        if (is_taken)
            fprintf(stderr, "%s%s%s%s is taken for a queue of the textbook\n", others[i].aspnet,
                    others[i].more, others[i].page, others[i].clients);
    }
}

/* However near to what can be served, or beyond it, however large: at once, and without an abort. */
static void no_queue_is_too_near_to_its_limit(void)
{
    const Queue near[] = {
        {NULL, THREADS("1"), "", "wait = exp(20ms)\n", POISSON("49.99999999/s")},
        {NULL, THREADS("5"), "", "wait = exp(20ms)\n", POISSON("249.9999999/s")},
        {NULL, THREADS("1"), "", "wait = 20ms\n", POISSON("49.99999999/s")},
        {NULL, MANY, "", "cpu = exp(20ms)\n", POISSON("49.99/s")},
        {NULL, THREADS("10000"), "", "wait = exp(20ms)\n", POISSON("499999/s")},
        {NULL, THREADS("5") "requestQueueLimit = 20000\n", "", "wait = exp(20ms)\n",
         POISSON("250/s")},
        {NULL, MANY, "", "wait = gamma(mean=20ms, shape=0.000001)\n", POISSON("100/s")},
        {NULL, THREADS("1000000"), "", "wait = exp(20ms)\n", POISSON("49000000/s")},
        {NULL, THREADS("1000000"), "", "wait = exp(20ms)\n", POISSON("49999999/s")},
        {NULL, THREADS("1"), "", "wait = exp(1ms)\n", POISSON("990/s") "patience = exp(1h)\n"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(near); i++) {
        g_autofree char *text = text_of(&near[i]);
        g_autoptr(Scenario) scenario = support_load(text, NULL);
        Textbook textbook = {0}, beyond;

        CU_ASSERT_EQUAL(textbook_of(scenario->variants[0].config, &textbook),
                        i + 2 < G_N_ELEMENTS(near));
        if (textbook.station.servers == 0)
            continue;
        beyond = textbook_at_load(&textbook, 1.1);
        CU_ASSERT_EQUAL(isnan(textbook_answer(&beyond).mean_s), i < 5 || i == 7);
    }
}

CU_TestInfo textbook_tests[] = {
    TEST(the_simulation_comes_to_the_answer_of_the_textbook),
    TEST(what_has_no_exact_answer_is_none),
    TEST(no_queue_is_too_near_to_its_limit),
    CU_TEST_INFO_NULL,
};
