/* dllhost.h - application protection of IIS 5: ISAPI and ASP outside inetinfo.
 *
 * A slot is a place for one DLLHOST.EXE: slot 0 is the one that all pooled applications share, and
 * each isolated application has one of its own.
 *
 * Modelled:   AppIsolated 0, in inetinfo; 2, in the shared process, the default; 1, in one of its own
 *             [DEVX] [9CBS93485] [MSDN-ISOLATED]; what InProcessIsapiApps lists runs in inetinfo all
 *             the same [ISGU51], and so does aspnet_isapi (an assumption); a process starts when it is
 *             first needed, has native threads and an ASP pool of its own, and when it dies those in
 *             it alone are hurt [POPPA]; after AppOopRecoverLimit restarts its applications are not
 *             served any more, until IIS restarts [MSDN-OOP].
 * Assumption: a call to it costs dllhost-call each way and holds no ATQ thread meanwhile; it has
 *             threads as inetinfo has; what it held when it died is answered 500, as inetinfo still
 *             has the connection; it ends with inetinfo.
 * Left out:   the process of COM+ itself, and the cost of each call back into inetinfo.
 */
#pragma once
#include "models/web/native.h"

typedef struct Inetinfo Inetinfo;
typedef struct DllhostSlot DllhostSlot;

typedef struct {
    DllhostSlot *slot;
    WebProcess *process;
    WebNative native;
} Dllhost;

struct DllhostSlot {
    Inetinfo *inetinfo;
    Dllhost *current;  /* NULL: none is ready */
    Dllhost *starting; /* NULL: none */
    WebQueue waiting;  /* requests of inetinfo that wait for it */
    int64_t crashes;   /* since IIS started */
    int64_t no_start_before_ns;
    SimEventId delayed_start;
};

void dllhosts_init(Inetinfo *inetinfo);
void dllhosts_clear(Inetinfo *inetinfo);
void dllhosts_end(Inetinfo *inetinfo); /* inetinfo has ended */

/* Whose page it is; NULL: inetinfo's own. */
DllhostSlot *dllhost_of(const Inetinfo *inetinfo, uint32_t page);

/* On an ATQ thread, which goes back once the call is made. */
void dllhost_call(DllhostSlot *slot, WebRequest *request);
