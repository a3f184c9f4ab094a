/* crowd.c - counts by page and stage over the live requests. It looks at all of them, which is dear,
 * but happens only when the request that is followed begins to wait. */
#include "cli/explain/crowd.h"
#include <string.h>

static void count_one(Journey *journey, GArray *counts, uint32_t page, const char *stage)
{
    JourneyCount first = {page, NULL, 1};

    for (guint i = 0; i < counts->len; i++) {
        JourneyCount *count = &g_array_index(counts, JourneyCount, i);

        if (count->page == page && g_strcmp0(count->stage, stage) == 0) {
            count->count++;
            return;
        }
    }
    if (stage != NULL)
        first.stage = g_string_chunk_insert_const(journey->strings, stage);
    g_array_append_val(counts, first);
}

/* Most first; the order of the pages, then of the names of stages, where there are as many. */
static int by_count(const void *a, const void *b)
{
    const JourneyCount *left = a, *right = b;

    if (left->count != right->count)
        return left->count > right->count ? -1 : 1;
    if (left->page != right->page)
        return left->page < right->page ? -1 : 1;
    return g_strcmp0(left->stage, right->stage);
}

static GArray *counts_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(JourneyCount));
}

/* ---- in front of it: the live requests are those before the event, so that it is none of them ---- */

typedef struct {
    const char *queue;
    const char *stage;
    WatchProcess process; /* name NULL: whatever process they are in */
} Where;

static uint32_t count_where(Journey *journey, const Live *live, const Where *where, GArray *counts)
{
    GHashTableIter iter;
    void *value;
    uint32_t all = 0;

    g_hash_table_iter_init(&iter, live->requests);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const LiveRequest *request = value;

        if ((where->queue != NULL && request->queue != where->queue) ||
            (where->stage != NULL && request->stage != where->stage) ||
            (where->process.name != NULL && !live_is_same(request->process, where->process)))
            continue;
        count_one(journey, counts, request->page, NULL);
        all++;
    }
    g_array_sort(counts, by_count);
    return all;
}

/* Queues of one name are one a process; some hold what is no request, or two lines. Where the count is
 * not that of the queue nobody is named. */
static GArray *all_in_front(Journey *journey, const Live *live, const WatchEvent *event)
{
    Where where = {.queue = event->name};
    g_autoptr(GArray) counts = counts_new();

    if (event->number == 0)
        return NULL;
    if (count_where(journey, live, &where, counts) == event->number)
        return g_steal_pointer(&counts);
    g_array_set_size(counts, 0);
    where.process = event->process;
    if (where.process.name != NULL && count_where(journey, live, &where, counts) == event->number)
        return g_steal_pointer(&counts);
    return NULL;
}

/* ---- the threads that it waits for ---- */

static void pool_free(void *self)
{
    JourneyPool *pool = self;

    g_array_unref(pool->holders);
    g_free(pool);
}

static JourneyPool *pool_now(Journey *journey, const LivePool *live)
{
    JourneyPool *pool = g_new0(JourneyPool, 1);

    pool->process.name = g_string_chunk_insert_const(journey->strings, live->process.name);
    pool->process.generation = live->process.generation;
    pool->name = g_string_chunk_insert_const(journey->strings, live->name);
    pool->count = live->count;
    pool->max = live->max;
    pool->busy = live->busy;
    pool->holders = counts_new();
    for (guint i = 0; i < live->holders->len; i++) {
        const LiveRequest *holder = g_ptr_array_index(live->holders, i);

        if (holder != NULL)
            count_one(journey, pool->holders, holder->page, holder->stage);
    }
    g_array_sort(pool->holders, by_count);
    return pool;
}

/* Whose threads take from a queue: those of the worker processes of a pool take from the kernel's, of
 * aspnet_wp from the pipe, of inetinfo what comes in; the others are inside a process. */
static bool takes_from(const LivePool *pool, const WatchEvent *event)
{
    const char *process = pool->process.name;

    if (g_str_has_prefix(event->name, "pool:"))
        return g_str_equal(pool->name, "ATQ") && g_str_has_prefix(process, "w3wp:") &&
               g_str_equal(process + strlen("w3wp:"), event->name + strlen("pool:"));
    if (g_str_equal(event->name, "pipe"))
        return g_str_equal(process, "aspnet_wp");
    if (g_str_equal(event->name, "backlog") ||
        (g_str_equal(event->name, "frontend") &&
         g_strcmp0(event->process.name, "aspnet_wp") == 0)) /* for a call-back of aspnet_wp */
        return g_str_equal(process, "inetinfo") && g_str_equal(pool->name, "ATQ");
    if (!live_is_same(pool->process, event->process))
        return false;
    if (g_str_equal(event->name, "clr"))
        return g_str_equal(pool->name, "worker");
    if (g_str_has_prefix(event->name, "app:"))
        return g_str_equal(pool->name, "worker") || g_str_equal(pool->name, "I/O");
    return g_str_equal(event->name, "frontend") &&
           (g_str_equal(pool->name, "ATQ") || g_str_equal(pool->name, "ASP"));
}

void crowd_in_front(Journey *journey, JourneyStep *step, const Live *live, const WatchEvent *event)
{
    step->ahead = all_in_front(journey, live, event);
    step->pools = g_ptr_array_new_with_free_func(pool_free);
    for (guint i = 0; i < live->pools->len; i++) {
        const LivePool *pool = g_ptr_array_index(live->pools, i);

        if (pool->busy > 0 && takes_from(pool, event))
            g_ptr_array_add(step->pools, pool_now(journey, pool));
    }
}

/* ---- a backend ---- */

void crowd_at_stage(Journey *journey, JourneyStep *step, const Live *live, const WatchEvent *event)
{
    const ModelConfig *config = journey->variant->config;
    Where where = {.stage = event->name};
    uint32_t i = 0;

    if (!g_str_has_prefix(event->name, "work."))
        return;
    while (i < config->backend_count &&
           !g_str_equal(config->backends[i].name, event->name + strlen("work.")))
        i++;
    if (i == config->backend_count)
        return;
    step->ahead = counts_new();
    step->number = count_where(journey, live, &where, step->ahead);
    step->limit = config->backends[i].connections;
}
