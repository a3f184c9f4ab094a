/* nearest.c - the number of slips between two names: letters left out, put in, changed, swapped. */
#include "cli/nearest.h"
#include <glib.h>
#include <limits.h>
#include <string.h>

#define LENGTH_MAX 64u

/* Damerau's distance, restricted: no letter is touched twice. Three rows of the table suffice. */
static unsigned int slips(const char *left, const char *right)
{
    size_t width = strlen(right);
    unsigned int rows[3][LENGTH_MAX + 1];

    for (unsigned int k = 0; k <= width; k++)
        rows[0][k] = k;
    for (unsigned int i = 1; left[i - 1] != '\0'; i++) {
        unsigned int *row = rows[i % 3], *above = rows[(i + 2) % 3];

        row[0] = i;
        for (size_t k = 1; k <= width; k++) {
            char a = g_ascii_tolower(left[i - 1]), b = g_ascii_tolower(right[k - 1]);

            row[k] = MIN(MIN(above[k], row[k - 1]) + 1, above[k - 1] + (a != b));
            if (i > 1 && k > 1 && a == g_ascii_tolower(right[k - 2]) &&
                b == g_ascii_tolower(left[i - 2]))
                row[k] = MIN(row[k], rows[(i + 1) % 3][k - 2] + 1);
        }
    }
    return rows[strlen(left) % 3][width];
}

const char *cli_nearest(const char *text, const char *const *names)
{
    unsigned int fewest = UINT_MAX;
    const char *nearest = NULL;

    if (strlen(text) > LENGTH_MAX)
        return NULL;
    for (const char *const *name = names; *name != NULL; name++) {
        unsigned int count;

        if (strlen(*name) > LENGTH_MAX)
            continue;
        count = slips(text, *name);
        if (count < fewest) {
            fewest = count;
            nearest = *name;
        }
    }
    /* One slip in three letters is a slip; more is another word. */
    return nearest != NULL && fewest <= 1 + strlen(nearest) / 3 && fewest < strlen(text) ? nearest
                                                                                         : NULL;
}
