#include "models/web/process.h"
#include "models/web/availability.h"
#include "models/web/counters.h"
#include "models/web/exposure.h"
#include "models/web/fault.h"
#include "models/web/machine.h"
#include "models/web/measure.h"
#include "models/web/request.h"

WebProcessStatistics *web_process_statistics(WebRun *run, const char *name)
{
    WebProcessStatistics *statistics;

    for (guint i = 0; i < run->process_statistics->len; i++) {
        statistics = g_ptr_array_index(run->process_statistics, i);
        if (g_str_equal(statistics->name, name))
            return statistics;
    }
    statistics = g_new0(WebProcessStatistics, 1);
    statistics->name = web_run_string(run, name);
    sim_level_init(&statistics->alive, run->engine.now_ns, 0);
    sim_level_init(&statistics->held, run->engine.now_ns, 0);
    sim_level_init(&statistics->memory, run->engine.now_ns, 0);
    g_ptr_array_add(run->process_statistics, statistics);
    return statistics;
}

WebProcess *web_process_new(WebRun *run, const char *name, const WebProcessFunctions *functions,
                            void *owner)
{
    WebProcess *process = g_new0(WebProcess, 1);

    process->run = run;
    process->functions = functions;
    process->owner = owner;
    process->statistics = web_process_statistics(run, name);
    process->generation = ++process->statistics->generations;
    process->state = PROCESS_DEAD;
    process->pool = MODEL_NONE;
    process->limit_kib = run->config->machine.virtual_memory_limit_bytes / 1024;
    process->next = run->processes;
    if (run->processes != NULL)
        run->processes->previous = process;
    run->processes = process;
    return process;
}

static void process_free(WebProcess *process)
{
    web_faults_forget_spins(process);
    if (process->functions->destroy != NULL)
        process->functions->destroy(process);
    g_free(process->stuck);
    g_free(process->appdomains);
    g_free(process);
}

/* The end of the event in which it ended: nothing can be running in it any more. */
static void process_bury(void *self)
{
    WebProcess *process = self;

    if (process->previous != NULL)
        process->previous->next = process->next;
    else
        process->run->processes = process->next;
    if (process->next != NULL)
        process->next->previous = process->previous;
    process_free(process);
}

void web_process_free_all(WebRun *run)
{
    WebProcess *next;

    for (WebProcess *process = run->processes; process != NULL; process = next) {
        next = process->next;
        process_free(process);
    }
    run->processes = NULL;
}

static void become_ready(WebProcess *process)
{
    int64_t now_ns = process->run->engine.now_ns;

    process->state = PROCESS_READY;
    process->ready_ns = now_ns;
    process->last_active_ns = now_ns;
    sim_level_add(&process->statistics->alive, now_ns, 1);
    if (WEB_WATCHED(process->run))
        web_watch_process(process, WATCH_READY);
    web_availability_serves(process);
}

static void process_started(void *self)
{
    WebProcess *process = self;

    if (process->start_fails) {
        web_process_kill(process, true);
        return;
    }
    become_ready(process);
    process->statistics->started++;
    process->run->counters->worker_restarts +=
        process->hosts != PROCESS_HOSTS_NOTHING && process->generation > 1;
    web_measure_mark(process->run, MARK_START, process->statistics->name);
    process->functions->ready(process);
}

/* A process of one generation starts with the same demands in every variant, whatever its name. */
void web_process_start(WebProcess *process, const WebWork *work, int64_t memory_bytes)
{
    process->state = PROCESS_STARTING;
    process->began_ns = process->run->engine.now_ns;
    if (WEB_WATCHED(process->run))
        web_watch_process(process, WATCH_STARTS);
    process->start_fails = !process->is_spared && web_faults_fail_start(process);
    web_process_add_memory(process, memory_bytes);
    web_task_init(&process->start, process->run, NULL, sim_stream_source("process-start"),
                  process->generation, 0);
    process->start.process = process;
    web_task_run_cost(&process->start, work, COST_PROCESS_START, STAGE_PROCESS_START,
                      process_started, process);
}

void web_process_start_warm(WebProcess *process, int64_t memory_bytes)
{
    web_process_add_memory(process, memory_bytes);
    become_ready(process);
}

void web_process_drain(WebProcess *process)
{
    g_assert(process->state == PROCESS_READY);
    process->state = PROCESS_DRAINING;
    if (WEB_WATCHED(process->run))
        web_watch_process(process, WATCH_DRAINS);
    process->statistics->recycled++;
    web_availability_serves_no_more(process);
    if (process->held_count == 0)
        process->functions->emptied(process);
}

void web_process_let_go(WebProcess *process)
{
    g_assert(process->state == PROCESS_READY);
    process->state = PROCESS_DRAINING;
    if (WEB_WATCHED(process->run))
        web_watch_process(process, WATCH_DRAINS);
    web_availability_serves_no_more(process);
}

static void process_end(WebProcess *process)
{
    web_task_cancel(&process->start);
    web_faults_stop_spins(process);
    if (web_process_is_alive(process))
        sim_level_add(&process->statistics->alive, process->run->engine.now_ns, -1);
    if (process->state == PROCESS_READY)
        web_availability_serves_no_more(process);
    else if (process->state == PROCESS_STARTING)
        web_availability_not_started(process);
    web_exposure_process_ends(process);
    process->state = PROCESS_DEAD;
    process->leaked_bytes = 0;
    web_process_add_memory(process, -process->memory_kib * 1024);
    if (WEB_WATCHED(process->run))
        web_watch_process(process, WATCH_ENDS);
    sim_engine_after(&process->run->engine, 0, process_bury, process);
}

void web_process_stop(WebProcess *process)
{
    g_assert(process->held_count == 0 && process->state != PROCESS_DEAD);
    process->statistics->stopped++;
    web_measure_process_mark(process, MARK_STOP);
    process_end(process);
}

/* The order matters: while requests are given back, the process is already dead, so that nothing
 * that they set off can go into it. */
void web_process_kill(WebProcess *process, bool is_crash)
{
    g_assert(process->state != PROCESS_DEAD);
    if (is_crash) {
        process->statistics->crashed++;
        process->end_reason = "Unexpected";
        process->end_event = process->crash_event;
    } else {
        process->statistics->stopped++;
    }
    web_measure_process_mark(process, is_crash ? MARK_CRASH : MARK_STOP);
    process_end(process);
    for (WebRequest *request = process->held; request != NULL; request = request->held_next)
        web_request_stop_work(request);
    process->functions->died(process);
    while (process->held != NULL) {
        WebRequest *request = process->held;

        web_process_release(request);
        process->functions->lost(request);
    }
}

int64_t web_process_cpu_ns(const WebProcess *process)
{
    int64_t cpu_ns = process->cpu_ns + web_task_cpu_ns(&process->start);

    for (const WebRequest *request = process->held; request != NULL; request = request->held_next)
        cpu_ns += web_task_cpu_ns(&request->task);
    return cpu_ns + web_faults_spin_ns(process);
}

/* New ones at the head: a crash gives them back latest first, which is as good as any order. */
void web_process_hold(WebProcess *process, WebRequest *request)
{
    int64_t now_ns = process->run->engine.now_ns;

    g_assert(request->process == NULL && process->state != PROCESS_DEAD);
    request->process = process;
    request->held_previous = NULL;
    request->held_next = process->held;
    if (process->held != NULL)
        process->held->held_previous = request;
    process->held = request;
    process->held_count++;
    process->last_active_ns = now_ns;
    sim_level_add(&process->statistics->held, now_ns, 1);
    if (WEB_WATCHED(process->run))
        web_watch_place(request, process, true);
}

void web_process_release(WebRequest *request)
{
    WebProcess *process = request->process;
    int64_t now_ns;

    if (process == NULL)
        return;
    now_ns = process->run->engine.now_ns;
    if (request->held_previous != NULL)
        request->held_previous->held_next = request->held_next;
    else
        process->held = request->held_next;
    if (request->held_next != NULL)
        request->held_next->held_previous = request->held_previous;
    request->process = NULL;
    process->held_count--;
    process->last_active_ns = now_ns;
    sim_level_add(&process->statistics->held, now_ns, -1);
    if (WEB_WATCHED(process->run))
        web_watch_place(request, process, false);
    if (process->held_count == 0 && process->state == PROCESS_DRAINING)
        process->functions->emptied(process);
}

void web_process_stuck(WebRequest *request, bool is_stuck)
{
    const WebProcess *process = request->process;

    if (process != NULL && process->functions->stuck != NULL)
        process->functions->stuck(request, is_stuck);
}

void web_process_add_memory(WebProcess *process, int64_t bytes)
{
    WebMachine *machine = process->run->machine;
    int64_t now_ns = process->run->engine.now_ns;
    int64_t kib;

    process->leaked_bytes += bytes;
    kib = process->leaked_bytes / 1024;
    if (kib == 0)
        return;
    process->leaked_bytes -= kib * 1024;
    process->memory_kib += kib;
    sim_level_add(&process->statistics->memory, now_ns, kib);
    sim_level_add(&machine->memory, now_ns, kib);
    if (WEB_WATCHED(process->run))
        web_watch_process(process, WATCH_MEMORY);
}
