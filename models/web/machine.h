/* machine.h - cores, memory and the price of a context switch.
 *
 * Modelled:   cores under processor sharing, kernel work ahead of user work; physical memory: what
 *             is resident beyond it makes requests fault (costs: page-fault); the address space of
 *             a process, 2 GB, beyond which its requests are out of memory [KB820108].
 * Simplified: a context switch costs a fixed kernel demand each time that a thread runs again after
 *             it was blocked; preemption is free.
 * Assumption: a process that is out of memory lives: only the request fails.
 * Left out:   affinity, priorities, caches, fragmentation of the address space.
 */
#pragma once
#include "models/web/run.h"
#include "sim/processor.h"

struct WebMachine {
    SimProcessor *processor;
    SimHandler step_done; /* of every task on its cores; another where processor time is metered */
    int64_t context_switch_ns;
    uint64_t switches; /* since the window began */
    int64_t memory_bytes;
    SimLevel memory;  /* of all processes, kB: an area in bytes x ns would be needlessly large */
    SimLevel threads; /* that exist */
    SimLevel threads_busy;
};

WebMachine *web_machine_new(WebRun *run);
void web_machine_free(WebMachine *machine);

/* From now on processes know what they have had of the cores: web_process_cpu_ns(). */
void web_machine_meter_cpu(WebMachine *machine);
bool web_machine_meters_cpu(const WebMachine *machine);

/* The probability that a request touches a page that is not resident: 1 - physical / used. */
double web_machine_fault_probability(const WebMachine *machine);
