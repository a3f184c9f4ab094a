/* aspnet_wp.h - the processes of ASP.NET behind inetinfo, and what aspnet_isapi knows of each.
 *
 * A slot is a place for one process at a time, its predecessor apart, which may still be draining:
 * one slot on a server, or one per processor of a web garden. Each has its own pipe, and is started,
 * watched and replaced by itself.
 *
 * Modelled:   one process; with webGarden = true one per set bit of cpuMask, for the whole server
 *             [PM11].
 * Assumption: the processes of a web garden take turns, those that are not ready are left out and
 *             started when their turn comes; each has its own pipe, and restartQueueLimit is of each.
 * Simplified: nobody is bound to its processor: all share all of them.
 */
#pragma once
#include "models/aspnet/runtime.h"

typedef struct Inetinfo Inetinfo;
typedef struct AspnetSlot AspnetSlot;

/* One aspnet_wp. At most one of a slot is current; older ones drain. */
typedef struct AspnetWp {
    AspnetSlot *slot;
    WebProcess *process;
    AspnetRuntime *runtime;
    bool is_replaced;
    SimEventId shutdown_limit;

    WebThreadItem ping; /* waits for an I/O thread */
    bool ping_is_out;
    SimEventId ping_limit;
} AspnetWp;

struct AspnetSlot {
    Inetinfo *inetinfo;
    uint32_t index;
    WebQueue pipe;    /* messages that wait for an I/O thread of aspnet_wp */
    AspnetWp *worker; /* takes from the pipe; NULL: none is ready */
    AspnetWp *starting;
    bool is_restarting; /* after an abnormal end: restartQueueLimit applies */
    int64_t no_start_before_ns;
    int64_t deadlock_restart_ns; /* INT64_MIN: there has been none */
    SimEventId delayed_start, monitor, deadlock_watch, ping;
};

void aspnet_slots_init(Inetinfo *inetinfo); /* none has started */
void aspnet_slots_clear(Inetinfo *inetinfo);
void aspnet_slots_start_warm(Inetinfo *inetinfo);
void aspnet_slots_end(Inetinfo *inetinfo);                  /* inetinfo has ended */
AspnetSlot *aspnet_slots_next(Inetinfo *inetinfo);          /* whose turn it is: a web garden */
WebProcess *aspnet_slots_process(const Inetinfo *inetinfo); /* a ready one; NULL: there is none */

/* A message is in the pipe and nobody there to take it. */
void aspnet_wp_needed(AspnetSlot *slot);
void aspnet_wp_request_done(AspnetWp *worker);

/* The successor starts first, then the old one ends what it has. Nothing happens when one starts
 * already. */
void aspnet_wp_recycle(AspnetWp *worker, const char *reason);
void aspnet_wp_end(AspnetWp *worker, const char *reason); /* without a successor */

/* ---- aspnet_watch.c ---- */

void aspnet_watch_begin(AspnetSlot *slot); /* its worker has become current */
void aspnet_watch_stop(AspnetSlot *slot);
bool aspnet_watch_is_too_big(const AspnetWp *worker);
