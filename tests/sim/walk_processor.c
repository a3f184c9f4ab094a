/* walk_processor.c - random walks of a processor beside a fluid, the dumbest model that can be
 * right.
 *
 * Nothing of virtual time: every job has what is left of its parts, in long double, and all of them
 * are moved for every step, from the end of one part to the end of the next.
 */
#include "tests/sim/walk_processor.h"
#include "sim/processor.h"
#include "tests/sim/support.h"
#include <CUnit/CUnit.h>
#include <math.h>

#define FLUID_JOBS 60
#define START_NS   (-300000) /* it walks over 0 */

typedef struct {
    bool present;
    long double kernel_left, user_left;
    long double ended; /* when; NAN while it has not */
} FluidJob;

typedef struct {
    uint32_t cores;
    FluidJob jobs[FLUID_JOBS];
    long double now;
    long double kernel_used, user_used;
} Fluid;

typedef struct {
    long double kernel, user;
} FluidRates;

static FluidRates fluid_rates(const Fluid *fluid)
{
    long double kernel_jobs = 0, user_jobs = 0, rest;

    for (int i = 0; i < FLUID_JOBS; i++) {
        kernel_jobs += fluid->jobs[i].present && fluid->jobs[i].kernel_left > 0;
        user_jobs += fluid->jobs[i].present && fluid->jobs[i].kernel_left == 0;
    }
    rest = fluid->cores - fminl(fluid->cores, kernel_jobs);
    return (FluidRates){.kernel = kernel_jobs > 0 ? fminl(1, fluid->cores / kernel_jobs) : 0,
                        .user = user_jobs > 0 ? fminl(1, rest / user_jobs) : 0};
}

/* How long until the first part ends. */
static long double fluid_first_end(const Fluid *fluid, FluidRates rates)
{
    long double first = INFINITY;

    for (int i = 0; i < FLUID_JOBS; i++) {
        const FluidJob *job = &fluid->jobs[i];

        if (!job->present)
            continue;
        if (job->kernel_left > 0)
            first = fminl(first, job->kernel_left / rates.kernel);
        else if (rates.user > 0)
            first = fminl(first, job->user_left / rates.user);
    }
    return first;
}

/* A part nearly at its end is at its end. */
static long double fluid_lessened(long double left, long double by)
{
    return left - by < 1e-9L ? 0 : left - by;
}

static void fluid_step(Fluid *fluid, FluidRates rates, long double time)
{
    fluid->now += time;
    for (int i = 0; i < FLUID_JOBS; i++) {
        FluidJob *job = &fluid->jobs[i];

        if (!job->present)
            continue;
        if (job->kernel_left > 0) {
            fluid->kernel_used += rates.kernel * time;
            job->kernel_left = fluid_lessened(job->kernel_left, rates.kernel * time);
        } else {
            fluid->user_used += rates.user * time;
            job->user_left = fluid_lessened(job->user_left, rates.user * time);
        }
        if (job->kernel_left == 0 && job->user_left == 0) {
            job->present = false;
            job->ended = fluid->now;
        }
    }
}

static void fluid_until(Fluid *fluid, int64_t until_ns)
{
    while (fluid->now < until_ns) {
        FluidRates rates = fluid_rates(fluid);
        long double left = until_ns - fluid->now;
        long double end = fluid_first_end(fluid, rates);

        fluid_step(fluid, rates, fminl(end, left));
        if (end >= left)
            fluid->now = until_ns;
    }
}

static void fluid_enter(FluidJob *job, int64_t kernel_ns, int64_t user_ns)
{
    *job =
        (FluidJob){.present = true, .kernel_left = kernel_ns, .user_left = user_ns, .ended = NAN};
}

/* Takes the job out; returns what it did not get. */
static long double fluid_leave(FluidJob *job)
{
    long double left = job->present ? job->kernel_left + job->user_left : 0;

    *job = (FluidJob){.ended = NAN};
    return left;
}

/* ---- the same jobs in both ---- */

#define TOLERANCE  1e-4L /* ns; less than that apart, two times are the same */
#define WALK_STEPS 12000

typedef struct {
    struct Walk *walk;
    SimProcessorJob job;
    FluidJob *fluid;
    uint64_t sequence;
} Walker;

typedef struct Walk {
    SimEngine engine;
    SimProcessor *processor;
    Fluid fluid;
    SimStream stream;
    uint64_t pauses_ns; /* between steps, below it */
    Walker walkers[FLUID_JOBS];
    long double demand; /* of all, less what those who were cancelled did not get */
    uint64_t submitted;
    uint64_t done;
    int64_t last_done_ns;
    uint64_t last_done_sequence;
} Walk;

static void walker_submit(Walk *walk, Walker *walker)
{
    static const uint64_t LARGEST[] = {3, 20, 20, 3000};
    uint64_t largest = LARGEST[sim_stream_below(&walk->stream, 4)];
    int64_t kernel_ns = (int64_t)sim_stream_below(&walk->stream, largest);
    int64_t user_ns = (int64_t)sim_stream_below(&walk->stream, largest);

    if (sim_stream_below(&walk->stream, 3) == 0)
        kernel_ns = 0;
    if (kernel_ns + user_ns == 0)
        user_ns = 1;
    fluid_until(&walk->fluid, walk->engine.now_ns);
    fluid_enter(walker->fluid, kernel_ns, user_ns);
    walker->sequence = walk->submitted++;
    walk->demand += (long double)(kernel_ns + user_ns);
    sim_processor_submit(walk->processor, &walker->job, kernel_ns, user_ns);
}

static void walker_cancel(Walk *walk, Walker *walker)
{
    fluid_until(&walk->fluid, walk->engine.now_ns);
    walk->demand -= fluid_leave(walker->fluid);
    sim_processor_cancel(walk->processor, &walker->job);
}

/* Less than 1 ns late, never early, and in order of submission at equal times. */
static void walker_done(void *self)
{
    Walker *walker = self;
    Walk *walk = walker->walk;
    int64_t now_ns = walk->engine.now_ns;

    fluid_until(&walk->fluid, now_ns);
    if (walker->fluid->present) { /* by rounding, the fluid may be a little behind */
        CU_ASSERT(walker->fluid->kernel_left + walker->fluid->user_left < TOLERANCE);
    } else {
        CU_ASSERT(walker->fluid->ended <= now_ns + TOLERANCE);
        CU_ASSERT(walker->fluid->ended > now_ns - 1 - TOLERANCE);
    }
    walk->demand -= fluid_leave(walker->fluid);
    CU_ASSERT(now_ns > walk->last_done_ns || walker->sequence > walk->last_done_sequence);
    walk->last_done_ns = now_ns;
    walk->last_done_sequence = walker->sequence;
    walk->done++;
    sim_processor_check(walk->processor);
    if (sim_stream_below(&walk->stream, 3) == 0)
        walker_submit(walk, walker);
    if (sim_stream_below(&walk->stream, 20) == 0)
        walker_cancel(walk, &walk->walkers[sim_stream_below(&walk->stream, FLUID_JOBS)]);
}

static void compare(Walk *walk)
{
    SimProcessorUse use = sim_processor_use(walk->processor);
    int64_t present = 0;

    fluid_until(&walk->fluid, walk->engine.now_ns);
    for (int i = 0; i < FLUID_JOBS; i++) {
        const FluidJob *job = &walk->fluid.jobs[i];

        CU_ASSERT(!(job->ended < walk->engine.now_ns - TOLERANCE)); /* it would be late */
        present += job->present && job->kernel_left + job->user_left > TOLERANCE;
    }
    CU_ASSERT_EQUAL(sim_processor_jobs(walk->processor)->value, present);
    CU_ASSERT(fabsl(use.kernel_core_ns - walk->fluid.kernel_used) < TOLERANCE);
    CU_ASSERT(fabsl(use.user_core_ns - walk->fluid.user_used) < TOLERANCE);
}

static void nothing(void *self)
{
    (void)self;
}

static void walk_step(Walk *walk)
{
    Walker *walker = &walk->walkers[sim_stream_below(&walk->stream, FLUID_JOBS)];
    int64_t pause_ns = (int64_t)sim_stream_below(
        &walk->stream, sim_stream_below(&walk->stream, 100) == 0 ? 20000 : walk->pauses_ns);

    sim_engine_after(&walk->engine, pause_ns, nothing, NULL);
    sim_engine_run(&walk->engine, walk->engine.now_ns + pause_ns);
    compare(walk);
    if (!walker->job.running)
        walker_submit(walk, walker);
    else if (sim_stream_below(&walk->stream, 3) == 0)
        walker_cancel(walk, walker);
    sim_processor_check(walk->processor);
}

/* Short pauses: dozens of jobs run; long ones: now and then one alone. */
static void walk_on(uint32_t cores, uint64_t pauses_ns, bool has_alarm)
{
    g_autofree Walk *walk = g_new0(Walk, 1);
    SimProcessorUse use;

    sim_engine_init(&walk->engine, START_NS, 1);
    if (!has_alarm)
        sim_calendar_claim_alarm(walk->engine.calendar, nothing, NULL);
    walk->pauses_ns = pauses_ns;
    walk->fluid.now = START_NS;
    walk->processor = sim_processor_new(&walk->engine, cores);
    walk->fluid.cores = cores;
    walk->stream = test_stream(cores);
    walk->last_done_ns = START_NS - 1;
    for (int i = 0; i < FLUID_JOBS; i++) {
        walk->fluid.jobs[i].ended = NAN;
        walk->walkers[i] = (Walker){.walk = walk,
                                    .job = {.done = walker_done, .self = &walk->walkers[i]},
                                    .fluid = &walk->fluid.jobs[i]};
    }
    for (int step = 0; step < WALK_STEPS; step++)
        walk_step(walk);
    for (int i = 0; i < FLUID_JOBS; i++)
        walker_cancel(walk, &walk->walkers[i]);

    use = sim_processor_use(walk->processor);
    CU_ASSERT(walk->done > WALK_STEPS / 6);
    CU_ASSERT(fabsl(use.kernel_core_ns + use.user_core_ns - walk->demand) < TOLERANCE);
    sim_processor_free(walk->processor);
    sim_engine_clear(&walk->engine);
}

void a_random_walk_on_one_core_agrees_with_a_fluid(void)
{
    walk_on(1, 30, true);
    walk_on(1, 2000, true);
    walk_on(1, 2000, false);
}

void a_random_walk_on_several_cores_agrees_with_a_fluid(void)
{
    walk_on(2, 30, true);
    walk_on(3, 30, false);
    walk_on(8, 30, true);
    walk_on(8, 2000, true);
    walk_on(UINT32_MAX, 30, true);
}
