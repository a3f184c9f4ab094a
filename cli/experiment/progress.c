/* progress.c - one line, drawn over itself. */
#include "cli/experiment/progress.h"
#include "cli/experiment/experiment_internal.h"
#include "sim/units.h"
#include <math.h>
#include <stdio.h>

#define DRAW_EVERY_US (G_USEC_PER_SEC / 5)
#define COLUMNS       79

void progress_begin(Progress *progress, bool is_shown)
{
    progress->is_shown = is_shown;
    if (progress->began_us == 0)
        progress->began_us = g_get_monotonic_time();
}

static void append_left(GString *line, double left_s)
{
    if (left_s >= 3600)
        g_string_append_printf(line, ", %.0f h %02.0f min left", floor(left_s / 3600),
                               floor(fmod(left_s, 3600) / 60));
    else if (left_s >= 60)
        g_string_append_printf(line, ", %.0f min left", ceil(left_s / 60));
    else
        g_string_append_printf(line, ", %.0f s left", ceil(left_s));
}

char *progress_line(const Progress *progress, const Experiment *at, gint64 now_us)
{
    GString *line = g_string_new("iissim: ");
    double elapsed_s = (double)(now_us - progress->began_us) / G_USEC_PER_SEC;
    /* what was found and not given back yet is in the second alone */
    uint32_t run = progress->done - MIN(progress->begun_with, progress->done);

    g_string_append_printf(line, "%u/%u runs", progress->done, progress->known);
    if (run > 0 && progress->known > progress->done)
        append_left(line, elapsed_s / run * (progress->known - progress->done));
    if (run > 0 && elapsed_s > 0)
        g_string_append_printf(line, ", %.0f sim s/s",
                               (double)progress->simulated_ns / SIM_S / elapsed_s);
    if (at != NULL && at->scenario->precision_metric != NULL && at->replications > 1) {
        double half_width = experiment_worst_half_width(at);

        if (isfinite(half_width))
            g_string_append_printf(line, ", %s +-%.2g%%, asked %.2g%%",
                                   at->scenario->precision_metric, 100 * half_width,
                                   100 * at->scenario->precision / (1 + at->scenario->precision));
    }
    if (g_utf8_strlen(line->str, -1) > COLUMNS)
        g_string_truncate(line, (gsize)(g_utf8_offset_to_pointer(line->str, COLUMNS) - line->str));
    return g_string_free(line, FALSE);
}

void progress_draw(Progress *progress, const Experiment *at)
{
    gint64 now_us = g_get_monotonic_time();
    g_autofree char *line = NULL;

    if (!progress->is_shown || now_us - progress->drawn_us < DRAW_EVERY_US)
        return;
    progress->drawn_us = now_us;
    line = progress_line(progress, at, now_us);
    fprintf(stderr, "\r%s\033[K", line);
}

void progress_end(Progress *progress)
{
    if (progress->is_shown && progress->drawn_us > 0)
        fprintf(stderr, "\r\033[K");
    progress->is_shown = false;
}
