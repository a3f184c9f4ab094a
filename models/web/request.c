/* request.c - the life of a request, from issue to outcome.
 *
 * Invariants: at_server while the server has it; it is freed when the outcome is decided and the
 * server does not have it; the stages add up to the time since issue while the client waits.
 */
#include "models/web/request.h"
#include "models/web/call.h"
#include "models/web/client.h"
#include "models/web/connection.h"
#include "models/web/counters.h"
#include "models/web/measure.h"
#include "models/web/network.h"
#include "models/web/server.h"

static void attempt(WebRequest *request);

const char *web_outcome_name(WebOutcome outcome)
{
    static const char *const names[] = {"ok",    "error",     "rejected", "refused",
                                        "reset", "abandoned", "in_flight"};

    return names[outcome];
}

static void request_free(WebRequest *request)
{
    WebRun *run = request->run;

    if (WEB_WATCHED(run))
        web_watch_gone(request);
    web_measure_freed(request);
    if (request->owner != NULL)
        web_clients_freed(request->group, request->owner);
    if (request->previous != NULL)
        request->previous->next = request->next;
    else
        run->live = request->next;
    if (request->next != NULL)
        request->next->previous = request->previous;
    sim_pool_give(run->requests, request);
}

static inline WebRequest *request_new(WebRun *run)
{
    WebRequest *request = sim_pool_take(run->requests);
    size_t stage_bytes = sizeof(int64_t) * run->stage_count;

    memset(request, 0, sizeof *request + 2 * stage_bytes);
    request->run = run;
    request->item.node.request = request;
    request->wait_ns = (int64_t *)(request + 1);
    request->service_ns = request->wait_ns + run->stage_count;
    request->next = run->live;
    if (run->live != NULL)
        run->live->previous = request;
    run->live = request;
    return request;
}

/* Keyed as the choice of the page is, so that a request asks for the same URL in every variant. */
static uint32_t draw_url(const WebRequest *request, const WebPageConfig *page)
{
    SimStream stream = sim_stream(request->run->seed, request->task.key[0], request->ordinal,
                                  (uint64_t)request->user_number << 32 | DRAW_URL);

    if (page->urls.kind == SIM_ZIPF)
        return (uint32_t)sim_variate_draw_whole(&page->urls, &stream) - 1;
    return (uint32_t)sim_stream_below(&stream, page->url_count);
}

static inline void ask_for(WebRequest *request, uint32_t page)
{
    const ModelConfig *config = request->run->config;

    request->page = page;
    request->app = config->pages[page].app;
    if (config->pages[page].url_count > 1)
        request->url = draw_url(request, &config->pages[page]);
    request->issued_ns = request->run->engine.now_ns;
    request->started_ns = INT64_MIN;
    request->stage = STAGE_LISTENER;
    request->stage_since_ns = request->issued_ns;
    request->last_process = "";
}

void web_request_issue(WebClients *group, WebUser *user, uint32_t user_number, uint64_t ordinal,
                       uint32_t page)
{
    WebRun *run = group->run;
    WebRequest *request = request_new(run);

    request->group = group;
    request->user = user;
    request->owner = user;
    if (user != NULL)
        user->requests++;
    request->user_number = user_number;
    request->task.key[0] = group->source;
    request->ordinal = ordinal;
    request->is_local = group->config->is_local;
    ask_for(request, page);
    request->in_cohort = request->issued_ns >= 0 && request->issued_ns < run->config->duration_ns;
    web_measure_issued(request);
    if (WEB_WATCHED(run))
        web_watch_issued(request, NULL);
    attempt(request);
}

WebRequest *web_request_new_call(const WebRequest *caller, WebCall *call, uint32_t page,
                                 uint64_t source)
{
    WebRequest *request = request_new(caller->run);

    request->group = caller->group;
    request->user_number = caller->user_number;
    request->task.key[0] = source;
    request->ordinal = caller->ordinal;
    request->is_local = true;
    request->call = call;
    ask_for(request, page);
    if (WEB_WATCHED(caller->run))
        web_watch_issued(request, caller);
    return request;
}

void web_request_enter(WebRequest *request)
{
    attempt(request);
}

/* The outcome is decided; the server may still have the request. */
static void resolve(WebRequest *request, WebOutcome outcome)
{
    sim_engine_cancel(&request->run->engine, &request->patience);
    sim_deadline_disarm(&request->group->timeouts, &request->timeout);
    request->client_gone = true;
    if (WEB_WATCHED(request->run))
        web_watch_resolved(request, web_outcome_name(outcome));
    web_measure_resolved(request, outcome);
    if (request->user != NULL)
        web_clients_resolved(request->group, request->user, request);
    request->user = NULL;
}

static void leave_server(WebRequest *request)
{
    WebRun *run = request->run;

    web_process_release(request);
    web_measure_left(request);
    request->at_server = false;
    sim_engine_cancel(&run->engine, &request->patience);
    sim_deadline_disarm(&request->group->timeouts, &request->timeout);
}

static void retry_due(void *self)
{
    WebRequest *request = self;

    request->patience = (SimEventId){0};
    attempt(request);
}

/* True when another attempt has been arranged. */
static bool retries(WebRequest *request, WebOutcome outcome)
{
    const WebClientsConfig *config = request->group->config;
    WebRun *run = request->run;
    SimStream stream;

    if ((config->retry_on & 1u << outcome) == 0 || (int64_t)request->attempts > config->retry_times)
        return false;
    stream = sim_stream(run->seed, request->group->source, request->ordinal,
                        web_request_purpose(request) | DRAW_RETRY);
    web_request_stage(request, STAGE_CLIENT_RETRY);
    request->http_error = HTTPERR_NONE;
    request->patience = sim_engine_after(
        &run->engine, sim_variate_draw_whole(&config->retry_delay, &stream), retry_due, request);
    return true;
}

void web_request_finish(WebRequest *request, WebOutcome outcome, int32_t status)
{
    g_assert(request->transfer == NULL);
    g_assert(request->at_server && request->item.node.queue == NULL &&
             request->task.activity == TASK_IDLE);
    if (WEB_WATCHED(request->run))
        web_watch_answered(request, web_outcome_name(outcome), status);
    if (request->connection != NULL)
        web_connection_answered(request, outcome, status);
    leave_server(request);
    request->run->counters->pages[request->page].answered += status != 0;
    if (request->client_gone) {
        if (request->executing)
            web_measure_late(request);
        request_free(request);
        return;
    }
    request->status = status;
    if (request->call != NULL) {
        web_call_answered(request, outcome, status);
        request_free(request);
        return;
    }
    if (retries(request, outcome))
        return;
    web_request_stage(request, STAGE_RESPONSE);
    resolve(request, outcome);
    request_free(request);
}

void web_request_begin(WebRequest *request)
{
    request->executing = true;
    if (request->started_ns == INT64_MIN)
        request->started_ns = request->run->engine.now_ns;
    request->last_process = request->process->statistics->name;
    if (WEB_WATCHED(request->run))
        web_watch_begins(request);
    sim_engine_cancel(&request->run->engine, &request->patience);
}

void web_request_stop_work(WebRequest *request)
{
    web_task_cancel(&request->task);
    web_network_cancel(request);
    web_queue_remove(&request->item.node);
    request->run->server->stop_work(request);
}

/* Logged when the client closes its connection before the request is given to a worker [KB820729]. */
static void note_client_reset(WebRequest *request)
{
    const WebQueue *queue = request->item.node.queue;

    if (request->at_server && queue != NULL && queue->statistics->is_outside &&
        request->run->http_errors != NULL && request->stage != STAGE_PIPE)
        web_http_error(request->run, request, HTTPERR_CLIENT_RESET);
}

/* The client leaves: at once out of whatever queue holds the request; where a thread has it the
 * server finds out when it next looks. */
static void patience_over(void *self)
{
    WebRequest *request = self;

    request->patience = (SimEventId){0};
    request->withdrawn = true;
    WEB_WATCH_RULE(request, "patience", 0, SIM_NEVER, NULL);
    note_client_reset(request);
    web_connection_left(request);
    web_request_stage(request, request->stage);
    resolve(request, OUTCOME_ABANDONED);
    if (request->item.node.queue == NULL)
        return;
    web_queue_remove(&request->item.node);
    request->run->server->withdrawn(request);
    leave_server(request);
    request_free(request);
}

void web_request_timed_out(void *self)
{
    WebRequest *request = self;

    WEB_WATCH_RULE(request, "timeout", 0, SIM_NEVER, NULL);
    note_client_reset(request);
    web_connection_left(request);
    web_request_stage(request, request->stage);
    resolve(request, OUTCOME_ABANDONED);
    web_network_client_left(request);
}

void web_request_caller_left(WebRequest *request)
{
    note_client_reset(request);
    web_connection_left(request);
    request->call = NULL;
    request->client_gone = true;
}

/* How long the client waits: for the answer, and for the page to begin. */
static void arm_client(WebRequest *request)
{
    WebClients *group = request->group;
    WebRun *run = request->run;

    sim_deadline_arm(&group->timeouts, &request->timeout, request);
    if (group->config->has_patience) {
        SimStream stream = sim_stream(run->seed, group->source, request->ordinal,
                                      web_request_purpose(request) | DRAW_PATIENCE);
        int64_t patience_ns = sim_variate_draw_whole(&group->config->patience, &stream);

        request->patience = sim_engine_after(&run->engine, patience_ns, patience_over, request);
    }
}

static void attempt(WebRequest *request)
{
    WebRun *run = request->run;

    request->attempts++;
    request->executing = false;
    request->at_server = true;
    request->entered_ns = run->engine.now_ns;
    if (WEB_WATCHED(run))
        web_watch_attempt(request);
    web_request_stage(request, STAGE_LISTENER);
    web_measure_entered(request);
    web_task_init(&request->task, run, request, request->task.key[0], request->ordinal,
                  web_request_purpose(request));
    memset(web_request_extra(request), 0, run->server->request_extra_bytes);
    if (request->call == NULL)
        arm_client(request);
    run->arrive(request);
}

void web_request_free_all(WebRun *run)
{
    while (run->live != NULL) {
        WebRequest *request = run->live;

        if (!request->client_gone && request->call == NULL) {
            if (WEB_WATCHED(run))
                web_watch_resolved(request, web_outcome_name(OUTCOME_IN_FLIGHT));
            web_measure_resolved(request, OUTCOME_IN_FLIGHT);
        }
        request_free(request);
    }
}
