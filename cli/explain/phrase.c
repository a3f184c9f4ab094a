/* phrase.c - one short sentence a step; what its neighbours say already is left out. */
#include "cli/explain/phrase.h"
#include "cli/explain/rule.h"
#include "cli/results/quantity.h"
#include "models/result.h"
#include <string.h>

#define COUNTS_SHOWN_MAX 3

const char *step_kind_name(WatchKind kind)
{
    static const char *const names[WATCH_MARK + 1] = {
        [WATCH_ISSUED] = "issued",       [WATCH_ATTEMPT] = "attempt",
        [WATCH_STAGE] = "stage",         [WATCH_SPAN] = "span",
        [WATCH_QUEUED] = "queued",       [WATCH_UNQUEUED] = "unqueued",
        [WATCH_ENTERS] = "enters",       [WATCH_LEAVES] = "leaves",
        [WATCH_THREAD] = "thread",       [WATCH_THREAD_BACK] = "thread-back",
        [WATCH_BEGINS] = "begins",       [WATCH_RULE] = "rule",
        [WATCH_MAKES] = "makes",         [WATCH_MADE] = "made",
        [WATCH_WAITS_FOR] = "waits-for", [WATCH_ANSWERED] = "answered",
        [WATCH_RESOLVED] = "resolved",   [WATCH_GONE] = "gone",
        [WATCH_STARTS] = "starts",       [WATCH_READY] = "ready",
        [WATCH_DRAINS] = "drains",       [WATCH_ENDS] = "ends",
        [WATCH_MARK] = "mark",
    };

    return names[kind];
}

char *phrase_process(WatchProcess process)
{
    if (process.name == NULL)
        return g_strdup("no process");
    if (g_str_equal(process.name, "kernel"))
        return g_strdup("http.sys, in the kernel");
    return g_strdup_printf("%s #%" G_GUINT64_FORMAT, process.name, process.generation);
}

static const char *page_name(const Journey *journey, uint32_t page)
{
    return journey->variant->config->pages[page].name;
}

static const char *group_name(const Journey *journey, uint32_t group)
{
    return journey->variant->config->clients[group].name;
}

static char *time_text(int64_t time_ns)
{
    return quantity_text_with_unit(QUANTITY_SECONDS, (double)time_ns / 1e9);
}

/* 'report', of another application 'report (hr)'. */
static void append_page(GString *text, const Journey *journey, uint32_t page)
{
    const ModelConfig *config = journey->variant->config;
    uint32_t app = config->pages[page].app;

    g_string_append(text, config->pages[page].name);
    if (app != journey->app && !g_str_equal(config->apps[app].name, config->pages[page].name))
        g_string_append_printf(text, " (%s)", config->apps[app].name);
}

void phrase_append_counts(GString *text, const Journey *journey, const GArray *counts)
{
    uint32_t others = 0;

    for (guint i = 0; i < counts->len; i++) {
        const JourneyCount *count = &g_array_index(counts, JourneyCount, i);

        if (i >= COUNTS_SHOWN_MAX && counts->len > COUNTS_SHOWN_MAX + 1) {
            others += count->count;
            continue;
        }
        g_string_append_printf(text, "%s%u ", i > 0 ? ", " : "", count->count);
        append_page(text, journey, count->page);
        if (count->stage != NULL)
            g_string_append_printf(text, " in %s", count->stage);
    }
    if (others > 0)
        g_string_append_printf(text, ", %u others", others);
}

/* ---- waiting ---- */

static void append_pool(GString *text, const Journey *journey, const JourneyPool *pool)
{
    g_autofree char *process = phrase_process(pool->process);
    const char *plural = pool->count == 1 ? "" : "s";

    if (pool->busy < pool->count)
        g_string_append_printf(text, "; of %" G_GINT64_FORMAT " %s thread%s of %s %u busy",
                               pool->count, pool->name, plural, process, pool->busy);
    else if (pool->count < pool->max && pool->max != SIM_NEVER)
        g_string_append_printf(text,
                               "; busy: every %s thread that %s has yet, %" G_GINT64_FORMAT
                               " of at most %" G_GINT64_FORMAT,
                               pool->name, process, pool->count, pool->max);
    else if (pool->count == 1)
        g_string_append_printf(text, "; busy: the only %s thread of %s", pool->name, process);
    else
        g_string_append_printf(text, "; busy: all %" G_GINT64_FORMAT " %s threads of %s",
                               pool->count, pool->name, process);
    if (pool->holders->len > 0) {
        g_string_append(text, ", with ");
        phrase_append_counts(text, journey, pool->holders);
    }
}

static char *queued(const Journey *journey, const JourneyStep *step)
{
    GString *text = g_string_new(NULL);

    g_string_append_printf(text, "waits in queue %s, ", step->name);
    if (step->number == 0) {
        g_string_append(text, "first in line");
    } else {
        g_string_append_printf(text, "behind %" G_GINT64_FORMAT, step->number);
        if (step->ahead != NULL) {
            g_string_append(text, ": ");
            phrase_append_counts(text, journey, step->ahead);
        }
    }
    if (step->other_page != MODEL_NONE && step->number > 0) {
        g_string_append(text, "; next in front is ");
        append_page(text, journey, step->other_page);
        g_string_append_printf(text, " of %s", group_name(journey, step->other_group));
    }
    for (guint i = 0; step->pools != NULL && i < step->pools->len; i++)
        append_pool(text, journey, g_ptr_array_index(step->pools, i));
    if (step->until_ns == SIM_NEVER)
        g_string_append(text, "; it never came out");
    return g_string_free(text, FALSE);
}

/* Nothing else was there to wait for. */
static bool is_for_processor(const Journey *journey, guint index)
{
    const JourneyStep *stage = journey_step(journey, index);

    if (stage->limit != 0 /* a backend */ || g_str_equal(stage->name, "work.call"))
        return false;
    for (guint i = index + 1; i < journey->steps->len; i++) {
        const JourneyStep *step = journey_step(journey, i);

        if (step->request != stage->request)
            continue;
        if (step->time_ns >= stage->until_ns)
            break;
        if ((step->kind == WATCH_QUEUED && step->until_ns > step->time_ns) ||
            step->kind == WATCH_WAITS_FOR || step->kind == WATCH_RULE)
            return false;
    }
    return true;
}

static char *stage(const Journey *journey, guint index)
{
    const JourneyStep *step = journey_step(journey, index);
    g_autofree char *wait = time_text(step->wait_ns);
    GString *text;

    if (step->number >= step->limit && step->limit > 0) {
        text = g_string_new(NULL);
        g_string_append_printf(text,
                               "all %" G_GINT64_FORMAT
                               " connections are taken, and %" G_GINT64_FORMAT " wait before it: ",
                               step->limit, step->number - step->limit);
        phrase_append_counts(text, journey, step->ahead);
        return g_string_free(text, FALSE);
    }
    if (step->wait_ns == 0 || step->service_ns == 0)
        return NULL;
    return g_strdup_printf("of it %s waiting%s", wait,
                           is_for_processor(journey, index) ? " for a processor" : "");
}

/* 'the CLR', but 'compiled pages'. */
static const char *the(const char *name)
{
    return g_ascii_isupper(*name) ? "the " : "";
}

static char *waits_for(const Journey *journey, const JourneyStep *step)
{
    if (step->other_page == MODEL_NONE)
        return g_strdup_printf("waits for %s%s", the(step->name), step->name);
    return g_strdup_printf("waits for %s%s, which %s of %s %s", the(step->name), step->name,
                           page_name(journey, step->other_page),
                           group_name(journey, step->other_group),
                           strstr(step->name, "lock") != NULL ? "has" : "is making");
}

/* ---- rules ---- */

static char *rule(const Journey *journey, const JourneyStep *step)
{
    StepRule rule = step_rule(journey, step);
    GString *text = g_string_new(step_rule_words(step));
    bool has_number = step->limit != SIM_NEVER && rule.setting != NULL;

    if (has_number)
        g_string_append_printf(text, ": %" G_GINT64_FORMAT " against %s = ", step->number,
                               rule.setting);
    else if (rule.setting != NULL)
        g_string_append_printf(text, " (%s%s", rule.setting, rule.value != NULL ? " = " : "");
    if (rule.value != NULL)
        g_string_append(text, rule.value);
    else if (has_number)
        g_string_append_printf(text, "%" G_GINT64_FORMAT, step->limit);
    if (!has_number && rule.setting != NULL)
        g_string_append_c(text, ')');
    step_rule_clear(&rule);
    return g_string_free(text, FALSE);
}

/* ---- processes and marks ---- */

static char *process(const JourneyStep *step)
{
    g_autofree char *name = phrase_process(step->process);
    g_autofree char *since = time_text(step->time_ns - step->since_ns);

    switch (step->kind) {
    case WATCH_STARTS:
        return g_strdup_printf("%s begins to start%s", name, step->is_own ? ", for it" : "");
    case WATCH_READY:
        return step->time_ns == step->since_ns
                   ? g_strdup_printf("%s is ready", name)
                   : g_strdup_printf("%s is ready, %s after it began to start", name, since);
    case WATCH_DRAINS:
        return g_strdup_printf("%s takes nothing new from now on", name);
    default:
        return g_strdup_printf(
            "%s %s%s", name, g_strcmp0(step->name, "Unexpected") == 0 ? "crashes" : "ends",
            step->name == NULL || g_str_equal(step->name, "Unexpected") ? "" : ": ");
    }
}

static char *ended(const JourneyStep *step)
{
    g_autofree char *text = process(step);

    if (step->kind != WATCH_ENDS || step->name == NULL || g_str_equal(step->name, "Unexpected"))
        return g_steal_pointer(&text);
    return g_strconcat(text, step->name, NULL);
}

static char *mark(const JourneyStep *step)
{
    static const char *const words[] = {
        [MARK_FAULT] = "fault %s begins",
        [MARK_FAULT_END] = "fault %s is over",
        [MARK_START] = "%s is ready",
        [MARK_RECYCLE] = "%s begins to be replaced",
        [MARK_CRASH] = "%s crashes",
        [MARK_STOP] = "%s ends",
        [MARK_DISABLED] = "pool %s is switched off",
        [MARK_ORPHAN] = "%s is given up, left running",
        [MARK_CPU] = "pool %s has used its share of the processors",
        [MARK_APPDOMAIN] = "an AppDomain begins to end: %s",
    };
    g_auto(GStrv) parts = g_strsplit(words[step->number], "%s", 2);

    return g_strconcat(parts[0], step->name, parts[1], step->source != NULL ? ": " : "",
                       step->source, NULL);
}

/* ---- which neighbours say it already ---- */

static bool is_said_now(const Journey *journey, guint from, WatchKind kind)
{
    const JourneyStep *step = journey_step(journey, from);

    for (guint i = from + 1; i < journey->steps->len; i++) {
        const JourneyStep *next = journey_step(journey, i);

        if (next->time_ns != step->time_ns)
            return false;
        if (next->kind == kind && next->request == step->request &&
            (kind != WATCH_THREAD || next->process.name == step->process.name))
            return true;
    }
    return false;
}

static char *of_client(const Journey *journey, const JourneyStep *step)
{
    bool has_users =
        journey->variant->config->clients[journey->group].arrivals.kind == ARRIVALS_USERS;

    if (step->depth > 0)
        return g_strdup_printf("calls page %s", page_name(journey, step->page));
    return has_users ? g_strdup_printf("issued by user %u of %s", journey->user + 1,
                                       group_name(journey, journey->group))
                     : g_strdup_printf("issued by %s", group_name(journey, journey->group));
}

static char *answer(const JourneyStep *step, const char *what)
{
    return step->number > 0
               ? g_strdup_printf("%s: %s, HTTP %" G_GINT64_FORMAT, what, step->name, step->number)
               : g_strdup_printf("%s: %s", what, step->name);
}

static char *end(const Journey *journey, const JourneyStep *step)
{
    if (step->depth > 0)
        return NULL;
    if (step->kind == WATCH_GONE)
        return journey->gone_ns > journey->resolved_ns ? g_strdup("the server is done with it, too")
                                                       : NULL;
    if (g_str_equal(step->name, "in_flight"))
        return g_strdup("the run is over, and it has no answer");
    return journey->status > 0 && !g_str_equal(step->name, "abandoned")
               ? g_strdup_printf("its client has the answer: %s, HTTP %" G_GINT64_FORMAT,
                                 step->name, journey->status)
               : g_strdup_printf("for its client it is over: %s", step->name);
}

static char *thread(const JourneyStep *step, bool takes)
{
    g_autofree char *process = phrase_process(step->process);

    return g_strdup_printf(takes ? "on %s thread %u of %s" : "gives %s thread %u of %s back",
                           step->name, step->thread, process);
}

char *step_phrase(const Journey *journey, guint index)
{
    const JourneyStep *step = journey_step(journey, index);
    g_autofree char *process = NULL;

    switch (step->kind) {
    case WATCH_ISSUED:
        return of_client(journey, step);
    case WATCH_ATTEMPT:
        return step->number > 1 ? g_strdup_printf("attempt %" G_GINT64_FORMAT, step->number) : NULL;
    case WATCH_STAGE:
        return stage(journey, index);
    case WATCH_QUEUED:
        return step->until_ns == step->time_ns ? NULL : queued(journey, step);
    case WATCH_ENTERS:
        process = phrase_process(step->process);
        return is_said_now(journey, index, WATCH_THREAD) ? NULL : g_strdup_printf("in %s", process);
    case WATCH_THREAD:
        return thread(step, true);
    case WATCH_THREAD_BACK:
        return is_said_now(journey, index, WATCH_LEAVES) ||
                       is_said_now(journey, index, WATCH_RESOLVED)
                   ? NULL
                   : thread(step, false);
    case WATCH_BEGINS:
        return g_strdup("its page begins to execute");
    case WATCH_RULE:
        return rule(journey, step);
    case WATCH_MAKES:
        return g_strdup_printf("makes %s%s; who needs it waits", the(step->name), step->name);
    case WATCH_MADE:
        return g_strdup_printf("has made %s%s", the(step->name), step->name);
    case WATCH_WAITS_FOR:
        return waits_for(journey, step);
    case WATCH_ANSWERED:
        return step->depth == 0 && is_said_now(journey, index, WATCH_RESOLVED)
                   ? NULL
                   : answer(step, step->depth > 0 ? "call answered" : "answered");
    case WATCH_RESOLVED:
    case WATCH_GONE:
        return end(journey, step);
    case WATCH_STARTS:
    case WATCH_READY:
    case WATCH_DRAINS:
    case WATCH_ENDS:
        return ended(step);
    case WATCH_MARK:
        return mark(step);
    default:
        return NULL;
    }
}
