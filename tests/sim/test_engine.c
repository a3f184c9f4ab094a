/* test_engine.c - the clock and the main loop. */
#include "sim/engine.h"
#include "sim/deadline.h"
#include "sim/pool.h"
#include "sim/processor.h"
#include "sim/station.h"
#include "tests/sim/support.h"
#include "tests/suites.h"
#include <malloc.h>

/* Notes when it was called; may schedule itself again or stop the run. */
typedef struct {
    SimEngine *engine;
    int64_t called_ns[8];
    unsigned calls;
    unsigned calls_wanted;
    int64_t interval_ns;
    bool stops;
} Probe;

static void called(void *self)
{
    Probe *probe = self;

    probe->called_ns[probe->calls++] = probe->engine->now_ns;
    if (probe->calls < probe->calls_wanted)
        sim_engine_after(probe->engine, probe->interval_ns, called, probe);
    if (probe->stops)
        probe->engine->stop = true;
}

static void the_clock_is_at_the_event_that_fires(void)
{
    SimEngine engine;
    Probe probe = {.engine = &engine, .calls_wanted = 3, .interval_ns = 10};

    sim_engine_init(&engine, -7, 4);
    sim_engine_after(&engine, 5, called, &probe);
    sim_engine_run(&engine, SIM_NEVER);

    CU_ASSERT_EQUAL(probe.calls, 3);
    CU_ASSERT_EQUAL(probe.called_ns[0], -2);
    CU_ASSERT_EQUAL(probe.called_ns[1], 8);
    CU_ASSERT_EQUAL(probe.called_ns[2], 18);
    CU_ASSERT_EQUAL(engine.events_fired, 3);
    CU_ASSERT_EQUAL(engine.now_ns, 18);
    sim_engine_clear(&engine);
}

static void a_run_ends_at_its_limit_and_can_go_on(void)
{
    SimEngine engine;
    Probe probe = {.engine = &engine, .calls_wanted = 3, .interval_ns = 10};

    sim_engine_init(&engine, 0, 4);
    sim_engine_at(&engine, 10, called, &probe);
    sim_engine_run(&engine, 25);
    CU_ASSERT_EQUAL(probe.calls, 2);
    CU_ASSERT_EQUAL(engine.now_ns, 20); /* the last event, not the limit */

    sim_engine_run(&engine, 30);
    CU_ASSERT_EQUAL(probe.calls, 3);
    sim_engine_clear(&engine);
}

static void a_handler_may_stop_the_run(void)
{
    SimEngine engine;
    Probe probe = {.engine = &engine, .calls_wanted = 3, .stops = true};

    sim_engine_init(&engine, 0, 4);
    sim_engine_at(&engine, 10, called, &probe);
    sim_engine_run(&engine, SIM_NEVER);
    CU_ASSERT_EQUAL(probe.calls, 1);
    CU_ASSERT_EQUAL(sim_calendar_length(engine.calendar), 1);

    engine.stop = false;
    sim_engine_run(&engine, SIM_NEVER);
    CU_ASSERT_EQUAL(probe.calls, 2);
    sim_engine_clear(&engine);
}

static void a_delay_of_0_fires_in_the_same_run_after_its_equals(void)
{
    SimEngine engine;
    Probe first = {.engine = &engine, .calls_wanted = 2};
    Probe second = {.engine = &engine, .calls_wanted = 1, .stops = true};

    sim_engine_init(&engine, 0, 4);
    sim_engine_at(&engine, 10, called, &first);
    sim_engine_at(&engine, 10, called, &second);
    sim_engine_run(&engine, SIM_NEVER);
    CU_ASSERT_EQUAL(first.calls, 1); /* its second call comes after the one that stopped */

    engine.stop = false;
    sim_engine_run(&engine, 10);
    CU_ASSERT_EQUAL(first.calls, 2);
    CU_ASSERT_EQUAL(first.called_ns[1], 10);
    sim_engine_clear(&engine);
}

static void cancelling_forgets_the_event(void)
{
    SimEngine engine;
    Probe probe = {.engine = &engine};
    SimEventId id;

    sim_engine_init(&engine, 0, 4);
    id = sim_engine_at(&engine, 10, called, &probe);
    sim_engine_cancel(&engine, &id);
    sim_engine_cancel(&engine, &id);
    sim_engine_run(&engine, SIM_NEVER);

    CU_ASSERT_EQUAL(id.generation, 0);
    CU_ASSERT_EQUAL(probe.calls, 0);
    CU_ASSERT_EQUAL(engine.now_ns, 0);
    sim_engine_clear(&engine);
}

static void schedule_into_the_past(void)
{
    SimEngine engine;
    Probe probe = {.engine = &engine};

    sim_engine_init(&engine, 100, 4);
    sim_engine_at(&engine, 99, called, &probe);
    sim_engine_run(&engine, SIM_NEVER);
}

static void an_event_in_the_past_aborts(void)
{
    CU_ASSERT_TRUE(aborts(schedule_into_the_past));
}

/* ---- a run that uses everything, to see that it does not allocate ---- */

#define LOAD_JOBS 200

typedef struct {
    struct Load *load;
    SimStationJob station;
    SimProcessorJob processor;
    SimDeadline deadline;
} LoadJob;

typedef struct Load {
    SimEngine engine;
    SimStation station;
    SimProcessor *processor;
    SimDeadlineList deadlines;
    SimPool *pool;
    SimStream stream;
} Load;

static void load_job_served(void *self);

static void load_job_start(Load *load)
{
    LoadJob *job = sim_pool_take(load->pool);

    *job = (LoadJob){.load = load};
    sim_deadline_arm(&load->deadlines, &job->deadline, job);
    job->station.service_ns = (int64_t)sim_stream_below(&load->stream, 1000);
    job->station.done = load_job_served;
    job->station.self = job;
    sim_station_enter(&load->station, &job->station);
}

static void load_job_computed(void *self)
{
    LoadJob *job = self;
    Load *load = job->load;

    sim_deadline_disarm(&load->deadlines, &job->deadline);
    sim_pool_give(load->pool, job);
    load_job_start(load);
}

static void load_job_served(void *self)
{
    LoadJob *job = self;

    job->processor.done = load_job_computed;
    job->processor.self = job;
    sim_processor_submit(job->load->processor, &job->processor, 10,
                         (int64_t)sim_stream_below(&job->load->stream, 5000));
}

static void load_timed_out(void *self)
{
    LoadJob *job = self;

    sim_deadline_arm(&job->load->deadlines, &job->deadline, job);
}

#if defined __SANITIZE_ADDRESS__
#define COUNTS_ALLOCATIONS 0
#elif defined __has_feature
#define COUNTS_ALLOCATIONS !__has_feature(address_sanitizer)
#else
#define COUNTS_ALLOCATIONS 1
#endif

static void nothing_is_allocated_once_the_peak_has_been_reached(void)
{
    Load load = {.stream = test_stream(2)};
    size_t before, after;

    sim_engine_init(&load.engine, 0, 1);
    load.pool = sim_pool_new(sizeof(LoadJob));
    load.processor = sim_processor_new(&load.engine, 2);
    sim_station_init(&load.station, &load.engine, 50, SIM_NEVER);
    sim_deadline_list_init(&load.deadlines, &load.engine, 20 * SIM_US, load_timed_out);
    for (int i = 0; i < LOAD_JOBS; i++)
        load_job_start(&load);

    sim_engine_run(&load.engine, 10 * SIM_MS); /* every heap and list has been full by then */
    before = mallinfo2().uordblks;
    sim_engine_run(&load.engine, 100 * SIM_MS);
    after = mallinfo2().uordblks;

    CU_ASSERT(load.engine.events_fired > 50000);
    if (COUNTS_ALLOCATIONS)
        CU_ASSERT_EQUAL(before, after);
    sim_processor_free(load.processor);
    sim_pool_free(load.pool);
    sim_engine_clear(&load.engine);
}

CU_TestInfo engine_tests[] = {
    TEST(the_clock_is_at_the_event_that_fires),
    TEST(a_run_ends_at_its_limit_and_can_go_on),
    TEST(a_handler_may_stop_the_run),
    TEST(a_delay_of_0_fires_in_the_same_run_after_its_equals),
    TEST(cancelling_forgets_the_event),
    TEST(an_event_in_the_past_aborts),
    TEST(nothing_is_allocated_once_the_peak_has_been_reached),
    CU_TEST_INFO_NULL,
};
