/* station.h - c identical servers and the queue in front of them, first come first served.
 *
 * Jobs are intrusive: a SimStationJob lives inside the object that is served. A job whose owner
 * dies is taken out with sim_station_leave(), whatever it was doing. Equal times fire in the order
 * of entry. Cost: O(1) plus one calendar event per service.
 */
#pragma once
#include "sim/engine.h"
#include "sim/level.h"

typedef struct SimStationJob {
    struct SimStationJob *next;
    struct SimStationJob *previous;
    int64_t service_ns; /* set before entering, or by the started handler */
    SimHandler started; /* NULL, or called when service begins; may set service_ns */
    SimHandler done;    /* called when service has ended, the server already free and the next
                           job already started; the job may enter again */
    void *self;         /* given to both */
    SimEventId event;
    void *station; /* while it is there; NULL otherwise */
    bool in_service;
} SimStationJob;

typedef struct {
    SimEngine *engine;
    int64_t servers;      /* >= 1, or SIM_NEVER: every job is served at once */
    int64_t queue_limit;  /* jobs waiting, not those in service; SIM_NEVER: no limit */
    SimStationJob *first; /* waiting */
    SimStationJob *last;
    SimLevel waiting;
    SimLevel busy;
    uint64_t completed;
} SimStation;

void sim_station_init(SimStation *station, SimEngine *engine, int64_t servers, int64_t queue_limit);

/* False, nothing changed, when every server is busy and the queue is full. */
bool sim_station_enter(SimStation *station, SimStationJob *job);

/* Takes the job out, waiting or in service, without calling done; starts the next one. Harmless on
 * a job that is not there. */
void sim_station_leave(SimStation *station, SimStationJob *job);
void sim_station_restart_statistics(SimStation *station);
void sim_station_check(const SimStation *station); /* aborts on a broken list: O(n) */
