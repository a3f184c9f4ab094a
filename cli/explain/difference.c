/* difference.c - compares two journeys: outcomes first, then the stages that made the difference. */
#include "cli/explain/difference.h"
#include "cli/explain/phrase.h"
#include "cli/explain/rule.h"
#include "cli/results/quantity.h"
#include "models/result.h"
#include <stdlib.h>

#define STAGES_NAMED_MAX 3
#define WORTH_NAMING     0.05 /* of the largest difference of a stage */

static char *time_text(int64_t time_ns)
{
    return quantity_text_with_unit(QUANTITY_SECONDS, (double)time_ns / 1e9);
}

/* ---- why it did not end ok ---- */

/* How much a step says of why a request ended as it did: a number against a limit most, then what else
 * decided, then the end of a process, least a line of a log that others have caused. */
static int weight(const JourneyStep *step)
{
    if (step->depth > 0)
        return 0;
    if (step->kind == WATCH_ENDS)
        return 2;
    if (step->kind != WATCH_RULE)
        return 0;
    if (step->limit != SIM_NEVER)
        return 4;
    return g_str_has_prefix(step_rule_words(step), "http.sys logs") ? 1 : 3;
}

/* 'fault staff-crash: aspnet_wp #1 crashes', where a fault began at that instant. */
static char *with_fault(const Journey *journey, guint index)
{
    int64_t time_ns = journey_step(journey, index)->time_ns;
    g_autofree char *phrase = step_phrase(journey, index);

    for (guint i = 0; weight(journey_step(journey, index)) < 4 && i < journey->steps->len; i++) {
        const JourneyStep *step = journey_step(journey, i);

        if (step->kind == WATCH_MARK && step->number == MARK_FAULT && step->time_ns == time_ns)
            return g_strdup_printf("fault %s: %s", step->name, phrase);
    }
    return g_steal_pointer(&phrase);
}

/* Of the last attempt; of equal weight the last. */
char *difference_reason(const Journey *journey)
{
    guint found = G_MAXUINT;
    int most = 0;

    for (guint i = 0; i < journey->steps->len; i++) {
        const JourneyStep *step = journey_step(journey, i);

        if (step->time_ns > journey->resolved_ns)
            break;
        if (step->kind == WATCH_ATTEMPT && step->depth == 0)
            most = 0;
        if (weight(step) == 0 || weight(step) < most)
            continue;
        found = i;
        most = weight(step);
    }
    return found == G_MAXUINT ? NULL : with_fault(journey, found);
}

/* 'ended ok', 'ended in error', 'was refused'. */
static const char *ended_words(const char *outcome)
{
    return g_str_equal(outcome, "ok")      ? "ended "
           : g_str_equal(outcome, "error") ? "ended in "
                                           : "was ";
}

static char *outcome_text(const Journey *journey)
{
    g_autofree char *after = NULL, *reason = NULL;
    bool is_ok = g_strcmp0(journey->outcome, "ok") == 0;
    GString *text = g_string_new(NULL);

    if (journey->resolved_ns == SIM_NEVER) {
        g_string_printf(text, "in %s it had no answer when the run was over",
                        journey->variant->name);
        return g_string_free(text, FALSE);
    }
    after = time_text(journey_latency_ns(journey));
    g_string_printf(text, "in %s it %s%s", journey->variant->name, ended_words(journey->outcome),
                    journey->outcome);
    if (journey->status > 0 && !is_ok)
        g_string_append_printf(text, " (HTTP %" G_GINT64_FORMAT ")", journey->status);
    g_string_append_printf(text, " after %s", after);
    reason = is_ok ? NULL : difference_reason(journey);
    if (reason != NULL)
        g_string_append_printf(text, " (%s)", reason);
    return g_string_free(text, FALSE);
}

/* ---- the stages ---- */

typedef struct {
    const char *name;
    int64_t wait_ns, service_ns; /* other less reference */
} Change;

static int64_t whole(const Change *change)
{
    return change->wait_ns + change->service_ns;
}

static int by_size(const void *a, const void *b)
{
    const Change *left = a, *right = b;
    int64_t left_ns = llabs(whole(left)), right_ns = llabs(whole(right));

    if (left_ns != right_ns)
        return left_ns > right_ns ? -1 : 1;
    return g_strcmp0(left->name, right->name);
}

static void add_stages(GArray *changes, const Journey *journey, int sign)
{
    for (guint i = 0; i < journey->stages->len; i++) {
        const JourneyStage *stage = &g_array_index(journey->stages, JourneyStage, i);
        Change none = {.name = stage->name};
        guint c = 0;

        while (c < changes->len &&
               !g_str_equal(g_array_index(changes, Change, c).name, stage->name))
            c++;
        if (c == changes->len)
            g_array_append_val(changes, none);
        g_array_index(changes, Change, c).wait_ns += sign * stage->wait_ns;
        g_array_index(changes, Change, c).service_ns += sign * stage->service_ns;
    }
}

static void append_change(GString *text, const Change *change)
{
    g_autofree char *size = time_text(llabs(whole(change)));
    bool is_waiting = llabs(change->wait_ns) > llabs(change->service_ns);

    g_string_append_printf(text, "%s %s %s%s", size, whole(change) < 0 ? "less" : "more",
                           is_waiting ? "waiting in " : "in ", change->name);
}

/* In the order of their size; what is left out is summed up, so that all add up to the difference. */
static void append_changes(GString *text, GArray *changes)
{
    int64_t rest_ns = 0;
    g_autofree char *rest = NULL;
    guint named = 0;

    g_array_sort(changes, by_size);
    for (guint i = 0; i < changes->len; i++) {
        const Change *change = &g_array_index(changes, Change, i);

        if (whole(change) == 0)
            continue;
        if (named == STAGES_NAMED_MAX ||
            (double)llabs(whole(change)) <
                WORTH_NAMING * (double)llabs(whole(&g_array_index(changes, Change, 0)))) {
            rest_ns += whole(change);
            continue;
        }
        g_string_append(text, named > 0 ? ", " : ": ");
        append_change(text, change);
        named++;
    }
    rest = time_text(llabs(rest_ns));
    if (rest_ns != 0)
        g_string_append_printf(text, ", %s %s in the rest", rest, rest_ns < 0 ? "less" : "more");
}

/* The queue in which it stood longest; G_MAXUINT: in none. */
static guint longest_queue(const Journey *journey)
{
    guint longest = G_MAXUINT;
    int64_t longest_ns = 0;

    for (guint i = 0; i < journey->steps->len; i++) {
        const JourneyStep *step = journey_step(journey, i);

        if (step->kind != WATCH_QUEUED || step->depth > 0 || step->until_ns == SIM_NEVER ||
            step->until_ns - step->time_ns <= longest_ns)
            continue;
        longest = i;
        longest_ns = step->until_ns - step->time_ns;
    }
    return longest;
}

static int64_t time_in(const Journey *journey, guint queue)
{
    return queue == G_MAXUINT
               ? 0
               : journey_step(journey, queue)->until_ns - journey_step(journey, queue)->time_ns;
}

/* Where it waited, and for whom: ' In iis5 it waits in queue clr, behind 3: ..'. */
static void append_queue(GString *text, const Journey *journey, guint queue)
{
    g_autofree char *phrase = step_phrase(journey, queue);

    g_string_append_printf(text, " In %s it %s.", journey->variant->name, phrase);
}

/* Of the slower, if that is half of the difference, and the other did not wait as well. */
static void append_slower(GString *text, const Journey *slower, const Journey *faster)
{
    guint queue = longest_queue(slower);
    int64_t more_ns = time_in(slower, queue) - time_in(faster, longest_queue(faster));

    if (more_ns > 0 && more_ns >= time_in(slower, queue) / 2 &&
        more_ns >= (journey_latency_ns(slower) - journey_latency_ns(faster)) / 2)
        append_queue(text, slower, queue);
}

/* Of one whose client did not wait so long, if that is half of the time. */
static void append_abandoned(GString *text, const Journey *journey)
{
    guint queue = longest_queue(journey);

    if (g_strcmp0(journey->outcome, "abandoned") == 0 && queue != G_MAXUINT &&
        journey_step(journey, queue)->time_ns < journey->resolved_ns &&
        time_in(journey, queue) >= journey_latency_ns(journey) / 2)
        append_queue(text, journey, queue);
}

static char *both_ok(const Journey *reference, const Journey *other)
{
    int64_t difference_ns = journey_latency_ns(other) - journey_latency_ns(reference);
    g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(Change));
    g_autofree char *size = time_text(llabs(difference_ns));
    g_autofree char *before = time_text(journey_latency_ns(reference));
    g_autofree char *after = time_text(journey_latency_ns(other));
    GString *text = g_string_new(NULL);

    add_stages(changes, other, 1);
    add_stages(changes, reference, -1);
    if (difference_ns == 0)
        g_string_printf(text, "%s took exactly as long as %s, %s", other->variant->name,
                        reference->variant->name, after);
    else
        g_string_printf(text, "%s answered it %s %s than %s, after %s%s%s", other->variant->name,
                        size, difference_ns < 0 ? "sooner" : "later", reference->variant->name,
                        after, g_str_equal(after, before) ? "" : " instead of ",
                        g_str_equal(after, before) ? "" : before);
    append_changes(text, changes);
    g_string_append_c(text, '.');
    append_slower(text, difference_ns < 0 ? reference : other,
                  difference_ns < 0 ? other : reference);
    return g_string_free(text, FALSE);
}

static void capitalise(GString *text)
{
    if (text->len > 0)
        text->str[0] = g_ascii_toupper(text->str[0]);
}

static char *missing(const Journey *journey)
{
    return g_strdup_printf(
        "%s has no such request: the same client issued %" G_GUINT64_FORMAT
        " there. Clients that wait for an answer before they ask again drift apart.",
        journey->variant->name, journey->issued_by_client);
}

char *difference_text(const Journey *reference, const Journey *other)
{
    g_autofree char *left = NULL, *right = NULL;
    GString *text;

    if (!other->is_found)
        return missing(other);
    if (g_strcmp0(reference->outcome, "ok") == 0 && g_strcmp0(other->outcome, "ok") == 0)
        return both_ok(reference, other);
    left = outcome_text(reference);
    right = outcome_text(other);
    text = g_string_new(left);
    capitalise(text);
    g_string_append_printf(text, "; %s.", right);
    append_abandoned(text, reference);
    append_abandoned(text, other);
    return g_string_free(text, FALSE);
}
