/* wrap.c - breaks lines at blanks. */
#include "cli/wrap.h"

void wrap_append(GString *out, const char *text, int column, int indent)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
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
