/* scenario_calls.c - pages that call pages are a graph with a mean number of calls on each edge; it
 * may have circles, as long as what goes round dies out. Sums over it are taken by repetition: each
 * round follows the calls one step further. */
#include "cli/scenario/scenario_calls.h"
#include <math.h>
#include <string.h>

#define ROUNDS_MAX 1000000

typedef struct {
    uint32_t from, to;
    double calls; /* on average, per request of from */
} Edge;

static GArray *edges_new(const ModelConfig *config)
{
    GArray *edges = g_array_new(FALSE, FALSE, sizeof(Edge));

    for (uint32_t i = 0; i < config->page_count; i++)
        for (uint32_t j = 0; j < config->pages[i].work.count; j++) {
            const WebStep *step = &config->pages[i].work.steps[j];
            Edge edge = {.from = i, .to = step->page, .calls = step->probability};

            if (step->kind == STEP_CALL)
                g_array_append_val(edges, edge);
        }
    return edges;
}

/* What is still to come of each page, one call further on; the largest of them. */
static double follow(const GArray *edges, bool forwards, double *coming, uint32_t count)
{
    g_autofree double *next = g_new0(double, count);
    double largest = 0;

    for (guint i = 0; i < edges->len; i++) {
        const Edge *edge = &g_array_index(edges, Edge, i);

        if (forwards)
            next[edge->to] += edge->calls * coming[edge->from];
        else
            next[edge->from] += edge->calls * coming[edge->to];
    }
    for (uint32_t i = 0; i < count; i++)
        largest = fmax(largest, next[i]);
    memcpy(coming, next, count * sizeof *coming);
    return largest;
}

static bool add_up(const ModelConfig *config, bool forwards, double *sums, double most)
{
    uint32_t count = config->page_count;
    g_autoptr(GArray) edges = edges_new(config);
    g_autofree double *coming = g_memdup2(sums, count * sizeof *sums);
    double largest = 0;

    for (uint32_t i = 0; i < count; i++)
        largest = fmax(largest, sums[i]);
    for (int round = 0; edges->len > 0 && round < ROUNDS_MAX; round++) {
        double added = follow(edges, forwards, coming, count);

        if (added <= largest * 1e-9)
            return true;
        for (uint32_t i = 0; i < count; i++) {
            sums[i] += coming[i];
            if (sums[i] > most)
                return false;
        }
    }
    return edges->len == 0;
}

bool scenario_calls_sum(const ModelConfig *config, const double *own, double *sums, double most)
{
    if (config->page_count == 0)
        return true;
    memmove(sums, own, config->page_count * sizeof *sums);
    return add_up(config, false, sums, most);
}

void scenario_calls_add_rates(const ModelConfig *config, double *rates)
{
    if (config->page_count > 0)
        add_up(config, true, rates, INFINITY);
}
