/* experiment.c - reduces runs to rows of values, and finds values again.
 *
 * Invariants: rows holds key_count x replications values for every variant; keys are those of
 * replication 1, the same in every replication, or the experiment fails.
 */
#include "cli/experiment/experiment.h"
#include "cli/command.h"
#include "cli/experiment/campaign.h"
#include "cli/experiment/experiment_internal.h"
#include "cli/experiment/stability.h"
#include "cli/results/slo.h"
#include <errno.h>
#include <math.h>
#include <string.h>

G_DEFINE_QUARK(experiment_error, experiment_error)

static const char *const scope_names[RESULT_SCOPES] = {
    [RESULT_RUN] = "run",           [RESULT_APP] = "app",         [RESULT_PAGE] = "page",
    [RESULT_POOL] = "pool",         [RESULT_CLIENTS] = "clients", [RESULT_PROCESS] = "process",
    [RESULT_STAGE] = "stage",       [RESULT_COUNTER] = "counter", [RESULT_ISOLATION] = "isolation",
    [RESULT_EXPOSURE] = "exposure",
};

const char *experiment_scope_name(ResultScope scope)
{
    return scope_names[scope];
}

/* ---- taking in ---- */

static void add_key(Experiment *experiment, ExperimentVariant *variant, ExperimentKey key)
{
    variant->keys[variant->key_count++] = (ExperimentKey){
        .scope = key.scope,
        .entity = key.entity != NULL ? g_string_chunk_insert_const(experiment->strings, key.entity)
                                     : NULL,
        .metric = g_string_chunk_insert_const(experiment->strings, key.metric),
    };
}

static ResultScope scope_of_slo(const ScenarioSlo *slo)
{
    if (slo->scope == NULL)
        return RESULT_RUN;
    for (ResultScope scope = 0; scope < RESULT_SCOPES; scope++)
        if (g_str_equal(slo->scope, scope_names[scope]))
            return scope;
    return RESULT_SCOPES;
}

static void take_keys(Experiment *experiment, ExperimentVariant *variant, const ExperimentRun *run)
{
    const ModelResult *result = run->result;

    variant->keys = g_new0(ExperimentKey, result->value_count);
    for (uint32_t i = 0; i < result->value_count; i++)
        add_key(experiment, variant,
                (ExperimentKey){.scope = result->values[i].scope,
                                .entity = result->values[i].entity,
                                .metric = result->values[i].metric});
}

static void take_first(Experiment *experiment, ExperimentVariant *variant, const ExperimentRun *run)
{
    const ModelResult *result = run->result;
    const ResultSeries *series = &result->series;

    take_keys(experiment, variant, run);
    variant->series_count = series->name_count;
    variant->bucket_count = series->bucket_count;
    variant->bucket_ns = series->bucket_ns;
    variant->series_names = g_new0(const char *, series->name_count + 1);
    for (uint32_t i = 0; i < series->name_count; i++)
        variant->series_names[i] =
            g_string_chunk_insert_const(experiment->strings, series->names[i]);
    variant->series_sums = g_new0(double, ((size_t)series->name_count + 1) * series->bucket_count);
    variant->series_squares =
        g_new0(double, ((size_t)series->name_count + 1) * series->bucket_count);
    variant->marks = g_memdup2(result->marks, sizeof *result->marks * result->mark_count);
    variant->mark_count = result->mark_count;
    variant->marks_dropped = result->marks_dropped;
    for (uint32_t i = 0; i < variant->mark_count; i++) {
        ResultMark *mark = &variant->marks[i];

        mark->what = g_string_chunk_insert_const(experiment->strings, mark->what);
        if (mark->reason != NULL)
            mark->reason = g_string_chunk_insert_const(experiment->strings, mark->reason);
    }
}

/* Are the values of this run the same quantities, in the same order, as those of the first? */
static bool is_alike(const ExperimentVariant *variant, const ExperimentRun *run)
{
    const ModelResult *result = run->result;

    if (result->value_count != variant->key_count ||
        result->series.name_count != variant->series_count ||
        result->series.bucket_count != variant->bucket_count ||
        result->series.bucket_ns != variant->bucket_ns)
        return false;
    for (uint32_t i = 0; i < result->value_count; i++) {
        const ResultValue *value = &result->values[i];
        const ExperimentKey *key = &variant->keys[i];

        if (value->scope != key->scope || g_strcmp0(value->entity, key->entity) != 0 ||
            !g_str_equal(value->metric, key->metric))
            return false;
    }
    return true;
}

/* Welford's: 'before' values are in already. */
static void add_to_series(ExperimentVariant *variant, size_t i, double value, double before)
{
    double distance = before > 0 ? value - variant->series_sums[i] / before : 0;

    variant->series_sums[i] += value;
    variant->series_squares[i] += distance * (value - variant->series_sums[i] / (before + 1));
}

static bool is_failure(const char *series)
{
    return g_str_has_prefix(series, "rate.") && !g_str_equal(series, "rate.ok");
}

static void take_series(ExperimentVariant *variant, const ResultSeries *series, double before)
{
    g_autofree double *failed = g_new0(double, variant->bucket_count);

    for (uint32_t name = 0; name < variant->series_count; name++)
        for (uint32_t bucket = 0; bucket < variant->bucket_count; bucket++) {
            size_t i = (size_t)name * variant->bucket_count + bucket;

            add_to_series(variant, i, series->values[i], before);
            if (is_failure(series->names[name]))
                failed[bucket] += series->values[i];
        }
    for (uint32_t bucket = 0; bucket < variant->bucket_count; bucket++)
        add_to_series(variant, (size_t)variant->series_count * variant->bucket_count + bucket,
                      failed[bucket], before);
}

static void take_values(ExperimentVariant *variant, const ExperimentRun *run, uint32_t before)
{
    const ModelResult *result = run->result;

    for (uint32_t i = 0; i < result->value_count; i++)
        g_array_append_val(variant->rows, result->values[i].value);
    take_series(variant, &result->series, before);
    sim_histogram_merge(variant->latency, result->latency);
    stability_take(variant->quarters, &result->series);
}

void experiment_set_violation(GError **error, const ScenarioVariant *variant, uint32_t replication,
                              const char *violation)
{
    g_set_error(error, EXPERIMENT_ERROR, EXIT_IO,
                "internal error: variant %s, replication %u: %s; please report it with the "
                "scenario",
                variant->name, replication, violation);
}

bool experiment_take_in(Experiment *experiment, const ExperimentRun *runs, GError **error)
{
    uint32_t replication = experiment->replications + 1;

    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        ExperimentVariant *variant = &experiment->variants[v];
        const char *violation = runs[v].result->violation;

        if (replication == 1)
            take_first(experiment, variant, &runs[v]);
        if (violation == NULL && !is_alike(variant, &runs[v]))
            violation = "its values are not those of replication 1";
        if (violation != NULL) {
            experiment_set_violation(error, variant->source, replication, violation);
            return false;
        }
    }
    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        take_values(&experiment->variants[v], &runs[v], experiment->replications);
        if (experiment->request_rows != NULL &&
            !observation_spool_append(experiment->request_rows, runs[v].observation->rows, error))
            return false;
    }
    experiment->replications = replication;
    return true;
}

/* ---- finding again ---- */

uint32_t experiment_find(const ExperimentVariant *variant, ResultScope scope, const char *entity,
                         const char *metric)
{
    for (uint32_t i = 0; i < variant->key_count; i++) {
        const ExperimentKey *key = &variant->keys[i];

        if (key->scope == scope && g_strcmp0(key->entity, entity) == 0 &&
            g_str_equal(key->metric, metric))
            return i;
    }
    return MODEL_NONE;
}

uint32_t experiment_find_reference(const ExperimentVariant *variant, const char *reference)
{
    const char *open = strrchr(reference, '(');
    const char *colon = open != NULL ? strchr(open, ':') : NULL;
    g_autofree char *metric = NULL;
    g_autofree char *scope = NULL;
    g_autofree char *entity = NULL;

    if (colon == NULL || !g_str_has_suffix(colon, ")"))
        return experiment_find(variant, RESULT_RUN, NULL, reference);
    metric = g_strndup(reference, (gsize)(open - reference));
    scope = g_strndup(open + 1, (gsize)(colon - open - 1));
    entity = g_strndup(colon + 1, strlen(colon + 1) - 1);
    return experiment_find_slo(variant,
                               &(ScenarioSlo){.metric = metric, .scope = scope, .entity = entity});
}

uint32_t experiment_find_slo(const ExperimentVariant *variant, const ScenarioSlo *slo)
{
    return experiment_find(variant, scope_of_slo(slo), slo->entity, slo->metric);
}

static bool check_reference(const Experiment *experiment, const char *what, const char *reference,
                            GError **error)
{
    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        const ExperimentVariant *variant = &experiment->variants[v];

        if (experiment_find_reference(variant, reference) != MODEL_NONE)
            continue;
        g_set_error(error, EXPERIMENT_ERROR, EXIT_INVALID,
                    "%s: %s: %s: variant %s has no such result; docs/results.md lists the names",
                    experiment->scenario->file, what, reference, variant->source->name);
        return false;
    }
    return true;
}

bool experiment_check_references(const Experiment *experiment, char *const *metrics, GError **error)
{
    const Scenario *scenario = experiment->scenario;

    if (scenario->precision_metric != NULL &&
        !check_reference(experiment, "precision", scenario->precision_metric, error))
        return false;
    for (char *const *metric = metrics; metric != NULL && *metric != NULL; metric++)
        if (!check_reference(experiment, "[compare] metrics", *metric, error))
            return false;
    for (uint32_t i = 0; i < scenario->slo_count; i++) {
        const ScenarioSlo *slo = &scenario->slos[i];
        g_autofree char *what = g_strdup_printf("[slo:%s]", slo->name);
        g_autofree char *reference = slo_reference(slo);

        if (!check_reference(experiment, what, reference, error))
            return false;
    }
    return true;
}

double *experiment_column(const Experiment *experiment, const ExperimentVariant *variant,
                          uint32_t index)
{
    double *column = g_new(double, experiment->replications + 1);

    for (uint32_t r = 0; r < experiment->replications; r++)
        column[r] = index == MODEL_NONE ? NAN
                                        : g_array_index(variant->rows, double,
                                                        (size_t)r * variant->key_count + index);
    return column;
}

/* The largest of all replications: an extreme has no mean to put an interval on. */
static SimEstimate largest(const double *column, uint32_t count)
{
    SimEstimate estimate = {.mean = NAN, .low = NAN, .high = NAN};

    for (uint32_t i = 0; i < count; i++) {
        if (isnan(column[i]))
            continue;
        estimate.n++;
        estimate.mean = fmax(estimate.mean, column[i]); /* fmax passes over a NaN */
    }
    return estimate;
}

SimEstimate experiment_estimate(const Experiment *experiment, const ExperimentVariant *variant,
                                uint32_t index)
{
    g_autofree double *column = experiment_column(experiment, variant, index);

    if (index != MODEL_NONE && g_str_equal(variant->keys[index].metric, "latency.max"))
        return largest(column, experiment->replications);
    return sim_estimate(column, experiment->replications, EXPERIMENT_CONFIDENCE);
}

double experiment_series(const Experiment *experiment, const ExperimentVariant *variant,
                         uint32_t name, uint32_t bucket)
{
    return variant->series_sums[(size_t)name * variant->bucket_count + bucket] /
           (double)experiment->replications;
}

uint32_t experiment_find_series(const ExperimentVariant *variant, const char *name)
{
    bool has_failures = false;

    for (uint32_t i = 0; i < variant->series_count; i++) {
        if (g_str_equal(variant->series_names[i], name))
            return i;
        has_failures |= is_failure(variant->series_names[i]);
    }
    return has_failures && g_str_equal(name, EXPERIMENT_FAILED) ? variant->series_count
                                                                : MODEL_NONE;
}

SimEstimate experiment_series_estimate(const Experiment *experiment,
                                       const ExperimentVariant *variant, uint32_t name,
                                       uint32_t bucket)
{
    size_t i = (size_t)name * variant->bucket_count + bucket;

    if (name == MODEL_NONE || bucket >= variant->bucket_count)
        return (SimEstimate){.mean = NAN, .low = NAN, .high = NAN};
    return sim_estimate_of_sums(variant->series_sums[i], variant->series_squares[i],
                                experiment->replications, EXPERIMENT_CONFIDENCE);
}

/* ---- running ---- */

Experiment *experiment_new(const Scenario *scenario)
{
    Experiment *experiment = g_new0(Experiment, 1);

    experiment->scenario = scenario;
    experiment->strings = g_string_chunk_new(4096);
    experiment->variant_count = scenario->variant_count;
    experiment->variants = g_new0(ExperimentVariant, scenario->variant_count);
    for (uint32_t v = 0; v < scenario->variant_count; v++) {
        experiment->variants[v].source = &scenario->variants[v];
        experiment->variants[v].rows = g_array_new(FALSE, FALSE, sizeof(double));
        experiment->variants[v].latency = sim_histogram_new();
        experiment->variants[v].quarters = g_array_new(FALSE, FALSE, sizeof(double));
    }
    return experiment;
}

void experiment_free(Experiment *experiment)
{
    if (experiment == NULL)
        return;
    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        ExperimentVariant *variant = &experiment->variants[v];

        g_free(variant->keys);
        g_array_free(variant->rows, TRUE);
        sim_histogram_free(variant->latency);
        g_array_free(variant->quarters, TRUE);
        g_free(variant->series_names);
        g_free(variant->series_sums);
        g_free(variant->series_squares);
        g_free(variant->marks);
    }
    g_free(experiment->variants);
    if (experiment->request_rows != NULL)
        fclose(experiment->request_rows);
    g_string_chunk_free(experiment->strings);
    g_free(experiment);
}

double experiment_worst_half_width(const Experiment *experiment)
{
    double worst = 0;

    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        const ExperimentVariant *variant = &experiment->variants[v];
        SimEstimate estimate = experiment_estimate(
            experiment, variant,
            experiment_find_reference(variant, experiment->scenario->precision_metric));
        double half_width = (estimate.high - estimate.low) / 2;

        if (estimate.n < experiment->replications || isnan(half_width))
            return NAN;
        if (half_width > 0) /* of a mean of 0 too: without an end */
            worst = fmax(worst, half_width / fabs(estimate.mean));
    }
    return worst;
}

/* Within g/(1+g) of the estimate, the true value is within g of it. */
static bool is_precise(const Experiment *experiment)
{
    double precision = experiment->scenario->precision;

    return experiment_worst_half_width(experiment) <= precision / (1 + precision);
}

uint32_t experiment_next_look(Experiment *experiment)
{
    const Scenario *scenario = experiment->scenario;
    bool wants_precision = scenario->precision_metric != NULL;
    uint32_t look = experiment->replications;

    if (look == 0)
        return wants_precision ? scenario->replications_min : scenario->replications_max;
    experiment->reached = !wants_precision || is_precise(experiment);
    if (experiment->reached || look >= scenario->replications_max)
        return 0;
    return MIN(look + (look + 1) / 2, scenario->replications_max); /* ceil(1.5 x look) */
}

Experiment *experiment_run(const Scenario *scenario, const ExperimentOptions *options,
                           GError **error)
{
    g_autoptr(Campaign) campaign =
        campaign_new(&(CampaignOptions){.threads = options->threads,
                                        .wants_request_rows = options->wants_request_rows,
                                        .wants_isolation = options->wants_isolation,
                                        .shows_progress = options->shows_progress,
                                        .journal = options->journal,
                                        .shard = options->shard});

    if (campaign_add(campaign, scenario, options->metrics, error) == NULL ||
        (!campaign_run(campaign, error) && !campaign_is_interrupted(campaign)))
        return NULL;
    return campaign_steal(campaign, 0);
}
