/* ziggurat.h - the layers of the exponential and the normal density (half of it) for variate.h.
 * Recomputed and compared by its tests.
 *
 * 256 layers of equal area, from the bottom up; layer i reaches from 0 to x[i] and its right part,
 * beyond x[i + 1], is cut by the curve. x[1] is where the tail begins; x[0], the width that the
 * bottom layer would have without its tail. A 53-bit number below 'inside' times 'width' lies left
 * of x[i + 1]. HEIGHTS[i] is the density at x[i], 1 at the top: layer i lies between HEIGHTS[i] and
 * HEIGHTS[i + 1].
 */
#pragma once
#include <stdint.h>

typedef struct {
    uint64_t inside;
    double width; /* x[i] * 2^-53 */
} ZigguratLayer;

#define EXPONENTIAL_TAIL 0x1.ec9d9297ebb83p+2
#define NORMAL_TAIL      0x1.d3bb48209ad33p+1

extern const ZigguratLayer EXPONENTIAL_LAYERS[256], NORMAL_LAYERS[256];
extern const double EXPONENTIAL_HEIGHTS[257], NORMAL_HEIGHTS[257];
