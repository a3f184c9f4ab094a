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
void *sim_pool_take(SimPool *pool);
void sim_pool_give(SimPool *pool, void *object);
uint64_t sim_pool_out(const SimPool *pool); /* objects taken and not given back */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SimPool, sim_pool_free)
