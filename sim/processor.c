/* processor.c - one job alone, or two classes that share the cores; and jobs that have ended.
 *
 * Time inside is in units of 2^-32 ns ('fine'), in 128 bits, so that neither the clocks nor their
 * products with a number of jobs overflow. A class of n jobs on c cores moves its clock by c / n of
 * the time that passes, rounded up, and meets an end after n / c of the clock's way to it, rounded
 * down (the clock then gets there exactly, as c / n of what was cut off is less than 1): rounding
 * makes an end early by parts of 2^-32 ns, never late, so that an end that falls on a whole
 * nanosecond stays there.
 *
 * A job that comes while no other is there is in no class: alone, it gets what it asks for in just
 * that time, in whole nanoseconds. It joins its class when another comes.
 *
 * advance() brings everything to the present: it goes from end to end, passing a job from its
 * kernel to its user part, or to the ended, and shares the cores anew in between. The ended wait,
 * in order of submission, for the event that calls their done: at the same nanosecond.
 *
 * Invariants, tested by sim_processor_check():
 *   - no part in a heap precedes its parent; a job knows its class and its place in the heap;
 *   - no clock is past the first end of its class;
 *   - while a job is alone no other is there, ended ones included;
 *   - a class has min(jobs, cores that are left) cores, kernel first;
 *   - outside the event itself, an event is pending at the next end exactly while jobs are there.
 */
#include "sim/processor.h"
#include "sim/processor_parts.h"

#define FINE_BITS     32
#define FINE_NEVER    ((Fine)1 << 126)
#define SOLO_BELOW_NS (INT64_C(1) << 61) /* the sum of two fits */

struct SimProcessor {
    SimEngine *engine;
    uint32_t cores;
    bool in_event; /* its end plans the next one */
    Class classes[CLASSES];
    int64_t last_ns;  /* up to when the clocks have been advanced */
    int64_t event_ns; /* SIM_NEVER: none is pending */
    SimEventId event;
    bool has_alarm; /* of the calendar: in place of an event */
    uint64_t next_sequence;
    SimLevel jobs;
    SimProcessorJob *solo; /* the only job, in no class: what it still has to get since last_ns is
                              solo_kernel_ns and its user_ns */
    int64_t solo_kernel_ns;
    uint64_t solo_sequence;
    int64_t solo_used_ns[2]; /* by class */
};

static void end_due(void *self);

SimProcessor *sim_processor_new(SimEngine *engine, uint32_t cores)
{
    SimProcessor *processor = g_new0(SimProcessor, 1);

    g_assert_cmpuint(cores, >=, 1);
    processor->engine = engine;
    processor->cores = cores;
    processor->last_ns = engine->now_ns;
    processor->event_ns = SIM_NEVER;
    processor->has_alarm = sim_calendar_claim_alarm(engine->calendar, end_due, processor);
    for (ClassIndex i = 0; i < CLASSES; i++) {
        processor->classes[i].capacity = PARTS_AT_NEW;
        processor->classes[i].heap = g_new(Part, PARTS_AT_NEW);
    }
    sim_level_init(&processor->jobs, engine->now_ns, 0);
    return processor;
}

void sim_processor_free(SimProcessor *processor)
{
    if (processor == NULL)
        return;
    for (ClassIndex i = 0; i < CLASSES; i++)
        g_free(processor->classes[i].heap);
    g_free(processor);
}

/* ---- the passing of time ---- */

static inline void share_cores(SimProcessor *processor)
{
    Class *kernel = &processor->classes[KERNEL];
    Class *user = &processor->classes[USER];

    kernel->cores = MIN(kernel->length, processor->cores);
    user->cores = MIN(user->length, processor->cores - kernel->cores);
}

/* Most numbers fit 64 bits, whose division is much the faster. */
static inline Fine divide(Fine number, uint32_t by)
{
    return number >> 64 == 0 ? (Fine)((uint64_t)number / by) : number / by;
}

/* The time in which a clock goes a way, when so many jobs have so many cores. */
static inline Fine time_of_way(Fine way, uint32_t jobs, uint32_t cores)
{
    if (cores == jobs)
        return way;
    return cores == 1 ? way * jobs : divide(way * jobs, cores);
}

static inline Fine way_of_time(Fine time, uint32_t jobs, uint32_t cores)
{
    return cores == jobs ? time : divide(time * cores + jobs - 1, jobs);
}

static inline Fine time_to_first_end(const Class *class)
{
    if (class->cores == 0)
        return FINE_NEVER;
    return time_of_way(class->heap[0].end - class->clock, class->length, class->cores);
}

static inline void pass_time(Class *class, Fine time)
{
    if (class->cores == 0)
        return;
    class->used += time * class->cores;
    class->clock += way_of_time(time, class->length, class->cores);
}

/* Moves on every part that the clocks have reached. */
static inline void pass_ends(SimProcessor *processor)
{
    Class *kernel = &processor->classes[KERNEL];
    Class *user = &processor->classes[USER];
    Class *ended = &processor->classes[ENDED];

    while (user->length > 0 && user->heap[0].end <= user->clock) {
        Part part = take_first(user);

        part.end = 0;
        insert(ended, ENDED, part);
    }
    while (kernel->length > 0 && kernel->heap[0].end <= kernel->clock) {
        Part part = take_first(kernel);

        if (part.job->user_ns > 0) {
            part.end = user->clock + ((Fine)part.job->user_ns << FINE_BITS);
            insert(user, USER, part);
        } else {
            part.end = 0;
            insert(ended, ENDED, part);
        }
    }
    share_cores(processor);
}

/* The only class that has cores works until its first end, or for the time that is left; returns how
 * long. */
static inline Fine work_alone(Class *class, Fine left)
{
    Fine end = class->heap[0].end;
    Fine time = time_of_way(end - class->clock, class->length, class->cores);

    if (time > left) {
        pass_time(class, left);
        return left;
    }
    class->used += time * class->cores;
    class->clock = end;
    return time;
}

static Fine work_both(Class *kernel, Class *user, Fine left)
{
    Fine time = MIN(time_to_first_end(kernel), time_to_first_end(user));

    time = MIN(time, left);
    pass_time(kernel, time);
    pass_time(user, time);
    return time;
}

static G_GNUC_NO_INLINE void advance_shared(SimProcessor *processor)
{
    Class *kernel = &processor->classes[KERNEL];
    Class *user = &processor->classes[USER];
    Fine left = (Fine)(processor->engine->now_ns - processor->last_ns) << FINE_BITS;

    processor->last_ns = processor->engine->now_ns;
    while (left > 0 && kernel->length + user->length > 0) {
        if (kernel->cores == 0)
            left -= work_alone(user, left);
        else if (user->cores == 0)
            left -= work_alone(kernel, left);
        else
            left -= work_both(kernel, user, left);
        pass_ends(processor);
    }
    sim_level_set(&processor->jobs, processor->last_ns, kernel->length + user->length);
}

/* ---- one job alone ---- */

static inline bool is_empty(const SimProcessor *processor)
{
    return processor->jobs.value == 0 && processor->classes[ENDED].length == 0;
}

static inline int64_t solo_left_ns(const SimProcessor *processor)
{
    return processor->solo_kernel_ns + processor->solo->user_ns;
}

static inline void solo_uses(SimProcessor *processor, int64_t kernel_ns, int64_t user_ns)
{
    processor->solo_used_ns[KERNEL] += kernel_ns;
    processor->solo_used_ns[USER] += user_ns;
    processor->last_ns = processor->engine->now_ns;
}

/* It has had all that it asked for. */
static inline SimProcessorJob *solo_ends(SimProcessor *processor)
{
    SimProcessorJob *job = processor->solo;

    solo_uses(processor, processor->solo_kernel_ns, job->user_ns);
    processor->solo = NULL;
    sim_level_set(&processor->jobs, processor->last_ns, 0);
    return job;
}

static G_GNUC_NO_INLINE void advance_solo(SimProcessor *processor)
{
    int64_t time_ns = processor->engine->now_ns - processor->last_ns;
    int64_t kernel_ns = MIN(time_ns, processor->solo_kernel_ns);
    Part part = {.sequence = processor->solo_sequence};

    if (time_ns >= solo_left_ns(processor)) {
        part.job = solo_ends(processor);
        insert(&processor->classes[ENDED], ENDED, part);
        return;
    }
    solo_uses(processor, kernel_ns, time_ns - kernel_ns);
    processor->solo_kernel_ns -= kernel_ns;
    processor->solo->user_ns -= time_ns - kernel_ns;
}

static inline void insert_work(SimProcessor *processor, SimProcessorJob *job, int64_t kernel_ns,
                               uint64_t sequence)
{
    ClassIndex index = kernel_ns > 0 ? KERNEL : USER;
    Fine part_ns = kernel_ns > 0 ? kernel_ns : job->user_ns;

    insert(&processor->classes[index], index,
           (Part){.end = processor->classes[index].clock + (part_ns << FINE_BITS),
                  .sequence = sequence,
                  .job = job});
}

/* Another has come. */
static void solo_joins(SimProcessor *processor)
{
    insert_work(processor, processor->solo, processor->solo_kernel_ns, processor->solo_sequence);
    processor->solo = NULL;
}

static inline void advance(SimProcessor *processor)
{
    if (processor->last_ns == processor->engine->now_ns)
        return;
    if (processor->solo != NULL)
        advance_solo(processor);
    else if (processor->jobs.value > 0)
        advance_shared(processor);
    else
        processor->last_ns = processor->engine->now_ns;
}

/* ---- the event ---- */

/* When the end of the only kernel part is the next thing to happen: the first end among the users,
 * with that job among them and all cores theirs. */
static Fine time_to_first_end_beyond(const SimProcessor *processor, Fine to_kernel_end)
{
    const Class *user = &processor->classes[USER];
    Fine way = (Fine)processor->classes[KERNEL].heap[0].job->user_ns << FINE_BITS;
    uint32_t jobs = user->length + 1;

    if (user->length > 0) {
        Fine clock = user->clock;

        if (user->cores > 0)
            clock += way_of_time(to_kernel_end, user->length, user->cores);
        way = MIN(way, user->heap[0].end - clock);
    }
    return to_kernel_end + time_of_way(way, jobs, MIN(jobs, processor->cores));
}

/* The passage of a job from kernel to user part needs no event where what follows can be told. */
static Fine time_to_next_event(const SimProcessor *processor)
{
    const Class *kernel = &processor->classes[KERNEL];
    Fine to_user_end = time_to_first_end(&processor->classes[USER]);
    Fine to_kernel_end;

    if (kernel->length == 0)
        return to_user_end;
    to_kernel_end = time_to_first_end(kernel);
    if (kernel->length == 1 && to_kernel_end < to_user_end)
        return time_to_first_end_beyond(processor, to_kernel_end);
    return MIN(to_kernel_end, to_user_end);
}

static G_GNUC_NO_INLINE int64_t next_shared_ns(const SimProcessor *processor)
{
    Fine time;

    if (processor->classes[ENDED].length > 0)
        return processor->last_ns;
    time = (time_to_next_event(processor) + ((Fine)1 << FINE_BITS) - 1) >> FINE_BITS;
    return time < (Fine)SIM_NEVER - processor->last_ns ? (int64_t)(processor->last_ns + time)
                                                       : SIM_NEVER;
}

static inline int64_t next_event_ns(const SimProcessor *processor)
{
    int64_t end_ns;

    if (processor->solo == NULL)
        return next_shared_ns(processor);
    if (__builtin_add_overflow(processor->last_ns, solo_left_ns(processor), &end_ns))
        return SIM_NEVER;
    return end_ns;
}

static void move_event(SimProcessor *processor, int64_t next_ns)
{
    SimEngine *engine = processor->engine;

    if (next_ns == SIM_NEVER)
        sim_engine_cancel(engine, &processor->event);
    else if (processor->event_ns == SIM_NEVER)
        processor->event = sim_engine_at(engine, next_ns, end_due, processor);
    else
        sim_calendar_reschedule(engine->calendar, processor->event, next_ns);
}

/* Whatever has changed the jobs calls this: one event, for the next end, moved only when that
 * moves. */
static inline void plan(SimProcessor *processor)
{
    int64_t next_ns = next_event_ns(processor);

    if (next_ns == processor->event_ns)
        return;
    if (!processor->has_alarm)
        move_event(processor, next_ns);
    else if (next_ns == SIM_NEVER)
        sim_calendar_clear_alarm(processor->engine->calendar);
    else
        sim_calendar_set_alarm(processor->engine->calendar, next_ns);
    processor->event_ns = next_ns;
}

/* The event itself plans once, at its end. */
static inline void plan_outside_event(SimProcessor *processor)
{
    if (!processor->in_event)
        plan(processor);
}

static inline void is_done(SimProcessorJob *job)
{
    job->running = false;
    job->done(job->self);
}

static void end_due(void *self)
{
    SimProcessor *processor = self;
    Class *ended = &processor->classes[ENDED];

    processor->event_ns = SIM_NEVER;
    processor->in_event = true;
    if (processor->solo != NULL)
        is_done(solo_ends(processor));
    else
        advance(processor);
    while (ended->length > 0)
        is_done(take_first(ended).job);
    processor->in_event = false;
    plan(processor);
}

/* ---- what others call ---- */

static G_GNUC_NO_INLINE void join(SimProcessor *processor, SimProcessorJob *job, int64_t kernel_ns)
{
    advance(processor);
    if (processor->solo != NULL)
        solo_joins(processor);
    insert_work(processor, job, kernel_ns, processor->next_sequence++);
    share_cores(processor);
    sim_level_add(&processor->jobs, processor->last_ns, 1);
    plan_outside_event(processor);
}

void sim_processor_submit(SimProcessor *processor, SimProcessorJob *job, int64_t kernel_ns,
                          int64_t user_ns)
{
    g_assert(!job->running);
    g_assert(kernel_ns >= 0 && user_ns >= 0 && (kernel_ns | user_ns) > 0);
    job->running = true;
    job->user_ns = user_ns;
    if (!is_empty(processor) || (kernel_ns | user_ns) >= SOLO_BELOW_NS) {
        join(processor, job, kernel_ns);
        return;
    }
    processor->last_ns = processor->engine->now_ns;
    processor->solo = job;
    processor->solo_kernel_ns = kernel_ns;
    processor->solo_sequence = processor->next_sequence++;
    job->class_index = USER;
    sim_level_set(&processor->jobs, processor->last_ns, 1);
    plan_outside_event(processor);
}

void sim_processor_cancel(SimProcessor *processor, SimProcessorJob *job)
{
    if (!job->running)
        return;
    advance(processor);
    job->running = false;
    if (job == processor->solo)
        processor->solo = NULL;
    else
        take_out(&processor->classes[job->class_index], job->heap_index);
    if (job->class_index != ENDED)
        sim_level_add(&processor->jobs, processor->last_ns, -1);
    share_cores(processor);
    plan_outside_event(processor);
}

int64_t sim_processor_left_ns(SimProcessor *processor, const SimProcessorJob *job)
{
    const Class *class;
    Fine way;

    if (!job->running)
        return 0;
    advance(processor);
    plan_outside_event(processor);
    if (job == processor->solo)
        return solo_left_ns(processor);
    class = &processor->classes[job->class_index];
    if (job->class_index == ENDED)
        return 0;
    way = class->heap[job->heap_index].end - class->clock;
    return (int64_t)((way + ((Fine)1 << FINE_BITS) - 1) >> FINE_BITS) +
           (job->class_index == KERNEL ? job->user_ns : 0);
}

static double used_core_ns(const SimProcessor *processor, ClassIndex index)
{
    Fine solo = (Fine)processor->solo_used_ns[index] << FINE_BITS;

    return (double)(processor->classes[index].used + solo) * 0x1p-32;
}

SimProcessorUse sim_processor_use(SimProcessor *processor)
{
    advance(processor);
    plan_outside_event(processor);
    return (SimProcessorUse){
        .kernel_core_ns = used_core_ns(processor, KERNEL),
        .user_core_ns = used_core_ns(processor, USER),
    };
}

const SimLevel *sim_processor_jobs(const SimProcessor *processor)
{
    return &processor->jobs;
}

void sim_processor_restart_statistics(SimProcessor *processor)
{
    advance(processor);
    processor->classes[KERNEL].used = 0;
    processor->classes[USER].used = 0;
    processor->solo_used_ns[KERNEL] = processor->solo_used_ns[USER] = 0;
    sim_level_restart(&processor->jobs, processor->last_ns);
    plan_outside_event(processor);
}

static void check_class(const SimProcessor *processor, ClassIndex index)
{
    const Class *class = &processor->classes[index];

    for (uint32_t i = 0; i < class->length; i++) {
        const Part *part = &class->heap[i];

        g_assert(i == 0 || !precedes(part, &class->heap[(i - 1) / PARTS_ARITY]));
        g_assert(part->end > class->clock || index == ENDED);
        g_assert(part->job->running);
        g_assert_cmpuint(part->job->heap_index, ==, i);
        g_assert_cmpuint(part->job->class_index, ==, index);
    }
}

void sim_processor_check(const SimProcessor *processor)
{
    const Class *kernel = &processor->classes[KERNEL];
    const Class *user = &processor->classes[USER];

    for (ClassIndex i = 0; i < CLASSES; i++)
        check_class(processor, i);
    g_assert_cmpuint(kernel->cores, ==, MIN(kernel->length, processor->cores));
    g_assert_cmpuint(user->cores, ==, MIN(user->length, processor->cores - kernel->cores));
    g_assert_cmpint(processor->jobs.value, ==,
                    kernel->length + user->length + (processor->solo != NULL));
    g_assert(processor->solo == NULL ||
             (processor->solo->running && solo_left_ns(processor) > 0 &&
              kernel->length + user->length + processor->classes[ENDED].length == 0));
    if (processor->in_event)
        return;
    g_assert_cmpint(processor->event_ns, ==, next_event_ns(processor));
    g_assert((processor->has_alarm
                  ? sim_calendar_alarm_is_set(processor->engine->calendar)
                  : sim_calendar_is_pending(processor->engine->calendar, processor->event)) ==
             (processor->event_ns != SIM_NEVER));
}
