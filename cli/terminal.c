/* terminal.c - threads and colour. */
#define _POSIX_C_SOURCE 200809L
#include "cli/terminal.h"
#include <unistd.h>

#define THREADS_MAX 1024

char **cli_split_attached(char **argv)
{
    GStrvBuilder *builder = g_strv_builder_new();
    char **split;
    bool is_option = true;

    for (char **argument = argv; *argument != NULL; argument++) {
        is_option = is_option && !g_str_equal(*argument, "--");
        if (is_option && g_str_has_prefix(*argument, "-j") && g_ascii_isdigit((*argument)[2])) {
            g_strv_builder_add(builder, "-j");
            g_strv_builder_add(builder, *argument + 2);
        } else {
            g_strv_builder_add(builder, *argument);
        }
    }
    split = g_strv_builder_end(builder);
    g_strv_builder_unref(builder);
    return split;
}

bool cli_read_threads(const char *text, guint *threads, GError **error)
{
    guint64 number = 0;

    if (text != NULL && !g_ascii_string_to_unsigned(text, 10, 0, THREADS_MAX, &number, NULL)) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "-j %s: must be a whole number from 0 (all cores) to %d", text, THREADS_MAX);
        return false;
    }
    *threads = (guint)number;
    return true;
}

bool cli_has_colour(void)
{
    const char *no_colour = g_getenv("NO_COLOR");

    return isatty(STDOUT_FILENO) && (no_colour == NULL || *no_colour == '\0') &&
           g_strcmp0(g_getenv("TERM"), "dumb") != 0;
}

bool cli_has_utf8(void)
{
    return g_get_charset(NULL);
}
