/* laws.c - both laws by replication: the deviation is that of a replication, then estimated. */
#include "cli/experiment/laws.h"
#include "cli/scenario/check_load.h"
#include "models/web/task.h"
#include <math.h>

static double *column_of(const Experiment *experiment, const ExperimentVariant *variant,
                         const char *metric)
{
    return experiment_column(experiment, variant,
                             experiment_find(variant, RESULT_RUN, NULL, metric));
}

static SimEstimate estimate(const Experiment *experiment, const double *values)
{
    return sim_estimate(values, experiment->replications, EXPERIMENT_CONFIDENCE);
}

static void fill(Law *law, const Experiment *experiment, const double *measured, const double *rate,
                 const double *product)
{
    g_autofree double *deviation = g_new(double, experiment->replications + 1);

    for (uint32_t r = 0; r < experiment->replications; r++)
        deviation[r] = measured[r] > 0 ? product[r] / measured[r] - 1 : NAN;
    law->is_without_caches = false;
    law->measured = estimate(experiment, measured);
    law->rate = estimate(experiment, rate);
    law->product = estimate(experiment, product);
    law->deviation = estimate(experiment, deviation);
}

bool law_of_little(const Experiment *experiment, const ExperimentVariant *variant, Law *law,
                   SimEstimate *time_s)
{
    g_autofree double *inside = column_of(experiment, variant, "in_system");
    g_autofree double *rate = column_of(experiment, variant, "visits.rate");
    g_autofree double *time = column_of(experiment, variant, "visits.time");
    g_autofree double *product = g_new(double, experiment->replications + 1);

    for (uint32_t r = 0; r < experiment->replications; r++)
        product[r] = rate[r] == 0 ? 0 : rate[r] * time[r]; /* nobody came: there is no time */
    fill(law, experiment, inside, rate, product);
    *time_s = estimate(experiment, time);
    return law->measured.n > 0 && law->product.n > 0;
}

/* What the requests of a page and its calls add in each replication. */
static void add_page(const Experiment *experiment, const ExperimentVariant *variant,
                     const char *page, double cpu_s, double *rate, double *demanded)
{
    g_autofree double *throughput = experiment_column(
        experiment, variant, experiment_find(variant, RESULT_PAGE, page, "throughput"));

    for (uint32_t r = 0; r < experiment->replications; r++) {
        rate[r] += throughput[r];
        demanded[r] += throughput[r] * cpu_s;
    }
}

bool law_of_utilisation(const Experiment *experiment, const ExperimentVariant *variant, Law *law)
{
    const ModelConfig *config = variant->source->config;
    g_autofree double *busy = column_of(experiment, variant, "cpu.utilisation");
    g_autofree double *switches = column_of(experiment, variant, "cpu.switches");
    g_autofree double *rate = g_new0(double, experiment->replications + 1);
    g_autofree double *demanded = g_new0(double, experiment->replications + 1);
    g_autofree double *page_cpu_s = check_load_page_cpu_s(variant->source);
    double switch_s = web_work_mean(&config->costs.context_switch) / 1e9;

    for (uint32_t i = 0; i < config->page_count; i++)
        add_page(experiment, variant, config->pages[i].name, page_cpu_s[i], rate, demanded);
    for (uint32_t r = 0; r < experiment->replications; r++)
        demanded[r] = (demanded[r] + switches[r] * switch_s) / (double)config->machine.cores;
    fill(law, experiment, busy, rate, demanded);
    law->is_without_caches = check_load_has_caches(variant->source);
    return law->measured.n > 0 && law->product.n > 0;
}
