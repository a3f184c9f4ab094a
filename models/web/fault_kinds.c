/* fault_kinds.c - what goes wrong: one table of kinds.
 *
 * Modelled:   a process that dies (crash, stack-overflow); an unhandled exception in a request,
 *             which costs that request, and off one, which 1.0 and 1.1 swallow and 2.0 does not
 *             survive [KB911816]; requests that never end, or lock each other out; memory that is
 *             left behind; threads that run without end; backends that are slow or away; an
 *             administrator who stops and starts pools; worker processes that do not come up
 *             [CC787273].
 *             A fault acts on the process that runs the code of what it names (fault_targets.c);
 *             iisreset on all of them.
 * Simplified: an exception comes before the page has done anything; threads that spin are of the
 *             process, not of its pools.
 *             Locks are not simulated: whoever is caught in a deadlock waits, and the abort of one
 *             lets no other go on.
 */
#include "models/web/backend.h"
#include "models/web/fault_config.h"
#include "models/web/fault_private.h"
#include "models/web/machine.h"
#include "models/web/server.h"

/* ---- processes that die ---- */

/* Where none is ready nothing happens. */
static void crash(const WebFault *fault, bool only_managed)
{
    g_autoptr(GPtrArray) victims = web_fault_processes(fault, only_managed);

    for (guint i = 0; i < victims->len; i++) {
        WebProcess *process = g_ptr_array_index(victims, i);

        if (process->state == PROCESS_READY)
            web_process_kill(process, true);
    }
}

static void crash_begin(WebFault *fault)
{
    crash(fault, false);
}

static WebFaultEffect crash_execute(WebFault *fault, WebRequest *request)
{
    (void)fault;
    if (request->run->page_handlers[request->page] == HANDLER_CGI) /* a process of its own */
        return FAULT_EFFECT_EXCEPTION;
    web_process_kill(request->process, true);
    return FAULT_EFFECT_GONE;
}

/* Nobody catches what a thread of no request throws: 1.0 and 1.1 swallow it. */
static void exception_off_request_begin(WebFault *fault)
{
    if (fault->run->config->aspnet.version == ASPNET_2_0)
        crash(fault, true);
}

/* ---- iisreset ---- */

static void iisreset_begin(WebFault *fault)
{
    fault->run->server->reset(fault->run);
}

/* ---- requests that go wrong ---- */

static void state_begin(WebFault *fault)
{
    fault->active++;
}

static void state_end(WebFault *fault)
{
    fault->active--;
}

static WebFaultEffect exception_execute(WebFault *fault, WebRequest *request)
{
    (void)fault;
    (void)request;
    return FAULT_EFFECT_EXCEPTION;
}

static WebFaultEffect hang_execute(WebFault *fault, WebRequest *request)
{
    (void)request;
    return fault->config->is_native ? FAULT_EFFECT_HANGS_NATIVE : FAULT_EFFECT_HANGS;
}

/* A lock that another request holds, which waits for one of this: managed code, so that
 * executionTimeout aborts it. */
static WebFaultEffect deadlock_execute(WebFault *fault, WebRequest *request)
{
    (void)fault;
    (void)request;
    return FAULT_EFFECT_HANGS;
}

/* What there is no room for is an OutOfMemoryException. */
static WebFaultEffect leak_execute(WebFault *fault, WebRequest *request)
{
    if (!web_process_has_room(request->process, fault->config->leak_bytes))
        return FAULT_EFFECT_EXCEPTION;
    web_process_add_memory(request->process, fault->config->leak_bytes);
    return FAULT_EFFECT_NONE;
}

/* ---- threads that spin ---- */

/* What one occurrence does to one process: some threads that want a core for as long as it lasts.
 * Each has as much to do as a core could do in that time, so none ends before. */
struct WebSpin {
    WebSpin *next; /* of the process */
    WebProcess *process;
    SimEventId over;
    int64_t lasts_ns;
    int64_t count;
    SimProcessorJob jobs[];
};

static int64_t spin_cpu_ns(const WebSpin *spin)
{
    SimProcessor *processor = spin->process->run->machine->processor;
    int64_t cpu_ns = 0;

    for (int64_t i = 0; i < spin->count; i++)
        cpu_ns += spin->lasts_ns - sim_processor_left_ns(processor, &spin->jobs[i]);
    return cpu_ns;
}

int64_t web_faults_spin_ns(const WebProcess *process)
{
    int64_t cpu_ns = 0;

    for (const WebSpin *spin = process->spins; spin != NULL; spin = spin->next)
        cpu_ns += spin_cpu_ns(spin);
    return cpu_ns;
}

static void spin_stop(WebSpin *spin)
{
    WebRun *run = spin->process->run;

    if (web_machine_meters_cpu(run->machine))
        spin->process->cpu_ns += spin_cpu_ns(spin);
    for (int64_t i = 0; i < spin->count; i++)
        sim_processor_cancel(run->machine->processor, &spin->jobs[i]);
    sim_engine_cancel(&run->engine, &spin->over);
    g_free(spin);
}

static void spin_over(void *self)
{
    WebSpin *spin = self;
    WebSpin **link = &spin->process->spins;

    while (*link != spin)
        link = &(*link)->next;
    *link = spin->next;
    spin_stop(spin);
}

void web_faults_stop_spins(WebProcess *process)
{
    while (process->spins != NULL) {
        WebSpin *spin = process->spins;

        process->spins = spin->next;
        spin_stop(spin);
    }
}

void web_faults_forget_spins(WebProcess *process)
{
    while (process->spins != NULL) {
        WebSpin *spin = process->spins;

        process->spins = spin->next;
        g_free(spin);
    }
}

static void job_ended(void *self)
{
    (void)self;
}

static void spin_process(const WebFault *fault, WebProcess *process, int64_t lasts_ns)
{
    WebRun *run = fault->run;
    size_t count = (size_t)fault->config->threads;
    WebSpin *spin = g_malloc0(sizeof(WebSpin) + count * sizeof(SimProcessorJob));

    spin->process = process;
    spin->count = fault->config->threads;
    spin->lasts_ns = lasts_ns;
    spin->next = process->spins;
    process->spins = spin;
    for (size_t i = 0; i < count; i++) {
        spin->jobs[i].done = job_ended;
        sim_processor_submit(run->machine->processor, &spin->jobs[i], 0, lasts_ns);
    }
    spin->over = sim_engine_after(&run->engine, lasts_ns, spin_over, spin);
}

static void spin_begin(WebFault *fault)
{
    const ModelConfig *config = fault->run->config;
    g_autoptr(GPtrArray) processes = web_fault_processes(fault, false);
    int64_t left_ns = config->duration_ns + config->drain_ns - fault->run->engine.now_ns;
    int64_t lasts_ns = MAX(MIN(web_fault_lasts_ns(fault), left_ns), 1);

    for (guint i = 0; i < processes->len; i++)
        spin_process(fault, g_ptr_array_index(processes, i), lasts_ns);
}

static void nothing_to_undo(WebFault *fault)
{
    (void)fault; /* but its end is marked */
}

/* ---- backends ---- */

static void note_backend(WebBackend *backend, int64_t now_ns)
{
    backend->is_faulty = backend->slow->len > 0 || backend->out_until_ns > now_ns;
}

static WebBackend *backend_of(const WebFault *fault)
{
    return &fault->run->backends[fault->config->target_index];
}

static void slow_begin(WebFault *fault)
{
    if (fault->active++ > 0)
        return;
    g_ptr_array_add(backend_of(fault)->slow, (void *)fault->config);
    note_backend(backend_of(fault), fault->run->engine.now_ns);
}

static void slow_end(WebFault *fault)
{
    if (--fault->active > 0)
        return;
    g_ptr_array_remove(backend_of(fault)->slow, (void *)fault->config);
    note_backend(backend_of(fault), fault->run->engine.now_ns);
}

static void outage_begin(WebFault *fault)
{
    WebBackend *backend = backend_of(fault);
    int64_t now_ns = fault->run->engine.now_ns;
    int64_t lasts_ns = web_fault_lasts_ns(fault);
    int64_t until_ns = lasts_ns == SIM_NEVER ? SIM_NEVER : now_ns + lasts_ns;

    backend->out_until_ns = MAX(backend->out_until_ns, until_ns);
    note_backend(backend, now_ns);
}

static void outage_end(WebFault *fault)
{
    note_backend(backend_of(fault), fault->run->engine.now_ns);
}

/* ---- pools and their workers ---- */

static void switch_pool(const WebFault *fault, bool on)
{
    if (fault->run->server->switch_pool != NULL)
        fault->run->server->switch_pool(fault->run, fault->config->target_index, on);
}

static void pool_stop_begin(WebFault *fault)
{
    if (fault->active++ == 0)
        switch_pool(fault, false);
}

static void pool_stop_end(WebFault *fault)
{
    if (--fault->active == 0)
        switch_pool(fault, true);
}

static void operator_restart_begin(WebFault *fault)
{
    switch_pool(fault, true);
}

/* Whether the process hosts an application that the fault names. */
static bool names_process(const WebFault *fault, const WebProcess *process)
{
    const ModelConfig *config = fault->run->config;

    for (uint32_t app = 0; app < config->app_count; app++) {
        if (fault->apps[app] &&
            (process->pool == MODEL_NONE || process->pool == config->apps[app].pool))
            return true;
    }
    return false;
}

bool web_faults_fail_start(const WebProcess *process)
{
    const WebFaults *faults = process->run->faults;

    for (uint32_t i = 0; i < faults->count; i++) {
        const WebFault *fault = &faults->faults[i];

        if (fault->config->kind == FAULT_START_FAILURE && fault->active > 0 &&
            names_process(fault, process))
            return true;
    }
    return false;
}

const WebFaultActions web_fault_actions[] = {
    [FAULT_CRASH] = {.begin = crash_begin, .execute = crash_execute},
    [FAULT_STACK_OVERFLOW] = {.begin = crash_begin, .execute = crash_execute},
    [FAULT_EXCEPTION] = {.execute = exception_execute},
    [FAULT_EXCEPTION_OFF_REQUEST] = {.begin = exception_off_request_begin},
    [FAULT_HANG] = {.begin = state_begin,
                    .end = state_end,
                    .execute = hang_execute,
                    .has_state = true},
    [FAULT_DEADLOCK] = {.begin = state_begin,
                        .end = state_end,
                        .execute = deadlock_execute,
                        .has_state = true},
    [FAULT_LEAK] = {.begin = state_begin,
                    .end = state_end,
                    .execute = leak_execute,
                    .has_state = true},
    [FAULT_SPIN] = {.begin = spin_begin, .end = nothing_to_undo},
    [FAULT_SLOW_BACKEND] = {.begin = slow_begin, .end = slow_end},
    [FAULT_BACKEND_OUTAGE] = {.begin = outage_begin, .end = outage_end},
    [FAULT_POOL_STOP] = {.begin = pool_stop_begin, .end = pool_stop_end},
    [FAULT_OPERATOR_RESTART] = {.begin = operator_restart_begin},
    [FAULT_START_FAILURE] = {.begin = state_begin, .end = state_end},
    [FAULT_RECYCLE] = {.begin = web_fault_recycle_begin},
    [FAULT_IISRESET] = {.begin = iisreset_begin},
    [FAULT_CONFIG_CHANGE] = {.begin = web_fault_change_begin, .end = web_fault_change_end},
    [FAULT_CONFIG_STORM] = {.begin = web_fault_storm_begin, .end = web_fault_storm_end},
    [FAULT_COMPILE_STORM] = {.begin = web_fault_storm_begin, .end = web_fault_storm_end},
    [FAULT_RECYCLE_APPDOMAIN] = {.begin = web_fault_appdomain_begin},
};
