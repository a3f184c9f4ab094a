/* layers.h - are the tables of a ziggurat right, and do its draws fall into the layers as they
 * should?
 */
#pragma once
#include "sim/ziggurat.h"
#include "tests/sim/fit.h"
#include "tests/sim/support.h"
#include <CUnit/CUnit.h>

typedef long double Density(long double x);

static inline long double exponential_density(long double x)
{
    return expl(-x);
}

static inline long double normal_density(long double x)
{
    return expl(-x * x / 2);
}

/* x[0] and x[1] follow from the tail; each layer above must have the area of the bottom one, and
 * its lower right corner must lie on the curve. */
static inline void check_layers(const ZigguratLayer *layers, const double *heights,
                                long double tail, long double tail_area, Density *density)
{
    long double area = tail * density(tail) + tail_area;

    CU_ASSERT(fabsl(layers[0].width * 0x1p53L * density(tail) / area - 1) < 1e-15L);
    CU_ASSERT_EQUAL(layers[1].width * 0x1p53, (double)tail);
    for (int i = 0; i < 256; i++) {
        long double x = layers[i].width * 0x1p53L;
        long double next = i < 255 ? layers[i + 1].width * 0x1p53L : 0;

        CU_ASSERT(fabsl(heights[i] / density(x) - 1) < 1e-14L);
        CU_ASSERT(i == 0 ||
                  fabsl((heights[i + 1] - (long double)heights[i]) * x / area - 1) < 1e-12L);
        CU_ASSERT(fabsl((long double)layers[i].inside - next / x * 0x1p53L) <= 3);
    }
    CU_ASSERT_EQUAL(heights[256], 1);
}

/* Cells that end where the layers end, and two beyond: a wrong wedge or tail stands out. */
static inline bool layers_fit(const SimVariate *variate, const ZigguratLayer *layers, double factor,
                              double (*above)(double x), uint64_t number)
{
    enum { CELLS = 258, MORE_DRAWS = 2000000 };
    SimStream stream = test_stream(number);
    uint64_t counts[CELLS] = {0};
    double edges[CELLS], probabilities[CELLS];

    for (int i = 0; i < 255; i++)
        edges[i] = layers[255 - i].width * 0x1p53;
    edges[255] = edges[254] * 1.05;
    edges[256] = edges[254] * 1.15;
    edges[257] = INFINITY;
    for (int i = 0; i < CELLS; i++)
        probabilities[i] =
            factor * ((i == 0 ? above(0) : above(edges[i - 1])) - (i < 257 ? above(edges[i]) : 0));
    for (int i = 0; i < MORE_DRAWS; i++) {
        double x = fabs(sim_variate_draw(variate, &stream));
        int low = 0, high = CELLS - 1;

        while (low < high) {
            int middle = (low + high) / 2;

            if (x < edges[middle])
                high = middle;
            else
                low = middle + 1;
        }
        counts[low]++;
    }
    return counts_fit(counts, probabilities, CELLS, MORE_DRAWS);
}

static inline double normal_tail_cdf(const SimVariate *variate, double x)
{
    (void)variate;
    return 1 - gsl_cdf_ugaussian_Q(x) / gsl_cdf_ugaussian_Q(NORMAL_TAIL);
}

/* The furthest place of the bottom layer leads to the tail. */
static inline bool normal_tail_fits(const SimVariate *normal)
{
    enum { TAIL_DRAWS = 50000 };
    g_autofree double *sample = g_new(double, TAIL_DRAWS);

    for (int i = 0; i < TAIL_DRAWS; i++) {
        SimStream stream = stream_beginning_with(UINT64_MAX << 11, 10000 + (uint64_t)i);

        sample[i] = sim_variate_draw(normal, &stream);
        CU_ASSERT(sample[i] > NORMAL_TAIL);
    }
    return distance(sample, TAIL_DRAWS, normal_tail_cdf, normal) < 2.2;
}
