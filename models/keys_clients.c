/* keys_clients.c - the key table, pages and who asks for them. */
#include "models/keys_private.h"

static const char *const losses[] = {"go-on", "restart", "leave", NULL};
static const char *const session_uses[] = {"none", "readonly", "readwrite", NULL};

const ModelKey model_keys_clients[] = {
    {"page", SPECIAL("app"), .form = "NAME of an [app:NAME]", .flags = KEY_REQUIRED, ALL, OWN,
     .meaning = "the application that it belongs to"},
    {"page", SPECIAL("url"), .form = "/PATH/FILE.EXT", .defaults = {"PATH/NAME.aspx"},
     .flags = KEY_COMPUTED, ALL, OWN, .meaning = "its address; the extension picks the handler"},
    {PAGE(work), "work", KEY_WORK, .defaults = {"none"}, ALL, OWN,
     .meaning = "what it does, in order, on one thread; call page:NAME: through the front end"},
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
    {PAGE(in_process), "in-process", KEY_BOOL, .defaults = {"false"}, FRONT5, CITED("ISGU51"),
     .meaning = "an ISAPI or ASP page that InProcessIsapiApps lists: it runs in inetinfo, whatever "
                "AppIsolated says"},
    {PAGE(status), "status", KEY_COUNT, RANGE(100, 599), .defaults = {"200"}, ALL, OWN,
     .meaning = "the answer that it is meant to give"},
    {PAGE(catches_calls), "catch-failed-calls", KEY_BOOL, .defaults = {"false"}, ALL, OWN,
     .meaning = "a call that fails does not make the page fail; else it ends with 500"},
    {PAGE(request_bytes), "request-size", KEY_SIZE, RANGE(0, TERABYTE), .defaults = {"0"}, ALL, OWN,
     .meaning = "of the request's body: see maxRequestLength, body-preload"},
    {PAGE(is_authenticated), "authenticated", KEY_BOOL, .defaults = {"false"}, ALL,
     CITED("KB817445"), .meaning = "nobody gets it anonymously: http.sys does not keep it"},
    {PAGE(kernel_cache), "kernel-cache", KEY_BOOL, .defaults = {"true"}, HTTP_SYS,
     CITED("KB817445"),
     .meaning = "false: something keeps it out of http.sys's cache: MD_VR_NO_CACHE, dynamic "
                "compression, a footer, a UNC share, vary"},
    {PAGE(session), "session", KEY_CHOICE, .choices = session_uses, .defaults = {"readwrite"}, ALL,
     CITED("RS:SessionStateModule.cs"),
     .meaning =
         "requests of one session: readwrite runs them one after another, readonly waits for "
         "those, none never waits"},
    {"page", SPECIAL("output-cache"), .form = "off or DURATION", .defaults = {"off"}, ALL,
     CITED("RS:HttpApplication.cs"),
     .meaning =
         "how long a response stays in the output cache of its AppDomain: until then requests "
         "leave the pipeline without the page's own work"},
    {"page", SPECIAL("urls"), .form = "N or zipf(N, S)", .defaults = {"1"}, ALL, OWN,
     .meaning = "spreads the page over N URLs: caches keep each by itself"},

    {"clients", SPECIAL("pages"), .form = "PAGE[:WEIGHT], ...", ALL, OWN,
     .meaning = "each request is one of them, drawn anew; or a path"},
    {"clients", SPECIAL("path"), .form = "PAGE[*N] > PAGE & PAGE ...", ALL, OWN,
     .meaning = "a session: the pages in order; those joined by & at once, as a browser asks for "
                "frames"},
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
    {"clients", SPECIAL("host"), .form = "HOST or IP:PORT:HOST",
     .defaults = {"the first binding of the page's site"}, .flags = KEY_COMPUTED, ALL,
     CITED("WIN32-ROUTE"), .meaning = "the address that they ask for: it leads to a [site:NAME]"},
    {"clients", SPECIAL("bandwidth"), .form = "RATE, 56kbit/s or 7KB/s", .defaults = {"none"}, ALL,
     OWN, .meaning = "responses reach them at this rate at most; none: at once"},
    {CLIENTS(request_bytes), "request-header", KEY_SIZE, RANGE(0, TERABYTE), .defaults = {"0"},
     HTTP_SYS, OWN, .meaning = "request line and headers of what they send: see MaxRequestBytes"},
    {CLIENTS(field_bytes), "header-field", KEY_SIZE, RANGE(0, TERABYTE), .defaults = {"0"},
     HTTP_SYS, OWN, .meaning = "the longest header of what they send: see MaxFieldLength"},
    {CLIENTS(keep_alive), "keep-alive", KEY_BOOL, .defaults = {"false"}, ALL, OWN,
     .meaning = "users and visitors keep their connection until they leave; without it, and for "
                "requests of nobody in particular, each request has one of its own"},
    {CLIENTS(on_session_lost), "on-session-lost", KEY_CHOICE, .choices = losses,
     .defaults = {"go-on"}, ALL, ASSUMPTION("simulator"),
     .meaning =
         "who walks a path and finds the session gone goes on, begins anew (ten times at most, "
         "then it leaves) or leaves; assumption"},

    {NULL, .next = model_keys_fault},
};
