/* fault.h - what goes wrong, when.
 *
 * A fault acts on the process abstraction or on a backend, so that it means the same in every
 * model. Timing: at given times; every so often, counted from the occurrence before; or with a
 * probability whenever one of its pages begins to execute. Draws are made whether or not the
 * fault can act. Some faults last ('for'), others are over at once.
 */
#pragma once
#include "models/web/request.h"

WebFaults *web_faults_new(WebRun *run);
void web_faults_start(WebFaults *faults);
void web_faults_free(WebFaults *faults);

/* What a request that begins to execute has to suffer: the worst of what hits it. */
typedef enum {
    FAULT_EFFECT_NONE,
    FAULT_EFFECT_EXCEPTION,    /* it is answered 500 now */
    FAULT_EFFECT_HANGS,        /* it never ends by itself */
    FAULT_EFFECT_HANGS_NATIVE, /* nor does executionTimeout end it */
    FAULT_EFFECT_GONE, /* the process has died, the request may be gone: the caller returns */
} WebFaultEffect;

/* A page begins to execute. */
WebFaultEffect web_faults_at_execution(WebRequest *request);

/* A process begins to start: whether that will be in vain. */
bool web_faults_fail_start(const WebProcess *process);

/* The process ends, and its threads that run without end with it. forget: the run is over, and what
 * else was on the cores may be gone already. */
void web_faults_stop_spins(WebProcess *process);
void web_faults_forget_spins(WebProcess *process);

/* What its threads that run without end have had of the cores so far. */
int64_t web_faults_spin_ns(const WebProcess *process);

/* By application: whether the fault names it. Borrowed. */
const bool *web_faults_named(const WebFaults *faults, uint32_t fault);

/* Whether the process that just crashed is to be replaced at the next request, not at once, and
 * how long (ns, 0 if not said) no replacement starts. Asked by a model while its died is called. */
bool web_faults_restart_on_request(const WebRun *run);
int64_t web_faults_outage_ns(const WebRun *run);
