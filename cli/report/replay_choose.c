/* replay_choose.c - which piece of the run is shown, and in which variants. */
#include "cli/report/replay_choose.h"
#include "sim/units.h"
#include <string.h>

#define BYTES_MAX      (1600 << 10) /* of the data; above it the last candidates are left out */
#define LEAST_AFTER_NS (15 * SIM_S)
#define LONG_AFTER_NS                                                                              \
    (60 * SIM_S) /* where few requests come: what happens takes longer to be seen */
#define AFTER_REQUESTS 1500.0
#define MOST_AFTER_NS  (120 * SIM_S)
#define LEAD_NS        (2 * SIM_S)
#define LEAD_REQUESTS  1000.0

static void show(GArray *shown, uint32_t variant)
{
    for (guint i = 0; i < shown->len; i++) {
        if (g_array_index(shown, uint32_t, i) == variant)
            return;
    }
    if (shown->len < REPLAY_VARIANTS_MAX)
        g_array_append_val(shown, variant);
}

/* The baseline first, then the candidates in their order. */
static GArray *shown_variants(const Scenario *scenario)
{
    GArray *shown = g_array_new(FALSE, FALSE, sizeof(uint32_t));

    if (scenario->baseline_index < scenario->variant_count)
        show(shown, scenario->baseline_index);
    for (uint32_t i = 0; i < scenario->variant_count; i++)
        show(shown, i);
    return shown;
}

static const ScenarioVariant *variant_at(const Scenario *scenario, const GArray *shown, guint i)
{
    return &scenario->variants[g_array_index(shown, uint32_t, i)];
}

/* Until when another variant is worth looking through. */
static int64_t latest_of(const Scenario *scenario, const ReplayMoment *best)
{
    bool has_faults = scenario->variants[0].config->fault_count > 0;

    return best->kind == REPLAY_BUSIEST || has_faults ? SIM_NEVER : best->time_ns;
}

static bool is_better(const Scenario *scenario, const ReplayMoment *moment,
                      const ReplayMoment *best)
{
    bool has_faults = scenario->variants[0].config->fault_count > 0;

    if (moment->kind == REPLAY_BUSIEST || best->kind == REPLAY_BUSIEST)
        return moment->kind > best->kind;
    if (has_faults && moment->kind != best->kind)
        return moment->kind > best->kind;
    return moment->time_ns < best->time_ns;
}

/* Faults come at the same instant in all variants: once one is found the others need not be looked through. */
static ReplayMoment best_moment(const Scenario *scenario, const GArray *shown,
                                const bool *cancelled)
{
    ReplayMoment best = replay_moment_find(variant_at(scenario, shown, 0), SIM_NEVER, cancelled);

    for (guint i = 1; i < shown->len && best.kind != REPLAY_FAULT; i++) {
        ReplayMoment moment = replay_moment_find(variant_at(scenario, shown, i),
                                                 latest_of(scenario, &best), cancelled);

        if (is_better(scenario, &moment, &best)) {
            ReplayMoment worse = best;

            best = moment;
            moment = worse;
        }
        g_free(moment.what);
    }
    return best;
}

static ReplayWanted wanted_around(const Scenario *scenario, const ReplayMoment *moment)
{
    int64_t warmup_ns = scenario->variants[0].config->warmup_ns;
    int64_t lead_ns = LEAD_NS, after_ns = LONG_AFTER_NS;
    ReplayWanted wanted = {.key_ns = moment->time_ns};

    if (moment->rate_per_s * (double)lead_ns / (double)SIM_S > LEAD_REQUESTS)
        lead_ns = (int64_t)(LEAD_REQUESTS / moment->rate_per_s * (double)SIM_S);
    wanted.from_ns = MAX(moment->time_ns - lead_ns, -warmup_ns);
    wanted.from_ns -= wanted.from_ns % SIM_MS;
    if (moment->rate_per_s * (double)LONG_AFTER_NS / (double)SIM_S > AFTER_REQUESTS)
        after_ns =
            MAX(LEAST_AFTER_NS, (int64_t)(AFTER_REQUESTS / moment->rate_per_s * (double)SIM_S));
    wanted.least_ns = moment->time_ns + after_ns;
    wanted.most_ns = moment->time_ns + MOST_AFTER_NS;
    return wanted;
}

typedef struct {
    const ScenarioVariant *variant;
    const ReplayWanted *wanted;
    const bool *cancelled;
} Recording;

static void *record(void *self)
{
    const Recording *recording = self;

    return replay_slice_record(recording->variant, recording->wanted, recording->cancelled);
}

/* Each in a thread of its own: runs know nothing of each other. */
static GPtrArray *record_all(const Scenario *scenario, const GArray *shown,
                             const ReplayWanted *wanted, const bool *cancelled)
{
    GPtrArray *slices = g_ptr_array_new_with_free_func((GDestroyNotify)replay_slice_free);
    Recording recordings[REPLAY_VARIANTS_MAX];
    GThread *threads[REPLAY_VARIANTS_MAX];

    for (guint i = 0; i < shown->len; i++) {
        recordings[i] = (Recording){variant_at(scenario, shown, i), wanted, cancelled};
        threads[i] = g_thread_new("replay", record, &recordings[i]);
    }
    for (guint i = 0; i < shown->len; i++)
        g_ptr_array_add(slices, g_thread_join(threads[i]));
    return slices;
}

char *replay_choose(const Scenario *scenario, const bool *cancelled)
{
    g_autoptr(GArray) shown = shown_variants(scenario);
    ReplayMoment moment = best_moment(scenario, shown, cancelled);
    ReplayWanted wanted = wanted_around(scenario, &moment);
    g_autoptr(GPtrArray) slices = record_all(scenario, shown, &wanted, cancelled);
    int64_t to_ns = wanted.most_ns, calm_ns = wanted.least_ns;
    char *json;

    for (guint i = 0; i < slices->len; i++) {
        const ReplaySlice *slice = g_ptr_array_index(slices, i);

        to_ns = MIN(to_ns, slice->to_ns);
        calm_ns = MAX(calm_ns, slice->calm_ns);
    }
    json = replay_slices_json(slices, &moment, MIN(to_ns, calm_ns));
    while (strlen(json) > BYTES_MAX && slices->len > 2) {
        g_ptr_array_set_size(slices, (gint)slices->len - 1);
        g_free(json);
        json = replay_slices_json(slices, &moment, MIN(to_ns, calm_ns));
    }
    g_free(moment.what);
    return json;
}
