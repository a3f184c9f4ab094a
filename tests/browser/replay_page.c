/* replay_page.c - counts, by name, what a run tells: no request is remembered but for where it is. */
#include "tests/browser/replay_page.h"
#include "cli/report/replay.h"
#include <glib/gstdio.h>
#include <string.h>

char *replay_page_text(const Scenario *scenario)
{
    const ReportSource source = {.kind = REPORT_RUN, .scenario = (Scenario *)scenario};
    g_autoptr(ReportPage) page = report_page_new();
    g_autoptr(GError) error = NULL;
    char *text;

    report_replay(page, &source);
    text = report_page_finish(page, "t", "<header><h1>t</h1></header>", &error);
    CHECK(text != NULL);
    return text;
}

void replay_page_open(Browser *browser, const Scenario *scenario)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = replay_page_text(scenario);
    g_autofree char *folder = g_dir_make_tmp("iissim-page-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "page.html", NULL);

    if (browser == NULL || text == NULL) {
        g_rmdir(folder);
        return;
    }
    CHECK(g_file_set_contents(path, text, -1, &error));
    CHECK(browser_open(browser, path, &error));
    CHECK_THAT(browser, "Replay.player !== undefined");
    g_unlink(path);
    g_rmdir(folder);
}

/* ---- the truth ---- */

typedef struct {
    int64_t from_ns, until_ns;
    GHashTable *counts; /* key -> number */
    GHashTable *limits; /* key of threads -> how many there may be */
    GHashTable *words;  /* 'process w3wp:shop #2' -> 'ready' */
    GHashTable *visits; /* request -> key of the backend that it is at */
    GHashTable *calls;  /* requests that are calls */
    GHashTable *rules;  /* request -> name of what last decided something about it */
    uint64_t lost[6];
} Counter;

static const char *const lost_words[] = {"ok",      "error", "rejected",
                                         "refused", "reset", "abandoned"};

static void add(Counter *counter, const char *key, int more)
{
    int now = GPOINTER_TO_INT(g_hash_table_lookup(counter->counts, key)) + more;

    g_hash_table_insert(counter->counts, g_strdup(key), GINT_TO_POINTER(now));
}

static void leave_backend(Counter *counter, const WatchEvent *event)
{
    const char *key = g_hash_table_lookup(counter->visits, GSIZE_TO_POINTER(event->request));

    if (key == NULL)
        return;
    add(counter, key, -1);
    g_hash_table_remove(counter->visits, GSIZE_TO_POINTER(event->request));
}

static void take_stage(Counter *counter, const WatchEvent *event)
{
    static const char *const none[] = {"work.cpu", "work.wait", "work.call", NULL};
    g_autofree char *key = NULL;

    leave_backend(counter, event);
    if (!g_str_has_prefix(event->name, "work.") || g_strv_contains(none, event->name))
        return;
    key = g_strdup_printf("backend %s", event->name + strlen("work."));
    add(counter, key, 1);
    g_hash_table_insert(counter->visits, GSIZE_TO_POINTER(event->request), g_strdup(key));
}

static void take_reason(Counter *counter, const WatchEvent *event)
{
    const char *rule = g_hash_table_lookup(counter->rules, GSIZE_TO_POINTER(event->request));
    g_autofree char *key = NULL;

    if (rule == NULL)
        return;
    key = g_strdup_printf("rule %s", rule);
    add(counter, key, 1);
}

static void take_outcome(Counter *counter, const WatchEvent *event)
{
    if (g_hash_table_contains(counter->calls, GSIZE_TO_POINTER(event->request)))
        return;
    add(counter, "under-way", -1);
    if (event->time_ns < counter->from_ns)
        return;
    for (guint i = 0; i < G_N_ELEMENTS(lost_words); i++)
        counter->lost[i] += g_str_equal(lost_words[i], event->name);
    if (!g_str_equal(event->name, "ok"))
        take_reason(counter, event);
}

static void take_thread(Counter *counter, const WatchEvent *event, int more)
{
    g_autofree char *key =
        g_strdup_printf("threads %s #%" G_GUINT64_FORMAT " %s", event->process.name,
                        event->process.generation, event->name);

    add(counter, key, more);
    if (event->limit > 0)
        g_hash_table_insert(counter->limits, g_strdup(key), GINT_TO_POINTER((int)event->limit));
}

static void take_life(Counter *counter, const WatchEvent *event, const char *word)
{
    g_hash_table_insert(counter->words,
                        g_strdup_printf("process %s #%" G_GUINT64_FORMAT, event->process.name,
                                        event->process.generation),
                        g_strdup(word));
}

static void take_queue(Counter *counter, const WatchEvent *event, int more)
{
    g_autofree char *key = g_strdup_printf("queue %s", event->name);

    add(counter, key, more);
}

static bool count(void *self, const WatchEvent *event)
{
    Counter *counter = self;

    if (event->time_ns >= counter->until_ns)
        return false;
    if (event->kind == WATCH_ISSUED && event->other != 0)
        g_hash_table_add(counter->calls, GSIZE_TO_POINTER(event->request));
    else if (event->kind == WATCH_ISSUED)
        add(counter, "under-way", 1);
    else if (event->kind == WATCH_RULE)
        g_hash_table_insert(counter->rules, GSIZE_TO_POINTER(event->request),
                            g_strdup(event->name));
    else if (event->kind == WATCH_QUEUED)
        take_queue(counter, event, 1);
    else if (event->kind == WATCH_UNQUEUED)
        take_queue(counter, event, -1);
    else if (event->kind == WATCH_THREAD)
        take_thread(counter, event, 1);
    else if (event->kind == WATCH_THREAD_BACK)
        take_thread(counter, event, -1);
    else if (event->kind == WATCH_STAGE)
        take_stage(counter, event);
    else if (event->kind == WATCH_LEAVES)
        leave_backend(counter, event);
    else if (event->kind == WATCH_RESOLVED && !g_str_equal(event->name, "in_flight"))
        take_outcome(counter, event);
    else if (event->kind == WATCH_STARTS)
        take_life(counter, event, "starting");
    else if (event->kind == WATCH_READY)
        take_life(counter, event, "ready");
    else if (event->kind == WATCH_DRAINS)
        take_life(counter, event, "draining");
    else if (event->kind == WATCH_ENDS)
        take_life(counter, event, "gone");
    return true;
}

static char *lost_text(const Counter *counter)
{
    GString *text = g_string_new(NULL);
    uint64_t all = 0;

    for (guint i = 1; i < G_N_ELEMENTS(lost_words); i++) {
        all += counter->lost[i];
        if (counter->lost[i] > 0)
            g_string_append_printf(text, "%s%" G_GUINT64_FORMAT " %s", text->len > 0 ? ", " : "",
                                   counter->lost[i], lost_words[i]);
    }
    if (all > 0) {
        g_autofree char *sum = g_strdup_printf("%" G_GUINT64_FORMAT ": ", all);

        g_string_prepend(text, sum);
    }
    return g_string_free(all > 0 ? text : g_string_assign(text, "0"), FALSE);
}

static GHashTable *finish(const Counter *counter)
{
    GHashTable *truth = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    GHashTableIter each;
    gpointer key, value;

    g_hash_table_iter_init(&each, counter->counts);
    while (g_hash_table_iter_next(&each, &key, &value)) {
        int limit = GPOINTER_TO_INT(g_hash_table_lookup(counter->limits, key));

        g_hash_table_insert(truth, g_strdup(key),
                            limit > 0
                                ? g_strdup_printf("%d of at most %d", GPOINTER_TO_INT(value), limit)
                                : g_strdup_printf("%d", GPOINTER_TO_INT(value)));
    }
    g_hash_table_iter_init(&each, counter->words);
    while (g_hash_table_iter_next(&each, &key, &value))
        g_hash_table_insert(truth, g_strdup(key), g_strdup(value));
    g_hash_table_insert(truth, g_strdup("ok"),
                        g_strdup_printf("%" G_GUINT64_FORMAT, counter->lost[0]));
    g_hash_table_insert(truth, g_strdup("lost"), lost_text(counter));
    return truth;
}

GHashTable *replay_page_truth(const ScenarioVariant *variant, int64_t from_ns, int64_t until_ns)
{
    Counter counter = {
        .from_ns = from_ns,
        .until_ns = until_ns,
        .counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .limits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
        .visits = g_hash_table_new_full(NULL, NULL, NULL, g_free),
        .calls = g_hash_table_new(NULL, NULL),
        .rules = g_hash_table_new_full(NULL, NULL, NULL, g_free),
    };
    RunWatch watch = {.event = count, .self = &counter};
    RunObserver observer = {.watch = &watch};
    g_autoptr(ModelResult) result = NULL;
    GHashTable *truth;

    result = model_run(variant->model, variant->config, 1, &observer);
    truth = finish(&counter);

    g_hash_table_unref(counter.counts);
    g_hash_table_unref(counter.limits);
    g_hash_table_unref(counter.words);
    g_hash_table_unref(counter.visits);
    g_hash_table_unref(counter.calls);
    g_hash_table_unref(counter.rules);
    return truth;
}
