/* capacity_figure.h - the data of the figure: what every slo came to over the load. */
#pragma once
#include "cli/capacity/find.h"
#include "cli/results/outdir.h"

bool capacity_figure_write(Outdir *outdir, const Capacity *capacity, GError **error);
