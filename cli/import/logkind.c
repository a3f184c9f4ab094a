/* logkind.c - signatures of the files that lie beside IIS logs, looked for in order. */
#include "cli/import/logkind.h"
#include <glib.h>
#include <stdbool.h>
#include <string.h>

static const struct {
    const char *bytes;
    size_t length;
    const char *refusal;
} signatures[] = {
    {"\xFF\xFE", 2, "is UTF-16 text: save it as UTF-8 first"},
    {"\xFE\xFF", 2, "is UTF-16 text: save it as UTF-8 first"},
    {"\x1F\x8B", 2, "is compressed (gzip): unpack it first, or 'gunzip -c FILE | iissim import -'"},
    {"PK\x03\x04", 4, "is compressed (zip): unpack it first"},
    {"\"(PDH-CSV", 9,
     "is a performance-counter log: it holds no requests; give the site's W3C extended log"},
};

static bool is_digit(char c)
{
    return g_ascii_isdigit(c);
}

/* Does the text have the form of the pattern, where '9' is a digit and the rest is itself? */
static bool has_form(const char *text, const char *pattern)
{
    for (; *pattern; text++, pattern++)
        if (*pattern == '9' ? !is_digit(*text) : *text != *pattern)
            return false;
    return true;
}

/* address, user, MM/DD/YY, H:MM:SS, service, ...: 15 columns, also with one-digit days. */
static bool is_native(const char *line)
{
    g_auto(GStrv) columns = g_strsplit(line, ", ", 16);

    if (line[0] == '#' || g_strv_length(columns) < 12)
        return false;
    return strchr(columns[2], '/') != NULL && is_digit(columns[2][0]) &&
           strchr(columns[3], ':') != NULL && is_digit(columns[3][0]);
}

/* address ident user [10/Oct/2003:13:55:36 ...: the common log format. */
static bool is_common(const char *line)
{
    const char *bracket = strstr(line, " [");

    if (line[0] == '#' || !bracket || !has_form(bracket + 2, "99/"))
        return false;
    bracket += 5;
    return strlen(bracket) > 12 && has_form(bracket + 3, "/9999:99:99:99");
}

static bool is_mostly_text(const char *head, size_t length)
{
    size_t controls = 0;

    for (size_t i = 0; i < length; i++) {
        const unsigned char byte = (unsigned char)head[i];

        if (byte == '\0')
            return false;
        controls += byte < 0x20 && byte != '\t' && byte != '\r' && byte != '\n';
    }
    return controls * 50 <= length;
}

const char *logkind_refusal(const char *head, size_t length)
{
    for (size_t i = 0; i < G_N_ELEMENTS(signatures); i++)
        if (length >= signatures[i].length &&
            memcmp(head, signatures[i].bytes, signatures[i].length) == 0)
            return signatures[i].refusal;
    if (!is_mostly_text(head, length))
        return "is a binary file: give a W3C extended log (text, with a '#Fields:' line)";

    const size_t mark = length >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    g_autofree char *text = g_strndup(head + mark, length - mark);

    g_strchug(text);
    if (text[0] == '<')
        return "is XML: configuration files come in a later version; give a W3C extended log";
    text[strcspn(text, "\r\n")] = '\0';
    if (is_native(text))
        return "is in the IIS native format (comma separated): only W3C extended logs are read; "
               "choose 'W3C Extended Log File Format' for the site, or convert the file with Log "
               "Parser (logparser -i:IIS -o:W3C)";
    if (is_common(text))
        return "is in the NCSA common format: only W3C extended logs are read; choose 'W3C "
               "Extended Log File Format' for the site, or convert the file with Log Parser "
               "(logparser -i:NCSA -o:W3C)";
    return NULL;
}

const char *logkind_httperr(void)
{
    return "is an HTTPERR log: it lists what http.sys refused or dropped, not the requests of a "
           "site; give the site's log (LogFiles\\W3SVC1\\ex*.log)";
}
