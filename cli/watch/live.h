/* live.h - who is there now: the requests, threads and processes of a run, kept from what it tells.
 *
 * Give it every event, in order; what it says then is the state after the last one. Names are
 * borrowed, as in the events (models/watch.h). Memory grows with what is alive.
 */
#pragma once
#include "models/watch.h"

typedef struct {
    uint64_t number;
    uint32_t app, page, group;
    uint32_t user;
    uint64_t ordinal;
    uint64_t caller; /* 0: it is no call */
    int64_t issued_ns;
    bool in_cohort;
    const char *stage; /* NULL: not yet in any */
    const char *queue; /* that it is in; NULL: none */
    WatchProcess process;
    const char *making; /* what others wait for, in making_in; NULL: nothing */
    WatchProcess making_in;
} LiveRequest;

typedef struct {
    WatchProcess process;
    const char *name;   /* 'worker' */
    int64_t count, max; /* threads that there are, and may be */
    guint busy;
    GPtrArray *holders; /* LiveRequest *, by number of thread less 1; NULL: a free one */
} LivePool;

typedef struct {
    WatchProcess process;
    int64_t began_ns; /* when it began to start */
    bool is_ready;
} LiveProcess;

typedef struct {
    GHashTable *requests; /* number -> LiveRequest */
    GPtrArray *pools;     /* LivePool *, in order of first use */
    GArray *processes;    /* LiveProcess, in order of start */
} Live;

Live *live_new(void);
void live_free(Live *live);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Live, live_free)

void live_take(Live *live, const WatchEvent *event);

/* NULL: it is not there, or not any more. */
const LiveRequest *live_request(const Live *live, uint64_t number);

static inline bool live_is_same(WatchProcess a, WatchProcess b)
{
    return a.name == b.name && a.generation == b.generation;
}
