/* appdomain.h - the life of an AppDomain: made at the first request for it, ended when something on
 * disk changes, when it is idle, or by hand, while a successor serves already.
 *
 * Modelled:   what restarts an AppDomain, by version [OWSCOTT] [ITPROTODAY]; the unload sequence
 *             [RS:HostingEnvironment.cs] [RS:HttpRuntime.cs]: out of the routing table, registered
 *             objects stop (at most hostingEnvironment shutdownTimeout), httpRuntime
 *             shutdownTimeout for what is inside, then what is still queued gets 503, a sixth of
 *             that time more, then what still executes is aborted, 250 ms, gone. Old and new
 *             overlap and compete for the same threads [S2]. delayNotificationTimeout,
 *             waitChangeNotification; numRecompilesBeforeAppRestart; idleTimeout; maxAppDomains;
 *             App_Offline.htm; httpRuntime enable.
 * Simplified: requests that have not reached their thread yet count as inside. A change finds
 *             nothing to restart while the AppDomain is still being made.
 * Assumption: 1.0 and 1.1 end one in the same order, executionTimeout in place of shutdownTimeout,
 *             without registered objects. global.asax, bin and App_Code make all pages compile anew,
 *             other changes none. What is aborted is answered 500.
 * Left out:   the burst of file changes that overwhelms the monitor; a request inside native code is
 *             not aborted, so its AppDomain goes when it does.
 */
#pragma once
#include "models/aspnet/runtime.h"

/* Why, by the documented names [RS:HttpRuntime.cs]. */
typedef enum {
    REASON_CONFIGURATION_CHANGE,
    REASON_CHANGE_IN_GLOBAL_ASAX,
    REASON_BIN_DIR_CHANGE,
    REASON_CODE_DIR_CHANGE,
    REASON_CHANGE_IN_SECURITY_POLICY_FILE,
    REASON_PHYSICAL_APPLICATION_PATH_CHANGED,
    REASON_UNLOAD_APPDOMAIN_CALLED,
    REASON_MAX_RECOMPILATIONS_REACHED,
    REASON_IDLE_TIMEOUT,
} AspnetReason;

/* The one that requests are routed to now; made when first asked for, the AppDomain itself not yet.
 */
AspnetDomain *aspnet_domain_of(AspnetRuntime *runtime, uint32_t app);

/* It exists now: memory, empty caches, nothing JITted. */
void aspnet_domain_made(AspnetDomain *domain);

/* The request is not let in: the outcome is not OUTCOME_OK and status says how. */
bool aspnet_domain_refuses(const AspnetDomain *domain, WebOutcome *outcome, int32_t *status);

/* Another may be made in this process. */
bool aspnet_domain_has_place(const AspnetRuntime *runtime);

/* It leaves the routing table and begins to end. Harmless when it has begun. */
void aspnet_domain_unload(AspnetDomain *domain, AspnetReason reason);

/* The last request has left one that ends. */
void aspnet_domain_emptied(AspnetDomain *domain);

/* A page of it was compiled anew: so many make it restart. */
void aspnet_domain_recompiled(AspnetDomain *domain);

/* The process ends: nothing more happens to it. */
void aspnet_domain_stop(AspnetDomain *domain);
void aspnet_domain_free(AspnetDomain *domain);
