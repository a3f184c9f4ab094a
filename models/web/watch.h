/* watch.h - the run's side of being watched: models/watch.h says what is told.
 *
 * Each call is made where something happens, behind WEB_WATCHED(run), so that a run that nobody
 * watches pays one branch. Nothing here changes a run but its end, when the one who watches has seen
 * enough.
 */
#pragma once
#include "models/watch.h"
#include "models/web/run.h"

struct WebThreads;

#define WEB_WATCHED(run) G_UNLIKELY((run)->watch != NULL)

WebWatch *web_watch_new(WebRun *run, const RunWatch *out); /* kept; NULL out: NULL */
void web_watch_free(WebWatch *watch);
bool web_watch_has_stopped(const WebWatch *watch); /* false for NULL */

void web_watch_issued(WebRequest *request, const WebRequest *caller); /* NULL: a client wants it */
void web_watch_attempt(const WebRequest *request);
void web_watch_stage(const WebRequest *request, uint32_t stage);   /* before it changes */
void web_watch_span(const WebRequest *request, int64_t demand_ns); /* as of web_request_charge */
void web_watch_place(const WebRequest *request, const WebProcess *process, bool enters);
void web_watch_begins(const WebRequest *request);
void web_watch_answered(const WebRequest *request, const char *outcome, int32_t status);
void web_watch_resolved(const WebRequest *request, const char *outcome);
void web_watch_gone(WebRequest *request);

/* kind: WATCH_MAKES, WATCH_MADE, WATCH_WAITS_FOR; name and source static. */
void web_watch_made(const WebRequest *request, WatchKind kind, const char *name,
                    const char *source);

/* It waits for what other has, or nobody in particular (NULL); name and source static. */
void web_watch_waits(const WebRequest *request, const char *name, const WebRequest *other,
                     const char *source);

/* A thread of the pool is the request's from now on, or no more. */
void web_watch_thread(struct WebThreads *threads, WebRequest *request, bool takes);
void web_watch_threads_end(struct WebThreads *threads);

void web_watch_process(const WebProcess *process, WatchKind kind);
void web_watch_appdomain(const WebProcess *process, uint32_t app, bool enters);
void web_watch_mark(WebRun *run, int kind, const char *what, const char *reason);

void web_watch_rule_seen(const WebRequest *request, const char *rule, int64_t number, int64_t limit,
                         const char *source);

/* The setting decided: number stood against limit. rule and source are static. */
#define WEB_WATCH_RULE(request, rule, number, limit, source)                                       \
    do {                                                                                           \
        if (WEB_WATCHED((request)->run))                                                           \
            web_watch_rule_seen(request, rule, number, limit, source);                             \
    } while (0)
