/* deadline.h - time-outs that all have the same delay, in O(1) each.
 *
 * Nearly every request arms a time-out and nearly every time-out is disarmed before it is due. As
 * all of one list have the same delay they fall due in the order they were armed, so a linked list
 * does, with one calendar event for its head. Each takes its sequence number when armed: ties with
 * other events come out as if it had been scheduled then.
 *
 * The list is intrusive: a SimDeadline lives inside the object that it times.
 */
#pragma once
#include "sim/engine.h"

typedef struct SimDeadline {
    struct SimDeadline *next;
    struct SimDeadline *previous;
    int64_t time_ns;
    uint64_t sequence;
    void *self; /* given to the handler */
    bool armed;
} SimDeadline;

typedef struct {
    SimEngine *engine;
    int64_t delay_ns;
    SimHandler expired; /* called with the deadline's self, the deadline already disarmed */
    SimDeadline *first;
    SimDeadline *last;
    SimEventId event;        /* the zero value while none is pending */
    uint64_t event_sequence; /* of the deadline that it was scheduled for */
} SimDeadlineList;

/* delay_ns >= 0, or SIM_NEVER: then arming does nothing. */
void sim_deadline_list_init(SimDeadlineList *list, SimEngine *engine, int64_t delay_ns,
                            SimHandler expired);
void sim_deadline_arm(SimDeadlineList *list, SimDeadline *deadline, void *self);

/* Harmless on one that is not armed. Does not touch the calendar: an event whose deadline has gone
 * fires, finds that, and moves to the new head. */
void sim_deadline_disarm(SimDeadlineList *list, SimDeadline *deadline);

/* Disarms all and cancels the event: before the memory of a list goes while the run continues. */
void sim_deadline_list_clear(SimDeadlineList *list);
