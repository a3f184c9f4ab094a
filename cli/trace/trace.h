/* trace.h - one replication of one variant as events of a trace: docs/trace.md says which.
 *
 * It watches the run (models/watch.h) and writes while the run goes on. What it keeps is about what is
 * alive: requests, processes with their threads, queues. Nothing grows with what has passed.
 *
 * A nanosecond of a request is drawn once: as a stage on the track of the thread that it has, or, while
 * it has none, on its own track, where the stays on threads stand between.
 */
#pragma once
#include "cli/scenario/scenario.h"
#include "cli/trace/write.h"

typedef struct {
    int64_t from_ns, to_ns;       /* of the run's clock */
    uint64_t first, last;         /* of the cohort's requests, from 1, with their calls; 0: all */
    uint64_t replication;         /* as model_run() has it */
    uint32_t replication_number;  /* as the user has it */
    bool (*is_interrupted)(void); /* asked at every request; NULL: nobody asks */
} TraceOptions;

typedef struct {
    uint64_t requests; /* that are in the trace, calls among them */
    uint64_t offered;  /* to the cohort, as far as the run was watched */
    int64_t end_ns;    /* when the run was left */
    bool has_begun;    /* something of the run was in what was asked for */
    bool is_interrupted;
    char *violation; /* NULL, or the law that the run broke: an internal error */
} TraceSummary;

/* Runs the variant. What could not be written shows in trace_out_close(). */
TraceSummary trace_run(TraceWriter *writer, const Scenario *scenario,
                       const ScenarioVariant *variant, const TraceOptions *options);
