/* scenario_echo.c - follows the key table, so that a new key is echoed without a line here. */
#include "cli/scenario/scenario_echo.h"
#include "cli/scenario/scenario_reader.h"
#include <string.h>

typedef struct {
    ScenarioEcho *echo;
    const ModelConfig *config;
} Echo;

typedef char *(*WriteSpecial)(const ModelConfig *config, const char *key, const void *target);

static const char *keep(Echo *self, const char *text)
{
    return g_string_chunk_insert(self->echo->texts, text);
}

static void add(Echo *self, const char *title, const char *key, const char *value)
{
    ScenarioEchoLine line = {title, key, keep(self, value)};

    g_array_append_val(self->echo->lines, line);
}

/* The keys of one section. write: for keys with a grammar of their own; NULL from it: not there. */
static void add_section(Echo *self, const char *kind, const char *name, const void *target,
                        WriteSpecial write)
{
    g_autofree char *full = name == NULL ? g_strdup(kind) : g_strconcat(kind, ":", name, NULL);
    const char *title = keep(self, full);

    for (const ModelKey *key = model_key_first(); key != NULL; key = model_key_next(key)) {
        g_autofree char *value = NULL;

        if (strcmp(key->section, kind) != 0)
            continue;
        value = key->type != KEY_SPECIAL ? scenario_key_write(self->config, key, target)
                : write != NULL          ? write(self->config, key->name, target)
                                         : NULL;
        if (value != NULL)
            add(self, title, key->name, value);
    }
}

static char *write_limits(const ModelConfig *config, const char *key, const void *target)
{
    (void)key, (void)target;
    return g_strdup(config->limits.preset_none ? "none" : "documented");
}

static char *write_costs(const ModelConfig *config, const char *key, const void *target)
{
    (void)key, (void)target;
    return g_strdup(config->costs.preset_zero ? "zero" : "2003-server");
}

static char *write_pool(const ModelConfig *config, const char *key, const void *target)
{
    const Iis6PoolConfig *pool = target;
    GString *text;

    (void)config;
    if (strcmp(key, "AppPoolIdentityType") == 0)
        return g_strdup(pool->identity);
    text = g_string_new(pool->periodic_restart_schedule_count == 0 ? "none" : NULL);
    for (uint32_t i = 0; i < pool->periodic_restart_schedule_count; i++) {
        g_autofree char *time = value_write_clock(pool->periodic_restart_schedule_ns[i]);

        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", time);
    }
    return g_string_free(text, FALSE);
}

static char *write_iis5(const ModelConfig *config, const char *key, const void *target)
{
    const Iis5Config *iis5 = target;

    (void)config;
    return strcmp(key, "cpuMask") == 0
               ? g_strdup_printf("0x%08x", (unsigned int)(uint32_t)iis5->cpu_mask)
               : NULL;
}

static char *write_app(const ModelConfig *config, const char *key, const void *target)
{
    const WebAppConfig *app = target;

    if (strcmp(key, "path") == 0)
        return g_strdup(app->path);
    if (strcmp(key, "pool") == 0)
        return g_strdup(config->pools[app->pool].name);
    if (strcmp(key, "site") == 0)
        return config->site_count > 0 ? g_strdup(config->sites[app->site].name) : NULL;
    return g_strdup(app->is_warm ? "warm" : "cold");
}

static char *write_page(const ModelConfig *config, const char *key, const void *target)
{
    const WebPageConfig *page = target;

    if (strcmp(key, "app") == 0)
        return g_strdup(config->apps[page->app].name);
    if (strcmp(key, "url") == 0)
        return g_strdup(page->url);
    if (strcmp(key, "output-cache") == 0)
        return page->output_cache_ns > 0 ? value_write_time(page->output_cache_ns)
                                         : g_strdup("off");
    return strcmp(key, "urls") == 0 ? value_write_variate(&page->urls, VARIATE_COUNT) : NULL;
}

static char *write_clients(const ModelConfig *config, const char *key, const void *target)
{
    const WebClientsConfig *clients = target;

    if (strcmp(key, clients->is_path ? "path" : "pages") == 0 && clients->page_count > 0)
        return scenario_pages_write(config, clients);
    if (strcmp(key, "arrivals") == 0)
        return scenario_arrivals_write(&clients->arrivals);
    if (strcmp(key, "bandwidth") == 0)
        return scenario_bandwidth_write(clients);
    if (strcmp(key, "host") == 0)
        return scenario_host_write(clients);
    if (strcmp(key, "patience") == 0)
        return clients->has_patience ? value_write_variate(&clients->patience, VARIATE_TIME)
                                     : g_strdup("none");
    return strcmp(key, "retry") == 0 ? scenario_retry_write(clients) : NULL;
}

static char *write_target(const ModelConfig *config, const WebFaultConfig *fault)
{
    switch (fault->target) {
    case FAULT_TARGET_APP:
        return g_strdup(config->apps[fault->target_index].name);
    case FAULT_TARGET_POOL:
        return g_strdup(config->pools[fault->target_index].name);
    case FAULT_TARGET_PAGE:
        return g_strdup(config->pages[fault->target_index].name);
    case FAULT_TARGET_BACKEND:
        return g_strdup(config->backends[fault->target_index].name);
    case FAULT_TARGET_MACHINE:
        return g_strdup("true");
    }
    g_assert_not_reached();
}

static char *write_timing(const WebFaultConfig *fault)
{
    if (fault->timing == FAULT_AT)
        return scenario_times_write(fault->at_ns, fault->at_count);
    if (fault->timing == FAULT_EVERY)
        return value_write_variate(&fault->every, VARIATE_TIME);
    return value_write_fraction(fault->probability);
}

static char *write_fault(const ModelConfig *config, const char *key, const void *target)
{
    static const char *const targets[] = {"app", "pool", "page", "backend", "machine"};
    static const char *const timings[] = {"at", "every", "per-request"};
    const WebFaultConfig *fault = target;

    if (strcmp(key, "kind") == 0)
        return g_strdup(web_fault_kind_names[fault->kind]);
    if (strcmp(key, targets[fault->target]) == 0)
        return write_target(config, fault);
    if (strcmp(key, timings[fault->timing]) == 0)
        return write_timing(fault);
    if (strcmp(key, "for") == 0)
        return fault->has_for ? value_write_variate(&fault->lasts, VARIATE_TIME) : g_strdup("none");
    if (strcmp(key, "restart-on") == 0)
        return g_strdup(fault->restart_on_request ? "request" : "crash");
    return NULL;
}

static void add_scriptmap(Echo *self)
{
    static const char *const handlers[] = {"aspnet", "static", "asp", "isapi", "cgi"};

    for (uint32_t i = 0; i < self->config->scriptmap_count; i++) {
        const WebScriptMapEntry *entry = &self->config->scriptmap[i];

        g_autofree char *value =
            g_strconcat(handlers[entry->handler], entry->is_prohibited ? " prohibited" : "", NULL);

        add(self, "scriptmap", keep(self, entry->extension), value);
    }
}

static void add_replay(Echo *self, const WebClientsConfig *clients)
{
    g_autofree char *title = g_strconcat("replay:", clients->name, NULL);
    g_autoptr(GString) body = NULL;

    if (clients->arrivals.kind != ARRIVALS_REPLAY)
        return;
    body = g_string_new(NULL);
    scenario_replay_write(self->config, &clients->arrivals, body);
    add(self, keep(self, title), NULL, body->str);
}

static void add_entities(Echo *self)
{
    const ModelConfig *config = self->config;

    for (uint32_t i = 0; i < config->backend_count; i++)
        add_section(self, "backend", config->backends[i].name, &config->backends[i], NULL);
    for (uint32_t i = 0; i < config->site_count; i++)
        add_section(self, "site", config->sites[i].name, &config->sites[i], scenario_site_write);
    for (uint32_t i = 0; i < config->pool_count; i++)
        add_section(self, "pool", config->pools[i].name, &config->pools[i], write_pool);
    for (uint32_t i = 0; i < config->app_count; i++)
        add_section(self, "app", config->apps[i].name, &config->apps[i], write_app);
    for (uint32_t i = 0; i < config->page_count; i++)
        add_section(self, "page", config->pages[i].name, &config->pages[i], write_page);
    for (uint32_t i = 0; i < config->client_count; i++) {
        add_section(self, "clients", config->clients[i].name, &config->clients[i], write_clients);
        add_replay(self, &config->clients[i]);
    }
    for (uint32_t i = 0; i < config->fault_count; i++)
        add_section(self, "fault", config->faults[i].name, &config->faults[i], write_fault);
}

ScenarioEcho *scenario_echo_new(const ModelConfig *config)
{
    ScenarioEcho *echo = g_new0(ScenarioEcho, 1);
    Echo self = {echo, config};

    echo->lines = g_array_new(FALSE, FALSE, sizeof(ScenarioEchoLine));
    echo->texts = g_string_chunk_new(65536);
    add_section(&self, "scenario", NULL, config, NULL);
    add_section(&self, "machine", NULL, &config->machine, NULL);
    add_section(&self, "aspnet", NULL, &config->aspnet, NULL);
    add_section(&self, "iis5", NULL, &config->iis5, write_iis5);
    add_section(&self, "httpsys", NULL, &config->httpsys, NULL);
    add_scriptmap(&self);
    add_section(&self, "limits", NULL, &config->limits, write_limits);
    add_section(&self, "costs", NULL, &config->costs, write_costs);
    add_entities(&self);
    return echo;
}

void scenario_echo_free(ScenarioEcho *echo)
{
    if (echo == NULL)
        return;
    g_array_free(echo->lines, TRUE);
    g_string_chunk_free(echo->texts);
    g_free(echo);
}

void scenario_echo_print(const ScenarioEcho *echo, const char *scenario_lines, GString *text)
{
    const char *title = NULL;

    for (guint i = 0; i < echo->lines->len; i++) {
        const ScenarioEchoLine *line = &g_array_index(echo->lines, ScenarioEchoLine, i);

        if (title == NULL || strcmp(title, line->title) != 0)
            g_string_append_printf(text, "%s[%s]\n%s", title == NULL ? "" : "\n", line->title,
                                   title == NULL ? scenario_lines : "");
        title = line->title;
        if (line->key == NULL)
            g_string_append(text, line->value);
        else
            g_string_append_printf(text, "%s = %s\n", line->key, line->value);
    }
}

static char *line_id(const ScenarioEchoLine *line)
{
    return g_strconcat(line->title, ".", line->key, NULL);
}

void scenario_echo_print_difference(const ScenarioEcho *echo, const ScenarioEcho *base,
                                    GString *text)
{
    g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < base->lines->len; i++) {
        const ScenarioEchoLine *line = &g_array_index(base->lines, ScenarioEchoLine, i);

        if (line->key != NULL)
            g_hash_table_insert(values, line_id(line), (gpointer)line->value);
    }
    for (guint i = 0; i < echo->lines->len; i++) {
        const ScenarioEchoLine *line = &g_array_index(echo->lines, ScenarioEchoLine, i);
        g_autofree char *id = line->key == NULL ? NULL : line_id(line);

        if (id != NULL && g_strcmp0(g_hash_table_lookup(values, id), line->value) != 0)
            g_string_append_printf(text, "%s = %s\n", id, line->value);
    }
}
