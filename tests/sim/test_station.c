/* test_station.c - servers and a queue, beside arrays that are searched and shifted. */
#include "sim/station.h"
#include "tests/sim/support.h"
#include "tests/suites.h"
#include <string.h>

/* A customer notes when its service began and ended. */
typedef struct {
    SimStation *station;
    SimStationJob job;
    int64_t started_ns;
    int64_t done_ns;
    int64_t busy_when_done;
    unsigned visits_wanted;
    bool leaves_at_once;
} Customer;

static void customer_started(void *self)
{
    Customer *customer = self;

    customer->started_ns = customer->station->engine->now_ns;
    if (customer->leaves_at_once)
        sim_station_leave(customer->station, &customer->job);
}

static void customer_done(void *self)
{
    Customer *customer = self;

    CU_ASSERT_PTR_NULL(customer->job.station);
    customer->done_ns = customer->station->engine->now_ns;
    customer->busy_when_done = customer->station->busy.value;
    if (customer->visits_wanted > 0) {
        customer->visits_wanted--;
        sim_station_enter(customer->station, &customer->job);
    }
}

#define CUSTOMERS 5

typedef struct {
    SimEngine engine;
    SimStation station;
    Customer customers[CUSTOMERS];
} Shop;

static void shop_init(Shop *shop, int64_t servers, int64_t queue_limit)
{
    *shop = (Shop){0};
    sim_engine_init(&shop->engine, 0, 4);
    sim_station_init(&shop->station, &shop->engine, servers, queue_limit);
    for (int i = 0; i < CUSTOMERS; i++)
        shop->customers[i] = (Customer){.station = &shop->station,
                                        .job = {.service_ns = 10,
                                                .started = customer_started,
                                                .done = customer_done,
                                                .self = &shop->customers[i]},
                                        .started_ns = -1,
                                        .done_ns = -1};
}

static bool enter(Shop *shop, int i)
{
    return sim_station_enter(&shop->station, &shop->customers[i].job);
}

static void leave(Shop *shop, int i)
{
    sim_station_leave(&shop->station, &shop->customers[i].job);
}

static void those_who_wait_are_served_in_order(void)
{
    Shop shop;

    shop_init(&shop, 2, SIM_NEVER);
    for (int i = 0; i < CUSTOMERS; i++)
        CU_ASSERT_TRUE(enter(&shop, i));
    CU_ASSERT_EQUAL(shop.station.waiting.value, 3);
    CU_ASSERT_EQUAL(shop.station.busy.value, 2);
    sim_station_check(&shop.station);
    sim_engine_run(&shop.engine, SIM_NEVER);

    for (int i = 0; i < CUSTOMERS; i++) {
        CU_ASSERT_EQUAL(shop.customers[i].started_ns, 10 * (i / 2));
        CU_ASSERT_EQUAL(shop.customers[i].done_ns, 10 * (i / 2) + 10);
    }
    CU_ASSERT_EQUAL(shop.station.completed, 5);
    CU_ASSERT_EQUAL(shop.station.waiting.max, 3);
    CU_ASSERT_EQUAL(shop.station.busy.value, 0);
    CU_ASSERT_DOUBLE_EQUAL(sim_level_mean(&shop.station.busy, shop.engine.now_ns), 5.0 / 3, 1e-12);
    sim_engine_clear(&shop.engine);
}

static void a_full_queue_refuses_and_changes_nothing(void)
{
    Shop shop;

    shop_init(&shop, 1, 2);
    for (int i = 0; i < 3; i++)
        CU_ASSERT_TRUE(enter(&shop, i));

    CU_ASSERT_FALSE(enter(&shop, 3));
    CU_ASSERT_PTR_NULL(shop.customers[3].job.station);
    CU_ASSERT_EQUAL(shop.station.waiting.value, 2);
    leave(&shop, 1);
    CU_ASSERT_TRUE(enter(&shop, 3));
    CU_ASSERT_FALSE(enter(&shop, 1));
    sim_station_check(&shop.station);
    sim_engine_clear(&shop.engine);
}

static void without_a_queue_only_a_free_server_takes(void)
{
    Shop shop;

    shop_init(&shop, 1, 0);
    CU_ASSERT_TRUE(enter(&shop, 0));
    CU_ASSERT_FALSE(enter(&shop, 1));
    sim_engine_run(&shop.engine, SIM_NEVER);
    CU_ASSERT_TRUE(enter(&shop, 1));
    sim_engine_clear(&shop.engine);
}

static void endless_servers_make_nobody_wait(void)
{
    Shop shop;

    shop_init(&shop, SIM_NEVER, 0);
    for (int i = 0; i < CUSTOMERS; i++)
        CU_ASSERT_TRUE(enter(&shop, i));
    CU_ASSERT_EQUAL(shop.station.busy.value, CUSTOMERS);
    sim_engine_run(&shop.engine, SIM_NEVER);
    CU_ASSERT_EQUAL(shop.engine.now_ns, 10);
    sim_engine_clear(&shop.engine);
}

static void when_done_is_called_the_next_has_begun(void)
{
    Shop shop;

    shop_init(&shop, 1, SIM_NEVER);
    enter(&shop, 0);
    enter(&shop, 1);
    sim_engine_run(&shop.engine, 10);

    CU_ASSERT_EQUAL(shop.customers[0].busy_when_done, 1);
    CU_ASSERT_EQUAL(shop.customers[1].started_ns, 10);
    sim_engine_run(&shop.engine, SIM_NEVER);
    CU_ASSERT_EQUAL(shop.customers[1].busy_when_done, 0);
    sim_engine_clear(&shop.engine);
}

static void a_job_that_is_done_may_enter_again(void)
{
    Shop shop;

    shop_init(&shop, 1, SIM_NEVER);
    shop.customers[0].visits_wanted = 2;
    enter(&shop, 0);
    enter(&shop, 1);
    sim_engine_run(&shop.engine, SIM_NEVER);

    CU_ASSERT_EQUAL(shop.station.completed, 4);
    CU_ASSERT_EQUAL(shop.customers[1].done_ns, 20); /* before the second visit of the first */
    CU_ASSERT_EQUAL(shop.customers[0].done_ns, 40);
    sim_engine_clear(&shop.engine);
}

static void one_who_leaves_is_not_done_and_makes_room(void)
{
    Shop shop;

    shop_init(&shop, 1, SIM_NEVER);
    for (int i = 0; i < 4; i++)
        enter(&shop, i);
    leave(&shop, 2); /* waiting, in the middle */
    sim_station_check(&shop.station);
    sim_engine_run(&shop.engine, 10);
    leave(&shop, 1); /* in service; the last one begins at once */
    sim_station_check(&shop.station);
    leave(&shop, 1);
    CU_ASSERT_EQUAL(shop.customers[3].started_ns, 10);
    sim_engine_run(&shop.engine, SIM_NEVER);

    CU_ASSERT_EQUAL(shop.customers[1].done_ns, -1);
    CU_ASSERT_EQUAL(shop.customers[2].done_ns, -1);
    CU_ASSERT_EQUAL(shop.customers[3].done_ns, 20);
    CU_ASSERT_EQUAL(shop.station.completed, 2);
    sim_engine_clear(&shop.engine);
}

static void one_may_leave_as_its_service_begins(void)
{
    Shop shop;

    shop_init(&shop, 1, SIM_NEVER);
    shop.customers[1].leaves_at_once = true;
    for (int i = 0; i < 3; i++)
        enter(&shop, i);
    sim_engine_run(&shop.engine, SIM_NEVER);

    CU_ASSERT_EQUAL(shop.customers[1].started_ns, 10);
    CU_ASSERT_EQUAL(shop.customers[1].done_ns, -1);
    CU_ASSERT_EQUAL(shop.customers[2].started_ns, 10);
    CU_ASSERT_EQUAL(shop.station.completed, 2);
    CU_ASSERT_EQUAL(shop.station.busy.value, 0);
    sim_station_check(&shop.station);
    sim_engine_clear(&shop.engine);
}

static void set_service(void *self)
{
    Customer *customer = self;

    customer->job.service_ns = 33;
}

static void the_service_may_be_set_when_it_begins(void)
{
    Shop shop;

    shop_init(&shop, 1, SIM_NEVER);
    shop.customers[0].job.started = set_service;
    enter(&shop, 0);
    sim_engine_run(&shop.engine, SIM_NEVER);
    CU_ASSERT_EQUAL(shop.customers[0].done_ns, 33);
    sim_engine_clear(&shop.engine);
}

static void restarted_statistics_begin_with_those_present(void)
{
    Shop shop;

    shop_init(&shop, 1, SIM_NEVER);
    for (int i = 0; i < 4; i++)
        enter(&shop, i);
    sim_engine_run(&shop.engine, 20);
    sim_station_restart_statistics(&shop.station);
    CU_ASSERT_EQUAL(shop.station.completed, 0);
    CU_ASSERT_EQUAL(shop.station.waiting.max, 1);
    sim_engine_run(&shop.engine, SIM_NEVER);

    CU_ASSERT_EQUAL(shop.station.completed, 2);
    CU_ASSERT_DOUBLE_EQUAL(sim_level_mean(&shop.station.waiting, 40), 0.5, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(sim_level_mean(&shop.station.busy, 40), 1, 1e-12);
    sim_engine_clear(&shop.engine);
}

static void enter_twice(void)
{
    Shop shop;

    shop_init(&shop, 1, SIM_NEVER);
    enter(&shop, 0);
    enter(&shop, 0);
}

static void entering_twice_aborts(void)
{
    CU_ASSERT_TRUE(aborts(enter_twice));
}

static void break_the_count(void)
{
    Shop shop;

    shop_init(&shop, 1, SIM_NEVER);
    enter(&shop, 0);
    enter(&shop, 1);
    shop.station.waiting.value++;
    sim_station_check(&shop.station);
}

static void break_the_list(void)
{
    Shop shop;

    shop_init(&shop, 1, SIM_NEVER);
    for (int i = 0; i < 3; i++)
        enter(&shop, i);
    shop.customers[2].job.previous = NULL;
    sim_station_check(&shop.station);
}

static void a_broken_station_is_noticed(void)
{
    CU_ASSERT_TRUE(aborts(break_the_count));
    CU_ASSERT_TRUE(aborts(break_the_list));
}

/* ---- a random walk beside arrays ---- */

#define WALKERS    40
#define WALK_STEPS 30000

typedef struct {
    int64_t ends_ns;
    uint64_t order; /* of beginning */
    int walker;
} Serving;

/* What the station should be doing, as plainly as it can be written. */
typedef struct {
    int waiting[WALKERS];
    int waiting_count;
    Serving serving[WALKERS];
    int serving_count;
    uint64_t begun;
} Model;

typedef struct Walk {
    SimEngine engine;
    SimStation station;
    SimStream stream;
    struct Walker {
        struct Walk *walk;
        SimStationJob job;
    } walkers[WALKERS];
    int ended[WALKERS];
    int ended_count;
    Model model;
} Walk;

static void walker_done(void *self)
{
    struct Walker *walker = self;

    walker->walk->ended[walker->walk->ended_count++] = (int)(walker - walker->walk->walkers);
}

static void model_fill(Walk *walk, int64_t now_ns)
{
    Model *model = &walk->model;

    while (model->waiting_count > 0 && model->serving_count < walk->station.servers) {
        int walker = model->waiting[0];

        memmove(model->waiting, model->waiting + 1,
                (size_t)--model->waiting_count * sizeof *model->waiting);
        model->serving[model->serving_count++] =
            (Serving){.ends_ns = now_ns + walk->walkers[walker].job.service_ns,
                      .order = model->begun++,
                      .walker = walker};
    }
}

/* The walker whose service ends first, up to until_ns; -1 if none does. */
static int model_end_one(Walk *walk, int64_t until_ns)
{
    Model *model = &walk->model;
    Serving first = {.ends_ns = INT64_MAX, .walker = -1};
    int place = 0;

    for (int i = 0; i < model->serving_count; i++) {
        Serving *serving = &model->serving[i];

        if (serving->ends_ns < first.ends_ns ||
            (serving->ends_ns == first.ends_ns && serving->order < first.order)) {
            first = *serving;
            place = i;
        }
    }
    if (first.ends_ns > until_ns)
        return -1;
    model->serving[place] = model->serving[--model->serving_count];
    model_fill(walk, first.ends_ns);
    return first.walker;
}

static void model_leave(Walk *walk, int walker, int64_t now_ns)
{
    Model *model = &walk->model;
    int kept = 0;

    for (int i = 0; i < model->waiting_count; i++)
        if (model->waiting[i] != walker)
            model->waiting[kept++] = model->waiting[i];
    model->waiting_count = kept;
    for (int i = 0; i < model->serving_count; i++)
        if (model->serving[i].walker == walker)
            model->serving[i] = model->serving[--model->serving_count];
    model_fill(walk, now_ns);
}

static void nothing(void *self)
{
    (void)self;
}

/* The clock goes to the time even if nothing happens there. */
static void pass_time(Walk *walk, int64_t until_ns)
{
    walk->ended_count = 0;
    sim_engine_at(&walk->engine, until_ns, nothing, NULL);
    sim_engine_run(&walk->engine, until_ns);
    for (int i = 0; i < walk->ended_count; i++)
        CU_ASSERT_EQUAL(walk->ended[i], model_end_one(walk, until_ns));
    CU_ASSERT_EQUAL(model_end_one(walk, until_ns), -1);
}

static void walk_step(Walk *walk)
{
    int walker = (int)sim_stream_below(&walk->stream, WALKERS);
    SimStationJob *job = &walk->walkers[walker].job;
    Model *model = &walk->model;
    int64_t now_ns;

    pass_time(walk, walk->engine.now_ns + (int64_t)sim_stream_below(&walk->stream, 4));
    now_ns = walk->engine.now_ns;
    if (job->station == NULL) {
        bool fits = model->waiting_count < walk->station.queue_limit ||
                    model->serving_count < walk->station.servers;

        job->service_ns = (int64_t)sim_stream_below(&walk->stream, 12) + 1;
        CU_ASSERT_EQUAL(sim_station_enter(&walk->station, job), fits);
        if (fits)
            model->waiting[model->waiting_count++] = walker;
        model_fill(walk, now_ns);
    } else if (sim_stream_below(&walk->stream, 3) == 0) {
        sim_station_leave(&walk->station, job);
        model_leave(walk, walker, now_ns);
    }
    sim_station_check(&walk->station);
    CU_ASSERT_EQUAL(walk->station.waiting.value, model->waiting_count);
    CU_ASSERT_EQUAL(walk->station.busy.value, model->serving_count);
}

static void a_random_walk_agrees_with_arrays(void)
{
    static const int64_t SERVERS[] = {1, 3, SIM_NEVER};

    for (int i = 0; i < 3; i++) {
        g_autofree Walk *walk = g_new0(Walk, 1);

        walk->stream = test_stream((uint64_t)i);
        sim_engine_init(&walk->engine, 0, 1);
        sim_station_init(&walk->station, &walk->engine, SERVERS[i], 8);
        for (int j = 0; j < WALKERS; j++) {
            walk->walkers[j].walk = walk;
            walk->walkers[j].job = (SimStationJob){.done = walker_done, .self = &walk->walkers[j]};
        }
        for (int step = 0; step < WALK_STEPS; step++)
            walk_step(walk);
        CU_ASSERT(walk->station.completed > WALK_STEPS / 20);
        sim_engine_clear(&walk->engine);
    }
}

CU_TestInfo station_tests[] = {
    TEST(those_who_wait_are_served_in_order),
    TEST(a_full_queue_refuses_and_changes_nothing),
    TEST(without_a_queue_only_a_free_server_takes),
    TEST(endless_servers_make_nobody_wait),
    TEST(when_done_is_called_the_next_has_begun),
    TEST(a_job_that_is_done_may_enter_again),
    TEST(one_who_leaves_is_not_done_and_makes_room),
    TEST(one_may_leave_as_its_service_begins),
    TEST(the_service_may_be_set_when_it_begins),
    TEST(restarted_statistics_begin_with_those_present),
    TEST(entering_twice_aborts),
    TEST(a_broken_station_is_noticed),
    TEST(a_random_walk_agrees_with_arrays),
    CU_TEST_INFO_NULL,
};
