/* path.c - `path MODEL REQUESTS`: the whole path of a request, measured.
 *
 * Runs scenarios/quickstart.ini, its duration stretched until that many requests are offered, one
 * replication, through the same entry point as `iissim run`: the same seed and length give the same
 * results. Prints one JSON object: requests offered, seconds of the event loop alone, events, mean
 * latency in seconds, peak memory, seconds of the processor that the process has had in user mode
 * (set-up included): those do not grow when others use the machine.
 */
#include "cli/scenario/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static double offered_per_s(const ModelConfig *config)
{
    double rate = 0;

    for (uint32_t i = 0; i < config->client_count; i++)
        rate += config->clients[i].arrivals.rate_per_s * config->load;
    return rate;
}

static int measure(const Model *model, ModelConfig *config, double requests)
{
    g_autoptr(ModelResult) result = NULL;
    struct rusage usage;

    config->duration_ns = (int64_t)(requests / offered_per_s(config) * 1e9);
    result = model_run(model, config, 1, NULL);
    if (result->violation != NULL) {
        fprintf(stderr, "path: %s\n", result->violation);
        return 1;
    }
    getrusage(RUSAGE_SELF, &usage);
    printf("{\"n\": %" G_GUINT64_FORMAT ", \"seconds\": %.6f, \"events\": %" G_GUINT64_FORMAT
           ", \"mean_s\": %.9f, \"rss_kib\": %ld, \"user_s\": %.6f}\n",
           result->requests_offered, result->loop_seconds, result->events,
           model_result_get(result, RESULT_RUN, NULL, "latency.mean"), usage.ru_maxrss,
           (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6);
    return 0;
}

int main(int argc, char **argv)
{
    g_autoptr(Scenario) scenario = NULL;
    char *names[] = {argc > 1 ? argv[1] : NULL, NULL};
    ScenarioOverrides overrides = {.models = names};
    double requests = argc == 3 ? strtod(argv[2], NULL) : 0;
    int status = 0;

    if (argc != 3 || model_find(argv[1]) == NULL || !(requests >= 1 && requests <= 1e11)) {
        fprintf(stderr, "usage: path iis5|iis6|i5m REQUESTS\n");
        return 2;
    }
    scenario = scenario_load_or_complain("scenarios/quickstart.ini", &overrides, &status);
    if (scenario == NULL)
        return status;
    return measure(scenario->variants[0].model, scenario->variants[0].config, requests);
}
