/* exposure.h - which applications are in reach of each other, and for how much of the window.
 *
 * For each pair of applications: while some process holds an AppDomain of both (process); while
 * AppDomains of both run under one identity, wherever they are (identity): that of the pool in IIS 6
 * [CC779944], one account in aspnet_wp; while one process in front sees the requests of both
 * (front-process): inetinfo in IIS 5 and in IIS 5.0 isolation mode.
 */
#pragma once
#include "models/result.h"
#include "models/web/process.h"

WebExposure *web_exposure_new(WebRun *run);
void web_exposure_free(WebExposure *exposure);
void web_exposure_window_begins(WebRun *run);
void web_exposure_window_ends(WebRun *run);

/* An AppDomain of the application has been created in the process, or has been unloaded. The end of
 * a process unloads all that it has. */
void web_exposure_loaded(WebProcess *process, uint32_t app);
void web_exposure_unloaded(WebProcess *process, uint32_t app);
void web_exposure_process_ends(WebProcess *process);

/* AppDomains that exist; of an application, of all. */
const SimLevel *web_exposure_appdomains(const WebRun *run);

/* After the window: appends RESULT_EXPOSURE values (ResultValue). Entity: an application; metric:
 * 'process/B', 'identity/B', 'front-process/B', B a later one. */
void web_exposure_report(WebRun *run, GArray *values);
