/* keys_appdomain.c - the key table, what rules the life of an AppDomain: for all of them, and of an
 * application by its own web.config. */
#include "models/keys_private.h"

static const char *const instances[] = {"unbounded", "maxWorkerThreads", NULL};

const ModelKey model_keys_aspnet_domains[] = {
    {ASPNET(domain.shutdown_timeout_ns), "shutdownTimeout", KEY_DURATION, .unit = "s",
     RANGE(0, FOREVER), .defaults = {"90"}, .flags = KEY_LIMIT, .never = "Infinite", ALL,
     CITED("RS:HttpRuntime.cs RS:HttpRuntimeSection.cs"),
     .meaning =
         "httpRuntime, 2.0: an AppDomain that ends waits this long for its requests, rejects "
         "those still queued and waits a sixth as long again; assumption: in 1.0 and 1.1 "
         "executionTimeout takes its place"},
    {ASPNET(domain.delay_notification_ns), "delayNotificationTimeout", KEY_DURATION, .unit = "s",
     RANGE(0, FOREVER), .defaults = {"0", "0", "5"}, ALL,
     CITED("MSDN-HR20 WMI-HR RS:HttpRuntime.cs"),
     .meaning = "2.0: changes of files are ignored this long after the AppDomain's first request "
                "began, while that is not finished; assumption: 5, the code has 0"},
    {ASPNET(domain.wait_change_notification_ns), "waitChangeNotification", KEY_DURATION,
     .unit = "s", RANGE(0, FOREVER), .defaults = {"0"}, ALL, CITED("RS:HttpRuntime.cs WMI-HR"),
     .meaning = "changes of files that follow each other this closely restart an AppDomain once; "
                "0 = off"},
    {ASPNET(domain.max_wait_notification_ns), "maxWaitChangeNotification", KEY_DURATION,
     .unit = "s", RANGE(0, FOREVER), .defaults = {"0"}, ALL, CITED("RS:HttpRuntime.cs WMI-HR"),
     .meaning = "but this long after the first of them at the latest; 0 = off"},
    {ASPNET(domain.max_request_length_bytes), "maxRequestLength", KEY_SIZE, .unit = "KB",
     RANGE(0, TERABYTE), .defaults = {"4096"}, .flags = KEY_LIMIT, .never = "none", ALL,
     CITED("RS:HttpRuntimeSection.cs"), .meaning = "a longer request body is answered 500"},
    {ASPNET(domain.debug), "debug", KEY_BOOL, .defaults = {"false"}, ALL, CITED("KB893660"),
     .meaning = "compilation: one assembly per page, and executionTimeout is not enforced"},
    {ASPNET(domain.batch), "batch", KEY_BOOL, .defaults = {"true"}, ALL,
     CITED("RS:CompilationSection.cs"),
     .meaning = "compilation: the first hit on a folder compiles all its pages together"},
    {ASPNET(domain.max_batch_size), "maxBatchSize", KEY_COUNT, RANGE(1, MANY), .defaults = {"1000"},
     ALL, CITED("RS:CompilationSection.cs"), .meaning = "compilation: pages in a batch"},
    {ASPNET(domain.recompiles_before_restart), "numRecompilesBeforeAppRestart", KEY_COUNT,
     RANGE(1, MANY), .defaults = {"15"}, .flags = KEY_LIMIT, .never = "none", ALL,
     CITED("ITPROTODAY RS:BuildResultCache.cs"),
     .meaning = "compilation: so many pages recompiled restart an AppDomain"},
    {ASPNET(domain.hosting_shutdown_timeout_ns), "hostingShutdownTimeout", KEY_DURATION,
     .unit = "s", RANGE(0, FOREVER), .defaults = {"30"}, .flags = KEY_LIMIT, .never = "Infinite",
     ALL, CITED("RS:HostingEnvironmentSection.cs RS:HostingEnvironment.cs"),
     .meaning = "shutdownTimeout of hostingEnvironment, 2.0: an AppDomain that ends gives its "
                "registered objects this long to stop"},
    {ASPNET(domain.hosting_idle_timeout_ns), "hostingIdleTimeout", KEY_DURATION, .unit = "min",
     RANGE(SECOND, FOREVER), .defaults = {"Infinite"}, .never = "Infinite", ALL,
     CITED("RS:HostingEnvironmentSection.cs RS:IdleTimeoutMonitor.cs MSDN-HR11"),
     .meaning = "idleTimeout of hostingEnvironment, 2.0: an AppDomain without a request for this "
                "long ends; assumption: Infinite, MSDN-HR11 has 20 minutes"},
    {ASPNET(unload_poll_ns), "unload-poll", KEY_DURATION, RANGE(0, FOREVER), .defaults = {"250ms"},
     .flags = KEY_POLL, ALL, CITED("RS:HttpRuntime.cs"),
     .meaning = "an AppDomain that ends looks this often whether it is empty, and waits this long "
                "before it goes; 0 = at once"},
    {ASPNET(idle_check_ns), "idle-check", KEY_DURATION, RANGE(0, FOREVER), .defaults = {"30s"},
     .flags = KEY_POLL, ALL, CITED("RS:IdleTimeoutMonitor.cs"),
     .meaning = "idle AppDomains are looked for this often; 0 = at once"},
    {ASPNET(max_app_domains), "maxAppDomains", KEY_COUNT, RANGE(1, MANY), .defaults = {"2000"},
     .flags = KEY_LIMIT, .never = "none", ALL, CITED("RS:ProcessModelSection.cs"),
     .meaning = "AppDomains in a process; assumption: what would need one more is answered 503"},
    {ASPNET(application_instances), "application-instances", KEY_CHOICE, .choices = instances,
     .defaults = {"unbounded"}, ALL, CITED("S2 RS:HttpApplicationFactory.cs"),
     .meaning = "HttpApplications of an AppDomain; maxWorkerThreads: no more than that times CPUs, "
                "as S2 says; assumption: unbounded, as the code does it"},

    {NULL, .next = model_keys_front},
};

const ModelKey model_keys_app_domains[] = {
#define OWN_OF_APP .flags = KEY_INHERITS | KEY_COMPUTED, .defaults = {"as [aspnet]"}, ALL
#define WEB_CONFIG .meaning = "web.config: the application's own"
    {APP(is_enabled), "enable", KEY_BOOL, .defaults = {"true"}, ALL, CITED("MSDN-HR11"),
     .meaning = "httpRuntime: false: the AppDomain is not loaded, ASP.NET answers 404"},
    {APP(registered_object_stop_ns), "registered-object-stop", KEY_DURATION, RANGE(0, FOREVER),
     .defaults = {"0s"}, .never = "never", ALL, OWN,
     .meaning = "how long the objects that the application has registered take to stop, 2.0"},
    {APP(domain.shutdown_timeout_ns), "shutdownTimeout", KEY_DURATION, .unit = "s",
     RANGE(0, FOREVER), .never = "Infinite", OWN_OF_APP,
     CITED("RS:HttpRuntime.cs RS:HttpRuntimeSection.cs"), WEB_CONFIG},
    {APP(domain.delay_notification_ns), "delayNotificationTimeout", KEY_DURATION, .unit = "s",
     RANGE(0, FOREVER), OWN_OF_APP, CITED("MSDN-HR20 WMI-HR RS:HttpRuntime.cs"), WEB_CONFIG},
    {APP(domain.wait_change_notification_ns), "waitChangeNotification", KEY_DURATION, .unit = "s",
     RANGE(0, FOREVER), OWN_OF_APP, CITED("RS:HttpRuntime.cs WMI-HR"), WEB_CONFIG},
    {APP(domain.max_wait_notification_ns), "maxWaitChangeNotification", KEY_DURATION, .unit = "s",
     RANGE(0, FOREVER), OWN_OF_APP, CITED("RS:HttpRuntime.cs WMI-HR"), WEB_CONFIG},
    {APP(domain.max_request_length_bytes), "maxRequestLength", KEY_SIZE, .unit = "KB",
     RANGE(0, TERABYTE), .never = "none", OWN_OF_APP, CITED("RS:HttpRuntimeSection.cs"),
     WEB_CONFIG},
    {APP(domain.debug), "debug", KEY_BOOL, OWN_OF_APP, CITED("KB893660"), WEB_CONFIG},
    {APP(domain.batch), "batch", KEY_BOOL, OWN_OF_APP, CITED("RS:CompilationSection.cs"),
     WEB_CONFIG},
    {APP(domain.max_batch_size), "maxBatchSize", KEY_COUNT, RANGE(1, MANY), OWN_OF_APP,
     CITED("RS:CompilationSection.cs"), WEB_CONFIG},
    {APP(domain.recompiles_before_restart), "numRecompilesBeforeAppRestart", KEY_COUNT,
     RANGE(1, MANY), .never = "none", OWN_OF_APP, CITED("ITPROTODAY RS:BuildResultCache.cs"),
     WEB_CONFIG},
    {APP(domain.hosting_shutdown_timeout_ns), "hostingShutdownTimeout", KEY_DURATION, .unit = "s",
     RANGE(0, FOREVER), .never = "Infinite", OWN_OF_APP,
     CITED("RS:HostingEnvironmentSection.cs RS:HostingEnvironment.cs"), WEB_CONFIG},
    {APP(domain.hosting_idle_timeout_ns), "hostingIdleTimeout", KEY_DURATION, .unit = "min",
     RANGE(SECOND, FOREVER), .never = "Infinite", OWN_OF_APP,
     CITED("RS:HostingEnvironmentSection.cs RS:IdleTimeoutMonitor.cs MSDN-HR11"), WEB_CONFIG},

    {NULL, .next = model_keys_clients},
};
