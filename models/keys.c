/* keys.c - the key table. Rows are in the order in which a resolved scenario shows them.
 *
 * Documented settings keep their documented names and units; the sources are named by the keys of
 * the documentation's list of sources. Where nobody published a value, or the sources disagree, the
 * meaning says 'assumption'.
 */
#include "models/keys.h"
#include <string.h>

#define MS          1e6
#define SECOND      1e9
#define MINUTE      (60 * SECOND)
#define KILOBYTE    1024.0
#define TERABYTE    (1024.0 * 1024 * 1024 * 1024)
#define FOREVER     3.1536e18 /* 100 years */
#define MANY        1e12
#define THREADS_MAX 1e6

#define SPECIAL(name)       0, name, KEY_SPECIAL
#define RUN(field)          "scenario", offsetof(ModelConfig, field)
#define MACHINE(field)      "machine", offsetof(WebMachineConfig, field)
#define ASPNET(field)       "aspnet", offsetof(AspnetConfig, field)
#define IIS5(field)         "iis5", offsetof(Iis5Config, field)
#define POOL(field)         "pool", offsetof(Iis6PoolConfig, field)
#define APP(field)          "app", offsetof(WebAppConfig, field)
#define BACKEND(field)      "backend", offsetof(WebBackendConfig, field)
#define PAGE(field)         "page", offsetof(WebPageConfig, field)
#define CLIENTS(field)      "clients", offsetof(WebClientsConfig, field)
#define FAULT(field)        "fault", offsetof(WebFaultConfig, field)
#define HTTPSYS(field)      "httpsys", offsetof(Iis6HttpSysConfig, field)
#define LIMITS(field)       "limits", offsetof(ModelLimitsConfig, field)
#define COST(field)         "costs", offsetof(ModelCosts, field)
#define CITED(key)          .label = "cited", .source = key
#define DERIVED(key)        .label = "derived", .source = key
#define ASSUMPTION(key)     .label = "assumption", .source = key
#define OWN                 .label = "simulator", .source = "simulator"
#define RANGE(low, high)    .min = low, .max = high
#define DOCUMENTED(low, up) .documented_min = low, .documented_max = up
#define ALL                 .reads = READS_ALL
#define FRONT5              .reads = READS_IIS5 | READS_I5M
#define ONLY5               .reads = READS_IIS5
#define ONLY6               .reads = READS_IIS6
#define HTTP_SYS            .reads = READS_IIS6 | READS_I5M

static const char *const versions[] = {"1.0", "1.1", "2.0", NULL};
static const char *const gate_counts[] = {"documented", "code", NULL};
static const char *const dispatches[] = {"round-robin", "pull", "random", NULL};
static const char *const disciplines[] = {"fifo", "ps", NULL};
static const char *const session_uses[] = {"none", "readonly", "readwrite", NULL};
static const char *const session_modes[] = {"InProc", "StateServer", "SQLServer", "off", NULL};
static const char *const scavengers[] = {"periodic", "idle", NULL};
static const char *const timer_phases[] = {"seeded", "armed", NULL};

const ModelSection model_sections[] = {
    {"scenario", .meaning = "the run: window, replications, seed"},
    {"variant", .is_named = true, .meaning = "a model and the settings in which it differs"},
    {"machine", .meaning = "the server's hardware"},
    {"aspnet", .meaning = "what every host of ASP.NET obeys: processModel and httpRuntime"},
    {"iis5", .meaning = "inetinfo, ATQ, the pipe, and what only aspnet_wp obeys"},
    {"httpsys", .meaning = "the kernel listener of IIS 6"},
    {"scriptmap", .meaning = "which handler a file extension goes to"},
    {"limits", .meaning = "whether documented limits are in force"},
    {"costs", .meaning = "what each step of the path costs"},
    {"backend", true, true, "something outside the machine that requests wait for"},
    {"pool", true, true, "an application pool of IIS 6"},
    {"app", true, true, "an application: one AppDomain per worker process"},
    {"page", true, true, "a page of an application"},
    {"clients", true, true, "a group of clients"},
    {"fault", true, true, "something that goes wrong"},
    {"slo", true, false, "a requirement on the results"},
    {"compare", .meaning = "what compare tests"},
    {"sweep", .meaning = "settings to step through"},
    {"replay", .is_named = true, .meaning = "the body of a replay(inline): time_s,page[,client]"},
    {NULL, .meaning = NULL},
};

/* One row per key, its parts always in the same order. */
const ModelKey model_keys[] = {
    {"scenario", SPECIAL("title"), .form = "TEXT", .flags = KEY_LOADED, ALL, OWN,
     .meaning = "what the scenario asks; a heading of the results"},
    {"scenario", SPECIAL("models"), .form = "LIST of iis5, iis6, i5m", .defaults = {"iis5, iis6"},
     .flags = KEY_LOADED, ALL, OWN,
     .meaning = "a variant each; beside the [variant:*] if both are there"},
    {RUN(duration_ns), "duration", KEY_DURATION, RANGE(MS, FOREVER), .defaults = {"10min"},
     .flags = KEY_LOADED, ALL, OWN,
     .meaning = "length of the measured window, which begins at time 0"},
    {RUN(warmup_ns), "warmup", KEY_DURATION, RANGE(0, FOREVER), .defaults = {"1min"},
     .flags = KEY_LOADED, ALL, OWN, .meaning = "simulated before time 0 and not measured"},
    {RUN(drain_ns), "drain", KEY_DURATION, RANGE(0, FOREVER), .defaults = {"60s"},
     .flags = KEY_LOADED, ALL, OWN,
     .meaning = "simulated after the window so that its requests can end"},
    {"scenario", SPECIAL("replications"), .form = "N or N..M", .defaults = {"10"},
     .flags = KEY_LOADED, ALL, OWN,
     .meaning = "independent runs; N..M stops once the precision is reached"},
    {"scenario", SPECIAL("precision"), .form = "P% of METRIC", .flags = KEY_LOADED, ALL, OWN,
     .meaning = "relative half-width asked of a metric's interval in every variant"},
    {"scenario", SPECIAL("seed"), .form = "whole number; 0 to 18446744073709551615",
     .defaults = {"1"}, .flags = KEY_LOADED, ALL, OWN, .meaning = "the seed of every draw"},
    {RUN(load), "load", KEY_NUMBER, RANGE(1e-6, 1e6), .defaults = {"1"}, ALL, OWN,
     .meaning = "multiplies rates, users and at-counts (rounded); divides the times of a replay"},
    {RUN(clock_ns), "clock", KEY_CLOCK, .defaults = {"00:00"}, .flags = KEY_LOADED, ALL, OWN,
     .meaning = "time of day at time 0, for schedules; assumption: midnight"},
    {RUN(delayed_by_ns), "delayed-by", KEY_DURATION, RANGE(0, FOREVER), .defaults = {"10ms"},
     .flags = KEY_LOADED, ALL, OWN,
     .meaning = "isolation: a request is delayed by a fault if it ends later by more than this"},
    {RUN(delayed_by_share), "delayed-by-share", KEY_NUMBER, RANGE(0, 1e6), .defaults = {"0.1"},
     .flags = KEY_LOADED, ALL, OWN,
     .meaning = "isolation: and by more than this share of its latency without the fault"},

    {"variant", SPECIAL("model"), .form = "iis5, iis6 or i5m", .flags = KEY_REQUIRED, ALL, OWN,
     .meaning =
         "the model that runs it; other lines are SECTION.KEY = VALUE or KIND:NAME.KEY = VALUE"},

    {MACHINE(cores), "cores", KEY_COUNT, RANGE(1, 1024), .defaults = {"1"}, ALL, OWN,
     .meaning = "processors, shared evenly by the threads that can run"},
    {MACHINE(memory_bytes), "memory", KEY_SIZE, RANGE(1024 * KILOBYTE, 1024 * TERABYTE),
     .defaults = {"1GB"}, ALL, OWN, .meaning = "physical memory"},

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
    {ASPNET(application_trim_ns), "application-trim", KEY_DURATION, RANGE(MS, FOREVER),
     .defaults = {"30s"}, .never = "none", ALL, CITED("RS:IdleTimeoutMonitor.cs"),
     .meaning = "free HttpApplications are trimmed by 3% + 1 this often"},

    {IIS5(server_listen_backlog), "ServerListenBacklog", KEY_COUNT, RANGE(1, MANY),
     DOCUMENTED(5, 500), .defaults = {"40"}, .flags = KEY_LIMIT, .never = "none", ONLY5,
     CITED("CC739048 CC338355"),
     .meaning = "connections that wait for inetinfo; assumption: it rules, not ListenBackLog (15)"},
    {"iis5", SPECIAL("ListenBackLog"), .form = "N, instead of ServerListenBacklog",
     DOCUMENTED(1, 250), ONLY5, CITED("IIS5HELP W2KRK"),
     .meaning = "the registry's name for the backlog, documented as 15; sets ServerListenBacklog; "
                "assumption"},
    {IIS5(accepts_posted), "accepts-posted", KEY_COUNT, RANGE(1, MANY),
     .defaults = {"as ServerListenBacklog"}, .flags = KEY_LIMIT | KEY_COMPUTED, .never = "none",
     ONLY5, ASSUMPTION("CC739048"),
     .meaning = "accepts that inetinfo keeps posted; assumption: as many as the backlog"},
    {IIS5(max_pool_threads), "MaxPoolThreads", KEY_COUNT, RANGE(1, THREADS_MAX), DOCUMENTED(1, 20),
     .defaults = {"4"}, .flags = KEY_LIMIT, .never = "none", FRONT5, CITED("POOLTHR CC786830"),
     .meaning =
         "ATQ threads per CPU; assumption: more when all are blocked, up to PoolThreadLimit"},
    {IIS5(pool_thread_limit), "PoolThreadLimit", KEY_COUNT, RANGE(1, THREADS_MAX),
     .defaults = {"min(2 x MB of memory, 256)"}, .flags = KEY_LIMIT | KEY_COMPUTED, .never = "none",
     FRONT5, CITED("EXBPA POOLTHR"), .meaning = "most ATQ threads of inetinfo"},
    {IIS5(asp_processor_thread_max), "AspProcessorThreadMax", KEY_COUNT, RANGE(1, THREADS_MAX),
     .defaults = {"25"}, FRONT5, CITED("KB253146"),
     .meaning = "ASP threads per CPU; assumption: 25, CC784876 has 10"},
    {IIS5(asp_request_queue_max), "AspRequestQueueMax", KEY_COUNT, RANGE(1, MANY),
     .defaults = {"3000"}, .flags = KEY_LIMIT, .never = "none", FRONT5, CITED("KB253146 MS525044"),
     .meaning = "500.13 when ASP's queue is this long; assumption: 3000, CC783366 has 500"},
    {IIS5(sync_pipes_per_cpu), "SyncPipesPerCPU", KEY_COUNT, RANGE(1, THREADS_MAX),
     .defaults = {"4"}, .flags = KEY_LIMIT, .never = "none", FRONT5, CITED("KB835680"),
     .meaning = "synchronous callbacks to inetinfo at a time, per CPU"},
    {IIS5(callbacks), "callbacks", KEY_COUNT, RANGE(0, 1000), .defaults = {"1"}, FRONT5,
     ASSUMPTION("RS:ISAPIWorkerRequest.cs"),
     .meaning =
         "synchronous callbacks per request, two one-way messages each; assumption: 1 of 0..3"},
    {IIS5(pipe_message_bytes), "pipe-message", KEY_SIZE, RANGE(256, TERABYTE), .defaults = {"31KB"},
     FRONT5, CITED("RS:ISAPIWorkerRequest.cs"),
     .meaning = "a response is cut into pipe messages of this size"},
    {IIS5(restart_queue_limit), "restartQueueLimit", KEY_COUNT, RANGE(0, MANY), .defaults = {"10"},
     .flags = KEY_LIMIT, .never = "Infinite", FRONT5, CITED("PM11 WMI-PM"),
     .meaning = "requests kept while aspnet_wp restarts after an abnormal end"},
    {IIS5(timeout_ns), "timeout", KEY_DURATION, .unit = "hh:mm:ss", RANGE(SECOND, FOREVER),
     .defaults = {"Infinite"}, .flags = KEY_LIMIT, .never = "Infinite", FRONT5,
     CITED("PM11 RS:ProcessModelSection.cs"), .meaning = "age at which aspnet_wp is replaced"},
    {IIS5(idle_timeout_ns), "idleTimeout", KEY_DURATION, .unit = "hh:mm:ss", RANGE(SECOND, FOREVER),
     .defaults = {"Infinite"}, .flags = KEY_LIMIT, .never = "Infinite", FRONT5,
     CITED("PM11 RS:ProcessModelSection.cs"),
     .meaning = "aspnet_wp ends after this long without a request"},
    {IIS5(shutdown_timeout_ns), "shutdownTimeout", KEY_DURATION, .unit = "hh:mm:ss",
     RANGE(0, FOREVER), .defaults = {"0:00:05"}, .never = "Infinite", FRONT5,
     CITED("PM11 RS:ProcessModelSection.cs"),
     .meaning = "an aspnet_wp that is to end is killed after this"},
    {IIS5(request_limit), "requestLimit", KEY_COUNT, RANGE(1, MANY), .defaults = {"Infinite"},
     .flags = KEY_LIMIT, .never = "Infinite", FRONT5, CITED("PM11 RS:ProcessModelSection.cs"),
     .meaning = "requests after which aspnet_wp is replaced"},
    {IIS5(memory_limit_percent), "memoryLimit", KEY_PERCENT, .unit = "%", RANGE(1, 1000),
     .defaults = {"60"}, .flags = KEY_LIMIT | KEY_ZERO_OFF, .never = "none", FRONT5,
     CITED("PM11 WMI-PM"),
     .meaning = "share of physical memory at which aspnet_wp is replaced; assumption: 60 in 1.0, "
                "ASPPH has 40"},
    {IIS5(monitor_ns), "monitor-period", KEY_DURATION, RANGE(0, FOREVER), .defaults = {"2s"},
     .flags = KEY_POLL, FRONT5, ASSUMPTION("simulator"),
     .meaning =
         "age, memory and idleness of aspnet_wp are looked at this often; 0 = at once; assumption"},

    {HTTPSYS(uri_enable_cache), "UriEnableCache", KEY_BOOL, .defaults = {"true"}, HTTP_SYS,
     CITED("KB820129"), .meaning = "http.sys keeps responses and answers from them in the kernel"},
    {HTTPSYS(activity_period_ns), "ActivityPeriod", KEY_DURATION, .unit = "s", RANGE(0, FOREVER),
     .defaults = {"10"}, HTTP_SYS, CITED("CC781368 DWANG"),
     .meaning = "a static response is kept when a URL was asked for twice within this; 0 = always"},
    {HTTPSYS(uri_scavenger_period_ns), "UriScavengerPeriod", KEY_DURATION, .unit = "s",
     RANGE(MS, FOREVER), DOCUMENTED(10 * SECOND, FOREVER), .defaults = {"120"}, HTTP_SYS,
     CITED("KB820129 CC781368"),
     .meaning = "responses that nobody asked for are flushed this often"},
    {HTTPSYS(scavenger), "scavenger", KEY_CHOICE, .choices = scavengers, .defaults = {"periodic"},
     HTTP_SYS, CITED("CC781368"),
     .meaning =
         "periodic: what was not asked for since the last time goes; idle: each goes exactly "
         "a period after it was last asked for"},
    {HTTPSYS(uri_max_uri_bytes), "UriMaxUriBytes", KEY_SIZE, .unit = "B", RANGE(0, TERABYTE),
     DOCUMENTED(4 * KILOBYTE, 16 * 1024 * KILOBYTE), .defaults = {"262144"}, HTTP_SYS,
     CITED("KB820129"), .meaning = "bigger responses are not kept"},
    {HTTPSYS(i5m_queue_length), "i5m-queue-length", KEY_COUNT, RANGE(1, MANY), .defaults = {"1000"},
     .flags = KEY_LIMIT, .never = "none", .reads = READS_I5M, ASSUMPTION("DOM2 CC783070"),
     .meaning = "limit of the one kernel queue of IIS 5.0 isolation mode; inferred from "
                "AppPoolQueueLength; assumption"},

    {"scriptmap", SPECIAL(".EXT"), .form = "aspnet, static, asp or isapi", .flags = KEY_COMPUTED,
     .defaults =
         {".asax .ascx .ashx .asmx .aspx .axd: aspnet; .asp: asp; .dll: isapi; else static"},
     ALL, CITED("S1"), .meaning = "the handler of an extension"},

    {"limits", SPECIAL("preset"), .form = "documented or none", .defaults = {"documented"}, ALL,
     OWN, .meaning = "none: limits not written in the file are off, and those written act at once"},
    {LIMITS(timer_phases), "timer-phases", KEY_CHOICE, .choices = timer_phases,
     .defaults = {"seeded"}, ALL, OWN,
     .meaning = "periodic timers start at seeded offsets, or when first needed (as under preset = "
                "none); assumption"},

    {"costs", SPECIAL("preset"), .form = "2003-server or zero", .defaults = {"2003-server"}, ALL,
     OWN, .meaning = "zero: costs not written in the file are nothing"},
#define WORK(field, name)   COST(field), name, KEY_WORK, .flags = KEY_COST
#define MEMORY(field, name) COST(field), name, KEY_SIZE, .flags = KEY_COST, RANGE(0, TERABYTE)
    {WORK(http_cache_hit, "http-cache-hit"), .defaults = {"kernel 65us"}, HTTP_SYS, DERIVED("P1"),
     .meaning = "http.sys: receive, cache, send"},
    {WORK(http_dispatch, "http-dispatch"), .defaults = {"kernel 98us"}, HTTP_SYS, DERIVED("P1"),
     .meaning = "http.sys: hand-over to a process and completion, its 1.88 switches included"},
    {WORK(context_switch, "context-switch"), .defaults = {"kernel 5us"}, ALL,
     ASSUMPTION("simulator"), .meaning = "a dispatch after a block; assumption: 2-10 us"},
    {WORK(w3wp_native, "w3wp-native"), .defaults = {"cpu 80us"}, ONLY6, ASSUMPTION("simulator"),
     .meaning = "native part of w3wp and ISAPI; assumption"},
    {WORK(inetinfo_in, "inetinfo-in"), .defaults = {"cpu 120us"}, ONLY5, ASSUMPTION("simulator"),
     .meaning =
         "inetinfo and ISAPI, towards aspnet_wp; assumption: both ways equal http.sys and w3wp"},
    {WORK(inetinfo_out, "inetinfo-out"), .defaults = {"cpu 120us"}, ONLY5, ASSUMPTION("simulator"),
     .meaning = "inetinfo and ISAPI, towards the client; assumption"},
    {WORK(i5m_native, "i5m-native"), .defaults = {"cpu 80us"}, .reads = READS_I5M,
     ASSUMPTION("simulator"),
     .meaning = "inetinfo behind http.sys, both ways together; assumption: as w3wp-native"},
    {WORK(pipeline, "pipeline"), .defaults = {"cpu 470us"}, ALL, DERIVED("P1"),
     .meaning = "the managed HTTP pipeline of a request, its page's work apart"},
    {WORK(static_w3wp, "static-w3wp"), .defaults = {"kernel 163us, cpu 80us"}, ONLY6,
     ASSUMPTION("P1"),
     .meaning = "a static file in user mode, the whole path; derived, and assumption"},
    {WORK(static_inetinfo, "static-inetinfo"), .defaults = {"kernel 160us, cpu 80us"}, FRONT5,
     ASSUMPTION("simulator"), .meaning = "a static file, the whole path; assumption: as in w3wp"},
    {WORK(pipe_oneway, "pipe-oneway"), .defaults = {"cpu 50us"}, FRONT5, ASSUMPTION("P4"),
     .meaning =
         "one pipe message: half by the sender, half by the receiver; assumption: 20-200 us"},
    {WORK(process_start, "process-start"), .defaults = {"cpu 400ms, disk 600ms"}, ALL,
     ASSUMPTION("simulator"), .meaning = "start of aspnet_wp or w3wp; assumption"},
    {WORK(clr_load, "clr-load"), .defaults = {"cpu 500ms"}, ALL, ASSUMPTION("simulator"),
     .meaning = "once per process; assumption"},
    {WORK(appdomain_create, "appdomain-create"), .defaults = {"cpu 500ms"}, ALL,
     ASSUMPTION("simulator"), .meaning = "once per AppDomain; assumption"},
    {WORK(compile_batch, "compile-batch"), .defaults = {"cpu 2s"}, ALL, ASSUMPTION("simulator"),
     .meaning = "first use of an application's pages: the compiler; assumption"},
    {WORK(compile_page, "compile-page"), .defaults = {"cpu 100ms"}, ALL, ASSUMPTION("simulator"),
     .meaning = "and for each of its pages; assumption"},
    {WORK(jit, "jit"), .defaults = {"cpu 100ms"}, ALL, ASSUMPTION("simulator"),
     .meaning = "first execution of a page in a process; assumption"},
    {WORK(application_instance, "application-instance"), .defaults = {"cpu 5ms"}, ALL,
     ASSUMPTION("simulator"), .meaning = "a new HttpApplication; assumption"},
    {WORK(thread_create, "thread-create"), .defaults = {"cpu 500us"}, ALL, DERIVED("P9"),
     .meaning = "a new thread"},
    {WORK(page_fault, "page-fault"), .defaults = {"disk 10ms"}, ALL, ASSUMPTION("simulator"),
     .meaning = "per request with probability 1 - physical/resident memory; assumption"},
    {COST(inetinfo_restart), "inetinfo-restart", KEY_WORK, .flags = KEY_COST | KEY_NOT_YET,
     .defaults = {"wait 10s"}, ASSUMPTION("simulator"),
     .meaning = "inetinfo after its death; assumption; not simulated yet"},
    {MEMORY(memory_w3wp_bytes, "memory-w3wp"), .defaults = {"5MB"}, ONLY6, CITED("P6"),
     .meaning = "an empty w3wp"},
    {MEMORY(memory_aspnet_wp_bytes, "memory-aspnet-wp"), .defaults = {"5MB"}, FRONT5,
     ASSUMPTION("P6"), .meaning = "an empty aspnet_wp; assumption: as w3wp"},
    {MEMORY(memory_inetinfo_bytes, "memory-inetinfo"), .defaults = {"5MB"}, FRONT5,
     ASSUMPTION("P6"), .meaning = "inetinfo; assumption: as w3wp"},
    {MEMORY(memory_clr_bytes, "memory-clr"), .defaults = {"3MB"}, ALL, DERIVED("P5 P6"),
     .meaning = "per process with the CLR"},
    {MEMORY(memory_appdomain_bytes, "memory-appdomain"), .defaults = {"2MB"}, ALL, DERIVED("P5 P6"),
     .meaning = "per AppDomain, empty"},

    {BACKEND(connections), "connections", KEY_COUNT, RANGE(1, MANY), .defaults = {"unlimited"},
     .never = "unlimited", ALL, OWN,
     .meaning = "visits at a time; others wait, holding their threads; the built-in disk has 1"},
    {BACKEND(discipline), "discipline", KEY_CHOICE, .choices = disciplines, .defaults = {"fifo"},
     ALL, OWN, .meaning = "fifo: a visit has a connection; ps: all visits share the connections"},

#define POOL_LIMIT .flags = KEY_LIMIT, .never = "none", ONLY6
#define POOL_OFF   .flags = KEY_LIMIT | KEY_ZERO_OFF, .never = "none", ONLY6
    {POOL(app_pool_queue_length), "AppPoolQueueLength", KEY_COUNT, RANGE(1, MANY),
     DOCUMENTED(10, 65535), .defaults = {"1000"}, POOL_LIMIT, CITED("CC783070 MS524493"),
     .meaning = "503 when the pool's kernel queue is this long; 4000 before SP1"},
    {POOL(max_processes), "MaxProcesses", KEY_COUNT, RANGE(1, 10000), .defaults = {"1"}, ONLY6,
     CITED("MS525074"), .meaning = "worker processes of the pool; above 1: a web garden"},
    {POOL(periodic_restart_time_ns), "PeriodicRestartTime", KEY_DURATION, .unit = "min",
     RANGE(SECOND, FOREVER), DOCUMENTED(0, 71582 * MINUTE), .defaults = {"1740"}, POOL_OFF,
     CITED("MS525914 KB893660"),
     .meaning = "age at which a worker is replaced; 0 = off; assumption: 1740, CC786907 has 120"},
    {POOL(periodic_restart_requests), "PeriodicRestartRequests", KEY_COUNT, RANGE(1, MANY),
     .defaults = {"0"}, POOL_OFF, CITED("MS525851"),
     .meaning = "completions after which a worker is replaced; 0 = off; the schema says 10000"},
    {POOL(periodic_restart_memory_bytes), "PeriodicRestartMemory", KEY_SIZE, .unit = "KB",
     RANGE(KILOBYTE, 1024 * TERABYTE), .defaults = {"0"}, POOL_OFF, CITED("MS525539 CC778358"),
     .meaning = "virtual memory at which a worker is replaced; 0 = off; the schema says 512000"},
    {POOL(periodic_restart_private_memory_bytes), "PeriodicRestartPrivateMemory", KEY_SIZE,
     .unit = "KB", RANGE(KILOBYTE, 1024 * TERABYTE), DOCUMENTED(0, 3145728 * KILOBYTE),
     .defaults = {"0"}, POOL_OFF, CITED("MS525009"),
     .meaning = "private memory at which a worker is replaced; 0 = off"},
    {"pool", SPECIAL("PeriodicRestartSchedule"), .form = "none or LIST of hh:mm",
     .defaults = {"none"}, ONLY6, CITED("MS525145"),
     .meaning = "times of day at which workers are replaced (see clock)"},
    {POOL(idle_timeout_ns), "IdleTimeout", KEY_DURATION, .unit = "min", RANGE(SECOND, FOREVER),
     .defaults = {"20"}, POOL_OFF, CITED("MS525537"),
     .meaning = "a worker ends after this long without a request; 0 = off"},
    {POOL(shutdown_time_limit_ns), "ShutdownTimeLimit", KEY_DURATION, .unit = "s",
     RANGE(0, FOREVER), .defaults = {"90"}, .never = "none", ONLY6, CITED("MS525974 CC787702"),
     .meaning = "a worker that is to end is killed after this"},
    {POOL(disallow_overlapping_rotation), "DisallowOverlappingRotation", KEY_BOOL,
     .defaults = {"false"}, ONLY6, CITED("MS525069"),
     .meaning = "true: the old worker ends before the new one starts"},
    {POOL(rapid_fail_protection), "RapidFailProtection", KEY_BOOL, .defaults = {"true"}, ONLY6,
     CITED("MS525133"), .meaning = "too many failures within a while switch the pool off"},
    {POOL(rapid_fail_interval_ns), "RapidFailProtectionInterval", KEY_DURATION, .unit = "min",
     RANGE(MS, FOREVER), DOCUMENTED(MINUTE, 71582 * MINUTE), .defaults = {"5"}, ONLY6,
     CITED("MS525610"), .meaning = "the while; sources disagree, CC779127 has 10"},
    {POOL(rapid_fail_max_crashes), "RapidFailProtectionMaxCrashes", KEY_COUNT, RANGE(1, 10000),
     .defaults = {"5"}, .flags = KEY_LIMIT, .never = "none", ONLY6, CITED("MS525633"),
     .meaning = "so many failures within the interval switch the pool off"},
    {POOL(load_balancer_capabilities), "LoadBalancerCapabilities", KEY_COUNT, RANGE(1, 2),
     .defaults = {"2"}, ONLY6, CITED("MS525272 CC785398"),
     .meaning = "how a full queue and a pool that is off refuse: 2 = 503, 1 = TCP reset"},
    {POOL(dispatch), "dispatch", KEY_CHOICE, .choices = dispatches, .defaults = {"round-robin"},
     ONLY6, ASSUMPTION("AA720391 IIS-WAS"),
     .meaning = "among the workers of a web garden; assumption: round robin"},
    {POOL(held_requests), "held-requests", KEY_COUNT, RANGE(1, MANY), .defaults = {"none"},
     .never = "none", ONLY6, ASSUMPTION("TMARQ"),
     .meaning = "how many a worker takes in, the rest staying in http.sys; assumption: no limit"},
    {POOL(max_pool_threads), "MaxPoolThreads", KEY_COUNT, RANGE(1, THREADS_MAX), DOCUMENTED(1, 20),
     .defaults = {"4"}, POOL_LIMIT, CITED("POOLTHR CC786830"),
     .meaning = "the worker's own I/O threads per CPU"},
    {POOL(pool_thread_limit), "PoolThreadLimit", KEY_COUNT, RANGE(1, THREADS_MAX),
     .defaults = {"min(2 x MB of memory, 256)"}, .flags = KEY_LIMIT | KEY_COMPUTED, .never = "none",
     ONLY6, CITED("EXBPA POOLTHR"), .meaning = "most I/O threads of a worker"},
    {POOL(asp_processor_thread_max), "AspProcessorThreadMax", KEY_COUNT, RANGE(1, THREADS_MAX),
     .defaults = {"25"}, ONLY6, CITED("KB253146"),
     .meaning = "ASP threads per CPU; assumption: 25, CC784876 has 10"},
    {POOL(asp_request_queue_max), "AspRequestQueueMax", KEY_COUNT, RANGE(1, MANY),
     .defaults = {"3000"}, POOL_LIMIT, CITED("MS525044"),
     .meaning = "500.13 when ASP's queue is this long; assumption: 3000, the schema has 500"},

    {"app", SPECIAL("path"), .form = "/PATH", .defaults = {"/NAME"}, .flags = KEY_COMPUTED, ALL,
     OWN, .meaning = "its URLs begin with this"},
    {"app", SPECIAL("pool"), .form = "NAME of a [pool:NAME]", .defaults = {"DefaultAppPool"}, ONLY6,
     CITED("CC779944"), .meaning = "the application pool that runs it"},
    {"app", SPECIAL("start"), .form = "cold or warm", .defaults = {"cold"}, ALL, OWN,
     .meaning = "warm: process up, AppDomain created, pages compiled; cold: nothing runs yet"},
    {APP(memory_bytes), "memory", KEY_SIZE, RANGE(0, 1024 * TERABYTE), .defaults = {"20MB"}, ALL,
     ASSUMPTION("simulator"), .meaning = "the application's own, in each process; assumption"},
    {APP(session_mode), "session", KEY_CHOICE, .choices = session_modes, .defaults = {"InProc"},
     ALL, CITED("KB324772"),
     .meaning =
         "where session state lives; StateServer and SQLServer: their costs are not simulated yet"},
#define INHERITED .flags = KEY_INHERITS | KEY_COMPUTED, .defaults = {"as [aspnet]"}, ALL
    {APP(http_runtime.execution_timeout_ns), "executionTimeout", KEY_DURATION, .unit = "s",
     RANGE(1, FOREVER), .never = "Infinite", INHERITED, CITED("KB893660 RS:HttpRuntimeSection.cs"),
     .meaning = "web.config: the application's own"},
    {APP(http_runtime.min_free_threads), "minFreeThreads", KEY_COUNT, RANGE(0, MANY), INHERITED,
     CITED("KB821268 RS:HttpRuntimeSection.cs"), .meaning = "web.config: the application's own"},
    {APP(http_runtime.min_local_request_free_threads), "minLocalRequestFreeThreads", KEY_COUNT,
     RANGE(0, MANY), INHERITED, CITED("WMI-HR"), .meaning = "web.config: the application's own"},
    {APP(http_runtime.app_request_queue_limit), "appRequestQueueLimit", KEY_COUNT, RANGE(1, MANY),
     .never = "Infinite", INHERITED, CITED("MSDN-HR20"),
     .meaning = "web.config: the application's own"},
    {APP(http_runtime.enable_kernel_output_cache), "enableKernelOutputCache", KEY_BOOL,
     .flags = KEY_INHERITS | KEY_COMPUTED, .defaults = {"as [aspnet]"}, ONLY6,
     CITED("MSDN-HR11 WMI-HR"), .meaning = "web.config: the application's own"},

    {"page", SPECIAL("app"), .form = "NAME of an [app:NAME]", .flags = KEY_REQUIRED, ALL, OWN,
     .meaning = "the application that it belongs to"},
    {"page", SPECIAL("url"), .form = "/PATH/FILE.EXT", .defaults = {"PATH/NAME.aspx"},
     .flags = KEY_COMPUTED, ALL, OWN, .meaning = "its address; the extension picks the handler"},
    {PAGE(work), "work", KEY_WORK, .defaults = {"none"}, ALL, OWN,
     .meaning = "what it does, in order, on one thread"},
    {"page", SPECIAL("cpu"), .form = "DURATION", ALL, OWN,
     .meaning = "short for work = cpu DURATION"},
    {"page", SPECIAL("wait"), .form = "DURATION", ALL, OWN,
     .meaning = "short for work = wait DURATION"},
    {PAGE(size_bytes), "size", KEY_SIZE, RANGE(0, TERABYTE), .defaults = {"0"}, ALL, OWN,
     .meaning = "of the response's body"},
    {PAGE(memory_bytes), "memory", KEY_SIZE, RANGE(0, TERABYTE), .defaults = {"0"}, ALL, OWN,
     .meaning = "held while it executes"},
    {PAGE(leak_bytes), "leak", KEY_SIZE, RANGE(0, TERABYTE), .defaults = {"0"}, ALL, OWN,
     .meaning = "left behind in the process by every execution"},
    {PAGE(status), "status", KEY_COUNT, RANGE(100, 599), .defaults = {"200"}, ALL, OWN,
     .meaning = "the answer that it is meant to give"},
    {PAGE(session), "session", KEY_CHOICE, .choices = session_uses, .defaults = {"readwrite"}, ALL,
     CITED("RS:SessionStateModule.cs"),
     .meaning = "requests of one session: readwrite runs them one after another"},
    {"page", SPECIAL("output-cache"), .form = "off or DURATION", .defaults = {"off"}, ALL,
     CITED("RS:HttpApplication.cs"),
     .meaning =
         "how long a response stays in the output cache of its AppDomain: until then requests "
         "leave the pipeline without the page's own work"},
    {"page", SPECIAL("urls"), .form = "N or zipf(N, S)", .defaults = {"1"}, ALL, OWN,
     .meaning = "spreads the page over N URLs: caches keep each by itself"},

    {"clients", SPECIAL("pages"), .form = "PAGE[:WEIGHT], ...", ALL, OWN,
     .meaning = "each request is one of them, drawn anew; or a path"},
    {"clients", SPECIAL("path"), .form = "PAGE[*N] > PAGE ...", ALL, OWN,
     .meaning = "a session: the pages in order"},
    {"clients", SPECIAL("arrivals"),
     .form = "poisson(RATE), every(DIST), users(N, think=DIST), ramp(TIME RATE, ..), "
             "sine(mean=RATE, amplitude=A, period=T), mmpp(RATE for DIST, ..), "
             "batches(poisson(RATE), size=DIST), at(TIME x N, ..), replay(FILE) or replay(inline)",
     .flags = KEY_REQUIRED, ALL, OWN,
     .meaning = "when requests (sessions, with a path) are issued"},
    {CLIENTS(think), "think", KEY_VARIATE, .defaults = {"0"}, ALL, OWN,
     .meaning = "between the pages of a path"},
    {CLIENTS(timeout_ns), "timeout", KEY_DURATION, RANGE(1, FOREVER), .defaults = {"none"},
     .never = "none", ALL, OWN, .meaning = "the client stops waiting for the answer"},
    {"clients", SPECIAL("patience"), .form = "none or DISTRIBUTION", .defaults = {"none"}, ALL, OWN,
     .meaning = "it leaves if its request has not begun to execute by then: an idealisation, an "
                "assumption"},
    {"clients", SPECIAL("retry"),
     .form = "none or DISTRIBUTION x N on error, rejected, refused, reset", .defaults = {"none"},
     ALL, OWN, .meaning = "after that delay, up to N times, after those outcomes"},
    {CLIENTS(is_local), "local", KEY_BOOL, .defaults = {"false"}, ALL, OWN,
     .meaning = "their address is the server's own: minLocalRequestFreeThreads rules"},

    {"fault", SPECIAL("kind"),
     .form = "crash, stack-overflow, exception, exception-off-request, hang, leak, spin, "
             "slow-backend, backend-outage, pool-stop, operator-restart or start-failure",
     .flags = KEY_REQUIRED, ALL, CITED("KB911816 CC787273"),
     .meaning = "what goes wrong; exception: the request is answered 500, the process lives; "
                "exception-off-request: swallowed by 1.0 and 1.1, the end of the process in 2.0; "
                "pool-stop and operator-restart: of IIS 6 only"},
    {"fault", SPECIAL("app"), .form = "NAME", ALL, OWN,
     .meaning = "whose process; one of app, pool, page, backend, machine"},
    {"fault", SPECIAL("pool"), .form = "NAME", ALL, OWN, .meaning = "or that pool's"},
    {"fault", SPECIAL("page"), .form = "NAME", ALL, OWN,
     .meaning = "or that of this page's application; faults of requests: of this page only"},
    {"fault", SPECIAL("backend"), .form = "NAME", ALL, OWN, .meaning = "or this backend"},
    {"fault", SPECIAL("machine"), .form = "true", ALL, OWN, .meaning = "or every process"},
    {"fault", SPECIAL("at"), .form = "LIST of TIME", ALL, OWN,
     .meaning = "when; one of at, every, per-request"},
    {"fault", SPECIAL("every"), .form = "DISTRIBUTION", ALL, OWN,
     .meaning = "counted from the previous occurrence, the first from time 0"},
    {"fault", SPECIAL("per-request"), .form = "PROBABILITY", ALL, OWN,
     .meaning = "drawn when an execution begins"},
    {"fault", SPECIAL("for"), .form = "none or DISTRIBUTION", .defaults = {"none"}, ALL, OWN,
     .meaning = "how long it lasts; none: to the end, but a crashed process is replaced at once"},
    {FAULT(factor), "factor", KEY_NUMBER, RANGE(0, 1e9), .defaults = {"1"}, ALL, OWN,
     .meaning = "slow-backend: demands are multiplied by this"},
    {FAULT(delay), "delay", KEY_VARIATE, .defaults = {"0"}, ALL, OWN,
     .meaning = "slow-backend: and this is added"},
    {"fault", SPECIAL("restart-on"), .form = "crash or request", .defaults = {"crash"}, ALL, OWN,
     .meaning = "crash: the replacement starts at once, or with the next request"},
    {FAULT(is_native), "native", KEY_BOOL, .defaults = {"false"}, ALL, ASSUMPTION("simulator"),
     .meaning = "hang: outside managed code, where executionTimeout aborts nothing; assumption"},
    {FAULT(leak_bytes), "leak", KEY_SIZE, RANGE(0, TERABYTE), .defaults = {"0B"}, ALL, OWN,
     .meaning = "leak: what each execution leaves in the process until that dies"},
    {FAULT(threads), "threads", KEY_COUNT, RANGE(1, THREADS_MAX), .defaults = {"1"}, ALL, OWN,
     .meaning = "spin: how many threads of the process run without end"},

    {"slo", SPECIAL("require"), .form = "METRIC[(KIND:NAME)] < BOUND", .flags = KEY_REQUIRED, ALL,
     OWN, .meaning = "<, <=, > or >=; unmet: exit status 99"},
    {"compare", SPECIAL("metrics"), .form = "LIST of METRIC",
     .defaults = {"latency.mean, latency.p95, throughput, loss"}, ALL, OWN,
     .meaning = "the family of comparisons"},
    {"compare", SPECIAL("margin"), .form = "P%", .defaults = {"0%"}, ALL, OWN,
     .meaning = "differences below it do not matter"},
    {NULL, .name = NULL},
};

const ModelSection *model_section_find(const char *name)
{
    for (const ModelSection *section = model_sections; section->name != NULL; section++)
        if (strcmp(section->name, name) == 0)
            return section;
    return NULL;
}

const ModelKey *model_key_find(const char *section, const char *name)
{
    for (const ModelKey *key = model_keys; key->section != NULL; key++)
        if (strcmp(key->section, section) == 0 && strcmp(key->name, name) == 0)
            return key;
    return NULL;
}

const char *model_key_default(const ModelKey *key, AspnetVersion version)
{
    for (int i = (int)version; i >= 0; i--)
        if (key->defaults[i] != NULL)
            return key->defaults[i];
    return NULL;
}
