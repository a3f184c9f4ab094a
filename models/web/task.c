/* task.c - the steps of a work, one at a time.
 *
 * Invariant: exactly one of job, visit, event and call is under way, the one that activity names; none
 * while TASK_IDLE.
 */
#include "models/web/task.h"
#include "models/web/backend.h"
#include "models/web/call.h"
#include "models/web/machine.h"
#include "models/web/process.h"
#include "models/web/request.h"
#include "models/web/threads.h"

static void task_continue(WebTask *task);

void web_task_init(WebTask *task, WebRun *run, WebRequest *request, uint64_t source,
                   uint64_t ordinal, uint64_t purpose)
{
    *task = (WebTask){
        .run = run,
        .request = request,
        .key = {source, ordinal, purpose},
    };
}

static SimStream task_stream(const WebTask *task, uint32_t draw)
{
    uint64_t purpose = task->key[2] | (uint64_t)task->step << 8 | draw;

    return sim_stream(task->run->seed, task->key[0], task->key[1], purpose);
}

static WebStage stage_of_step(const WebTask *task, const WebStep *step)
{
    if (!task->is_page_work)
        return task->stage;
    switch (step->kind) {
    case STEP_CPU:
    case STEP_KERNEL:
        return STAGE_WORK_CPU;
    case STEP_WAIT:
        return STAGE_WORK_WAIT;
    case STEP_CALL:
        return (WebStage)(task->run->stage_count - 1);
    case STEP_BACKEND:
        break;
    }
    return (WebStage)(STAGE_BACKENDS + (int)step->backend);
}

/* The activity is over: what it took beyond its demand was waiting. */
static void task_charge(WebTask *task)
{
    if (task->request != NULL)
        web_request_charge_quietly(task->request, task->demand_ns);
    if (task->activity != TASK_CPU) {
        web_task_switch(task);
        if (task->threads != NULL)
            web_threads_unblocked(task->threads);
    }
    task->activity = TASK_IDLE;
}

static G_GNUC_NO_INLINE void watch_span(const WebTask *task)
{
    if (task->request != NULL)
        web_watch_span(task->request, task->demand_ns);
}

void web_task_step_done(void *self)
{
    WebTask *task = self;

    if (WEB_WATCHED(task->run))
        watch_span(task);
    task_charge(task);
    task->step++;
    task_continue(task);
}

/* One that threw was the last step. */
void web_task_call_over(WebTask *task, int64_t service_ns, SimHandler threw)
{
    task->demand_ns = service_ns;
    if (threw != NULL) {
        task->step = task->work->count - 1;
        task->done = threw;
    }
    web_task_step_done(task);
}

int64_t web_task_cpu_ns(const WebTask *task)
{
    if (task->activity != TASK_CPU)
        return 0;
    return task->demand_ns - sim_processor_left_ns(task->run->machine->processor, &task->job);
}

/* Where processor time is metered. */
static void charge_process(const WebTask *task, int64_t cpu_ns)
{
    WebProcess *process = task->request != NULL ? task->request->process : task->process;

    if (process != NULL)
        process->cpu_ns += cpu_ns;
}

void web_task_metered_step_done(void *self)
{
    WebTask *task = self;

    charge_process(task, task->demand_ns);
    web_task_step_done(self);
}

static void start_on_cores(WebTask *task, const WebStep *step)
{
    int64_t kernel_ns = task->kernel_pending_ns;
    int64_t user_ns = task->demand_ns;

    if (step->kind == STEP_KERNEL) {
        kernel_ns += user_ns;
        user_ns = 0;
    }
    task->demand_ns += task->kernel_pending_ns;
    task->kernel_pending_ns = 0;
    task->activity = TASK_CPU;
    task->job.done = task->run->machine->step_done;
    task->job.self = task;
    sim_processor_submit(task->run->machine->processor, &task->job, kernel_ns, user_ns);
}

static void enter_backend(WebTask *task)
{
    WebBackend *backend = &task->run->backends[task->backend];

    if (backend->processor != NULL) {
        task->activity = TASK_SHARED;
        task->job.done = web_task_step_done;
        task->job.self = task;
        sim_processor_submit(backend->processor, &task->job, 0, MAX(task->demand_ns, 1));
        return;
    }
    task->activity = TASK_STATION;
    task->visit.service_ns = task->demand_ns;
    task->visit.started = NULL;
    task->visit.done = web_task_step_done;
    task->visit.self = task;
    sim_station_enter(&backend->station, &task->visit);
}

static bool waits_out_outage(WebTask *task);

static void outage_over(void *self)
{
    WebTask *task = self;

    if (waits_out_outage(task))
        return;
    if (task->request != NULL)
        web_process_stuck(task->request, false);
    enter_backend(task);
}

/* True when the backend does not answer now: the visit begins when it does. The first to come is
 * the first to be let in. */
static bool waits_out_outage(WebTask *task)
{
    int64_t until_ns = task->run->backends[task->backend].out_until_ns;

    if (until_ns <= task->run->engine.now_ns)
        return false;
    task->activity = TASK_WAIT;
    task->event = (SimEventId){0};
    if (task->request != NULL)
        web_process_stuck(task->request, true);
    if (until_ns != SIM_NEVER)
        task->event = sim_engine_at(&task->run->engine, until_ns, outage_over, task);
    return true;
}

static void start_visit(WebTask *task, const WebStep *step)
{
    WebBackend *backend = &task->run->backends[step->backend];

    task->backend = step->backend;
    if (backend->is_faulty) {
        SimStream stream = task_stream(task, DRAW_FAULT);

        task->demand_ns = web_backend_demand(backend, task->demand_ns, &stream);
        if (waits_out_outage(task))
            return;
    }
    enter_backend(task);
}

static G_GNUC_NO_INLINE bool is_taken(const WebTask *task, double probability)
{
    SimStream stream = task_stream(task, DRAW_WORK_TAKEN);

    return sim_stream_uniform(&stream) < probability;
}

static G_GNUC_NO_INLINE int64_t draw_demand(const WebTask *task, const SimVariate *demand)
{
    SimStream stream = task_stream(task, task->draw);

    return sim_variate_draw_whole(demand, &stream);
}

static G_GNUC_NO_INLINE void start_off_cores(WebTask *task, const WebStep *step)
{
    if (step->kind == STEP_BACKEND) {
        start_visit(task, step);
    } else if (step->kind == STEP_CALL) {
        task->activity = TASK_CALL;
        web_call_begin(task, step->page);
    } else {
        task->activity = TASK_WAIT;
        task->event =
            sim_engine_after(&task->run->engine, task->demand_ns, web_task_step_done, task);
    }
    if (task->threads != NULL) /* last: what it lets run may be the end of this task */
        web_threads_blocked(task->threads);
}

static G_GNUC_NO_INLINE void watch_stage(const WebTask *task, const WebStep *step)
{
    if (task->request != NULL)
        web_watch_stage(task->request, stage_of_step(task, step));
}

/* True when the step has begun something; false when it came to nothing and the next one is due. */
static inline bool task_start_step(WebTask *task)
{
    const WebStep *step = &task->work->steps[task->step];

    if (step->probability < 1 && !is_taken(task, step->probability))
        return false;
    task->demand_ns = step->demand.kind == SIM_CONSTANT ? (int64_t)(step->demand.a + 0.5)
                                                        : draw_demand(task, &step->demand);
    if (task->demand_ns == 0 && step->kind < STEP_BACKEND)
        return false;
    if (WEB_WATCHED(task->run))
        watch_stage(task, step);
    if (task->request != NULL)
        web_request_stage_quietly(task->request, stage_of_step(task, step));
    if (step->kind == STEP_CPU || step->kind == STEP_KERNEL)
        start_on_cores(task, step);
    else
        start_off_cores(task, step);
    return true;
}

static void task_continue(WebTask *task)
{
    for (; task->step < task->work->count; task->step++) {
        if (task_start_step(task))
            return;
    }
    task->done(task->self);
}

static void task_run(WebTask *task, const WebWork *work, SimHandler done, void *self)
{
    g_assert(task->activity == TASK_IDLE);
    task->work = work;
    task->step = 0;
    task->done = done;
    task->self = self;
    task_continue(task);
}

void web_task_run_cost(WebTask *task, const WebWork *work, WebCost cost, WebStage stage,
                       SimHandler done, void *self)
{
    if (work->count == 0) {
        done(self);
        return;
    }
    task->draw = DRAW_COST + (uint32_t)cost;
    task->stage = stage;
    task->is_page_work = false;
    task_run(task, work, done, self);
}

void web_task_run_page(WebTask *task, const WebWork *work, SimHandler done, void *self)
{
    task->draw = DRAW_WORK;
    task->is_page_work = true;
    task_run(task, work, done, self);
}

void web_task_cancel(WebTask *task)
{
    switch (task->activity) {
    case TASK_IDLE:
        return;
    case TASK_CPU:
        if (web_machine_meters_cpu(task->run->machine))
            charge_process(task, web_task_cpu_ns(task));
        sim_processor_cancel(task->run->machine->processor, &task->job);
        break;
    case TASK_WAIT:
        sim_engine_cancel(&task->run->engine, &task->event);
        break;
    case TASK_STATION:
        sim_station_leave(&task->run->backends[task->backend].station, &task->visit);
        break;
    case TASK_SHARED:
        sim_processor_cancel(task->run->backends[task->backend].processor, &task->job);
        break;
    case TASK_CALL:
        web_call_cancel(task);
        break;
    }
    if (task->activity != TASK_CPU && task->threads != NULL)
        web_threads_unblocked(task->threads);
    task->activity = TASK_IDLE;
}

void web_task_switch(WebTask *task)
{
    task->kernel_pending_ns += task->run->machine->context_switch_ns;
    task->run->machine->switches++;
}
