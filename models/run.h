/* run.h - one replication of one variant, from configuration to result.
 *
 * A run has no state outside itself: runs of any number of variants and replications may go on in
 * any number of threads. The same configuration, model and replication give the same result, bit
 * for bit.
 */
#pragma once
#include "models/result.h"
#include "models/watch.h"

typedef struct {
    const char *name;               /* iis5, iis6, i5m */
    const char *title;              /* 'IIS 5.0' */
    const struct WebServer *server; /* its functions: models/web/server.h */
} Model;

/* The table of models, ended by a NULL name. */
extern const Model models[];
const Model *model_find(const char *name); /* NULL when there is none */

/* One finished request of the cohort, for those who want each. */
typedef struct {
    const char *group;
    uint32_t user;
    uint64_t ordinal;
    const char *app;
    const char *page;
    int64_t issued_ns;
    int64_t started_ns; /* first execution; INT64_MIN when it never began */
    int64_t ended_ns;   /* INT64_MIN when in flight */
    uint32_t attempts;
    const char *outcome; /* ok error rejected refused reset abandoned in_flight */
    int32_t status;      /* HTTP status of the last answer, 0 when there was none */
    const char *reason;  /* of http.sys's error log: 'QueueFull'; '' when it is not in it */
    const char *process; /* where it last executed, '' when nowhere */
} RequestRecord;

typedef struct {
    void (*request)(void *self, const RequestRecord *record); /* NULL: not wanted */
    void *self;
    const bool *cancelled; /* NULL, or becomes true (from a signal handler) when the run is to be
                              given up; it is looked at a few times a second */
    bool isolation;        /* run a twin without each fault beside it, for RESULT_ISOLATION */
    const RunWatch *watch; /* NULL: nobody watches */
} RunObserver;

/* replication counts from 1. observer may be NULL. Returns NULL only when cancelled, or when
 * the one who watches has seen enough. The caller
 * owns the result. */
ModelResult *model_run(const Model *model, const ModelConfig *config, uint64_t replication,
                       const RunObserver *observer);
