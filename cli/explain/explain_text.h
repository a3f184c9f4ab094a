/* explain_text.h - the journeys of a request as text for a terminal of 80 columns, or as JSON. */
#pragma once
#include "cli/explain/journey.h"

typedef struct {
    const Scenario *scenario;
    uint64_t replication;
    const char *choice;       /* 'the slowest of 33012 requests' */
    Journey *const *journeys; /* one a variant, in their order */
    uint32_t count;
    uint32_t reference; /* the variant that the request was chosen in */
    bool has_colour;
} Explanation;

/* The caller frees what these return. */
char *explain_text(const Explanation *explanation);
char *explain_json(const Explanation *explanation); /* format iissim-explain/1 */

/* Nothing was found: the sentence that says so, as text or in JSON. */
char *explain_json_nothing(const Explanation *explanation, const char *why);
