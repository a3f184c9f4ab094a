/* mm1.c - M/M/1 on the engine: two events per customer, through calendar, streams and tally.
 *
 * mm1_hand.c is the same queue in a loop of its own, without the engine: the yardstick. Both draw
 * the same numbers in the same order, so that their means agree to the last digit.
 */
#include "bench/report.h"
#include "sim/engine.h"
#include "sim/pool.h"
#include "sim/tally.h"
#include "sim/variate.h"

typedef struct Customer {
    struct Customer *next;
    int64_t arrived_ns;
} Customer;

typedef struct {
    SimEngine engine;
    SimVariate interarrival, service;
    SimStream arrivals, services;
    SimPool *customers;
    Customer *first, *last;
    uint64_t to_come;
    SimTally in_system_ns;
} Queue;

static void depart(void *self);

static void begin_service(Queue *queue)
{
    int64_t service_ns = sim_variate_draw_whole(&queue->service, &queue->services);

    sim_engine_after(&queue->engine, service_ns, depart, queue);
}

static void arrive(void *self)
{
    Queue *queue = self;
    Customer *customer = sim_pool_take(queue->customers);

    if (--queue->to_come > 0)
        sim_engine_after(&queue->engine,
                         sim_variate_draw_whole(&queue->interarrival, &queue->arrivals), arrive,
                         queue);
    *customer = (Customer){.arrived_ns = queue->engine.now_ns};
    if (queue->first == NULL) {
        queue->first = queue->last = customer;
        begin_service(queue);
    } else {
        queue->last->next = customer;
        queue->last = customer;
    }
}

static void depart(void *self)
{
    Queue *queue = self;
    Customer *customer = queue->first;

    queue->first = customer->next;
    if (queue->first != NULL)
        begin_service(queue);
    sim_tally_add(&queue->in_system_ns, (double)(queue->engine.now_ns - customer->arrived_ns));
    sim_pool_give(queue->customers, customer);
}

int main(int argc, char **argv)
{
    SimSeed seed = {.seed = BENCH_SEED, .replication = 1};
    uint64_t customers = bench_count(argc, argv);
    Queue queue = {
        .interarrival = sim_variate(SIM_EXPONENTIAL, BENCH_INTERARRIVAL_NS, 0, 0),
        .service = sim_variate(SIM_EXPONENTIAL, BENCH_SERVICE_NS, 0, 0),
        .arrivals = sim_stream(seed, sim_stream_source("arrivals"), 0, 0),
        .services = sim_stream(seed, sim_stream_source("services"), 0, 0),
        .customers = sim_pool_new(sizeof(Customer)),
        .to_come = customers,
    };
    double begun_s;

    sim_engine_init(&queue.engine, 0, 2);
    sim_tally_init(&queue.in_system_ns);
    begun_s = bench_clock_s();
    sim_engine_after(&queue.engine, sim_variate_draw_whole(&queue.interarrival, &queue.arrivals),
                     arrive, &queue);
    sim_engine_run(&queue.engine, SIM_NEVER);
    bench_report(customers, bench_clock_s() - begun_s, queue.engine.events_fired,
                 queue.in_system_ns.mean / 1e9);
    sim_engine_clear(&queue.engine);
    sim_pool_free(queue.customers);
    return 0;
}
