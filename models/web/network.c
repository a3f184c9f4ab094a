/* network.c - each limit is a link; the transfers over it, by group of clients, in virtual time.
 *
 * A lane is the transfers of one group of clients over one link: all go at one rate, so that they
 * end in the order of what each still had to carry when it began. served is what each transfer of
 * the lane has carried since the lane was last empty. One event per link: its next end.
 */
#include "models/web/network.h"
#include "models/web/client.h"
#include "models/web/server.h"

#include <math.h>

typedef struct Lane Lane;
typedef struct Link Link;

struct WebTransfer {
    WebTransfer *next, *previous; /* in the lane, by rising target */
    WebRequest *request;
    Lane *lane;
    WebSent done;
    double target;    /* served, when it is over */
    int64_t alone_ns; /* what it takes without others */
    SimEventId too_slow;
};

struct Lane {
    Link *link;
    WebTransfer *first, *last;
    int64_t count;
    double cap; /* bytes per ns; INFINITY: none */
    double rate;
    double served;
};

struct Link {
    WebNetwork *network;
    double capacity; /* bytes per ns; INFINITY: none */
    Lane *lanes;     /* by group of clients */
    uint32_t *order; /* of the lanes, by rising cap */
    int64_t updated_ns;
    SimEventId next_end;
};

struct WebNetwork {
    WebRun *run;
    SimPool *transfers;
    Link *links;
    uint32_t link_count;
    Link **link_of_page;
    double least; /* bytes per ns; 0: none */
};

static void end_due(void *self);

/* ---- rates ---- */

static void serve_until_now(Link *link)
{
    const WebRun *run = link->network->run;
    double elapsed_ns = (double)(run->engine.now_ns - link->updated_ns);

    link->updated_ns = run->engine.now_ns;
    if (elapsed_ns <= 0)
        return;
    for (uint32_t i = 0; i < run->config->client_count; i++) {
        if (link->lanes[i].count > 0)
            link->lanes[i].served += link->lanes[i].rate * elapsed_ns;
    }
}

/* Each as much as it can take, while what is left is shared evenly by those that can take more. */
static void share(Link *link)
{
    const ModelConfig *config = link->network->run->config;
    double capacity = link->capacity;
    int64_t count = 0;

    for (uint32_t i = 0; i < config->client_count; i++)
        count += link->lanes[i].count;
    for (uint32_t i = 0; i < config->client_count; i++) {
        Lane *lane = &link->lanes[link->order[i]];

        if (lane->count == 0)
            continue;
        lane->rate = MIN(lane->cap, capacity / (double)count);
        if (isfinite(capacity))
            capacity -= lane->rate * (double)lane->count;
        count -= lane->count;
    }
}

static void schedule_next_end(Link *link)
{
    WebRun *run = link->network->run;
    double soonest_ns = INFINITY;

    for (uint32_t i = 0; i < run->config->client_count; i++) {
        const Lane *lane = &link->lanes[i];

        if (lane->count > 0)
            soonest_ns = MIN(soonest_ns, (lane->first->target - lane->served) / lane->rate);
    }
    sim_engine_cancel(&run->engine, &link->next_end);
    if (soonest_ns < 9e18)
        link->next_end =
            sim_engine_after(&run->engine, (int64_t)(MAX(soonest_ns, 0) + 0.5), end_due, link);
}

static void rearrange(Link *link)
{
    share(link);
    schedule_next_end(link);
}

/* ---- transfers ---- */

static void unlink_transfer(WebTransfer *transfer)
{
    Lane *lane = transfer->lane;

    if (transfer->previous != NULL)
        transfer->previous->next = transfer->next;
    else
        lane->first = transfer->next;
    if (transfer->next != NULL)
        transfer->next->previous = transfer->previous;
    else
        lane->last = transfer->previous;
    lane->count--;
    if (lane->count == 0)
        lane->served = 0;
}

static void link_transfer(WebTransfer *transfer)
{
    Lane *lane = transfer->lane;
    WebTransfer *before = lane->last;

    while (before != NULL && before->target > transfer->target)
        before = before->previous;
    transfer->previous = before;
    transfer->next = before != NULL ? before->next : lane->first;
    if (before != NULL)
        before->next = transfer;
    else
        lane->first = transfer;
    if (transfer->next != NULL)
        transfer->next->previous = transfer;
    else
        lane->last = transfer;
    lane->count++;
}

static void forget(WebTransfer *transfer)
{
    WebRequest *request = transfer->request;

    sim_engine_cancel(&request->run->engine, &transfer->too_slow);
    request->transfer = NULL;
    sim_pool_give(request->run->network->transfers, transfer);
}

/* It is in no lane any more. */
static void finish(WebTransfer *transfer, bool sent)
{
    WebRequest *request = transfer->request;
    WebSent done = transfer->done;

    web_request_charge(request, transfer->alone_ns);
    forget(transfer);
    done(request, sent);
}

static void stop(WebTransfer *transfer)
{
    Link *link = transfer->lane->link;

    serve_until_now(link);
    unlink_transfer(transfer);
    rearrange(link);
}

/* The first that is over: within half a nanosecond of its end; NULL: none. */
static WebTransfer *take_ended(Link *link)
{
    const ModelConfig *config = link->network->run->config;

    for (uint32_t i = 0; i < config->client_count; i++) {
        WebTransfer *first = link->lanes[i].first;

        if (first == NULL || first->target - link->lanes[i].served > link->lanes[i].rate * 0.51)
            continue;
        unlink_transfer(first);
        return first;
    }
    return NULL;
}

/* One by one: what the end of one sets off may begin or stop another. */
static void end_due(void *self)
{
    Link *link = self;
    WebTransfer *ended;

    link->next_end = (SimEventId){0};
    serve_until_now(link);
    while ((ended = take_ended(link)) != NULL)
        finish(ended, true);
    rearrange(link);
}

static void too_slow(void *self)
{
    WebTransfer *transfer = self;

    transfer->too_slow = (SimEventId){0};
    stop(transfer);
    web_http_error(transfer->request->run, transfer->request, HTTPERR_TIMER_MIN_BYTES);
    finish(transfer, false);
}

/* Where nobody shares, the rate is known: it will be in time, or will not. */
static void watch_speed(WebTransfer *transfer, double bytes)
{
    const WebNetwork *network = transfer->request->run->network;
    const Lane *lane = transfer->lane;

    if (network->least <= 0 || (isinf(lane->link->capacity) && lane->cap >= network->least))
        return;
    transfer->too_slow = sim_engine_after(
        &network->run->engine, (int64_t)(bytes / network->least + 0.5), too_slow, transfer);
}

bool web_network_takes_time(const WebRequest *request, WebOutcome outcome)
{
    const Link *link = request->run->network->link_of_page[request->page];
    const Lane *lane = &link->lanes[request->group->index];

    return outcome == OUTCOME_OK && web_request_page(request)->size_bytes > 0 &&
           !request->client_gone && request->call == NULL &&
           !(isinf(lane->cap) && isinf(link->capacity));
}

void web_network_send(WebRequest *request, WebSent done)
{
    WebNetwork *network = request->run->network;
    Link *link = network->link_of_page[request->page];
    Lane *lane = &link->lanes[request->group->index];
    double bytes = (double)web_request_page(request)->size_bytes;
    double alone = MIN(lane->cap, link->capacity);
    WebTransfer *transfer;

    transfer = sim_pool_take(network->transfers);
    *transfer = (WebTransfer){.request = request, .lane = lane, .done = done};
    transfer->alone_ns = (int64_t)(bytes / alone + 0.5);
    request->transfer = transfer;
    web_request_stage(request, STAGE_NETWORK);
    serve_until_now(link);
    transfer->target = lane->served + bytes;
    link_transfer(transfer);
    watch_speed(transfer, bytes);
    rearrange(link);
}

void web_network_cancel(WebRequest *request)
{
    WebTransfer *transfer = request->transfer;

    if (transfer == NULL)
        return;
    stop(transfer);
    forget(transfer);
}

void web_network_client_left(WebRequest *request)
{
    WebTransfer *transfer = request->transfer;

    if (transfer == NULL)
        return;
    stop(transfer);
    finish(transfer, false);
}

/* ---- set-up ---- */

static double per_ns(int64_t bytes_per_s)
{
    return bytes_per_s == SIM_NEVER ? INFINITY : (double)bytes_per_s / 1e9;
}

static void link_init(Link *link, WebNetwork *network, int64_t bytes_per_s)
{
    const ModelConfig *config = network->run->config;

    *link = (Link){.network = network, .capacity = per_ns(bytes_per_s)};
    link->updated_ns = network->run->engine.now_ns;
    link->lanes = g_new0(Lane, config->client_count);
    link->order = g_new0(uint32_t, config->client_count);
    for (uint32_t i = 0; i < config->client_count; i++) {
        double bandwidth = config->clients[i].bandwidth_bytes_per_s;
        uint32_t at = i;

        link->lanes[i].link = link;
        link->lanes[i].cap = bandwidth > 0 ? bandwidth / 1e9 : INFINITY;
        for (; at > 0 && link->lanes[link->order[at - 1]].cap > link->lanes[i].cap; at--)
            link->order[at] = link->order[at - 1];
        link->order[at] = i;
    }
}

/* Links: the first without a limit, the second everybody's, then one for each site. */
static Link *link_of_page(WebNetwork *network, uint32_t page)
{
    const WebRun *run = network->run;
    const ModelConfig *config = run->config;
    uint32_t site = config->apps[config->pages[page].app].site;

    if (!run->server->logs_http_errors && run->page_handlers[page] != HANDLER_STATIC)
        return &network->links[0];
    if (site < config->site_count && config->sites[site].max_bandwidth != SIM_NEVER)
        return &network->links[2 + site];
    return &network->links[1];
}

static bool is_needed(const ModelConfig *config)
{
    bool needed = config->httpsys.max_global_bandwidth != SIM_NEVER;

    for (uint32_t i = 0; i < config->site_count; i++)
        needed |= config->sites[i].max_bandwidth != SIM_NEVER;
    for (uint32_t i = 0; i < config->client_count; i++)
        needed |= config->clients[i].bandwidth_bytes_per_s > 0;
    return needed;
}

WebNetwork *web_network_new(WebRun *run)
{
    const ModelConfig *config = run->config;
    WebNetwork *network;

    if (!is_needed(config))
        return NULL;
    network = g_new0(WebNetwork, 1);
    network->run = run;
    network->transfers = sim_pool_new(sizeof(WebTransfer));
    network->link_count = 2 + config->site_count;
    network->links = g_new0(Link, network->link_count);
    link_init(&network->links[0], network, SIM_NEVER);
    link_init(&network->links[1], network, config->httpsys.max_global_bandwidth);
    for (uint32_t i = 0; i < config->site_count; i++)
        link_init(&network->links[2 + i], network, config->sites[i].max_bandwidth);
    network->link_of_page = g_new0(Link *, config->page_count);
    for (uint32_t i = 0; i < config->page_count; i++)
        network->link_of_page[i] = link_of_page(network, i);
    if (config->httpsys.min_file_bytes_per_sec != SIM_NEVER)
        network->least = (double)config->httpsys.min_file_bytes_per_sec / 1e9;
    return network;
}

void web_network_free(WebNetwork *network)
{
    if (network == NULL)
        return;
    for (uint32_t i = 0; i < network->link_count; i++) {
        g_free(network->links[i].lanes);
        g_free(network->links[i].order);
    }
    g_free(network->links);
    g_free(network->link_of_page);
    sim_pool_free(network->transfers);
    g_free(network);
}
