/* exposure.c - clocks for pairs of applications that run while the two are together.
 *
 * Invariants: holders of a pair counts the processes that hold AppDomains of both; a clock runs
 * exactly while its count is above 0 (process), while both run under one identity (identity).
 */
#include "models/web/exposure.h"
#include "models/web/watch.h"

#define PAIRS_ALL_UP_TO 64 /* applications: above it pairs that share nothing are left out */

typedef struct {
    int64_t since_ns; /* INT64_MIN: it does not run */
    int64_t total_ns; /* in the window, until it last stopped */
} Clock;

typedef struct {
    uint32_t holders;
    Clock process, identity;
} Pair;

struct WebExposure {
    uint32_t count; /* applications */
    Pair *pairs;    /* [b * (b - 1) / 2 + a], a < b */
    size_t pair_count;
    uint32_t *running;  /* by application: AppDomains that exist */
    uint32_t *identity; /* by application: under which it runs, or last ran */
    SimLevel appdomains;
    double front_share; /* of the window: the front process was there */
    bool is_over;       /* the window */
};

WebExposure *web_exposure_new(WebRun *run)
{
    WebExposure *exposure = g_new0(WebExposure, 1);
    size_t count = run->config->app_count;

    exposure->count = run->config->app_count;
    exposure->pair_count = count * (count - 1) / 2;
    exposure->pairs = g_new0(Pair, exposure->pair_count);
    exposure->running = g_new0(uint32_t, count);
    exposure->identity = g_new0(uint32_t, count);
    sim_level_init(&exposure->appdomains, run->engine.now_ns, 0);
    for (size_t i = 0; i < exposure->pair_count; i++)
        exposure->pairs[i].process.since_ns = exposure->pairs[i].identity.since_ns = INT64_MIN;
    return exposure;
}

void web_exposure_free(WebExposure *exposure)
{
    if (exposure == NULL)
        return;
    g_free(exposure->pairs);
    g_free(exposure->running);
    g_free(exposure->identity);
    g_free(exposure);
}

static Pair *pair_of(WebExposure *exposure, uint32_t a, uint32_t b)
{
    size_t low = MIN(a, b);
    size_t high = MAX(a, b);

    return &exposure->pairs[high * (high - 1) / 2 + low];
}

/* ---- clocks ---- */

static void set_clock(const WebRun *run, Clock *clock, bool runs)
{
    if (runs == (clock->since_ns != INT64_MIN) || run->exposure->is_over)
        return;
    if (runs) {
        clock->since_ns = run->engine.now_ns;
    } else {
        clock->total_ns += run->engine.now_ns - clock->since_ns;
        clock->since_ns = INT64_MIN;
    }
}

static void restart_clock(Clock *clock, int64_t now_ns)
{
    clock->total_ns = 0;
    if (clock->since_ns != INT64_MIN)
        clock->since_ns = now_ns;
}

void web_exposure_window_begins(WebRun *run)
{
    WebExposure *exposure = run->exposure;

    sim_level_restart(&exposure->appdomains, run->engine.now_ns);
    for (size_t i = 0; i < exposure->pair_count; i++) {
        restart_clock(&exposure->pairs[i].process, run->engine.now_ns);
        restart_clock(&exposure->pairs[i].identity, run->engine.now_ns);
    }
}

void web_exposure_window_ends(WebRun *run)
{
    WebExposure *exposure = run->exposure;

    for (size_t i = 0; i < exposure->pair_count; i++) {
        set_clock(run, &exposure->pairs[i].process, false);
        set_clock(run, &exposure->pairs[i].identity, false);
    }
    if (run->front_process != NULL)
        exposure->front_share = sim_level_mean(&run->front_process->alive, run->engine.now_ns);
    exposure->is_over = true;
}

/* ---- AppDomains ---- */

/* The first pool with the same AppPoolIdentityType stands for it; aspnet_wp has one account. */
static uint32_t identity_of(const WebProcess *process)
{
    const Iis6PoolConfig *pools = process->run->config->pools;
    uint32_t first = 0;

    if (process->pool == MODEL_NONE)
        return 0;
    while (g_strcmp0(pools[first].identity, pools[process->pool].identity) != 0)
        first++;
    return first;
}

static void running_changed(const WebRun *run, uint32_t app)
{
    WebExposure *exposure = run->exposure;

    for (uint32_t other = 0; other < exposure->count; other++) {
        bool together = exposure->running[app] > 0 && exposure->running[other] > 0 &&
                        exposure->identity[app] == exposure->identity[other];

        if (other != app)
            set_clock(run, &pair_of(exposure, app, other)->identity, together);
    }
}

/* The process holds its first AppDomain of the application now, or none any more. */
static void holding_changed(const WebProcess *process, uint32_t app, bool holds)
{
    const WebRun *run = process->run;

    for (uint32_t other = 0; other < run->exposure->count; other++) {
        Pair *pair = pair_of(run->exposure, app, other);

        if (other == app || process->appdomains[other] == 0)
            continue;
        pair->holders += holds ? 1 : -1u;
        set_clock(run, &pair->process, pair->holders > 0);
    }
}

void web_exposure_loaded(WebProcess *process, uint32_t app)
{
    const WebRun *run = process->run;
    WebExposure *exposure = run->exposure;

    if (process->appdomains == NULL)
        process->appdomains = g_new0(uint32_t, exposure->count);
    if (process->appdomains[app]++ == 0)
        holding_changed(process, app, true);
    exposure->identity[app] = identity_of(process);
    if (exposure->running[app]++ == 0)
        running_changed(run, app);
    sim_level_add(&exposure->appdomains, run->engine.now_ns, 1);
    if (WEB_WATCHED(run))
        web_watch_appdomain(process, app, true);
}

void web_exposure_unloaded(WebProcess *process, uint32_t app)
{
    const WebRun *run = process->run;
    WebExposure *exposure = run->exposure;

    if (process->appdomains == NULL || process->appdomains[app] == 0)
        return;
    if (--process->appdomains[app] == 0)
        holding_changed(process, app, false);
    if (--exposure->running[app] == 0)
        running_changed(run, app);
    sim_level_add(&exposure->appdomains, run->engine.now_ns, -1);
    if (WEB_WATCHED(run))
        web_watch_appdomain(process, app, false);
}

void web_exposure_process_ends(WebProcess *process)
{
    for (uint32_t app = 0; process->appdomains != NULL && app < process->run->exposure->count;
         app++) {
        while (process->appdomains[app] > 0)
            web_exposure_unloaded(process, app);
    }
    g_clear_pointer(&process->appdomains, g_free);
}

const SimLevel *web_exposure_appdomains(const WebRun *run)
{
    return &run->exposure->appdomains;
}

/* ---- the report ---- */

static void put(GArray *values, WebRun *run, const char *shares, uint32_t a, uint32_t b,
                double fraction)
{
    const WebAppConfig *apps = run->config->apps;
    g_autofree char *metric = g_strdup_printf("%s/%s", shares, apps[b].name);
    ResultValue row = {
        .scope = RESULT_EXPOSURE,
        .entity = web_run_string(run, apps[a].name),
        .metric = web_run_string(run, metric),
        .value = fraction,
    };

    g_array_append_val(values, row);
}

static bool may_share_process(const WebRun *run, uint32_t a, uint32_t b)
{
    const WebAppConfig *apps = run->config->apps;

    return run->front_process != NULL || apps[a].pool == apps[b].pool;
}

void web_exposure_report(WebRun *run, GArray *values)
{
    WebExposure *exposure = run->exposure;
    double duration_ns = (double)run->config->duration_ns;

    for (uint32_t a = 0; a < exposure->count; a++) {
        for (uint32_t b = a + 1; b < exposure->count; b++) {
            const Pair *pair = pair_of(exposure, a, b);

            if (exposure->count <= PAIRS_ALL_UP_TO || may_share_process(run, a, b))
                put(values, run, "process", a, b, (double)pair->process.total_ns / duration_ns);
            put(values, run, "identity", a, b, (double)pair->identity.total_ns / duration_ns);
            if (run->front_process != NULL)
                put(values, run, "front-process", a, b, exposure->front_share);
        }
    }
}
