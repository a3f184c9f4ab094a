/* explain_text.c - what was asked, the journeys beside each other, where the time went, and what made the
 * difference. */
#include "cli/explain/explain_text.h"
#include "cli/explain/columns.h"
#include "cli/explain/difference.h"
#include "cli/explain/phrase.h"
#include "cli/explain/rule.h"
#include "cli/explain/stage_table.h"
#include "cli/results/quantity.h"
#include "cli/version.h"
#include "cli/wrap.h"
#include <string.h>

#define COLUMN_WIDTH   39
#define TIME_WIDTH_MIN 7
#define LINES_FIRST    300 /* of a column: a client may retry for ever */
#define LINES_LAST     60
#define MS_UP_TO_US    (10 * SIM_S)  /* above, they are given to 10 us */
#define MS_UP_TO_NS    (100 * SIM_S) /* above, times are in seconds */

typedef struct {
    GString *text;
    const Explanation *explanation;
    bool in_seconds; /* the times of the journeys */
    int decimals, time_width;
} Writer;

static void append_style(Writer *writer, const char *code)
{
    if (writer->explanation->has_colour)
        g_string_append(writer->text, code);
}

static void append_heading(Writer *writer, const char *heading)
{
    g_string_append_c(writer->text, '\n');
    append_style(writer, "\033[1m");
    wrap_append(writer->text, heading, 0, 0);
    append_style(writer, "\033[0m");
}

static void append_paragraph(Writer *writer, const char *paragraph)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);

    columns_wrap(lines, "", paragraph, WRAP_COLUMNS);
    columns_append(writer->text, lines, NULL, WRAP_COLUMNS);
}

/* ---- head ---- */

static const Journey *reference_of(const Writer *writer)
{
    return writer->explanation->journeys[writer->explanation->reference];
}

static char *whose(const Journey *journey)
{
    const WebClientsConfig *group = &journey->variant->config->clients[journey->group];

    if (group->arrivals.kind == ARRIVALS_USERS)
        return g_strdup_printf("user %u of %s", journey->user + 1, group->name);
    return g_strdup(group->name);
}

static void append_head(Writer *writer)
{
    const Explanation *explanation = writer->explanation;
    const Scenario *scenario = explanation->scenario;
    const Journey *journey = reference_of(writer);
    const ModelConfig *config = journey->variant->config;
    g_autofree char *file = g_str_equal(scenario->file, "-") ? g_strdup("standard input")
                                                             : g_path_get_basename(scenario->file);
    g_autofree char *run = NULL, *what = NULL, *client = whose(journey);

    append_style(writer, "\033[1m");
    append_paragraph(writer, scenario->title != NULL ? scenario->title : file);
    append_style(writer, "\033[0m");
    run = g_strdup_printf("%s, iissim %s, seed %" G_GUINT64_FORMAT
                          ", replication %" G_GUINT64_FORMAT ".",
                          file, IISSIM_VERSION, scenario->seed, explanation->replication);
    append_paragraph(writer, run);
    what = g_strdup_printf(
        "Request %" G_GUINT64_FORMAT " of %s%s%s: page %s of %s, issued by %s "
        "%.6f s into the window.",
        journey->cohort_number, journey->variant->name, explanation->choice != NULL ? ", " : "",
        explanation->choice != NULL ? explanation->choice : "", config->pages[journey->page].name,
        config->apps[journey->app].name, client, (double)journey->issued_ns / 1e9);
    g_string_append_c(writer->text, '\n');
    append_paragraph(writer, what);
}

/* ---- the journey ---- */

static char *time_of(const Writer *writer, int64_t time_ns)
{
    return g_strdup_printf("%.*f", writer->decimals,
                           (double)time_ns / (writer->in_seconds ? 1e9 : 1e6));
}

/* A time that stands already is not repeated. */
static void append_line(const Writer *writer, GPtrArray *lines, char **shown, const char *time,
                        const char *text, uint32_t depth)
{
    bool is_new = g_strcmp0(*shown, time) != 0;
    g_autofree char *first = g_strdup_printf("%*s %.*s", writer->time_width, is_new ? time : "",
                                             (int)MIN(depth, 4), ">>>>");

    columns_wrap(lines, first, text, COLUMN_WIDTH);
    g_free(*shown);
    *shown = g_strdup(time);
}

/* 'pipe [assumption] .......... 0.165'; *has_room: whether the source has found a place. */
static char *stage_line(const Writer *writer, const JourneyStep *step, const char *source,
                        bool *has_room)
{
    g_autofree char *length = time_of(writer, step->wait_ns + step->service_ns);
    GString *text = g_string_new(step->name);
    int room =
        COLUMN_WIDTH - writer->time_width - 1 - (int)MIN(step->depth, 4) - (int)strlen(length) - 2;

    *has_room = source != NULL && (int)(strlen(source) + 3 + text->len) <= room;
    if (*has_room)
        g_string_append_printf(text, " [%s]", source);
    g_string_append_c(text, ' ');
    while ((int)text->len < room + 1)
        g_string_append_c(text, '.');
    g_string_append_printf(text, " %s", length);
    return g_string_free(text, FALSE);
}

/* The first of several keys: all are in the JSON. */
static char *first_key(const Journey *journey, const JourneyStep *step)
{
    StepRule rule = step_rule(journey, step);
    char *key = rule.source == NULL ? NULL : g_strndup(rule.source, strcspn(rule.source, " "));

    step_rule_clear(&rule);
    return key;
}

static void append_step(const Writer *writer, const Journey *journey, guint index, GPtrArray *lines,
                        char **shown)
{
    const JourneyStep *step = journey_step(journey, index);
    g_autofree char *time = time_of(writer, step->time_ns - journey->issued_ns);
    g_autofree char *phrase = step_phrase(journey, index);
    g_autofree char *source = first_key(journey, step);
    bool has_room = false;

    if (step->kind == WATCH_STAGE) {
        g_autofree char *line = NULL;

        if (step->wait_ns + step->service_ns == 0)
            return;
        line = stage_line(writer, step, source, &has_room);
        append_line(writer, lines, shown, time, line, step->depth);
    }
    if (source != NULL && !has_room && (phrase != NULL || step->kind == WATCH_STAGE)) {
        g_autofree char *with_source = g_strdup_printf("%s%s[%s]", phrase != NULL ? phrase : "",
                                                       phrase != NULL ? " " : "", source);

        append_line(writer, lines, shown, time, with_source, step->depth);
    } else if (phrase != NULL) {
        append_line(writer, lines, shown, time, phrase, step->depth);
    }
}

/* Of very many lines, the first and the last. */
static void append_steps(const Writer *writer, const Journey *journey, GPtrArray *lines)
{
    g_autofree char *shown = NULL;
    guint before = lines->len, left_out;

    for (guint i = 0; i < journey->steps->len; i++)
        append_step(writer, journey, i, lines, &shown);
    if (lines->len - before <= LINES_FIRST + LINES_LAST)
        return;
    left_out = lines->len - before - LINES_FIRST - LINES_LAST;
    g_ptr_array_remove_range(lines, before + LINES_FIRST, left_out);
    g_ptr_array_insert(lines, (gint)(before + LINES_FIRST),
                       g_strdup_printf("%*s (%s%u lines more)", writer->time_width, "..",
                                       journey->left_out > 0 ? "over " : "", left_out));
}

static char *outcome_after(const Journey *journey)
{
    int64_t latency_ns = journey_latency_ns(journey);

    return g_strdup_printf("%s after %" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT " ms",
                           journey->outcome, latency_ns / SIM_MS, latency_ns % SIM_MS);
}

static GPtrArray *column(const Writer *writer, const Journey *journey)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *head =
        g_strdup_printf("%s (%s)", journey->variant->name, journey->variant->model->title);
    g_autofree char *outcome = NULL, *rule = g_strnfill(COLUMN_WIDTH, '-');

    columns_wrap(lines, "", head, COLUMN_WIDTH);
    g_ptr_array_add(lines, g_steal_pointer(&rule));
    if (!journey->is_found) {
        columns_wrap(lines, "", "no such request", COLUMN_WIDTH);
        return lines;
    }
    if (!journey->in_cohort)
        columns_wrap(lines, "", "issued outside the window here", COLUMN_WIDTH);
    append_steps(writer, journey, lines);
    outcome = journey_latency_ns(journey) < 0 ? g_strdup(journey->outcome) : outcome_after(journey);
    columns_wrap(lines, "= ", outcome, COLUMN_WIDTH);
    return lines;
}

static void append_journeys(Writer *writer)
{
    const Explanation *explanation = writer->explanation;

    append_heading(writer, writer->in_seconds ? "The journey, in seconds since it was issued"
                                              : "The journey, in ms since it was issued");
    for (uint32_t v = 0; v < explanation->count; v += 2) {
        g_autoptr(GPtrArray) left = column(writer, explanation->journeys[v]);
        g_autoptr(GPtrArray) right =
            v + 1 < explanation->count ? column(writer, explanation->journeys[v + 1]) : NULL;

        if (v > 0)
            g_string_append_c(writer->text, '\n');
        columns_append(writer->text, left, right, COLUMN_WIDTH);
    }
}

/* ---- where the time went ---- */

static void append_table(Writer *writer, const Journey *left, const Journey *right)
{
    append_heading(writer, stage_table_title(left, right));
    stage_table_append(writer->text, left, right);
}

/* Of those variants that have the request, two by two. */
static void append_tables(Writer *writer)
{
    const Explanation *explanation = writer->explanation;
    const Journey *left = NULL;

    for (uint32_t v = 0; v < explanation->count; v++) {
        const Journey *journey = explanation->journeys[v];

        if (!journey->is_found)
            continue;
        if (left == NULL) {
            left = journey;
            continue;
        }
        append_table(writer, left, journey);
        left = NULL;
    }
    if (left != NULL)
        append_table(writer, left, NULL);
}

/* 'pipe costs.pipe-oneway, pipeline costs.pipeline': each stage with each of its settings. */
static void append_settings(Writer *writer)
{
    const Explanation *explanation = writer->explanation;
    g_autoptr(GPtrArray) said = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *all = NULL, *text = NULL;

    for (uint32_t v = 0; v < explanation->count; v++) {
        const Journey *journey = explanation->journeys[v];

        for (guint i = 0; i < journey->steps->len; i++) {
            const JourneyStep *step = journey_step(journey, i);
            StepRule rule = {0};
            g_autofree char *one = NULL;

            if (step->kind != WATCH_STAGE || step->wait_ns + step->service_ns == 0)
                continue;
            rule = step_rule(journey, step);
            one = g_strdup_printf("%s %s", step->name, rule.setting);
            if (rule.setting != NULL &&
                !g_ptr_array_find_with_equal_func(said, one, g_str_equal, NULL))
                g_ptr_array_add(said, g_steal_pointer(&one));
            step_rule_clear(&rule);
        }
    }
    if (said->len == 0)
        return;
    g_ptr_array_add(said, NULL);
    all = g_strjoinv(", ", (char **)said->pdata);
    text = g_strdup_printf(
        "What sets them: %s. 'iissim keys PART' says more of each, by any part of its name.", all);
    g_string_append_c(writer->text, '\n');
    append_paragraph(writer, text);
}

/* ---- the end ---- */

static void append_difference(Writer *writer)
{
    const Explanation *explanation = writer->explanation;
    const Journey *reference = reference_of(writer);
    g_autofree char *reason =
        g_strcmp0(reference->outcome, "ok") != 0 ? difference_reason(reference) : NULL;

    if (explanation->count == 1) {
        if (reason != NULL) {
            append_heading(writer, "Why it did not end ok");
            append_paragraph(writer, reason);
        }
    } else {
        append_heading(writer, "What made the difference");
    }
    for (uint32_t v = 0; v < explanation->count; v++) {
        g_autofree char *sentence = NULL;

        if (v == explanation->reference)
            continue;
        sentence = difference_text(reference, explanation->journeys[v]);
        append_paragraph(writer, sentence);
    }
    g_string_append_c(writer->text, '\n');
    append_style(writer, "\033[2m");
    append_paragraph(writer, "In [brackets]: the source of the rule, a key of docs/sources.md; "
                             "'assumption' where nobody has published it, 'scenario' where the "
                             "scenario says so.");
    append_style(writer, "\033[0m");
}

char *explain_text(const Explanation *explanation)
{
    Writer writer = {.text = g_string_new(NULL), .explanation = explanation};
    g_autofree char *longest = NULL;
    int64_t longest_ns = 0;

    for (uint32_t v = 0; v < explanation->count; v++) {
        const Journey *journey = explanation->journeys[v];
        int64_t last_ns = journey->steps->len > 0
                              ? journey_step(journey, journey->steps->len - 1)->time_ns
                              : journey->issued_ns;

        longest_ns = MAX(longest_ns, last_ns - journey->issued_ns);
        longest_ns = MAX(longest_ns, journey_latency_ns(journey));
    }
    writer.in_seconds = longest_ns >= MS_UP_TO_NS;
    writer.decimals = writer.in_seconds ? 4 : longest_ns >= MS_UP_TO_US ? 2 : 3;
    longest = time_of(&writer, longest_ns);
    writer.time_width = MAX((int)strlen(longest), TIME_WIDTH_MIN);
    append_head(&writer);
    append_journeys(&writer);
    append_tables(&writer);
    append_settings(&writer);
    append_difference(&writer);
    return g_string_free(writer.text, FALSE);
}
