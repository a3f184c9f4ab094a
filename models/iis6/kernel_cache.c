#include "models/iis6/kernel_cache.h"
#include "models/web/counters.h"

#include <string.h>

static bool may_enter(const WebRun *run, uint32_t index, bool aspnet_enters)
{
    const ModelConfig *config = run->config;
    const WebPageConfig *page = &config->pages[index];

    if (page->is_authenticated || !page->kernel_cache)
        return false;
    if (page->status != 200 || page->size_bytes > config->httpsys.uri_max_uri_bytes ||
        strchr(page->url, '?') != NULL)
        return false;
    switch (run->page_handlers[index]) {
    case HANDLER_STATIC:
        return true;
    case HANDLER_ASPNET:
        return aspnet_enters && page->output_cache_ns > 0 &&
               config->apps[page->app].http_runtime.enable_kernel_output_cache;
    case HANDLER_ASP:
    case HANDLER_ISAPI:
    case HANDLER_CGI:
    case HANDLER_PROHIBITED:
        break;
    }
    return false;
}

static KernelCacheEntry *entries_new(uint32_t count)
{
    KernelCacheEntry *entries = g_new(KernelCacheEntry, count);

    for (uint32_t i = 0; i < count; i++)
        entries[i] = (KernelCacheEntry){.asked_ns = INT64_MIN, .until_ns = INT64_MIN};
    return entries;
}

void kernel_cache_init(KernelCache *cache, WebRun *run, bool aspnet_enters)
{
    const ModelConfig *config = run->config;

    *cache = (KernelCache){.run = run};
    for (uint32_t i = 0; config->httpsys.uri_enable_cache && i < config->page_count; i++) {
        if (!may_enter(run, i, aspnet_enters))
            continue;
        if (cache->pages == NULL)
            cache->pages = g_new0(KernelCacheEntry *, config->page_count);
        cache->pages[i] = entries_new(config->pages[i].url_count);
    }
    run->has_kernel_cache = cache->pages != NULL;
    if (config->limits.timer_phases == TIMER_PHASES_ARMED)
        return;
    cache->has_phase = true;
    cache->phase_ns =
        web_run_timer_phase(run, "scavenger", 0, config->httpsys.uri_scavenger_period_ns);
}

void kernel_cache_clear(KernelCache *cache)
{
    for (uint32_t i = 0; cache->pages != NULL && i < cache->run->config->page_count; i++)
        g_free(cache->pages[i]);
    g_clear_pointer(&cache->pages, g_free);
}

void kernel_cache_flush_app(KernelCache *cache, uint32_t app)
{
    const ModelConfig *config = cache->run->config;

    for (uint32_t i = 0; cache->pages != NULL && i < config->page_count; i++) {
        if (config->pages[i].app != app || cache->pages[i] == NULL)
            continue;
        for (uint32_t url = 0; url < config->pages[i].url_count; url++)
            cache->pages[i][url].until_ns = INT64_MIN;
    }
}

/* How many ticks of the scavenger, from the one at phase_ns on, have been by then. */
static int64_t ticks(const KernelCache *cache, int64_t time_ns)
{
    int64_t period_ns = cache->run->config->httpsys.uri_scavenger_period_ns;
    int64_t since_ns = time_ns - cache->phase_ns;

    return since_ns >= 0 ? since_ns / period_ns : -((-since_ns + period_ns - 1) / period_ns);
}

/* The first tick after a touch finds it touched since the tick before; the second flushes. */
static bool is_flushed(const KernelCache *cache, const KernelCacheEntry *entry)
{
    const Iis6HttpSysConfig *config = &cache->run->config->httpsys;
    int64_t now_ns = cache->run->engine.now_ns;

    if (config->scavenger == SCAVENGER_IDLE)
        return now_ns - entry->touched_ns >= config->uri_scavenger_period_ns;
    return ticks(cache, now_ns) - ticks(cache, entry->touched_ns) >= 2;
}

KernelCacheAnswer kernel_cache_ask(KernelCache *cache, const WebRequest *request)
{
    KernelCacheEntry *entry = &cache->pages[request->page][request->url];
    int64_t period_ns = cache->run->config->httpsys.activity_period_ns;
    int64_t now_ns = cache->run->engine.now_ns;
    WebCounters *counters = cache->run->counters;
    bool is_active;

    if (entry->until_ns > now_ns && !is_flushed(cache, entry)) {
        entry->touched_ns = now_ns;
        counters->kernel_hits++;
        counters->pages[request->page].kernel_hits++;
        return KERNEL_CACHE_HIT;
    }
    counters->kernel_misses++;
    counters->kernel_flushes += entry->until_ns != INT64_MIN; /* it was there once */
    entry->until_ns = INT64_MIN;
    if (request->run->page_handlers[request->page] != HANDLER_STATIC)
        return KERNEL_CACHE_MISS; /* the output cache decides */
    is_active =
        period_ns == 0 || (entry->asked_ns != INT64_MIN && now_ns - entry->asked_ns <= period_ns);
    entry->asked_ns = now_ns;
    return is_active ? KERNEL_CACHE_KEEP : KERNEL_CACHE_MISS;
}

void kernel_cache_put(KernelCache *cache, const WebRequest *request, int64_t until_ns)
{
    KernelCacheEntry *entry = &cache->pages[request->page][request->url];

    entry->touched_ns = cache->run->engine.now_ns;
    entry->until_ns = until_ns;
    if (!cache->has_phase)
        cache->phase_ns = entry->touched_ns;
    cache->has_phase = true;
}
