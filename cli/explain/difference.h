/* difference.h - in plain words, what another variant changed for the request. */
#pragma once
#include "cli/explain/journey.h"

/* One sentence or two, of the other variant against the one that the request was chosen in. The caller
 * frees it. */
char *difference_text(const Journey *reference, const Journey *other);

/* 'the queue of its pool is full: 1000 against pool:shop.AppPoolQueueLength = 1000': what decided the
 * outcome of a request that did not end ok. NULL: no rule is told. The caller frees it. */
char *difference_reason(const Journey *journey);
