/* check_native.h - what a variant's clients ask of the threads of native code: ATQ's and ASP's, by the
 * processes that have them. */
#pragma once
#include "cli/scenario/scenario.h"

/* Of the groups of clients with a rate of their own, and of all. */
typedef enum { OPEN, ALL, SHARES } Share;

typedef struct {
    const ScenarioVariant *variant;
    const double *work_s;  /* by page: what a request takes if it never waits, without the path */
    double *rates[SHARES]; /* by page: requests per second, calls included */
    double *sending
        [SHARES]; /* by page: responses on their way to clients with a bandwidth of their own */
} NativeDemand;

typedef struct {
    char *name;         /* 'inetinfo, ATQ'; owned */
    double use[SHARES]; /* threads busy on average */
    double threads;     /* that there can be; infinite: without a limit */
} NativePool;

/* NativePool, those alone that somebody asks more of than to pass requests on. The caller frees it. */
GArray *check_native_pools(const NativeDemand *demand);
