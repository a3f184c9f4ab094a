/* replay_record.c - keeps a slice of a run from what it tells.
 *
 * Until the slice begins only who is there is kept: requests, processes, AppDomains. From then on every step
 * of a request becomes a state (a place and the threads that it has), of which each is kept once.
 */
#include "cli/report/replay_slice.h"
#include "sim/units.h"
#include <string.h>

typedef struct {
    ReplayRequest *kept; /* NULL until the slice begins */
    ReplayRequest about; /* until then */
    bool is_away, is_resolved;
    const char *queue, *stage;
    WatchProcess process;
    struct {
        WatchProcess process;
        const char *pool;
        uint32_t number;
        int64_t max;
    } threads[REPLAY_THREADS_MAX]; /* the last taken comes last */
    uint32_t thread_count;
} Live;

typedef struct {
    ReplaySlice *slice;
    const ReplayWanted *wanted;
    GHashTable *live; /* number -> Live */
    GHashTable *states, *places, *pools, *threads, *rules;
    uint64_t live_before; /* most at a time between the slice's begin and its key */
    bool has_begun, is_full;
} Recorder;

/* ---- items of which each is kept once ---- */

G_STATIC_ASSERT(sizeof(ReplayPlace) == 4 * sizeof(uint32_t) + sizeof(char *));
G_STATIC_ASSERT(sizeof(ReplayState) == (2 + REPLAY_THREADS_MAX) * sizeof(uint32_t));
G_STATIC_ASSERT(sizeof(ReplayPool) == 2 * sizeof(uint32_t) + sizeof(char *));
G_STATIC_ASSERT(sizeof(ReplayRule) == 2 * sizeof(int64_t) + sizeof(char *));

static uint32_t intern(GHashTable *index, GArray *items, const void *item)
{
    gsize size = g_array_get_element_size(items);
    g_autoptr(GBytes) key = g_bytes_new_static(item, size);
    void *found = g_hash_table_lookup(index, key);

    if (found != NULL)
        return GPOINTER_TO_UINT(found) - 1;
    g_array_append_vals(items, item, 1);
    g_hash_table_insert(index, g_bytes_new(item, size), GUINT_TO_POINTER(items->len));
    return items->len - 1;
}

static GHashTable *index_new(void)
{
    return g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
}

static const char *keep(const ReplaySlice *slice, const char *name)
{
    return name != NULL ? g_string_chunk_insert_const(slice->names, name) : NULL;
}

/* ---- processes and AppDomains ---- */

static uint32_t process_index(ReplaySlice *slice, WatchProcess process)
{
    if (process.name == NULL)
        return MODEL_NONE;
    for (guint i = slice->processes->len; i > 0; i--) {
        const ReplayProcess *there = &g_array_index(slice->processes, ReplayProcess, i - 1);

        if (there->generation == process.generation && strcmp(there->name, process.name) == 0)
            return i - 1;
    }
    g_array_append_vals(slice->processes,
                        &(ReplayProcess){.name = keep(slice, process.name),
                                         .generation = process.generation,
                                         .starts_ns = REPLAY_NEVER,
                                         .ready_ns = REPLAY_NEVER,
                                         .drains_ns = REPLAY_NEVER,
                                         .ends_ns = REPLAY_NEVER},
                        1);
    return slice->processes->len - 1;
}

static void of_process(Recorder *recorder, const WatchEvent *event)
{
    ReplaySlice *slice = recorder->slice;
    uint32_t index = process_index(slice, event->process); /* it may move the array */
    ReplayProcess *process = &g_array_index(slice->processes, ReplayProcess, index);

    switch (event->kind) {
    case WATCH_STARTS:
        process->starts_ns = event->time_ns;
        break;
    case WATCH_READY:
        process->ready_ns = event->time_ns;
        process->starts_ns = MIN(process->starts_ns, event->time_ns);
        break;
    case WATCH_DRAINS:
        process->drains_ns = event->time_ns;
        break;
    case WATCH_ENDS:
        process->ends_ns = event->time_ns;
        process->why = keep(slice, event->name);
        break;
    default:
        break;
    }
}

static void of_domain(Recorder *recorder, const WatchEvent *event)
{
    ReplaySlice *slice = recorder->slice;
    uint32_t process = process_index(slice, event->process);

    if (event->kind == WATCH_APPDOMAIN_IN) {
        g_array_append_vals(slice->domains,
                            &(ReplayDomain){process, event->app, event->time_ns, REPLAY_NEVER}, 1);
        return;
    }
    for (guint i = 0; i < slice->domains->len; i++) {
        ReplayDomain *domain = &g_array_index(slice->domains, ReplayDomain, i);

        if (domain->process == process && domain->app == event->app &&
            domain->to_ns == REPLAY_NEVER) {
            domain->to_ns = event->time_ns;
            return;
        }
    }
}

/* What was over before the slice begins is of no interest; nothing refers to it yet. */
static void forget_what_is_over(ReplaySlice *slice)
{
    g_autoptr(GArray) processes = slice->processes;
    g_autoptr(GArray) domains = slice->domains;

    slice->processes = g_array_new(FALSE, TRUE, sizeof(ReplayProcess));
    slice->domains = g_array_new(FALSE, TRUE, sizeof(ReplayDomain));
    for (guint i = 0; i < processes->len; i++) {
        const ReplayProcess *process = &g_array_index(processes, ReplayProcess, i);

        if (process->ends_ns < slice->from_ns)
            continue;
        for (guint j = 0; j < domains->len; j++) {
            ReplayDomain domain = g_array_index(domains, ReplayDomain, j);

            if (domain.process != i || domain.to_ns < slice->from_ns)
                continue;
            domain.process = slice->processes->len;
            g_array_append_val(slice->domains, domain);
        }
        g_array_append_vals(slice->processes, process, 1);
    }
}

/* ---- the state of a request ---- */

/* Queues in which requests are inside no process, or which belong to inetinfo whoever waits there. */
static bool is_queue_of_its_own(const char *name)
{
    return g_str_has_prefix(name, "pool:") || g_str_equal(name, "backlog") ||
           g_str_equal(name, "frontend") || g_str_equal(name, "pipe");
}

static uint32_t thread_index(Recorder *recorder, const Live *live, uint32_t i)
{
    ReplaySlice *slice = recorder->slice;
    ReplayPool pool = {0};
    ReplayThread thread = {0};

    pool.process = process_index(slice, live->threads[i].process);
    pool.name = keep(slice, live->threads[i].pool);
    thread.pool = intern(recorder->pools, slice->pools, &pool);
    thread.number = live->threads[i].number;
    if (slice->pool_max->len < slice->pools->len)
        g_array_set_size(slice->pool_max, slice->pools->len);
    g_array_index(slice->pool_max, int64_t, thread.pool) = live->threads[i].max;
    return intern(recorder->threads, slice->threads, &thread);
}

static const char *backend_of(const Live *live)
{
    const char *name = live->stage;

    if (name == NULL || !g_str_has_prefix(name, "work.") || g_str_equal(name, "work.cpu") ||
        g_str_equal(name, "work.wait") || g_str_equal(name, "work.call"))
        return NULL;
    return name + strlen("work.");
}

static ReplayPlace place_of(Recorder *recorder, const Live *live, const ReplayState *state)
{
    ReplaySlice *slice = recorder->slice;
    ReplayPlace place = {.process = MODEL_NONE, .thread = MODEL_NONE};

    if (live->queue != NULL) {
        place.kind = REPLAY_QUEUE;
        place.name = keep(slice, live->queue);
        if (!is_queue_of_its_own(live->queue))
            place.process = process_index(slice, live->process);
    } else if (backend_of(live) != NULL && live->process.name != NULL) {
        place.kind = REPLAY_BACKEND;
        place.name = keep(slice, backend_of(live));
    } else if (state->thread_count > 0) {
        place.kind = REPLAY_THREAD;
        place.thread = state->threads[state->thread_count - 1];
    } else if (live->process.name != NULL) {
        place.kind = REPLAY_PROCESS;
        place.process = process_index(slice, live->process);
    } else if (live->is_resolved) {
        place.kind = REPLAY_GONE;
    } else {
        place.kind = live->is_away ? REPLAY_NETWORK : REPLAY_CLIENT;
    }
    return place;
}

static uint32_t state_of(Recorder *recorder, const Live *live)
{
    ReplaySlice *slice = recorder->slice;
    ReplayState state = {0};
    ReplayPlace place;

    state.thread_count = live->thread_count;
    for (uint32_t i = 0; i < live->thread_count; i++)
        state.threads[i] = thread_index(recorder, live, i);
    place = place_of(recorder, live, &state);
    state.place = intern(recorder->places, slice->places, &place);
    return intern(recorder->states, slice->states, &state);
}

static int64_t microsecond(const ReplaySlice *slice, int64_t time_ns)
{
    return (time_ns - slice->from_ns) / SIM_US;
}

static void move(Recorder *recorder, ReplayRequest *kept, int64_t time_ns, uint32_t state)
{
    ReplaySlice *slice = recorder->slice;
    GArray *moves = kept->moves;
    ReplayMove *last = moves->len > 0 ? &g_array_index(moves, ReplayMove, moves->len - 1) : NULL;

    if (last != NULL && microsecond(slice, last->time_ns) == microsecond(slice, time_ns)) {
        last->state = state;
        if (moves->len < 2 || g_array_index(moves, ReplayMove, moves->len - 2).state != state)
            return;
        g_array_set_size(moves, moves->len - 1);
        slice->moves--;
    } else if (last == NULL || last->state != state) {
        g_array_append_vals(moves, &(ReplayMove){time_ns, state}, 1);
        slice->moves++;
    }
}

/* ---- requests ---- */

static void request_free(void *self)
{
    ReplayRequest *request = self;

    g_array_unref(request->moves);
    g_free(request);
}

static void enter_slice(Recorder *recorder, Live *live, int64_t time_ns)
{
    live->kept = g_memdup2(&live->about, sizeof live->about);
    live->kept->moves = g_array_new(FALSE, FALSE, sizeof(ReplayMove));
    g_ptr_array_add(recorder->slice->requests, live->kept);
    move(recorder, live->kept, time_ns, state_of(recorder, live));
}

static void issued(Recorder *recorder, const WatchEvent *event)
{
    Live *live = g_new0(Live, 1);

    live->about = (ReplayRequest){
        .app = event->app,
        .page = event->page,
        .group = event->group,
        .user = event->user,
        .ordinal = event->ordinal,
        .is_call = event->other != 0,
        .issued_ns = event->time_ns,
        .resolved_ns = REPLAY_NEVER,
        .rule = MODEL_NONE,
    };
    g_hash_table_insert(recorder->live, GSIZE_TO_POINTER(event->request), live);
    if (recorder->has_begun)
        enter_slice(recorder, live, event->time_ns);
}

static void takes_thread(Live *live, const WatchEvent *event)
{
    uint32_t i = live->thread_count;

    if (i == REPLAY_THREADS_MAX)
        return;
    live->threads[i].process = event->process;
    live->threads[i].pool = event->name;
    live->threads[i].number = event->thread;
    live->threads[i].max = event->limit;
    live->thread_count++;
}

static void gives_back_thread(Live *live, const WatchEvent *event)
{
    for (uint32_t i = live->thread_count; i > 0; i--) {
        if (live->threads[i - 1].number != event->thread ||
            live->threads[i - 1].process.generation != event->process.generation ||
            strcmp(live->threads[i - 1].pool, event->name) != 0 ||
            strcmp(live->threads[i - 1].process.name, event->process.name) != 0)
            continue;
        memmove(&live->threads[i - 1], &live->threads[i],
                (live->thread_count - i) * sizeof live->threads[0]);
        live->thread_count--;
        return;
    }
}

static void note_rule(Recorder *recorder, Live *live, const WatchEvent *event)
{
    ReplayRequest *request = live->kept != NULL ? live->kept : &live->about;
    ReplayRule rule = {0};

    rule.name = keep(recorder->slice, event->name);
    rule.number = event->number;
    rule.limit = event->limit;
    request->rule = intern(recorder->rules, recorder->slice->rules, &rule);
}

static void resolved(Recorder *recorder, Live *live, const WatchEvent *event)
{
    ReplayRequest *request = live->kept != NULL ? live->kept : &live->about;

    live->is_resolved = true;
    if (g_str_equal(event->name, "in_flight"))
        return;
    request->resolved_ns = event->time_ns;
    request->outcome = keep(recorder->slice, event->name);
}

/* What it is, wherever that shows. */
static void take_step(Recorder *recorder, Live *live, const WatchEvent *event)
{
    switch (event->kind) {
    case WATCH_ATTEMPT:
        live->is_away = true;
        break;
    case WATCH_ANSWERED:
        live->is_away = false;
        break;
    case WATCH_STAGE:
        live->stage = event->name;
        break;
    case WATCH_QUEUED:
        live->queue = event->name;
        break;
    case WATCH_UNQUEUED:
        live->queue = NULL;
        break;
    case WATCH_ENTERS:
        live->process = event->process;
        break;
    case WATCH_LEAVES:
        live->process = (WatchProcess){0};
        break;
    case WATCH_THREAD:
        takes_thread(live, event);
        break;
    case WATCH_THREAD_BACK:
        gives_back_thread(live, event);
        break;
    case WATCH_RULE:
        note_rule(recorder, live, event);
        break;
    case WATCH_RESOLVED:
        resolved(recorder, live, event);
        break;
    default:
        break;
    }
}

static void of_request(Recorder *recorder, const WatchEvent *event)
{
    Live *live = g_hash_table_lookup(recorder->live, GSIZE_TO_POINTER(event->request));

    if (live == NULL)
        return;
    take_step(recorder, live, event);
    if (live->kept != NULL)
        move(recorder, live->kept, event->time_ns,
             event->kind == WATCH_GONE ? REPLAY_NO_STATE : state_of(recorder, live));
    if (event->kind == WATCH_GONE)
        g_hash_table_remove(recorder->live, GSIZE_TO_POINTER(event->request));
}

/* ---- the run ---- */

static int compare_numbers(const void *a, const void *b)
{
    gsize left = GPOINTER_TO_SIZE(a), right = GPOINTER_TO_SIZE(b);

    return (left > right) - (left < right);
}

static void begin(Recorder *recorder)
{
    g_autoptr(GList) numbers = g_hash_table_get_keys(recorder->live);

    recorder->has_begun = true;
    forget_what_is_over(recorder->slice);
    numbers = g_list_sort(numbers, compare_numbers);
    for (GList *item = numbers; item != NULL; item = item->next)
        enter_slice(recorder, g_hash_table_lookup(recorder->live, item->data),
                    recorder->slice->from_ns);
}

static bool has_room(Recorder *recorder, const WatchEvent *event)
{
    ReplaySlice *slice = recorder->slice;

    if (event->time_ns < recorder->wanted->most_ns && slice->moves < REPLAY_MOVES_MAX &&
        (slice->requests->len < REPLAY_REQUESTS_MAX || event->kind != WATCH_ISSUED))
        return true;
    slice->to_ns = MIN(event->time_ns, recorder->wanted->most_ns);
    recorder->is_full = true;
    return false;
}

/* Whether the requests are as few again as they were. */
static void look_for_calm(Recorder *recorder, int64_t time_ns)
{
    ReplaySlice *slice = recorder->slice;
    uint64_t live = g_hash_table_size(recorder->live);

    if (time_ns < recorder->wanted->key_ns)
        recorder->live_before = MAX(recorder->live_before, live);
    else if (slice->calm_ns == REPLAY_NEVER && time_ns >= recorder->wanted->least_ns &&
             live <= MAX(recorder->live_before, 5))
        slice->calm_ns = time_ns;
}

static bool watch(void *self, const WatchEvent *event)
{
    Recorder *recorder = self;

    if (!recorder->has_begun && event->time_ns >= recorder->slice->from_ns)
        begin(recorder);
    if (recorder->has_begun) {
        if (!has_room(recorder, event))
            return false;
        look_for_calm(recorder, event->time_ns);
    }
    if (event->kind == WATCH_ISSUED)
        issued(recorder, event);
    else if (event->kind <= WATCH_GONE)
        of_request(recorder, event);
    else if (event->kind == WATCH_APPDOMAIN_IN || event->kind == WATCH_APPDOMAIN_OUT)
        of_domain(recorder, event);
    else if (event->kind != WATCH_MARK)
        of_process(recorder, event);
    else if (recorder->has_begun)
        g_array_append_vals(recorder->slice->marks,
                            &(ReplayMark){event->time_ns, (ResultMarkKind)event->number,
                                          keep(recorder->slice, event->name),
                                          keep(recorder->slice, event->source)},
                            1);
    return true;
}

static ReplaySlice *slice_new(const ScenarioVariant *variant, const ReplayWanted *wanted)
{
    ReplaySlice *slice = g_new0(ReplaySlice, 1);

    slice->variant = variant;
    slice->from_ns = wanted->from_ns;
    slice->to_ns = wanted->most_ns;
    slice->calm_ns = REPLAY_NEVER;
    slice->places = g_array_new(FALSE, TRUE, sizeof(ReplayPlace));
    slice->states = g_array_new(FALSE, TRUE, sizeof(ReplayState));
    slice->processes = g_array_new(FALSE, TRUE, sizeof(ReplayProcess));
    slice->domains = g_array_new(FALSE, TRUE, sizeof(ReplayDomain));
    slice->pools = g_array_new(FALSE, TRUE, sizeof(ReplayPool));
    slice->threads = g_array_new(FALSE, TRUE, sizeof(ReplayThread));
    slice->marks = g_array_new(FALSE, TRUE, sizeof(ReplayMark));
    slice->rules = g_array_new(FALSE, TRUE, sizeof(ReplayRule));
    slice->pool_max = g_array_new(FALSE, TRUE, sizeof(int64_t));
    slice->requests = g_ptr_array_new_with_free_func(request_free);
    slice->names = g_string_chunk_new(1024);
    return slice;
}

void replay_slice_free(ReplaySlice *slice)
{
    if (slice == NULL)
        return;
    g_array_unref(slice->places);
    g_array_unref(slice->states);
    g_array_unref(slice->processes);
    g_array_unref(slice->domains);
    g_array_unref(slice->pools);
    g_array_unref(slice->threads);
    g_array_unref(slice->marks);
    g_array_unref(slice->rules);
    g_array_unref(slice->pool_max);
    g_ptr_array_unref(slice->requests);
    g_string_chunk_free(slice->names);
    g_free(slice);
}

static void add_no_state(Recorder *recorder)
{
    const ReplayPlace nowhere = {.kind = REPLAY_GONE, .process = MODEL_NONE, .thread = MODEL_NONE};
    ReplayState gone = {0};

    gone.place = intern(recorder->places, recorder->slice->places, &nowhere);
    intern(recorder->states, recorder->slice->states, &gone);
}

ReplaySlice *replay_slice_record(const ScenarioVariant *variant, const ReplayWanted *wanted,
                                 const bool *cancelled)
{
    Recorder recorder = {
        .slice = slice_new(variant, wanted),
        .wanted = wanted,
        .live = g_hash_table_new_full(NULL, NULL, NULL, g_free),
        .states = index_new(),
        .places = index_new(),
        .pools = index_new(),
        .threads = index_new(),
        .rules = index_new(),
    };
    RunWatch out = {.event = watch, .self = &recorder};
    RunObserver observer = {.watch = &out, .cancelled = cancelled};
    g_autoptr(ModelResult) result = NULL;

    add_no_state(&recorder);
    result = model_run(variant->model, variant->config, 1, &observer);
    if (!recorder.has_begun)
        begin(&recorder);
    recorder.slice->calm_ns = MIN(recorder.slice->calm_ns, recorder.slice->to_ns);
    g_hash_table_unref(recorder.live);
    g_hash_table_unref(recorder.states);
    g_hash_table_unref(recorder.places);
    g_hash_table_unref(recorder.pools);
    g_hash_table_unref(recorder.threads);
    g_hash_table_unref(recorder.rules);
    return recorder.slice;
}
