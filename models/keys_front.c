/* keys_front.c - the key table, the front ends: inetinfo, http.sys, the script map, and limits. */
#include "models/keys_private.h"

static const char *const scavengers[] = {"periodic", "idle", NULL};
static const char *const editions[] = {"server", "professional", NULL};
static const char *const app_pool_timers[] = {"reset", "503", NULL};
static const char *const timer_phases[] = {"seeded", "armed", NULL};

const ModelKey model_keys_front[] = {
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
    {IIS5(asp_queue_connection_test_ns), "AspQueueConnectionTestTime", KEY_DURATION, .unit = "s",
     RANGE(0, FOREVER), .defaults = {"3"}, .flags = KEY_LIMIT, .never = "none", FRONT5,
     CITED("KB253146"),
     .meaning = "an ASP request that waited longer than this is dropped if its client has gone"},
    {IIS5(files.max_file_bytes), "MaxCachedFileSize", KEY_SIZE, .unit = "B", RANGE(0, TERABYTE),
     .defaults = {"262144"}, FRONT5, CITED("FCACHE6"),
     .meaning = "bigger files are not kept by inetinfo, and read each time, at cost file-read; "
                "assumption: in IIS 5 as in 6"},
    {IIS5(files.ttl_ns), "ObjectCacheTTL", KEY_DURATION, .unit = "s", RANGE(MS, FOREVER),
     .defaults = {"30"}, .flags = KEY_LIMIT, .never = "none", FRONT5, CITED("CC758364"),
     .meaning = "this often inetinfo drops the files that nobody asked for since the last time; it "
                "keeps a file at once on IIS 5, an assumption, in IIS 5.0 isolation mode when it "
                "is asked for twice within ActivityPeriod"},
    {IIS5(sync_pipes_per_cpu), "SyncPipesPerCPU", KEY_COUNT, RANGE(1, THREADS_MAX),
     .defaults = {"4"}, .flags = KEY_LIMIT, .never = "none", FRONT5, CITED("KB835680"),
     .meaning = "synchronous callbacks to inetinfo at a time, per CPU"},
    {IIS5(callbacks), "callbacks", KEY_COUNT, RANGE(0, 1000), .defaults = {"1"}, FRONT5,
     ASSUMPTION("RS:ISAPIWorkerRequest.cs"),
     .meaning =
         "synchronous callbacks per request, two one-way messages each; assumption: 1 of 0..3"},
    {IIS5(body_preload_bytes), "body-preload", KEY_SIZE, RANGE(0, TERABYTE), .defaults = {"48KB"},
     FRONT5, ASSUMPTION("RS:ISAPIWorkerRequest.cs"),
     .meaning = "of a request's body, this much comes with its message; the rest by a synchronous "
                "callback for each pipe-message; assumption: both sizes"},
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
    {IIS5(enable), "enable", KEY_BOOL, .defaults = {"true"}, FRONT5, CITED("CODEIDOL PM11"),
     .meaning = "ASP.NET runs in aspnet_wp; false: inside inetinfo, whose end a crash of an "
                "application then is, and which nothing of processModel replaces; assumption: on "
                "worker threads, as in w3wp"},
    {IIS5(web_garden), "webGarden", KEY_BOOL, .defaults = {"false"}, FRONT5, CITED("PM11"),
     .meaning = "a process of ASP.NET for each processor that cpuMask names, instead of one"},
    {"iis5", SPECIAL("cpuMask"), .form = "0xHEX, a bit per processor", .defaults = {"0xffffffff"},
     FRONT5, CITED("PM11"),
     .meaning = "the processors of a web garden; bits beyond machine.cores mean nothing; without "
                "webGarden it is ignored"},
    {IIS5(rql_recycles), "rql-recycles", KEY_BOOL, .defaults = {"false"}, FRONT5,
     ASSUMPTION("PM11 MSDN-RQL"),
     .meaning = "passing requestQueueLimit also replaces aspnet_wp, as PM11 says; assumption: it "
                "only rejects, as MSDN-RQL says"},
    {IIS5(ping_frequency_ns), "pingFrequency", KEY_DURATION, .unit = "hh:mm:ss", RANGE(MS, FOREVER),
     .defaults = {"Infinite"}, .flags = KEY_LIMIT, .never = "Infinite", FRONT5,
     CITED("PM11 RS:ProcessModelSection.cs"),
     .meaning = "aspnet_wp is pinged this often; assumption: not at all, CC757820 has 30 s; a ping "
                "needs a free I/O thread"},
    {IIS5(ping_timeout_ns), "pingTimeout", KEY_DURATION, .unit = "hh:mm:ss", RANGE(MS, FOREVER),
     .defaults = {"Infinite"}, .flags = KEY_LIMIT, .never = "Infinite", FRONT5,
     CITED("WMI-PM PM11"), .meaning = "aspnet_wp is replaced when a ping has no answer after this"},
    {IIS5(restart_deadlock_interval_ns), "responseRestartDeadlockInterval", KEY_DURATION,
     .unit = "hh:mm:ss", RANGE(0, FOREVER), .defaults = {"0:09:00", "0:09:00", "0:03:00"},
     .flags = KEY_POLL, FRONT5, CITED("PM11 TELERIK WMI-PM"),
     .meaning =
         "after a restart for a suspected deadlock the next one waits this long; 2.0 ignores "
         "it; assumption: the same in 1.0"},
    {IIS5(deadlock_check_ns), "deadlock-check", KEY_DURATION, RANGE(MS, FOREVER),
     .defaults = {"30s"}, FRONT5, ASSUMPTION("simulator"),
     .meaning = "aspnet_isapi looks for a deadlock this often; assumption"},
    {IIS5(connection_timeout_ns), "ConnectionTimeout", KEY_DURATION, .unit = "s",
     RANGE(MS, FOREVER), .defaults = {"900"}, .flags = KEY_LIMIT, .never = "none", ONLY5,
     CITED("IIS4-MB"),
     .meaning =
         "an open connection without a request is closed after this; assumption: as in IIS 4"},
    {IIS5(edition), "edition", KEY_CHOICE, .choices = editions, .defaults = {"server"}, ONLY5,
     CITED("TECHBABA"),
     .meaning = "professional is IIS 5.1: one site, 10 connections at a time, 403.9 beyond"},

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
    {HTTPSYS(connection_timeout_ns), "ConnectionTimeout", KEY_DURATION, .unit = "s",
     RANGE(MS, FOREVER), .defaults = {"120"}, .flags = KEY_LIMIT, .never = "none", HTTP_SYS,
     CITED("KB820729 CC781253"),
     .meaning =
         "an open connection without a request is closed after this, and a request that waits "
         "in a kernel queue for longer is dropped: Timer_AppPool"},
    {HTTPSYS(max_global_bandwidth), "MaxGlobalBandwidth", KEY_SIZE, .unit = "B", RANGE(1, TERABYTE),
     DOCUMENTED(1024, 4294967295.0), .defaults = {"none"}, .never = "none", ALL,
     CITED("MS524902 W2KRK-BW IIS-LIM"),
     .meaning =
         "bytes per second that responses of all sites get which have no MaxBandwidth of "
         "their own; on IIS 5, where it is MaxBandwidth of the machine, static content alone"},
    {HTTPSYS(min_file_bytes_per_sec), "MinFileBytesPerSec", KEY_COUNT, RANGE(1, MANY),
     .defaults = {"240"}, .flags = KEY_LIMIT | KEY_ZERO_OFF, .never = "none", ALL,
     CITED("CC738006 MS525223 KB820729"),
     .meaning = "a response that takes longer than its size over this is given up; assumption: "
                "looked at over the whole response, and the same on IIS 5"},
    {HTTPSYS(max_field_length), "MaxFieldLength", KEY_SIZE, .unit = "B", RANGE(1, TERABYTE),
     DOCUMENTED(64, 65534), .defaults = {"16384"}, .flags = KEY_LIMIT, .never = "none", HTTP_SYS,
     CITED("KB820129"), .meaning = "a longer header is answered 400, FieldLength"},
    {HTTPSYS(max_request_bytes), "MaxRequestBytes", KEY_SIZE, .unit = "B", RANGE(1, TERABYTE),
     DOCUMENTED(256, 16777216), .defaults = {"16384"}, .flags = KEY_LIMIT, .never = "none",
     HTTP_SYS, CITED("KB820129"),
     .meaning = "a request line with headers above this is answered 400, RequestLength"},
    {HTTPSYS(url_segment_max_length), "UrlSegmentMaxLength", KEY_COUNT, RANGE(1, MANY),
     DOCUMENTED(0, 32766), .defaults = {"260"}, .flags = KEY_LIMIT, .never = "none", HTTP_SYS,
     CITED("KB820129"),
     .meaning = "a URL with more characters between two slashes is answered 400, URL"},
    {HTTPSYS(url_segment_max_count), "UrlSegmentMaxCount", KEY_COUNT, RANGE(1, MANY),
     DOCUMENTED(0, 16383), .defaults = {"255"}, .flags = KEY_LIMIT, .never = "none", HTTP_SYS,
     CITED("KB820129"), .meaning = "a URL of more segments is answered 400, URL"},
    {HTTPSYS(demand_start_threshold), "DemandStartThreshold", KEY_COUNT, RANGE(1, MANY),
     DOCUMENTED(10, 4294967295.0), .defaults = {"none"}, .never = "none", ONLY6,
     CITED("CC782108 MS525763 PROCGATE"),
     .meaning = "worker processes of the machine: requests that need one more wait in the kernel "
                "until one ends; assumption: a recycled one's successor comes all the same"},
    {HTTPSYS(nonpaged_pool_bytes), "nonpaged-pool", KEY_SIZE, RANGE(0, TERABYTE),
     .defaults = {"none"}, .never = "none", HTTP_SYS, ASSUMPTION("KB820129"),
     .meaning = "memory of the kernel for connections; none: not looked at, an assumption"},
    {HTTPSYS(connection_memory_bytes), "connection-memory", KEY_SIZE, RANGE(1, TERABYTE),
     .defaults = {"4KB"}, HTTP_SYS, ASSUMPTION("simulator"),
     .meaning = "what a connection takes of it; assumption"},
    {HTTPSYS(aggressive_memory), "EnableAggressiveMemoryUsage", KEY_BOOL, .defaults = {"false"},
     HTTP_SYS, CITED("KB820129"),
     .meaning = "connections are refused below 8 MB of free nonpaged-pool, not below 20 MB"},
    {HTTPSYS(app_pool_timer), "app-pool-timer", KEY_CHOICE, .choices = app_pool_timers,
     .defaults = {"reset"}, HTTP_SYS, CITED("CC759448 CC781893"),
     .meaning =
         "what Timer_AppPool does: closes the connection, or answers 503; assumption: reset, "
         "CC781893 has 503"},

    {"scriptmap", SPECIAL(".EXT"),
     .form = "aspnet, static, asp, isapi or cgi; prohibited behind it", .flags = KEY_COMPUTED,
     .defaults =
         {".asax .ascx .ashx .asmx .aspx .axd: aspnet; .asp: asp; .dll: isapi; else static"},
     ALL, CITED("S1 MAKHAN"),
     .meaning =
         "the handler of an extension; prohibited: by IIS 6's list of web service extensions, "
         "404.2"},

    {"limits", SPECIAL("preset"), .form = "documented or none", .defaults = {"documented"}, ALL,
     OWN, .meaning = "none: limits not written in the file are off, and those written act at once"},
    {LIMITS(timer_phases), "timer-phases", KEY_CHOICE, .choices = timer_phases,
     .defaults = {"seeded"}, ALL, OWN,
     .meaning = "periodic timers start at seeded offsets, or when first needed (as under preset = "
                "none); assumption"},

    {NULL, .next = model_keys_costs},
};
