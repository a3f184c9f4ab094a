/* file_cache.c - an entry goes at the second flush after its last use, as the first finds it used. */
#include "models/web/file_cache.h"
#include "models/web/counters.h"
#include "models/web/native.h"
#include "models/web/process.h"

static WebFileEntry *entries_new(uint32_t count)
{
    WebFileEntry *entries = g_new(WebFileEntry, count);

    for (uint32_t i = 0; i < count; i++)
        entries[i] = (WebFileEntry){.asked_ns = INT64_MIN};
    return entries;
}

static bool has_file(const WebRun *run, uint32_t page)
{
    return run->page_handlers[page] == HANDLER_STATIC && run->config->pages[page].status == 200;
}

WebFileCache *web_file_cache_new(WebProcess *process, const WebFileCacheConfig *config,
                                 int64_t activity_period_ns)
{
    WebRun *run = process->run;
    WebFileCache *cache;

    if (config == NULL || run->config->costs.file_read.count == 0)
        return NULL;
    cache = g_new0(WebFileCache, 1);
    *cache = (WebFileCache){
        .run = run,
        .process = process,
        .config = config,
        .activity_period_ns = activity_period_ns,
        .pages = g_new0(WebFileEntry *, run->config->page_count),
        .phase_ns = SIM_NEVER,
    };
    for (uint32_t i = 0; i < run->config->page_count; i++)
        if (has_file(run, i))
            cache->pages[i] = entries_new(run->config->pages[i].url_count);
    if (config->ttl_ns != SIM_NEVER && run->config->limits.timer_phases == TIMER_PHASES_SEEDED)
        cache->phase_ns =
            web_run_timer_phase(run, "object-cache", process->generation, config->ttl_ns);
    return cache;
}

void web_file_cache_free(WebFileCache *cache)
{
    if (cache == NULL)
        return;
    sim_engine_cancel(&cache->run->engine, &cache->flush);
    for (uint32_t i = 0; i < cache->run->config->page_count; i++)
        g_free(cache->pages[i]);
    g_free(cache->pages);
    g_free(cache);
}

/* ---- what goes ---- */

static void drop_unused(WebFileCache *cache, uint32_t page, int64_t since_ns)
{
    const WebPageConfig *config = &cache->run->config->pages[page];

    for (uint32_t url = 0; url < config->url_count; url++) {
        WebFileEntry *entry = &cache->pages[page][url];

        if (!entry->is_held || entry->used_ns >= since_ns)
            continue;
        entry->is_held = false;
        cache->held_count--;
        cache->run->counters->file_flushes++;
        web_process_add_memory(cache->process, -config->size_bytes);
    }
}

static void flush_due(void *self);

static void arm_flush(WebFileCache *cache)
{
    SimEngine *engine = &cache->run->engine;
    int64_t ttl_ns = cache->config->ttl_ns;
    int64_t since_ns = 0;

    if (ttl_ns == SIM_NEVER)
        return;
    if (cache->phase_ns != SIM_NEVER) {
        since_ns = (engine->now_ns - cache->phase_ns) % ttl_ns;
        since_ns += since_ns < 0 ? ttl_ns : 0;
    }
    cache->flush = sim_engine_after(engine, ttl_ns - since_ns, flush_due, cache);
}

static void flush_due(void *self)
{
    WebFileCache *cache = self;
    int64_t since_ns = cache->run->engine.now_ns - cache->config->ttl_ns;

    cache->flush = (SimEventId){0};
    for (uint32_t i = 0; i < cache->run->config->page_count; i++)
        if (cache->pages[i] != NULL)
            drop_unused(cache, i, since_ns);
    if (cache->held_count > 0)
        arm_flush(cache);
}

void web_file_cache_changed(const WebRun *run, uint32_t app)
{
    for (WebProcess *process = run->processes; process != NULL; process = process->next) {
        WebFileCache *cache = process->state != PROCESS_DEAD && process->native != NULL
                                  ? process->native->files
                                  : NULL;

        for (uint32_t i = 0; cache != NULL && i < run->config->page_count; i++)
            if (run->config->pages[i].app == app && cache->pages[i] != NULL)
                drop_unused(cache, i, INT64_MAX);
    }
}

/* ---- what comes ---- */

WebFileAnswer web_file_cache_ask(WebFileCache *cache, const WebRequest *request)
{
    int64_t period_ns = cache->activity_period_ns;
    int64_t now_ns = cache->run->engine.now_ns;
    WebFileEntry *entry;
    bool is_active;

    if (cache->pages[request->page] == NULL)
        return FILE_IS_THERE;
    entry = &cache->pages[request->page][request->url];
    if (entry->is_held) {
        entry->used_ns = now_ns;
        cache->run->counters->file_hits++;
        return FILE_IS_THERE;
    }
    cache->run->counters->file_misses++;
    is_active =
        period_ns == 0 || (entry->asked_ns != INT64_MIN && now_ns - entry->asked_ns <= period_ns);
    entry->asked_ns = now_ns;
    if (web_request_page(request)->size_bytes > cache->config->max_file_bytes || !is_active)
        return FILE_TO_READ;
    return FILE_TO_KEEP;
}

void web_file_cache_put(WebFileCache *cache, const WebRequest *request)
{
    WebFileEntry *entry = &cache->pages[request->page][request->url];

    entry->used_ns = cache->run->engine.now_ns;
    if (entry->is_held)
        return;
    entry->is_held = true;
    cache->held_count++;
    web_process_add_memory(cache->process, web_request_page(request)->size_bytes);
    if (cache->flush.generation == 0)
        arm_flush(cache);
}
