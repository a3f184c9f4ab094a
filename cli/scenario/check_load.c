/* check_load.c - utilisation law: rate x mean demand / capacity, for each application, the
 * processors, the threads of each process and the backends.
 *
 * Simplified: first requests (compilation, start) are left out, waiting of any kind, and what caches
 * answer: the threads needed are a lower bound, but for cached pages. A closed group of users offers
 * no fixed rate: what it would offer if nothing ever waited is an upper bound. */
#include "cli/scenario/check_load.h"
#include "cli/scenario/check_native.h"
#include "cli/scenario/scenario_calls.h"
#include "models/iis6/http_sys.h"
#include "models/web/scriptmap.h"
#include "sim/units.h"
#include <math.h>
#include <string.h>

#define ROWS_MAX 20 /* of one kind */

typedef struct {
    const Model *model;
    const ModelConfig *config;
    double *page_rates[SHARES];  /* requests per second */
    double *backend_use[SHARES]; /* connections busy on average */
    double cpu_use[SHARES];      /* cores busy on average */
    double *thread_use[SHARES];  /* by application: threads busy on average */
    double *sending[SHARES];     /* by page: responses on their way on average */
    double *page_s; /* by page: how long a request takes if it never waits, its calls included */
    double worst;   /* the highest share that is asked of anything, without users */
    char *overload; /* and what that is, when it is more than 1; owned */
} Load;

static double work_mean_s(const WebWork *work, int kind)
{
    double mean_ns = 0;

    for (uint32_t i = 0; i < work->count; i++)
        if (kind < 0 || (int)work->steps[i].kind == kind)
            mean_ns += sim_variate_mean(&work->steps[i].demand) * work->steps[i].probability;
    return mean_ns / 1e9;
}

static double cpu_s(const WebWork *work)
{
    return work_mean_s(work, STEP_CPU) + work_mean_s(work, STEP_KERNEL);
}

/* Processor time that the path of a request costs besides its page's own work. */
static double path_cpu_s(const Load *load, const WebPageConfig *page)
{
    const ModelCosts *costs = &load->config->costs;
    const Iis5Config *iis5 = &load->config->iis5;
    bool is_iis6 = strcmp(load->model->name, "iis6") == 0;
    bool is_iis5 = strcmp(load->model->name, "iis5") == 0;
    int64_t more_bytes = MAX(page->request_bytes - iis5->body_preload_bytes, 0);
    double callbacks =
        (double)iis5->callbacks + ceil((double)more_bytes / (double)iis5->pipe_message_bytes);
    double front, messages;

    if (web_scriptmap_handler(load->config, page->url) == HANDLER_STATIC)
        return cpu_s(is_iis6 ? &costs->static_w3wp : &costs->static_inetinfo);
    front = is_iis5 ? cpu_s(&costs->inetinfo_in) + cpu_s(&costs->inetinfo_out)
                    : cpu_s(&costs->http_cache_hit) + cpu_s(&costs->http_dispatch) +
                          cpu_s(is_iis6 ? &costs->w3wp_native : &costs->i5m_native);
    if (web_scriptmap_handler(load->config, page->url) != HANDLER_ASPNET)
        return front;
    messages = 1 + fmax(1, ceil((double)page->size_bytes / (double)iis5->pipe_message_bytes)) +
               2 * callbacks;
    return front + cpu_s(&costs->pipeline) +
           (is_iis6
                ? 0
                : messages * cpu_s(&costs->pipe_oneway) + callbacks * cpu_s(&costs->callback_work));
}

static double ramp_mean(const ClientArrivals *arrivals, double duration_s)
{
    double total = 0, at = 0, rate = arrivals->ramp[0].rate_per_s;

    for (uint32_t i = 0; i < arrivals->ramp_count && at < duration_s; i++) {
        double time = sim_seconds(arrivals->ramp[i].time_ns), next = arrivals->ramp[i].rate_per_s;
        double end = fmin(time, duration_s);
        double end_rate = time > at ? rate + (next - rate) * (end - at) / (time - at) : next;

        total += (end - at) * (rate + end_rate) / 2;
        at = fmax(at, end);
        rate = end_rate;
    }
    return (total + fmax(0, duration_s - at) * rate) / duration_s;
}

static double mmpp_mean(const ClientArrivals *arrivals)
{
    double requests = 0, time = 0;

    for (uint32_t i = 0; i < arrivals->phase_count; i++) {
        double holding = sim_variate_mean(&arrivals->phases[i].holding);

        requests += arrivals->phases[i].rate_per_s * holding;
        time += holding;
    }
    return requests / time;
}

/* Arrivals per second over the window: of requests, or of sessions. Not for users and replays. */
static double arrival_rate(const ClientArrivals *arrivals, double duration_s)
{
    double per_s = arrivals->rate_per_s > 0 ? arrivals->rate_per_s
                                            : 1e9 / sim_variate_mean(&arrivals->interval);
    double total = 0;

    switch (arrivals->kind) {
    case ARRIVALS_RAMP:
        return ramp_mean(arrivals, duration_s);
    case ARRIVALS_MMPP:
        return mmpp_mean(arrivals);
    case ARRIVALS_BATCHES:
        return per_s * sim_variate_mean(&arrivals->size);
    case ARRIVALS_AT:
        for (uint32_t i = 0; i < arrivals->burst_count; i++)
            if (sim_seconds(arrivals->bursts[i].time_ns) < duration_s)
                total += (double)arrivals->bursts[i].count;
        return total / duration_s;
    default:
        return per_s;
    }
}

/* Seconds that one request (session) of the group takes if it never waits. */
static double cycle_s(const Load *load, const WebClientsConfig *clients, double weights)
{
    double total_s = sim_variate_mean(&clients->arrivals.think) / 1e9;

    for (uint32_t i = 0; i < clients->page_count; i++) {
        const ClientPage *page = &clients->pages[i];
        double once_s = load->page_s[page->page];

        total_s += clients->is_path ? page->repeat * once_s : page->weight / weights * once_s;
    }
    return total_s;
}

static void add_rate(Load *load, const WebClientsConfig *clients, uint32_t page, double per_s)
{
    Share least = clients->arrivals.kind == ARRIVALS_USERS ? ALL : OPEN;
    double send_s =
        clients->bandwidth_bytes_per_s > 0
            ? (double)load->config->pages[page].size_bytes / clients->bandwidth_bytes_per_s
            : 0;

    for (Share share = least; share < SHARES; share++) {
        load->page_rates[share][page] += per_s;
        load->sending[share][page] += per_s * send_s;
    }
}

static void add_replay(Load *load, const WebClientsConfig *clients, double duration_s)
{
    const ClientArrivals *arrivals = &clients->arrivals;
    double factor = load->config->load;

    for (uint32_t i = 0; i < arrivals->replay_count; i++)
        if (sim_seconds(arrivals->replay[i].time_ns) / factor < duration_s)
            add_rate(load, clients, arrivals->replay[i].page, 1 / duration_s);
}

static void add_clients(Load *load, const WebClientsConfig *clients)
{
    double duration_s = sim_seconds(load->config->duration_ns), weights = 0, rate;
    bool is_closed = clients->arrivals.kind == ARRIVALS_USERS;

    if (clients->arrivals.kind == ARRIVALS_REPLAY) {
        add_replay(load, clients, duration_s);
        return;
    }
    for (uint32_t i = 0; i < clients->page_count; i++)
        weights += clients->pages[i].weight;
    rate = is_closed ? (double)clients->arrivals.users / fmax(cycle_s(load, clients, weights), 1e-9)
                     : arrival_rate(&clients->arrivals, duration_s);
    for (uint32_t i = 0; i < clients->page_count; i++) {
        const ClientPage *page = &clients->pages[i];

        add_rate(load, clients, page->page,
                 rate * load->config->load *
                     (clients->is_path ? page->repeat : page->weight / weights));
    }
}

static void add_page(Load *load, uint32_t index, Share share)
{
    const WebPageConfig *page = &load->config->pages[index];
    double rate = load->page_rates[share][index];

    load->cpu_use[share] += rate * (path_cpu_s(load, page) + cpu_s(&page->work));
    if (web_scriptmap_handler(load->config, page->url) == HANDLER_ASPNET)
        load->thread_use[share][page->app] += rate * (cpu_s(&load->config->costs.pipeline) +
                                                      load->page_s[index] - path_cpu_s(load, page));
    for (uint32_t i = 0; i < page->work.count; i++) {
        const WebStep *step = &page->work.steps[i];

        if (step->kind == STEP_BACKEND)
            load->backend_use[share][step->backend] +=
                rate * step->probability * sim_variate_mean(&step->demand) / 1e9;
    }
}

/* use: by share. Users alone cannot overload: they wait. */
static void append_use(GString *out, Load *load, const char *what, const double use[SHARES],
                       double capacity, const char *unit)
{
    const char *verdict = use[OPEN] > capacity  ? "  overloaded"
                          : use[ALL] > capacity ? "  saturated by users"
                                                : "";

    g_string_append_printf(out, "    %-24.24s %s%.3g of %.6g %s%s (%.3g%%)%s\n", what,
                           use[ALL] > use[OPEN] ? "at most " : "", use[ALL], capacity, unit,
                           capacity == 1 ? "" : "s", use[ALL] / capacity * 100, verdict);
    if (use[OPEN] <= capacity || use[OPEN] / capacity <= load->worst)
        return;
    load->worst = use[OPEN] / capacity;
    g_free(load->overload);
    load->overload = g_strdup_printf("%.3g of %.6g %s%s of %s", use[OPEN], capacity, unit,
                                     capacity == 1 ? "" : "s", what);
}

static void append_more(GString *out, uint32_t shown, const char *what)
{
    if (shown > ROWS_MAX)
        g_string_append_printf(out, "    and %u more %s\n", shown - ROWS_MAX, what);
}

/* The ceiling of executing requests per process, by the strictest of its applications. */
static double ceiling(const ModelConfig *config, const WebAppConfig *app)
{
    const AspnetConfig *aspnet = &config->aspnet;

    return (double)(MIN(aspnet->max_worker_threads, aspnet->max_io_threads) *
                        web_machine_cpus(&config->machine) -
                    app->http_runtime.min_free_threads);
}

double check_load_ceiling(const ScenarioVariant *variant)
{
    const ModelConfig *config = variant->config;
    bool has_pools = strcmp(variant->model->name, "iis6") == 0;
    double sum = 0;

    for (uint32_t process = 0; process < (has_pools ? config->pool_count : 1); process++) {
        double least = INFINITY;

        for (uint32_t i = 0; i < config->app_count; i++)
            if (!has_pools || config->apps[i].pool == process)
                least = fmin(least, ceiling(config, &config->apps[i]));
        if (isfinite(least))
            sum += least * (has_pools ? (double)config->pools[process].max_processes : 1);
    }
    return sum;
}

/* Threads by the processes that hold them: all applications together, or those of a pool. */
static void append_threads(GString *out, Load *load)
{
    const ModelConfig *config = load->config;
    bool has_pools = strcmp(load->model->name, "iis6") == 0;
    uint32_t process_count = has_pools ? config->pool_count : 1;
    g_autofree double *use = g_new0(double, process_count *SHARES);
    g_autofree double *least = g_new0(double, process_count);
    uint32_t shown = 0;

    for (uint32_t i = 0; i < config->app_count; i++) {
        uint32_t process = has_pools ? config->apps[i].pool : 0;
        double threads = ceiling(config, &config->apps[i]);

        use[process * SHARES + OPEN] += load->thread_use[OPEN][i];
        use[process * SHARES + ALL] += load->thread_use[ALL][i];
        least[process] = least[process] == 0 ? threads : fmin(least[process], threads);
    }
    for (uint32_t i = 0; i < process_count; i++) {
        g_autofree char *name =
            has_pools ? g_strconcat("w3wp:", config->pools[i].name, NULL) : g_strdup("aspnet_wp");

        if (use[i * SHARES + ALL] > 0 && ++shown <= ROWS_MAX)
            append_use(out, load, name, &use[i * SHARES],
                       least[i] * (has_pools ? (double)config->pools[i].max_processes : 1),
                       "thread");
    }
    append_more(out, shown, "worker processes");
}

static void append_natives(GString *out, Load *load, const ScenarioVariant *variant)
{
    g_autofree double *work_s = g_new0(double, load->config->page_count);
    const NativeDemand demand = {
        .variant = variant,
        .work_s = work_s,
        .rates = {load->page_rates[OPEN], load->page_rates[ALL]},
        .sending = {load->sending[OPEN], load->sending[ALL]},
    };
    g_autoptr(GArray) pools = NULL;

    for (uint32_t i = 0; i < load->config->page_count; i++)
        work_s[i] = load->page_s[i] - path_cpu_s(load, &load->config->pages[i]);
    pools = check_native_pools(&demand);
    for (guint i = 0; i < MIN(pools->len, ROWS_MAX); i++) {
        const NativePool *pool = &g_array_index(pools, NativePool, i);

        if (isinf(pool->threads))
            g_string_append_printf(out, "    %-24.24s %.3g threads, unlimited\n", pool->name,
                                   pool->use[ALL]);
        else
            append_use(out, load, pool->name, pool->use, pool->threads, "thread");
    }
    append_more(out, pools->len, "pools of native threads");
}

static void append_apps(GString *out, const Load *load)
{
    const ModelConfig *config = load->config;
    g_autofree double *rates = g_new0(double, config->app_count *SHARES);
    uint32_t silent = 0, shown = 0;

    for (uint32_t i = 0; i < config->page_count; i++)
        for (Share share = OPEN; share < SHARES; share++)
            rates[config->pages[i].app * SHARES + share] += load->page_rates[share][i];
    for (uint32_t i = 0; i < config->app_count; i++) {
        double open = rates[i * SHARES + OPEN], all = rates[i * SHARES + ALL];

        silent += all == 0;
        if (all > 0 && ++shown <= ROWS_MAX)
            g_string_append_printf(out, "    %-24.24s %s%.4g requests/s\n", config->apps[i].name,
                                   all > open ? "at most " : "", all);
    }
    append_more(out, shown, "applications");
    if (silent > 0)
        g_string_append_printf(out, "    %u application%s that nobody asks for\n", silent,
                               silent == 1 ? "" : "s");
}

static void append_backends(GString *out, Load *load)
{
    uint32_t shown = 0;

    for (uint32_t i = 0; i < load->config->backend_count; i++) {
        const WebBackendConfig *backend = &load->config->backends[i];
        const double use[SHARES] = {load->backend_use[OPEN][i], load->backend_use[ALL][i]};

        if (use[ALL] <= 0 || ++shown > ROWS_MAX)
            continue;
        if (backend->connections == SIM_NEVER)
            g_string_append_printf(out, "    %-24.24s %.3g connections, unlimited\n", backend->name,
                                   use[ALL]);
        else
            append_use(out, load, backend->name, use, (double)backend->connections, "connection");
    }
    append_more(out, shown, "backends");
}

/* Whether a request of the page may be answered without the page's work. */
static bool may_be_cached(const ScenarioVariant *variant, const WebPageConfig *page)
{
    WebHandler handler = web_scriptmap_handler(variant->config, page->url);

    if (handler == HANDLER_ASPNET)
        return page->output_cache_ns > 0;
    return handler == HANDLER_STATIC && variant->config->httpsys.uri_enable_cache &&
           strcmp(variant->model->name, "iis5") != 0;
}

bool check_load_has_caches(const ScenarioVariant *variant)
{
    for (uint32_t i = 0; i < variant->config->page_count; i++)
        if (may_be_cached(variant, &variant->config->pages[i]))
            return true;
    return false;
}

static void append_caches(GString *out, const Load *load, const ScenarioVariant *variant)
{
    for (uint32_t i = 0; i < load->config->page_count; i++) {
        if (load->page_rates[ALL][i] <= 0 || !may_be_cached(variant, &load->config->pages[i]))
            continue;
        g_string_append(out, "    as if nothing were cached: what caches answer comes off\n");
        return;
    }
}

static void add_up_pages(Load *load)
{
    const ModelConfig *config = load->config;

    load->page_s = g_new0(double, config->page_count);
    for (uint32_t i = 0; i < config->page_count; i++)
        load->page_s[i] =
            path_cpu_s(load, &config->pages[i]) + work_mean_s(&config->pages[i].work, -1);
    scenario_calls_sum(config, load->page_s, load->page_s, INFINITY);
}

double *check_load_page_cpu_s(const ScenarioVariant *variant)
{
    const ModelConfig *config = variant->config;
    const ModelCosts *costs = &config->costs;
    Load load = {.model = variant->model, .config = config};
    double *page_cpu_s = g_new0(double, config->page_count);
    double switches_s =
        fmin(HTTP_DISPATCH_SWITCHES * cpu_s(&costs->context_switch), cpu_s(&costs->http_dispatch));

    if (strcmp(variant->model->name, "iis5") == 0)
        switches_s = 0;
    for (uint32_t i = 0; i < config->page_count; i++)
        page_cpu_s[i] =
            path_cpu_s(&load, &config->pages[i]) - switches_s + cpu_s(&config->pages[i].work);
    scenario_calls_sum(config, page_cpu_s, page_cpu_s, INFINITY);
    return page_cpu_s;
}

/* Returns what is overloaded most, NULL when nothing is; the caller frees it. */
static char *append_load(GString *out, const ScenarioVariant *variant)
{
    const ModelConfig *config = variant->config;
    Load load = {.model = variant->model, .config = config};

    add_up_pages(&load);
    for (Share share = OPEN; share < SHARES; share++) {
        load.page_rates[share] = g_new0(double, config->page_count);
        load.backend_use[share] = g_new0(double, config->backend_count);
        load.thread_use[share] = g_new0(double, config->app_count);
        load.sending[share] = g_new0(double, config->page_count);
    }
    for (uint32_t i = 0; i < config->client_count; i++)
        add_clients(&load, &config->clients[i]);
    for (Share share = OPEN; share < SHARES; share++)
        scenario_calls_add_rates(config, load.page_rates[share]);
    for (uint32_t i = 0; i < config->page_count; i++)
        for (Share share = OPEN; share < SHARES; share++)
            add_page(&load, i, share);
    append_apps(out, &load);
    append_use(out, &load, "processors", load.cpu_use, (double)config->machine.cores, "core");
    append_threads(out, &load);
    append_natives(out, &load, variant);
    append_backends(out, &load);
    append_caches(out, &load, variant);
    g_free(load.page_s);
    for (Share share = OPEN; share < SHARES; share++) {
        g_free(load.page_rates[share]);
        g_free(load.backend_use[share]);
        g_free(load.thread_use[share]);
        g_free(load.sending[share]);
    }
    return load.overload;
}

void check_load_append(GString *out, const ScenarioVariant *variant)
{
    g_free(append_load(out, variant));
}

char *check_load_overload(const ScenarioVariant *variant)
{
    g_autoptr(GString) unread = g_string_new(NULL);

    return append_load(unread, variant);
}
