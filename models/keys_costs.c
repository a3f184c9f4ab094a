/* keys_costs.c - the key table, what steps cost, and what is outside the machine. */
#include "models/keys_private.h"

static const char *const disciplines[] = {"fifo", "ps", NULL};

const ModelKey model_keys_costs[] = {
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
    {WORK(callback_work, "callback-work"), .defaults = {"none"}, FRONT5, ASSUMPTION("KB835680"),
     .meaning = "what inetinfo does for a synchronous callback, on an ATQ thread, beside its two "
                "messages; assumption: nothing"},
    {WORK(dllhost_call, "dllhost-call"), .defaults = {"cpu 50us"}, FRONT5, ASSUMPTION("simulator"),
     .meaning = "one way of a call from inetinfo to a dllhost: half by the caller, half by the "
                "called; assumption: as pipe-oneway"},
    {WORK(process_start, "process-start"), .defaults = {"cpu 400ms, disk 600ms"}, ALL,
     ASSUMPTION("simulator"), .meaning = "start of aspnet_wp, w3wp or dllhost; assumption"},
    {WORK(cgi_start, "cgi-start"), .defaults = {"cpu 20ms"}, ALL, ASSUMPTION("simulator"),
     .meaning = "the process that each CGI request starts, and its end; assumption"},
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
    {WORK(page_life_cycle, "page-life-cycle"), .defaults = {"none"}, ALL, ASSUMPTION("simulator"),
     .meaning =
         "the page life cycle of an .aspx page that executes in full, which .ashx, .asmx and "
         ".axd do without; assumption: part of the page's own work"},
    {WORK(remoting_call, "remoting-call"), .defaults = {"none"}, ALL, ASSUMPTION("simulator"),
     .meaning = "2.0: a request's way from the Application Manager into an AppDomain; assumption: "
                "part of pipeline"},
    {WORK(isapi_load, "isapi-load"), .defaults = {"none"}, ALL, ASSUMPTION("simulator"),
     .meaning = "once per ISAPI extension and process; assumption: part of process-start"},
    {WORK(file_read, "file-read"), .defaults = {"none"}, ALL, ASSUMPTION("FCACHE6"),
     .meaning = "a static file that is not in the process's own cache; assumption: nothing, as the "
                "operating system's cache has it; 'disk 10ms' where it does not"},
    {WORK(thread_create, "thread-create"), .defaults = {"cpu 500us"}, ALL, DERIVED("P9"),
     .meaning = "a new thread"},
    {WORK(page_fault, "page-fault"), .defaults = {"disk 10ms"}, ALL, ASSUMPTION("simulator"),
     .meaning = "per request with probability 1 - physical/resident memory; assumption"},
    {WORK(session_state_server, "session-state-server"), .defaults = {"cpu 200us, wait 1ms"}, ALL,
     ASSUMPTION("simulator"),
     .meaning =
         "one visit of session = StateServer, to fetch a session or to store it; assumption; "
         "a backend in place of wait: visits queue there"},
    {WORK(session_sql_server, "session-sql-server"), .defaults = {"cpu 300us, wait 3ms"}, ALL,
     ASSUMPTION("simulator"), .meaning = "the same of session = SQLServer; assumption"},
    {WORK(inetinfo_restart, "inetinfo-restart"), .defaults = {"wait 10s"}, ALL,
     ASSUMPTION("BB742502 DEVX"),
     .meaning = "until inetinfo is back after its death, and IIS of any kind after an iisreset; "
                "assumption: 5-30 s"},
    {MEMORY(memory_w3wp_bytes, "memory-w3wp"), .defaults = {"5MB"}, ONLY6, CITED("P6"),
     .meaning = "an empty w3wp"},
    {MEMORY(memory_aspnet_wp_bytes, "memory-aspnet-wp"), .defaults = {"5MB"}, FRONT5,
     ASSUMPTION("P6"), .meaning = "an empty aspnet_wp; assumption: as w3wp"},
    {MEMORY(memory_inetinfo_bytes, "memory-inetinfo"), .defaults = {"5MB"}, FRONT5,
     ASSUMPTION("P6"), .meaning = "inetinfo; assumption: as w3wp"},
    {MEMORY(memory_dllhost_bytes, "memory-dllhost"), .defaults = {"5MB"}, FRONT5, ASSUMPTION("P6"),
     .meaning = "an empty dllhost; assumption: as w3wp"},
    {MEMORY(memory_clr_bytes, "memory-clr"), .defaults = {"3MB"}, ALL, DERIVED("P5 P6"),
     .meaning = "per process with the CLR"},
    {MEMORY(memory_appdomain_bytes, "memory-appdomain"), .defaults = {"2MB"}, ALL, DERIVED("P5 P6"),
     .meaning = "per AppDomain, empty"},

    {BACKEND(connections), "connections", KEY_COUNT, RANGE(1, MANY), .defaults = {"unlimited"},
     .never = "unlimited", ALL, OWN,
     .meaning = "visits at a time; others wait, holding their threads; the built-in disk has 1"},
    {BACKEND(discipline), "discipline", KEY_CHOICE, .choices = disciplines, .defaults = {"fifo"},
     ALL, OWN, .meaning = "fifo: a visit has a connection; ps: all visits share the connections"},

    {NULL, .next = model_keys_site},
};
