/* replay_json.c - slices of a run as the page's player reads them.
 *
 * { format, about: {kind, what, time_us}, from_s, span_us, apps, pages, groups, variants: [ {
 *     name, model, title, connections: {BACKEND: n},
 *     processes: [ {name, generation, starts_us, ready_us, drains_us, ends_us, why} ]   null: never
 *     domains:   [ [process, app, from, to], .. ]                                to -1: never
 *     pools:     [ {process, name, max} ]
 *     threads:   [ [pool, number], .. ]
 *     places:    [ {kind, name, process, thread} ]
 *     states:    [ [place, thread, ..], .. ]                                     state 0: gone
 *     rules:     [ {name, number, limit} ]
 *     marks:     [ {time_us, kind, what, reason} ]
 *     requests:  [ [app, page, group, user, ordinal, is_call, issued, resolved, outcome, rule,
 *                   time, state, later by, state, ..], .. ] } ] }
 *
 * All times are microseconds since the slice began. A request that is not resolved has outcome -1; others say
 * theirs by its number in outcomes.
 */
#include "cli/report/replay_slice.h"
#include "cli/report/words.h"
#include "cli/results/json_text.h"
#include "sim/units.h"
#include <math.h>

static const char *const outcomes[] = {"ok",    "error",     "rejected", "refused",
                                       "reset", "abandoned", NULL};

static int64_t microseconds(const ReplaySlice *slice, int64_t time_ns)
{
    int64_t since_ns = time_ns - slice->from_ns;

    if (time_ns == REPLAY_NEVER)
        return -1;
    return since_ns >= 0 ? since_ns / SIM_US : -((-since_ns + SIM_US - 1) / SIM_US);
}

static void add_time(JsonText *json, const char *name, const ReplaySlice *slice, int64_t time_ns)
{
    json_text_number(json, name,
                     time_ns == REPLAY_NEVER ? NAN : (double)microseconds(slice, time_ns));
}

static void add_processes(JsonText *json, const ReplaySlice *slice)
{
    json_text_open(json, "processes", '[');
    for (guint i = 0; i < slice->processes->len; i++) {
        const ReplayProcess *process = &g_array_index(slice->processes, ReplayProcess, i);

        json_text_open_inline(json, NULL, '{');
        json_text_string(json, "name", process->name);
        json_text_integer(json, "generation", process->generation);
        add_time(json, "starts_us", slice, process->starts_ns);
        add_time(json, "ready_us", slice, process->ready_ns);
        add_time(json, "drains_us", slice, process->drains_ns);
        add_time(json, "ends_us", slice, process->ends_ns);
        json_text_string(json, "why", process->why);
        json_text_close(json);
    }
    json_text_close(json);
    json_text_open(json, "domains", '[');
    for (guint i = 0; i < slice->domains->len; i++) {
        const ReplayDomain *domain = &g_array_index(slice->domains, ReplayDomain, i);
        const int64_t row[] = {domain->process, domain->app, microseconds(slice, domain->from_ns),
                               microseconds(slice, domain->to_ns)};

        json_text_integers(json, NULL, row, G_N_ELEMENTS(row));
    }
    json_text_close(json);
}

static void add_threads(JsonText *json, const ReplaySlice *slice)
{
    json_text_open(json, "pools", '[');
    for (guint i = 0; i < slice->pools->len; i++) {
        const ReplayPool *pool = &g_array_index(slice->pools, ReplayPool, i);

        json_text_open_inline(json, NULL, '{');
        json_text_integer(json, "process", pool->process);
        json_text_string(json, "name", pool->name);
        json_text_number(json, "max", (double)g_array_index(slice->pool_max, int64_t, i));
        json_text_close(json);
    }
    json_text_close(json);
    json_text_open(json, "threads", '[');
    for (guint i = 0; i < slice->threads->len; i++) {
        const ReplayThread *thread = &g_array_index(slice->threads, ReplayThread, i);
        const int64_t row[] = {thread->pool, thread->number};

        json_text_integers(json, NULL, row, G_N_ELEMENTS(row));
    }
    json_text_close(json);
}

static int64_t index_or_none(uint32_t index)
{
    return index == MODEL_NONE ? -1 : (int64_t)index;
}

static void add_places(JsonText *json, const ReplaySlice *slice)
{
    static const char *const kinds[] = {"gone",    "client", "network", "queue",
                                        "process", "thread", "backend"};

    json_text_open(json, "places", '[');
    for (guint i = 0; i < slice->places->len; i++) {
        const ReplayPlace *place = &g_array_index(slice->places, ReplayPlace, i);

        json_text_open_inline(json, NULL, '{');
        json_text_string(json, "kind", kinds[place->kind]);
        json_text_string(json, "name", place->name);
        json_text_number(json, "process", (double)index_or_none(place->process));
        json_text_number(json, "thread", (double)index_or_none(place->thread));
        json_text_close(json);
    }
    json_text_close(json);
    json_text_open(json, "states", '[');
    for (guint i = 0; i < slice->states->len; i++) {
        const ReplayState *state = &g_array_index(slice->states, ReplayState, i);
        int64_t row[1 + REPLAY_THREADS_MAX] = {state->place};

        for (uint32_t j = 0; j < state->thread_count; j++)
            row[1 + j] = state->threads[j];
        json_text_integers(json, NULL, row, 1 + state->thread_count);
    }
    json_text_close(json);
}

static void add_events(JsonText *json, const ReplaySlice *slice, int64_t to_ns)
{
    static const char *const kinds[] = {"fault", "fault-end", "start",  "recycle", "crash",
                                        "stop",  "disabled",  "orphan", "cpu",     "appdomain"};

    json_text_open(json, "rules", '[');
    for (guint i = 0; i < slice->rules->len; i++) {
        const ReplayRule *rule = &g_array_index(slice->rules, ReplayRule, i);

        json_text_open_inline(json, NULL, '{');
        json_text_string(json, "name", rule->name);
        json_text_number(json, "number", rule->limit == SIM_NEVER ? NAN : (double)rule->number);
        json_text_number(json, "limit", rule->limit == SIM_NEVER ? NAN : (double)rule->limit);
        json_text_close(json);
    }
    json_text_close(json);
    json_text_open(json, "marks", '[');
    for (guint i = 0; i < slice->marks->len; i++) {
        const ReplayMark *mark = &g_array_index(slice->marks, ReplayMark, i);

        if (mark->time_ns >= to_ns)
            break;
        json_text_open_inline(json, NULL, '{');
        add_time(json, "time_us", slice, mark->time_ns);
        json_text_string(json, "kind", kinds[mark->kind]);
        json_text_string(json, "what", mark->what);
        json_text_string(json, "reason", mark->reason);
        json_text_close(json);
    }
    json_text_close(json);
}

static int64_t outcome_number(const ReplayRequest *request, int64_t to_ns)
{
    for (int i = 0; request->resolved_ns < to_ns && outcomes[i] != NULL; i++) {
        if (g_str_equal(outcomes[i], request->outcome))
            return i;
    }
    return -1;
}

static void add_request(JsonText *json, const ReplaySlice *slice, const ReplayRequest *request,
                        int64_t to_ns, GArray *row)
{
    int64_t outcome = outcome_number(request, to_ns);
    const int64_t head[] = {
        request->app,
        request->page,
        request->group,
        request->user,
        (int64_t)request->ordinal,
        request->is_call,
        microseconds(slice, request->issued_ns),
        outcome < 0 ? 0 : microseconds(slice, request->resolved_ns),
        outcome,
        index_or_none(request->rule),
    };
    int64_t before = 0;

    g_array_set_size(row, 0);
    g_array_append_vals(row, head, G_N_ELEMENTS(head));
    for (guint i = 0; i < request->moves->len; i++) {
        const ReplayMove *step = &g_array_index(request->moves, ReplayMove, i);
        int64_t time = microseconds(slice, step->time_ns);
        const int64_t pair[] = {time - before, step->state};

        if (step->time_ns >= to_ns)
            break;
        g_array_append_vals(row, pair, 2);
        before = time;
    }
    if (row->len > G_N_ELEMENTS(head)) /* else it comes after the cut */
        json_text_integers(json, NULL, (const gint64 *)(void *)row->data, row->len);
}

static void add_slice(JsonText *json, const ReplaySlice *slice, int64_t to_ns)
{
    const ModelConfig *config = slice->variant->config;
    g_autoptr(GArray) row = g_array_new(FALSE, FALSE, sizeof(int64_t));

    json_text_open(json, NULL, '{');
    json_text_string(json, "name", slice->variant->name);
    json_text_string(json, "model", slice->variant->model->name);
    json_text_string(json, "title", words_model(slice->variant->model->name));
    json_text_open_inline(json, "connections", '{');
    for (uint32_t i = 0; i < config->backend_count; i++) {
        if (config->backends[i].connections != SIM_NEVER)
            json_text_number(json, config->backends[i].name,
                             (double)config->backends[i].connections);
    }
    json_text_close(json);
    add_processes(json, slice);
    add_threads(json, slice);
    add_places(json, slice);
    add_events(json, slice, to_ns);
    json_text_open(json, "requests", '[');
    for (guint i = 0; i < slice->requests->len; i++)
        add_request(json, slice, g_ptr_array_index(slice->requests, i), to_ns, row);
    json_text_close(json);
    json_text_close(json);
}

/* Applications, pages and client groups are the same in all variants of a scenario. */
static void add_names(JsonText *json, const ModelConfig *config)
{
    json_text_open_inline(json, "apps", '[');
    for (uint32_t i = 0; i < config->app_count; i++)
        json_text_string(json, NULL, config->apps[i].name);
    json_text_close(json);
    json_text_open_inline(json, "pages", '[');
    for (uint32_t i = 0; i < config->page_count; i++)
        json_text_string(json, NULL, config->pages[i].name);
    json_text_close(json);
    json_text_open_inline(json, "groups", '[');
    for (uint32_t i = 0; i < config->client_count; i++)
        json_text_string(json, NULL, config->clients[i].name);
    json_text_close(json);
    json_text_open_inline(json, "outcomes", '[');
    for (int i = 0; outcomes[i] != NULL; i++)
        json_text_string(json, NULL, outcomes[i]);
    json_text_close(json);
}

char *replay_slices_json(const GPtrArray *slices, const ReplayMoment *moment, int64_t to_ns)
{
    static const char *const kinds[] = {"busiest", "loss", "change", "fault"};
    const ReplaySlice *first = g_ptr_array_index(slices, 0);
    JsonText json;

    json_text_init(&json);
    json_text_open(&json, NULL, '{');
    json_text_string(&json, "format", "iissim-replay/1");
    json_text_open_inline(&json, "about", '{');
    json_text_string(&json, "kind", kinds[moment->kind]);
    json_text_string(&json, "what", moment->what);
    add_time(&json, "time_us", first, moment->time_ns);
    json_text_close(&json);
    json_text_number(&json, "from_s", (double)first->from_ns / (double)SIM_S);
    json_text_number(&json, "span_us", (double)MAX(0, microseconds(first, to_ns) - 1));
    add_names(&json, first->variant->config);
    json_text_open(&json, "variants", '[');
    for (guint i = 0; i < slices->len; i++)
        add_slice(&json, g_ptr_array_index(slices, i), to_ns);
    json_text_close(&json);
    json_text_close(&json);
    return json_text_finish(&json);
}
