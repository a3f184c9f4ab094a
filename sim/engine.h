/* engine.h - the clock, and the main loop: the only loop over events in the tree.
 *
 * An event moves the clock to its time and calls its handler; handlers schedule further events.
 * Use: one engine per run, one thread; many runs share a process.
 */
#pragma once
#include "sim/calendar.h"
#include "sim/checked.h"
#include "sim/units.h"

typedef struct {
    int64_t now_ns; /* read freely; only the main loop writes it */
    uint64_t events_fired;
    SimCalendar *calendar;
    bool stop; /* a handler may set it: the loop ends after that handler, and stays ended until
                  reset */
#if SIM_CHECKED
    SimHandler check; /* after every event; NULL: nobody looks */
    void *check_self;
#endif
} SimEngine;

void sim_engine_init(SimEngine *engine, int64_t start_ns, uint32_t events_expected);
void sim_engine_clear(SimEngine *engine);

/* Fires every event due by until_ns, until none is left or one asks to stop. The clock ends at the
 * last event that fired, not at until_ns: an empty stretch of time changes nothing. */
void sim_engine_run(SimEngine *engine, int64_t until_ns);

/* delay_ns >= 0. */
static inline SimEventId sim_engine_after(SimEngine *engine, int64_t delay_ns, SimHandler handler,
                                          void *self)
{
    SimEvent event = {.time_ns = engine->now_ns + delay_ns, .handler = handler, .self = self};

    return sim_calendar_schedule(engine->calendar, event);
}

/* time_ns must not be before now; the main loop asserts it when the event fires. */
static inline SimEventId sim_engine_at(SimEngine *engine, int64_t time_ns, SimHandler handler,
                                       void *self)
{
    SimEvent event = {.time_ns = time_ns, .handler = handler, .self = self};

    return sim_calendar_schedule(engine->calendar, event);
}

/* Cancels and forgets: *id becomes the zero value. */
static inline void sim_engine_cancel(SimEngine *engine, SimEventId *id)
{
    sim_calendar_cancel(engine->calendar, *id);
    *id = (SimEventId){0};
}
