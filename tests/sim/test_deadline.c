/* test_deadline.c - deadline lists, beside the same time-outs as plain calendar events. */
#include "sim/deadline.h"
#include "tests/sim/support.h"
#include "tests/suites.h"
#include <string.h>

#define LOG_ENTRIES 200000

typedef struct {
    int64_t time_ns;
    int tag;
} LogEntry;

#define LISTS        4
#define TIMERS       60 /* of each list */
#define PLAIN_EVENTS 5
#define PLAIN_TAG    1000000
#define WALK_STEPS   60000
static const int64_t DELAYS_NS[LISTS] = {0, 40, 40, 300};

typedef struct {
    struct World *world;
    int list;
    int tag;
    SimDeadline deadline;
    SimEventId event;
    bool armed;
} Timer;

/* The same story told twice: by deadline lists, and by a calendar event for each time-out. */
typedef struct World {
    bool uses_lists;
    SimEngine engine;
    SimDeadlineList lists[LISTS];
    Timer timers[LISTS * TIMERS];
    SimStream stream;
    int steps;
    int plain;
    LogEntry *log;
    int entries;
} World;

static void note(World *world, int tag)
{
    g_assert_cmpint(world->entries, <, LOG_ENTRIES);
    world->log[world->entries++] = (LogEntry){.time_ns = world->engine.now_ns, .tag = tag};
}

static void arm(World *world, Timer *timer)
{
    if (world->uses_lists)
        sim_deadline_arm(&world->lists[timer->list], &timer->deadline, timer);
    else
        timer->event = sim_engine_after(&world->engine, DELAYS_NS[timer->list],
                                        world->lists[timer->list].expired, timer);
    timer->armed = true;
}

static void disarm(World *world, Timer *timer)
{
    if (world->uses_lists)
        sim_deadline_disarm(&world->lists[timer->list], &timer->deadline);
    else
        sim_engine_cancel(&world->engine, &timer->event);
    timer->armed = false;
}

/* Half of the time a handler disturbs other timers, its own included. */
static void timer_expired(void *self)
{
    Timer *timer = self;
    World *world = timer->world;
    Timer *other = &world->timers[sim_stream_below(&world->stream, LISTS * TIMERS)];

    CU_ASSERT_FALSE(timer->deadline.armed);
    timer->armed = false;
    note(world, timer->tag);
    if (sim_stream_below(&world->stream, 2) == 0)
        return;
    if (other->armed)
        disarm(world, other);
    else if (world->steps > 0 && DELAYS_NS[other->list] > 0) /* no loop without time */
        arm(world, other);
}

static void plain_event(void *self)
{
    World *world = self;

    note(world, PLAIN_TAG);
}

static void step(void *self)
{
    World *world = self;
    Timer *timer = &world->timers[sim_stream_below(&world->stream, LISTS * TIMERS)];

    note(world, -1);
    if (timer->armed)
        disarm(world, timer);
    else
        arm(world, timer);
    if (sim_stream_below(&world->stream, 4) == 0)
        sim_engine_after(&world->engine, (int64_t)sim_stream_below(&world->stream, 5) * 10,
                         plain_event, world);
    if (--world->steps > 0)
        sim_engine_after(&world->engine, (int64_t)sim_stream_below(&world->stream, 3) * 10, step,
                         world);
}

static World *world_new(bool uses_lists)
{
    World *world = g_new0(World, 1);

    world->uses_lists = uses_lists;
    world->stream = test_stream(4);
    world->steps = WALK_STEPS;
    world->log = g_new(LogEntry, LOG_ENTRIES);
    sim_engine_init(&world->engine, 0, 1);
    for (int list = 0; list < LISTS; list++)
        sim_deadline_list_init(&world->lists[list], &world->engine, DELAYS_NS[list], timer_expired);
    for (int i = 0; i < LISTS * TIMERS; i++)
        world->timers[i] = (Timer){.world = world, .list = i / TIMERS, .tag = i};
    sim_engine_after(&world->engine, 0, step, world);
    return world;
}

static void world_free(World *world)
{
    sim_engine_clear(&world->engine);
    g_free(world->log);
    g_free(world);
}

static void a_random_walk_fires_as_plain_events_would(void)
{
    World *lists = world_new(true), *events = world_new(false);

    sim_engine_run(&lists->engine, SIM_NEVER);
    sim_engine_run(&events->engine, SIM_NEVER);

    CU_ASSERT(events->entries > WALK_STEPS + WALK_STEPS / 4 + WALK_STEPS / 10);
    CU_ASSERT_EQUAL(lists->entries, events->entries);
    for (int i = 0; i < MIN(lists->entries, events->entries); i++)
        if (lists->log[i].time_ns != events->log[i].time_ns ||
            lists->log[i].tag != events->log[i].tag) {
            CU_FAIL("the two told different stories");
            break;
        }
    world_free(lists);
    world_free(events);
}

/* ---- single claims ---- */

typedef struct {
    SimEngine engine;
    SimDeadlineList list;
    SimDeadline deadlines[3];
    int expired[3];
    int64_t expired_ns;
} Bench;

static void count(void *self)
{
    ++*(int *)self;
}

static void bench_init(Bench *bench, int64_t delay_ns)
{
    *bench = (Bench){0};
    sim_engine_init(&bench->engine, 0, 1);
    sim_deadline_list_init(&bench->list, &bench->engine, delay_ns, count);
}

static void arm_at(Bench *bench, int i)
{
    sim_deadline_arm(&bench->list, &bench->deadlines[i], &bench->expired[i]);
}

static void a_deadline_expires_once_after_its_delay(void)
{
    Bench bench;

    bench_init(&bench, 100);
    arm_at(&bench, 0);
    sim_engine_run(&bench.engine, 99);
    CU_ASSERT_EQUAL(bench.expired[0], 0);
    CU_ASSERT_TRUE(bench.deadlines[0].armed);

    sim_engine_run(&bench.engine, SIM_NEVER);
    CU_ASSERT_EQUAL(bench.expired[0], 1);
    CU_ASSERT_FALSE(bench.deadlines[0].armed);
    CU_ASSERT_EQUAL(bench.engine.now_ns, 100);
    sim_engine_clear(&bench.engine);
}

static void a_disarmed_deadline_does_not_expire(void)
{
    Bench bench;

    bench_init(&bench, 100);
    for (int i = 0; i < 3; i++)
        arm_at(&bench, i);
    sim_deadline_disarm(&bench.list, &bench.deadlines[1]);
    sim_deadline_disarm(&bench.list, &bench.deadlines[1]);
    sim_engine_run(&bench.engine, SIM_NEVER);

    CU_ASSERT_EQUAL(bench.expired[0], 1);
    CU_ASSERT_EQUAL(bench.expired[1], 0);
    CU_ASSERT_EQUAL(bench.expired[2], 1);
    sim_engine_clear(&bench.engine);
}

static void a_list_has_one_event_however_many_are_armed(void)
{
    Bench bench;

    bench_init(&bench, 100);
    for (int i = 0; i < 3; i++)
        arm_at(&bench, i);
    CU_ASSERT_EQUAL(sim_calendar_length(bench.engine.calendar), 1);
    for (int i = 0; i < 3; i++)
        sim_deadline_disarm(&bench.list, &bench.deadlines[i]);
    CU_ASSERT_EQUAL(sim_calendar_length(bench.engine.calendar), 1);

    sim_engine_run(&bench.engine, SIM_NEVER);
    CU_ASSERT_EQUAL(sim_calendar_length(bench.engine.calendar), 0);
    CU_ASSERT_EQUAL(bench.engine.events_fired, 1);
    sim_engine_clear(&bench.engine);
}

static void a_list_without_delay_limit_arms_nothing(void)
{
    Bench bench;

    bench_init(&bench, SIM_NEVER);
    arm_at(&bench, 0);

    CU_ASSERT_FALSE(bench.deadlines[0].armed);
    CU_ASSERT_EQUAL(sim_calendar_length(bench.engine.calendar), 0);
    sim_deadline_disarm(&bench.list, &bench.deadlines[0]);
    sim_engine_clear(&bench.engine);
}

static void a_cleared_list_leaves_nothing_behind(void)
{
    Bench bench;

    bench_init(&bench, 100);
    arm_at(&bench, 0);
    arm_at(&bench, 1);
    sim_deadline_list_clear(&bench.list);
    CU_ASSERT_FALSE(bench.deadlines[0].armed || bench.deadlines[1].armed);
    CU_ASSERT_EQUAL(sim_calendar_length(bench.engine.calendar), 0);

    arm_at(&bench, 2); /* and may be used again */
    sim_engine_run(&bench.engine, SIM_NEVER);
    CU_ASSERT_EQUAL(bench.expired[0] + bench.expired[1], 0);
    CU_ASSERT_EQUAL(bench.expired[2], 1);
    sim_engine_clear(&bench.engine);
}

static void arm_twice(void)
{
    Bench bench;

    bench_init(&bench, 100);
    arm_at(&bench, 0);
    arm_at(&bench, 0);
}

static void arming_what_is_armed_aborts(void)
{
    CU_ASSERT_TRUE(aborts(arm_twice));
}

CU_TestInfo deadline_tests[] = {
    TEST(a_deadline_expires_once_after_its_delay),
    TEST(a_disarmed_deadline_does_not_expire),
    TEST(a_list_has_one_event_however_many_are_armed),
    TEST(a_list_without_delay_limit_arms_nothing),
    TEST(a_cleared_list_leaves_nothing_behind),
    TEST(arming_what_is_armed_aborts),
    TEST(a_random_walk_fires_as_plain_events_would),
    CU_TEST_INFO_NULL,
};
