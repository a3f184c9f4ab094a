/* rapid_fail.h - rapid-fail protection: a pool whose workers keep failing is switched off.
 *
 * Modelled:   RapidFailProtectionMaxCrashes failures within RapidFailProtectionInterval, the window
 *             sliding over failures; what counts is a worker that dies of itself or misses its
 *             shutdown limit [CC787273]; a disabled pool refuses new and waiting requests until an
 *             operator starts it again.
 */
#pragma once
#include "models/config.h"

typedef struct {
    int64_t *failures_ns; /* the last ones, a ring of RapidFailProtectionMaxCrashes */
    int64_t count;        /* since the pool was started */
} Iis6RapidFail;

void iis6_rapid_fail_clear(Iis6RapidFail *protection);

/* A worker has failed now. True: the pool is to be switched off. */
bool iis6_rapid_fail_count(Iis6RapidFail *protection, const Iis6PoolConfig *config, int64_t now_ns);

/* An operator has started the pool: nothing has failed yet. */
void iis6_rapid_fail_forget(Iis6RapidFail *protection);
