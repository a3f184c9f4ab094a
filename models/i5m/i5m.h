/* i5m.h - IIS 6.0 in IIS 5.0 isolation mode: http.sys with one queue (models/iis6/http_sys.h) in
 * front of inetinfo and aspnet_wp (models/iis5/inetinfo.h) [DOM2] [TBL24]. */
#pragma once
#include "models/web/server.h"

extern const WebServer i5m_server;
