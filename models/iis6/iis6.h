/* iis6.h - IIS 6.0 in worker process isolation mode.
 *
 * http.sys (http_sys.c) -> queue of the application pool (pool.c) -> w3wp (worker.c) -> ASP.NET
 * (models/aspnet) -> http.sys -> client.
 */
#pragma once
#include "models/web/server.h"

extern const WebServer iis6_server;
