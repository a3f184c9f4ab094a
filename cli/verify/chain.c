/* chain.c - elimination in a band, and powers of the uniformized chain times a vector. */
#include "cli/verify/chain.h"
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#define REMAINDER     1e-13   /* the chance that is left out at the end of a sum */
#define JUMPS_MAX     1000000 /* far beyond what any case needs; ends a chain that does not end */
#define BISECTION_MAX 200
#define WEIGHT_MAX    1e200

typedef struct {
    uint32_t from, to;
    double rate;
} Move;

struct Chain {
    uint32_t states;
    GArray *moves; /* Move */
};

Chain *chain_new(uint32_t states)
{
    Chain *chain = g_new(Chain, 1);

    g_assert_cmpuint(states, >, 0);
    *chain = (Chain){.states = states, .moves = g_array_new(FALSE, FALSE, sizeof(Move))};
    return chain;
}

void chain_free(Chain *chain)
{
    if (chain == NULL)
        return;
    g_array_unref(chain->moves);
    g_free(chain);
}

void chain_add(Chain *chain, uint32_t from, uint32_t to, double rate)
{
    Move move = {from, to, rate};

    g_assert_cmpuint(from, <, chain->states);
    g_assert(to < chain->states || to >= CHAIN_LOST);
    g_assert_cmpfloat(rate, >=, 0);
    if (rate > 0 && from != to)
        g_array_append_val(chain->moves, move);
}

/* ---- stationary ---- */

typedef struct {
    double *rates; /* [from * width + to - from + band] */
    size_t width;
    uint32_t states, band;
} Band;

static double *band_rate(const Band *band, uint32_t from, uint32_t to)
{
    return &band->rates[from * band->width + to + band->band - from];
}

static Band band_of(const Chain *chain)
{
    Band band = {.states = chain->states};

    for (guint i = 0; i < chain->moves->len; i++) {
        const Move *move = &g_array_index(chain->moves, Move, i);

        g_assert_cmpuint(move->to, <, CHAIN_LOST);
        band.band = MAX(band.band, MAX(move->from, move->to) - MIN(move->from, move->to));
    }
    band.width = 2 * (size_t)band.band + 1;
    band.rates = g_new0(double, band.width *band.states);
    for (guint i = 0; i < chain->moves->len; i++) {
        const Move *move = &g_array_index(chain->moves, Move, i);

        *band_rate(&band, move->from, move->to) += move->rate;
    }
    return band;
}

/* Leaves out state n: who passed through it goes where it led. Its own column keeps the expected
 * visits to n between visits to the others. */
static void eliminate(const Band *band, uint32_t n)
{
    uint32_t first = n - MIN(n, band->band);
    double out = 0;

    for (uint32_t to = first; to < n; to++)
        out += *band_rate(band, n, to);
    g_assert_cmpfloat(out, >, 0);
    for (uint32_t from = first; from < n; from++) {
        double *in = band_rate(band, from, n);

        if (*in == 0)
            continue;
        *in /= out;
        for (uint32_t to = first; to < n; to++)
            *band_rate(band, from, to) += *in * *band_rate(band, n, to);
    }
}

/* Only their ratios count: far up an overloaded queue they would be beyond all numbers. */
static double scale_down(double *chances, uint32_t count, double by)
{
    double sum = 0;

    for (uint32_t n = 0; n < count; n++) {
        chances[n] /= by;
        sum += chances[n];
    }
    return sum;
}

double *chain_stationary(const Chain *chain)
{
    Band band = band_of(chain);
    double *chances = g_new0(double, band.states);
    double sum = 1;

    for (uint32_t n = band.states - 1; n > 0; n--)
        eliminate(&band, n);
    chances[0] = 1;
    for (uint32_t n = 1; n < band.states; n++) {
        for (uint32_t from = n - MIN(n, band.band); from < n; from++)
            chances[n] += chances[from] * *band_rate(&band, from, n);
        sum += chances[n];
        if (sum > WEIGHT_MAX)
            sum = scale_down(chances, n + 1, sum);
    }
    scale_down(chances, band.states, sum);
    g_free(band.rates);
    return chances;
}

/* ---- uniformization ---- */

/* The chain looked at by the ticks of a Poisson process that is fast enough for every state. */
typedef struct {
    const Chain *chain;
    double rate; /* of the ticks */
    double *now, *next;
    double done; /* so far */
} Walk;

static double fastest(const Chain *chain)
{
    g_autofree double *out = g_new0(double, chain->states);
    double most = 0;

    for (guint i = 0; i < chain->moves->len; i++) {
        const Move *move = &g_array_index(chain->moves, Move, i);

        out[move->from] += move->rate;
        most = MAX(most, out[move->from]);
    }
    g_assert_cmpfloat(most, >, 0);
    return most;
}

static void walk_begin(Walk *walk, const Chain *chain, const double *start)
{
    double sum = 0;

    *walk = (Walk){.chain = chain, .rate = fastest(chain)};
    walk->now = g_new(double, chain->states);
    walk->next = g_new(double, chain->states);
    for (uint32_t n = 0; n < chain->states; n++)
        sum += start[n];
    for (uint32_t n = 0; n < chain->states; n++)
        walk->now[n] = start[n] / sum;
}

static void walk_end(Walk *walk)
{
    g_free(walk->now);
    g_free(walk->next);
}

static void walk_tick(Walk *walk)
{
    const GArray *moves = walk->chain->moves;
    double *swap = walk->now;

    memcpy(walk->next, walk->now, walk->chain->states * sizeof(double));
    for (guint i = 0; i < moves->len; i++) {
        const Move *move = &g_array_index(moves, Move, i);
        double part = walk->now[move->from] * move->rate / walk->rate;

        walk->next[move->from] -= part;
        if (move->to < CHAIN_LOST)
            walk->next[move->to] += part;
        else if (move->to == CHAIN_DONE)
            walk->done += part;
    }
    walk->now = walk->next;
    walk->next = swap;
}

/* The chance of being on the way still; summed up, as 1 - what has ended would keep its rounding. */
static double walk_left(const Walk *walk)
{
    double sum = 0;

    for (uint32_t n = 0; n < walk->chain->states; n++)
        sum += walk->now[n];
    return sum;
}

/* ---- until the end ---- */

struct ChainTime {
    double rate;  /* of the ticks */
    GArray *done; /* double: chance that it has come by the k-th tick */
    double chance, mean_s;
};

ChainTime *chain_time_new(const Chain *chain, const double *start)
{
    ChainTime *time = g_new0(ChainTime, 1);
    double before = 0, sum = 0;
    Walk walk;

    walk_begin(&walk, chain, start);
    time->rate = walk.rate;
    time->done = g_array_new(FALSE, FALSE, sizeof(double));
    g_array_append_val(time->done, before);
    for (uint32_t k = 1; walk_left(&walk) > REMAINDER; k++) {
        g_assert_cmpuint(k, <, JUMPS_MAX);
        walk_tick(&walk);
        sum += k * (walk.done - before);
        before = walk.done;
        g_array_append_val(time->done, walk.done);
    }
    time->chance = walk.done;
    time->mean_s = sum / walk.rate / walk.done; /* the k-th tick is k / rate away */
    walk_end(&walk);
    return time;
}

void chain_time_free(ChainTime *time)
{
    if (time == NULL)
        return;
    g_array_unref(time->done);
    g_free(time);
}

double chain_time_chance(const ChainTime *time)
{
    return time->chance;
}

double chain_time_mean(const ChainTime *time)
{
    return time->mean_s;
}

double chain_time_within(const ChainTime *time, double time_s)
{
    double ticks = time->rate * time_s, log_ticks = log(ticks), within = 0, seen = 0;

    if (time_s <= 0)
        return 0;
    for (guint k = 0; k < time->done->len; k++) {
        double chance = exp(k * log_ticks - ticks - lgamma(k + 1.0));

        seen += chance;
        within += chance * g_array_index(time->done, double, k);
    }
    return (within + MAX(0, 1 - seen) * time->chance) / time->chance;
}

double chain_time_quantile(const ChainTime *time, double q)
{
    double low = 0, high = time->mean_s;

    g_assert(q > 0 && q < 1);
    while (chain_time_within(time, high) < q)
        high *= 2;
    for (int i = 0; i < BISECTION_MAX && high - low > 1e-12 * high; i++) {
        double middle = (low + high) / 2;

        if (chain_time_within(time, middle) < q)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

/* ---- on the way ---- */

static double reward(const Chain *chain, const double *start, const double *rewards, double time_s,
                     bool is_mean)
{
    double sum = 0, left = 1, ticks;
    Walk walk;

    walk_begin(&walk, chain, start);
    ticks = walk.rate * time_s;
    for (uint32_t k = 0; left > REMAINDER; k++) {
        double worth = 0;

        for (uint32_t n = 0; n < chain->states; n++)
            worth += walk.now[n] * rewards[n];
        /* more than k ticks in time_s: as likely as the (k+1)-th tick before time_s */
        left = gsl_cdf_gamma_P(ticks, k + 1.0, 1);
        sum += worth * (is_mean ? left / ticks : exp(k * log(ticks) - ticks - lgamma(k + 1.0)));
        walk_tick(&walk);
    }
    walk_end(&walk);
    return sum;
}

double chain_reward_at(const Chain *chain, const double *start, const double *rewards,
                       double time_s)
{
    return reward(chain, start, rewards, time_s, false);
}

double chain_reward_until(const Chain *chain, const double *start, const double *rewards,
                          double time_s)
{
    return reward(chain, start, rewards, time_s, true);
}
