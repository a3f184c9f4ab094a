/* site.h - web sites: which one a request is for, by address, port and host name.
 *
 * Modelled:   the bindings of a site, IP:port:host each, any part of it open; the buckets of http.sys
 *             in their order, strong wildcard, explicit host, IP-bound, weak wildcard: the first with
 *             a match wins [WIN32-ROUTE]. A match whose owner does not run is 400 on http.sys
 *             [WIN32-ROUTE], and so is none at all [CYA6]; on IIS 5 a site that does not run is passed
 *             over [IIS4-SITE] and none at all is 404 [KB199806]. Where nobody listens at that port
 *             there is no connection (INFERENCE).
 *             400 of http.sys for URLs and headers beyond its limits [KB820129] [KB820729].
 * Simplified: each site owns the root of its names; the longest prefix inside a bucket is then the
 *             longest path of its applications, which the reader of scenarios checks. A host that is
 *             bound to an address is among the explicit hosts. '+', the strong wildcard, can be written
 *             as a host although the metabase has none: other owners of URLs have.
 *
 * All is settled before a run begins: a group of clients and a page have one target.
 */
#pragma once
#include "models/web/httperr.h"

typedef enum {
    TARGET_FOUND,
    TARGET_NO_SITE, /* answered: 400 by http.sys, 404 by inetinfo */
    TARGET_CLOSED,  /* no connection */
} WebTargetKind;

typedef struct {
    WebTargetKind kind;
    uint32_t
        site; /* of the page's application where it was not found; 0 where there are no sites */
    int64_t port;
    WebHttpError refusal; /* why the listener answers it itself */
} WebTarget;

/* Where a request for that page goes. clients NULL: a page that calls asks for it, by the first
 * binding of its site. is_http_sys: the kernel listener routes. */
WebTarget web_site_target(const ModelConfig *config, const WebClientsConfig *clients, uint32_t page,
                          bool is_http_sys);

/* The site that the address is routed to, running or not; MODEL_NONE: none. */
uint32_t web_site_of_address(const ModelConfig *config, const WebBinding *address,
                             bool running_only);
