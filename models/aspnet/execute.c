/* execute.c - a request past the gate, on a thread: the HTTP pipeline around the page's own work.
 *
 * The order is that of the pipeline [RS:HttpApplication.cs]: an HttpApplication is taken, what
 * comes before the handler runs, the handler is found (compiled, JITted), the session is taken
 * (session.h), the handler executes, the session is given back, and EndRequest gives all back. Each function below is one stage and ends by going on to the next, now
 * or when what it waits for is over.
 */
#include "models/aspnet/appdomain.h"
#include "models/aspnet/compile.h"
#include "models/aspnet/count.h"
#include "models/aspnet/gate.h"
#include "models/aspnet/output_cache.h"
#include "models/aspnet/progress.h"
#include "models/web/fault.h"
#include "models/web/machine.h"

static void begin_pipeline(void *self);
static void map_handler(void *self);
static void acquire_state(void *self);

/* ---- calls from page to page ---- */

static WebServicePoint *service_point_of(WebRequest *caller)
{
    return &aspnet_request(caller)->domain->service_point;
}

/* Nobody catches what the call threw: an unhandled exception. */
static void call_threw(void *self)
{
    web_counters_app(self)->unhandled++;
    aspnet_finish(aspnet_request(self), OUTCOME_ERROR, 500);
}

const WebCallHost aspnet_call_host = {.service_point = service_point_of, .threw = call_threw};

static void list_executing(AspnetRequest *extra)
{
    AspnetDomain *domain = extra->domain;

    extra->executing = true;
    extra->executing_next = NULL;
    extra->executing_previous = domain->executing_last;
    if (domain->executing_last != NULL)
        domain->executing_last->executing_next = extra;
    else
        domain->executing_first = extra;
    domain->executing_last = extra;
    domain->runtime->executing++;
    aspnet_count_executing(extra, 1);
    if (domain->runtime->stuck > 0)
        aspnet_progress_look(domain->runtime);
}

static void unlist_executing(AspnetRequest *extra)
{
    AspnetDomain *domain = extra->domain;

    if (!extra->executing)
        return;
    extra->executing = false;
    if (extra->executing_previous != NULL)
        extra->executing_previous->executing_next = extra->executing_next;
    else
        domain->executing_first = extra->executing_next;
    if (extra->executing_next != NULL)
        extra->executing_next->executing_previous = extra->executing_previous;
    else
        domain->executing_last = extra->executing_previous;
    domain->runtime->executing--;
    aspnet_count_executing(extra, -1);
    if (domain->runtime->stuck > 0)
        aspnet_progress_left(extra);
    domain->runtime->last_response_ns = domain->runtime->run->engine.now_ns;
}

/* ---- executionTimeout ---- */

void aspnet_abort(void *self)
{
    AspnetRequest *extra = self;
    WebProcess *process = extra->request->process;

    web_request_stop_work(extra->request); /* who then goes on in its place may end the process */
    if (process->state == PROCESS_DEAD)
        return;
    WEB_WATCH_RULE(extra->request, "executionTimeout",
                   (extra->request->run->engine.now_ns - extra->began_ns) / SIM_S,
                   extra->domain->execution_timeout_ns == SIM_NEVER
                       ? SIM_NEVER
                       : extra->domain->execution_timeout_ns / SIM_S,
                   "RS:RequestTimeoutManager.cs");
    web_counters_app(extra->request)->timed_out++;
    aspnet_finish(extra, OUTCOME_ERROR, 500);
}

static void timeout_timer_fired(void *self);

static void arm_timeouts(AspnetRequest *extra)
{
    AspnetRuntime *runtime = extra->runtime;
    WebRun *run = runtime->run;
    int64_t period_ns = run->config->aspnet.execution_check_ns;

    if (extra->domain->execution_timeout_ns == SIM_NEVER)
        return;
    if (period_ns == 0)
        sim_deadline_arm(&extra->domain->timeouts, &extra->timeout, extra);
    else if (!sim_calendar_is_pending(run->engine.calendar, runtime->timeout_timer))
        runtime->timeout_timer = sim_engine_at(
            &run->engine, aspnet_next_tick_ns(run, runtime->timeout_phase_ns, period_ns),
            timeout_timer_fired, runtime);
}

void aspnet_execution_pauses(AspnetRequest *extra)
{
    extra->cannot_abort = true;
    extra->passed_gate = false; /* it comes back by another way */
    sim_deadline_disarm(&extra->domain->timeouts, &extra->timeout);
}

void aspnet_execution_goes_on(AspnetRequest *extra)
{
    extra->cannot_abort = false;
    extra->began_ns = extra->runtime->run->engine.now_ns;
    unlist_executing(extra);
    list_executing(extra);
    arm_timeouts(extra);
}

static AspnetRequest *oldest_that_can_abort(const AspnetDomain *domain)
{
    AspnetRequest *extra = domain->executing_first;

    while (extra != NULL && extra->cannot_abort)
        extra = extra->executing_next;
    return extra;
}

/* One that has left its thread and is not among those that execute. */
static AspnetRequest *waits_for_session(const AspnetDomain *domain)
{
    for (WebRequest *request = domain->runtime->process->held; request != NULL;
         request = request->held_next) {
        AspnetRequest *extra = aspnet_request(request);

        if (extra->runtime == domain->runtime && extra->domain == domain &&
            extra->session.is_waiting)
            return extra;
    }
    return NULL;
}

void aspnet_abort_all(AspnetDomain *domain)
{
    const WebProcess *process = domain->runtime->process;
    AspnetRequest *oldest;

    while ((oldest = oldest_that_can_abort(domain)) != NULL && process->state != PROCESS_DEAD)
        aspnet_abort(oldest);
    while (process->state != PROCESS_DEAD && (oldest = waits_for_session(domain)) != NULL)
        aspnet_abort(oldest);
}

/* Every 15 s all that have executed too long are aborted: the cut-off is the time-out and up to 15
 * s more. */
static void timeout_timer_fired(void *self)
{
    AspnetRuntime *runtime = self;
    WebRun *run = runtime->run;

    runtime->timeout_timer = (SimEventId){0};
    for (AspnetDomain *domain = runtime->first_domain; domain != NULL; domain = domain->next) {
        int64_t limit_ns = domain->execution_timeout_ns;
        AspnetRequest *oldest;

        while ((oldest = oldest_that_can_abort(domain)) != NULL && limit_ns != SIM_NEVER &&
               run->engine.now_ns - oldest->began_ns > limit_ns) {
            aspnet_abort(oldest);
            if (runtime->process->state == PROCESS_DEAD)
                return;
        }
    }
    if (runtime->executing > 0 &&
        !sim_calendar_is_pending(run->engine.calendar, runtime->timeout_timer))
        runtime->timeout_timer =
            sim_engine_at(&run->engine,
                          aspnet_next_tick_ns(run, runtime->timeout_phase_ns,
                                              run->config->aspnet.execution_check_ns),
                          timeout_timer_fired, runtime);
}

/* ---- HttpApplication ---- */

static void trim_timer_fired(void *self);

static void arm_trim(AspnetRuntime *runtime)
{
    WebRun *run = runtime->run;
    int64_t period_ns = run->config->aspnet.application_trim_ns;

    if (period_ns == SIM_NEVER ||
        sim_calendar_is_pending(run->engine.calendar, runtime->trim_timer))
        return;
    runtime->trim_timer =
        sim_engine_at(&run->engine, aspnet_next_tick_ns(run, runtime->trim_phase_ns, period_ns),
                      trim_timer_fired, runtime);
}

/* Every 30 s [RS:IdleTimeoutMonitor.cs] 3% and one more of the instances that nobody has needed
 * since the last time go; the last one stays [RS:HttpApplicationFactory.cs]. */
static void trim_timer_fired(void *self)
{
    AspnetRuntime *runtime = self;
    bool any_left = false;

    runtime->trim_timer = (SimEventId){0};
    for (AspnetDomain *domain = runtime->first_domain; domain != NULL; domain = domain->next) {
        int64_t gone = domain->free_instances > 1 ? domain->free_instances * 3 / 100 + 1 : 0;

        domain->free_instances -= gone;
        domain->instances -= gone;
        aspnet_count_instances(domain, -gone);
        any_left |= domain->free_instances > 1;
    }
    if (any_left)
        arm_trim(runtime);
}

static void instance_made(void *self)
{
    WebRequest *request = self;
    AspnetRequest *extra = aspnet_request(request);

    if (extra->makes_instance && WEB_WATCHED(request->run))
        web_watch_made(request, WATCH_MADE, "HttpApplication", "RS:HttpApplicationFactory.cs");
    extra->makes_instance = false;
    extra->has_instance = true;
    if (extra->runtime->host->prepare != NULL)
        extra->runtime->host->prepare(request, begin_pipeline);
    else
        begin_pipeline(request);
}

static void take_instance(AspnetRequest *extra)
{
    AspnetDomain *domain = extra->domain;

    if (domain->free_instances > 0) {
        domain->free_instances--;
        instance_made(extra->request);
        return;
    }
    if (domain->instances >= domain->instances_max) {
        WEB_WATCH_RULE(extra->request, "application-instances", domain->instances,
                       domain->instances_max, "S2");
        web_request_stage(extra->request, STAGE_APP_INIT);
        web_queue_push(&domain->instance_queue, &extra->request->item.node, extra->request);
        domain->is_watched = true;
        return;
    }
    domain->instances++;
    aspnet_count_instances(domain, 1);
    extra->makes_instance = true;
    if (WEB_WATCHED(extra->request->run))
        web_watch_made(extra->request, WATCH_MAKES, "HttpApplication",
                       "RS:HttpApplicationFactory.cs");
    web_task_run_cost(&extra->request->task,
                      &extra->runtime->run->config->costs.application_instance,
                      COST_APPLICATION_INSTANCE, STAGE_APP_INIT, instance_made, extra->request);
}

static void give_instance(AspnetRequest *extra)
{
    if (!extra->has_instance) {
        if (!extra->makes_instance)
            return;
        extra->domain->instances--; /* aborted while it was made */
        aspnet_count_instances(extra->domain, -1);
        extra->makes_instance = false;
        return;
    }
    extra->has_instance = false;
    extra->domain->free_instances++;
    arm_trim(extra->runtime);
}

/* ---- a request has left ---- */

/* Those that wait for an HttpApplication have one now: only where their number is limited. */
static void hand_on_instances(AspnetDomain *domain)
{
    const WebProcess *process = domain->runtime->process;

    while (process->state != PROCESS_DEAD && domain->free_instances > 0 &&
           domain->instance_queue.first != NULL)
        take_instance(aspnet_request(web_queue_pop(&domain->instance_queue)));
}

/* Where something waits for it to leave. */
static void request_left(AspnetDomain *domain)
{
    hand_on_instances(domain);
    if (domain->inside == 0 && domain->state != DOMAIN_SERVES &&
        domain->runtime->process->state != PROCESS_DEAD)
        aspnet_domain_emptied(domain);
}

/* ---- the pipeline ---- */

/* It holds its thread until executionTimeout aborts it; outside managed code until the process ends
 * (an assumption: no source says what the time-out does to native code). */
static void hang(AspnetRequest *extra, bool is_native)
{
    WEB_WATCH_RULE(extra->request, is_native ? "hangs outside managed code" : "hangs", 0, SIM_NEVER,
                   NULL);
    web_request_stage(extra->request, STAGE_WORK_WAIT);
    extra->cannot_abort = is_native;
    aspnet_progress_stuck(extra, true);
    if (is_native)
        sim_deadline_disarm(&extra->domain->timeouts, &extra->timeout);
}

/* False: out of memory. What the page leaves behind must be there as well as what it holds. */
static bool take_memory(AspnetRequest *extra)
{
    WebRequest *request = extra->request;
    const WebPageConfig *page = web_request_page(request);

    if (!web_process_has_room(request->process, page->memory_bytes + page->leak_bytes))
        return false;
    if (page->memory_bytes > 0) {
        extra->has_memory = true;
        web_process_add_memory(request->process, page->memory_bytes);
    }
    return true;
}

void aspnet_execute(AspnetRequest *extra)
{
    WebRequest *request = extra->request;

    if (request->withdrawn) {
        aspnet_finish(extra, OUTCOME_ABANDONED, 0);
        return;
    }
    web_request_begin(request);
    extra->began_ns = request->run->engine.now_ns;
    request->run->counters->wait_ns = extra->began_ns - extra->since_ns;
    list_executing(extra);
    arm_timeouts(extra);
    if (!take_memory(extra)) {
        WEB_WATCH_RULE(request, "virtual-memory-limit", request->process->memory_kib,
                       request->process->limit_kib, "KB820108");
        aspnet_finish(extra, OUTCOME_ERROR, 500);
        return;
    }
    switch (web_faults_at_execution(request)) {
    case FAULT_EFFECT_NONE:
        take_instance(extra);
        break;
    case FAULT_EFFECT_EXCEPTION: /* [KB911816]: the process lives */
        WEB_WATCH_RULE(request, "unhandled exception", 0, SIM_NEVER, "KB911816");
        web_counters_app(request)->unhandled++;
        aspnet_finish(extra, OUTCOME_ERROR, 500);
        break;
    case FAULT_EFFECT_HANGS:
        hang(extra, false);
        break;
    case FAULT_EFFECT_HANGS_NATIVE:
        hang(extra, true);
        break;
    case FAULT_EFFECT_GONE:
        break;
    }
}

/* ResolveRequestCache: a hit goes on to EndRequest, and no session is asked for. */
static void resolve_request_cache(void *self)
{
    WebRequest *request = self;
    AspnetRequest *extra = aspnet_request(request);

    if (aspnet_output_cache_answers(extra)) {
        WEB_WATCH_RULE(request, "output-cache", 0, SIM_NEVER, "RS:HttpApplication.cs");
        web_counters_app(request)->output_cache_hits++;
        aspnet_finish(extra, OUTCOME_OK, (int32_t)web_request_page(request)->status);
    } else {
        web_counters_app(request)->output_cache_misses++;
        map_handler(request);
    }
}

static void run_pipeline_cost(void *self)
{
    WebRequest *request = self;
    SimHandler next = aspnet_output_cache_concerns(request) ? resolve_request_cache : map_handler;

    web_task_run_cost(&request->task, &request->run->config->costs.pipeline, COST_PIPELINE,
                      STAGE_PIPELINE, next, request);
}

/* What is resident beyond physical memory: the request may have to wait for a page of its own. */
static void begin_pipeline(void *self)
{
    WebRequest *request = self;
    WebRun *run = request->run;
    double chance = web_machine_fault_probability(run->machine);
    SimStream stream;

    if (chance > 0) {
        stream = sim_stream(run->seed, request->task.key[0], request->task.key[1],
                            request->task.key[2] | DRAW_PAGE_FAULT);
        if (sim_stream_uniform(&stream) < chance) {
            web_task_run_cost(&request->task, &run->config->costs.page_fault, COST_PAGE_FAULT,
                              STAGE_PIPELINE, run_pipeline_cost, request);
            return;
        }
    }
    run_pipeline_cost(request);
}

/* By its extension [RS:HTTPNotFoundHandler.cs], or because it is too long. */
static void refuse(WebRequest *request, int32_t status)
{
    bool is_meant = web_request_page(request)->status == status;

    aspnet_finish(aspnet_request(request), is_meant ? OUTCOME_OK : OUTCOME_ERROR, status);
}

/* A page that this AppDomain has executed before is ready. */
static void map_handler(void *self)
{
    WebRequest *request = self;
    AspnetRequest *extra = aspnet_request(request);
    const AspnetShared *shared = extra->runtime->shared;

    if (extra->domain->jitted[shared->page_slot[request->page]].state == ONCE_DONE)
        acquire_state(request);
    else if (shared->pages[request->page].kind == ASPNET_FORBIDDEN)
        refuse(request, 403);
    else if (shared->pages[request->page].kind == ASPNET_TOO_LONG)
        refuse(request, 500);
    else
        aspnet_compile(extra, acquire_state);
}

static void update_request_cache(void *self)
{
    WebRequest *request = self;

    if (aspnet_output_cache_concerns(request))
        aspnet_output_cache_put(aspnet_request(request));
    aspnet_finish(aspnet_request(request), OUTCOME_OK, (int32_t)web_request_page(request)->status);
}

static void handler_done(void *self)
{
    WebRequest *request = self;

    AspnetRequest *extra = aspnet_request(request);
    AspnetSessionEnd end = extra->runtime->shared->session_ends[request->page];

    if (web_request_page(request)->leak_bytes > 0)
        web_process_add_memory(request->process, web_request_page(request)->leak_bytes);
    if (request->owner != NULL || end >= SESSION_END_KEEP) {
        aspnet_session_release(extra, update_request_cache);
        return;
    }
    if (end == SESSION_END_COUNT)
        web_session_pass(&extra->domain->sessions);
    update_request_cache(request);
}

static void process_request(void *self)
{
    WebRequest *request = self;

    web_task_run_page(&request->task, &web_request_page(request)->work, handler_done, request);
}

/* A page has a life cycle, a bare handler has none [S1]. */
void aspnet_execute_handler(void *self)
{
    WebRequest *request = self;
    const AspnetShared *shared = aspnet_request(request)->runtime->shared;

    if (shared->has_page_life_cycle && shared->pages[request->page].kind == ASPNET_PAGE)
        web_task_run_cost(&request->task, &request->run->config->costs.page_life_cycle,
                          COST_PAGE_LIFE_CYCLE, STAGE_PIPELINE, process_request, request);
    else
        process_request(request);
}

/* Who is seen once has no session to fetch. */
static void acquire_state(void *self)
{
    WebRequest *request = self;

    if (request->owner == NULL)
        aspnet_execute_handler(request);
    else
        aspnet_session_acquire(aspnet_request(request));
}

/* ---- the end ---- */

void aspnet_request_stop(AspnetRequest *extra)
{
    if (extra->runtime == NULL)
        return;
    sim_deadline_disarm(&extra->domain->timeouts, &extra->timeout);
    aspnet_session_stop(extra);
    aspnet_once_leave(&extra->waiter); /* last: whoever takes over may end the process */
}

void aspnet_request_withdrawn(AspnetRequest *extra)
{
    AspnetDomain *domain = extra->domain;

    if (extra->runtime == NULL)
        return;
    extra->runtime = NULL;
    domain->inside--;
    if (domain->is_watched)
        request_left(domain);
}

void aspnet_request_lost(AspnetRequest *extra)
{
    if (extra->executing)
        aspnet_count_executing(extra, -1);
    *extra = (AspnetRequest){0};
}

/* The thread is freed before the queue is triggered; in between the host has the request, so that
 * an answer is on its way before the next request begins. Whatever runs on the freed thread may end
 * the process: then nothing is left to do. */
void aspnet_finish(AspnetRequest *extra, WebOutcome outcome, int32_t status)
{
    AspnetRuntime *runtime = extra->runtime;
    AspnetDomain *domain = extra->domain;
    WebThreads *thread = extra->thread;
    WebRequest *request = extra->request;
    bool executed = extra->executing;

    if (extra->has_memory)
        web_process_add_memory(request->process, -web_request_page(request)->memory_bytes);
    extra->has_memory = false;
    sim_deadline_disarm(&domain->timeouts, &extra->timeout);
    if (extra->session.session != NULL)
        aspnet_session_drop(extra);
    aspnet_count_end(extra, outcome);
    unlist_executing(extra);
    give_instance(extra);
    extra->runtime = NULL;
    extra->thread = NULL;
    domain->inside--;
    domain->left_ns = runtime->run->engine.now_ns;
    if (thread != NULL && WEB_WATCHED(request->run))
        web_watch_thread(thread, request, false);
    if (thread != NULL)
        web_threads_release_quietly(thread);
    runtime->host->finished(request, outcome, status);
    if (thread != NULL)
        web_threads_poke(thread);
    if (executed && runtime->process->state != PROCESS_DEAD)
        aspnet_gate_trigger(domain);
    if (domain->is_watched)
        request_left(domain);
}
