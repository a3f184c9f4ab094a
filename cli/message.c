/* message.c - what the program says to its user on stderr. */
#include "cli/command.h"
#include <stdio.h>

static void say(const char *kind, const char *format, va_list arguments)
{
    g_autofree char *text = g_strdup_vprintf(format, arguments);

    fprintf(stderr, "iissim: %s%s\n", kind, text);
}

void cli_error(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say("", format, arguments);
    va_end(arguments);
}

void cli_warning(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say("warning: ", format, arguments);
    va_end(arguments);
}
