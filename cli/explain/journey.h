/* journey.h - what one request went through in one variant, collected while the variant runs.
 *
 * A journey is a list of steps, in order of time: the events of the request itself and of the calls
 * that it makes (models/watch.h), those of the processes that it has to do with, and the marks of the
 * run in between. What only an end tells is put into the step that it ends: how long a stage was, how
 * long it stood in a queue. Beside them is the breakdown by stage, which adds up to the latency to the
 * nanosecond.
 *
 * The run ends as soon as nobody will hear of the request again.
 */
#pragma once
#include "cli/scenario/scenario.h"
#include "cli/watch/live.h"

#define JOURNEY_STEPS_MAX                                                                          \
    20000 /* a client may retry for ever: of more, some from the middle are left out */
#define JOURNEY_STEPS_FIRST 10000 /* those that are never left out */

/* So many requests of a page, in a stage. */
typedef struct {
    uint32_t page;
    const char *stage; /* NULL: in whatever stage */
    uint32_t count;
} JourneyCount;

/* The threads of a pool at an instant, and what they were busy with. */
typedef struct {
    WatchProcess process;
    const char *name;
    int64_t count, max; /* that there were, and that there may be */
    uint32_t busy;
    GArray *holders; /* JourneyCount, most first */
} JourneyPool;

typedef struct {
    WatchKind kind;
    uint32_t depth;   /* 0: of the request, 1: of a call of it, 2: of a call of that */
    int64_t time_ns;  /* of the run */
    int64_t until_ns; /* WATCH_STAGE, WATCH_QUEUED: when that was over; SIM_NEVER: never */
    int64_t wait_ns;  /* WATCH_STAGE */
    int64_t service_ns;
    uint64_t request;
    uint32_t app, page; /* of that request; of the journey's where the step is of none */
    const char *name;
    const char *source; /* what the event says; NULL: nothing */
    WatchProcess process;
    uint32_t thread;
    int64_t number, limit;
    uint64_t other;
    uint32_t other_page, other_group; /* MODEL_NONE: there is no other */
    int64_t since_ns;                 /* WATCH_READY: when that process began to start */
    bool is_own;      /* WATCH_STARTS: it is for this request that the process is started */
    GArray *ahead;    /* WATCH_QUEUED: JourneyCount of all in front of it; WATCH_STAGE of a backend:
                         of all others there; NULL: nobody */
    GPtrArray *pools; /* WATCH_QUEUED and it waited: JourneyPool *; NULL: none matters */
} JourneyStep;

typedef struct {
    const char *name;
    int64_t wait_ns, service_ns;
} JourneyStage;

/* Which request it is, in every variant. */
typedef struct {
    const char *group;
    uint32_t user;
    uint64_t ordinal;
} JourneyKey;

typedef struct {
    const ScenarioVariant *variant; /* borrowed */
    bool is_found;                  /* the client has issued it */
    bool in_cohort;
    uint64_t number;           /* in the run, from 1 */
    uint64_t cohort_number;    /* among those of the window, from 1; 0: it is none of them */
    uint64_t issued_by_client; /* not found: how many requests the same client issued */
    uint32_t app, page, group, user;
    uint64_t ordinal;
    int64_t issued_ns;
    int64_t resolved_ns; /* SIM_NEVER: in flight at the end */
    int64_t gone_ns;     /* when the server was done with it */
    const char *outcome;
    int64_t status; /* 0: no answer of HTTP */
    int64_t attempts;
    int64_t stage_wait_ns, stage_service_ns; /* of all stages */
    GArray *stages;                          /* JourneyStage, in the order of first use */
    GArray *steps;                           /* JourneyStep */
    uint64_t left_out;                       /* steps, behind JOURNEY_STEPS_FIRST of those kept */
    GStringChunk *strings;
} Journey;

/* replication as model_run() takes it. The caller owns it. */
Journey *journey_new(const ScenarioVariant *variant, uint64_t replication, const JourneyKey *key);
void journey_free(Journey *journey);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Journey, journey_free)

/* From issue to outcome; -1: it has none. */
int64_t journey_latency_ns(const Journey *journey);

static inline const JourneyStep *journey_step(const Journey *journey, guint i)
{
    return &g_array_index(journey->steps, JourneyStep, i);
}
