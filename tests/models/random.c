/* random.c - each choice is drawn from one stream, in the order of the text. */
#include "tests/models/random.h"
#include "sim/stream.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

typedef struct {
    SimStream stream;
    GString *text;
    bool is_zero_cost;
    int cores, threads, apps, sites, pools, pages, backends, groups;
} Author;

static int below(Author *author, int count)
{
    return (int)sim_stream_below(&author->stream, (uint64_t)count);
}

static int between(Author *author, int low, int high)
{
    return low + below(author, high - low + 1);
}

static bool chance(Author *author, int percent)
{
    return below(author, 100) < percent;
}

static const char *pick(Author *author, const char *const *words)
{
    return words[below(author, (int)g_strv_length((char **)words))];
}

static void section(Author *author, const char *name)
{
    g_string_append_printf(author->text, "[%s]\n", name);
}

static void G_GNUC_PRINTF(3, 4) maybe(Author *author, int percent, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (chance(author, percent)) {
        g_string_append_vprintf(author->text, format, arguments);
        g_string_append_c(author->text, '\n');
    }
    va_end(arguments);
}

static const char *demand(Author *author)
{
    static const char *const demands[] = {
        "0ms",
        "1ms",
        "5ms",
        "exp(3ms)",
        "exp(20ms)",
        "lognormal(mean=8ms, cv=2)",
        "uniform(0ms, 30ms)",
        "exp(200ms)",
        "2s",
        "erlang(k=3, mean=10ms)",
        NULL,
    };

    return pick(author, demands);
}

/* ---- the server ---- */

static void write_run(Author *author)
{
    static const char *const warmups[] = {"0s", "1s", "5s", NULL};
    static const char *const drains[] = {"0s", "1s", "60s", NULL};
    static const char *const durations[] = {"5s", "10s", "10100ms", NULL};

    section(author, "scenario");
    g_string_append_printf(author->text, "duration = %s\nwarmup = %s\ndrain = %s\nseed = %d\n",
                           pick(author, durations), pick(author, warmups), pick(author, drains),
                           between(author, 1, 1000));
    maybe(author, 20, "load = 1.5");
    section(author, "machine");
    author->cores = between(author, 1, 4);
    g_string_append_printf(author->text, "cores = %d\n", author->cores);
    maybe(author, 30, "memory = %dMB", between(author, 8, 200));
    maybe(author, 20, "virtual-memory-limit = %dMB", between(author, 10, 100));
    section(author, "limits");
    maybe(author, 50, "preset = none");
    maybe(author, 30, "timer-phases = %s", chance(author, 50) ? "armed" : "seeded");
}

static void write_costs(Author *author)
{
    static const char *const starts[] = {"none",        "wait exp(1s)",        "cpu 100ms",
                                         "wait 1500ms", "cpu 10ms, disk 20ms", NULL};
    static const char *const messages[] = {
        "none", "cpu 1ms", "wait exp(2ms)", "cpu exp(1ms), wait 1ms", "kernel 1ms", NULL};

    author->is_zero_cost = chance(author, 50);
    section(author, "costs");
    if (author->is_zero_cost)
        g_string_append(author->text, "preset = zero\n");
    maybe(author, 60, "process-start = %s", pick(author, starts));
    maybe(author, 50, "pipe-oneway = %s", pick(author, messages));
    maybe(author, 30, "callback-work = wait exp(5ms), cpu 1ms");
    maybe(author, 30, "appdomain-create = %s",
          demand(author)[0] == '2' ? "wait 2s" : "wait exp(100ms)");
    maybe(author, 30, "jit = wait exp(20ms)");
    maybe(author, 30, "compile-batch = cpu 50ms");
    maybe(author, 30, "application-instance = wait exp(5ms)");
    maybe(author, 30, "clr-load = cpu 10ms");
    maybe(author, 20, "pipeline = wait 1ms, cpu 1ms");
    maybe(author, 20, "inetinfo-in = wait exp(2ms)");
    maybe(author, 20, "inetinfo-out = cpu exp(2ms)");
    maybe(author, 20, "w3wp-native = wait exp(2ms)");
    maybe(author, 20, "http-dispatch = kernel exp(1ms)");
    maybe(author, 40, "inetinfo-restart = %s", pick(author, starts));
    maybe(author, 20, "cgi-start = wait exp(50ms)");
    maybe(author, 30, "dllhost-call = %s", pick(author, messages));
    maybe(author, 20, "context-switch = kernel 10us");
    maybe(author, 20, "thread-create = cpu 1ms");
    maybe(author, 30, "session-state-server = wait exp(5ms), disk 1ms");
    maybe(author, 30, "session-sql-server = cpu 1ms, wait exp(20ms)");
    maybe(author, 20, "page-life-cycle = wait exp(2ms)");
    maybe(author, 20, "remoting-call = cpu exp(1ms)");
    maybe(author, 20, "isapi-load = wait exp(20ms)");
    maybe(author, 30, "file-read = disk exp(10ms)");
}

/* What rules the life of AppDomains. */
static void write_domains(Author *author)
{
    maybe(author, 40, "version = 2.0\nautoConfig = false");
    maybe(author, 30, "shutdownTimeout = %dms", between(author, 0, 2000));
    maybe(author, 20, "delayNotificationTimeout = %dms", between(author, 0, 1000));
    maybe(author, 20, "waitChangeNotification = %dms", between(author, 0, 600));
    maybe(author, 20, "maxWaitChangeNotification = %dms", between(author, 0, 900));
    maybe(author, 20, "hostingIdleTimeout = %ds", between(author, 1, 2));
    maybe(author, 20, "idle-check = %dms", between(author, 0, 3) * 300);
    maybe(author, 20, "unload-poll = %dms", between(author, 0, 2) * 100);
    maybe(author, 20, "maxAppDomains = %d", between(author, 1, 3));
    maybe(author, 20, "application-instances = maxWorkerThreads");
    maybe(author, 20, "numRecompilesBeforeAppRestart = %d", between(author, 1, 4));
    maybe(author, 20, "maxBatchSize = %d", between(author, 1, 2));
    maybe(author, 20, "batch = false");
    maybe(author, 10, "debug = true");
}

static void write_aspnet(Author *author)
{
    static const char *const injections[] = {"0s", "10ms", "500ms", NULL};
    int free_threads;

    section(author, "aspnet");
    author->threads = between(author, 1, 20);
    free_threads = between(author, 0, MIN(8, author->threads - 1));
    g_string_append_printf(author->text, "maxWorkerThreads = %d\nmaxIoThreads = %d\n",
                           author->threads, between(author, author->threads, 20));
    g_string_append_printf(author->text, "minFreeThreads = %d\nminLocalRequestFreeThreads = %d\n",
                           free_threads, between(author, 0, free_threads));
    maybe(author, 40, "minWorkerThreads = %d", between(author, 1, author->threads));
    maybe(author, 40, "minIoThreads = %d", between(author, 1, author->threads));
    maybe(author, 30, "requestQueueLimit = %d", between(author, 0, 40));
    maybe(author, 30, "appRequestQueueLimit = %d", between(author, 1, 20));
    maybe(author, 30, "executionTimeout = %dms", between(author, 1, 2000));
    maybe(author, 30, "session-poll = %dms", between(author, 0, 3) * 200);
    maybe(author, 30, "sessionStateTimeout = %ds", between(author, 1, 3));
    maybe(author, 20, "stateNetworkTimeout = %dms\nsqlCommandTimeout = 20ms",
          between(author, 1, 20));
    maybe(author, 30, "execution-check = %dms", between(author, 0, 3) * 300);
    maybe(author, 30, "clientConnectedCheck = %dms", between(author, 0, 500));
    maybe(author, 40, "thread-injection = %s", pick(author, injections));
    maybe(author, 30, "thread-retirement = %dms", between(author, 1, 1000));
    maybe(author, 30, "gate-timer = %s", chance(author, 50) ? "none" : "700ms");
    maybe(author, 30, "gate-counts = code");
    maybe(author, 30, "responseDeadlockInterval = %dms", between(author, 1, 2000));
    maybe(author, 40, "maxconnection = %d", between(author, 1, 10));
    maybe(author, 30, "call-threads = 2");
    maybe(author, 50, "call-free-threads = %d", between(author, 0, 3));
    maybe(author, 30, "call-timeout = %dms", between(author, 1, 3000));
    maybe(author, 30, "application-trim = %s", chance(author, 50) ? "none" : "500ms");
    write_domains(author);
}

static void write_iis5(Author *author)
{
    section(author, "iis5");
    maybe(author, 30, "ServerListenBacklog = %d", between(author, 1, 20));
    maybe(author, 30, "accepts-posted = %d", between(author, 1, 20));
    maybe(author, 30, "MaxPoolThreads = %d\nPoolThreadLimit = %d", between(author, 1, 3),
          between(author, 3, 10));
    maybe(author, 30, "AspProcessorThreadMax = %d\nAspRequestQueueMax = %d", between(author, 1, 3),
          between(author, 1, 10));
    maybe(author, 30, "AspQueueConnectionTestTime = %dms", between(author, 0, 500));
    maybe(author, 30, "MaxCachedFileSize = %d\nObjectCacheTTL = %dms", between(author, 0, 60000),
          between(author, 50, 2000));
    maybe(author, 20, "enable = false");
    maybe(author, 40, "SyncPipesPerCPU = %d", between(author, 1, 3));
    maybe(author, 40, "callbacks = %d", between(author, 0, 3));
    maybe(author, 20, "body-preload = 100B");
    maybe(author, 30, "pipe-message = %dB", between(author, 256, 9000));
    maybe(author, 40, "restartQueueLimit = %d", between(author, 0, 5));
    maybe(author, 30, "timeout = %ds", between(author, 1, 4));
    maybe(author, 30, "idleTimeout = %ds", between(author, 1, 3));
    maybe(author, 30, "shutdownTimeout = %dms", between(author, 0, 3) * 200);
    maybe(author, 40, "requestLimit = %d", between(author, 1, 200));
    maybe(author, 30, "memoryLimit = %d%%", between(author, 5, 60));
    maybe(author, 30, "monitor-period = %dms", between(author, 0, 3) * 300);
    maybe(author, 30, "webGarden = true");
    maybe(author, 30, "cpuMask = 0x%x", 1 + 2 * below(author, 8));
    maybe(author, 30, "pingFrequency = %dms\npingTimeout = %dms", between(author, 1, 2000),
          between(author, 1, 1000));
    maybe(author, 20, "rql-recycles = true");
    maybe(author, 50, "deadlock-check = %dms", between(author, 1, 1000));
    maybe(author, 50, "responseRestartDeadlockInterval = %dms", between(author, 0, 1000));
    section(author, "httpsys");
    maybe(author, 50, "i5m-queue-length = %d", between(author, 1, 30));
    maybe(author, 50, "ActivityPeriod = %d", between(author, 0, 2));
    maybe(author, 50, "UriScavengerPeriod = %dms", between(author, 100, 3000));
    maybe(author, 30, "scavenger = idle");
    maybe(author, 20, "UriEnableCache = false");
    maybe(author, 30, "ConnectionTimeout = %dms", between(author, 100, 2000));
    maybe(author, 30, "app-pool-timer = 503");
    maybe(author, 20, "MaxGlobalBandwidth = %d", between(author, 1000, 1000000));
    maybe(author, 20, "MinFileBytesPerSec = %d", between(author, 100, 100000));
    maybe(author, 10, "MaxFieldLength = 100\nUrlSegmentMaxCount = 2");
    maybe(author, 15, "DemandStartThreshold = %d", between(author, 1, 3));
    maybe(author, 10, "nonpaged-pool = %dKB", 20480 + 4 * between(author, 0, 30));
}

static void write_sites(Author *author)
{
    author->sites = MAX(between(author, -2, 2), 0);
    for (int i = 0; i < author->sites; i++) {
        g_string_append_printf(author->text, "[site:s%d]\nServerBindings = :80:s%d, :%d:\n", i, i,
                               81 + i);
        maybe(author, 40, "MaxConnections = %d", between(author, 1, 30));
        maybe(author, 30, "MaxEndpointConnections = %d", between(author, 1, 40));
        maybe(author, 30, "ConnectionTimeout = %dms", between(author, 1, 1000));
        maybe(author, 10, "ServerAutoStart = false");
        maybe(author, 30, "MaxBandwidth = %d", between(author, 1000, 1000000));
    }
}

static void write_pools(Author *author)
{
    static const char *const dispatches[] = {"round-robin", "pull", "random", NULL};

    author->pools = between(author, 1, 3);
    for (int i = 0; i < author->pools; i++) {
        g_string_append_printf(author->text, "[pool:p%d]\n", i);
        maybe(author, 40, "AppPoolQueueLength = %d", between(author, 1, 30));
        maybe(author, 50, "MaxProcesses = %d", between(author, 1, 3));
        maybe(author, 50, "dispatch = %s", pick(author, dispatches));
        maybe(author, 40, "held-requests = %d", between(author, 1, 8));
        maybe(author, 30, "MaxPoolThreads = %d\nPoolThreadLimit = %d", between(author, 1, 3),
              between(author, 3, 10));
        maybe(author, 30, "MaxCachedFileSize = %d\nObjectCacheTTL = %dms",
              between(author, 0, 60000), between(author, 50, 2000));
        maybe(author, 30, "AspProcessorThreadMax = %d\nAspRequestQueueMax = %d",
              between(author, 1, 3), between(author, 1, 10));
        if (chance(author, 30)) /* below IdleTimeout it would not count */
            maybe(author, 100, "PeriodicRestartTime = %ds\nIdleTimeout = %d", between(author, 1, 4),
                  between(author, 0, 1));
        else
            maybe(author, 30, "IdleTimeout = %ds", between(author, 1, 3));
        maybe(author, 40, "PeriodicRestartRequests = %d", between(author, 1, 200));
        maybe(author, 30, "PeriodicRestartMemory = %d", between(author, 10000, 60000));
        maybe(author, 20, "PeriodicRestartSchedule = 00:00, 12:00");
        maybe(author, 30, "RapidFailProtectionMaxCrashes = %d", between(author, 1, 4));
        maybe(author, 30, "RapidFailProtectionInterval = %ds", between(author, 1, 4));
        maybe(author, 30, "LoadBalancerCapabilities = 1");
        maybe(author, 40, "ShutdownTimeLimit = %dms", between(author, 0, 3) * 200);
        maybe(author, 40, "DisallowOverlappingRotation = true");
        maybe(author, 20, "DisallowRotationOnConfigChange = true");
        maybe(author, 30, "StartupTimeLimit = %dms", between(author, 1, 3) * 600);
        maybe(author, 20, "PingingEnabled = false");
        maybe(author, 50, "PingInterval = %dms\nPingResponseTime = %dms",
              between(author, 1, 5) * 200, between(author, 1, 5) * 100);
        maybe(author, 20, "OrphanWorkerProcess = true");
        maybe(author, 30, "CPULimit = %d\nCPUAction = %d\nCPUResetInterval = %dms",
              between(author, 1, 50000), between(author, 0, 2), between(author, 1, 4) * 500);
        maybe(author, 20, "asp-hung-after = %dms", between(author, 1, 100));
        maybe(author, 20, "AppPoolIdentityType = %s", chance(author, 50) ? "0" : "SHOP\\web");
    }
}

/* ---- what is asked of it ---- */

/* Of a page with a higher number, or now and then of itself: calls come to an end. */
static void write_call(Author *author, int page)
{
    if (page + 1 < author->pages && chance(author, 80))
        g_string_append_printf(author->text, ", call page:g%d",
                               between(author, page + 1, author->pages - 1));
    else
        g_string_append_printf(author->text, ", call page:g%d with 40%%", page);
}

static void write_work(Author *author, int page, bool may_call)
{
    int steps = between(author, 0, 4);

    g_string_append(author->text, steps == 0 ? "work = none" : "work = ");
    for (int i = 0; i < steps; i++) {
        int kind = below(author, 3 + author->backends);

        if (i > 0)
            g_string_append(author->text, ", ");
        if (kind == 0)
            g_string_append(author->text, "cpu ");
        else if (kind == 1)
            g_string_append(author->text, "wait ");
        else if (kind == 2)
            g_string_append(author->text, "disk ");
        else
            g_string_append_printf(author->text, "db%d ", kind - 3);
        g_string_append(author->text, demand(author));
        if (chance(author, 20))
            g_string_append(author->text, " with 50%");
    }
    for (int i = 0; steps > 0 && may_call && i < 2 && chance(author, 30); i++)
        write_call(author, page);
    g_string_append_c(author->text, '\n');
}

static void write_apps(Author *author)
{
    static const char *const stores[] = {"InProc", "StateServer", "SQLServer", "off", NULL};
    static const char *const uses[] = {"none", "readonly", "readwrite", NULL};
    static const char *const extensions[] = {"aspx", "aspx", "aspx", "asmx", "ashx", "axd",
                                             "ascx", "gif",  "asp",  "dll",  "exe",  NULL};

    g_string_append(author->text, "[scriptmap]\n.exe = cgi\n");
    author->backends = between(author, 0, 2);
    for (int i = 0; i < author->backends; i++) {
        g_string_append_printf(author->text, "[backend:db%d]\n", i);
        maybe(author, 60, "connections = %d", between(author, 1, 5));
        maybe(author, 40, "discipline = ps");
    }
    author->apps = between(author, 1, 4);
    for (int i = 0; i < author->apps; i++) {
        g_string_append_printf(author->text, "[app:a%d]\npool = p%d\n", i,
                               below(author, author->pools));
        if (author->sites > 0)
            g_string_append_printf(author->text, "site = s%d\n", below(author, author->sites));
        maybe(author, 50, "start = warm");
        maybe(author, 30, "memory = %dMB", between(author, 0, 30));
        maybe(author, 60, "AppIsolated = %d", between(author, 0, 2));
        maybe(author, 30, "AppOopRecoverLimit = %d", between(author, 0, 3));
        maybe(author, 20, "executionTimeout = 500ms");
        maybe(author, 20, "appRequestQueueLimit = 3");
        maybe(author, 40, "session = %s", pick(author, stores));
        maybe(author, 30, "session-memory = %dKB", between(author, 1, 2000));
        maybe(author, 20, "registered-object-stop = %dms", between(author, 1, 500));
        maybe(author, 10, "debug = true");
        maybe(author, 5, "enable = false");
    }
    author->pages = between(author, author->apps, 6);
    for (int i = 0; i < author->pages; i++) {
        int app = i < author->apps ? i : below(author, author->apps);
        const char *extension = pick(author, extensions);

        g_string_append_printf(author->text, "[page:g%d]\napp = a%d\nurl = /a%d/g%d.%s\n", i, app,
                               app, i, extension);
        write_work(author, i, g_str_has_prefix(extension, "as") && strlen(extension) == 4);
        maybe(author, 20, "catch-failed-calls = true");
        maybe(author, 30, "size = %dKB", between(author, 0, 100));
        maybe(author, 20, "memory = %dKB", between(author, 0, 4000));
        maybe(author, 20, "leak = %dKB", between(author, 0, 300));
        maybe(author, 20, "in-process = true");
        maybe(author, 10, "status = 404");
        maybe(author, 10, "authenticated = true");
        maybe(author, 10, "kernel-cache = false");
        maybe(author, 40, "session = %s", pick(author, uses));
        maybe(author, 10, "request-size = %dKB",
              chance(author, 50) ? between(author, 1, 40) : between(author, 5000, 8000));
        maybe(author, 30, "output-cache = %dms", between(author, 1, 3000));
        maybe(author, 30, chance(author, 50) ? "urls = %d" : "urls = zipf(%d, 1)",
              between(author, 1, 5));
    }
}

static void write_arrivals(Author *author, bool is_path)
{
    int rate = between(author, 2, is_path ? 4 : 2 + 24 / author->groups);
    bool is_eager = chance(author, 10);

    g_string_append(author->text, "arrivals = ");
    switch (below(author, 8)) {
    case 0:
        g_string_append_printf(author->text, "users(%d, think=%s)", is_eager ? MIN(rate, 2) : rate,
                               is_eager ? "exp(60ms)" : "exp(500ms)");
        break;
    case 1:
        g_string_append_printf(author->text, "every(exp(%dms))", 1000 / rate);
        break;
    case 2:
        g_string_append_printf(author->text, "batches(poisson(%d/s), size=geometric(mean=5))",
                               1 + rate / 5);
        break;
    case 3:
        g_string_append_printf(author->text, "ramp(0s %d/s, 4s %d/s)", rate, 2 * rate);
        break;
    case 4:
        g_string_append_printf(author->text, "mmpp(%d/s for exp(1s), 0/s for 1s)", 2 * rate);
        break;
    case 5:
        g_string_append_printf(author->text, "at(0s x %d, 0s x 3, 2s x %d)", rate * 2, rate * 4);
        break;
    case 6:
        g_string_append_printf(author->text, "sine(mean=%d/s, amplitude=1, period=3s)", rate);
        break;
    default:
        g_string_append_printf(author->text, "poisson(%d/s)", rate);
    }
    g_string_append_c(author->text, '\n');
}

static void write_clients(Author *author)
{
    static const char *const losses[] = {"go-on", "restart", "leave", NULL};
    static const char *const retries[] = {"0ms x 2 on error, rejected, refused, reset",
                                          "exp(500ms) x 3 on rejected, refused, reset",
                                          "1s x 1 on reset", NULL};

    author->groups = between(author, 1, 4);
    for (int i = 0; i < author->groups; i++) {
        bool is_path = chance(author, 30);
        int first = below(author, author->pages);

        g_string_append_printf(author->text, "[clients:c%d]\n", i);
        if (is_path)
            g_string_append_printf(author->text,
                                   "path = g%d & g%d > g%d*%d\nthink = exp(200ms)\n"
                                   "on-session-lost = %s\n",
                                   first, below(author, author->pages),
                                   below(author, author->pages), between(author, 1, 3),
                                   pick(author, losses));
        else
            g_string_append_printf(author->text, "pages = g%d:3, g%d\n", first,
                                   below(author, author->pages));
        write_arrivals(author, is_path);
        maybe(author, 40, "timeout = %dms", between(author, 1, 3000));
        maybe(author, 40, "patience = exp(%dms)", between(author, 1, 500));
        maybe(author, 40, "retry = %s", pick(author, retries));
        maybe(author, 20, "local = true");
        maybe(author, 40, "keep-alive = true");
        maybe(author, 10, "request-header = %dKB", between(author, 1, 20));
        maybe(author, 30, "bandwidth = %dKB/s", between(author, 1, 200));
        maybe(author, 5, "host = nobody.is.bound");
    }
}

static void write_crash(Author *author, int number)
{
    g_string_append_printf(author->text, "[fault:f%d]\nkind = crash\n", number);
    switch (below(author, 4)) {
    case 0:
        g_string_append_printf(author->text, "app = a%d\n", below(author, author->apps));
        break;
    case 1:
        g_string_append_printf(author->text, "pool = p%d\n", below(author, author->pools));
        break;
    case 2:
        g_string_append_printf(author->text, "page = g%d\n", below(author, author->pages));
        break;
    default:
        g_string_append(author->text, "machine = true\n");
    }
    switch (below(author, 3)) {
    case 0:
        g_string_append(author->text, "at = 0s, 1s, 1500ms\n");
        break;
    case 1:
        g_string_append_printf(author->text, "every = exp(%dms)\n", between(author, 50, 2000));
        break;
    default:
        g_string_append_printf(author->text, "per-request = %d%%\n", between(author, 1, 100));
    }
    maybe(author, 50, "restart-on = request");
    maybe(author, 30, "for = exp(300ms)");
}

/* One of every other kind, each in turn left out or in. */
static void write_other_faults(Author *author)
{
    static const char *const killers[] = {"stack-overflow", "exception-off-request", NULL};
    static const char *const timings[] = {"at = 0s, 1s, 1500ms", "every = exp(700ms)", NULL};
    int app = below(author, author->apps);
    int pool = below(author, author->pools);
    int page = below(author, author->pages);

    maybe(author, 15, "[fault:o0]\nkind = %s\napp = a%d\n%s", pick(author, killers), app,
          pick(author, timings));
    maybe(author, 20, "[fault:o1]\nkind = exception\npage = g%d\nper-request = %d%%", page,
          between(author, 1, 100));
    maybe(author, 20, "[fault:o2]\nkind = hang\npage = g%d\nnative = %s\n%s\nfor = exp(300ms)",
          page, chance(author, 50) ? "true" : "false", pick(author, timings));
    maybe(author, 15, "[fault:o20]\nkind = deadlock\npage = g%d\n%s\nfor = exp(500ms)", page,
          pick(author, timings));
    maybe(author, 10, "[fault:o3]\nkind = hang\napp = a%d\nper-request = %d%%", app,
          between(author, 1, 20));
    maybe(author, 20, "[fault:o4]\nkind = leak\napp = a%d\nleak = 50KB\nper-request = 50%%", app);
    maybe(author, 20, "[fault:o5]\nkind = spin\nmachine = true\nthreads = %d\n%s\nfor = exp(500ms)",
          between(author, 1, 3), pick(author, timings));
    maybe(author, 20, "[fault:o6]\nkind = pool-stop\npool = p%d\n%s\nfor = exp(500ms)", pool,
          pick(author, timings));
    maybe(author, 30, "[fault:o7]\nkind = operator-restart\npool = p%d\nevery = exp(1s)", pool);
    maybe(author, 30, "[fault:o8]\nkind = start-failure\napp = a%d\n%s\nfor = exp(1s)", app,
          pick(author, timings));
    maybe(author, 30, "[fault:o10]\nkind = recycle\nmachine = true\n%s", pick(author, timings));
    maybe(author, 15, "[fault:o11]\nkind = iisreset\nmachine = true\n%s", pick(author, timings));
    if (author->backends > 0)
        maybe(author, 30, "[fault:o9]\nkind = backend-outage\nbackend = db%d\n%s\nfor = exp(300ms)",
              below(author, author->backends), pick(author, timings));
}

/* Changes of files, and AppDomains that are recycled. */
static void write_changes(Author *author)
{
    static const char *const whats[] = {"web.config",     "global.asax", "bin",
                                        "App_Code",       "directory",   "metabase",
                                        "machine.config", NULL};
    static const char *const timings[] = {"at = 0s, 1s, 1500ms", "every = exp(700ms)", NULL};
    int app = below(author, author->apps);
    int page = below(author, author->pages);

    maybe(author, 30, "[fault:x0]\nkind = config-change\nwhat = %s\napp = a%d\n%s",
          pick(author, whats), app, pick(author, timings));
    maybe(author, 20,
          "[fault:x1]\nkind = config-storm\nwhat = %s\nmachine = true\n"
          "interval = exp(200ms)\n%s\nfor = exp(1s)",
          pick(author, whats), pick(author, timings));
    maybe(author, 20,
          "[fault:x2]\nkind = compile-storm\napp = a%d\ninterval = exp(100ms)\n%s\n"
          "for = exp(1s)",
          app, pick(author, timings));
    maybe(author, 20, "[fault:x3]\nkind = compile-storm\npage = g%d\ninterval = 100ms\n%s", page,
          pick(author, timings));
    maybe(author, 20,
          "[fault:x4]\nkind = config-change\nwhat = app-offline\napp = a%d\n%s\n"
          "for = exp(500ms)",
          app, pick(author, timings));
    maybe(author, 20, "[fault:x5]\nkind = recycle-appdomain\nmachine = true\n%s",
          pick(author, timings));
}

static void write_faults(Author *author)
{
    int count = between(author, 0, 3);

    for (int i = 0; i < count; i++)
        write_crash(author, i);
    if (author->backends > 0 && chance(author, 50))
        g_string_append_printf(author->text,
                               "[fault:slow]\nkind = slow-backend\nbackend = db%d\nfactor = 5\n"
                               "delay = exp(5ms)\nevery = exp(1s)\nfor = exp(500ms)\n",
                               below(author, author->backends));
    write_other_faults(author);
    write_changes(author);
}

char *random_scenario(uint64_t number)
{
    Author author = {
        .stream = sim_stream((SimSeed){.seed = 77, .replication = 1}, number, 0, 0),
        .text = g_string_new(NULL),
    };

    write_run(&author);
    write_costs(&author);
    write_aspnet(&author);
    write_iis5(&author);
    write_sites(&author);
    write_pools(&author);
    write_apps(&author);
    write_clients(&author);
    write_faults(&author);
    return g_string_free(author.text, FALSE);
}
