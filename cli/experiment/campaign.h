/* campaign.h - many experiments at once: the points of a sweep, the looks of a search, or just one.
 *
 * The task is one (experiment, variant, replication). Tasks are begun in order, experiment by
 * experiment, replication by replication, each for all variants at once, on as many threads as are
 * asked for; what is finished is taken in strictly in order within its experiment. Neither the
 * number of threads nor their luck changes a digit, and an interrupted experiment holds
 * replications 1..n of every variant, n being the largest that it could.
 *
 * With a journal every finished task is kept on the disk at once, and a campaign that finds its
 * tasks there does not run them again: the same campaign, killed at any moment and begun anew,
 * gives the same results.
 */
#pragma once
#include "cli/experiment/experiment.h"
#include "cli/experiment/journal.h"
#include "cli/experiment/shard.h"

typedef struct {
    uint32_t threads; /* 0: one for each core; one alone beside remotes */
    bool wants_request_rows;
    bool wants_isolation; /* a twin run beside each, without each fault */
    bool shows_progress;  /* a live line on stderr */
    Journal *journal;     /* borrowed; NULL: nothing is kept */
    Shard shard; /* divided: tasks one by one, but points that are to reach a precision whole;
                             what is run is in the journal, and in no experiment */
} CampaignOptions;

typedef struct Campaign Campaign;

/* options are copied. Starts to note interruptions (cli/interrupt.h). */
Campaign *campaign_new(const CampaignOptions *options);

/* Adds an experiment, to be run by the next campaign_run(). The scenario is borrowed and must live
 * as long as the campaign; metrics as in ExperimentOptions (borrowed). What is returned belongs to
 * the campaign; NULL, with *error set, when rows of requests cannot be kept. */
Experiment *campaign_add(Campaign *campaign, const Scenario *scenario, char *const *metrics,
                         GError **error);

/* Runs until all that was added is finished. False after a failure (*error set) or an interruption
 * (*error not set): then each experiment says itself how far it came (is_partial). May be called
 * again after more was added. */
bool campaign_run(Campaign *campaign, GError **error);

/* Other processes, on this or on other computers, that run tasks too. */
typedef struct {
    uint32_t count;
    /* On a thread of its own: passes on what campaign_next() (campaign_internal.h) hands out until that
     * is over, and returns when all of it has been given back. */
    void (*serve)(Campaign *campaign, void *self);
    void *self;
} CampaignRemotes;

/* Every campaign from here on has these remotes; of its own threads it has one beside them, unless
 * asked for more. For main(); borrowed to the end of the program. */
void campaign_use_remotes(const CampaignRemotes *remotes);

bool campaign_is_interrupted(const Campaign *campaign);

/* Takes the index-th experiment out of the campaign, for the caller to free. */
Experiment *campaign_steal(Campaign *campaign, uint32_t index);
void campaign_free(Campaign *campaign);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Campaign, campaign_free)
