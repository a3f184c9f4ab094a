/* warmup.h - warmup = auto: pilot runs fix how long the warm-up is.
 *
 * WARMUP_PILOTS pilots of every variant, on replications that no run uses, start where the warm-up
 * would and leave the faults out. Each is as long as the window, cut into 5,000 slices; the mean
 * number of requests at the server and the mean latency of a slice are averaged over the pilots.
 * MSER-5 (White, Cobb and Spratt, 2000) takes the means of each five slices and leaves out as many
 * of the first as make the standard error of the mean of the others least:
 *     z(d) = sum over i > d of (y_i - mean of those)^2 / (n - d)^2
 * The warm-up is the longest over both series and over the variants.
 *
 * A minimum in the second half of the pilots says that they are too short: they are run again,
 * twice as long, up to WARMUP_DOUBLINGS times. If that does not help the scenario is unstable or
 * its window too short; half of the pilot is then the warm-up.
 */
#pragma once
#include "cli/experiment/campaign.h"

#define WARMUP_PILOTS    10u
#define WARMUP_DOUBLINGS 2

/* Fixes the warm-up of every scenario that leaves it to pilots; nothing is done for the others. The
 * pilots are tasks of one campaign: threads, journal and progress are those of the options, rows
 * of requests and twins are left out. False as campaign_run(). */
bool warmup_fix(Scenario *const *scenarios, uint32_t count, const CampaignOptions *options,
                GError **error);

/* The replication whose numbers a run of the scenario draws: pilots have their own. */
uint64_t warmup_replication(const Scenario *scenario, uint32_t replication);

/* Makes of a configuration, a copy that owns nothing, that of its pilots. */
void warmup_make_pilot(ModelConfig *copy, int64_t pilot_ns);

/* Takes the warm-up over that was fixed for another scenario, if it leaves its own to pilots. */
void warmup_copy(Scenario *scenario, const Scenario *from);

/* How many of the first of count values MSER leaves out. The last tenth always stays: of a handful
 * of values that happen to be alike nothing can be told. */
uint32_t warmup_mser(const double *values, uint32_t count);

/* What pilots fixed at many points, or loads, of a scenario: for the head of their table. */
typedef struct {
    uint32_t count; /* how many it was fixed at; 0: none leaves it to pilots */
    int64_t least_ns, most_ns;
} WarmupSpan;

void warmup_span_take(WarmupSpan *span, const Scenario *scenario);

/* ' after 60 ms to 400 ms of warm-up (each by MSER-5 on 10 pilots)'; count is not 0. The caller frees
 * it. */
char *warmup_span_text(const WarmupSpan *span);

/* 'the first 12 s of each run are left out ..': what was done, or that the pilots did not settle.
 * The caller frees it. */
char *warmup_text(const Scenario *scenario);
