/* collect.c - from experiments to three streams: sweep.csv, replications.csv and results.json. */
#include "cli/sweep/collect.h"
#include "cli/experiment/observe.h"
#include "cli/experiment/stability.h"
#include "cli/results/csv.h"
#include "cli/results/number.h"
#include "cli/results/results.h"
#include "cli/version.h"
#include <errno.h>

/* One row for each replication is kept of what is read for a whole run or an application: of all
 * scopes they would be many times as many as anybody reads, and a run of the point has them. */
#define REPLICATIONS_LAST_SCOPE RESULT_APP

const char *const sweep_metric_names[SWEEP_METRICS] = {"latency.mean", "latency.p95", "throughput",
                                                       "loss"};

static void outcome_free(gpointer data)
{
    SweepOutcome *outcome = data;

    g_free(outcome->values);
    g_free(outcome->plotted);
    g_strfreev(outcome->unmet);
    g_free(outcome->is_unstable);
    g_free(outcome->textbooks);
    g_free(outcome);
}

SweepCollection *sweep_collection_new(const Scenario *scenario, GError **error)
{
    g_autoptr(SweepCollection) collection = g_new0(SweepCollection, 1);

    collection->scenario = scenario;
    collection->outcomes = g_ptr_array_new_with_free_func(outcome_free);
    collection->estimates = observation_spool_new(error);
    collection->replications = collection->estimates != NULL ? observation_spool_new(error) : NULL;
    collection->points = collection->replications != NULL ? observation_spool_new(error) : NULL;
    if (collection->points == NULL)
        return NULL;
    json_text_init(&collection->pending);
    json_text_open(&collection->pending, NULL, '{');
    json_text_open(&collection->pending, "points", '[');
    g_string_truncate(collection->pending.text, 0); /* the head has these two, too */
    return g_steal_pointer(&collection);
}

void sweep_collection_free(SweepCollection *collection)
{
    FILE *files[] = {collection != NULL ? collection->estimates : NULL,
                     collection != NULL ? collection->replications : NULL,
                     collection != NULL ? collection->points : NULL};

    if (collection == NULL)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
        if (files[i] != NULL)
            fclose(files[i]);
    g_ptr_array_unref(collection->outcomes);
    json_text_clear(&collection->pending);
    g_free(collection);
}

static bool put(FILE *file, const char *text, GError **error)
{
    if (fputs(text, file) >= 0)
        return true;
    g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
                "results cannot be kept: %s", g_strerror(errno));
    return false;
}

/* ---- what is kept ---- */

static char **list_unmet(const Experiment *experiment, const SloOutcomes *slos)
{
    char **unmet = g_new0(char *, experiment->variant_count + 1);

    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        GString *names = g_string_new(NULL);

        for (uint32_t i = 0; i < slos->count; i++)
            if (slos->outcomes[i].variant == &experiment->variants[v] && !slos->outcomes[i].is_met)
                g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "",
                                       slos->outcomes[i].slo->name);
        unmet[v] = g_string_free(names, FALSE);
    }
    return unmet;
}

uint32_t sweep_plotted_index(const Scenario *scenario, uint32_t plot, uint32_t y)
{
    uint32_t index = y;

    for (uint32_t i = 0; i < plot; i++)
        index += g_strv_length(scenario->plots[i].y);
    return index;
}

/* Of the scenario of the sweep: that of a point has the same [plot:*]. */
static SimEstimate *keep_plotted(const Scenario *scenario, const Experiment *experiment)
{
    uint32_t count = sweep_plotted_index(scenario, scenario->plot_count, 0);
    uint32_t variants = experiment->variant_count;
    SimEstimate *plotted = g_new0(SimEstimate, MAX((size_t)count * variants, 1));

    for (uint32_t i = 0; i < scenario->plot_count; i++) {
        const ScenarioPlot *plot = &scenario->plots[i];

        for (uint32_t y = 0; plot->axis == SCENARIO_PLOT_SETTING && plot->y[y] != NULL; y++)
            for (uint32_t v = 0; v < variants; v++)
                plotted[sweep_plotted_index(scenario, i, y) * variants + v] = experiment_estimate(
                    experiment, &experiment->variants[v],
                    experiment_find_reference(&experiment->variants[v], plot->y[y]));
    }
    return plotted;
}

static void keep_outcome(SweepCollection *collection, uint32_t point, const Experiment *experiment,
                         const SloOutcomes *slos)
{
    SweepOutcome *outcome = g_new0(SweepOutcome, 1);

    outcome->point = point;
    outcome->replications = experiment->replications;
    outcome->is_partial = experiment->is_partial;
    outcome->reached = experiment->reached;
    outcome->unmet = list_unmet(experiment, slos);
    outcome->plotted = keep_plotted(collection->scenario, experiment);
    outcome->values = g_new0(SimEstimate, (size_t)experiment->variant_count * SWEEP_METRICS);
    outcome->is_unstable = g_new0(bool, experiment->variant_count);
    outcome->textbooks = g_new0(Textbook, experiment->variant_count);
    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        const ExperimentVariant *variant = &experiment->variants[v];

        textbook_of(variant->source->config, &outcome->textbooks[v]);
        outcome->is_unstable[v] = stability_of(experiment, variant).is_unstable;
        for (int m = 0; m < SWEEP_METRICS; m++)
            outcome->values[v * SWEEP_METRICS + (uint32_t)m] = experiment_estimate(
                experiment, variant,
                experiment_find(variant, RESULT_RUN, NULL, sweep_metric_names[m]));
    }
    g_ptr_array_add(collection->outcomes, outcome);
}

/* ---- rows ---- */

static void append_value(GString *text, const ScenarioSweep *sweep, uint32_t point, uint32_t key)
{
    const SweepValue *value = scenario_sweep_value(sweep, point, key);
    NumberText number;

    if (sweep->keys[key].is_number)
        g_string_append(text, number_text(&number, value->number));
    else
        csv_append_field(text, value->text);
}

/* 'SHA256,VERSION,SEED,POINT,VALUE,..,': what every row begins with. */
static char *row_begin(const SweepCollection *collection, uint32_t point)
{
    const Scenario *scenario = collection->scenario;
    GString *text = g_string_new(NULL);

    g_string_append_printf(text, "%s,%s,%" G_GUINT64_FORMAT ",%u,", scenario->sha256,
                           IISSIM_VERSION, scenario->seed, point + 1);
    for (uint32_t k = 0; k < scenario->sweep->key_count; k++) {
        append_value(text, scenario->sweep, point, k);
        g_string_append_c(text, ',');
    }
    return g_string_free(text, FALSE);
}

static char *rows_head(const SweepCollection *collection, const char *columns)
{
    const ScenarioSweep *sweep = collection->scenario->sweep;
    GString *text = g_string_new("scenario_sha256,iissim,seed,point,");

    for (uint32_t k = 0; k < sweep->key_count; k++) {
        csv_append_field(text, sweep->keys[k].path);
        g_string_append_c(text, ',');
    }
    g_string_append_printf(text, "%s\n", columns);
    return g_string_free(text, FALSE);
}

char *sweep_estimates_head(const SweepCollection *collection)
{
    return rows_head(collection, CSV_ESTIMATE_COLUMNS);
}

char *sweep_replications_head(const SweepCollection *collection)
{
    return rows_head(collection, CSV_REPLICATION_COLUMNS);
}

static bool put_rows(SweepCollection *collection, uint32_t point, const Experiment *experiment,
                     GError **error)
{
    g_autofree char *begin = row_begin(collection, point);
    g_autoptr(GString) text = g_string_new(NULL);

    csv_append_estimate_rows(text, experiment, begin);
    if (!put(collection->estimates, text->str, error))
        return false;
    g_string_truncate(text, 0);
    csv_append_replication_rows(text, experiment, begin, REPLICATIONS_LAST_SCOPE);
    return put(collection->replications, text->str, error);
}

/* ---- JSON ---- */

static void add_value(JsonText *json, const ScenarioSweep *sweep, uint32_t point, uint32_t key)
{
    const SweepValue *value = scenario_sweep_value(sweep, point, key);

    if (sweep->keys[key].is_number)
        json_text_number(json, sweep->keys[key].path, value->number);
    else
        json_text_string(json, sweep->keys[key].path, value->text);
}

/* 'theory': what is exactly known of its variants. */
static void add_theory(JsonText *json, const SweepOutcome *outcome, const Scenario *scenario)
{
    json_text_open(json, "theory", '{');
    for (uint32_t v = 0; v < scenario->variant_count; v++) {
        const Textbook *textbook = &outcome->textbooks[v];
        g_autofree char *name = textbook_name(textbook);
        TextbookAnswer answer;

        if (textbook->station.servers == 0)
            continue;
        answer = textbook_answer(textbook);
        json_text_open(json, scenario->variants[v].name, '{');
        json_text_string(json, "queue", name);
        json_text_number(json, "latency.mean", answer.mean_s);
        json_text_number(json, "latency.p95", answer.p95_s);
        json_text_number(json, "throughput", answer.served_per_s);
        json_text_number(json, "loss", answer.loss);
        json_text_number(json, "busy", answer.busy);
        json_text_close(json);
    }
    json_text_close(json);
}

static bool put_json(SweepCollection *collection, uint32_t point, const Experiment *experiment,
                     const SloOutcomes *slos, GError **error)
{
    const ScenarioSweep *sweep = collection->scenario->sweep;
    JsonText *json = &collection->pending;
    bool is_put;

    json_text_open(json, NULL, '{');
    json_text_integer(json, "point", point + 1);
    json_text_open_inline(json, "parameters", '{');
    for (uint32_t k = 0; k < sweep->key_count; k++)
        add_value(json, sweep, point, k);
    json_text_close(json);
    json_text_string(json, "sha256", experiment->scenario->sha256);
    json_text_boolean(json, "partial", experiment->is_partial);
    results_add_outcome(json, experiment, slos);
    add_theory(json, g_ptr_array_index(collection->outcomes, collection->outcomes->len - 1),
               collection->scenario);
    json_text_close(json);
    is_put = put(collection->points, json->text->str, error);
    g_string_truncate(json->text, 0);
    return is_put;
}

bool sweep_collection_end(SweepCollection *collection, GError **error)
{
    g_autofree char *end = NULL;

    json_text_close(&collection->pending);
    json_text_close(&collection->pending);
    end = json_text_finish(&collection->pending);
    return put(collection->points, end, error);
}

static const char *unit_of(const ScenarioSweepKey *key)
{
    SweepDimension dimension = key->values[0].dimension;

    if (!key->is_number)
        return "text";
    return sweep_dimension_is(dimension, (SweepDimension){1, 0})    ? "s"
           : sweep_dimension_is(dimension, (SweepDimension){0, 1})  ? "bytes"
           : sweep_dimension_is(dimension, (SweepDimension){-1, 0}) ? "per second"
                                                                    : "1";
}

static void add_parameters(JsonText *json, const ScenarioSweep *sweep)
{
    json_text_open(json, "parameters", '[');
    for (uint32_t k = 0; k < sweep->key_count; k++) {
        json_text_open(json, NULL, '{');
        json_text_string(json, "name", sweep->keys[k].path);
        json_text_string(json, "unit", unit_of(&sweep->keys[k]));
        json_text_open_inline(json, "values", '[');
        for (uint32_t i = 0; i < sweep->keys[k].value_count; i++)
            json_text_string(json, NULL, sweep->keys[k].values[i].text);
        json_text_close(json);
        json_text_close(json);
    }
    json_text_close(json);
}

char *sweep_json_head(const SweepCollection *collection)
{
    const Scenario *scenario = collection->scenario;
    JsonText json;

    json_text_init(&json);
    json_text_open(&json, NULL, '{');
    results_add_identity(&json, SWEEP_FORMAT, scenario, sweep_is_partial(collection));
    json_text_number(&json, "confidence", EXPERIMENT_CONFIDENCE);
    json_text_open(&json, "variants", '[');
    for (uint32_t v = 0; v < scenario->variant_count; v++) {
        json_text_open_inline(&json, NULL, '{');
        json_text_string(&json, "name", scenario->variants[v].name);
        json_text_string(&json, "model", scenario->variants[v].model->name);
        json_text_close(&json);
    }
    json_text_close(&json);
    json_text_open(&json, "sweep", '{');
    json_text_string(&json, "combine", scenario->sweep->is_lockstep ? "lockstep" : "product");
    json_text_string(&json, "where", scenario->sweep->where);
    json_text_integer(&json, "points", scenario->sweep->point_count);
    add_parameters(&json, scenario->sweep);
    json_text_close(&json);
    json_text_open(&json, "points", '[');
    return g_string_free(g_steal_pointer(&json.text), FALSE);
}

/* ---- the whole ---- */

bool sweep_collect(SweepCollection *collection, uint32_t point, const Experiment *experiment,
                   GError **error)
{
    g_autoptr(SloOutcomes) slos = slo_outcomes_new(experiment);

    keep_outcome(collection, point, experiment, slos);
    warmup_span_take(&collection->warmup, experiment->scenario);
    return put_rows(collection, point, experiment, error) &&
           put_json(collection, point, experiment, slos, error);
}

bool sweep_is_partial(const SweepCollection *collection)
{
    for (guint i = 0; i < collection->outcomes->len; i++)
        if (((SweepOutcome *)collection->outcomes->pdata[i])->is_partial)
            return true;
    return collection->outcomes->len < collection->scenario->sweep->point_count;
}

uint32_t sweep_count_unreached(const SweepCollection *collection)
{
    uint32_t count = 0;

    for (guint i = 0; i < collection->outcomes->len; i++) {
        const SweepOutcome *outcome = collection->outcomes->pdata[i];

        count += !outcome->reached && !outcome->is_partial;
    }
    return count;
}

uint32_t sweep_count_unstable(const SweepCollection *collection, uint32_t *first, uint32_t *variant)
{
    uint32_t count = 0;

    for (guint i = 0; i < collection->outcomes->len; i++) {
        const SweepOutcome *outcome = collection->outcomes->pdata[i];

        for (uint32_t v = 0; v < collection->scenario->variant_count; v++) {
            if (!outcome->is_unstable[v] || count++ > 0)
                continue;
            *first = outcome->point;
            *variant = v;
        }
    }
    return count;
}

const SweepOutcome *sweep_outcome(const SweepCollection *collection, uint32_t point)
{
    guint low = 0, high = collection->outcomes->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        const SweepOutcome *outcome = collection->outcomes->pdata[middle];

        if (outcome->point == point)
            return outcome;
        if (outcome->point < point)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
