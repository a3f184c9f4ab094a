/* native.h - native threads of a front process (inetinfo, w3wp) and ASP's pool inside it.
 *
 * Modelled:   ATQ: MaxPoolThreads per CPU to begin with, up to PoolThreadLimit [POOLTHR] [EXBPA]; an
 *             ISAPI extension runs on the thread that took the request [SF68777]; ASP has its own
 *             AspProcessorThreadMax per CPU and a queue of AspRequestQueueMax, beyond which the
 *             client gets 500.13 [KB253146].
 *             ASP drops a request that waited longer than AspQueueConnectionTestTime and whose
 *             client has gone [KB253146]; a CGI is a process for each request, and holds the thread
 *             that took it [SF68777], so that there are as many at a time as MaxPoolThreads allow
 *             [POOLTHR]; when it dies its client alone notices, by a 502.
 *             ISAPI extensions are loaded when the first request needs them [S0].
 *             A static file that the process does not hold is read first (file_cache.h).
 * Assumption: ATQ does not grow for threads that a CGI holds. Native code is ended by no time-out.
 * Simplified: ASP's pool does not grow or shrink; who comes while an extension is loaded does not
 *             wait for it; all ISAPI extensions but asp.dll and ASP.NET's are one.
 * Left out:   AspScriptTimeout, AspQueueTimeout, CGITimeout; 500.11 and 500.12 of an ASP application
 *             that restarts, as nothing restarts one but its process; ISAPI filters; WebDAV.
 */
#pragma once
#include "models/web/file_cache.h"
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
    WebFileCache *files;        /* NULL: reading one costs nothing */
    WebThreads atq;
    WebThreads asp;
    int64_t asp_queue_max;
    unsigned int not_loaded; /* 1 << handler: its ISAPI extension will have to be loaded */
    int64_t asp_queue_connection_test_ns;
};

typedef struct {
    int64_t max_pool_threads; /* per CPU */
    int64_t pool_thread_limit;
    int64_t asp_processor_thread_max; /* per CPU */
    int64_t asp_request_queue_max;
    int64_t asp_queue_connection_test_ns;
    WebQueueStatistics *queue;        /* of ATQ, and of ASP's pool */
    const WebWork *static_work;       /* kept */
    const WebFileCacheConfig *files;  /* NULL: it serves none; kept */
    int64_t files_activity_period_ns; /* 0: a file is cached at once */
    const WebNativeHost *host;
} WebNativeSetting;

void web_native_init(WebNative *native, WebProcess *process, const WebNativeSetting *setting);
void web_native_stop(WebNative *native); /* the process has died */

/* True when the request must load the ISAPI extension of its handler first, at the cost of
 * isapi-load, as nobody in this process has needed it before; false from then on. */
static inline bool web_native_must_load(WebNative *native, WebHandler handler)
{
    bool must_load = (native->not_loaded & 1u << handler) != 0;

    native->not_loaded &= ~(1u << handler);
    return must_load;
}

/* Runs the handler of a request that is in the process and holds a native thread of it, where a fault
 * may hit it: crash, exception, hang, leak; not
 * HANDLER_ASPNET. The host hears of the end. */
void web_native_run(WebNative *native, WebRequest *request, WebHandler handler);
