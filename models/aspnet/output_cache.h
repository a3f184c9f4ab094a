/* output_cache.h - the output cache of an AppDomain.
 *
 * Modelled:   an entry per page and URL, made when a full execution has ended, valid for the page's
 *             output-cache lifetime from then; a request that finds one at ResolveRequestCache
 *             leaves the pipeline there, without the page's own work [RS:HttpApplication.cs];
 *             entries go with their AppDomain.
 * Simplified: executions that overlap do not know of each other: each makes the entry anew. Only
 *             answers of 200 enter (an assumption).
 * Left out:   variants by parameter, header or user; entries trimmed under memory pressure; the
 *             memory that they take.
 */
#pragma once
#include "models/aspnet/runtime.h"

/* When the AppDomain is made and when it goes. Nothing is allocated if none of its pages is cached. */
void aspnet_output_cache_init(AspnetDomain *domain);
void aspnet_output_cache_clear(AspnetDomain *domain);

/* The page has changed: its entries go. */
void aspnet_output_cache_forget(AspnetDomain *domain, uint32_t page);

/* True when the page is output-cached at all; the others are for such pages only. */
static inline bool aspnet_output_cache_concerns(const WebRequest *request)
{
    return web_request_page(request)->output_cache_ns > 0;
}

/* True: a valid entry answers the request. Says in the request until when it is valid. */
bool aspnet_output_cache_answers(AspnetRequest *extra);

/* The request was executed in full: its response is an entry from now on. */
void aspnet_output_cache_put(AspnetRequest *extra);
