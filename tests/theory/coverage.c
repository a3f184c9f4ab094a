/* coverage.c - experiments by the hundred as one campaign, and what of them is right. */
#include "tests/theory/coverage.h"
#include "cli/experiment/stability.h"
#include "cli/experiment/warmup.h"
#include "cli/verify/cases_text.h"
#include "cli/verify/theory.h"

#include <math.h>
#include <stdio.h>

#define CHUNK       100 /* experiments that are kept at a time */
#define EXPERIMENTS 1000

/* Of 1,000 trials at 95%: outside of this once in 730 such counts (the binomial). */
#define HELD_MIN 927
#define HELD_MAX 970

/* ---- experiments that differ by their seeds ---- */

typedef struct {
    Scenario scenario;
    ScenarioVariant variant;
    ModelConfig config; /* owns nothing */
} Copy;

static void copy_init(Copy *copy, const Scenario *scenario, uint64_t seed)
{
    copy->scenario = *scenario;
    copy->variant = scenario->variants[0];
    copy->config = *scenario->variants[0].config;
    copy->scenario.variants = &copy->variant;
    copy->variant.config = &copy->config;
    copy->scenario.seed = copy->config.seed = seed;
}

static void count_one(const CoverageCase *of, const Experiment *experiment, CoverageCount *count,
                      double *const *means, uint32_t index)
{
    const ExperimentVariant *variant = &experiment->variants[0];

    for (uint32_t i = 0; i < COVERAGE_TRUTHS && of->truths[i].metric != NULL; i++) {
        SimEstimate estimate = experiment_estimate(
            experiment, variant, experiment_find_reference(variant, of->truths[i].metric));

        count->held[i] +=
            estimate.low <= of->truths[i].truth && of->truths[i].truth <= estimate.high;
        means[i][index] = estimate.mean;
    }
    count->unstable += stability_of(experiment, variant).is_unstable;
    count->replications += experiment->replications;
    count->warmup_s += sim_seconds(experiment->scenario->variants[0].config->warmup_ns);
}

static void run_chunk(const CoverageCase *of, const Scenario *scenario, uint32_t first,
                      uint32_t size, CoverageCount *count, double *const *means)
{
    g_autofree Copy *copies = g_new0(Copy, size);
    g_autofree Scenario **scenarios = g_new0(Scenario *, size);
    const CampaignOptions options = {.threads = 0};
    g_autoptr(Campaign) campaign = campaign_new(&options);

    for (uint32_t i = 0; i < size; i++) {
        copy_init(&copies[i], scenario, first + i + 1);
        scenarios[i] = &copies[i].scenario;
    }
    if (!warmup_fix(scenarios, size, &options, NULL))
        g_error("interrupted");
    for (uint32_t i = 0; i < size; i++)
        campaign_add(campaign, scenarios[i], NULL, NULL);
    if (!campaign_run(campaign, NULL))
        g_error("interrupted");
    for (uint32_t i = 0; i < size; i++) {
        g_autoptr(Experiment) experiment = campaign_steal(campaign, i);

        count_one(of, experiment, count, means, first + i);
    }
}

static Scenario *load(const char *text)
{
    static char *const model[] = {(char *)"iis6", NULL};
    g_autoptr(GPtrArray) problems = scenario_problems_new();
    Scenario *scenario = scenario_load(
        "coverage.ini", &(ScenarioOverrides){.text = text, .models = model}, problems);

    if (scenario == NULL)
        g_error("%s", ((const ScenarioProblem *)problems->pdata[0])->text);
    return scenario;
}

CoverageCount coverage_count(const CoverageCase *of, uint32_t count)
{
    g_autoptr(Scenario) scenario = load(of->text);
    double *means[COVERAGE_TRUTHS];
    CoverageCount counted = {.unstable = 0};

    for (uint32_t i = 0; i < COVERAGE_TRUTHS; i++)
        means[i] = g_new0(double, count);
    for (uint32_t first = 0; first < count; first += CHUNK)
        run_chunk(of, scenario, first, MIN(CHUNK, count - first), &counted, means);
    for (uint32_t i = 0; i < COVERAGE_TRUTHS; i++) {
        counted.mean[i] = sim_estimate(means[i], count, 0.95);
        g_free(means[i]);
    }
    counted.replications /= count;
    counted.warmup_s /= count;
    return counted;
}

/* ---- the cases ---- */

#define SCENARIO(rest) "[scenario]\nduration = %.9fs\nwarmup = " rest "\ndrain = 10min\n"
#define ONE_THREAD     TEXTBOOK THREADS("1") POOL APP PAGE "wait = exp(10ms)\n" ARRIVALS

CoverageCase coverage_mm1(uint32_t requests)
{
    TheoryAnswer truth =
        theory_station(&(TheoryStation){.rate = 50, .service_s = 0.01, .servers = 1});

    return (CoverageCase){
        .name = "M/M/1 at load 0.5",
        .text = g_strdup_printf(SCENARIO("5s\nreplications = 10") ONE_THREAD "poisson(50/s)\n",
                                requests / 50.0),
        .truths = {{"latency.mean", truth.response.mean_s},
                   {"latency.p95", truth.response.p95_s},
                   {"threads.busy", truth.busy}},
    };
}

static CoverageCase mm4_20(void)
{
    TheoryAnswer truth = theory_station(
        &(TheoryStation){.rate = 400, .service_s = 0.01, .servers = 4, .capacity = 20});

    return (CoverageCase){
        .name = "M/M/4/20 at load 1",
        .text = g_strdup_printf(SCENARIO("3s\nreplications = 10") TEXTBOOK THREADS(
                                    "4") "requestQueueLimit = 20\n" POOL APP PAGE
                                         "wait = exp(10ms)\n" ARRIVALS "poisson(400/s)\n",
                                3000 / 400.0),
        .truths = {{"latency.mean", truth.response.mean_s},
                   {"latency.p95", truth.response.p95_s},
                   {"loss", truth.loss}},
    };
}

/* 20 users, who think for 200 ms, then a station of 10 ms and one of 6 ms. */
static CoverageCase closed_network(void)
{
    const double demands_s[] = {0.01, 0.006};
    double response_s = theory_mva(20, 0.2, 2, demands_s);

    return (CoverageCase){
        .name = "20 users, two stations",
        .text = g_strdup_printf(
            SCENARIO("5s\nreplications = 10") TEXTBOOK UNLIMITED
            "[backend:first]\nconnections = 1\n[backend:second]\nconnections = 1\n" POOL APP PAGE
            "work = first exp(10ms), second exp(6ms)\n" ARRIVALS "users(20, think=exp(200ms))\n",
            30.0),
        .truths = {{"latency.mean", response_s},
                   {"throughput", 20 / (0.2 + response_s)},
                   {"in_system", 20 * response_s / (0.2 + response_s)}},
    };
}

static CoverageCase with_precision(void)
{
    TheoryAnswer truth =
        theory_station(&(TheoryStation){.rate = 50, .service_s = 0.01, .servers = 1});

    return (CoverageCase){
        .name = "M/M/1, precision 5%",
        .text =
            g_strdup_printf(SCENARIO("5s\nreplications = 10..200\nprecision = 5%% of latency.mean")
                                ONE_THREAD "poisson(50/s)\n",
                            500 / 50.0),
        .truths = {{"latency.mean", truth.response.mean_s}},
    };
}

/* From an empty server, a short window. M/M/infinity: 100 requests, each for 2 s, take seconds to
 * come together. */
static CoverageCase from_empty(bool is_filling, const char *warmup)
{
    double load = is_filling ? 100 : 0.8;
    g_autofree char *head = g_strdup_printf(
        "[scenario]\nduration = 20s\nwarmup = %s\nreplications = 10\ndrain = 10min\n", warmup);

    return (CoverageCase){
        .name = is_filling ? "M/M/infinity from empty" : "M/M/1 at 0.8 from empty",
        .text = is_filling ? g_strconcat(head,
                                         TEXTBOOK UNLIMITED POOL APP PAGE
                                         "wait = exp(2s)\n" ARRIVALS "poisson(50/s)\n",
                                         NULL)
                           : g_strconcat(head, ONE_THREAD "poisson(80/s)\n", NULL),
        .truths = {{"in_system", is_filling ? load : load / (1 - load)}},
    };
}

static CoverageCase near_capacity(const char *name, const char *arrivals)
{
    return (CoverageCase){
        .name = name,
        .text =
            g_strconcat("[scenario]\nduration = 60s\nwarmup = 30s\nreplications = 10\n" ONE_THREAD,
                        arrivals, "\n", NULL),
        .truths = {{"loss", 0}},
    };
}

/* ---- what is printed ---- */

static bool print_held(CoverageCase of)
{
    CoverageCount count = coverage_count(&of, EXPERIMENTS);
    bool is_good = true;

    for (uint32_t i = 0; i < COVERAGE_TRUTHS && of.truths[i].metric != NULL; i++) {
        bool is_within = count.held[i] >= HELD_MIN && count.held[i] <= HELD_MAX;

        printf("%-24s %-14s truth %-11.6g mean of estimates %-11.6g held %4u of %u  %s\n", of.name,
               of.truths[i].metric, of.truths[i].truth, count.mean[i].mean, count.held[i],
               EXPERIMENTS, is_within ? "" : "OUTSIDE");
        is_good &= is_within;
    }
    printf("%-24s %.1f replications on average\n", "", count.replications);
    fflush(stdout);
    g_free(of.text);
    return is_good;
}

/* The bias as a share of the truth. */
static double print_bias(CoverageCase of, const char *warmup)
{
    CoverageCount count = coverage_count(&of, EXPERIMENTS);
    double truth = of.truths[0].truth, bias = count.mean[0].mean / truth - 1;

    printf("%-24s warmup = %-5s bias of %s %+.2f%% +- %.2f%%, %.2f s are left out on average\n",
           of.name, warmup, of.truths[0].metric, 100 * bias,
           50 * (count.mean[0].high - count.mean[0].low) / truth, count.warmup_s);
    fflush(stdout);
    g_free(of.text);
    return fabs(bias);
}

static uint32_t print_unstable(CoverageCase of)
{
    uint32_t unstable = coverage_count(&of, EXPERIMENTS).unstable;

    printf("%-24s called unstable %u of %u times\n", of.name, unstable, EXPERIMENTS);
    fflush(stdout);
    g_free(of.text);
    return unstable;
}

int test_coverage(void)
{
    bool is_good = print_held(coverage_mm1(3000));
    double without, with;

    is_good &= print_held(mm4_20());
    is_good &= print_held(closed_network());
    is_good &= print_held(with_precision());
    without = print_bias(from_empty(true, "0s"), "0s");
    with = print_bias(from_empty(true, "auto"), "auto");
    is_good &= with <= without / 5;
    print_bias(from_empty(false, "0s"), "0s");
    print_bias(from_empty(false, "auto"), "auto");
    is_good &= print_unstable(near_capacity("M/M/1 at load 0.95", "poisson(95/s)")) <= 5;
    is_good &= print_unstable(near_capacity("M/M/1 at load 1.05", "poisson(105/s)")) >= 950;
    printf("%s\n", is_good ? "all within their bands" : "OUTSIDE of a band");
    return is_good ? 0 : 1;
}
