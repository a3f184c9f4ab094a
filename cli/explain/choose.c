/* choose.c - a run that is watched for nothing but issues and outcomes. */
#include "cli/explain/choose.h"
#include <string.h>

typedef struct {
    uint64_t index; /* among those counted, from 1 */
    int64_t issued_ns;
    JourneyKey key;
} Candidate;

typedef struct {
    const ScenarioVariant *variant;
    const Choice *choice;
    GHashTable *open; /* number -> Candidate: issued and not resolved */
    uint64_t counted;
    bool has_best;
    Candidate best;
    int64_t best_latency_ns;
} Chooser;

static bool is_meant(const Chooser *chooser, const WatchEvent *event)
{
    const Choice *choice = chooser->choice;

    return event->in_cohort && event->other == 0 &&
           (choice->page == MODEL_NONE || choice->page == event->page) &&
           (choice->app == MODEL_NONE || choice->app == event->app);
}

static void take_best(Chooser *chooser, const Candidate *candidate, int64_t latency_ns)
{
    chooser->has_best = true;
    chooser->best = *candidate;
    chooser->best_latency_ns = latency_ns;
}

static bool issued(Chooser *chooser, const WatchEvent *event)
{
    Candidate candidate = {
        .issued_ns = event->time_ns,
        .key = {.group = chooser->variant->config->clients[event->group].name,
                .user = event->user,
                .ordinal = event->ordinal},
    };

    if (!is_meant(chooser, event))
        return true;
    candidate.index = ++chooser->counted;
    if (chooser->choice->by == CHOOSE_NUMBER) {
        if (candidate.index == chooser->choice->number)
            take_best(chooser, &candidate, 0);
        return !chooser->has_best;
    }
    g_hash_table_insert(chooser->open, GSIZE_TO_POINTER(event->request),
                        g_memdup2(&candidate, sizeof candidate));
    return true;
}

/* Of equally slow ones the first. */
static void resolved(Chooser *chooser, const WatchEvent *event, const Candidate *candidate)
{
    bool is_ok = g_str_equal(event->name, "ok");
    int64_t latency_ns = event->time_ns - candidate->issued_ns;

    if (chooser->choice->by == CHOOSE_SLOWEST) {
        if (is_ok &&
            (!chooser->has_best || latency_ns > chooser->best_latency_ns ||
             (latency_ns == chooser->best_latency_ns && candidate->index < chooser->best.index)))
            take_best(chooser, candidate, latency_ns);
    } else if (!is_ok && (!chooser->has_best || candidate->index < chooser->best.index)) {
        take_best(chooser, candidate, latency_ns);
    }
}

static bool watch(void *self, const WatchEvent *event)
{
    Chooser *chooser = self;
    const Candidate *candidate;

    if (event->kind == WATCH_ISSUED)
        return issued(chooser, event);
    if (event->kind != WATCH_RESOLVED)
        return true;
    candidate = g_hash_table_lookup(chooser->open, GSIZE_TO_POINTER(event->request));
    if (candidate != NULL) {
        resolved(chooser, event, candidate);
        g_hash_table_remove(chooser->open, GSIZE_TO_POINTER(event->request));
    }
    return true;
}

Chosen choose_request(const ScenarioVariant *variant, uint64_t replication, const Choice *choice)
{
    Chooser chooser = {.variant = variant,
                       .choice = choice,
                       .open = g_hash_table_new_full(NULL, NULL, NULL, g_free)};
    RunWatch out = {.event = watch, .self = &chooser};
    RunObserver observer = {.watch = &out};

    model_result_free(model_run(variant->model, variant->config, replication, &observer));
    g_hash_table_unref(chooser.open);
    return (Chosen){
        .is_found = chooser.has_best, .counted = chooser.counted, .key = chooser.best.key};
}
