/* suite.c - case after case through the experiment engine, its columns judged. */
#include "cli/verify/suite.h"
#include "cli/command.h"
#include "cli/experiment/campaign.h"
#include "sim/tally.h"
#include "sim/units.h"
#include <gsl/gsl_cdf.h>
#include <math.h>

#define CERTAIN_PRECISION 1e-9 /* relative: the last digits of a decimal */
#define BEYOND            2.0

/* ---- one row ---- */

static bool is_near(double value, double exact)
{
    return fabs(value - exact) <= CERTAIN_PRECISION * fabs(exact);
}

static double p_of(double z, uint32_t n)
{
    return 2 * gsl_cdf_tdist_Q(fabs(z), n - 1.0);
}

static double allowance(const VerifyTruth *truth)
{
    return g_str_has_prefix(truth->metric, "latency.p") ? VERIFY_HISTOGRAM_ERROR * truth->value : 0;
}

VerifyRow verify_judge(const VerifyTruth *truth, const char *model, const double *values,
                       uint32_t count)
{
    VerifyRow row = {.truth = *truth,
                     .model = model,
                     .estimate = sim_estimate(values, count, EXPERIMENT_CONFIDENCE),
                     .z = NAN};
    SimTally tally;
    bool is_same = true;

    sim_tally_init(&tally);
    for (uint32_t i = 0; i < count; i++) {
        is_same = is_same && is_near(values[i], truth->value); /* false for NaN */
        if (!isnan(values[i]))
            sim_tally_add(&tally, values[i]);
    }
    if (truth->is_certain || tally.count < 2 || tally.min == tally.max) {
        row.p = is_same && count > 0 ? 1 : 0;
    } else {
        double off = tally.mean - truth->value;
        double judged = MAX(0, fabs(off) - allowance(truth));

        row.z = copysign(judged, off) / sqrt(sim_tally_variance(&tally) / (double)tally.count);
        row.p = p_of(row.z, row.estimate.n);
    }
    return row;
}

/* ---- one case ---- */

static void outcome_free(gpointer data)
{
    VerifyOutcome *outcome = data;

    g_array_unref(outcome->rows);
    g_free(outcome);
}

static double mean_of(const Experiment *experiment, const ExperimentVariant *variant,
                      const char *metric)
{
    return experiment_estimate(experiment, variant, experiment_find_reference(variant, metric))
        .mean;
}

static VerifyOutcome *judge(const VerifyCase *of, const Experiment *experiment)
{
    VerifyOutcome *outcome = g_new0(VerifyOutcome, 1);
    VerifyTruths truths = {.count = 0};

    of->exact(&truths);
    outcome->of = of;
    outcome->replications = experiment->replications;
    outcome->window_s = sim_seconds(experiment->scenario->variants[0].config->duration_ns);
    outcome->rows = g_array_new(FALSE, FALSE, sizeof(VerifyRow));
    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        const ExperimentVariant *variant = &experiment->variants[v];

        outcome->requests +=
            mean_of(experiment, variant, "requests.offered") / experiment->variant_count;
        for (uint32_t i = 0; i < truths.count; i++) {
            const VerifyTruth *truth = &truths.truths[i];
            g_autofree double *column = experiment_column(
                experiment, variant, experiment_find_reference(variant, truth->metric));
            VerifyRow row =
                verify_judge(truth, variant->source->model->name, column, experiment->replications);

            g_array_append_val(outcome->rows, row);
        }
    }
    return outcome;
}

static Scenario *load(const VerifyCase *of, const VerifyEffort *effort, GError **error)
{
    g_autofree char *text = verify_case_text(of, effort);
    g_autoptr(GPtrArray) problems = scenario_problems_new();
    Scenario *scenario = scenario_load(of->id, &(ScenarioOverrides){.text = text}, problems);

    for (guint i = 0; scenario == NULL && i < problems->len; i++) {
        const ScenarioProblem *problem = g_ptr_array_index(problems, i);

        if (problem->is_error) {
            g_set_error(error, EXPERIMENT_ERROR, EXIT_IO, "internal error: %s", problem->text);
            return NULL;
        }
    }
    return scenario;
}

/* ---- all ---- */

static void count_row(VerifyReport *report, const VerifyRow *row)
{
    report->rows++;
    report->deviations += row->deviates;
    if (isnan(row->z)) {
        report->certain++;
        return;
    }
    report->expected_beyond_two += p_of(BEYOND, row->estimate.n);
    report->beyond_two += fabs(row->z) > BEYOND;
    if (fabs(row->z) > fabs(report->largest_z))
        report->largest_z = row->z;
}

void verify_conclude(VerifyReport *report)
{
    g_autoptr(GArray) p = g_array_new(FALSE, FALSE, sizeof(double));
    uint32_t fewest = G_MAXUINT32;
    guint next = 0;

    for (guint i = 0; i < report->outcomes->len; i++) {
        const VerifyOutcome *outcome = g_ptr_array_index(report->outcomes, i);

        for (guint k = 0; k < outcome->rows->len; k++)
            g_array_append_val(p, g_array_index(outcome->rows, VerifyRow, k).p);
    }
    sim_estimate_holm((double *)(void *)p->data, p->len);
    for (guint i = 0; i < report->outcomes->len; i++) {
        const VerifyOutcome *outcome = g_ptr_array_index(report->outcomes, i);

        for (guint k = 0; k < outcome->rows->len; k++) {
            VerifyRow *row = &g_array_index(outcome->rows, VerifyRow, k);

            row->p_holm = g_array_index(p, double, next++);
            row->deviates = row->p_holm < VERIFY_FALSE_ALARMS;
            count_row(report, row);
            if (!isnan(row->z))
                fewest = MIN(fewest, row->estimate.n);
        }
    }
    report->bound_z = NAN;
    if (fewest != G_MAXUINT32)
        report->bound_z = gsl_cdf_tdist_Qinv(VERIFY_FALSE_ALARMS / 2 / report->rows, fewest - 1.0);
}

/* Takes what is finished out of the campaign; an interruption loses the cases that are not. */
static void judge_all(VerifyReport *report, Campaign *campaign, const VerifyOptions *options)
{
    report->is_partial = campaign_is_interrupted(campaign);
    for (uint32_t i = 0; options->cases[i] != NULL; i++) {
        g_autoptr(Experiment) experiment = campaign_steal(campaign, i);

        if (!experiment->is_partial)
            g_ptr_array_add(report->outcomes, judge(options->cases[i], experiment));
    }
}

VerifyReport *verify_run(const VerifyOptions *options, GError **error)
{
    g_autoptr(VerifyReport) report = g_new0(VerifyReport, 1);
    g_autoptr(GPtrArray) scenarios = g_ptr_array_new_with_free_func((GDestroyNotify)scenario_free);
    g_autoptr(Campaign) campaign = campaign_new(
        &(CampaignOptions){.threads = options->threads, .shows_progress = options->shows_progress});

    report->outcomes = g_ptr_array_new_with_free_func(outcome_free);
    for (uint32_t i = 0; options->cases[i] != NULL; i++) {
        Scenario *scenario = load(options->cases[i], &options->effort, error);

        if (scenario == NULL)
            return NULL;
        g_ptr_array_add(scenarios, scenario);
        if (campaign_add(campaign, scenario, NULL, error) == NULL)
            return NULL;
    }
    if (!campaign_run(campaign, error) && !campaign_is_interrupted(campaign))
        return NULL;
    judge_all(report, campaign, options);
    verify_conclude(report);
    return g_steal_pointer(&report);
}

void verify_report_free(VerifyReport *report)
{
    if (report == NULL)
        return;
    g_ptr_array_unref(report->outcomes);
    g_free(report);
}
