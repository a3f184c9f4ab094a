/* shard.h - which part of a campaign's tasks is run here, when a job array divides them.
 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define SHARDS_MAX 100000

typedef struct {
    uint32_t index; /* 1..count */
    uint32_t count; /* 0: nothing is divided, all is run here */
} Shard;

/* 'i/n'. False with *error set, a message for the user. */
bool shard_parse(const char *text, Shard *shard, GError **error);

/* Is the number-th thing, from 0, of this shard? Each is of one of the count shards, and of any row of
 * them all get equally many, or one more. */
bool shard_owns(const Shard *shard, uint64_t number);

/* How many of the numbers first..first + count - 1 are of this shard. */
uint32_t shard_count_owned(const Shard *shard, uint64_t first, uint32_t count);
