/* replay.c - the section of the running picture: what it shows in words, the data, the player. */
#include "cli/report/replay.h"
#include "cli/report/replay_choose.h"
#include "sim/units.h"

static const char introduction[] = "<p>A slice of replication 1, run again: the same arrivals in "
                                   "each model, every request in its place at "
                                   "every instant. Watch where requests wait, which threads they "
                                   "hold, and whom a failure takes along.</p>\n"
                                   "<div class=\"replay\"><p class=\"note\">The picture is drawn "
                                   "by a script in this page, which has not run "
                                   "here.</p></div>\n";

void report_replay(ReportPage *page, const ReportSource *source)
{
    const Scenario *scenario = source->scenario;
    g_autofree char *json = NULL;

    if (source->kind != REPORT_RUN)
        return;
    report_open_section(page, "replay", "The run in motion");
    if (scenario == NULL) {
        report_add(page, "<p class=\"note\">The run cannot be shown again: %s.</p>\n",
                   source->scenario_error);
    } else if (scenario->variants[0].config->warmup_ns == SIM_NEVER) {
        report_add_raw(page, "<p class=\"note\">The run cannot be shown again: its warm-up is not "
                             "written in its scenario.ini.</p>\n");
    } else {
        json = replay_choose(scenario, NULL);
        report_use(page, "replay.css");
        report_use(page, "replay-model.js");
        report_use(page, "replay-layout.js");
        report_use(page, "replay-draw.js");
        report_use(page, "replay.js");
        report_add_raw(page, introduction);
        report_add_data(page, "replay-data", json);
    }
    report_close_section(page);
}
