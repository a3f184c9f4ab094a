/* scenario_metric.c - names of results, as [slo:*], [compare] and precision write them. */
#include "cli/nearest.h"
#include "models/web/httperr.h"
#include "cli/scenario/scenario_settings.h"
#include "sim/units.h"
#include <string.h>

static const char *const metric_names[] = {
    "requests.offered",
    "requests.ok",
    "requests.error",
    "requests.rejected",
    "requests.refused",
    "requests.reset",
    "requests.abandoned",
    "requests.in_flight",
    "requests.attempts",
    "rate.offered",
    "throughput",
    "loss",
    "latency.mean",
    "latency.p50",
    "latency.p90",
    "latency.p95",
    "latency.p99",
    "latency.p999",
    "latency.max",
    "wait.mean",
    "cpu.utilisation",
    "cpu.kernel",
    "cpu.switches",
    "memory.mean",
    "memory.max",
    "threads.busy",
    "threads.max",
    "in_system",
    "visits.rate",
    "visits.time",
    "processes.alive",
    "workers.started",
    "workers.recycled",
    "workers.crashed",
    "appdomains.started",
    "appdomains.restarted",
    "sessions.lost",
    "availability",
    "availability.requests",
    "cache.hits",
    "rapid-fail.trip_s",
    "late",
    NULL,
};

static bool is_known(const char *name)
{
    for (size_t i = 0; metric_names[i] != NULL; i++)
        if (strcmp(metric_names[i], name) == 0)
            return true;
    if (g_str_has_prefix(name, "httperr."))
        return web_http_error_is_name(name + strlen("httperr."));
    return (g_str_has_prefix(name, "queue.") || g_str_has_prefix(name, "connections.")) &&
           (g_str_has_suffix(name, ".mean") || g_str_has_suffix(name, ".max"));
}

static bool check_name(const char *name, GError **error)
{
    const char *nearest;

    if (is_known(name))
        return true;
    nearest = cli_nearest(name, metric_names);
    if (nearest != NULL)
        return value_fail(error, "'%.60s' is not a metric; did you mean %s?", name, nearest);
    return value_fail(error,
                      "'%.60s' is not a metric; write one such as latency.p95, loss, "
                      "throughput or within(300ms)",
                      name);
}

/* 'app:shop' inside the parentheses after a metric. */
static bool read_scope(ScenarioReader *reader, const char *text, ScenarioMetric *metric,
                       GError **error)
{
    static const char *const kinds[] = {"app", "page", "pool", "clients"};
    GHashTable *const names[] = {reader->apps, reader->pages, reader->pools, NULL};
    const char *colon = strchr(text, ':');
    g_autofree char *scope =
        colon == NULL ? NULL : g_strstrip(g_strndup(text, (gsize)(colon - text)));
    g_autofree char *entity = colon == NULL ? NULL : g_strstrip(g_strdup(colon + 1));
    g_autofree char *title = NULL;

    for (size_t i = 0; scope != NULL && i < G_N_ELEMENTS(kinds); i++) {
        if (strcmp(kinds[i], scope) != 0)
            continue;
        if (names[i] != NULL && scenario_index(names[i], entity) == MODEL_NONE)
            return scenario_unknown_name(names[i], scope, entity, error);
        title = g_strconcat(scope, ":", entity, NULL);
        if (names[i] == NULL && scenario_document_find(reader->document, title) == NULL)
            return value_fail(error, "there is no [%.60s]; write that section or another name",
                              title);
        metric->scope = g_steal_pointer(&scope);
        metric->entity = g_steal_pointer(&entity);
        return true;
    }
    return value_fail(error,
                      "'(%.60s)' is not a part of the scenario; write (app:NAME), "
                      "(page:NAME), (pool:NAME) or (clients:NAME)",
                      text);
}

/* within(T): the T in seconds. */
static bool read_within(const char *text, ScenarioMetric *metric, GError **error)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    if (!value_read_time(text, "s", &metric->within_ns, error))
        return false;
    if (metric->within_ns <= 0)
        return value_fail(error, "within(0) is never met; write within(300ms)");
    g_ascii_formatd(number, sizeof number, "%.9g", sim_seconds(metric->within_ns));
    metric->metric = g_strdup_printf("within(%s)", number);
    /* the name must tell: what it leaves out cannot be asked */
    metric->within_ns = (int64_t)(g_ascii_strtod(number, NULL) * 1e9 + 0.5);
    return true;
}

/* The text inside the parentheses at *at; *at moves behind them. NULL when there are none. */
static char *parenthesised(const char **at)
{
    const char *close;
    char *inside;

    *at += strspn(*at, " \t");
    close = **at == '(' ? strchr(*at, ')') : NULL;
    if (close == NULL)
        return NULL;
    inside = g_strstrip(g_strndup(*at + 1, (gsize)(close - *at - 1)));
    *at = close + 1 + strspn(close + 1, " \t");
    return inside;
}

bool scenario_metric_read(ScenarioReader *reader, const char *text, ScenarioMetric *metric,
                          GError **error)
{
    size_t length = strcspn(text, "( \t");
    const char *at = text + length;
    g_autofree char *name = g_strndup(text, length);
    g_autofree char *scope = NULL;
    bool is_good;

    *metric = (ScenarioMetric){.within_ns = -1};
    if (strcmp(name, "within") == 0) {
        g_autofree char *inside = parenthesised(&at);

        is_good = inside != NULL ? read_within(inside, metric, error)
                                 : value_fail(error, "within needs a time; write within(300ms)");
    } else {
        is_good = check_name(name, error);
        metric->metric = g_strdup(name);
    }
    scope = parenthesised(&at);
    if (is_good && scope != NULL)
        is_good = read_scope(reader, scope, metric, error);
    if (is_good && *at != '\0')
        is_good = value_fail(error,
                             "'%.40s' is left over; write a metric such as "
                             "latency.p95(app:NAME)",
                             at);
    if (!is_good)
        scenario_metric_clear(metric);
    return is_good;
}

void scenario_metric_clear(ScenarioMetric *metric)
{
    g_clear_pointer(&metric->metric, g_free);
    g_clear_pointer(&metric->scope, g_free);
    g_clear_pointer(&metric->entity, g_free);
}

char *scenario_metric_write(const char *metric, const char *scope, const char *entity)
{
    return scope == NULL ? g_strdup(metric) : g_strdup_printf("%s(%s:%s)", metric, scope, entity);
}
