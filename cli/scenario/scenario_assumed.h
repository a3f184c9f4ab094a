/* scenario_assumed.h - what of a scenario nobody has measured: costs and other settings that the key
 * table labels an assumption, and what a cost is when it is varied. */
#pragma once
#include "cli/scenario/scenario.h"
#include "models/keys.h"

typedef enum {
    ASSUMED_PAID,     /* some variant may have to pay it */
    ASSUMED_NOTHING,  /* it costs nothing, by preset or as written */
    ASSUMED_NOT_READ, /* by the model of any variant */
    ASSUMED_UNTRIED,  /* it may have to be paid, but was not varied: an interruption came before */
} ScenarioAssumedUse;

typedef struct {
    const ModelKey *key; /* of [costs] */
    ScenarioAssumedUse use;
    char *value; /* owned; as the first variant that reads it has it: 'cpu 50 us' */
} ScenarioAssumedCost;

/* Every cost that is an assumption, in the order of the key table: ScenarioAssumedCost. The array
 * owns them; g_array_unref() frees all. What the scenario writes itself is among them: that it is
 * written does not make it measured. */
GArray *scenario_assumed_costs(const Scenario *scenario);

/* 'iis5.accepts-posted': numbers other than costs that are assumptions and that some variant's model
 * reads. NULL-terminated; the caller frees it with g_strfreev(). */
char **scenario_assumed_numbers(const Scenario *scenario);

/* Multiplies a cost; it draws the same random numbers. */
void scenario_cost_scale(ModelConfig *config, const ModelKey *key, double factor);
