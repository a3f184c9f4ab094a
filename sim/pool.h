/* pool.h - fixed-size objects, reused: no allocation once the peak has been reached.
 *
 * Objects keep their address for life, are aligned for any type and come back with the bytes that
 * their last user left (all zero the first time). Cost: O(1). One thread.
 */
#pragma once
#include <glib.h>
#include <stddef.h>
#include <stdint.h>

typedef struct SimPool SimPool;

SimPool *sim_pool_new(size_t object_size_bytes);
void sim_pool_free(SimPool *pool); /* frees every object, those still out too */
static inline void *sim_pool_take(SimPool *pool);
static inline void sim_pool_give(SimPool *pool, void *object);
uint64_t sim_pool_out(const SimPool *pool); /* objects taken and not given back */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SimPool, sim_pool_free)

/* ---- private from here on: pool.c ---- */

struct SimPool {
    uint64_t out;
    void **returned; /* a stack: the last one back, still in the cache, goes first */
    uint64_t returned_count;
    size_t object_size_bytes; /* rounded up to the alignment */
    uint64_t objects;         /* in all chunks */
    char *fresh;              /* the part of the last chunk that was never taken */
    uint64_t fresh_count;
    GPtrArray *chunks;
};

void *sim_pool_take_fresh(SimPool *pool);

static inline void *sim_pool_take(SimPool *pool)
{
    pool->out++;
    if (G_LIKELY(pool->returned_count > 0))
        return pool->returned[--pool->returned_count];
    return sim_pool_take_fresh(pool);
}

static inline void sim_pool_give(SimPool *pool, void *object)
{
    g_assert(object != NULL && pool->out > 0);
    pool->out--;
    pool->returned[pool->returned_count++] = object;
}
