/* capacity_text.c - a paragraph for each variant, its limits, and the loads that were looked at. */
#include "cli/capacity/capacity_text.h"
#include "cli/experiment/warmup.h"
#include "cli/results/table_internal.h"
#include "cli/version.h"
#include <math.h>

#define SLOS_ABREAST 3
#define LOAD_WIDTH   10
#define VALUE_WIDTH  20

/* ---- pieces ---- */

/* As many digits as the tolerance bears out. */
static char *load_text(const Capacity *capacity, double load)
{
    return isnan(load) ? g_strdup("open")
                       : g_strdup_printf(capacity->tolerance < 1e-3 ? "%.6g" : "%.4g", load);
}

char *capacity_requirement(const ScenarioSlo *slo)
{
    g_autofree char *reference = slo_reference(slo);
    g_autofree char *bound = quantity_text_with_unit(quantity_kind(slo->metric), slo->bound);

    return g_strdup_printf("%s %s%s %s", reference, slo->at_most ? "<" : ">",
                           slo->strict ? "" : "=", bound);
}

char *capacity_value(const char *metric, SimEstimate estimate)
{
    QuantityFormat format = quantity_format(quantity_kind(metric), &estimate, 1);
    g_autofree char *mean = quantity_text(&format, estimate.mean);
    g_autofree char *half = quantity_text(&format, (estimate.high - estimate.low) / 2);
    const char *space = *format.unit == '\0' || *format.unit == '%' ? "" : " ";

    if (isnan(estimate.mean))
        return g_strdup("no value");
    if (isnan(estimate.low) || !(estimate.high > estimate.low))
        return g_strdup_printf("%s%s%s", mean, space, format.unit);
    return g_strdup_printf("%s ± %s%s%s", mean, half, space, format.unit);
}

static char *value_at(const Capacity *capacity, const ScenarioSlo *slo, const Look *look)
{
    const LookValue *value = &look->values[capacity_slo_index(capacity, slo)];

    if (value->is_lost)
        return g_strdup("no value, too few requests end ok");
    if (value->answers[SEARCH_MEAN] == SEARCH_LOW && isnan(value->estimate.mean))
        return g_strdup("no value, too few requests come");
    return capacity_value(slo->metric, value->estimate);
}

static double ok_per_s(const Look *look)
{
    return look != NULL ? look_mean(look, "throughput") : NAN;
}

/* Users of all closed groups; 0 when there are none. */
static double users_at(const CapacityVariant *variant, double load)
{
    const ModelConfig *config = variant->source->config;
    double users = 0;

    for (uint32_t i = 0; i < config->client_count; i++)
        if (config->clients[i].arrivals.kind == ARRIVALS_USERS)
            users += floor((double)config->clients[i].arrivals.users * load + 0.5);
    return users;
}

static bool has_replay(const CapacityVariant *variant)
{
    const ModelConfig *config = variant->source->config;

    for (uint32_t i = 0; i < config->client_count; i++)
        if (config->clients[i].arrivals.kind == ARRIVALS_REPLAY)
            return true;
    return false;
}

/* ---- one sentence ---- */

static char *found_sentence(const Capacity *capacity, const CapacityVariant *variant)
{
    const SearchResult *result = &variant->result;
    g_autofree char *load = load_text(capacity, result->capacity);
    g_autofree char *low = load_text(capacity, result->low);
    g_autofree char *high = load_text(capacity, result->high);
    GString *text = g_string_new(NULL);
    double users = users_at(variant, result->capacity);

    g_string_append_printf(text, "capacity at load %s", load);
    if (!variant->search->has_intervals)
        g_string_append(text, " (no interval: one replication)");
    else
        g_string_append_printf(text, " (95%% interval %s to %s)", low, high);
    g_string_append_printf(text, ", %.4g ok requests/s", ok_per_s(variant->at));
    if (variant->low != NULL && variant->high != NULL)
        g_string_append_printf(text, " (%.4g to %.4g)", ok_per_s(variant->low),
                               ok_per_s(variant->high));
    if (users > 0)
        g_string_append_printf(text, ", %.0f users", users);
    return g_string_free(text, FALSE);
}

static const Look *highest(const Capacity *capacity, const CapacityVariant *variant)
{
    g_autoptr(GPtrArray) looks =
        looks_of(capacity->looks, (uint32_t)(variant - capacity->variants));

    return looks->len > 0 ? g_ptr_array_index(looks, looks->len - 1) : NULL;
}

static char *unlimited_sentence(const Capacity *capacity, const CapacityVariant *variant)
{
    const Look *top = highest(capacity, variant);
    g_autofree char *load = load_text(capacity, top->load);
    const char *why =
        variant->result.has_stalled
            ? "twice that load, and twice again, brought no more throughput: the slos "
              "do not notice; one on latency or loss would"
        : looks_why_not(capacity->looks) != NULL
            ? looks_why_not(capacity->looks)
            : "nothing was looked at above 1024 times the scenario's load; raise "
              "scenario.load to go on";

    return g_strdup_printf("every slo is met at every load up to %s, %.4g ok requests/s; %s", load,
                           ok_per_s(top), why);
}

static char *failure_at(const Capacity *capacity, const CapacityVariant *variant, const Look *look)
{
    g_autofree char *load = load_text(capacity, look->load);
    g_autofree char *requirement = NULL;
    g_autofree char *value = NULL;

    if (variant->binding == NULL)
        return g_strdup_printf("at load %s more comes than can be done, for ever", load);
    requirement = capacity_requirement(variant->binding);
    value = value_at(capacity, variant->binding, look);
    return g_strdup_printf("at load %s [slo:%s] %s is not met: %s", load, variant->binding->name,
                           requirement, value);
}

/* The first slo that the load is too low for, at the highest such load. */
static char *too_low_text(const Capacity *capacity, const CapacityVariant *variant)
{
    const Scenario *scenario = capacity->scenario;
    g_autoptr(GPtrArray) looks =
        looks_of(capacity->looks, (uint32_t)(variant - capacity->variants));

    for (guint i = looks->len; i > 0; i--) {
        const Look *look = g_ptr_array_index(looks, i - 1);
        g_autofree char *load = load_text(capacity, look->load);

        for (uint32_t s = 0; s < scenario->slo_count; s++) {
            g_autofree char *requirement = capacity_requirement(&scenario->slos[s]);
            g_autofree char *value = value_at(capacity, &scenario->slos[s], look);

            if (look->answers[SEARCH_MEAN] != SEARCH_LOW ||
                look->values[s].answers[SEARCH_MEAN] != SEARCH_LOW)
                continue;
            if (isnan(look->values[s].estimate.mean) ||
                look->values[s].estimate.n < look->experiment->replications)
                return g_strdup_printf("at load %s [slo:%s] %s cannot be told: too few requests in "
                                       "the window; a longer scenario.duration brings more",
                                       load, scenario->slos[s].name, requirement);
            return g_strdup_printf("at load %s [slo:%s] %s is not reached: %s", load,
                                   scenario->slos[s].name, requirement, value);
        }
    }
    return g_strdup("nothing was looked at");
}

char *capacity_sentence(const Capacity *capacity, const CapacityVariant *variant)
{
    g_autofree char *fails =
        variant->fails != NULL ? failure_at(capacity, variant, variant->fails) : NULL;
    g_autofree char *too_low = NULL;

    switch (variant->result.kind) {
    case SEARCH_FOUND:
        return found_sentence(capacity, variant);
    case SEARCH_UNLIMITED:
        return unlimited_sentence(capacity, variant);
    case SEARCH_NEVER:
        return g_strdup_printf("no load meets every slo: still %s", fails);
    case SEARCH_UNKNOWN:
        break;
    }
    too_low = too_low_text(capacity, variant);
    return g_strdup_printf("no capacity was found: %s%s%s", too_low, fails != NULL ? "; " : "",
                           fails != NULL ? fails : "");
}

/* ---- paragraphs ---- */

static void add_binding(Table *table, const Capacity *capacity, const CapacityVariant *variant)
{
    g_autofree char *load = load_text(capacity, variant->at->load);
    g_autofree char *fails = failure_at(capacity, variant, variant->fails);
    g_autofree char *value = NULL;
    g_autofree char *text = NULL;

    if (variant->binding != NULL)
        value = value_at(capacity, variant->binding, variant->at);
    text = g_strdup_printf("First to fail: %s%s%s%s%s.", fails, value != NULL ? "; at load " : "",
                           value != NULL ? load : "", value != NULL ? " " : "",
                           value != NULL ? value : "");
    table_add_paragraph(table, text);
}

static char *relief_text(const Capacity *capacity, const CapacityVariant *variant, guint index)
{
    const Limit *limit = &g_array_index(variant->limits, Limit, index);
    g_autofree char *what = relief_describe(&limit->relief, variant->source->config);
    const ScenarioSlo *slo = variant->binding;
    g_autofree char *before = NULL;
    g_autofree char *after = NULL;

    if (slo == NULL)
        return g_strdup_printf("with %s it is %s", what,
                               limit->relieved->is_unstable ? "still too much" : "not too much");
    before = value_at(capacity, slo, variant->above);
    after = value_at(capacity, slo, limit->relieved);
    return g_strdup_printf(
        "%s take %s from %s to %s%s", what, slo->metric, before, after,
        limit->relieved->answers[SEARCH_MEAN] == SEARCH_MET ? ", and every slo is met" : "");
}

static void add_verdict(Table *table, const Capacity *capacity, const CapacityVariant *variant)
{
    g_autofree char *load = load_text(capacity, variant->above->load);
    g_autoptr(GString) text = g_string_new(NULL);

    if (variant->limits_proven == 0) {
        g_string_append_printf(text,
                               "Limit: undetermined. At load %s, twice of no single thing brings "
                               "the slo half the way back.",
                               load);
    } else {
        g_autofree char *first = relief_text(capacity, variant, 0);

        g_string_append_printf(text, "Limit: %s. At load %s, %s.",
                               g_array_index(variant->limits, Limit, 0).name, load, first);
    }
    if (variant->limits_proven == 2) {
        g_autofree char *second = relief_text(capacity, variant, 1);

        g_string_append_printf(text, " Next: %s; %s.",
                               g_array_index(variant->limits, Limit, 1).name, second);
    }
    table_add_paragraph(table, text->str);
}

static void add_island(Table *table, const Capacity *capacity, const CapacityVariant *variant)
{
    g_autofree char *gap = load_text(capacity, variant->result.gap);
    g_autofree char *island = load_text(capacity, variant->result.island);
    g_autofree char *text = NULL;

    if (isnan(variant->result.island))
        return;
    text = g_strdup_printf("Not monotone: load %s fails although load %s, above it, meets. The "
                           "capacity is below the first failure.",
                           gap, island);
    table_add_paragraph(table, text);
}

/* ---- tables ---- */

static void add_evidence(Table *table, const LimitEvidence *evidence, const char *name)
{
    SimEstimate both[] = {{evidence->at, NAN, NAN, 1}, {evidence->above, NAN, NAN, 1}};
    QuantityFormat format = quantity_format(evidence->kind, both, G_N_ELEMENTS(both));
    const double values[] = {evidence->at, evidence->above};

    if (isnan(evidence->at) && isnan(evidence->above))
        return;
    table_add_gap(table, 2);
    table_add_left(table, name, 16);
    table_add_left(table, evidence->metric, 28);
    format.decimals = MIN(format.decimals, 2);
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autofree char *number = quantity_text(&format, values[i]);
        g_autofree char *cell = evidence->kind == QUANTITY_FRACTION
                                    ? quantity_percent(values[i])
                                    : g_strdup_printf("%s %s", number, format.unit);

        table_add_right(table, cell, 16);
    }
    table_end_line(table);
}

static void add_limits(Table *table, const Capacity *capacity, const CapacityVariant *variant)
{
    g_autofree char *at = load_text(capacity, variant->at->load);
    g_autofree char *above = load_text(capacity, variant->above->load);
    g_autofree char *at_cell = g_strdup_printf("at load %s", at);
    g_autofree char *above_cell = g_strdup_printf("at load %s", above);

    table_begin_header(table, false);
    table_add_gap(table, 2);
    table_add_left(table, "limit", 16);
    table_add_left(table, "what tells of it", 28);
    table_add_right(table, at_cell, 16);
    table_add_right(table, above_cell, 16);
    table_end_header(table);
    for (guint i = 0; i < variant->limits->len; i++) {
        const Limit *limit = &g_array_index(variant->limits, Limit, i);

        for (uint32_t e = 0; e < limit->evidence_count; e++)
            add_evidence(table, &limit->evidence[e], e == 0 ? limit->name : "");
    }
}

static void add_look(Table *table, const Capacity *capacity, const Look *look)
{
    const Scenario *scenario = capacity->scenario;
    g_autofree char *load = g_strdup_printf("%.6g", look->load);
    g_autofree char *rate = g_strdup_printf("%.4g", ok_per_s(look));

    table_add_right(table, load, LOAD_WIDTH);
    table_add_right(table, rate, LOAD_WIDTH);
    for (uint32_t i = 0; i < MIN(scenario->slo_count, SLOS_ABREAST); i++) {
        const LookValue *value = &look->values[i];
        g_autofree char *text = value->is_lost
                                    ? g_strdup("lost")
                                    : capacity_value(scenario->slos[i].metric, value->estimate);

        table_add_right(table, text, VALUE_WIDTH - 2);
        table_add_right(table,
                        value->answers[SEARCH_MEAN] == SEARCH_MET   ? " "
                        : value->answers[SEARCH_MEAN] == SEARCH_NOT ? "✗"
                                                                    : "?",
                        2);
    }
    if (look->is_unstable)
        table_add_rest(table, "  unstable");
    table_end_line(table);
}

static void add_looks(Table *table, const Capacity *capacity, const CapacityVariant *variant)
{
    const Scenario *scenario = capacity->scenario;
    g_autoptr(GPtrArray) looks =
        looks_of(capacity->looks, (uint32_t)(variant - capacity->variants));

    table_begin_header(table, false);
    table_add_right(table, "load", LOAD_WIDTH);
    table_add_right(table, "ok/s", LOAD_WIDTH);
    for (uint32_t i = 0; i < MIN(scenario->slo_count, SLOS_ABREAST); i++) {
        g_autofree char *name = g_strdup_printf("slo:%s", scenario->slos[i].name);

        table_add_right(table, name, VALUE_WIDTH - 2);
        table_add_right(table, "", 2);
    }
    if (table->format == TABLE_MARKDOWN)
        table_add_rest(table, "remarks"); /* of a head every column is there */
    table_end_header(table);
    for (guint i = 0; i < looks->len; i++)
        add_look(table, capacity, g_ptr_array_index(looks, i));
}

static void add_variant(Table *table, const Capacity *capacity, const CapacityVariant *variant)
{
    g_autofree char *sentence = capacity_sentence(capacity, variant);
    g_autofree char *heading = g_strdup_printf("%s: %s", variant->source->name, sentence);

    table_add_heading(table, heading);
    if (variant->result.kind == SEARCH_FOUND) {
        add_binding(table, capacity, variant);
        add_verdict(table, capacity, variant);
        add_island(table, capacity, variant);
        if (has_replay(variant))
            table_add_paragraph(table, "A replay is over sooner the higher the load, and its rate "
                                       "higher: requests/s are over the whole window.");
        table_add_empty_line(table);
        add_limits(table, capacity, variant);
    }
    table_add_empty_line(table);
    add_looks(table, capacity, variant);
}

/* ' after 5 s of warm-up', of all loads in the tables. */
static char *warmup_text_of(const Capacity *capacity)
{
    const ModelConfig *config = capacity->scenario->variants[0].config;
    g_autofree char *warmup = quantity_duration(config->warmup_ns);
    WarmupSpan span = {0};

    for (uint32_t v = 0; v < capacity->variant_count; v++) {
        g_autoptr(GPtrArray) looks = looks_of(capacity->looks, v);

        for (guint i = 0; i < looks->len; i++)
            warmup_span_take(&span, look_scenario(g_ptr_array_index(looks, i)));
    }
    return span.count > 0 ? warmup_span_text(&span)
                          : g_strdup_printf(" after %s of warm-up", warmup);
}

static void add_head(Table *table, const Capacity *capacity)
{
    const Scenario *scenario = capacity->scenario;
    const ModelConfig *config = scenario->variants[0].config;
    g_autofree char *file = g_str_equal(scenario->file, "-") ? g_strdup("standard input")
                                                             : g_path_get_basename(scenario->file);
    g_autofree char *duration = quantity_duration(config->duration_ns);
    g_autofree char *warmup = warmup_text_of(capacity);
    g_autofree char *settings = NULL;
    g_autoptr(GString) slos = g_string_new("The highest load at which every slo is met:");

    table_add_title(table, scenario->title != NULL ? scenario->title : file);
    settings = g_strdup_printf(
        "%s, iissim %s, seed %" G_GUINT64_FORMAT ". At every load %u%s replication%s of %s%s%s.",
        file, IISSIM_VERSION, scenario->seed, scenario->replications_min,
        scenario->replications_max > scenario->replications_min ? " or more" : "",
        scenario->replications_max == 1 ? "" : "s", duration, warmup,
        capacity->is_partial ? " (interrupted)" : "");
    table_begin_dim(table);
    table_add_paragraph(table, settings);
    table_end_style(table);
    for (uint32_t i = 0; i < scenario->slo_count; i++) {
        g_autofree char *requirement = capacity_requirement(&scenario->slos[i]);

        g_string_append_printf(slos, "%s [slo:%s] %s", i > 0 ? "," : "", scenario->slos[i].name,
                               requirement);
    }
    g_string_append_printf(slos, ". Loads are told apart to %.3g%%.", 100 * capacity->tolerance);
    table_add_paragraph(table, slos->str);
}

void capacity_table_add(Table *table, const Capacity *capacity)
{
    add_head(table, capacity);
    for (uint32_t v = 0; v < capacity->variant_count; v++)
        add_variant(table, capacity, &capacity->variants[v]);
}
