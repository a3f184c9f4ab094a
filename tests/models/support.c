/* support.c - scenario texts through the reader and the models. */
#include "tests/models/support.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *const support_models[SUPPORT_MODELS] = {"iis6", "iis5", "i5m"};

static void print_problems(const GPtrArray *problems, const char *text)
{
    fprintf(stderr, "%s", text);
    for (guint i = 0; i < problems->len; i++) {
        const ScenarioProblem *problem = g_ptr_array_index(problems, i);

        if (problem->is_error)
            fprintf(stderr, "%s\n", problem->text);
    }
}

Scenario *support_load(const char *text, const char *model)
{
    char *names[] = {(char *)model, NULL};
    ScenarioOverrides overrides = {.text = text, .models = model != NULL ? names : NULL};
    GPtrArray *problems = scenario_problems_new();
    Scenario *scenario = scenario_load("test.ini", &overrides, problems);

    if (scenario == NULL)
        print_problems(problems, text);
    g_ptr_array_unref(problems);
    CU_ASSERT_PTR_NOT_NULL_FATAL(scenario);
    return scenario;
}

void support_check(const ModelResult *result, const char *what)
{
    static const char *const outcomes[] = {"ok",    "error",     "rejected", "refused",
                                           "reset", "abandoned", "in_flight"};
    double sum = 0;

    if (result->violation != NULL)
        fprintf(stderr, "%s: %s\n", what, result->violation);
    CU_ASSERT_PTR_NULL(result->violation);
    for (size_t i = 0; i < G_N_ELEMENTS(outcomes); i++) {
        g_autofree char *name = g_strconcat("requests.", outcomes[i], NULL);

        sum += support_value(result, name);
    }
    CU_ASSERT_EQUAL(sum, support_value(result, "requests.offered"));
}

static void keep_record(void *self, const RequestRecord *record)
{
    RequestRecord copy = *record;

    copy.group = g_intern_string(record->group);
    copy.app = g_intern_string(record->app);
    copy.page = g_intern_string(record->page);
    copy.process = g_intern_string(record->process);
    copy.outcome = g_intern_string(record->outcome);
    g_array_append_val((GArray *)self, copy);
}

GArray *support_records(const char *text, const char *model, uint64_t replication,
                        ModelResult **result)
{
    g_autoptr(Scenario) scenario = support_load(text, model);
    const ScenarioVariant *variant = &scenario->variants[0];
    GArray *records = g_array_new(FALSE, FALSE, sizeof(RequestRecord));
    RunObserver observer = {.request = keep_record, .self = records};
    ModelResult *own = model_run(variant->model, variant->config, replication, &observer);

    support_check(own, model);
    CU_ASSERT_EQUAL(records->len, own->requests_offered);
    if (result != NULL)
        *result = own;
    else
        model_result_free(own);
    return records;
}

ModelResult *support_run(const char *text, const char *model, uint64_t replication)
{
    g_autoptr(Scenario) scenario = support_load(text, model);
    const ScenarioVariant *variant = &scenario->variants[0];
    ModelResult *result = model_run(variant->model, variant->config, replication, NULL);

    support_check(result, model);
    return result;
}

/* ---- replications ---- */

typedef struct {
    const Model *model;
    const ModelConfig *config;
    ModelResult **results;
    uint32_t count;
    gint next;
} Replications;

static gpointer replicate(gpointer data)
{
    Replications *work = data;
    uint32_t i;

    while ((i = (uint32_t)g_atomic_int_add(&work->next, 1)) < work->count)
        work->results[i] = model_run(work->model, work->config, i + 1, NULL);
    return NULL;
}

ModelResult **support_replicate(const Model *model, const ModelConfig *config, uint32_t count)
{
    Replications work = {.model = model, .config = config, .count = count};
    GThread *other;

    work.results = g_new0(ModelResult *, count);
    other = g_thread_new("replications", replicate, &work);
    replicate(&work);
    g_thread_join(other);
    for (uint32_t i = 0; i < count; i++)
        support_check(work.results[i], model->name);
    return work.results;
}

void support_results_free(ModelResult **results, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        model_result_free(results[i]);
    g_free(results);
}

SimEstimate support_estimate(ModelResult *const *results, uint32_t count, const char *metric)
{
    g_autofree double *values = g_new(double, count);

    for (uint32_t i = 0; i < count; i++)
        values[i] = support_value(results[i], metric);
    return sim_estimate(values, count, 0.95);
}

double support_value(const ModelResult *result, const char *metric)
{
    static const char *const scopes[RESULT_SCOPES] = {
        [RESULT_APP] = "app",         [RESULT_PAGE] = "page",       [RESULT_POOL] = "pool",
        [RESULT_CLIENTS] = "clients", [RESULT_PROCESS] = "process", [RESULT_STAGE] = "stage",
    };
    const char *open = strchr(metric, '(');
    const char *colon = open != NULL ? strchr(open, ':') : NULL;
    g_autofree char *name = NULL, *kind = NULL, *entity = NULL;

    if (colon == NULL)
        return model_result_get(result, RESULT_RUN, NULL, metric);
    name = g_strndup(metric, (gsize)(open - metric));
    kind = g_strndup(open + 1, (gsize)(colon - open - 1));
    entity = g_strndup(colon + 1, strlen(colon + 1) - 1);
    for (int scope = 0; scope < RESULT_SCOPES; scope++) {
        if (scopes[scope] != NULL && strcmp(scopes[scope], kind) == 0)
            return model_result_get(result, (ResultScope)scope, entity, name);
    }
    return NAN;
}

/* ---- records ---- */

static bool is_of(const RequestRecord *record, const char *group)
{
    return group == NULL || strcmp(record->group, group) == 0;
}

uint32_t support_count(const GArray *records, const char *group, const char *outcome)
{
    uint32_t count = 0;

    for (guint i = 0; i < records->len; i++) {
        const RequestRecord *record = &g_array_index(records, RequestRecord, i);

        count += is_of(record, group) && strcmp(record->outcome, outcome) == 0;
    }
    return count;
}

typedef struct {
    int64_t time_ns;
    int change;
} Change;

/* At equal times what ends goes first: its thread is free before the next takes it. */
static int compare_changes(const void *left, const void *right)
{
    const Change *a = left, *b = right;

    if (a->time_ns != b->time_ns)
        return a->time_ns < b->time_ns ? -1 : 1;
    return a->change - b->change;
}

int64_t support_max_executing(const GArray *records, const char *group)
{
    g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(Change));
    int64_t now = 0, max = 0;

    for (guint i = 0; i < records->len; i++) {
        const RequestRecord *record = &g_array_index(records, RequestRecord, i);
        Change begin = {record->started_ns, 1};
        Change end = {record->ended_ns, -1};

        if (!is_of(record, group) || record->started_ns == INT64_MIN)
            continue;
        g_array_append_val(changes, begin);
        if (record->ended_ns != INT64_MIN)
            g_array_append_val(changes, end);
    }
    g_array_sort(changes, compare_changes);
    for (guint i = 0; i < changes->len; i++) {
        now += g_array_index(changes, Change, i).change;
        max = MAX(max, now);
    }
    return max;
}

uint32_t support_count_started(const GArray *records, const char *group, double time_s)
{
    uint32_t count = 0;

    for (guint i = 0; i < records->len; i++) {
        const RequestRecord *record = &g_array_index(records, RequestRecord, i);

        count += is_of(record, group) && record->started_ns == (int64_t)(time_s * 1e9);
    }
    return count;
}

uint32_t support_count_ended(const GArray *records, const char *group, double time_s)
{
    uint32_t count = 0;

    for (guint i = 0; i < records->len; i++) {
        const RequestRecord *record = &g_array_index(records, RequestRecord, i);

        count += is_of(record, group) && record->ended_ns == (int64_t)(time_s * 1e9);
    }
    return count;
}

const RequestRecord *support_find(const GArray *records, const char *group, uint64_t ordinal)
{
    for (guint i = 0; i < records->len; i++) {
        const RequestRecord *record = &g_array_index(records, RequestRecord, i);

        if (is_of(record, group) && record->ordinal == ordinal)
            return record;
    }
    return NULL;
}

static double time_of(int64_t time_ns)
{
    return time_ns == INT64_MIN ? NAN : sim_seconds(time_ns);
}

double support_start_s(const GArray *records, const char *group, uint64_t ordinal)
{
    const RequestRecord *record = support_find(records, group, ordinal);

    return record != NULL ? time_of(record->started_ns) : NAN;
}

double support_end_s(const GArray *records, const char *group, uint64_t ordinal)
{
    const RequestRecord *record = support_find(records, group, ordinal);

    return record != NULL ? time_of(record->ended_ns) : NAN;
}

static int compare_records(const void *left, const void *right)
{
    const RequestRecord *a = left, *b = right;
    int order = strcmp(a->group, b->group);

    if (order != 0)
        return order;
    if (a->user != b->user)
        return a->user < b->user ? -1 : 1;
    return (a->ordinal > b->ordinal) - (a->ordinal < b->ordinal);
}

void support_sort(GArray *records)
{
    g_array_sort(records, compare_records);
}

uint32_t support_marks(const ModelResult *result, ResultMarkKind kind)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < result->mark_count; i++)
        count += result->marks[i].kind == kind;
    return count;
}

uint32_t support_marks_at(const ModelResult *result, ResultMarkKind kind, double time_s)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < result->mark_count; i++)
        count +=
            result->marks[i].kind == kind && result->marks[i].time_ns == (int64_t)(time_s * 1e9);
    return count;
}

/* ---- same bytes ---- */

static bool same_bits(double left, double right)
{
    return memcmp(&left, &right, sizeof left) == 0;
}

static bool same_values(const ModelResult *left, const ModelResult *right)
{
    if (left->value_count != right->value_count)
        return false;
    for (uint32_t i = 0; i < left->value_count; i++) {
        const ResultValue *a = &left->values[i], *b = &right->values[i];

        if (a->scope != b->scope || g_strcmp0(a->entity, b->entity) != 0 ||
            strcmp(a->metric, b->metric) != 0 || !same_bits(a->value, b->value))
            return false;
    }
    return true;
}

static bool same_marks(const ModelResult *left, const ModelResult *right)
{
    if (left->mark_count != right->mark_count || left->marks_dropped != right->marks_dropped)
        return false;
    for (uint32_t i = 0; i < left->mark_count; i++) {
        const ResultMark *a = &left->marks[i], *b = &right->marks[i];

        if (a->time_ns != b->time_ns || a->kind != b->kind || strcmp(a->what, b->what) != 0)
            return false;
    }
    return true;
}

static bool same_series(const ResultSeries *left, const ResultSeries *right)
{
    size_t count = (size_t)left->name_count * left->bucket_count;

    return left->name_count == right->name_count && left->bucket_count == right->bucket_count &&
           left->bucket_ns == right->bucket_ns &&
           memcmp(left->values, right->values, count * sizeof(double)) == 0;
}

bool support_same(const ModelResult *left, const ModelResult *right)
{
    return same_values(left, right) && same_marks(left, right) &&
           same_series(&left->series, &right->series) && left->events == right->events &&
           left->requests_offered == right->requests_offered;
}
