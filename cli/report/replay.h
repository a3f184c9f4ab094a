/* replay.h - the section in which a slice of the run is played. */
#pragma once
#include "cli/report/page.h"
#include "cli/report/source.h"

/* Writes the section 'replay', or nothing where there is nothing to play. */
void report_replay(ReportPage *page, const ReportSource *source);
