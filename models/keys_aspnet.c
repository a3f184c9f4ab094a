/* keys_aspnet.c - the key table, what every host of ASP.NET obeys. */
#include "models/keys_private.h"

static const char *const versions[] = {"1.0", "1.1", "2.0", NULL};
static const char *const gate_counts[] = {"documented", "code", NULL};

const ModelKey model_keys_aspnet[] = {
    {ASPNET(version), "version", KEY_CHOICE, .choices = versions, .defaults = {"1.1", "1.1", "1.1"},
     ALL, OWN, .meaning = "of ASP.NET: sets that version's defaults"},
    {ASPNET(auto_config), "autoConfig", KEY_BOOL, .defaults = {"false", "false", "true"}, ALL,
     CITED("KB821268 WMI-PM"),
     .meaning = "2.0: sets the thread limits by the recipe of KB821268 for the machine's cores"},
    {ASPNET(max_worker_threads), "maxWorkerThreads", KEY_COUNT, RANGE(1, THREADS_MAX),
     DOCUMENTED(5, 100), .defaults = {"25", "20", "20"}, ALL, CITED("PM11 WMI-PM"),
     .meaning = "worker threads per CPU; 100 by autoConfig; assumption: 25 in 1.0"},
    {ASPNET(max_io_threads), "maxIoThreads", KEY_COUNT, RANGE(1, THREADS_MAX), DOCUMENTED(5, 100),
     .defaults = {"25", "20", "20"}, ALL, CITED("PM11 WMI-PM"),
     .meaning = "I/O threads per CPU; 100 by autoConfig; assumption: 25 in 1.0"},
    {ASPNET(min_worker_threads), "minWorkerThreads", KEY_COUNT, RANGE(1, THREADS_MAX),
     .defaults = {"1"}, ALL, CITED("KB821268"),
     .meaning = "worker threads per CPU that start without delay"},
    {ASPNET(min_io_threads), "minIoThreads", KEY_COUNT, RANGE(1, THREADS_MAX), .defaults = {"1"},
     ALL, CITED("KB821268"), .meaning = "I/O threads per CPU that start without delay"},
    {ASPNET(request_queue_limit), "requestQueueLimit", KEY_COUNT, RANGE(0, MANY),
     .defaults = {"5000"}, .flags = KEY_LIMIT, .never = "Infinite", ALL, CITED("PM11 UITRANS"),
     .meaning =
         "503 when the process holds this many, executing ones included; assumption: in w3wp too"},
    {ASPNET(client_connected_check_ns), "clientConnectedCheck", KEY_DURATION, .unit = "hh:mm:ss",
     RANGE(0, FOREVER), .defaults = {"0:00:05"}, .flags = KEY_LIMIT, .never = "Infinite", ALL,
     CITED("PM11 WMI-PM"), .meaning = "a request queued longer is dropped if its client has gone"},
    {ASPNET(response_deadlock_interval_ns), "responseDeadlockInterval", KEY_DURATION,
     .unit = "hh:mm:ss", RANGE(MS, FOREVER), .defaults = {"0:03:00"}, .flags = KEY_LIMIT,
     .never = "Infinite", ALL, CITED("PM11 WMI-PM CC780642 RS:RequestQueue.cs"),
     .meaning =
         "a process is suspected of a deadlock when requests are queued, all that may execute "
         "do, and none has been answered for this long; assumption: in 1.x too only then"},
    {ASPNET(http_runtime.execution_timeout_ns), "executionTimeout", KEY_DURATION, .unit = "s",
     RANGE(1, FOREVER), .defaults = {"90", "90", "110"}, .flags = KEY_LIMIT, .never = "Infinite",
     ALL, CITED("KB893660 RS:HttpRuntimeSection.cs"),
     .meaning = "an execution that lasts longer is aborted and answered 500"},
    {ASPNET(http_runtime.min_free_threads), "minFreeThreads", KEY_COUNT, RANGE(0, MANY),
     .defaults = {"8"}, ALL, CITED("KB821268 RS:HttpRuntimeSection.cs"),
     .meaning =
         "threads that remote requests must leave free; not per CPU; 88 x cores by autoConfig"},
    {ASPNET(http_runtime.min_local_request_free_threads), "minLocalRequestFreeThreads", KEY_COUNT,
     RANGE(0, MANY), .defaults = {"4"}, ALL, CITED("WMI-HR"),
     .meaning = "the same for requests from the server itself; 76 x cores by autoConfig; "
                "assumption: 4, KB821268 has 8"},
    {ASPNET(http_runtime.app_request_queue_limit), "appRequestQueueLimit", KEY_COUNT,
     RANGE(1, MANY), .defaults = {"100", "100", "5000"}, .flags = KEY_LIMIT, .never = "Infinite",
     ALL, CITED("MSDN-HR20"),
     .meaning = "503 when an application's queue for threads is this long"},
    {ASPNET(http_runtime.enable_kernel_output_cache), "enableKernelOutputCache", KEY_BOOL,
     .defaults = {"false", "true", "true"}, ONLY6, CITED("MSDN-HR11 WMI-HR"),
     .meaning = "output-cached responses enter the kernel's response cache; 1.0 does not have it"},
    {ASPNET(gate_counts), "gate-counts", KEY_CHOICE, .choices = gate_counts,
     .defaults = {"documented"}, FRONT5, ASSUMPTION("KB821268 RS:RequestQueue.cs"),
     .meaning = "free threads in aspnet_wp; code: min(worker, I/O), which lets twice as many run; "
                "assumption"},
    {ASPNET(thread_injection_ns), "thread-injection", KEY_DURATION, RANGE(0, FOREVER),
     .defaults = {"500ms"}, ALL, CITED("ERICEIL CORECLR"),
     .meaning = "between two new threads above the minimum"},
    {ASPNET(thread_retirement_ns), "thread-retirement", KEY_DURATION, RANGE(MS, FOREVER),
     .defaults = {"40s"}, .never = "none", ALL, ASSUMPTION("simulator"),
     .meaning = "an idle thread above the minimum ends after this; assumption"},
    {ASPNET(gate_timer_ns), "gate-timer", KEY_DURATION, RANGE(MS, FOREVER), .defaults = {"10s"},
     .never = "none", ALL, CITED("RS:RequestQueue.cs"),
     .meaning = "an application's queue is looked at at least this often"},
    {ASPNET(execution_check_ns), "execution-check", KEY_DURATION, RANGE(0, FOREVER),
     .defaults = {"15s"}, .flags = KEY_POLL, ALL, CITED("RS:RequestTimeoutManager.cs"),
     .meaning = "executionTimeout is looked at this often; 0 = at once"},
    {ASPNET(max_connection), "maxconnection", KEY_COUNT, RANGE(1, MANY),
     .defaults = {"2", "2", "2"}, ALL, CITED("KB821268"),
     .meaning =
         "calls to the server itself that an AppDomain may have under way; others wait; 12 x "
         "cores by autoConfig unless written"},
    {ASPNET(call_threads), "call-threads", KEY_COUNT, RANGE(1, 2), .defaults = {"1"}, ALL,
     CITED("KB821268"),
     .meaning = "worker threads, the page's own among them, and I/O threads that a call uses; 2: "
                "with redirection or authentication"},
    {ASPNET(call_free_threads), "call-free-threads", KEY_COUNT, RANGE(0, THREADS_MAX),
     .defaults = {"2", "2", "0"}, .flags = KEY_POLL, ALL, ASSUMPTION("KB821268 RS:Internal.cs"),
     .meaning =
         "with fewer worker or I/O threads free a call fails at once: 'There were not enough "
         "free threads in the ThreadPool object'; assumption: 2 in 1.0 and 1.1, as the "
         "published code has it outside ASP.NET, where 2.0 does not look"},
    {ASPNET(call_timeout_ns), "call-timeout", KEY_DURATION, RANGE(MS, FOREVER),
     .defaults = {"100s"}, .flags = KEY_LIMIT, .never = "none", ALL, CITED("HWR-TIMEOUT"),
     .meaning = "HttpWebRequest.Timeout: a call that is not answered by then fails"},
    {ASPNET(application_trim_ns), "application-trim", KEY_DURATION, RANGE(MS, FOREVER),
     .defaults = {"30s"}, .never = "none", ALL, CITED("RS:IdleTimeoutMonitor.cs"),
     .meaning = "free HttpApplications are trimmed by 3% + 1 this often"},
    {ASPNET(session_timeout_ns), "sessionStateTimeout", KEY_DURATION, .unit = "min",
     RANGE(SECOND, FOREVER), .defaults = {"20"}, .flags = KEY_LIMIT, .never = "Infinite", ALL,
     CITED("WMI-SS"), .meaning = "timeout of sessionState: a session not asked for so long ends"},
    {ASPNET(session_poll_ns), "session-poll", KEY_DURATION, RANGE(0, FOREVER),
     .defaults = {"500ms"}, .flags = KEY_POLL, ALL, CITED("RS:SessionStateModule.cs"),
     .meaning =
         "a request that waits for its session's lock looks again this often, counted from "
         "when it began to wait, and not within 250 ms of the last look; 0 = at once, in order"},
    {ASPNET(state_network_timeout_ns), "stateNetworkTimeout", KEY_DURATION, .unit = "s",
     RANGE(1, FOREVER), .defaults = {"10"}, .flags = KEY_LIMIT, .never = "Infinite", ALL,
     CITED("WMI-SS"),
     .meaning = "session = StateServer: a visit that lasts longer fails, answer 500"},
    {ASPNET(sql_command_timeout_ns), "sqlCommandTimeout", KEY_DURATION, .unit = "s",
     RANGE(1, FOREVER), .defaults = {"30"}, .flags = KEY_LIMIT, .never = "Infinite", ALL,
     CITED("WMI-SS"),
     .meaning = "session = SQLServer: a visit that lasts longer fails, answer 500"},

    {NULL, .next = model_keys_aspnet_domains},
};
