/* deadline.c - a list in order of arming, and one calendar event for its head.
 *
 * Invariants: every deadline of the list is armed and due no earlier than the one before it; while
 * the list is not empty an event is pending, due no later than the head. That event belongs to the
 * deadline that was the head when it was scheduled, known by its sequence number: if that one has
 * gone, the head may only fire under its own number, even when it is due at the same time.
 */
#include "sim/deadline.h"

static void head_due(void *self);

void sim_deadline_list_init(SimDeadlineList *list, SimEngine *engine, int64_t delay_ns,
                            SimHandler expired)
{
    g_assert_cmpint(delay_ns, >=, 0);
    *list = (SimDeadlineList){.engine = engine, .delay_ns = delay_ns, .expired = expired};
}

static void schedule_head(SimDeadlineList *list)
{
    SimEvent event = {.time_ns = list->first->time_ns, .handler = head_due, .self = list};

    list->event_sequence = list->first->sequence;
    list->event =
        sim_calendar_schedule_in_sequence(list->engine->calendar, event, list->event_sequence);
}

void sim_deadline_arm(SimDeadlineList *list, SimDeadline *deadline, void *self)
{
    g_assert(!deadline->armed);
    if (list->delay_ns == SIM_NEVER)
        return;
    *deadline = (SimDeadline){.previous = list->last,
                              .time_ns = list->engine->now_ns + list->delay_ns,
                              .sequence = sim_calendar_take_sequence(list->engine->calendar),
                              .self = self,
                              .armed = true};
    if (list->last != NULL)
        list->last->next = deadline;
    else
        list->first = deadline;
    list->last = deadline;
    if (list->event.generation == 0)
        schedule_head(list);
}

void sim_deadline_disarm(SimDeadlineList *list, SimDeadline *deadline)
{
    if (!deadline->armed)
        return;
    if (deadline->previous != NULL)
        deadline->previous->next = deadline->next;
    else
        list->first = deadline->next;
    if (deadline->next != NULL)
        deadline->next->previous = deadline->previous;
    else
        list->last = deadline->previous;
    deadline->armed = false;
}

static void head_due(void *self)
{
    SimDeadlineList *list = self;
    SimDeadline *due = NULL;

    if (list->first != NULL && list->first->sequence == list->event_sequence) {
        due = list->first;
        sim_deadline_disarm(list, due);
    }
    list->event = (SimEventId){0};
    if (list->first != NULL)
        schedule_head(list);
    if (due != NULL)
        list->expired(due->self); /* last: it may arm, disarm or end the life of the list */
}

void sim_deadline_list_clear(SimDeadlineList *list)
{
    while (list->first != NULL)
        sim_deadline_disarm(list, list->first);
    sim_engine_cancel(list->engine, &list->event);
}
