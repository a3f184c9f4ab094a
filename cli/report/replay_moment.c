/* replay_moment.c - looks through a run for what its picture should be of. */
#include "cli/report/replay_slice.h"
#include "sim/units.h"

/* A run of more is not looked through to its end: some seconds of time. */
#define EVENTS_MAX (20 * 1000 * 1000)

typedef struct {
    ReplayMoment found;
    uint64_t events, issued, live, busiest;
    int64_t until_ns;  /* nothing later is of interest */
    bool awaits_fault; /* the scenario has some: they are worth waiting for */
} Looker;

static ReplayMomentKind kind_of(int64_t mark)
{
    switch ((ResultMarkKind)mark) {
    case MARK_FAULT:
    case MARK_CRASH:
        return REPLAY_FAULT;
    case MARK_RECYCLE:
    case MARK_DISABLED:
    case MARK_ORPHAN:
    case MARK_CPU:
    case MARK_APPDOMAIN:
        return REPLAY_CHANGE;
    default:
        return REPLAY_BUSIEST;
    }
}

static void find(Looker *looker, ReplayMomentKind kind, const WatchEvent *event, const char *what)
{
    if (kind < looker->found.kind || (kind == looker->found.kind && kind != REPLAY_BUSIEST))
        return;
    looker->found.kind = kind;
    looker->found.time_ns = event->time_ns;
    g_free(looker->found.what);
    looker->found.what = g_strdup(what);
    looker->found.rate_per_s =
        (double)looker->issued / MAX(1.0, (double)event->time_ns / (double)SIM_S);
}

static void count_live(Looker *looker, const WatchEvent *event)
{
    if (event->kind == WATCH_ISSUED) {
        looker->live++;
        looker->issued += event->time_ns >= 0;
    } else if (event->kind == WATCH_GONE) {
        looker->live--;
    }
    if (event->time_ns < 0 || looker->live <= looker->busiest)
        return;
    looker->busiest = looker->live;
    find(looker, REPLAY_BUSIEST, event, NULL);
}

static bool look(void *self, const WatchEvent *event)
{
    Looker *looker = self;

    looker->events++;
    count_live(looker, event);
    if (event->time_ns < 0)
        return true;
    if (event->kind == WATCH_MARK && kind_of(event->number) > REPLAY_BUSIEST)
        find(looker, kind_of(event->number), event, event->name);
    if (event->kind == WATCH_RESOLVED && event->in_cohort && !g_str_equal(event->name, "ok") &&
        !g_str_equal(event->name, "in_flight"))
        find(looker, REPLAY_LOSS, event, event->name);
    return looker->found.kind < (looker->awaits_fault ? REPLAY_FAULT : REPLAY_LOSS) &&
           event->time_ns <= looker->until_ns && looker->events < EVENTS_MAX;
}

ReplayMoment replay_moment_find(const ScenarioVariant *variant, int64_t until_ns,
                                const bool *cancelled)
{
    Looker looker = {.until_ns = until_ns, .awaits_fault = variant->config->fault_count > 0};
    RunWatch watch = {.event = look, .self = &looker};
    RunObserver observer = {.watch = &watch, .cancelled = cancelled};
    g_autoptr(ModelResult) result = NULL;

    result = model_run(variant->model, variant->config, 1, &observer);
    return looker.found;
}
