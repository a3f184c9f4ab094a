/* invariants.h - what must be true between any two events, looked at in checked builds only
 * (sim/checked.h).
 *
 * web: every request at the server is in exactly one place; processes, queues, pools of threads and
 * memory agree with what they hold; arrivals = outcomes + what is in the system. A server adds its
 * own through WebServer.check.
 */
#pragma once
#include "models/web/run.h"

struct WebThreads;

/* An engine's check: self is the run. The first thing that is wrong becomes the run's violation. */
void web_invariants_check(void *run);

/* One pool of threads, which the caller names. */
void web_invariants_threads(WebRun *run, struct WebThreads *threads, const char *name);

/* What is wrong, unless something was already. */
void web_invariants_broken(WebRun *run, const char *format, ...) G_GNUC_PRINTF(2, 3);

#define WEB_EXPECT(run, truth, ...)                                                                \
    do {                                                                                           \
        if (!(truth))                                                                              \
            web_invariants_broken(run, __VA_ARGS__);                                               \
    } while (0)
