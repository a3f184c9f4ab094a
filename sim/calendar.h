/* calendar.h - the future event list.
 *
 * Keeps every scheduled event that has not fired and returns them by time; equal times come back
 * in the order they were scheduled, which is what makes a run repeatable bit for bit. Events live
 * in arrays that grow to the peak and are then reused.
 *
 * Cost: schedule, cancel, reschedule and pop are O(log n) without allocation once the peak has
 * been reached. Use: one calendar per run, one thread.
 * Elsewhere: the clock and the main loop (engine.h), constant-delay time-outs (deadline.h).
 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct SimCalendar SimCalendar;

/* Returns nothing: an event cannot fail, a model can only be wrong. */
typedef void (*SimHandler)(void *self);

typedef struct {
    int64_t time_ns;
    SimHandler handler;
    void *self; /* borrowed: the caller keeps it alive until the event fires or is cancelled */
} SimEvent;

/* By value. The zero value names no event: cancelling it is harmless. */
typedef struct {
    uint32_t slot;
    uint32_t generation; /* odd while live, so never 0 for an event that was scheduled */
} SimEventId;

/* The caller owns the result; free with sim_calendar_free() or hold it in a g_autoptr. */
SimCalendar *sim_calendar_new(uint32_t events_expected);
void sim_calendar_free(SimCalendar *calendar);

SimEventId sim_calendar_schedule(SimCalendar *calendar, SimEvent event);

/* As schedule, but with a sequence number taken earlier: the event ties as if it had been
 * scheduled when the number was taken (deadline.h). */
SimEventId sim_calendar_schedule_in_sequence(SimCalendar *calendar, SimEvent event,
                                             uint64_t sequence);
uint64_t sim_calendar_take_sequence(SimCalendar *calendar);

/* False when the event has already fired or been cancelled, which is not an error. */
bool sim_calendar_cancel(SimCalendar *calendar, SimEventId id);

/* Moves a live event to a new time; it ties as if scheduled now. False when it is not live. */
bool sim_calendar_reschedule(SimCalendar *calendar, SimEventId id, int64_t time_ns);

/* One event of a calendar, whose time its owner moves again and again, in a few instructions: the
 * end of the next job on the machine's cores. Whoever claims it first has it; false: somebody has.
 * Setting it ties as if scheduled now; once it has fired it is not set. */
bool sim_calendar_claim_alarm(SimCalendar *calendar, SimHandler handler, void *self);
void sim_calendar_set_alarm(SimCalendar *calendar, int64_t time_ns); /* not SIM_NEVER */
void sim_calendar_clear_alarm(SimCalendar *calendar);
bool sim_calendar_alarm_is_set(const SimCalendar *calendar);

bool sim_calendar_is_pending(const SimCalendar *calendar, SimEventId id);
uint32_t sim_calendar_length(const SimCalendar *calendar); /* the alarm included */

/* Moves the earliest event due by until_ns into *event; false, *event untouched, if none is. */
bool sim_calendar_pop(SimCalendar *calendar, int64_t until_ns, SimEvent *event);

/* Aborts on a broken heap or slot list: O(n), for tests and debug builds. */
void sim_calendar_check(const SimCalendar *calendar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SimCalendar, sim_calendar_free)
