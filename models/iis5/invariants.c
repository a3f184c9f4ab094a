/* invariants.c - what must be true of inetinfo, its pipe and aspnet_wp between any two events.
 *
 * One aspnet_wp takes requests, or one per processor of a web garden, older ones at most end what
 * they have [S0] [PM11]; no more synchronous pipes are held than there are [KB835680];
 * aspnet_isapi knows every request that is under way [UITRANS].
 */
#include "models/aspnet/invariants.h"
#include "models/iis5/inetinfo.h"
#include "models/web/invariants.h"

#include <string.h>

typedef struct {
    int64_t accepted, current, pipes, atq;
} Counts;

static void count_request(WebRequest *request, Counts *counts)
{
    const Iis5Request *extra = iis5_request(request);

    if (!request->at_server) /* what is beside it is of an attempt that is over */
        return;
    counts->accepted += extra->is_accepted;
    counts->current += extra->is_current;
    counts->pipes += extra->holds_pipe;
    counts->atq += extra->holds_atq;
}

static void check_counts(WebRun *run, const Inetinfo *inetinfo, const Counts *counts)
{
    int64_t pipes = web_run_per_cpu(run, inetinfo->config->sync_pipes_per_cpu);

    WEB_EXPECT(run, counts->accepted == inetinfo->accepted && inetinfo->accepted >= 0,
               "%" G_GINT64_FORMAT " accepted connections wait, %" G_GINT64_FORMAT " are counted",
               counts->accepted, inetinfo->accepted);
    WEB_EXPECT(run, counts->current == inetinfo->current,
               "Requests Current is %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT " is counted",
               counts->current, inetinfo->current);
    WEB_EXPECT(run, pipes == SIM_NEVER || counts->pipes + inetinfo->sync_free == pipes,
               "%" G_GINT64_FORMAT " synchronous pipes are held, %" G_GINT64_FORMAT
               " are free, there are %" G_GINT64_FORMAT,
               counts->pipes, inetinfo->sync_free, pipes);
    WEB_EXPECT(run, counts->atq == inetinfo->native.atq.busy,
               "%" G_GINT64_FORMAT " requests hold the %" G_GINT64_FORMAT " busy ATQ threads",
               counts->atq, inetinfo->native.atq.busy);
}

/* On an I/O thread of aspnet_wp, which reads their message. */
static int64_t count_received(const WebProcess *process)
{
    int64_t count = 0;

    for (WebRequest *request = process->held; request != NULL; request = request->held_next)
        count += request->task.activity != TASK_IDLE &&
                 request->task.draw == DRAW_COST + COST_PIPE_RECEIVE;
    return count;
}

void inetinfo_check(WebRun *run)
{
    Inetinfo *inetinfo = inetinfo_of(run);
    Counts counts = {0};
    int64_t ready = 0;

    for (WebRequest *request = run->live; request != NULL; request = request->next)
        count_request(request, &counts);
    check_counts(run, inetinfo, &counts);
    web_invariants_threads(run, &inetinfo->native.atq, "ATQ");
    web_invariants_threads(run, &inetinfo->native.asp, "ASP threads");
    for (WebProcess *process = run->processes; process != NULL; process = process->next) {
        AspnetWp *worker = process->owner;

        if (strcmp(process->statistics->name, "aspnet_wp") != 0)
            continue;
        ready += process->state == PROCESS_READY;
        aspnet_invariants_check(worker->runtime, count_received(process));
    }
    if (inetinfo->runtime != NULL)
        aspnet_invariants_check(inetinfo->runtime, 0);
    WEB_EXPECT(run, ready <= (int64_t)inetinfo->slot_count,
               "%" G_GINT64_FORMAT " aspnet_wp take requests", ready);
}
