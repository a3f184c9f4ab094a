/* once.h - something that the first who needs it does while the others wait, each with its thread
 * held: loading the CLR, creating an AppDomain, compiling an application, JIT of a page
 * [RS:HttpRuntime.cs] [RS:CompilationLock.cs].
 *
 * If the one who does it dies, the next in line does it.
 */
#pragma once
#include "models/web/request.h"

typedef enum { ONCE_NOT_YET, ONCE_UNDER_WAY, ONCE_DONE } AspnetOnceState;

typedef struct AspnetWaiter {
    struct AspnetWaiter *next, *previous;
    struct AspnetOnce *once; /* that it waits for or does; NULL: neither */
    WebRequest *request;
    SimHandler resume; /* given the request: enters again */
    bool is_doing;
} AspnetWaiter;

typedef struct AspnetOnce {
    AspnetOnceState state;
    bool is_stale;              /* it was done, and what it was done to has changed */
    AspnetWaiter *first, *last; /* waiting */
} AspnetOnce;

typedef enum { ENTER_DONE, ENTER_DO_IT, ENTER_WAIT } AspnetEntry;

static inline WatchKind aspnet_once_watch(AspnetEntry entry)
{
    return entry == ENTER_DO_IT ? WATCH_MAKES : WATCH_WAITS_FOR;
}

/* ENTER_DO_IT: the caller does it and calls aspnet_once_done(). ENTER_WAIT: resume is called when
 * it is worth entering again. */
AspnetEntry aspnet_once_enter(AspnetOnce *once, AspnetWaiter *waiter, WebRequest *request,
                              SimHandler resume);
void aspnet_once_done(AspnetWaiter *waiter);

/* It was done, but there is more of it: those that wait look whether what they need is there. */
void aspnet_once_repeat(AspnetWaiter *waiter);

/* The waiter gives up, waiting or doing. Harmless when it does neither. */
void aspnet_once_leave(AspnetWaiter *waiter);
