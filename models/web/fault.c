/* fault.c - when faults strike, and whom; what they do is in fault_kinds.c. */
#include "models/web/fault_private.h"
#include "models/web/measure.h"
#include "models/web/twin.h"

/* ---- timing ---- */

SimStream web_fault_stream(const WebFault *fault, uint64_t purpose)
{
    return sim_stream(fault->run->seed, fault->source, fault->occurrence,
                      purpose << 8 | DRAW_FAULT);
}

int64_t web_fault_lasts_ns(const WebFault *fault)
{
    SimStream stream = web_fault_stream(fault, 1);

    return fault->config->has_for ? sim_variate_draw_whole(&fault->config->lasts, &stream)
                                  : SIM_NEVER;
}

static void fault_ends(void *self)
{
    WebFault *fault = self;

    web_measure_mark(fault->run, MARK_FAULT_END, fault->config->name);
    fault->actions->end(fault);
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
    fault->actions->begin(fault);
    run->faults->acting = NULL;
    if (fault->config->has_for && fault->actions->end != NULL)
        sim_engine_after(&run->engine, web_fault_lasts_ns(fault), fault_ends, fault);
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
        stream = web_fault_stream(fault, 0);
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

static WebFaultEffect hit(WebFault *fault, WebRequest *request)
{
    WebFaults *faults = fault->run->faults;
    const WebFault *outer = faults->acting; /* it may have set this execution off */
    WebFaultEffect effect;

    faults->acting = fault;
    effect = fault->actions->execute(fault, request);
    faults->acting = outer;
    return effect;
}

/* Each fault draws for each execution that it could hit, whatever the others did. */
static WebFaultEffect hit_by_chance(WebFault *fault, WebRequest *request)
{
    WebFaultEffect effect = FAULT_EFFECT_NONE;
    SimStream stream = sim_stream(request->run->seed, fault->source ^ request->task.key[0],
                                  request->task.key[1], request->task.key[2] | DRAW_FAULT);

    if (sim_stream_uniform(&stream) >= fault->config->probability)
        return effect;
    if (occurs(fault))
        effect = hit(fault, request);
    fault->occurrence++;
    return effect;
}

WebFaultEffect web_faults_at_execution(WebRequest *request)
{
    WebFaults *faults = request->run->faults;
    WebFaultEffect worst = FAULT_EFFECT_NONE;

    if (!faults->any_at_execution)
        return worst;
    for (uint32_t i = 0; i < faults->count && worst != FAULT_EFFECT_GONE; i++) {
        WebFault *fault = &faults->faults[i];
        WebFaultEffect effect = FAULT_EFFECT_NONE;

        if (!fault->pages[request->page])
            continue;
        if (fault->config->timing == FAULT_PER_REQUEST)
            effect = hit_by_chance(fault, request);
        else if (fault->actions->has_state && fault->active > 0)
            effect = hit(fault, request);
        worst = MAX(worst, effect);
    }
    return worst;
}

bool web_faults_restart_on_request(const WebRun *run)
{
    const WebFault *acting = run->faults->acting;

    return acting != NULL && acting->config->restart_on_request;
}

int64_t web_faults_outage_ns(const WebRun *run)
{
    const WebFault *acting = run->faults->acting;

    return acting != NULL && acting->config->has_for ? web_fault_lasts_ns(acting) : 0;
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
        fault->actions = &web_fault_actions[fault->config->kind];
        fault->source = sim_stream_source(fault->config->name);
        fault->apps = g_new0(bool, run->config->app_count);
        for (uint32_t app = 0; app < run->config->app_count; app++)
            fault->apps[app] = names_app(run, fault->config, app);
        fault->pages = g_new0(bool, run->config->page_count);
        for (uint32_t page = 0; page < run->config->page_count; page++)
            fault->pages[page] = web_fault_can_hit(fault, page);
        faults->any_at_execution |=
            fault->config->timing == FAULT_PER_REQUEST || fault->actions->has_state;
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
    for (uint32_t i = 0; i < faults->count; i++) {
        g_free(faults->faults[i].apps);
        g_free(faults->faults[i].pages);
    }
    g_free(faults->faults);
    g_free(faults);
}
