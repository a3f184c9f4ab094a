/* test_shipped.c - each scenario that comes with the program shows the documented difference that it
 * is there to show, when it is compared as it stands, with eight replications.
 *
 * False alarms: seeds are fixed, so that a row that holds goes on holding until the models change; a
 * row asks that the 95% interval of the paired difference lie on the expected side of 'least'.
 */
#include "cli/results/verdict.h"
#include "tests/models/support.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef enum { SAME, LOWER, HIGHER, ABOUT } Expected;

typedef struct {
    const char *file; /* NULL: as the row before */
    const char *metric;
    const char *baseline,
        *candidate; /* variants; a NULL baseline: the value itself, above 0 or 0 */
    Expected expected;
    double
        least; /* of the difference that matters; SAME: of the one that does not; ABOUT: the value,
                     within a tenth */
    const char *source; /* of the documented difference */
} Row;

static const Row rows[] = {
    /* what happens to requests when something goes wrong */
    {"bad-neighbour", "loss(app:shop)", "iis5", "iis6", LOWER, 1e-4, "S0"},
    {NULL, "loss(app:hr)", NULL, "iis6", SAME, 0, "S0"},
    {"exception", "loss(app:accounts)", "iis5", "iis6", SAME, 1e-9, "KB911816"},
    {NULL, "loss(app:accounts)", NULL, "iis6", HIGHER, 0.03, "KB911816"},
    {NULL, "loss(app:shop)", NULL, "iis5", SAME, 0, "KB911816"},
    {NULL, "workers.crashed", NULL, "iis5", SAME, 0, "KB911816"},
    {"exception-off-request", "workers.crashed", "iis5-1.1", "iis5-2.0", HIGHER, 1, "KB911816"},
    {NULL, "workers.crashed", NULL, "iis6-1.1", SAME, 0, "MSDN-TP"},
    {NULL, "workers.crashed", "iis6-1.1", "iis6-2.0", HIGHER, 1, "KB911816"},
    {NULL, "latency.p99(app:shop)", "iis5-2.0", "iis6-2.0", LOWER, 0.1, "S0"},
    {"stack-overflow", "requests.error", "iis5", "iis6", LOWER, 50, "WMI-PM KB820729"},
    {NULL, "requests.reset", "iis5", "iis6", HIGHER, 2, "KB820729"},
    {NULL, "loss(app:shop)", "iis5", "iis6", LOWER, 1e-3, "S0"},
    {"crash-loop", "loss(app:shop)", "iis5", "iis6", LOWER, 0.01, "CC787273"},
    {NULL, "workers.crashed", "iis5", "iis6", LOWER, 5, "CC787273"},
    {"hang", "loss(app:shop)", "iis5", "iis6", LOWER, 0.01, "S0 RS:RequestTimeoutManager.cs"},
    {"memory-leak", "workers.recycled", "iis5", "iis6", LOWER, 1, "PM11 WMI-PM"},
    {NULL, "memory.max", "iis5", "iis6", HIGHER, 2e8, "PM11 MS525009"},
    {NULL, "latency.p95(app:shop)", "iis5", "iis6", HIGHER, 1e-3, "MS525009"},
    {NULL, "memory.max", "iis6", "iis6-limited", LOWER, 2e8, "MS525009"},
    {"deadlock", "loss(app:shop)", "iis5", "iis6", LOWER, 0.1, "WMI-PM KB821268b CC782153"},
    {NULL, "loss(app:accounts)", "iis5", "iis6", LOWER, 0.05, "WMI-PM CC782153"},
    {NULL, "workers.recycled", NULL, "iis6", HIGHER, 1, "KB821268b"},
    {"self-call", "loss", "default", "recipe", LOWER, 0.1, "KB821268"},
    {NULL, "loss", "recipe", "no-room", HIGHER, 1e-3, "WMI-HR"},
    {"bad-isapi", "loss(app:shop)", "iis5", "iis6", LOWER, 0.03, "DEVX BB742502"},
    {NULL, "requests.refused", "iis5", "i5m", LOWER, 500, "DOM2"},
    {NULL, "loss(app:intranet)", NULL, "iis6", SAME, 0, "S0"},
    {"iisreset", "requests.refused", "iis5", "iis6", LOWER, 200, "CNB-RESET"},
    {NULL, "requests.rejected", "iis5", "iis6", HIGHER, 200, "CNB-RESET"},
    {"cpu-spin", "latency.mean(app:shop)", "iis6", "iis6-limit", LOWER, 2e-3, "CC783617 CC786288"},
    {NULL, "loss(app:forum)", "iis6", "iis6-limit", HIGHER, 0.01, "CC759791"},
    {NULL, "workers.recycled", NULL, "iis5", SAME, 0, "CC783617"},
    {"config-storm", "appdomains.restarted", "one-change", "iis6", HIGHER, 10, "OWSCOTT KB324772"},
    {NULL, "sessions.lost", "one-change", "iis6", HIGHER, 100, "KB324772"},
    {NULL, "latency.p95(app:shop)", "one-change", "iis6", HIGHER, 1e-3, "OWSCOTT"},
    {NULL, "appdomains.restarted", "iis5", "iis6", SAME, 0, "S2"},
    {"slow-backend", "loss(app:lookup)", "iis5", "iis6", LOWER, 0.1, "S0 KB821268"},

    {"static-beside-dynamic", "latency.p999(page:picture)", "iis5", "iis6", HIGHER, 0.05,
     "S0 TBL24"},

    /* how the models differ */
    {"quickstart", "loss(app:shop)", "iis5", "iis6", LOWER, 1e-4, "S0"},
    {NULL, "latency.mean", "iis5", "iis6", LOWER, 1e-3, "S0"},
    {"isolation-mode", "loss", "i5m", "iis6", LOWER, 1e-4, "DOM2"},
    {"kernel-cache", "cpu.utilisation", "without", "with", LOWER, 0.01, "CC781368"},
    {NULL, "latency.mean(page:picture)", "without", "with", LOWER, 1e-5, "CC781368"},
    {"published", "throughput", NULL, "user-mode", ABOUT, 1394, "P1"},
    {NULL, "throughput", NULL, "kernel", ABOUT, 15416, "P1"},
    {"recycling", "latency.p99", "overlapped", "not-overlapped", HIGHER, 1e-3, "CC757757"},
    {NULL, "workers.recycled", NULL, "iis5", HIGHER, 1, "S0 PM11"},
    {"cold-start", "latency.mean", "iis6", "iis6-min-threads", LOWER, 0.02, "MSDN-TP KB821268"},
    {"listener", "requests.refused", "iis5", "iis6", LOWER, 1000, "S0 W2KRK DOM1"},
    {NULL, "requests.rejected", "iis5", "iis6", HIGHER, 100, "CC783070"},
    {"one-queue", "loss(app:shop)", "iis5", "iis6", LOWER, 0.1, "S0 DOM1"},
    {NULL, "loss(app:shop)", "i5m", "iis6", LOWER, 0.1, "DOM2"},
    {"crowd", "requests.refused", "iis5", "iis6", LOWER, 1000, "W2KRK CC739048"},
    {NULL, "httperr.QueueFull", NULL, "iis6", HIGHER, 500, "CC783070 CC781893"},
    {NULL, "httperr.QueueFull", NULL, "i5m", HIGHER, 500, "CC783070"},
    {NULL, "loss", "iis5", "iis6", LOWER, 0.1, "CC783070"},
    {"overload", "requests.refused", NULL, "iis6", SAME, 0, "CC783070"},
    {NULL, "requests.refused", NULL, "iis5", SAME, 0, "W2KRK"},
    {NULL, "httperr.QueueFull", NULL, "iis6", SAME, 0, "RS:RequestQueue.cs"},
    {"pipe", "cpu.utilisation", "iis5", "iis6", LOWER, 0.02, "S0 KB835680"},
    {NULL, "latency.mean", "iis5", "iis5-free-pipe", LOWER, 1e-4, "S0"},
    {"io-threads", "latency.mean", "iis5", "iis6", LOWER, 1, "CC757130 TMARQ"},
    {"free-threads", "throughput", "iis5", "iis5-code", HIGHER, 5, "RS:RequestQueue.cs"},
    {NULL, "throughput", "iis5", "iis6", SAME, 0.1, "KB821268"},
    {"settings-read", "workers.recycled", "iis5", "iis6", LOWER, 5, "CC780642"},
    {NULL, "workers.recycled", "iis6", "iis6-metabase", HIGHER, 5, "MS525851"},
    {"static-after-crash", "latency.p99(page:picture)", "iis5", "iis6-no-cache", HIGHER, 0.01,
     "S0 TBL24"},
    {NULL, "latency.p99(page:picture)", "iis5", "iis6", LOWER, 1e-5, "CC781368"},
    {"web-garden", "throughput", "iis5", "iis5-garden", HIGHER, 30, "PM11"},
    {NULL, "throughput", "iis6", "iis6-garden", HIGHER, 60, "CC757137 CC738944"},
    {NULL, "memory.mean", "iis6", "iis6-garden", HIGHER, 5e7, "CC738944"},
    {"health", "loss(app:catalogue)", "iis6", "iis6-no-pings", HIGHER, 0.5, "CC782153 CC782596"},
    {NULL, "loss(app:shop)", "iis5", "iis6", LOWER, 0.5, "S0"},
    {NULL, "workers.started", "iis5", "iis6", HIGHER, 1, "CC759791"},
    {"protection", "loss(app:intranet)", "low", "medium", LOWER, 0.03, "DEVX POPPA"},
    {NULL, "latency.p99(app:forum)", "medium", "high", LOWER, 1e-3, "DEVX POPPA"},
    {NULL, "loss(app:forum)", NULL, "iis6", SAME, 0, "S0"},
    {"slow-client", "latency.mean(clients:office)", "iis5", "iis6", LOWER, 0.1,
     "CC757130 RS:ISAPIWorkerRequest.cs"},
    {"callbacks", "latency.p95(page:picture)", "iis5", "iis6", LOWER, 0.05, "KB835680"},
    {"connection-limit", "requests.rejected", NULL, "iis5", HIGHER, 100, "GAFVERT"},
    {NULL, "requests.rejected", NULL, "iis6", HIGHER, 100, "CC781893"},
    {NULL, "requests.rejected", NULL, "iis6-no-limit", SAME, 0, "GAFVERT"},
    {"age", "workers.recycled", "iis5", "iis6", HIGHER, 1, "KB893660 MS525914"},
    {"idle", "workers.started", "iis5", "iis6", HIGHER, 5, "MS525537"},
    {NULL, "latency.mean", "iis5", "iis6", HIGHER, 0.1, "MS525537"},
    {NULL, "workers.started", NULL, "iis6-always-on", SAME, 0, "MS525537"},
    {"drain", "loss(page:report)", "iis5", "iis6", LOWER, 0.5, "PM11 CC787702"},
    {"knee", "latency.mean", "iis5", "iis6", LOWER, 5e-4, "S0 KB835680"},
    {NULL, "cpu.utilisation", "iis5", "iis6", LOWER, 0.01, "S0 KB835680"},
    {"connections-and-load", "latency.mean", "iis5", "iis6", LOWER, 1e-4, "S0"},
    {NULL, "throughput", "iis5", "iis6", SAME, 0.1, "S0"},
    {"capacity", "latency.mean", "iis5", "iis6", LOWER, 1e-4, "S0 KB835680"},
    {NULL, "cpu.utilisation", "iis6", "two-cores", LOWER, 0.1, "S0"},
    {"waiting-at-crash", "loss", "iis5", "iis6", LOWER, 1e-3, "WMI-PM S0"},
    {NULL, "latency.p99", "iis5", "iis6", HIGHER, 0.01, "S0"},

    /* the examples of the textbook */
    {"hr-finance", "latency.p95(app:hr)", "iis5", "pool-each", LOWER, 1e-3, "S0"},
    {"sessions", "sessions.lost", "InProc", "StateServer", LOWER, 100, "KB324772"},
    {NULL, "latency.p50", "InProc", "SQLServer", HIGHER, 1e-3, "KB324772"},
    {NULL, "sessions.lost", NULL, "SQLServer", SAME, 0, "KB324772"},
    {"one-pool-or-each", "latency.p95(app:site1)", "one-pool", "pool-each", LOWER, 1e-3, "S0"},
    {NULL, "memory.mean", "one-pool", "pool-each", HIGHER, 2e7, "S2"},
    {"isp", "latency.p95(app:west1)", "iis5", "forty-pools", LOWER, 0.5, "S0"},
    {NULL, "latency.p95(app:west1)", "one-pool", "four-pools", LOWER, 0.5, "S0"},
    {NULL, "memory.mean", "four-pools", "forty-pools", HIGHER, 1e8, "S0"},
    {NULL, "workers.recycled", NULL, "iis5", HIGHER, 1, "PM11"},
};

static const ExperimentVariant *variant_of(const Experiment *experiment, const char *name)
{
    for (uint32_t i = 0; i < experiment->variant_count; i++) {
        if (strcmp(experiment->variants[i].source->name, name) == 0)
            return &experiment->variants[i];
    }
    return NULL;
}

/* The 95% interval of the difference, or of the value where there is no baseline. */
static SimEstimate difference(const Experiment *experiment, const Row *row)
{
    const ExperimentVariant *candidate = variant_of(experiment, row->candidate);
    const ExperimentVariant *baseline =
        row->baseline != NULL ? variant_of(experiment, row->baseline) : NULL;
    g_autofree double *values = NULL;
    g_autofree double *before = NULL;

    CU_ASSERT_PTR_NOT_NULL_FATAL(candidate);
    values =
        experiment_column(experiment, candidate, experiment_find_reference(candidate, row->metric));
    if (row->baseline == NULL)
        return sim_estimate(values, experiment->replications, EXPERIMENT_CONFIDENCE);
    CU_ASSERT_PTR_NOT_NULL_FATAL(baseline);
    before =
        experiment_column(experiment, baseline, experiment_find_reference(baseline, row->metric));
    for (uint32_t i = 0; i < experiment->replications; i++)
        values[i] -= before[i];
    return sim_estimate(values, experiment->replications, EXPERIMENT_CONFIDENCE);
}

static bool holds(const Row *row, SimEstimate estimate)
{
    if (isnan(estimate.low))
        return false;
    switch (row->expected) {
    case LOWER:
        return estimate.high < -row->least;
    case HIGHER:
        return estimate.low > row->least;
    case ABOUT:
        return estimate.low > 0.9 * row->least && estimate.high < 1.1 * row->least;
    case SAME:
        break;
    }
    return estimate.low >= -row->least && estimate.high <= row->least;
}

/* Rows of one file; returns how many. */
static size_t check_file(const Row *row, size_t count)
{
    static const char *const names[] = {"the same", "lower", "higher", "about"};
    g_autofree char *path = g_strdup_printf("scenarios/%s.ini", row->file);
    ExperimentOptions options = {0};
    ScenarioOverrides overrides = {.replications = "8"};
    int status = 0;
    g_autoptr(Scenario) scenario = scenario_load_or_complain(path, &overrides, &status);
    g_autoptr(Experiment) experiment = NULL;
    size_t i = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(scenario);
    experiment = experiment_run(scenario, &options, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(experiment);
    do {
        SimEstimate estimate = difference(experiment, &row[i]);

        CU_ASSERT(holds(&row[i], estimate));
        if (!holds(&row[i], estimate))
            fprintf(stderr, "%s: %s of %s is not %s by %g: %g in [%g, %g]\n", row->file,
                    row[i].metric, row[i].candidate, names[row[i].expected], row[i].least,
                    estimate.mean, estimate.low, estimate.high);
        i++;
    } while (i < count && row[i].file == NULL);
    return i;
}

static void every_scenario_shows_its_documented_difference(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows) && !SUPPORT_IS_SANITIZED;)
        i += check_file(&rows[i], G_N_ELEMENTS(rows) - i);
}

static bool has_row(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (rows[i].file != NULL && strcmp(rows[i].file, name) == 0)
            return true;
    }
    return false;
}

static void every_scenario_that_is_shipped_has_a_documented_difference(void)
{
    GDir *directory = g_dir_open("scenarios", 0, NULL);
    const char *file;

    CU_ASSERT_PTR_NOT_NULL_FATAL(directory);
    while ((file = g_dir_read_name(directory)) != NULL) {
        g_autofree char *name = g_strndup(file, strcspn(file, "."));

        if (!has_row(name))
            fprintf(stderr, "%s shows nothing\n", file);
        CU_ASSERT(has_row(name));
    }
    g_dir_close(directory);
}

CU_TestInfo shipped_tests[] = {
    TEST(every_scenario_shows_its_documented_difference),
    TEST(every_scenario_that_is_shipped_has_a_documented_difference),
    CU_TEST_INFO_NULL,
};
