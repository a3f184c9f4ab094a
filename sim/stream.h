/* stream.h - random numbers: Philox4x64-10, a counter-based generator.
 *
 * Every draw has a name: a key (seed, replication) and a counter (source, ordinal, purpose). A
 * stream made from a name gives the same numbers whatever else has been drawn, so that the same
 * request has the same demands in every variant and adding a source disturbs no other. A stream of
 * one name may be drawn from for ever (a sequential stream) or once (a keyed draw); making one
 * costs no more than storing its name, the first number computes a block of four.
 *
 * Published: Salmon, Moraes, Dror, Shaw, 'Parallel random numbers: as easy as 1, 2, 3', SC11; the
 * tests hold its known answers.
 */
#pragma once
#include <stdint.h>

typedef struct {
    uint64_t key[2];
    uint64_t counter[4]; /* [3] counts the blocks of this name */
    uint64_t block[4];
    uint32_t used; /* numbers of the block already given; 4 = there is no block yet */
} SimStream;

typedef struct {
    uint64_t seed;
    uint64_t replication;
} SimSeed;

/* source: a hash of a name (sim_stream_source) or a number; ordinal and purpose as the caller
 * likes, as long as two different causes never share all three. */
static inline SimStream sim_stream(SimSeed seed, uint64_t source, uint64_t ordinal,
                                   uint64_t purpose)
{
    return (SimStream){
        .key = {seed.seed, seed.replication}, .counter = {source, ordinal, purpose, 0}, .used = 4};
}

/* The 64-bit FNV-1a hash of a name: stable, so that results are. */
uint64_t sim_stream_source(const char *name);

/* One block of the generator. */
void sim_philox(const uint64_t key[2], const uint64_t counter[4], uint64_t block[4]);

/* Computes the next block of the stream; called by sim_stream_next. */
void sim_stream_refill(SimStream *stream);

/* A block that has been used up is followed at once, not when the next number is wanted: the
 * processor computes it beside whatever comes next, instead of making that wait. */
static inline uint64_t sim_stream_next(SimStream *stream)
{
    uint64_t number;

    if (stream->used == 4)
        sim_stream_refill(stream);
    number = stream->block[stream->used++];
    if (stream->used == 4)
        sim_stream_refill(stream);
    return number;
}

/* In [0, 1), 53 bits. */
static inline double sim_stream_uniform(SimStream *stream)
{
    return (double)(sim_stream_next(stream) >> 11) * 0x1p-53;
}

/* In (0, 1): never 0, so that its logarithm exists. */
static inline double sim_stream_uniform_open(SimStream *stream)
{
    return ((double)(sim_stream_next(stream) >> 12) + 0.5) * 0x1p-52;
}

/* In [0, below), unbiased; below > 0. */
uint64_t sim_stream_below(SimStream *stream, uint64_t below);
