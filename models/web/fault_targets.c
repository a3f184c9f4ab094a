/* fault_targets.c - which processes a fault strikes.
 *
 * A page that is named: the process that serves it. An application, a pool, the machine: the
 * process that has the AppDomain, where an application has ASP.NET pages; else those that run its
 * ASP and ISAPI pages; else the one that serves its static files.
 */
#include "models/web/fault_private.h"
#include "models/web/server.h"

/* The code of a page, by how much it is its application's own. */
typedef enum { CODE_NONE, CODE_NATIVE, CODE_MANAGED } PageCode;

static PageCode code_of(const WebRun *run, uint32_t page)
{
    switch (run->page_handlers[page]) {
    case HANDLER_ASPNET:
        return CODE_MANAGED;
    case HANDLER_ASP:
    case HANDLER_ISAPI:
    case HANDLER_CGI:
        return CODE_NATIVE;
    case HANDLER_STATIC:
    case HANDLER_PROHIBITED:
        break;
    }
    return CODE_NONE;
}

/* The process that serves the page, or has the AppDomain. That of a CGI is not there in between. */
static void add(WebRun *run, uint32_t app, uint32_t page, GPtrArray *found)
{
    WebProcess *process;

    if (page != MODEL_NONE && run->page_handlers[page] == HANDLER_CGI)
        return;
    process = run->server->process_of(run, app, page);
    if (process != NULL && process->state == PROCESS_READY &&
        !g_ptr_array_find(found, process, NULL))
        g_ptr_array_add(found, process);
}

static void add_app(WebRun *run, uint32_t app, bool only_managed, GPtrArray *found)
{
    const WebPageConfig *pages = run->config->pages;
    PageCode best = CODE_NONE;
    bool has_pages = false;

    for (uint32_t i = 0; i < run->config->page_count; i++) {
        if (pages[i].app != app)
            continue;
        has_pages = true;
        best = MAX(best, code_of(run, i));
    }
    if (!has_pages)
        add(run, app, MODEL_NONE, found);
    for (uint32_t i = 0; i < run->config->page_count; i++) {
        if (pages[i].app == app && code_of(run, i) == best &&
            (best == CODE_MANAGED || !only_managed))
            add(run, app, i, found);
    }
}

/* They are found before anything is done to the first, as its replacement may be ready at once. */
GPtrArray *web_fault_processes(const WebFault *fault, bool only_managed)
{
    WebRun *run = fault->run;
    uint32_t page = fault->config->target_index;
    GPtrArray *found = g_ptr_array_new();

    if (fault->config->target == FAULT_TARGET_PAGE) {
        if (!only_managed || code_of(run, page) == CODE_MANAGED)
            add(run, run->config->pages[page].app, page, found);
        return found;
    }
    for (uint32_t app = 0; app < run->config->app_count; app++) {
        if (fault->apps[app])
            add_app(run, app, only_managed, found);
    }
    return found;
}

bool web_fault_can_hit(const WebFault *fault, uint32_t page)
{
    const WebRun *run = fault->run;

    if (fault->config->target == FAULT_TARGET_PAGE)
        return fault->config->target_index == page;
    return fault->apps[run->config->pages[page].app] && code_of(run, page) != CODE_NONE;
}
