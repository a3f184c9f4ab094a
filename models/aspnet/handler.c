#include "models/aspnet/handler.h"

#include <string.h>

static const struct {
    const char *extension;
    AspnetHandlerKind kind;
} handlers[] = {
    {".aspx", ASPNET_PAGE},        {".ashx", ASPNET_HANDLER},     {".asmx", ASPNET_HANDLER},
    {".rem", ASPNET_HANDLER},      {".soap", ASPNET_HANDLER},     {".axd", ASPNET_INTERNAL},
    {".asax", ASPNET_FORBIDDEN},   {".ascx", ASPNET_FORBIDDEN},   {".asp", ASPNET_FORBIDDEN},
    {".config", ASPNET_FORBIDDEN}, {".cs", ASPNET_FORBIDDEN},     {".csproj", ASPNET_FORBIDDEN},
    {".vb", ASPNET_FORBIDDEN},     {".vbproj", ASPNET_FORBIDDEN}, {".webinfo", ASPNET_FORBIDDEN},
    {".licx", ASPNET_FORBIDDEN},   {".resx", ASPNET_FORBIDDEN},   {".resources", ASPNET_FORBIDDEN},
    {".master", ASPNET_FORBIDDEN}, {".skin", ASPNET_FORBIDDEN},   {".sitemap", ASPNET_FORBIDDEN},
};

/* Whatever else the script map gives to ASP.NET has a handler that somebody wrote for it. */
AspnetHandlerKind aspnet_handler_kind(const ModelConfig *config, uint32_t page)
{
    const char *url = config->pages[page].url;
    g_autofree char *path = g_strndup(url, strcspn(url, "?#"));
    const char *extension = strrchr(path, '.');

    if (config->pages[page].request_bytes >
        config->apps[config->pages[page].app].domain.max_request_length_bytes)
        return ASPNET_TOO_LONG;
    for (size_t i = 0; extension != NULL && i < G_N_ELEMENTS(handlers); i++) {
        if (g_ascii_strcasecmp(handlers[i].extension, extension) == 0)
            return handlers[i].kind;
    }
    return ASPNET_HANDLER;
}
