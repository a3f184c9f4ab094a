/* workload.h - what a log asks of a server: applications, pages with their demands, arrivals.
 *
 * A page is a URL path and the status that it usually answers; a path that often answers in
 * several ways is a page for each. Rare paths share a page per application and handler. The
 * arrival of a request is the second of its stamp, spread by the seed, less its time-taken.
 *
 * The same log, options and seed give the same workload, bit for bit.
 */
#pragma once
#include "cli/import/fit.h"
#include "cli/import/w3c.h"
#include "models/config.h"

#define WORKLOAD_SPAN_DAYS 36500 /* what a scenario can last */
#define WORKLOAD_VARIANT_PERCENT                                                                   \
    10u /* a status with this share of a path gets a page of its own                               \
         */
#define WORKLOAD_IDLE_S           1200 /* after so long without a request IIS 6 ends a worker */
#define WORKLOAD_IDLE_GAPS        5u   /* so many show whether it did */
#define WORKLOAD_COLD_S           0.5  /* a worker does not start in less */
#define WORKLOAD_VARIANT_REQUESTS 5u   /* and at least so many requests */

typedef struct {
    char *prefix; /* lower case, '/shop'; "/" catches the rest */
    char *name;
} WorkloadApp;

typedef struct {
    const WorkloadApp *apps; /* none: one application 'site' for all; borrowed */
    uint32_t app_count;
    uint32_t pages_max; /* paths that get a page of their own */
    uint64_t seed;
    double dynamic_own_s; /* what the simulator adds to a request by its own costs: taken off */
    double static_own_s;
} WorkloadOptions;

typedef struct {
    uint32_t count; /* 0: the rest is 0 too */
    double mean_s;
    double p50_s;
    double p95_s;
} WorkloadTimes;

typedef enum {
    DEMAND_OWN,    /* fitted to the page's own times */
    DEMAND_SHARED, /* too few: those of its class, drawn towards its own */
    DEMAND_ASSUMED /* the log has no times */
} WorkloadDemandKind;

typedef struct {
    char *name;
    char *url;
    uint32_t app;
    WebHandler handler;
    bool is_guessed;    /* the handler is not known by an extension */
    uint32_t paths;     /* how many URL paths it stands for */
    uint16_t status;    /* its usual answer */
    uint32_t requests;  /* all that it stands for */
    uint32_t usual;     /* those that got the usual answer, or an unknown one */
    int64_t size_bytes; /* median; 0 unknown */
    WorkloadDemandKind demand_kind;
    FitDemand demand;
    WorkloadTimes times; /* as logged, of the usual answers */
} WorkloadPage;

typedef struct {
    int64_t time_us; /* from time 0 */
    uint32_t page;
    uint32_t client;
} WorkloadArrival;

typedef struct {
    WorkloadApp *apps; /* the last is "/" */
    uint32_t app_count;
    WorkloadPage *pages; /* by falling number of requests, then by name */
    uint32_t page_count;
    WorkloadArrival *arrivals; /* by time */
    uint32_t arrival_count;
    uint32_t client_count;
    int64_t origin_s;   /* time 0, seconds since 1970 */
    int64_t duration_s; /* to the end of the second of the last stamp */
    bool is_local;      /* every request came from the server itself */
    WorkloadTimes times;
    uint32_t timed;         /* requests with a usable time-taken */
    double tick_s;          /* of the clock behind time-taken */
    double in_flight;       /* mean over the duration, by time-taken; 0 unknown */
    uint32_t slow_sends;    /* times left out of fits: no page executes that long */
    uint32_t idle_gaps;     /* stretches of WORKLOAD_IDLE_S without a request, the next one timed */
    bool stays_warm;        /* the requests after them show no start of a process */
    uint32_t odd;           /* requests whose answer was not their page's */
    uint32_t statuses[600]; /* requests by status; [0] unknown */
    uint32_t handlers[4];   /* requests by WebHandler */
} Workload;

/* log must be finished and have at least one record. */
Workload *workload_new(const W3cLog *log, const WorkloadOptions *options);
void workload_free(Workload *workload);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Workload, workload_free)
