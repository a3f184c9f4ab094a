/* results.c - an experiment as JSON: the order of names is that of the values, which depends on the
 * scenario alone. */
#include "cli/results/results.h"
#include "cli/experiment/laws.h"
#include "cli/experiment/stability.h"
#include "cli/results/json_text.h"
#include "cli/results/results_sensitivity.h"
#include "cli/version.h"
#include <string.h>

void results_add_estimate(JsonText *json, const char *name, SimEstimate estimate)
{
    json_text_open_inline(json, name, '{');
    json_text_number(json, "mean", estimate.mean);
    json_text_number(json, "lo", estimate.low);
    json_text_number(json, "hi", estimate.high);
    json_text_integer(json, "n", estimate.n);
    json_text_close(json);
}

void results_add_warmup(JsonText *json, const Scenario *scenario)
{
    const ScenarioWarmup *warmup = &scenario->warmup;

    json_text_open(json, "warmup", '{');
    json_text_string(json, "rule", warmup->is_auto ? "auto" : "fixed");
    if (warmup->is_auto) {
        json_text_integer(json, "pilots", warmup->pilots);
        json_text_number(json, "pilot_s", sim_seconds(warmup->pilot_ns));
        json_text_boolean(json, "settled", warmup->has_settled);
    }
    json_text_close(json);
}

void results_add_identity(JsonText *json, const char *format, const Scenario *scenario,
                          bool is_partial)
{
    json_text_string(json, "format", format);
    json_text_string(json, "iissim", IISSIM_VERSION);
    json_text_boolean(json, "partial", is_partial);
    json_text_open(json, "scenario", '{');
    json_text_string(json, "file", scenario->file);
    json_text_string(json, "title", scenario->title);
    json_text_string(json, "opening", scenario->opening);
    json_text_string(json, "sha256", scenario->sha256);
    json_text_close(json);
    json_text_integer(json, "seed", scenario->seed);
}

/* How many runs, and how long. */
static void add_runs(JsonText *json, const Experiment *experiment)
{
    const ModelConfig *config = experiment->scenario->variants[0].config;

    json_text_integer(json, "replications", experiment->replications);
    json_text_number(json, "duration_s", sim_seconds(config->duration_ns));
    json_text_number(json, "warmup_s", sim_seconds(config->warmup_ns));
    results_add_warmup(json, experiment->scenario);
}

static void add_head(JsonText *json, const Experiment *experiment)
{
    results_add_identity(json, RESULTS_FORMAT, experiment->scenario, experiment->is_partial);
    add_runs(json, experiment);
    json_text_number(json, "confidence", EXPERIMENT_CONFIDENCE);
}

static void add_stopping(JsonText *json, const Experiment *experiment)
{
    const Scenario *scenario = experiment->scenario;
    g_autofree char *target = NULL;

    if (scenario->precision_metric != NULL)
        target =
            g_strdup_printf("%.10g%% of %s", scenario->precision * 100, scenario->precision_metric);
    json_text_open(json, "stopping", '{');
    json_text_string(json, "rule", target != NULL ? "precision" : "fixed");
    json_text_string(json, "target", target);
    json_text_boolean(json, "reached", experiment->reached);
    json_text_close(json);
}

/* All values of one scope and entity, under their metrics' names. */
static void add_metrics(JsonText *json, const Experiment *experiment,
                        const ExperimentVariant *variant, const char *name, const ExperimentKey *of)
{
    json_text_open(json, name, '{');
    for (uint32_t i = 0; i < variant->key_count; i++) {
        const ExperimentKey *key = &variant->keys[i];

        if (key->scope == of->scope && key->entity == of->entity)
            results_add_estimate(json, key->metric, experiment_estimate(experiment, variant, i));
    }
    json_text_close(json);
}

/* Is this the first value of its entity? Entities are interned: the pointer tells. */
static bool is_first_of_entity(const ExperimentVariant *variant, uint32_t index)
{
    const ExperimentKey *key = &variant->keys[index];

    /* Backwards: the values of an entity stand together, but for a few at the end. */
    for (uint32_t i = index; i-- > 0;)
        if (variant->keys[i].scope == key->scope && variant->keys[i].entity == key->entity)
            return false;
    return true;
}

static void add_scope(JsonText *json, const Experiment *experiment,
                      const ExperimentVariant *variant, const char *name, ResultScope scope)
{
    json_text_open(json, name, '{');
    for (uint32_t i = 0; i < variant->key_count; i++) {
        const ExperimentKey *key = &variant->keys[i];

        if (key->scope != scope || !is_first_of_entity(variant, i))
            continue;
        if (scope == RESULT_STAGE) {
            add_metrics(json, experiment, variant, key->entity, key);
        } else {
            json_text_open(json, key->entity, '{');
            add_metrics(json, experiment, variant, "metrics", key);
            json_text_close(json);
        }
    }
    json_text_close(json);
}

#define HURT "/hurt"

/* A row of the isolation matrix: every application. */
static void add_hurt(JsonText *json, const Experiment *experiment, const ExperimentVariant *variant,
                     const ExperimentKey *of)
{
    json_text_open(json, "hurt", '{');
    for (uint32_t i = 0; i < variant->key_count; i++) {
        const ExperimentKey *key = &variant->keys[i];

        if (key->scope == RESULT_ISOLATION && key->entity == of->entity &&
            g_str_has_suffix(key->metric, HURT)) {
            g_autofree char *app = g_strndup(key->metric, strlen(key->metric) - strlen(HURT));

            results_add_estimate(json, app, experiment_estimate(experiment, variant, i));
        }
    }
    json_text_close(json);
}

/* One fault: the values over all applications, then those of each bystander ('APP/failed'). */
static void add_fault(JsonText *json, const Experiment *experiment,
                      const ExperimentVariant *variant, const ExperimentKey *of)
{
    const char *open_app = NULL;
    size_t length = 0;

    json_text_open(json, of->entity, '{');
    for (uint32_t i = 0; i < variant->key_count; i++) {
        const ExperimentKey *key = &variant->keys[i];

        if (key->scope == RESULT_ISOLATION && key->entity == of->entity &&
            strchr(key->metric, '/') == NULL)
            results_add_estimate(json, key->metric, experiment_estimate(experiment, variant, i));
    }
    json_text_open(json, "apps", '{');
    for (uint32_t i = 0; i < variant->key_count; i++) {
        const ExperimentKey *key = &variant->keys[i];
        const char *slash = strrchr(key->metric, '/');

        if (key->scope != RESULT_ISOLATION || key->entity != of->entity || slash == NULL ||
            g_str_equal(slash, HURT))
            continue;
        if (open_app == NULL || (size_t)(slash - key->metric) != length ||
            strncmp(open_app, key->metric, length) != 0) {
            g_autofree char *app = g_strndup(key->metric, (gsize)(slash - key->metric));

            if (open_app != NULL)
                json_text_close(json);
            json_text_open(json, app, '{');
            open_app = key->metric;
            length = (size_t)(slash - key->metric);
        }
        results_add_estimate(json, slash + 1, experiment_estimate(experiment, variant, i));
    }
    if (open_app != NULL)
        json_text_close(json);
    json_text_close(json);
    add_hurt(json, experiment, variant, of);
    json_text_close(json);
}

static void add_isolation(JsonText *json, const Experiment *experiment,
                          const ExperimentVariant *variant)
{
    bool is_open = false;

    for (uint32_t i = 0; i < variant->key_count; i++) {
        const ExperimentKey *key = &variant->keys[i];

        if (key->scope != RESULT_ISOLATION || !is_first_of_entity(variant, i))
            continue;
        if (!is_open)
            json_text_open(json, "isolation", '{');
        is_open = true;
        add_fault(json, experiment, variant, key);
    }
    if (is_open)
        json_text_close(json);
}

static void add_exposure(JsonText *json, const Experiment *experiment,
                         const ExperimentVariant *variant)
{
    json_text_open(json, "exposure", '[');
    for (uint32_t i = 0; i < variant->key_count; i++) {
        const ExperimentKey *key = &variant->keys[i];
        const char *slash = strchr(key->metric, '/');
        g_autofree char *shares = NULL;

        if (key->scope != RESULT_EXPOSURE || slash == NULL)
            continue;
        shares = g_strndup(key->metric, (gsize)(slash - key->metric));
        json_text_open_inline(json, NULL, '{');
        json_text_string(json, "a", key->entity);
        json_text_string(json, "b", slash + 1);
        json_text_string(json, "shares", shares);
        results_add_estimate(json, "fraction_of_time", experiment_estimate(experiment, variant, i));
        json_text_close(json);
    }
    json_text_close(json);
}

static void add_law(JsonText *json, const char *name, const Law *law, const char *const names[2],
                    const SimEstimate *time_s)
{
    json_text_open(json, name, '{');
    results_add_estimate(json, names[0], law->measured);
    results_add_estimate(json, "rate", law->rate);
    if (time_s != NULL)
        results_add_estimate(json, "time_s", *time_s);
    results_add_estimate(json, names[1], law->product);
    results_add_estimate(json, "deviation", law->deviation);
    json_text_close(json);
}

static void add_laws(JsonText *json, const Experiment *experiment, const ExperimentVariant *variant)
{
    static const char *const little[] = {"inside", "product"}, *const busy[] = {"busy", "demanded"};
    SimEstimate time_s;
    Law law;

    json_text_open(json, "laws", '{');
    law_of_little(experiment, variant, &law, &time_s);
    add_law(json, "little", &law, little, &time_s);
    law_of_utilisation(experiment, variant, &law);
    add_law(json, "utilisation", &law, busy, NULL);
    json_text_close(json);
}

/* unstable: null where nothing can be told, and why says why. */
static void add_stability(JsonText *json, const Experiment *experiment,
                          const ExperimentVariant *variant)
{
    Stability stability = stability_of(experiment, variant);

    json_text_open(json, "stability", '{');
    if (stability.not_judged == NULL)
        json_text_boolean(json, "unstable", stability.is_unstable);
    else
        json_text_string(json, "unstable", NULL);
    json_text_string(json, "not_judged", stability.not_judged);
    results_add_estimate(json, "growth", stability.growth);
    results_add_estimate(json, "of_offered", stability.of_offered);
    json_text_close(json);
}

static void add_variant(JsonText *json, const Experiment *experiment,
                        const ExperimentVariant *variant)
{
    json_text_open(json, variant->source->name, '{');
    json_text_string(json, "model", variant->source->model->name);
    add_metrics(json, experiment, variant, "metrics", &(ExperimentKey){.scope = RESULT_RUN});
    add_scope(json, experiment, variant, "apps", RESULT_APP);
    add_scope(json, experiment, variant, "pages", RESULT_PAGE);
    add_scope(json, experiment, variant, "pools", RESULT_POOL);
    add_scope(json, experiment, variant, "clients", RESULT_CLIENTS);
    add_scope(json, experiment, variant, "processes", RESULT_PROCESS);
    add_scope(json, experiment, variant, "stages", RESULT_STAGE);
    add_metrics(json, experiment, variant, "counters", &(ExperimentKey){.scope = RESULT_COUNTER});
    add_laws(json, experiment, variant);
    add_stability(json, experiment, variant);
    add_isolation(json, experiment, variant);
    add_exposure(json, experiment, variant);
    json_text_close(json);
}

static void add_variants(JsonText *json, const Experiment *experiment)
{
    json_text_open(json, "variants", '{');
    for (uint32_t v = 0; v < experiment->variant_count; v++)
        add_variant(json, experiment, &experiment->variants[v]);
    json_text_close(json);
}

/* Only where somebody looked: no name at all is an answer. */
static void add_hangs_on(JsonText *json, const char **names)
{
    if (names == NULL)
        return;
    json_text_open_inline(json, "hangs_on", '[');
    for (; *names != NULL; names++)
        json_text_string(json, NULL, *names);
    json_text_close(json);
}

static void add_comparison(JsonText *json, const VerdictComparison *comparison)
{
    json_text_open(json, NULL, '{');
    json_text_string(json, "baseline", comparison->baseline->source->name);
    json_text_string(json, "candidate", comparison->candidate->source->name);
    json_text_open(json, "metrics", '{');
    for (uint32_t m = 0; m < comparison->metric_count; m++) {
        const VerdictMetric *metric = &comparison->metrics[m];

        json_text_open(json, metric->metric, '{');
        results_add_estimate(json, "difference", metric->paired.difference);
        json_text_number(json, "relative", metric->paired.relative);
        json_text_number(json, "p", metric->paired.p);
        json_text_number(json, "p_holm", metric->p_holm);
        json_text_string(json, "verdict", verdict_name(metric->verdict));
        json_text_boolean(json, "survivors_only", metric->is_survivors_only);
        json_text_number(json, "pairing", metric->paired.pairing);
        json_text_number(json, "correlation", metric->paired.correlation);
        add_hangs_on(json, metric->hangs_on);
        json_text_close(json);
    }
    json_text_close(json);
    json_text_close(json);
}

static void add_slos(JsonText *json, const SloOutcomes *slos)
{
    json_text_open(json, "slo", '[');
    for (uint32_t i = 0; i < slos->count; i++) {
        const SloOutcome *outcome = &slos->outcomes[i];

        json_text_open(json, NULL, '{');
        json_text_string(json, "name", outcome->slo->name);
        json_text_string(json, "variant", outcome->variant->source->name);
        results_add_estimate(json, "value", outcome->value);
        json_text_boolean(json, "met", outcome->is_met);
        json_text_close(json);
    }
    json_text_close(json);
}

void results_add_outcome(JsonText *json, const Experiment *experiment, const SloOutcomes *slos)
{
    add_runs(json, experiment);
    add_stopping(json, experiment);
    add_variants(json, experiment);
    add_slos(json, slos);
}

char *results_json(const Experiment *experiment, const Verdicts *verdicts, const SloOutcomes *slos)
{
    JsonText json;

    json_text_init(&json);
    json_text_open(&json, NULL, '{');
    add_head(&json, experiment);
    add_stopping(&json, experiment);
    add_variants(&json, experiment);
    json_text_open(&json, "comparisons", '[');
    for (uint32_t i = 0; verdicts != NULL && i < verdicts->count; i++)
        add_comparison(&json, &verdicts->comparisons[i]);
    json_text_close(&json);
    if (verdicts != NULL && verdicts->sensitivity != NULL)
        results_add_sensitivity(&json, verdicts->sensitivity);
    add_slos(&json, slos);
    json_text_close(&json);
    return json_text_finish(&json);
}
