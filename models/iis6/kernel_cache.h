/* kernel_cache.h - the response cache of http.sys: what it holds is answered in the kernel.
 *
 * Modelled:   a static page enters when two requests for its URL came within ActivityPeriod, so
 *             that the third comes from the cache [CC781368] [DWANG]; an ASP.NET page enters with
 *             its output-cache entry and leaves when that expires, if enableKernelOutputCache allows
 *             it [WMI-HR]; no URL with a query [KB817445] [RS:ISAPIWorkerRequest.cs], no response
 *             above UriMaxUriBytes [KB820129], nothing that needs authentication [KB817445]; the scavenger flushes what was not touched
 *             [CC781368]; entries survive the worker that made them (INFERENCE).
 * Simplified: requests are counted in http.sys, not by each worker; a response is in the cache once
 *             it is handed to http.sys. Only answers of 200 enter; a disabled pool's entries still
 *             answer (both are assumptions).
 *             What else keeps a response out [KB817445] (MD_VR_NO_CACHE, dynamic compression, a
 *             footer, a UNC share, vary) is a page's kernel-cache = false.
 * Left out:   responses of other ISAPIs, the memory that entries take.
 *
 * One entry per page and URL number, made at set-up; a request costs one look at it. Nothing is
 * there, and nothing is looked at, when no page of the configuration could ever enter. The
 * scavenger needs no events: when an entry is looked at, its last touch tells whether the scavenger
 * has been there since.
 */
#pragma once
#include "models/web/request.h"

typedef struct {
    int64_t asked_ns;   /* the last request that was not answered from here; INT64_MIN: none */
    int64_t touched_ns; /* put or hit */
    int64_t until_ns;   /* is held until then; INT64_MIN: is not held */
} KernelCacheEntry;

typedef struct {
    WebRun *run;
    KernelCacheEntry **pages; /* [page][url]; of a page that cannot enter NULL; NULL: no page can */
    int64_t phase_ns;         /* a tick of the scavenger, all others are whole periods away */
    bool has_phase;           /* timers that are armed: not before something is held */
} KernelCache;

/* What http.sys finds. */
typedef enum {
    KERNEL_CACHE_HIT,
    KERNEL_CACHE_MISS,
    KERNEL_CACHE_KEEP, /* a miss, and the static handler will ask to keep the response */
} KernelCacheAnswer;

/* aspnet_enters: ASP.NET runs where http.sys takes its responses over (not behind inetinfo). */
void kernel_cache_init(KernelCache *cache, WebRun *run, bool aspnet_enters);
void kernel_cache_clear(KernelCache *cache);

/* Files or the configuration of the application have changed: nothing of it is held any more
 * [CC781368] [KB820129]. */
void kernel_cache_flush_app(KernelCache *cache, uint32_t app);

/* Whether the request's page may be held at all; everything below is for such requests only. */
static inline bool kernel_cache_concerns(const KernelCache *cache, const WebRequest *request)
{
    return cache->pages != NULL && cache->pages[request->page] != NULL;
}

/* A request has come. */
KernelCacheAnswer kernel_cache_ask(KernelCache *cache, const WebRequest *request);

/* Its response is held from now until then; SIM_NEVER: until it is flushed. */
void kernel_cache_put(KernelCache *cache, const WebRequest *request, int64_t until_ns);
