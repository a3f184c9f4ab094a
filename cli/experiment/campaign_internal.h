/* campaign_internal.h - how tasks are handed out and given back (campaign.c), for whoever runs them:
 * threads of this process (campaign_task.c), or other processes.
 *
 * What takes the campaign's lock takes it itself, for a moment.
 */
#pragma once
#include "cli/experiment/campaign.h"
#include "cli/experiment/experiment_internal.h"

typedef struct {
    uint32_t point; /* index of the experiment */
    uint32_t variant;
    uint32_t replication; /* from 1 */
} CampaignTask;

typedef enum {
    CAMPAIGN_TASK, /* here is one */
    CAMPAIGN_WAIT, /* none now, perhaps one when another has been given back */
    CAMPAIGN_OVER, /* none any more */
} CampaignNext;

/* For remotes: never a task that its scenario's text does not tell whole (is_beyond_text), which the
 * threads here take. */
CampaignNext campaign_next(Campaign *campaign, CampaignTask *task);

/* Runs a task, or finds it in the journal, and keeps it there. run->result is NULL when the campaign
 * was cancelled meanwhile or *error is set. */
void campaign_perform(Campaign *campaign, const CampaignTask *task, ExperimentRun *run,
                      GError **error);

/* Takes run and error (either may be empty) over. */
void campaign_give_back(Campaign *campaign, const CampaignTask *task, ExperimentRun run,
                        GError *error);

/* For a task that another process is to run. */
const Scenario *campaign_scenario(const Campaign *campaign, const CampaignTask *task);
const CampaignOptions *campaign_options(const Campaign *campaign);

/* For RunObserver.cancelled. */
const bool *campaign_cancelled(const Campaign *campaign);

/* Is nobody interested any more in what is under way? campaign_cancel(): as when interrupted. */
bool campaign_is_cancelled(const Campaign *campaign);
void campaign_cancel(Campaign *campaign);

/* The part of campaign_perform() before running: true when the task was found in the journal (or
 * *error is set), and needs only be given back. */
bool campaign_find(Campaign *campaign, const CampaignTask *task, ExperimentRun *run,
                   GError **error);

/* Opens run->observation, if rows are wanted. False with *error set when it cannot. */
bool campaign_observe(const Campaign *campaign, const CampaignTask *task, ExperimentRun *run,
                      GError **error);

/* The part after: keeps what pack_result() made of the task elsewhere, and sets run->result unless
 * *error is set. The rows, if any, are in run->observation. */
void campaign_accept(Campaign *campaign, const CampaignTask *task, GBytes *packed,
                     ExperimentRun *run, GError **error);

/* For the progress line: a task came from the journal; a task was run. */
void campaign_count_found(Campaign *campaign);
void campaign_count_simulated(Campaign *campaign, int64_t simulated_ns);

void campaign_clear_run(ExperimentRun *run);
