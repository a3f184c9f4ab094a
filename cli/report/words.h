/* words.h - numbers, names and intervals as the page writes them.
 *
 * All texts are the caller's. Numbers have a true minus, groups of three digits and no more digits than
 * their interval bears out; what has no value is a dash.
 */
#pragma once
#include "cli/report/page.h"
#include "cli/results/quantity.h"
#include <json-glib/json-glib.h>
#include <stdbool.h>

/* A member that is an estimate; all NaN where there is none. */
SimEstimate words_estimate(JsonObject *of, const char *name);

const char *words_unit(const QuantityFormat *format); /* 'µs'; borrowed */
const char *words_gap(const QuantityFormat *format);  /* between number and unit; borrowed */
char *words_number(const QuantityFormat *format, double value);
char *words_signed(const QuantityFormat *format, double value); /* '+1.2', '−0.3' */

/* False where it does not vary, too. */
bool words_has_interval(SimEstimate estimate);

/* '12.3 ms [11.9, 12.7]', without the brackets where there is no interval. */
char *words_with_interval(QuantityKind kind, SimEstimate estimate);
char *words_signed_with_interval(QuantityKind kind, SimEstimate estimate);
char *words_value(QuantityKind kind, double value); /* '12.3 ms' */

/* 'mean latency' for latency.mean; a metric that has no words is called by its name. */
char *words_metric(const char *metric);

/* 'IIS 5' for the variant iis5 of model iis5; a variant that the scenario names keeps its name. */
const char *words_variant(JsonObject *variants, const char *name);
const char *words_model(const char *model);

/* 'mean latency (ms)', for the head of a row or column. */
char *words_head(const char *name, const QuantityFormat *format);

/* A table cell: the number, and below it its interval. */
void words_add_cell(ReportPage *page, const QuantityFormat *format, SimEstimate estimate);
