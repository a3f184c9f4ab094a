/* appdomain.c - AppDomains begin and end.
 *
 * Invariants: runtime->domains[app] is the one that serves, or NULL; a domain that ends is only in
 * the list of the runtime, until nothing is inside. Each step of its end is an event, so that
 * nobody who holds it finds it gone.
 */
#include "models/aspnet/appdomain.h"
#include "models/aspnet/count.h"
#include "models/aspnet/compile.h"
#include "models/aspnet/gate.h"
#include "models/aspnet/output_cache.h"
#include "models/web/availability.h"
#include "models/web/exposure.h"
#include "models/web/measure.h"

static const char *const reason_names[] = {
    [REASON_CONFIGURATION_CHANGE] = "ConfigurationChange",
    [REASON_CHANGE_IN_GLOBAL_ASAX] = "ChangeInGlobalAsax",
    [REASON_BIN_DIR_CHANGE] = "BinDirChangeOrDirectoryRename",
    [REASON_CODE_DIR_CHANGE] = "CodeDirChangeOrDirectoryRename",
    [REASON_CHANGE_IN_SECURITY_POLICY_FILE] = "ChangeInSecurityPolicyFile",
    [REASON_PHYSICAL_APPLICATION_PATH_CHANGED] = "PhysicalApplicationPathChanged",
    [REASON_UNLOAD_APPDOMAIN_CALLED] = "UnloadAppDomainCalled",
    [REASON_MAX_RECOMPILATIONS_REACHED] = "MaxRecompilationsReached",
    [REASON_IDLE_TIMEOUT] = "IdleTimeout",
};

static bool is_2_0(const AspnetRuntime *runtime)
{
    return runtime->run->config->aspnet.version == ASPNET_2_0;
}

static const WebAppConfig *app_of(const AspnetDomain *domain)
{
    return &domain->runtime->run->config->apps[domain->app];
}

/* ---- the beginning ---- */

AspnetDomain *aspnet_domain_of(AspnetRuntime *runtime, uint32_t app)
{
    const AspnetConfig *aspnet = &runtime->run->config->aspnet;
    AspnetDomain *domain = runtime->domains[app];

    if (domain != NULL)
        return domain;
    domain = g_new0(AspnetDomain, 1);
    domain->runtime = runtime;
    domain->app = app;
    domain->config = &runtime->run->config->apps[app].http_runtime;
    domain->execution_timeout_ns = runtime->run->config->apps[app].domain.debug
                                       ? SIM_NEVER
                                       : domain->config->execution_timeout_ns;
    domain->made_ns = domain->left_ns = INT64_MIN;
    domain->instances_max = aspnet->application_instances == INSTANCES_UNBOUNDED
                                ? SIM_NEVER
                                : web_run_per_cpu(runtime->run, aspnet->max_worker_threads);
    web_queue_init(&domain->instance_queue, &runtime->run->engine,
                   &runtime->shared->instance_statistics);
    aspnet_gate_init(domain);
    web_service_point_init(&domain->service_point, runtime->run, &runtime->workers, &runtime->io);
    web_session_store_init(&domain->sessions, runtime->run, app, runtime->process);
    sim_deadline_list_init(&domain->timeouts, &runtime->run->engine, domain->execution_timeout_ns,
                           aspnet_abort);
    domain->next = runtime->first_domain;
    runtime->first_domain = domain;
    runtime->domains[app] = domain;
    return domain;
}

static int64_t memory_bytes(const AspnetDomain *domain)
{
    return domain->runtime->run->config->costs.memory_appdomain_bytes +
           app_of(domain)->memory_bytes;
}

static void arm_idle_check(AspnetRuntime *runtime);

bool aspnet_domain_has_place(const AspnetRuntime *runtime)
{
    return runtime->made_count < runtime->run->config->aspnet.max_app_domains;
}

/* Whoever has no AppDomain here cannot have one while there are as many as there may be. */
static void look_for_place(AspnetRuntime *runtime)
{
    bool is_full = !aspnet_domain_has_place(runtime);

    if (!is_full && !runtime->is_full)
        return;
    runtime->is_full = is_full;
    for (uint32_t app = 0; app < runtime->run->config->app_count; app++) {
        const AspnetDomain *domain = runtime->domains[app];
        bool is_there = domain != NULL && domain->created.state != ONCE_NOT_YET;

        if (runtime->shared->page_count[app] > 0)
            web_availability_stuck(runtime->process, app, STUCK_NO_PLACE, is_full && !is_there);
    }
}

void aspnet_domain_made(AspnetDomain *domain)
{
    AspnetRuntime *runtime = domain->runtime;

    domain->jitted = g_new0(AspnetOnce, runtime->shared->page_count[domain->app]);
    domain->made_ns = runtime->run->engine.now_ns;
    domain->is_open = !runtime->shared->is_offline[domain->app];
    runtime->made_count++;
    look_for_place(runtime);
    aspnet_output_cache_init(domain);
    web_process_add_memory(runtime->process, memory_bytes(domain));
    web_measure_appdomain(runtime->run, false);
    web_exposure_loaded(runtime->process, domain->app);
    if (app_of(domain)->domain.hosting_idle_timeout_ns != SIM_NEVER)
        arm_idle_check(runtime);
}

/* Late arrivals at one that has given up waiting get 503 [RS:HttpRuntime.cs]; so does everybody
 * while App_Offline.htm is there, from the AppDomain that was made to say so. */
bool aspnet_domain_refuses(const AspnetDomain *domain, WebOutcome *outcome, int32_t *status)
{
    *outcome = app_of(domain)->is_enabled ? OUTCOME_REJECTED : OUTCOME_ERROR;
    *status = app_of(domain)->is_enabled ? 503 : 404;
    return !app_of(domain)->is_enabled || (domain->created.state == ONCE_DONE && !domain->is_open);
}

/* ---- the end ---- */

void aspnet_domain_stop(AspnetDomain *domain)
{
    SimEngine *engine = &domain->runtime->run->engine;

    aspnet_gate_clear(domain);
    web_service_point_clear(&domain->service_point);
    aspnet_session_lose_all(&domain->sessions);
    aspnet_count_instances(domain, -domain->instances);
    while (web_queue_pop(&domain->instance_queue) != NULL)
        ;
    sim_engine_cancel(engine, &domain->ending);
    sim_engine_cancel(engine, &domain->settling);
}

void aspnet_domain_free(AspnetDomain *domain)
{
    sim_deadline_list_clear(&domain->timeouts);
    web_session_store_clear(&domain->sessions);
    g_free(domain->jitted);
    aspnet_output_cache_clear(domain);
    g_free(domain);
}

/* Nobody is inside and nobody can come any more. */
static void bury(void *self)
{
    AspnetDomain *domain = self;
    AspnetRuntime *runtime = domain->runtime;
    AspnetDomain **link = &runtime->first_domain;

    g_assert(domain->inside == 0 && domain->executing_first == NULL &&
             domain->instances == domain->free_instances);
    while (*link != domain)
        link = &(*link)->next;
    *link = domain->next;
    runtime->made_count--;
    look_for_place(runtime);
    web_process_add_memory(runtime->process, -memory_bytes(domain));
    web_exposure_unloaded(runtime->process, domain->app);
    aspnet_domain_stop(domain);
    aspnet_domain_free(domain);
    web_threads_poke(&runtime->workers); /* calls of it may have given back threads just now */
    web_threads_poke(&runtime->io);
}

/* In place of whatever was to come next. */
static void step_after(AspnetDomain *domain, int64_t delay_ns, SimHandler step)
{
    SimEngine *engine = &domain->runtime->run->engine;

    sim_engine_cancel(engine, &domain->ending);
    domain->ending = sim_engine_after(engine, delay_ns, step, domain);
}

static void last_step(void *self)
{
    AspnetDomain *domain = self;

    domain->state = DOMAIN_GOES;
    if (domain->inside == 0)
        bury(domain);
}

/* Whatever is cached ends now, InProc sessions with it; then a last wait [RS:HttpRuntime.cs]. */
static void dispose(AspnetDomain *domain)
{
    domain->state = DOMAIN_ENDS;
    aspnet_output_cache_clear(domain);
    aspnet_session_lose_all(&domain->sessions);
    step_after(domain, domain->runtime->run->config->aspnet.unload_poll_ns, last_step);
}

static void look_whether_empty(void *self);

/* Looks every 250 ms; or just when the wait is over, and whenever a request leaves. */
static void wait_on(AspnetDomain *domain)
{
    const WebRun *run = domain->runtime->run;
    int64_t poll_ns = run->config->aspnet.unload_poll_ns;
    int64_t left_ns =
        domain->wait_until_ns == SIM_NEVER ? SIM_NEVER : domain->wait_until_ns - run->engine.now_ns;

    sim_engine_cancel(&domain->runtime->run->engine, &domain->ending);
    if (poll_ns > 0)
        left_ns = MIN(left_ns, poll_ns);
    if (left_ns != SIM_NEVER)
        step_after(domain, left_ns, look_whether_empty);
}

static void set_wait(AspnetDomain *domain, int64_t wait_ns)
{
    domain->wait_until_ns =
        wait_ns == SIM_NEVER ? SIM_NEVER : domain->runtime->run->engine.now_ns + wait_ns;
}

static int64_t shutdown_timeout_ns(const AspnetDomain *domain)
{
    return is_2_0(domain->runtime) ? app_of(domain)->domain.shutdown_timeout_ns
                                   : domain->config->execution_timeout_ns;
}

/* The wait is over and some are still inside. */
static void lose_patience(AspnetDomain *domain)
{
    if (domain->state == DOMAIN_DRAINS) {
        domain->state = DOMAIN_REJECTS;
        domain->is_open = false;
        set_wait(domain, shutdown_timeout_ns(domain) / 6);
        aspnet_gate_reject_all(domain);
        if (domain->runtime->process->state != PROCESS_DEAD)
            look_whether_empty(domain);
        return;
    }
    aspnet_abort_all(domain);
    if (domain->runtime->process->state != PROCESS_DEAD)
        dispose(domain);
}

static void look_whether_empty(void *self)
{
    AspnetDomain *domain = self;

    if (domain->inside == 0) {
        domain->is_open = false;
        dispose(domain);
    } else if (domain->runtime->run->engine.now_ns >= domain->wait_until_ns) {
        lose_patience(domain);
    } else {
        wait_on(domain);
    }
}

static void registered_objects_stopped(void *self)
{
    AspnetDomain *domain = self;

    domain->state = DOMAIN_DRAINS;
    set_wait(domain, shutdown_timeout_ns(domain));
    look_whether_empty(domain);
}

void aspnet_domain_unload(AspnetDomain *domain, AspnetReason reason)
{
    AspnetRuntime *runtime = domain->runtime;
    const WebAppConfig *app = app_of(domain);
    g_autofree char *what = g_strconcat(app->name, ": ", reason_names[reason], NULL);
    int64_t stop_ns = 0;

    if (domain->state != DOMAIN_SERVES)
        return;
    sim_engine_cancel(&runtime->run->engine, &domain->settling);
    runtime->domains[domain->app] = NULL;
    look_for_place(runtime);
    domain->state = DOMAIN_STOPS;
    domain->is_watched = true;
    web_measure_appdomain(runtime->run, true);
    web_measure_mark(runtime->run, MARK_APPDOMAIN, what);
    if (is_2_0(runtime))
        stop_ns = MIN(app->registered_object_stop_ns, app->domain.hosting_shutdown_timeout_ns);
    if (stop_ns != SIM_NEVER)
        step_after(domain, stop_ns, registered_objects_stopped);
}

void aspnet_domain_emptied(AspnetDomain *domain)
{
    SimEngine *engine = &domain->runtime->run->engine;
    bool looks = (domain->state == DOMAIN_DRAINS || domain->state == DOMAIN_REJECTS) &&
                 domain->runtime->run->config->aspnet.unload_poll_ns == 0;

    if (looks) {
        step_after(domain, 0, look_whether_empty);
    } else if (domain->state == DOMAIN_GOES &&
               !sim_calendar_is_pending(engine->calendar, domain->ending)) {
        step_after(domain, 0, bury);
    }
}

/* ---- what makes it end ---- */

static void settled(void *self)
{
    AspnetDomain *domain = self;
    const AspnetDomainConfig *config = &app_of(domain)->domain;
    WebRun *run = domain->runtime->run;
    int64_t now_ns = run->engine.now_ns;
    int64_t due_ns =
        MIN(domain->changed_ns + config->wait_change_notification_ns, domain->settle_by_ns);
    int64_t poll_ns = run->config->aspnet.unload_poll_ns;

    domain->settling = (SimEventId){0};
    if (now_ns >= due_ns)
        aspnet_domain_unload(domain, (AspnetReason)domain->change_reason);
    else
        domain->settling =
            sim_engine_at(&run->engine, poll_ns > 0 ? now_ns + poll_ns : due_ns, settled, domain);
}

/* Changes that follow each other closely are one, where that is asked for [RS:HttpRuntime.cs]. */
static void file_changed(AspnetDomain *domain, AspnetReason reason)
{
    const AspnetDomainConfig *config = &app_of(domain)->domain;
    SimEngine *engine = &domain->runtime->run->engine;

    domain->changed_ns = engine->now_ns;
    if (sim_calendar_is_pending(engine->calendar, domain->settling))
        return;
    domain->change_reason = (int)reason;
    domain->settle_by_ns = engine->now_ns;
    if (config->wait_change_notification_ns > 0)
        domain->settle_by_ns += config->max_wait_notification_ns;
    settled(domain);
}

/* While the first request is under way changes are ignored for a time. */
static bool ignores_changes(const AspnetDomain *domain)
{
    return domain->left_ns == INT64_MIN && domain->runtime->run->engine.now_ns - domain->made_ns <
                                               app_of(domain)->domain.delay_notification_ns;
}

static bool reason_of(WebChange change, AspnetReason *reason)
{
    switch (change) {
    case CHANGE_WEB_CONFIG:
    case CHANGE_MACHINE_CONFIG:
    case CHANGE_APP_OFFLINE:
    case CHANGE_APP_ONLINE:
        *reason = REASON_CONFIGURATION_CHANGE;
        return true;
    case CHANGE_GLOBAL_ASAX:
        *reason = REASON_CHANGE_IN_GLOBAL_ASAX;
        return true;
    case CHANGE_BIN:
    case CHANGE_DIRECTORY:
        *reason = REASON_BIN_DIR_CHANGE;
        return true;
    case CHANGE_APP_CODE:
        *reason = REASON_CODE_DIR_CHANGE;
        return true;
    case CHANGE_SECURITY_POLICY:
        *reason = REASON_CHANGE_IN_SECURITY_POLICY_FILE;
        return true;
    case CHANGE_PHYSICAL_PATH:
        *reason = REASON_PHYSICAL_APPLICATION_PATH_CHANGED;
        return true;
    case CHANGE_BY_HAND:
        *reason = REASON_UNLOAD_APPDOMAIN_CALLED;
        return true;
    case CHANGE_METABASE:
        break;
    }
    return false; /* the metabase is not ASP.NET's */
}

/* What 1.0 and 1.1 do not watch. */
static bool is_watched(const AspnetShared *shared, WebChange change)
{
    switch (change) {
    case CHANGE_APP_CODE:
    case CHANGE_DIRECTORY:
    case CHANGE_APP_OFFLINE:
    case CHANGE_APP_ONLINE:
        return shared->run->config->aspnet.version == ASPNET_2_0;
    default:
        return true;
    }
}

/* App_Offline.htm and an administrator are not ignored. */
static void domain_changed(AspnetDomain *domain, WebChange change, AspnetReason reason)
{
    if (domain->created.state != ONCE_DONE)
        return;
    if (change >= CHANGE_APP_OFFLINE)
        aspnet_domain_unload(domain, reason);
    else if (!ignores_changes(domain))
        file_changed(domain, reason);
}

static void set_offline(AspnetShared *shared, uint32_t app, bool is_offline)
{
    shared->is_offline[app] = is_offline;
    web_availability_offline(shared->run, app, is_offline);
}

void aspnet_changed(AspnetShared *shared, uint32_t app, WebChange change)
{
    AspnetReason reason;

    if (!is_watched(shared, change) || !reason_of(change, &reason))
        return;
    if (change == CHANGE_APP_OFFLINE || change == CHANGE_APP_ONLINE)
        set_offline(shared, app, change == CHANGE_APP_OFFLINE);
    if (change == CHANGE_GLOBAL_ASAX || change == CHANGE_BIN || change == CHANGE_APP_CODE)
        aspnet_compile_all_anew(shared, app);
    for (AspnetRuntime *runtime = shared->runtimes; runtime != NULL; runtime = runtime->next) {
        if (runtime->domains[app] != NULL)
            domain_changed(runtime->domains[app], change, reason);
    }
}

/* [RS:BuildResultCache.cs]: the one that reaches the limit is the last. */
void aspnet_domain_recompiled(AspnetDomain *domain)
{
    if (++domain->recompiles == app_of(domain)->domain.recompiles_before_restart)
        aspnet_domain_unload(domain, REASON_MAX_RECOMPILATIONS_REACHED);
}

/* ---- idleness ---- */

static int64_t idle_since_ns(const AspnetDomain *domain)
{
    if (domain->inside > 0)
        return domain->runtime->run->engine.now_ns;
    return MAX(domain->left_ns, domain->made_ns);
}

static void idle_check_fired(void *self)
{
    AspnetRuntime *runtime = self;
    int64_t now_ns = runtime->run->engine.now_ns;

    runtime->idle_timer = (SimEventId){0};
    for (uint32_t app = 0; app < runtime->run->config->app_count; app++) {
        AspnetDomain *domain = runtime->domains[app];
        int64_t limit_ns = runtime->run->config->apps[app].domain.hosting_idle_timeout_ns;

        if (domain != NULL && domain->made_ns != INT64_MIN && limit_ns != SIM_NEVER &&
            now_ns - idle_since_ns(domain) >= limit_ns)
            aspnet_domain_unload(domain, REASON_IDLE_TIMEOUT);
    }
    arm_idle_check(runtime);
}

/* Every 30 s while there is one that could become idle [RS:IdleTimeoutMonitor.cs]; with idle-check =
 * 0 when the first could be. */
static void arm_idle_check(AspnetRuntime *runtime)
{
    const ModelConfig *config = runtime->run->config;
    SimEngine *engine = &runtime->run->engine;
    int64_t check_ns = config->aspnet.idle_check_ns;
    int64_t first_ns = SIM_NEVER;

    for (uint32_t app = 0; app < config->app_count; app++) {
        const AspnetDomain *domain = runtime->domains[app];
        int64_t limit_ns = config->apps[app].domain.hosting_idle_timeout_ns;

        if (domain != NULL && domain->made_ns != INT64_MIN && limit_ns != SIM_NEVER)
            first_ns = MIN(first_ns, idle_since_ns(domain) + limit_ns);
    }
    if (first_ns == SIM_NEVER || sim_calendar_is_pending(engine->calendar, runtime->idle_timer))
        return;
    if (check_ns > 0)
        first_ns = aspnet_next_tick_ns(runtime->run, runtime->idle_phase_ns, check_ns);
    runtime->idle_timer =
        sim_engine_at(engine, MAX(first_ns, engine->now_ns + 1), idle_check_fired, runtime);
}
