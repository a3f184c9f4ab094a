/* replay.c - runs a slice of replication 1 again, and embeds what happened for the page's player.
 */
#include "cli/report/replay.h"

void report_replay(ReportPage *page, const ReportSource *source)
{
    (void)page;
    (void)source;
}
