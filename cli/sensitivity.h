/* sensitivity.h - runs the experiments that tell which verdicts hang on assumed costs. */
#pragma once
#include "cli/experiment/campaign.h"
#include "cli/results/verdict.h"

/* Is there a cost to vary? If not, says so to the user. */
bool cli_sensitivity_is_possible(const Scenario *scenario);

/* Varies every assumed cost of the base's scenario, which was loaded with these overrides, in one
 * campaign, and adds what came of it to the base's verdicts. False with *error set, or with *error
 * not set after an interruption: then the costs that were finished are there. */
bool cli_sensitivity_run(const Experiment *base, Verdicts *verdicts,
                         const ScenarioOverrides *overrides, const CampaignOptions *options,
                         GError **error);
