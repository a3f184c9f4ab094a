/* keys_site.c - the key table, web sites. */
#include "models/keys_private.h"

const ModelKey model_keys_site[] = {
    {"site", SPECIAL("ServerBindings"), .form = "IP:PORT:HOST, ...", .defaults = {":80:"}, ALL,
     CITED("WIN32-ROUTE IIS4-SITE"),
     .meaning = "where it listens: IP and HOST may be left out; + for HOST: before all others"},
    {SITE(server_auto_start), "ServerAutoStart", KEY_BOOL, .defaults = {"true"}, ALL,
     CITED("WIN32-ROUTE IIS4-SITE"),
     .meaning = "it runs; else http.sys answers 400 for it, IIS 5 passes it over"},
    {SITE(max_connections), "MaxConnections", KEY_COUNT, RANGE(1, MANY), .defaults = {"none"},
     .never = "none", ALL, CITED("GAFVERT IIS-LIM"),
     .meaning = "connections that it serves at a time: beyond it 403.9 from IIS 5, 503 from IIS 6"},
    {SITE(max_endpoint_connections), "MaxEndpointConnections", KEY_COUNT, RANGE(1, MANY),
     .defaults = {"none"}, .never = "none", ALL, CITED("CC778471"),
     .meaning = "connections of its ports at a time; assumption: beyond it TCP refuses; of sites "
                "that share a port the smallest rules"},
    {SITE(max_bandwidth), "MaxBandwidth", KEY_SIZE, .unit = "B", RANGE(1, TERABYTE),
     DOCUMENTED(1024, 4294967295.0), .defaults = {"none"}, .never = "none", ALL,
     CITED("MS524902 W2KRK-BW IIS-LIM"),
     .meaning = "bytes per second that its responses get, in place of MaxGlobalBandwidth; on IIS 5 "
                "static content alone"},
    {"site", SPECIAL("ConnectionTimeout"), .form = "SECONDS or none", .flags = KEY_COMPUTED,
     .defaults = {"as [httpsys] or [iis5]"}, ALL, CITED("CC781253 IIS4-MB"),
     .meaning = "an open connection without a request is closed after this"},

    {NULL, .next = model_keys_pool},
};
