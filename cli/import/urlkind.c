/* urlkind.c - the script map by extension, as IIS installs it and as its add-ons extend it. */
#include "cli/import/urlkind.h"
#include <string.h>

#define URL_MAX 200 /* bytes kept of a URL: only its beginning and its extension matter */

static const struct {
    const char *extension;
    WebHandler handler;
    bool is_documented; /* in the map that a scenario has without a word */
} extensions[] = {
    {".asax", HANDLER_ASPNET, true},    {".ascx", HANDLER_ASPNET, true},
    {".ashx", HANDLER_ASPNET, true},    {".asmx", HANDLER_ASPNET, true},
    {".aspx", HANDLER_ASPNET, true},    {".axd", HANDLER_ASPNET, true},
    {".rem", HANDLER_ASPNET, false},    {".soap", HANDLER_ASPNET, false},
    {".svc", HANDLER_ASPNET, false},    {".cshtml", HANDLER_ASPNET, false},
    {".vbhtml", HANDLER_ASPNET, false}, {".asp", HANDLER_ASP, true},
    {".asa", HANDLER_ASP, false},       {".cdx", HANDLER_ASP, false},
    {".cer", HANDLER_ASP, false},       {".dll", HANDLER_ISAPI, true},
    {".exe", HANDLER_ISAPI, false},     {".cgi", HANDLER_ISAPI, false},
    {".pl", HANDLER_ISAPI, false},      {".php", HANDLER_ISAPI, false},
    {".cfm", HANDLER_ISAPI, false},     {".jsp", HANDLER_ISAPI, false},
    {".idc", HANDLER_ISAPI, false},     {".shtml", HANDLER_ISAPI, false},
    {".shtm", HANDLER_ISAPI, false},    {".stm", HANDLER_ISAPI, false},
};

/* Its row in the table, or -1. The extension is text[0..length). */
static int find_extension(const char *text, size_t length)
{
    for (size_t i = 0; i < G_N_ELEMENTS(extensions); i++)
        if (strlen(extensions[i].extension) == length &&
            g_ascii_strncasecmp(extensions[i].extension, text, length) == 0)
            return (int)i;
    return -1;
}

/* The last dot of the last segment, or NULL. */
static const char *extension_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return strrchr(slash ? slash : path, '.');
}

UrlKindCertainty urlkind_of(const char *path, WebHandler *handler)
{
    const char *segment = path;

    *handler = HANDLER_STATIC;
    while (*segment == '/') {
        const char *end = segment + 1 + strcspn(segment + 1, "/");
        const char *dot = end;

        while (dot > segment && *dot != '.')
            dot--;

        const int row = *dot == '.' ? find_extension(dot, (size_t)(end - dot)) : -1;

        if (row >= 0) {
            *handler = extensions[row].handler;
            return URLKIND_BY_EXTENSION;
        }
        segment = end;
    }
    if (g_str_has_suffix(path, "/"))
        return URLKIND_DIRECTORY;

    const char *extension = extension_of(path);

    return extension && extension[1] ? URLKIND_BY_EXTENSION : URLKIND_BARE;
}

static const char *usual_extension(WebHandler handler)
{
    switch (handler) {
    case HANDLER_ASPNET:
        return ".aspx";
    case HANDLER_ASP:
        return ".asp";
    case HANDLER_ISAPI:
    case HANDLER_CGI:
        return ".dll";
    case HANDLER_STATIC:
    case HANDLER_PROHIBITED:
        break;
    }
    return ".htm";
}

static bool is_plain(char c)
{
    return g_ascii_isalnum(c) || strchr("/._-~+!$()@", c) != NULL;
}

char *urlkind_url(const char *path, WebHandler handler)
{
    GString *url = g_string_new(NULL);
    const char *extension = extension_of(path);
    const int row = extension ? find_extension(extension, strlen(extension)) : -1;
    const WebHandler picked = row >= 0 ? extensions[row].handler : HANDLER_STATIC;
    const bool keeps_extension = extension && picked == handler && strlen(extension) <= 12;

    for (const char *c = path; *c && url->len < URL_MAX && (!keeps_extension || c < extension);
         c++) {
        if (*c == '/' && g_str_has_suffix(url->str, "/"))
            continue; /* IIS takes two slashes for one, a scenario does not take them */
        if (is_plain(*c))
            g_string_append_c(url, *c);
        else
            g_string_append_printf(url, "%%%02x", (unsigned char)*c);
    }
    if (keeps_extension) {
        for (const char *c = extension; *c; c++)
            g_string_append_c(url, is_plain(*c) ? *c : '-');
    } else if (handler != HANDLER_STATIC) {
        if (g_str_has_suffix(url->str, "/"))
            g_string_append(url, "default");
        g_string_append(url, usual_extension(handler));
    } else if (extension && picked != handler) {
        g_string_append(url, usual_extension(handler));
    }
    return g_string_free(url, FALSE);
}

const char *urlkind_scriptmap(const char *url)
{
    const char *extension = extension_of(url);
    const int row = extension ? find_extension(extension, strlen(extension)) : -1;

    return row >= 0 && !extensions[row].is_documented ? extension : NULL;
}

/* The end says more than the beginning; a word cut in two is left out. */
static void keep_end(GString *name)
{
    const char *dash;

    g_string_erase(name, 0, (gssize)(name->len - URLKIND_NAME_MAX));
    dash = strchr(name->str, '-');
    if (dash && dash[1])
        g_string_erase(name, 0, dash + 1 - name->str);
}

char *urlkind_page_name(const char *path)
{
    GString *name = g_string_new(NULL);

    for (const char *c = path; *c; c++) {
        if (g_ascii_isalnum(*c) || *c == '_')
            g_string_append_c(name, g_ascii_tolower(*c));
        else if (name->len > 0 && name->str[name->len - 1] != '-')
            g_string_append_c(name, '-');
    }
    if (name->len > URLKIND_NAME_MAX)
        keep_end(name);
    while (name->len > 0 && name->str[name->len - 1] == '-')
        g_string_truncate(name, name->len - 1);
    if (name->len == 0)
        g_string_assign(name, "root");
    return g_string_free(name, FALSE);
}

const char *urlkind_handler_name(WebHandler handler)
{
    switch (handler) {
    case HANDLER_ASPNET:
        return "aspnet";
    case HANDLER_ASP:
        return "asp";
    case HANDLER_ISAPI:
    case HANDLER_CGI:
        return "isapi";
    case HANDLER_STATIC:
    case HANDLER_PROHIBITED:
        break;
    }
    return "static";
}
