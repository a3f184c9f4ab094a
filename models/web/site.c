#include "models/web/site.h"

#include <string.h>

typedef enum { BUCKET_STRONG, BUCKET_HOST, BUCKET_IP, BUCKET_WEAK, BUCKETS } Bucket;

static Bucket bucket_of(const WebBinding *binding)
{
    if (binding->host != NULL)
        return strcmp(binding->host, "+") == 0 ? BUCKET_STRONG : BUCKET_HOST;
    return binding->ip != NULL ? BUCKET_IP : BUCKET_WEAK;
}

/* A part of the binding that is open fits all; one of the address that is open fits no more. */
static bool fits(const WebBinding *binding, const WebBinding *address)
{
    if (binding->port != address->port)
        return false;
    if (binding->ip != NULL && g_strcmp0(binding->ip, address->ip) != 0)
        return false;
    return binding->host == NULL || strcmp(binding->host, "+") == 0 ||
           (address->host != NULL && g_ascii_strcasecmp(binding->host, address->host) == 0);
}

static bool has_fitting(const WebSiteConfig *site, Bucket bucket, const WebBinding *address)
{
    for (uint32_t i = 0; i < site->binding_count; i++) {
        if (bucket_of(&site->bindings[i]) == bucket && fits(&site->bindings[i], address))
            return true;
    }
    return false;
}

uint32_t web_site_of_address(const ModelConfig *config, const WebBinding *address,
                             bool running_only)
{
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
        for (uint32_t i = 0; i < config->site_count; i++) {
            const WebSiteConfig *site = &config->sites[i];

            if ((site->server_auto_start || !running_only) &&
                has_fitting(site, (Bucket)bucket, address))
                return i;
        }
    }
    return MODEL_NONE;
}

static bool somebody_listens(const ModelConfig *config, int64_t port, bool running_only)
{
    for (uint32_t i = 0; i < config->site_count; i++) {
        const WebSiteConfig *site = &config->sites[i];

        for (uint32_t j = 0; j < site->binding_count; j++) {
            if (site->bindings[j].port == port && (site->server_auto_start || !running_only))
                return true;
        }
    }
    return false;
}

/* The characters and the number of what is between slashes. */
static bool is_url_too_long(const Iis6HttpSysConfig *limits, const char *url)
{
    int64_t count = 0;

    while (*url == '/') {
        size_t length = strcspn(++url, "/?");

        count++;
        if ((int64_t)length > limits->url_segment_max_length ||
            count > limits->url_segment_max_count)
            return true;
        url += length;
    }
    return false;
}

static WebHttpError why_bad(const ModelConfig *config, const WebClientsConfig *clients,
                            uint32_t page)
{
    const Iis6HttpSysConfig *limits = &config->httpsys;

    if (is_url_too_long(limits, config->pages[page].url))
        return HTTPERR_URL;
    if (clients != NULL && clients->field_bytes > limits->max_field_length)
        return HTTPERR_FIELD_LENGTH;
    if (clients != NULL && clients->request_bytes > limits->max_request_bytes)
        return HTTPERR_REQUEST_LENGTH;
    return HTTPERR_NONE;
}

static WebTarget routed(const ModelConfig *config, const WebClientsConfig *clients, uint32_t page,
                        bool is_http_sys)
{
    WebTarget target = {.kind = TARGET_FOUND, .port = 80};
    const WebBinding *address = clients != NULL ? clients->host : NULL;
    uint32_t found;

    if (config->site_count == 0)
        return target;
    target.site = config->apps[config->pages[page].app].site;
    if (address == NULL)
        address = &config->sites[target.site].bindings[0];
    target.port = address->port;
    found = web_site_of_address(config, address, !is_http_sys);
    if (found == target.site && config->sites[found].server_auto_start)
        return target;
    target.kind =
        somebody_listens(config, target.port, !is_http_sys) ? TARGET_NO_SITE : TARGET_CLOSED;
    return target;
}

WebTarget web_site_target(const ModelConfig *config, const WebClientsConfig *clients, uint32_t page,
                          bool is_http_sys)
{
    WebTarget target = routed(config, clients, page, is_http_sys);

    if (is_http_sys)
        target.refusal = why_bad(config, clients, page);
    if (target.refusal == HTTPERR_NONE && target.kind == TARGET_NO_SITE)
        target.refusal = HTTPERR_HOSTNAME;
    return target;
}
