/* in_inetinfo.c - ASP.NET inside inetinfo: processModel enable = false.
 *
 * Modelled:   inetinfo hosts the runtime: no pipe, no aspnet_wp, and nothing of processModel that
 *             starts, watches or replaces one [CODEIDOL] [PM11]. A crash of an application is the
 *             end of inetinfo.
 * Assumption: aspnet_isapi gives its thread back and posts the request to the CLR's worker threads, as
 *             in w3wp; requestQueueLimit still bounds what it knows of; an ATQ thread sends the answer.
 */
#include "models/aspnet/progress.h"
#include "models/iis5/inetinfo.h"

static void finished(WebRequest *request, WebOutcome outcome, int32_t status)
{
    web_process_release(request);
    inetinfo_answer(request, outcome, status);
}

static const AspnetHost inetinfo_host = {.finished = finished};

void in_inetinfo_begin(Inetinfo *inetinfo)
{
    inetinfo->runtime = aspnet_runtime_new(inetinfo->process, &inetinfo_host, inetinfo->shared,
                                           (WebThreadSource){0});
}

void in_inetinfo_begin_warm(Inetinfo *inetinfo)
{
    const ModelConfig *config = inetinfo->run->config;

    in_inetinfo_begin(inetinfo);
    for (uint32_t app = 0; app < config->app_count; app++) {
        if (config->apps[app].is_warm)
            aspnet_runtime_warm(inetinfo->runtime, app);
    }
}

/* Code of it may still run in this event: it is freed with the process. */
void in_inetinfo_end(Inetinfo *inetinfo)
{
    aspnet_runtime_stop(inetinfo->runtime);
    inetinfo->ended_runtime = g_steal_pointer(&inetinfo->runtime);
}

void in_inetinfo_free(Inetinfo *inetinfo, const WebProcess *process)
{
    if (inetinfo->ended_runtime != NULL && inetinfo->ended_runtime->process == process)
        g_clear_pointer(&inetinfo->ended_runtime, aspnet_runtime_free);
    if (inetinfo->runtime != NULL && inetinfo->runtime->process == process)
        g_clear_pointer(&inetinfo->runtime, aspnet_runtime_free);
}

void in_inetinfo_post(WebRequest *request)
{
    Inetinfo *inetinfo = iis5_request(request)->inetinfo;

    inetinfo_release_atq(request);
    aspnet_runtime_post(inetinfo->runtime, request);
    web_threads_poke(&inetinfo->native.atq);
}

void in_inetinfo_stuck(WebRequest *request, bool is_stuck)
{
    aspnet_progress_stuck(aspnet_request(request), is_stuck);
}
