/* progress.h - the live line on a terminal: how far a campaign is, how fast, how precise, how long.
 */
#pragma once
#include "cli/experiment/experiment.h"

typedef struct {
    bool is_shown;
    gint64 began_us;
    gint64 drawn_us;
    uint32_t done;        /* tasks */
    uint32_t begun_with;  /* of them, those that were found in a journal */
    uint32_t known;       /* tasks so far: a precision may ask for more */
    int64_t simulated_ns; /* by the tasks that were run */
} Progress;

/* May be begun again after its end, and goes on counting. */
void progress_begin(Progress *progress, bool is_shown);

/* Draws it anew, a few times a second. at is the experiment that is under way, or NULL. */
void progress_draw(Progress *progress, const Experiment *at);
void progress_end(Progress *progress);

/* The line itself, at most 79 columns; now_us after began_us. The caller frees it. */
char *progress_line(const Progress *progress, const Experiment *at, gint64 now_us);
