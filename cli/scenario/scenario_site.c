/* scenario_site.c - web sites: their bindings, and the address that clients ask for. */
#include "cli/scenario/scenario_resolve.h"
#include "models/web/site.h"
#include "sim/units.h"

#include <gio/gio.h>
#include <string.h>

#define BINDINGS_MAX 1000
#define HOST_MAX     255

/* ---- IP:PORT:HOST ---- */

static bool is_host(const char *text)
{
    if (*text == '\0' || strlen(text) > HOST_MAX)
        return false;
    for (const char *at = text; *at != '\0'; at++)
        if (!g_ascii_isalnum(*at) && *at != '.' && *at != '-' && *at != '_')
            return false;
    return true;
}

/* Digits and dots alone are meant as an IP address. */
static bool is_address(const char *text)
{
    g_autoptr(GInetAddress) address = NULL;

    if (strspn(text, "0123456789.") < strlen(text))
        return is_host(text);
    address = g_inet_address_new_from_string(text);
    return address != NULL;
}

static char *part(const char *text)
{
    return *text == '\0' ? NULL : g_strdup(text);
}

static bool read_binding(const char *text, WebBinding *binding, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(text, ":", 4);

    if (g_strv_length(parts) != 3)
        return value_fail(error, "is not IP:PORT:HOST; write one such as :80:www.example.com");
    if (!value_read_whole(parts[1], &binding->port, error))
        return false;
    if (binding->port < 1 || binding->port > 65535)
        return value_fail(error, "has no port from 1 to 65535; write one such as :80:");
    if ((*parts[0] != '\0' && !is_address(parts[0])) ||
        (*parts[2] != '\0' && strcmp(parts[2], "+") != 0 && !is_host(parts[2])))
        return value_fail(error,
                          "has no IP address, or a host with other signs than letters, "
                          "digits, '.' and '-'; write one such as 10.0.0.1:80:www.example.com");
    binding->ip = part(parts[0]);
    binding->host = part(parts[2]);
    return true;
}

static void append_binding(GString *text, const WebBinding *binding)
{
    g_string_append_printf(text, "%s:%" G_GINT64_FORMAT ":%s",
                           binding->ip == NULL ? "" : binding->ip, binding->port,
                           binding->host == NULL ? "" : binding->host);
}

static bool read_bindings(const char *text, WebSiteConfig *site, GError **error)
{
    g_auto(GStrv) parts = value_split(text, ',');
    guint count = g_strv_length(parts);

    if (count < 1 || count > BINDINGS_MAX)
        return value_fail(
            error, "names no binding, or more than %d; write one such as :80:", BINDINGS_MAX);
    site->bindings = g_new0(WebBinding, count);
    for (guint i = 0; i < count; i++) {
        if (!read_binding(parts[i], &site->bindings[i], error))
            return false;
        site->binding_count++;
    }
    return true;
}

/* ---- [site:NAME] ---- */

static void bad(ScenarioReader *reader, const ScenarioLine *line, GError *error)
{
    scenario_bad_value(reader->report, line, error);
}

/* A reader that goes on after an error needs a binding all the same. */
static void default_binding(WebSiteConfig *site)
{
    if (site->binding_count > 0)
        return;
    g_free(site->bindings);
    site->bindings = g_new0(WebBinding, 1);
    site->bindings[0].port = 80;
    site->binding_count = 1;
}

void scenario_read_site(ScenarioReader *reader, const ScenarioSection *section, WebSiteConfig *site)
{
    const ScenarioLine *bindings = scenario_section_find(section, "ServerBindings");
    const ScenarioLine *timeout = scenario_section_find(section, "ConnectionTimeout");
    GError *error = NULL;

    if (bindings != NULL && !read_bindings(bindings->value, site, &error))
        bad(reader, bindings, g_steal_pointer(&error));
    default_binding(site);
    if (timeout == NULL)
        return;
    site->has_connection_timeout = true;
    site->connection_timeout_ns = SIM_NEVER;
    if (value_is_never(timeout->value))
        return;
    if (!value_read_time(timeout->value, "s", &site->connection_timeout_ns, &error) ||
        (site->connection_timeout_ns < SIM_MS &&
         !value_fail(&error, "is too short; write at least 1ms, or none")))
        bad(reader, timeout, error);
}

char *scenario_site_write(const ModelConfig *config, const char *key, const void *target)
{
    const WebSiteConfig *site = target;
    GString *text;

    (void)config;
    if (strcmp(key, "ConnectionTimeout") == 0) {
        if (!site->has_connection_timeout)
            return NULL;
        return site->connection_timeout_ns == SIM_NEVER
                   ? g_strdup("none")
                   : value_write_time(site->connection_timeout_ns);
    }
    text = g_string_new(NULL);
    for (uint32_t i = 0; i < site->binding_count; i++) {
        if (i > 0)
            g_string_append(text, ", ");
        append_binding(text, &site->bindings[i]);
    }
    return g_string_free(text, FALSE);
}

/* ---- [clients:NAME] host ---- */

bool scenario_host_read(const char *text, WebClientsConfig *clients, GError **error)
{
    WebBinding address = {.port = 80};
    bool is_binding = strchr(text, ':') != NULL;

    if (!is_binding && !is_host(text))
        return value_fail(error, "is not a host; write one such as www.example.com, or "
                                 "10.0.0.1:80:www.example.com");
    if (is_binding && !read_binding(text, &address, error))
        return false;
    if (!is_binding)
        address.host = g_strdup(text);
    clients->host = g_new(WebBinding, 1);
    *clients->host = address;
    return true;
}

char *scenario_host_write(const WebClientsConfig *clients)
{
    GString *text;

    if (clients->host == NULL)
        return NULL;
    text = g_string_new(NULL);
    append_binding(text, clients->host);
    return g_string_free(text, FALSE);
}

/* ---- [clients:NAME] bandwidth ---- */

/* Bits count by thousands, bytes as sizes do. */
bool scenario_bandwidth_read(const char *text, WebClientsConfig *clients, GError **error)
{
    static const struct {
        const char *unit;
        double bytes;
    } units[] = {
        {"kbit/s", 125}, {"Mbit/s", 125e3}, {"Gbit/s", 125e6}, {"bit/s", 0.125},
        {"KB/s", 1024},  {"MB/s", 1048576}, {"B/s", 1},
    };
    double number;

    if (value_is_never(text))
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
        g_autofree char *bare = NULL;

        if (!g_str_has_suffix(text, units[i].unit))
            continue;
        bare = g_strchomp(g_strndup(text, strlen(text) - strlen(units[i].unit)));
        if (!value_read_number(bare, &number, error))
            return false;
        if (number <= 0 || number * units[i].bytes > 1e15 || number * units[i].bytes < 1e-3)
            return value_fail(error, "is out of range; write one such as 56kbit/s, or none");
        clients->bandwidth_bytes_per_s = number * units[i].bytes;
        return true;
    }
    return value_fail(error, "has no unit; write one such as 56kbit/s, 10Mbit/s or 7KB/s");
}

char *scenario_bandwidth_write(const WebClientsConfig *clients)
{
    g_autofree char *number = NULL;

    if (clients->bandwidth_bytes_per_s <= 0)
        return g_strdup("none");
    number = value_write_number(clients->bandwidth_bytes_per_s);
    return g_strconcat(number, " B/s", NULL);
}

/* ---- what they must agree on ---- */

static const ScenarioSection *section_of(const ScenarioReader *reader, const char *kind,
                                         const char *name)
{
    g_autofree char *title = g_strconcat(kind, ":", name, NULL);

    return scenario_document_find(reader->document, title);
}

static bool same_binding(const WebBinding *left, const WebBinding *right)
{
    return left->port == right->port && g_strcmp0(left->ip, right->ip) == 0 &&
           (left->host == NULL || right->host == NULL
                ? left->host == right->host
                : g_ascii_strcasecmp(left->host, right->host) == 0);
}

static void check_binding(ScenarioReader *reader, uint32_t index, const WebBinding *binding)
{
    const ModelConfig *config = reader->config;
    g_autoptr(GString) text = g_string_new(NULL);

    for (uint32_t i = 0; i < index; i++) {
        for (uint32_t j = 0; j < config->sites[i].binding_count; j++) {
            if (!same_binding(binding, &config->sites[i].bindings[j]))
                continue;
            append_binding(text, binding);
            scenario_report_error(
                reader->report,
                scenario_line_place(section_of(reader, "site", config->sites[index].name),
                                    "ServerBindings"),
                "ServerBindings: %s is a binding of [site:%s] too; write another host or port",
                text->str, config->sites[i].name);
            return;
        }
    }
}

/* A page asked for at an address that leads to another site would not be found there. */
static bool leads_home(ScenarioReader *reader, const WebClientsConfig *clients,
                       const WebPageConfig *page, ScenarioPlace place)
{
    const ModelConfig *config = reader->config;
    uint32_t site = config->apps[page->app].site;
    const WebBinding *address =
        clients->host != NULL ? clients->host : &config->sites[site].bindings[0];
    uint32_t found = web_site_of_address(config, address, false);
    g_autoptr(GString) text = g_string_new(NULL);

    if (found == site || found == MODEL_NONE)
        return true;
    append_binding(text, address);
    scenario_report_error(
        reader->report, place,
        "host: %s leads to [site:%s], and [page:%s] is of [site:%s]; write a host "
        "of that site",
        text->str, config->sites[found].name, page->name, config->sites[site].name);
    return false;
}

static void check_apps(ScenarioReader *reader, uint32_t index)
{
    const ModelConfig *config = reader->config;
    const char *name = config->sites[index].name;

    for (uint32_t i = 0; i < config->app_count; i++)
        if (config->apps[i].site == index)
            return;
    scenario_report_warning(
        reader->report, scenario_line_place(section_of(reader, "site", name), "ServerBindings"),
        "[site:%s]: no application is of it, it serves nothing; write site = %s in an [app:NAME]",
        name, name);
}

static void check_client(ScenarioReader *reader, const WebClientsConfig *clients)
{
    const ModelConfig *config = reader->config;
    ScenarioPlace place = scenario_line_place(section_of(reader, "clients", clients->name), "host");

    if (clients->host != NULL && config->site_count == 0)
        scenario_report_warning(reader->report, place,
                                "host: there is no [site:NAME]; it has no effect");
    else if (clients->host != NULL &&
             web_site_of_address(config, clients->host, false) == MODEL_NONE)
        scenario_report_warning(reader->report, place,
                                "host: no [site:NAME] has a binding for it: no request is served");
    for (uint32_t i = 0; config->site_count > 0 && i < clients->page_count; i++) {
        const WebPageConfig *page;

        if (clients->pages[i].page == MODEL_NONE) /* it was written wrong */
            continue;
        page = &config->pages[clients->pages[i].page];
        if (page->app != MODEL_NONE && !leads_home(reader, clients, page, place))
            return;
    }
}

void scenario_check_sites(ScenarioReader *reader, const Model *model)
{
    const ModelConfig *config = reader->config;

    for (uint32_t i = 0; i < config->site_count; i++) {
        for (uint32_t j = 0; j < config->sites[i].binding_count; j++)
            check_binding(reader, i, &config->sites[i].bindings[j]);
        check_apps(reader, i);
    }
    for (uint32_t i = 0; i < config->client_count; i++)
        check_client(reader, &config->clients[i]);
    if (config->iis5.edition == EDITION_PROFESSIONAL && config->site_count > 1 && model != NULL &&
        strcmp(model->name, "iis5") == 0)
        scenario_report_error(
            reader->report,
            scenario_line_place(scenario_document_find(reader->document, "iis5"), "edition"),
            "edition = professional: IIS 5.1 has one site; write one [site:NAME], "
            "or edition = server");
}
