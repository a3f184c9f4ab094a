/* keys_fault.c - the key table, what goes wrong, and what is asked of the results. */
#include "models/keys_private.h"

static const char *const changes[] = {
    "web.config",      "global.asax",   "bin",      "App_Code",    "directory", "machine.config",
    "security-policy", "physical-path", "metabase", "app-offline", NULL};

const ModelKey model_keys_fault[] = {
    {"fault", SPECIAL("kind"),
     .form = "crash, stack-overflow, exception, exception-off-request, hang, deadlock, leak, "
             "spin, "
             "slow-backend, backend-outage, pool-stop, operator-restart, start-failure, recycle, "
             "iisreset, config-change, config-storm, compile-storm or recycle-appdomain",
     .flags = KEY_REQUIRED, ALL, CITED("KB911816 CC787273"),
     .meaning = "what goes wrong; exception: the request is answered 500, the process lives; "
                "exception-off-request: swallowed by 1.0 and 1.1, the end of the process in 2.0; "
                "pool-stop and operator-restart: of IIS 6 only; recycle: an administrator has the "
                "processes replaced; a process that somebody ends is a crash; iisreset: of machine "
                "= true; config-change: AppDomains restart; config-storm: over and over; "
                "compile-storm: pages change, one after another; recycle-appdomain: an "
                "administrator has the AppDomain restart"},
    {"fault", SPECIAL("app"), .form = "NAME", ALL, OWN,
     .meaning =
         "whose process: that of its ASP.NET pages, else of its ASP and ISAPI pages, else of "
         "its static files; one of app, pool, page, backend, machine"},
    {"fault", SPECIAL("pool"), .form = "NAME", ALL, OWN, .meaning = "or that pool's"},
    {"fault", SPECIAL("page"), .form = "NAME", ALL, OWN,
     .meaning = "or the one that serves this page; faults of requests: of this page only"},
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
     .meaning =
         "crash: the replacement starts at once, or with the next request; not for inetinfo"},
    {FAULT(is_native), "native", KEY_BOOL, .defaults = {"false"}, ALL, ASSUMPTION("simulator"),
     .meaning = "hang: outside managed code, where executionTimeout aborts nothing; assumption"},
    {FAULT(leak_bytes), "leak", KEY_SIZE, RANGE(0, TERABYTE), .defaults = {"0B"}, ALL, OWN,
     .meaning = "leak: what each execution leaves in the process until that dies"},
    {FAULT(threads), "threads", KEY_COUNT, RANGE(1, THREADS_MAX), .defaults = {"1"}, ALL, OWN,
     .meaning = "spin: how many threads of the process run without end"},

    {FAULT(what), "what", KEY_CHOICE, .choices = changes, .defaults = {"web.config"}, ALL,
     CITED("OWSCOTT ITPROTODAY RS:HttpRuntime.cs RS:FileChangesMonitor.cs"),
     .meaning = "config-change, config-storm: what changes; App_Code, directory and app-offline "
                "matter in 2.0 only; machine.config and security-policy restart every AppDomain"},
    {FAULT(interval), "interval", KEY_VARIATE, .defaults = {"1s"}, ALL, OWN,
     .meaning = "config-storm, compile-storm: between two changes"},

    {"slo", SPECIAL("require"), .form = "METRIC[(KIND:NAME)] < BOUND", .flags = KEY_REQUIRED, ALL,
     OWN, .meaning = "<, <=, > or >=; unmet: exit status 99"},
    {"compare", SPECIAL("metrics"), .form = "LIST of METRIC",
     .defaults = {"latency.mean, latency.p95, throughput, loss"}, ALL, OWN,
     .meaning = "the family of comparisons"},
    {"compare", SPECIAL("margin"), .form = "P%", .defaults = {"0%"}, ALL, OWN,
     .meaning = "differences below it do not matter"},
    {"compare", SPECIAL("baseline"), .form = "NAME of a variant", ALL, OWN,
     .meaning = "what the others are set against; default: the first"},
    {"plot", SPECIAL("y"), .form = "LIST of METRIC, or of series", .flags = KEY_REQUIRED, ALL, OWN,
     .meaning =
         "what is drawn, with its unit and its interval: metrics as in compare.metrics; over "
         "time series of timeseries.csv, throughput, and failed (all that did not end ok)"},
    {"plot", SPECIAL("x"), .form = "time, variant, metric, app, page, pool, clients or SETTING",
     .defaults = {"variant"}, ALL, OWN,
     .meaning = "over what; a setting is one that [sweep] steps through, and then the figure is "
                "drawn by sweep, else by run and compare"},
    {"plot", SPECIAL("lines"), .form = "variant or metric", .defaults = {"variant"}, ALL, OWN,
     .meaning = "which of the two have lines, or bars, of their own; the other has panels"},
    {"plot", SPECIAL("kind"), .form = "lines, points, steps or bars",
     .defaults = {"lines, over names bars"}, .flags = KEY_COMPUTED, ALL, OWN,
     .meaning = "how values are drawn; bars and points over names"},
    {"plot", SPECIAL("title"), .form = "TEXT", ALL, OWN,
     .meaning = "the heading of the figure; default: what y and x are"},
    {"plot", SPECIAL("values"), .form = "linear or log", .defaults = {"linear"}, ALL, OWN,
     .meaning = "the axis of y; linear begins at 0"},
    {"plot", SPECIAL("from"), .form = "TIME", .defaults = {"0s"}, ALL, OWN,
     .meaning = "over time: where the figure begins"},
    {"plot", SPECIAL("to"), .form = "TIME", ALL, OWN,
     .meaning = "over time: where it ends; default: with the window"},
    {"sweep", SPECIAL("combine"), .form = "product or lockstep", .defaults = {"product"}, ALL, OWN,
     .meaning = "every value with every other, or the first of each, the second, ..; other lines "
                "are KEY = LIST of values, \"quoted\" if they have commas, A..B step C, A..B x C"},
    {"sweep", SPECIAL("where"), .form = "EXPRESSION, such as load * cores <= 16", ALL, OWN,
     .meaning = "leaves points out that do not meet it: and, or, not, = != < <= > >=, + - * /, "
                "numbers with units, swept keys"},

    {NULL, .next = NULL},
};
