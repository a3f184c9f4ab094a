/* sentence.c - ranks the differences of stages and puts the largest into words. */
#include "cli/results/sentence.h"
#include "cli/results/quantity.h"
#include "cli/results/stages.h"
#include <math.h>
#include <string.h>

#define PARTS_NAMED_MAX   3
#define ACCOUNTED_ENOUGH  0.8 /* of the difference; then no further stage is named */
#define PART_WORTH_NAMING 0.1

typedef struct {
    const char *stage;
    StageTime time; /* candidate minus baseline */
} StageDifference;

static double part_s(const StageDifference *part)
{
    return stages_sum(part->time);
}

/* A request that waits for a thread of ASP.NET waits in the pipe on IIS 5 and in the CLR's queue on
 * IIS 6: between models the two are one. */
#define THREAD_WAIT "a thread of ASP.NET"

static StageDifference *find_stage(GArray *parts, const char *stage)
{
    for (guint i = 0; i < parts->len; i++) {
        StageDifference *part = &g_array_index(parts, StageDifference, i);

        if (g_str_equal(part->stage, stage))
            return part;
    }
    return NULL;
}

static void join_thread_waits(GArray *parts)
{
    StageDifference *pipe = find_stage(parts, "pipe");
    StageDifference *clr = find_stage(parts, "clr-queue");
    StageDifference joined = {.stage = THREAD_WAIT};

    if (pipe == NULL || clr == NULL || pipe->time.wait_s * clr->time.wait_s >= 0)
        return;
    joined.time.wait_s = pipe->time.wait_s + clr->time.wait_s;
    pipe->time.wait_s = 0;
    clr->time.wait_s = 0;
    g_array_append_val(parts, joined);
}

static void add_stages(GArray *parts, const Experiment *experiment,
                       const VerdictComparison *comparison)
{
    const ExperimentVariant pair[] = {*comparison->baseline, *comparison->candidate};
    g_autoptr(GPtrArray) stages = stages_collect(pair, 2);

    for (guint i = 0; i < stages->len; i++) {
        StageTime before = stages_time(experiment, comparison->baseline, stages->pdata[i]);
        StageTime after = stages_time(experiment, comparison->candidate, stages->pdata[i]);
        StageDifference part = {
            .stage = stages->pdata[i],
            .time = {.wait_s = after.wait_s - before.wait_s,
                     .service_s = after.service_s - before.service_s},
        };

        g_array_append_val(parts, part);
    }
    join_thread_waits(parts);
}

static int by_size(const void *left, const void *right)
{
    double a = fabs(part_s(left)), b = fabs(part_s(right));

    if (a != b)
        return a < b ? 1 : -1;
    return strcmp(((const StageDifference *)left)->stage, ((const StageDifference *)right)->stage);
}

static char *signed_seconds(double seconds)
{
    g_autofree char *text = quantity_text_with_unit(QUANTITY_SECONDS, fabs(seconds));

    return g_strdup_printf("%s%s", seconds < 0 ? "-" : "+", text);
}

static void append_part(GString *text, const StageDifference *part)
{
    g_autofree char *amount = signed_seconds(part_s(part));
    bool is_waiting = fabs(part->time.wait_s) > fabs(part->time.service_s);

    const char *waiting = g_str_equal(part->stage, THREAD_WAIT) ? "waiting for " : "waiting in ";

    g_string_append_printf(text, "%s%s (%s)", is_waiting ? waiting : "", part->stage, amount);
}

/* ', mostly pipe (-1.2 ms) and front-end (-0.4 ms), against waiting in clr-queue (+0.2 ms)' */
static void append_parts(GString *text, GArray *parts, double difference_s)
{
    double accounted_s = 0;
    const StageDifference *against = NULL;
    guint named = 0;

    for (guint i = 0; i < parts->len; i++) {
        const StageDifference *part = &g_array_index(parts, StageDifference, i);

        if (fabs(part_s(part)) < PART_WORTH_NAMING * fabs(difference_s))
            break;
        if ((part_s(part) > 0) != (difference_s > 0)) {
            against = against == NULL ? part : against;
        } else if (named < PARTS_NAMED_MAX &&
                   fabs(accounted_s) < ACCOUNTED_ENOUGH * fabs(difference_s)) {
            g_string_append(text, named == 0 ? ", mostly " : ", ");
            append_part(text, part);
            accounted_s += part_s(part);
            named++;
        }
    }
    if (against != NULL) {
        g_string_append(text, ", against ");
        append_part(text, against);
    }
}

static bool is_significant(const Experiment *experiment, const VerdictComparison *comparison,
                           const char *metric, SimPairedDifference *paired)
{
    *paired = verdict_difference(experiment, comparison, metric);
    for (uint32_t m = 0; m < comparison->metric_count; m++)
        if (g_str_equal(comparison->metrics[m].metric, metric))
            return comparison->metrics[m].verdict != VERDICT_INDISTINGUISHABLE;
    return paired->p < VERDICT_SIGNIFICANCE && paired->difference.mean != 0;
}

/* The outcome that the difference in loss consists of most, in words; NULL when there is none. */
static const char *main_outcome(const Experiment *experiment, const VerdictComparison *comparison,
                                double direction)
{
    static const struct {
        const char *metric;
        const char *words;
    } outcomes[] = {
        {"requests.error", "errors"},       {"requests.rejected", "rejections"},
        {"requests.refused", "refusals"},   {"requests.reset", "resets"},
        {"requests.abandoned", "given up"}, {"requests.in_flight", "still in flight"},
    };
    const char *largest = NULL;
    double largest_difference = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(outcomes); i++) {
        SimPairedDifference paired = verdict_difference(experiment, comparison, outcomes[i].metric);

        if (paired.difference.mean * direction > largest_difference) {
            largest_difference = paired.difference.mean * direction;
            largest = outcomes[i].words;
        }
    }
    return largest;
}

static char *percent(const Experiment *experiment, const ExperimentVariant *variant,
                     const char *metric)
{
    uint32_t index = experiment_find(variant, RESULT_RUN, NULL, metric);

    return quantity_percent(experiment_estimate(experiment, variant, index).mean);
}

static void append_loss(GString *text, const Experiment *experiment,
                        const VerdictComparison *comparison, double difference)
{
    g_autofree char *before = percent(experiment, comparison->baseline, "loss");
    g_autofree char *after = percent(experiment, comparison->candidate, "loss");
    const char *outcome = main_outcome(experiment, comparison, difference);

    g_string_append_printf(text, "%s loses %s requests than %s (%s against %s",
                           comparison->candidate->source->name, difference < 0 ? "fewer" : "more",
                           comparison->baseline->source->name, after, before);
    if (outcome != NULL)
        g_string_append_printf(text, "; the difference is mostly %s", outcome);
    g_string_append(text, ")");
}

/* '4.47 ms (22.2%) faster' */
static void append_pace(GString *text, const SimPairedDifference *latency)
{
    double seconds = latency->difference.mean;
    g_autofree char *amount = quantity_text_with_unit(QUANTITY_SECONDS, fabs(seconds));

    g_string_append(text, amount);
    if (!isnan(latency->relative)) {
        g_autofree char *share = quantity_percent(fabs(latency->relative));

        g_string_append_printf(text, " (%s)", share);
    }
    g_string_append(text, seconds < 0 ? " faster" : " slower");
}

static void append_latency(GString *text, const SimPairedDifference *latency, GArray *parts,
                           const char *candidate, const char *baseline)
{
    g_string_append_printf(text, "%s is ", candidate);
    append_pace(text, latency);
    g_string_append_printf(text, " than %s in the mean", baseline);
    append_parts(text, parts, latency->difference.mean);
}

char *sentence_new(const Experiment *experiment, const VerdictComparison *comparison)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GArray) parts = g_array_new(FALSE, TRUE, sizeof(StageDifference));
    const char *candidate = comparison->candidate->source->name;
    const char *baseline = comparison->baseline->source->name;
    SimPairedDifference loss, latency;
    bool loss_differs = is_significant(experiment, comparison, "loss", &loss);
    bool latency_differs = is_significant(experiment, comparison, "latency.mean", &latency);

    add_stages(parts, experiment, comparison);
    g_array_sort(parts, by_size);
    if (loss_differs)
        append_loss(text, experiment, comparison, loss.difference.mean);
    if (loss_differs && latency_differs)
        g_string_append(text, "; of the requests that ended ok, ");
    if (latency_differs)
        append_latency(text, &latency, parts, candidate, baseline);
    else if (loss_differs)
        g_string_append(text, "; their mean latencies cannot be told apart");
    else
        g_string_append_printf(text,
                               "%s and %s cannot be told apart in mean latency or in loss with "
                               "%u replication%s",
                               candidate, baseline, experiment->replications,
                               experiment->replications == 1 ? "" : "s");
    g_string_append(text, ".");
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* 'iis6 loses fewer requests and is 4.47 ms (22.2%) faster'; false, nothing appended, where neither
 * differs. */
static bool append_standing(GString *text, const Experiment *experiment,
                            const VerdictComparison *comparison)
{
    SimPairedDifference loss, latency;
    bool loss_differs = is_significant(experiment, comparison, "loss", &loss);
    bool latency_differs = is_significant(experiment, comparison, "latency.mean", &latency);

    if (!loss_differs && !latency_differs)
        return false;
    g_string_append_printf(text, "%s%s", text->len > 0 ? "; " : "",
                           comparison->candidate->source->name);
    if (loss_differs)
        g_string_append_printf(text, " loses %s requests",
                               loss.difference.mean < 0 ? "fewer" : "more");
    if (latency_differs) {
        g_string_append(text, loss_differs ? " and is " : " is ");
        append_pace(text, &latency);
    }
    return true;
}

char *sentence_of_all(const Experiment *experiment, const Verdicts *verdicts)
{
    g_autoptr(GString) told = g_string_new(NULL);
    g_autoptr(GPtrArray) same = g_ptr_array_new();
    g_autofree char *names = NULL;

    for (uint32_t i = 0; i < verdicts->count; i++)
        if (!append_standing(told, experiment, &verdicts->comparisons[i]))
            g_ptr_array_add(same, verdicts->comparisons[i].candidate->source->name);
    g_ptr_array_add(same, NULL);
    names = g_strjoinv(", ", (char **)same->pdata);
    return g_strdup_printf("Against %s: %s%s%s%s.", verdicts->comparisons[0].baseline->source->name,
                           told->str, told->len > 0 && *names != '\0' ? "; " : "", names,
                           *names != '\0' ? " cannot be told apart from it" : "");
}
