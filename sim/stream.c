/* stream.c - Philox4x64 with ten rounds.
 *
 * A round multiplies two of the four words by constants and crosses the halves of the products
 * over; the key moves on by two Weyl constants. Nothing depends on anything but key and counter.
 */
#include "sim/stream.h"
#include <glib.h>

#define ROUNDS       10
#define MULTIPLIER_0 UINT64_C(0xD2E7470EE14C6C93)
#define MULTIPLIER_1 UINT64_C(0xCA5A826395121157)
#define WEYL_0       UINT64_C(0x9E3779B97F4A7C15) /* golden ratio */
#define WEYL_1       UINT64_C(0xBB67AE8584CAA73B) /* sqrt(3) - 1 */

#define FNV_OFFSET UINT64_C(0xCBF29CE484222325)
#define FNV_PRIME  UINT64_C(0x100000001B3)

uint64_t sim_stream_source(const char *name)
{
    uint64_t hash = FNV_OFFSET;

    for (const unsigned char *byte = (const unsigned char *)name; *byte != 0; byte++)
        hash = (hash ^ *byte) * FNV_PRIME;
    return hash;
}

static inline void philox(const uint64_t key[2], const uint64_t counter[4], uint64_t block[4])
{
    uint64_t x0 = counter[0], x1 = counter[1], x2 = counter[2], x3 = counter[3];
    uint64_t k0 = key[0], k1 = key[1];

#pragma GCC unroll 10
    for (int round = 0; round < ROUNDS; round++) {
        unsigned __int128 product_0 = (unsigned __int128)x0 * MULTIPLIER_0;
        unsigned __int128 product_1 = (unsigned __int128)x2 * MULTIPLIER_1;

        x0 = (uint64_t)(product_1 >> 64) ^ x1 ^ k0;
        x2 = (uint64_t)(product_0 >> 64) ^ x3 ^ k1;
        x1 = (uint64_t)product_1;
        x3 = (uint64_t)product_0;
        k0 += WEYL_0;
        k1 += WEYL_1;
    }
    block[0] = x0;
    block[1] = x1;
    block[2] = x2;
    block[3] = x3;
}

void sim_philox(const uint64_t key[2], const uint64_t counter[4], uint64_t block[4])
{
    philox(key, counter, block);
}

void sim_stream_refill(SimStream *stream)
{
    philox(stream->key, stream->counter, stream->block);
    stream->counter[3]++;
    stream->used = 0;
}

/* The high half of draw x below is uniform once the draws that would favour some results, those
 * whose low half falls into the first 2^64 mod below, have been rejected. */
uint64_t sim_stream_below(SimStream *stream, uint64_t below)
{
    unsigned __int128 product;

    g_assert(below > 0);
    product = (unsigned __int128)sim_stream_next(stream) * below;
    if ((uint64_t)product < below) {
        uint64_t rejected = -below % below;

        while ((uint64_t)product < rejected)
            product = (unsigned __int128)sim_stream_next(stream) * below;
    }
    return (uint64_t)(product >> 64);
}
