/* fault_operator.c - what an administrator does to processes that work.
 *
 * Modelled:   recycling by hand: each process that hosts an application that the fault names is
 *             replaced as after any of its limits, all workers of a web garden alike. Ending a
 *             process by force is what any abnormal end is: kind crash.
 * Assumption: on IIS 5 and in IIS 5.0 isolation mode aspnet_wp is replaced as by processModel.
 */
#include "models/web/fault_private.h"
#include "models/web/process.h"
#include "models/web/server.h"

/* An application of each process, found before anything is done to the first: its successor may be
 * ready at once and is not meant. */
void web_fault_recycle_begin(WebFault *fault)
{
    WebRun *run = fault->run;
    g_autoptr(GPtrArray) processes = g_ptr_array_new();
    g_autoptr(GArray) apps = g_array_new(FALSE, FALSE, sizeof(uint32_t));

    for (uint32_t app = 0; app < run->config->app_count; app++) {
        WebProcess *process =
            fault->apps[app] ? run->server->process_of(run, app, MODEL_NONE) : NULL;

        if (process == NULL || g_ptr_array_find(processes, process, NULL))
            continue;
        g_ptr_array_add(processes, process);
        g_array_append_val(apps, app);
    }
    for (guint i = 0; i < apps->len; i++)
        run->server->recycle(run, g_array_index(apps, uint32_t, i));
}
