#include "models/aspnet/compile.h"
#include "models/aspnet/appdomain.h"
#include "models/aspnet/count.h"
#include "models/aspnet/output_cache.h"

/* ---- what is on disk ---- */

static uint32_t folder_of(GHashTable *folders, const WebPageConfig *page)
{
    g_autofree char *folder = g_path_get_dirname(page->url);
    char *key = g_strdup_printf("%u %s", page->app, folder);
    gpointer known = g_hash_table_lookup(folders, key);

    if (known == NULL) {
        known = GUINT_TO_POINTER(g_hash_table_size(folders) + 1);
        g_hash_table_insert(folders, key, known);
    } else {
        g_free(key);
    }
    return GPOINTER_TO_UINT(known);
}

void aspnet_compile_init(AspnetShared *shared)
{
    const ModelConfig *config = shared->run->config;
    g_autoptr(GHashTable) folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    shared->compiling = g_new0(AspnetOnce, config->app_count);
    shared->pages = g_new0(AspnetPage, config->page_count);
    for (uint32_t i = 0; i < config->page_count; i++) {
        shared->pages[i].kind = aspnet_handler_kind(config, i);
        shared->pages[i].folder = folder_of(folders, &config->pages[i]);
    }
    for (uint32_t i = 0; i < config->app_count; i++)
        shared->compile_work_count = MAX(shared->compile_work_count, shared->page_count[i]);
    shared->compile_works = g_new0(WebWork, shared->compile_work_count);
    for (uint32_t i = 0; i < shared->compile_work_count; i++) {
        shared->compile_works[i] = web_work_copy(&config->costs.compile_batch, 1);
        web_work_append(&shared->compile_works[i], &config->costs.compile_page, i + 1);
    }
}

void aspnet_compile_clear(AspnetShared *shared)
{
    for (uint32_t i = 0; i < shared->compile_work_count; i++)
        web_work_clear(&shared->compile_works[i]);
    g_free(shared->compile_works);
    g_free(shared->compiling);
    g_free(shared->pages);
}

static void set_compiled(AspnetShared *shared, uint32_t app, bool is_compiled)
{
    const ModelConfig *config = shared->run->config;

    for (uint32_t i = 0; i < config->page_count; i++) {
        if (config->pages[i].app == app)
            shared->pages[i].is_compiled = is_compiled;
    }
}

void aspnet_compile_warm(AspnetDomain *domain)
{
    AspnetShared *shared = domain->runtime->shared;
    const ModelConfig *config = shared->run->config;

    set_compiled(shared, domain->app, true);
    for (uint32_t i = 0; i < config->page_count; i++) {
        if (config->pages[i].app == domain->app &&
            shared->run->page_handlers[i] == HANDLER_ASPNET &&
            shared->pages[i].kind < ASPNET_INTERNAL)
            domain->jitted[shared->page_slot[i]].state = ONCE_DONE;
    }
}

void aspnet_compile_all_anew(AspnetShared *shared, uint32_t app)
{
    set_compiled(shared, app, false);
}

/* Every AppDomain that has it in use will find it out of date. */
void aspnet_page_changed(AspnetShared *shared, uint32_t page)
{
    uint32_t app = shared->run->config->pages[page].app;
    uint32_t slot = shared->page_slot[page];

    if (shared->run->page_handlers[page] != HANDLER_ASPNET ||
        shared->pages[page].kind > ASPNET_HANDLER)
        return;
    shared->pages[page].is_compiled = false;
    for (AspnetRuntime *runtime = shared->runtimes; runtime != NULL; runtime = runtime->next) {
        for (AspnetDomain *domain = runtime->first_domain; domain != NULL; domain = domain->next) {
            if (domain->app != app || domain->jitted == NULL ||
                domain->jitted[slot].state != ONCE_DONE)
                continue;
            domain->jitted[slot].state = ONCE_NOT_YET;
            domain->jitted[slot].is_stale = true;
            aspnet_output_cache_forget(domain, page);
        }
    }
}

/* ---- the batch ---- */

static bool belongs(const AspnetShared *shared, uint32_t page, uint32_t asked)
{
    const ModelConfig *config = shared->run->config;

    return config->pages[page].app == config->pages[asked].app &&
           shared->pages[page].folder == shared->pages[asked].folder &&
           shared->run->page_handlers[page] == HANDLER_ASPNET && !shared->pages[page].is_compiled &&
           shared->pages[page].kind <= ASPNET_HANDLER;
}

/* The pages that are compiled with the one that is asked for; how many they are. */
static uint32_t begin_batch(AspnetShared *shared, uint32_t asked)
{
    const ModelConfig *config = shared->run->config;
    const AspnetDomainConfig *domain = &config->apps[config->pages[asked].app].domain;
    int64_t most = domain->batch && !domain->debug ? domain->max_batch_size : 1;
    uint32_t count = 1;

    for (uint32_t i = 0; i < config->page_count; i++) {
        if (config->pages[i].app != config->pages[asked].app)
            continue;
        shared->pages[i].in_batch =
            i == asked || ((int64_t)count < most && belongs(shared, i, asked));
        count += shared->pages[i].in_batch && i != asked;
    }
    return count;
}

static void end_batch(AspnetShared *shared, uint32_t app)
{
    const ModelConfig *config = shared->run->config;

    for (uint32_t i = 0; i < config->page_count; i++) {
        if (config->pages[i].app == app && shared->pages[i].in_batch) {
            shared->pages[i].is_compiled = true;
            shared->pages[i].in_batch = false;
            shared->run->counters->apps[app].compilations++;
        }
    }
}

/* ---- on the request's thread ---- */

static void compile_or_wait(void *self);

static void compiled(void *self)
{
    WebRequest *request = self;
    AspnetRequest *extra = aspnet_request(request);
    WebProcess *process = request->process; /* one that is resumed may end it, and this request */

    end_batch(extra->runtime->shared, request->app);
    if (WEB_WATCHED(request->run))
        web_watch_made(request, WATCH_MADE, "compiled pages", "RS:CompilationLock.cs");
    aspnet_once_repeat(&extra->waiter);
    if (process->state != PROCESS_DEAD)
        compile_or_wait(request);
}

static void jitted(void *self)
{
    WebRequest *request = self;
    AspnetRequest *extra = aspnet_request(request);
    WebProcess *process = request->process;

    if (WEB_WATCHED(request->run))
        web_watch_made(request, WATCH_MADE, "JIT code of the page", "RS:BuildResultCache.cs");
    aspnet_once_done(&extra->waiter);
    if (process->state != PROCESS_DEAD)
        extra->compiled(request);
}

static void jit_or_wait(void *self)
{
    WebRequest *request = self;
    AspnetRequest *extra = aspnet_request(request);
    AspnetOnce *once = &extra->domain->jitted[extra->runtime->shared->page_slot[request->page]];
    AspnetEntry entry;

    if (once->is_stale) {
        once->is_stale = false;
        aspnet_domain_recompiled(extra->domain);
    }
    entry = aspnet_once_enter(once, &extra->waiter, request, compile_or_wait);
    if (entry != ENTER_DONE && WEB_WATCHED(request->run))
        web_watch_made(request, aspnet_once_watch(entry), "JIT code of the page",
                       "RS:BuildResultCache.cs");
    switch (entry) {
    case ENTER_DONE:
        extra->compiled(request);
        return;
    case ENTER_WAIT:
        web_request_stage(request, STAGE_APP_INIT);
        return;
    case ENTER_DO_IT:
        web_task_run_cost(&request->task, &request->run->config->costs.jit, COST_JIT,
                          STAGE_APP_INIT, jitted, request);
    }
}

static void compile_or_wait(void *self)
{
    WebRequest *request = self;
    AspnetRequest *extra = aspnet_request(request);
    AspnetShared *shared = extra->runtime->shared;
    AspnetEntry entry;

    if (shared->pages[request->page].is_compiled) {
        jit_or_wait(request);
        return;
    }
    entry = aspnet_once_enter(&shared->compiling[request->app], &extra->waiter, request,
                              compile_or_wait);
    if (WEB_WATCHED(request->run))
        web_watch_made(request, aspnet_once_watch(entry), "compiled pages",
                       "RS:CompilationLock.cs");
    if (entry == ENTER_WAIT) {
        web_request_stage(request, STAGE_APP_INIT);
        return;
    }
    web_task_run_cost(&request->task,
                      &shared->compile_works[begin_batch(shared, request->page) - 1], COST_COMPILE,
                      STAGE_APP_INIT, compiled, request);
}

/* What is internal came with ASP.NET, compiled. */
void aspnet_compile(AspnetRequest *extra, SimHandler done)
{
    if (extra->runtime->shared->pages[extra->request->page].kind == ASPNET_INTERNAL) {
        done(extra->request);
        return;
    }
    extra->compiled = done;
    compile_or_wait(extra->request);
}
