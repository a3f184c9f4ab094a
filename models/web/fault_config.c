/* fault_config.c - changes of files, configuration and pages, once or over and over: what they set
 * off is the models' part (server.h).
 *
 * Simplified: a storm's changes come at intervals that are drawn anew; the pages of an application
 *             change in turn.
 */
#include "models/web/fault_config.h"
#include "models/web/file_cache.h"
#include "models/web/server.h"

static void content_changed(WebRun *run, uint32_t app)
{
    web_file_cache_changed(run, app);
    if (run->server->content_changed != NULL)
        run->server->content_changed(run, app);
}

/* machine.config and the security policy are everybody's, whomever the fault names. */
static bool is_everybodys(WebChange change)
{
    return change == CHANGE_MACHINE_CONFIG || change == CHANGE_SECURITY_POLICY;
}

static void change_apps(const WebFault *fault, WebChange change)
{
    WebRun *run = fault->run;

    for (uint32_t app = 0; app < run->config->app_count; app++) {
        if (!fault->apps[app] && !is_everybodys(change))
            continue;
        content_changed(run, app);
        run->server->app_changed(run, app, change);
    }
}

/* Each pool once, however many of its applications are named. */
static void change_pools(const WebFault *fault)
{
    WebRun *run = fault->run;

    for (uint32_t pool = 0; run->server->config_changed != NULL && pool < run->config->pool_count;
         pool++) {
        bool is_named =
            fault->config->target == FAULT_TARGET_POOL && fault->config->target_index == pool;

        for (uint32_t app = 0; app < run->config->app_count; app++)
            is_named |= fault->apps[app] && run->config->apps[app].pool == pool;
        if (is_named)
            run->server->config_changed(run, pool);
    }
}

static void change_now(WebFault *fault)
{
    if (fault->config->what == CHANGE_METABASE)
        change_pools(fault);
    change_apps(fault, fault->config->what);
}

void web_fault_change_begin(WebFault *fault)
{
    change_now(fault);
}

void web_fault_change_end(WebFault *fault)
{
    if (fault->config->what == CHANGE_APP_OFFLINE)
        change_apps(fault, CHANGE_APP_ONLINE);
}

void web_fault_appdomain_begin(WebFault *fault)
{
    for (uint32_t app = 0; app < fault->run->config->app_count; app++) {
        if (fault->apps[app])
            fault->run->server->app_changed(fault->run, app, CHANGE_BY_HAND);
    }
}

/* ---- storms ---- */

static bool names_page(const WebFault *fault, uint32_t page)
{
    return fault->apps[fault->run->config->pages[page].app] &&
           (fault->config->target != FAULT_TARGET_PAGE || fault->config->target_index == page);
}

/* The next page in turn of those that are named. */
static void change_next_page(WebFault *fault)
{
    const ModelConfig *config = fault->run->config;

    for (uint32_t tried = 0; tried < config->page_count; tried++) {
        uint32_t page = fault->turn++ % config->page_count;

        if (!names_page(fault, page))
            continue;
        content_changed(fault->run, config->pages[page].app);
        fault->run->server->page_changed(fault->run, page);
        return;
    }
}

static void storm_blows(void *self)
{
    WebFault *fault = self;
    SimStream stream = web_fault_stream(fault, 2 + fault->changes++);
    int64_t gap_ns = MAX(sim_variate_draw_whole(&fault->config->interval, &stream), 1);

    if (fault->config->kind == FAULT_COMPILE_STORM)
        change_next_page(fault);
    else
        change_now(fault);
    fault->storm = sim_engine_after(&fault->run->engine, gap_ns, storm_blows, fault);
}

void web_fault_storm_begin(WebFault *fault)
{
    if (fault->active++ == 0)
        storm_blows(fault);
}

void web_fault_storm_end(WebFault *fault)
{
    if (--fault->active == 0)
        sim_engine_cancel(&fault->run->engine, &fault->storm);
}
