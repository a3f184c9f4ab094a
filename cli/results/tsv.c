/* tsv.c - numbers and names between tabs. */
#include "cli/results/tsv.h"
#include "cli/results/number.h"
#include <math.h>

void tsv_begin(GString *text, double value)
{
    NumberText number;

    g_string_append(text, isfinite(value) ? number_text(&number, value) : "NaN");
}

void tsv_add_number(GString *text, double value)
{
    g_string_append_c(text, '\t');
    tsv_begin(text, value);
}

void tsv_add_text(GString *text, const char *value)
{
    g_autofree char *clean = g_strdup(value);

    g_string_append_c(text, '\t');
    g_string_append(text, g_strdelimit(clean, "\t\r\n", ' '));
}

void tsv_add_estimate(GString *text, const SimEstimate *estimate, double factor)
{
    tsv_add_number(text, estimate->mean * factor);
    tsv_add_number(text, (isnan(estimate->low) ? estimate->mean : estimate->low) * factor);
    tsv_add_number(text, (isnan(estimate->high) ? estimate->mean : estimate->high) * factor);
}
