/* queue.h - first come, first served: an intrusive list with a counted length.
 *
 * A node lives inside what waits and is in at most one queue. Queues of one name (the CLR queue of
 * every worker process, old and new) share one WebQueueStatistics, so that what is reported
 * outlives the processes.
 */
#pragma once
#include "sim/engine.h"
#include "sim/level.h"

typedef struct {
    const char *name; /* backlog, frontend, pipe, pool:NAME, clr, app:NAME */
    SimLevel length;
    bool
        is_outside; /* what waits here is inside no process: it counts for the places of requests */
    struct WebWatch *watch; /* NULL: nobody watches */
    void *kept;             /* by the one who does */
} WebQueueStatistics;

typedef struct WebQueueNode {
    struct WebQueueNode *next;
    struct WebQueueNode *previous;
    struct WebQueue *queue;     /* NULL while in none */
    void *self;                 /* what waits */
    struct WebRequest *request; /* that it is the node of; NULL: something else waits */
} WebQueueNode;

typedef struct WebQueue {
    SimEngine *engine;
    WebQueueStatistics *statistics;
    WebQueueNode *first;
    WebQueueNode *last;
    int64_t length;
} WebQueue;

/* For the one who watches: watch.c. */
void web_watch_queued(const WebQueue *queue, const WebQueueNode *node);
void web_watch_unqueued(const WebQueue *queue, const WebQueueNode *node);

static inline void web_queue_init(WebQueue *queue, SimEngine *engine,
                                  WebQueueStatistics *statistics)
{
    *queue = (WebQueue){.engine = engine, .statistics = statistics};
}

static inline void web_queue_push(WebQueue *queue, WebQueueNode *node, void *self)
{
    g_assert(node->queue == NULL);
    node->self = self;
    node->queue = queue;
    node->next = NULL;
    node->previous = queue->last;
    if (queue->last != NULL)
        queue->last->next = node;
    else
        queue->first = node;
    queue->last = node;
    queue->length++;
    sim_level_add(&queue->statistics->length, queue->engine->now_ns, 1);
    if (G_UNLIKELY(queue->statistics->watch != NULL))
        web_watch_queued(queue, node);
}

static inline void web_queue_remove(WebQueueNode *node)
{
    WebQueue *queue = node->queue;

    if (queue == NULL)
        return;
    if (node->previous != NULL)
        node->previous->next = node->next;
    else
        queue->first = node->next;
    if (node->next != NULL)
        node->next->previous = node->previous;
    else
        queue->last = node->previous;
    node->queue = NULL;
    queue->length--;
    sim_level_add(&queue->statistics->length, queue->engine->now_ns, -1);
    if (G_UNLIKELY(queue->statistics->watch != NULL))
        web_watch_unqueued(queue, node);
}

/* NULL when empty. */
static inline void *web_queue_pop(WebQueue *queue)
{
    WebQueueNode *node = queue->first;

    if (node == NULL)
        return NULL;
    web_queue_remove(node);
    return node->self;
}
