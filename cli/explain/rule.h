/* rule.h - by which rule a step went as it did: the setting behind it, and where that is documented. */
#pragma once
#include "cli/explain/journey.h"

typedef struct {
    char *setting; /* 'pool:shop.AppPoolQueueLength', as --set would name it; NULL: none */
    char *value;   /* that it has; NULL: none, or it is no number or time */
    char *source;  /* a key, or keys, of docs/sources.md; 'assumption': nobody has published it;
                      'scenario': whoever wrote the scenario says so; NULL: none */
} StepRule;

StepRule step_rule(const Journey *journey, const JourneyStep *step);
void step_rule_clear(StepRule *rule);

/* What the rule of a WATCH_RULE says, in a few words; its name where there are none. */
const char *step_rule_words(const JourneyStep *step);
