/* dllhost.c - calls out of inetinfo and back, and the processes that they go to.
 *
 * Invariant: requests wait in a slot only while its process is away.
 */
#include "models/iis5/dllhost.h"
#include "models/iis5/inetinfo.h"
#include "models/web/availability.h"
#include "models/web/fault.h"

static Dllhost *dllhost_new(DllhostSlot *slot);

/* From a crash until the next one is ready none of its pages is served, nor are they once there has
 * been one crash too many. */
static void tell(const DllhostSlot *slot, bool is_down)
{
    const Inetinfo *inetinfo = slot->inetinfo;
    const ModelConfig *config = inetinfo->run->config;

    for (uint32_t i = 0; i < config->page_count; i++)
        if (dllhost_of(inetinfo, i) == slot)
            web_availability_set(inetinfo->run, config->pages[i].app, DOWN_DLLHOST, is_down);
}

/* ---- starting ---- */

static void start(DllhostSlot *slot)
{
    const ModelCosts *costs = &slot->inetinfo->run->config->costs;

    slot->starting = dllhost_new(slot);
    web_process_start(slot->starting->process, &costs->process_start, costs->memory_dllhost_bytes);
}

static void delayed_start_due(void *self)
{
    DllhostSlot *slot = self;

    slot->delayed_start = (SimEventId){0};
    start(slot);
}

static void needed(DllhostSlot *slot)
{
    SimEngine *engine = &slot->inetinfo->run->engine;

    if (slot->current != NULL || slot->starting != NULL ||
        sim_calendar_is_pending(engine->calendar, slot->delayed_start))
        return;
    if (slot->no_start_before_ns > engine->now_ns)
        slot->delayed_start =
            sim_engine_at(engine, slot->no_start_before_ns, delayed_start_due, slot);
    else
        start(slot);
}

/* ---- back to inetinfo ---- */

static void reply_received(void *self)
{
    WebRequest *request = self;
    const Iis5Request *extra = iis5_request(request);

    inetinfo_answer_here(request, extra->outcome, extra->status);
}

static void reply_on_atq(void *self)
{
    WebRequest *request = self;

    inetinfo_take_atq(request);
    web_task_run_cost(&request->task, &iis5_request(request)->inetinfo->dllhost_receive,
                      COST_REPLY_RECEIVE, STAGE_FRONT_END, reply_received, request);
}

static void reply_arrived(void *self)
{
    WebRequest *request = self;
    Inetinfo *inetinfo = iis5_request(request)->inetinfo;

    web_request_stage(request, STAGE_FRONT_END);
    web_threads_post(&inetinfo->native.atq, &request->item, reply_on_atq, request);
}

static void leave(WebRequest *request)
{
    Inetinfo *inetinfo = iis5_request(request)->inetinfo;

    web_process_release(request);
    web_process_hold(inetinfo->process, request);
    web_request_stage(request, STAGE_FRONT_END);
    web_task_run_cost(&request->task, &inetinfo->dllhost_transit, COST_REPLY_TRANSIT,
                      STAGE_FRONT_END, reply_arrived, request);
}

static void sent_by_native_thread(void *self)
{
    WebRequest *request = self;
    WebNative *native = request->process->native;

    if (WEB_WATCHED(request->run))
        web_watch_thread(&native->atq, request, false);
    web_threads_release_quietly(&native->atq);
    leave(request);
    web_threads_poke(&native->atq);
}

static void sent_by_asp(void *self)
{
    leave(self);
}

static void reply(WebRequest *request, WebOutcome outcome, int32_t status, SimHandler sent)
{
    Iis5Request *extra = iis5_request(request);

    extra->outcome = outcome;
    extra->status = status;
    web_request_stage(request, STAGE_FRONT_END);
    web_task_run_cost(&request->task, &extra->inetinfo->dllhost_send, COST_REPLY_SEND,
                      STAGE_FRONT_END, sent, request);
}

static void native_done(WebRequest *request, WebOutcome outcome, int32_t status)
{
    reply(request, outcome, status, sent_by_native_thread);
}

static void asp_done(WebRequest *request, WebOutcome outcome, int32_t status)
{
    reply(request, outcome, status, sent_by_asp);
}

static void free_thread(WebRequest *request)
{
    if (WEB_WATCHED(request->run))
        web_watch_thread(&request->process->native->atq, request, false);
    web_threads_release_quietly(&request->process->native->atq);
}

static void thread_is_free(WebNative *native)
{
    web_threads_poke(&native->atq);
}

static const WebNativeHost dllhost_host = {
    .done = native_done,
    .asp_done = asp_done,
    .free_thread = free_thread,
    .thread_is_free = thread_is_free,
};

/* ---- out of inetinfo ---- */

static void call_received(void *self)
{
    WebRequest *request = self;
    WebNative *native = request->process->native;
    WebHandler handler = request->run->page_handlers[request->page];

    if (web_native_must_load(native, handler))
        web_task_run_cost(&request->task, &request->run->config->costs.isapi_load, COST_ISAPI_LOAD,
                          STAGE_FRONT_END, call_received, request);
    else
        web_native_run(native, request, handler);
}

static void call_on_thread(void *self)
{
    WebRequest *request = self;

    if (WEB_WATCHED(request->run))
        web_watch_thread(&request->process->native->atq, request, true);
    web_task_switch(&request->task);
    web_task_run_cost(&request->task, &iis5_request(request)->inetinfo->dllhost_receive,
                      COST_PIPE_RECEIVE, STAGE_FRONT_END, call_received, request);
}

static void enter(Dllhost *dllhost, WebRequest *request)
{
    web_process_release(request);
    web_process_hold(dllhost->process, request);
    web_request_stage(request, STAGE_FRONT_END);
    web_threads_post(&dllhost->native.atq, &request->item, call_on_thread, request);
}

static void call_arrived(void *self)
{
    WebRequest *request = self;
    DllhostSlot *slot = dllhost_of(iis5_request(request)->inetinfo, request->page);

    if (slot->current != NULL) {
        enter(slot->current, request);
        return;
    }
    web_request_stage(request, STAGE_PROCESS_START);
    web_queue_push(&slot->waiting, &request->item.node, request);
    needed(slot);
}

static void call_sent(void *self)
{
    WebRequest *request = self;
    Inetinfo *inetinfo = iis5_request(request)->inetinfo;

    inetinfo_release_atq(request);
    web_task_run_cost(&request->task, &inetinfo->dllhost_transit, COST_PIPE_TRANSIT,
                      STAGE_FRONT_END, call_arrived, request);
    web_threads_poke(&inetinfo->native.atq);
}

void dllhost_call(DllhostSlot *slot, WebRequest *request)
{
    if (slot->crashes > web_request_app(request)->app_oop_recover_limit) {
        inetinfo_answer_here(request, OUTCOME_ERROR, 500);
        return;
    }
    web_task_run_cost(&request->task, &slot->inetinfo->dllhost_send, COST_PIPE_SEND,
                      STAGE_FRONT_END, call_sent, request);
}

/* ---- the process ---- */

static void dllhost_ready(WebProcess *process)
{
    Dllhost *dllhost = process->owner;
    DllhostSlot *slot = dllhost->slot;
    WebRequest *request;

    slot->starting = NULL;
    slot->current = dllhost;
    tell(slot, false);
    while (slot->current == dllhost && (request = web_queue_pop(&slot->waiting)) != NULL)
        enter(dllhost, request);
    if (slot->waiting.first != NULL)
        needed(slot);
}

/* The next request starts another [POPPA]. */
static void dllhost_died(WebProcess *process)
{
    Dllhost *dllhost = process->owner;
    DllhostSlot *slot = dllhost->slot;
    int64_t outage_ns = web_faults_outage_ns(process->run);

    web_native_stop(&dllhost->native);
    if (slot->current != dllhost)
        return;
    slot->current = NULL;
    slot->crashes++;
    tell(slot, true);
    if (outage_ns > 0)
        slot->no_start_before_ns = process->run->engine.now_ns + outage_ns;
}

static void dllhost_lost(WebRequest *request)
{
    inetinfo_answer(request, OUTCOME_ERROR, 500);
}

static void dllhost_destroy(WebProcess *process)
{
    Dllhost *dllhost = process->owner;

    web_native_stop(&dllhost->native);
    g_free(dllhost);
}

static const WebProcessFunctions dllhost_functions = {
    .ready = dllhost_ready,
    .died = dllhost_died,
    .lost = dllhost_lost,
    .destroy = dllhost_destroy,
};

static Dllhost *dllhost_new(DllhostSlot *slot)
{
    Inetinfo *inetinfo = slot->inetinfo;
    Dllhost *dllhost = g_new0(Dllhost, 1);
    WebNativeSetting setting = inetinfo_native_setting(inetinfo, &dllhost_host);

    dllhost->slot = slot;
    dllhost->process = web_process_new(inetinfo->run, "dllhost", &dllhost_functions, dllhost);
    dllhost->process->is_spared = true;
    web_native_init(&dllhost->native, dllhost->process, &setting);
    return dllhost;
}

/* ---- the slots ---- */

void dllhosts_end(Inetinfo *inetinfo)
{
    for (uint32_t i = 0; i < inetinfo->dllhost_count; i++) {
        DllhostSlot *slot = &inetinfo->dllhosts[i];
        Dllhost *ending[] = {slot->current, slot->starting};

        sim_engine_cancel(&inetinfo->run->engine, &slot->delayed_start);
        slot->current = slot->starting = NULL;
        slot->crashes = 0;
        tell(slot, false);
        for (size_t j = 0; j < G_N_ELEMENTS(ending); j++)
            if (ending[j] != NULL && ending[j]->process->state != PROCESS_DEAD)
                web_process_kill(ending[j]->process, false);
    }
}

static uint32_t slot_number(const ModelConfig *config, const WebPageConfig *page,
                            WebHandler handler)
{
    if ((handler != HANDLER_ISAPI && handler != HANDLER_ASP) || page->in_process)
        return MODEL_NONE;
    switch (config->apps[page->app].app_isolated) {
    case APP_POOLED:
        return 0;
    case APP_OUT_OF_PROCESS:
        return 1 + page->app;
    case APP_IN_PROCESS:
        break;
    }
    return MODEL_NONE;
}

DllhostSlot *dllhost_of(const Inetinfo *inetinfo, uint32_t page)
{
    uint32_t number = inetinfo->dllhost_of != NULL ? inetinfo->dllhost_of[page] : MODEL_NONE;

    return number != MODEL_NONE ? &inetinfo->dllhosts[number] : NULL;
}

static void start_warm(DllhostSlot *slot)
{
    if (slot->current != NULL)
        return;
    slot->current = dllhost_new(slot);
    web_process_start_warm(slot->current->process,
                           slot->inetinfo->run->config->costs.memory_dllhost_bytes);
}

static bool any_page(Inetinfo *inetinfo)
{
    const ModelConfig *config = inetinfo->run->config;
    bool any = false;

    inetinfo->dllhost_of = g_new0(uint32_t, config->page_count);
    for (uint32_t i = 0; i < config->page_count; i++) {
        inetinfo->dllhost_of[i] =
            slot_number(config, &config->pages[i], inetinfo->run->page_handlers[i]);
        any |= inetinfo->dllhost_of[i] != MODEL_NONE;
    }
    return any;
}

/* Where no page needs one there is nothing of all this, the name among the results included. */
void dllhosts_init(Inetinfo *inetinfo)
{
    WebRun *run = inetinfo->run;
    const ModelConfig *config = run->config;
    const WebWork *call = &config->costs.dllhost_call;

    if (!any_page(inetinfo)) {
        g_clear_pointer(&inetinfo->dllhost_of, g_free);
        return;
    }
    web_process_statistics(run, "dllhost");
    inetinfo->dllhost_send = web_work_only(call, true, 0.5);
    inetinfo->dllhost_receive = web_work_only(call, true, 0.5);
    inetinfo->dllhost_transit = web_work_only(call, false, 1);
    inetinfo->dllhost_count = 1 + config->app_count;
    inetinfo->dllhosts = g_new0(DllhostSlot, inetinfo->dllhost_count);
    for (uint32_t i = 0; i < inetinfo->dllhost_count; i++) {
        inetinfo->dllhosts[i].inetinfo = inetinfo;
        inetinfo->dllhosts[i].no_start_before_ns = INT64_MIN;
        web_queue_init(&inetinfo->dllhosts[i].waiting, &run->engine,
                       web_run_queue_statistics(run, "frontend", false));
    }
    for (uint32_t i = 0; i < config->page_count; i++)
        if (inetinfo->dllhost_of[i] != MODEL_NONE && config->apps[config->pages[i].app].is_warm)
            start_warm(&inetinfo->dllhosts[inetinfo->dllhost_of[i]]);
}

void dllhosts_clear(Inetinfo *inetinfo)
{
    for (uint32_t i = 0; i < inetinfo->dllhost_count; i++)
        sim_engine_cancel(&inetinfo->run->engine, &inetinfo->dllhosts[i].delayed_start);
    web_work_clear(&inetinfo->dllhost_send);
    web_work_clear(&inetinfo->dllhost_receive);
    web_work_clear(&inetinfo->dllhost_transit);
    g_free(inetinfo->dllhosts);
    g_free(inetinfo->dllhost_of);
}
