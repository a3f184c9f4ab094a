/* check_native.c - who runs which handler on which thread, as models/web/native.h has it: static files,
 * ISAPI and CGI on the thread of ATQ that took the request, ASP on its own.
 *
 * Simplified: a lower bound, as in check_load.c; calls from inetinfo to dllhost, the pipe and reading
 * files are left out. ATQ grows beyond MaxPoolThreads only when all its threads are blocked: taken to
 * happen where anything blocks them.
 */
#include "cli/scenario/check_native.h"
#include "models/web/scriptmap.h"
#include "models/web/task.h"
#include "sim/units.h"
#include <math.h>
#include <string.h>

/* Of one process, or of all workers of a pool. */
typedef struct {
    double front[SHARES]; /* threads of ATQ that pass requests on */
    double own[SHARES];   /* that run a handler, or send */
    double asp[SHARES];
    bool blocks; /* some of those that run a handler wait for something */
} Native;

typedef struct {
    const NativeDemand *demand;
    const ModelConfig *config;
    bool is_iis6, is_iis5;
    uint32_t
        count; /* of natives: the pools; or inetinfo, the pooled dllhost, one for each application */
    Native *natives;
} Natives;

static double mean_s(const WebWork *work)
{
    return web_work_mean(work) / 1e9;
}

/* Processor time of the front process, on its native thread, for whatever it serves. */
static double front_s(const Natives *natives)
{
    const ModelCosts *costs = &natives->config->costs;

    return natives->is_iis6   ? mean_s(&costs->w3wp_native)
           : natives->is_iis5 ? mean_s(&costs->inetinfo_in) + mean_s(&costs->inetinfo_out)
                              : mean_s(&costs->i5m_native);
}

/* Beyond that: the whole cost of a static file has what is in front, too. */
static double static_s(const Natives *natives)
{
    const ModelCosts *costs = &natives->config->costs;
    double listener_s =
        natives->is_iis5 ? 0 : mean_s(&costs->http_cache_hit) + mean_s(&costs->http_dispatch);

    return fmax(0, mean_s(natives->is_iis6 ? &costs->static_w3wp : &costs->static_inetinfo) -
                       front_s(natives) - listener_s);
}

static WebHandler handler_of(const Natives *natives, const WebPageConfig *page)
{
    if (!natives->is_iis5 && web_scriptmap_is_prohibited(natives->config, page->url))
        return HANDLER_PROHIBITED;
    return web_scriptmap_handler(natives->config, page->url);
}

/* The process that runs the handler. */
static Native *runs_in(const Natives *natives, const WebPageConfig *page, WebHandler handler)
{
    const WebAppConfig *app = &natives->config->apps[page->app];

    if (natives->is_iis6)
        return &natives->natives[app->pool];
    if ((handler != HANDLER_ISAPI && handler != HANDLER_ASP) || page->in_process ||
        app->app_isolated == APP_IN_PROCESS)
        return &natives->natives[0];
    return &natives->natives[app->app_isolated == APP_POOLED ? 1 : 2 + page->app];
}

static bool waits(const WebWork *work)
{
    for (uint32_t i = 0; i < work->count; i++)
        if (work->steps[i].kind != STEP_CPU && work->steps[i].kind != STEP_KERNEL)
            return true;
    return false;
}

static void add_page(Natives *natives, uint32_t index)
{
    const WebPageConfig *page = &natives->config->pages[index];
    WebHandler handler = handler_of(natives, page);
    Native *front = &natives->natives[natives->is_iis6 ? natives->config->apps[page->app].pool : 0];
    Native *native = runs_in(natives, page, handler);
    double own_s = natives->demand->work_s[index];

    if (natives->demand->rates[ALL][index] <= 0)
        return;
    own_s += handler == HANDLER_STATIC ? static_s(natives)
             : handler == HANDLER_CGI  ? mean_s(&natives->config->costs.cgi_start)
                                       : 0;
    for (Share share = OPEN; share < SHARES; share++) {
        double rate = natives->demand->rates[share][index];

        front->front[share] += rate * front_s(natives);
        if (handler == HANDLER_ASP)
            native->asp[share] += rate * own_s;
        else if (handler == HANDLER_STATIC || handler == HANDLER_ISAPI || handler == HANDLER_CGI)
            native->own[share] += rate * own_s;
        if (natives->is_iis5 && handler != HANDLER_STATIC) /* the thread stays until it is sent */
            front->own[share] += natives->demand->sending[share][index];
    }
    native->blocks |= (handler == HANDLER_STATIC || handler == HANDLER_ISAPI) && waits(&page->work);
    front->blocks |= handler == HANDLER_STATIC && waits(&natives->config->costs.file_read);
    front->blocks |= natives->is_iis5 && natives->demand->sending[ALL][index] > 0;
}

/* ---- what there is ---- */

static double per_cpu(const Natives *natives, int64_t threads)
{
    return threads == SIM_NEVER
               ? INFINITY
               : (double)threads * (double)web_machine_cpus(&natives->config->machine);
}

static double atq_threads(const Natives *natives, uint32_t index, bool blocks)
{
    const Iis6PoolConfig *pool = natives->is_iis6 ? &natives->config->pools[index] : NULL;
    const Iis5Config *iis5 = &natives->config->iis5;
    int64_t limit = pool != NULL ? pool->pool_thread_limit : iis5->pool_thread_limit;
    double most = limit == SIM_NEVER ? INFINITY : (double)limit;
    double least = per_cpu(natives, pool != NULL ? pool->max_pool_threads : iis5->max_pool_threads);

    return blocks ? most : fmin(least, most);
}

static double asp_threads(const Natives *natives, uint32_t index)
{
    return per_cpu(natives, natives->is_iis6
                                ? natives->config->pools[index].asp_processor_thread_max
                                : natives->config->iis5.asp_processor_thread_max);
}

static char *name_of(const Natives *natives, uint32_t index)
{
    const ModelConfig *config = natives->config;

    return natives->is_iis6 ? g_strconcat("w3wp:", config->pools[index].name, NULL)
           : index == 0     ? g_strdup("inetinfo")
           : index == 1     ? g_strdup("dllhost")
                            : g_strconcat("dllhost:", config->apps[index - 2].name, NULL);
}

static void append(GArray *pools, const Natives *natives, uint32_t index, const char *kind,
                   const double use[SHARES], double threads)
{
    g_autofree char *process = name_of(natives, index);
    double processes = natives->is_iis6 ? (double)natives->config->pools[index].max_processes : 1;
    NativePool pool = {.name = g_strdup_printf("%.18s, %s", process, kind),
                       .use = {use[OPEN], use[ALL]},
                       .threads = threads * processes};

    g_array_append_val(pools, pool);
}

static void append_native(GArray *pools, const Natives *natives, uint32_t index)
{
    const Native *native = &natives->natives[index];
    const double atq[SHARES] = {native->front[OPEN] + native->own[OPEN],
                                native->front[ALL] + native->own[ALL]};

    if (native->own[ALL] > 0)
        append(pools, natives, index, "ATQ", atq, atq_threads(natives, index, native->blocks));
    if (native->asp[ALL] > 0)
        append(pools, natives, index, "ASP", native->asp, asp_threads(natives, index));
}

static void pool_clear(void *pool)
{
    g_free(((NativePool *)pool)->name);
}

GArray *check_native_pools(const NativeDemand *demand)
{
    const ModelConfig *config = demand->variant->config;
    GArray *pools = g_array_new(FALSE, FALSE, sizeof(NativePool));
    Natives natives = {
        .demand = demand,
        .config = config,
        .is_iis6 = strcmp(demand->variant->model->name, "iis6") == 0,
        .is_iis5 = strcmp(demand->variant->model->name, "iis5") == 0,
    };
    g_autofree Native *all = NULL;

    g_array_set_clear_func(pools, pool_clear);
    natives.count = natives.is_iis6 ? config->pool_count : 2 + config->app_count;
    natives.natives = all = g_new0(Native, natives.count);
    for (uint32_t i = 0; i < config->page_count; i++)
        add_page(&natives, i);
    for (uint32_t i = 0; i < natives.count; i++)
        append_native(pools, &natives, i);
    return pools;
}
