/* explain_json.c - format iissim-explain/1: docs/explain.schema.json. */
#include "cli/explain/difference.h"
#include "cli/explain/explain_text.h"
#include "cli/explain/phrase.h"
#include "cli/explain/rule.h"
#include "cli/results/json_text.h"
#include "cli/version.h"

static void add_whole(JsonText *json, const char *name, int64_t number)
{
    if (number < 0)
        json_text_number(json, name, (double)number);
    else
        json_text_integer(json, name, (guint64)number);
}

static void add_page(JsonText *json, const Journey *journey, uint32_t page)
{
    json_text_string(json, "page", journey->variant->config->pages[page].name);
}

static void add_counts(JsonText *json, const char *name, const Journey *journey,
                       const GArray *counts)
{
    json_text_open(json, name, '[');
    for (guint i = 0; counts != NULL && i < counts->len; i++) {
        const JourneyCount *count = &g_array_index(counts, JourneyCount, i);

        json_text_open_inline(json, NULL, '{');
        add_page(json, journey, count->page);
        json_text_string(json, "stage", count->stage);
        json_text_integer(json, "requests", count->count);
        json_text_close(json);
    }
    json_text_close(json);
}

static void add_process(JsonText *json, WatchProcess process)
{
    json_text_string(json, "process", process.name);
    json_text_integer(json, "generation", process.generation);
}

static void add_pools(JsonText *json, const Journey *journey, const GPtrArray *pools)
{
    json_text_open(json, "threads", '[');
    for (guint i = 0; pools != NULL && i < pools->len; i++) {
        const JourneyPool *pool = g_ptr_array_index(pools, i);

        json_text_open(json, NULL, '{');
        add_process(json, pool->process);
        json_text_string(json, "pool", pool->name);
        add_whole(json, "threads", pool->count);
        if (pool->max == SIM_NEVER)
            json_text_string(json, "most", NULL);
        else
            add_whole(json, "most", pool->max);
        json_text_integer(json, "busy", pool->busy);
        add_counts(json, "with", journey, pool->holders);
        json_text_close(json);
    }
    json_text_close(json);
}

static void add_queue(JsonText *json, const Journey *journey, const JourneyStep *step)
{
    json_text_string(json, "queue", step->name);
    add_whole(json, "ahead", step->number);
    if (step->other_page == MODEL_NONE) {
        json_text_string(json, "next", NULL);
    } else {
        const ModelConfig *config = journey->variant->config;

        json_text_open_inline(json, "next", '{');
        add_page(json, journey, step->other_page);
        json_text_string(json, "app", config->apps[config->pages[step->other_page].app].name);
        json_text_string(json, "clients", config->clients[step->other_group].name);
        json_text_close(json);
    }
    add_counts(json, "who", journey, step->ahead);
    add_pools(json, journey, step->pools);
}

static void add_until(JsonText *json, const Journey *journey, const JourneyStep *step)
{
    if (step->until_ns == SIM_NEVER)
        json_text_string(json, "until_s", NULL);
    else
        json_text_seconds(json, "until_s", step->until_ns - journey->issued_ns);
}

static void add_stage(JsonText *json, const Journey *journey, const JourneyStep *step)
{
    add_until(json, journey, step);
    json_text_string(json, "stage", step->name);
    json_text_seconds(json, "wait_s", step->wait_ns);
    json_text_seconds(json, "service_s", step->service_ns);
    if (step->limit == 0) /* of no backend */
        return;
    add_whole(json, "others", step->number);
    if (step->limit == SIM_NEVER)
        json_text_string(json, "connections", NULL);
    else
        add_whole(json, "connections", step->limit);
    add_counts(json, "who", journey, step->ahead);
}

static void add_details(JsonText *json, const Journey *journey, const JourneyStep *step)
{
    switch (step->kind) {
    case WATCH_STAGE:
        add_stage(json, journey, step);
        break;
    case WATCH_QUEUED:
        add_until(json, journey, step);
        add_queue(json, journey, step);
        break;
    case WATCH_THREAD:
    case WATCH_THREAD_BACK:
        json_text_string(json, "pool", step->name);
        json_text_integer(json, "thread", step->thread);
        break;
    case WATCH_RULE:
        json_text_string(json, "rule", step->name);
        if (step->limit != SIM_NEVER) {
            add_whole(json, "number", step->number);
            add_whole(json, "limit", step->limit);
        }
        break;
    case WATCH_ISSUED:
        add_page(json, journey, step->page);
        break;
    case WATCH_ATTEMPT:
        add_whole(json, "attempt", step->number);
        break;
    case WATCH_ANSWERED:
        json_text_string(json, "outcome", step->name);
        add_whole(json, "status", step->number);
        break;
    case WATCH_MARK:
        json_text_string(json, "what", step->name);
        json_text_string(json, "reason", step->source);
        break;
    case WATCH_STARTS:
        json_text_boolean(json, "for_it", step->is_own);
        break;
    default:
        if (step->name != NULL)
            json_text_string(json, "what", step->name);
        break;
    }
}

static void add_step(JsonText *json, const Journey *journey, guint index)
{
    const JourneyStep *step = journey_step(journey, index);
    StepRule rule = step_rule(journey, step);
    g_autofree char *phrase = step_phrase(journey, index);

    json_text_open(json, NULL, '{');
    json_text_seconds(json, "time_s", step->time_ns - journey->issued_ns);
    json_text_string(json, "step", step_kind_name(step->kind));
    json_text_integer(json, "depth", step->depth);
    if (step->process.name != NULL)
        add_process(json, step->process);
    add_details(json, journey, step);
    json_text_string(json, "setting", rule.setting);
    json_text_string(json, "value", rule.value);
    json_text_string(json, "source", rule.source);
    json_text_string(json, "text", phrase);
    json_text_close(json);
    step_rule_clear(&rule);
}

static void add_found(JsonText *json, const Journey *journey)
{
    const ModelConfig *config = journey->variant->config;
    int64_t latency_ns = journey_latency_ns(journey);

    json_text_boolean(json, "in_window", journey->in_cohort);
    json_text_integer(json, "request", journey->cohort_number);
    json_text_string(json, "app", config->apps[journey->app].name);
    json_text_string(json, "page", config->pages[journey->page].name);
    json_text_seconds(json, "issued_s", journey->issued_ns);
    json_text_string(json, "outcome", journey->outcome);
    add_whole(json, "status", journey->status);
    add_whole(json, "attempts", journey->attempts);
    if (latency_ns < 0)
        json_text_string(json, "latency_s", NULL);
    else
        json_text_seconds(json, "latency_s", latency_ns);
    json_text_open(json, "stages", '[');
    for (guint i = 0; i < journey->stages->len; i++) {
        const JourneyStage *stage = &g_array_index(journey->stages, JourneyStage, i);

        json_text_open_inline(json, NULL, '{');
        json_text_string(json, "stage", stage->name);
        json_text_seconds(json, "wait_s", stage->wait_ns);
        json_text_seconds(json, "service_s", stage->service_ns);
        json_text_close(json);
    }
    json_text_close(json);
    json_text_open(json, "steps", '[');
    for (guint i = 0; i < journey->steps->len; i++)
        add_step(json, journey, i);
    json_text_close(json);
    json_text_integer(json, "steps_left_out", journey->left_out);
}

static void add_journey(JsonText *json, const Explanation *explanation, uint32_t v)
{
    const Journey *journey = explanation->journeys[v];
    const Journey *reference = explanation->journeys[explanation->reference];
    g_autofree char *difference =
        v == explanation->reference ? NULL : difference_text(reference, journey);

    json_text_open(json, journey->variant->name, '{');
    json_text_string(json, "model", journey->variant->model->name);
    json_text_boolean(json, "found", journey->is_found);
    if (journey->is_found)
        add_found(json, journey);
    json_text_string(json, "difference", difference);
    json_text_close(json);
}

static void add_head(JsonText *json, const Explanation *explanation)
{
    const Scenario *scenario = explanation->scenario;

    json_text_open(json, NULL, '{');
    json_text_string(json, "format", "iissim-explain/1");
    json_text_string(json, "iissim", IISSIM_VERSION);
    json_text_open(json, "scenario", '{');
    json_text_string(json, "file", scenario->file);
    json_text_string(json, "title", scenario->title);
    json_text_string(json, "sha256", scenario->sha256);
    json_text_close(json);
    json_text_integer(json, "seed", scenario->seed);
    json_text_integer(json, "replication", explanation->replication);
    json_text_string(json, "reference", scenario->variants[explanation->reference].name);
}

char *explain_json(const Explanation *explanation)
{
    const Journey *reference = explanation->journeys[explanation->reference];
    JsonText json;

    json_text_init(&json);
    add_head(&json, explanation);
    json_text_string(&json, "answer", NULL);
    json_text_open(&json, "key", '{');
    json_text_string(&json, "clients", reference->variant->config->clients[reference->group].name);
    json_text_integer(&json, "user", reference->user);
    json_text_integer(&json, "ordinal", reference->ordinal);
    json_text_close(&json);
    json_text_open(&json, "variants", '{');
    for (uint32_t v = 0; v < explanation->count; v++)
        add_journey(&json, explanation, v);
    json_text_close(&json);
    json_text_close(&json);
    return json_text_finish(&json);
}

char *explain_json_nothing(const Explanation *explanation, const char *why)
{
    JsonText json;

    json_text_init(&json);
    add_head(&json, explanation);
    json_text_string(&json, "answer", why);
    json_text_string(&json, "key", NULL);
    json_text_open(&json, "variants", '{');
    json_text_close(&json);
    json_text_close(&json);
    return json_text_finish(&json);
}
