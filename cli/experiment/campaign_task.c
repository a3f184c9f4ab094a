/* campaign_task.c - one task: found in the journal, or run and kept there. */
#include "cli/experiment/campaign_internal.h"
#include "cli/experiment/pack.h"
#include "cli/experiment/warmup.h"

void campaign_clear_run(ExperimentRun *run)
{
    g_clear_pointer(&run->result, model_result_free);
    g_clear_pointer(&run->observation, observation_free);
}

static JournalTask journal_task(const Scenario *scenario, const CampaignTask *task)
{
    return (JournalTask){
        .sha256 = scenario->sha256, .variant = task->variant, .replication = task->replication};
}

/* What cannot be read again is run again. */
static bool find_in_journal(Campaign *campaign, const JournalTask *task, ExperimentRun *run)
{
    Journal *journal = campaign_options(campaign)->journal;
    g_autoptr(GBytes) bytes = NULL;

    if (journal == NULL || !journal_has(journal, task))
        return false;
    bytes =
        journal_read(journal, task, run->observation != NULL ? run->observation->rows : NULL, NULL);
    run->result = bytes != NULL ? pack_result_again(bytes, NULL) : NULL;
    if (run->result == NULL)
        return false;
    campaign_count_found(campaign);
    return true;
}

/* packed: NULL when it is to be made here. */
static void keep_in_journal(Campaign *campaign, const JournalTask *task, GBytes *packed,
                            ExperimentRun *run, GError **error)
{
    g_autoptr(GBytes) bytes = NULL;

    if (campaign_options(campaign)->journal == NULL || run->result->violation != NULL)
        return;
    bytes = packed != NULL ? g_bytes_ref(packed) : pack_result(run->result);
    if (!journal_append(campaign_options(campaign)->journal, task, bytes,
                        run->observation != NULL ? run->observation->rows : NULL, error))
        campaign_clear_run(run);
}

static const ScenarioVariant *variant_of(const Campaign *campaign, const CampaignTask *task)
{
    return &campaign_scenario(campaign, task)->variants[task->variant];
}

bool campaign_observe(const Campaign *campaign, const CampaignTask *task, ExperimentRun *run,
                      GError **error)
{
    g_clear_pointer(&run->observation, observation_free);
    if (campaign_options(campaign)->wants_request_rows)
        run->observation = observation_new(variant_of(campaign, task), task->replication, error);
    return !campaign_options(campaign)->wants_request_rows || run->observation != NULL;
}

bool campaign_find(Campaign *campaign, const CampaignTask *task, ExperimentRun *run, GError **error)
{
    JournalTask kept = journal_task(campaign_scenario(campaign, task), task);

    return !campaign_observe(campaign, task, run, error) || find_in_journal(campaign, &kept, run) ||
           !campaign_observe(campaign, task, run, error);
}

/* packed as in keep_in_journal(). */
static void take_new(Campaign *campaign, const CampaignTask *task, GBytes *packed,
                     ExperimentRun *run, GError **error)
{
    const ModelConfig *config = variant_of(campaign, task)->config;
    JournalTask kept = journal_task(campaign_scenario(campaign, task), task);

    campaign_count_simulated(campaign, config->warmup_ns + config->duration_ns);
    keep_in_journal(campaign, &kept, packed, run, error);
}

void campaign_accept(Campaign *campaign, const CampaignTask *task, GBytes *packed,
                     ExperimentRun *run, GError **error)
{
    run->result = pack_result_again(packed, error);
    if (run->result != NULL)
        take_new(campaign, task, packed, run, error);
}

void campaign_perform(Campaign *campaign, const CampaignTask *task, ExperimentRun *run,
                      GError **error)
{
    const ScenarioVariant *variant = variant_of(campaign, task);
    RunObserver observer = {.cancelled = campaign_cancelled(campaign),
                            .isolation = campaign_options(campaign)->wants_isolation};

    if (campaign_find(campaign, task, run, error))
        return;
    if (run->observation != NULL) {
        observer.request = observation_request;
        observer.self = run->observation;
    }
    run->result = model_run(
        variant->model, variant->config,
        warmup_replication(campaign_scenario(campaign, task), task->replication), &observer);
    if (run->result != NULL)
        take_new(campaign, task, NULL, run, error);
}
