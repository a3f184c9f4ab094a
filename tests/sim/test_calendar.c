/* test_calendar.c - the future event list, beside an unsorted array. */
#include "sim/calendar.h"
#include "tests/sim/support.h"
#include "tests/suites.h"

static void never_called(void *self)
{
    (void)self;
    g_assert_not_reached();
}

/* Events are told apart by the number that they carry as self. */
static SimEvent tagged(int64_t time_ns, int tag)
{
    return (SimEvent){.time_ns = time_ns, .handler = never_called, .self = GINT_TO_POINTER(tag)};
}

static SimEventId schedule(SimCalendar *calendar, int64_t time_ns, int tag)
{
    return sim_calendar_schedule(calendar, tagged(time_ns, tag));
}

/* 0 when nothing is due. */
static int pop_tag(SimCalendar *calendar, int64_t until_ns)
{
    SimEvent event = {0};

    return sim_calendar_pop(calendar, until_ns, &event) ? GPOINTER_TO_INT(event.self) : 0;
}

static void events_come_out_by_time(void)
{
    g_autoptr(SimCalendar) calendar = sim_calendar_new(1);

    schedule(calendar, 30, 1);
    schedule(calendar, -20, 2);
    schedule(calendar, 10, 3);
    schedule(calendar, INT64_MIN, 4);

    CU_ASSERT_EQUAL(pop_tag(calendar, INT64_MAX), 4);
    CU_ASSERT_EQUAL(pop_tag(calendar, INT64_MAX), 2);
    CU_ASSERT_EQUAL(pop_tag(calendar, INT64_MAX), 3);
    CU_ASSERT_EQUAL(pop_tag(calendar, INT64_MAX), 1);
    CU_ASSERT_EQUAL(pop_tag(calendar, INT64_MAX), 0);
}

static void equal_times_fire_in_scheduling_order(void)
{
    g_autoptr(SimCalendar) calendar = sim_calendar_new(1);

    for (int tag = 1; tag <= 100; tag++)
        schedule(calendar, tag % 2 == 0 ? 50 : 10, tag);

    for (int tag = 1; tag <= 100; tag += 2)
        CU_ASSERT_EQUAL(pop_tag(calendar, INT64_MAX), tag);
    for (int tag = 2; tag <= 100; tag += 2)
        CU_ASSERT_EQUAL(pop_tag(calendar, INT64_MAX), tag);
}

static void an_event_at_the_limit_is_due_and_one_beyond_is_not(void)
{
    g_autoptr(SimCalendar) calendar = sim_calendar_new(1);
    SimEvent event = {.time_ns = 77};

    schedule(calendar, 10, 1);
    schedule(calendar, 11, 2);

    CU_ASSERT_EQUAL(pop_tag(calendar, 10), 1);
    CU_ASSERT_FALSE(sim_calendar_pop(calendar, 10, &event));
    CU_ASSERT_EQUAL(event.time_ns, 77);
    CU_ASSERT_EQUAL(sim_calendar_length(calendar), 1);
}

static void what_is_popped_is_what_was_scheduled(void)
{
    g_autoptr(SimCalendar) calendar = sim_calendar_new(1);
    SimEvent event = {0};

    schedule(calendar, -5, 9);

    CU_ASSERT_TRUE(sim_calendar_pop(calendar, 0, &event));
    CU_ASSERT_EQUAL(event.time_ns, -5);
    CU_ASSERT(event.handler == never_called);
    CU_ASSERT_EQUAL(GPOINTER_TO_INT(event.self), 9);
}

static void a_cancelled_event_does_not_fire(void)
{
    g_autoptr(SimCalendar) calendar = sim_calendar_new(1);
    SimEventId first = schedule(calendar, 1, 1);

    schedule(calendar, 2, 2);

    CU_ASSERT_TRUE(sim_calendar_is_pending(calendar, first));
    CU_ASSERT_TRUE(sim_calendar_cancel(calendar, first));
    CU_ASSERT_FALSE(sim_calendar_is_pending(calendar, first));
    CU_ASSERT_FALSE(sim_calendar_cancel(calendar, first));
    CU_ASSERT_EQUAL(pop_tag(calendar, INT64_MAX), 2);
    CU_ASSERT_EQUAL(sim_calendar_length(calendar), 0);
}

static void an_id_does_not_outlive_its_event(void)
{
    g_autoptr(SimCalendar) calendar = sim_calendar_new(1);
    SimEventId fired = schedule(calendar, 1, 1);
    SimEventId second;

    pop_tag(calendar, INT64_MAX);
    second = schedule(calendar, 2, 2); /* in the slot of the first */

    CU_ASSERT_EQUAL(fired.slot, second.slot);
    CU_ASSERT_FALSE(sim_calendar_is_pending(calendar, fired));
    CU_ASSERT_FALSE(sim_calendar_cancel(calendar, fired));
    CU_ASSERT_FALSE(sim_calendar_reschedule(calendar, fired, 5));
    CU_ASSERT_EQUAL(sim_calendar_length(calendar), 1);
}

static void the_zero_id_names_no_event(void)
{
    g_autoptr(SimCalendar) calendar = sim_calendar_new(1);
    SimEventId none = {0};
    SimEventId first = schedule(calendar, 1, 1);

    CU_ASSERT_EQUAL(first.slot, 0);
    CU_ASSERT_FALSE(sim_calendar_is_pending(calendar, none));
    CU_ASSERT_FALSE(sim_calendar_cancel(calendar, none));
    sim_calendar_cancel(calendar, first);
    CU_ASSERT_FALSE(sim_calendar_cancel(calendar, none));
    CU_ASSERT_FALSE(sim_calendar_cancel(calendar, (SimEventId){.slot = 1000, .generation = 1}));
}

static void a_rescheduled_event_ties_as_if_scheduled_now(void)
{
    g_autoptr(SimCalendar) calendar = sim_calendar_new(1);
    SimEventId first = schedule(calendar, 10, 1);
    SimEventId last;

    schedule(calendar, 10, 2);
    last = schedule(calendar, 30, 3);
    CU_ASSERT_TRUE(sim_calendar_reschedule(calendar, first, 10));
    CU_ASSERT_TRUE(sim_calendar_reschedule(calendar, last, 5));
    sim_calendar_check(calendar);

    CU_ASSERT_EQUAL(pop_tag(calendar, INT64_MAX), 3);
    CU_ASSERT_EQUAL(pop_tag(calendar, INT64_MAX), 2);
    CU_ASSERT_EQUAL(pop_tag(calendar, INT64_MAX), 1);
}

static void a_sequence_number_taken_earlier_decides_a_tie(void)
{
    g_autoptr(SimCalendar) calendar = sim_calendar_new(1);
    uint64_t early = sim_calendar_take_sequence(calendar);

    schedule(calendar, 10, 1);
    sim_calendar_schedule_in_sequence(calendar, tagged(10, 2), early);
    sim_calendar_schedule_in_sequence(calendar, tagged(10, 3), UINT64_MAX);
    sim_calendar_schedule_in_sequence(calendar, tagged(10, 4), UINT64_MAX / 2);

    CU_ASSERT_EQUAL(pop_tag(calendar, INT64_MAX), 2);
    CU_ASSERT_EQUAL(pop_tag(calendar, INT64_MAX), 1);
    CU_ASSERT_EQUAL(pop_tag(calendar, INT64_MAX), 4);
    CU_ASSERT_EQUAL(pop_tag(calendar, INT64_MAX), 3);
}

static void a_calendar_grows_past_what_was_expected(void)
{
    g_autoptr(SimCalendar) calendar = sim_calendar_new(0);

    for (int tag = 1000; tag >= 1; tag--)
        schedule(calendar, tag, tag);
    sim_calendar_check(calendar);

    for (int tag = 1; tag <= 1000; tag++)
        CU_ASSERT_EQUAL(pop_tag(calendar, INT64_MAX), tag);
}

static void the_alarm_is_an_event_that_ties_as_if_scheduled_when_it_was_set(void)
{
    g_autoptr(SimCalendar) calendar = sim_calendar_new(1);

    CU_ASSERT_TRUE(sim_calendar_claim_alarm(calendar, never_called, GINT_TO_POINTER(9)));
    CU_ASSERT_FALSE(sim_calendar_claim_alarm(calendar, never_called, NULL));
    CU_ASSERT_EQUAL(pop_tag(calendar, INT64_MAX), 0);
    sim_calendar_set_alarm(calendar, 5);
    schedule(calendar, 10, 1);
    sim_calendar_set_alarm(calendar, 10);
    schedule(calendar, 10, 2);
    CU_ASSERT_EQUAL(sim_calendar_length(calendar), 3);

    CU_ASSERT_EQUAL(pop_tag(calendar, 9), 0);
    CU_ASSERT_EQUAL(pop_tag(calendar, INT64_MAX), 1);
    CU_ASSERT_EQUAL(pop_tag(calendar, INT64_MAX), 9);
    CU_ASSERT_FALSE(sim_calendar_alarm_is_set(calendar));
    CU_ASSERT_EQUAL(pop_tag(calendar, INT64_MAX), 2);
    CU_ASSERT_EQUAL(sim_calendar_length(calendar), 0);
    sim_calendar_set_alarm(calendar, 20);
    sim_calendar_clear_alarm(calendar);
    CU_ASSERT_EQUAL(pop_tag(calendar, INT64_MAX), 0);
}

/* ---- a random walk beside an array that is searched from end to end ---- */

#define ALARM         1
#define WALK_TAGS     400
#define WALK_TAGS_FEW 45 /* to and fro between a row and a heap */
#define WALK_STEPS    40000

typedef struct {
    int64_t time_ns;
    uint64_t order;
    SimEventId id;
    bool live;
} NaiveEvent;

typedef struct {
    SimCalendar *calendar;
    SimStream stream;
    uint64_t orders;
    uint64_t tags;                /* that are used now */
    NaiveEvent events[WALK_TAGS]; /* by tag; 0 is not used, 1 is the alarm */
} Walk;

static int naive_first(const Walk *walk)
{
    int best = 0;

    for (int tag = 1; tag < WALK_TAGS; tag++) {
        const NaiveEvent *event = &walk->events[tag];

        if (event->live && (best == 0 || event->time_ns < walk->events[best].time_ns ||
                            (event->time_ns == walk->events[best].time_ns &&
                             event->order < walk->events[best].order)))
            best = tag;
    }
    return best;
}

static void walk_pop(Walk *walk, int64_t until_ns)
{
    int expected = naive_first(walk);

    if (expected != 0 && walk->events[expected].time_ns > until_ns)
        expected = 0;
    CU_ASSERT_EQUAL(pop_tag(walk->calendar, until_ns), expected);
    walk->events[expected].live = false;
}

static void walk_alarm(Walk *walk, int64_t time_ns)
{
    bool sets = sim_stream_below(&walk->stream, 3) > 0;

    if (sets)
        sim_calendar_set_alarm(walk->calendar, time_ns);
    else
        sim_calendar_clear_alarm(walk->calendar);
    walk->events[ALARM] = (NaiveEvent){.time_ns = time_ns, .order = walk->orders++, .live = sets};
    CU_ASSERT_EQUAL(sim_calendar_alarm_is_set(walk->calendar), sets);
    sim_calendar_check(walk->calendar);
}

/* Times are few, so that ties are many. */
static void walk_step(Walk *walk)
{
    int tag = (int)sim_stream_below(&walk->stream, walk->tags) + 1;
    int64_t time_ns = (int64_t)sim_stream_below(&walk->stream, 60) - 30;
    NaiveEvent *event = &walk->events[tag];

    if (tag == ALARM) {
        walk_alarm(walk, time_ns);
        return;
    }
    switch (sim_stream_below(&walk->stream, 8)) {
    case 0:
        walk_pop(walk, time_ns);
        break;
    case 1:
        CU_ASSERT_EQUAL(sim_calendar_cancel(walk->calendar, event->id), event->live);
        event->live = false;
        break;
    case 2:
        CU_ASSERT_EQUAL(sim_calendar_reschedule(walk->calendar, event->id, time_ns), event->live);
        event->time_ns = time_ns;
        event->order = walk->orders++;
        break;
    default:
        if (event->live)
            break;
        *event = (NaiveEvent){.time_ns = time_ns, .order = walk->orders++, .live = true};
        event->id = schedule(walk->calendar, time_ns, tag);
    }
    CU_ASSERT_EQUAL(sim_calendar_is_pending(walk->calendar, event->id), event->live);
    sim_calendar_check(walk->calendar);
}

static void a_random_walk_agrees_with_a_searched_array(void)
{
    g_autoptr(SimCalendar) calendar = sim_calendar_new(1);
    g_autofree Walk *walk = g_new0(Walk, 1);

    *walk = (Walk){.calendar = calendar, .stream = test_stream(1)};
    sim_calendar_claim_alarm(calendar, never_called, GINT_TO_POINTER(ALARM));
    for (int i = 0; i < WALK_STEPS; i++) {
        walk->tags = i / 5000 % 2 == 0 ? WALK_TAGS - 1 : WALK_TAGS_FEW;
        walk_step(walk);
        if (i % 5000 == 4999) /* empties it, too */
            while (sim_calendar_length(calendar) > 0)
                walk_pop(walk, INT64_MAX);
    }
    CU_ASSERT_EQUAL(naive_first(walk), 0);
}

CU_TestInfo calendar_tests[] = {
    TEST(events_come_out_by_time),
    TEST(equal_times_fire_in_scheduling_order),
    TEST(an_event_at_the_limit_is_due_and_one_beyond_is_not),
    TEST(what_is_popped_is_what_was_scheduled),
    TEST(a_cancelled_event_does_not_fire),
    TEST(an_id_does_not_outlive_its_event),
    TEST(the_zero_id_names_no_event),
    TEST(a_rescheduled_event_ties_as_if_scheduled_now),
    TEST(a_sequence_number_taken_earlier_decides_a_tie),
    TEST(the_alarm_is_an_event_that_ties_as_if_scheduled_when_it_was_set),
    TEST(a_calendar_grows_past_what_was_expected),
    TEST(a_random_walk_agrees_with_a_searched_array),
    CU_TEST_INFO_NULL,
};
