/* limit.c - evidence from metrics, judgement from relief.
 *
 * What waits for what: queue.cpu for the cores; queue.clr, queue.app:*, queue.frontend, queue.pipe
 * for threads (of the CLR's pool, behind the free-thread gate, of ATQ, of aspnet_wp's pool, which
 * reads the pipe); queue.backend:* for a connection. A queue that is full shows in what is turned
 * away.
 */
#include "cli/capacity/limit.h"
#include "cli/experiment/stability.h"
#include "cli/scenario/check_load.h"
#include <math.h>
#include <string.h>

#define HALF_WAY        0.5  /* a relief that brings less does not stand out */
#define A_LITTLE        0.05 /* one that brings less is no runner-up */
#define MEMORY_SUSPECT  0.9  /* of the machine's */
#define NEXT_TO_NOTHING 1e-3 /* requests waiting on average */

static void limit_clear(gpointer data)
{
    Limit *limit = data;

    g_free(limit->name);
    g_free(limit->own);
}

static Limit *add(GArray *limits, const Look *at, ReliefKind kind, uint32_t backend)
{
    Limit limit = {.relief = {kind, backend}, .progress = NAN};

    limit.name = relief_name(&limit.relief, at->experiment->scenario->variants[0].config);
    g_array_append_val(limits, limit);
    return &g_array_index(limits, Limit, limits->len - 1);
}

/* Returns how much of it there is above; 0 where there is no such thing. */
static double show(Limit *limit, const char *metric, QuantityKind kind, double at, double above)
{
    limit->evidence[limit->evidence_count++] =
        (LimitEvidence){.metric = metric, .kind = kind, .at = at, .above = above};
    return isnan(above) ? 0 : above;
}

static double show_metric(Limit *limit, const Look *at, const Look *above, const char *metric)
{
    return show(limit, metric, quantity_kind(metric), look_mean(at, metric),
                look_mean(above, metric));
}

/* Requests that wait for a thread, wherever. */
static double waiting_for_threads(const Look *look)
{
    const ExperimentVariant *variant = &look->experiment->variants[0];
    double sum = 0;

    for (uint32_t i = 0; i < variant->key_count; i++) {
        const char *metric = variant->keys[i].metric;

        if (variant->keys[i].scope == RESULT_RUN && g_str_has_suffix(metric, ".mean") &&
            (g_str_has_prefix(metric, "queue.clr") || g_str_has_prefix(metric, "queue.app:") ||
             g_str_has_prefix(metric, "queue.frontend") || g_str_has_prefix(metric, "queue.pipe")))
            sum += experiment_estimate(look->experiment, variant, i).mean;
    }
    return sum;
}

#define EXECUTING "ASP.NET Applications(__Total__)\\Requests Executing"

/* Of the requests that may execute at once, how many do? */
static double share_executing(const Look *look)
{
    const ExperimentVariant *variant = &look->experiment->variants[0];

    return experiment_estimate(look->experiment, variant,
                               experiment_find(variant, RESULT_COUNTER, NULL, EXECUTING))
               .mean /
           check_load_ceiling(variant->source);
}

static double share_turned_away(const Look *look)
{
    return (look_mean(look, "requests.rejected") + look_mean(look, "requests.refused")) /
           look_mean(look, "requests.offered");
}

static double share_of_memory(const Look *look)
{
    const ModelConfig *config = look->experiment->scenario->variants[0].config;

    return look_mean(look, "memory.max") / (double)config->machine.memory_bytes;
}

static void add_backends(GArray *limits, const Look *at, const Look *above,
                         const ModelConfig *config)
{
    for (uint32_t i = 0; i < config->backend_count; i++) {
        g_autofree char *metric =
            g_strdup_printf("queue.backend:%s.mean", config->backends[i].name);
        Limit *limit;

        if (config->backends[i].connections == SIM_NEVER ||
            !(look_mean(above, metric) > NEXT_TO_NOTHING))
            continue;
        limit = add(limits, at, RELIEF_BACKEND, i);
        limit->own = g_steal_pointer(&metric);
        limit->is_suspect = true;
        show_metric(limit, at, above, limit->own);
    }
}

static bool has_connection_limits(const ModelConfig *config)
{
    for (uint32_t i = 0; i < config->site_count; i++)
        if (config->sites[i].max_connections != SIM_NEVER ||
            config->sites[i].max_endpoint_connections != SIM_NEVER)
            return true;
    return false;
}

GArray *limits_of(const Look *at, const Look *above)
{
    const ModelConfig *config = at->experiment->scenario->variants[0].config;
    GArray *limits = g_array_new(FALSE, TRUE, sizeof(Limit));
    bool turns_away = share_turned_away(above) > 0;
    Limit *limit;

    g_array_set_clear_func(limits, limit_clear);
    limit = add(limits, at, RELIEF_CPU, 0);
    limit->is_suspect = true;
    show_metric(limit, at, above, "cpu.utilisation");
    show_metric(limit, at, above, "queue.cpu.mean");
    limit = add(limits, at, RELIEF_THREADS, 0);
    show(limit, "executing of those that may", QUANTITY_FRACTION, share_executing(at),
         share_executing(above));
    limit->is_suspect = show(limit, "waiting for a thread", QUANTITY_COUNT, waiting_for_threads(at),
                             waiting_for_threads(above)) > NEXT_TO_NOTHING;
    limit = add(limits, at, RELIEF_QUEUE, 0);
    show(limit, "rejected or refused", QUANTITY_FRACTION, share_turned_away(at),
         share_turned_away(above));
    limit->is_suspect = turns_away;
    limit = add(limits, at, RELIEF_MEMORY, 0);
    limit->is_suspect = show(limit, "memory.max of all", QUANTITY_FRACTION, share_of_memory(at),
                             share_of_memory(above)) > MEMORY_SUSPECT;
    limit->is_suspect |= show_metric(limit, at, above, "workers.recycled") > 0;
    if (!isnan(look_mean(above, "queue.pipe.mean"))) {
        limit = add(limits, at, RELIEF_PIPE, 0);
        limit->is_suspect = show_metric(limit, at, above, "queue.pipe.mean") > NEXT_TO_NOTHING;
    }
    if (has_connection_limits(config)) {
        limit = add(limits, at, RELIEF_CONNECTIONS, 0);
        show_metric(limit, at, above, "connections.mean");
        limit->is_suspect = turns_away;
    }
    add_backends(limits, at, above, config);
    return limits;
}

/* How far a look is on the wrong side of a bound; NaN when there is no telling. */
static double excess(const Look *look, const ScenarioSlo *slo, uint32_t slo_index)
{
    double mean;

    if (slo == NULL)
        return stability_of(look->experiment, &look->experiment->variants[0]).of_offered.mean;
    mean = look->values[slo_index].estimate.mean;
    return slo->at_most ? mean - slo->bound : slo->bound - mean;
}

void limit_take_relief(Limit *limit, const ScenarioSlo *slo, uint32_t slo_index, const Look *above,
                       const Look *relieved)
{
    double before = excess(above, slo, slo_index), after = excess(relieved, slo, slo_index);

    limit->relieved = relieved;
    if (relieved->values != NULL && slo != NULL && relieved->values[slo_index].is_lost)
        limit->progress = 0;
    else if (before > 0 && !isnan(after))
        limit->progress = 1 - after / before;
    else
        limit->progress = relieved->answers[SEARCH_MEAN] == SEARCH_MET ? 1 : 0;
}

static int by_progress(const void *left, const void *right)
{
    const Limit *a = left, *b = right;
    double progress_a = isnan(a->progress) ? -INFINITY : a->progress;
    double progress_b = isnan(b->progress) ? -INFINITY : b->progress;

    if (progress_a != progress_b)
        return progress_a < progress_b ? 1 : -1;
    return (int)a->relief.kind - (int)b->relief.kind;
}

uint32_t limits_rank(GArray *limits)
{
    uint32_t standing = 0;

    g_array_sort(limits, by_progress);
    if (limits->len > 0 && g_array_index(limits, Limit, 0).progress >= HALF_WAY)
        standing = 1;
    if (standing > 0 && limits->len > 1 && g_array_index(limits, Limit, 1).progress >= A_LITTLE)
        standing = 2;
    return standing;
}
