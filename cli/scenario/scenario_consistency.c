/* scenario_consistency.c - what no single key shows: settings that contradict each other or the
 * model, and references that lead nowhere. */
#include "cli/scenario/scenario_calls.h"
#include "cli/scenario/scenario_resolve.h"
#include "models/web/scriptmap.h"
#include "sim/units.h"
#include <string.h>

#define USERS_MAX 10000000

static const ScenarioSection *find(const ScenarioReader *reader, const char *kind, const char *name)
{
    g_autofree char *title = name == NULL ? g_strdup(kind) : g_strconcat(kind, ":", name, NULL);

    return scenario_document_find(reader->document, title);
}

/* Where a key of a section that is there once is written; else the scenario as a whole. */
static ScenarioPlace place_of(const ScenarioReader *reader, const char *kind, const char *key)
{
    const ScenarioLine *line = scenario_section_find(find(reader, kind, NULL), key);

    return line != NULL ? line->place : (ScenarioPlace){reader->source->main_file, 0};
}

void scenario_apply_auto_config(ScenarioReader *reader)
{
    AspnetConfig *aspnet = &reader->config->aspnet;
    int64_t cores = reader->config->machine.cores;
    const struct {
        const char *name;
        int64_t *field;
        int64_t value; /* by the recipe of KB821268 */
    } settings[] = {
        {"maxWorkerThreads", &aspnet->max_worker_threads, 100},
        {"maxIoThreads", &aspnet->max_io_threads, 100},
        {"minFreeThreads", &aspnet->http_runtime.min_free_threads, 88 * cores},
        {"minLocalRequestFreeThreads", &aspnet->http_runtime.min_local_request_free_threads,
         76 * cores},
    };
    const ScenarioSection *section = find(reader, "aspnet", NULL);
    const ScenarioLine *written = scenario_section_find(section, "autoConfig");
    size_t agreeing = 0;

    if (!aspnet->auto_config)
        return;
    if (scenario_section_find(section, "maxconnection") == NULL)
        aspnet->max_connection = 12 * cores;
    if (aspnet->version != ASPNET_2_0) {
        scenario_report_error(reader->report, written->place,
                              "autoConfig = true: came with version 2.0; write version = 2.0 or "
                              "take the line out");
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(settings); i++)
        agreeing += scenario_section_find(section, settings[i].name) != NULL &&
                    *settings[i].field == settings[i].value;
    /* a resolved scenario writes all of them, as they are */
    for (size_t i = 0; i < G_N_ELEMENTS(settings); i++) {
        const ScenarioLine *line = scenario_section_find(section, settings[i].name);

        if (line != NULL && agreeing < G_N_ELEMENTS(settings))
            scenario_report_error(reader->report, line->place,
                                  "%s = %s: autoConfig%s sets it to %" G_GINT64_FORMAT
                                  "; take the line out or write autoConfig = false",
                                  line->key, line->value,
                                  written == NULL ? " (true in version 2.0)" : "",
                                  settings[i].value);
        *settings[i].field = settings[i].value;
    }
}

/* The setting that the application's ceiling comes from: its own or everyone's. */
static ScenarioPlace gate_place(const ScenarioReader *reader, const WebAppConfig *app,
                                const char *key)
{
    const ScenarioLine *own = scenario_section_find(find(reader, "app", app->name), key);
    ScenarioPlace place = place_of(reader, "aspnet", key);

    if (own != NULL)
        return own->place;
    return place.line != 0 || place.file != reader->source->main_file
               ? place
               : place_of(reader, "aspnet", "maxWorkerThreads");
}

static void check_gate(ScenarioReader *reader, const WebAppConfig *app)
{
    const AspnetConfig *aspnet = &reader->config->aspnet;
    int64_t threads = aspnet->max_worker_threads * reader->config->machine.cores;
    int64_t io_threads = aspnet->max_io_threads * reader->config->machine.cores;
    int64_t free_threads = app->http_runtime.min_free_threads;
    bool is_io = io_threads < threads;

    threads = MIN(threads, io_threads);
    if (threads - free_threads < 1)
        scenario_report_error(
            reader->report, gate_place(reader, app, "minFreeThreads"),
            "minFreeThreads = %" G_GINT64_FORMAT
            ": no request could ever execute: there are %" G_GINT64_FORMAT
            " threads (%s x cores); write at most %" G_GINT64_FORMAT " or more threads",
            free_threads, threads, is_io ? "maxIoThreads" : "maxWorkerThreads", threads - 1);
    if (threads - app->http_runtime.min_local_request_free_threads < 1)
        scenario_report_error(
            reader->report, gate_place(reader, app, "minLocalRequestFreeThreads"),
            "minLocalRequestFreeThreads = %" G_GINT64_FORMAT ": no local request could ever "
            "execute: there are %" G_GINT64_FORMAT " threads; write at most %" G_GINT64_FORMAT,
            app->http_runtime.min_local_request_free_threads, threads, threads - 1);
    if (app->http_runtime.min_local_request_free_threads > free_threads)
        scenario_report_warning(
            reader->report, gate_place(reader, app, "minLocalRequestFreeThreads"),
            "minLocalRequestFreeThreads: is above minFreeThreads, so that local requests are held "
            "back more than remote ones, the reverse of its purpose; write less");
}

static void check_threads(ScenarioReader *reader)
{
    const AspnetConfig *aspnet = &reader->config->aspnet;

    if (aspnet->min_worker_threads > aspnet->max_worker_threads)
        scenario_report_error(
            reader->report, place_of(reader, "aspnet", "minWorkerThreads"),
            "minWorkerThreads: is above maxWorkerThreads; write at most %" G_GINT64_FORMAT,
            aspnet->max_worker_threads);
    if (aspnet->min_io_threads > aspnet->max_io_threads)
        scenario_report_error(
            reader->report, place_of(reader, "aspnet", "minIoThreads"),
            "minIoThreads: is above maxIoThreads; write at most %" G_GINT64_FORMAT,
            aspnet->max_io_threads);
    if (aspnet->version == ASPNET_1_0 &&
        scenario_section_find(find(reader, "aspnet", NULL), "minWorkerThreads") != NULL &&
        aspnet->min_worker_threads > 1)
        scenario_report_warning(reader->report, place_of(reader, "aspnet", "minWorkerThreads"),
                                "minWorkerThreads: version 1.0 has no such attribute; it is "
                                "simulated all the same");
    for (uint32_t i = 0; i < reader->config->app_count; i++)
        check_gate(reader, &reader->config->apps[i]);
}

/* What starts, watches and replaces an aspnet_wp that is never there. */
static void warn_without_process_model(ScenarioReader *reader)
{
    const Iis5Config *iis5 = &reader->config->iis5;
    const struct {
        const char *key;
        bool is_set;
    } settings[] = {
        {"timeout", iis5->timeout_ns != SIM_NEVER},
        {"idleTimeout", iis5->idle_timeout_ns != SIM_NEVER},
        {"requestLimit", iis5->request_limit != SIM_NEVER},
        {"pingFrequency", iis5->ping_frequency_ns != SIM_NEVER},
        {"webGarden", iis5->web_garden},
        {"rql-recycles", iis5->rql_recycles},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(settings); i++)
        if (settings[i].is_set)
            scenario_report_warning(
                reader->report, place_of(reader, "iis5", settings[i].key),
                "%s: has no effect with enable = false, as there is no aspnet_wp; take the line "
                "out or write enable = true",
                settings[i].key);
}

/* A web garden without processors; pings that nobody waits for. */
static void check_process_model(ScenarioReader *reader)
{
    const Iis5Config *iis5 = &reader->config->iis5;
    int64_t cores = MIN(reader->config->machine.cores, 32);

    if (iis5->web_garden && (iis5->cpu_mask & (((int64_t)1 << cores) - 1)) == 0)
        scenario_report_error(reader->report, place_of(reader, "iis5", "cpuMask"),
                              "cpuMask: names none of the machine's %" G_GINT64_FORMAT
                              " processors, so that the web garden would have no process; set one "
                              "of its lowest bits",
                              cores);
    if (!iis5->enable)
        warn_without_process_model(reader);
    if (iis5->ping_frequency_ns != SIM_NEVER && iis5->ping_timeout_ns == SIM_NEVER)
        scenario_report_warning(
            reader->report, place_of(reader, "iis5", "pingFrequency"),
            "pingFrequency: nothing follows from a ping without an answer while "
            "pingTimeout is Infinite; write pingTimeout");
}

static void check_pool(ScenarioReader *reader, const Iis6PoolConfig *pool)
{
    const ScenarioSection *section = find(reader, "pool", pool->name);

    if (section == NULL)
        return;
    if (pool->max_pool_threads != SIM_NEVER && pool->pool_thread_limit < pool->max_pool_threads)
        scenario_report_error(
            reader->report, scenario_line_place(section, "PoolThreadLimit"),
            "PoolThreadLimit: is below MaxPoolThreads; write at least %" G_GINT64_FORMAT,
            pool->max_pool_threads);
}

/* What is written and changes nothing. */
static void check_effect(ScenarioReader *reader)
{
    const ModelConfig *config = reader->config;

    if (config->aspnet.version != ASPNET_2_0 &&
        scenario_section_find(find(reader, "aspnet", NULL), "hostingShutdownTimeout") != NULL)
        scenario_report_warning(reader->report,
                                place_of(reader, "aspnet", "hostingShutdownTimeout"),
                                "hostingShutdownTimeout: came with version 2.0 and has no effect; "
                                "write version = 2.0 or take the line out");
    for (uint32_t i = 0; i < config->pool_count; i++) {
        const ScenarioLine *line =
            scenario_section_find(find(reader, "pool", config->pools[i].name), "CPUAction");

        if (line != NULL && config->pools[i].cpu_limit == SIM_NEVER)
            scenario_report_warning(reader->report, line->place,
                                    "CPUAction: there is no CPULimit to be used up; write one, "
                                    "such as 50000 for half of the processors");
    }
    for (uint32_t i = 0; i < config->client_count; i++) {
        const ScenarioLine *line = scenario_section_find(
            find(reader, "clients", config->clients[i].name), "on-session-lost");

        if (line != NULL && !config->clients[i].is_path)
            scenario_report_warning(reader->report, line->place,
                                    "on-session-lost: is of those who walk a path, and there is "
                                    "none; write path = PAGE > PAGE or take the line out");
    }
}

/* Paths are told apart in the site alone, upper and lower case alike. */
static char *path_key(uint32_t site, const char *path)
{
    g_autofree char *lower = g_ascii_strdown(path, -1);

    return g_strdup_printf("%u%s", site, strcmp(path, "/") == 0 ? "" : lower);
}

/* The application that a URL is routed to: the one with the longest path that it begins with. */
static uint32_t route(GHashTable *paths, uint32_t site, const char *url)
{
    g_autofree char *lower = g_ascii_strdown(url, -1);
    g_autofree char *prefix = g_strdup_printf("%u%s", site, lower);

    for (char *slash; (slash = strrchr(prefix, '/')) != NULL;) {
        uint32_t app;

        *slash = '\0';
        app = scenario_index(paths, prefix);
        if (app != MODEL_NONE)
            return app;
    }
    return MODEL_NONE;
}

static void check_urls(ScenarioReader *reader)
{
    const ModelConfig *config = reader->config;
    g_autoptr(GHashTable) paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (uint32_t i = 0; i < config->app_count; i++) {
        const char *path = config->apps[i].path;
        char *key = path_key(config->apps[i].site, path);
        uint32_t other = scenario_index(paths, key);

        if (other != MODEL_NONE)
            scenario_report_error(
                reader->report,
                scenario_line_place(find(reader, "app", config->apps[i].name), "path"),
                "path = %s: is the path of [app:%s] too; write another", path,
                config->apps[other].name);
        g_hash_table_replace(paths, key, GUINT_TO_POINTER(i + 1));
    }
    for (uint32_t i = 0; i < config->page_count; i++) {
        const WebPageConfig *page = &config->pages[i];
        uint32_t app;

        if (page->app == MODEL_NONE)
            continue;
        app = route(paths, config->apps[page->app].site, page->url);
        if (app == page->app)
            continue;
        scenario_report_error(
            reader->report, scenario_line_place(find(reader, "page", page->name), "url"),
            "url = %s: %s%s, and [page:%s] is of [app:%s]; write a URL below %s", page->url,
            app == MODEL_NONE ? "is below the path of no application"
                              : "would be routed to application ",
            app == MODEL_NONE ? "" : config->apps[app].name, page->name,
            config->apps[page->app].name, config->apps[page->app].path);
    }
}

static void check_faults(ScenarioReader *reader)
{
    const ModelConfig *config = reader->config;

    for (uint32_t i = 0; i < config->fault_count; i++) {
        const WebFaultConfig *fault = &config->faults[i];
        const ScenarioSection *section = find(reader, "fault", fault->name);

        if (fault->timing == FAULT_AT && fault->at_count > 0 &&
            fault->at_ns[fault->at_count - 1] >= config->duration_ns)
            scenario_report_warning(reader->report, scenario_line_place(section, "at"),
                                    "at: is after the end of the window, where it shows in no "
                                    "result; write a time below duration");
    }
}

/* Only ASP.NET's pages call, and what they call must come to an end. */
static void check_calls(ScenarioReader *reader)
{
    const ModelConfig *config = reader->config;
    g_autofree double *calls = g_new0(double, config->page_count);

    for (uint32_t i = 0; i < config->page_count; i++) {
        const WebPageConfig *page = &config->pages[i];
        bool is_managed =
            page->url != NULL && web_scriptmap_handler(config, page->url) == HANDLER_ASPNET;

        for (uint32_t j = 0; j < page->work.count; j++)
            calls[i] += page->work.steps[j].kind == STEP_CALL ? page->work.steps[j].probability : 0;
        if (calls[i] > 0 && !is_managed)
            scenario_report_error(
                reader->report, scenario_line_place(find(reader, "page", page->name), "work"),
                "work: only a page that ASP.NET handles can call a page; take the call out, or "
                "write a url that ends in .aspx");
    }
    if (scenario_calls_sum(config, calls, calls, SCENARIO_CALLS_MAX))
        return;
    for (uint32_t i = 0; i < config->page_count; i++)
        if (calls[i] > SCENARIO_CALLS_MAX)
            scenario_report_error(
                reader->report,
                scenario_line_place(find(reader, "page", config->pages[i].name), "work"),
                "work: a request of it makes more than %d calls on average, those of the pages "
                "that it calls included; if pages call each other in a circle, write a call with "
                "a probability, such as 'call page:%s with 50%%'",
                SCENARIO_CALLS_MAX, config->pages[i].name);
}

/* Each user is kept in memory for the whole run. */
static void check_users(ScenarioReader *reader)
{
    const ModelConfig *config = reader->config;
    double users = 0;

    for (uint32_t i = 0; i < config->client_count; i++) {
        const ClientArrivals *arrivals = &config->clients[i].arrivals;

        users += arrivals->kind == ARRIVALS_USERS ? (double)arrivals->users * config->load : 0;
    }
    if (users > USERS_MAX)
        scenario_report_error(reader->report, (ScenarioPlace){reader->source->main_file, 0},
                              "has more than %d users in all its [clients:*], load included; write "
                              "fewer, or poisson(RATE)",
                              USERS_MAX);
}

static void check_presence(ScenarioReader *reader)
{
    const ModelConfig *config = reader->config;
    ScenarioPlace place = {reader->source->main_file, 0};

    if (config->app_count == 0)
        scenario_report_error(reader->report, place,
                              "has no [app:NAME]: there is nothing to serve; write one");
    if (config->page_count == 0)
        scenario_report_error(reader->report, place,
                              "has no [page:NAME]: there is nothing to ask for; write one");
    if (config->client_count == 0)
        scenario_report_error(reader->report, place,
                              "has no [clients:NAME]: nobody asks for a page; write one");
}

static void check_model(ScenarioReader *reader, const Model *model)
{
    AspnetVersion version = reader->config->aspnet.version;
    ScenarioPlace place = place_of(reader, "aspnet", "version");

    if (version == ASPNET_1_0 && strcmp(model->name, "iis6") == 0)
        scenario_report_warning(reader->report, place,
                                "version = 1.0: is not supported on IIS 6 in worker process "
                                "isolation mode, model iis6; write 1.1 or 2.0");
    if (version == ASPNET_2_0 && strcmp(model->name, "i5m") == 0)
        scenario_report_warning(reader->report, place,
                                "version = 2.0: its documentation says that IIS 5.0 isolation "
                                "mode, model i5m, is not supported; write 1.0 or 1.1");
}

/* Whether a client of the group asks again, with the session of before. */
static bool comes_back(const WebClientsConfig *clients)
{
    const ClientArrivals *arrivals = &clients->arrivals;

    for (uint32_t i = 0; arrivals->kind == ARRIVALS_REPLAY && i < arrivals->replay_count; i++)
        if (arrivals->replay[i].client != 0)
            return true;
    return clients->is_path || arrivals->kind == ARRIVALS_USERS;
}

/* page MODEL_NONE: it was written wrong. */
static bool has_session_in(const ModelConfig *config, uint32_t page, uint32_t app)
{
    return page != MODEL_NONE && config->pages[page].app == app &&
           config->pages[page].session != SESSION_NONE;
}

static bool keeps_sessions_in_proc(const ModelConfig *config, uint32_t app)
{
    if (config->apps[app].session_mode != SESSION_IN_PROC)
        return false;
    for (uint32_t i = 0; i < config->client_count; i++) {
        const WebClientsConfig *clients = &config->clients[i];
        const ClientArrivals *arrivals = &clients->arrivals;

        if (!comes_back(clients))
            continue;
        for (uint32_t j = 0; j < clients->page_count; j++)
            if (has_session_in(config, clients->pages[j].page, app))
                return true;
        for (uint32_t j = 0; j < arrivals->replay_count; j++)
            if (arrivals->replay[j].client != 0 &&
                has_session_in(config, arrivals->replay[j].page, app))
                return true;
    }
    return false;
}

/* [PM11]: the processes of a web garden do not share what is in one of them. */
static void check_gardens(ScenarioReader *reader, bool is_iis6)
{
    const ModelConfig *config = reader->config;

    for (uint32_t i = 0; i < config->app_count; i++) {
        const WebAppConfig *app = &config->apps[i];
        const Iis6PoolConfig *pool = app->pool != MODEL_NONE ? &config->pools[app->pool] : NULL;
        bool is_garden = is_iis6 ? pool != NULL && pool->max_processes > 1
                                 : config->iis5.web_garden && config->machine.cores > 1;

        if (!is_garden || !keeps_sessions_in_proc(config, i))
            continue;
        scenario_report_warning(
            reader->report,
            is_iis6 ? scenario_line_place(find(reader, "pool", pool->name), "MaxProcesses")
                    : place_of(reader, "iis5", "webGarden"),
            "%s: [app:%s] keeps sessions InProc, and clients who come back to another process of "
            "the web garden find them empty; write session = StateServer or SQLServer",
            is_iis6 ? "MaxProcesses" : "webGarden", app->name);
    }
}

/* A pilot run has to settle: for that the arrivals must go on as they began. */
static void check_warmup(ScenarioReader *reader)
{
    const ModelConfig *config = reader->config;

    for (uint32_t i = 0; i < config->client_count && config->warmup_ns == SIM_NEVER; i++) {
        const WebClientsConfig *clients = &config->clients[i];
        ClientArrivalsKind kind = clients->arrivals.kind;

        if (kind == ARRIVALS_RAMP || kind == ARRIVALS_REPLAY || kind == ARRIVALS_AT)
            scenario_report_error(reader->report, place_of(reader, "scenario", "warmup"),
                                  "warmup = auto: the arrivals of [clients:%s] are a %s, which has "
                                  "no steady state to warm up to; write a duration such as 2min",
                                  clients->name,
                                  kind == ARRIVALS_RAMP     ? "ramp"
                                  : kind == ARRIVALS_REPLAY ? "replay"
                                                            : "list of times, at(..)");
    }
}

void scenario_check_consistency(ScenarioReader *reader, const Model *model)
{
    const ModelConfig *config = reader->config;

    check_presence(reader);
    check_threads(reader);
    check_process_model(reader);
    check_effect(reader);
    for (uint32_t i = 0; i < config->pool_count; i++)
        check_pool(reader, &config->pools[i]);
    if (config->iis5.max_pool_threads != SIM_NEVER &&
        config->iis5.pool_thread_limit < config->iis5.max_pool_threads)
        scenario_report_error(
            reader->report, place_of(reader, "iis5", "PoolThreadLimit"),
            "PoolThreadLimit: is below MaxPoolThreads; write at least %" G_GINT64_FORMAT,
            config->iis5.max_pool_threads);
    check_urls(reader);
    check_calls(reader);
    scenario_check_sites(reader, model);
    check_faults(reader);
    check_users(reader);
    check_warmup(reader);
    if (model != NULL) {
        check_model(reader, model);
        check_gardens(reader, strcmp(model->name, "iis6") == 0);
    }
}
