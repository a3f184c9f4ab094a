/* behaviours.h - which documented behaviour is simulated, and which test would fail without it.
 *
 * Each file of behaviour tests has a table of these beside its tests; tests/main.c lists the tables.
 * `run-tests --behaviours` writes them, checked, as docs/behaviours.md: every test named must exist,
 * every source must be in docs/sources.md, every documented setting must be named by some row.
 * What is documented and not simulated has a row too, with the reason.
 */
#pragma once

typedef enum {
    AREA_MODELS,     /* how the three models differ */
    AREA_FRONT5,     /* inetinfo, ATQ, process isolation levels */
    AREA_PIPE,       /* aspnet_isapi <-> aspnet_wp */
    AREA_PROCESS,    /* processModel: start, health, recycling of aspnet_wp */
    AREA_HTTPSYS,    /* http.sys: routing, queues, limits, sites, connections */
    AREA_CACHE,      /* response caches: kernel, user mode, output cache */
    AREA_POOLS,      /* worker processes, recycling, web gardens */
    AREA_HEALTH,     /* pings, ISAPI health, rapid-fail protection, CPU limits */
    AREA_GATE,       /* free threads, queues, the CLR's thread pool */
    AREA_APPDOMAINS, /* Application Manager, Hosting Environment, restart, unload */
    AREA_FIRST,      /* what the first request costs */
    AREA_PIPELINE,   /* handlers, stages of the pipeline, time-outs */
    AREA_SESSIONS,
    AREA_CALLS,  /* a page that calls a page */
    AREA_MEMORY, /* memory and processors */
    AREA_FAULTS, /* what happens to requests when something goes wrong */
    AREA_CLIENT, /* what the client gets */
    AREA_NATIVE, /* static files, ASP, ISAPI */
    AREA_COUNTERS,
    AREA_MEASURES, /* isolation, availability, exposure */
    AREA_LOGS,
    AREA_COUNT
} TestArea;

typedef struct {
    TestArea area;
    const char *what;   /* the documented behaviour, a phrase */
    const char *models; /* 'iis5, i5m'; 'all' */
    const char *how;    /* what is simulated; left out: why not */
    const char *source; /* keys of docs/sources.md, by blanks */
    const char *keys;   /* settings by name, as 'pool.IdleTimeout', by blanks; NULL: none */
    const char *test;   /* the name of the test that fails without it; NULL: it is left out */
} TestBehaviour;
