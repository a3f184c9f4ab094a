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

typedef struct WebNative WebNative;

/* What the process that runs the handlers does for them. */
typedef struct {
    /* The handler is done, on a native thread, which the host frees. */
    void (*done)(WebRequest *request, WebOutcome outcome, int32_t status);

    /* ASP is done and its thread free; the request is still in the process. */
    void (*asp_done)(WebRequest *request, WebOutcome outcome, int32_t status);

    void (*free_thread)(WebRequest *request);  /* ASP takes over: the native thread goes back */
    void (*thread_is_free)(WebNative *native); /* and others may have it */
} WebNativeHost;

struct WebNative {
    WebRun *run;
    WebProcess *process;
    const WebNativeHost *host;
    const WebWork *static_work; /* of a static file, beyond what every request costs */
    WebThreads atq;
    WebThreads asp;
    int64_t asp_queue_max;
};

typedef struct {
    int64_t max_pool_threads; /* per CPU */
    int64_t pool_thread_limit;
    int64_t asp_processor_thread_max; /* per CPU */
    int64_t asp_request_queue_max;
    WebQueueStatistics *queue;  /* of ATQ, and of ASP's pool */
    const WebWork *static_work; /* kept */
    const WebNativeHost *host;
} WebNativeSetting;

void web_native_init(WebNative *native, WebProcess *process, const WebNativeSetting *setting);
void web_native_stop(WebNative *native); /* the process has died */

/* A fault may hit it there: crash, exception, hang, leak. Runs the handler of a request that is in the process and holds a native thread of it; not
 * HANDLER_ASPNET. The host hears of the end. */
void web_native_run(WebNative *native, WebRequest *request, WebHandler handler);
