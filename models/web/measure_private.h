/* measure_private.h - shared by measure.c (counting), window.c, report.c (results), series.c. */
#pragma once
#include "models/web/measure.h"

#define MEASURE_BUCKETS 240 /* pieces of the time series, unless more are asked for */

typedef struct {
    uint64_t offered;
    uint64_t outcomes[OUTCOME_COUNT];
    uint64_t attempts;
    uint64_t late;
    uint64_t cacheable; /* of a page that the kernel's response cache may hold */
    uint64_t cache_hits;
    uint64_t sessions_lost; /* in all, and of an application; in the window */
    int64_t tripped_ns;     /* of a pool: rapid-fail protection; SIM_NEVER: not */
    uint64_t ok_in_window;  /* whenever issued */
    int64_t latency_ns;     /* sum over ok requests, as wait_ns */
    int64_t wait_ns;
    uint64_t *within; /* as many as config->within_count */
    SimHistogram *latency;
} WebMeasureGroup;

struct WebMeasure {
    WebRun *run;
    /* What requests come to is counted by page and by clients; apps, pools and all of it are sums,
     * made when the run is over. The rest of them is counted as it happens. */
    WebMeasureGroup all;
    WebMeasureGroup *apps, *pages, *pools, *clients;
    uint64_t issued;               /* of all requests */
    uint64_t unresolved;           /* of the cohort */
    uint64_t cohort_live;          /* of the cohort, not freed: the server may still work on it */
    uint64_t ended[OUTCOME_COUNT]; /* of all requests, since the run began */
    int64_t *stage_wait_ns;        /* ok requests of the cohort */
    int64_t *stage_service_ns;
    uint64_t appdomains_started, appdomains_restarted;

    bool in_window, window_over;
    SimLevel at_server;
    __int128 stamps_ns; /* time in the window of those that have left */
    uint64_t left;      /* in the window: calls and repeated attempts too */
    __int128 before_ns; /* the time of those that were inside when the window began, until then */
    __int128 inside_since_ns; /* sum over those inside of when they entered, or the window began */
    char *violation;

    int64_t bucket_ns;
    uint32_t bucket_count, bucket;
    uint64_t sequence;       /* of the event that ends a piece, the last one the window */
    GPtrArray *series_names; /* const char * */
    double *series;          /* [name * bucket_count + bucket] */
    double *series_before;   /* what each accumulated at the last sample */

    GArray *marks; /* ResultMark */
    uint64_t marks_dropped;
    GArray *timed; /* ResultValue: what is over the window, fixed at its end, before the drain */
};

bool web_measure_is_cancelled(const WebRun *run);
void web_measure_series_begin(WebMeasure *measure);
void web_measure_series_sample(WebMeasure *measure);
void web_measure_sum_up(WebMeasure *measure); /* once, at the end */
void web_measure_snapshot(WebMeasure *measure);
