#include "models/web/machine.h"
#include "models/web/task.h"

WebMachine *web_machine_new(WebRun *run)
{
    WebMachine *machine = g_new0(WebMachine, 1);
    const ModelConfig *config = run->config;

    machine->step_done = web_task_step_done;
    machine->processor = sim_processor_new(&run->engine, (uint32_t)config->machine.cores);
    machine->context_switch_ns = (int64_t)(web_work_mean(&config->costs.context_switch) + 0.5);
    machine->memory_bytes = config->machine.memory_bytes;
    sim_level_init(&machine->memory, run->engine.now_ns, 0);
    sim_level_init(&machine->threads, run->engine.now_ns, 0);
    sim_level_init(&machine->threads_busy, run->engine.now_ns, 0);
    return machine;
}

void web_machine_free(WebMachine *machine)
{
    if (machine == NULL)
        return;
    sim_processor_free(machine->processor);
    g_free(machine);
}

void web_machine_meter_cpu(WebMachine *machine)
{
    machine->step_done = web_task_metered_step_done;
}

bool web_machine_meters_cpu(const WebMachine *machine)
{
    return machine->step_done == web_task_metered_step_done;
}

double web_machine_fault_probability(const WebMachine *machine)
{
    double used_bytes = (double)machine->memory.value * 1024;

    if (used_bytes <= (double)machine->memory_bytes)
        return 0;
    return 1 - (double)machine->memory_bytes / used_bytes;
}
