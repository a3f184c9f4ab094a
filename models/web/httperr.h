/* httperr.h - why the kernel listener ended a request itself: the reasons of its error log.
 *
 * Requests that http.sys answers or drops are in no W3C log, only in HTTPERR, with a reason phrase
 * [KB820729] [CC781893]. The reason is kept on the request, and those of the window are counted, in
 * all and, where the reason is about a request queue, by application pool.
 *
 * Simplified: reasons that no behaviour of the simulator can have (SSL, entity bodies, malformed
 *             requests) are not in the list.
 */
#pragma once
#include "models/web/run.h"

typedef enum {
    HTTPERR_NONE,
    /* about a request queue: counted by pool too */
    HTTPERR_QUEUE_FULL,
    HTTPERR_APP_OFFLINE, /* rapid-fail protection */
    HTTPERR_DISABLED,    /* an administrator */
    HTTPERR_APP_SHUTDOWN,
    HTTPERR_TIMER_APP_POOL,
    HTTPERR_ABANDONED, /* the worker process died */
    HTTPERR_CLIENT_RESET,
    HTTPERR_OF_POOLS, /* how many those are */
    HTTPERR_CONN_LIMIT = HTTPERR_OF_POOLS,
    HTTPERR_CONNECTIONS_REFUSED,
    HTTPERR_TIMER_CONNECTION_IDLE,
    HTTPERR_TIMER_MIN_BYTES,
    HTTPERR_HOSTNAME,
    HTTPERR_URL,
    HTTPERR_FIELD_LENGTH,
    HTTPERR_REQUEST_LENGTH,
    HTTPERR_COUNT
} WebHttpError;

typedef struct WebHttpErrors {
    uint64_t all[HTTPERR_COUNT];
    uint64_t (*pools)[HTTPERR_OF_POOLS]; /* by pool */
} WebHttpErrors;

/* The phrase of the log: 'QueueFull'; '' for none. */
const char *web_http_error_name(WebHttpError reason);
bool web_http_error_is_name(const char *name);

/* request NULL: the connection had none. Does no more than mark the request where the model has no
 * such log (run->http_errors NULL). */
void web_http_error(WebRun *run, WebRequest *request, WebHttpError reason);

WebHttpErrors *web_http_errors_new(const WebRun *run);
void web_http_errors_free(WebHttpErrors *errors);
void web_http_errors_report(WebRun *run, GArray *values); /* of ResultValue */
