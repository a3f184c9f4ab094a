/* pool.c - which worker of a pool gets the next request.
 *
 * Invariant: requests wait in the kernel queue only while no ready worker can take one.
 */
#include "models/iis6/was.h"
#include "models/web/connection.h"

/* ---- workers ---- */

Iis6Worker *iis6_pool_ready_worker(const Iis6Pool *pool)
{
    for (Iis6Worker *worker = pool->workers; worker != NULL; worker = worker->next) {
        if (worker->process->state == PROCESS_READY)
            return worker;
    }
    return NULL;
}

int64_t iis6_pool_count_ready(const Iis6Pool *pool)
{
    int64_t count = 0;

    for (const Iis6Worker *worker = pool->workers; worker != NULL; worker = worker->next)
        count += worker->process->state == PROCESS_READY;
    return count;
}

/* ---- giving requests to workers ---- */

static Iis6Worker *next_in_turn(Iis6Pool *pool)
{
    Iis6Worker *first = NULL;
    uint32_t index = 0;

    for (Iis6Worker *worker = pool->workers; worker != NULL; worker = worker->next, index++) {
        if (!iis6_worker_can_take(worker))
            continue;
        if (index >= pool->turn) {
            pool->turn = index + 1;
            return worker;
        }
        if (first == NULL)
            first = worker;
    }
    if (first != NULL)
        pool->turn = 1;
    return first;
}

/* The one that has waited longest for something to do is the one that holds least. */
static Iis6Worker *first_to_pull(const Iis6Pool *pool)
{
    Iis6Worker *best = NULL;

    for (Iis6Worker *worker = pool->workers; worker != NULL; worker = worker->next) {
        if (iis6_worker_can_take(worker) &&
            (best == NULL || worker->process->held_count < best->process->held_count))
            best = worker;
    }
    return best;
}

static Iis6Worker *random_worker(Iis6Pool *pool)
{
    SimStream stream = sim_stream(pool->run->seed, sim_stream_source(pool->config->name),
                                  pool->dispatched, DRAW_DISPATCH);
    uint64_t able = 0;
    uint64_t chosen;

    for (Iis6Worker *worker = pool->workers; worker != NULL; worker = worker->next)
        able += iis6_worker_can_take(worker);
    if (able == 0)
        return NULL;
    pool->dispatched++;
    chosen = sim_stream_below(&stream, able);
    for (Iis6Worker *worker = pool->workers; worker != NULL; worker = worker->next) {
        if (iis6_worker_can_take(worker) && chosen-- == 0)
            return worker;
    }
    return NULL;
}

static Iis6Worker *by_dispatch(Iis6Pool *pool)
{
    switch (pool->config->dispatch) {
    case DISPATCH_ROUND_ROBIN:
        return next_in_turn(pool);
    case DISPATCH_PULL:
        return first_to_pull(pool);
    case DISPATCH_RANDOM:
        break;
    }
    return random_worker(pool);
}

/* A kept connection stays with its process while that takes requests; else the next available one
 * has it from now on [AA720391]. */
static Iis6Worker *by_connection(Iis6Pool *pool, WebConnection *connection)
{
    Iis6Worker *worker = pool->workers;

    while (worker != NULL &&
           (connection->pool != pool->index ||
            worker->process->generation != connection->generation || !iis6_worker_can_take(worker)))
        worker = worker->next;
    if (worker == NULL)
        worker = by_dispatch(pool);
    if (worker == NULL)
        return NULL;
    connection->pool = pool->index;
    connection->generation = worker->process->generation;
    return worker;
}

static Iis6Worker *choose_worker(Iis6Pool *pool)
{
    Iis6Worker *only = pool->workers;
    const WebRequest *first = pool->queue.queue.first->self;

    if (only == NULL)
        return NULL;
    if (only->next == NULL)
        return iis6_worker_can_take(only) ? only : NULL;
    return first->connection != NULL ? by_connection(pool, first->connection) : by_dispatch(pool);
}

/* True while an old worker must end before a new one may start. */
static bool waits_for_old(const Iis6Pool *pool)
{
    for (const Iis6Worker *worker = pool->workers; worker != NULL; worker = worker->next) {
        if (worker->process->state == PROCESS_DRAINING && worker->is_replaced &&
            pool->config->disallow_overlapping_rotation)
            return true;
    }
    return false;
}

void iis6_pool_pump(Iis6Pool *pool)
{
    Iis6Worker *worker;

    if (pool->pumping)
        return;
    pool->pumping = true;
    while (pool->queue.queue.first != NULL && (worker = choose_worker(pool)) != NULL)
        iis6_worker_take(worker, http_queue_take(&pool->queue));
    pool->pumping = false;
}

static void request_arrived(void *owner)
{
    Iis6Pool *pool = owner;

    if (iis6_pool_count_ready(pool) < pool->config->max_processes && !waits_for_old(pool))
        iis6_was_demand_start(pool);
    if (iis6_pool_count_ready(pool) > 0)
        iis6_pool_pump(pool);
    else if (pool->queue.queue.last != NULL) /* else one was started and has died of it */
        web_request_stage(pool->queue.queue.last->self, STAGE_PROCESS_START);
}

/* ---- set-up ---- */

/* start = warm: the pool has its processes, its applications their AppDomains. */
static bool is_warm(const Iis6Pool *pool)
{
    const ModelConfig *config = pool->run->config;

    for (uint32_t i = 0; i < config->app_count; i++) {
        if (config->apps[i].pool == pool->index && config->apps[i].is_warm)
            return true;
    }
    return false;
}

void iis6_pool_init(Iis6Pool *pool, Iis6Server *server, WebRun *run, uint32_t index)
{
    g_autofree char *queue_name = NULL;
    g_autofree char *process_name = NULL;

    *pool = (Iis6Pool){.server = server, .run = run, .index = index};
    pool->no_start_before_ns = INT64_MIN; /* not 0: a warm-up is before time 0 */
    pool->config = &run->config->pools[index];
    queue_name = g_strdup_printf("pool:%s", pool->config->name);
    process_name = g_strdup_printf("w3wp:%s", pool->config->name);
    pool->process_name = web_run_string(run, process_name);
    web_process_statistics(run, process_name);
    http_queue_init(&pool->queue, run, queue_name, pool->config->app_pool_queue_length);
    pool->queue.refusal_status = pool->config->load_balancer_capabilities == 1 ? 0 : 503;
    pool->queue.arrived = request_arrived;
    pool->queue.owner = pool;
    iis6_cpu_limit_init(pool);
    if (is_warm(pool))
        iis6_was_start_warm(pool);
    iis6_recycle_arm_schedule(pool);
}

void iis6_pool_clear(Iis6Pool *pool)
{
    iis6_rapid_fail_clear(&pool->rapid_fail);
}
