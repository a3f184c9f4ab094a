/* pool.c - objects cut from chunks, and a stack of those that came back.
 *
 * The stack is an array beside the objects, not a list through them, because an object keeps the
 * bytes of its last user. It has room for every object that was ever cut: giving back never
 * allocates. A new chunk is as large as all before it, within limits, and stays untouched until its
 * objects are taken, so that memory follows the peak.
 */
#include "sim/pool.h"

#define ALIGNMENT_BYTES   _Alignof(max_align_t)
#define CHUNK_OBJECTS_MIN 64
#define CHUNK_BYTES_MAX   ((size_t)1 << 20)

SimPool *sim_pool_new(size_t object_size_bytes)
{
    SimPool *pool = g_new0(SimPool, 1);

    g_assert_cmpuint(object_size_bytes, >, 0);
    pool->object_size_bytes =
        (object_size_bytes + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
    pool->chunks = g_ptr_array_new_with_free_func(g_free);
    return pool;
}

void sim_pool_free(SimPool *pool)
{
    if (pool == NULL)
        return;
    g_ptr_array_unref(pool->chunks);
    g_free(pool->returned);
    g_free(pool);
}

static void add_chunk(SimPool *pool)
{
    uint64_t most = MAX(CHUNK_BYTES_MAX / pool->object_size_bytes, CHUNK_OBJECTS_MIN);
    uint64_t count = CLAMP(pool->objects, CHUNK_OBJECTS_MIN, most);

    pool->fresh = g_malloc0_n(count, pool->object_size_bytes);
    pool->fresh_count = count;
    g_ptr_array_add(pool->chunks, pool->fresh);
    pool->objects += count;
    pool->returned = g_renew(void *, pool->returned, pool->objects);
}

void *sim_pool_take_fresh(SimPool *pool)
{
    void *object;

    if (pool->fresh_count == 0)
        add_chunk(pool);
    object = pool->fresh;
    pool->fresh += pool->object_size_bytes;
    pool->fresh_count--;
    return object;
}

uint64_t sim_pool_out(const SimPool *pool)
{
    return pool->out;
}
