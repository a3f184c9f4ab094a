/* journey.c - takes from the events of a run what concerns one request.
 *
 * Invariant: Followed.stage is the step of the stage that the request is in, queue that of its queue; by
 * index, as steps move when their array grows, and corrected when some are left out.
 */
#include "cli/explain/journey.h"
#include "cli/explain/crowd.h"
#include "models/result.h"
#include <string.h>

#define NO_STEP        (-1)
#define STEPS_LEFT_OUT 1000 /* at a time */

/* The request itself, or a call of it. */
typedef struct {
    uint64_t number;
    uint32_t depth;
    int stage, queue; /* steps that are open; NO_STEP: none */
} Followed;

typedef struct {
    Journey *journey;
    const JourneyKey *key;
    Live *live;
    GArray *followed;  /* Followed; [0] is the request itself, once it has been issued */
    uint64_t cohort;   /* issued so far */
    uint64_t clients;  /* requests of the same client */
    uint64_t latest;   /* request of the latest event of a request */
    int64_t latest_ns; /* when that was */
} Collector;

static Followed *followed(const Collector *collector, uint64_t number)
{
    for (guint i = 0; i < collector->followed->len; i++) {
        Followed *one = &g_array_index(collector->followed, Followed, i);

        if (one->number == number)
            return one;
    }
    return NULL;
}

static const char *keep(Journey *journey, const char *text)
{
    return text != NULL ? g_string_chunk_insert_const(journey->strings, text) : NULL;
}

static WatchProcess keep_process(Journey *journey, WatchProcess process)
{
    return (WatchProcess){.name = keep(journey, process.name), .generation = process.generation};
}

static void move(int *index)
{
    if (*index >= JOURNEY_STEPS_FIRST + STEPS_LEFT_OUT)
        *index -= STEPS_LEFT_OUT;
    else if (*index >= JOURNEY_STEPS_FIRST)
        *index = NO_STEP;
}

static void make_room(Collector *collector)
{
    g_array_remove_range(collector->journey->steps, JOURNEY_STEPS_FIRST, STEPS_LEFT_OUT);
    collector->journey->left_out += STEPS_LEFT_OUT;
    for (guint i = 0; i < collector->followed->len; i++) {
        move(&g_array_index(collector->followed, Followed, i).stage);
        move(&g_array_index(collector->followed, Followed, i).queue);
    }
}

/* Its index. */
static int add_step(Collector *collector, const WatchEvent *event, uint32_t depth)
{
    Journey *journey = collector->journey;
    const LiveRequest *other =
        event->other != 0 ? live_request(collector->live, event->other) : NULL;
    JourneyStep step = {
        .kind = event->kind,
        .depth = depth,
        .time_ns = event->time_ns,
        .until_ns = SIM_NEVER,
        .request = event->request,
        .app = event->request != 0 ? event->app : journey->app,
        .page = event->request != 0 ? event->page : journey->page,
        .name = keep(journey, event->name),
        .source = keep(journey, event->source),
        .process = keep_process(journey, event->process),
        .thread = event->thread,
        .number = event->number,
        .limit = event->limit,
        .other = event->other,
        .other_page = other != NULL ? other->page : MODEL_NONE,
        .other_group = other != NULL ? other->group : MODEL_NONE,
    };

    if (journey->steps->len == JOURNEY_STEPS_MAX)
        make_room(collector);
    g_array_append_val(journey->steps, step);
    return (int)journey->steps->len - 1;
}

static JourneyStep *step_at(const Collector *collector, int index)
{
    return index == NO_STEP ? NULL
                            : &g_array_index(collector->journey->steps, JourneyStep, (guint)index);
}

/* ---- stages ---- */

static void charge(Journey *journey, const WatchEvent *event)
{
    int64_t wait_ns = event->time_ns - event->since_ns - event->number;
    JourneyStage new_stage = {.name = keep(journey, event->name)};
    guint i = 0;

    while (i < journey->stages->len &&
           !g_str_equal(g_array_index(journey->stages, JourneyStage, i).name, event->name))
        i++;
    if (i == journey->stages->len)
        g_array_append_val(journey->stages, new_stage);
    g_array_index(journey->stages, JourneyStage, i).wait_ns += wait_ns;
    g_array_index(journey->stages, JourneyStage, i).service_ns += event->number;
    journey->stage_wait_ns += wait_ns;
    journey->stage_service_ns += event->number;
}

static void span(Collector *collector, const WatchEvent *event, const Followed *one)
{
    JourneyStep *stage = step_at(collector, one->stage);

    if (one->depth == 0 && collector->journey->resolved_ns == SIM_NEVER)
        charge(collector->journey, event);
    if (stage == NULL)
        return;
    stage->until_ns = event->time_ns;
    stage->service_ns += event->number;
    stage->wait_ns += event->time_ns - event->since_ns - event->number;
}

static void stage_begins(Collector *collector, const WatchEvent *event, Followed *one)
{
    one->stage = add_step(collector, event, one->depth);
    crowd_at_stage(collector->journey, step_at(collector, one->stage), collector->live, event);
}

/* ---- queues ---- */

static void queued(Collector *collector, const WatchEvent *event, Followed *one)
{
    one->queue = add_step(collector, event, one->depth);
    crowd_in_front(collector->journey, step_at(collector, one->queue), collector->live, event);
}

/* Who went straight through need not know who else was there. */
static void unqueued(Collector *collector, const WatchEvent *event, Followed *one)
{
    JourneyStep *step = step_at(collector, one->queue);

    one->queue = NO_STEP;
    if (step == NULL)
        return;
    step->until_ns = event->time_ns;
    if (step->until_ns == step->time_ns)
        g_clear_pointer(&step->pools, g_ptr_array_unref);
}

/* ---- what others make ---- */

/* Whoever makes it is the only one who does, in that process; an AppDomain is of an application. */
static uint64_t maker_of(const Collector *collector, const WatchEvent *event)
{
    GHashTableIter iter;
    void *value;

    g_hash_table_iter_init(&iter, collector->live->requests);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const LiveRequest *other = value;

        if (other->making != NULL && other->number != event->request &&
            live_is_same(other->making_in, event->process) &&
            g_str_equal(other->making, event->name) &&
            (other->app == event->app || g_str_equal(event->name, "CLR")) &&
            (other->page == event->page || strstr(event->name, "JIT") == NULL))
            return other->number;
    }
    return 0;
}

static void waits_for(Collector *collector, const WatchEvent *event, const Followed *one)
{
    WatchEvent known = *event;

    if (known.other == 0)
        known.other = maker_of(collector, event);
    add_step(collector, &known, one->depth);
}

/* ---- the request ---- */

static bool is_wanted(const Collector *collector, const WatchEvent *event)
{
    const WebClientsConfig *group = &collector->journey->variant->config->clients[event->group];

    return event->other == 0 && event->user == collector->key->user &&
           g_str_equal(group->name, collector->key->group);
}

static void follow(Collector *collector, const WatchEvent *event, uint32_t depth)
{
    Followed one = {event->request, depth, NO_STEP, NO_STEP};

    add_step(collector, event, depth);
    g_array_append_val(collector->followed, one);
}

static void issued(Collector *collector, const WatchEvent *event)
{
    Journey *journey = collector->journey;
    const Followed *caller = event->other != 0 ? followed(collector, event->other) : NULL;

    collector->cohort += event->in_cohort && event->other == 0 ? 1 : 0;
    if (caller != NULL) {
        follow(collector, event, caller->depth + 1);
        return;
    }
    if (journey->is_found || !is_wanted(collector, event))
        return;
    collector->clients++;
    if (event->ordinal != collector->key->ordinal)
        return;
    journey->is_found = true;
    journey->in_cohort = event->in_cohort;
    journey->number = event->request;
    journey->cohort_number = event->in_cohort ? collector->cohort : 0;
    journey->app = event->app;
    journey->page = event->page;
    journey->group = event->group;
    journey->user = event->user;
    journey->ordinal = event->ordinal;
    journey->issued_ns = event->time_ns;
    follow(collector, event, 0);
}

static void resolved(Collector *collector, const WatchEvent *event)
{
    Journey *journey = collector->journey;

    journey->outcome = keep(journey, event->name);
    if (!g_str_equal(event->name, "in_flight"))
        journey->resolved_ns = event->time_ns;
}

static void gone(Collector *collector, const WatchEvent *event, const Followed *one)
{
    guint index = (guint)(one - &g_array_index(collector->followed, Followed, 0));

    add_step(collector, event, one->depth);
    if (one->depth == 0)
        collector->journey->gone_ns = event->time_ns;
    else
        g_array_remove_index(collector->followed, index);
}

static void of_followed(Collector *collector, const WatchEvent *event, Followed *one)
{
    Journey *journey = collector->journey;

    switch (event->kind) {
    case WATCH_STAGE:
        stage_begins(collector, event, one);
        return;
    case WATCH_SPAN:
        span(collector, event, one);
        return;
    case WATCH_QUEUED:
        queued(collector, event, one);
        return;
    case WATCH_UNQUEUED:
        unqueued(collector, event, one);
        return;
    case WATCH_WAITS_FOR:
        waits_for(collector, event, one);
        return;
    case WATCH_ATTEMPT:
        journey->attempts = one->depth == 0 ? event->number : journey->attempts;
        break;
    case WATCH_ANSWERED:
        if (one->depth == 0 && journey->resolved_ns == SIM_NEVER)
            journey->status = event->number;
        break;
    case WATCH_RESOLVED:
        if (one->depth == 0)
            resolved(collector, event);
        break;
    case WATCH_GONE:
        gone(collector, event, one);
        return;
    default:
        break;
    }
    add_step(collector, event, one->depth);
}

/* ---- processes and marks ---- */

/* Those that it is in, or that pages of its application execute in. */
static bool concerns(const Collector *collector, const WatchEvent *event)
{
    const Journey *journey = collector->journey;
    const ModelConfig *config = journey->variant->config;
    const LiveRequest *request = live_request(collector->live, journey->number);
    const char *name = event->process.name;
    const char *pool = config->pools[config->apps[journey->app].pool].name;

    return (request != NULL && live_is_same(request->process, event->process)) ||
           g_str_equal(name, "aspnet_wp") || g_str_equal(name, "inetinfo") ||
           (g_str_has_prefix(name, "w3wp:") && g_str_equal(name + strlen("w3wp:"), pool));
}

/* What happened last to any request is that it came into a queue outside, at this very instant. */
static bool is_started_for(const Collector *collector, const WatchEvent *event)
{
    const LiveRequest *request = live_request(collector->live, collector->latest);

    return event->time_ns == collector->latest_ns && request != NULL && request->queue != NULL &&
           followed(collector, collector->latest) != NULL;
}

static void of_process(Collector *collector, const WatchEvent *event)
{
    const Live *live = collector->live;
    JourneyStep *step;

    if (event->kind == WATCH_MEMORY || event->kind == WATCH_APPDOMAIN_IN ||
        event->kind == WATCH_APPDOMAIN_OUT || !concerns(collector, event))
        return;
    step = step_at(collector, add_step(collector, event, 0));
    step->is_own = event->kind == WATCH_STARTS && is_started_for(collector, event);
    for (guint i = 0; event->kind == WATCH_READY && i < live->processes->len; i++) {
        const LiveProcess *process = &g_array_index(live->processes, LiveProcess, i);

        if (live_is_same(process->process, event->process))
            step->since_ns = process->began_ns;
    }
}

static void mark(Collector *collector, const WatchEvent *event)
{
    if (event->number != MARK_START && event->number != MARK_CRASH && event->number != MARK_STOP)
        add_step(collector, event, 0);
}

static bool take(void *self, const WatchEvent *event)
{
    Collector *collector = self;
    Journey *journey = collector->journey;
    bool is_under_way = journey->is_found;
    Followed *one;

    if (event->kind == WATCH_ISSUED) {
        issued(collector, event);
    } else if (event->kind <= WATCH_GONE && is_under_way) {
        one = followed(collector, event->request);
        if (one != NULL)
            of_followed(collector, event, one);
    } else if (is_under_way && event->kind == WATCH_MARK) {
        mark(collector, event);
    } else if (is_under_way && event->kind > WATCH_GONE) {
        of_process(collector, event);
    }
    live_take(collector->live, event);
    if (event->kind <= WATCH_GONE) {
        collector->latest = event->request;
        collector->latest_ns = event->time_ns;
    }
    return journey->gone_ns == SIM_NEVER;
}

/* ---- the whole ---- */

static void step_clear(void *self)
{
    JourneyStep *step = self;

    g_clear_pointer(&step->ahead, g_array_unref);
    g_clear_pointer(&step->pools, g_ptr_array_unref);
}

Journey *journey_new(const ScenarioVariant *variant, uint64_t replication, const JourneyKey *key)
{
    Journey *journey = g_new0(Journey, 1);
    Collector collector = {.journey = journey,
                           .key = key,
                           .live = live_new(),
                           .followed = g_array_new(FALSE, FALSE, sizeof(Followed))};
    RunWatch watch = {.event = take, .self = &collector};
    RunObserver observer = {.watch = &watch};

    journey->variant = variant;
    journey->resolved_ns = journey->gone_ns = SIM_NEVER;
    journey->stages = g_array_new(FALSE, FALSE, sizeof(JourneyStage));
    journey->steps = g_array_new(FALSE, FALSE, sizeof(JourneyStep));
    g_array_set_clear_func(journey->steps, step_clear);
    journey->strings = g_string_chunk_new(512);
    model_result_free(model_run(variant->model, variant->config, replication, &observer));
    journey->issued_by_client = collector.clients;
    live_free(collector.live);
    g_array_unref(collector.followed);
    return journey;
}

void journey_free(Journey *journey)
{
    g_array_unref(journey->stages);
    g_array_unref(journey->steps);
    g_string_chunk_free(journey->strings);
    g_free(journey);
}

int64_t journey_latency_ns(const Journey *journey)
{
    return journey->resolved_ns == SIM_NEVER ? -1 : journey->resolved_ns - journey->issued_ns;
}
