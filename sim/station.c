/* station.c - a list of those that wait; those in service are known by their event alone.
 *
 * Invariants: busy.value <= servers; while a job waits every server is busy; a job that is here
 * points at the station, one that is not points nowhere.
 */
#include "sim/station.h"

static void service_ended(void *self);

void sim_station_init(SimStation *station, SimEngine *engine, int64_t servers, int64_t queue_limit)
{
    g_assert_cmpint(servers, >=, 1);
    g_assert_cmpint(queue_limit, >=, 0);
    *station = (SimStation){.engine = engine, .servers = servers, .queue_limit = queue_limit};
    sim_level_init(&station->waiting, engine->now_ns, 0);
    sim_level_init(&station->busy, engine->now_ns, 0);
}

static void append(SimStation *station, SimStationJob *job)
{
    job->next = NULL;
    job->previous = station->last;
    if (station->last != NULL)
        station->last->next = job;
    else
        station->first = job;
    station->last = job;
    sim_level_add(&station->waiting, station->engine->now_ns, 1);
}

static void unlink_job(SimStation *station, SimStationJob *job)
{
    if (job->previous != NULL)
        job->previous->next = job->next;
    else
        station->first = job->next;
    if (job->next != NULL)
        job->next->previous = job->previous;
    else
        station->last = job->previous;
    sim_level_add(&station->waiting, station->engine->now_ns, -1);
}

static void start(SimStation *station, SimStationJob *job)
{
    job->in_service = true;
    job->event = (SimEventId){0};
    sim_level_add(&station->busy, station->engine->now_ns, 1);
    if (job->started != NULL)
        job->started(job->self);
    if (job->in_service && job->event.generation == 0) /* else it left at once */
        job->event = sim_engine_after(station->engine, job->service_ns, service_ended, job);
}

static void release_server(SimStation *station)
{
    SimStationJob *next = station->first;

    sim_level_add(&station->busy, station->engine->now_ns, -1);
    if (next == NULL)
        return;
    unlink_job(station, next);
    start(station, next);
}

static void service_ended(void *self)
{
    SimStationJob *job = self;
    SimStation *station = job->station;

    job->station = NULL;
    job->in_service = false;
    station->completed++;
    release_server(station);
    job->done(job->self);
}

bool sim_station_enter(SimStation *station, SimStationJob *job)
{
    bool server_free = station->busy.value < station->servers;

    g_assert(job->station == NULL);
    if (!server_free && station->waiting.value >= station->queue_limit)
        return false;
    job->station = station;
    job->in_service = false;
    if (server_free)
        start(station, job);
    else
        append(station, job);
    return true;
}

void sim_station_leave(SimStation *station, SimStationJob *job)
{
    if (job->station == NULL)
        return;
    g_assert(job->station == station);
    job->station = NULL;
    if (!job->in_service) {
        unlink_job(station, job);
        return;
    }
    job->in_service = false;
    sim_engine_cancel(station->engine, &job->event);
    release_server(station);
}

void sim_station_restart_statistics(SimStation *station)
{
    sim_level_restart(&station->waiting, station->engine->now_ns);
    sim_level_restart(&station->busy, station->engine->now_ns);
    station->completed = 0;
}

void sim_station_check(const SimStation *station)
{
    const SimStationJob *previous = NULL;
    int64_t waiting = 0;

    for (const SimStationJob *job = station->first; job != NULL; job = job->next) {
        g_assert(job->previous == previous);
        g_assert(job->station == station);
        g_assert(!job->in_service);
        waiting++;
        g_assert_cmpint(waiting, <=, station->waiting.value); /* no circle */
        previous = job;
    }
    g_assert(station->last == previous);
    g_assert_cmpint(waiting, ==, station->waiting.value);
    g_assert_cmpint(station->busy.value, >=, 0);
    g_assert_cmpint(station->busy.value, <=, station->servers);
    g_assert_cmpint(waiting, <=, station->queue_limit);
    g_assert(waiting == 0 || station->busy.value == station->servers);
}
