/* wrap.c - breaks lines at blanks. */
#include "cli/wrap.h"

char *wrap_printable(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *printable = g_string_new(NULL);

    for (const char *c = valid; *c != '\0'; c = g_utf8_next_char(c)) {
        gunichar character = g_utf8_get_char(c);

        g_string_append_unichar(
            printable, g_unichar_iscntrl(character) && character != '\n' ? '?' : character);
    }
    return g_string_free(printable, FALSE);
}

void wrap_append(GString *out, const char *text, int column, int indent)
{
    g_autofree char *printable = wrap_printable(text);
    g_auto(GStrv) words = g_strsplit(printable, " ", -1);
    bool is_first = true;

    for (int i = 0; words[i] != NULL; i++) {
        int width = (int)g_utf8_strlen(words[i], -1);

        if (!is_first && column + 1 + width > WRAP_COLUMNS) {
            g_string_append_printf(out, "\n%*s", indent, "");
            column = indent;
            is_first = true;
        }
        g_string_append_printf(out, "%s%s", is_first ? "" : " ", words[i]);
        column += width + (is_first ? 0 : 1);
        is_first = false;
    }
    g_string_append_c(out, '\n');
}
