/* window.c - when the window begins and ends, what is over it, and the laws that it must obey. */
#include "models/web/availability.h"
#include "models/web/backend.h"
#include "models/web/counters.h"
#include "models/web/exposure.h"
#include "models/web/connection.h"
#include "models/web/machine.h"
#include "models/web/measure_private.h"

/* Where every request at the server must be: outside queues and processes. */
static int64_t occupancy(const WebRun *run)
{
    int64_t count = 0;

    for (guint i = 0; i < run->queue_statistics->len; i++) {
        const WebQueueStatistics *queue = g_ptr_array_index(run->queue_statistics, i);

        count += queue->is_outside ? queue->length.value : 0;
    }
    for (guint i = 0; i < run->process_statistics->len; i++) {
        const WebProcessStatistics *process = g_ptr_array_index(run->process_statistics, i);

        count += process->held.value;
    }
    return count;
}

static __int128 occupancy_area(const WebRun *run)
{
    int64_t now_ns = run->engine.now_ns;
    __int128 area = 0;

    for (guint i = 0; i < run->queue_statistics->len; i++) {
        const WebQueueStatistics *queue = g_ptr_array_index(run->queue_statistics, i);

        area += queue->is_outside ? sim_level_area(&queue->length, now_ns) : 0;
    }
    for (guint i = 0; i < run->process_statistics->len; i++) {
        const WebProcessStatistics *process = g_ptr_array_index(run->process_statistics, i);

        area += sim_level_area(&process->held, now_ns);
    }
    return area;
}

static void check_occupancy(WebMeasure *measure)
{
    int64_t places = occupancy(measure->run);

    if (places != measure->at_server.value && measure->violation == NULL)
        measure->violation = g_strdup_printf(
            "at %.9f s %" G_GINT64_FORMAT " requests are at the server, but its processes and "
            "queues hold %" G_GINT64_FORMAT,
            sim_seconds(measure->run->engine.now_ns), measure->at_server.value, places);
}

static void check_little(WebMeasure *measure)
{
    __int128 stamps = measure->stamps_ns +
                      (__int128)measure->at_server.value * measure->run->engine.now_ns -
                      measure->inside_since_ns;
    __int128 area = occupancy_area(measure->run);
    __int128 counted = sim_level_area(&measure->at_server, measure->run->engine.now_ns);

    if ((stamps != area || counted != area) && measure->violation == NULL)
        measure->violation = g_strdup_printf(
            "Little's law fails: requests spent %.9f s at the server by their stamps, %.9f s by "
            "the occupancy of processes and queues, %.9f s by counting them",
            (double)stamps / 1e9, (double)area / 1e9, (double)counted / 1e9);
}

static void window_begins(void *self)
{
    WebMeasure *measure = self;
    WebRun *run = measure->run;
    int64_t now_ns = run->engine.now_ns;

    measure->in_window = true;
    sim_processor_restart_statistics(run->machine->processor);
    sim_level_restart(&run->machine->memory, now_ns);
    sim_level_restart(&run->machine->threads, now_ns);
    sim_level_restart(&run->machine->threads_busy, now_ns);
    run->machine->switches = 0;
    web_connections_restart_statistics(run);
    for (uint32_t i = 0; i < run->config->backend_count; i++)
        web_backend_restart_statistics(&run->backends[i]);
    for (guint i = 0; i < run->queue_statistics->len; i++) {
        WebQueueStatistics *queue = g_ptr_array_index(run->queue_statistics, i);

        sim_level_restart(&queue->length, now_ns);
    }
    for (guint i = 0; i < run->process_statistics->len; i++) {
        WebProcessStatistics *process = g_ptr_array_index(run->process_statistics, i);

        sim_level_restart(&process->alive, now_ns);
        sim_level_restart(&process->held, now_ns);
        sim_level_restart(&process->memory, now_ns);
        process->started = process->recycled = process->crashed = process->stopped = 0;
    }
    sim_level_restart(&measure->at_server, now_ns);
    web_availability_window_begins(run);
    web_exposure_window_begins(run);
    web_counters_window_begins(run);
    measure->appdomains_started = measure->appdomains_restarted = 0;
    measure->before_ns = (__int128)measure->at_server.value * now_ns - measure->inside_since_ns;
    measure->inside_since_ns = (__int128)measure->at_server.value * now_ns;
    web_measure_series_begin(measure);
}

static void window_ends(void *self)
{
    WebMeasure *measure = self;

    measure->in_window = false;
    measure->window_over = true;
    web_availability_window_ends(measure->run);
    web_exposure_window_ends(measure->run);
    check_little(measure);
    web_measure_snapshot(measure);
    if (measure->cohort_live == 0)
        measure->run->engine.stop = true;
}

static void bucket_ends(void *self);

/* In the place among equal times that was taken before anything else. */
static void schedule_bucket_end(WebMeasure *measure)
{
    const WebRun *run = measure->run;
    SimEvent event = {.handler = bucket_ends, .self = measure};

    event.time_ns = MIN((measure->bucket + 1) * measure->bucket_ns, run->config->duration_ns);
    sim_calendar_schedule_in_sequence(run->engine.calendar, event, measure->sequence);
}

static void bucket_ends(void *self)
{
    WebMeasure *measure = self;
    WebRun *run = measure->run;

    check_occupancy(measure);
    if (web_measure_is_cancelled(run)) {
        run->engine.stop = true;
        return;
    }
    web_measure_series_sample(measure);
    measure->bucket++;
    if (measure->bucket < measure->bucket_count)
        schedule_bucket_end(measure);
    else
        window_ends(measure);
}

void web_measure_start(WebMeasure *measure)
{
    WebRun *run = measure->run;

    sim_engine_at(&run->engine, 0, window_begins, measure);
    measure->sequence = sim_calendar_take_sequence(run->engine.calendar);
    schedule_bucket_end(measure);
}
