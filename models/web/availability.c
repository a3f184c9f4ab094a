/* availability.c - a small state machine for each application, driven by those who change it.
 *
 * Invariants: serving counts the ready processes that host the application; stuck, of those, the
 * ones in which nothing can go on; it is down exactly while causes is not 0.
 */
#include "models/web/availability.h"

typedef struct {
    uint32_t causes; /* WebDownCause */
    uint32_t serving, stuck;
    bool failed;      /* the last process that served it did not end as asked */
    int64_t since_ns; /* when it went down, or the window began */
    int64_t down_ns;  /* in the window, until it last came up */
} Application;

struct WebAvailability {
    Application *apps;
    bool *runs_aspnet; /* by application: some page of it is ASP.NET's */
    bool is_over;      /* the window */
};

WebAvailability *web_availability_new(WebRun *run)
{
    WebAvailability *availability = g_new0(WebAvailability, 1);
    const ModelConfig *config = run->config;

    availability->apps = g_new0(Application, config->app_count);
    availability->runs_aspnet = g_new0(bool, config->app_count);
    for (uint32_t i = 0; i < config->page_count; i++) {
        if (run->page_handlers[i] == HANDLER_ASPNET)
            availability->runs_aspnet[config->pages[i].app] = true;
    }
    for (uint32_t i = 0; i < config->app_count; i++) {
        availability->apps[i].since_ns = run->engine.now_ns;
        if (availability->runs_aspnet[i] && !config->apps[i].is_enabled)
            availability->apps[i].causes = DOWN_DISABLED;
    }
    return availability;
}

void web_availability_free(WebAvailability *availability)
{
    if (availability == NULL)
        return;
    g_free(availability->apps);
    g_free(availability->runs_aspnet);
    g_free(availability);
}

/* ---- the window ---- */

void web_availability_window_begins(WebRun *run)
{
    for (uint32_t i = 0; i < run->config->app_count; i++) {
        run->availability->apps[i].since_ns = run->engine.now_ns;
        run->availability->apps[i].down_ns = 0;
    }
}

void web_availability_window_ends(WebRun *run)
{
    for (uint32_t i = 0; i < run->config->app_count; i++) {
        Application *app = &run->availability->apps[i];

        if (app->causes != 0)
            app->down_ns += run->engine.now_ns - app->since_ns;
    }
    run->availability->is_over = true;
}

double web_availability_share(const WebRun *run, uint32_t app)
{
    return 1 - (double)run->availability->apps[app].down_ns / (double)run->config->duration_ns;
}

/* ---- causes ---- */

void web_availability_set(WebRun *run, uint32_t index, WebDownCause cause, bool is_down)
{
    WebAvailability *availability = run->availability;
    Application *app = &availability->apps[index];
    bool was_down = app->causes != 0;

    app->causes = is_down ? app->causes | (uint32_t)cause : app->causes & ~(uint32_t)cause;
    if (was_down == (app->causes != 0) || availability->is_over)
        return;
    if (was_down)
        app->down_ns += run->engine.now_ns - app->since_ns;
    else
        app->since_ns = run->engine.now_ns;
}

void web_availability_listener(WebRun *run, bool accepts)
{
    for (uint32_t i = 0; i < run->config->app_count; i++)
        web_availability_set(run, i, DOWN_LISTENER, !accepts);
}

/* ---- processes ---- */

static bool hosts(const WebProcess *process, uint32_t app)
{
    const WebRun *run = process->run;

    switch (process->hosts) {
    case PROCESS_HOSTS_NOTHING:
        return false;
    case PROCESS_HOSTS_ASPNET:
        return run->availability->runs_aspnet[app];
    case PROCESS_HOSTS_POOL:
        break;
    }
    return run->config->apps[app].pool == process->pool;
}

static void judge(WebRun *run, uint32_t index)
{
    const Application *app = &run->availability->apps[index];

    web_availability_set(run, index, DOWN_PROCESS, app->serving == 0 && app->failed);
    web_availability_set(run, index, DOWN_STUCK, app->serving > 0 && app->stuck == app->serving);
}

void web_availability_pool(WebRun *run, uint32_t pool, bool is_enabled)
{
    for (uint32_t i = 0; i < run->config->app_count; i++) {
        if (run->config->apps[i].pool != pool)
            continue;
        web_availability_set(run, i, DOWN_POOL, !is_enabled);
        if (!is_enabled)
            continue;
        run->availability->apps[i].failed = false;
        judge(run, i);
    }
}

void web_availability_serves(WebProcess *process)
{
    WebRun *run = process->run;

    for (uint32_t i = 0; i < run->config->app_count; i++) {
        if (!hosts(process, i))
            continue;
        run->availability->apps[i].serving++;
        run->availability->apps[i].failed = false;
        judge(run, i);
    }
}

/* Ended for want of requests, or with its pool: it can be started on demand. */
static bool ends_as_asked(const WebProcess *process, const Application *app)
{
    return (app->causes & DOWN_POOL) != 0 || g_strcmp0(process->end_reason, PROCESS_END_IDLE) == 0;
}

void web_availability_serves_no_more(WebProcess *process)
{
    WebRun *run = process->run;

    for (uint32_t i = 0; i < run->config->app_count; i++) {
        Application *app = &run->availability->apps[i];

        if (!hosts(process, i))
            continue;
        app->serving--;
        app->stuck -= process->stuck != NULL && process->stuck[i] != 0;
        app->failed = !ends_as_asked(process, app);
        judge(run, i);
    }
    g_clear_pointer(&process->stuck, g_free);
}

void web_availability_not_started(WebProcess *process)
{
    WebRun *run = process->run;

    for (uint32_t i = 0; i < run->config->app_count; i++) {
        if (!hosts(process, i))
            continue;
        run->availability->apps[i].failed = true;
        judge(run, i);
    }
}

void web_availability_offline(WebRun *run, uint32_t app, bool is_offline)
{
    if (run->availability->runs_aspnet[app])
        web_availability_set(run, app, DOWN_OFFLINE, is_offline);
}

void web_availability_stuck(WebProcess *process, uint32_t app, WebStuckCause cause, bool is_stuck)
{
    WebRun *run = process->run;
    uint8_t causes;

    if (process->state != PROCESS_READY || !hosts(process, app) ||
        is_stuck == (process->stuck != NULL && (process->stuck[app] & cause) != 0))
        return;
    if (process->stuck == NULL)
        process->stuck = g_new0(uint8_t, run->config->app_count);
    causes = process->stuck[app];
    process->stuck[app] = (uint8_t)(causes ^ cause);
    run->availability->apps[app].stuck +=
        (uint32_t)(process->stuck[app] != 0) - (uint32_t)(causes != 0);
    judge(run, app);
}
