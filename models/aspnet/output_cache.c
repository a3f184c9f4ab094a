#include "models/aspnet/output_cache.h"

static bool is_cached(const AspnetDomain *domain, uint32_t page)
{
    const WebRun *run = domain->runtime->run;
    const WebPageConfig *config = &run->config->pages[page];

    return config->app == domain->app && run->page_handlers[page] == HANDLER_ASPNET &&
           config->output_cache_ns > 0 && config->status == 200;
}

void aspnet_output_cache_init(AspnetDomain *domain)
{
    const AspnetShared *shared = domain->runtime->shared;
    const ModelConfig *config = domain->runtime->run->config;

    for (uint32_t i = 0; i < config->page_count; i++) {
        int64_t *until_ns;

        if (!is_cached(domain, i))
            continue;
        if (domain->output_cache_ns == NULL)
            domain->output_cache_ns = g_new0(int64_t *, shared->page_count[domain->app]);
        until_ns = g_new(int64_t, config->pages[i].url_count);
        for (uint32_t url = 0; url < config->pages[i].url_count; url++)
            until_ns[url] = INT64_MIN;
        domain->output_cache_ns[shared->page_slot[i]] = until_ns;
    }
}

void aspnet_output_cache_clear(AspnetDomain *domain)
{
    uint32_t count = domain->runtime->shared->page_count[domain->app];

    for (uint32_t i = 0; domain->output_cache_ns != NULL && i < count; i++)
        g_free(domain->output_cache_ns[i]);
    g_clear_pointer(&domain->output_cache_ns, g_free);
}

void aspnet_output_cache_forget(AspnetDomain *domain, uint32_t page)
{
    uint32_t slot = domain->runtime->shared->page_slot[page];
    int64_t **pages = domain->output_cache_ns;

    if (pages == NULL || pages[slot] == NULL)
        return;
    for (uint32_t url = 0; url < domain->runtime->run->config->pages[page].url_count; url++)
        pages[slot][url] = INT64_MIN;
}

/* NULL: of a page that is not meant to answer 200. */
static int64_t *entry_of(const AspnetRequest *extra)
{
    uint32_t slot = extra->runtime->shared->page_slot[extra->request->page];
    int64_t **pages = extra->domain->output_cache_ns;

    return pages != NULL && pages[slot] != NULL ? &pages[slot][extra->request->url] : NULL;
}

bool aspnet_output_cache_answers(AspnetRequest *extra)
{
    const int64_t *until_ns = entry_of(extra);

    if (until_ns == NULL || *until_ns <= extra->request->run->engine.now_ns)
        return false;
    extra->is_cached = true;
    extra->cached_until_ns = *until_ns;
    return true;
}

void aspnet_output_cache_put(AspnetRequest *extra)
{
    int64_t *until_ns = entry_of(extra);

    if (until_ns == NULL)
        return;
    *until_ns =
        extra->request->run->engine.now_ns + web_request_page(extra->request)->output_cache_ns;
    extra->is_cached = true;
    extra->cached_until_ns = *until_ns;
}
