/* spark.c - heights and lengths in characters. */
#include "cli/results/spark.h"
#include <glib.h>
#include <math.h>

#define EIGHTHS 8

char *spark_line(const double *values, uint32_t count, double largest, bool has_blocks)
{
    static const char *const blocks[EIGHTHS] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char *const letters[EIGHTHS] = {"_", ".", ":", "-", "=", "+", "*", "#"};
    GString *line = g_string_new(NULL);

    for (uint32_t i = 0; i < count; i++) {
        double height = values[i] > 0 ? ceil(values[i] / largest * (EIGHTHS - 1)) : 0;
        int index = (int)CLAMP(height, 0, EIGHTHS - 1);

        g_string_append(line, isnan(values[i]) ? "?" : has_blocks ? blocks[index] : letters[index]);
    }
    return g_string_free(line, FALSE);
}

/* In eighths of a character, or whole ones. */
static char *bar_of_blocks(double wait, double all)
{
    static const char *const parts[EIGHTHS] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    GString *bar = g_string_new(NULL);
    int pale = (int)floor(wait + 0.5);
    int eighths = MAX((int)floor(all * EIGHTHS + 0.5), pale == 0 ? 1 : 0) - pale * EIGHTHS;

    for (int i = 0; i < pale; i++)
        g_string_append(bar, "░");
    for (; eighths >= EIGHTHS; eighths -= EIGHTHS)
        g_string_append(bar, "█");
    g_string_append(bar, parts[MAX(eighths, 0)]);
    return g_string_free(bar, FALSE);
}

static char *bar_of_letters(double wait, double all)
{
    GString *bar = g_string_new(NULL);
    int pale = (int)floor(wait + 0.5), both = (int)floor(all + 0.5);

    for (int i = 0; i < both; i++)
        g_string_append_c(bar, i < pale ? '.' : '#');
    if (both == 0)
        g_string_append_c(bar, '|');
    return g_string_free(bar, FALSE);
}

char *spark_bar(double wait, double service, double largest, uint32_t width, bool has_blocks)
{
    double scale = largest > 0 ? width / largest : 0;
    double all = MIN((wait + service) * scale, width);
    double pale = MIN(wait * scale, all);

    if (!(wait + service > 0))
        return g_strdup("");
    return has_blocks ? bar_of_blocks(pale, all) : bar_of_letters(pale, all);
}
