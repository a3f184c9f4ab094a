/* calendar.c - a sorted row while few events are pending, an implicit 4-ary min-heap once many are.
 *
 * An entry holds the whole key (time, sequence) as one 128-bit number, so that a comparison touches
 * nothing else. slots[] holds what is to be called. A slot keeps its number for as long as its
 * event lives and is then reused under the next generation. where[], apart from the slots because
 * every move in the heap writes there, finds the event of a slot.
 *
 * The row is in falling order: what comes next is popped off its end, and what is due soon, as most
 * of what a handler schedules is, finds its place a step or two from there. A full row becomes a
 * heap, which becomes a row again when it has shrunk to much less.
 *
 * Popping the heap leaves its root open, because a handler nearly always schedules something: that
 * fills the root and sinks from there, one passage through the heap instead of two. Whatever else
 * needs a whole heap closes the root first.
 *
 * The alarm is one event beside row and heap: popping compares the two.
 *
 * Invariants, all tested by sim_calendar_check():
 *   - row[] is in falling order; it is empty while the calendar is a heap, as the heap is otherwise;
 *   - no entry precedes its parent; heap[0] is no entry while the root is open;
 *   - where[] of a slot in the heap is the place of its entry;
 *   - generations are odd, and that of a slot moves on when its event leaves: whoever has the id of
 *     an event that is gone has an older one; entries and free slots are all there are.
 */
#include "sim/calendar.h"

#define ARITY     4
#define ROW_AGAIN 12 /* a heap of so few becomes a row */

/* The new slots are free, in the order of their numbers. */
static void set_capacity(SimCalendar *calendar, uint32_t capacity)
{
    calendar->heap = g_renew(SimEventEntry, calendar->heap, capacity);
    calendar->slots = g_renew(SimEventSlot, calendar->slots, capacity);
    calendar->where = g_renew(uint32_t, calendar->where, capacity);
    for (uint32_t slot = capacity; slot-- > calendar->capacity;) {
        calendar->slots[slot].generation = 1;
        calendar->where[slot] = calendar->first_free;
        calendar->first_free = slot;
    }
    calendar->capacity = capacity;
}

SimCalendar *sim_calendar_new(uint32_t events_expected)
{
    SimCalendar *calendar = g_new0(SimCalendar, 1);

    calendar->first_free = SIM_NO_SLOT;
    set_capacity(calendar, MAX(events_expected, 2 * SIM_CALENDAR_ROW));
    calendar->row_limit = SIM_CALENDAR_ROW;
    calendar->alarm_key = SIM_KEY_NEVER;
    return calendar;
}

void sim_calendar_free(SimCalendar *calendar)
{
    if (calendar == NULL)
        return;
    g_free(calendar->heap);
    g_free(calendar->slots);
    g_free(calendar->where);
    g_free(calendar);
}

/* ---- the heap ---- */

static inline void place(SimCalendar *calendar, uint32_t index, SimEventEntry entry)
{
    calendar->heap[index] = entry;
    calendar->where[entry.slot] = index;
}

/* Puts the entry at the hole or, while it precedes the parent, above it. */
static inline void rise(SimCalendar *calendar, uint32_t hole, SimEventEntry entry)
{
    while (hole > 0) {
        uint32_t parent = (hole - 1) / ARITY;

        if (calendar->heap[parent].key <= entry.key)
            break;
        place(calendar, hole, calendar->heap[parent]);
        hole = parent;
    }
    place(calendar, hole, entry);
}

/* Without branches: which child is the earliest is anyone's guess. */
static inline uint32_t earliest_of_4(const SimEventEntry *heap, uint32_t first)
{
    uint32_t left = first + (heap[first + 1].key < heap[first].key);
    uint32_t right = first + 2 + (heap[first + 3].key < heap[first + 2].key);

    return heap[right].key < heap[left].key ? right : left;
}

static inline uint32_t earliest_before(const SimEventEntry *heap, uint32_t first, uint32_t end)
{
    uint32_t best = first;

    for (uint32_t child = first + 1; child < end; child++)
        best = heap[child].key < heap[best].key ? child : best;
    return best;
}

/* Puts the entry at the hole or, while a child precedes it, below. Measured against letting the
 * hole sink to the bottom and the entry rise from there: as fast for entries from the bottom,
 * faster for new ones, which is what most are. */
static inline void sink(SimCalendar *calendar, uint32_t hole, SimEventEntry entry)
{
    const SimEventEntry *heap = calendar->heap;
    uint32_t length = calendar->length;
    uint32_t first = hole * ARITY + 1;

    for (; first < length; first = hole * ARITY + 1) {
        uint32_t best = first + ARITY <= length ? earliest_of_4(heap, first)
                                                : earliest_before(heap, first, length);

        if (entry.key <= heap[best].key)
            break;
        place(calendar, hole, heap[best]);
        hole = best;
    }
    place(calendar, hole, entry);
}

static inline void move_to(SimCalendar *calendar, uint32_t hole, SimEventEntry entry)
{
    if (hole > 0 && entry.key < calendar->heap[(hole - 1) / ARITY].key)
        rise(calendar, hole, entry);
    else
        sink(calendar, hole, entry);
}

static inline void close_root(SimCalendar *calendar)
{
    if (!calendar->root_open)
        return;
    calendar->root_open = false;
    if (--calendar->length > 0)
        sink(calendar, 0, calendar->heap[calendar->length]);
}

/* ---- slots ---- */

static void grow(SimCalendar *calendar)
{
    g_assert(calendar->capacity <= UINT32_MAX / 2 / ARITY); /* child numbers fit 32 bits */
    set_capacity(calendar, calendar->capacity * 2);
}

/* ---- row or heap ---- */

static void become_heap(SimCalendar *calendar)
{
    calendar->row_limit = 0;
    while (calendar->row_count > 0)
        place(calendar, calendar->length++, calendar->row[--calendar->row_count]);
}

/* The root is closed. */
static void become_row(SimCalendar *calendar)
{
    calendar->row_count = calendar->length;
    for (uint32_t i = calendar->row_count; i-- > 0;) {
        calendar->row[i] = calendar->heap[0];
        if (--calendar->length > 0)
            sink(calendar, 0, calendar->heap[calendar->length]);
    }
    calendar->row_limit = SIM_CALENDAR_ROW;
}

static void put_in_heap(SimCalendar *calendar, SimEventEntry entry)
{
    if (calendar->root_open) {
        calendar->root_open = false;
        sink(calendar, 0, entry);
    } else {
        rise(calendar, calendar->length++, entry);
    }
}

static void put(SimCalendar *calendar, SimEventEntry entry)
{
    if (calendar->row_count < calendar->row_limit) {
        sim_calendar_put_in_row(calendar, entry);
        return;
    }
    if (calendar->row_count > 0)
        become_heap(calendar);
    put_in_heap(calendar, entry);
}

static void take_out_of_row(SimCalendar *calendar, uint32_t slot)
{
    uint32_t hole = calendar->row_count - 1;

    while (calendar->row[hole].slot != slot)
        hole--;
    for (calendar->row_count--; hole < calendar->row_count; hole++)
        calendar->row[hole] = calendar->row[hole + 1];
}

static void take_out(SimCalendar *calendar, uint32_t slot)
{
    uint32_t hole = calendar->where[slot];
    uint32_t last;

    if (calendar->row_limit > 0) {
        take_out_of_row(calendar, slot);
        return;
    }
    last = --calendar->length; /* the root may stay open: the key left in it precedes all others */
    if (hole != last)
        move_to(calendar, hole, calendar->heap[last]);
}

/* ---- what others call ---- */

SimEventId sim_calendar_schedule_in_sequence(SimCalendar *calendar, SimEvent event,
                                             uint64_t sequence)
{
    SimEventId id;

    if (calendar->first_free == SIM_NO_SLOT)
        grow(calendar);
    id = sim_calendar_take_slot(calendar, event);
    put(calendar, (SimEventEntry){.key = sim_event_key(event.time_ns, sequence), .slot = id.slot});
    return id;
}

/* Its arguments in registers. */
SimEventId sim_calendar_schedule_beyond_row(SimCalendar *calendar, int64_t time_ns,
                                            SimHandler handler, void *self, uint64_t sequence)
{
    SimEvent event = {.time_ns = time_ns, .handler = handler, .self = self};

    return sim_calendar_schedule_in_sequence(calendar, event, sequence);
}

uint64_t sim_calendar_take_sequence(SimCalendar *calendar)
{
    return calendar->next_sequence++;
}

bool sim_calendar_is_pending(const SimCalendar *calendar, SimEventId id)
{
    return id.slot < calendar->capacity && (id.generation & 1) != 0 &&
           calendar->slots[id.slot].generation == id.generation;
}

bool sim_calendar_cancel(SimCalendar *calendar, SimEventId id)
{
    if (!sim_calendar_is_pending(calendar, id))
        return false;
    take_out(calendar, id.slot);
    sim_calendar_give_slot(calendar, id.slot);
    return true;
}

bool sim_calendar_reschedule(SimCalendar *calendar, SimEventId id, int64_t time_ns)
{
    SimEventEntry entry = {.slot = id.slot};

    if (!sim_calendar_is_pending(calendar, id))
        return false;
    entry.key = sim_event_key(time_ns, calendar->next_sequence++);
    take_out(calendar, id.slot);
    put(calendar, entry);
    return true;
}

bool sim_calendar_claim_alarm(SimCalendar *calendar, SimHandler handler, void *self)
{
    if (calendar->alarm_handler != NULL)
        return false;
    calendar->alarm_handler = handler;
    calendar->alarm_self = self;
    return true;
}

void sim_calendar_clear_alarm(SimCalendar *calendar)
{
    calendar->alarm_key = SIM_KEY_NEVER;
}

bool sim_calendar_alarm_is_set(const SimCalendar *calendar)
{
    return sim_event_time(calendar->alarm_key) != INT64_MAX;
}

uint32_t sim_calendar_length(const SimCalendar *calendar)
{
    return calendar->row_count + calendar->length - calendar->root_open +
           sim_calendar_alarm_is_set(calendar);
}

bool sim_calendar_pop_from_heap(SimCalendar *calendar, int64_t until_ns, SimEvent *event)
{
    const SimEventEntry *first = &calendar->heap[0];

    close_root(calendar);
    if (calendar->length <= ROW_AGAIN) {
        become_row(calendar);
        return sim_calendar_pop(calendar, until_ns, event);
    }
    if (calendar->alarm_key < first->key)
        return sim_calendar_pop_alarm(calendar, until_ns, event);
    if (sim_event_time(first->key) > until_ns)
        return false;
    sim_calendar_move_out(calendar, first, event);
    calendar->root_open = true;
    return true;
}

static void check_entry(const SimCalendar *calendar, const SimEventEntry *entry)
{
    g_assert_cmpuint(entry->slot, <, calendar->capacity);
    g_assert_cmpuint(calendar->slots[entry->slot].generation & 1, ==, 1);
}

static void check_row(const SimCalendar *calendar)
{
    bool is_heap = calendar->row_limit == 0;

    g_assert_cmpuint(calendar->row_count, <=, SIM_CALENDAR_ROW);
    g_assert((is_heap ? calendar->row_count : calendar->length) == 0);
    g_assert(is_heap || !calendar->root_open);
    for (uint32_t i = 0; i < calendar->row_count; i++) {
        check_entry(calendar, &calendar->row[i]);
        g_assert(i == 0 || calendar->row[i].key < calendar->row[i - 1].key);
    }
}

static void check_heap(const SimCalendar *calendar)
{
    for (uint32_t i = calendar->root_open; i < calendar->length; i++) {
        const SimEventEntry *entry = &calendar->heap[i];
        uint32_t parent = i == 0 ? 0 : (i - 1) / ARITY;

        check_entry(calendar, entry);
        g_assert(parent < calendar->root_open || calendar->heap[parent].key <= entry->key);
        g_assert_cmpuint(calendar->where[entry->slot], ==, i);
    }
}

void sim_calendar_check(const SimCalendar *calendar)
{
    uint32_t entries = calendar->row_count + calendar->length - calendar->root_open;
    uint32_t free_slots = 0;

    check_row(calendar);
    check_heap(calendar);
    for (uint32_t slot = calendar->first_free; slot != SIM_NO_SLOT; slot = calendar->where[slot]) {
        g_assert_cmpuint(slot, <, calendar->capacity);
        g_assert_cmpuint(calendar->slots[slot].generation & 1, ==, 1);
        free_slots++;
        g_assert_cmpuint(free_slots, <=, calendar->capacity); /* no circle */
    }
    g_assert_cmpuint(entries + free_slots, ==, calendar->capacity);
}
