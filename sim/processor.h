/* processor.h - cores shared by all that want to run: processor sharing in virtual time.
 *
 * A job has a kernel part, which runs first, and a user part; either may be 0, not both. Kernel
 * work goes ahead of user work: n jobs in their kernel part progress at rate min(1, cores / n)
 * each, and those in their user part share the cores that are left, none faster than 1. The
 * passage from kernel to user part is not seen outside.
 *
 * Each class keeps a virtual clock that advances at that rate, in whole units of 2^-32 ns, and a
 * heap of the virtual times at which its jobs end: arrival, departure and cancellation are
 * O(log n), however many jobs run. Inside, a job leaves when it has what it asked for, between two
 * nanoseconds if need be, and the others get the rest; outside, its end is seen at the next whole
 * nanosecond, so less than 1 ns late. Jobs whose ends are seen at the same time end in the order
 * of submission.
 *
 * Jobs are intrusive: a SimProcessorJob lives inside the object that runs.
 */
#pragma once
#include "sim/engine.h"
#include "sim/level.h"

typedef struct SimProcessor SimProcessor;

typedef struct {
    SimHandler done; /* called when the job has ended and left; it may submit again */
    void *self;      /* given to done */
    /* private from here on */
    int64_t user_ns; /* still to come after the kernel part */
    uint32_t heap_index;
    uint8_t class_index;
    bool running;
} SimProcessorJob;

/* cores >= 1; UINT32_MAX: more than jobs can be. */
SimProcessor *sim_processor_new(SimEngine *engine, uint32_t cores);
void sim_processor_free(SimProcessor *processor);

/* kernel_ns >= 0, user_ns >= 0, their sum > 0. */
void sim_processor_submit(SimProcessor *processor, SimProcessorJob *job, int64_t kernel_ns,
                          int64_t user_ns);

/* Takes a running job out without calling done. Harmless on a job that does not run. */
void sim_processor_cancel(SimProcessor *processor, SimProcessorJob *job);

/* What a job that runs still has to get, kernel and user part together, rounded up; 0: it does not
 * run. */
int64_t sim_processor_left_ns(SimProcessor *processor, const SimProcessorJob *job);

/* Exact cores x time used since the statistics were restarted, in core-ns. */
typedef struct {
    double kernel_core_ns;
    double user_core_ns;
} SimProcessorUse;
SimProcessorUse sim_processor_use(SimProcessor *processor);
const SimLevel *sim_processor_jobs(const SimProcessor *processor); /* running, both classes */
void sim_processor_restart_statistics(SimProcessor *processor);
void sim_processor_check(const SimProcessor *processor); /* aborts on a broken heap: O(n) */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SimProcessor, sim_processor_free)
