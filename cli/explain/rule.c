/* rule.c - tables from rules, stages and queues to rows of the key table (models/keys.h). */
#include "cli/explain/rule.h"
#include "cli/scenario/value.h"
#include "models/result.h"
#include <string.h>

typedef struct {
    const char *name;    /* of the rule, stage or queue; it may end in '*' */
    const char *process; /* NULL: in any; else its name begins so */
    const char *section; /* of the setting; NULL: none stands behind it */
    const char *key;
    const char *words; /* of a rule */
} Row;

static const Row rules[] = {
    {"AppPoolQueueLength", NULL, "pool", "AppPoolQueueLength", "the queue in the kernel is full"},
    {"requestQueueLimit", NULL, "aspnet", "requestQueueLimit",
     "too many requests for ASP.NET are there"},
    {"restartQueueLimit", NULL, "iis5", "restartQueueLimit",
     "too many wait for aspnet_wp to start again"},
    {"appRequestQueueLimit", NULL, "aspnet", "appRequestQueueLimit",
     "the queue of its application is full"},
    {"minFreeThreads", NULL, "aspnet", "minFreeThreads",
     "too few threads are free to let it execute"},
    {"minLocalRequestFreeThreads", NULL, "aspnet", "minLocalRequestFreeThreads",
     "too few threads are free to let it execute"},
    {"maxAppDomains", NULL, "aspnet", "maxAppDomains", "too many AppDomains were made"},
    {"AspRequestQueueMax", "w3wp", "pool", "AspRequestQueueMax", "the queue of ASP is full"},
    {"AspRequestQueueMax", NULL, "iis5", "AspRequestQueueMax", "the queue of ASP is full"},
    {"ServerListenBacklog", NULL, "iis5", "ServerListenBacklog", "the backlog of TCP is full"},
    {"MaxConnections", NULL, "site", "MaxConnections", "the site has all its connections"},
    {"MaxEndpointConnections", NULL, "site", "MaxEndpointConnections",
     "the endpoint has all its connections"},
    {"nobody listens", NULL, NULL, NULL, "nobody listens there"},
    {"patience", NULL, "clients", "patience", "its client leaves: it has waited long enough"},
    {"timeout", NULL, "clients", "timeout", "its client gives up: no answer in time"},
    {"executionTimeout", NULL, "aspnet", "executionTimeout", "it has executed for too long"},
    {"shutdownTimeout", NULL, "aspnet", "shutdownTimeout",
     "its AppDomain ends before it could execute"},
    {"application-instances", NULL, "aspnet", "application-instances",
     "every HttpApplication is in use"},
    {"virtual-memory-limit", NULL, "machine", "virtual-memory-limit", "out of memory (kB)"},
    {"maxconnection", NULL, "aspnet", "maxconnection", "all connections for calls are taken"},
    {"call-free-threads", NULL, "aspnet", "call-free-threads",
     "too few threads are free for a call"},
    {"output-cache", NULL, "page", "output-cache", "the output cache of ASP.NET has the answer"},
    {"kernel response cache", NULL, "httpsys", "UriEnableCache",
     "the response cache of http.sys has the answer"},
    {"its process ended", NULL, NULL, NULL, "the process that it was in has ended"},
    {"others wait already", NULL, NULL, NULL, "others of its application wait already"},
    {"hangs", NULL, NULL, NULL, "by a fault it hangs, and keeps its thread"},
    {"hangs outside managed code", NULL, NULL, NULL,
     "by a fault it hangs outside managed code, and keeps its thread"},
    {"unhandled exception", NULL, NULL, NULL, "the page throws an exception"},
    {"QueueFull", NULL, NULL, NULL, "http.sys logs QueueFull"},
    {"AppOffline", NULL, "pool", "RapidFailProtection",
     "http.sys logs AppOffline: its pool is off"},
    {"Disabled", NULL, NULL, NULL, "http.sys logs Disabled: an administrator has stopped its pool"},
    {"AppShutdown", NULL, NULL, NULL, "http.sys logs AppShutdown"},
    {"Timer_AppPool", NULL, "httpsys", "ConnectionTimeout",
     "http.sys logs Timer_AppPool: it has waited too long"},
    {"Connection_Abandoned_By_AppPool", NULL, NULL, NULL,
     "http.sys logs Connection_Abandoned_By_AppPool"},
    {"Client_Reset", NULL, NULL, NULL, "http.sys logs Client_Reset"},
    {"ConnLimit", NULL, NULL, NULL, "http.sys logs ConnLimit"},
};

static const Row stages[] = {
    {"client.retry", NULL, "clients", "retry", NULL},
    {"network", NULL, "clients", "bandwidth", NULL},
    {"listener", NULL, "iis5", "accepts-posted", NULL},
    {"pool-queue", NULL, "pool", "AppPoolQueueLength", NULL},
    {"process-start", NULL, "costs", "process-start", NULL},
    {"front-end", "w3wp", "costs", "w3wp-native", NULL},
    {"front-end", "dllhost", "costs", "dllhost-call", NULL},
    {"front-end", NULL, "costs", "inetinfo-in", NULL},
    {"pipe", NULL, "costs", "pipe-oneway", NULL},
    {"clr-queue", NULL, "aspnet", "maxWorkerThreads", NULL},
    {"app-init", NULL, "costs", "appdomain-create", NULL},
    {"app-queue", NULL, "aspnet", "minFreeThreads", NULL},
    {"session", NULL, "page", "session", NULL},
    {"pipeline", NULL, "costs", "pipeline", NULL},
    {"work.*", NULL, "page", "work", NULL},
    {"response", "kernel", "costs", "http-dispatch", NULL},
    {"response", NULL, "costs", "inetinfo-out", NULL},
};

static const Row queues[] = {
    {"pool:*", NULL, "pool", "AppPoolQueueLength", NULL},
    {"backlog", NULL, "iis5", "ServerListenBacklog", NULL},
    {"frontend", "w3wp", "pool", "MaxPoolThreads", NULL},
    {"frontend", NULL, "iis5", "MaxPoolThreads", NULL},
    {"sync-pipe", NULL, "iis5", "SyncPipesPerCPU", NULL},
    {"pipe", NULL, "aspnet", "maxIoThreads", NULL},
    {"clr", NULL, "aspnet", "maxWorkerThreads", NULL},
    {"app:*", NULL, "aspnet", "minFreeThreads", NULL},
};

static bool is_like(const char *pattern, const char *name)
{
    size_t length = strlen(pattern);

    return pattern[length - 1] == '*' ? strncmp(pattern, name, length - 1) == 0
                                      : g_str_equal(pattern, name);
}

static const Row *find(const Row *rows, size_t count, const JourneyStep *step)
{
    for (size_t i = 0; i < count; i++) {
        if (is_like(rows[i].name, step->name) &&
            (rows[i].process == NULL ||
             (step->process.name != NULL && g_str_has_prefix(step->process.name, rows[i].process))))
            return &rows[i];
    }
    return NULL;
}

const char *step_rule_words(const JourneyStep *step)
{
    const Row *row = find(rules, G_N_ELEMENTS(rules), step);

    return row != NULL ? row->words : step->name;
}

/* ---- settings ---- */

static const void *struct_of(const Journey *journey, const JourneyStep *step, const char *section)
{
    const ModelConfig *config = journey->variant->config;
    const WebAppConfig *app = &config->apps[step->app];

    if (g_str_equal(section, "pool"))
        return &config->pools[app->pool];
    if (g_str_equal(section, "app"))
        return app;
    if (g_str_equal(section, "aspnet"))
        return &config->aspnet;
    if (g_str_equal(section, "iis5"))
        return &config->iis5;
    if (g_str_equal(section, "httpsys"))
        return &config->httpsys;
    if (g_str_equal(section, "machine"))
        return &config->machine;
    return g_str_equal(section, "clients") ? &config->clients[journey->group] : NULL;
}

static const char *entity_of(const Journey *journey, const JourneyStep *step, const char *section)
{
    const ModelConfig *config = journey->variant->config;
    const WebAppConfig *app = &config->apps[step->app];

    if (g_str_equal(section, "pool"))
        return config->pools[app->pool].name;
    if (g_str_equal(section, "app"))
        return app->name;
    if (g_str_equal(section, "page"))
        return config->pages[step->page].name;
    if (g_str_equal(section, "clients"))
        return config->clients[journey->group].name;
    if (g_str_equal(section, "site") && app->site < config->site_count)
        return config->sites[app->site].name;
    return NULL;
}

/* Counts and times only: the others would need a line of their own. NULL: another type. */
static char *value_of(const ModelKey *key, const void *from)
{
    const int64_t *field;

    if (from == NULL ||
        (key->type != KEY_COUNT && key->type != KEY_DURATION && key->type != KEY_SIZE))
        return NULL;
    field = (const int64_t *)(const void *)((const char *)from + key->offset);
    if (*field == SIM_NEVER)
        return g_strdup(key->never != NULL ? key->never : "none");
    if (key->type == KEY_COUNT)
        return g_strdup_printf("%" G_GINT64_FORMAT, *field);
    return key->type == KEY_SIZE ? value_write_size(*field) : value_write_time(*field);
}

/* An application may have its own in place of what [aspnet] says for all. */
static const ModelKey *own_key(const Journey *journey, const JourneyStep *step, const ModelKey *key)
{
    const ModelKey *own =
        g_str_equal(key->section, "aspnet") ? model_key_find("app", key->name) : NULL;
    g_autofree char *of_all = NULL, *of_app = NULL;

    if (own == NULL)
        return key;
    of_all = value_of(key, struct_of(journey, step, "aspnet"));
    of_app = value_of(own, struct_of(journey, step, "app"));
    return g_strcmp0(of_all, of_app) == 0 ? key : own;
}

static char *source_of(const char *label, const char *source)
{
    if (g_str_equal(label, "assumption"))
        return g_strdup("assumption");
    return g_strdup(g_str_equal(source, "simulator") ? "scenario" : source);
}

static StepRule by_key(const Journey *journey, const JourneyStep *step, const char *section,
                       const char *name)
{
    const ModelKey *key = model_key_find(section, name);
    const char *entity;

    g_assert(key != NULL); /* the tables above name keys that there are */
    key = own_key(journey, step, key);
    entity = entity_of(journey, step, key->section);
    return (StepRule){
        .setting = g_strdup_printf("%s%s%s.%s", key->section, entity != NULL ? ":" : "",
                                   entity != NULL ? entity : "", key->name),
        .value = value_of(key, struct_of(journey, step, key->section)),
        .source = source_of(key->label, key->source),
    };
}

/* IIS 5.0 isolation mode has one kernel queue, and a cost of its own for inetinfo behind it. */
static StepRule by_row(const Journey *journey, const JourneyStep *step, const Row *row)
{
    bool is_i5m = g_str_equal(journey->variant->model->name, "i5m");

    if (row == NULL || row->section == NULL)
        return (StepRule){0};
    if (is_i5m && (g_str_equal(row->name, "backlog") || g_str_equal(row->name, "pool-queue") ||
                   g_str_equal(row->key, "AppPoolQueueLength")))
        return by_key(journey, step, "httpsys", "i5m-queue-length");
    if (is_i5m && g_str_has_prefix(row->key, "inetinfo-"))
        return by_key(journey, step, "costs", "i5m-native");
    if (g_str_equal(row->name, "listener") && !g_str_equal(journey->variant->model->name, "iis5"))
        return by_key(journey, step, "costs", "http-dispatch");
    return by_key(journey, step, row->section, row->key);
}

static StepRule of_stage(const Journey *journey, const JourneyStep *step)
{
    if (g_str_has_prefix(step->name, "work.") && step->limit > 0) {
        StepRule rule = by_key(journey, step, "backend", "connections");

        g_free(rule.setting);
        rule.setting = g_strdup_printf("backend:%s.connections", step->name + strlen("work."));
        return rule;
    }
    return by_row(journey, step, find(stages, G_N_ELEMENTS(stages), step));
}

/* The path of a request, told by the process that it comes to. */
static const char *path_source(const JourneyStep *step)
{
    return g_strcmp0(step->process.name, "dllhost") == 0 ? "MSDN-ISOLATED" : "S0";
}

static StepRule of_mark(const Journey *journey, const JourneyStep *step)
{
    switch (step->number) {
    case MARK_FAULT:
    case MARK_FAULT_END:
        return (StepRule){.source = g_strdup("scenario")};
    case MARK_DISABLED:
        return by_key(journey, step, "pool", "RapidFailProtectionMaxCrashes");
    case MARK_ORPHAN:
        return by_key(journey, step, "pool", "OrphanWorkerProcess");
    case MARK_CPU:
        return by_key(journey, step, "pool", "CPULimit");
    case MARK_APPDOMAIN:
        return (StepRule){.source = g_strdup("RS:HttpRuntime.cs")};
    default:
        return (StepRule){.source = g_strdup("S0")};
    }
}

/* What the event itself cites comes before what its setting does. */
StepRule step_rule(const Journey *journey, const JourneyStep *step)
{
    StepRule rule = {0};

    switch (step->kind) {
    case WATCH_RULE:
        rule = by_row(journey, step, find(rules, G_N_ELEMENTS(rules), step));
        break;
    case WATCH_STAGE:
        return of_stage(journey, step);
    case WATCH_QUEUED:
        rule = by_row(journey, step, find(queues, G_N_ELEMENTS(queues), step));
        break;
    case WATCH_STARTS:
    case WATCH_READY:
        return by_key(journey, step, "costs", "process-start");
    case WATCH_ISSUED:
        return by_key(journey, step, step->depth == 0 ? "clients" : "page",
                      step->depth == 0 ? "arrivals" : "work");
    case WATCH_ATTEMPT:
        return by_key(journey, step, "clients", step->number > 1 ? "retry" : "arrivals");
    case WATCH_ENTERS:
    case WATCH_LEAVES:
    case WATCH_THREAD:
    case WATCH_THREAD_BACK:
    case WATCH_BEGINS:
        rule.source = g_strdup(path_source(step));
        return rule;
    case WATCH_DRAINS:
    case WATCH_ENDS:
        rule.source = g_strdup("S0");
        return rule;
    case WATCH_MARK:
        return of_mark(journey, step);
    default:
        break;
    }
    if (step->source != NULL) {
        g_free(rule.source);
        rule.source = g_strdup(step->source);
    } else if (step->kind == WATCH_RULE && rule.source == NULL) {
        rule.source = g_strdup("scenario");
    }
    return rule;
}

void step_rule_clear(StepRule *rule)
{
    g_free(rule->setting);
    g_free(rule->value);
    g_free(rule->source);
    *rule = (StepRule){0};
}
