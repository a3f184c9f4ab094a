/* workload_private.h - the two halves of making a workload, for workload.c alone. */
#pragma once
#include "cli/import/workload.h"

typedef struct {
    const W3cLog *log;
    const WorkloadOptions *options;
    const uint32_t *page_of; /* by record */
} WorkloadSource;

/* workload_times.c: sizes, logged times and demands of the pages, which exist already. */
void workload_fit_pages(Workload *workload, const WorkloadSource *source);

/* workload_times.c: when each request arrived; sets origin, duration, arrivals
 * and idleness. */
void workload_time_arrivals(Workload *workload, const WorkloadSource *source);
