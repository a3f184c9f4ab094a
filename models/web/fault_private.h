/* fault_private.h - shared by fault.c, which says when, and fault_kinds.c, which says what. */
#pragma once
#include "models/web/fault.h"

typedef struct WebFault WebFault;

typedef struct {
    void (*begin)(WebFault *fault); /* at, every */
    void (*end)(WebFault *fault);   /* NULL: nothing to undo */

    /* A request that the fault hits begins to execute: by chance, or, where has_state, because the
     * fault lasts. NULL: it hits no requests. */
    WebFaultEffect (*execute)(WebFault *fault, WebRequest *request);
    bool has_state; /* begin only notes that it lasts; execute does the rest */
} WebFaultActions;

struct WebFault {
    WebRun *run;
    const WebFaultConfig *config;
    const WebFaultActions *actions;
    uint64_t source; /* the hash of its name */
    uint64_t occurrence;
    uint32_t at_index;
    bool *apps;       /* those that it names, by index */
    bool *pages;      /* whose executions it can hit, by index */
    uint32_t active;  /* occurrences that have begun and not ended */
    SimEventId storm; /* its next change */
    uint64_t changes; /* of storms, so far */
    uint32_t turn;    /* compile-storm: the next page */
};

struct WebFaults {
    WebRun *run;
    WebFault *faults;
    uint32_t count;
    bool any_at_execution;
    const WebFault *acting; /* while its begin or execute is called */
};

/* fault_operator.c */
void web_fault_recycle_begin(WebFault *fault);

extern const WebFaultActions web_fault_actions[]; /* by kind */

/* Every ready process that runs the code of what the fault names, each once. */
GPtrArray *web_fault_processes(const WebFault *fault, bool only_managed);

/* Whether executions of the page are among what the fault can hit: the page that is named, or one
 * that runs code of what is named; a static file is nobody's code. */
bool web_fault_can_hit(const WebFault *fault, uint32_t page);

/* What is drawn for this occurrence; purposes 0 and 1 are taken by fault.c. */
SimStream web_fault_stream(const WebFault *fault, uint64_t purpose);

/* How long this occurrence lasts; SIM_NEVER: to the end. The same whenever it is asked. */
int64_t web_fault_lasts_ns(const WebFault *fault);
