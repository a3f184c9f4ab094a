/* results_sensitivity.h - 'sensitivity' of the JSON of results. */
#pragma once
#include "cli/results/json_text.h"
#include "cli/results/sensitivity.h"

void results_add_sensitivity(JsonText *json, const Sensitivity *sensitivity);

/* An estimate as all of the results write it (results.c). */
void results_add_estimate(JsonText *json, const char *name, SimEstimate estimate);
