/* cases.c - finds a case, and writes it as a scenario. */
#include "cli/verify/cases.h"
#include <math.h>
#include <string.h>

#define WARMUP_REQUESTS                                                                            \
    2000 /* many times what the slowest of the systems takes to forget its start */
#define REPLICATIONS_MIN 2
#define DRAIN_S          600
#define DRAIN_REQUESTS   1000

const VerifyGroup verify_groups[] = {
    {"One queue", verify_queues},
    {"Queues with limits, impatience and a shared processor", verify_limits},
    {"Networks", verify_networks},
    {"Processes that come and go", verify_processes},
    {NULL, NULL},
};

const VerifyMissing verify_missing[] = {
    {"mm1_breakdown_any",
     "M/M/1 whose server breaks down at any time and later goes on where it was",
     "no fault does that to a process: a crash ends the requests inside, as documented, a hang "
     "keeps "
     "their threads, and a backend's outage lets the visits that have begun finish"},
    {"mm1_setup_exact", "M/M/1 that stops the instant it is empty",
     "IdleTimeout is at least 1 s; mm1_setup_det has the same queue, kept up for 1 s, which its "
     "formula knows"},
    {"level_at_a_time", "the number in the system at one instant",
     "results have means over a window; mm1_transient compares such a mean"},
    {"waiting_chance", "the share of requests that wait at all",
     "no result counts them; the mean wait is compared instead"},
    {"simposs_quantiles", "quantiles where a thread is held for a connection",
     "only their means have an exact answer of a size that can be solved here"},
    {"rounded_demands", "demands that are no whole number of nanoseconds, such as 1/12 s",
     "the models' time is in nanoseconds; the exact values are computed for the rounded demand"},
    {NULL, NULL, NULL},
};

const VerifyCase *verify_case_find(const char *id)
{
    for (const VerifyGroup *group = verify_groups; group->title != NULL; group++)
        for (const VerifyCase *found = group->cases; found->id != NULL; found++)
            if (strcmp(found->id, id) == 0)
                return found;
    return NULL;
}

const VerifyGroup *verify_group_of(const VerifyCase *of)
{
    const VerifyGroup *group = verify_groups;

    for (; group->title != NULL; group++)
        for (const VerifyCase *one = group->cases; one->id != NULL; one++)
            if (one == of)
                return group;
    return NULL;
}

const VerifyMissing *verify_missing_find(const char *id)
{
    for (const VerifyMissing *missing = verify_missing; missing->id != NULL; missing++)
        if (strcmp(missing->id, id) == 0)
            return missing;
    return NULL;
}

bool verify_case_has_model(const VerifyCase *found, const char *model)
{
    g_auto(GStrv) models = g_strsplit(found->models, " ", -1);

    return g_strv_contains((const char *const *)models, model);
}

/* ---- as a scenario ---- */

/* 'iis6, iis5': those of the case that are wanted. */
static char *models_of(const VerifyCase *of, char *const *wanted)
{
    g_auto(GStrv) models = g_strsplit(of->models, " ", -1);
    GString *text = g_string_new(NULL);

    for (char **model = models; *model != NULL; model++)
        if (wanted == NULL || g_strv_contains((const char *const *)wanted, *model))
            g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", *model);
    return g_string_free(text, FALSE);
}

static void append_seconds(GString *text, const char *key, double seconds)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];

    g_ascii_formatd(digits, sizeof digits, "%.9f", seconds);
    for (size_t end = strlen(digits); end > 0 && digits[end - 1] == '0'; end--)
        digits[end - 1] = '\0';
    if (g_str_has_suffix(digits, "."))
        digits[strlen(digits) - 1] = '\0';
    g_string_append_printf(text, "%s = %ss\n", key, digits);
}

static void append_length(GString *text, const VerifyCase *of, const VerifyEffort *effort)
{
    double longer = !effort->is_full ? effort->longer : of->full > 0 ? of->full : 5;
    double replications = VERIFY_REPLICATIONS * effort->fewer;

    if (of->replications > 0) {
        replications = of->replications * longer * effort->fewer;
        longer = 1;
        append_seconds(text, "duration", of->requests / of->rate);
        append_seconds(text, "warmup", 0);
    } else {
        double requests = of->requests * MAX(longer, 1);

        append_seconds(text, "duration", of->requests * longer / of->rate);
        append_seconds(text, "warmup", MIN(WARMUP_REQUESTS, requests / 10) / of->rate);
    }
    append_seconds(text, "drain", MAX(DRAIN_S, DRAIN_REQUESTS / of->rate)); /* it ends early */
    g_string_append_printf(text, "replications = %.0f\nseed = %s\n",
                           MAX(REPLICATIONS_MIN, ceil(replications)),
                           effort->seed != NULL ? effort->seed : "1");
}

/* Sections are set apart. */
static void append_sections(GString *text, const char *sections)
{
    for (const char *at = sections; *at != '\0'; at++) {
        if (*at == '[' && (at == sections || at[-1] == '\n'))
            g_string_append_c(text, '\n');
        g_string_append_c(text, *at);
    }
}

char *verify_case_text(const VerifyCase *of, const VerifyEffort *effort)
{
    GString *text = g_string_new(NULL);
    g_autofree char *models = models_of(of, effort->models);

    g_string_append_printf(text,
                           "# %s\n#\n# The exact answers: %s.\n"
                           "# 'iissim verify --case %s' compares them with what the models say.\n\n"
                           "[scenario]\ntitle = %s\nmodels = %s\n",
                           of->question, of->source, of->id, of->title, models);
    append_length(text, of, effort);
    append_sections(text, of->text);
    return g_string_free(text, FALSE);
}

/* ---- for the tables ---- */

static void add(VerifyTruths *truths, VerifyTruth truth)
{
    g_assert_cmpuint(truths->count, <, VERIFY_TRUTHS_MAX);
    g_assert(isfinite(truth.value));
    truths->truths[truths->count++] = truth;
}

void verify_add(VerifyTruths *truths, const char *metric, double value)
{
    verify_add_within(truths, metric, value, 0.01);
}

void verify_add_within(VerifyTruths *truths, const char *metric, double value, double precision)
{
    add(truths, (VerifyTruth){.metric = metric, .value = value, .precision = precision});
}

void verify_add_certain(VerifyTruths *truths, const char *metric, double value)
{
    add(truths, (VerifyTruth){.metric = metric, .value = value, .is_certain = true});
}

void verify_add_times(VerifyTruths *truths, const TheoryTimes *times, double precision)
{
    verify_add_within(truths, "latency.mean", times->mean_s, precision / 2);
    verify_add_within(truths, "latency.p50", times->p50_s, precision);
    verify_add_within(truths, "latency.p90", times->p90_s, precision);
    verify_add_within(truths, "latency.p95", times->p95_s, precision);
    verify_add_within(truths, "latency.p99", times->p99_s, 1.5 * precision);
}

void verify_add_station(VerifyTruths *truths, const TheoryStation *station, double precision)
{
    TheoryAnswer answer = theory_station(station);

    verify_add_times(truths, &answer.response, precision);
    verify_add_within(truths, "wait.mean", answer.response.mean_s - station->service_s,
                      1.5 * precision);
    if (answer.loss > 0)
        verify_add_within(truths, "loss", answer.loss, 0.03);
    else
        verify_add_certain(truths, "loss", 0);
    verify_add(truths, "throughput", answer.served_per_s);
    verify_add_within(truths, "in_system", answer.in_system, precision);
    if (answer.busy < 0.999 * station->servers) /* otherwise hardly any run has one idle */
        verify_add(truths, "threads.busy", answer.busy);
}
