/* scenario_resolve.c - walks the sections in an order in which everything that a value may refer to
 * is there before it: names first, then the machine, then what depends on it. */
#include "cli/scenario/scenario_resolve.h"
#include "cli/nearest.h"
#include "sim/units.h"
#include <string.h>

#define DISK "disk" /* the built-in backend */

typedef void (*ReadEntity)(ScenarioReader *reader, const ScenarioSection *section, void *target);

uint32_t scenario_index(GHashTable *names, const char *name)
{
    guint found = GPOINTER_TO_UINT(g_hash_table_lookup(names, name));

    return found == 0 ? MODEL_NONE : found - 1;
}

bool scenario_unknown_name(GHashTable *names, const char *kind, const char *name, GError **error)
{
    g_autofree const char **known = (const char **)g_hash_table_get_keys_as_array(names, NULL);
    const char *nearest = NULL;

    /* in a fixed order: the table's own is not */
    g_qsort_with_data(known, (gint)g_hash_table_size(names), sizeof *known,
                      (GCompareDataFunc)(void (*)(void))g_strcmp0, NULL);
    nearest = cli_nearest(name, known);
    if (nearest != NULL)
        return value_fail(error, "there is no [%s:%.60s]; did you mean %s?", kind, name, nearest);
    return value_fail(error, "there is no [%s:%.60s]; write that section or another name", kind,
                      name);
}

ScenarioPlace scenario_line_place(const ScenarioSection *section, const char *key)
{
    const ScenarioLine *line = scenario_section_find(section, key);

    return line != NULL ? line->place : section->place;
}

void scenario_bad_value(ScenarioReport *report, const ScenarioLine *line, GError *error)
{
    g_autofree char *quoted = scenario_report_quote(line->value);

    scenario_report_error(report, line->place, "%s = %s: %s", line->key, quoted, error->message);
    g_error_free(error);
}

static const ModelKey *first_key(const char *kind)
{
    const ModelKey *key = model_key_first();

    while (strcmp(key->section, kind) != 0)
        key = model_key_next(key);
    return key;
}

/* Where else a key of that name is, upper and lower case alike; NULL: nowhere. */
static const ModelKey *key_elsewhere(const char *name)
{
    for (const ModelKey *key = model_key_first(); key != NULL; key = model_key_next(key))
        if (g_ascii_strcasecmp(key->name, name) == 0)
            return key;
    return NULL;
}

static void complain_of_key(ScenarioReport *report, const ScenarioSection *section,
                            const ScenarioLine *line)
{
    const char *kind = section->kind->name, *near;
    const char *names[160];
    size_t count = 0;
    const ModelKey *other = key_elsewhere(line->key);
    g_autofree char *quoted = scenario_report_quote(line->key);

    for (const ModelKey *key = model_key_first(); key != NULL; key = model_key_next(key))
        if (strcmp(key->section, kind) == 0 && count + 2 < G_N_ELEMENTS(names))
            names[count++] = key->name;
    if (section->kind->is_repeated)
        names[count++] = "count";
    names[count] = NULL;
    near = cli_nearest(line->key, names);
    if (near != NULL && (other == NULL || g_ascii_strcasecmp(near, line->key) == 0))
        scenario_report_error(report, line->place, "%s: no such key in [%s]; did you mean %s?",
                              quoted, section->title, near);
    else if (other != NULL)
        scenario_report_error(report, line->place, "%s: is not a key of [%s]; %s belongs in [%s%s]",
                              quoted, section->title, other->name, other->section,
                              model_section_find(other->section)->is_named ? ":NAME" : "");
    else
        scenario_report_error(report, line->place,
                              "%s: no such key in [%s]; 'iissim keys' lists them", quoted,
                              section->title);
}

void scenario_check_known(ScenarioReport *report, const ScenarioSection *section)
{
    for (guint i = 0; i < section->lines->len; i++) {
        const ScenarioLine *line = &g_array_index(section->lines, ScenarioLine, i);

        if (model_key_find(section->kind->name, line->key) == NULL)
            complain_of_key(report, section, line);
    }
}

static void read_default(ScenarioReader *reader, const ModelKey *key, void *target)
{
    const char *text = model_key_default(key, reader->config->aspnet.version);
    g_autoptr(GError) error = NULL;
    int64_t *whole = (int64_t *)(void *)((char *)target + key->offset);

    if (reader->limits_off && (key->flags & KEY_LIMIT) != 0)
        *whole = SIM_NEVER;
    else if (reader->limits_off && (key->flags & KEY_POLL) != 0)
        *whole = 0;
    else if (text == NULL || (key->flags & KEY_COMPUTED) != 0 ||
             (reader->costs_zero && (key->flags & KEY_COST) != 0))
        return;
    else if (!scenario_key_read(reader, key, text, target, &error))
        g_error("default of %s.%s: %s", key->section, key->name, error->message);
}

/* The plain keys of one section; section NULL: none is written. */
static void read_keys(ScenarioReader *reader, const char *kind, const ScenarioSection *section,
                      void *target)
{
    for (const ModelKey *key = first_key(kind); key != NULL && strcmp(key->section, kind) == 0;
         key = model_key_next(key)) {
        const ScenarioLine *line = scenario_section_find(section, key->name);
        GError *error = NULL;
        g_autofree char *doubt = NULL;

        if (line == NULL && (key->flags & KEY_REQUIRED) != 0 && section != NULL)
            scenario_report_error(reader->report, section->place, "[%s]: has no %s; write %s = %s",
                                  section->title, key->name, key->name,
                                  key->form != NULL ? key->form : "..");
        if (key->type == KEY_SPECIAL)
            continue;
        if (line == NULL) {
            read_default(reader, key, target);
            continue;
        }
        if (!scenario_key_read(reader, key, line->value, target, &error)) {
            scenario_bad_value(reader->report, line, error);
            read_default(reader, key, target);
            continue;
        }
        doubt = scenario_key_doubt(key, target);
        if (doubt != NULL)
            scenario_report_warning(reader->report, line->place, "%s = %s: %s", key->name,
                                    line->value, doubt);
    }
    if (section != NULL)
        scenario_check_known(reader->report, section);
}

static void read_fixed(ScenarioReader *reader, const char *kind, void *target)
{
    read_keys(reader, kind, scenario_document_find(reader->document, kind), target);
}

/* Lists the names of a kind of entity; sections get their index in the order of the text, after
 * those that are there already. */
static uint32_t list_names(ScenarioReader *reader, const char *kind, GHashTable *names)
{
    for (guint i = 0; i < reader->document->sections->len; i++) {
        const ScenarioSection *section = g_ptr_array_index(reader->document->sections, i);

        if (strcmp(section->kind->name, kind) == 0 &&
            scenario_index(names, section->name) == MODEL_NONE)
            g_hash_table_insert(names, (gpointer)section->name,
                                GUINT_TO_POINTER(g_hash_table_size(names) + 1));
    }
    return g_hash_table_size(names);
}

static void list_all(ScenarioReader *reader, ScenarioResolveOptions options)
{
    ModelConfig *config = reader->config;

    g_hash_table_insert(reader->backends, (gpointer)DISK, GUINT_TO_POINTER(1));
    if (options.needs_default_pool)
        g_hash_table_insert(reader->pools, (gpointer) "DefaultAppPool", GUINT_TO_POINTER(1));
    config->backend_count = list_names(reader, "backend", reader->backends);
    config->site_count = list_names(reader, "site", reader->sites);
    config->pool_count = list_names(reader, "pool", reader->pools);
    config->app_count = list_names(reader, "app", reader->apps);
    config->page_count = list_names(reader, "page", reader->pages);
    config->backends = g_new0(WebBackendConfig, config->backend_count);
    config->sites = g_new0(WebSiteConfig, config->site_count);
    config->pools = g_new0(Iis6PoolConfig, config->pool_count);
    config->apps = g_new0(WebAppConfig, config->app_count);
    config->pages = g_new0(WebPageConfig, config->page_count);
}

static bool is_reserved(const char *name)
{
    static const char *const words[] = {"cpu", "kernel", "wait", "call", "with", "none"};

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (strcmp(words[i], name) == 0)
            return true;
    return !g_ascii_isalpha(*name);
}

static void read_backends(ScenarioReader *reader)
{
    GHashTableIter iter;
    gpointer name, index;

    g_hash_table_iter_init(&iter, reader->backends);
    while (g_hash_table_iter_next(&iter, &name, &index)) {
        WebBackendConfig *backend = &reader->config->backends[GPOINTER_TO_UINT(index) - 1];
        g_autofree char *title = g_strconcat("backend:", name, NULL);
        const ScenarioSection *section = scenario_document_find(reader->document, title);

        backend->name = g_strdup(name);
        backend->is_builtin = strcmp(name, DISK) == 0;
        read_keys(reader, "backend", section, backend);
        if (backend->is_builtin && scenario_section_find(section, "connections") == NULL)
            backend->connections = 1;
        if (is_reserved(name))
            scenario_report_error(reader->report, section->place,
                                  "[%s]: means something else in the work of a page, or does not "
                                  "begin with a letter; write another name",
                                  title);
    }
}

static void read_pools(ScenarioReader *reader)
{
    GHashTableIter iter;
    gpointer name, index;

    g_hash_table_iter_init(&iter, reader->pools);
    while (g_hash_table_iter_next(&iter, &name, &index)) {
        Iis6PoolConfig *pool = &reader->config->pools[GPOINTER_TO_UINT(index) - 1];
        g_autofree char *title = g_strconcat("pool:", name, NULL);
        const ScenarioSection *section = scenario_document_find(reader->document, title);

        pool->name = g_strdup(name);
        read_keys(reader, "pool", section, pool);
        scenario_read_pool(reader, section, pool);
    }
}

/* Every section of the kind, in the order of the text. */
static void read_entities(ScenarioReader *reader, const char *kind)
{
    ModelConfig *config = reader->config;

    for (guint i = 0; i < reader->document->sections->len; i++) {
        const ScenarioSection *section = g_ptr_array_index(reader->document->sections, i);

        if (strcmp(section->kind->name, kind) != 0)
            continue;
        if (strcmp(kind, "site") == 0) {
            WebSiteConfig *site = &config->sites[scenario_index(reader->sites, section->name)];

            site->name = g_strdup(section->name);
            read_keys(reader, kind, section, site);
            scenario_read_site(reader, section, site);
        } else if (strcmp(kind, "app") == 0) {
            WebAppConfig *app = &config->apps[scenario_index(reader->apps, section->name)];

            app->name = g_strdup(section->name);
            read_keys(reader, kind, section, app);
            scenario_read_app(reader, section, app);
        } else if (strcmp(kind, "page") == 0) {
            WebPageConfig *page = &config->pages[scenario_index(reader->pages, section->name)];

            page->name = g_strdup(section->name);
            read_keys(reader, kind, section, page);
            scenario_read_page(reader, section, page);
        } else if (strcmp(kind, "clients") == 0) {
            WebClientsConfig *clients = &config->clients[config->client_count++];

            clients->name = g_strdup(section->name);
            read_keys(reader, kind, section, clients);
            scenario_read_clients(reader, section, clients);
        } else {
            WebFaultConfig *fault = &config->faults[config->fault_count++];

            fault->name = g_strdup(section->name);
            read_keys(reader, kind, section, fault);
            scenario_read_fault(reader, section, fault);
        }
    }
}

/* A key that is one of two words; false unless it is the second. */
static bool read_preset(ScenarioReader *reader, const char *kind, const char *first,
                        const char *second)
{
    const ScenarioLine *line =
        scenario_section_find(scenario_document_find(reader->document, kind), "preset");

    if (line == NULL || strcmp(line->value, first) == 0)
        return false;
    if (strcmp(line->value, second) != 0) {
        g_autofree char *quoted = scenario_report_quote(line->value);

        scenario_report_error(reader->report, line->place,
                              "preset = %s: is not a choice here; write %s or %s", quoted, first,
                              second);
    }
    return strcmp(line->value, second) == 0;
}

/* What the defaults of everything else depend on. */
static void read_presets(ScenarioReader *reader)
{
    const ScenarioLine *version =
        scenario_section_find(scenario_document_find(reader->document, "aspnet"), "version");
    const ModelKey *key = model_key_find("aspnet", "version");
    ModelConfig *config = reader->config;

    reader->limits_off = read_preset(reader, "limits", "documented", "none");
    reader->costs_zero = read_preset(reader, "costs", "2003-server", "zero");
    config->limits.preset_none = reader->limits_off;
    config->costs.preset_zero = reader->costs_zero;
    config->aspnet.version = ASPNET_1_1;
    if (version != NULL)
        scenario_key_read(reader, key, version->value, &config->aspnet, NULL);
}

static uint32_t count_sections(const ScenarioDocument *document, const char *kind)
{
    uint32_t count = 0;

    for (guint i = 0; i < document->sections->len; i++) {
        const ScenarioSection *section = g_ptr_array_index(document->sections, i);

        count += strcmp(section->kind->name, kind) == 0;
    }
    return count;
}

static void read_limits(ScenarioReader *reader)
{
    const ScenarioSection *section = scenario_document_find(reader->document, "limits");

    read_keys(reader, "limits", section, &reader->config->limits);
    if (reader->limits_off && scenario_section_find(section, "timer-phases") == NULL)
        reader->config->limits.timer_phases = TIMER_PHASES_ARMED;
}

ScenarioReader *scenario_reader_new(ScenarioSource *source, const ScenarioDocument *document,
                                    ValueFiles *files)
{
    ScenarioReader *reader = g_new0(ScenarioReader, 1);

    reader->source = source;
    reader->report = source->report;
    reader->document = document;
    reader->config = model_config_new();
    reader->files = files;
    reader->backends = g_hash_table_new(g_str_hash, g_str_equal);
    reader->sites = g_hash_table_new(g_str_hash, g_str_equal);
    reader->pools = g_hash_table_new(g_str_hash, g_str_equal);
    reader->apps = g_hash_table_new(g_str_hash, g_str_equal);
    reader->pages = g_hash_table_new(g_str_hash, g_str_equal);
    return reader;
}

void scenario_reader_free(ScenarioReader *reader)
{
    if (reader == NULL)
        return;
    model_config_free(reader->config);
    g_hash_table_unref(reader->backends);
    g_hash_table_unref(reader->sites);
    g_hash_table_unref(reader->pools);
    g_hash_table_unref(reader->apps);
    g_hash_table_unref(reader->pages);
    g_free(reader);
}

void scenario_resolve(ScenarioReader *reader, ScenarioResolveOptions options)
{
    ModelConfig *config = reader->config;

    config->seed = options.seed;
    read_presets(reader);
    list_all(reader, options);
    config->clients = g_new0(WebClientsConfig, count_sections(reader->document, "clients"));
    config->faults = g_new0(WebFaultConfig, count_sections(reader->document, "fault"));
    read_fixed(reader, "scenario", config);
    read_fixed(reader, "machine", &config->machine);
    read_fixed(reader, "aspnet", &config->aspnet);
    scenario_apply_auto_config(reader);
    read_fixed(reader, "iis5", &config->iis5);
    scenario_read_iis5(reader, scenario_document_find(reader->document, "iis5"));
    read_fixed(reader, "httpsys", &config->httpsys);
    scenario_read_scriptmap(reader, scenario_document_find(reader->document, "scriptmap"));
    read_limits(reader);
    read_backends(reader);
    read_fixed(reader, "costs", &config->costs);
    read_pools(reader);
    read_entities(reader, "site");
    read_entities(reader, "app");
    read_entities(reader, "page");
    read_entities(reader, "clients");
    read_entities(reader, "fault");
}
