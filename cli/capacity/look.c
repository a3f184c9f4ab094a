/* look.c - loads the scenario at a load, takes one variant out of it, and holds what comes of it
 * against every slo. */
#include "cli/capacity/look.h"
#include "cli/experiment/campaign_internal.h"
#include "cli/experiment/warmup.h"
#include "cli/experiment/stability.h"
#include "cli/results/slo.h"
#include <float.h>
#include <math.h>
#include <string.h>

typedef struct {
    Look look;
    Scenario scenario; /* of the one variant; what it points to belongs to the one below */
    ScenarioVariant variant;
    RelievedConfig relieved;
    Scenario *whole; /* borrowed from Looks.scenarios */
    bool is_finished;
} Entry;

struct Looks {
    const Scenario *scenario;
    const ScenarioOverrides *overrides;
    Campaign *campaign;
    GPtrArray *entries;    /* Entry, in the order of the campaign */
    GHashTable *scenarios; /* text of a load -> Scenario */
    uint32_t finished;     /* entries */
    char *why_not;
};

static void entry_free(gpointer data)
{
    Entry *entry = data;

    if (entry->look.experiment != NULL)
        experiment_free(entry->look.experiment);
    relief_clear(&entry->relieved);
    g_free(entry->look.values);
    g_free(entry);
}

Looks *looks_new(const Scenario *scenario, const ScenarioOverrides *overrides, Campaign *campaign)
{
    Looks *looks = g_new0(Looks, 1);

    looks->scenario = scenario;
    looks->overrides = overrides;
    looks->campaign = campaign;
    looks->entries = g_ptr_array_new_with_free_func(entry_free);
    looks->scenarios =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)scenario_free);
    return looks;
}

void looks_free(Looks *looks)
{
    if (looks == NULL)
        return;
    g_ptr_array_unref(looks->entries);
    g_hash_table_unref(looks->scenarios);
    g_free(looks->why_not);
    g_free(looks);
}

const char *looks_why_not(const Looks *looks)
{
    return looks->why_not;
}

/* ---- asking ---- */

static char *first_error(const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++) {
        const ScenarioProblem *problem = g_ptr_array_index(problems, i);

        if (problem->is_error)
            return g_strdup(problem->text);
    }
    return g_strdup("it cannot be read any more");
}

/* The scenario as it is with --set scenario.load=LOAD. NULL when it cannot be. */
static Scenario *scenario_at(Looks *looks, double load)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    g_autoptr(GPtrArray) problems = NULL;
    g_autoptr(GStrvBuilder) sets = NULL;
    g_autofree char *set = NULL;
    g_auto(GStrv) all = NULL;
    ScenarioOverrides overrides = *looks->overrides;
    Scenario *scenario;

    g_ascii_formatd(text, sizeof text, "%.10g", load);
    scenario = g_hash_table_lookup(looks->scenarios, text);
    if (scenario != NULL)
        return scenario;
    problems = scenario_problems_new();
    sets = g_strv_builder_new();
    set = g_strdup_printf("scenario.load=%s", text);
    for (char *const *other = overrides.sets; other != NULL && *other != NULL; other++)
        if (!g_str_has_prefix(*other, "scenario.load="))
            g_strv_builder_add(sets, *other);
    g_strv_builder_add(sets, set);
    all = g_strv_builder_end(sets);
    overrides.sets = all;
    scenario = scenario_load(looks->scenario->file, &overrides, problems);
    if (scenario != NULL)
        g_hash_table_insert(looks->scenarios, g_strdup(text), scenario);
    else if (looks->why_not == NULL)
        looks->why_not = first_error(problems);
    return scenario;
}

/* Tells its tasks from those of other looks in a journal. */
static void name_apart(Entry *entry)
{
    g_autofree char *text =
        g_strdup_printf("%s %s %d %u", entry->whole->sha256, entry->variant.name,
                        (int)entry->look.relief.kind, entry->look.relief.backend);
    g_autofree char *sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);

    g_strlcpy(entry->scenario.sha256, sha256, sizeof entry->scenario.sha256);
}

static Entry *find(const Looks *looks, uint32_t variant, double load, const Relief *relief)
{
    for (guint i = 0; i < looks->entries->len; i++) {
        Entry *entry = g_ptr_array_index(looks->entries, i);

        if (entry->look.variant == variant && entry->look.load == load &&
            entry->look.relief.kind == relief->kind &&
            entry->look.relief.backend == relief->backend)
            return entry;
    }
    return NULL;
}

bool looks_want(Looks *looks, uint32_t variant, double load, const Relief *relief)
{
    Scenario *whole = scenario_at(looks, load);
    const Entry *relieved =
        relief->kind != RELIEF_NONE ? find(looks, variant, load, &(Relief){RELIEF_NONE, 0}) : NULL;
    Entry *entry;

    if (whole == NULL)
        return false;
    if (find(looks, variant, load, relief) != NULL)
        return true;
    entry = g_new0(Entry, 1);
    entry->look = (Look){.load = load, .variant = variant, .relief = *relief};
    entry->whole = whole;
    entry->variant = whole->variants[variant];
    if (relief->kind != RELIEF_NONE) {
        relief_apply(&entry->relieved, entry->variant.config, relief);
        entry->variant.config = &entry->relieved.config;
    }
    entry->scenario = *whole;
    entry->scenario.variants = &entry->variant;
    entry->scenario.variant_count = 1;
    entry->scenario.text_variant = variant;
    entry->scenario.is_beyond_text = relief->kind != RELIEF_NONE;
    if (relieved != NULL) /* the same requests as without the relief */
        entry->scenario.warmup = relieved->scenario.warmup;
    name_apart(entry);
    g_ptr_array_add(looks->entries, entry);
    return true;
}

/* ---- judging ---- */

/* Requests that must have ended ok for the metric to have a value; 0 for what is no latency. */
static double requests_needed(const char *metric)
{
    double q;

    if (!g_str_has_prefix(metric, "latency."))
        return g_str_has_prefix(metric, "wait.") ? 1 : 0;
    if (metric[strlen("latency.")] != 'p')
        return 1;
    q = g_ascii_strtod(metric + strlen("latency.p"), NULL);
    while (q >= 1) /* p95, p999: 0.95, 0.999 */
        q /= q >= 100 ? 1000 : 100;
    return 10 / (1 - q) - 1e-6;
}

/* Wherever the value is missing: were there requests enough, and only their answers were not? */
static bool is_lost(const Experiment *experiment, const ExperimentVariant *variant,
                    const ScenarioSlo *slo)
{
    ScenarioSlo offered = *slo;
    double needed = requests_needed(slo->metric);
    g_autofree double *values =
        experiment_column(experiment, variant, experiment_find_slo(variant, slo));
    g_autofree double *requests = NULL;

    offered.metric = (char[]){"requests.offered"};
    requests = experiment_column(experiment, variant, experiment_find_slo(variant, &offered));
    for (uint32_t r = 0; r < experiment->replications; r++)
        if (isnan(values[r]) && !(needed > 0 && requests[r] >= needed))
            return false;
    return true;
}

/* More load would bring more of it: that it falls short says that the load is too low. */
static bool grows_with_load(const char *metric)
{
    return g_str_equal(metric, "throughput") || g_str_has_prefix(metric, "requests.") ||
           g_str_has_prefix(metric, "rate.") || g_str_has_prefix(metric, "visits.rate") ||
           g_str_has_prefix(metric, "cpu.") || g_str_has_prefix(metric, "threads.") ||
           g_str_equal(metric, "in_system");
}

static SearchAnswer answer_of(const ScenarioSlo *slo, double value)
{
    if (isnan(value))
        return SEARCH_LOW;
    if (slo_is_met(slo, value))
        return SEARCH_MET;
    return !slo->at_most && grows_with_load(slo->metric) ? SEARCH_LOW : SEARCH_NOT;
}

static LookValue judge_slo(const Experiment *experiment, const ScenarioSlo *slo)
{
    const ExperimentVariant *variant = &experiment->variants[0];
    LookValue value = {
        .estimate = experiment_estimate(experiment, variant, experiment_find_slo(variant, slo))};
    bool is_extreme = g_str_equal(slo->metric, "latency.max"); /* has no interval */
    double low = is_extreme ? value.estimate.mean : value.estimate.low;
    double high = is_extreme ? value.estimate.mean : value.estimate.high;

    if (value.estimate.n < experiment->replications) {
        value.is_lost = is_lost(experiment, variant, slo);
        for (SearchEnd end = 0; end < SEARCH_ENDS; end++)
            value.answers[end] = value.is_lost ? SEARCH_NOT : SEARCH_LOW;
        return value;
    }
    value.answers[SEARCH_MEAN] = answer_of(slo, value.estimate.mean);
    value.answers[SEARCH_WORSE] = answer_of(slo, slo->at_most ? high : low);
    value.answers[SEARCH_BETTER] = answer_of(slo, slo->at_most ? low : high);
    return value;
}

/* One that fails is enough to fail; one that cannot be told is enough not to meet. */
static SearchAnswer together(SearchAnswer one, SearchAnswer other)
{
    if (one == SEARCH_NOT || other == SEARCH_NOT)
        return SEARCH_NOT;
    return one == SEARCH_LOW || other == SEARCH_LOW ? SEARCH_LOW : SEARCH_MET;
}

static void judge(const Looks *looks, Look *look)
{
    uint32_t count = looks->scenario->slo_count;

    look->is_unstable = stability_of(look->experiment, &look->experiment->variants[0]).is_unstable;
    look->values = g_new0(LookValue, count);
    for (SearchEnd end = 0; end < SEARCH_ENDS; end++)
        look->answers[end] = look->is_unstable ? SEARCH_NOT : SEARCH_MET;
    for (uint32_t i = 0; i < count; i++) {
        look->values[i] = judge_slo(look->experiment, &looks->scenario->slos[i]);
        for (SearchEnd end = 0; end < SEARCH_ENDS; end++)
            look->answers[end] = together(look->answers[end], look->values[i].answers[end]);
    }
}

/* ---- running ---- */

bool looks_run(Looks *looks, GError **error)
{
    g_autoptr(GPtrArray) scenarios = g_ptr_array_new();
    bool is_good = true;

    for (guint i = looks->finished; i < looks->entries->len; i++) {
        Entry *entry = g_ptr_array_index(looks->entries, i);

        g_ptr_array_add(scenarios, &entry->scenario);
    }
    if (!warmup_fix((Scenario **)scenarios->pdata, scenarios->len,
                    campaign_options(looks->campaign), error))
        return false;
    for (guint i = looks->finished; i < looks->entries->len; i++) {
        const Entry *entry = g_ptr_array_index(looks->entries, i);

        if (campaign_add(looks->campaign, &entry->scenario, NULL, error) == NULL)
            return false;
    }
    is_good = campaign_run(looks->campaign, error);
    for (guint i = looks->finished; i < looks->entries->len; i++) {
        Entry *entry = g_ptr_array_index(looks->entries, i);

        entry->look.experiment = campaign_steal(looks->campaign, i);
        entry->is_finished = is_good || !entry->look.experiment->is_partial;
        if (entry->is_finished)
            judge(looks, &entry->look);
    }
    looks->finished = looks->entries->len;
    return is_good;
}

const Look *looks_find(const Looks *looks, uint32_t variant, double load, const Relief *relief)
{
    const Entry *entry = find(looks, variant, load, relief);

    return entry != NULL && entry->is_finished ? &entry->look : NULL;
}

static int by_load(const void *left, const void *right)
{
    const Look *a = *(Look *const *)left, *b = *(Look *const *)right;

    return (a->load > b->load) - (a->load < b->load);
}

GPtrArray *looks_of(const Looks *looks, uint32_t variant)
{
    GPtrArray *own = g_ptr_array_new();

    for (guint i = 0; i < looks->entries->len; i++) {
        Entry *entry = g_ptr_array_index(looks->entries, i);

        if (entry->is_finished && entry->look.variant == variant &&
            entry->look.relief.kind == RELIEF_NONE)
            g_ptr_array_add(own, &entry->look);
    }
    g_ptr_array_sort(own, by_load);
    return own;
}

const Scenario *look_scenario(const Look *look)
{
    return look->experiment->scenario;
}

bool look_is_unsettled(const Look *look)
{
    const ScenarioWarmup *warmup = &look_scenario(look)->warmup;

    return warmup->is_auto && !warmup->has_settled && look->answers[SEARCH_MEAN] != SEARCH_NOT;
}

SimEstimate look_estimate(const Look *look, const char *metric)
{
    const ExperimentVariant *variant = &look->experiment->variants[0];

    return experiment_estimate(look->experiment, variant,
                               experiment_find(variant, RESULT_RUN, NULL, metric));
}

double look_mean(const Look *look, const char *metric)
{
    return look_estimate(look, metric).mean;
}

static double miss_of(const ScenarioSlo *slo, const LookValue *value)
{
    if (value->is_lost)
        return INFINITY;
    return fabs(value->estimate.mean - slo->bound) / fmax(fabs(slo->bound), DBL_MIN);
}

const ScenarioSlo *looks_worst_slo(const Looks *looks, const Look *look, double *miss)
{
    static const SearchAnswer answers[] = {SEARCH_NOT, SEARCH_LOW};
    const ScenarioSlo *worst = NULL;

    *miss = NAN;
    for (size_t a = 0; a < G_N_ELEMENTS(answers) && worst == NULL; a++) {
        for (uint32_t i = 0; i < looks->scenario->slo_count; i++) {
            const ScenarioSlo *slo = &looks->scenario->slos[i];
            double own = miss_of(slo, &look->values[i]);

            if (look->values[i].answers[SEARCH_MEAN] != answers[a] ||
                (worst != NULL && !(own > *miss)))
                continue;
            worst = slo;
            *miss = own;
        }
    }
    return worst;
}

SearchLook look_for_search(const Looks *looks, const Look *look)
{
    SearchLook result = {.load = look->load, .throughput = look_mean(look, "throughput")};

    looks_worst_slo(looks, look, &result.miss);
    memcpy(result.answers, look->answers, sizeof result.answers);
    return result;
}
