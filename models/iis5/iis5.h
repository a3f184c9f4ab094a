/* iis5.h - IIS 5.0: TCP backlog -> inetinfo (inetinfo.c) -> named pipe (pipe.c) -> aspnet_wp
 * (aspnet_wp.c, models/aspnet) -> pipe -> inetinfo -> client. */
#pragma once
#include "models/web/server.h"

extern const WebServer iis5_server;
