/* mm1_hand.c - the yardstick for mm1.c: the same queue as one loop written by hand.
 *
 * Nothing of the engine but its published generator and the tables of its ziggurat, both inlined
 * here: a 4-ary heap keyed by 128 bits of time and sequence, a table of handlers, a ring of arrival
 * times, Welford's mean and variance. It can do this one queue and nothing else.
 */
#include "bench/report.h"
#include "sim/stream.h"
#include "sim/ziggurat.h"
#include <math.h>
#include <stdbool.h>
#include <string.h>

#define HEAP_ROOM 64
#define WEYL_0    UINT64_C(0x9E3779B97F4A7C15)
#define WEYL_1    UINT64_C(0xBB67AE8584CAA73B)

typedef __int128 Key; /* time above, sequence below */

typedef struct {
    Key key;
    uint32_t handler;
} Event;

typedef struct {
    Event heap[HEAP_ROOM];
    uint32_t length;
    uint64_t sequence;
    int64_t now_ns;
    SimStream arrivals, services;
    int64_t *ring; /* arrival times, a power of 2 of them */
    uint64_t ring_mask, head, tail;
    uint64_t to_come;
    uint64_t count;
    double mean, sum_of_squares;
} Loop;

static inline void refill(SimStream *stream)
{
    uint64_t x0 = stream->counter[0], x1 = stream->counter[1];
    uint64_t x2 = stream->counter[2], x3 = stream->counter[3]++;
    uint64_t k0 = stream->key[0], k1 = stream->key[1];

#pragma GCC unroll 10
    for (int round = 0; round < 10; round++) {
        unsigned __int128 product_0 = (unsigned __int128)x0 * UINT64_C(0xD2E7470EE14C6C93);
        unsigned __int128 product_1 = (unsigned __int128)x2 * UINT64_C(0xCA5A826395121157);

        x0 = (uint64_t)(product_1 >> 64) ^ x1 ^ k0;
        x1 = (uint64_t)product_1;
        x2 = (uint64_t)(product_0 >> 64) ^ x3 ^ k1;
        x3 = (uint64_t)product_0;
        k0 += WEYL_0;
        k1 += WEYL_1;
    }
    memcpy(stream->block, (uint64_t[4]){x0, x1, x2, x3}, sizeof stream->block);
    stream->used = 0;
}

static inline uint64_t next(SimStream *stream)
{
    uint64_t number = stream->block[stream->used++];

    if (stream->used == 4)
        refill(stream);
    return number;
}

static inline int64_t exponential(SimStream *stream, double mean_ns)
{
    double tail = 0;

    for (;;) {
        uint64_t number = next(stream);
        uint64_t i = number & 255;
        double x = (double)(int64_t)(number >> 11) * EXPONENTIAL_LAYERS[i].width;
        double bottom = EXPONENTIAL_HEIGHTS[i], top = EXPONENTIAL_HEIGHTS[i + 1];

        if (__builtin_expect(number >> 11 < EXPONENTIAL_LAYERS[i].inside, 1) ||
            (i > 0 && bottom + (double)(next(stream) >> 11) * 0x1p-53 * (top - bottom) < exp(-x)))
            return (int64_t)(mean_ns * (tail + x) + 0.5);
        tail += i == 0 ? EXPONENTIAL_TAIL : 0;
    }
}

static inline void schedule(Loop *loop, int64_t delay_ns, uint32_t handler)
{
    uint64_t time = (uint64_t)(loop->now_ns + delay_ns);
    Key key = (Key)((unsigned __int128)time << 64 | loop->sequence++);
    uint32_t hole = loop->length++;

    while (hole > 0 && loop->heap[(hole - 1) / 4].key > key) {
        loop->heap[hole] = loop->heap[(hole - 1) / 4];
        hole = (hole - 1) / 4;
    }
    loop->heap[hole] = (Event){.key = key, .handler = handler};
}

static inline Event pop(Loop *loop)
{
    Event first = loop->heap[0], last = loop->heap[--loop->length];
    uint32_t hole = 0;

    for (uint32_t child = 1; child < loop->length; child = hole * 4 + 1) {
        uint32_t best = child;

        for (uint32_t other = child + 1; other < child + 4 && other < loop->length; other++)
            best = loop->heap[other].key < loop->heap[best].key ? other : best;
        if (last.key <= loop->heap[best].key)
            break;
        loop->heap[hole] = loop->heap[best];
        hole = best;
    }
    loop->heap[hole] = last;
    return first;
}

static void grow_ring(Loop *loop)
{
    uint64_t size = loop->ring_mask + 1;

    loop->ring = realloc(loop->ring, 2 * size * sizeof *loop->ring);
    if (loop->ring == NULL)
        abort();
    for (uint64_t i = loop->head; i < loop->tail; i++) /* to where the wider mask looks for them */
        if ((i & size) != 0)
            loop->ring[i & (2 * size - 1)] = loop->ring[i & (size - 1)];
    loop->ring_mask = 2 * size - 1;
}

enum { ARRIVE, DEPART };

static void arrive(Loop *loop)
{
    if (--loop->to_come > 0)
        schedule(loop, exponential(&loop->arrivals, BENCH_INTERARRIVAL_NS), ARRIVE);
    if (loop->tail - loop->head > loop->ring_mask)
        grow_ring(loop);
    loop->ring[loop->tail++ & loop->ring_mask] = loop->now_ns;
    if (loop->tail - loop->head == 1)
        schedule(loop, exponential(&loop->services, BENCH_SERVICE_NS), DEPART);
}

static void depart(Loop *loop)
{
    double in_system_ns = (double)(loop->now_ns - loop->ring[loop->head++ & loop->ring_mask]);
    double apart = in_system_ns - loop->mean;

    if (loop->head != loop->tail)
        schedule(loop, exponential(&loop->services, BENCH_SERVICE_NS), DEPART);
    loop->mean += apart / (double)++loop->count;
    loop->sum_of_squares += apart * (in_system_ns - loop->mean);
}

static uint64_t run(Loop *loop)
{
    static void (*const HANDLERS[])(Loop * loop) = {[ARRIVE] = arrive, [DEPART] = depart};
    uint64_t events = 0;

    while (loop->length > 0) {
        Event event = pop(loop);

        loop->now_ns = (int64_t)(event.key >> 64);
        events++;
        HANDLERS[event.handler](loop);
    }
    return events;
}

int main(int argc, char **argv)
{
    SimSeed seed = {.seed = BENCH_SEED, .replication = 1};
    uint64_t customers = bench_count(argc, argv);
    Loop loop = {
        .arrivals = sim_stream(seed, sim_stream_source("arrivals"), 0, 0),
        .services = sim_stream(seed, sim_stream_source("services"), 0, 0),
        .ring = malloc(1024 * sizeof(int64_t)),
        .ring_mask = 1023,
        .to_come = customers,
    };
    double begun_s = bench_clock_s();
    uint64_t events;

    refill(&loop.arrivals);
    refill(&loop.services);
    schedule(&loop, exponential(&loop.arrivals, BENCH_INTERARRIVAL_NS), ARRIVE);
    events = run(&loop);
    bench_report(customers, bench_clock_s() - begun_s, events, loop.mean / 1e9);
    free(loop.ring);
    return loop.sum_of_squares < 0; /* never: the variance is not left out of the work */
}
