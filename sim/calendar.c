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
 *   - where[] of a slot is the place of its entry in the heap, or IN_ROW; its generation is odd;
 *   - a slot in the free list has an even generation; entries + free slots == slots in use so far.
 */
#include "sim/calendar.h"

#define ARITY         4
#define NO_SLOT       UINT32_MAX
#define IN_ROW        UINT32_MAX
#define EVENTS_AT_NEW 16 /* room that even an idle calendar has */
#define ROW_ROOM      32
#define ROW_AGAIN     12 /* a heap of so few becomes a row */

typedef __int128 EventKey; /* time_ns above, sequence below: signed, as times may be negative */

typedef struct {
    EventKey key;
    uint32_t slot;
} Entry;

typedef struct {
    SimHandler handler;
    void *self;
    uint32_t generation;
} EventSlot;

struct SimCalendar {
    EventKey alarm_key; /* KEY_NEVER: not set */
    SimHandler alarm_handler;
    void *alarm_self;
    EventSlot *slots;
    uint32_t *where; /* by slot: its place in heap[]; while the slot is free, the next free one */
    uint64_t next_sequence;
    uint32_t row_count;
    bool is_heap;
    uint32_t length; /* of heap[], an open root included */
    uint32_t root_open;
    uint32_t capacity;
    uint32_t slots_used; /* slots above were never handed out */
    uint32_t first_free;
    Entry *heap;
    Entry row[ROW_ROOM];
};

static inline EventKey key_of(int64_t time_ns, uint64_t sequence)
{
    return (EventKey)(((unsigned __int128)(uint64_t)time_ns << 64) | sequence);
}

static inline int64_t time_of(EventKey key)
{
    return (int64_t)(key >> 64);
}

#define KEY_NEVER key_of(INT64_MAX, UINT64_MAX)

static void set_capacity(SimCalendar *calendar, uint32_t capacity)
{
    calendar->heap = g_renew(Entry, calendar->heap, capacity);
    calendar->slots = g_renew(EventSlot, calendar->slots, capacity);
    calendar->where = g_renew(uint32_t, calendar->where, capacity);
    calendar->capacity = capacity;
}

SimCalendar *sim_calendar_new(uint32_t events_expected)
{
    SimCalendar *calendar = g_new0(SimCalendar, 1);

    set_capacity(calendar, MAX(events_expected, EVENTS_AT_NEW));
    calendar->first_free = NO_SLOT;
    calendar->alarm_key = KEY_NEVER;
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

static inline void place(SimCalendar *calendar, uint32_t index, Entry entry)
{
    calendar->heap[index] = entry;
    calendar->where[entry.slot] = index;
}

/* Puts the entry at the hole or, while it precedes the parent, above it. */
static inline void rise(SimCalendar *calendar, uint32_t hole, Entry entry)
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
static inline uint32_t earliest_of_4(const Entry *heap, uint32_t first)
{
    uint32_t left = first + (heap[first + 1].key < heap[first].key);
    uint32_t right = first + 2 + (heap[first + 3].key < heap[first + 2].key);

    return heap[right].key < heap[left].key ? right : left;
}

static inline uint32_t earliest_before(const Entry *heap, uint32_t first, uint32_t end)
{
    uint32_t best = first;

    for (uint32_t child = first + 1; child < end; child++)
        best = heap[child].key < heap[best].key ? child : best;
    return best;
}

/* Puts the entry at the hole or, while a child precedes it, below. Measured against letting the
 * hole sink to the bottom and the entry rise from there: as fast for entries from the bottom,
 * faster for new ones, which is what most are. */
static inline void sink(SimCalendar *calendar, uint32_t hole, Entry entry)
{
    const Entry *heap = calendar->heap;
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

static inline void move_to(SimCalendar *calendar, uint32_t hole, Entry entry)
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

static inline uint32_t take_slot(SimCalendar *calendar)
{
    uint32_t slot = calendar->first_free;

    if (G_LIKELY(slot != NO_SLOT)) {
        calendar->first_free = calendar->where[slot];
        return slot;
    }
    if (calendar->slots_used == calendar->capacity)
        grow(calendar);
    slot = calendar->slots_used++;
    calendar->slots[slot].generation = 0;
    return slot;
}

static inline void give_slot(SimCalendar *calendar, uint32_t slot)
{
    calendar->slots[slot].generation++;
    calendar->where[slot] = calendar->first_free;
    calendar->first_free = slot;
}

/* ---- row or heap ---- */

static void become_heap(SimCalendar *calendar)
{
    calendar->is_heap = true;
    while (calendar->row_count > 0)
        place(calendar, calendar->length++, calendar->row[--calendar->row_count]);
}

/* The root is closed. */
static void become_row(SimCalendar *calendar)
{
    calendar->row_count = calendar->length;
    for (uint32_t i = calendar->row_count; i-- > 0;) {
        calendar->row[i] = calendar->heap[0];
        calendar->where[calendar->row[i].slot] = IN_ROW;
        if (--calendar->length > 0)
            sink(calendar, 0, calendar->heap[calendar->length]);
    }
    calendar->is_heap = false;
}

static void put_in_heap(SimCalendar *calendar, Entry entry)
{
    if (calendar->root_open) {
        calendar->root_open = false;
        sink(calendar, 0, entry);
    } else {
        rise(calendar, calendar->length++, entry);
    }
}

static inline void put_in_row(SimCalendar *calendar, Entry entry)
{
    Entry *row = calendar->row;
    uint32_t hole = calendar->row_count++;

    for (; hole > 0 && row[hole - 1].key < entry.key; hole--)
        row[hole] = row[hole - 1];
    row[hole] = entry;
    calendar->where[entry.slot] = IN_ROW;
}

static inline void put(SimCalendar *calendar, Entry entry)
{
    if (G_UNLIKELY(calendar->row_count == ROW_ROOM))
        become_heap(calendar);
    if (calendar->is_heap)
        put_in_heap(calendar, entry);
    else
        put_in_row(calendar, entry);
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

    if (hole == IN_ROW) {
        take_out_of_row(calendar, slot);
        return;
    }
    last = --calendar->length; /* the root may stay open: the key left in it precedes all others */
    if (hole != last)
        move_to(calendar, hole, calendar->heap[last]);
}

/* ---- what others call ---- */

static inline SimEventId schedule(SimCalendar *calendar, SimEvent event, uint64_t sequence)
{
    uint32_t slot = take_slot(calendar);
    EventSlot *taken = &calendar->slots[slot];
    uint32_t generation = ++taken->generation;

    taken->handler = event.handler;
    taken->self = event.self;
    put(calendar, (Entry){.key = key_of(event.time_ns, sequence), .slot = slot});
    return (SimEventId){.slot = slot, .generation = generation};
}

SimEventId sim_calendar_schedule_in_sequence(SimCalendar *calendar, SimEvent event,
                                             uint64_t sequence)
{
    return schedule(calendar, event, sequence);
}

SimEventId sim_calendar_schedule(SimCalendar *calendar, SimEvent event)
{
    return schedule(calendar, event, calendar->next_sequence++);
}

uint64_t sim_calendar_take_sequence(SimCalendar *calendar)
{
    return calendar->next_sequence++;
}

bool sim_calendar_is_pending(const SimCalendar *calendar, SimEventId id)
{
    return id.slot < calendar->slots_used && (id.generation & 1) != 0 &&
           calendar->slots[id.slot].generation == id.generation;
}

bool sim_calendar_cancel(SimCalendar *calendar, SimEventId id)
{
    if (!sim_calendar_is_pending(calendar, id))
        return false;
    take_out(calendar, id.slot);
    give_slot(calendar, id.slot);
    return true;
}

bool sim_calendar_reschedule(SimCalendar *calendar, SimEventId id, int64_t time_ns)
{
    Entry entry = {.slot = id.slot};

    if (!sim_calendar_is_pending(calendar, id))
        return false;
    entry.key = key_of(time_ns, calendar->next_sequence++);
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

void sim_calendar_set_alarm(SimCalendar *calendar, int64_t time_ns)
{
    calendar->alarm_key = key_of(time_ns, calendar->next_sequence++);
}

void sim_calendar_clear_alarm(SimCalendar *calendar)
{
    calendar->alarm_key = KEY_NEVER;
}

bool sim_calendar_alarm_is_set(const SimCalendar *calendar)
{
    return time_of(calendar->alarm_key) != INT64_MAX;
}

uint32_t sim_calendar_length(const SimCalendar *calendar)
{
    return calendar->row_count + calendar->length - calendar->root_open +
           sim_calendar_alarm_is_set(calendar);
}

static inline bool pop_alarm(SimCalendar *calendar, int64_t until_ns, SimEvent *event)
{
    int64_t time_ns = time_of(calendar->alarm_key);

    if (time_ns > until_ns || time_ns == INT64_MAX)
        return false;
    event->time_ns = time_ns;
    event->handler = calendar->alarm_handler;
    event->self = calendar->alarm_self;
    calendar->alarm_key = KEY_NEVER;
    return true;
}

static inline void move_out(SimCalendar *calendar, const Entry *entry, SimEvent *event)
{
    const EventSlot *slot = &calendar->slots[entry->slot];

    event->time_ns = time_of(entry->key);
    event->handler = slot->handler;
    event->self = slot->self;
    give_slot(calendar, entry->slot);
}

static G_GNUC_NO_INLINE bool pop_from_heap(SimCalendar *calendar, int64_t until_ns, SimEvent *event)
{
    close_root(calendar);
    if (calendar->length <= ROW_AGAIN) {
        become_row(calendar);
        return sim_calendar_pop(calendar, until_ns, event);
    }
    if (calendar->alarm_key < calendar->heap[0].key)
        return pop_alarm(calendar, until_ns, event);
    if (time_of(calendar->heap[0].key) > until_ns)
        return false;
    move_out(calendar, &calendar->heap[0], event);
    calendar->root_open = true;
    return true;
}

bool sim_calendar_pop(SimCalendar *calendar, int64_t until_ns, SimEvent *event)
{
    const Entry *first = &calendar->row[calendar->row_count - 1];

    if (G_UNLIKELY(calendar->is_heap))
        return pop_from_heap(calendar, until_ns, event);
    if (calendar->row_count == 0 || calendar->alarm_key < first->key)
        return pop_alarm(calendar, until_ns, event);
    if (time_of(first->key) > until_ns)
        return false;
    calendar->row_count--;
    move_out(calendar, first, event);
    return true;
}

static void check_row(const SimCalendar *calendar)
{
    g_assert_cmpuint(calendar->row_count, <=, ROW_ROOM);
    g_assert((calendar->is_heap ? calendar->row_count : calendar->length) == 0);
    g_assert(calendar->is_heap || !calendar->root_open);
    for (uint32_t i = 0; i < calendar->row_count; i++) {
        const Entry *entry = &calendar->row[i];

        g_assert(i == 0 || entry->key < calendar->row[i - 1].key);
        g_assert_cmpuint(entry->slot, <, calendar->slots_used);
        g_assert_cmpuint(calendar->where[entry->slot], ==, IN_ROW);
        g_assert_cmpuint(calendar->slots[entry->slot].generation & 1, ==, 1);
    }
}

void sim_calendar_check(const SimCalendar *calendar)
{
    uint32_t free_slots = 0;

    g_assert_cmpuint(calendar->slots_used, <=, calendar->capacity);
    check_row(calendar);
    for (uint32_t i = calendar->root_open; i < calendar->length; i++) {
        const Entry *entry = &calendar->heap[i];
        uint32_t parent = i == 0 ? 0 : (i - 1) / ARITY;

        g_assert(parent < calendar->root_open || calendar->heap[parent].key <= entry->key);
        g_assert_cmpuint(entry->slot, <, calendar->slots_used);
        g_assert_cmpuint(calendar->where[entry->slot], ==, i);
        g_assert_cmpuint(calendar->slots[entry->slot].generation & 1, ==, 1);
    }
    for (uint32_t slot = calendar->first_free; slot != NO_SLOT; slot = calendar->where[slot]) {
        g_assert_cmpuint(slot, <, calendar->slots_used);
        g_assert_cmpuint(calendar->slots[slot].generation & 1, ==, 0);
        free_slots++;
        g_assert_cmpuint(free_slots, <=, calendar->slots_used); /* no circle */
    }
    g_assert_cmpuint(calendar->row_count + calendar->length - calendar->root_open + free_slots, ==,
                     calendar->slots_used);
}
