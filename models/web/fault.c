/* fault.c - one table of kinds; timing is common to all. */
#include "models/web/fault.h"
#include "models/web/backend.h"
#include "models/web/measure.h"
#include "models/web/server.h"
#include "models/web/twin.h"

typedef struct WebFault WebFault;

typedef struct {
    void (*begin)(WebFault *fault);
    void (*end)(WebFault *fault); /* NULL: nothing to undo */
} FaultKind;

struct WebFault {
    WebRun *run;
    const WebFaultConfig *config;
    const FaultKind *kind;
    uint64_t source; /* the hash of its name */
    uint64_t occurrence;
    uint32_t at_index;
    bool *apps;      /* those that it names, by index */
    uint32_t active; /* occurrences that have begun and not ended */
};

struct WebFaults {
    WebRun *run;
    WebFault *faults;
    uint32_t count;
    bool any_per_request;
    const WebFault *acting; /* while begin is called */
};

/* ---- kinds ---- */

/* Every process that hosts one of the applications, each once: they are found before the first is
 * killed, as its replacement may be ready at once. Where none is ready nothing happens. */
static void crash_begin(WebFault *fault)
{
    WebRun *run = fault->run;
    g_autoptr(GPtrArray) victims = g_ptr_array_new();

    for (uint32_t app = 0; app < run->config->app_count; app++) {
        WebProcess *process = fault->apps[app] ? run->server->process_of(run, app) : NULL;

        if (process != NULL && !g_ptr_array_find(victims, process, NULL))
            g_ptr_array_add(victims, process);
    }
    for (guint i = 0; i < victims->len; i++) {
        WebProcess *process = g_ptr_array_index(victims, i);

        if (process->state == PROCESS_READY)
            web_process_kill(process, true);
    }
}

static bool slows(const WebFault *fault, uint32_t backend)
{
    const ModelConfig *config = fault->run->config;

    if (fault->config->target == FAULT_TARGET_BACKEND)
        return fault->config->target_index == backend;
    for (uint32_t i = 0; i < config->page_count; i++) {
        const WebPageConfig *page = &config->pages[i];

        for (uint32_t j = 0; fault->apps[page->app] && j < page->work.count; j++) {
            if (page->work.steps[j].kind == STEP_BACKEND && page->work.steps[j].backend == backend)
                return true;
        }
    }
    return false;
}

static void slow_begin(WebFault *fault)
{
    if (fault->active++ > 0)
        return;
    for (uint32_t i = 0; i < fault->run->config->backend_count; i++) {
        if (slows(fault, i))
            g_ptr_array_add(fault->run->backends[i].slow, (void *)fault->config);
    }
}

static void slow_end(WebFault *fault)
{
    if (--fault->active > 0)
        return;
    for (uint32_t i = 0; i < fault->run->config->backend_count; i++)
        g_ptr_array_remove(fault->run->backends[i].slow, (void *)fault->config);
}

static const FaultKind fault_kinds[] = {
    [FAULT_CRASH] = {.begin = crash_begin},
    [FAULT_SLOW_BACKEND] = {.begin = slow_begin, .end = slow_end},
};

/* ---- timing ---- */

static SimStream fault_stream(const WebFault *fault, uint64_t purpose)
{
    return sim_stream(fault->run->seed, fault->source, fault->occurrence,
                      purpose << 8 | DRAW_FAULT);
}

static int64_t lasts_ns(const WebFault *fault)
{
    SimStream stream = fault_stream(fault, 1);

    return fault->config->has_for ? sim_variate_draw_whole(&fault->config->lasts, &stream) : 0;
}

static void fault_ends(void *self)
{
    WebFault *fault = self;

    web_measure_mark(fault->run, MARK_FAULT_END, fault->config->name);
    fault->kind->end(fault);
}

/* False in the twin that does without this fault: it must do nothing, its draws apart. */
static bool occurs(const WebFault *fault)
{
    WebRun *run = fault->run;
    uint32_t index = (uint32_t)(fault - run->faults->faults);

    if (run->fault_left_out == index)
        return false;
    web_measure_mark(run, MARK_FAULT, fault->config->name);
    if (run->twins != NULL && run->fault_left_out == MODEL_NONE)
        web_twin_occurred(run->twins[index], run->engine.now_ns);
    return true;
}

static void fault_act(WebFault *fault)
{
    WebRun *run = fault->run;

    if (!occurs(fault)) {
        fault->occurrence++;
        return;
    }
    run->faults->acting = fault;
    fault->kind->begin(fault);
    run->faults->acting = NULL;
    if (fault->config->has_for && fault->kind->end != NULL)
        sim_engine_after(&run->engine, lasts_ns(fault), fault_ends, fault);
    fault->occurrence++;
}

static void fault_due(void *self);

static void schedule_next(WebFault *fault)
{
    const WebFaultConfig *config = fault->config;
    WebRun *run = fault->run;
    SimStream stream;

    if (config->timing == FAULT_AT && fault->at_index < config->at_count) {
        sim_engine_at(&run->engine, config->at_ns[fault->at_index++], fault_due, fault);
    } else if (config->timing == FAULT_EVERY) {
        stream = fault_stream(fault, 0);
        sim_engine_at(&run->engine,
                      MAX(run->engine.now_ns, 0) +
                          MAX(1, sim_variate_draw_whole(&config->every, &stream)),
                      fault_due, fault);
    }
}

static void fault_due(void *self)
{
    WebFault *fault = self;

    fault_act(fault);
    schedule_next(fault);
}

/* Each fault draws for each execution that it could hit, whatever the others did. */
bool web_faults_at_execution(WebRequest *request)
{
    WebFaults *faults = request->run->faults;
    WebProcess *process = request->process;

    if (!faults->any_per_request)
        return false;
    for (uint32_t i = 0; i < faults->count && process->state != PROCESS_DEAD; i++) {
        WebFault *fault = &faults->faults[i];
        const WebFaultConfig *config = fault->config;
        SimStream stream;

        if (config->timing != FAULT_PER_REQUEST || !fault->apps[request->app] ||
            (config->target == FAULT_TARGET_PAGE && config->target_index != request->page))
            continue;
        stream = sim_stream(request->run->seed, fault->source ^ request->task.key[0],
                            request->task.key[1], request->task.key[2] | DRAW_FAULT);
        if (sim_stream_uniform(&stream) >= config->probability)
            continue;
        if (config->kind != FAULT_CRASH) {
            fault_act(fault);
            continue;
        }
        if (occurs(fault)) {
            faults->acting = fault;
            web_process_kill(process, true);
            faults->acting = NULL;
        }
        fault->occurrence++;
    }
    return process->state == PROCESS_DEAD;
}

bool web_faults_restart_on_request(const WebRun *run)
{
    const WebFault *acting = run->faults->acting;

    return acting != NULL && acting->config->restart_on_request;
}

int64_t web_faults_outage_ns(const WebRun *run)
{
    const WebFault *acting = run->faults->acting;

    return acting != NULL ? lasts_ns(acting) : 0;
}

/* ---- set-up ---- */

static bool names_app(const WebRun *run, const WebFaultConfig *config, uint32_t app)
{
    switch (config->target) {
    case FAULT_TARGET_APP:
        return config->target_index == app;
    case FAULT_TARGET_POOL:
        return run->config->apps[app].pool == config->target_index;
    case FAULT_TARGET_PAGE:
        return run->config->pages[config->target_index].app == app;
    case FAULT_TARGET_MACHINE:
        return true;
    case FAULT_TARGET_BACKEND:
        break;
    }
    for (uint32_t i = 0; i < run->config->page_count; i++) {
        const WebPageConfig *page = &run->config->pages[i];

        for (uint32_t j = 0; page->app == app && j < page->work.count; j++) {
            if (page->work.steps[j].kind == STEP_BACKEND &&
                page->work.steps[j].backend == config->target_index)
                return true;
        }
    }
    return false;
}

const bool *web_faults_named(const WebFaults *faults, uint32_t fault)
{
    return faults->faults[fault].apps;
}

WebFaults *web_faults_new(WebRun *run)
{
    WebFaults *faults = g_new0(WebFaults, 1);

    faults->run = run;
    faults->count = run->config->fault_count;
    faults->faults = g_new0(WebFault, faults->count);
    for (uint32_t i = 0; i < faults->count; i++) {
        WebFault *fault = &faults->faults[i];

        fault->run = run;
        fault->config = &run->config->faults[i];
        fault->kind = &fault_kinds[fault->config->kind];
        fault->source = sim_stream_source(fault->config->name);
        fault->apps = g_new0(bool, run->config->app_count);
        for (uint32_t app = 0; app < run->config->app_count; app++)
            fault->apps[app] = names_app(run, fault->config, app);
        faults->any_per_request |= fault->config->timing == FAULT_PER_REQUEST;
    }
    return faults;
}

void web_faults_start(WebFaults *faults)
{
    for (uint32_t i = 0; i < faults->count; i++)
        schedule_next(&faults->faults[i]);
}

void web_faults_free(WebFaults *faults)
{
    if (faults == NULL)
        return;
    for (uint32_t i = 0; i < faults->count; i++)
        g_free(faults->faults[i].apps);
    g_free(faults->faults);
    g_free(faults);
}
