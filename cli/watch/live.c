/* live.c - a table of requests by number, and short lists of what there are few of. */
#include "cli/watch/live.h"

static void pool_free(void *self)
{
    LivePool *pool = self;

    g_ptr_array_unref(pool->holders);
    g_free(pool);
}

Live *live_new(void)
{
    Live *live = g_new0(Live, 1);

    live->requests = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    live->pools = g_ptr_array_new_with_free_func(pool_free);
    live->processes = g_array_new(FALSE, FALSE, sizeof(LiveProcess));
    return live;
}

void live_free(Live *live)
{
    g_hash_table_unref(live->requests);
    g_ptr_array_unref(live->pools);
    g_array_unref(live->processes);
    g_free(live);
}

static LiveRequest *find(const Live *live, uint64_t number)
{
    return g_hash_table_lookup(live->requests, GSIZE_TO_POINTER(number));
}

const LiveRequest *live_request(const Live *live, uint64_t number)
{
    return find(live, number);
}

static void issued(Live *live, const WatchEvent *event)
{
    LiveRequest *request = g_new0(LiveRequest, 1);

    *request = (LiveRequest){.number = event->request,
                             .app = event->app,
                             .page = event->page,
                             .group = event->group,
                             .user = event->user,
                             .ordinal = event->ordinal,
                             .caller = event->other,
                             .issued_ns = event->time_ns,
                             .in_cohort = event->in_cohort};
    g_hash_table_insert(live->requests, GSIZE_TO_POINTER(event->request), request);
}

static LivePool *pool_of(Live *live, const WatchEvent *event)
{
    LivePool *pool;

    for (guint i = 0; i < live->pools->len; i++) {
        pool = g_ptr_array_index(live->pools, i);
        if (pool->name == event->name && live_is_same(pool->process, event->process))
            return pool;
    }
    pool = g_new0(LivePool, 1);
    pool->process = event->process;
    pool->name = event->name;
    pool->holders = g_ptr_array_new();
    g_ptr_array_add(live->pools, pool);
    return pool;
}

static guint process_index(const Live *live, WatchProcess process)
{
    guint i = 0;

    while (i < live->processes->len &&
           !live_is_same(g_array_index(live->processes, LiveProcess, i).process, process))
        i++;
    return i;
}

/* The threads of a process that has ended come back one by one. */
static void thread(Live *live, const WatchEvent *event, LiveRequest *request)
{
    LivePool *pool = pool_of(live, event);
    bool takes = event->kind == WATCH_THREAD;

    if (pool->holders->len < event->thread)
        g_ptr_array_set_size(pool->holders, (gint)event->thread);
    g_ptr_array_index(pool->holders, event->thread - 1) = takes ? request : NULL;
    pool->busy = takes ? pool->busy + 1 : pool->busy - 1;
    pool->count = event->number;
    pool->max = event->limit;
    if (pool->busy == 0 && process_index(live, pool->process) == live->processes->len)
        g_ptr_array_remove(live->pools, pool);
}

static void of_request(Live *live, const WatchEvent *event)
{
    LiveRequest *request = find(live, event->request);

    if (request == NULL)
        return;
    switch (event->kind) {
    case WATCH_STAGE:
        request->stage = event->name;
        break;
    case WATCH_QUEUED:
        request->queue = event->name;
        break;
    case WATCH_UNQUEUED:
        request->queue = NULL;
        break;
    case WATCH_ENTERS:
        request->process = event->process;
        break;
    case WATCH_LEAVES:
        request->process = (WatchProcess){0};
        break;
    case WATCH_THREAD:
    case WATCH_THREAD_BACK:
        thread(live, event, request);
        break;
    case WATCH_MAKES:
        request->making = event->name;
        request->making_in = event->process;
        break;
    case WATCH_MADE:
        request->making = NULL;
        break;
    case WATCH_GONE:
        g_hash_table_remove(live->requests, GSIZE_TO_POINTER(event->request));
        break;
    default:
        break;
    }
}

static void ends(Live *live, WatchProcess process)
{
    guint index = process_index(live, process);

    if (index < live->processes->len)
        g_array_remove_index(live->processes, index);
    for (guint i = live->pools->len; i > 0; i--) {
        const LivePool *pool = g_ptr_array_index(live->pools, i - 1);

        if (pool->busy == 0 && live_is_same(pool->process, process))
            g_ptr_array_remove_index(live->pools, i - 1);
    }
}

static void of_process(Live *live, const WatchEvent *event)
{
    LiveProcess process = {.process = event->process, .began_ns = event->time_ns};
    guint index = process_index(live, event->process);

    if (event->kind == WATCH_ENDS) {
        ends(live, event->process);
        return;
    }
    if (event->kind != WATCH_STARTS && event->kind != WATCH_READY)
        return;
    if (index == live->processes->len)
        g_array_append_val(live->processes, process);
    g_array_index(live->processes, LiveProcess, index).is_ready = event->kind == WATCH_READY;
}

void live_take(Live *live, const WatchEvent *event)
{
    if (event->kind == WATCH_ISSUED)
        issued(live, event);
    else if (event->kind <= WATCH_GONE)
        of_request(live, event);
    else if (event->kind < WATCH_MARK)
        of_process(live, event);
}
