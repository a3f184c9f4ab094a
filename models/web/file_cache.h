/* file_cache.h - the files that a process keeps in memory to answer for static pages: inetinfo, w3wp.
 *
 * Modelled:   files up to MaxCachedFileSize, each kept once it has been asked for twice within
 *             ActivityPeriod [FCACHE6]; every ObjectCacheTTL those go that nobody has asked for since
 *             the last time [CC758364]; a process takes its cache with it; the cached files are part
 *             of its memory; a change of the application's files flushes them.
 * Assumption: inetinfo of IIS 5 keeps a file at once, as no source has the rule of two before IIS 6;
 *             whatever changes in an application, all its files go.
 * Simplified: a bigger file, of which http.sys gets the handle, is read by the thread that serves it,
 *             as any other; who comes while a file is read reads it too. Only answers of 200 have a file.
 *
 * There is nothing here, and nothing is looked at, while cost file-read is none. One entry per page and
 * URL number, made with the process.
 */
#pragma once
#include "models/web/request.h"

typedef struct {
    int64_t asked_ns; /* the last time that it was not there; INT64_MIN: never */
    int64_t used_ns;
    bool is_held;
} WebFileEntry;

typedef struct {
    WebRun *run;
    WebProcess *process;
    const WebFileCacheConfig *config;
    int64_t activity_period_ns; /* 0: every file that is read is kept */
    WebFileEntry **pages;       /* [page][url]; NULL: no file stands behind the page */
    int64_t held_count;
    int64_t phase_ns; /* of the flushes; SIM_NEVER: each is a period after something is held */
    SimEventId flush; /* pending while something is held */
} WebFileCache;

typedef enum {
    FILE_IS_THERE,
    FILE_TO_READ,
    FILE_TO_KEEP, /* to read and to keep */
} WebFileAnswer;

/* NULL: reading a file costs nothing. */
WebFileCache *web_file_cache_new(WebProcess *process, const WebFileCacheConfig *config,
                                 int64_t activity_period_ns);
void web_file_cache_free(WebFileCache *cache); /* NULL is harmless */

/* A request for a static page is in the process. */
WebFileAnswer web_file_cache_ask(WebFileCache *cache, const WebRequest *request);
void web_file_cache_put(WebFileCache *cache, const WebRequest *request); /* it has been read */

/* The application's files change: in all processes. */
void web_file_cache_changed(const WebRun *run, uint32_t app);
