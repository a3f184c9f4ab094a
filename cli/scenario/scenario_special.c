/* scenario_special.c - keys with a grammar or a default of their own. */
#include "cli/scenario/scenario_resolve.h"
#include "models/web/scriptmap.h"
#include "sim/units.h"
#include <string.h>

#define URL_AT_MOST  2000
#define URLS_AT_MOST 1000000 /* of a page: each cache has an entry for each */

static const char *const handler_names[] = {
    [HANDLER_ASPNET] = "aspnet", [HANDLER_STATIC] = "static", [HANDLER_ASP] = "asp",
    [HANDLER_ISAPI] = "isapi",   [HANDLER_CGI] = "cgi",
};

/* The documented map; what it does not name is static. */
static const WebScriptMapEntry script_map[] = {
    {(char *)".asax", HANDLER_ASPNET, false}, {(char *)".ascx", HANDLER_ASPNET, false},
    {(char *)".ashx", HANDLER_ASPNET, false}, {(char *)".asmx", HANDLER_ASPNET, false},
    {(char *)".asp", HANDLER_ASP, false},     {(char *)".aspx", HANDLER_ASPNET, false},
    {(char *)".axd", HANDLER_ASPNET, false},  {(char *)".dll", HANDLER_ISAPI, false},
};

static void bad(ScenarioReader *reader, const ScenarioLine *line, const char *message)
{
    GError *error = NULL;

    value_fail(&error, "%s", message);
    scenario_bad_value(reader->report, line, error);
}

/* min(2 x MB of memory, 256) and never below the threads per CPU. */
static int64_t pool_thread_limit(const ModelConfig *config, int64_t max_pool_threads)
{
    int64_t limit = MIN(2 * (config->machine.memory_bytes >> 20), 256);

    return max_pool_threads == SIM_NEVER ? limit : MAX(limit, max_pool_threads);
}

/* As machine.config writes it, 0xffffffff, or as a plain number. */
static void read_cpu_mask(ScenarioReader *reader, const ScenarioLine *line)
{
    bool is_hex = line != NULL && g_ascii_strncasecmp(line->value, "0x", 2) == 0;
    guint64 mask = UINT32_MAX;

    if (line != NULL && !g_ascii_string_to_unsigned(line->value + (is_hex ? 2 : 0),
                                                    is_hex ? 16 : 10, 0, UINT32_MAX, &mask, NULL))
        bad(reader, line, "is not a mask of 32 bits; write 0x and hexadecimal digits");
    reader->config->iis5.cpu_mask = (int64_t)mask;
}

void scenario_read_iis5(ScenarioReader *reader, const ScenarioSection *section)
{
    const ScenarioLine *registry = scenario_section_find(section, "ListenBackLog");
    Iis5Config *iis5 = &reader->config->iis5;
    ModelKey key = *model_key_find("iis5", "ServerListenBacklog");
    GError *error = NULL;

    if (registry != NULL && scenario_section_find(section, "ServerListenBacklog") != NULL) {
        bad(reader, registry, "ServerListenBacklog is set too and means the same here; keep one");
    } else if (registry != NULL) {
        key.documented_min = 1;
        key.documented_max = 250;
        if (!scenario_key_read(reader, &key, registry->value, iis5, &error)) {
            scenario_bad_value(reader->report, registry, error);
        } else {
            g_autofree char *doubt = scenario_key_doubt(&key, iis5);

            if (doubt != NULL)
                scenario_report_warning(reader->report, registry->place, "ListenBackLog = %s: %s",
                                        registry->value, doubt);
        }
    }
    read_cpu_mask(reader, scenario_section_find(section, "cpuMask"));
    if (scenario_section_find(section, "accepts-posted") == NULL)
        iis5->accepts_posted = iis5->server_listen_backlog;
    if (scenario_section_find(section, "PoolThreadLimit") == NULL && !reader->limits_off)
        iis5->pool_thread_limit = pool_thread_limit(reader->config, iis5->max_pool_threads);
}

static int compare_extensions(const void *left, const void *right)
{
    const WebScriptMapEntry *a = left, *b = right;

    return strcmp(a->extension, b->extension);
}

static bool is_extension(const char *text)
{
    if (*text != '.' || text[1] == '\0' || strlen(text) > 64)
        return false;
    for (const char *at = text + 1; *at != '\0'; at++)
        if (!g_ascii_isalnum(*at) && *at != '_' && *at != '-')
            return false;
    return true;
}

/* The entry of an extension, a new one if there is none. */
static WebScriptMapEntry *map_entry(GArray *map, const char *extension)
{
    WebScriptMapEntry entry = {g_strdup(extension), HANDLER_STATIC, false};

    for (guint i = 0; i < map->len; i++)
        if (strcmp(g_array_index(map, WebScriptMapEntry, i).extension, extension) == 0) {
            g_free(entry.extension);
            return &g_array_index(map, WebScriptMapEntry, i);
        }
    g_array_append_val(map, entry);
    return &g_array_index(map, WebScriptMapEntry, map->len - 1);
}

static void read_mapping(ScenarioReader *reader, const ScenarioLine *line, GArray *map)
{
    g_autofree char *extension = g_ascii_strdown(line->key, -1);
    bool is_prohibited = g_str_has_suffix(line->value, " prohibited");
    g_autofree char *name = g_strchomp(
        g_strndup(line->value, strlen(line->value) - (is_prohibited ? strlen(" prohibited") : 0)));
    size_t handler = 0;
    WebScriptMapEntry *entry;

    if (!is_extension(line->key)) {
        scenario_report_error(reader->report, line->place,
                              "%.60s: is not a file extension; write one such as .aspx = aspnet",
                              line->key);
        return;
    }
    while (handler < G_N_ELEMENTS(handler_names) && strcmp(handler_names[handler], name) != 0)
        handler++;
    if (handler == G_N_ELEMENTS(handler_names)) {
        bad(reader, line,
            "is not a handler; write aspnet, static, asp, isapi or cgi, and prohibited "
            "behind it if it is");
        return;
    }
    entry = map_entry(map, extension);
    entry->handler = (WebHandler)handler;
    entry->is_prohibited = is_prohibited;
}

void scenario_read_scriptmap(ScenarioReader *reader, const ScenarioSection *section)
{
    GArray *map = g_array_new(FALSE, FALSE, sizeof(WebScriptMapEntry));

    for (size_t i = 0; i < G_N_ELEMENTS(script_map); i++) {
        WebScriptMapEntry entry = {g_strdup(script_map[i].extension), script_map[i].handler, false};

        g_array_append_val(map, entry);
    }
    for (guint i = 0; section != NULL && i < section->lines->len; i++)
        read_mapping(reader, &g_array_index(section->lines, ScenarioLine, i), map);
    g_array_sort(map, compare_extensions);
    reader->config->scriptmap_count = map->len;
    reader->config->scriptmap = (WebScriptMapEntry *)(void *)g_array_free(map, FALSE);
}

static void read_schedule(ScenarioReader *reader, const ScenarioLine *line, Iis6PoolConfig *pool)
{
    g_auto(GStrv) parts = value_split(line->value, ',');
    guint count = g_strv_length(parts);
    GError *error = NULL;

    if (count == 1 && value_is_never(parts[0]))
        return;
    pool->periodic_restart_schedule_ns = g_new0(int64_t, count + 1);
    for (guint i = 0; i < count; i++) {
        int64_t *time = &pool->periodic_restart_schedule_ns[i];

        if (!value_read_clock(parts[i], time, &error) ||
            (i > 0 && *time <= time[-1] &&
             !value_fail(&error, "its times do not rise; write 03:00, 15:00"))) {
            scenario_bad_value(reader->report, line, error);
            return;
        }
    }
    pool->periodic_restart_schedule_count = count;
    if (count == 0)
        bad(reader, line, "names no time; write none, or 03:00, 15:00");
}

/* The metabase's numbers are understood; a user's name stands for itself. */
static void read_identity(ScenarioReader *reader, const ScenarioLine *line, Iis6PoolConfig *pool)
{
    static const char *const builtin[] = {"LocalSystem", "LocalService", "NetworkService"};

    for (size_t i = 0; line != NULL && i < G_N_ELEMENTS(builtin); i++) {
        const char number[] = {(char)('0' + i), '\0'};

        if (strcmp(line->value, number) == 0 || g_ascii_strcasecmp(line->value, builtin[i]) == 0)
            pool->identity = g_strdup(builtin[i]);
    }
    if (pool->identity == NULL && line != NULL) {
        if (*line->value == '\0' || strcmp(line->value, "3") == 0)
            bad(reader, line, "names no user; write NetworkService or the name of a user");
        else if (strpbrk(line->value, ",#;\"") != NULL)
            bad(reader, line, "is not the name of one account; write one such as SHOP\\web");
        else
            pool->identity = g_strdup(line->value);
    }
    if (pool->identity == NULL)
        pool->identity = g_strdup(builtin[2]);
}

/* [MS525914]: a worker that would be replaced before it could be idle: IIS ignores both settings. */
static void check_age(ScenarioReader *reader, const ScenarioSection *section, Iis6PoolConfig *pool)
{
    static const char *const names[] = {"PeriodicRestartTime", "IdleTimeout"};
    GError *error = NULL;

    if (pool->idle_timeout_ns == SIM_NEVER ||
        pool->periodic_restart_time_ns >= pool->idle_timeout_ns)
        return;
    scenario_report_warning(reader->report, scenario_line_place(section, "PeriodicRestartTime"),
                            "PeriodicRestartTime is below IdleTimeout: IIS ignores both and uses "
                            "its defaults; write a shorter IdleTimeout, or 0 for none");
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        const ModelKey *key = model_key_find("pool", names[i]);

        scenario_key_read(reader, key, model_key_default(key, reader->config->aspnet.version), pool,
                          &error);
        g_assert_no_error(error);
    }
}

void scenario_read_pool(ScenarioReader *reader, const ScenarioSection *section,
                        Iis6PoolConfig *pool)
{
    const ScenarioLine *schedule = scenario_section_find(section, "PeriodicRestartSchedule");

    read_identity(reader, scenario_section_find(section, "AppPoolIdentityType"), pool);
    if (schedule != NULL)
        read_schedule(reader, schedule, pool);
    check_age(reader, section, pool);
    if (scenario_section_find(section, "PoolThreadLimit") == NULL && !reader->limits_off)
        pool->pool_thread_limit = pool_thread_limit(reader->config, pool->max_pool_threads);
}

/* A path of a URL without blanks or a query: '/shop'. */
static bool is_url_path(const char *text)
{
    if (*text != '/' || strlen(text) > URL_AT_MOST)
        return false;
    for (const char *at = text; *at != '\0'; at++)
        if ((unsigned char)*at <= ' ' || strchr("?#*\"<>\\,", *at) != NULL ||
            (*at == '/' && at[1] == '/'))
            return false;
    return true;
}

static bool read_name(ScenarioReader *reader, const ScenarioLine *line, GHashTable *names,
                      const char *kind, uint32_t *index)
{
    GError *error = NULL;

    *index = scenario_index(names, line->value);
    if (*index != MODEL_NONE)
        return true;
    scenario_unknown_name(names, kind, line->value, &error);
    scenario_bad_value(reader->report, line, error);
    return false;
}

/* What its web.config does not say is as in machine.config. */
static void inherit(const ScenarioReader *reader, const ScenarioSection *section, WebAppConfig *app)
{
    for (const ModelKey *key = model_key_first(); key != NULL; key = model_key_next(key)) {
        if ((key->flags & KEY_INHERITS) != 0 && strcmp(key->section, "app") == 0 &&
            scenario_section_find(section, key->name) == NULL)
            scenario_key_copy(model_key_find("aspnet", key->name), &reader->config->aspnet, key,
                              app);
    }
}

void scenario_read_app(ScenarioReader *reader, const ScenarioSection *section, WebAppConfig *app)
{
    const ScenarioLine *path = scenario_section_find(section, "path");
    const ScenarioLine *pool = scenario_section_find(section, "pool");
    const ScenarioLine *site = scenario_section_find(section, "site");
    const ScenarioLine *start = scenario_section_find(section, "start");

    inherit(reader, section, app);
    app->path = path != NULL ? g_strdup(path->value) : g_strconcat("/", app->name, NULL);
    if (path != NULL && (!is_url_path(path->value) ||
                         (path->value[1] != '\0' && g_str_has_suffix(path->value, "/"))))
        bad(reader, path, "is not a path; write / or one such as /shop, with no '/' at its end");
    app->pool = scenario_index(reader->pools, "DefaultAppPool");
    if (pool != NULL)
        read_name(reader, pool, reader->pools, "pool", &app->pool);
    if (site != NULL)
        read_name(reader, site, reader->sites, "site", &app->site);
    if (app->site == MODEL_NONE)
        app->site = 0;
    app->is_warm = start != NULL && strcmp(start->value, "warm") == 0;
    if (start != NULL && !app->is_warm && strcmp(start->value, "cold") != 0)
        bad(reader, start, "is not a choice here; write cold or warm");
}

static void read_short_work(ScenarioReader *reader, const ScenarioSection *section,
                            const char *name, WebPageConfig *page)
{
    const ScenarioLine *line = scenario_section_find(section, name);
    const ScenarioLine *work = scenario_section_find(section, "work");
    g_autofree char *text = NULL;
    GError *error = NULL;

    if (line == NULL)
        return;
    if (work != NULL ||
        (strcmp(name, "wait") == 0 && scenario_section_find(section, "cpu") != NULL)) {
        bad(reader, line,
            "there is another of work, cpu and wait; write one work = cpu .., wait ..");
        return;
    }
    text = g_strconcat(name, " ", line->value, NULL);
    if (!scenario_work_read(reader, text, false, &page->work, &error))
        scenario_bad_value(reader->report, line, error);
}

static void read_url(ScenarioReader *reader, const ScenarioSection *section, WebPageConfig *page)
{
    const ScenarioLine *line = scenario_section_find(section, "url");
    const char *path = page->app == MODEL_NONE ? "/" : reader->config->apps[page->app].path;
    g_autofree char *bare = NULL; /* without the query */

    if (line == NULL) {
        page->url = g_strdup_printf("%s/%s.aspx", strcmp(path, "/") == 0 ? "" : path, page->name);
        return;
    }
    page->url = g_strdup(line->value);
    bare = g_strndup(line->value, strcspn(line->value, "?"));
    if (!is_url_path(bare) || strlen(line->value) > URL_AT_MOST ||
        strpbrk(line->value, " \t#*\"<>\\,") != NULL)
        bad(reader, line, "is not the path of a URL; write one such as /shop/cart.aspx");
}

static bool urls_read(ScenarioReader *reader, const char *text, SimVariate *urls, GError **error)
{
    if (!value_read_variate(text, VARIATE_COUNT, reader->files, urls, error))
        return false;
    if ((urls->kind == SIM_CONSTANT || urls->kind == SIM_ZIPF) && urls->a >= 1 &&
        urls->a <= URLS_AT_MOST && (double)(int64_t)urls->a == urls->a)
        return value_files_take(reader->files, (int64_t)urls->a, error);
    return value_fail(error, "is not a number of URLs; write 1 to %d, or zipf(1000, 0.8)",
                      URLS_AT_MOST);
}

static void read_urls(ScenarioReader *reader, const ScenarioSection *section, WebPageConfig *page)
{
    const ScenarioLine *line = scenario_section_find(section, "urls");
    SimVariate urls = sim_variate(SIM_CONSTANT, 1, 0, 0);
    GError *error = NULL;

    if (line != NULL && !urls_read(reader, line->value, &urls, &error)) {
        scenario_bad_value(reader->report, line, error);
        sim_variate_clear(&urls);
        urls = sim_variate(SIM_CONSTANT, 1, 0, 0);
    }
    page->urls = urls;
    page->url_count = (uint32_t)urls.a;
}

static void read_output_cache(ScenarioReader *reader, const ScenarioSection *section,
                              WebPageConfig *page)
{
    const ScenarioLine *line = scenario_section_find(section, "output-cache");
    GError *error = NULL;

    if (line == NULL || value_is_never(line->value))
        return;
    if (!value_read_time(line->value, NULL, &page->output_cache_ns, &error))
        scenario_bad_value(reader->report, line, error);
    else if (page->output_cache_ns <= 0)
        bad(reader, line, "is no lifetime; write off, or a duration such as 60s");
    else if (web_scriptmap_handler(reader->config, page->url) != HANDLER_ASPNET)
        scenario_report_warning(
            reader->report, line->place,
            "output-cache = %s: only ASP.NET has an output cache, and this page "
            "has another handler; it has no effect",
            line->value);
}

void scenario_read_page(ScenarioReader *reader, const ScenarioSection *section, WebPageConfig *page)
{
    const ScenarioLine *app = scenario_section_find(section, "app");

    page->app = MODEL_NONE;
    if (app != NULL)
        read_name(reader, app, reader->apps, "app", &page->app);
    read_short_work(reader, section, "cpu", page);
    read_short_work(reader, section, "wait", page);
    read_url(reader, section, page);
    read_urls(reader, section, page);
    read_output_cache(reader, section, page);
}

static void read_patience(ScenarioReader *reader, const ScenarioLine *line,
                          WebClientsConfig *clients)
{
    GError *error = NULL;

    if (value_is_never(line->value))
        return;
    clients->has_patience =
        value_read_variate(line->value, VARIATE_TIME, reader->files, &clients->patience, &error);
    if (!clients->has_patience)
        scenario_bad_value(reader->report, line, error);
}

/* Pages or a path, one of the two; a replay names its pages itself. */
static void read_client_pages(ScenarioReader *reader, const ScenarioSection *section,
                              WebClientsConfig *clients)
{
    const ScenarioLine *pages = scenario_section_find(section, "pages");
    const ScenarioLine *path = scenario_section_find(section, "path");
    bool is_replay = clients->arrivals.kind == ARRIVALS_REPLAY &&
                     scenario_section_find(section, "arrivals") != NULL;
    GError *error = NULL;

    if (pages != NULL && path != NULL)
        bad(reader, path, "pages are set too; keep one of the two");
    else if (is_replay && (pages != NULL || path != NULL))
        bad(reader, pages != NULL ? pages : path, "a replay names its pages; take the line out");
    else if (pages == NULL && path == NULL && !is_replay)
        scenario_report_error(reader->report, section->place,
                              "[%s]: asks for no page; write pages = NAME or path = NAME > NAME",
                              section->title);
    if (pages != NULL && !scenario_pages_read(reader, pages->value, clients, &error))
        scenario_bad_value(reader->report, pages, g_steal_pointer(&error));
    if (path != NULL && !scenario_path_read(reader, path->value, clients, &error))
        scenario_bad_value(reader->report, path, g_steal_pointer(&error));
}

void scenario_read_clients(ScenarioReader *reader, const ScenarioSection *section,
                           WebClientsConfig *clients)
{
    const ScenarioLine *arrivals = scenario_section_find(section, "arrivals");
    const ScenarioLine *patience = scenario_section_find(section, "patience");
    const ScenarioLine *retry = scenario_section_find(section, "retry");
    const ScenarioLine *think = scenario_section_find(section, "think");
    const ScenarioLine *host = scenario_section_find(section, "host");
    const ScenarioLine *bandwidth = scenario_section_find(section, "bandwidth");
    GError *error = NULL;

    if (arrivals != NULL &&
        !scenario_arrivals_read(reader, section, arrivals->value, &clients->arrivals, &error))
        scenario_bad_value(reader->report, arrivals, g_steal_pointer(&error));
    read_client_pages(reader, section, clients);
    if (bandwidth != NULL && !scenario_bandwidth_read(bandwidth->value, clients, &error))
        scenario_bad_value(reader->report, bandwidth, g_steal_pointer(&error));
    if (host != NULL && !scenario_host_read(host->value, clients, &error))
        scenario_bad_value(reader->report, host, g_steal_pointer(&error));
    if (patience != NULL)
        read_patience(reader, patience, clients);
    if (retry != NULL && !scenario_retry_read(reader, retry->value, clients, &error))
        scenario_bad_value(reader->report, retry, g_steal_pointer(&error));
    if (think != NULL && !sim_variate_is_zero(&clients->think) && !clients->is_path)
        scenario_report_warning(reader->report, think->place,
                                "think = %.60s: is between the pages of a path, and there is no "
                                "path; for users write users(N, think=..)",
                                think->value);
}
