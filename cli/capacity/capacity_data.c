/* capacity_data.c - the same numbers as the table, all of them. */
#include "cli/capacity/capacity_data.h"
#include "cli/results/csv.h"
#include "cli/results/json_text.h"
#include "cli/results/results.h"
#include "cli/results/results_sensitivity.h"
#include "cli/results/slo.h"
#include "cli/version.h"
#include <math.h>

static const char *const kind_names[] = {[SEARCH_FOUND] = "found",
                                         [SEARCH_UNLIMITED] = "unlimited",
                                         [SEARCH_NEVER] = "never",
                                         [SEARCH_UNKNOWN] = "unknown"};
static const char *const answer_names[] = {
    [SEARCH_LOW] = "unknown", [SEARCH_MET] = "yes", [SEARCH_NOT] = "no"};

static void add_head(JsonText *json, const Capacity *capacity)
{
    const Scenario *scenario = capacity->scenario;
    const ModelConfig *config = scenario->variants[0].config;

    results_add_identity(json, CAPACITY_FORMAT, scenario, capacity->is_partial);
    json_text_number(json, "duration_s", sim_seconds(config->duration_ns));
    json_text_number(json, "warmup_s",
                     config->warmup_ns == SIM_NEVER ? NAN : sim_seconds(config->warmup_ns));
    json_text_number(json, "confidence", EXPERIMENT_CONFIDENCE);
    json_text_number(json, "tolerance", capacity->tolerance);
}

static void add_slos(JsonText *json, const Scenario *scenario)
{
    json_text_open(json, "slo", '[');
    for (uint32_t i = 0; i < scenario->slo_count; i++) {
        const ScenarioSlo *slo = &scenario->slos[i];
        g_autofree char *reference = slo_reference(slo);
        const char *relation = slo->at_most ? (slo->strict ? "<" : "<=") : slo->strict ? ">" : ">=";

        json_text_open_inline(json, NULL, '{');
        json_text_string(json, "name", slo->name);
        json_text_string(json, "metric", reference);
        json_text_string(json, "relation", relation);
        json_text_number(json, "bound", slo->bound);
        json_text_close(json);
    }
    json_text_close(json);
}

static double throughput(const Look *look)
{
    return look != NULL ? look_mean(look, "throughput") : NAN;
}

static void add_capacity(JsonText *json, const CapacityVariant *variant)
{
    const SearchResult *result = &variant->result;
    bool is_found = result->kind == SEARCH_FOUND;

    json_text_string(json, "outcome", kind_names[result->kind]);
    json_text_open_inline(json, "load", '{');
    json_text_number(json, "value", is_found ? result->capacity : NAN);
    json_text_number(json, "lo", is_found ? result->low : NAN);
    json_text_number(json, "hi", is_found ? result->high : NAN);
    json_text_number(json, "fails_at", result->first_above);
    json_text_close(json);
    json_text_open_inline(json, "throughput", '{');
    json_text_number(json, "value", throughput(variant->at));
    json_text_number(json, "lo", is_found ? throughput(variant->low) : NAN);
    json_text_number(json, "hi", is_found ? throughput(variant->high) : NAN);
    json_text_close(json);
    json_text_string(json, "binding", variant->binding != NULL ? variant->binding->name : NULL);
    json_text_boolean(json, "unstable", variant->is_unstable);
    json_text_boolean(json, "stalled", result->has_stalled);
    json_text_boolean(json, "monotone", isnan(result->island));
    json_text_boolean(json, "precise", variant->is_precise);
}

static void add_limit(JsonText *json, const Capacity *capacity, const CapacityVariant *variant,
                      const Limit *limit)
{
    json_text_open(json, NULL, '{');
    json_text_string(json, "name", limit->name);
    json_text_open(json, "evidence", '[');
    for (uint32_t i = 0; i < limit->evidence_count; i++) {
        json_text_open_inline(json, NULL, '{');
        json_text_string(json, "what", limit->evidence[i].metric);
        json_text_number(json, "at", limit->evidence[i].at);
        json_text_number(json, "above", limit->evidence[i].above);
        json_text_close(json);
    }
    json_text_close(json);
    json_text_boolean(json, "relieved", limit->relieved != NULL);
    if (limit->relieved != NULL) {
        json_text_number(json, "progress", limit->progress);
        json_text_string(json, "met", answer_names[limit->relieved->answers[SEARCH_MEAN]]);
        if (variant->binding != NULL)
            results_add_estimate(
                json, "value",
                limit->relieved->values[capacity_slo_index(capacity, variant->binding)].estimate);
    }
    json_text_close(json);
}

static void add_limits(JsonText *json, const Capacity *capacity, const CapacityVariant *variant)
{
    const GArray *limits = variant->limits;
    guint count = limits != NULL ? limits->len : 0;

    json_text_open(json, "limit", '{');
    json_text_string(json, "first",
                     variant->limits_proven > 0 ? g_array_index(limits, Limit, 0).name : NULL);
    json_text_string(json, "runner_up",
                     variant->limits_proven > 1 ? g_array_index(limits, Limit, 1).name : NULL);
    json_text_number(json, "above", variant->above != NULL ? variant->above->load : NAN);
    json_text_open(json, "candidates", '[');
    for (guint i = 0; i < count; i++)
        add_limit(json, capacity, variant, &g_array_index(limits, Limit, i));
    json_text_close(json);
    json_text_close(json);
}

static void add_look(JsonText *json, const Scenario *scenario, const Look *look)
{
    json_text_open(json, NULL, '{');
    json_text_number(json, "load", look->load);
    json_text_string(json, "met", answer_names[look->answers[SEARCH_MEAN]]);
    json_text_boolean(json, "unstable", look->is_unstable);
    json_text_integer(json, "replications", look->experiment->replications);
    json_text_number(json, "warmup_s",
                     sim_seconds(look_scenario(look)->variants[0].config->warmup_ns));
    results_add_warmup(json, look_scenario(look));
    results_add_estimate(json, "throughput", look_estimate(look, "throughput"));
    json_text_open(json, "slo", '{');
    for (uint32_t i = 0; i < scenario->slo_count; i++) {
        const LookValue *value = &look->values[i];

        json_text_open(json, scenario->slos[i].name, '{');
        results_add_estimate(json, "value", value->estimate);
        json_text_string(json, "met", answer_names[value->answers[SEARCH_MEAN]]);
        json_text_close(json);
    }
    json_text_close(json);
    json_text_close(json);
}

static void add_variant(JsonText *json, const Capacity *capacity, uint32_t v)
{
    const CapacityVariant *variant = &capacity->variants[v];
    g_autoptr(GPtrArray) looks = looks_of(capacity->looks, v);

    json_text_open(json, variant->source->name, '{');
    json_text_string(json, "model", variant->source->model->name);
    add_capacity(json, variant);
    add_limits(json, capacity, variant);
    json_text_open(json, "looks", '[');
    for (guint i = 0; i < looks->len; i++)
        add_look(json, capacity->scenario, g_ptr_array_index(looks, i));
    json_text_close(json);
    json_text_close(json);
}

char *capacity_json(const Capacity *capacity)
{
    JsonText json;

    json_text_init(&json);
    json_text_open(&json, NULL, '{');
    add_head(&json, capacity);
    add_slos(&json, capacity->scenario);
    json_text_open(&json, "variants", '{');
    for (uint32_t v = 0; v < capacity->variant_count; v++)
        add_variant(&json, capacity, v);
    json_text_close(&json);
    json_text_close(&json);
    return json_text_finish(&json);
}

/* ---- rows ---- */

typedef struct {
    const char *slo;
    const char *metric;
    SimEstimate estimate;
    const char *met;
} Row;

static void append_row(GString *text, const Capacity *capacity, const CapacityVariant *variant,
                       const Look *look, const Row *row)
{
    g_string_append_printf(text, "%s,%s,%" G_GUINT64_FORMAT ",", capacity->scenario->sha256,
                           IISSIM_VERSION, capacity->scenario->seed);
    csv_append_field(text, variant->source->name);
    csv_append_number(text, look->load);
    csv_append_text(text, row->slo);
    csv_append_text(text, row->metric);
    csv_append_number(text, row->estimate.mean);
    csv_append_number(text, row->estimate.low);
    csv_append_number(text, row->estimate.high);
    g_string_append_printf(text, ",%u,%s\n", row->estimate.n, row->met);
}

static void append_look(GString *text, const Capacity *capacity, const CapacityVariant *variant,
                        const Look *look)
{
    const Scenario *scenario = capacity->scenario;
    Row throughput_row = {"", "throughput", look_estimate(look, "throughput"),
                          look->is_unstable ? "unstable" : ""};

    append_row(text, capacity, variant, look, &throughput_row);
    for (uint32_t i = 0; i < scenario->slo_count; i++) {
        g_autofree char *reference = slo_reference(&scenario->slos[i]);
        Row row = {scenario->slos[i].name, reference, look->values[i].estimate,
                   answer_names[look->values[i].answers[SEARCH_MEAN]]};

        append_row(text, capacity, variant, look, &row);
    }
}

char *capacity_csv(const Capacity *capacity)
{
    GString *text = g_string_new("scenario_sha256,iissim,seed,variant,load,slo,metric,mean,lo,hi,n,"
                                 "met\n");

    for (uint32_t v = 0; v < capacity->variant_count; v++) {
        g_autoptr(GPtrArray) looks = looks_of(capacity->looks, v);

        for (guint i = 0; i < looks->len; i++)
            append_look(text, capacity, &capacity->variants[v], g_ptr_array_index(looks, i));
    }
    return g_string_free(text, FALSE);
}
