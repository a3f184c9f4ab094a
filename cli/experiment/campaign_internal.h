/* campaign_internal.h - how tasks are handed out and given back, for whoever runs them: threads of
 * this process, or other processes.
 *
 * All functions but campaign_perform() take the campaign's lock themselves.
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

CampaignNext campaign_next(Campaign *campaign, CampaignTask *task);

/* Runs a task, or finds it in the journal, and keeps it there. run->result is NULL when the campaign
 * was cancelled meanwhile or *error is set. */
void campaign_perform(Campaign *campaign, const CampaignTask *task, ExperimentRun *run,
                      GError **error);

/* Takes run and error (either may be empty) over. */
void campaign_give_back(Campaign *campaign, const CampaignTask *task, ExperimentRun run,
                        GError *error);

/* Waits until something was given back or added, at most for a moment. */
void campaign_wait(Campaign *campaign);
