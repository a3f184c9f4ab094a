#include "models/web/scriptmap.h"

#include <string.h>

static const WebScriptMapEntry *entry_of(const ModelConfig *config, const char *url)
{
    size_t path_length = strcspn(url, "?#");
    g_autofree char *path = g_strndup(url, path_length);
    const char *name = strrchr(path, '/');
    const char *extension = strrchr(name != NULL ? name : path, '.');

    for (uint32_t i = 0; extension != NULL && i < config->scriptmap_count; i++) {
        if (g_ascii_strcasecmp(config->scriptmap[i].extension, extension) == 0)
            return &config->scriptmap[i];
    }
    return NULL;
}

WebHandler web_scriptmap_handler(const ModelConfig *config, const char *url)
{
    const WebScriptMapEntry *entry = entry_of(config, url);

    return entry != NULL ? entry->handler : HANDLER_STATIC;
}

bool web_scriptmap_is_prohibited(const ModelConfig *config, const char *url)
{
    const WebScriptMapEntry *entry = entry_of(config, url);

    return entry != NULL && entry->is_prohibited;
}
