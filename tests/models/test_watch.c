/* test_watch.c - what the one who watches a run is told: the whole truth, in order, and for nothing.
 *
 * The checks are laws of the stream of events, so that they hold for any scenario: random ones are
 * run and everything that is told is held against them. Nothing here is a matter of chance.
 */
#include "tests/models/random.h"
#include "tests/models/support.h"
#include <string.h>

#define WATCHED_SCENARIOS (SUPPORT_IS_SANITIZED ? 12 : 45)

typedef struct {
    int64_t issued_ns, told_until_ns; /* its spans have no gap until then */
    int64_t wait_ns, service_ns;
    GHashTable *threads; /* names of those that it has */
    GPtrArray *queues;   /* those that it is in */
    const char *inside;  /* a process, with its generation */
    const char *stage;
    uint32_t app, page;
    bool in_cohort, is_call, resolved;
} Told;

typedef struct {
    GStringChunk *names; /* that are compared by address */
    GHashTable *live;    /* number -> Told */
    GHashTable *busy;    /* names of threads in use */
    GHashTable *lengths; /* of queues, by name */
    GHashTable *alive;   /* processes */
    GHashTable *domains; /* 'process app' -> count */
    int64_t time_ns;
    uint64_t last, events, complaints;
    uint64_t kinds[WATCH_MARK + 1];
    uint64_t cohort_resolved, cohort_latency_ns, started;
    uint64_t stop_after; /* 0: never */
} Watcher;

static void complain(Watcher *watcher, const WatchEvent *event, const char *what)
{
    if (watcher->complaints++ < 5)
        g_printerr("watch: %.9f s: request %" G_GUINT64_FORMAT ", kind %d, '%s': %s\n",
                   (double)event->time_ns / 1e9, event->request, (int)event->kind,
                   event->name != NULL ? event->name : "", what);
}

static void told_free(void *self)
{
    Told *told = self;

    g_hash_table_unref(told->threads);
    g_ptr_array_unref(told->queues);
    g_free(told);
}

static const char *process_name(Watcher *watcher, const WatchEvent *event)
{
    char name[200];

    g_snprintf(name, sizeof name, "%s#%" G_GUINT64_FORMAT, event->process.name,
               event->process.generation);
    return g_string_chunk_insert_const(watcher->names, name);
}

static const char *thread_name(Watcher *watcher, const WatchEvent *event)
{
    char name[300];

    g_snprintf(name, sizeof name, "%s/%s/%u", process_name(watcher, event), event->name,
               event->thread);
    return g_string_chunk_insert_const(watcher->names, name);
}

static int64_t add(GHashTable *counts, const char *name, int64_t more)
{
    int64_t count = GPOINTER_TO_INT(g_hash_table_lookup(counts, name)) + more;

    g_hash_table_insert(counts, (void *)name, GINT_TO_POINTER((int)count));
    return count;
}

static void issued(Watcher *watcher, const WatchEvent *event)
{
    Told *told = g_new0(Told, 1);

    if (event->request != watcher->last + 1)
        complain(watcher, event, "numbers are not in order of issue");
    watcher->last = event->request;
    told->threads = g_hash_table_new(NULL, NULL);
    told->queues = g_ptr_array_new();
    told->issued_ns = told->told_until_ns = event->time_ns;
    told->app = event->app;
    told->page = event->page;
    told->in_cohort = event->in_cohort;
    told->is_call = event->other != 0;
    if (told->is_call && !g_hash_table_contains(watcher->live, GSIZE_TO_POINTER(event->other)))
        complain(watcher, event, "its caller is not there");
    g_hash_table_insert(watcher->live, GSIZE_TO_POINTER(event->request), told);
}

static void span(Watcher *watcher, const WatchEvent *event, Told *told)
{
    if (event->since_ns != told->told_until_ns)
        complain(watcher, event, "a gap between its spans");
    if (event->number < 0 || event->number > event->time_ns - event->since_ns)
        complain(watcher, event, "more service than time");
    if (told->stage == NULL || !g_str_equal(told->stage, event->name))
        complain(watcher, event, "a span of a stage that it is not in");
    told->told_until_ns = event->time_ns;
    told->service_ns += event->number;
    told->wait_ns += event->time_ns - event->since_ns - event->number;
}

static void queue(Watcher *watcher, const WatchEvent *event, Told *told)
{
    bool comes = event->kind == WATCH_QUEUED;
    int64_t length = add(watcher->lengths, event->name, comes ? 1 : -1);

    if (comes) {
        g_ptr_array_add(told->queues, (void *)event->name);
        if (event->number < 0 || (event->number == 0 && event->other != 0))
            complain(watcher, event, "who is before it?");
        if (event->other != 0 &&
            !g_hash_table_contains(watcher->live, GSIZE_TO_POINTER(event->other)))
            complain(watcher, event, "it waits behind one who is gone");
    } else if (!g_ptr_array_remove(told->queues, (void *)event->name)) {
        complain(watcher, event, "it was not in that queue");
    }
    if (length < 0 || told->queues->len > 1)
        complain(watcher, event, "in two queues, or a queue of less than nobody");
}

static void thread(Watcher *watcher, const WatchEvent *event, Told *told)
{
    const char *name = thread_name(watcher, event);

    if (event->thread == 0)
        complain(watcher, event, "threads count from 1");
    if (event->kind == WATCH_THREAD) {
        if (!g_hash_table_add(watcher->busy, (void *)name))
            complain(watcher, event, "two on one thread");
        g_hash_table_add(told->threads, (void *)name);
    } else if (!g_hash_table_remove(watcher->busy, name) ||
               !g_hash_table_remove(told->threads, name)) {
        complain(watcher, event, "it did not have that thread");
    }
}

static void place(Watcher *watcher, const WatchEvent *event, Told *told)
{
    const char *name = process_name(watcher, event);
    bool enters = event->kind == WATCH_ENTERS;

    if ((told->inside != NULL) == enters || (!enters && told->inside != name))
        complain(watcher, event, "in two processes, or out of one that it was not in");
    if (enters && !g_hash_table_contains(watcher->alive, name))
        complain(watcher, event, "in a process that is not there");
    told->inside = enters ? name : NULL;
}

static void resolved(Watcher *watcher, const WatchEvent *event, Told *told)
{
    if (told->resolved)
        complain(watcher, event, "resolved twice");
    told->resolved = true;
    if (!told->in_cohort || told->is_call || g_str_equal(event->name, "in_flight"))
        return;
    if (told->told_until_ns != event->time_ns)
        complain(watcher, event, "its spans do not reach to its end");
    if (told->wait_ns + told->service_ns != event->time_ns - told->issued_ns)
        complain(watcher, event, "its spans are not its latency");
    watcher->cohort_resolved++;
    watcher->cohort_latency_ns += (uint64_t)(event->time_ns - told->issued_ns);
}

static void of_request(Watcher *watcher, const WatchEvent *event)
{
    Told *told = g_hash_table_lookup(watcher->live, GSIZE_TO_POINTER(event->request));

    if (event->kind == WATCH_ISSUED) {
        issued(watcher, event);
        return;
    }
    if (told == NULL) {
        complain(watcher, event, "of a request that is not there");
        return;
    }
    if (event->app != told->app || event->page != told->page)
        complain(watcher, event, "another page");
    switch (event->kind) {
    case WATCH_STAGE:
        told->stage = event->name;
        break;
    case WATCH_SPAN:
        span(watcher, event, told);
        break;
    case WATCH_QUEUED:
    case WATCH_UNQUEUED:
        queue(watcher, event, told);
        break;
    case WATCH_THREAD:
    case WATCH_THREAD_BACK:
        thread(watcher, event, told);
        break;
    case WATCH_ENTERS:
    case WATCH_LEAVES:
        place(watcher, event, told);
        break;
    case WATCH_BEGINS:
        if (event->process.name == NULL)
            complain(watcher, event, "it executes nowhere");
        break;
    case WATCH_RESOLVED:
        resolved(watcher, event, told);
        break;
    case WATCH_GONE:
        if (g_hash_table_size(told->threads) > 0)
            complain(watcher, event, "gone with a thread");
        g_hash_table_remove(watcher->live, GSIZE_TO_POINTER(event->request));
        break;
    default:
        break;
    }
}

static void of_process(Watcher *watcher, const WatchEvent *event)
{
    const char *name = process_name(watcher, event);

    switch (event->kind) {
    case WATCH_READY:
        if (!g_hash_table_add(watcher->alive, (void *)name))
            complain(watcher, event, "ready twice");
        break;
    case WATCH_STARTS:
        watcher->started++;
        break;
    case WATCH_ENDS:
        g_hash_table_remove(watcher->alive, name);
        break;
    case WATCH_APPDOMAIN_IN:
    case WATCH_APPDOMAIN_OUT:
        if (add(watcher->domains, name, event->kind == WATCH_APPDOMAIN_IN ? 1 : -1) < 0)
            complain(watcher, event, "an AppDomain that was not there");
        break;
    case WATCH_MEMORY:
        if (event->number < 0)
            complain(watcher, event, "less than no memory");
        break;
    default:
        break;
    }
}

static bool watch(void *self, const WatchEvent *event)
{
    Watcher *watcher = self;

    watcher->events++;
    watcher->kinds[event->kind]++;
    if (event->time_ns < watcher->time_ns)
        complain(watcher, event, "time goes back");
    watcher->time_ns = event->time_ns;
    if (event->kind <= WATCH_GONE)
        of_request(watcher, event);
    else if (event->kind < WATCH_MARK)
        of_process(watcher, event);
    return watcher->stop_after == 0 || watcher->events < watcher->stop_after;
}

static Watcher watcher_new(void)
{
    return (Watcher){
        .names = g_string_chunk_new(4096),
        .live = g_hash_table_new_full(NULL, NULL, NULL, told_free),
        .busy = g_hash_table_new(NULL, NULL),
        .lengths = g_hash_table_new(g_str_hash, g_str_equal),
        .alive = g_hash_table_new(NULL, NULL),
        .domains = g_hash_table_new(NULL, NULL),
        .time_ns = INT64_MIN,
    };
}

static void watcher_clear(Watcher *watcher)
{
    g_string_chunk_free(watcher->names);
    g_hash_table_unref(watcher->live);
    g_hash_table_unref(watcher->busy);
    g_hash_table_unref(watcher->lengths);
    g_hash_table_unref(watcher->alive);
    g_hash_table_unref(watcher->domains);
}

static ModelResult *run_watched(const ScenarioVariant *variant, Watcher *watcher)
{
    RunWatch out = {.event = watch, .self = watcher};
    RunObserver observer = {.watch = &out};

    return model_run(variant->model, variant->config, 1, &observer);
}

static bool is_same(const ModelResult *a, const ModelResult *b)
{
    if (a->value_count != b->value_count || a->events != b->events)
        return false;
    for (uint32_t i = 0; i < a->value_count; i++) {
        if (memcmp(&a->values[i].value, &b->values[i].value, sizeof(double)) != 0)
            return false;
    }
    return true;
}

static double offered_to_end(const ModelResult *result)
{
    return model_result_get(result, RESULT_RUN, NULL, "requests.offered") -
           model_result_get(result, RESULT_RUN, NULL, "requests.in_flight");
}

static void what_is_told_obeys_its_laws_and_changes_nothing(void)
{
    uint64_t kinds[WATCH_MARK + 1] = {0};

    for (uint64_t i = 0; i < WATCHED_SCENARIOS; i++) {
        g_autofree char *text = random_scenario(i);
        g_autoptr(Scenario) scenario = support_load(text, support_models[i % SUPPORT_MODELS]);
        g_autoptr(ModelResult) alone = NULL;
        g_autoptr(ModelResult) watched = NULL;
        Watcher watcher = watcher_new();

        alone = model_run(scenario->variants[0].model, scenario->variants[0].config, 1, NULL);
        watched = run_watched(&scenario->variants[0], &watcher);
        CU_ASSERT_TRUE(is_same(alone, watched));
        CU_ASSERT_EQUAL(watcher.complaints, 0);
        if (watcher.complaints > 0)
            g_printerr("watch: scenario %" G_GUINT64_FORMAT "\n", i);
        CU_ASSERT_EQUAL(watcher.cohort_resolved, (uint64_t)offered_to_end(watched));
        CU_ASSERT_EQUAL(g_hash_table_size(watcher.live), 0);
        CU_ASSERT_EQUAL(g_hash_table_size(watcher.busy), 0);
        for (int kind = 0; kind <= WATCH_MARK; kind++)
            kinds[kind] += watcher.kinds[kind];
        watcher_clear(&watcher);
    }
    for (int kind = 0; kind <= WATCH_MARK; kind++) /* or the test sees less than it says */
        CU_ASSERT_TRUE(kinds[kind] > 0);
}

static const char one_request[] =
    SUPPORT_WINDOW SUPPORT_FREE "process-start = cpu 1s\nappdomain-create = cpu 100ms\n"
                                "application-instance = cpu 10ms\n"
                                "[machine]\n[aspnet]\nversion = 2.0\n"
                                "[pool:p]\n[app:a]\npool = p\nstart = cold\nmemory = 0B\n"
                                "[page:x]\napp = a\nwork = cpu 5ms\n"
                                "[clients:c]\npages = x\narrivals = at(1s x 1)\n";

typedef struct {
    GString *text;
} Teller;

static bool tell(void *self, const WatchEvent *event)
{
    static const char *const words[WATCH_MARK + 1] = {
        [WATCH_STARTS] = "starts", [WATCH_READY] = "ready",    [WATCH_MAKES] = "makes",
        [WATCH_MADE] = "made",     [WATCH_BEGINS] = "begins",  [WATCH_QUEUED] = "waits in",
        [WATCH_THREAD] = "thread", [WATCH_RESOLVED] = "ended",
    };
    Teller *teller = self;
    const char *what = event->name;

    if (event->time_ns < 0 || words[event->kind] == NULL)
        return true;
    if (event->kind == WATCH_STARTS || event->kind == WATCH_READY || event->kind == WATCH_BEGINS)
        what = event->process.name;
    g_string_append_printf(teller->text, "%s%s %s", teller->text->len > 0 ? ", " : "",
                           words[event->kind], what);
    if (event->kind == WATCH_THREAD)
        g_string_append_printf(teller->text, " %u", event->thread);
    return true;
}

/* Demand start by WAS, then the objects of the process, of the AppDomain, of the request [S0] [S2]. */
static void a_first_request_is_told_in_the_order_of_its_journey(void)
{
    g_autoptr(Scenario) scenario = support_load(one_request, "iis6");
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(ModelResult) result = NULL;
    Teller teller = {.text = text};
    RunWatch out = {.event = tell, .self = &teller};
    RunObserver observer = {.watch = &out};

    result = model_run(scenario->variants[0].model, scenario->variants[0].config, 1, &observer);
    CU_ASSERT_STRING_EQUAL(
        text->str, "ready kernel, waits in pool:p, starts w3wp:p, ready w3wp:p, thread ATQ 1, "
                   "waits in clr, thread worker 1, makes CLR, made CLR, "
                   "made Application Manager, makes AppDomain, made AppDomain, "
                   "made Hosting Environment, begins w3wp:p, makes HttpApplication, "
                   "made HttpApplication, makes compiled pages, made compiled pages, "
                   "makes JIT code of the page, made JIT code of the page, ended ok");
}

static void who_has_seen_enough_ends_the_run(void)
{
    g_autofree char *text = random_scenario(0);
    g_autoptr(Scenario) scenario = support_load(text, "iis6");
    Watcher watcher = watcher_new();

    watcher.stop_after = 100;
    CU_ASSERT_PTR_NULL(run_watched(&scenario->variants[0], &watcher));
    CU_ASSERT_EQUAL(watcher.events, 100);
    watcher_clear(&watcher);
}

CU_TestInfo watch_tests[] = {
    TEST(what_is_told_obeys_its_laws_and_changes_nothing),
    TEST(a_first_request_is_told_in_the_order_of_its_journey),
    TEST(who_has_seen_enough_ends_the_run),
    CU_TEST_INFO_NULL,
};
