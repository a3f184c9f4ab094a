/* tsv.h - cells of the tables that figures are drawn from: columns are separated by tabs. */
#pragma once
#include "sim/estimate.h"
#include <glib.h>

/* The first cell of a row. NaN for what is not finite, here and below. */
void tsv_begin(GString *text, double value);

/* A further cell: a tab before it; tabs and line ends of a text become blanks. */
void tsv_add_number(GString *text, double value);
void tsv_add_text(GString *text, const char *value);

/* Three: mean, lo and hi times the factor; the ends are the mean where there is no interval. */
void tsv_add_estimate(GString *text, const SimEstimate *estimate, double factor);
