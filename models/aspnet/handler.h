/* handler.h - what ASP.NET does with a file, by its extension: httpHandlers of machine.config.
 *
 * Modelled:   .aspx goes through the page life cycle; .ashx, .asmx and what else the script map
 *             gives to ASP.NET does without it; .axd is internal: nothing to compile or to JIT;
 *             .asax, .ascx, sources, projects and configuration are refused with 403
 *             [RS:HTTPNotFoundHandler.cs] [PAG].
 *             a request longer than maxRequestLength is answered 500 [RS:HttpRuntimeSection.cs].
 * Simplified: it is refused before its page is compiled; every .axd exists; .rem and .soap are like .ashx.
 */
#pragma once
#include "models/config.h"

typedef enum {
    ASPNET_PAGE,
    ASPNET_HANDLER,
    ASPNET_INTERNAL,
    ASPNET_FORBIDDEN,
    ASPNET_TOO_LONG, /* whatever it is: its requests are longer than maxRequestLength */
} AspnetHandlerKind;

typedef struct { /* of each page of a scenario; of those of ASP.NET alone it means anything */
    AspnetHandlerKind kind;
    uint32_t folder;  /* pages of one folder of one application have the same */
    bool is_compiled; /* what is on disk is up to date */
    bool in_batch;    /* is being compiled */
} AspnetPage;

/* Of a page of ASP.NET. */
AspnetHandlerKind aspnet_handler_kind(const ModelConfig *config, uint32_t page);
