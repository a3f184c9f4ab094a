/* number.c - ten significant digits. */
#include "cli/results/number.h"
#include <math.h>

const char *number_text(NumberText *buffer, double value)
{
    g_assert(isfinite(value));
    /* Adding 0 turns a negative zero, which would be written '-0', into an ordinary one. */
    return g_ascii_formatd(buffer->text, sizeof buffer->text, "%.10g", value + 0.0);
}
