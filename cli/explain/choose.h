/* choose.h - which request is meant: the N-th, the slowest, the first that failed.
 *
 * Requests of the window are counted from 1, in order of issue; with a page or an application given,
 * only those of it.
 */
#pragma once
#include "cli/explain/journey.h"

typedef enum { CHOOSE_NUMBER, CHOOSE_SLOWEST, CHOOSE_FIRST_FAILED } ChooseBy;

typedef struct {
    ChooseBy by;
    uint64_t number; /* CHOOSE_NUMBER: from 1 */
    uint32_t page;   /* MODEL_NONE: of any */
    uint32_t app;
} Choice;

typedef struct {
    bool is_found;
    uint64_t
        counted; /* requests that the choice was among; all of them unless CHOOSE_NUMBER found its */
    JourneyKey key; /* found: its strings are the configuration's */
} Chosen;

/* Runs the variant, as far as it is needed. */
Chosen choose_request(const ScenarioVariant *variant, uint64_t replication, const Choice *choice);
