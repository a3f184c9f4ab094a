/* import_text.h - a workload as a scenario, and the account of how it was made.
 *
 * The account is what the user must know to trust the scenario: what was read, assumed, skipped. It
 * stands as comments at the top of the scenario and goes to stderr.
 */
#pragma once
#include "cli/import/w3c.h"
#include "cli/import/workload.h"

typedef struct {
    const W3cLog *log;
    const Workload *workload;
    const WorkloadOptions *options;
    const char *title;   /* one line */
    const char *version; /* of ASP.NET */
} ImportSource;

/* Lines of text without line ends; the caller frees the array, which owns them. */
GPtrArray *import_account(const ImportSource *source);

/* Everything but the replay: ends with 'arrivals = REPLAY' and, for replay 'inline', with the line
 * [replay:logged]. */
void import_append_scenario(GString *text, const ImportSource *source, const GPtrArray *account,
                            const char *replay);

/* The line 'time_s,page[,client]' and one such for each request. */
void import_append_replay(GString *text, const Workload *workload);
