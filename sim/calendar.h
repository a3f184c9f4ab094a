/* calendar.h - the future event list.
 *
 * Keeps every scheduled event that has not fired and returns them by time; equal times come back
 * in the order they were scheduled, which is what makes a run repeatable bit for bit. Events live
 * in arrays that grow to the peak and are then reused.
 *
 * The paths that nearly every event takes are in line, below; calendar.c says what is in the fields.
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
    uint32_t generation; /* odd, so never 0 for an event that was scheduled */
} SimEventId;

/* The caller owns the result; free with sim_calendar_free() or hold it in a g_autoptr. */
SimCalendar *sim_calendar_new(uint32_t events_expected);
void sim_calendar_free(SimCalendar *calendar);

static inline SimEventId sim_calendar_schedule(SimCalendar *calendar, SimEvent event);

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
static inline void sim_calendar_set_alarm(SimCalendar *calendar, int64_t time_ns); /* not
 SIM_NEVER */
void sim_calendar_clear_alarm(SimCalendar *calendar);
bool sim_calendar_alarm_is_set(const SimCalendar *calendar);

bool sim_calendar_is_pending(const SimCalendar *calendar, SimEventId id);
uint32_t sim_calendar_length(const SimCalendar *calendar); /* the alarm included */

/* Moves the earliest event due by until_ns into *event; false, *event untouched, if none is. */
static inline bool sim_calendar_pop(SimCalendar *calendar, int64_t until_ns, SimEvent *event);

/* Aborts on a broken heap or slot list: O(n), for tests and debug builds. */
void sim_calendar_check(const SimCalendar *calendar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SimCalendar, sim_calendar_free)

/* ---- private from here on ---- */

#define SIM_CALENDAR_ROW 32 /* so many are kept in a row */
#define SIM_NO_SLOT      UINT32_MAX

typedef __int128 SimEventKey; /* time_ns above, sequence below: signed, as times may be negative */

typedef struct {
    SimEventKey key;
    uint32_t slot;
} SimEventEntry;

typedef struct {
    SimHandler handler;
    void *self;
    uint32_t generation;
} SimEventSlot;

struct SimCalendar {
    SimEventSlot *slots;
    uint32_t *where; /* by slot: its place in heap[]; while the slot is free, the next free one */
    uint64_t next_sequence;
    uint32_t first_free;
    uint32_t row_count;
    uint32_t row_limit; /* SIM_CALENDAR_ROW; 0 while it is a heap */
    uint32_t capacity;
    SimEventKey alarm_key; /* its time is INT64_MAX while it is not set */
    SimHandler alarm_handler;
    void *alarm_self;
    SimEventEntry *heap;
    uint32_t length; /* of heap[], an open root included */
    uint32_t root_open;
    SimEventEntry row[SIM_CALENDAR_ROW]; /* in falling order */
};

SimEventId sim_calendar_schedule_beyond_row(SimCalendar *calendar, int64_t time_ns,
                                            SimHandler handler, void *self, uint64_t sequence);
bool sim_calendar_pop_from_heap(SimCalendar *calendar, int64_t until_ns, SimEvent *event);

static inline SimEventKey sim_event_key(int64_t time_ns, uint64_t sequence)
{
    return (SimEventKey)(((unsigned __int128)(uint64_t)time_ns << 64) | sequence);
}

static inline int64_t sim_event_time(SimEventKey key)
{
    return (int64_t)(key >> 64);
}

#define SIM_KEY_NEVER sim_event_key(INT64_MAX, UINT64_MAX)

/* There must be a free one. */
static inline SimEventId sim_calendar_take_slot(SimCalendar *calendar, SimEvent event)
{
    uint32_t slot = calendar->first_free;
    SimEventSlot *taken = &calendar->slots[slot];

    calendar->first_free = calendar->where[slot];
    taken->handler = event.handler;
    taken->self = event.self;
    return (SimEventId){.slot = slot, .generation = taken->generation};
}

static inline void sim_calendar_give_slot(SimCalendar *calendar, uint32_t slot)
{
    calendar->slots[slot].generation += 2;
    calendar->where[slot] = calendar->first_free;
    calendar->first_free = slot;
}

/* Whether a new event comes before the earliest is anybody's guess, the processor's too: the two are
 * put in order by a mask, without a branch to guess. Further down there mostly is nothing to do. */
static inline void sim_calendar_put_in_row(SimCalendar *calendar, SimEventEntry entry)
{
    SimEventEntry *hole = &calendar->row[calendar->row_count++];

    if (hole > calendar->row) {
        SimEventKey first = hole[-1].key;
        uint64_t swaps = -(uint64_t)(first < entry.key);
        uint64_t low = ((uint64_t)first ^ (uint64_t)entry.key) & swaps;
        uint64_t high = ((uint64_t)(first >> 64) ^ (uint64_t)(entry.key >> 64)) & swaps;
        SimEventKey keys = (SimEventKey)((unsigned __int128)high << 64 | low);
        uint32_t slots = (hole[-1].slot ^ entry.slot) & (uint32_t)swaps;

        hole->key = entry.key ^ keys; /* the earlier of the two */
        hole->slot = entry.slot ^ slots;
        entry = (SimEventEntry){.key = first ^ keys, .slot = hole[-1].slot ^ slots};
        hole--;
    }
    while (hole > calendar->row && hole[-1].key < entry.key) {
        hole->key =
            hole[-1].key; /* not the whole: what was just written in two halves is read so */
        hole->slot = hole[-1].slot;
        hole--;
    }
    *hole = entry;
}

static inline SimEventId sim_calendar_schedule(SimCalendar *calendar, SimEvent event)
{
    uint64_t sequence = calendar->next_sequence++;
    SimEventId id;

    if (G_UNLIKELY(calendar->row_count >= calendar->row_limit))
        return sim_calendar_schedule_beyond_row(calendar, event.time_ns, event.handler, event.self,
                                                sequence);
    id = sim_calendar_take_slot(calendar, event);
    sim_calendar_put_in_row(
        calendar, (SimEventEntry){.key = sim_event_key(event.time_ns, sequence), .slot = id.slot});
    return id;
}

static inline void sim_calendar_set_alarm(SimCalendar *calendar, int64_t time_ns)
{
    calendar->alarm_key = sim_event_key(time_ns, calendar->next_sequence++);
}

static inline void sim_calendar_move_out(SimCalendar *calendar, const SimEventEntry *entry,
                                         SimEvent *event)
{
    const SimEventSlot *slot = &calendar->slots[entry->slot];

    event->time_ns = sim_event_time(entry->key);
    event->handler = slot->handler;
    event->self = slot->self;
    sim_calendar_give_slot(calendar, entry->slot);
}

static inline bool sim_calendar_pop_alarm(SimCalendar *calendar, int64_t until_ns, SimEvent *event)
{
    int64_t time_ns = sim_event_time(calendar->alarm_key);

    if (time_ns > until_ns || time_ns == INT64_MAX)
        return false;
    event->time_ns = time_ns;
    event->handler = calendar->alarm_handler;
    event->self = calendar->alarm_self;
    calendar->alarm_key = SIM_KEY_NEVER;
    return true;
}

static inline bool sim_calendar_pop(SimCalendar *calendar, int64_t until_ns, SimEvent *event)
{
    const SimEventEntry *first;

    if (G_UNLIKELY(calendar->row_count == 0)) { /* as it is while it is a heap */
        SimEvent popped = {0};                  /* a copy: *event can then stay in registers */
        bool is_due = calendar->row_limit == 0
                          ? sim_calendar_pop_from_heap(calendar, until_ns, &popped)
                          : sim_calendar_pop_alarm(calendar, until_ns, &popped);

        if (is_due)
            *event = popped;
        return is_due;
    }
    first = &calendar->row[calendar->row_count - 1];
    if (calendar->alarm_key < first->key)
        return sim_calendar_pop_alarm(calendar, until_ns, event);
    if (sim_event_time(first->key) > until_ns)
        return false;
    calendar->row_count--;
    sim_calendar_move_out(calendar, first, event);
    return true;
}
