/* engine.c - the main loop. */
#include "sim/engine.h"

void sim_engine_init(SimEngine *engine, int64_t start_ns, uint32_t events_expected)
{
    *engine = (SimEngine){.now_ns = start_ns, .calendar = sim_calendar_new(events_expected)};
}

void sim_engine_clear(SimEngine *engine)
{
    g_clear_pointer(&engine->calendar, sim_calendar_free);
}

void sim_engine_run(SimEngine *engine, int64_t until_ns)
{
    SimEvent event;

    while (!engine->stop && sim_calendar_pop(engine->calendar, until_ns, &event)) {
        g_assert_cmpint(event.time_ns, >=, engine->now_ns); /* the clock never goes back */
        engine->now_ns = event.time_ns;
        engine->events_fired++;
        event.handler(event.self);
#if SIM_CHECKED
        if (engine->check != NULL)
            engine->check(engine->check_self);
#endif
    }
}
