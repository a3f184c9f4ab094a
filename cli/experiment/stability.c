/* stability.c - growth over the quarters of the window, or within one run. */
#include "cli/experiment/stability.h"
#include "cli/scenario/check_load.h"
#include <gsl/gsl_cdf.h>
#include <math.h>

#define GROWTH_SHARE_MIN 0.01
#define OFFERED_MIN      1000 /* per replication: of fewer 1% is a handful */

/* Of one run alone. */
#define PIECES        40
#define PIECES_MIN    20
#define CHANCE        5e-4 /* of growth as large, if it neither grows nor falls */
#define CHANCE_HALF   0.05 /* the same of each half */
#define CYCLES_MIN    10   /* arrivals that change do it so often */
#define STEP_VARIANCE 1.5  /* of a walk over the variance of steps between means of pieces */

/* ---- taking in ---- */

void stability_take(GArray *quarters, const ResultSeries *series)
{
    uint32_t name = 0, count = series->bucket_count;

    while (name < series->name_count && !g_str_equal(series->names[name], "in_system"))
        name++;
    for (uint32_t quarter = 0; quarter < STABILITY_QUARTERS; quarter++) {
        uint32_t first = quarter * count / STABILITY_QUARTERS;
        uint32_t end = (quarter + 1) * count / STABILITY_QUARTERS;
        bool has_mean = name < series->name_count && first < end;
        double mean = has_mean ? 0 : NAN;

        for (uint32_t i = first; has_mean && i < end; i++)
            mean += series->values[(size_t)name * count + i] / (end - first);
        g_array_append_val(quarters, mean);
    }
}

/* ---- judging ---- */

/* How long it takes until the phases come round again. */
static double cycle_ns(const ClientArrivals *arrivals)
{
    double sum_ns = 0;

    for (uint32_t i = 0; i < arrivals->phase_count; i++)
        sum_ns += sim_variate_mean(&arrivals->phases[i].holding);
    return sum_ns;
}

/* Is the rate of arrivals, over the window, what it is for ever? */
static bool is_stationary(const ClientArrivals *arrivals, int64_t duration_ns)
{
    switch (arrivals->kind) {
    case ARRIVALS_RAMP:
    case ARRIVALS_REPLAY:
    case ARRIVALS_AT:
        return false;
    case ARRIVALS_SINE:
        return arrivals->period_ns <= duration_ns;
    case ARRIVALS_MMPP:
        return cycle_ns(arrivals) <= (double)duration_ns;
    default:
        return true;
    }
}

static const char *why_not_judged(const Experiment *experiment, const ModelConfig *config,
                                  SimEstimate offered)
{
    int64_t cycle_max_ns =
        experiment->replications < 2 ? config->duration_ns / CYCLES_MIN : config->duration_ns;
    bool is_open = false;

    for (uint32_t i = 0; i < config->client_count; i++) {
        const ClientArrivals *arrivals = &config->clients[i].arrivals;

        if (!is_stationary(arrivals, config->duration_ns))
            return "arrivals change over the window";
        if (!is_stationary(arrivals, cycle_max_ns))
            return "arrivals change too slowly for one replication alone";
        is_open |= arrivals->kind != ARRIVALS_USERS;
    }
    if (!is_open)
        return "users wait for their answers: no more can come than there are";
    if (experiment->replications < 2 && experiment->variants[0].bucket_count < PIECES_MIN)
        return "one replication of so short a window does not tell";
    return offered.mean >= OFFERED_MIN ? NULL : "fewer than 1000 requests are offered";
}

/* The mean number inside, of that quarter of a replication. */
static double inside(const ExperimentVariant *variant, uint32_t replication, uint32_t quarter)
{
    return g_array_index(variant->quarters, double, replication *STABILITY_QUARTERS + quarter);
}

static SimEstimate growth(const Experiment *experiment, const ExperimentVariant *variant,
                          uint32_t from, uint32_t to)
{
    g_autofree double *values = g_new(double, experiment->replications + 1);

    for (uint32_t r = 0; r < experiment->replications; r++)
        values[r] = inside(variant, r, to) - inside(variant, r, from);
    return sim_estimate(values, experiment->replications, EXPERIMENT_CONFIDENCE);
}

static SimEstimate scaled(SimEstimate estimate, double factor)
{
    estimate.mean *= factor;
    estimate.low *= factor;
    estimate.high *= factor;
    return estimate;
}

static bool grows_throughout(const Experiment *experiment, const ExperimentVariant *variant)
{
    for (uint32_t quarter = 1; quarter < STABILITY_QUARTERS; quarter++)
        if (!(growth(experiment, variant, quarter - 1, quarter).low > 0))
            return false;
    return true;
}

/* ---- within one run ---- */

/* The mean numbers inside in so many pieces of the window, and how long each is. */
typedef struct {
    double inside[PIECES];
    uint32_t count;
    double piece_s;
} Pieces;

static Pieces pieces_of(const ExperimentVariant *variant, double duration_s)
{
    Pieces pieces = {.count = MIN(variant->bucket_count, PIECES)};
    uint32_t name = 0;

    while (!g_str_equal(variant->series_names[name], "in_system"))
        name++;
    for (uint32_t i = 0; i < pieces.count; i++) {
        uint32_t first = i * variant->bucket_count / pieces.count;
        uint32_t end = (i + 1) * variant->bucket_count / pieces.count;

        for (uint32_t b = first; b < end; b++)
            pieces.inside[i] +=
                variant->series_sums[(size_t)name * variant->bucket_count + b] / (end - first);
    }
    pieces.piece_s = duration_s / pieces.count;
    return pieces;
}

/* Is the number of piece 'to' above that of 'from' by more than margin a piece, and by more than chance
 * would bring it, if it were a walk whose steps are those between the pieces? That is as far as the
 * number at a server can get which is just able to do its work, the reflection at 0 apart: it makes
 * growth at most twice as likely. One that has time to spare comes back again and again, and its steps
 * cancel out. */
static bool walks_up(const Pieces *pieces, uint32_t from, uint32_t to, double margin, double chance)
{
    uint32_t steps = to - from;
    double growth = pieces->inside[to] - pieces->inside[from], squares = 0, error;

    for (uint32_t i = from; i < to; i++) {
        double off = pieces->inside[i + 1] - pieces->inside[i] - growth / steps;

        squares += off * off;
    }
    error = sqrt(STEP_VARIANCE * squares / (steps - 1) * steps);
    return growth - margin * steps > gsl_cdf_tdist_Qinv(chance, steps - 1) * error;
}

static bool grows_within(const ExperimentVariant *variant, double duration_s, double offered_per_s)
{
    Pieces pieces = pieces_of(variant, duration_s);
    double margin = GROWTH_SHARE_MIN * offered_per_s * pieces.piece_s;
    uint32_t last = pieces.count - 1, middle = last / 2;

    return walks_up(&pieces, 0, last, margin, CHANCE) &&
           walks_up(&pieces, 0, middle, 0, CHANCE_HALF) &&
           walks_up(&pieces, middle, last, 0, CHANCE_HALF);
}

static bool grows(const Experiment *experiment, const ExperimentVariant *variant,
                  const Stability *stability, double offered_per_s)
{
    double duration_s = sim_seconds(variant->source->config->duration_ns);

    if (experiment->replications < 2)
        return grows_within(variant, duration_s, offered_per_s);
    return stability->of_offered.low > GROWTH_SHARE_MIN && grows_throughout(experiment, variant);
}

/* What a fault takes away it takes from a server that may have been able to do its work: only a load
 * that is too much without any fault is too much for ever. */
static bool is_by_faults(const ExperimentVariant *variant)
{
    g_autofree char *overload = check_load_overload(variant->source);

    return variant->source->config->fault_count > 0 && overload == NULL;
}

Stability stability_of(const Experiment *experiment, const ExperimentVariant *variant)
{
    const ModelConfig *config = variant->source->config;
    double length_s =
        sim_seconds(config->duration_ns) * (STABILITY_QUARTERS - 1) / STABILITY_QUARTERS;
    SimEstimate offered = experiment_estimate(
        experiment, variant, experiment_find(variant, RESULT_RUN, NULL, "requests.offered"));
    SimEstimate growing = growth(experiment, variant, 0, STABILITY_QUARTERS - 1);
    double offered_per_s = offered.mean / sim_seconds(config->duration_ns);
    Stability stability = {
        .not_judged = why_not_judged(experiment, config, offered),
        .growth = scaled(growing, 1 / length_s),
        .of_offered = scaled(growing, offered_per_s > 0 ? 1 / length_s / offered_per_s : NAN),
    };

    if (!(offered_per_s > 0))
        stability.of_offered.n = 0;
    stability.is_unstable = stability.not_judged == NULL &&
                            grows(experiment, variant, &stability, offered_per_s) &&
                            !is_by_faults(variant);
    return stability;
}

char *stability_text(const ExperimentVariant *variant, const Stability *stability)
{
    g_autofree char *overload = check_load_overload(variant->source);

    return g_strdup_printf(
        "%s is unstable: the requests at the server grow in number throughout the window, by %.3g "
        "a second, %.2g%% of what is offered%s%s; every number depends on how long the window is; "
        "%s",
        variant->source->name, stability->growth.mean, 100 * stability->of_offered.mean,
        overload != NULL ? ": the scenario asks for " : "", overload != NULL ? overload : "",
        overload != NULL
            ? "lower scenario.load, add capacity, or limit the queue"
            : "lower scenario.load or add capacity, or lengthen warmup if it only fills up");
}
