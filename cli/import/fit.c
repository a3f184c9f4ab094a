/* fit.c - see fit.h.
 *
 * A reading r of a clock with tick t is unbiased: a time of 4 ms shows as 15.6 ms once in four.
 * So means are taken of the readings as they are, and only what concerns the form of the
 * distribution uses readings with zeros spread evenly over (0, t).
 */
#include "cli/import/fit.h"
#include "sim/elementary.h"
#include <glib.h>
#include <stdlib.h>

#define Z95         1.6448536269514722 /* 95% quantile of the standard normal */
#define Z_QUARTILES 1.3489795003921634 /* between the quartiles */
#define OLD_TICK_MS 15.625
#define SIGMA_MAX   1.8 /* a cv of 5: beyond it means of samples say nothing */
#define STATIC_MAX  1.0
#define FIT_GOOD    0.1 /* of misfit(): quantiles are about 10% off */
#define FIT_BETTER  3.0 /* what a second wait must gain to be worth its place */
#define PRIOR_TIMES 5.0

typedef struct {
    const double *readings; /* sorted */
    const double *spread;   /* the same, zeros spread */
    uint32_t count;
} View;

double fit_quantile(const double *sorted, uint32_t count, double q)
{
    const double place = q * (double)(count - 1);
    const uint32_t below = (uint32_t)place;

    if (below + 1 >= count)
        return sorted[count - 1];
    return sorted[below] + (place - (double)below) * (sorted[below + 1] - sorted[below]);
}

static double mean_of(const double *values, uint32_t count)
{
    double sum = 0;

    for (uint32_t i = 0; i < count; i++)
        sum += values[i];
    return count > 0 ? sum / (double)count : 0;
}

static int by_value(const void *first, const void *second)
{
    const double a = *(const double *)first;
    const double b = *(const double *)second;

    return a < b ? -1 : a > b;
}

/* How far apart two times are, in logarithms; what is below the clock's tick counts little. */
static double distance(double a_s, double b_s, double tick_s)
{
    const double apart = sim_log((a_s + tick_s) / (b_s + tick_s));

    return apart < 0 ? -apart : apart;
}

static double cv_of(double sigma)
{
    return sim_sqrt(sim_exp(sigma * sigma) - 1);
}

static double sigma_of(double cv)
{
    return sim_sqrt(sim_log1p(cv * cv));
}

static double lognormal_quantile(FitPart part, double z)
{
    const double sigma = sigma_of(part.cv);

    return part.mean_s > 0 ? part.mean_s * sim_exp(sigma * z - sigma * sigma / 2) : 0;
}

/* The lognormal with the mean that is left above the offset whose median and 95th percentile are
 * nearest to those of the view. */
static FitPart fit_part(const View *view, double offset_s, double tick_s)
{
    const double middle_s = fit_quantile(view->spread, view->count, 0.5);
    const double high_s = fit_quantile(view->spread, view->count, 0.95);
    FitPart best = {.mean_s = mean_of(view->readings, view->count) - offset_s};
    double best_misfit = G_MAXDOUBLE;

    if (best.mean_s <= 0)
        return (FitPart){0};
    for (int i = 0; i <= 90; i++) {
        const FitPart part = {.mean_s = best.mean_s, .cv = cv_of(SIGMA_MAX * i / 90)};
        const double middle = distance(offset_s + lognormal_quantile(part, 0), middle_s, tick_s);
        const double high = distance(offset_s + lognormal_quantile(part, Z95), high_s, tick_s);

        if (MAX(middle, high) < best_misfit) {
            best_misfit = MAX(middle, high);
            best = part;
        }
    }
    return best;
}

/* The standard normal distribution function, to 1e-7: formula 26.2.17 of Abramowitz and Stegun. */
static double normal_below(double z)
{
    const double size = z < 0 ? -z : z;
    const double t = 1 / (1 + 0.2316419 * size);
    const double series =
        t * (0.319381530 +
             t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    const double tail = 0.3989422804014327 * sim_exp(-size * size / 2) * series;

    return z < 0 ? tail : 1 - tail;
}

/* The share of offset + part that is at most time_s. */
static double part_below(FitPart part, double offset_s, double time_s)
{
    const double left_s = time_s - offset_s;
    const double sigma = sigma_of(part.cv);

    if (left_s <= 0)
        return 0;
    if (part.mean_s <= 0 || sigma < 0.001)
        return left_s >= part.mean_s ? 1 : 0;
    return normal_below(sim_log(left_s / part.mean_s) / sigma + sigma / 2);
}

/* A quantile of a demand with offset_s before it, by bisection; what is slow waits the mean of the
 * first wait too. */
static double demand_quantile(const FitDemand *demand, double offset_s, double q)
{
    double low_s = 0;
    double high_s = 2 * FIT_SLOW_SEND_S;

    for (int i = 0; i < 50; i++) {
        const double middle_s = (low_s + high_s) / 2;
        const double fast = part_below(demand->wait, offset_s, middle_s);
        const double slow = part_below(demand->slow, offset_s + demand->wait.mean_s, middle_s);

        if (fast + demand->slow_fraction * (slow - fast) < q)
            low_s = middle_s;
        else
            high_s = middle_s;
    }
    return high_s;
}

/* How badly the demand tells the quantiles of the view: the sum of squared distances. */
static double misfit(const FitDemand *demand, const View *view, double offset_s, double tick_s)
{
    static const double quantiles[] = {0.25, 0.5, 0.5, 0.75, 0.9, 0.95, 0.95};
    double sum = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(quantiles); i++) {
        const double apart =
            distance(demand_quantile(demand, offset_s, quantiles[i]),
                     fit_quantile(view->spread, view->count, quantiles[i]), tick_s);

        sum += apart * apart;
    }
    return sum;
}

/* The demand when the `slow_count` longest times are the slow kind. */
static FitDemand fit_split(const View *view, uint32_t slow_count, double cpu_s,
                           const FitRules *rules)
{
    const uint32_t split = view->count - slow_count;
    const View fast = {view->readings, view->spread, split};
    const View slow = {view->readings + split, view->spread + split, slow_count};
    const double offset_s = rules->own_s + cpu_s;
    FitDemand demand = {.cpu_s = cpu_s, .used = view->count};

    demand.wait = fit_part(&fast, offset_s, rules->tick_s);
    if (slow_count == 0)
        return demand;
    demand.slow = fit_part(&slow, offset_s + demand.wait.mean_s, rules->tick_s);
    demand.slow_fraction = (double)slow_count / (double)view->count;
    return demand;
}

/* One wait if that tells the times well enough, or no split does so much better; else the split
 * that does best. */
static FitDemand fit_dynamic(const View *view, const FitRules *rules)
{
    static const double shares[] = {0.01, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.15,
                                    0.2,  0.25, 0.3,  0.35, 0.4,  0.45, 0.5};
    const double mean_s = mean_of(view->readings, view->count);
    const double shortest_s = fit_quantile(view->spread, view->count, 0.1) - rules->own_s;
    const double cpu_s = CLAMP(shortest_s, 0, MIN(FIT_CPU_MAX_S, MAX(mean_s - rules->own_s, 0)));
    const double offset_s = rules->own_s + cpu_s;
    const FitDemand plain = fit_split(view, 0, cpu_s, rules);
    const double plain_misfit = misfit(&plain, view, offset_s, rules->tick_s);
    FitDemand best = plain;
    double best_misfit = plain_misfit / FIT_BETTER;

    if (view->count < FIT_ENOUGH || plain_misfit < FIT_GOOD)
        return plain;
    for (size_t i = 0; i < G_N_ELEMENTS(shares); i++) {
        const uint32_t slow_count = (uint32_t)(shares[i] * (double)view->count + 0.5);

        if (slow_count == 0)
            continue;

        const FitDemand demand = fit_split(view, slow_count, cpu_s, rules);
        const double demand_misfit = misfit(&demand, view, offset_s, rules->tick_s);

        if (demand_misfit < best_misfit) {
            best_misfit = demand_misfit;
            best = demand;
        }
    }
    return best;
}

/* What a static file takes on average when no slow client is behind it. Well above the clock's tick
 * the median tells, the form being known; near it the median is a matter of luck, and the mean of
 * what lies within the usual fence (three times the middle half above it) does. */
static double static_mean(const View *view, const FitRules *rules, double sigma)
{
    const double median_s = fit_quantile(view->readings, view->count, 0.5);
    const double low_s = fit_quantile(view->readings, view->count, 0.25);
    const double high_s = fit_quantile(view->readings, view->count, 0.75);
    const double fence_s = high_s + 3 * MAX(high_s - low_s, rules->tick_s);
    uint32_t inside = view->count;

    if (median_s > 2 * rules->tick_s)
        return MAX(median_s - rules->own_s, 0) * sim_exp(sigma * sigma / 2);
    while (view->readings[inside - 1] > fence_s)
        inside--;
    return MAX(mean_of(view->readings, inside) - rules->own_s, 0);
}

/* A static file takes what disk and network take: no processor time is read out of it. */
static FitDemand fit_static(const View *view, const FitRules *rules)
{
    const double least_s = rules->tick_s / 8;
    const double low_s = MAX(fit_quantile(view->spread, view->count, 0.25), least_s);
    const double high_s = MAX(fit_quantile(view->spread, view->count, 0.75), least_s);
    const double sigma = CLAMP(sim_log(high_s / low_s) / Z_QUARTILES, 0, STATIC_MAX);

    return (FitDemand){
        .wait = {.mean_s = static_mean(view, rules, sigma), .cv = cv_of(sigma)},
        .used = view->count,
    };
}

/* Sorts the times and returns how many of them count. */
static uint32_t sort_and_trim(double *seconds, uint32_t count, const FitRules *rules)
{
    if (count > 0)
        qsort(seconds, count, sizeof *seconds, by_value);
    while (!rules->is_static && count > 0 && seconds[count - 1] > FIT_SLOW_SEND_S)
        count--;
    return count;
}

FitDemand fit_demand(double *seconds, uint32_t count, const FitRules *rules)
{
    uint32_t zeros = 0;

    count = sort_and_trim(seconds, count, rules);
    if (count == 0)
        return (FitDemand){0};
    while (zeros < count && seconds[zeros] <= 0)
        zeros++;

    g_autofree double *spread = g_memdup2(seconds, count * sizeof *seconds);

    for (uint32_t i = 0; i < zeros; i++)
        spread[i] = rules->tick_s * ((double)i + 0.5) / (double)zeros;

    const View view = {.readings = seconds, .spread = spread, .count = count};

    return rules->is_static ? fit_static(&view, rules) : fit_dynamic(&view, rules);
}

FitDemand fit_scaled(FitDemand demand, double factor)
{
    demand.cpu_s = MIN(demand.cpu_s * factor, FIT_CPU_MAX_S);
    demand.wait.mean_s *= factor;
    demand.slow.mean_s *= factor;
    return demand;
}

double fit_mean_s(const FitDemand *demand)
{
    return demand->cpu_s + demand->wait.mean_s + demand->slow_fraction * demand->slow.mean_s;
}

FitDemand fit_few(FitDemand shape, double *seconds, uint32_t count, const FitRules *rules)
{
    const double class_s = fit_mean_s(&shape);
    double page_s;
    FitDemand demand;

    count = sort_and_trim(seconds, count, rules);
    if (count == 0 || class_s <= 0) {
        shape.used = 0;
        return shape;
    }

    const View view = {.readings = seconds, .spread = seconds, .count = count};

    page_s = rules->is_static ? static_mean(&view, rules, sigma_of(shape.wait.cv))
                              : MAX(mean_of(seconds, count) - rules->own_s, 0);
    demand = fit_scaled(shape, (count * page_s + PRIOR_TIMES * class_s) /
                                   ((count + PRIOR_TIMES) * class_s));
    demand.used = count;
    return demand;
}

double fit_tick_s(const int32_t *times_ms, uint32_t count)
{
    uint32_t looked_at = 0;
    uint32_t multiples = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (times_ms[i] <= 0 || times_ms[i] >= 1000)
            continue;

        const double ticks = (double)times_ms[i] / OLD_TICK_MS;
        const uint32_t below = (uint32_t)(ticks * 1.0);
        const double up = (double)(below + 1) * OLD_TICK_MS;
        const double down = (double)below * OLD_TICK_MS;

        looked_at++;
        multiples += (below > 0 && times_ms[i] == (int32_t)down) || times_ms[i] == (int32_t)up ||
                     times_ms[i] == (int32_t)(up + 0.5) || times_ms[i] == (int32_t)(down + 0.5);
    }
    return looked_at >= 5 && multiples * 10 >= looked_at * 9 ? OLD_TICK_MS / 1000 : 0.001;
}
