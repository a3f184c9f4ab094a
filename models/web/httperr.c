#include "models/web/httperr.h"
#include "models/result.h"
#include "models/web/request.h"

const char *web_http_error_name(WebHttpError reason)
{
    static const char *const names[HTTPERR_COUNT] = {
        [HTTPERR_NONE] = "",
        [HTTPERR_QUEUE_FULL] = "QueueFull",
        [HTTPERR_APP_OFFLINE] = "AppOffline",
        [HTTPERR_DISABLED] = "Disabled",
        [HTTPERR_APP_SHUTDOWN] = "AppShutdown",
        [HTTPERR_TIMER_APP_POOL] = "Timer_AppPool",
        [HTTPERR_ABANDONED] = "Connection_Abandoned_By_AppPool",
        [HTTPERR_CLIENT_RESET] = "Client_Reset",
        [HTTPERR_CONN_LIMIT] = "ConnLimit",
        [HTTPERR_CONNECTIONS_REFUSED] = "Connections_Refused",
        [HTTPERR_TIMER_CONNECTION_IDLE] = "Timer_ConnectionIdle",
        [HTTPERR_TIMER_MIN_BYTES] = "Timer_MinBytesPerSecond",
        [HTTPERR_HOSTNAME] = "Hostname",
        [HTTPERR_URL] = "URL",
        [HTTPERR_FIELD_LENGTH] = "FieldLength",
        [HTTPERR_REQUEST_LENGTH] = "RequestLength",
    };

    return names[reason];
}

bool web_http_error_is_name(const char *name)
{
    for (int reason = HTTPERR_NONE + 1; reason < HTTPERR_COUNT; reason++) {
        if (g_str_equal(web_http_error_name((WebHttpError)reason), name))
            return true;
    }
    return false;
}

void web_http_error(WebRun *run, WebRequest *request, WebHttpError reason)
{
    WebHttpErrors *errors = run->http_errors;
    int64_t now_ns = run->engine.now_ns;

    if (request != NULL) {
        request->http_error = reason;
        WEB_WATCH_RULE(request, web_http_error_name(reason), 0, SIM_NEVER, "KB820729");
    }
    if (errors == NULL || now_ns < 0 || now_ns >= run->config->duration_ns)
        return;
    errors->all[reason]++;
    if (request != NULL && reason < HTTPERR_OF_POOLS)
        errors->pools[web_request_app(request)->pool][reason]++;
}

WebHttpErrors *web_http_errors_new(const WebRun *run)
{
    WebHttpErrors *errors = g_new0(WebHttpErrors, 1);

    errors->pools = g_malloc0_n(run->config->pool_count, sizeof *errors->pools);
    return errors;
}

void web_http_errors_free(WebHttpErrors *errors)
{
    if (errors == NULL)
        return;
    g_free(errors->pools);
    g_free(errors);
}

static void put(WebRun *run, GArray *values, const char *pool, WebHttpError reason, uint64_t count)
{
    g_autofree char *metric = g_strdup_printf("httperr.%s", web_http_error_name(reason));
    ResultValue row = {
        .scope = pool != NULL ? RESULT_POOL : RESULT_RUN,
        .entity = pool != NULL ? web_run_string(run, pool) : NULL,
        .metric = web_run_string(run, metric),
        .value = (double)count,
    };

    g_array_append_val(values, row);
}

void web_http_errors_report(WebRun *run, GArray *values)
{
    const WebHttpErrors *errors = run->http_errors;

    if (errors == NULL)
        return;
    for (int reason = HTTPERR_NONE + 1; reason < HTTPERR_COUNT; reason++)
        put(run, values, NULL, (WebHttpError)reason, errors->all[reason]);
    for (uint32_t i = 0; i < run->config->pool_count; i++) {
        for (int reason = HTTPERR_NONE + 1; reason < HTTPERR_OF_POOLS; reason++)
            put(run, values, run->config->pools[i].name, (WebHttpError)reason,
                errors->pools[i][reason]);
    }
}
