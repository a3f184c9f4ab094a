/* native.h - native threads of a front process (inetinfo, w3wp) and ASP's pool inside it.
 *
 * Modelled:   ATQ: MaxPoolThreads per CPU to begin with, up to PoolThreadLimit [POOLTHR] [EXBPA]; an
 *             ISAPI extension runs on the thread that took the request [SF68777]; ASP has its own
 *             AspProcessorThreadMax per CPU and a queue of AspRequestQueueMax, beyond which the
 *             client gets 500.13 [KB253146].
 * Simplified: ASP's pool does not grow or shrink.
 */
#pragma once
#include "models/web/request.h"
#include "models/web/threads.h"

typedef struct {
    WebRun *run;
    WebProcess *process;
    WebThreads atq;
    WebThreads asp;
    int64_t asp_queue_max;
} WebNative;

typedef struct {
    int64_t max_pool_threads; /* per CPU */
    int64_t pool_thread_limit;
    int64_t asp_processor_thread_max; /* per CPU */
    int64_t asp_request_queue_max;
    WebQueueStatistics *queue; /* of ATQ, and of ASP's pool */
    WebThreadSource source;
} WebNativeSetting;

void web_native_init(WebNative *native, WebProcess *process, const WebNativeSetting *setting);
void web_native_stop(WebNative *native); /* the process has died */

/* False: the queue is full. run is called on a thread of ASP's pool, which it must release. */
bool web_native_post_asp(WebNative *native, WebRequest *request, SimHandler run);
