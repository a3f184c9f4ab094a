/* warmup.c - pilots as scenarios of their own, and MSER-5 on what they yield.
 *
 * A pilot's scenario borrows everything from the scenario that it is for.
 */
#include "cli/experiment/warmup.h"
#include "cli/command.h"
#include "cli/results/quantity.h"
#include "sim/units.h"
#include <math.h>
#include <string.h>

#define BATCHES        1000
#define BATCH          5                   /* slices: the 5 of MSER-5 */
#define RESERVED       (UINT64_C(1) << 32) /* more than there can be replications */
#define KEPT_SHARE_MIN 10                  /* the last tenth is never left out */

/* ---- MSER ---- */

uint32_t warmup_mser(const double *values, uint32_t count)
{
    uint32_t kept_min = MAX(count / KEPT_SHARE_MIN, 1), best = 0;
    double mean = 0, squares = 0, least = INFINITY;

    for (uint32_t kept = 1; kept <= count; kept++) { /* Welford, from the end */
        double value = values[count - kept], before = value - mean;
        double z;

        mean += before / kept;
        squares += before * (value - mean);
        z = squares / ((double)kept * kept);
        if (kept >= kept_min && z <= least) {
            least = z;
            best = count - kept;
        }
    }
    return best;
}

/* ---- pilots ---- */

typedef struct {
    Scenario *scenario;   /* that it is for */
    Scenario pilot;       /* the arrays of it are owned */
    ModelConfig *configs; /* shallow copies */
    uint32_t batch_count;
    uint32_t left_out; /* batches, the most of all variants */
} Pilot;

uint64_t warmup_replication(const Scenario *scenario, uint32_t replication)
{
    return (scenario->pilot_ns > 0 ? RESERVED : 0) + replication;
}

void warmup_make_pilot(ModelConfig *copy, int64_t pilot_ns)
{
    copy->fault_count = 0;
    copy->within_count = 0;
    copy->warmup_ns = 0;
    copy->drain_ns = 0;
    copy->duration_ns = pilot_ns;
    copy->series_pieces = BATCHES * BATCH;
}

static void pilot_init(Pilot *pilot, Scenario *scenario, int64_t length_ns)
{
    g_autofree char *name =
        g_strdup_printf("pilots of %" G_GINT64_FORMAT " ns for %s", length_ns, scenario->sha256);
    g_autofree char *sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, name, -1);

    *pilot = (Pilot){.scenario = scenario};
    pilot->pilot = (Scenario){
        .file = scenario->file,
        .seed = scenario->seed,
        .resolved = scenario->resolved,
        .pilot_ns = length_ns,
        .text_variant = scenario->text_variant,
        .is_beyond_text = scenario->is_beyond_text,
        .replications_min = WARMUP_PILOTS,
        .replications_max = WARMUP_PILOTS,
        .variant_count = scenario->variant_count,
        .variants =
            g_memdup2(scenario->variants, sizeof(ScenarioVariant) * scenario->variant_count),
    };
    g_strlcpy(pilot->pilot.sha256, sha256, sizeof pilot->pilot.sha256);
    pilot->configs = g_new(ModelConfig, scenario->variant_count);
    for (uint32_t v = 0; v < scenario->variant_count; v++) {
        ModelConfig *config = &pilot->configs[v];

        *config = *scenario->variants[v].config;
        warmup_make_pilot(config, length_ns);
        pilot->pilot.variants[v].config = config;
    }
}

static void pilot_clear(Pilot *pilot)
{
    g_free(pilot->pilot.variants);
    g_free(pilot->configs);
}

static uint32_t series_of(const ExperimentVariant *variant, const char *name)
{
    uint32_t series = 0;

    while (!g_str_equal(variant->series_names[series], name))
        series++;
    return series;
}

static double sum_of_batch(const Experiment *experiment, const ExperimentVariant *variant,
                           uint32_t series, uint32_t batch)
{
    double sum = 0;

    for (uint32_t i = 0; i < BATCH; i++)
        sum += experiment_series(experiment, variant, series, batch * BATCH + i);
    return sum;
}

/* How many batches the start-up of a variant takes: the longer of both series. A batch in which no
 * request ended ok has the latency of the one before. */
static uint32_t start_up(const Experiment *experiment, const ExperimentVariant *variant,
                         uint32_t batch_count)
{
    uint32_t inside = series_of(variant, "in_system"), ok = series_of(variant, "rate.ok");
    uint32_t latency = series_of(variant, "latency");
    g_autofree double *numbers = g_new(double, batch_count + 1);
    g_autofree double *latencies = g_new(double, batch_count + 1);

    for (uint32_t i = 0; i < batch_count; i++) {
        double ended = sum_of_batch(experiment, variant, ok, i);

        numbers[i] = sum_of_batch(experiment, variant, inside, i);
        latencies[i] = ended > 0 ? sum_of_batch(experiment, variant, latency, i) / ended
                       : i > 0   ? latencies[i - 1]
                                 : 0;
    }
    return MAX(warmup_mser(numbers, batch_count), warmup_mser(latencies, batch_count));
}

/* True when the pilots have told all that they can, and the warm-up is fixed. */
static bool pilot_tells(Pilot *pilot, const Experiment *experiment)
{
    Scenario *scenario = pilot->scenario;
    int64_t duration_ns = scenario->variants[0].config->duration_ns;
    int64_t length_ns = pilot->configs[0].duration_ns;
    const ExperimentVariant *first = &experiment->variants[0];

    pilot->batch_count = first->bucket_count / BATCH;
    for (uint32_t v = 0; v < experiment->variant_count; v++)
        pilot->left_out = MAX(pilot->left_out,
                              start_up(experiment, &experiment->variants[v], pilot->batch_count));
    scenario->warmup.has_settled = pilot->left_out <= pilot->batch_count / 2;
    if (!scenario->warmup.has_settled && length_ns < duration_ns << WARMUP_DOUBLINGS)
        return false;
    if (!scenario->warmup.has_settled)
        pilot->left_out = pilot->batch_count / 2;
    scenario->warmup.pilots = WARMUP_PILOTS;
    scenario->warmup.pilot_ns = length_ns;
    for (uint32_t v = 0; v < scenario->variant_count; v++)
        scenario->variants[v].config->warmup_ns = pilot->left_out * BATCH * first->bucket_ns;
    return true;
}

/* ---- all of them, in rounds: the pilots of each are longer than those of the last ---- */

static bool is_open(const Scenario *scenario)
{
    return scenario->warmup.is_auto && scenario->warmup.pilots == 0;
}

static bool run_round(Scenario *const *scenarios, uint32_t count, uint32_t doublings,
                      const CampaignOptions *options, GError **error)
{
    g_autoptr(Campaign) campaign = campaign_new(options);
    g_autofree Pilot *pilots = g_new0(Pilot, count + 1);
    uint32_t added = 0;
    bool is_good = true;

    for (uint32_t i = 0; i < count && is_good; i++) {
        if (!is_open(scenarios[i]))
            continue;
        pilot_init(&pilots[added], scenarios[i],
                   scenarios[i]->variants[0].config->duration_ns << doublings);
        is_good = campaign_add(campaign, &pilots[added].pilot, NULL, error) != NULL;
        added++;
    }
    is_good = is_good && campaign_run(campaign, error);
    for (uint32_t i = 0; i < added; i++) {
        g_autoptr(Experiment) experiment = is_good ? campaign_steal(campaign, i) : NULL;

        if (is_good)
            pilot_tells(&pilots[i], experiment);
    }
    g_clear_pointer(&campaign, campaign_free); /* it borrows the pilots */
    for (uint32_t i = 0; i < added; i++)
        pilot_clear(&pilots[i]);
    return is_good;
}

bool warmup_fix(Scenario *const *scenarios, uint32_t count, const CampaignOptions *options,
                GError **error)
{
    CampaignOptions plain = *options;

    plain.wants_request_rows = false;
    plain.wants_isolation = false;
    plain.shard = (Shard){0}; /* every shard needs all pilots */
    for (uint32_t doublings = 0; doublings <= WARMUP_DOUBLINGS; doublings++) {
        bool any_open = false;

        for (uint32_t i = 0; i < count; i++)
            any_open |= is_open(scenarios[i]);
        if (any_open && !run_round(scenarios, count, doublings, &plain, error))
            return false;
    }
    return true;
}

void warmup_copy(Scenario *scenario, const Scenario *from)
{
    if (!scenario->warmup.is_auto)
        return;
    scenario->warmup = from->warmup;
    for (uint32_t v = 0; v < scenario->variant_count; v++)
        scenario->variants[v].config->warmup_ns = from->variants[0].config->warmup_ns;
}

void warmup_span_take(WarmupSpan *span, const Scenario *scenario)
{
    int64_t warmup_ns = scenario->variants[0].config->warmup_ns;

    if (!scenario->warmup.is_auto || scenario->warmup.pilots == 0)
        return;
    span->least_ns = span->count == 0 ? warmup_ns : MIN(span->least_ns, warmup_ns);
    span->most_ns = span->count == 0 ? warmup_ns : MAX(span->most_ns, warmup_ns);
    span->count++;
}

char *warmup_span_text(const WarmupSpan *span)
{
    g_autofree char *least = quantity_duration(span->least_ns);
    g_autofree char *most = quantity_duration(span->most_ns);
    bool is_one = span->least_ns == span->most_ns;
    const char *each = span->count == 1 ? "" : "each by ";

    if (span->most_ns == 0)
        return g_strdup_printf(" without warm-up (%sMSER-5 on %u pilots)", each, WARMUP_PILOTS);
    return g_strdup_printf(" after %s%s%s of warm-up (%sMSER-5 on %u pilots)", least,
                           is_one ? "" : " to ", is_one ? "" : most, each, WARMUP_PILOTS);
}

char *warmup_text(const Scenario *scenario)
{
    const ScenarioWarmup *warmup = &scenario->warmup;
    g_autofree char *length = quantity_duration(warmup->pilot_ns);
    g_autofree char *left_out = quantity_duration(scenario->variants[0].config->warmup_ns);

    if (!warmup->has_settled)
        return g_strdup_printf(
            "warmup = auto: %u pilot runs of %s had not settled after half of that: the load is "
            "unstable, something leaks or is replaced late, or duration is too short; %s are left "
            "out; lengthen duration, or write a warmup",
            warmup->pilots, length, left_out);
    return g_strdup_printf("warmup = auto: the first %s of each run are left out, by MSER-5 on %u "
                           "pilot runs of %s",
                           left_out, warmup->pilots, length);
}
